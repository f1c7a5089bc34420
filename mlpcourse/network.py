"""The multi-layer perceptron and backpropagation, in the form to read, to check and to inspect.

Notation, for layer l with input x: z = x W^T + b, a = f(z); dW means dJ/dW and has W's shape.
`train` uses `training_step.TrainingStep`, the same algorithm with buffers made once; the tests hold
the two to 1e-12.
"""

from dataclasses import dataclass

import numpy as np

from .activations import identity
from .initializers import get_initializer
from .layers import Dense, LayerTrace
from .losses import get_loss
from .validation import as_matrix, as_pair, generator, positive, widths


class MLP:
    """A multi-layer perceptron: dense layers, one after the other.

    `net(X)` takes X (N, D) and returns the outputs (N, K). `net.params` is [W1, b1, W2, b2, ...],
    the live arrays. Raises ValueError if one layer's outputs do not fit the next layer's inputs.
    """

    def __init__(self, layers):
        self.layers = list(layers)
        if not self.layers:
            raise ValueError(
                "an MLP needs at least one layer, got an empty list; pass [Dense(W, b, activation)]"
            )
        for i, (left, right) in enumerate(zip(self.layers, self.layers[1:]), start=1):
            if left.W.shape[0] != right.W.shape[1]:
                raise ValueError(
                    f"layer {i} has {left.W.shape[0]} outputs but layer {i + 1} expects "
                    f"{right.W.shape[1]} inputs; "
                    f"layer {i + 1} needs a W of shape ({right.W.shape[0]}, {left.W.shape[0]})"
                )

    @classmethod
    def random(cls, sizes, activation="tanh", output="identity", init="xavier", rng=0, dtype=np.float64):
        """An MLP with random weights and zero biases.

        sizes : widths from input to output, [2, 4, 2, 1].
        activation : one for all hidden layers, or a list of them. output : the last layer's.
        init : name, standard deviation, or function (n_out, n_in, rng).
        rng : seed or Generator.
        dtype : float64 or float32.
        """
        sizes = widths(sizes)
        hidden = activation if isinstance(activation, list | tuple) else [activation] * (len(sizes) - 2)
        if len(hidden) != len(sizes) - 2:
            raise ValueError(
                f"{len(sizes) - 2} hidden layers need {len(sizes) - 2} activations, got "
                f"{len(hidden)}; give one for each"
            )
        init, rng = get_initializer(init), generator(rng)
        return cls(
            Dense(np.asarray(init(n_out, n_in, rng), dtype), np.zeros(n_out, dtype), f)
            for n_in, n_out, f in zip(sizes, sizes[1:], [*hidden, output])
        )

    @property
    def sizes(self):
        """Widths from input to output, such as [2, 4, 1]."""
        return [self.layers[0].W.shape[1], *(layer.W.shape[0] for layer in self.layers)]

    @property
    def params(self):
        """[W1, b1, W2, b2, ...]: the arrays themselves, not copies."""
        return [p for layer in self.layers for p in (layer.W, layer.b)]

    @property
    def n_parameters(self):
        """How many numbers are learned: sum over l of (n_{l-1} + 1) n_l."""
        return sum(p.size for p in self.params)

    def copy(self):
        """An independent network with the same weights."""
        return MLP(Dense(layer.W, layer.b, layer.activation) for layer in self.layers)

    def forward(self, X, masks=None):
        """The forward pass with every intermediate. Returns one LayerTrace per layer.

        X : (N, D).
        masks : one dropout mask (N, n_hidden) per hidden layer, or None.
        """
        layers = []
        x = X
        for i, layer in enumerate(self.layers):
            trace = layer.forward(x)
            layers.append(trace)
            x = trace.a
            if masks is not None and i < len(self.layers) - 1:
                trace.mask = masks[i]
                x = trace.a * masks[i]
        return layers

    def __call__(self, X):
        x = self._inputs(X)
        for layer in self.layers:
            x = layer.activation.f(x @ layer.W.T + layer.b)
        return x

    def scores(self, X):
        """The last layer's pre-activations z, shape (N, K): what a cross-entropy is computed from."""
        x = self._inputs(X)
        for layer in self.layers[:-1]:
            x = layer.activation.f(x @ layer.W.T + layer.b)
        return x @ self.layers[-1].W.T + self.layers[-1].b

    def _inputs(self, X):
        return as_matrix(X, "X", self.sizes[0]).astype(self.layers[0].W.dtype, copy=False)

    def __repr__(self):
        units = " -> ".join(
            [str(self.sizes[0]), *(f"{layer.W.shape[0]} {layer.activation}" for layer in self.layers)]
        )
        return f"MLP({units}; {self.n_parameters} parameters)"


