"""Questions of chapter 04: least squares, one-hot targets, ADALINE."""

import numpy as np

from ..datasets import boolean
from .chapter import Chapter

ask = Chapter("nb04", np=np, boolean=boolean)

q1 = ask.function(
    "q1",
    """
def least_squares(X, t):
    X1 = np.column_stack([X, np.ones(len(X))])
    return np.linalg.solve(X1.T @ X1, X1.T @ t)
""",
    "least_squares(X, t): the weights and, last, the bias that minimise the squared error.",
    cases=[(np.array([[0.0], [1], [2]]), np.array([1.0, 2, 6])), (np.array([[1.0, 0], [0, 1], [2, 1], [0, 0]]), np.array([1.0, 2, 0, 1]))],
    random=lambda rng: (rng.normal(size=(5, 2)), rng.normal(size=5)),
    slips={
        lambda X, t: np.append(np.linalg.lstsq(X, t)[0], 0): "The bias is missing: add a column of ones to X.",
        lambda X, t: np.linalg.lstsq(X, t)[0]: "The bias is missing: add a column of ones to X.",
        "[X, np.ones(len(X))] -> [np.ones(len(X)), X]": "Weights first, the bias last: the column of ones goes to the right.",
        lambda X, t: np.append(np.linalg.lstsq(X - X.mean(0), t - t.mean())[0], t.mean()): "The bias belongs to the centred columns; subtract w·mean(x).",
        lambda X, t: np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), t): "np.linalg.lstsq returns four things; the solution is the first, [0].",
        lambda X, t: np.linalg.solve(np.column_stack([X, np.ones(len(X))]), t): "X₁ is not square, there are more equations than unknowns: solve X₁ᵀX₁ θ = X₁ᵀt.",
        "X1.T @ X1, X1.T @ t -> X1 @ X1.T, t": "X₁X₁ᵀ has one row for each sample; the normal equations have one for each weight: X₁ᵀX₁.",
        "np.linalg.solve(X1.T @ X1, X1.T @ t) -> X1.T @ X1 @ (X1.T @ t)": "Solve the equations, np.linalg.solve; multiplying by XᵀX goes the wrong way.",
    },
    hints=["np.column_stack([X, np.ones(len(X))]) makes the bias a weight.", "Solve XᵀX θ = Xᵀt."],
    success="Both gradients are zero there: the normal equations.",
)  # fmt: skip

q2 = ask.function(
    "q2",
    """
def one_hot(labels, K):
    return np.eye(K)[labels]
""",
    "one_hot(labels, K): labels 0 … K − 1 as rows with a single 1.",
    cases=[(np.array([2, 0, 1, 0]), 3), (np.array([0, 1]), 3)],
    random=lambda rng: (rng.integers(0, 4, 6), 4),
    slips={
        "[labels] -> [labels].T": "One row for each sample, one column for each class; this is the transpose.",
        "np.eye(K) -> np.eye(K + 1)": "K columns, not K + 1.",
        "np.eye(K) -> np.eye(labels.max() + 1)": "K columns, also when the last class does not occur.",
        "[labels] -> [labels - 1]": "Labels start at 0 here; class 0 has its 1 in column 0.",
        "np.eye(K)[labels] -> 2 * np.eye(K)[labels] - 1": "Zeros, not −1, for the other classes.",
        lambda labels, K: np.eye(K): "These are the K codes in order; pick one for each label, np.eye(K)[labels].",
    },
    hints=["The rows of the unit matrix are the one-hot vectors.", "np.eye(K)[labels] picks one for each label."],
    success="Each row sums to 1.",
)  # fmt: skip

q3 = ask.numbers(
    "q3",
    """
def edge(x, t):
    w, b = least_squares(x, t)
    return (0.5 - b) / w

x, t = np.arange(6.0)[:, None], [0, 0, 0, 1, 1, 1]
near = edge(x, t)
far = edge(np.append(x, [[20], [25], [30]], axis=0), [*t, 1, 1, 1])
""",
    "x = 0 … 5 with t = 0, 0, 0, 1, 1, 1: where is w·x + b = ½? And with 20, 25, 30 (class 1) added?",
    asks="near far",
    slips={
        "0.5 - b -> -b": "The threshold is ½, not 0, with targets 0 and 1.",
        "0.5 - b -> 0.5 + b": "Solve w·x + b = ½ for x: (½ − b)/w.",
        "near, far = far, near": "The two are swapped: the far points push the boundary to the right.",
        "far = near": "It moves: the far points pull the line down.",
        "[*t, 1, 1, 1] -> [*t, 0, 0, 0]": "The added points belong to class 1.",
    },
    hints=["Use your least_squares.", "w·x + b = ½ at x = (½ − b)/w."],
    success="x = 3 is now on the wrong side, although the data are as separable as before.",
)

