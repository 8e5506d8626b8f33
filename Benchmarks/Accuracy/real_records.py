"""What the program makes of the public recordings: against hand-marked firings, in voluntary activity and at rest."""
import collections
import json

import numpy as np
from scipy import optimize, signal

import real_data
from bench import HERE
from hybrid_truth import templates
from matching import match_times, span
from rest_picture import band_passed

NEEDLE_TOLERANCES = [.0005, .001, .002]
NEEDLE_RATE = 10_000
# A unit's marks and ours stand at different deflections of one potential: the distance, within a potential, that agrees
# best is taken for each pair of units.
NEEDLE_SHIFTS = np.arange(-.006, .00601, .0005)


def labels(events):
    return dict(sorted(collections.Counter(e["type"] for e in events).items()))


def needle_units(firings):
    """Each unit's potential by least squares over all firings: its size, and where its largest deflection is."""
    x = np.fromfile(real_data.path(real_data.NEEDLE + ".dat"), ">i2") / 500 * 1000
    found = templates(x, firings, NEEDLE_RATE, .008, .012)
    rest = x.copy()
    first, last = int(.008 * NEEDLE_RATE), int(.012 * NEEDLE_RATE)
    for unit, time in firings:
        a = round(time * NEEDLE_RATE) - first
        low, high = max(0, a), min(len(x), a + first + last)
        rest[low:high] -= found[unit][0][low - a:high - a]
    units = {}
    for unit, (wave, _) in found.items():
        units[unit] = dict(
            unit=unit, firings=sum(u == unit for u, _ in firings), peak_to_peak_uv=float(np.ptp(wave)),
            over_noise=float(np.ptp(wave) / rest.std()), over_rms=float(np.ptp(wave) / x.std()),
            offset_s=(int(np.argmax(np.abs(wave - np.median(wave)))) - first) / NEEDLE_RATE)
    return units, float(rest.std()), float(x.std())


def agreement(marks, train, tolerance):
    """Matched one to one at the best distance: hits and their share of all that either has (rate of agreement)."""
    hits = max(len(match_times(marks, sorted(t + shift for t in train), tolerance)) for shift in NEEDLE_SHIFTS)
    return hits, hits / (len(marks) + len(train) - hits)


def needle(bench):
    firings = real_data.needle_firings()
    units, noise, rms = needle_units(firings)
    path = real_data.path(real_data.NEEDLE + ".hea")
    events = bench.document(path, preset="needle")["events"]
    marks = sorted((time + units[unit]["offset_s"], unit) for unit, time in firings)
    covered = sum(any(span(e)[0] <= t <= span(e)[1] for e in events) for t, _ in marks)
    found = json.loads(bench.run("units", str(path), "--json"))["channels"][0]["units"]
    theirs = sorted(units)
    coarse = np.array([[agreement([t for t, u in marks if u == a], b["discharges_s"], NEEDLE_TOLERANCES[1])[1]
                        for b in found] for a in theirs])
    of_unit = {theirs[n]: found[m] for n, m in zip(*optimize.linear_sum_assignment(-coarse))}
    rows = []
    for unit, entry in sorted(units.items(), key=lambda item: -item[1]["peak_to_peak_uv"]):
        own = [t for t, u in marks if u == unit]
        ours = of_unit.get(unit)
        train = ours["discharges_s"] if ours else []
        agreements = [agreement(own, train, tolerance) for tolerance in NEEDLE_TOLERANCES]
        rows.append(dict(entry, assigned=ours and ours["motor_unit"], discharges=len(train),
                         hits=[h for h, _ in agreements], agreement=[share for _, share in agreements]))
        print("needle unit", unit, len(own), len(train), agreements, flush=True)
    return dict(marks=len(marks), seconds=10, rest_uv=noise, rms_uv=rms, tolerances=NEEDLE_TOLERANCES, covered=covered,
                labels=labels(events), reported_units=len(found), rows=rows)


STEADY = ("neuropathy", 11.5)  # seconds in which one large unit fires alone, by eye
STEADY_UV = 1000


