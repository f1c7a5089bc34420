"""What the labs of the plane share: points that one can add, move and delete, by mouse and by keyboard."""

import ipywidgets as w
import numpy as np
import traitlets

from .controls import Compound
from .own import OwnData

REACH = 0.03  # a click this near (in widths of the picture) takes hold of a point
AND, OR, XOR = (
    tuple((a, b, int(f(a, b))) for a in (0, 1) for b in (0, 1))
    for f in (lambda a, b: a and b, lambda a, b: a or b, lambda a, b: a != b)
)
STILL = 0.008  # a hand that moves less than this has not moved


def checked_points(value, least, most, said):
    """Points (x1, x2, class): `least` or more, finite, and of two or more of the first `most` classes.
    Raises TraitError, which says `said`, for anything else.
    """
    try:
        points = tuple((float(a), float(b), int(k)) for a, b, k in value)
    except (TypeError, ValueError):
        points = ()
    classes = {k for _, _, k in points}
    if len(points) < least or len(classes) < 2 or classes - {*range(most)} or not np.isfinite(points).all():
        raise traitlets.TraitError(said)
    return points


class Points(Compound, w.HBox):
    """Points of two classes: `value` is a tuple of (x1, x2, class), class 0 or 1.

    A row of boxes is the keyboard's way: choose a point, type its coordinates, switch its class,
    add or delete. on_a_line : points have no x2 to choose.
    """

    chosen = traitlets.Int(0)

    def __init__(self, value, description="points", on_a_line=False):
        narrow = w.Layout(width="90px")
        self.index = w.Dropdown(options=[("1", 0)], layout=w.Layout(width="70px"), tooltip="which point")
        self.index.observe(self._handle(lambda: setattr(self, "chosen", self.index.value)), "value")
        self.x1 = w.FloatText(layout=narrow, tooltip="x₁", step=0.1)
        self.x2 = w.FloatText(layout=narrow, tooltip="x₂", step=0.1)
        for box in (self.x1, self.x2):
            moved = lambda: self.change(self.chosen, self.x1.value, self.x2.value)  # noqa: E731
            box.observe(self._handle(moved), "value")
        switch = lambda: self.change(self.chosen, kind=1 - self.value[self.chosen][2])  # noqa: E731
        self.kind = self._button("other class", switch, "Switch its class", "108px")
        self.delete = self._button("delete", lambda: self.remove(self.chosen), width="90px")
        self.add = self._button("add", self._copy, "Add a copy beside it", "90px")
        place = [self.x1] if on_a_line else [self.x1, self.x2]
        parts = [self.index, *place, self.kind, self.delete, self.add]
        super().__init__(description, value, *parts, flex_flow="row wrap")
        self.observe(lambda _: self._showing(), "chosen")

    @traitlets.validate("value")
    def _check(self, proposal):
        said = "points must be (x1, x2, class) with at least one of class 0 and of class 1"
        return checked_points(proposal["value"], 2, 2, said)

    def change(self, index, x1=None, x2=None, kind=None):
        """Move point `index`, or switch its class; the last point of a class keeps it."""
        old = self.value[index]
        new = (old[0] if x1 is None else x1, old[1] if x2 is None else x2, old[2] if kind is None else kind)
        points = (*self.value[:index], new, *self.value[index + 1 :])
        if {k for _, _, k in points} == {0, 1}:
            self.value = points

    def append(self, x1, x2, kind):
        """Add a point and choose it."""
        self.value = (*self.value, (x1, x2, kind))
        self.chosen = len(self.value) - 1

    def remove(self, index):
        """Delete a point; the last of its class stays."""
        points = (*self.value[:index], *self.value[index + 1 :])
        if len({k for _, _, k in points}) == 2:
            self.chosen = 0
            self.value = points

    def _copy(self):
        x1, x2, kind = self.value[self.chosen]
        self.append(round(x1 + 0.4, 2), x2, kind)

    def _show(self):
        self.chosen = min(self.chosen, len(self.value) - 1)
        self.index.options = [(str(i + 1), i) for i in range(len(self.value))]
        self.index.value = self.chosen
        self.x1.value, self.x2.value = self.value[self.chosen][:2]


