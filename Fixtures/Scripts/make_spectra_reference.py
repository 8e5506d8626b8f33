"""Reference vectors for EMGSpectra, from scipy.signal. Usage: make_spectra_reference.py OUTPUT.json"""
import json
import sys

import numpy as np
import scipy
from scipy import signal

rng = np.random.default_rng(42)
fs = 1000.0
t = np.arange(4000) / fs
x = np.round(rng.standard_normal(4000) + np.sin(2 * np.pi * 80 * t) + 2, 5)
y = np.round(np.roll(x, 7) + rng.standard_normal(4000), 5)
out = dict(numpy=np.__version__, scipy=scipy.__version__, x=x.tolist(), y=y.tolist(), welch=[])
for nperseg, window, detrend in ((512, "hann", "constant"), (500, "hamming", "linear"),
                                 (301, "blackman", False), (256, "boxcar", "constant")):
    f, p = signal.welch(x, fs, window, nperseg, detrend=detrend)
    out["welch"].append(dict(nperseg=nperseg, window=window, detrend=detrend or "none", p=p.tolist()))
f, c = signal.coherence(x, y, fs, "hann", 256)
out["coherence"] = c.tolist()
f, cxy = signal.csd(x, y, fs, "hann", 256)
out["phase"] = np.angle(cxy).tolist()
n = 1000
tapers = signal.windows.dpss(n, 3, 5)
out["dpss"] = tapers[:, ::50].tolist()
seg = x[:n] - x[:n].mean()
p = np.mean(np.abs(np.fft.rfft(tapers * seg)) ** 2, axis=0) / fs
p[1:-1] *= 2
out["multitaper"] = p.tolist()
json.dump(out, open(sys.argv[1], "w"), separators=(",", ":"))
