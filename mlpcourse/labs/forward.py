"""Lab of chapter 09: a forward pass, number by number, through a network of any layer sizes."""

from itertools import pairwise

from ..lectures.forward import FORMULAS, example, forward_pass
from ..lectures.lines import name
from ..plots.network import SHORT, edges_of, has_room, keys_of, titles_of
from ..tables import rounded
from .controls import LayerSizes, choice, slider, tick
from .walk import NetworkWalk, written_out

CHAPTER = dict(sizes=(2, 3, 1), hidden="tanh", output="identity", formula="corrected")


class ForwardLab(NetworkWalk):
    """Walk through a forward pass, one number a step: each unit's sum, then its output."""

    title = "A forward pass, one number at a time"
    question = "Before each step: will the next number be positive or negative?"
    presets = {
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
            "count": tick("count the parameters"),
        }

    def last(self):
        return 2 * sum(self.values["sizes"][1:])

    def draw(self, fig, sizes):
        self.draw_network(fig, keys_of(sizes), edges_of(sizes), titles_of(sizes), SHORT)

    def move(self, step, sizes, hidden, output, formula, count):
        net, x = example(sizes, hidden, output)
        lines = forward_pass(net, x, formula)
        step = min(step, len(lines))
        known = {line[:3]: line.value for line in lines[:step]}
        now = lines[step - 1] if step else None
        active = _active(now, sizes)
        self.diagram.show(_units(self.layers, x, known), _weights(net, active), active, _settled(net, known))
        rows, said = self._words(now)
        self.write(rows)
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
        rows, said = written_out(now, heading)
        if v["formula"] == FORMULAS[1] and now.letter == "z" and now.layer > 1:
            said += " As printed, f stands around every product (EH-1)."
        if v["formula"] == FORMULAS[2] and now.letter == "a" and now.layer < len(v["sizes"]) - 1:
            said += " As printed, the hidden unit does not bend its sum (EH-2)."
        return [heading, *rows], said

    def step_of(self, unit):
        layer, j = unit
        return 2 * (sum(self.values["sizes"][1:layer]) + j) if layer and j else None


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
    return rounded(value)


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
