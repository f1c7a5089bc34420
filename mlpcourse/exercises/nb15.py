"""Questions of chapter 15: optimizers and loss landscapes."""

import numpy as np

from .. import optimizers
from ..landscapes import ROSENBROCK, Walk
from .chapter import Chapter

ask = Chapter("nb15", np=np, Walk=Walk, ROSENBROCK=ROSENBROCK, SGD=optimizers.SGD)


def _signed(rng, low, high):
    return rng.uniform(low, high, 3) * rng.choice([-1, 1], 3)


def _rmsprop_case(rng):  # large parameters: an epsilon more or less is no mistake
    return _signed(rng, 2, 5), rng.uniform(0.6, 2, 3), _signed(rng, 0.6, 2), 0.1, 0.9


def _adam_case(rng):
    theta, v, g, eta, beta1 = _rmsprop_case(rng)
    return theta, rng.normal(size=3), v, int(rng.integers(1, 9)), g, eta, beta1, 0.99


q1 = ask.numbers(
    "q1",
    "c = np.sqrt(10)",
    "½(x² + 10y²) in x and u = c·y has κ = 1: c?",
    asks="c",
    slips={
        "np.sqrt(10) -> 10": "The curvature changes with the square of the stretching: y = u/c gives 10u²/c².",
        "np.sqrt(10) -> 1 / np.sqrt(10)": "Upside down: the steep direction must be stretched, u = c·y with c above 1.",
        "np.sqrt(10) -> 0.1": "Upside down, and the curvature changes with the square: y = u/c gives 10u²/c².",
        "np.sqrt(10) -> 100": "Squared the wrong way: c² has to be 10.",
        "np.sqrt(10) -> 1": "With c = 1 nothing has changed: κ is still 10.",
        "np.sqrt(10) -> -np.sqrt(10)": "That also gives κ = 1, but mirrors y; give the positive one.",
    },
    hints=["Put y = u/c into 10y².", "10u²/c² should be u²."],
    success="Then one step with η = 1 ends in the minimum, from any start.",
)

q2 = ask.numbers(
    "q2",
    """
theta, v = np.array([1.0, 1]), np.zeros(2)
for _ in range(2):
    g = np.array([1, 10]) * theta
    v = 0.9 * v - 0.1 * g
    theta = theta + v
""",
    "½(x² + 10y²), from (1, 1) at rest, η = 0.1, γ = 0.9: θ after two steps of momentum.",
    asks="theta",
    slips={
        "range(2) -> range(1)": "That is after one step; the second starts with a velocity.",
        "0.9 * v - 0.1 -> -0.1": "The memory is forgotten in the second step: v = 0.9·v − 0.1·g.",
        "0.9 * v -> -0.9 * v": "The sign of γ is wrong: the old velocity is kept, not reversed.",
        "theta = np.array([0.71, -1.9])": "The gradient of the start was used twice: compute it anew at (0.9, 0).",
        "- 0.1 * g -> - (1 - 0.9) * 0.1 * g": "That is the averaging form, with (1 − γ) before the gradient; here it is v = γv − ηg.",
        "np.array([1, 10]) * theta -> theta": "The slope along y is 10y.",
        "range(2) -> range(3)": "That is after three steps.",
        "theta + v -> theta - v": "The sign is wrong: v already points downhill, θ + v.",
        "theta = np.array([0.72, 0.9])": "y was at 0 with the velocity −1, and 0.9 of it is kept: it goes on the same way.",
        "theta = np.array([0.72, 0])": "Along y the gradient is 0 now, but the velocity is not: 0.9 of −1 is kept.",
        "theta = np.array([0.81, -0.9])": "Only y has kept its velocity: x had −0.1, and 0.9 of it is kept too.",
        "theta = v": "That is the velocity; θ is where it leads to.",
    },
    hints=["After the first step θ = (0.9, 0) and v = (−0.1, −1).", "v = 0.9·(−0.1, −1) − 0.1·(0.9, 0)."],
    success="The gradient along y is 0 at y = 0, and still y moves by −0.9: memory.",
)

