"""The errata of the five lectures, each with its repair; where numbers or shapes settle it, a proof."""

import inspect
import textwrap
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..tables import Html, html_table, number
from ..validation import generator
from .course import CHAPTERS, read_table
from .proofs import PROOFS, RIGHT

KINDS = {
    "lost mark": "a minus, a prime, a bracket, a word is gone",
    "wrong index": "the formula is meant for a neighbour",
    "shapes do not fit": "the product does not exist",
    "missing factor": "a factor or a term of the result is not there",
    "function at the wrong place": "right parts, wrong order",
    "procedure": "each line is right, but not in this order",
    "arithmetic or constant": "a number is wrong",
    "two pages disagree": "two places say different things",
    "unsaid condition": "true, if one adds when",
    "claims too much": "true, if one takes something away",
}
BINS = {"number": "a number decides", "shape": "a shape decides", "reading": "only reading"}
LETTERS = {"A": "ASU", "H": "Anand", "M": "Melbourne", "N": "NUS", "T": "Tsinghua", "X": "across"}


class Verdict(NamedTuple):
    """What a proof finds: whether the line that is printed passes, the values, and all of it in words."""

    printed_passes: bool
    repaired_passes: bool
    printed: object
    repaired: object
    truth: object

    def __str__(self):
        lines = [("printed", self.printed, self.printed_passes)]
        if self.repaired is not None:
            lines.append(("repaired", self.repaired, self.repaired_passes))
        words = [f"{name} {_show(value)}, {'passes' if ok else 'fails'}" for name, value, ok in lines]
        return f"{'; '.join(words)} (must be {_show(self.truth)})"

    __repr__ = __str__


class Line:
    """A printed line, right or wrong.

    id : of the erratum, or of the lectures' row if the line is right. kind, bin : as in KINDS and BINS.
    open : whether "cannot be settled from the page" is an answer, too. why : in a sentence.
    """

    def __init__(self, id, printed, repaired="", kind="", bin="number", open=False, why="", chapter=21):
        self.id, self.printed, self.repaired, self.kind, self.bin = id, printed, repaired, kind, bin
        self.open, self.why, self.chapter = open, why, CHAPTERS[chapter]

    @property
    def right(self):
        return not self.repaired

    @property
    def lecture(self):
        """The letter of its lecture; "X" for what is across lectures."""
        return self.id.removeprefix("E")[0]

    @property
    def proof(self):
        """The proof as a function, None if only reading decides."""
        return RIGHT[self.id][1] if self.right else PROOFS.get(self.id)

    @cached_property
    def verdict(self):
        """The proof, carried out now: a Verdict, or None."""
        if self.proof is None:
            return None
        printed, *repaired, truth = self.proof()
        printed, repaired = _value(printed), _value(repaired[0]) if repaired else None
        return Verdict(_agree(printed, truth), _agree(repaired, truth), printed, repaired, truth)

    @property
    def source(self):
        """The proof as Python, without its first lines; "" if there is none."""
        if self.proof is None:
            return ""
        text = textwrap.dedent(inspect.getsource(self.proof))
        return textwrap.dedent(text.split('"""', 2)[2]).strip("\n")

    def __repr__(self):
        what = "right as printed" if self.right else f"{self.kind}; repaired: {self.repaired}"
        found = f"\n{self.verdict}" if self.proof else f"\nNo proof: {self.why}"
        return f"{self.id}: {self.printed}\n{what}{found}"

    def _repr_html_(self):
        return self.shown()

    def shown(self):
        """The line, what became of it, and its proof, as HTML."""
        fate = "right as printed" if self.right else f"{self.kind}: {KINDS[self.kind]}"
        rows = [("printed", self.printed), ("verdict", fate)]
        rows += [("repaired", self.repaired)] if self.repaired else []
        rows += [("why", self.why)] if self.why else []
        if self.proof is None:
            rows.append(("proof", "none: this is a judgement"))
            return html_table((self.id, ""), rows)
        code = Html(f"<pre style='margin:0;font-size:12px;line-height:1.35'>{Html.of(self.source)}</pre>")
        rows += [("test", inspect.getdoc(self.proof)), ("proof", code), ("found", str(self.verdict))]
        return html_table((self.id, ""), rows)


class Refused(str):
    """Why a line gives no value at all."""


def _value(line):
    """What a line gives: it may be a call that NumPy refuses."""
    if not callable(line):
        return line
    try:
        return line()
    except ValueError:
        return Refused("no product: the shapes do not fit")


def _agree(value, truth):
    """Equal in form and, to six digits, in number."""
    if value is None or isinstance(value, Refused):
        return False
    value, truth = np.array(value, dtype=float), np.array(truth, dtype=float)
    return value.shape == truth.shape and np.allclose(value, truth, rtol=1e-6, atol=1e-8)


def _show(value):
    """A value in a sentence."""
    if isinstance(value, Refused | bool | np.bool_):
        return str(value)
    if np.ndim(value):
        return f"({', '.join(map(_show, value))})"
    return number(float(value), first=True)


ERRATA = {
    row["id"]: Line(
        row["id"], row["printed"], row["repaired"], row["kind"], row["bin"], bool(row["open"]), row["why"],
        int(row["notebook"]),
    )
    for row in read_table("errata.csv")
}  # fmt: skip
RIGHT_LINES = {row: Line(row, printed) for row, (printed, _) in RIGHT.items()}


def deal(seed, lecture="", count=10, right=3):
    """Cards of one lecture or all: `right` of them are right as printed, and two are left to reading.
    Returns Lines, in random order.
    """
    rng = generator(seed)

    def pick(lines, n):
        mine = [id for id in sorted(lines) if lecture in ("", id.removeprefix("E")[0])]
        return rng.permutation(mine)[:n]

    wrong = [*pick(PROOFS, count - right - 2), *pick(ERRATA.keys() - PROOFS.keys(), 2)]
    cards = [ERRATA[id] for id in wrong] + [RIGHT_LINES[id] for id in pick(RIGHT_LINES, right)]
    return [cards[k] for k in rng.permutation(len(cards))]
