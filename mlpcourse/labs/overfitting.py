"""Labs of chapter 17: two losses that part, and dropout's sixteen masks."""

from dataclasses import replace

import numpy as np

from .. import plots
from ..datasets import moons, two_gaussians
from ..estimators import MLPClassifier
from ..plots.style import theme_of
from ..tables import number, rounded
from . import panels
from .base import Lab
from .controls import LayerSizes, choice, float_slider, learning_rate, slider, tick
from .sets import SCALE, SetsLab

REMEDIES = {
    "none": {},
    **{f"weight decay {l2}": dict(l2=l2) for l2 in (0.001, 0.01, 0.1)},
    **{f"dropout {p}": dict(dropout=p) for p in (0.2, 0.5, 0.8)},
    "decay 0.01 and dropout 0.2": dict(l2=0.01, dropout=0.2),
    **{f"patience {epochs}": dict(patience=epochs) for epochs in (1, 3, 10, 30)},
}
HIDDEN = "validation"  # the name of the artists that show it, so that one may predict first


def held_out_plane(ax, scene, size=6.5):
    """The plane with the rows that are trained on, and those held out small and pale."""
    pale = plots.marks(ax, size=2.6, alpha=0.55, gid=HIDDEN)
    for mark in pale:
        mark.set_markeredgecolor(mark.get_color())
    artists, move_plane = panels.plane(ax, scene, size=size)

    def move(scene):
        train = scene.run.rows
        held = np.setdiff1d(np.arange(len(scene.X)), train)
        move_plane(replace(scene, X=scene.X[train], y=scene.y[train]))
        plots.update_marks(pale, scene.X[held], scene.y[held])

    return [artists[0], *pale, *artists[1:]], move


def two_losses(ax, scene):
    """The panel of the loss, with the validation loss, its lowest point so far, and that of the
    settings before.
    """
    theme = theme_of(ax)
    artists, move_loss = panels.loss(ax, scene, height=False)
    losses = lambda _, run, to: run.history.val_loss[: to + 1]  # noqa: E731
    held, move_held = panels.by_step(ax, losses, 1, "--", "s", past=":")
    (best,) = ax.plot([], [], "*", color=theme.colors[1], markersize=13)
    past, line, dot = held
    past.set_linewidth(1.6)
    dot.set_markersize(6)
    for artist in (*held, best):
        artist.set_gid(HIDDEN)
    said = [
        ax.text(0.97, 0.97 - 0.09 * i, text, color=theme.colors[i], ha="right", va="top", fontsize=8.5,
                transform=ax.transAxes, gid=HIDDEN * i)
        for i, text in enumerate(("— training", "- - validation, ★ its lowest"))
    ]  # fmt: skip

    def move(scene):
        move_loss(scene)
        move_held(scene)
        losses = line.get_ydata()
        lowest = np.argmin(losses)
        best.set_data([lowest], losses[lowest : lowest + 1])
        both = [*scene.runs.values(), *scene.before.values()]
        highest = max(max(run.history.loss[0], *run.history.val_loss[: scene.seen + 1]) for run in both)
        panels.limit(ax, ylim=(0, panels.step_above(1.25 * highest)))  # with room for the key

    return [*artists, past, line, best, dot, *said], move


