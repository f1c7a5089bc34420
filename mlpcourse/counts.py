"""How many multiplications a gradient costs, counted from the widths of the layers alone.

sizes : widths from input to output, such as [4, 4, 1]. Biases cost no multiplication: what comes in
is 1. One for f'(z) of each unit is counted, and one for the output's own (y - t) f'(z). All counts are
for one sample and all weights. Other sizes raise ValueError.
"""

from itertools import pairwise
from math import prod

from .validation import widths


def forward(sizes):
    """One product for each weight."""
    return sum(a * b for a, b in pairwise(widths(sizes)))


def reuse(sizes):
    """Backpropagation: each delta once, and from it dW; sent on to every layer but the input."""
    return forward(sizes) + _deltas(widths(sizes), 1)


def afresh(sizes):
    """Each weight's gradient for itself: the deltas above it are computed again for every weight."""
    sizes = widths(sizes)
    total = 2 * sizes[-2] * sizes[-1]  # the output's own delta, and what came in
    for layer, (n_in, n_out) in enumerate(pairwise(sizes[:-1]), start=1):
        own = sizes[layer + 1] + 1  # the delta of the unit that the weight leads to
        total += n_in * n_out * (1 + own + _deltas(sizes, layer + 1))
    return total


def paths(sizes):
    """Each weight's gradient as a sum over the ways to the output, one product of slopes for each way."""
    sizes = widths(sizes)
    layers, total = len(sizes) - 1, 0
    for layer, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
        ways = prod(sizes[layer + 1 :])
        factors = 2 * (layers - layer) + 2  # (y - t) and f' of the output, then w and f' of each layer, and x
        total += n_in * n_out * ways * factors
    return total


def nudging(sizes):
    """Central differences: two forward passes for each weight and each bias."""
    return 2 * forward(sizes) * sum((a + 1) * b for a, b in pairwise(widths(sizes)))


def _deltas(sizes, layer):
    """The deltas of the layers from the output down to `layer`."""
    return sizes[-1] + sum(n * (above + 1) for n, above in pairwise(sizes[layer:]))
