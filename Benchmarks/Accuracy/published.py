"""Our figures in the kinds of measure that others have published, on simulated recordings.

The sources' own recordings are not to be had: what stands beside each other here are measures of one kind on different
material, and ours is made by a simulator.
"""
import numpy as np
from scipy import signal

from bench import read, reporting_seeds
from matching import cohen_kappa, intraclass_correlation, match_spans, match_times, overlap, span

# Relaxed muscle that fasciculates, with what else is in such recordings.
RELAXED = ["fasc", "fasc8", "fasc6", "fascsnr", "doublet", "pairs", "stepsfasc", "realfasc", "mains", "ecg", "ecgweak", "ecgfast",
           "ecgslow", "ecgirregular", "stim", "pops"]
CANDIDATE_SIGMAS = 4.0  # a deflection so large is a candidate, once in 10 ms
CANDIDATE_DEAD_S = .010
CANDIDATE_REACH_S = .020
TREMOR = ["tremor", "park", "ortho", "shallow"]
NO_TREMOR = ["clonus", "tapping", "contraction", "weak", "ramps", "tonic", "steadyfasc", "myoclonus", "negative", "cramp", "grouped",
             "fasc", "ecg", "stim", "quiet"]
WINDOW_S = 3.0
SPASMS = dict(tonic_firing="unit", contraction="tonic", cramp="tonic", clonus="clonus", myoclonus="myoclonus")
SPASM_SCENARIOS = ["tonic", "steadyfasc", "contraction", "weak", "cramp", "clonus", "myoclonus"]


def documents(bench, names, seeds):
    """Truth, result and path of every recording of some scenarios, channel by channel."""
    for name in names:
        folder = bench.scenario(name, seeds)
        if folder is None:
            continue
        for truth_path, result_path in bench.pairs(folder):
            truth, result = read(truth_path), read(result_path)
            for c in range(len(truth["recording"]["channels"])):
                yield (str(truth_path).replace(".truth.json", ".raw"), truth["recording"]["duration_s"],
                       [e for e in truth["events"] if e["channel_index"] == c],
                       [e for e in result["events"] if e["channel_index"] == c], c)


def of(events, *kinds):
    return [e for e in events if e["type"] in kinds]


def rates(tp, fn, fp, tn):
    return dict(tp=tp, fn=fn, fp=fp, tn=tn, sensitivity=tp / (tp + fn), specificity=tn / (tn + fp),
                accuracy=(tp + tn) / (tp + fn + fp + tn), ppv=tp / max(1, tp + fp), prevalence=(tp + fn) / (tp + fn + fp + tn))


def candidates(path, channel):
    """Times of all deflections above a few standard deviations of the noise: what a person would be asked to judge."""
    head = read(path + ".json")
    x = np.fromfile(path, "<f4").reshape(-1, head["channel_count"])[:, channel].astype(float)
    fs = head["rate"]
    y = signal.sosfiltfilt(signal.butter(4, [20, min(450, .45 * fs)], "bandpass", fs=fs, output="sos"), x)
    sigma = np.median(np.abs(y)) / .6745
    peaks, _ = signal.find_peaks(np.abs(y), height=CANDIDATE_SIGMAS * sigma, distance=int(CANDIDATE_DEAD_S * fs))
    return [float(p / fs) for p in peaks]


def per_candidate(bench, seeds):
    """Sensitivity, specificity and accuracy by candidate, as SPiQE's are.

    Positive are all true discharges, also those too small to be candidates. Negative are the candidates that are none:
    noise, heartbeats, pops, stimuli. A negative is false where a fasciculation is reported there.
    """
    tp = fn = fp = tn = 0
    seconds = 0.0
    for path, duration, truth, found, c in documents(bench, RELAXED, seeds):
        marks = sorted(e["discharges_s"][0] for e in of(truth, "fasciculation"))
        every = sorted(t for e in of(truth, "fasciculation") for t in e["discharges_s"])
        ours = sorted(e["discharges_s"][0] for e in of(found, "fasciculation"))
        pairs = match_times(marks, ours, CANDIDATE_REACH_S)
        right = {m for _, m in pairs}
        false = [t for m, t in enumerate(ours) if m not in right]
        negative = [t for t in candidates(path, c)
                    if not np.any(np.abs(np.array(every) - t) <= CANDIDATE_REACH_S)]
        taken = {n for n, _ in match_times(negative, false, CANDIDATE_REACH_S)}
        tp += len(pairs)
        fn += len(marks) - len(pairs)
        # A false one where no candidate is counts all the same.
        fp += len(false)
        tn += len(negative) - len(taken)
        seconds += duration
    result = rates(tp, fn, fp, tn)
    return dict(result, f1=2 * tp / (2 * tp + fp + fn), false_per_min=fp / seconds * 60, minutes=seconds / 60,
                scenarios=RELAXED, sigmas=CANDIDATE_SIGMAS)


