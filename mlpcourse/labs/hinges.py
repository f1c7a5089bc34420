"""Labs of chapter 10: |x - 1| by hand, a curve that a network learns, and curves built from hinges."""

import numpy as np
from matplotlib.collections import LineCollection

from .. import plots
from ..estimators import MLPRegressor
from ..hinges import hinge_network
from ..layers import Dense
from ..network import MLP
from ..plots.style import theme_of
from ..tables import number, rounded
from . import panels
from .base import Lab
from .controls import LayerSizes, Weights, choice, float_slider, learning_rate, slider, tick
from .drawn import POINTS, DrawnCurve, Heights
from .hidden import HOW
from .panels import limit
from .training import TrainingLab

ROUNDING = 1e-12
NINE = np.array([-2, -1, 0, 0.5, 1, 1.5, 2, 3, 4])
CURVES = {"|x − 1|": "|x − 1|", "sin x": "sin x", "a jump": "a jump", "your curve": "yours"}


class AbsLab(Lab):
    """A 1-2-1 network whose seven weights one sets by hand, beside the curve that it should draw."""

    title = "Two hinges by hand"
    question = "Which seven weights, and which two activations, make the network draw |x − 1|?"
    size = (8.4, 3.6)
    rows = (("w₁₀", "w₁₁"), ("w₂₀", "w₂₁"), ("w₀", "w₁", "w₂"))
    storyboard = (dict(), dict(weights=(-1, 1, 0.5, 0.5, 0, 1, 0)))
    presets = {
        "all weights ½": dict(weights=(0.5,) * 7, hidden="relu", output="identity"),
        "one hinge": dict(weights=(-1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0), hidden="relu", output="identity"),
    }

    def build(self):
        return {
            "weights": Weights("aⱼ = g(wⱼ₀ + wⱼ₁x), ŷ = g(w₀ + w₁a₁ + w₂a₂)", self.rows, (0.5,) * 7),
            "hidden": choice("hidden g", ["relu", "identity", "tanh", "sigmoid"]),
            "output": choice("output g", ["identity", "relu", "tanh", "sigmoid"]),
        }

    def net(self):
        """The network of the sliders."""
        w10, w11, w20, w21, w0, w1, w2 = self.values["weights"]
        hidden = Dense([[w11], [w21]], [w10, w20], self.values["hidden"])
        return MLP([hidden, Dense([[w1, w2]], [w0], self.values["output"])])

    def draw(self, fig):
        theme, x = self.theme, np.linspace(-2, 4, 241)
        left = plots.new_axes(fig.add_axes((0.07, 0.15, 0.5, 0.72)))
        right = plots.new_axes(fig.add_axes((0.67, 0.15, 0.31, 0.72)))
        for ax in (left, right):
            ax.set(xlabel="x", xlim=(-2.1, 4.1), ylim=(-1.5, 4.2))
        left.plot(x, np.abs(x - 1), ":", color=theme.ink, linewidth=2, label="|x − 1|")
        (self.answer,) = left.plot([], [], color=theme.colors[0], linewidth=2.4, label="ŷ")
        (self.gap,) = left.plot([], [], "-", color=theme.wrong, linewidth=1.4, label="largest error")
        left.plot(NINE, np.abs(NINE - 1), "o", color=theme.ink, markersize=5)
        self.units = [
            right.plot([], [], style, color=color, linewidth=2, label=name)[0]
            for name, style, color in zip(("a₁", "a₂"), ("-", "--"), theme.colors[1:])
        ]
        plots.legend_above(left, columns=3)
        plots.legend_above(right, columns=2)
        self.artists += [self.answer, self.gap, *self.units]

    def move(self, hidden, output):
        net, x = self.net(), np.linspace(-2, 4, 241)[:, None]
        first, last = net.forward(x)
        self.answer.set_data(x[:, 0], last.a[:, 0])
        for line, values in zip(self.units, first.a.T):
            line.set_data(x[:, 0], values)
        errors = np.abs(net(NINE[:, None])[:, 0] - np.abs(NINE - 1))
        worst = int(errors.argmax())
        at, wanted = NINE[worst], abs(NINE[worst] - 1)
        self.gap.set_data([at, at], [wanted, net([[at]])[0, 0]])
        ends = [
            f"z{sub} is 0 at x = {rounded(-layer_b / layer_w)}"
            for sub, layer_w, layer_b in zip("₁₂", net.layers[0].W[:, 0].tolist(), net.layers[0].b.tolist())
            if layer_w
        ]
        where = f", at x = {at:g}" if errors[worst] > 0 else ""
        return (
            f"{hidden} and {output}: the largest error over the nine points is "
            f"{rounded(errors[worst])}{where}. {'; '.join(ends) or 'No unit sees x'}."
        )


