"""One gradient step of a network with one hidden layer, written out number by number.

Notation, as on the Melbourne workshop slides: inputs x_i, hidden sums r_j, hidden outputs u_j = g(r_j), output sums
s_k, outputs z_k = f(s_k), targets y_k, loss l, weights v_ij into hidden unit j and w_jk into output k, index 0 the
bias. V and W store one row per unit, bias first: V[j-1, i] is v_ij. Every value comes from `backprop`.
"""

from html import escape
from typing import NamedTuple

import numpy as np

from .activations import get_activation, identity, relu, sigmoid, tanh
from .layers import Dense
from .losses import get_loss, squared_error
from .network import MLP, backprop
from .validation import as_matrix, as_numbers, positive

SLIDE_V = ((1, -1, 0), (1, 0, 1))
SLIDE_W = ((1, 1, 0), (1, -1, 1))
SLIDE_X, SLIDE_Y, SLIDE_RATE = (0, 1), (1, 0), 0.1

# What the slides print: the forward half with two decimals, the backward half with one.
FORWARD_SLIDES = {("r", 1): 1, ("u", 1): 0.76, ("r", 2): 2, ("u", 2): 0.97, ("s", 1): 1.76, ("s", 2): 1.21,
                  ("z", 1): 1.76, ("z", 2): 1.21}  # fmt: skip
BACKWARD_SLIDES = {("δ", 1): 1, ("δ", 2): 2, ("Σ", 1): -1, ("Σ", 2): 2,
                   ("w", 0, 1): 0.9, ("w", 1, 1): 0.9, ("w", 2, 1): -0.2,
                   ("w", 0, 2): 0.8, ("w", 1, 2): -1.2, ("w", 2, 2): 0.6,
                   ("v", 0, 1): 1, ("v", 1, 1): -1, ("v", 2, 1): 0.1,
                   ("v", 0, 2): 0.8, ("v", 1, 2): 0, ("v", 2, 2): 0.8}  # fmt: skip

PHASES = {
    "hidden": "Forward: hidden layer",
    "output": "Forward: output layer",
    "loss": "Loss",
    "delta": "Backward: output sensitivities",
    "sums": "Backward: sent back through the OLD weights",
    "update W": "Update of W (output weights)",
    "update V": "Update of V (hidden weights)",
    "after": "Forward again, with the new weights",
}


class Line(NamedTuple):
    """One number: `key` is its symbol and indices, ("w", 2, 1) for w21; `printed` what the slide shows, or None."""

    phase: str
    key: tuple
    formula: str
    numbers: str
    value: float
    printed: float | None = None
    note: str = ""

    @property
    def symbol(self):
        return name_of(self.key) + {"update W": "ⁿᵉʷ", "update V": "ⁿᵉʷ", "after": "ⁿᵉʷ"}.get(self.phase, "")


def name_of(key):
    """The symbol of a key: ("w", 2, 1) is w₂₁, ("g'", 1) is g′(r₁)."""
    letter, *indices = key
    digits = "".join(str(i) for i in indices).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    return f"g′(r{digits})" if letter == "g'" else letter + digits


def number(value, first=False):
    """A number as one writes it: six decimals, a real minus sign, in brackets after a sign or a dot."""
    small = 0 < abs(value) < 1e-4
    text = f"{value:.3e}" if small else f"{value:.6f}".rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text.replace("-", "−")
    return text if first or value >= 0 else f"({text})"


