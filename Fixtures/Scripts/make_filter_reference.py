"""Reference vectors for EMGFilters, from scipy.signal. Usage: make_filter_reference.py OUTPUT.json"""
import json
import sys

import numpy as np
import scipy
from scipy import signal


def rows(sos):
    """Sections without their leading one, b0 b1 b2 a1 a2."""
    return [[float(v) for v in (*row[:3], *row[4:])] for row in sos]


def short(values, digits=11):
    """Numbers with so many significant digits, to keep the file small."""
    return [float(f"{v:.{digits}g}") for v in values]


def design(family, order, edges, btype, rate):
    wn = edges if len(edges) > 1 else edges[0]
    if family == "butterworth":
        return signal.butter(order, wn, btype, fs=rate, output="sos")
    if family == "chebyshev1":
        return signal.cheby1(order, 1.0, wn, btype, fs=rate, output="sos")
    if family == "chebyshev2":
        return signal.cheby2(order, 40.0, wn, btype, fs=rate, output="sos")
    norm = {"bessel": "phase", "bessel_delay": "delay", "bessel_magnitude": "mag"}[family]
    return signal.bessel(order, wn, btype, fs=rate, output="sos", norm=norm)


cases = []
for rate, orders in ((1000.0, (2, 4)), (2000.0, (1, 2, 3, 4, 5, 8, 12, 20)), (10000.0, (1, 4))):
    for order in orders:
        for btype, edges in (
            ("lowpass", [0.2 * rate]), ("highpass", [20.0]),
            ("bandpass", [20.0, 0.225 * rate]), ("bandstop", [0.1 * rate, 0.12 * rate]),
        ):
            for family in ("butterworth", "chebyshev1", "chebyshev2", "bessel"):
                if order == 20 and btype == "bandstop":
                    continue
                sos = design(family, order, edges, btype, rate)
                cases.append(dict(family=family, order=order, type=btype, edges=edges, rate=rate,
                                  sos=rows(sos)))
for family in ("bessel_delay", "bessel_magnitude"):
    for order in (1, 3, 8):
        sos = design(family, order, [200.0], "lowpass", 2000.0)
        cases.append(dict(family=family, order=order, type="lowpass", edges=[200.0], rate=2000.0,
                          sos=rows(sos)))

# An offset of a thousand times the signal; steps of 1/64 so that Float holds every value exactly.
rng = np.random.default_rng(20261121)
n = 2400
x = np.round(64 * (1000 + rng.standard_normal(n) + np.sin(np.arange(n) * 0.01))) / 64
sos = signal.butter(4, [20, 450], "bandpass", fs=2000, output="sos")
highpass = signal.butter(4, 20, "highpass", fs=2000, output="sos")
frequencies = [1.0, 10.0, 20.0, 50.0, 100.0, 450.0, 800.0, 999.0]
responses = []
for family, order, edges, btype in (("butterworth", 4, [20.0, 450.0], "bandpass"),
                                    ("chebyshev2", 5, [100.0], "highpass"),
                                    ("bessel", 3, [300.0], "lowpass")):
    h = signal.freqz_sos(design(family, order, edges, btype, 2000.0), frequencies, fs=2000)[1]
    responses.append(dict(family=family, order=order, type=btype, edges=edges, rate=2000.0,
                          real=h.real.tolist(), imaginary=h.imag.tolist()))
b, a = signal.butter(2, 300, fs=2000)
delay = signal.group_delay((b, a), frequencies, fs=2000)[1]

b, a = signal.iirnotch(50, 10, 2000)
comb = signal.iircomb(50, 30, fs=2000)
short_x = x[:400] - 1000
fir = []
for count, edges, window, btype in (
        (101, [450.0], "hamming", "lowpass"), (101, [20.0, 450.0], "hann", "bandpass"),
        (51, [100.0], "blackman", "highpass"), (75, [60.0, 200.0], ["kaiser", 6.0], "bandstop"),
        (64, [100.0], "hamming", "lowpass")):
    w = tuple(window) if isinstance(window, list) else window
    fir.append(dict(count=count, edges=edges, window=window if isinstance(window, str) else "kaiser",
                    type=btype,
                    taps=signal.firwin(count, edges, window=w, fs=2000, pass_zero=btype).tolist()))
y = np.round(64 * rng.standard_normal(400)) / 64
json.dump(dict(
    numpy=np.__version__, scipy=scipy.__version__, designs=cases, frequencies=frequencies,
    responses=responses, group_delay=delay.tolist(),
    input=x.tolist(),
    sosfilt=short(signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]),
    sosfiltfilt=short(signal.sosfiltfilt(sos, x)),
    highpass=short(signal.sosfiltfilt(highpass, x)),
    highpass_padded=short(signal.sosfiltfilt(highpass, x, padlen=600)[:200]),
    notch=[*b.tolist(), *a.tolist()],
    comb=short(signal.lfilter(*comb, short_x)),
    comb_gain=np.abs(signal.freqz(*comb, frequencies, fs=2000)[1]).tolist(),
    fir=fir,
    fir_output=short(np.convolve(x[:300], fir[1]["taps"])[50:350]),
    resample_input=y.tolist(),
    resample=[dict(up=u, down=d, output=short(signal.resample_poly(y, u, d)))
              for u, d in ((1, 2), (2, 1), (3, 2), (5, 7), (1, 5), (4, 4))],
), open(sys.argv[1], "w"), separators=(",", ":"))
