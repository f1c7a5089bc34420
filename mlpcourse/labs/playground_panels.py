"""The panels of the playground: the map, the losses, and words. What it shows of a run is a View."""

import textwrap
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from matplotlib.ticker import MaxNLocator

from .. import plots
from ..diary import network_of
from ..network import loss_value, penalty
from ..playground import INPUTS
from ..plots.plane import SIZE
from ..plots.style import log_scale, theme_of
from .panels import band, border_of, by_step, empty_map, limit, look_at, shades, step_above, two_borders
from .playground_words import INPUT_NAMES, READOUTS
from .training import Scene

ACROSS, LINES, SMALL = 31, 11, 7.6  # characters, lines and the size of the words


@dataclass(frozen=True)
class View(Scene):
    """A Scene of the playground.

    used : names of the network's inputs. n_train : rows to train on, the first ones; the others test.
    batch : updates after the moment k. square : (low, high) of the map's sides. chosen : (layer, unit),
    (layer, unit, source) or (). probe : the point (x1, x2) that is asked about. goal : a test accuracy.
    others : the test accuracies of ten starts now.
    """

    used: tuple = ()
    n_train: int = 0
    batch: int = 0
    square: tuple = (-6.4, 6.4)
    chosen: tuple = ()
    probe: tuple = (0.0, 0.0)
    show_test: bool = True
    discretise: bool = False
    log: bool = False
    readout: str = "score"
    goal: float = 0.98
    others: tuple = ()

    input_names, input_titles = tuple(INPUTS), INPUT_NAMES

    @cached_property
    def models(self):
        """{name: model} at the moment in sight, which may lie between two epochs."""
        model = self.run.at(self.k)
        if self.done:
            model.net_ = network_of(model.net_, self.updates[self.done - 1].after)
        return {"now": model}

    @cached_property
    def updates(self):
        """The Updates of the epoch that begins at k, those to come too: none at the end of the run, and
        those before the one that diverges.
        """
        run = self.run
        ended = self.k > run.steps or (self.k == run.last and not run.ended)
        return [] if ended else run.run.inside(self.k)

    @property
    def done(self):
        """How many of these updates are done at the moment in sight."""
        return min(self.batch, len(self.updates)) if self.batch else 0

    @property
    def regresses(self):
        return self.y.dtype.kind == "f"

    @cached_property
    def parts(self):
        """{"training": .., "test": ..}: the loss without penalty and the accuracy, R² of numbers, of each."""
        run, n, model = self.run.run, self.n_train, self.now
        pairs = {"training": (run.X, run.T, slice(0, n)), "test": (*run.validation, slice(n, None))}
        return {
            name: (loss_value(model.net_, F, T, run.loss), model.score(self.X[rows], self.y[rows]))
            for name, (F, T, rows) in pairs.items()
        }

    @cached_property
    def reached(self):
        """The first epoch, up to k, at which the test accuracy reached the goal; None if none did."""
        if self.regresses:
            return None
        accuracies = self.run.run.accuracies()[: self.k + 1]
        return next((k for k, value in enumerate(accuracies) if value >= self.goal), None)

    @property
    def penalty(self):
        """What L1 and L2 add to the loss."""
        l2, penalize_bias, l1 = self.run.run.decay
        return float(sum(penalty(layer, l2, penalize_bias, l1) for layer in self.now.net_.layers))

    @property
    def weight(self):
        """The weight or the bias that is chosen; None if none is."""
        if len(self.chosen) != 3:
            return None
        layer, unit, source = self.chosen
        here = self.now.net_.layers[layer - 1]
        return float(here.W[unit - 1, source - 1] if source else here.b[unit - 1])

    @property
    def largest(self):
        """The size of the largest weight."""
        return float(max(np.abs(layer.W).max() for layer in self.now.net_.layers))

    def all_inputs(self, P):
        """The seven inputs for points (M, 2), used or not, (M, 7)."""
        return np.column_stack([f(*P.T) for f in INPUTS.values()])

    def answer(self, model, P):
        """What a model says of points (M, 2), from 0 to 1: (M,), or (M, K) for more than two classes."""
        if self.regresses:
            return np.clip((1 + model.predict(P)) / 2, 0, 1)
        a = model.outputs(P)[-1]
        h = (1 + a) / 2 if model.loss == "squared_error" else a
        if self.discretise:
            h = (h > 0.5).astype(float) if h.shape[1] == 1 else np.eye(h.shape[1])[h.argmax(axis=1)]
        return h[:, 0] if h.shape[1] == 1 else h

    def unit(self, model, P):
        """The output of the chosen unit at points (M, 2), from 0 to 1; half where it is 0."""
        layer, unit = self.chosen[:2]
        a = self.all_inputs(P)[:, unit - 1] if layer == 0 else model.outputs(P)[layer][:, unit - 1]
        if self.discretise:
            return (a > 0).astype(float)
        largest = np.abs(a).max()
        return (1 + (a / largest if largest else a)) / 2