q3 = ask.choice(
    "q3",
    'what = "it never settles"',
    "½(x² + 10y²) from (10, 1), η = 0.1, momentum with γ = 1: what happens?",
    options={
        "it is the fastest": "Nothing brakes it: look at the heights in steps 801 to 1000.",
        "it diverges": "The heights stay bounded, at about that of the start.",
        "it never settles": "Without friction it rolls for ever, like a ball without losses; so γ must be below 1 (ET-22).",
        "it stops on the way": "The velocity is never taken away, so it cannot stop.",
        "the same as without momentum": "That is γ = 0; with γ = 1 all old steps are kept in full.",
        "it settles slowly": "Look at the heights in steps 801 to 1000: as high as in the beginning.",
    },
    also={
        "it never settles": ["never settles", "does not settle", "never", "it swings for ever", "oscillates", "it oscillates for ever",
                             "oscillates forever", "it swings forever", "bounces", "for ever", "forever",
                             "it never stops", "it never settles down", "it oscillates", "keeps oscillating", "it keeps oscillating", "swings", "it swings",
                             "it keeps swinging", "it rolls for ever", "does not converge", "it does not converge", "never converges", "it never converges",
                             "no convergence", "does not settle down", "doesn't settle", "it doesn't settle", "it does not settle"],
        "it diverges": ["diverges", "explodes", "it explodes"],
        "it stops on the way": ["stops", "it stops"],
        "it is the fastest": ["fastest", "the fastest"],
        "it settles slowly": ["settles slowly", "slow", "converges", "it converges", "it settles"],
    },
    hints=["heights(0.1, 1.0, 1000)[800:] has the last two hundred.", "What takes energy away if γ = 1?"],
)  # fmt: skip

q4 = ask.function(
    "q4",
    """
def rmsprop_step(theta, s, g, eta, rho):
    s = rho * s + (1 - rho) * g**2
    return theta - eta * g / (np.sqrt(s) + 1e-8), s
""",
    "rmsprop_step(theta, s, g, eta, rho): one step of RMSProp. Returns the new theta and the new s.",
    cases=[
        (np.array([2.0, 1, 3]), np.zeros(3), np.array([2.0, -10, 5]), 0.1, 0.9),
        (np.array([0.0, 2, 5]), np.array([4.0, 1, 1]), np.array([1.0, 3, -1]), 0.5, 0.5),
    ],
    random=_rmsprop_case,
    slips={
        "rho * s + (1 - rho) * g**2 -> s + g**2": "That is Adagrad: its sum never fades.",
        "(1 - rho) * g**2 -> g**2": "The factor 1 − ρ is missing before g².",
        "g**2 -> g": "Remember the size: the square of the gradient.",
        "rho * s + (1 - rho) * g**2 -> (1 - rho) * s + rho * g**2": "ρ and 1 − ρ are exchanged: ρ is the part that is kept.",
        "np.sqrt(s) -> s": "The root is missing: s is a mean of squares.",
        "theta - eta -> theta + eta": "The sign is wrong: this climbs.",
        "eta * ->": "The learning rate is missing.",
        "g / (np.sqrt(s) + 1e-8) -> g": "The gradient is not divided by its remembered size: that is plain descent.",
        "eta * g / -> eta * np.sign(g) /": "The gradient itself stands above, not its sign.",
        "eta * g / -> eta /": "The gradient is missing: η g divided by its size.",
        "theta - eta ->  - eta": "That is the change; asked for is the new theta.",
        "g / (np.sqrt(s) + 1e-8) -> g / np.sqrt(s.mean())": "The size is that of each coordinate, not of all together.",
        lambda theta, s, g, eta, rho: (theta - eta * g / (np.sqrt(s) + 1e-8), rho * s + (1 - rho) * g**2): "The old s is used for the step: update s first.",
    },
    hints=["s is a mean of g² that fades: ρ of the old, 1 − ρ of the new.", "theta - eta * g / (np.sqrt(s) + 1e-8)."],
    success="Adagrad forgets nothing; this forgets all but about 1/(1 − ρ) steps.",
)  # fmt: skip

