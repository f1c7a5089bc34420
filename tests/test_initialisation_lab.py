"""Chapter 14: the signals of a network, the lab that shows them, and what the chapter says."""

import numpy as np
import pytest

from mlpcourse import MLP, Dense, MLPClassifier, numerical_gradient, one_hot, plots, sigmoid, softmax
from mlpcourse.exercises import nb14
from mlpcourse.labs import InitialisationLab
from mlpcourse.labs.controls import HiddenLayers
from mlpcourse.labs.initialisation import digits, ratio, short
from mlpcourse.losses import softmax_cross_entropy
from mlpcourse.signals import root_mean_square, signals, spread

X, Y, X_TEST, Y_TEST = digits()
T = one_hot(Y)

# ---- signals


def test_the_sensitivity_is_what_a_nudge_of_the_biases_finds():
    """dE/du of one sample is dE/db of one sample: a nudge of the bias is a nudge of u."""
    net = MLP.random([3, 4, 5, 3], "tanh", "softmax", rng=2)
    A, K = np.random.default_rng(0).normal(size=(6, 3)), np.eye(3)[[0, 1, 2, 2, 1, 0]]
    found = signals(net, A, K, "softmax_cross_entropy").sensitivity
    assert np.isnan(found[0])
    for k, layer in enumerate(net.layers, start=1):
        squares = []
        for n in range(6):

            def loss(b, layer=layer, row=slice(n, n + 1)):
                old, layer.b = layer.b, b
                value = softmax_cross_entropy(net.scores(A[row]), K[row])
                layer.b = old
                return value

            squares.append((numerical_gradient(loss, layer.b.copy()) ** 2).sum())
        assert found[k] == pytest.approx(np.sqrt(np.mean(squares)), rel=1e-7)


def test_spread_and_size_are_those_of_each_layers_outputs():
    net = MLP.random([3, 4, 2], "sigmoid", "softmax", rng=1)
    A = np.random.default_rng(0).normal(size=(7, 3))
    hidden = 1 / (1 + np.exp(-A @ net.layers[0].W.T))
    out = softmax(hidden @ net.layers[1].W.T)
    found = signals(net, A, np.eye(2)[[0, 1, 1, 0, 0, 1, 0]], "softmax_cross_entropy")
    for k, outputs in enumerate((A, hidden, out)):
        assert found.size[k] == pytest.approx(np.sqrt((outputs**2).mean()))
        assert found.spread[k] == pytest.approx(np.sqrt(outputs.var(axis=0).mean()))


def test_a_signal_that_is_the_same_for_every_sample_has_a_size_and_no_spread():
    same = np.full((50, 3), 0.1)
    assert spread(same) == 0 and root_mean_square(same) == pytest.approx(0.1)
    rounded = 0.5 + 1e-16 * np.random.default_rng(0).normal(size=(50, 3))
    assert spread(rounded) == 0
    assert spread(0.5 + 1e-9 * np.arange(8)[:, None]) == pytest.approx(1e-9 * np.arange(8).std(), rel=1e-6)


@pytest.mark.parametrize("scale", [1e-200, 1e-170, 1e170, 1e250])
def test_signals_of_any_size_are_exact(scale):
    A, K = np.random.default_rng(0).normal(size=(9, 2)), np.eye(2)[[0, 1] * 4 + [0]]
    net = MLP([Dense(scale * np.eye(2), np.zeros(2)), Dense(np.eye(2) / scale, np.zeros(2), "softmax")])
    plain = MLP([Dense(np.eye(2), np.zeros(2)), Dense(np.eye(2), np.zeros(2), "softmax")])
    found, expected = (signals(n, A, K, "softmax_cross_entropy") for n in (net, plain))
    assert found.spread[1] / scale == pytest.approx(expected.spread[1])
    assert found.size[1] / scale == pytest.approx(expected.size[1])
    assert found.sensitivity[1] * scale == pytest.approx(expected.sensitivity[1])
    assert root_mean_square(np.array([1.0, np.inf])) == np.inf and root_mean_square(np.zeros((2, 2))) == 0


# ---- the lab


def tops(lab, panel, which):
    """The upper ends of a panel's lines: which 0 at the start, 1 in sight, 2 the range of other starts."""
    first = len(lab.artists[:5]) * panel
    return [segment[-1][1] for segment in lab.artists[first + which].get_segments()]


