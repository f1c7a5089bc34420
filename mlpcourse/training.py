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
from .schedules import Constant, Schedule
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


class Steps:
    """Training that goes on step by step and keeps a diary: what every kind of run has in common.

    history : the diary, a History. steps : how many steps it holds. why : "" while the run can go
    on, else one sentence that says why it ended. A subclass has _train_step(), _save() and _restore().
    """

    def __init__(self):
        self.history, self.why = History(), ""

    @property
    def steps(self):
        """How many steps have been trained."""
        return len(self.history.loss) - 1

    @property
    def over(self):
        """Whether the run cannot go on."""
        return bool(self.why)

    def _step(self):
        """One step, all of it or nothing: after Ctrl-C the run is as it was before the step, and goes
        on from there.
        """
        entries, saved = self.steps + 1, self._save()
        try:
            finite = self._train_step()
        except BaseException:
            self._take_back(entries, saved)
            raise
        if not finite:
            self._take_back(entries, saved)
            self.history.diverged = True

    def _take_back(self, entries, saved):
        self._restore(saved)
        for diary in (self.history.loss, self.history.val_loss, self.history.weights or []):
            del diary[entries:]
        del self.history.learning_rate[entries - 1 :]


class Run(Steps):
    """A training run that can go on: `extend(epochs)` trains, `at(k)` is the network after k
    epochs.

    net : MLP, trained in place. X : (N, D). T : (N, K). loss, optimizer : names or objects.
    batch_size : rows per update, None for all. learning_rate : number, a schedule, or None for the
    optimizer's own. l2 : weight decay on the weights, on the biases only if penalize_bias. dropout
    : probability of silencing a hidden unit. validation : (X, T) or None. rng : seed or Generator;
    shuffling and dropout draw from streams of their own, so that changing one setting keeps the
    rest.
    record : False skips the loss of each epoch. keep_weights : False keeps only the last epoch's,
    True every epoch's. every : "epoch", or "update" for a diary of single updates: then a step is
    one batch, wherever this text says epoch. Raises ValueError on bad input; nothing has changed
    then.
    """

    def __init__(
        self, net, X, T, loss, *, batch_size=32, optimizer="sgd", learning_rate=None, l2=0.0, dropout=0.0,
        validation=None, rng=0, shuffle=True, record=True, keep_weights=None, penalize_bias=False,
        every="epoch",
    ):  # fmt: skip
        super().__init__()
        self.net, self.loss = net, get_loss(loss)
        X, T = as_pair(X, T, net.sizes[0], net.sizes[-1])
        self.loss.check_targets(T)
        check_output(net, self.loss)
        self.decay = positive(l2, "l2", allow_zero=True), bool(penalize_bias)
        dropout = fraction(dropout, "dropout")
        self.batch_size = len(X) if batch_size is None else count(batch_size, "batch_size")
        self.validation = None if validation is None else as_pair(*validation, net.sizes[0], net.sizes[-1])
        self.schedule = learning_rate if isinstance(learning_rate, Schedule) else None
        if self.schedule is not None:
            learning_rate = None
            if self.schedule.held_out and validation is None:
                raise ValueError(
                    f"{self.schedule!r} watches validation rows, but there are none; hold some out"
                )
        elif learning_rate is not None:
            learning_rate = positive(learning_rate, "learning_rate")
        self.optimizer = get_optimizer(optimizer, learning_rate)
        if self.schedule is None:
            self.schedule = Constant(self.optimizer.learning_rate)

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
        self.per_epoch = steps_per_epoch(every, len(self.batches))  # entries of the diary
        self.orders = None if every == "epoch" else []  # the order of every epoch, for rows_at
        self.updates = 0
        self.record = record
        self.keep_weights = keep_weights
        with np.errstate(over="ignore", invalid="ignore"):
            if not self._write_diary():
                raise ValueError(
                    "the loss is not finite before training has begun: numbers as large as "
                    f"{max(np.abs(X).max(), np.abs(T).max()):.3g} in X and T overflow; scale them first"
                )
        self.best = self.step.params.copy()

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
        history, params = self.history, self.step.params
        if patience is not None:
            check_patience(patience, self.validation)
        self.step.attach()
        if self.keep_weights is None and (self.steps + epochs + 1) * params.nbytes > KEEP_AT_MOST:
            self.keep_weights, history.weights = False, None
        for _ in range(epochs):
            if history.diverged:
                break
            self.why = ""
            self._step()
            if history.diverged:
                self.why = (
                    f"training diverged in {self._when(self.steps + 1)}: the loss or a weight is no longer "
                    f"finite; the weights of {self._when(self.steps)} are kept. Try a learning rate below "
                    f"{self._rate():g}, or scale X."
                )
                return True
            if callback is not None:
                callback(self)
            if patience is not None and self.steps % self.per_epoch == 0:
                stop, history.best_epoch = early_stopping(history.val_loss[:: self.per_epoch], patience)
                if history.best_epoch == self.epoch:
                    self.best = params.copy()
                if stop is not None:
                    self.why = (
                        f"training stopped after epoch {stop}: {patience} epochs did not lower the validation "
                        f"loss; epoch {history.best_epoch} had the lowest."
                    )
                    break
        return False

    def _when(self, step):
        """A step in words."""
        if self.per_epoch == 1:
            return f"epoch {step}"
        return f"update {step}"

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
            return network_of(self.net, self.step.params)
        return network_at(self.net, self.history, epoch)

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

    def kept(self):
        """The network to keep: of the best epoch if training watched for it, else the last."""
        watched = self.history.best_epoch is not None
        return network_of(self.net, self.best if watched else self.step.params)

    def _rate(self):
        losses = self.history.val_loss if self.schedule.held_out else self.history.loss
        return self.schedule(self.updates, losses[:: self.per_epoch])

    def _train_step(self):
        """Train one step and write its diary; False if something is not finite any more."""
        step, optimizer, state = self.step, self.optimizer, self.state
        first = self.updates % len(self.batches)
        batches = self.batches if self.orders is None else self.batches[first : first + 1]
        if first == 0:
            if self.shuffle_rng is not None:
                self.shuffle_rng.shuffle(self.order)
            if self.orders is not None:
                self.orders.append(self.order.copy())
        rate = self._rate()
        self.history.learning_rate.append(rate)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            for rows in batches:
                step(rows)
                optimizer.update(step.params, step.gradient, state, rate)
                self.updates += 1
                if self.schedule.every_update:
                    rate = self._rate()
            return self._write_diary()

    def _save(self):
        state = {
            name: value.copy() if hasattr(value, "copy") else value for name, value in self.state.items()
        }
        streams = [rng and rng.bit_generator.state for rng in (self.shuffle_rng, self.step.rng)]
        return self.step.params.copy(), state, streams, self.order.copy(), self.updates

    def _restore(self, saved):
        params, state, streams, order, self.updates = saved
        self.step.params[...], self.order[...] = params, order
        self.state.update(state)
        for rng, stream in zip((self.shuffle_rng, self.step.rng), streams):
            if rng is not None:
                rng.bit_generator.state = stream
        if self.orders is not None:
            del self.orders[-(-self.updates // len(self.batches)) :]

    def _write_diary(self):
        """Record the present step; False if something is not finite any more."""
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


def network_at(net, history, epoch):
    """A copy of `net` with the weights that `history` recorded after `epoch` epochs."""
    if history.weights is None:
        raise ValueError("the weights of earlier epochs were not kept; train again with keep_weights=True")
    if not 0 <= epoch < len(history.weights):
        raise ValueError(
            f"epoch must be from 0 to {len(history.weights) - 1}, got {epoch}; that is how far training went"
        )
    return network_of(net, history.weights[epoch])


def network_of(net, flat):
    """A copy of `net` with other weights: `flat` holds [W, b] of one layer after the other."""
    past, start = net.copy(), 0
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
        check_patience(patience, settings.get("validation"))
    run = Run(net, X, T, loss, **settings)
    if run.advance(epochs, patience, callback):
        warnings.warn(run.why, DivergenceWarning, stacklevel=2)
    if run.history.best_epoch is not None:
        run.step.params[...] = run.best
    return run.history
