"""Questions of chapter 02: one neuron, one line."""

import numpy as np

from .chapter import Chapter

ask = Chapter("nb02", np=np)

q1 = ask.function(
    "q1",
    """
def scores(X, w, w0):
    return X @ w + w0
""",
    "scores(X, w, w0) returns w0 + w·x for every row x of X, in one product.",
    cases=[(np.array([[1.0, 2], [0, -1], [3, 0]]), np.array([2.0, 1]), 5.0), (np.eye(2), np.array([1.0, 3]), -1.0)],
    random=lambda rng: (rng.normal(size=(4, 3)), rng.normal(size=3), rng.normal()),
    slips={
        "+ w0 ->": "The bias w0 is missing.",
        "@ -> *": "X * w multiplies entry by entry; the score sums over the inputs: X @ w.",
        "X @ w -> X[0] @ w": "Only the first row was scored.",
        "X @ w + w0 -> (X @ w + w0).sum()": "One score for each row: do not sum them.",
        "+ w0 -> - w0": "The bias is added, not subtracted.",
        "X @ w + w0 -> X @ (w + w0)": "The bias is added once to each score, not to every weight.",
        "X @ w + w0 -> (X * w + w0).sum(axis=1)": "The bias is added once to each score, not once for each input.",
        "X @ w + w0 -> np.where(X @ w + w0 > 0, 1, 0)": "These are the decisions; asked for are the scores themselves.",
    },
    hints=["Rows of X are samples.", "X @ w is one sum of products for each row."],
    success="The sum over inputs has become a product, for one sample or a thousand.",
)  # fmt: skip

q2 = ask.numbers(
    "q2",
    """
z = 1 + 3 * (-1) - 2 * 2
y_hat = 1 / (1 + np.exp(-z))
""",
    "For w0 = 1, w = (3, -2) and x = (-1, 2): the score z, and sigmoid(z) to six decimals.",
    asks="z y_hat",
    slips={
        "1 + 3 * (-1) -> 3 * (-1)": "The bias is missing: z starts with w0 = 1.",
        "- 2 * 2 -> + 2 * 2": "Mind the sign of w2: −2 · 2 is −4.",
        "3 * (-1) - 2 * 2 -> 3 * 1 + 2 * 2": "Two signs are lost: 3 · (−1) is −3 and −2 · 2 is −4.",
        "3 * (-1) -> 3 * 1": "Mind the sign of x1: 3 · (−1) is −3.",
        "np.exp(-z) -> np.exp(z)": "This is σ(6), the probability of the other class.",
        "1 / (1 + np.exp(-z)) -> np.exp(-z)": "The sigmoid is 1 / (1 + e^(−z)), not e^(−z).",
        "1 / (1 + np.exp(-z)) -> np.exp(z)": "e^z is close, but the sigmoid is e^z / (1 + e^z).",
        "1 / (1 + np.exp(-z)) -> np.tanh(z)": "That is tanh; the sigmoid runs from 0 to 1.",
        "y_hat = 0.002": "That is what the slide prints, one digit of it; give six decimals.",
        "y_hat = 0": "That is the step function's answer, or all digits are lost: σ(z) is small, but never 0.",
    },
    hints=["z = w0 + w1·x1 + w2·x2.", "σ(z) = 1 / (1 + np.exp(-z))."],
    success="The slide's 0.002 is right, for the sigmoid (EH-15).",
)  # fmt: skip

q3 = ask.numbers(
    "q3",
    """
slope = -3 / -2
intercept = -1 / -2
distance = -6 / np.sqrt(13)
""",
    "The line 1 + 3 x1 − 2 x2 = 0: slope, intercept, and the signed distance of (−1, 2).",
    asks="slope intercept distance",
    slips={
        "slope, intercept = -1.5, -0.5": "Both signs are wrong: x2 = −(w1/w2)·x1 − w0/w2, and w2 is negative.",
        "-3 / -2 -> -3 / 2": "The sign is wrong: x2 = −(w1/w2)·x1 − w0/w2, and w2 is negative.",
        "-3 / -2 -> 2 / 3": "Slope is −w1/w2, not −w2/w1.",
        "-3 / -2 -> -2 / 3": "Slope is −w1/w2, not w2/w1.",
        "slope = 3": "That is w1; divide by −w2 to solve for x2.",
        "-1 / -2 -> -1 / 2": "The sign is wrong: the intercept is −w0/w2, and w2 is negative.",
        "intercept = -1 / 3": "That is where the line meets the x1 axis; the intercept is the x2 at x1 = 0.",
        "intercept = 1": "That is w0; divide by −w2 to solve for x2.",
        "/ np.sqrt(13) ->": "Divide z by the length of w, √13.",
        "-6 / np.sqrt(13) -> 6 / np.sqrt(13)": "Signed: the point lies on the negative side.",
        "np.sqrt(13) -> 13": "Divide by the length √13, not by its square.",
        "np.sqrt(13) -> np.sqrt(14)": "The bias does not belong to the length: |w| = √(3² + 2²).",
        "-6 -> -7": "The score of the point is z = −6, with the bias.",
    },
    hints=["Solve 1 + 3 x1 − 2 x2 = 0 for x2.", "distance = z / |w| with |w| = np.hypot(3, -2)."],
    success="Slope form and weight form are the same line.",
)  # fmt: skip

q4 = ask.function(
    "q4",
    """
def sgn(z):
    return np.where(z > 0, 1, -1)
""",
    "sgn(z) returns +1 where z > 0 and −1 elsewhere, for an array z.",
    cases=[(np.array([2.0, 0, -1]),), (np.array([0.5, -0.5, -0.0, 3]),)],
    random=lambda rng: (np.append(rng.normal(size=5), 0),),
    slips={
        "np.where(z > 0, 1, -1) -> np.sign(z)": "np.sign(0) is 0: the tie must go to −1.",
        "> 0 -> >= 0": "The tie is wrong: sgn(0) must be −1, the slide has z ≤ 0 on the negative side.",
        "1, -1 -> 1, 0": "These are the labels 0 and 1, or False and True; this lecture codes them −1 and +1.",
        "1, -1 -> -1, 1": "The sides are swapped: positive scores get +1.",
        lambda z: 1 if z[0] > 0 else -1: "Only the first score was decided: one answer for each, with np.where.",
    },
    hints=["np.where(condition, a, b) chooses for each entry.", "The condition is z > 0: zero must fail it."],
    success="With np.sign a point on the line would have no class at all.",
)  # fmt: skip

q5 = ask.choice(
    "q5",
    'keep = "those on the line"',
    "All weights and the bias change their sign. Which points keep their predicted class?",
    options={
        "all": "z becomes −z: a positive score turns negative, and its class with it.",
        "none": "Almost: think of z = 0, which stays 0 and goes to −1 both times.",
        "those on the line": "The line is the same; its two sides have swapped.",
    },
    also={
        "none": ["no points", "0 points", "nothing"],
        "all": ["all points", "every point"],
        "those on the line": [
            f"{who}{where}" for who in ("", "points ", "the points ", "those ", "only those ", "those with ", "points with ")
            for where in ("on the line", "on the boundary", "z = 0")
        ],
    },
    hints=["What is −z for a point with z > 0, and for one with z = 0?", "The tie rule sends z = 0 to −1."],
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5]
