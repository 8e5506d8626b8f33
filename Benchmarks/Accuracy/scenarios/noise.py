"""Noise alone, or with discharges where the noise is what matters."""
import functools

import numpy as np
from scipy import signal

import real_data
from recording import Rec, free_times

from .parts import sprinkle, unit_pool
from .registry import scenario


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
        units = unit_pool(rng, fs, 4, 12, 60)
        for t in free_times(rng, dur, .7, .06):
            w, pp = units[rng.integers(len(units))]
            r.sigma = 3 * gain[int(t * fs)]
            r.fascic(0, t, w, pp * r.sigma)
        r.sigma = 3.0
    return r


@functools.cache
def rest_pieces():
    """Real rest: 1 kHz, in pieces of at least 4 s without activity, each of unit standard deviation.

    From the long recording that PySiology carries (996 s, mostly rest). Activity is where the effective value of a
    quarter of a second is above twice the lower quartile of the minute around it; half a second on both sides of it
    is left out too.
    """
    fs = real_data.REST_RATE
    x = np.fromfile(real_data.path(real_data.REST), "<f4").astype(float)
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


def real_rest(rng, dur, fs=1000):
    """Real rest of any length: stretches of 4 to 30 s at random places, direction and sign, joined within 50 ms."""
    pieces = rest_pieces()
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
        sprinkle(r)
    return r
