"""Questions of chapter 06: activation functions, their slopes, and why they must bend."""

import numpy as np

from .chapter import Chapter

ask = Chapter("nb06", np=np)

q1 = ask.numbers(
    "q1",
    """
z = np.array([-2.0, 0, 1])
a = 1 / (1 + np.exp(-z))
sigmoid_slopes = a * (1 - a)
tanh_slopes = 1 - np.tanh(z) ** 2
softsign_slopes = 1 / (1 + np.abs(z)) ** 2
""",
    "The slopes of sigmoid, tanh and softsign at z = −2, 0 and 1.",
    asks="sigmoid_slopes tanh_slopes softsign_slopes",
    slips={
        "a * (1 - a) -> a": "These are the sigmoid's values; its slope is a(1 − a).",
        "a * (1 - a) -> z * (1 - z)": "a(1 − a) with a = σ(z), not with z.",
        "a * (1 - a) -> 1 - a": "That is 1 − a; the slope is a(1 − a).",
        "np.tanh(z) ** 2 -> np.tanh(z)": "Square it: the slope of tanh is 1 − a².",
        "1 - np.tanh(z) ** 2 -> np.tanh(z)": "These are the values of tanh; its slope is 1 − a².",
        "(1 + np.abs(z)) ** 2 -> (1 + np.abs(z))": "Square the denominator: 1 / (1 + |z|)².",
        "1 / (1 + np.abs(z)) ** 2 -> z / (1 + np.abs(z))": "These are the values of softsign; its slope is 1 / (1 + |z|)².",
        "softsign_slopes = [1, 1, 1 / 4]": "The size of z counts, |z|: 1 / (1 + |−2|)² is not 1 / (1 − 2)².",
    },
    hints=["The first two can be written with the value a itself.", "a(1 − a), 1 − a², 1/(1 + |z|)²."],
    success="Steepest at 0: 1/4, 1 and 1.",
)

q2 = ask.function(
    "q2",
    """
def sigmoid_slope(z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)
""",
    "sigmoid_slope(z): the derivative of 1/(1 + e^(−z)), for an array z.",
    cases=[(np.array([0.0, 1, -2]),)],
    random=lambda rng: (3 * rng.normal(size=4),),
    slips={
        "a * (1 - a) -> -a * (1 - a)": "The sign is lost: −1/(1 + q)² times dq/dz = −e^(−z) is positive.",
        "a * (1 - a) -> a": "This is the sigmoid itself.",
        "a * (1 - a) -> a**2": "This is σ²: the inner derivative e^(−z) is missing, which gives σ(1 − σ).",
        "a * (1 - a) -> z * (1 - z)": "σ(1 − σ) with σ = σ(z).",
        "a * (1 - a) -> 1 - a**2": "1 − a² is the slope of tanh; the sigmoid's is a(1 − a).",
        "a * (1 - a) -> 1 - a": "The factor a is missing: a(1 − a).",
    },
    hints=["Outer function 1/(1 + q), inner q = e^(−z).", "e^(−z)/(1 + e^(−z))² = σ(z)(1 − σ(z))."],
    success="Both forms agree: e^(−z)/(1 + e^(−z))² and σ(1 − σ).",
)

q3 = ask.choice(
    "q3",
    'printed = "derivative of ReLU"',
    "Under 'ReLU' one slide prints g(z) = 1 for z ≥ 0 and 0 below. What is that?",
    options={
        "ReLU": "ReLU of 2 is 2; the printed function gives 1.",
        "derivative of ReLU": "With the value 1 at z = 0, the convention of Tsinghua (EA-1, EX-1). It is a step function, too.",
        "sigmoid": "A sigmoid has no jump.",
    },
    also={
        "derivative of ReLU": ["step", "step function", "a step function", "Heaviside", "threshold", "unit step", "derivative",
                               "ReLU derivative", "relu's derivative", "slope", "slope of ReLU", "ReLU'", "relu prime"],
    },
    hints=["What is max(0, 2)?", "How steep is max(0, z) left and right of 0?"],
)  # fmt: skip

q4 = ask.function(
    "q4",
    """
def leaky(z, slope):
    return np.maximum(slope * z, z)
""",
    "leaky(z, slope) = max(slope·z, z), for an array z.",
    cases=[(np.array([2.0, -4, 0]), 0.5), (np.array([-1.0, 3]), 0.1)],
    random=lambda rng: (np.append(rng.normal(size=5), 0.0), rng.uniform(0.05, 0.5)),
    slips={
        "slope * z, z -> 0, z": "This is ReLU: negative z keep slope·z.",
        "np.maximum -> np.minimum": "This is the minimum; the leak belongs to negative z.",
        "np.maximum(slope * z, z) -> slope * z": "Positive z pass unchanged.",
        "slope * z -> slope": "slope · z, not slope.",
        "slope * z -> -slope * z": "The leak keeps the sign: slope · z is negative for negative z.",
        "np.maximum(slope * z, z) -> np.where(z > 0, 1, slope)": "That is the derivative; asked for is the function.",
    },
    hints=["np.maximum compares two arrays entry by entry.", "np.maximum(slope * z, z)."],
    success="With a slope above 1 the maximum would pick the other branch on both sides (EA-13).",
)

