#!/usr/bin/env bash
# part.sh MYOSIFT FOLDER I/N INPUT…: does part I of N into FOLDER, taking up what an earlier try left there.
#
# Ends well where every recording of the part was tried: one that cannot be read (64, 65, 66) fails again however often it
# is tried, and is named in the summary. Anything else, a kill or a full disk, is left to the scheduler to try again.
set -uo pipefail
program=$1
folder=$2
part=$3
shift 3
# Written last; what stands there tells of an earlier try.
rm -f "$folder/summary.json"
code=0
"$program" analyze "$@" --output "$folder" --shard "$part" --resume --quiet || code=$?
case $code in
  0) exit 0 ;;
  64 | 65 | 66) [ -f "$folder/summary.json" ] && exit 0 ;;
esac
exit "$code"