@dataclass
class Trace:
    """All numbers of one forward and backward pass over a batch.

    loss : float, the penalty included.
    layers : one LayerTrace per layer, with .x .z .a .da .dz .dW .db.
    grads : [dW1, db1, dW2, db2, ...] in the order of net.params.
    """

    loss: float
    layers: list[LayerTrace]

    @property
    def grads(self):
        return [g for layer in self.layers for g in (layer.dW, layer.db)]

    def __str__(self):
        def row(name, value):
            text = np.array2string(value, precision=6, suppress_small=True, prefix=" " * 7)
            return f"  {name:>2} = {text}"

        lines = []
        for i, layer in enumerate(self.layers, start=1):
            lines += [f"layer {i}, forward", *(row(name, getattr(layer, name)) for name in "xza")]
        lines.append(f"loss = {self.loss:.6f}")
        for i, layer in reversed(list(enumerate(self.layers, start=1))):
            names = ("da", "dz", "dW", "db")
            lines += [f"layer {i}, backward", *(row(name, getattr(layer, name)) for name in names)]
        return "\n".join(lines)


def backprop(net, X, T, loss, l2=0.0, masks=None, penalize_bias=False, l1=0.0):
    """One forward and one backward pass. Returns a Trace; changes nothing.

    X : (N, D). T : (N, K).
    loss : name or Loss; a cross-entropy is fused with its own sigmoid or softmax (dz = a - t), and
    also accepts an identity output, which it then reads as scores.
    l2 : weight decay, adds l2/2 sum W^2 to the loss, and l2/2 sum b^2 if penalize_bias.
    masks : one dropout mask (N, n_hidden) per hidden layer, or None.
    l1 : adds l1 sum |W| to the loss; its slope at a weight of 0 is taken as 0.
    Raises ValueError on shapes or targets that do not fit.
    Source: Tsinghua, backpropagation in vector-matrix form, written for rows.
    """
    loss = get_loss(loss)
    X, T = batch(net, X, T)
    loss.check_targets(T)
    check_output(net, loss)
    l2, l1 = positive(l2, "l2", allow_zero=True), positive(l1, "l1", allow_zero=True)
    penalize_bias = bool(penalize_bias)
    wanted = [(len(X), n) for n in net.sizes[1:-1]]
    if masks is not None and [np.shape(mask) for mask in masks] != wanted:
        raise ValueError(
            f"masks must be one array for each hidden layer, of the shapes {wanted}; see Dropout.mask"
        )

    layers = net.forward(X, masks)
    last = layers[-1]
    if loss.link is identity:
        J = loss.per_sample(last.a, T).mean()
        last.da = loss.output_gradient(last.a, T)
        dz = net.layers[-1].activation.backward(last.z, last.a, last.da)
    else:
        J = loss.per_sample(last.z, T).mean()
        dz = (loss.link.f(last.z) - T) / len(X)
        fused = net.layers[-1].activation is not identity
        last.da = loss.output_gradient(last.a, T) if fused else dz

    for i in reversed(range(len(layers))):
        layer, trace = net.layers[i], layers[i]
        layer.backward(trace, dz, with_dx=i > 0)
        trace.dW += l2 * layer.W + l1 * np.sign(layer.W)
        trace.db += penalize_bias * (l2 * layer.b + l1 * np.sign(layer.b))
        J += penalty(layer, l2, penalize_bias, l1)
        if i > 0:
            below = layers[i - 1]
            below.da = trace.dx if below.mask is None else trace.dx * below.mask
            dz = net.layers[i - 1].activation.backward(below.z, below.a, below.da)
    return Trace(float(J), layers)


def loss_value(net, X, T, loss, l2=0.0, penalize_bias=False, l1=0.0):
    """The loss of `net` on (X, T), penalty included, without a backward pass.

    Arguments as for backprop.
    """
    loss = get_loss(loss)
    X, T = batch(net, X, T)
    Z = net(X) if loss.link is identity else net.scores(X)
    decay = sum(penalty(layer, l2, bool(penalize_bias), l1) for layer in net.layers)
    return float(loss.per_sample(Z, T).mean() + decay)


def batch(net, X, T):
    """X (N, D) and T (N, K) as arrays that fit the network; raise unless there is one."""
    if not isinstance(net, MLP):
        raise ValueError(f"net must be an MLP, got {net!r:.40}; make one with MLP.random([2, 4, 1])")
    return as_pair(X, T, net.sizes[0], net.sizes[-1])


def penalty(layer, l2, penalize_bias, l1=0.0):
    """l2/2 sum W^2 + l1 sum |W| of one layer, and the same of b where the bias counts as a weight."""
    squares = (layer.W**2).sum() + penalize_bias * (layer.b**2).sum()
    return l2 / 2 * squares + l1 * (np.abs(layer.W).sum() + penalize_bias * np.abs(layer.b).sum())


def check_output(net, loss):
    """Raise unless the network's output activation can go with the loss."""
    output = net.layers[-1].activation
    if loss.link is not identity and output is not identity and output is not loss.link:
        raise ValueError(
            f"{loss.name} needs a {loss.link} output (or identity, read as scores), got {output}; "
            f"build the network with output={loss.link.name!r}"
        )
    if loss.name == "softmax_cross_entropy" and net.sizes[-1] < 2:
        raise ValueError(
            "softmax_cross_entropy needs at least two outputs, got 1; use binary_cross_entropy for one output"
        )
