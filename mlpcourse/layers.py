"""Layers: forward beside backward.

A layer keeps no state between calls: `forward` returns all that `backward` needs. Rows are
samples, and every `d...` is a derivative of the loss with the shape of the thing it is named after
(dW has W's shape).
"""

from dataclasses import dataclass

import numpy as np

from .activations import get_activation, identity
from .validation import as_matrix, as_numbers, fraction


@dataclass
class LayerTrace:
    """Every number of one layer for one batch of N rows.

    x : (N, n_in), z and a : (N, n_out), from the forward pass.
    da, dz, dW, db, dx : from the backward pass. da is infinite where a cross-entropy's split form
    is; dz never is.
    mask : (N, n_out), the dropout mask that multiplied a on its way to the next layer, or None.
    """

    x: np.ndarray
    z: np.ndarray
    a: np.ndarray
    da: np.ndarray = None
    dz: np.ndarray = None
    dW: np.ndarray = None
    db: np.ndarray = None
    dx: np.ndarray = None
    mask: np.ndarray = None


class Dense:
    """A fully connected layer: z = x W^T + b, a = f(z).

    W : (n_out, n_in), row j holds the weights into unit j.
    b : (n_out,).
    activation : name or Activation.
    Raises ValueError if the shapes of W and b do not fit.
    """

    def __init__(self, W, b, activation=identity):
        self.W = as_matrix(W, "W").copy()
        self.b = as_numbers(b, "b").astype(self.W.dtype)
        self.activation = get_activation(activation)
        if self.b.shape != (self.W.shape[0],):
            raise ValueError(
                f"W {self.W.shape} has {self.W.shape[0]} output units, so b must have shape "
                f"({self.W.shape[0]},), got {self.b.shape}; give one bias per row of W"
            )

    def forward(self, x):
        """x : (N, n_in). Returns a LayerTrace with x, z and a."""
        z = x @ self.W.T + self.b
        a = self.activation.f(z)
        return LayerTrace(x, z, a)

    def backward(self, layer, dz, with_dx=True):
        """Fill in the layer's dW, db and dx from dz : (N, n_out)."""
        layer.dz = dz
        layer.dW = dz.T @ layer.x
        layer.db = dz.sum(axis=0)
        layer.dx = dz @ self.W if with_dx else None

    def __repr__(self):
        n_out, n_in = self.W.shape
        return f"Dense({n_in} -> {n_out}, {self.activation})"


class Dropout:
    """Silence each unit with probability p, and divide the rest by 1 - p so that the mean stays.

    p : from 0 up to, not including, 1. Source: Anand, dropout.
    The mask is an argument: the same mask gives the same numbers, so gradients can be checked.
    """

    def __init__(self, p):
        self.p = fraction(p, "dropout")

    def mask(self, shape, rng):
        """An array of `shape` with entries 0 (probability p) and 1/(1 - p)."""
        return (rng.random(shape) >= self.p) / (1 - self.p)

    def forward(self, a, mask):
        return a * mask

    def backward(self, da, mask):
        return da * mask

    def __repr__(self):
        return f"Dropout({self.p:g})"
