"""Labs of chapter 16: how many rows one step looks at, and how long it should be."""

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from matplotlib.collections import LineCollection

from .. import plots
from ..activations import sigmoid
from ..base import targets
from ..datasets import load_digits, two_gaussians
from ..estimators import MLPClassifier
from ..losses import binary_cross_entropy
from ..noise import gradient_of, relative_noise, sample_gradients, slopes_along
from ..plots.style import theme_of
from ..schedules import Constant, HalveOnPlateau, InverseTime
from ..tables import number, rounded
from . import panels
from .controls import LayerSizes, choice, float_slider, learning_rate, slider, tick
from .training import Scene, TrainingLab

CLOCKS = {"epochs": "epoch", "updates": "updates", "rows looked at": "rows"}
ROWS = 1097  # digits that are learned
DRAWN = 40  # mini-batches whose arrows are drawn


def updates_per_epoch(run):
    """How many updates an epoch of a run takes; the last batch may be short."""
    return -(-ROWS // run.model.batch_size)


def fan(ax, scene):
    """The gradients of forty mini-batches, and the full one, seen in a plane: along the full gradient,
    and across it in the direction in which two halves of the data differ.
    """
    theme = theme_of(ax)
    ax.set(xlabel="along the full gradient", ylabel="across")
    ax.axhline(0, color=theme.faint, linewidth=1)
    arrows = ax.add_collection(LineCollection([], colors=theme.colors[0], linewidths=1.1, alpha=0.7))
    (tips,) = ax.plot([], [], "o", color=theme.colors[0], markersize=3)
    (full,) = ax.plot([], [], color=theme.colors[1], linewidth=3.5)
    (head,) = ax.plot([], [], ">", color=theme.colors[1], markersize=9)
    (x_ends, x_show), (y_ends, y_show) = (panels.unit_axis(ax, axis) for axis in "xy")
    texts, shows = [*x_ends, *y_ends], (x_show, y_show)

    def move(scene):
        along, across = projected(scene.factors)
        rng, size = np.random.default_rng(0), scene.run.model.batch_size
        batches = [rng.choice(len(scene.X), size, replace=False) for _ in range(DRAWN)]
        ends = np.array([(along[rows].mean(), across[rows].mean()) for rows in batches])
        reach = panels.step_above(max(1.3, np.abs(ends).max()))
        arrows.set_segments([[(0, 0), end] for end in ends / reach])
        tips.set_data(*ends.T / reach)
        full.set_data([0, 1 / reach], [0, 0])
        head.set_data([1 / reach], [0])
        for show in shows:
            show(reach)

    return [arrows, tips, full, head, *texts], move


def projected(pairs):
    """Every sample's slope along the full gradient and across it, in lengths of the full gradient.

    pairs : from sample_gradients. Returns two arrays (N,).
    """
    half = [(dz[::2], x[::2]) for dz, x in pairs]
    full, odd = gradient_of(pairs), gradient_of(half)
    squared = sum((G**2).sum() for G in full)
    share = sum((G * H).sum() for G, H in zip(full, odd)) / squared
    aside = [H - share * G for G, H in zip(full, odd)]
    length = np.sqrt(sum((A**2).sum() for A in aside))
    return slopes_along(pairs, full) / squared, slopes_along(pairs, aside) / (length * np.sqrt(squared))


@dataclass(frozen=True)
class BatchScene(Scene):
    """A Scene that knows the gradient of every row."""

    @cached_property
    def factors(self):
        """The factors of every row's gradient at the moment in sight, see noise.py."""
        T = targets(self.y, len(self.now.classes_), float)
        return sample_gradients(self.now.net_, self.X, T, "softmax_cross_entropy")


class BatchLab(TrainingLab):
    """Digits learned in batches of any size: the noise of one step, and the loss on three clocks."""

    title = "How many rows for one step?"
    question = "Which batch size is fastest: by epochs, by updates, by rows looked at?"
    size = (9.2, 3.8)
    in_sight = 5  # the time, the three controls of every network, and the batch size
    pace = 0.1
    ahead = False
    epochs = 20
    storyboard = (dict(epoch=0), dict(epoch=5))
    telling = dict(epoch=2, order="sorted", learning_rate=0.3, ten_starts=True)
    presets = {
        "one row": dict(batch_size=1, learning_rate=0.03, order="new each epoch", epoch=2),
        "32 rows": dict(batch_size=32, learning_rate=0.3, order="new each epoch", epoch=5),
        "all rows": dict(batch_size=1097, learning_rate=1.0, order="new each epoch", epoch=20),
        "sorted, one row": dict(batch_size=1, learning_rate=0.03, order="sorted", epoch=1),
        "too long for one row": dict(batch_size=1, learning_rate=0.3, order="new each epoch", epoch=2),
    }

    def build(self):
        self.digits = load_digits()
        return {
            "epoch": slider("epoch", 0, 0, self.epochs),
            "learning_rate": learning_rate(0.3, 1e-3, 10),
            "sizes": LayerSizes((64, 32, 10), most=4, largest=64, fixed=True),
            "activation": choice("activation", ["relu", "tanh", "sigmoid"]),
            "batch_size": choice(
                "batch size", {str(n): n for n in (32, 1, 8, 128, 512)} | {"all, 1097": ROWS}
            ),
            "clock": choice("clock", CLOCKS),
            "order": choice("order of the rows", ["new each epoch", "shuffled once", "sorted"]),
            "seed": slider("seed of the start", 0, 0, 20),
            "ten_starts": tick("ten starts"),
        }

    def data(self, order):
        X, y = self.digits
        rows = np.random.default_rng(0).permutation(len(X))[:ROWS]
        rows = rows[np.argsort(y[rows], kind="stable")] if order == "sorted" else rows
        return X[rows], y[rows]

    def scene(self):
        return BatchScene(**vars(super().scene()))

    def model(self, learning_rate, sizes, activation, batch_size, order, seed):
        return MLPClassifier(
            sizes[1:-1], activation, learning_rate, self.epochs, batch_size, "sgd", init="he", rng=seed,
            shuffle=order == "new each epoch",
        )  # fmt: skip

    def data_script(self):
        script = (
            "import numpy as np\nfrom mlpcourse.datasets import load_digits\n\nX, y = load_digits()\n"
            "rows = np.random.default_rng(0).permutation(len(X))[:1097]\n"
        )
        if self.values["order"] == "sorted":
            script += 'rows = rows[np.argsort(y[rows], kind="stable")]\n'
        return script + "X, y = X[rows], y[rows]"

    def draw(self, fig, clock):
        ticks = lambda run: {"epoch": 1, "updates": updates_per_epoch(run), "rows": ROWS}[clock]  # noqa: E731
        self.panels = (
            (fan, (0.08, 0.15, 0.36, 0.8)),
            (partial(panels.loss, xlabel=clock, ticks=ticks), (0.55, 0.15, 0.43, 0.7)),
        )
        super().draw(fig)

    def said(self, scene, now, step, loss, learning_rate, activation, batch_size, order, seed, clock):
        updates = step * updates_per_epoch(scene.run)
        words = (
            f"Epoch {step}, {updates:,} update{'s' * (updates != 1)}, {step * ROWS:,} rows: loss "
            f"{rounded(loss)}, {now.score(scene.X, scene.y):.0%} right. A batch of {batch_size} "
            f"strays from the full gradient by {relative_noise(scene.factors, batch_size):.2g} of its length. "
            f"{'-'.join(map(str, now.net_.sizes))}, {activation}, η = {learning_rate:.3g}, start {seed}, rows "
            f"{'in a new order each epoch' if order == 'new each epoch' else order}; on the right, by {clock}."
        )
        return words + scene.end(step, write=two_digits)


def two_digits(value):
    return f"{value:.2g}".replace("e-0", "e-")


SCHEDULES = {
    "constant": lambda rate, b: Constant(rate),
    "halve on a plateau": lambda rate, b: HalveOnPlateau(rate),
    "halve by held-out rows": lambda rate, b: HalveOnPlateau(rate, held_out=True),
    "a/(b + t)": lambda rate, b: InverseTime(rate * b, b),
}


def rates(ax, scene):
    """The learning rate of each epoch's first update, on a logarithmic axis."""
    ax.set(ylabel="learning rate", xlim=(-1, 31), ylim=(1e-8, 20))
    plots.log_scale(ax, "y")
    (past, line, _), move_lines = panels.by_step(ax, lambda _, run, to: run.history.learning_rate[:to])
    legend = plots.legend_above(ax, handles=[past], labels=[""])

    def move(scene):
        move_lines(scene)
        panels.say_before(legend, scene.words)

    return [past, line, legend], move


def lowest_loss(X, y):
    """The lowest loss of a logistic neuron on these points, by Newton's method."""
    A, theta = np.column_stack([X, np.ones(len(X))]), np.zeros(X.shape[1] + 1)
    for _ in range(15):
        h = sigmoid(A @ theta)
        theta -= np.linalg.solve(A.T @ (A * (h * (1 - h))[:, None]), A.T @ (h - y))
    return binary_cross_entropy(A @ theta[:, None], y[:, None])


def lowest_loss_of(run, X, y):
    """The same for the rows on which a run trains."""
    return lowest_loss(X, y) if run.rows is None else lowest_loss(X[run.rows], y[run.rows])


def excess(ax, scene):
    """How far the loss is above the lowest there is, on a logarithmic axis, by epoch."""
    ax.set(xlabel="epoch", ylabel="loss − lowest", xlim=(-1, 31), ylim=(1e-7, 2))
    plots.log_scale(ax, "y")

    def above(scene, run, to):
        return np.array(run.history.loss[: to + 1]) - lowest_loss_of(run, scene.X, scene.y)

    others, show_others = panels.band(ax)
    lines, move_lines = panels.by_step(ax, above)

    def move(scene):
        move_lines(scene)
        show_others(scene.starts)

    return [others, *lines], move


class ScheduleLab(TrainingLab):
    """A neuron on two overlapping clouds, one row a step, with four ways to lower its rate."""

    title = "Four schedules"
    question = "The border trembles. Which schedule brings it to rest, and which freezes it on its way?"
    size = (9.2, 3.8)
    pace = 0.1
    ahead = False
    epochs = 30
    panels = (
        (panels.plane, (0.07, 0.13, 0.38, 0.84)),
        (rates, (0.56, 0.62, 0.42, 0.26)),
        (excess, (0.56, 0.14, 0.42, 0.38)),
    )
    storyboard = (dict(epoch=5), dict(epoch=25))
    telling = dict(epoch=12, schedule="a/(b + t)", ten_starts=True)
    presets = {
        "constant 1": dict(learning_rate=1.0, schedule="constant", epoch=30),
        "200/(200 + t)": dict(learning_rate=1.0, schedule="a/(b + t)", log_b=2.3, epoch=30),
        "frozen: 0.2/(2 + t)": dict(learning_rate=0.1, schedule="a/(b + t)", log_b=0.3, epoch=30),
    }

    def build(self):
        return {
            "epoch": slider("epoch", 0, 0, self.epochs),
            "learning_rate": learning_rate(1.0, 0.01, 10),
            "schedule": choice("schedule", list(SCHEDULES)),
            "log_b": float_slider("b = 10^", 2.3, 0, 4, 0.1, ".1f"),
            "batch_size": choice("batch size", {"1": 1, "10": 10, "100": 100}),
            "seed": slider("seed", 0, 0, 20),
            "ten_starts": tick("ten seeds"),
        }

    def data(self):
        X, y = two_gaussians(200, 0.3, rng=0)
        return (X - X.mean(axis=0)) / X.std(axis=0), y

    def data_script(self):
        return (
            "from mlpcourse.datasets import two_gaussians\n\n"
            "X, y = two_gaussians(200, 0.3, rng=0)\nX = (X - X.mean(axis=0)) / X.std(axis=0)"
        )

    def model(self, learning_rate, schedule, log_b, batch_size, seed):
        rate = SCHEDULES[schedule](learning_rate, round(10**log_b))
        held_out = 0.2 if schedule == "halve by held-out rows" else 0.0
        return MLPClassifier((), learning_rate=rate, epochs=self.epochs, batch_size=batch_size, optimizer="sgd",
                             validation_fraction=held_out, rng=seed)  # fmt: skip

    def starts(self, ten_starts):
        """How far ten seeds are above the lowest loss of their own rows."""
        if not ten_starts:
            return None
        runs, data = self.begun_starts(range(10)).runs, self.data()
        return self.starts_of(range(10)) - [lowest_loss_of(run, *data) for run in runs]

    def said(self, scene, now, step, loss, learning_rate, schedule, log_b, batch_size, seed):
        b, diary = round(10**log_b), scene.run.history
        above = loss - lowest_loss_of(scene.run, scene.X, scene.y)
        how = f"{number(learning_rate * b, True)}/({b} + t)" if schedule == "a/(b + t)" else schedule
        words = (
            f"Epoch {step}: loss {loss:.5f}, {above:.2g} above the lowest, "
            f"{now.score(scene.X, scene.y):.0%} right; batches of {batch_size}, seed {seed}. "
            f"Rate from {learning_rate:.3g}, {how}"
        )
        words += f"; this epoch began with {diary.learning_rate[step - 1]:.2g}." if step else "."
        end = scene.end(step, "Ten starts stand at heights above it", two_digits)
        return words.replace("e-0", "e-") + end
