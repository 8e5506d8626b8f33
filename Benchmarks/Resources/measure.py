#!/usr/bin/env python3
"""measure.py MYOSIFT OUTPUT.json: peak memory and processor time of `analyze` over channels, rate, duration and format.

Every recording is noise of 3 uV with potentials of 40 to 200 uV, one a second and channel. Each is analysed once with
`--jobs 1`; user and system time and peak resident memory are those that the system counts for the process.
The fit at the end gives the constants of Sources/EMGPipeline/ResourceEstimate.swift.
"""
import json
import os
import subprocess
import sys
import tempfile

GRID = [
    # format, channels, rate_hz, seconds
    ("raw", 1, 1000, 60), ("raw", 1, 2000, 60), ("raw", 1, 2000, 600), ("raw", 1, 2000, 3600), ("raw", 1, 4000, 600),
    ("raw", 4, 2000, 600), ("raw", 8, 1000, 300), ("raw", 8, 2000, 300), ("raw", 8, 4000, 300), ("raw", 32, 2000, 120),
    ("raw", 64, 1000, 120), ("raw", 64, 2000, 60), ("raw", 64, 2000, 240), ("raw", 256, 2000, 60),
    ("csv", 1, 2000, 600), ("csv", 8, 2000, 120), ("csv", 32, 1000, 60),
    ("edf", 1, 2000, 600), ("edf", 8, 2000, 300), ("edf", 64, 2000, 60),
]


def signal(channels, rate, seconds, seed):
    import numpy as np
    random = np.random.default_rng(seed)
    data = random.normal(0, 3, (seconds * rate, channels)).astype("<f4")
    t = np.arange(int(0.012 * rate)) / rate
    shape = np.sin(2 * np.pi * 120 * t) * np.hanning(len(t))
    for c in range(channels):
        for start in random.integers(0, len(data) - len(t), seconds):
            data[start:start + len(t), c] += (random.uniform(40, 200) * shape).astype("f4")
    return data


def write(folder, form, channels, rate, seconds):
    import numpy as np
    data = signal(channels, rate, seconds, channels * 7 + rate + seconds)
    path = os.path.join(folder, "recording." + form)
    if form == "raw":
        data.tofile(path)
        facts = {"rate": rate, "channel_count": channels, "sample_type": "float32le", "layout": "interleaved", "unit": "uV"}
        with open(path + ".json", "w") as file:
            json.dump(facts, file)
    elif form == "csv":
        head = ",".join(["time_s"] + [f"C{c} (uV)" for c in range(channels)])
        table = np.column_stack([np.arange(len(data)) / rate, data])
        np.savetxt(path, table, fmt=["%.6f"] + ["%.3f"] * channels, delimiter=",", header=head, comments="")
    else:
        import pyedflib
        with pyedflib.EdfWriter(path, channels) as file:
            file.setSignalHeaders([
                {"label": f"EMG{c}", "dimension": "uV", "sample_frequency": rate, "physical_min": -1000, "physical_max": 1000,
                 "digital_min": -32768, "digital_max": 32767, "transducer": "", "prefilter": ""} for c in range(channels)])
            file.writeSamples([data[:, c].astype(float).clip(-1000, 1000) for c in range(channels)])


def run(program, path, output):
    process = subprocess.Popen([program, "analyze", path, "--output", output, "--jobs", "1", "-q"])
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{path}: failed")
    return {"cpu_s": round(usage.ru_utime + usage.ru_stime, 3), "memory_bytes": usage.ru_maxrss * 1024}


def main():
    program, output = sys.argv[1:]
    rows = []
    for form, channels, rate, seconds in GRID:
        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
            # Made by another process: the peak that the system counts for a child begins with its parent's.
            facts = [folder, form, str(channels), str(rate), str(seconds)]
            subprocess.run([sys.executable, __file__, "--write", *facts], check=True)
            path = os.path.join(folder, "recording." + form)
            row = {"format": form, "channels": channels, "rate_hz": rate, "seconds": seconds,
                   "bytes": os.path.getsize(path)}
            row |= run(program, path, os.path.join(folder, "out.json"))
        print(row, flush=True)
        rows.append(row)
    with open(output, "w") as file:
        json.dump({"unit": {"cpu_s": "s", "memory_bytes": "byte"}, "rows": rows}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    if sys.argv[1] == "--write":
        write(sys.argv[2], sys.argv[3], *map(int, sys.argv[4:]))
    else:
        main()
