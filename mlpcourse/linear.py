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
    """Widrow and Hoff's rule: w <- w + eta (t - z) x and b <- b + eta (t - z), with z = w.x + b,
    mistake or not.

    It is gradient descent on the mean of 1/2 (t - z)^2. Labels 0/1 are the targets 0 and 1, with
    the decision at z = 1/2; any other two labels become the targets -1 and +1, with the decision at
    0. Source: Tsinghua, ADALINE.

    learning_rate, epochs : as in Perceptron. batch_size : 1 is the lecture's rule, None the full
    gradient. shuffle : new order in each pass. rng : seed or Generator. Attributes: w_, b_,
    classes_, history_.
    """

    def __init__(self, learning_rate=0.01, epochs=50, batch_size=1, shuffle=False, rng=0):
        self.learning_rate = learning_rate
        self.epochs = epochs
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.rng = rng

    def fit(self, X, y):
        """X : (N, D). y : N labels of two kinds. Returns self. Warns if the rate makes it diverge."""
        X = as_matrix(X)
        classes, numbers = self._encode(y, X, only_two=True)
        zero_one = classes.dtype.kind in "biuf" and classes.tolist() == [0, 1]
        T = (numbers if zero_one else 2 * numbers - 1)[:, None].astype(X.dtype)
        net = MLP.random([X.shape[1], 1], output=identity, init="zeros", dtype=X.dtype)
        self._train(
            net, X, T, squared_error, generator(self.rng),
            learning_rate=self.learning_rate, batch_size=self.batch_size, shuffle=self.shuffle,
        )  # fmt: skip
        self.classes_, self.threshold_ = classes, 0.5 if zero_one else 0.0
        return self

    def net_input(self, X):
        """z = w.x + b, shape (N,)."""
        X = self._check_inputs(X)
        return self.net_.scores(X)[:, 0]

    def decision_function(self, X):
        """z minus the threshold between the two targets, shape (N,): the positive class is where it
        is above 0.
        """
        return self.net_input(X) - self.threshold_


def polynomial_features(X, degree):
    """All products of at most `degree` columns, without the constant: x, y, x^2, xy, y^2 for two
    columns, degree 2.

    X : (N, D). Returns (N, number of products).
    """
    X = as_matrix(X)
    columns = range(X.shape[1])
    products = [
        c for d in range(1, count(degree, "degree") + 1) for c in combinations_with_replacement(columns, d)
    ]
    return np.column_stack([X[:, c].prod(axis=1) for c in products])


class LinearRegression(RegressorMixin, NetworkEstimator):
    """The line, plane or polynomial of least squares: minimise the mean of 1/2 sum_k (w_k.x + b_k -
    t_k)^2.

    degree : use polynomial_features(X, degree). solver : "normal_equations" (by orthogonal factors,
    stable) or "gradient_descent" with learning_rate, epochs, batch_size. l2 : penalty l2/2 sum W^2,
    biases free. Attributes: w_ (D,) and b_ for a 1-D y, (K, D) and (K,) otherwise. Source:
    Tsinghua, linear regression.
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

    def fit(self, X, y):
        """X : (N, D). y : (N,) or (N, K) numbers. Returns self."""
        X = as_matrix(X)
        T = as_numbers(y, "y")
        check_lengths(X, T)
        solver = choose(
            self.solver,
            {"normal_equations": self._solve, "gradient_descent": self._descend},
            "solver",
            type(None),
        )
        P = polynomial_features(X, self.degree)
        solver(P, T[:, None] if T.ndim == 1 else as_matrix(T, "y"))
        self.n_features_in_, self.one_target_ = X.shape[1], T.ndim == 1
        return self

    def _solve(self, P, T):
        # With both sides centred the bias drops out; a penalty is a further N*l2 |w|^2 of squared residuals.
        l2 = positive(self.l2, "l2", allow_zero=True)
        p, t = P.mean(axis=0), T.mean(axis=0)
        rows = np.sqrt(len(P) * l2) * np.eye(P.shape[1])
        A = np.vstack([P - p, rows]) if l2 else P - p
        B = np.vstack([T - t, np.zeros((len(rows), T.shape[1]))]) if l2 else T - t
        W = np.linalg.lstsq(A, B, rcond=None)[0].T
        self.net_ = MLP.random([P.shape[1], T.shape[1]], output=identity, init="zeros")
        self.net_.layers[0].W, self.net_.layers[0].b = W, t - W @ p
        self.history_ = History(weights=None)

    def _descend(self, P, T):
        net = MLP.random([P.shape[1], T.shape[1]], output=identity, init="zeros")
        self._train(
            net, P, T, squared_error, generator(self.rng),
            learning_rate=self.learning_rate, batch_size=self.batch_size, l2=self.l2,
        )  # fmt: skip

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

    def _descend(self, X, T, output, loss):
        net = MLP.random([X.shape[1], T.shape[1]], output=output, init="zeros", dtype=X.dtype)
        return self._train(
            net, X, T, loss, generator(self.rng), l2=self.l2, learning_rate=self.learning_rate,
            penalize_bias=self.penalize_bias, batch_size=self.batch_size, optimizer=self.optimizer,
        )  # fmt: skip


class LogisticRegression(OneLayer, CrossEntropyModel):
    """P(t = 1 | x) = sigmoid(w.x + b), trained by descent on the cross-entropy: dJ/dw = mean of (h
    - t) x.

    Two labels of any kind; the larger is class 1. l2 : penalty l2/2 |w|^2; the bias is free
    unless penalize_bias, as on the slides, where it is the weight of x_0 = 1. batch_size :
    None is the full gradient. Starts at zero: the loss is convex. Attributes: w_, b_, classes_,
    history_. Source: Tsinghua, logistic regression.
    """

    def fit(self, X, y):
        """X : (N, D). y : N labels of two kinds. Returns self. Warns if the rate makes it diverge."""
        X = as_matrix(X)
        classes, numbers = self._encode(y, X, only_two=True)
        self._descend(X, targets(numbers, 2, X.dtype), sigmoid, binary_cross_entropy)
        self.classes_ = classes
        return self

    def decision_function(self, X):
        """w.x + b, shape (N,)."""
        X = self._check_inputs(X)
        return self.net_.scores(X)[:, 0]

    def predict_proba(self, X):
        """P(class 0) and P(class 1) of each row, shape (N, 2)."""
        z = self.decision_function(X)
        return np.column_stack([sigmoid(-z), sigmoid(z)])


class SoftmaxRegression(CrossEntropyModel):
    """P(class k | x) = softmax(W x + b)_k for K >= 2 classes, trained like LogisticRegression:
    dJ/dz = h - t.

    Parameters and attributes as in LogisticRegression, but w_ is (K, D) and b_ is (K,). Source:
    Tsinghua, softmax regression.
    """

    def fit(self, X, y):
        """X : (N, D). y : N labels. Returns self. Warns if the rate makes it diverge."""
        X = as_matrix(X)
        classes, numbers = self._encode(y, X)
        T = one_hot(numbers, len(classes)).astype(X.dtype)
        self._descend(X, T, softmax, softmax_cross_entropy)
        self.classes_ = classes
        return self

    @property
    def w_(self):
        return self.net_.layers[0].W

    @property
    def b_(self):
        return self.net_.layers[0].b

    def decision_function(self, X):
        """The scores W x + b, shape (N, K)."""
        X = self._check_inputs(X)
        return self.net_.scores(X)

    def predict_proba(self, X):
        """P(class k) of each row, shape (N, K), columns in the order of classes_."""
        return softmax(self.decision_function(X))
