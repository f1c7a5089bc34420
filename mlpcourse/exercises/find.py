"""Questions with many right answers: what counts is a property."""

import numpy as np

from .compare import fits
from .question import RIGHT, Outcome, Question
from .values import form_of, got_of, read


class Find(Question):
    """Numbers with a property.

    forms : {name: shape} of what is asked for, in the order of `check`; (n, 1) and (1, n) do for (n,).
    fault : function of the arrays, in that order: a sentence that says what is wrong, "" if nothing is.
    """

    def __init__(self, name, solution, text, names, hints, forms, fault, success):
        super().__init__(name, solution, text, names, hints, success)
        self.asks, self.forms, self.fault = list(forms), forms, fault

    def judge(self, *answer):
        given = []
        for (key, array), shape in zip(read(answer, self.forms).items(), self.forms.values()):
            if not fits(array.shape, shape):
                return self.wrong(f"{key} must be {form_of(shape)}, got {got_of(array)}.")
            if not np.isfinite(array).all():
                return self.wrong(f"{key} must be finite, got inf or nan.")
            given.append(array.reshape(shape)[()])
        with np.errstate(all="ignore"):  # numbers of any size may be tried
            fault = self.fault(*given)
        return self.wrong(fault) if fault else Outcome(RIGHT, self.success)
