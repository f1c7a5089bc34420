"""The estimators: the lectures' numbers, independent oracles, and scikit-learn's own tools run on
them.
"""

import numpy as np
import pytest
import sklearn.linear_model
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from mlpcourse import (
    MLP,
    Adaline,
    LinearRegression,
    LogisticRegression,
    MLPClassifier,
    MLPRegressor,
    Perceptron,
    SoftmaxRegression,
    backprop,
    one_hot,
    polynomial_features,
    sigmoid,
)  # fmt: skip
from mlpcourse.datasets import blobs, boolean, circle, load_digits, moons, spiral, split, two_gaussians, xor
from mlpcourse.validation import generator

AND, OR, NAND, XOR = (boolean(name) for name in ("and", "or", "nand", "xor"))


# perceptron: syllabus 2.3


def test_and_trace():
    for data, eta in (((AND[0], AND[1]), 1.0), ((AND[0], 2 * AND[1] - 1), 0.5)):  # the two codings, W-09
        model = Perceptron(learning_rate=eta, epochs=100, rng=0).fit(*data)
        weights = [(*u.w, u.b) for u in model.updates_]
        assert weights == [(1, 1, 1), (1, 1, 0), (1, 0, -1), (2, 1, 0), (2, 0, -1), (1, 0, -2), (2, 1, -1),
                           (1, 1, -2), (2, 2, -1), (2, 1, -2)]  # fmt: skip
        assert [u.epoch for u in model.updates_] == [1, 2, 2, 2, 3, 3, 3, 4, 4, 5]
        assert model.history_.loss[0] == 0.25  # from zero every score is 0, which is not above 0
        assert model.converged_ and len(model.history_.loss) == 7 and model.history_.loss[-1] == 0
        assert {abs(u.error) for u in model.updates_} == ({1} if eta == 1 else {2})


def test_or_nand_and_the_scale_of_eta():
    p = Perceptron().fit(*OR)
    assert (*p.w_, p.b_) == (1, 1, 0) and len(p.updates_) == 4
    p = Perceptron().fit(*NAND)
    assert (*p.w_, p.b_) == (-2, -1, 3) and len(p.updates_) == 11
    for eta in (0.1, 0.5, 3):
        p = Perceptron(learning_rate=eta).fit(*AND)
        assert (*p.w_, p.b_) == pytest.approx((2 * eta, eta, -2 * eta))


def test_xor_cycles():
    p = Perceptron(epochs=50).fit(*XOR)  # W-10
    assert not p.converged_
    ends = {tuple(p.history_.weights[k]) for k in range(3, 51)}
    assert ends == {(-1, 0, 1)}
    assert all(sum(u.epoch == k for u in p.updates_) == 4 for k in range(3, 51))


def test_perceptron_starts_where_it_is_told():
    p = Perceptron(initial_weights=(1, -1, 0.5)).fit(*AND)  # W-12
    assert (*p.w_, p.b_) == pytest.approx((2, 1, -2.5))
    p = Perceptron(initial_weights=(0.3, 0.2, 0.1)).fit(*AND)
    assert (*p.w_, p.b_) == pytest.approx((2.3, 1.2, -2.9))
    with pytest.raises(ValueError, match="3 numbers"):
        Perceptron(initial_weights=(1, 2)).fit(*AND)


def test_perceptron_equals_the_slow_loop():
    X, y = two_gaussians(300, noise=0.3, rng=2)
    model = Perceptron(epochs=7).fit(X, y)
    w, b, updates = np.zeros(2), 0.0, 0
    for _ in range(7):
        for x, t in zip(X, y):
            e = t - (x @ w + b > 0)
            if e:
                w, b, updates = w + e * x, b + e, updates + 1
    assert updates == len(model.updates_) > 50
    assert model.w_ == pytest.approx(w, rel=1e-12) and model.b_ == b


