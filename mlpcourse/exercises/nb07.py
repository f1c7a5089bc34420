"""Questions of chapter 07: logistic regression and cross-entropy."""

import numpy as np

from .chapter import Chapter

ask = Chapter("nb07", np=np)
ROWS = np.array([[1.0, 2], [1, -1], [1, 0]])


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _random_case(rng):
    X = np.column_stack([np.ones(5), rng.normal(size=(5, 2))])
    return rng.normal(size=3), X, rng.integers(0, 2, 5) * 1.0


def _naive_loss(theta, X, t):
    h = _sigmoid(X @ theta)
    return -(t * np.log(h) + (1 - t) * np.log(1 - h)).mean()


q1 = ask.function(
    "q1",
    """
def squared_gradient(W, b, x, t):
    f = 1 / (1 + np.exp(-(W @ x + b)))
    delta = (f - t) * f * (1 - f)
    return np.outer(delta, x)
""",
    "squared_gradient(W, b, x, t): ∂E/∂W of ½|f − t|² for f = σ(W x + b); W is (K, m).",
    cases=[(np.array([[1.0, -1, 0], [0, 2, 1]]), np.array([1.0, -2]), np.array([2.0, 3, 1]), np.array([1, 0]))],
    random=lambda rng: (rng.normal(size=(3, 2)), rng.normal(size=3), rng.normal(size=2), np.eye(3)[rng.integers(3)]),
    slips={
        "np.outer(delta, x) -> np.outer(x, delta)": "Transposed: ∂E/∂W has W's layout (K, m).",
        "np.outer(delta, x) -> delta * x": "A K-vector times an m-vector entry by entry cannot be: the slide lost the transpose. Column times row, np.outer.",
        "np.outer(delta, x) -> delta @ x": "A K-vector times an m-vector cannot be: the slide lost the transpose. Column times row, np.outer.",
        "np.outer(delta, x) -> delta": "The factor xᵀ is missing.",
        "f - t -> t - f": "The sign is wrong: f − t.",
        "* f * (1 - f) ->": "The slope f(1 − f) is missing.",
        "* (1 - f) ->": "Half of the slope is missing: f(1 − f).",
        "delta = ( -> delta = 2 * (": "The ½ cancels the 2.",
        "W @ x + b -> W @ x": "The bias is missing in W x + b.",
        "1 / (1 + np.exp(-(W @ x + b))) -> W @ x + b": "The sigmoid is missing: f = σ(W x + b).",
    },
    hints=["A K-vector times an m-vector needs a transpose: column times row.", "np.outer(delta, x) has the shape (K, m)."],
    success="The transpose that the slide lost (ET-8).",
)  # fmt: skip

q2 = ask.numbers(
    "q2",
    "printed, repaired = 0.5, 1.0",
    "The slide's density exp(−(t − f)²), normalised: its variance. And with ½ in the exponent?",
    asks="printed repaired",
    slips={
        "printed, repaired = 1, 0.5": "The two are swapped: the larger the factor in the exponent, the narrower the density.",
        "printed, repaired = 1, 2": "Twice too large: exp(−r²/2) is the normal density with variance 1.",
        "printed = 1": "exp(−r²) is narrower than the normal density exp(−r²/2).",
        "printed = 2": "Upside down: 1/(2σ²) = 1.",
        "printed = np.sqrt(np.pi)": "√π is the integral, the normalising constant.",
        "printed = 1 / np.sqrt(2)": "That is the standard deviation; square it.",
        "repaired = 0.5": "With the ½ it is the normal density exp(−r²/2) itself; what is its variance?",
        "repaired = np.sqrt(2 * np.pi)": "√(2π) is the integral, the normalising constant.",
    },
    hints=["A normal density is exp(−r²/(2σ²)).", "Compare 1/(2σ²) with 1."],
    success="The minimum of the squared error is the same for both (ET-7).",
)

