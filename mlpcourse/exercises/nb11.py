"""Questions of chapter 11, Backpropagation by hand: the Melbourne workshop and its four functions.

The network of the functions is that of the forward slides: tanh hidden units, identity outputs,
squared error. V (p, m + 1) and W (K, p + 1) hold one row per unit, bias first.
"""

import numpy as np

from ..lectures.by_hand import ByHand
from .old import Choice, Function, Numbers

IDENTITY, TANH = ByHand(), ByHand(hidden="tanh")


def compute_forward(x, V, W):
    u = np.tanh(V[:, 0] + V[:, 1:] @ x)
    z = W[:, 0] + W[:, 1:] @ u
    return u, z


def ann_predict(X, V, W):
    return np.array([compute_forward(x, V, W)[1] for x in X])


def update_params(x, y, V, W, eta):
    u, z = compute_forward(x, V, W)
    delta = z - y
    sums = W[:, 1:].T @ delta
    new_W = W - eta * np.outer(delta, [1, *u])
    new_V = V - eta * np.outer((1 - u**2) * sums, [1, *x])
    return new_V, new_W


def ann_train(X, Y, V0, W0, eta, epochs):
    V, W = V0, W0
    for _ in range(epochs):
        for x, y in zip(X, Y):
            V, W = update_params(x, y, V, W, eta)
    return V, W


def output_delta(y, z):
    return z - y, (z - y) * z * (1 - z), z - y


# ---- what known slips compute


def _forward(x, V, W, hidden=np.tanh, output=lambda s: s, bias=1.0):
    u = hidden(bias * V[:, 0] + V[:, 1:] @ x)
    return u, output(bias * W[:, 0] + W[:, 1:] @ u)


def _bias_last(x, V, W):
    u = np.tanh(V[:, -1] + V[:, :-1] @ x)
    return u, W[:, -1] + W[:, :-1] @ u


def _logistic(s):
    return 1 / (1 + np.exp(-s))


def _update(x, y, V, W, eta, slope=True, new=False, biases=True, factor=1, only=None, at=None):
    u, z = compute_forward(x, V, W)
    delta = factor * (z - y)
    one = 1 if biases else 0
    new_W = W - eta * np.outer(delta, [one, *u])
    through = (new_W if new else W)[:, 1:]
    sums = through.T @ delta if only is None else only(through, delta)
    g = (1 - u**2) if slope else 1
    if at is not None:
        g = at(u)
    return V - eta * np.outer(g * sums, [one, *x]), new_W


def _train(X, Y, V0, W0, eta, epochs, batch=False, last=False):
    V, W = V0, W0
    for _ in range(epochs):
        steps = [update_params(x, y, V, W, eta) for x, y in zip(X, Y)]
        if batch:
            V, W = V + sum(v - V for v, _ in steps), W + sum(w - W for _, w in steps)
        if last:
            V, W = steps[-1]
    return V, W


def _case(rng):
    m, p, K = rng.integers(1, 4, 3) + np.array([1, 1, 1])
    return rng.standard_normal(m), rng.standard_normal((p, m + 1)), rng.standard_normal((K, p + 1))


def _update_case(rng):
    x, V, W = _case(rng)
    return x, rng.standard_normal(len(W)), V, W, float(rng.uniform(0.05, 0.5))


def _predict_case(rng):
    x, V, W = _case(rng)
    return rng.standard_normal((4, len(x))), V, W


def _train_case(rng):
    X, V, W = _predict_case(rng)
    return (X, rng.standard_normal((4, len(W))), V, W, float(rng.uniform(0.05, 0.2)), int(rng.integers(2, 5)))


def _two_arrays(result, x, y, V, W, eta):
    """The result must be a new V and a new W."""
    try:
        new_V, new_W = (np.asarray(part, dtype=float) for part in result)
    except (TypeError, ValueError):
        return "Return two arrays: the new V, then the new W."
    if new_V.shape != V.shape or new_W.shape != W.shape:
        if new_V.shape == W.shape and new_W.shape == V.shape:
            return "V and W are swapped: return the new V first, then the new W."
        return f"The new V must have V's shape {V.shape} and the new W must have {W.shape}."
    if np.array_equal(new_V, V) and np.array_equal(new_W, W):
        return "Nothing has changed: the weights that come back are the old ones."
    return None


def _goes_downhill(result, x, y, V, W, eta):
    """A thousandth of the step must lower the loss: a check that needs no formula for the gradient."""

    def loss(part):
        z = compute_forward(x, V + part * (result[0] - V), W + part * (result[1] - W))[1]
        return ((y - z) ** 2).sum() / 2

    if loss(1e-3) > loss(0):
        return "The sign is wrong: this step raises the loss. Step against the gradient."
    return None


