#!/usr/bin/env bash
# live.sh MYOSIFT PYTHON [SECONDS]: delays and block times of a live run of 64 channels, memory over a day of signal as fast as it
# is taken and over SECONDS of a paced stream; into live*.json and docs/live.md. PYTHON needs nothing but itself.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
seconds=${3:-1800}
"$2" "$here/live.py" "$1" "$here/live.json" 180 64
"$2" "$here/live.py" soak "$1" "$here/live-day.json" 24 2 0
"$2" "$here/live.py" soak "$1" "$here/live-paced.json" "$(awk "BEGIN { print $seconds / 3600 }")" 64 1
"$2" "$here/live.py" page "$here/live.json" "$here/../docs/live.md" "$here/live-day.json" "$here/live-paced.json"
