"""Lab of chapter 04: ADALINE beside the perceptron and logistic regression."""

import textwrap

import numpy as np

from .. import plots
from ..linear import Adaline, LogisticRegression
from ..perceptron import Perceptron
from ..plots.style import theme_of
from .controls import choice, learning_rate, slider, tick
from .panels import limit, square_around
from .plane import AND, XOR
from .training import PlaneTrainingLab

LINES = ("-", "--", "-.")
INK = 2  # the lines take the theme's colours from here on: the first two are the classes'


def three_lines(ax, scene):
    """The line of every model, in grey those of the settings before, and the points."""
    theme = theme_of(ax)
    plots.square(ax, square_around(scene.X, 2.6))
    past = [plots.line([0, 0], 0, ax, color=theme.muted, linestyle=style, linewidth=1) for style in LINES]
    looks = zip((theme.ink, *theme.colors[INK:]), LINES)
    lines = [plots.line([0, 0], 0, ax, color=color, linestyle=style) for color, style in looks]
    markers = plots.marks(ax)
    legend = plots.legend_beside(ax, handles=[*lines, past[0]], labels=[*scene.runs, "before"])

    def move(scene):
        limit(ax, *[square_around(scene.X, 2.6)] * 2)
        for drawn, model in zip(lines, scene.models.values()):
            plots.update_line(drawn, model.w_, model.b_)
        for drawn, model in zip(past, scene.before_models.values()):
            plots.update_line(drawn, model.w_, model.b_)
        for drawn in past:
            drawn.set_visible(bool(scene.before))
        plots.update_marks(markers, scene.X, scene.y)
        words = textwrap.fill(" ".join(scene.words.split()), 26)
        legend.get_texts()[-1].set_text(words)
        legend.legend_handles[-1].set_visible(bool(words))

    return [*past, *lines, *markers, legend], move


class AdalineLab(PlaneTrainingLab):
    """Perceptron, ADALINE and logistic regression learn the same points in step."""

    title = "Three learning rules in step"
    question = "Which of the three stops moving first, and which never makes a mistake again?"
    size = (7.2, 4.2)
    points = ((-1.5, -0.5, 0), (-0.8, 1.2, 0), (-2.0, 1.0, 0), (0.6, -0.4, 0),
              (1.2, 1.0, 1), (2.0, -0.2, 1), (0.2, 0.5, 1), (0.8, 2.0, 1))  # fmt: skip
    panels = ((three_lines, (0.09, 0.11, 0.55, 0.86)),)
    storyboard = (dict(epoch=1), dict(epoch=30))
    presets = {
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
            "factor": tick("factor 2 of (t − z)²"),
            "points": self.points_control(),
        }

    def model(self, learning_rate, batch, factor):
        """All three see the points in the order in which they are listed."""
        rate = 2 * learning_rate if factor else learning_rate
        return {
            "perceptron": Perceptron(learning_rate=learning_rate, epochs=60),
            "ADALINE": Adaline(rate, 60, batch_size=batch or None),
            "logistic regression": LogisticRegression(learning_rate, 60, batch_size=1, shuffle=False),
        }

    def begin(self, name, model, X, y):
        """ADALINE's targets are −1 and +1."""
        return model.begin(X, 2 * y - 1 if name == "ADALINE" else y, every=self.every)

    def last(self):
        return None  # a perceptron that is done waits for the others

    def said(self, scene, epoch):
        said = []
        for label, model in scene.models.items():
            wrong = int(np.sum(model.predict(scene.X) != model.classes_[scene.y]))
            run = scene.runs[label]
            if run.history.diverged and epoch > run.steps:
                said.append(f"{label} diverged after epoch {run.steps}, {wrong} wrong")
            else:
                w1, w2, b = (f"{v:.3f}" if abs(v) < 1e5 else f"{v:.1e}" for v in (*model.w_, model.b_))
                weights = f"w = ({w1}, {w2}), b = {b}"
                said.append(f"{label} {weights}, {wrong} wrong")
        return f"Epoch {epoch}: {'; '.join(said)}."

    def curve(self):
        """ADALINE's loss after each epoch."""
        return list(self.present()["ADALINE"].extend().loss)

    def script(self):
        _, y = self._call(self.data)
        models = self._call(self.model)
        return f"""\
from mlpcourse import Adaline, LogisticRegression, Perceptron

{self.data_script()}
perceptron = {models["perceptron"]!r}.fit(X, y)
logistic = {models["logistic regression"]!r}.fit(X, y)
adaline = {models["ADALINE"]!r}.fit(X, {(2 * y - 1).tolist()})
losses = adaline.history_.loss
print(losses[-1])
"""
