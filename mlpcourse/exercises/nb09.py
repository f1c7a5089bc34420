"""Questions of chapter 09, Networks: layers, counting, the forward pass, and five ways to write it.

The net of the chapter: W1 (3, 2), b1 (3,), W2 (1, 3), b2 (1,), tanh hidden units and an identity output.
"""

from itertools import pairwise

import numpy as np

from ..lectures.forward import example
from .chapter import Chapter

FIRST, LAST = example()[0].layers
ask = Chapter("nb09", np=np, W1=FIRST.W, b1=FIRST.b, W2=LAST.W, b2=LAST.b)


def _random_layer(rng):
    n_out, n_in = rng.integers(2, 5), rng.integers(5, 8)
    return rng.normal(size=(n_out, n_in)), rng.normal(size=n_out), rng.normal(size=n_in)


def _either(slips):
    """Each slip for both answers, and for each alone."""
    names = ("by_loops = by_matrices", "by_loops", "by_matrices")
    return {f"{name} = {value}": message for value, message in slips.items() for name in names}


q1 = ask.choice(
    "q1",
    'belongs = "D"',
    "Which of the four arrows belongs into a feed-forward network?",
    options={
        "A": "A leads sideways, from a unit to another of the same layer: units of one layer do not hear each other.",
        "B": "B skips a layer: each unit hears only the layer to its left.",
        "C": "C leads back: that would be feedback, and the output would hang on itself.",
        "D": "D leads from a layer to the next one, as every connection does; it only repeats one that is there.",
    },
    also={name: [f"arrow {name}", f"only {name}"] for name in "ABCD"},
    hints=["Each unit hears all of the layer to its left, and nothing else.", "Three arrows lead sideways, back, and past a layer."],
)  # fmt: skip

q2 = ask.function(
    "q2",
    """
def weighted_sums(W, b, x):
    z = []
    for j in range(len(W)):
        z_j = b[j]
        for i in range(len(x)):
            z_j = z_j + W[j, i] * x[i]
        z.append(z_j)
    return z
""",
    "weighted_sums(W, b, x) returns the sums of a layer, one for each row of W, by loops.",
    cases=[(np.array([[1.0, 2, 0], [0, -1, 3]]), np.array([10.0, 20]), np.array([1.0, 2, 3]))],
    random=_random_layer,
    slips={
        "z_j + W[j, i] * x[i] -> W[j, i] * x[i]": "Only the last product is left: add to what z_j is already, z_j + …",
        "z_j + W[j, i] * x[i] -> z_j + W[j, i]": "The input is missing: each weight times its x[i].",
        "z_j + W[j, i] * x[i] -> z_j + x[i]": "The weight is missing: each x[i] times its W[j, i].",
        "z_j + W[j, i] * x[i] -> z_j + W[j, i] + x[i]": "Weight times input, not plus.",
        "z_j + W[j, i] * x[i] -> z_j * W[j, i] * x[i]": "The products are added up, not multiplied.",
        "z_j + W[j, i] * x[i] -> b[j] + W[j, i] * x[i]": "This begins anew with the bias for each input: add to z_j.",
        "z_j + W[j, i] * x[i] -> z_j + b[j] + W[j, i] * x[i]": "The bias is in z_j already: it counts once, not once for each input.",
        "z_j + W[j, i] * x[i] -> z_j + W[i, j] * x[i]": "Transposed: row j of W belongs to unit j, so it is W[j, i].",
        "z_j + W[j, i] * x[i] -> z_j + W[j, i] * x[j]": "The weight from input i meets x[i], not x[j].",
        "z_j + W[j, i] * x[i] -> z_j + W[j] * x[i]": "One number at a time: W[j, i], not the whole row W[j].",
        "z_j + W[j, i] * x[i] -> z_j + W[j, i] * x": "One number at a time: x[i], not the whole input.",
        "z_j + W[j, i] * x[i] -> z_j - W[j, i] * x[i]": "The products are added, not subtracted.",
        "z_j + W[j, i] * x[i] -> z_j + np.tanh(W[j, i] * x[i])": "No activation in here: these are the sums.",
        "z_j = b[j] -> z_j = 0": "The bias is missing: z_j starts with b[j].",
        "z.append(z_j) -> z.append(np.tanh(z_j))": "No activation in here: these are the sums.",
        "return z -> return z[-1]": "Only the last unit came back: return the list of all.",
    },
    hints=["z_j grows by one product for each input.", "z_j = z_j + W[j, i] * x[i]"],
    success="Two loops: units outside, inputs inside. A matrix product is these two loops.",
)  # fmt: skip

