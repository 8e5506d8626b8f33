"""The whole evaluation on the second simulator's recordings, into one JSON that page.py turns into docs/accuracy.md.

Usage: evaluate.py MYOSIFT RESULTS.json [--peers PYTHON_OF_PEERS [--tune]] [--seeds COUNT] [--only PART,...]

Parts: scenarios, quiet, sizes, operating, published, hybrid, real, ablation, peers. With --only the others stay as they
are in RESULTS.json. Scores are `myosift score`'s; what it does not measure is in published.py, hybrid.py and
real_records.py. Parts whose recordings are absent are left out, and said to be. Seeds under 100 are for tuning (the detector's settings, the peers' parameters), from 100 on for
reporting; nothing here reads the latter to choose anything.
"""
import argparse
import collections
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile

import numpy as np

from bench import HERE, Bench, bootstrap, by_recording, read, reporting_seeds
from ceiling import ceiling
from hybrid import hybrid
from published import published
from real_records import real_records
from scenarios import SCENARIOS
from score_second import tally

TUNING_SEEDS = range(0, 3)
QUIET = ["gaussian10", "coloured10", "heavy10", "real10"]
QUIET_SEEDS = 6  # of ten minutes each
SIZE_SEEDS = 30
# What the peers are asked: discharges alone, and among what is not a discharge.
ALONE = ["fasc", "fasc8", "fascsnr", "mains", "realfasc", "quiet"]
AMONG = ["tremor", "clonus", "contraction", "tonic", "ecg", "pops", "stim"]
ABLATION = ["fascsnr", "fasc8", "doublet", "steadyfasc", "ecg", "mains", "pops", "steps", "heavy", "quiet", "tremor", "clonus",
            "contraction", "weak", "tonic", "negative", "myoclonus"]
ABLATION_SEEDS = 3
# The gate's thresholds, moved together from eager to strict: wavelets, tail of the moving RMS, false alarms a minute.
OPERATING = [(4.4, 1e-4, 2), (4.8, 2e-5, 1), (5.1, 5e-6, .3), (5.35, 1.5e-6, .1), (5.7, 3e-7, .02), (6.2, 3e-8, .005)]
STAGES = [
    ("all stages", []),
    ("no removal of mains", ["mains.nominal_hz="]),
    ("one noise floor a recording", ["noise.look_back_s=3600", "noise.look_ahead_s=600", "noise.memory_s=3600"]),
    ("noise by the median, not a low quantile", ["noise.quantile=0.5"]),
    ("gate without wavelets", ["gate.wavelet_threshold=100"]),
    ("gate without moving RMS", ["gate.rms_tail=1e-12"]),
    ("gate that does not learn the noise's tail", ["gate.highest_factor=1"]),
    ("no smallest size", ["classification.minimum_snr=0.2"]),
    ("no motor units", ["units.minimum_snr=500"]),
    ("no superpositions", ["units.most_superposed=1"]),
    ("no rhythm", ["rhythm.minimum_bursts=100", "rhythm.definite_bursts=100", "rhythm.evidence_nats=100", "rhythm.evidence_per_interval_nats=10",
                   "rhythm.modulated_evidence_nats=500", "rhythm.spectral_shortest_s=100"]),
    ("no steady trains", ["classification.tonic_minimum=1000", "classification.tonic_evidence_nats=200",
                          "classification.brief_evidence_nats=500"]),
    ("no sustained activity", ["classification.sustained_minimum_s=60"]),
    ("no signs of artifacts", ["artifacts.step_residual=100", "artifacts.low_frequency_share=1"]),
]


def second_opinion(bench, folder, tolerance, causes):
    """Hits, misses and false events by type as score_second.py counts them; and what the causes of artifacts were said
    to be, added to a table."""
    counts = collections.defaultdict(lambda: [0, 0, 0])
    for truth, events in bench.pairs(folder):
        for _, typ, (hits, false, missed, _), _, _ in tally(read(truth), read(events), tolerance):
            for k, value in enumerate((hits, missed, false)):
                counts[typ][k] += len(value)
            if typ == "artifact":
                for true, found in [(t["cause"], f["cause"]) for t, f in hits] + [(t["cause"], "missed") for t in missed]:
                    causes[true][found] += 1
    return counts


