"""The training loop: the textbook algorithm, every row, the same numbers from the same seed."""

import copy
import tracemalloc
import warnings

import numpy as np
import pytest

import mlpcourse
from mlpcourse import (
    MLP,
    SGD,
    Adaline,
    Adam,
    Dense,
    DivergenceWarning,
    HalveOnPlateau,
    InverseTime,
    LinearRegression,
    LogisticRegression,
    MLPClassifier,
    MLPRegressor,
    Perceptron,
    Run,
    SoftmaxRegression,
    backprop,
    early_stopping,
    minibatches,
    one_hot,
    train,
)  # fmt: skip
from mlpcourse.activations import ACTIVATIONS, leaky_relu, relu_with_slope_at_zero
from mlpcourse.datasets import blobs, circle
from mlpcourse.diary import Steps
from mlpcourse.losses import get_loss
from mlpcourse.optimizers import OPTIMIZERS
from mlpcourse.perceptron import PerceptronRun
from mlpcourse.schedules import Schedule
from mlpcourse.training_step import TrainingStep

RNG = np.random.default_rng(5)
X = RNG.standard_normal((23, 3))
LABELS = RNG.integers(0, 4, 23)
TARGETS = {
    "squared_error": RNG.standard_normal((23, 4)),
    "binary_cross_entropy": RNG.integers(0, 2, (23, 4)).astype(float),
    "softmax_cross_entropy": one_hot(LABELS, 4),
}
OUTPUTS = [
    ("squared_error", "identity"), ("squared_error", "tanh"), ("squared_error", "sigmoid"), ("squared_error", "softmax"),
    ("binary_cross_entropy", "sigmoid"), ("binary_cross_entropy", "identity"),
    ("softmax_cross_entropy", "softmax"), ("softmax_cross_entropy", "identity"),
]  # fmt: skip
HIDDEN = [*ACTIVATIONS.values(), leaky_relu(0.2), relu_with_slope_at_zero(1)]


def flat(grads):
    return np.concatenate([np.column_stack([W, b]).ravel() for W, b in zip(grads[::2], grads[1::2])])


def batch(X, T):
    """X and T as TrainingStep wants them."""
    x = np.column_stack([X, np.ones(len(X))])
    return x, x.T, T.T


@pytest.mark.parametrize("penalize_bias", [False, True])
@pytest.mark.parametrize("loss, output", OUTPUTS)
@pytest.mark.parametrize("hidden", HIDDEN, ids=repr)
def test_the_fast_step_is_the_readable_one(hidden, loss, output, penalize_bias):
    net = MLP.random([3, 5, 4, 4], activation=hidden, output=output, rng=1)
    T, rows = TARGETS[loss], np.arange(0, 23, 2)
    for layer in net.layers:
        layer.b += 0.3
    penalty = dict(l2=0.3, penalize_bias=penalize_bias)
    expected = flat(backprop(net, X[rows], T[rows], loss, **penalty).grads)
    step = TrainingStep(net, flat(net.params), get_loss(loss), **penalty)
    for rows_now in (np.arange(5), rows):  # a batch of another size first
        step(*batch(X[rows_now], T[rows_now]))
    assert np.abs(step.gradient - expected).max() < 1e-14 * max(1, np.abs(expected).max()) * 10


def test_the_fast_step_uses_its_dropout_masks():
    net = MLP.random([3, 6, 5, 4], rng=1)
    T, rows = TARGETS["squared_error"], np.arange(7)
    settings = dict(dropout=0.4, rngs=[np.random.default_rng(9)])
    step = TrainingStep(net, flat(net.params), get_loss("squared_error"), **settings)
    step(*batch(X[rows], T[rows]))
    rng = np.random.default_rng(9)
    masks = [((rng.random((n, 7)) >= 0.4) / 0.6).T for n in (6, 5)]
    expected = flat(backprop(net, X[rows], T[rows], "squared_error", masks=masks).grads)
    assert step.gradient == pytest.approx(expected, abs=1e-14)
    assert 0 in masks[0]