def test_a_shuffled_perceptron_depends_on_rng_only():
    X, y = two_gaussians(60, rng=1)
    a, b, c = (Perceptron(shuffle=True, rng=seed).fit(X, y) for seed in (0, 0, 1))
    assert np.array_equal(a.w_, b.w_) and not np.array_equal(a.w_, c.w_)
    assert a.converged_ and a.score(X, y) == 1


# ADALINE and linear regression: W-19, W-20, W-36 ... W-38


def test_adaline_on_xor():
    X, y = XOR
    one_pass = Adaline(learning_rate=0.1, epochs=1).fit(X, y)
    assert (*one_pass.w_, one_pass.b_) == pytest.approx((0.052, 0.062, 0.152), abs=1e-9)
    settled = Adaline(learning_rate=0.1, epochs=2000).fit(X, y)
    assert (*settled.w_, settled.b_) == pytest.approx((-1 / 9, -1 / 18, 5 / 9), abs=1e-9)
    batch = Adaline(learning_rate=0.5, epochs=3000, batch_size=None).fit(X, y)
    assert (*batch.w_, batch.b_) == pytest.approx((0, 0, 0.5), abs=1e-9)
    assert batch.history_.loss[-1] == pytest.approx(0.125)  # half of the lecture's E = 0.25


@pytest.mark.parametrize(
    "data, w", [(AND, (0.5, 0.5, -0.25)), (OR, (0.5, 0.5, 0.25)), (NAND, (-0.5, -0.5, 1.25))]
)
def test_adaline_learns_boolean_functions(data, w):
    model = Adaline(learning_rate=0.5, epochs=3000, batch_size=None).fit(*data)
    assert (*model.w_, model.b_) == pytest.approx(w, abs=1e-9)
    assert model.score(*data) == 1 and model.history_.loss[-1] == pytest.approx(0.0625 / 2)
    signed = Adaline(learning_rate=0.5, epochs=3000, batch_size=None).fit(data[0], 2 * data[1] - 1)
    assert signed.net_input(data[0]) == pytest.approx(2 * model.net_input(data[0]) - 1, abs=1e-8)


def test_polynomials():
    x = np.linspace(0, 1, 10)[:, None]
    noise = np.array([0.1, -0.2, 0.15, 0.05, -0.1, 0.2, -0.15, -0.05, 0.1, -0.1])
    t = np.sin(2 * np.pi * x[:, 0]) + noise
    grid = np.linspace(0, 1, 101)[:, None]
    expected = {1: (0.281371, 0.220319), 2: (0.281250, 0.220410), 3: (0.033367, 0.008087), 9: (0, 0.147162)}
    for degree, (train_mse, test_mse) in expected.items():  # W-36
        model = LinearRegression(degree=degree).fit(x, t)
        assert ((model.predict(x) - t) ** 2).mean() == pytest.approx(train_mse, abs=1e-6)
        assert ((model.predict(grid) - np.sin(2 * np.pi * grid[:, 0])) ** 2).mean() == pytest.approx(
            test_mse, abs=1e-6
        )
    assert np.abs(model.w_).max() == pytest.approx(3.9e5, rel=0.02)


def test_polynomial_features_against_scikit_learn():
    from sklearn.preprocessing import PolynomialFeatures

    X = np.random.default_rng(0).standard_normal((5, 3))
    assert polynomial_features(X, 3) == pytest.approx(
        PolynomialFeatures(3, include_bias=False).fit_transform(X)
    )


def test_linear_regression_both_ways_and_against_scikit_learn():
    rng = np.random.default_rng(0)
    X, T = rng.standard_normal((40, 3)), rng.standard_normal((40, 2))
    for l2 in (0.0, 0.3):
        exact = LinearRegression(l2=l2).fit(X, T)
        descent = LinearRegression(solver="gradient_descent", learning_rate=0.3, epochs=500, l2=l2).fit(X, T)
        oracle = sklearn.linear_model.Ridge(alpha=40 * l2).fit(X, T)
        assert exact.w_ == pytest.approx(oracle.coef_, abs=1e-10) and exact.b_ == pytest.approx(
            oracle.intercept_, abs=1e-10
        )
        assert descent.w_ == pytest.approx(exact.w_, abs=1e-9)
        assert exact.score(X, T) == pytest.approx(
            1 - ((exact.predict(X) - T) ** 2).sum() / ((T - T.mean(0)) ** 2).sum()
        )
    one = LinearRegression().fit(X, T[:, 0])
    assert one.w_.shape == (3,) and isinstance(one.b_, float) and one.predict(X).shape == (40,)


