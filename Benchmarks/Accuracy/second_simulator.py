"""Recordings by assumptions other than those of EMGSynthesis, for cross-checking the detector.

Usage: second_simulator.py FOLDER SCENARIO[,SCENARIO...] FIRST_SEED LAST_SEED_EXCLUSIVE
"""
import json, sys
import numpy as np
from scipy import signal

def band_noise(rng, n, fs, lo=20, hi=450, color=0.0, heavy=0.0):
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
            d = rng.uniform(-.005, .005); v = rng.uniform(.0007, .0018)
            y += rng.choice([-1, 1]) * rng.uniform(.4, 1) * -(t - d) / v * np.exp(-(t - d) ** 2 / 2 / v ** 2)
    y *= rng.choice([-1, 1])
    sos = signal.butter(2, [20, min(450, .45 * fs)], "bandpass", fs=fs, output="sos")
    y = signal.sosfiltfilt(sos, np.pad(y, 200))[150:-150]
    return y / np.ptp(y)

class Rec:
    def __init__(self, rng, fs, dur, sigma=3.0, channels=1, **noise):
        self.rng, self.fs, self.n, self.sigma = rng, fs, int(fs * dur), sigma
        self.x = [sigma * band_noise(rng, self.n, fs, **noise) for _ in range(channels)]
        self.clean = [np.zeros(self.n) for _ in range(channels)]
        self.events = []
    def add(self, c, t, w, buf=None):
        i = int(round(t * self.fs)) - len(w) // 2
        a, b = max(i, 0), min(i + len(w), self.n)
        if a >= b: return None
        (self.clean[c] if buf is None else buf)[a:b] += w[a - i:b - i]
        return (a, b)
    def ext(self, y, lim=0.03):
        k = np.nonzero(np.abs(y) > max(lim * np.abs(y).max(), .5 * self.sigma))[0]
        return (k[0], k[-1] + 1) if len(k) else None
    def event(self, typ, c, on, off, **kw):
        self.events.append(dict(type=typ, channel=f"ch{c}", channel_index=c, onset_s=on / self.fs, duration_s=(off - on) / self.fs, **kw))
    def fascic(self, c, t, w, pp):
        buf = np.zeros(len(w) + 2 * 100)
        y = w * pp
        sp = self.add(c, t, y)
        if sp is None: return
        k = self.ext(y)
        if k is None: k = (0, len(y))
        i = int(round(t * self.fs)) - len(w) // 2
        self.event("fasciculation", c, i + k[0], i + k[1], discharges_s=[(i + int(np.argmax(np.abs(y)))) / self.fs], features=dict(snr=pp / self.sigma))
    def multiunit_burst(self, c, t0, dur, amp, nmu, units, rate=None):
        """many discharges with random times under a smooth burst envelope"""
        buf = np.zeros(self.n) if False else None
        k = max(2, int(nmu))
        L = int((dur + .08) * self.fs); y = np.zeros(L)
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
    def finish(self, path, extra=None):
        out = [x + c for x, c in zip(self.x, self.clean)]
        if extra is not None:
            out = [o + e for o, e in zip(out, extra)]
        np.stack(out, 1).astype("<f4").tofile(path + ".raw")
        json.dump(dict(rate=self.fs, channel_count=len(out), sample_type="float32le", layout="interleaved", unit="uV", channel_names=[f"ch{c}" for c in range(len(out))]), open(path + ".raw.json", "w"))
        ev = sorted(self.events, key=lambda e: e["onset_s"])
        for n, e in enumerate(ev): e["id"] = n
        json.dump(dict(events=ev, duration_s=self.n / self.fs, channels=len(out)), open(path + ".truth.json", "w"))

def free_times(rng, dur, rate, gap, lo=1):
    ts, t = [], lo
    while True:
        t += gap + rng.exponential(max(1e-3, 1 / rate - gap))
        if t > dur - 1: return ts
        ts.append(t)

