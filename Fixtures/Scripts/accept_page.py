"""accept_page.py URL: accepts every event of a served review by its keys, in headless Chromium.

Exits with 3 where playwright or a browser is not here.
"""

import shutil
import sys
import time

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    sys.exit(3)

browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
if browser is None:
    sys.exit(3)
with sync_playwright() as play:
    chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(sys.argv[1])

    def said(begin):
        # The page forbids scripts made of text, and so waiting within it.
        for _ in range(600):
            text = page.inner_text("#review-progress")
            if "decided" in text and text.startswith(begin):
                return text
            time.sleep(0.05)
        sys.exit(f"expected a progress of {begin!r}, found {text!r}")

    count = int(said("0 of ").split(" of ")[1].split()[0])
    for n in range(count):
        page.keyboard.press("a")
        said(f"{n + 1} of ")
    chromium.close()
