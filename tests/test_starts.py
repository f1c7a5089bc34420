"""Many starts at once: start s is the single run with that seed."""

import copy
import itertools

import numpy as np
import pytest

import mlpcourse
from mlpcourse import (
    SGD,
    Adaline,
    HalveOnPlateau,
    InverseTime,
    LinearRegression,
    LogisticRegression,
    MLPClassifier,
    MLPRegressor,
    Perceptron,
    SoftmaxRegression,
)  # fmt: skip
from mlpcourse.activations import ACTIVATIONS, leaky_relu
from mlpcourse.datasets import blobs, circle
from mlpcourse.optimizers import OPTIMIZERS, Optimizer

PLANE, SIDE = circle(33, noise=0.4, rng=3)
THREE = blobs(33, centers=((-2, 0), (2, 0), (0, 3)), rng=1)
SEEDS = (3, 0, 11)


def singles(model, X, y, seeds=SEEDS, every="epoch"):
    return [type(model)(**model.get_params() | {"rng": seed}).begin(X, y, every) for seed in seeds]


def close(a, b, tolerance=1e-12):
    a, b = np.asarray(a), np.asarray(b)
    return a.shape == b.shape and np.abs(a - b).max(initial=0) <= tolerance * max(1, np.abs(b).max(initial=0))


def assert_same(starts, runs, k):
    """Weights, losses, rates and answers after k steps."""
    models = starts.at(k)
    for start, model, run in zip(starts.runs, models, runs, strict=True):
        alone = run.at(k)
        assert all(close(p, q) for p, q in zip(model.net_.params, alone.net_.params, strict=True))
        for name in ("loss", "val_loss", "learning_rate", "weights"):
            assert close(getattr(start.history, name), getattr(run.history, name)), name
        assert (start.steps, start.last, start.why) == (run.steps, run.last, run.why)
        assert start.history.best_epoch == run.history.best_epoch
    return models


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("hidden", [*ACTIVATIONS.values(), leaky_relu(0.2)], ids=repr)
def test_every_activation_and_optimizer(hidden, optimizer):
    settings = dict(l2=0.01, dropout=0.3, batch_size=10, epochs=5, learning_rate=0.05, optimizer=optimizer)
    model = MLPClassifier((5, 4), hidden, **settings)
    for X, y in ((PLANE, SIDE), THREE):
        assert_same(model.begin_starts(X, y, SEEDS), singles(model, X, y), 5)


MODELS = [
    MLPClassifier((4, 3), "relu", epochs=9, batch_size=7, optimizer=SGD(0.01, 0.9)),
    MLPClassifier((4,), epochs=9, batch_size=None, l2=0.1, init="he"),
    MLPClassifier((), epochs=9, batch_size=40, validation_fraction=0.3),
    MLPClassifier((20,), epochs=60, learning_rate=0.1, batch_size=8, validation_fraction=0.5, patience=3),
    MLPClassifier((4,), epochs=9, batch_size=7, optimizer="sgd", learning_rate=InverseTime(1, 10), dropout=0.2),
    MLPClassifier((4,), epochs=30, batch_size=7, optimizer="sgd", learning_rate=HalveOnPlateau(1, 0.05, hold=1)),
    MLPClassifier((4,), epochs=20, batch_size=7, learning_rate=HalveOnPlateau(0.3, 0.05, held_out=True),
                  validation_fraction=0.3),
    LogisticRegression(epochs=9, batch_size=5, l2=0.1, penalize_bias=True),
    SoftmaxRegression(epochs=9, batch_size=5, l2=0.1),
    Adaline(epochs=9, shuffle=True), Perceptron(epochs=9, shuffle=True),
]  # fmt: skip


@pytest.mark.parametrize("cached", [0, 2**22])
@pytest.mark.parametrize("every", ["epoch", "update"])
@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_start_s_is_the_single_run_with_that_seed(monkeypatch, model, every, cached):
    for module in (mlpcourse.batches, mlpcourse.starts):
        monkeypatch.setattr(module, "CACHED", cached)  # 0: as with data too large to be copied
    starts, runs = model.begin_starts(PLANE, SIDE, SEEDS, every), singles(model, PLANE, SIDE, every=every)
    early = starts.at(2)
    assert starts.steps == 2
    models = assert_same(starts, runs, 10**6)
    for kept, one in zip(starts.kept(), runs, strict=True):
        assert close(kept.net_.layers[0].W, one.kept().net_.layers[0].W)
    for before, later, one in zip(early, models, runs, strict=True):
        assert close(before.net_.layers[0].W, one.at(2).net_.layers[0].W)
        assert np.array_equal(later.predict(PLANE), one.at(10**6).predict(PLANE))
        if every == "update":
            assert all(
                np.array_equal(a.rows_at(k), b.rows_at(k))
                for k in range(5)
                for a, b in [(starts.runs[0], runs[0])]
            )
    assert len({m.net_.layers[0].W.tobytes() for m in models}) == 3 or "Logistic" in repr(model)


