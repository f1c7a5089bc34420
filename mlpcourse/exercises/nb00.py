"""Questions of chapter 00: shapes, names, and whose delta is what."""

from ..lectures.course import LECTURES
from .chapter import Chapter

ask = Chapter("nb00")

q1 = ask.numbers(
    "q1",
    """
W_shape = (4, 3)
b_shape = (4,)
Z_shape = (5, 4)
""",
    "Five samples go through the first layer of a 3-4-1 network, rows as samples. Shapes of W, b and Z?",
    asks="W_shape b_shape Z_shape",
    slips={
        "(4, 3) -> (3, 4)": "W has one row per unit of the layer: (outputs, inputs), here (4, 3); the product uses W.T.",
        "W_shape, b_shape, Z_shape = (4, 3), (4, 1), (4, 5)": "That is the column layout of the ASU lecture; with samples as rows b has one axis, (4,), and Z is (5, 4).",
        "(4, 3) -> (5, 3)": "(5, 3) is the input X; W has one row per unit of the layer and one column per input.",
        "(5, 4) -> (4, 5)": "(4, 5) is Z in the column layout of the ASU lecture; with samples as rows it is (5, 4).",
        "(5, 4) -> (5, 3)": "(5, 3) is the input X; Z has one column per unit of the layer.",
        "(5, 4) -> (5, 1)": "(5, 1) leaves the last layer; asked for is the first, with its four units.",
        "(4,) -> (5,)": "There is one bias per unit, not one per sample.",
        "(4,) -> (3,)": "There is one bias per unit of the layer, not one per input.",
        "(4,) -> (1,)": "There is one bias per unit of the layer, and it has four units.",
        "(4,) -> (4, 1)": "(4, 1) is a column, as in the ASU lecture; with samples as rows b has one axis: (4,), a tuple with a comma.",
        "(4,) -> (1, 4)": "The biases need no axis for the samples, they are the same for all: (4,), a tuple with a comma.",
    },
    hints=["Move the sliders of the shape checker to N = 5 and sizes 3, 4, 1.", "Z = X @ W.T + b; X is (5, 3)."],
    success="The bias (4,) is added to each of the 5 rows.",
)  # fmt: skip

q2 = ask.numbers(
    "q2",
    "row, column = 0, 1",
    "The workshop's v21 leads from input 2 to hidden unit 1. Which row and column of our W of layer 1 is it?",
    asks="row column",
    slips={
        "0, 1 -> 1, 0": "The other way round: rows of W are units, columns are inputs; v21 names the input first.",
        "0, 1 -> 2, 1": "The slides count from 1 and name the input first; Python counts from 0, row first.",
        "0, 1 -> 0, 2": "Column 2 is right in the workshop's table, whose column 0 is the bias; ours keeps the bias in b.",
        "0, 1 -> 1, 2": "Rows of W are units and columns inputs, as you say, but Python counts from 0: unit 1 is row 0, input 2 is column 1.",
        "0, 1 -> 1, 1": "Python counts from 0: unit 1 is row 0.",
    },
    hints=["The first index of v is the input, the second the unit.", "W[unit - 1, input - 1]."],
    success="W[0, 1], with the value 0 in the workshop's example.",
)  # fmt: skip

q3 = ask.choice(
    "q3",
    'lecture = "NUS"',
    "One lecture calls something delta that is not a derivative of the loss. Which?",
    options={
        "ASU": "ASU has no symbol for it: it writes ∂L/∂Z, which is a derivative of the loss.",
        "Anand": "Anand writes out the chain rule without any δ.",
        "Melbourne": "Melbourne's δₖ is ∂l/∂sₖ, a derivative of the loss.",
        "NUS": "Its δ is ∂ŷ/∂f; multiply by (ŷ − y) to get the loss's (erratum EX-8).",
        "Tsinghua": "Tsinghua's δ is ∂E/∂u, and ∂E/∂y in its coding part: two meanings, both of the loss.",
    },
    also={
        short: [name]
        for short, name in zip(("ASU", "Anand", "Melbourne", "NUS", "Tsinghua"), LECTURES.values())
    },
    hints=["Look up the sensitivity δ in the translator, lecture by lecture.", "Look for a derivative of ŷ."],
)

q4 = ask.numbers(
    "q4",
    """
W_shape = (4, 3)
b_shape = (4, 1)
Z_shape = (4, 5)
""",
    "The same layer as ASU writes it, samples as columns: Z = W X + b with X of shape (3, 5). Shapes of W, b and Z?",
    asks="W_shape b_shape Z_shape",
    slips={
        "(4, 3) -> (3, 4)": "W is the same in both layouts: one row per unit. (4, 3) times (3, 5) works without any transpose.",
        "(4, 1) -> (4,)": "A row (4,) would be added along the samples; a column (4, 1) is added to each of the five columns.",
        "(4, 1) -> (4, 5)": "The slide may draw b repeated; stored it is one column, (4, 1), the same for every sample.",
        "(4, 5) -> (5, 4)": "(5, 4) is the row layout; here each sample is a column: (4, 5).",
    },
    hints=["W X has as many rows as W and as many columns as X.", "(4, 3) times (3, 5) is (4, 5)."],
    success="All arrays but W are transposed, and the factors have changed places.",
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4]
