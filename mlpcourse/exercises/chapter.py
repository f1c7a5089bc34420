"""The questions of a chapter are made one after the other: a solution may use what those before define."""

from functools import partialmethod

from .find import Find
from .function import Function
from .question import Choice
from .trains import Trains
from .values import Numbers


class Chapter:
    """Makes a chapter's questions: `q1 = ask.numbers("q1", solution, text, ...)`.

    name : "nb03". names : what the notebook imports or defines beforehand, for the solutions.
    """

    def __init__(self, name, **names):
        self.name, self.names = name, names

    def of(self, kind, name, solution, text, **settings):
        """A question of a kind: one of the three below, or a chapter's own."""
        question = kind(f"{self.name}.{name}", solution, text, self.names, **settings)
        self.names = question.defined
        return question

    choice, numbers = partialmethod(of, Choice), partialmethod(of, Numbers)
    function, find = partialmethod(of, Function), partialmethod(of, Find)
    trains = partialmethod(of, Trains)
