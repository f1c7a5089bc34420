"""Questions of chapter 12, Backpropagation in matrix form: ASU's 3-4-1 network, a worksheet, any sizes.

Rows are samples. Each box of the worksheet is a question of its own, so that each has its own verdict.
"""

import numpy as np

from ..activations import sigmoid
from ..lectures.matrices import ASU, SHEET
from .chapter import Chapter
from .edits import edited

X, T, W1, b1, W2, b2 = ASU.given
NAMES = dict(zip(("X", "T", "W1", "b1", "W2", "b2"), ASU.given))
ask = Chapter("nb12", np=np, sigmoid=sigmoid, sheet=SHEET, A1=ASU.A1, Z1=ASU.Z1, **NAMES)

SMALL = (
    np.array([[0.0, 1, 2], [1, 0, -1], [2, 1, 0], [0, 0, 1], [1, 1, 1]]),
    np.array([[1.0, 0], [0, 1], [1, 1], [0, 0], [1, 0]]),
    np.array([[1.0, 0, 1], [0, 1, -1], [1, 1, 0], [-1, 0, 2]]),
    np.array([0.0, 1, -1, 0]),
    np.array([[1.0, 0, 2, -1], [0, 1, 1, 1]]),
    np.array([1.0, 0]),
)
ONE_OUTPUT = (
    SMALL[0][:4, :2],
    SMALL[1][:4, :1],
    SMALL[2][:2, :2],
    SMALL[3][:2],
    SMALL[4][:1, :2],
    SMALL[5][:1],
)
SQUARE = (  # here every slip runs through, so that it is known by its numbers
    np.array([[1.0, 0], [2, -1]]),
    np.array([[1.0, 0], [0, 0]]),
    np.array([[1.0, -1], [0, 2]]),
    np.array([0.0, 1]),
    np.array([[1.0, 2], [0, -1]]),
    np.array([1.0, 0]),
)


def _random_batch(rng):
    D, H, K = rng.permutation([2, 3, 4])
    W1, b1, W2, b2 = (rng.normal(size=shape) for shape in ((H, D), H, (K, H), K))
    return rng.normal(size=(5, D)), rng.integers(0, 2, (5, K)) * 1.0, W1, b1, W2, b2


q1 = ask.numbers(
    "q1",
    """
delta2_shape = (5, 2)
dW2_shape = (2, 4)
db2_shape = (2,)
delta1_shape = (5, 4)
dW1_shape = (4, 3)
""",
    "A 3-4-2 network, five rows. The shapes of ∂L/∂Z2, ∂L/∂W2, ∂L/∂b2, ∂L/∂Z1 and ∂L/∂W1?",
    asks="delta2_shape dW2_shape db2_shape delta1_shape dW1_shape",
    slips={
        "delta2_shape, dW2_shape, db2_shape, delta1_shape, dW1_shape = (2, 5), (2, 4), (2, 1), (4, 5), (4, 3)": "These are right in ASU's column layout; here the samples are rows.",
        "delta2_shape, delta1_shape = (2, 5), (4, 5)": "Those two are in ASU's column layout; here the samples are rows.",
        "(2, 4) -> (4, 2)": "dW2 has the shape of W2, and W2 has one row per output.",
        "(4, 3) -> (3, 4)": "dW1 has the shape of W1, and W1 has one row per hidden unit.",
        "dW2_shape, dW1_shape = (4, 2), (3, 4)": "A gradient has the shape of what it is the gradient of, and W has one row per unit.",
        "(2,) -> (5,)": "There is one bias per output, not one per sample.",
        "(2,) -> (2, 1)": "(2, 1) is a column, as in the ASU lecture; here b2 has one axis: (2,), a tuple with a comma.",
        "(2,) -> (5, 2)": "(5, 2) is one row of slopes for each sample; the bias is the same for all, so they are added up.",
        "(5, 4) -> (5, 2)": "(5, 2) belongs to the output; the hidden layer has four units.",
        "(5, 4) -> (5, 3)": "(5, 3) is the shape of X; Z1 has one column per hidden unit.",
        "(5, 2) -> (5, 1)": "This network has two outputs.",
        "delta2_shape, delta1_shape = (2, 4), (4, 3)": "Those are the shapes of the weights; ∂L/∂Z2 and ∂L/∂Z1 have the shapes of Z2 and Z1.",
        "dW2_shape, dW1_shape = (5, 2), (5, 4)": "Those are the shapes of Z2 and Z1; ∂L/∂W2 and ∂L/∂W1 have the shapes of the weights.",
        "(4, 3) -> (5, 3)": "A weight is shared by all samples: five rows go in, none is left in the gradient.",
    },
    hints=["∂L/∂Z2 has the shape of Z2, ∂L/∂W2 that of W2, and so on.", "Z2 is (5, 2) and W2 is (2, 4)."],
    success="Every derivative has the shape of what it belongs to; with five different sizes, no two can be confused.",
)  # fmt: skip

