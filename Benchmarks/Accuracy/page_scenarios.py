"""The page's sections on the second simulator's scenarios."""
from charts import COLORS, Plot, number, share, table

SCENARIOS = dict(
    quiet="Gaussian noise of any colour", heavy="noise of a t distribution with 4–8 degrees of freedom",
    steps="noise that steps by up to 3×", stepsfasc="discharges over such noise", real="real rest at 1 kHz",
    realfasc="discharges over real rest", fasc="discharges of 10–60 × the noise, peak to peak", fasc8="of 8–10 ×",
    fasc6="of 6–8 ×", fascmany="four discharges a second", fascsnr="of 4–30 ×",
    doublet="a third are doublets, 3–10 ms apart, 12–40 ×", pairs="half are pairs, 10–80 ms apart, of one unit or two",
    steadyfasc="discharges over a steadily firing unit", array="8 electrodes in a row, potentials that travel",
    tremor="4–12 Hz, two muscles", park="4–6 Hz, two muscles by turns", ortho="13–18 Hz, two muscles",
    shallow="drive that swings by 30–60 %", clonus="4–7.5 Hz, decaying", tapping="voluntary taps, 1–4 Hz",
    contraction="15–40 units", weak="4–9 units", ramps="efforts that rise and fall over 0.5–5 s", cramp="units at 15–40 Hz, discharges before",
    grouped="groups of one unit at 10–220 Hz", tonic="one unit at 5–14 Hz", myoclonus="bursts of 30–90 ms",
    negative="silences of 60–250 ms", mains="50/60 Hz and harmonics", ecg="heartbeats of 20–60 ×",
    ecgweak="of 6–14 ×, with P and T waves", ecgfast="100–140 a minute", ecgslow="35–50 a minute, P and T waves",
    ecgirregular="irregular, some from a ventricle", stim="stimuli without response", stimm="stimuli with responses",
    pops="electrode pops", mixed="all patterns in turn, noise under envelopes", mixedmains="the same with mains",
    mixedecg="with heartbeats", mixedpops="with electrode pops", mixedmotion="with movement",
    briefpops="discharges, pops of brief tails", motion="discharges, movement")


def scenario_tables(results):
    part = results["scenarios"]
    rows, false = [], []
    for name, score in part["scores"].items():
        others = []
        for kind, t in score["types"].items():
            if t["hits"] + t["missed"] == 0 and t["left_out"] == 0:
                others.append(f"{t['false']} {kind}")
                continue
            low, high = t.get("f1_ci95", (None, None))
            # Any overlap makes an artifact a match: its onset says nothing.
            spread = None if kind == "artifact" else t.get("time_error_p95_s", t["onset_error_p95_s"])
            middle = None if kind == "artifact" else t.get("time_error_median_s", t["onset_error_median_s"])
            rows.append([
                f"`{name}`", SCENARIOS.get(name, ""), kind, t["hits"] + t["missed"], t["left_out"], t["false"],
                number(t["sensitivity"]), number(t["ppv"]), number(t["f1"]),
                "–" if low is None else f"{low:.2f}–{high:.2f}",
                "–" if middle is None else f"{1e3 * middle:.1f}", "–" if spread is None else f"{1e3 * spread:.1f}"])
        minutes = score["analysable_s"] / 60
        if others:
            false.append([f"`{name}`", f"{minutes:.0f}", ", ".join(others)])
    intervals = []
    for name, score in part["scores"].items():
        for kind, t in score["types"].items():
            if "merge_tolerant" in t and t["hits"] + t["missed"] and kind != "artifact":
                curve = {c["overlap"]: c["f1"] for c in t["overlap_curve"]}
                error = t.get("frequency_error_median_hz"), t.get("frequency_error_p95_hz")
                intervals.append([
                    f"`{name}`", kind, number(curve.get(.3)), number(curve.get(.5)), number(t["merge_tolerant"]["f1"]),
                    "–" if t["onset_error_median_s"] is None else f"{1e3 * t['onset_error_median_s']:.0f} / "
                    f"{1e3 * t['onset_error_p95_s']:.0f}",
                    "–" if t["end_error_median_s"] is None else f"{1e3 * t['end_error_median_s']:.0f} / "
                    f"{1e3 * t['end_error_p95_s']:.0f}",
                    "–" if error[0] is None else f"{error[0]:+.3f} / {error[1]:.3f}"])
    curves = []
    for name, score in part["scores"].items():
        t = score["types"].get("fasciculation")
        if t and t["hits"] + t["missed"]:
            curves.append([f"`{name}`"] + [number(c["f1"]) for c in t["tolerance_curve"]])
    return [
        "## Every scenario", "",
        f"Seeds {part['seeds'][0]}–{part['seeds'][-1]}, two minutes each (one for `array`). Discharges and responses match within "
        "20 ms, other events by an overlap over union of one half, artifacts by any overlap; the intervals are of recordings drawn "
        "anew (2000 bootstraps), not of events. The error is of the largest deflection of a discharge and of the onset of anything "
        "else. *Left out* is truth under a mask, within 50 ms of an end or under an artifact.", "",
        table(["scenario", "what", "event", "true", "left out", "false", "sensitivity", "precision", "F1", "F1 95 %",
               "error, median ms", "95th percentile ms"], rows), "",
        "Events of types that do not occur in the scenario:", "", table(["scenario", "minutes", "events"], false), "",
        "### Intervals", "",
        "F1 by overlap over union, and with splits and joins forgiven (an event counts where the other side covers 70 % of it). "
        "Errors: median / 95th percentile of the size.", "",
        table(["scenario", "event", "IoU 0.3", "IoU 0.5", "merge-tolerant", "onset, ms", "end, ms", "frequency, Hz"], intervals),
        "", "### Discharges by tolerance", "", "F1 at 5, 10, 20 and 50 ms.", "",
        table(["scenario", "5 ms", "10 ms", "20 ms", "50 ms"], curves), ""]