def test_classification_by_regression_and_masking():
    x, t = np.arange(6.0)[:, None], np.array([0, 0, 0, 1, 1, 1])  # W-37
    near = LinearRegression().fit(x, t)
    assert (near.w_[0], near.b_) == pytest.approx((0.257143, -0.142857), abs=1e-6)
    x2, t2 = np.vstack([x, [[20], [25], [30]]]), np.append(t, [1, 1, 1])
    far = LinearRegression().fit(x2, t2)
    assert (0.5 - far.b_) / far.w_[0] == pytest.approx(3.333333, abs=1e-6)
    p = Perceptron().fit(x, t)
    assert (p.w_[0], p.b_, len(p.updates_)) == (2, -5, 17)
    x3 = np.array([c + d for c in (-2, 0, 2) for d in (-0.2, 0, 0.2)])[:, None]  # W-38
    classes = np.repeat([0, 1, 2], 3)
    f = LinearRegression().fit(x3, one_hot(classes))
    assert f.w_[:, 0] == pytest.approx([-0.247525, 0, 0.247525], abs=1e-6)
    assert SoftmaxRegression(epochs=2000).fit(x3, classes).score(x3, classes) == 1


# logistic and softmax regression: W-39, W-50, oracles


def test_logistic_regression_numbers():
    X, y = AND
    model = LogisticRegression(learning_rate=1.0, epochs=1000).fit(X, y)
    assert (model.b_, *model.w_) == pytest.approx((-11.294074, 7.414311, 7.414311), abs=1e-6)
    assert model.history_.loss[0] == pytest.approx(np.log(2)) and model.history_.loss[-1] == pytest.approx(
        0.017414, abs=1e-6
    )
    flat = LogisticRegression(epochs=2000).fit(*XOR)
    assert (flat.b_, *flat.w_) == pytest.approx((0, 0, 0), abs=1e-9)
    net = MLP.random([2, 1], output="sigmoid", init="zeros")
    net.layers[0].W[:], net.layers[0].b[:] = [[0.5, 2]], [-1]
    trace = backprop(net, X, y[:, None], "binary_cross_entropy")
    assert trace.loss == pytest.approx(0.575503, abs=1e-6)
    assert (*trace.grads[1], *trace.grads[0][0]) == pytest.approx((0.298779, 0.048779, 0.137158), abs=1e-6)


def overlapping(n_classes, n=200):
    rng = np.random.default_rng(3)
    X, y = blobs(n, centers=((-1, 0, 0), (1, 0.5, 0), (0, 1, 1))[:n_classes], spread=1.2, rng=rng)
    return (X - X.mean(0)) / X.std(0), y


@pytest.mark.parametrize("l2", [0.0, 0.05])
def test_logistic_regression_reaches_scikit_learns_optimum(l2):
    X, y = overlapping(2)
    ours = LogisticRegression(learning_rate=2.0, epochs=3000, l2=l2).fit(X, y)
    C = 1 / (l2 * len(X)) if l2 else np.inf
    oracle = sklearn.linear_model.LogisticRegression(C=C, tol=1e-12, max_iter=10_000).fit(X, y)
    assert ours.w_ == pytest.approx(oracle.coef_[0], abs=1e-5) and ours.b_ == pytest.approx(
        oracle.intercept_[0], abs=1e-5
    )
    assert ours.predict_proba(X) == pytest.approx(oracle.predict_proba(X), abs=1e-5)


