"""Questions of chapter 11, Backpropagation by hand: the Melbourne workshop and its four functions.

The network of the functions is that of the forward slides: tanh hidden units, identity outputs,
squared error. V (p, m + 1) and W (K, p + 1) hold one row per unit, bias first.
"""

import numpy as np

from ..activations import sigmoid
from ..lectures.by_hand import ByHand
from .chapter import Chapter

EXAMPLE = ByHand()
ask = Chapter(
    "nb11", np=np, sigmoid=sigmoid, ByHand=ByHand, x=EXAMPLE.x, y=EXAMPLE.y, V=EXAMPLE.V, W=EXAMPLE.W
)
SMALL = (
    np.array([0.0, 1, 2]),
    np.array([[1.0, 0, 1, 0], [0, 1, -1, 1]]),
    np.array([[1.0, 2, 0], [0, 1, -1], [2, 0, 1]]),
)


def drawn(names):
    """rng -> the arguments of these names, for a network of random sizes and four rows of data."""

    def draw(rng):
        m, p, K = rng.integers(2, 5, 3)
        shapes = dict(x=(m,), y=(K,), X=(4, m), Y=(4, K), V=(p, m + 1), W=(K, p + 1))
        given = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        given |= dict(eta=rng.uniform(0.05, 0.2), epochs=int(rng.integers(2, 5)))
        return tuple(given[name] for name in names.split())

    return draw


# slips that two questions share: the numbers of the example, and the function that computes them

FORWARD = {
    "np.tanh(V @ [1, *x]) -> V @ [1, *x]": "The hidden tanh is missing: u is r itself.",
    "np.tanh(V -> sigmoid(V": "The hidden units are tanh, not sigmoid.",
    "W @ [1, *u] -> sigmoid(W @ [1, *u])": "You applied a sigmoid to the outputs; here they are identity units.",
    "W @ [1, *u] -> np.tanh(W @ [1, *u])": "You applied tanh to the outputs as well; they are identity units.",
    "[1, *u] -> [0, *u]": "The bias is missing in z: each sum starts with w₀ₖ, column 0 of W.",
    "[1, *x] -> [0, *x]": "The bias is missing in r: each sum starts with v₀ⱼ, column 0 of V.",
}
UPDATE = {
    "(1 - u**2) * sums -> sums": "g′(r) is missing, as in the slide's own formula (EM-9): multiply the sums by 1 − u².",
    "1 - u**2 -> 1 - np.tanh(u) ** 2": "tanh is applied twice: the slope is 1 − u² with u = tanh r.",
    "1 - u**2 -> u * (1 - u)": "u(1 − u) is the sigmoid's slope; tanh has 1 − u².",
    "W[:, 1:].T @ delta -> (W - eta * np.outer(delta, [1, *u]))[:, 1:].T @ delta": "You sent δ back through the NEW W; the gradient belongs to the old one.",
    "W[:, 1:].T @ delta -> W[0, 1:] * delta[0]": "Only the first output is sent back: sum over every k.",
    "W[:, 1:].T @ delta -> W[-1, 1:] * delta[-1]": "Only the last output is sent back: sum over every k.",
    "W[:, 1:].T @ delta -> W[:, :-1].T @ delta": "The bias is the first column of W: drop that one, W[:, 1:].",
    "W[:, 1:].T @ delta -> W[:, 1:] @ delta": "Back means transposed: the sum for uⱼ runs over the outputs k, W[:, 1:].T @ δ.",
    "delta = z - y -> delta = y - z": "The sign is wrong: step against the gradient.",
    "delta = z - y -> delta = 2 * (z - y)": "Twice too far: the ½ of the loss cancels the 2 of its derivative.",
    "V - eta -> V + eta": "The sign of the V update is wrong: step against the gradient.",
    "W - eta * np.outer(delta, [1, *u]) -> W + eta * np.outer(delta, [1, *u])": "The sign of the W update is wrong: step against the gradient.",
    "[1, *u] -> [0, *u]": "The output biases move too: their input is 1, so use [1, *u].",
    "[1, *x] -> [0, *x]": "The hidden biases move too: their input is 1, so use [1, *x].",
}
INSTEAD = {
    "V, W": "These are the old weights: each must move.",
    "V, new_W": "V has not moved: the hidden weights learn too.",
    "new_V, W": "W has not moved: the output weights learn too.",
    "V - new_V, W - new_W": "These are η times the gradients; subtract them from V and W.",
    "new_V - V, new_W - W": "These are the changes; add them to the old V and W.",
    "(V - new_V) / eta, (W - new_W) / eta": "These are the gradients; the new V is V − η · gradient.",
    "V - (V - new_V) / eta, W - (W - new_W) / eta": "The learning rate is missing: multiply the gradients by η.",
}


