"""Chapter 12: what its labs show and its pages claim, against sums written out and gradients by nudging."""

import itertools
import math
import re

import numpy as np
import pytest

from mlpcourse import MLP, MLPClassifier, Run
from mlpcourse.exercises import nb12
from mlpcourse.labs import BatchTrainingLab, ChainTilesLab, MatrixStepper, SlipsLab
from mlpcourse.labs.slips import (
    ERROR,
    FACTORS,
    GRADIENTS,
    MISSHAPEN,
    RIGHT,
    SILENT,
    SLIPS,
    chain,
    fate,
    passes,
)
from mlpcourse.lectures.matrices import ASU, SHEET, STEPS
from mlpcourse.model_run import ModelRun
from mlpcourse.starts import Starts


def by_loops(batch, hidden):
    """The loss of each row and its slopes, written out sample by sample and unit by unit."""
    slope = {"sigmoid": lambda a: a * (1 - a), "tanh": lambda a: 1 - a * a}[hidden]
    f = {"sigmoid": lambda z: 1 / (1 + math.exp(-z)), "tanh": math.tanh}[hidden]
    losses, grads = [], {"dW1": 0 * batch.W1, "db1": 0 * batch.b1, "dW2": 0 * batch.W2, "db2": 0 * batch.b2}
    for x, t in zip(batch.X, batch.T[:, 0]):
        a1 = [f(b + sum(w * v for w, v in zip(row, x))) for row, b in zip(batch.W1, batch.b1)]
        a2 = 1 / (1 + math.exp(-batch.b2[0] - sum(w * a for w, a in zip(batch.W2[0], a1))))
        losses.append(-math.log(a2 if t else 1 - a2))
        grads["db2"][0] += a2 - t
        for j, a in enumerate(a1):
            grads["dW2"][0, j] += (a2 - t) * a
            delta = (a2 - t) * batch.W2[0, j] * slope(a)
            grads["db1"][j] += delta
            for i, v in enumerate(x):
                grads["dW1"][j, i] += delta * v
    return losses, grads


@pytest.mark.parametrize("batch, hidden", [(ASU, "sigmoid"), (SHEET, "tanh")])
@pytest.mark.parametrize("layout", ["rows", "columns"])
def test_both_passes_are_what_loops_compute(batch, hidden, layout):
    losses, grads = by_loops(batch, hidden)
    for reduction, N in (("sum", 1), ("mean", len(batch.X))):
        arrays = batch.arrays(layout, reduction)
        assert arrays["L"].ravel() == pytest.approx(losses)
        for name, grad in grads.items():
            assert arrays[name].reshape(grad.shape) == pytest.approx(grad / N), name
        assert (
            arrays["X" if layout == "rows" else "A0"].shape == batch.X.shape[:: 1 if layout == "rows" else -1]
        )
        assert arrays["b1"].shape == ((len(batch.b1),) if layout == "rows" else (len(batch.b1), 1))


def value_of(text):
    """A term such as σ(0.15) or 0·(−0.25) + 1·(−0.15), computed."""
    text = text.replace("−", "-").replace("·", "*").replace("-ln", "-log")
    names = {"σ": lambda z: 1 / (1 + math.exp(-z)), "tanh": math.tanh, "log": math.log}
    text = re.sub(r"log (\d)", r"log(\1", text) + ")" * bool(re.search(r"log \d", text))
    return eval(text, names)


@pytest.mark.parametrize("example", ["asu", "line", "sheet"])
@pytest.mark.parametrize("layout", ["rows", "columns"])
def test_every_entry_is_what_the_lit_numbers_give(layout, example):
    lab = MatrixStepper(layout=layout, example=example)
    for step in range(1, len(STEPS) + 1):
        for entry in (1, 2, 5, 20):
            said = lab.set(step=step, entry=entry).caption
            terms, value = re.search(r"Entry \[[\d, ]+\] is (.+?) = (\S+?)\.(?: |$)", said).groups()
            assert value_of(terms) == pytest.approx(value_of(value), abs=4e-4), said
            lit = [light for light in lab.lights if light.get_visible()]
            assert lit[-1].get_height() == pytest.approx(0.2)  # one entry of the result
            x, y = lit[-1].get_xy()
            inside = [
                c.get_text()
                for c in lab.cells
                if c.get_visible()
                and x < c.get_position()[0] < x + lit[-1].get_width()
                and y < c.get_position()[1] < y + 0.2
            ]
            assert len(inside) == 1 and value_of(inside[0]) == pytest.approx(value_of(value), abs=1e-9)


