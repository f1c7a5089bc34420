"""The playground: its model against loops written out here, its lab against the model."""

import itertools
import json
from contextlib import nullcontext
from datetime import datetime

import numpy as np
import pytest

from mlpcourse import SGD, HalveOnPlateau, InverseTime, Run, backprop
from mlpcourse.datasets import circle, hills, spiral, tilted_plane, xor
from mlpcourse.diary import network_of
from mlpcourse.exercises import nb19
from mlpcourse.labs import PlaygroundLab
from mlpcourse.labs.playground_controls import ChosenNumber, Edits, LayerActivations, Rows
from mlpcourse.labs.playground_words import explained
from mlpcourse.labs.units import CELLS, Layout
from mlpcourse.network import MLP, loss_value
from mlpcourse.playground import INPUTS, PlaygroundClassifier, PlaygroundRegressor
from mlpcourse.points import PointsError

X, Y = circle(60, rng=3)


# ---- the model


def by_hand(net, F, T, rate, epochs):
    """Full-batch gradient descent on half the squared error of tanh layers, sample by sample."""
    W, b = [layer.W.copy() for layer in net.layers], [layer.b.copy() for layer in net.layers]
    for _ in range(epochs):
        dW, db = [np.zeros_like(w) for w in W], [np.zeros_like(v) for v in b]
        for x, t in zip(F, T):
            a = [x]
            for w, v in zip(W, b):
                a.append(np.tanh(w @ a[-1] + v))
            delta = (a[-1] - t) * (1 - a[-1] ** 2)
            for i in reversed(range(len(W))):
                dW[i] += np.outer(delta, a[i]) / len(F)
                db[i] += delta / len(F)
                delta = (W[i].T @ delta) * (1 - a[i] ** 2)
        for w, v, gw, gb in zip(W, b, dW, db):
            w -= rate * gw
            v -= rate * gb
    return W, b


def test_it_is_half_the_squared_error_of_a_tanh_output_with_targets_of_plus_and_minus_one():
    model = PlaygroundClassifier((3, 2), batch_size=30, learning_rate=0.2)
    run = model.begin(X, Y)
    start = run.at(0).net_
    W, b = by_hand(start, X[:30], np.where(Y[:30] == 1, 1, -1), 0.2, 4)
    for layer, w, v in zip(run.at(4).net_.layers, W, b):
        assert layer.W == pytest.approx(w, abs=1e-12) and layer.b == pytest.approx(v, abs=1e-12)
    assert all(np.abs(layer.W).max() <= 0.5 and set(layer.b) == {0.1} for layer in start.layers)


def test_the_first_rows_are_trained_on_and_the_others_are_watched():
    run = PlaygroundClassifier((3,), train_share=0.7).begin(X, Y)
    assert len(run.run.X) == 42 and np.array_equal(run.run.validation[0], X[42:])
    now, t = run.at(5), np.where(Y[42:] == 1, 1, -1)
    o = np.tanh(
        np.tanh(X[42:] @ now.net_.layers[0].W.T + now.net_.layers[0].b) @ now.net_.layers[1].W.T
        + now.net_.layers[1].b
    )
    assert run.history.val_loss[5] == pytest.approx(((o[:, 0] - t) ** 2).mean() / 2)
    assert run.run.accuracies()[5] == np.mean((o[:, 0] > 0) == (t > 0))  # a tie is class 0
    with pytest.raises(ValueError, match=r"train_share=0\.001 of 60 rows leaves 0"):
        PlaygroundClassifier(train_share=0.001).begin(X, Y)


def test_the_seven_inputs():
    values = [f(np.array([2.0]), np.array([-3.0]))[0] for f in INPUTS.values()]
    assert values == pytest.approx([2, -3, 4, 9, -6, np.sin(2), np.sin(-3)])
    model = PlaygroundClassifier((), inputs=("x1 x2", "sin x1")).begin(X, Y).at(1)
    F = np.column_stack([X[:, 0] * X[:, 1], np.sin(X[:, 0])])
    assert model.decision_function(X) == pytest.approx(model.net_(F)[:, 0])
    with pytest.raises(ValueError, match="input 'x3' is unknown"):
        PlaygroundClassifier(inputs=("x3",)).begin(X, Y)
    with pytest.raises(ValueError, match="choose at least one"):
        PlaygroundClassifier(inputs=()).begin(X, Y)


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("loss", ["squared_error", "cross_entropy"])
def test_accuracies_are_scores_of_the_watched_rows(classes, loss):
    y = Y if classes == 2 else (X[:, 0] > 1).astype(int) + (X[:, 0] > -1)
    run = PlaygroundClassifier((4,), loss=loss, learning_rate=0.1).begin(X, y)
    run.extend(to=120)  # more than one piece of fifty epochs
    watched = slice(run.model.rows(60), None)
    scores = [run.at(k).score(X[watched], y[watched]) for k in range(121)]
    assert run.run.accuracies() == pytest.approx(scores) and len(set(scores)) > 3


