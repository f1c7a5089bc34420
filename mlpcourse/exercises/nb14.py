"""Questions of chapter 14: initialisation and vanishing gradients."""

from functools import cache

import numpy as np

from ..datasets import load_digits
from ..losses import one_hot
from ..network import MLP
from ..signals import signals
from .chapter import Chapter
from .compare import UnreadableError, numbers
from .question import RIGHT, Outcome, Question

ask = Chapter("nb14", np=np)
STARTS, ENOUGH = 20, 18


@cache
def _batch():
    """100 digits, centred and in units of their deviation, and their targets."""
    X, y = load_digits()
    X = X[:100] - X.mean(axis=0)
    return X / X.std(), one_hot(y[:100], 10)


def growing_starts(std):
    """How many of twenty starts have the longer delta in layer 1 than in layer 10: ten layers of 64
    sigmoid units with weights of deviation `std`, on 100 digits.
    """
    count = 0
    for seed in range(STARTS):
        net = MLP.random([64, *[64] * 10, 10], "sigmoid", "softmax", std, seed)
        sensitivity = signals(net, *_batch(), "softmax_cross_entropy").sensitivity
        count += bool(sensitivity[1] > sensitivity[10])
    return count


class GrowingStd(Question):
    """Any standard deviation will do that makes the sigmoid's gradients grow; it is tried."""

    def judge(self, *answer):
        if len(answer) != 1 or issubclass(type(answer[0]), str):
            return self.wrong("This asks for one number. It is possible: try a large one.")
        try:
            std = numbers(answer[0])
        except UnreadableError as error:
            return self.wrong(f"std must be a number, got {error}.")
        if std.size != 1 or not 0 < (std := float(std.ravel()[0])) < np.inf:
            return self.wrong("A standard deviation is one finite number, greater than 0.")
        grows = growing_starts(std) if 1e-3 <= std <= 1e3 else 0
        if grows >= ENOUGH:
            return Outcome(RIGHT, self.success.format(grows=grows))
        return self.wrong(f"‖δ¹‖ > ‖δ¹⁰‖ in {grows} of 20 starts. {self._reason(std)}")

    @staticmethod
    def _reason(std):
        if std > 20:
            return "So large a std saturates nearly every unit, and there the slope is 0: go lower."
        if std > 1:
            return "Nearly there: a little larger."
        if abs(std - 0.5) < 0.02:
            return (
                "4/√n would cancel a slope of ¼, but the z of such weights lie far from 0, where it is less."
            )
        if std <= 0.13:
            return (
                "n·std² is at most about 1, and the slope takes all but ¼ of it away: "
                "the weights must outweigh the slope."
            )
        return "The right direction, but the slope, ¼ at most, still wins: larger."


q1 = ask.numbers(
    "q1",
    """
n = 256
stds = np.array([0.01, 1 / np.sqrt(n), np.sqrt(2 / n), 2 / np.sqrt(n)])
small, xavier, msra, printed = n * stds**2 / 2
ten_layers = printed**10
""",
    "ReLU layers of n = 256: the factor of the mean square for std 0.01, 1/√n, √(2/n), 2/√n; and ten layers of the last.",
    asks="small xavier msra printed ten_layers",
    slips={
        "n * stds**2 / 2 -> n * stds**2": "Twice too large: the ReLU lets only half of the mean square through.",
        "n * stds**2 / 2 -> np.sqrt(n * stds**2 / 2)": "These are factors of the amplitude; the mean square takes their squares.",
        "n * stds**2 / 2 -> stds**2 / 2": "n is missing: a unit sums n products.",
        "n * stds**2 / 2 -> n * stds / 2": "The variance is std², not std.",
        "n * stds**2 / 2 -> n * stds**2 / 4": "Half of the half: the ReLU halves the mean square once.",
        "printed**10 -> printed * 10": "The factors of ten layers multiply: a power, not a multiple.",
        "printed**10 -> printed**9": "That is nine layers.",
        "printed**10 -> printed**11": "That is eleven layers.",
        "printed**10 -> msra**10": "Ten layers of the last one, 2/√n.",
        "printed**10 -> printed**5": "That is the amplitude; the mean square is asked for.",
        "printed**10 -> printed**20": "The factor is one of the mean square already; nothing is to be squared.",
    },
    hints=["E[z²] = n·std²·E[x²], and the ReLU keeps half of it.", "n·std²/2; ten layers multiply ten such factors."],
    success="Xavier halves the mean square at every ReLU layer, √(2/n) keeps it, and 2/√n doubles it (ET-4).",
)  # fmt: skip

