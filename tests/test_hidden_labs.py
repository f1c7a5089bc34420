"""Chapter 10: XOR by hand and by training, |x - 1|, curves from hinges; each fact against a computation of its own."""

import re
from pathlib import Path

import numpy as np
import pytest

from mlpcourse import MLPClassifier, backprop
from mlpcourse.exercises import nb10
from mlpcourse.hinges import hinge_network
from mlpcourse.labs import AbsLab, CurveLab, FoldLab, HingeLab, XorLab
from mlpcourse.labs.controls import Weights
from mlpcourse.labs.drawn import HIGH, HILL, LOW, PLACES, Heights
from mlpcourse.labs.hidden import SHELVES, SOLVED
from mlpcourse.labs.sheet import _view

X, T = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
NOTEBOOK = Path(__file__).resolve().parents[1] / "notebooks" / "10_hidden_layer.ipynb"
TSINGHUA = (1, 1, 0, 1, 1, -1, 1, -2, 0)  # a row for each unit, the bias last
NUS = (-1, 1, 1, -1, 0, 1, 1)


@pytest.fixture(autouse=True)
def own_progress_file(tmp_path, monkeypatch):
    monkeypatch.setenv("MLPCOURSE_PROGRESS", str(tmp_path / "progress.json"))


# ---- XOR by training, by a descent that shares no line with the package

SLOPES = {  # activation: f(z), and f' from the value a
    "tanh": (np.tanh, lambda a: 1 - a * a),
    "relu": (lambda z: np.where(z > 0, z, 0), lambda a: np.where(a > 0, 1, 0)),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
}


def descend(activation, width, rate, epochs, starts, X=X):
    """Plain descent on XOR from the package's start weights: all four right (S,), and the loss (S,)."""
    f, slope = SLOPES[activation]
    nets = [MLPClassifier((width,), activation, rng=s).begin(X, T).at(0).net_ for s in range(starts)]
    V, c, w, b = (np.array([net.params[k] for net in nets]) for k in range(4))
    w = w[:, 0]
    for _ in range(epochs):
        h = f(np.einsum("swd,nd->snw", V, X) + c[:, None])
        p = 1 / (1 + np.exp(-(np.einsum("snw,sw->sn", h, w) + b)))
        dz = (p - T) / 4
        dh = dz[..., None] * w[:, None] * slope(h)
        w, b = w - rate * np.einsum("sn,snw->sw", dz, h), b - rate * dz.sum(axis=1, keepdims=True)
        V, c = V - rate * np.einsum("snw,nd->swd", dh, X), c - rate * dh.sum(axis=1)
    h = f(np.einsum("swd,nd->snw", V, X) + c[:, None])
    p = 1 / (1 + np.exp(-(np.einsum("snw,sw->sn", h, w) + b)))
    loss = -np.log(np.where(T == 1, p, 1 - p)).mean(axis=1)
    return ((p > 0.5) == T).all(axis=1), loss


def table():
    """{activation: (rate, counts by width)} of the notebook."""
    rows = re.findall(r"\| (\w+), rate ([\d.]+) \|((?: \**\d+\** \|)+)", NOTEBOOK.read_text(encoding="utf-8"))
    return {
        name.lower(): (float(rate), [int(n) for n in re.findall(r"\d+", counts)])
        for name, rate, counts in rows
    }


@pytest.mark.parametrize("activation", SLOPES)
def test_the_table_counts_what_descent_gives(activation):
    rate, counts = table()[activation]
    assert len(table()) == 3
    for width, count in zip((1, 2, 3, 4, 8), counts, strict=True):
        assert int(descend(activation, width, rate, 1000, 200)[0].sum()) == count, width


def test_how_much_a_count_of_relu_starts_is_worth():
    solved, loss = descend("relu", 2, 0.5, 1000, 1000)
    assert [int(solved[:n].sum()) for n in (10, 50, 200, 1000)] == [3, 16, 51, 210]
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert (
        "first 10 ReLU starts 3 learn it, of 50 there are 16, of 200 there are 51, of 1,000 there are 210"
        in text
    )
    stuck = loss[:200][~solved[:200]]
    shelves = [np.log(2) / 2, np.log(2), (np.log(3) + 2 * np.log(1.5)) / 4]
    assert np.abs(stuck[:, None] - shelves).min(axis=1).max() < 0.003  # there is nowhere else to be stuck


