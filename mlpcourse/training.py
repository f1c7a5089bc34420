"""The one training loop of the course.

A `Run` can be extended epoch by epoch and asked for any earlier epoch; `train` is a Run of fixed
length. Its diary is in diary.py, the batches in batches.py, and what happens to one batch in
training_step.py.
"""

import math
import warnings

import numpy as np

from .batches import Batches, minibatches
from .diary import KEEP_AT_MOST, History, Steps, network_at, network_of
from .losses import get_loss
from .network import check_output, loss_value
from .optimizers import get_optimizer
from .schedules import Constant, Schedule
from .training_step import TrainingStep, blocks
from .validation import as_pair, count, fraction, generator, positive

__all__ = ["DivergenceWarning", "History", "Run", "early_stopping", "minibatches", "train"]


class DivergenceWarning(RuntimeWarning):
    """Training was stopped because the loss or a weight was no longer finite."""


def early_stopping(losses, patience):
    """The epoch at which to stop, None if not yet, and the epoch to keep (Anand, early stopping).

    losses : validation loss by epoch, from epoch 0.
    patience : stop once so many epochs in a row have not beaten the lowest loss so far.
    """
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch, best
    return None, best


class Run(Steps):
    """A training run that can go on: `extend(epochs)` trains, `at(k)` is the network after k epochs.

    net : MLP, trained in place.
    X : (N, D). T : (N, K). They must stay as they are while the run goes on.
    loss : name or Loss.
    batch_size : rows per update, None for all.
    optimizer : name or Optimizer.
    learning_rate : number, Schedule, or None for the optimizer's own.
    l2, l1 : penalties on the weights, on the biases only if penalize_bias: l2/2 sum W^2 + l1 sum |W|.
    dropout : probability of silencing a hidden unit.
    validation : (X, T) to watch, or None.
    rng : seed or Generator. Shuffling and dropout draw from streams of their own, so that changing
    one setting keeps the rest.
    shuffle : a new order of the rows in each epoch.
    record : False skips the loss of each epoch.
    keep_weights : False keeps only the last epoch's, True every epoch's, None up to 64 MB.
    every : "epoch", or "update" for a diary of single updates: then a step is one batch, wherever
    this text says epoch.
    Raises ValueError on bad input; nothing has changed then.
    """

    def __init__(
        self, net, X, T, loss, *, batch_size=32, optimizer="sgd", learning_rate=None, l2=0.0, dropout=0.0,
        validation=None, rng=0, shuffle=True, record=True, keep_weights=None, penalize_bias=False,
        every="epoch", l1=0.0,
    ):  # fmt: skip
        super().__init__()
        self.net, self.loss = net, get_loss(loss)
        X, T = as_pair(X, T, net.sizes[0], net.sizes[-1])
        self.loss.check_targets(T)
        check_output(net, self.loss)
        self.decay = (
            positive(l2, "l2", allow_zero=True), bool(penalize_bias), positive(l1, "l1", allow_zero=True)
        )  # fmt: skip
        self.dropout = fraction(dropout, "dropout")
        self.batch_size = len(X) if batch_size is None else count(batch_size, "batch_size")
        self.validation = None if validation is None else as_pair(*validation, net.sizes[0], net.sizes[-1])
        self.optimizer, self.schedule = rate_of(optimizer, learning_rate, validation)
        self.record, self.keep_weights = record, keep_weights

        shuffle_rng, dropout_rng = generator(rng).spawn(2)
        self.shuffle_rng = shuffle_rng if shuffle else None
        self.dropout_rng = dropout_rng if self.dropout else None
        dtype = net.layers[0].W.dtype
        self.X, self.T = np.ascontiguousarray(X, dtype), np.ascontiguousarray(T, dtype)
        self.order = np.arange(len(X))
        self.data = Batches([(self.X, self.T)], [self.order], self.batch_size)
        self.per_epoch = steps_per_epoch(every, len(self.data))  # entries of the diary
        self.orders = None if every == "epoch" else []  # the order of each epoch, for rows_at
        self.updates = 0

        with np.errstate(over="ignore", invalid="ignore"):
            self.params = np.concatenate([np.column_stack([w.W, w.b]).ravel() for w in net.layers])
            if not self.record_step(*self.losses()):
                raise ValueError(
                    "the loss is not finite before training has begun: numbers as large as "
                    f"{max(np.abs(X).max(), np.abs(T).max()):.3g} in X and T overflow; scale them first"
                )
        self.best = self.params.copy()
        self.live_in(self.params)
        self.step = TrainingStep(
            net, self.params, self.loss, self.decay[0], self.dropout, [self.dropout_rng], *self.decay[1:]
        )
        self.state = self.optimizer.init(self.params)

    def live_in(self, params):
        """Make `params` (P,) the one place of the weights: the network's W and b become views of it,
        so that what changes it changes the network.
        """
        self.params = params
        self.views = [(block[:, :-1], block[:, -1]) for block in blocks(params, self.net.sizes)]
        self._attach()

    def _attach(self):
        """Take over the network's present W and b, which may be other arrays by now: someone may have
        set them, or another run of the same network.
        """
        for i, (layer, (W, b)) in enumerate(zip(self.net.layers, self.views), start=1):
            if layer.W.shape != W.shape or layer.b.shape != b.shape:
                raise ValueError(
                    f"layer {i} had W {W.shape} when the run was made, now it has {layer.W.shape}; "
                    "make a new Run for a network of other widths"
                )
            if layer.W is not W or layer.b is not b:
                W[...], b[...] = layer.W, layer.b
                layer.W, layer.b = W, b

    def extend(self, epochs, patience=None, callback=None):
        """Train for `epochs` more epochs. Returns the History.

        patience : stop when so many epochs in a row have not lowered the validation loss.
        callback : called with the Run after each epoch.
        """
        if self.advance(epochs, patience, callback):
            warnings.warn(self.why, DivergenceWarning, stacklevel=2)
        return self.history

    def advance(self, epochs, patience=None, callback=None):
        """extend without its warning: returns True if training diverged, and `why` says the rest."""
        if patience is not None:
            check_patience(patience, self.validation)
        self._attach()
        self.make_room(epochs)
        for _ in range(epochs):
            if self.history.diverged:
                break
            self.why = ""
            self._step()
            if self.history.diverged:
                self.say_diverged()
                return True
            if callback is not None:
                callback(self)
            if self.stops(patience):
                break
        return False

    def _train_step(self):
        which = self.begin_step()
        self.data.reorder(which)
        rate = self._fast_rate()
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            for batch in self.data.deal(which):
                self.step(*batch)
                self.optimizer.update(self.params, self.step.gradient, self.state, rate)
                self.updates += 1
                if self.schedule.every_update:
                    rate = self._fast_rate()
            return self.record_step(*self.losses())

    # ---- what starts.py does for several runs at once

    def make_room(self, steps):
        """Give up the weights of the past if so many more steps would not fit."""
        if self.keep_weights is None and (self.steps + steps + 1) * self.params.nbytes > KEEP_AT_MOST:
            self.keep_weights, self.history.weights = False, None

    def begin_step(self):
        """Shuffle if an epoch begins. Returns the numbers of the next batches, as a slice."""
        first = self.updates % len(self.data)
        if first == 0 and self.shuffle_rng is not None:
            self.shuffle_rng.shuffle(self.order)
        if first == 0 and self.orders is not None:
            self.orders.append(self.order.copy())
        self.history.learning_rate.append(self.rate())
        return slice(first, None if self.orders is None else first + 1)

    def rate(self, later=0):
        """The rate of the next update, or of one so many updates later in this epoch."""
        losses = self.history.val_loss if self.schedule.held_out else self.history.loss
        if self.per_epoch > 1:
            losses = losses[:: self.per_epoch]
        return self.schedule(self.updates + later, losses)

    def losses(self):
        """The loss and the validation loss, None without validation rows, of the present weights."""
        loss = loss_value(self.net, self.X, self.T, self.loss, *self.decay) if self.record else 0.0
        return loss, None if self.validation is None else loss_value(self.net, *self.validation, self.loss)

    def record_step(self, loss, val_loss=None):
        """Write the diary; False if the loss or a weight is not finite any more."""
        if not (math.isfinite(self.params.sum()) and math.isfinite(loss)):
            return False
        self.history.loss.append(loss)
        if val_loss is not None:
            self.history.val_loss.append(val_loss)
        if self.keep_weights is False:
            self.history.weights = None
        else:
            self.history.weights.append(self.params.copy())
        return True

    def say_diverged(self):
        """Say in words why the run has ended."""
        kind = "epoch" if self.per_epoch == 1 else "update"
        self.why = (
            f"training diverged in {kind} {self.steps + 1}: the loss or a weight is no longer finite; the "
            f"weights of {kind} {self.steps} are kept. Try a learning rate below {self.rate():g}, or scale X."
        )

    def stops(self, patience):
        """Whether early stopping ends the run here; it also remembers the best epoch."""
        if patience is None or self.steps % self.per_epoch:
            return False
        stop, best = early_stopping(self.history.val_loss[:: self.per_epoch], patience)
        self.history.best_epoch = best
        if best == self.epoch:
            self.best = self.params.copy()
        if stop is not None:
            self.why = (
                f"training stopped after epoch {stop}: {patience} epochs did not lower the validation loss; "
                f"epoch {best} had the lowest."
            )
        return stop is not None

    # ---- questions

    @property
    def epoch(self):
        """How many epochs have been trained."""
        return self.steps // self.per_epoch

    def at(self, epoch):
        """A copy of the network after `epoch` epochs; trains further if that is still to come."""
        if epoch > self.steps and not self.history.diverged:
            if self.advance(epoch - self.steps):
                warnings.warn(self.why, DivergenceWarning, stacklevel=2)
        if epoch == self.steps:
            return network_of(self.net, self.params)
        return network_at(self.net, self.history, epoch)

    def kept(self):
        """The network to keep: of the best epoch if training watched for it, else the last."""
        watched = self.history.best_epoch is not None
        return network_of(self.net, self.best if watched else self.params)

    def rows_at(self, step):
        """The rows of the batch that step `step` used, (M,); none at step 0. Needs every="update"."""
        if self.orders is None:
            raise ValueError('an epoch uses every row; ask a run of single updates, every="update"')
        if not 0 <= step <= self.steps:
            raise ValueError(
                f"step must be from 0 to {self.steps}, got {step}; that is how far training went"
            )
        if step == 0:
            return np.arange(0)
        epoch, batch = divmod(step - 1, self.per_epoch)
        return self.orders[epoch][batch * self.batch_size :][: self.batch_size]

    def _fast_rate(self):
        """The rate as an array without axes: beside a few dozen weights that saves time."""
        return np.asarray(self.rate(), self.params.dtype)

    def _save(self):
        state = copied(self.state)
        streams = [rng and rng.bit_generator.state for rng in (self.shuffle_rng, self.dropout_rng)]
        return self.params.copy(), state, streams, self.order.copy(), self.updates

    def _restore(self, saved):
        params, state, streams, order, self.updates = saved
        self.params[...], self.order[...] = params, order
        self.state.update(state)
        self.data.stale = True
        for rng, stream in zip((self.shuffle_rng, self.dropout_rng), streams):
            if rng is not None:
                rng.bit_generator.state = stream
        if self.orders is not None:
            del self.orders[-(-self.updates // len(self.data)) :]


def rate_of(optimizer, learning_rate, validation):
    """The Optimizer and the Schedule that these settings mean."""
    if isinstance(learning_rate, Schedule):
        if learning_rate.held_out and validation is None:
            raise ValueError(f"{learning_rate!r} watches validation rows, but there are none; hold some out")
        return get_optimizer(optimizer), learning_rate
    if learning_rate is not None:
        learning_rate = positive(learning_rate, "learning_rate")
    optimizer = get_optimizer(optimizer, learning_rate)
    return optimizer, Constant(optimizer.learning_rate)


def copied(state):
    """A copy of an optimizer's state: arrays, and plain numbers."""
    return {name: value.copy() if isinstance(value, np.ndarray) else value for name, value in state.items()}


def check_patience(patience, validation):
    """Raise unless there is something to wait for."""
    count(patience, "patience")
    if validation is None:
        raise ValueError("patience needs validation rows to watch; pass validation=(X_val, T_val)")


def steps_per_epoch(every, updates):
    """How many entries of the diary an epoch of so many updates makes."""
    if every not in ("epoch", "update"):
        raise ValueError(f'every must be "epoch" or "update", got {every!r}')
    return 1 if every == "epoch" else updates


def train(net, X, T, loss, *, epochs=100, patience=None, callback=None, **settings):
    """Train `net` in place for a number of epochs and return the History.

    epochs : passes over the data.
    patience : stop after so many epochs without a lower validation loss, and go back to the best.
    callback : called with the Run after each epoch.
    Everything else as for Run.
    """
    epochs = count(epochs, "epochs")
    if patience is not None:
        check_patience(patience, settings.get("validation"))
    run = Run(net, X, T, loss, **settings)
    if run.advance(epochs, patience, callback):
        warnings.warn(run.why, DivergenceWarning, stacklevel=2)
    if run.history.best_epoch is not None:
        run.params[...] = run.best
    return run.history
