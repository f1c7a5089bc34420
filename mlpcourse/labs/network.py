"""The network lab: a multi-layer perceptron on points in the plane, that one trains oneself."""

import ipywidgets as w

from .. import datasets
from ..estimators import MLPClassifier
from ..tables import number
from . import panels
from .controls import STYLE, WIDE, LayerSizes, choice, learning_rate, slider
from .sets import SetsLab
from .units import units

ACTIVATIONS = ["tanh", "relu", "sigmoid", "identity", "leaky_relu", "softplus"]


class NetworkLab(SetsLab):
    """Learning rate, layer sizes and activation of a network, and what it makes of the plane.

    Another setting begins a new run with the same data, the same order and the same start; the run
    before stays in grey as far as it was trained.
    """

    title = "A network learns"
    question = "Which is the smallest network that separates the circle, and does every start manage it?"
    size = (9.6, 4.1)
    pace = 1 / 40
    ahead = False
    epochs, n_points = 400, 250
    sets = {  # noqa: RUF012
        "circle": datasets.circle, "xor": datasets.xor, "two Gaussians": datasets.two_gaussians,
        "spiral": datasets.spiral, "moons": datasets.moons,
    }  # fmt: skip
    panels = (
        (units, (0.005, 0.03, 0.3, 0.94)),
        (panels.plane, (0.385, 0.13, 0.34, 0.8)),
        (panels.loss, (0.785, 0.13, 0.2, 0.69)),
    )
    storyboard = (dict(epoch=0), dict(epoch=40))
    telling = dict(epoch=5, learning_rate=0.03)  # noqa: RUF012
    presets = {  # noqa: RUF012
        "circle, 4-2": dict(dataset="circle"),
        "xor, two ReLU units": dict(dataset="xor", sizes=(2, 2, 1), activation="relu"),
        "circle, straight layers": dict(dataset="circle", activation="identity"),
        "spiral, 8-8": dict(dataset="spiral", sizes=(2, 8, 8, 1), learning_rate=0.1),
    }

    def build(self):
        return {
            "epoch": slider("epoch", 0, 0, self.epochs),
            "learning_rate": learning_rate(0.03, 1e-4, 10),
            "sizes": LayerSizes((2, 4, 2, 1), most=8, largest=8, fixed=True),
            "activation": choice("activation", ACTIVATIONS),
            "dataset": choice("data", self.set_names()),
            "optimizer": choice("optimizer", ["sgd", "adam", "rmsprop", "adagrad", "adadelta"]),
            "init": choice("start weights", ["xavier", "xavier_uniform", "he", "gaussian"]),
            "batch_size": slider("batch size", 10, 1, 50),
            "l2": choice("weight decay λ", {"0": 0.0, "0.001": 0.001, "0.01": 0.01, "0.1": 0.1}),
            "dropout": choice("dropout", {"0": 0.0, "0.1": 0.1, "0.3": 0.3, "0.5": 0.5}),
            "seed": slider("seed of the start", 0, 0, 20),
            "ten_starts": w.Checkbox(False, description="ten starts", layout=WIDE, style=STYLE),
        }

    def model(self, learning_rate, sizes, activation, optimizer, init, batch_size, l2, dropout, seed):
        return MLPClassifier(
            sizes[1:-1], activation, learning_rate, self.epochs, batch_size, optimizer, l2, dropout, init,
            rng=seed,
        )  # fmt: skip

    def said(
        self, scene, now, step, loss, learning_rate, activation, optimizer, batch_size, l2, dropout, seed
    ):
        sizes = "-".join(map(str, now.net_.sizes))
        words = (
            f"Epoch {step}: loss {number(round(loss, 6), True)}, {now.score(scene.X, scene.y):.0%} right. "
        )
        words += f"{sizes}, {activation}, {now.net_.n_parameters} parameters, start {seed}; {optimizer}, "
        words += f"η = {learning_rate:.3g}, batches of {batch_size}"
        words += f", λ = {l2:g}" * bool(l2) + f", dropout {dropout:g}" * bool(dropout) + "."
        return words + scene.end(step)
