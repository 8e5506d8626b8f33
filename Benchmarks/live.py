"""How soon `myosift analyze - --format jsonl --live` tells events of a paced stream, and in how much memory.

Usage: live.py MYOSIFT RESULTS.json [SECONDS [CHANNELS]]
       live.py soak MYOSIFT RESULTS.json HOURS CHANNELS PACE [PATCHES]
       live.py page LIVE.json PAGE.md [SOAK.json ...]

A simulated mixture is repeated and written in blocks of 10 ms at the pace of its clock. An event's delay is the arrival of its
line minus the moment at which its last sample was written. The time that a block takes is measured within the program by
`myosift bench --live` on the same recording. The soak samples resident memory and processor time of the program; PACE is 1 for
real time, 20 for twenty times as fast, 0 for as fast as it is taken; with PATCHES the stream is that many recordings of two minutes,
scenarios in turn, each with its own seed, in an order drawn anew each time round. An event's delay is then signal written when
its line came, less its end: seconds of signal.
"""
import io
import json
import os
import pathlib
import platform
import random
import subprocess
import sys
import tempfile
import threading
import time

RATE, BLOCK = 2000, 20
PATCHES = ["mixture", "fasciculations", "doublets", "tremor", "parkinsonian_tremor", "clonus", "contraction", "weak_contraction",
           "tonic_firing", "cramp", "grouped_discharge", "myoclonus", "negative_myoclonus", "evoked", "ecg", "artifacts", "mains",
           "dropouts", "flatline", "saturation", "noise_steps", "heavy_tails", "tapping", "quiet"]


def recording(myosift, folder, channels, seconds=120, scenario="mixture", seed=7):
    path = f"{folder}/{scenario}-{seed}.raw"
    subprocess.run([myosift, "simulate", scenario, "--seed", str(seed), "--duration", str(seconds), "--channels", str(channels),
                    "--rate", str(RATE), "--output", path], check=True, stderr=subprocess.DEVNULL)
    return path, open(path, "rb").read()


def blocks(patches, size):
    """Blocks of the patches one after another, their order drawn anew each time round."""
    order = random.Random(7)
    while True:
        for patch in order.sample(patches, len(patches)):
            for at in range(0, len(patch) - size + 1, size):
                yield memoryview(patch)[at:at + size]


def command(myosift, channels):
    return [myosift, "analyze", "-", "--format", "jsonl", "--live", "--quiet", "--rate", str(RATE), "--channel-count", str(channels),
            "--sample-type", "float32le", "--unit", "uV"]


def quantiles(values):
    values = sorted(values)
    def at(q):
        return round(values[min(len(values) - 1, int(q * len(values)))], 4)
    return dict(count=len(values), median=at(.5), p90=at(.9), p99=at(.99), p999=at(.999), most=round(values[-1], 4))


def machine():
    name = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.processor())
    return dict(processor=name, cores=os.cpu_count(), load_when_begun=os.getloadavg()[0], python=platform.python_version())