q3 = ask.numbers(
    "q3",
    """
h, t = np.array([0.1, 0.8, 0.6]), np.array([1, 0, 1])
E = -(t * np.log(h) + (1 - t) * np.log(1 - h)).mean()
""",
    "The mean cross-entropy of h = (0.1, 0.8, 0.6) for t = (1, 0, 1).",
    asks="E",
    slips={
        ".mean() -> .sum()": "That is the sum; divide by the three samples.",
        "np.log(1 - h) -> np.log(h)": "For t = 0 the probability of the outcome is 1 − h.",
        "E = - -> E =": "The sign is wrong: the loss is minus the logarithm.",
        "E = E / np.log(10)": "Use the natural logarithm.",
        "E = E / np.log(2)": "Use the natural logarithm, not that to base 2.",
        "+ (1 - t) * np.log(1 - h) ->": "The sample with t = 0 counts too: −ln(1 − h).",
        "E = ((h - t) ** 2).mean()": "That is the mean squared error; asked for is the cross-entropy.",
    },
    hints=["Each sample costs −ln of the probability that h gives to what happened.", "0.1, 0.2 and 0.6."],
    success="The confident mistake, 0.1 for an outcome that happened, costs most.",
)

q4 = ask.function(
    "q4",
    """
def logistic_loss(theta, X, t):
    z = X @ theta
    return (t * np.logaddexp(0, -z) + (1 - t) * np.logaddexp(0, z)).mean()
""",
    "logistic_loss(theta, X, t): the mean cross-entropy for scores X @ theta, finite for scores of ±1000.",
    cases=[
        (np.array([0.0, 1]), ROWS, np.array([1, 0, 1])),
        (np.array([0.0, 1000]), ROWS, np.array([0, 1, 1])),
        (np.array([0.0, 1000]), ROWS, np.array([1, 0, 0])),
    ],
    random=_random_case,
    slips={
        ".mean() -> .sum()": "That is the sum; the objective is the mean.",
        "return ( -> return -(": "The sign is wrong: the loss is minus the log-likelihood.",
        "X @ theta -> -X @ theta": "The two terms are swapped: t belongs to ln h, and −ln h = ln(1 + e^(−z)).",
        ".mean() ->": "That is one loss for each sample; asked for is their mean, one number.",
        "+ (1 - t) * np.logaddexp(0, z) ->": "The samples with t = 0 cost too: ln(1 + e^z).",
        _naive_loss: "Right for small scores; for large ones e^z overflows and h is exactly 0 or 1. Use np.logaddexp(0, z) for ln(1 + e^z).",
        lambda theta, X, t: (np.log(1 + np.exp(X @ theta)) - t * (X @ theta)).mean(): "Right for small scores, but e^1000 overflows: use np.logaddexp(0, z) for ln(1 + e^z).",
        lambda theta, X, t: np.log(1 + np.exp(-(2 * t - 1) * (X @ theta))).mean(): "Right for small scores, but e^1000 overflows: use np.logaddexp(0, z) for ln(1 + e^z).",
    },
    hints=["−ln h = ln(1 + e^(−z)) and −ln(1 − h) = ln(1 + e^z).", "np.logaddexp(0, z) is ln(1 + e^z) without overflow."],
    success="Exact however large the scores are.",
)  # fmt: skip

q5 = ask.function(
    "q5",
    """
def logistic_gradient(theta, X, t):
    h = 1 / (1 + np.exp(-(X @ theta)))
    return (h - t) @ X / len(t)
""",
    "logistic_gradient(theta, X, t): the gradient of the mean cross-entropy.",
    cases=[(np.array([0.0, 0]), ROWS, np.array([1, 0, 1])), (np.array([1.0, -1]), ROWS, np.array([0, 1, 1]))],
    random=_random_case,
    slips={
        "h - t -> t - h": "The sign is wrong: h − t, not t − h.",
        "/ len(t) ->": "The 1/N is missing: the loss is a mean.",
        "/ len(t) -> / len(theta)": "Divide by the number of samples, not of parameters.",
        "(h - t) @ -> ((h - t) * h * (1 - h)) @": "The factor h(1 − h) cancels against the derivative of the logarithm; with it this is the squared error's gradient.",
        "1 / (1 + np.exp(-(X @ theta))) -> X @ theta": "The sigmoid is missing: h = σ(θᵀx).",
        "-(X @ theta) -> X @ theta": "The sigmoid is 1 / (1 + e^(−z)), with a minus in the exponent.",
        "(h - t) @ X / len(t) -> (h - t).mean()": "The factor x is missing: one component for each parameter.",
        "(h - t) @ X / len(t) -> (h - t)[:, None] * X": "That is one gradient for each sample; asked for is their mean.",
    },
    hints=["For one sample the gradient is (h − t) x.", "(h - t) @ X sums over the samples; divide by their number."],
    success="The same form as ADALINE's, with h in place of z.",
)  # fmt: skip

