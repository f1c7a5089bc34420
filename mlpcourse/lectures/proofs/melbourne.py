"""Proofs of errata of the Melbourne workshop. Its network: V and W one row a unit, bias first."""

from itertools import pairwise

import numpy as np

from .form import proof, right, slopes

V = np.array([[1.0, -1, 0], [1, 0, 1]])
W = np.array([[1.0, 1, 0], [1, -1, 1]])
x, y = np.array([1, 0, 1]), np.array([1, 0])  # x with its leading 1


def outputs(V, W, g):
    """The outputs of the workshop's network, with hidden activation g and identity outputs."""
    return W @ np.r_[1, g(V @ x)]


def loss(V, g):
    """Half the squared error."""
    return 0.5 * np.sum((outputs(V, W, g) - y) ** 2)


def same(r):
    """The identity."""
    return r


@proof("EM-1")
def _():
    """m = 2 inputs, p = 3, k = 2 outputs. How many numbers does the formula count?"""
    m, p, k = 2, 3, 2
    count = lambda sizes: sum((a + 1) * b for a, b in pairwise(sizes))
    printed = count([m, *p * [1], k])  # p hidden layers of one unit
    repaired = count([m, p, k])  # p hidden neurons
    return printed, repaired, p * (m + 1) + k * (p + 1)


@proof("EM-2")
def _():
    """tanh 2 with two decimals, from its definition."""
    printed = 0.97
    repaired = 0.96
    return printed, repaired, round((np.e**2 - np.e**-2) / (np.e**2 + np.e**-2), 2)


@proof("EM-3")
def _():
    """One line of arithmetic."""
    printed = 1
    repaired = 1.1
    return printed, repaired, 1 - 0.1 * (-1) * 1


@proof("EM-4")
def _():
    """The u₂ that the printed update used: w₂₁ = 0 − 0.1·δ₁·u₂ = −0.2 with δ₁ = 1."""
    r2 = V[1] @ x
    printed = np.tanh(r2)
    repaired = r2  # an identity unit
    return printed, repaired, (0 - (-0.2)) / (0.1 * 1)


@proof("EM-5")
def _():
    """∂l/∂v₀ⱼ of the identity network, measured."""
    delta = outputs(V, W, same) - y
    printed = delta[0] * W[0, 1:]  # one output only
    repaired = delta @ W[:, 1:]  # the sum over outputs
    return printed, repaired, slopes(lambda V: loss(V, same), V)[:, 0]


@proof("EM-6")
def _():
    """Both terms of ∂l/∂v₀ⱼ in the identity network, against the slopes that are measured."""
    delta = outputs(V, W, same) - y
    printed = delta[0] * W[0, 1:] + delta[0] * W[0, 1:]
    repaired = delta[0] * W[0, 1:] + delta[1] * W[1, 1:]
    return printed, repaired, slopes(lambda V: loss(V, same), V)[:, 0]


@proof("EM-7")
def _():
    """z = (0.7, 0.2), y = (1, 0): the first output gave the truth 0.7, the second 0.8. Both terms summed."""
    z, y = np.array([0.7, 0.2]), np.array([1, 0])
    printed = -np.sum(y * np.log(z) - (1 - y) * np.log(1 - z))
    repaired = -np.sum(y * np.log(z) + (1 - y) * np.log(1 - z))
    return printed, repaired, -np.log(0.7 * 0.8)


@proof("EM-8")
def _():
    """How many indices has u?"""
    u = np.tanh(V @ x)
    printed = len("jk")
    repaired = len("j")
    return printed, repaired, u.ndim


@proof("EM-9")
def _():
    """∂l/∂v₀ⱼ of the tanh network, measured."""
    delta = outputs(V, W, np.tanh) - y
    printed = delta @ W[:, 1:]
    repaired = (1 - np.tanh(V @ x) ** 2) * (delta @ W[:, 1:])
    return printed, repaired, slopes(lambda V: loss(V, np.tanh), V)[:, 0]


@proof("EM-10")
def _():
    """Two hidden sums must come out."""
    printed = lambda: (V.T @ x).shape
    repaired = lambda: (V @ x).shape
    return printed, repaired, (2,)


@proof("EM-13")
def _():
    """Identity output z = 0.4, y = 1, squared error: the slope by the output's sum, measured."""
    s, y = 0.4, 1
    printed = -(y - s) * s * (1 - s)
    repaired = s - y
    return printed, repaired, slopes(lambda s: 0.5 * (s - y) ** 2, s)


@right("M-12", "r₁ = 1·1 − 1·0 + 0·1 = 1")
def _():
    """The first row of V times x."""
    return 1, V[0] @ x


@right("M-33", "Σₖ δₖwⱼₖ = −1 and 2, with δ = (1, 2)")
def _():
    """The same sums as one product."""
    return (-1, 2), np.array([1, 2]) @ W[:, 1:]


@right("M-03", "a hidden neuron has m + 1 weights to train")
def _():
    """A row of the workshop's V, with its m = 2 inputs."""
    return 2 + 1, V.shape[1]


@right("M-39", "cross-entropy: −y/z + (1 − y)/(1 − z) = (z − y)/(z(1 − z))")
def _():
    """At z = 0.7, for y = 1 and y = 0, against the slopes that are measured."""
    z, y = 0.7, np.array([1, 0])
    measured = slopes(lambda z: -np.log(z), z), slopes(lambda z: -np.log(1 - z), z)
    return (z - y) / (z * (1 - z)), measured


@right("M-30", "w₀₂ = 1 − 0.1·2·1 = 0.8, in the identity network")
def _():
    """The weight less a tenth of the slope of the loss by it, measured."""
    half_square = lambda w02: 0.5 * (w02 - 1 * 1 + 1 * 2 - y[1]) ** 2  # s₂ with u = (1, 2)
    return 0.8, 1 - 0.1 * slopes(half_square, 1)