def test_failed_tanh_starts_do_not_wake_up():
    counts = [int(descend("tanh", 2, 0.5, epochs, 200)[0].sum()) for epochs in (1000, 2000, 8000)]
    assert counts == [112, 114, 114]
    assert descend("tanh", 2, 0.5, 2000, 200, X=2 * X - 1)[0].sum() == 151


def test_the_shelves_are_the_losses_of_shared_answers():
    for answers, (_, shares), loss in zip(
        [(1 / 2,) * 4, (0, 2 / 3, 2 / 3, 2 / 3), (0, 1, 1 / 2, 1 / 2)],
        SHELVES.values(),
        (0.693, 0.477, 0.347),
    ):
        p = np.where(T == 1, answers, 1 - np.array(answers))
        assert sorted(p) == pytest.approx(shares) and -np.log(p).mean() == pytest.approx(loss, abs=5e-4)
    assert -np.log([1, 1, 1, 1 / 2]).mean() == pytest.approx(
        SOLVED
    )  # the least loss with an answer that is wrong
    solved, loss = descend("tanh", 2, 0.5, 1000, 200)
    assert (solved == (loss < SOLVED)).all()


def test_the_lab_counts_its_starts_and_shows_the_chosen_one():
    _, loss = descend("relu", 2, 0.5, 150, 100)
    lab = FoldLab(activation="relu", seed=3, many=True, epoch=150)
    assert f"Of 100 starts {(loss < SOLVED).sum()} have learned XOR by now." in lab.caption
    assert f"loss {loss[3]:.4f}"[:10] in lab.caption and "4 of 4 right" in lab.caption
    text = FoldLab(seed=8, epoch=1000).caption
    assert "Near 0.347: two unlike corners share ½." in text and "2 of 4" in text
    passing = FoldLab(epoch=165)  # on its way down it has a shelf's loss, and none of its answers
    assert "loss 0.482" in passing.caption and "Near" not in passing.caption
    dead = FoldLab(activation="relu", seed=10, epoch=100)
    assert "Near 0.693" in dead.caption and descend("relu", 2, 0.5, 100, 11)[1][10] == pytest.approx(
        np.log(2), abs=1e-3
    )


@pytest.mark.parametrize(
    ("preset", "kind"), [("it finds |x₁ − x₂|", "difference"), ("it finds Tsinghua's weights", "sum")]
)
def test_the_presets_find_what_they_say(preset, kind):
    lab = FoldLab(preset=preset, epoch=1000)
    V, c, w, _ = lab.scene().now.net_.params
    unit = V / np.abs(V).max(axis=1, keepdims=True)
    if kind == "difference":  # two hinges on the diagonal, open to either side
        assert (
            np.abs(unit @ [1, 1]).max() < 0.02
            and unit[0] @ unit[1] < 0
            and np.abs(c).max() < 0.02
            and (w > 0).all()
        )
    else:  # x1 + x2 - 1 and x1 + x2, as on the slide but for the size of the units
        assert np.abs(unit - 1).max() < 0.01 and (c / V[:, 0]) == pytest.approx([-1, 0], abs=0.01)
        assert w[0, 0] < 0 < w[0, 1]


def test_a_folded_sheet_shows_the_output_units_own_cut():
    rng = np.random.default_rng(0)
    H, w, b = rng.normal(size=(30, 5)), rng.normal(size=5), 0.3
    view, _ = _view(H, w)
    assert view.T @ view == pytest.approx(np.eye(2), abs=1e-12)
    assert (H @ view) @ (w @ view) + b == pytest.approx(H @ w + b)  # nothing of the score is lost
    along = H @ view[:, 1]
    rest = H - np.outer(H @ w, w) / (w @ w)
    assert along.var() == pytest.approx(np.linalg.eigvalsh(np.cov(rest.T, bias=True))[-1])
    lab = FoldLab(sizes=(2, 4, 1), epoch=300)
    cut = lab.panel_axes[1].lines[0].get_xdata()
    net = lab.scene().now.net_
    assert cut == pytest.approx([-net.layers[1].b[0] / np.linalg.norm(net.layers[1].W)] * 2)


