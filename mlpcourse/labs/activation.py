"""Labs of chapter 06: activation functions and their slopes, and what linear layers add up to."""

import ipywidgets as w
import numpy as np

from .. import plots
from ..activations import ACTIVATIONS, Activation, leaky_relu, relu_with_slope_at_zero
from ..datasets import circle, moons
from ..estimators import MLPClassifier
from ..plots.style import LINES, MARKERS
from ..tables import number
from .base import Lab
from .controls import STYLE, WIDE, TickBoxes, choice, float_slider, slider
from .own import OwnData

CURVES = ("sigmoid", "tanh", "relu", "leaky_relu", "softplus", "softsign", "step", "identity")
TOP = 4.2  # of the picture of the functions


class ActivationLab(Lab):
    """Activation functions and their derivatives, any of them over one another."""

    title = "Activation functions and their slopes"
    question = "Which of them has a slope above 0.9 over the widest range of z?"
    size = (7.2, 4.0)
    moving = ("z",)
    telling = dict(functions=("relu", "leaky_relu"), z=0.0)  # noqa: RUF012
    storyboard = (
        dict(functions=("step", "sigmoid", "tanh", "softsign"), z=0.0),
        dict(functions=("relu", "leaky_relu", "softplus"), z=1.0),
    )

    def build(self):
        return {
            "functions": TickBoxes("functions", CURVES, ("sigmoid", "tanh")),
            "z": float_slider("z", 0.7, -6, 6, 0.1, ".1f"),
            "leak": float_slider("leaky slope", 0.1, 0.0, 2.0, 0.05),
            "at_zero": choice("ReLU′(0)", {"0 (Anand, this course)": 0, "1 (Tsinghua)": 1}),
        }

    def function(self, name):
        """The Activation of that name, with the leak and the convention at 0 of the controls."""
        if name == "relu":
            return relu_with_slope_at_zero(self.values["at_zero"])
        if name != "leaky_relu":
            return ACTIVATIONS[name]
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

    def draw(self, fig):
        theme, z = self.theme, np.linspace(-6, 6, 481)
        left = plots.new_axes(fig.add_axes((0.08, 0.13, 0.39, 0.74)))
        right = plots.new_axes(fig.add_axes((0.59, 0.13, 0.39, 0.74)))
        self.shown = []
        for name in self.values["functions"]:
            f, i = self.function(name), CURVES.index(name)  # a function keeps its colour and line
            look = dict(color=theme.colors[i % 5], linestyle=LINES[i % 4], linewidth=2)
            left.plot(z, _without_jumps(f(z), 0.5), label=f.name, **look)
            right.plot(z, _without_jumps(f.derivative(z), 0.3), **look)
            look = dict(color=look["color"], marker=MARKERS[i % 6], markersize=8)
            (dot,), (slope,) = left.plot([], [], **look), right.plot([], [], **look)
            self.shown.append((f, dot, slope))
            self.artists += [dot, slope]
        left.set(xlabel="z", ylabel="f(z)", xlim=(-6.3, 6.3), ylim=(-2.2, TOP))
        right.set(xlabel="z", ylabel="slope f′(z)", xlim=(-6.3, 6.3), ylim=(-0.1, 1.3))
        if self.shown:
            plots.legend_above(left, columns=4)
        return self.move()

    def move(self):
        z, said = self.values["z"], []
        for f, dot, slope in self.shown:
            value, steepness = float(f(z)), float(f.derivative(z))
            dot.set_data([z], [np.clip(value, -2.2, TOP)])
            slope.set_data([z], [np.clip(steepness, -0.1, 1.3)])
            said.append(f"{f.name} is {value:.4f} with slope {steepness:.6f}")
        return f"At z = {number(z, True)}: {'; '.join(said) or 'nothing is ticked'}.".replace("-", "−")


def _without_jumps(values, least):
    """A gap where a curve jumps, so that no upright line is drawn there."""
    return np.where(np.abs(np.diff(values, prepend=values[0])) > least, np.nan, values)


class NudgeSizeLab(Lab):
    """The error of a slope that is measured by a nudge, for every size of the nudge."""

    title = "How small a nudge?"
    question = "Which h measures the slope best, and why not a smaller one?"
    size = (7.2, 3.6)
    moving = ("log_h",)
    storyboard = (dict(log_h=-3), dict(log_h=-12))

    def build(self):
        return {
            "log_h": slider("nudge h = 10^", -3, -15, -1),
            "function": choice("function", ["sigmoid", "tanh", "softplus", "softsign"]),
            "z": float_slider("z", 0.7, -3, 3, 0.1, ".1f"),
        }

    def draw(self, fig):
        v, theme = self.values, self.theme
        f, z = ACTIVATIONS[v["function"]], v["z"]
        ax = plots.new_axes(fig.add_axes((0.12, 0.15, 0.86, 0.8)))
        h = 10.0 ** np.linspace(-15, -1, 113)
        exact = float(f.derivative(z))
        self.errors = {
            "both ways, (f(z + h) − f(z − h)) / 2h": lambda h: np.abs(
                (f(z + h) - f(z - h)) / (2 * h) - exact
            ),
            "one way, (f(z + h) − f(z)) / h": lambda h: np.abs((f(z + h) - f(z)) / h - exact),
        }
        for (label, error), color, line in zip(self.errors.items(), theme.colors, ("-", "--")):
            ax.plot(h, np.maximum(error(h), 1e-14), line, color=color, label=label)
        ax.set(xlabel="size of the nudge h", ylabel="error of the slope", ylim=(3e-15, 3))
        plots.log_scale(ax, "x", "y")
        plots.legend(ax, loc="upper center")
        for color, marker in zip(theme.colors, "os"):
            (dot,) = ax.plot([], [], marker, color=color, markersize=9)
            self.artists.append(dot)
        return self.move()

    def move(self):
        v = self.values
        f, z, h = ACTIVATIONS[v["function"]], v["z"], 10.0 ** v["log_h"]
        for dot, error in zip(self.artists, self.errors.values()):
            dot.set_data([h], [max(float(error(h)), 1e-14)])
        # What theory says about the errors: rounding itself differs from machine to machine.
        k = 0.01
        third = float(f(z + 2 * k) - 2 * f(z + k) + 2 * f(z - k) - f(z - 2 * k)) / (2 * k**3)
        formula, rounding = h**2 / 6 * abs(third), 1.1e-16 * abs(float(f(z))) / h
        verdict = (
            "near the best" if 0.03 < formula / (rounding + 1e-300) < 30
            else "too large: the formula errs" if formula > rounding
            else "too small: rounding drowns it"
        )  # fmt: skip
        return (
            f"{v['function']} at z = {number(z, True)}, nudged both ways by h = 1e{v['log_h']}: the formula is off by "
            f"about {formula:.0e} (it falls with h²), rounding by about {rounding:.0e} (it grows with 1/h). "
            f"This h is {verdict}.".replace("-", "−")
        )


