"""The two networks of chapter 12, each with a batch, and all numbers of their passes, step by step.

ASU's slides give the shapes of a 3-4-1 network and no numbers: those here are the course's own. The
worksheet is the 2-3-1 network of chapter 09.
"""

from typing import NamedTuple

import numpy as np

from ..gradcheck import numerical_gradient
from ..layers import Dense
from ..losses import binary_cross_entropy
from ..network import MLP, loss_value
from ..tables import SUBSCRIPTS


class Batch:
    """A network with one hidden layer and a sigmoid output, and a batch of N rows.

    X : (N, D). T : (N, K) of 0 and 1. W1 : (H, D). b1 : (H,). W2 : (K, H). b2 : (K,).
    hidden : the hidden activation. Z1 and A1 (N, H), Z2 and A2 (N, K) are its forward pass.
    """

    def __init__(self, hidden, X, T, W1, b1, W2, b2):
        self.given = X, T, W1, b1, W2, b2 = [np.array(part, dtype=float) for part in (X, T, W1, b1, W2, b2)]
        self.X, self.T, self.W1, self.b1, self.W2, self.b2 = self.given
        self.hidden, self.net = hidden, MLP([Dense(W1, b1, hidden), Dense(W2, b2, "sigmoid")])
        first, last = self.net.forward(X)
        self.Z1, self.A1, self.Z2, self.A2 = first.z, first.a, last.z, last.a
        for part in (*self.given, self.Z1, self.A1, self.Z2, self.A2):
            part.setflags(write=False)  # one batch for all who use it

    def arrays(self, layout="rows", reduction="mean", slope=None):
        """{name: array} of the forward and the backward pass, with the samples as "rows" or "columns".

        reduction : of the cross-entropy, "mean" or "sum". slope : (N, H), in the place of the hidden
        units' own. "L" holds the loss of each sample, "S1" is ∂L/∂A1; in columns "X" is "A0", as in ASU.
        """
        X, T, A1, A2 = self.X, self.T, self.A1, self.A2
        f_slope = self.net.layers[0].activation.derivative(self.Z1, A1) if slope is None else slope
        D2 = (A2 - T) / (len(X) if reduction == "mean" else 1)
        S1 = D2 @ self.W2
        D1 = S1 * f_slope
        samples = {
            "X": X, "Z1": self.Z1, "A1": A1, "Z2": self.Z2, "A2": A2, "T": T,
            "L": -(T * np.log(A2) + (1 - T) * np.log(1 - A2)), "Δ2": D2, "S1": S1, "f′": f_slope, "Δ1": D1,
        }  # fmt: skip
        biases = {"b1": self.b1, "b2": self.b2, "db1": D1.sum(axis=0), "db2": D2.sum(axis=0)}
        if layout == "columns":
            samples = {"A0" if name == "X" else name: array.T for name, array in samples.items()}
            biases = {name: array[:, None] for name, array in biases.items()}
        return samples | biases | {"W1": self.W1, "W2": self.W2, "dW1": D1.T @ X, "dW2": D2.T @ A1}

    def slopes(self, name, reduction="mean"):
        """Central differences of the loss by the parameter of that gradient: "dW1", "db1", "dW2" or "db2"."""
        net, times = self.net.copy(), 1 if reduction == "mean" else len(self.X)
        layer = net.layers[int(name[2]) - 1]
        parameter = layer.W if name[1] == "W" else layer.b
        return times * numerical_gradient(
            lambda _: loss_value(net, self.X, self.T, binary_cross_entropy), parameter
        )

    def __repr__(self):
        return f"Batch({len(self.X)} rows, {self.net!r})"


ASU = Batch(
    "sigmoid",
    X=[[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1], [0.5, 0.5, -1]],
    T=[[0], [1], [1], [0], [1]],
    W1=(np.arange(12).reshape(4, 3) - 5.5) / 10,
    b1=[0.1, -0.1, 0.2, -0.2],
    W2=[[0.5, -0.4, 0.3, -0.2]],
    b2=[0.05],
)
SHEET = Batch(
    "tanh",
    X=[[0.5, -1], [2, 1.5]],
    T=[[1], [0]],
    W1=[[0.4, -0.7], [-0.3, 0.9], [1.1, 0.2]],
    b1=[0.1, -0.2, 0.3],
    W2=[[0.8, -1.2, 0.5]],
    b2=[-0.4],
)


class Step(NamedTuple):
    """One step of the two passes: its result, and what is computed of what, in rows and in columns.

    kind : "product" of matrices, "elementwise", "sum" over the samples, or "loss".
    """

    name: str
    kind: str
    rows: str
    columns: str = ""

    def parts(self, layout):
        """Names and the signs between them: ["X", "@", "W1.T", "+", "b1"]."""
        return (self.columns if layout == "columns" and self.columns else self.rows).split()

    def made_of(self, layout, i, j):
        """The (rows, columns) of each operand that make entry (i, j) of the result, and (i, j); as slices."""
        row, column, everything, first = slice(i, i + 1), slice(j, j + 1), slice(None), slice(0, 1)
        if self.kind == "product":
            bias = [(row, first) if layout == "columns" else (first, column)] * ("+" in self.rows)
            return [(row, everything), (everything, column), *bias, (row, column)]
        if self.kind == "sum":
            return [(everything, column) if layout == "rows" else (row, everything), (row, column)]
        return [(row, column)] * 3


STEPS = (
    Step("Z1", "product", "X @ W1.T + b1", "W1 @ A0 + b1"),
    Step("A1", "elementwise", "Z1"),
    Step("Z2", "product", "A1 @ W2.T + b2", "W2 @ A1 + b2"),
    Step("A2", "elementwise", "Z2"),
    Step("L", "loss", "A2 , T"),
    Step("Δ2", "elementwise", "A2 − T"),
    Step("dW2", "product", "Δ2.T @ A1", "Δ2 @ A1.T"),
    Step("db2", "sum", "Δ2"),
    Step("S1", "product", "Δ2 @ W2", "W2.T @ Δ2"),
    Step("Δ1", "elementwise", "S1 ⊙ f′"),
    Step("dW1", "product", "Δ1.T @ X", "Δ1 @ A0.T"),
    Step("db1", "sum", "Δ1"),
)


def low(name):
    """Z1 as one writes it, Z₁."""
    return name.translate(SUBSCRIPTS)
