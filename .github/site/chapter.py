"""One chapter of the site in a browser: read it, make it live, run, move and answer everything in it."""

import json
import re
import time
from importlib import import_module

from playwright.sync_api import Error

from build import ROOT
from mlpcourse import labs
from mlpcourse.exercises import can_do, progress
from mlpcourse.exercises.progress import mark

SOON, START = 60_000, 900_000  # ms after which something is wrong, on a machine ten times as slow, or as busy
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
    const act = () => { acted = performance.now(); };
    for (const kind of ['keydown', 'click']) document.addEventListener(kind, act, true);
    new MutationObserver(() => frames_.push(performance.now()))
        .observe(document.body, {attributes: true, subtree: true, attributeFilter: ['data-frame']}); }"""
AT_TOP = "jupyterapp.shell.currentWidget.content.widgets[0].node.getBoundingClientRect().top > 0"
COLOURS = """canvas => { const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Set();
    for (let i = 0; i < data.length; i += 28) seen.add(data.slice(i, i + 3).join());
    return seen.size; }"""
SAID = """(box, before) => {
    const said = [...box.querySelectorAll('.widget-html-content, .jp-RenderedHTML')].map(e => e.innerText).join();
    return said !== before && said; }"""
COUNTS = {"progress()": progress, "can_do()": can_do}  # cells that tell what was solved until now
CHECK = re.compile(r"^ex\.(q\d+)\.check\(.*$", re.M)
HARMLESS = (
    "favicon",
    "net::ERR_ABORTED",
    "preload",
    "/api/contents/",
)  # the last: a folder of an earlier edition


def words(*outputs):
    """What outputs say, as one line; a browser's integers have 32 bits."""
    said = ""
    for output in outputs:
        found = output.get("text") or output.get("data", {}).get("text/plain") or output.get("evalue") or ""
        said += "".join(found) + (" " if "data" in output else "")
    return " ".join(said.split()).replace("np.int32", "np.int64")


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
        self.page.wait_for_function(LIVE, timeout=START)
        self.times["live"] = time.perf_counter() - began
        state = self.page.inner_text("#state")
        if "could not" in state:
            raise Error(state)
        if not state.startswith("Live."):
            self.fault(state)
        self.frame = self.page.query_selector("#live").content_frame()
        self.frame.evaluate(WATCH)
        try:
            self.frame.wait_for_function(AT_TOP, timeout=10_000)
        except Error:
            self.fault("the live chapter does not begin where one was reading")

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
                continue
            now, before = words(*cell["outputs"]), words(*old["outputs"])
            if "nbval-ignore-output" in old["metadata"].get("tags", []):  # rounding decides its digits
                now, before = (re.sub(r"[\d.e−+-]+", "#", said) for said in (now, before))
            if cell["source"] in COUNTS:
                before = " ".join(repr(COUNTS[cell["source"]]()).split())
            if now != before:
                apart = (at for at, pair in enumerate(zip(now + "<", before + ">")) if pair[0] != pair[1])
                at = max(0, next(apart) - 30)
                self.fault(
                    f"{cell['source'][:40]!r} says {now[at : at + 120]!r}, stored is {before[at : at + 120]!r}"
                )

    def labs(self):
        """Every lab is drawn, and moves by hand and by Play."""
        source = "\n".join(cell["source"] for cell in self.cells)
        for name in re.findall(r"^(\w+)\(", source, re.M):
            kind = getattr(labs, name, None)
            if isinstance(kind, type) and issubclass(kind, labs.Lab):
                try:
                    self.text(kind()) if issubclass(kind, labs.TextLab) else self.lab(kind())
                except Error as error:
                    self.fault(f"{name}: {error.message.splitlines()[0]}")

    def page_of(self, lab):
        """All of a lab."""
        title = self.frame.get_by_text(lab.title, exact=True)
        return self.frame.locator(".jupyter-widgets.widget-vbox", has=title).first

    def text(self, lab):
        """The first control of a lab that shows a text changes what it says."""
        box = self.page_of(lab)
        control = box.locator("select, .noUi-handle, .widget-text input, .widget-toggle-buttons button").first
        control.scroll_into_view_if_needed(timeout=SOON)
        said = box.evaluate(SAID, "")
        kind = control.evaluate("e => e.tagName")
        if kind == "SELECT":
            control.select_option(index=1)
        elif kind == "INPUT":
            control.fill("gradient")
            control.press("Enter")
        elif kind == "BUTTON":
            control.click()
        else:
            control.press("ArrowRight")
        self.frame.wait_for_function(f"([box, before]) => ({SAID})(box, before)",
                                     arg=[box.element_handle(), said], timeout=SOON)  # fmt: skip

    def box(self, lab):
        """The box of a lab, with its picture drawn and in sight."""
        box = self.page_of(lab)
        canvas = box.locator("canvas")
        canvas.scroll_into_view_if_needed(timeout=SOON)
        self.frame.wait_for_function("c => c.dataset.frame > 0", arg=canvas.element_handle(), timeout=SOON)
        return box

    def lab(self, lab):
        box = self.box(lab)
        if box.locator("canvas").evaluate(COLOURS) < 5:
            self.fault(f"{lab.title}: the canvas is empty")
        slider = box.locator(".noUi-handle:visible")
        if slider.count():
            self.slide(lab, slider.first)
        if lab.time:
            self.play(lab, box)
        if lab.drawable:
            self.draw(box)
        copy = box.get_by_text("Copy as Python")
        if copy.count():
            copy.click()
            self.frame.wait_for_function(
                "b => b.querySelector('textarea')?.value", arg=box.element_handle(), timeout=SOON
            )

    def draw(self, box):
        """A finger on the picture changes what is said of it."""
        said, place = box.evaluate(SAID, ""), box.locator("canvas").bounding_box()
        where = [(place["x"] + x * place["width"], place["y"] + y * place["height"])
                 for x, y in ((0.12, 0.3), (0.12, 0.5), (0.12, 0.7))]  # fmt: skip
        self.page.mouse.move(*where[0])
        self.page.mouse.down()
        for point in where[1:]:
            self.page.mouse.move(*point, steps=3)
        self.page.mouse.up()
        self.frame.wait_for_function(f"([box, before]) => ({SAID})(box, before)",
                                     arg=[box.element_handle(), said], timeout=SOON)  # fmt: skip

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
            self.frame.wait_for_function("frames_.some(t => t > acted)", timeout=SOON, polling=20)
            kind = "whole picture" if name is None or lab._anew([name]) else "slider"
            self.times.setdefault(kind, []).append(
                self.frame.evaluate("frames_.find(t => t > acted) - acted")
            )
            self.page.wait_for_timeout(200)

    def play(self, lab, box):
        """Play draws frame after frame, and Stop stops it."""
        box.get_by_title("Back to the start").click()
        self.page.wait_for_timeout(700)
        self.frame.evaluate("frames_.length = 0")
        box.get_by_title("Play").click()
        enough = 12 if lab.pace < 0.1 else 3  # long before the run ends by itself
        try:
            self.frame.wait_for_function(f"frames_.length > {enough}", timeout=5_000, polling=20)
        except Error:
            pass  # few steps
        if box.locator("[title=Play] .fa-pause").count():
            box.get_by_title("Play").click()
        drawn = self.frame.evaluate("frames_")
        before, now, patience = None, len(drawn), 6
        while before != now and patience:  # the last picture is drawn once more, and may come late
            self.page.wait_for_timeout(1000)
            before, now, patience = now, self.frame.evaluate("frames_.length"), patience - 1
        if len(drawn) < 2 or before != now:
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
                mark(questions[found[1]].name)
        self.frame.evaluate("jupyterapp.commands.execute('docmanager:save')")

    def whole(self):
        try:
            self.read()
            self.start()
            self.outputs()
            self.labs()
            self.exercises()
        except Error as error:
            self.fault(error.message)