@pytest.mark.parametrize("hidden", ["tanh", "relu", "sigmoid", leaky_relu(0.3)], ids=repr)
def test_the_fast_step_asks_nothing_of_numpy_that_will_go(hidden):
    net = MLP.random([2, 3, 1], hidden, "sigmoid")
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        TrainingStep(net, np.ones(13), get_loss("binary_cross_entropy"))(
            np.ones((5, 3)), np.ones((3, 5)), np.ones((1, 5))
        )


@pytest.mark.parametrize("loss, output", OUTPUTS)
def test_twenty_epochs_equal_the_textbook_loop(loss, output):
    T = TARGETS[loss]
    trained = MLP.random([3, 5, 4], activation="tanh", output=output, rng=2)
    textbook = trained.copy()
    train(trained, X, T, loss, epochs=20, batch_size=5, learning_rate=0.1, l2=0.01, rng=4)
    shuffle_rng, order = np.random.default_rng(4).spawn(2)[0], np.arange(23)
    for _ in range(20):
        shuffle_rng.shuffle(order)
        for i in range(0, 23, 5):
            rows = order[i : i + 5]
            for p, g in zip(textbook.params, backprop(textbook, X[rows], T[rows], loss, l2=0.01).grads):
                p -= 0.1 * g
    for p, q in zip(trained.params, textbook.params):
        assert np.abs(p - q).max() < 1e-12


def test_minibatches_visit_every_row_once_and_not_in_order():
    batches = list(minibatches(23, 5, np.random.default_rng(0)))
    assert [len(b) for b in batches] == [5, 5, 5, 5, 3]
    rows = np.concatenate(batches)
    assert sorted(rows) == list(range(23)) and rows.tolist() != list(range(23))
    # rows are shuffled between batches, not just the order of batches
    assert not any(np.array_equal(np.sort(b), np.arange(5 * i, 5 * i + 5)) for b in batches for i in range(4))
    assert [b.tolist() for b in minibatches(3, 2)] == [[0, 1], [2]]


@pytest.mark.parametrize("cached", [0, 2**22])
def test_training_sees_every_row_in_a_new_order_each_epoch(monkeypatch, cached):
    seen = []
    monkeypatch.setattr(mlpcourse.batches, "CACHED", cached)  # 0: collected batch by batch, as large data are
    call = TrainingStep.__call__

    def looked(self, x, x_T, t):
        assert np.array_equal(x[:, 1:], np.ones((len(x), 1))) and np.array_equal(x.T, x_T)
        assert np.array_equal(t, 10 + x_T[:1])  # a row keeps its target
        seen.append(x[:, 0].copy())
        call(self, x, x_T, t)

    monkeypatch.setattr(TrainingStep, "__call__", looked)
    data = np.arange(23.0)[:, None]
    train(MLP.random([1, 1]), data, 10 + data, "squared_error", epochs=3, batch_size=10, learning_rate=1e-6)
    assert [len(rows) for rows in seen] == [10, 10, 3] * 3
    epochs = [np.concatenate(seen[i : i + 3]) for i in (0, 3, 6)]
    for rows in epochs:
        assert sorted(rows) == list(range(23))
    assert len({tuple(rows) for rows in epochs}) == 3


def test_weights_decay_and_biases_do_not():
    net = MLP.random([3, 4, 2], output="identity", rng=0)
    net.layers[0].b += 1.0
    net.layers[1].b += 1.0
    before = [p.copy() for p in net.params]
    data = np.zeros((4, 3))
    T = net(data)  # no error: all that is left is the decay
    train(net, data, T, "squared_error", epochs=1, batch_size=None, learning_rate=0.1, l2=0.5)
    for i, (p, q) in enumerate(zip(net.params, before)):
        assert p == pytest.approx(q * (0.95 if i % 2 == 0 else 1), rel=1e-12)
    # W-35: w = 1, dE = 0.2, alpha = 0.1, lambda = 0.5 gives 0.93
    one = MLP.random([1, 1], output="identity", init="zeros")
    one.layers[0].W[:] = 1.0
    train(one, [[1.0]], [[0.8]], "squared_error", epochs=1, learning_rate=0.1, l2=0.5)
    assert one.layers[0].W[0, 0] == pytest.approx(0.93, rel=1e-12)


