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

# shellcheck source=Packaging/static_libraries.sh
. "$here/static_libraries.sh" "$swift"
if [ "$(uname -s)" = Linux ]; then
  build+=(--scratch-path .build/static "${static_flags[@]}" -Xswiftc -static-executable)
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
