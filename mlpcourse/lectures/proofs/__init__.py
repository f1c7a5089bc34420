"""Proofs of the errata that numbers or shapes settle, and of lines that are right, one module a lecture.

A proof of an erratum returns three things: what the printed line gives, what the repaired line gives,
and what must come out, found in another way. A proof of a right line returns the first and the last.
"""

from . import across, anand, asu, melbourne, nus, tsinghua
from .form import PROOFS, RIGHT

__all__ = ["PROOFS", "RIGHT", "across", "anand", "asu", "melbourne", "nus", "tsinghua"]
