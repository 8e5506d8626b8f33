"""docs/accuracy.md and its pictures from the results of evaluate.py.

Usage: page.py RESULTS.json DOCS_FOLDER
"""
import json
import math
import sys

SCENARIOS = dict(
    quiet="Gaussian noise of any colour", heavy="noise of a t distribution with 4–8 degrees of freedom",
    steps="noise that steps by up to 3×", stepsfasc="discharges over such noise", real="real rest at 1 kHz",
    realfasc="discharges over real rest", fasc="discharges of 10–60 × the noise, peak to peak", fasc8="of 8–10 ×",
    fasc6="of 6–8 ×", fascmany="four discharges a second", fascsnr="of 4–30 ×",
    doublet="a third are doublets, 3–10 ms apart, 12–40 ×", pairs="half are pairs, 10–80 ms apart, of one unit or two",
    steadyfasc="discharges over a steadily firing unit", array="8 electrodes in a row, potentials that travel",
    tremor="4–12 Hz, two muscles", park="4–6 Hz, two muscles by turns", ortho="13–18 Hz, two muscles",
    shallow="drive that swings by 30–60 %", clonus="4–7.5 Hz, decaying", tapping="voluntary taps, 1–4 Hz",
    contraction="15–40 units", weak="4–9 units", cramp="units at 15–40 Hz, discharges before",
    grouped="groups of one unit at 10–220 Hz", tonic="one unit at 5–14 Hz", myoclonus="bursts of 30–90 ms",
    negative="silences of 60–250 ms", mains="50/60 Hz and harmonics", ecg="heartbeats of 20–60 ×",
    ecgweak="of 6–14 ×, with P and T waves", ecgfast="100–140 a minute", ecgslow="35–50 a minute, P and T waves",
    ecgirregular="irregular, some from a ventricle", stim="stimuli without response", stimm="stimuli with responses",
    pops="electrode pops")
QUIET = dict(gaussian10="Gaussian, 20–450 Hz", coloured10="coloured, 1/f^0.5–1.5", heavy10="heavy-tailed, t with 4–8 d.o.f.",
             real10="real rest")
COLORS = ["#0072b2", "#999999", "#d55e00", "#009e73", "#cc79a7"]


def number(value, digits=3):
    return "–" if value is None else f"{value:.{digits}f}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(c) for c in row) + " |" for row in rows])


class Plot:
    """A small chart in SVG: axes from zero to one upwards, points and lines."""

    def __init__(self, title, x_label, y_label, ticks, x_range, y_range=(0, 1), legend=(270, 240)):
        self.x_range, self.y_range, self.parts = x_range, y_range, []
        self.legend = legend
        self.text(30, 18, title, size=13, anchor="start", weight="bold")
        self.text(250, 290, x_label)
        self.parts.append(f'<text x="14" y="145" transform="rotate(-90 14 145)" text-anchor="middle">{y_label}</text>')
        for n in range(6):
            y = y_range[0] + (y_range[1] - y_range[0]) * n / 5
            self.parts.append(f'<line x1="50" x2="450" y1="{self.y(y):.1f}" y2="{self.y(y):.1f}" stroke="#ddd"/>')
            self.text(44, self.y(y) + 4, f"{y:.1f}", anchor="end")
        for x, label in ticks:
            self.text(self.x(x), 270, label)

    def x(self, v):
        return 50 + 400 * (v - self.x_range[0]) / (self.x_range[1] - self.x_range[0])

    def y(self, v):
        return 255 - 220 * (v - self.y_range[0]) / (self.y_range[1] - self.y_range[0])

    def text(self, x, y, words, size=11, anchor="middle", weight="normal"):
        words = words.replace("&", "&amp;").replace("<", "&lt;")
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
                          f'font-weight="{weight}">{words}</text>')

    def line(self, points, color, name=None, dash=""):
        path = " ".join(f"{self.x(a):.1f},{self.y(b):.1f}" for a, b in points)
        self.parts.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2" stroke-dasharray="{dash}"/>')
        for a, b in points if not dash else []:
            self.parts.append(f'<circle cx="{self.x(a):.1f}" cy="{self.y(b):.1f}" r="3.5" fill="{color}"/>')
        if name:
            x, y = self.legend
            self.legend = x, y - 16
            self.parts.append(f'<line x1="{x}" x2="{x + 20}" y1="{y - 4}" y2="{y - 4}" stroke="{color}" stroke-width="2" '
                              f'stroke-dasharray="{dash}"/>')
            self.text(x + 25, y, name, anchor="start")

    def bar(self, a, b, top, color):
        self.parts.append(f'<rect x="{self.x(a):.1f}" y="{self.y(top):.1f}" width="{self.x(b) - self.x(a):.1f}" '
                          f'height="{self.y(0) - self.y(top):.1f}" fill="{color}" fill-opacity="0.25"/>')

    def write(self, path):
        with open(path, "w") as file:
            file.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 300" font-family="sans-serif" font-size="11">\n'
                       '<rect width="480" height="300" fill="white"/>\n' + "\n".join(self.parts) + "\n</svg>\n")


