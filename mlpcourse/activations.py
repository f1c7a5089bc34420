"""Activation functions, each beside its derivative.

Notation: z is the pre-activation, a = f(z) the activation, da = dL/da and dz = dL/dz.
A derivative may use z, a, or both: for sigmoid and tanh the lectures write it in terms of a.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .validation import as_code, choose, fraction, positive


@dataclass(frozen=True, eq=False)
class Activation:
    """A function f, its derivative, and the formula as text.

    Called on an array of any shape it returns f(z) of the same shape; `derivative(z)` likewise
    returns f'(z).
    """

    name: str
    f: Callable  # f(z)
    df: Callable  # df(z, a) with a = f(z)
    formula: str
    made_by: tuple = ()  # the function and the number that make it again: (leaky_relu, 0.3)

    def __call__(self, z):
        return self.f(np.asarray(z, dtype=_float_type(z)))

    def derivative(self, z, a=None):
        """f'(z), elementwise; pass a = f(z) if it is known already."""
        z = np.asarray(z, dtype=_float_type(z))
        return self.df(z, self.f(z) if a is None else a)

    def backward(self, z, a, da):
        """dL/dz from dL/da: the chain rule, dz = da * f'(z). All shapes equal."""
        return da * self.df(z, a)

    def __eq__(self, other):
        return self is other or (bool(self.made_by) and self.made_by == getattr(other, "made_by", ()))

    def __hash__(self):
        return hash(self.made_by or id(self))

    def __repr__(self):
        return f"{self.made_by[0].__name__}({as_code(self.made_by[1])})" if self.made_by else self.name

    def __reduce_ex__(self, protocol):
        """Pickled and copied by name, so that a copied network still has the one and only sigmoid."""
        if self.made_by:
            return self.made_by[0], self.made_by[1:]
        return self.name if globals().get(self.name) is self else super().__reduce_ex__(protocol)


class Softmax(Activation):
    """Turns each row of scores into probabilities; every output depends on every score of its row."""

    def derivative(self, z, a=None):
        """The Jacobian of one row, dh_i/dz_k = h_i (1[i = k] - h_k), shape (K, K).

        z : (K,). Source: Tsinghua, softmax regression.
        """
        h = self(z)
        if h.ndim != 1:
            raise ValueError(f"the softmax Jacobian is for one row of scores, got shape {h.shape}; pass z[0]")
        return np.diag(h) - np.outer(h, h)

    def backward(self, z, a, da):
        """dL/dz from dL/da: each row of da times the row's Jacobian, without building it."""
        return a * (da - (da * a).sum(axis=-1, keepdims=True))


def _float_type(z):
    return np.float32 if getattr(z, "dtype", None) == np.float32 else np.float64


def _sigmoid(z):
    # exp of a negative number only: never overflows, and keeps full precision in both tails.
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def _softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


identity = Activation("identity", lambda z: z.copy(), lambda z, a: np.ones_like(z), "z")
step = Activation(
    "step", lambda z: (z > 0).astype(z.dtype), lambda z, a: np.zeros_like(z), "1 if z > 0 else 0"
)
sigmoid = Activation("sigmoid", _sigmoid, lambda z, a: a * (1 - a), "1 / (1 + exp(-z))")
tanh = Activation("tanh", np.tanh, lambda z, a: 1 - a**2, "tanh z")
relu = Activation("relu", lambda z: np.maximum(z, 0), lambda z, a: (z > 0).astype(z.dtype), "max(0, z)")
softplus = Activation("softplus", lambda z: np.logaddexp(0, z), lambda z, a: _sigmoid(z), "ln(1 + exp z)")
softsign = Activation(
    "softsign", lambda z: z / (1 + np.abs(z)), lambda z, a: 1 / (1 + np.abs(z)) ** 2, "z / (1 + |z|)"
)
softmax = Softmax("softmax", _softmax, None, "exp z_i / sum_j exp z_j")


def leaky_relu(slope=0.01):
    """max(slope * z, z) for 0 <= slope < 1 (ASU, leaky ReLU). Returns an Activation."""
    slope = fraction(slope, "the leaky slope")
    return Activation(
        "leaky_relu",
        lambda z: np.where(z > 0, z, slope * z),
        lambda z, a: np.where(z > 0, 1, slope).astype(z.dtype),
        f"max({slope:g} z, z)",
        (leaky_relu, slope),
    )


def relu_with_slope_at_zero(slope):
    """ReLU with a chosen f'(0): 0 is this course's and Anand's, 1 is Tsinghua's (erratum EX-1)."""
    slope = positive(slope, "the slope at zero", allow_zero=True)
    return replace(
        relu,
        df=lambda z, a: np.where(z == 0, slope, z > 0).astype(z.dtype),
        made_by=(relu_with_slope_at_zero, slope),
    )


ACTIVATIONS = {
    f.name: f for f in (identity, step, sigmoid, tanh, relu, leaky_relu(), softplus, softsign, softmax)
}


def get_activation(activation):
    """An Activation by object or by name."""
    return choose(activation, ACTIVATIONS, "activation", Activation)
