"""Photograph a lab for the README, from the built site: python .github/site/picture.py"""

import io

from PIL import Image
from playwright.sync_api import sync_playwright

from build import ROOT
from chapter import Chapter
from check import SITE, launch, serve
from mlpcourse.labs import TwoSpacesLab

with sync_playwright() as playwright:
    browser = launch(playwright)
    server = serve(SITE)
    page = browser.new_context(viewport={"width": 1000, "height": 1000})
    chapter = Chapter(page, f"http://127.0.0.1:{server.server_port}", "05_gradient_descent")
    chapter.start()
    box = chapter.box(TwoSpacesLab())
    chapter.page.wait_for_timeout(3000)  # until the page rests
    picture = Image.open(io.BytesIO(box.screenshot())).convert("RGB")
    picture.quantize(64).save(ROOT / ".github" / "lab.png", optimize=True)
    browser.close()
