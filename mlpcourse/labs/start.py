"""Labs of chapter 00: shapes, symbols, slides, and what one should know before."""

from itertools import pairwise

import ipywidgets as w
import traitlets
from matplotlib.patches import Rectangle

from ..lectures.course import CHAPTERS, LECTURES, read_table
from ..lectures.finder import find, spelled
from ..tables import SUBSCRIPTS, Html, html_table
from .base import Lab
from .controls import Compound, LayerSizes, choice, slider, text
from .text import TextLab


class ShapeChecker(Lab):
    """The arrays of a forward pass, layer by layer, drawn to scale with their shapes."""

    title = "Shape checker"
    question = "Which slider changes the shape of b, and which one changes no W at all?"
    size = (7.2, 4.2)
    storyboard = (dict(layout="rows"),)

    def build(self):
        return {
            "samples": slider("samples N", 6, 1, 8),
            "layout": choice("samples are", {"rows (this course)": "rows", "columns (ASU)": "columns"}),
            "sizes": LayerSizes((2, 3, 2), most=4, largest=8),
        }

    def draw(self, fig):
        n, sizes, rows = (self.values["samples"], self.values["sizes"], self.values["layout"] == "rows")
        theme = self.theme
        ax = fig.add_axes((0, 0, 1, 1))
        ax.set(xlim=(0, 7.2), ylim=(0, 4.2))
        ax.axis("off")
        height = 4.1 / (len(sizes) - 1)
        unit = min(0.085 * 3, (height - 0.95) / max(n, *sizes), 1.25 / max(n, *sizes))
        sentences, write = [], dict(ha="center", color=theme.ink)
        for layer, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
            x_name = "X" if layer == 1 else f"A{_low(layer - 1)}"
            W, b, z_name = (f"{letter}{_low(layer)}" for letter in "WbZ")
            if rows:
                names, shapes = (x_name, f"{W}ᵀ", b, z_name), ((n, n_in), (n_in, n_out), (n_out,), (n, n_out))
            else:
                names, shapes = (W, x_name, b, z_name), ((n_out, n_in), (n_in, n), (n_out, 1), (n_out, n))
            middle = 4.15 - height * (layer - 0.5)
            for i, (label, shape, sign) in enumerate(zip(names, shapes, ("@", "+", "=", ""))):
                tall, wide = shape if len(shape) == 2 else (1, shape[0])
                x = 0.95 + 1.65 * i
                y = middle + 0.08
                color = theme.colors[i % 4]
                ax.add_patch(Rectangle((x - wide * unit / 2, y - tall * unit / 2), wide * unit, tall * unit,
                                       facecolor=color + "40", edgecolor=color, linewidth=1.5))  # fmt: skip
                ax.text(x, y + tall * unit / 2 + 0.07, label, va="bottom", fontsize=12, **write)
                ax.text(x, y - tall * unit / 2 - 0.07, str(shape), va="top", fontsize=10, **write)
                ax.text(x + 0.825, y, sign, va="center", fontsize=14, **write)
            texts = [f"{label} {shape}" for label, shape in zip(names, shapes)]
            sentences.append(f"Layer {layer}: {texts[0]} @ {texts[1]} + {texts[2]} = {texts[3]}.")
        count = sum((a + 1) * b for a, b in pairwise(sizes))
        return " ".join(sentences) + f" {count} numbers are learned, whatever N is."


def _low(number):
    return str(number).translate(SUBSCRIPTS)


class NotationTranslator(TextLab):
    """A quantity of the course in the notation of one lecture, and of the four others."""

    title = "Notation translator"
    question = "Which quantity does a lecture mean by this symbol, and what is it called here?"

    def build(self):
        self.table = read_table("notation.csv")
        lecture = choice("lecture", {name: key for key, name in LECTURES.items()})
        lecture.value = "M"
        symbol = choice("symbol", self._symbols("M"))
        symbol.layout.width = "480px"  # the longest quantity has room
        lecture.observe(lambda change: self._relabel(symbol, change["new"]), "value")
        return {"lecture": lecture, "symbol": symbol}

    def _symbols(self, lecture):
        """{how the lecture writes it: quantity}: every lecture can be asked for every quantity."""
        return {f"{row[lecture] or '(none)'}  {row['quantity']}": row["quantity"] for row in self.table}

    def _relabel(self, symbol, lecture):
        """The symbols of another lecture; the quantity stays."""
        kept = symbol.value
        symbol.options = list(self._symbols(lecture).items())
        symbol.value = kept

    def text(self, lecture, symbol):
        row = next(row for row in self.table if row["quantity"] == symbol)
        head = ("", "symbol", "name in code", "shape")
        rows = [("this course", row["ours"], row["code"], row["shape"])]
        rows += [(name, row[key] or "no symbol", "", "") for key, name in LECTURES.items()]
        here = f"here {row['ours']}, {row['shape']}"
        caption = f"{LECTURES[lecture]}'s {row[lecture]} is the {symbol}: {here}."
        if not row[lecture]:
            caption = f"{LECTURES[lecture]} has no symbol for the {symbol}: {here}."
        return html_table(head, rows), caption + (f" Note: {row['note']}." if row["note"] else "")


