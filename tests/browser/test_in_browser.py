"""Each notebook in a real JupyterLab: it runs, and moving each control of each lab changes what is shown."""

import re
import sys
from pathlib import Path

import ipywidgets as w
import nbformat
import numpy as np
import pytest
from conftest import NOTEBOOKS

from mlpcourse import labs

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from test_labs import ends, same, shown

LOOK = """box => {
  const canvas = box.querySelector("canvas"), status = box.querySelector("[role=status]");
  return (canvas ? canvas.toDataURL() : box.innerText) + (status ? status.innerText : "");
}"""
PIXELS = "c => Array.from(c.getContext('2d').getImageData(0, 0, c.width, c.height).data)"
CHANGED = f"([box, before]) => ({LOOK})(box) !== before"


def labs_in(path):
    """The labs that a notebook shows, in order."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    source = "\n".join(cell.source for cell in cells)
    return [
        getattr(labs, name)
        for name in re.findall(r"^(\w+)\(", source, re.M)
        if name in labs.__all__
    ]


def telling_controls(kind):
    """The controls that matter in the state in which the test moves them: the default, time at its end."""
    lab = kind(**({kind.time: 10**6} if kind.time else {}))
    start, picture = lab.state(), shown(lab)
    found = []
    for name, control in lab.controls.items():
        changes = [not same(picture, shown(lab.set(**{name: value}))) for value in ends(control)]
        lab.set(**start)
        if any(changes):
            found.append((name, control))
    return found


def control_of(box, control):
    """The element of a control, by its label."""
    if isinstance(control, w.Checkbox):
        return box.locator(".widget-checkbox", has_text=control.description).first
    description = getattr(control, "description", "") or control.label.value
    label = box.locator(".widget-label", has_text=re.compile(f"^{re.escape(description)}$"))
    return label.first.locator("xpath=..")


def hands(element):
    """Ways to move a control from the keyboard or by a click, each with the way back."""
    handle, select = element.locator(".noUi-handle"), element.locator("select")
    check, text = element.locator("input[type=checkbox]"), element.locator("input[type=text]")
    number, buttons = element.locator("input[type=number]"), element.locator("button")
    if handle.count():
        for there, back in (
            ("ArrowLeft", "ArrowRight"),
            ("PageDown", "PageUp"),
            ("Home", "End"),
        ):
            yield (
                lambda key=there: handle.first.press(key),
                lambda key=back: handle.first.press(key),
            )
    elif check.count():
        yield check.first.click, check.first.click
    elif buttons.count():
        yield buttons.last.click, lambda: None
    elif select.count():
        now = select.first.evaluate("s => s.selectedIndex")
        for index in range(select.first.evaluate("s => s.options.length")):
            if index != now:
                yield (
                    lambda i=index: select.first.select_option(index=i),
                    lambda: select.first.select_option(index=now),
                )
    elif number.count():
        yield lambda: (number.first.fill("3"), number.first.press("Enter")), lambda: None
    elif text.count():
        yield lambda: text.first.fill("softmax"), lambda: text.first.fill("")


def move(page, box, control):
    """Move a control until the lab looks different, then move it back. Fails if nothing helps."""
    element = box.element_handle()
    for there, back in hands(control_of(box, control)):
        before = element.evaluate(LOOK)
        there()
        try:
            page.wait_for_function(CHANGED, arg=[element, before], timeout=4_000)
        except Exception:
            back()
            continue
        back()
        page.wait_for_timeout(250)
        return
    raise AssertionError(f"moving {control!r} changes nothing")


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebook_in_the_browser(open_notebook, path):
    page = open_notebook(path.name)
    page.run_all()
    for kind in labs_in(path):
        box = page.lab(kind.title)
        if box.locator("[class*=Collapse-header]").count():
            box.locator("[class*=Collapse-header]").first.click()
        if not issubclass(kind, labs.TextLab):
            element = box.element_handle()
            page.page.wait_for_function(
                "box => box.querySelector('canvas')?.dataset.frame > 0", arg=element
            )
            canvas = box.locator("canvas")
            drawn = np.array(canvas.evaluate(PIXELS), dtype=np.uint8)
            fresh = kind().pixels()  # to be shown in a page changes nothing
            assert np.array_equal(drawn.reshape(fresh.shape), fresh), f"{kind.__name__} has changed"
            assert (
                canvas.get_attribute("role") == "img"
                and len(canvas.get_attribute("aria-label")) > 40
            )
        controls = telling_controls(kind)
        assert controls
        if kind.time:
            control_of(box, kind().controls[kind.time]).locator(".noUi-handle").first.press("End")
            page.page.wait_for_timeout(500)
        for _, control in controls:
            move(page.page, box, control)
    assert page.errors() == []
    assert page.page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0


def test_play_draws_many_frames_and_stops(open_notebook):
    page = open_notebook("11_backprop_by_hand.ipynb")
    page.run_all()
    box = page.lab(labs.DescentLab.title)
    canvas = box.locator("canvas")
    first = int(canvas.get_attribute("data-frame"))
    box.get_by_title("Play").click()
    page.page.wait_for_timeout(1200)
    box.get_by_title("Play").click()
    frames = int(canvas.get_attribute("data-frame")) - first
    assert frames >= 12, f"{frames} frames in 1.2 s"
    page.page.wait_for_timeout(400)
    stopped = canvas.get_attribute("data-frame")
    page.page.wait_for_timeout(400)
    assert canvas.get_attribute("data-frame") == stopped


def test_dark_theme_reaches_the_picture(open_notebook):
    page = open_notebook("11_backprop_by_hand.ipynb", theme="dark")
    page.run_all()
    canvas = page.lab(labs.NudgeLab.title).locator("canvas")
    corner = "c => Array.from(c.getContext('2d').getImageData(2, 2, 1, 1).data.slice(0, 3))"
    page.page.wait_for_timeout(500)
    assert max(canvas.evaluate(corner)) < 60


def test_a_stored_page_shows_pictures_before_anything_runs(open_notebook):
    page = open_notebook("11_backprop_by_hand.ipynb")
    page.scroll_until(".jp-RenderedImage img")
    assert page.page.get_by_text("Error displaying widget").count() == 0


def test_the_mouse_picks_and_drags_a_point(open_notebook):
    page = open_notebook("03_perceptron_learning.ipynb")
    page.run_all()
    lab = labs.PerceptronLab()
    box = page.lab(lab.title)
    order = control_of(box, lab.controls["order"]).locator("select")
    order.select_option(label="you click the point")
    canvas = box.locator("canvas").bounding_box()
    mouse = page.page.mouse

    def at(x, y):
        across, up = lab._axes.transData.transform((x, y)) / lab._axes.figure.bbox.size
        return canvas["x"] + across * canvas["width"], canvas["y"] + (1 - up) * canvas["height"]

    caption = "([box, said]) => box.querySelector('[role=status]').innerText.includes(said)"
    arguments = [box.element_handle(), "After 1 of 1 correction: w₁ = 1, w₂ = 1, b = 1"]
    mouse.click(*at(1, 1))
    page.page.wait_for_function(caption, arg=arguments, timeout=10_000)
    mouse.move(*at(1, 1))
    mouse.down()
    mouse.move(*at(1.4, 1.2), steps=4)
    mouse.up()
    arguments[1] = "After 1 of 1 correction: w₁ = 1.4"
    page.page.wait_for_function(caption, arg=arguments, timeout=10_000)
