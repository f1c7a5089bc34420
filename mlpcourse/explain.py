"""Explain this number: any number of a network's forward and backward pass, as one works it out.

    why = Explain(net, X, T, "squared_error")
    print(why.z(layer=2, unit=1))             # a sum, its formula, the same with numbers, its value
    print(why.dW(layer=1, unit=2, source=1))  # the gradient of one weight
    why.update(1, 2, 1, SGD(0.1, momentum=0.9), {"v": 0.05}).parts   # the arrows on one weight

Layers, units, inputs and samples count from 1, as in the formulas; layer 0 is the input, source 0
the bias. Symbols are Tsinghua's, with z and a for u and f(u): w⁽ˡ⁾ⱼᵢ leads from i into unit j of layer
l. The values are backprop's own, to the last digit; only the text rounds them.
"""

from dataclasses import dataclass, field

import numpy as np

from . import notation as say
from .activations import identity, softmax
from .losses import get_loss
from .network import backprop
from .optimizers import SGD, Adadelta, Adagrad, Adam, RMSProp, get_optimizer
from .tables import number
from .training import copied
from .training_step import blocks
from .validation import as_numbers, count, positive

SLOPES = {
    "identity": "1", "step": "0", "sigmoid": "a · (1 − a)", "tanh": "1 − a²",
    "relu": "1 if z > 0 else 0", "softplus": "1 / (1 + exp(−z))", "softsign": "1 / (1 + |z|)²",
}  # fmt: skip


@dataclass(frozen=True)
class Explanation:
    """One number. `str()` of it is the text: name = formula = formula with numbers = value.

    name, formula, numbers : text.
    value : float, not rounded.
    where : further lines, such as what a slope in the formula is.
    parts : of an update only, {"data gradient", "momentum memory", "L2 pull"}: the three arrows whose
    sum is the change of the weight; and an L1 pull where there is one.
    """

    name: str
    formula: str
    numbers: str
    value: float
    where: tuple = ()
    parts: dict = field(default_factory=dict)

    @property
    def sides(self):
        """What stands behind the equals signs: formula, numbers, value, each once."""
        sides = (self.formula, self.numbers, number(self.value, True))
        return list(dict.fromkeys(side for side in sides if side))

    def __str__(self):
        indent, (first, *others) = " " * len(self.name), self.sides
        lines = [f"{self.name} = {first}", *(f"{indent} = {side}" for side in others)]
        return "\n".join([*lines, *(f"  {line}" for line in self.where)])