q3 = ask.numbers(
    "q3",
    """
x_new = np.array([2, 1.5])
by_loops = weighted_sums(W2, b2, np.tanh(weighted_sums(W1, b1, x_new)))[0]
by_matrices = (W2 @ np.tanh(W1 @ x_new + b1) + b2)[0]
""",
    "The output of the chapter's net at x = (2, 1.5), tanh hidden units, identity output: by loops, and by matrices.",
    asks="by_loops by_matrices",
    slips=_either(
        {
            "(W2 @ (W1 @ x_new + b1) + b2)[0]": "The hidden bend is missing: a = tanh z before the second layer.",
            "(W2 @ np.tanh(W1 @ x_new))[0]": "The biases are missing: b1 in the first layer, b2 in the second.",
            "(W2 @ np.tanh(W1 @ x_new + b1))[0]": "The output's bias is missing: add b2.",
            "(W2 @ np.tanh(W1 @ x_new) + b2)[0]": "The hidden biases are missing: add b1 before the tanh.",
            "(W2 @ np.tanh(W1 @ np.tanh(x_new) + b1) + b2)[0]": "Inputs are not activated: x goes into the first layer as it is.",
            "(W2 @ (np.tanh(W1 @ x_new) + b1) + b2)[0]": "The bias belongs inside the tanh: tanh(W1 x + b1).",
            "1 / (1 + np.exp(-(W2 @ np.tanh(W1 @ x_new + b1) + b2)[0]))": "The output is an identity unit here: no sigmoid.",
            "np.tanh(W2 @ np.tanh(W1 @ x_new + b1) + b2)[0]": "The output is an identity unit here: no tanh.",
            "(W2 @ np.tanh(W1 @ [0.5, -1] + b1) + b2)[0]": "That is the output at x = (0.5, −1); asked for is x = (2, 1.5).",
            "(W2 @ np.tanh(W1 @ [1.5, 2] + b1) + b2)[0]": "The two inputs are swapped: x = (2, 1.5).",
            "(np.tanh(W2 * (W1 @ x_new + b1)).sum() + b2)[0]": "tanh stands around each hidden sum, not around its product with the weight.",
        }
    )
    | {
        "by_loops = by_matrices = (1 / (1 + np.exp(-(W1 @ x_new + b1)))) @ W2[0] + b2[0]": "The hidden units are tanh, not sigmoid.",
        "by_loops = by_matrices = (W2 @ np.maximum(W1 @ x_new + b1, 0) + b2)[0]": "The hidden units are tanh, not ReLU.",
    },
    hints=["Hidden outputs first: tanh of the sums of layer 1.", "weighted_sums(W2, b2, a)[0], and (W2 @ a + b2)[0], both with a = tanh(…)."],
    success="Both ways are the same sums, added in another order: they agree to the last digits.",
)  # fmt: skip