def test_every_gradient_agrees_with_central_differences_but_the_intermediate_lines():
    for example, layout, reduction in itertools.product(
        ["asu", "sheet"], ["rows", "columns"], ["mean", "sum"]
    ):
        lab = MatrixStepper(example=example, layout=layout, reduction=reduction)
        for step in (7, 8, 11, 12):
            assert lab.set(step=step).caption.endswith("Central differences agree.")
    said = MatrixStepper(preset="the intermediate line").caption
    assert "disagree, by up to 0.0691" in said  # W-25: 0.069084
    assert "disagree" in MatrixStepper(example="line", step=12).caption
    assert "agree." in MatrixStepper(example="line", step=7).caption  # its output layer is right


def test_a_shape_stands_on_every_arrow_and_in_every_box():
    for layout, shapes in (
        (
            "rows",
            [
                "W₁ (4, 3)\nb₁ (4,)",
                "W₂ (1, 4)\nb₂ (1,)",
                "X\n(5, 3)",
                "Δ₁\n(5, 4)",
                "dW₁\n(4, 3)",
                "db₁\n(4,)",
            ],
        ),
        (
            "columns",
            [
                "W₁ (4, 3)\nb₁ (4, 1)",
                "W₂ (1, 4)\nb₂ (1, 1)",
                "A₀\n(3, 5)",
                "Δ₁\n(4, 5)",
                "dW₁\n(4, 3)",
                "db₁\n(4, 1)",
            ],
        ),
    ):
        texts = [text.get_text() for text in MatrixStepper(layout=layout).figure().axes[0].texts]
        assert set(shapes) <= set(texts)


# ---- slips and shapes


def test_the_pass_of_the_slips_is_right():
    right = passes(5, (3, 4, 2))

    def loss(name, value):
        a = {name: right[name] for name in ("X", "T", *GRADIENTS)} | {name: value}
        A1 = 1 / (1 + np.exp(-(a["X"] @ a["W1"].T + a["b1"])))
        Z2 = A1 @ a["W2"].T + a["b2"]
        return (np.logaddexp(0, Z2) - a["T"] * Z2).sum() / 5

    for name in GRADIENTS:
        for where in np.ndindex(right[name].shape):
            nudge = np.zeros_like(right[name])
            nudge[where] = 1e-5
            slope = (loss(name, right[name] + nudge) - loss(name, right[name] - nudge)) / 2e-5
            assert right[f"d{name}"][where] == pytest.approx(slope, abs=1e-8)


@pytest.mark.parametrize(
    "samples, sizes, caught, silent, lucky",
    [(5, (3, 4, 2), 16, 0, 0), (5, (3, 4, 1), 15, 0, 1), (4, (3, 4, 1), 11, 4, 1), (2, (2, 2, 2), 2, 14, 0)],
)
def test_different_sizes_catch_slips_and_equal_ones_hide_them(samples, sizes, caught, silent, lucky):
    fates = [fate(samples, sizes, slip) for slip in SLIPS]
    counts = [fates.count(end) for end in (ERROR, MISSHAPEN, SILENT, RIGHT)]
    assert [counts[0] + counts[1], counts[2], counts[3]] == [caught, silent, lucky]
    lab = SlipsLab(samples=samples, inputs=sizes[0], hidden=sizes[1], outputs=sizes[2])
    said = [int(n) for n in re.findall(r" (\d+)\b", lab.caption.split("slips", 1)[1])]
    assert said == counts if lucky else said == counts[:3]
    assert lab.text_box.value.count(SILENT) == silent


def test_single_slips_by_hand():
    assert fate(5, (3, 4, 2), "X @ W1.T -> X @ W1") == ERROR  # (5, 3) @ (4, 3)
    assert fate(5, (4, 4, 2), "X @ W1.T -> X @ W1") == SILENT
    assert fate(5, (3, 4, 2), "D2.T @ A1 -> A1.T @ D2") == MISSHAPEN  # (4, 2) for (2, 4)
    assert fate(5, (3, 4, 1), "D2 @ W2 -> D2 * W2") == RIGHT  # one output broadcasts
    assert fate(1, (3, 4, 2), "D2.sum(axis=0) -> D2.sum(axis=1)") == MISSHAPEN


# ---- tiles


