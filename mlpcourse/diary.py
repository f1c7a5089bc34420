"""What is kept of a training run: its diary, and how a run writes one step after the other."""

from dataclasses import dataclass, field
from numbers import Integral

from .training_step import blocks

KEEP_AT_MOST = 64 * 2**20  # bytes of weights that a History keeps unless told otherwise


@dataclass
class History:
    """What happened, by epoch: entry k belongs to the weights after k epochs, entry 0 to the start.

    loss : mean loss on the training rows, penalty included.
    val_loss : mean loss on the validation rows; empty without them.
    learning_rate : of each epoch's first update; entry k - 1 belongs to epoch k.
    weights : one flat copy per epoch, or None when that would take more than 64 MB.
    diverged : True if training stopped at a value that was no longer finite.
    best_epoch : the epoch kept by early stopping, None without it.
    """

    loss: list = field(default_factory=list)
    val_loss: list = field(default_factory=list)
    learning_rate: list = field(default_factory=list)
    weights: list | None = field(default_factory=list)
    diverged: bool = False
    best_epoch: int | None = None


def network_at(net, history, epoch):
    """A copy of `net` with the weights that `history` recorded after `epoch` epochs."""
    if history.weights is None:
        raise ValueError("the weights of earlier epochs were not kept; train again with keep_weights=True")
    if not (isinstance(epoch, Integral) and 0 <= epoch < len(history.weights)):
        raise ValueError(
            f"epoch must be from 0 to {len(history.weights) - 1}, got {epoch}; that is how far training went"
        )
    return network_of(net, history.weights[epoch])


def network_of(net, flat):
    """A copy of `net` with the weights `flat`, [W b] of one layer after the other."""
    past = net.copy()
    for layer, block in zip(past.layers, blocks(flat, net.sizes)):
        layer.W, layer.b = block[:, :-1].copy(), block[:, -1].copy()
    return past


class Steps:
    """Training that goes on step by step and keeps a diary: what every kind of run has in common.

    history : the diary, a History.
    why : "" while the run can go on, else one sentence that says why it ended.
    A subclass has _train_step(), which returns False if something is no longer finite, _save() and
    _restore(saved).
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
        """One step, all of it or nothing: after Ctrl-C the run is as before it, and can go on."""
        saved = self.steps + 1, self._save()
        try:
            finite = self._train_step()
        except BaseException:
            self._take_back(saved)
            raise
        if not finite:
            self._take_back(saved)
            self.history.diverged = True

    def _take_back(self, saved):
        """Undo what happened since `saved` was saved."""
        entries, state = saved
        self._restore(state)
        for diary in (self.history.loss, self.history.val_loss, self.history.weights or []):
            del diary[entries:]
        del self.history.learning_rate[entries - 1 :]