@pytest.mark.parametrize("forwards", ["spread", "size"])
def test_the_bars_are_the_signals_of_the_model_in_sight_and_of_its_start(forwards):
    lab = InitialisationLab(
        hidden_layers=(3, 16), init="xavier", activation="tanh", epoch=4, seed=3, forwards=forwards
    )
    model = MLPClassifier((16,) * 3, "tanh", 0.03, 4, optimizer="sgd", init="xavier", rng=3).fit(X, Y)
    for which, net in ((1, model.net_), (0, model.at_epoch(0).net_)):
        found = signals(net, X[:200], T[:200], "softmax_cross_entropy")
        assert tops(lab, 0, which) == pytest.approx(getattr(found, forwards))
        assert tops(lab, 1, which)[1:] == pytest.approx(found.sensitivity[1:])


def test_the_thin_lines_reach_from_the_lowest_of_ten_starts_to_the_highest():
    lab = InitialisationLab(hidden_layers=(2, 8), init="he", epoch=2, ten_starts=True)
    deltas = []
    for seed in range(10):
        model = MLPClassifier((8, 8), "relu", 0.03, 2, optimizer="sgd", init="he", rng=seed).fit(X, Y)
        deltas.append(signals(model.net_, X[:200], T[:200], "softmax_cross_entropy").sensitivity)
    low, high = np.array([[s[0][1], s[-1][1]] for s in lab.artists[5 + 2].get_segments()[1:]]).T
    assert low == pytest.approx(np.min(deltas, axis=0)[1:], rel=1e-9)
    assert high == pytest.approx(np.max(deltas, axis=0)[1:], rel=1e-9)


def test_the_settings_before_stay_as_grey_marks_with_their_output_at_the_output():
    lab = InitialisationLab(init="xavier", hidden_layers=(1, 32), epoch=3)
    one = tops(lab, 0, 1)
    lab.controls["hidden_layers"].value = (3, 32)
    marks = lab.artists[3].get_ydata()
    assert lab.state()["epoch"] == 0 and np.isnan(marks[2:4]).all()
    before = InitialisationLab(init="xavier", hidden_layers=(1, 32), epoch=0)
    assert marks[[0, 1, 4]] == pytest.approx(tops(before, 0, 1)) and tops(before, 0, 1) != one
    lab.set(epoch=3)
    assert lab.artists[3].get_ydata()[[0, 1, 4]] == pytest.approx(one)


@pytest.mark.parametrize(
    "values", [dict(std=10.0, hidden_layers=(12, 64)), dict(std=1e-3, hidden_layers=(12, 8)), dict(std=1.0)]
)
def test_the_axes_hold_every_bar_that_they_can(values):
    lab = InitialisationLab(init="own", epoch=1, ten_starts=True, **values)
    for panel, ax in enumerate(lab.panel_axes[:2]):
        low, high = ax.get_ylim()
        heights = np.array([[model[panel] for model in group] for group in lab.scene().heights[:2]])
        seen = heights[(heights > 0) & (heights < np.inf)]
        assert low <= max(1e-32, seen.min()) and high >= min(1e16, seen.max())
        assert max(tops(lab, panel, 1)) <= high
    low, high = lab.panel_axes[2].get_ylim()
    assert low < min(lab.scene().run.history.loss) and high > lab.scene().starts.max()


def test_ten_starts_begin_at_epoch_0_and_what_is_trained_is_kept():
    lab = InitialisationLab(epoch=3, hidden_layers=(2, 8))
    lab.controls["ten_starts"].value = True
    starts = lab.begun_starts(range(10))
    assert lab.state()["epoch"] == 0 and starts.steps == 0
    losses = lab.step(2).scene().starts
    assert lab.step(-1).begun_starts(range(10)) is starts and starts.steps == 2
    assert np.array_equal(lab.scene().starts, losses[:2])
    assert InitialisationLab(epoch=3, ten_starts=True).state()["epoch"] == 3


def test_a_run_that_explodes_says_so_and_its_time_ends():
    lab = InitialisationLab(preset="ten ReLU layers, MSRA as printed", learning_rate=0.1, epoch=20)
    assert "It goes no further: training diverged in epoch 1: " in lab.caption
    assert lab.caption.startswith("Epoch 0: ") and lab.controls["epoch"].max == 1 and lab.finished()


def test_hidden_layers_by_mouse():
    control = HiddenLayers((1, 32))
    control.boxes[0].value = 10
    assert control.value == (10, 32)
    control.value = (2, 64)
    assert [box.value for box in control.boxes] == [2, 64]
    for bad in ((0, 4), (13, 4), (2, 65), (2,), (2, 4, 4), (2.0, 4), (True, 4)):
        with pytest.raises(Exception, match="hidden layers are"):
            control.value = bad
    assert control.value == (2, 64)


