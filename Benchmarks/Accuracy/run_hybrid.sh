#!/usr/bin/env bash
# run_hybrid.sh MYOSIFT PYTHON FIRST_SEED LAST_SEED [SCENARIOS]: the program on real potentials in real noise.
# Seeds 0 to 99 are for tuning, 200 and up for reporting. Says so and ends where the recordings are absent.
# SETTINGS="--set a=b …" is passed on to the program.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
all=${5:-surface,surface_doublets,surface_weak,surface_rest,needle,needle_rest}
for name in ${all//,/ }; do
  "$2" "$here/hybrid_truth.py" "$folder/$name" --seeds "$3" "$4" --scenarios "$name"
  [ -d "$folder/$name" ] || continue
  # shellcheck disable=SC2086
  "$1" analyze "$folder/$name" --output "$folder/found-$name" --quiet --preset "${name%%_*}" ${SETTINGS:-}
  echo "$name"
  "$1" score "$folder/$name" "$folder/found-$name" | sed 's/^/  /'
done
