"""Questions that ask for a function."""

import ast
import copy
import inspect
import re
from functools import cached_property
from itertools import permutations

import numpy as np

from .blank import BlankError, is_blank, mentions_blank
from .compare import UnreadableError, alike, as_parts, difference, form, show, unchanged, words
from .edits import edited, run
from .question import NOT_ATTEMPTED, RIGHT, RIGHT_BUT, Outcome, Question

LONGEST = 220  # characters of arguments that are shown; of more only the shapes


class Stop(str):
    """Why a call gave no numbers."""


BLANK = Stop("the blank")


class Function(Question):
    """A function to write: the last one that the solution defines.

    cases : tuples of arguments, the telling ones first: every branch, tie and sign, small whole numbers.
    random : rng -> one more tuple, drawn `trials` times.
    slips : {edit of the solution, or a function: message}; named if it does what the learner's function
    does, in every case.
    """

    what = "function"

    def __init__(self, name, solution, text, names, hints, cases, random, slips, success, trials=5):
        super().__init__(name, solution, text, names, hints, success)
        definition = ast.parse(self.source).body[-1]
        self.function_name, self.parts = definition.name, self.parts_of(definition)
        self.reference = self.as_function(self.defined[self.function_name])
        self.parameters = list(inspect.signature(self.reference).parameters)
        rng, self.random = np.random.default_rng(0), random
        self.cases = [*cases, *(tuple(map(_short, random(rng))) for _ in range(trials))]
        self.right = [self.call(self.reference, arguments) for arguments in self.cases]
        self.slips = [(self._slip(slip), message) for slip, message in slips.items()]

    def _slip(self, slip):
        if callable(slip):
            return slip
        return self.as_function(run(edited(self.source, slip), self.names)[self.function_name])

    def as_function(self, answer):
        """What is called in the cases."""
        return answer

    def parts_of(self, definition):
        """What a function returns, part by part, in words."""
        value = definition.body[-1].value
        if not isinstance(value, ast.Tuple):
            return ["the result"]
        return [
            ast.unparse(part) if isinstance(part, ast.Name) else f"the {which} result"
            for part, which in zip(value.elts, ("first", "second", "third", "fourth", "fifth"))
        ]

    @cached_property
    def slipped(self):
        """What each slip returns in every case, and its message."""
        return [([self.call(slip, case) for case in self.cases], message) for slip, message in self.slips]

    def call(self, function, arguments):
        """The results of a call as a list of arrays, or a Stop that says why there are none."""
        given = copy.deepcopy(arguments)
        result = returned(self.as_function(function), given)
        if type(result) is Stop:
            return result
        if result is None:
            return Stop("it returns None; every way through the function must end with a return")
        for name, now, before in zip(self.parameters, given, arguments):
            if not unchanged(now, before):
                instead = "sorted(…), not .sort()" if isinstance(before, list) else "A = A - …, not A -= …"
                return Stop(f"it changes its argument {name}; work on a copy ({instead})")
        try:
            return as_parts(result, len(self.parts))
        except UnreadableError as error:
            return Stop(f"it returns {error}")

    def judge(self, *answer):
        if len(answer) > 1 or not callable(answer[0]):
            call, got = f"check({self.function_name})", words(answer[0])
            return self.wrong(f"This asks for the {self.what} itself, {call} without (), got {got}.")
        function = self.as_function(answer[0])
        taken, refusal = _parameters(function, self.parameters)
        if refusal:
            return self.wrong(f"The {self.what} must take ({', '.join(self.parameters)}): {refusal}.")
        results = [self.call(function, arguments) for arguments in self.cases]
        if BLANK in results:
            left = f"Fill in the ____ of the {self.what} and run the cell again."
            return Outcome(NOT_ATTEMPTED, left)
        if alike(results, self.right):
            return self._praise(results)
        if taken != self.parameters and sorted(taken) == sorted(self.parameters):
            return self.wrong(f"Keep the order of the arguments: ({', '.join(self.parameters)}).")
        for slipped, message in self.slipped:
            if alike(results, slipped):
                return self.wrong(message)
        return self.wrong(self._usual(results) or self._failure(results))

    def _praise(self, results):
        for name, got, right in zip(self.parts, results[0], self.right[0]):
            if got.shape != right.shape:
                wish = f"the values are right, but {name} is {form(got)}, asked for is {form(right)}."
                return Outcome(RIGHT_BUT, wish)
        return Outcome(RIGHT, self.success)

    def _usual(self, results):
        """The mistakes that every function knows."""
        for k, part in enumerate(self.parts if self.parts[1:] else ()):
            alone = [self.call(lambda *a, k=k: self.reference(*a)[k], case) for case in self.cases]
            if alike(results, alone):
                return f"Only {part} came back; return {len(self.parts)} results."
        if any(isinstance(result, Stop) for result in results):
            return None
        if alike([[-part for part in result] for result in results], self.right):
            return "The sign is wrong."
        if alike([[part.T for part in result] for result in results], self.right):
            return "The result is transposed."
        for factor, much in ((2, "twice"), (0.5, "half")):
            if alike(results, [[factor * part for part in right] for right in self.right]):
                return f"The result is {much} what it should be."
        for order in permutations(range(len(self.parts))):
            if alike([[result[k] for k in order] for result in results], self.right):
                return f"The results are in the wrong order: return {', then '.join(self.parts)}."
        return None

    def _failure(self, results):
        """The first case that goes wrong, and only what differs in it."""
        for arguments, result, right in zip(self.cases, results, self.right):
            if not alike([result], [right]):
                given = ", ".join(f"{n} = {show(value)}" for n, value in zip(self.parameters, arguments))
                if len(given) > LONGEST:
                    given = ", ".join(f"{n} {np.shape(v)}" for n, v in zip(self.parameters, arguments))
                if isinstance(result, Stop):
                    return f"With {given}: {result}."
                for name, got, part in zip(self.parts, result, right):
                    if not alike([[got]], [[part]]):
                        return f"With {given}: {difference(name, got, part)}."
        raise AssertionError("unreachable: some case differs")