def test_numbers_are_predicted_with_an_identity_output():
    A, z = tilted_plane(100, rng=0)
    run = PlaygroundRegressor((), epochs=300, batch_size=50, learning_rate=0.05, train_share=0.5).begin(A, z)
    best, *_ = np.linalg.lstsq(np.column_stack([A[:50], np.ones(50)]), z[:50], rcond=None)
    layer = run.at(300).net_.layers[0]
    assert [*layer.W[0], layer.b[0]] == pytest.approx(best, abs=1e-6)
    assert run.at(300).score(A, z) == pytest.approx(1)


def test_the_sets_of_numbers():
    A, z = tilted_plane(50, rng=1)
    assert z == pytest.approx(A.sum(axis=1) / 10) and np.abs(A).max() <= 6
    A, z = hills(2000, rng=1)
    tops = {(-4, 2.5): 1, (0, -2.5): 1, (4, 2.5): 1, (-4, -2.5): -1, (0, 2.5): -1, (4, -2.5): -1}
    for (a, b), sign in tops.items():
        gaps = np.hypot(*(A - [a, b]).T)
        near = gaps < 2
        assert z[near] == pytest.approx(sign * (1 - gaps[near] / 2))
    noisy = hills(2000, 0.3, rng=1)
    assert np.array_equal(noisy[0], A) and not np.allclose(noisy[1], z)


# ---- L1


def test_the_gradient_of_an_l1_penalty_is_that_of_its_loss():
    rng = np.random.default_rng(0)
    net, T = MLP.random([2, 3, 1], "tanh", "tanh", rng=1), rng.normal(size=(8, 1))
    for layer in net.layers:
        layer.b += rng.normal(size=layer.b.shape)
    F = rng.normal(size=(8, 2))
    settings = dict(l2=0.3, penalize_bias=True, l1=0.2)
    grads = backprop(net, F, T, "squared_error", **settings).grads
    for p, g in zip(net.params, grads):
        for index in np.ndindex(p.shape):
            kept, sides = p[index], []
            for step in (1e-6, -1e-6):
                p[index] = kept + step
                sides.append(loss_value(net, F, T, "squared_error", **settings))
            p[index] = kept
            assert (sides[0] - sides[1]) / 2e-6 == pytest.approx(g[index], abs=1e-7)


@pytest.mark.parametrize("l2", [0.0, 0.1])
@pytest.mark.parametrize("bias", [False, True])
def test_training_with_l1_goes_down_the_gradient_of_backprop(l2, bias):
    net = MLP.random([2, 3, 1], "tanh", "tanh", rng=1)
    slow, T = net.copy(), np.where(Y == 1, 1.0, -1.0)[:, None]
    run = Run(
        net, X, T, "squared_error", batch_size=None, learning_rate=0.1, l1=0.05, l2=l2, penalize_bias=bias
    )
    run.extend(3)
    for _ in range(3):
        grads = backprop(slow, X, T, "squared_error", l2, penalize_bias=bias, l1=0.05).grads
        for p, g in zip(slow.params, grads):
            p -= 0.1 * g
    assert all(np.allclose(p, q, atol=1e-12) for p, q in zip(net.params, slow.params))
    data = ((slow(X) - T) ** 2).sum(axis=1).mean() / 2
    weights = np.concatenate([p.ravel() for p in slow.params if p.ndim == 2 or bias])
    assert run.history.loss[3] == pytest.approx(
        data + 0.05 * np.abs(weights).sum() + l2 / 2 * (weights**2).sum()
    )


def test_ten_starts_are_ten_runs_with_penalties_dropout_and_edits_too():
    model = PlaygroundClassifier((4, 2), l1=0.01, l2=0.02, dropout=0.2, edits=((2, 1, 3, 0, 5.0),))
    starts = model.begin_starts(X, Y, range(4))
    starts.extend(to=6)
    for seed, run in enumerate(starts.runs):
        alone = PlaygroundClassifier(**model.get_params() | {"rng": seed}).begin(X, Y)
        alone.extend(to=6)
        assert starts.losses[:, seed] == pytest.approx(alone.history.loss, abs=1e-12)
        assert run.run.net.layers[0].b[2] == pytest.approx(alone.run.net.layers[0].b[2], abs=1e-12)


# ---- edits, and a look into an epoch


@pytest.mark.parametrize("epoch", [0, 3])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_weight_set_by_hand_is_as_if_one_had_set_it_while_the_run_waits(epoch, optimizer):
    settings = dict(hidden_layer_sizes=(3,), optimizer=optimizer, learning_rate=0.02)
    edited = PlaygroundClassifier(**settings, edits=((epoch, 2, 1, 3, -1.5),)).begin(X, Y)
    plain = PlaygroundClassifier(**settings).begin(X, Y)
    plain.extend(to=epoch)
    plain.run.net.layers[1].W[0, 2] = -1.5
    edited.extend(to=8)
    plain.extend(to=8)
    assert edited.at(epoch).net_.layers[1].W[0, 2] == -1.5
    assert np.array_equal(edited.run.params, plain.run.params)
    now = edited.at(epoch)
    assert edited.history.loss[epoch] == pytest.approx(
        loss_value(now.net_, edited.run.X, edited.run.T, "squared_error")
    )


