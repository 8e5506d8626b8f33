#!/usr/bin/env bash
# all.sh MYOSIFT PYTHON: the whole evaluation, with the peers, into results.json and docs; some minutes.
# Parts that need the public recordings (MYOSIFT_DATA) are left out where these are absent, and said to be.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
peers=$("$here/../Peers/environment.sh" "$2" "$root/.build/peers")
"$2" "$here/check_matching.py"
"$2" "$here/evaluate.py" "$1" "$here/results.json" --peers "$peers"
"$2" "$here/page.py" "$here/results.json" "$root/docs"
