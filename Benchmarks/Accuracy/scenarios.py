"""The second simulator's scenarios, by name; each makes a `Rec` from a generator of random numbers."""
import os
import pathlib

import numpy as np
from scipy import signal

from recording import Rec, band_noise, free_times, muap

SCENARIOS = {}


def scenario(*names):
    def enter(make):
        for name in names:
            SCENARIOS[name] = make
        return make
    return enter


def make(name, seed):
    """The recording of a scenario and a seed."""
    return SCENARIOS[name](np.random.default_rng(seed), name)


def fasciculating(rng, fs=2000, dur=120):
    """Noise and fasciculations of some units."""
    r = Rec(rng, fs, dur, sigma=rng.uniform(1, 8))
    units = [(muap(rng, fs), rng.uniform(10, 60)) for _ in range(rng.integers(2, 7))]
    for t in free_times(rng, dur, .7, .06):
        w, pp = units[rng.integers(len(units))]
        r.fascic(0, t, w, pp * r.sigma)
    return r


def sprinkle(rng, r, c=0, rate=.7, lo=10, hi=60, avoid=()):
    """Fasciculations of some units on what is there already, away from some stretches."""
    units = [(muap(rng, r.fs), rng.uniform(lo, hi)) for _ in range(rng.integers(2, 7))]
    for t in free_times(rng, r.n / r.fs, rate, .06):
        w, pp = units[rng.integers(len(units))]
        if not any(a - .1 < t < b + .1 for a, b in avoid):
            r.fascic(c, t, w, pp * r.sigma)


# Noise alone.

@scenario("quiet")
def quiet(rng, name, fs=2000, dur=120):
    return Rec(rng, fs, dur, sigma=rng.uniform(1, 8), color=rng.uniform(0, 1))


@scenario("heavy")
def heavy(rng, name, fs=2000, dur=120):
    return Rec(rng, fs, dur, sigma=3, heavy=rng.uniform(4, 8))


@scenario("gaussian10", "coloured10", "heavy10")
def ten_quiet_minutes(rng, name, fs=2000, dur=600):
    kinds = dict(gaussian10={}, coloured10=dict(color=rng.uniform(.5, 1.5)), heavy10=dict(heavy=rng.uniform(4, 8)))
    return Rec(rng, fs, dur, sigma=rng.uniform(1, 8), **kinds[name])


@scenario("steps", "stepsfasc")
def noise_steps(rng, name, fs=2000, dur=120):
    """The noise rises or falls at once by up to a factor of three, every 10 to 40 s."""
    r = Rec(rng, fs, dur, sigma=3, color=rng.uniform(0, .8))
    gain, t = np.ones(r.n), rng.uniform(10, 40)
    level = 1.0
    while t < dur - 5:
        factor = rng.uniform(1.5, 3)
        level = level * factor if level < 1 or (level < 3 and rng.random() < .5) else level / factor
        gain[int(t * fs):] = level
        t += rng.uniform(10, 40)
    r.x[0] *= np.convolve(gain, np.ones(41) / 41, "same")
    if name == "stepsfasc":
        units = [(muap(rng, fs), rng.uniform(12, 60)) for _ in range(4)]
        for t in free_times(rng, dur, .7, .06):
            w, pp = units[rng.integers(len(units))]
            r.sigma = 3 * gain[int(t * fs)]
            r.fascic(0, t, w, pp * r.sigma)
        r.sigma = 3.0
    return r


