"""Labs of chapter 07: likelihood and loss, and logistic regression learning."""

import numpy as np
from matplotlib.collections import LineCollection

from .. import plots
from ..activations import sigmoid
from ..linear import LogisticRegression
from ..tables import number
from . import panels
from .base import Lab
from .controls import choice, float_slider, learning_rate, slider, tick
from .plane import AND, OR, XOR
from .training import PlaneTrainingLab

HOURS = np.array([0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0])
PASSED = np.array([0, 0, 0, 1, 0, 1, 1, 1])


class LikelihoodLab(Lab):
    """A sigmoid through eight 0/1 outcomes: the likelihood of the data, its logarithm, and the loss."""

    title = "From likelihood to loss"
    question = "How large can you make the likelihood of these eight outcomes by hand?"
    size = (7.2, 3.8)
    storyboard = (dict(), dict(theta0=-4.5, theta1=2.0))

    def build(self):
        return {
            "theta0": float_slider("θ₀ (bias)", -2, -8, 4, 0.1, ".1f"),
            "theta1": float_slider("θ₁ (slope)", 1, -1, 5, 0.1, ".1f"),
            "loss": choice("curve of", {"cross-entropy": "entropy", "squared error": "squared"}),
        }

    def draw(self, fig, loss):
        theme, entropy = self.theme, loss == "entropy"
        left = plots.new_axes(fig.add_axes((0.08, 0.15, 0.44, 0.8)))
        left.set(xlabel="x", ylabel="h(x) = P(t = 1 | x)", xlim=(-0.1, 4.6), ylim=(-0.08, 1.08))
        (curve,) = left.plot([], [], color=theme.colors[0], linewidth=2.2)
        gaps = left.add_collection(LineCollection([], colors=theme.muted, linestyles=":"))
        plots.points(np.column_stack([HOURS, PASSED]), PASSED, left)

        right = plots.new_axes(fig.add_axes((0.62, 0.15, 0.36, 0.8)))
        h = np.linspace(0.004, 0.996, 200)
        dots = []
        for t, look, marker in ((0, "-", "o"), (1, "--", "s")):
            color = theme.colors[t]
            right.plot(h, self.losses(np.full(200, t), h, loss), look, color=color, label=f"t = {t}")
            dots += right.plot([], [], marker, color=color, markersize=7)
        right.set(xlabel="h", ylabel="loss of one outcome", ylim=(0, 5.2 if entropy else 0.6))
        plots.legend(right, loc="upper center")
        self.artists += [gaps, curve, *[part for part in left.collections if part is not gaps], *dots]
        self.parts = gaps, curve, dots

    def losses(self, t, h, loss):
        """The loss of each outcome t for the probability h."""
        return np.where(t == 1, -np.log(h), -np.log(1 - h)) if loss == "entropy" else (t - h) ** 2 / 2

    def move(self, theta0, theta1, loss):
        gaps, curve, dots = self.parts
        x = np.linspace(0, 4.5, 100)
        curve.set_data(x, sigmoid(theta0 + theta1 * x))
        h = sigmoid(theta0 + theta1 * HOURS)
        gaps.set_segments([[(x, h), (x, t)] for x, h, t in zip(HOURS, h, PASSED)])
        each = self.losses(PASSED, h, loss)
        for t, dot in enumerate(dots):
            dot.set_data(h[t == PASSED], np.minimum(each[t == PASSED], 5))
        likelihood = float(np.prod(np.where(PASSED, h, 1 - h)))
        name = "cross-entropy" if loss == "entropy" else "squared error"
        return (
            f"Likelihood of the eight outcomes: {likelihood:.3g}, its logarithm {np.log(likelihood):.4f}. "
            f"Mean {name}: {number(float(each.mean()), True)}."
        )


SLOPES = {  # of the loss at the score, by its name
    "squared error": lambda h, t: (h - t) * h * (1 - h),
    "cross-entropy": lambda h, t: h - t,
}


