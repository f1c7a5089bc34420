"""Proofs of errata of Anand's lecture."""

from itertools import product

import numpy as np

from .form import proof, right, sigma, slopes


@proof("EH-1")
def _():
    """One hidden ReLU whose sum is −1 is silent: whatever its weight, it adds nothing to w₀ = 0."""
    z, w = -1, -2
    g = lambda z: max(0, z)
    printed = g(w * z)
    repaired = w * g(z)
    return printed, repaired, 0


@proof("EH-2")
def _():
    """Does a network with one hidden tanh unit bend? f(1) − 2f(0) + f(−1) is 0 for a line."""
    hidden = lambda x: 2 * x + 1
    bends = lambda f: abs(f(1) - 2 * f(0) + f(-1)) > 1e-9
    printed = bends(lambda x: 0.5 + 3 * hidden(x))  # the sum that goes into the last g
    repaired = bends(lambda x: 0.5 + 3 * np.tanh(hidden(x)))
    return printed, repaired, True


@proof("EH-3")
def _():
    """Five inputs of 1 and five weights of 1, w₀₂ = 0."""
    w, x = np.ones(5), np.ones(5)
    printed = w[0] * x[0] + w[1] * x[1] + w[4] * x[4]
    repaired = sum(w[i] * x[i] for i in range(5))
    return printed, repaired, w @ x


@proof("EH-4")
def _():
    """Two samples; the slope of the first one's loss is what an SGD step on it goes down."""
    x, y, w = np.array([1.0, 3.0]), np.array([2.0, 0.0]), 1.0
    printed = np.mean((w * x - y) * x)
    repaired = (w * x[0] - y[0]) * x[0]
    return printed, repaired, slopes(lambda w: 0.5 * (w * x[0] - y[0]) ** 2, w)


@proof("EH-6")
def _():
    """What happens to the formula when every sample is taken twice? The factor."""
    formula = lambda losses: sum(losses) / len(losses)
    losses = [0.3, 0.9, 1.5]
    printed = sum(2 * losses) / sum(losses)  # a total
    repaired = np.mean(2 * losses) / np.mean(losses)
    return printed, repaired, formula(2 * losses) / formula(losses)


@proof("EH-10")
def _():
    """E = w⁴ − 4w² + w has its lower valley at −1.47. Start at 2 with a stable rate of 0.02."""
    w = 2
    for _ in range(500):
        w = w - 0.02 * (4 * w**3 - 8 * w + 1)
    lowest = min(np.roots([4, 0, -8, 1]).real)
    own_valley = max(np.roots([4, 0, -8, 1]).real)
    printed = lowest
    repaired = own_valley
    return printed, repaired, w


@proof("EH-12")
def _():
    """w feeds a unit that feeds two others: ŷ = tanh(wx) + 3 tanh²(wx), say. Its slope, measured."""
    x, w = 1.0, 0.5
    a = np.tanh(w * x)
    printed = 1 * (1 - a**2) * x  # one path
    repaired = (1 + 6 * a) * (1 - a**2) * x  # both
    return printed, repaired, slopes(lambda w: np.tanh(w * x) + 3 * np.tanh(w * x) ** 2, w)


@proof("EH-13")
def _():
    """Two units with outputs 1 and 3, p = ½: the mean over all four masks should be the full sum, 4."""
    y, masks = np.array([1, 3]), np.array(list(product((0, 1), repeat=2)))
    printed = np.mean(masks @ y)
    repaired = np.mean(masks @ y / (1 - 0.5))
    return printed, repaired, sum(y)


@proof("EH-15")
def _():
    """For which activations is g(−6) within 0.001 of 0.002?"""
    near = lambda g: abs(g(-6) - 0.002) < 0.001
    printed = all(map(near, (sigma, np.tanh, lambda z: max(0, z))))
    repaired = near(sigma)
    return printed, repaired, True


@right("H-12", "σ(−6) ≈ 0.002")
def _():
    """Compute it, and round to three decimals."""
    return 0.002, round(1 / (1 + np.exp(6)), 3)


@right("H-07", "g′(z) = 1 − g(z)² for tanh")
def _():
    """At z = 0.7, against the slope that is measured."""
    return 1 - np.tanh(0.7) ** 2, slopes(np.tanh, 0.7)


@right("H-08", "ReLU: g′(z) = 1 where z > 0, and 0 elsewhere")
def _():
    """At z = 2 and z = −2, against the slopes that are measured."""
    return (1, 0), [slopes(lambda z: max(0, z), z) for z in (2, -2)]


@right("H-11", "w₀ = 1, W = (3, −2): ŷ = g(1 + 3x₁ − 2x₂)")
def _():
    """The score at (−1, 2), against a product with a constant input 1."""
    return 1 + 3 * (-1) - 2 * 2, np.dot([1, 3, -2], [1, -1, 2])
