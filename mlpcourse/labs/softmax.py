"""Labs of chapter 08: scores to probabilities, and three or more classes in the plane."""

from functools import partial

import numpy as np

from .. import plots
from ..activations import softmax
from ..datasets import blobs
from ..linear import SoftmaxRegression
from . import panels
from .base import Lab
from .controls import choice, float_slider, learning_rate, slider, tick
from .own import OwnData
from .page import minus
from .training import TrainingLab


class SoftmaxLab(Lab):
    """Three scores, their probabilities, and the Jacobian: what a small change of one score does to all."""

    title = "Scores to probabilities"
    question = "Which sliders change the probabilities, and which change nothing?"
    size = (7.2, 3.6)
    storyboard = (dict(), dict(shift=5.0, temperature=0.5))

    def build(self):
        return {
            "z1": float_slider("score z₁", 1, -5, 5, 0.1, ".1f"),
            "z2": float_slider("score z₂", 2, -5, 5, 0.1, ".1f"),
            "z3": float_slider("score z₃", 3, -5, 5, 0.1, ".1f"),
            "temperature": float_slider("temperature", 1.0, 0.1, 5, 0.1, ".1f"),
            "shift": float_slider("shift φ of all", 0, -5, 5, 0.5, ".1f"),
            "label": choice("true class", {"1": 0, "2": 1, "3": 2}),
        }

    def draw(self, fig):
        theme, names = self.theme, ["class 1", "class 2", "class 3"]
        left = plots.new_axes(fig.add_axes((0.1, 0.13, 0.25, 0.8)))
        middle = plots.new_axes(fig.add_axes((0.43, 0.13, 0.25, 0.8)))
        right = plots.new_axes(fig.add_axes((0.75, 0.13, 0.24, 0.8)))
        left.set(ylabel="score z", ylim=(-10.5, 10.5))
        middle.set(ylabel="probability h", ylim=(0, 1.1))
        self.bars = []
        for ax in (left, middle):
            self.bars += ax.bar(names, [0, 0, 0], color=theme.colors[:3])
            ax.tick_params(labelsize=8.5)
        write = dict(ha="center", color=theme.ink, fontsize=9)
        self.shares = [middle.text(k, 0, "", va="bottom", **write) for k in range(3)]
        self.map = right.imshow(np.zeros((3, 3)), cmap=theme.signs, vmin=-0.3, vmax=0.3, alpha=0.5)
        self.cells = [right.text(k, i, "", va="center", **write) for i in range(3) for k in range(3)]
        right.set(xticks=range(3), yticks=range(3))
        right.set(xticklabels=["u₁", "u₂", "u₃"], yticklabels=["h₁", "h₂", "h₃"])
        right.set_title("∂hᵢ/∂uₖ", color=theme.ink, fontsize=10)
        right.grid(False)
        self.artists += [*self.bars, *self.shares, self.map, *self.cells]

    def move(self, z1, z2, z3, temperature, shift, label):
        z = np.array([z1, z2, z3]) - shift
        h = softmax(z / temperature)
        J = softmax.derivative(z / temperature)
        for bar, height in zip(self.bars, [*z, *h]):
            bar.set_height(height)
        for share, p in zip(self.shares, h):
            share.set(y=p + 0.01, text=f"{p:.4f}")
        self.map.set_data(J)
        for cell, slope in zip(self.cells, J.ravel()):
            cell.set_text(minus(f"{slope:.3f}"))
        shown = ", ".join(f"{p:.6f}" for p in h)
        return (
            f"Scores {', '.join(f'{s:.1f}' for s in z)} at temperature {temperature:.1f} give ({shown}), sum 1. "
            f"Prediction: class {h.argmax() + 1}; loss if class {label + 1} is true: {-np.log(h[label]):.6f}."
        )


class ManyClassesLab(OwnData, TrainingLab):
    """Softmax regression on two to five clouds: straight borders, soft probabilities."""

    title = "Several classes in the plane"
    question = "Where is the model least sure, and what does a penalty do there?"
    size = (7.2, 3.9)
    most = 5
    panels = (
        (partial(panels.plane, least=5.0, size=5), (0.12, 0.13, 0.45, 0.84)),
        (panels.loss, (0.67, 0.15, 0.31, 0.71)),
    )
    storyboard = (dict(epoch=2), dict(epoch=100, classes=4))
    telling = dict(l2=0.1, away=2.0)

    def build(self):
        clouds = {
            "spread": float_slider("spread", 0.8, 0.2, 2.0, 0.1, ".1f"),
            "away": float_slider("away from 0", 0.0, 0.0, 3.0, 0.5, ".1f"),
        }
        classes = {"classes": slider("classes K", 3, 2, 5)}
        return {
            "epoch": slider("epoch", 30, 0, 100),
            "learning_rate": learning_rate(0.3, 0.01, 10),
            **({} if self.own else classes),
            "l2": choice("λ", {"0": 0.0, "0.01": 0.01, "0.1": 0.1, "1": 1.0}),
            **({} if self.own else clouds),
            "penalize_bias": tick("λ on the biases too"),
        }

    def data(self, classes=3, spread=0.8, away=0.0):
        """The learner's points, or clouds around K centers on a circle."""
        if self.own:
            return self.own.X, self.own.classes
        angle = 2 * np.pi * np.arange(classes) / classes + 0.5
        centers = away + 2.2 * np.column_stack([np.cos(angle), np.sin(angle)])
        return blobs(40 * classes, centers, spread, rng=1)

    def model(self, learning_rate, l2, penalize_bias):
        return SoftmaxRegression(learning_rate, 100, l2, penalize_bias)

    def said(self, scene, now, step, loss):
        X, y = scene.X, scene.y
        biases = ", ".join(f"{b:.2f}" for b in now.b_)
        return (
            f"Epoch {step}: loss {loss:.4f}, {now.score(X, y):.1%} of {len(X)} points right, mean "
            f"certainty {now.predict_proba(X).max(axis=1).mean():.3f}, biases {biases}.{scene.end(step)}"
        )

    def data_script(self):
        if self.own:
            return super().data_script()
        v = self.values
        return f"""\
import numpy as np
from mlpcourse.datasets import blobs

angle = 2 * np.pi * np.arange({v["classes"]}) / {v["classes"]} + 0.5
centers = {v["away"]!r} + 2.2 * np.column_stack([np.cos(angle), np.sin(angle)])
X, y = blobs({40 * v["classes"]}, centers, {v["spread"]!r}, rng=1)"""
