"""scikit-learn's contract: its own checks, and what its tools do with a model between fit and predict."""

import copy
import pickle
import warnings

import joblib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import scipy.sparse
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.inspection import DecisionBoundaryDisplay
from sklearn.metrics import roc_auc_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import check_estimator

import mlpcourse
from mlpcourse import (
    MLP,
    SGD,
    Activation,
    Adaline,
    Adam,
    HalveOnPlateau,
    LinearRegression,
    LogisticRegression,
    MLPClassifier,
    MLPRegressor,
    Perceptron,
    SoftmaxRegression,
    backprop,
    leaky_relu,
    relu,
    relu_with_slope_at_zero,
    sigmoid,
    softmax,
    train,
)  # fmt: skip
from mlpcourse.activations import ACTIVATIONS, get_activation
from mlpcourse.datasets import blobs, two_gaussians
from mlpcourse.initializers import INITIALIZERS
from mlpcourse.lectures.by_hand import ByHand
from mlpcourse.losses import LOSSES

TWO_CLASSES = [Perceptron(epochs=20), Adaline(0.001), LogisticRegression(0.1)]
CLASSIFIERS = [*TWO_CLASSES, SoftmaxRegression(0.1), MLPClassifier((4,), epochs=20)]
REGRESSORS = [LinearRegression(), MLPRegressor((4,), epochs=20)]
EVERY = [*CLASSIFIERS, *REGRESSORS]

NOT_NEEDED = {
    "check_estimators_unfitted": "before fit we raise RuntimeError: NotFittedError is scikit-learn's, which we do not import",
    "check_dtype_object": "a cell that is no number gets a ValueError with a remedy, not float()'s TypeError",
    "check_supervised_y_2d": "a column of labels is understood without a warning: DataConversionWarning is scikit-learn's",
}
OF_CLASSIFIERS = {"check_supervised_y_2d"}


@pytest.mark.parametrize("model", EVERY, ids=repr)
def test_scikit_learns_own_checks_pass(model):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rates that diverge, skipped checks
        results = check_estimator(clone(model), on_fail=None, on_skip=None)
    failed = {result["check_name"]: result["exception"] for result in results if result["status"] == "failed"}
    expected = set(NOT_NEEDED) - (OF_CLASSIFIERS if model in REGRESSORS else set())
    assert set(failed) == expected, {name: failed.get(name) for name in set(failed) ^ expected}
    assert len(results) > 45


def data(model, n=60):
    X, y = two_gaussians(n, rng=1)
    return (X, np.sin(X[:, 0])) if model in REGRESSORS else (X, np.array(["no", "yes"])[y])


def copies(thing, tmp_path):
    path = tmp_path / "thing.joblib"
    joblib.dump(thing, path)
    yield from (pickle.loads(pickle.dumps(thing)), copy.deepcopy(thing), copy.copy(thing), joblib.load(path))


@pytest.mark.parametrize("model", [*EVERY, MLPClassifier((4,), leaky_relu(0.3), epochs=5)], ids=repr)
def test_a_fitted_model_is_pickled_copied_and_goes_on(model, tmp_path):
    X, y = data(model)
    model = clone(model).fit(X, y)
    for other in copies(model, tmp_path):
        assert repr(other) == repr(model)
        assert np.array_equal(other.predict(X), model.predict(X))
        assert other.score(X, y) == model.score(X, y)
        assert np.array_equal(other.fit(X, y).predict(X), model.predict(X))


@pytest.mark.parametrize("loss, output", [("binary_cross_entropy", "sigmoid"), ("softmax_cross_entropy", "softmax"), ("squared_error", "tanh")])  # fmt: skip
@pytest.mark.parametrize(
    "hidden", [*ACTIVATIONS.values(), leaky_relu(0.3), relu_with_slope_at_zero(1)], ids=repr
)
def test_a_copied_network_is_trained_like_the_first(hidden, loss, output, tmp_path):
    X, T = np.random.default_rng(0).standard_normal((6, 2)), np.eye(2)[[0, 1, 1, 0, 1, 0]]
    net = MLP.random([2, 3, 2], hidden, output, rng=1)
    train(net, X, T, loss, epochs=2)
    others = list(copies(net, tmp_path))
    gradients = backprop(net, X, T, loss).grads
    for other in (others[0], others[1], others[3]):  # copy.copy shares the layers, as everywhere
        assert all(np.array_equal(a, b) for a, b in zip(backprop(other, X, T, loss).grads, gradients))
        before = net.params[0].copy()
        train(other, X, T, loss, epochs=1)
        assert np.array_equal(net.params[0], before)
        again = net.copy()
        train(again, X, T, loss, epochs=1)
        assert all(np.array_equal(a, b) for a, b in zip(other.params, again.params))


