#!/usr/bin/env python3
"""scaling.py MYOSIFT FOLDER OUTPUT.json [RUNS]: wall time of a batch by one worker and by two, and the serial fraction it implies.

Twenty-four recordings of 8 channels × 60 s. Workers are threads of one program (`--jobs`), then programs of their own, each with a
shard and `--jobs 1`, merged at the end, as on a cluster. Of the runs, one after the other in turn, the quickest counts. By Amdahl's
law two workers take s + (1 - s) / 2 of one's time, so s = 2 T2 / T1 - 1. Wall time means little on a machine with other work: the
load is noted, and more than 0.3 a processor before the first run is refused unless ANYWAY is set.
"""
import json
import os
import shutil
import subprocess
import sys
import time


def make(program, folder):
    for n in range(24):
        path = os.path.join(folder, f"r{n}.raw")
        os.makedirs(folder, exist_ok=True)
        subprocess.run([program, "simulate", "fasciculations", "--seed", str(n), "--duration", "60", "--channels", "8", "--output", path],
                       check=True, capture_output=True)
        os.remove(path + ".truth.json")


def timed(body):
    began = time.monotonic()
    body()
    return time.monotonic() - began


def main():
    program, folder, output = sys.argv[1:4]
    runs = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    load = os.getloadavg()[0] / os.cpu_count()
    if load > 0.3 and not os.environ.get("ANYWAY"):
        sys.exit(f"the machine is busy: load {load:.2f} a processor; set ANYWAY=1 to measure all the same")
    shutil.rmtree(folder, ignore_errors=True)
    data, out = os.path.join(folder, "data"), os.path.join(folder, "out")
    make(program, data)

    def fresh():
        shutil.rmtree(out, ignore_errors=True)

    def threads(jobs):
        fresh()
        return timed(lambda: subprocess.run([program, "analyze", data, "--output", out, "-q", "--jobs", str(jobs)], check=True))

    def programs(count):
        fresh()

        def body():
            parts = [os.path.join(out, f"part{n}") for n in range(1, count + 1)]
            all_runs = [subprocess.Popen([program, "analyze", data, "--output", part, "-q", "--jobs", "1", "--shard", f"{n}/{count}"])
                        for n, part in enumerate(parts, 1)]
            if any(run.wait() for run in all_runs):
                sys.exit("a shard failed")
            subprocess.run([program, "merge", *parts, "--output", os.path.join(out, "whole"), "-q"], check=True)
        return timed(body)

    rows = {"threads": {1: [], 2: []}, "programs": {1: [], 2: []}}
    for _ in range(runs):
        for count in (1, 2):
            rows["threads"][count].append(round(threads(count), 3))
            rows["programs"][count].append(round(programs(count), 3))
    result = {"processors": os.cpu_count(), "load_before": round(load, 2), "load_after": round(os.getloadavg()[0] / os.cpu_count(), 2)}
    for kind, times in rows.items():
        one, two = min(times[1]), min(times[2])
        result[kind] = {"one_s": times[1], "two_s": times[2], "speedup": round(one / two, 3), "serial_fraction": round(2 * two / one - 1, 3)}
        print(f"{kind}: {one:.2f} s, {two:.2f} s, {one / two:.2f} times, serial fraction {2 * two / one - 1:.3f}")
    with open(output, "w") as file:
        json.dump(result, file, indent=1)
        file.write("\n")
    shutil.rmtree(folder)


main()
