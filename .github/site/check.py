"""Check the built site in a browser: every chapter whole, or those whose numbers are given.

    .venv/bin/python .github/site/check.py [--browser firefox] [05 ...]

Serves build/site on this machine, reads each page, makes it live, and fails on an error, an output
that differs from the stored one, an undrawn canvas, a lab that does not move, a wrong verdict, lost
progress, or a request to any other place. Its last lines are the times.
"""

import argparse
import functools
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

os.environ["PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS"] = "1"
from build import ROOT
from playwright.sync_api import Error, sync_playwright

from mlpcourse import labs

SITE = ROOT / "build" / "site"
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                  "--disable-background-networking", "--disable-component-update",
                  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]  # fmt: skip
LIVE = "document.body.classList.contains('live') || document.querySelector('#state').innerText.includes('could not')"
CELLS = """() => jupyterapp.shell.currentWidget.content.widgets.filter(w => w.model.type === 'code').map(w => ({
    source: w.model.sharedModel.getSource(), count: w.model.executionCount, outputs: w.model.outputs.toJSON()}))"""
RUN = """async ([start, source]) => {
    const notebook = jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = notebook.widgets.findIndex(w => w.model.sharedModel.getSource().includes(start));
    notebook.deselectAll();
    if (source) notebook.activeCell.model.sharedModel.setSource(source);
    await jupyterapp.commands.execute('notebook:run-cell');
    return notebook.activeCell.model.outputs.toJSON(); }"""
WATCH = """() => { window.frames_ = []; window.acted = 0;
    for (const kind of ['keydown', 'click']) document.addEventListener(kind, () => { acted = performance.now(); }, true);
    new MutationObserver(() => frames_.push(performance.now()))
        .observe(document.body, {attributes: true, subtree: true, attributeFilter: ['data-frame']}); }"""
COLOURS = """canvas => { const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Set(); for (let i = 0; i < data.length; i += 28) seen.add(data[i] * 65536 + data[i + 1] * 256 + data[i + 2]);
    return seen.size; }"""
CHECK = re.compile(r"^ex\.(q\d+)\.check\(.*$", re.M)
HARMLESS = (
    "favicon",
    "net::ERR_ABORTED",
    "preload",
    "/api/contents/",
)  # the last: a folder of an earlier edition


class Handler(SimpleHTTPRequestHandler):
    """A static host; what a new edition changes is asked for again, as after ten minutes on others."""

    def log_message(self, *arguments):
        pass

    def end_headers(self):
        changing = self.path.partition("?")[0].endswith((".html", ".json", "/"))
        self.send_header("Cache-Control", "no-cache" if changing else "max-age=600")
        super().end_headers()


def serve(folder, port=0):
    server = ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def words(output):
    """What an output says, as one line."""
    found = output.get("text") or output.get("data", {}).get("text/plain") or output.get("evalue") or ""
    return " ".join("".join(found).split())