q2 = ask.numbers(
    "q2",
    """
A2 = sigmoid(A1 @ W2.T + b2)
each = -(T * np.log(A2) + (1 - T) * np.log(1 - A2))
L_sum, L_mean = each.sum(), each.mean()
""",
    "The outputs of the 3-4-1 network for the five rows; its cross-entropy, the sum and the mean.",
    asks="A2 L_sum L_mean",
    slips={
        "sigmoid(A1 @ W2.T + b2) -> A1 @ W2.T + b2": "This is Z2: the output's sigmoid is missing.",
        "A1 @ W2.T + b2 -> A1 @ W2.T": "The bias b2 is missing.",
        "A1 @ W2.T -> Z1 @ W2.T": "The second layer takes A1, the outputs of the hidden units, not their sums Z1.",
        "A2 = sigmoid(A1 @ -> A2 = np.tanh(A1 @": "The output is a sigmoid unit, not tanh.",
        "L_sum, L_mean = each.sum(), each.mean() -> L_sum, L_mean = each.mean(), each.sum()": "The two are swapped: the sum is five times the mean.",
        "each = -( -> each = (": "The sign is wrong: the loss is minus the logarithm of a probability.",
        "+ (1 - T) * np.log(1 - A2) ->": "The rows with target 0 count too: −ln(1 − a).",
        "L_sum = L_mean": "That is the mean; the sum is five times as large.",
        "L_mean = L_sum": "That is the sum; divide by the five rows.",
        "L_sum, L_mean = L_sum / np.log(10), L_mean / np.log(10)": "Use the natural logarithm, np.log.",
        "L_sum, L_mean = ((A2 - T) ** 2).sum() / 2, ((A2 - T) ** 2).mean() / 2": "This is the squared error; asked for is the cross-entropy.",
    },
    hints=["A2 = sigmoid(A1 @ W2.T + b2).", "A row costs −ln a if its target is 1, −ln(1 − a) if it is 0."],
    success="All five outputs lie near ½, so each row costs about ln 2 = 0.69.",
    advice={"A2": "Its shape is (5, 1): one output for each row.", "L_sum": "Five terms, each near 0.7."},
)  # fmt: skip

q3 = ask.numbers(
    "q3",
    """
delta2 = A2 - T
dW2 = delta2.T @ A1
db2 = delta2.sum(axis=0)
""",
    "ASU's loss is the sum over the five rows. Its gradients ∂L/∂W2 and ∂L/∂b2.",
    asks="dW2 db2",
    slips={
        "delta2 = A2 - T -> delta2 = (A2 - T) / 5": "That is the gradient of the mean; ASU's loss is the sum, so there is no 1/5 (EA-12).",
        "delta2 = A2 - T -> delta2 = T - A2": "The sign is wrong: A2 − T.",
        "delta2.T @ A1 -> delta2.T @ Z1": "The other factor is A1, what the second layer takes in, not Z1.",
        "delta2 = A2 - T -> delta2 = (A2 - T) * A2 * (1 - A2)": "The sigmoid's slope is in A2 − T already: it cancelled the denominator of ∂L/∂A2. With it this is the squared error's gradient.",
        "delta2 = A2 - T -> delta2 = (A2 - T) / (A2 * (1 - A2))": "That starts from ∂L/∂A2; multiply by the slope A2(1 − A2) to come to Z2.",
        "dW2 = dW2 / 5": "dW2 is that of the mean; ASU's loss is the sum (EA-12).",
        "db2 = db2 / 5": "db2 is a mean over the rows; ASU's loss is the sum (EA-12).",
        "delta2 = A2 - T -> delta2 = 2 * (A2 - T)": "Twice too large: the cross-entropy has no square whose 2 would stay.",
        "db2 = delta2": "That is one slope for each row; b2 is the same for all, so they are added up.",
        "dW2 = delta2 * A1": "Those are the five rows' own gradients; the product delta2.T @ A1 adds them up.",
        "dW2 = A1.sum(axis=0)": "The error is missing: each row of A1 counts as much as its A2 − T.",
    },
    hints=["∂L/∂Z2 is A2 − T, one error for each row.", "Five outer products, added up: (A2 - T).T @ A1."],
    success="Gradients of the sum; divide by 5 for the mean.",
    advice={"dW2": "It has the shape of W2, (1, 4).", "db2": "Add the five errors A2 − T."},
)  # fmt: skip