def test_the_perceptron_visits_the_rows_it_is_told():
    X, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([0, 0, 0, 1])
    model = Perceptron(epochs=1).fit(X, y, rows=[3, 0, 0, 1])
    assert [u.row for u in model.updates_] == [3, 0, 1]
    assert np.array_equal([*model.w_, model.b_], [1, 0, -1])
    seen = Perceptron().fit(X, y, rows=[0, 1])  # a clean pass over rows that are right; another is wrong
    assert len(seen.updates_) == 0 and not seen.converged_
    runs = {}
    for name, rows in (("some", [0, 1]), ("all", None)):
        runs[name] = Perceptron().begin(X, y, rows=rows)
        runs[name].extend()
    assert runs["some"].why == "pass 1 made no mistake, though rows that it does not visit are wrong."
    assert runs["all"].why.endswith("made no mistake.") and runs["all"].at(99).converged_
    whole, named = (Perceptron(shuffle=True, rng=3).fit(X, y, rows=r) for r in (None, range(4)))
    assert np.array_equal(whole.w_, named.w_) and whole.converged_
    for rows, words in (
        ([0, 4], "from 0 to 3"),
        ([0.5], "row numbers"),
        ([-1], "from 0 to 3"),
        (3, "row numbers"),
    ):
        with pytest.raises(ValueError, match=words):
            Perceptron().fit(X, y, rows=rows)


@pytest.mark.parametrize("kind, n", [(LogisticRegression, 2), (SoftmaxRegression, 3)])
def test_a_penalised_bias_is_the_weight_of_a_one(kind, n):
    X, y = overlapping(n)
    ours = kind(learning_rate=2.0, epochs=3000, l2=0.05, penalize_bias=True).fit(X, y)
    ones = np.column_stack([X, np.ones(len(X))])
    oracle = sklearn.linear_model.LogisticRegression(
        C=1 / (0.05 * len(X)), fit_intercept=False, tol=1e-12, max_iter=10_000
    ).fit(ones, y)
    assert ours.predict_proba(X) == pytest.approx(oracle.predict_proba(ones), abs=1e-5)
    free = kind(learning_rate=2.0, epochs=3000, l2=0.05).fit(X, y)
    assert np.abs(free.b_).max() > np.abs(ours.b_).max() + 1e-3


@pytest.mark.parametrize("l2", [0.0, 0.05])
def test_softmax_regression_reaches_scikit_learns_optimum(l2):
    X, y = overlapping(3)
    ours = SoftmaxRegression(learning_rate=2.0, epochs=3000, l2=l2).fit(X, y)
    C = 1 / (l2 * len(X)) if l2 else np.inf
    oracle = sklearn.linear_model.LogisticRegression(C=C, tol=1e-12, max_iter=10_000).fit(X, y)
    assert ours.predict_proba(X) == pytest.approx(oracle.predict_proba(X), abs=1e-5)
    if l2:
        assert ours.w_ == pytest.approx(oracle.coef_, abs=1e-5)


def test_softmax_regression_is_an_mlp_without_hidden_layers():
    X, y = overlapping(3)
    ours = SoftmaxRegression(learning_rate=0.5, epochs=50).fit(X, y)
    mlp = MLPClassifier((), init="zeros", optimizer="sgd", learning_rate=0.5, epochs=50, batch_size=None).fit(
        X, y
    )
    assert mlp.predict_proba(X) == pytest.approx(ours.predict_proba(X), abs=1e-12)
    W, b, T = np.zeros((3, 3)), np.zeros(3), np.eye(3)[y]  # and the lecture's formula, written out
    for _ in range(50):
        H = np.exp(X @ W.T + b)
        H /= H.sum(axis=1, keepdims=True)
        W, b = W - 0.5 * (H - T).T @ X / len(X), b - 0.5 * (H - T).mean(axis=0)
    assert np.abs(ours.w_ - W).max() < 1e-12 and np.abs(ours.b_ - b).max() < 1e-12