q5 = ask.function(
    "q5",
    """
def adam_step(theta, m, v, k, g, eta, beta1, beta2):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**k)
    v_hat = v / (1 - beta2**k)
    return theta - eta * m_hat / (np.sqrt(v_hat) + 1e-8), m, v
""",
    "adam_step(theta, m, v, k, g, eta, beta1, beta2): the k-th step of Adam, k from 1. Returns the new theta, m and v.",
    cases=[
        (np.array([1.0, 1]), np.zeros(2), np.zeros(2), 1, np.array([1.0, -10]), 0.1, 0.9, 0.999),
        (np.array([0.9, 0.9]), np.array([0.1, 1]), np.array([0.001, 0.1]), 2, np.array([0.9, 9]), 0.1, 0.9, 0.999),
    ],
    random=_adam_case,
    slips={
        lambda theta, m, v, k, g, eta, beta1, beta2: (
            theta - eta * (beta1 * m + (1 - beta1) * g) / (np.sqrt(beta2 * v + (1 - beta2) * g**2) + 1e-8),
            beta1 * m + (1 - beta1) * g,
            beta2 * v + (1 - beta2) * g**2,
        ): "The repair of the start is missing: divide m by 1 − β₁ᵏ and v by 1 − β₂ᵏ.",
        "m_hat = m / (1 - beta1**k) -> m_hat = m": "m is not repaired: divide it by 1 − β₁ᵏ.",
        "np.sqrt(v_hat) + 1e-8 -> np.sqrt(v) / (1 - beta2**k) + 1e-8": "v is repaired first, then the root is drawn: √(v / (1 − β₂ᵏ)).",
        "g**2 -> m**2": "v remembers the squares of the gradients, not those of m.",
        "theta - eta -> - eta": "That is the change; asked for is the new theta.",
        "1 - beta2**k -> 1 - beta1**k": "v fades with β₂, so it is repaired by 1 − β₂ᵏ.",
        lambda theta, m, v, k, g, eta, beta1, beta2: (
            theta - eta * (((1 - beta1) * m + beta1 * g) / (1 - beta1**k))
            / (np.sqrt(((1 - beta2) * v + beta2 * g**2) / (1 - beta2**k)) + 1e-8),
            (1 - beta1) * m + beta1 * g,
            (1 - beta2) * v + beta2 * g**2,
        ): "β and 1 − β are exchanged: β is the part that is kept.",
        "v_hat = v / (1 - beta2**k) -> v_hat = v": "v is not repaired: divide it by 1 − β₂ᵏ.",
        "beta1**k -> beta1": "The power is missing: 1 − β₁ᵏ.",
        "beta2**k -> beta2": "The power is missing: 1 − β₂ᵏ.",
        "+ 1e-8), m, v -> + 1e-8), m_hat, v_hat": "Remember m and v as they are; the repaired ones serve this step only.",
        "(1 - beta1) * g -> g": "The factor 1 − β₁ is missing before g.",
        "(1 - beta2) * g**2 -> g**2": "The factor 1 − β₂ is missing before g².",
        "g**2 -> g": "v is a mean of squares: g².",
        "np.sqrt(v_hat) -> v_hat": "The root is missing: v is a mean of squares.",
        "theta - eta -> theta + eta": "The sign is wrong: this climbs.",
        "eta * ->": "The learning rate is missing.",
        "+ (1 - beta1) * g -> - (1 - beta1) * g": "The sign in m is wrong: a mean of the gradients; the step has the minus.",
        lambda theta, m, v, k, g, eta, beta1, beta2: (
            theta - eta * (beta1 * m / (1 - beta1) + g) / (np.sqrt(beta2 * v / (1 - beta2) + g**2) + 1e-8),
            beta1 * m + (1 - beta1) * g,
            beta2 * v + (1 - beta2) * g**2,
        ): "The powers are missing: 1 − β₁ᵏ and 1 − β₂ᵏ.",
        "eta * m_hat -> eta * g": "Above stands the mean of the gradients, not the last one.",
        "m_hat / (np.sqrt(v_hat) + 1e-8) -> m_hat": "The mean is not divided by the size.",
        lambda theta, m, v, k, g, eta, beta1, beta2: (
            theta - eta * ((beta2 * m + (1 - beta2) * g) / (1 - beta2**k))
            / (np.sqrt((beta1 * v + (1 - beta1) * g**2) / (1 - beta1**k)) + 1e-8),
            beta2 * m + (1 - beta2) * g,
            beta1 * v + (1 - beta1) * g**2,
        ): "β₁ and β₂ are exchanged: β₁ belongs to m.",
        lambda theta, m, v, k, g, eta, beta1, beta2: (
            theta - eta * (m / (1 - beta1**k)) / (np.sqrt(v / (1 - beta2**k)) + 1e-8),
            beta1 * m + (1 - beta1) * g,
            beta2 * v + (1 - beta2) * g**2,
        ): "The old m and v are used for the step: update them first.",
        "1 - beta1**k -> 1 - beta1**(k + 1)": "k counts from 1 already: 1 − β₁ᵏ.",
    },
    hints=["m is a fading mean of g, v one of g².", "Both start at 0 and are too small by 1 − βᵏ: divide by it."],
    success="Two memories, and one repair for both.",
)  # fmt: skip

