#!/usr/bin/env python3
"""run.py MYOSIFT SNAKEMAKE FOLDER: the workflow on a Slurm of two loopback nodes, with things going wrong.

200 simulated recordings: 198 small ones, a corrupt one, and one of 400 channels that needs more memory than its first limit.
One job's program is killed, and one node's daemon is stopped while it works, with what it had started. The run must complete, name what failed, and
leave what one machine leaves, by hash. The Slurm of start_slurm.sh must run, with SLURM_CONF naming it.
"""
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
COUNT, SHARDS, WIDE = 200, 20, 400


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def make(program, folder):
    """Recordings as raw floats; every tenth one is simulated, the others are its copies with one sample changed."""
    os.makedirs(folder, exist_ok=True)
    scenarios = ["fasciculations", "tremor", "quiet", "mixture", "clonus"]
    bases = []
    for n in range(10):
        path = os.path.join(folder, f"base{n}.raw")
        subprocess.run([program, "simulate", scenarios[n % 5], "--seed", str(n), "--duration", "20", "--output", path], check=True,
                       capture_output=True)
        with open(path, "rb") as data, open(path + ".json") as facts:
            bases.append((bytearray(data.read()), facts.read()))
        for name in (path, path + ".json", path + ".truth.json"):
            os.remove(name)
    for n in range(COUNT - 2):
        data, facts = bases[n % 10]
        data[4 * n:4 * n + 4] = b"\0\0\0\0"
        place = os.path.join(folder, f"site{n % 4}")
        os.makedirs(place, exist_ok=True)
        with open(os.path.join(place, f"r{n:03}.raw"), "wb") as file:
            file.write(data)
        with open(os.path.join(place, f"r{n:03}.raw.json"), "w") as file:
            file.write(facts)
    with open(os.path.join(folder, "corrupt.edf"), "wb") as file:
        file.write(b"0       " + b"\xff" * 400)
    # Noise; the same samples in all channels would be as good, but each its own is nearer to life.
    numbers = random.Random(1)
    with open(os.path.join(folder, "wide.raw"), "wb") as file:
        for _ in range(40):
            file.write(numbers.randbytes(WIDE * 1000 * 2))
    with open(os.path.join(folder, "wide.raw.json"), "w") as file:
        json.dump({"rate": 2000, "channel_count": WIDE, "sample_type": "int16le", "layout": "interleaved", "unit": "uV",
                   "scale": 0.001}, file)


def hashes(folder):
    result = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            # Rows of the database stand in the order in which they came.
            if name != ".myosift-journal.jsonl" and not name.startswith("batch.sqlite"):
                with open(path, "rb") as file:
                    result[os.path.relpath(path, folder)] = hashlib.sha256(file.read()).hexdigest()
    return result


def jobs(state, *more):
    return output("squeue", "-h", "-t", state, "-o", "%i %N", *more).split("\n")[:-1]


def tree(roots):
    """Process numbers with their words: the processes whose words a function picks, and all under them."""
    table = [line.split(None, 2) for line in output("ps", "-eo", "pid,ppid,args").split("\n")[1:] if line]
    words = {pid: args for pid, _, args in table}
    children = {}
    for pid, parent, _ in table:
        children.setdefault(parent, []).append(pid)
    open_ = [pid for pid, args in words.items() if roots(args)]
    found = {}
    while open_:
        pid = open_.pop()
        found[int(pid)] = words.get(pid, "")
        open_ += children.get(pid, [])
    return found


def programs():
    """Process numbers of `myosift` under this cluster's steps."""
    steps = tree(lambda args: args.startswith("slurmstepd"))
    return [pid for pid, args in steps.items() if " analyze " in args and args.split()[0].endswith("myosift")]


def lose_node(ids):
    """Ends the daemon of c2 and everything of these jobs at once, as a node does that loses its power."""
    with open(os.path.join(os.path.dirname(os.environ["SLURM_CONF"]), "slurmd-c2.pid")) as file:
        pids = [int(file.read())]
    pids += tree(lambda args: any(args.startswith(f"slurmstepd: [{job}.") for job in ids))
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def wait(what, condition, seconds, running):
    end = time.monotonic() + seconds
    while time.monotonic() < end and running.poll() is None:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    sys.exit(f"waited in vain for {what}")


