"""Questions of chapter 04: least squares, one-hot targets, ADALINE."""

import numpy as np

from ..datasets import boolean
from ..linear import LinearRegression
from .old import Choice, Function, Numbers


def least_squares(X, t):
    X1 = np.column_stack([X, np.ones(len(X))])
    return np.linalg.solve(X1.T @ X1, X1.T @ t)


def one_hot(labels, K):
    return np.eye(K)[labels]


def adaline_update(w, b, x, t, eta):
    z = w @ x + b
    return w + eta * (t - z) * x, b + eta * (t - z)


def _regression_case(rng):
    X = rng.standard_normal((6, 2))
    return X, rng.standard_normal(6)


def _update_case(rng):
    return (
        rng.standard_normal(2),
        float(rng.standard_normal()),
        rng.standard_normal(2),
        float(rng.integers(0, 2)),
        0.1,
    )


def _solution(name):
    model = LinearRegression().fit(*boolean(name))
    return np.array([*model.w_, model.b_])


X6, T6 = np.arange(6.0)[:, None], np.array([0, 0, 0, 1, 1, 1.0])
X9, T9 = np.vstack([X6, [[20], [25], [30]]]), np.append(T6, [1, 1, 1])
NEAR, FAR = LinearRegression().fit(X6, T6), LinearRegression().fit(X9, T9)
EDGES = [float((0.5 - m.b_) / m.w_[0]) for m in (NEAR, FAR)]
HESSIAN = 2 * np.array([[2, 1, 2], [1, 2, 2], [2, 2, 4]]) / 4
RATE = float(2 / np.linalg.eigvalsh(HESSIAN)[-1])

q1 = Function(
    "nb04.q1",
    "least_squares(X, t): the weights and, last, the bias that minimise the squared error.",
    least_squares,
    _regression_case,
    slips=[
        (lambda X, t: np.append(np.linalg.lstsq(X, t, rcond=None)[0], 0.0), "The bias is missing: add a column of ones to X."),
        (lambda X, t: least_squares(X, t)[[2, 0, 1]], "Weights first, the bias last: the column of ones goes to the right."),
        (lambda X, t: np.append(np.linalg.lstsq(X - X.mean(0), t - t.mean(), rcond=None)[0], t.mean()), "The bias belongs to the centred columns; subtract w·mean(x)."),
    ],
    solution="""
def least_squares(X, t):
    X1 = np.column_stack([X, np.ones(len(X))])
    return np.linalg.solve(X1.T @ X1, X1.T @ t)
""",
    hints=["np.column_stack([X, np.ones(len(X))]) makes the bias a weight.", "Solve XᵀX θ = Xᵀt."],
    success="Both gradients are zero there: the normal equations.",
)  # fmt: skip

q2 = Function(
    "nb04.q2",
    "one_hot(labels, K): labels 0 … K − 1 as rows with a single 1.",
    one_hot,
    lambda rng: (rng.integers(0, 4, 6), 4),
    slips=[
        (
            lambda labels, K: np.eye(K)[labels].T,
            "One row for each sample, one column for each class; this is the transpose.",
        ),
        (lambda labels, K: np.eye(K + 1)[labels], "K columns, not K + 1."),
        (lambda labels, K: np.eye(K)[labels - 1], "Labels start at 0 here; class 0 has its 1 in column 0."),
        (lambda labels, K: 2 * np.eye(K)[labels] - 1, "Zeros, not −1, for the other classes."),
    ],
    solution="""
def one_hot(labels, K):
    return np.eye(K)[labels]
""",
    hints=[
        "The rows of the unit matrix are the one-hot vectors.",
        "np.eye(K)[labels] picks one for each label.",
    ],
    success="Each row sums to 1.",
)

q3 = Numbers(
    "nb04.q3",
    "x = 0 … 5 with t = 0, 0, 0, 1, 1, 1: where is w·x + b = ½? And with 20, 25, 30 (class 1) added?",
    answers={"near": EDGES[0], "far": EDGES[1]},
    slips=[
        ({"near": float(-NEAR.b_ / NEAR.w_[0])}, "The threshold is ½, not 0, with targets 0 and 1."),
        ({"far": float(-FAR.b_ / FAR.w_[0])}, "The threshold is ½, not 0, with targets 0 and 1."),
        ({"far": 2.5}, "It moves: the far points pull the line down."),
    ],
    solution="""
x = np.arange(6.0)[:, None]
w, b = least_squares(x, [0, 0, 0, 1, 1, 1])
near = (0.5 - b) / w
x = np.append(x, [[20], [25], [30]], axis=0)
w, b = least_squares(x, [0, 0, 0, 1, 1, 1, 1, 1, 1])
far = (0.5 - b) / w
""",
    hints=["Use your least_squares.", "w·x + b = ½ at x = (½ − b)/w."],
    success="x = 3 is now on the wrong side, although the data are as separable as before.",
)

