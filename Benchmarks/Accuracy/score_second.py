"""A quick table for tuning: FOLDER/*.events.json against FOLDER/*.truth.json of second_simulator.py.

Usage: score_second.py 'FOLDER/*.events.json' [-v]

Discharges match within 10 ms, other events by an overlap over union of one half, artifacts by any overlap. Truth in a
masked stretch, within 50 ms of an end or under an artifact is left out. The page of docs is made by evaluate.py, from
`myosift score`.
"""
import collections
import glob
import json
import re
import sys

TOLERANCE = .010
EDGE = .050
POINTS = {"fasciculation", "evoked"}


def span(e):
    return e["onset_s"], e["onset_s"] + e["duration_s"]


def time(e):
    return (e.get("discharges_s") or [e["onset_s"]])[0]


def match_points(truth, found):
    """Pairs within the tolerance, as many as can be: both sorted, the earliest that fits."""
    truth, found = sorted(truth, key=time), sorted(found, key=time)
    pairs, j = [], 0
    for t in truth:
        while j < len(found) and time(found[j]) < time(t) - TOLERANCE:
            j += 1
        if j < len(found) and time(found[j]) <= time(t) + TOLERANCE:
            pairs.append((t, found[j]))
            j += 1
    return pairs


def iou(a, b):
    i = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return i / ((a[1] - a[0]) + (b[1] - b[0]) - i) if i else 0


def match_spans(truth, found, least):
    """Pairs by overlap over union, best first: exact from one half on, where an event overlaps one other at most."""
    edges = sorted(((iou(span(t), span(f)), n, m) for n, t in enumerate(truth) for m, f in enumerate(found)), reverse=True)
    pairs, used_t, used_f = [], set(), set()
    for value, n, m in edges:
        if value >= least and n not in used_t and m not in used_f:
            used_t.add(n)
            used_f.add(m)
            pairs.append((truth[n], found[m]))
    return pairs


def left_out(e, masks, artifacts, duration):
    """Whether a true event can't be asked for."""
    a, b = span(e)
    if e["type"] == "artifact":
        return False
    if e["type"] in POINTS:
        t = time(e)
        # A response comes right after its stimulus: that is not what hides it.
        covers = masks if e["type"] == "evoked" else masks + artifacts
        return t < EDGE or t > duration - EDGE or any(x <= t <= y for x, y in covers)
    return sum(max(0, min(b, y) - max(a, x)) for x, y in masks) > .5 * (b - a)


def artifact_spans(events):
    """Where an artifact covers what else there is: its span, or 20 ms around each time where it repeats."""
    spans = []
    for e in events:
        if e["type"] == "artifact":
            spans += [(t - .02, t + .02) for t in e["times_s"]] if e.get("times_s") else [span(e)]
    return spans


def main():
    result = collections.defaultdict(lambda: collections.defaultdict(lambda: [0, 0, 0, 0]))
    verbose = "-v" in sys.argv
    for path in sorted(glob.glob(sys.argv[1])):
        base = path[:-len(".events.json")]
        name = base.split("/")[-1]
        truth, found = json.load(open(base + ".truth.json")), json.load(open(path))
        table = result[re.sub(r"-\d+$", "", name)]
        duration = truth["recording"]["duration_s"]
        # The channels of an array give one event a discharge, wherever it is entered.
        groups = [None] if name.startswith("array") else [c["index"] for c in truth["recording"]["channels"]]
        for c in groups:
            T = [e for e in truth["events"] if c in (None, e["channel_index"])]
            E = [e for e in found["events"] if c in (None, e["channel_index"])]
            masks = [span(m) for k in found["recording"]["channels"] if c in (None, k["index"]) for m in k["masks"]]
            artifacts = artifact_spans(T)
            for typ in sorted({e["type"] for e in T + E}):
                t = [e for e in T if e["type"] == typ]
                g = [e for e in E if e["type"] == typ]
                if typ in POINTS:
                    pairs = match_points(t, g)
                else:
                    pairs = match_spans(t, g, 1e-4 if typ == "artifact" else .5)
                out = [e for e in t if left_out(e, masks, artifacts, duration)]
                hits = [p for p in pairs if not any(p[0] is e for e in out)]
                missed = [e for e in t if not any(e is p[0] for p in pairs) and not any(e is o for o in out)]
                false = [e for e in g if not any(e is p[1] for p in pairs)]
                row = table[typ]
                for k, value in enumerate((hits, false, missed, out)):
                    row[k] += len(value)
                if not verbose:
                    continue
                for e in missed:
                    a, b = span(e)
                    there = [(x["type"], round(x["onset_s"], 3), round(x["duration_s"], 3)) for x in E
                             if span(x)[0] < b + .01 and span(x)[1] > a - .01][:5]
                    print(name, "c", c, "MISS", typ, round(time(e), 3), round(e["duration_s"], 3),
                          "snr", round(e.get("features", {}).get("snr", 0), 1), "->", there)
                for e in false:
                    a, b = span(e)
                    there = [(x["type"], round(x["onset_s"], 3)) for x in T if span(x)[0] < b and span(x)[1] > a][:3]
                    measures = {**e["features"], **{x["rule"]: x["value"] for x in e["evidence"]}}
                    print(name, "c", c, "FALSE", typ, round(time(e), 3), round(e["duration_s"], 3), "in", there,
                          {k: round(v or 0, 2) for k, v in measures.items()})
    for kind, types in result.items():
        for typ, (tp, fp, fn, out) in types.items():
            print(f"{kind:12s} {typ:20s} tp {tp:4d} fp {fp:4d} fn {fn:4d} left out {out:3d}"
                  f"  sens {tp / max(1, tp + fn):.3f} ppv {tp / max(1, tp + fp):.3f}")


if __name__ == "__main__":
    main()
