"""Labs of chapter 13: what a gradient costs, how it is checked, and where it cannot pass."""

from functools import lru_cache

import numpy as np

from .. import counts, plots
from ..datasets import boolean
from ..estimators import MLPClassifier
from ..gradcheck import numerical_gradient, relative_deviation
from ..layers import Dense
from ..lectures.matrices import ASU
from ..network import MLP, backprop, loss_value
from ..plots.style import legend_above, log_scale, theme_of
from ..tables import SUPERSCRIPTS, rounded
from . import panels
from .base import Lab
from .controls import LayerSizes, LogSlider, choice, learning_rate, slider, tick
from .panels import limit, step_above, unit_axis
from .training import TrainingLab

WAYS = {
    "forward pass alone": counts.forward, "backward, δ reused": counts.reuse,
    "each weight's δ afresh": counts.afresh, "nudging every weight": counts.nudging,
    "one product per path": counts.paths,
}  # fmt: skip


class CountLab(Lab):
    """Multiplications of five ways to the same gradient, for any depth and width."""

    title = "What a gradient costs"
    question = "How many forward passes is a backward pass worth, and what happens if nothing is reused?"
    size = (7.4, 3.0)
    storyboard = (dict(depth=2), dict(depth=10))

    def build(self):
        return {
            "depth": slider("depth", 2, 1, 12),
            "width": slider("units in a layer", 4, 1, 16),
            "outputs": slider("outputs", 1, 1, 10),
        }

    def draw(self, fig):
        theme = self.theme
        self.ax = plots.new_axes(fig.add_axes((0.25, 0.17, 0.72, 0.8)))
        self.ax.set(xlabel="multiplications for one sample", xlim=(1, 1e4), ylim=(4.6, -0.6), yticks=range(5))
        log_scale(self.ax, "x")
        self.ax.set_yticklabels(WAYS)
        self.ax.grid(axis="y", visible=False)
        colors = [theme.muted, theme.colors[0], *[theme.colors[1]] * 3]
        bars = self.ax.barh(range(5), 1, color=colors, height=0.55)
        texts = [self.ax.text(1, k, "", color=theme.ink, va="center", fontsize=9.5) for k in range(5)]
        self.artists += [*bars, *texts]

    def move(self, depth, width, outputs):
        sizes = [width] * depth + [outputs]
        costs = [way(sizes) for way in WAYS.values()]
        bars, texts = self.artists[:5], self.artists[5:]
        limit(self.ax, (1, 10.0 ** (4 * np.ceil((np.log10(max(costs)) + 1.5) / 4))))
        for bar, text, cost in zip(bars, texts, costs):
            bar.set_width(cost)
            text.set(text=" " + _large(cost), x=cost)
        once, back, *_, paths = costs
        return (
            f"{'-'.join(map(str, sizes))}: forward {once:,}, backward with δ reused {back:,}, "
            f"{back / once:.2f} times as much; one product for each path {_large(paths)}."
        )


def _large(cost):
    """A count, with three digits only if it is a very large one."""
    if cost < 1e12:
        return f"{cost:,}"
    mantissa, power = f"{cost:.2e}".split("e+")
    return f"{mantissa} · 10{power.translate(SUPERSCRIPTS)}"


# ---- the gradient checker


def asu():
    """ASU's 3-4-1 network of sigmoids, its five samples and their targets."""
    return ASU.net.copy(), ASU.X, ASU.T, "binary_cross_entropy"


def kink(x):
    """|x − 1| as a network, at one x with target ½."""
    net = MLP([Dense([[-1.0], [1]], [1, -1], "relu"), Dense([[1.0, 1]], [0], "identity")])
    return net, np.array([[x]]), np.array([[0.5]]), "squared_error"


NETWORKS = {
    "3-4-1 of ASU": asu, "|x − 1| at 1.0005": lambda: kink(1.0005), "|x − 1| at its kink": lambda: kink(1.0),
}  # fmt: skip
SLIPS = {
    "none": "none", "f′ of the hidden layer missing": "slope", "1/N missing": "mean", "a wrong sign in db₁": "sign",
}  # fmt: skip
GRID = 10.0 ** np.arange(-16, 0.05, 0.25)


@lru_cache(maxsize=8)
def _network(name, precision):
    """The network in this precision, its data, its loss, and backprop's gradients."""
    net, X, T, loss = NETWORKS[name]()
    net = MLP(Dense(layer.W.astype(precision), layer.b, layer.activation) for layer in net.layers)
    X, T = X.astype(precision), T.astype(precision)
    return net, X, T, loss, backprop(net, X, T, loss)


