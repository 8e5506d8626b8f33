"""The page's sections on real recordings, and on figures that others have published."""
import collections
import json
import pathlib

from charts import bin_label, number, share, table

BY_EYE = pathlib.Path(__file__).resolve().parent / "rest_by_eye.json"


def words(labels):
    return ", ".join(f"{n} {k}" for k, n in labels.items()) or "none"


def percent(value):
    return "–" if value is None else f"{100 * value:.1f} %"


def needle(part):
    ms = [f"{1e3 * t:g} ms" for t in part["tolerances"]]
    rows = [[u["unit"], f"{u['peak_to_peak_uv']:.0f}", f"{u['over_noise']:.1f}", f"{u['over_rms']:.1f}", u["firings"],
             "–" if u["assigned"] is None else u["assigned"], u["discharges"], *u["hits"], *[percent(a) for a in u["agreement"]]]
            for u in part["rows"]]
    middle = 1
    total = sum(u["hits"][middle] for u in part["rows"])
    large = [u for u in part["rows"] if u["over_rms"] > 2.5]
    well = sum(u["agreement"][middle] >= .8 for u in large)
    return [
        "### Needle record with hand-marked firings", "",
        f"EMGLAB R00108: monopolar needle, biceps at 10 % of the greatest force, {part['seconds']} s, {part['marks']} firings of eight "
        f"units marked by hand, {part['marks'] / part['seconds']:.0f} a second. `myosift analyze --preset needle` labels it: "
        f"**{words(part['labels'])}**; {share(part['covered'], part['marks'])} of the marks lie within what it reports. Discharges of a "
        "voluntary contraction are not events of their own, by the contract; `myosift units` gives them:", "",
        f"It tells {part['reported_units']} units apart. {share(total, part['marks'])} of the marks are matched within {ms[middle]}; of "
        f"the {len(large)} units above 2.5 times the signal's effective value {well} agree by 80 % or more.", "",
        table(["unit", "µV", "over noise", "over RMS", "marks", "our unit", "its discharges", *[f"matched, {t}" for t in ms],
               *[f"agreement, {t}" for t in ms]], rows), "",
        "The largest first. Sizes are of the least-squares average over the marks: peak to peak over what is left of the signal when "
        f"all averages are taken out ({part['rest_uv']:.0f} µV), and over the signal's effective value. Units are paired one to one by "
        "their agreement (matched discharges over all that either has); marks and ours stand at different deflections of one "
        "potential, so that for each pair the one distance within 6 ms is taken that agrees best. The settings were chosen on "
        "simulated recordings; the search for two units with a part alike was added after this record showed the need.", "",
        "Where it falls short: shapes of two units that are alike in their sharpest part are learned as one, and single ones of "
        "the small units are missed or added where several units fire at the same moment; units beyond the eight are parts of "
        "potentials or too small for a person to have marked. No second person has marked this record, so there is "
        "no human-human figure for it. For comparison, from abstracts: eight people who edited the same decomposition of "
        "high-density surface EMG agreed by 99.6 % (median rate of agreement; Hug 2021, J. Electromyogr. Kinesiol. 58:102548); three "
        "decomposers of single-channel needle records of the biceps just above threshold agreed pairwise by about 97 % in controls and "
        "92 % in patients (\"Cross-comparison of three electromyogram decomposition algorithms assessed with experimental and simulated "
        "data\"); EMGLAB reached 100 % for potentials above 2.5 times "
        "the signal's effective value (McGill 2005, J. Neurosci. Methods 149:121). People who "
        "judge twitches agree less: kappa 0.94 where there are many, 0.49 where there are few (Harding 2016).", ""]


def voluntary(part):
    rows = [[r["record"], "whole" if r["end_s"] is None else f"first {r['end_s']:g} s", words(r["labels"]),
             r["labels"].get("fasciculation", 0)] for r in part["rows"]]
    found = sum(r["labels"].get("fasciculation", 0) for r in part["rows"])
    steady = part["steady"]
    label = next(r for r in part["rows"] if r["end_s"] == steady["end_s"])["labels"]
    holds = ("**Nothing in them is called a fasciculation.**" if not found else f"**{found} events in them are called fasciculation.**")
    named = ("is called what it is." if "tonic_firing" in label else
             f"should be `tonic_firing`, and is not: alone it is reported as {words(label)}.")
    return ["### Voluntary activity", "",
            f"PhysioNet's emgdb, concentric needle, tibialis anterior, `--preset needle`. {holds} The first {steady['end_s']:g} s of "
            f"`{steady['record']}` are one large unit at {steady['rate_hz']:.1f} Hz (coefficient of variation of its intervals "
            f"{100 * steady['interval_cv']:.0f} %, {steady['discharges']} discharges, counted apart from the program): that {named}", "",
            table(["record", "part", "labels", "fasciculations"], rows), ""]