q4 = ask.numbers(
    "q4",
    """
delta1 = (delta2 @ W2) * A1 * (1 - A1)
dW1 = delta1.T @ X
db1 = delta1.sum(axis=0)
""",
    "The same for the hidden layer, again for the sum: ∂L/∂W1 and ∂L/∂b1.",
    asks="dW1 db1",
    slips={
        "* A1 * (1 - A1) ->": "The hidden units' slope A1(1 − A1) is missing.",
        "* A1 * (1 - A1) -> * A1": "Half of the slope is missing: A1 ⊙ (1 − A1).",
        "* A1 * (1 - A1) -> * (1 - A1)": "Half of the slope is missing: A1 ⊙ (1 − A1).",
        "* A1 * (1 - A1) -> * (1 - A1**2)": "1 − A1² is the slope of tanh; these units are sigmoids.",
        "* A1 * (1 - A1) -> * Z1 * (1 - Z1)": "The slope is written with the outputs A1, not with the sums Z1.",
        "* A1 * (1 - A1) -> * sigmoid(A1) * (1 - sigmoid(A1))": "The sigmoid is applied twice: A1 is σ(Z1) already.",
        "(delta2 @ W2) -> (-delta2 @ W2)": "The sign is wrong: the error is A2 − T.",
        "(delta2 @ W2) -> (delta2 @ W2 / 5)": "That is the gradient of the mean; ASU's loss is the sum (EA-12).",
        "(delta2 @ W2) -> (2 * delta2 @ W2)": "Twice too large: the cross-entropy has no square whose 2 would stay.",
        "(delta2 @ W2) -> delta2": "W2 is missing: each hidden unit is to blame as far as its weight lets it through.",
        "(delta2 @ W2) -> (delta2 * A2 * (1 - A2) @ W2)": "The output's slope came in twice: A2 − T contains it already.",
        "dW1 = delta1.T @ X -> dW1 = X.T @ delta1": "Transposed: dW1 has W1's shape, one row for each hidden unit.",
        "dW1 = dW1 / 5": "dW1 is that of the mean; ASU's loss is the sum (EA-12).",
        "db1 = db1 / 5": "db1 is a mean over the rows; ASU's loss is the sum (EA-12).",
        "db1 = (delta2 @ W2).sum(axis=0)": "The hidden units' slope A1(1 − A1) is missing in db1.",
        "db1 = delta1": "That is one row of slopes for each sample; b1 is the same for all, so they are added up.",
        "db1 = delta1.sum(axis=1)": "That adds over the units; add over the samples, axis 0.",
    },
    hints=["First share the blame: delta2 @ W2 is (5, 4).", "Multiply by each unit's own slope, then delta1.T @ X."],
    success="Of the six products of both passes five are matrix products; only the slopes are entry by entry.",
    advice={"dW1": "It has the shape of W1, (4, 3).", "db1": "It has the shape of b1, (4,)."},
)  # fmt: skip

