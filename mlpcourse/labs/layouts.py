"""Lab of chapter 09: where each lecture keeps the numbers of one layer."""

from html import escape

import numpy as np

from ..lectures.forward import example
from ..lectures.lines import name
from ..tables import CELL, TABLE, number
from .controls import choice
from .text import TextLab

PLAIN = CELL + ";padding-left:8px"
MARKED = PLAIN + ";font-weight:bold;background:rgba(0, 114, 178, 0.25)"
SIDE = "display:flex;gap:1.5em"
LAYOUTS = {  # rows of the table, where the biases are, the sums of a layer
    "ours": ("units", "apart", "z = W x + b; all samples: X Wᵀ + b"),
    "Tsinghua": ("units", "apart", "u = W y + b, with columns y"),
    "ASU": ("units", "apart", "Z = W A + b, with a column of A for each sample"),
    "Melbourne": ("units", "first", "r = V x, with x₀ = 1"),
    "Anand": ("inputs", "apart", "zᵢ = w₀ᵢ + Σⱼ xⱼ wⱼᵢ"),
    "NUS": ("inputs", "first", "f = Wᵀ x, with x₀ = 1"),
}


class LayoutLab(TextLab):
    """One layer as the table that each lecture makes of it; the numbers of one unit are marked."""

    title = "Five tables, one layer"
    question = "Where in the table stands what one unit hears: in a row or a column, and where is its bias?"

    def build(self):
        return {"lecture": choice("lecture", list(LAYOUTS)), "unit": choice("unit", {"1": 1, "2": 2, "3": 3})}

    def text(self, lecture, unit):
        net, x = example()
        layer, last = net.layers
        rows, bias, formula = LAYOUTS[lecture]
        table, inputs, sources = layer.W, x, [name("x", i) for i in (1, 2)]
        if bias == "first":
            table, inputs, sources = np.column_stack([layer.b, table]), [1, *x], ["1", *sources]
        by_units, units = rows == "units", [f"unit {j}" for j in (1, 2, 3)]
        marked = np.full(table.shape, np.arange(1, 4)[:, None] == unit)
        if by_units:
            sums, html = table @ inputs, _table(sources, units, table, marked)
        else:
            table = table.T
            sums, html = inputs @ table, _table(units, sources, table, marked.T)
        if bias == "apart":
            sums = sums + layer.b
            b, here = layer.b[:, None], marked[:, :1]
            html += _table(["bias"], units, b, here) if by_units else _table(units, ["bias"], b.T, here.T)
        z, y = sums[unit - 1], (last.W @ layer.activation(sums) + last.b)[0]
        place = "row" if by_units else "column"
        kept = f"the first of the {place}" if bias == "first" else "kept apart"
        shape = "×".join(map(str, table.shape))
        said = (
            f"A table of {shape} ({lecture}): unit {unit} is a {place}, its bias {kept}. At x = (0.5, −1) "
            f"its sum is {number(z, True)}, and the output of the network {number(y, True)}."
        )
        return f"<p>{escape(formula)}</p><div style='{SIDE if by_units else ''}'>{html}</div>", said


def _table(head, names, table, marked):
    """A table of numbers as HTML, some of them marked."""
    titles = "".join(f"<th style='{PLAIN}'>{title}</th>" for title in head)
    rows = [f"<th style='{CELL}'></th>{titles}"]
    for title, values, marks in zip(names, table, marked):
        cells = [
            f"<td style='{MARKED if m else PLAIN}'>{number(v, True)}</td>" for v, m in zip(values, marks)
        ]
        rows.append(f"<th style='{CELL}'>{title}</th>{''.join(cells)}")
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table style='{TABLE}'>{body}</table>"