def at_rest(part):
    with open(BY_EYE) as file:
        looked = json.load(file)
    columns = list(looked["verdicts"])
    kinds = [k for k in ("fasciculation", "myoclonus", "artifact", "unclassified") if k in part["labels"]]
    rows = []
    for kind in kinds:
        counts = collections.Counter(e["verdict"] for e in part["events"] if e["type"] == kind)
        rows.append([kind, sum(counts.values()), *[counts[c] for c in columns], counts[None]])
    summary = part["summary"]
    low, high = summary["per_min_ci95"]
    discharges = collections.Counter(e["verdict"] for e in part["events"] if e["type"] == "fasciculation")
    known = sum(n for v, n in discharges.items() if v)
    units = []
    for u in part["units"]:
        alike = "more than" if u["alike"] > u["noise_alike"] else "no more than"
        units.append(f"The {u['events']} discharges of its unit {u['unit']} are alike {alike} the {u['noise_peaks']} largest peaks of "
                     f"the noise about them (mean correlation {u['alike']:.2f} against {u['noise_alike']:.2f})"
                     + (": by shape they are no unit, but what the band makes of noise." if u["alike"] <= u["noise_alike"] else "."))
    return ["### At rest", "",
            f"PySiology's long recording: surface, 1 kHz, {part['duration_s']:.0f} s, its unit not stated, nobody has annotated it. "
            f"Reported are {words(part['labels'])}; fasciculations {summary['per_min']:.2f} a minute ({low:.2f}–{high:.2f}). The noise "
            "grows slowly and steps up near 620 s; there are movements in the first 45 s, at 450 to 466 s, 611 to 627 s and, with "
            "large deflections of the electrodes, 827 to 830 s. The contractions lie on bursts that are plain in the overview.", "",
            "![Long resting record](accuracy-rest.svg)", "",
            f"By eye ({looked['by']}): of {known} fasciculations looked at **{discharges['discharge']} look like discharges**, "
            f"{discharges['doubtful']} may be, {discharges['noise']} look like noise, {discharges['interference']} like "
            f"interference, and {discharges['activity']} are part of visible activity. " + " ".join(units), "",
            table(["reported as", "events", *columns, "not looked at"], rows), "",
            *[f"- *{k}*: {v}" for k, v in looked["verdicts"].items()], ""]


def real_records(part):
    lines = ["## Real recordings", "",
             "Public recordings, none known to show what the program is for. They are read from a folder beside the project "
             "(`MYOSIFT_DATA`) and not part of it.", ""]
    for name, section in dict(needle=needle, voluntary=voluntary, rest=at_rest).items():
        if name in part:
            lines += section(part[name])
    return lines


HYBRID = dict(surface="surface, 10–60 ×", surface_doublets="surface, half followed by another after 2–80 ms", surface_weak="surface, 5–10 ×",
              surface_rest="surface, nothing added", needle="needle, 10–60 ×", needle_rest="needle, nothing added")


def hybrid(part):
    rows, sizes = [], []
    for name, kind in part["kinds"].items():
        f = kind["types"].get("fasciculation")
        others = words({k: t["false"] for k, t in kind["types"].items() if k != "fasciculation" and t["false"]})
        empty = f is None or not f["hits"] + f["missed"]
        interval = "–" if empty else "–".join(f"{v:.2f}" for v in kind["f1_ci95"])
        low, high = f["quiet_false_per_min_ci95"] if f else [0, 3.6889 / kind["quiet_minutes"] if kind["quiet_minutes"] else 0]
        rows.append([f"`{name}`", HYBRID[name], 0 if f is None else f["hits"] + f["missed"], 0 if f is None else f["false"],
                     *["–" if empty else number(f[k]) for k in ("sensitivity", "ppv", "f1")], interval,
                     f"{f['quiet_false_per_min'] if f else 0:.2f} ({low:.2f}–{high:.2f})", others])
        matched = kind.get("matched")
        for n, b in enumerate(kind["sizes"]):
            if b["truth"] or b["false"]:
                found = b["hits"] + b["false"]
                sizes.append([f"`{name}`", bin_label(b), b["truth"], b["hits"], b["false"],
                              number(b["hits"] / b["truth"] if b["truth"] else None), number(b["hits"] / found if found else None),
                              number(matched["hits"][n] / matched["truth"][n] if matched and matched["truth"][n] else None)])
    pairs = part["kinds"].get("surface_doublets", {}).get("doublets")
    lines = ["## Real potentials in real noise", "",
             f"`hybrid_truth.py`, seeds {part['seeds'][0]}–{part['seeds'][-1]}, two minutes each: potentials averaged from decomposed "
             f"recordings ({part['potentials']['surface']} of vastus lateralis surface units, {part['potentials']['needle']} of the "
             "biceps needle record) at known times in real resting noise (surface), or in noise with the spectrum of a needle record's "
             "gaps; presets `surface` and `needle`. Discharges match within 20 ms. Nobody has marked the resting noise, which is that of "
             "[at rest](#at-rest): what is found in `surface_rest` is an upper bound of false alarms.", "",
             table(["scenario", "what", "true", "false", "sensitivity", "PPV", "F1", "F1 95 %", "false a quiet minute", "other events"],
                   rows), "",
             "By size, peak to peak over the noise: true discharges by the size they were given, false ones by the size the program says "
             "they have. The matched filter knows each unit's true potential and the noise's spectrum; its threshold is what the same "
             "noise without discharges crosses as often as the program has false ones in it.", "",
             table(["scenario", "size", "true", "found", "false", "sensitivity", "PPV", "matched filter"], sizes), ""]
    if pairs and pairs["truth"]:
        lines += [f"Doublets 2–10 ms apart: {share(pairs['resolved'], pairs['truth'])} resolved, {pairs['found']} found.", ""]
    return lines