def rest_pieces():
    """Real rest: 1 kHz, in pieces of at least 4 s without activity, each of unit standard deviation; or None.

    From the long recording that PySiology carries (996 s, mostly rest). Activity is where the effective value of a
    quarter of a second is above twice the lower quartile of the minute around it; half a second on both sides of it
    is left out too.
    """
    root = pathlib.Path(__file__).resolve().parents[2]
    folder = pathlib.Path(os.environ.get("MYOSIFT_DATA", root.parent / "shared" / "data"))
    path = folder / "pysiology" / "convertedEMG_1000Hz_1ch_f32le.raw"
    if not path.exists():
        return None
    fs = 1000
    x = np.fromfile(path, "<f4").astype(float)
    y = signal.sosfiltfilt(signal.butter(4, [20, 450], "bandpass", fs=fs, output="sos"), x)
    rms = np.sqrt(np.mean(y[:len(y) // 250 * 250].reshape(-1, 250) ** 2, 1))
    usual = np.array([np.quantile(rms[max(0, i - 120):i + 120], .25) for i in range(len(rms))])
    active = np.convolve(rms > 2 * usual, np.ones(5), "same") > 0
    pieces, start = [], None
    for i, a in enumerate(np.append(active, True)):
        if not a and start is None:
            start = i
        if a and start is not None:
            if i - start >= 16:
                # Low drift goes, mains and all else stays.
                piece = signal.sosfiltfilt(signal.butter(2, 5, "highpass", fs=fs, output="sos"), x[start * 250:i * 250])
                pieces.append(piece / y[start * 250:i * 250].std())
            start = None
    return pieces


_PIECES = []


def real_rest(rng, dur, fs=1000):
    """Real rest of any length: stretches of 4 to 30 s at random places, direction and sign, joined within 50 ms."""
    if not _PIECES:
        _PIECES.append(rest_pieces())
    pieces = _PIECES[0]
    if pieces is None:
        raise FileNotFoundError("real resting noise needs the folder of real recordings (MYOSIFT_DATA)")
    out, at, fade = np.zeros(int(dur * fs) + 40 * fs), 0, fs // 20
    ramp = np.sin(np.linspace(0, np.pi / 2, fade))
    share = np.array([len(p) for p in pieces], float)
    while at < dur * fs:
        p = pieces[rng.choice(len(pieces), p=share / share.sum())]
        L = min(len(p), int(rng.uniform(4, 30) * fs))
        i = rng.integers(len(p) - L + 1)
        y = p[i:i + L][::rng.choice([-1, 1])] * rng.choice([-1, 1])
        y = y.copy()
        y[:fade] *= ramp
        y[-fade:] *= ramp[::-1]
        out[at:at + L] += y
        at += L - fade
    return out[:int(dur * fs)]


@scenario("real", "real10", "realfasc")
def real(rng, name, fs=1000):
    dur = 600 if name == "real10" else 120
    r = Rec(rng, fs, dur, sigma=rng.uniform(1, 8))
    r.x[0] = r.sigma * real_rest(rng, dur)
    if name == "realfasc":
        sprinkle(rng, r)
    return r


# Fasciculations.

@scenario("fasc", "fasc8", "fasc6", "fascmany", "fascsnr")
def fasciculations(rng, name, fs=2000, dur=120):
    lo, hi = dict(fasc=(10, 60), fasc8=(8, 10), fasc6=(6, 8), fascmany=(10, 60), fascsnr=(4, 30))[name]
    r = Rec(rng, fs, dur, sigma=rng.uniform(1, 8), color=rng.uniform(0, .8))
    if name == "fascsnr":
        units = [(muap(rng, fs), np.exp(rng.uniform(np.log(lo), np.log(hi)))) for _ in range(8)]
    else:
        units = [(muap(rng, fs), rng.uniform(lo, hi)) for _ in range(rng.integers(2, 7))]
    for t in free_times(rng, dur, 4.0 if name == "fascmany" else rng.uniform(.3, 1.5), .06):
        w, pp = units[rng.integers(len(units))]
        r.fascic(0, t, w, pp * r.sigma * np.exp(rng.normal(0, .05)))
    return r


@scenario("doublet")
def doublets(rng, name, fs=2000, dur=120):
    """A third of the discharges are followed by another of the same unit after 3 to 10 ms; 12 to 40 times the noise."""
    r = Rec(rng, fs, dur, sigma=rng.uniform(1, 8), color=rng.uniform(0, .8))
    units = [(muap(rng, fs), rng.uniform(12, 40)) for _ in range(rng.integers(2, 6))]
    for t in free_times(rng, dur, .8, .12):
        w, pp = units[rng.integers(len(units))]
        second = [t + rng.uniform(.003, .010)] if rng.random() < 1 / 3 else []
        r.fascic(0, [t] + second, w, pp * r.sigma)
    return r


@scenario("pairs")
def short_pairs(rng, name, fs=2000, dur=120):
    """Two discharges 10 to 80 ms apart, of the same unit or of two: two events each."""
    r = Rec(rng, fs, dur, sigma=rng.uniform(1, 8), color=rng.uniform(0, .8))
    units = [(muap(rng, fs), rng.uniform(12, 40)) for _ in range(rng.integers(2, 6))]
    for t in free_times(rng, dur, .7, .3):
        w, pp = units[rng.integers(len(units))]
        r.fascic(0, t, w, pp * r.sigma)
        if rng.random() < .5:
            if rng.random() < .5:
                w, pp = units[rng.integers(len(units))]
            r.fascic(0, t + rng.uniform(.010, .080), w, pp * r.sigma)
    return r


@scenario("steadyfasc")
def steady_and_fasciculations(rng, name, fs=2000, dur=120):
    """A unit that fires steadily, and others that fasciculate over it."""
    r = Rec(rng, fs, dur, sigma=3)
    t, w, pp, spans = 5.0, muap(rng, fs), rng.uniform(10, 25) * 3, []
    while t < dur - 25:
        L, rate, tt, ts = rng.uniform(15, 40), rng.uniform(6, 12), t, []
        while tt < min(t + L, dur - 2):
            r.add(0, tt, w * pp)
            ts.append(tt)
            tt += max(.03, rng.normal(1 / rate, rng.uniform(.08, .18) / rate))
        r.event("tonic_firing", 0, int((ts[0] - .008) * fs), int((ts[-1] + .008) * fs), rate_hz=rate)
        t += L + rng.uniform(5, 10)
    sprinkle(rng, r, rate=.4, lo=30, hi=80)
    return r


@scenario("array")
def array(rng, name, fs=2000, dur=60):
    """Eight electrodes 10 mm apart along the fibres: potentials travel both ways at about 4 m/s from where they start."""
    r = Rec(rng, fs, dur, sigma=rng.uniform(2, 5), channels=8, color=.4)
    common = r.sigma * .4 * band_noise(rng, r.n, fs, color=1)
    r.x = [x + common for x in r.x]
    units = []
    for _ in range(5):
        units.append((muap(rng, fs), rng.uniform(12, 50), rng.uniform(0, .07), rng.uniform(3.5, 4.8),
                      rng.uniform(.015, .05)))
    up = 16
    for t in free_times(rng, dur, 1.0, .06):
        w, pp, z0, speed, reach = units[rng.integers(len(units))]
        gains, tops = [], []
        for c in range(8):
            d = c * .01 - z0
            g = np.exp(-abs(d) / reach) * np.sign(d or 1) * min(1, .3 + abs(d) / .012)
            y = signal.resample(np.pad(w, 20), (len(w) + 40) * up)
            y = np.roll(y, int(abs(d) / speed * fs * up))[::up] * g * pp * r.sigma
            r.add(c, t, y)
            gains.append(abs(g) * pp)
            tops.append((int(round(t * fs)) - len(y) // 2 + int(np.argmax(np.abs(y))), y))
        c = int(np.argmax(gains))
        top, y = tops[c]
        k = r.ext(y)
        i = int(round(t * fs)) - len(y) // 2
        r.event("fasciculation", c, i + k[0], i + k[1], discharges_s=[top / fs], features=dict(snr=gains[c]),
                channels=[f"ch{n}" for n in range(8) if gains[n] >= 6])
    return r


# Rhythms.

def beats(r, c, t, L, f, bd, amp, units, jitter=.05, count=14):
    """A run of bursts from `t` for `L` seconds that swells and fades; returns spans and times of the largest samples."""
    tt, spans = t, []
    while tt < t + L:
        ramp = min(1, (tt - t + .3) / 1.5, (t + L - tt + .3) / 1.5)
        spans.append(r.multiunit_burst(c, tt, bd, amp * ramp * r.rng.uniform(.8, 1.2), count, units))
        tt += 1 / f * (1 + r.rng.normal(0, jitter))
    return spans, [o[2] / r.fs for o in spans]


def rhythm(r, typ, c, spans, b, **kw):
    r.event(typ, c, spans[0][0], spans[-1][1], frequency_hz=float((len(b) - 1) / (b[-1] - b[0])), bursts_s=b, **kw)


@scenario("tremor")
def tremor(rng, name, fs=2000, dur=120):
    r = Rec(rng, fs, dur, sigma=3, channels=2)
    t = 5.0
    while t < dur - 20:
        f = rng.choice([rng.uniform(4, 6.5), rng.uniform(5, 10), rng.uniform(3.5, 12)])
        L = rng.uniform(6, 20)
        bd = rng.uniform(.3, .55) / f
        anti = rng.random() < .5
        amp = rng.uniform(15, 60)
        tone = rng.choice([0, 0, rng.uniform(0, 4)])
        U = [[muap(rng, fs) for _ in range(12)] for _ in range(2)]
        for c in range(2):
            tt, b, spans = t + (c and anti) * .5 / f, [], []
            while tt < t + L:
                ramp = min(1, (tt - t + .3) / 1.5, (t + L - tt + .3) / 1.5) if rng.random() < 2 else 1
                o = r.multiunit_burst(c, tt, bd, amp * ramp * rng.uniform(.8, 1.2), 14, U[c])
                spans.append(o)
                b.append(o[2] / fs)
                tt += 1 / f * (1 + rng.normal(0, .05))
            if tone:
                a, e = int((t - .2) * fs), int((t + L + .2) * fs)
                r.clean[c][a:e] += tone * band_noise(rng, e - a, fs, 20, 200) * np.hanning(e - a) ** .2
            rhythm(r, "tremor", c, spans, b)
        t += L + rng.uniform(4, 8)
    return r


@scenario("park")
def alternating(rng, name, fs=2000, dur=120):
    """4 to 6 Hz in two antagonists by turns, from a gradual start, waxing and waning."""
    r = Rec(rng, fs, dur, sigma=3, channels=2)
    t = 5.0
    while t < dur - 35:
        f, L, amp = rng.uniform(4, 6), rng.uniform(15, 35), rng.uniform(20, 60)
        U = [[muap(rng, fs) for _ in range(12)] for _ in range(2)]
        wax, start, period = rng.uniform(.05, .15), rng.uniform(0, 6), 1 / f
        runs, tt = [([], []), ([], [])], t
        while tt < t + L:
            swell = min(1, (tt - t + .3) / 3, (t + L - tt + .3) / 2) * (1 + .35 * np.sin(2 * np.pi * wax * tt + start))
            for c in range(2):
                at = tt + c * .5 * period + rng.normal(0, .03) * period
                o = r.multiunit_burst(c, at, .45 * period * rng.uniform(.85, 1.15), amp * swell, 16, U[c])
                runs[c][0].append(o)
                runs[c][1].append(o[2] / fs)
            tt += period * (1 + rng.normal(0, .035))
        for c in range(2):
            rhythm(r, "tremor", c, *runs[c], pattern="alternating", partners=[f"ch{1 - c}"])
        t += L + rng.uniform(5, 10)
    return r


@scenario("ortho")
def orthostatic(rng, name, fs=2000, dur=120):
    """13 to 18 Hz in two muscles together, very regular, for as long as standing lasts."""
    r = Rec(rng, fs, dur, sigma=3, channels=2)
    t = 5.0
    while t < dur - 25:
        f, L, amp = rng.uniform(13, 18), rng.uniform(15, 40), rng.uniform(20, 60)
        L = min(L, dur - 5 - t)
        lag = rng.uniform(0, .3) / f
        base = np.cumsum(1 / f * (1 + rng.normal(0, .02, int(L * f))))
        for c in range(2):
            U = [muap(rng, fs) for _ in range(10)]
            spans = [r.multiunit_burst(c, t + s + c * lag, .35 / f, amp * rng.uniform(.85, 1.15), 8, U) for s in base]
            rhythm(r, "tremor", c, spans, [o[2] / fs for o in spans], pattern="synchronous", partners=[f"ch{1 - c}"])
        t += L + rng.uniform(5, 10)
    return r


@scenario("shallow")
def shallow_tremor(rng, name, fs=2000, dur=120):
    """A held muscle whose drive swings by 30 to 60 % at 4 to 11 Hz: no silence between the bursts."""
    r = Rec(rng, fs, dur, sigma=3)
    t = 6.0
    while t < dur - 25:
        f, L, depth = rng.uniform(4, 11), rng.uniform(10, 22), rng.uniform(.3, .6)
        n = int(L * fs)
        seconds = np.arange(0, n + fs, fs)
        drift = np.interp(np.arange(n), seconds, rng.normal(0, 1, n // fs + 2)[:len(seconds)])
        turn = np.cumsum(f * (1 + .03 * drift)) / fs
        envelope = np.minimum(1, np.minimum(np.arange(n), np.arange(n)[::-1]) / (.5 * fs))
        rate = 220 * envelope * (1 + depth * np.cos(2 * np.pi * turn))
        U = [muap(rng, fs) for _ in range(20)]
        sizes = np.exp(rng.normal(0, .5, 20))
        y = np.zeros(n)
        for u in range(20):
            hits = np.nonzero(rng.random(n) < rate / fs / 20)[0]
            train = np.zeros(n)
            np.add.at(train, hits, sizes[u])
            y += signal.fftconvolve(train, U[u], "same")
        y *= rng.uniform(12, 40) / y[n // 4:-n // 4].std()
        a = int(t * fs)
        r.clean[0][a:a + n] += y
        peaks = np.nonzero(np.diff(np.floor(turn)) > 0)[0]
        b = [float((a + p) / fs) for p in peaks]
        k = r.ext(y)
        r.event("tremor", 0, a + k[0], a + k[1], frequency_hz=float((len(b) - 1) / (b[-1] - b[0])), bursts_s=b,
                depth=depth)
        t += L + rng.uniform(5, 9)
    return r


@scenario("clonus")
def clonus(rng, name, fs=2000, dur=120):
    r = Rec(rng, fs, dur, sigma=3)
    t = 4.0
    while t < dur - 12:
        f = rng.uniform(4, 7.5)
        nb = rng.integers(6, 40)
        amp = rng.uniform(30, 120)
        dec = rng.uniform(.5, .95)
        slow = rng.uniform(0, .25)
        U = [muap(rng, fs) for _ in range(12)]
        b, spans, tt = [], [], t
        for k in range(nb):
            a = amp * np.exp(-2.0 * dec * k / nb) * rng.uniform(.85, 1.15)
            o = r.multiunit_burst(0, tt, rng.uniform(.035, .07), a, 10, U)
            spans.append(o)
            b.append(o[2] / fs)
            tt += 1 / f * (1 + slow * k / nb) * (1 + rng.normal(0, .03))
        rhythm(r, "clonus", 0, spans, b)
        t = tt + rng.uniform(3, 6)
    return r


@scenario("tapping")
def tapping(rng, name, fs=2000, dur=120):
    """Voluntary taps, 1 to 4 a second, unevenly: a rhythm that is neither tremor nor clonus."""
    r = Rec(rng, fs, dur, sigma=3)
    t = 5.0
    while t < dur - 20:
        f, L, amp, jitter = rng.uniform(1, 4), rng.uniform(8, 18), rng.uniform(20, 80), rng.uniform(.05, .12)
        U = [muap(rng, fs) for _ in range(20)]
        tt, spans = t, []
        while tt < t + L:
            spans.append(r.multiunit_burst(0, tt, rng.uniform(.08, .16), amp * rng.uniform(.7, 1.3), 35, U))
            tt += max(.2, 1 / f * (1 + rng.normal(0, jitter)))
        rhythm(r, "rhythmic_bursting", 0, spans, [o[2] / fs for o in spans])
        t += L + rng.uniform(5, 8)
    return r


# Sustained activity.

@scenario("contraction", "weak")
def contraction(rng, name, fs=2000, dur=120):
    r = Rec(rng, fs, dur, sigma=3)
    t = 6.0
    while t < dur - 12:
        L = rng.uniform(2, 8)
        nu = rng.integers(15, 40) if name == "contraction" else rng.integers(4, 10)
        amp = np.exp(rng.normal(np.log(30), .6, nu))
        buf = np.zeros(r.n)
        for u in range(nu):
            w = muap(rng, fs)
            th = rng.uniform(0, .25) * L
            rate = rng.uniform(8, 16)
            tt = t + th * rng.uniform(.3, 1)
            end = t + L - th * rng.uniform(.3, 1)
            while tt < end:
                r.add(0, tt, w * amp[u], buf)
                tt += max(.02, rng.normal(1 / rate, .15 / rate))
        r.clean[0] += buf
        k = r.ext(buf, .02)
        r.event("contraction", 0, k[0], k[1])
        t += L + rng.uniform(4, 8)
    return r


@scenario("cramp")
def cramp(rng, name, fs=2000, dur=120):
    """Fasciculations, then units at 15 to 40 Hz that spread over seconds, hold, and break up into bursts."""
    r = Rec(rng, fs, dur, sigma=3)
    t, spans = rng.uniform(15, 30), []
    while t < dur - 35:
        L, nu = rng.uniform(12, 30), rng.integers(15, 35)
        n = int(L * fs)
        s = np.arange(n) / fs
        rise, fall = rng.uniform(1, 4), rng.uniform(3, 8)
        drive = np.minimum(1, np.minimum(s / rise, (L - s) / fall)).clip(0)
        # The end comes in pieces: silences of 50 to 300 ms, more of them the later.
        for _ in range(int(fall * 2)):
            a = int((L - fall * rng.uniform(0, .9)) * fs)
            drive[a:a + int(rng.uniform(.05, .3) * fs)] = 0
        units = [muap(rng, fs) for _ in range(nu)]
        buf = r.pool(0, t, drive, units, 3 * np.exp(rng.normal(np.log(15), .6, nu)), rng.uniform(15, 40, nu))
        k = r.ext(buf, .02)
        a = int(t * fs)
        r.event("cramp", 0, a + k[0], a + k[1])
        spans.append((t, t + L))
        t += L + rng.uniform(15, 30)
    sprinkle(rng, r, rate=.4, avoid=spans)
    return r


@scenario("grouped")
def grouped(rng, name, fs=2000, dur=120):
    """One unit in groups: 3 to 12 discharges at 10 to 60 Hz (half the runs) or 4 to 25 at 100 to 220 Hz that shrink."""
    r = Rec(rng, fs, dur, sigma=3)
    t = 5.0
    while t < dur - 25:
        w, pp, L = muap(rng, fs), rng.uniform(12, 50) * 3, rng.uniform(6, 20)
        fast = rng.random() < .5
        every, tt, groups, first, last = rng.uniform(.4, 1.6), t, [], None, None
        while tt < t + L:
            k = rng.integers(4, 26) if fast else rng.integers(3, 13)
            f = rng.uniform(100, 220) if fast else rng.uniform(10, 60)
            intervals = np.maximum(.004, rng.normal(1 / f, (.05 if fast else .12) / f, k - 1))
            times = tt + np.concatenate([[0], np.cumsum(intervals)])
            for j, at in enumerate(times):
                r.add(0, at, w * pp * (np.exp(-.04 * j) if fast else 1))
            groups.append(times.tolist())
            tt = times[-1] + every * rng.uniform(.7, 1.3)
        r.event("grouped_discharge", 0, int((groups[0][0] - .008) * fs), int((groups[-1][-1] + .008) * fs),
                groups=len(groups))
        t = groups[-1][-1] + rng.uniform(5, 9)
    return r


@scenario("tonic")
def tonic(rng, name, fs=2000, dur=120):
    r = Rec(rng, fs, dur, sigma=3)
    t = 5.0
    while t < dur - 15:
        L = rng.uniform(4, 15)
        rate = rng.uniform(5, 14)
        w = muap(rng, fs)
        pp = rng.uniform(10, 50) * 3
        tt, ts = t, []
        while tt < t + L:
            r.add(0, tt, w * pp)
            ts.append(tt)
            tt += max(.03, rng.normal(1 / rate, rng.uniform(.1, .2) / rate))
        r.event("tonic_firing", 0, int((ts[0] - .008) * fs), int((ts[-1] + .008) * fs), rate_hz=rate)
        t += L + rng.uniform(3, 6)
    return r


@scenario("myoclonus")
def myoclonus(rng, name, fs=2000, dur=120):
    r = Rec(rng, fs, dur, sigma=3)
    for t in free_times(rng, dur, .4, 1.0, 3):
        U = [muap(rng, fs) for _ in range(12)]
        o = r.multiunit_burst(0, t, rng.uniform(.03, .09), rng.uniform(20, 80), 14, U)
        r.event("myoclonus", 0, o[0], o[1])
    return r


@scenario("negative")
def negative_myoclonus(rng, name, fs=2000, dur=120):
    r = Rec(rng, fs, dur, sigma=3)
    t = 5.0
    while t < dur - 15:
        L = rng.uniform(6, 12)
        a, e = int(t * fs), int((t + L) * fs)
        y = rng.uniform(15, 50) * band_noise(rng, e - a, fs, 20, 150)
        ramp = np.minimum(1, np.minimum(np.arange(e - a), np.arange(e - a)[::-1]) / (.4 * fs))
        y *= ramp
        s = 1.2
        while s < L - 1.2:
            d = rng.uniform(.06, .25)
            i0, i1 = int(s * fs), int((s + d) * fs)
            g = np.ones(e - a)
            g[i0:i1] = 0
            g = np.convolve(g, np.hanning(int(.01 * fs)) / np.hanning(int(.01 * fs)).sum(), "same")
            y *= g
            r.event("negative_myoclonus", 0, a + i0, a + i1)
            s += d + rng.uniform(.9, 2)
        r.clean[0][a:e] += y
        r.event("contraction", 0, a, e)
        t += L + rng.uniform(3, 6)
    return r


# What is not muscle.

@scenario("mains")
def mains(rng, name, fs=2000, dur=120):
    r = fasciculating(rng, fs, dur)
    tt = np.arange(r.n) / fs
    f0 = rng.choice([50, 60]) + rng.uniform(-.1, .1)
    ph = 2 * np.pi * np.cumsum(f0 + .05 * np.sin(2 * np.pi * tt / 40)) / fs
    r.extra[0] += sum(r.sigma * a * np.sin(k * ph + rng.uniform(0, 6)) for k, a in [(1, 6), (2, 1), (3, 2), (5, .7)])
    return r


def heartbeat(rng, fs, width=1.0, waves=False, ectopic=False):
    """A heartbeat of unit height; with P and T waves, or wide and inverted where it starts in a ventricle."""
    t = np.arange(-.35, .5, 1 / fs) if waves or ectopic else np.arange(-.06, .06, 1 / fs)
    w = width * (2.6 if ectopic else 1)
    y = -.15 * np.exp(-((t + .02 * w) / .007 / w) ** 2) + np.exp(-(t / .009 / w) ** 2)
    y = y - .25 * np.exp(-((t - .022 * w) / .01 / w) ** 2)
    if waves:
        y += .12 * np.exp(-((t + .16) / .03) ** 2) + .25 * np.exp(-((t - .28) / .05) ** 2)
    if ectopic:
        y = -1.2 * y + .4 * np.exp(-((t - .3) / .06) ** 2)
    return y


@scenario("ecg")
def ecg(rng, name, fs=2000, dur=120):
    r = fasciculating(rng, fs, dur)
    t = 1.0
    rr = 60 / rng.uniform(55, 90)
    ts = []
    q = heartbeat(rng, fs)
    A = rng.uniform(20, 60) * r.sigma
    while t < dur - 1:
        r.add(0, t, q * A, r.extra[0])
        ts.append(t)
        t += rr * (1 + .04 * np.sin(2 * np.pi * .25 * t) + rng.normal(0, .02))
    r.event("artifact", 0, int((ts[0] - .05) * fs), int((ts[-1] + .05) * fs), cause="ecg", times_s=ts)
    return r


@scenario("ecgweak", "ecgfast", "ecgslow", "ecgirregular")
def ecg_variants(rng, name, fs=2000, dur=120):
    """Weak beats near the gate, 100 to 140 a minute, 35 to 50 a minute with P and T waves, or without any rule and with
    beats from a ventricle."""
    r = fasciculating(rng, fs, dur)
    rate = dict(ecgweak=(55, 90), ecgfast=(100, 140), ecgslow=(35, 50), ecgirregular=(65, 110))[name]
    rr = 60 / rng.uniform(*rate)
    A = (rng.uniform(6, 14) if name == "ecgweak" else rng.uniform(20, 60)) * r.sigma * rng.choice([-1, 1])
    width = rng.uniform(.7, 1.5)
    normal = heartbeat(rng, fs, width, waves=name != "ecgfast")
    wide = heartbeat(rng, fs, width, ectopic=True)
    t, ts = 1.0, []
    while t < dur - 1:
        early = name == "ecgirregular" and rng.random() < .08
        at = t - .3 * rr if early else t
        # The template's zero is where the beat is largest.
        beat = wide if early else normal
        zero = int(np.argmax(np.abs(normal))) if len(beat) == len(normal) else int(.35 * fs)
        i = int(round(at * fs)) - zero
        a, b = max(0, i), min(r.n, i + len(beat))
        r.extra[0][a:b] += (beat * A * (1 + .1 * np.sin(2 * np.pi * .25 * at)))[a - i:b - i]
        ts.append(at)
        if name == "ecgirregular":
            t += rr * rng.uniform(.6, 1.5)
        else:
            t += rr * (1 + .04 * np.sin(2 * np.pi * .25 * t) + rng.normal(0, .02))
    r.event("artifact", 0, int((ts[0] - .05) * fs), int((ts[-1] + .05) * fs), cause="ecg", times_s=ts)
    return r


@scenario("stim", "stimm")
def stimulation(rng, name, fs=2000, dur=120):
    """Stimuli, 0.5 to 5 a second or in trains of 20 a second; `stimm` with the muscle's response 3 to 8 ms later."""
    r = fasciculating(rng, fs, dur)
    t = 6.0
    while t < dur - 20:
        f = 20.0 if name == "stim" and rng.random() < .3 else rng.uniform(.5, 5)
        L = 2.0 if f == 20 else rng.uniform(10, 20)
        A, tail, wide = rng.uniform(60, 400) * r.sigma, rng.uniform(.0008, .003), rng.uniform(.0002, .0006)
        s = np.arange(0, .03, 1 / fs / 8)
        pulse = np.where(s < wide, 1.0, np.where(s < 2 * wide, -1.0, 0)) * A
        pulse = pulse - .3 * A * np.exp(-s / tail) * (s >= 2 * wide)
        pulse = signal.sosfiltfilt(signal.butter(2, 600, fs=fs * 8, output="sos"), np.pad(pulse, 80))
        m = muap(rng, fs, "bi")
        pp, latency = rng.uniform(60, 200) * r.sigma, rng.uniform(.003, .008)
        ts, tt = [], t
        while tt < t + L:
            i = int(tt * fs)
            own = pulse[::8][:r.n - i]
            r.extra[0][i - 10:i - 10 + len(own)] += own
            ts.append(i / fs)
            if name == "stimm":
                gain = pp * rng.uniform(.9, 1.1)
                y = m * gain
                k = r.ext(y)
                # The response begins after its stimulus, however long its skirts.
                centre = i / fs + latency + (len(y) // 2 - k[0]) / fs
                r.add(0, centre, y)
                a = int(round(centre * fs)) - len(y) // 2
                r.event("evoked", 0, a + k[0], a + k[1], latency_s=a / fs + k[0] / fs - i / fs,
                        peak_s=(a + int(np.argmax(np.abs(y)))) / fs)
            tt += 1 / f
        r.event("artifact", 0, int(ts[0] * fs) - 4, int(ts[-1] * fs) + int(.005 * fs), cause="stimulation", times_s=ts)
        t += L + rng.uniform(5, 10)
    return r


@scenario("pops")
def pops(rng, name, fs=2000, dur=120):
    r = fasciculating(rng, fs, dur)
    for t in free_times(rng, dur, .3, 1, 3):
        i = int(t * fs)
        k = np.arange(r.n - i) / fs
        a = rng.choice([-1, 1]) * rng.uniform(30, 200) * r.sigma
        r.extra[0][i:] += a * np.exp(-k / rng.uniform(.05, .4))
        r.event("artifact", 0, i, i + int(.03 * fs), cause="electrode_pop")
    return r
