"""Models without hidden units, trained by descent: one weighted sum z = w.x + b per output.

They differ in what the error is measured on: the perceptron on the decision, ADALINE on the sum z
itself, logistic and softmax regression on the probability. All but the perceptron are networks of
one layer and train as such.
"""

from itertools import combinations_with_replacement

import numpy as np

from .activations import identity, sigmoid, softmax
from .base import ClassifierMixin, NetworkEstimator, OneLayer, RegressorMixin, targets
from .losses import binary_cross_entropy, one_hot, softmax_cross_entropy, squared_error
from .network import MLP
from .training import History
from .validation import as_matrix, as_numbers, check_lengths, choose, count, generator, positive


class Adaline(OneLayer, ClassifierMixin, NetworkEstimator):
    """Widrow and Hoff's rule: w <- w + eta (t - z) x and b <- b + eta (t - z), mistake or not.

    With z = w.x + b it is gradient descent on the mean of 1/2 (t - z)^2. Labels 0/1 are the targets
    0 and 1, with the decision at z = 1/2; any other two labels become the targets -1 and +1, with
    the decision at 0. Source: Tsinghua, ADALINE.

    Parameters
    ----------
    learning_rate : eta > 0.
    epochs : passes over the rows.
    batch_size : rows per update; 1 is the lecture's rule, None the full gradient.
    shuffle : present the rows in a new random order in each pass.
    rng : seed or Generator of the shuffling.

    Attributes
    ----------
    w_ : (D,). b_ : float. classes_ : the two labels. history_ : loss by epoch.
    """

    def __init__(self, learning_rate=0.01, epochs=50, batch_size=1, shuffle=False, rng=0):
        self.learning_rate = learning_rate
        self.epochs = epochs
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.rng = rng

    def begin(self, X, y, every="epoch"):
        """A run to look at step by step. Returns a ModelRun.

        X : (N, D). y : N labels of two kinds.
        every : a step is an "epoch" or an "update".
        """
        X = as_matrix(X)
        classes, numbers = self._encode(y, X, only_two=True)
        zero_one = classes.dtype.kind in "biuf" and classes.tolist() == [0, 1]
        T = (numbers if zero_one else 2 * numbers - 1)[:, None].astype(X.dtype)
        net = MLP.random([X.shape[1], 1], output=identity, init="zeros", dtype=X.dtype)
        model = self._knowing(X, classes_=classes, threshold_=0.5 if zero_one else 0.0)
        return model._begin(
            net, X, T, squared_error, generator(self.rng), every,
            learning_rate=self.learning_rate, batch_size=self.batch_size, shuffle=self.shuffle,
        )  # fmt: skip

    def net_input(self, X):
        """z = w.x + b, shape (N,)."""
        X = self._check_inputs(X)
        return self.net_.scores(X)[:, 0]

    def decision_function(self, X):
        """z minus the threshold between the two targets, (N,): above 0 is the positive class."""
        return self.net_input(X) - self.threshold_


def polynomial_features(X, degree):
    """All products of at most `degree` columns: x, y, x^2, xy, y^2 for two columns and degree 2.

    X : (N, D). Returns (N, number of products), without a column of ones.
    """
    X = as_matrix(X)
    columns = range(X.shape[1])
    products = [
        c for d in range(1, count(degree, "degree") + 1) for c in combinations_with_replacement(columns, d)
    ]
    with np.errstate(over="ignore", invalid="ignore"):
        P = np.column_stack([X[:, c].prod(axis=1) for c in products])
    if not np.isfinite(P).all():
        raise ValueError(
            f"X holds {np.abs(X).max():g}, whose powers up to degree {degree} are larger than any number of "
            "the computer; scale X, or use a lower degree"
        )
    return P


SOLVERS = {name: name for name in ("normal_equations", "gradient_descent")}


