"""A mini-framework: a layer answers two questions, and a network is a list of layers.

Forward: what comes out for x? Backward: d says how the loss changes with what came out, dE/dy; how
does it change with what went in, dE/dx? It knows nothing of its neighbours. In between it remembers
what its own derivative needs, of the latest x only: so a layer stands in one place.

Rows are samples: x is (N, n_in), y is (N, n_out); a derivative has the shape of what one derives by.
Source: Tsinghua, coding considerations. The tests hold it to network.backprop, the same in one piece.
"""

import numpy as np

from .activations import sigmoid, softmax
from .initializers import get_initializer
from .losses import binary_cross_entropy, softmax_cross_entropy
from .validation import as_matrix, as_numbers, as_pair, count, generator, positive


class Layer:
    """The promise. params : arrays to learn; grads : dE/dparam, set by backward; names : of params."""

    params = grads = names = ()

    def forward(self, x):
        """y (N, n_out) for x (N, n_in)."""
        raise NotImplementedError(f"{self} has no forward(x) yet")

    def backward(self, d):
        """dE/dx (N, n_in) from d = dE/dy (N, n_out); sets grads."""
        raise NotImplementedError(f"{self} has no backward(d) yet")

    def __repr__(self):
        return f"{type(self).__name__}()"


def check_promise(layer, name):
    """Raise ValueError unless a learner's layer has what a network will ask of it, see modular.Layer."""
    if isinstance(layer, type):
        raise ValueError(f"{name} is the class {layer.__name__}; make a layer of it, {layer.__name__}(...)")
    for part in ("forward", "backward", "params", "grads"):
        if not hasattr(layer, part):
            kind = type(layer).__name__
            raise ValueError(f"{name} is of type {kind}, which has no {part}; begin with class {kind}(Layer)")
    for p in layer.params:
        if not (isinstance(p, np.ndarray) and p.dtype.kind == "f"):
            found = f"the parameter {p!r:.40} of type {type(p).__name__}"
            raise ValueError(f"{name} has {found}; put a float array into params, np.array(..., float)")


class FullyConnected(Layer):
    """y = x W^T + b. W : (n_out, n_in), row j holds the weights into unit j. b : (n_out,)."""

    names = ("W", "b")

    def __init__(self, W, b):
        W, b = as_matrix(W, "W").copy(), as_numbers(b, "b").copy()
        if b.shape != W.shape[:1]:
            raise ValueError(f"b has shape {b.shape}, but W {W.shape} needs one bias for each of its rows")
        self.params = [W, b.astype(W.dtype)]

    @classmethod
    def random(cls, n_in, n_out, rng, init="xavier"):
        """Random weights, zero biases. rng : one Generator for all layers of a network, or a seed."""
        n_in, n_out = count(n_in, "n_in"), count(n_out, "n_out")
        return cls(get_initializer(init)(n_out, n_in, generator(rng)), np.zeros(n_out))

    def forward(self, x):
        W, b = self.params
        if np.shape(x)[1:] != W.shape[1:]:
            raise ValueError(f"{self} gets x of shape {np.shape(x)}; give it rows of {W.shape[1]} numbers")
        self.x = x
        return x @ W.T + b

    def backward(self, d):
        self.grads = [d.T @ self.x, d.sum(axis=0)]
        return d @ self.params[0]

    def __repr__(self):
        n_out, n_in = self.params[0].shape
        return f"FullyConnected({n_in} -> {n_out})"


class Sigmoid(Layer):
    """y = 1 / (1 + exp(-x)). It keeps y: the derivative is made of it."""

    def forward(self, x):
        self.y = sigmoid(x)
        return self.y

    def backward(self, d):
        return d * self.y * (1 - self.y)


class Tanh(Layer):
    """y = tanh x."""

    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, d):
        return d * (1 - self.y**2)


class ReLU(Layer):
    """y = max(0, x). It keeps which gates are open."""

    def forward(self, x):
        self.open = x > 0
        return np.maximum(x, 0)

    def backward(self, d):
        return d * self.open