@pytest.mark.parametrize("sizes", [(2, 1), (2, 1, 1), (2, 3, 2, 1), (2, 8, 8, 8, 1)])
def test_any_network_can_be_seen(sizes):
    lab = FoldLab(sizes=sizes, epoch=20)
    seen = [line.get_xydata()[0] for line in lab.panel_axes[1].lines[1:]]
    low, high = lab.panel_axes[1].get_xlim()
    assert len(seen) == 4 and np.all((low < np.array(seen)) & (np.array(seen) < high))


# ---- XOR by hand


def test_tsinghuas_weights_solve_xor_and_the_printed_line_does_not():
    lab = XorLab(weights=TSINGHUA)
    assert (
        "Answers 0, 1, 1, 0" in lab.caption and "4 of 4 right. (0, 1) and (1, 0) lie together" in lab.caption
    )
    corners = [line.get_xydata()[0].tolist() for line in lab.drawing.figure.axes[1].lines[1:]]
    assert corners == [[0, 0], [1, 0], [1, 0], [2, 1]]
    assert "Answers 0, 0, 1, 0" in lab.set(fed="x").caption
    assert "without a bend" in lab.set(fed="h", activation="identity").caption


def test_no_cut_of_the_flat_sheet_gets_more_than_three():
    lab = XorLab()
    for w in np.random.default_rng(1).uniform(-4, 4, (40, 3)).round(1).tolist():
        assert int(re.search(r"(\d) of 4", lab.set(weights=(1, 0, 0, 0, 1, 0, *w)).caption)[1]) <= 3
    with pytest.raises(ValueError, match="give 9 numbers from -4 to 4: v₁₁"):
        XorLab(weights=(1, 2, 3))


# ---- |x - 1|


def test_nus_weights_and_what_other_activations_make_of_them():
    assert "largest error over the nine points is 0." in AbsLab(weights=NUS).caption
    assert "is 0." in AbsLab(weights=NUS, output="relu").caption
    assert "is 2.0474, at x = −2" in AbsLab(weights=NUS, output="sigmoid").caption  # 3 - σ(3)
    assert "is 2.5, at x = −2" in AbsLab().caption
    assert "is 3, at x = −2" in AbsLab(weights=(-1, 1, 0, 0, 0, 1, 0)).caption
    assert "is 0." in AbsLab(weights=(-2, 2, 0.5, -0.5, 0, 0.5, 2)).caption  # rescaled
    assert "No unit sees x." in AbsLab(weights=(1, 0, 1, 0, 0, 1, 1)).caption


def test_weights_by_slider_and_by_set():
    control = Weights("weights", [("a",), ("b",)], (0.5, 1))
    control.boxes[1].value = -2.1
    assert control.value == (0.5, -2.1)
    control.value = (3, 0)
    assert [slider.value for slider in control.boxes] == [3, 0]


def test_the_gradient_at_the_kink_is_what_the_convention_makes_it():
    from mlpcourse import MLP, Dense, relu_with_slope_at_zero

    for slope, right in zip((0, 1), ("grad_0", "grad_1")):
        net = MLP([Dense([[1], [-1]], [-1, 1], relu_with_slope_at_zero(slope)), Dense([[1, 1]], [0])])
        # the derivative of ŷ: that of ½(ŷ - y)² where ŷ - y is 1
        first = backprop(net, np.array([[1.0]]), np.array([[-1.0]]), "squared_error").layers[0]
        assert np.vstack([first.db, first.dW.T]) == pytest.approx(nb10.q7.answers[right])


# ---- curves from hinges


