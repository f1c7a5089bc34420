"""Results of learners' functions: copied, compared and shown."""

import numpy as np


def copies(arguments):
    """Arguments of a function that it may change without harm."""
    return tuple(a.copy() if isinstance(a, np.ndarray) else a for a in arguments)


def parts(result):
    """A result as a list: of its parts if it is a tuple or list."""
    return list(result) if isinstance(result, list | tuple) else [result]


def is_number(part):
    """Whether a part of a result is a number or an array of numbers."""
    try:
        np.asarray(part, dtype=float)
    except (TypeError, ValueError):
        return False
    return True


def same(a, b, tolerance, flat=False):
    """Whether two results agree, up to a tolerance; flat : whatever their shapes."""
    a, b = parts(a), parts(b)
    if len(a) != len(b):
        return False
    for x, y in zip(a, b):
        if callable(x) or callable(y):
            if x is not y:
                return False
            continue
        if not (is_number(x) and is_number(y)):  # words, say: equal or not
            if type(x) is not type(y) or x != y:
                return False
            continue
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        if flat and x.size == y.size:
            x, y = x.ravel(), y.ravel()
        if x.shape != y.shape or not np.allclose(x, y, rtol=tolerance, atol=tolerance):
            return False
    return True


def shapes(result, right):
    """How the shapes of two results differ, in words."""
    pairs = zip(parts(result), parts(right))
    return ", ".join(
        f"got {np.shape(a)}, asked for was {np.shape(b)}" for a, b in pairs if np.shape(a) != np.shape(b)
    )


def show(result):
    """A result as a learner reads it."""
    texts = [
        getattr(part, "__name__", repr(part))
        if callable(part)
        else np.array2string(np.asarray(part), precision=6, separator=", ")
        for part in parts(result)
    ]
    return " and ".join(" ".join(text.split()) for text in texts)


def call(names, arguments):
    """The arguments of a call, in words."""
    return "With " + ", ".join(f"{name} = {show(value)}" for name, value in zip(names, arguments))
