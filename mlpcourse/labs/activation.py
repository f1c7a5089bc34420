"""Labs of chapter 06: activation functions and their slopes, and what linear layers add up to."""

import ipywidgets as w
import numpy as np

from .. import plots
from ..activations import ACTIVATIONS, Activation, leaky_relu, relu_with_slope_at_zero
from ..datasets import circle, moons
from ..estimators import MLPClassifier
from .base import Lab
from .controls import STYLE, WIDE, choice, float_slider, slider

CURVES = [name for name in ACTIVATIONS if name != "softmax"]


class ActivationLab(Lab):
    """One or two activation functions, their derivatives, and the slope measured by a nudge of size
    h.
    """

    title = "Activation functions and their slopes"
    question = "Which of them has a slope above 0.9 over the widest range of z?"
    size = (7.2, 3.8)
    moving = ("z",)
    telling = dict(first="relu", second="leaky_relu", z=0.0)  # noqa: RUF012
    storyboard = (
        dict(first="sigmoid", second="tanh", z=0.0),
        dict(first="relu", second="softplus", z=1.0),
    )

    def build(self):
        return {
            "first": choice(
                "function", ["sigmoid", *(name for name in CURVES if name != "sigmoid")]
            ),
            "second": choice(
                "compare with", ["tanh", *(name for name in CURVES if name != "tanh")]
            ),
            "z": float_slider("z", 0.7, -6, 6, 0.1, ".1f"),
            "log_h": slider("nudge h = 10^", -5, -15, -1),
            "leak": float_slider("leaky slope", 0.1, 0.0, 2.0, 0.05),
            "at_zero": choice("ReLU′(0)", {"0 (Anand, this course)": 0, "1 (Tsinghua)": 1}),
        }

    def function(self, name):
        """The Activation of that name, with the leak and the convention at 0 of the controls."""
        if name == "leaky_relu":
            leak = self.values["leak"]
            if leak < 1:
                return leaky_relu(leak)
            # what max(εz, z) becomes for ε of 1 and more: the leak changes sides (EA-13)
            return Activation(
                "max(εz, z)",
                lambda z: np.maximum(leak * z, z),
                lambda z, a: np.where(z > 0, leak, 1.0),
                f"max({leak:g} z, z)",
            )
        return (
            relu_with_slope_at_zero(self.values["at_zero"]) if name == "relu" else ACTIVATIONS[name]
        )

    def draw(self, fig):
        theme, z = self.theme, np.linspace(-6, 6, 481)
        self.pair = [self.function(self.values[name]) for name in ("first", "second")]
        left = plots.new_axes(fig.add_axes((0.08, 0.14, 0.39, 0.8)), theme)
        right = plots.new_axes(fig.add_axes((0.59, 0.14, 0.39, 0.8)), theme)
        for f, color, line in zip(self.pair, theme.colors, ("-", "--")):
            jumps = np.where(np.abs(np.diff(f(z), prepend=f(z)[0])) > 0.5, np.nan, 1)
            left.plot(z, f(z) * jumps, color=color, linestyle=line, linewidth=2, label=f.name)
            slopes = f.derivative(z)
            kinks = np.where(np.abs(np.diff(slopes, prepend=slopes[0])) > 0.3, np.nan, 1)
            right.plot(z, slopes * kinks, color=color, linestyle=line, linewidth=2)
        left.set(xlabel="z", ylabel="f(z)", ylim=(-2.2, 4.2))
        right.set(xlabel="z", ylabel="slope f′(z)", ylim=(-0.1, 1.3))
        left.legend(
            labelcolor=theme.ink, facecolor=theme.paper, edgecolor=theme.faint, loc="upper left"
        )
        for ax in (left, right):
            for color, marker in zip(theme.colors, "os"):
                (dot,) = ax.plot([], [], marker, color=color, markersize=9)
                self.artists.append(dot)
        return self.move()

    def move(self):
        z, h, said = self.values["z"], 10.0 ** self.values["log_h"], []
        for i, f in enumerate(self.pair):
            value, slope = float(f(z)), float(f.derivative(z))
            nudged = float(f(z + h) - f(z - h)) / (2 * h)
            self.artists[i].set_data([z], [np.clip(value, -2.2, 4.2)])
            self.artists[i + 2].set_data([z], [slope])
            said.append(
                f"{f} is {value:.4f} with slope {slope:.6f} (nudging by 1e{self.values['log_h']}: {nudged:.6f})"
            )
        return f"At z = {z:.1f}: {'; '.join(said)}."


class CollapseLab(Lab):
    """A network of linear layers draws a straight line however deep it is; one bend changes that."""

    title = "Deep and linear"
    question = "How many linear layers does it take to bend the boundary?"
    size = (7.2, 3.6)
    storyboard = (dict(layers=1, activation="identity"), dict(layers=1, activation="tanh"))

    def build(self):
        return {
            "layers": slider("hidden layers", 1, 0, 4),
            "activation": choice("hidden units", ["identity", "tanh", "relu"]),
            "data": choice("data", ["circle", "moons"]),
            "seed": slider("seed", 0, 0, 20),
            "points": w.Checkbox(True, description="show the points", layout=WIDE, style=STYLE),
        }

    def model(self):
        """The trained network of these control values."""
        v = self.values
        X, y = {"circle": circle, "moons": moons}[v["data"]](200, rng=0)
        model = MLPClassifier(
            (6,) * v["layers"], v["activation"], 0.03, epochs=60, rng=v["seed"]
        ).fit(X / 3, y)
        return model, X / 3, y

    def draw(self, fig):
        theme, (model, X, y) = self.theme, self.model()
        left = plots.new_axes(fig.add_axes((0.09, 0.14, 0.42, 0.82)), theme)
        plots.square(left, 2)
        plots.score_map(lambda P: model.predict_proba(P)[:, 1], left, theme)
        if self.values["points"]:
            plots.points(X, y, left, theme, size=18)
        right = plots.new_axes(fig.add_axes((0.64, 0.14, 0.34, 0.82)), theme)
        plots.loss_curves({"loss": model.history_.loss}, right, theme)
        right.set_ylim(0, None)
        shape = (
            "a straight line, whatever the depth"
            if self.values["activation"] == "identity"
            else "free to bend"
        )
        shape = shape if self.values["layers"] else "a straight line: there is no hidden layer"
        count = model.net_.n_parameters
        shown = "" if self.values["points"] else " (points hidden)"
        return (
            f"{self.values['layers']} hidden layers of {self.values['activation']} units, {count} parameters, seed "
            f"{self.values['seed']}: {model.score(X, y):.0%} of the {self.values['data']} right{shown}. "
            f"The boundary is {shape}."
        )

    def curve(self):
        return self.model()[0].history_.loss

    def script(self):
        v = self.values
        return f"""\
from mlpcourse import MLPClassifier
from mlpcourse.datasets import {v["data"]}

X, y = {v["data"]}(200, rng=0)
model = MLPClassifier({(6,) * v["layers"]}, {v["activation"]!r}, 0.03, epochs=60, rng={v["seed"]}).fit(X / 3, y)
losses = model.history_.loss
print(losses[-1])
"""
