"""Questions of chapter 08: softmax regression."""

import numpy as np

from ..activations import sigmoid
from ..activations import softmax as _softmax
from .old import Choice, Function, Numbers

P = np.array([0.05, 0.05, 0.9])
X = np.array([[1.0, 0], [0, 1], [-1, 1], [2, -1]])
T = np.eye(3)[[0, 1, 2, 0]]
W = np.array([[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]])
B = np.array([0.1, 0, -0.1])
THETA1, THETA2, POINT = np.array([0.7, -1.2]), np.array([-0.4, 0.9]), np.array([1.5, -0.5])


def softmax(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def jacobian(h):
    return np.diag(h) - np.outer(h, h)


def softmax_gradients(X, T, W, b):
    H = softmax(X @ W.T + b)
    return (H - T).T @ X / len(X), (H - T).mean(axis=0)


def _loss(W, b):
    H = softmax(X @ W.T + b)
    return float(-np.log((H * T).sum(axis=1)).mean())


def _scores_case(rng):
    return (rng.standard_normal((4, 3)) * rng.choice([1, 500]),)


def _gradient_case(rng):
    return (
        rng.standard_normal((5, 2)),
        np.eye(3)[rng.integers(0, 3, 5)],
        rng.standard_normal((3, 2)),
        rng.standard_normal(3),
    )


def _rows_sum_to_one(result, Z):
    if np.shape(result) != Z.shape:
        return f"One probability for each score: shape {Z.shape}, got {np.shape(result)}."
    if not np.isfinite(result).all():
        return "Large scores overflow: subtract each row's maximum before np.exp; the result does not change."
    if not np.allclose(np.sum(result, axis=1), 1):
        return "Each row must sum to 1: divide by the sum along axis 1, with keepdims=True."
    return None


GRAD_W, GRAD_B = softmax_gradients(X, T, W, B)

q1 = Function(
    "nb08.q1",
    "softmax(Z): each row of scores becomes probabilities, also for scores of ±1000.",
    softmax,
    _scores_case,
    slips=[
        (lambda Z: softmax(Z.T).T, "The sums run down the columns: use axis=1, one row per sample."),
        (lambda Z: softmax(-Z), "The sign is wrong: the largest score gets the largest probability."),
        (lambda Z: np.exp(Z - Z.max(axis=1, keepdims=True)), "Divide by the sum of the row."),
        (lambda Z: 1 / (1 + np.exp(-np.clip(Z, -700, 700))), "These are sigmoids, one score at a time; softmax compares the scores of a row."),
    ],
    solution="""
def softmax(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
""",
    hints=["np.exp(Z) divided by its row sums.", "e^1000 overflows; e^(z − max) does not, and the fraction is the same."],
    success="ψ(1000, 1001, 1002) is ψ(1, 2, 3).",
    properties=[_rows_sum_to_one],
)  # fmt: skip

q2 = Numbers(
    "nb08.q2",
    "p = (0.05, 0.05, 0.9): the loss if class 1 is true, and if class 3 is.",
    answers={"class 1": float(-np.log(0.05)), "class 3": float(-np.log(0.9))},
    slips=[
        ({"class 1": float(-np.log(0.95))}, "Only the true class counts: −ln 0.05, no terms for the others."),
        (
            {"class 3": float(-np.log(0.95) * 2 - np.log(0.9))},
            "That is the sum of three binary cross-entropies (EA-9); with softmax only −ln p of the true class.",
        ),
        ({"class 1": float(np.log(0.05))}, "The sign is wrong: minus the logarithm."),
    ],
    solution="""
class_1, class_3 = -np.log(0.05), -np.log(0.9)
""",
    hints=["−Σ tₖ ln pₖ, and only one tₖ is 1.", "−ln p of the true class."],
    success="Certainty that is right costs 0.105, that is wrong 2.996.",
)

q3 = Numbers(
    "nb08.q3",
    "w = u1·u2 with u1 = x1 + x2, u2 = x1·x2, at (1, 2): ∂w/∂x1 and ∂w/∂x2.",
    answers={"dw/dx1": 8, "dw/dx2": 5},
    slips=[
        ({"dw/dx1": 2}, "That is the way through u1 only; add the way through u2."),
        ({"dw/dx1": 6}, "That is the way through u2 only; add the way through u1."),
        ({"dw/dx1": 5, "dw/dx2": 8}, "The two are swapped: ∂u2/∂x1 is x2."),
    ],
    solution="""
dw_dx1 = 2 * 1 + 3 * 2
dw_dx2 = 2 * 1 + 3 * 1
""",
    hints=[
        "Two ways lead from x1 to w: one through u1, one through u2.",
        "∂w/∂u1 = u2 = 2 and ∂w/∂u2 = u1 = 3.",
    ],
    success="Sum over all ways: the rule that the softmax needs.",
)

q4 = Function(
    "nb08.q4",
    "jacobian(h): the matrix of ∂hᵢ/∂uₖ for one row h of probabilities.",
    jacobian,
    lambda rng: (_softmax(rng.standard_normal(4)),),
    slips=[
        (lambda h: np.diag(h * (1 - h)), "The off-diagonal is missing: −hᵢ hₖ for k ≠ i."),
        (
            lambda h: np.diag(h) + np.outer(h, h),
            "The sign of the second term is wrong: raising one score lowers the other probabilities.",
        ),
        (lambda h: -np.outer(h, h), "The case k = i is hᵢ(1 − hᵢ): add the diagonal of h."),
        (
            lambda h: np.eye(len(h)) - np.outer(h, h),
            "Δᵢₖ is multiplied by hᵢ: np.diag(h), not the unit matrix.",
        ),
        (lambda h: h * (1 - h), "That is the diagonal; every probability depends on every score."),
    ],
    solution="""
def jacobian(h):
    return np.diag(h) - np.outer(h, h)
""",
    hints=["k = i: hᵢ(1 − hᵢ). k ≠ i: −hᵢ hₖ.", "Both cases at once: hᵢ(Δᵢₖ − hₖ)."],
    success="Rows and columns sum to 0: probability is only moved around.",
)

q5 = Function(
    "nb08.q5",
    "softmax_gradients(X, T, W, b): ∂E/∂W (K, D) and ∂E/∂b (K,) of the mean cross-entropy; T holds one-hot rows.",
    softmax_gradients,
    _gradient_case,
    slips=[
        (lambda X, T, W, b: tuple(len(X) * g for g in softmax_gradients(X, T, W, b)), "The 1/N is missing, as on the slide called overall gradient (ET-1)."),
        (lambda X, T, W, b: tuple(-g for g in softmax_gradients(X, T, W, b)), "The sign is wrong: h − t."),
        (lambda X, T, W, b: (softmax_gradients(X, T, W, b)[0].T, softmax_gradients(X, T, W, b)[1]), "∂E/∂W has W's shape: one row per class."),
        (lambda X, T, W, b: (softmax_gradients(X, T, W, b)[0], len(X) * softmax_gradients(X, T, W, b)[1]), "The bias gradient is the mean over the rows, not the sum."),
    ],
    solution="""
def softmax_gradients(X, T, W, b):
    H = softmax(X @ W.T + b)
    return (H - T).T @ X / len(X), (H - T).mean(axis=0)
""",
    hints=["δ = h − t for each row.", "(H - T).T @ X sums δₖ x over the rows; divide by N."],
    success="δ = h − t once more: the Jacobian has cancelled.",
)  # fmt: skip

q6 = Choice(
    "nb08.q6",
    "Three classes, two inputs and a bias: in how many independent directions can the 9 parameters move without "
    "changing any probability? ('0', '1', '3', '9')",
    answer="3",
    slips={
        "0": "Subtract the same φ from all three rows: the scores move together, the probabilities stay.",
        "1": "φ has one entry for each input and one for the bias.",
        "9": "Then nothing could be learned.",
    },
    solution="""
directions = "3"
""",
    hints=["θ(k) → θ(k) − φ for all k. How many numbers has φ?", "Two weights and a bias."],
    success="As many as inputs plus one: the zero eigenvalues of the Hessian.",
)

q7 = Numbers(
    "nb08.q7",
    "K = 2: θ1 = (0.7, −1.2), θ2 = (−0.4, 0.9), x = (1.5, −0.5). The probability of class 1.",
    answers={"h1": float(sigmoid((THETA1 - THETA2) @ POINT))},
    slips=[
        (
            {"h1": float(sigmoid(THETA1 @ POINT))},
            "That is the sigmoid of the first score alone; what counts is the difference.",
        ),
        ({"h1": float(sigmoid((THETA2 - THETA1) @ POINT))}, "That is class 2."),
        (
            {"h1": float(sigmoid(THETA1 - THETA2)[0])},
            "The slide's σ(θ1 − θ2) lacks the x (ET-2): (θ1 − θ2)ᵀx.",
        ),
    ],
    solution="""
theta1, theta2, x = np.array([0.7, -1.2]), np.array([-0.4, 0.9]), np.array([1.5, -0.5])
h1 = 1 / (1 + np.exp(-(theta1 - theta2) @ x))
""",
    hints=["Divide numerator and denominator of the softmax by e^(θ1ᵀx).", "σ((θ1 − θ2)ᵀx)."],
    success="Softmax with two classes is logistic regression on the difference of the weights.",
)

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7]
