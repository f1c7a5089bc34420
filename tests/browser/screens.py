"""How long a lab takes to the screen: the part of benchmark.py that needs a browser."""

from pathlib import Path
from tempfile import TemporaryDirectory

import ipywidgets as w
import nbformat
import numpy as np
from browser.conftest import CHROMIUM, FLAGS, Page, control_of, serve
from playwright.sync_api import Error, TimeoutError, sync_playwright

from mlpcourse import labs

AT_ONCE, PRESSES = 6, 8  # labs in a notebook; times that a key is pressed
WATCH = """canvas => {  // `shown`: when each frame was drawn; `lags`: from a key to the next frame
  window.shown = []; window.lags = []; window.pressed = null;
  window.watching?.disconnect();
  window.watching = new MutationObserver(() => {
    shown.push(performance.now());
    if (pressed !== null) lags.push(performance.now() - pressed);
    pressed = null;
  });
  watching.observe(canvas, {attributes: true, attributeFilter: ["data-frame"]});
  document.addEventListener("keydown", () => { pressed = performance.now(); }, true);
}"""


def measure(cells):
    """Print for each lab, {name: code that makes it}, milliseconds from an arrow key on its first slider
    to the new frame on its canvas, and how many frames of Play it shows a second.
    """
    names = list(cells)
    groups = [names[i : i + AT_ONCE] for i in range(0, len(names), AT_ONCE)]
    with TemporaryDirectory() as home:
        folder = Path(home, "notebooks")
        folder.mkdir()
        for i, group in enumerate(groups):
            write_notebook(folder / f"{i}.ipynb", ["from mlpcourse import labs", *map(cells.get, group)])
        with serve(Path(home)) as url, sync_playwright() as playwright:
            context = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS).new_context()
            for i, group in enumerate(groups):
                page = Page(context, url(f"{i}.ipynb"))
                page.run_all()
                for name in group:
                    lab = eval(cells[name], {"labs": labs})  # its twin here says what is where
                    try:
                        box = page.lab(lab.title)
                        box.locator("canvas").first.evaluate(WATCH)
                        said = f"{key_to_frame(page.page, box, lab)} {frames_of_play(page.page, box, lab)}"
                    except (AssertionError, Error) as error:  # the others are worth their time still
                        said = str(error).splitlines()[0]
                    print(f"{name:<34} {said}", flush=True)
                    lab.close()
                page.page.close()


def write_notebook(path, sources):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.metadata.kernelspec = dict(name="python3", display_name="Python 3", language="python")
    nbformat.write(notebook, path)


def key_to_frame(page, box, lab):
    for name, control in lab.controls.items():
        slider = isinstance(control, (w.IntSlider, w.FloatSlider, w.FloatLogSlider))
        if name == lab.time or not slider:
            continue
        handle = control_of(box, control).locator(".noUi-handle").first
        if handle.is_visible():
            break
    else:
        return " " * 54
    there = float(handle.get_attribute("aria-valuenow"))
    low, high = (float(handle.get_attribute(f"aria-value{end}")) for end in ("min", "max"))
    key = "ArrowRight" if there < (low + high) / 2 else "ArrowLeft"
    for i in range(PRESSES):
        handle.press(key)
        try:
            page.wait_for_function("n => lags.length > n", arg=i, timeout=5000)
        except TimeoutError:
            break
        page.wait_for_timeout(100)
    lags = page.evaluate("lags")
    goal = 150 if lab._anew([name]) else 80
    return f"{np.median(lags) if lags else np.nan:6.0f} ms to the screen (goal {goal:3}) of {name:<20}"


def frames_of_play(page, box, lab):
    if not lab.time:
        return ""
    box.get_by_title("Back to the start").first.click()
    page.wait_for_timeout(1000)
    page.evaluate("shown.length = 0")
    box.get_by_title("Play").first.click()
    page.wait_for_timeout(1000 * max(2.5, 6 * lab.pace))
    shown = page.evaluate("shown")[2:]  # the first come with the run's beginning
    if box.locator("[title=Play] .fa-pause").count():
        box.get_by_title("Play").first.click()
    speed = (len(shown) - 1) / (shown[-1] - shown[0]) * 1000 if len(shown) > 2 else np.nan
    return f"{speed:6.1f} of {1 / lab.pace:3.0f} frames/s"
