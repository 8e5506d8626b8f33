#!/usr/bin/env python3
"""costs.py PAGE [--cores N] [--price P] [--rate R]: what 10⁴ and 10⁶ recordings take, into the page between its marks.

All follows from what was measured: resources.json (processor time, memory, size of the result and calls on file names of one
recording of 30 min × 64 channels), merge.json (merging) and scaling.json (two workers). A node has N cores (32); P is what a node costs
an hour, in any currency: without it the table leaves room for it. With a price the table is printed and the page left alone.
"""
import argparse
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))
COUNTS = [10_000, 1_000_000]
MARKS = "<!-- costs: make costs -->", "<!-- end of costs -->"


def read(name):
    path = os.path.join(HERE, name)
    if not os.path.exists(path):
        return None
    with open(path) as file:
        return json.load(file)


def size(value):
    for unit, power in (("PB", 1e15), ("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if value >= power:
            return f"{value / power:.3g} {unit}"
    return f"{value:.0f} bytes"


def number(value):
    if value >= 1e6:
        return f"{value / 1e6:.3g} million"
    return f"{float(f'{value:.3g}'):,.0f}" if value >= 100 else f"{value:.2g}"


def times(seconds):
    return f"{seconds:.2g} s" if seconds < 100 else f"{seconds / 60:.3g} min" if seconds < 6000 else f"{seconds / 3600:,.0f} h"


def table(arguments):
    resources, merge = read("resources.json"), read("merge.json")["rows"][-1]
    plan, calls = resources["plan"], resources["file_calls"]
    count = merge["recordings"]
    first = read("merge.json")["rows"][0]
    per_result = (merge["again"]["memory_bytes"] - first["again"]["memory_bytes"]) / (count - first["recordings"])
    base = max(0, first["again"]["memory_bytes"] - per_result * first["recordings"])
    rows = [
        ("samples read", f"{size(plan['bytes'])} each", lambda n: size(n * plan["bytes"])),
        ("processor time", f"{plan['cpu_s']:.3g} s each", lambda n: f"{number(n * plan['cpu_s'] / 3600)} core hours"),
        (f"node hours, {arguments.cores} cores", "", lambda n: number(n * plan["cpu_s"] / 3600 / arguments.cores)),
        ("cost", "node hours × price of one",
         lambda n: "…" if arguments.price is None else f"{n * plan['cpu_s'] / 3600 / arguments.cores * arguments.price:,.0f}"),
        ("memory of a job", size(plan["memory_bytes"]), lambda n: "the same"),
        ("read bandwidth, a node at work", "", lambda n: f"{size(arguments.cores * plan['bytes'] / plan['cpu_s'])}/s"),
        ("results, JSON", f"{size(plan['result_bytes'] / max(1, plan['events']))} an event, {size(plan['result_bytes'])} each",
         lambda n: size(n * plan["result_bytes"])),
        ("files left", "2 each with the page, 1 without", lambda n: f"{number(n)} to {number(2 * n)}"),
        ("calls on file names, `analyze`", f"{calls} a recording", lambda n: number(n * calls)),
        ("calls on file names, `merge --link`", f"{merge['file_calls_of_linked'] / count:.3g} a result",
         lambda n: number(n * merge["file_calls_of_linked"] / count)),
        ("processor time, `merge --link`", f"{merge['linked']['cpu_s'] / count * 1e3:.2g} ms a result",
         lambda n: times(n * merge["linked"]["cpu_s"] / count)),
        ("memory, `merge`", f"{size(base)} and {size(per_result)} a result", lambda n: size(base + n * per_result)),
    ]
    lines = ["| | measured | 10⁴ recordings | 10⁶ recordings |", "|---|---|---|---|"]
    lines += [f"| {name} | {measured} | {' | '.join(of(n) for n in COUNTS)} |" for name, measured, of in rows]
    return lines


def scaling():
    found = read("scaling.json")
    if not found:
        return ["Scaling from one to two workers: `make scaling` measures it; it was not, for want of a quiet machine."]
    words = {"threads": "threads of one program (`--jobs`)", "programs": "programs with a shard each, then merged"}
    lines = ["| two workers as | one | two | quicker | serial fraction |", "|---|---|---|---|---|"]
    for kind, name in words.items():
        row = found[kind]
        lines.append(f"| {name} | {min(row['one_s']):.2f} s | {min(row['two_s']):.2f} s | {row['speedup']:.2f} times |"
                     f" {row['serial_fraction']:.3f} |")
    note = f"Wall time of 24 recordings of 8 channels × 60 s on {found['processors']} processors, the quickest of" \
           f" {len(found['threads']['one_s'])} runs; load before {found['load_before']} a processor."
    if found["load_before"] > 0.3:
        note += " **The machine had other work: these are no measure of the program.**"
    return [note, ""] + lines


def constants():
    names = {}
    with open(os.path.join(HERE, "../../Sources/EMGPipeline/ResourceConstants.swift")) as file:
        for line in file:
            if "static let" in line:
                name, value = line.split("static let")[1].split("=")
                names[name.strip()] = float(value)
    return [f"The estimate: {size(names['programBytes'])}, {size(names['bytesPerChannel'])} a channel and {names['bytesPerSample']:.3g}"
            f" bytes a sample; {names['startSeconds']:.2g} s, {names['secondsPerChannel'] * 1e3:.2g} ms a channel,"
            f" {names['secondsPerSecond'] * 1e6:.3g} µs a channel and recorded second, {names['secondsPerSample'] * 1e9:.3g} ns a sample,"
            f" {names['secondsPerTextByte'] * 1e9:.2g} ns a byte of text."]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("page")
    parser.add_argument("--cores", type=int, default=32)
    parser.add_argument("--price", type=float)
    arguments = parser.parse_args()
    lines = table(arguments) + [""] + constants() + [""] + scaling()
    if arguments.price is not None:
        print("\n".join(lines))
        return
    with open(arguments.page) as file:
        text = file.read()
    head, rest = text.split(MARKS[0])
    _, tail = rest.split(MARKS[1])
    with open(arguments.page, "w") as file:
        file.write(head + MARKS[0] + "\n" + "\n".join(lines) + "\n" + MARKS[1] + tail)


if __name__ == "__main__":
    main()