def tremor_windows(bench, seeds):
    """Windows of three seconds: tremor where it covers at least half of the window, by truth and by us."""
    counts = np.zeros((2, 2), int)
    for _, duration, truth, found, _ in documents(bench, TREMOR + NO_TREMOR, seeds):
        for n in range(int(duration // WINDOW_S)):
            window = n * WINDOW_S, (n + 1) * WINDOW_S
            has = [sum(overlap(span(e), window) for e in of(events, "tremor")) >= WINDOW_S / 2 for events in (truth, found)]
            counts[int(has[0]), int(has[1])] += 1
    return dict(rates(int(counts[1, 1]), int(counts[1, 0]), int(counts[0, 1]), int(counts[0, 0])), window_s=WINDOW_S,
                tremor=TREMOR, others=NO_TREMOR)


def clonus(bench, seeds):
    """ICC(2,1) of frequency and duration of the runs found, and how many were not."""
    values = dict(frequency=[], duration=[])
    runs = 0
    for _, _, truth, found, _ in documents(bench, ["clonus"], seeds):
        a, b = of(truth, "clonus"), of(found, "clonus")
        runs += len(a)
        for n, m in match_spans(a, b, .5):
            values["frequency"].append((a[n]["frequency_hz"], b[m]["frequency_hz"]))
            values["duration"].append((a[n]["duration_s"], b[m]["duration_s"]))
    return dict(runs=runs, found=len(values["frequency"]), **{
        k: dict(icc=intraclass_correlation(v), mean_true=float(np.mean(v, 0)[0]), sd_true=float(np.std(v, 0)[0]),
                median_error=float(np.median([b - a for a, b in v]))) for k, v in values.items()})


def most_overlapped(event, found):
    """The label that covers most of an event; None where nothing does."""
    shares = {}
    for e in found:
        shared = overlap(span(e), span(event))
        if shared:
            shares[e["type"]] = shares.get(e["type"], 0) + shared
    return max(sorted(shares), key=shares.get) if shares else None


def told_apart(bench, names, classes, seeds):
    """True events of some classes by the class that covers most of them; `other` is any other label or none."""
    kinds = sorted(set(classes.values()))
    table = {k: {c: 0 for c in [*kinds, "other"]} for k in kinds}
    for _, _, truth, found, _ in documents(bench, names, seeds):
        for e in of(truth, *classes):
            table[classes[e["type"]]][classes.get(most_overlapped(e, found), "other")] += 1
    right = sum(table[k][k] for k in kinds)
    total = sum(sum(row.values()) for row in table.values())
    full = [[table[a][b] if a in table else 0 for b in [*kinds, "other"]] for a in [*kinds, "other"]]
    return dict(table=table, right=right, total=total, accuracy=right / total,
                balanced=float(np.mean([table[k][k] / sum(table[k].values()) for k in kinds])), kappa=cohen_kappa(full))


def published(bench, count):
    seeds = reporting_seeds(count)
    result = dict(seeds=list(seeds), per_candidate=per_candidate(bench, seeds), tremor_windows=tremor_windows(bench, seeds),
                  clonus=clonus(bench, seeds),
                  tremor_myoclonus=told_apart(bench, TREMOR + ["myoclonus"], dict(tremor="tremor", myoclonus="myoclonus"), seeds),
                  spasms=told_apart(bench, SPASM_SCENARIOS, SPASMS, seeds))
    print("published", result, flush=True)
    return result