class LinearRegression(RegressorMixin, NetworkEstimator):
    """The line, plane or polynomial of least squares.

    Minimises the mean over the rows of 1/2 sum_k (w_k.x + b_k - t_k)^2. Source: Tsinghua, linear
    regression.

    Parameters
    ----------
    degree : use polynomial_features(X, degree).
    solver : "normal_equations" (by orthogonal factors, stable) or "gradient_descent".
    learning_rate, epochs, batch_size, rng : of gradient descent; batch_size None takes all rows.
    l2 : penalty l2/2 sum W^2, biases free.

    Attributes
    ----------
    w_ and b_ : (D,) and a float for a 1-D y, (K, D) and (K,) otherwise.
    history_ : loss by epoch of gradient descent.
    """

    def __init__(
        self,
        degree=1,
        solver="normal_equations",
        learning_rate=0.1,
        epochs=1000,
        batch_size=None,
        l2=0.0,
        rng=0,
    ):
        self.degree = degree
        self.solver = solver
        self.learning_rate = learning_rate
        self.epochs = epochs
        self.batch_size = batch_size
        self.l2 = l2
        self.rng = rng

    def fit(self, X, y, **unwanted):
        """X : (N, D). y : (N,) or (N, K) numbers. Returns self."""
        self._refuse(unwanted)
        if choose(self.solver, SOLVERS, "solver") == "gradient_descent":
            return super().fit(X, y)
        inputs, P, T, one_target = self._read(X, y)
        self._solve(P, T)
        self.n_features_in_, self.one_target_ = inputs.shape[1], one_target
        self._remember_columns(X)
        return self

    def begin(self, X, y, every="epoch"):
        """A run of gradient descent to look at step by step. Returns a ModelRun.

        X : (N, D). y : (N,) or (N, K) numbers.
        every : a step is an "epoch" or an "update".
        """
        if choose(self.solver, SOLVERS, "solver") != "gradient_descent":
            raise ValueError('the normal equations have no steps; begin with solver="gradient_descent"')
        X, P, T, one_target = self._read(X, y)
        net = MLP.random([P.shape[1], T.shape[1]], output=identity, init="zeros")
        return self._knowing(X, one_target_=one_target)._begin(
            net, P, T, squared_error, generator(self.rng), every,
            learning_rate=self.learning_rate, batch_size=self.batch_size, l2=self.l2,
        )  # fmt: skip

    def _read(self, X, y):
        """X, its products P (N, M), targets T (N, K), and whether y was 1-D."""
        X = as_matrix(X)
        T = as_numbers(y, "y")
        check_lengths(X, T)
        P = polynomial_features(X, self.degree)
        return X, P, T[:, None] if T.ndim == 1 else as_matrix(T, "y"), T.ndim == 1

    def _solve(self, P, T):
        # With both sides centred the bias drops out; a penalty is a further N*l2 |w|^2 of squared residuals.
        l2 = positive(self.l2, "l2", allow_zero=True)
        with np.errstate(over="ignore", invalid="ignore"):
            p, t = P.mean(axis=0), T.mean(axis=0)
        if not (np.isfinite(p).all() and np.isfinite(t).all()):
            raise ValueError("X or y holds numbers too large to add up; scale X and y")
        rows = np.sqrt(len(P) * l2) * np.eye(P.shape[1])
        A = np.vstack([P - p, rows]) if l2 else P - p
        B = np.vstack([T - t, np.zeros((len(rows), T.shape[1]))]) if l2 else T - t
        W = np.linalg.lstsq(A, B, rcond=None)[0].T
        self.net_ = MLP.random([P.shape[1], T.shape[1]], output=identity, init="zeros")
        self.net_.layers[0].W, self.net_.layers[0].b = W, t - W @ p
        self.history_ = History(weights=None)

    @property
    def w_(self):
        W = self.net_.layers[0].W
        return W[0] if self.one_target_ else W

    @property
    def b_(self):
        b = self.net_.layers[0].b
        return float(b[0]) if self.one_target_ else b

    def predict(self, X):
        """w.x + b, shape (N,) or (N, K) like the y that was fitted."""
        X = self._check_inputs(X)
        Y = self.net_(polynomial_features(X, self.degree))
        return Y[:, 0] if self.one_target_ else Y


