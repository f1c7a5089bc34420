"""Labs of chapter 08: scores to probabilities, and three or more classes in the plane."""

import ipywidgets as w
import numpy as np
from matplotlib.colors import to_rgb

from .. import plots
from ..activations import softmax
from ..datasets import blobs
from ..linear import SoftmaxRegression
from .base import Lab
from .controls import STYLE, WIDE, choice, float_slider, learning_rate, slider
from .own import OwnData

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
        left = plots.new_axes(fig.add_axes((0.1, 0.13, 0.25, 0.8)))
        left.bar(names, z, color=theme.colors[:3])
        left.set(ylabel="score z", ylim=(-10.5, 10.5))
        middle = plots.new_axes(fig.add_axes((0.43, 0.13, 0.25, 0.8)))
        bars = middle.bar(names, h, color=theme.colors[:3])
        middle.bar_label(bars, [f"{p:.4f}" for p in h], color=theme.ink, fontsize=9)
        middle.set(ylabel="probability h", ylim=(0, 1.1))
        right = plots.new_axes(fig.add_axes((0.75, 0.13, 0.24, 0.8)))
        right.imshow(J, cmap="PuOr_r", vmin=-0.3, vmax=0.3, alpha=0.5)
        for i in range(3):
            for k in range(3):
                right.text(
                    k,
                    i,
                    f"{J[i, k]:.3f}".replace("-", "−"),
                    ha="center",
                    va="center",
                    color=theme.ink,
                    fontsize=9,
                )
        right.set(
            xticks=range(3), yticks=range(3), xticklabels=["u₁", "u₂", "u₃"], yticklabels=["h₁", "h₂", "h₃"]
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


class ManyClassesLab(OwnData):
    """Softmax regression on two to five clouds: straight borders, soft probabilities."""

    title = "Several classes in the plane"
    question = "Where is the model least sure, and what does a penalty do there?"
    size = (7.2, 3.9)
    time = "epoch"
    moving = ("epoch",)
    paired = True
    given = ("classes", "spread", "away")
    most = 5
    storyboard = (dict(epoch=2), dict(epoch=100, classes=4))
    telling = dict(l2=0.1, away=2.0)  # noqa: RUF012

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
            "penalize_bias": w.Checkbox(False, description="λ on the biases too", layout=WIDE, style=STYLE),
        }

    def data(self):
        """The learner's points, or clouds around K centers on a circle."""
        if self.own:
            return self.own[:2]
        K, away = self.values["classes"], self.values["away"]
        angle = 2 * np.pi * np.arange(K) / K + 0.5
        centers = away + 2.2 * np.column_stack([np.cos(angle), np.sin(angle)])
        return blobs(40 * K, centers, self.values["spread"], rng=1)

    def model(self, values):
        """SoftmaxRegression trained for all epochs of the slider."""
        settings = {name: values[name] for name in ("learning_rate", "l2", "penalize_bias")}
        return SoftmaxRegression(**settings, epochs=100).fit(*self.data())

    def curve(self):
        return self.model(self.values).history_.loss

    def draw(self, fig):
        theme, (X, y) = self.theme, self.data()
        self.trained = self.model(self.values)
        left = plots.new_axes(fig.add_axes((0.08, 0.13, 0.48, 0.84)))
        middle = X.mean(axis=0).round()
        reach = max(5.0, 1.1 * np.abs(X - middle).max())
        self.box = np.column_stack([middle - reach, middle + reach]).ravel()
        plots.square(left, reach)
        left.set(xlim=self.box[:2], ylim=self.box[2:])
        blank = np.zeros((GRID, GRID, 3))
        self.map = left.imshow(blank, extent=self.box, origin="lower", aspect="equal", zorder=0)
        plots.points(X, y, left, size=22)
        right = plots.new_axes(fig.add_axes((0.67, 0.15, 0.31, 0.71)))
        curves, past = {}, ()
        if self.earlier() is not None:
            values, words = self.earlier()
            curves, past = {words: self.model(values).history_.loss}, (words,)
        plots.loss_curves(curves | {"now": self.trained.history_.loss}, right, past=past)
        (self.dot,) = right.plot([], [], "o", color=theme.ink, markersize=8)
        right.set_ylim(0, None)
        self.artists += [self.map, *left.collections, self.dot]
        return self.move()

    def move(self):
        v, theme, (X, y) = self.values, self.theme, self.data()
        history = self.trained.history_
        epoch = min(v["epoch"], len(history.loss) - 1)
        now = self.trained.at_epoch(epoch)
        steps = (np.arange(GRID) + 0.5) / GRID
        left, right, low, high = self.box
        cells = np.meshgrid(left + (right - left) * steps, low + (high - low) * steps)
        grid = np.column_stack([a.ravel() for a in cells])
        colors = np.array([to_rgb(c) for c in theme.colors[: len(now.classes_)]])
        shades = 0.45 * now.predict_proba(grid) @ colors + 0.55 * np.array(to_rgb(theme.paper))
        self.map.set_data(np.clip(shades, 0, 1).reshape(GRID, GRID, 3))
        self.dot.set_data([epoch], [history.loss[epoch]])
        end = " Training diverged." if history.diverged else ""
        biases = ", ".join(f"{b:.2f}" for b in now.b_)
        return (
            f"Epoch {epoch}: loss {history.loss[epoch]:.4f}, {now.score(X, y):.1%} of {len(X)} points right, mean "
            f"certainty {now.predict_proba(X).max(axis=1).mean():.3f}, biases {biases}.{end}"
        )

    def script(self):
        v, (X, y) = self.values, self.data()
        points = f"X, y = {X.tolist()}, {y.tolist()}"
        if not self.own:
            points = f"""\
angle = 2 * np.pi * np.arange({v["classes"]}) / {v["classes"]} + 0.5
centers = {v["away"]!r} + 2.2 * np.column_stack([np.cos(angle), np.sin(angle)])
X, y = blobs({40 * v["classes"]}, centers, {v["spread"]!r}, rng=1)"""
        return f"""\
import numpy as np
from mlpcourse import SoftmaxRegression
from mlpcourse.datasets import blobs

{points}
model = SoftmaxRegression({v["learning_rate"]!r}, 100, l2={v["l2"]!r}, penalize_bias={v["penalize_bias"]})
losses = model.fit(X, y).history_.loss
print(losses[-1])
"""
