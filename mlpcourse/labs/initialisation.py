"""The lab of chapter 14: what start weights do to the signals of a deep network, and to its training."""

from dataclasses import dataclass
from functools import cache, cached_property, partial

import numpy as np
from matplotlib.collections import LineCollection

from ..datasets import load_digits, split
from ..estimators import MLPClassifier
from ..losses import one_hot
from ..plots.style import theme_of
from ..signals import signals
from ..tables import SUPERSCRIPTS
from . import panels
from .controls import RATE_STEP, HiddenLayers, LogSlider, choice, learning_rate, slider, tick
from .training import Scene, TrainingLab

LOOKED_AT = 200  # training rows whose signals are shown
# where an axis of bars may end
FLOORS, TOPS = (1e-3, 1e-5, 1e-8, 1e-12, 1e-16, 1e-24, 1e-32), (1e1, 1e4, 1e8, 1e16)
INITS = {
    "Gaussian, std 0.01": "gaussian", "Xavier": "xavier", "Xavier, uniform": "xavier_uniform", "MSRA": "he",
    "MSRA as printed": "he_as_printed", "Gaussian, own std": "own",
}  # fmt: skip
TEN = dict(hidden_layers=(10, 32), learning_rate=0.03, optimizer="sgd")
FORWARDS = {"spread": "spread of the signal y", "size": "size of the signal, √E[y²]"}


@cache
def digits():
    """X (1097, 64), y, X_test (700, 64), y_test: centred pixels, in units of their deviation."""
    X, X_test, y, y_test = split(*load_digits(), 700 / 1797)
    middle = X.mean(axis=0)
    X, X_test = X - middle, X_test - middle
    return X / X.std(), y, X_test / X.std(), y_test


@dataclass(frozen=True)
class SignalScene(Scene):
    """A Scene whose models one can look into.

    others : models of other starts at the moment in sight. forwards : "spread" or "size", what is
    shown of the signal.
    """

    others: tuple = ()
    forwards: str = "spread"

    def into(self, model):
        """The signal and the sensitivity of a model, (2, layers + 1)."""
        rows = slice(LOOKED_AT)
        T = one_hot(self.y[rows], len(model.classes_))
        found = signals(model.net_, self.X[rows], T, "softmax_cross_entropy")
        return np.array([getattr(found, self.forwards), found.sensitivity])

    @cached_property
    def heights(self):
        """Of the model in sight, of its start, of the settings before, and of other starts, each
        (models, 2, layers + 1).
        """
        before = [run.at(min(self.k, self.left)) for run in self.before.values()]
        groups = [self.now], [self.run.at(0)], before, self.others
        return [np.array([self.into(model) for model in group]) for group in groups]


def bars(ax, scene, which):
    """The signal (which 0) or sensitivity (which 1) of every layer on a logarithmic axis: of the model in
    sight, pale of its start, grey of the settings before, and the range of other starts as a thin line.
    """
    theme = theme_of(ax)
    ax.set(xlabel="layer (pale: at the start)", yscale="log")
    ax.grid(False, axis="x")
    title = ax.text(0.5, 1.03, "", transform=ax.transAxes, color=theme.ink, fontsize=10, ha="center")
    start = LineCollection([], colors=theme.colors[which], alpha=0.35)
    now = LineCollection([], colors=theme.colors[which])
    ranges = LineCollection([], colors=theme.ink, linewidths=1.6)
    for lines in (start, now, ranges):
        ax.add_collection(lines, autolim=False)
    (past,) = ax.plot([], [], "_", color=theme.muted, markeredgewidth=2.2)

    def move(scene):
        heights = [[model[which] for model in group] for group in scene.heights]
        (own,), (first,), before, others = heights
        n, wide = len(own), 0.6 * ax.bbox.width / ax.figure.dpi * 72 / len(own)
        title.set_text("sensitivity ‖δ‖  ←" if which else f"{FORWARDS[scene.forwards]}  →")
        if ax.get_xlim() != (-0.7, n - 0.3):
            ax.set_xlim(-0.7, n - 0.3)
            ax.set_xticks(range(n), ["x", *range(1, n - 1), "y"], fontsize=8.5)
        floor, top = _ends(np.concatenate([model for group in heights for model in group]))
        panels.log_limit(ax, floor, top)
        for lines, sizes, width in ((start, first, wide), (now, own, wide / 2)):
            tops = np.clip(sizes, floor, top)
            lines.set_segments([[(layer, floor), (layer, end)] for layer, end in enumerate(tops)])
            lines.set_linewidths(width)
        marks = np.full(n, np.nan)
        for model in before:  # its output stands where the output is now
            shared = min(n, len(model)) - 1
            marks[:shared], marks[-1] = model[:shared], model[-1]
        past.set_data(range(n), marks)
        past.set_markersize(wide)
        spans = np.clip([np.min(others, axis=0), np.max(others, axis=0)], floor, top).T if others else []
        ranges.set_segments([[(layer, low), (layer, high)] for layer, (low, high) in enumerate(spans)])

    return [start, now, ranges, past, title], move


def _ends(heights):
    """Where an axis begins and ends that shows these heights, as far as it can."""
    seen = heights[(heights > 0) & (heights < np.inf)]
    floor = next((end for end in FLOORS if end <= seen.min(initial=1)), FLOORS[-1])
    return floor, next((end for end in TOPS if end >= seen.max(initial=1)), TOPS[-1])