class OverfitLab(SetsLab):
    """A large network on few points: its two losses, its border, and three remedies."""

    title = "Two losses that part"
    question = "The training loss falls. When does the network stop getting better, and what helps?"
    size = (9.2, 3.7)
    in_sight = 5  # the time, the three controls of every network, and the remedy
    pace = 1 / 40
    ahead = False
    epochs, n_points = 300, 240
    least = 12  # or a twelfth of them is none
    sets = {"moons": moons, "two Gaussians": two_gaussians}
    panels = ((held_out_plane, (0.085, 0.12, 0.39, 0.84)), (two_losses, (0.56, 0.14, 0.42, 0.7)))
    storyboard = (dict(epoch=30), dict(epoch=300))
    telling = dict(epoch=12, remedy="weight decay 0.01", validation=True)
    presets = {
        "no remedy": dict(epoch=300, remedy="none", validation=True),
        "a decay that helps": dict(epoch=300, remedy="weight decay 0.01", validation=True),
        "a decay that is too strong": dict(epoch=300, remedy="weight decay 0.1", validation=True),
        "too impatient": dict(epoch=5, remedy="patience 3", validation=True),
    }

    def build(self):
        return {
            "epoch": slider("epoch", 0, 0, self.epochs),
            "learning_rate": learning_rate(0.01, 1e-3, 1),
            "sizes": LayerSizes((2, 32, 32, 1), most=5, largest=64, fixed=True),
            "activation": choice("activation", ["tanh", "relu", "sigmoid"]),
            "remedy": choice("remedy", list(REMEDIES)),
            "validation": tick("validation loss"),
            "share": choice("rows trained on", {"a sixth": 1 / 6, "a twelfth": 1 / 12, "a half": 1 / 2}),
            "dataset": choice("data", self.set_names()),
            "noise": choice("noise", [0.3, 0.1, 0.5]),
            "seed": slider("seed", 0, 0, 20),
            "ten_starts": tick("ten starts"),
        }

    def model(self, learning_rate, sizes, activation, remedy, share, seed):
        return MLPClassifier(
            sizes[1:-1], activation, learning_rate, self.epochs, 10, "adam",
            validation_fraction=1 - share, rng=seed, **REMEDIES[remedy],
        )  # fmt: skip

    def data(self, dataset, noise):
        if dataset == "yours":
            return super().data(dataset)
        X, y = self.sets[dataset](self.n_points, noise, rng=0)
        return X / SCALE, y

    def data_script(self):
        script = super().data_script()
        return script.replace(f"({self.n_points}, rng", f"({self.n_points}, {self.values['noise']}, rng")

    def starts(self, ten_starts, validation):
        return self.starts_of(range(10), validation) if ten_starts else None

    def move(self, validation):
        caption = super().move()
        for artist in self.artists:
            if artist.get_gid() == HIDDEN:
                artist.set_visible(validation)
        return caption

    def said(self, scene, now, step, loss, learning_rate, activation, remedy, seed, validation):
        run, net, l2 = scene.run, now.net_, now.l2
        rows = run.rows
        right = now.score(scene.X[rows], scene.y[rows])
        words = f"Epoch {step}: {right:.0%} of the {len(rows)} rows trained on right, loss {rounded(loss)}"
        if l2:
            penalty = l2 / 2 * sum(float((layer.W**2).sum()) for layer in net.layers)
            words += f", of which the penalty is {penalty:.3f}"
        words += f". {'-'.join(map(str, net.sizes))}, {activation}, {net.n_parameters} parameters, "
        words += f"start {seed}, η = {learning_rate:.3g}, remedy: {remedy}."
        if validation:
            held = np.array(run.history.val_loss[: scene.seen + 1])
            lowest = int(held.argmin())
            words += (
                f" Validation loss {held[step]:.3f} on {len(scene.X) - len(rows)} rows, its lowest "
                f"{held[lowest]:.3f} at epoch {lowest}."
            )
        if scene.starts is not None:
            which, ends = "validation" if validation else "training", scene.starts[-1]
            words += f" Of ten starts the {which} loss stands between {ends.min():.3f} and {ends.max():.3f}."
        if run.ended and step == run.steps:
            words += f" {run.why[0].upper()}{run.why[1:].rstrip('.')}."
        return words


CONTRIBUTIONS = np.array([2.0, 1.0, -1.0, 1.5])  # of the four units to the output, v_j y_j
MASKS = (np.arange(16)[:, None] >> np.arange(3, -1, -1)) & 1


