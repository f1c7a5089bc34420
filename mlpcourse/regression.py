"""Least squares: lines, planes and polynomials, by the normal equations or by descent."""

from itertools import combinations_with_replacement

import numpy as np

from .activations import identity
from .base import NetworkEstimator, RegressorMixin
from .diary import History
from .losses import squared_error
from .network import MLP
from .validation import as_matrix, as_numbers, check_lengths, choose, count, generator, positive


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
        self, degree=1, solver="normal_equations", learning_rate=0.1, epochs=1000, batch_size=None, l2=0.0, rng=0,
    ):  # fmt: skip
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
