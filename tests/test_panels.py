"""Panels on their own: a scene in, artists out. And what a lab that trains promises about its runs."""

import numpy as np
import pytest

from mlpcourse import LogisticRegression, MLPClassifier, SoftmaxRegression, labs, plots
from mlpcourse.datasets import blobs, circle
from mlpcourse.labs import LogisticLab, panels
from mlpcourse.labs.drawing import Drawing
from mlpcourse.labs.training import Scene
from mlpcourse.plots.plane import cells
from mlpcourse.plots.style import LIGHT

X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
AND = np.array([0, 0, 0, 1])


def scene_of(model, X=X, y=AND, k=50, before=None, **more):
    """A Scene of one model in the middle of its run, and of one before it, left at its end."""
    run = model.begin(X, y)
    last = run.last
    run.extend()
    past = {"now": before.begin(X, y)} if before else {}
    for other in past.values():
        other.extend()
    words = "before: another rate" if before else ""
    return Scene(X, y, {"now": run}, past, words, k, last, last, **more)


def shown(panel, scene):
    """The axes and artists of a panel, set to the scene."""
    ax = plots.new_axes(plots.new_figure().add_subplot())
    artists, move = panel(ax, scene)
    move(scene)
    return ax, artists


def test_the_map_shows_the_probabilities_and_its_border_the_even_odds():
    scene = scene_of(LogisticRegression(1.0, 200))
    ax, (image, before, border, *markers) = shown(panels.plane, scene)
    P = cells(image.get_extent())
    assert np.asarray(image.get_array()).ravel() == pytest.approx(scene.now.predict_proba(P)[:, 1])
    (segment,) = border.get_segments()
    assert scene.now.decision_function(segment) == pytest.approx(np.zeros(len(segment)), abs=1e-9)
    assert before.get_segments() == []
    assert markers[0].get_xydata().tolist() == X[AND == 0].tolist()
    assert markers[1].get_xydata().tolist() == [[1, 1]] and len(markers[2].get_xydata()) == 0
    low, high = ax.get_xlim()
    assert low < X.min() and high > X.max() and ax.get_ylim() == (low, high)


def test_the_border_before_is_that_of_the_settings_before():
    past = LogisticRegression(0.1, 200, l2=0.1)
    scene = scene_of(LogisticRegression(1.0, 200), before=past)
    _, (_, before, *_) = shown(panels.plane, scene)
    fitted = past.fit(X, AND)
    (segment,) = before.get_segments()
    assert fitted.decision_function(segment) == pytest.approx(np.zeros(len(segment)), abs=1e-9)


def test_a_bent_border_runs_between_the_answers():
    X, y = circle(200, rng=0)
    scene = scene_of(MLPClassifier((6,), epochs=60), X, y)
    _, (image, _, border, *_) = shown(panels.plane, scene)
    scores = scene.now.decision_function(np.vstack(border.get_segments()))
    spread = np.abs(scene.now.decision_function(cells(image.get_extent()))).mean()
    assert np.abs(scores).max() < 0.2 * spread  # between two cells of the map


def test_several_classes_are_told_apart_by_colour():
    X, y = blobs(90, centers=[[-2, 0], [2, 0], [0, 3]], rng=0)
    scene = scene_of(SoftmaxRegression(1.0, 100), X, y)
    _, (image, _, border, *markers) = shown(panels.plane, scene)
    assert image.get_array().shape == (60, 60, 3) and border.get_segments() == []
    assert [len(m.get_xydata()) for m in markers[:4]] == [*np.bincount(y), 0]


