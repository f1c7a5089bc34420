"""The perceptron: one weighted sum, corrected after each mistake.

Its error is measured on the decision, not on the sum, so it has no loss to descend on and a loop of
its own; the models of linear.py train as networks.
"""

from typing import NamedTuple

import numpy as np

from .base import ClassifierMixin, Estimator, OneLayer, remembers_columns
from .network import MLP
from .training import History
from .validation import as_matrix, as_numbers, as_rows, count, generator, positive


class Mistake(NamedTuple):
    """One perceptron update: the pass and the row, the error t - y, and the weights that it led to."""

    epoch: int
    row: int
    error: float
    w: np.ndarray
    b: float


class Perceptron(OneLayer, ClassifierMixin, Estimator):
    """Rosenblatt's rule: after each mistake, w <- w + eta (t - y) x and b <- b + eta (t - y).

    Labels -1 and +1 enter the rule as they are, so t - y is +-2; any other two labels count as 0
    and 1, so t - y is +-1. The positive class is predicted where w.x + b > 0. Source: Tsinghua, NUS
    and ASU, perceptron learning.

    Parameters
    ----------
    learning_rate : eta > 0. From a zero start it only scales the result.
    epochs : most passes over the rows; training ends after the first pass without a mistake.
    shuffle : present the rows in a new random order in each pass; by default in the order given.
    initial_weights : (D + 1,) start values, bias last; zeros if None.
    bias : False keeps b where it starts, as on the ASU slide (EA-3).
    rng : seed or Generator of the shuffling.

    Attributes
    ----------
    w_ : (D,). b_ : float.
    classes_ : the two labels, the positive one last.
    converged_ : whether a pass was clean and no row is wrong.
    updates_ : one Mistake (epoch, row, error, w, b) per update.
    history_ : loss is the error rate after each pass.
    """

    def __init__(self, learning_rate=1.0, epochs=100, shuffle=False, initial_weights=None, bias=True, rng=0):
        self.learning_rate = learning_rate
        self.epochs = epochs
        self.shuffle = shuffle
        self.initial_weights = initial_weights
        self.bias = bias
        self.rng = rng

    @remembers_columns
    def fit(self, X, y, rows=None):
        """Learn until a pass is clean. Returns self.

        X : (N, D). y : N labels of two kinds.
        rows : the rows that a pass visits, in this order and as often as they are named (NUS: pick
        any that is wrong); by default all.
        Raises ValueError on anything else.
        """
        X = as_matrix(X)
        classes, numbers = self._encode(y, X, only_two=True)
        rows = np.arange(len(X)) if rows is None else as_rows(rows, len(X))
        eta = positive(self.learning_rate, "learning_rate")
        epochs, rng = count(self.epochs, "epochs"), generator(self.rng)
        signed = classes.dtype.kind in "if" and classes.tolist() == [-1, 1]
        error = 2.0 if signed else 1.0
        sign = np.where(numbers == 1, 1.0, -1.0)
        X1 = np.column_stack([X, np.full(len(X), float(self.bias))])
        w = np.zeros(X1.shape[1])
        if self.initial_weights is not None:
            w = as_numbers(self.initial_weights, "initial_weights").astype(float)
            if w.shape != (X1.shape[1],):
                raise ValueError(
                    f"initial_weights must hold {X1.shape[1]} numbers (bias last), got shape {w.shape}; "
                    f"for {X.shape[1]} features pass {X.shape[1]} weights and a bias"
                )

        history, mistakes, clean = History(), [], False

        def diary():
            history.loss.append(float(np.mean(((X1 @ w) > 0) != (sign > 0))))
            history.weights.append(w.copy())

        diary()
        for epoch in range(1, epochs + 1):
            order = rng.permutation(rows) if self.shuffle else rows
            before = len(mistakes)
            start = 0
            while (row := self._next_mistake(X1, sign, order, start, w)) is not None:
                start, n = row + 1, order[row]
                w = w + eta * error * sign[n] * X1[n]
                mistakes.append(Mistake(epoch, int(n), error * sign[n], w[:-1], float(w[-1])))
            diary()
            clean = len(mistakes) == before
            if clean:
                break
        self.classes_, self.n_features_in_ = classes, X.shape[1]
        self.converged_ = clean and history.loss[-1] == 0
        self.history_, self.updates_ = history, mistakes
        self.net_ = MLP.random([X.shape[1], 1], output="step", init="zeros")
        self.net_.layers[0].W, self.net_.layers[0].b = w[None, :-1], w[-1:]
        return self

    @staticmethod
    def _next_mistake(X1, sign, order, start, w):
        """The position in `order`, from `start`, of the first misclassified row, or None.

        Rows are tried in blocks that grow while all is well: the classical rule exactly, without
        its slow loop.
        """
        block = 8
        while start < len(order):
            rows = order[start : start + block]
            wrong = ((X1[rows] @ w) > 0) != (sign[rows] > 0)
            if wrong.any():
                return start + int(wrong.argmax())
            start += block
            block *= 2
        return None

    def decision_function(self, X):
        """w.x + b, shape (N,)."""
        X = self._check_inputs(X)
        return self.net_.scores(X)[:, 0]
