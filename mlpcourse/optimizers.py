"""Optimizers: how a gradient g becomes a change of the parameters theta.

`update(theta, g, state)` changes one array and its state in place; the state starts as
`init(theta)`. Constants are the papers'. An optimizer object holds settings only, so one object can
serve many runs.
"""

import numpy as np

from .validation import choose, fraction, positive


class Optimizer:
    """Settings, and the update rule of one array; train() also takes a schedule as its learning rate."""

    def __init__(self, learning_rate):
        self.learning_rate = positive(learning_rate, "learning_rate")

    def init(self, theta):
        """The state before the first step: arrays of zeros like theta."""
        return {}

    def update(self, theta, g, state, learning_rate=None):
        """One step, in place. theta and g are arrays of one shape; `learning_rate` overrides the setting."""
        raise NotImplementedError

    def _rate(self, learning_rate):
        return self.learning_rate if learning_rate is None else learning_rate

    def step(self, params, grads, states=None):
        """One step for a list of arrays, in place. Returns the states to hand to the next step."""
        states = [self.init(theta) for theta in params] if states is None else states
        for theta, g, state in zip(params, grads, states, strict=True):
            self.update(theta, g, state)
        return states

    def __repr__(self):
        settings = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({settings})"


class SGD(Optimizer):
    """theta <- theta - eta g; with momentum, v <- gamma v - eta g and theta <- theta + v.

    Source: Tsinghua, momentum.
    """

    def __init__(self, learning_rate=0.1, momentum=0.0):
        super().__init__(learning_rate)
        self.momentum = fraction(momentum, "momentum")

    def init(self, theta):
        return {"v": np.zeros_like(theta)}

    def update(self, theta, g, state, learning_rate=None):
        v, eta = state["v"], self._rate(learning_rate)
        if self.momentum:
            v *= self.momentum
            v -= eta * g
            theta += v
        else:
            np.multiply(g, eta, out=v)
            theta -= v


class Adagrad(Optimizer):
    """Each coordinate's rate shrinks with its summed squared gradients (Duchi, Hazan and Singer 2011)."""

    def __init__(self, learning_rate=0.1, epsilon=1e-8):
        super().__init__(learning_rate)
        self.epsilon = positive(epsilon, "epsilon")

    def init(self, theta):
        return {"s": np.zeros_like(theta)}

    def update(self, theta, g, state, learning_rate=None):
        s = state["s"]
        s += g**2
        theta -= self._rate(learning_rate) * g / (np.sqrt(s) + self.epsilon)


class RMSProp(Optimizer):
    """Adagrad with a fading memory (Hinton, Coursera lecture 6e, 2012)."""

    def __init__(self, learning_rate=0.01, rho=0.9, epsilon=1e-8):
        super().__init__(learning_rate)
        self.rho = fraction(rho, "rho")
        self.epsilon = positive(epsilon, "epsilon")

    def init(self, theta):
        return {"s": np.zeros_like(theta)}

    def update(self, theta, g, state, learning_rate=None):
        s = state["s"]
        s *= self.rho
        s += (1 - self.rho) * g**2
        theta -= self._rate(learning_rate) * g / (np.sqrt(s) + self.epsilon)


class Adadelta(Optimizer):
    """RMSProp whose rate is the root mean square of its own past steps (Zeiler 2012, algorithm 1).

    The paper has no learning rate: 1, the default, is the paper's step.
    """

    def __init__(self, learning_rate=1.0, rho=0.95, epsilon=1e-6):
        super().__init__(learning_rate)
        self.rho = fraction(rho, "rho")
        self.epsilon = positive(epsilon, "epsilon")

    def init(self, theta):
        return {"s": np.zeros_like(theta), "d": np.zeros_like(theta)}

    def update(self, theta, g, state, learning_rate=None):
        s, d = state["s"], state["d"]
        s *= self.rho
        s += (1 - self.rho) * g**2
        delta = -np.sqrt(d + self.epsilon) / np.sqrt(s + self.epsilon) * g
        d *= self.rho
        d += (1 - self.rho) * delta**2
        theta += self._rate(learning_rate) * delta


class Adam(Optimizer):
    """Momentum and RMSProp, both corrected for their start at zero (Kingma and Ba 2015, algorithm 1).

    m and v start at zero and so are too small by 1 - beta^k after k steps; dividing by it makes the
    first step have length eta in every coordinate.
    """

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        super().__init__(learning_rate)
        self.beta1 = fraction(beta1, "beta1")
        self.beta2 = fraction(beta2, "beta2")
        self.epsilon = positive(epsilon, "epsilon")

    def init(self, theta):
        return {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "k": 0}

    def update(self, theta, g, state, learning_rate=None):
        m, v = state["m"], state["v"]
        state["k"] = k = state["k"] + 1
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * g**2
        m_hat = m / (1 - self.beta1**k)
        v_hat = v / (1 - self.beta2**k)
        theta -= self._rate(learning_rate) * m_hat / (np.sqrt(v_hat) + self.epsilon)


OPTIMIZERS = {"sgd": SGD, "adagrad": Adagrad, "rmsprop": RMSProp, "adadelta": Adadelta, "adam": Adam}


def get_optimizer(optimizer, learning_rate=None):
    """An Optimizer by object, or by name with this learning rate (the method's own default if None).

    Raises ValueError if an object comes with another rate than its own: which one is meant?
    """
    entry = choose(optimizer, OPTIMIZERS, "optimizer", Optimizer)
    if not isinstance(entry, Optimizer):
        return entry() if learning_rate is None else entry(learning_rate)
    if learning_rate not in (None, entry.learning_rate):
        raise ValueError(
            f"optimizer={entry!r} and learning_rate={learning_rate:g} are two different rates; "
            f"pass learning_rate=None to train at the optimizer's {entry.learning_rate:g}"
        )
    return entry