q6 = ask.numbers(
    "q6",
    """
g = np.array([0.01, -300])
theta, m, v = adam_step(np.zeros(2), np.zeros(2), np.zeros(2), 1, g, 0.1, 0.9, 0.999)
step = theta
""",
    "Adam's first step for the gradient (0.01, −300) with η = 0.1.",
    asks="step",
    slips={
        "step = -0.1 * g": "That is plain descent; Adam divides by the size.",
        "step = -theta": "The sign is wrong: this climbs.",
        "step = -np.abs(theta)": "The sign of the gradient is kept: the second slope is negative, so that step goes up.",
        "step = np.abs(theta)": "Each coordinate steps against its own slope: the first goes down.",
        "step = -np.sqrt(0.1) * np.sign(g)": "The repair of the start is missing: with it m̂ = g and v̂ = g².",
        "step = -0.01 * g / (np.sqrt(0.001) * np.abs(g) + 1e-8)": "The repair of the start is missing: with it m̂ = g and v̂ = g².",
        "step = theta * 0.1": "m is not repaired: divided by 1 − β₁ it is g.",
        "step = theta / np.sqrt(0.001)": "v is not repaired: divided by 1 − β₂ it is g².",
        "step = -0.1 * g / np.linalg.norm(g)": "The size is that of each coordinate, not of the whole gradient.",
        "step = np.array([0, 0.1])": "The size is that of each coordinate: the first slope is small, but so is its size.",
        "step = theta * 10": "The learning rate is missing.",
    },
    hints=["After one step m̂ = g and v̂ = g².", "g divided by |g| is the sign."],
    success="The length is η in each coordinate, for a slope of 0.01 and for one of 300.",
)  # fmt: skip

