"""The network of TensorFlow Playground (Tsinghua, experiment 1): points in the plane, seven inputs made
of their coordinates, and settings that the course's other models have no use for.

By default everything is as in the lecture's experiment: tanh units and a tanh output, targets -1 and
+1, half the squared error, start weights uniform on +-1/2 and biases of 0.1.
"""

import time
from typing import NamedTuple

import numpy as np

from .activations import identity
from .base import ClassifierMixin, NetworkEstimator, RegressorMixin, targets
from .initializers import get_initializer
from .model_run import ModelRun
from .network import MLP, loss_value
from .training import History, Run, copied
from .training_step import blocks
from .validation import (
    as_matrix,
    as_numbers,
    check_lengths,
    choose,
    count,
    fraction,
    generator,
    positive,
    real,
    widths,
)

INPUTS = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1^2": lambda x1, x2: x1**2,
    "x2^2": lambda x1, x2: x2**2,
    "x1 x2": lambda x1, x2: x1 * x2,
    "sin x1": lambda x1, x2: np.sin(x1),
    "sin x2": lambda x1, x2: np.sin(x2),
}
LOSSES = ("squared_error", "cross_entropy")


class Update(NamedTuple):
    """One update within an epoch.

    before, after : all weights, (P,). rows : of its batch, (M,). state : the optimizer's before it.
    rate : its learning rate.
    """

    before: np.ndarray
    after: np.ndarray
    rows: np.ndarray
    state: dict
    rate: float


class PlaygroundRun(Run):
    """A Run whose weights may be set by hand on the way, and whose epochs can be looked into.

    edits : (epoch, layer, unit, source, value) each: after so many epochs that weight is set to that
    value; layers, units and sources count from 1, source 0 is the bias; ValueError for a weight that is
    not there. Everything else as for Run.
    """

    def __init__(self, net, X, T, loss, edits=(), **settings):
        self.edits = {}
        for epoch, *place in (_edit(edit, net.sizes) for edit in (edits if np.iterable(edits) else [edits])):
            self.edits.setdefault(epoch, []).append(place)
        self._begun = []  # what the run was before each of its epochs
        self._accuracies, self.seconds = [], 0.0  # the time that all its epochs took
        self._set_by_hand(net, 0)
        super().__init__(net, X, T, loss, **settings)

    def _set_by_hand(self, net, epoch):
        for layer, unit, source, value in self.edits.get(epoch, ()):
            layer = net.layers[layer - 1]
            if source:
                layer.W[unit - 1, source - 1] = value
            else:
                layer.b[unit - 1] = value

    def record_step(self, loss, val_loss=None):
        epoch, rest = divmod(self.steps + 1, self.per_epoch)
        if epoch in self.edits and epoch and not rest:
            self._set_by_hand(self.net, epoch)
            loss, val_loss = self.losses()
        return super().record_step(loss, val_loss)

    def _train_step(self):
        self._begun[self.steps :] = [self._save()]
        began = time.perf_counter()
        finite = super()._train_step()
        self.seconds += time.perf_counter() - began
        return finite

    def accuracies(self):
        """Part of the watched rows that are classified correctly, after each epoch: [float]."""
        X, T = self.validation
        half = 0 if self.loss.link is identity else 0.5
        del self._accuracies[self.steps + 1 :]
        while (known := len(self._accuracies)) <= self.steps:
            a = X.T  # fifty epochs at once: an axis of epochs, as one of starts
            some = np.array(self.history.weights[known : known + 50])
            for layer, block in zip(self.net.layers, blocks(some, self.net.sizes)):
                a = layer.activation.f((block[..., :-1] @ a + block[..., -1:]).mT).mT
            if T.shape[1] == 1:
                right = (a[:, 0] > half) == (T[:, 0] > half)
            else:
                right = a.argmax(axis=1) == T.argmax(axis=1)
            self._accuracies += right.mean(axis=1).tolist()
        return self._accuracies

    def inside(self, epoch):
        """What happens between `epoch` and the next, update by update: the epoch is trained once more.

        epoch : from 0 to the number of epochs so far. Returns a list of Updates; fewer than an epoch
        has, if it diverges on the way.
        """
        if count(epoch, "epoch", minimum=0) > self.steps:
            raise ValueError(
                f"the run has come to epoch {self.steps}, so there is no epoch {epoch}; extend it"
            )
        if epoch == len(self._begun) and not self.history.diverged:
            self.advance(1)
        now, diary, last = self._save(), self.history, self.steps
        self.history = History(diary.loss[: epoch + 1], diary.val_loss[: epoch + 1])  # for the schedule
        params, state, *rest = self._begun[epoch]
        self._restore((params, copied(state), *rest))
        updates = []
        try:
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                which = self.begin_step()
                self.data.reorder(which)
                for part, batch in zip(self.data.parts, self.data.deal(which)):
                    before, state, rate = self.params.copy(), copied(self.state), self.rate()
                    self.step(*batch)
                    self.optimizer.update(self.params, self.step.gradient, self.state, self._fast_rate())
                    self.updates += 1
                    if not np.isfinite(self.params.sum()):
                        break
                    updates.append(Update(before, self.params.copy(), self.order[part].copy(), state, rate))
                while updates and epoch == last:  # this epoch could not be kept: where does it end?
                    self.params[...] = updates[-1].after
                    if np.isfinite(self.losses()).all():
                        break
                    updates.pop()
        finally:
            self._restore(now)
            self.history = diary
        return updates


