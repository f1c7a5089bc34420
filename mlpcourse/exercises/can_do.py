"""What you can now do: the five lectures' own learning outcomes, and the exercises that showed them."""

from typing import NamedTuple

from ..lectures.course import CHAPTERS, LECTURES
from ..tables import Html, html_table, text_columns
from . import progress


class Outcome(NamedTuple):
    """row of the lecture, what one can do, chapter, and its questions by number; () for all of them."""

    row: str
    words: str
    chapter: int
    questions: tuple

    @property
    def names(self):
        """The names of its questions, such as "nb11.q2"; empty while the chapter is not written."""
        every = progress.questions(self.chapter)
        return [name for name in every if not self.questions or int(name.split(".q")[1]) in self.questions]


OUTCOMES = tuple(
    Outcome(*outcome)
    for outcome in (
        ("A-02", "let a perceptron learn", 3, (3, 4, 6)),
        ("A-02", "solve XOR with a hidden layer", 10, (1, 2)),
        ("A-02", "write backpropagation with matrices", 12, ()),
        ("H-51", "compose units into networks, and count their parameters", 9, ()),
        ("H-51", "tell activations apart, and their slopes", 6, (1, 2, 4)),
        ("H-51", "send an error back, number by number", 11, (11, 13)),
        ("H-51", "choose a learning rate", 5, (3, 4)),
        ("H-51", "train in mini-batches", 16, ()),
        ("H-51", "use dropout", 17, (4, 5)),
        ("H-51", "stop early", 17, (6,)),
        ("M-06", "count the weights of a network", 9, (5, 6, 7)),
        ("M-15", "compute a forward pass by hand", 11, (1, 2)),
        ("M-36", "write update_params and ann_train", 11, (10, 12)),
        ("M-37", "derive the rules of the output layer and the hidden layer", 11, (5, 6, 13)),
        ("N-02", "turn raw data into features", 1, ()),
        ("N-15", "describe a perceptron, and say which side a point is on", 2, ()),
        ("N-15", "run the perceptron learning algorithm", 3, (1, 2, 7)),
        ("N-15", "compose perceptrons into a shape", 10, (3, 4, 6)),
        ("N-15", "train by gradient descent", 5, (2, 6, 7)),
        ("N-15", "train by backpropagation, and check the gradient", 13, ()),
        ("T-142", "fit linear regression", 4, (1, 3)),
        ("T-142", "fit logistic regression, and derive h − t", 7, (4, 5, 6)),
        ("T-142", "fit softmax regression", 8, (1, 4, 5)),
        ("T-142", "say what a multi-layer perceptron computes", 9, (2, 3)),
        ("T-142", "compute a local sensitivity δ", 13, (2,)),
        ("T-142", "see a gradient vanish, and choose the first weights", 14, ()),
        ("T-142", "use momentum, and the methods after it", 15, ()),
        ("T-142", "choose rate and order of the samples", 16, ()),
        ("T-142", "build a network from layers", 18, ()),
        ("T-118", "try settings on points in the plane, and count starts", 19, ()),
        ("T-124", "train on handwritten digits", 20, ()),
        ("T-143", "read a page with a pencil, and doubt a formula", 21, (1, 2, 3)),
    )
)  # fmt: skip


class CanDo:
    """Every outcome with its chapter and what is solved of its exercises; an outcome is shown if all are."""

    def __init__(self):
        solved = progress.read()
        self.outcomes = [(outcome, *progress.tally(outcome.names, solved)) for outcome in OUTCOMES]

    @property
    def shown(self):
        """How many outcomes are shown by solved exercises."""
        return sum(done == total > 0 for _, done, total, _ in self.outcomes)

    def __repr__(self):
        rows = [(o.row, o.words, _count(done, total)) for o, done, total, _ in self.outcomes]
        return "\n".join([*text_columns(rows), self._summary()])

    def _repr_html_(self):
        rows = []
        for letter, lecture in LECTURES.items():
            rows.append(lecture)
            for outcome, done, total, left in self.outcomes:
                if outcome.row[0] == letter:
                    bar = Html(f"<progress style='width:6em' value='{done}' max='{total or 1}'></progress>")
                    count = _count(done, total) + (f", next {left}" if left else "")
                    rows.append((outcome.row, outcome.words, CHAPTERS[outcome.chapter].linked(), bar, count))
        table = html_table(("", "I can …", "chapter", "", "exercises solved"), rows)
        return f"{table}<p>{self._summary()}</p>"

    def _summary(self):
        return f"{self.shown} of {len(self.outcomes)} outcomes shown."


def _count(done, total):
    return f"{done} of {total}" if total else "not written yet"


def can_do():
    """The CanDo now."""
    return CanDo()
