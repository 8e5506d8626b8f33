#!/usr/bin/env bash
# test.sh MYOSIFT PYTHON FOLDER: all of the cluster test; FOLDER keeps the Python environment and the logs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(readlink -f "$1")
mkdir -p "$3"
folder=$(cd "$3" && pwd)
[ "$(id -u)" -eq 0 ] || { echo "Slurm's daemons and munge are started as root: run as root"; exit 1; }
"$here/install.sh" "$2" "$folder/venv"
# What an earlier test that was killed left.
if [ -d "$folder/slurm" ]; then "$here/stop_slurm.sh" "$folder/slurm"; sleep 2; fi
rm -rf "$folder"/{slurm,workflow,docs}
trap '"$here/stop_slurm.sh" "$folder/slurm"' EXIT
"$here/start_slurm.sh" "$folder/slurm"
export SLURM_CONF=$folder/slurm/slurm.conf
echo "== the commands of docs/cluster.md"
PATH="$(dirname "$program"):$folder/venv/bin:$PATH" "$here/docs.sh" "$folder/docs" >"$folder/docs.log" 2>&1 \
  || { tail -n 30 "$folder/docs.log"; exit 1; }
tail -n 1 "$folder/docs.log"
echo "== the derivatives, by the BIDS validator"
"$folder/venv/bin/python" "$here/validate.py" "$folder/venv/bin/bids-validator-deno" "$folder/docs/study" "$folder/docs/study/derivatives/myosift"
echo "== 200 recordings on two nodes, with losses"
"$folder/venv/bin/python" "$here/run.py" "$program" "$folder/venv/bin/snakemake" "$folder/workflow"