def loss(ax, scene):
    """The loss by epoch, and the loss of guessing."""
    artists, move = panels.loss(ax, scene, log=True)
    guessing = dict(color=theme_of(ax).muted, linestyle=":", linewidth=1, scalex=False, scaley=False)
    ax.plot([0, 1], [np.log(10)] * 2, transform=ax.get_yaxis_transform(), **guessing)
    ax.annotate(
        "guessing", (0.5, np.log(10)), (0, 5), ax.get_yaxis_transform(), "offset points",
        color=theme_of(ax).muted, fontsize=8.5, ha="center",
    )  # fmt: skip
    return artists, move


class InitialisationLab(TrainingLab):
    """Signals and sensitivities of every layer, and the loss of the same network, on handwritten digits.

    The bars belong to the moment in sight: at epoch 0 they are what the start weights make of the
    data.
    """

    title = "What the start weights do to depth"
    question = "How tall is the last hidden layer's bar beside the first: the same, a hundredth, a billionth?"
    size = (9.6, 3.9)
    in_sight = 5
    pace = 1 / 10
    ahead = False
    epochs = 20
    panels = (
        (partial(bars, which=0), (0.06, 0.14, 0.26, 0.76)),
        (partial(bars, which=1), (0.39, 0.14, 0.26, 0.76)),
        (loss, (0.73, 0.14, 0.26, 0.69)),
    )
    storyboard = (dict(epoch=20), dict(epoch=20, hidden_layers=(4, 32)))
    telling = dict(epoch=3, init="own", hidden_layers=(2, 8))
    presets = {
        "ten ReLU layers, std 0.01": TEN | dict(activation="relu", init="gaussian"),
        "ten ReLU layers, MSRA": TEN | dict(activation="relu", init="he"),
        "ten ReLU layers, MSRA as printed": TEN | dict(activation="relu", init="he_as_printed"),
        "ten sigmoid layers, Xavier": TEN | dict(activation="sigmoid", init="xavier"),
    }

    def build(self):
        return {
            "epoch": slider("epoch", 0, 0, self.epochs),
            "learning_rate": learning_rate(0.03, 1e-3, 1),
            "hidden_layers": HiddenLayers((1, 32)),
            "activation": choice("activation", ["relu", "tanh", "sigmoid"]),
            "init": choice("start weights", INITS),
            "std": LogSlider("own std", 0.1, 1e-3, 10, RATE_STEP, ".3g"),
            "optimizer": choice("optimizer", ["sgd", "adam"]),
            "forwards": choice("bars show the", {"spread over samples": "spread", "size √E[y²]": "size"}),
            "seed": slider("seed of the start", 0, 0, 20),
            "ten_starts": tick("ten starts"),
        }  # fmt: skip

    def data(self):
        return digits()[:2]

    def data_script(self):
        return """\
from mlpcourse.datasets import load_digits, split

X, X_test, y, y_test = split(*load_digits(), 700 / 1797)
X = X - X.mean(axis=0)
X = X / X.std()"""

    def model(self, learning_rate, hidden_layers, activation, init, std, optimizer, seed):
        depth, width = hidden_layers
        return MLPClassifier(
            (width,) * depth, activation, learning_rate, self.epochs, optimizer=optimizer,
            init=std if init == "own" else init, rng=seed,
        )  # fmt: skip

    def _remember(self, before):
        """Ten deep networks take their time: they begin at epoch 0, and Play trains them in sight."""
        super()._remember(before)
        if self.values["ten_starts"] and not before["ten_starts"]:
            self._put({"epoch": 0})

    def scene(self):
        scene, others = super().scene(), ()
        if self.values["ten_starts"]:
            others = tuple(self.begun_starts(range(10)).at(scene.k))
        return SignalScene(**vars(scene), others=others, forwards=self.values["forwards"])

    def said(
        self, scene, now, step, loss, learning_rate, hidden_layers, activation, init, std, optimizer,
        forwards, seed,
    ):  # fmt: skip
        depth, width = hidden_layers
        signal, sensitivity = scene.heights[0][0]
        start = f"std {std:.3g}" if init == "own" else {v: k for k, v in INITS.items()}[init]
        words = (
            f"Epoch {step}: loss {short(loss)}, {now.score(*digits()[2:]):.0%} of 700 test digits right. "
            f"{depth} × {width} {activation}, {start}, {optimizer}, η = {learning_rate:.3g}, seed {seed}. "
            f"{forwards.capitalize()} of layer {depth}: {short(signal[-2])}"
        )
        if depth > 1:
            words += f", of layer 1: {short(signal[1])}; ‖δ‖ of layer 1 is {ratio(sensitivity)} that of layer {depth}"
        return f"{words}.{scene.end(step, write=short)}"


def ratio(sensitivity):
    """How the sensitivity of the first layer compares with that of the last hidden one, in words."""
    first, last = sensitivity[1], sensitivity[-2]
    if not (0 < first < np.inf and 0 < last < np.inf):
        return "not to be compared with" if first or last else "0, like"
    return f"{short(first / last)} times"


def short(value):
    """A number of any size in a few digits: 0.21, 162, 4.3·10⁻¹³."""
    if value == 0 or 1e-3 <= value < 1e4:
        return f"{value:.0f}" if value >= 100 else f"{value:.2g}"
    if not np.isfinite(value):
        return "beyond all numbers"
    digits, power = f"{value:.1e}".split("e")
    return f"{digits}·10{str(int(power)).translate(SUPERSCRIPTS)}"
