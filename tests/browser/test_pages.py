"""Each notebook in a real JupyterLab: it runs, and a control of each kind, in each lab, changes what is shown."""

import base64
import io
import re
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from conftest import NOTEBOOKS, control_of
from PIL import Image

from mlpcourse import labs
from mlpcourse.labs.playground_controls import Edits

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from test_labs import ends, same, shown

LOOK = """box => {
  const canvas = box.querySelector("canvas"), status = box.querySelector("[role=status]");
  return (canvas ? canvas.toDataURL() : box.innerText) + (status ? status.innerText : "");
}"""
FRAME = "box => box.querySelector('canvas')?.dataset.frame ?? box.innerText"
# a picture is costly to read: first see whether there is a new one
CHANGED = f"([box, frame, before]) => ({FRAME})(box) !== frame && ({LOOK})(box) !== before"
# labels, values, buttons and menu entries that do not fit in their place
CUT = """box => {
  const seen = selector => [...box.querySelectorAll(selector)].filter(e => e.offsetParent);
  const texts = seen(".widget-label, .widget-readout, .widget-html-content, button");
  const cut = texts.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText);
  const pen = document.createElement("canvas").getContext("2d");
  for (const menu of seen("select")) {
    pen.font = getComputedStyle(menu).font;
    const entries = [...menu.options].map(option => option.text);
    cut.push(...entries.filter(text => pen.measureText(text).width > menu.clientWidth - 26));
  }
  return cut;
}"""


