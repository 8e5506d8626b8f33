"""Recordings of real potentials at known times in real noise, with exact truth.

Usage: hybrid_truth.py OUTPUT [--data FOLDER] [--scenarios A,B] [--seeds FIRST LAST] [--duration SECONDS]

Potentials are averaged from decomposed recordings by least squares, all units at once, so that no unit's
average holds another's discharges:
  surface   five units of the vastus lateralis (openhdemg, 64 electrodes, 2048 Hz, decomposed and edited),
            differences of electrodes two rows apart
  needle    eight units of the biceps (EMGLAB R00108, monopolar needle, 10 kHz, 659 firings marked by hand)
Noise:
  surface   resting stretches of a long recording (pysiology, 1 kHz), joined by equal-power cross-fades;
            its unit is not stated, so it is scaled to 3 uV
  needle    phases drawn anew over the spectrum of the quiet gaps between the discharges of an isolated unit
            (PhysioNet emgdb neuropathy, 4 kHz): too few gaps are quiet to join them
Scenarios: surface, surface_doublets (half are followed by another discharge, after 2-10 ms as a doublet or 10-80 ms
as an event of its own), surface_weak (5-10 standard deviations), surface_rest (nothing added),
needle, needle_rest. Each gives OUTPUT/NAME-SEED.raw with its sidecar and .raw.truth.json, the form in which
`myosift simulate` writes. Sizes are peak to peak in 20-450 Hz (needle: 20-1800 Hz) over the noise there.
Nobody has marked the resting stretches: what is found in surface_rest is an upper bound of false alarms.
Seeds 0 to 99 are for tuning, 200 and up for reporting. Without the recordings it says so and does nothing.
"""
import argparse
import csv
import json
import sys
from pathlib import Path

import numpy as np
from scipy import signal
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import lsqr

import real_data
from real_data import needle_firings

NEEDED = [
    "openhdemg/vastus_lateralis_64ch.edf", "openhdemg/vastus_lateralis_firings.csv", "emglab-R001/R00108.dat",
    "emglab-R001/R00108.eaf", "physionet-emgdb/emg_neuropathy.dat", "pysiology/convertedEMG_1000Hz_1ch_f32le.raw",
]
LEVEL_UV = 3.0  # standard deviation of the noise in the band
SURFACE_RATE, NEEDLE_RATE = 1000, 4000
DOUBLET_S = 0.010  # a discharge so soon after another of its unit belongs to its event; later it is an event of its own


def read_edf(path):
    """All channels of the first channel's rate, in their unit: (names, rate, array)."""
    data = path.read_bytes()
    header, records, seconds, count = (int(data[184:192]), int(data[236:244]), float(data[244:252]), int(data[252:256]))
    place = 256

    def field(width):
        nonlocal place
        values = [data[place + n * width:place + (n + 1) * width].decode("latin1").strip() for n in range(count)]
        place += count * width
        return values

    names, _, _ = field(16), field(80), field(8)
    low, high, least, most = ([float(v) for v in field(8)] for _ in range(4))
    field(80)
    lengths = [int(v) for v in field(8)]
    frames = np.frombuffer(data, "<i2", offset=header)[:records * sum(lengths)].reshape(records, -1).astype(float)
    starts = np.cumsum([0] + lengths)
    kept = [n for n in range(count) if lengths[n] == lengths[0]]
    gain = [(high[n] - low[n]) / (most[n] - least[n]) for n in range(count)]
    rows = [(frames[:, starts[n]:starts[n + 1]].ravel() - least[n]) * gain[n] + low[n] for n in kept]
    return [names[n] for n in kept], lengths[0] / seconds, np.array(rows)


def templates(x, firings, rate, before, after):
    """The potentials of all units of a channel at once: {unit: (waveform, noise of the estimate)}.

    Least squares over x(t) = sum over units and firings of waveform_u(t - firing).
    """
    first, last = int(before * rate), int(after * rate)
    width = first + last
    rows, columns = [], []
    units = sorted({u for u, _ in firings})
    for unit, time in firings:
        middle = round(time * rate)
        place = np.arange(middle - first, middle + last)
        good = (place >= 0) & (place < len(x))
        rows.append(place[good])
        columns.append(units.index(unit) * width + np.arange(width)[good])
    rows, columns = np.concatenate(rows), np.concatenate(columns)
    design = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(x), len(units) * width)).tocsr()
    used = np.asarray(design.sum(1)).ravel() > 0
    solution = lsqr(design[used], x[used], iter_lim=200)[0]
    residual = x[used] - design[used] @ solution
    counts = {u: sum(v == u for v, _ in firings) for u in units}
    return {u: (solution[k * width:(k + 1) * width], residual.std() / np.sqrt(counts[u])) for k, u in enumerate(units)}


