#!/usr/bin/env python3
"""kill.py MYOSIFT FOLDER COUNT [SEED]: kill -9 at COUNT random moments of a batch, then take it up again.

After the kills, one run with --resume must leave what an undisturbed run leaves, byte for byte; no result may be torn at any
moment, and nothing that was noted as done may be done again.
"""
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time


def contents(folder):
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            # Rows of the database stand in the order in which they came.
            if name != ".myosift-journal.jsonl" and not name.endswith(".part") and not name.startswith("batch.sqlite"):
                with open(path, "rb") as file:
                    found[os.path.relpath(path, folder)] = hashlib.sha256(file.read()).hexdigest()
    return found


def noted(folder):
    """The results that the journal names; a kill may have torn a line of it."""
    with open(os.path.join(folder, ".myosift-journal.jsonl"), "rb") as file:
        return [json.loads(line)["output"] for line in file if line.strip().startswith(b"{") and line.strip().endswith(b"}")]


def make(program, folder):
    for n, (scenario, channels) in enumerate([("fasciculations", 1), ("tremor", 2), ("clonus", 1), ("mixture", 1), ("quiet", 1)] * 4):
        path = os.path.join(folder, f"s{n % 3}", f"r{n}.raw")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        subprocess.run([program, "simulate", scenario, "--seed", str(n), "--duration", "10", "--output", path], check=True,
                       capture_output=True)
        os.remove(path + ".truth.json")


def prepared(program, folder):
    """Recordings and what an undisturbed run makes of them: the folders of input and output, its seconds, its files."""
    shutil.rmtree(folder, ignore_errors=True)
    data, whole, out = (os.path.join(folder, name) for name in ("data", "whole", "out"))
    make(program, data)
    began = time.monotonic()
    subprocess.run([program, "analyze", data, "--output", whole, "-q"], check=True)
    return data, out, time.monotonic() - began, contents(whole)


def main():
    program, folder, count = os.path.abspath(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    numbers = random.Random(seed)
    data, out, length, want = prepared(program, folder)
    kills = rounds = 0
    while kills < count:
        run = subprocess.Popen([program, "analyze", data, "--output", out, "-q", "--resume"])
        try:
            run.wait(timeout=numbers.uniform(0, length / 2))
            # A batch that came to its end begins anew.
            if run.returncode != 0:
                sys.exit(f"seed {seed}: after {kills} kills: exit code {run.returncode}")
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.wait()
            kills += 1
        have = contents(out)
        torn = [name for name, hash in have.items() if not name.startswith("summary.") and want.get(name) != hash]
        if torn:
            sys.exit(f"seed {seed}: after {kills} kills: not as an undisturbed run writes them: {torn}")
        if run.returncode == 0:
            if have != want:
                sys.exit(f"seed {seed}: after {kills} kills: a finished batch is not whole")
            rounds += 1
            shutil.rmtree(out)
    last = subprocess.run([program, "analyze", data, "--output", out, "--resume"], capture_output=True, text=True)
    if last.returncode != 0 or contents(out) != want:
        sys.exit(f"seed {seed}: the last run did not leave the whole batch: {last.stderr[-500:]}")
    remains = [name for _, _, names in os.walk(out) for name in names if name.endswith(".part")]
    entries = noted(out)
    if len(entries) != len(set(entries)):
        sys.exit(f"seed {seed}: done twice: {sorted({e for e in entries if entries.count(e) > 1})}")
    if remains:
        sys.exit(f"seed {seed}: left behind: {remains}")
    print(f"seed {seed}: {kills} kills, {rounds} batches finished between them, all as an undisturbed run leaves it")


if __name__ == "__main__":
    main()
