"""What learners type and what their functions return: read in any natural form, compared, shown."""

import re

import numpy as np

from .blank import too_deep


class UnreadableError(ValueError):
    """An answer that is not made of numbers; says what it is instead."""


def words(thing, most=60):
    """Anything at all in words, short; an object whose own repr fails is named by its type."""
    try:
        text = re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(repr(thing).split()))
    except Exception:
        return f"an object of type {type(thing).__name__}"
    return text if len(text) <= most else f"{text[:most]} …"


def numbers(thing):
    """A number, list, tuple, nested list or array as an array of floats of its own."""
    try:
        array = np.array(None if too_deep(thing) or np.ma.is_masked(thing) else _in_one(thing))
        if array.dtype.kind == "O":  # fractions and long integers are numbers, None is not
            array = np.array([float(part) for part in array.flat]).reshape(array.shape)
    except Exception:  # ragged lists, and whatever an object does of its own
        raise UnreadableError(f"{words(thing)}, which is neither a number nor an array of numbers") from None
    if array.dtype.kind in "US":
        raise UnreadableError(f"{words(thing)} in quotes; write numbers without quotes")
    if array.dtype.kind not in "biuf":
        raise UnreadableError(f"{words(thing)}, which is not made of real numbers")
    return array.astype(float)


def _in_one(thing):
    """Numbers and vectors side by side, such as (w, b), as one vector; anything else as it is."""
    if type(thing) in (list, tuple) and len(thing) == 1:
        return [_in_one(thing[0])]
    if type(thing) not in (list, tuple) or {np.ndim(part) for part in thing} != {0, 1}:
        return thing
    return [number for part in thing for number in np.atleast_1d(part)]


def items(thing):
    """What a list, a tuple or an array holds, one by one; of anything else itself."""
    if type(thing) in (list, tuple):
        return list(thing)
    try:
        array = numbers(thing)
    except UnreadableError:
        return [thing]
    while array.ndim > 1 and len(array) == 1:  # a row is a list, too
        array = array[0]
    return list(array) if array.ndim else [thing]


def as_parts(result, count):
    """A result as a list of `count` arrays."""
    parts = [result] if count == 1 else items(result)
    if len(parts) != count:
        got = f"{len(parts)} results" if len(parts) > 1 else words(result)
        raise UnreadableError(f"{got} where {count} {'are' if len(parts) > 1 else 'results are'} asked for")
    return [numbers(part) for part in parts]


def fits(shape, wanted):
    """Whether a shape will do for the one that is asked for: (n, 1) and (1, n) do for (n,)."""
    return [n for n in shape if n != 1] == [n for n in wanted if n != 1]


def same(a, b, relative, absolute):
    """Whether two arrays agree; (n,), (n, 1) and (1, n) are compared entry by entry."""
    return fits(a.shape, b.shape) and np.allclose(a.ravel(), b.ravel(), relative, absolute, equal_nan=True)


def alike(results, others):
    """Whether two functions did the same in every case, up to rounding."""
    return len(results) == len(others) and all(map(_alike, results, others))


def _alike(result, other):
    if not (isinstance(result, list) and isinstance(other, list)):  # an error, or no numbers
        return result == other
    if len(result) != len(other):
        return False
    return all(same(a, b, 1e-7, 1e-12 + 1e-9 * size(b)) for a, b in zip(result, other))


def size(array):
    """The largest absolute value, of those that are finite."""
    return np.abs(array[np.isfinite(array)]).max(initial=0)


def unchanged(argument, before):
    """Whether an argument of any kind is still what it was."""
    if type(argument) is not type(before):
        return False
    if isinstance(before, np.ndarray):
        return argument.shape == before.shape and np.array_equal(argument, before)
    if isinstance(before, list):
        return len(argument) == len(before) and all(map(unchanged, argument, before))
    return argument == before


def show(value, digits=6):
    """A number, array, list or function as a learner reads it."""
    if callable(value):
        return value.__name__
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        return repr(value)
    plain = {"float": lambda v: f"{v + 0.0:.{digits}g}"}
    return " ".join(np.array2string(array, separator=", ", formatter=plain, threshold=40).split())


def form(array):
    """What an array is, in words."""
    return f"an array of shape {array.shape}" if array.ndim else "a single number"


def difference(name, given, right):
    """How two arrays differ, in words: the shapes, or the first entry that differs if there are many."""
    if [n for n in given.shape if n != 1] != [n for n in right.shape if n != 1]:
        return f"{name} is {form(given)}, asked for is {form(right)}"
    if right.size > 6:
        given = given.reshape(right.shape)
        gap = ~np.isclose(given, right, 1e-7, 1e-12 + 1e-9 * size(right))
        place = tuple(int(k) for k in np.argwhere(gap)[0])
        name, given, right = (
            f"{name.removeprefix('the ')}[{', '.join(map(str, place))}]",
            given[place],
            right[place],
        )
    for digits in (4, 6, 9, 12, 17):  # as many as it takes to see the difference
        if show(given, digits) != show(right, digits):
            break
    return f"{name} is {show(given, digits)}, asked for is {show(right, digits)}"
