"""Learning-rate schedules: how the rate changes while training goes on (Tsinghua, optimisation
techniques).

A schedule is a pure function: `schedule(t, losses)` is the rate for update t (from 0), given the
loss after every epoch so far (losses[0] is the loss before training). `initial` is the rate of the
first update.
"""

import inspect
from itertools import pairwise

from .validation import count, positive


class Schedule:
    """A rate for each update. A subclass says how it is called, and its `initial` rate."""

    every_update = False  # whether the rate changes within an epoch
    held_out = False  # whether the losses it is given are the validation rows'

    def __repr__(self):
        names = inspect.signature(type(self)).parameters
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"


class Constant(Schedule):
    """The same rate for ever."""

    def __init__(self, rate):
        self.rate = self.initial = positive(rate, "rate")

    def __call__(self, t, losses):
        return self.rate


class InverseTime(Schedule):
    """a / (b + t): starts at a/b and has halved after b updates."""

    every_update = True

    def __init__(self, a, b):
        self.a, self.b = positive(a, "a"), positive(b, "b")
        self.initial = self.a / self.b

    def __call__(self, t, losses):
        return self.a / (self.b + t)


class HalveOnPlateau(Schedule):
    """Multiply the rate by `factor` after each epoch that lowered the loss by less than `threshold`
    of itself.

    rate : of the first epochs.
    threshold : a fraction, 0.01 is one per cent.
    factor : greater than 0, less than 1.
    hold : so many epochs at the start never count.
    held_out : True watches the validation loss, the lecture's held-out check.
    """

    def __init__(self, rate, threshold=0.01, factor=0.5, hold=2, held_out=False):
        self.rate = self.initial = positive(rate, "rate")
        self.threshold = positive(threshold, "threshold", allow_zero=True)
        self.factor = positive(factor, "factor")
        if factor >= 1:
            raise ValueError(f"factor must be less than 1, got {factor!r}; 0.5 halves the rate")
        self.hold = count(hold, "hold", minimum=0)
        self.held_out = held_out

    def __call__(self, t, losses):
        pairs = list(pairwise(losses))[self.hold :]
        plateaus = sum(before - after < self.threshold * before for before, after in pairs)
        return self.rate * self.factor**plateaus