class Loss(Layer):
    """The last layer: it alone sees the targets t (N, K), and its backward() = dE/dy starts the return."""

    def forward(self, y, t):
        """The mean over the rows of E(y, t), (N,), which every loss has of its own."""
        if np.shape(y) != np.shape(t):
            raise ValueError(f"{self} gets outputs {np.shape(y)} and targets {np.shape(t)}; they must match")
        self.y, self.t = y, t
        return self.E(y, t).mean()


class EuclideanLoss(Loss):
    """E = 1/2 sum_k (y_k - t_k)^2."""

    def E(self, y, t):
        return ((y - t) ** 2).sum(axis=1) / 2

    def backward(self):
        return (self.y - self.t) / len(self.t)


class SoftmaxCrossEntropy(Loss):
    """E = -sum_k t_k ln h_k with h = softmax(y), in one piece: exact however far apart the y are."""

    def E(self, y, t):
        softmax_cross_entropy.check_targets(t)
        return softmax_cross_entropy.per_sample(y, t)

    def backward(self):
        return (softmax(self.y) - self.t) / len(self.t)


class SigmoidCrossEntropy(Loss):
    """E = -sum_k [t_k ln h_k + (1 - t_k) ln(1 - h_k)] with h = sigmoid(y), in one piece."""

    def E(self, y, t):
        binary_cross_entropy.check_targets(t)
        return binary_cross_entropy.per_sample(y, t)

    def backward(self):
        return (sigmoid(self.y) - self.t) / len(self.t)


class Network(Loss):
    """A list of layers that ends in a loss, and so a Loss itself: forward 1 ... L, backward L ... 1, update.

    y : [x, y of layer 1, ...] of the latest pass; delta : dE/d of each. A list that cannot work: ValueError.
    """

    def __init__(self, layers):
        self.layers, self.ready = list(layers) if hasattr(layers, "__iter__") else [], False
        if not self.layers:
            raise ValueError(
                f"a network is a list of layers that ends in a loss, got {layers!r:.40}; give it some"
            )
        for k, layer in enumerate(self.layers, start=1):
            check_promise(layer, f"layer {k}")
            if isinstance(layer, Loss) != (k == len(self.layers)):
                raise ValueError(f"layer {k} is {layer}; a loss stands at the end, and only there")
            if any(layer is other for other in self.layers[: k - 1]):
                raise ValueError(f"layer {k} is in the list twice, but remembers once; make another {layer}")

    @property
    def params(self):
        return [p for layer in self.layers for p in layer.params]

    @property
    def grads(self):
        return [g for layer in self.layers for g in layer.grads]

    def outputs(self, x):
        """What the loss is given, (N, K). A fused loss is given scores, not probabilities."""
        self.y, self.ready = [as_matrix(x, "x")], False
        for layer in self.layers[:-1]:
            self.y.append(layer.forward(self.y[-1]))
        return self.y[-1]

    def forward(self, x, t):
        x, t = as_pair(x, t)
        E = self.layers[-1].forward(self.outputs(x), t)
        self.ready = True
        return E

    def backward(self):
        if not self.ready:
            raise RuntimeError("backward() goes the way of a forward(x, t); call that first")
        self.delta = [self.layers[-1].backward()]
        for layer in reversed(self.layers[:-1]):
            self.delta.insert(0, layer.backward(self.delta[0]))
        return self.delta[0]

    def update(self, learning_rate):
        """Every parameter one step against its gradient, in place."""
        eta, grads = positive(learning_rate, "learning_rate"), self.grads
        if [np.shape(g) for g in grads] != [p.shape for p in self.params]:
            raise ValueError("grads do not have the shapes of params; call backward() first, or check_layer")
        for p, g in zip(self.params, grads):
            p -= eta * g

    def __repr__(self):
        return f"Network([{', '.join(map(repr, self.layers))}])"
