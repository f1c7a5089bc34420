"""Labs on margins, of chapters 02 and 03: which of the separating lines a rule ends at."""

import numpy as np

from .. import plots
from ..linear import LogisticRegression
from ..margins import margin, widest_line
from ..perceptron import Perceptron
from .controls import choice, float_slider, slider
from .panels import limit, step_above
from .perceptron import PASSES
from .plane import AND, PlaneLab

STARTS = (None, (1, -1, 0.5), (0, 3, 0))


class ThreeLinesLab(PlaneLab):
    """Perceptron, logistic regression and the line of widest margin on the same points."""

    title = "Three linear classifiers"
    question = "Which of the three lines moves when you drag a point that is far from all of them?"
    size = (7.2, 4.2)
    points = ((-1.5, -0.5, 0), (-0.8, 1.2, 0), (-2.0, 1.0, 0), (-0.5, -1.4, 0),
              (1.2, 1.0, 1), (2.0, -0.2, 1), (1.0, -1.0, 1), (0.8, 2.0, 1))  # fmt: skip

    def build(self):
        return {
            "start": choice("start of the first", {"at zero": 0, "at (1, −1, 0.5)": 1, "at (0, 3, 0)": 2}),
            "points": self.points_control(),
        }

    def separators(self):
        """[(name, w, b)] of the three; without the last where no line separates the points."""
        X, y = self.arrays()
        start = STARTS[self.values["start"]]
        perceptron = Perceptron(epochs=200, initial_weights=start).fit(X, y)
        logistic = LogisticRegression(learning_rate=0.5, epochs=400, l2=0.01).fit(X, y)
        lines = [
            ("perceptron", perceptron.w_, perceptron.b_),
            ("logistic regression", logistic.w_, logistic.b_),
        ]
        widest = widest_line(X, 2 * y - 1)
        return lines if widest is None else [*lines, ("widest margin (SVM)", *widest)]

    def margins(self, lines):
        X, y = self.arrays()
        return [margin(w, b, X, 2 * y - 1) if np.any(w) else 0.0 for _, w, b in lines]

    def curve(self):
        """The margin of each of them."""
        return self.margins(self.separators())

    def draw(self, fig):
        theme, names = self.theme, ["perceptron", "logistic regression", "widest margin (SVM)"]
        ax = plots.new_axes(fig.add_axes((0.08, 0.11, 0.58, 0.86)))
        plots.square(ax, 2.6)
        plots.points(*self.arrays(), ax)
        self.plane(ax)
        self.lines = [
            ax.plot([], [], style, color=color, linewidth=1.8)[0]
            for color, style in zip((theme.ink, *theme.colors[2:]), ("-", "--", "-."))
        ]
        self.legend = plots.legend_beside(ax, handles=self.lines, labels=names)
        self.artists += [*ax.collections, *self.lines, self.legend]

    def move(self):
        (X, y), lines, ax = self.arrays(), self.separators(), self._axes
        gaps = self.margins(lines)
        reach = step_above(max(2.6, 1.2 * np.abs(X).max()))
        limit(ax, (-reach, reach), (-reach, reach))
        for k, marks in enumerate(ax.collections):
            marks.set_offsets(X[y == k])
        for drawn in self.lines:
            drawn.set_data([], [])
        for drawn, label, (name, w, b), gap in zip(self.lines, self.legend.get_texts(), lines, gaps):
            plots.update_line(drawn, w, b)
            label.set_text(f"{name}\nmargin {gap:.3f}")
        if len(lines) < 3:
            self.legend.get_texts()[2].set_text("widest margin (SVM)\nthere is none")
        said = ", ".join(f"{name} {gap:.3f}" for (name, _, _), gap in zip(lines, gaps))
        none = " No line separates these points, so there is no widest margin." * (len(lines) < 3)
        return f"Smallest signed distance of a point: {said}.{none}"

    def script(self):
        X, y = self.arrays()
        return f"""\
import numpy as np
from mlpcourse import LogisticRegression, Perceptron
from mlpcourse.margins import margin, widest_line

X, y = {X.tolist()}, np.array({y.tolist()})
perceptron = Perceptron(epochs=200, initial_weights={STARTS[self.values["start"]]}).fit(X, y)
logistic = LogisticRegression(0.5, 400, l2=0.01).fit(X, y)
lines = [(perceptron.w_, perceptron.b_), (logistic.w_, logistic.b_), widest_line(X, 2 * y - 1)]
margins = [margin(*line, X, 2 * y - 1) if np.any(line[0]) else 0.0 for line in lines if line]
print(margins[-1])
"""