MODELS = [
    MLPClassifier((5, 3), epochs=12, batch_size=7, learning_rate=0.05, l2=1e-3),
    MLPClassifier((5,), epochs=12, batch_size=7, optimizer="sgd", learning_rate=0.3, dropout=0.3),
    MLPClassifier((4,), activation="relu", epochs=12, optimizer=Adam(0.01), validation_fraction=0.25),
]


@pytest.mark.parametrize("model", MODELS, ids=repr)
@pytest.mark.parametrize("n_classes", [2, 3])
def test_an_epoch_looked_up_is_an_epoch_trained(model, n_classes):
    data, y = blobs(60, centers=((-2, 0), (2, 0), (0, 3))[:n_classes], rng=1)
    model.fit(data, y)
    for k in (1, 5, 12):
        fresh = type(model)(**{**model.get_params(), "epochs": k}).fit(data, y)
        past = model.at_epoch(k)
        assert np.array_equal(past.predict_proba(data), fresh.predict_proba(data))
        assert past.predict_proba(data) == pytest.approx(fresh.predict_proba(data), abs=1e-14)
    assert not np.allclose(model.at_epoch(0).predict_proba(data), model.predict_proba(data))


@pytest.mark.parametrize("n_classes", [2, 3])
def test_probabilities_of_every_epoch_reproduce_the_recorded_loss(n_classes):
    data, y = blobs(60, centers=((-1, 0), (1, 0), (0, 1))[:n_classes], rng=1)
    model = MLPClassifier((5,), epochs=8, learning_rate=0.05, dropout=0.2, l2=0.01).fit(data, y)
    for k, loss in enumerate(model.history_.loss):
        past = model.at_epoch(k)
        p = past.predict_proba(data)[np.arange(60), y]
        penalty = 0.005 * sum((layer.W**2).sum() for layer in past.net_.layers)
        assert -np.log(p).mean() + penalty == pytest.approx(loss, rel=1e-12)
    assert k == 8


def test_same_seed_same_losses_other_seed_other_losses():
    data, y = circle(80)
    runs = [MLPClassifier((4,), epochs=5, rng=seed).fit(data, y).history_.loss for seed in (3, 3, 4)]
    assert runs[0] == runs[1] != runs[2]


def test_changing_one_setting_keeps_weights_and_shuffling():
    data, y = circle(80)
    a = MLPClassifier((4,), epochs=1, learning_rate=0.01).fit(data, y)
    b = MLPClassifier((4,), epochs=1, learning_rate=0.02, dropout=0.5).fit(data, y)
    assert all(np.array_equal(p, q) for p, q in zip(a.at_epoch(0).net_.params, b.at_epoch(0).net_.params))


def test_early_stopping_rule():
    losses = [0.9, 0.7, 0.6, 0.55, 0.56, 0.54, 0.58, 0.60, 0.61]  # W-46
    assert [early_stopping(losses, p) for p in (1, 2, 3)] == [(4, 3), (7, 5), (8, 5)]
    assert early_stopping(losses, 4) == (None, 5)


def test_early_stopping_keeps_the_best_epoch():
    rng = np.random.default_rng(0)
    data = rng.standard_normal((60, 4))
    y = (data[:, 0] + rng.standard_normal(60) > 0).astype(int)
    model = MLPClassifier((30,), epochs=400, learning_rate=0.02, validation_fraction=0.3, patience=5).fit(
        data, y
    )
    h = model.history_
    assert len(h.val_loss) - 1 == h.best_epoch + 5 < 400
    assert h.val_loss[h.best_epoch] == min(h.val_loss)
    assert np.array_equal(model.predict_proba(data), model.at_epoch(h.best_epoch).predict_proba(data))
    assert len(h.val_loss) == len(h.loss)


def test_divergence_stops_keeps_finite_weights_and_says_so():
    data, y = np.arange(10.0)[:, None], np.arange(10.0)
    model = MLPRegressor((), epochs=2000, optimizer="sgd", learning_rate=0.5)
    with pytest.warns(DivergenceWarning, match=r"epoch \d+.*learning rate below 0.5"):
        model.fit(data, y)
    h = model.history_
    assert h.diverged and len(h.loss) < 2000
    assert np.isfinite(h.loss).all() and np.isfinite(model.predict(data)).all()
    assert h.loss[-1] > h.loss[0]
    last = model.at_epoch(len(h.loss) - 1)
    assert np.array_equal(last.predict(data), model.predict(data))


