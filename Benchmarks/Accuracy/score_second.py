"""Scores FOLDER/*.events.json against FOLDER/*.truth.json of second_simulator.py, by scenario and type.

Usage: score_second.py 'FOLDER/*.events.json' [-v]
"""
import json, sys, glob, collections, re
import numpy as np
tol = .010
POINT = {"fasciculation"}
def match_points(T, E):
    T = sorted(T); E = sorted(E); used = [False] * len(E); tp = 0; errs = []; miss = []
    for t in T:
        best = None
        for j, e in enumerate(E):
            if not used[j] and abs(e - t) <= tol and (best is None or abs(e - t) < abs(E[best] - t)): best = j
        if best is not None: used[best] = True; tp += 1; errs.append(E[best] - t)
        else: miss.append(t)
    return tp, errs, miss, [e for e, u in zip(E, used) if not u]
def iou(a, b):
    i = max(0, min(a[1], b[1]) - max(a[0], b[0])); return i / ((a[1] - a[0]) + (b[1] - b[0]) - i) if i else 0
res = collections.defaultdict(lambda: collections.defaultdict(lambda: [0, 0, 0]))
verbose = "-v" in sys.argv
for f in sorted(glob.glob(sys.argv[1])):
    b = f[:-len(".events.json")]; tr = json.load(open(b + ".truth.json")); fo = json.load(open(f)); kind = re.sub(r"-\d+$", "", b.split("/")[-1])
    for c in range(tr["channels"]):
        T = [e for e in tr["events"] if e["channel_index"] == c]; E = [e for e in fo["events"] if e["channel_index"] == c]
        for typ in sorted({e["type"] for e in T + E}):
            t = [e for e in T if e["type"] == typ]; g = [e for e in E if e["type"] == typ]
            if typ in POINT:
                tp, errs, miss, fp = match_points([e["discharges_s"][0] for e in t], [e["discharges_s"][0] for e in g])
                r = res[kind][typ]; r[0] += tp; r[1] += len(fp); r[2] += len(miss)
                if verbose and (fp or miss): print(b.split("/")[-1], "c", c, typ, "FP", [round(x, 3) for x in fp][:12], "MISS", [round(x, 3) for x in miss][:12])
            else:
                used = set(); tp = 0
                for a in t:
                    k = max(((iou((a["onset_s"], a["onset_s"] + a["duration_s"]), (e["onset_s"], e["onset_s"] + e["duration_s"])), j) for j, e in enumerate(g) if j not in used), default=(0, -1))
                    if k[0] >= (.5 if typ not in ("artifact",) else .0001): used.add(k[1]); tp += 1
                    elif verbose: print(b.split("/")[-1], "c", c, "MISS", typ, round(a["onset_s"], 3), round(a["duration_s"], 3), "->", [(e["type"], round(e["onset_s"], 3), round(e["duration_s"], 3)) for e in E if e["onset_s"] < a["onset_s"] + a["duration_s"] and e["onset_s"] + e["duration_s"] > a["onset_s"]][:5])
                r = res[kind][typ]; r[0] += tp; r[1] += len(g) - tp; r[2] += len(t) - tp
                if verbose:
                    for j, e in enumerate(g):
                        if j not in used: print(b.split("/")[-1], "c", c, "FALSE", typ, round(e["onset_s"], 3), round(e["duration_s"], 3), {k: round(v or 0, 2) for k, v in {**e["features"], **{x["rule"]: x["value"] for x in e["evidence"]}}.items()})
for kind in res:
    for typ, (tp, fp, fn) in res[kind].items():
        print(f"{kind:12s} {typ:20s} tp {tp:4d} fp {fp:4d} fn {fn:4d}  sens {tp/max(1,tp+fn):.3f} ppv {tp/max(1,tp+fp):.3f}")
