"""Proofs of errata of the ASU lecture."""

import numpy as np

from ...datasets import boolean
from .form import proof, right, sigma, slopes


@proof("EA-1")
def _():
    """A ReLU hands on what is positive: 2 stays 2."""
    z = 2
    printed = 1 if z >= 0 else 0
    repaired = max(0, z)
    return printed, repaired, z


@proof("EA-2")
def _():
    """Which left side equals the right side 1 − g(z)² at z = 1: g, or its slope?"""
    printed = np.tanh(1)
    repaired = slopes(np.tanh, 1)
    return printed, repaired, 1 - np.tanh(1) ** 2


@proof("EA-3")
def _():
    """Mistakes on AND after a hundred passes, which should be none."""

    def mistakes(X, t):
        w = np.zeros(X.shape[1])
        for _ in range(100):
            for x, target in zip(X, t):
                w = w + (target - (w @ x > 0)) * x
        return np.sum((X @ w > 0) != t)

    X, t = boolean("and")
    printed = mistakes(X, t)
    repaired = mistakes(np.c_[np.ones(4), X], t)
    return printed, repaired, 0


@proof("EA-4")
def _():
    """Mistakes on AND after a hundred passes, which should be none."""
    X, t = boolean("and")
    X = np.c_[np.ones(4), X]
    w, in_place = np.zeros(3), np.zeros(3)
    for _ in range(100):
        for x, target in zip(X, t):
            following = w + (target - (w @ x > 0)) * x
            in_place = in_place + (target - (in_place @ x > 0)) * x
        w = following
    printed, repaired = (np.sum((X @ v > 0) != t) for v in (w, in_place))
    return printed, repaired, 0


@proof("EA-6")
def _():
    """Four units and five samples must give an array of 4 × 5."""
    X, b = np.ones((3, 5)), np.ones((4, 1))
    printed = lambda: (np.ones((2, 3)) @ X + b).shape
    repaired = lambda: (np.ones((4, 3)) @ X + b).shape
    return printed, repaired, (4, 5)


@proof("EA-7")
def _():
    """The shape of W X + b for five samples."""
    printed = (4, 3)
    repaired = (4, 5)
    return printed, repaired, (np.ones((4, 3)) @ np.ones((3, 5)) + np.ones((4, 1))).shape


@proof("EA-8")
def _():
    """w₁ = 2, b₁ = 1, w₂ = 3, b₂ = 4, at x = −½: there the bracket is 0, whatever w′ is."""
    x, w1, b1, w2, b2 = -0.5, 2, 1, 3, 4
    printed = w2 * (w1 * x + b1)
    repaired = w2 * w1 * x + (w2 * b1 + b2)
    return printed, repaired, w2 * (w1 * x + b1) + b2


@proof("EA-9")
def _():
    """p = (0.05, 0.05, 0.9) and class 3: which of the two losses is the formula's value?"""
    p, y = np.array([0.05, 0.05, 0.9]), np.array([0, 0, 1])
    printed = -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))  # binary, three times
    repaired = -np.log(p[2])  # categorical
    return printed, repaired, -sum(np.log(p[j]) for j in range(3) if y[j] == 1)


@proof("EA-10")
def _():
    """One unit a layer: the slope of the loss by w₁, measured."""
    x, y, w1, w2 = 0.5, 1, 0.8, -1.2
    loss = lambda w: -np.log(sigma(w2 * sigma(w * x)))  # y = 1
    a1 = sigma(w1 * x)
    a2 = sigma(w2 * a1)
    printed = w2 * (a2 - y) * a1 * x
    repaired = w2 * (a2 - y) * a1 * (1 - a1) * x
    return printed, repaired, slopes(loss, w1)


@proof("EA-11")
def _():
    """The shapes in a forward pass of five samples through 3-4-1."""
    A1 = sigma(np.ones((4, 3)) @ np.ones((3, 5)))
    A2 = sigma(np.ones((1, 4)) @ A1)
    printed = (1, 4), (1, 4)
    repaired = (1, 5), (4, 5)
    return printed, repaired, ((A2 * (1 - A2)).shape, A1.shape)


@proof("EA-12")
def _():
    """Two samples, one unit: the slope of the mean loss by w, measured."""
    a, y, w = np.array([0.5, 2.0]), np.array([1, 0]), 0.3
    mean_loss = lambda w: -np.mean(y * np.log(sigma(w * a)) + (1 - y) * np.log(1 - sigma(w * a)))
    printed = (sigma(w * a) - y) @ a
    repaired = (sigma(w * a) - y) @ a / 2
    return printed, repaired, slopes(mean_loss, w)


@proof("EA-13")
def _():
    """The line of slope ε = 2 below zero goes through −2 at z = −1."""
    z, slope = -1, 2
    printed = max(slope * z, z)
    repaired = z if z > 0 else slope * z  # or keep the maximum, and forbid ε ≥ 1
    return printed, repaired, -2


@right("A-11", "g′(z) = g(z)(1 − g(z)) for the sigmoid")
def _():
    """At z = 1, against the slope that is measured."""
    return sigma(1) * (1 - sigma(1)), slopes(sigma, 1)


@right("A-24", "W₂ is 1×4, A₁ is 4×m, b₂ is 1×1: Z₂ = W₂A₁ + b₂ is 1×m")
def _():
    """With m = 5."""
    return (1, 5), (np.ones((1, 4)) @ np.ones((4, 5)) + np.ones((1, 1))).shape


@right("A-18", "softmax: exp(zᵢ) / Σⱼ exp(zⱼ), where the sum is a normalisation constant")
def _():
    """It normalises: for the scores 1, 2, 3 the outputs add up to 1."""
    e = np.exp([1.0, 2.0, 3.0])
    return 1, sum(e / e.sum())