q1 = ask.numbers(
    "q1",
    """
u = np.tanh(V @ [1, *x])
z = W @ [1, *u]
""",
    "With tanh hidden units and identity outputs: u and z to six decimals.",
    asks="u z",
    slips=FORWARD
    | {
        "z = [1.76, 1.21]": "This is what the slide prints; it rounds tanh 2 to 0.97. Compute with all digits (EM-2).",
        "z = [1.76, 1.20]": "z is rounded too early: compute it from the unrounded u.",
        "u, z = [0.76, 0.97], [1.76, 1.21]": "This is what the slide prints; tanh 2 is 0.964, not 0.97. Compute with all digits (EM-2).",
    },
    hints=["r = V @ [1, x₁, x₂]; the leading 1 meets the bias column.", "u = np.tanh(r), then z = W @ [1, u₁, u₂]."],
    success="tanh 2 is 0.964028: the slide's 0.97 is a slip of rounding.",
    advice={"u": "Work out r = (1, 2) first.", "z": "z is W @ [1, u₁, u₂], without an activation."},
)  # fmt: skip

q2 = ask.function(
    "q2",
    """
def compute_forward(x, V, W):
    u = np.tanh(V @ [1, *x])
    z = W @ [1, *u]
    return u, z
""",
    "compute_forward(x, V, W) returns u and z for tanh hidden units and identity outputs.",
    cases=[SMALL],
    random=drawn("x V W"),
    slips=FORWARD
    | {
        "u = np -> V, W = V.copy(), W.copy(); V[:, 0] = W[:, 0] = 0; u = np": "The biases are missing: column 0 of V and of W.",
        "u = np -> V, W = np.roll(V, 1, 1), np.roll(W, 1, 1); u = np": "The bias is the first column of V and W, not the last.",
        "V @ [1, *x] -> V @ x": "x has one entry less than V has columns: put a 1 in front of it, [1, *x].",
        "return u, z -> return z, u": "Return u first, then z.",
        "return u, z -> return V @ [1, *x], z": "You return r, the sums; u is tanh r.",
        "return u, z -> return z": "Return both, u first, then z.",
    },
    hints=["Put a 1 in front of x so that it meets the bias column: [1, *x].", "u = np.tanh(V @ [1, *x])."],
    success="It works for any number of inputs, hidden units and outputs.",
)  # fmt: skip

q3 = ask.function(
    "q3",
    """
def ann_predict(X, V, W):
    return np.array([compute_forward(x, V, W)[1] for x in X])
""",
    "ann_predict(X, V, W) returns z for every row of X, one row each.",
    cases=[(np.array([[0.0, 1, 2], [1, 0, -1]]), *SMALL[1:])],
    random=drawn("X V W"),
    slips={
        "[1] -> [0]": "These are the hidden outputs u; the prediction is z.",
        "np.array([compute_forward(x, V, W)[1] for x in X]) -> [compute_forward(x, V, W) for x in X]": "compute_forward returns u and z; keep only z: [1].",
        "compute_forward(x, V, W)[1] -> sigmoid(compute_forward(x, V, W)[1])": "The outputs are identity units here: no sigmoid.",
        "for x in X]) -> for x in X])[-1]": "Only the last row came back: collect z for every row of X.",
        "for x in X]) -> for x in X])[0]": "Only the first row came back: the return stands inside the loop.",
        "for x in X]) -> for x in X]).T": "The result is transposed: one row per sample.",
        "for x in X]) -> for x in X]).argmax(axis=1)": "These are the classes; asked for are the outputs z themselves.",
    },
    hints=["Call compute_forward for each row and keep z.", "A list comprehension inside np.array does it."],
    success="Four rows in, four rows out.",
)  # fmt: skip