@pytest.mark.parametrize("target", [PLANE[:, 0] ** 2, PLANE**2], ids=["one target", "two targets"])
def test_regressors_too(target):
    for model in (
        MLPRegressor((6,), epochs=9, batch_size=10),
        LinearRegression(2, "gradient_descent", epochs=9),
    ):
        assert_same(model.begin_starts(PLANE, target, SEEDS), singles(model, PLANE, target), 9)


def test_float32_stays_float32():
    X = PLANE.astype(np.float32)
    model = MLPClassifier((4,), epochs=5, batch_size=10, dropout=0.3, learning_rate=InverseTime(1, 10))
    starts = model.begin_starts(X, SIDE, SEEDS)
    for together, alone in zip(starts.at(5), singles(model, X, SIDE)):
        W = together.net_.layers[0].W
        assert W.dtype == np.float32 and W == pytest.approx(alone.at(5).net_.layers[0].W, abs=1e-5)


def test_losses_are_a_table_of_steps_and_starts():
    starts = MLPClassifier((4,), epochs=5).begin_starts(PLANE, SIDE)
    assert starts.losses.shape == (1, 10) and starts.last == 5
    starts.extend(to=3)
    assert starts.losses.shape == (4, 10)
    for s, seed in enumerate(range(10)):
        alone = MLPClassifier((4,), epochs=3, rng=seed).fit(PLANE, SIDE)
        assert close(starts.losses[:, s], alone.history_.loss)


@pytest.mark.parametrize("every", ["epoch", "update"])
def test_a_start_that_diverges_harms_no_other(every):
    X = PLANE * np.array([0.3, 1.0])
    model = MLPRegressor((3,), "relu", epochs=40, optimizer="sgd", learning_rate=0.2, batch_size=8, init="he")
    seeds = range(12)
    runs = singles(model, X, X[:, 0] ** 2, seeds, every)
    starts = model.begin_starts(X, X[:, 0] ** 2, seeds, every)
    for run in runs:
        run.extend()
    diverged = [run.history.diverged for run in runs]
    assert any(diverged) and not all(diverged)
    models = assert_same(starts, runs, 10**6)
    assert [run.history.diverged for run in starts.runs] == diverged
    assert np.isfinite(starts.losses).all()
    for s, run in enumerate(runs):
        assert starts.losses[-1, s] == starts.losses[run.steps, s]
        assert np.isfinite(models[s].predict(X)).all()


@pytest.mark.parametrize("every, after", itertools.product(["epoch", "update"], [1, 4, 5, 7, 12]))
def test_interrupted_starts_go_on_as_if_nothing_had_been(monkeypatch, every, after):
    model = MLPClassifier((4,), epochs=3, batch_size=8, dropout=0.2, learning_rate=InverseTime(1, 10))
    runs, starts = singles(model, PLANE, SIDE, every=every), model.begin_starts(PLANE, SIDE, SEEDS, every)
    update, calls = OPTIMIZERS["adam"].update, []

    def interrupted(self, theta, *rest):
        update(self, theta, *rest)
        calls.append(1)
        if len(calls) == after:
            theta += 1.0
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(OPTIMIZERS["adam"], "update", interrupted)
        with pytest.raises(KeyboardInterrupt):
            starts.extend()
        assert all(
            len(run.history.weights) == len(run.history.loss) == starts.steps + 1 for run in starts.runs
        )
        starts.extend()
    assert_same(starts, runs, 10**6)


def test_starts_do_what_is_asked_and_no_more(monkeypatch):
    steps = []
    monkeypatch.setattr(Optimizer, "_rate", lambda self, rate: (steps.append(1), rate)[1])
    model = MLPClassifier((4,), epochs=50, batch_size=None)
    starts = model.begin_starts(PLANE, SIDE, seeds=[5, 6])
    assert starts.steps == 0 and not steps and model.rng == 0
    starts.at(4)
    starts.at(2)
    assert starts.steps == len(steps) == 4
    with pytest.raises(ValueError, match="whole number"):
        starts.at(-1)
    fresh = copy.copy(model).set_params(rng=6).begin(PLANE, SIDE)
    assert close(starts.at(4)[1].net_.params[0], fresh.at(4).net_.params[0])