class Explain:
    """One forward and backward pass, ready to explain each of its numbers.

    net : MLP of any sizes and activations. X : (N, D). T : (N, K). loss, l2, penalize_bias, l1 : as for
    backprop. Every method returns an Explanation, and raises ValueError for a place that the network
    does not have. `trace` is the pass itself. Dropout is left out.
    """

    def __init__(self, net, X, T, loss, l2=0.0, penalize_bias=False, l1=0.0):
        self.loss, self.l2, self.l1, self.penalize_bias = get_loss(loss), l2, l1, bool(penalize_bias)
        self.trace = backprop(net, X, T, loss, l2, penalize_bias=penalize_bias, l1=l1)
        self.net = net.copy()  # as it was in this pass, whatever becomes of it
        self.X = self.trace.layers[0].x
        self.T = np.asarray(T, dtype=self.X.dtype).reshape(len(self.X), -1)

    # ---- forward

    def z(self, layer, unit, sample=1):
        """What unit `unit` of layer `layer` adds up."""
        j, n = self._place(layer, unit, sample)
        here, x = self.net.layers[layer - 1], self.trace.layers[layer - 1].x[n]
        terms = [(here.b[j],), *zip(here.W[j], x)]
        source = "xᵢ" if layer == 1 else say.a(layer - 1, "ᵢ")
        formula = f"{say.b(layer, unit)} + Σᵢ {say.w(layer, unit, 'ᵢ')} {source}"
        return self._number(
            say.z(layer, unit), formula, say.total(terms), self.trace.layers[layer - 1].z[n, j], n
        )

    def a(self, layer, unit, sample=1):
        """What a unit gives out: f(z), and in layer 0 an input."""
        if count(layer, "layer", minimum=0) == 0:
            n_in, n = self.net.sizes[0], self._sample(sample)
            i = _within(unit, n_in, "unit", f"the network has {n_in} inputs")
            return self._number(f"x{say.sub(unit)}", "an input", "", self.X[n, i], n)
        j, n = self._place(layer, unit, sample)
        f, here = self.net.layers[layer - 1].activation, self.trace.layers[layer - 1]
        z = say.z(layer, unit)
        if f is softmax:
            formula = f"exp {z} / Σⱼ exp {say.z(layer, 'ⱼ')}"
            numbers = f"exp {number(here.z[n, j])} / ({say.total(zip(here.z[n]), 'exp ')})"
        else:
            bare = f.formula == "z"
            formula, numbers = say.put(f.formula, z=z), say.put(f.formula, z=number(here.z[n, j], first=bare))
        return self._number(say.a(layer, unit), formula, numbers, here.a[n, j], n)

    def slope(self, layer, unit, sample=1):
        """f′(z) of a unit, the factor with which it passes a gradient on."""
        j, n = self._place(layer, unit, sample)
        f, here = self.net.layers[layer - 1].activation, self.trace.layers[layer - 1]
        if f is softmax:
            raise ValueError(
                "every softmax output depends on every score of its layer, so there is no one slope; "
                f"ask for delta({layer}, {unit})"
            )
        text = f"1 if z > 0 else {f.made_by[1]:g}" if f.name == "leaky_relu" else SLOPES.get(f.name, "")
        text = "" if f.made_by and f.name == "relu" else text  # a slope at 0 of its own
        symbols = {"z": say.z(layer, unit), "a": say.a(layer, unit)}
        values = {"z": number(here.z[n, j]), "a": number(here.a[n, j])}
        formula = say.put(text, **symbols) if text else f"the derivative of {f.formula}"
        slope = f.derivative(here.z, here.a)[n, j]
        return self._number(f"f′({symbols['z']})", formula, say.put(text, **values), slope, n)

    def loss_of(self, sample):
        """The loss of one sample, without the penalty."""
        n, last, L = self._sample(sample), self.trace.layers[-1], len(self.net.layers)
        a, z, t = say.a(L, "ₖ"), say.z(L, "ₖ"), self.T[n]
        if self.loss.link is identity:
            formula = f"½ Σₖ ({a} − tₖ)²"
            squares = say.joined(f"({number(y, True)} − {number(t_k)})²" for y, t_k in zip(last.a[n], t))
            numbers = f"½ · ({squares})"
        elif self.loss.link is softmax:
            formula = f"−Σₖ tₖ ln hₖ = ln Σₖ exp {z} − Σₖ tₖ {z}"
            numbers = f"ln({say.total(zip(last.z[n]), 'exp ')}) − ({say.total(zip(t, last.z[n]))})"
        else:
            formula = (
                f"−Σₖ [tₖ ln hₖ + (1 − tₖ) ln(1 − hₖ)] = Σₖ [tₖ ln(1 + exp(−{z})) + (1 − tₖ) ln(1 + exp {z})]"
            )
            numbers = say.joined(
                f"{t_k} · ln(1 + exp(−{z_k})) + (1 − {t_k}) · ln(1 + exp {z_k})"
                for t_k, z_k in zip(map(number, t), map(number, last.z[n]))
            )
        return self._number(f"E{say.sub(n + 1)}", formula, numbers, self._losses()[n], n)

    def total_loss(self):
        """J: the mean loss of the samples, and the penalty."""
        N, numbers = len(self.X), say.total(zip(self._losses()))
        formula, numbers = ("Σₙ Eₙ / N", f"({numbers}) / {N}") if N > 1 else ("E₁", numbers)
        penalized = [w for layer in self.net.layers for w in (layer.W, layer.b)[: 1 + self.penalize_bias]]
        if self.l2:
            formula += " + λ/2 Σ w²"
            numbers += f" + {number(self.l2)}/2 · {number(sum((w**2).sum() for w in penalized))}"
        if self.l1:
            formula += " + λ₁ Σ |w|"
            numbers += f" + {number(self.l1)} · {number(sum(np.abs(w).sum() for w in penalized))}"
        return Explanation("J", formula, numbers, self.trace.loss)

    # ---- backward

    def da(self, layer, unit, sample=1):
        """∂J/∂a of a unit: for a hidden one, what comes back along all its outgoing edges."""
        j, n = self._place(layer, unit, sample)
        here, L, N = self.trace.layers[layer - 1], len(self.net.layers), len(self.X)
        name = f"∂J/∂{say.a(layer, unit)}"
        if layer < L:
            formula = f"Σₖ {say.w(layer + 1, 'ₖ', unit)} δ{say.at(layer + 1, 'ₖ')}"
            numbers = say.total(zip(self.net.layers[layer].W[:, j], self.trace.layers[layer].dz[n]))
            return self._number(name, formula, numbers, here.da[n, j], n)
        a, t = say.a(layer, unit), f"t{say.sub(unit)}"
        A, t_n = number(here.a[n, j], True), number(self.T[n, j])
        if self.loss.link is identity:
            formula, numbers = say.mean(f"{a} − {t}", N, "N"), say.mean(f"{A} − {t_n}", N, N)
        elif self.net.layers[-1].activation is identity:
            return self._fused(name, layer, unit, n, here.da[n, j])
        elif self.loss.link is softmax:
            formula, numbers = say.mean(f"−{t} / {a}", N, "N"), say.mean(f"−{t_n} / {A}", N, N)
        else:
            formula = say.mean(f"(1 − {t}) / (1 − {a}) − {t} / {a}", N, "N")
            numbers = say.mean(f"(1 − {t_n}) / (1 − {A}) − {t_n} / {A}", N, N)
        return self._number(name, formula, numbers, here.da[n, j], n)

    def delta(self, layer, unit, sample=1):
        """δ = ∂J/∂z, the sensitivity of a unit; 1/N of the mean is in it."""
        j, n = self._place(layer, unit, sample)
        here, L = self.trace.layers[layer - 1], len(self.net.layers)
        name = f"δ{say.at(layer, unit)}"
        if layer == L and self.loss.link is not identity:
            return self._fused(name, layer, unit, n, here.dz[n, j])
        come = self.da(layer, unit, sample)
        if self.net.layers[layer - 1].activation is softmax:
            a, g = say.a(layer, unit), f"∂J/∂{say.a(layer, unit)}"
            formula = f"{a} · ({g} − Σᵢ {say.a(layer, 'ᵢ')} ∂J/∂{say.a(layer, 'ᵢ')})"
            mean = say.total(zip(here.a[n], here.da[n]))
            numbers = f"{number(here.a[n, j], True)} · ({number(here.da[n, j], True)} − ({mean}))"
            return self._number(name, formula, numbers, here.dz[n, j], n, come)
        slope = self.slope(layer, unit, sample)
        formula = f"{slope.name} · ({come.formula})"
        numbers = f"{number(slope.value, True)} · ({come.numbers})"
        return self._number(name, formula, numbers, here.dz[n, j], n, slope)

    def dW(self, layer, unit, source):
        """∂J/∂w of the weight from `source` into a unit; source 0 is its bias, into which 1 came."""
        w, symbol, place = self._weight(layer, unit, source)
        here, bias, j = self.trace.layers[layer - 1], source == 0, unit - 1
        came = "" if bias else f" x{say.sub(source)}" if layer == 1 else f" {say.a(layer - 1, source)}"
        formula = f"{'Σₙ ' * (len(self.X) > 1)}δ{say.at(layer, unit)}{came}"
        numbers = say.total(zip(here.dz[:, j]) if bias else zip(here.dz[:, j], here.x[:, source - 1]))
        if self.l2 and (not bias or self.penalize_bias):
            formula += f" + λ {symbol}"
            numbers += f" + {number(self.l2)}·{number(w)}"
        if self.l1 and (not bias or self.penalize_bias):
            formula += f" + λ₁ sign {symbol}"
            numbers += f" + {number(self.l1)}·{number(np.sign(w))}"
        return Explanation(
            f"∂J/∂{symbol}", formula, numbers, float(np.column_stack([here.dW, here.db])[place])
        )

    def db(self, layer, unit):
        """∂J/∂b of a unit's bias."""
        return self.dW(layer, unit, 0)

    # ---- the update

    def update(self, layer, unit, source, optimizer="sgd", state=None, learning_rate=None):
        """The weight after one step of the optimizer, and the three arrows that moved it.

        source : 0 for the bias.
        optimizer : Optimizer or its name. learning_rate overrides its own, as a schedule does.
        state : of the optimizer before the step: {"v": 0.05}, a number for each of its names, or the
        whole arrays of a Run's `state`; None for the first step. SGD's v is the last change of the
        weight.
        """
        optimizer = get_optimizer(optimizer)
        eta = optimizer.learning_rate
        if learning_rate is not None:
            eta = positive(learning_rate, "learning_rate", allow_zero=True)
        w, symbol, place = self._weight(layer, unit, source)
        g, theta = self.dW(layer, unit, source), np.array([w])
        before = optimizer.init(theta)
        if state is not None:
            before = self._state(state, before, layer, place, optimizer)
        now, new = copied(before), theta.copy()
        optimizer.update(new, np.array([g.value], w.dtype), now, eta)
        rate, memory, where = _recipe(optimizer, before, now, eta)
        penalized = source > 0 or self.penalize_bias
        decay, pull = self.l2 * penalized * w, self.l1 * penalized * np.sign(w)
        parts = {
            "data gradient": -rate * (g.value - decay - pull), "momentum memory": memory, "L2 pull": -rate * decay,
        }  # fmt: skip
        if self.l1:
            parts["L1 pull"] = float(-rate * pull)
        remembers = isinstance(optimizer, Adam) or bool(getattr(optimizer, "momentum", 0))
        formula = f"{symbol}{' + memory' * remembers} − rate · {g.name}"
        numbers = (
            f"{number(w, True)}{f' + {number(memory)}' * remembers} − {number(rate)} · {number(g.value)}"
        )
        where = (*where, *str(g).split("\n"))
        return Explanation(f"new {symbol}", formula, numbers, float(new[0]), where, parts)

    # ---- places

    def _fused(self, name, layer, unit, n, value):
        """h − t: a cross-entropy with its own output activation inside."""
        last, j, N, t = self.trace.layers[-1], unit - 1, len(self.X), f"t{say.sub(unit)}"
        h = self.loss.link.f(last.z)[n, j]
        fused = self.net.layers[-1].activation is not identity
        symbol = say.a(layer, unit) if fused else f"h{say.sub(unit)}"
        formula = say.mean(f"{symbol} − {t}", N, "N")
        numbers = say.mean(f"{number(h, True)} − {number(self.T[n, j])}", N, N)
        made = self._number(name, formula, numbers, value, n)
        if fused:
            return made
        where = f"where h = {self.loss.link} of the scores, h{say.sub(unit)} = {number(h, True)}"
        return Explanation(name, formula, numbers, made.value, (where, *made.where))

    def _number(self, name, formula, numbers, value, n, inner=None):
        where = () if inner is None else (" = ".join([inner.name, *inner.sides]),)
        where += (f"sample {n + 1} of {len(self.X)}",) * (len(self.X) > 1)
        return Explanation(name, formula, numbers, float(value), where)

    def _losses(self):
        """The loss of every sample, (N,)."""
        last = self.trace.layers[-1]
        return self.loss.per_sample(last.a if self.loss.link is identity else last.z, self.T)

    def _place(self, layer, unit, sample):
        layers = len(self.net.layers)
        _within(layer, layers, "layer", f"the network has {layers} layers of weights")
        n_out = self.net.sizes[layer]
        return _within(unit, n_out, "unit", f"layer {layer} has {n_out} units"), self._sample(sample)

    def _sample(self, sample):
        return _within(sample, len(self.X), "sample", f"X has {len(self.X)} rows")

    def _weight(self, layer, unit, source):
        """A weight, its symbol, and its place in [W b]: source 0, the bias, is the last of its row."""
        j, _ = self._place(layer, unit, 1)
        here, n_in, i = self.net.layers[layer - 1], self.net.sizes[layer - 1], -1
        if count(source, "source", minimum=0):
            i = _within(source, n_in, "source", f"layer {layer} has {n_in} inputs, and source 0 is the bias")
        symbol = say.w(layer, unit, source) if source else say.b(layer, unit)
        return np.column_stack([here.W, here.b])[j, i], symbol, (j, i)

    def _state(self, state, before, layer, place, optimizer):
        """What of an optimizer's state belongs to one weight, like `before`."""
        if not isinstance(state, dict) or set(state) != set(before):
            got = f"{{{', '.join(map(str, state))}}}" if isinstance(state, dict) else f"{state!r:.40}"
            raise ValueError(
                f"the state of {optimizer!r} is {{{', '.join(before)}}}, got {got}; "
                "pass a Run's `state`, or None for the first step"
            )
        own = {}
        for key, value in state.items():
            if key == "k":
                own[key] = count(value, "k", minimum=0)
                continue
            value = as_numbers(value, f"state {key!r}").ravel()
            if value.size not in (1, self.net.n_parameters):
                raise ValueError(f"state {key!r} holds {value.size} numbers; give one, or all of a Run's")
            one = value if value.size == 1 else blocks(value, self.net.sizes)[layer - 1][place]
            own[key] = np.full(1, one, before[key].dtype)
        return own