q4 = ask.function(
    "q4",
    """
def tsinghua_from_melbourne(V):
    return V[:, 1:], V[:, 0]
""",
    "tsinghua_from_melbourne(V) returns Tsinghua's W (out, in) and b (out,) of Melbourne's table V (out, in + 1).",
    cases=[(np.array([[1.0, 2, 3], [4, 5, 6]]),), (np.arange(12.0).reshape(3, 4),), (np.arange(9.0).reshape(3, 3),)],
    random=lambda rng: (rng.normal(size=tuple(rng.integers(2, 5, 2))),),
    slips={
        "V[:, 1:] -> V[:, :-1]": "The bias stands first in each row: W is what follows, V[:, 1:].",
        "V[:, 1:], V[:, 0] -> V[:, :-1], V[:, -1]": "The bias stands first in each row, not last: V[:, 0].",
        "V[:, 0] -> V[:, -1]": "The bias stands first in each row, not last: V[:, 0].",
        "V[:, 1:] -> V[:, 1:].T": "Units are rows already, in both lectures: no transpose.",
        "V[:, 1:] -> V.T": "Units are rows already, in both lectures: no transpose; and the bias column stays out of W.",
        "V[:, 1:] -> V": "With the bias column in W the bias would be an input: W is V[:, 1:].",
        "V[:, 1:] -> V[1:]": "V[1:] drops a unit: the bias is a column, V[:, 1:].",
        "V[:, 1:], V[:, 0] -> V[1:], V[0]": "Row 0 is unit 1, with all that it hears; the bias is column 0, V[:, 0].",
        "V[:, 1:], V[:, 0] -> V[1:].T, V[0]": "Row 0 is unit 1; that would be NUS's table. Here the bias is column 0, V[:, 0].",
        "V[:, 0] -> V[0]": "Row 0 is unit 1, with all that it hears; the biases are column 0, V[:, 0].",
        "V[:, 1:], V[:, 0] -> V[:, 0], V[:, 1:]": "Return W first, then b.",
    },
    hints=["Each row of V is a unit: its bias, then its weights.", "V[:, 0] is the first column, V[:, 1:] is all that follows."],
    success="One slice each: the same numbers, so the same output.",
)  # fmt: skip

q5 = ask.numbers(
    "q5",
    """
m, p, K = 3, 5, 2
per_hidden = m + 1
hidden_layer = p * (m + 1)
per_output = p + 1
output_layer = K * (p + 1)
""",
    "3 inputs, 5 hidden units, 2 outputs: the weights into one hidden unit, those of the whole hidden layer, the weights "
    "into one output, those of the whole output layer, biases included.",
    asks="per_hidden hidden_layer per_output output_layer",
    slips={
        "per_hidden, hidden_layer, per_output, output_layer = m, p * m, p, K * p": "The biases are missing: each unit has one more weight, to the constant 1.",
        "per_hidden = m": "The bias is missing: a weight for each input, and one more.",
        "per_output = p": "The bias is missing: a weight for each hidden unit, and one more.",
        "hidden_layer = p * m": "The biases are missing: each of the 5 units has one.",
        "hidden_layer = p * m + 1": "One bias for each unit, not one for the layer.",
        "output_layer = K * p": "The biases are missing: each of the 2 outputs has one.",
        "output_layer = K * p + 1": "One bias for each output, not one for the layer.",
        "hidden_layer = (p + 1) * (m + 1)": "The constant 1 of the hidden layer has no incoming weights: p rows, not p + 1.",
        "output_layer = (K + 1) * (p + 1)": "There is no constant 1 beside the outputs: nothing comes after them.",
        "per_output = m + 1": "An output hears the hidden units, not the inputs.",
        "output_layer = K * (m + 1)": "An output hears the hidden units, not the inputs.",
        "hidden_layer = p": "Those are the units; count the lines that lead into them.",
        "output_layer = K": "Those are the units; count the lines that lead into them.",
        "per_hidden, per_output = m + 1 + K, p + 1": "Count the lines that lead into the unit; those that leave it belong to the outputs.",
        "hidden_layer, output_layer = p * (m + 1), p * (m + 1) + K * (p + 1)": "That is the whole network; asked for is the output layer.",
    },
    hints=["Put a finger on one hidden unit and count the lines that lead into it, that of the 1 too.", "All units of a layer have equally many."],
    success="m + 1, p(m + 1), p + 1 and K(p + 1): the slide says p hidden layers and means p hidden units (EM-1).",
)  # fmt: skip

