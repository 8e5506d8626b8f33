#!/usr/bin/env bash
# run.sh PYTHON: builds the package and writes kernels.json and kernels.md beside it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# A change of a library's types does not always rebuild a package that stands beside it, nor does a file that was added: what is to
# be built is planned anew.
rm -rf "$here/.build/release/kernels.build" "$here/.build/release.yaml" "$here/.build/build.db"
rm -f "$here"/.build/release/description.json
swift build -c release --package-path "$here" --product kernels
"$1" "$here/kernels.py" "$here/.build/release/kernels" "$here/../kernels.json" "$here/../kernels.md"