def _recipe(optimizer, before, now, eta):
    """How a step is made of the gradient: its rate, what memory adds, and both in words."""
    o, n = optimizer, lambda value: number(float(np.ravel(value)[0]))
    if isinstance(o, SGD):
        memory = float(o.momentum * before["v"][0])
        words = (f"memory = γ v = {n(o.momentum)}·{n(before['v'])} = {number(memory, True)}",) * bool(
            o.momentum
        )
        return eta, memory, (f"rate = η = {n(eta)}", *words)
    if isinstance(o, Adadelta):
        rate = eta * np.sqrt(before["d"][0] + o.epsilon) / np.sqrt(now["s"][0] + o.epsilon)
        text = f"η √(d + ε) / √(s + ε) = {n(eta)}·√({n(before['d'])} + {n(o.epsilon)})"
        text += f" / √({n(now['s'])} + {n(o.epsilon)})"
    elif isinstance(o, Adagrad | RMSProp):
        rate = eta / (np.sqrt(now["s"][0]) + o.epsilon)
        text = f"η / (√s + ε) = {n(eta)} / (√{n(now['s'])} + {n(o.epsilon)})"
    elif isinstance(o, Adam):
        k, m = now["k"], before["m"][0]
        scale = eta / (1 - o.beta1**k) / (np.sqrt(now["v"][0] / (1 - o.beta2**k)) + o.epsilon)
        rate, memory = float(scale * (1 - o.beta1)), float(-scale * o.beta1 * m)
        return rate, memory, (
            f"step size s = η / (1 − β₁ᵏ) / (√(v / (1 − β₂ᵏ)) + ε) = {n(scale)}, k = {k}, v = {n(now['v'])}",
            f"rate = (1 − β₁) s = {n(1 - o.beta1)}·{n(scale)} = {n(rate)}",
            f"memory = −β₁ s m = −{n(o.beta1)}·{n(scale)}·{n(m)} = {number(memory, True)}",
        )  # fmt: skip
    else:
        raise ValueError(f"{o!r} has no explanation; use SGD, Adagrad, RMSProp, Adadelta or Adam")
    return float(rate), 0.0, (f"rate = {text} = {n(rate)}",)


def _within(place, most, name, has):
    """A place that counts from 1, from 0."""
    if count(place, name) > most:
        raise ValueError(f"{name} {place} does not exist: {has}; choose {name} from 1 to {most}")
    return place - 1
