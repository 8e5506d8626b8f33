"""accept_page.py URL: accepts every event of a served review by its keys, in headless Chromium.

Exits with 3 where playwright or a browser is not here.
"""

import shutil
import sys

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
    page.wait_for_function("document.querySelector('#review-progress').textContent.includes('decided')")
    text = page.inner_text("#review-progress")
    count = int(text.split(" of ")[1].split()[0])
    for n in range(count):
        page.keyboard.press("a")
        page.wait_for_function(f"document.querySelector('#review-progress').textContent.startsWith('{n + 1} of ')")
    chromium.close()
