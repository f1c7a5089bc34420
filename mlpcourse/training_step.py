"""The training step: network.backprop once more, in the form to train with.

Two ideas make it several times faster. Every array is made once, and everything afterwards is
written into it. And inside this file a sample is a column that ends in a 1: then the bias is the
last column of W, and one product gives z = W x + b, another dW and db together. The tests hold
every gradient to the readable form's.
"""

import numpy as np

from .activations import identity, relu, sigmoid, softmax, tanh


# Forward kernels write f(z) into a; backward kernels write dz = da * f'(z) into dz. `one` is 1 as
# a 0-d array, which costs half of what a Python number does on a few dozen entries.
def _sigmoid(z, a):
    np.negative(z, a)
    np.exp(a, a)  # may overflow to inf, whose reciprocal 0 is right; the training loop silences the warning
    np.add(a, 1, a)
    np.reciprocal(a, a)


def _sigmoid_back(z, a, da, dz, one):
    np.subtract(one, a, dz)
    np.multiply(dz, a, dz)
    np.multiply(dz, da, dz)


def _tanh_back(z, a, da, dz, one):
    np.multiply(a, a, dz)
    np.subtract(one, dz, dz)
    np.multiply(dz, da, dz)


def _relu(z, a):
    np.maximum(z, 0, out=a)


def _relu_back(z, a, da, dz, one):
    np.sign(a, dz)
    np.multiply(dz, da, dz)


def _softmax(z, a):
    np.subtract(z, np.maximum.reduce(z, axis=0), a)
    np.exp(a, a)
    np.divide(a, np.add.reduce(a, axis=0), a)


FORWARD = {tanh: np.tanh, sigmoid: _sigmoid, softmax: _softmax, relu: _relu}
BACKWARD = {tanh: _tanh_back, sigmoid: _sigmoid_back, relu: _relu_back}


def _forward(activation):
    """The kernel of an activation; one that is not in FORWARD goes through its readable form."""

    def f(z, a):
        a.T[...] = activation.f(z.T)

    return None if activation is identity else FORWARD.get(activation, f)


def _backward(activation):
    def back(z, a, da, dz, one):
        dz.T[...] = activation.backward(z.T, a.T, da.T)

    return None if activation is identity else BACKWARD.get(activation, back)


class TrainingStep:
    """`step(rows)` leaves the gradient on the batch X[rows], T[rows] in the flat array `gradient`.

    X : (N, D), T : (N, K), of the network's dtype, C-contiguous. All parameters move into one flat
    array `params`, of which the network's W and b become views: what changes `params` changes the
    network. l2 : weight decay on the weights, on the biases only if penalize_bias. dropout :
    probability for hidden units.
    """

    def __init__(self, net, X, T, loss, l2=0.0, dropout=0.0, rng=None, penalize_bias=False):
        self.net, self.X, self.T, self.loss, self.dropout, self.rng = net, X, T, loss, dropout, rng
        blocks = [np.column_stack([layer.W, layer.b]) for layer in net.layers]
        self.dtype = blocks[0].dtype
        self.params = np.concatenate([block.ravel() for block in blocks])
        self.gradient = np.zeros_like(self.params)
        self.W = self._views(self.params, blocks)
        self.dW = self._views(self.gradient, blocks)
        self.live = [(W[:, :-1], W[:, -1]) for W in self.W]
        self.attach()
        self.decay = None
        if l2:
            self.decay = np.full_like(self.params, l2)
            for decay in self._views(self.decay, blocks):
                decay[:, -1] *= penalize_bias
        self._buffers = {}

    def attach(self):
        """Make the network's W and b views of `params`, with the values that they have now: someone may
        have put other arrays there, another run for instance.
        """
        for i, (layer, (W, b)) in enumerate(zip(self.net.layers, self.live), start=1):
            if layer.W.shape != W.shape or layer.b.shape != b.shape:
                raise ValueError(
                    f"layer {i} had W {W.shape} when the run was made, now it has {layer.W.shape}; "
                    "make a new Run for a network of other widths"
                )
            if layer.W is not W or layer.b is not b:
                W[...], b[...] = layer.W, layer.b
                layer.W, layer.b = W, b

    @staticmethod
    def _views(flat, blocks):
        ends = np.cumsum([block.size for block in blocks])
        return [part.reshape(block.shape) for part, block in zip(np.split(flat, ends[:-1]), blocks)]

    def _make_buffers(self, m):
        """Every array that a batch of m rows needs, every view of it, and every bound method: made
        once, used often.
        """
        sizes, dtype, fused = self.net.sizes, self.dtype, self.loss.link is not identity
        batch, targets = np.empty((m, sizes[0]), dtype), np.empty((m, sizes[-1]), dtype)
        rows = np.ones((m, sizes[0] + 1), dtype)
        x, below = rows.T, None
        forward, backward = [], []
        for layer, W, dW, n in zip(self.net.layers, self.W, self.dW, sizes[1:]):
            last = layer is self.net.layers[-1]
            f = self.loss.link if last and fused else layer.activation
            back = None if last and fused else _backward(f)
            x_next = np.ones((n + 1, m), dtype)
            a, da, mask, kept = x_next[:-1], np.empty((n, m), dtype), None, None
            if self.dropout and not last:
                mask, kept, a = np.empty((n, m), dtype), a, np.empty((n, m), dtype)
            z = a if f is identity else np.empty((n, m), dtype)
            dz = da if back is None else np.empty((n, m), dtype)
            forward.append((W.dot, x, z, _forward(f), a, mask, kept))
            backward.append((back, z, a, da, dz, dz.dot, x.T, dW, W[:, :-1].T.dot, below))
            x, below = x_next, (da, mask)
        constants = np.ones((), dtype), np.full((), 1 / m, dtype)
        return (
            self.X.take,
            self.T.take,
            batch,
            targets,
            rows[:, :-1],
            forward,
            a,
            targets.T,
            da,
            backward[::-1],
            *constants,
        )

    def __call__(self, rows):
        if len(rows) not in self._buffers:
            self._buffers[len(rows)] = self._make_buffers(len(rows))
        take_x, take_t, batch, targets, x, forward, y, t, dy, backward, one, one_over_m = self._buffers[
            len(rows)
        ]
        take_x(rows, 0, batch, "clip")
        take_t(rows, 0, targets, "clip")
        x[...] = batch

        for W_dot, x, z, f, a, mask, kept in forward:
            W_dot(x, z)
            if f is not None:
                f(z, a)
            if mask is not None:
                self._draw(mask)
                np.multiply(a, mask, kept)

        np.subtract(y, t, dy)
        np.multiply(dy, one_over_m, dy)

        for back, z, a, da, dz, dz_dot, x_T, dW, W_T_dot, below in backward:
            if back is not None:
                back(z, a, da, dz, one)
            dz_dot(x_T, dW)
            if below is not None:
                da_below, mask = below
                W_T_dot(dz, da_below)
                if mask is not None:
                    np.multiply(da_below, mask, da_below)
        if self.decay is not None:
            self.gradient += self.decay * self.params

    def _draw(self, mask):
        """A new dropout mask: 0 with probability p, else 1 / (1 - p)."""
        self.rng.random(out=mask, dtype=self.dtype)
        np.greater_equal(mask, self.dropout, out=mask)
        mask /= 1 - self.dropout
