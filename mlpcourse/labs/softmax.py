"""Labs of chapter 08: scores to probabilities, and three or more classes in the plane."""

import numpy as np
from matplotlib.colors import to_rgb

from .. import plots
from ..activations import softmax
from ..datasets import blobs
from ..linear import SoftmaxRegression
from .base import Lab
from .controls import choice, float_slider, learning_rate, slider

GRID = 60  # cells of the map in each direction


class SoftmaxLab(Lab):
    """Three scores, their probabilities, and the Jacobian: what a small change of one score does to
    all.
    """

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
        v, theme = self.values, self.theme
        z = np.array([v["z1"], v["z2"], v["z3"]]) - v["shift"]
        h = softmax(z / v["temperature"])
        J = softmax.derivative(z / v["temperature"])
        names = ["class 1", "class 2", "class 3"]
        left = plots.new_axes(fig.add_axes((0.1, 0.13, 0.25, 0.8)), theme)
        left.bar(names, z, color=theme.colors[:3])
        left.set(ylabel="score z", ylim=(-10.5, 10.5))
        middle = plots.new_axes(fig.add_axes((0.43, 0.13, 0.25, 0.8)), theme)
        bars = middle.bar(names, h, color=theme.colors[:3])
        middle.bar_label(bars, [f"{p:.4f}" for p in h], color=theme.ink, fontsize=9)
        middle.set(ylabel="probability h", ylim=(0, 1.1))
        right = plots.new_axes(fig.add_axes((0.75, 0.13, 0.24, 0.8)), theme)
        right.imshow(J, cmap="PuOr_r", vmin=-0.3, vmax=0.3, alpha=0.5)
        for i in range(3):
            for k in range(3):
                right.text(
                    k, i, f"{J[i, k]:.3f}", ha="center", va="center", color=theme.ink, fontsize=9
                )
        right.set(
            xticks=range(3),
            yticks=range(3),
            xticklabels=["u₁", "u₂", "u₃"],
            yticklabels=["h₁", "h₂", "h₃"],
        )
        right.set_title("∂hᵢ/∂uₖ", color=theme.ink, fontsize=10)
        right.grid(False)
        for ax in (left, middle):
            ax.tick_params(labelsize=8.5)
        loss = float(-np.log(h[v["label"]])) if h[v["label"]] > 0 else np.inf
        shown = ", ".join(f"{p:.6f}" for p in h)
        return (
            f"Scores {', '.join(f'{s:.1f}' for s in z)} at temperature {v['temperature']:.1f} give ({shown}), sum 1. "
            f"Prediction: class {h.argmax() + 1}; loss if class {v['label'] + 1} is true: {loss:.6f}."
        )


class ManyClassesLab(Lab):
    """Softmax regression on three to five clouds: straight borders, soft probabilities."""

    title = "Several classes in the plane"
    question = "Where is the model least sure, and what does a penalty do there?"
    size = (7.2, 3.9)
    time = "epoch"
    moving = ("epoch",)
    storyboard = (dict(epoch=2), dict(epoch=100, classes=4))

    def build(self):
        return {
            "epoch": slider("epoch", 30, 0, 100),
            "learning_rate": learning_rate(0.3, 0.01, 10),
            "classes": slider("classes K", 3, 2, 5),
            "l2": choice("λ", {"0": 0.0, "0.01": 0.01, "0.1": 0.1, "1": 1.0}),
            "spread": float_slider("spread", 0.8, 0.2, 2.0, 0.1, ".1f"),
        }

    def data(self):
        """The clouds: K centers on a circle."""
        K = self.values["classes"]
        angle = 2 * np.pi * np.arange(K) / K + 0.5
        centers = 2.2 * np.column_stack([np.cos(angle), np.sin(angle)])
        return blobs(40 * K, centers, self.values["spread"], rng=1)

    def model(self):
        """SoftmaxRegression trained for all epochs of the slider."""
        v = self.values
        return SoftmaxRegression(learning_rate=v["learning_rate"], epochs=100, l2=v["l2"]).fit(
            *self.data()
        )

    def curve(self):
        return self.model().history_.loss

    def draw(self, fig):
        theme, (X, y) = self.theme, self.data()
        self.trained = self.model()
        left = plots.new_axes(fig.add_axes((0.08, 0.13, 0.48, 0.84)), theme)
        plots.square(left, 5)
        blank = np.zeros((GRID, GRID, 3))
        self.map = left.imshow(
            blank, extent=(-5, 5, -5, 5), origin="lower", aspect="auto", zorder=0
        )
        plots.points(X, y, left, theme, size=22)
        right = plots.new_axes(fig.add_axes((0.67, 0.15, 0.31, 0.8)), theme)
        plots.loss_curves({"loss": self.trained.history_.loss}, right, theme)
        (self.dot,) = right.plot([], [], "o", color=theme.ink, markersize=8)
        right.set_ylim(0, None)
        self.artists += [self.map, *left.collections, self.dot]
        return self.move()

    def move(self):
        v, theme, (X, y) = self.values, self.theme, self.data()
        history = self.trained.history_
        epoch = min(v["epoch"], len(history.loss) - 1)
        now = self.trained.at_epoch(epoch)
        side = (np.arange(GRID) + 0.5) * 10 / GRID - 5
        grid = np.column_stack([a.ravel() for a in np.meshgrid(side, side)])
        shades = now.predict_proba(grid) @ np.array(
            [to_rgb(c) for c in theme.colors[: len(now.classes_)]]
        )
        shades = 0.45 * shades + 0.55 * np.array(to_rgb(theme.paper))
        self.map.set_data(np.clip(shades, 0, 1).reshape(GRID, GRID, 3))
        self.dot.set_data([epoch], [history.loss[epoch]])
        end = " Training diverged." if history.diverged else ""
        return (
            f"Epoch {epoch}: loss {history.loss[epoch]:.4f}, {now.score(X, y):.1%} of {len(X)} points right, mean "
            f"certainty {now.predict_proba(X).max(axis=1).mean():.3f}, λ = {v['l2']:g}, K = {len(now.classes_)}.{end}"
        )

    def script(self):
        v = self.values
        return f"""\
import numpy as np
from mlpcourse import SoftmaxRegression
from mlpcourse.datasets import blobs

angle = 2 * np.pi * np.arange({v["classes"]}) / {v["classes"]} + 0.5
centers = 2.2 * np.column_stack([np.cos(angle), np.sin(angle)])
X, y = blobs({40 * v["classes"]}, centers, {v["spread"]!r}, rng=1)
model = SoftmaxRegression(learning_rate={v["learning_rate"]!r}, epochs=100, l2={v["l2"]!r}).fit(X, y)
losses = model.history_.loss
print(losses[-1])
"""
