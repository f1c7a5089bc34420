"""Scalar automatic differentiation in reverse: a number that remembers how it was made.

Every operation computes its value and, beside it, the local derivative with respect to each input.
`backward` then walks from the result to the inputs and multiplies: the chain rule, and nothing
else.
"""

import math


class Value:
    """A number with a memory. `data` is the number, `grad` is d(result)/d(this) after
    `result.backward()`.
    """

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self._parents = parents  # pairs (Value, local derivative)

    def __add__(self, other):
        other = _value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = _value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def __pow__(self, n):
        if isinstance(n, Value):
            raise TypeError(
                "the exponent must be a plain number; write (x.log() * n).exp() for a variable exponent"
            )
        return Value(self.data**n, ((self, n * self.data ** (n - 1) if n else 0.0),))

    def exp(self):
        y = math.exp(self.data)
        return Value(y, ((self, y),))

    def log(self):
        if self.data <= 0:
            raise ValueError(
                f"log needs a number above 0, got {self.data:g}; check the value that goes into it"
            )
        return Value(math.log(self.data), ((self, 1 / self.data),))

    def tanh(self):
        y = math.tanh(self.data)
        return Value(y, ((self, 1 - y**2),))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        y = (1 if self.data >= 0 else e) / (1 + e)
        return Value(y, ((self, y * (1 - y)),))

    def relu(self):
        return Value(max(0.0, self.data), ((self, float(self.data > 0)),))

    def backward(self):
        """Set `grad` of every Value that this one was made from, this one's own being 1."""
        order = self._order()
        for value in order:
            value.grad = 0.0
        self.grad = 1.0
        for value in reversed(order):
            for parent, local in value._parents:
                parent.grad += local * value.grad

    def _order(self):
        """Every Value below this one, inputs first. A loop, not recursion: sums of thousands of
        terms are fine.
        """
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            value, ready = stack.pop()
            if ready:
                order.append(value)
            elif id(value) not in seen:
                seen.add(id(value))
                stack.append((value, True))
                stack.extend((parent, False) for parent, _ in value._parents)
        return order

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -_value(other)

    def __truediv__(self, other):
        return self * _value(other) ** -1

    def __rsub__(self, other):
        return _value(other) - self

    def __rtruediv__(self, other):
        return _value(other) / self

    __radd__ = __add__
    __rmul__ = __mul__

    def __repr__(self):
        return f"Value(data={self.data:.6g}, grad={self.grad:.6g})"


def _value(x):
    return x if isinstance(x, Value) else Value(x)