def trimmed(wave, error, rate):
    """A waveform without what is no more than its estimate's noise, which a gain would make a part of it.

    Kept is what is about the largest deflection and stands twice out of the error in windows of 3 ms, with ramps of 3 ms.
    """
    n = max(1, int(0.003 * rate))
    wave = wave - np.median(np.concatenate([wave[:n], wave[-n:]]))
    loud = np.sqrt(np.convolve(wave ** 2, np.ones(n) / n, "same")) > 2 * error
    top = int(np.argmax(np.abs(wave)))
    low, high = top, top
    while low > 0 and loud[max(0, low - n):low].any():
        low -= 1
    while high < len(wave) - 1 and loud[high + 1:high + 1 + n].any():
        high += 1
    place = np.arange(len(wave))
    outside = np.maximum(np.maximum(low - place, place - high), 0) / n
    wave = wave * np.where(outside < 1, 0.5 + 0.5 * np.cos(np.pi * np.minimum(outside, 1)), 0)
    # No edge where the estimate's own stretch ends.
    ramp = 0.5 - 0.5 * np.cos(np.pi * (np.arange(n) + 0.5) / n)
    wave[:n] *= ramp
    wave[-n:] *= ramp[::-1]
    return wave


def at_rate(wave, rate, target):
    """A waveform at another rate, by Fourier's method with zeros around it."""
    pad = len(wave)
    padded = np.pad(wave, pad)
    count = round(len(padded) * target / rate)
    out = signal.resample(padded, count) * 1.0
    margin = round(pad * target / rate * 0.9)
    return out[margin:count - margin]


def in_band(x, rate):
    high = 450 if rate < 3000 else 1800
    sos = signal.butter(4, [20, min(high, 0.45 * rate)], "bandpass", fs=rate, output="sos")
    return signal.sosfiltfilt(sos, x, padlen=0) if len(x) < 5000 else signal.sosfilt(sos, x)


def unit_size(wave, rate):
    padded = np.pad(wave, int(0.2 * rate))
    return np.ptp(in_band(padded, rate))


def surface_units(data):
    """Waveforms of the five units in differences of electrodes, those that stand out of their estimate's noise."""
    _, rate, x = read_edf(data / NEEDED[0])
    sos = signal.butter(2, [10, 480], "bandpass", fs=rate, output="sos")
    x = signal.sosfiltfilt(sos, x[:64], axis=1)
    with open(data / NEEDED[1]) as file:
        firings = [(int(row["unit"]), float(row["time_s"])) for row in csv.DictReader(file)]
    units = []
    # Electrodes two apart in the list stand in one column, 16 mm apart along the fibres.
    for channel in (3, 10, 22, 36, 47, 57):
        found = templates(x[channel] - x[channel + 2], firings, rate, 0.015, 0.025)
        for unit, (wave, error) in found.items():
            ratio = np.ptp(wave) / error
            if ratio > 30:
                name = f"VL unit {unit} electrodes {channel}-{channel + 2}"
                units.append((name, at_rate(trimmed(wave, error, rate), rate, SURFACE_RATE), ratio))
    return units


def needle_units(data):
    x = np.fromfile(data / NEEDED[2], ">i2") / 500 * 1000
    found = templates(x, needle_firings(data), 10_000, 0.008, 0.012)
    units = []
    for unit, (wave, error) in found.items():
        ratio = np.ptp(wave) / error
        if ratio > 15:
            wave = at_rate(trimmed(wave, error, 10_000), 10_000, NEEDLE_RATE)
            units.append((f"R00108 unit {unit}", wave, ratio))
    return units