q7 = ask.numbers(
    "q7",
    """
x, y = -1.2, 1
gradient = np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])
low, high = np.linalg.eigvalsh([[802, -400], [-400, 200]])
kappa = high / low
""",
    "(1 − x)² + 100(y − x²)²: its gradient at (−1.2, 1), and the condition number at (1, 1).",
    asks="gradient kappa",
    slips={
        "gradient = -gradient": "That points downhill; the gradient points uphill.",
        "-2 * (1 - x) - 400 -> -400": "The part of (1 − x)² is missing: −2(1 − x).",
        "200 * (y - x**2)]) -> 100 * (y - x**2)])": "In ∂f/∂y the factor 2 of the square is missing.",
        "200 * (y - x**2)]) -> -200 * (y - x**2)])": "The sign of ∂f/∂y is wrong: y stands in y − x² with a plus.",
        "- 400 * x -> - 200 * x": "The 2 of the square, or that of x², is missing: 100 · 2 · (y − x²) · (−2x).",
        "- 400 * x * (y - x**2) -> + 200 * (y - x**2)": "The inner derivative of −x² is −2x.",
        "gradient = gradient / 2": "The factor 2 of the squares is missing.",
        "-2 * (1 - x) -> 2 * (1 - x)": "The derivative of (1 − x)² is −2(1 − x).",
        "- 400 * x -> + 400 * x": "The inner derivative of −x² is −2x, with a minus.",
        "x, y = -1.2, 1 -> x, y = 1.2, 1": "The place is (−1.2, 1).",
        "kappa = 802": "The entries on the diagonal are not the curvatures: take the eigenvalues.",
        "kappa = 802 / 200": "The entries on the diagonal are not the curvatures: take the eigenvalues.",
        "high / low -> low / high": "Upside down: the largest by the smallest.",
        "high / low -> high": "That is the largest curvature; divide it by the smallest.",
        "high / low -> high - low": "A ratio, not a difference.",
        "kappa = np.sqrt(kappa)": "κ is the ratio of the curvatures, without a root.",
    },
    hints=["∂f/∂y = 200(y − x²), ∂f/∂x = −2(1 − x) − 400x(y − x²).", "The Hessian at (1, 1) is (802, −400; −400, 200): np.linalg.eigvalsh."],
    success="One direction is 2508 times as steep as the other: a ravine, and a bent one.",
)  # fmt: skip

q8 = ask.numbers(
    "q8",
    """
steps = Walk(ROSENBROCK, SGD(0.001, 0.9)).extend(2000).first_below(1e-6)
factor = 15068 / steps
""",
    "Rosenbrock from (−1.2, 1), η = 0.001: steps to 10⁻⁶ with γ = 0.9, and by which factor 15068 has become less.",
    asks="steps factor",
    slips={
        "steps = 7518": "That is γ = 0.5.",
        "steps = 1409": "That is γ = 0.99.",
        "steps = steps - 1": "One too few: the start is step 0.",
        "steps = steps + 1": "One too many: the start is step 0.",
        "factor = steps / 15068": "Upside down: how many times fewer.",
        "factor = 10": "1/(1 − γ) is a good guess; now divide the two numbers.",
        "factor = 0.9": "γ is no share of steps; count them.",
        "factor = 2": "That is what γ = 0.5 brings; count the steps.",
        "factor = 1.9": "1 + γ is the sum of two terms only; count the steps.",
        "factor = 100": "That would be 1/(1 − γ) squared; count the steps.",
        "factor = np.sqrt(10)": "Do not guess: count the steps.",
        "factor = 15068 - steps": "A factor, not a difference.",
    },
    hints=["Walk(ROSENBROCK, SGD(0.001, 0.9)) and .first_below(1e-6), as above.", "15068 divided by what you counted."],
    success="Near 1/(1 − γ) = 10, by which momentum lengthens steps that always point the same way.",
)  # fmt: skip

q9 = ask.choice(
    "q9",
    'unused = "size of the weights"',
    "Which of these does none of the six methods look at?",
    options={
        "size of the gradient": "Adagrad, RMSProp, Adadelta and Adam all divide by it.",
        "direction of past steps": "Momentum keeps it as v, Adam as m.",
        "size of past steps": "Adadelta takes it as its unit.",
        "size of the weights": "All six see gradients only: in no rule does θ stand on the right but as the place to step from.",
    },
    also={"size of the gradient": ["gradient", "the gradient", "the size of the gradient"], "size of the weights": ["weights", "the weights", "size of weights", "the size of the weights", "size of particular weights", "the size of particular weights", "the weights themselves", "weight size",
                                  "theta", "the size of theta", "size of theta", "parameters", "the parameters", "size of the parameters", "magnitude of the weights"]},
    hints=["Look at the right side of each rule.", "Where does θ itself enter the length of a step?"],
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7, q8, q9]
