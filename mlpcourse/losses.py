"""Loss functions, each beside its gradient.

Every loss is the mean over the N rows of a batch and the sum over a row's K outputs; `gradient` is
the gradient of exactly that number, 1/N included. A cross-entropy takes *scores* z, the values
before sigmoid or softmax: only then are it and its gradient exact however large the scores are
(Tsinghua, coding considerations).
"""

import numpy as np

from .activations import identity, sigmoid, softmax
from .validation import as_matrix, check_lengths, choose, count


class Loss:
    """A loss and its gradient with respect to the scores.

    `link` is the output activation that the loss already contains. `loss(Z, T)` and
    `loss.gradient(Z, T)` take arrays (N, K); `per_sample(Z, T)` gives the N terms whose mean the
    loss is.
    """

    name = ""
    link = identity

    def __call__(self, Z, T):
        Z, T = self._checked(Z, T)
        return float(self.per_sample(Z, T).mean())

    def gradient(self, Z, T):
        """dJ/dZ, shape (N, K): (f(Z) - T) / N for every loss here, with f its link."""
        Z, T = self._checked(Z, T)
        return (self.link(Z) - T) / len(Z)

    def check_targets(self, T):
        """Raise ValueError, with a remedy, if T cannot be a target of this loss."""

    def _checked(self, Z, T):
        Z = as_matrix(Z, "Z")
        T = as_matrix(T, "T", Z.shape[1])
        check_lengths(Z, T, "T")
        self.check_targets(T)
        return Z, T

    def __repr__(self):
        return self.name

    def __reduce_ex__(self, protocol):
        """Pickled and copied by name, as activations are."""
        return self.name if globals().get(self.name) is self else super().__reduce_ex__(protocol)


class SquaredError(Loss):
    """Half the squared distance to the target: mean over n of 1/2 sum_k (y_nk - t_nk)^2."""

    name = "squared_error"

    def per_sample(self, Y, T):
        return ((Y - T) ** 2).sum(axis=1) / 2

    def output_gradient(self, Y, T):
        """dJ/dY, shape (N, K)."""
        return (Y - T) / len(Y)


class BinaryCrossEntropy(Loss):
    """- sum_k [t_k ln h_k + (1 - t_k) ln(1 - h_k)] with h = sigmoid(z), mean over the rows.

    Targets lie in [0, 1].
    """

    name = "binary_cross_entropy"
    link = sigmoid

    def per_sample(self, Z, T):
        # -ln h = ln(1 + exp(-z)) and -ln(1 - h) = ln(1 + exp z)
        return (T * np.logaddexp(0, -Z) + (1 - T) * np.logaddexp(0, Z)).sum(axis=1)

    def output_gradient(self, H, T):
        """dJ/dH, shape (N, K): the lectures' split form. Infinite where h is 0 and t is not."""
        with np.errstate(divide="ignore"):
            return (_ratio(1 - T, 1 - H) - _ratio(T, H)) / len(H)

    def check_targets(self, T):
        if T.min() < 0 or T.max() > 1:
            raise ValueError(
                f"binary_cross_entropy needs targets from 0 to 1, got {T.min():g} to {T.max():g}; "
                "recode labels -1 and +1 as 0 and 1 with (T + 1) / 2"
            )


class SoftmaxCrossEntropy(Loss):
    """- sum_k t_k ln h_k with h = softmax(z), mean over the rows; each row of T sums to 1."""

    name = "softmax_cross_entropy"
    link = softmax

    def per_sample(self, Z, T):
        # -ln h_k = ln sum_j exp(z_j) - z_k; after the shift the largest term is exp(0) = 1,
        # which log1p adds exactly.
        Z = Z - Z.max(axis=1, keepdims=True)
        others = np.exp(Z)
        others[np.arange(len(Z)), Z.argmax(axis=1)] = 0
        return (T * (np.log1p(others.sum(axis=1, keepdims=True)) - Z)).sum(axis=1)

    def output_gradient(self, H, T):
        """dJ/dH, shape (N, K): -t/h, the lectures' split form. Infinite where h is 0 and t is not."""
        with np.errstate(divide="ignore"):
            return -_ratio(T, H) / len(H)

    def check_targets(self, T):
        if T.min() < 0 or not np.allclose(T.sum(axis=1), 1):
            raise ValueError(
                "softmax_cross_entropy needs rows of targets that are at least 0 and sum to 1, got a row "
                f"{T[np.argmax(np.abs(T.sum(axis=1) - 1) + (T < 0).any(axis=1))].tolist()}; use one_hot(labels)"
            )


def _ratio(t, h):
    """t / h, and 0 where t is 0 whatever h is: an impossible outcome costs nothing."""
    return np.divide(t, h, out=np.zeros_like(h), where=t != 0)


squared_error = SquaredError()
binary_cross_entropy = BinaryCrossEntropy()
softmax_cross_entropy = SoftmaxCrossEntropy()

LOSSES = {loss.name: loss for loss in (squared_error, binary_cross_entropy, softmax_cross_entropy)}


def get_loss(loss):
    """A Loss by object or by name."""
    return choose(loss, LOSSES, "loss", Loss)


def one_hot(labels, n_classes=None):
    """Labels 0 ... K-1 as rows of K zeros with a single 1, shape (N, K).

    labels : (N,) whole numbers, or False and True.
    n_classes : K; by default the largest label + 1.
    Source: Tsinghua, 1-of-K representation.
    """
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.dtype.kind not in "biu" or labels.size == 0 or labels.min() < 0:
        raise ValueError(
            f"one_hot needs a list of whole numbers from 0, got {labels!r}; "
            "for other labels use np.unique(labels, return_inverse=True)[1]"
        )
    labels = labels.astype(int)  # an array of bools would select rows, not number them
    n_classes = int(labels.max()) + 1 if n_classes is None else count(n_classes, "n_classes")
    if labels.max() >= n_classes:
        raise ValueError(
            f"label {labels.max()} does not fit in {n_classes} classes; labels start at 0, so the "
            f"largest is {n_classes - 1}"
        )
    return np.eye(n_classes)[labels]
