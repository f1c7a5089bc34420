"""Questions of chapter 10: what a hidden layer can do, and what training finds of it."""

import numpy as np

from .chapter import Chapter

ask = Chapter("nb10", np=np)
NINE = np.array([-2, -1, 0, 0.5, 1, 1.5, 2, 3, 4])
SLIDE = np.array([[-1.0, 1], [1, -1]]), np.array([0.0, 1, 1])  # W1 and W2 of NUS

q1 = ask.numbers(
    "q1",
    """
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
V, c = np.array([[1, 1], [1, 1]]), np.array([0, -1])
w, b = np.array([1, -2]), 0
h = np.maximum(X @ V.T + c, 0)
y = np.maximum(h @ w + b, 0)
""",
    "Tsinghua's network at (0, 0), (0, 1), (1, 0), (1, 1): the four rows of h, and the four y.",
    asks="h y",
    slips={
        "h = np.maximum(X @ V.T + c, 0) -> h = X @ V.T + c": "The ReLU on h is missing: no entry of h is negative.",
        "X @ V.T + c -> X @ V.T": "The bias c is missing: the second unit subtracts 1 before its ReLU.",
        "h = [[0, 0], [1, 0], [1, 0], [2, 0]]": "At (1, 1) the second unit gets 2 − 1 = 1: it opens there and nowhere else.",
        "h = [[0, 0], [1, 1], [1, 1], [2, 1]]": "The second unit subtracts 1 first: at (0, 1) and (1, 0) it gives 0.",
        "h = [[0, 0], [1, 0], [1, 0], [1, 1]]": "At (1, 1) the first unit adds both inputs: 2.",
        "h = h.T": "One row for each of the four inputs: h is (4, 2).",
        "[1, -2] -> [1, 2]": "The −2 has lost its sign.",
        "y = [0, 1, 1, 2]": "At (1, 1) the second unit takes 2 away again: 2 − 2·1.",
        "y = np.maximum(X @ w + b, 0)": "That feeds the output with x; it gets h.",
        "h @ w + b -> h.sum(axis=1)": "The weights w = (1, −2) are missing.",
    },
    advice={"h": "V x + c first, then ReLU of each entry.", "y": "y = ReLU(wᵀh + b), with h and not x."},
    hints=["V x + c is (x₁ + x₂, x₁ + x₂ − 1).", "ReLU, then 1·h₁ − 2·h₂."],
    success="Two of the four corners have landed on one place, and the fold is what did it.",
)  # fmt: skip

q2 = ask.numbers(
    "q2",
    "y_printed = np.maximum(X @ w + b, 0)",
    "The line as the slide prints it, y = ReLU(wᵀx + b): its four values.",
    asks="y_printed",
    slips={
        "y_printed = y": "You used h; the printed line has x.",
        "y_printed = X @ w + b": "The ReLU is missing.",
        "X @ w -> X @ w[::-1]": "The weights are swapped: 1·x₁ − 2·x₂.",
        "y_printed = np.maximum(X @ [1, 2], 0)": "The −2 has lost its sign.",
        "y_printed = X @ [1, 2]": "The −2 has lost its sign.",
        "y_printed = np.maximum(X.sum(axis=1), 0)": "The weights w = (1, −2) are missing.",
    },
    hints=["1·x₁ − 2·x₂ at the four corners.", "Negative values become 0."],
    success="The shapes fit by luck, two inputs and two hidden units, so no error message would have told (ET-3).",
)


def _share(solved, starts):
    """What is wrong with a count of starts that learn XOR."""
    if 0 <= starts < solved:
        return "More solved than started: first how many learned it, then of how many."
    if solved % 1 or starts % 1 or solved < 0:
        return "Both are counts: solved is a whole number from 0 to starts."
    if starts < 50:
        return "Too few starts: of ten, anything from 0 to 5 is usual here. Take at least 50."
    share = solved / starts
    if solved == 0:
        return "None at all: look at start 3 alone, with rate 0.5 and 1,000 epochs. It learns XOR."
    if share < 0.08:
        return "Fewer than it should be: rate 0.5, all four rows in a batch, 1,000 epochs?"
    if share <= 0.36:
        return ""
    if solved == starts:
        return "That all starts could learn it does not mean that they do: count those with a score of 1."
    if abs(share - 0.75) < 0.02:
        return "¾ is a share of corners. Count runs: those that have all four right."
    return "More than it should be: is the activation 'relu', the width 2, and a run counted only if its score is 1?"