def bin_label(b):
    return f"{b['snr_from']:g}–{b['snr_to']:g}" if b["snr_to"] else f"> {b['snr_from']:g}"


def sizes(results, folder):
    part, peers = results["sizes"], results.get("peers", {}).get("scores", {})
    bound = [h / t if t else None for h, t in zip(part["ceiling"]["hits"], part["ceiling"]["truth"])]
    plot = Plot("Recall of discharges by size", "peak-to-peak over noise", "recall",
                [(n, bin_label(b)) for n, b in enumerate(part["own"])], (-.3, len(part["own"]) - .7))
    plot.line([(n, v) for n, v in enumerate(bound) if v is not None], COLORS[1], "matched filter, true templates", dash="5 3")
    plot.line([(n, b["sensitivity"]) for n, b in enumerate(part["own"]) if b["sensitivity"] is not None], COLORS[0], "MyoSift")
    plot.write(f"{folder}/accuracy-sizes.svg")
    rows = [[bin_label(b), b["hits"] + b["missed"], number(b["sensitivity"]), number(c)] for b, c in zip(part["own"], bound)]
    check = part["ceiling"]
    return [
        "## Recall by size, beside what a matched filter reaches", "",
        f"`fascsnr`, seeds {part['seeds'][0]}–{part['seeds'][-1]}. The filter knows each unit's true potential and the noise's "
        f"spectrum, and its threshold is set to the false rate measured here: {part['own_false']} in {part['minutes']:.0f} quiet "
        f"minutes, {check['per_minute']:.3f} a minute. No detector does better in Gaussian noise. Rice's formula, by which the "
        f"threshold is found, is checked at 3.2 times the noise: {check['noise_crossings_expected']:.0f} crossings expected, "
        f"{check['noise_crossings_counted']:.0f} counted.", "",
        table(["peak-to-peak / noise", "true", "MyoSift", "matched filter"], rows), "",
        "![Recall by size](accuracy-sizes.svg)", ""]


def operating(results, folder):
    part = results["operating"]
    small = slice(0, 3)

    def recall(hits, truth):
        return sum(hits[small]) / max(1, sum(truth[small]))

    points, bounds, rows = [], [], []
    for r in part["rows"]:
        rate = r["ceiling"]["per_minute"]
        own = recall([b["hits"] for b in r["own"]], [b["hits"] + b["missed"] for b in r["own"]])
        bound = recall(r["ceiling"]["hits"], r["ceiling"]["truth"])
        points.append((math.log10(rate), own))
        bounds.append((math.log10(rate), bound))
        rows.append([", ".join(f"`{s}`" for s in r["settings"]), f"{r['false']} in {r['minutes']:.0f} min", f"{rate:.3f}",
                     number(own), number(bound)])
    plot = Plot("Recall of discharges of 4–10 times the noise", "false events a minute", "recall",
                [(n, f"{10 ** n:g}") for n in (-2, -1, 0, 1)], (-2.3, 1.3))
    plot.line(sorted(bounds), COLORS[1], "matched filter, true templates", dash="5 3")
    plot.line(sorted(points), COLORS[0], "MyoSift")
    plot.write(f"{folder}/accuracy-operating.svg")
    return ["### As the gate moves", "", "All events found in 120 minutes of Gaussian and coloured noise are false; recall is of "
            "`fascsnr`'s discharges of 4–10 times the noise.", "",
            table(["gate", "false", "a minute", "MyoSift", "matched filter"], rows), "",
            "![Recall by false rate](accuracy-operating.svg)", ""]


