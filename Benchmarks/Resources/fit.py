#!/usr/bin/env python3
"""fit.py RESOURCES.json SWIFT: fits the constants of the program's estimate and writes them as Sources/EMGPipeline/ResourceConstants.swift.

Memory: the smallest sum of relative excesses that lies under no measured peak, then 3 % on top for what the next run takes more.
Time: the least largest ratio between estimate and measured time. Both are linear programs with constants of zero or more, whose
every constant is then written with three digits. The file's last lines say how well they fit.
"""
import json
import math
import sys

import numpy as np
from scipy.optimize import linprog

HEAD = """// Written by Benchmarks/Resources/fit.py from Benchmarks/Resources/resources.json; `make resources` measures and fits anew.

extension ResourceEstimate {
"""
MEMORY = [
    ("programBytes", "The program without a recording, in bytes."),
    ("bytesPerChannel", "Blocks and states of a channel, in bytes."),
    ("bytesPerSample", "What grows with the length, in bytes for a sample."),
]
TIME = [
    ("startSeconds", "Start of the program and what is done once, in seconds."),
    ("secondsPerChannel", "What is done once a channel, in seconds."),
    ("secondsPerSecond", "Analysis, in seconds for a recorded second of a channel."),
    ("secondsPerSample", "Filtering and reading, in seconds for a sample."),
    ("secondsPerTextByte", "Parsing, in seconds for a byte of text."),
]
SPARE = 1.03


def three(value):
    """Three digits, upwards."""
    if value <= 0:
        return 0.0
    power = 10.0 ** (math.floor(math.log10(value)) - 2)
    return float(f"{math.ceil(value / power - 1e-9) * power:.3g}")


def fit_memory(a, y):
    relative = a / y[:, None]
    best = linprog(relative.sum(axis=0), A_ub=-relative, b_ub=-np.ones(len(y)), bounds=[(0, None)] * a.shape[1])
    return [three(x * SPARE) for x in best.x]


def fit_time(a, y):
    """Smallest r with y / r <= a x <= y r: for a fixed r feasible or not, found by halving."""
    relative = a / y[:, None]
    low, high, best = 1.0, 50.0, None
    for _ in range(60):
        r = math.sqrt(low * high)
        found = linprog(np.zeros(a.shape[1]), A_ub=np.vstack([relative, -relative]),
                        b_ub=np.concatenate([np.full(len(y), r), np.full(len(y), -1 / r)]), bounds=[(0, None)] * a.shape[1])
        if found.success:
            high, best = r, found.x
        else:
            low = r
    return [three(x) for x in best]


def swift(value):
    return f"{value:.2e}".replace("e+0", "e").replace("e-0", "e-").replace("e+", "e") if value else "0.0"


def main(resources, output):
    with open(resources) as file:
        rows = json.load(file)["rows"]
    c = np.array([r["channels"] for r in rows], float)
    n = np.array([r["channels"] * r["rate_hz"] * r["seconds"] for r in rows], float)
    t = np.array([r["channels"] * r["seconds"] for r in rows], float)
    text = np.array([r["bytes"] if r["format"] == "csv" else 0 for r in rows], float)
    memory, cpu = (np.array([r[key] for r in rows], float) for key in ("memory_bytes", "cpu_s"))
    of_memory, of_time = np.column_stack([np.ones(len(rows)), c, n]), np.column_stack([np.ones(len(rows)), c, t, n, text])
    found_memory, found_time = fit_memory(of_memory, memory), fit_time(of_time, cpu)
    lines = HEAD
    for (name, words), value in zip(MEMORY + TIME, found_memory + found_time):
        lines += f"  /// {words}\n  static let {name} = {swift(value)}\n"
    spans = [of_memory @ found_memory / memory, of_time @ found_time / cpu]
    said = [f"{s.min():.2f} to {s.max():.2f}" for s in spans]
    lines += f"  // Estimated over measured: memory {said[0]}, time {said[1]}, of {len(rows)} recordings.\n}}\n"
    with open(output, "w") as file:
        file.write(lines)
    print(f"{output}: memory {said[0]}, time {said[1]} of what was measured")


main(*sys.argv[1:3])