q5 = ask.choice(
    "q5",
    'fails = "the intermediate line, by no single factor"',
    "The slide derives ∂L/∂w1 in two lines. Which fails the check with central differences?",
    options={
        "the final line": "Run it: it agrees with the differences to ten digits.",
        "the intermediate line, by a constant factor": "Divide one by the other, entry by entry: the ratios run from 0.305 to 2.168.",
        "the intermediate line, by no single factor": "It is off by up to 0.069084, half of its largest entry: (1 − A1) is missing (EA-10). No entry has the wrong sign, so training would have gone on and hidden it.",
        "the intermediate line, by its sign": "All twelve signs agree; that is why one would not notice in training.",
        "both": "The final line is off by about 10⁻¹⁰: that is rounding, it passes.",
        "neither": "A relative difference of a half is no rounding; expect 10⁻⁹.",
    },
    also={
        "the final line": ["final", "final line", "last line", "second line"],
        "the intermediate line, by no single factor": ["by no single factor", "no single factor", "the intermediate line, no single factor"],
        "both": ["both lines", "both fail"],
        "neither": ["none", "neither line", "no line"],
    },
    hints=["Compute both lines and the central differences of the summed loss.", "Compare also the ratios of the entries."],
)  # fmt: skip

# ---- the worksheet, box by box: a slip in one box goes on into all that follow

DELTA1 = "delta2 @ sheet.W2 * (1 - sheet.A1**2)"
IN_DELTA2 = {
    "delta2 -> (-delta2)": "The sign is wrong: output minus target, in delta2.",
    "delta2 -> (2 * delta2)": "The 1/N is missing: this is the gradient of the sum.",
    "delta2 -> (-2 * delta2)": "Two slips, both in delta2: the sign, and the 1/N of the mean.",
    "delta2 -> (delta2 / 2)": "The 1/N came in twice: it is in delta2 already, and from there on one only adds.",
    "delta2 -> (delta2 * sheet.A2 * (1 - sheet.A2))": "The output's slope came in once more; delta2 is (A2 − T)/N.",
}
IN_DELTA1 = {
    "* (1 - sheet.A1**2) ->": "f′ is missing: multiply by the hidden units' own slope, 1 − A1².",
    "1 - sheet.A1**2 -> 1 - sheet.Z1**2": "The slope is 1 − A1², written with the outputs; you took the sums Z1.",
    "1 - sheet.A1**2 -> 1 - np.tanh(sheet.A1)**2": "tanh is applied twice: A1 is tanh(Z1) already, so the slope is 1 − A1².",
    "1 - sheet.A1**2 -> sheet.A1 * (1 - sheet.A1)": "A1(1 − A1) is the slope of the sigmoid; these units are tanh.",
    "1 - sheet.A1**2 -> 1 - sheet.A1": "The square is missing: the slope of tanh is 1 − A1².",
    "* (1 - sheet.A1**2) -> * sheet.A1": "Multiply by the slope 1 − A1², not by the output A1.",
    "sheet.W2 -> (sheet.W2 - 0.5 * dW2)": "You sent delta2 back through the NEW W2 (rate 0.5); the gradient belongs to the old one.",
    "delta2 @ sheet.W2 -> delta2": "W2 is missing: the blame comes back through the weights.",
    "delta2 @ sheet.W2 * (1 - sheet.A1**2) -> -delta2 @ sheet.W2": "Two slips: the sign, and f′ = 1 − A1² is missing.",
    "delta2 @ sheet.W2 * (1 - sheet.A1**2) -> 2 * delta2 @ sheet.W2": "Two slips: the 1/N, and f′ = 1 − A1² is missing.",
}
FROM_DELTA1 = {
    f"delta1 -> ({edited(DELTA1, edit)})": message
    for edit, message in (
        IN_DELTA2 | {edit: f"In delta1: {told}" for edit, told in IN_DELTA1.items()}
    ).items()
}

