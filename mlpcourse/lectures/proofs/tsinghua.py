"""Proofs of errata of the Tsinghua lecture."""

import numpy as np

from ...datasets import boolean
from .form import proof, right, sigma, slopes


def softmax(u):
    """The softmax of one row of scores."""
    e = np.exp(u - np.max(u))
    return e / e.sum()


@proof("ET-1")
def _():
    """Two samples: the slope of the mean loss by θ, measured."""
    x, t, theta = np.array([1.0, 2.0]), np.array([1, 0]), 0.3
    E = lambda theta: -np.mean(t * np.log(sigma(theta * x)) + (1 - t) * np.log(1 - sigma(theta * x)))
    printed = -np.sum((t - sigma(theta * x)) * x)
    repaired = -np.mean((t - sigma(theta * x)) * x)
    return printed, repaired, slopes(E, theta)


@proof("ET-2")
def _():
    """The probability of class 1, from the softmax itself: one number."""
    theta1, theta2, x = np.array([1.0, 0.5]), np.array([0.0, 1.0]), np.array([2.0, 1.0])
    printed = sigma(theta1 - theta2)
    repaired = sigma((theta1 - theta2) @ x)
    return printed, repaired, softmax(np.array([theta1 @ x, theta2 @ x]))[0]


@proof("ET-3")
def _():
    """The lecture's weights on the four inputs: XOR should come out."""
    X, xor = boolean("xor")
    hidden = np.maximum(0, X @ np.ones((2, 2)) + [0, -1])
    printed = np.maximum(0, X @ [1, -2])
    repaired = np.maximum(0, hidden @ [1, -2])
    return printed, repaired, xor


@proof("ET-4")
def _():
    """n·Var(w)/2 is what a ReLU layer multiplies the mean square by: it should be 1."""
    n = 784
    printed = n * (2 / np.sqrt(n)) ** 2 / 2
    repaired = n * np.sqrt(2 / n) ** 2 / 2
    return printed, repaired, 1


@proof("ET-5")
def _():
    """The slope of tanh at −1, 0 and 1."""
    slope = np.array([1 - np.tanh(z) ** 2 for z in (-1, 0, 1)])
    printed = bool(np.all(slope < 1))
    repaired = bool(np.all(slope <= 1))
    return printed, repaired, True


@proof("ET-6")
def _():
    """Weight times σ′(0) is what one layer multiplies δ by. Is it below 1?"""
    weights = np.array([0.5, 1, 8])
    shrinks = weights * slopes(sigma, 0) < 1
    printed = bool(np.all(shrinks))
    repaired = bool(np.all(shrinks[weights < 4]))
    return printed, repaired, True


@proof("ET-7")
def _():
    """The variance of each density, by adding up over a fine grid."""
    t = np.linspace(-10, 10, 2001)
    variance = lambda density: np.sum(t**2 * density) / np.sum(density)
    printed = variance(np.exp(-(t**2)))
    repaired = variance(np.exp(-0.5 * t**2))
    return printed, repaired, 1


@proof("ET-8")
def _():
    """Two outputs, three inputs: the derivative has the shape of W, 2 × 3."""
    error, x = np.ones((2, 1)), np.ones((3, 1))
    printed = lambda: (error @ x).shape
    repaired = lambda: (error @ x.T).shape
    return printed, repaired, (2, 3)


@proof("ET-9")
def _():
    """Two classes, three inputs: two outputs."""
    theta, x = np.ones((2, 3)), np.ones(3)
    printed = lambda: (theta.T @ x).shape
    repaired = lambda: (theta @ x).shape
    return printed, repaired, (2,)


@proof("ET-10")
def _():
    """Three forms of "MSE" for the constant z on the targets 0, 1, 1: what do they share?"""
    t, z = np.array([0, 1, 1]), np.linspace(0, 1, 301)
    squares = ((t - z[:, None]) ** 2).sum(axis=1)
    forms = [squares / 3, squares / 2, squares / 6]
    printed = np.ptp([form.min() for form in forms]) == 0  # the value
    repaired = np.ptp([form.argmin() for form in forms]) == 0  # the best z
    return printed, repaired, True


@proof("ET-11")
def _():
    """η = 0.1, t = 3, z = w·x with w = 0.5 and x = 2: the step down the slope of (t − z)²."""
    w, x, t, eta = 0.5, 2, 3, 0.1
    printed = eta * (t - w * x) * x
    repaired = 2 * eta * (t - w * x) * x
    return printed, repaired, -eta * slopes(lambda w: (t - w * x) ** 2, w)


@proof("ET-12")
def _():
    """Do the two rules agree?"""
    agree = lambda h: (h >= 0.5) == (h > 0.5)
    printed = agree(0.2) and agree(0.5) and agree(0.8)
    repaired = agree(0.2) and agree(0.8)  # once a tie is given to one side
    return printed, repaired, True


@proof("ET-16")
def _():
    """Four samples in two minibatches: the slope of the first minibatch's loss, measured."""
    x, t, w = np.array([1.0, 2, 3, 4]), np.array([1.0, 0, 1, 0]), 0.5
    gradient = lambda rows: np.mean((w * x[rows] - t[rows]) * x[rows])
    first, second = slice(0, 2), slice(2, 4)
    printed = np.mean([gradient(first), gradient(second)])
    repaired = gradient(first)
    return printed, repaired, slopes(lambda w: 0.5 * np.mean((w * x[first] - t[first]) ** 2), w)