@pytest.mark.parametrize("thing", [*ACTIVATIONS.values(), *LOSSES.values()], ids=repr)
def test_there_is_one_of_each_function(thing, tmp_path):
    for other in copies(thing, tmp_path):
        assert other == thing and hash(other) == hash(thing)
        assert other is thing or thing.name == "leaky_relu"


def test_an_activation_of_ones_own_is_copied_too(tmp_path):
    own = Activation("sigmoid", np.sin, np.multiply, "sin z")  # a name that is taken
    for other in copies(own, tmp_path):
        assert other.f is np.sin and other.name == "sigmoid" and repr(other) == "sigmoid"
    assert own != sigmoid and sigmoid != own
    assert copy.deepcopy(ByHand(output="sigmoid", loss="binary_cross_entropy")).lines()


def test_equal_activations_are_those_with_equal_derivatives():
    assert leaky_relu(0.3) == leaky_relu(0.3) != leaky_relu(0.2) != relu
    assert relu_with_slope_at_zero(1) == relu_with_slope_at_zero(1.0) != relu_with_slope_at_zero(0)
    assert relu_with_slope_at_zero(0) != relu  # relu has a faster kernel
    assert get_activation("leaky_relu") == leaky_relu() == leaky_relu(0.01)


# the columns of a table


class Table:
    """As much of a DataFrame as a model may use."""

    def __init__(self, values, columns):
        self.values, self.columns = np.asarray(values), columns

    def __array__(self, dtype=None, copy=None):
        return self.values.astype(dtype) if dtype else self.values

    def __len__(self):
        return len(self.values)


@pytest.mark.parametrize("model", EVERY, ids=repr)
def test_columns_are_remembered_by_name(model):
    X, y = data(model)
    model = clone(model).fit(Table(X, ["width", "height"]), y)
    assert model.feature_names_in_.tolist() == ["width", "height"]
    assert np.array_equal(model.predict(Table(X, ["width", "height"])), model.predict(X))
    methods = [m for m in ("predict", "decision_function", "predict_proba") if hasattr(model, m)]
    for columns in (["height", "width"], ["width", "depth"], ["width"]):
        table = Table(X[:, : len(columns)], columns)
        for method in methods:
            with pytest.raises(ValueError, match=r"fitted on width, height; pass X\[\['width', 'height'\]\]"):
                getattr(model, method)(table)
        with pytest.raises(ValueError, match="fitted on width, height"):
            model.score(table, y)
    with pytest.raises(ValueError):
        model.fit(Table(X[:5], ["a", "b"]), y)
    assert model.feature_names_in_.tolist() == ["width", "height"]  # a fit that failed has changed nothing
    assert not hasattr(model.fit(X, y), "feature_names_in_")
    assert not hasattr(model.fit(Table(X, [0, 1]), y), "feature_names_in_")


# what is left out, and said


@pytest.mark.parametrize("model", EVERY, ids=repr)
def test_sample_weights_and_sparse_input_are_refused_in_words(model):
    X, y = data(model)
    with pytest.raises(
        TypeError, match="no sample_weight; sample weights are not part of this course, so repeat"
    ):
        clone(model).fit(X, y, sample_weight=np.ones(len(X)))
    sparse = scipy.sparse.csr_array(X)
    with pytest.raises(ValueError, match=r"X is sparse, which this course leaves out; pass X.toarray\(\)"):
        clone(model).fit(sparse, y)
    with pytest.raises(ValueError, match="sparse"):
        clone(model).fit(X, y).predict(sparse)
    tags = get_tags(model)
    assert not tags.input_tags.sparse and tags.target_tags.required


def test_tags_say_what_a_model_can():
    assert [get_tags(model).classifier_tags.multi_class for model in CLASSIFIERS] == [False] * 3 + [True] * 2
    assert all(get_tags(model).target_tags.multi_output for model in REGRESSORS)
    assert not any(get_tags(model).target_tags.multi_output for model in CLASSIFIERS)


# two classes


