"""Noise, potentials and a recording with its truth, by assumptions other than those of EMGSynthesis.

Potentials are Gaussian derivatives or sums of a few; noise is white noise shaped in the frequency domain; a burst is a
sum of potentials at random times. Times are seconds, amplitudes microvolts.
"""
import json

import numpy as np
from scipy import signal


def band_noise(rng, n, fs, lo=20, hi=450, color=0.0, heavy=0.0):
    """Noise of unit standard deviation; `color` is the exponent of 1/f, `heavy` the degrees of freedom of Student's t."""
    x = rng.standard_normal(n)
    if heavy > 0:
        x = rng.standard_t(heavy, n)
    f = np.fft.rfftfreq(n, 1 / fs)
    X = np.fft.rfft(x)
    if color:
        X *= np.where(f > 0, np.maximum(f, 5) ** (-color / 2), 0)
    hi = min(hi, .45 * fs)
    H = 1 / np.sqrt(1 + (lo / np.maximum(f, 1e-9)) ** 4) / np.sqrt(1 + (f / (hi * 1.3)) ** 8)
    y = np.fft.irfft(X * H, n)
    return y / y.std()


def muap(rng, fs, kind=None):
    """A motor unit's potential of unit peak-to-peak: biphasic, triphasic or polyphasic."""
    t = np.arange(-0.015, 0.015, 1 / fs)
    y = np.zeros_like(t)
    kind = kind or rng.choice(["bi", "tri", "poly"])
    w = rng.uniform(0.0012, 0.0032)
    if kind == "bi":
        y += -t / w * np.exp(-t ** 2 / 2 / w ** 2)
    elif kind == "tri":
        y += (1 - (t / w) ** 2) * np.exp(-t ** 2 / 2 / w ** 2)
    else:
        for _ in range(rng.integers(3, 6)):
            d = rng.uniform(-.005, .005)
            v = rng.uniform(.0007, .0018)
            y += rng.choice([-1, 1]) * rng.uniform(.4, 1) * -(t - d) / v * np.exp(-(t - d) ** 2 / 2 / v ** 2)
    y *= rng.choice([-1, 1])
    sos = signal.butter(2, [20, min(450, .45 * fs)], "bandpass", fs=fs, output="sos")
    y = signal.sosfiltfilt(sos, np.pad(y, 200))[150:-150]
    return y / np.ptp(y)


def free_times(rng, dur, rate, gap, lo=1):
    """Times of a Poisson process of `rate` a second with a dead time, from `lo` to a second before the end."""
    ts, t = [], lo
    while True:
        t += gap + rng.exponential(max(1e-3, 1 / rate - gap))
        if t > dur - 1:
            return ts
        ts.append(t)