def scenarios(bench, seeds):
    result, opinion = {}, collections.defaultdict(lambda: [[0, 0, 0], [0, 0, 0]])
    causes = collections.defaultdict(collections.Counter)
    for name in SCENARIOS:
        if name in QUIET or (folder := bench.scenario(name, seeds)) is None:
            continue
        score = bench.score(folder)
        # Reliability needs all scenarios together: the pooled score has it.
        score = {k: v for k, v in score.items() if not k.startswith("calibration")}
        second = second_opinion(bench, folder, score["tolerance_s"], causes)
        for kind, t in score["types"].items():
            for k, key in enumerate(("hits", "missed", "false")):
                opinion[kind][0][k] += t[key]
                opinion[kind][1][k] += second[kind][k]
        kinds = [k for k, t in score["types"].items() if t["hits"] + t["missed"]]
        for kind, rows in by_recording(bench, folder, kinds).items():
            score["types"][kind]["f1_ci95"] = bootstrap(rows)
        result[name] = score
        print(name, {k: (t["hits"], t["missed"], t["false"]) for k, t in score["types"].items()}, flush=True)
    return dict(seeds=list(seeds), scores=result, second_opinion=opinion, causes=causes, pooled=bench.score(bench.folder("scenarios")))


def quiet(bench):
    result = {}
    seeds = reporting_seeds(QUIET_SEEDS)
    for name in QUIET:
        if bench.simulate(name, seeds, "quiet", name):
            folder = bench.folder("quiet", name)
            bench.analyze(folder)
            score = bench.score(folder)
            result[name] = dict(
                minutes=score["quiet_s"] / 60,
                types={k: {key: t[key] for key in ("quiet_false", "quiet_false_per_min", "quiet_false_per_min_ci95")}
                       for k, t in score["types"].items()})
            print(name, {k: t["quiet_false"] for k, t in score["types"].items()}, flush=True)
    return dict(seeds=list(seeds), kinds=result)


def sizes(bench, quiet_result):
    """Recall by size beside the ceiling, at the false rate measured on Gaussian noise of any colour."""
    seeds = reporting_seeds(SIZE_SEEDS)
    bench.simulate("fascsnr", seeds, "sizes")
    folder = bench.folder("sizes")
    bench.analyze(folder)
    own = bench.score(folder)["types"]["fasciculation"]
    kinds = [quiet_result["kinds"][k] for k in ("gaussian10", "coloured10")]
    minutes = sum(k["minutes"] for k in kinds)
    false = sum(k["types"].get("fasciculation", dict(quiet_false=0))["quiet_false"] for k in kinds)
    # With none seen, the rate that would show none half of the time.
    rate = false / minutes if false else np.log(2) / minutes
    edges = [b["snr_from"] for b in own["snr_bins"]]
    result = dict(seeds=list(seeds), own=own["snr_bins"], own_false=false, minutes=minutes,
                  ceiling=ceiling("fascsnr", seeds, rate, edges))
    print("sizes", result["own"], result["ceiling"], flush=True)
    return result


def operating(bench):
    """Recall and false rate as the gate's thresholds move, and the bound at each rate."""
    seeds = reporting_seeds(SIZE_SEEDS)
    bench.simulate("fascsnr", seeds, "sizes")
    noises = ("gaussian10", "coloured10")
    for name in noises:
        bench.simulate(name, reporting_seeds(QUIET_SEEDS), "quiet", name)
    rows = []
    for number, (wavelet, tail, rate) in enumerate(OPERATING):
        settings = [f"gate.wavelet_threshold={wavelet}", f"gate.rms_tail={tail}", f"gate.false_per_minute={rate}"]
        false = minutes = 0
        for name in noises:
            output = bench.folder("operating", str(number), name)
            bench.analyze(bench.folder("quiet", name), output, settings)
            score = bench.score(bench.folder("quiet", name), output)
            # Whatever is found in noise is false, whatever it is called.
            false += sum(t["quiet_false"] for t in score["types"].values())
            minutes += score["quiet_s"] / 60
        output = bench.folder("operating", str(number), "sizes")
        bench.analyze(bench.folder("sizes"), output, settings)
        bins = bench.score(bench.folder("sizes"), output)["types"]["fasciculation"]["snr_bins"]
        rate = max(false, np.log(2)) / minutes
        rows.append(dict(settings=settings, false=false, minutes=minutes, own=bins,
                         ceiling=ceiling("fascsnr", seeds, rate, [b["snr_from"] for b in bins])))
        print("operating", settings, false, [b["sensitivity"] for b in bins], flush=True)
    return dict(seeds=list(seeds), rows=rows)


