#!/usr/bin/env bash
# run.sh SECONDS [FORMAT…]: fuzzes each reader, and with `analysis` the analysis of signals that the bytes
# tell of, for so long, from the files in Seeds, ROUNDS times over (1 where unset) with one process; the last
# line tells the executions of all runs so far.
# Needs clang's fuzzer runtime, which Swift's toolchain for Linux has, and for compressed WFDB signals (flac)
# libFLAC, which is not built with AddressSanitizer itself.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:?seconds for each reader}
shift
formats=("$@")
[ ${#formats[@]} -gt 0 ] || formats=(edf bdf poly5 xdf c3d rhd rhs gdf mat otb+ acq csv raw hea vhdr analysis)
if pkg-config --exists flac; then
  export FUZZ_FLAC=1
  [ $# -gt 0 ] || formats+=(flac)
fi
flags=(-c release --sanitize=address -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld)
for product in fuzz-readers fuzz-analysis; do swift build "${flags[@]}" --product "$product"; done
folder=$(swift build "${flags[@]}" --show-bin-path)
ledger=.build/executions
# A trap is libFuzzer's to report: Swift's own report of it takes seconds.
export ASAN_OPTIONS=detect_leaks=0:malloc_context_size=0:quarantine_size_mb=16 SWIFT_BACKTRACE=enable=no
for _ in $(seq "${ROUNDS:-1}"); do
  for format in "${formats[@]}"; do
    corpus=.build/corpus/$format
    mkdir -p "$corpus" .build/findings
    [ ! -d "Seeds/$format" ] || cp Seeds/"$format"/* "$corpus"
    unset FUZZ_BESIDE
    if [ -d "Seeds/beside-$format" ]; then export FUZZ_BESIDE=$PWD/Seeds/beside-$format; fi
    # The signal file of a header beside it.
    name=x.${format/flac/dat}
    binary=$folder/fuzz-readers longest=10 control=100
    if [ "$format" = analysis ]; then binary=$folder/fuzz-analysis longest=60 control=0; fi
    FUZZ_NAME="$name" "$binary" "$corpus" -max_total_time="$seconds" -max_len=4096 -len_control="$control" \
      -rss_limit_mb=1024 -malloc_limit_mb=256 -timeout="$longest" -verbosity=0 -print_final_stats=1 \
      -artifact_prefix=".build/findings/$format-" >.build/last.log 2>&1 || true
    grep -E 'ERROR|SUMMARY|Fatal' .build/last.log || true
    awk -v format="$format" '/number_of_executed/ { print format, $2 }' .build/last.log | tee -a "$ledger"
  done
done
awk '{ sum[$1] += $2; all += $2 } END { for (f in sum) print f, sum[f]; print "all", all }' "$ledger" | sort -k2n
