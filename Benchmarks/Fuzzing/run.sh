#!/usr/bin/env bash
# run.sh SECONDS [FORMAT…]: fuzzes each reader for so long, from seeds that make_seeds.py makes.
# Needs clang's fuzzer runtime, which Swift's toolchain for Linux has, and python3 with SciPy.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:?seconds for each reader}
shift
formats=("$@")
[ ${#formats[@]} -gt 0 ] || formats=(edf bdf poly5 xdf c3d rhd rhs gdf mat otb+ csv hea vhdr)
python=../../.venv/bin/python
[ -x "$python" ] || python=python3
swift build -c release --sanitize=address -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld
binary=$(swift build -c release --sanitize=address --show-bin-path)/fuzz-readers
"$python" make_seeds.py .build/seeds
for format in "${formats[@]}"; do
  corpus=.build/corpus/$format
  mkdir -p "$corpus" .build/findings
  cp .build/seeds/"$format"/* "$corpus"
  echo "$format"
  export FUZZ_NAME="x.$format"
  unset FUZZ_BESIDE
  if [ -d ".build/seeds/beside-$format" ]; then export FUZZ_BESIDE=$PWD/.build/seeds/beside-$format; fi
  ASAN_OPTIONS=detect_leaks=0 "$binary" "$corpus" -max_total_time="$seconds" -max_len=8192 \
    -rss_limit_mb=1024 -malloc_limit_mb=256 -timeout=10 -verbosity=0 -print_final_stats=1 \
    -artifact_prefix=".build/findings/$format-" 2>&1 |
    grep -E 'number_of_executed|ERROR|SUMMARY|Fatal|peak_rss' || true
done