def test_exactly_one_chain_leads_to_each_parameter():
    ends = {}
    for n in range(1, 6):
        for tiles in itertools.permutations(range(len(FACTORS)), n):
            misfit = chain(tiles)[1]
            if misfit is None and FACTORS[tiles[-1]][1][0] in "Wb":
                ends.setdefault(FACTORS[tiles[-1]][1], []).append(tiles)
    assert {name: len(found) for name, found in ends.items()} == {"W1": 1, "b1": 1, "W2": 1, "b2": 1}
    assert [len(ends[name][0]) for name in ("W1", "b1", "W2", "b2")] == [5, 5, 3, 3]
    for name, (tiles,) in ends.items():
        assert ChainTilesLab(parameter=name, tiles=tiles).caption.startswith("Right")
        other = {"W1": "b1", "b1": "W1", "W2": "b2", "b2": "W2"}[name]
        assert "turns off earlier" in ChainTilesLab(parameter=other, tiles=tiles).caption
        assert "does not fit" in ChainTilesLab(parameter=name, tiles=(*tiles, 0)).caption
        assert "does not fit" in ChainTilesLab(parameter=name, tiles=tiles[1:]).caption


def test_a_click_on_a_tile_is_a_pick():
    lab = ChainTilesLab()
    width, height = lab.size
    for k in (4, 2):
        x, y = lab.places[k]
        lab.click((x + 0.3) / width, (y + 0.3) / height)
        lab.check()
    assert lab.state()["tiles"] == (4, 2) and "2 factors so far" in lab.caption
    lab.click(0.5, 0.05)  # beside the tiles
    assert lab.state()["tiles"] == (4, 2)
    assert "which does not exist" in lab.set(tiles=(4, 2, 9)).caption


# ---- training


def descend(rate, epochs, hidden="sigmoid"):
    """Mean losses of full-batch descent from the page's weights, in six products."""
    X, T, W1, b1, W2, b2 = [part.copy() for part in ASU.given]
    f = np.tanh if hidden == "tanh" else lambda z: 1 / (1 + np.exp(-z))
    losses = []
    for _ in range(epochs + 1):
        A1 = f(X @ W1.T + b1)
        A2 = 1 / (1 + np.exp(-(A1 @ W2.T + b2)))
        losses.append(-(T * np.log(A2) + (1 - T) * np.log(1 - A2)).mean())
        D2 = (A2 - T) / 5
        D1 = D2 @ W2 * (1 - A1**2 if hidden == "tanh" else A1 * (1 - A1))
        W1, b1, W2, b2 = (
            W1 - rate * D1.T @ X,
            b1 - rate * D1.sum(0),
            W2 - rate * D2.T @ A1,
            b2 - rate * D2.sum(0),
        )
    return losses


def losses_of(lab, epochs):
    lab.set(epoch=epochs)
    return lab.scene().run.history.loss[: epochs + 1]


def test_the_lab_descends_from_the_weights_of_the_page():
    assert losses_of(BatchTrainingLab(), 60) == pytest.approx(descend(2.0, 60), abs=1e-12)
    assert losses_of(BatchTrainingLab(activation="tanh", learning_rate=0.5), 60) == pytest.approx(
        descend(0.5, 60, "tanh"), abs=1e-12
    )
    summed = losses_of(BatchTrainingLab(reduction="sum", learning_rate=0.5), 60)
    assert summed == pytest.approx(descend(2.5, 60), abs=1e-12)


def test_how_soon_the_page_says_that_the_rows_are_learned():
    for hidden, epoch in (("sigmoid", 195), ("tanh", 42)):
        losses = descend(2.0, epoch, hidden)
        assert losses[-1] < 0.1 <= losses[-2]
        assert "5 of 5 rows right" in BatchTrainingLab(activation=hidden, epoch=epoch).caption
    unlucky = BatchTrainingLab(preset="ReLU, an unlucky start", epoch=1000)
    assert losses_of(unlucky, 1000)[-1] == pytest.approx(0.8 * math.log(2), abs=2e-4)


def test_other_sizes_and_seeds_start_at_random():
    wider = BatchTrainingLab(sizes=(3, 5, 1))
    assert "start 0" in wider.caption and "26 parameters" in wider.caption
    assert "start 4" in BatchTrainingLab(start=4).caption
    assert BatchTrainingLab(start=4).scene().run.history.loss[0] != pytest.approx(descend(2.0, 0)[0])
    band = BatchTrainingLab(ten_starts=True, epoch=3).scene().starts
    one = BatchTrainingLab(start=4, epoch=3).scene().run.history.loss[:4]
    assert band.shape == (4, 10) and band[:, 4] == pytest.approx(one, abs=1e-12)