def _edit(edit, sizes):
    """An edit of a weight that a network of these sizes has."""
    try:
        epoch, layer, unit, source, value = edit
    except (TypeError, ValueError):
        raise ValueError(f"an edit is (epoch, layer, unit, source, value), got {edit!r:.60}") from None
    epoch, value = count(epoch, "the epoch of an edit", minimum=0), real(value, "the value of an edit")
    layer, unit, source = count(layer, "layer"), count(unit, "unit"), count(source, "source", minimum=0)
    if not (layer < len(sizes) and unit <= sizes[layer] and source <= sizes[layer - 1]):
        raise ValueError(
            f"{edit} is no weight of a network {sizes}; layer, unit and source count from 1, source 0 is the bias"
        )
    return epoch, layer, unit, source, value


class _Playground(NetworkEstimator):
    def __init__(
        self, hidden_layer_sizes=(4,), activation="tanh", inputs=("x1", "x2"), loss="squared_error",
        learning_rate=0.03, epochs=200, batch_size=10, optimizer="sgd", l1=0.0, l2=0.0, dropout=0.0,
        init="uniform", scale=1.0, bias=0.1, train_share=0.5, edits=(), rng=0,
    ):  # fmt: skip
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.inputs = inputs
        self.loss = loss
        self.learning_rate = learning_rate
        self.epochs = epochs
        self.batch_size = batch_size
        self.optimizer = optimizer
        self.l1 = l1
        self.l2 = l2
        self.dropout = dropout
        self.init = init
        self.scale = scale
        self.bias = bias
        self.train_share = train_share
        self.edits = edits
        self.rng = rng

    def features(self, X):
        """The inputs of the network, (N, D), for points X (N, 2)."""
        names = list(self.inputs) if np.iterable(self.inputs) else []
        if not names:
            raise ValueError(
                f'inputs must be names such as ("x1", "x2"), got {self.inputs!r}; choose at least one'
            )
        X = as_matrix(X, "X", 2)
        return np.column_stack([choose(name, INPUTS, "input")(*X.T) for name in names])

    def rows(self, n):
        """How many of n rows are trained on: the first ones. The others are watched."""
        n_train = round(fraction(self.train_share, "train_share") * n)
        if not 0 < n_train < n:
            raise ValueError(
                f"train_share={self.train_share:g} of {n} rows leaves {n_train} to train on and "
                f"{n - n_train} to test; give more rows or another share"
            )
        return n_train

    def _descend(self, X, T, output, loss, every, **learned):
        scale, init = positive(self.scale, "scale"), get_initializer(self.init)
        bias = real(self.bias, "bias")
        init_rng, train_rng = generator(self.rng).spawn(2)
        F, n = self.features(X), self.rows(len(X))
        sizes = [F.shape[1], *widths(self.hidden_layer_sizes, "hidden_layer_sizes", least=0), T.shape[1]]
        net = MLP.random(
            sizes, self.activation, output, lambda *shape: scale * init(*shape), init_rng, X.dtype
        )
        for layer in net.layers:
            layer.b += bias
        run = PlaygroundRun(
            net, F[:n], T[:n], loss, self.edits, validation=(F[n:], T[n:]), rng=train_rng, every=every,
            learning_rate=self.learning_rate, batch_size=self.batch_size, optimizer=self.optimizer,
            l1=self.l1, l2=self.l2, dropout=self.dropout, keep_weights=True,
        )  # fmt: skip
        model = self._knowing(X, **learned)
        return ModelRun(model, run, count(self.epochs, "epochs") * run.per_epoch)

    def outputs(self, X):
        """The activations of every layer, inputs first: [(N, D), (N, n_1), ..., (N, K)]."""
        F = self.features(self._check_inputs(X))
        return [F, *(trace.a for trace in self.net_.forward(F))]