q6 = ask.numbers(
    "q6",
    "delta2 = (sheet.A2 - sheet.T) / 2",
    "Box 1 of the worksheet: delta2 = ∂L/∂Z2, of the mean cross-entropy.",
    asks="delta2",
    slips={
        "/ 2 ->": "The 1/N is missing: the loss is the mean of two rows.",
        "sheet.A2 - sheet.T -> sheet.T - sheet.A2": "The sign is wrong: output minus target.",
        "delta2 = -2 * delta2": "Two slips: the sign, and the 1/N of the mean.",
        "/ 2 -> / 4": "The 1/N came in twice; the cross-entropy has no ½ of its own.",
        "/ 2 -> * sheet.A2 * (1 - sheet.A2) / 2": "The sigmoid's slope came in once more: with the cross-entropy it has cancelled, ∂L/∂Z2 = (A2 − T)/N.",
        "/ 2 -> * sheet.A2 * (1 - sheet.A2)": "The sigmoid's slope has cancelled and does not belong here; and the 1/N is missing.",
        "/ 2 -> / (sheet.A2 * (1 - sheet.A2))": "This is ∂L/∂A2 of the sum: one slope A2(1 − A2) leads to Z2, and cancels; and the 1/N is missing.",
        "/ 2 -> / (sheet.A2 * (1 - sheet.A2)) / 2": "This is ∂L/∂A2, before the output's sigmoid; one slope A2(1 − A2) leads to Z2, and cancels.",
        "sheet.A2 - sheet.T -> sheet.Z2 - sheet.T": "You compared the sums Z2 with the targets; the outputs are A2.",
        "sheet.A2 - sheet.T -> sheet.A2 - sheet.T[:, 0]": "Targets of shape (2,) against outputs of shape (2, 1) make a table of all pairs; T is (2, 1).",
        "(sheet.A2 - sheet.T) / 2 -> sheet.A2 - sheet.T[:, 0]": "Targets of shape (2,) make a table of all pairs, T is (2, 1); and the 1/N is missing.",
        "(sheet.A2 - sheet.T) / 2 -> (sheet.A2 - sheet.T) ** 2 / 2": "This is a squared error; asked for is a slope, and the loss is the cross-entropy.",
        "(sheet.A2 - sheet.T) / 2 -> sheet.A2": "These are the outputs; the targets are missing.",
    },
    hints=["Sigmoid and cross-entropy leave output minus target.", "The mean brings 1/N, here ½."],
    success="The first row is too low, the second too high.",
    advice={"delta2": "Output minus target, and the mean."},
)

q7 = ask.numbers(
    "q7",
    "dW2 = delta2.T @ sheet.A1",
    "Box 2 of the worksheet: dW2 = ∂L/∂W2.",
    asks="dW2",
    slips=IN_DELTA2
    | {
        "sheet.A1 -> sheet.Z1": "You took the sums Z1; into the second layer go the outputs A1.",
        "sheet.A1 -> sheet.X": "The inputs X belong to dW1; into the second layer go the outputs A1.",
        "sheet.A1 -> (1 - sheet.A1**2)": "No slope here: dW2 is delta2 times what the layer took in, A1.",
        "dW2 = delta2 * sheet.A1": "Those are the two rows' own gradients, one under the other; the product delta2.T @ A1 adds them up.",
    },
    hints=["One outer product for each row, error times A1, added up.", "delta2.T @ A1: (1, 2) @ (2, 3)."],
    success="dW2 = delta2ᵀ A1, of W2's shape (1, 3).",
    advice={"dW2": "Is box 1 right? Then error times input of the layer."},
)

q8 = ask.numbers(
    "q8",
    "db2 = delta2.sum(axis=0)",
    "Box 3 of the worksheet: db2 = ∂L/∂b2.",
    asks="db2",
    slips=IN_DELTA2
    | {
        "delta2.sum(axis=0) -> delta2": "That is one slope for each row; the bias is the same for both, so they are added.",
        "delta2.sum(axis=0) -> delta2[0]": "That is the first row only; add both.",
        "delta2.sum(axis=0) -> np.abs(delta2).sum(axis=0)": "The two rows pull in opposite directions: add them with their signs.",
    },
    hints=["The bias reaches every row with the factor 1.", "Add the rows of delta2."],
    success="A bias is a weight whose input is always 1.",
    advice={"db2": "Is box 1 right? Then add its rows."},
)

