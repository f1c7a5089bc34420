"""What passes through a network, layer by layer: the signal forwards, the sensitivity backwards.

A layer multiplies both by some factor, so depth makes a power of it. The size of a signal alone can
deceive: the outputs of a deep sigmoid network are all near 1/2, which is large, and the same for
every sample, which says nothing. What a layer still tells apart is the spread over the samples.
"""

from typing import NamedTuple

import numpy as np

from .network import backprop

ROUNDING = 16 * np.finfo(float).eps  # a spread that is smaller beside its size is what rounding leaves


class Signals(NamedTuple):
    """Three numbers for each layer, arrays (L + 1,); entry 0 is the input.

    spread : how far its outputs differ from sample to sample.
    size : the root mean square of its outputs, sqrt(E[y^2]).
    sensitivity : the length of one sample's delta, as root mean square over the samples; NaN for
    the input, which has none.
    """

    spread: np.ndarray
    size: np.ndarray
    sensitivity: np.ndarray


def signals(net, X, T, loss):
    """The Signals of a network on a batch; a number too large for a float is infinite.

    net : MLP. X : (N, D). T : (N, K). loss : name or Loss.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        layers = backprop(net, X, T, loss).layers
        outputs = [layers[0].x, *(layer.a for layer in layers)]
        deltas = [len(layer.dz) * layer.dz for layer in layers]  # without the mean's 1/N
        return Signals(
            np.array([spread(A) for A in outputs]),
            np.array([root_mean_square(A) for A in outputs]),
            np.array([np.nan, *(root_mean_square(D) * D.shape[1] ** 0.5 for D in deltas)]),
        )


def spread(A):
    """The standard deviation of each column of A (N, n), and the root mean square of those; 0 where
    nothing is left but rounding.
    """
    spread = root_mean_square(A - A.mean(axis=0))
    return 0.0 if spread <= ROUNDING * root_mean_square(A) else spread


def root_mean_square(A):
    """sqrt(mean(A^2)), also where a square would be too small or too large for a float."""
    unit = np.abs(A).max()
    if not np.isfinite(unit):
        return np.inf
    return float(unit * np.sqrt(np.mean((A / unit) ** 2))) if unit else 0.0