@pytest.mark.parametrize(
    "settings",
    [
        {}, dict(optimizer="adam", dropout=0.3), dict(optimizer=SGD(0.03, 0.9)),
        dict(learning_rate=HalveOnPlateau(0.3, 0.3, hold=0)), dict(learning_rate=InverseTime(3, 10)),
    ],
)  # fmt: skip
def test_the_updates_inside_an_epoch_lead_from_its_begin_to_its_end(settings):
    model = PlaygroundClassifier((3,), batch_size=7, **settings)
    run, twin = model.begin(X, Y), model.begin(X, Y)
    run.extend(to=4)
    for epoch in (4, 2, 0, 3):  # 4 is still to come
        updates = run.run.inside(epoch)
        weights = run.history.weights
        assert np.array_equal(updates[0].before, weights[epoch])
        assert np.array_equal(updates[-1].after, weights[epoch + 1])
        assert all(np.array_equal(a.after, b.before) for a, b in itertools.pairwise(updates))
        assert sorted(np.concatenate([u.rows for u in updates]).tolist()) == list(range(30))
    run.extend(to=9)
    twin.extend(to=9)
    assert np.array_equal(run.run.params, twin.run.params) and run.history.loss == twin.history.loss
    assert run.history.learning_rate == twin.history.learning_rate


def test_an_epoch_that_diverges_can_be_looked_into():
    A, z = hills(100, rng=0)
    run = PlaygroundRegressor((8, 8, 8), "relu", ("x1^2", "x2^2"), learning_rate=3.0).begin(A, z)
    run.extend()
    assert run.ended and run.history.diverged
    updates = run.run.inside(run.steps)
    assert len(updates) < 5
    for update in updates:
        net = network_of(run.run.net, update.after)
        assert np.isfinite(loss_value(net, run.run.X, run.run.T, "squared_error"))
    lab = PlaygroundLab(
        dataset="numbers: hills",
        learning_rate=3.0,
        activation="relu",
        inputs=("x1^2", "x2^2"),
        epoch=99,
        batch=25,
    )
    assert "inf" not in lab.caption and "diverged in epoch" in lab.caption


# ---- the lab


def test_the_last_batch_of_an_epoch_is_the_next_epoch():
    lab = PlaygroundLab(epoch=7)
    last = lab.controls["batch"].max
    assert last == 25
    at_end = lab.set(batch=last).scene().now.net_
    after = lab.set(batch=0, epoch=8).scene().now.net_
    assert all(np.array_equal(a, b) for a, b in zip(at_end.params, after.params))
    assert "batch 3 of 25" in lab.set(batch=3).caption


def test_another_knob_keeps_data_order_and_start():
    lab = PlaygroundLab(epoch=3)
    before = lab.scene()
    for change in (dict(learning_rate=0.3), dict(l2=0.1), dict(batch_size=20), dict(loss="cross_entropy")):
        scene = lab.set(**change).scene()
        start, old = scene.run.at(0).net_, before.run.at(0).net_
        assert all(np.array_equal(a, b) for a, b in zip(start.params, old.params))
        assert np.array_equal(scene.X, before.X)
    assert not np.array_equal(lab.set(seed=1).scene().run.at(0).net_.layers[0].W, old.layers[0].W)
    lab.set(seed=0, sample=2)
    assert np.array_equal(lab.scene().run.at(0).net_.layers[0].W, old.layers[0].W)
    assert not np.array_equal(lab.scene().X, before.X)


def test_the_map_is_the_output_and_its_border_where_it_is_0():
    lab = PlaygroundLab(epoch=60)
    net, (image, _, border, *_) = lab.scene().now.net_, lab.artists[5:]
    side = -6.4 + (np.arange(60) + 0.5) / 60 * 12.8
    P = np.array([[a, b] for b in side for a in side])
    o = net(P)[:, 0].reshape(60, 60)
    assert np.asarray(image.get_array()) == pytest.approx((1 + o) / 2)
    ends = np.vstack(border.get_segments())
    assert np.abs(net(ends)).max() < 0.3
    lab.set(discretise=True)
    assert np.array_equal(np.asarray(lab.artists[5].get_array()), o > 0)
    lab.set(chosen=(1, 2), discretise=False)
    unit = np.tanh(P @ net.layers[0].W[1] + net.layers[0].b[1])
    assert np.asarray(lab.artists[5].get_array()).ravel() == pytest.approx(
        (1 + unit / np.abs(unit).max()) / 2
    )


