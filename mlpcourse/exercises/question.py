"""Questions know their answer and the answers of known slips, so that a reply can name the mistake."""

import ast
import re
from dataclasses import dataclass
from html import escape

from .blank import is_blank
from .compare import UnreadableError, numbers, words
from .edits import run
from .progress import mark

NOT_ATTEMPTED, NOT_JUDGED, WRONG = "not attempted", "not judged", "wrong"
RIGHT, RIGHT_BUT = "right", "right, but"
SIGNS = {NOT_ATTEMPTED: "·", NOT_JUDGED: "·", WRONG: "✗", RIGHT: "✓", RIGHT_BUT: "✓"}
TYPED = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")  # signs and powers, as they stand on a page


@dataclass(frozen=True)
class Outcome:
    """What became of an answer: `kind` is one of the five above, `message` a sentence for the learner,
    `hint` the call that helps further.
    """

    kind: str
    message: str
    hint: str = ""

    @property
    def passed(self):
        return self.kind in (RIGHT, RIGHT_BUT)

    def __repr__(self):
        hint = f" A hint: {self.hint}" if self.hint else ""
        return f"{SIGNS[self.kind]} {self.kind.capitalize()}. {self.message}".rstrip() + hint

    def _repr_html_(self):
        color = {WRONG: "#b3261e"}.get(self.kind, "#117733" if self.passed else "#6b6b6b")
        head = f"<b style='border-left:4px solid {color};padding-left:8px'>"
        hint = f" A hint: <code>{self.hint}</code>" if self.hint else ""
        return f"{head}{SIGNS[self.kind]} {self.kind.capitalize()}.</b> {escape(self.message)}{hint}"


class Text(str):
    """A hint or a solution: shown in a notebook as text or code, without quotes."""

    def __repr__(self):
        return str(self)


class Question:
    """The base of all questions.

    name : "nb11.q1", the key of the progress file.
    text : what is asked, one sentence.
    solution : Python source that answers the stub.
    names : what the solution may use; {name: value}.
    hints : from vague to plain.
    success : what a right answer teaches.
    """

    blank_left = "Put your answer in place of ____ and run the cell again."

    def __init__(self, name, solution, text, names, hints, success=""):
        self.name, self.text, self.source, self.success = name, text, solution.strip(), success
        self.names = dict(names)
        self.defined = run(self.source, self.names)
        self.hints = list(hints)
        self.hints_given = 0

    def judge(self, *answer):
        """The Outcome of an answer that has no blank in it; UnreadableError if it is not even the right kind
        of thing.
        """
        raise NotImplementedError

    def check(self, *answer):
        """Judge the answer, and record it if it is right."""
        if not answer or any(map(is_blank, answer)):
            return Outcome(NOT_ATTEMPTED, self.blank_left)
        try:
            outcome = self.judge(*answer)
        except UnreadableError as error:
            return self.wrong(f"{error}.")
        if outcome.passed:
            mark(self.name)
        return outcome

    def wrong(self, message):
        """The Outcome of a wrong answer: it ends with the way to a hint."""
        return Outcome(WRONG, message, f"ex.{self.name.split('.')[1]}.hint()")

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
    """One of several options, chosen by number or in words.

    options : {option: reply}, in the order in which they are shown; the reply to the right one, which
    is what the solution assigns, says what it teaches.
    also : {option: other ways to say it}.
    """

    def __init__(self, name, solution, text, names, hints, options, also=()):
        super().__init__(name, solution, text, names, hints)
        self.options = options
        self.answer = self.defined[ast.parse(self.source).body[-1].targets[0].id]
        self.success = options[self.answer]
        self.meant = {str(k): option for k, option in enumerate(options, 1)}
        for option in options:
            for way in (option, *dict(also).get(option, ())):
                self.meant[_plain(way)] = option
        self.listed = "; ".join(f"{k} {option}" for k, option in enumerate(options, 1))
        self.blank_left = f"Choose by number or in words: {self.listed}."

    def judge(self, *answer):
        said = answer[0] if len(answer) == 1 else answer
        option = self.meant.get(_plain(said))
        if option is None:
            return Outcome(NOT_JUDGED, f"{words(said)} is not one of the options: {self.listed}.")
        return Outcome(RIGHT, self.success) if option == self.answer else self.wrong(self.options[option])

    def __repr__(self):
        return f"{self.name}: {self.text} {self.blank_left}"


def _plain(said):
    """Words or numbers without case, quotes, spaces, full stops and "the"; None if it is neither."""
    if type(said) in (list, tuple) and len(said) > 1 and all(type(part) is str for part in said):
        said = ",".join(said)
    if not issubclass(type(said), str):
        if type(said) is bool:
            return None
        try:
            said = ",".join(f"{value:g}" for value in numbers(said).ravel())
        except ValueError:
            return None
    said = str.lower(said).translate(TYPED).replace("θ", "theta").strip()  # whatever `said` makes of lower
    if said[:1] not in ("'", '"'):  # in quotes, else a derivative: relu'
        said = re.sub(r"(?<=\w)['’′](?!\w)", "prime", said)
    said = re.sub(r"\bthe\b", "", said)
    return re.sub(r"[^a-z0-9+=-]", "", said)