def test_two_class_softmax_is_logistic():
    X, y = overlapping(2)
    soft = SoftmaxRegression(learning_rate=0.5, epochs=80).fit(X, y)
    # the difference of the two weight rows moves twice as fast as logistic regression's single row
    logistic = LogisticRegression(learning_rate=1.0, epochs=80).fit(X, y)
    assert soft.w_[1] - soft.w_[0] == pytest.approx(logistic.w_, abs=1e-12)
    assert soft.predict_proba(X) == pytest.approx(logistic.predict_proba(X), abs=1e-12)
    theta, x = np.array([[0.7, -1.2], [-0.4, 0.9]]), np.array([1.5, -0.5])  # W-51
    soft.net_.layers[0].W, soft.net_.layers[0].b = np.pad(theta, ((0, 0), (0, 1))), np.zeros(2)
    assert soft.predict_proba([[*x, 0]])[0, 0] == pytest.approx(0.937027, abs=1e-6)
    assert sigmoid((theta[0] - theta[1]) @ x) == pytest.approx(0.937027, abs=1e-6)


def test_softmax_regression_numbers():
    X, y = np.array([[1.0, 0], [0, 1], [-1, 1], [2, -1]]), np.array([0, 1, 2, 0])  # W-50
    net = MLP.random([2, 3], output="softmax", init="zeros")
    net.layers[0].W[:] = [[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]]
    net.layers[0].b[:] = [0.1, 0, -0.1]
    trace = backprop(net, X, one_hot(y), "softmax_cross_entropy")
    assert trace.loss == pytest.approx(0.771670, abs=1e-6)
    assert trace.grads[0] == pytest.approx(
        np.array([[-0.426192, 0.214993], [0.248687, -0.198312], [0.177505, -0.016681]]), abs=1e-6
    )
    assert trace.grads[1] == pytest.approx([-0.167107, 0.109893, 0.057214], abs=1e-6)
    net.layers[0].W += [5, -7]
    net.layers[0].b += 3
    assert backprop(net, X, one_hot(y), "softmax_cross_entropy").loss == pytest.approx(trace.loss, abs=1e-14)


# multi-layer perceptrons


def test_xor_needs_a_hidden_layer():
    X, y = xor(400)
    assert LogisticRegression().fit(X, y).score(X, y) < 0.75
    assert MLPClassifier((8,), epochs=100, learning_rate=0.05).fit(X, y).score(X, y) > 0.98


@pytest.mark.parametrize("data", [circle, moons, two_gaussians, xor])
def test_an_mlp_separates_the_plane(data):
    X, y = data(400, rng=1)
    assert MLPClassifier((8,), epochs=150, learning_rate=0.03).fit(X, y).score(X, y) > 0.97


def test_an_mlp_follows_the_spiral_and_the_sine():
    X, y = spiral(400)
    assert MLPClassifier((16, 16), epochs=400, learning_rate=0.01).fit(X, y).score(X, y) > 0.97
    x = np.linspace(-3, 3, 200)[:, None]
    assert MLPRegressor((16,), epochs=500).fit(x, np.sin(x[:, 0])).score(x, np.sin(x[:, 0])) > 0.99


def test_the_promise_of_the_readme():
    X_train, X_test, y_train, y_test = split(*load_digits())
    model = MLPClassifier(hidden_layer_sizes=(32,), epochs=30).fit(X_train, y_train)
    assert model.score(X_test, y_test) >= 0.95


# scikit-learn's conventions

CLASSIFIERS = [
    Perceptron(epochs=20), Adaline(learning_rate=0.001), LogisticRegression(learning_rate=0.1), SoftmaxRegression(learning_rate=0.1),
    MLPClassifier((4,), epochs=20),
]  # fmt: skip