q1 = Numbers(
    "nb11.q1",
    "With tanh hidden units and identity outputs: u and z to six decimals.",
    answers={"u": TANH.u, "z": TANH.z},
    slips=[
        ({"u": (1, 2)}, "u is r itself: the tanh is missing."),
        ({"z": (1.76, 1.21)}, "This is what the slide prints; it rounds tanh 2 to 0.97. Compute with all digits (EM-2)."),
        ({"z": (1.76, 1.20)}, "z is rounded too early: compute it from the unrounded u."),
        ({"z": TANH.z - 1}, "The bias is missing in z: each sum starts with w₀ₖ = 1."),
        ({"z": 1 / (1 + np.exp(-TANH.z))}, "You applied a sigmoid to the outputs; here they are identity units."),
        ({"z": np.tanh(TANH.z)}, "You applied tanh to the outputs as well; they are identity units."),
    ],
    solution="""
u = np.tanh(V @ [1, 0, 1])
z = W @ [1, *u]
""",
    hints=["r = V @ [1, x₁, x₂]; the leading 1 meets the bias column.", "u = np.tanh(r), then z = W @ [1, u₁, u₂]."],
    success="tanh 2 is 0.964028: the slide's 0.97 is a slip of rounding.",
    advice="Work out r = (1, 2) first.",
)  # fmt: skip

q2 = Function(
    "nb11.q2",
    "compute_forward(x, V, W) returns u and z for tanh hidden units and identity outputs.",
    compute_forward,
    _case,
    slips=[
        (lambda x, V, W: _forward(x, V, W, hidden=lambda r: r), "The hidden tanh is missing: u is r itself."),
        (lambda x, V, W: _forward(x, V, W, bias=0), "The biases are missing: column 0 of V and of W."),
        (lambda x, V, W: _forward(x, V, W, output=_logistic), "The outputs are identity units here: no sigmoid."),
        (lambda x, V, W: _forward(x, V, W, output=np.tanh), "The outputs are identity units: tanh belongs to the hidden layer."),
        (lambda x, V, W: _forward(x, V, W, hidden=_logistic), "The hidden units are tanh, not sigmoid."),
        (lambda x, V, W: _forward(x, V, W)[::-1], "Return u first, then z."),
        (lambda x, V, W: (V[:, 0] + V[:, 1:] @ x, compute_forward(x, V, W)[1]), "You return r, the sums; u is tanh r."),
        (
            lambda x, V, W: (compute_forward(x, V, W)[0], W[:, 1:] @ compute_forward(x, V, W)[0]),
            "The output bias is missing: column 0 of W.",
        ),
        (_bias_last, "The bias is the first column of V and W, not the last."),
    ],
    solution="""
def compute_forward(x, V, W):
    u = np.tanh(V @ [1, *x])
    z = W @ [1, *u]
    return u, z
""",
    hints=["Put a 1 in front of x so that it meets the bias column: [1, *x].", "u = np.tanh(V @ [1, *x])."],
    success="It works for any number of inputs, hidden units and outputs.",
)  # fmt: skip

q3 = Function(
    "nb11.q3",
    "ann_predict(X, V, W) returns z for every row of X, one row each.",
    ann_predict,
    _predict_case,
    slips=[
        (lambda X, V, W: np.array([compute_forward(x, V, W)[0] for x in X]), "These are the hidden outputs u; the prediction is z."),
        (lambda X, V, W: ann_predict(X, V, W)[-1], "Only the last row came back: collect z for every row of X."),
        (lambda X, V, W: ann_predict(X, V, W)[0], "Only the first row came back: the return stands inside the loop."),
        (lambda X, V, W: ann_predict(X, V, W).T, "The result is transposed: one row per sample."),
        (lambda X, V, W: _logistic(ann_predict(X, V, W)), "The outputs are identity units here: no sigmoid."),
    ],
    solution="""
def ann_predict(X, V, W):
    return np.array([compute_forward(x, V, W)[1] for x in X])
""",
    hints=["Call compute_forward for each row and keep z.", "A list comprehension inside np.array does it."],
    success="Four rows in, four rows out.",
)  # fmt: skip

