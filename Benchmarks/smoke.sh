#!/usr/bin/env bash
# smoke.sh MYOSIFT PYTHON: one recording through the program and through a SciPy script in the same run; fails where the
# ratio of their whole-process times falls under the committed floor.
set -euo pipefail
myosift=$1
python=$2
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$myosift" simulate fasciculations --seed 7 --duration 60 --channels 8 --output "$folder/smoke.raw"

seconds() { # the median of three runs
  for _ in 1 2 3; do
    local start end
    start=$(date +%s.%N)
    "$@" >"$folder/out" 2>"$folder/err" || { cat "$folder/err" >&2; exit 1; }
    end=$(date +%s.%N)
    echo "$end $start" | awk '{print $1 - $2}'
  done | sort -n | sed -n 2p
}

own=$(seconds "$myosift" analyze "$folder/smoke.raw" --jobs 2 --quiet)
grep -q '"fasciculation"' "$folder/out" || { echo "benchmark smoke: no events found"; exit 1; }
peer=$(seconds "$python" "$here/Peers/expert_scipy.py" "$folder/smoke.raw" 8 2000)
floor=$("$python" -c "import json; print(json.load(open('$here/Thresholds/smoke.json'))['least_ratio'])")
echo "$own $peer $floor" | awk '{
  ratio = $2 / $1
  printf "benchmark smoke: 8 channels x 60 s at 2 kHz: myosift %.2f s, SciPy script %.2f s, ratio %.2f (floor %.2f)\n", $1, $2, ratio, $3
  exit ratio < $3 }'
