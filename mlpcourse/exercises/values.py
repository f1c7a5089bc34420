"""Questions that ask for numbers."""

from functools import cached_property

import numpy as np

from .compare import UnreadableError, fits, items, numbers, same, show, size
from .edits import edited, run
from .question import RIGHT, RIGHT_BUT, Outcome, Question


class Numbers(Question):
    """One or several numbers or arrays, which are what the solution computes.

    asks : the names that are asked for, in the order of `check`.
    slips : {edit of the solution: message}; named if the edit explains all that is wrong.
    advice : {name: message}, where that name is the first that is wrong and no slip explains it.

    Six decimals or six digits are enough. Later answers are judged on the learner's own earlier ones.
    """

    def __init__(self, name, solution, text, names, hints, asks, slips, success, advice=()):
        super().__init__(name, solution, text, names, hints, success)
        self.asks, self.advice = asks.split(), dict(advice)
        self.answers = self.values(self.source)
        self.slips = [(edited(self.source, edit), message) for edit, message in slips.items()]

    def values(self, source, given=()):
        """What a source computes for the names that are asked for."""
        space = run(source, self.names, given)
        return {key: numbers(space[key]) for key in self.asks}

    @cached_property
    def slipped(self):
        """What each slip computes, and its message."""
        return [(self.values(source), message) for source, message in self.slips]

    def judge(self, *answer):
        given = read(answer, {key: right.shape for key, right in self.answers.items()})
        following = {key: self._following(key, given) for key in self.asks}
        wrong = [key for key in self.asks if not equal(given[key], self.answers[key])]
        follow = [k for k in wrong if following[k] is not None and equal(given[k], following[k])]
        if follow != wrong:
            free = [k for k in self.asks if following[k] is None or not equal(following[k], self.answers[k])]
            return self.wrong(self._mistake(given, [k for k in wrong if k not in follow], follow, free))
        remarks = [
            _remark(key, given[key], right)
            for key, right in self.answers.items()
            if given[key].shape != right.shape
        ]
        remarks += [f"with all digits {key} is {show(self.answers[key])}" for key in follow]
        return Outcome(RIGHT_BUT, "; ".join(remarks) + ".") if remarks else Outcome(RIGHT, self.success)

    def _mistake(self, given, wrong, follow, free):
        """What is wrong, in words: the first mistake decides.

        follow : wrong answers that only follow from earlier ones. free : answers that hang on wrong ones.
        """
        message, explained = (
            self._slip(given, wrong, free, equal)
            or self._usual(given, wrong)
            or self._slip(given, wrong, free, _roughly)
            or ("", [])
        )
        left = [key for key in wrong if key not in explained]
        if left and explained:
            start = "" if message.startswith(wrong[0]) else f"{wrong[0]}: "
            message = f"{start}{message} Not right either: {', '.join(left)}."
        if not explained:
            right = [key for key in self.asks if key not in wrong and key not in follow]
            praise = f" Right: {', '.join(right)}." if right else ""
            advice = self.advice.get(wrong[0], "")
            message = f"Not right yet: {', '.join(wrong)}.{praise} {advice}".rstrip()
        return message + (f" Then work out {_and(follow)} again." if follow else "")

    def _following(self, key, given):
        """What the solution makes of the learner's own earlier answers, None if that cannot be computed."""
        earlier = {name: given[name].copy() for name in self.asks[: self.asks.index(key)]}
        try:
            with np.errstate(all="ignore"):  # the logarithm of a wrong output may be infinite
                return self.values(self.source, earlier)[key]
        except Exception:  # the earlier answers may not even have the right shape
            return None

    def _slip(self, given, wrong, free, equal):
        """The message of the slip that explains most, and what it explains; None if no slip does.

        A slip that changes an earlier answer which is right is not the learner's; nor has anything been
        exchanged where only one of the two is wrong.
        """
        first, most, found = wrong[0], (0, 0), None
        for slipped, message in self.slipped:
            agree = [key for key in self.asks if equal(given[key], slipped[key])]
            explained = [key for key in wrong if key in agree]
            kept = [key for key in self.asks if key not in wrong and key not in agree and key not in free]
            spoiled = any(
                self.asks.index(k) < self.asks.index(first) or equal(given[first], self.answers[k])
                for k in kept
            )
            if first in explained and not spoiled and (len(explained), len(agree)) > most:
                most, found = (len(explained), len(agree)), (message, explained)
        return found

    def _usual(self, given, wrong):
        """The same for the mistakes that every question knows."""
        first, right = wrong[0], self.answers
        for other in wrong[1:]:
            if equal(given[first], right[other]) and equal(given[other], right[first]):
                return f"{first} and {other} are swapped.", [first, other]
        if not fits(given[first].shape, right[first].shape):
            return f"{first} must be {form_of(right[first].shape)}, got {got_of(given[first])}.", [first]
        for what, test in USUAL.items():
            found = [key for key in wrong if test(given[key], right[key])]
            if first in found:
                return f"{_and(found)}: {what}", found
        return None


