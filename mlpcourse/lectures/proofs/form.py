"""How proofs are written down."""

import numpy as np

from ...gradcheck import numerical_gradient

PROOFS = {}  # {erratum: proof}
RIGHT = {}  # {row of the crosswalk: (the line as printed, its proof)}


def proof(id):
    """Mark a function as the proof of an erratum."""
    return lambda function: PROOFS.setdefault(id, function)


def right(row, printed):
    """Mark a function as the proof of a printed line that is right."""

    def note(function):
        RIGHT[row] = printed, function
        return function

    return note


def sigma(z):
    """The sigmoid, written out: what a proof stands on should be in sight."""
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


def slopes(f, x):
    """The derivative of a number f(x) by every entry of x, by central differences."""
    return numerical_gradient(lambda x: f(x.copy()), np.array(x, dtype=float))
