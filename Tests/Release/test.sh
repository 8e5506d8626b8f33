#!/usr/bin/env bash
# test.sh MYOSIFT RELEASE PYTHON FOLDER: the released program, alone in an empty folder without environment, gives the bytes
# that the built one gives; its list of parts is valid and the Dockerfile clean.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(readlink -f "$1")
release=$(readlink -f "$2")
mkdir -p "$4"
folder=$(cd "$4" && pwd)
source=$(cd "$here/../.." && pwd)
fail() { echo "$1"; exit 1; }

"$source/Fixtures/Scripts/make_venv.sh" "$3" "$folder/venv" "$here/requirements.txt"
"$folder/venv/bin/hadolint" "$source/Dockerfile" && echo "Dockerfile: hadolint finds nothing"
"$folder/venv/bin/python" "$here/validate_sbom.py" "$release/sbom.cdx.json" "$release/bin/myosift"
(cd "$release" && sha256sum --check --quiet SHA256SUMS) && echo "SHA256SUMS: as written"

rm -rf "$folder/built" "$folder/alone"
for place in built alone; do
  mkdir -p "$folder/$place"
  cp -r "$source/Fixtures/Recordings" "$folder/$place/recordings"
done
cp "$release/bin/myosift" "$folder/alone/"
enter=(env -i -C "$folder/alone" ./myosift)
both() {
  local name=$1
  shift
  (cd "$folder/built" && "$program" "$@" >"$name.out" 2>"$name.err") || fail "built: myosift $*: exit code $?"
  "${enter[@]}" "$@" >"$folder/alone/$name.out" 2>"$folder/alone/$name.err" || fail "alone: myosift $*: exit code $?"
}
for form in json jsonl csv bids edf bdf wfdb; do
  both "analyze-$form" analyze recordings/tremor.csv --format $form --output "as-$form/tremor.${form/wfdb/hea}" --quiet
done
both batch analyze recordings --output results --report --jobs 2
both report report results/mixture.events.json --recording recordings/mixture.raw --output mixture.html --figures figures
both spectrum spectrum recordings/tremor.csv --json --figures figures
both trend trend results/tremor.events.json results/clonus.events.json --figures figures
both merge merge results --output merged --quiet
both simulate simulate mixture --seed 3 --duration 20 --output simulated.csv
both convert convert recordings/tremor.csv --output tremor.edf
both score score recordings/tremor.csv.truth.json results/tremor.events.json --json
both info info recordings/mixture.raw --json
both settings settings --explain
diff -r -x myosift -x .myosift-journal.jsonl -x 'batch.sqlite*' "$folder/built" "$folder/alone" >"$folder/diff.txt" \
  || { head -n 20 "$folder/diff.txt" | cut -c1-200; fail "the released program writes other bytes"; }
[ "$("$3" - "$folder/built/results/batch.sqlite" "$folder/alone/results/batch.sqlite" <<'END'
import sqlite3, sys
def rows(path):
    base = sqlite3.connect(path)
    return {t: sorted(map(str, base.execute(f"SELECT * FROM {t}"))) for (t,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
print(rows(sys.argv[1]) == rows(sys.argv[2]))
END
)" = True ] || fail "the databases hold other rows"
count=$(find "$folder/alone" -type f ! -name myosift ! -path '*/recordings/*' | wc -l)
echo "alone: $count files, the bytes of the build in .build"

# The served page, over loopback.
cp "$folder/alone/recordings/tremor.csv" "$folder/alone/"
cp "$folder/alone/results/tremor.events.json" "$folder/alone/"
"${enter[@]}" review tremor.csv --quiet --reviewer test >"$folder/address" 2>"$folder/review.err" &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 100); do [ -s "$folder/address" ] && break; sleep 0.1; done
[ "$("$3" -c 'import sys, urllib.request; print(b"</html>" in urllib.request.urlopen(sys.argv[1]).read())' "$(head -n 1 "$folder/address")")" = True ] \
  || fail "review: no page"
echo "review: served"
