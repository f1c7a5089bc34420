"""The perceptron: one weighted sum, corrected after each mistake.

Its error is measured on the decision, not on the sum, so it has no loss to descend on and a loop of
its own; the models of linear.py train as networks.
"""

import copy
from bisect import bisect_right
from typing import NamedTuple

import numpy as np

from .base import ClassifierMixin, Estimator, OneLayer
from .diary import Steps
from .model_run import ModelRun
from .network import MLP
from .training import steps_per_epoch
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

    def fit(self, X, y, rows=None, **unwanted):
        """Learn until a pass is clean. Returns self.

        X : (N, D). y : N labels of two kinds.
        rows : the rows that a pass visits, in this order and as often as they are named (NUS: pick
        any that is wrong); by default all.
        Raises ValueError on anything else.
        """
        self._refuse(unwanted)
        return self._finish(self.begin(X, y, rows=rows), X)

    def begin(self, X, y, every="epoch", rows=None):
        """A run to look at step by step; arguments as for fit. Returns a ModelRun.

        every : a step is a pass ("epoch"), or a correction ("update").
        """
        X = as_matrix(X)
        classes, numbers = self._encode(y, X)
        rows = np.arange(len(X)) if rows is None else as_rows(rows, len(X))
        eta = positive(self.learning_rate, "learning_rate")
        epochs, rng = count(self.epochs, "epochs"), generator(self.rng)
        signed = classes.dtype.kind in "if" and classes.tolist() == [-1, 1]
        error = np.where(numbers == 1, 1.0, -1.0) * (2.0 if signed else 1.0)
        X1 = np.column_stack([X, np.full(len(X), float(self.bias))])
        w = np.zeros(X1.shape[1])
        if self.initial_weights is not None:
            w = as_numbers(self.initial_weights, "initial_weights").astype(float)
            if w.shape != (X1.shape[1],):
                raise ValueError(
                    f"initial_weights must hold {X1.shape[1]} numbers (bias last), got shape {w.shape}; "
                    f"for {X.shape[1]} features pass {X.shape[1]} weights and a bias"
                )
        run = PerceptronRun(X1, error, w, eta, rows, epochs, rng if self.shuffle else None, every)
        model = copy.copy(self)
        model.classes_, model.n_features_in_ = classes, X.shape[1]
        return ModelRun(model, run, epochs * steps_per_epoch(every, len(rows)))

    def _remember(self, run, k):
        super()._remember(run, k)
        self.updates_ = run.mistakes_at(k)
        self.converged_ = run.clean and k == run.steps and run.history.loss[-1] == 0


class PerceptronRun(Steps):
    """The rule itself, a pass or a correction at a time; it answers what a Run answers.

    X1 : (N, D + 1), the rows with a 1 for the bias. error : (N,), t - y of each row where it is
    wrong. w : (D + 1,), the start. rows : the rows of a pass. rng : shuffles them, or None.
    mistakes : every correction so far.
    """

    def __init__(self, X1, error, w, eta, rows, epochs, rng, every):
        super().__init__()
        self.X1, self.error, self.w, self.eta = X1, error, w, eta
        self.rows, self.epochs, self.rng = rows, epochs, rng
        self.single = steps_per_epoch(every, 2) == 2
        self.mistakes, self.clean = [], False
        self.epoch, self.order, self.position = 0, rows[:0], 0  # before the first pass
        self._write_diary()
        if self.single:
            self._seek()

    @property
    def over(self):
        """Whether the last pass is done, or a pass was clean."""
        return bool(self.why) or (self.epoch == self.epochs and self.position == len(self.order))

    def advance(self, steps, patience=None):
        """Train so many steps more, or fewer if the run is over before."""
        for _ in range(steps):
            if self.over:
                break
            self._step()
            if self.history.diverged:
                self.why = (
                    f"training diverged after step {self.steps}: a weight is no longer finite; the weights "
                    f"of that step are kept. Try a learning rate below {self.eta:g}, or scale X."
                )

    def at(self, step):
        """The network of one unit after `step` steps."""
        w = self.history.weights[step]
        net = MLP.random([len(w) - 1, 1], output="step", init="zeros")
        net.layers[0].W, net.layers[0].b = w[None, :-1].copy(), w[-1:].copy()
        return net

    def kept(self):
        """The network after the last step."""
        return self.at(self.steps)

    def rows_at(self, step):
        """The row that correction `step` was made for, (1,); none at step 0."""
        if not self.single:
            raise ValueError('a pass visits every row; ask a run of corrections, every="update"')
        return np.array([mistake.row for mistake in self.mistakes[:step][-1:]], int)

    def mistakes_at(self, step):
        """The corrections that the first `step` steps made."""
        if not self.single:
            step = bisect_right(self.mistakes, step, key=lambda mistake: mistake.epoch)
        return self.mistakes[:step]

    def _train_step(self):
        """One correction, or one pass; False if a weight is no longer finite."""
        with np.errstate(over="ignore", invalid="ignore"):
            if self.single:
                self._correct()
                self._seek()
            else:
                self._begin_pass()
                while self._find():
                    self._correct()
                self._end_pass()
            return np.isfinite(self.w).all() and self._write_diary()

    def _correct(self):
        """The rule, for the row that is next."""
        n = self.order[self.position]
        self.w = self.w + self.eta * self.error[n] * self.X1[n]
        self.mistakes.append(Mistake(self.epoch, int(n), self.error[n], self.w[:-1], float(self.w[-1])))
        self.position += 1

    def _seek(self):
        """Go on to the next mistake, if need be in the next pass; to the end if there is none."""
        while not self._find():
            if self.epoch:
                self._end_pass()
            if self.over:
                break
            self._begin_pass()

    def _find(self):
        """Go on to the next misclassified row of this pass. Returns whether there is one.

        Rows are tried in blocks that grow while all is well: the classical rule exactly, without
        its slow loop.
        """
        block = 8
        while self.position < len(self.order):
            rows = self.order[self.position : self.position + block]
            wrong = ((self.X1[rows] @ self.w) > 0) != (self.error[rows] > 0)
            if wrong.any():
                self.position += int(wrong.argmax())
                return True
            self.position += len(rows)
            block *= 2
        return False

    def _begin_pass(self):
        self.order = self.rows if self.rng is None else self.rng.permutation(self.rows)
        self.epoch, self.position = self.epoch + 1, 0

    def _end_pass(self):
        if not self.mistakes or self.mistakes[-1].epoch < self.epoch:
            self.clean = True
            wrong = self._error_rate() > 0
            self.why = f"pass {self.epoch} made no mistake" + (
                ", though rows that it does not visit are wrong." if wrong else "."
            )

    def _error_rate(self):
        return float(np.mean(((self.X1 @ self.w) > 0) != (self.error > 0)))

    def _write_diary(self):
        self.history.loss.append(self._error_rate())
        self.history.weights.append(self.w.copy())
        return True

    def _save(self):
        stream = self.rng and self.rng.bit_generator.state
        return self.w, self.epoch, self.order, self.position, self.clean, self.why, len(self.mistakes), stream

    def _restore(self, saved):
        self.w, self.epoch, self.order, self.position, self.clean, self.why, made, stream = saved
        del self.mistakes[made:]
        if self.rng is not None:
            self.rng.bit_generator.state = stream
