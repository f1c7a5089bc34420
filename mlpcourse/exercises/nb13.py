"""Questions of chapter 13: any depth."""

import numpy as np

from ..autodiff import Value
from .chapter import Chapter
from .compare import numbers
from .question import Choice

ask = Chapter("nb13", np=np, Value=Value)


NUDGES = {  # which option a nudge below this counts as
    2e-16: "1e-16", 1e-9: "the smallest", 2.9e-6: "1e-8", 1.05e-4: "1e-5", 4.9e-2: "1e-2", 1.0: "0.1",
}  # fmt: skip


class Nudge(Choice):
    """A choice by number, in words, or by any nudge between 0 and 1, as a number or typed in quotes."""

    def judge(self, *answer):
        said = answer[0] if len(answer) == 1 else answer
        try:
            h = float(said) if type(said) is str else numbers(said).item()
        except ValueError:
            return super().judge(*answer)
        meant = [option for below, option in NUDGES.items() if 0 < h < below]
        return super().judge(meant[0]) if meant else super().judge(*answer)


def _sizes(rng):
    a, b, c = rng.permutation([2, 3, 4])
    return a, b, c, rng.integers(2, 4)


def _random_table(rng):
    before, here, above, K = _sizes(rng)
    y, t, slope_L = rng.normal(size=(3, K))
    return (
        y, t, slope_L, rng.normal(size=(here, before)), rng.normal(size=(above, here)), rng.normal(size=above),
        rng.normal(size=here), rng.normal(size=before), rng.normal(size=here), rng.normal(size=here),
    )  # fmt: skip


TABLE = (
    np.array([0.8]), np.array([1.0]), np.array([0.25]), np.array([[1.0, 2], [3, -1]]),
    np.array([[1.0, 2], [0, 1], [2, -3]]), np.array([1.0, -1, 2]), np.array([5.0, 3]),
    np.array([4.0, -2]), np.array([6.0, 7]), np.array([2.0, -1]),
)  # fmt: skip
SQUARE = (*TABLE[:4], TABLE[4][:2], TABLE[5][:2], *TABLE[6:])

q1 = ask.numbers(
    "q1",
    """
x, y = np.array([1, 3]), 0.5
W1, W2 = np.array([[-1, 1], [1, -1]]), np.array([0, 1, 1])
f = W1.T @ x
a = np.maximum(f, 0)
error = W2 @ [1, *a] - y
delta = (f > 0) * W2[1:]
dW2 = error * np.array([1, *a])
dW1 = error * np.outer(x, delta)
""",
    "|x − 1| at x = 3, y = ½, in NUS's layout (in + 1, out): the gradients of ½(ŷ − y)² by W2 and by W1.",
    asks="dW2 dW1",
    slips={
        "dW2, dW1 = dW2 / error, dW1 / error": "These are the slopes of the output ŷ, not of the loss: multiply by ŷ − y (EN-20).",
        "dW2 = dW2 / error": "This is the slope of the output ŷ, not of the loss: multiply by ŷ − y (EN-20).",
        "dW1 = dW1 / error": "These are the slopes of the output ŷ, not of the loss: multiply by ŷ − y (EN-20).",
        "error * np.array([1, *a]) -> error * np.array([0, *a])": "The bias has a slope too: what comes in there is the constant 1.",
        "(f > 0) * W2[1:] -> W2[1:]": "The second unit is closed, its sum is −2 and its slope 0: nothing passes back through it.",
        "error * np.array([1, *a]) -> error * np.array([1, *np.abs(f)])": "The second unit is closed: it gives 0, whatever its sum is.",
        "error * np.array([1, *a]) -> error * np.array([1, *f])": "What W2 meets are the outputs of the units, relu of the sums.",
        "dW1 = error * np.outer(x, delta) -> dW1 = error * np.outer(delta, x)": "Transposed: NUS's W1 is inputs × units, one column for each unit.",
        "dW2, dW1 = -dW2, -dW1": "The sign is wrong: ŷ − y = 2 − 0.5 = 1.5.",
        "dW2, dW1 = 2 * dW2, 2 * dW1": "Twice too large: the ½ of the loss cancels the 2 of its derivative.",
        "dW2, dW1 = error**2 / 2 * dW2 / error, error**2 / 2 * dW1 / error": "Multiply by the slope of the loss, ŷ − y, not by the loss itself.",
        "(f > 0) * W2[1:] -> np.sign(f) * W2[1:]": "The slope of a closed relu is 0, not −1.",
        "np.outer(x, delta) -> np.outer([0, 3], delta)": "The first row of W1 are the biases; what comes in there is the constant 1.",
        "np.outer(x, delta) -> np.outer([1, 1], delta)": "What comes in through the second row is x = 3.",
    },
    hints=["Forward: f = (2, −2), a = (2, 0), ŷ = 2.", "δ of a hidden unit is its slope times its weight in W2; then outer(x̃, δ), times ŷ − y."],
    success="One unit is open, so one column of W1 learns.",
    advice={"dW2": "It is (ŷ − y) times what comes in: (1, a₁, a₂).", "dW1": "Which of the two hidden units is open at x = 3?"},
)  # fmt: skip

