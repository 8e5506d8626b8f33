"""Recordings of all patterns in turn, by a third kind of assumptions.

Activity is band-limited noise under an envelope, as simulators of surface EMG without motor units have it; potentials
are Hermite functions (Lo Conte 1994, IEEE Trans. Biomed. Eng. 41:1147); samples are quantised. Two muscles, 1 to 4 kHz.
"""
import numpy as np

from recording import Rec

from .parts import filtered, interference
from .registry import scenario

PATTERNS = ["fasciculation", "tremor", "clonus", "contraction", "myoclonus", "tonic", "negative", "cramp"]
# Seconds that a pattern may take.
LONGEST = dict(fasciculation=36, cramp=31)


def potential(rng, fs):
    """A Hermite function of unit peak-to-peak, at times with a satellite."""
    scale = rng.uniform(.0015, .004)
    u = np.arange(-6 * scale, 6 * scale, 1 / fs) / scale
    y = {1: u, 2: 1 - 2 * u ** 2, 3: u ** 3 - 1.5 * u}[rng.choice([1, 1, 2, 3])] * np.exp(-u ** 2)
    if rng.random() < .3:
        y = y + rng.uniform(.2, .5) * np.roll(y, int(rng.uniform(.003, .006) * fs))
    return rng.choice([-1, 1]) * y / np.ptp(y)


