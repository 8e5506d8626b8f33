#!/usr/bin/env bash
# throughput.sh MYOSIFT PYTHON [ROUNDS]: times the release build beside the SciPy script, into speed.json and docs/speed.md.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$2" "$here/throughput.py" "$1" "$here/speed.json" ${3:+"$3"}
"$2" "$here/throughput.py" page "$here/speed.json" "$here/../docs/speed.md"
cat "$here/../docs/speed.md"