class WrongStartLab(Lab):
    """A sigmoid neuron that is certain and wrong, trained on one sample with two losses."""

    title = "Certain, and wrong"
    question = "The neuron starts nearly sure of the wrong class. Which loss wakes it up sooner?"
    size = (7.2, 3.8)
    time = "update"
    storyboard = (dict(update=20), dict(update=200))

    def build(self):
        return {
            "update": slider("update", 0, 0, 200),
            "start": float_slider("score at start", 5, -6, 6, 0.5, ".1f"),
            "learning_rate": learning_rate(0.3, 0.03, 3),
            "target": choice("target t", {"0": 0.0, "1": 1.0}),
        }

    def scores(self, loss):
        """The score z after each update: x = 1, one weight that starts at z, and a bias."""
        z, t, eta = [self.values["start"]], self.values["target"], self.values["learning_rate"]
        for _ in range(200):
            slope = SLOPES[loss](float(sigmoid(z[-1])), t)
            z.append(z[-1] - 2 * eta * slope)  # the weight and the bias each move by η · slope
        return np.array(z)

    def draw(self, fig):
        theme = self.theme
        left = plots.new_axes(fig.add_axes((0.09, 0.15, 0.42, 0.71)))
        right = plots.new_axes(fig.add_axes((0.62, 0.15, 0.36, 0.71)))
        left.set(xlabel="update", ylabel="output h", xlim=(-8, 208), ylim=(-0.05, 1.05))
        right.set(xlabel="score z", ylabel="size of ∂E/∂z", xlim=(-8, 8), ylim=(-0.05, 1.05))
        self.goal = left.axhline(0, color=theme.muted, linestyle=":", linewidth=1.5)
        self.lines, self.dots = [], []
        for name, color, line, marker in zip(SLOPES, theme.colors, ("-", "--"), "os"):
            for ax in (left, right):
                self.lines += ax.plot([], [], line, color=color, linewidth=2, label=name)
                self.dots += ax.plot([], [], marker, color=color, markersize=9)
        plots.legend_above(left, columns=2)
        self.artists += [self.goal, *self.lines, *self.dots]

    def move(self, update, target):
        self.goal.set_ydata([target, target])
        grid, said = np.linspace(-8, 8, 161), []
        for i, (name, slope) in enumerate(SLOPES.items()):
            z = self.scores(name)
            h = float(sigmoid(z[update]))
            size = abs(slope(h, target))
            past = np.arange(update + 1)  # what is to come is the question
            self.lines[2 * i].set_data(past, sigmoid(z[past]))
            self.lines[2 * i + 1].set_data(grid, np.abs(slope(sigmoid(grid), target)))
            self.dots[2 * i].set_data([update], [h])
            self.dots[2 * i + 1].set_data([z[update]], [size])
            said.append(f"{name} has h = {h:.4f} and a slope of {size:.4f}")
        updates = f"{update} update{'s' * (update != 1)}"
        return f"Target {target:g}, after {updates}: {'; '.join(said)}."


class LogisticLab(PlaneTrainingLab):
    """Logistic regression on points that one can move: the boundary turns, the probabilities sharpen."""

    title = "Logistic regression learns"
    question = "What happens to the weights on separable points if λ is 0, and if it is not?"
    size = (7.2, 3.9)
    points = AND
    panels = ((panels.plane, (0.09, 0.13, 0.44, 0.84)), (panels.loss, (0.65, 0.15, 0.33, 0.71)))
    storyboard = (dict(epoch=3), dict(epoch=60))
    telling = dict(l2=0.1)
    presets = {
        "AND": dict(points=AND, epoch=20),
        "OR": dict(points=OR, epoch=20),
        "XOR": dict(points=XOR, epoch=20),
        "overlapping": dict(points=((-1, 0, 0), (-0.3, 1, 0), (0.4, -0.6, 0), (0.9, 0.9, 0), (0, 0.2, 1), (1, -0.2, 1),
                                    (1.4, 1.1, 1), (-0.6, -0.5, 1)), epoch=20),
    }  # fmt: skip

    def build(self):
        return {
            "epoch": slider("epoch", 20, 0, 200),
            "learning_rate": learning_rate(1.0, 0.01, 10),
            "l2": choice("λ", {"0": 0.0, "0.001": 0.001, "0.01": 0.01, "0.1": 0.1}),
            "penalize_bias": tick("λ on the bias too"),
            "points": self.points_control(),
        }

    def model(self, learning_rate, l2, penalize_bias):
        return LogisticRegression(learning_rate, 200, l2, penalize_bias)

    def said(self, scene, now, step, loss, l2):
        return (
            f"Epoch {step}: loss {number(loss, True)}, weights ({now.w_[0]:.3f}, {now.w_[1]:.3f}), bias "
            f"{now.b_:.3f}, |w| = {float(np.hypot(*now.w_)):.3f} with λ = {l2:g}; "
            f"{now.score(scene.X, scene.y):.0%} right."
        )