q2 = ask.numbers(
    "q2",
    """
n_in, n_out = 784, 32
right = np.sqrt(2 / n_in)
printed = 2 / np.sqrt(n_in)
""",
    "A layer from 784 pixels to 32 units: the MSRA standard deviation as it should be, and as printed.",
    asks="right printed",
    slips={
        "right, printed = printed, right": "The two are swapped: the printed one is the larger.",
        "np.sqrt(2 / n_in) -> 2 / n_in": "right: that is the variance; the standard deviation is its root.",
        "2 / np.sqrt(n_in) -> 2 / n_in": "printed: the root is missing.",
        "2 / np.sqrt(n_in) -> np.sqrt(2 / n_in)": "That is the right one; the slide draws the root over n alone.",
        "2 / np.sqrt(n_in) -> np.sqrt(2) / n_in": "The slide draws the root over n, and leaves the 2 outside.",
        "right, printed = 2 / n_in, 4 / n_in": "Those are variances; take their roots.",
        "np.sqrt(2 / n_in) -> 1 / np.sqrt(n_in)": "That is Xavier: MSRA has a 2 for the half that the ReLU takes.",
        "np.sqrt(2 / n_in) -> np.sqrt(2) / n_in": "Both go under the root: √(2/n).",
        "np.sqrt(2 / n_in) -> np.sqrt(2 / (n_in + n_out))": "That is Glorot's mean of both widths; n is the number of inputs.",
        "784, 32 -> 32, 784": "n is the number of inputs of a unit, 784; you took the 32 outputs.",
        "784, 32 -> 785, 32": "The bias starts at zero and is no input: n = 784.",
    },
    hints=["n is the number of inputs of a unit.", "√(2/784), and 2/√784 = 2/28."],
    success="They differ by √2 only: a factor of two in the mean square, at every layer.",
)

q3 = ask.numbers(
    "q3",
    "z, slope = 0, 1",
    "The z at which tanh′ is largest, and its value there.",
    asks="z slope",
    slips={
        "slope = 0.25": "¼ is the sigmoid's largest slope; tanh is four times as steep.",
        "slope = 0": "tanh(0) is 0; its slope 1 − tanh²(0) is asked for.",
        "z, slope = 1, 1": "1 is the limit of tanh itself; its slope 1 − tanh² is largest where tanh is 0.",
        "z, slope = 1, 1 - np.tanh(1) ** 2": "At 1 the slope has fallen already; where is tanh² smallest?",
        "z, slope = 1, 0": "1 is the limit of tanh itself; its slope 1 − tanh² is largest where tanh is 0.",
        "z = np.inf": "Far out tanh is flat and its slope 0; for which z is 1 − tanh²(z) largest?",
        "z = 0.5": "½ is the sigmoid's value at 0; for which z is 1 − tanh²(z) largest?",
    },
    hints=["tanh′(z) = 1 − tanh²(z).", "It is largest where tanh(z) is 0."],
    success="1 is not less than 1: at z = 0 a tanh takes nothing from the gradient (ET-5).",
    advice={"slope": "Put z = 0 into 1 − tanh²(z)."},
)

q4 = ask.of(
    GrowingStd,
    "q4",
    "std = 2.0",
    "Ten layers of 64 sigmoid units: a standard deviation of the weights with ‖δ¹‖ > ‖δ¹⁰‖ in at least 18 of 20 starts.",
    hints=[
        "Each step back multiplies by about √n·std and by the slope: which must win?",
        "Try it in the lab: ten layers of 64, sigmoid, own std, and move its slider above 1.",
    ],
    success="It grows in {grows} of 20 starts: vanishing belongs to the product, not to the function (ET-6).",
)

q5 = ask.numbers(
    "q5",
    """
n = 784
half_width = np.sqrt(3 / n)
""",
    "The half-width a of the uniform distribution on (−a, a) with Xavier's standard deviation, n = 784.",
    asks="half_width",
    slips={
        "np.sqrt(3 / n) -> 1 / np.sqrt(n)": "That is the standard deviation itself; a uniform one on ±a has a/√3.",
        "np.sqrt(3 / n) -> 2 * np.sqrt(3 / n)": "That is the whole width, from −a to a.",
        "np.sqrt(3 / n) -> 3 / np.sqrt(n)": "The 3 goes under the root: a = √3 · std.",
        "np.sqrt(3 / n) -> 3 / n": "The root is missing: a² = 3/n.",
        "np.sqrt(3 / n) -> np.sqrt(1 / (3 * n))": "Divided where one multiplies: std = a/√3, so a = √3 · std.",
        "np.sqrt(3 / n) -> 1 / np.sqrt(n) / 2": "Half of the standard deviation is no half-width: std = a/√3.",
        "np.sqrt(3 / n) -> np.sqrt(6 / n)": "That belongs to MSRA's √(2/n); Xavier's is 1/√n.",
        "np.sqrt(3 / n) -> np.sqrt(6 / (n + 32))": "That is Glorot's original with both widths; n is 784 here.",
    },
    hints=["The variance of a uniform distribution on (−a, a) is a²/3.", "a²/3 = 1/n."],
    success="The uniform one ends there; the Gaussian has no end. The signals do not notice.",
)

QUESTIONS = [q1, q2, q3, q4, q5]