q4 = Numbers(
    "nb11.q4",
    "The cross-entropy at z = (0.7, 0.2) with y = (1, 0).",
    answers={"l": -np.log(0.7) - np.log(0.8)},
    slips=[
        ({"l": -np.log(0.7) + np.log(0.8)}, "You read the slide's formula without brackets: the minus must reach both terms (EM-7)."),
        ({"l": (-np.log(0.7) - np.log(0.8)) / 2}, "That is the mean over the outputs; the loss of one sample is the sum."),
        ({"l": -np.log(0.7)}, "The term of the second output is missing: −(1 − 0)·ln(1 − 0.2)."),
        ({"l": np.log(0.7) + np.log(0.8)}, "The sign is wrong: logarithms of probabilities are negative, the loss is positive."),
        ({"l": -np.log10(0.7) - np.log10(0.8)}, "Use the natural logarithm, np.log."),
    ],
    solution="""
l = -(np.log(0.7) + np.log(1 - 0.2))
""",
    hints=["l = −Σₖ [yₖ ln zₖ + (1 − yₖ) ln(1 − zₖ)].", "With y = (1, 0) two of the four terms vanish."],
    success="Without the brackets one would get 0.133531.",
)  # fmt: skip

q5 = Function(
    "nb11.q5",
    "output_delta(y, z) returns δ for: squared error with identity outputs, squared error with "
    "sigmoid "
    "outputs, cross-entropy with sigmoid outputs.",
    output_delta,
    lambda rng: (rng.integers(0, 2, 3).astype(float), rng.uniform(0.05, 0.95, 3)),
    slips=[
        (lambda y, z: tuple(-d for d in output_delta(y, z)), "The sign is wrong: ∂l/∂z = −(y − z) = z − y."),
        (lambda y, z: (z - y, (z - y) * z * (1 - z), (z - y) * z * (1 - z)), "Cross-entropy and sigmoid: the z(1 − z) cancels, δ = z − y."),
        (lambda y, z: (z - y, z - y, z - y), "Squared error with sigmoid outputs keeps the slope z(1 − z)."),
        (lambda y, z: ((z - y) * z * (1 - z), (z - y) * z * (1 - z), z - y), "Identity outputs have slope 1: δ = z − y."),
        (
            lambda y, z: (z - y, (z - y) * z * (1 - z), (z - y) / (z * (1 - z))),
            "(z − y)/(z(1 − z)) is ∂l/∂z; multiply by the slope z(1 − z) to get δ = ∂l/∂s.",
        ),
        (lambda y, z: (z - y, (z - y) * _logistic(z) * (1 - _logistic(z)), z - y), "z is the sigmoid's output already: the slope is z(1 − z)."),
        (lambda y, z: tuple(2 * d for d in output_delta(y, z)), "The ½ of the squared error cancels the 2 of its derivative."),
    ],
    solution="""
def output_delta(y, z):
    squared_identity = z - y
    squared_sigmoid = (z - y) * z * (1 - z)
    entropy_sigmoid = z - y
    return squared_identity, squared_sigmoid, entropy_sigmoid
""",
    hints=["δ = ∂l/∂z · ∂z/∂s: the loss gives one factor, the activation the other.", "The factors are z − y or (z − y)/(z(1 − z)), and 1 or z(1 − z)."],
    success="The fourth case, cross-entropy with identity outputs, has no value: ln(1 − z) needs z below 1 (EM-13).",
)  # fmt: skip

q6 = Choice(
    "nb11.q6",
    "The slides print ∂l/∂v = ∂l/∂s · ∂s/∂v. What is missing? "
    "('sum over i', 'sum over j', 'sum over k', 'a minus sign')",
    answer="sum over k",
    slips={
        "sum over i": "v belongs to one input i; nothing is summed over the inputs.",
        "sum over j": "v leads into one hidden unit j; the others do not depend on it.",
        "a minus sign": "The sign belongs to the update, not to the gradient.",
    },
    solution="""
missing = "sum over k"
""",
    hints=["Follow the lines from u₁ to the loss in the drawing: how many ways are there?", "Each output sum sₖ depends on u."],
    success="u reaches the loss through every output, so the ways add up (EM-5).",
)  # fmt: skip

