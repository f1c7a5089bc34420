"""Lab of chapter 13: explain this number, any number of a network's forward and backward pass."""

import textwrap
from itertools import pairwise

import numpy as np
from matplotlib.collections import LineCollection

from ..explain import Explain
from ..losses import one_hot
from ..network import MLP
from ..optimizers import SGD
from ..plots import new_axes, rows_of_text
from ..plots.network import edges_of
from ..plots.style import theme_of
from ..tables import number as written
from .base import Lab
from .controls import LayerSizes, choice, float_slider, learning_rate, slider
from .panels import step_above, unit_axis

PANEL = 0.52  # height of the text, as a part of the picture
WIDE = 92  # characters of a line of the text
NUMBERS = {
    "z, a unit's sum": "z", "a, a unit's output": "a", "δ, a unit's sensitivity": "delta",
    "a weight's gradient": "gradient", "a weight's update": "update",
}  # fmt: skip
OUTPUTS = {
    f"{output}, {words}": (output, loss)
    for loss, words, outputs in (
        ("squared_error", "squared error", ("identity", "sigmoid", "tanh", "relu")),
        ("binary_cross_entropy", "cross-entropy", ("sigmoid",)),
        ("softmax_cross_entropy", "cross-entropy", ("softmax",)),
    )
    for output in outputs
}
HIDDEN = ["tanh", "sigmoid", "relu", "softplus", "leaky_relu", "identity"]
ARROWS = ("data gradient", "momentum memory", "L2 pull", "the step")


class ExplainLab(Lab):
    """Any number of a network: its formula, the same with numbers, and its value."""

    title = "Explain this number"
    question = "Where does this number come from, and which others does it need?"
    size = (8.4, 4.1)
    time = "place"
    pace = 0.9
    storyboard = (dict(number="delta", place=1), dict(number="update", place=1, momentum=0.9, l2=0.1))
    telling = dict(number="update", place=4, samples=2, momentum=0.5, l2=0.1)

    def build(self):
        return {
            "place": slider("unit or weight", 0, 0, 400),
            "number": choice("number", NUMBERS),
            "sizes": LayerSizes((2, 3, 2), most=5, largest=8),
            "output": choice("output and loss", OUTPUTS),
            "activation": choice("hidden units", HIDDEN),
            "samples": slider("samples", 1, 1, 4),
            "learning_rate": learning_rate(0.1, 0.01, 10),
            "momentum": float_slider("momentum γ", 0, 0, 0.95, 0.05),
            "l2": choice("weight decay λ", {"0": 0.0, "0.01": 0.01, "0.1": 0.1, "1": 1.0}),
        }

    def problem(self):
        if self.values["output"][0] == "softmax" and self.values["sizes"][-1] < 2:
            return "A softmax needs at least two outputs; add one, or take a sigmoid."
        return ""

    def places(self):
        """(layer, unit) of every unit, or (layer, unit, source) of every weight, the bias being source 0."""
        sizes, number = self.values["sizes"], self.values["number"]
        units = [(layer, j) for layer in range(number != "a", len(sizes)) for j in range(1, sizes[layer] + 1)]
        if number not in ("gradient", "update"):
            return units
        return [(layer, j, i) for layer, j in units for i in range(sizes[layer - 1] + 1)]

    def last(self):
        return len(self.places()) - 1

    def explained(self):
        """The place in sight, and its Explanation."""
        v = self.values
        place = self.places()[min(v["place"], self.last())]
        rng = np.random.default_rng(5)
        output, loss = v["output"]
        net = MLP.random(v["sizes"], v["activation"], output, rng=rng)
        for layer in net.layers:
            layer.W[...], layer.b[...] = layer.W.round(2), rng.normal(0, 0.3, layer.b.shape).round(2)
        steps = rng.normal(0, 0.1, net.n_parameters).round(2)
        X = rng.normal(size=(4, v["sizes"][0])).round(1)[: v["samples"]]
        K = v["sizes"][-1]
        T = one_hot(np.arange(4) % K, K) if K > 1 else np.array([[1.0], [0], [1], [0]])
        why = Explain(net, X, T[: v["samples"]], loss, v["l2"])
        if v["number"] == "update":
            optimizer = SGD(v["learning_rate"], v["momentum"])
            return place, why, why.update(*place, optimizer, {"v": steps})
        name = "dW" if v["number"] == "gradient" else v["number"]
        return place, why, getattr(why, name)(*place)

    def draw(self, fig, sizes, number, output):
        update = number == "update"
        self.ax = fig.add_axes((0.01, PANEL, 0.6 if update else 0.98, 0.99 - PANEL))
        self.ax.axis("off")
        tallest = max(sizes)
        self.ax.set(xlim=(-0.3, len(sizes) - 0.7), ylim=(0.35 - 0.13 * tallest, tallest + 0.55))
        tops = [(layer, n, (tallest + n) / 2 + 1) for layer, n in enumerate(sizes)]
        self.units = {(layer, j): (layer, top - j) for layer, n, top in tops for j in range(1, n + 1)}
        below = dict(ha="center", va="bottom", color=self.theme.muted, fontsize=8.5)
        for layer in range(len(sizes)):
            self.ax.text(layer, 0.35 - 0.13 * tallest, f"layer {layer}" if layer else "inputs", **below)
        self.pairs = [(a, b) for a, b in edges_of(sizes) if a[1]]
        lines = LineCollection(self._ends(self.pairs), zorder=1, linewidths=1, colors=self.theme.faint)
        lit = LineCollection([], zorder=1, linewidths=3, colors=self.theme.accent)
        for collection in (lines, lit):
            self.ax.add_collection(collection)
        unit = dict(markersize=13, color=self.theme.paper, markeredgecolor=self.theme.ink)
        (dots,) = self.ax.plot(*zip(*self.units.values()), "o", zorder=2, **unit)
        chosen = dict(markersize=17, markeredgecolor=self.theme.accent, markeredgewidth=3, clip_on=False)
        (ring,) = self.ax.plot([], [], "o", zorder=3, **unit | chosen)
        body = rows_of_text(fig, 0.02, PANEL - 0.03)
        self.artists += [lit, dots, ring, body]
        if update:
            self.arrows = new_axes(fig.add_axes((0.77, PANEL + 0.12, 0.19, 0.36)))
            ends, self.show_top = unit_axis(self.arrows, "x")
            self.artists += [*_arrows(self.arrows), *ends]

    def move(self, place):
        at, _, explanation = self.explained()
        lit, _, ring, body, *arrows = self.artists
        lit.set_segments(self._ends(pair for pair in self.pairs if self._lit(pair, at)))
        ring.set_data(*np.transpose([self.units[at[:2]]]))
        body.set_text("\n".join(map(_wrapped, str(explanation).split("\n"))).replace("½", "1/2"))
        if arrows:
            self.show_top(_set_arrows(arrows, explanation))
        return self._caption(explanation)

    def _ends(self, pairs):
        """Where connections begin and end."""
        return [(self.units[start], self.units[end]) for start, end in pairs]

    def _lit(self, pair, at):
        """Whether a connection takes part in the number."""
        (_, i), end = pair
        number = self.values["number"]
        if number == "z":
            return end == at
        if number == "delta":
            return pair[0] == at
        return len(at) == 3 and (end, i) == (at[:2], at[2])

    def _caption(self, explanation):
        v = self.values
        words = f"{explanation.name} = {explanation.formula} = {written(explanation.value, True)}. "
        words += f"{'-'.join(map(str, v['sizes']))}, {v['activation']} hidden units, "
        words += f"{v['output'][0]} outputs, {v['output'][1].replace('_', ' ')}"
        words += f", {v['samples']} samples" * (v["samples"] > 1) + f", λ = {v['l2']:g}" * bool(v["l2"])
        if v["number"] == "update":
            words += f", η = {v['learning_rate']:.3g}, γ = {v['momentum']:.2f}"
        return words + "."

    def pointer(self, kind, x, y):
        """A click chooses the nearest unit, or the nearest connection."""
        if kind != "down" or y < PANEL:
            return
        spot, places = self.at(self.ax, x, y), self.places()
        if len(places[0]) == 2:
            near = [_distance(spot, *[self.units[place]] * 2) for place in places]
        else:
            ends = [(self.units.get((layer - 1, i)), self.units[layer, j]) for layer, j, i in places]
            near = [_distance(spot, a, b) if a else np.inf for a, b in ends]
        self.set(place=int(np.argmin(near)))


