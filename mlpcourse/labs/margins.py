"""Labs on margins, of chapters 02 and 03: which of the separating lines a rule ends at."""

import numpy as np
from matplotlib.collections import LineCollection

from .. import plots
from ..linear import LogisticRegression
from ..margins import margin, widest_line
from ..perceptron import Perceptron
from ..plots.plane import line_ends
from .controls import choice, float_slider, slider
from .panels import limit, step_above
from .perceptron import PASSES
from .plane import AND, PlaneLab

STARTS = (None, (1, -1, 0.5), (0, 3, 0))
BINS = 15  # of the histogram
SHOWN = 25  # lines of single runs


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
        (X, y), lines, ax = self.arrays(), self.separators(), self.plane_axes
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


def train_together(X, y, starts, streams):
    """Perceptrons on the same points, all at once: the weights (runs, 3), bias last, of those that end.

    X : (N, 2). y : (N,) of 0 and 1. starts : (runs, 3). streams : the Generator that shuffles the
    passes of each run, as that of a Perceptron does.
    """
    X1, t, w = np.column_stack([X, np.ones(len(X))]), y.astype(float), starts.copy()
    going = np.arange(len(w))
    for _ in range(PASSES):
        orders = np.array([streams[run].permutation(len(X)) for run in going])
        clean = np.ones(len(going), dtype=bool)
        for rows in orders.T:  # of each run the next point
            x = X1[rows]
            error = t[rows] - ((w[going] * x).sum(axis=1) > 0)
            w[going] += error[:, None] * x
            clean &= error == 0
        going = going[~clean]
        if not len(going):
            break
    return np.delete(w, going, axis=0)


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
        """The weights (runs, 3), bias last, of the perceptrons that ended, one for each random start."""
        streams = [np.random.default_rng(seed) for seed in range(self.values["runs"])]
        starts = self.values["scale"] * np.array([rng.standard_normal(3) for rng in streams])
        return train_together(*self.arrays(), starts, streams)

    def margins(self, ended):
        X, y = self.arrays()
        signed = (2 * y - 1) * (ended[:, :2] @ X.T + ended[:, 2:])
        return signed.min(axis=1) / np.linalg.norm(ended[:, :2], axis=1)

    def curve(self):
        """The margins with which they end."""
        return self.margins(self.ended()).tolist()

    def draw(self, fig):
        theme = self.theme
        left = plots.new_axes(fig.add_axes((0.1, 0.13, 0.42, 0.76)))
        plots.square(left, 1.8)
        self.plane(left)
        self.groups = plots.marks(left, zorder=3)
        self.found = left.add_collection(LineCollection([], colors=theme.muted, linewidths=0.6, zorder=1))
        self.widest = plots.line([0, 0], 0, left, color=theme.colors[2], linewidth=2.5)
        names = [f"{SHOWN} of the runs", "widest margin"]
        plots.legend_above(left, columns=2, handles=[self.found, self.widest], labels=names)
        right = plots.new_axes(fig.add_axes((0.63, 0.13, 0.35, 0.76)))
        right.set(xlabel="margin at the end", ylabel="runs")
        right.yaxis.get_major_locator().set_params(integer=True)
        self.bars = right.stairs(np.zeros(BINS), np.arange(BINS + 1.0), fill=True, color=theme.colors[0])
        (self.best,) = right.plot([], [], color=theme.colors[2], linewidth=2.5)
        self.artists += [self.found, self.widest, *self.groups, self.bars, self.best]

    def move(self):
        (X, y), ended, left, right = self.arrays(), self.ended(), self.widest.axes, self.best.axes
        reach = step_above(max(1.8, 1.2 * np.abs(X).max()))
        limit(left, (-reach, reach), (-reach, reach))
        plots.update_marks(self.groups, X, y)
        widest = widest_line(X, 2 * y - 1)
        if widest is None or not len(ended):
            self.found.set_segments([])
            plots.update_line(self.widest, [0, 0], 0)
            self.bars.set_data(np.zeros(BINS))
            self.best.set_data([], [])
            return "No line separates these points: the perceptron never ends, and there is no margin to compare."
        self.found.set_segments([np.transpose(line_ends(w[:2], w[2], left)) for w in ended[:SHOWN]])
        plots.update_line(self.widest, *widest)
        margins, best = self.margins(ended), margin(*widest, X, 2 * y - 1)
        edges = np.linspace(0, best * (1 + 1e-9), BINS + 1)
        counts = np.histogram(margins, edges)[0]
        self.bars.set_data(counts, edges)
        top = 10 * 2 ** np.ceil(np.log2(max(1, counts.max() / 9.5)))
        limit(right, (0, step_above(1.05 * best)), (0, top))
        self.best.set_data([best, best], [0, top])
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
