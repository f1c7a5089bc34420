"""Questions of chapter 03: the perceptron learning rule."""

import numpy as np

from ..datasets import boolean
from ..perceptron import Perceptron
from .question import Choice, Function, Numbers


def pla_update(w, x, t, eta):
    y = float(w @ x > 0)
    return w + eta * (t - y) * x


def one_pass(X, t, w):
    for x, target in zip(X, t):
        w = w + (target - float(w @ x > 0)) * x
    return w


def _literal(X, t, w):
    """The ASU loop read to the letter: every sample starts from w(t) and overwrites w(t + 1)."""
    new = w
    for x, target in zip(X, t):
        new = w + (target - float(w @ x > 0)) * x
    return new


def _batch(X, t, w):
    return w + ((t - (X @ w > 0)) @ X)


def _update_case(rng):
    w, x = rng.standard_normal(3), np.append(rng.standard_normal(2), 1.0)
    w = w if rng.random() < 0.8 else np.zeros(3)
    return w, x, float(rng.integers(0, 2)), float(rng.uniform(0.1, 2))


def _pass_case(rng):
    X = np.column_stack([rng.standard_normal((6, 2)), np.ones(6)])
    return X, rng.integers(0, 2, 6).astype(float), rng.standard_normal(3)


def _angle(a, b):
    return np.degrees(np.arccos(np.dot(a, b) / np.linalg.norm(a) / np.linalg.norm(b)))


AND = Perceptron().fit(*boolean("and"))
ANGLES = [_angle(np.array([-2, 1]) + k * np.array([1, 0.5]), [1, 0.5]) for k in range(3)]

q1 = Choice(
    "nb03.q1",
    "A positive point x is on the wrong side. In which direction must w move? ('x', '-x', 'w')",
    answer="x",
    slips={
        "-x": "w − x has the score w·x − |x|², lower still: that is the repair for a missed negative.",
        "w": "A longer or shorter w points the same way and gives every point the same side.",
    },
    solution="""
direction = "x"
""",
    hints=["The score of the point is w·x; you want it larger.", "(w + x)·x = w·x + |x|²."],
    success="And a missed negative moves w by −x.",
)

q2 = Numbers(
    "nb03.q2",
    "w = (−2, 1), x = (1, 0.5), y = +1: the angle between w and x, after no, one and two additions of x, in degrees.",
    answers={"angles": ANGLES},
    slips=[
        ({"angles": np.deg2rad(ANGLES)}, "These are radians; asked for are degrees: np.degrees."),
        (
            {"angles": [np.cos(np.deg2rad(a)) for a in ANGLES]},
            "These are the cosines; np.arccos gives the angles.",
        ),
        (
            {"angles": [ANGLES[0], ANGLES[2], ANGLES[1]]},
            "Two of them are swapped: each addition makes the angle smaller.",
        ),
        ({"angles": [180 - a for a in ANGLES]}, "That is the angle to −x."),
    ],
    solution="""
w, x = np.array([-2, 1]), np.array([1, 0.5])
angles = []
for k in range(3):
    v = w + k * x
    cosine = v @ x / np.linalg.norm(v) / np.linalg.norm(x)
    angles.append(np.degrees(np.arccos(cosine)))
""",
    hints=["cos θ = w·x / (|w| |x|).", "np.degrees(np.arccos(...)) for w, w + x and w + 2x."],
    success="One addition is not enough here: 97 degrees is still the wrong side (EN-16).",
)

q3 = Function(
    "nb03.q3",
    "pla_update(w, x, t, eta) returns the new w. The bias is a weight: x ends in a 1. Labels are 0 and 1, y = 1 iff w·x > 0.",
    pla_update,
    _update_case,
    slips=[
        (lambda w, x, t, eta: w - eta * (t - float(w @ x > 0)) * x, "The sign is wrong: this moves w away from a missed positive."),
        (lambda w, x, t, eta: w + (t - float(w @ x > 0)) * x, "The learning rate is missing."),
        (lambda w, x, t, eta: w + eta * (t - w @ x) * x, "The error is t − y with y = 0 or 1; with the score itself this is ADALINE (chapter 04)."),
        (lambda w, x, t, eta: w + eta * t * float(w @ x > 0) * x, "That is t·y, the minus sign the slide lost (EN-1): the error is t − y."),
        (lambda w, x, t, eta: w + eta * (t - float(w @ x >= 0)) * x, "A score of 0 counts as class 0: y = 1 only where w·x > 0."),
        (lambda w, x, t, eta: w + eta * x, "Only mistakes correct: multiply by t − y."),
        (lambda w, x, t, eta: w + eta * (2 * t - 1 - np.where(w @ x > 0, 1, -1)) * x, "Twice too far: with labels 0 and 1 the error is ±1, with −1 and +1 it is ±2."),
    ],
    solution="""
def pla_update(w, x, t, eta):
    y = float(w @ x > 0)
    return w + eta * (t - y) * x
""",
    hints=["First the prediction y, then the error t − y.", "w + eta * (t - y) * x; where the prediction is right nothing changes."],
    success="One line for all four cases of target and prediction.",
)  # fmt: skip

