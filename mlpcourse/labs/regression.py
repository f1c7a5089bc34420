"""Labs of chapter 04: polynomials, classification by regression, and what a line cannot separate."""

import numpy as np

from .. import plots
from ..datasets import BOOLEAN_INPUTS
from ..linear import LogisticRegression
from ..perceptron import Perceptron
from ..regression import LinearRegression
from .base import Lab
from .controls import choice, float_slider, slider
from .panels import limit, step_above
from .plane import PlaneLab, Points

NOISE = np.array([0.1, -0.2, 0.15, 0.05, -0.1, 0.2, -0.15, -0.05, 0.1, -0.1])


class PolynomialLab(Lab):
    """Ten noisy points of a sine, and the polynomial of least squares through them."""

    title = "Polynomials through ten points"
    question = "Which degree predicts the clean curve best, and which fits the points best?"
    size = (7.2, 3.8)
    storyboard = (dict(degree=3), dict(degree=9))

    def build(self):
        return {
            "degree": slider("degree", 3, 1, 9),
            "noise": float_slider("noise", 1.0, 0.0, 3.0, 0.1, ".1f"),
            "normaliser": choice("normaliser", {"1/N Σ": 0, "1/2 Σ": 1, "1/(2N) Σ": 2}),
        }

    def data(self):
        """x (10, 1) and t (10,)."""
        x = np.linspace(0, 1, 10)[:, None]
        return x, np.sin(2 * np.pi * x[:, 0]) + self.values["noise"] * NOISE

    def draw(self, fig):
        theme = self.theme
        grid = np.linspace(0, 1, 101)
        left = plots.new_axes(fig.add_axes((0.1, 0.14, 0.43, 0.82)))
        left.plot(grid, np.sin(2 * np.pi * grid), color=theme.muted, linestyle=":", label="clean curve")
        (fitted,) = left.plot(grid, grid, color=theme.colors[0], linewidth=2, label="polynomial")
        (points,) = left.plot([], [], "s", color=theme.colors[1], label="training points")
        left.set(xlabel="x", ylabel="t", ylim=(-1.9, 1.9))
        names = [plots.legend(left, loc="lower left", fontsize=8.5)]
        right = plots.new_axes(fig.add_axes((0.64, 0.14, 0.34, 0.82)))
        degrees = np.arange(1, 10)
        (training,) = right.plot(degrees, degrees, "-s", color=theme.colors[1], label="training")
        (clean,) = right.plot(degrees, degrees, "--o", color=theme.colors[0], label="clean curve")
        mark = right.axvline(1, color=theme.muted, linewidth=1)
        right.set(xlabel="degree", ylabel="squared error", ylim=(5e-7, 20))
        plots.log_scale(right, "y")
        names.append(plots.legend(right, loc="lower left", fontsize=8.5))
        self.artists += [mark, fitted, points, training, clean, *names]

    def move(self, degree, normaliser):
        (x, t), grid = self.data(), np.linspace(0, 1, 101)[:, None]
        models = [LinearRegression(degree=d).fit(x, t) for d in range(1, 10)]
        factor = (1 / 10, 1 / 2, 1 / 20)[normaliser]
        training = np.array([factor * ((model.predict(x) - t) ** 2).sum() for model in models])
        curves = np.array([model.predict(grid) for model in models])
        clean = ((curves - np.sin(2 * np.pi * grid[:, 0])) ** 2).mean(axis=1)
        mark, fitted, points, *errors = self.artists[:5]
        mark.set_xdata([degree, degree])
        fitted.set_ydata(np.clip(curves[degree - 1], -3, 3))
        points.set_data(x[:, 0], t)
        for drawn, values in zip(errors, (training, clean)):
            drawn.set_ydata(np.maximum(values, 1e-6))  # a logarithmic axis has no zero
        train, test = training[degree - 1], clean[degree - 1]
        name = ("1/N Σ", "1/2 Σ", "1/(2N) Σ")[normaliser]
        return f"Degree {degree}: training error {train:.6f} ({name}), error on the clean curve {test:.6f} (mean)."

    def curve(self):
        """The squared residuals of the ten points."""
        x, t = self.data()
        model = LinearRegression(degree=self.values["degree"]).fit(x, t)
        return ((model.predict(x) - t) ** 2).tolist()

    def script(self):
        v = self.values
        return f"""\
import numpy as np
from mlpcourse import LinearRegression

x = np.linspace(0, 1, 10)[:, None]
noise = np.array({NOISE.tolist()})
t = np.sin(2 * np.pi * x[:, 0]) + {v["noise"]!r} * noise
model = LinearRegression(degree={v["degree"]}).fit(x, t)
losses = ((model.predict(x) - t) ** 2).tolist()
print(losses[-1])
"""