def voluntary(bench):
    """Labels in voluntary activity; none of them may be a fasciculation."""
    rows = []
    for name, end in [(n, None) for n in real_data.VOLUNTARY] + [STEADY]:
        path = real_data.path(f"physionet-emgdb/emg_{name}.hea")
        document = bench.document(path, *([] if end is None else ["--to", str(end)]), preset="needle")
        rows.append(dict(record=name, end_s=end, duration_s=document["recording"]["duration_s"],
                         labels=labels(document["events"])))
        print("voluntary", name, end, rows[-1]["labels"], flush=True)
    # The steady unit by its own size, counted apart from the program.
    x = np.fromfile(real_data.path(f"physionet-emgdb/emg_{STEADY[0]}.dat"), "<i2") / 10
    x = signal.sosfiltfilt(signal.butter(2, [20, 1800], "bandpass", fs=4000, output="sos"), x)[:int(STEADY[1] * 4000)]
    peaks, _ = signal.find_peaks(np.abs(x), height=STEADY_UV, distance=200)
    intervals = np.diff(peaks) / 4000
    usual = intervals[intervals < 2 * np.median(intervals)]
    return dict(rows=rows, steady=dict(
        record=STEADY[0], end_s=STEADY[1], discharges=len(peaks), rate_hz=float(1 / usual.mean()),
        interval_cv=float(usual.std(ddof=1) / usual.mean())))


REST_OPTIONS = ["--rate", str(real_data.REST_RATE), "--channel-count", "1", "--sample-type", "float32le", "--unit", "mV"]
BY_EYE = HERE / "rest_by_eye.json"
BY_EYE_REACH_S = .02


def verdicts(events):
    """What was said by eye of each event, by its time, whatever it is called now; None where nobody has looked."""
    with open(BY_EYE) as file:
        looked = json.load(file)["events"]
    out = []
    for e in events:
        near = [v for v in looked if abs(v["time_s"] - e["time_s"]) <= BY_EYE_REACH_S]
        out.append(min(near, key=lambda v: abs(v["time_s"] - e["time_s"]))["verdict"] if near else None)
    return out


ALIKE_S = .010  # half of what is compared of two waveforms


def alikeness(y, times):
    """Mean correlation of waveforms about their largest deflection, each turned so that it points upwards."""
    reach, waves = int(ALIKE_S * real_data.REST_RATE), []
    for time in times:
        near = round(time * real_data.REST_RATE)
        a = max(reach, near - reach // 2)
        middle = a + int(np.argmax(np.abs(y[a:near + reach // 2 + 1])))
        piece = y[middle - reach:middle + reach + 1]
        if len(piece) == 2 * reach + 1:
            waves.append(piece * np.sign(y[middle]))
    table = np.corrcoef(waves)
    return float(table[np.triu_indices(len(waves), 1)].mean())


def units_or_noise(events):
    """Whether a unit's discharges are more alike than peaks of the noise about them are, which the band alone shapes."""
    y = band_passed()
    rows = []
    for unit in sorted({e["motor_unit"] for e in events if e["motor_unit"] is not None}):
        times = [e["time_s"] for e in events if e["motor_unit"] == unit]
        if len(times) < 3:
            continue
        first, last = int(min(times) * real_data.REST_RATE), int(max(times) * real_data.REST_RATE)
        quiet = np.ones(last - first, bool)
        for e in events:
            a, b = (round(t * real_data.REST_RATE) - first for t in (e["onset_s"] - 1, e["onset_s"] + e["duration_s"] + 1))
            quiet[max(0, a):max(0, b)] = False
        x = y[first:last] * quiet
        peaks, heights = signal.find_peaks(np.abs(x), height=1e-9, distance=real_data.REST_RATE // 2)
        largest = peaks[np.argsort(heights["peak_heights"])[-100:]]
        rows.append(dict(unit=unit, events=len(times), alike=alikeness(y, times),
                         noise_peaks=len(largest), noise_alike=alikeness(y, (largest + first) / real_data.REST_RATE)))
    return rows


def rest(bench):
    document = bench.document(real_data.path(real_data.REST), *REST_OPTIONS)
    channel = document["recording"]["channels"][0]
    events = []
    for e in document["events"]:
        time = (e.get("discharges_s") or [e["onset_s"] + e["duration_s"] / 2 if e["duration_s"] < 1 else e["onset_s"]])[0]
        events.append(dict(type=e["type"], cause=e.get("cause"), time_s=round(time, 4), onset_s=e["onset_s"],
                           duration_s=e["duration_s"], confidence=e["confidence"], motor_unit=e.get("motor_unit"),
                           snr=e["features"].get("snr"), noise_uv=e.get("noise_uv")))
    for event, verdict in zip(events, verdicts(events)):
        event["verdict"] = verdict
    print("rest", labels(events), flush=True)
    return dict(duration_s=document["recording"]["duration_s"], analysable_s=channel["analysable_s"],
                noise=channel["noise_uv"], labels=labels(events), units=units_or_noise(events), summary=document["summary"]["channels"][0], events=events)


def real_records(bench):
    """All parts of which the recordings are there."""
    result = {}
    for name, part in dict(needle=needle, voluntary=voluntary, rest=rest).items():
        try:
            result[name] = part(bench)
        except FileNotFoundError as error:
            print(f"{name}: left out: {error}")
    return result
