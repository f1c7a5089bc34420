"""Labs of chapter 00: shapes, symbols, slides, and what one should know before."""

from html import escape
from itertools import pairwise

import ipywidgets as w
from matplotlib.patches import Rectangle

from ..lectures.course import CHAPTERS, LECTURES, find, read_table
from ..tables import html_table
from .base import Lab
from .controls import STYLE, WIDE, LayerSizes, choice, slider
from .text import TextLab


class ShapeChecker(Lab):
    """The arrays of a forward pass, layer by layer, drawn to scale with their shapes."""

    title = "Shape checker"
    question = "Five samples, a 3-4-1 network: which shapes have W, b and Z of layer 1?"
    size = (7.2, 4.2)
    storyboard = (dict(layout="rows"),)

    def build(self):
        return {
            "samples": slider("samples N", 5, 1, 8),
            "layout": choice("samples are", {"rows (this course)": "rows", "columns (ASU)": "columns"}),
            "sizes": LayerSizes((3, 4, 1), most=4, largest=8),
        }

    def draw(self, fig):
        n, sizes, rows = (self.values["samples"], self.values["sizes"], self.values["layout"] == "rows")
        theme = self.theme
        ax = fig.add_axes((0, 0, 1, 1))
        ax.set(xlim=(0, 7.2), ylim=(0, 4.2))
        ax.axis("off")
        height = 4.1 / (len(sizes) - 1)
        unit = min(0.085 * 3, (height - 0.95) / max(n, *sizes), 1.25 / max(n, *sizes))
        sentences = []
        for layer, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
            x_name = "X" if layer == 1 else f"A{_low(layer - 1)}"
            W, b, z_name = (f"{letter}{_low(layer)}" for letter in "WbZ")
            if rows:
                parts = [
                    (x_name, (n, n_in), "@"),
                    (f"{W}ᵀ", (n_in, n_out), "+"),
                    (b, (n_out,), "="),
                    (z_name, (n, n_out), ""),
                ]
            else:
                parts = [
                    (W, (n_out, n_in), "@"),
                    (x_name, (n_in, n), "+"),
                    (b, (n_out, 1), "="),
                    (z_name, (n_out, n), ""),
                ]
            middle = 4.15 - height * (layer - 0.5)
            for i, (label, shape, sign) in enumerate(parts):
                tall, wide = shape if len(shape) == 2 else (1, shape[0])
                x = 0.95 + 1.65 * i
                y = middle + 0.08
                color = theme.colors[i % 4]
                ax.add_patch(Rectangle((x - wide * unit / 2, y - tall * unit / 2), wide * unit, tall * unit,
                                       facecolor=color + "40", edgecolor=color, linewidth=1.5))  # fmt: skip
                ax.text(
                    x,
                    y + tall * unit / 2 + 0.07,
                    label,
                    ha="center",
                    va="bottom",
                    color=theme.ink,
                    fontsize=12,
                )
                ax.text(
                    x,
                    y - tall * unit / 2 - 0.07,
                    _shape(shape),
                    ha="center",
                    va="top",
                    color=theme.ink,
                    fontsize=10,
                )
                ax.text(x + 0.825, y, sign, ha="center", va="center", color=theme.ink, fontsize=14)
            texts = [f"{label} {_shape(shape)}" for label, shape, _ in parts]
            sentences.append(f"Layer {layer}: {texts[0]} @ {texts[1]} + {texts[2]} = {texts[3]}.")
        count = sum((a + 1) * b for a, b in pairwise(sizes))
        return " ".join(sentences) + f" {count} numbers are learned, whatever N is."


def _low(number):
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def _shape(shape):
    return f"({shape[0]},)" if len(shape) == 1 else f"({shape[0]}, {shape[1]})"