q4 = ask.numbers(
    "q4",
    "l = -(np.log(0.7) + np.log(1 - 0.2))",
    "The cross-entropy at z = (0.7, 0.2) with y = (1, 0).",
    asks="l",
    slips={
        "-(np.log(0.7) + np.log(1 - 0.2)) -> -np.log(0.7) + np.log(1 - 0.2)": "You read the slide's formula without brackets: the minus must reach both terms (EM-7).",
        "l = l / 2": "That is the mean over the outputs; the loss of one sample is the sum.",
        "+ np.log(1 - 0.2) ->": "The term of the second output is missing: −(1 − 0)·ln(1 − 0.2).",
        "1 - 0.2 -> 0.2": "The second target is 0: its term is ln(1 − z₂).",
        "l = - -> l =": "The sign is wrong: logarithms of probabilities are negative, the loss is positive.",
        "l = l / np.log(10)": "Use the natural logarithm, np.log.",
        "l = ((1 - 0.7) ** 2 + 0.2**2) / 2": "That is the squared error; asked for is the cross-entropy.",
    },
    hints=["l = −Σₖ [yₖ ln zₖ + (1 − yₖ) ln(1 − zₖ)].", "With y = (1, 0) two of the four terms vanish."],
    success="Without the brackets one would get 0.133531.",
)  # fmt: skip

RETURN = "return squared_identity, squared_sigmoid, entropy_sigmoid"
q5 = ask.function(
    "q5",
    f"""
def output_delta(y, z):
    squared_identity = z - y
    squared_sigmoid = (z - y) * z * (1 - z)
    entropy_sigmoid = z - y
    {RETURN}
""",
    "output_delta(y, z) returns δ for: squared error with identity outputs, squared error with sigmoid outputs, "
    "cross-entropy with sigmoid outputs.",
    cases=[(np.array([1.0, 0]), np.array([0.5, 0.75]))],
    random=lambda rng: (rng.integers(0, 2, 3) * 1.0, rng.uniform(0.05, 0.95, 3)),
    slips={
        "entropy_sigmoid = z - y -> entropy_sigmoid = squared_sigmoid": "Cross-entropy and sigmoid: the z(1 − z) cancels, δ = z − y.",
        "(z - y) * z * (1 - z) -> z - y": "Squared error with sigmoid outputs keeps the slope z(1 − z).",
        "squared_identity = z - y -> squared_identity = (z - y) * z * (1 - z)": "Identity outputs have slope 1: δ = z − y.",
        "entropy_sigmoid = z - y -> entropy_sigmoid = (z - y) / (z * (1 - z))": "(z − y)/(z(1 − z)) is ∂l/∂z; multiply by the slope z(1 − z) to get δ = ∂l/∂s.",
        "* z * (1 - z) -> * sigmoid(z) * (1 - sigmoid(z))": "z is the sigmoid's output already: the slope is z(1 − z).",
        "* z * (1 - z) -> * (1 - z**2)": "1 − z² is the slope of tanh; the sigmoid's is z(1 − z).",
        f"{RETURN} -> return -squared_identity, -squared_sigmoid, -entropy_sigmoid": "The sign is wrong: ∂l/∂z = −(y − z) = z − y.",
        f"{RETURN} -> return 2 * squared_identity, 2 * squared_sigmoid, 2 * entropy_sigmoid": "The ½ of the squared error cancels the 2 of its derivative.",
        f"{RETURN} -> return 2 * squared_identity, 2 * squared_sigmoid, entropy_sigmoid": "The ½ of the squared error cancels the 2 of its derivative.",
    },
    hints=["δ = ∂l/∂z · ∂z/∂s: the loss gives one factor, the activation the other.", "The factors are z − y or (z − y)/(z(1 − z)), and 1 or z(1 − z)."],
    success="The fourth case, cross-entropy with identity outputs, has no value: ln(1 − z) needs z below 1 (EM-13).",
)  # fmt: skip