@proof("ET-18")
def _():
    """What does taking every sample twice multiply a mean by?"""
    log_h = np.log([0.9, 0.6])
    twice = np.tile(log_h, 2)
    printed = np.sum(twice) / np.sum(log_h)
    repaired = np.mean(twice) / np.mean(log_h)
    return printed, repaired, 1


@proof("ET-19")
def _():
    """Scores (0, ln 3): class 2 has probability ¾, so its loss is −ln ¾."""
    u = np.array([0, np.log(3)])
    printed = -np.log(softmax(softmax(u))[1])
    repaired = -np.log(softmax(u)[1])
    return printed, repaired, -np.log(0.75)


@proof("ET-20")
def _():
    """Two samples: which error's slope by the first one's u is (h − t)h′?"""
    u, t = np.array([0.5, -1.0]), np.array([1, 0])
    h = sigma(u[0])
    half_squares = lambda first: 0.5 * (sigma(np.array([first, u[1]])) - t) ** 2
    printed = slopes(lambda first: half_squares(first).mean(), u[0])
    repaired = slopes(lambda first: half_squares(first)[0], u[0])
    return printed, repaired, (h - t[0]) * h * (1 - h)


@proof("ET-21")
def _():
    """a = 1, b = 10: the rate at t = b, as a share of the first rate."""
    rate = lambda t: 1 / (10 + t)
    printed = 1.0  # nothing has happened yet
    repaired = 0.5
    return printed, repaired, rate(10) / rate(0)


@proof("ET-22")
def _():
    """Momentum on E = ½w², from w = 1 with rate 0.1: is it at rest after a thousand steps?"""

    def rests(gamma):
        w, step = 1.0, 0.0
        for _ in range(1000):
            step = gamma * step - 0.1 * w
            w = w + step
        return abs(w) + abs(step) < 1e-6

    printed = rests(0) and rests(0.9) and rests(1)
    repaired = rests(0) and rests(0.9)
    return printed, repaired, True


@proof("ET-23")
def _():
    """Forward n_in·Var should be 1, backward n_out·Var; for 784 → 32 the original makes their mean 1."""
    n_in, n_out = 784, 32
    compromise = lambda std: (n_in * std**2 + n_out * std**2) / 2
    printed = compromise(1 / np.sqrt(n_in))
    repaired = compromise(np.sqrt(2 / (n_in + n_out)))
    return printed, repaired, 1


@proof("ET-26")
def _():
    """The slope of y₁ by u₂, measured at the scores 1 and 2."""
    y = softmax(np.array([1.0, 2.0]))
    printed = 0  # y₁ is a function of u₁
    repaired = -y[0] * y[1]
    return printed, repaired, slopes(lambda u: softmax(u)[0], [1, 2])[1]


@proof("ET-33")
def _():
    """0, 1 of class −1 and 2, 3, 50 of class +1 are separable: mistakes of ADALINE, and of the perceptron."""
    X, t = np.c_[np.ones(5), [0, 1, 2, 3, 50]], np.array([-1, -1, 1, 1, 1])
    adaline = np.linalg.lstsq(X, t, rcond=None)[0]
    w = np.zeros(2)
    for _ in range(100):
        for x, target in zip(X, t):
            w = w + target * x if target * (w @ x) <= 0 else w
    printed, repaired = (np.sum(t * (X @ v) <= 0) for v in (adaline, w))
    return printed, repaired, 0


@right("T-53", "softmax: ∂hᵢ/∂uₖ = hᵢ(Δᵢₖ − hₖ), Δ being 1 for i = k and else 0")
def _():
    """At the scores 1, 2, 3: the row of y₁, against slopes that are measured."""
    y = softmax(np.array([1.0, 2, 3]))
    return y[0] * (np.array([1, 0, 0]) - y), slopes(lambda u: softmax(u)[0], [1, 2, 3])


@right("T-96", "softmax with cross-entropy: δ = y − t")
def _():
    """At the scores 1, 2, 3 with class 3, against slopes that are measured."""
    u = [1.0, 2, 3]
    return softmax(np.array(u)) - [0, 0, 1], slopes(lambda u: -np.log(softmax(u)[2]), u)


@right("T-93", "weight decay: w ← w − α ∂E/∂w − αλw, for the penalty ½λw²")
def _():
    """w = 2, λ = 0.5, α = 0.1 and E = w: against the slope of the sum."""
    w, lam, alpha = 2, 0.5, 0.1
    return w - alpha - alpha * lam * w, w - alpha * slopes(lambda w: w + 0.5 * lam * w**2, w)


@right("T-64", "softmax: θ⁽ᵏ⁾ − φ in place of every θ⁽ᵏ⁾ gives the same prediction")
def _():
    """Three classes, two inputs, φ = (5, −1)."""
    theta, x, phi = np.array([[1.0, 0], [0, 2], [1, -1]]), np.array([0.5, 1]), np.array([5, -1])
    return softmax((theta - phi) @ x), softmax(theta @ x)


@right("T-74", "ADALINE on XOR: 2w₁ + 2w₂ + 4b = 2 is one of the normal equations")
def _():
    """The sum over the four inputs of z = w₁x₁ + w₂x₂ + b must be the sum of the targets."""
    X, t = boolean("xor")
    return (2, 2, 4, 2), [*X.sum(axis=0), len(X), t.sum()]