def surface_noise(data, rng, count):
    """Resting stretches from one drawn at random on, each brought to one level, joined by cross-fades of 50 ms."""
    rate = SURFACE_RATE
    x = np.fromfile(data / NEEDED[5], "<f4").astype(float)
    y = in_band(x, rate)
    block = rate // 4
    n = len(y) // block
    rms = y[:n * block].reshape(n, block).std(1)
    peak = np.abs(y[:n * block]).reshape(n, block).max(1)
    local = signal.medfilt(rms, 121)
    # Rest: neither louder than its neighbourhood by a quarter nor with a peak that noise would not have.
    calm = (rms < 1.25 * local) & (peak < 5 * local) & (np.arange(n) > 4 * 60)
    runs = []
    start = None
    for k in range(n + 1):
        if k < n and calm[k]:
            start = k if start is None else start
        elif start is not None:
            if k - start >= 8:
                runs.append((start * block, k * block, np.median(local[start:k])))
            start = None
    fade = int(0.05 * rate)
    rise = np.sin(np.pi / 2 * (np.arange(fade) + 0.5) / fade)
    out = np.zeros(0)
    while len(out) < count:
        for index in np.roll(np.arange(len(runs)), -int(rng.integers(len(runs)))):
            low, high, level = runs[index]
            piece = (x[low:high] - np.median(x[low:high])) / level
            if len(out):
                out[-fade:] = out[-fade:] * rise[::-1] + piece[:fade] * rise
                piece = piece[fade:]
            out = np.concatenate([out, piece])
            if len(out) >= count:
                break
    return out[:count]


def needle_noise(data, rng, count):
    """Noise of the spectrum that the quiet gaps between a unit's discharges have."""
    rate = NEEDLE_RATE
    x = np.fromfile(data / NEEDED[4], "<i2") / 10
    x = signal.sosfiltfilt(signal.butter(2, [10, 1800], "bandpass", fs=rate, output="sos"), x)[int(0.3 * rate):int(11.5 * rate)]
    peaks, _ = signal.find_peaks(np.abs(x), height=500, distance=int(0.05 * rate))
    gaps = [x[a + int(0.03 * rate):b - int(0.012 * rate)] for a, b in zip(peaks, peaks[1:]) if 0.07 < (b - a) / rate < 0.16]
    gaps = [g for g in gaps if np.abs(g).max() < 5 * g.std() and g.std() < 30]
    length = min(len(g) for g in gaps)
    power = np.mean([np.abs(np.fft.rfft((g[:length] - g[:length].mean()) * np.hanning(length))) ** 2 for g in gaps], 0)
    size = 1 << (count - 1).bit_length()
    wanted = np.sqrt(np.interp(np.fft.rfftfreq(size, 1 / rate), np.fft.rfftfreq(length, 1 / rate), power))
    return np.fft.irfft(wanted * np.exp(2j * np.pi * rng.random(len(wanted))), size)[:count]


def shifted(wave, part):
    """A waveform later by a part of a sample."""
    padded = np.pad(wave, 8)
    phase = np.exp(-2j * np.pi * np.fft.rfftfreq(len(padded)) * part)
    return np.fft.irfft(np.fft.rfft(padded) * phase, len(padded))