def read(answer, shapes):
    """{name: array} of the arguments of `check`, or of one that holds them all; UnreadableError.

    shapes : {name: shape} of what is asked for, for the words of the error.
    """
    answer = items(answer[0]) if len(answer) == 1 < len(shapes) else answer
    if len(answer) != len(shapes):
        asked = f"{len(shapes)} {'answers' if len(shapes) > 1 else 'answer'} ({', '.join(shapes)})"
        raise UnreadableError(f"This asks for {asked}, got {len(answer)}")
    given = {}
    for (name, shape), value in zip(shapes.items(), answer):
        try:
            given[name] = numbers(value)
        except UnreadableError as error:
            raise UnreadableError(f"{name} must be {form_of(shape)}, got {error}") from None
    return given


def equal(value, right):
    """Whether a value is right to six decimals or six digits."""
    finite = np.where(np.isfinite(right), np.abs(right), 0)  # an answer that follows may be infinite
    with np.errstate(divide="ignore"):
        unit = 10.0 ** np.maximum(np.floor(np.log10(finite)) - 5, -6)
    return same(value, right, 1e-12, 0.5001 * unit.ravel())


def _negative(value, right):
    return equal(-value, right) and not equal(value, right)


def _another_order(value, right):
    return value.size > 1 and equal(np.sort(value.ravel()), np.sort(right.ravel()))


def _rounded(value, right, least=2):
    """Whether a value is the right one rounded, or cut off, to some decimals: `least` digits of its largest
    entry, or more.
    """
    value, right = value.ravel(), right.ravel()
    if value.size != right.size or ((value == 0) & (np.abs(right) > 1e-6)).any():
        return False
    leading = int(np.floor(np.log10(size(right)))) if size(right) else 0
    tens = 10.0 ** np.arange(least - 1 - leading, max(5 - leading, 6))[:, None]
    near = lambda shortened: np.isclose(value, shortened / tens, 1e-9, 1e-12)  # noqa: E731
    return bool((near(np.round(right * tens)) | near(np.trunc(right * tens))).all(axis=1).any())


def _roughly(value, slipped):
    return equal(value, slipped) or _rounded(value, slipped, 3)


USUAL = {
    "the sign is wrong.": _negative,
    "the numbers are right, their order is not.": _another_order,
    "rounded too early; keep six digits.": _rounded,
}


def form_of(shape):
    """What is asked for, in words."""
    if not shape:
        return "a number"
    if len(shape) > 1:
        return f"an array of shape {shape}"
    return f"a tuple or list of {shape[0]} numbers" if shape[0] > 1 else "a tuple of one number"


def got_of(given):
    """What came instead, in words."""
    if given.ndim == 0:
        return "one number"
    return f"a list of {given.size}" if given.ndim == 1 else f"an array of shape {given.shape}"


def _remark(key, given, right):
    asked = form_of(right.shape)
    if given.ndim == 0:
        return f"{key} is {asked}: ({show(given)},) with a comma; ({show(given)}) is just a number"
    return f"{key} has shape {given.shape}, asked for is {asked}"


def _and(names):
    return " and ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else names[0]