@pytest.mark.parametrize(
    "value, text",
    [
        (0, "0"),
        (0.21, "0.21"),
        (162.4, "162"),
        (4.3e-13, "4.3·10⁻¹³"),
        (6.79e24, "6.8·10²⁴"),
        (np.inf, "beyond all numbers"),
    ],
)
def test_numbers_of_any_size_are_short(value, text):
    assert short(value) == text


def test_the_ratio_in_words():
    assert ratio(np.array([np.nan, 2, 3, 4, 1])) == "0.5 times"
    assert ratio(np.array([np.nan, 0, 3, 0, 1])) == "0, like"
    assert ratio(np.array([np.nan, np.inf, 3, 4, 1])) == "not to be compared with"


def test_bands_show_median_and_range():
    losses = np.array([[1.0, 2, 6], [0.5, 0.7, 3]])
    ax = plots.bands({"a": losses, "b": 2 * losses}, log=True)
    assert [list(line.get_ydata()) for line in ax.lines] == [[2, 0.7], [4, 1.4]]
    corners = {tuple(corner) for corner in ax.collections[0].get_paths()[0].vertices.tolist()}
    assert {(0, 1), (0, 6), (1, 0.5), (1, 3)} <= corners
    assert ax.get_yscale() == "log" and ax.get_ylim()[1] > 12


# ---- what the chapter says


def trained(depth, activation, init, rate=0.03, epochs=20, optimizer="sgd", width=32, scale=1.0):
    """(final losses, test accuracies) of ten starts."""
    model = MLPClassifier((width,) * depth, activation, rate, epochs, optimizer=optimizer, init=init)
    starts = model.begin_starts(scale * X, Y)
    starts.extend()
    return starts.losses[-1], np.array([m.score(scale * X_TEST, Y_TEST) for m in starts.kept()]), starts


def test_one_hidden_layer_learns_from_001_and_two_do_not():
    assert trained(1, "relu", "gaussian")[1].min() > 0.92
    for depth in (2, 3, 10):
        assert trained(depth, "relu", "gaussian")[1] == pytest.approx(0.0886, abs=1e-3)


def test_patience_helps_two_layers_and_not_three():
    assert np.median(trained(2, "relu", "gaussian", epochs=100)[1]) == pytest.approx(0.95, abs=0.005)
    assert trained(3, "relu", "gaussian", epochs=100)[1].max() < 0.1


def test_training_makes_each_unit_of_the_last_layer_on_or_off_for_every_digit():
    starts = trained(10, "relu", "gaussian")[2]
    before, after = ([m.net_.forward(X)[9].a > 0 for m in models] for models in (starts.at(0), starts.kept()))
    assert all(on.any() and (on != on[0]).any() for on in before)
    assert not any((on != on[0]).any() for on in after)
    assert sum(not on.any() for on in after) == 5
    four = MLPClassifier((32,) * 4, "relu", 0.03, 20, optimizer="sgd", init="gaussian").fit(X, Y)
    assert not four.net_.forward(X)[3].a.any()


def backwards(activation, std, width, seed, A=X[:200], K=T[:200]):
    """||delta 1|| / ||delta 10|| by the slide's recursion, sample by sample as columns."""
    net = MLP.random([64, *[width] * 10, 10], activation, "softmax", std, seed)
    y, slopes = A.T, []
    for layer in net.layers[:-1]:
        u = layer.W @ y
        y = layer.activation(u)
        slopes.append(layer.activation.derivative(u))
    delta, lengths = softmax((net.layers[-1].W @ y).T).T - K.T, []
    for layer, slope in zip(net.layers[:0:-1], slopes[::-1]):
        delta = layer.W.T @ delta * slope
        lengths.append(np.linalg.norm(delta))
    return lengths[-1] / lengths[0]


@pytest.mark.parametrize(
    "activation, init, median",
    [("relu", "gaussian", 2.5e-13), ("tanh", "gaussian", 6.0e-12), ("sigmoid", "gaussian", 2.3e-17),
     ("relu", "xavier", 4.1e-2), ("tanh", "xavier", 0.29), ("sigmoid", "xavier", 1.9e-6),
     ("relu", "he", 1.1), ("tanh", "he", 1.1), ("sigmoid", "he", 2.7e-5)],
)  # fmt: skip
def test_how_much_comes_back_through_nine_layers(activation, init, median):
    ratios = [backwards(activation, init, 32, seed) for seed in range(20)]
    assert np.median(ratios) == pytest.approx(median, rel=0.05)


def test_gradients_of_a_sigmoid_can_grow():
    for width, grows in ((32, 0), (64, 0), (128, 20)):
        assert sum(backwards("sigmoid", 1.0, width, seed) > 1 for seed in range(20)) == grows