class ByHand:
    """The worked example, or any other with one hidden layer.

    V : (p, m + 1) and W : (K, p + 1), one row per unit, bias first. x : (m,). y : (K,) targets. hidden, output :
    activations. loss : "squared_error" or "binary_cross_entropy" (with a sigmoid output). Shows itself as a table in
    a terminal (print) and in a notebook. Raises ValueError if shapes or loss and output do not fit.
    """

    def __init__(
        self, hidden="identity", output="identity", loss="squared_error", learning_rate=SLIDE_RATE,
        x=SLIDE_X, y=SLIDE_Y, V=SLIDE_V, W=SLIDE_W,
    ):  # fmt: skip
        self.hidden, self.output, self.loss = get_activation(hidden), get_activation(output), get_loss(loss)
        self.learning_rate = positive(learning_rate, "learning_rate")
        self.x, self.y = (as_matrix([as_numbers(a, name)], name)[0] for a, name in ((x, "x"), (y, "y")))
        self.V = as_matrix(V, "V", len(self.x) + 1)
        self.W = as_matrix(W, "W", len(self.V) + 1)
        if len(self.W) != len(self.y):
            raise ValueError(
                f"y has {len(self.y)} targets but W has {len(self.W)} rows; give one target for each output"
            )
        if self.loss is not squared_error and self.output is not self.loss.link:
            raise ValueError(
                f"{self.loss} takes logarithms of outputs between 0 and 1, which {self.output} does not promise; "
                f"choose output {self.loss.link} (erratum EM-13)"
            )
        self.is_slide = all(
            np.array_equal(a, b)
            for a, b in ((self.x, SLIDE_X), (self.y, SLIDE_Y), (self.V, SLIDE_V), (self.W, SLIDE_W), (self.learning_rate, SLIDE_RATE))
        )  # fmt: skip
        net = MLP(
            [Dense(self.V[:, 1:], self.V[:, 0], self.hidden), Dense(self.W[:, 1:], self.W[:, 0], self.output)]
        )
        self.trace = backprop(net, self.x[None], self.y[None], self.loss)
        first, last = self.trace.layers
        self.r, self.u, self.s, self.z = first.z[0], first.a[0], last.z[0], last.a[0]
        self.delta = last.dz[0]
        self.sums = first.da[0]
        self.slope = self.hidden.derivative(self.r, self.u)
        self.dW = np.column_stack([last.db, last.dW])
        self.dV = np.column_stack([first.db, first.dW])
        self.new_V = self.V - self.learning_rate * self.dV
        self.new_W = self.W - self.learning_rate * self.dW

    @property
    def l(self):  # noqa: E743 - the slides' letter
        """The loss."""
        return self.trace.loss

    def next(self):
        """The same example one step later: the new weights have become the old ones."""
        return ByHand(
            self.hidden, self.output, self.loss, self.learning_rate, self.x, self.y, self.new_V, self.new_W
        )

    def lines(self):
        """Every number of the step, in the order in which one computes it. Returns a list of Line."""
        p, m, K = len(self.V), len(self.x), len(self.y)
        eta, n = self.learning_rate, number
        lines = []

        def add(phase, key, formula, numbers, value):
            printed, note = self._slide(phase, key, float(value))
            lines.append(Line(phase, key, formula, numbers, float(value), printed, note))

        def weighted_sum(letter, weights, unit, source, values):
            formula = [name_of((letter, 0, unit))] + [
                f"{name_of((letter, i, unit))}·{name_of((source, i))}" for i in range(1, len(values) + 1)
            ]
            numbers = [n(weights[0], first=True)] + [f"{n(w)}·{n(a)}" for w, a in zip(weights[1:], values)]
            return " + ".join(formula), " + ".join(numbers)

        for j in range(1, p + 1):
            add("hidden", ("r", j), *weighted_sum("v", self.V[j - 1], j, "x", self.x), self.r[j - 1])
            add("hidden", ("u", j), *_applied(self.hidden, "r", j, self.r[j - 1]), self.u[j - 1])
        for k in range(1, K + 1):
            add("output", ("s", k), *weighted_sum("w", self.W[k - 1], k, "u", self.u), self.s[k - 1])
            add("output", ("z", k), *_applied(self.output, "s", k, self.s[k - 1]), self.z[k - 1])

        add("loss", ("l",), *self._loss_text(), self.l)

        for k, (y, z) in enumerate(zip(self.y, self.z), start=1):
            if self.loss is squared_error:
                slope, slope_numbers = _slope(self.output, "s", "z", k, self.s[k - 1], z)
                formula, numbers = (
                    f"−({name_of(('y', k))} − {name_of(('z', k))})",
                    f"−({n(y, True)} − {n(z)})",
                )
                if slope:
                    formula, numbers = f"{formula}·{slope}", f"{numbers}·{slope_numbers}"
            else:
                formula, numbers = f"{name_of(('z', k))} − {name_of(('y', k))}", f"{n(z, True)} − {n(y)}"
            add("delta", ("δ", k), formula, numbers, self.delta[k - 1])

        for k in range(1, K + 1):
            for j, u in enumerate((1, *self.u)):
                formula = f"{name_of(('w', j, k))} − η·{name_of(('δ', k))}·{name_of(('u', j))}"
                numbers = f"{n(self.W[k - 1, j], True)} − {n(eta)}·{n(self.delta[k - 1])}·{n(u)}"
                add("update W", ("w", j, k), formula, numbers, self.new_W[k - 1, j])
        for j in range(1, p + 1):
            formula = " + ".join(f"{name_of(('δ', k))}·{name_of(('w', j, k))}" for k in range(1, K + 1))
            numbers = " + ".join(f"{n(self.delta[k], k == 0)}·{n(self.W[k, j])}" for k in range(K))
            add("sums", ("Σ", j), formula, numbers, self.sums[j - 1])
            slope, slope_numbers = _slope(self.hidden, "r", "u", j, self.r[j - 1], self.u[j - 1])
            add("sums", ("g'", j), slope or "1", slope_numbers or "1", self.slope[j - 1])
        for j in range(1, p + 1):
            for i, x in enumerate((1, *self.x)):
                formula = f"{name_of(('v', i, j))} − η·g′(r{name_of(('', j))})·{name_of(('x', i))}·{name_of(('Σ', j))}"
                numbers = f"{n(self.V[j - 1, i], True)} − {n(eta)}·{n(self.slope[j - 1])}·{n(x)}·{n(self.sums[j - 1])}"
                add("update V", ("v", i, j), formula, numbers, self.new_V[j - 1, i])

        after = self.next()
        for k in range(1, K + 1):
            add(
                "after",
                ("z", k),
                f"f({name_of(('s', k))}ⁿᵉʷ)",
                _applied(self.output, "s", k, after.s[k - 1])[1],
                after.z[k - 1],
            )
        add("after", ("l",), "as above", after._loss_text()[1], after.l)
        return lines

    def _loss_text(self):
        pairs = list(enumerate(zip(self.y, self.z), start=1))
        if self.loss is squared_error:
            formula = " + ".join(f"({name_of(('y', k))} − {name_of(('z', k))})²" for k, _ in pairs)
            numbers = " + ".join(f"({number(y, True)} − {number(z)})²" for _, (y, z) in pairs)
            return f"½ [{formula}]", f"½ [{numbers}]"
        formula = "−Σₖ [yₖ ln zₖ + (1 − yₖ) ln(1 − zₖ)]"
        terms = [f"{number(y)}·ln {number(z)} + {number(1 - y)}·ln {number(1 - z)}" for _, (y, z) in pairs]
        return formula, f"−[{' + '.join(terms)}]"

    def _slide(self, phase, key, value):
        """The number that the slides print for this line, and what to say if it differs from ours."""
        if not self.is_slide or phase in ("loss", "after"):
            return None, ""
        forward = phase in ("hidden", "output")
        printed = (FORWARD_SLIDES if forward else BACKWARD_SLIDES).get(key)
        identity_output = self.output is identity
        if printed is None or self.hidden not in (identity, tanh):
            return None, ""
        if not identity_output and (key[0] == "z" or not forward):
            return None, ""
        if (round(value, 2) if forward else round(value, 9)) == printed:
            return printed, ""
        if forward and self.hidden is identity:
            return printed, "EM-4: the forward slides are another network, with tanh hidden units"
        if forward:
            return printed, "EM-2: tanh 2 = 0.964028 rounds to 0.96" if key == (
                "u",
                2,
            ) else "EM-2: follows from 0.97"
        if self.hidden is identity:
            return printed, "EM-3: 1 − 0.1·(−1)·1 is 1.1"
        return printed, "EM-4: the backward slides are another network, with identity hidden units"

    def settings(self):
        """One line that names the network."""
        return (
            f"{self.hidden} hidden units, {self.output} outputs, {self.loss}, η = {self.learning_rate:g}, "
            f"x = {_vector(self.x)}, y = {_vector(self.y)}"
        )

    def _rows(self):
        """(phase, symbol, formula, numbers, value, slide, note) as text; a note is spelled out where it first applies."""
        told = set()
        for line in self.lines():
            code, _, reason = line.note.partition(": ")
            slide = "" if line.printed is None else f"{number(line.printed, True)} {code}".rstrip()
            note = f"{code}: {reason}" if code and line.note not in told else ""
            told.add(line.note)
            numbers = "" if line.numbers == line.formula else line.numbers
            yield line.phase, line.symbol, line.formula, numbers, number(line.value, True), slide, note

    def __str__(self):
        rows = [(phase, symbol, " = ".join(filter(None, (formula, numbers))), value, slide, note)
                for phase, symbol, formula, numbers, value, slide, note in self._rows()]  # fmt: skip
        w = [max(len(row[i]) for row in rows) for i in (1, 2, 3)]
        out, now = [self.settings()], None
        for phase, symbol, text, value, slide, note in rows:
            if phase != now:
                now = phase
                out += ["", PHASES[phase]]
            slide = f"  slide: {slide}" if slide else ""
            out.append(f"  {symbol:<{w[0]}} = {text:<{w[1]}} = {value:<{w[2]}}{slide}".rstrip())
            out += [f"  {'':<{w[0]}}   ^ {note}"] if note else []
        return "\n".join(out)

    def _repr_html_(self):
        left = "style='text-align:left'"
        head = "".join(f"<th {left}>{h}</th>" for h in ("", "formula", "with numbers", "value", "slide"))
        body, now = [], None
        for phase, *cells, note in self._rows():
            if phase != now:
                now = phase
                body.append(f"<tr><th colspan='5' {left}>{escape(PHASES[phase])}</th></tr>")
            tds = [f"<td {left}>{escape(cell)}" for cell in cells]
            tds[-1] += f"<br><em>{escape(note)}</em>" if note else ""
            body.append("<tr>" + "".join(td + "</td>" for td in tds) + "</tr>")
        return f"<p>{escape(self.settings())}</p><table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"

    def __repr__(self):
        return f"ByHand({self.settings()})"


