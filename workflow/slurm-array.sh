#!/usr/bin/env bash
# slurm-array.sh: parts of a batch as a Slurm array, merged by a job that waits for it; nothing but Slurm is needed.
#
#   N=64 OUT=/scratch/out MEM=500 workflow/slurm-array.sh /data/recordings [options of `myosift analyze`]
#
# MEM is a job's memory in megabytes: the largest memory_bytes of `myosift analyze … --dry-run --json` and a third more.
# Run it again after a failure: what is done is left alone; give more memory where a job was ended for want of it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
: "${N:?the count of parts}" "${OUT:?the output folder}" "${MEM:=500}" "${MINUTES:=60}" "${MYOSIFT:=myosift}"
[ $# -gt 0 ] || { echo "expected recordings" >&2; exit 64; }
mkdir -p "$OUT/parts" "$OUT/logs"
arguments=$(printf ' %q' "$@")
printf -v folders ' %q' $(seq -f "$OUT/parts/%.0f" "$N")
array=$(sbatch --parsable --array="1-$N" --mem="$MEM" --time="$MINUTES" --requeue -J myosift --output="$OUT/logs/part-%a.log" \
  --wrap "$(printf '%q %q %q' "$here/scripts/part.sh" "$MYOSIFT" "$OUT/parts/")\$SLURM_ARRAY_TASK_ID \$SLURM_ARRAY_TASK_ID/$N$arguments --jobs 1")
# Merged also where a part failed: what is missing is named.
merge=$(sbatch --parsable --dependency="afterany:$array" --mem="$MEM" -J myosift-merge --output="$OUT/logs/merge.log" \
  --wrap "$(printf '%q merge' "$MYOSIFT")$folders --output $(printf '%q' "$OUT/results") --link --recordings $(printf '%q' "$1")")
echo "array $array, then merge $merge: $OUT/results"
