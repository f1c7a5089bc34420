"""Questions of chapter 05: losses, gradients, learning rates."""

import numpy as np

from .old import Choice, Function, Numbers

F, Y_PRINTED, Y_REPAIRED = np.array([0.1, 0.8, 0.6]), np.array([1, 0, -1]), np.array([1, 0, 1])
W, X = np.array([1.0, 3.0, -2.0]), np.array([1.0, -1.0, 2.0])
Y_HAT = 1 / (1 + np.exp(6.0))
GRADIENT = (Y_HAT - 1) * Y_HAT * (1 - Y_HAT) * X


def _mse(f, y):
    return float(((y - f) ** 2).mean())


def descend(gradient, w, eta, steps):
    for _ in range(steps):
        w = w - eta * gradient(w)
    return w


def _descend_case(rng):
    a, b = float(rng.uniform(0.5, 2)), float(rng.standard_normal())

    def gradient(w):
        return a * (w - b)

    gradient.__name__ = f"{a:.6f}·(w {'−' if b >= 0 else '+'} {abs(b):.6f})"  # to be shown
    return (gradient, float(rng.standard_normal()), float(rng.uniform(0.05, 0.5)), int(rng.integers(2, 6)))


def neuron_gradient(w, x, y):
    y_hat = 1 / (1 + np.exp(-(w @ x)))
    return (y_hat - y) * y_hat * (1 - y_hat) * x


def _neuron_case(rng):
    return rng.standard_normal(3), np.append(1.0, rng.standard_normal(2)), float(rng.integers(0, 2))


def _agrees_with_a_nudge(result, w, x, y):
    """A gradient must have w's shape and agree with finite differences."""
    loss = lambda v: (1 / (1 + np.exp(-(v @ x))) - y) ** 2 / 2  # noqa: E731
    if np.shape(result) != w.shape:
        return f"The gradient must have w's shape {w.shape}, got {np.shape(result)}."
    numeric = np.array([(loss(w + h) - loss(w - h)) / 2e-6 for h in 1e-6 * np.eye(len(w))])
    if not np.allclose(result, numeric, atol=1e-7):
        return "Nudging each weight of ½(ŷ − y)² gives other slopes; check the three factors."
    return None


q1 = Numbers(
    "nb05.q1",
    "The mean squared loss (without ½) of f = (0.1, 0.8, 0.6) for y = (1, 0, −1), and for y = (1, 0, 1).",
    answers={"printed": _mse(F, Y_PRINTED), "repaired": _mse(F, Y_REPAIRED)},
    slips=[
        ({"printed": 3 * _mse(F, Y_PRINTED)}, "That is the sum; divide by the three samples."),
        ({"printed": _mse(F, Y_PRINTED) / 2}, "This lecture has no ½ in its squared loss."),
        ({"printed": _mse(F, Y_REPAIRED), "repaired": _mse(F, Y_PRINTED)}, "The two are swapped."),
        ({"printed": float(np.abs(F - Y_PRINTED).mean())}, "These are absolute errors; square them."),
    ],
    solution="""
f = np.array([0.1, 0.8, 0.6])
printed = ((np.array([1, 0, -1]) - f) ** 2).mean()
repaired = ((np.array([1, 0, 1]) - f) ** 2).mean()
""",
    hints=["((y - f) ** 2) gives the three losses.", ".mean() averages them."],
    success="The third sample alone makes the difference: 2.56 or 0.16.",
)

q2 = Function(
    "nb05.q2",
    "descend(gradient, w, eta, steps) repeats w ← w − η·gradient(w) and returns the last w.",
    descend,
    _descend_case,
    slips=[
        (lambda gradient, w, eta, steps: descend(gradient, w, -eta, steps), "The sign is wrong: this climbs."),
        (lambda gradient, w, eta, steps: descend(gradient, w, eta, 1), "Only one step was taken."),
        (lambda gradient, w, eta, steps: w - steps * eta * gradient(w), "The gradient of the start was used for every step; compute it anew."),
        (lambda gradient, w, eta, steps: descend(gradient, w, 1.0, steps), "The learning rate is missing."),
        (lambda gradient, w, eta, steps: descend(gradient, w, eta, steps - 1), "One step too few."),
    ],
    solution="""
def descend(gradient, w, eta, steps):
    for _ in range(steps):
        w = w - eta * gradient(w)
    return w
""",
    hints=["A loop of `steps` rounds.", "w = w - eta * gradient(w)."],
    success="Anand's algorithm box, in three lines.",
)  # fmt: skip

q3 = Numbers(
    "nb05.q3",
    "On J = ½w² from w = 1: the learning rate that gives w = ±1 for ever.",
    answers={"eta": 2},
    slips=[
        ({"eta": 1}, "With η = 1 the first step lands on the minimum."),
        ({"eta": 1.5}, "With η = 1.5 it swings, but each swing is half as wide."),
        ({"eta": 2.1}, "With η = 2.1 each swing is wider than the one before."),
    ],
    solution="""
eta = 2
""",
    hints=["One step multiplies w by 1 − η.", "Which factor keeps the size and flips the sign?"],
    success="2/λ with the curvature λ = 1: the border between converging and diverging.",
)

