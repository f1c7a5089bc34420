"""Each notebook in a real JupyterLab: it runs, and moving each control of each lab changes what is shown."""

import re

import nbformat
import pytest
from conftest import NOTEBOOKS

from mlpcourse import labs

CHANGED = "([box, before]) => box.__look() !== before"
LOOK = """box => {
  box.__look = () => {
    const canvas = box.querySelector("canvas"), status = box.querySelector("[role=status]");
    return canvas ? canvas.toDataURL() : box.innerText + (status ? status.innerText : "");
  };
  return box.__look();
}"""


def labs_in(path):
    """The labs that a notebook shows, by title and in order."""
    source = "\n".join(
        cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"
    )
    return [
        getattr(labs, name)
        for name in re.findall(r"^(\w+)\(", source, re.M)
        if name in labs.__all__
    ]


def touch(control):
    """Move a control as a hand on the keyboard does."""
    slider = control.locator(".noUi-handle")
    select = control.locator("select")
    buttons = control.locator("button")
    if slider.count():
        handle = slider.first
        at_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
        handle.press("ArrowLeft" if at_end else "ArrowRight")
    elif select.count():
        now = select.first.evaluate("s => s.selectedIndex")
        select.first.select_option(index=0 if now else 1)
    elif control.locator("input[type=text]").count():
        control.locator("input[type=text]").first.fill("softmax")
    elif control.locator("input[type=checkbox]").count():
        control.locator("input[type=checkbox]").first.click()
    elif buttons.count():
        buttons.last.click()
    else:
        raise AssertionError(f"no way to move {control.inner_text()!r}")


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebook_in_the_browser(open_notebook, path):
    page = open_notebook(path.name)
    page.run_all()
    kinds = labs_in(path)
    for kind in kinds:
        box = page.lab(kind.title)
        if box.locator(
            ".jupyter-widget-Collapse-header, .p-Collapse-header, .lm-Collapse-header"
        ).count():
            box.locator("[class*=Collapse-header]").first.click()
        element = box.element_handle()
        if not issubclass(kind, labs.TextLab):
            page.page.wait_for_function(
                "box => box.querySelector('canvas')?.dataset.frame > 0", arg=element
            )
            canvas = box.locator("canvas")
            assert (
                canvas.get_attribute("role") == "img"
                and len(canvas.get_attribute("aria-label")) > 40
            )
        for description in descriptions(kind):
            before = element.evaluate(LOOK)
            label = box.locator(".widget-label", has_text=re.compile(f"^{re.escape(description)}$"))
            control = label.first.locator("xpath=..")
            touch(control)
            page.page.wait_for_function(CHANGED, arg=[element, before], timeout=10_000)
    assert page.errors() == []
    assert page.page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0


def descriptions(kind):
    return [
        c.description if hasattr(c, "description") else c.label.value
        for c in kind().controls.values()
    ]


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
