"""Where the time of `myosift analyze` goes, by sampled stacks, into profile.md.

Usage: profile.py MYOSIFT PAGE.md [ROUNDS]

Runs `perf record -g` over recordings that `throughput.py` makes, and gives each sampled stack to the first stage of the table
below that has one of its words in any of the stack's symbols; within a stage likewise to its parts. The words are names of
types and functions as they stand in the mangled symbols, so that the table is read against the sources. The release binary
keeps its symbols; a stripped one cannot be profiled.
"""
import collections
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import throughput  # noqa: E402

RATE = 4000

# Stage, its words, its parts with their words. The order counts.
STAGES = [
    ("Episodes: cutting, classification", ["closeEpisode"], [
        ("heart", ["CardiacTracker", "CardiacBand", "EctopicBeats"]),
        ("stimuli", ["StimulationTracker"]),
        ("rhythm", ["Rhythm"]),
        ("envelopes", ["EnvelopeV", "powerOverNoise", "relativePowers"]),
        ("units", ["UnitSorter", "Snippet", "WaveformFit", "SteadyUnit", "SteadyTrains", "UnitSuperposition"]),
        ("bursts", ["BurstSegmentation", "ArtifactSignatures", "ElectrodePop"]),
    ]),
    ("Mains", ["MainsCanceller", "MainsFit"], [
        ("screen", ["MainsScreen"]),
        ("whole fits", ["MainsFitterV3fit"]),
        ("subtraction, copies", ["MainsCanceller"]),
    ]),
    ("Zero-phase band-pass", ["ZeroPhase"], [
        ("recurrences", ["emg_run_lanes", "runLanes"]),
        ("filling and emptying lanes", ["fillLane", "drainLane", "_lanes", "stretches", "EdgeExtension"]),
    ]),
    ("Scores of frames", ["scoreFrame", "NoiseFloor", "GateCalibration"], [
        ("wavelets", ["raiseToPairResponses", "emg_raise_to_pair_responses"]),
        ("moving RMS", ["raiseToMovingRMS"]),
        ("noise floor", ["NoiseFloor", "NoiseState"]),
        ("calibration", ["GateCalibration"]),
    ]),
    ("Flat lines and clipping", ["SignalInspector"], []),
    ("Writing JSON", ["EMGSinks"], []),
    ("Reading and decoding", ["EMGFormats", "10ReadingE"], [
        ("SHA-256", ["SHA256", "sha256"]),
        ("numbers in text", ["emg_number_rows", "DecimalNumber"]),
        ("decoding", ["decode"]),
    ]),
    ("Copies between stages, masks, scaling", ["ChannelRun", "ChannelDetector"], []),
    ("Hand-over of blocks", ["BlockRing", "RingProgress"], []),
    ("Start: loading and linking", ["_dl_", "dl_main", "_dl_start_user", "do_lookup_x"], []),
]


def stacks(myosift, recording, folder):
    """The symbols of each sampled stack, innermost first."""
    data = f"{folder}/perf.data"
    subprocess.run(["perf", "record", "-q", "-F", str(RATE), "-g", "-o", data, "--", myosift, "analyze", "--quiet", "--jobs", "1",
                    recording], check=True, stdout=subprocess.DEVNULL)
    text = subprocess.run(["perf", "script", "-i", data, "-F", "comm,ip,sym"], check=True, capture_output=True, text=True).stdout
    for block in text.split("\n\n"):
        lines = block.strip().split("\n")[1:]
        symbols = [line.split(None, 1)[1] if len(line.split(None, 1)) > 1 else "" for line in lines]
        if symbols:
            yield symbols


def first(symbols, rules):
    for rule in rules:
        if any(word in symbol for word in rule[1] for symbol in symbols):
            return rule
    return None


def table(myosift, recording, rounds, folder):
    total = 0
    by_stage, by_part, own = collections.Counter(), collections.Counter(), collections.Counter()
    for _ in range(rounds):
        for symbols in stacks(myosift, recording, folder):
            total += 1
            own[symbols[0]] += 1
            stage = first(symbols, STAGES)
            name = stage[0] if stage else "All else"
            by_stage[name] += 1
            part = first(symbols, stage[2]) if stage else None
            if part:
                by_part[name, part[0]] += 1
    lines = ["| Stage | Share, % | Its parts |", "|---|--:|---|"]
    for name, count in by_stage.most_common():
        parts = sorted(((n, p) for (s, p), n in by_part.items() if s == name), reverse=True)
        told = ", ".join(f"{p} {100 * n / total:.0f}" for n, p in parts if n >= .005 * total)
        lines.append(f"| {name} | {100 * count / total:.0f} | {told} |")
    allocation = sum(n for s, n in own.items() if any(w in s for w in ("malloc", "_int_free", "cfree", "swift_retain", "swift_release",
                                                                      "RefCount", "swift_alloc", "swift_dealloc")))
    copying = sum(n for s, n in own.items() if "memmove" in s or "memset" in s or "memcpy" in s)
    largest = max(own.values())
    lines += ["", f"{total} samples in {rounds} runs. No function takes more than {100 * largest / total:.0f} %; allocation and"
              f" reference counting take {100 * allocation / total:.0f} %, copying and clearing {100 * copying / total:.0f} %.", ""]
    return lines


def main(myosift, page, rounds):
    lines = ["## Where the time goes", "",
             f"Shares of the sampled processor time of one job (`perf`, {RATE // 1000} kHz) on {throughput.processor()}; the vector"
             " loops of `Sources/CVectorLoops` run in the widest form that it has. A stage's share holds all that it calls. Made by"
             " `Benchmarks/profile.py`.", ""]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, throughput.__file__, "prepare", myosift, folder], check=True)
        for title, name in (("16 channels x 10 min, fasciculations", "many16.raw"), ("1 channel x 1 h, quiet", "quiet60.raw")):
            lines += [f"### {title}", ""] + table(myosift, os.path.join(folder, name), rounds, folder)
    pathlib.Path(page).write_text("\n".join(lines))


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) == 4 else 3)