q4 = Numbers(
    "nb05.q4",
    "J = w⁴ − 4w² + w, start w = 2, η = 0.05: where does descent end?",
    answers={"w": 1.3469973},
    slips=[
        ({"w": -1.472998}, "That is the deeper minimum, on the other side of the hill at 0.126."),
        (
            {"w": 0.126},
            "That is the hilltop between the minima: the slope is 0 there too, but nothing ends on it.",
        ),
    ],
    solution="""
w = descend(lambda w: 4 * w**3 - 8 * w + 1, 2.0, 0.05, 200)
""",
    hints=["The derivative is 4w³ − 8w + 1.", "Use your descend with 200 steps."],
    success="The poorer of the two minima: descent stays in the valley it starts in (EH-10).",
    tolerance=1e-5,
)

q5 = Numbers(
    "nb05.q5",
    "A car is twice as fast as a bicycle, the bicycle four times as fast as a walker. Car against walker?",
    answers={"rate": 8},
    slips=[
        ({"rate": 6}, "Rates of rates multiply, they do not add."),
        ({"rate": 2}, "That is the car against the bicycle."),
    ],
    solution="""
rate = 2 * 4
""",
    hints=["dz/dx = dz/dy · dy/dx.", "Twice four."],
    success="The chain rule, without a formula.",
)

q6 = Function(
    "nb05.q6",
    "neuron_gradient(w, x, y) returns the gradient of ½(ŷ − y)² for a sigmoid neuron ŷ = σ(w·x); x starts with 1.",
    neuron_gradient,
    _neuron_case,
    slips=[
        (lambda w, x, y: -neuron_gradient(w, x, y), "The sign is wrong: (ŷ − y), not (y − ŷ)."),
        (lambda w, x, y: (1 / (1 + np.exp(-(w @ x))) - y) * x, "The slope ŷ(1 − ŷ) is missing; without it this is the gradient of the cross-entropy."),
        (lambda w, x, y: 2 * neuron_gradient(w, x, y), "The ½ cancels the 2."),
        (lambda w, x, y: neuron_gradient(w, x, y)[1:], "The first component, ∂/∂w0, is missing, as on the slide (EN-3)."),
    ],
    solution="""
def neuron_gradient(w, x, y):
    y_hat = 1 / (1 + np.exp(-(w @ x)))
    return (y_hat - y) * y_hat * (1 - y_hat) * x
""",
    hints=["Three factors: ŷ − y, then ŷ(1 − ŷ), then x.", "y_hat = 1 / (1 + np.exp(-(w @ x)))."],
    success="All n + 1 components at once.",
    properties=[_agrees_with_a_nudge],
)  # fmt: skip

q7 = Numbers(
    "nb05.q7",
    "w = (1, 3, −2), x = (1, −1, 2), y = 1, η = 0.1: the new w, and how many times larger the cross-entropy gradient is.",
    answers={"new w": W - 0.1 * GRADIENT, "ratio": 1 / (Y_HAT * (1 - Y_HAT))},
    slips=[
        ({"new w": W + 0.1 * GRADIENT}, "The sign is wrong: step against the gradient."),
        ({"new w": W - GRADIENT}, "The learning rate is missing."),
        ({"new w": W - 0.1 * (Y_HAT - 1) * X}, "That is the cross-entropy's step."),
        ({"ratio": Y_HAT * (1 - Y_HAT)}, "The other way round: larger, so above 1."),
    ],
    solution="""
w, x = np.array([1, 3, -2]), np.array([1, -1, 2])
new_w = w - 0.1 * neuron_gradient(w, x, 1)
y_hat = 1 / (1 + np.exp(6))
ratio = 1 / (y_hat * (1 - y_hat))
""",
    hints=["Use your neuron_gradient.", "The two gradients differ by the factor ŷ(1 − ŷ)."],
    success="405 times: a confidently wrong neuron hardly learns from squared error.",
    tolerance=1e-4,
)

q8 = Choice(
    "nb05.q8",
    "Every sample's loss is doubled. What happens to the best weights, and to the largest stable rate? "
    "('both stay', 'weights stay, rate halves', 'both halve')",
    answer="weights stay, rate halves",
    slips={
        "both stay": "The gradient doubles, so the same rate takes twice the step.",
        "both halve": "A minimum stays where it is when the whole surface is stretched upwards.",
    },
    solution="""
effect = "weights stay, rate halves"
""",
    hints=["Where is the minimum of 2J?", "The stable rate is below 2/λ, and λ doubles."],
    success="So sum or mean changes nothing but the rate that fits (EH-6).",
)

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7, q8]
