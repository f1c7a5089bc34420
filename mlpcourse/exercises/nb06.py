"""Questions of chapter 06: activation functions, their slopes, and why they must bend."""

import numpy as np

from ..activations import sigmoid, softplus, softsign, tanh
from .old import Choice, Function, Numbers

Z = np.array([-2.0, 0.0, 1.0])


def sigmoid_slope(z):
    return sigmoid(z) * sigmoid(-z)


def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2


def leaky(z, slope):
    return np.maximum(slope * z, z)


def _layers(rng):
    return (
        rng.standard_normal((4, 3)),
        rng.standard_normal(4),
        rng.standard_normal((2, 4)),
        rng.standard_normal(2),
    )


q1 = Numbers(
    "nb06.q1",
    "The slopes of sigmoid, tanh and softsign at z = −2, 0 and 1.",
    answers={
        "sigmoid": sigmoid.derivative(Z),
        "tanh": tanh.derivative(Z),
        "softsign": softsign.derivative(Z),
    },
    slips=[
        ({"sigmoid": sigmoid(Z)}, "These are the sigmoid's values; its slope is a(1 − a)."),
        ({"tanh": 1 - tanh(Z)}, "Square it: the slope of tanh is 1 − a²."),
        ({"tanh": tanh(Z)}, "These are the values of tanh; its slope is 1 − a²."),
        ({"softsign": 1 / (1 + np.abs(Z))}, "Square the denominator: 1 / (1 + |z|)²."),
        ({"sigmoid": Z * (1 - Z)}, "a(1 − a) with a = σ(z), not with z."),
    ],
    solution="""
z = np.array([-2.0, 0, 1])
a = 1 / (1 + np.exp(-z))
sigmoid_slopes = a * (1 - a)
tanh_slopes = 1 - np.tanh(z) ** 2
softsign_slopes = 1 / (1 + np.abs(z)) ** 2
""",
    hints=["The first two can be written with the value a itself.", "a(1 − a), 1 − a², 1/(1 + |z|)²."],
    success="Steepest at 0: 1/4, 1 and 1.",
)

q2 = Function(
    "nb06.q2",
    "sigmoid_slope(z): the derivative of 1/(1 + e^(−z)), for an array z.",
    sigmoid_slope,
    lambda rng: (rng.standard_normal(4) * 3,),
    slips=[
        (lambda z: -sigmoid_slope(z), "The sign is lost: −1/(1 + q)² times dq/dz = −e^(−z) is positive."),
        (sigmoid, "This is the sigmoid itself."),
        (
            lambda z: 1 / (1 + np.exp(-z)) ** 2,
            "This is σ²: the inner derivative e^(−z) is missing, which gives σ(1 − σ).",
        ),
        (lambda z: z * (1 - z), "σ(1 − σ) with σ = σ(z)."),
    ],
    solution="""
def sigmoid_slope(z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)
""",
    hints=["Outer function 1/(1 + q), inner q = e^(−z).", "e^(−z)/(1 + e^(−z))² = σ(z)(1 − σ(z))."],
    success="Both forms agree: e^(−z)/(1 + e^(−z))² and σ(1 − σ).",
)

q3 = Choice(
    "nb06.q3",
    "Under 'ReLU' one slide prints g(z) = 1 for z ≥ 0 and 0 below. What is that? ('relu', 'derivative of relu', 'sigmoid')",
    answer="derivative of relu",
    slips={"relu": "ReLU of 2 is 2; the printed function gives 1.", "sigmoid": "A sigmoid has no jump."},
    solution="""
printed = "derivative of relu"
""",
    hints=["What is max(0, 2)?", "How steep is max(0, z) left and right of 0?"],
    success="With the value 1 at z = 0, the convention of Tsinghua (EA-1, EX-1).",
)

q4 = Function(
    "nb06.q4",
    "leaky(z, slope) = max(slope·z, z), for an array z.",
    leaky,
    lambda rng: (np.append(rng.standard_normal(5), 0.0), float(rng.uniform(0.05, 0.5))),
    slips=[
        (lambda z, slope: np.maximum(0, z), "This is ReLU: negative z keep slope·z."),
        (lambda z, slope: np.minimum(slope * z, z), "This is the minimum; the leak belongs to negative z."),
        (lambda z, slope: slope * z, "Positive z pass unchanged."),
        (lambda z, slope: np.maximum(slope, z), "slope · z, not slope."),
    ],
    solution="""
def leaky(z, slope):
    return np.maximum(slope * z, z)
""",
    hints=["np.maximum compares two arrays entry by entry.", "np.maximum(slope * z, z)."],
    success="With a slope above 1 the maximum would pick the other branch on both sides (EA-13).",
)

q5 = Numbers(
    "nb06.q5",
    "softplus(z) = ln(1 + e^z) at z = 0, and its slope there.",
    answers={"value": float(softplus(0.0)), "slope": 0.5},
    slips=[
        ({"value": 0.0}, "ln(1 + e⁰) = ln 2, not 0: softplus never quite reaches 0."),
        ({"slope": 1.0}, "The slope of softplus is the sigmoid: 1/2 at 0."),
        ({"value": 1.0}, "ln(1 + 1) is 0.693…, the natural logarithm."),
    ],
    solution="""
value = np.log(2)
slope = 0.5
""",
    hints=["e⁰ = 1.", "d/dz ln(1 + e^z) = e^z/(1 + e^z)."],
    success="softplus′ = σ: the smooth ReLU has the smooth step as its slope.",
)

q6 = Function(
    "nb06.q6",
    "tanh_from_sigmoid(z): tanh, written with the sigmoid only.",
    lambda z: 2 * sigmoid(2 * z) - 1,
    lambda rng: (rng.standard_normal(5),),
    slips=[
        (lambda z: 2 * sigmoid(z) - 1, "Right range, too flat: stretch the argument, σ(2z)."),
        (lambda z: sigmoid(2 * z), "From 0 to 1; tanh runs from −1 to 1."),
        (lambda z: 2 * sigmoid(2 * z), "Subtract 1 to centre it."),
    ],
    solution="""
def tanh_from_sigmoid(z):
    return 2 / (1 + np.exp(-2 * z)) - 1
""",
    hints=[
        "tanh runs from −1 to 1 and has slope 1 at 0; the sigmoid from 0 to 1 with slope 1/4.",
        "2σ(2z) − 1.",
    ],
    success="The same curve, stretched by two in both directions.",
)

q7 = Function(
    "nb06.q7",
    "collapse(W1, b1, W2, b2) returns the one W and b that do what the two linear layers do.",
    collapse,
    _layers,
    slips=[
        (lambda W1, b1, W2, b2: (W2 @ W1, W2 @ b1), "b2 is lost, as on the slide (EA-8): b = W2 b1 + b2."),
        (
            lambda W1, b1, W2, b2: (W2 @ W1, b1.sum() + b2),
            "The first bias passes through the second layer: W2 b1.",
        ),
        (
            lambda W1, b1, W2, b2: (W2 @ W1, b2),
            "The first bias passes through the second layer: b = W2 b1 + b2.",
        ),
        (
            lambda W1, b1, W2, b2: (W1.T @ W2.T, W2 @ b1 + b2),
            "That is the transpose: the first layer acts first, so W = W2 W1.",
        ),
        (lambda W1, b1, W2, b2: (W2 @ b1 + b2, W2 @ W1), "Return W first, then b."),
    ],
    solution="""
def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2
""",
    hints=["Write out W2 (W1 x + b1) + b2.", "Sort by what multiplies x and what does not."],
    success="Any number of linear layers is one linear layer.",
)

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7]