class Chapter:
    """One chapter in the browser. `faults` are sentences, `times` are what was measured."""

    def __init__(self, context, base, name):
        self.name, self.faults, self.times = name, [], {}
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.fault(f"page error: {error}"))
        self.page.on(
            "console", lambda m: m.type == "error" and self.complain(f"{m.text} {m.location['url']}")
        )
        began = time.perf_counter()
        self.page.goto(f"{base}/{name}.html", wait_until="load")
        self.times["page"] = time.perf_counter() - began

    def fault(self, sentence):
        self.faults.append(f"{self.name}: {sentence[:400]}")

    def complain(self, sentence):
        if not any(word in sentence for word in HARMLESS):
            self.fault(f"console: {sentence}")

    def read(self):
        """The page before Python."""
        if self.page.locator("main img:not([alt]), main img[alt='']").count():
            self.fault("a picture has no description")
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            self.fault("the page is wider than the window")
        if "$" in self.page.evaluate(
            "[...document.querySelectorAll('main p')].map(p => p.innerText).join(' ')"
        ):
            self.fault("a formula was not set")

    def start(self):
        began = time.perf_counter()
        self.page.click("#start")
        self.page.wait_for_function(LIVE, timeout=300_000)
        self.times["live"] = time.perf_counter() - began
        state = self.page.inner_text("#state")
        if not state.startswith("Live."):
            self.fault(state)
        self.frame = self.page.query_selector("#live").content_frame()
        self.frame.evaluate(WATCH)

    def outputs(self):
        """Every cell has run, and says what the stored notebook says."""
        self.cells = self.frame.evaluate(CELLS)
        stored = json.loads((ROOT / "notebooks" / f"{self.name}.ipynb").read_text(encoding="utf-8"))["cells"]
        stored = [cell for cell in stored if cell["cell_type"] == "code"]
        if len(stored) != len(self.cells):
            self.fault(f"{len(self.cells)} code cells instead of {len(stored)}")
        for cell, old in zip(self.cells, stored):
            if cell["count"] is None:
                self.fault(f"did not run: {cell['source'][:60]}")
            elif [words(o) for o in cell["outputs"]] != [words(o) for o in old["outputs"]]:
                self.fault(f"{cell['source'][:60]!r} says {[words(o)[:100] for o in cell['outputs']]}, stored is "
                           f"{[words(o)[:100] for o in old['outputs']]}")  # fmt: skip

    def labs(self):
        """Every lab is drawn, and moves by hand and by Play."""
        source = "\n".join(cell["source"] for cell in self.cells)
        for name in re.findall(r"^(\w+)\(", source, re.M):
            kind = getattr(labs, name) if name in labs.__all__ else labs.TextLab
            if not issubclass(kind, labs.TextLab):
                try:
                    self.lab(kind())
                except Error as error:
                    self.fault(f"{name}: {error.message.splitlines()[0]}")

    def lab(self, lab):
        box = self.frame.locator(
            ".jupyter-widgets.widget-vbox", has=self.frame.get_by_text(lab.title, exact=True)
        ).first
        canvas = box.locator("canvas")
        canvas.scroll_into_view_if_needed(timeout=20_000)
        self.frame.wait_for_function("c => c.dataset.frame > 0", arg=canvas.element_handle(), timeout=20_000)
        if canvas.evaluate(COLOURS) < 5:
            self.fault(f"{lab.title}: the canvas is empty")
        slider = box.locator(".noUi-handle:visible")
        if slider.count():
            self.slide(lab, slider.first)
        if lab.time:
            self.play(lab, box)
        copy = box.get_by_text("Copy as Python")
        if copy.count():
            copy.click()
            self.frame.wait_for_function(
                "b => b.querySelector('textarea')?.value", arg=box.element_handle(), timeout=20_000
            )

    def slide(self, lab, handle):
        """A slider's keys bring a new picture; how soon is noted where only artists move."""
        label = handle.evaluate(
            "e => e.closest('.jupyter-widgets').querySelector('.widget-label')?.innerText"
        )
        name = next((n for n, c in lab.controls.items() if getattr(c, "description", "") == label), None)
        for press in range(6):
            self.frame.evaluate("frames_.length = 0")
            now, low = (float(handle.get_attribute(f"aria-value{end}")) for end in ("now", "min"))
            handle.press("ArrowLeft" if now > low and press % 2 == 0 else "ArrowRight")
            self.frame.wait_for_function("frames_.length", timeout=20_000, polling=20)
            kind = "slider" if name in lab.moving else "whole picture"
            self.times.setdefault(kind, []).append(self.frame.evaluate("frames_[0] - acted"))
            self.page.wait_for_timeout(200)

    def play(self, lab, box):
        """Play draws frame after frame, and Stop stops it."""
        box.get_by_title("Back to the start").click()
        self.page.wait_for_timeout(700)
        self.frame.evaluate("frames_.length = 0")
        box.get_by_title("Play").click()
        try:
            self.frame.wait_for_function("frames_.length > 12", timeout=5_000, polling=20)
        except Error:
            pass  # few steps, or slow ones
        if box.locator("[title=Play] .fa-pause").count():
            box.get_by_title("Play").click()
        drawn = self.frame.evaluate("frames_")
        self.page.wait_for_timeout(1200)
        later = self.frame.evaluate("frames_.length")
        self.page.wait_for_timeout(1000)
        if len(drawn) < 2 or later != self.frame.evaluate("frames_.length"):
            self.fault(f"{lab.title}: Play drew {len(drawn)} frames" + " and did not stop" * (len(drawn) > 1))
        elif len(drawn) > 6 and lab.pace < 0.1:
            self.times.setdefault("play", []).append(1000 * (len(drawn) - 1) / (drawn[-1] - drawn[0]))

    def exercises(self):
        """Each question's own solution is right."""
        questions = {
            q.name.split(".")[1]: q for q in import_module(f"mlpcourse.exercises.nb{self.name[:2]}").QUESTIONS
        }
        for cell in self.cells:
            if found := CHECK.search(cell["source"]):
                answer = self.frame.evaluate(RUN, [found[0], f"{questions[found[1]].source}\n{found[0]}"])
                if not any(words(output).startswith("✓ Right") for output in answer):
                    self.fault(f"{found[1]}: {[words(output) for output in answer]}")
        return {question.name for question in questions.values()}

    def whole(self):
        try:
            self.read()
            self.start()
            self.outputs()
            self.labs()
            return self.exercises()
        except Error as error:
            self.fault(error.message)
            return set()


