"""Models without hidden units, trained by descent: one weighted sum z = w.x + b per output.

They differ in what the error is measured on: the perceptron on the decision, ADALINE on the sum z
itself, logistic and softmax regression on the probability. All but the perceptron (perceptron.py)
are networks of one layer and train as such.
"""

import numpy as np

from .activations import identity, sigmoid, softmax
from .base import ClassifierMixin, NetworkEstimator, OneLayer, targets
from .losses import binary_cross_entropy, one_hot, softmax_cross_entropy, squared_error
from .network import MLP
from .validation import as_matrix, generator


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
        classes, numbers = self._encode(y, X)
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
        return super().decision_function(X)

    def decision_function(self, X):
        """z minus the threshold between the two targets, (N,): above 0 is the positive class."""
        return self.net_input(X) - self.threshold_


class CrossEntropyModel(ClassifierMixin, NetworkEstimator):
    """The settings that logistic and softmax regression share; see LogisticRegression."""

    def __init__(
        self, learning_rate=1.0, epochs=500, l2=0.0, penalize_bias=False, batch_size=None,
        optimizer="sgd", shuffle=True, rng=0,
    ):  # fmt: skip
        self.learning_rate = learning_rate
        self.epochs = epochs
        self.l2 = l2
        self.penalize_bias = penalize_bias
        self.batch_size = batch_size
        self.optimizer = optimizer
        self.shuffle = shuffle
        self.rng = rng

    def _descend(self, X, T, classes, output, loss, every):
        net = MLP.random([X.shape[1], T.shape[1]], output=output, init="zeros", dtype=X.dtype)
        return self._knowing(X, classes_=classes)._begin(
            net, X, T, loss, generator(self.rng), every, l2=self.l2, learning_rate=self.learning_rate,
            penalize_bias=self.penalize_bias, batch_size=self.batch_size, optimizer=self.optimizer,
            shuffle=self.shuffle,
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
    shuffle : present the rows in a new random order in each pass; it matters below the full gradient.
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
        classes, numbers = self._encode(y, X)
        T = targets(numbers, 2, X.dtype)
        return self._descend(X, T, classes, sigmoid, binary_cross_entropy, every)

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