def main():
    program, snakemake, folder = map(os.path.abspath, sys.argv[1:])
    data, out, single = (os.path.join(folder, name) for name in ("data", "out", "single"))
    make(program, data)
    began = time.monotonic()
    one = subprocess.run([program, "analyze", data, "--output", single, "--quiet"], capture_output=True, text=True)
    if one.returncode != 65:
        sys.exit(f"one machine: expected exit code 65 for the corrupt file, found {one.returncode}\n{one.stderr}")
    print(f"one machine: {time.monotonic() - began:.0f} s", flush=True)

    began = time.monotonic()
    log = open(os.path.join(folder, "snakemake.log"), "w")
    run = subprocess.Popen(
        [snakemake, "-s", os.path.join(ROOT, "workflow", "Snakefile"), "--workflow-profile",
         os.path.join(ROOT, "workflow", "profiles", "slurm"), "--directory", folder, "--latency-wait", "10",
         "--slurm-status-command", "squeue", "--slurm-init-seconds-before-status-checks", "5", "--slurm-no-account",
         "--default-resources", "slurm_partition=test", "mem_mb=300", "runtime=10",
         "--config", f"recordings={data}", f"output={out}", f"program={program}", f"shards={SHARDS}",
         # The first limit of the wide recording is a quarter of what it takes.
         "memory_factor=0.25", "memory_floor_mb=300", "--retries", "5"],
        stdout=log, stderr=subprocess.STDOUT)
    seen = []
    try:
        # One job's program is killed.
        victim = wait("a program to kill", programs, 240, run)[0]
        os.kill(victim, signal.SIGKILL)
        seen.append(f"killed the program of process {victim}")
        # One node goes while jobs run there: its daemon, and all that it had started.
        busy = wait("a job on c2", lambda: jobs("R", "-w", "c2"), 240, run)
        ids = [job.split()[0] for job in busy]
        lose_node(ids)
        seen.append(f"stopped the daemon of c2 with its job {', '.join(ids)}")
        wait("c2 to be found down", lambda: "down" in output("sinfo", "-h", "-n", "c2", "-o", "%T"), 120, run)
        seen.append("c2 is down")
        code = run.wait(timeout=1500)
    finally:
        if run.poll() is None:
            run.terminate()
            run.wait()
    for line in seen:
        print(line)
    print(f"two nodes: {time.monotonic() - began:.0f} s", flush=True)
    if code != 0:
        sys.exit(f"snakemake: expected exit code 0, found {code}: see {log.name}")

    with open(os.path.join(out, "failures.txt")) as file:
        failures = file.read()
    if not failures.startswith("corrupt.edf: ") or failures.count("\n") != 1:
        sys.exit(f"expected the corrupt file alone among the failures, found:\n{failures}")
    with open(os.path.join(os.path.dirname(os.environ["SLURM_CONF"]), "jobs.txt")) as file:
        ends = [dict(part.split("=", 1) for part in line.split() if "=" in part) for line in file]
    states = {}
    for end in ends:
        states[end["JobState"]] = states.get(end["JobState"], 0) + 1
    print(f"jobs by their end: {states}")
    logs = "".join(open(os.path.join(place, name), errors="replace").read() for place, _, names in
                   os.walk(os.path.join(folder, ".snakemake", "slurm_logs")) for name in names)
    over = logs.count("exceeded memory limit")
    print(f"ended for want of memory: {over} times in the logs")
    if not over:
        sys.exit("expected a job to exceed its first memory limit, none did")
    with open(os.path.join(os.path.dirname(os.environ["SLURM_CONF"]), "slurmctld.log")) as file:
        lost = [line.split("] ")[1].strip() for line in file if "due to failure of node c2" in line]
    print("\n".join(lost))
    if not lost:
        sys.exit("expected a job to end with its node, none did")
    want, have = hashes(single), hashes(os.path.join(out, "results"))
    if want != have:
        different = sorted(k for k in want.keys() | have.keys() if want.get(k) != have.get(k))
        sys.exit(f"not what one machine writes: {different[:10]}")
    print(f"{len(have)} files, equal by SHA-256 to those of one machine")
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