class NotationTranslator(TextLab):
    """A symbol of one lecture in the course's convention, and in the four other lectures."""

    title = "Notation translator"
    question = "Which quantity does a lecture mean by this symbol, and what is it called here?"

    def build(self):
        self.table = read_table("notation.csv")
        lecture = choice("lecture", {name: key for key, name in LECTURES.items()})
        symbol = choice("symbol", [row["A"] for row in self.table if row["A"]])
        lecture.value, symbol.options = "M", self._symbols("M")
        lecture.observe(lambda change: setattr(symbol, "options", self._symbols(change["new"])), "value")
        return {"lecture": lecture, "symbol": symbol}

    def _symbols(self, lecture):
        return [row[lecture] for row in self.table if row[lecture]]

    def text(self):
        lecture, symbol = self.values["lecture"], self.values["symbol"]
        if symbol not in self._symbols(lecture):
            symbol = self._symbols(lecture)[0]
        row = next(row for row in self.table if row[lecture] == symbol)
        head = ("", "symbol", "name in code", "shape")
        rows = [("this course", row["ours"], row["code"], row["shape"])]
        rows += [(name, row[key] or "no symbol", "", "") for key, name in LECTURES.items()]
        here = f"here {row['ours']}, {row['shape']}"
        caption = f"{LECTURES[lecture]}'s {symbol} is the {row['quantity']}: {here}."
        return html_table(head, rows), caption + (f" Note: {row['note']}." if row["note"] else "")


class CourseFinder(TextLab):
    """From a slide to the place in the course: filter the 374 rows of the five lectures."""

    title = "Where is my slide?"
    question = "You have a word from a slide: in which chapter and section is it?"
    shown = 8

    def build(self):
        word = w.Text("over-param", description="words", layout=WIDE, style=STYLE, continuous_update=True)
        return {
            "words": word,
            "lecture": choice("lecture", {"all five": ""} | {n: k for k, n in LECTURES.items()}),
        }

    def text(self):
        found = find(self.values["words"], self.values["lecture"])
        titles = {f"{chapter.number:02}": chapter.title for chapter in CHAPTERS}
        rows = [
            (
                row["id"],
                row["topic"],
                row["kind"],
                f"{row['notebook']} {titles[row['notebook']]}",
                row["section"],
            )
            for row in found[: self.shown]
        ]
        table = html_table(("row", "topic", "kind", "chapter", "section"), rows) if rows else ""
        more = (
            f" The first {self.shown} are shown; add a word to narrow it down."
            if len(found) > self.shown
            else ""
        )
        if not found:
            more = " Try a shorter word, or all five lectures."
        plural = "row matches" if len(found) == 1 else "rows match"
        return table, f"{len(found)} of 374 {plural} {self.values['words']!r}.{more}"


STATEMENTS = {
    "A model with a small training error predicts new data well.": (
        "no",
        "Not by itself: it may have learned the noise. A test set is held out to see (chapter 17).",
    ),
    "The test set may be used to choose the learning rate.": (
        "no",
        "Then its error is too optimistic. Choose on validation data, test at the end (chapter 17).",
    ),
    "Training means making a loss smaller by changing the weights.": (
        "yes",
        "Everything in this course is an answer to how (chapters 05 and 11).",
    ),
    "The same data with another loss may give other weights.": (
        "yes",
        "Squared error and cross-entropy disagree on confident mistakes (chapter 07).",
    ),
    "Regularisation lowers the training error.": (
        "no",
        "It gives up some training error in the hope of a lower test error (chapter 17).",
    ),
    "The derivative of (3w − 2)² at w = 1 is 6.": (
        "yes",
        "2·(3w − 2)·3 = 6 at w = 1: the chain rule, which chapter 05 explains.",
    ),
    "A matrix of shape (5, 3) times one of shape (4, 3) is defined.": (
        "no",
        "The inner sizes must agree: (5, 3) @ (3, 4). That is why our formula has Wᵀ.",
    ),
    "Logistic regression is a linear classifier.": (
        "yes",
        "Its boundary, where the score is 0, is a line or plane (chapters 02 and 07).",
    ),
}


class SelfTest(TextLab):
    """Eight statements: true or not? The answer says which chapter to read first."""

    title = "Prerequisite self-test"
    question = "Decide before you look: is the statement true?"

    def build(self):
        answer = w.ToggleButtons(
            options=[("not answered", ""), ("true", "yes"), ("false", "no")],
            value="",
            description="it is",
            style=STYLE | {"button_width": "115px"},
        )
        statement = slider("statement", 1, 1, len(STATEMENTS))
        statement.observe(lambda _: setattr(answer, "value", ""), "value")
        return {"statement": statement, "answer": answer}

    def text(self):
        number, answer = self.values["statement"], self.values["answer"]
        statement, (right, reason) = list(STATEMENTS.items())[number - 1]
        html = f"<p><b>{number} of {len(STATEMENTS)}.</b> {escape(statement)}</p>"
        if not answer:
            return html, "Choose true or false."
        verdict = "Right" if answer == right else "Not so"
        return (html, f"{verdict}: the statement is {'true' if right == 'yes' else 'false'}. {reason}")