def returned(function, arguments):
    """What a learner's function returns, or a Stop: whatever it does, exit() included."""
    try:
        with np.errstate(all="ignore"):
            result = function(*arguments)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        unfinished = isinstance(error, BlankError) or mentions_blank(function)
        return BLANK if unfinished else Stop(f"it stops with {explained(error)}")
    return BLANK if is_blank(result) else result


def _short(argument):
    """Random numbers that can be read: two decimals."""
    return np.round(argument, 2) if np.asarray(argument).dtype.kind == "f" else argument


def _parameters(function, expected):
    """The names of a function's parameters, and why it cannot be called with those expected, if so."""
    try:
        signature = inspect.signature(function)
    except Exception:  # max does not say what it takes
        return expected, None
    try:
        signature.bind(*expected)
    except TypeError as error:
        return [], str(error)
    return list(signature.parameters), None


def explained(error):
    """An exception of a learner's function, with what to do about it."""
    kind = type(error).__name__
    try:
        text = " ".join(str(error).split())[:150]
    except Exception:
        text = "no message"
    text = re.sub(r"a mismatch in its core dimension.*\((size .*)\)", r"the wrong size (\1)", text)
    for fragments, remedy in REMEDIES.items():
        if any(fragment in text for fragment in fragments.split("|")):
            return f"{kind}: {remedy.format(text=text)}"
    return f"{kind}: {text}".rstrip(".: ")


REMEDIES = {
    "truth value of an array": "`if`, `and`, `or` and max need one True or False, but the function gets a "
    "whole array; use np.where(condition, a, b), np.maximum or a sum",
    "be converted to Python scalars|only convert an array of size": "float() and math.… want one number, "
    "but the function gets a whole array; use NumPy's own, such as np.exp",
    "inhomogeneous": "numbers and whole arrays are mixed in one list; perhaps a function for one row is "
    "called with the whole table",
    "broadcast|wrong size|not aligned|dimensions": "{text}; these shapes do not fit together, print "
    "the .shape of each",
    "for ^": "a power is written **, not ^",
    "is not defined": "{text}; define or import it in a cell above",
    "not callable": "{text}; a * is missing before a bracket, or a name stands for a value here",
    "'list'": "{text}; a list is no array, make it one with np.array(…)",
}