def ablation(bench):
    seeds = reporting_seeds(ABLATION_SEEDS)
    for name in ABLATION:
        bench.simulate(name, seeds, "ablation", "truth")
    truth = bench.folder("ablation", "truth")
    rows, refused = [], []
    for number, (stage, settings) in enumerate(STAGES):
        output = bench.folder("ablation", str(number))
        try:
            bench.analyze(truth, output, settings)
        except RuntimeError as error:
            # A setting that is no more, or has another range: said on the page.
            refused.append(dict(stage=stage, reason=str(error)))
            print(f"ablation: {stage}: {error}", file=sys.stderr)
            continue
        score = bench.score(truth, output)
        rows.append(dict(
            stage=stage, settings=settings,
            f1={k: t["f1"] for k, t in score["types"].items() if t["hits"] + t["missed"]},
            quiet_false_per_min=sum(t["quiet_false"] for t in score["types"].values()) / score["quiet_s"] * 60,
            doublets=score["doublets"]["sensitivity"],
            false_fasciculations=score["types"].get("fasciculation", dict(false=0))["false"],
            unclassified=score["types"].get("unclassified", dict(false=0))["false"]))
        print(stage, rows[-1]["f1"], flush=True)
    return dict(seeds=list(seeds), scenarios=ABLATION, rows=rows, refused=refused)


def peers(bench, python, count, tune):
    """The peers with the parameters of Peers/tuned.json, which --tune finds anew (a quarter of an hour)."""
    script = str(HERE.parent / "Peers" / "fasciculations.py")
    tuned = str(HERE.parent / "Peers" / "tuned.json")
    reporting = reporting_seeds(count)
    parts = dict(alone=ALONE, among=AMONG)
    for part, names in parts.items():
        for name in names:
            if tune:
                bench.simulate(name, TUNING_SEEDS, "peers", "tuning", part)
            bench.simulate(name, reporting, "peers", part)
        if tune:
            subprocess.run([python, script, "tune", bench.folder("peers", "tuning", part), tuned, part], check=True)
    with open(tuned) as file:
        result = dict(tuning_seeds=list(TUNING_SEEDS), seeds=list(reporting), **parts, tuned=json.load(file), scores={})
    for part in parts:
        folder = bench.folder("peers", part)
        output = bench.folder("peers", part + "-events")
        subprocess.run([python, script, "run", folder, output, tuned, part], check=True)
        bench.analyze(folder, bench.folder("peers", part + "-events", "myosift"))
        for name in ["myosift", *result["tuned"][part]]:
            t = bench.score(folder, f"{output}/{name}")["types"]["fasciculation"]
            result["scores"].setdefault(name, {})[part] = {
                k: t[k] for k in ("hits", "missed", "false", "sensitivity", "ppv", "f1", "quiet_false", "quiet_false_per_min",
                                  "quiet_false_per_min_ci95", "time_error_p95_s", "snr_bins")}
            print(name, part, t["f1"], flush=True)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("results")
    parser.add_argument("--peers", help="Python of an environment made by Benchmarks/Peers/environment.sh")
    parser.add_argument("--tune", action="store_true", help="choose the peers' parameters anew")
    parser.add_argument("--seeds", type=int, default=20, help="reporting seeds a scenario")
    parser.add_argument("--only", default="scenarios,quiet,sizes,operating,published,hybrid,real,ablation,peers")
    options = parser.parse_args()
    parts = options.only.split(",")
    results = {}
    if os.path.exists(options.results):
        with open(options.results) as file:
            results = json.load(file)
    scratch = tempfile.mkdtemp()
    bench = Bench(os.path.abspath(options.program), scratch)
    try:
        if "scenarios" in parts:
            results["scenarios"] = scenarios(bench, reporting_seeds(options.seeds))
        if "quiet" in parts:
            results["quiet"] = quiet(bench)
        if "sizes" in parts and "quiet" in results:
            results["sizes"] = sizes(bench, results["quiet"])
        if "operating" in parts:
            results["operating"] = operating(bench)
        if "published" in parts:
            results["published"] = published(bench, options.seeds)
        if "hybrid" in parts:
            try:
                results["hybrid"] = hybrid(bench)
            except FileNotFoundError as error:
                results.pop("hybrid", None)
                print(f"hybrid: left out: {error}", file=sys.stderr)
        if "real" in parts:
            results["real"] = real_records(bench)
        if "ablation" in parts:
            results["ablation"] = ablation(bench)
        if "peers" in parts and options.peers:
            results["peers"] = peers(bench, options.peers, min(options.seeds, 4), options.tune)
    finally:
        shutil.rmtree(scratch)
    results["date"] = datetime.date.today().isoformat()
    with open(options.results, "w") as file:
        json.dump(results, file, indent=1)
        file.write("\n")
    if "ablation" in parts and results["ablation"]["refused"]:
        sys.exit("ablation: the program refused the settings of a stage")


if __name__ == "__main__":
    main()
