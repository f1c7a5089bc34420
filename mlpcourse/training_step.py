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


# Operations that write f(z) into a. `one` is a 0-d array, which costs half of what a Python number
# costs beside a few dozen entries.
def _tanh(z, a):
    return [(np.tanh, z, a)]


def _relu(z, a):
    # np.maximum is quicker beside an array of zeros than beside one zero, and takes `out` by name only
    return [(partial(np.maximum, out=a), z, np.zeros_like(a))]


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


# Every other activation goes through its readable form.
def _readable_forward(activation, z, a):
    a.T[...] = activation.f(z.T)


def activate(f, z, a):
    """Operations that write f(z) into a, arrays (n, m) or (n, S, m); nothing to do for the identity."""
    if f in FORWARD:
        return FORWARD[f](z, a)
    return [] if f is identity else [(_readable_forward, f, z, a)]


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
    l1 : pull by the sign of the weights, of the biases only if penalize_bias.
    dropout : probability of silencing a hidden unit.
    rngs : one Generator for the masks of each start.
    A batch is x (m, D + 1), rows that end in a 1, its transpose x_T, and the targets t (K, m); with
    starts x (S, m, D + 1), x_T (S, D + 1, m) and t (K, S, m). See batches.Batches.
    """

    def __init__(self, net, params, loss, l2=0.0, dropout=0.0, rngs=(), penalize_bias=False, l1=0.0):
        self.net, self.params, self.loss, self.dropout, self.rngs = net, params, loss, dropout, rngs
        self.gradient = np.zeros_like(params)
        self.W, self.dW = blocks(params, net.sizes), blocks(self.gradient, net.sizes)
        self.penalty = []
        pull = np.empty_like(params)
        for rate, shape in ((l2, None), (l1, np.sign)):  # the slope of a penalty is rate W, or rate sign W
            if rate:
                rates = np.full_like(params, rate)
                for block in blocks(rates, net.sizes):
                    block[..., -1] *= penalize_bias
                shaped = [(shape, params, pull)] if shape else []
                self.penalty += bound(
                    [*shaped, (np.multiply, rates, pull if shape else params, pull),
                     (np.add, self.gradient, pull, self.gradient)]
                )  # fmt: skip
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


class Layer:
    """The arrays of one layer for m samples, and what a pass does to them.

    W, dW : (n_out, n_in + 1). z, a, da : (n_out, m), and slope = f'(z) likewise; dz takes the place
    of da. x : what the next layer gets, a and for hidden layers a row of ones. mask : for dropout.
    """

    def __init__(self, f, fused, W, dW, x, slope, da1):
        n = W.shape[-2]
        self.f, self.fused, self.W, self.dW = f, fused, W, dW
        self.x, self.a, self.slope, self.da1, self.da = x, x[:n], slope[:n], da1, da1[:n]
        self.z = self.a if fused or f is identity or f in SLOPE else np.empty_like(self.a)
        self.mask = None

    @property
    def slope_of(self):
        """The activation whose f'(z) the backward pass wants: none, if the loss contains it."""
        return identity if self.fused else self.f

    def silence(self, step):
        """Between this layer and the next stands a dropout mask. Returns how to draw it."""
        n, m = self.a.shape[0], self.a.shape[-1]
        drawn = np.empty((len(step.rngs), n, m), self.a.dtype)  # start by start, as single runs draw
        self.mask = drawn.swapaxes(0, 1) if self.a.ndim == 3 else drawn[0]
        self.x = np.ones_like(self.x)
        return [(step.draw, drawn), (np.multiply, self.a, self.mask, self.x[:n])]

    def product(self, x):
        return [(times(self.W), matrices(x), matrices(self.z))]  # z = W x + b

    def activate(self):
        return activate(self.f, self.z, self.a)  # a = f(z)

    def deactivate(self):
        if self.slope_of in SLOPE:
            return [(np.multiply, self.da, self.slope, self.da)]  # dz = da f'(z)
        if self.slope_of is identity:
            return []
        return [(_readable_backward, self.f, self.z, self.a, self.da)]

    def backward(self, below):
        W, dz, da, x = self.W, matrices(self.da), below.da1, matrices(below.x)
        if W.ndim == 3:  # a stack is quicker without the row for the 1, which one matrix has along
            W, da = W[..., :-1], matrices(below.da)
        operations = [
            (times(dz), x.mT, self.dW),  # dW = dz x^T
            (times(W.mT), dz, da),  # da of the layer below = W^T dz
        ]
        if below.mask is not None:
            operations.append((np.multiply, below.da, below.mask, below.da))
        return operations


class Pass:
    """A forward and a backward pass over m samples.

    Arrays are (n, m), a row for each unit, and (n, S, m) with starts, so that the rows without the 1
    are one piece of memory. Only the first product forward and the last one backward meet the batch
    itself; TrainingStep does these two, and begins the backward pass with dy = y - t.
    """

    def __init__(self, step, m):
        layers, ends, flat_a, flat_slope = self._layers(step, m)
        first, last = layers[0], layers[-1]

        forward = first.activate()
        for below, layer in pairwise(layers):
            if step.dropout:
                forward += below.silence(step)
            forward += layer.product(below.x) + layer.activate()

        backward = [(np.multiply, last.da, np.full((), 1 / m, last.da.dtype), last.da)]
        for f, group in groupby(range(len(layers)), key=lambda i: layers[i].slope_of):
            if f in SLOPE:  # f'(z) of neighbours with the same activation is one operation
                group = [*group]
                part = slice(ends[group[0]], ends[group[-1] + 1])
                backward += SLOPE[f](flat_a[part], flat_slope[part])
        for below, layer in reversed([*pairwise(layers)]):
            backward += layer.deactivate() + layer.backward(below)
        backward += first.deactivate()

        self.W1_times, self.z1 = times(first.W), matrices(first.z)
        self.dz1_times, self.dW1 = times(matrices(first.da)), first.dW
        self.y, self.dy = last.a, last.da
        self.forward, self.backward = bound(forward), bound(backward)

    @staticmethod
    def _layers(step, m):
        """The layers, whose arrays lie behind one another: layer i has flat[ends[i] : ends[i + 1]]."""
        sizes, net, hidden = step.net.sizes, step.net, len(step.net.layers) - 1
        shapes = [(n + (i < hidden), *step.params.shape[:-1], m) for i, n in enumerate(sizes[1:])]
        ends = np.cumsum([0] + [np.prod(shape) for shape in shapes])
        flats = np.ones((3, ends[-1]), step.params.dtype)
        parts = [[flat[i:j] for i, j in pairwise(ends)] for flat in flats]
        # a cross-entropy contains its output's activation: dz = y - t, as if y were z itself
        fused = step.loss.link is not identity
        f = [layer.activation for layer in net.layers[:-1]]
        f.append(step.loss.link if fused else net.layers[-1].activation)
        layers = [
            Layer(f[i], fused and i == hidden, W, dW, *(part[i].reshape(shapes[i]) for part in parts))
            for i, (W, dW) in enumerate(zip(step.W, step.dW))
        ]
        return layers, ends, flats[0], flats[1]


def bound(operations):
    """Each operation, a function and its arrays, as something to call."""
    return [partial(function, *arrays) for function, *arrays in operations]
