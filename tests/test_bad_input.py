"""Bad input gets a sentence with a remedy, never a traceback from inside NumPy, and changes
nothing.
"""

import numpy as np
import pytest

from mlpcourse import (
    MLP,
    SGD,
    Adaline,
    Adam,
    Dense,
    Dropout,
    Explain,
    HalveOnPlateau,
    LinearRegression,
    LogisticRegression,
    MLPClassifier,
    MLPRegressor,
    Perceptron,
    SoftmaxRegression,
    Value,
    backprop,
    binary_cross_entropy,
    counts,
    leaky_relu,
    numerical_gradient,
    one_hot,
    relu,
    relu_with_slope_at_zero,
    softmax,
    softmax_cross_entropy,
    squared_error,
)  # fmt: skip
from mlpcourse.datasets import blobs, boolean, split
from mlpcourse.expression import Graph
from mlpcourse.features import bag_of_words, color_histogram, sliding_windows, tokens, vocabulary
from mlpcourse.handwriting import stroke
from mlpcourse.hinges import hinge_network
from mlpcourse.landscapes import ROSENBROCK, Walk, ravine
from mlpcourse.lectures.by_hand import ByHand
from mlpcourse.margins import corners, margin, widest_line
from mlpcourse.modular import EuclideanLoss, FullyConnected, Network
from mlpcourse.network import loss_value
from mlpcourse.noise import relative_noise, sample_gradients
from mlpcourse.playground import PlaygroundClassifier, tried
from mlpcourse.signals import signals

