#!/usr/bin/env python3
"""measure.py MYOSIFT FOLDER PAGE: size and opening time of reports, in headless Chromium, into PAGE between its marks.

The recordings are simulated: 64 channels × 30 min and, beside it, 8 channels × 5 min and 1 channel × 24 h. A page is opened five times
with an empty cache at 1280 × 900; told are the time of the browser's load event, that of its first picture, how long a jump to the next
event takes until it is drawn, and the browser's heap. The fixed part of the browser is not taken off.
"""
import os
import shutil
import statistics
import subprocess
import sys

from playwright.sync_api import sync_playwright

CASES = [("mixture", 64, 1800, 2000), ("mixture", 8, 300, 2000), ("fasciculations", 1, 86400, 1000)]
MARKS = "<!-- report: make bench-report -->", "<!-- end of report -->"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FIRST = "performance.getEntriesByType('paint').find(e => e.name === 'first-contentful-paint')"
JUMP = """() => new Promise(done => {
  const before = performance.now(), view = document.querySelector('.viewer').view, from = view.from;
  document.querySelector('[data-do=next]').click();
  const wait = () => requestAnimationFrame(() => view.from !== from ? done(performance.now() - before) : wait());
  wait();
})"""


def opened(chromium, path):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: request.url.startswith("file:") or problems.append("asks for " + request.url))
    page.goto("file://" + path, wait_until="load")
    timing = "performance.getEntriesByType('navigation')[0].loadEventEnd"
    page.wait_for_function(f"{timing} > 0 && {FIRST}")
    result = {
        "load": page.evaluate(timing), "first": page.evaluate(FIRST + ".startTime"), "jump": page.evaluate(JUMP),
        "heap": page.evaluate("performance.memory.usedJSHeapSize"),
    }
    context.close()
    if problems:
        sys.exit(f"{path}: {problems[:3]}")
    return result


def made(program, folder, scenario, channels, seconds, rate):
    raw, events, page = (os.path.join(folder, name) for name in ("recording.raw", "recording.events.json", "recording.html"))
    subprocess.run([program, "simulate", scenario, "--seed", "7", "--channels", str(channels), "--duration", str(seconds), "--rate",
                    str(rate), "--output", raw], check=True, capture_output=True)
    subprocess.run([program, "analyze", raw, "--output", events, "-q"], check=True)
    process = subprocess.Popen([program, "report", events, "--output", page])
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit("report failed")
    with open(events) as file:
        count = file.read().count('"evidence"')
    return page, count, usage


def length(seconds):
    return f"{seconds // 3600} h" if seconds >= 3600 else f"{seconds // 60} min"


def main(program, folder, page):
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit("no Chromium is here")
    os.makedirs(folder, exist_ok=True)
    folder = os.path.abspath(folder)
    lines = ["| recording | events | page | load event | first picture | next event | heap | made in (CPU) | memory |",
             "|---|---|---|---|---|---|---|---|---|"]
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"])
        for scenario, channels, seconds, rate in CASES:
            path, events, usage = made(program, folder, scenario, channels, seconds, rate)
            runs = [opened(chromium, path) for _ in range(5)]
            load, first, jump, heap = (statistics.median(r[key] for r in runs) for key in ("load", "first", "jump", "heap"))
            lines.append(
                f"| {channels} × {length(seconds)} at {rate} Hz | {events:,} | {os.path.getsize(path) / 1e6:.1f} MB | {load / 1e3:.2f} s"
                f" | {first / 1e3:.2f} s | {jump:.0f} ms | {heap / 1e6:.0f} MB | {usage.ru_utime + usage.ru_stime:.0f} s"
                f" | {usage.ru_maxrss / 1e3:.0f} MB |")
            print(lines[-1], flush=True)
        version = chromium.version
        chromium.close()
    load = os.getloadavg()[0] / os.cpu_count()
    lines += ["", f"Medians of five openings in Chromium {version}, {os.cpu_count()} processors, load {load:.1f} a processor"
              + (": the machine had other work, times are too long." if load > 0.5 else ".")]
    with open(page) as file:
        head, rest = file.read().split(MARKS[0])
    tail = rest.split(MARKS[1])[1]
    with open(page, "w") as file:
        file.write(head + MARKS[0] + "\n" + "\n".join(lines) + "\n" + MARKS[1] + tail)


if __name__ == "__main__":
    main(*sys.argv[1:4])