def curve(ax, scene):
    """The points to fit, the network's curve, what each hidden unit adds to it, and where each bends."""
    theme = theme_of(ax)
    ax.set(xlabel="x", ylim=(-2.2, 4))
    ax.set_title("curve, and what each unit adds", fontsize=10)
    pieces = ax.add_collection(LineCollection([], linewidths=1, alpha=0.8))
    (dots,) = ax.plot([], [], "o", color=theme.muted, markersize=4.5)
    (past,) = ax.plot([], [], ":", color=theme.muted, linewidth=1.8)
    (line,) = ax.plot([], [], color=theme.ink, linewidth=2.4)
    bends = ax.add_collection(LineCollection([], linewidths=3))

    def move(scene):
        low, high = scene.X.min(), scene.X.max()
        limit(ax, (low - 0.1, high + 0.1))
        x = np.linspace(low, high, 301)[:, None]
        net = scene.now.net_
        dots.set_data(scene.X[:, 0], scene.y)
        line.set_data(x[:, 0], net(x)[:, 0])
        before = list(scene.last_before.values())
        past.set_data(*((x[:, 0], before[0].predict(x)) if before else ([], [])))
        shallow = len(net.layers) == 2
        *_, last = net.forward(x)
        adds = net.layers[-1].W[0] * last.x if shallow else np.empty((len(x), 0))
        pieces.set_segments([np.column_stack([x, column]) for column in adds.T])
        colors = [theme.colors[j] for j in range(net.sizes[1])]
        pieces.set_color(colors)
        first = net.layers[0]
        with np.errstate(divide="ignore", invalid="ignore"):
            places = -first.b / first.W[:, 0]
        seen = [j for j, place in enumerate(places) if low <= place <= high and len(net.layers) > 1]
        bends.set_segments([[(places[j], -2.2), (places[j], -1.95)] for j in seen])
        bends.set_color([colors[j] for j in seen])

    return [pieces, dots, past, line, bends], move


class CurveLab(DrawnCurve, TrainingLab):
    """A network learns a curve from 25 points of it; one can draw the curve."""

    title = "A network bends to a curve"
    question = "How many hidden units does your own curve need, and does every start find them?"
    size = (8.6, 3.7)
    pace = 1 / 40
    ahead = False
    epochs = 1000
    panels = ((curve, (0.06, 0.14, 0.54, 0.78)), (panels.loss, (0.69, 0.14, 0.28, 0.68)))
    storyboard = (dict(epoch=1000), dict(seed=2, epoch=1000))
    telling = dict(epoch=30, target="yours", learning_rate=0.05)
    presets = {
        "two hinges find |x − 1|": dict(target="|x − 1|", sizes=(1, 2, 1), activation="relu", seed=1),
        "two hinges, the same way": dict(target="|x − 1|", sizes=(1, 2, 1), activation="relu", seed=2),
        "two tanh units": dict(target="|x − 1|", sizes=(1, 2, 1), activation="tanh", seed=1),
        "eight units, a sine": dict(target="sin x", sizes=(1, 8, 1), activation="relu", seed=1),
    }  # fmt: skip

    def build(self):
        return {
            "epoch": slider("epoch", 0, 0, self.epochs),
            "learning_rate": learning_rate(0.1, 1e-3, 0.5),
            "sizes": LayerSizes((1, 2, 1), most=5, largest=10, fixed=True),
            "activation": choice("activation", ["relu", "tanh", "sigmoid", "identity", "leaky_relu"]),
            "target": choice("curve", CURVES),
            "seed": slider("start", 1, 0, 99),
            "ten_starts": tick("ten starts"),
            "optimizer": choice("optimizer", {words: name for name, words in HOW.items()}),
            "heights": Heights(),
        }

    def data(self, target, heights):
        f, low, high = self.target()
        x = np.linspace(low, high, POINTS)
        return x[:, None], f(x)

    def model(self, learning_rate, sizes, activation, optimizer, seed):
        return MLPRegressor(sizes[1:-1], activation, learning_rate, self.epochs, None, optimizer, rng=seed)

    def draw(self, fig):
        super().draw(fig)
        self.paper = self.panel_axes[0]

    def said(self, scene, now, step, loss, learning_rate, activation, optimizer, seed, target):
        what = "your curve" if target == "yours" else target
        error = rounded(np.abs(now.predict(scene.X) - scene.y).max(), 3)
        words = (
            f"Epoch {step}: loss {rounded(loss, 5)}, largest error on {what} {error}. "
            f"{'-'.join(map(str, now.net_.sizes))}, {activation}, {now.net_.n_parameters} weights, start {seed}, "
            f"{HOW[optimizer]} with η = {learning_rate:.3g}."
        )
        return words + scene.end(step)


