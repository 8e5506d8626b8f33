#!/usr/bin/env bash
# docs.sh FOLDER: runs the commands of docs/cluster.md (every block marked sh) one after another in FOLDER, as they stand.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
MYOSIFT_SOURCE=$(cd "$here/../.." && pwd)
export MYOSIFT_SOURCE
mkdir -p "$1"
cd "$1"
sed -n '/^```sh$/,/^```$/{/^```/d;p}' "$MYOSIFT_SOURCE/docs/cluster.md" >commands.sh
[ "$(wc -l <commands.sh)" -gt 5 ] || { echo "no commands found in docs/cluster.md"; exit 1; }
bash -euxo pipefail commands.sh
echo "$(grep -c . commands.sh) lines of commands ran"
