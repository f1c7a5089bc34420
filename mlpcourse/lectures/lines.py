"""The lines of one gradient step: each a formula, the same with numbers, and the value.

`e` is always a `by_hand.ByHand`, whose notation this follows.
"""

from typing import NamedTuple

from ..activations import identity, relu, sigmoid, softmax, tanh
from ..losses import softmax_cross_entropy, squared_error
from ..tables import SUBSCRIPTS
from ..tables import number as n

PHASES = {
    "hidden": "Forward: hidden layer",
    "output": "Forward: output layer",
    "loss": "Loss",
    "delta": "Backward: output sensitivities",
    "update W": "Update of W (output weights)",
    "sums": "Backward: sent back through the OLD weights",
    "update V": "Update of V (hidden weights)",
    "after": "Forward again, with the new weights",
}


class Line(NamedTuple):
    """One number of the step.

    key : its symbol and indices, ("w", 2, 1) for w21.
    printed : what the slide shows, or None.
    note : why that differs.
    """

    phase: str
    key: tuple
    formula: str
    numbers: str
    value: float
    printed: float | None = None
    note: str = ""

    @property
    def symbol(self):
        new = self.phase in ("update W", "update V", "after")
        return name(*self.key) + ("ⁿᵉʷ" if new else "")


def name(letter, *indices):
    """The symbol with its indices: name("w", 2, 1) is w₂₁."""
    digits = "".join(map(str, indices)).translate(SUBSCRIPTS)
    return f"g′(r{digits})" if letter == "g'" else letter + digits


def forward(e):
    """The hidden sums and outputs, the output sums and outputs, and the loss."""
    for j, (r, u) in enumerate(zip(e.r, e.u), start=1):
        yield Line("hidden", ("r", j), *_weighted_sum("v", e.V[j - 1], j, "x", e.x), r)
        yield Line("hidden", ("u", j), *_applied(e.hidden, "r", j, e.r), u)
    for k, (s, z) in enumerate(zip(e.s, e.z), start=1):
        yield Line("output", ("s", k), *_weighted_sum("w", e.W[k - 1], k, "u", e.u), s)
        yield Line("output", ("z", k), *_applied(e.output, "s", k, e.s), z)
    yield Line("loss", ("l",), *_loss(e), e.l)


def backward(e):
    """The output sensitivities, the new W, what is sent back, and the new V."""
    eta, K = n(e.learning_rate), range(1, len(e.y) + 1)
    for k in K:
        yield Line("delta", ("δ", k), *_sensitivity(e, k), e.delta[k - 1])

    for k, delta in zip(K, e.delta):
        for j, u in enumerate((1, *e.u)):
            formula = f"{name('w', j, k)} − η·{name('δ', k)}·{name('u', j)}"
            numbers = f"{n(e.W[k - 1, j], True)} − {eta}·{n(delta)}·{n(u)}"
            yield Line("update W", ("w", j, k), formula, numbers, e.new_W[k - 1, j])

    for j, total in enumerate(e.sums, start=1):
        formula = " + ".join(f"{name('δ', k)}·{name('w', j, k)}" for k in K)
        numbers = " + ".join(f"{n(e.delta[k - 1], k == 1)}·{n(e.sent_back_through[k - 1, j])}" for k in K)
        yield Line("sums", ("Σ", j), formula, numbers, total)
        slope = _slope(e.hidden, "r", "u", j, e.r[j - 1], e.u[j - 1]) or ("1", "1")
        yield Line("sums", ("g'", j), *slope, e.slope[j - 1])

    for j, (total, slope) in enumerate(zip(e.sums, e.slope), start=1):
        for i, x in enumerate((1, *e.x)):
            gradient = "·".join([name("g'", j), name("x", i), name("Σ", j)])
            formula = f"{name('v', i, j)} − η·{gradient}"
            numbers = f"{n(e.V[j - 1, i], True)} − {eta}·{n(slope)}·{n(x)}·{n(total)}"
            yield Line("update V", ("v", i, j), formula, numbers, e.new_V[j - 1, i])


def after(e):
    """The forward pass and the loss once more, with the new weights."""
    for line in forward(e.next()):
        yield line._replace(phase="after", formula="as above")


