"""Lab of chapter 11: one gradient step by hand, number by number, forwards and backwards."""

import numpy as np

from ..lectures import slides
from ..lectures.by_hand import ByHand
from ..lectures.lines import PHASES, name
from ..plots.network import NetworkDiagram, nearest
from ..tables import number
from .backprop import EXPLODED, PRESETS, UPDATES, WorkshopLab
from .controls import choice, learning_rate, slider

PANEL = 0.27  # height of the text below the network, as a part of the picture


class BackpropStepper(WorkshopLab):
    """Walk through forward pass, loss, backward pass and update, one number a step, and back again."""

    title = "Backpropagation, one number at a time"
    question = "Before each step, say the next number. Which weight moves most in the first update?"
    size = (7.4, 4.2)
    time = "step"
    pace = 0.9  # time to read a line
    # whose the backward slides are is a question of the chapter, and the lab stands above it
    presets = {name: values for name, values in PRESETS.items() if "backward" not in name}  # noqa: RUF012
    storyboard = (dict(step=4), dict(step=9), dict(step=11))

    def build(self):
        return {
            "step": slider("step", 0, 0, 36),
            "update": slider("updates done", 0, 0, UPDATES),
            "learning_rate": learning_rate(slides.RATE, 0.01, 10),
            **self.network_controls(),
            "send_back": choice("send back by", ["old W", "new W (wrong)"]),
        }

    def draw(self, fig, output, loss):
        if self.problem():
            return self.draw_problem(fig)
        ax = fig.add_axes((0.01, PANEL, 0.98, 0.99 - PANEL))
        example = ByHand()
        self.layers = [[key for key, _ in layer] for layer in _units(example, {})]
        self.diagram = NetworkDiagram(self.layers, _edges(example, {}), ax)
        for label in self.diagram.labels.values():  # after many updates the numbers are long, and some bold
            label.set_fontsize(8.2)
        ink = self.theme.ink
        self.loss_text = ax.text(0.995, 0.99, "", transform=ax.transAxes, ha="right", va="top", color=ink)
        self.heading = fig.text(
            0.03, PANEL - 0.02, "", color=self.theme.accent, fontsize=11, weight="bold", va="top"
        )
        self.body = fig.text(
            0.03, PANEL - 0.085, "", color=ink, fontsize=10, va="top", family="monospace", linespacing=1.3
        )
        self.artists += [*self.diagram.artists, self.loss_text, self.heading, self.body]

    def move(self, step, update, learning_rate, send_back):
        if self.problem():
            return self.problem()
        chain = self.examples(self.values, update)
        finite = [example for example in chain if example.l < EXPLODED]
        example = finite[-1]
        lines = example.lines()
        step = min(step, len(lines))
        done, now = lines[:step], lines[step - 1] if step else None
        known = {line.key: line.value for line in done if line.phase != "after"}
        units = {key: text for layer in _units(example, known) for key, text in layer}
        self.diagram.show(units, _edges(example, known), _active(now, example), _settled(example, known))
        self.loss_text.set_text(f"loss l = {number(example.l, True)}" if ("l",) in known else "loss l = ?")

        caption = f"Step {step} of {len(lines)}"
        if update:
            caption += f", after {len(finite) - 1} updates"
        if len(finite) <= update:
            caption += f" (then the loss explodes: η = {learning_rate:.3g} is too large)"
        if now is None:
            given = example.settings().replace(", η", "\nη")
            self._write(["Given: inputs, targets and weights. Predict r₁.", given])
            return f"{caption}. Given: {example.settings()}. Predict r₁."
        value = number(now.value, True)
        ways = list(dict.fromkeys([now.formula, now.numbers, value]))  # "= 1 = 1" says it once
        rows = [PHASES[now.phase], f"{now.symbol} = {ways[0]}"]
        rows += [f"{'':<{len(now.symbol)}} = {way}" for way in ways[1:]]
        if now.printed is not None:
            rows[-1] += f"      the slide prints {number(now.printed, True)}"
        if now.note:
            rows.append(now.note)
        if send_back != "old W" and now.phase == "sums":
            rows.append("wrong: these are the new weights; the gradient belongs to the old ones (M-34)")
        self._write(rows)
        said = (
            f"{caption}. {rows[0]}: {now.symbol} = " + " = ".join(dict.fromkeys([now.formula, value])) + "."
        )
        return said + (f" The slide prints {number(now.printed, True)}. {now.note}." if now.note else "")

    def _write(self, rows):
        """The text below the network; ½ is too small to read there."""
        self.heading.set_text(rows[0])
        self.body.set_text("\n".join(rows[1:]).replace("½", "1/2 ·"))

    def pointer(self, kind, x, y):
        """A click on a unit jumps to the step that computes it."""
        if kind != "down" or y < PANEL or self.problem():
            return
        example = self.examples(self.values, self.values["update"])[-1]
        ax = self.diagram.ax
        at = np.multiply((x, y), ax.figure.bbox.size)
        key = nearest(self.layers, *ax.transData.inverted().transform(at))
        steps = [line.key for line in example.lines()]
        if key in steps:
            self.set(step=steps.index(key) + 1)