class PlaygroundClassifier(ClassifierMixin, _Playground):
    """A network that tells classes of points in the plane apart, as TensorFlow Playground's does.

    Parameters
    ----------
    hidden_layer_sizes : widths of the hidden layers; () for none.
    activation : of all hidden units, or one for each hidden layer.
    inputs : names from INPUTS.
    loss : "squared_error" of a tanh output and targets -1 and +1, as in the lecture's experiment, or
        "cross_entropy" of a sigmoid or softmax.
    learning_rate, epochs, batch_size, optimizer, l1, l2, dropout : as for Run.
    init, scale : rule of the start weights, and what they are multiplied by.
    bias : of every unit at the start.
    train_share : part of the rows, the first ones, to train on; the loss of the others is watched.
    edits : weights set by hand, see PlaygroundRun.
    rng : seed or Generator.

    Attributes
    ----------
    net_ : the MLP. classes_ : the labels. history_ : loss, val_loss, ... by epoch.
    """

    def begin(self, X, y, every="epoch"):
        """A run to look at step by step. Returns a ModelRun. X : (N, 2). y : N labels."""
        X = as_matrix(X, "X", 2)
        classes, numbers = self._encode(y, X)
        choose(self.loss, dict.fromkeys(LOSSES, self.loss), "loss")
        K = len(classes)
        T = targets(numbers, K, X.dtype)
        if self.loss == "squared_error":
            return self._descend(X, 2 * T - 1, "tanh", "squared_error", every, classes_=classes)
        output, loss = ("sigmoid", "binary_cross_entropy") if K == 2 else ("softmax", "softmax_cross_entropy")
        return self._descend(X, T, output, loss, every, classes_=classes)

    def decision_function(self, X):
        """The output o for the squared error, else the score: (N,) for two classes, else (N, K)."""
        F = self.features(self._check_inputs(X))
        z = self.net_(F) if self.loss == "squared_error" else self.net_.scores(F)
        return z[:, 0] if len(self.classes_) == 2 else z


class PlaygroundRegressor(RegressorMixin, _Playground):
    """A network that predicts a number for points in the plane: identity output, squared error.

    Its parameters are those of PlaygroundClassifier; there is one loss, the squared error.
    """

    def begin(self, X, y, every="epoch"):
        """A run to look at step by step. Returns a ModelRun. X : (N, 2). y : (N,) numbers."""
        X, y = as_matrix(X, "X", 2), as_numbers(y, "y")
        check_lengths(X, y)
        return self._descend(X, as_matrix(y.reshape(len(X), -1), "y", 1), "identity", "squared_error", every)

    def predict(self, X):
        """The outputs, (N,)."""
        return self.net_(self.features(self._check_inputs(X)))[:, 0]


class Trial(NamedTuple):
    """How several starts of one model fared. Of its numbers, `str()` makes a line.

    starts, solved, ever : how many; with the goal reached at the end; at any epoch.
    first : the median of the epochs at which those reached it first, NaN if none did.
    train_loss, test_loss : medians at the end, without penalty.
    median, worst : of the test accuracies at the end.
    """

    starts: int
    solved: int
    ever: int
    first: float
    train_loss: float
    test_loss: float
    median: float
    worst: float

    def __str__(self):
        when = f"first at epoch {self.first:g}" if self.ever else "never reached"
        return (
            f"{self.solved:2} of {self.starts} solved, {when}; loss {self.train_loss:.3f} training, "
            f"{self.test_loss:.3f} test; accuracy {self.median:.3f}, worst {self.worst:.3f}"
        )


def tried(model, X, y, seeds=range(50), goal=0.98):
    """Train a PlaygroundClassifier from several seeds, together. Returns a Trial.

    goal : the test accuracy from which a start counts as solved.
    """
    goal = positive(goal, "goal")
    starts = model.begin_starts(X, y, seeds)
    starts.extend()
    runs = [run.run for run in starts.runs]
    accuracies = [run.accuracies() for run in runs]
    last = np.array([values[-1] for values in accuracies])
    first = [
        next(k for k, a in enumerate(values) if a >= goal) for values in accuracies if max(values) >= goal
    ]
    losses = [
        [loss_value(run.net, *rows, run.loss) for rows in ((run.X, run.T), run.validation)] for run in runs
    ]
    return Trial(
        len(runs), int((last >= goal).sum()), len(first), float(np.median(first)) if first else np.nan,
        *np.median(losses, axis=0).tolist(), float(np.median(last)), float(last.min()),
    )  # fmt: skip