def test_a_run_goes_on_where_it_stopped():
    data, y = circle(60)
    settings = dict(batch_size=7, learning_rate=0.2, rng=1)
    whole, parts = MLP.random([2, 4, 1], output="sigmoid"), MLP.random([2, 4, 1], output="sigmoid")
    train(whole, data, y[:, None], "binary_cross_entropy", epochs=9, **settings)
    run = Run(parts, data, y[:, None], "binary_cross_entropy", **settings)
    run.extend(4)
    assert run.epoch == 4
    nine = run.at(9)
    assert all(np.array_equal(p, q) for p, q in zip(whole.params, nine.params))
    three = run.at(3)
    again = MLP.random([2, 4, 1], output="sigmoid")
    train(again, data, y[:, None], "binary_cross_entropy", epochs=3, **settings)
    assert all(np.array_equal(p, q) for p, q in zip(three.params, again.params))


def test_schedules_set_the_rate_of_each_update():
    net = MLP.random([1, 1], output="identity", init="zeros")
    history = train(net, [[0.0], [0.0]], [[1.0], [1.0]], "squared_error", epochs=3, batch_size=1,
                    learning_rate=InverseTime(1, 2), shuffle=False)  # fmt: skip
    error = 1.0
    for t in range(6):
        error *= 1 - 1 / (2 + t)
    assert 1 - net.layers[0].b[0] == pytest.approx(error, rel=1e-12)
    assert history.learning_rate == pytest.approx([1 / 2, 1 / 4, 1 / 6])
    flat_loss = train(MLP.random([1, 1], output="identity", init="zeros"), [[0.0]], [[0.0]], "squared_error", epochs=5,
                      learning_rate=HalveOnPlateau(0.4, hold=2))  # fmt: skip
    assert flat_loss.learning_rate == [0.4, 0.4, 0.4, 0.4, 0.4]  # 0 - 0 is not below 1 % of 0


def test_held_out_schedule_watches_the_validation_loss():
    net = MLP.random([1, 1], output="identity", init="zeros")
    history = train(net, [[1.0]], [[1.0]], "squared_error", epochs=5, validation=([[1.0]], [[-5.0]]),
                    learning_rate=HalveOnPlateau(0.4, hold=0, held_out=True))  # fmt: skip
    assert history.learning_rate == pytest.approx(
        [0.4, 0.2, 0.1, 0.05, 0.025]
    )  # it gets worse on the held-out row


def test_weights_of_earlier_epochs_can_be_left_out():
    data, y = circle(40)
    run = Run(
        MLP.random([2, 3, 1], output="sigmoid"), data, y[:, None], "binary_cross_entropy", keep_weights=False
    )
    run.extend(3)
    assert run.history.weights is None
    with pytest.raises(ValueError, match="keep_weights=True"):
        run.at(1)
    with pytest.raises(ValueError, match="from 0 to 3"):
        model = MLPClassifier((3,), epochs=3).fit(data, y)
        model.at_epoch(4)


def test_float32_stays_float32():
    data, y = circle(40)
    model = MLPClassifier((3,), epochs=3).fit(data.astype(np.float32), y)
    assert {p.dtype for p in model.net_.params} == {np.dtype(np.float32)}
    assert model.predict_proba(data.astype(np.float32)).dtype == np.float32


def test_bad_settings_change_nothing():
    net = MLP.random([2, 3, 1], output="sigmoid")
    before = [p.copy() for p in net.params]
    for bad in (dict(epochs=0), dict(batch_size=0), dict(l2=-1), dict(dropout=1.0), dict(optimizer="adm"),
                dict(learning_rate=-0.1), dict(patience=3)):  # fmt: skip
        with pytest.raises(ValueError):
            train(net, [[0.0, 1.0]], [[1.0]], "binary_cross_entropy", **bad)
    with pytest.raises(ValueError, match="recode"):
        train(net, [[0.0, 1.0]], [[-1.0]], "binary_cross_entropy")
    assert all(np.array_equal(p, q) for p, q in zip(net.params, before))


