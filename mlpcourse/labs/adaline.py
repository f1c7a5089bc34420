"""Lab of chapter 04: ADALINE beside the perceptron and logistic regression."""

import textwrap

import ipywidgets as w
import numpy as np

from .. import plots
from ..linear import Adaline, LogisticRegression
from ..perceptron import Perceptron
from .controls import STYLE, WIDE, choice, learning_rate, slider
from .plane import AND, XOR, PlaneLab

LINES = ("-", "--", "-.")


class AdalineLab(PlaneLab):
    """Perceptron, ADALINE and logistic regression learn the same points in step."""

    title = "Three learning rules in step"
    question = "Which of the three stops moving first, and which never makes a mistake again?"
    size = (7.2, 4.2)
    time = "epoch"
    moving = ("epoch",)
    paired = True
    points = ((-1.5, -0.5, 0), (-0.8, 1.2, 0), (-2.0, 1.0, 0), (0.6, -0.4, 0),
              (1.2, 1.0, 1), (2.0, -0.2, 1), (0.2, 0.5, 1), (0.8, 2.0, 1))  # fmt: skip
    storyboard = (dict(epoch=1), dict(epoch=30))
    presets = {  # noqa: RUF012
        "AND": dict(points=AND),
        "XOR": dict(points=XOR),
        "ADALINE errs (ET-33)": dict(
            points=(*points[:4], (2.5, 1.0, 1), (2.6, 2.0, 1), (0.9, 0.2, 1), (2.4, -1.0, 1))
        ),
    }

    def build(self):
        return {
            "epoch": slider("epoch", 5, 0, 60),
            "learning_rate": learning_rate(0.05, 0.005, 1),
            "batch": choice("ADALINE after", {"each sample": 1, "all samples": 0}),
            "factor": w.Checkbox(False, description="factor 2 of (t − z)²", layout=WIDE, style=STYLE),
            "points": self.points_control(),
        }

    def trained(self, values):
        """The three models after 60 epochs, by name."""
        X, y = self.arrays()
        eta = values["learning_rate"]
        rate = 2 * eta if values["factor"] else eta
        return {
            "perceptron": Perceptron(learning_rate=eta, epochs=60).fit(X, y),
            "ADALINE": Adaline(rate, 60, batch_size=values["batch"] or None).fit(X, 2 * y - 1),
            "logistic regression": LogisticRegression(eta, 60, batch_size=1).fit(X, y),
        }

    def draw(self, fig):
        theme, (X, y) = self.theme, self.arrays()
        self.models, past = self.trained(self.values), ()
        ax = plots.new_axes(fig.add_axes((0.09, 0.11, 0.55, 0.86)))
        plots.square(ax, self.limits(2.6))
        plots.points(X, y, ax)
        if self.earlier() is not None:
            values, words = self.earlier()
            past = list(self.trained(values).values())
            label = textwrap.fill(words, 26)
            for style in LINES:
                self.artists.append(plots.line([1, 0], 0, ax, color=theme.muted, linestyle=style,
                                               linewidth=1, label=label))  # fmt: skip
                label = None
        for name, color, style in zip(self.models, theme.colors, LINES):
            drawn = plots.line([1, 0], 0, ax, color=color, linestyle=style, label=name)
            self.artists.append(drawn)
        self.shown = [*past, *self.models.values()]
        plots.legend_beside(ax)
        self.plane(ax)
        return self.move()

    def move(self):
        X, y = self.arrays()
        for model, drawn in zip(self.shown, self.artists):
            now = model.at_epoch(self._epoch(model))
            plots.update_line(drawn, now.w_, now.b_)
        said = []
        for label, model in self.models.items():
            now = model.at_epoch(self._epoch(model))
            wrong = int(np.sum(now.predict(X) != (2 * y - 1 if label == "ADALINE" else y)))
            end = " (diverged)" if model.history_.diverged else ""
            said.append(
                f"{label} w = ({now.w_[0]:.3f}, {now.w_[1]:.3f}), b = {now.b_:.3f}, {wrong} wrong{end}"
            )
        return f"Epoch {self.values['epoch']}: {'; '.join(said)}."

    def _epoch(self, model):
        return min(self.values["epoch"], len(model.history_.weights) - 1)

    def curve(self):
        """ADALINE's loss after each epoch."""
        return self.trained(self.values)["ADALINE"].history_.loss

    def script(self):
        v, (X, y) = self.values, self.arrays()
        rate = 2 * v["learning_rate"] if v["factor"] else v["learning_rate"]
        return f"""\
from mlpcourse import Adaline, LogisticRegression, Perceptron

X = {X.tolist()}
y = {y.tolist()}
perceptron = Perceptron(learning_rate={v["learning_rate"]!r}, epochs=60).fit(X, y)
logistic = LogisticRegression({v["learning_rate"]!r}, 60, batch_size=1).fit(X, y)
adaline = Adaline({rate!r}, 60, batch_size={v["batch"] or None}).fit(X, {(2 * y - 1).tolist()})
losses = adaline.history_.loss
print(losses[-1])
"""
