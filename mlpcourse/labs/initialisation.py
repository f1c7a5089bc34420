"""The lab of chapter 14: what start weights do to the signals of a deep network, and to its training."""

from dataclasses import dataclass
from functools import cache, cached_property, partial

import ipywidgets as w
import numpy as np
from matplotlib.collections import LineCollection

from ..datasets import load_digits, split
from ..estimators import MLPClassifier
from ..losses import one_hot
from ..plots.style import SUPERSCRIPTS, theme_of
from ..signals import signals
from . import panels
from .controls import STYLE, WIDE, HiddenLayers, choice, learning_rate, slider
from .training import Scene, TrainingLab

LOOKED_AT = 200  # training rows whose signals are shown
TEST_PART = 700 / 1797
FLOORS, TOPS = (1e-3, 1e-8, 1e-16, 1e-32), (1e1, 1e4, 1e8, 1e16)  # where an axis of bars may end
INITS = {
    "Gaussian, std 0.01": "gaussian", "Xavier": "xavier", "Xavier, uniform": "xavier_uniform", "MSRA": "he",
    "MSRA as printed": "he_as_printed", "Gaussian, own std": "own",
}  # fmt: skip


@cache
def digits():
    """X (1097, 64), y, X_test (700, 64), y_test: centred pixels, in units of their deviation."""
    X, X_test, y, y_test = split(*load_digits(), TEST_PART)
    middle = X.mean(axis=0)
    X, X_test = X - middle, X_test - middle
    return X / X.std(), y, X_test / X.std(), y_test


@dataclass(frozen=True)
class SignalScene(Scene):
    """A Scene whose models one can look into. others : models of other starts at the moment in sight."""

    others: tuple = ()

    def into(self, model):
        """Spread and sensitivity of a model, (2, layers + 1)."""
        rows = slice(LOOKED_AT)
        T = one_hot(self.y[rows], len(model.classes_))
        return np.array(signals(model.net_, self.X[rows], T, "softmax_cross_entropy"))

    @cached_property
    def sizes(self):
        """Of the model in sight, of its start, of the settings before, and of other starts, (S, 2, layers + 1);
        None for none.
        """
        before = [self.into(run.at(min(self.k, self.left))) for run in self.before.values()]
        others = [self.into(model) for model in self.others]
        return (
            self.into(self.now),
            self.into(self.run.at(0)),
            before[0] if before else None,
            np.array(others) if others else None,
        )


def bars(ax, scene, which, title):
    """Spread (which 0) or sensitivity (which 1) of every layer on a logarithmic axis: of the model in
    sight, pale of its start, grey of the settings before, and the range of other starts as a thin line.
    """
    theme = theme_of(ax)
    ax.set(xlabel="layer (pale: at the start)", yscale="log")
    ax.set_title(title, color=theme.ink, fontsize=10)
    ax.grid(False, axis="x")
    now, start = (
        LineCollection([], colors=theme.colors[which]),
        LineCollection([], colors=theme.colors[which], alpha=0.35),
    )
    ranges = LineCollection([], colors=theme.ink, linewidths=1.6)
    for lines in (start, now, ranges):
        ax.add_collection(lines, autolim=False)
    (past,) = ax.plot([], [], "_", color=theme.muted, markeredgewidth=2.2)

    def move(scene):
        own, first, before, others = (part if part is None else part[..., which, :] for part in scene.sizes)
        layers = np.arange(len(own))
        if len(own) != len(ax.get_xticks()) or ax.get_xlim() != (-0.7, len(own) - 0.3):
            ax.set_xlim(-0.7, len(own) - 0.3)
            ax.set_xticks(layers, ["x", *map(str, layers[1:-1]), "y"], fontsize=8.5)
        seen = np.concatenate([np.ravel(part) for part in (own, first, before, others) if part is not None])
        low, high = seen[(seen > 0) & (seen < np.inf)].min(initial=1), seen[seen < np.inf].max(initial=1)
        floor = next((end for end in FLOORS if end <= low), FLOORS[-1])
        top = next((end for end in TOPS if end >= high), TOPS[-1])
        panels.log_limit(ax, floor, top)
        wide = 0.6 * ax.bbox.width / ax.figure.dpi * 72 / len(own)
        inside = partial(np.clip, a_min=floor, a_max=top)
        for lines, sizes, width in ((start, first, wide), (now, own, wide / 2)):
            lines.set_segments([[(layer, floor), (layer, inside(size))] for layer, size in enumerate(sizes)])
            lines.set_linewidths(width)
        marks = np.full(len(own), np.nan)
        if before is not None:  # its output stands where the output is now
            n = min(len(own), len(before)) - 1
            marks[:n], marks[-1] = before[:n], before[-1]
        past.set_data(layers, marks)
        past.set_markersize(wide)
        low, high = ([], []) if others is None else (others.min(axis=0), others.max(axis=0))
        ranges.set_segments([[(k, inside(a)), (k, inside(b))] for k, (a, b) in enumerate(zip(low, high))])

    return [start, now, ranges, past], move