def resident(pid):
    """Resident memory in MB and processor seconds of a process."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    ticks = os.sysconf("SC_CLK_TCK")
    return int(fields[21]) * os.sysconf("SC_PAGESIZE") / 2**20, (int(fields[11]) + int(fields[12])) / ticks


def feed(process, patches, channels, seconds, pace, note):
    """Writes blocks of 10 ms, or of a second where the pace is not real time; tells `note` the position after each."""
    block = BLOCK if pace == 1 else RATE
    parts = blocks(patches, 4 * channels * block)
    begun = time.perf_counter()
    for n in range(int(seconds * RATE / block)):
        if pace:
            due = begun + (n + 1) * block / RATE / pace
            time.sleep(max(0, due - time.perf_counter()))
        part = next(parts)
        while part:
            part = part[process.stdin.write(part):]
        note((n + 1) * block / RATE)
    process.stdin.close()


def delays(myosift, results, seconds, channels):
    about = machine()
    with tempfile.TemporaryDirectory() as folder:
        path, data = recording(myosift, folder, channels)
        bench = subprocess.run([myosift, "bench", path, "--live", "--json", "--jobs", "1"], capture_output=True, text=True, check=True)
        process = subprocess.Popen(command(myosift, channels), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        written, lines, closed = {}, [], []

        def read():
            for line in io.BufferedReader(process.stdout):
                lines.append((time.perf_counter(), len(closed), json.loads(line)))
        reader = threading.Thread(target=read)
        reader.start()
        feed(process, [data], channels, seconds, 1, lambda at: written.update({round(at * 100): time.perf_counter()}))
        closed.append(True)
        reader.join()
        process.wait()
    late, ends = {}, {}
    for arrival, isover, line in lines:
        if line["record"] != "event":
            continue
        name = line.get("cause") or line["type"]
        end = line["onset_s"] + line["duration_s"]
        if isover:
            ends[name] = ends.get(name, 0) + 1
        else:
            late.setdefault(name, []).append(arrival - written[max(1, min(round(seconds * 100), int(end * 100 + .9999)))])
    with open(results, "w") as file:
        json.dump(dict(machine=about, seconds=seconds, channels=channels, stated=lines[0][2]["live"],
                       blocks=json.loads(bench.stdout)["live"],
                       delays={k: quantiles(v) for k, v in sorted(late.items())}, at_end=ends), file, indent=1)
        file.write("\n")


def soak(myosift, results, hours, channels, pace, patches):
    about = machine()
    rows, events, delay, counts = [], [0], [], {}
    at_now = [0.0]
    with tempfile.TemporaryDirectory() as folder:
        names = [PATCHES[n % len(PATCHES)] for n in range(patches)] or ["mixture"]
        data = [recording(myosift, folder, channels, scenario=name, seed=7 + n)[1] for n, name in enumerate(names)]
        process = subprocess.Popen(command(myosift, channels), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)

        def read():
            for line in io.BufferedReader(process.stdout):
                if line.startswith(b'{"record": "event"'):
                    events[0] += 1
                    event = json.loads(line)
                    counts[event["type"]] = counts.get(event["type"], 0) + 1
                    delay.append(at_now[0] - event["onset_s"] - event["duration_s"])
        reader = threading.Thread(target=read)
        reader.start()
        begun = time.perf_counter()
        step = hours * 3600 / (24 if patches == 0 else 96)
        due = [0.0]

        def note(at):
            at_now[0] = at
            if at >= due[0]:
                memory, used = resident(process.pid)
                late = sorted(delay)
                delay.clear()
                rows.append(dict(signal_h=round(at / 3600, 4), wall_s=round(time.perf_counter() - begun, 1),
                                 processor_s=round(used, 2), resident_mb=round(memory, 1), events=events[0],
                                 delay_s=round(late[len(late) // 2], 1) if late else None,
                                 longest_delay_s=round(late[-1], 1) if late else None))
                due[0] += step
                print(rows[-1], file=sys.stderr, flush=True)
        feed(process, data, channels, hours * 3600, pace, note)
        reader.join()
        code = process.wait()
    with open(results, "w") as file:
        json.dump(dict(machine=about, hours=hours, channels=channels, pace=pace, patches=patches, exit_code=code, events=events[0],
                       types=dict(sorted(counts.items())), rows=rows), file, indent=1)
        file.write("\n")


def page(source, target, soaks):
    """Writes the tables between the marks of a page."""
    r = json.load(open(source))
    stated = r["stated"]
    m = r["machine"]
    out = [f"{r['channels']} channels, {r['seconds']:g} s of a simulated mixture, paced in blocks of 10 ms. Machine: {m['cores']} cores,"
           f" {m['processor']}; load {m['load_when_begun']:.1f} when begun.", ""]
    out += ["| Event | Stated at most, s | Measured: count | median, s | 90 % | most |", "|---|--:|--:|--:|--:|--:|"]
    for name, q in r["delays"].items():
        limit = stated["longest_delay_s"].get(name)
        out.append(f"| `{name}` | {f'{limit:.0f}' if limit is not None else 'end'} | {q['count']} | {q['median']:.2f} | {q['p90']:.2f} |"
                   f" {q['most']:.2f} |")
    for name, count in r["at_end"].items():
        out.append(f"| `{name}`, when the stream ended | | {count} | | | |")
    b = r["blocks"]
    out += ["", f"`bench --live`, {b['jobs']} job:", "",
            "| Blocks of 10 ms | Count | Time | Median, ms | 99 % | 99.9 % | Most |", "|---|--:|---|--:|--:|--:|--:|"]
    for name, both in b["classes"].items():
        for time in ("wall", "processor"):
            q = both[time]
            out.append(f"| {name} | {both['count']} | {time} | {q['median_ms']:.3f} | {q['p99_ms']:.3f} | {q['p999_ms']:.3f} |"
                       f" {q['most_ms']:.3f} |")
    for path in soaks:
        s = json.load(open(path))
        pace = "as fast as it is taken" if s["pace"] == 0 else "paced in real time" if s["pace"] == 1 \
            else f"paced at {s['pace']:g} times real time, reached: {s['rows'][-1]['signal_h'] * 3600 / s['rows'][-1]['wall_s']:.1f} times"
        made = f", {s['patches']} recordings of two minutes in changing order" if s.get("patches") else ""
        out += ["", f"{s['hours']:g} h of signal, {s['channels']} channels{made}, {pace};"
                f" {s['events']} events; exit code {s['exit_code']}; load {s['machine']['load_when_begun']:.1f} when begun.", ""]
        if s.get("types"):
            out += ["Events: " + ", ".join(f"{n} `{name}`" for name, n in sorted(s["types"].items(), key=lambda x: -x[1])) + ".", ""]
        def cell(value):
            return "" if value is None else f"{value:.1f}"
        late = any("delay_s" in x for x in s["rows"])
        out += ["| Signal, h | Wall, s | Processor, s | Resident, MB | Events |" + (" Delay, median, s | most, s |" if late else ""),
                "|--:|--:|--:|--:|--:|" + ("--:|--:|" if late else "")]
        # Of many rows, those of whole hours.
        rows = s["rows"] if len(s["rows"]) < 40 else s["rows"][::4]
        for x in rows:
            out.append(f"| {x['signal_h']:.3f} | {x['wall_s']:.0f} | {x['processor_s']:.1f} | {x['resident_mb']:.1f} | {x['events']} |"
                       + (f" {cell(x.get('delay_s'))} | {cell(x.get('longest_delay_s'))} |" if late else ""))
    text = pathlib.Path(target).read_text()
    head, rest = text.split("<!-- measured -->\n")
    _, tail = rest.split("<!-- end of measured -->\n")
    pathlib.Path(target).write_text(head + "<!-- measured -->\n" + "\n".join(out) + "\n<!-- end of measured -->\n" + tail)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["soak"] and len(arguments) in (6, 7):
        soak(arguments[1], arguments[2], float(arguments[3]), int(arguments[4]), float(arguments[5]), int((arguments[6:] or [0])[0]))
    elif arguments[:1] == ["page"] and len(arguments) >= 3:
        page(arguments[1], arguments[2], arguments[3:])
    elif len(arguments) in (2, 3, 4):
        rest = arguments[2:]
        delays(arguments[0], arguments[1], float(rest[0]) if rest else 180, int(rest[1]) if len(rest) > 1 else 64)
    else:
        sys.exit(__doc__)
