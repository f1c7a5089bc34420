"""Scalar automatic differentiation in reverse: a number that remembers how it was made.

Every operation computes its value and, beside it, the local derivative with respect to each input.
`backward` then walks from the result to the inputs and multiplies: the chain rule, nothing else.
"""

import math
from collections import deque


class Value:
    """A number with a memory.

    `data` is the number; `grad` is d(result)/d(this) after `result.backward()`. `op` is the operation
    that made it, "" for a number that was given, and `parents` are pairs (Value, local derivative).
    Values are compared by `data`, so max(a, b) works; only == asks whether two are the same Value.
    Raises ValueError where a result or its slope is no finite real number, such as log 0 and the slope
    of a root at 0.
    """

    _freed = deque()  # noqa: RUF012 (see __del__)
    _freeing = False

    def __init__(self, data, parents=(), op=""):
        self.parents, self.op = parents, op
        self.data = _number(data)
        self.grad = 0.0

    def __add__(self, other):
        other = _value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)), "+")

    def __mul__(self, other):
        other = _value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)), "×")

    def __pow__(self, n):
        if isinstance(n, Value):
            return (self.log() * n).exp()
        x, n = self.data, _number(n)
        y = _finite(lambda: x**n, f"{x:g} to the power {n:g}")
        slope = _finite(lambda: n * x ** (n - 1) if n else 0.0, f"the slope of x^{n:g} at x = {x:g}")
        return Value(y, ((self, slope),), f"^{n:g}")

    def __rpow__(self, base):
        return _value(base) ** self

    def exp(self):
        y = _finite(lambda: math.exp(self.data), f"exp({self.data:g})")
        return Value(y, ((self, y),), "exp")

    def log(self):
        if self.data <= 0:
            raise ValueError(
                f"log needs a number above 0, got {self.data:g}; check the value that goes into it"
            )
        slope = _finite(lambda: 1 / self.data, f"the slope of log at {self.data:g}")
        return Value(math.log(self.data), ((self, slope),), "log")

    def tanh(self):
        y = math.tanh(self.data)
        return Value(y, ((self, 1 - y**2),), "tanh")

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        y = (1 if self.data >= 0 else e) / (1 + e)
        return Value(y, ((self, y * (1 - y)),), "sigmoid")

    def relu(self):
        return Value(max(0.0, self.data), ((self, float(self.data > 0)),), "relu")

    # Below: no slope at one place, or none to speak of. Where there is none it counts as 0.

    def __abs__(self):
        return Value(abs(self.data), ((self, float(self.data > 0) - float(self.data < 0)),), "abs")

    def step(self):
        return Value(float(self.data > 0), ((self, 0.0),), "step")

    def __round__(self):
        return Value(round(self.data), ((self, 0.0),), "round")

    def backward(self):
        """Set `grad` of every Value that this one was made from, this one's own being 1."""
        deque(self.sweep(), maxlen=0)

    def sweep(self):
        """`backward` one Value at a time: yields this one, then each that has passed its gradient on."""
        order = self.order()
        for value in order:
            value.grad = 0.0
        self.grad = 1.0
        yield self
        for value in reversed(order):
            for parent, local in value.parents:
                parent.grad += local * value.grad
            yield value

    def order(self):
        """Every Value below this one, inputs first. A loop: sums of thousands of terms are fine."""
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            value, ready = stack.pop()
            if ready:
                order.append(value)
            elif id(value) not in seen:
                seen.add(id(value))
                stack.append((value, True))
                stack.extend((parent, False) for parent, _ in reversed(value.parents))
        return order

    def __neg__(self):
        return Value(-self.data, ((self, -1.0),), "−")

    def __sub__(self, other):
        other = _value(other)
        return Value(self.data - other.data, ((self, 1.0), (other, -1.0)), "−")

    def __truediv__(self, other):
        return self * _value(other) ** -1

    def __rsub__(self, other):
        return _value(other) - self

    def __rtruediv__(self, other):
        return _value(other) / self

    __radd__ = __add__
    __rmul__ = __mul__

    def __lt__(self, other):
        return self.data < _value(other).data

    def __le__(self, other):
        return self.data <= _value(other).data

    def __gt__(self, other):
        return self.data > _value(other).data

    def __ge__(self, other):
        return self.data >= _value(other).data

    def __repr__(self):
        return f"Value(data={self.data:.6g}, grad={self.grad:.6g})"

    def __del__(self):
        # Freeing a sum of thousands of terms would call itself once for each term: too deep for a
        # browser's Python. So a freed Value leaves its parents to the outermost call, which loops.
        Value._freed.append(self.parents)
        self.parents = ()
        if not Value._freeing:
            Value._freeing = True
            while Value._freed:
                Value._freed.pop()
            Value._freeing = False


def _value(x):
    return x if isinstance(x, Value) else Value(x)


def _number(x):
    if type(x) is float and math.isfinite(x):  # as nearly always
        return x
    try:
        if not isinstance(x, str | bytes):
            return _finite(lambda: float(x), f"a Value of {x!r:.40}")
    except TypeError:  # no number, or several
        pass
    raise ValueError(f"a Value holds one real number, got {x!r:.40}; make a Value of each number")


def _finite(compute, what):
    """The number that `compute` gives; a sentence where there is none, or a complex or an infinite one."""
    found = "is larger than any number of the computer"
    try:
        number = compute()
        if isinstance(number, complex) or number != number:
            found = "is not a real number"
        elif math.isfinite(number):
            return number
    except OverflowError:
        pass
    except ZeroDivisionError:
        found = "divides by zero"
    raise ValueError(f"{what} {found}; check the value that goes into it")
