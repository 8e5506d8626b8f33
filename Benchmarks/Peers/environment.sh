#!/usr/bin/env bash
# environment.sh PYTHON FOLDER: the peers, pinned, in a virtual environment of their own; prints its Python.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ -x "$2/bin/python" ] || "$1" -m venv "$2"
"$2/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$here/requirements.txt" >&2
echo "$2/bin/python"