def test_every_unit_and_weight_is_found_where_it_is_drawn():
    layout = Layout([7, 8, 3, 1], 1.2, 8, [0, 1, 4], 34)
    for layer, places in enumerate(layout.columns):
        for j, (left, top) in enumerate(places, start=1):
            assert layout.found(left + CELLS / 2, top + CELLS / 2) == (layer, j)
            if layer:
                left, top = layout.bias(layer, j)
                assert layout.found(left + 3, top + 3) == (layer, j, 0)
    names, ends = layout.ends()
    assert len(names) == 3 * 8 + 8 * 3 + 3
    for name, (a, b) in zip(names, ends):
        if name[0] > 1:
            assert layout.found(*(0.85 * a + 0.15 * b))[0] == name[0]
    assert layout.found(*(ends[-1].mean(axis=0))) == names[-1] == (3, 1, 3)
    assert layout.found(-40, 3) == ()


def place(lab, layer, unit):
    """Where on the picture, from 0 to 1, a unit's map stands."""
    from mlpcourse.labs.units import layout_of

    ax = lab.panel_axes[0]
    left, top = layout_of(lab.scene(), ax.bbox.width / ax.bbox.height).columns[layer][unit - 1]
    return ax.transData.transform((left + CELLS / 2, top + CELLS / 2)) / ax.figure.bbox.size


def test_clicks_on_the_network_and_on_the_map():
    lab = PlaygroundLab(epoch=5)
    lab.click(*place(lab, 1, 3))
    assert lab.state()["chosen"] == (1, 3) and lab.state()["readout"] == "explain"
    lab.click(0.2, 0.02)
    assert lab.state()["chosen"] == () and lab.state()["readout"] == "score"
    lab.click(*place(lab, 0, 5))
    assert lab.state()["inputs"] == ("x1", "x2", "x1 x2")
    lab.click(*place(lab, 0, 5))
    assert lab.state()["inputs"] == ("x1", "x2")
    ground = lab.panel_axes[1]
    lab.click(*ground.transData.transform((-3, 2)) / ground.figure.bbox.size)
    assert (lab.state()["probe1"], lab.state()["probe2"]) == (-3, 2)
    lab.set(clicks="3")
    lab.click(*ground.transData.transform((4, 4.5)) / ground.figure.bbox.size)
    assert lab.state()["dataset"] == "yours" and lab.state()["points"][-1] == (4, 4.5, 3)
    lab.set(clicks="deletes")
    ground = lab.panel_axes[1]
    lab.click(*ground.transData.transform((4, 4.6)) / ground.figure.bbox.size)
    assert (4, 4.5, 3) not in lab.state()["points"]


def test_a_unit_is_explained_by_its_sum():
    lab = PlaygroundLab(epoch=30, chosen=(1, 2), probe1=1.5, probe2=-2.0)
    layer = lab.scene().now.net_.layers[0]
    z = layer.W[1] @ [1.5, -2.0] + layer.b[1]
    said = lab.explanation().replace("−", "-")
    assert f"= {z:.6g}"[:8] in said and f"{np.tanh(z):.6f}".rstrip("0") in said


@pytest.mark.parametrize(
    "settings", [{}, dict(optimizer="momentum", l2=0.1), dict(optimizer="adam", l1=0.03)]
)
def test_the_parts_of_an_update_add_up_to_the_change_of_the_weight(settings):
    lab = PlaygroundLab(epoch=12, batch=4, chosen=(1, 2, 1), readout="explain", **settings)
    step = lab.scene().updates[4]
    change = (step.after - step.before).reshape(-1)[3]  # [W b] of unit 1, then of unit 2
    lines = explained(lab.scene()).replace("−", "-").split("\n")
    parts = [float(line[16:]) for line in lines if line.startswith(("data", "momentum", "L2", "L1"))]
    assert sum(parts) == pytest.approx(change, rel=1e-3, abs=3e-6)
    assert len(parts) == {"": 1, "momentum": 3, "adam": 3}[settings.get("optimizer", "")]


def test_a_weight_is_set_by_typing_and_kept_where_the_run_stands():
    lab = PlaygroundLab(epoch=20)
    with pytest.raises(ValueError, match="no weight is chosen"):
        lab.set_weight(1.0)
    lab.set(chosen=(2, 1, 4))
    lab.controls["edits"].typed.value = 2.5
    lab.controls["edits"].set.click()
    lab.check()
    assert lab.state()["epoch"] == 20 and lab.scene().now.net_.layers[1].W[0, 3] == 2.5
    assert lab.state()["previous"]["edits"] == () and "set by hand" in lab.caption
    lab.set_weight(-1.0)
    assert lab.state()["edits"] == ((20, 2, 1, 4, -1.0),)
    lab.controls["edits"].undo.click()
    assert lab.state()["edits"] == ()
    with pytest.raises(ValueError, match="finite"):
        lab.set_weight(float("nan"))


def test_confusion_and_score_count_the_test_points():
    lab = PlaygroundLab(epoch=25, dataset="four clouds", readout="confusion", hidden_layer_sizes=(3,))
    scene = lab.scene()
    said, y = scene.now.predict(scene.X[250:]), scene.y[250:]
    lines = [text.get_text() for text in lab.panel_axes[3].texts]
    drawn = [
        list(map(int, line.split())) for line in lines if line.strip() and set(line) <= set(" 0123456789")
    ]
    counts = [[int(((y == k) & (said == j)).sum()) for j in range(4)] for k in range(4)]
    assert [row for row in drawn if len(row) == 4] == counts
    assert f"test accuracy {np.trace(counts) / 250:.3f}" in lab.caption


