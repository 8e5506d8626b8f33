#!/usr/bin/env bash
# run_hybrid.sh MYOSIFT PYTHON FIRST_SEED LAST_SEED [SCENARIOS]: the program on real potentials in real noise.
# Seeds 0 to 99 are for tuning, 100 and up for reporting. Says so and ends where the recordings are absent.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$2" "$here/hybrid_truth.py" "$folder" --seeds "$3" "$4" ${5:+--scenarios "$5"}
[ -n "$(ls "$folder"/*.raw 2>/dev/null)" ] || exit 0
"$1" analyze "$folder"/*.raw --output "$folder/found" --quiet
for truth in "$folder"/*.raw.truth.json; do
  name=$(basename "$truth" .raw.truth.json)
  echo "$name"
  "$1" score "$truth" "$(find "$folder/found" -name "$name*.events.json")" | sed 's/^/  /'
done