X, Y = np.array([[0.0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1])
PAIRS = sample_gradients(MLP.random([2, 1]), X, Y, squared_error)
MODELS = [Perceptron, Adaline, LogisticRegression, SoftmaxRegression, MLPClassifier]
EVERY = [*MODELS, LinearRegression, MLPRegressor]


@pytest.mark.parametrize("model", EVERY)
@pytest.mark.parametrize(
    "bad_X, bad_y, sentence",
    [
        ([0.0, 1.0, 2.0], Y, r"for one sample pass X\[None, :\]"),
        (X[None], Y, r"got shape \(1, 3, 2\)"),
        (X[:2], Y, "X has 2 rows but .* has 3"),
        (np.empty((0, 2)), [], "X is empty"),
        ([[0, 1], [1, np.nan], [1, 1]], Y, r"contains NaN at index \[1, 1\]"),
        ([[0, 1], [1, np.inf], [1, 1]], Y, "contains inf"),
        ([["a", "b"], ["c", "d"], ["e", "f"]], Y, "must hold numbers, got values like 'a'"),
        ([[0, 1], [1], [1, 1]], Y, "rows of different lengths"),
        ([[0, "1"], [1, "two"], [1, "three"]], Y, "must hold numbers, got values like 'two'"),
        (np.array([["2020-01-01"]] * 3, "datetime64[D]"), Y, "turn dates into a number"),
        ([[0, 1], [1, 10**400], [1, 1]], Y, r"got values like 1000000.*\.\.\.;"),
        (X + 1j, Y, "Complex data not supported: X"),
        (np.ma.masked_greater(X, 0.5), Y, "X is an array with masked entries"),
        (X, np.ma.masked_equal(Y, 0), "y is an array with masked entries"),
        (X, Y + 1j, "Complex data not supported: y"),
        (X, None, "requires y to be passed, but the target y is None"),
        (None, Y, "requires X to be passed"),
        (X, [0, 1, float("nan")], "y contains NaN"),
        (X, [0, 1, float("inf")], "y contains"),
    ],
)
def test_bad_data(model, bad_X, bad_y, sentence):
    fitted = model().fit(X, Y)
    before = fitted.predict(X)
    with pytest.raises(ValueError, match=sentence):
        fitted.fit(bad_X, bad_y)
    assert np.array_equal(fitted.predict(X), before)


@pytest.mark.parametrize("model", MODELS)
def test_bad_labels(model):
    for bad, sentence in (
        ([1, 1, 1], "one class only"),
        (np.eye(3)[:, :2], "argmax"),
        ([0, 1, np.nan], "NaN"),
        (np.array([0, None, 1], dtype=object), "missing label"),
        (np.array(["a", np.nan, "b"], dtype=object), "missing label"),
        ([0.2, 0.7, 1.0], "Unknown label type: continuous numbers such as 0.2"),
        ([0, "a", 1], "only text or only numbers, got 1 and 'a'"),
        (np.array([0, "a", "b"], dtype=object), "only text or only numbers, got 0 and 'b'"),
        (np.array([{"a"}, {"b"}, {"a"}], dtype=object), "name the classes in text"),
    ):
        with pytest.raises(ValueError, match=sentence):
            model().fit(X, bad)
    if model in (Perceptron, Adaline, LogisticRegression):
        with pytest.raises(ValueError, match="SoftmaxRegression"):
            model().fit(X, [0, 1, 2])
    fitted = model().fit(X, Y)
    for fitted, other in ((model().fit(X, Y), ["0", "1", "1"]), (model().fit(X, ["a", "b", "b"]), Y)):
        with pytest.raises(ValueError, match="text and numbers are never equal"):
            fitted.score(X, other)


@pytest.mark.parametrize("model", MODELS)
def test_labels_that_come_as_objects_are_the_numbers_they_are(model):
    for labels in ([-1, 1, 1], [0, 1, 1], [False, True, True], ["a", "b", "b"]):
        plain, objects = np.array(labels), np.array(labels, dtype=object)
        a, b = model().fit(X, plain), model().fit(X, objects)
        assert np.array_equal(a.decision_function(X), b.decision_function(X))
        assert a.classes_.dtype.kind == b.classes_.dtype.kind and b.score(X, plain) == a.score(X, objects)


def test_a_masked_array_without_masked_entries_is_an_array():
    assert LogisticRegression(epochs=2).fit(np.ma.asarray(X), np.ma.asarray(Y)).predict(X).shape == (3,)


@pytest.mark.parametrize("model", EVERY)
def test_predicting_before_fitting_and_wrong_width(model):
    with pytest.raises(RuntimeError, match=r"call fit\(X, y\) first"):
        model().predict(X)
    with pytest.raises(RuntimeError, match="first"):
        model().at_epoch(1)
    fitted = model().fit(X, Y)
    with pytest.raises(ValueError, match=r"X has 1 features, but .* expecting 2 features"):
        fitted.predict(X[:, :1])
    with pytest.raises(ValueError, match="for one sample"):
        fitted.predict(X[0])


def play(**settings):
    return PlaygroundClassifier(**settings).fit(X, Y)


def explain():
    return Explain(MLP.random([2, 2, 1]), X, Y, squared_error)


@pytest.mark.parametrize(
    "call, sentence",
    [
        (lambda: Perceptron(learning_rate=0).fit(X, Y), "greater than zero"),
        (lambda: Adaline(learning_rate=-1).fit(X, Y), "greater than zero"),
        (lambda: Perceptron(epochs=2.5).fit(X, Y), "whole number"),
        (lambda: Perceptron(rng="seed").fit(X, Y), "rng must be"),
        (lambda: LogisticRegression(l2=-0.1).fit(X, Y), "zero or more"),
        (lambda: LinearRegression(solver="newton").fit(X, Y), "solver 'newton' is unknown"),
        (lambda: LinearRegression(degree=0).fit(X, Y), "at least 1"),
        (lambda: LinearRegression(solver=None).fit(X, Y), "solver must be a name such as 'normal_equations', got None"),
        (lambda: LinearRegression(degree=9).fit(1e40 * X, Y), "powers up to degree 9 are larger"),
        (lambda: LinearRegression().fit([[1e308], [1e308], [0.0]], Y), "too large to add up"),
        (lambda: LinearRegression().fit(X, [1e308, 1e308, 0]), "too large to add up"),
        (lambda: MLPRegressor().fit(X.astype(np.float32), 1e40 * Y), "too large for the float32 of X"),
        (lambda: LinearRegression().fit(X, Y).score(X, np.ones((3, 2))), "the predictions have"),
        (lambda: LinearRegression().fit(X, Y).score(X, ["a", "b", "c"]), "y must hold numbers"),
        (lambda: LinearRegression().fit(X, Y).at_epoch(1), "the normal equations have no epochs"),
        (lambda: Perceptron(rng=np.random.RandomState(0)).fit(X, Y), "got RandomState.*try rng=0"),
        (lambda: MLPClassifier(rng=np.random.RandomState(0)).fit(X, Y), "got RandomState"),
        (lambda: blobs(9, centers=((1, 2), (3,))), "centers has rows of different lengths"),
        (lambda: blobs(9, centers=(1, 2)), "centers must be"),
        (lambda: boolean(("and",)), "must be a name such as 'and'"),
        (lambda: split(X, Y[:2]), "X has 3 rows but y has 2"),
        (lambda: split(X, Y, 20), "test_fraction must be at least 0 and less than 1, got 20"),
        (lambda: split(X, Y, 0), "leaves 0 to test and 3 to train on"),
        (lambda: split(X, Y, 0.9), "leaves 3 to test and 0 to train on"),
        (lambda: split(np.ma.masked_greater(X, 0.5), Y), "masked"),
        (lambda: margin([1, 1], 0, X, Y), r"y must hold -1 and \+1, got \[0, 1\]"),
        (lambda: margin([1, 1, 1], 0, X, 2 * Y - 1), "X has 2 columns, expected 3"),
        (lambda: widest_line(X, [1, 1, 1]), "one class only"),
        (lambda: color_histogram(np.full((2, 2, 3), 200, np.uint8)), "from 0 to 1, got 200 to 200; divide"),
        (lambda: color_histogram(-np.ones((2, 2, 3))), "from 0 to 1, got -1"),
        (lambda: one_hot([0, 1], 2.5), "n_classes must be a whole number"),
        (lambda: ByHand(hidden="softmax"), "no slope g′ of its own"),
        (lambda: ByHand(x=(1e200, 1e200)), "the step is too large"),
        (lambda: ByHand(learning_rate=1e200).lines(), "the step is too large"),
        (lambda: ByHand(output="sigmoid", loss="softmax_cross_entropy"), "choose output softmax"),
        (lambda: MLPClassifier(activation="rellu").fit(X, Y), "activation 'rellu' is unknown; did you mean 'relu'"),
        (lambda: MLPClassifier(activation=np.tanh).fit(X, Y), "name such as 'identity'"),
        (lambda: MLPClassifier(optimizer="adm").fit(X, Y), "did you mean 'adam'"),
        (lambda: MLPClassifier(init="xavir").fit(X, Y), "did you mean 'xavier'"),
        (lambda: MLPClassifier(hidden_layer_sizes=8).fit(X, Y), r"write \(8,\)"),
        (lambda: MLPClassifier(hidden_layer_sizes=(4, 0)).fit(X, Y), "at least 1, got 0"),
        (lambda: MLPClassifier(dropout=1.0).fit(X, Y), "less than 1"),
        (lambda: MLPClassifier(batch_size=0).fit(X, Y), "batch_size"),
        (lambda: MLPClassifier(patience=3).fit(X, Y), "validation_fraction"),
        (lambda: MLPClassifier(validation_fraction=0.01).fit(X, Y), "leaves 0 to validate"),
        (lambda: MLPClassifier(learning_rate=float("nan")).fit(X, Y), "finite"),
        (lambda: MLP([]), "at least one layer"),
        (lambda: MLP.random([2]), "input and an output"),
        (lambda: MLP.random(3), "list of layer widths"),
        (lambda: MLP.random([2, 3, 1], activation=["tanh", "relu"]), "1 hidden layers need 1 activations"),
        (lambda: MLP([Dense(np.ones((3, 2)), np.ones(3)), Dense(np.ones((1, 4)), [0])]), "layer 2 needs a W"),
        (lambda: Dense(np.ones((3, 2)), np.ones(2)), "one bias per row"),
        (lambda: Dense([1, 2], [1]), "got shape"),
        (lambda: backprop(MLP.random([2, 1]), X, np.ones((3, 2)), squared_error), "T has 2 columns, expected 1"),
        (lambda: backprop(MLP.random([2, 1]), X, Y, "mse"), "loss 'mse' is unknown"),
        (lambda: backprop(MLP.random([2, 1], output="tanh"), X, Y, binary_cross_entropy), "needs a sigmoid output"),
        (lambda: backprop(MLP.random([2, 1], output="sigmoid"), X, 2 * Y - 1, binary_cross_entropy), "recode labels"),
        (lambda: backprop(MLP.random([2, 2], output="softmax"), X, np.ones((3, 2)), softmax_cross_entropy), "one_hot"),
        (lambda: backprop(MLP.random([2, 1], output="softmax"), X, np.ones(3), softmax_cross_entropy), "at least two"),
        (lambda: binary_cross_entropy([[0.0]], [[-1]]), "recode"),
        (lambda: squared_error([[1.0, 2.0]], [[1.0]]), "expected 2"),
        (lambda: one_hot(["a"]), "whole numbers"),
        (lambda: one_hot([0, 3], 3), "does not fit in 3"),
        (lambda: one_hot([0, -1]), "whole numbers from 0"),
        (lambda: one_hot([]), "whole numbers from 0"),
        (lambda: one_hot([[0, 1]]), "whole numbers from 0"),
        (lambda: MLPClassifier(validation_fraction=0.9).fit(X, Y), "leaves 3 to validate and 0 to train on"),
        (lambda: softmax.derivative(X), "one row of scores"),
        (lambda: leaky_relu(1.5), "less than 1"),
        (lambda: leaky_relu("a"), "less than 1, got 'a'"),
        (lambda: relu_with_slope_at_zero("a"), "finite number"),
        (lambda: SGD(learning_rate="fast"), "finite number"),
        (lambda: SGD(momentum=1.0), "less than 1"),
        (lambda: Adam(beta1=-1), "at least 0"),
        (lambda: HalveOnPlateau(0), "greater than zero"),
        (lambda: Dropout(-0.5), "at least 0"),
        (lambda: Value(-1).log(), "above 0"),
        (lambda: Value(0).log(), "above 0, got 0"),
        (lambda: binary_cross_entropy([[0.0]], [[1.5]]), "recode"),
        (lambda: sliding_windows([1, 2, 3], 1), "width must be a whole number of at least 2"),
        (lambda: MLP.random([1, 1])([1, 2, 3]), r"for one column pass X\[:, None\]"),
        (lambda: MLP.random([2, 1])([1, 2]), r"for one sample pass X\[None, :\]"),
        (lambda: Value(0) ** 0.5, r"the slope of x\^0.5 at x = 0 divides by zero"),
        (lambda: Value(-8) ** (1 / 3), "-8 to the power 0.333333 is not a real number"),
        (lambda: Value(800).exp(), r"exp\(800\) is larger"),
        (lambda: Value(1e200) ** 2, "1e\\+200 to the power 2 is larger"),
        (lambda: Value(1) / 0, "0 to the power -1 divides by zero"),
        (lambda: 1 / Value(0), "divides by zero"),
        (lambda: (-2) ** Value(2), "log needs a number above 0, got -2"),
        (lambda: Value("a"), "one real number, got 'a'"),
        (lambda: Value(1) + np.array([1, 2]), "one real number"),
        (lambda: Value(1) < "a", "one real number"),
        (lambda: Value(1 + 2j), "one real number"),
        (lambda: Value("1"), "one real number, got '1'"),
        (lambda: Value(float("nan")), "Value of nan is not a real number"),
        (lambda: Value(float("inf")), "Value of inf is larger"),
        (lambda: Value(1e200) * 1e200, "Value of inf is larger"),
        (lambda: Value(1e-320).log(), "the slope of log at .* is larger"),
        (lambda: Graph(3), "the expression must be text, got 3"),
        (lambda: counts.forward(3), r"list of layer widths, got 3; for a single width write \(8,\)"),
        (lambda: counts.reuse([4]), "an input and an output width"),
        (lambda: counts.afresh([4, 2.5]), "whole number of at least 1, got 2.5"),
        (lambda: counts.paths([4, -1, 2]), "at least 1, got -1"),
        (lambda: counts.nudging(["a", "b"]), "got 'a'"),
        (lambda: MLP.random([2, 10**12, 1]), "must be at most 1,000,000,000"),
        (lambda: hinge_network(1, 2), "x must hold two or more numbers"),
        (lambda: hinge_network([1, 1], [2, 3]), "each larger than the one before"),
        (lambda: hinge_network([0, 1], 2), "y has none; give one"),
        (lambda: hinge_network([0, 1], [[2], [3]]), "y must hold one number for each x"),
        (lambda: signals("net", X, Y, squared_error), "net must be an MLP, got 'net'"),
        (lambda: loss_value(None, X, Y, squared_error), "net must be an MLP"),
        (lambda: backprop(MLP.random([2, 3, 1]), X, Y, squared_error, masks=[np.ones(3)]), "of the shapes .*3, 3"),
        (lambda: backprop(MLP.random([2, 1]), X, Y, squared_error, l2=10**400), "l2 must be a finite number, got 1000"),
        (lambda: ravine(0), "condition must be greater than zero"),
        (lambda: ravine().height([1, 2, 3]), r"theta must be \(x, y\), or a table of such rows, got shape \(3,\)"),
        (lambda: ravine().condition_number([[1, 2]]), "theta must be"),
        (lambda: ROSENBROCK.condition_number([1, np.nan]), "theta contains NaN"),
        (lambda: Walk("ravine", SGD(0.1)), r"landscape must be a Landscape, got 'ravine'; try ravine\(\)"),
        (lambda: Walk(ravine(), SGD(0.1), 3), "start must be"),
        (lambda: Walk(ravine(), "sgd"), "a walk needs an optimizer"),
        (lambda: Walk(ravine(), SGD(0.1)).first_below(-1), "height must be greater than zero"),
        (lambda: Walk(ravine(), SGD(0.1)).extend(2.5), "to must be a whole number"),
        (lambda: relative_noise(PAIRS, 4), "batch_size=4 is more than the 3 rows"),
        (lambda: relative_noise(PAIRS, 0), "batch_size must be a whole number"),
        (lambda: FullyConnected.random(2, 2.5, 0), "n_out must be a whole number"),
        (lambda: FullyConnected.random(2, 3, "x"), "rng must be"),
        (lambda: FullyConnected(np.ones((1, 2)), [0]).forward([1, 2]), r"gets x of shape \(2,\); give it rows of 2"),
        (lambda: FullyConnected(np.ones((1, 2)), [0]).forward(None), r"gets x of shape \(\)"),
        (lambda: Network(EuclideanLoss), "a network is a list of layers"),
        (lambda: Network(3), "ends in a loss, got 3; give it some"),
        (lambda: play(inputs=()), r"inputs must be names .*, got \(\); choose at least one"),
        (lambda: play(inputs=3), "inputs must be names"),
        (lambda: play(inputs=["x3"]), "input 'x3' is unknown"),
        (lambda: play(hidden_layer_sizes=4), r"write \(8,\)"),
        (lambda: play(bias=[1, 2]), r"bias must be a finite number, got \[1, 2\]"),
        (lambda: play(bias=np.nan), "bias must be a finite number"),
        (lambda: play(edits=3), r"an edit is \(epoch, layer, unit, source, value\), got 3"),
        (lambda: play(edits=[(0, 1, 1, 1)]), "an edit is"),
        (lambda: play(edits=[(0, 0, 1, 1, 0.5)]), "layer must be a whole number of at least 1"),
        (lambda: play(edits=[(0, 1, 5, 1, 0.5)]), r"is no weight of a network \[2, 4, 1\]"),
        (lambda: play(edits=[(0, 1, 1, 3, 0.5)]), "is no weight of a network"),
        (lambda: play(edits=[(0, 3, 1, 1, 0.5)]), "is no weight of a network"),
        (lambda: play(edits=[(0, 1, 1, 1, np.inf)]), "value of an edit must be a finite number"),
        (lambda: PlaygroundClassifier().features([1, 2]), r"for one sample pass X\[None, :\]"),
        (lambda: PlaygroundClassifier().begin(X, Y).run.inside(1), "come to epoch 0, so there is no epoch 1"),
        (lambda: PlaygroundClassifier().begin(X, Y).run.inside(-1), "epoch must be a whole number"),
        (lambda: tried(PlaygroundClassifier(), X, Y, 5), r"seeds must hold one seed .* try seeds=range\(10\)"),
        (lambda: tried(PlaygroundClassifier(), X, Y, goal=np.nan), "goal must be a finite number"),
        (lambda: MLPClassifier().begin_starts(X, Y, []), "seeds must hold one seed"),
        (lambda: MLPClassifier(epochs=1).fit(X, Y).at_epoch(0.5), "epoch must be from 0 to 1, got 0.5"),
        (lambda: margin(["a"], 0, X, 2 * Y - 1), "w must hold numbers"),
        (lambda: margin([1, 1], np.nan, X, 2 * Y - 1), "b contains NaN"),
        (lambda: margin([1, 1], [0, 0], X, 2 * Y - 1), r"b a number, got shapes \(2,\) and \(2,\)"),
        (lambda: corners([1, 2]), "X must be"),
        (lambda: tokens(3), "text must be text, got 3"),
        (lambda: vocabulary(["a b", "c"]), r"a document is a list of tokens, got 'a b'; pass tokens\(text\)"),
        (lambda: bag_of_words("a b", ["a", "b"]), "a document is a list of tokens"),
        (lambda: bag_of_words(["a"], 3), "a document is a list of tokens"),
        (lambda: numerical_gradient(lambda x: x, np.ones(2)), r"f must return one number, got shape \(2,\)"),
        (lambda: numerical_gradient(np.sum, [1, np.nan]), "x contains NaN"),
        (lambda: numerical_gradient(np.sum, "abc"), "x must hold numbers"),
        (lambda: stroke(np.eye(8), 3, (4, 4)), "rows of different lengths"),
        (lambda: stroke(np.eye(8), (1, 1), (np.nan, 4)), "contains NaN"),
        (lambda: stroke(np.eye(8), (1, 1), (4, 4), 0), "brush must be greater than zero"),
        (lambda: explain().update(1, 1, 1, "sgd", 3), "is {v}, got 3; pass a Run's"),
        (lambda: explain().update(1, 1, 1, "sgd", {"v": "x"}), "state 'v' must hold numbers"),
        (lambda: explain().update(1, 1, 1, "sgd", {"v": [1, 2]}), "holds 2 numbers; give one, or all of a Run's"),
        (lambda: explain().update(1, 1, 1, "sgd", learning_rate=np.nan), "learning_rate must be a finite number"),
        (lambda: explain().a(0.5, 1), "layer must be a whole number of at least 0"),
    ],
)  # fmt: skip
def test_sentences(call, sentence):
    with pytest.raises(ValueError, match=sentence) as error:
        call()
    assert len(str(error.value)) > 40 and "\n" not in str(error.value)
    assert "mlpcourse" in error.traceback[-1].path.parts  # raised by us, not inside NumPy


def test_a_column_of_targets_or_labels_is_understood():
    assert LogisticRegression(epochs=5).fit(X, Y[:, None]).predict(X).shape == (3,)
    net = MLP.random([2, 1], output="sigmoid")
    flat, column = (backprop(net, X, T, binary_cross_entropy).loss for T in (Y, Y[:, None]))
    assert flat == column


def test_lists_work_wherever_arrays_do():
    assert relu([-1, 2]).tolist() == [0, 2]
    assert MLPClassifier((2,), epochs=2).fit(X.tolist(), Y.tolist()).predict([[0, 1]]).shape == (1,)
