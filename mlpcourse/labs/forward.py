"""Lab of chapter 09: a forward pass, number by number, through a network of any layer sizes."""

import textwrap
from itertools import pairwise

import ipywidgets as w

from ..lectures.forward import FORMULAS, example, forward_pass
from ..lectures.lines import name
from ..plots.network import SHORT, NetworkDiagram, edges_of, has_room, keys_of, nearest, titles_of
from ..tables import number
from .base import Lab
from .controls import STYLE, WIDE, LayerSizes, choice, slider

PANEL = 0.27  # height of the text below the network, as a part of the picture
CHAPTER = dict(sizes=(2, 3, 1), hidden="tanh", output="identity", formula="corrected")


class ForwardLab(Lab):
    """Walk through a forward pass, one number a step: each unit's sum, then its output."""

    title = "A forward pass, one number at a time"
    question = "Before each step: will the next number be positive or negative?"
    size = (7.4, 4.2)
    time = "step"
    pace = 0.9  # time to read a line
    presets = {  # noqa: RUF012
        "chapter": CHAPTER,
        "straight": CHAPTER | dict(hidden="identity"),
        "sigmoid hidden": CHAPTER | dict(hidden="sigmoid"),
        "printed deep formula": CHAPTER | dict(formula=FORMULAS[1]),
    }
    storyboard = (dict(step=0), dict(step=3), dict(step=6))

    def build(self):
        return {
            "step": slider("step", 0, 0, 24),
            "sizes": LayerSizes((3, 2, 2), most=4, largest=4),
            "hidden": choice("hidden units", ["tanh", "sigmoid", "relu", "identity"]),
            "output": choice("output units", ["identity", "sigmoid", "tanh"]),
            "formula": choice("formula", FORMULAS),
            "count": w.Checkbox(False, description="count the parameters", layout=WIDE, style=STYLE),
        }

    def last(self):
        return 2 * sum(self.values["sizes"][1:])

    def draw(self, fig, sizes):
        ax = fig.add_axes((0.01, PANEL, 0.98, 0.99 - PANEL))
        self.layers = keys_of(sizes)
        self.diagram = NetworkDiagram(self.layers, edges_of(sizes), ax, titles_of(sizes), SHORT)
        ink = self.theme.ink
        self.heading = fig.text(
            0.03, PANEL - 0.02, "", color=self.theme.accent, fontsize=11, weight="bold", va="top"
        )
        self.body = fig.text(
            0.03, PANEL - 0.085, "", color=ink, fontsize=10, va="top", family="monospace", linespacing=1.3
        )
        self.artists += [*self.diagram.artists, self.heading, self.body]

    def move(self, step, sizes, hidden, output, formula, count):
        net, x = example(sizes, hidden, output)
        lines = forward_pass(net, x, formula)
        step = min(step, len(lines))
        known = {line[:3]: line.value for line in lines[:step]}
        now = lines[step - 1] if step else None
        active = _active(now, sizes)
        self.diagram.show(_units(self.layers, x, known), _weights(net, active), active, _settled(net, known))
        rows, said = self._words(now)
        self.heading.set_text(rows[0])
        self.body.set_text("\n".join(rows[1:]))
        said = f"Step {step} of {len(lines)}. {said}"
        if count:
            terms = " + ".join(f"({m} + 1)·{k}" for m, k in pairwise(sizes))
            said += f" Parameters: {terms} = {net.n_parameters}."
        return said

    def _words(self, now):
        """The rows below the drawing, a heading first, and the same as a sentence."""
        v = self.values
        if now is None:
            settings = f"{v['hidden']} hidden units, {v['output']} outputs"
            if v["formula"] != FORMULAS[0]:
                settings += f"; formula {v['formula']}"
            start = "Given: an input, and all weights"
            return [start, settings, "Predict z₁⁽¹⁾."], f"{start}; {settings}. Predict z₁⁽¹⁾."
        layer = "output layer" if now.layer == len(v["sizes"]) - 1 else "hidden layer"
        heading = f"Layer {now.layer} ({layer}), unit {now.unit}: {'sum' if now.letter == 'z' else 'output'}"
        value = number(now.value, True)
        ways = list(dict.fromkeys([now.formula, now.numbers, value]))  # "= 1 = 1" says it once
        indent = " " * len(now.symbol)
        rows = [heading]
        for start, way in zip([now.symbol, *[indent] * len(ways)], ways):
            first, *others = textwrap.wrap(way, 76, break_long_words=False)
            rows += [f"{start} = {first}", *(f"{indent}   {other}" for other in others)]
        said = f"{heading}: {now.symbol} = " + " = ".join(dict.fromkeys([now.formula, value])) + "."
        if v["formula"] == FORMULAS[1] and now.letter == "z" and now.layer > 1:
            said += " As printed, f stands around every product (EH-1)."
        if v["formula"] == FORMULAS[2] and now.letter == "a" and now.layer < len(v["sizes"]) - 1:
            said += " As printed, the hidden unit does not bend its sum (EH-2)."
        return rows, said

    def pointer(self, kind, x, y):
        """A click on a unit jumps to the step that computes its output."""
        if kind == "down" and y > PANEL:
            layer, unit = nearest(self.layers, *self.at(self.diagram.ax, x, y))
            if layer and unit:
                self.set(step=2 * (sum(self.values["sizes"][1:layer]) + unit))


def _units(layers, x, known):
    """The texts on the units, "?" for what is not known yet."""

    def value(layer, unit, letter):
        key = (layer, unit, letter)
        return f"{name(letter, unit)} = " + (_short(known[key]) if key in known else "?")

    texts = {}
    for layer, unit in (key for column in layers for key in column):
        if unit == 0:
            texts[layer, unit] = "1"
        elif layer == 0:
            texts[layer, unit] = f"{name('x', unit)} = {_short(x[unit - 1])}"
        else:
            texts[layer, unit] = f"{value(layer, unit, 'z')}\n{value(layer, unit, 'a')}"
    return texts


def _weights(net, active):
    """The number on every connection; in a large network only on those that the step is about."""
    edges = edges_of(net.sizes)
    texts, everywhere = {}, has_room(edges)
    for edge in edges:
        (layer, i), (_, j) = edge
        W, b = net.layers[layer].W, net.layers[layer].b
        shown = everywhere or edge in active
        texts[edge] = _short(W[j - 1, i - 1] if i else b[j - 1]) if shown else ""
    return texts


def _short(value):
    """A number that fits in the drawing, with a real minus sign."""
    return number(round(float(value), 4), True)


def _active(line, sizes):
    """The unit that the step is about; for a sum, the connections into it too."""
    if line is None:
        return set()
    unit = line.layer, line.unit
    edges = {edge for edge in edges_of(sizes) if edge[1] == unit}
    return {unit} | (edges if line.letter == "z" else set())


def _settled(net, known):
    """Units whose output is known, and everything that is given."""
    given = {(0, i) for i in range(net.sizes[0] + 1)} | {(k, 0) for k in range(len(net.sizes))}
    return given | set(edges_of(net.sizes)) | {key[:2] for key in known if key[2] == "a"}
