"""How fast and in how much memory `myosift analyze` works, beside a SciPy script in the same run.

Usage: throughput.py MYOSIFT RESULTS.json [ROUNDS]
       throughput.py page RESULTS.json PAGE.md

Whole processes are timed in rounds, each size by every program in turn, and medians are written; the first round warms the
file cache and does not count. One core means one processor by affinity; memory is the largest resident set of the process.
On a machine that others use too the least wall time says more than the median: both are written.
"""
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
QUIET = {"1 min": 1, "1 h": 60, "24 h": 1440}
MANY = "16 channels x 10 min, fasciculations"
EDF = "the same in EDF"
CSV = "8 channels x 10 min in CSV, fasciculations"
HOUR = "16 channels x 1 h, fasciculations"
# Rounds of those that take tens of seconds, at the most.
HOUR_ROUNDS = 3


# Samples are made in a process of their own: a child's largest resident set counts that of its parent when it began.
def prepare(myosift, folder):
    x = simulated(myosift, f"{folder}/many.raw", "fasciculations", 600, 16)
    write_int16(f"{folder}/many16.raw", x)
    write_int16(f"{folder}/one.raw", x[:, :1])
    subprocess.run([myosift, "convert", f"{folder}/many16.raw", "--output", f"{folder}/many16.edf"], check=True)
    write_csv(f"{folder}/eight.csv", x[:, :8])
    write_int16(f"{folder}/hour16.raw", x, 6)
    with open(f"{folder}/hour.raw", "wb") as file:
        for _ in range(6):
            file.write(x.tobytes())
    minute = simulated(myosift, f"{folder}/quiet.raw", "quiet", 60, 1)
    for repeats in QUIET.values():
        write_int16(f"{folder}/quiet{repeats}.raw", minute, repeats)


def simulated(myosift, path, scenario, seconds, channels):
    import numpy as np
    subprocess.run([myosift, "simulate", scenario, "--seed", "7", "--duration", str(seconds), "--channels", str(channels),
                    "--output", path], check=True)
    return np.fromfile(path, "<f4").reshape(-1, channels)


def write_int16(path, x, repeats=1, step=.25):
    import numpy as np
    y = np.clip(np.round(x / step), -32768, 32767).astype("<i2").tobytes()
    with open(path, "wb") as file:
        for _ in range(repeats):
            file.write(y)
    with open(path + ".json", "w") as file:
        json.dump(dict(rate=2000, channel_count=x.shape[1], sample_type="int16le", layout="interleaved", unit="uV", scale=step),
                  file)


def write_csv(path, x, step=.25):
    import numpy as np
    import pyarrow
    import pyarrow.csv
    # Some decimals, as exports have.
    y = np.round(x / step) * step
    pyarrow.csv.write_csv(pyarrow.table({f"EMG{n + 1} (uV)": y[:, n].astype(np.float64) for n in range(y.shape[1])}), path)


