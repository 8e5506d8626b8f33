#!/usr/bin/env bash
# make_release.sh FOLDER FLAGS...: the program as one file that needs no other (on Linux also no C library), completion
# scripts, a list of what it is built from (CycloneDX) and checksums.
set -euo pipefail
folder=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
swift=${SWIFT:-swift}
python=${PYTHON:-python3}
build=(-c release --product myosift "$@")

# FlyingFox has a proxy that fetches pages by URLSession, and that wants libcurl, of which Debian has no archive that
# could be linked. Nothing here makes a proxy: each function of curl that Foundation names ends the program instead.
without_curl() {
  local runtime
  runtime=$("$swift" -print-target-info -static-stdlib | "$python" -c \
    'import json, sys; print(json.load(sys.stdin)["paths"]["runtimeResourcePath"])')/linux
  {
    echo '#include <stdlib.h>'
    nm -u "$runtime/lib_CFURLSessionInterface.a" | awk '/ U curl_/ {print $2}' | sort -u | while read -r name; do
      echo "void $name(void) { abort(); }"
    done
  } >"$1/no_curl.c"
  "${CC:-clang}" -c -O1 -fno-builtin "$1/no_curl.c" -o "$1/no_curl.o"
  rm -f "$1/libcurl.a"
  ar rcs "$1/libcurl.a" "$1/no_curl.o"
}

if [ "$(uname -s)" = Linux ]; then
  archives=$PWD/.build/archives
  mkdir -p "$archives"
  without_curl "$archives"
  build+=(--scratch-path .build/static --static-swift-stdlib -Xswiftc -static-executable)
  # The folder must come before all others, where an archive of curl may lie that wants libraries of its own; flags of the
  # linker come after them, so the driver that links gets it as its first.
  printf '#!/bin/sh\nexec "%s" "-L%s" "$@"\n' "$(command -v "${CC:-clang}")" "$archives" >"$archives/clang"
  chmod +x "$archives/clang"
  export SWIFT_DRIVER_CLANG_EXEC=$archives/clang
fi

# The linker says of each function of the C library that asks the system's name services that it may want shared
# libraries: those stay in the log.
mkdir -p .build
log=.build/release.log
"$swift" build "${build[@]}" >"$log" 2>&1 || { grep -E 'error' "$log" | head -n 40 | cut -c1-300; tail -n 5 "$log" | cut -c1-300; exit 1; }
program=$("$swift" build "${build[@]}" --show-bin-path)/myosift

rm -rf "$folder"
mkdir -p "$folder/bin" "$folder/share/bash-completion/completions" \
  "$folder/share/zsh/site-functions" "$folder/share/fish/vendor_completions.d"
cp "$program" "$folder/bin/myosift"
strip "$folder/bin/myosift"
"$folder/bin/myosift" --generate-completion-script bash >"$folder/share/bash-completion/completions/myosift"
"$folder/bin/myosift" --generate-completion-script zsh >"$folder/share/zsh/site-functions/_myosift"
"$folder/bin/myosift" --generate-completion-script fish >"$folder/share/fish/vendor_completions.d/myosift.fish"
"$python" "$here/make_sbom.py" "$folder/bin/myosift" "$("$folder/bin/myosift" --version)" "$swift" >"$folder/sbom.cdx.json"
cp LICENSE README.md CHANGELOG.md "$folder/"
(
  cd "$folder"
  find . -type f ! -name SHA256SUMS | sed 's|^\./||' | LC_ALL=C sort | xargs sha256sum >SHA256SUMS
  sha256sum --check --quiet SHA256SUMS
)
echo "$folder: bin/myosift, $(du -h "$folder/bin/myosift" | cut -f1)"
