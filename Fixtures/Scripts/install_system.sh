#!/usr/bin/env bash
# Installs FFTW (single precision), zlib and pkg-config where they are missing.
set -euo pipefail

have_libraries() { command -v pkg-config >/dev/null 2>&1 && pkg-config --exists fftw3f zlib; }
have_libraries && exit 0

if [ "$(uname -s)" = Darwin ]; then
  command -v brew >/dev/null 2>&1 || { echo "FFTW or zlib is missing: install Homebrew (brew.sh), then run this again"; exit 1; }
  brew install fftw zlib pkg-config
elif command -v apt-get >/dev/null 2>&1; then
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "FFTW or zlib is missing: run as root: apt-get install libfftw3-dev zlib1g-dev pkg-config"; exit 1; }
    as_root=(sudo)
  fi
  echo "installing libfftw3-dev, zlib1g-dev and pkg-config"
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq libfftw3-dev zlib1g-dev pkg-config
else
  echo "FFTW or zlib is missing: install the development files of fftw3 (single precision), zlib and pkg-config"
  exit 1
fi
have_libraries || { echo "FFTW and zlib were installed but pkg-config does not find fftw3f and zlib"; exit 1; }