def new_edition(folder):
    """A copy of the site in which chapter 00 has another text."""
    shutil.copytree(SITE, folder, copy_function=os.link)
    page = folder / "00_start_here.html"
    text = page.read_text(encoding="utf-8")
    old = re.search(r'data-notebook="(\w+)/', text)[1]
    page.unlink()
    page.write_text(text.replace(old, "newer"), encoding="utf-8")
    for place in (folder / "live/files", folder / "live/api/contents"):
        (place / old).rename(place / "newer")
    for name, before, after in (("live/files/newer/00_start_here.ipynb", "# Start here", "# Start anew"),
                                ("live/api/contents/newer/all.json", old, "newer"),
                                ("live/api/contents/all.json", old, "newer")):  # fmt: skip
        file = folder / name
        text = file.read_text(encoding="utf-8")
        file.unlink()
        file.write_text(text.replace(before, after), encoding="utf-8")


def progress(context, base, solved):
    """Chapter 00 once more: what was solved is known, after a reload and in a new edition."""
    chapter = Chapter(context, base, "00_start_here")
    chapter.start()
    outputs = chapter.frame.evaluate(RUN, ["progress()", "progress()"])
    counts = re.findall(r"(\d\d) [^:]+: (\d+) of", "".join(map(words, outputs)))
    expected = {
        f"{number:02}": sum(name.startswith(f"nb{number:02}") for name in solved) for number in range(22)
    }
    for number, count in counts:
        if int(count) != expected[number]:
            chapter.fault(f"progress() says {count} solved in chapter {number} instead of {expected[number]}")
    if not counts:
        chapter.fault(f"progress() says {outputs}")
    return chapter


def new_edition_keeps_progress(context, port, solved):
    """The new text is there although the old one was edited in this browser, and progress is too."""
    with tempfile.TemporaryDirectory(dir=SITE.parent) as folder:
        new_edition(Path(folder, "site"))
        server = serve(Path(folder, "site"), port)
        chapter = progress(context, f"http://127.0.0.1:{port}", solved)
        titles = chapter.frame.evaluate("[...document.querySelectorAll('h1')].map(h => h.innerText).join()")
        if "Start anew" not in titles:
            chapter.fault(f"a new edition shows {titles!r}")
        server.shutdown()
        server.server_close()
    return chapter


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("chapters", nargs="*", help="numbers, such as 05; all if none is given")
    parser.add_argument("--browser", default="chromium", choices=["chromium", "firefox"])
    parser.add_argument("--executable", help="the browser's path, if it is not found")
    options = parser.parse_args(arguments)
    names = sorted(path.stem for path in SITE.glob("[0-9][0-9]_*.html"))
    names = [name for name in names if not options.chapters or name[:2] in options.chapters]
    server = serve(SITE)
    base, solved, done, requests = f"http://127.0.0.1:{server.server_port}", set(), [], []
    with sync_playwright() as playwright:
        browser = launch(playwright, options)
        context = browser.new_context(viewport={"width": 1100, "height": 1000})
        context.on("request", lambda request: requests.append(request.url))
        for name in names:
            chapter = Chapter(context, base, name)
            solved |= chapter.whole()
            report(chapter, done)
        report(progress(context, base, solved), done)
        server.shutdown()
        server.server_close()
        report(new_edition_keeps_progress(context, server.server_port, solved), done)
        browser.close()
    elsewhere = {
        url
        for url in requests
        if urlsplit(url).scheme.startswith("http") and urlsplit(url).hostname != "127.0.0.1"
    }
    faults = [fault for chapter in done for fault in chapter.faults] + [
        f"asked for {url}" for url in elsewhere
    ]
    summary(done, len(requests))
    print(f"{len(done)} chapters opened, {len(faults)} faults")
    return bool(faults) or not done


def launch(playwright, options):
    """The browser of this machine; it can reach nothing but this machine."""
    names = {
        "chromium": ["chromium", "chromium-browser", "google-chrome", "chrome"],
        "firefox": ["firefox", "firefox-esr"],
    }
    found = options.executable or next(filter(None, map(shutil.which, names[options.browser])), None)
    if options.browser == "firefox":
        return playwright.firefox.launch(executable_path=found)
    return playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)


def report(chapter, done):
    """Say how a chapter went, and close it."""
    done.append(chapter)
    print(f"{chapter.name}: page {chapter.times['page']:.1f} s, live after {chapter.times.get('live', -1):.1f} s,"
          f" {len(chapter.faults)} faults, load {os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip
    for fault in chapter.faults:
        print("  ", fault, flush=True)
    chapter.page.close()


def summary(done, requests):
    for kind, unit in (("slider", "ms"), ("whole picture", "ms"), ("play", "frames a second")):
        values = sorted(value for chapter in done for value in chapter.times.get(kind, []))
        if values:
            print(
                f"{kind}: median {statistics.median(values):.0f} {unit}, from {values[0]:.0f} to {values[-1]:.0f}, {len(values)} times"
            )
    print(f"{requests} requests")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
