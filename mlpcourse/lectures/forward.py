"""A forward pass of any depth, written out number by number.

Notation: inputs x_i; unit j of layer l has the sum z_j and the output a_j = f(z_j). Its weight from
input i is w_ji, in row j of the layer's W, and b_j is its bias.
"""

from typing import NamedTuple

import numpy as np

from ..activations import identity
from ..layers import Dense
from ..network import MLP
from ..tables import SUPERSCRIPTS
from ..tables import number as n
from .lines import name

SEED = 326  # of a 3-2-2 network whose sums have both signs, so that there is something to predict
FORMULAS = ("corrected", "printed on H-17", "printed on H-15")


class Line(NamedTuple):
    """One number: the sum (letter "z") or the output ("a") of a unit; layers and units count from 1."""

    layer: int
    unit: int
    letter: str
    formula: str
    numbers: str
    value: float

    @property
    def symbol(self):
        return f"{name(self.letter, self.unit)}⁽{str(self.layer).translate(SUPERSCRIPTS)}⁾"


def example(sizes=(2, 3, 1), hidden="tanh", output="identity"):
    """A network with weights and biases of one decimal, and an input for it: (MLP, x).

    The one of sizes (2, 3, 1) is the net of chapter 09; the others are drawn, each always the same.
    """
    activations = [hidden] * (len(sizes) - 2) + [output]
    if tuple(sizes) == (2, 3, 1):
        W1, b1 = [[0.4, -0.7], [-0.3, 0.9], [1.1, 0.2]], [0.1, -0.2, 0.3]
        layers = [Dense(W1, b1, activations[0]), Dense([[0.8, -1.2, 0.5]], [-0.4], activations[1])]
        return MLP(layers), np.array([0.5, -1.0])
    rng = np.random.default_rng(SEED)

    def draw(*shape):
        return rng.integers(1, 13, shape) * rng.choice([-1, 1], shape) / 10

    x = draw(sizes[0])
    return MLP(Dense(draw(k, m), draw(k), f) for m, k, f in zip(sizes, sizes[1:], activations)), x


def forward_pass(net, x, formula="corrected"):
    """Every number of a forward pass, in the order in which one computes it. Returns a list of Line.

    net : MLP. x : (D,).
    formula : "corrected"; "printed on H-17", where a layer sums f(w z) and not w f(z) (EH-1); or
    "printed on H-15", where hidden units have no activation (EH-2).
    Raises ValueError for any other.
    """
    if formula not in FORMULAS:
        raise ValueError(f"formula {formula!r} is unknown; choose one of {', '.join(FORMULAS)}")
    lines, inputs, letter, inside = [], np.asarray(x, dtype=float), "x", None
    for number, layer in enumerate(net.layers, start=1):
        last = layer is net.layers[-1]
        activation = layer.activation if last or formula == "corrected" else identity
        outputs = []
        for j, (w, b) in enumerate(zip(layer.W, layer.b), start=1):
            products = w * inputs if inside is None else inside.f(w * inputs)
            z = float(products.sum() + b)
            a = float(activation.f(np.array(z)))
            lines.append(Line(number, j, "z", *_sum(w, b, j, letter, inputs, inside), z))
            lines.append(Line(number, j, "a", *_output(activation, j, z), a))
            outputs.append(a)
        inputs, letter = np.array(outputs), "a"
        inside = layer.activation if formula == "printed on H-17" else None
    return lines


def _sum(w, b, j, letter, inputs, inside):
    """The formula w₁₁·x₁ + ... + b₁, and the same with numbers; `inside` stands around each product."""
    sources = range(1, len(inputs) + 1)
    around = "{}" if inside in (None, identity) else f"{inside.name}({{}})"
    formula = [around.format(f"{name('w', j, i)}·{name(letter, i)}") for i in sources] + [name("b", j)]
    numbers = [n(w[0], True) + f"·{n(inputs[0])}"] + [f"{n(wi)}·{n(v)}" for wi, v in zip(w[1:], inputs[1:])]
    return " + ".join(formula), " + ".join([*map(around.format, numbers), n(b)])


def _output(activation, j, z):
    """The formula f(z_j), and the same with numbers."""
    if activation is identity:
        return name("z", j), n(z, True)
    return f"{activation.name}({name('z', j)})", f"{activation.name}({n(z, True)})"
