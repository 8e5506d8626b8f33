"""Reference vectors for EMGFilters, from scipy.signal. Usage: make_filter_reference.py OUTPUT.json"""
import json
import sys

import numpy as np
import scipy
from scipy import signal

cases = []
for rate in (1000.0, 2000.0, 10000.0):
    for order in (1, 2, 3, 4, 5, 8):
        for btype, edges in (
            ("lowpass", [0.2 * rate]), ("highpass", [20.0]),
            ("bandpass", [20.0, 0.225 * rate]), ("bandstop", [0.1 * rate, 0.12 * rate]),
        ):
            wn = edges if len(edges) > 1 else edges[0]
            for family in ("butterworth", "chebyshev1", "chebyshev2", "bessel"):
                if order in (3, 5, 8) and (rate != 2000.0):
                    continue
                if family == "butterworth":
                    sos = signal.butter(order, wn, btype, fs=rate, output="sos")
                elif family == "chebyshev1":
                    sos = signal.cheby1(order, 1.0, wn, btype, fs=rate, output="sos")
                elif family == "chebyshev2":
                    sos = signal.cheby2(order, 40.0, wn, btype, fs=rate, output="sos")
                else:
                    sos = signal.bessel(order, wn, btype, fs=rate, output="sos", norm="phase")
                cases.append(dict(family=family, order=order, type=btype, edges=edges, rate=rate,
                                  sos=[[float(v) for v in row] for row in sos]))

rng = np.random.default_rng(20261121)
x = rng.standard_normal(3000) + 5 * np.sin(np.arange(3000) * 0.01) + 300.0
sos = signal.butter(4, [20, 450], "bandpass", fs=2000, output="sos")
b, a = signal.iirnotch(50, 10, 2000)
fir = []
for count, edges, window in ((101, [450.0], "hamming"), (101, [20.0, 450.0], "hann"),
                             (51, [100.0], "blackman"), (75, [60.0, 200.0], ["kaiser", 6.0])):
    w = tuple(window) if isinstance(window, list) else window
    pz = len(edges) == 1
    fir.append(dict(count=count, edges=edges, window=window, passes="low" if pz else "band",
                    taps=signal.firwin(count, edges, window=w, fs=2000, pass_zero=pz).tolist()))
y = rng.standard_normal(400)
json.dump(dict(
    numpy=np.__version__, scipy=scipy.__version__, designs=cases,
    input=np.round(x, 6).tolist(),
    sosfilt=signal.sosfilt(sos, np.round(x, 6)).tolist(),
    sosfiltfilt=signal.sosfiltfilt(sos, np.round(x, 6), padlen=600).tolist(),
    notch=[*b.tolist(), *a.tolist()],
    fir=fir,
    resample_input=np.round(y, 6).tolist(),
    resample=[dict(up=u, down=d, output=signal.resample_poly(np.round(y, 6), u, d).tolist())
              for u, d in ((1, 2), (2, 1), (3, 2), (5, 7))],
), open(sys.argv[1], "w"), separators=(",", ":"))