q7 = Numbers(
    "nb11.q7",
    "One update of the tanh network with η = 0.1: the new V and the new W.",
    answers={"new V": TANH.new_V, "new W": TANH.new_W},
    slips=[
        ({"new V": IDENTITY.new_V}, "This is the identity network of the backward slides; start from u = tanh r."),
        ({"new V": TANH.V - 0.1 * np.outer(TANH.sums, [1, 0, 1])}, "g′(r) is missing, as in the slide's own formula (EM-9): multiply by 1 − u²."),
        ({"new V": ByHand(hidden="tanh", through_new_weights=True).new_V}, "You sent δ back through the NEW W; the gradient belongs to the old one."),
        ({"new V": TANH.V + 0.1 * TANH.dV}, "The sign is wrong: step against the gradient."),
        ({"new V": TANH.V + 0.1 * TANH.dV, "new W": TANH.W + 0.1 * TANH.dW}, "The sign is wrong: step against the gradient."),
        ({"new W": TANH.W + 0.1 * TANH.dW}, "The sign of the W update is wrong: step against the gradient."),
        ({"new V": TANH.dV}, "This is the gradient; the update is V − η · gradient."),
        ({"new V": TANH.V - TANH.dV}, "The learning rate is missing: η = 0.1."),
    ],
    solution="""
delta = z - y
sums = W[:, 1:].T @ delta
new_W = W - 0.1 * np.outer(delta, [1, *u])
new_V = V - 0.1 * np.outer((1 - u**2) * sums, [1, *x])
""",
    hints=["δ = z − y; the sums are W[:, 1:].T @ δ, with the old W.", "np.outer(δ, [1, *u]) has the shape of W."],
    success="Twelve numbers, and none of them depends on the order of the two updates.",
    advice="Check δ = (0.761594, 1.202433) first.",
)  # fmt: skip

q8 = Choice(
    "nb11.q8",
    "Which hidden activation do the backward slides use? ('identity', 'tanh', 'sigmoid')",
    answer="identity",
    slips={
        "tanh": "With tanh w₂₁ would become 0 − 0.1·0.761594·0.964028 = −0.073420; the slide has −0.2.",
        "sigmoid": "With sigmoid units u₂ would be below 1; w₂₁ = 0 − 0.1·δ₁·u₂ = −0.2 needs u₂ = 2.",
    },
    solution="""
activation = "identity"
""",
    hints=["Which u₂ and δ₁ turn w₂₁ = 0 into −0.2?", "u₂ = 2 is r₂ itself."],
    success="The two halves of the slides belong to two different networks (EM-4).",
)  # fmt: skip

q9 = Numbers(
    "nb11.q9",
    "In the identity network: the new v01, and the loss after one update; then the loss after one "
    "update "
    "of the tanh network.",
    answers={"v01": 1.1, "identity loss": IDENTITY.next().l, "tanh loss": TANH.next().l},
    slips=[
        ({"v01": 1.0}, "That is what the slide prints; 1 − 0.1·(−1)·1 is 1.1 (EM-3)."),
        ({"v01": 0.9}, "The sign is wrong: minus times minus is plus."),
        ({"identity loss": 2.5}, "That is the loss before the update."),
        ({"tanh loss": TANH.l}, "That is the loss before the update."),
        ({"identity loss": 2 * IDENTITY.next().l}, "The ½ of the squared error is missing."),
    ],
    solution="""
v01 = ByHand().new_V[0, 0]
identity_loss = ByHand().next().l
tanh_loss = ByHand(hidden="tanh").next().l
""",
    hints=["ByHand().next() is the same example one update later; .l is its loss.", "ByHand(hidden='tanh') is the network of the forward slides."],
    success="From 2.5 to 0.269, and from 1.012936 to 0.560950.",
)  # fmt: skip

q10 = Function(
    "nb11.q10",
    "update_params(x, y, V, W, eta) returns the new V and W after one gradient step.",
    update_params,
    _update_case,
    slips=[
        (lambda *a: _update(*a, slope=False), "g′(r) is missing: multiply the sums by 1 − u²."),
        (lambda *a: _update(*a, new=True), "You sent δ back through the NEW W; compute both gradients before you change anything."),
        (lambda *a: _update(*a, biases=False), "The bias column does not move: its input is 1, so use [1, *u] and [1, *x]."),
        (lambda *a: _update(*a, factor=2), "Twice too far: the ½ of the loss cancels the 2 of its derivative."),
        (lambda *a: _update(*a, at=lambda u: 1 - np.tanh(u) ** 2), "tanh is applied twice: the slope is 1 − u² with u = tanh r."),
        (lambda *a: _update(*a, at=lambda u: u * (1 - u)), "u(1 − u) is the sigmoid's slope; tanh has 1 − u²."),
        (lambda *a: _update(*a, only=lambda W, d: W[0] * d[0]), "Only the first output is sent back: sum over every k."),
        (lambda *a: _update(*a, only=lambda W, d: W[-1] * d[-1]), "Only the last output is sent back: sum over every k."),
        (lambda x, y, V, W, eta: update_params(x, y, V, W, 1.0), "The learning rate is missing: multiply the gradients by eta."),
        (lambda x, y, V, W, eta: (V, update_params(x, y, V, W, eta)[1]), "V has not moved: the hidden weights learn too."),
        (lambda x, y, V, W, eta: (update_params(x, y, V, W, eta)[0], W), "W has not moved: the output weights learn too."),
    ],
    solution="""
def update_params(x, y, V, W, eta):
    u, z = compute_forward(x, V, W)
    delta = z - y
    sums = W[:, 1:].T @ delta
    new_W = W - eta * np.outer(delta, [1, *u])
    new_V = V - eta * np.outer((1 - u**2) * sums, [1, *x])
    return new_V, new_W
""",
    hints=["Forward first: u, z = compute_forward(x, V, W).", "Compute δ and the sums with the old W, then both updates."],
    success="One gradient step, for any shape.",
    properties=[_two_arrays, _goes_downhill],
)  # fmt: skip