q2 = ask.function(
    "q2",
    """
def table(y, t, slope_L, W, W_next, delta_next, slope, before, out, delta):
    squared_error = (y - t) * slope_L
    cross_entropy = y - t
    hidden = (W_next.T @ delta_next) * slope
    dW = np.outer(delta, before)
    db = delta
    return squared_error, cross_entropy, hidden, dW, db
""",
    "table(y, t, slope_L, W, W_next, delta_next, slope, before, out, delta) returns the five cells: δ of an output layer with "
    "squared error, with cross-entropy, δ of a hidden layer, ∂E/∂W and ∂E/∂b.",
    cases=[TABLE, SQUARE],
    random=_random_table,
    slips={
        "cross_entropy = y - t -> cross_entropy = (y - t) * slope_L": "With cross-entropy the slope has cancelled against the loss: δ = y − t.",
        "squared_error = (y - t) * slope_L -> squared_error = y - t": "With the squared error the slope f′(u) of the output is still there.",
        lambda y, t, s, W, V, d, m, b, o, e: ((y - t), (y - t) * s, (V.T @ d) * m, np.outer(e, b), e): "The two output rows are swapped: the squared error keeps the slope, the cross-entropy loses it.",
        lambda y, t, s, W, V, d, m, b, o, e: ((t - y) * s, t - y, (V.T @ d) * m, np.outer(e, b), e): "The sign is wrong: y − t.",
        "W_next.T @ delta_next -> W.T @ delta_next": "W⁽ˡ⁾ leads into the layer; back come the δ along the edges leaving it, W⁽ˡ⁺¹⁾.",
        "W_next.T @ delta_next -> W.T @ delta": "Weights and δ of the same layer do not lead back to it; back come those of the layer after, W_next and delta_next.",
        "W_next.T @ delta_next -> W_next @ delta_next": "Back means transposed: the sum for a unit runs over the edges that leave it, W_next.T @ delta_next.",
        "(W_next.T @ delta_next) * slope -> W_next.T @ delta_next": "The slope f′(u) of the hidden unit itself is missing.",
        "(W_next.T @ delta_next) * slope -> (W_next.T @ delta_next) * out": "Multiply by the slope f′(u) of the unit, not by its output f(u).",
        "(W_next.T @ delta_next) * slope -> (W_next.T @ delta_next - t.sum()) * slope": "A hidden unit has no target: only what comes back, times its slope.",
        "np.outer(delta, before) -> np.outer(delta, out)": "A weight's gradient takes what came in at its start: f(u) of the layer before.",
        "np.outer(delta, before) -> np.outer(before, delta)": "Transposed: ∂E/∂W has W's layout, a row for each unit.",
        "np.outer(delta, before) -> np.outer(delta_next, before)": "A weight's gradient takes δ of the unit it leads into, that of its own layer.",
        "np.outer(delta, before) -> delta @ before": "Column times row, every δ with every input: np.outer.",
        "np.outer(delta, before) -> np.outer(delta * slope, before)": "δ holds the slope f′(u) already; here it comes twice.",
        "db = delta -> db = delta.sum()": "Each unit has a bias of its own: δ itself.",
        "db = delta -> db = delta * out": "What comes in at a bias is the constant 1: δ itself.",
        "db = delta -> db = delta * slope": "δ holds the slope f′(u) already: the bias's gradient is δ itself.",
        "db = delta -> db = delta_next": "A bias belongs to its own layer: δ of that layer.",
    },
    hints=["The table's first two rows differ by a slope; the third needs the layer after, transposed.", "np.outer(delta, before) has the shape of W."],
    success="Five cells, and every network of dense layers is done.",
)  # fmt: skip