@lru_cache(maxsize=1024)
def _nudged(name, precision, central, h):
    """The gradient by nudging, one array for each of the network's."""
    net, X, T, loss, _ = _network(name, precision)
    net = net.copy()  # it is nudged in place
    return [numerical_gradient(lambda _: loss_value(net, X, T, loss), p, h, central) for p in net.params]


def _gradients(name, precision, slip):
    """Backprop's gradients, with a slip in them."""
    trace = _network(name, precision)[-1]
    dW1, db1, *others = trace.grads
    if slip == "slope":
        first = trace.layers[0]
        return [first.da.T @ first.x, first.da.sum(axis=0), *others]
    if slip == "mean":
        return [len(trace.layers[0].x) * g for g in trace.grads]
    return [dW1, -db1 if slip == "sign" else db1, *others]


class CheckLab(Lab):
    """A gradient against nudging, for every size of the nudge."""

    title = "Is the gradient right?"
    question = "Which nudge h checks best, and how small can the deviation of a correct gradient get?"
    size = (8.4, 3.7)
    storyboard = (dict(h=0.1), dict(h=1e-12))
    telling = dict(network="3-4-1 of ASU", h=0.1)
    presets = {
        "too large": dict(h=0.1),
        "too small": dict(h=1e-12),
        "too small for float32": dict(h=1e-6, precision="float32"),
        "a slip": dict(h=1e-4, slip="slope"),
        "near a kink": dict(h=0.01, network="|x − 1| at 1.0005"),
    }

    def build(self):
        return {
            "h": LogSlider("nudge h", 0.1, 1e-16, 1.0, 0.25, ".1e"),
            "difference": choice("difference", {"central": True, "one-sided": False}),
            "precision": choice("numbers", ["float64", "float32"]),
            "slip": choice("slip in backprop", SLIPS),
            "network": choice("network", list(NETWORKS)),
            "curve": tick("every h at once"),
        }

    def deviation(self, h):
        """The largest relative deviation of any array, at the present settings."""
        v = self.values
        numeric = _nudged(v["network"], v["precision"], v["difference"], float(h))
        gradients = _gradients(v["network"], v["precision"], v["slip"])
        return max(map(relative_deviation, gradients, numeric))

    def draw(self, fig):
        theme = self.theme
        self.close_up = plots.new_axes(fig.add_axes((0.135, 0.15, 0.335, 0.72)))
        names = dict(xlabel="change of one weight, in h", ylabel="loss beside its tangent")
        self.close_up.set(xlim=(-1.3, 1.3), **names)
        self.close_up.yaxis.set_label_coords(-0.2, 0.5)
        self.all = plots.new_axes(fig.add_axes((0.6, 0.15, 0.38, 0.72)))
        self.all.set(xlabel="h", ylabel="deviation, all weights", xlim=(3e-17, 3), ylim=(1e-11, 10))
        log_scale(self.all, "x", "y")
        (loss,) = self.close_up.plot([], [], color=theme.ink, linewidth=1.6, label="loss")
        (slope,) = self.close_up.plot([], [], "--", color=theme.colors[0], linewidth=1.8, label="backprop")
        (chord,) = self.close_up.plot([], [], "-o", color=theme.colors[1], linewidth=1.8, label="nudging")
        legend_above(self.close_up, 3)
        (curve,) = self.all.plot([], [], color=theme.muted, linewidth=1.4)
        (dot,) = self.all.plot([], [], "o", color=theme.colors[1], markersize=9)
        ends, self.show_top = unit_axis(self.close_up, "y")
        self.artists += [loss, slope, chord, curve, dot, *ends]

    def move(self, h, difference, precision, slip, network, curve):
        loss, slope, chord, line, dot, *_ = self.artists
        deviation = self.deviation(h)
        self._close_up((loss, slope, chord))
        seen = [max(d, 1.2e-11) for d in map(self.deviation, GRID)] if curve else []
        line.set_data(GRID if curve else [], seen)
        dot.set_data([h], [min(max(deviation, 1.2e-11), 9)])
        said = f"{network}, {precision}, {'central' if difference else 'one-sided'} differences, "
        said += f"h = {h:.1e}: the largest relative deviation is {deviation:.1e}"
        if slip != "none":
            return said + ". There is a slip in backprop, and no h makes the deviation small."
        if "kink" in network:
            return said + ". At a kink the two slopes differ, and no h helps."
        best = f" Over all h the smallest is {min(seen):.1e}." if curve else ""
        return said + ", and backprop is right." + best

    def _close_up(self, lines):
        """The loss less its true tangent, as one weight moves by up to 1.3 h; in units of slope times h."""
        v = self.values
        net, X, T, name, _ = _network(v["network"], v["precision"])
        h, gradient = float(v["h"]), float(_gradients(v["network"], v["precision"], v["slip"])[0][0, -1])
        nudges = np.linspace(-1.3, 1.3, 53)
        net, here = net.copy(), net.layers[0].W[0, -1]
        values = []
        for s in [0.0, -1.0 if v["difference"] else 0.0, 1.0, *nudges]:
            net.layers[0].W[0, -1] = here + s * h
            values.append(loss_value(net, X, T, name))
        values = (np.array(values) - values[0]) / h
        true = float(_network(v["network"], v["precision"])[-1].grads[0][0, -1])
        unit = max(abs(true), np.abs(values[1:3]).max()) or 1.0
        ends = np.array([-1.0 if v["difference"] else 0.0, 1.0])
        curves = (
            (nudges, values[3:] - true * nudges), (nudges, (gradient - true) * nudges),
            (ends, values[1:3] - true * ends),
        )  # fmt: skip
        top = step_above(1.2 * max(np.abs(y).max() for _, y in curves) / unit)
        for line, (x, y) in zip(lines, curves):
            line.set_data(x, y / unit / top)
        self.show_top(top)