q6 = ask.choice(
    "q6",
    'missing = "sum over k"',
    "The slides print ∂l/∂v = ∂l/∂s · ∂s/∂v. What is missing?",
    options={
        "sum over i": "v belongs to one input i; nothing is summed over the inputs.",
        "sum over j": "v leads into one hidden unit j; the others do not depend on it.",
        "sum over k": "u reaches the loss through every output, so the ways add up (EM-5).",
        "a minus sign": "The sign belongs to the update, not to the gradient.",
    },
    also={
        "sum over i": ["i", "sum_i", "Σ over i", "sum over inputs"],
        "sum over j": ["j", "sum_j", "Σ over j", "sum over hidden units"],
        "sum over k": ["k", "sum_k", "Σ over k", "a sum over k", "sum over outputs"],
        "a minus sign": ["minus", "minus sign", "-", "sign"],
    },
    hints=["Follow the lines from u₁ to the loss in the drawing: how many ways are there?", "Each output sum sₖ depends on u."],
)  # fmt: skip

q7 = ask.numbers(
    "q7",
    """
eta = 0.1
delta = z - y
sums = W[:, 1:].T @ delta
new_W = W - eta * np.outer(delta, [1, *u])
new_V = V - eta * np.outer((1 - u**2) * sums, [1, *x])
""",
    "One update of the tanh network with η = 0.1: the new V and the new W.",
    asks="new_V new_W",
    slips=UPDATE
    | {f"new_V, new_W = {pair}": message for pair, message in INSTEAD.items()}
    | {"new_V, new_W = ByHand().new_V, ByHand().new_W": "The hidden units are tanh: start from u = tanh r, not from r itself."},
    hints=["δ = z − y; the sums are W[:, 1:].T @ δ, with the old W.", "np.outer(δ, [1, *u]) has the shape of W."],
    success="Twelve numbers, and none of them depends on the order of the two updates.",
    advice={
        "new_V": "Check first the sums (−0.440839, 1.202433) and the slopes 1 − u² = (0.419974, 0.070651).",
        "new_W": "Check δ = (0.761594, 1.202433) first.",
    },
)  # fmt: skip

q8 = ask.choice(
    "q8",
    'activation = "identity"',
    "Which hidden activation do the backward slides use?",
    options={
        "identity": "The two halves of the slides belong to two different networks (EM-4). (ReLU would give the same numbers, as both sums are positive.)",
        "tanh": "With tanh w₂₁ would become 0 − 0.1·0.761594·0.964028 = −0.073420; the slide has −0.2.",
        "sigmoid": "With sigmoid units u₂ would be below 1; w₂₁ = 0 − 0.1·δ₁·u₂ = −0.2 needs u₂ = 2.",
    },
    also={"identity": ["linear", "none", "no activation", "relu", "g(r) = r"], "sigmoid": ["logistic"]},
    hints=["Which u₂ and δ₁ turn w₂₁ = 0 into −0.2?", "u₂ = 2 is r₂ itself."],
)

q9 = ask.numbers(
    "q9",
    """
v01 = ByHand().new_V[0, 0]
identity_loss = ByHand().next().l
tanh_loss = ByHand(hidden="tanh").next().l
""",
    "In the identity network: the new v01, and the loss after one update; then the loss after one update of the tanh network.",
    asks="v01 identity_loss tanh_loss",
    slips={
        "v01 = 1.0": "That is what the slide prints; 1 − 0.1·(−1)·1 is more than 1 (EM-3).",
        "v01 = 0.9": "The sign is wrong: minus times minus is plus.",
        "v01 = 2.0": "The learning rate is missing: η = 0.1.",
        'identity_loss, tanh_loss = ByHand().l, ByHand(hidden="tanh").l': "That is the loss before the update.",
        "identity_loss = ByHand().l": "That is the loss before the update.",
        'tanh_loss = ByHand(hidden="tanh").l': "That is the tanh network's loss before the update.",
        "identity_loss, tanh_loss = 2 * identity_loss, 2 * tanh_loss": "The ½ of the squared error is missing.",
        "identity_loss, tanh_loss = tanh_loss, identity_loss": "The two losses are swapped.",
    },
    hints=["ByHand().next() is the same example one update later; .l is its loss.", "ByHand(hidden='tanh') is the network of the forward slides."],
    success="From 2.5 to 0.269, and from 1.012936 to 0.560950.",
)  # fmt: skip

