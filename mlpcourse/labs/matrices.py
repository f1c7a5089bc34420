"""Lab of chapter 12: a batch forwards and backwards, one matrix product a step, with every shape."""

import numpy as np
from matplotlib.patches import Rectangle

from ..lectures.matrices import ASU, SHEET, STEPS, low
from ..tables import number, rounded
from .base import Lab
from .controls import choice, slider
from .page import minus

BATCHES = {"asu": ASU, "line": ASU, "sheet": SHEET}
HEIGHT, SIGN = 0.2, 0.3  # of a row of a matrix, and the width of a sign between two, in inches
MIDDLE = 0.62  # inches from below at which the matrices are centred
CELLS = 64  # entries in sight at most


PLACES = {  # of the arrays in the map, in inches
    "X": (0.55, 3.8), "Z1": (2.55, 3.8), "A1": (3.95, 3.8), "Z2": (5.95, 3.8), "A2": (7.0, 3.8),
    "L": (8.0, 3.8), "Δ1": (2.55, 2.85), "S1": (3.95, 2.85), "Δ2": (5.95, 2.85),
    "dW1": (2.0, 2.05), "db1": (3.1, 2.05), "dW2": (5.4, 2.05), "db2": (6.5, 2.05),
}  # fmt: skip
ARROWS = (
    ("X", "Z1", "W1 b1"), ("Z1", "A1", "f"), ("A1", "Z2", "W2 b2"), ("Z2", "A2", "σ"), ("A2", "L", ""),
    ("L", "Δ2", ""), ("Δ2", "S1", "W2"), ("S1", "Δ1", "⊙ f′"),
    ("Δ1", "dW1", ""), ("Δ1", "db1", ""), ("Δ2", "dW2", ""), ("Δ2", "db2", ""),
)  # fmt: skip
SLOPES = {"asu": "A₁ ⊙ (1 − A₁)", "line": "A₁", "sheet": "1 − A₁²"}


