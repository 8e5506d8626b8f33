"""Activity that lasts: contraction, cramp, groups, a steady unit, bursts and silences within."""
import numpy as np

from recording import Rec, band_noise, free_times, muap

from .parts import in_turn, interference, renewal, sprinkle, steady_unit
from .registry import scenario


@scenario("contraction", "weak")
def contraction(rng, name, fs=2000, dur=120):
    r = Rec(rng, fs, dur, sigma=3)

    def play(t):
        L = rng.uniform(2, 8)
        count = rng.integers(15, 40) if name == "contraction" else rng.integers(4, 10)
        amp = np.exp(rng.normal(np.log(30), .6, count))
        buf = np.zeros(r.n)
        for u in range(count):
            w = muap(rng, fs)
            late = rng.uniform(0, .25) * L
            rate = rng.uniform(8, 16)
            start = t + late * rng.uniform(.3, 1)
            for at in renewal(rng, start, t + L - late * rng.uniform(.3, 1), rate, lambda: .15, .02):
                r.add(0, at, w * amp[u], buf)
        r.clean[0] += buf
        k = r.ext(buf, .02)
        r.event("contraction", 0, k[0], k[1])
        return L
    in_turn(r, 6, 12, (4, 8), play)
    return r


@scenario("ramps")
def ramps(rng, name, fs=2000, dur=150):
    """Efforts at will that rise and fall over seconds, by a pool of units or by noise under an envelope."""
    r = Rec(rng, fs, dur, sigma=3)

    def play(t):
        rise, hold = rng.uniform(.5, 4), rng.uniform(3, 14)
        fall = rise * rng.uniform(.6, 1.6) if rng.random() < .5 else rng.uniform(.5, 4)
        L = rise + hold + fall
        n = int(L * fs)
        s = np.arange(n) / fs
        drive = np.minimum(1, np.minimum(s / rise, (L - s) / fall)).clip(0)
        if rng.random() < .7:
            count = rng.integers(10, 40)
            sizes = np.sort(3 * np.exp(rng.normal(np.log(rng.uniform(6, 14)), .6, count)))
            buf = r.pool(0, t, drive, [muap(rng, fs) for _ in range(count)], sizes, rng.uniform(8, 20, count))
        else:
            buf = drive * rng.uniform(5, 15) * 3 * interference(rng, n, fs)
            a = int(t * fs)
            r.clean[0][a:a + n] += buf[:max(0, r.n - a)]
        k = r.ext(buf, .02)
        a = int(t * fs)
        r.event("contraction", 0, a + k[0], min(r.n, a + k[1]))
        return L
    in_turn(r, 5, 25, (4, 9), play)
    return r


@scenario("cramp")
def cramp(rng, name, fs=2000, dur=120):
    """Fasciculations, then units at 15 to 40 Hz that spread over seconds, hold, and break up into bursts."""
    r = Rec(rng, fs, dur, sigma=3)
    spans = []

    def play(t):
        L, count = rng.uniform(12, 30), rng.integers(15, 35)
        n = int(L * fs)
        s = np.arange(n) / fs
        rise, fall = rng.uniform(1, 4), rng.uniform(3, 8)
        drive = np.minimum(1, np.minimum(s / rise, (L - s) / fall)).clip(0)
        # The end comes in pieces: silences of 50 to 300 ms, more of them the later.
        for _ in range(int(fall * 2)):
            a = int((L - fall * rng.uniform(0, .9)) * fs)
            drive[a:a + int(rng.uniform(.05, .3) * fs)] = 0
        units = [muap(rng, fs) for _ in range(count)]
        buf = r.pool(0, t, drive, units, 3 * np.exp(rng.normal(np.log(15), .6, count)), rng.uniform(15, 40, count))
        k = r.ext(buf, .02)
        a = int(t * fs)
        r.event("cramp", 0, a + k[0], a + k[1])
        spans.append((t, t + L))
        return L
    in_turn(r, rng.uniform(15, 30), 35, (15, 30), play)
    sprinkle(r, rate=.4, avoid=spans)
    return r


@scenario("grouped")
def grouped(rng, name, fs=2000, dur=120):
    """One unit in groups: 3 to 12 discharges at 10 to 60 Hz (half the runs) or 4 to 25 at 100 to 220 Hz that shrink."""
    r = Rec(rng, fs, dur, sigma=3)

    def play(t):
        w, pp, L = muap(rng, fs), rng.uniform(12, 50) * 3, rng.uniform(6, 20)
        fast = rng.random() < .5
        every, tt, groups = rng.uniform(.4, 1.6), t, []
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
        return groups[-1][-1] - t
    in_turn(r, 5, 25, (5, 9), play)
    return r


@scenario("tonic")
def tonic(rng, name, fs=2000, dur=120):
    r = Rec(rng, fs, dur, sigma=3)

    def play(t):
        length, rate, w, pp = rng.uniform(4, 15), rng.uniform(5, 14), muap(rng, fs), rng.uniform(10, 50) * 3
        steady_unit(r, t, length, rate, w, pp, (.1, .2))
        return length
    in_turn(r, 5, 15, (3, 6), play)
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

    def play(t):
        L = rng.uniform(6, 12)
        a, e = int(t * fs), int((t + L) * fs)
        y = rng.uniform(15, 50) * band_noise(rng, e - a, fs, 20, 150)
        y *= np.minimum(1, np.minimum(np.arange(e - a), np.arange(e - a)[::-1]) / (.4 * fs))
        s = 1.2
        while s < L - 1.2:
            d = rng.uniform(.06, .25)
            i0, i1 = int(s * fs), int((s + d) * fs)
            g = np.ones(e - a)
            g[i0:i1] = 0
            y *= np.convolve(g, np.hanning(int(.01 * fs)) / np.hanning(int(.01 * fs)).sum(), "same")
            r.event("negative_myoclonus", 0, a + i0, a + i1)
            s += d + rng.uniform(.9, 2)
        r.clean[0][a:e] += y
        r.event("contraction", 0, a, e)
        return L
    in_turn(r, 5, 15, (3, 6), play)
    return r