def _vector(a):
    return "[" + ", ".join(number(v, True) for v in np.ravel(a)) + "]"


def _applied(activation, source, index, z):
    """The formula f(s_k) and the same with numbers."""
    name = name_of((source, index))
    if activation is identity:
        return name, number(z, True)
    return f"{activation.name}({name})", f"{activation.name}({number(z, True)})"


def _slope(activation, source, result, index, z, a):
    """The derivative as the lectures write it, and with numbers; empty where it is 1 for every input."""
    name, out = name_of((source, index)), name_of((result, index))
    if activation is identity:
        return "", ""
    if activation is sigmoid:
        return f"{out}·(1 − {out})", f"{number(a, True)}·(1 − {number(a)})"
    if activation is tanh:
        return f"(1 − {out}²)", f"(1 − {number(a)}²)"
    if activation is relu:
        return f"[{name} > 0]", f"[{number(z, True)} > 0]"
    letter = "g" if source == "r" else "f"
    return f"{letter}′({name})", f"{activation.name}′({number(z, True)})"


VARIANTS = {
    "(i) identity, identity": dict(hidden="identity", output="identity", loss="squared_error"),
    "(ii) tanh, identity": dict(hidden="tanh", output="identity", loss="squared_error"),
    "(iii) tanh, sigmoid": dict(hidden="tanh", output="sigmoid", loss="squared_error"),
    "(iv) tanh, sigmoid, cross-entropy": dict(hidden="tanh", output="sigmoid", loss="binary_cross_entropy"),
}