def _arrows(ax):
    """Lines with a point at their end, one for each of ARROWS."""
    theme = theme_of(ax)
    ax.set(xlabel="change of the weight", ylim=(3.6, -0.6), yticks=range(4))
    ax.set_yticklabels(ARROWS)
    ax.tick_params(labelsize=8.5)
    ax.axvline(0, color=theme.muted, linewidth=1.2)
    colors = [*theme.colors[:3], theme.ink]
    lines = [ax.plot([], [], color=color, linewidth=2.5)[0] for color in colors]
    ends = [ax.plot([], [], ">", color=color, markersize=8)[0] for color in colors]
    return [*lines, *ends]


def _set_arrows(artists, explanation):
    """The parts of the step, each from where the one before ends, and the step itself. Returns the unit."""
    far = np.cumsum([0.0, *explanation.parts.values()])
    ways = [*pairwise(far), (0.0, far[-1])]
    top = step_above(1.15 * np.abs(far).max())
    for k, (line, end, (start, stop)) in enumerate(zip(artists[:4], artists[4:8], ways)):
        line.set_data([start / top, stop / top], [k, k])
        end.set_data([stop / top], [k] if start != stop else [np.nan])
        end.set_marker(">" if stop >= start else "<")
    return top


def _wrapped(line):
    """A long line in several, those after the first set in to where its numbers begin."""
    room = " " * (line.index("= ") + 2 if "= " in line else 4)
    return "\n".join(textwrap.wrap(line, WIDE, subsequent_indent=room, drop_whitespace=False) or [""])


def _distance(spot, start, end):
    """From a point to a line between two others."""
    spot, start, end = map(np.array, (spot, start, end))
    way = end - start
    t = np.clip((spot - start) @ way / max(way @ way, 1e-12), 0, 1)
    return float(np.hypot(*(spot - start - t * way)))