q6 = ask.numbers(
    "q6",
    """
n_221 = (2 + 1) * 2 + (2 + 1) * 1
n_231 = (2 + 1) * 3 + (3 + 1) * 1
n_222 = (2 + 1) * 2 + (2 + 1) * 2
n_341 = (3 + 1) * 4 + (4 + 1) * 1
""",
    "How many parameters have networks of the sizes 2-2-1, 2-3-1, 2-2-2 and 3-4-1, biases included?",
    asks="n_221 n_231 n_222 n_341",
    slips={
        "n_221, n_231, n_222, n_341 = 6, 9, 8, 16": "The biases are forgotten: one for each unit that is not an input.",
        "n_221, n_231, n_222, n_341 = 5, 6, 6, 8": "Those are the units; the parameters are the weights and the biases.",
        "n_221, n_231, n_222, n_341 = 3, 4, 4, 5": "Those are the biases alone; add the weights.",
        "n_221, n_231, n_222, n_341 = 8, 12, 10, 20": "The output's bias is forgotten. (Or the product (2 + 1)(3 + 1)? The hidden 1 has no incoming weights.)",
        "n_221, n_231, n_222, n_341 = 7, 10, 10, 17": "The hidden biases are missing.",
        "n_221, n_231, n_222, n_341 = 11, 15, 14, 24": "Inputs have no bias.",
        "n_221, n_231, n_222, n_341 = 8, 11, 10, 18": "One bias for each unit, not one for each layer.",
        "n_221 = 6": "The biases are forgotten in 2-2-1.",
        "n_231 = 9": "The biases are forgotten in 2-3-1.",
        "n_222 = 8": "The biases are forgotten in 2-2-2.",
        "n_341 = 16": "The biases are forgotten in 3-4-1.",
        "n_221 = 5": "Those are the units of 2-2-1.",
        "n_231 = 6": "Those are the units of 2-3-1.",
        "n_231 = 12": "In 2-3-1 the output's bias is forgotten, or (2 + 1)(3 + 1) is counted: the hidden 1 has no incoming weights.",
        "n_341 = 20": "In 3-4-1 the output's bias is forgotten, or (3 + 1)(4 + 1) is counted: the hidden 1 has no incoming weights.",
        "n_231 = 10": "In 2-3-1 the hidden biases are missing.",
        "n_231 = 15": "Inputs have no bias.",
        "n_341 = 24": "Inputs have no bias.",
        "n_341 = 17": "In 3-4-1 the hidden biases are missing.",
        "n_222 = 9": "2-2-2 has two outputs, each with its own weights and bias.",
    },
    hints=["Layer by layer: (inputs + 1) times units.", "2-2-1: (2 + 1)·2 into the hidden layer, (2 + 1)·1 into the output."],
    success="The workshop's 2-2-2 has twelve weights, ASU's 3-4-1 has twenty-one.",
)  # fmt: skip

