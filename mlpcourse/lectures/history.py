"""Seventy years in fourteen events, each with the chapter in which it returns."""

from typing import NamedTuple

from ..tables import html_table, text_columns
from .course import CHAPTERS, Chapter


class Event(NamedTuple):
    """year of publication, name, story in a sentence, and the chapter."""

    year: int
    name: str
    story: str
    chapter: Chapter


EVENTS = tuple(
    Event(year, name, story, CHAPTERS[chapter])
    for year, name, story, chapter in (
        (1943, "model neuron", "McCulloch and Pitts describe neurons as switches with a threshold.", 9),
        (1951, "stochastic approximation", "Robbins and Monro find a root from noisy measurements, in "
         "smaller and smaller steps.", 16),
        (1958, "perceptron", "Rosenblatt's perceptron learns from its mistakes.", 3),
        (1960, "ADALINE", "Widrow and Hoff let the error itself, not its sign, correct the weights.", 4),
        (1964, "momentum", "Polyak speeds up descent with a heavy ball.", 15),
        (1969, "limits of one layer", "Minsky and Papert prove what one layer cannot do. Much of the "
         "interest is lost: the first winter.", 10),
        (1974, "Werbos' thesis", "Derivatives are sent backward through a chain of computations.", 11),
        (1986, "backpropagation", "Rumelhart, Hinton and Williams train hidden layers with it, and "
         "everyone takes notice.", 12),
        (1989, "universal approximation", "Cybenko, and Hornik with Stinchcombe and White: one hidden layer "
         "suffices, if it is wide enough.", 10),
        (1998, "MNIST", "LeCun, Bottou, Bengio and Haffner compare methods on handwritten digits.", 20),
        (2010, "Xavier start, ReLU", "Glorot and Bengio choose the size of random weights; Nair and Hinton "
         "use rectified units.", 14),
        (2012, "dropout", "Hinton and four colleagues silence units at random.", 17),
        (2014, "Adam", "Kingma and Ba give every weight a rate of its own.", 15),
        (2015, "He start", "He, Zhang, Ren and Sun choose it for ReLU.", 14),
    )
)  # fmt: skip


class History:
    """The events as a table with links to the chapters."""

    def _repr_html_(self):
        rows = [(str(e.year), (e.name, e.story), e.chapter.linked(e.chapter.title)) for e in EVENTS]
        return html_table(("year", "event", "chapter"), rows)

    def __repr__(self):
        return "\n".join(text_columns([(str(e.year), e.name, e.chapter.title) for e in EVENTS]))
