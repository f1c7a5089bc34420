"""Landscapes and walks against closed forms and loops of their own; what the labs of chapter 15 say of them."""

import re

import numpy as np
import pytest

from mlpcourse import MLP, SGD, Adadelta, Adagrad, Adam, RMSProp, Run, one_hot
from mlpcourse.datasets import load_digits
from mlpcourse.gradcheck import numerical_gradient
from mlpcourse.labs import LandscapeLab, OptimizerLab
from mlpcourse.labs.optimisers import LANDSCAPES, METHODS, WINDOWS
from mlpcourse.landscapes import DOUBLE_WELL, FAR, ROSENBROCK, SADDLE, Walk, ravine

EVERY = [SGD(0.002), SGD(0.001, 0.9), Adagrad(0.1), RMSProp(0.01), Adadelta(), Adam(0.05)]
STARTS = np.array([[-1.2, 1.0], [0.5, 0.1], [1.0, -0.4]])


# ---- landscapes


@pytest.mark.parametrize("land", LANDSCAPES.values(), ids=list(LANDSCAPES))
def test_slopes_and_curvatures_are_those_of_the_function(land):
    rng = np.random.default_rng(0)
    for place in rng.uniform(-2, 2, (5, 2)):
        slopes = numerical_gradient(lambda theta: float(land.f(theta)), place.copy())
        assert land.gradient(place) == pytest.approx(slopes, rel=1e-6, abs=1e-6)
        rows = [
            numerical_gradient(lambda theta, i=i: float(land.gradient(theta)[i]), place.copy())
            for i in (0, 1)
        ]
        assert land.hessian(place) == pytest.approx(np.array(rows), rel=1e-6, abs=1e-6)
    many = rng.normal(size=(3, 4, 2))
    assert land.f(many).shape == (3, 4) and land.gradient(many).shape == many.shape
    assert land.f(many)[1, 2] == pytest.approx(land.f(many[1, 2]))


def test_nothing_is_lower_than_the_lowest_value():
    x, y = np.meshgrid(np.linspace(-3, 3, 601), np.linspace(-3, 3, 601))
    for land in LANDSCAPES.values():
        heights = land.height(np.stack([x, y], axis=-1))
        assert -1e-7 < heights.min() < 1e-3, land.name
    wells = np.roots([4, 0, -8, 1])
    deepest = min(w**4 - 4 * w**2 + w for w in wells.real)
    assert (
        DOUBLE_WELL.lowest == pytest.approx(deepest, abs=1e-12) == pytest.approx(-5.444192, abs=1e-6)
    )  # W-33


def test_the_numbers_of_rosenbrock():  # W-41
    assert ROSENBROCK.f(np.array([-1.2, 1])) == pytest.approx(24.2)
    assert ROSENBROCK.gradient(np.array([-1.2, 1])) == pytest.approx([-215.6, -88])
    assert ROSENBROCK.condition_number((1, 1)) == pytest.approx(2508.009601, abs=1e-6)
    assert ROSENBROCK.hessian(np.array([1.0, 1])).tolist() == [[802, -400], [-400, 200]]
    assert SADDLE.condition_number((0, 0)) == np.inf
    assert ravine(7, turned=True).condition_number((3, 1)) == pytest.approx(7)
    for gamma, steps in ((0.5, 7518), (0.9, 1386), (0.99, 1409)):
        assert Walk(ROSENBROCK, SGD(0.001, gamma)).extend(7600).first_below(1e-6) == steps
    plain = Walk(ROSENBROCK, SGD(0.001))
    assert plain.extend(15067).first_below(1e-6) == np.inf and plain.extend(15068).first_below(1e-6) == 15068


def test_the_turned_ravine_is_the_ravine_turned():
    straight, turned = Walk(ravine(100), SGD(0.01, 0.9)), Walk(ravine(100, turned=True), SGD(0.01, 0.9))
    a, b = straight.extend(50).path, turned.extend(50).path
    turn = np.array([[np.cos(np.pi / 4), -np.sin(np.pi / 4)], [np.sin(np.pi / 4), np.cos(np.pi / 4)]])
    assert b == pytest.approx(a @ turn.T) and turned.heights == pytest.approx(straight.heights)


# ---- walks