@pytest.mark.parametrize("model", CLASSIFIERS, ids=repr)
def test_classifiers_work_in_scikit_learn(model):
    X, y = two_gaussians(90, rng=1)
    labels = np.array(["no", "yes"])[y]
    assert cross_val_score(model, X, labels, cv=3).mean() > 0.9
    assert make_pipeline(StandardScaler(), model).fit(X, labels).score(X, labels) > 0.9
    grid = GridSearchCV(model, {"epochs": [1, 20]}, cv=3).fit(X, labels)
    assert grid.best_params_["epochs"] in (1, 20)


@pytest.mark.parametrize("model", [LinearRegression(degree=3), MLPRegressor((8,), epochs=200)], ids=repr)
def test_regressors_work_in_scikit_learn(model):
    x = np.random.default_rng(0).uniform(-2, 2, (90, 1))
    assert cross_val_score(make_pipeline(StandardScaler(), model), x, np.sin(x[:, 0]), cv=3).mean() > 0.9
    GridSearchCV(model, {"l2": [0.0, 1e-3]}, cv=3).fit(x, np.sin(x[:, 0]))


@pytest.mark.parametrize("model", CLASSIFIERS, ids=repr)
@pytest.mark.parametrize("labels", [(0, 1), (-1, 1), ("a", "b"), (True, False), (2.0, 7.0), (None, None)])
def test_any_two_labels_of_any_type(model, labels):
    X, y = two_gaussians(60, rng=1)
    named = np.array([f"c{k}" for k in y], dtype=object) if labels[0] is None else np.array(labels)[y]
    fitted = model.fit(X, named)
    assert fitted is model and set(model.predict(X)) <= set(named) and model.score(X, named) > 0.9
    if hasattr(model, "predict_proba"):
        p = model.predict_proba(X)
        assert p.shape == (60, 2) and p.sum(axis=1) == pytest.approx(np.ones(60))
        assert np.array_equal(model.classes_[p.argmax(axis=1)], model.predict(X))


@pytest.mark.parametrize("model", [Perceptron(), Adaline(), LogisticRegression(), SoftmaxRegression(), MLPClassifier((2,))], ids=repr)  # fmt: skip
def test_the_positive_class_is_where_the_score_is_above_zero(model):
    X, y = two_gaussians(20, rng=1)
    fitted = model.set_params(epochs=1).fit(X, np.where(y == 1, 1, -1))
    for layer in fitted.net_.layers:
        layer.W[:], layer.b[:] = 0, 0
    assert not fitted.decision_function(X).any() and (fitted.predict(X) == -1).all()


def test_r_squared_of_constant_targets():
    model = LinearRegression().fit([[0.0], [1], [2]], [5, 5, 5])
    assert model.score([[0.0], [1]], [5, 5]) == 1 and model.score([[0.0], [1]], [6, 6]) == 0
    assert model.score([[0.0], [1]], [0, 0]) == 0
    line = LinearRegression().fit([[0.0], [1]], [0, 1])
    x, y = np.array([[0.0], [1], [2]]), np.array([0, 2, 1.0])
    for scale in (1, 1e200, 1e-200):  # squares of these are no numbers of the computer
        scaled = LinearRegression().fit([[0.0], [1]], [0, scale])
        assert scaled.score(x, scale * y) == pytest.approx(line.score(x, y)) == pytest.approx(0)


def test_a_generator_is_not_used_up_by_looking_at_it():
    for rng in (5, np.random.default_rng(5)):
        ours, theirs = generator(rng), np.random.default_rng(5)
        assert ours.random() == theirs.random()
        assert ours.spawn(1)[0].random() == theirs.spawn(1)[0].random()


def test_parameters_are_stored_untouched():
    sizes = [3]
    model = MLPClassifier(sizes, learning_rate="nonsense")
    assert model.get_params()["hidden_layer_sizes"] is sizes and model.learning_rate == "nonsense"
    assert model.set_params(epochs=3) is model and model.epochs == 3
    assert repr(Perceptron(epochs=5)) == "Perceptron(epochs=5)"
    with pytest.raises(ValueError, match="no setting 'epoch'"):
        model.set_params(epoch=3)
