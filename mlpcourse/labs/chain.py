"""Labs of chapter 05: rates that multiply along a chain, and the chain of one neuron."""

import numpy as np

from .. import plots
from ..activations import get_activation
from ..tables import html_table, number
from .base import Lab
from .controls import choice, float_slider, learning_rate, slider
from .panels import limit, step_above
from .text import TextLab


class ChainLab(Lab):
    """A walker, a bicycle and a car: rates multiply along a chain."""

    title = "Rates multiply"
    question = "Double one of the two rates. What happens to the car, and does it matter which?"
    size = (7.2, 2.7)
    time = "way"
    storyboard = (dict(way=10),)

    def build(self):
        return {
            "way": slider("walker's way", 3, 0, 10),
            "first": float_slider("bicycle : walker", 3, 0.5, 6, 0.5, ".1f"),
            "second": float_slider("car : bicycle", 2, 0.5, 4, 0.5, ".1f"),
        }

    def draw(self, fig):
        theme = self.theme
        self.road = plots.new_axes(fig.add_axes((0.12, 0.2, 0.86, 0.76)))
        self.road.set(xlabel="way", ylim=(-0.6, 2.7), yticks=[2, 1, 0])
        self.road.set_yticklabels(["walker", "bicycle", "car"])
        self.road.grid(axis="y", visible=False)
        self.steps = []
        for row, color, marker in zip((2, 1, 0), theme.colors, "os^"):
            (trace,) = self.road.plot([], [], color=color, linewidth=2)
            (at,) = self.road.plot([], [], marker, color=color, markersize=11)
            text = self.road.text(0, row + 0.28, "", color=theme.ink, fontsize=9, ha="center")
            self.steps.append((row, trace, at, text))
            self.artists += [trace, at, text]

    def rates(self):
        """How fast each of the three is, by the walker's measure."""
        return 1.0, self.values["first"], self.values["first"] * self.values["second"]

    def move(self, way, first, second):
        ways = [way * rate for rate in self.rates()]
        limit(self.road, (0, step_above(10.6 * max(self.rates()))))
        for far, (row, trace, at, text) in zip(ways, self.steps):
            trace.set_data([0, far], [row, row])
            at.set_data([far], [row])
            text.set_text(f"{far:g}")
            text.set_x(far)
        walker, bicycle, car = ways
        return (
            f"When the walker has gone {walker:g}, the bicycle has gone {bicycle:g} and the car {car:g}: "
            f"the car's rate by the walker's is {second:g} · {first:g} = {self.rates()[-1]:g}."
        )


class NeuronStepLab(TextLab):
    """One gradient step of one neuron, factor by factor."""

    title = "One neuron, one step"
    question = "Which loss lets a confidently wrong sigmoid neuron learn?"

    def build(self):
        return {
            "activation": choice("activation g", ["sigmoid", "tanh", "identity", "relu"]),
            "loss": choice("loss", {"½(ŷ − y)²": "squared", "cross-entropy (sigmoid)": "entropy"}),
            "target": choice("target y", {"1": 1.0, "0": 0.0}),
            "learning_rate": learning_rate(0.1, 0.01, 10),
        }

    def text(self):
        v = self.values
        weights, x = np.array([1.0, 3.0, -2.0]), np.array([1.0, -1.0, 2.0])
        g = get_activation(v["activation"])
        f = float(weights @ x)
        y_hat, slope = float(g(f)), float(g.derivative(f))
        factor = (y_hat - v["target"]) * slope
        chain = "(ŷ − y)·g′(f)"
        loss = (y_hat - v["target"]) ** 2 / 2
        if v["loss"] == "entropy":
            if v["activation"] != "sigmoid":
                said = (
                    "This cross-entropy belongs to a sigmoid output; choose the sigmoid, or the squared loss."
                )
                return "", said
            loss = float(v["target"] * np.logaddexp(0, -f) + (1 - v["target"]) * np.logaddexp(0, f))
            factor, chain = y_hat - v["target"], "ŷ − y"
        gradient = factor * x
        new = weights - v["learning_rate"] * gradient
        show = lambda values: ", ".join(number(float(value), True) for value in np.ravel(values))  # noqa: E731
        rows = [
            ("f = w·x", show(f)),
            ("ŷ = g(f)", show(y_hat)),
            ("g′(f)", show(slope)),
            ("loss", show(loss)),
            (f"∂loss/∂f = {chain}", show(factor)),
            ("gradient, times x = (1, −1, 2)", show(gradient)),
            ("new w = w − η·gradient", show(new)),
        ]
        moved = float(np.linalg.norm(new - weights))
        said = f"The step changes w = (1, 3, −2) by {number(moved, True)} in all."
        return html_table(("quantity", "value"), rows), said
