"""Questions with many right answers: what counts is a property."""

import numpy as np

from .compare import UnreadableError, fits, numbers, one_by_one
from .question import RIGHT, Outcome, Question
from .values import _form


class Find(Question):
    """Numbers with a property.

    forms : {name: shape} of what is asked for, in the order of `check`; (n, 1) and (1, n) do for (n,).
    fault : function of the arrays, in that order: a sentence that says what is wrong, "" if nothing is.
    """

    def __init__(self, name, solution, text, names, hints, forms, fault, success):
        super().__init__(name, solution, text, names, hints, success)
        self.asks, self.forms, self.fault = list(forms), forms, fault

    def judge(self, *answer):
        answer = one_by_one(answer, len(self.asks))
        if len(answer) != len(self.asks):
            asked = f"{len(self.asks)} answers ({', '.join(self.asks)})"
            return self.wrong(f"This asks for {asked}, got {len(answer)}.")
        given = []
        for (key, shape), value in zip(self.forms.items(), answer):
            wanted = _form(np.empty(shape))
            try:
                array = numbers(value)
            except UnreadableError as error:
                return self.wrong(f"{key} must be {wanted}, got {error}.")
            if not fits(array.shape, shape):
                got = f"an array of shape {array.shape}" if array.ndim else "one number"
                return self.wrong(f"{key} must be {wanted}, got {got}.")
            if not np.isfinite(array).all():
                return self.wrong(f"{key} must be finite, got inf or nan.")
            given.append(array.reshape(shape)[()])
        with np.errstate(all="ignore"):  # numbers of any size may be tried
            fault = self.fault(*given)
        return self.wrong(fault) if fault else Outcome(RIGHT, self.success)
