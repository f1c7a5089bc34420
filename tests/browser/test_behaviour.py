"""The stored page, the dark theme, Play and the mouse in a real JupyterLab."""

import pytest
from conftest import Page, control_of
from playwright.sync_api import expect

from mlpcourse import labs


@pytest.fixture(scope="module")
def stored(browser, lab_server):
    """Chapter 11 as it was saved, in the dark theme."""
    page = Page(browser, lab_server("11_backprop_by_hand.ipynb", "dark"))
    yield page
    page.page.close()


@pytest.fixture(scope="module")
def running(stored):
    """The same page, with all its cells run."""
    stored.run_all()
    return stored


def test_a_stored_page_shows_pictures_before_anything_runs(stored):
    stored.scroll_until(".jp-RenderedImage img")
    assert stored.page.get_by_text("Error displaying widget").count() == 0


def test_dark_theme_reaches_the_picture(running):
    canvas = running.lab(labs.NudgeLab.title).locator("canvas")
    corner = "c => Math.max(...c.getContext('2d').getImageData(2, 2, 1, 1).data.slice(0, 3)) < 60"
    running.page.wait_for_function(corner, arg=canvas.element_handle(), polling=100)


def test_play_draws_frame_after_frame_and_stops(running):
    """How fast is the benchmark's business: here the machine may be busy."""
    lab = labs.DescentLab()
    box = running.lab(lab.title)
    canvas = box.locator("canvas")
    step = control_of(box, lab.controls[lab.time]).locator(".widget-readout")
    reading = lambda: (step.inner_text(), canvas.get_attribute("data-frame"))
    box.get_by_title("Back to the start").click()
    expect(step).to_have_text("0")
    running.page.wait_for_timeout(500)
    enough = int(canvas.get_attribute("data-frame")) + 6
    box.get_by_title("Play").click()
    drawn = "([canvas, enough]) => canvas.dataset.frame >= enough"
    running.page.wait_for_function(drawn, arg=[canvas.element_handle(), enough])
    box.get_by_title("Play").click()
    before, now = None, reading()
    while before != now:  # Play that goes on does so to the end
        running.page.wait_for_timeout(1000)
        before, now = now, reading()
    assert 5 <= int(now[0]) < lab.controls[lab.time].max


def test_the_mouse_picks_and_drags_a_point(open_notebook):
    page = open_notebook("03_perceptron_learning.ipynb")
    page.run_all()
    lab = labs.PerceptronLab()
    box = page.lab(lab.title)
    order = control_of(box, lab.controls["order"]).locator("select")
    order.select_option(label="you click the point")
    box.locator("canvas").scroll_into_view_if_needed()
    page.page.wait_for_timeout(500)
    canvas = box.locator("canvas").bounding_box()
    mouse = page.page.mouse

    def at(x, y):
        across, up = lab.plane_axes.transData.transform((x, y)) / lab.plane_axes.figure.bbox.size
        return canvas["x"] + across * canvas["width"], canvas["y"] + (1 - up) * canvas["height"]

    caption = "([box, said]) => RegExp(said).test(box.querySelector('[role=status]').innerText)"
    arguments = [box.element_handle(), "After 1 correction: w₁ = 1, w₂ = 1, b = 1;"]
    mouse.click(*at(1, 1))
    page.page.wait_for_function(caption, arg=arguments, timeout=10_000)
    mouse.move(*at(1, 1))
    mouse.down()
    mouse.move(*at(1.4, 1.2), steps=4)
    mouse.up()
    arguments[1] = r"After 1 correction: w₁ = 1\.(39|4|40|41), w₂ = 1\.(19|2|20|21), b = 1;"
    page.page.wait_for_function(caption, arg=arguments, timeout=10_000)
