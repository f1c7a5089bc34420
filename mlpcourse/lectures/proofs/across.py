"""Proofs of where the lectures part from each other."""

import numpy as np

from .form import proof, sigma, slopes


@proof("EX-2")
def _():
    """The steps along x for a positive sample that is called negative, with η = 1: are they one?"""
    asu, tsinghua = 1 * (1 - 0), 1 * (1 - 0)  # labels 0 and 1
    nus = lambda eta: eta * (1 - (-1))  # labels −1 and +1
    printed = asu == nus(1) == tsinghua
    repaired = asu == nus(0.5) == tsinghua
    return printed, repaired, True


@proof("EX-4")
def _():
    """Errors 1 and 2 of two samples: sum, mean, half the sum, half the mean. Share they the best shift?"""
    shifts = np.linspace(-3, 0, 31)
    squares = (np.array([[1], [2]]) + shifts) ** 2
    forms = [squares.sum(0), squares.mean(0), squares.sum(0) / 2, squares.mean(0) / 2]
    printed = np.ptp([form[-1] for form in forms]) == 0  # the number
    repaired = np.ptp([form.argmin() for form in forms]) == 0  # the minimiser
    return printed, repaired, True


@proof("EX-7")
def _():
    """z = (0.05, 0.05, 0.9) for class 3: is the value the same? Is δ for the third output z − y in both?"""
    z = np.array([0.05, 0.05, 0.9])
    binary, categorical = -np.log(0.95 * 0.95 * 0.9), -np.log(0.9)
    printed = np.isclose(binary, categorical)
    by_score = slopes(lambda s: -np.log(sigma(s)), np.log(0.9 / 0.1))
    by_scores = slopes(lambda u: -np.log(np.exp(u[2]) / np.exp(u).sum()), np.log(z))[2]
    repaired = np.allclose([by_score, by_scores], 0.9 - 1)
    return printed, repaired, True


@proof("EX-8")
def _():
    """ŷ = σ(0.5), y = 1, half the squared error: the slope of the loss by the sum, measured."""
    f, y = 0.5, 1
    nus = slopes(sigma, f)
    printed = nus
    repaired = nus * (sigma(f) - y)
    return printed, repaired, slopes(lambda f: 0.5 * (sigma(f) - y) ** 2, f)


@proof("EX-9")
def _():
    """Three inputs, four units, five samples in columns: 4 × 5 must come out."""
    W, X, b = np.ones((4, 3)), np.ones((3, 5)), np.ones((4, 1))
    printed = lambda: (X @ W.T + b).shape
    repaired = lambda: (W @ X + b).shape
    return printed, repaired, (4, 5)
