"""Labs of chapter 16: how many rows one step looks at, and how long it should be."""

from functools import partial

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
from ..tables import number
from . import panels
from .controls import LayerSizes, choice, float_slider, learning_rate, slider
from .training import TrainingLab

CLOCKS = {"epochs": "epoch", "updates": "updates", "rows looked at": "rows"}
DRAWN = 40  # mini-batches whose arrows are drawn


def updates_per_epoch(run, rows):
    """How many updates an epoch of a run takes."""
    return -(-rows // run.model.batch_size)


def clocks(ax, scene, clock):
    """Loss against epochs, updates or rows, now and with the settings before, and a dot at this moment."""
    theme = theme_of(ax)
    ax.set(xlabel=clock, ylabel="loss", ylim=(0, 2.6))
    (past,) = ax.plot([], [], color=theme.muted, linestyle=(0, (2, 2)), linewidth=1.6, label="before")
    (line,) = ax.plot([], [], color=theme.colors[0], linewidth=1.9, label="now")
    (dot,) = ax.plot([], [], "o", color=theme.ink, markersize=8)
    legend = plots.legend_above(ax, columns=2)

    def clock_of(run, steps):
        rows = len(scene.X)
        ticks = {"epoch": 1, "updates": updates_per_epoch(run, rows), "rows": rows}[clock]
        return ticks * np.arange(steps + 1)

    def move(scene):
        k = min(scene.k, scene.run.steps)
        losses = scene.run.history.loss[: scene.seen + 1]
        times = clock_of(scene.run, len(losses) - 1)
        line.set_data(times, losses)
        dot.set_data([times[k]], [losses[k]])
        ends = [times[-1]]
        past.set_data([], [])
        for run in scene.before.values():
            losses = run.history.loss[: scene.left + 1]
            past.set_data(clock_of(run, len(losses) - 1), losses)
            ends.append(past.get_xdata()[-1])
        end = panels.step_above(max(5, *ends))
        panels.limit(ax, (-0.03 * end, 1.03 * end))
        legend.set_visible(bool(scene.before))

    return [past, line, dot, legend], move


def fan(ax, scene):
    """The gradients of forty mini-batches, and the full one, seen in a plane: along the full gradient,
    and across it in the direction in which two halves of the data differ.
    """
    theme = theme_of(ax)
    ax.set(xlabel="along the full gradient", ylabel="across")
    ax.axhline(0, color=theme.faint, linewidth=1)
    arrows = ax.add_collection(LineCollection([], colors=theme.colors[0], linewidths=1.1, alpha=0.7))
    (tips,) = ax.plot([], [], "o", color=theme.colors[0], markersize=3)
    full = ax.add_collection(LineCollection([[(0, 0), (1, 0)]], colors=theme.colors[1], linewidths=3.5))
    (head,) = ax.plot([1], [0], ">", color=theme.colors[1], markersize=9)

    def move(scene):
        along, across = projected(scene)
        rng, size = np.random.default_rng(0), min(scene.run.model.batch_size, len(scene.X))
        batches = [rng.choice(len(scene.X), size, replace=False) for _ in range(DRAWN)]
        ends = np.array([(along[rows].mean(), across[rows].mean()) for rows in batches])
        arrows.set_segments([[(0, 0), end] for end in ends])
        tips.set_data(*ends.T)
        reach = 2.0 ** np.ceil(np.log2(max(1.3, np.abs(ends).max())))  # few steps: few backgrounds
        panels.limit(ax, (-reach, 1.1 * reach), (-reach, reach))

    return [arrows, tips, full, head], move


def factors(scene):
    """The factors of every sample's gradient at the moment in sight, see noise.py."""
    T = targets(scene.y, len(np.unique(scene.y)), float)
    return sample_gradients(scene.now.net_, scene.X, T, "softmax_cross_entropy")


def projected(scene):
    """Every sample's slope along the full gradient and across it, in lengths of the full gradient."""
    pairs = factors(scene)
    half = [(dz[::2], x[::2]) for dz, x in pairs]
    full, odd = gradient_of(pairs), gradient_of(half)
    squared = sum((G**2).sum() for G in full)
    share = sum((G * H).sum() for G, H in zip(full, odd)) / squared
    aside = [H - share * G for G, H in zip(full, odd)]
    length = np.sqrt(sum((A**2).sum() for A in aside))
    return slopes_along(pairs, full) / squared, slopes_along(pairs, aside) / (length * np.sqrt(squared))


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
    telling = dict(epoch=2, order="sorted", learning_rate=0.3)  # noqa: RUF012
    presets = {  # noqa: RUF012
        "one row": dict(batch_size=1, learning_rate=0.03, epoch=2),
        "all rows": dict(batch_size=1097, learning_rate=1.0, epoch=20),
        "sorted, one row": dict(batch_size=1, learning_rate=0.03, order="sorted", epoch=1),
        "too long for one row": dict(batch_size=1, learning_rate=0.3, epoch=2),
    }

    def build(self):
        self.digits = load_digits()
        return {
            "epoch": slider("epoch", 0, 0, self.epochs),
            "learning_rate": learning_rate(0.1, 1e-3, 10),
            "sizes": LayerSizes((64, 32, 10), most=4, largest=64, fixed=True),
            "activation": choice("activation", ["relu", "tanh", "sigmoid"]),
            "batch_size": choice(
                "batch size", {str(n): n for n in (32, 1, 8, 128, 512)} | {"all, 1097": 1097}
            ),
            "clock": choice("clock", CLOCKS),
            "order": choice("order of the rows", ["new each epoch", "shuffled once", "sorted"]),
            "seed": slider("seed of the start", 0, 0, 20),
        }

    def data(self, order):
        X, y = self.digits
        rows = np.random.default_rng(0).permutation(len(X))[:1097]
        rows = rows[np.argsort(y[rows], kind="stable")] if order == "sorted" else rows
        return X[rows], y[rows]

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
        self.panels = (
            (fan, (0.08, 0.15, 0.36, 0.8)),
            (partial(clocks, clock=clock), (0.55, 0.15, 0.43, 0.72)),
        )
        super().draw(fig)

    def said(self, scene, now, step, loss, learning_rate, activation, batch_size, order, seed, clock):
        noise, updates = (
            relative_noise(factors(scene), batch_size),
            step * updates_per_epoch(scene.run, len(scene.X)),
        )
        words = (
            f"Epoch {step}, {updates:,} update{'s' * (updates != 1)}, {step * len(scene.X):,} rows: loss "
            f"{number(round(loss, 4), True)}, {now.score(scene.X, scene.y):.0%} right. A batch of {batch_size} "
            f"strays from the full gradient by {noise:.2g} of its length. "
            f"{'-'.join(map(str, now.net_.sizes))}, {activation}, η = {learning_rate:.3g}, start {seed}, rows "
            f"{'in a new order each epoch' if order == 'new each epoch' else order}; on the right, by {clock}."
        )
        run = scene.run
        return words + f" It goes no further: {run.why.rstrip('.')}." * (run.ended and step == run.steps)


SCHEDULES = {
    "constant": lambda rate, b: Constant(rate),
    "halve on a plateau": lambda rate, b: HalveOnPlateau(rate),
    "halve by held-out rows": lambda rate, b: HalveOnPlateau(rate, held_out=True),
    "a/(b + t)": lambda rate, b: InverseTime(rate * b, b),
}


def rates(ax, scene):
    """The learning rate of each epoch's first update, on a logarithmic axis."""
    theme = theme_of(ax)
    ax.set(ylabel="learning rate", ylim=(1e-5, 20))
    plots.log_scale(ax, "y")
    (past,) = ax.plot([], [], color=theme.muted, linestyle=(0, (2, 2)), linewidth=1.6)
    (line,) = ax.plot([], [], color=theme.colors[0], linewidth=1.9)

    def move(scene):
        values = scene.run.history.learning_rate[: scene.seen]
        line.set_data(np.arange(len(values)), values)
        before = [run.history.learning_rate[: scene.left] for run in scene.before.values()] or [[]]
        past.set_data(np.arange(len(before[0])), before[0])
        end = panels.step_above(max(20, len(values), len(before[0])))
        panels.limit(ax, (-0.03 * end, 1.03 * end))

    return [past, line], move


def lowest_loss(X, y):
    """The lowest loss of a logistic neuron on these points, by Newton's method."""
    A, theta = np.column_stack([X, np.ones(len(X))]), np.zeros(X.shape[1] + 1)
    for _ in range(15):
        h = sigmoid(A @ theta)
        theta -= np.linalg.solve(A.T @ (A * (h * (1 - h))[:, None]), A.T @ (h - y))
    return binary_cross_entropy(A @ theta[:, None], y[:, None])


def excess(ax, scene):
    """How far the loss is above the lowest there is, on a logarithmic axis, by epoch."""
    theme = theme_of(ax)
    ax.set(xlabel="epoch", ylabel="loss − lowest", ylim=(1e-7, 2))
    plots.log_scale(ax, "y")
    (past,) = ax.plot([], [], color=theme.muted, linestyle=(0, (2, 2)), linewidth=1.6)
    (line,) = ax.plot([], [], color=theme.colors[0], linewidth=1.9)
    (dot,) = ax.plot([], [], "o", color=theme.ink, markersize=8)

    def above(scene, run, steps):
        rows = slice(None) if run.rows is None else run.rows
        return np.array(run.history.loss[: steps + 1]) - lowest_loss(scene.X[rows], scene.y[rows])

    def move(scene):
        values, k = above(scene, scene.run, scene.seen), min(scene.k, scene.run.steps)
        line.set_data(np.arange(len(values)), values)
        dot.set_data([k], values[k : k + 1])
        before = [above(scene, run, scene.left) for run in scene.before.values()] or [[]]
        past.set_data(np.arange(len(before[0])), before[0])
        end = panels.step_above(max(20, len(values) - 1, len(before[0])))
        panels.limit(ax, (-0.03 * end, 1.03 * end))

    return [past, line, dot], move


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
        (rates, (0.56, 0.66, 0.42, 0.31)),
        (excess, (0.56, 0.14, 0.42, 0.38)),
    )
    storyboard = (dict(epoch=1), dict(epoch=30))
    telling = dict(epoch=12, schedule="a/(b + t)")  # noqa: RUF012
    presets = {  # noqa: RUF012
        "constant 1": dict(learning_rate=1.0, epoch=30),
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
        }

    def data(self):
        X, y = two_gaussians(200, 0.3, rng=0)
        return (X - X.mean(axis=0)) / X.std(axis=0), y

    def data_script(self):
        return (
            "from mlpcourse.datasets import two_gaussians\nfrom mlpcourse.schedules import *\n\n"
            "X, y = two_gaussians(200, 0.3, rng=0)\nX = (X - X.mean(axis=0)) / X.std(axis=0)"
        )

    def model(self, learning_rate, schedule, log_b, batch_size, seed):
        rate = SCHEDULES[schedule](learning_rate, round(10**log_b))
        held_out = 0.2 if schedule == "halve by held-out rows" else 0.0
        return MLPClassifier((), learning_rate=rate, epochs=self.epochs, batch_size=batch_size, optimizer="sgd",
                             validation_fraction=held_out, rng=seed)  # fmt: skip

    def said(self, scene, now, step, loss, learning_rate, schedule, log_b, batch_size, seed):
        b = round(10**log_b)
        how = f"{number(learning_rate * b, True)}/({b} + t)" if schedule == "a/(b + t)" else schedule
        words = (
            f"Epoch {step}: loss {loss:.5f}, {now.score(scene.X, scene.y):.0%} right; batches of {batch_size}, "
            f"seed {seed}. Rate from {learning_rate:.3g}, {how}"
        )
        if step:
            words += f"; in this epoch it began at {scene.run.history.learning_rate[step - 1]:.3g}"
        return words + (
            f". With b = {b} a/(b + t) halves it after {b} updates." if schedule != "a/(b + t)" else "."
        )
