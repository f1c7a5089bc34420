"""Check a gradient by nudging every weight: (J(w + h) - J(w - h)) / 2h.

Source: Anand, tips: check gradients.
"""

import numpy as np

from .network import backprop, loss_value


def numerical_gradient(f, x, h=1e-5):
    """Central differences of a scalar function f at the array x, entry by entry.

    f : called with x, returns a number. x : floats of any shape. Returns an array like x.
    x is nudged in place and restored, also if f raises: f may read x through another object, such
    as a network.
    """
    x = np.asarray(x, dtype=float) if not isinstance(x, np.ndarray) else x
    if x.dtype.kind != "f":
        raise ValueError(f"x must hold floats to be nudged by {h:g}, got {x.dtype}; pass x.astype(float)")
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        value = x[i]
        try:
            x[i] = value + h
            up = f(x)
            x[i] = value - h
            down = f(x)
        finally:
            x[i] = value
        grad[i] = (up - down) / (2 * h)
    return grad


def relative_deviation(a, b):
    """Largest difference of two arrays, relative to their largest entry; 0 if both are all zero."""
    scale = max(np.abs(a).max(), np.abs(b).max())
    return float(np.abs(a - b).max() / scale) if scale else 0.0


def check_gradients(net, X, T, loss, l2=0.0, masks=None, h=1e-5, penalize_bias=False):
    """Largest relative deviation of backprop's gradients from central differences, over all arrays.

    About 1e-9 in float64 when backprop is right; about 1 when it is wrong. Arguments as for
    backprop. At a kink (a ReLU with z = 0) the two disagree and both are right: central
    differences average the two slopes.
    """

    def J(_):
        return (
            backprop(net, X, T, loss, l2, masks, penalize_bias).loss
            if masks is not None
            else loss_value(net, X, T, loss, l2, penalize_bias)
        )

    grads = backprop(net, X, T, loss, l2, masks, penalize_bias).grads
    return max(relative_deviation(g, numerical_gradient(J, p, h)) for g, p in zip(grads, net.params))
