"""Single stages of the engine beside SciPy, a bare FFTW loop and the speed of memory.

Usage: kernels.py KERNELS RESULTS.json PAGE.md

KERNELS is the program of this package. Both work on the same samples, one thread each, and the least processor time of seven
rounds counts; the filtered samples are compared.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import throughput  # noqa: E402

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
import numpy as np  # noqa: E402
from scipy import signal  # noqa: E402

COUNT = 8_000_000
RATE = 2000


def least(body):
    seconds = []
    for _ in range(7):
        begun = time.process_time()
        result = body()
        seconds.append(time.process_time() - begun)
    return min(seconds), result


def table(folder):
    """Eight channels at 2 kHz with a column of times, three decimals."""
    generator = np.random.default_rng(3)
    x = generator.normal(0, 20, (300_000, 8))
    path = f"{folder}/table.csv"
    np.savetxt(path, np.c_[np.arange(len(x)) / RATE, x], fmt=["%.4f"] + ["%.3f"] * 8, delimiter=",",
               header="time," + ",".join(f"ch{i} (uV)" for i in range(8)), comments="")
    return path


def main(program, results, page):
    x = np.random.default_rng(2).normal(0, 20, COUNT).astype("<f4")
    with tempfile.TemporaryDirectory() as folder:
        x.tofile(f"{folder}/signal")
        text = subprocess.run([program, f"{folder}/signal", table(folder), f"{folder}/filtered"], check=True, capture_output=True,
                              text=True).stdout
        filtered = np.fromfile(f"{folder}/filtered", "<f4")
    own = {name: float(value) for name, value in (line.split() for line in text.splitlines())}
    band = signal.butter(4, [20, 450], "bandpass", fs=RATE, output="sos")
    cascade = np.vstack([band] + [signal.tf2sos(*signal.iirnotch(f, 30, RATE)) for f in (50, 100, 150)])
    double = x.astype(float)
    peer = {"band_pass": least(lambda: signal.sosfiltfilt(band, double))[0]}
    peer["band_pass_and_notches"], expected = least(lambda: signal.sosfiltfilt(cascade, double))
    peer["welch"] = least(lambda: signal.welch(x, RATE, nperseg=RATE))[0]
    # The notches ring longer than the margin at the ends of the signal, which SciPy pads by less.
    inner = slice(RATE * 10, -RATE * 10)
    error = float(np.sqrt(np.mean((filtered[inner] - expected[inner]) ** 2) / np.mean(expected[inner] ** 2)))
    data = dict(processor=throughput.processor(), load=round(os.getloadavg()[0], 1), samples=COUNT, own_s=own, scipy_s=peer,
                relative_rms_error=error)
    pathlib.Path(results).write_text(json.dumps(data, indent=1) + "\n")
    pathlib.Path(page).write_text(written(data))


def written(data):
    own, peer, count = data["own_s"], data["scipy_s"], data["samples"]

    def nanoseconds(seconds):
        return f"{seconds / count * 1e9:.2f}"

    def row(name, key, words="", other=None):
        beside = f"{words} {nanoseconds(other)} | {other / own[key]:.2f}" if other else " | "
        return f"| {name} | {nanoseconds(own[key])} | {own[key] / own['copy']:.0f} | {beside} |"

    megabytes = own["table_bytes"] / own["table"] / 1e6
    return "\n".join([
        "## Single stages", "",
        f"One thread, float32 noise at 2 kHz, least processor time of seven rounds on {data['processor']}, load {data['load']}. Made"
        " by `Benchmarks/Kernels/run.sh`.", "",
        "| Stage | ns a sample | Times a copy | Beside it, ns a sample | Ratio |", "|---|--:|--:|---|--:|",
        row("Flat lines and clipping", "flat_lines"),
        row("Zero-phase band-pass, 4 sections", "band_pass", "`sosfiltfilt`", peer["band_pass"]),
        row("Zero-phase band-pass and 3 notches", "band_pass_and_notches", "`sosfiltfilt`", peer["band_pass_and_notches"]),
        row("Mains, none there", "mains"),
        row("Detection, noise alone", "detection"),
        row("Welch, 1 s segments", "welch", "bare FFTW loop in C", own["welch_bare_fftw"]),
        row("Welch, 1 s segments", "welch", "`scipy.signal.welch`", peer["welch"]), "",
        f"Copying memory takes {nanoseconds(own['copy'])} ns a sample, the least that any stage could. The filters differ from"
        f" `sosfiltfilt` by {data['relative_rms_error']:.1e} of the RMS, the signal's ends left out. A CSV table of 8 channels and a"
        f" column of times is read, hashed and parsed at {megabytes:.0f} MB/s.", ""])


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
