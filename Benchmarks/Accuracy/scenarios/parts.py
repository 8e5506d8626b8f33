"""What several scenarios are made of. The order of random draws is part of a scenario: a seed is a recording."""
from scipy import signal

from recording import Rec, free_times, muap


def unit_pool(rng, fs, count, lo, hi):
    """Potentials of some units and their peak to peak over the noise."""
    return [(muap(rng, fs), rng.uniform(lo, hi)) for _ in range(count)]


def sprinkle(r, units=None, rate=.7, lo=10, hi=60, avoid=()):
    """Fasciculations of some units on what is there already, away from some stretches."""
    rng = r.rng
    units = units or unit_pool(rng, r.fs, rng.integers(2, 7), lo, hi)
    for t in free_times(rng, r.n / r.fs, rate, .06):
        w, pp = units[rng.integers(len(units))]
        if not any(a - .1 < t < b + .1 for a, b in avoid):
            r.fascic(0, t, w, pp * r.sigma)


def fasciculating(rng, fs, dur):
    """Noise and fasciculations of some units."""
    r = Rec(rng, fs, dur, sigma=rng.uniform(1, 8))
    sprinkle(r)
    return r


def in_turn(r, first, spare, gap, play):
    """Stretches one after another, from `first` on until less than `spare` seconds are left, `gap` seconds apart.

    `play(t)` makes the one that begins at `t` and returns its length.
    """
    t = first
    while t < r.n / r.fs - spare:
        t += play(t)
        t += r.rng.uniform(*gap)


def renewal(rng, t, end, rate, spread, least):
    """Times of a unit's firing: intervals drawn anew each, with a spread of `spread()` of the mean and a shortest."""
    times = []
    while t < end:
        times.append(t)
        t += max(least, rng.normal(1 / rate, spread() / rate))
    return times


def steady_unit(r, t, length, rate, w, pp, spread):
    """A unit that fires steadily, and its truth."""
    times = renewal(r.rng, t, t + length, rate, lambda: r.rng.uniform(*spread), .03)
    for at in times:
        r.add(0, at, w * pp)
    r.event("tonic_firing", 0, int((times[0] - .008) * r.fs), int((times[-1] + .008) * r.fs), rate_hz=rate)


def swell(t, start, end, rise=1.5, fall=1.5):
    """How far a run has swelled or faded at a time, up to one."""
    return min(1, (t - start + .3) / rise, (end - t + .3) / fall)


def rhythm(r, kind, c, spans, **kw):
    """The truth of a run of bursts of which each is a first and last sample and that of its largest."""
    b = [o[2] / r.fs for o in spans]
    r.event(kind, c, spans[0][0], spans[-1][1], frequency_hz=float((len(b) - 1) / (b[-1] - b[0])), bursts_s=b, **kw)


def filtered(rng, n, fs, low, high, order):
    """Noise of unit standard deviation in a band, without the filter's beginning."""
    settled = int(.3 * fs)
    sos = signal.butter(order, [low, min(high, .45 * fs)], "bandpass", fs=fs, output="sos")
    y = signal.sosfilt(sos, rng.standard_normal(n + settled))[settled:]
    return y / y.std()


def interference(rng, n, fs):
    """What many units make together."""
    return filtered(rng, n, fs, rng.uniform(20, 60), rng.uniform(120, 300), 1)
