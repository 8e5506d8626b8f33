"""Tremor of several kinds, clonus, and taps that are neither."""
import numpy as np
from scipy import signal

from recording import Rec, band_noise, muap

from .parts import in_turn, rhythm, swell
from .registry import scenario


@scenario("tremor")
def tremor(rng, name, fs=2000, dur=120):
    r = Rec(rng, fs, dur, sigma=3, channels=2)

    def play(t):
        f = rng.choice([rng.uniform(4, 6.5), rng.uniform(5, 10), rng.uniform(3.5, 12)])
        L = rng.uniform(6, 20)
        length = rng.uniform(.3, .55) / f
        anti = rng.random() < .5
        amp = rng.uniform(15, 60)
        tone = rng.choice([0, 0, rng.uniform(0, 4)])
        pools = [[muap(rng, fs) for _ in range(12)] for _ in range(2)]
        for c in range(2):
            tt, spans = t + (c and anti) * .5 / f, []
            while tt < t + L:
                rng.random()  # decides nothing any more; without it every seed would be another recording
                spans.append(r.multiunit_burst(c, tt, length, amp * swell(tt, t, t + L) * rng.uniform(.8, 1.2), 14, pools[c]))
                tt += 1 / f * (1 + rng.normal(0, .05))
            if tone:
                a, e = int((t - .2) * fs), int((t + L + .2) * fs)
                r.clean[c][a:e] += tone * band_noise(rng, e - a, fs, 20, 200) * np.hanning(e - a) ** .2
            rhythm(r, "tremor", c, spans)
        return L
    in_turn(r, 5, 20, (4, 8), play)
    return r


@scenario("park")
def alternating(rng, name, fs=2000, dur=120):
    """4 to 6 Hz in two antagonists by turns, from a gradual start, waxing and waning."""
    r = Rec(rng, fs, dur, sigma=3, channels=2)

    def play(t):
        f, L, amp = rng.uniform(4, 6), rng.uniform(15, 35), rng.uniform(20, 60)
        pools = [[muap(rng, fs) for _ in range(12)] for _ in range(2)]
        wax, start, period = rng.uniform(.05, .15), rng.uniform(0, 6), 1 / f
        runs, tt = [[], []], t
        while tt < t + L:
            size = amp * (swell(tt, t, t + L, rise=3, fall=2) * (1 + .35 * np.sin(2 * np.pi * wax * tt + start)))
            for c in range(2):
                at = tt + c * .5 * period + rng.normal(0, .03) * period
                runs[c].append(r.multiunit_burst(c, at, .45 * period * rng.uniform(.85, 1.15), size, 16, pools[c]))
            tt += period * (1 + rng.normal(0, .035))
        for c in range(2):
            rhythm(r, "tremor", c, runs[c], pattern="alternating", partners=[f"ch{1 - c}"])
        return L
    in_turn(r, 5, 35, (5, 10), play)
    return r


@scenario("ortho")
def orthostatic(rng, name, fs=2000, dur=120):
    """13 to 18 Hz in two muscles together, very regular, for as long as standing lasts."""
    r = Rec(rng, fs, dur, sigma=3, channels=2)

    def play(t):
        f, L, amp = rng.uniform(13, 18), rng.uniform(15, 40), rng.uniform(20, 60)
        L = min(L, dur - 5 - t)
        lag = rng.uniform(0, .3) / f
        base = np.cumsum(1 / f * (1 + rng.normal(0, .02, int(L * f))))
        for c in range(2):
            pool = [muap(rng, fs) for _ in range(10)]
            spans = [r.multiunit_burst(c, t + s + c * lag, .35 / f, amp * rng.uniform(.85, 1.15), 8, pool) for s in base]
            rhythm(r, "tremor", c, spans, pattern="synchronous", partners=[f"ch{1 - c}"])
        return L
    in_turn(r, 5, 25, (5, 10), play)
    return r


@scenario("shallow")
def shallow_tremor(rng, name, fs=2000, dur=120):
    """A held muscle whose drive swings by 30 to 60 % at 4 to 11 Hz: no silence between the bursts."""
    r = Rec(rng, fs, dur, sigma=3)

    def play(t):
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
        return L
    in_turn(r, 6, 25, (5, 9), play)
    return r


@scenario("clonus")
def clonus(rng, name, fs=2000, dur=120):
    r = Rec(rng, fs, dur, sigma=3)

    def play(t):
        f, count, amp = rng.uniform(4, 7.5), rng.integers(6, 40), rng.uniform(30, 120)
        decay, slowing = rng.uniform(.5, .95), rng.uniform(0, .25)
        pool = [muap(rng, fs) for _ in range(12)]
        spans, tt = [], t
        for k in range(count):
            size = amp * np.exp(-2.0 * decay * k / count) * rng.uniform(.85, 1.15)
            spans.append(r.multiunit_burst(0, tt, rng.uniform(.035, .07), size, 10, pool))
            tt += 1 / f * (1 + slowing * k / count) * (1 + rng.normal(0, .03))
        rhythm(r, "clonus", 0, spans)
        return tt - t
    in_turn(r, 4, 12, (3, 6), play)
    return r


@scenario("tapping")
def tapping(rng, name, fs=2000, dur=120):
    """Voluntary taps, 1 to 4 a second, unevenly: a rhythm that is neither tremor nor clonus."""
    r = Rec(rng, fs, dur, sigma=3)

    def play(t):
        f, L, amp, jitter = rng.uniform(1, 4), rng.uniform(8, 18), rng.uniform(20, 80), rng.uniform(.05, .12)
        pool = [muap(rng, fs) for _ in range(20)]
        tt, spans = t, []
        while tt < t + L:
            spans.append(r.multiunit_burst(0, tt, rng.uniform(.08, .16), amp * rng.uniform(.7, 1.3), 35, pool))
            tt += max(.2, 1 / f * (1 + rng.normal(0, jitter)))
        rhythm(r, "rhythmic_bursting", 0, spans)
        return L
    in_turn(r, 5, 20, (5, 8), play)
    return r
