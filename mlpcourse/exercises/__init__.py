"""Exercises that check themselves: one module per notebook, `check`, `hint` and `solution` per
question.
"""

from .blank import ____
from .progress import Progress, progress
from .question import Choice, Function, Numbers, Outcome, Question

__all__ = ["Choice", "Function", "Numbers", "Outcome", "Progress", "Question", "____", "progress"]
