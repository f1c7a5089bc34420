"""Gradients of single samples, and what the labs of chapter 16 show, against computations of their own."""

import numpy as np
import pytest
from matplotlib.patches import Polygon

from mlpcourse import MLP, LogisticRegression, labs
from mlpcourse.labs.minibatches import lowest_loss, projected
from mlpcourse.network import backprop
from mlpcourse.noise import gradient_of, relative_noise, sample_gradients, slopes_along, squared_lengths

RNG = np.random.default_rng(0)
X, T = RNG.normal(size=(7, 3)), np.eye(2)[[0, 1, 1, 0, 1, 0, 0]]
NET = MLP.random([3, 4, 2], activation="tanh", output="softmax", rng=0)
LOSS = "softmax_cross_entropy"


def whole(trace):
    """A gradient as one vector."""
    return np.concatenate([np.column_stack([layer.dW, layer.db]).ravel() for layer in trace.layers])


ONE_BY_ONE = np.array([whole(backprop(NET, X[i : i + 1], T[i : i + 1], LOSS)) for i in range(7)])


def test_the_factors_are_those_of_every_samples_own_gradient():
    pairs = sample_gradients(NET, X, T, LOSS)
    assert np.allclose(np.concatenate([G.ravel() for G in gradient_of(pairs)]), ONE_BY_ONE.mean(axis=0))
    assert np.allclose(squared_lengths(pairs), (ONE_BY_ONE**2).sum(axis=1))
    direction = [RNG.normal(size=G.shape) for G in gradient_of(pairs)]
    flat = np.concatenate([V.ravel() for V in direction])
    assert np.allclose(slopes_along(pairs, direction), ONE_BY_ONE @ flat)


@pytest.mark.parametrize("B", [1, 3, 6, 7])
def test_the_noise_is_the_mean_squared_distance_over_all_batches(B):
    from itertools import combinations

    full = ONE_BY_ONE.mean(axis=0)
    strays = [((ONE_BY_ONE[list(rows)].mean(axis=0) - full) ** 2).sum() for rows in combinations(range(7), B)]
    expected = np.sqrt(np.mean(strays) / (full**2).sum())
    assert relative_noise(sample_gradients(NET, X, T, LOSS), B) == pytest.approx(expected, abs=1e-12)


def test_the_noise_of_gradients_that_are_zero():
    pairs = [(np.zeros((3, 1)), np.ones((3, 2)))]
    assert relative_noise(pairs, 1) == relative_noise(pairs, 3) == 0
    assert relative_noise([(np.array([[1.0], [-1]]), np.ones((2, 2)))], 1) == np.inf


def test_the_fan_is_drawn_along_and_across_the_full_gradient():
    scene = labs.BatchLab(epoch=1).scene()
    along, across = projected(scene.factors)
    assert along.mean() == pytest.approx(1) and across.mean() == pytest.approx(0, abs=1e-12)
    assert (along**2).mean() > 1 and across.std() > 0.1


@pytest.mark.parametrize("clock, ticks", [("epoch", 1), ("updates", 35), ("rows", 1097)])
def test_three_clocks(clock, ticks):
    lab = labs.BatchLab(epoch=3, clock=clock)
    line = next(artist for artist in lab.artists if getattr(artist, "get_label", str)() == "now")
    assert line.get_xdata().tolist() == [0, ticks, 2 * ticks, 3 * ticks]
    assert list(line.get_ydata()) == lab.scene().run.history.loss[:4]
    assert "105 updates, 3,291 rows" in lab.caption


def test_the_run_before_keeps_its_own_clock():
    lab = labs.BatchLab(epoch=2, clock="updates")
    lab.set(batch_size=1097)
    past = next(artist for artist in lab.artists if getattr(artist, "get_label", str)() == "before")
    assert past.get_xdata().tolist() == [0, 35, 70]


def test_sorted_rows_are_sorted_and_stay_so():
    lab = labs.BatchLab(order="sorted", epoch=1)
    scene = lab.scene()
    assert (np.diff(scene.y) >= 0).all() and len(scene.y) == 1097
    assert not scene.run.model.shuffle
    assert labs.BatchLab().scene().run.model.shuffle
    assert sorted(scene.y) == sorted(labs.BatchLab().scene().y)


