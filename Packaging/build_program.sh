#!/usr/bin/env bash
# build_program.sh SWIFT FLAGS...: the optimised program, .build/release/myosift. Flags are those of `swift build`.
set -euo pipefail
# shellcheck source=Packaging/static_libraries.sh
. "$(dirname "$0")/static_libraries.sh" "$1"
exec "$1" build -c release --product myosift ${static_flags[@]+"${static_flags[@]}"} "${@:2}"