# the chain of q11: x = 1.5, w1 = 0.8, w2 = -1.2
H = np.tanh(0.8 * 1.5)
Y_HAT = _logistic(-1.2 * H)
SLOPE = -2 * (1 - Y_HAT) * Y_HAT * (1 - Y_HAT)
DW2, DW1 = SLOPE * H, SLOPE * -1.2 * (1 - H**2) * 1.5

q11 = Numbers(
    "nb11.q11",
    "The chain ŷ = σ(w₂ tanh(w₁ x)), J = (1 − ŷ)² at x = 1.5, w₁ = 0.8, w₂ = −1.2: ∂J/∂w₂ and "
    "∂J/∂w₁.",
    answers={"dJ/dw2": DW2, "dJ/dw1": DW1},
    slips=[
        ({"dJ/dw2": -DW2, "dJ/dw1": -DW1}, "The sign is wrong: ∂J/∂ŷ = −2(1 − ŷ)."),
        ({"dJ/dw2": DW2 / 2}, "The 2 of the square is missing; this loss has no ½."),
        ({"dJ/dw2": -2 * (1 - Y_HAT) * H}, "The sigmoid's slope ŷ(1 − ŷ) is missing."),
        ({"dJ/dw1": SLOPE * -1.2 * 1.5}, "The tanh's slope 1 − h² is missing."),
        ({"dJ/dw1": DW1 / 1.5}, "The last factor of ∂J/∂w₁ is x = 1.5."),
    ],
    solution="""
h = np.tanh(0.8 * 1.5)
y_hat = 1 / (1 + np.exp(1.2 * h))
slope = -2 * (1 - y_hat) * y_hat * (1 - y_hat)
dJ_dw2 = slope * h
dJ_dw1 = slope * -1.2 * (1 - h**2) * 1.5
""",
    hints=["h = tanh(w₁ x) and ŷ = σ(w₂ h) first.", "∂J/∂w₂ = −2(1 − ŷ) · ŷ(1 − ŷ) · h."],
    success="Both share the first two factors: that is what backpropagation computes once.",
)  # fmt: skip

q12 = Function(
    "nb11.q12",
    "ann_train(X, Y, V0, W0, eta, epochs) runs update_params over all rows in order, epochs times.",
    ann_train,
    _train_case,
    slips=[
        (lambda X, Y, V, W, eta, epochs: ann_train(X, Y, V, W, eta, 1), "Only one epoch was run."),
        (lambda *a: _train(*a, batch=True), "All rows use the same old weights: pass on the weights of each update to the next row."),
        (lambda *a: _train(*a, last=True), "Every row starts again from V0 and W0: assign the result back to V, W."),
        (lambda X, Y, V, W, eta, epochs: (V, W), "The weights that come back are V0 and W0: nothing was learned."),
        (lambda *a: ann_train(*a)[::-1], "Return V first, then W."),
        (lambda X, Y, V, W, eta, epochs: ann_train(X[:1], Y[:1], V, W, eta, epochs), "Only the first row was used."),
    ],
    solution="""
def ann_train(X, Y, V0, W0, eta, epochs):
    V, W = V0, W0
    for _ in range(epochs):
        for x, y in zip(X, Y):
            V, W = update_params(x, y, V, W, eta)
    return V, W
""",
    hints=["Two loops: epochs outside, rows inside.", "V, W = update_params(x, y, V, W, eta) passes the weights on."],
    success="That is stochastic gradient descent, one row at a time.",
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7, q8, q9, q10, q11, q12]
