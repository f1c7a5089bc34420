"""Questions of chapter 03: the perceptron learning rule."""

import numpy as np

from ..datasets import boolean
from ..perceptron import Perceptron
from .chapter import Chapter

ask = Chapter("nb03", np=np, boolean=boolean, Perceptron=Perceptron)

q1 = ask.choice(
    "q1",
    'direction = "x"',
    "A positive point x is on the wrong side. Which vector must be added to w?",
    options={
        "x": "And a missed negative moves w by −x.",
        "-x": "w − x has the score w·x − |x|², lower still: that is the repair for a missed negative.",
        "w": "A longer or shorter w points the same way and gives every point the same side.",
    },
    also={"x": ["+x", "x vector", "eta x", "plus x"], "-x": ["minus x"], "w": ["+w", "-w"]},
    hints=["The score of the point is w·x; you want it larger.", "(w + x)·x = w·x + |x|²."],
)

q2 = ask.numbers(
    "q2",
    """
w, x = np.array([-3, -1]), np.array([2, 1])
v = np.array([w, w + x, w + 2 * x])
cosines = v @ x / np.linalg.norm(v, axis=1) / np.linalg.norm(x)
angles = np.degrees(np.arccos(cosines))
""",
    "w = (−3, −1), x = (2, 1), y = +1: the angle between w and x, after no, one and two additions of x, in degrees.",
    asks="angles",
    slips={
        "np.degrees(np.arccos(cosines)) -> np.arccos(cosines)": "These are radians; asked for are degrees: np.degrees.",
        "np.degrees(np.arccos(cosines)) -> cosines": "These are the cosines; np.arccos gives the angles.",
        "cosines) -> -cosines)": "That is the angle to −x.",
        "np.array([w, w + x, w + 2 * x]) -> np.array([w, w + 2 * x, w + x])": "Two of them are swapped: each addition makes the angle smaller.",
        "/ np.linalg.norm(v, axis=1) / -> / 3.1622776601683795 /": "Divide by the length of each w + kx in turn, not always by the same.",
    },
    hints=["cos θ = w·x / (|w| |x|).", "np.degrees(np.arccos(...)) for w, w + x and w + 2x."],
    success="One addition is not enough here: 153 degrees is still the wrong side (EN-16).",
)

q3 = ask.function(
    "q3",
    """
def pla_update(w, x, t, eta):
    y = float(w @ x > 0)
    return w + eta * (t - y) * x
""",
    "pla_update(w, x, t, eta) returns the new w. The bias is a weight: x ends in a 1. Labels are 0 and 1, y = 1 iff w·x > 0.",
    cases=[
        (np.array([1.0, -1, -1]), np.array([2.0, 1, 1]), 1, 0.5),  # a score of 0, a tie
        (np.array([2.0, 1, -1]), np.array([1.0, 3, 1]), 0, 0.5),  # a missed negative
        (np.array([2.0, 1, -1]), np.array([-1.0, 3, 1]), 0, 0.5),  # right
        (np.array([1.0, 1, 0]), np.array([-2.0, 1, 1]), 1, 0.5),  # a missed positive
        (np.array([3.0, 1, -4]), np.array([1.0, 2, 1]), 1, 0.5),  # right, and missed with another bias
        (np.zeros(3), np.array([1.0, 2, 1]), 1, 2),
    ],
    random=lambda rng: (rng.normal(size=3), np.append(rng.normal(size=2), 1.0), float(rng.integers(2)), rng.uniform(0.1, 2)),
    slips={
        "w + eta -> w - eta": "The sign is wrong: this moves w away from a missed positive.",
        "eta * ->": "The learning rate is missing.",
        "(t - y) -> (t - w @ x)": "The error is t − y with y = 0 or 1; with the score itself this is ADALINE (chapter 04).",
        "(t - y) -> t * y": "That is t·y, the minus sign the slide lost (EN-1): the error is t − y.",
        "(t - y) -> abs(t - y)": "A missed negative must be subtracted: t − y is −1 there, keep its sign.",
        "> 0 -> >= 0": "A score of 0 counts as class 0: y = 1 only where w·x > 0.",
        "> 0 -> > 0.5": "The threshold is 0, not ½: the bias is among the weights.",
        "(t - y) * x -> x": "Only mistakes correct: multiply by t − y.",
        "(t - y) -> (2 * t - 1 - (1 if y else -1))": "Twice too far: with labels 0 and 1 the error is ±1, with −1 and +1 it is ±2.",
        "float(w @ x > 0) -> np.sign(w @ x)": "Labels are 0 and 1 here: y is 0, not −1, on the negative side.",
        "(t - y) -> t": "Only mistakes correct, and a missed negative is subtracted: the error is t − y.",
        "return w + -> return": "This is the change; add it to the old w.",
        "(t - y) * x -> (t - y)": "Each weight moves by its own input: multiply by x.",
        "w @ x -> w[0] + w[1:] @ x[:-1]": "The bias is the last weight, since x ends in a 1: the score is w @ x.",
        "float(w @ x > 0) -> t": "Nothing is ever corrected: y is the prediction, 1 where w·x > 0.",
        "float(w @ x > 0) -> (1 if w @ x > 0 else -1)": "Labels are 0 and 1 here: y is 0, not −1, on the negative side.",
    },
    hints=["First the prediction y, then the error t − y.", "w + eta * (t - y) * x; where the prediction is right nothing changes."],
    success="One line for all four cases of target and prediction.",
)  # fmt: skip

