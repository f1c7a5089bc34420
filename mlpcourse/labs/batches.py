"""Lab of chapter 12: ASU's small network, trained on its whole batch."""

import numpy as np

from ..estimators import MLPClassifier
from ..layers import Dense
from ..lectures.matrices import ASU
from ..model_run import ModelRun
from ..network import MLP
from ..plots.style import legend_above, theme_of
from ..tables import rounded
from ..training import Run
from . import panels
from .controls import LayerSizes, choice, learning_rate, slider, tick
from .training import TrainingLab

GIVEN = -1  # the seed that stands for the weights of the page


class FromGiven(MLPClassifier):
    """An MLPClassifier that starts from the page's weights if its rng is GIVEN and its sizes are theirs."""

    def begin(self, X, y, every="epoch"):
        if self.rng != GIVEN:
            return super().begin(X, y, every)
        model = MLPClassifier(**self.get_params() | {"rng": 0}).begin(X, y, every).model
        net = MLP([Dense(ASU.W1, ASU.b1, self.activation), Dense(ASU.W2, ASU.b2, "sigmoid")])
        run = Run(
            net, X, y[:, None], "binary_cross_entropy", batch_size=None, learning_rate=self.learning_rate,
            shuffle=False, every=every,
        )  # fmt: skip
        return ModelRun(model, run, self.epochs)


def outputs(ax, scene):
    """The output for each row as a bar, and its target as a mark; a row on the wrong side of ½ in red."""
    theme, rows = theme_of(ax), np.arange(len(scene.y))
    ax.set(ylim=(-0.06, 1.12), xticks=rows, ylabel="output a₂", xlabel="row of X")
    ax.set_xticklabels([" ".join(f"{v:g}" for v in row).replace("-", "−") for row in scene.X], fontsize=8.5)
    ax.axhline(0.5, color=theme.muted, linestyle=":", linewidth=1.5)
    bars = ax.bar(rows, np.zeros(len(rows)), width=0.55, color=theme.colors[0])
    (targets,) = ax.plot(
        rows, scene.y, "_", color=theme.colors[1], markersize=26, markeredgewidth=3, label="target"
    )
    legend_above(ax)

    def move(scene):
        A2 = scene.now.net_(scene.X)[:, 0]
        for bar, a, t in zip(bars, A2, scene.y):
            bar.set(height=a, color=theme.colors[0] if (a > 0.5) == t else theme.wrong)

    return [*bars, targets], move


class BatchTrainingLab(TrainingLab):
    """The 3-4-1 network on its five rows: rate, sizes, activation, and a loss that is a mean or a sum."""

    title = "The 3-4-1 network learns"
    question = "What becomes of a good learning rate when the loss is the sum instead of the mean?"
    size = (7.6, 3.6)
    pace = 1 / 40
    ahead = False
    epochs = 1000
    panels = ((outputs, (0.09, 0.15, 0.4, 0.68)), (panels.loss, (0.6, 0.15, 0.37, 0.68)))
    storyboard = (dict(epoch=0), dict(epoch=200))
    telling = dict(epoch=5)
    presets = {
        "tanh": dict(activation="tanh"),
        "the sum": dict(reduction="sum"),
        "tanh and the sum": dict(activation="tanh", reduction="sum"),
        "ReLU, an unlucky start": dict(activation="relu", learning_rate=0.5),
    }

    def build(self):
        starts = {"the page's (3-4-1 only)": GIVEN} | {f"random, seed {k}": k for k in range(10)}
        return {
            "epoch": slider("epoch", 0, 0, self.epochs),
            "learning_rate": learning_rate(2.0, 0.01, 10),
            "sizes": LayerSizes((3, 4, 1), most=5, largest=8, fixed=True),
            "activation": choice("activation", ["sigmoid", "tanh", "relu", "identity"]),
            "reduction": choice("loss is the", ["mean", "sum"]),
            "start": choice("start weights", starts),
            "ten_starts": tick("ten starts"),
        }

    def data(self):
        return ASU.X, ASU.T[:, 0].astype(int)

    def model(self, learning_rate, sizes, activation, reduction, start):
        # the sum's gradient is N times the mean's
        rate = learning_rate * (len(ASU.X) if reduction == "sum" else 1)
        seed = max(start, 0) if sizes != (3, 4, 1) else start
        return FromGiven(sizes[1:-1], activation, rate, self.epochs, None, "sgd", rng=seed)

    def said(self, scene, now, step, loss, learning_rate, activation, reduction, start):
        right = int(((now.net_(scene.X)[:, 0] > 0.5) == scene.y).sum())
        sizes, summed = now.net_.sizes, reduction == "sum"
        begun = "the page's weights" if (start, sizes) == (GIVEN, [3, 4, 1]) else f"start {max(start, 0)}"
        words = (
            f"Epoch {step}: mean loss {rounded(loss)}, {right} of 5 rows right. "
            f"{'-'.join(map(str, sizes))}, {activation}, {now.net_.n_parameters} parameters, {begun}; "
            f"η = {learning_rate:.3g}" + f" on the sum is {5 * learning_rate:.3g} on the mean" * summed + "."
        )
        return words + scene.end(step)

    def script(self):
        model = self._call(self.model)
        net = f"MLP([Dense(ASU.W1, ASU.b1, {model.activation!r}), Dense(ASU.W2, ASU.b2, 'sigmoid')])"
        if model.rng != GIVEN:
            return super().script().replace("FromGiven", "MLPClassifier")
        return f"""\
from mlpcourse import MLP, Dense, train
from mlpcourse.lectures.matrices import ASU

net = {net}
history = train(
    net, ASU.X, ASU.T, "binary_cross_entropy", epochs={self.epochs}, batch_size=None, shuffle=False,
    learning_rate={model.learning_rate!r},
)
losses = history.loss
print(losses[-1])
"""
