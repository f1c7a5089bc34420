"""Gradients of single samples, without ever writing them down: how noisy is a mini-batch?

A sample's gradient in one layer is the product of what comes back and what went in, dz_i x_i^T. Its
length and its slope along a direction follow from the two factors, for all samples at once.
"""

import numpy as np

from .network import backprop
from .validation import count


def sample_gradients(net, X, T, loss):
    """The factors of every sample's own gradient: pairs (dz, x) by layer, dz (N, n_out), x (N, n_in + 1).

    X : (N, D). T : (N, K). loss : name or Loss. The last column of x is the 1 of the bias.
    """
    trace = backprop(net, X, T, loss)
    one = np.ones((len(X), 1))
    return [(len(X) * layer.dz, np.hstack([layer.x, one])) for layer in trace.layers]


def gradient_of(pairs):
    """The full gradient, the mean of all samples', as one (n_out, n_in + 1) table by layer."""
    return [dz.T @ x / len(x) for dz, x in pairs]


def squared_lengths(pairs):
    """The squared length of each sample's gradient, (N,): |dz x^T|^2 = |dz|^2 |x|^2."""
    return sum((dz**2).sum(axis=1) * (x**2).sum(axis=1) for dz, x in pairs)


def slopes_along(pairs, direction):
    """The slope of each sample's loss along a direction, (N,). direction : as from gradient_of."""
    return sum((dz * (x @ V.T)).sum(axis=1) for (dz, x), V in zip(pairs, direction))


def relative_noise(pairs, batch_size):
    """How far a mini-batch gradient strays from the full one, in lengths of the full one.

    pairs : as from sample_gradients. batch_size : from 1 to N, else ValueError.
    The root of the mean squared distance, for batches drawn without putting back:
    sqrt(variance / B * (N - B)/(N - 1)). 0 for B = N; infinite where the full gradient is 0.
    """
    N, B, full = (
        len(pairs[0][0]),
        count(batch_size, "batch_size"),
        sum((G**2).sum() for G in gradient_of(pairs)),
    )
    if B > N:
        raise ValueError(f"batch_size={B} is more than the {N} rows; give at most {N}")
    variance = max(0.0, squared_lengths(pairs).mean() - full)
    if B == N or variance == 0:
        return 0.0
    return float(np.sqrt(variance / B * (N - B) / (N - 1) / full)) if full else np.inf