q10 = ask.function(
    "q10",
    """
def update_params(x, y, V, W, eta):
    u, z = compute_forward(x, V, W)
    delta = z - y
    sums = W[:, 1:].T @ delta
    new_W = W - eta * np.outer(delta, [1, *u])
    new_V = V - eta * np.outer((1 - u**2) * sums, [1, *x])
    return new_V, new_W
""",
    "update_params(x, y, V, W, eta) returns the new V and W after one gradient step.",
    cases=[(SMALL[0], np.array([1.0, 0, 2]), *SMALL[1:], 0.5), (SMALL[0], np.array([1.0, 5, -1]), *SMALL[1:], 0.5)],
    random=drawn("x y V W eta"),
    slips=UPDATE
    | {f"return new_V, new_W -> return {pair}": message for pair, message in INSTEAD.items()}
    | {
        "return new_V, new_W -> new_V[:, 0], new_W[:, 0] = V[:, 0], W[:, 0]; return new_V, new_W": "The bias columns do not move: their input is 1, so use [1, *u] and [1, *x].",
        "return new_V, new_W -> return new_W, new_V": "V and W are swapped: return the new V first, then the new W.",
        "delta = z - y -> delta = (z - y) * z * (1 - z)": "The outputs are identity units: δ = z − y, without z(1 − z).",
        "W[:, 1:].T @ delta -> W.T @ delta": "Nothing flows back into the constant 1: drop the bias column, W[:, 1:].",
    },
    hints=["Forward first: u, z = compute_forward(x, V, W).", "Compute δ and the sums with the old W, then both updates."],
    success="One gradient step, for any shape.",
)  # fmt: skip

q11 = ask.numbers(
    "q11",
    """
h = np.tanh(0.8 * 1.5)
y_hat = sigmoid(-1.2 * h)
slope = -2 * (1 - y_hat) * y_hat * (1 - y_hat)
dJ_dw2 = slope * h
dJ_dw1 = slope * -1.2 * (1 - h**2) * 1.5
""",
    "The chain ŷ = σ(w₂ tanh(w₁ x)), J = (1 − ŷ)² at x = 1.5, w₁ = 0.8, w₂ = −1.2: ∂J/∂w₂ and ∂J/∂w₁.",
    asks="dJ_dw2 dJ_dw1",
    slips={
        "slope = -2 -> slope = 2": "The sign is wrong: ∂J/∂ŷ = −2(1 − ŷ).",
        "slope = -2 * -> slope = -": "The 2 of the square is missing; this loss has no ½.",
        "* y_hat * (1 - y_hat) ->": "The sigmoid's slope ŷ(1 − ŷ) is missing.",
        "dJ_dw2, dJ_dw1 = dJ_dw1, dJ_dw2": "The two are swapped: ∂J/∂w₂ comes first.",
        "slope * h -> slope": "The last factor of ∂J/∂w₂ is h.",
        "(1 - h**2) * ->": "The tanh's slope 1 − h² is missing.",
        "(1 - h**2) * 1.5 -> (1 - h**2)": "The last factor of ∂J/∂w₁ is x = 1.5.",
        "* -1.2 * (1 - h**2) -> * (1 - h**2)": "The way to w₁ leads through w₂ = −1.2: that factor is missing.",
    },
    hints=["h = tanh(w₁ x) and ŷ = σ(w₂ h) first.", "∂J/∂w₂ = −2(1 − ŷ) · ŷ(1 − ŷ) · h."],
    success="Both share the first two factors: that is what backpropagation computes once.",
    advice={"dJ_dw2": "Check ŷ = 0.268866 first.", "dJ_dw1": "Its factors: −2(1 − ŷ), ŷ(1 − ŷ), w₂, 1 − h², x."},
)  # fmt: skip