def _units(example, known):
    """The texts on the units, "?" for what is not known yet."""

    def value(key):
        return f"{name(*key)} = {_short(known[key], 4)}" if key in known else f"{name(*key)} = ?"

    def unit(keys):
        shown = keys[:2] + [key for key in keys[2:] if key in known]
        return "\n".join(value(key) for key in shown)

    inputs = [(("x", 0), "1")] + [
        (("x", i), f"{name('x', i)} = {_short(x, 4)}") for i, x in enumerate(example.x, 1)
    ]
    hidden = [(("u", 0), "1")]
    hidden += [(("u", j), unit([("r", j), ("u", j), ("Σ", j)])) for j in range(1, len(example.V) + 1)]
    outputs = [
        (("z", k), unit([("s", k), ("z", k), ("δ", k)]) + f"\n{name('y', k)} = {y:g}")
        for k, y in enumerate(example.y, 1)
    ]
    return [inputs, hidden, outputs]


def _edges(example, known):
    """The texts on the connections: the weight, and the new weight once it is known."""
    edges = {}
    for letter, start, end, weights in (("v", "x", "u", example.V), ("w", "u", "z", example.W)):
        for target, row in enumerate(weights, 1):
            for source, old in enumerate(row):
                text = f"{name(letter, source, target)} = {_short(old, 3)}"
                if (letter, source, target) in known:
                    text += f"\n→ {_short(known[letter, source, target], 3)}"
                edges[(start, source), (end, target)] = text
    return edges


def _short(value, digits):
    """A number that fits in the drawing: few digits, fewer behind 0.00 or beside a power of ten, and 0 for
    rounding noise.
    """
    digits -= abs(value) < 0.01
    text = f"{value:.{digits}g}" if abs(value) > 1e-12 else "0"
    return (f"{value:.1e}" if "e" in text else text).replace("-", "−")


def _active(line, example):
    """Units and edges that the line is about."""
    if line is None:
        return set()
    letter, *index = line.key
    V, W = range(example.V.shape[1]), range(example.W.shape[1])
    K = range(1, len(example.W) + 1)
    if letter == "r":
        return {("u", index[0])} | {(("x", i), ("u", index[0])) for i in V}
    if letter == "s":
        return {("z", index[0])} | {(("u", j), ("z", index[0])) for j in W}
    if letter == "Σ":
        return {("u", index[0])} | {(("u", index[0]), ("z", k)) for k in K}
    if letter == "w":
        return {(("u", index[0]), ("z", index[1]))}
    if letter == "v":
        return {(("x", index[0]), ("u", index[1]))}
    if letter == "l":
        return {("z", k) for k in K}
    return {({"g'": "u", "δ": "z"}.get(letter, letter), index[0])}


def _settled(example, known):
    """Units whose forward value is known, and everything that is given."""
    given = {("x", i) for i in range(example.V.shape[1])} | {("u", 0)}
    return given | set(known) | set(_edges(example, known))
