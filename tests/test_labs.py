"""One test drives every lab: every control to its ends and at random, the same state the same picture."""

import asyncio
import functools
import inspect
import io
import itertools
import re
import sys

import ipywidgets as w
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from PIL import Image

from mlpcourse import labs
from mlpcourse.labs import (
    BackpropStepper,
    DescentLab,
    FarPointsLab,
    Lab,
    LogisticLab,
    NudgeLab,
    ShapeChecker,
    TextLab,
    page,
    paper,
)
from mlpcourse.labs.boxes import LayerList
from mlpcourse.labs.controls import HiddenLayers, HiddenSizes, LayerSizes, TickBoxes, Weights
from mlpcourse.labs.drawn import Heights
from mlpcourse.labs.images import KernelBoxes
from mlpcourse.labs.pad import FIVE, Pad, strokes
from mlpcourse.labs.plane import Picks, PlaneLab, Points
from mlpcourse.labs.playground_controls import ChosenNumber, Edits, LayerActivations, Rows
from mlpcourse.labs.start import Answers
from mlpcourse.tables import number

EVERY = [getattr(labs, name) for name in labs.__all__ if name not in ("Lab", "TextLab", "Stage")]
PICTURES = [lab for lab in EVERY if not issubclass(lab, TextLab)]


def ends(control):
    """Values to try: both ends of a slider, every choice of a menu, ends and middle of a scale of numbers."""
    if isinstance(control, w.FloatLogSlider):
        return [control.base**control.min, control.base**control.max]
    if hasattr(control, "min"):
        return [control.min, control.max]
    if isinstance(control, TickBoxes):
        return [(), control.options[:1], control.options][bool(control.least) :]
    if hasattr(control, "options"):
        values = [option[1] if isinstance(option, tuple) else option for option in control.options]
        scale = len(values) > 5 and all(type(value) in (int, float) for value in values)
        return [values[0], values[len(values) // 2], values[-1]] if scale else values
    if isinstance(control, LayerSizes) and control.fixed:
        first, last = control.value[0], control.value[-1]
        return [(first, last), (first, *(8,) * (control.most - 2), last)]
    if isinstance(control, HiddenLayers):
        return [(1, 1), (control.deepest, 16), (2, control.widest)]
    if isinstance(control, HiddenSizes):
        return [(), (8,) * control.most, (4, 2)]
    if isinstance(control, LayerActivations):
        return [("relu", *control.value[1:]), ("sigmoid",) * len(control.value)]
    if isinstance(control, ChosenNumber):
        return [(), (0, 3), (1, 1, 0), (1, 2, 1)]
    if isinstance(control, Edits):
        return [(), ((0, 1, 1, 0, -2.5), (3, 1, 1, 2, 1.5))]
    if isinstance(control, Rows):
        return [
            ((0, 0, 0), (1, 1, 1), (2, 0.5, 0), (1, -1, 1)),
            tuple((i % 4, i / 9, i % 3) for i in range(12)),
        ]
    if isinstance(control, LayerSizes):
        return [(1, 1), (min(8, control.largest),) * control.most]
    if isinstance(control, LayerList):
        return [("fc",), ("fc", "ReLU", "fc", "tanh", "fc")]
    if isinstance(control, Points):
        return [((0, 0, 0), (1, 1, 1)), ((2, -1, 1), (-1, 2, 0), (0.5, 0.5, 0))]
    if isinstance(control, Picks):
        return [(), (3,), (3, 0, 3, 1)]
    if isinstance(control, Answers):
        first, *_, last = control.words
        return [(first,) * len(control.value), (first, "", last) + ("",) * (len(control.value) - 3)]
    if isinstance(control, Weights | Heights):
        n = len(control.value)
        return [(0.0,) * n, (1.0, -1.5, 3.5) * (n // 3) + (0.5,) * (n % 3)]
    if isinstance(control, KernelBoxes):
        return [(0.0,) * 4 + (1.0,) + (0.0,) * 4, (1.0, 2, 1, 0, 0, 0, -1, -2, -1)]
    if isinstance(control, Pad):
        return [control.empty, strokes(FIVE)]
    if isinstance(control, w.Checkbox):
        return [True, False]
    assert isinstance(control, w.Text), f"how does one try a {type(control).__name__}?"
    return ["", "backprop", "no such word", "wonderful soup"]


def shown(lab):
    return lab.text_box.value if isinstance(lab, TextLab) else lab.pixels()


def same(a, b):
    return a == b if isinstance(a, str) else a.shape == b.shape and np.array_equal(a, b)


def crowded(lab):
    """The texts in the picture that reach out of it, and the pairs that lie on each other."""
    if isinstance(lab, TextLab):
        return []
    figure, renderer = lab.drawing.figure, lab.drawing.canvas.get_renderer()
    unseen = set()  # labels of ticks beyond the ends of their axis
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis, *([ax.zaxis] if hasattr(ax, "zaxis") else [])):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if not (ax.axison and low <= tick.get_loc() <= high) or hasattr(ax, "zaxis"):
                    unseen |= {tick.label1, tick.label2}
    for legend in figure.findobj(Legend):
        if not legend.get_visible():
            unseen |= set(legend.findobj(Text))
    boxes = {}
    for text in set(figure.findobj(Text)) - unseen:
        if text.get_visible() and text.get_text().strip():
            frame = text.get_bbox_patch()
            framed = frame is not None and frame.get_edgecolor()[3] > 0
            boxes[text] = (frame if framed else text).get_window_extent(renderer)
    (right, top), faults = figure.bbox.size, []
    for text, box in boxes.items():
        if min(box.x0, box.y0, right - box.x1, top - box.y1) < 0:
            faults.append(text.get_text())
    for (a, first), (b, second) in itertools.combinations(boxes.items(), 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        up = min(first.y1, second.y1) - max(first.y0, second.y0)
        if min(across, up) > 2:  # pixels
            faults.append((a.get_text(), b.get_text()))
    return faults


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_what_a_lab_takes_is_said_where_one_asks(kind):
    first, *others, last = inspect.signature(kind).parameters.values()
    assert first.name == "preset" and last.name == "values" and "values :" in Lab.__init__.__doc__
    for more in others:
        assert more.kind is more.KEYWORD_ONLY and f"{more.name} :" in kind.__init__.__doc__


def button_of(lab, description):
    """The button of the lab's page that says so."""
    return next(
        b for b in page.widgets_of(lab.page) if isinstance(b, w.Button) and b.description == description
    )


@pytest.mark.parametrize("kind", EVERY)
def test_every_control_to_its_ends(kind, monkeypatch):
    lab = kind(**({kind.time: 10**6} if kind.time else {}) | kind.telling)
    start, drawn = lab.state(), []
    if not isinstance(lab, TextLab):
        tell = functools.wraps(lab.draw)(lambda *a, draw=lab.draw, **k: drawn.append(1) or draw(*a, **k))
        monkeypatch.setattr(lab, "draw", tell)
    for name, control in lab.controls.items():
        results = set()
        for value in [*ends(control), start[name]]:
            drawn.clear()
            lab.set(**{name: value})
            now, caption = lab.state()[name], lab.caption
            assert now == (pytest.approx(value, rel=5e-3) if isinstance(value, float) else value)
            assert caption and caption[-1] in ".!?" and not re.search(r"\bnan\b", caption)
            lab.check()
            assert crowded(lab) == []
            results.add((caption, lab.text_box.value if isinstance(lab, TextLab) else ""))
            if not (drawn or lab.problem() or isinstance(lab, TextLab)):  # it has moved
                moved = lab.pixels()
                lab.redraw()
                assert (drawn or lab.unseen) and same(moved, lab.pixels()) and lab.caption == caption, (
                    f"{name}={value!r}: a moved picture is not the drawn one"
                )
        assert len(results) > 1, f"{name} changes nothing that the caption would mention"
        lab.set(**start)


@pytest.mark.parametrize("kind", EVERY)
def test_same_state_same_picture_whatever_happened_before(kind):
    rng = np.random.default_rng(1)
    lab = kind()
    for _ in range(25):  # as a hand on the controls would, one at a time
        name = rng.choice(list(lab.controls))
        control = lab.controls[name]
        values = ends(control)
        if hasattr(control, "min") and not isinstance(control, w.FloatLogSlider):
            values = [*values, type(control.value)((control.min + control.max) / 2)]
        control.value = values[rng.integers(len(values))]
        lab.check()
        assert crowded(lab) == []
    fresh = kind(**lab.state())
    assert fresh.state() == lab.state() and fresh.caption == lab.caption
    assert same(shown(fresh), shown(lab))


@pytest.mark.parametrize("kind", EVERY)
def test_the_page(kind):
    lab = kind()
    assert lab.title and lab.question.endswith("?") and kind.__doc__
    assert crowded(lab) == []
    shown = page.widgets_of(lab.page)
    (more,) = [widget for widget in shown if isinstance(widget, w.Accordion)] or [None]
    folded = page.widgets_of(more) if more else []
    beside_play = [lab.controls[name] for name in lab.beside_play]
    in_sight = [c for c in lab.controls.values() if c in shown and c not in [*folded, *beside_play]]
    assert 1 <= len(in_sight) <= 5 and all(c in shown for c in lab.controls.values())
    assert len([c for c in in_sight if c is not lab.controls.get(lab.time)]) <= 4
    for control in lab.controls.values():  # a name for the screen reader
        assert getattr(control, "description", "") or control.label.value


@pytest.mark.parametrize("kind", EVERY)
def test_the_static_stand_in(kind):
    bundles = [kind()._repr_mimebundle_() for _ in range(2)]
    (data, metadata), (again, _) = bundles
    assert data["text/plain"] == again["text/plain"] and "0x" not in data["text/plain"]
    assert kind.__name__ in data["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in data
    if kind in PICTURES:
        assert data["image/png"] == again["image/png"] and len(data["image/png"]) < 200_000
        assert len(metadata["image/png"]["alt"]) > 40
        lab = kind()
        before, state = lab.pixels(), lab.state()
        lab._repr_mimebundle_()  # showing the lab leaves it as it was
        assert lab.state() == state and np.array_equal(before, lab.pixels())
        lab.redraw()
        assert np.array_equal(before, lab.pixels())
        assert lab.finished() == kind().finished()  # nor has a frame of the storyboard left anything behind
    else:
        assert data["text/html"] == again["text/html"]


def test_a_caption_full_of_numbers_is_not_cut_on_paper():
    lab = LogisticLab()
    pictures, _ = paper.frames(lab)
    sheet = paper.sheet(lab, pictures[:1], ["0.123456 is 0.9876, " * 12])
    pixels = np.asarray(Image.open(io.BytesIO(sheet)).convert("LA"))
    assert pixels[:, -6:, 0].min() == 255
    alpha = pixels[:, :, 1]  # a card with round corners
    assert alpha[0, 0] == alpha[-1, -1] == 0 and alpha[0, 20] == 255 and (alpha == 0).sum() < 200


@pytest.mark.parametrize("kind", PICTURES)
def test_figures_do_not_leak_and_are_the_callers(kind):
    lab = kind()
    one, two = lab.figure(), lab.figure()
    assert isinstance(one, Figure) and one is not two
    assert "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()


@pytest.mark.parametrize("kind", PICTURES)
def test_themes_and_sharp_screens(kind):
    lab = kind()
    light = lab.pixels()
    lab.stage.dark = True
    dark = lab.pixels()
    assert light[-3:, :3, :3].min() == 255 and dark[-3:, :3, :3].max() < 30
    lab.stage.dark, lab.stage.ratio = False, 2.0
    assert lab.pixels().shape[0] == 2 * light.shape[0] and lab.stage.width == light.shape[1]
    lab.stage.ratio = 1.0
    assert np.array_equal(light, lab.pixels())


@pytest.mark.parametrize("kind", EVERY)
def test_wrong_settings_get_a_sentence_and_change_nothing(kind):
    lab = kind()
    state, picture = lab.state(), shown(lab)
    name = next(iter(lab.controls))
    with pytest.raises(ValueError, match=f"did you mean '{name}'"):
        lab.set(**{f"{name}s": 1})
    with pytest.raises(ValueError, match="cannot be"):
        lab.set(**{name: object()})
    with pytest.raises(ValueError, match="preset 'nothing' is unknown"):
        kind(preset="nothing")
    assert lab.state() == state and same(picture, shown(lab))


@pytest.mark.parametrize("kind", EVERY)
def test_errors_are_seen_and_raised(kind, monkeypatch):
    lab = kind()

    def broken(**arguments):
        raise ZeroDivisionError("deliberate")

    for method in ("draw", "move", "text"):
        monkeypatch.setattr(lab, method, broken, raising=False)
    with pytest.raises(ZeroDivisionError):
        lab.set()
    with pytest.raises(ZeroDivisionError):
        lab.check()
    assert "deliberate" in lab.error_box.value and lab.error_box.layout.display is None
    monkeypatch.undo()
    lab.set()
    lab.check()
    assert lab.error_box.layout.display == "none"


def test_an_error_in_a_button_is_not_swallowed(monkeypatch):
    lab = DescentLab()
    monkeypatch.setattr(lab, "script", lambda: 1 / 0)
    button_of(lab, "Copy as Python").click()  # ipywidgets logs what a click raises
    lab.controls["learning_rate"].value = 0.5  # a drawing that succeeds answers a button's error as little
    lab.step(-1)
    with pytest.raises(ZeroDivisionError):
        lab.check()
    assert "ZeroDivisionError" in lab.error_box.value and lab.error_box.layout.display is None
    monkeypatch.undo()
    button_of(lab, "Copy as Python").click()
    lab.check()
    assert lab.error_box.layout.display == "none"


@pytest.mark.parametrize("kind", [k for k in EVERY if k.presets])
def test_a_preset_is_the_same_whatever_was_chosen_before(kind):
    lab = kind()
    named = set().union(*kind.presets.values())
    for before in kind.presets:
        lab.set(**lab._preset(before))
        name = next(reversed([other for other in kind.presets if other != before]), before)
        lab.set(**lab._preset(name))
        fresh = kind(preset=name).state()
        assert {key: lab.state()[key] for key in named} == {key: fresh[key] for key in named}, (before, name)


@pytest.mark.parametrize("kind", [k for k in EVERY if k.presets])
def test_presets(kind):
    for name, values in kind.presets.items():
        state = kind(preset=name).state()
        assert {key: state[key] for key in values} == values
    if "learning_rate" in state:
        assert kind(preset=name, learning_rate=0.5).state()["learning_rate"] == pytest.approx(0.5)


@pytest.mark.parametrize("kind", [k for k in EVERY if k.time])
def test_time_runs_both_ways(kind):
    lab = kind(**{kind.time: 0})
    here = lab.pixels()
    assert lab.step(2).state()[kind.time] == 2
    there = lab.pixels()
    lab.step(-2)
    assert np.array_equal(here, lab.pixels()) and not np.array_equal(here, there)
    assert lab.step(10**6).state()[kind.time] == lab.controls[kind.time].max
    assert lab.step(-(10**6)).state()[kind.time] == lab.controls[kind.time].min


@pytest.mark.parametrize("kind", [k for k in EVERY if k.script is not Lab.script])
@pytest.mark.parametrize(
    "values",
    [{}, dict(hidden="tanh", output="sigmoid", loss="binary_cross_entropy"), dict(learning_rate=3.0)],
)
def test_copied_python_reproduces_the_curve(kind, values, capsys):
    controls = kind().controls
    fits = {
        name: value
        for name, value in values.items()
        if name in controls and (name == "learning_rate" or value in ends(controls[name]))
    }
    if "learning_rate" in fits:
        control = kind().controls["learning_rate"]
        fits["learning_rate"] = min(values["learning_rate"], control.base**control.max)
    lab = kind(**fits)
    button_of(lab, "Copy as Python").click()
    lab.check()
    names = {}
    exec(lab.script_box.value, names)
    assert names.get("losses", names.get("margins")) == lab.curve()
    assert capsys.readouterr().out.splitlines()[-1] == str(lab.curve()[-1])
    assert len(lab.script_box.value.splitlines()) < 15


def test_play_moves_the_slider_in_a_loop_and_stops():
    async def play():
        lab = DescentLab(update=45)
        lab.playback.period = 0.001
        lab.stage.observe(
            lambda change: setattr(lab.stage, "shown", change["new"]), "number"
        )  # a page that draws
        lab.playback.toggle()
        assert lab.playback.playing
        while lab.playback.playing:
            await asyncio.sleep(0.005)
        assert lab.state()["update"] == 50 and lab.stage.format == "image/png"
        lab.playback.toggle()  # from the end it starts again
        await asyncio.sleep(0.05)
        lab.playback.toggle()
        stopped = lab.state()["update"]
        assert 0 < stopped < 50
        await asyncio.sleep(0.02)
        assert lab.state()["update"] == stopped

    asyncio.run(play())


def test_play_stops_where_the_numbers_end_and_without_a_page(monkeypatch):
    async def play(lab):
        lab.playback.period = 0.001
        lab.playback.start()
        while lab.playback.playing:
            await asyncio.sleep(0.005)
        return lab.state()["update"]

    async def diverging():
        lab = DescentLab(learning_rate=3.0, update=0)
        lab.stage.observe(lambda change: setattr(lab.stage, "shown", change["new"]), "number")
        return await play(lab), lab.caption

    k, caption = asyncio.run(diverging())
    assert k < 10 and "too large" in caption
    monkeypatch.setattr("mlpcourse.labs.playback.PATIENCE", 0.05)

    async def no_page():
        return await play(DescentLab(update=0))

    assert asyncio.run(no_page()) < 5


def test_play_without_a_loop_says_what_to_do():
    lab = DescentLab()
    with pytest.raises(RuntimeError, match=r"lab.step\(\)"):
        lab.playback.start()


def test_an_error_while_playing_is_shown(monkeypatch):
    async def play():
        lab = DescentLab(update=0)
        lab.playback.period = 0.001
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
        monkeypatch.setattr(lab, "move", lambda: 1 / 0)
        monkeypatch.setattr(lab.playback, "stop", lambda: setattr(lab.playback, "playing", False))
        lab.playback.start()
        while lab.playback.playing:
            await asyncio.sleep(0.005)
        return lab

    lab = asyncio.run(play())
    assert isinstance(lab.error, ZeroDivisionError) and "ZeroDivisionError" in lab.error_box.value


# ---- what the labs of these chapters say


def test_the_stepper_shows_the_numbers_of_the_table():
    lab = BackpropStepper()
    lines = lab.examples(lab.values)[-1].lines()
    assert len(lines) == lab.controls["step"].max
    for k, line in enumerate(lines, start=1):
        lab.set(step=k)
        assert f"Step {k} of 36" in lab.caption and line.formula in lab.caption
        assert f"= {line.value:.6g}".replace("-", "−") in lab.caption
    assert "EM-3" in lab.set(step=22).caption
    wrong = lab.set(step=18, send_back="new W (wrong)")
    assert "= −1.5" in wrong.caption
    assert "EM-13" in lab.set(loss="binary_cross_entropy").caption


def test_the_stepper_goes_through_updates_and_reports_overflow():
    lab = BackpropStepper(step=9, update=1)
    assert "= 0.269" in lab.caption
    assert "explodes" in lab.set(learning_rate=9.0, update=50).caption


def test_the_stepper_says_a_number_once_and_stops_before_the_overflow():
    lab = BackpropStepper(step=21)
    assert "g′(r₂) = 1." in lab.caption and "= 1 = 1" not in lab.caption
    lab.set(send_back="new W (wrong)", learning_rate=0.417, update=50, step=30)  # the step after is too large
    assert "explodes" in lab.caption


def test_the_time_of_a_descent_ends_where_its_numbers_end():
    lab = DescentLab(learning_rate=3.0)
    assert lab.controls["update"].max == len(lab.curve()) - 1 < 10
    assert lab.set(learning_rate=0.1).controls["update"].max == 50


def test_a_click_on_a_unit_goes_to_its_step():
    lab = BackpropStepper(step=0)
    lab.click(0.89, 0.75)
    assert "z₁ = s₁" in lab.caption
    lab.click(0.5, 0.1)
    assert "z₁ = s₁" in lab.caption


@pytest.mark.parametrize("weight", ["v01", "v21", "w12", "w22"])
@pytest.mark.parametrize("hidden", ["identity", "tanh", "sigmoid"])
def test_the_nudge_agrees_with_the_gradient(weight, hidden):
    lab = NudgeLab(weight=weight, hidden=hidden, output="sigmoid", nudge=0.0)
    slope = (lab._loss(lab.at + 1e-5) - lab._loss(lab.at - 1e-5)) / 2e-5
    assert lab.slope == pytest.approx(slope, abs=1e-9)
    assert "off by 0." in lab.caption
    lab.set(nudge=0.3)
    real, promised = lab._loss(lab.at + 0.3), lab.loss + 0.3 * slope
    assert lab.artists[2].get_xydata()[0] == pytest.approx([lab.at + 0.3, promised])
    assert lab.artists[1].get_xydata()[0] == pytest.approx([lab.at + 0.3, real])
    assert f"promises {number(round(promised, 6), True)}" in lab.caption
    lab.set(output="identity", nudge=0.8)
    low, high = lab.artists[0].axes.get_ylim()
    assert all(low <= y <= high for part in lab.artists for y in part.get_ydata())  # the gap is in sight


def test_descent_keeps_the_previous_run_in_grey():
    lab = DescentLab(learning_rate=0.3)
    assert lab.state()["previous"] is None
    lab.controls["learning_rate"].value = 0.1
    assert lab.state()["previous"]["learning_rate"] == pytest.approx(0.3)
    lab.controls["update"].value = 20  # time is not a setting
    assert lab.state()["previous"]["learning_rate"] == pytest.approx(0.3)
    labels = [t.get_text() for t in lab.figure().axes[0].get_legend().get_texts()]
    assert labels == ["before: learning rate η 0.3", "now"]


def test_shape_checker_answers_question_one():
    asked, answer = dict(samples=5, sizes=(3, 4, 1)), "Layer 1: X (5, 3) @ W₁ᵀ (3, 4) + b₁ (4,) = Z₁ (5, 4)."
    assert answer in ShapeChecker(**asked).caption and answer not in ShapeChecker().caption
    columns = ShapeChecker(layout="columns", **asked).caption
    assert "W₁ (4, 3) @ X (3, 5) + b₁ (4, 1) = Z₁ (4, 5)." in columns and "21 numbers" in columns


def test_layer_sizes_by_mouse():
    control = LayerSizes((3, 4, 1))
    control.more.click()
    assert control.value == (3, 4, 2, 1)
    control.children[2].value = 7
    assert control.value == (3, 7, 2, 1)
    control.fewer.click()
    control.fewer.click()
    assert control.value == (3, 1) and control.fewer.disabled


# ---- points in the plane

PLANES = [kind for kind in EVERY if issubclass(kind, PlaneLab) and kind is not FarPointsLab]


@pytest.mark.parametrize("kind", PLANES)
def test_points_by_mouse(kind):
    lab = kind()
    n = len(lab.state()["points"])

    def at(x, y):
        box = lab.plane_axes.figure.bbox
        return lab.plane_axes.transData.transform((x, y)) / [box.width, box.height]

    def act(kind, x, y):
        px, py = at(x, y)
        lab.click(px, py, kind)
        lab.check()

    x, y, label = lab.state()["points"][1]
    target = (round(x + 0.31, 2), round(y + 0.17, 2))
    act("down", x, y)
    act("move", *target)
    act("up", *target)
    act("move", 0, 0)  # the button is up: nothing is held
    assert lab.state()["points"][1] == (*target, label) and len(lab.state()["points"]) == n
    (left, right), (bottom, top) = lab.plane_axes.get_xlim(), lab.plane_axes.get_ylim()
    corner = right - 0.03 * (right - left), bottom + 0.03 * (top - bottom)
    act("down", *corner)
    act("up", *corner)
    assert len(lab.state()["points"]) == n + 1
    lab.click(0.999, 0.999)  # beside the axes
    assert len(lab.state()["points"]) == n + 1
    act("down", *corner)
    lab.click(0.999, 0.999, "up")  # dropped beside them: deleted
    assert len(lab.state()["points"]) == n


def test_points_by_keyboard():
    points = Points(((0, 0, 0), (1, 1, 1)))
    points.add.click()
    assert points.value == ((0, 0, 0), (1, 1, 1), (0.4, 0, 0)) and points.index.value == 2
    points.x2.value = 2.0
    points.kind.click()
    assert points.value[2] == (0.4, 2, 1)
    points.index.value = 0
    points.kind.click()
    points.delete.click()
    assert len(points.value) == 3  # the last point of a class stays, with its class
    points.index.value = 1
    points.delete.click()
    assert points.value == ((0, 0, 0), (0.4, 2, 1))
    points.value = ((0, 0, 0), (1, 1, 1), (2, 2, 0), (3, 3, 1))
    points.chosen = 3
    points.value = ((0, 0, 0), (1, 1, 1))  # the chosen one is gone
    assert points.chosen == points.index.value == 1 and points.x1.value == 1
    for bad in ((), ((0, 0, 0),), ((0, 0, 0), (1, 1, 0)), ((0, 0, 0), (1, float("nan"), 1)), 3):
        with pytest.raises(Exception, match=r"points must be|must be a tuple|expected a tuple"):
            points.value = bad


# ---- sliders as a browser moves them, and what is said


def test_a_drag_is_one_change_and_data_are_no_setting(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("mlpcourse.labs.base.time.monotonic", lambda: clock[0])
    lab = LogisticLab(learning_rate=1.0)
    for rate in (1.1, 1.2, 1.3):  # a slider on its way
        clock[0] += 0.1
        lab.controls["learning_rate"].value = rate
    assert lab.state()["previous"]["learning_rate"] == pytest.approx(1.0)
    clock[0] += 5
    lab.controls["learning_rate"].value = 2.0
    assert lab.state()["previous"]["learning_rate"] == pytest.approx(1.3)
    lab.controls["points"].value = (*lab.state()["points"], (0.5, 0.5, 0))
    assert lab.state()["previous"]["learning_rate"] == pytest.approx(1.3)
    values, words = lab.earlier()
    assert words == "before: learning rate η 1.3" and values["points"] == lab.state()["points"]


def test_a_drag_while_play_runs_is_one_change():
    lab = DescentLab(learning_rate=0.1)
    for rate in (0.11, 0.12, 0.13):
        lab.controls["learning_rate"].value = rate
        lab.controls["update"].value += 1
    assert lab.state()["previous"]["learning_rate"] == pytest.approx(0.1)


def test_numbers_in_captions_have_a_real_minus():
    for kind in EVERY:
        assert not re.search(r"(?<![\w)])-[\d.]", kind().caption), kind
    zeros = page.minus("w = (-0.000, -0.001), -0, b = -0.5, x-3, 1e-05, -0.04, -0.00.")
    assert zeros == "w = (0.000, −0.001), 0, b = −0.5, x-3, 1e-05, −0.04, 0.00."


@pytest.mark.parametrize("kind", EVERY)
def test_the_start_of_a_rate_is_one_of_the_steps_of_its_slider(kind):
    for control in kind().controls.values():  # or a browser moves it as it appears
        if isinstance(control, w.FloatLogSlider):
            steps = (np.log10(control.value) - control.min) / control.step
            assert steps == pytest.approx(round(steps), abs=1e-6)


def answer(control):
    """What a page that is shown a logarithmic slider answers, and shows beside it: its nearest step."""
    steps = round((np.log10(control.value) - control.min) / control.step)
    return 10 ** (control.min + steps * control.step)


def test_a_page_shows_the_rate_that_the_lab_uses():
    lab = labs.BatchLab().set(learning_rate=1.0)  # none of the steps that it was built with
    control = lab.controls["learning_rate"]
    low, high = (10**end for end in control.ends)
    for value in (1.0, 0.993, low, high, 0.123, 1.0):
        lab.set(learning_rate=value, epoch=5)
        state = lab.state()
        assert (
            f"{answer(control):.3g}" == f"{value:.3g}"
            and low <= 10**control.min < 10**control.max <= high * 1.001
        )
        control.value = answer(control)
        assert lab.state() == state
    before = answer(control)
    control.value = 0.7  # typed, with what the page answers to that before it gets the new steps
    control.value = before * 10 ** (control.step * round(np.log10(0.7 / before) / control.step))
    assert lab.state()["learning_rate"] == 0.7
    control.value = answer(control) * 10**control.step  # one step by hand
    assert lab.state()["learning_rate"] == pytest.approx(0.7 * 10**control.step, rel=5e-3)


def test_what_a_browser_rounds_is_no_change():
    lab = LogisticLab(learning_rate=0.3)
    before, frame = lab.state(), lab.stage.number
    lab.controls["learning_rate"].value = 0.30000000000000004
    assert lab.state() == before and lab.stage.number == frame
    lab.controls["learning_rate"].value = 1.9952623
    assert lab.state()["learning_rate"] == 2.0 and "learning_rate=2," in lab.script()


def test_the_run_before_is_named_as_the_page_names_it():
    lab = LogisticLab(l2=0.01, penalize_bias=True)
    assert lab.set(l2=0.1, penalize_bias=False).earlier()[1] == "before: λ 0.01, λ on the bias\ntoo: yes"
    lab = labs.PerceptronLab(coding=-1)
    assert lab.set(coding=0).earlier()[1] == "before: labels “−1 and +1\n(NUS)”"
