"""Labs of chapter 06: activation functions and their slopes, and what linear layers add up to."""

from functools import partial

import numpy as np

from .. import plots
from ..activations import ACTIVATIONS, Activation, leaky_relu, relu_with_slope_at_zero
from ..datasets import circle, moons
from ..estimators import MLPClassifier
from ..plots.style import LINES, MARKERS
from ..tables import number
from . import panels
from .base import Lab
from .controls import LayerSizes, TickBoxes, choice, float_slider, learning_rate, slider, tick
from .sets import SetsLab

# A function keeps its place, and with it its colour and line; those compared first differ in both.
CURVES = ("sigmoid", "tanh", "step", "relu", "leaky_relu", "softsign", "softplus", "identity")
TOP = 4.2  # of the picture of the functions


class ActivationLab(Lab):
    """Activation functions and their derivatives, any of them over one another."""

    title = "Activation functions and their slopes"
    question = "Which of them has a slope above 0.9 over the widest range of z?"
    size = (7.2, 4.0)
    telling = dict(functions=("relu", "leaky_relu"), z=0.0)
    storyboard = (
        dict(functions=("step", "tanh", "softsign"), z=-0.5),
        dict(functions=("relu", "leaky_relu", "softplus"), z=1.0),
    )

    def build(self):
        return {
            "functions": TickBoxes("functions", CURVES, ("step", "tanh")),
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
        theme = self.theme
        left = plots.new_axes(fig.add_axes((0.08, 0.13, 0.39, 0.74)))
        right = plots.new_axes(fig.add_axes((0.59, 0.13, 0.39, 0.74)))
        left.set(xlabel="z", ylabel="f(z)", xlim=(-6.3, 6.3), ylim=(-2.2, TOP))
        right.set(xlabel="z", ylabel="slope f′(z)", xlim=(-6.3, 6.3), ylim=(-0.1, 1.3))
        self.shown = {}
        for i, name in enumerate(CURVES):  # a function keeps its colour and its line
            line = dict(color=theme.colors[i % 5], linestyle=LINES[i % 6], linewidth=2, label=name)
            mark = dict(color=line["color"], marker=MARKERS[i % 6], markersize=8)
            self.shown[name] = [ax.plot([], [], **look)[0] for look in (line, mark) for ax in (left, right)]
            self.artists += self.shown[name]
        lines = [artists[0] for artists in self.shown.values()]
        self.legend = plots.legend_above(left, columns=4, handles=lines)
        self.artists.append(self.legend)

    def move(self, functions, z, leak, at_zero):
        grid, said = np.linspace(-6, 6, 481), []
        ticked = [name for name in CURVES if name in functions]
        for name, parts in self.shown.items():
            for part in parts:
                part.set_visible(name in ticked)
        for entry, text in zip(self.legend.get_lines(), self.legend.get_texts()):
            entry.set_visible(False)
            text.set_text("")
        for name, entry, text in zip(ticked, self.legend.get_lines(), self.legend.get_texts()):
            f, (curve, slopes, dot, slope) = self.function(name), self.shown[name]
            value, steepness = float(f(z)), float(f.derivative(z))
            curve.set_data(grid, _without_jumps(f(grid), 0.5))
            slopes.set_data(grid, _without_jumps(f.derivative(grid), 0.3))
            dot.set_data([z], [np.clip(value, -2.2, TOP)])
            slope.set_data([z], [np.clip(steepness, -0.1, 1.3)])
            entry.set(visible=True, color=curve.get_color(), linestyle=curve.get_linestyle())
            text.set_text(f.name)
            said.append(f"{f.name} is {value:.4f} with slope {steepness:.6f}")
        return f"At z = {number(z, True)}: {'; '.join(said) or 'nothing is ticked'}."


def _without_jumps(values, least):
    """A gap where a curve jumps, so that no upright line is drawn there."""
    return np.where(np.abs(np.diff(values, prepend=values[0])) > least, np.nan, values)


class NudgeSizeLab(Lab):
    """The error of a slope that is measured by a nudge, for every size of the nudge."""

    title = "How small a nudge?"
    question = "Which h measures the slope best, and why not a smaller one?"
    size = (7.2, 3.6)
    storyboard = (dict(log_h=-3),)

    def build(self):
        return {
            "log_h": slider("nudge h = 10^", -3, -15, -1),
            "function": choice("function", ["sigmoid", "tanh", "softplus", "softsign"]),
            "z": float_slider("z", 0.7, -3, 3, 0.1, ".1f"),
        }

    def draw(self, fig):
        ax = plots.new_axes(fig.add_axes((0.12, 0.15, 0.86, 0.8)))
        ax.set(xlabel="size of the nudge h", ylabel="error of the slope", xlim=(5e-16, 0.2), ylim=(3e-15, 3))
        plots.log_scale(ax, "x", "y")
        looks = zip(("both ways, (f(z + h) − f(z − h)) / 2h", "one way, (f(z + h) − f(z)) / h"),
                    self.theme.colors, ("-", "--"), "os")  # fmt: skip
        self.curves, self.dots = [], []
        for label, color, line, marker in looks:
            self.curves += ax.plot([], [], line, color=color, label=label)
            self.dots += ax.plot([], [], marker, color=color, markersize=9)
        plots.legend(ax, loc="upper center")
        self.artists += [*self.curves, *self.dots]

    def errors(self, h):
        """The errors of the slope that is measured both ways, and one way, by the nudges h."""
        f, z = ACTIVATIONS[self.values["function"]], self.values["z"]
        both, one = (f(z + h) - f(z - h)) / (2 * h), (f(z + h) - f(z)) / h
        return [np.maximum(np.abs(slope - float(f.derivative(z))), 1e-14) for slope in (both, one)]

    def move(self, function, z, log_h):
        f, h = ACTIVATIONS[function], 10.0**log_h
        tried = 10.0 ** (np.arange(8 * log_h, -7) / 8)
        for curve, errors in zip(self.curves, self.errors(tried)):  # smaller nudges are not tried yet
            curve.set_data(tried, errors)
        for dot, error in zip(self.dots, self.errors(np.array([h]))):
            dot.set_data([h], error)
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
            f"{function} at z = {number(z, True)}, nudged both ways by h = 1e{log_h}: the formula is off by "
            f"about {formula:.0e} (it falls with h²), rounding by about {rounding:.0e} (it grows with 1/h). "
            f"This h is {verdict}.".replace("e-", "e−")
        )