def test_user_arrays_are_never_written_to():
    data, y = circle(40)
    X0, y0 = data.copy(), y.copy()
    data.setflags(write=False)
    MLPClassifier((3,), epochs=2, learning_rate=None, optimizer=SGD(0.1, 0.9)).fit(data, y)
    assert np.array_equal(data, X0) and np.array_equal(y, y0)


def test_no_warnings_in_a_saturated_run():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        MLPClassifier((3,), epochs=3, activation="sigmoid").fit(
            np.array([[-1e4], [1e4], [2e4], [-3e4]]), [0, 1, 1, 0]
        )


LAZY = [
    Perceptron(shuffle=True, epochs=6), Adaline(epochs=6), LogisticRegression(epochs=6, batch_size=7),
    SoftmaxRegression(epochs=6, batch_size=7), MLPClassifier((4,), epochs=6, batch_size=7, dropout=0.2, l2=0.01),
    MLPClassifier((4,), epochs=6, batch_size=7, validation_fraction=0.3, learning_rate=InverseTime(1, 10)),
    MLPClassifier((4,), epochs=6, batch_size=7, validation_fraction=0.3, optimizer="sgd",
                  learning_rate=HalveOnPlateau(1, 0.1, held_out=True)),
    MLPRegressor((4,), epochs=6, batch_size=7), LinearRegression(2, "gradient_descent", epochs=6, batch_size=7),
]  # fmt: skip
PLANE, SIDE = circle(40, noise=0.4, rng=3)


@pytest.mark.parametrize("every", ["epoch", "update"])
@pytest.mark.parametrize("model", LAZY, ids=repr)
def test_a_run_that_is_asked_in_any_order_is_the_fit(model, every):
    fitted = copy.deepcopy(model).fit(PLANE, SIDE)
    run = model.begin(PLANE, SIDE, every)
    assert run.steps == 0 and len(run.history.loss) == 1 and not hasattr(model, "n_features_in_")
    per_epoch = 1 if every == "epoch" else run.last // model.epochs
    if isinstance(model, Perceptron) and every == "update":
        epochs = {
            m.epoch: k for k, m in enumerate(fitted.updates_, start=1)
        }  # corrections by the end of a pass
    else:
        epochs = {e: e * per_epoch for e in range(7)}
    middle, first = run.at(epochs[4]), run.at(epochs[1])
    assert run.steps == epochs[4]
    run.extend()
    for epoch, past in ((4, middle), (1, first), (6, run.at(10**6))):
        then = fitted.at_epoch(epoch)
        assert all(np.array_equal(p, q) for p, q in zip(past.net_.params, then.net_.params))
        assert np.array_equal(past.predict(PLANE), then.predict(PLANE))
        assert past.score(PLANE, SIDE) == then.score(PLANE, SIDE)
        assert run.history.loss[epochs[epoch]] == fitted.history_.loss[epoch]
    assert run.last == run.steps == epochs[6] and not run.ended


def test_the_rows_of_an_update_are_known():
    model = MLPClassifier((4,), optimizer="sgd", epochs=2, batch_size=7, validation_fraction=0.25)
    run = model.begin(PLANE, SIDE, every="update")
    batches = [run.rows_at(k) for k in range(1, 11)]
    assert [len(rows) for rows in batches] == [7, 7, 7, 7, 2] * 2 and run.rows_at(0).size == 0
    for rows, before, after in zip(batches, map(run.at, range(10)), map(run.at, range(1, 11))):
        grads = backprop(before.net_, PLANE[rows], SIDE[rows], "binary_cross_entropy").grads
        for p, q, g in zip(before.net_.params, after.net_.params, grads):
            assert q == pytest.approx(p - 0.01 * g, abs=1e-14)
    seen = np.concatenate(batches[:5])
    assert len(set(seen)) == 30 and set(seen) == set(np.concatenate(batches[5:]))
    with pytest.raises(ValueError, match="every"):
        model.begin(PLANE, SIDE).rows_at(1)


