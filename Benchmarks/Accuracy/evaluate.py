"""The whole evaluation on the second simulator's recordings, into one JSON that page.py turns into docs/accuracy.md.

Usage: evaluate.py MYOSIFT RESULTS.json [--peers PYTHON_OF_PEERS [--tune]] [--seeds COUNT] [--only PART,...]

Parts: scenarios, quiet, sizes, operating, ablation, peers. With --only the others stay as they are in RESULTS.json. All scores are
`myosift score`'s. Seeds under 100 are for tuning (the detector's settings, the peers' parameters), from 100 on for
reporting; nothing here reads the latter to choose anything.
"""
import argparse
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np

from ceiling import ceiling
from scenarios import SCENARIOS, make

HERE = pathlib.Path(__file__).resolve().parent
FIRST_REPORTING_SEED = 200  # 100 to 199 were looked at in earlier rounds
TUNING_SEEDS = range(0, 3)
QUIET = ["gaussian10", "coloured10", "heavy10", "real10"]
QUIET_SEEDS = 6  # of ten minutes each
SIZE_SEEDS = 10
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
    ("no rhythm", ["rhythm.evidence_nats=1000", "rhythm.alone_evidence_nats=1000", "rhythm.modulated_evidence_nats=1000"]),
    ("no steady trains", ["classification.tonic_evidence_nats=1000", "classification.brief_evidence_nats=1000"]),
    ("no sustained activity", ["classification.sustained_minimum_s=60"]),
    ("no signs of artifacts", ["artifacts.step_residual=100", "artifacts.low_frequency_share=1"]),
]


class Bench:
    """Recordings in a scratch folder, the program on them, and its scores."""

    def __init__(self, program, scratch):
        self.program, self.scratch = program, scratch

    def folder(self, *parts):
        path = os.path.join(self.scratch, *parts)
        os.makedirs(path, exist_ok=True)
        return path

    def simulate(self, name, seeds, *parts):
        """Recordings of a scenario; False where it needs data that are not there."""
        folder = self.folder(*(parts or (name,)))
        for seed in seeds:
            try:
                if not os.path.exists(f"{folder}/{name}-{seed}.truth.json"):
                    make(name, seed).finish(f"{folder}/{name}-{seed}")
            except FileNotFoundError as error:
                print(f"{name}: left out: {error}", file=sys.stderr)
                return False
        return True

    def events(self, folder):
        """Where the events of a folder of recordings go: beside it, so that no output is taken for a recording."""
        return self.folder("events", os.path.relpath(folder, self.scratch))

    def analyze(self, folder, output=None, settings=(), preset="surface"):
        sets = ["--preset", preset] + [part for s in settings for part in ("--set", s)]
        done = subprocess.run([self.program, "analyze", folder, "--output", output or self.events(folder), "--quiet", *sets],
                              capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())

    def score(self, truth, events=None):
        done = subprocess.run([self.program, "score", truth, events or self.events(truth), "--json"], capture_output=True,
                              text=True)
        if done.returncode:
            raise RuntimeError(f"score: {done.stderr.strip()}")
        return json.loads(done.stdout)


def bootstrap(rows, draws=2000):
    """95 % interval of F1 over recordings drawn again with replacement; a row is hits, missed, false of a recording."""
    rows = np.array(rows)
    picks = np.random.default_rng(1).integers(len(rows), size=(draws, len(rows)))
    hits, missed, false = rows[picks].sum(1).T
    f1 = 2 * hits / np.maximum(1, 2 * hits + missed + false)
    return [round(float(v), 4) for v in np.quantile(f1, [.025, .975])]


def by_recording(bench, folder, kinds):
    """Counts of some types, a row a recording."""
    rows = {kind: [] for kind in kinds}
    for path in sorted(pathlib.Path(folder).glob("*.truth.json")):
        name = path.name.replace(".truth.json", ".events.json")
        types = bench.score(str(path), os.path.join(bench.events(folder), name))["types"]
        for kind in kinds:
            t = types.get(kind, dict(hits=0, missed=0, false=0))
            rows[kind].append([t["hits"], t["missed"], t["false"]])
    return rows


def scenarios(bench, seeds):
    result = {}
    for name in SCENARIOS:
        if name in QUIET or not bench.simulate(name, seeds, "scenarios", name):
            continue
        folder = bench.folder("scenarios", name)
        bench.analyze(folder, preset="array" if name == "array" else "surface")
        score = bench.score(folder)
        kinds = [k for k, t in score["types"].items() if t["hits"] + t["missed"]]
        for kind, rows in by_recording(bench, folder, kinds).items():
            score["types"][kind]["f1_ci95"] = bootstrap(rows)
        result[name] = score
        print(name, {k: (t["hits"], t["missed"], t["false"]) for k, t in score["types"].items()}, flush=True)
    return dict(seeds=list(seeds), scores=result, pooled=bench.score(bench.folder("scenarios")))


def quiet(bench):
    result = {}
    seeds = range(FIRST_REPORTING_SEED, FIRST_REPORTING_SEED + QUIET_SEEDS)
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
    seeds = range(FIRST_REPORTING_SEED, FIRST_REPORTING_SEED + SIZE_SEEDS)
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
    seeds = range(FIRST_REPORTING_SEED, FIRST_REPORTING_SEED + SIZE_SEEDS)
    bench.simulate("fascsnr", seeds, "sizes")
    noises = ("gaussian10", "coloured10")
    for name in noises:
        bench.simulate(name, range(FIRST_REPORTING_SEED, FIRST_REPORTING_SEED + QUIET_SEEDS), "quiet", name)
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
    seeds = range(FIRST_REPORTING_SEED, FIRST_REPORTING_SEED + ABLATION_SEEDS)
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
    reporting = range(FIRST_REPORTING_SEED, FIRST_REPORTING_SEED + count)
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
    parser.add_argument("--seeds", type=int, default=6, help="reporting seeds a scenario")
    parser.add_argument("--only", default="scenarios,quiet,sizes,operating,ablation,peers")
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
            results["scenarios"] = scenarios(bench, range(FIRST_REPORTING_SEED, FIRST_REPORTING_SEED + options.seeds))
        if "quiet" in parts:
            results["quiet"] = quiet(bench)
        if "sizes" in parts and "quiet" in results:
            results["sizes"] = sizes(bench, results["quiet"])
        if "operating" in parts:
            results["operating"] = operating(bench)
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


if __name__ == "__main__":
    main()
