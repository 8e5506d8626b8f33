#!/usr/bin/env bash
# storage.sh MYOSIFT FOLDER: a full disk, a folder that may not be written, recordings that vanish. As root: it mounts a
# small tmpfs. Each must end with the contract's exit code, leave nothing torn, and be taken up again.
set -uo pipefail
program=$(readlink -f "$1")
mkdir -p "$2"
folder=$(cd "$2" && pwd)
small=$folder/small
data=$folder/data
rm -rf "$data" "$folder/whole"
mkdir -p "$small" "$data"
fail() { echo "$1"; exit 1; }
expect() { [ "$1" = "$2" ] || fail "$3: expected exit code $1, found $2"; }
for n in 1 2 3 4 5 6; do "$program" simulate fasciculations --seed $n --duration 20 --output "$data/r$n.csv" >/dev/null 2>&1; rm "$data/r$n.csv.truth.json"; done
"$program" analyze "$data" --output "$folder/whole" -q || fail "the undisturbed run"
size=$(du -sk "$folder/whole" | cut -f1)

mount -t tmpfs -o "size=$((size / 2))k" tmpfs "$small" || fail "no tmpfs can be mounted here"
trap 'umount "$small"' EXIT
"$program" analyze "$data" --output "$small/out" -q 2>"$folder/full.log"
expect 74 $? "full disk"
[ -z "$(find "$small" -name '*.part')" ] || fail "full disk: an unfinished file is left"
[ ! -e "$small/out/summary.json" ] || "$program" merge "$small/out" --output "$folder/unused" -q 2>/dev/null
for file in $(cd "$small/out" && ls r*.events.json 2>/dev/null); do
  cmp -s "$small/out/$file" "$folder/whole/$file" || fail "full disk: $file is torn"
done
echo "full disk: exit code 74, $(ls "$small"/out/r*.events.json 2>/dev/null | wc -l) of 6 whole, $(tail -n 1 "$folder/full.log" | cut -c1-120)"
mount -o "remount,size=$((size * 4))k" "$small"
"$program" analyze "$data" --output "$small/out" -q --resume
expect 0 $? "more room"
for file in $(cd "$folder/whole" && ls -I "batch.sqlite*"); do cmp "$small/out/$file" "$folder/whole/$file" || fail "more room: $file differs"; done
echo "more room, --resume: whole"

mount -o remount,ro "$small"
"$program" analyze "$data" --output "$small/other" -q 2>"$folder/ro.log"
expect 73 $? "read-only file system"
"$program" merge "$folder/whole" --output "$small/merged" -q 2>>"$folder/ro.log"
expect 73 $? "merge into a read-only file system"
echo "read-only: exit code 73, $(head -n 1 "$folder/ro.log" | cut -c1-120)"

# Recordings that go while the run is under way: named, the others done.
mkdir -p "$folder/going"
cp "$data"/*.csv "$folder/going"
rm -rf "$folder/gone"
"$program" analyze "$folder/going" --output "$folder/gone" -q 2>"$folder/gone.log" &
run=$!
for _ in $(seq 200); do [ -e "$folder/gone/r1.events.json" ] && break; sleep 0.01; done
rm "$folder/going/r6.csv"
wait $run
expect 66 $? "a vanished recording"
grep -q 'r6.csv' "$folder/gone.log" || fail "the vanished recording is not named"
[ "$(ls "$folder"/gone/r*.events.json | wc -l)" = 5 ] || fail "the other recordings are not done"
echo "vanished: exit code 66, $(head -n 1 "$folder/gone.log" | cut -c1-120)"
echo "4 passed, 0 failed"
