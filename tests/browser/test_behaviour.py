"""Play, the mouse, the dark theme and the stored page in a real JupyterLab."""

from conftest import control_of

from mlpcourse import labs


def test_play_draws_many_frames_and_stops(open_notebook):
    page = open_notebook("11_backprop_by_hand.ipynb")
    page.run_all()
    box = page.lab(labs.DescentLab.title)
    canvas = box.locator("canvas")
    frames = lambda: int(canvas.get_attribute("data-frame"))
    first = frames()
    box.get_by_title("Play").click()
    # how fast is the benchmark's business: here the machine may be busy
    more = "([canvas, enough]) => canvas.dataset.frame >= enough"
    page.page.wait_for_function(more, arg=[canvas.element_handle(), first + 12])
    box.get_by_title("Play").click()
    page.page.wait_for_timeout(1000)
    stopped = frames()
    page.page.wait_for_timeout(1000)
    assert frames() == stopped


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
    box.locator("canvas").scroll_into_view_if_needed()
    page.page.wait_for_timeout(500)
    canvas = box.locator("canvas").bounding_box()
    mouse = page.page.mouse

    def at(x, y):
        across, up = lab._axes.transData.transform((x, y)) / lab._axes.figure.bbox.size
        return canvas["x"] + across * canvas["width"], canvas["y"] + (1 - up) * canvas["height"]

    caption = "([box, said]) => RegExp(said).test(box.querySelector('[role=status]').innerText)"
    arguments = [box.element_handle(), "After 1 of 1 correction: w₁ = 1, w₂ = 1, b = 1;"]
    mouse.click(*at(1, 1))
    page.page.wait_for_function(caption, arg=arguments, timeout=10_000)
    mouse.move(*at(1, 1))
    mouse.down()
    mouse.move(*at(1.4, 1.2), steps=4)
    mouse.up()
    arguments[1] = r"After 1 of 1 correction: w₁ = 1\.(39|4|40|41), w₂ = 1\.(19|2|20|21), b = 1;"
    page.page.wait_for_function(caption, arg=arguments, timeout=10_000)
