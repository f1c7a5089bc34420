"""Questions of chapter 05: losses, gradients, learning rates."""

import numpy as np

from .chapter import Chapter

ask = Chapter("nb05", np=np)


def shown(text, gradient):
    """A gradient that a reply can show as a formula."""
    gradient.__name__ = text
    return gradient


def _random_case(rng):
    a, b = rng.uniform(0.5, 2), rng.normal()
    gradient = shown(f"{a:.6f}·(w {'−' if b >= 0 else '+'} {abs(b):.6f})", lambda w: a * (w - b))
    return gradient, rng.normal(), rng.uniform(0.05, 0.5), int(rng.integers(2, 6))


q1 = ask.numbers(
    "q1",
    """
f = np.array([0.1, 0.8, 0.6])
losses = lambda y: (y - f) ** 2
printed = losses([1, 0, -1]).mean()
repaired = losses([1, 0, 1]).mean()
""",
    "The mean squared loss (without ½) of f = (0.1, 0.8, 0.6) for y = (1, 0, −1), and for y = (1, 0, 1).",
    asks="printed repaired",
    slips={
        "(y - f) ** 2 -> 3 * (y - f) ** 2": "That is the sum; divide by the three samples.",
        "(y - f) ** 2 -> (y - f) ** 2 / 2": "This lecture has no ½ in its squared loss.",
        "printed, repaired = repaired, printed": "The two are swapped.",
        "(y - f) ** 2 -> abs(y - f)": "These are absolute errors; square them.",
        "(y - f) ** 2 -> (y - f)": "These are the mean errors, where plus and minus cancel; square each first.",
        "printed, repaired = printed**0.5, repaired**0.5": "That is the root of it; the mean squared loss has no root.",
        "[1, 0, -1] -> [1, 0, 0]": "The third target of the printed list is −1, not 0.",
    },
    hints=["((y - f) ** 2) gives the three losses.", ".mean() averages them."],
    success="The third sample alone makes the difference: 2.56 or 0.16.",
)

q2 = ask.function(
    "q2",
    """
def descend(gradient, w, eta, steps):
    for _ in range(steps):
        w = w - eta * gradient(w)
    return w
""",
    "descend(gradient, w, eta, steps) repeats w ← w − η·gradient(w) and returns the last w.",
    cases=[(shown("w − 1", lambda w: w - 1), 3.0, 0.5, 2), (shown("2·w", lambda w: 2 * w), 1.0, 0.25, 3)],
    random=_random_case,
    slips={
        "w - eta -> w + eta": "The sign is wrong: this climbs.",
        "range(steps) -> range(1)": "Only one step was taken: the return stands inside the loop, or there is no loop.",
        lambda gradient, w, eta, steps: w - steps * eta * gradient(w): "The gradient of the start was used for every step; compute it anew.",
        "eta * ->": "The learning rate is missing.",
        "range(steps) -> range(steps - 1)": "One step too few.",
        "range(steps) -> range(steps + 1)": "One step too many.",
        "w = w - eta -> w = -eta": "Each step starts from the old w: w − η·gradient(w).",
        "w = w -> v = w": "Nothing moves: assign the new value to w.",
    },
    hints=["A loop of `steps` rounds.", "w = w - eta * gradient(w)."],
    success="Anand's algorithm box, in three lines.",
)  # fmt: skip

q3 = ask.numbers(
    "q3",
    "eta = 2",
    "On J = ½w² from w = 1: the learning rate that gives w = ±1 for ever.",
    asks="eta",
    slips={
        "eta = 1": "With η = 1 the first step lands on the minimum.",
        "eta = 1.5": "With η = 1.5 it swings, but each swing is half as wide.",
        "eta = 2.1": "With η = 2.1 each swing is wider than the one before.",
        "eta = 0": "With η = 0 it stays at +1; it should swing between +1 and −1.",
        "eta = 0.5": "With η = ½ it comes half the way closer each time, without swinging.",
    },
    hints=["One step multiplies w by 1 − η.", "Which factor keeps the size and flips the sign?"],
    success="2/λ with the curvature λ = 1: the border between converging and diverging.",
)

q4 = ask.numbers(
    "q4",
    """
w = descend(lambda w: 4 * w**3 - 8 * w + 1, 2.0, 0.05, 200)
""",
    "J = w⁴ − 4w² + w, start w = 2, η = 0.05: where does descent end?",
    asks="w",
    slips={
        "w = -1.4729983": "That is the deeper minimum, on the other side of the hill at 0.126.",
        "w = 0.1260": "That is the hilltop between the minima: the slope is 0 there too, but nothing ends on it.",
        "2.0, 0.05, 200 -> 2.0, 0.05, 1": "That is after one step; go on until nothing changes.",
        "w = w**4 - 4 * w**2 + w": "That is the value of J there; asked for is w.",
        "+ 1, -> ,": "The derivative of + w is + 1; it is missing.",
    },
    hints=["The derivative is 4w³ − 8w + 1.", "Use your descend with 200 steps."],
    success="The poorer of the two minima: descent stays in the valley it starts in (EH-10).",
)