def labs_in(path):
    """The labs that a notebook shows, in order, each as the page makes it: a function without arguments."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    made = re.findall(r"^((\w+)\(.*\))$", "\n".join(cell.source for cell in cells), re.M)
    first = {}  # of each kind: a second one has the same title
    for call, name in made:
        if name in labs.__all__:
            first.setdefault(name, lambda call=call: eval(call, vars(labs)))
    return list(first.values())


def telling_controls(make):
    """The first control of each kind that matters in the state in which the test moves it: as made, time
    at its end. That the others of the kind matter, test_labs.py sees without a browser.
    """
    lab = make()
    if lab.time:
        lab.step(10**6)
    start, picture = lab.state(), shown(lab)
    found = {}
    for name, control in lab.controls.items():
        if type(control) in found:
            continue
        if any(not same(picture, shown(lab.set(**{name: value}))) for value in ends(control)):
            found[type(control)] = control
        lab.set(**start)
    return list(found.values())


def hands(element):
    """Ways to move a control from the keyboard or by a click, each with the way back."""
    handle, select = element.locator(".noUi-handle"), element.locator("select")
    check, text = element.locator("input[type=checkbox]"), element.locator("input[type=text]")
    number, buttons = element.locator("input[type=number]"), element.locator("button")
    if handle.count():
        at, low = (float(handle.first.get_attribute(f"aria-value{name}")) for name in ("now", "min"))
        ways = [("ArrowLeft", "ArrowRight"), ("PageDown", "PageUp"), ("Home", "End")]
        for there, back in [way[::-1] for way in ways] if at == low else ways:
            yield (lambda key=there: handle.first.press(key), lambda key=back: handle.first.press(key))
    elif check.count():
        yield check.first.click, check.first.click
    elif buttons.count():
        if buttons.last.inner_text() == "undo":  # of what has not been picked yet
            yield buttons.first.click, buttons.last.click
        layers = buttons.last.inner_text() == "+"
        yield buttons.last.click, buttons.nth(buttons.count() - 2).click if layers else lambda: None
    elif select.count():
        now = select.first.evaluate("s => s.selectedIndex")  # -1 where nothing is chosen yet
        for index in range(select.first.evaluate("s => s.options.length")):
            if index != now:
                yield (
                    lambda i=index: select.first.select_option(index=i),
                    (lambda: select.first.select_option(index=now)) if now >= 0 else lambda: None,
                )
    elif number.count():
        yield lambda: (number.first.fill("3"), number.first.press("Enter")), lambda: None
    elif text.count():
        yield lambda: text.first.fill("softmax"), lambda: text.first.fill("")


def bring_in_sight(box, control):
    """Open the named groups of controls until one is in sight."""
    tabs = box.locator("[role=tab]")
    for i in range(tabs.count()):
        if control_of(box, control).is_visible():
            return
        tabs.nth(i).click()


def move(page, box, control):
    """Move a control until the lab looks different, then move it back. Fails if nothing helps."""
    bring_in_sight(box, control)
    element = box.element_handle()
    for there, back in hands(control_of(box, control)):
        arguments = [element, element.evaluate(FRAME), element.evaluate(LOOK)]
        there()
        try:
            page.wait_for_function(CHANGED, arg=arguments, timeout=4_000, polling=100)
        except Exception:
            back()
            continue
        back()
        page.wait_for_timeout(250)
        return
    raise AssertionError(f"moving {control!r} changes nothing")


def drawn(canvas):
    """What is on a canvas, (height, width, 4)."""
    png = canvas.evaluate("c => c.toDataURL()").partition(",")[2]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA"))


def shown_and_expected(page, canvas, lab):
    """What is on a canvas, once the page has said how large it is, and what the lab draws at that size."""
    page.wait_for_timeout(700)
    picture = drawn(canvas)
    lab.stage.ratio = round(20 * picture.shape[1] / lab.stage.width) / 20
    return picture, lab.pixels()


def hands_while_playing(page, box, lab):
    """Move a slider again and again while Play runs: Play goes on, and nothing turns red."""
    time = control_of(box, lab.controls[lab.time]).locator(".noUi-handle").first
    now = lambda: float(time.get_attribute("aria-valuenow"))
    box.get_by_title("Back to the start").click()
    box.get_by_title("Play", exact=True).click()
    handles = box.locator(".noUi-handle")
    others = [handles.nth(i) for i in range(handles.count())]
    others = [h for h in others if h.is_visible() and h.element_handle() != time.element_handle()]
    for key in ("ArrowLeft", "ArrowRight") * 6 if others else ():
        others[0].press(key)
        page.wait_for_timeout(60)
    page.wait_for_timeout(int(1500 * lab.pace) + 300)
    alert = box.locator("[role=alert]")
    assert alert.count() == 0 or alert.first.inner_text() == ""
    end = float(time.get_attribute("aria-valuemax"))
    playing = box.locator("button:has(.fa-pause)")
    assert playing.count() or now() == end, f"{type(lab).__name__}: Play has died at {now()} of {end}"
    if playing.count():
        playing.first.click()


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebook_in_the_browser(open_notebook, path):
    page = open_notebook(path.name)
    page.run_all()
    for make in labs_in(path):
        kind = type(make())
        box = page.lab(kind.title)
        if box.locator("[class*=Collapse-header]").count():
            box.locator("[class*=Collapse-header]").first.click()
        if not issubclass(kind, labs.TextLab):
            element = box.element_handle()
            page.page.wait_for_function("box => box.querySelector('canvas')?.dataset.frame > 0", arg=element)
            canvas = box.locator("canvas")
            # to be shown in a page changes nothing but the size
            assert np.array_equal(*shown_and_expected(page.page, canvas, make())), (
                f"{kind.__name__} has changed"
            )
            assert canvas.get_attribute("role") == "img" and len(canvas.get_attribute("aria-label")) > 40
        assert box.evaluate(CUT) == []
        controls = telling_controls(make)
        assert controls
        if kind.time:
            control_of(box, make().controls[kind.time]).locator(".noUi-handle").first.press("End")
            page.page.wait_for_timeout(500)
        for control in controls:
            if not isinstance(control, Edits):  # sets a weight that is chosen by a click: test_playground.py
                move(page.page, box, control)
        if kind.time and not issubclass(kind, labs.TextLab):
            hands_while_playing(page.page, box, make())
    assert page.errors() == []
    assert page.page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