def _weighted_sum(letter, weights, unit, source, values):
    """The formula v₀₁ + v₁₁·x₁ + ... and the same with numbers."""
    indices = range(1, len(values) + 1)
    formula = [name(letter, 0, unit)] + [f"{name(letter, i, unit)}·{name(source, i)}" for i in indices]
    numbers = [n(weights[0], True)] + [f"{n(w)}·{n(a)}" for w, a in zip(weights[1:], values)]
    return " + ".join(formula), " + ".join(numbers)


def _applied(activation, source, index, sums):
    """The formula f(s_k), and the same with numbers."""
    symbol, value = name(source, index), n(sums[index - 1], True)
    if activation is identity:
        return symbol, value
    if activation is softmax:
        total = " + ".join(f"exp({name(source, k)})" for k in range(1, len(sums) + 1))
        total_numbers = " + ".join(f"exp({n(s, True)})" for s in sums)
        return f"exp({symbol}) / ({total})", f"exp({value}) / ({total_numbers})"
    return f"{activation.name}({symbol})", f"{activation.name}({value})"


def _slope(activation, source, result, index, z, a):
    """The derivative as the lectures write it, and with numbers; empty where it is always 1."""
    z_name, a_name = name(source, index), name(result, index)
    if activation is identity:
        return ()
    if activation is sigmoid:
        return f"{a_name}·(1 − {a_name})", f"{n(a, True)}·(1 − {n(a)})"
    if activation is tanh:
        return f"(1 − {a_name}²)", f"(1 − {n(a)}²)"
    if activation is relu:
        return f"[{z_name} > 0]", f"[{n(z, True)} > 0]"
    if activation.name == "leaky_relu":
        return tuple(f"(1 if {at} > 0 else {activation.made_by[1]:g})" for at in (z_name, n(z, True)))
    formula = {"softplus": "1/(1 + exp(−{}))", "softsign": "1/(1 + |{}|)²", "step": "0"}.get(
        activation.name, f"{activation.name}′({{}})"
    )
    return formula.format(z_name), formula.format(n(z, activation.name != "softplus"))


def _sensitivity(e, k):
    """δ_k = dl/ds_k, and the same with numbers."""
    y, z = e.y[k - 1], e.z[k - 1]
    yk, zk = name("y", k), name("z", k)
    if e.loss is not squared_error:
        return f"{zk} − {yk}", f"{n(z, True)} − {n(y)}"
    if e.output is softmax:  # every output depends on every sum: the k-th row of the Jacobian
        others = " + ".join(f"{n(z)}·({n(z, True)} − {n(y)})" for z, y in zip(e.z, e.y))
        return f"{zk}·({zk} − {yk} − Σⱼ zⱼ·(zⱼ − yⱼ))", f"{n(z, True)}·({n(z, True)} − {n(y)} − ({others}))"
    slope = _slope(e.output, "s", "z", k, e.s[k - 1], z)
    formula = "·".join([f"−({yk} − {zk})", *slope[:1]])
    return formula, "·".join([f"−({n(y, True)} − {n(z)})", *slope[1:]])


def _loss(e):
    """The loss, and the same with numbers."""
    pairs = list(enumerate(zip(e.y, e.z), start=1))
    if e.loss is squared_error:
        formula = " + ".join(f"({name('y', k)} − {name('z', k)})²" for k, _ in pairs)
        numbers = " + ".join(f"({n(y, True)} − {n(z)})²" for _, (y, z) in pairs)
        return f"½ [{formula}]", f"½ [{numbers}]"
    if e.loss is softmax_cross_entropy:
        numbers = " + ".join(f"{n(y)}·ln {n(z)}" for _, (y, z) in pairs)
        return "−Σₖ yₖ ln zₖ", f"−[{numbers}]"
    terms = [f"{n(y)}·ln {n(z)} + {n(1 - y)}·ln {n(1 - z)}" for _, (y, z) in pairs]
    return "−Σₖ [yₖ ln zₖ + (1 − yₖ) ln(1 − zₖ)]", f"−[{' + '.join(terms)}]"
