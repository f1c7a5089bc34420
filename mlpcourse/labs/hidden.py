"""Labs of chapter 10: XOR by hand and by training, and the plane as the hidden layer sees it."""

import numpy as np
from matplotlib.collections import LineCollection

from .. import plots
from ..activations import ACTIVATIONS
from ..datasets import boolean
from ..estimators import MLPClassifier
from ..layers import Dense
from ..network import MLP
from ..plots.style import theme_of
from ..tables import rounded
from . import panels
from .base import Lab
from .controls import LayerSizes, Weights, choice, learning_rate, slider, tick
from .sheet import folded, sheet
from .training import TrainingLab

X, T = boolean("xor")
SHELVES = {  # what a network that is stuck on XOR says, and what it gives the right class of each corner
    "all ½": ("every answer is ½", (1 / 2, 1 / 2, 1 / 2, 1 / 2)),
    "three ⅓": ("three corners share ⅓, or ⅔", (1 / 3, 2 / 3, 2 / 3, 1)),
    "two ½": ("two unlike corners share ½", (1 / 2, 1 / 2, 1, 1)),
}
HOW = {"sgd": "gradient descent", "adam": "adam"}
SOLVED = np.log(2) / 4  # below this loss no single answer can be wrong
STARTS = 100
FLAT, WRONG_FOLD = (1.0, 0, 0, 0, 1, 0, 1, 1, 0), (1.0, -1, 0, 0, 1, 0, 1, 1, 0)  # weights of XorLab


class XorLab(Lab):
    """A network of two hidden units and one output on XOR, all nine weights by hand."""

    title = "XOR by hand"
    question = "With the sheet flat, how many corners can one cut get right, and how many once it is folded?"
    size = (9.6, 3.7)
    rows = (("v₁₁", "v₁₂", "c₁"), ("v₂₁", "v₂₂", "c₂"), ("w₁", "w₂", "b"))
    storyboard = (dict(weights=FLAT), dict(weights=WRONG_FOLD))
    presets = {
        "flat sheet": dict(weights=FLAT, fed="h"),
        "folded onto the wrong corner": dict(weights=WRONG_FOLD, fed="h"),
    }

    def build(self):
        return {
            "weights": Weights("h = g(Vx + c), y = ReLU(wᵀh + b)", self.rows, FLAT),
            "activation": choice("hidden g", ["relu", "identity", "tanh", "sigmoid"]),
            "fed": choice("output unit gets", {"h": "h", "x, as the slide prints": "x"}),
        }

    def net(self):
        """The network of the sliders; fed with x it has no hidden layer."""
        *hidden, (w1, w2, b) = np.reshape(self.values["weights"], (3, 3))
        V, c = np.array(hidden)[:, :2], np.array(hidden)[:, 2]
        output = Dense([[w1, w2]], [b], "relu")
        hidden = [Dense(V, c, self.values["activation"])] * (self.values["fed"] == "h")
        return MLP([*hidden, output])

    def draw(self, fig):
        left, middle = (plots.new_axes(fig.add_axes((x, 0.15, 0.27, 0.75))) for x in (0.07, 0.415))
        self.parts = []
        for ax, part in ((left, sheet), (middle, folded)):
            artists, show = part(ax)
            self.artists += artists
            self.parts.append(show)
        self.table = plots.rows_of_text(fig, 0.72, 0.88, 9, 2.2)
        self.artists.append(self.table)

    def move(self, fed):
        net = self.net()
        for show in self.parts:
            show(net, X)
        y = net(X)[:, 0]
        h = net.layers[0].forward(X).a if fed == "h" else X
        right = (y > 0.5) == T
        rows = [f"x₁ x₂   {fed}₁    {fed}₂     y    t"]
        rows += [
            f" {a:.0f}  {b:.0f} {h1:5.1f} {h2:5.1f} {out:5.1f}   {t} {'✓' if ok else '✗'}"
            for (a, b), (h1, h2), out, t, ok in zip(X, h, y, T, right)
        ]
        self.table.set_text("\n".join(rows).replace("-", "−"))
        answers = ", ".join(rounded(v) for v in y.tolist())
        return (
            f"Answers {answers} for (0, 0), (0, 1), (1, 0), (1, 1); above ½ counts as 1: "
            f"{right.sum()} of 4 right. {self.seen(h, fed)}"
        )

    def seen(self, h, fed):
        """What the output unit sees, in a sentence."""
        if fed == "x":
            return "The output unit is fed with x: the hidden layer changes nothing."
        if ACTIVATIONS[self.values["activation"]].name == "identity":
            return "The sheet is only stretched, turned or pressed flat: without a bend there is no fold."
        together = "together" if np.abs(h[1] - h[2]).max() < 1e-9 else "apart"
        return f"(0, 1) and (1, 0) lie {together} on the folded sheet."