q6 = ask.numbers(
    "q6",
    """
X = np.array([[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]])
t, theta = np.array([0, 0, 0, 1]), np.array([-1, 0.5, 2])
E = logistic_loss(theta, X, t)
grad_E = logistic_gradient(theta, X, t)
J = E + 0.05 * theta @ theta
grad_J = grad_E + 0.1 * theta
""",
    "AND with a leading 1, θ = (−1, 0.5, 2): E and its gradient; then J and its gradient with λ = 0.1 on all of θ.",
    asks="E grad_E J grad_J",
    slips={
        "logistic_loss(theta, X, t) -> 4 * logistic_loss(theta, X, t)": "E is the mean over the four rows, this is the sum.",
        "logistic_gradient(theta, X, t) -> 4 * logistic_gradient(theta, X, t)": "The 1/N is missing in the gradient.",
        "logistic_gradient(theta, X, t) -> -logistic_gradient(theta, X, t)": "The sign of the gradient is wrong: h − t.",
        "0.05 * theta @ theta -> 0.1 * theta @ theta": "The penalty is λ/2 times the squared length.",
        "0.05 * theta @ theta -> 0.05 * np.sqrt(theta @ theta)": "The penalty is λ/2 times the squared length, without a root.",
        "0.05 * theta @ theta -> 0.05 * theta[1:] @ theta[1:]": "This time the bias is penalised too, as on the slide.",
        "0.05 * theta @ theta -> -0.05 * theta @ theta": "The penalty is added.",
        "J, grad_J = E, grad_E": "The penalty is missing: λ/2 θᵀθ in J, λθ in its gradient.",
        "J = E": "The penalty is missing: λ/2 θᵀθ.",
        "grad_J = grad_E": "The gradient of the penalty is missing: λθ.",
        "0.1 * theta -> 0.05 * theta": "The derivative of λ/2 θ² is λθ.",
        "0.1 * theta -> 0.2 * theta": "The derivative of λ/2 θ² is λθ: the 2 cancels the ½.",
        "grad_E + 0.1 -> grad_E - 0.1": "The penalty adds λθ.",
        "0.1 * theta -> 0.1 * np.array([0, 0.5, 2])": "This time the bias is penalised too, as on the slide.",
    },
    hints=["Use your two functions.", "J = E + λ/2 θᵀθ, ∇J = ∇E + λθ."],
    success="At θ = 0 the loss would be ln 2, whatever the data.",
)

q7 = ask.choice(
    "q7",
    'end = "theta = 0"',
    "Logistic regression on XOR, from any start, with a small rate: where does it end?",
    options={
        "theta = 0": "Probability ½ everywhere, loss ln 2: it admits that it does not know.",
        "a line through two points": "Any line has two points on its wrong side; being sure of itself costs more than it gains.",
        "never ends": "The loss is convex: descent reaches the one minimum.",
    },
    also={
        "theta = 0": ["0", "[0, 0, 0]", "[0, 0]", "zero", "at 0", "at zero", "origin", "at the origin", "w = 0", "theta is 0",
                      "all zeros", "theta = [0, 0, 0]", "probability 1/2"],
        "never ends": ["never", "nowhere", "it never ends", "it does not end"],
    },
    hints=["The gradient at θ = 0 is the mean of (½ − t) x.", "Add up (½ − t) x over the four points."],
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7]