q3 = ask.find(
    "q3",
    "solved, starts = 51, 200",
    "Of networks with two ReLU units (rate 0.5, 1,000 epochs): how many of how many starts learn XOR? At least 50.",
    forms={"solved": (), "starts": ()},
    fault=_share,
    hints=["how_many('relu', 2, 0.5) counts 100 starts.", "The last argument is the number of starts: try 50, 100, 200."],
    success="Of a thousand starts 210 learn it, so about one in five; a hundred say it only roughly. The weights of exercise 1 exist for all of them: existence is not finding.",
)  # fmt: skip

q4 = ask.numbers(
    "q4",
    """
x = np.array([-2, -1, 0, 0.5, 1, 1.5, 2, 3, 4])
W1, W2 = np.array([[-1, 1], [1, -1]]), np.array([0, 1, 1])
a = np.maximum(np.column_stack([np.ones(9), x]) @ W1, 0)
y_hat = np.column_stack([np.ones(9), a]) @ W2
""",
    "The outputs of NUS's network at the nine x.",
    asks="y_hat",
    slips={
        "y_hat = a[:, 0]": "That is one hinge, open to the right; the other one covers the left.",
        "y_hat = a[:, 1]": "That is one hinge, open to the left; the other one covers the right.",
        "y_hat = -y_hat": "Both outgoing weights are +1.",
        "y_hat = a[:, 0] - a[:, 1]": "Both outgoing weights are +1; this subtracts the second hinge.",
        "y_hat = np.abs(x + 1)": "The sign of the bias: w₁₀ = −1 moves the first hinge to +1.",
        "y_hat = 2 * y_hat": "Only one of the hinges is open at a time: nothing is doubled.",
        "y_hat = 0 * x": "Without their ReLU the two units cancel: (x − 1) + (1 − x). Fold first, add then.",
        "y_hat = 1 + y_hat": "w₀ = 0: nothing is added in the end.",
    },
    hints=["a₁ = ReLU(x − 1), a₂ = ReLU(1 − x).", "ŷ = 0 + a₁ + a₂; one of the two is always 0."],
    success="|x − 1|, with error exactly 0.",
)

q5 = ask.numbers(
    "q5",
    """
with_relu = np.maximum(y_hat, 0)
with_sigmoid = 1 / (1 + np.exp(-y_hat[0]))
""",
    "The nine outputs if the output unit is a ReLU, and the output at x = −2 if it is a sigmoid.",
    asks="with_relu with_sigmoid",
    slips={
        "with_relu = a[:, 0]": "The left arm stays: the sum of two hinges is never negative, so ReLU cuts nothing off.",
        "with_relu = np.maximum(x, 0)": "The ReLU gets the sum of the hinges, not x.",
        "y_hat[0] -> y_hat[4]": "That is the value at x = 1; asked is x = −2.",
        "y_hat[0] -> y_hat[1]": "That is the value at x = −1; asked is x = −2.",
        "-y_hat[0] -> y_hat[0]": "The sign: σ(z) = 1/(1 + e^(−z)), with z = 3.",
        "with_sigmoid = y_hat[0]": "That is z itself; the sigmoid squashes it below 1.",
        "with_sigmoid = 1 / (1 + np.exp(2))": "The sigmoid gets the network's sum, which is 3 there, not x = −2.",
        "with_sigmoid = np.tanh(3)": "That is tanh 3.",
    },
    hints=["Is any of the nine sums negative?", "The sigmoid gets 3 at x = −2."],
    success="A sigmoid can never answer 3: the output activation must be able to reach the targets.",
)


def _as_slide(W1, W2):
    """What is wrong with weights that should give |x - 1| and not be the slide's."""
    places = -W1[0] / W1[1]
    bends = places[np.isfinite(places)]  # straight between them, so that equal here is equal everywhere
    x = np.concatenate([NINE, bends - 1, bends, bends + 1])
    y = np.maximum(np.outer(x, W1[1]) + W1[0], 0) @ W2[1:] + W2[0]
    wanted = np.abs(x - 1)
    if np.allclose(y, wanted, 1e-6, 1e-6):
        same = np.allclose(W1, SLIDE[0]) and np.allclose(W2, SLIDE[1])
        return "Those are the slide's own; asked are different weights." * same
    slope = y[0] / 3
    if slope > 0 and np.allclose(y, slope * wanted, 1e-6, 1e-6):
        return (
            f"This is {slope:.3g} times |x − 1|: what a unit's incoming weights are multiplied by, its outgoing "
            "weight must be divided by."
        )
    if slope < 0 and np.allclose(y, slope * wanted, 1e-6, 1e-6):
        return "Upside down: ReLU(−z) is not −ReLU(z), so a unit may be multiplied by positive numbers only."
    wrong = [j for j in (0, 1) if not np.isclose(places[j], 1, 1e-6)]
    if wrong and (W1[1] != 0).all():
        return (
            f"Unit {wrong[0] + 1} bends at x = {places[wrong[0]]:.3g}, not at 1: the factor goes on its bias too, "
            "and the bias stands in row 0."
        )
    if W1[1, 0] * W1[1, 1] > 0:
        return "Both units open to the same side: a negative factor turns a hinge round. Multiply by positive ones."
    if W2[0] != 0:
        return "w₀ lifts the whole curve: it must be 0 here."
    arms = f"the left arm has {y[1] - y[0]:.3g}, the right one {y[8] - y[7]:.3g}".replace("-", "−")
    return (
        f"The slopes should be −1 and 1; {arms}: what goes into a unit times c, goes out of it divided by c."
    )