def shelves(ax, scene):
    """The loss, the losses at which XOR gets stuck, and the curves of other starts."""
    theme = theme_of(ax)
    artists, move = panels.loss(ax, scene)
    names = []
    for name, (_, shares) in SHELVES.items():
        loss = -np.log(shares).mean()
        ax.axhline(loss, color=theme.muted, linestyle=(0, (4, 3)), linewidth=1)
        names.append(ax.text(1.03, loss, name, transform=ax.get_yaxis_transform(), va="center"))
        names[-1].set(color=theme.muted, fontsize=8)
    others = ax.add_collection(LineCollection([], colors=theme.colors[0], linewidths=0.5, alpha=0.35))

    def moved(scene):
        move(scene)
        for name in names:
            name.set_visible(ax.get_ylim()[1] <= 1)  # else they lie on each other
        losses = np.empty((1, 0)) if scene.starts is None else scene.starts
        every = np.unique(np.linspace(0, len(losses) - 1, 120).astype(int))  # a line needs no more points
        others.set_segments([np.column_stack([every, column]) for column in losses[every].T])

    return [others, *artists, *names], moved


class FoldLab(TrainingLab):
    """A network learns XOR: the plane, the plane as its last hidden layer sees it, and the loss."""

    title = "The fold is learned"
    question = "Of 100 networks with two hidden units, how many learn XOR?"
    size = (9.6, 3.7)
    pace = 1 / 40
    ahead = False
    epochs = 1000
    panels = (
        (lambda ax, scene: _shown(ax, sheet), (0.07, 0.15, 0.27, 0.75)),
        (lambda ax, scene: _shown(ax, folded), (0.42, 0.15, 0.27, 0.75)),
        (shelves, (0.765, 0.15, 0.165, 0.65)),
    )
    storyboard = (dict(epoch=50), dict(epoch=150), dict(epoch=400), dict(seed=8, epoch=1000))
    telling = dict(epoch=30, learning_rate=0.5)
    presets = {
        "the fold": dict(seed=24, activation="tanh", sizes=(2, 2, 1), learning_rate=0.5, epoch=0),
        "the stuck sheet": dict(seed=8, activation="tanh", sizes=(2, 2, 1), learning_rate=0.5, epoch=0),
        "it finds |x₁ − x₂|": dict(seed=3, activation="relu", sizes=(2, 2, 1), learning_rate=0.5, epoch=0),
        "it finds Tsinghua's weights": dict(seed=28, activation="relu", sizes=(2, 2, 1), learning_rate=0.5, epoch=0),
        "a dead start": dict(seed=10, activation="relu", sizes=(2, 2, 1), learning_rate=0.5, epoch=0),
        "too fast": dict(seed=24, activation="tanh", sizes=(2, 2, 1), learning_rate=9.98, epoch=0),
    }  # fmt: skip

    def build(self):
        return {
            "epoch": slider("epoch", 0, 0, self.epochs),
            "learning_rate": learning_rate(0.5, 0.01, 12),
            "sizes": LayerSizes((2, 2, 1), most=5, largest=8, fixed=True),
            "activation": choice("activation", ["tanh", "relu", "sigmoid", "identity", "leaky_relu"]),
            "seed": slider("start", 24, 0, STARTS - 1),
            "many": tick(f"{STARTS} starts"),
            "coding": choice("inputs", {"0 and 1": 0, "−1 and 1": -1}),
            "optimizer": choice("optimizer", {words: name for name, words in HOW.items()}),
        }

    def data(self, coding):
        return (X if coding == 0 else 2 * X - 1), T

    def model(self, learning_rate, sizes, activation, optimizer, seed):
        return MLPClassifier(sizes[1:-1], activation, learning_rate, self.epochs, None, optimizer, rng=seed)

    def starts(self, many):
        return self.starts_of(range(STARTS)) if many else None

    def said(self, scene, now, step, loss, learning_rate, activation, optimizer, seed, coding):
        sizes = "-".join(map(str, now.net_.sizes))
        words = (
            f"Epoch {step}: loss {rounded(loss)}, {4 * now.score(scene.X, scene.y):.0f} of 4 right. "
            f"{sizes}, {activation}, start {seed}, {HOW[optimizer]} with η = {learning_rate:.3g}"
        )
        words += ", inputs −1 and 1." if coding else "."
        answers = now.net_(scene.X)[:, 0]
        given = np.sort(np.where(scene.y == 1, answers, 1 - answers))
        for meaning, shares in SHELVES.values():  # a run that only passes a shelf's loss answers otherwise
            if np.abs(given - shares).max() < 0.08:
                words += f" Near {-np.log(shares).mean():.3f}: {meaning}."
        if scene.starts is not None:
            solved = int((scene.starts[-1] < SOLVED).sum())
            words += f" Of {STARTS} starts {solved} have learned XOR by now."
        return words


def _shown(ax, part):
    """A part of the sheet's picture as a panel."""
    artists, show = part(ax)
    return artists, lambda scene: show(scene.now.net_, scene.X)