class Mixture:
    """A recording into which patterns are put; each method puts one and returns its length in seconds."""

    def __init__(self, rng, dur):
        self.rng, self.fs, self.dur = rng, int(rng.choice([1000, 2000, 2000, 2048, 4000])), dur
        self.sigma = rng.choice([1., 2., 3., 5., 10.])
        self.r = Rec(rng, self.fs, dur, sigma=self.sigma, channels=2)
        low, high = rng.choice([10, 20]), rng.choice([300, 450, 500])
        self.r.x = [self.sigma * filtered(rng, self.r.n, self.fs, low, high, 2) for _ in range(2)]
        self.units = [[(potential(rng, self.fs), rng.uniform(9, 40)) for _ in range(rng.integers(2, 5))] for _ in range(2)]

    def muscles(self, both):
        return [0, 1] if self.rng.random() < both else [int(self.rng.integers(2))]

    def put(self, c, t, y):
        i = int(round(t * self.fs))
        n = min(len(y), self.r.n - i)
        self.r.clean[c][i:i + n] += y[:n]
        return i, i + n

    def activity(self, kind, c, t, envelope, **kw):
        """Noise under an envelope in units of the noise; the event is where it is above that."""
        self.put(c, t, self.sigma * envelope * interference(self.rng, len(envelope), self.fs))
        k, start = np.nonzero(envelope > 1)[0], int(round(t * self.fs))
        self.r.event(kind, c, start + k[0], start + k[-1], **kw)

    def burst(self, c, centre, length, level):
        """A burst under a bell; where it is above the noise."""
        bell = level * np.hanning(int(length * self.fs) + 2)[1:-1]
        i, _ = self.put(c, centre - length / 2, self.sigma * bell * interference(self.rng, len(bell), self.fs))
        k = np.nonzero(bell > .8)[0]
        return i + k[0], i + k[-1]

    def fasciculation(self, t):
        rng, length = self.rng, self.rng.uniform(15, 35)
        for c in range(2):
            rate = rng.uniform(.2, 2)
            at = t + rng.exponential(1 / rate)
            while at < t + length:
                w, size = self.units[c][rng.integers(len(self.units[c]))]
                size *= rng.uniform(.9, 1.1)
                times = [at, at + rng.uniform(.003, .01)] if rng.random() < .08 else [at]
                self.r.fascic(c, times, w, size * self.sigma)
                at += .06 + rng.exponential(1 / rate)
        return length

    def tremor(self, t):
        rng = self.rng
        f, length, muscles = rng.uniform(4, 10), rng.uniform(8, 20), self.muscles(.7)
        by_turns, sharpness, jitter = rng.random() < .5, rng.choice([1, 2, 3, 6]), rng.uniform(.02, .07)
        n = int(length * self.fs)
        time = np.arange(n) / self.fs
        edges = np.concatenate([[0], np.cumsum(1 / f * (1 + jitter * rng.standard_normal(int(1.5 * length * f) + 5)))])
        phase = np.interp(time, edges, np.arange(len(edges)))
        swell = np.clip(np.minimum(time, length - time), 0, 1)
        level = rng.uniform(4, 15)
        for c in muscles:
            cycle = (1 - np.cos(2 * np.pi * (phase + (.5 if c and by_turns else 0)))) / 2
            wax = 1 + .2 * np.sin(2 * np.pi * rng.uniform(.05, .3) * time)
            self.activity("tremor", c, t, level * swell * wax * cycle ** sharpness, frequency_hz=f)
        return length

    def clonus(self, t):
        """Silent troughs, an abrupt start; it may decay and slow, or not."""
        rng, c = self.rng, int(self.rng.integers(2))
        f, level, decay, slowing = rng.uniform(4, 7.5), rng.uniform(8, 25), rng.uniform(0, .06), rng.uniform(0, .01)
        at, spans = t + .1, []
        for k in range(rng.integers(6, 30)):
            size = level * np.exp(-decay * k)
            if size < 3:
                break
            length = rng.uniform(.05, .08) if f < 6 else rng.uniform(.04, .06)
            spans.append(self.burst(c, at, length, size * rng.uniform(.85, 1.15)))
            at += 1 / f * (1 + slowing * k) * (1 + rng.normal(0, .02))
        self.r.event("clonus", c, spans[0][0], spans[-1][1], frequency_hz=f)
        return at - t

    def contraction(self, t):
        rng, length = self.rng, self.rng.uniform(1, 10)
        rise, level = rng.uniform(.05, .5), rng.uniform(4, 20)
        time = np.arange(int(length * self.fs)) / self.fs
        shape = np.clip(np.minimum(time, length - time) / rise, 0, 1) * (1 + .15 * np.sin(2 * np.pi * rng.uniform(.2, 1) * time))
        for c in self.muscles(.4):
            self.activity("contraction", c, t, level * shape)
        return length

    def myoclonus(self, t):
        rng, at, both = self.rng, t + .2, self.rng.random() < .4
        for _ in range(rng.integers(2, 6)):
            length, level = rng.uniform(.04, .15), rng.uniform(8, 30)
            for c in [0, 1] if both else [int(rng.integers(2))]:
                self.r.event("myoclonus", c, *self.burst(c, at, length, level))
            at += rng.uniform(1.2, 4)
        return at - t

    def tonic(self, t):
        rng, c, w = self.rng, int(self.rng.integers(2)), potential(self.rng, self.fs)
        length, f, spread, size = rng.uniform(6, 20), rng.uniform(6, 12), rng.uniform(.08, .15), rng.uniform(12, 40)
        at, spans = t, []
        while at < t + length:
            spans.append(self.r.add(c, at, w * size * self.sigma))
            at += max(.03, rng.normal(1 / f, spread / f))
        self.r.event("tonic_firing", c, spans[0][0], spans[-1][1], rate_hz=f)
        return length

    def negative(self, t):
        rng, c, length = self.rng, int(self.rng.integers(2)), self.rng.uniform(6, 12)
        time = np.arange(int(length * self.fs)) / self.fs
        shape, at, silences = np.clip(np.minimum(time, length - time) / .1, 0, 1), 1., []
        while at < length - 1.2:
            a, b = int(at * self.fs), int((at + rng.uniform(.06, .25)) * self.fs)
            shape[a:b] *= .02
            silences.append((a, b))
            at = b / self.fs + rng.uniform(.8, 2.5)
        i, j = self.put(c, t, rng.uniform(6, 20) * self.sigma * shape * interference(rng, len(shape), self.fs))
        self.r.event("contraction", c, i, j)
        for a, b in silences:
            self.r.event("negative_myoclonus", c, i + a, i + b)
        return length

    def cramp(self, t):
        """Units at 20 to 50 a second that fall silent one after the other."""
        rng, c, length = self.rng, int(self.rng.integers(2)), self.rng.uniform(12, 30)
        n = int(length * self.fs)
        time = np.arange(n) / self.fs
        shape = np.minimum(1, time / rng.uniform(.5, 3)) * np.clip((length - time) / (.3 * length), 0, 1)
        y = .3 * rng.uniform(6, 15) * self.sigma * shape * interference(rng, n, self.fs)
        for _ in range(rng.integers(5, 12)):
            w, f = potential(rng, self.fs) * rng.uniform(10, 40) * self.sigma, rng.uniform(20, 50)
            at, end = rng.uniform(0, .15 * length), rng.uniform(.6 * length, length)
            while at < end:
                i = int(at * self.fs)
                y[i:i + len(w)] += w[:max(0, n - i)]
                at += max(.01, rng.normal(1 / f, .15 / f))
        self.r.event("cramp", c, *self.put(c, t, y))
        return length

    def fill(self, patterns):
        """One pattern after another, drawn anew each time, with rest between."""
        t = self.rng.uniform(2, 15)
        while True:
            kind = patterns[self.rng.integers(len(patterns))]
            if t + LONGEST.get(kind, 21) > self.dur - 1:
                return
            t += getattr(self, kind)(t) + self.rng.uniform(2.5, 8)

    def mains(self):
        rng, time = self.rng, np.arange(self.r.n) / self.fs
        f = rng.choice([50, 60]) + rng.uniform(-.05, .05)
        for c in range(2):
            for k, size in [(1, rng.uniform(1, 8)), (2, .5), (3, rng.uniform(.3, 2)), (5, .5)]:
                if k * f < .45 * self.fs:
                    self.r.extra[c] += self.sigma * size * np.sin(2 * np.pi * k * f * time + rng.uniform(0, 6))
            self.r.event("artifact", c, 0, self.r.n, cause="mains")

    def ecg(self):
        rng, t = self.rng, np.arange(-.3, .45, 1 / self.fs)
        beat = (np.exp(-(t / .012) ** 2) - .2 * np.exp(-((t + .03) / .012) ** 2) - .3 * np.exp(-((t - .03) / .014) ** 2)
                + .12 * np.exp(-((t + .17) / .03) ** 2) + .25 * np.exp(-((t - .25) / .05) ** 2))
        interval, at, times = 60 / rng.uniform(55, 95), .6, []
        while at < self.dur - .6:
            times.append(at)
            at += interval * (1 + .05 * np.sin(2 * np.pi * .2 * at) + rng.normal(0, .03))
        for c in range(2):
            size = rng.uniform(8, 50) * self.sigma * rng.choice([-1, 1])
            for at in times:
                i = int((at - .3) * self.fs)
                self.r.extra[c][i:i + len(beat)] += size * beat[:max(0, self.r.n - i)]
            self.r.event("artifact", c, int((times[0] - .05) * self.fs), int((times[-1] + .05) * self.fs), cause="ecg",
                         times_s=times)

    def pops(self):
        """Steps whose tails are over in some hundredths of a second, or last for tenths."""
        rng = self.rng
        for c in range(2):
            at = rng.uniform(3, 15)
            while at < self.dur - 2:
                tail = rng.uniform(.01, .12)
                y = rng.choice([-1, 1]) * rng.uniform(30, 150) * self.sigma * np.exp(-np.arange(int(6 * tail * self.fs)) / tail / self.fs)
                i = int(at * self.fs)
                self.r.extra[c][i:i + len(y)] += y[:max(0, self.r.n - i)]
                self.r.event("artifact", c, i, min(self.r.n, i + int(3 * tail * self.fs)), cause="electrode_pop",
                             times_s=[i / self.fs])
                at += rng.uniform(6, 25)

    def motion(self):
        """Slow movement, which mostly stays below the band."""
        rng = self.rng
        for c in range(2):
            at = rng.uniform(3, 15)
            while at < self.dur - 4:
                n = int(rng.uniform(.5, 2) * self.fs)
                y = np.hanning(n) * filtered(rng, n, self.fs, 1, 12, 2) * rng.uniform(30, 150) * self.sigma
                i = int(at * self.fs)
                self.r.extra[c][i:i + n] += y
                self.r.event("artifact", c, i, i + n, cause="motion")
                at += rng.uniform(8, 30)

    def quantised(self):
        """The recording, rounded to a recorder's steps."""
        step = self.sigma * self.rng.choice([.05, .2, .5])
        for c, y in enumerate(self.r.samples()):
            self.r.x[c] += np.round(y / step) * step - y
        return self.r


@scenario("mixed", "mixedmains", "mixedecg", "mixedpops", "mixedmotion", "briefpops", "motion")
def mixture(rng, name, dur=180):
    """All patterns in turn, or discharges only, with what disturbs them."""
    m = Mixture(rng, dur)
    m.fill(["fasciculation"] if name in ("briefpops", "motion") else PATTERNS)
    foreign = dict(mixedmains=m.mains, mixedecg=m.ecg, mixedpops=m.pops, briefpops=m.pops, mixedmotion=m.motion, motion=m.motion)
    if name in foreign:
        foreign[name]()
    return m.quantised()