class FarPointsLab(PlaneLab):
    """Least squares and logistic regression as classifiers on a line: points far on the right side
    matter to one.
    """

    title = "Classification by regression"
    question = "Add points that are far away and clearly class 1. Which boundary moves?"
    size = (7.2, 3.4)
    inputs = 1
    points = ((1, 0, 0), (2, 0, 0), (3, 0, 0), (5, 0, 1), (6, 0, 1), (7, 0, 1))
    storyboard = (dict(far=0), dict(far=3))
    telling = dict(far=2)

    def build(self):
        return {
            "far": slider("far points", 0, 0, 6),
            "distance": float_slider("their distance", 20, 6, 30, 1, ".0f"),
            "points": Points(self.points, on_a_line=True),
        }

    def places(self):
        """A point stands at its x, at the height of its class."""
        X, t = self.arrays()
        return np.column_stack([X[:, 0], t])

    def point_at(self, x, y, kind):
        """The height chooses the class."""
        return x, 0, int(y > 0.5)

    def data(self):
        """x (N,) and t (N,), the far points last."""
        v, (X, t) = self.values, self.arrays()
        x = np.append(X[:, 0], v["distance"] + 5.0 * np.arange(v["far"]))
        return x, np.append(t, np.ones(v["far"], dtype=int))

    def draw(self, fig):
        theme = self.theme
        ax = plots.new_axes(fig.add_axes((0.1, 0.17, 0.88, 0.78)))
        ax.set(xlabel="x", ylabel="output", xlim=(-1, 8), ylim=(-0.3, 1.4))
        ax.axhline(0.5, color=theme.faint, linewidth=1)
        names = zip(theme.colors, ("-", "--"), ("least squares", "logistic regression"))
        for color, style, name in names:
            self.artists += ax.plot([], [], style, color=color, label=name)
            self.artists.append(ax.axvline(0, color=color, linestyle=style, linewidth=1))
        self.artists += ax.plot([], [], "s", color=theme.ink, markersize=6, label="labels")
        self.artists.append(plots.legend(ax, loc="lower right"))
        self.plane(ax)

    def move(self, far, distance):
        line, edge, curve, other, points, _ = self.artists
        (x, t), said = self.data(), []
        left = -1 if x.min() >= 0 else -step_above(1 - x.min())
        right = 8 if x.max() <= 7 else 16 * np.ceil((x.max() + 1) / 16)
        limit(line.axes, (left, right))
        grid = np.linspace(left, right, 300)
        squares = LinearRegression().fit(x[:, None], t)
        slope = squares.w_[0].round(9)
        line.set_data(grid, squares.predict(grid[:, None]))
        edge.set_visible(slope != 0)
        line.set_visible(slope != 0)
        if slope != 0:
            boundary = (0.5 - squares.b_) / squares.w_[0]
            edge.set_xdata([boundary, boundary])
            wrong = int(np.sum((squares.predict(x[:, None]) > 0.5) != t))
            count = f"({wrong} point{'s' * (wrong != 1)} wrong)"
            said.append(f"the least-squares boundary is at {boundary:.4f} {count}")
        near = x[: len(x) - far]
        middle, spread = near.mean(), max(1.0, np.ptp(near))
        scaled = lambda x: (x[:, None] - middle) / spread  # noqa: E731
        logistic = LogisticRegression(learning_rate=1.0, epochs=500, l2=0.01).fit(scaled(x), t)
        curve.set_data(grid, logistic.predict_proba(scaled(grid))[:, 1])
        other.set_visible(logistic.w_[0].round(9) != 0)
        if other.get_visible():
            boundary = middle - spread * logistic.b_ / logistic.w_[0]
            other.set_xdata([boundary, boundary])
            said.append(f"the logistic one at {boundary:.2f}")
        points.set_data(x, t)
        return (
            f"{far} far points at {distance:.0f} and beyond: "
            f"{', '.join(said) or 'no boundary, since x says nothing about the class'}."
        )

    def curve(self):
        """The squared residuals of the line of least squares."""
        x, t = self.data()
        return ((LinearRegression().fit(x[:, None], t).predict(x[:, None]) - t) ** 2).tolist()

    def script(self):
        x, t = self.data()
        return f"""\
import numpy as np
from mlpcourse import LinearRegression

X = np.array({x.tolist()})[:, None]
t = np.array({t.tolist()})
line = LinearRegression().fit(X, t)
print("z =", line.w_[0], "x +", line.b_, "with the boundary at z = 0.5")
losses = ((line.predict(X) - t) ** 2).tolist()
print(losses[-1])
"""