def test_the_cost_counts_the_products_of_a_step():
    lab = PlaygroundLab(hidden_layer_sizes=(3, 2), readout="cost", batch_size=5)
    forward = 2 * 3 + 3 * 2 + 2 * 1
    back_to_weights, back_to_units = forward, 2 * 1 + 3 * 2
    drawn = " ".join(text.get_text() for text in lab.panel_axes[3].texts)
    products = forward + back_to_weights + back_to_units
    assert f"{products} multiplications a sample" in drawn and f"{products * 5} an update of 5" in drawn
    assert "50 updates" in drawn and "20 parameters" in drawn


def test_play_stops_at_the_goal_or_when_the_test_loss_rises():
    lab = PlaygroundLab(stop="goal")
    while not lab.finished():
        lab.step()
    run = lab.scene().run.run
    k = lab.state()["epoch"]
    assert run.accuracies()[k] >= 0.98 and max(run.accuracies()[:k]) < 0.98
    assert f"0.98 first reached at epoch {k}" in lab.caption
    assert not lab.set(epoch=k + 5).finished()  # one may play on
    lab = PlaygroundLab(stop="patience", learning_rate=0.6)
    while not lab.finished():
        lab.step()
    losses, k = lab.scene().run.history.val_loss, lab.state()["epoch"]
    assert np.argmin(losses[: k + 1]) == k - 20


def test_numbers_that_are_no_longer_finite_end_the_run_and_say_why():
    lab = PlaygroundLab(
        dataset="numbers: hills", learning_rate=3.0, activation="relu", inputs=("x1^2", "x2^2"), epoch=99
    )
    k = lab.state()["epoch"]
    assert 0 < k < 99 and lab.finished() and lab.controls["epoch"].max == k
    assert f"diverged in epoch {k + 1}" in lab.caption and len(lab.caption) < 400
    assert np.isfinite(lab.scene().now.net_.layers[0].W).all()


def test_a_preset_is_the_same_whatever_was_set_before():
    name = "step 4: 2-4-2-1. More reliable?"
    lab = PlaygroundLab(
        l1=0.1, noise=0.3, optimizer="adam", edits=((0, 1, 1, 0, 1.0),), inputs=("x2",), epoch=4
    )
    lab.set(**lab._preset(name))
    fresh = PlaygroundLab(preset=name)
    skip = ("previous",)
    assert {k: v for k, v in lab.state().items() if k not in skip} == {
        k: v for k, v in fresh.state().items() if k not in skip
    }


def test_the_ten_starts_are_counted():
    lab = PlaygroundLab(epoch=70, ten_starts=True)
    good = []
    for seed in range(10):
        model = PlaygroundClassifier((4,), rng=seed).begin(*circle(500, rng=1)).at(70)
        A, y = circle(500, rng=1)
        good.append(model.score(A[250:], y[250:]))
    assert (
        f"Ten starts: {sum(a >= 0.98 for a in good)} are at 0.98 or above, the worst at {min(good):.3f}"
        in lab.caption
    )


# ---- kept, and given


def test_what_is_saved_is_loaded(tmp_path):
    lab = PlaygroundLab(
        epoch=9, batch=3, hidden_layer_sizes=(3, 2), l1=0.01, seed=4, chosen=(1, 1), dataset="spiral"
    )
    lab.set(edits=((2, 1, 1, 1, 0.7),), epoch=9, batch=3)
    file = tmp_path / "mine.json"
    text = lab.save(file)
    for saved in (text, text.encode(), file, str(file)):
        other = PlaygroundLab(noise=0.4).load(saved)
        mine, theirs = lab.state(), other.state()
        assert {k: mine[k] for k in mine if k != "previous"} == {
            k: theirs[k] for k in theirs if k != "previous"
        }
        assert all(
            np.array_equal(a, b) for a, b in zip(lab.scene().now.net_.params, other.scene().now.net_.params)
        )
    kept = json.loads(text)["weights"]
    assert kept[0]["W"] == lab.scene().now.net_.layers[0].W.tolist()
    start = PlaygroundLab(learning_rate=0.5).load(text, weights_only=True)
    assert start.state()["learning_rate"] == 0.5 and start.state()["epoch"] == 0
    assert all(
        np.array_equal(a, b) for a, b in zip(lab.scene().now.net_.params, start.scene().now.net_.params)
    )


def test_the_same_file_can_be_loaded_twice():
    lab = PlaygroundLab(seed=3)
    (load,) = (part for part in lab.buttons() if hasattr(part, "accept"))
    for text in (lab.save(), "{}", lab.save()):
        lab.set(seed=4)
        file = dict(name="a", type="", size=9, content=text.encode(), last_modified=datetime.now())
        with pytest.raises(ValueError, match="none of the") if text == "{}" else nullcontext():
            load.value = [file]
        assert load.value == () and lab.state()["seed"] == (4 if text == "{}" else 3)