class Picks(Compound, w.HBox):
    """Points picked one after another: `value` is a tuple of their numbers, from 0."""

    def __init__(self, description="your picks"):
        self.shown = w.Label(layout=w.Layout(min_width="60px", max_width="300px"))
        self.next = w.BoundedIntText(1, min=1, max=999, layout=w.Layout(width="70px"), tooltip="point")
        self.pick = self._button("pick", lambda: self.append(self.next.value - 1), width="70px")
        self.undo = self._button("undo", lambda: setattr(self, "value", self.value[:-1]), width="70px")
        super().__init__(description, (), self.next, self.pick, self.undo, self.shown, flex_flow="row wrap")

    @traitlets.validate("value")
    def _check(self, proposal):
        if any(not isinstance(n, int) or n < 0 for n in proposal["value"]):
            raise traitlets.TraitError("picks must be numbers of points, from 0")
        return tuple(proposal["value"])

    def append(self, number):
        """Pick one more."""
        self.value = (*self.value, number)

    def _show(self):
        self.shown.value = ", ".join(str(n + 1) for n in self.value) or "none yet"


class PlaneLab(OwnData):
    """A lab on points in the plane.

    A subclass calls `self.plane(ax)` once it has drawn the axes that clicks refer to. A click on a
    point takes hold of it, a click elsewhere adds a point of the class of the chosen one; a point
    that is dropped beside the axes is deleted.
    """

    points: tuple = ()
    given = ("points",)
    _held = None  # the point in hand, where the pointer took it, and whether it has moved

    def own_values(self):
        table = np.pad(self.own.X, ((0, 0), (0, 2 - self.inputs))).tolist()
        return {"points": tuple((*x, int(k)) for x, k in zip(table, self.own.classes))}

    def shows_own(self):
        """Whether at least half of the learner's points are still where they were."""
        given = set(self.own_values()["points"]) if self.own else ()
        return bool(given) and 2 * len(given & {*self.values["points"]}) >= len(given)

    def points_control(self):
        return Points(self.points)

    def arrays(self):
        """X (N, 2) and y (N,) of 0 and 1."""
        table = np.array(self.values["points"])
        return table[:, :2], table[:, 2].astype(int)

    def plane(self, ax):
        ax.apply_aspect()
        self.plane_axes = ax

    def places(self):
        """Where the points stand in the axes, (N, 2)."""
        return self.arrays()[0]

    def point_at(self, x, y, kind):
        """The point (x1, x2, class) that stands at (x, y) in the axes; `kind` is its class so far."""
        return x, y, kind

    def clicked(self, index):
        """A point was clicked and not moved."""

    def pointer(self, kind, x, y):
        control, ax = self.controls["points"], self.plane_axes
        width, height = ax.figure.bbox.size
        at, inside = self.at(ax, x, y).round(2), self.inside(ax, x, y)
        if kind == "down":
            if not inside:
                return
            places = ax.transData.transform(self.places()) / width
            gaps = np.hypot(*(places - [x, y * height / width]).T)
            moved = gaps.min() >= REACH
            if moved:
                control.append(*self.point_at(*at, control.value[control.chosen][2]))
            else:
                control.chosen = int(gaps.argmin())
            self._held = control.chosen, (x, y), moved
        elif self._held is not None:
            held, start, moved = self._held
            moved = moved or np.hypot(*np.subtract((x, y), start)) > STILL
            self._held = (held, start, moved) if kind == "move" else None
            if kind == "move" and inside and moved:
                control.change(held, *self.point_at(*at, control.value[held][2]))
            elif kind == "up" and not inside:  # dropped beside the picture
                control.remove(held)
            elif kind == "up" and not moved:
                self.clicked(held)
