#!/usr/bin/env bash
# run.sh PYTHON: builds the package and writes kernels.json and kernels.md beside it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
swift build -c release --package-path "$here" --product kernels
"$1" "$here/kernels.py" "$here/.build/release/kernels" "$here/../kernels.json" "$here/../kernels.md"

