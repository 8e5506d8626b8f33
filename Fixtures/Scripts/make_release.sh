#!/usr/bin/env bash
# make_release.sh FOLDER FLAGS...: the program with its libraries inside, completion scripts, a list
# of what it is built from (SPDX) and checksums.
set -euo pipefail
folder=$1
shift
swift=${SWIFT:-swift}
python=${PYTHON:-python3}
build=(-c release --product myosift "$@")

if [ "$(uname -s)" = Linux ]; then
  # The linker takes a library from the first folder that has it: this one holds archives only.
  archives=$PWD/.build/archives
  mkdir -p "$archives"
  for library in fftw3f sqlite3; do
    place=$(pkg-config --variable=libdir "$library")
    ln -sf "$place/lib$library.a" "$archives/"
  done
  build+=(--static-swift-stdlib --scratch-path .build/static -Xlinker "-L$archives")
fi

"$swift" build "${build[@]}"
program=$("$swift" build "${build[@]}" --show-bin-path)/myosift

rm -rf "$folder"
mkdir -p "$folder/bin" "$folder/share/bash-completion/completions" \
  "$folder/share/zsh/site-functions" "$folder/share/fish/vendor_completions.d"
cp "$program" "$folder/bin/myosift"
strip "$folder/bin/myosift"
"$folder/bin/myosift" --generate-completion-script bash \
  >"$folder/share/bash-completion/completions/myosift"
"$folder/bin/myosift" --generate-completion-script zsh >"$folder/share/zsh/site-functions/_myosift"
"$folder/bin/myosift" --generate-completion-script fish \
  >"$folder/share/fish/vendor_completions.d/myosift.fish"
"$python" Fixtures/Scripts/make_sbom.py "$folder/bin/myosift" \
  "$("$folder/bin/myosift" --version)" >"$folder/sbom.spdx.json"
cp LICENSE README.md CHANGELOG.md "$folder/"
(
  cd "$folder"
  find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum >SHA256SUMS
  sha256sum --check --quiet SHA256SUMS
)
echo "$folder: $(du -h "$folder/bin/myosift" | cut -f1) in bin/myosift"
if [ "$(uname -s)" = Linux ]; then
  echo "still shared: $(ldd "$folder/bin/myosift" | awk '{print $1}' | tr '\n' ' ')"
fi