q4 = Numbers(
    "nb03.q4",
    "AND from a zero start with η = 1: how many corrections, and which (w1, w2, b) at the end?",
    answers={"corrections": len(AND.updates_), "weights": (*AND.w_, AND.b_)},
    slips=[
        (
            {"corrections": 5},
            "That is the number of passes with a mistake; several passes have more than one.",
        ),
        ({"corrections": 6}, "That is the number of passes, the clean one included."),
        ({"weights": (-2, 2, 1)}, "The bias comes last: (w1, w2, b)."),
        ({"weights": (1, 1, 1)}, "These are the weights after the first correction; go on."),
    ],
    solution="""
model = Perceptron().fit(*boolean("and"))
corrections = len(model.updates_)
weights = (*model.w_, model.b_)
""",
    hints=[
        "Perceptron().fit(X, y) keeps one record per mistake in updates_.",
        "w_ and b_ are the weights it ends with.",
    ],
    success="Ten corrections in five passes; the sixth is clean.",
)

q5 = Numbers(
    "nb03.q5",
    "The same with η = 0.1: the weights at the end.",
    answers={"weights": 0.1 * np.array([*AND.w_, AND.b_])},
    slips=[
        ({"weights": (*AND.w_, AND.b_)}, "These are the weights for η = 1."),
        (
            {"weights": 0.2 * np.array([*AND.w_, AND.b_])},
            "With labels 0 and 1 the error is ±1, so the scale is η itself.",
        ),
    ],
    solution="""
weights = (0.2, 0.1, -0.2)
""",
    hints=[
        "Every correction is η times the one before; the start is zero.",
        "Do the predictions change if all weights are ten times smaller?",
    ],
    success="From a zero start η only scales the result: no line moves.",
)

q6 = Function(
    "nb03.q6",
    "one_pass(X, t, w) goes once through all rows, correcting after every mistake (η = 1; rows of X end in a 1).",
    one_pass,
    _pass_case,
    slips=[
        (_literal, "Every row starts again from the old w, and only the last correction survives: the ASU loop to the letter (EA-4). Pass w on."),
        (_batch, "All rows were judged by the old w; correct before you look at the next row."),
        (lambda X, t, w: pla_update(w, X[0], t[0], 1.0), "Only the first row was used: the return stands inside the loop."),
        (lambda X, t, w: w, "Nothing was corrected."),
        (lambda X, t, w: 2 * w - one_pass(X, t, w), "The sign is wrong: w + (t − y) x."),
    ],
    solution="""
def one_pass(X, t, w):
    for x, target in zip(X, t):
        w = pla_update(w, x, target, 1.0)
    return w
""",
    hints=["A loop over zip(X, t).", "w = pla_update(w, x, target, 1.0) passes the new weights on to the next row."],
    success="This is the repaired loop; the literal one never leaves (1, 1, 1) on AND.",
)  # fmt: skip

q7 = Numbers(
    "nb03.q7",
    "XOR: how many corrections in each pass from the third on, and which (w1, w2, b) at the end of each?",
    answers={"corrections": 4, "weights": (-1, 0, 1)},
    slips=[
        ({"corrections": 3}, "Look at a later pass; the first two are different."),
        ({"weights": (0, -1, 1)}, "w1 and w2 are swapped: the order of presentation makes them differ."),
        ({"weights": (1, -1, 0)}, "The bias comes last: (w1, w2, b)."),
    ],
    solution="""
model = Perceptron(epochs=20).fit(*boolean("xor"))
corrections = sum(u.epoch == 20 for u in model.updates_)
weights = (*model.w_, model.b_)
""",
    hints=[
        "Perceptron(epochs=20) and look at updates_ of the last pass.",
        "[u for u in model.updates_ if u.epoch == 20].",
    ],
    success="The same four corrections for ever: a cycle, not progress.",
)

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7]