class CollapseLab(OwnData):
    """A network of linear layers draws a straight line however deep it is; one bend changes that."""

    title = "Deep and linear"
    question = "How many linear layers does it take to bend the boundary?"
    size = (7.2, 3.6)
    storyboard = (dict(layers=1, activation="identity"), dict(layers=1, activation="tanh"))
    paired = True
    given = ("dataset", "points", "seeds")

    def shows_own(self):
        return self.own is not None and self.values["dataset"] == "yours"

    def build(self):
        return {
            "layers": slider("hidden layers", 1, 0, 4),
            "activation": choice("hidden units", ["identity", "tanh", "relu"]),
            "dataset": choice("data", [*(["yours"] if self.own else []), "circle", "moons"]),
            "seed": slider("seed", 0, 0, 20),
            "points": w.Checkbox(True, description="show the points", layout=WIDE, style=STYLE),
            "seeds": w.Checkbox(False, description="ten seeds", layout=WIDE, style=STYLE),
        }

    def points(self, values):
        """X (N, 2) and y (N,) of the chosen data."""
        if values["dataset"] == "yours":
            return self.own[:2]
        return {"circle": circle, "moons": moons}[values["dataset"]](200, rng=0)

    def model(self, values, seed=None):
        """The network after training, with these control values."""
        (X, y), seed = self.points(values), values["seed"] if seed is None else seed
        sizes = (6,) * values["layers"]
        return MLPClassifier(sizes, values["activation"], 0.03, epochs=60, rng=seed).fit(X / 3, y)

    def draw(self, fig):
        model, (X, y) = self.model(self.values), self.points(self.values)
        X = X / 3
        left = plots.new_axes(fig.add_axes((0.09, 0.14, 0.42, 0.82)))
        plots.square(left, max(2, 1.1 * np.abs(X).max()))
        plots.score_map(lambda P: model.predict_proba(P)[:, 1], left)
        if self.values["points"]:
            plots.points(X, y, left, size=18)
        right = plots.new_axes(fig.add_axes((0.64, 0.14, 0.34, 0.7)))
        curves, past = {}, ()
        if self.earlier() is not None:
            values, words = self.earlier()
            past = (words,)
            curves[words] = self.model(values).history_.loss
        plots.loss_curves(curves | {"now": model.history_.loss}, right, past=past)
        chance = ""
        if self.values["seeds"]:  # how much of it is luck
            losses = np.array([self.model(self.values, seed).history_.loss for seed in range(10)])
            plots.band(losses, right)
            best, worst = losses[:, -1].min(), losses[:, -1].max()
            chance = f" Ten seeds end at losses from {best:.3f} to {worst:.3f}."
        right.set_ylim(0, None)
        shape = (
            "a straight line, whatever the depth"
            if self.values["activation"] == "identity"
            else "free to bend"
        )
        shape = shape if self.values["layers"] else "a straight line: there is no hidden layer"
        whose = "your points" if self.values["dataset"] == "yours" else f"the {self.values['dataset']}"
        count, layers = model.net_.n_parameters, self.values["layers"]
        shown = "" if self.values["points"] else " (points hidden)"
        return (
            f"{layers} hidden layer{'s' * (layers != 1)} of {self.values['activation']} units, {count} parameters, "
            f"seed {self.values['seed']}: {model.score(X, y):.0%} of {whose} right{shown}. "
            f"The boundary is {shape}.{chance}"
        )

    def curve(self):
        return self.model(self.values).history_.loss

    def script(self):
        v = self.values
        data = f"X, y = {v['dataset']}(200, rng=0)"
        if v["dataset"] == "yours":
            data = f"X, y = np.array({self.own[0].tolist()}), {self.own[1].tolist()}"
        return f"""\
import numpy as np
from mlpcourse import MLPClassifier
from mlpcourse.datasets import circle, moons

{data}
model = MLPClassifier({(6,) * v["layers"]}, {v["activation"]!r}, 0.03, epochs=60, rng={v["seed"]}).fit(X / 3, y)
losses = model.history_.loss
print(losses[-1])
"""