def beside_published(part):
    c, w, k = part["per_candidate"], part["tremor_windows"], part["clonus"]
    at = .46 * c["sensitivity"] + .54 * c["specificity"]
    rows = [
        ["Fasciculations by candidate: sensitivity", "83.6 %", percent(c["sensitivity"]), f"{c['tp']} of {c['tp'] + c['fn']}"],
        ["specificity", "91.6 %", percent(c["specificity"]), f"{c['tn']} of {c['tn'] + c['fp']}"],
        ["accuracy", "87.9 %", percent(c["accuracy"]), f"{percent(at)} at the published share of true candidates, 46 %"],
        ["PPV", "89.5 % (derived)", percent(c["ppv"]), f"{c['fp']} false"],
        ["false a minute", "6.5–7 (derived)", f"{c['false_per_min']:.2f}", f"in {c['minutes']:.0f} min"],
        [f"Tremor by windows of {w['window_s']:g} s: sensitivity", "84.8 %", percent(w["sensitivity"]), f"{w['tp']} of {w['tp'] + w['fn']}"],
        ["specificity", "96.5 %", percent(w["specificity"]), f"{w['tn']} of {w['tn'] + w['fp']}"],
        ["accuracy", "90.8 %", percent(w["accuracy"]), ""],
        ["Clonus, ICC of frequency", "0.949", number(k["frequency"]["icc"], 4),
         f"ICC(2,1), {k['found']} of {k['runs']} runs found; {k['frequency']['mean_true']:.1f} ± {k['frequency']['sd_true']:.1f} Hz"],
        ["ICC of duration", "0.852", number(k["duration"]["icc"], 4),
         f"{k['duration']['mean_true']:.1f} ± {k['duration']['sd_true']:.1f} s"],
        ["Tremor or myoclonus: accuracy", "86.3 %", percent(part["tremor_myoclonus"]["accuracy"]),
         f"balanced {percent(part['tremor_myoclonus']['balanced'])}, kappa {part['tremor_myoclonus']['kappa']:.2f}"],
        ["Spasm classes: agreement", "89 %", percent(part["spasms"]["accuracy"]),
         f"balanced {percent(part['spasms']['balanced'])}, kappa {part['spasms']['kappa']:.2f}"],
    ]

    def classes(told):
        columns = list(next(iter(told["table"].values())))
        return table(["true", *columns], [[kind, *row.values()] for kind, row in told["table"].items()])
    names = ", ".join(f"`{n}`" for n in c["scenarios"])
    return [
        "## Beside published figures", "",
        "**Ours are of simulated recordings, theirs of people**: measures of one kind on different material. The table says how the "
        "program does on what the simulator makes, not that it does better than theirs on patients; their recordings are not "
        f"public. Seeds {part['seeds'][0]}–{part['seeds'][-1]}.", "",
        table(["measure", "published", "MyoSift, simulated", ""], rows), "",
        "- Fasciculations: SPiQE (Bashford 2019, Clin. Neurophysiol. 130:1083), high-density surface EMG of 8 people, by candidate. "
        f"Here: positives are all true discharges, also those under the candidates' size; negatives are the deflections above "
        f"{c['sigmas']:g} standard deviations of the noise, one in 10 ms, that are no discharge: noise, heartbeats, power line, pops, "
        f"stimuli. {percent(c['prevalence'])} are true. Within 20 ms; {names}.",
        "- Tremor windows: Luft 2019, Sensors 19:4301. Here: a window is tremor where tremor covers at least half of it; tremor from "
        + ", ".join(f"`{n}`" for n in w["tremor"]) + ", the rest from " + ", ".join(f"`{n}`" for n in w["others"]) + ".",
        "- Clonus: Mummidisetty 2012, against a person's marks; the form of the coefficient is not known to us. Here ICC(2,1) against "
        "the simulator, over the runs found.",
        "- Tremor or myoclonus: five spectral measures in 153 people with orthostatic, essential and dystonic tremor and cortical "
        "myoclonus (Mov. Disord. 2025). Here two classes by the label that covers most of each true event, any other or none being "
        "wrong. Our myoclonus is of single bursts, which is easier to tell from tremor than theirs.",
        "- Spasm classes: Thomas 2014, J. Electromyogr. Kinesiol., agreement of two raters on unit, tonic, clonus, myoclonus, mixed. "
        "Here the same without mixed: steady units; contraction and cramp; clonus; myoclonus.", "",
        classes(part["tremor_myoclonus"]), "", classes(part["spasms"]), ""]
