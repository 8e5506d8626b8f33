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
    total, noise = r.samples()[0], r.x[0]
    n = len(total)
    weight = whitened(noise, r.fs, n)
    X, N, f = np.fft.rfft(total), np.fft.rfft(noise), np.fft.rfftfreq(n, 1 / r.fs)
    units = {}
    for _, centre, wave, _ in r.placed:
        # One unit's discharges differ in size alone.
        key = tuple(np.round(wave / np.ptp(wave), 6))
        units.setdefault(key, wave / np.ptp(wave))
    out = []
    for wave in units.values():
        template = np.zeros(n)
        template[:len(wave)] = wave
        template = np.roll(template, -(len(wave) // 2))
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