class CollapseLab(SetsLab):
    """A network of linear layers draws a straight line however deep it is; one bend changes that."""

    title = "Deep and linear"
    question = "How many linear layers does it take to bend the boundary?"
    size = (8.0, 3.6)
    panels = (
        (partial(panels.plane, size=4.5), (0.1, 0.14, 0.42, 0.82)),
        (panels.loss, (0.64, 0.14, 0.34, 0.7)),
    )
    epochs = 60
    sets = {"circle": circle, "moons": moons}
    telling = dict(activation="tanh", epoch=10, learning_rate=0.03)
    presets = {
        "four linear layers": dict(sizes=(2, 6, 6, 6, 6, 1), activation="identity", epoch=60),
        "moons, one linear layer": dict(dataset="moons", sizes=(2, 6, 1), activation="identity", epoch=60),
    }

    def build(self):
        return {
            "epoch": slider("epoch", self.epochs, 0, self.epochs),
            "learning_rate": learning_rate(0.03, 1e-3, 3),
            "sizes": LayerSizes((2, 6, 1), most=6, largest=8, fixed=True),
            "activation": choice("hidden units", ["identity", "tanh", "relu", "sigmoid"]),
            "dataset": choice("data", self.set_names()),
            "seed": slider("seed", 0, 0, 20),
            "ten_starts": tick("ten seeds"),
        }

    def model(self, learning_rate, sizes, activation, seed):
        return MLPClassifier(sizes[1:-1], activation, learning_rate, self.epochs, rng=seed)

    def said(self, scene, now, dataset, sizes, activation, seed, step):
        layers, straight = len(sizes) - 2, "a straight line, whatever the depth"
        shape = straight if activation == "identity" else "free to bend"
        shape = shape if layers else "a straight line: there is no hidden layer"
        whose = "your points" if dataset == "yours" else f"the {dataset}"
        return (
            f"{layers} hidden layer{'s' * (layers != 1)} of {activation} units, {now.net_.n_parameters} parameters, "
            f"seed {seed}, epoch {step}: {now.score(scene.X, scene.y):.0%} of {whose} right. "
            f"The boundary is {shape}."
        ) + scene.end(step, "Ten seeds end at losses", "{:.3f}".format)
