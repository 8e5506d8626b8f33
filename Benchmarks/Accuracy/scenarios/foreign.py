"""What is not muscle, over fasciculations: power line, heart, stimuli, electrode pops."""
import numpy as np
from scipy import signal

from recording import free_times, muap

from .parts import fasciculating, in_turn
from .registry import scenario


@scenario("mains")
def mains(rng, name, fs=2000, dur=120):
    r = fasciculating(rng, fs, dur)
    tt = np.arange(r.n) / fs
    f0 = rng.choice([50, 60]) + rng.uniform(-.1, .1)
    ph = 2 * np.pi * np.cumsum(f0 + .05 * np.sin(2 * np.pi * tt / 40)) / fs
    r.extra[0] += sum(r.sigma * a * np.sin(k * ph + rng.uniform(0, 6)) for k, a in [(1, 6), (2, 1), (3, 2), (5, .7)])
    r.event("artifact", 0, 0, r.n, cause="mains")
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


def beat_after(rng, t, rr):
    """When the next heartbeat comes: breathing and chance move it."""
    return t + rr * (1 + .04 * np.sin(2 * np.pi * .25 * t) + rng.normal(0, .02))


def heart(r, times):
    """The truth of all heartbeats: one event with its times."""
    r.event("artifact", 0, int((times[0] - .05) * r.fs), int((times[-1] + .05) * r.fs), cause="ecg", times_s=times)


@scenario("ecg")
def ecg(rng, name, fs=2000, dur=120):
    r = fasciculating(rng, fs, dur)
    t, ts, rr = 1.0, [], 60 / rng.uniform(55, 90)
    beat = heartbeat(rng, fs) * (rng.uniform(20, 60) * r.sigma)
    while t < dur - 1:
        r.add(0, t, beat, r.extra[0])
        ts.append(t)
        t = beat_after(rng, t, rr)
    heart(r, ts)
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
        t = t + rr * rng.uniform(.6, 1.5) if name == "ecgirregular" else beat_after(rng, t, rr)
    heart(r, ts)
    return r


@scenario("stim", "stimm")
def stimulation(rng, name, fs=2000, dur=120):
    """Stimuli, 0.5 to 5 a second or in trains of 20 a second; `stimm` with the muscle's response 3 to 8 ms later."""
    r = fasciculating(rng, fs, dur)

    def play(t):
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
        return L
    in_turn(r, 6, 20, (5, 10), play)
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