def quiet(results):
    part = results["quiet"]
    rows = []
    for name, kind in part["kinds"].items():
        types = {k: t for k, t in kind["types"].items() if t["quiet_false"]}
        types.setdefault("fasciculation", dict(quiet_false=0, quiet_false_per_min=0, quiet_false_per_min_ci95=[
            0, 3.6889 / kind["minutes"]]))
        for k in sorted(types, key=lambda k: k != "fasciculation"):
            t = types[k]
            low, high = t["quiet_false_per_min_ci95"]
            rows.append([QUIET[name], f"{kind['minutes']:.0f}", k, t["quiet_false"], number(t["quiet_false_per_min"]),
                         f"{low:.3f}–{high:.3f}"])
    return [
        "## False events in an hour of quiet", "",
        f"Seeds {part['seeds'][0]}–{part['seeds'][-1]}, ten minutes each, nothing but noise; exact Poisson intervals of 95 %. The "
        "real rest is 16 minutes of one surface recording (PySiology's), without the stretches in which the effective value of a "
        "quarter of a second is above twice the usual, in pieces of 4–30 s put together at random; an hour of it holds every "
        "minute about four times, so its interval is too narrow. Nobody has annotated it: some of what is called false there has the "
        "same waveform again and again and may well be a motor unit.", "",
        table(["noise", "minutes", "event", "false", "a minute", "95 %"], rows), ""]


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


def calibration(results, folder):
    part = results["scenarios"]["pooled"]["calibration"]
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
    by_type = [[k, c["detections"], number(c["confidence"]), number(c["accuracy"]), number(c["expected_error"])]
               for k, c in results["scenarios"]["pooled"].get("calibration_by_type", {}).items()]
    return ["## Confidence", "",
            f"Expected calibration error over {part['detections']} detections of all scenarios: "
            f"**{number(part['expected_error'])}**. `unclassified` claims nothing and is not counted.", "",
            table(["confidence", "detections", "mean", "right"], rows), "",
            table(["type", "detections", "mean confidence", "right", "calibration error"], by_type), "",
            "![Reliability](accuracy-calibration.svg)", ""]


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


def ablation(results):
    part = results["ablation"]
    kinds = [k for k in part["rows"][0]["f1"] if k != "unclassified"]
    rows = [[r["stage"]] + [number(r["f1"].get(k), 2) for k in kinds] +
            [number(r["doublets"], 2), r["false_fasciculations"], number(r["quiet_false_per_min"], 2)] for r in part["rows"]]
    names = ", ".join(f"`{s}`" for s in part["scenarios"])
    settings = [f"- {r['stage']}: " + ", ".join(f"`--set {s}`" for s in r["settings"]) for r in part["rows"] if r["settings"]]
    settings += [f"- {r['stage']}: not measured ({r['reason']})" for r in part.get("refused", [])]
    return ["## What each stage is for", "", f"F1 by type with one stage off, over {names} (seeds {part['seeds'][0]}–"
            f"{part['seeds'][-1]}); all false discharges, and false events of any type a quiet minute.", "",
            table(["", *kinds, "doublets resolved", "false discharges", "false a minute"], rows), "", *settings, ""]