def scenario(name, seed, path, fs=2000, dur=120):
    rng = np.random.default_rng(seed)
    if name == "quiet":
        r = Rec(rng, fs, dur, sigma=rng.uniform(1, 8), color=rng.uniform(0, 1))
    elif name == "heavy":
        r = Rec(rng, fs, dur, sigma=3, heavy=rng.uniform(4, 8))
    elif name.startswith("fasc"):
        lo, hi = dict(fasc=(10, 60), fasc8=(8, 10), fasc6=(6, 8), fascmany=(10, 60))[name]
        r = Rec(rng, fs, dur, sigma=rng.uniform(1, 8), color=rng.uniform(0, .8))
        units = [(muap(rng, fs), rng.uniform(lo, hi)) for _ in range(rng.integers(2, 7))]
        for t in free_times(rng, dur, 4.0 if name == "fascmany" else rng.uniform(.3, 1.5), .06):
            w, pp = units[rng.integers(len(units))]
            r.fascic(0, t, w, pp * r.sigma * np.exp(rng.normal(0, .05)))
    elif name == "tremor":
        r = Rec(rng, fs, dur, sigma=3, channels=2)
        t = 5.0
        while t < dur - 20:
            f = rng.choice([rng.uniform(4, 6.5), rng.uniform(5, 10), rng.uniform(3.5, 12)])
            L = rng.uniform(6, 20); bd = rng.uniform(.3, .55) / f
            anti = rng.random() < .5; amp = rng.uniform(15, 60); tone = rng.choice([0, 0, rng.uniform(0, 4)])
            U = [[muap(rng, fs) for _ in range(12)] for _ in range(2)]
            for c in range(2):
                tt, b, spans = t + (c and anti) * .5 / f, [], []
                n = 0
                while tt < t + L:
                    ramp = min(1, (tt - t + .3) / 1.5, (t + L - tt + .3) / 1.5) if rng.random() < 2 else 1
                    o = r.multiunit_burst(c, tt, bd, amp * ramp * rng.uniform(.8, 1.2), 14, U[c])
                    spans.append(o); b.append(o[2] / fs)
                    tt += 1 / f * (1 + rng.normal(0, .05))
                if tone:
                    a, e = int((t - .2) * fs), int((t + L + .2) * fs)
                    r.clean[c][a:e] += tone * band_noise(rng, e - a, fs, 20, 200) * np.hanning(e - a) ** .2
                r.event("tremor", c, spans[0][0], spans[-1][1], frequency_hz=float((len(b) - 1) / (b[-1] - b[0])), bursts_s=b)
            t += L + rng.uniform(4, 8)
    elif name == "clonus":
        r = Rec(rng, fs, dur, sigma=3)
        t = 4.0
        while t < dur - 12:
            f = rng.uniform(4, 7.5); nb = rng.integers(6, 40); amp = rng.uniform(30, 120); dec = rng.uniform(.5, .95) ; slow = rng.uniform(0, .25)
            U = [muap(rng, fs) for _ in range(12)]; b, spans, tt = [], [], t
            for k in range(nb):
                a = amp * np.exp(-2.0 * dec * k / nb) * rng.uniform(.85, 1.15)
                o = r.multiunit_burst(0, tt, rng.uniform(.035, .07), a, 10, U)
                spans.append(o); b.append(o[2] / fs)
                tt += 1 / f * (1 + slow * k / nb) * (1 + rng.normal(0, .03))
            r.event("clonus", 0, spans[0][0], spans[-1][1], frequency_hz=float((len(b) - 1) / (b[-1] - b[0])), bursts_s=b)
            t = tt + rng.uniform(3, 6)
    elif name == "contraction" or name == "weak":
        r = Rec(rng, fs, dur, sigma=3)
        t = 6.0
        while t < dur - 12:
            L = rng.uniform(2, 8); nu = rng.integers(15, 40) if name == "contraction" else rng.integers(4, 10)
            y0 = None; first, last = None, None
            amp = np.exp(rng.normal(np.log(30), .6, nu)); buf = np.zeros(r.n)
            for u in range(nu):
                w = muap(rng, fs); th = rng.uniform(0, .25) * L; rate = rng.uniform(8, 16)
                tt = t + th * rng.uniform(.3, 1)
                end = t + L - th * rng.uniform(.3, 1)
                while tt < end:
                    r.add(0, tt, w * amp[u], buf)
                    tt += max(.02, rng.normal(1 / rate, .15 / rate))
            r.clean[0] += buf
            k = r.ext(buf, .02)
            r.event("contraction", 0, k[0], k[1])
            t += L + rng.uniform(4, 8)
    elif name == "tonic":
        r = Rec(rng, fs, dur, sigma=3)
        t = 5.0
        while t < dur - 15:
            L = rng.uniform(4, 15); rate = rng.uniform(5, 14); w = muap(rng, fs); pp = rng.uniform(10, 50) * 3
            tt, ts = t, []
            while tt < t + L:
                r.add(0, tt, w * pp); ts.append(tt); tt += max(.03, rng.normal(1 / rate, rng.uniform(.1, .2) / rate))
            r.event("tonic_firing", 0, int((ts[0] - .008) * fs), int((ts[-1] + .008) * fs), rate_hz=rate)
            t += L + rng.uniform(3, 6)
    elif name == "myoclonus":
        r = Rec(rng, fs, dur, sigma=3)
        for t in free_times(rng, dur, .4, 1.0, 3):
            U = [muap(rng, fs) for _ in range(12)]
            o = r.multiunit_burst(0, t, rng.uniform(.03, .09), rng.uniform(20, 80), 14, U)
            r.event("myoclonus", 0, o[0], o[1])
    elif name == "negative":
        r = Rec(rng, fs, dur, sigma=3)
        t = 5.0
        while t < dur - 15:
            L = rng.uniform(6, 12); a, e = int(t * fs), int((t + L) * fs)
            y = rng.uniform(15, 50) * band_noise(rng, e - a, fs, 20, 150)
            ramp = np.minimum(1, np.minimum(np.arange(e - a), np.arange(e - a)[::-1]) / (.4 * fs)); y *= ramp
            s = 1.2
            while s < L - 1.2:
                d = rng.uniform(.06, .25)
                i0, i1 = int(s * fs), int((s + d) * fs)
                g = np.ones(e - a); g[i0:i1] = 0; g = np.convolve(g, np.hanning(int(.01 * fs)) / np.hanning(int(.01 * fs)).sum(), "same"); y *= g
                r.event("negative_myoclonus", 0, a + i0, a + i1); s += d + rng.uniform(.9, 2)
            r.clean[0][a:e] += y; r.event("contraction", 0, a, e); t += L + rng.uniform(3, 6)
    elif name == "mains":
        scen = scenario_rec_fasc(rng, fs, dur); r = scen
        tt = np.arange(r.n) / fs; f0 = rng.choice([50, 60]) + rng.uniform(-.1, .1)
        ph = 2 * np.pi * np.cumsum(f0 + .05 * np.sin(2 * np.pi * tt / 40)) / fs
        m = sum(r.sigma * a * np.sin(k * ph + rng.uniform(0, 6)) for k, a in [(1, 6), (2, 1), (3, 2), (5, .7)])
        r.finish(path, [m]); return
    elif name == "ecg":
        r = scenario_rec_fasc(rng, fs, dur); t = 1.0; m = np.zeros(r.n); rr = 60 / rng.uniform(55, 90); ts = []
        tq = np.arange(-.06, .06, 1 / fs); q = -.15 * np.exp(-((tq + .02) / .007) ** 2) + np.exp(-(tq / .009) ** 2) - .25 * np.exp(-((tq - .022) / .01) ** 2)
        A = rng.uniform(20, 60) * r.sigma
        while t < dur - 1:
            r.add(0, t, q * A, m); ts.append(t); t += rr * (1 + .04 * np.sin(2 * np.pi * .25 * t) + rng.normal(0, .02))
        r.event("artifact", 0, int((ts[0] - .05) * fs), int((ts[-1] + .05) * fs), cause="ecg", times_s=ts)
        r.finish(path, [m]); return
    elif name == "pops":
        r = scenario_rec_fasc(rng, fs, dur); m = np.zeros(r.n)
        for t in free_times(rng, dur, .3, 1, 3):
            i = int(t * fs); k = np.arange(r.n - i) / fs; a = rng.choice([-1, 1]) * rng.uniform(30, 200) * r.sigma
            m[i:] += a * np.exp(-k / rng.uniform(.05, .4)); r.event("artifact", 0, i, i + int(.03 * fs), cause="electrode_pop")
        t = 0
        r.finish(path, [m]); return
    r.finish(path)

def scenario_rec_fasc(rng, fs, dur):
    r = Rec(rng, fs, dur, sigma=rng.uniform(1, 8))
    units = [(muap(rng, fs), rng.uniform(10, 60)) for _ in range(rng.integers(2, 7))]
    for t in free_times(rng, dur, .7, .06):
        w, pp = units[rng.integers(len(units))]
        r.fascic(0, t, w, pp * r.sigma)
    return r

if __name__ == "__main__":
    for s in sys.argv[2].split(","):
        for seed in range(int(sys.argv[3]), int(sys.argv[4])):
            scenario(s, seed, f"{sys.argv[1]}/{s}-{seed}")