def timed(command, cores):
    """Wall and processor seconds and the largest resident set, MB."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               preexec_fn=lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores]))
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    if status:
        sys.exit(f"failed: {command}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(myosift, rounds):
    with tempfile.TemporaryDirectory() as folder:
        many = f"{folder}/many.raw"
        subprocess.run([sys.executable, __file__, "prepare", myosift, folder], check=True)
        own = [myosift, "analyze", "--quiet"]
        script = [sys.executable, str(HERE / "Peers/expert_scipy.py")]
        peer, csv = script + [many, "16", "2000"], f"{folder}/eight.csv"
        runs = [
            (MANY, "myosift", 1, own + ["--jobs", "1", f"{folder}/many16.raw"]),
            (MANY, "myosift", 2, own + ["--jobs", "2", f"{folder}/many16.raw"]),
            (MANY, "SciPy script", 1, peer),
            (MANY, "SciPy script", 2, peer),
            (EDF, "myosift", 1, own + ["--jobs", "1", f"{folder}/many16.edf"]),
            (CSV, "myosift", 2, own + ["--jobs", "2", "--rate", "2000", csv]),
            (CSV, "SciPy script", 2, script + [csv, "8", "2000"]),
            (HOUR, "myosift", 2, own + ["--jobs", "2", f"{folder}/hour16.raw"]),
            (HOUR, "SciPy script", 2, script + [f"{folder}/hour.raw", "16", "2000"]),
            ("1 channel x 10 min, fasciculations", "myosift", 1, own + ["--jobs", "1", f"{folder}/one.raw"]),
        ] + [(f"1 channel x {n}, quiet", "myosift", 1, own + ["--jobs", "1", p]) for n, p in
               ((n, f"{folder}/quiet{k}.raw") for n, k in QUIET.items())] + [
            ("--help", "myosift", 1, [myosift, "--help"])]
        results = {}
        for n in range(rounds + 1):
            for size, program, cores, command in runs:
                if size == HOUR and n > HOUR_ROUNDS:
                    continue
                took = timed(command, cores)
                if n:
                    results.setdefault((size, program, cores), []).append(took)
    rows = []
    for (size, program, cores), took in results.items():
        wall, processor, memory = (statistics.median(t[k] for t in took) for k in range(3))
        rows.append(dict(size=size, program=program, cores=cores, wall_s=round(wall, 4), processor_s=round(processor, 4),
                         peak_mb=round(memory, 1), least_wall_s=round(min(t[0] for t in took), 4)))
    return rows


def processor():
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def page(results):
    rows = results["rows"]

    def row(size, program, cores):
        return next(r for r in rows if (r["size"], r["program"], r["cores"]) == (size, program, cores))

    def ratio(name, a, b):
        return f"| {name} | {a['wall_s'] / b['wall_s']:.2f} | {a['least_wall_s'] / b['least_wall_s']:.2f} |"

    one, two = row(MANY, "myosift", 1), row(MANY, "myosift", 2)
    lines = [
        "# Speed", "",
        f"`myosift analyze` with all detectors beside `Benchmarks/Peers/expert_scipy.py` in the same run, 2 kHz, int16; whole"
        f" processes, medians of {results['rounds']}. Machine: {results['cores']} cores, {results['processor']}; load"
        f" {results['load']} when begun. Made by `Benchmarks/throughput.sh`.", "",
    ] + (["Other work ran on the machine: wall times are too long, and two cores were not free for two jobs.", ""]
         if results["load"] > .5 else []) + [
        "| Recording | Program | Cores | Wall, s | Least wall, s | Processor, s | Peak memory, MB |",
        "|---|---|--:|--:|--:|--:|--:|",
    ] + ["| {size} | {program} | {cores} | {wall_s:.3f} | {least_wall_s:.3f} | {processor_s:.3f} | {peak_mb:.0f} |".format(**r)
         for r in rows] + [
        "", "| Ratio | Medians | Least |", "|---|--:|--:|",
        ratio("SciPy script over myosift, one core", row(MANY, "SciPy script", 1), one),
        ratio("SciPy script over myosift, two cores", row(MANY, "SciPy script", 2), two),
        ratio("EDF over raw samples, one core", row(EDF, "myosift", 1), one),
        ratio("CSV of 8 channels, SciPy script with pyarrow over myosift, two cores", row(CSV, "SciPy script", 2),
              row(CSV, "myosift", 2)),
        ratio(f"16 channels x 1 h, two cores, {min(HOUR_ROUNDS, results['rounds'])} rounds", row(HOUR, "SciPy script", 2),
              row(HOUR, "myosift", 2)),
        ratio("One job over two", one, two), "", "| Nanoseconds of processor a sample | |", "|---|--:|",
        f"| 16 channels | {one['processor_s'] / (16 * 600 * 2000) * 1e9:.0f} |",
        f"| 24 h quiet |"
        f" {row('1 channel x 24 h, quiet', 'myosift', 1)['processor_s'] / (86400 * 2000) * 1e9:.0f} |", "",
    ]
    # What other scripts measured.
    parts = [HERE / f"{name}.md" for name in ("kernels", "growth", "profile")]
    return "\n".join(lines + [part.read_text() for part in parts if part.exists()])


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "prepare":
        prepare(sys.argv[2], sys.argv[3])
    elif len(sys.argv) == 4 and sys.argv[1] == "page":
        pathlib.Path(sys.argv[3]).write_text(page(json.loads(pathlib.Path(sys.argv[2]).read_text())))
    elif len(sys.argv) in (3, 4):
        rounds = int(sys.argv[3]) if len(sys.argv) == 4 else 5
        load = round(os.getloadavg()[0], 1)
        rows = measure(sys.argv[1], rounds)
        pathlib.Path(sys.argv[2]).write_text(json.dumps(
            dict(rounds=rounds, cores=os.cpu_count(), processor=processor(), load=load, rows=rows), indent=1) + "\n")
    else:
        sys.exit(__doc__)