def test_the_exercise_counts_what_the_recursion_counts():
    A, K = nb14._batch()
    assert A.shape == (100, 64) and K.sum() == 100
    for std, least, most in (
        (0.5, 0, 0),
        (1, 0, 0),
        (1.25, 1, 10),
        (1.4, 8, 19),
        (1.5, 18, 20),
        (100, 0, 10),
    ):
        grows = sum(backwards("sigmoid", std, 64, seed, A, K) > 1 for seed in range(20))
        assert nb14.growing_starts(std) == grows and least <= grows <= most


@pytest.mark.parametrize(
    "answer, reply",
    [(0.01, "outweigh"), (1 / 8, "outweigh"), (0.5, "4/√n"), (1.0, "larger"), (1.3, "a little larger"), (500, "saturates"),
     (0, "greater than 0"), (-2, "greater than 0"), (np.inf, "greater than 0"), ("impossible", "It is possible"),
     ([1, 2], "one finite number"), (None, "must be a number")],
)  # fmt: skip
def test_a_wrong_standard_deviation_is_told_why(answer, reply):
    outcome = nb14.q4.check(answer)
    assert outcome.kind == "wrong" and reply in outcome.message


@pytest.mark.parametrize("answer", [2, 2.0, 1.5, [3.0], np.float32(2), np.array([[4.0]])])
def test_any_standard_deviation_that_does_it_is_right(answer):
    assert nb14.q4.check(answer).kind == "right"


def test_what_ten_layers_learn():
    """The medians and ranges of ten starts that the chapter prints, and what it says of them."""
    printed = {("relu", "xavier"): (0.82, 0.58, 0.94), ("relu", "he"): (0.94, 0.91, 0.95),
               ("tanh", "xavier"): (0.94, 0.92, 0.96), ("tanh", "he"): (0.94, 0.92, 0.95),
               ("sigmoid", "xavier"): (0.09, 0.09, 0.09), ("sigmoid", "he"): (0.09, 0.09, 0.09)}  # fmt: skip
    losses = {}
    for setting, expected in printed.items():
        losses[setting], scores, _ = trained(10, *setting)
        assert (np.median(scores), scores.min(), scores.max()) == pytest.approx(expected, abs=0.006)
    assert np.median(losses["relu", "he"]) * 4.8 < np.median(
        losses["tanh", "he"]
    )  # ahead on the training rows
    assert np.ptp(losses["tanh", "xavier"]) < 0.2 * np.ptp(losses["relu", "xavier"])


@pytest.mark.parametrize(
    "settings, accuracy",
    [(dict(activation="sigmoid", init="xavier", rate=1.0), 0.09),
     (dict(activation="sigmoid", init="xavier", rate=0.003, optimizer="adam"), 0.18),
     (dict(activation="relu", init="he_as_printed", rate=0.01), 0.78),
     (dict(activation="relu", init="he", width=8), 0.57),
     (dict(activation="sigmoid", init=3.0), 0.15),
     (dict(activation="relu", init="xavier", epochs=100), 0.94)],
)  # fmt: skip
def test_the_other_numbers_of_the_chapter(settings, accuracy):
    assert np.median(trained(10, **settings)[1]) == pytest.approx(accuracy, abs=0.015)


def test_the_printed_rule_explodes_at_the_rate_01():
    starts = trained(10, "relu", "he_as_printed", rate=0.1)[2]
    assert all(run.history.diverged and run.steps == 0 for run in starts.runs)


def test_a_rounding_error_decides_who_wins_at_the_rate_01_and_not_at_003():
    for rate, least, most in ((0.1, 0.05, np.inf), (0.03, 0, 1e-5)):
        one, other = (trained(10, "relu", "he", rate, scale=s)[0] for s in (1.0, 1.0 + 1e-14))
        assert least <= np.abs(other / one - 1).max() <= most


def test_equal_weights_stay_equal_and_zeros_stay_zero():
    for init, moves in (("zeros", False), (lambda n_out, n_in, rng: np.full((n_out, n_in), 0.1), True)):
        model = MLPClassifier((8,), "tanh", 0.03, 20, optimizer="sgd", init=init).fit(X, Y)
        start, end = model.at_epoch(0).net_, model.net_
        assert np.ptp(end.layers[0].W, axis=0).max() == 0 and np.ptp(end.layers[0].b) == 0
        assert np.array_equal(start.layers[0].W, end.layers[0].W) != moves
        assert end.layers[1].b.any() and end.layers[0].b.any() == moves
    assert sigmoid(0) == 0.5  # with sigmoids even zeros would move: the last weights see outputs of one half
