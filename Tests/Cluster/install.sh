#!/usr/bin/env bash
# install.sh PYTHON FOLDER: Slurm and munge from Debian, and a Python environment with Snakemake, where they are missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if ! { command -v slurmctld && command -v slurmd && command -v sbatch && command -v munged; } >/dev/null 2>&1; then
  command -v apt-get >/dev/null 2>&1 || { echo "Slurm and munge are missing, and there is no apt-get to install them"; exit 1; }
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  echo "installing slurmctld, slurmd, slurm-client and munge"
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq slurmctld slurmd slurm-client munge >/dev/null
fi
requirements=("$here/../../workflow/requirements.txt" "$here/requirements.txt")
if [ -f "$2/requirements.txt" ] && cat "${requirements[@]}" | cmp -s - "$2/requirements.txt"; then exit 0; fi
echo "making $2"
rm -rf "$2"
"$1" -m venv "$2"
"$2/bin/python" -m pip install --quiet --disable-pip-version-check -r "${requirements[0]}" -r "${requirements[1]}"
cat "${requirements[@]}" >"$2/requirements.txt"
