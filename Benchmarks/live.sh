#!/usr/bin/env bash
# live.sh MYOSIFT PYTHON [SECONDS]: delays and block times of a live run of 64 channels; memory over a day of signal as fast as it
# is taken, over a day of changing recordings at twenty times real time, and over SECONDS of a stream in real time. Writes
# live*.json and docs/live.md. PYTHON needs nothing but itself.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
seconds=${3:-1800}
"$2" "$here/live.py" "$1" "$here/live.json" 180 64
"$2" "$here/live.py" soak "$1" "$here/live-day.json" 24 2 0
"$2" "$here/live.py" soak "$1" "$here/live-soak.json" 24 4 20 48
"$2" "$here/live.py" soak "$1" "$here/live-paced.json" "$(awk "BEGIN { print $seconds / 3600 }")" 64 1
"$2" "$here/live.py" page "$here/live.json" "$here/../docs/live.md" "$here/live-day.json" "$here/live-soak.json" \
  "$here/live-paced.json"
