"""One gradient step of a network with one hidden layer, written out number by number.

Notation, as on the Melbourne workshop slides: inputs x_i, hidden sums r_j, hidden outputs
u_j = g(r_j), output sums s_k, outputs z_k = f(s_k), targets y_k, loss l, weights v_ij into hidden
unit j and w_jk into output k, index 0 the bias. V and W store one row per unit, bias first, so
V[j-1, i] is v_ij. Every value comes from `backprop`.
"""

import textwrap
from itertools import groupby

import numpy as np

from ..activations import get_activation, softmax
from ..layers import Dense
from ..losses import get_loss, squared_error
from ..network import MLP, backprop
from ..tables import html_table, number, text_columns
from ..validation import as_matrix, as_numbers, positive
from . import slides
from .lines import PHASES, after, backward, forward


class ByHand:
    """The worked example, or any other with one hidden layer; shows itself as a table.

    hidden, output : activations, by name or object.
    loss : "squared_error"; "binary_cross_entropy" with sigmoid outputs; "softmax_cross_entropy"
    with softmax outputs.
    learning_rate : eta > 0.
    x : (m,). y : (K,) targets.
    V : (p, m + 1) and W : (K, p + 1), one row per unit, bias first.
    through_new_weights : True makes the mistake the workshop warns of, and sends the error back
    through the updated W.

    Raises ValueError if shapes, or loss and output, do not fit, and if the step is too large.
    Attributes r, u, s, z, l, delta, sums, slope, dV, dW, new_V, new_W are the numbers of the step.
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
        self.V, self.W = as_matrix(V, "V"), as_matrix(W, "W")
        for name, weights, n, those in (
            ("V", self.V, len(self.x), "inputs"),
            ("W", self.W, len(self.V), "hidden units, the rows of V"),
        ):
            if weights.shape[1] != n + 1:
                raise ValueError(
                    f"{name} has {weights.shape[1]} columns, expected {n + 1}: the bias first, then one weight "
                    f"for each of the {n} {those}; pass {name} with shape ({len(weights)}, {n + 1})"
                )
        if len(self.W) != len(self.y):
            targets = f"{len(self.y)} target{'s' * (len(self.y) > 1)}"
            raise ValueError(f"y has {targets} but W has {len(self.W)} rows; give one target for each output")
        if self.loss is not squared_error and self.output is not self.loss.link:
            raise ValueError(
                f"{self.loss} takes logarithms of outputs between 0 and 1, which {self.output} does "
                f"not promise; choose output {self.loss.link} (erratum EM-13)"
            )
        if self.hidden is softmax:
            raise ValueError(
                "a softmax hidden unit depends on the sums of all others, so it has no slope g′ of its own "
                "to write down; choose hidden tanh, sigmoid or relu"
            )
        self.is_slide = (
            np.array_equal(self.x, slides.X)
            and np.array_equal(self.y, slides.Y)
            and np.array_equal(self.V, slides.V)
            and np.array_equal(self.W, slides.W)
            and self.learning_rate == slides.RATE
        )
        self.through_new_weights = through_new_weights
        with np.errstate(over="ignore", invalid="ignore"):
            self._step()
        if not all(np.isfinite(a).all() for a in (self.l, self.delta, self.new_W, self.new_V)):
            raise ValueError(
                "the step is too large: its numbers are beyond those of the computer; "
                "use a smaller learning rate, or smaller inputs and weights"
            )

    def _step(self):
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
        self.sent_back_through = self.new_W if self.through_new_weights else self.W
        if self.through_new_weights:
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
        for line in (*forward(self), *backward(self), *after(self)):
            if self.is_slide and not self.through_new_weights:
                shown = slides.printed(self.hidden, self.output, line.phase, line.key, line.value)
                line = line._replace(printed=shown[0], note=shown[1])
            lines.append(line)
        return lines

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

    def text(self, width=None):
        """The step as text. What does not fit into `width` characters stands below one another instead:
        formula, numbers, value.
        """
        rows = list(self._rows())
        cells = [
            (f"  {name}", " = ".join(filter(None, [f, numbers])), v) for _, name, f, numbers, v, *_ in rows
        ]
        lines, head = text_columns(cells, " = "), self.settings()
        edge = max(map(len, lines))
        if width and edge + self.is_slide * len("  slide: 0.76 EM-4") > width:
            lines = [_stacked(f"  {name}", *ways) for _, name, *ways, _, _ in rows]
            head, edge = textwrap.fill(head, width), len(_stacked("", "−0.123456"))
        out, texts = [head], iter(lines)
        for phase, group in groupby(rows, key=lambda row: row[0]):
            out += ["", PHASES[phase]]
            for *_, slide, note in group:
                above, newline, last = next(texts).rpartition("\n")
                out.append(above + newline + (f"{last:<{edge}}  slide: {slide}" if slide else last))
                out += [f"         ^ {note}"] if note else []
        return "\n".join(out)

    def __str__(self):
        return self.text()

    def _repr_html_(self):
        rows = []
        for phase, group in groupby(self._rows(), key=lambda row: row[0]):
            rows.append(PHASES[phase])
            rows += [(*cells, (slide, note)) for _, *cells, slide, note in group]
        head = ("", "formula", "with numbers", "value", "slide")
        return f"<p>{self.settings()}</p>" + html_table(head, rows)

    def __repr__(self):
        return f"ByHand({self.settings()})"


def _stacked(name, *ways):
    """A line of the table as several: the name, and what it equals one below the other."""
    ways = dict.fromkeys(filter(None, ways))  # "= 1 = 1" says it once
    return "\n".join(f"{'' if k else name:<8} = {way}" for k, way in enumerate(ways))


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

    def text(self, width=None):
        """The table as text: as many columns beside one another as fit into `width` characters."""
        rows = [("", *self.examples), *self._rows()]
        for beside in (4, 2, 1):
            groups = [range(k, k + beside) for k in range(1, 5, beside)]
            tables = [text_columns([(row[0], *(row[k] for k in group)) for row in rows]) for group in groups]
            if not width or max(len(line) for table in tables for line in table) <= width:
                break
        return "\n\n".join("\n".join(table) for table in tables)

    def __str__(self):
        return self.text()

    def _repr_html_(self):
        return html_table(("", *self.examples), self._rows())

    def __repr__(self):
        return f"FourColumns({'; '.join(self.examples)})"