def test_a_walk_is_what_its_formula_says():
    eta, gamma, curvature = 0.019, 0.9, np.array([1, 100])
    theta, v, places = np.array([10.0, 1]), np.zeros(2), [(10, 1)]
    for _ in range(60):
        v = gamma * v - eta * curvature * theta
        theta = theta + v
        places.append(theta)
    assert Walk(ravine(100), SGD(eta, gamma)).extend(60).path == pytest.approx(np.array(places), rel=1e-12)
    plain = Walk(ravine(100), SGD(eta)).extend(60).path
    assert plain == pytest.approx([10, 1] * (1 - eta * curvature) ** np.arange(61)[:, None], rel=1e-12)


@pytest.mark.parametrize("optimizer", EVERY, ids=repr)
def test_many_starts_walk_as_each_would_alone(optimizer):
    together = Walk(ROSENBROCK, optimizer, STARTS).extend(200)
    for s, start in enumerate(STARTS):
        alone = Walk(ROSENBROCK, optimizer, start).extend(200)
        assert together.path[:, s] == pytest.approx(alone.path, rel=1e-12)
        assert together.first_below(1.0)[s] == alone.first_below(1.0)


@pytest.mark.parametrize("optimizer", EVERY, ids=repr)
def test_a_walk_in_pieces_and_one_that_was_stopped_are_the_walk_in_one(optimizer):
    whole = Walk(ROSENBROCK, optimizer).extend(300).path
    pieces = Walk(ROSENBROCK, optimizer)
    for to in (0, 1, 63, 64, 65, 10, 300):
        pieces.extend(to)
    assert np.array_equal(pieces.path, whole)

    calls = 0

    def gradient(theta):
        nonlocal calls
        calls += 1
        if calls in (3, 100, 101):
            raise KeyboardInterrupt
        return ROSENBROCK.gradient(theta)

    land = type(ROSENBROCK)(**{**vars(ROSENBROCK), "gradient": gradient})
    stopped = Walk(land, optimizer)
    for steps in (2, 98, 98):
        with pytest.raises(KeyboardInterrupt):
            stopped.extend(300)
        assert stopped.steps == steps and np.array_equal(stopped.path, whole[: steps + 1])
    assert np.array_equal(stopped.extend(300).path, whole)


def test_a_step_that_is_stopped_within_the_update_leaves_no_trace(monkeypatch):
    whole, walk = Walk(SADDLE, Adam(0.1)).extend(9).path, Walk(SADDLE, Adam(0.1)).extend(5)
    update = Adam.update

    def stopped(self, theta, g, state, learning_rate=None):
        update(self, theta, g, state)
        raise KeyboardInterrupt

    monkeypatch.setattr(Adam, "update", stopped)
    with pytest.raises(KeyboardInterrupt):
        walk.extend(9)
    monkeypatch.undo()
    assert walk.steps == 5 and np.array_equal(walk.extend(9).path, whole)


def test_who_leaves_stays_where_it_was_seen_last_and_stops_nobody():
    walk = Walk(ravine(100), SGD(0.021), [(1, 0), (1, 1), (0, 1e-3)]).extend(400)
    assert walk.left.tolist() == [False, True, True] and walk.steps == 400
    assert walk.path[:, 0] == pytest.approx(Walk(ravine(100), SGD(0.021), (1, 0)).extend(400).path)
    assert FAR < np.abs(walk.path[-1, 1]).max() < 2 * FAR and np.isfinite(walk.path).all()
    first = int(np.argmax(np.abs(walk.path[:, 1, 1]) > FAR))
    assert (walk.path[first:, 1] == walk.path[first, 1]).all()
    alone = Walk(ravine(100), SGD(0.021), (1, 1)).extend(400)
    assert alone.steps == first and alone.left


def test_two_phases_keep_the_velocity():
    theta, v = np.array([-1.2, 1.0]), np.zeros(2)
    for k in range(40):
        v = (0.5 if k < 25 else 0.99) * v - 0.001 * ROSENBROCK.gradient(theta)
        theta = theta + v
    walk = Walk(ROSENBROCK, SGD(0.001, 0.5), then=SGD(0.001, 0.99), switch=25).extend(40)
    assert walk.path[-1] == pytest.approx(theta, rel=1e-12)


