"""Questions of chapter 07: logistic regression and cross-entropy."""

import numpy as np

from .old import Choice, Function, Numbers

X = np.array([[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1.0]])
T = np.array([0, 0, 0, 1.0])
THETA = np.array([-1, 0.5, 2.0])


def _h(z):
    return 1 / (1 + np.exp(-z))


def _loss(theta, X, t):
    z = X @ theta
    return float((t * np.logaddexp(0, -z) + (1 - t) * np.logaddexp(0, z)).mean())


def _gradient(theta, X, t):
    return (_h(X @ theta) - t) @ X / len(t)


def logistic_loss(theta, X, t):
    return _loss(theta, X, t)


def logistic_gradient(theta, X, t):
    return _gradient(theta, X, t)


def _case(rng):
    return (
        rng.standard_normal(3),
        np.column_stack([np.ones(5), rng.standard_normal((5, 2))]),
        rng.integers(0, 2, 5) * 1.0,
    )


def _large_case(rng):
    theta, X, t = _case(rng)
    return (1000 * theta if rng.random() < 0.4 else theta), X, t


def squared_gradient(W, b, x, t):
    f = _h(W @ x + b)
    return np.outer((f - t) * f * (1 - f), x)


def _squared_case(rng):
    return (
        rng.standard_normal((3, 2)),
        rng.standard_normal(3),
        rng.standard_normal(2),
        np.eye(3)[rng.integers(3)],
    )


def _agrees(result, theta, X, t):
    """A gradient must have theta's shape and agree with nudges of the loss."""
    if np.shape(result) != theta.shape:
        return f"The gradient must have θ's shape {theta.shape}, got {np.shape(result)}."
    numeric = [(_loss(theta + h, X, t) - _loss(theta - h, X, t)) / 2e-6 for h in 1e-6 * np.eye(3)]
    return (
        None
        if np.allclose(result, numeric, atol=1e-6)
        else "Nudging each θ of the mean loss gives other slopes."
    )


def _is_finite(result, theta, X, t):
    if not np.isfinite(result):
        return "The loss is not finite for large scores: use np.logaddexp(0, z) for ln(1 + e^z)."
    return None


LOSS, GRADIENT = _loss(THETA, X, T), _gradient(THETA, X, T)

q1 = Function(
    "nb07.q1",
    "squared_gradient(W, b, x, t): ∂E/∂W of ½|f − t|² for f = σ(W x + b); W is (K, m).",
    squared_gradient,
    _squared_case,
    slips=[
        (lambda W, b, x, t: squared_gradient(W, b, x, t).T, "Transposed: ∂E/∂W has W's layout (K, m)."),
        (lambda W, b, x, t: -squared_gradient(W, b, x, t), "The sign is wrong: f − t."),
        (lambda W, b, x, t: np.outer(_h(W @ x + b) - t, x), "The slope f(1 − f) is missing."),
        (lambda W, b, x, t: 2 * squared_gradient(W, b, x, t), "The ½ cancels the 2."),
    ],
    solution="""
def squared_gradient(W, b, x, t):
    f = 1 / (1 + np.exp(-(W @ x + b)))
    return np.outer((f - t) * f * (1 - f), x)
""",
    hints=[
        "A K-vector times an m-vector needs a transpose: column times row.",
        "np.outer(delta, x) has the shape (K, m).",
    ],
    success="The transpose that the slide lost (ET-8).",
)

q2 = Numbers(
    "nb07.q2",
    "The slide's density exp(−(t − f)²), normalised: its variance. And with ½ in the exponent?",
    answers={"printed": 0.5, "repaired": 1.0},
    slips=[
        ({"printed": 1.0}, "exp(−r²) is narrower than the normal density exp(−r²/2)."),
        ({"printed": np.sqrt(np.pi)}, "√π is the integral, the normalising constant."),
        ({"printed": 1 / np.sqrt(2)}, "That is the standard deviation; square it."),
    ],
    solution="""
printed, repaired = 0.5, 1.0
""",
    hints=["A normal density is exp(−r²/(2σ²)).", "Compare 1/(2σ²) with 1."],
    success="The minimum of the squared error is the same for both (ET-7).",
)

q3 = Numbers(
    "nb07.q3",
    "The mean cross-entropy of h = (0.1, 0.8, 0.6) for t = (1, 0, 1).",
    answers={"E": float(-np.log([0.1, 0.2, 0.6]).mean())},
    slips=[
        ({"E": float(-np.log([0.1, 0.2, 0.6]).sum())}, "That is the sum; divide by the three samples."),
        ({"E": float(-np.log([0.1, 0.8, 0.6]).mean())}, "For t = 0 the probability of the outcome is 1 − h."),
        ({"E": float(np.log([0.1, 0.2, 0.6]).mean())}, "The sign is wrong: the loss is minus the logarithm."),
        ({"E": float(-np.log10([0.1, 0.2, 0.6]).mean())}, "Use the natural logarithm."),
    ],
    solution="""
h, t = np.array([0.1, 0.8, 0.6]), np.array([1, 0, 1])
E = -(t * np.log(h) + (1 - t) * np.log(1 - h)).mean()
""",
    hints=["Each sample costs −ln of the probability that h gives to what happened.", "0.1, 0.2 and 0.6."],
    success="The confident mistake, 0.1 for an outcome that happened, costs most.",
)

