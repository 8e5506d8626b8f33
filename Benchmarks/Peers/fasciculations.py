"""Fasciculations by what Python offers: SciPy as an expert would use it, BioSPPy and NeuroKit2, each tuned.

Usage: fasciculations.py tune FOLDER TUNED.json PART
       fasciculations.py run FOLDER OUTPUT TUNED.json PART

FOLDER holds recordings of second_simulator.py. `tune` tries every combination of each detector's parameters and keeps that
with the highest F1 over all recordings of the folder (seeds under 100), under PART in TUNED.json; `run` writes OUTPUT/DETECTOR/NAME.events.json in
the form of `myosift analyze`, for `myosift score`. Every detector gives bursts; a burst no longer than `longest` is called
a fasciculation, at its largest sample.
"""
import glob
import importlib
import json
import os
import pathlib
import sys

import numpy as np
from scipy import signal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Accuracy"))
from score_second import artifact_spans, left_out, match_points  # noqa: E402

LONGEST = [.03, .06, .12]
GAPS = [.01, .02]


def robust(x):
    """Standard deviation of the noise by the median absolute deviation."""
    return np.median(np.abs(x)) / .6745


def bursts(active, fs, gap):
    """Stretches of samples, joined across short gaps."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], active.astype(np.int8), [0]])))
    on, off = edges[::2], edges[1::2]
    if not len(on):
        return []
    new = np.concatenate([[True], on[1:] - off[:-1] > gap * fs])
    ends = np.concatenate([new[1:], [True]])
    return list(zip(on[new], off[ends]))


def band_passed(x, fs):
    return signal.sosfiltfilt(signal.butter(4, [20, min(450, .45 * fs)], "bandpass", fs=fs, output="sos"), x)


def without_mains(x, fs):
    """Zero-phase notches at 50 or 60 Hz and multiples, where the line stands out of the spectrum."""
    f, p = signal.welch(x, fs, nperseg=int(2 * fs))
    for line in (50, 60):
        near = p[(abs(f - line) > 3) & (abs(f - line) < 10)].mean()
        if p[abs(f - line) <= 1].max() > 10 * near:
            for k in range(1, 8):
                if k * line < .45 * fs:
                    b, a = signal.iirnotch(k * line, 30, fs)
                    x = signal.filtfilt(b, a, x)
    return x


class SciPy:
    name = "scipy"
    grid = [dict(statistic=s, k=k, gap=g, longest=m)
            for s, ks in (("sample", (4, 4.5, 5, 5.5, 6, 7)), ("rms", (1.9, 2.1, 2.3, 2.6, 3, 4)), ("tkeo", (5, 7, 9, 12, 16, 24)))
            for k in ks for g in GAPS for m in LONGEST]

    @staticmethod
    def prepare(x, fs):
        y = without_mains(band_passed(x, fs), fs)
        s = robust(y)
        short = max(1, int(.008 * fs))
        teager = np.zeros_like(y)
        teager[1:-1] = np.abs(y[1:-1] ** 2 - y[2:] * y[:-2])
        smooth = np.convolve(teager, np.ones(int(.005 * fs)) / int(.005 * fs), "same")
        return y, dict(sample=np.abs(y) / s, rms=np.sqrt(np.convolve(y ** 2, np.ones(short) / short, "same")) / s,
                       tkeo=smooth / np.median(smooth))

    @staticmethod
    def active(prepared, fs, statistic, k):
        return prepared[1][statistic] > k


class BioSPPy:
    """Its emg filter (100 Hz high-pass) or ours; its `find_onsets` and the detector of Hodges and Bui."""
    name = "biosppy"
    grid = [dict(method=m, filter=f, size=s, k=k, gap=g, longest=w)
            for f in ("own", "band") for m, ks in (("find_onsets", (None, 1.4, 1.7, 2, 2.5, 3, 4)), ("hodges_bui", (1, 1.5, 2, 3, 4)))
            for k in ks for s in (.008, .02, .05) for g in GAPS for w in LONGEST]

    @staticmethod
    def prepare(x, fs):
        from biosppy.signals import tools
        own = tools.filter_signal(signal=x, ftype="butter", band="highpass", order=4, frequency=100,
                                  sampling_rate=fs)["signal"]
        return band_passed(x, fs), dict(own=own - own.mean(), band=band_passed(x, fs))

    @staticmethod
    def active(prepared, fs, method, filter, size, k):
        from biosppy.signals import emg
        x = prepared[1][filter]
        s = robust(x)
        if method == "find_onsets":
            edges = emg.find_onsets(x, sampling_rate=fs, size=size, threshold=None if k is None else k * s * .798)["onsets"]
        else:
            # Mean and deviation of rectified Gaussian noise stand for the rest that it asks for.
            edges = emg.hodges_bui_onset_detector(x, rest=dict(mean=.798 * s, std_dev=.603 * s), sampling_rate=fs,
                                                  size=int(size * fs), threshold=k)["onsets"]
        return between(edges, len(x))


def between(edges, n):
    """Where a list of turns, on and off, is on."""
    active = np.zeros(n, bool)
    edges = np.asarray(edges, int)
    for a, b in zip(edges[::2], edges[1::2]):
        active[a:b + 1] = True
    return active


class NeuroKit2:
    """Its cleaning and amplitude, and its activation methods without the per-sample tables around them, which take a
    minute for two minutes of signal."""
    name = "neurokit2"
    grid = [dict(method=m, k=k, gap=g, longest=w)
            for m, ks in (("threshold", (None, .5, 1, 2, 3, 5)), ("biosppy", (None, 1.4, 1.7, 2, 2.5, 3, 4)), ("mixture", (None, .5)))
            for k in ks for g in GAPS for w in LONGEST + [.3]]

    @staticmethod
    def prepare(x, fs):
        import neurokit2 as nk
        clean = nk.emg_clean(x, sampling_rate=fs)
        return band_passed(x, fs), dict(clean=clean, amplitude=nk.emg_amplitude(clean))

    @staticmethod
    def active(prepared, fs, method, k):
        own = importlib.import_module("neurokit2.emg.emg_activation")
        clean, amplitude = prepared[1]["clean"], prepared[1]["amplitude"]
        if method == "threshold":
            threshold = "default" if k is None else np.median(amplitude) + k * robust(amplitude - np.median(amplitude))
            activity = own._emg_activation_threshold(amplitude, threshold=threshold)
        elif method == "mixture":
            activity = own._emg_activation_mixture(amplitude, threshold="default" if k is None else k)
        else:
            threshold = "default" if k is None else k * robust(clean) * .798
            activity = own._emg_activation_biosppy(clean, sampling_rate=fs, size=.008, threshold=threshold)
        return np.asarray(activity) > 0


DETECTORS = [SciPy, BioSPPy, NeuroKit2]


def recordings(folder):
    for path in sorted(glob.glob(folder + "/*.raw")):
        with open(path + ".json") as file:
            head = json.load(file)
        x = np.fromfile(path, "<f4").reshape(-1, head["channel_count"]).T.astype(float)
        yield path, head["rate"], x


def events(detector, prepared, fs, p):
    rest = {k: v for k, v in p.items() if k not in ("gap", "longest")}
    return [] if (active := cached(detector, prepared, fs, rest)) is None else found(prepared[0], active, fs, p)


_CACHE = {}


def cached(detector, prepared, fs, rest):
    key = (id(prepared), detector.name, tuple(rest.items()))
    if key not in _CACHE:
        try:
            _CACHE[key] = detector.active(prepared, fs, **rest)
        except (ValueError, IndexError) as error:  # a peer may fail on a recording: it then finds nothing there
            print(f"{detector.name} {rest}: {error}", file=sys.stderr)
            _CACHE[key] = None
    return _CACHE[key]


def found(y, active, fs, p):
    out = []
    for a, b in bursts(active, fs, p["gap"]):
        if (b - a) / fs <= p["longest"]:
            top = (a + int(np.argmax(np.abs(y[a:b])))) / fs
            out.append(dict(type="fasciculation", onset_s=a / fs, duration_s=(b - a) / fs, discharges_s=[top]))
    return out


def asked(truth, channel):
    """A channel's true discharges, and which of them are left out."""
    events = [e for e in truth["events"] if e["channel_index"] == channel]
    t = [e for e in events if e["type"] == "fasciculation"]
    spans = artifact_spans(events)
    return t, {id(e) for e in t if left_out(e, [], spans, truth["recording"]["duration_s"])}


