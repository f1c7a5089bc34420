"""The training step: network.backprop once more, in the form to train with.

It computes what backprop computes, in the same order and under the same names, and is several times
faster, for three reasons.

1. A sample is a column here, and ends in a 1. So the bias is the last column of W, and one product
   gives z = W x + b, another dW and db together.
2. Every array is made once. What happens to the arrays is written down once too, as a list of
   operations: a function and the arrays that it reads and writes. A step does them one by one.
3. Several networks can be trained at once: then every array has an axis of these starts, and a
   product is one of stacks of matrices. Nothing else changes.

The tests hold every gradient to backprop's.
"""

from functools import partial
from itertools import groupby, pairwise

import numpy as np

from .activations import identity, relu, sigmoid, softmax, tanh


def times(A):
    """The function (B, out) that writes A B into out, for one matrix or a stack of them."""
    return A.dot if A.ndim == 2 else partial(np.matmul, A)


# Operations that write f(z) into a. `one` and `zero` are 0-d arrays, which cost half of what a
# Python number costs beside a few dozen entries.
def _tanh(z, a):
    return [(np.tanh, z, a)]


def _relu(z, a):
    zero = np.zeros((), a.dtype)
    return [(np.maximum, z, zero, a)]


def _sigmoid(z, a):
    # exp may overflow to inf, whose reciprocal 0 is right; the training loop silences the warning
    one = np.ones((), a.dtype)
    return [(np.negative, z, a), (np.exp, a, a), (np.add, a, one, a), (np.reciprocal, a, a)]


def _softmax(z, a):
    top, total, ones = np.empty_like(z[:1]), np.empty_like(z[:1]), np.ones((1, len(z)), z.dtype)
    return [
        (np.maximum.reduce, z, 0, None, top, True), (np.subtract, z, top, a), (np.exp, a, a),
        (ones.dot, a.reshape(len(a), -1), total.reshape(1, -1)), (np.divide, a, total, a),
    ]  # fmt: skip


# Operations that write f'(z) into slope, from a = f(z) alone.
def _tanh_slope(a, slope):
    one = np.ones((), a.dtype)
    return [(np.multiply, a, a, slope), (np.subtract, one, slope, slope)]


def _relu_slope(a, slope):
    return [(np.sign, a, slope)]


def _sigmoid_slope(a, slope):
    one = np.ones((), a.dtype)
    return [(np.subtract, one, a, slope), (np.multiply, a, slope, slope)]


FORWARD = {tanh: _tanh, relu: _relu, sigmoid: _sigmoid, softmax: _softmax}
SLOPE = {tanh: _tanh_slope, relu: _relu_slope, sigmoid: _sigmoid_slope}


def _readable_forward(activation, z, a):
    a.T[...] = activation.f(z.T)


def _readable_backward(activation, z, a, da):
    da.T[...] = activation.backward(z.T, a.T, da.T)


def matrices(array):
    """A view of (n, m) or (n, S, m) as a matrix or as a stack of them, (n, m) or (S, n, m)."""
    return np.moveaxis(array, 0, -2)


def blocks(flat, sizes):
    """Views of a flat array of parameters (..., P): for each layer [W b], (..., n_out, n_in + 1)."""
    views, start = [], 0
    for n_in, n_out in pairwise(sizes):
        part = flat[..., start : start + n_out * (n_in + 1)]
        views.append(part.reshape(*flat.shape[:-1], n_out, n_in + 1))
        start += n_out * (n_in + 1)
    return views


class TrainingStep:
    """`step(x, x_T, t)` leaves the gradient on one batch in `gradient`, an array like `params`.

    net : MLP; what counts is its sizes and activations.
    params : (P,) the weights of one network, or (S, P) of S starts; see blocks.
    loss : Loss.
    l2 : weight decay on the weights, on the biases only if penalize_bias.
    dropout : probability of silencing a hidden unit.
    rngs : one Generator for the masks of each start.
    A batch is x (m, D + 1), rows that end in a 1, its transpose x_T, and the targets t (K, m); with
    starts x (S, m, D + 1), x_T (S, D + 1, m) and t (K, S, m). See batches.Batches.
    """

    def __init__(self, net, params, loss, l2=0.0, dropout=0.0, rngs=(), penalize_bias=False):
        self.net, self.params, self.loss, self.dropout, self.rngs = net, params, loss, dropout, rngs
        self.gradient = np.zeros_like(params)
        self.W, self.dW = blocks(params, net.sizes), blocks(self.gradient, net.sizes)
        self.penalty = []
        if l2:
            l2W = np.full_like(params, l2)
            for block in blocks(l2W, net.sizes):
                block[..., -1] *= penalize_bias
            pull = np.empty_like(params)
            self.penalty = _bound(
                [(np.multiply, l2W, params, pull), (np.add, self.gradient, pull, self.gradient)]
            )
        self._passes = {}

    def __call__(self, x, x_T, t):
        p = self._passes.get(x.shape) or self._make_pass(x.shape)
        p.W1_times(x_T, p.z1)
        for operation in p.forward:
            operation()
        np.subtract(p.y, t, p.dy)
        for operation in p.backward:
            operation()
        p.dz1_times(x, p.dW1)
        for operation in self.penalty:
            operation()

    def _make_pass(self, shape):
        p = self._passes[shape] = Pass(self, shape[-2])
        return p

    def draw(self, masks):
        """New dropout masks of each start: 0 with probability p, else 1 / (1 - p)."""
        for rng, mask in zip(self.rngs, masks):
            rng.random(out=mask, dtype=mask.dtype)
        np.greater_equal(masks, self.dropout, out=masks)
        masks /= 1 - self.dropout