def loss(ax, scene):
    """The loss by epoch, and the loss of guessing."""
    artists, move = panels.loss(ax, scene, log=True)
    guessing = dict(color=theme_of(ax).muted, linestyle=":", linewidth=1, scalex=False, scaley=False)
    ax.plot([0, 1], [np.log(10)] * 2, transform=ax.get_yaxis_transform(), **guessing)
    ax.text(
        0.99, np.log(10), "guessing", transform=ax.get_yaxis_transform(), color=theme_of(ax).muted,
        fontsize=8.5, ha="right", va="bottom",
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
        (partial(bars, which=0, title="spread of the signal  →"), (0.06, 0.14, 0.26, 0.76)),
        (partial(bars, which=1, title="sensitivity ‖δ‖  ←"), (0.39, 0.14, 0.26, 0.76)),
        (loss, (0.73, 0.14, 0.26, 0.69)),
    )
    storyboard = (dict(epoch=20), dict(epoch=20, hidden_layers=(4, 32)))
    telling = dict(epoch=3, init="own", hidden_layers=(2, 8))  # noqa: RUF012
    presets = {  # noqa: RUF012
        "ten ReLU layers, std 0.01": dict(hidden_layers=(10, 32)),
        "ten ReLU layers, MSRA": dict(hidden_layers=(10, 32), init="he"),
        "ten ReLU layers, MSRA as printed": dict(hidden_layers=(10, 32), init="he_as_printed"),
        "ten sigmoid layers, Xavier": dict(hidden_layers=(10, 32), activation="sigmoid", init="xavier"),
    }

    def build(self):
        return {
            "epoch": slider("epoch", 0, 0, self.epochs),
            "learning_rate": learning_rate(0.1, 1e-3, 1),
            "hidden_layers": HiddenLayers((1, 32)),
            "activation": choice("activation", ["relu", "tanh", "sigmoid"]),
            "init": choice("start weights", INITS),
            "std": w.FloatLogSlider(
                0.1, min=-3, max=1, step=0.02, description="own std", readout_format=".3g", layout=WIDE,
                style=STYLE,
            ),
            "optimizer": choice("optimizer", ["sgd", "adam"]),
            "seed": slider("seed of the start", 0, 0, 20),
            "ten_starts": w.Checkbox(False, description="ten starts", layout=WIDE, style=STYLE),
        }  # fmt: skip

    def data(self):
        return digits()[:2]

    def data_script(self):
        return f"""\
from mlpcourse.datasets import load_digits, split

X, X_test, y, y_test = split(*load_digits(), {TEST_PART!r})
X = X - X.mean(axis=0)
X = X / X.std()"""

    def model(self, learning_rate, hidden_layers, activation, init, std, optimizer, seed):
        depth, width = hidden_layers
        return MLPClassifier(
            (width,) * depth, activation, learning_rate, self.epochs, optimizer=optimizer,
            init=std if init == "own" else init, rng=seed,
        )  # fmt: skip

    def starts(self, ten_starts):
        return self.starts_of(range(10)) if ten_starts else None

    def scene(self):
        scene, others = super().scene(), ()
        if self.values["ten_starts"]:
            others = tuple(self.begun_starts(range(10)).at(scene.k))
        return SignalScene(**vars(scene), others=others)

    def said(
        self, scene, now, step, loss, learning_rate, hidden_layers, activation, init, std, optimizer, seed
    ):
        depth, width = hidden_layers
        spread, sensitivity = scene.sizes[0]
        start = f"std {std:.3g}" if init == "own" else {v: k for k, v in INITS.items()}[init]
        words = (
            f"Epoch {step}: loss {loss:.3g}, {now.score(*digits()[2:]):.0%} of 700 test digits right. "
            f"{depth} × {width} {activation}, {start}, {optimizer}, η = {learning_rate:.3g}, seed {seed}. "
            f"Spread of layer {depth}: {short(spread[-2])}"
        )
        if depth > 1:
            words += f", of layer 1: {short(spread[1])}; ‖δ‖ of layer 1 is {ratio(sensitivity)} that of layer {depth}"
        words += "."
        if scene.starts is not None:
            low, high = scene.starts[-1].min(), scene.starts[-1].max()
            words += f" Ten starts stand at losses from {low:.3g} to {high:.3g}."
        if scene.run.ended and step == scene.run.steps:
            words += f" It goes no further: {scene.run.why.split(':')[0]}."
        return words


def ratio(sensitivity):
    """How the sensitivity of the first layer compares with that of the last hidden one, in words."""
    first, last = sensitivity[1], sensitivity[-2]
    if not (0 < first < np.inf and 0 < last < np.inf):
        return "not to be compared with" if first or last else "0, like"
    return f"{short(first / last)} times"


def short(value):
    """A number of any size, two digits of it: 0.21, 4.3·10⁻¹³."""
    if value == 0 or 1e-3 <= value < 1e4:
        return f"{value:.2g}"
    if not np.isfinite(value):
        return "beyond all numbers"
    digits, power = f"{value:.1e}".split("e")
    return f"{digits}·10{str(int(power)).translate(SUPERSCRIPTS)}"