@pytest.mark.parametrize("model", CLASSIFIERS, ids=repr)
def test_the_score_of_two_classes_is_one_number(model):
    X, y = data(model, 90)
    fitted = clone(model).fit(X, y)
    score = fitted.decision_function(X)
    assert score.shape == (90,)
    assert np.array_equal(fitted.predict(X) == "yes", score > 0)
    assert roc_auc_score(y == "yes", score) > 0.9
    if hasattr(fitted, "predict_proba"):  # the score is the log of the odds
        p = fitted.predict_proba(X)
        assert score == pytest.approx(np.log(p[:, 1] / p[:, 0]), rel=1e-6)
    assert CalibratedClassifierCV(clone(model), cv=2).fit(X, y).score(X, y) > 0.9
    DecisionBoundaryDisplay.from_estimator(fitted, X, grid_resolution=5)
    plt.close("all")


def test_one_against_the_rest():
    X, y = blobs(90, rng=2)
    for model in CLASSIFIERS:
        assert OneVsRestClassifier(clone(model)).fit(X, y).score(X, y) > 0.6


# settings


def test_set_params_is_all_or_nothing():
    for model in EVERY:
        model = clone(model)
        before = model.get_params()
        with pytest.raises(ValueError, match="no setting 'nonsense'"):
            model.set_params(epochs=3, nonsense=2)
        assert model.get_params() == before


REPRS = [
    "MLPClassifier()",
    "MLPClassifier(hidden_layer_sizes=(4,), activation=leaky_relu(0.3), learning_rate=0.03)",
    "MLPClassifier(activation=relu_with_slope_at_zero(1), init='he', rng=None)",
    "MLPRegressor(hidden_layer_sizes=(4, 2), activation=[tanh, relu], learning_rate=1e-05)",
    "MLPClassifier(hidden_layer_sizes=(), learning_rate=0.5, epochs=3, batch_size=None)",
    "Perceptron(learning_rate=0.1, initial_weights=[1, -0.5, 0.25], bias=False)",
    "Adaline(learning_rate=2, batch_size=None, shuffle=True)",
    "LinearRegression(degree=3, solver='gradient_descent')",
    "SoftmaxRegression(l2=0.1, penalize_bias=True)",
]


@pytest.mark.parametrize("code", REPRS)
def test_a_repr_is_code_that_gives_the_model_back(code):
    model = eval(code, dict(vars(mlpcourse)))
    assert repr(model) == code
    again = eval(repr(model), dict(vars(mlpcourse)))
    assert type(again) is type(model) and again.get_params() == model.get_params()


def test_numpys_numbers_are_written_as_pythons():
    model = Perceptron(np.float64(0.1), np.int64(3), initial_weights=np.array([1, 1 / 3, -0.0]))
    assert (
        repr(model) == "Perceptron(learning_rate=0.1, epochs=3, initial_weights=[1, 0.3333333333333333, -0])"
    )
    assert repr(LogisticRegression(np.float64(2))) == "LogisticRegression(learning_rate=2)"
    assert eval(
        repr(relu_with_slope_at_zero(np.float64(0.5))), dict(vars(mlpcourse))
    ) == relu_with_slope_at_zero(0.5)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_a_start_given_as_a_function_is_written_by_name(name):
    code = repr(MLPClassifier((3,), init=INITIALIZERS[name], epochs=1))
    X, y = two_gaussians(20, rng=1)
    again = eval(code, dict(vars(mlpcourse))).fit(X, y)
    assert np.array_equal(
        again.history_.weights[0], MLPClassifier((3,), init=name, epochs=1).fit(X, y).history_.weights[0]
    )


def test_activations_are_written_as_code():
    for f in (*ACTIVATIONS.values(), leaky_relu(1 / 3), softmax, relu_with_slope_at_zero(0.5)):
        assert eval(repr(f), dict(vars(mlpcourse))) == f
    assert repr(leaky_relu(0.3)) == "leaky_relu(0.3)"


@pytest.mark.parametrize("settings", [dict(optimizer=SGD(0.3, momentum=1 / 3), learning_rate=None), dict(learning_rate=HalveOnPlateau(0.1, hold=1)), dict(optimizer=Adam(beta1=0.8), learning_rate=None)])  # fmt: skip
def test_optimizers_and_schedules_are_written_as_code(settings):
    X, y = two_gaussians(30, rng=1)
    model = MLPClassifier((3,), epochs=3, **settings)
    again = eval(repr(model), dict(vars(mlpcourse)))
    assert repr(again) == repr(model)
    assert np.array_equal(again.fit(X, y).decision_function(X), model.fit(X, y).decision_function(X))
