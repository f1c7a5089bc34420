"""A model's training as something to ask: which model was it after k steps?"""

import copy

from .validation import count


class ModelRun:
    """Training that `model.begin(X, y)` has prepared: `at(k)` is the model after k steps.

    Nothing is trained before it is asked for, and what was trained once is looked up. A step is an
    epoch, or a single update if the run was begun with every="update" (for a perceptron: a
    correction). X and y must stay as they are while the run goes on. Training that diverges ends
    the run without a warning: `ended` and `why` say so.

    history : the diary, a History; entry k belongs to the weights after k steps, entry 0 to the
    start.
    """

    def __init__(self, model, run, last, patience=None, rows=None):
        self.model, self.run, self.patience, self.rows = model, run, patience, rows
        self._last = last

    @property
    def history(self):
        return self.run.history

    @property
    def steps(self):
        """How many steps are trained by now."""
        return self.run.steps

    @property
    def last(self):
        """The largest step to ask for: as far as `epochs` reaches, or less once the run has ended."""
        return self.steps if self.run.over else self._last

    @property
    def ended(self):
        """Whether the run can go no further although `epochs` is not reached; `why` says why."""
        return bool(self.why)

    @property
    def why(self):
        return self.run.why

    def extend(self, to=None):
        """Train until step `to`, by default to the end. Returns the History. After Ctrl-C the run
        stands at the last step that was done, and can go on.
        """
        to = self.last if to is None else min(count(to, "to", minimum=0), self.last)
        if to > self.steps:
            self.run.advance(to - self.steps, self.patience)
        return self.history

    def at(self, k):
        """A copy of the model, ready to predict, after k steps; after the last if k is beyond it."""
        self.extend(to=k)
        k = min(k, self.steps)
        return self._model(self.run.at(k), k)

    def rows_at(self, k):
        """Which rows of X the k-th update used, (M,); none for k = 0. Needs every="update"."""
        self.extend(to=k)
        rows = self.run.rows_at(min(k, self.steps))
        return rows if self.rows is None else self.rows[rows]

    def kept(self):
        """The model that `fit` keeps: as it is now, or with the weights of the best epoch if
        `patience` watched for it.
        """
        return self._model(self.run.kept(), self.steps)

    def _model(self, net, k):
        model = copy.copy(self.model)
        model.net_ = net
        model._remember(self.run, k)
        return model

    def __repr__(self):
        end = f"; {self.why}" if self.ended else ""
        return f"<run of {self.model!r}: {self.steps} of {self.last} steps{end}>"
