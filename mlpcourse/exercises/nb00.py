"""Questions of chapter 00: shapes, names, and whose delta is what."""

from .old import Choice, Numbers

q1 = Numbers(
    "nb00.q1",
    "Five samples go through the first layer of a 3-4-1 network, rows as samples. Shapes of W, b "
    "and Z?",
    answers={"W": (4, 3), "b": (4,), "Z": (5, 4)},
    slips=[
        ({"W": (3, 4)}, "W has one row per unit of the layer: (outputs, inputs), here (4, 3); the product uses W.T."),
        ({"Z": (4, 5)}, "(4, 5) is Z in the column layout of the ASU lecture; with samples as rows it is (5, 4)."),
        ({"Z": (5, 3)}, "(5, 3) is the input X; Z has one column per unit of the layer."),
        ({"b": (5,)}, "There is one bias per unit, not one per sample."),
        ({"b": (3,)}, "There is one bias per unit of the layer, not one per input."),
    ],
    solution="""
W_shape = (4, 3)
b_shape = (4,)
Z_shape = (5, 4)
""",
    hints=["Move the sliders of the shape checker to N = 5 and sizes 3, 4, 1.", "Z = X @ W.T + b; X is (5, 3)."],
    success="The bias (4,) is added to each of the 5 rows.",
)  # fmt: skip

q2 = Numbers(
    "nb00.q2",
    "The workshop's v21 leads from input 2 to hidden unit 1. Which row and column of our W of "
    "layer 1 is it?",
    answers={"row": 0, "column": 1},
    slips=[
        ({"row": 1, "column": 0}, "The other way round: rows of W are units, columns are inputs; v21 names the input first."),
        ({"row": 2, "column": 1}, "The slides count from 1 and name the input first; Python counts from 0, row first."),
        ({"row": 0, "column": 2}, "Column 2 is right in the workshop's table, whose column 0 is the bias; ours keeps the bias in b."),
        ({"row": 1, "column": 2}, "Rows of W are units and Python counts from 0: unit 1 is row 0."),
    ],
    solution="""
row, column = 0, 1
""",
    hints=["The first index of v is the input, the second the unit.", "W[unit - 1, input - 1]."],
    success="W[0, 1], with the value 0 in the workshop's example.",
)  # fmt: skip

q3 = Choice(
    "nb00.q3",
    "One lecture calls something delta that is not a derivative of the loss. Which? (ASU, Anand, "
    "Melbourne, NUS, Tsinghua)",
    answer="nus",
    slips={
        "asu": "ASU has no symbol for it: it writes ∂L/∂Z, which is a derivative of the loss.",
        "anand": "Anand writes out the chain rule without any δ.",
        "melbourne": "Melbourne's δₖ is ∂l/∂sₖ, a derivative of the loss.",
        "tsinghua": "Tsinghua's δ is ∂E/∂u, and ∂E/∂y in its coding part: two meanings, both of the loss.",
    },
    solution="""
lecture = "NUS"
""",
    hints=["Choose the symbol δ in the translator, lecture by lecture.", "Look for a derivative of ŷ."],
    success="Its δ is ∂ŷ/∂f; multiply by (ŷ − y) to get the loss's (erratum EX-8).",
)  # fmt: skip

QUESTIONS = [q1, q2, q3]
