"""The blank `____` of an exercise: it can be computed with, and stays blank, so an unsolved notebook runs."""

from types import FunctionType

import numpy as np


class BlankError(TypeError):
    """A blank was used where only an answer will do."""


class Blank:
    """An answer that has not been given yet. Whatever is computed with it is the same blank."""

    def _same(self, *arguments, **settings):
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _same
    __matmul__ = __rmatmul__ = __pow__ = __rpow__ = __mod__ = __rmod__ = __floordiv__ = __rfloordiv__ = _same
    __neg__ = __pos__ = __abs__ = __round__ = __lt__ = __le__ = __gt__ = __ge__ = _same
    __getitem__ = __setitem__ = __call__ = _same
    __array_ufunc__ = __array_function__ = _same  # np.tanh(____), np.outer(____, x)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def _refuse(self, *arguments):
        raise BlankError("this is still the blank ____; put your answer in its place")

    __iter__ = __bool__ = __float__ = __len__ = __index__ = __contains__ = _refuse

    def __repr__(self):
        return "____"


____ = Blank()


def too_deep(answer, depth=6):
    """Whether lists are nested deeper than any answer: a list may even contain itself."""
    nested = type(answer) in (list, tuple)  # not isinstance, which asks the object itself
    return nested and (depth == 0 or any(too_deep(part, depth - 1) for part in answer))


def is_blank(answer):
    """Whether an answer is or contains a blank."""
    if type(answer) in (list, tuple) and not too_deep(answer):
        return any(map(is_blank, answer))
    if type(answer) is np.ndarray and answer.dtype.kind == "O":
        return any(map(is_blank, answer.flat))
    return type(answer) is Blank


def mentions_blank(function):
    """Whether a blank still stands in the text of a function."""
    codes = [function.__code__] if type(function) is FunctionType else []
    for code in codes:  # functions inside it are among its constants
        codes += [constant for constant in code.co_consts if hasattr(constant, "co_names")]
    return any("____" in code.co_names for code in codes)
