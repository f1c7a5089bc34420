"""One gradient step of a network with one hidden layer, written out number by number.

Notation, as on the Melbourne workshop slides: inputs x_i, hidden sums r_j, hidden outputs
u_j = g(r_j), output sums s_k, outputs z_k = f(s_k), targets y_k, loss l, weights v_ij into hidden
unit j and w_jk into output k, index 0 the bias. V and W store one row per unit, bias first, so
V[j-1, i] is v_ij. Every value comes from `backprop`.
"""

from itertools import groupby
from typing import NamedTuple

import numpy as np

from ..activations import get_activation, identity, relu, sigmoid, tanh
from ..layers import Dense
from ..losses import get_loss, squared_error
from ..network import MLP, backprop
from ..tables import html_table, number, text_columns
from ..validation import as_matrix, as_numbers, positive
from . import slides

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

    key : its symbol and indices, ("w", 2, 1) for w21. printed : what the slide shows, or None; note
    : why that differs.
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
    digits = "".join(map(str, indices)).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    return f"g′(r{digits})" if letter == "g'" else letter + digits


class ByHand:
    """The worked example, or any other with one hidden layer; shows itself as a table.

    V : (p, m + 1) and W : (K, p + 1), one row per unit, bias first. x : (m,). y : (K,) targets.
    hidden, output : activations. loss : "squared_error", or "binary_cross_entropy" with a sigmoid
    output. Raises ValueError if shapes, or loss and output, do not fit. Attributes r, u, s, z, l,
    delta, sums, slope, dV, dW, new_V, new_W are the numbers of the step. through_new_weights=True
    makes the mistake the workshop warns of: it sends the error back through the updated W.
    """

    def __init__(
        self,
        hidden="identity",
        output="identity",
        loss="squared_error",
        learning_rate=slides.RATE,
        x=slides.X,
        y=slides.Y,
        V=slides.V,
        W=slides.W,
        through_new_weights=False,
    ):
        self.hidden, self.output = get_activation(hidden), get_activation(output)
        self.loss = get_loss(loss)
        self.learning_rate = positive(learning_rate, "learning_rate")
        self.x = as_matrix([as_numbers(x, "x")], "x")[0]
        self.y = as_matrix([as_numbers(y, "y")], "y")[0]
        self.V = as_matrix(V, "V", len(self.x) + 1)
        self.W = as_matrix(W, "W", len(self.V) + 1)
        if len(self.W) != len(self.y):
            raise ValueError(
                f"y has {len(self.y)} targets but W has {len(self.W)} rows; give one target for each output"
            )
        if self.loss is not squared_error and self.output is not self.loss.link:
            raise ValueError(
                f"{self.loss} takes logarithms of outputs between 0 and 1, which {self.output} "
                "does "
                f"not promise; choose output {self.loss.link} (erratum EM-13)"
            )
        self.is_slide = (
            np.array_equal(self.x, slides.X)
            and np.array_equal(self.y, slides.Y)
            and np.array_equal(self.V, slides.V)
            and np.array_equal(self.W, slides.W)
            and self.learning_rate == slides.RATE
        )
        hidden_layer = Dense(self.V[:, 1:], self.V[:, 0], self.hidden)
        output_layer = Dense(self.W[:, 1:], self.W[:, 0], self.output)
        trace = backprop(MLP([hidden_layer, output_layer]), self.x[None], self.y[None], self.loss)
        first, last = trace.layers
        self.r, self.u, self.s, self.z = first.z[0], first.a[0], last.z[0], last.a[0]
        self.l = trace.loss
        self.delta, self.sums = last.dz[0], first.da[0]
        self.slope = self.hidden.derivative(self.r, self.u)
        self.dW = np.column_stack([last.db, last.dW])
        self.new_W = self.W - self.learning_rate * self.dW
        self.through_new_weights = through_new_weights
        self.sent_back_through = self.new_W if through_new_weights else self.W
        if through_new_weights:
            self.sums = self.new_W[:, 1:].T @ self.delta
        self.dV = np.outer(self.slope * self.sums, [1, *self.x])
        self.new_V = self.V - self.learning_rate * self.dV

    def next(self):
        """The same example one step later: the new weights have become the old ones."""
        settings = self.hidden, self.output, self.loss, self.learning_rate, self.x, self.y
        return ByHand(*settings, self.new_V, self.new_W, self.through_new_weights)

    def lines(self):
        """Every number of the step, in the order in which one computes it. Returns a list of Line."""
        lines = []
        for line in (*self._forward(), *self._backward(), *self._after()):
            if self.is_slide and not self.through_new_weights:
                shown = slides.printed(self.hidden, self.output, line.phase, line.key, line.value)
                line = line._replace(printed=shown[0], note=shown[1])
            lines.append(line)
        return lines

    def _forward(self):
        for j, (r, u) in enumerate(zip(self.r, self.u), start=1):
            yield Line("hidden", ("r", j), *_weighted_sum("v", self.V[j - 1], j, "x", self.x), r)
            yield Line("hidden", ("u", j), *_applied(self.hidden, "r", j, r), u)
        for k, (s, z) in enumerate(zip(self.s, self.z), start=1):
            yield Line("output", ("s", k), *_weighted_sum("w", self.W[k - 1], k, "u", self.u), s)
            yield Line("output", ("z", k), *_applied(self.output, "s", k, s), z)
        yield Line("loss", ("l",), *self._loss_text(), self.l)

    def _backward(self):
        eta, n = number(self.learning_rate), number
        for k, (s, z, y, delta) in enumerate(zip(self.s, self.z, self.y, self.delta), start=1):
            yk, zk = name("y", k), name("z", k)
            if self.loss is squared_error:
                slope = _slope(self.output, "s", "z", k, s, z)
                formula = "·".join([f"−({yk} − {zk})", *slope[:1]])
                numbers = "·".join([f"−({n(y, True)} − {n(z)})", *slope[1:]])
            else:
                formula, numbers = f"{zk} − {yk}", f"{n(z, True)} − {n(y)}"
            yield Line("delta", ("δ", k), formula, numbers, delta)

        for k, delta in enumerate(self.delta, start=1):
            for j, u in enumerate((1, *self.u)):
                formula = f"{name('w', j, k)} − η·{name('δ', k)}·{name('u', j)}"
                numbers = f"{n(self.W[k - 1, j], True)} − {eta}·{n(delta)}·{n(u)}"
                yield Line("update W", ("w", j, k), formula, numbers, self.new_W[k - 1, j])

        K = range(len(self.delta))
        for j, total in enumerate(self.sums, start=1):
            formula = " + ".join(f"{name('δ', k + 1)}·{name('w', j, k + 1)}" for k in K)
            numbers = " + ".join(f"{n(self.delta[k], k == 0)}·{n(self.sent_back_through[k, j])}" for k in K)
            yield Line("sums", ("Σ", j), formula, numbers, total)
            slope = _slope(self.hidden, "r", "u", j, self.r[j - 1], self.u[j - 1]) or ("1", "1")
            yield Line("sums", ("g'", j), *slope, self.slope[j - 1])

        for j, (total, slope) in enumerate(zip(self.sums, self.slope), start=1):
            for i, x in enumerate((1, *self.x)):
                gradient = "·".join([name("g'", j), name("x", i), name("Σ", j)])
                formula = f"{name('v', i, j)} − η·{gradient}"
                numbers = f"{n(self.V[j - 1, i], True)} − {eta}·{n(slope)}·{n(x)}·{n(total)}"
                yield Line("update V", ("v", i, j), formula, numbers, self.new_V[j - 1, i])

    def _after(self):
        after = self.next()
        for k, (s, z) in enumerate(zip(after.s, after.z), start=1):
            numbers = _applied(self.output, "s", k, s)[1]
            yield Line("after", ("z", k), f"f({name('s', k)}ⁿᵉʷ)", numbers, z)
        yield Line("after", ("l",), "as above", after._loss_text()[1], after.l)

    def _loss_text(self):
        n, pairs = number, list(enumerate(zip(self.y, self.z), start=1))
        if self.loss is squared_error:
            formula = " + ".join(f"({name('y', k)} − {name('z', k)})²" for k, _ in pairs)
            numbers = " + ".join(f"({n(y, True)} − {n(z)})²" for _, (y, z) in pairs)
            return f"½ [{formula}]", f"½ [{numbers}]"
        terms = [f"{n(y)}·ln {n(z)} + {n(1 - y)}·ln {n(1 - z)}" for _, (y, z) in pairs]
        return "−Σₖ [yₖ ln zₖ + (1 − yₖ) ln(1 − zₖ)]", f"−[{' + '.join(terms)}]"

    def settings(self):
        """One line that names the network."""
        x, y = ("[" + ", ".join(number(v, True) for v in a) + "]" for a in (self.x, self.y))
        units = f"{self.hidden} hidden units, {self.output} outputs, {self.loss}"
        return f"{units}, η = {self.learning_rate:g}, x = {x}, y = {y}"

    def _rows(self):
        """(phase, symbol, formula, numbers, value, slide, note) as text; a note is told once."""
        told = set()
        for line in self.lines():
            code = line.note.partition(":")[0]
            slide = "" if line.printed is None else f"{number(line.printed, True)} {code}".rstrip()
            note = "" if line.note in told else line.note
            told.add(line.note)
            numbers = "" if line.numbers == line.formula else line.numbers
            value = number(line.value, True)
            yield line.phase, line.symbol, line.formula, numbers, value, slide, note

    def __str__(self):
        rows = list(self._rows())
        cells = [
            ("  " + symbol, " = ".join(filter(None, [formula, numbers])), value)
            for _, symbol, formula, numbers, value, _, _ in rows
        ]
        texts = iter(text_columns(cells, " = "))
        width = max(map(len, text_columns(cells, " = ")))
        out = [self.settings()]
        for phase, group in groupby(rows, key=lambda row: row[0]):
            out += ["", PHASES[phase]]
            for *_, slide, note in group:
                text = next(texts)
                out.append(f"{text:<{width}}  slide: {slide}" if slide else text)
                out += [f"           ^ {note}"] if note else []
        return "\n".join(out)

    def _repr_html_(self):
        rows = []
        for phase, group in groupby(self._rows(), key=lambda row: row[0]):
            rows.append(PHASES[phase])
            rows += [(*cells, (slide, note)) for _, *cells, slide, note in group]
        head = ("", "formula", "with numbers", "value", "slide")
        return f"<p>{self.settings()}</p>" + html_table(head, rows)

    def __repr__(self):
        return f"ByHand({self.settings()})"