def test_a_step_of_the_perceptron_is_a_correction_or_a_pass():
    data, y = blobs(30, centers=((-2, 0), (2, 1)), rng=0)
    fitted = Perceptron().fit(data, y)
    run = Perceptron().begin(data, y, every="update")
    for k, mistake in enumerate(fitted.updates_, start=1):
        now = run.at(k)
        assert run.rows_at(k).tolist() == [mistake.row] and len(now.updates_) == k
        assert np.array_equal(now.w_, mistake.w) and now.b_ == mistake.b
    assert run.ended and run.last == k and now.converged_ and "no mistake" in run.why
    passes = Perceptron().begin(data, y)
    assert len(passes.at(1).updates_) == sum(m.epoch == 1 for m in fitted.updates_)
    assert passes.last == 100 and not passes.ended
    passes.extend()
    assert passes.last == len(fitted.history_.loss) - 1 < 100 and passes.ended


def test_a_run_that_diverged_says_why_and_fit_warns_once():
    data, y = np.arange(10.0)[:, None], np.arange(10.0)
    model = MLPRegressor((), epochs=2000, optimizer="sgd", learning_rate=0.5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = model.begin(data, y)
        last = run.at(2000)
        assert run.ended and "diverged in epoch" in run.why and run.last == run.steps < 2000
        assert np.isfinite(last.predict(data)).all() and np.array_equal(
            last.net_.params[0], run.at(run.last).net_.params[0]
        )
    with pytest.warns(DivergenceWarning) as caught:
        model.fit(data, y)
    assert len(caught) == 1 and caught[0].filename == __file__
    net_run = Run(MLP.random([1, 1]), data, y, "squared_error", learning_rate=0.5)
    with pytest.warns(DivergenceWarning) as caught:
        for _ in range(5):
            net_run.extend(500)
    assert len(caught) == 1 and caught[0].filename == __file__


def net_run(**settings):
    """A Run with everything that has a state: momentum, dropout, shuffling, a schedule, validation rows."""
    return Run(
        MLP.random([2, 4, 1], output="sigmoid"), PLANE[:30], SIDE[:30, None], "binary_cross_entropy",
        **dict(batch_size=7, optimizer="adam", learning_rate=InverseTime(1, 20), dropout=0.3,
               validation=(PLANE[30:], SIDE[30:, None]), **settings),
    )  # fmt: skip


def same_history(a, b):
    return (
        (a.loss, a.val_loss, a.learning_rate) == (b.loss, b.val_loss, b.learning_rate)
        and np.array_equal(a.weights, b.weights)
        and len(a.weights) == len(a.loss) == len(a.learning_rate) + 1
    )


@pytest.mark.parametrize("every", ["epoch", "update"])
@pytest.mark.parametrize("after", range(1, 13))
def test_an_interrupted_run_goes_on_as_if_nothing_had_been(monkeypatch, every, after):
    whole = net_run(every=every)
    whole.extend(4)
    run, calls = net_run(every=every), []
    update = type(run.optimizer).update

    def interrupted(self, theta, g, *rest):
        update(self, theta, g, *rest)
        calls.append(1)
        if len(calls) == after:
            theta += 1.0
            raise KeyboardInterrupt

    monkeypatch.setattr(type(run.optimizer), "update", interrupted)
    for left in (4, 4):
        try:
            run.extend(left - run.steps)
        except KeyboardInterrupt:
            assert len(run.history.weights) == len(run.history.loss) == len(run.history.learning_rate) + 1
            assert np.array_equal(run.params, run.history.weights[-1])
            assert run.net.params[0] == pytest.approx(run.at(run.steps).params[0], abs=0)
    assert run.steps == 4 and same_history(run.history, whole.history)
    if every == "update":
        assert all(np.array_equal(run.rows_at(k), whole.rows_at(k)) for k in range(5))


@pytest.mark.parametrize("every", ["epoch", "update"])
def test_an_interrupted_perceptron_goes_on_too(monkeypatch, every):
    model = Perceptron(shuffle=True, epochs=9)
    whole, run, calls = model.begin(PLANE, SIDE, every), model.begin(PLANE, SIDE, every), []
    whole.extend()
    correct = PerceptronRun._correct

    def interrupted(self):
        correct(self)
        calls.append(1)
        if len(calls) in (3, 20):
            raise KeyboardInterrupt

    monkeypatch.setattr(PerceptronRun, "_correct", interrupted)
    for _ in range(3):
        try:
            run.extend()
        except KeyboardInterrupt:
            assert run.at(run.steps).updates_ == run.run.mistakes
    assert len(calls) > 20 and run.history.loss == whole.history.loss
    assert np.array_equal(run.history.weights, whole.history.weights)


@pytest.mark.parametrize("model", [Perceptron(), MLPClassifier((3,), batch_size=4), Adaline()], ids=repr)
def test_an_interrupted_fit_keeps_what_was_learned(monkeypatch, model):
    epochs, whole = [], copy.deepcopy(model).fit(PLANE, SIDE)
    step = Steps._step

    def interrupted(self):
        if len(epochs) == 3:
            raise KeyboardInterrupt
        epochs.append(1)
        step(self)

    monkeypatch.setattr(Steps, "_step", interrupted)
    with pytest.raises(KeyboardInterrupt):
        model.fit(PLANE, SIDE)
    assert np.array_equal(model.predict(PLANE), whole.at_epoch(3).predict(PLANE))
    assert model.history_.loss == whole.history_.loss[:4]


def test_two_runs_may_train_one_network():
    net = MLP.random([2, 4, 1], output="sigmoid")
    settings = dict(batch_size=7, learning_rate=0.3)
    a, b = (Run(net, PLANE, SIDE[:, None], "binary_cross_entropy", rng=rng, **settings) for rng in (0, 1))
    a.extend(20)
    b.extend(3)
    a.extend(1)
    assert a.history.loss[20] < a.history.loss[0]
    assert all(np.array_equal(p, q) for p, q in zip(net.params, a.at(21).params))
    net.layers[0].W, net.layers[0].b = np.zeros((4, 2)), np.ones(4)  # other arrays, between two calls
    alone = MLP([Dense(layer.W, layer.b, layer.activation) for layer in net.layers])
    train(alone, PLANE, SIDE[:, None], "binary_cross_entropy", epochs=1, batch_size=None, learning_rate=0.3)
    once = Run(net, PLANE, SIDE[:, None], "binary_cross_entropy", batch_size=None, learning_rate=0.3)
    net.layers[0].W = net.layers[0].W.copy()
    once.extend(1)
    assert all(np.array_equal(p, q) for p, q in zip(net.params, alone.params))
    net.layers[0].W = np.zeros((5, 2))
    with pytest.raises(ValueError, match="other widths"):
        once.extend(1)


def test_one_rate_is_meant():
    with pytest.raises(ValueError, match=r"two different rates.*learning_rate=None"):
        MLPClassifier(optimizer=SGD(momentum=0.9), learning_rate=0.5).fit(PLANE, SIDE)
    with pytest.raises(ValueError, match="two different rates"):
        LogisticRegression(optimizer=Adam(0.5)).fit(PLANE, SIDE)
    own = LogisticRegression(learning_rate=None, optimizer=SGD(0.25), epochs=3).fit(PLANE, SIDE)
    named = LogisticRegression(learning_rate=0.25, epochs=3).fit(PLANE, SIDE)
    assert own.history_.loss == named.history_.loss
    assert set(own.history_.learning_rate) == {0.25}


def test_a_rate_of_zero_is_a_rate():
    class Pause(Schedule):
        initial = 0.5

        def __call__(self, t, losses):
            return 0.5 if t < 2 else 0.0

    for name in OPTIMIZERS:
        net = MLP.random([2, 1], output="sigmoid")
        history = train(net, PLANE, SIDE[:, None], "binary_cross_entropy", epochs=4, batch_size=None,
                        optimizer=name, learning_rate=Pause())  # fmt: skip
        assert history.learning_rate == [0.5, 0.5, 0.0, 0.0]
        assert history.loss[1] != history.loss[2] == history.loss[3] == history.loss[4]


def test_what_has_no_validation_rows_cannot_watch_them():
    with pytest.raises(ValueError, match="patience needs validation rows"):
        Run(MLP.random([2, 1]), PLANE, SIDE[:, None], "squared_error").extend(30, patience=3)
    for fit in (
        lambda rate: train(MLP.random([2, 1]), PLANE, SIDE[:, None], "squared_error", learning_rate=rate),
        lambda rate: MLPClassifier(optimizer="sgd", learning_rate=rate).fit(PLANE, SIDE),
    ):
        with pytest.raises(ValueError, match=r"HalveOnPlateau\(.*\) watches validation rows"):
            fit(HalveOnPlateau(0.1, held_out=True))


def test_numbers_that_overflow_at_once_are_refused_and_later_ones_warned_of():
    data = np.arange(10.0)[:, None]
    with pytest.raises(ValueError, match=r"not finite before training.*1e\+200.*scale"):
        MLPRegressor().fit(data, data[:, 0] * 1e200 / 9)
    with pytest.warns(DivergenceWarning, match=r"after step 0.*below 1e\+308"):
        model = Perceptron(learning_rate=1e308).fit(PLANE * 10, SIDE)
    assert np.isfinite(model.w_).all() and np.isfinite(model.b_) and model.history_.diverged
    assert len(model.updates_) == 0 and len(model.history_.loss) == 1


def test_a_diary_stays_below_its_limit_however_it_is_written(monkeypatch):
    net = MLP.random([2, 3, 1])
    for module in (mlpcourse.training, mlpcourse.base):
        monkeypatch.setattr(module, "KEEP_AT_MOST", 10 * 13 * 8)  # ten entries
    once, often = (Run(net.copy(), PLANE, SIDE[:, None], "squared_error") for _ in range(2))
    once.extend(9)
    for _ in range(9):
        often.extend(1)
    assert len(once.history.weights) == len(often.history.weights) == 10
    often.extend(1)
    assert often.history.weights is None and often.at(10).sizes == [2, 3, 1]
    with pytest.raises(ValueError, match="keep_weights=True"):
        often.at(9)
    model = MLPClassifier((3,), epochs=10).fit(PLANE, SIDE)
    with pytest.raises(ValueError, match="fewer epochs to look back"):
        model.at_epoch(3)
    run = model.begin(PLANE, SIDE)
    assert np.array_equal(run.at(10).predict_proba(PLANE), model.predict_proba(PLANE))
    with pytest.raises(ValueError, match="no epochs"):
        LinearRegression().fit(PLANE, SIDE).at_epoch(1)


def test_a_run_asks_for_what_it_can_do():
    with pytest.raises(ValueError, match='every must be "epoch" or "update"'):
        MLPClassifier().begin(PLANE, SIDE, every="batch")
    with pytest.raises(ValueError, match="gradient_descent"):
        LinearRegression().begin(PLANE, SIDE)
    run = MLPClassifier((3,), epochs=5).begin(PLANE, SIDE)
    for bad in (-1, 1.5, "2"):
        with pytest.raises(ValueError, match="whole number"):
            run.at(bad)
    assert run.steps == 0 and "0 of 5 steps" in repr(run)


def test_patience_ends_a_run_where_fit_ends():
    model = MLPClassifier((20,), epochs=300, learning_rate=0.1, validation_fraction=0.5, patience=4)
    fitted = copy.deepcopy(model).fit(PLANE, SIDE)
    for every in ("epoch", "update"):
        run = model.begin(PLANE, SIDE, every)
        last = run.at(10**9)
        per_epoch = run.run.per_epoch
        assert run.last == per_epoch * (len(fitted.history_.loss) - 1) < 300 * per_epoch
        assert run.ended and "validation loss" in run.why
        assert run.history.best_epoch == fitted.history_.best_epoch == run.last // per_epoch - 4
        assert np.array_equal(run.kept().predict_proba(PLANE), fitted.predict_proba(PLANE))
        assert not np.array_equal(last.predict_proba(PLANE), fitted.predict_proba(PLANE))


def test_large_data_are_not_copied():
    data = np.random.default_rng(0).standard_normal((20_000, 50))  # 8 MB
    T = data[:, :1].copy()
    tracemalloc.start()
    run = Run(MLP.random([50, 1]), data, T, "squared_error", batch_size=100, learning_rate=0.01)
    run.extend(2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert np.shares_memory(run.X, data) and peak < 4 * 2**20 and run.history.loss[2] < run.history.loss[0]
