"""Where the time of `myosift analyze` goes, by sampled stacks, into profile.md.

Usage: profile.py MYOSIFT PAGE.md [ROUNDS]

Runs `perf record -g` over recordings that `throughput.py` makes, and gives each sampled stack to the first stage of the table
below that has one of its words in any of the stack's symbols; within a stage likewise to its parts. The words are names of
types and functions as they stand in the mangled symbols, so that the table is read against the sources. The release binary
keeps its symbols; a stripped one cannot be profiled.
"""
import collections
import json
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
        # With the module before them: a type's own methods, not those that are given one.
        ("rhythm", ["EMGDetection12RhythmFinderV", "EMGDetection12RhythmSearchV"]),
        ("pops", ["EMGDetection12ElectrodePopV", "takePops"]),
        ("envelopes", ["EMGDetection8EnvelopeV", "powerOverNoise", "relativePowers"]),
        ("units", ["EMGDetection10UnitSorterV", "EMGDetection13ShiftedSnippetV", "EMGDetection9SteadyUnitV"]),
        ("weak discharges", ["findWeak", "lookForPlaces"]),
        ("bursts", ["EMGDetection17BurstSegmentationV", "EMGDetection18ArtifactSignaturesV"]),
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
        ("wavelets", ["appendPairResponses", "emg_pair_responses"]),
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


# Innermost functions that do arithmetic on samples, or copy them: what no saving elsewhere makes cheaper.
LOOPS = ("emg_", "respond_wide", "respond_narrow", "compressed_between", "sha256_block")
COPIES = ("memmove", "memcpy", "memset", "_copy_to_iter", "copy_page_to_iter")
# Of speed.json: its name of a recording that is profiled here, and its samples.
TIMED = {
    "many16.raw": ("16 channels x 10 min, fasciculations", 16 * 600 * 2000),
    "quiet60.raw": ("1 channel x 1 h, quiet", 3600 * 2000),
}


def first(symbols, rules):
    for rule in rules:
        if any(word in symbol for word in rule[1] for symbol in symbols):
            return rule
    return None


def table(myosift, recording, rounds, folder):
    total = 0
    by_stage, by_part, own, least = (collections.Counter() for _ in range(4))
    for _ in range(rounds):
        for symbols in stacks(myosift, recording, folder):
            total += 1
            own[symbols[0]] += 1
            stage = first(symbols, STAGES)
            name = stage[0] if stage else "All else"
            by_stage[name] += 1
            if any(word in symbols[0] for word in LOOPS):
                least[name] += 1
            elif any(word in symbols[0] for word in COPIES):
                least["copies"] += 1
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
    return lines, {name: count / total for name, count in least.items()}


def limit(shares):
    """What is left where all but the loops over samples costs nothing, by the processor time that throughput.py measured."""
    rows = json.loads((pathlib.Path(__file__).resolve().parent / "speed.json").read_text())["rows"]

    def processor(size, program):
        return next(r["processor_s"] for r in rows if (r["size"], r["program"], r["cores"]) == (size, program, 1))

    sizes = list(shares)
    whole = {s: processor(TIMED[s][0], "myosift") / TIMED[s][1] * 1e9 for s in sizes}
    script = processor(TIMED[sizes[0]][0], "SciPy script") / TIMED[sizes[0]][1] * 1e9
    names = ["Zero-phase band-pass", "Mains", "Scores of frames", "Episodes: cutting, classification", "Reading and decoding"]
    rest = {s: sum(v for n, v in shares[s].items() if n not in names + ["copies"]) for s in sizes}
    lines = ["## The limit of the algorithm", "",
             "Nanoseconds of processor a sample that are spent within the loops over samples themselves (`Sources/CVectorLoops`,"
             " SHA-256) and in copying: shares of the profile above, of the processor time of the first table.", "",
             "| | 16 channels | Quiet |", "|---|--:|--:|"]

    def row(name, values):
        lines.append(f"| {name} | " + " | ".join(f"{v:.1f}" for v in values) + " |")

    for name in names:
        row(name, [shares[s].get(name, 0) * whole[s] for s in sizes])
    row("Other loops", [rest[s] * whole[s] for s in sizes])
    row("Copying and clearing", [shares[s].get("copies", 0) * whole[s] for s in sizes])
    least = {s: sum(shares[s].values()) * whole[s] for s in sizes}
    row("These together", [least[s] for s in sizes])
    row("All that is done", [whole[s] for s in sizes])
    many, least = sizes[0], least[sizes[0]]
    two = sum(shares[many].get(name, 0) for name in ("Zero-phase band-pass", "Scores of frames")) * whole[many]
    lines += ["",
              f"The SciPy script takes {script:.0f} ns a sample. If all else were free, 16 channels would take {least:.1f} ns: the"
              f" program would be {script / least:.0f} times as fast on one core, {2 * script / least:.0f} times on two. 35 to 60"
              f" times on one core would be {script / 35:.1f} to {script / 60:.1f} ns a sample; the loops of the band-pass and of the"
              f" scores of frames take {two:.1f} ns by themselves. What is done here for each sample cannot be had at that price,"
              " however it is written.", "",
              "The loops are as wide as the processor's vectors. Products and sums are not fused, so that all instruction sets give"
              " the same bits; fused, there would be fewer, and last digits would depend on the machine. Less can be had by another method:"
              " wavelets made of each other's responses, a line looked for in fewer windows, a rhythm's envelopes on a coarser grid."
              " Each changes results and would have to be measured anew.", ""]
    return lines


def main(myosift, page, rounds):
    lines = ["## Where the time goes", "",
             f"Shares of the sampled processor time of one job (`perf`, {RATE // 1000} kHz) on {throughput.processor()}; the vector"
             " loops of `Sources/CVectorLoops` run in the widest form that it has. A stage's share holds all that it calls. Made by"
             " `Benchmarks/profile.py`.", ""]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, throughput.__file__, "prepare", myosift, folder], check=True)
        shares = {}
        for name, (title, _) in TIMED.items():
            own, shares[name] = table(myosift, os.path.join(folder, name), rounds, folder)
            lines += [f"### {title}", ""] + own
        lines += limit(shares)
    pathlib.Path(page).write_text("\n".join(lines))


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) == 4 else 3)