def _weighted_sum(letter, weights, unit, source, values):
    """The formula v₀₁ + v₁₁·x₁ + ... and the same with numbers."""
    indices = range(1, len(values) + 1)
    formula = [name(letter, 0, unit)] + [f"{name(letter, i, unit)}·{name(source, i)}" for i in indices]
    numbers = [number(weights[0], True)]
    numbers += [f"{number(w)}·{number(a)}" for w, a in zip(weights[1:], values)]
    return " + ".join(formula), " + ".join(numbers)


def _applied(activation, source, index, z):
    """The formula f(s_k), and the same with numbers."""
    if activation is identity:
        return name(source, index), number(z, True)
    return f"{activation}({name(source, index)})", f"{activation}({number(z, True)})"


def _slope(activation, source, result, index, z, a):
    """The derivative as the lectures write it, and with numbers; empty where it is always 1."""
    z_name, a_name = name(source, index), name(result, index)
    if activation is identity:
        return ()
    if activation is sigmoid:
        return f"{a_name}·(1 − {a_name})", f"{number(a, True)}·(1 − {number(a)})"
    if activation is tanh:
        return f"(1 − {a_name}²)", f"(1 − {number(a)}²)"
    if activation is relu:
        return f"[{z_name} > 0]", f"[{number(z, True)} > 0]"
    letter = "g" if source == "r" else "f"
    return f"{letter}′({z_name})", f"{activation}′({number(z, True)})"


