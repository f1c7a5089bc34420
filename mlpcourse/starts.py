"""Many starts at once: is this luck?

Several runs that differ in their seed alone are trained together. Their weights lie in one array with
an axis of starts, and one training step serves all of them: for small networks that takes about as
long as two runs. Start s is the single run with that seed, to the last digits.
"""

import numpy as np

from .activations import identity
from .batches import CACHED, Batches
from .training import Run, copied
from .training_step import TrainingStep, blocks
from .validation import count


class Starts:
    """Runs of one model from several seeds, trained together and asked like a ModelRun.

    runs : ModelRuns that have not begun, see Estimator.begin_starts. Ask them for `history`, `ended`
    and `why` of one start; only `extend` and `at` here train.
    """

    def __init__(self, runs):
        self.runs, self._runs = runs, [run.run for run in runs]
        self._together = all(isinstance(run, Run) for run in self._runs)
        if self._together:
            self._unite()

    @property
    def steps(self):
        """How many steps are trained by now."""
        return max(run.steps for run in self.runs)

    @property
    def last(self):
        """The largest step to ask for."""
        return max(run.last for run in self.runs)

    @property
    def losses(self):
        """The loss after each step, (steps + 1, S); a start that has ended stays at its last loss."""
        return self._columns(run.history.loss for run in self.runs)

    @property
    def validation_losses(self):
        """The same of the rows held out; needs a model with a validation_fraction."""
        return self._columns(run.history.val_loss for run in self.runs)

    def _columns(self, diaries):
        longest = self.steps + 1
        return np.array([losses + losses[-1:] * (longest - len(losses)) for losses in diaries]).T

    def at(self, k):
        """The models after k steps, one for each seed."""
        self.extend(to=k)
        return [run.at(k) for run in self.runs]

    def kept(self):
        """The models that `fit` would keep."""
        return [run.kept() for run in self.runs]

    def extend(self, to=None):
        """Train until step `to`, by default to the end; after Ctrl-C it can go on."""
        to = self.last if to is None else min(count(to, "to", minimum=0), self.last)
        if not self._together:
            for run in self.runs:
                run.extend(to)
            return
        for run in self._runs:
            run.make_room(to - run.steps)
        for _ in range(to - self.steps):
            if going := [run for run in self._runs if not run.over]:
                self._step(going)

    def _unite(self):
        """Move the weights of all runs into one array, whose rows they become."""
        first = self._runs[0]
        if self.runs[0].rows is None:  # no validation rows: all starts see the same data
            for run in self._runs:
                run.X, run.T = first.X, first.T
        self.params = np.stack([run.params for run in self._runs])
        for run, row in zip(self._runs, self.params):
            run.live_in(row)
            run.state = {}  # the one that counts is ours
        rngs = [run.dropout_rng for run in self._runs]
        self.step = TrainingStep(
            first.net, self.params, first.loss, first.decay[0], first.dropout, rngs, *first.decay[1:]
        )
        self.state = first.optimizer.init(self.params)
        pairs, orders = [(run.X, run.T) for run in self._runs], [run.order for run in self._runs]
        self.data = Batches(pairs, orders, first.batch_size, stacked=True)
        self.whole = self._stack_data(pairs)

    def _stack_data(self, pairs):
        """What the losses are measured on, X (S, D, N) and T (S * N, K), if that is little."""
        first = self._runs[0]
        numbers = len(pairs) * len(first.X) * max(first.net.sizes)
        if not first.record or numbers * self.params.itemsize > CACHED:
            return None
        sets = [pairs] if first.validation is None else [pairs, [run.validation for run in self._runs]]
        return [(np.stack([X.T for X, _ in each]), np.concatenate([T for _, T in each])) for each in sets]

    def _step(self, going):
        """One step of the runs that go on, or none after Ctrl-C."""
        saved = [(run.steps + 1, run._save()) for run in self._runs]
        state = copied(self.state)
        try:
            finite = self._train_step(going)
        except BaseException:
            for run, before in zip(self._runs, saved):
                run._take_back(before)
            self.state.update(state)
            self.data.stale = True
            raise
        for run, before in zip(self._runs, saved):
            if run not in going:
                run.params[...] = before[1][0]  # it was trained along, in vain
            elif not finite[run]:
                run._take_back(before)
                run.history.diverged = True
                run.say_diverged()
            else:
                run.stops(self.runs[0].patience)

    def _train_step(self, going):
        """One more step. Returns whether each run is still finite."""
        for run in going:
            which = run.begin_step()  # the same for all
        self.data.reorder(which)
        optimizer, every_update = self._runs[0].optimizer, self._runs[0].schedule.every_update
        rates, done = self._rates(), 0
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            for batch in self.data.deal(which):
                self.step(*batch)
                optimizer.update(self.params, self.step.gradient, self.state, rates)
                done += 1
                if every_update:
                    rates = self._rates(done)
            for run in going:
                run.updates += done
            losses = self._losses()
            return {run: run.record_step(*losses[run]) for run in going}

    def _rates(self, later=0):
        """The rate of the next update, or one later: an array without axes, or (S, 1) where starts differ."""
        rates = [run.rate(later) for run in self._runs]
        return np.array(rates[0] if len(set(rates)) == 1 else np.c_[rates], self.params.dtype)

    def _losses(self):
        """{run: (loss, val_loss)} of the present weights."""
        if self.whole is None:
            return {run: run.losses() for run in self._runs}
        first, W = self._runs[0], blocks(self.params, self._runs[0].net.sizes)
        training, *validation = (stacked_loss(first.net, W, *data, first.loss) for data in self.whole)
        l2, penalize_bias, l1 = first.decay
        for block in W if l2 or l1 else ():
            for part in (block[..., :-1], block[..., -1:])[: 1 + penalize_bias]:
                training += l2 / 2 * (part**2).sum(axis=(1, 2)) + l1 * np.abs(part).sum(axis=(1, 2))
        columns = [column.tolist() for column in (training, *validation)]
        return dict(zip(self._runs, zip(*columns)))


def stacked_loss(net, W, X, T, loss):
    """The mean loss of S networks, (S,): network.loss_value with an axis more, samples as columns.

    net : MLP, for its activations. W : [W b] of each layer, (S, n_out, n_in + 1).
    X : (S, D, N), or (1, D, N) for all. T : (S * N, K).
    """
    x = X
    for layer, block in zip(net.layers, W):
        z = block[..., :-1] @ x
        z += block[..., -1:]
        x = layer.activation.f(z.mT).mT
    Z = x if loss.link is identity else z
    each = loss.per_sample(Z.mT.reshape(T.shape), T)
    return each.reshape(len(Z), -1).mean(axis=1)