def test_the_curve_is_the_diary_and_the_dot_the_moment():
    scene = scene_of(LogisticRegression(1.0, 200), before=LogisticRegression(0.1, 200))
    ax, (band, past, line, dot, legend) = shown(panels.loss, scene)
    assert list(line.get_ydata()) == scene.run.history.loss
    assert dot.get_xydata().tolist() == [[50, scene.run.history.loss[50]]]
    assert list(past.get_ydata()) == scene.before["now"].history.loss
    assert [t.get_text() for t in legend.get_texts()] == ["before: another rate", "now"]
    assert legend.get_visible() and not band.get_visible()
    assert ax.get_xlim()[1] >= 200 and ax.get_ylim()[0] == 0
    assert ax.get_ylim()[1] >= max([*scene.run.history.loss, *past.get_ydata()])


def test_the_band_reaches_from_the_luckiest_start_to_the_unluckiest():
    losses = np.array([[1.0, 2, 3], [0.5, 0.9, 2.5]])
    scene = scene_of(LogisticRegression(1.0, 200), starts=losses)
    _, (band, *_) = shown(panels.loss, scene)
    corners = {tuple(corner) for corner in band.get_xy().tolist()}
    assert band.get_visible() and corners == {(0, 1), (1, 0.5), (1, 2.5), (0, 3)}


@pytest.mark.parametrize("value, end", [(0.69, 0.8), (1, 1), (1.01, 1.3), (99, 100), (0.0123, 0.013)])
def test_axes_end_at_round_numbers(value, end):
    assert panels.step_above(value) == pytest.approx(end)


@pytest.mark.parametrize("nothing", [0, -1, np.inf, np.nan])
def test_axes_of_nothing_end_at_one(nothing):
    assert panels.step_above(nothing) == 1


def test_a_run_is_begun_once_and_the_one_before_is_kept():
    lab = LogisticLab(learning_rate=1.0)
    (run,) = lab.scene().runs.values()
    lab.set(learning_rate=0.3)
    scene = lab.scene()
    assert scene.before["now"] is run and scene.run is not run
    lab.set(epoch=70)
    assert lab.scene().run is scene.run
    lab.set(points=((0, 0, 0), (1, 1, 1), (0, 1, 0)))
    assert lab.scene().run is not scene.run


@pytest.mark.parametrize("name", ["PlaygroundLab", "CollapseLab"])
def test_the_band_of_ten_starts_is_the_ten_single_runs(name):
    """Trained together; each column is what the lab shows for that seed alone."""
    lab = getattr(labs, name)(epoch=7, ten_starts=True, activation="tanh")
    band = lab.scene().starts
    assert band.shape == (lab.scene().seen + 1, 10)
    for seed in (0, 4, 9):
        alone = lab.set(seed=seed, epoch=7).scene().run.history.loss
        assert band[:, seed] == pytest.approx(alone[: len(band)], abs=1e-12)


def test_new_settings_begin_at_step_0_unless_a_step_is_asked_for():
    lab = labs.PlaygroundLab(epoch=30)
    assert lab.set(learning_rate=0.1, epoch=7).state()["epoch"] == 7
    lab.controls["learning_rate"].value = 0.05
    assert lab.state()["epoch"] == 0 and lab.state()["previous"]["epoch"] == 7


def test_only_axes_that_changed_are_drawn_anew():
    """As long as axes lie apart: a longer title that reaches the next axes takes a whole drawing."""

    def drawing():
        made = Drawing((4, 2), 100, LIGHT)
        axes = [made.figure.add_axes(box) for box in ((0.1, 0.2, 0.3, 0.6), (0.6, 0.2, 0.3, 0.6))]
        return made, axes, made.figure.text(0.5, 0.5, "moves")

    whole = []
    made, axes, text = drawing()
    draw = made.canvas.draw
    made.canvas.draw = lambda: whole.append(draw())
    for limit, title, times in (
        (1, "", 1),
        (200, "", 1),
        (3, "short", 1),
        (4, "a title " + 9 * "far " + "too long", 2),
    ):
        axes[1].set(ylim=(0, limit))
        axes[0].set_title(title)
        made.render([text])
        other, (left, right), words = drawing()
        right.set(ylim=(0, limit))
        left.set_title(title)
        other.render([words])
        assert np.array_equal(made.pixels(), other.pixels()) and len(whole) == times