class FourColumns:
    """The worked example in its four readings side by side: the table to check homework against."""

    QUANTITIES = (
        ("r", lambda e: e.r),
        ("u", lambda e: e.u),
        ("s", lambda e: e.s),
        ("z", lambda e: e.z),
        ("l", lambda e: [e.l]),
        ("δ", lambda e: e.delta),
        ("Σₖ δₖ wⱼₖ", lambda e: e.sums),
        ("g′(r)", lambda e: e.slope),
        ("new w₀₁ w₁₁ w₂₁", lambda e: e.new_W[0]),
        ("new w₀₂ w₁₂ w₂₂", lambda e: e.new_W[1]),
        ("new v₀₁ v₁₁ v₂₁", lambda e: e.new_V[0]),
        ("new v₀₂ v₁₂ v₂₂", lambda e: e.new_V[1]),
        ("z after the step", lambda e: e.next().z),
        ("l after the step", lambda e: [e.next().l]),
    )

    def __init__(self):
        self.examples = {label: ByHand(**settings) for label, settings in slides.VARIANTS.items()}

    def _rows(self):
        for label, quantity in self.QUANTITIES:
            values = [quantity(example) for example in self.examples.values()]
            yield label, *(", ".join(number(v, True) for v in row) for row in values)

    def __str__(self):
        return "\n".join(text_columns([("", *self.examples), *self._rows()]))

    def _repr_html_(self):
        return html_table(("", *self.examples), self._rows())

    def __repr__(self):
        return f"FourColumns({'; '.join(self.examples)})"