q4 = Choice(
    "nb04.q4",
    "Three classes at −2, 0 and 2 on a line, one-hot targets, least squares. Which class is never predicted? ('left', 'middle', 'right')",
    answer="middle",
    slips={
        "left": "Far to the left its line is the highest.",
        "right": "Far to the right its line is the highest.",
    },
    solution="""
never = "middle"
""",
    hints=[
        "What is the best line through the targets of the middle class, 0 1 0?",
        "A constant, 1/3: where is it above both others?",
    ],
    success="Masking: a straight line cannot rise in the middle.",
)

q5 = Function(
    "nb04.q5",
    "adaline_update(w, b, x, t, eta) returns the new w and b after one sample.",
    adaline_update,
    _update_case,
    slips=[
        (
            lambda w, b, x, t, eta: (
                w + eta * (t - float(w @ x + b > 0.5)) * x,
                b + eta * (t - float(w @ x + b > 0.5)),
            ),
            "The error is t − z with the sum z itself; with the decision y this is the perceptron.",
        ),
        (
            lambda w, b, x, t, eta: (w - eta * (t - (w @ x + b)) * x, b - eta * (t - (w @ x + b))),
            "The sign is wrong: this raises the error.",
        ),
        (
            lambda w, b, x, t, eta: (w + eta * (t - (w @ x + b)) * x, b),
            "The bias learns too: its input is 1.",
        ),
        (
            lambda w, b, x, t, eta: adaline_update(w, b, x, t, 2 * eta),
            "The factor 2 of the derivative is absorbed in η (ET-11).",
        ),
        (lambda w, b, x, t, eta: adaline_update(w, b, x, t, 1.0), "The learning rate is missing."),
    ],
    solution="""
def adaline_update(w, b, x, t, eta):
    z = w @ x + b
    return w + eta * (t - z) * x, b + eta * (t - z)
""",
    hints=["z = w·x + b first.", "w + η(t − z)x and b + η(t − z)."],
    success="It corrects even when the decision is right, until z hits t.",
)

q6 = Numbers(
    "nb04.q6",
    "ADALINE on XOR: the best w, b, and the error E = ¼ Σ (t − z)².",
    answers={"w": (0, 0), "b": 0.5, "E": 0.25},
    slips=[
        ({"E": 0.5}, "That is ½ Σ (t − z)²; here it is ¼ Σ."),
        ({"E": 1.0}, "That is the sum; divide by 4."),
        ({"b": 0.0}, "With targets 0 and 1 the best constant is their mean."),
    ],
    solution="""
w1, w2, b = least_squares(*boolean("xor"))
w = (w1, w2)
E = 0.25
""",
    hints=["Solve 2w₁ + 2w₂ + 4b = 2, 2w₁ + w₂ + 2b = 1, w₁ + 2w₂ + 2b = 1.", "By symmetry w₁ = w₂."],
    success="z = ½ for all four inputs: neither > ½ nor ≥ ½ can tell them apart.",
)

q7 = Numbers(
    "nb04.q7",
    "(w1, w2, b) of least squares on AND, OR and NAND, one row each.",
    answers={"weights": [_solution(name) for name in ("and", "or", "nand")]},
    slips=[
        ({"weights": [_solution(name) for name in ("or", "and", "nand")]}, "AND and OR are swapped."),
        (
            {"weights": [_solution(name)[[2, 0, 1]] for name in ("and", "or", "nand")]},
            "The bias comes last: (w1, w2, b).",
        ),
    ],
    solution="""
weights = [least_squares(*boolean(name)) for name in ("and", "or", "nand")]
""",
    hints=["least_squares(*boolean('and')).", "A list of three results."],
    success="All four inputs right each time, with E = 0.0625.",
)

q8 = Numbers(
    "nb04.q8",
    "XOR, E = ¼ Σ (t − z)², true gradient: the largest stable learning rate.",
    answers={"rate": RATE},
    slips=[
        ({"rate": 2 * RATE}, "That is the limit if the factor 2 of the derivative is dropped."),
        ({"rate": RATE / 2}, "That is 1/λ; divergence begins at 2/λ."),
    ],
    solution="""
X1 = np.column_stack([boolean("xor")[0], np.ones(4)])
rate = 2 / np.linalg.eigvalsh(2 * X1.T @ X1 / 4).max()
""",
    hints=[
        "The Hessian of E is 2·X₁ᵀX₁/4, with a column of ones in X₁.",
        "2 divided by its largest eigenvalue.",
    ],
    success="The targets do not matter: the curvature depends on the inputs only.",
)

q9 = Numbers(
    "nb04.q9",
    "How many of the sixteen Boolean functions of two inputs can a line separate?",
    answers={"count": 14},
    slips=[
        ({"count": 16}, "Two are impossible: try numbers 6 and 9."),
        ({"count": 15}, "XOR is impossible, and so is its opposite."),
        ({"count": 12}, "The two constant functions count too: everything on one side."),
    ],
    solution="""
count = 14
""",
    hints=["Move the slider of the lab from 0 to 15.", "Which ones have equal corners on a diagonal?"],
    success="All but XOR and XNOR; with three inputs it is 104 of 256.",
)

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7, q8, q9]