q3 = ask.of(
    Nudge,
    "q3",
    'best_h = "1e-5"',
    "The best h for central differences in float64, about?",
    options={
        "0.1": "Too curved: central differences err by about h², and 0.1 leaves a deviation of 10⁻³.",
        "1e-2": "That is about float32's best. In float64 rounding is 10⁹ times finer, so the nudge may be smaller.",
        "1e-5": "It balances h² of bending against 10⁻¹⁶/h of rounding: their sum is least near the cube root of 10⁻¹⁶.",
        "1e-8": "So small a nudge is for one-sided differences, which bend by h. A central one bends by h² only, so its best nudge is larger.",
        "1e-16": "Beside a weight of 1 that is less than the last digit: w + h is w again, and the difference vanishes.",
        "the smallest": "Read the V from right to left: below its bottom the deviation grows again, by rounding.",
    },
    also={
        "1e-2": ["10^-2"],
        "1e-5": ["10^-5", "about 1e-5", "about 10^-5"],
        "1e-8": ["10^-8"],
        "1e-16": ["10^-16", "eps"],
        "the smallest": ["smallest", "the smallest possible", "as small as possible", "smaller is better", "smaller", "0", "h -> 0", "zero"],
    },
    hints=["Open CheckLab and walk with h from right to left.", "Left of the bottom the V is rounding, right of it bending."],
)  # fmt: skip

q4 = ask.numbers(
    "q4",
    """
x1, x2 = 1, 2
s, p = x1 + x2, x1 * x2
slope_x1 = p * 1 + s * x2
slope_x2 = p * 1 + s * x1
""",
    "(x₁ + x₂)·(x₁ x₂) at (1, 2): the slopes by x₁ and by x₂.",
    asks="slope_x1 slope_x2",
    slips={
        "slope_x1, slope_x2 = p, s * x1": "One way has overwritten the other: a number used twice adds up what comes back.",
        "slope_x1, slope_x2 = s * x2, s * x1": "One way has overwritten the other: a number used twice adds up what comes back.",
        "slope_x1, slope_x2 = p, p": "Only the way through the sum; the one through the product adds to it.",
        "slope_x1, slope_x2 = p * s * x2, p * s * x1": "Two ways are multiplied here; along a way one multiplies, ways add.",
        "slope_x1, slope_x2 = s, p": "These are values of the forward pass, not slopes.",
        "slope_x1, slope_x2 = slope_x2, slope_x1": "The two are swapped: x₁ meets the product's other factor, x₂ = 2.",
        "slope_x1, slope_x2 = 2 * slope_x1, 2 * slope_x2": "Each slope came twice: it was added to the grad of an earlier sweep, which must start from 0.",
        "slope_x1, slope_x2 = s + p, s + p": "The local slopes are missing: through the product goes s times the other factor.",
        "slope_x1 = s * x2": "Only the way through the product; the one through the sum adds to it.",
        "slope_x2 = s * x1": "Only the way through the product; the one through the sum adds to it.",
        "slope_x2 = p": "Only the way through the sum; the one through the product adds to it.",
        "slope_x2 = slope_x1": "The two slopes differ: in the product each meets the other factor.",
    },
    hints=["Two ways lead from x₁ to the result, one through the sum, one through the product.", "Through the sum comes p·1, through the product s·x₂."],
    success="Along a way one multiplies, and ways add.",
)  # fmt: skip

