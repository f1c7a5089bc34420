"""What passes through a network, layer by layer: the signal forwards, the sensitivity backwards.

A layer multiplies both by some factor, so depth makes a power of it. Neither is measured by its
size alone: the outputs of a deep sigmoid network are all near 1/2, which is large, and the same
for every sample, which says nothing. What a layer tells apart is the spread over the samples.
"""

import numpy as np

from .network import backprop

ROUNDING = 16 * np.finfo(float).eps  # a smaller spread, for its size, is what rounding leaves


def spread(A):
    """How far a layer's outputs differ from sample to sample, a float.

    A : (N, n). The standard deviation of each unit, and the root mean square of those; 0 where
    nothing is left but rounding.
    """
    spread, size = _root_mean_square(A - A.mean(axis=0)), _root_mean_square(A)
    return spread if not spread <= ROUNDING * size else 0.0


def sensitivity(dz):
    """The length of one sample's delta, as root mean square over the samples, a float.

    dz : (N, n), rows of the gradient of a mean over the samples, as in a Trace.
    """
    return _root_mean_square(dz * len(dz)) * np.sqrt(dz.shape[1])


def signals(net, X, T, loss):
    """Spread and sensitivity by layer: two arrays (layers + 1,), entry 0 is the input.

    net : MLP. X : (N, D). T : (N, K). loss : name or Loss.
    The input has no sensitivity that anyone uses: entry 0 of the second is NaN. What is too large
    for a float is infinite.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        layers = backprop(net, X, T, loss).layers
        return (
            np.array([spread(layers[0].x), *(spread(layer.a) for layer in layers)]),
            np.array([np.nan, *(sensitivity(layer.dz) for layer in layers)]),
        )


def _root_mean_square(A):
    """sqrt(mean(A^2)), also where a square would be too small or too large for a float."""
    unit = np.abs(A).max()
    if not np.isfinite(unit):
        return np.inf
    return float(unit * np.sqrt(np.mean((A / unit) ** 2))) if unit else 0.0
