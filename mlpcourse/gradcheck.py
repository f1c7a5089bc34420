"""Check a gradient by nudging every weight: (J(w + h) - J(w - h)) / 2h.

Source: Anand, tips: check gradients.
"""

import numpy as np

from .network import backprop, loss_value
from .validation import as_numbers, positive


def best_step(dtype, central=True):
    """About the best nudge h for a loss of about 1: too large bends, too small rounds.

    dtype : float64 or float32. A central difference bends by about h^2, a one-sided one by h; both
    round by about 1e-16/h in float64 and 1e-7/h in float32.
    """
    coarse = np.finfo(dtype).eps > 1e-12
    return (3e-2 if coarse else 1e-5) if central else (3e-3 if coarse else 1e-7)


def numerical_gradient(f, x, h=None, central=True):
    """Differences of a scalar function f at the array x, entry by entry.

    f : called with x, returns a number. x : floats of any shape. Returns an array like x.
    h : the nudge; by default the best step for x's dtype.
    central : nudge both ways; False is the one-sided (f(x + h) - f(x)) / h.
    x is nudged in place and restored, also if f raises: f may read x through another object, such
    as a network.
    """
    if isinstance(x, np.ndarray) and x.dtype.kind != "f":
        raise ValueError(f"x must hold floats to be nudged, got {x.dtype}; pass x.astype(float)")
    x = as_numbers(x, "x")
    h = best_step(x.dtype, central) if h is None else positive(h, "h")
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        value = x[i]
        try:
            x[i] = value + h
            up = f(x)
            x[i] = value - h if central else value
            down = f(x)
        finally:
            x[i] = value
        if np.size(up) != 1:
            raise ValueError(f"f must return one number, got shape {np.shape(up)}; sum it, or take its mean")
        grad[i] = (up - down) / (2 * h if central else h)
    return grad


def relative_deviation(a, b):
    """Largest difference of two arrays, relative to their largest entry; 0 if both are all zero."""
    scale = max(np.abs(a).max(), np.abs(b).max())
    return float(np.abs(a - b).max() / scale) if scale else 0.0


def check_gradients(net, X, T, loss, l2=0.0, masks=None, h=None, penalize_bias=False):
    """Largest relative deviation of backprop's gradients from central differences, over all arrays.

    About 1e-9 in float64, and 1e-3 in float32, when backprop is right; about 1 when it is wrong.
    Arguments as for backprop, h as for numerical_gradient. At a kink (a ReLU with z = 0) the two
    disagree and both are right: central differences average the two slopes.
    """

    def J(_):
        return (
            backprop(net, X, T, loss, l2, masks, penalize_bias).loss
            if masks is not None
            else loss_value(net, X, T, loss, l2, penalize_bias)
        )

    grads = backprop(net, X, T, loss, l2, masks, penalize_bias).grads
    return max(relative_deviation(g, numerical_gradient(J, p, h)) for g, p in zip(grads, net.params))