class CrossEntropyModel(ClassifierMixin, NetworkEstimator):
    """The settings that logistic and softmax regression share; see LogisticRegression."""

    def __init__(
        self, learning_rate=1.0, epochs=500, l2=0.0, penalize_bias=False, batch_size=None,
        optimizer="sgd", rng=0,
    ):  # fmt: skip
        self.learning_rate = learning_rate
        self.epochs = epochs
        self.l2 = l2
        self.penalize_bias = penalize_bias
        self.batch_size = batch_size
        self.optimizer = optimizer
        self.rng = rng

    def _descend(self, X, T, classes, output, loss, every):
        net = MLP.random([X.shape[1], T.shape[1]], output=output, init="zeros", dtype=X.dtype)
        return self._knowing(X, classes_=classes)._begin(
            net, X, T, loss, generator(self.rng), every, l2=self.l2, learning_rate=self.learning_rate,
            penalize_bias=self.penalize_bias, batch_size=self.batch_size, optimizer=self.optimizer,
        )  # fmt: skip


class LogisticRegression(OneLayer, CrossEntropyModel):
    """P(t = 1 | x) = sigmoid(w.x + b), trained by descent on the cross-entropy.

    The gradient is dJ/dw = mean of (h - t) x; weights start at zero, for the loss is convex. Two
    labels of any kind; the larger is class 1. Source: Tsinghua, logistic regression.

    Parameters
    ----------
    learning_rate : number or schedule. optimizer : name or object.
    epochs : passes over the rows. batch_size : rows per update, None for all.
    l2 : penalty l2/2 |w|^2.
    penalize_bias : the bias too, as on the slides, where it is the weight of x_0 = 1.
    rng : seed or Generator of the shuffling.

    Attributes
    ----------
    w_ : (D,). b_ : float. classes_ : the labels, sorted. history_ : loss by epoch.
    """

    def begin(self, X, y, every="epoch"):
        """A run to look at step by step. Returns a ModelRun.

        X : (N, D). y : N labels of two kinds.
        every : a step is an "epoch" or an "update".
        """
        X = as_matrix(X)
        classes, numbers = self._encode(y, X, only_two=True)
        T = targets(numbers, 2, X.dtype)
        return self._descend(X, T, classes, sigmoid, binary_cross_entropy, every)

    def decision_function(self, X):
        """w.x + b, shape (N,)."""
        X = self._check_inputs(X)
        return self.net_.scores(X)[:, 0]

    def predict_proba(self, X):
        """P(class 0) and P(class 1) of each row, shape (N, 2)."""
        z = self.decision_function(X)
        return np.column_stack([sigmoid(-z), sigmoid(z)])


class SoftmaxRegression(CrossEntropyModel):
    """P(class k | x) = softmax(W x + b)_k for K >= 2 classes, trained like LogisticRegression.

    The gradient is dJ/dz = h - t. Parameters and attributes as in LogisticRegression, but w_ is
    (K, D) and b_ is (K,). Source: Tsinghua, softmax regression.
    """

    def begin(self, X, y, every="epoch"):
        """A run to look at step by step. Returns a ModelRun.

        X : (N, D). y : N labels.
        every : a step is an "epoch" or an "update".
        """
        X = as_matrix(X)
        classes, numbers = self._encode(y, X)
        T = one_hot(numbers, len(classes)).astype(X.dtype)
        return self._descend(X, T, classes, softmax, softmax_cross_entropy, every)

    @property
    def w_(self):
        return self.net_.layers[0].W

    @property
    def b_(self):
        return self.net_.layers[0].b

    def decision_function(self, X):
        """The scores W x + b, shape (N, K); for two classes their difference z_1 - z_0, shape (N,)."""
        X = self._check_inputs(X)
        Z = self.net_.scores(X)
        return Z[:, 1] - Z[:, 0] if len(self.classes_) == 2 else Z

    def predict_proba(self, X):
        """P(class k) of each row, shape (N, K), columns in the order of classes_."""
        X = self._check_inputs(X)
        return softmax(self.net_.scores(X))