def test_a_network_of_hinges_goes_through_its_points():
    rng = np.random.default_rng(3)
    for n in (2, 3, 10):
        x, y = np.sort(rng.normal(size=n)), rng.normal(size=n)
        net, fine = hinge_network(x, y), np.linspace(x[0], x[-1], 200)
        assert net(fine[:, None])[:, 0] == pytest.approx(np.interp(fine, x, y), abs=1e-9)
        assert net.sizes == [1, n - 1, 1] and net([[x[0] - 5]])[0, 0] == y[0]
    tent = hinge_network([1, 2, 4, 5], [0, 2, 0, 0])
    assert tent.layers[1].W[0].tolist() == nb10.q8.answers["c"].tolist() == [2, -3, 1]


@pytest.mark.parametrize("x", [[1], [1, 1], [2, 1], [[1, 2]], [0, float("nan")]])
def test_hinges_need_points_in_order(x):
    with pytest.raises(ValueError, match=r"x (must hold|holds|contains|must)"):
        hinge_network(x, np.zeros(np.shape(x)))


def test_the_errors_of_even_bends():
    lab = HingeLab(bends=32)
    x, y = lab.errors.get_data()
    for k in (2, 4, 8, 16, 32):
        knots = np.linspace(-np.pi, np.pi, k + 2)
        middle = (knots[1:] + knots[:-1]) / 2  # sin leaves its chord near the middle of a gap
        grid = np.concatenate([middle + d for d in np.linspace(-0.5, 0.5, 201) * (knots[1] - knots[0])])
        error = np.abs(np.interp(grid, knots, np.sin(knots)) - np.sin(grid)).max()
        assert y[x == k] == pytest.approx(error, rel=2e-3)
    assert 3.5 < y[x == 16] / y[x == 32] < 4 and "largest error on sin x is 0.00452" in lab.caption
    lab.set(target="|x − 1|", bends=32)
    assert lab.zeros.get_xdata().tolist() == list(range(1, 32, 2))
    x, y = lab.errors.get_data()
    assert y == pytest.approx(3 / (x + 1))
    assert "exactly 0" in HingeLab(target="|x − 1|", bends=4, shift=0.5).caption
    assert (
        "exactly 0" in HingeLab(target="yours", bends=23).caption
    )  # the drawing is straight between its points
    assert "1 ReLU unit:" in HingeLab(bends=0).caption


def test_the_network_that_is_drawn_has_the_error_that_is_said():
    for target in ("sin x", "|x − 1|", "a jump", "yours"):
        lab = HingeLab(target=target, bends=7, shift=0.3)
        f, low, high = lab.target()
        x = np.linspace(low, high, 1201)
        net = hinge_network(lab.knots(7), f(lab.knots(7)))
        assert np.abs(net(x[:, None])[:, 0] - f(x)).max() == pytest.approx(lab.largest_error(7), rel=0.02)


def test_a_curve_is_learned_by_some_starts_only():
    lab = CurveLab(seed=1, epoch=1000)
    kinks = -lab.scene().now.net_.layers[0].b / lab.scene().now.net_.layers[0].W[:, 0]
    assert kinks == pytest.approx([1, 1], abs=0.1)
    stuck = CurveLab(seed=2, epoch=1000)
    x, y = stuck.scene().X[:, 0], stuck.scene().y
    best = min(
        np.linalg.lstsq(np.column_stack([np.ones(25), np.maximum(k - x, 0)]), y)[1][0] / 50
        for k in np.linspace(-1.5, 3, 451)
    )
    assert (
        stuck.scene().run.history.loss[1000] == pytest.approx(best, abs=1e-3)
        and "loss 0.2806" in stuck.caption
    )
    assert "Ten starts stand at losses from 0 to" in CurveLab(epoch=1000, ten_starts=True).caption


def test_a_caption_stays_short_when_training_diverges():
    lab = CurveLab(
        learning_rate=0.5, activation="identity", sizes=(1, 10, 10, 1), ten_starts=True, epoch=1000
    )
    assert "It goes no further: training diverged" in lab.caption and len(lab.caption) < 400


