"""Which rows a training step sees: all of them in random order, a batch at a time."""

import numpy as np

CACHED = 4 * 2**20  # bytes: so much data is copied in its order, more is collected batch by batch


def minibatches(n, batch_size, rng=None):
    """Yield arrays of row numbers: every row once, the last batch may be smaller.

    n : number of rows.
    batch_size : rows in a batch.
    rng : Generator of the random order; None keeps the order.
    """
    order = np.arange(n)
    if rng is not None:
        rng.shuffle(order)
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size]


class Batches:
    """The batches of an epoch in the form that TrainingStep wants: (x, x transposed, t).

    data : pairs X (N, D) and T (N, K), C-contiguous; one pair, or with `stacked` one for each start.
    orders : the row numbers (N,) of each pair, in the order of the epoch; they may be shuffled in
    place between two epochs. stale : set it if they were changed at another time.
    """

    def __init__(self, data, orders, batch_size, stacked=False):
        self.data, self.orders, self.batch_size = data, orders, batch_size
        self.lead = (len(data),) if stacked else ()
        n = len(orders[0])
        self.parts = [slice(i, min(i + batch_size, n)) for i in range(0, n, batch_size)]
        self.whole = sum(X.nbytes + T.nbytes for X, T in data) <= CACHED
        self._views, self.stale = None, True

    def __len__(self):
        return len(self.parts)

    def reorder(self, which):
        """Follow `orders` before the batches `which` are dealt: they change when an epoch begins."""
        if self._views is None:
            self._allocate()
        if self.whole and (self.stale or which.start == 0):
            rows = self._rows()
            self._X.take(rows, 0, self._x, "clip")
            self._T.take(rows, 1, self._t, "clip")
            self.stale = False

    def deal(self, which=slice(None)):
        """The batches of these numbers; each is valid until the next."""
        return self._views[which] if self.whole else map(self._collect, self.parts[which])

    def _allocate(self):
        """The arrays that batches are views of, made when the first batch is asked for."""
        X, T = self.data[0]
        n = len(X) if self.whole else self.parts[0].stop
        self._x = np.ones((n * len(self.data), X.shape[1] + 1), X.dtype)
        self._t = np.empty((T.shape[1], n * len(self.data)), T.dtype)
        if self.whole:
            shared = all(X is other for other, _ in self.data)
            pool = self.data[:1] if shared else self.data
            self._X = np.vstack([np.column_stack([X, np.ones(n, X.dtype)]) for X, _ in pool])
            self._T = np.hstack([T.T for _, T in pool])
            self._offset = 0 if shared else n * np.arange(len(self.data))[:, None]
            self._views = [self._view(part) for part in self.parts]
        else:
            self._scratch = np.empty(X[:n].shape, X.dtype)
            sizes = {part.stop - part.start for part in self.parts}
            self._views = {size: self._view(slice(0, size)) for size in sizes}

    def _rows(self):
        """Where the rows of the first batch of all starts are, then those of the second, and so on."""
        if len(self.orders) == 1:
            return self.orders[0]
        orders = np.array(self.orders) + self._offset
        full = orders.shape[1] - orders.shape[1] % self.batch_size
        first = orders[:, :full].reshape(len(orders), -1, self.batch_size).swapaxes(0, 1)
        return np.concatenate([first.ravel(), orders[:, full:].ravel()])

    def _view(self, part):
        """Batch `part` of all starts."""
        size, whole = part.stop - part.start, slice(part.start * len(self.data), part.stop * len(self.data))
        x = self._x[whole].reshape(*self.lead, size, -1)
        return x, x.mT, self._t[:, whole].reshape(-1, *self.lead, size)

    def _collect(self, part):
        """One batch of data that are too large to be copied."""
        x, _, t = batch = self._views[part.stop - part.start]
        x, t = (x, t) if self.lead else (x[None], t[:, None])
        rows = self._scratch[: x.shape[1]]
        for s, ((X, T), order) in enumerate(zip(self.data, self.orders)):
            X.take(order[part], 0, rows, "clip")
            x[s, :, :-1] = rows
            t[:, s] = T[order[part]].T
        return batch
