"""A quick table for tuning: FOLDER/*.events.json against FOLDER/*.truth.json of second_simulator.py.

Usage: score_second.py 'FOLDER/*.events.json' [-v]

Discharges match within 10 ms, other events by an overlap over union of one half, artifacts by any overlap. Truth in a
masked stretch, within 50 ms of an end or under an artifact is left out. With -v every miss and every false event is
listed with its measures, which `myosift score` does not do.

It counts by itself on purpose, so that not one program both finds and judges: evaluate.py holds its counts against those
of `myosift score`, from which all figures of the page come.
"""
import collections
import glob
import json
import re
import sys

from matching import match_spans, match_times, span

TOLERANCE = .010
EDGE = .050
POINTS = {"fasciculation", "evoked"}


def time(e):
    return (e.get("discharges_s") or [e["onset_s"]])[0]


def match_points(truth, found, tolerance=TOLERANCE):
    """Pairs of events within the tolerance, as many as can be."""
    truth, found = sorted(truth, key=time), sorted(found, key=time)
    return [(truth[n], found[m]) for n, m in match_times([time(e) for e in truth], [time(e) for e in found], tolerance)]


def at_edge(e, duration):
    return e["type"] in POINTS and not EDGE <= time(e) <= duration - EDGE


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
    """Where an artifact covers what else there is: its span, or 20 ms around each time where it repeats.

    The power line and the heart can be taken out: what lies under them is asked for.
    """
    spans = []
    for e in events:
        if e["type"] == "artifact" and e["cause"] not in ("mains", "ecg"):
            spans += [(t - .02, t + .02) for t in e["times_s"]] if e.get("times_s") else [span(e)]
    return spans


def compared(truth, found, typ, tolerance):
    """Pairs of one type's events."""
    t = [e for e in truth if e["type"] == typ]
    g = [e for e in found if e["type"] == typ]
    if typ in POINTS:
        return t, g, match_points(t, g, tolerance)
    return t, g, [(t[n], g[m]) for n, m in match_spans(t, g, 1e-4 if typ == "artifact" else .5)]


def muscles(truth, found):
    """Events and masks by channel; the channels of an array give one event a discharge, wherever it is entered."""
    is_array = any(e.get("channels") for e in truth["events"])
    for c in [None] if is_array else [c["index"] for c in truth["recording"]["channels"]]:
        yield (c, [e for e in truth["events"] if c in (None, e["channel_index"])],
               [e for e in found["events"] if c in (None, e["channel_index"])],
               [span(m) for k in found["recording"]["channels"] if c in (None, k["index"]) for m in k["masks"]])


def tally(truth, found, tolerance=TOLERANCE):
    """By muscle and type: hits, false, missed and left out, as lists of events; and all that is true and found there."""
    duration = truth["recording"]["duration_s"]
    for c, T, E, masks in muscles(truth, found):
        artifacts = artifact_spans(T)
        for typ in sorted({e["type"] for e in T + E}):
            t, g, pairs = compared(T, E, typ, tolerance)
            out = [e for e in t if left_out(e, masks, artifacts, duration)]
            hits = [p for p in pairs if not any(p[0] is e for e in out)]
            missed = [e for e in t if not any(e is p[0] for p in pairs) and not any(e is o for o in out)]
            false = [e for e in g if not any(e is p[1] for p in pairs) and not at_edge(e, duration)]
            yield c, typ, (hits, false, missed, out), T, E


def tell(name, c, typ, missed, false, T, E):
    """Every miss with what is there instead, and every false event with its measures."""
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


def main():
    result = collections.defaultdict(lambda: collections.defaultdict(lambda: [0, 0, 0, 0]))
    for path in sorted(glob.glob(sys.argv[1])):
        base = path[:-len(".events.json")]
        name = base.split("/")[-1]
        with open(base + ".truth.json") as a, open(path) as b:
            truth, found = json.load(a), json.load(b)
        table = result[re.sub(r"-\d+$", "", name)]
        for c, typ, lists, T, E in tally(truth, found):
            for k, value in enumerate(lists):
                table[typ][k] += len(value)
            if "-v" in sys.argv:
                tell(name, c, typ, lists[2], lists[1], T, E)
    for kind, types in result.items():
        for typ, (tp, fp, fn, out) in types.items():
            print(f"{kind:12s} {typ:20s} tp {tp:4d} fp {fp:4d} fn {fn:4d} left out {out:3d}"
                  f"  sens {tp / max(1, tp + fn):.3f} ppv {tp / max(1, tp + fp):.3f}")


if __name__ == "__main__":
    main()