q4 = Function(
    "nb07.q4",
    "logistic_loss(theta, X, t): the mean cross-entropy for scores X @ theta, finite for scores of ±1000.",
    logistic_loss,
    _large_case,
    slips=[
        (lambda theta, X, t: len(t) * _loss(theta, X, t), "That is the sum; the objective is the mean."),
        (lambda theta, X, t: -_loss(theta, X, t), "The sign is wrong: the loss is minus the log-likelihood."),
        (
            lambda theta, X, t: _loss(-theta, X, t),
            "The two terms are swapped: t belongs to ln h, and −ln h = ln(1 + e^(−z)).",
        ),
    ],
    solution="""
def logistic_loss(theta, X, t):
    z = X @ theta
    return (t * np.logaddexp(0, -z) + (1 - t) * np.logaddexp(0, z)).mean()
""",
    hints=[
        "−ln h = ln(1 + e^(−z)) and −ln(1 − h) = ln(1 + e^z).",
        "np.logaddexp(0, z) is ln(1 + e^z) without overflow.",
    ],
    success="Exact however large the scores are.",
    properties=[_is_finite],
)

q5 = Function(
    "nb07.q5",
    "logistic_gradient(theta, X, t): the gradient of the mean cross-entropy.",
    logistic_gradient,
    _case,
    slips=[
        (lambda theta, X, t: -_gradient(theta, X, t), "The sign is wrong: h − t, not t − h."),
        (lambda theta, X, t: len(t) * _gradient(theta, X, t), "The 1/N is missing: the loss is a mean."),
        (
            lambda theta, X, t: ((_h(X @ theta) - t) * _h(X @ theta) * (1 - _h(X @ theta))) @ X / len(t),
            "The factor h(1 − h) cancels against the derivative of the logarithm; with it this is the squared error's gradient.",
        ),
        (lambda theta, X, t: (X @ theta - t) @ X / len(t), "The sigmoid is missing: h = σ(θᵀx)."),
    ],
    solution="""
def logistic_gradient(theta, X, t):
    h = 1 / (1 + np.exp(-(X @ theta)))
    return (h - t) @ X / len(t)
""",
    hints=["For one sample the gradient is (h − t) x.", "(h - t) @ X sums over the samples; divide by their number."],
    success="The same form as ADALINE's, with h in place of z.",
    properties=[_agrees],
)  # fmt: skip

q6 = Numbers(
    "nb07.q6",
    "AND with a leading 1, θ = (−1, 0.5, 2): E and its gradient; then J and its gradient with λ = 0.1 on all of θ.",
    answers={"E": LOSS, "grad E": GRADIENT, "J": LOSS + 0.05 * THETA @ THETA, "grad J": GRADIENT + 0.1 * THETA},
    slips=[
        ({"E": 4 * LOSS}, "E is the mean over the four rows, this is the sum."),
        ({"grad E": 4 * GRADIENT}, "The 1/N is missing in the gradient."),
        ({"J": LOSS + 0.1 * THETA @ THETA}, "The penalty is λ/2 times the squared length."),
        ({"J": LOSS + 0.05 * THETA[1:] @ THETA[1:]}, "This time the bias is penalised too, as on the slide."),
        ({"grad J": GRADIENT + 0.05 * THETA}, "The derivative of λ/2 θ² is λθ."),
        ({"grad J": GRADIENT - 0.1 * THETA}, "The penalty adds λθ."),
    ],
    solution="""
X = np.array([[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]])
t, theta = np.array([0, 0, 0, 1]), np.array([-1, 0.5, 2])
E, grad_E = logistic_loss(theta, X, t), logistic_gradient(theta, X, t)
J, grad_J = E + 0.05 * theta @ theta, grad_E + 0.1 * theta
""",
    hints=["Use your two functions.", "J = E + λ/2 θᵀθ, ∇J = ∇E + λθ."],
    success="At θ = 0 the loss would be ln 2, whatever the data.",
)  # fmt: skip

q7 = Choice(
    "nb07.q7",
    "Logistic regression on XOR, from any start, with a small rate: where does it end? ('theta = 0', 'a line through two points', 'never ends')",
    answer="theta = 0",
    slips={
        "a line through two points": "Any line has two points on its wrong side; being sure of itself costs more than it gains.",
        "never ends": "The loss is convex: descent reaches the one minimum.",
    },
    solution="""
end = "theta = 0"
""",
    hints=["The gradient at θ = 0 is the mean of (½ − t) x.", "Add up (½ − t) x over the four points."],
    success="Probability ½ everywhere, loss ln 2: it admits that it does not know.",
)

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7]