def test_what_a_walk_refuses():
    for arguments, words in (
        ((SADDLE, "adam"), "needs an optimizer such as SGD"),
        ((SADDLE, SGD(0.1), (1, 2, 3)), "start must be"),
        ((SADDLE, SGD(0.1), (1, np.nan)), "start contains NaN"),
        ((SADDLE, SGD(0.1), None, Adam(0.1), 5), "switch within one method"),
        ((SADDLE, SGD(0.1), None, None, -1), "switch must be"),
    ):
        with pytest.raises(ValueError, match=words):
            Walk(*arguments)
    with pytest.raises(ValueError, match="to must be"):
        Walk(SADDLE, SGD(0.1)).extend(-1)
    start = np.array([1.0, 0.5])
    Walk(SADDLE, SGD(0.1), start).extend(3)
    assert start.tolist() == [1, 0.5]


# ---- the labs


def said(lab):
    """{method: what the caption says of it}."""
    lab.check()
    heights = re.split(r"Height: ", lab.caption)[1].rstrip(".")
    return dict(re.match(r"(\w+) (.*)", part).groups() for part in heights.split(", "))


def test_the_race_on_the_ravine_ends_as_the_page_says():
    lab = LandscapeLab(optimizers=METHODS, stride=5, frame=110)
    now = said(lab)
    assert now["momentum"] == "was below 10⁻⁶ at step 174" and now["SGD"] == "was below 10⁻⁶ at step 463"
    assert float(now["Adam"]) > 1e-3 and float(now["Adadelta"]) > 90
    assert said(lab.set(learning_rate=0.03, frame=110))["SGD"] == "has left for good at step 20"


@pytest.mark.parametrize("name", LANDSCAPES)
def test_the_picture_shows_the_walks(name):
    settings = dict(learning_rate=0.001, momentum=0.7, rho=0.8, beta1=0.6, beta2=0.95)
    lab = LandscapeLab(landscape=name, optimizers=METHODS, frame=30, across=0.1, up=-0.2, **settings)
    (left, right), (bottom, top), _ = WINDOWS[name]
    land = LANDSCAPES[name]
    rules = SGD(0.001), SGD(0.001, 0.7), Adagrad(0.001), RMSProp(0.001, 0.8), Adadelta(0.001, 0.8)
    start = np.add(land.start, (0.1 * (right - left) / 2, -0.2 * (top - bottom) / 2))
    for method, rule in zip(METHODS, (*rules, Adam(0.001, 0.6, 0.95)), strict=True):
        theta, states, heights = start.copy(), None, [land.height(start)]
        for _ in range(30):
            states = rule.step([theta], [land.gradient(theta)], states)
            heights.append(land.height(theta))
        trail, curve, dot, _ = lab.walks[method]
        assert trail.get_xydata()[-1] == pytest.approx(theta) and dot.get_xydata()[0] == pytest.approx(theta)
        assert curve.get_ydata() == pytest.approx(np.array(heights))
        if not said(lab)[method].startswith("was"):
            assert float(said(lab)[method].replace("−", "-")) == pytest.approx(heights[-1], rel=6e-3)


def test_momentum_in_two_phases_in_the_lab():
    lab = LandscapeLab(optimizers=("momentum",), frame=30, switch=12)
    theta, v = np.array([10.0, 1]), np.zeros(2)
    for k in range(30):
        v = (0.5 if k < 12 else 0.9) * v - 0.019 * np.array([1, 100]) * theta
        theta = theta + v
    assert lab.walks["momentum"][0].get_xydata()[-1] == pytest.approx(theta)
    assert "γ = ½ up to step 12, then 0.9" in lab.caption


def test_the_arrow_is_the_remembered_velocity():
    lab = LandscapeLab(optimizers=("momentum",), frame=3)
    path = Walk(ravine(100), SGD(0.019, 0.9)).extend(3).path
    shaft = lab.arrow[0]
    assert shaft.get_position() == pytest.approx(tuple(path[3]))
    assert np.array(shaft.xy) == pytest.approx(path[3] + 0.9 * (path[3] - path[2]))
    assert not LandscapeLab().arrow[0].get_visible()


def test_a_click_places_the_start_and_begins_anew():
    lab = LandscapeLab(landscape="Rosenbrock valley", frame=20)
    box = lab.drawing.figure.bbox.size
    x, y = lab.map.transData.transform((0.5, 2.0)) / box
    lab.click(x, y)
    assert lab.state()["frame"] == 0 and lab.start() == pytest.approx((0.5, 2.0), abs=0.02)
    lab.step(4)
    assert lab.walks["SGD"][0].get_xydata()[0] == pytest.approx(lab.start())
    before = lab.state()
    lab.click(0.99, 0.99)
    assert lab.state() == before