class BooleanLab(Lab):
    """Any of the sixteen Boolean functions of two inputs: can a line separate it?"""

    title = "Sixteen Boolean functions"
    question = "How many of the sixteen can a line separate?"
    size = (7.2, 3.4)
    storyboard = (dict(number=8), dict(number=6))

    def build(self):
        return {
            "number": slider("function number", 8, 0, 15),
            "coding": choice("targets", {"0 and 1": 0, "−1 and +1": -1}),
        }

    def draw(self, fig):
        ax = plots.new_axes(fig.add_axes((0.12, 0.14, 0.38, 0.82)))
        plots.square(ax, (-0.6, 1.6))
        groups = plots.marks(ax, size=11)
        line = plots.line([0, 0], 0, ax)
        table = plots.rows_of_text(fig, 0.55, 0.8, 9.5, 1.8)
        self.artists += [line, *groups, table]

    def move(self, number, coding):
        line, *groups, table = self.artists
        bits = np.array([number >> k & 1 for k in range(4)])
        t = np.where(bits, 1, coding)
        model = LinearRegression().fit(BOOLEAN_INPUTS, t)
        z = model.predict(BOOLEAN_INPUTS).round(9) + 0.0
        w, b = model.w_.round(9) + 0.0, round(model.b_, 9) + 0.0  # of XOR, what is left of 0 is no line
        separable = len(set(bits)) == 1 or Perceptron(epochs=50).fit(BOOLEAN_INPUTS, bits).converged_
        plots.update_line(line, w, b - (1 + coding) / 2)
        plots.update_marks(groups, BOOLEAN_INPUTS, bits)
        rows = ["x₁  x₂   target   z of least squares"]
        rows += [f"{a:.0f}    {b:.0f}      {target:>2}        {value:6.3f}".replace("-", "−")
                 for (a, b), target, value in zip(BOOLEAN_INPUTS, t, z)]  # fmt: skip
        table.set_text("\n".join(rows))
        verdict = "a line separates it" if separable else "no line separates it"
        weights = f"w = ({w[0]:.3f}, {w[1]:.3f}), b = {b:.3f}"
        error = float(((t - z) ** 2).mean())
        return f"Function {number} with outputs {bits.tolist()}: {verdict}. Least squares: {weights}, E = {error:.4f}."
