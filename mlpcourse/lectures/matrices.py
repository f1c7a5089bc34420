"""The two networks of chapter 12, each with a batch, and all numbers of their passes; rows are samples.

ASU's slides give the shapes of a 3-4-1 network and no numbers: those here are the course's own. The
worksheet is the 2-3-1 network of chapter 09.
"""

import numpy as np

from ..layers import Dense
from ..losses import binary_cross_entropy
from ..network import MLP, backprop


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

    def backprop(self):
        """The Trace of the mean cross-entropy."""
        return backprop(self.net, self.X, self.T, binary_cross_entropy)

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