def mask_probabilities(p):
    """The probability of each of the sixteen masks (16,) if a unit is silenced with probability p."""
    kept = MASKS.sum(axis=1)
    return (1 - p) ** kept * p ** (4 - kept)


class MaskLab(Lab):
    """Dropout on four hidden units: every mask, its output, and the mean of all."""

    title = "Sixteen networks in one"
    question = (
        "With p = 0.5, what is the mean output of all masks, compared with the network without dropout?"
    )
    size = (8.4, 3.7)
    time = "mask"
    pace = 0.4
    storyboard = (dict(mask=6), dict(mask=15))
    telling = dict(mask=5)

    def build(self):
        return {
            "mask": slider("mask", 15, 0, 15),
            "p": float_slider("dropout p", 0.5, 0, 0.9, 0.1, ".1f"),
            "scaled": tick("scaled"),
            "mean": tick("mean of all masks"),
        }

    def outputs(self, p, scaled):
        """The output under each mask, (16,)."""
        return MASKS @ CONTRIBUTIONS / ((1 - p) if scaled else 1)

    def draw(self, fig):
        theme = self.theme
        left = plots.new_axes(fig.add_axes((0.08, 0.15, 0.3, 0.74)))
        left.set(xlim=(0.4, 4.6), xticks=range(1, 5), xlabel="hidden unit", ylabel="adds to the output")
        left.axhline(0, color=theme.muted, linewidth=1)
        self.bars = left.bar(range(1, 5), CONTRIBUTIONS, width=0.6)
        self.crosses = [left.text(j, 0, "", ha="center", va="center", fontsize=13) for j in range(1, 5)]

        right = plots.new_axes(fig.add_axes((0.47, 0.15, 0.51, 0.74)))
        right.set(xlim=(-0.8, 15.8), xlabel="mask", ylabel="output of the network")
        without, mean = dict(linestyle=":", linewidth=1.5), dict(linestyle="--", linewidth=1.8)
        right.axhline(CONTRIBUTIONS.sum(), color=theme.muted, label="no dropout", **without)
        self.line = right.axhline(0, color=theme.colors[1], label="mean of all masks", **mean)
        self.dots = right.scatter(np.arange(16), np.zeros(16), color=theme.colors[0])
        (self.here,) = right.plot([], [], "o", markersize=15, markerfacecolor="none", color=theme.ink)
        self.left, self.right = left, right
        plots.legend_above(right, columns=2)
        self.artists += [*self.bars, *self.crosses, self.line, self.dots, self.here]

    def move(self, mask, p, scaled, mean):
        chances, outputs = mask_probabilities(p), self.outputs(p, scaled)
        share = CONTRIBUTIONS * MASKS[mask] / ((1 - p) if scaled else 1)
        for bar, height, cross, kept in zip(self.bars, share, self.crosses, MASKS[mask]):
            bar.set_height(height)
            bar.set_color(self.theme.colors[0])
            cross.set_text("" if kept else "×")
            cross.set_color(self.theme.wrong)
        reach = panels.step_above(max(6, np.abs(outputs).max() * 1.05))
        panels.limit(self.right, ylim=(-0.35 * reach, reach))
        panels.limit(self.left, ylim=(-reach / 3, reach / 2))
        self.dots.set_offsets(np.column_stack([np.arange(16), outputs]))
        self.dots.set_sizes(15 + 500 * chances)
        self.here.set_data([mask], [outputs[mask]])
        average = float(chances @ outputs)
        self.line.set_ydata([average, average])
        self.line.set_visible(mean)
        bits = "".join(map(str, MASKS[mask]))
        words = (
            f"Mask {mask} of 0 to 15, {bits}: probability {chances[mask]:.4g}, output "
            f"{number(float(outputs[mask]), True)}; without dropout {CONTRIBUTIONS.sum():g}."
        )
        if mean:
            spread = float(chances @ (outputs - average) ** 2)
            words += f" Mean of all masks {number(average, True)}, variance {number(spread, True)}."
        return words
