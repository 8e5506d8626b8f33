#!/usr/bin/env bash
# run.sh MYOSIFT PYTHON FIRST_SEED LAST_SEED [SCENARIOS]: the program on the second simulator's recordings.
# Seeds 0 to 99 are for tuning, 100 and up for reporting.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
scenarios=${5:-quiet,heavy,fasc,fasc8,fasc6,fascmany,tremor,clonus,contraction,weak,tonic,myoclonus,negative,mains,ecg,pops}
"$2" "$here/second_simulator.py" "$folder" "$scenarios" "$3" "$4"
"$1" analyze "$folder" --output "$folder" --quiet
"$2" "$here/score_second.py" "$folder/*.events.json" ${VERBOSE:+-v}
