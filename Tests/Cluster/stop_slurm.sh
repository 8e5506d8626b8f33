#!/usr/bin/env bash
# stop_slurm.sh FOLDER: ends what start_slurm.sh started there, by its process numbers.
set -u
for name in slurmd-c1 slurmd-c2 slurmctld munged; do
  [ -f "$1/$name.pid" ] && kill "$(cat "$1/$name.pid")" 2>/dev/null
done
[ "$(readlink /etc/slurm/slurm.conf)" = "$(cd "$1" && pwd)/slurm.conf" ] && rm /etc/slurm/slurm.conf
exit 0