class CourseFinder(TextLab):
    """From a slide to the place in the course: a word, a title or an id, and where it is."""

    title = "Where is my slide?"
    question = "You have a word from a slide: in which chapter and section is it?"
    links = True
    shown = 8

    def build(self):
        lectures = {"all five": ""} | {name: key for key, name in LECTURES.items()}
        return {"words": text("words or id", "over-param"), "lecture": choice("lecture", lectures)}

    def text(self, words, lecture):
        found = find(words, lecture)
        rows = []
        for row in found[: self.shown]:
            chapter, section = CHAPTERS[int(row["notebook"])], row["section"]
            there = chapter.linked(section, section) if section else ""
            note = row.get("note") or ", ".join(row["slides"][:2])
            rows.append((row["id"], (row["topic"], note), chapter.linked(), there))
        table = html_table(("row", "what, and the slide's title", "chapter", "section"), rows) if rows else ""
        count = f"{len(found)} row{'s' * (len(found) != 1)} of the lectures for {words!r}"
        if found and spelled(words) != words:
            count += f", read as {spelled(words)!r}"
        more = f"; the best {self.shown} are shown" if len(found) > self.shown else ""
        return table, f"{count}{more}." + (" Try fewer words, or all five lectures." if not found else "")


STATEMENTS = (
    ("A model with a small training error predicts new data well.", "no", 4,
     "Not by itself: it may have learned the noise. A test set is held out to see."),
    ("The test set may be used to choose the learning rate.", "no", 17,
     "Then its error is too optimistic. Choose on validation data, test at the end."),
    ("Training means making a loss smaller by changing the weights.", "yes", 5,
     "Everything in this course is an answer to how."),
    ("The same data with another loss may give other weights.", "yes", 7,
     "Squared error and cross-entropy disagree on confident mistakes."),
    ("Regularisation lowers the training error.", "no", 17,
     "It gives up some training error in the hope of a lower test error."),
    ("The derivative of (3w − 2)² at w = 1 is 6.", "yes", 5, "2·(3w − 2)·3 = 6 at w = 1, by the chain rule."),
    ("A matrix of shape (5, 3) times one of shape (4, 3) is defined.", "no", 0,
     "The inner sizes must agree, as in (5, 3) @ (3, 4). That is why our formula has Wᵀ."),
    ("Logistic regression is a linear classifier.", "yes", 2,
     "Its boundary, where the score is 0, is a line or plane."),
)  # fmt: skip
WORDS = {"yes": "true", "no": "false"}


class Answers(Compound, w.VBox):
    """Buttons or a menu for each statement: `value` is a tuple of answers, "" where there is none yet.

    words : {answer: as it is shown}. menu : menus, for many answers.
    """

    def __init__(self, description, count, words=WORDS, menu=False):
        self.words, self.boxes = words, [self._asked(k, words, menu) for k in range(1, count + 1)]
        narrow = w.Layout(width="20px")
        rows = [w.HBox([w.Label(f"{k}", layout=narrow), b]) for k, b in enumerate(self.boxes, 1)]
        super().__init__(description, ("",) * count, w.Box(rows, layout=w.Layout(flex_flow="row wrap")))
        self.label.layout.width = None

    @staticmethod
    def _asked(number, words, menu):
        options, tip = [(word, key) for key, word in words.items()], f"statement {number}"
        if menu:
            return w.Dropdown(options=options, value=None, layout=w.Layout(width="190px"), tooltip=tip)
        buttons = w.ToggleButtons(options=options, value=None, style={"button_width": "80px"}, tooltip=tip)
        buttons.layout.width = f"{90 * len(words)}px"
        return buttons

    @traitlets.validate("value")
    def _check(self, proposal):
        answers = proposal["value"]
        if len(answers) != len(self.boxes) or not set(answers) <= {"", *self.words}:
            each = f"{', '.join(map(repr, self.words))} or ''"
            raise traitlets.TraitError(f"give {len(self.boxes)} answers, each {each}")
        return answers

    def _typed(self):
        return tuple(box.value or "" for box in self.boxes)

    def _show(self):
        for box, answer in zip(self.boxes, self.value):
            box.value = answer or None


class SelfTest(TextLab):
    """Eight statements: true or not? The end says which chapter to read first."""

    title = "Prerequisite self-test"
    question = "Decide before you look: which of the statements are true?"
    links = True

    def build(self):
        return {"answers": Answers("your answers", len(STATEMENTS))}

    def text(self, answers):
        rows, right, first = [], 0, set()
        for number, ((statement, truth, chapter, reason), answer) in enumerate(zip(STATEMENTS, answers), 1):
            verdict = ""
            if answer == truth:
                right += 1
                verdict = f"Right, it is {WORDS[truth]}. {reason}"
            elif answer:
                first.add(chapter)
                there = CHAPTERS[chapter].linked()
                verdict = Html(f"Not so, it is {WORDS[truth]}. {Html.of(reason)} Read {there}.")
            rows.append((str(number), (statement, verdict)))
        table = html_table(("", "true or false?"), rows)
        answered, names = sum(map(bool, answers)), [CHAPTERS[number].name for number in sorted(first)]
        if answered < len(STATEMENTS):
            said = f"{answered} of {len(STATEMENTS)} answered, {right} right. Choose true or false for each."
            return table, said
        if not first:
            return table, "All eight are right: start where your lecture is."
        return table, f"{right} of {len(STATEMENTS)} right. Read first: {', then '.join(names)}."