def peers(results):
    part = results["peers"]
    rows = []
    for name, score in part["scores"].items():
        a, b = score["alone"], score["among"]
        low, high = a["quiet_false_per_min_ci95"]
        sizes = [number(x["sensitivity"], 2) for x in a["snr_bins"][:4]]
        rows.append(["**MyoSift**" if name == "myosift" else name, number(a["sensitivity"]), number(a["ppv"]), number(a["f1"]),
                     *sizes, f"{a['quiet_false_per_min']:.2f} ({low:.2f}–{high:.2f})", number(b["sensitivity"]),
                     number(b["ppv"]), number(b["f1"])])
    tuned = [[n, which, ", ".join(f"{k} = {v}" for k, v in t["parameters"].items()), t["combinations"],
              number(t["f1_on_tuning_seeds"])] for which, best in part["tuned"].items() for n, t in best.items()]
    return [
        "## Beside what Python offers", "",
        "Discharges found by SciPy as an expert would script it, BioSPPy and NeuroKit2, on the same recordings and by the same "
        f"`myosift score`. Each peer had its method, filter, threshold, window and longest burst chosen for the highest F1, for "
        f"each half of the table apart, on seeds {part['tuning_seeds'][0]}–{part['tuning_seeds'][-1]}; the table is of seeds "
        f"{part['seeds'][0]}–{part['seeds'][-1]}. *Alone*: {', '.join(part['alone'])}. *Among other events*: "
        f"{', '.join(part['among'])}, of which only `ecg`, `pops` and `stim` hold discharges.", "",
        table(["", "alone: sensitivity", "precision", "F1", "recall at 4–6 ×", "6–8 ×", "8–10 ×", "10–15 ×",
               "false a quiet minute", "among: sensitivity", "precision", "F1"], rows), "",
        table(["peer", "for", "chosen", "combinations", "F1 on tuning seeds"], tuned), ""]


def seeds(results):
    """Which seeds each part used."""
    names = dict(scenarios="every scenario", quiet="quiet hours", sizes="recall by size", operating="as the gate moves",
                 ablation="ablation", peers="peers")

    def text(values):
        return f"{values[0]}–{values[-1]}"
    rows = [[names[k], text(results[k]["tuning_seeds"]) if "tuning_seeds" in results[k] else "–", text(results[k]["seeds"])]
            for k in names if k in results]
    return [table(["part", "tuning seeds", "reporting seeds"], rows), ""]


def short(results):
    lines = []
    for name, score in results["scenarios"]["scores"].items():
        minutes = score["analysable_s"] / 60
        for kind, t in score["types"].items():
            true = t["hits"] + t["missed"]
            if true and t["f1"] < .9:
                lines.append(f"- `{name}`: {kind}: {t['missed']} of {true} missed, {t['false']} false (F1 {t['f1']:.2f})")
            elif not true and t["false"] / minutes > 1 and kind != "unclassified":
                lines.append(f"- `{name}`: {t['false'] / minutes:.1f} {kind} a minute that are none")
    return ["## What falls short", "", "Every row with an F1 under 0.9, and whatever is found more than once a minute though it does "
            "not occur:", "", *lines, ""]


def main():
    with open(sys.argv[1]) as file:
        results = json.load(file)
    folder = sys.argv[2]
    lines = [
        "# Accuracy on a second simulator", "",
        "Made by `Benchmarks/Accuracy/page.py` from `Benchmarks/Accuracy/results.json`; not to be edited by hand.", "",
        "`Benchmarks/Accuracy/second_simulator.py` makes recordings by assumptions of its own: potentials from Gaussian "
        "derivatives, noise shaped in the frequency domain, bursts as sums of random potentials. Nothing of `EMGSynthesis` is in "
        "it. **Seeds 0 to 99 are for tuning, seeds from 100 on for reporting**; nothing was chosen by the latter. Truth comes from "
        "the simulator, not from people: it says how the program does what the simulator describes, not how it does on patients.",
        "", "```sh",
        "swift build -c release --product myosift",
        "peers=$(Benchmarks/Peers/environment.sh python3 .build/peers)",
        ".venv/bin/python Benchmarks/Accuracy/evaluate.py .build/release/myosift Benchmarks/Accuracy/results.json --peers \"$peers\"",
        "# with --tune the peers' parameters are chosen anew",
        ".venv/bin/python Benchmarks/Accuracy/page.py Benchmarks/Accuracy/results.json docs", "```", ""]
    lines += seeds(results)
    if "scenarios" in results:
        lines += short(results)
    if "quiet" in results:
        lines += quiet(results)
    if "sizes" in results:
        lines += sizes(results, folder)
    if "operating" in results:
        lines += operating(results, folder)
    if "peers" in results:
        lines += peers(results)
    if "scenarios" in results:
        lines += scenario_tables(results) + doublets(results) + confusion(results) + calibration(results, folder)
    if "ablation" in results:
        lines += ablation(results)
    with open(f"{folder}/accuracy.md", "w") as file:
        file.write("\n".join(lines).rstrip() + "\n")


if __name__ == "__main__":
    main()