def test_the_loss_race_of_200_starts():
    right = {}
    for loss in ("binary_cross_entropy", "squared_error"):
        nets = [MLP.random([3, 4, 1], "sigmoid", "sigmoid", rng=seed) for seed in range(200)]
        runs = [
            ModelRun(
                None, Run(net, ASU.X, ASU.T, loss, batch_size=None, learning_rate=2.0, shuffle=False), 200
            )
            for net in nets
        ]
        Starts(runs).extend(to=200)
        right[loss] = sum(np.array_equal(run.run.net(ASU.X) > 0.5, ASU.T == 1) for run in runs)
    assert right == {"binary_cross_entropy": 199, "squared_error": 14}


def test_how_many_of_200_starts_learn_the_five_rows():
    """The page's counts; a start on the edge may fall to either side on another machine."""
    for activation, rate, count in (("relu", 0.5, 145), ("tanh", 10.0, 1), ("sigmoid", 10.0, 200)):
        model = MLPClassifier((4,), activation, rate, 1000, None, "sgd")
        starts = model.begin_starts(ASU.X, ASU.T[:, 0], range(200))
        starts.extend(to=1000)
        right = sum(np.array_equal(net.predict(ASU.X), ASU.T[:, 0]) for net in starts.kept())
        assert abs(right - count) <= 3, activation


def test_a_relu_output_may_stay_deaf():
    """200 starts at once by a descent of its own: mean squared error, 2,000 epochs at a rate of 0.1."""
    nets = [MLP.random([3, 4, 1], "tanh", "relu", rng=seed) for seed in range(200)]
    W1, b1, W2, b2 = (np.stack(parts) for parts in zip(*(net.params for net in nets)))
    for _ in range(2001):
        A1 = np.tanh(ASU.X @ W1.transpose(0, 2, 1) + b1[:, None])
        A2 = np.maximum(A1 @ W2.transpose(0, 2, 1) + b2[:, None], 0)
        D2 = (A2 - ASU.T) / 5 * (A2 > 0)
        D1 = D2 @ W2 * (1 - A1**2)
        W1, b1 = W1 - 0.1 * D1.transpose(0, 2, 1) @ ASU.X, b1 - 0.1 * D1.sum(axis=1)
        W2, b2 = W2 - 0.1 * D2.transpose(0, 2, 1) @ A1, b2 - 0.1 * D2.sum(axis=1)
    silent = A2[:, :, 0] == 0
    assert (silent.all(axis=1).sum(), silent[:, ASU.T[:, 0] == 1].any(axis=1).sum()) == (17, 133)


# ---- the exercises, beyond their own tests


def test_a_function_of_six_arrays_is_told_shapes_and_not_tables():
    said = repr(nb12.q12.check(lambda X, T, W1, b1, W2, b2: (W1, b1, W2, X @ T)))
    assert "X (5, 3), T (5, 2), W1 (4, 3), b1 (4,), W2 (2, 4), b2 (2,): it stops" in said
    only = nb12.q12.check(lambda *a: nb12.q12.reference(*a)[2])
    assert "4 results" in repr(only) or "Only dW2" in repr(only)


def test_each_box_of_the_worksheet_names_its_own_slip():
    _, grads = by_loops(SHEET, "tanh")
    dW1, db1, dW2, db2 = (grads[name] / 2 for name in ("dW1", "db1", "dW2", "db2"))
    for q, right in ((nb12.q7, dW2), (nb12.q8, db2), (nb12.q10, dW1), (nb12.q11, db1)):
        assert q.check(right).passed
        assert "sign" in q.check(-right).message
        assert "1/N is missing" in q.check(2 * right).message
        assert "1/N came in twice" in q.check(right / 2).message
    assert "ransposed" in nb12.q10.check(dW1.T).message
    assert nb12.q7.check(dW2[0]).passed and nb12.q8.check(float(db2[0])).passed
    no_slope = (SHEET.A2 - SHEET.T) / 2 @ SHEET.W2
    assert "f′ is missing" in nb12.q9.check(no_slope).message
    assert "f′ is missing" in nb12.q10.check(no_slope.T @ SHEET.X).message
    assert "f′ is missing" in nb12.q11.check(no_slope.sum(axis=0)).message
