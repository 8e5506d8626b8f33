#!/usr/bin/env bash
# demo.sh MYOSIFT: analyses the recordings under Fixtures into events and pages, and says where they lie.
set -euo pipefail
myosift=$1
here=$(cd "$(dirname "$0")/../.." && pwd)
out=$here/output/demo
rm -rf "$out"
mkdir -p "$out"
"$myosift" analyze "$here/Fixtures/Recordings" --report --output "$out"
echo
echo "Held against the simulator's exact truth:"
for truth in "$here"/Fixtures/Recordings/*.truth.json; do
  name=$(basename "$truth" .truth.json)
  echo "$name"
  "$myosift" score "$truth" "$out/${name%.*}.events.json" | sed 's/^/  /'
done
echo
echo "Events as JSON: output/demo/*.events.json; a page of each recording: output/demo/*.report.html; one line a recording:"
echo "output/demo/summary.csv"