q4 = ask.choice(
    "q4",
    'never = "middle"',
    "Three classes at −2, 0 and 2 on a line, one-hot targets, least squares. Which class is never predicted?",
    options={
        "left": "Far to the left its line is the highest.",
        "middle": "Masking: a straight line cannot rise in the middle.",
        "right": "Far to the right its line is the highest.",
    },
    also={
        "middle": ["the middle", "the middle one", "middle class", "the middle class", "centre", "center", "class 2", "second", "the second"],
        "left": ["the left", "class 1", "first", "the first"],
        "right": ["the right", "class 3", "third", "the third"],
    },
    hints=["What is the best line through the targets of the middle class, 0 1 0?", "A constant, 1/3: where is it above both others?"],
)  # fmt: skip

q5 = ask.function(
    "q5",
    """
def adaline_update(w, b, x, t, eta):
    z = w @ x + b
    step = eta * (t - z)
    return w + step * x, b + step
""",
    "adaline_update(w, b, x, t, eta) returns the new w and b after one sample.",
    cases=[
        (np.array([1.0, 2]), -1.0, np.array([2.0, 1]), 1, 0.5),
        (np.array([1.0, -2]), 1.0, np.array([1.0, 3]), 0, 0.5),
        (np.array([0.5, 0]), 0.0, np.array([1.0, 2]), 1, 1.0),  # z = ½, the tie of the decision
    ],
    random=lambda rng: (rng.normal(size=2), rng.normal(), rng.normal(size=2), int(rng.integers(2)), rng.uniform(0.05, 0.5)),
    slips={
        "t - z -> t - int(z > 0.5)": "The error is t − z with the sum z itself; with the decision y this is the perceptron.",
        "t - z -> t - int(z > 0)": "The error is t − z with the sum z itself; with the decision y this is the perceptron.",
        "t - z -> t - 1 / (1 + np.exp(-z))": "No sigmoid here: the error is t − z with the sum z itself.",
        "t - z -> t - w @ x + b": "The whole sum is subtracted, the bias too: t − (w·x + b).",
        "t - z -> z - t": "The sign is wrong: this raises the error.",
        "b + step -> b": "The bias learns too: its input is 1.",
        "w @ x + b -> w @ x": "The bias is missing in z = w·x + b.",
        "step * x -> step": "Each weight moves by its own input: η(t − z)x.",
        "eta * (t - z) -> 2 * eta * (t - z)": "The factor 2 of the derivative is absorbed in η (ET-11).",
        "eta * ->": "The learning rate is missing.",
        "w + step * x, b + step -> b + step, w + step * x": "Return w first, then b.",
        "w + step * x, b + step -> step * x, step": "These are the changes; add them to the old w and b.",
        "step * x, b + step -> step * x, b + eta * (t - (w + step * x) @ x - b)": "b must move with the same error as w: compute z once, before either moves.",
    },
    hints=["z = w·x + b first.", "w + η(t − z)x and b + η(t − z)."],
    success="It corrects even when the decision is right, until z hits t.",
)  # fmt: skip

q6 = ask.numbers(
    "q6",
    """
X, t = boolean("xor")
*w, b = least_squares(X, t)
E = ((t - X @ w - b) ** 2).sum() / 4
""",
    "ADALINE on XOR: the best w, b, and the error E = ¼ Σ (t − z)².",
    asks="w b E",
    slips={
        "/ 4 -> / 2": "That is ½ Σ (t − z)²; here it is ¼ Σ.",
        "/ 4 ->": "That is the sum; divide by 4.",
        "/ 4 -> / 8": "That is 1/(2N) Σ (t − z)²; here it is ¼ Σ.",
        "E = 0": "No line meets all four targets: each is missed by ½.",
        "*w, b = least_squares(X, t) -> w, b = [0, 0], 0": "With targets 0 and 1 the best constant is their mean.",
    },
    hints=["Solve 2w₁ + 2w₂ + 4b = 2, 2w₁ + w₂ + 2b = 1, w₁ + 2w₂ + 2b = 1.", "By symmetry w₁ = w₂."],
    success="z = ½ for all four inputs: neither > ½ nor ≥ ½ can tell them apart.",
)