class HingeLab(DrawnCurve, Lab):
    """Curves built from hinges that are placed, not learned: each bend is one hidden unit."""

    title = "Every unit adds a bend"
    question = "Double the number of bends: by what is the largest error divided?"
    size = (8.6, 4.0)
    in_sight = 3
    most = 32
    storyboard = (dict(), dict(bends=4), dict(bends=16), dict(bends=4, target="|x − 1|"))
    telling = dict(bends=5, target="yours")
    presets = {
        "sine, 4 bends": dict(target="sin x", bends=4, shift=0.0),
        "sine, 16 bends": dict(target="sin x", bends=16, shift=0.0),
        "|x − 1|, 3 bends": dict(target="|x − 1|", bends=3, shift=0.0),
        "|x − 1|, 4 bends": dict(target="|x − 1|", bends=4, shift=0.0),
    }

    def build(self):
        return {
            "bends": slider("bends", 0, 0, self.most),
            "target": choice("curve", {name: CURVES[name] for name in ("sin x", *CURVES)}),
            "shift": float_slider("shift, in gaps", 0, -0.9, 0.9, 0.1, ".1f"),
            "heights": Heights(),
        }

    def knots(self, bends):
        """Where the straight pieces meet, the ends included: evenly, the inner ones shifted. (bends + 2,)"""
        _, low, high = self.target()
        gap = (high - low) / (bends + 1)
        inner = low + gap * (np.arange(1, bends + 1) + self.values["shift"])
        return np.array([low, *inner, high])

    def largest_error(self, bends):
        """The largest error of the network with so many bends, on a fine grid; between its bends it is
        straight, so it need not be built for this.
        """
        f, low, high = self.target()
        knots = self.knots(bends)
        x = np.union1d(np.linspace(low, high, 1201), knots)
        return float(np.abs(np.interp(x, knots, f(knots)) - f(x)).max())

    def draw(self, fig):
        theme = self.theme
        self.paper = plots.new_axes(fig.add_axes((0.095, 0.4, 0.505, 0.53)))
        self.sizes = plots.new_axes(fig.add_axes((0.095, 0.12, 0.505, 0.19)))
        right = plots.new_axes(fig.add_axes((0.7, 0.12, 0.29, 0.81)))
        self.paper.set(ylim=(-1.8, 3.8))
        self.sizes.set(xlabel="x", ylabel="bend c")
        right.set(xlabel="number of bends", ylabel="largest error", xlim=(0.9, 36), ylim=(0.003, 3))
        plots.log_scale(right, "x", "y")
        right.set_xticks([1, 2, 4, 8, 16, 32])  # doublings, as the question has it
        (self.wanted,) = self.paper.plot([], [], ":", color=theme.ink, linewidth=2, label="curve")
        (self.answer,) = self.paper.plot([], [], color=theme.colors[0], linewidth=2.2, label="network")
        (self.places,) = self.paper.plot([], [], "o", color=theme.colors[1], markersize=6, label="bends")
        plots.legend_above(self.paper, columns=3)
        self.stems = self.sizes.add_collection(LineCollection([], colors=theme.colors[1], linewidths=2.5))
        (self.errors,) = right.plot([], [], "o", color=theme.colors[0], markersize=4)
        (self.zeros,) = right.plot([], [], "v", color=theme.colors[1], markersize=6, label="exactly 0")
        (self.now,) = right.plot([], [], "o", color=theme.ink, markersize=9)
        self.name = plots.legend_above(right, handles=[self.zeros])
        self.artists += [self.wanted, self.answer, self.places, self.stems, self.errors, self.zeros, self.now]
        self.artists.append(self.name)

    def move(self, bends, target, shift, heights):
        f, low, high = self.target()
        for ax in (self.paper, self.sizes):
            limit(ax, (low - 0.1, high + 0.1))
        x = np.linspace(low, high, 601)
        knots, error = self.knots(bends), self.largest_error(bends)
        net = hinge_network(knots, f(knots))
        self.wanted.set_data(x, f(x))
        self.answer.set_data(x, net(x[:, None])[:, 0])
        self.places.set_data(knots[1:-1], f(knots[1:-1]))
        c = net.layers[1].W[0, 1:]
        reach = panels.step_above(1.1 * np.abs(c).max(initial=0.1))
        limit(self.sizes, ylim=(-reach, reach))
        self.stems.set_segments([[(t, 0), (t, size)] for t, size in zip(knots[1:-1], c)])
        tried = np.arange(1, bends + 1)
        errors = np.array([self.largest_error(k) for k in tried])
        exact = errors < ROUNDING  # has no place on a logarithmic axis: it is seen at its edge
        self.errors.set_data(tried[~exact], errors[~exact])
        self.zeros.set_data(tried[exact], 0 * tried[exact] + 0.0035)
        self.name.set_visible(exact.any())
        self.now.set_data([bends], [error if error >= ROUNDING else 0.0035])
        what = "your curve" if target == "yours" else target
        moved = f", all shifted by {number(shift, True)} of a gap" if shift else ""
        size = "exactly 0" if error < ROUNDING else f"{error:.3g}"
        idle = int((np.abs(c) < 1e-9).sum())
        words = (
            f"{bends} bend{'s' * (bends != 1)}{moved}: the largest error on {what} is {size}. The network has "
            f"{bends + 1} ReLU unit{'s' * (bends > 0)}: {'the first' if bends else 'it'} gives the slope at "
            "the left end"
        )
        if idle:
            words += f"; {idle} of the bends {'are' if idle != 1 else 'is'} 0 and could be left out"
        return words + "."
