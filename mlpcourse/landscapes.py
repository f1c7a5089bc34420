"""Loss landscapes over two weights, and the walks that optimizers take on them.

A place theta is an array (..., 2), so one call serves one place or a whole table of starts.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .optimizers import Optimizer
from .training import copied
from .validation import as_numbers, count, positive

FAR = 1e6  # beyond this a walk has left for good


@dataclass(frozen=True)
class Landscape:
    """A function of two weights with its slopes and curvatures.

    f : theta (..., 2) -> (...). gradient : (..., 2) -> (..., 2). hessian : (2,) -> (2, 2).
    lowest : the smallest value of f. start : where walks begin unless told otherwise.
    """

    name: str
    f: Callable
    gradient: Callable
    hessian: Callable
    lowest: float
    start: tuple

    def height(self, theta):
        """How far above the lowest value, (...)."""
        return self.f(_places(theta)) - self.lowest

    def condition_number(self, theta):
        """Largest curvature by smallest at a place; infinite where one is not positive."""
        low, high = np.linalg.eigvalsh(self.hessian(_places(theta, dimensions=(1,))))
        return float(high / low) if low > 0 else np.inf


def _places(theta, name="theta", dimensions=(1, 2, 3)):
    theta = as_numbers(theta, name).astype(float, copy=False)
    if theta.ndim not in dimensions or theta.shape[-1] != 2:
        raise ValueError(
            f"{name} must be (x, y), or a table of such rows, got shape {theta.shape}; try (1, 2)"
        )
    return theta


def ravine(condition=100.0, turned=False):
    """f = (x^2 + condition y^2) / 2, from (10, 1); `turned` by 45 degrees."""
    condition = positive(condition, "condition")
    A, start = np.diag([1.0, condition]), np.array([10.0, 1.0])
    name = f"ravine κ = {condition:g}"
    if turned:
        Q = np.array([[1, -1], [1, 1]]) / np.sqrt(2)
        A, start, name = Q @ A @ Q.T, Q @ start, f"turned {name}"
    return Landscape(
        name,
        f=lambda theta: (theta @ A * theta).sum(axis=-1) / 2,
        gradient=lambda theta: theta @ A,
        hessian=lambda theta: A,
        lowest=0.0,
        start=tuple(start.tolist()),
    )


def _pair(theta, x, y):
    """(x, y) as an array like theta; np.stack takes longer than all the rest of a step."""
    both = np.empty_like(theta)
    both[..., 0], both[..., 1] = x, y
    return both


def _rosenbrock(theta):
    x, y = theta[..., 0], theta[..., 1]
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def _rosenbrock_gradient(theta):
    x, y = theta[..., 0], theta[..., 1]
    return _pair(theta, -2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2))


def _rosenbrock_hessian(theta):
    x, y = theta
    return np.array([[2 - 400 * (y - 3 * x**2), -400 * x], [-400 * x, 200.0]])


ROSENBROCK = Landscape(
    "Rosenbrock valley", _rosenbrock, _rosenbrock_gradient, _rosenbrock_hessian, lowest=0.0, start=(-1.2, 1.0)
)

# x^2/2 - y^2/2 + y^4/4: a saddle at (0, 0) between the minima (0, 1) and (0, -1)
SADDLE = Landscape(
    "saddle",
    f=lambda theta: theta[..., 0] ** 2 / 2 - theta[..., 1] ** 2 / 2 + theta[..., 1] ** 4 / 4,
    gradient=lambda theta: _pair(theta, theta[..., 0], theta[..., 1] ** 3 - theta[..., 1]),
    hessian=lambda theta: np.diag([1.0, 3 * theta[1] ** 2 - 1]),
    lowest=-0.25,
    start=(1.0, 1e-6),
)

# the curve w^4 - 4 w^2 + w of chapter 05 along x, a bowl along y
DOUBLE_WELL = Landscape(
    "double well",
    f=lambda theta: theta[..., 0] ** 4 - 4 * theta[..., 0] ** 2 + theta[..., 0] + theta[..., 1] ** 2,
    gradient=lambda theta: _pair(theta, 4 * theta[..., 0] ** 3 - 8 * theta[..., 0] + 1, 2 * theta[..., 1]),
    hessian=lambda theta: np.diag([12 * theta[0] ** 2 - 8, 2.0]),
    lowest=-5.444192066610897,  # at w = −1.472998
    start=(2.0, 1.0),
)


class Walk:
    """A walk downhill that can go on: `extend(to)` takes steps, `path[k]` is the place after k steps.

    landscape : Landscape. optimizer : Optimizer.
    start : (2,) or, for many starts together, (S, 2); None for the landscape's own.
    then, switch : from step `switch` on, the Optimizer `then` goes on with the memory of the first,
    as for a momentum in two phases.
    A start that comes further than a million from 0 has left, and stays where it was seen last.
    After Ctrl-C the walk stands at the last step that was done, and can go on.
    """

    def __init__(self, landscape, optimizer, start=None, then=None, switch=0):
        for each in (optimizer, then or optimizer):
            if not isinstance(each, Optimizer):
                raise ValueError(f"a walk needs an optimizer such as SGD(0.1), got {each!r}")
        if then is not None and type(then) is not type(optimizer):
            raise ValueError(
                f"{then!r} cannot go on with the memory of {optimizer!r}; switch within one method"
            )
        if not isinstance(landscape, Landscape):
            raise ValueError(f"landscape must be a Landscape, got {landscape!r:.40}; try ravine()")
        start = _places(landscape.start if start is None else start, "start", (1, 2)).copy()
        self.landscape, self.optimizer = landscape, optimizer
        self.then, self.switch = then or optimizer, count(switch, "switch", minimum=0)
        self._room = np.empty((64, *start.shape))
        self._room[0] = start
        self._now = 0, start, optimizer.init(start), np.zeros(start.shape[:-1], bool)

    @property
    def steps(self):
        """How many steps have been taken."""
        return self._now[0]

    @property
    def path(self):
        """The places so far, (steps + 1, 2), or (steps + 1, S, 2)."""
        return self._room[: self.steps + 1]

    @property
    def heights(self):
        """How far above the lowest value each of them is, (steps + 1,), or (steps + 1, S)."""
        return self.landscape.height(self.path)

    @property
    def left(self):
        """Whether the walk has left for good: () or (S,) of bool."""
        return self._now[3]

    def extend(self, to):
        """Go on until step `to`, or until every start has left. Returns the walk."""
        to = count(to, "to", minimum=0)
        if to >= len(self._room):
            room = np.empty((max(to + 1, 2 * len(self._room)), *self._room.shape[1:]))
            room[: self.steps + 1] = self.path
            self._room = room
        while self.steps < to and not self.left.all():
            self._step()
        return self

    def _step(self):
        k, before, state, left = self._now
        theta, state = before.copy(), copied(state)
        optimizer = self.optimizer if k < self.switch else self.then
        optimizer.update(theta, self.landscape.gradient(before), state)
        if not np.vdot(theta, theta) < FAR**2:  # the quick test of all together
            theta = np.where(left[..., None], before, theta)
            left = (np.abs(theta) > FAR).any(axis=-1)
        self._room[k + 1] = theta
        self._now = k + 1, theta, state, left  # all at once: Ctrl-C may come between any two lines

    def first_below(self, height):
        """The first step at which the walk is lower than this above the lowest value, (S,) or a number.

        Infinite where it has not been, so far.
        """
        below = self.heights < positive(height, "height")
        first = np.where(below.any(axis=0), below.argmax(axis=0), np.inf)
        return first if first.ndim else float(first)