q7 = ask.function(
    "q7",
    """
def n_parameters(sizes):
    return sum((n_in + 1) * n_out for n_in, n_out in zip(sizes, sizes[1:]))
""",
    "n_parameters(sizes) returns the number of weights and biases, for any list of layer sizes.",
    cases=[([2, 3, 1],), ([3, 4, 1],), ([5, 1],), ([7, 8, 8, 8, 8, 1],), ([784, 128, 64, 10],)],
    random=lambda rng: (rng.integers(1, 9, int(rng.integers(2, 7))).tolist(),),
    slips={
        "(n_in + 1) * n_out -> n_in * n_out": "The biases are missing: one for each unit that is not an input.",
        "(n_in + 1) * n_out -> n_in * n_out + 1": "One bias for each unit, not one for each layer.",
        "(n_in + 1) * n_out -> (n_in + 1) * (n_out + 1)": "No connection leads into a constant 1: n_out rows, not n_out + 1.",
        "(n_in + 1) * n_out -> n_in * (n_out + 1)": "The 1 stands beside the inputs of a layer: (n_in + 1) · n_out.",
        "(n_in + 1) * n_out -> n_out": "Those are the biases alone; add the weights.",
        lambda sizes: sum(sizes): "Those are the units; the parameters are the weights and the biases.",
        lambda sizes: sum(m * k for m, k in pairwise(sizes)) + sum(sizes): "Inputs have no bias: add up sizes[1:].",
        lambda sizes: (sizes[0] + 1) * sizes[1] + (sizes[1] + 1) * sizes[2]: "Right for one hidden layer; go through the list with a loop, for any depth.",
        lambda sizes: (sizes[0] + 1) * sizes[1]: "This is the first layer only; go through the list.",
        lambda sizes: [(m + 1) * k for m, k in pairwise(sizes)]: "That is one number for each layer; add them up.",
    },
    hints=["Neighbours in the list make a layer: zip(sizes, sizes[1:]).", "Each layer has (n_in + 1) · n_out numbers."],
    success="A network for digits, 784-128-64-10, has 109,386 numbers to learn.",
)  # fmt: skip

q8 = ask.numbers(
    "q8",
    """
W, w0, z = np.array([[0.5, -1], [2, 1.5]]), np.array([0.1, -0.2]), np.array([1, -2])
g = lambda v: 1 / (1 + np.exp(-v))
printed = w0 + g(W * z[:, None]).sum(axis=0)
corrected = w0 + (W * g(z)[:, None]).sum(axis=0)
""",
    "Anand's deep layer with w[j, i] from input j into unit i: zᵢ as the slide prints it, and with g around each zⱼ.",
    asks="printed corrected",
    slips={
        "g(W * z[:, None]).sum(axis=0) -> (W * z[:, None]).sum(axis=0)": "There is no g in it yet: the printed form has g around each product.",
        "g(W * z[:, None]).sum(axis=0) -> g(W * z).sum(axis=1)": "Transposed: the index is [j, i], so unit i has column i.",
        "g(W * z[:, None]).sum(axis=0) -> g((W * z[:, None]).sum(axis=0))": "The printed g stands inside the sum, around each product.",
        "printed = w0 + -> printed =": "The bias is lost: w0 stands in front of the sum.",
        "printed = g(w0 + z @ W)": "The printed g stands inside the sum, around each product.",
        "g(z)[:, None] -> z[:, None]": "There is no g in it: each input of the sum is g(zⱼ).",
        "(W * g(z)[:, None]).sum(axis=0) -> W @ g(z)": "Transposed: the index is [j, i], so unit i has column i.",
        "corrected = w0 + -> corrected =": "The bias is lost: w0 stands in front of the sum.",
        "corrected = g(w0 + g(z) @ W)": "g once too often: zᵢ is a sum, its own g comes with the next layer.",
        "corrected = g(w0 + z @ W)": "g belongs to each input zⱼ of the sum, not around the sum.",
        "corrected = printed": "That is the printed form once more: here g stands around zⱼ alone, and the weight outside.",
        "printed = corrected": "That is the corrected form: as printed, g stands around the product of weight and zⱼ.",
        "g = lambda v: 1 / (1 + np.exp(-v)) -> g = np.tanh": "g is the sigmoid here, not tanh.",
        "printed, corrected = corrected, printed": "The two are swapped: as printed, g stands around the product.",
    },
    hints=["Printed: first w·z, then g of each product, then the sum. Corrected: first g(z), then the products.",
           "W.T @ g(z) sums over j, as W has the index [j, i]."],
    success="As printed, a product can give no more than 1 and no less than 0, whatever the weight.",
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7, q8]
