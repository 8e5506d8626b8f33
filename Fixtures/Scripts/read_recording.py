"""read_recording.py READER FILE SAMPLES: what an independent reader finds in a recording.

Writes all samples, channel after channel, as little-endian float64 to SAMPLES, and a JSON object of
channels (name, rate, unit, count), annotations ([onset, duration, text]) and start time to standard
output. Times are seconds from the first sample.
"""

import json
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")


def with_pyedflib(path):
    import pyedflib

    with pyedflib.EdfReader(path) as f:
        channels, samples = [], []
        for n in range(f.signals_in_file):
            values = f.readSignal(n)
            samples.append(values)
            channels.append((f.getLabel(n), f.getSampleFrequency(n), f.getPhysicalDimension(n)))
        onsets, durations, texts = f.readAnnotations()
        notes = [[float(o), float(d), str(t)] for o, d, t in zip(onsets, durations, texts)]
        return channels, samples, notes, f.getStartdatetime().isoformat()


def with_mne(path):
    import mne

    mne.set_log_level("ERROR")
    if path.endswith(("vhdr", "ahdr")):
        raw = mne.io.read_raw_brainvision(path, preload=True)
    elif path.endswith("bdf"):
        raw = mne.io.read_raw_bdf(path, preload=True, stim_channel=None)
    else:
        raw = mne.io.read_raw_edf(path, preload=True, stim_channel=None)
    data = raw.get_data()
    rate = raw.info["sfreq"]
    channels = [(name, rate, "V") for name in raw.ch_names]
    notes = [[float(a["onset"]), float(a["duration"]), str(a["description"])] for a in raw.annotations]
    start = raw.info["meas_date"]
    return channels, list(data), notes, start.isoformat() if start else None


def with_wfdb(path):
    import wfdb

    record = wfdb.rdrecord(path.removesuffix(".hea"), smooth_frames=False, m2s=True)
    channels, samples = [], []
    per_frame = record.samps_per_frame or [1] * record.n_sig
    columns = record.e_p_signal if record.e_p_signal is not None else list(record.p_signal.T)
    for n in range(record.n_sig):
        samples.append(np.asarray(columns[n], dtype=float))
        channels.append((record.sig_name[n], record.fs * per_frame[n], record.units[n]))
    start = record.base_datetime
    return channels, samples, [], start.isoformat() if start else None


def with_wfdb_annotations(path):
    import wfdb

    stem, ending = path.rsplit(".", 1)
    notes = wfdb.rdann(stem, ending)
    rows = [
        [int(s), int(c), f"{y}|{n}"]
        for s, c, y, n in zip(notes.sample, notes.chan, notes.symbol, notes.aux_note)
    ]
    return [], [], rows, str(notes.fs)


def main():
    reader, path, samples_path = sys.argv[1:4]
    channels, samples, notes, start = {
        "pyedflib": with_pyedflib,
        "mne": with_mne,
        "wfdb": with_wfdb,
        "wfdb-annotations": with_wfdb_annotations,
    }[reader](path)
    with open(samples_path, "wb") as out:
        for values in samples:
            out.write(np.asarray(values, dtype="<f8").tobytes())
    json.dump(
        {
            "channels": [
                {"name": str(n), "rate": float(r), "unit": str(u), "count": len(s)}
                for (n, r, u), s in zip(channels, samples)
            ],
            "annotations": notes,
            "start": start,
        },
        sys.stdout,
    )


main()