def confusion(results):
    matrix = results["scenarios"]["pooled"]["confusion"]
    claims = results["scenarios"]["pooled"]["claims"]
    columns = sorted({c for row in matrix.values() for c in row} - {"missed", "unclassified"}) + ["unclassified", "missed"]
    rows = []
    for truth, row in matrix.items():
        total = sum(row.values())
        rows.append([truth, total] + [f"{100 * row[c] / total:.1f}" if c in row else "" for c in columns])
    back = sorted({c for row in claims.values() for c in row} - {"none"}) + ["none"]
    back_rows = []
    for found, row in claims.items():
        total = sum(row.values())
        back_rows.append([found, total] + [f"{100 * row[c] / total:.1f}" if c in row else "" for c in back])
    return ["## Confusion", "", "What each true event was found as, per cent of the row; all scenarios together.", "",
            table(["true", "events"] + columns, rows), "",
            "What lies where a type was found, per cent of the row.", "",
            table(["found", "events"] + back, back_rows), ""]


FEW = 30  # detections under which a share says little


def calibration(results, folder):
    pooled = results["scenarios"]["pooled"]
    part, types = pooled["calibration"], pooled["calibration_by_type"]
    plot = Plot("Confidence and what it is worth", "confidence", "share that is right",
                [(n / 5, f"{n / 5:.1f}") for n in range(6)], (0, 1), legend=(70, 70))
    for b in part["bins"]:
        if b["detections"]:
            plot.bar(b["from"], b["to"], b["accuracy"], COLORS[0])
    plot.line([(0, 0), (1, 1)], COLORS[1], "perfect", dash="5 3")
    plot.line([(b["confidence"], b["accuracy"]) for b in part["bins"] if b["detections"]], COLORS[0], "measured")
    plot.write(f"{folder}/accuracy-calibration.svg")
    rows = [[f"{b['from']:.1f}–{b['to']:.1f}", b["detections"], number(b["confidence"]), number(b["accuracy"])]
            for b in part["bins"] if b["detections"]]
    by_type = [[k, c["detections"], number(c["confidence"]), number(c["accuracy"]), number(c["expected_error"]),
                "" if c["expected_error"] <= .05 else "off" if c["detections"] >= FEW else f"off, under {FEW} detections"]
               for k, c in types.items()]
    bins = [b for b in part["bins"] if any(c["bins"][part["bins"].index(b)]["detections"] for c in types.values())]
    reliability = []
    for k, c in types.items():
        row = [k]
        for b in bins:
            own = c["bins"][part["bins"].index(b)]
            row.append(f"{own['accuracy']:.2f} of {own['detections']}" if own["detections"] else "")
        reliability.append(row)
    return ["## Confidence", "",
            f"Expected calibration error over {part['detections']} detections of all scenarios: "
            f"**{number(part['expected_error'])}**. `unclassified` claims nothing and is not counted. Discharges are nine of ten "
            "detections, so that this is theirs; the types apart follow. How often a type is right depends on how often what looks "
            "like it occurs: the scenarios are no sample of any clinic.", "",
            table(["confidence", "detections", "mean", "right"], rows), "",
            table(["type", "detections", "mean confidence", "right", "calibration error", "over 0.05"], by_type), "",
            "### Reliability by type", "", "Share that is right of the detections in each range of confidence.", "",
            table(["type", *[f"{b['from']:.1f}–{b['to']:.1f}" for b in bins]], reliability), "",
            "![Reliability](accuracy-calibration.svg)", ""]


def counting(results):
    """`myosift score` against the counting written apart from it, and the causes of artifacts."""
    part = results["scenarios"]
    own, other = ([sum(counts[side][k] for counts in part["second_opinion"].values()) for k in range(3)] for side in (0, 1))
    differ = [[kind, " / ".join(map(str, a)), " / ".join(map(str, b))] for kind, (a, b) in part["second_opinion"].items()
              if list(a) != list(b)]
    lines = ["## Counted twice", "",
             "`score_second.py` counts by a matching of its own. Over all scenarios `myosift score` has "
             f"{own[0]} hits, {own[1]} missed and {own[2]} false, the other {other[0]}, {other[1]} and {other[2]}"
             + (". Types that differ:" if differ else ": no type differs."), ""]
    if differ:
        lines += [table(["type", "`score`: hits / missed / false", "`score_second.py`"], differ), ""]
    causes = part["causes"]
    said = sorted({c for row in causes.values() for c in row} - {"missed"}) + ["missed"]
    right = sum(row.get(cause, 0) for cause, row in causes.items())
    total = sum(sum(row.values()) for row in causes.values())
    return lines + ["### Causes of artifacts", "", f"Named right: {share(right, total)}.", "",
                    table(["true", *said], [[cause, *[row.get(c, 0) or "" for c in said]] for cause, row in causes.items()]), ""]


def doublets(results):
    scores = results["scenarios"]["scores"]
    rows = []
    for name in ("doublet", "fasc", "pairs"):
        if name in scores:
            d = scores[name]["doublets"]
            rows.append([f"`{name}`", d["truth"], d["found"], d["resolved"], number(d["sensitivity"]),
                         f"{d['singles_doubled']} of {d['singles']}",
                         "–" if d["interval_error_median_s"] is None else
                         f"{1e3 * d['interval_error_median_s']:.2f} / {1e3 * d['interval_error_p95_s']:.2f}"])
    return ["## Doublets", "", "Resolved: found with the right count of discharges. The error is of the interval.", "",
            table(["scenario", "true", "found", "resolved", "share", "singles doubled", "interval error, ms: median / 95 %"], rows),
            ""]
