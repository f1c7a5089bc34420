"""Exercises that check themselves: one module per notebook, `check`, `hint` and `solution` per question."""

from .blank import ____
from .can_do import CanDo, can_do
from .chapter import Chapter
from .function import Function
from .progress import Progress, progress
from .question import Choice, Outcome, Question
from .values import Numbers

__all__ = [
    "CanDo",
    "Chapter",
    "Choice",
    "Function",
    "Numbers",
    "Outcome",
    "Progress",
    "Question",
    "____",
    "can_do",
    "progress",
]
