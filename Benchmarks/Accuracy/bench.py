"""The program on recordings in a scratch folder, and its scores."""
import json
import os
import pathlib
import subprocess
import sys

import numpy as np

from scenarios import make

HERE = pathlib.Path(__file__).resolve().parent
FIRST_REPORTING_SEED = 200  # 100 to 199 were looked at in earlier rounds


def reporting_seeds(count):
    return range(FIRST_REPORTING_SEED, FIRST_REPORTING_SEED + count)


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

    def scenario(self, name, seeds):
        """A scenario's folder, simulated and analysed, once; None where it needs data that are not there."""
        if not self.simulate(name, seeds, "scenarios", name):
            return None
        folder = self.folder("scenarios", name)
        if not list(pathlib.Path(self.events(folder)).glob("*.events.json")):
            self.analyze(folder, preset="array" if name == "array" else "surface")
        return folder

    def events(self, folder):
        """Where the events of a folder of recordings go: beside it, so that no output is taken for a recording."""
        return self.folder("events", os.path.relpath(folder, self.scratch))

    def run(self, *arguments):
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        return done.stdout

    def analyze(self, folder, output=None, settings=(), preset="surface"):
        sets = ["--preset", preset] + [part for s in settings for part in ("--set", s)]
        self.run("analyze", folder, "--output", output or self.events(folder), "--quiet", *sets)

    def document(self, path, *arguments, settings=(), preset="surface"):
        """The result document of one recording."""
        sets = [part for s in settings for part in ("--set", s)]
        return json.loads(self.run("analyze", str(path), "--quiet", "--preset", preset, *arguments, *sets))

    def score(self, truth, events=None):
        return json.loads(self.run("score", truth, events or self.events(truth), "--json"))

    def pairs(self, folder):
        """Each recording of a folder: paths of its truth and its events, which name it, however they are called."""
        found = {source(path): path for path in pathlib.Path(self.events(folder)).glob("*.events.json")}
        return [(path, found[source(path)]) for path in sorted(pathlib.Path(folder).glob("*.truth.json"))]


def read(path):
    with open(path) as file:
        return json.load(file)


def source(path):
    return read(path)["recording"]["source"]


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
    for truth, events in bench.pairs(folder):
        types = bench.score(str(truth), str(events))["types"]
        for kind in kinds:
            t = types.get(kind, dict(hits=0, missed=0, false=0))
            rows[kind].append([t["hits"], t["missed"], t["false"]])
    return rows
