#!/usr/bin/env bash
# Installs Octave for docs/interop.md where it is missing and apt-get can: some 67 MB to fetch, 250 MB on disk, half a
# minute. Without it the tests leave its block out and say so; nothing here fails.
set -uo pipefail
command -v octave >/dev/null 2>&1 && exit 0
skip() { echo "octave is not here ($1): its block of docs/interop.md is left out"; exit 0; }

command -v apt-get >/dev/null 2>&1 || skip "no apt-get to install it"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 || skip "installing it needs root"
  as_root=(sudo -n)
fi
echo "installing octave"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq || skip "apt-get update failed"
"${as_root[@]}" apt-get install -y -qq --no-install-recommends octave >/dev/null || skip "apt-get install failed"
