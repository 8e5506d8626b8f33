#!/usr/bin/env python3
"""measure.py MYOSIFT OUTPUT.json: peak memory and processor time of `analyze` over channels, rate, duration and format.

Every recording is noise of 3 uV with potentials of 40 to 200 uV, one a second and channel. Each is analysed three times with
`--jobs 1`; user and system time (the least) and peak resident memory (the most) are those that the system counts for the process.
Last comes the recording that docs/cluster.md plans with, 30 min of 64 channels in 16 bits, once, with the size of its result, and
the calls on file names that a batch of fifty short ones makes. `fit.py` turns the rows into the constants of the program's estimate.
"""
import json
import os
import shutil
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

# What docs/cluster.md plans with.
PLAN = {"channels": 64, "rate_hz": 2000, "seconds": 1800}


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


def write_plan(folder):
    """The recording of the plan, a minute at a time: steps of 0.05 uV."""
    channels, rate = PLAN["channels"], PLAN["rate_hz"]
    with open(os.path.join(folder, "recording.raw"), "wb") as file:
        for minute in range(PLAN["seconds"] // 60):
            data = signal(channels, rate, 60, 1000 + minute) / 0.05
            file.write(data.clip(-32768, 32767).astype("<i2").tobytes())
    facts = {"rate": rate, "channel_count": channels, "sample_type": "int16le", "layout": "interleaved", "unit": "uV", "scale": 0.05}
    with open(os.path.join(folder, "recording.raw.json"), "w") as file:
        json.dump(facts, file)


def once(program, path, output):
    process = subprocess.Popen([program, "analyze", path, "--output", output, "--jobs", "1", "-q"])
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{path}: failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def run(program, path, output, times=3):
    runs = [once(program, path, output) for _ in range(times)]
    return {"cpu_s": round(min(r[0] for r in runs), 3), "memory_bytes": max(r[1] for r in runs)}


def plan(program):
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        subprocess.run([sys.executable, __file__, "--write-plan", folder], check=True)
        path, output = os.path.join(folder, "recording.raw"), os.path.join(folder, "out.json")
        row = dict(PLAN) | {"bytes": os.path.getsize(path)} | run(program, path, output, 1)
        row["result_bytes"] = os.path.getsize(output)
        with open(output) as file:
            row["events"] = len(json.load(file)["events"])
        return row


def file_calls(program, count=50):
    """Calls on file names for each recording of a batch; None where strace is not here."""
    if not shutil.which("strace"):
        return None
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        data = os.path.join(folder, "data")
        for n in range(count):
            place = os.path.join(data, f"r{n}")
            os.makedirs(place)
            subprocess.run([sys.executable, __file__, "--write", place, "raw", "1", "2000", "4"], check=True)
        listing = os.path.join(folder, "strace")
        subprocess.run(["strace", "-f", "-c", "-o", listing, "-e", "trace=%file", program, "analyze", data, "--output",
                        os.path.join(folder, "out"), "-q"], check=True)
        with open(listing) as file:
            total = [line.split() for line in file if line.strip().endswith("total")]
        return round(int(total[0][3]) / count) if total else None


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
    planned = plan(program)
    print(planned, flush=True)
    facts = {"unit": {"cpu_s": "s", "memory_bytes": "byte"}, "rows": rows, "plan": planned, "file_calls": file_calls(program)}
    with open(output, "w") as file:
        json.dump(facts, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    if sys.argv[1] == "--write":
        write(sys.argv[2], sys.argv[3], *map(int, sys.argv[4:]))
    elif sys.argv[1] == "--write-plan":
        write_plan(sys.argv[2])
    else:
        main()
