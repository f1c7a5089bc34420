"""The learner's own points in a lab: what a picture can show of them, and what is said about it."""

from typing import NamedTuple

import numpy as np

from ..points import PointsError, load_points
from ..tables import number
from . import page
from .base import Lab

WIDEST, NARROWEST = 30, 0.1  # largest value and smallest deviation that a picture shows well
EVEN = 20  # a column whose deviation is less than this part of the picture is a line


class OwnPoints(NamedTuple):
    """X (N, inputs) as the lab draws it, class numbers (N,) from 0, and what was done, in words."""

    X: np.ndarray
    classes: np.ndarray
    said: str


def own_points(data, inputs=2, most=2, least=2):
    """The learner's own points as OwnPoints. data : as load_points takes it.

    Columns are standardised together if a picture cannot show them side by side. Raises PointsError
    unless there are `least` points or more, of 2 to `most` classes.
    """
    X, y = load_points(data, inputs)
    names, classes = np.unique(y, return_inverse=True)
    if not 2 <= len(names) <= most:
        wanted = "two classes" if most == 2 else f"2 to {most} classes"
        found = ", ".join(map(str, names[:4].tolist())) + ", …" * (len(names) > 4)
        raise PointsError(
            f"the lab needs points of {wanted}, got {len(names)} ({found}); relabel or leave some out"
        )
    if len(X) < least:
        raise PointsError(f"the lab needs {least} points or more, got {len(X)}; give more rows")
    said = ""
    if names.tolist() != list(range(len(names))):
        short = (_short(page.minus(str(name))) for name in names.tolist())
        said = f" Class {', '.join(f'{k} is {name}' for k, name in enumerate(short))}."
    middle, constant = X.mean(axis=0), np.ptp(X, axis=0) == 0
    reach = np.where(constant, 1, np.abs(X - middle).max(axis=0))
    spread = np.where(constant, 1, reach * ((X - middle) / reach).std(axis=0))  # squares may underflow
    thinnest = max(NARROWEST, np.abs(X).max() / EVEN)
    if np.abs(X).max() <= WIDEST and (constant | (spread >= thinnest)).all():
        return OwnPoints(X, classes, said)
    formulas = [
        f"x{sub} = (column {n} {'−' if m >= 0 else '+'} {number(abs(m), True)}) / {number(s, True)}"
        for n, sub, m, s in zip((1, 2), "₁₂" if inputs == 2 else [""], middle.tolist(), spread.tolist())
    ]
    said += f" Your columns are standardised: {', '.join(formulas)}."
    return OwnPoints((X - middle) / spread, classes, said)


def _short(name, most=20):
    name = " ".join(name.split())
    return name if len(name) <= most else f"{name[: most - 1]}…"


class OwnData(Lab):
    """A lab that takes the learner's own points instead of its own: `data`, as load_points takes them.

    inputs, most : how many columns and classes it shows. least : how few points it can do with.
    own : the OwnPoints, or None.
    """

    inputs, most, least = 2, 2, 2
    own = None

    def __init__(self, preset=None, *, data=None, **values):
        """data : points of one's own, as load_points takes them: (X, y), rows, text or the path of a file.
        preset, values : as in every lab.
        """
        if data is not None:
            self.own = own_points(data, self.inputs, self.most, self.least)
            values = self.own_values() | values
        super().__init__(preset, **values)

    def own_values(self):
        """Control values that show the learner's own points."""
        return {}

    def home(self):
        return super().home() | (self.own_values() if self.own is not None else {})

    def shows_own(self):
        """Whether the learner's own points are in sight."""
        return self.own is not None and self.values.get("dataset", "yours") == "yours"

    @property
    def remark(self):
        """What was done to the points, as long as they are in sight."""
        return self.own.said if self.shows_own() else ""
