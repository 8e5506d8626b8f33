#!/usr/bin/env bash
# run.sh MYOSIFT PYTHON FIRST_SEED LAST_SEED [SCENARIOS]: the program on the second simulator's recordings, a quick table.
# Seeds 0 to 99 are for tuning, 200 and up for reporting. VERBOSE=1 lists what was missed and what is false.
# SETTINGS="--set a=b …" is passed on to the program.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
usual=quiet,heavy,steps,stepsfasc,real,realfasc,fasc,fasc8,fasc6,fascmany,doublet,pairs,steadyfasc,array,tremor,park,ortho
usual+=,shallow,clonus,tapping,contraction,weak,cramp,grouped,tonic,myoclonus,negative,mains,ecg,ecgweak,ecgfast,ecgslow
usual+=,ecgirregular,stim,stimm,pops
"$2" "$here/second_simulator.py" "$folder" "${5:-$usual}" "$3" "$4"
# shellcheck disable=SC2086
"$1" analyze "$folder" --output "$folder" --quiet ${SETTINGS:-}
"$2" "$here/score_second.py" "$folder/*.events.json" ${VERBOSE:+-v}