q5 = ask.numbers(
    "q5",
    """
x, w1, w2 = Value(1.5), Value(0.8), Value(-1.2)
h = (w1 * x).tanh()
y_hat = (w2 * h).sigmoid()
J = (1 - y_hat) ** 2
J.backward()
dJ_dw2, dJ_dw1 = w2.grad, w1.grad
w = [Value(1), Value(3), Value(-2)]
y = (w[0] * 1 + w[1] * -1 + w[2] * 2).sigmoid()
((y - 1) ** 2 / 2).backward()
neuron = [w[0].grad, w[1].grad, w[2].grad]
""",
    "With Value: ∂J/∂w₂ and ∂J/∂w₁ of J = (1 − σ(w₂ tanh(w₁x)))² at x = 1.5, w₁ = 0.8, w₂ = −1.2; then the three slopes of "
    "½(σ(w·x) − 1)² at w = (1, 3, −2), x = (1, −1, 2).",
    asks="dJ_dw2 dJ_dw1 neuron",
    slips={
        "dJ_dw2, dJ_dw1 = w1.grad, w2.grad": "The two are swapped: ∂J/∂w₂ comes first.",
        "dJ_dw1 = w1.grad / (1 - h.data**2)": "The slope of tanh, 1 − h², is missing.",
        "dJ_dw2, dJ_dw1 = w2.grad / y_hat.data / (1 - y_hat.data), w1.grad / y_hat.data / (1 - y_hat.data)": "The slope of the sigmoid, ŷ(1 − ŷ), is missing.",
        "dJ_dw2 = w2.grad / y_hat.data / (1 - y_hat.data)": "The slope of the sigmoid, ŷ(1 − ŷ), is missing.",
        "dJ_dw2, dJ_dw1 = w2.grad / 2, w1.grad / 2": "Half too small: ½ is not in this loss.",
        "dJ_dw1 = w1.grad / 1.5": "The last factor, x = 1.5, is missing.",
        "dJ_dw1 = w1.grad / (1 - h.data**2) * (1 - np.tanh(h.data) ** 2)": "tanh′ is taken at h; it belongs to the sum w₁x, where it is 1 − h².",
        "neuron = [2 * v.grad for v in w]": "Twice too large: this loss has a ½.",
        "neuron = [v.grad / y.data / (1 - y.data) for v in w]": "The slope of the sigmoid is missing: y − 1 alone belongs to the cross-entropy.",
        "neuron = [v.data - 0.1 * v.grad for v in w]": "These are new weights; asked for are the three slopes.",
        "neuron = [-v.grad for v in w]": "The sign is wrong: y − 1 is negative.",
        "dJ_dw2, dJ_dw1 = 2 * w2.grad, 2 * w1.grad": "Twice too large: (1 − ŷ)² has the slope −2(1 − ŷ).",
        "dJ_dw1 = w1.grad / w2.data": "On the way from w₁ lies w₂ = −1.2: this factor is missing.",
        "dJ_dw2 = w2.grad / h.data": "What w₂ is multiplied by, h, is missing.",
        "neuron = [v.grad / (y.data - 1) for v in w]": "These are the slopes of the output; the slope of the loss, y − 1, is missing.",
        "neuron = [w[0].grad * v.data for v in w]": "These are the slopes by x; asked for are those by w.",
    },
    hints=["Make a Value of each number; .tanh(), .sigmoid() and ** 2 are there. Then J.backward(), and read .grad.", "w = [Value(1), Value(3), Value(-2)]; the sum of products, .sigmoid(), the loss, .backward()."],
    success="The chain of chapter 11 without a formula; and confidently wrong, the neuron hardly learns.",
    advice={"dJ_dw2": "Check ŷ = 0.268866 first: y_hat.data.", "neuron": "Check y = 0.002473 first."},
)  # fmt: skip

q6 = ask.choice(
    "q6",
    'moves = "only the last layer"',
    "A network with step units in the hidden layer is trained by gradients. What moves?",
    options={
        "all layers": "Look at the bars: that of the first layer stays at exactly 0, in every epoch.",
        "nothing": "The last layer's own slope lives: its δ does not pass through a step.",
        "only the last layer": "It learns on random features, which never change. A low loss does not prove that the layers below have learned.",
        "all, but the loss stalls at one half": "A wide net solves XOR in most starts, with a first layer that has not moved.",
        "all, with a smaller learning rate": "0 times any rate is 0.",
        "only the biases": "A bias of the first layer also hears of the loss through the step only: it stands still too.",
    },
    also={
        "all layers": ["all", "everything", "every layer", "both", "both layers", "all weights", "the first layer", "first layer", "only the first layer", "hidden layer", "the hidden layer", "only the hidden layer", "layer 1"],
        "nothing": ["none", "no layer", "nothing moves", "no weights"],
        "only the last layer": ["last layer", "the last layer", "the last", "last", "output", "second layer", "the second", "layer two", "only layer two", "top layer", "the top layer",
                                "the layers above the step", "the layer above the step", "layers after the step", "only the last", "output layer", "the output layer", "only the output layer",
                                "only the output weights", "layer 2", "the second layer", "only layer 2", "w2", "w2 and b2", "only w2", "only w2 and b2"],
        "all, but the loss stalls at one half": ["stalls", "the loss stalls", "stalls at 1/2"],
        "all, with a smaller learning rate": ["smaller rate", "a smaller learning rate", "small rate"],
        "only the biases": ["biases", "the biases", "only biases"],
    },
    hints=["Start StallLab and look at the bars on the right.", "What is the slope of a step, and which gradients have it as a factor?"],
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5, q6]