def compose(name, seed, data, duration, units):
    """Noise, what is added to it, its events, and the waveforms of the units that discharge."""
    rng = np.random.default_rng([seed, sum(map(ord, name))])
    rate = rate_of(name)
    count = int(duration * rate)
    noise = (needle_noise if name.startswith("needle") else surface_noise)(data, rng, count)
    # The level is what the quieter half of the seconds holds in the band.
    seconds = in_band(noise, rate)[rate:count // rate * rate].reshape(-1, rate).std(1)
    noise *= LEVEL_UV / np.median(seconds)
    clean = np.zeros(count)
    events, used = [], []
    if not name.endswith("_rest"):
        low, high = (5, 10) if name.endswith("_weak") else (10, 60)
        chosen = rng.choice(len(units), min(len(units), rng.integers(3, 7)), replace=False)
        used = [units[u][1] for u in chosen]
        sizes = {u: np.exp(rng.uniform(np.log(low), np.log(high))) for u in chosen}
        time = 2 + rng.exponential(1.5)
        while time < duration - 2:
            unit = int(rng.choice(chosen))
            label, wave, _ = units[unit]
            times = [time]
            if name.endswith("_doublets") and rng.random() < 0.5:
                times.append(time + (rng.uniform(0.002, 0.01) if rng.random() < 0.5 else rng.uniform(0.01, 0.08)))
            snr = sizes[unit] * (1 + 0.04 * np.clip(rng.standard_normal(), -2.5, 2.5))
            gain = snr * LEVEL_UV / unit_size(wave, rate)
            parts, marks = [], []
            for k, moment in enumerate(times):
                place = moment * rate
                whole = int(np.floor(place))
                copy = shifted(wave, place - whole) * gain * (1 if k == 0 else 0.85)
                top = int(np.argmax(np.abs(copy)))
                part = np.zeros(count)
                part[whole - top:whole - top + len(copy)] += copy
                clean += part
                if k and moment - times[k - 1] <= DOUBLET_S:
                    parts[-1] += part
                    marks[-1].append(whole)
                else:
                    parts.append(part)
                    marks.append([whole])
            for part, own, share in zip(parts, marks, (1, 0.85)):
                loud = np.flatnonzero(np.abs(part) >= max(LEVEL_UV, 0.02 * np.abs(part).max()))
                onset, end = int(loud[0]), int(loud[-1]) + 1
                events.append({
                    "id": len(events), "type": "fasciculation", "channel": "EMG1", "channel_index": 0,
                    "onset_s": onset / rate, "duration_s": (end - onset) / rate, "onset_sample": onset, "onset_time": None,
                    "confidence": 1, "noise_uv": LEVEL_UV, "threshold_uv": 0,
                    "motor_unit": int(np.flatnonzero(chosen == unit)[0]), "discharges_s": [m / rate for m in own],
                    "features": {"peak_to_peak_uv": round(share * snr * LEVEL_UV, 4), "snr": round(float(share * snr), 4)},
                    "evidence": [],
                })
            # Discharges are isolated, so that truth is countable.
            time = times[-1] + 0.25 + rng.exponential(1.5)
    return noise, clean, events, used


def rate_of(name):
    return NEEDLE_RATE if name.startswith("needle") else SURFACE_RATE


def make(name, seed, data, output, duration, units):
    noise, clean, events, _ = compose(name, seed, data, duration, units)
    rate, count = rate_of(name), len(noise)
    path = output / f"{name}-{seed}.raw"
    (noise + clean).astype("<f4").tofile(path)
    sidecar = {"rate": rate, "channel_count": 1, "sample_type": "float32le", "layout": "interleaved", "unit": "uV", "channel_names": ["EMG1"]}
    Path(f"{path}.json").write_text(json.dumps(sidecar, indent=2) + "\n")
    truth = {
        "schema": "myosift-events", "schema_version": "1.0.0",
        "generator": {"name": "hybrid_truth", "version": "1", "settings_sha256": ""},
        "recording": {
            "source": path.name, "format": "simulation", "sha256": None, "start_time": None, "duration_s": duration,
            "channels": [{
                "index": 0, "name": "EMG1", "unit": "uV", "kind": "emg", "rate_hz": rate, "samples": count, "analysed": True,
                "noise_uv": LEVEL_UV, "analysable_s": duration, "masks": [],
                "quality": {"clipped_fraction": 0, "mains_hz": None, "mains_ratio_db": None, "flags": []},
            }], "findings": [],
        },
        "settings": {"scenario": name, "seed": str(seed), "noise_uv": LEVEL_UV, "rate_hz": rate},
        "events": events,
        "summary": {"channels": [], "classes": {"fasciculation": len(events)} if events else {}},
    }
    Path(f"{path}.truth.json").write_text(json.dumps(truth, indent=2) + "\n")
    return len(events)


def main():
    names = ["surface", "surface_doublets", "surface_weak", "surface_rest", "needle", "needle_rest"]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--data", type=Path, default=real_data.FOLDER)
    parser.add_argument("--scenarios", default=",".join(names))
    parser.add_argument("--seeds", type=int, nargs=2, default=[0, 2], metavar=("FIRST", "LAST"))
    parser.add_argument("--duration", type=float, default=120)
    options = parser.parse_args()
    wanted = options.scenarios.split(",")
    unknown = sorted(set(wanted) - set(names))
    if unknown:
        parser.error(f"--scenarios: expected some of {', '.join(names)}, found {', '.join(unknown)}")
    missing = [name for name in NEEDED if not (options.data / name).is_file()]
    if missing:
        print(f"skipped: {missing[0]} is not under {options.data}", file=sys.stderr)
        return
    options.output.mkdir(parents=True, exist_ok=True)
    pools = {}
    for name in wanted:
        kind = name.split("_")[0]
        if kind not in pools:
            pools[kind] = (needle_units if kind == "needle" else surface_units)(options.data)
            ratios = ", ".join(f"{ratio:.0f}" for _, _, ratio in pools[kind])
            print(f"{kind}: {len(pools[kind])} potentials, peak to peak over the error of their estimate: {ratios}", file=sys.stderr)
        for seed in range(options.seeds[0], options.seeds[1] + 1):
            count = make(name, seed, options.data, options.output, options.duration, pools[kind])
            print(f"{name}-{seed}: {count} events", file=sys.stderr)


if __name__ == "__main__":
    main()
