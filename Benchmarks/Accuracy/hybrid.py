"""Real potentials at known times in real noise (hybrid_truth.py): what is found, and how much of it is true, by size."""
import pathlib

import numpy as np

import real_data
from bench import bootstrap, by_recording, read, reporting_seeds
from ceiling import ceiling_in
from hybrid_truth import NEEDED, compose, make, needle_units, rate_of, surface_units
from matching import match_times

SCENARIOS = ["surface", "surface_doublets", "surface_weak", "surface_rest", "needle", "needle_rest"]
SEEDS = 6
SECONDS = 120
EDGES = [4, 6, 8, 10, 15]
TOLERANCE_S = .02
EDGE_S = .05


def first(e):
    return e["discharges_s"][0]


def by_size(bench, folder):
    """Discharges by size: of the true ones how many are found, of those found how many are true.

    A true one goes by the size that it was given, a false one by the size that the program says it has.
    """
    rows = [dict(snr_from=low, snr_to=high, truth=0, hits=0, false=0) for low, high in zip(EDGES, EDGES[1:] + [None])]

    def row(e):
        size = e["features"].get("snr") or 0
        return next((r for r in reversed(rows) if size >= r["snr_from"]), None)

    for truth, result in ((read(a), read(b)) for a, b in bench.pairs(folder)):
        end = truth["recording"]["duration_s"] - EDGE_S
        marks = sorted(truth["events"], key=first)
        found = sorted((e for e in result["events"]
                        if e["type"] == "fasciculation" and EDGE_S <= first(e) <= end), key=first)
        pairs = match_times([first(e) for e in marks], [first(e) for e in found], TOLERANCE_S)
        right = {m for _, m in pairs}
        for e in marks:
            if (place := row(e)) is not None:
                place["truth"] += 1
        for n, _ in pairs:
            if (place := row(marks[n])) is not None:
                place["hits"] += 1
        for m, e in enumerate(found):
            if m not in right:
                # What is called smaller than all is in the smallest bin: nothing false is lost.
                (row(e) or rows[0])["false"] += 1
    return rows


def matched(name, seeds, false, units):
    """What a matched filter finds that knows each unit's potential, at as many false ones as the program has."""
    recordings = []
    for seed in seeds:
        noise, clean, events, used = compose(name, seed, real_data.FOLDER, SECONDS, units)
        rate = rate_of(name)
        waves = [(wave, int(np.argmax(np.abs(wave)))) for wave in used]
        marks = [(round(first(e) * rate), e["features"]["snr"]) for e in events]
        recordings.append((noise + clean, noise, rate, waves, marks))
    return ceiling_in(recordings, false, EDGES)


def hybrid(bench):
    for name in NEEDED:
        real_data.path(name)
    pools = dict(surface=surface_units(real_data.FOLDER), needle=needle_units(real_data.FOLDER))
    kinds = {}
    for name in SCENARIOS:
        kind = name.split("_")[0]
        folder = bench.folder("hybrid", name)
        for seed in reporting_seeds(SEEDS):
            make(name, seed, real_data.FOLDER, pathlib.Path(folder), SECONDS, pools[kind])
        bench.analyze(folder, preset=kind)
        score = bench.score(folder)
        fasciculation = score["types"].get("fasciculation")
        entry = dict(
            minutes=score["analysable_s"] / 60, quiet_minutes=score["quiet_s"] / 60, doublets=score["doublets"],
            sizes=by_size(bench, folder),
            types={k: {key: t[key] for key in ("hits", "missed", "left_out", "false", "sensitivity", "ppv", "f1",
                                               "quiet_false", "quiet_false_per_min", "quiet_false_per_min_ci95")}
                   for k, t in score["types"].items()})
        if fasciculation:
            entry["tolerance_curve"] = fasciculation["tolerance_curve"]
            entry["f1_ci95"] = bootstrap(by_recording(bench, folder, ["fasciculation"])["fasciculation"])
        if name.endswith("_weak"):
            entry["matched"] = matched(name, reporting_seeds(SEEDS), fasciculation["false"], pools[kind])
        kinds[name] = entry
        print("hybrid", name, {k: (t["hits"], t["missed"], t["false"]) for k, t in score["types"].items()}, flush=True)
    return dict(seeds=list(reporting_seeds(SEEDS)), potentials={k: len(v) for k, v in pools.items()}, kinds=kinds)
