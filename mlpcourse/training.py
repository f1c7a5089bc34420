"""The one training loop of the course, and its diary.

A `Run` can be extended epoch by epoch and asked for any earlier epoch; `train` is a Run of fixed
length.
"""

import warnings
from dataclasses import dataclass, field

import numpy as np

from .losses import get_loss
from .network import check_output, loss_value
from .optimizers import get_optimizer
from .schedules import SCHEDULES
from .training_step import TrainingStep
from .validation import as_pair, count, fraction, generator, positive

KEEP_AT_MOST = 64 * 2**20  # bytes of weights that a History keeps unless told otherwise


class DivergenceWarning(RuntimeWarning):
    """Training was stopped because the loss or a weight was no longer finite."""


@dataclass
class History:
    """What happened, by epoch: entry k belongs to the weights after k epochs, entry 0 to the start.

    loss, val_loss : mean loss on the training and validation rows, penalty included in `loss`;
    val_loss is empty without validation rows. learning_rate : of each epoch's first update. weights
    : one flat copy per epoch, or None when that would take more than 64 MB. diverged : True if
    training stopped at a non-finite value.
    best_epoch : the epoch kept by early stopping, None without it.
    """

    loss: list = field(default_factory=list)
    val_loss: list = field(default_factory=list)
    learning_rate: list = field(default_factory=list)
    weights: list | None = field(default_factory=list)
    diverged: bool = False
    best_epoch: int | None = None


def minibatches(n, batch_size, rng=None):
    """Yield arrays of row numbers: every row once, in random order if `rng` is given; the last
    batch may be smaller.
    """
    order = np.arange(n)
    if rng is not None:
        rng.shuffle(order)
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size]


def early_stopping(losses, patience):
    """(stop, best): the epoch at which to stop, None if not yet, and the epoch to keep (Anand,
    early stopping).

    Stops once `patience` epochs in a row have not beaten the lowest loss so far.
    """
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch, best
    return None, best


