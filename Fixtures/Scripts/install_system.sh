#!/usr/bin/env bash
# install_system.sh [hdf5] [flac]: installs FFTW (single precision), SQLite, zlib and pkg-config where they are
# missing, and the libraries of the package traits that are named.
set -euo pipefail

wanted="fftw3f sqlite3 zlib $*"
# macOS has SQLite in its own kit, without a file for pkg-config.
[ "$(uname -s)" != Darwin ] || wanted="fftw3f zlib $*"
# shellcheck disable=SC2086
have_all() { command -v pkg-config >/dev/null 2>&1 && pkg-config --exists $wanted; }
have_all && exit 0

packages="libfftw3-dev libsqlite3-dev zlib1g-dev pkg-config"
for library in "$@"; do packages+=" lib$library-dev"; done
if [ "$(uname -s)" = Darwin ]; then
  command -v brew >/dev/null 2>&1 || { echo "a library is missing: install Homebrew (brew.sh), then run this again"; exit 1; }
  brew install fftw zlib pkg-config "$@"
elif command -v apt-get >/dev/null 2>&1; then
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "a library is missing: run as root: apt-get install $packages"; exit 1; }
    as_root=(sudo)
  fi
  echo "installing $packages"
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq
  # shellcheck disable=SC2086
  "${as_root[@]}" apt-get install -y -qq $packages
else
  echo "install the development files of fftw3 (single precision), sqlite3, zlib $*, and pkg-config"
  exit 1
fi
have_all || { echo "installed, but pkg-config does not find $wanted"; exit 1; }