ROWS = "for x, y in zip(X, Y):\n            V, W = update_params(x, y, V, W, eta)"
q12 = ask.function(
    "q12",
    f"""
def ann_train(X, Y, V0, W0, eta, epochs):
    V, W = V0, W0
    for _ in range(epochs):
        {ROWS}
    return V, W
""",
    "ann_train(X, Y, V0, W0, eta, epochs) runs update_params over all rows in order, epochs times.",
    cases=[(np.array([[0.0, 1, 2], [1, 0, -1]]), np.array([[1.0, 0, 2], [0, 1, 1]]), *SMALL[1:], 0.5, 2)],
    random=drawn("X Y V W eta epochs"),
    slips={
        "range(epochs) -> range(1)": "Only one epoch was run.",
        "range(epochs) -> range(epochs - 1)": "One epoch too few.",
        "range(epochs) -> range(epochs + 1)": "One epoch too many.",
        "for _ in range(epochs):\n        for x, y in zip(X, Y): -> for x, y in zip(X, Y):\n        for _ in range(epochs):": "The loops are swapped: every epoch goes through all rows, epochs outside, rows inside.",
        f"{ROWS} -> new = [update_params(x, y, V, W, eta) for x, y in zip(X, Y)]; V, W = V + sum(v - V for v, _ in new), W + sum(w - W for _, w in new)": "All rows use the same old weights: pass on the weights of each update to the next row.",
        "zip(X, Y) -> zip(X[-1:], Y[-1:])": "Only the last row of each epoch counts: pass the weights on from row to row.",
        "update_params(x, y, V, W, eta) -> update_params(x, y, V0, W0, eta)": "Every update starts again from V0 and W0: pass V and W to update_params.",
        "return V, W -> return V0, W0": "The weights that come back are V0 and W0: nothing was learned.",
        "return V, W -> return W, V": "Return V first, then W.",
        "zip(X, Y) -> zip(X[:1], Y[:1])": "Only the first row was used.",
        "zip(X, Y) -> zip(X[::-1], Y[::-1])": "Take the rows in their order, from the first to the last.",
    },
    hints=["Two loops: epochs outside, rows inside.", "V, W = update_params(x, y, V, W, eta) passes the weights on."],
    success="That is stochastic gradient descent, one row at a time.",
)  # fmt: skip

q13 = ask.numbers(
    "q13",
    """
s = W @ [1, *np.tanh(V @ [1, *x])]
sigmoid_z = sigmoid(s)
_, delta_squared, delta_entropy = output_delta(y, sigmoid_z)
""",
    "The workshop's network with tanh hidden and sigmoid outputs: z, then δ with squared error, and δ with cross-entropy.",
    asks="sigmoid_z delta_squared delta_entropy",
    slips={
        "sigmoid_z = sigmoid(s) -> sigmoid_z = s": "The sigmoid is missing: z = σ(s).",
        "np.tanh(V @ [1, *x]) -> (V @ [1, *x])": "The hidden units are tanh: u = tanh r.",
        "delta_squared = delta_entropy": "Squared error with sigmoid outputs keeps the slope: δ = (z − y) z (1 − z).",
        "delta_entropy = delta_squared": "With the cross-entropy the slope z(1 − z) cancels: δ = z − y.",
        "delta_squared, delta_entropy = delta_entropy, delta_squared": "The two are swapped: squared error first.",
        "delta_squared, delta_entropy = -delta_squared, -delta_entropy": "The sign is wrong: z − y, not y − z.",
    },
    hints=["z = σ(s) with the s of exercise 1.", "Use your output_delta."],
    success="Columns (iii) and (iv): the first output is nearly right, and squared error makes its δ eight times smaller still.",
)

q14 = ask.numbers(
    "q14",
    """
squared = ByHand(hidden="tanh", output="sigmoid")
entropy = ByHand(hidden="tanh", output="sigmoid", loss="binary_cross_entropy")
squared_loss, entropy_loss = squared.next().l, entropy.next().l
""",
    "The same two networks after one update with η = 0.1: the squared error of the first, the cross-entropy of the second.",
    asks="squared_loss entropy_loss",
    slips={
        "squared.next().l, entropy.next().l -> squared.l, entropy.l": "These are the losses before the update.",
        "squared_loss = 2 * squared_loss": "The ½ of the squared error is missing.",
        "squared_loss, entropy_loss = entropy_loss, squared_loss": "The two are swapped.",
        "entropy_loss = entropy_loss / 2": "That is the mean over the outputs; the loss of one sample is the sum.",
    },
    hints=['ByHand(hidden="tanh", output="sigmoid") and its .next().', 'loss="binary_cross_entropy" makes the second.'],
    success="From 0.306392 to 0.300728, and from 1.623669 to 1.445042: the second loss falls thirty times as far in one step.",
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7, q8, q9, q10, q11, q12, q13, q14]