q4 = ask.numbers(
    "q4",
    """
model = Perceptron().fit(*boolean("and"))
corrections = len(model.updates_)
weights = (*model.w_, model.b_)
""",
    "AND from a zero start with η = 1: how many corrections, and which (w1, w2, b) at the end?",
    asks="corrections weights",
    slips={
        "len(model.updates_) -> 5": "That is the number of passes with a mistake; several passes have more than one.",
        "len(model.updates_) -> 6": "That is the number of passes, the clean one included.",
        "(*model.w_, model.b_) -> (model.b_, *model.w_)": "The bias comes last: (w1, w2, b).",
        "(*model.w_, model.b_) -> (4, 2, -4)": "Twice too long: with labels 0 and 1 the error is ±1; ±2 belongs to labels −1 and +1.",
        "(*model.w_, model.b_) -> (1, 1, 1)": "These are the weights after the first correction; go on.",
    },
    hints=["Perceptron().fit(X, y) keeps one record per mistake in updates_.", "w_ and b_ are the weights it ends with."],
    success="Ten corrections in five passes; the sixth is clean.",
)  # fmt: skip

q5 = ask.numbers(
    "q5",
    """
model = Perceptron(learning_rate=0.1).fit(*boolean("and"))
weights = (*model.w_, model.b_)
""",
    "The same with η = 0.1: the weights at the end.",
    asks="weights",
    slips={
        "learning_rate=0.1 -> learning_rate=1": "These are the weights for η = 1.",
        "0.1 -> 0.2": "With labels 0 and 1 the error is ±1, so the scale is η itself.",
    },
    hints=[
        "Every correction is η times the one before; the start is zero.",
        "Do the predictions change if all weights are ten times smaller?",
    ],
    success="From a zero start η only scales the result: no line moves.",
)

q6 = ask.function(
    "q6",
    """
def one_pass(X, t, w):
    for x, target in zip(X, t):
        w = pla_update(w, x, target, 1.0)
    return w
""",
    "one_pass(X, t, w) goes once through all rows, correcting after every mistake (η = 1; rows of X end in a 1).",
    cases=[
        (np.array([[1.0, 2, 1], [-1, 0, 1], [2, -1, 1]]), np.array([1, 0, 1]), np.zeros(3)),
        (np.array([[1.0, 0, 1], [0, 1, 1], [1, 1, 1]]), np.array([0, 0, 1]), np.array([1.0, 1, 0])),
        (np.array([[1.0, 0, 1]]), np.array([1]), np.array([-4.0, 0, 0])),  # one is not enough, and yet the last
    ],
    random=lambda rng: (np.column_stack([rng.normal(size=(4, 2)), np.ones(4)]), rng.integers(0, 2, 4) * 1.0, rng.normal(size=3)),
    slips={
        "zip(X, t) -> zip(X[-1:], t[-1:])": "Every row starts again from the old w, and only the last correction survives: the ASU loop to the letter (EA-4). Pass w on.",
        lambda X, t, w: w + (t - (X @ w > 0)) @ X: "All rows were judged by the old w; correct before you look at the next row.",
        "zip(X, t) -> zip(X[:1], t[:1])": "Only the first row was used: the return stands inside the loop.",
        "w = pla -> _ = pla": "Nothing was corrected: assign the result back to w.",
        "1.0 -> -1.0": "The sign is wrong: w + (t − y) x.",
        "1.0 -> 0.5": "η is 1 here.",
    },
    hints=["A loop over zip(X, t).", "w = pla_update(w, x, target, 1.0) passes the new weights on to the next row."],
    success="This is the repaired loop; the literal one never leaves (1, 1, 1) on AND.",
)  # fmt: skip

q7 = ask.numbers(
    "q7",
    """
model = Perceptron(epochs=20).fit(*boolean("xor"))
corrections = sum(u.epoch == 20 for u in model.updates_)
weights = (*model.w_, model.b_)
""",
    "XOR: how many corrections in each pass from the third on, and which (w1, w2, b) at the end of each?",
    asks="corrections weights",
    slips={
        "corrections = 3": "Look at a later pass; the first two are different.",
        "corrections = len(model.updates_)": "That is the sum over all passes; count those of one.",
        "weights = (0, -1, 1)": "w1 and w2 are swapped: the order of presentation makes them differ.",
        "weights = (1, -1, 0)": "The bias comes last: (w1, w2, b).",
    },
    hints=[
        "Perceptron(epochs=20) and look at updates_ of the last pass.",
        "[u for u in model.updates_ if u.epoch == 20].",
    ],
    success="The same four corrections for ever: a cycle, not progress.",
)

q8 = ask.numbers(
    "q8",
    """
X, t = boolean("and")
X1 = np.column_stack([X, np.ones(4)])
w = np.zeros(3)
for step in range(10):
    for x, target in zip(X1, t):
        new = pla_update(w, x, target, 1.0)
    w = new
weights = w
""",
    "The ASU loop to the letter on AND, η = 1, zero start: in a pass every row starts from w(t) and overwrites w(t + 1). "
    "Which (w1, w2, b) after ten passes?",
    asks="weights",
    slips={
        "weights = (2, 1, -2)": "That is where the repaired loop ends; to the letter every row starts from w(t), so only the last row counts.",
        "weights = (0, 0, 0)": "The last row, (1, 1), is a missed positive: it leaves its trace.",
        "weights = (0, 0, -2)": "The rows do not add up: each overwrites what the one before has left.",
    },
    hints=["In each pass only the last row, (1, 1) with target 1, leaves a trace.", "Once it is right nothing changes any more."],
    success="(1, 1, 1) for ever: all four inputs in class 1 (EA-4).",
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5, q8, q6, q7]
