"""What an expert would script with SciPy: read float32 or, by pyarrow, a CSV table; zero-phase band-pass and notches, envelope, robust
threshold, Welch, envelope spectrogram. Usage: expert_scipy.py FILE.raw|FILE.csv CHANNELS RATE"""
import sys

import numpy as np
from scipy import signal

path, channels, rate = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
if path.endswith(".csv"):
    import pyarrow.csv

    table = pyarrow.csv.read_csv(path)
    x = np.vstack([table.column(n).to_numpy() for n in range(channels)]).astype(np.float64)
else:
    x = np.fromfile(path, "<f4").reshape(-1, channels).T.astype(np.float64)
sos = signal.butter(4, [20, 450], "bandpass", fs=rate, output="sos")
for line in (50, 100, 150):
    b, a = signal.iirnotch(line, 30, rate)
    sos = np.vstack([sos, signal.tf2sos(b, a)])
x = signal.sosfiltfilt(sos, x, axis=1)
low = signal.butter(2, 50, "lowpass", fs=rate, output="sos")
envelope = signal.sosfiltfilt(low, np.abs(x), axis=1)
sigma = np.median(np.abs(x), axis=1, keepdims=True) / 0.6745
above = envelope > 3 * sigma
starts = np.count_nonzero(np.diff(above.astype(np.int8), axis=1) == 1, axis=1)
signal.welch(x, rate, nperseg=int(rate), axis=1)
signal.spectrogram(envelope[:, ::int(rate // 200)], rate / int(rate // 200), nperseg=400, noverlap=300, axis=1)
print(int(starts.sum()))