def counts(t, out, detected):
    """Hits, false alarms and misses, as score_second.py counts them."""
    pairs = match_points(t, detected)
    hits = sum(id(a) not in out for a, _ in pairs)
    return np.array([hits, len(detected) - len(pairs), len(t) - len(out) - hits])


def tune(folder, path, part):
    sums = {d.name: np.zeros((len(d.grid), 3)) for d in DETECTORS}
    for raw, fs, channels in recordings(folder):
        with open(raw[:-4] + ".truth.json") as file:
            truth = json.load(file)
        for c, x in enumerate(channels):
            t, out = asked(truth, c)
            for d in DETECTORS:
                _CACHE.clear()
                prepared = d.prepare(x, fs)
                for n, p in enumerate(d.grid):
                    sums[d.name][n] += counts(t, out, events(d, prepared, fs, p))
    best = {}
    for d in DETECTORS:
        hits, false, missed = sums[d.name].T
        f1 = 2 * hits / np.maximum(1, 2 * hits + false + missed)
        n = int(np.argmax(f1))
        best[d.name] = dict(parameters=d.grid[n], f1_on_tuning_seeds=round(float(f1[n]), 4), combinations=len(d.grid))
        print(d.name, best[d.name])
    everything = json.loads(pathlib.Path(path).read_text()) if os.path.exists(path) else {}
    everything[part] = best
    pathlib.Path(path).write_text(json.dumps(everything, indent=1) + "\n")


def run(folder, output, tuned, part):
    with open(tuned) as file:
        best = json.load(file)[part]
    for d in DETECTORS:
        os.makedirs(f"{output}/{d.name}", exist_ok=True)
        for raw, fs, channels in recordings(folder):
            everything = []
            for c, x in enumerate(channels):
                _CACHE.clear()
                for e in events(d, d.prepare(x, fs), fs, best[d.name]["parameters"]):
                    everything.append(dict(e, id=len(everything), channel=f"ch{c}", channel_index=c, confidence=1))
            name = os.path.basename(raw)
            document = dict(
                schema="myosift-events", schema_version="1.0.0", generator=dict(name=d.name, version="", settings_sha256=""),
                recording=dict(source=name, format="raw", duration_s=channels.shape[1] / fs,
                               channels=[dict(index=c, name=f"ch{c}", masks=[]) for c in range(len(channels))]),
                settings=best[d.name]["parameters"], events=everything, summary={})
            with open(f"{output}/{d.name}/{name[:-4]}.events.json", "w") as file:
                json.dump(document, file)


if __name__ == "__main__":
    if len(sys.argv) == 5 and sys.argv[1] == "tune":
        tune(*sys.argv[2:])
    elif len(sys.argv) == 6 and sys.argv[1] == "run":
        run(*sys.argv[2:])
    else:
        sys.exit(__doc__)