class Run:
    """A training run that can go on: `extend(epochs)` trains, `at(k)` is the network after k
    epochs.

    net : MLP, trained in place. X : (N, D). T : (N, K). loss, optimizer : names or objects.
    batch_size : rows per update, None for all. learning_rate : number, a schedule, or None for the
    optimizer's own. l2 : weight decay on the weights, on the biases only if penalize_bias. dropout
    : probability of silencing a hidden unit. validation : (X, T) or None. rng : seed or Generator;
    shuffling and dropout draw from streams of their own, so that changing one setting keeps the
    rest.
    record : False skips the loss of each epoch. keep_weights : False keeps only the last epoch's,
    True every epoch's. Raises ValueError on bad input; nothing has changed then.
    """

    def __init__(
        self, net, X, T, loss, *, batch_size=32, optimizer="sgd", learning_rate=None, l2=0.0, dropout=0.0,
        validation=None, rng=0, shuffle=True, record=True, keep_weights=None, penalize_bias=False,
    ):  # fmt: skip
        self.net, self.loss = net, get_loss(loss)
        X, T = as_pair(X, T, net.sizes[0], net.sizes[-1])
        self.loss.check_targets(T)
        check_output(net, self.loss)
        self.decay = positive(l2, "l2", allow_zero=True), bool(penalize_bias)
        dropout = fraction(dropout, "dropout")
        self.batch_size = len(X) if batch_size is None else count(batch_size, "batch_size")
        self.schedule = learning_rate if isinstance(learning_rate, SCHEDULES) else None
        rate = self.schedule.initial if self.schedule else learning_rate
        self.optimizer = get_optimizer(optimizer, None if rate is None else positive(rate, "learning_rate"))
        self.rate = self.optimizer.learning_rate if self.schedule is None else rate
        self.anneals = getattr(self.schedule, "every_update", False)
        self.validation = None if validation is None else as_pair(*validation, net.sizes[0], net.sizes[-1])

        shuffle_rng, dropout_rng = generator(rng).spawn(2)
        dtype = net.layers[0].W.dtype
        self.X, self.T = np.ascontiguousarray(X, dtype), np.ascontiguousarray(T, dtype)
        self.shuffle_rng = shuffle_rng if shuffle else None
        self.step = TrainingStep(
            net, self.X, self.T, self.loss, self.decay[0], dropout, dropout_rng, self.decay[1]
        )
        self.state = self.optimizer.init(self.step.params)
        self.order = np.arange(len(X))
        starts = range(0, len(X), self.batch_size)
        self.batches = [
            self.order[i : i + self.batch_size] for i in starts
        ]  # views: shuffling `order` reshuffles them
        self.updates = 0
        self.record = record
        self.keep_weights = keep_weights
        self.history = History()
        self._write_diary()
        self.best = self.step.params.copy()

    def extend(self, epochs, patience=None, callback=None):
        """Train for `epochs` more epochs. Returns the History. callback : called with the Run after
        each epoch.
        """
        history, step, optimizer, state = self.history, self.step, self.optimizer, self.state
        if self.keep_weights is None:
            self.keep_weights = (epochs + 1) * step.params.nbytes <= KEEP_AT_MOST
        for _ in range(epochs):
            if history.diverged:
                break
            before = step.params.copy()
            if self.shuffle_rng is not None:
                self.shuffle_rng.shuffle(self.order)
            rate = self._rate()
            history.learning_rate.append(rate)
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                for rows in self.batches:
                    step(rows)
                    optimizer.update(step.params, step.gradient, state, rate)
                    self.updates += 1
                    if self.anneals:
                        rate = self._rate()
                finite = self._write_diary()
            if not finite:
                self._stop_diverged(before)
                break
            if callback is not None:
                callback(self)
            if patience is not None:
                stop, history.best_epoch = early_stopping(history.val_loss, patience)
                if history.best_epoch == self.epoch:
                    self.best = step.params.copy()
                if stop is not None:
                    break
        return history

    @property
    def epoch(self):
        """How many epochs have been trained."""
        return len(self.history.loss) - 1

    def at(self, epoch):
        """A copy of the network after `epoch` epochs; trains further if that is still to come."""
        if epoch > self.epoch and not self.history.diverged:
            self.extend(epoch - self.epoch)
        return network_at(self.net, self.history, epoch)

    def _rate(self):
        if self.schedule is None:
            return self.rate
        losses = self.history.val_loss if getattr(self.schedule, "held_out", False) else self.history.loss
        return self.schedule(self.updates, losses)

    def _write_diary(self):
        """Record the present epoch; False if something is not finite any more."""
        history, params = self.history, self.step.params
        if not np.isfinite(params.sum()):
            return False
        loss = loss_value(self.net, self.X, self.T, self.loss, *self.decay) if self.record else 0.0
        if not np.isfinite(loss):
            return False
        history.loss.append(loss)
        if self.validation is not None:
            history.val_loss.append(loss_value(self.net, *self.validation, self.loss))
        if self.keep_weights is False:
            history.weights = None
        else:
            history.weights.append(params.copy())
        return True

    def _stop_diverged(self, before):
        self.history.diverged = True
        self.step.params[...] = before
        warnings.warn(
            f"training diverged in epoch {self.epoch + 1}: the loss or a weight is no longer "
            "finite; the weights of "
            f"epoch {self.epoch} are kept. Try a learning rate below "
            f"{self.history.learning_rate[-1]:g}, or scale X.",
            DivergenceWarning,
            stacklevel=4,
        )


def network_at(net, history, epoch):
    """A copy of `net` with the weights that `history` recorded after `epoch` epochs."""
    if history.weights is None:
        raise ValueError("the weights of earlier epochs were not kept; train again with keep_weights=True")
    if not 0 <= epoch < len(history.weights):
        raise ValueError(
            f"epoch must be from 0 to {len(history.weights) - 1}, got {epoch}; that is how far training went"
        )
    past = net.copy()
    flat, start = history.weights[epoch], 0
    for layer in past.layers:
        n_out, n_in = layer.W.shape
        block = flat[start : start + n_out * (n_in + 1)].reshape(n_out, n_in + 1)
        layer.W, layer.b = block[:, :-1].copy(), block[:, -1].copy()
        start += block.size
    return past


def train(net, X, T, loss, *, epochs=100, patience=None, callback=None, **settings):
    """Train `net` in place for a number of epochs and return the History.

    epochs : passes over the data. patience : stop after so many epochs without a lower validation
    loss and go back to the best. callback : called with the Run after each epoch. Everything else
    as for Run.
    """
    epochs = count(epochs, "epochs")
    if patience is not None:
        patience = count(patience, "patience")
        if settings.get("validation") is None:
            raise ValueError("patience needs validation rows to watch; pass validation=(X_val, T_val)")
    run = Run(net, X, T, loss, **settings)
    history = run.extend(epochs, patience, callback)
    if history.best_epoch is not None:
        run.step.params[...] = run.best
    return history