q9 = ask.numbers(
    "q9",
    f"delta1 = {DELTA1}",
    "Box 4 of the worksheet: delta1 = ∂L/∂Z1; the hidden units are tanh.",
    asks="delta1",
    slips=IN_DELTA2 | IN_DELTA1 | {"delta1 = delta1.T": "Transposed: one row for each sample, as in A1."},
    hints=[
        "Blame crosses units by a matrix product: delta2 @ W2.",
        "Then each unit multiplies by its own slope.",
    ],
    success="Sample 2 has two large entries and a tiny one: its third unit, at 0.993, is saturated.",
    advice={"delta1": "Is box 1 right? Then delta2 @ W2, (2, 3), and the slope."},
)

q10 = ask.numbers(
    "q10",
    "dW1 = delta1.T @ sheet.X",
    "Box 5 of the worksheet: dW1 = ∂L/∂W1.",
    asks="dW1",
    slips=FROM_DELTA1
    | {
        "dW1 = dW1.T": "Transposed: dW1 has W1's shape (3, 2), one row for each hidden unit.",
        "delta1 -> sheet.A1": "The other factor is delta1, not A1.",
    },
    hints=["As for W2: error of the layer times what it took in.", "delta1.T @ X: (3, 2) @ (2, 2)."],
    success="Six numbers, each agreeing with central differences to ten digits.",
    advice={"dW1": "Is box 4 right? Then error times input of the layer."},
)

q11 = ask.numbers(
    "q11",
    "db1 = delta1.sum(axis=0)",
    "Box 6 of the worksheet: db1 = ∂L/∂b1.",
    asks="db1",
    slips=FROM_DELTA1
    | {
        "delta1.sum(axis=0) -> delta1.sum(axis=1)": "That adds over the units; add over the samples, axis 0.",
        "delta1.sum(axis=0) -> delta1": "That is one row for each sample; the biases are the same for both, so the rows are added.",
    },
    hints=["As for b2: the input of a bias is 1.", "Add the rows of delta1."],
    success="The worksheet is done: nine weights, four biases, thirteen numbers.",
    advice={"db1": "Is box 4 right? Then add its rows."},
)