class FourColumns:
    """The worked example in its four readings, side by side: the table to check homework against."""

    def __init__(self):
        self.examples = {name: ByHand(**settings) for name, settings in VARIANTS.items()}

    def rows(self):
        """Pairs of a quantity's name and its value in each reading."""
        quantities = {
            "r": lambda e: e.r, "u": lambda e: e.u, "s": lambda e: e.s, "z": lambda e: e.z, "l": lambda e: e.l,
            "δ": lambda e: e.delta, "Σₖ δₖ wⱼₖ": lambda e: e.sums, "g′(r)": lambda e: e.slope,
            "new w₀₁ w₁₁ w₂₁": lambda e: e.new_W[0], "new w₀₂ w₁₂ w₂₂": lambda e: e.new_W[1],
            "new v₀₁ v₁₁ v₂₁": lambda e: e.new_V[0], "new v₀₂ v₁₂ v₂₂": lambda e: e.new_V[1],
            "z after the step": lambda e: e.next().z, "l after the step": lambda e: e.next().l,
        }  # fmt: skip
        return [(name, [get(e) for e in self.examples.values()]) for name, get in quantities.items()]

    def _cells(self):
        return [
            (name, [", ".join(number(v, True) for v in np.ravel(a)) for a in row])
            for name, row in self.rows()
        ]

    def __str__(self):
        table = [("", list(self.examples)), *self._cells()]
        widths = [max(len(row[i]) for _, row in table) for i in range(len(self.examples))]
        left = max(len(name) for name, _ in table)
        return "\n".join(
            (f"{name:<{left}}  " + "  ".join(f"{cell:<{w}}" for cell, w in zip(row, widths))).rstrip()
            for name, row in table
        )

    def _repr_html_(self):
        head = "".join(f"<th style='text-align:left'>{escape(name)}</th>" for name in ("", *self.examples))
        body = "".join(
            f"<tr><th style='text-align:left'>{escape(name)}</th>"
            + "".join(f"<td style='text-align:left'>{escape(cell)}</td>" for cell in row) + "</tr>"
            for name, row in self._cells()
        )  # fmt: skip
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def __repr__(self):
        return "FourColumns(" + "; ".join(self.examples) + ")"
