#!/usr/bin/env python3
"""merge_scale.py MYOSIFT FOLDER OUTPUT.json COUNT…: what `merge` takes for so many recordings in ten parts.

The parts are made here, each result a file of 2,000 bytes in a folder for each hundred, with the journal that `analyze`
leaves. Each count is merged twice: into nothing (copying, and by second names), and into what is there already. Counted are
processor time, peak resident memory, and, where strace is there, the calls that ask the file system for something.
"""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time

TYPES = ["fasciculation", "tremor", "clonus", "rhythmic_bursting", "myoclonus", "negative_myoclonus", "tonic_firing", "contraction",
         "cramp", "grouped_discharge", "evoked", "artifact", "unclassified"]


def make(folder, count):
    for part in range(10):
        place = os.path.join(folder, f"part{part}")
        lines = []
        for n in range(part, count, 10):
            name = f"site{n // 100}/r{n}"
            data = (f'{{"n": {n}}}' + " " * 2000)[:2000].encode()
            path = os.path.join(place, name + ".events.json")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)
            content = hashlib.sha256(name.encode()).hexdigest()
            values = {"duration_s": 1800, "channels": 64, "analysable_s": 100000} | {t: n % 7 for t in TYPES}
            lines.append(json.dumps({
                "batch": "0" * 64, "content": content, "files": {name + ".events.json": hashlib.sha256(data).hexdigest()},
                "output": name + ".events.json", "source": name + ".edf", "values": values}, separators=(",", ":")))
        os.makedirs(place, exist_ok=True)
        with open(os.path.join(place, ".myosift-journal.jsonl"), "w") as file:
            file.write("\n".join(lines) + "\n")


def run(command):
    began = time.monotonic()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"failed: {command[:2]}")
    return {"wall_s": round(time.monotonic() - began, 2), "cpu_s": round(usage.ru_utime + usage.ru_stime, 2),
            "memory_bytes": usage.ru_maxrss * 1024}


def calls(command):
    """Calls on file names, and all calls, of a run under strace; nothing where it is not there."""
    if not shutil.which("strace"):
        return None
    listing = subprocess.run(["strace", "-f", "-c", "-e", "trace=%file", *command], check=True, capture_output=True, text=True).stderr
    total = [line.split() for line in listing.splitlines() if line.strip().endswith("total")]
    return int(total[0][3]) if total else None


def main():
    program, folder, output, *counts = sys.argv[1:]
    rows = []
    for count in map(int, counts):
        shutil.rmtree(folder, ignore_errors=True)
        # In another process, for this one's own memory is where the count of a child's begins.
        subprocess.run([sys.executable, __file__, "--make", folder, str(count)], check=True)
        parts = [os.path.join(folder, f"part{n}") for n in range(10)]
        row = {"recordings": count}
        merge = [program, "merge", *parts, "-q", "--output"]
        row["copied"] = run([*merge, os.path.join(folder, "copied")])
        row["linked"] = run([*merge, os.path.join(folder, "linked"), "--link"])
        row["again"] = run([*merge, os.path.join(folder, "copied")])
        if count <= 10000:
            row["file_calls_of_linked"] = calls([*merge, os.path.join(folder, "counted"), "--link"])
        print(row, flush=True)
        rows.append(row)
        shutil.rmtree(folder)
    with open(output, "w") as file:
        json.dump({"rows": rows}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    if sys.argv[1] == "--make":
        make(sys.argv[2], int(sys.argv[3]))
    else:
        main()
