"""A function built from hinges: a ReLU network whose weights are written down, not learned."""

import numpy as np

from .layers import Dense
from .network import MLP
from .validation import as_numbers, check_lengths


def hinge_network(x, y):
    """The ReLU network that goes straight from each point to the next: sum of c_k ReLU(x - x_k), plus y_0.

    x : (K,) strictly increasing. y : (K,). A unit opens at each point but the last, and c_k is by how
    much the slope changes there. Left of x_0 the network answers y_0, right of the last point it goes
    on straight. Returns an MLP 1 -> K - 1 relu -> 1 identity.
    Raises ValueError unless there are at least two points, in order.
    """
    x, y = as_numbers(x, "x").astype(float), as_numbers(y, "y").astype(float)
    if x.ndim != 1 or len(x) < 2 or not (np.diff(x) > 0).all():
        raise ValueError(
            f"x must hold two or more numbers, each larger than the one before, got {x.tolist()!r:.60}; "
            "sort the points by x, and give each x once"
        )
    check_lengths(x, y)
    if y.ndim != 1:
        raise ValueError(f"y must hold one number for each x, got shape {y.shape}; pass y[:, 0]")
    slope = np.diff(y) / np.diff(x)
    c = np.diff(slope, prepend=0)
    return MLP([Dense(np.ones((len(c), 1)), -x[:-1], "relu"), Dense(c[None], y[:1])])