def damaged():
    text = PlaygroundLab().save()
    kept = json.loads(text)

    def change(**parts):
        return json.dumps(kept | parts)

    nan = [{"W": [[float("nan"), 1]], "b": [0]}]
    return {
        text[:200]: "cut off", "{}": "none of the playground", "[{}]": "none of the playground",
        change(format="other 7"): "none of the playground", change(settings=None): '"settings" is missing',
        change(settings=[1]): '"settings" is missing', change(weights=nan): '"weights" is damaged',
        change(weights=[{"W": [[1, 2]], "b": [1, 2]}]): '"weights" is damaged', change(weights="x"): '"weights" is damaged',
        change(settings={"epoch": 3, "warp": 1}): "no control 'warp'",
        change(settings={"learning_rate": "fast"}): "learning_rate cannot be 'fast'",
        change(settings={"hidden_layer_sizes": [4, -1]}): "hidden_layer_sizes cannot be",
        change(settings={"inputs": ["x9"]}): "inputs cannot be", change(settings={"points": [[0, 0, 0]]}): "points cannot be",
        "no such file.json": "cannot be read",
    }  # fmt: skip


DAMAGED = damaged()


@pytest.mark.parametrize("text", DAMAGED, ids=[f"{k} {said[:12]}" for k, said in enumerate(DAMAGED.values())])
def test_a_damaged_file_is_refused_with_a_sentence_and_changes_nothing(text):
    lab = PlaygroundLab(epoch=3, l2=0.01)
    state, caption = lab.state(), lab.caption
    with pytest.raises(ValueError, match=DAMAGED[text]) as caught:
        lab.load(text)
    assert "Traceback" not in str(caught.value) and lab.state() == state and lab.caption == caption


def test_points_of_ones_own_as_arrays_rows_text_and_files(tmp_path):
    rows = [(0, 0, "a"), (1, 1, "b"), (2, 0, "c"), (1, 2, "a"), (3, 3, "b"), (4, 1, "c")]
    text = "\n".join(f"{a},{b},{k}" for a, b, k in rows)
    (tmp_path / "mine.csv").write_text(text)
    array = (np.array([row[:2] for row in rows]), [row[2] for row in rows])
    wanted = tuple((float(a), float(b), "abc".index(k)) for a, b, k in rows)
    for data in (array, rows, text, str(tmp_path / "mine.csv")):
        assert PlaygroundLab(data=data).state()["points"] == wanted
        lab = PlaygroundLab(epoch=5).use_points(data)
        assert lab.state()["points"] == wanted and lab.caption.endswith("Class 0 is a, 1 is b, 2 is c.")
    for typed, said in {
        "": "holds no points",
        "1, 2": "2 columns, expected 3",
        "README.md": "holds no points",
    }.items():
        lab.controls["points"].text.value = typed  # what is typed is never a file's name
        lab.controls["points"].use.click()
        with pytest.raises(PointsError, match=said):
            lab.check()
    lab.controls["points"].text.value = "0, 0, 0\n1, one, 1"
    state = lab.state()
    lab.controls["points"].use.click()
    with pytest.raises(PointsError, match="'one' is not a number"):
        lab.check()
    assert lab.state() == state
    lab.controls["points"].text.value = "0, 0, 0\n1, 1, 1\n2, 2, 0\n1, 0, 1\n3, 0, 0\n0, 3, 1"
    lab.controls["points"].use.click()
    lab.check()
    assert len(lab.state()["points"]) == 6


@pytest.mark.parametrize(
    "settings",
    [
        dict(epoch=6, optimizer="momentum", schedule="falls", batch_size=7),
        dict(epoch=6, hidden_layer_sizes=(3, 2), layer_activations=("relu", "", "", "", "", "")),
        dict(epoch=4, edits=((2, 1, 1, 0, 1.5),), l1=0.01, dropout=0.1, init="he", scale=2.0, bias=0.0),
        dict(epoch=4, dataset="numbers: hills", noise=0.1, schedule="halves"),
        dict(epoch=4, dataset="three clouds", loss="cross_entropy", sample=5, train_share=0.3),
        dict(epoch=4, dataset="yours", noise=0.1),
    ],
)
def test_copied_python_gives_the_curve_in_sight(settings, capsys):
    lab = PlaygroundLab(**settings)
    names = {}
    exec(lab.script(), names)
    history = lab.scene().run.history.loss
    assert names["losses"] == history[: settings["epoch"] + 1]


def test_advice_on_the_spiral_knows_rates_that_are_too_long_or_no_number():
    start = dict(hidden_layer_sizes=(8,), epochs=1)
    said = lambda **settings: nb19.q6.check(start | settings).message
    assert "Steps of 10 times the gradient are too long" in said(learning_rate=10)
    assert "Adam moves every weight by about its rate" in said(learning_rate=0.1, optimizer="adam")
    assert "does it still fall?" in said(learning_rate=InverseTime(1, 10), optimizer="adam")


