"""Questions of chapter 02: one neuron, one line."""

import numpy as np

from .old import Choice, Function, Numbers

W, W0, X = np.array([3.0, -2.0]), 1.0, np.array([-1.0, 2.0])
Z = float(W @ X + W0)


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


q1 = Function(
    "nb02.q1",
    "scores(X, w, w0) returns w0 + w·x for every row x of X, in one product.",
    lambda X, w, w0: X @ w + w0,
    lambda rng: (rng.standard_normal((4, 3)), rng.standard_normal(3), float(rng.standard_normal())),
    slips=[
        (lambda X, w, w0: X @ w, "The bias w0 is missing."),
        (
            lambda X, w, w0: X * w + w0,
            "X * w multiplies entry by entry; the score sums over the inputs: X @ w.",
        ),
        (lambda X, w, w0: X[0] @ w + w0, "Only the first row was scored."),
        (lambda X, w, w0: (X @ w + w0).sum(), "One score for each row: do not sum them."),
        (lambda X, w, w0: X @ w - w0, "The bias is added, not subtracted."),
    ],
    solution="""
def scores(X, w, w0):
    return X @ w + w0
""",
    hints=["Rows of X are samples.", "X @ w is one sum of products for each row."],
    success="The sum over inputs has become a product, for one sample or a thousand.",
)

q2 = Numbers(
    "nb02.q2",
    "For w0 = 1, w = (3, -2) and x = (-1, 2): the score z, and sigmoid(z) to six decimals.",
    answers={"z": Z, "y_hat": _sigmoid(Z)},
    slips=[
        ({"z": -7.0}, "The bias is missing: z starts with w0 = 1."),
        ({"z": 2.0}, "Mind the sign of w2: −2 · 2 is −4."),
        ({"y_hat": _sigmoid(-Z)}, "This is σ(6), the probability of the other class."),
        ({"y_hat": np.exp(-Z)}, "The sigmoid is 1 / (1 + e^(−z)), not e^(−z)."),
    ],
    solution="""
z = 1 + 3 * (-1) - 2 * 2
y_hat = 1 / (1 + np.exp(-z))
""",
    hints=["z = w0 + w1·x1 + w2·x2.", "σ(z) = 1 / (1 + np.exp(-z))."],
    success="The slide's 0.002 is right, for the sigmoid (EH-15).",
)

q3 = Numbers(
    "nb02.q3",
    "The line 1 + 3 x1 − 2 x2 = 0: slope, intercept, and the signed distance of (−1, 2).",
    answers={"slope": 1.5, "intercept": 0.5, "distance": Z / np.hypot(*W)},
    slips=[
        ({"slope": -1.5}, "The sign is wrong: x2 = −(w1/w2)·x1 − w0/w2, and w2 is negative."),
        ({"slope": 2 / 3}, "Slope is −w1/w2, not −w2/w1."),
        ({"intercept": -0.5}, "The sign is wrong: the intercept is −w0/w2, and w2 is negative."),
        ({"distance": Z}, "Divide z by the length of w, √13."),
        ({"distance": abs(Z) / np.hypot(*W)}, "Signed: the point lies on the negative side."),
        ({"distance": Z / 13}, "Divide by the length √13, not by its square."),
    ],
    solution="""
slope = -3 / -2
intercept = -1 / -2
distance = -6 / np.sqrt(13)
""",
    hints=["Solve 1 + 3 x1 − 2 x2 = 0 for x2.", "distance = z / |w| with |w| = np.hypot(3, -2)."],
    success="Slope form and weight form are the same line.",
)

q4 = Function(
    "nb02.q4",
    "sgn(z) returns +1 where z > 0 and −1 elsewhere, for an array z.",
    lambda z: np.where(z > 0, 1, -1),
    lambda rng: (np.append(rng.standard_normal(5), [0.0, -0.0]),),
    slips=[
        (np.sign, "np.sign(0) is 0: the tie must go to −1."),
        (
            lambda z: np.where(z >= 0, 1, -1),
            "The tie is wrong: sgn(0) must be −1, the slide has z ≤ 0 on the negative side.",
        ),
        (lambda z: (z > 0).astype(int), "These are the labels 0 and 1; this lecture codes them −1 and +1."),
        (lambda z: np.where(z > 0, -1, 1), "The sides are swapped: positive scores get +1."),
    ],
    solution="""
def sgn(z):
    return np.where(z > 0, 1, -1)
""",
    hints=["np.where(condition, a, b) chooses for each entry.", "The condition is z > 0: zero must fail it."],
    success="With np.sign a point on the line would have no class at all.",
)

q5 = Choice(
    "nb02.q5",
    "All weights and the bias change their sign. Which points keep their predicted class? "
    "('all', 'none', 'those on the line')",
    answer="those on the line",
    slips={
        "all": "z becomes −z: a positive score turns negative, and its class with it.",
        "none": "Almost: think of z = 0, which stays 0 and goes to −1 both times.",
    },
    solution="""
keep = "those on the line"
""",
    hints=["What is −z for a point with z > 0, and for one with z = 0?", "The tie rule sends z = 0 to −1."],
    success="The line is the same; its two sides have swapped.",
)

QUESTIONS = [q1, q2, q3, q4, q5]