q6 = ask.find(
    "q6",
    "W1, W2 = np.array([[-2, 0.5], [2, -0.5]]), np.array([0, 0.5, 2])",
    "Other weights for the same function: W1 (2, 2), biases in row 0, and W2 (3,), bias first.",
    forms={"W1": (2, 2), "W2": (3,)},
    fault=_as_slide,
    hints=[
        "Multiply all that goes into a unit by 2. What must happen to its outgoing weight?",
        "ReLU(2z) = 2 ReLU(z): into the unit times c > 0, out of it divided by c.",
    ],
    success="One function, infinitely many weights: units may be scaled and swapped, so there is never just one minimum.",
)

q7 = ask.numbers(
    "q7",
    """
W2 = np.array([0, 1, 1])
grad_0 = np.outer([1, 1], W2[1:] * 0)
grad_1 = np.outer([1, 1], W2[1:] * 1)
""",
    "∂ŷ/∂W1 of the slide's network at the kink, x = 1, with ReLU′(0) = 0 and with ReLU′(0) = 1: two arrays (2, 2).",
    asks="grad_0 grad_1",
    slips={
        "grad_0 = grad_1 = np.full((2, 2), 0.5)": "½ is the central difference, the mean of two slopes; the code takes one number for ReLU′(0).",
        "grad_0, grad_1 = grad_1, grad_0": "The two are swapped: ReLU′(0) = 0 stops everything that goes through the unit.",
        "grad_0 = [[0.5, 0.5], [0.5, 0.5]]": "½ is the central difference, the mean of two slopes; the code takes one number for ReLU′(0).",
        "grad_1 = [[0.5, 0.5], [0.5, 0.5]]": "½ is the central difference, the mean of two slopes; the code takes one number for ReLU′(0).",
        "grad_1 = [[1, -1], [1, -1]]": "The convention gives both units the same slope: their z is 0 for both.",
        "grad_1 = [[1, 0], [1, 0]]": "Both units stand at their kink, and both get the slope 1.",
        "grad_1 = [[1, 1], [0, 0]]": "Row 1 is multiplied by x, and x is 1 here.",
        "grad_1 = 1.5 * np.ones((2, 2))": "That has the factor ŷ − y of another sample in it; asked is ∂ŷ/∂W1.",
        "grad_0 = grad_1": "ReLU′(0) = 0 stops everything that goes through the unit.",
    },
    hints=["Both pre-activations are 0 at x = 1.", "∂ŷ/∂W1[i, j] = (1, x)ᵢ · ReLU′(zⱼ) · w₂ⱼ."],
    success="Two conventions, two gradients, and neither is wrong: at a kink there is no derivative.",
)

q8 = ask.numbers(
    "q8",
    """
slopes = np.array([2, -1, 0])
c = np.diff(slopes, prepend=0)
""",
    "The three factors of ReLU(x − 1), ReLU(x − 2) and ReLU(x − 4) for the tent.",
    asks="c",
    slips={
        "c = slopes": "Those are the slopes; a hinge adds to the slope for ever, so cₖ is by how much the slope changes.",
        "c = [2, -1, 1]": "The second hinge must take the slope from 2 to −1: that is −3.",
        "c = [2, -3, 0]": "Without the third hinge the curve goes on falling beyond x = 4.",
        "c = [2, 3, 1]": "The second hinge bends downwards.",
        "c = [2, -3, -1]": "The last hinge must take the slope from −1 back to 0: +1.",
        "c = [0, 2, 0]": "Those are the heights at the three bends.",
        "c = [2, -2, 0]": "After x = 2 the curve falls with slope −1; with these it stays at 2.",
        "c = -c": "The sign is wrong: the first slope is +2.",
    },
    hints=["Slopes: 0, then 2, then −1, then 0.", "Each factor is the new slope minus the old one."],
    success="A curve of straight pieces is a hidden layer: one unit for each bend.",
)

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7, q8]
