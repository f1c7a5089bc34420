"""Questions that know their answer, and the answers that known slips give.

A wrong answer is compared with what each slip would compute, so the reply can name the mistake.
"""

import inspect
from dataclasses import dataclass
from html import escape

import numpy as np

from .blank import BlankError, is_blank
from .old_compare import call, copies, is_number, parts, same, shapes, show
from .progress import mark

NOT_ATTEMPTED, WRONG, RIGHT, RIGHT_BUT = "not attempted", "wrong", "right", "right, but"
SIGNS = {NOT_ATTEMPTED: "·", WRONG: "✗", RIGHT: "✓", RIGHT_BUT: "✓"}


@dataclass(frozen=True)
class Outcome:
    """What became of an answer: `kind` is one of the four above, `message` a sentence for the
    learner.
    """

    kind: str
    message: str

    @property
    def passed(self):
        return self.kind in (RIGHT, RIGHT_BUT)

    def __repr__(self):
        return f"{SIGNS[self.kind]} {self.kind.capitalize()}. {self.message}".rstrip()

    def _repr_html_(self):
        color = {WRONG: "#b3261e", NOT_ATTEMPTED: "#6b6b6b"}.get(self.kind, "#117733")
        head = f"<b style='border-left:4px solid {color};padding-left:8px'>"
        return f"{head}{SIGNS[self.kind]} {self.kind.capitalize()}.</b> {escape(self.message)}"


BLANK_LEFT = Outcome(NOT_ATTEMPTED, "Fill in the ____ of the function and run the cell again.")


class Text(str):
    """A hint or a solution: shown in a notebook as text or code, without quotes."""

    def __repr__(self):
        return str(self)


class Question:
    """The base of all questions.

    name : "nb11.q1", the key of the progress file. text : what is asked, one sentence. solution :
    Python source that answers the stub. hints : from vague to plain. success : what a right answer
    teaches.
    """

    def __init__(self, name, text, solution, hints, success=""):
        self.name, self.text, self.source, self.success = name, text, solution.strip(), success
        self.hints = list(hints)
        self.hints_given = 0

    def judge(self, *answer):
        """The Outcome of an answer that has no blank in it."""
        raise NotImplementedError

    def check(self, *answer):
        """Judge the answer, and record it if it is right."""
        if not answer or is_blank(answer):
            return Outcome(NOT_ATTEMPTED, "Put your answer in place of ____ and run the cell again.")
        outcome = self.judge(*answer)
        if outcome.passed:
            mark(self.name)
        return outcome

    def hint(self):
        """The next hint; after the last one, the first again."""
        k = self.hints_given % len(self.hints)
        self.hints_given += 1
        return Text(f"Hint {k + 1} of {len(self.hints)}: {self.hints[k]}")

    def solution(self):
        """The code that answers the question."""
        return Text(self.source)

    def __repr__(self):
        return f"{self.name}: {self.text}"


class Choice(Question):
    """One of several named answers; `slips` says what is wrong with each of the others."""

    def __init__(self, name, text, answer, slips, solution, hints, success=""):
        super().__init__(name, text, solution, hints, success)
        self.answer, self.slips = answer, slips

    def judge(self, answer):
        key = str(answer).strip().lower()
        if key == self.answer:
            return Outcome(RIGHT, self.success)
        if key in self.slips:
            return Outcome(WRONG, self.slips[key])
        options = ", ".join(repr(option) for option in sorted([self.answer, *self.slips]))
        return Outcome(WRONG, f"{answer!r} is not one of the answers; choose from {options}.")