def test_long_walks_begin_anew_and_short_ones_stay():
    lab = LandscapeLab(frame=200)
    assert lab.set(learning_rate=0.015).state()["frame"] == 200
    lab.set(stride=50, frame=200)
    assert lab.state()["frame"] == 200
    assert lab.set(learning_rate=0.01).state()["frame"] == 0
    lab.controls["momentum"].value = 0.5  # by hand
    assert lab.state()["frame"] == 0 and lab.caption.startswith("Step 0 on")


def test_play_ends_when_all_have_arrived_or_left():
    assert not LandscapeLab(frame=100).finished()
    assert not LandscapeLab(optimizers=("SGD", "momentum"), frame=200).finished()
    assert LandscapeLab(optimizers=("momentum",), frame=200).finished()
    assert LandscapeLab(
        optimizers=("SGD", "momentum"), frame=200, learning_rate=0.03, momentum=0.9
    ).finished()
    assert not LandscapeLab(optimizers=(), frame=100).finished()


@pytest.mark.parametrize("preset", LandscapeLab.presets)
def test_the_copied_script_is_the_picture(preset):
    lab = LandscapeLab(preset, optimizers=METHODS, frame=25, switch=7, up=0.05)
    lab.step(-5)  # the walks have been further
    names = {}
    exec(lab.script(), names)
    assert names["losses"] == lab.curve() and len(names["walks"]) == 6
    for name, walk in zip(METHODS, names["walks"]):
        trail = lab.walks[name][0].get_xydata()
        assert trail[-1] == pytest.approx(np.clip(walk.path[-1], -1e3, 1e3))


def test_the_network_lab_tells_of_rows_that_it_did_not_learn():
    lab = OptimizerLab(optimizer="momentum 0.9", epoch=3)
    (run,) = lab.runs(lab.values, lab.data()).values()
    X, y = load_digits()
    others = np.setdiff1d(np.arange(len(X)), run.rows)
    model = run.at(3)
    H = model.predict_proba(X[others])
    loss, right = -np.log(H[np.arange(len(others)), y[others]]).mean(), np.mean(H.argmax(axis=1) == y[others])
    words = lab.caption.replace("−", "-")
    assert f"{loss:.3g} on {len(others)} others, {right:.1%} of these right" in words
    training = -np.log(model.predict_proba(X[run.rows])[np.arange(len(run.rows)), y[run.rows]]).mean()
    assert f"Epoch 3: loss {training:.3g} on the training digits" in words
    assert isinstance(model.optimizer, SGD) and vars(model.optimizer) == dict(learning_rate=0.1, momentum=0.9)


def test_the_band_of_the_network_lab_holds_the_run_of_each_seed():
    lab = OptimizerLab(ten_starts=True)
    low, high = (float(n) for n in re.search(r"from ([\d.]+) to ([\d.]+)\.", lab.caption).groups())
    curves = np.array([OptimizerLab(seed=seed).curve() for seed in range(10)])
    assert (low, high) == pytest.approx((curves[:, -1].min(), curves[:, -1].max()), rel=6e-3)
    band = lab.panel_axes[0].patches[0].get_xy()
    for k in (0, 4, 10):
        heights = band[band[:, 0] == k, 1]
        assert (heights.min(), heights.max()) == pytest.approx((curves[:, k].min(), curves[:, k].max()))


# ---- what the page tells in words


def test_two_phases_on_the_digits_make_no_difference_worth_the_name():
    X, y = load_digits()
    rows = np.random.default_rng(0).permutation(len(X))[:1437]
    X, T = X[rows], one_hot(y[rows], 10)

    def last(seed, first, then, epochs):
        init, order = np.random.default_rng(seed).spawn(2)
        net = MLP.random([64, 32, 10], "relu", "softmax", "he", init)
        run = Run(net, X, T, "softmax_cross_entropy", optimizer=SGD(0.1, first), rng=order)
        run.extend(epochs)
        run.optimizer = SGD(0.1, then)
        return run.extend(10 - epochs).loss[-1]

    told = {(0.9, 0.9, 2): (0.023, 0.054), (0.5, 0.9, 2): (0.022, 0.078), (0.5, 0.5, 2): (0.103, 0.132)}
    for settings, ends in told.items():
        losses = [last(seed, *settings) for seed in range(10)]
        assert (min(losses), max(losses)) == pytest.approx(ends, abs=6e-4)