q12 = ask.function(
    "q12",
    """
def gradients(X, T, W1, b1, W2, b2):
    A1 = sigmoid(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    delta2 = (A2 - T) / len(X)
    delta1 = delta2 @ W2 * A1 * (1 - A1)
    dW1, db1 = delta1.T @ X, delta1.sum(axis=0)
    dW2, db2 = delta2.T @ A1, delta2.sum(axis=0)
    return dW1, db1, dW2, db2
""",
    "gradients(X, T, W1, b1, W2, b2): dW1, db1, dW2, db2 of the mean cross-entropy, sigmoid units, any sizes.",
    cases=[SMALL, ONE_OUTPUT, SQUARE],
    random=_random_batch,
    slips={
        "/ len(X) ->": "The 1/N is missing: the loss is the mean over the rows.",
        "/ len(X) -> / T.size": "The loss is the mean over the rows and the sum over a row's outputs: divide by len(X) only.",
        "/ len(X) -> / 5": "Divide by the number of rows, whatever it is: len(X).",
        "A2 - T -> T - A2": "The sign is wrong: output minus target.",
        "* A1 * (1 - A1) ->": "The hidden slope A1(1 − A1) is missing in delta1.",
        "* A1 * (1 - A1) -> * (1 - A1**2)": "1 − A1² is the slope of tanh; the hidden units are sigmoids.",
        "* (1 - A1) ->": "Half of the hidden slope is missing: A1 ⊙ (1 − A1).",
        "delta2 = (A2 - T) / len(X) -> delta2 = (A2 - T) * A2 * (1 - A2) / len(X)": "The output's slope has cancelled: ∂L/∂Z2 is (A2 − T)/N.",
        "delta2 @ W2 * A1 -> delta2 @ W2.T * A1": "delta2 is (N, K) and W2 is (K, H): blame goes back through W2 as it stands, and W2.T fits only by luck.",
        "delta2 @ W2 * A1 -> delta2 * W2 * A1": "Blame crosses units by a matrix product: delta2 @ W2, not entry by entry.",
        "dW1, db1 = delta1.T @ X -> dW1, db1 = X.T @ delta1": "dW1 is transposed: it has the shape of W1, one row for each hidden unit.",
        "dW2, db2 = delta2.T @ A1 -> dW2, db2 = A1.T @ delta2": "dW2 is transposed: it has the shape of W2, one row for each output.",
        "return dW1, db1, dW2, db2 -> return dW1.T, db1, dW2.T, db2": "dW1 and dW2 are transposed: a gradient has the shape of its weights.",
        "db1 = delta1.T @ X, delta1.sum(axis=0) -> db1 = delta1.T @ X, delta1": "The sum over the rows is missing in db1: one number for each hidden unit.",
        "db2 = delta2.T @ A1, delta2.sum(axis=0) -> db2 = delta2.T @ A1, delta2": "The sum over the rows is missing in db2: one number for each output.",
        "return dW1, db1, dW2, db2 -> return dW1, delta1, dW2, delta2": "The sums over the rows are missing in db1 and db2.",
        "return dW1, db1, dW2, db2 -> return dW1, db1 / len(X), dW2, db2 / len(X)": "In db1 and db2 the 1/N came in twice: it is in delta2 already, so add the rows.",
        "return dW1, db1, dW2, db2 -> return dW1 / len(X), db1 / len(X), dW2 / len(X), db2 / len(X)": "The 1/N came in twice: it is in delta2 already.",
        "delta2.T @ A1 -> delta2.T @ (X @ W1.T + b1)": "dW2 takes the outputs A1 of the hidden layer, not its sums Z1.",
        "sigmoid(X @ W1.T + b1) -> np.tanh(X @ W1.T + b1)": "The hidden units are sigmoids here, not tanh.",
        "sigmoid(X @ W1.T + b1) -> sigmoid(X @ W1.T)": "The bias b1 is missing in the forward pass.",
        "sigmoid(A1 @ W2.T + b2) -> sigmoid(A1 @ W2.T)": "The bias b2 is missing in the forward pass.",
        "return dW1, db1, dW2, db2 -> return dW2, db2, dW1, db1": "The order is dW1, db1, dW2, db2: the first layer first.",
        "sigmoid(A1 @ W2.T + b2) -> A1 @ W2.T + b2": "The output's sigmoid is missing.",
    },
    hints=["Forward with A1 and A2, then delta2, then delta1.", "delta1 = delta2 @ W2 * A1 * (1 - A1); the rest as in the worksheet."],
    success="Checked on a 3-4-2 network with five rows, where no two sizes are equal, and on others.",
)  # fmt: skip

q13 = ask.choice(
    "q13",
    'goes = "with the squared error only"',
    "Is ReLU applicable at the output?",
    options={
        "with every loss": "Outputs such as 0, 0.3 and 2 are no probabilities, so the cross-entropy has no meaning for them.",
        "with the squared error only": "Yes, for targets of at least 0; but a unit whose sum is negative has slope 0, and may stay dead though its target is 1.",
        "with the cross-entropy only": "The other way round: the cross-entropy needs probabilities, and ReLU has no upper end.",
        "with none": "Take the squared error and targets of at least 0, a price or a count: there ReLU can give every answer that is wanted.",
        "with the cross-entropy, if clipped at 1": "Beyond 1 the slope would die as well, and at 0 the loss is infinite still.",
        "with the cross-entropy, if the outputs are divided by their sum": "An output of exactly 0 stays 0, and its loss −ln 0 is infinite still; and if all are 0, there is nothing to divide by.",
    },
    also={
        "with every loss": ["always", "yes", "every loss", "both", "with both"],
        "with the squared error only": ["squared error", "with squared error", "squared error only", "only with squared error", "squared", "mean squared error", "mse", "regression"],
        "with the cross-entropy only": ["cross-entropy", "cross-entropy only"],
        "with none": ["never", "no", "none"],
        "with the cross-entropy, if clipped at 1": ["clip", "clipped", "clip at 1"],
        "with the cross-entropy, if the outputs are divided by their sum": ["normalise", "normalised", "normalize"],
    },
    hints=["What does each loss do with an output of 0, and with one of 2?", "Take −ln of 0, 0.3 and 2."],
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7, q8, q9, q10, q11, q12, q13]
