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
    leaky_relu,
    one_hot,
    relu,
    softmax,
    softmax_cross_entropy,
    squared_error,
)  # fmt: skip

X, Y = np.array([[0.0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1])
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
    ):
        with pytest.raises(ValueError, match=sentence):
            model().fit(X, bad)
    if model in (Perceptron, Adaline, LogisticRegression):
        with pytest.raises(ValueError, match="SoftmaxRegression"):
            model().fit(X, [0, 1, 2])


@pytest.mark.parametrize("model", EVERY)
def test_predicting_before_fitting_and_wrong_width(model):
    with pytest.raises(RuntimeError, match=r"call fit\(X, y\) first"):
        model().predict(X)
    with pytest.raises(RuntimeError, match="first"):
        model().at_epoch(1)
    fitted = model().fit(X, Y)
    with pytest.raises(ValueError, match="X has 1 features, but .* expecting 2 features"):
        fitted.predict(X[:, :1])
    with pytest.raises(ValueError, match="for one sample"):
        fitted.predict(X[0])


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
        (lambda: softmax.derivative(X), "one row of scores"),
        (lambda: leaky_relu(1.5), "less than 1"),
        (lambda: SGD(learning_rate="fast"), "finite number"),
        (lambda: SGD(momentum=1.0), "less than 1"),
        (lambda: Adam(beta1=-1), "at least 0"),
        (lambda: HalveOnPlateau(0), "greater than zero"),
        (lambda: Dropout(-0.5), "at least 0"),
        (lambda: Value(-1).log(), "above 0"),
    ],
)  # fmt: skip
def test_sentences(call, sentence):
    with pytest.raises(ValueError, match=sentence) as error:
        call()
    assert len(str(error.value)) > 40 and "\n" not in str(error.value)
    assert error.traceback[-1].path.parent.name == "mlpcourse"  # raised by us, not inside NumPy


def test_a_column_of_targets_or_labels_is_understood():
    assert LogisticRegression(epochs=5).fit(X, Y[:, None]).predict(X).shape == (3,)
    net = MLP.random([2, 1], output="sigmoid")
    flat, column = (backprop(net, X, T, binary_cross_entropy).loss for T in (Y, Y[:, None]))
    assert flat == column


def test_lists_work_wherever_arrays_do():
    assert relu([-1, 2]).tolist() == [0, 2]
    assert MLPClassifier((2,), epochs=2).fit(X.tolist(), Y.tolist()).predict([[0, 1]]).shape == (1,)