q5 = ask.numbers(
    "q5",
    """
value = np.log(1 + np.exp(0))
slope = np.exp(0) / (1 + np.exp(0))
""",
    "softplus(z) = ln(1 + e^z) at z = 0, and its slope there.",
    asks="value slope",
    slips={
        "value = 0": "ln(1 + e⁰) is the logarithm of 2, not of 1: softplus never quite reaches 0.",
        "value = 1": "That is log₂ 2; asked for is the natural logarithm, np.log.",
        "np.log( -> np.log10(": "Use the natural logarithm, np.log.",
        "np.log(1 + np.exp(0)) -> 2": "The logarithm is missing.",
        "slope = 1": "The slope of softplus is the sigmoid; what is the sigmoid of 0?",
        "slope = 0": "0 is the slope of ReLU to the left of 0; softplus is smooth, its slope is the sigmoid.",
        "slope = 1 / 4": "1/4 is the slope of the sigmoid at 0; the slope of softplus is the sigmoid itself.",
    },
    hints=["e⁰ = 1.", "d/dz ln(1 + e^z) = e^z/(1 + e^z)."],
    success="softplus′ = σ: the smooth ReLU has the smooth step as its slope.",
)

q6 = ask.function(
    "q6",
    """
def tanh_from_sigmoid(z):
    return 2 / (1 + np.exp(-2 * z)) - 1
""",
    "tanh_from_sigmoid(z): tanh, written with the sigmoid only.",
    cases=[(np.array([0.0, 1, -2]),)],
    random=lambda rng: (rng.normal(size=5),),
    slips={
        "-2 * z -> -z": "Right range, too flat: stretch the argument, σ(2z).",
        "2 / (1 + np.exp(-2 * z)) - 1 -> 1 / (1 + np.exp(-2 * z))": "From 0 to 1; tanh runs from −1 to 1.",
        "- 1 ->": "Subtract 1 to centre it.",
        "2 / (1 + -> 1 / (1 +": "From −1 to 0; double the sigmoid first.",
        "-2 * z -> 2 * z": "The sign is wrong: this is tanh(−z).",
        "2 / (1 + np.exp(-2 * z)) - 1 -> 1 / (1 + np.exp(-z))": "This is the sigmoid itself; stretch its argument and its range.",
    },
    hints=["tanh runs from −1 to 1 and has slope 1 at 0; the sigmoid from 0 to 1 with slope 1/4.", "2σ(2z) − 1."],
    success="The same curve, stretched by two in both directions.",
)  # fmt: skip

q7 = ask.function(
    "q7",
    """
def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2
""",
    "collapse(W1, b1, W2, b2) returns the one W and b that do what the two linear layers do.",
    cases=[(np.array([[1.0, 2], [0, 1]]), np.array([1.0, -1]), np.array([[2.0, 0], [1, 3]]), np.array([5.0, 0]))],
    random=lambda rng: (rng.normal(size=(4, 3)), rng.normal(size=4), rng.normal(size=(2, 4)), rng.normal(size=2)),
    slips={
        "+ b2 ->": "b2 is lost, as on the slide (EA-8): b = W2 b1 + b2.",
        "W2 @ b1 -> b1.sum()": "The first bias passes through the second layer: W2 b1.",
        "W2 @ b1 + b2 -> b2": "The first bias passes through the second layer: b = W2 b1 + b2.",
        "W2 @ b1 -> b1": "The first bias passes through the second layer: W2 b1.",
        "W2 @ b1 + b2 -> W2 @ (b1 + b2)": "b2 is added after the second layer; only b1 passes through it.",
        "W2 @ W1 -> W1.T @ W2.T": "That is the transpose: the first layer acts first, so W = W2 W1.",
        "W2 @ W1 -> W1 @ W2": "The order is wrong: the first layer acts first and stands at the right, W = W2 W1.",
        "W2 @ W1 -> W2 * W1": "A matrix product is asked for: @, not *.",
        "W2 @ W1, W2 @ b1 + b2 -> W2 @ b1 + b2, W2 @ W1": "Return W first, then b.",
    },
    hints=["Write out W2 (W1 x + b1) + b2.", "Sort by what multiplies x and what does not."],
    success="Any number of linear layers is one linear layer.",
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7]