class MatrixStepper(Lab):
    """The forward and the backward pass of a small network as twelve steps, in rows or in columns."""

    title = "Backpropagation, one product at a time"
    question = "Before each step, say the shape of its result: which two arrays must it fit?"
    size = (8.5, 4.15)
    time = "step"
    pace = 1.2
    storyboard = (dict(step=0), dict(step=1, entry=6))
    presets = {
        "ASU, columns": dict(layout="columns", reduction="sum"),
        "the intermediate line": dict(layout="columns", reduction="sum", example="line", step=11),
        "worksheet": dict(example="sheet"),
    }

    def build(self):
        return {
            "step": slider("step", 0, 0, len(STEPS)),
            "layout": choice("samples are", {"rows (this course)": "rows", "columns (ASU)": "columns"}),
            "reduction": choice("loss is the", ["mean", "sum"]),
            "entry": slider("entry in sight", 1, 1, 20),
            "example": choice("network", {"ASU's 3-4-1": "asu", "3-4-1, intermediate line": "line",
                                          "worksheet, 2-3-1": "sheet"}),
        }  # fmt: skip

    def arrays(self, layout, reduction, example):
        """{name: array} of both passes; the intermediate line has A1 for the slope."""
        return BATCHES[example].arrays(layout, reduction, ASU.A1 if example == "line" else None)

    def draw(self, fig, layout, example):
        theme, arrays = self.theme, self.arrays(layout, "mean", example)
        width, height = self.size
        ax = fig.add_axes((0, 0, 1, 1))
        ax.set(xlim=(0, width), ylim=(0, height))
        ax.axis("off")
        for start, end, words in ARROWS:
            (x0, y0), (x1, y1) = PLACES[start], PLACES[end]
            shrink = 26 if y0 == y1 else 15
            ax.annotate(
                "", (x1, y1), (x0, y0), zorder=1,
                arrowprops=dict(arrowstyle="-|>", shrinkA=shrink, shrinkB=shrink, color=theme.muted, linewidth=1.4),
            )  # fmt: skip
            on_arrow = (
                words
                if words[:1] in ("f", "σ", "⊙")
                else "\n".join(f"{low(name)} {arrays[name].shape}" for name in words.split())
            )
            ax.text((x0 + x1) / 2, y0 + 0.05, on_arrow, ha="center", va="bottom", fontsize=8, color=theme.ink)
        for place, (x, y) in PLACES.items():
            name = "A0" if place == "X" and layout == "columns" else place
            shape = "number" if name == "L" else arrays[name].shape
            ax.text(
                x, y, f"{low(name)}\n{shape}", ha="center", va="center", fontsize=8.5, color=theme.ink,
                bbox=dict(boxstyle="round,pad=0.3", facecolor=theme.paper, edgecolor=theme.muted), zorder=2,
            )  # fmt: skip
        self.active = Rectangle((0, 0), 0.72, 0.54, fill=False, linewidth=3)
        ax.add_patch(self.active)
        write = dict(va="center", color=theme.ink)
        self.cells = [ax.text(0, 0, "", fontsize=7.6, ha="right", **write) for _ in range(CELLS)]
        self.names = [ax.text(0, 0, "", fontsize=8.5, ha="center", **write) for _ in range(4)]
        self.signs = [ax.text(0, 0, "", fontsize=11, ha="center", **write) for _ in range(3)]
        colors = (*theme.colors[:3], theme.muted)
        self.lights = [Rectangle((0, 0), 0, 0, color=color, alpha=0.3, linewidth=0) for color in colors]
        for light in self.lights:
            ax.add_patch(light)
        self.summary = ax.text(
            width / 2, MIDDLE + 0.1, _summary(layout), ha="center", va="center", fontsize=9.5, color=theme.ink,
            linespacing=1.8,
        )  # fmt: skip
        self.artists += [self.summary, *self.lights, self.active, *self.cells, *self.names, *self.signs]

    def move(self, step, layout, reduction, entry, example):
        arrays, batch = self.arrays(layout, reduction, example), BATCHES[example]
        self._light(STEPS[step - 1].name if step else "")
        self.summary.set_visible(step == 0)
        if step == 0:
            given = "A0" if layout == "columns" else "X"
            self._write([], [], [], [])
            return (
                f"Step 0 of {len(STEPS)}, shapes only: samples are {layout}, {low(given)} is {arrays[given].shape}, "
                f"and {batch.net.n_parameters} numbers are learned. Every gradient has the shape of its weights. "
                "Say the shape of Z₁."
            )
        now = STEPS[step - 1]
        names, signs = now.parts(layout)[::2], now.parts(layout)[1::2]
        operands, result = [_array(arrays, name) for name in names], arrays[now.name]
        where = np.unravel_index(min(entry, result.size) - 1, result.shape)
        lit = now.made_of(layout, *((0, *where) if result.ndim == 1 else where))
        shown = [SLOPES[example] if name == "f′" else low(name.replace(".T", "ᵀ")) for name in names]
        self._write(
            [*operands, result], [*shown, low(now.name)], [*signs, "=" if signs[:1] == ["@"] else "→"], lit
        )

        parts = [np.atleast_2d(table)[at].ravel() for table, at in zip(operands, lit)]
        formula, terms = self._formula(now, shown, signs, parts, len(batch.X), reduction, batch.hidden)
        shapes = " @ ".join(str(table.shape) for table in operands[:2]) if "@" in signs else ""
        place = ", ".join(str(k) for k in where)
        value = rounded(result[where])
        return (
            f"Step {step} of {len(STEPS)}: {low(now.name)} = {formula}"
            + (f", a matrix product {shapes} = {result.shape}" if shapes else f", of shape {result.shape}")
            + f". Entry [{place}] is {terms} = {value}."
            + self._verdict(now.name, result, batch, reduction)
        )

    def _formula(self, now, shown, signs, parts, N, reduction, hidden):
        """A step in symbols, and its entry in sight with numbers."""
        numbers = [[rounded(v) for v in part] for part in parts]
        if now.kind == "sum":
            return f"{shown[0]} added up over the samples", " + ".join(map(_bracket, numbers[0]))
        if now.kind == "product":
            factors = zip(*(map(_bracket, part) for part in numbers[:2]))
            terms = " + ".join(f"{a}·{b}" for a, b in factors)
            bias = f" + {_bracket(numbers[2][0])}" if "+" in signs else ""
            return " ".join(shown[:2]) + (f" + {shown[2]}" if "+" in signs else ""), terms + bias
        first = numbers[0][0]
        if now.name in ("A1", "A2"):
            f = "tanh" if (now.name, hidden) == ("A1", "tanh") else "σ"
            return f"{f}({shown[0]})", f"{f}({first})"
        second = numbers[1][0]
        if now.name == "Δ1":
            return f"{shown[0]} ⊙ {shown[1]}, entry by entry", f"{first}·{_bracket(second)}"
        if now.name == "L":
            return (
                "−T ln A₂ − (1 − T) ln(1 − A₂), row by row",
                f"−ln {first}" if second == "1" else f"−ln(1 − {first})",
            )
        if reduction == "sum":
            return "A₂ − T", f"{first} − {second}"
        return f"(A₂ − T)/{N}", f"({first} − {second})/{N}"

    def _verdict(self, name, result, batch, reduction):
        """What the loss is in one number, and whether a gradient agrees with central differences."""
        if name == "L":
            total = result.mean() if reduction == "mean" else result.sum()
            return f" The {reduction} is {rounded(total)}."
        if name[0] != "d":
            return ""
        slopes = batch.slopes(name, reduction)
        gap = float(np.abs(result.reshape(slopes.shape) - slopes).max())
        if gap < 1e-8:
            return " Central differences agree."
        return f" Central differences disagree, by up to {number(round(gap, 4))}: this is not the gradient."

    def _light(self, name):
        """Set off the array of that name in the map."""
        self.active.set_visible(bool(name))
        if name:
            x, y = PLACES[name]
            color = self.theme.colors[name[0] in "ΔSd"]  # backward is the second colour
            self.active.set(xy=(x - 0.36, y - 0.27), edgecolor=color)

    def _write(self, arrays, names, signs, lit):
        """Write matrices side by side with their names, shapes and signs, and light up what makes one entry."""
        tables = [_texts(np.atleast_2d(array)) for array in arrays]
        entries = [max(0.06 * len(text) + 0.12 for row in table for text in row) for table in tables]
        widths = [max(entry * len(table[0]), 0.95) for entry, table in zip(entries, tables)]
        x = (self.size[0] - sum(widths) - SIGN * (len(tables) - 1)) / 2
        cells = iter(self.cells)
        for k, (table, entry, width) in enumerate(zip(tables, entries, widths)):
            left, top = x + (width - entry * len(table[0])) / 2, MIDDLE + HEIGHT * len(table) / 2
            for i, row in enumerate(table):
                for j, text in enumerate(row):
                    place = left + entry * (j + 1) - 0.05, top - HEIGHT * (i + 0.5)
                    next(cells).set(position=place, text=text, visible=True)
            self.names[k].set(position=(x + width / 2, MIDDLE + 0.66), text=f"{names[k]} {arrays[k].shape}")
            rows, columns = range(len(table))[lit[k][0]], range(len(table[0]))[lit[k][1]]
            self.lights[k].set(
                xy=(left + entry * columns[0], top - HEIGHT * (rows[-1] + 1)),
                width=entry * len(columns), height=HEIGHT * len(rows),
            )  # fmt: skip
            if signs[k : k + 1]:
                self.signs[k].set(position=(x + width + SIGN / 2, MIDDLE), text=signs[k])
            x += width + SIGN
        for texts, used in ((self.names, len(tables)), (self.signs, len(signs)), (self.lights, len(tables))):
            for k, artist in enumerate(texts):
                artist.set_visible(k < used)
        for unused in cells:
            unused.set_visible(False)


def _summary(layout):
    """The forward pass in one look, and what to ask about the way back."""
    Z1, Z2 = (_symbols(STEPS[k].parts(layout)) for k in (0, 2))
    gap = " " * 6
    forward = f"Z₁ = {Z1}{gap}A₁ = f(Z₁){gap}Z₂ = {Z2}{gap}A₂ = σ(Z₂)"
    return f"Forward:{gap}{forward}\nBack: which products of these arrays have the shapes of dW₁ and dW₂?"


def _symbols(parts):
    """The parts of a step as one writes them: ["X", "@", "W1.T"] is X W₁ᵀ."""
    return " ".join(low(part.replace(".T", "ᵀ")) for part in parts if part != "@")


def _array(arrays, name):
    """The array of that name; "W1.T" is the transpose of "W1"."""
    return arrays[name[:-2]].T if name.endswith(".T") else arrays[name]


def _bracket(text):
    return f"({text})" if text.startswith("−") else text


def _texts(table):
    """A table's numbers as text, all with as many decimals as the longest needs, four at most."""
    decimals = next(k for k in range(5) if k == 4 or np.array_equal(table.round(k), table.round(4)))
    return [[minus(f"{value:.{decimals}f}") for value in row] for row in table]
