"""The recall of a matched filter that knows every unit's true potential, by size, at a given false rate.

The bound of what any detector can do in Gaussian noise (Turin 1960, IRE Trans. Inf. Theory 6:311): noise is whitened by
its own spectrum within the detection band, each unit's potential is correlated with the signal, and the threshold is
that at which noise alone would cross that of any unit's filter at the false rate (Rice 1945, Bell Syst. Tech. J. 24:46).
"""
import numpy as np
from scipy import signal

from scenarios import make

BAND = (15, 500)
REACH = .020


def whitened(noise, fs, n):
    """One over the noise's power spectrum at the frequencies of a transform of length n, zero outside the band."""
    f, p = signal.welch(noise, fs, nperseg=int(fs))
    at = np.fft.rfftfreq(n, 1 / fs)
    return np.where((at >= BAND[0]) & (at <= BAND[1]), 1 / np.interp(at, f, p), 0)


def responses(r):
    """Each unit's filter over the recording and over its noise alone, in units of the noise, and its upcrossing rate."""
    units = {}
    for _, centre, wave, _ in r.placed:
        # One unit's discharges differ in size alone.
        key = tuple(np.round(wave / np.ptp(wave), 6))
        units.setdefault(key, wave / np.ptp(wave))
    return filtered(r.samples()[0], r.x[0], r.fs, [(wave, len(wave) // 2) for wave in units.values()])


def filtered(total, noise, fs, units):
    """The same for any signal and its noise; `units` are waveforms and the sample of each that stands for its time."""
    n = len(total)
    weight = whitened(noise, fs, n)
    X, N, f = np.fft.rfft(total), np.fft.rfft(noise), np.fft.rfftfreq(n, 1 / fs)
    out = []
    for wave, centre in units:
        template = np.zeros(n)
        template[:len(wave)] = wave
        template = np.roll(template, -centre)
        H = np.conj(np.fft.rfft(template)) * weight
        on_noise = np.fft.irfft(N * H, n)
        power = np.abs(N * H) ** 2
        crossings = np.sqrt((power * f ** 2).sum() / power.sum())
        out.append((np.fft.irfft(X * H, n) / on_noise.std(), on_noise / on_noise.std(), crossings))
    return out


def threshold(filters, per_minute):
    """The level that the filters together cross upwards so often in noise."""
    return np.sqrt(2 * np.log(60 * sum(c for _, _, c in filters) / per_minute))


def ceiling(name, seeds, per_minute, edges):
    """Hits and true events by bin of size; and, as a check of Rice's formula, crossings of noise expected and counted."""
    hits, count = np.zeros(len(edges), int), np.zeros(len(edges), int)
    expected = counted = 0.0
    for seed in seeds:
        r = make(name, seed)
        filters = responses(r)
        level = threshold(filters, per_minute)
        reach = int(REACH * r.fs)
        for _, centre, _, number in r.placed:
            snr = r.events[number]["features"]["snr"]
            b = np.searchsorted(edges, snr, "right") - 1
            if b < 0:
                continue
            a, e = max(0, centre - reach), centre + reach + 1
            count[b] += 1
            hits[b] += max(y[a:e].max() for y, _, _ in filters) >= level
        check = 3.2
        expected += sum(c for _, _, c in filters) * r.n / r.fs * np.exp(-check ** 2 / 2)
        counted += sum(np.count_nonzero((y[1:] >= check) & (y[:-1] < check)) for _, y, _ in filters)
    return dict(per_minute=per_minute, hits=hits.tolist(), truth=count.tolist(),
                noise_crossings_expected=float(expected), noise_crossings_counted=float(counted))


def ceiling_in(recordings, false, edges):
    """The same in noise that is not Gaussian: the threshold is that which the noise alone crosses as often as was measured.

    `recordings` are (signal, noise, rate, units as `filtered` takes them, [(sample, size) of each true discharge]); `false`
    is how many false discharges the program had in them. A response is in standard deviations of its own noise.
    """
    hits, count, levels, scored = np.zeros(len(edges), int), np.zeros(len(edges), int), [], []
    for total, noise, fs, units, marks in recordings:
        filters = filtered(total, noise, fs, units)
        highest = np.max([y for _, y, _ in filters], axis=0)
        reach = int(REACH * fs)
        found, _ = signal.find_peaks(highest, distance=reach)
        levels.extend(highest[found])
        best = np.max([y for y, _, _ in filters], axis=0)
        scored += [(size, best[max(0, at - reach):at + reach + 1].max()) for at, size in marks]
    level = np.sort(levels)[::-1][false]
    for size, response in scored:
        b = np.searchsorted(edges, size, "right") - 1
        if b >= 0:
            count[b] += 1
            hits[b] += response > level
    return dict(false=int(false), level=float(level), hits=hits.tolist(), truth=count.tolist())
