"""The blank `____` of an exercise: it can be computed with, and stays blank, so an unsolved
notebook runs.
"""


class BlankError(TypeError):
    """A blank was used where only an answer will do."""


class Blank:
    """An answer that has not been given yet. Arithmetic, indexing and calls give the same blank."""

    __array_ufunc__ = None  # NumPy leaves operators to us

    def _same(self, *arguments, **settings):
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _same
    __matmul__ = __rmatmul__ = __pow__ = __rpow__ = __neg__ = __getitem__ = __call__ = _same

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def _refuse(self, *arguments):
        raise BlankError("this is still the blank ____; put your answer in its place")

    __iter__ = __bool__ = __float__ = __len__ = __index__ = _refuse

    def __repr__(self):
        return "____"


____ = Blank()


def is_blank(answer):
    """Whether an answer is or contains a blank."""
    if isinstance(answer, Blank):
        return True
    if isinstance(answer, dict):
        return any(map(is_blank, answer.values()))
    if isinstance(answer, list | tuple):
        return any(map(is_blank, answer))
    return getattr(getattr(answer, "dtype", None), "kind", "") == "O" and any(
        map(is_blank, answer.ravel().tolist())
    )
