"""Labs of chapter 07: likelihood and loss, and logistic regression learning."""

import numpy as np

from .. import plots
from ..by_hand import number
from ..linear import LogisticRegression
from .base import Lab
from .controls import choice, float_slider, learning_rate, slider
from .plane import PlaneLab

HOURS = np.array([0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0])
PASSED = np.array([0, 0, 0, 1, 0, 1, 1, 1])


def _h(z):
    return 1 / (1 + np.exp(-z))


class LikelihoodLab(Lab):
    """A sigmoid through eight 0/1 outcomes: the likelihood of the data, its logarithm, and the
    loss.
    """

    title = "From likelihood to loss"
    question = "How large can you make the likelihood of these eight outcomes by hand?"
    size = (7.2, 3.8)
    storyboard = (dict(theta0=0.0, theta1=0.0), dict(theta0=-4.5, theta1=2.0))

    def build(self):
        return {
            "theta0": float_slider("θ₀ (bias)", -2, -8, 4, 0.1, ".1f"),
            "theta1": float_slider("θ₁ (slope)", 1, -1, 5, 0.1, ".1f"),
            "loss": choice("curve of", {"cross-entropy": "entropy", "squared error": "squared"}),
        }

    def draw(self, fig):
        v, theme = self.values, self.theme
        x = np.linspace(0, 4.5, 100)
        h = _h(v["theta0"] + v["theta1"] * HOURS)
        left = plots.new_axes(fig.add_axes((0.08, 0.15, 0.44, 0.8)), theme)
        left.plot(x, _h(v["theta0"] + v["theta1"] * x), color=theme.colors[0], linewidth=2.2)
        for xn, tn, hn in zip(HOURS, PASSED, h):
            left.plot([xn, xn], [hn, tn], color=theme.muted, linestyle=":")
        plots.points(np.column_stack([HOURS, PASSED]), PASSED, left, theme)
        left.set(xlabel="x", ylabel="h(x) = P(t = 1 | x)", ylim=(-0.08, 1.08))
        right = plots.new_axes(fig.add_axes((0.62, 0.15, 0.36, 0.8)), theme)
        grid = np.linspace(0.004, 0.996, 200)
        ones = -np.log(grid) if v["loss"] == "entropy" else (1 - grid) ** 2 / 2
        zeros = -np.log(1 - grid) if v["loss"] == "entropy" else grid**2 / 2
        right.plot(grid, zeros, color=theme.colors[0], label="t = 0")
        right.plot(grid, ones, color=theme.colors[1], linestyle="--", label="t = 1")
        each = (
            np.where(PASSED, -np.log(h), -np.log(1 - h))
            if v["loss"] == "entropy"
            else (PASSED - h) ** 2 / 2
        )
        for k, marker in ((0, "o"), (1, "s")):
            rows = PASSED == k
            right.plot(
                h[rows], np.minimum(each[rows], 5), marker, color=theme.colors[k], markersize=7
            )
        right.set(
            xlabel="h",
            ylabel="loss of one outcome",
            ylim=(0, 5.2 if v["loss"] == "entropy" else 0.6),
        )
        right.legend(
            labelcolor=theme.ink, facecolor=theme.paper, edgecolor=theme.faint, loc="upper center"
        )
        likelihood = float(np.prod(np.where(PASSED, h, 1 - h)))
        name = "cross-entropy" if v["loss"] == "entropy" else "squared error"
        return (
            f"Likelihood of the eight outcomes: {likelihood:.3g}, its logarithm {np.log(likelihood):.4f}. "
            f"Mean {name}: {number(float(each.mean()), True)}."
        )


class LogisticLab(PlaneLab):
    """Logistic regression on points that one can move: the boundary turns, the probabilities
    sharpen.
    """

    title = "Logistic regression learns"
    question = "What happens to the weights on separable points if λ is 0, and if it is not?"
    size = (7.2, 3.9)
    time = "epoch"
    moving = ("epoch",)
    points = ((0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 1))
    storyboard = (dict(epoch=3), dict(epoch=60))
    presets = {  # noqa: RUF012
        "AND": dict(points=points),
        "OR": dict(points=((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 1))),
        "XOR": dict(points=((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0))),
        "overlapping": dict(points=((-1, 0, 0), (-0.3, 1, 0), (0.4, -0.6, 0), (0.9, 0.9, 0), (0, 0.2, 1), (1, -0.2, 1),
                                    (1.4, 1.1, 1), (-0.6, -0.5, 1))),
    }  # fmt: skip

    def build(self):
        return {
            "epoch": slider("epoch", 20, 0, 200),
            "learning_rate": learning_rate(1.0, 0.01, 10),
            "l2": choice("λ", {"0": 0.0, "0.001": 0.001, "0.01": 0.01, "0.1": 0.1}),
            "points": self.points_control(),
        }

    def model(self):
        """LogisticRegression trained for all epochs of the slider."""
        X, y = self.arrays()
        v = self.values
        return LogisticRegression(learning_rate=v["learning_rate"], epochs=200, l2=v["l2"]).fit(
            X, y
        )

    def curve(self):
        return self.model().history_.loss

    def draw(self, fig):
        theme, (X, y) = self.theme, self.arrays()
        self.trained = self.model()
        left = plots.new_axes(fig.add_axes((0.09, 0.13, 0.44, 0.84)), theme)
        limit = self.limits(1.6)
        plots.square(left, (-limit + 0.5, limit + 0.5) if X.min() >= 0 else limit)
        self.map = plots.score_map(lambda P: 0 * P[:, 0], left, theme)
        plots.points(X, y, left, theme)
        self.border = plots.line([1, 0], 0, left, theme)
        self.plane(left)
        right = plots.new_axes(fig.add_axes((0.65, 0.15, 0.33, 0.8)), theme)
        plots.loss_curves({"loss": self.trained.history_.loss}, right, theme)
        (self.dot,) = right.plot([], [], "o", color=theme.ink, markersize=8)
        right.set_ylim(0, None)
        self.artists += [self.map, self.border, *left.collections, self.dot]
        return self.move()

    def move(self):
        v, (X, y) = self.values, self.arrays()
        losses = self.trained.history_.loss
        epoch = min(v["epoch"], len(losses) - 1)
        now = self.trained.at_epoch(epoch)
        plots.update_map(self.map, lambda P: now.predict_proba(P)[:, 1])
        plots.update_line(self.border, now.w_, now.b_)
        self.dot.set_data([epoch], [losses[epoch]])
        return (
            f"Epoch {epoch}: loss {number(losses[epoch], True)}, weights ({now.w_[0]:.3f}, {now.w_[1]:.3f}), bias "
            f"{now.b_:.3f}, |w| = {float(np.hypot(*now.w_)):.3f} with λ = {v['l2']:g}; {now.score(X, y):.0%} right."
        )

    def script(self):
        v = self.values
        return f"""\
from mlpcourse import LogisticRegression

points = {[list(p) for p in v["points"]]!r}
X, y = [p[:2] for p in points], [p[2] for p in points]
model = LogisticRegression(learning_rate={v["learning_rate"]!r}, epochs=200, l2={v["l2"]!r}).fit(X, y)
losses = model.history_.loss
print(losses[-1])
"""