# ---- no slope


def moved(ax, scene):
    """How far each layer's weights have moved since the start, layer by layer."""
    theme = theme_of(ax)
    ax.set(xlabel="layer", ylabel="way from the start")
    ax.grid(axis="x", visible=False)
    bars = ax.bar(range(1, 5), 0, color=theme.colors[0], width=0.6)

    def move(scene):
        layers = scene.now.net_.layers
        far = [
            np.sqrt(((a.W - b.W) ** 2).sum() + ((a.b - b.b) ** 2).sum())
            for a, b in zip(layers, scene.run.at(0).net_.layers)
        ]
        for bar, way in zip(bars, [*far, *[0.0] * 4]):
            bar.set_height(way)
        limit(ax, (0.4, len(far) + 0.6), (0, step_above(1.1 * max(far))))
        if len(ax.get_xticks()) != len(far):
            ax.set_xticks(range(1, len(far) + 1))

    return [*bars], move


class StallLab(TrainingLab):
    """Train XOR through hidden units without a slope, and see which layers move."""

    title = "Units without a slope"
    question = "With step units in the middle, which layers learn, and can the loss still fall?"
    size = (9.2, 3.5)
    epochs, ahead = 1000, False
    panels = (
        (panels.plane, (0.085, 0.14, 0.26, 0.76)),
        (panels.loss, (0.42, 0.15, 0.28, 0.68)),
        (moved, (0.8, 0.15, 0.19, 0.76)),
    )
    telling = dict(epoch=300)
    presets = {
        "step, 2 units": dict(sizes=(2, 2, 1), seed=0),
        "step, 16 units": dict(sizes=(2, 16, 1), seed=0),
        "tanh, 4 units": dict(activation="tanh", seed=0),
    }

    def build(self):
        return {
            "epoch": slider("epoch", 0, 0, self.epochs),
            "learning_rate": learning_rate(0.5, 0.01, 5),
            "sizes": LayerSizes((2, 4, 1), most=4, largest=16, fixed=True),
            "activation": choice("activation", ["step", "tanh", "relu", "sigmoid"]),
            "seed": slider("seed of the start", 1, 0, 20),
            "ten_starts": tick("ten starts"),
        }

    def data(self):
        return boolean("xor")

    def model(self, learning_rate, sizes, activation, seed):
        return MLPClassifier(sizes[1:-1], activation, learning_rate, self.epochs, None, "sgd", rng=seed)

    def data_script(self):
        return 'from mlpcourse.datasets import boolean\n\nX, y = boolean("xor")'

    def said(self, scene, now, step, loss, learning_rate, sizes, activation, seed):
        layers, start = now.net_.layers, scene.run.at(0).net_.layers
        still = [
            str(k) for k, (a, b) in enumerate(zip(layers, start), 1)
            if np.array_equal(a.W, b.W) and np.array_equal(a.b, b.b)
        ]  # fmt: skip
        words = f"Epoch {step}: loss {rounded(loss, 6)}, {now.score(scene.X, scene.y):.0%} right; "
        words += f"{'-'.join(map(str, sizes))}, {activation}, η = {learning_rate:.3g}, start {seed}."
        if step and still:
            words += f" Layer{'s' * (len(still) > 1)} {', '.join(still)} stood still."
        return words + scene.end(step, write="{:.3f}".format)