class Rec:
    """A recording: noise `x`, activity `clean`, and what is added without being muscle, `extra`, by channel."""

    def __init__(self, rng, fs, dur, sigma=3.0, channels=1, **noise):
        self.rng, self.fs, self.n, self.sigma = rng, fs, int(fs * dur), sigma
        self.x = [sigma * band_noise(rng, self.n, fs, **noise) for _ in range(channels)]
        self.clean = [np.zeros(self.n) for _ in range(channels)]
        self.extra = [np.zeros(self.n) for _ in range(channels)]
        self.events = []
        self.placed = []  # (channel, centre sample, waveform, event number): what a matched filter may know

    def add(self, c, t, w, buf=None):
        """Adds a waveform around a time, cut at the ends of the recording."""
        i = int(round(t * self.fs)) - len(w) // 2
        a, b = max(i, 0), min(i + len(w), self.n)
        if a >= b:
            return None
        (self.clean[c] if buf is None else buf)[a:b] += w[a - i:b - i]
        return (a, b)

    def ext(self, y, lim=0.03):
        """From where to where a waveform is above the noise."""
        k = np.nonzero(np.abs(y) > max(lim * np.abs(y).max(), .5 * self.sigma))[0]
        return (k[0], k[-1] + 1) if len(k) else None

    def event(self, typ, c, on, off, **kw):
        """Enters an event into the truth; positions are samples."""
        self.events.append(dict(type=typ, channel=f"ch{c}", channel_index=c, onset_s=on / self.fs,
                                duration_s=(off - on) / self.fs, **kw))

    def fascic(self, c, times, w, pp, **kw):
        """A fasciculation: one potential, or several of the same unit at several times."""
        times = np.atleast_1d(times)
        y = w * pp
        k = self.ext(y) or (0, len(y))
        starts = [int(round(t * self.fs)) - len(w) // 2 for t in times]
        if any(self.add(c, t, y) is None for t in times):
            return
        for t in times:
            self.placed.append((c, int(round(t * self.fs)), y, len(self.events)))
        peak = int(np.argmax(np.abs(y)))
        self.event("fasciculation", c, starts[0] + k[0], starts[-1] + k[1],
                   discharges_s=[(i + peak) / self.fs for i in starts], features=dict(snr=pp / self.sigma), **kw)

    def multiunit_burst(self, c, t0, dur, amp, nmu, units, rate=None):
        """Discharges at random times under a smooth burst envelope; returns onset, end and largest sample."""
        k = max(2, int(nmu))
        L = int((dur + .08) * self.fs)
        y = np.zeros(L)
        for _ in range(k):
            tt = .04 + dur / 2 + np.clip(self.rng.normal(0, dur / 5), -dur / 2, dur / 2)
            w = units[self.rng.integers(len(units))] * self.rng.uniform(.5, 1.5)
            i = int(tt * self.fs) - len(w) // 2
            a, b = max(0, i), min(L, i + len(w))
            y[a:b] += w[a - i:b - i]
        y *= amp / max(y.std(), 1e-9) * np.sqrt(.5)
        i = int((t0 - .04) * self.fs)
        a, b = max(0, i), min(self.n, i + L)
        self.clean[c][a:b] += y[a - i:b - i]
        k = self.ext(y)
        return i + k[0], i + k[1], i + int(np.argmax(np.abs(y)))

    def pool(self, c, t0, drive, units, sizes, rates):
        """A pool of units recruited by size under a drive of 0 to 1 sampled at `fs` from `t0`.

        Each unit fires as a renewal process whose rate follows the drive above its threshold, with 12 % jitter.
        Returns the pool's signal, already added.
        """
        buf = np.zeros(len(drive))
        thresholds = np.linspace(.05, .8, len(units))
        for w, size, rate, threshold in zip(units, sizes, rates, thresholds):
            phase = self.rng.uniform()
            speed = np.where(drive > threshold, rate * (.5 + .5 * (drive - threshold) / (1 - threshold)), 0) / self.fs
            speed = speed * self.rng.normal(1, .12, len(drive) // 100 + 1).repeat(100)[:len(drive)]
            turns = np.floor(phase + np.cumsum(speed))
            for i in np.nonzero(np.diff(turns) > 0)[0]:
                a, b = max(0, i - len(w) // 2), min(len(buf), i - len(w) // 2 + len(w))
                buf[a:b] += (w * size)[a - i + len(w) // 2:b - i + len(w) // 2]
        start = int(t0 * self.fs)
        a, b = max(0, start), min(self.n, start + len(buf))
        self.clean[c][a:b] += buf[a - start:b - start]
        return buf

    def samples(self):
        """The recording as written: noise, activity and the rest."""
        return [x + c + e for x, c, e in zip(self.x, self.clean, self.extra)]

    def finish(self, path):
        """Writes PATH.raw with its sidecar and PATH.truth.json in the form of an analysis."""
        out = self.samples()
        np.stack(out, 1).astype("<f4").tofile(path + ".raw")
        names = [f"ch{c}" for c in range(len(out))]
        with open(path + ".raw.json", "w") as file:
            json.dump(dict(rate=self.fs, channel_count=len(out), sample_type="float32le", layout="interleaved",
                           unit="uV", channel_names=names), file)
        events = sorted(self.events, key=lambda e: e["onset_s"])
        for n, e in enumerate(events):
            e["id"] = n
            e["confidence"] = 1
        channels = [dict(index=c, name=name, unit="uV", rate_hz=self.fs, samples=self.n, noise_uv=self.sigma,
                         analysable_s=self.n / self.fs, masks=[]) for c, name in enumerate(names)]
        document = dict(schema="myosift-events", schema_version="1.0.0",
                        generator=dict(name="second_simulator", version="1", settings_sha256=""),
                        recording=dict(source=path.split("/")[-1] + ".raw", format="raw", sha256=None, start_time=None,
                                       duration_s=self.n / self.fs, channels=channels),
                        settings={}, events=events, summary={})
        with open(path + ".truth.json", "w") as file:
            json.dump(document, file)