class Numbers(Question):
    """One or several numbers or arrays.

    answers : {name: value}. slips : pairs (values, message), values a dict with some of the names;
    the first slip that matches names the mistake. Right up to `tolerance`, absolute.
    """

    def __init__(self, name, text, answers, slips, solution, hints, success="", tolerance=1e-6, advice=""):
        super().__init__(name, text, solution, hints, success)
        self.answers = {key: np.asarray(value, dtype=float) for key, value in answers.items()}
        self.slips, self.tolerance, self.advice = slips, tolerance, advice

    def judge(self, *answer):
        if len(answer) != len(self.answers):
            expected = f"{len(self.answers)} answers ({', '.join(self.answers)})"
            return Outcome(WRONG, f"This asks for {expected}, got {len(answer)}.")
        given, remarks = {}, []
        for (key, right), value in zip(self.answers.items(), answer):
            try:
                value = np.asarray(value, dtype=float)
            except (TypeError, ValueError):
                return Outcome(WRONG, f"{key} must be {_kind(right)}, got {value!r}.")
            if value.shape != right.shape and value.size == right.size:
                remarks.append(f"{key} has shape {value.shape}, asked for was {right.shape}")
                value = value.reshape(right.shape)
            elif value.shape != right.shape:
                return Outcome(WRONG, f"{key} must be {_kind(right)}, got something of shape {value.shape}.")
            given[key] = value
        wrong = [key for key, right in self.answers.items() if not self._equal(given[key], right)]
        if wrong:
            return Outcome(WRONG, self._mistake(given, wrong))
        if remarks:
            return Outcome(RIGHT_BUT, "; ".join(remarks) + ".")
        return Outcome(RIGHT, self.success)

    def _equal(self, value, right):
        return bool(np.all(np.abs(value - right) <= self.tolerance))

    def _mistake(self, given, wrong):
        for values, message in self.slips:
            if set(values) & set(wrong) and all(
                self._equal(given[key], np.asarray(value)) for key, value in values.items()
            ):
                return message
        for key in wrong:
            value, right = given[key], self.answers[key]
            if self._equal(-value, right):
                return f"{key} has the wrong sign."
            if np.all(np.abs(value - right) <= 0.006):
                return f"{key} is rounded too early: keep at least six decimals."
        right = [key for key in self.answers if key not in wrong]
        praise = f" {_are(right)} right." if right else ""
        return f"{_are(wrong)} not right yet.{praise} {self.advice}".rstrip()


class Function(Question):
    """A function to write.

    reference : the right function. cases : rng -> tuple of arguments, drawn `trials` times. slips :
    pairs (function, message); the answer is compared with each on the same arguments. properties :
    functions (answer, *arguments) -> message or None, for mistakes that no slip foresees.
    """

    def __init__(
        self,
        name,
        text,
        reference,
        cases,
        slips,
        solution,
        hints,
        success="",
        properties=(),
        trials=5,
        tolerance=1e-8,
    ):
        super().__init__(name, text, solution, hints, success)
        self.reference, self.cases, self.slips, self.properties = (reference, cases, slips, properties)
        self.trials, self.tolerance = trials, tolerance

    def judge(self, function):
        if not callable(function):
            return Outcome(WRONG, f"This asks for a function, got {function!r}; pass its name without ().")
        expected = list(inspect.signature(self.reference).parameters)
        try:
            inspect.signature(function).bind(*expected)
        except TypeError as error:
            return Outcome(WRONG, f"The function must take ({', '.join(expected)}): {error}.")
        except ValueError:  # max and older ufuncs do not say what they take
            pass
        rng = np.random.default_rng(0)
        trials = [self.cases(rng) for _ in range(self.trials)]
        results = []
        for arguments in trials:
            given = copies(arguments)
            try:
                result = function(*given)
            except Exception as error:
                if isinstance(error, BlankError) or "Blank" in str(error):
                    return BLANK_LEFT
                shown = call(expected, arguments)
                return Outcome(WRONG, f"{shown} raised {type(error).__name__}: {error}.")
            if is_blank(result):
                return BLANK_LEFT
            if result is None:
                return Outcome(WRONG, "The function returned None; end it with a return.")
            if not all(map(is_number, parts(result))):
                return Outcome(WRONG, f"The function must return numbers or arrays, got {result!r}.")
            if any(not same(a, b, 0) for a, b in zip(given, arguments)):
                return Outcome(
                    WRONG, "The function changes its arguments; work on copies (V = V - …, not V -= …)."
                )
            results.append(result)
        right = [self.reference(*copies(arguments)) for arguments in trials]
        if all(same(a, b, self.tolerance) for a, b in zip(results, right)):
            return Outcome(RIGHT, self.success)
        if all(same(a, b, self.tolerance, flat=True) for a, b in zip(results, right)):
            return Outcome(
                RIGHT_BUT, f"the values are right, the shapes are not: {shapes(results[0], right[0])}."
            )
        for slip, message in self.slips:
            slipped = [slip(*copies(arguments)) for arguments in trials]
            if all(same(a, b, self.tolerance) for a, b in zip(results, slipped)):
                return Outcome(WRONG, message)
        for arguments, result in zip(trials, results):
            for find in self.properties:
                message = find(result, *copies(arguments))
                if message:
                    return Outcome(WRONG, message)
        for arguments, result, value in zip(trials, results, right):
            if not same(result, value, self.tolerance):
                return Outcome(
                    WRONG, f"{call(expected, arguments)} gave {show(result)}, expected {show(value)}."
                )
        raise AssertionError("unreachable: some trial differs")


def _are(names):
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"


def _kind(value):
    return "a number" if value.ndim == 0 else f"an array of shape {value.shape}"
