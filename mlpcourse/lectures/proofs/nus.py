"""Proofs of errata of the NUS lecture. Its weights W are (inputs, outputs), the bias row on top."""

import numpy as np

from .form import proof, right, sigma, slopes


@proof("EN-1")
def _():
    """The sign of the step along x, for the two kinds of mistake: it should be that of y."""
    y, y_hat = np.array([1, -1]), np.array([-1, 1])
    printed = np.sign(y * y_hat)
    repaired = np.sign(y - y_hat)
    return printed, repaired, y


@proof("EN-2")
def _():
    """w = (1, 1) and x = (1, −1): w·x ≤ 0 holds. Does the statement about the angle?"""
    w, x = np.array([1, 1]), np.array([1, -1])
    theta = np.degrees(np.arccos(w @ x / (np.linalg.norm(w) * np.linalg.norm(x))))
    printed = theta > 90
    repaired = theta >= 90
    return printed, repaired, w @ x <= 0


@proof("EN-3")
def _():
    """Entries of the gradient with two inputs: as many as there are weights to change."""
    w = ["w0", "w1", "w2"]
    printed = len(w[1:])
    repaired = len(w[0:])
    return printed, repaired, len(w)


@proof("EN-5")
def _():
    """A last layer of one unit above two units and the constant 1."""
    W, below, own = np.ones((3, 1)), np.ones(3), np.ones(1)
    printed = lambda: (W.T @ own).shape
    repaired = lambda: (W.T @ below).shape
    return printed, repaired, (1,)


@proof("EN-6")
def _():
    """ŷ = σ(f₂) with f₂ = 2σ(f₁): by which sum, measured, is the last factor σ′(f₂) the slope of ŷ?"""
    f1, w = 0.5, 2.0
    f2 = w * sigma(f1)
    printed = slopes(lambda f: sigma(w * sigma(f)), f1)  # that is δ of layer L − 1
    repaired = slopes(sigma, f2)  # δ of layer L
    return printed, repaired, sigma(f2) * (1 - sigma(f2))


@proof("EN-7")
def _():
    """The slope of ŷ = σ(2a) by the unit a below, measured at a = 0.5."""
    w, a = 2.0, 0.5
    slope = sigma(w * a) * (1 - sigma(w * a))
    printed = 1 / slope * slope
    repaired = w * slope
    return printed, repaired, slopes(lambda a: sigma(w * a), a)


@proof("EN-8")
def _():
    """Three inputs (one is the constant), two units: W is 3 × 2, and so is the derivative by W."""
    a, delta = np.ones((3, 1)), np.ones((2, 1))
    printed = lambda: (a @ delta).shape
    repaired = lambda: (a @ delta.T).shape
    return printed, repaired, (3, 2)


@proof("EN-9")
def _():
    """Two hidden units, one output: δ of the hidden layer must be 2 × 1."""
    slope, W, delta = np.ones((2, 1)), np.ones((3, 1)), np.ones((1, 1))
    printed = lambda: (slope * (W @ delta)).shape
    repaired = lambda: (slope * (W[1:] @ delta)).shape
    return printed, repaired, (2, 1)


@proof("EN-10")
def _():
    """The score of the last unit is one number."""
    W, a = np.ones((3, 1)), np.ones((2, 1))
    printed = lambda: (W.T @ a).shape
    repaired = lambda: (W.T @ np.r_[[[1]], a]).shape
    return printed, repaired, (1, 1)


@proof("EN-11")
def _():
    """Two inputs (one constant) and two units: how many different weights?"""
    printed = len({"w10", "w20", "w11", "w20"})
    repaired = len({"w10", "w20", "w11", "w21"})
    return printed, repaired, 2 * 2


@proof("EN-13")
def _():
    """Two inputs, three units: Wᵀx must have three entries."""
    x = np.ones(2)
    printed = (np.ones((2, 2)).T @ x).shape
    repaired = (np.ones((2, 3)).T @ x).shape
    return printed, repaired, (3,)


@proof("EN-14")
def _():
    """The sigmoid of 0 is a half."""
    q = lambda z: 1 / (1 + z)
    printed = q(0)  # σ(z) = 1/(1 + z) at z = 0
    repaired = q(np.exp(-0.0))  # σ(z) = q(exp(−z))
    return printed, repaired, 0.5


@proof("EN-15")
def _():
    """g = σ and f(x) = 2x + 1, at x = 1. The value of the whole is σ(3)."""
    f, g = lambda x: 2 * x + 1, sigma
    printed = g(1)  # if g(x) = g(f(x)), either side may be taken
    h = lambda x: g(f(x))
    repaired = h(1)
    return printed, repaired, sigma(3)


@proof("EN-17")
def _():
    """ReLU: do the slopes from the left and from the right agree?"""
    relu, h = lambda z: max(0.0, z), 1e-6
    agree = lambda z: abs(relu(z + h) - 2 * relu(z) + relu(z - h)) / h < 1e-3
    printed = agree(0) and agree(-1) and agree(1)
    repaired = agree(-1) and agree(1)
    return printed, repaired, True


@proof("EN-20")
def _():
    """ŷ = σ(w) with w = 0.5, y = 1: the slope of ½(ŷ − y)², measured."""
    w, y = 0.5, 1
    y_hat = sigma(w)
    printed = y_hat * (1 - y_hat)
    repaired = (y_hat - y) * y_hat * (1 - y_hat)
    return printed, repaired, slopes(lambda w: 0.5 * (sigma(w) - y) ** 2, w)


@right("N-53", "σ′ = σ(1 − σ), by the chain of 1/(1 + z) and e⁻ᶻ")
def _():
    """At z = −2, against the slope that is measured."""
    return sigma(-2) * (1 - sigma(-2)), slopes(sigma, -2)


@right("N-66", "|x − 1| = ReLU(x − 1) + ReLU(1 − x)")
def _():
    """At x = −1, 0, 1, 2 and 3."""
    relu, x = lambda z: np.maximum(0, z), np.arange(-1, 4)
    return relu(x - 1) + relu(1 - x), abs(x - 1)


@right("N-35", "a mistake of the perceptron with labels ±1 changes w by ±2ηx")
def _():
    """η(y − ŷ) for both mistakes, with η = 1."""
    return (2, -2), np.array([1, -1]) - np.array([-1, 1])


@right("N-28", "cos θ = w·x / (|w| |x|)")
def _():
    """w = (1, 0) and x = (1, 1) enclose 45°."""
    return np.dot([1, 0], [1, 1]) / np.sqrt(2), np.cos(np.pi / 4)
