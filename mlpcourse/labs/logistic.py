"""Labs of chapter 07: likelihood and loss, and logistic regression learning."""

import ipywidgets as w
import numpy as np

from .. import plots
from ..activations import sigmoid
from ..layers import Dense
from ..linear import LogisticRegression
from ..losses import binary_cross_entropy, squared_error
from ..network import MLP
from ..tables import number
from ..training import Run
from . import panels
from .base import Lab
from .controls import STYLE, WIDE, choice, float_slider, learning_rate, slider
from .plane import AND, OR, XOR
from .training import PlaneTrainingLab

HOURS = np.array([0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0])
PASSED = np.array([0, 0, 0, 1, 0, 1, 1, 1])


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
        h = sigmoid(v["theta0"] + v["theta1"] * HOURS)
        left = plots.new_axes(fig.add_axes((0.08, 0.15, 0.44, 0.8)))
        left.plot(x, sigmoid(v["theta0"] + v["theta1"] * x), color=theme.colors[0], linewidth=2.2)
        for xn, tn, hn in zip(HOURS, PASSED, h):
            left.plot([xn, xn], [hn, tn], color=theme.muted, linestyle=":")
        plots.points(np.column_stack([HOURS, PASSED]), PASSED, left)
        left.set(xlabel="x", ylabel="h(x) = P(t = 1 | x)", ylim=(-0.08, 1.08))
        right = plots.new_axes(fig.add_axes((0.62, 0.15, 0.36, 0.8)))
        grid = np.linspace(0.004, 0.996, 200)
        ones = -np.log(grid) if v["loss"] == "entropy" else (1 - grid) ** 2 / 2
        zeros = -np.log(1 - grid) if v["loss"] == "entropy" else grid**2 / 2
        right.plot(grid, zeros, color=theme.colors[0], label="t = 0")
        right.plot(grid, ones, color=theme.colors[1], linestyle="--", label="t = 1")
        each = (
            np.where(PASSED, -np.log(h), -np.log(1 - h)) if v["loss"] == "entropy" else (PASSED - h) ** 2 / 2
        )
        for k, marker in ((0, "o"), (1, "s")):
            rows = PASSED == k
            right.plot(h[rows], np.minimum(each[rows], 5), marker, color=theme.colors[k], markersize=7)
        right.set(xlabel="h", ylabel="loss of one outcome", ylim=(0, 5.2 if v["loss"] == "entropy" else 0.6))
        plots.legend(right, loc="upper center")
        likelihood = float(np.prod(np.where(PASSED, h, 1 - h)))
        name = "cross-entropy" if v["loss"] == "entropy" else "squared error"
        return (
            f"Likelihood of the eight outcomes: {likelihood:.3g}, its logarithm {np.log(likelihood):.4f}. "
            f"Mean {name}: {number(float(each.mean()), True)}."
        )


class WrongStartLab(Lab):
    """A sigmoid neuron that is certain and wrong, trained on one sample with two losses."""

    title = "Certain, and wrong"
    question = "The neuron starts nearly sure of the wrong class. Which loss wakes it up sooner?"
    size = (7.2, 3.8)
    time = "update"
    moving = ("update",)
    storyboard = (dict(update=20),)

    def build(self):
        return {
            "update": slider("update", 0, 0, 200),
            "start": float_slider("score at start", 5, -6, 6, 0.5, ".1f"),
            "learning_rate": learning_rate(0.3, 0.03, 3),
            "target": choice("target t", {"0": 0.0, "1": 1.0}),
        }

    def scores(self, loss):
        """The score z after each update: x = 1, one weight that starts at z, and a bias."""
        v = self.values
        net = MLP([Dense([[v["start"]]], [0.0], sigmoid)])
        run = Run(net, [[1.0]], [[v["target"]]], loss, learning_rate=v["learning_rate"])
        return np.array(run.extend(200).weights).sum(axis=1)

    def draw(self, fig):
        theme, t = self.theme, self.values["target"]
        self.runs = {
            "squared error": (self.scores(squared_error), lambda h: (h - t) * h * (1 - h)),
            "cross-entropy": (self.scores(binary_cross_entropy), lambda h: h - t),
        }
        left = plots.new_axes(fig.add_axes((0.09, 0.15, 0.42, 0.71)))
        right = plots.new_axes(fig.add_axes((0.62, 0.15, 0.36, 0.71)))
        left.axhline(t, color=theme.muted, linestyle=":", linewidth=1.5)
        grid = np.linspace(-7, 7, 141)
        looks = zip(theme.colors, ("-", "--"), "os")
        for (name, (z, slope)), (color, line, marker) in zip(self.runs.items(), looks):
            left.plot(sigmoid(z), line, color=color, linewidth=2, label=name)
            right.plot(grid, np.abs(slope(sigmoid(grid))), line, color=color, linewidth=2)
            for ax in (left, right):
                (dot,) = ax.plot([], [], marker, color=color, markersize=9)
                self.artists.append(dot)
        left.set(xlabel="update", ylabel="output h", ylim=(-0.05, 1.05))
        right.set(xlabel="score z", ylabel="size of ∂E/∂z", ylim=(-0.05, 1.05))
        plots.legend_above(left, columns=2)
        return self.move()

    def move(self):
        k, said = self.values["update"], []
        for i, (name, (z, slope)) in enumerate(self.runs.items()):
            h = float(sigmoid(z[k]))
            size = abs(float(slope(h)))
            self.artists[2 * i].set_data([k], [h])
            self.artists[2 * i + 1].set_data([z[k]], [size])
            said.append(f"{name} has h = {h:.4f} and a slope of {size:.4f}")
        updates = f"{k} update{'s' * (k != 1)}"
        return f"Target {self.values['target']:g}, after {updates}: {'; '.join(said)}."


class LogisticLab(PlaneTrainingLab):
    """Logistic regression on points that one can move: the boundary turns, the probabilities
    sharpen.
    """

    title = "Logistic regression learns"
    question = "What happens to the weights on separable points if λ is 0, and if it is not?"
    size = (7.2, 3.9)
    points = AND
    panels = ((panels.plane, (0.09, 0.13, 0.44, 0.84)), (panels.loss, (0.65, 0.15, 0.33, 0.71)))
    storyboard = (dict(epoch=3), dict(epoch=60))
    telling = dict(l2=0.1)  # noqa: RUF012
    presets = {  # noqa: RUF012
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
            "penalize_bias": w.Checkbox(False, description="λ on the bias too", layout=WIDE, style=STYLE),
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
