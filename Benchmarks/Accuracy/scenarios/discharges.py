"""Fasciculations: of all sizes, doublets, pairs, over a steady unit, along an array."""
import numpy as np
from scipy import signal

from recording import Rec, band_noise, free_times, muap

from .parts import in_turn, sprinkle, steady_unit, unit_pool
from .registry import scenario


@scenario("fasc", "fasc8", "fasc6", "fascmany", "fascsnr")
def fasciculations(rng, name, fs=2000, dur=120):
    lo, hi = dict(fasc=(10, 60), fasc8=(8, 10), fasc6=(6, 8), fascmany=(10, 60), fascsnr=(4, 30))[name]
    r = Rec(rng, fs, dur, sigma=rng.uniform(1, 8), color=rng.uniform(0, .8))
    if name == "fascsnr":
        units = [(muap(rng, fs), np.exp(rng.uniform(np.log(lo), np.log(hi)))) for _ in range(8)]
    else:
        units = unit_pool(rng, fs, rng.integers(2, 7), lo, hi)
    for t in free_times(rng, dur, 4.0 if name == "fascmany" else rng.uniform(.3, 1.5), .06):
        w, pp = units[rng.integers(len(units))]
        r.fascic(0, t, w, pp * r.sigma * np.exp(rng.normal(0, .05)))
    return r


@scenario("doublet")
def doublets(rng, name, fs=2000, dur=120):
    """A third of the discharges are followed by another of the same unit after 3 to 10 ms; 12 to 40 times the noise."""
    r = Rec(rng, fs, dur, sigma=rng.uniform(1, 8), color=rng.uniform(0, .8))
    units = unit_pool(rng, fs, rng.integers(2, 6), 12, 40)
    for t in free_times(rng, dur, .8, .12):
        w, pp = units[rng.integers(len(units))]
        second = [t + rng.uniform(.003, .010)] if rng.random() < 1 / 3 else []
        r.fascic(0, [t] + second, w, pp * r.sigma)
    return r


@scenario("pairs")
def short_pairs(rng, name, fs=2000, dur=120):
    """Two discharges 10 to 80 ms apart, of the same unit or of two: two events each."""
    r = Rec(rng, fs, dur, sigma=rng.uniform(1, 8), color=rng.uniform(0, .8))
    units = unit_pool(rng, fs, rng.integers(2, 6), 12, 40)
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
    w, pp = muap(rng, fs), rng.uniform(10, 25) * 3

    def play(t):
        length, rate = rng.uniform(15, 40), rng.uniform(6, 12)
        steady_unit(r, t, min(length, dur - 2 - t), rate, w, pp, (.08, .18))
        return length
    in_turn(r, 5, 25, (5, 10), play)
    sprinkle(r, rate=.4, lo=30, hi=80)
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
