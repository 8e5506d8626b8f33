#!/usr/bin/env bash
# start_slurm.sh FOLDER: munge, a Slurm controller and two compute daemons, c1 and c2, all on loopback.
#
# No cgroups are needed: processes are followed by proctrack/linuxproc, and a job over its memory is ended by
# jobacct_gather/linux (OverMemoryKill), which looks once a second. Two daemons on one machine have a port and a
# spool folder each. FOLDER/environment.sh is what a client needs; FOLDER/*.pid end what was started.
set -euo pipefail
mkdir -p "$1"
folder=$(cd "$1" && pwd)
host=$(hostname -s)
mkdir -p "$folder"/{state,munge,c1,c2}
chmod 0700 "$folder/munge"

[ -f "$folder/munge/key" ] || { head -c 1024 /dev/urandom >"$folder/munge/key"; chmod 0400 "$folder/munge/key"; }
# Its socket's folder must be open to all, and no folder above it writable by others: munge says so otherwise, and --force lets it.
mkdir -p "$folder/socket"
chmod 0755 "$folder/socket"
munged --force --key-file="$folder/munge/key" --socket="$folder/socket/munge" --pid-file="$folder/munged.pid" \
  --log-file="$folder/munged.log" --seed-file="$folder/munge/seed"

cat >"$folder/slurm.conf" <<CONF
ClusterName=loopback
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=${SLURM_TEST_PORT:-17817}
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$folder/socket/munge
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd-%n.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc=$folder/jobs.txt
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=2,batch_sched_delay=1
ReturnToService=2
SlurmdTimeout=10
MinJobAge=600
InactiveLimit=0
KillWait=2
DefMemPerCPU=500
NodeName=c1 NodeHostname=$host NodeAddr=127.0.0.1 Port=17818 CPUs=2 RealMemory=3000
NodeName=c2 NodeHostname=$host NodeAddr=127.0.0.1 Port=17819 CPUs=2 RealMemory=3000
PartitionName=test Nodes=c1,c2 Default=YES MaxTime=60 State=UP
CONF
cat >"$folder/environment.sh" <<CONF
export SLURM_CONF=$folder/slurm.conf
CONF
export SLURM_CONF=$folder/slurm.conf

# Snakemake's plugin takes SLURM_CONF out of the environment of a job's step: the file must be where Slurm looks for it.
if [ -e /etc/slurm/slurm.conf ] && [ "$(readlink /etc/slurm/slurm.conf)" != "$folder/slurm.conf" ]; then
  echo "/etc/slurm/slurm.conf exists: this test would take a real cluster's place, and does not"
  exit 1
fi
mkdir -p /etc/slurm
ln -sfn "$folder/slurm.conf" /etc/slurm/slurm.conf

# Reading the configuration from a file, not from a controller that does not run yet.
slurmctld -c
for _ in $(seq 50); do scontrol ping 2>/dev/null | grep -q UP && break; sleep 0.2; done
scontrol ping | grep -q UP || { echo "slurmctld does not answer:"; tail "$folder/slurmctld.log"; exit 1; }
for node in c1 c2; do slurmd -N "$node"; done
for _ in $(seq 100); do
  [ "$(sinfo -h -N -o '%T' | grep -c -E 'idle|mixed|allocated')" = 2 ] && exit 0
  sleep 0.2
done
echo "the compute daemons do not register:"
sinfo -N
tail "$folder"/slurmd-*.log
exit 1
