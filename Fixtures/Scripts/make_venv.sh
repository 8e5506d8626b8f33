#!/usr/bin/env bash
# make_venv.sh PYTHON FOLDER [REQUIREMENTS]: a Python environment with pinned packages; quick when it is there.
# Packages of NAME-alone.txt beside the requirements are installed without what they ask for.
set -euo pipefail
python=$1
folder=$2
wanted=${3:-$(dirname "$0")/requirements.txt}
alone=${wanted%.txt}-alone.txt
[ -f "$alone" ] || alone=/dev/null
if [ -f "$folder/requirements.txt" ] && cat "$wanted" "$alone" | cmp -s - "$folder/requirements.txt"; then exit 0; fi

command -v "$python" >/dev/null 2>&1 || missing=1
"$python" -c 'import venv, ensurepip' >/dev/null 2>&1 || missing=1
if [ -n "${missing:-}" ] && command -v apt-get >/dev/null 2>&1; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq python3 python3-venv
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "$python is $("$python" --version): the pinned packages need Python 3.11 or newer; name one: make PYTHON=python3.12 test"
  exit 1
}
echo "making $folder"
rm -rf "$folder"
"$python" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$wanted"
if [ "$alone" != /dev/null ]; then
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps -r "$alone"
fi
cat "$wanted" "$alone" >"$folder/requirements.txt"
