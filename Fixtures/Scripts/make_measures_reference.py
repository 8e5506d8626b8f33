"""Reference vectors for the measures of events, from NumPy and SciPy.

Usage: make_measures_reference.py OUTPUT.json
"""
import json
import sys

import numpy as np
import scipy
from scipy import signal, stats

rng = np.random.default_rng(7)


def single(values, decimals):
    """Values as single-precision samples, and the decimals that are written for them."""
    shown = np.round(values, decimals)
    return shown.astype(np.float32).astype(float), shown.tolist()


out = dict(numpy=np.__version__, scipy=scipy.__version__)

# Irregularity of trains: Holt (1996), Shinomoto (2003), Shinomoto (2009) as printed.
trains = []
for draw in (rng.exponential(0.4, 60) + 0.02, rng.gamma(25, 0.004, 40), rng.uniform(0.05, 2, 5)):
    i = np.round(draw, 6)
    a, b, n, refractory = i[:-1], i[1:], len(i), 0.005
    trains.append(dict(
        intervals=i.tolist(), mean=i.mean(), cv=i.std(ddof=1) / i.mean(),
        cv2=np.mean(2 * np.abs(b - a) / (b + a)), lv=3 / (n - 1) * np.sum(((a - b) / (a + b)) ** 2),
        lvr=3 / (n - 1) * np.sum((1 - 4 * a * b / (a + b) ** 2) * (1 + 4 * refractory / (a + b)))))
out["trains"] = trains

# Course of the spectrum: one Hann periodogram each half second, 20-400 Hz.
fs, length = 1000, 500
white = rng.standard_normal(6 * fs)
x = np.concatenate([
    signal.sosfilt(signal.butter(2, (40, 260 - 25 * k), "bandpass", fs=fs, output="sos"),
                   white[k * fs:(k + 1) * fs]) * 100 for k in range(6)])
x, shown_x = single(x, 1)
times, medians, means = [], [], []
for start in range(0, len(x) - length + 1, length):
    f, p = signal.periodogram(x[start:start + length], fs, "hann", detrend="constant")
    keep = (f >= 20) & (f <= 400)
    f, p = f[keep], p[keep]
    total = np.cumsum(p)
    k = np.searchsorted(total, total[-1] / 2)
    before = total[k - 1] if k else 0.0
    medians.append(f[k] + ((total[-1] / 2 - before) / p[k] - 0.5) * (f[1] - f[0]))
    means.append(np.sum(f * p) / np.sum(p))
    times.append(3.25 + (start + length / 2) / fs)
fits = {name: stats.linregress(times, y) for name, y in (("median", medians), ("mean", means))}
out["spectra"] = dict(
    x=shown_x, origin=3.25,
    **{f"{name}_{key}": value for name, fit in fits.items()
       for key, value in (("level", np.mean(medians if name == "median" else means)),
                          ("slope", fit.slope), ("error", fit.stderr))})

# Two rhythms at 5 Hz: envelopes at 100 Hz, the second 30 ms late.
t = np.arange(2400) / 100
phase = 2 * np.pi * 5 * t + 0.3 * np.cumsum(rng.standard_normal(len(t))) / 10
envelope = 20 * (1 + np.sin(phase)) + 3
late = np.roll(envelope, 3)
a, shown_a = single(envelope * np.exp(0.1 * rng.standard_normal(len(t))), 3)
b, shown_b = single(0.4 * late * np.exp(0.3 * rng.standard_normal(len(t))), 3)
f, c = signal.coherence(a, b, 100, "hann", 100)
_, cross = signal.csd(a, b, 100, "hann", 100)
segments = len(range(0, len(t) - 99, 50))
effective = 18 * segments**2 / (19 * segments - 1)
# Co-contraction: Falconer and Winter (1985), Rudolph et al. (2000), on moving means of 0.2 s.
ma, mb = (np.convolve(v, np.ones(20) / 20, "valid") for v in (a, b))
na, nb = ma / ma.max(), mb / mb.max()
low, high = np.minimum(na, nb), np.maximum(na, nb)
out["pair"] = dict(
    a=shown_a, b=shown_b, coherence=c[5], phase_deg=-np.degrees(np.angle(cross[5])),
    limit=1 - 0.05 ** (1 / (effective - 1)), segments=effective, peak_a=ma.max(), peak_b=mb.max(),
    falconer_winter=2 * low.sum() / (na + nb).sum() * 100, rudolph=np.mean(low / high * (low + high)))

# A rhythm of 4.5 Hz that gains 0.6 Hz a minute, misses two bursts and pauses twice.
now, bursts = 2.0, []
while now < 62:
    bursts.append(now)
    now += 1 / (4.5 + 0.01 * now) + 0.004 * rng.standard_normal()
    now += 1.3 if len(bursts) in (60, 170) else 0
bursts = np.round(np.delete(bursts, (30, 90)), 5)
intervals = np.diff(bursts)
usual = np.median(intervals)
isPause = intervals >= 2.5 * usual
rate = np.maximum(1, np.round(intervals / usual)) / intervals
middle = (bursts[1:] + bursts[:-1]) / 2
drift = stats.linregress(middle[~isPause] / 60, rate[~isPause])
amplitudes, shown_amplitudes = single(rng.gamma(9, 5, len(bursts)), 3)
p10, p90 = np.quantile(amplitudes, (0.1, 0.9))
out["rhythm"] = dict(
    bursts=bursts.tolist(), amplitudes=shown_amplitudes, frequency_sd_hz=rate[~isPause].std(ddof=1),
    frequency_drift_hz_per_min=drift.slope, frequency_drift_se_hz_per_min=drift.stderr,
    pauses=int(isPause.sum()), paused_s=float((intervals[isPause] - usual).sum()),
    amplitude_cv=amplitudes.std(ddof=1) / amplitudes.mean(), amplitude_modulation=(p90 - p10) / (p90 + p10))
json.dump(out, open(sys.argv[1], "w"), separators=(",", ":"))