# ---- controls


def test_keys_play_and_go_by_epoch_and_with_shift_by_batch():
    lab = PlaygroundLab(epoch=2, batch=24)
    press = lambda key, shift=False: lab._message(None, {"key": key, "shift": shift}, [])
    seen = []
    for key, shift in [("Right", True)] * 2 + [("Left", True)] * 3 + [("Left", False)] * 3:
        press(f"Arrow{key}", shift)
        seen.append((lab.state()["epoch"], lab.state()["batch"]))
    assert seen == [(3, 0), (3, 1), (3, 0), (2, 24), (2, 23), (1, 23), (0, 23), (0, 23)]
    lab.set(batch=0)
    press("ArrowLeft", True)
    assert lab.state()["epoch"] == lab.state()["batch"] == 0
    with pytest.raises(RuntimeError, match="Play needs a running notebook"):
        press(" ")


def test_a_chosen_weight_is_offered_with_its_value():
    lab = PlaygroundLab(epoch=7)
    typed, below = lab.controls["edits"].typed, lab.edit_box.layout
    assert below.display == "none"
    lab.set(chosen=(1, 3, 2))
    assert below.display is None and typed.value == float(f"{lab.scene().now.net_.layers[0].W[2, 1]:.4g}")
    typed.value = 2.5
    lab.set(discretise=True)
    assert typed.value == 2.5
    lab.controls["edits"].set.click()
    assert lab.scene().now.net_.layers[0].W[2, 1] == 2.5
    lab.set(chosen=(1, 3))
    assert below.display == "none"


def test_layers_are_added_and_taken_away():
    control = PlaygroundLab().controls["hidden_layer_sizes"]
    control.more.click()
    assert control.value == (4, 2)
    for _ in range(6):
        control.more.click()
    assert control.value == (4, 2, 2, 2, 2, 2) and control.more.disabled
    control.boxes[1].value = 7
    assert control.value[:2] == (4, 7)
    for _ in range(7):
        control.fewer.click()
    assert control.value == () and control.fewer.disabled


def test_a_number_is_chosen_by_keyboard():
    control = ChosenNumber()
    control.kind.value = 2
    control.boxes[0].value, control.boxes[1].value = 2, 3
    assert control.value == (2, 3)
    control.kind.value = 3
    control.boxes[2].value = 0
    assert control.value == (2, 3, 0)
    control.value = (1, 1, 5)
    assert [box.value for box in control.boxes] == [1, 1, 5]
    for wrong in [(1,), (0, 1, 1), (1, 0), (1, 1.5), (1, 17), (8, 1), (1, 1, -1), (True, 1)]:
        with pytest.raises(Exception, match=r"give \(\), \(layer, unit\)"):
            control.value = wrong
    assert control.value == (1, 1, 5)


def test_the_other_controls_refuse_what_is_none_of_theirs():
    with pytest.raises(Exception, match="give 6 names"):
        LayerActivations(["relu"]).value = ("relu",)
    with pytest.raises(Exception, match="each must be"):
        Edits().value = ((0, 0, 1, 1, 2.0),)
    with pytest.raises(Exception, match="four or more"):
        Rows(((0, 0, 0), (1, 1, 1), (0, 1, 0), (1, 0, 1))).value = ((0, 0, 0), (1, 1, 1), (0, 1, 0))
    with pytest.raises(Exception, match="classes 0 to 4"):
        Rows(((0, 0, 0), (1, 1, 1), (0, 1, 0), (1, 0, 1))).value = (
            (0, 0, 0),
            (1, 1, 1),
            (0, 1, 0),
            (1, 1, 5),
        )


def test_the_last_input_stays():
    control = PlaygroundLab(inputs=("x1",)).controls["inputs"]
    control.boxes[0].value = False
    assert control.value == ("x1",) and control.boxes[0].value


# ---- what the chapter says of the experiment, measured over ten starts of the page


def measured(make=circle, level=0.98, starts=range(10), epochs=200, **settings):
    """The data losses and the test accuracies by epoch of several starts: (train, test, (starts, epochs + 1))."""
    A, y = make(500, rng=1)
    run = PlaygroundClassifier(epochs=epochs, **settings).begin_starts(A, y, starts)
    run.extend()
    losses = [
        [loss_value(r.run.net, *part, r.run.loss) for part in ((r.run.X, r.run.T), r.run.validation)]
        for r in run.runs
    ]
    return *np.array(losses).T, np.array([r.run.accuracies() for r in run.runs])