def test_without_shuffling_every_epoch_sees_the_rows_in_their_order():
    from mlpcourse import MLPClassifier

    x, y = RNG.normal(size=(6, 2)), np.array([0, 1, 0, 1, 1, 0])
    run = MLPClassifier((2,), batch_size=2, epochs=3, shuffle=False).begin(x, y, every="update")
    assert [run.rows_at(k).tolist() for k in (1, 2, 3, 4)] == [[0, 1], [2, 3], [4, 5], [0, 1]]


def test_the_lowest_loss_is_where_a_long_descent_ends():
    lab = labs.ScheduleLab()
    x, y = lab.data()
    long = LogisticRegression(learning_rate=4.0, epochs=4000).fit(x, y).history_.loss[-1]
    assert lowest_loss(x, y) == pytest.approx(long, abs=1e-9)
    assert lowest_loss(x, y) <= long + 1e-14


@pytest.mark.parametrize("b, t", [(2.0, 199), (3.0, 599)])
def test_the_rate_of_the_schedule_is_a_over_b_plus_t(b, t):
    lab = labs.ScheduleLab(epoch=30, schedule="a/(b + t)", log_b=b, learning_rate=0.5)
    rates = lab.scene().run.history.learning_rate
    assert rates[:30] == pytest.approx([0.5 * 10**b / (10**b + 200 * k) for k in range(30)])


def test_what_is_said_of_four_schedules_holds_over_ten_seeds():
    """The table of the chapter: at one row a step a falling rate beats a constant one, unless it starts low."""
    above = {}
    for name, rate, b in (("constant", 1.0, 2.3), ("a/(b + t)", 1.0, 2.3), ("a/(b + t)", 0.1, 0.3)):
        ends = []
        for seed in range(4):
            lab = labs.ScheduleLab(epoch=30, schedule=name, learning_rate=rate, log_b=b, seed=seed)
            ends.append(lab.scene().run.history.loss[30] - lowest_loss(*lab.data()))
        above[name, rate] = np.median(ends)
    assert above["a/(b + t)", 1.0] < above["constant", 1.0] / 100
    assert above["a/(b + t)", 0.1] > 10 * above["constant", 1.0]


def test_ten_starts_of_batches_are_those_of_ten_seeds_and_share_the_clock():
    lab = labs.BatchLab(epoch=2, clock="updates", ten_starts=True)
    last = []
    for seed in range(10):
        last.append(labs.BatchLab(epoch=2, seed=seed).scene().run.history.loss[2])
    starts = lab.scene().starts
    assert starts[2] == pytest.approx(last, abs=1e-12)
    (band,) = [artist for artist in lab.artists if isinstance(artist, Polygon)]
    assert band.get_visible() and band.get_xy()[:, 0].max() == 70
    assert f"losses from {min(last):.2g} to {max(last):.2g}" in lab.caption


def test_ten_seeds_of_a_schedule_are_measured_from_the_lowest_loss_of_their_own_rows():
    lab = labs.ScheduleLab(epoch=20, schedule="halve by held-out rows", ten_starts=True)
    X, y = lab.data()
    heights = lab.scene().starts
    assert heights.shape == (21, 10) and (heights > -1e-12).all()
    run = labs.ScheduleLab(epoch=20, schedule="halve by held-out rows", seed=3).scene().run
    expected = run.history.loss[20] - lowest_loss(X[run.rows], y[run.rows])
    assert heights[20, 3] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("name", ["BatchLab", "ScheduleLab"])
def test_a_preset_is_the_same_whatever_was_chosen_before(name):
    kind = getattr(labs, name)
    for preset in kind.presets:
        others = {"order": "sorted"} if name == "BatchLab" else {"schedule": "halve on a plateau"}
        lab = kind(**others).set(**kind()._preset(preset))
        fresh = kind(preset)
        assert {**lab.state(), "previous": None} == {**fresh.state(), "previous": None}