q5 = ask.numbers(
    "q5",
    "rate = 2 * 4",
    "A car is twice as fast as a bicycle, the bicycle four times as fast as a walker. Car against walker?",
    asks="rate",
    slips={
        "2 * 4 -> 2 + 4": "Rates of rates multiply, they do not add.",
        "2 * 4 -> 2": "That is the car against the bicycle.",
        "2 * 4 -> 4": "That is the bicycle against the walker.",
        "2 * 4 -> 1 / 8": "That is the walker against the car.",
    },
    hints=["dz/dx = dz/dy · dy/dx.", "Twice four."],
    success="The chain rule, without a formula.",
)

q6 = ask.function(
    "q6",
    """
def neuron_gradient(w, x, y):
    y_hat = 1 / (1 + np.exp(-(w @ x)))
    return (y_hat - y) * y_hat * (1 - y_hat) * x
""",
    "neuron_gradient(w, x, y) returns the gradient of ½(ŷ − y)² for a sigmoid neuron ŷ = σ(w·x); x starts with 1.",
    cases=[(np.array([0.0, 1]), np.array([1.0, 2]), 1), (np.array([1.0, -1]), np.array([1.0, 1]), 0)],
    random=lambda rng: (rng.normal(size=3), np.append(1.0, rng.normal(size=2)), int(rng.integers(2))),
    slips={
        "y_hat - y -> y - y_hat": "The sign is wrong: (ŷ − y), not (y − ŷ).",
        "* y_hat * (1 - y_hat) ->": "The slope ŷ(1 − ŷ) is missing; without it this is the gradient of the cross-entropy.",
        "return ( -> return 2 * (": "The ½ cancels the 2.",
        "return ( -> return 0.5 * (": "The 2 of the derivative cancels the ½ of the loss.",
        "* x -> * x[1:]": "The first component, ∂/∂w0, is missing, as on the slide (EN-3).",
        "* (1 - y_hat) * x -> * (1 - y_hat)": "The last factor is missing: df/dw = x, one component for each weight.",
        "(y_hat - y) * ->": "The factor ŷ − y is missing.",
        "* y_hat * (1 - y_hat) -> * (w @ x) * (1 - w @ x)": "The slope is ŷ(1 − ŷ) with ŷ = σ(w·x), not with the sum itself.",
        "-(w @ x) -> w @ x": "The sigmoid is 1 / (1 + e^(−z)), with a minus in the exponent.",
        "1 / (1 + np.exp(-(w @ x))) -> w @ x": "The sigmoid is missing: ŷ = σ(w·x).",
        "* x -> * w": "The last factor is df/dw = x, not w.",
    },
    hints=["Three factors: ŷ − y, then ŷ(1 − ŷ), then x.", "y_hat = 1 / (1 + np.exp(-(w @ x)))."],
    success="All n + 1 components at once.",
)  # fmt: skip

q7 = ask.numbers(
    "q7",
    """
w, x = np.array([1, 3, -2]), np.array([1, -1, 2])
new_w = w - 0.1 * neuron_gradient(w, x, 1)
y_hat = 1 / (1 + np.exp(6))
ratio = 1 / (y_hat * (1 - y_hat))
""",
    "w = (1, 3, −2), x = (1, −1, 2), y = 1, η = 0.1: the new w, and how many times larger the cross-entropy gradient is.",
    asks="new_w ratio",
    slips={
        "w - 0.1 -> w + 0.1": "The sign is wrong: step against the gradient.",
        "0.1 * ->": "The learning rate is missing.",
        "0.1 * -> 0.2 *": "The gradient is doubled: the ½ of the loss cancels the 2.",
        "neuron_gradient(w, x, 1) -> (-0.9975274 * x)": "That is the cross-entropy's step.",
        "new_w = w": "That is the old w: the step is small, but it is not 0. Keep six digits.",
        "w - 0.1 * neuron_gradient -> neuron_gradient": "This is the gradient; the new w is w − η · gradient.",
        "neuron_gradient(w, x, 1) -> neuron_gradient(w, x, 1)[0]": "The factor x is missing: each weight moves by its own input.",
        "1 / (y_hat * (1 - y_hat)) -> y_hat * (1 - y_hat)": "The other way round: larger, so above 1.",
        "1 / (y_hat * (1 - y_hat)) -> 1 / y_hat": "The factor between the two gradients is the whole slope, ŷ(1 − ŷ).",
    },
    hints=["Use your neuron_gradient.", "The two gradients differ by the factor ŷ(1 − ŷ)."],
    success="405 times: a confidently wrong neuron hardly learns from squared error.",
)  # fmt: skip

q8 = ask.choice(
    "q8",
    'effect = "weights stay, rate halves"',
    "Every sample's loss is doubled. What happens to the best weights, and to the largest stable rate?",
    options={
        "both stay": "The gradient doubles, so the same rate takes twice the step.",
        "weights stay, rate halves": "So sum or mean changes nothing but the rate that fits (EH-6).",
        "both halve": "A minimum stays where it is when the whole surface is stretched upwards.",
    },
    also={"weights stay, rate halves": ["weights stay and rate halves", "rate halves", "rate is halved"]},
    hints=["Where is the minimum of 2J?", "The stable rate is below 2/λ, and λ doubles."],
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7, q8]