@pytest.mark.parametrize("kind", [CurveLab, HingeLab])
def test_a_curve_is_drawn_with_the_pointer(kind):
    lab = kind(target="|x − 1|")

    def act(action, x, y):
        at = lab.paper.transData.transform((x, y)) / lab.paper.figure.bbox.size
        lab.click(*at, action)
        lab.check()

    act("move", 0, 0)  # no button is down
    assert lab.state()["target"] == "|x − 1|"
    act("down", 0.0, 2.0)
    assert lab.state()["target"] == "yours"
    act("move", 1.0, 3.0)  # a fast hand: the places between are passed over, too
    act("up", 1.0, 3.0)
    act("move", 2.0, 0.0)
    heights = np.array(lab.state()["heights"])
    wanted = np.where((PLACES >= 0) & (PLACES <= 1), 2 + PLACES, np.abs(PLACES - 1))
    assert heights == pytest.approx(wanted, abs=0.02) and "your curve" in lab.caption
    act("down", 3, 9)  # above the axes
    act("move", 3, 2)
    assert np.array_equal(heights, lab.state()["heights"])
    act("down", -1, 2)
    act("move", -1, 30)  # out of the picture: the curve stays in it
    assert max(lab.state()["heights"]) == HIGH
    if kind is CurveLab:
        lab.set(epoch=50)
        act("move", -1, 0)
        assert lab.state()["epoch"] == 0  # a new curve is learned from the start
    assert kind(**lab.state()).caption == lab.caption


def test_a_curve_by_keyboard():
    control = Heights()
    control.place.value = 3
    assert control.height.value == HILL[3]
    control.height.value = 2.5
    assert control.value == (*HILL[:3], 2.5, *HILL[4:])
    assert LOW <= min(HILL) and max(HILL) <= HIGH


# ---- exercises with many right answers


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((16, 50), ""), ((51, 200), ""), ((20.0, np.int64(100)), ""), ((10, 100), ""), ((1, 10), "Too few"), ((100, 100), "does not mean"),
        ((75, 100), "corners"), ((57, 100), "activation"), ((0, 100), "None at all"), ((3, 100), "Fewer"), ((0.2, 100), "counts"), ((60, 50), "More solved"), ((2.5, 50), "counts"),
    ],
)  # fmt: skip
def test_a_count_of_starts_is_judged_by_its_share(answer, words):
    outcome = nb10.q3.check(*answer)
    assert outcome.passed == (not words) and words in outcome.message
    assert nb10.q3.check(answer).passed == outcome.passed


@pytest.mark.parametrize(
    ("W1", "W2", "words"),
    [
        ([[-2, 0.5], [2, -0.5]], [0, 0.5, 2], ""), ([[1, -1], [-1, 1]], [0, 1, 1], ""), ([[-3, 1], [3, -1]], [[0], [1 / 3], [1]], ""),
        ([[-1, 1], [1, -1]], [0, 1, 1], "slide's own"), ([[-2, 2], [2, -2]], [0, 1, 1], "2 times"), ([[-2, 2], [2, -2]], [0, 2, 2], "4 times"),
        ([[-1, 1], [2, -1]], [0, 0.5, 1], "bends at x = 0.5"), ([[-1, -1], [1, 1]], [0, 1, -1], "same side"), ([[-2, 1], [2, -1]], [0, 1, 1], "right one 2"),
        ([[-1, 1], [1, -1]], [1, 1, 1], "w₀"), ([[0, 0], [0, 0]], [0, 0, 0], "slopes"), ([-1, 1], [0, 1, 1], "shape (2, 2)"), (1, 1, "one number"),
        ([[1, -1], [-1, 1]], [0, -1, -1], "Upside down"), ([[10, 1], [1, -1]], [-11, 1, 2], "bends at x = -10"),
        ("x", [0, 1, 1], "in quotes"), ([[float("nan")] * 2] * 2, [0, 1, 1], "finite"),
    ],
)  # fmt: skip
def test_other_weights_for_the_same_function(W1, W2, words):
    outcome = nb10.q6.check(W1, W2)
    assert outcome.passed == (not words) and words in outcome.message, outcome