class MarginLab(PlaneLab):
    """Many perceptrons on the same points, each from a random start: the margins they end with."""

    title = "Which line does it end at?"
    question = "How often does a perceptron come close to the widest margin?"
    size = (7.2, 3.9)
    points = (*AND, (-0.5, -0.5, 0), (1.6, 1.2, 1))

    def build(self):
        return {
            "runs": slider("runs", 100, 20, 200),
            "scale": float_slider("size of the start", 1.0, 0.0, 5.0, 0.1, ".1f"),
            "points": self.points_control(),
        }

    def ended(self):
        """The perceptrons that ended, one for each random start."""
        (X, y), models = self.arrays(), []
        for seed in range(self.values["runs"]):
            rng = np.random.default_rng(seed)
            start = self.values["scale"] * rng.standard_normal(3)
            model = Perceptron(epochs=PASSES, shuffle=True, initial_weights=start, rng=rng)
            models.append(model.fit(X, y))
        return [model for model in models if model.converged_]

    def margins(self, models):
        X, y = self.arrays()
        return [margin(model.w_, model.b_, X, 2 * y - 1) for model in models]

    def curve(self):
        """The margins with which they end."""
        return self.margins(self.ended())

    def draw(self, fig):
        theme, (X, y), ended = self.theme, self.arrays(), self.ended()
        left = plots.new_axes(fig.add_axes((0.1, 0.13, 0.42, 0.84)))
        plots.square(left, self.limits(1.8))
        plots.points(X, y, left)
        self.plane(left)
        right = plots.new_axes(fig.add_axes((0.63, 0.17, 0.35, 0.78)))
        widest = widest_line(X, 2 * y - 1)
        if widest is None or not ended:
            right.axis("off")
            return "No line separates these points: the perceptron never ends, and there is no margin to compare."
        for model in ended[:25]:
            plots.line(model.w_, model.b_, left, color=theme.muted, linewidth=0.6)
        plots.line(*widest, left, color=theme.colors[2], linewidth=2.5)
        margins, best = self.margins(ended), margin(*widest, X, 2 * y - 1)
        right.hist(margins, bins=np.linspace(0, best, 16), color=theme.colors[0], alpha=0.8)
        right.axvline(best, color=theme.colors[2], linewidth=2.5)
        right.set(xlabel="margin at the end", ylabel="runs")
        return (
            f"{len(margins)} of {self.values['runs']} runs ended, with margins from "
            f"{min(margins):.3f} to {max(margins):.3f}, {np.mean(margins):.3f} on average; "
            f"the widest margin is {best:.3f}."
        )

    def script(self):
        X, y = self.arrays()
        return f"""\
import numpy as np
from mlpcourse import Perceptron
from mlpcourse.margins import margin

X, y = {X.tolist()}, np.array({y.tolist()})
margins = []
for seed in range({self.values["runs"]}):
    rng = np.random.default_rng(seed)
    start = {self.values["scale"]!r} * rng.standard_normal(3)
    model = Perceptron(epochs={PASSES}, shuffle=True, initial_weights=start, rng=rng).fit(X, y)
    if model.converged_:
        margins.append(margin(model.w_, model.b_, X, 2 * y - 1))
print(margins[-1])
"""
