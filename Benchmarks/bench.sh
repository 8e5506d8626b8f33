#!/usr/bin/env bash
# bench.sh MYOSIFT PYTHON [ROUNDS]: measures single stages, growth, whole processes beside SciPy and, where `perf` is, where the
# time goes; writes the results beside this script and docs/speed.md, and prints the page. Whole processes come first, while the
# machine is as quiet as it was.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$2" "$here/throughput.py" "$1" "$here/speed.json" ${3:+"$3"}
"$here/Kernels/run.sh" "$2"
"$2" "$here/growth.py" "$1" "$here/growth.json" "$here/growth.md"
if command -v perf >/dev/null 2>&1; then
  "$2" "$here/profile.py" "$1" "$here/profile.md"
else
  echo "perf is missing: the profile stays as it was" >&2
fi
"$2" "$here/throughput.py" page "$here/speed.json" "$here/../docs/speed.md"
cat "$here/../docs/speed.md"
