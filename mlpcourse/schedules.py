"""Learning-rate schedules: how the rate changes while training goes on (Tsinghua, optimisation
techniques).

A schedule is a pure function: `schedule(t, losses)` is the rate for update t (from 0), given the
loss after every epoch so far (losses[0] is the loss before training). `initial` is the rate of the
first update.
"""

from itertools import pairwise

from .validation import count, fraction, positive


class Constant:
    """The same rate for ever."""

    def __init__(self, rate):
        self.initial = positive(rate, "rate")

    def __call__(self, t, losses):
        return self.initial


class InverseTime:
    """a / (b + t): starts at a/b and has halved after b updates."""

    every_update = True  # the others change between epochs only

    def __init__(self, a, b):
        self.a, self.b = positive(a, "a"), positive(b, "b")
        self.initial = self.a / self.b

    def __call__(self, t, losses):
        return self.a / (self.b + t)


class HalveOnPlateau:
    """Multiply the rate by `factor` after each epoch that lowered the loss by less than `threshold`
    of itself.

    The first `hold` epochs never count. With held_out=True the loss watched is the validation loss:
    the lecture's held-out check. threshold : a fraction, 0.01 is one per cent.
    """

    def __init__(self, rate, threshold=0.01, factor=0.5, hold=2, held_out=False):
        self.initial = positive(rate, "rate")
        self.threshold = positive(threshold, "threshold", allow_zero=True)
        self.factor = fraction(factor, "factor")
        self.hold = count(hold, "hold", minimum=0)
        self.held_out = held_out

    def __call__(self, t, losses):
        pairs = list(pairwise(losses))[self.hold :]
        plateaus = sum(before - after < self.threshold * before for before, after in pairs)
        return self.initial * self.factor**plateaus


SCHEDULES = (Constant, InverseTime, HalveOnPlateau)