class Pass:
    """The arrays of a forward and backward pass over m samples, and the operations on them.

    The arrays are (n, m), a row for each unit, and (n, S, m) with starts: so the rows without the 1
    are one piece of memory. Only the first product forward and the last one backward meet the batch
    itself; TrainingStep does these two, and begins the backward pass with dy = y - t.
    """

    def __init__(self, step, m):
        layers, sizes, dtype = step.net.layers, step.net.sizes, step.params.dtype
        starts, last = step.params.shape[:-1], len(layers) - 1

        # a, f'(z) and da of all layers lie behind one another, those of hidden layers with a row for
        # the 1. So f' is one operation for all neighbours of the same activation.
        shapes = [(n + (i < last), *starts, m) for i, n in enumerate(sizes[1:])]
        ends = np.cumsum([0] + [np.prod(shape) for shape in shapes])
        flat_a, flat_slope, flat_da = np.ones((3, ends[-1]), dtype)

        def cut(flat):
            parts = [flat[i:j].reshape(shape) for (i, j), shape in zip(pairwise(ends), shapes)]
            return parts, [part[:n] for part, n in zip(parts, sizes[1:])]

        (a1, a), (_, slope), (da1, da) = cut(flat_a), cut(flat_slope), cut(flat_da)

        # A cross-entropy contains its output's activation: dz = y - t, as if y were z itself.
        fused = step.loss.link is not identity
        f = [layer.activation for layer in layers]
        if fused:
            f[last] = step.loss.link
        back = [*f[:last], identity if fused else f[last]]  # whose f'(z) is asked for
        in_place = [g in SLOPE or g is identity or (fused and i == last) for i, g in enumerate(f)]
        z = [a[i] if in_place[i] else np.empty_like(a[i]) for i in range(len(layers))]
        masks = [None] * (last + 1)

        forward, x = [], [None, *a1[:last]]
        for i, g in enumerate(f):
            if i > 0:
                forward.append((times(step.W[i]), matrices(x[i]), matrices(z[i])))  # z = W x + b
            if g in FORWARD:
                forward += FORWARD[g](z[i], a[i])
            elif g is not identity:
                forward.append((_readable_forward, g, z[i], a[i]))
            if step.dropout and i < last:
                drawn = np.empty((len(step.rngs), sizes[i + 1], m), dtype)
                masks[i] = drawn.swapaxes(0, 1) if starts else drawn[0]
                x[i + 1] = np.ones(shapes[i], dtype)
                forward += [(step.draw, drawn), (np.multiply, a[i], masks[i], x[i + 1][:-1])]

        backward = [(np.multiply, da[last], np.full((), 1 / m, dtype), da[last])]
        for g, group in groupby(range(len(layers)), key=back.__getitem__):
            if g in SLOPE:
                group = list(group)
                whole = slice(ends[group[0]], ends[group[-1] + 1])
                backward += SLOPE[g](flat_a[whole], flat_slope[whole])
        for i in range(last, -1, -1):
            if back[i] in SLOPE:
                backward.append((np.multiply, da[i], slope[i], da[i]))  # dz = da f'(z), in da's place
            elif back[i] is not identity:
                backward.append((_readable_backward, back[i], z[i], a[i], da[i]))
            if i > 0:
                dz = matrices(da[i])
                backward.append((times(dz), matrices(x[i]).mT, step.dW[i]))  # dW = dz x^T
                backward.append((times(step.W[i].mT), dz, matrices(da1[i - 1])))  # da below = W^T dz
                if masks[i - 1] is not None:
                    backward.append((np.multiply, da[i - 1], masks[i - 1], da[i - 1]))

        self.W1_times, self.z1 = times(step.W[0]), matrices(z[0])
        self.dz1_times, self.dW1 = times(matrices(da[0])), step.dW[0]
        self.y, self.dy = a[last], da[last]
        self.forward, self.backward = _bound(forward), _bound(backward)


def _bound(operations):
    return [partial(function, *arrays) for function, *arrays in operations]