q7 = ask.numbers(
    "q7",
    """
weights = [least_squares(*boolean(name)) for name in ("and", "or", "nand")]
""",
    "(w1, w2, b) of least squares on AND, OR and NAND, one row each.",
    asks="weights",
    slips={
        '"and", "or" -> "or", "and"': "AND and OR are swapped.",
        "least_squares(*boolean(name)) -> np.roll(least_squares(*boolean(name)), 1)": "The bias comes last: (w1, w2, b).",
        "weights = [*weights[:2], -weights[0]]": "NAND is 1 − AND, not −AND: its bias is 1 larger.",
    },
    hints=["least_squares(*boolean('and')).", "A list of three results."],
    success="All four inputs right each time, with E = 0.0625.",
)

q8 = ask.numbers(
    "q8",
    """
X1 = np.column_stack([boolean("xor")[0], np.ones(4)])
hessian = 2 * X1.T @ X1 / 4
rate = 2 / np.linalg.eigvalsh(hessian).max()
""",
    "XOR, E = ¼ Σ (t − z)², true gradient: the largest stable learning rate.",
    asks="rate",
    slips={
        "2 * X1.T -> X1.T": "That is the limit if the factor 2 of the derivative is dropped.",
        "2 / np -> 1 / np": "That is 1/λ; divergence begins at 2/λ.",
        "/ 4 ->": "The ¼ of the mean is missing in the Hessian.",
        "max() -> min()": "That belongs to the smallest eigenvalue; the steepest direction diverges first.",
        "rate = np.linalg.eigvalsh(hessian).max()": "That is the curvature λ; the limit is 2/λ.",
        "np.ones(4)] -> np.zeros(4)]": "The bias curves the surface too: a column of ones.",
    },
    hints=["The Hessian of E is 2·X₁ᵀX₁/4, with a column of ones in X₁.", "2 divided by its largest eigenvalue."],
    success="The targets do not matter: the curvature depends on the inputs only.",
)  # fmt: skip

q9 = ask.numbers(
    "q9",
    "count = 14",
    "How many of the sixteen Boolean functions of two inputs can a line separate?",
    asks="count",
    slips={
        "count = 16": "Two are impossible: try numbers 6 and 9.",
        "count = 15": "XOR is impossible, and so is its opposite.",
        "count = 12": "The two constant functions count too: everything on one side.",
        "count = 2": "Those are the two that no line separates.",
    },
    hints=["Move the slider of the lab from 0 to 15.", "Which ones have equal corners on a diagonal?"],
    success="All but XOR and XNOR; with three inputs it is 104 of 256.",
)

q10 = ask.numbers(
    "q10",
    """
x = np.array([c + d for c in (-2, 0, 2) for d in (-0.2, 0, 0.2)])[:, None]
T = one_hot(np.repeat([0, 1, 2], 3), 3)
slopes, intercepts = least_squares(x, T)
""",
    "Three classes around −2, 0 and 2 (each at c − 0.2, c, c + 0.2), one-hot targets: slopes and intercepts of the three lines.",
    asks="slopes intercepts",
    slips={
        "slopes, intercepts = intercepts, slopes": "The two are swapped: the bias comes last.",
        "(-0.2, 0, 0.2) -> (0, 0, 0)": "Those are the lines through the three centres; each class has three points.",
        "slopes = -slopes": "The left class is on the negative side: its line falls.",
        "intercepts = np.zeros(3)": "The bias of each line is the mean of its targets, since the x have the mean 0.",
    },
    hints=["least_squares also takes three columns of targets at once.", "slopes, intercepts = least_squares(x, T)."],
    success="The middle line is flat, at 1/3: nowhere is it above both others.",
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q10, q4, q5, q6, q7, q8, q9]
