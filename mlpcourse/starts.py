"""Many starts at once: is this luck?

Several runs that differ in their seed alone are trained together. Their weights lie in one array with
an axis of starts, and one training step serves all of them: for small networks that takes about as
long as two runs. Start s is the single run with that seed, to the last digits.
"""

import numpy as np

from .activations import identity
from .batches import CACHED, Batches
from .training import Run, copied
from .training_step import TrainingStep, activate, bound, matrices, times
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
        self.whole = self._stacked_losses(pairs)

    def _stacked_losses(self, pairs):
        """The StackedLoss of the training rows, and of those held out if there are any; None if the
        arrays for all rows at once would be large.
        """
        first = self._runs[0]
        numbers = len(pairs) * len(first.X) * max(first.net.sizes)
        if not first.record or numbers * self.params.itemsize > CACHED:
            return None
        sets = [pairs] if first.validation is None else [pairs, [run.validation for run in self._runs]]
        return [StackedLoss(first.net, self.step.W, each, first.loss) for each in sets]

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
        training, *validation = (measure() for measure in self.whole)
        l2, penalize_bias, l1 = self._runs[0].decay
        for block in self.step.W if l2 or l1 else ():
            for part in (block[..., :-1], block[..., -1:])[: 1 + penalize_bias]:
                training += l2 / 2 * (part**2).sum(axis=(1, 2)) + l1 * np.abs(part).sum(axis=(1, 2))
        columns = [column.tolist() for column in (training, *validation)]
        return dict(zip(self._runs, zip(*columns)))


class StackedLoss:
    """Called, the mean loss of S networks, (S,): network.loss_value with an axis more.

    net : MLP, for its activations. W : [W b] of each layer, (S, n_out, n_in + 1).
    pairs : X (N, D) and T (N, K) for each network.
    A sample is a column, and every array is made once, as in training_step.py.
    """

    def __init__(self, net, W, pairs, loss):
        self.loss, self.starts, operations = loss, len(pairs), []
        x = np.stack([np.column_stack([X, np.ones(len(X), X.dtype)]).T for X, _ in pairs], axis=1)
        for layer, block in zip(net.layers, W):
            n = layer.W.shape[0]
            a = np.ones((n + 1, *x.shape[1:]), x.dtype)
            z = a[:n]
            operations.append((times(block), matrices(x), matrices(z)))  # z = W x + b
            if layer is not net.layers[-1] or loss.link is identity:  # else the loss takes z itself
                operations += activate(layer.activation, z, z)  # a = f(z)
            x = a
        self.operations, self.Y = bound(operations), z.reshape(n, -1).T
        self.T = np.concatenate([T for _, T in pairs])

    def __call__(self):
        for operation in self.operations:
            operation()
        return self.loss.per_sample(self.Y, self.T).reshape(self.starts, -1).mean(axis=1)
