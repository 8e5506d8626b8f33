"""How the processor time of `myosift analyze` grows with samples and channels, into growth.json and growth.md.

Usage: growth.py MYOSIFT RESULTS.json PAGE.md [ROUNDS]

Recordings over three decades of samples, their channels and lengths grown together, are cut from one simulated recording that
is repeated in time and over channels; one job each, the least processor time of some rounds. The time of a recording of one
second, which is starting and ending, is taken off, and a line is fitted to the logarithms.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import throughput

# Channels and seconds.
SIZES = [(1, 200), (2, 1000), (8, 2500), (32, 6250), (128, 3600)]
# Rounds for recordings of fewer seconds times channels than this.
BRIEF, BRIEF_ROUNDS = 1000, 15
RATE = 2000


def prepare(myosift, folder):
    import numpy as np
    x = throughput.simulated(myosift, f"{folder}/source.raw", "fasciculations", 200, 16)
    os.remove(f"{folder}/source.raw")
    throughput.write_int16(f"{folder}/begin.raw", x[:RATE, :1])
    for channels, seconds in SIZES:
        y = np.tile(x, (1, (channels + 15) // 16))[:, :channels]
        whole, rest = divmod(seconds, 200)
        throughput.write_int16(f"{folder}/{channels}.raw", y, whole)
        with open(f"{folder}/{channels}.raw", "ab") as file:
            file.write(np.clip(np.round(y[:rest * RATE] / .25), -32768, 32767).astype("<i2").tobytes())


def main(myosift, results, page, rounds):
    import numpy as np
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, __file__, "prepare", myosift, folder], check=True)

        def least(name, rounds=rounds):
            took = [throughput.timed([myosift, "analyze", "--quiet", "--jobs", "1", f"{folder}/{name}.raw"], 1)
                    for _ in range(rounds + 1)][1:]
            return min(t[1] for t in took), max(t[2] for t in took)

        # Some hundredths of a second, of which a little too much bends the whole line: many rounds.
        begin, _ = least("begin", BRIEF_ROUNDS)
        rows = []
        for channels, seconds in SIZES:
            time, memory = least(channels, BRIEF_ROUNDS if channels * seconds < BRIEF else rounds)
            rows.append(dict(channels=channels, seconds=seconds, processor_s=round(time, 4), peak_mb=round(memory, 1)))
    samples = np.array([r["channels"] * r["seconds"] * RATE for r in rows], float)
    time = np.array([r["processor_s"] for r in rows])
    exponent = float(np.polyfit(np.log(samples), np.log(time - begin), 1)[0])
    data = dict(processor=throughput.processor(), rounds=rounds, begin_s=round(begin, 4), rows=rows, exponent=round(exponent, 3))
    pathlib.Path(results).write_text(json.dumps(data, indent=1) + "\n")
    pathlib.Path(page).write_text(written(data))


def written(data):
    lines = ["## Growth", "",
             f"Processor time of one job, least of {data['rounds']} rounds, of brief recordings of {BRIEF_ROUNDS}, on {data['processor']}; fasciculations at 2 kHz, int16. A"
             f" recording of one second takes {data['begin_s']:.3f} s, which is taken off before the fit. Made by"
             " `Benchmarks/growth.py`.", "",
             "| Channels | Length, s | Samples | Processor, s | ns a sample | Peak memory, MB | MB a channel |",
             "|--:|--:|--:|--:|--:|--:|--:|"]
    for r in data["rows"]:
        n = r["channels"] * r["seconds"] * RATE
        rest = (r["processor_s"] - data["begin_s"]) / n * 1e9
        lines.append(f"| {r['channels']} | {r['seconds']} | {n / 1e6:.1f} M | {r['processor_s']:.3f} | {rest:.1f} | {r['peak_mb']:.0f}"
                     f" | {r['peak_mb'] / r['channels']:.1f} |")
    return "\n".join(lines + ["", f"Time grows with samples times channels to the power {data['exponent']:.2f}.", ""])


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "prepare":
        prepare(sys.argv[2], sys.argv[3])
    elif len(sys.argv) in (4, 5):
        main(*sys.argv[1:4], int(sys.argv[4]) if len(sys.argv) == 5 else 3)
    else:
        sys.exit(__doc__)