def ground(ax, scene):
    """The map of the network's answer, or of the chosen unit, with the training points filled and the
    test points hollow; its border, and dotted that of the settings before.
    """
    theme, image = theme_of(ax), empty_map(ax, *scene.square)
    ax.tick_params(labelsize=8.5)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(5, integer=True))
        axis.labelpad = 0
    past, border = two_borders(ax)
    border.set_linewidth(1.6)
    filled, hollow = (plots.marks(ax, 5, 4.5, markeredgewidth=edge) for edge in (0.6, 1))
    for mark in hollow:
        mark.set(markerfacecolor=theme.paper, markeredgecolor=mark.get_color())
    numbers = [
        ax.scatter(
            [], [], s=16, c=[], cmap=image.get_cmap(), vmin=-1, vmax=1, linewidths=0.7, edgecolors=edge
        )
        for edge in (theme.paper, theme.muted)
    ]
    (probe,) = ax.plot([], [], "+", color=theme.ink, markersize=11, markeredgewidth=1.8)
    title = ax.text(
        0.02, 0.98, "", transform=ax.transAxes, color=theme.ink, fontsize=8.5, va="top",
        bbox=dict(facecolor=theme.paper, edgecolor="none", alpha=0.8, pad=1.5),
    )  # fmt: skip

    def move(scene):
        P, model = look_at(image, *scene.square), scene.now
        H = scene.unit(model, P) if scene.chosen else scene.answer(model, P)
        image.set_data(_shares(H, theme))
        straight = scene.regresses or scene.chosen
        border.set_segments([] if straight else border_of(model, P))
        before = [] if straight else list(scene.last_before.values())
        past.set_segments(border_of(before[0], P) if before else [])
        train = np.arange(len(scene.X)) < scene.n_train
        for markers, dots, rows in ((filled, numbers[0], train), (hollow, numbers[1], ~train)):
            rows = rows & (scene.show_test or rows is train)
            seen = rows & (not scene.regresses)
            plots.update_marks(markers, scene.X[seen], scene.y[seen])
            rows = rows & scene.regresses
            dots.set_offsets(scene.X[rows])
            dots.set_array(np.clip(scene.y[rows], -1, 1).astype(float))
        probe.set_data(*([[x] for x in scene.probe] if scene.chosen else ([], [])))
        title.set_text(_named(scene.chosen) if scene.chosen else "")
        title.set_visible(bool(scene.chosen))

    return [image, past, border, *hollow, *filled, *reversed(numbers), probe, title], move


def _named(chosen):
    layer, unit = chosen[:2]
    return f"input {INPUT_NAMES[unit - 1]}" if layer == 0 else f"output of unit {unit} of layer {layer}"


def _shares(H, theme):
    """Class 1's share, or each class's colour as strong as its share."""
    if H.ndim == 1:
        return H.reshape(SIZE, SIZE)
    total = H.sum(axis=1, keepdims=True)
    H = np.divide(H, total, out=np.full_like(H, 1 / H.shape[1]), where=total > 0)
    return shades(H, theme, strength=0.9)


def losses(ax, scene):
    """Training and test loss by epoch, the run before in grey, ten starts as a band."""
    theme = theme_of(ax)
    ax.set(xlabel="epoch", ylabel="loss")
    ax.xaxis.labelpad = 1
    ax.tick_params(labelsize=8)
    if scene.log:
        ax.set_ylim(1e-4, 1)
        log_scale(ax, "y")
    others, show_others = band(ax)
    (past, train, dot), move_train = by_step(ax, lambda _, run, to: run.history.loss[: to + 1])
    (test,) = ax.plot([], [], "--", color=theme.colors[1], linewidth=1.6, label="test")
    train.set_label("training")
    dot.set_markersize(6)
    narrow = dict(bbox_to_anchor=(-0.3, 1.0), handlelength=1.6, columnspacing=0.9, handletextpad=0.4)
    plots.legend_above(ax, 3, handles=[train, test, past], **narrow)

    def move(scene):
        move_train(scene)
        test_losses = scene.run.history.val_loss[: scene.seen + 1]
        test.set_data(np.arange(len(test_losses)), test_losses)
        values = [*train.get_ydata(), *test_losses, *past.get_ydata()]
        show_others(scene.starts)
        if scene.starts is not None:
            values += [scene.starts.min(), scene.starts.max()]
        end = step_above(max(20, *train.get_xdata()[-1:], *past.get_xdata()[-1:]))
        least = min((value for value in values if value > 0), default=0.1)
        low = 10.0 ** np.floor(np.log10(least)) if scene.log else 0
        top = step_above(1.02 * max(values))
        limit(ax, (-0.03 * end, 1.03 * end), (low, max(top, 10 * low)))

    return [others, past, test, train, dot], move


def words(ax, scene):
    """A small table of numbers: which, the scene says. What stands before a tab is drawn once: letters
    are the dearest part of a frame.
    """
    ax.axis("off")
    stays, moves = (
        [
            ax.text(0, 1 - i / LINES, "", transform=ax.transAxes, color=theme_of(ax).ink, fontsize=SMALL,
                    va="baseline", family="DejaVu Sans Mono")
            for i in range(1, LINES + 1)
        ] for _ in range(2)
    )  # fmt: skip
    stays[0].set_text("0" * 40)
    letter = stays[0].get_window_extent().width / 40 / ax.bbox.width

    def move(scene):
        lines = [part for line in READOUTS[scene.readout](scene) for part in _wrapped(line)]
        lines += [""] * (LINES - len(lines))
        for line, head, numbers in zip(lines, stays, moves):
            text, _, rest = line.rpartition("\t")
            if head.get_text() != text:
                head.set_text(text)
            numbers.set_text(rest.lstrip())
            numbers.set_x(letter * (len(text) + len(rest) - len(rest.lstrip())))

    return moves, move


def _wrapped(line):
    if "\t" in line:
        return [line]
    return textwrap.wrap(line, ACROSS, subsequent_indent="  ", drop_whitespace=False) or [""]