def test_the_steps_of_the_experiment_are_in_their_bands():
    train, test, accuracy = measured()  # step 1
    assert (accuracy[:, -1] >= 0.98).sum() >= 7 and np.median(test) < 0.05 and accuracy[:, -1].min() < 0.95
    train_2, _, restless = measured(learning_rate=1.0)  # step 2: sooner there, and away again
    first = lambda table: np.median([np.argmax(row >= 0.98) for row in table if row.max() >= 0.98])
    assert first(restless) < first(accuracy) / 2 and np.median(train_2) > np.median(train)
    assert (restless[:, -1] >= 0.98).sum() < (accuracy[:, -1] >= 0.98).sum()
    for l2, low, high in ((0.01, 9, 10), (0.1, 0, 8), (1.0, 0, 0)):  # step 3
        train_3, test_3, accuracy_3 = measured(l2=l2)
        assert low <= (accuracy_3[:, -1] >= 0.98).sum() <= high
    assert train_3 == pytest.approx(0.5, abs=0.01) and test_3 == pytest.approx(0.5, abs=0.01)
    train_4, test_4, accuracy_4 = measured(hidden_layer_sizes=(4, 2))  # step 4
    assert np.median(train_4) < np.median(train) / 3 and np.median(test_4) < np.median(test) / 2
    assert abs((accuracy_4[:, -1] >= 0.98).sum() - (accuracy[:, -1] >= 0.98).sum()) <= 2


def test_a_start_fails_where_half_the_compass_stays_open():
    A, y = circle(500, rng=1)
    starts = PlaygroundClassifier((4,)).begin_starts(A, y, range(20))
    starts.extend()
    for run in starts.runs:
        net = run.run.net
        facing = net.layers[0].W * np.sign(net.layers[1].W[0])[:, None]
        angles = np.sort(np.degrees(np.arctan2(*facing.T)) % 360)
        widest = np.diff([*angles, angles[0] + 360]).max()
        assert (widest > 180) == (run.run.accuracies()[-1] < 0.98)


def test_which_hidden_widths_solve_the_circle():
    solved = [(measured(hidden_layer_sizes=(n,))[2][:, -1] >= 0.98).sum() for n in (1, 2, 3, 6)]
    assert solved[:2] == [0, 0] and solved[2] > 5 and solved[3] >= 9


def test_squared_inputs_fail_only_where_the_output_is_saturated_at_the_start():
    squares = dict(hidden_layer_sizes=(), inputs=("x1^2", "x2^2"))
    _, _, accuracy = measured(**squares, starts=range(20))
    assert 0 < (accuracy[:, -1] < 0.98).sum() < 10
    assert (measured(**squares, loss="cross_entropy", starts=range(20))[2][:, -1] >= 0.98).all()


def test_a_line_gets_half_of_the_circle():
    for settings in (dict(hidden_layer_sizes=()), dict(activation="identity")):
        train, _, accuracy = measured(**settings)
        assert train.min() > 0.45 and accuracy[:, -1].max() < 0.75


def test_the_spiral_is_solved_with_and_without_prepared_inputs():
    prepared = dict(inputs=("x1", "x2", "sin x1", "sin x2"), hidden_layer_sizes=(8,), loss="cross_entropy",
                    optimizer="adam", learning_rate=0.01, init="xavier", bias=0.0, epochs=60)  # fmt: skip
    plain = dict(hidden_layer_sizes=(16, 16), activation="relu", loss="cross_entropy", optimizer="adam",
                 learning_rate=0.01, init="he", bias=0.0, epochs=100)  # fmt: skip
    for settings in (prepared, plain):
        assert (measured(spiral, **settings)[2][:, -1] >= 0.9).sum() >= 8
    assert (measured(spiral, epochs=200)[2][:, -1] >= 0.9).sum() == 0
    assert (measured(xor, inputs=("x1 x2",), hidden_layer_sizes=())[2][:, -1] >= 0.98).all()


def test_the_table_has_the_training_points_on_the_left_and_the_test_points_on_the_right():
    lab = PlaygroundLab(epoch=20, train_share=0.3, l2=0.1)
    scene = lab.scene()
    t = np.where(scene.y == 1, 1, -1)
    o = scene.now.net_(scene.X)[:, 0]
    texts = sorted(
        lab.panel_axes[3].texts, key=lambda text: (-text.get_position()[1], text.get_position()[0])
    )
    drawn = " ".join(text.get_text() for text in texts).split()
    parts = slice(0, 150), slice(150, 500)
    loss = [f"{((o[rows] - t[rows]) ** 2).mean() / 2:.4f}" for rows in parts]
    right = [f"{np.mean((o[rows] > 0) == (t[rows] > 0)):.3f}" for rows in parts]
    words = ["training", "test", "loss", *loss, "accuracy", *right, "points", "150", "350", "+", "penalty"]
    assert drawn[: len(words)] == words
    weights = sum((layer.W**2).sum() for layer in scene.now.net_.layers)
    assert float(drawn[len(words)]) == pytest.approx(float(loss[0]) + 0.05 * weights, abs=2e-4)


def test_a_bias_stands_at_the_lower_left_of_its_unit():
    layout = Layout([2, 3, 1], 1.2)
    (left, top), (x, y) = layout.columns[1][2], layout.bias(1, 3)
    assert x < left and top + CELLS / 2 < y < top + CELLS
