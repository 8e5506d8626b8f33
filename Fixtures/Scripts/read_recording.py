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


def with_pyxdf(path):
    import pyxdf

    # Stamps as stored plus the clock offsets; values are never resampled.
    streams, _ = pyxdf.load_xdf(path, verbose=False)
    channels, samples, notes, grid = [], [], [], None
    for stream in streams:
        info, values, stamps = stream["info"], stream["time_series"], stream["time_stamps"]
        if info["channel_format"][0] == "string":
            notes += [[float(t), 0.0, "; ".join(v for v in row if v)] for t, row in zip(stamps, values)]
            continue
        rate = float(info["nominal_srate"][0])
        if rate == 0 or len(stamps) == 0:
            continue
        effective = info["effective_srate"]
        if len(stamps) >= 1000 and abs(effective / rate - 1) > 1e-4:
            rate = effective
        for n in range(int(info["channel_count"][0])):
            channels.append((info["name"][0], rate, ""))
            samples.append(values[:, n])
        if grid is None:
            grid = (stamps, rate)
    if grid is not None:
        # A moment's place among the samples, at the stated rate.
        stamps, rate = grid
        places = np.arange(len(stamps))
        for k in np.flatnonzero(np.diff(stamps) > 1 + 1 / rate) + 1:
            places[k:] += max(0, round((stamps[k] - stamps[0]) * rate) - places[k])
        for note in notes:
            inside = np.interp(note[0], stamps, places / rate)
            note[0] = inside + min(0, note[0] - stamps[0]) + max(0, note[0] - stamps[-1])
    return channels, samples, notes, None


def with_ezc3d(path):
    import ezc3d

    analog = ezc3d.c3d(path)["parameters"]["ANALOG"]
    data = ezc3d.c3d(path)["data"]["analogs"][0]
    names, units, rate = analog["LABELS"]["value"], analog["UNITS"]["value"], analog["RATE"]["value"][0]
    return [(n, rate, u) for n, u in zip(names, units)], list(data), [], None


def with_neo_intan(path):
    from neo.rawio import IntanRawIO

    reader = IntanRawIO(filename=path, ignore_integrity_checks=True)
    reader.parse_header()
    table = reader.header["signal_channels"]
    found = {}
    for index, stream in enumerate(reader.header["signal_streams"]):
        raw = reader.get_analogsignal_chunk(stream_index=index)
        values = reader.rescale_signal_raw_to_float(raw, dtype="float64", stream_index=index)
        for n, entry in enumerate(table[table["stream_id"] == stream["id"]]):
            found[entry["id"]] = values[:, n]
    # In the order of a data block, not of the streams.
    channels = [(e["name"], e["sampling_rate"], e["units"]) for e in table]
    samples = [found[e["id"]] for e in table]
    return channels, samples, [], None


def with_mne_gdf(path):
    import mne

    mne.set_log_level("ERROR")
    raw = mne.io.read_raw_gdf(path, preload=True, stim_channel=None)
    notes = [[float(a["onset"]), float(a["duration"]), str(a["description"])] for a in raw.annotations]
    start = raw.info["meas_date"]
    channels = [(name, raw.info["sfreq"], "V") for name in raw.ch_names]
    return channels, list(raw.get_data()), notes, start.isoformat() if start else None


def with_scipy_mat(path):
    from scipy.io import loadmat

    found = loadmat(path)
    arrays = [v for k, v in found.items() if not k.startswith("__")]
    flat = []
    while arrays:
        value = arrays.pop()
        if value.dtype == object:
            arrays += list(value.flat)
        elif value.dtype.names:
            arrays += [value[n] for n in value.dtype.names]
        elif value.dtype.kind in "iuf" and value.ndim == 2:
            flat.append(value)
    data = max(flat, key=lambda v: v.size)
    data = data.T if data.shape[0] >= data.shape[1] else data
    return [("", 1.0, "") for _ in data], [np.asarray(row, dtype=float) for row in data], [], None


def with_bioread(path):
    import bioread

    data = bioread.read(path)
    channels = [(c.name, c.samples_per_second, c.units) for c in data.channels]
    notes = [[float(m.time_index), 0.0, m.text] for m in data.event_markers]
    # The last of a file of version 3.8.1 are no numbers of single precision, packed by BIOPAC's program or not.
    samples = [np.where(np.abs(c.data) > np.finfo("f4").max, np.nan, c.data) for c in data.channels]
    return channels, samples, notes, None


def main():
    reader, path, samples_path = sys.argv[1:4]
    channels, samples, notes, start = {
        "pyedflib": with_pyedflib,
        "mne": with_mne,
        "wfdb": with_wfdb,
        "wfdb-annotations": with_wfdb_annotations,
        "pyxdf": with_pyxdf,
        "ezc3d": with_ezc3d,
        "neo-intan": with_neo_intan,
        "mne-gdf": with_mne_gdf,
        "scipy-mat": with_scipy_mat,
        "bioread": with_bioread,
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
