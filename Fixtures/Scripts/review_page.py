"""review_page.py URL SIDECAR PICTURES: reviews events in headless Chromium as a person would.

Exits with 3 where playwright or a browser is not here. PICTURES is a folder, or empty.
"""

import json
import shutil
import sys
from pathlib import Path

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    sys.exit(3)

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def main(url, sidecar, pictures):
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(3)
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        try:
            review(chromium, url, Path(sidecar), pictures)
        finally:
            chromium.close()


def review(chromium, url, sidecar, pictures):
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.on("dialog", lambda dialog: dialog.accept())

    def shot(name, **options):
        if pictures:
            page.screenshot(path=f"{pictures}/{name}.png", **options)

    def state():
        return page.evaluate("fetch('state').then(r => r.json())")

    def progress(text):
        page.wait_for_function(
            "t => document.querySelector('#review-progress').textContent.startsWith(t)", arg=text
        )

    def statuses():
        return [e["status"] for e in state()["events"]]

    def decisions():
        return json.loads(sidecar.read_text())["decisions"]

    page.goto(url)
    all_events = state()["all"]
    assert all_events >= 6, all_events
    progress(f"0 of {all_events} decided")
    page.wait_for_timeout(500)
    shot("begin")
    # The first undecided event is outlined; A takes it and goes on, X refuses the next.
    page.keyboard.press("a")
    progress(f"1 of {all_events}")
    page.keyboard.press("x")
    progress(f"2 of {all_events}")
    assert statuses()[:2] == ["accepted", "rejected"], statuses()
    assert [d["action"] for d in decisions()] == ["accept", "reject"]
    # Another label from the list, by keyboard.
    page.keyboard.press("l")
    page.select_option("#review-label", "artifact")
    page.keyboard.press("Enter")
    progress(f"3 of {all_events}")
    assert state()["events"][2]["type"] == "artifact"
    # The strips show it: a cross for the refused, a full mark in its new colour for the other.
    drawn = page.evaluate(
        "[...document.querySelectorAll('svg[data-strip] g path')].map(p => p.getAttribute('class'))"
    )
    assert "rejected" in drawn and "c-artifact accepted" in drawn, drawn
    assert any(name.endswith(" undecided") for name in drawn), drawn
    assert page.locator("svg[data-strip] > path[class^='c-']").count() == 0
    # A move by a key, then its undo and redo.
    before = state()["events"][3]
    page.keyboard.press(".")
    progress(f"4 of {all_events}")
    moved = state()["events"][3]
    assert moved["onset_s"] > before["onset_s"] and moved["status"] == "accepted", moved
    page.keyboard.press("u")
    progress(f"3 of {all_events}")
    assert state()["events"][3]["onset_s"] == before["onset_s"]
    page.keyboard.press("y")
    progress(f"4 of {all_events}")
    # The end of an event, dragged by the mouse.
    page.keyboard.press("n")
    page.wait_for_timeout(300)
    chosen = page.evaluate("document.querySelector('.viewer').view.d.selected.id")
    event = next(e for e in state()["events"] if e["id"] == chosen)
    box = page.locator("canvas").bounding_box()

    def at(seconds):
        view = page.evaluate(
            "(() => {const v = document.querySelector('.viewer').view; return [v.from, v.width]})()"
        )
        share = (seconds - view[0]) / view[1]
        return box["x"] + 54 + share * (box["width"] - 62), box["y"] + box["height"] / 2

    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    end = event["onset_s"] + event["duration_s"]
    x, y = at(end)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y, steps=4)
    page.mouse.up()
    progress(f"5 of {all_events}")
    dragged = next(e for e in state()["events"] if e["id"] == chosen)
    assert abs(dragged["onset_s"] - event["onset_s"]) < 1e-6, dragged
    assert dragged["duration_s"] > event["duration_s"], (dragged, event)
    # An event that was not found, dragged over its place.
    page.select_option("#review-label", "myoclonus")
    page.locator("canvas").focus()
    page.keyboard.press("i")
    view = page.evaluate("document.querySelector('.viewer').view.width")
    page.mouse.move(box["x"] + 80, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, y, steps=4)
    page.mouse.up()
    page.wait_for_function(
        "() => document.querySelector('#review-progress').textContent.includes('1 added')"
    )
    added = [e for e in state()["events"] if e["added"]]
    assert len(added) == 1 and added[0]["type"] == "myoclonus", added
    expected = view * 60 / (box["width"] - 62)
    assert abs(added[0]["duration_s"] - expected) < expected * 0.1, (added, expected)
    shot("middle")
    # Zoomed down to single samples, which come from the server.
    for _ in range(12):
        page.keyboard.press("+")
    page.wait_for_function(
        "() => document.querySelector('.viewer [role=status]').textContent.includes('every sample')"
    )
    page.wait_for_timeout(300)
    shot("samples")
    page.keyboard.press("0")
    # Truth is there when all is decided, not before.
    assert page.get_attribute("#export-truth", "href") is None
    refused = page.evaluate("fetch('truth.json').then(r => r.status)")
    assert refused == 409, refused
    page.click("[data-review=acceptall]")
    progress(f"{all_events} of {all_events}")
    with page.expect_download() as download:
        page.click("#export-truth")
    truth = json.loads(Path(download.value.path()).read_text())
    kept = sum(s != "rejected" for s in statuses())
    assert len(truth["events"]) == kept, (len(truth["events"]), kept)
    assert all("reviewed_by" in e for e in truth["events"])
    page.wait_for_timeout(500)
    shot("end", full_page=True)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(300)
    shot("dark")
    # Everything that can be pressed has a name.
    unnamed = page.evaluate(
        "[...document.querySelectorAll('button,select,a,canvas')].filter(e => !(e.textContent.trim()"
        " || e.getAttribute('aria-label') || e.closest('label'))).length"
    )
    assert unnamed == 0, unnamed
    problems = [p for p in problems if "409" not in p]
    assert not problems, problems
    print("reviewed")


main(*sys.argv[1:4])
