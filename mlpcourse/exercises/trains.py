"""Questions that ask for a function which trains networks of several sizes well enough."""

import numpy as np

from ..base import NetworkEstimator
from ..losses import one_hot
from ..network import loss_value
from .compare import words
from .function import BLANK, Stop, returned
from .question import NOT_ATTEMPTED, RIGHT, Outcome, Question

# what the pixels were multiplied by: then the loss of training is that of pixels multiplied so, too
SCALES = {
    1: "as they are",
    16: "left at 0 to 16",
    1 / 16: "divided by 16 once more",
    1 / 255: "divided by 255",
}


class Trains(Question):
    """A function of `hidden`, the widths of the hidden layers, that returns a fitted model.

    least : {hidden: share of the held-out rows that must be right}. rows, held : X, y of the rows to
    train on, and of those.
    The reply to a model that falls short looks at the model for the reason.
    """

    blank_left = "Fill in the ____ of the function and run the cell again."

    def __init__(self, name, solution, text, names, hints, success, least, rows, held):
        super().__init__(name, solution, text, names, hints, success)
        self.least, self.rows, self.held = dict(least), rows, held

    def judge(self, *answer):
        train = answer[0]
        if len(answer) > 1 or not callable(train):
            return self.wrong(
                f"This asks for the function itself, check(train) without (), got {words(train)}."
            )
        said = []
        for hidden, least in self.least.items():
            model = returned(train, [hidden])
            if model is BLANK:
                return Outcome(NOT_ATTEMPTED, self.blank_left)
            if type(model) is Stop:
                return self.wrong(f"train({hidden}): {model}.")
            refusal = self._refusal(hidden, model)
            if refusal:
                return self.wrong(refusal)
            right = model.score(*self.held)
            if right < least:
                return self.wrong(
                    f"train({hidden}): {right:.1%} of the held-out rows right, asked for {least:.0%}. "
                    f"{self._reason(model, right)}".rstrip()
                )
            said.append(f"train({hidden}) {right:.1%}")
        return Outcome(RIGHT, f"{', '.join(said)} of the held-out rows right. {self.success}")

    def _refusal(self, hidden, model):
        """What is wrong with the answer before it is asked for a digit, or None."""
        if model is None:
            return f"train({hidden}) returns None; end the function with return model.fit(…)."
        if not (issubclass(type(model), NetworkEstimator) and hasattr(model, "net_")):
            return f"train({hidden}) must return a fitted model, got {words(model)}; is .fit(…) missing?"
        digits = np.unique(self.held[1])
        sizes = [self.held[0].shape[1], *hidden, len(digits)]
        if model.net_.sizes != sizes:
            return f"train({hidden}) must give a network {_dashed(sizes)}, got {_dashed(model.net_.sizes)}."
        if not np.array_equal(getattr(model, "classes_", None), digits):
            return f"train({hidden}) must give a classifier of the digits 0 to 9; fit it to the labels as they are."
        if self._has_seen(model):
            return "The held-out rows were trained on, so they judge nothing: fit(X_train, y_train)."
        return None

    def _has_seen(self, model):
        """Whether the loss of training is that of rows with the held-out ones among them."""
        n, held = len(self.rows[0]), len(self.held[0])
        train, unseen = (self._loss(model, *rows) for rows in (self.rows, self.held))
        seen = unseen, (n * train + held * unseen) / (n + held)
        return np.isclose(model.history_.loss[-1], seen, rtol=1e-6, atol=0).any()

    @staticmethod
    def _loss(model, X, y):
        """The model's mean loss on these rows."""
        T = one_hot(np.searchsorted(model.classes_, y), len(model.classes_))
        return loss_value(model.net_, X, T, "softmax_cross_entropy")

    def _reason(self, model, right):
        """Why a model falls short, as far as one can see it."""
        X, y = self.held
        net, losses = model.net_, model.history_.loss
        first = net.layers[0]
        if first.W.shape[0] > 2 and len(net.layers) > 1 and np.allclose(first.W, first.W[0]):
            return (
                "All units of the hidden layer are alike: from equal start weights they get equal gradients."
            )
        off = {f: abs(self._loss(model, f * X, y) - losses[-1]) for f in SCALES}
        scale = min(off, key=off.get)
        if off[scale] < off[1] / 3:
            return f"The pixels were {SCALES[scale]}; load_digits has them from 0 to 1 already."
        if len(net.layers) > 1 and first.activation.name == "relu":
            silent = int((first.forward(X).a <= 0).all(axis=0).sum())
            if silent > len(first.W) / 2:
                return f"{silent} of {len(first.W)} hidden units are silent on every row: the steps are too long."
        if losses[-1] > 0.3 and losses[-1] < losses[len(losses) // 2] - 0.02:
            return f"The loss is {losses[-1]:.2f} and still falls: a larger rate, or more epochs."
        if losses[-1] > 0.9 * losses[0]:
            return f"The loss went from {losses[0]:.2f} to {losses[-1]:.2f}: it does not learn; try another rate."
        return "Try another rate, or more epochs."


def _dashed(sizes):
    return "-".join(map(str, sizes))
