"""What the labs of the plane share: points that one can add, move and delete, by mouse and by
keyboard.
"""

import ipywidgets as w
import numpy as np
import traitlets

from ..datasets import load_points
from .base import Lab

REACH = 0.06  # a click this near (in widths of the picture) takes hold of a point


class Points(w.VBox):
    """Points of two classes: `value` is a tuple of (x1, x2, class), class 0 or 1.

    A row of boxes is the keyboard's way: choose a point, type its coordinates, switch its class,
    add or delete.
    """

    value = traitlets.Tuple()
    chosen = traitlets.Int(0)

    def __init__(self, value, description="points"):
        self.label = w.Label(description, layout=w.Layout(width="110px"))
        narrow = w.Layout(width="90px")
        self.index = w.Dropdown(
            options=[("1", 0)], layout=w.Layout(width="70px"), tooltip="which point"
        )
        self.x1 = w.FloatText(layout=narrow, tooltip="x₁", step=0.1)
        self.x2 = w.FloatText(layout=narrow, tooltip="x₂", step=0.1)
        self.kind = w.Button(
            description="other class", layout=w.Layout(width="108px"), tooltip="Switch its class"
        )
        self.delete = w.Button(description="delete", layout=narrow)
        self.add = w.Button(description="add", layout=narrow, tooltip="Add a copy beside it")
        super().__init__([w.HBox([self.label, self.index, self.x1, self.x2, self.kind, self.delete, self.add],
                                 layout=w.Layout(flex_flow="row wrap"))])  # fmt: skip
        self._busy = False
        self.observe(self._show, ["value", "chosen"])
        self.index.observe(
            lambda change: self._busy or setattr(self, "chosen", change["new"]), "value"
        )
        for box in (self.x1, self.x2):
            box.observe(
                lambda _: self._busy or self.change(self.chosen, self.x1.value, self.x2.value),
                "value",
            )
        self.kind.on_click(lambda _: self.change(self.chosen, kind=1 - self.value[self.chosen][2]))
        self.delete.on_click(lambda _: self.remove(self.chosen))
        self.add.on_click(
            lambda _: self.append(self.value[self.chosen][0] + 0.4, *self.value[self.chosen][1:])
        )
        self.value = tuple(value)

    @traitlets.validate("value")
    def _check(self, proposal):
        try:
            points = tuple(
                (round(float(a), 2), round(float(b), 2), int(k)) for a, b, k in proposal["value"]
            )
        except (TypeError, ValueError):
            points = ()
        if len(points) < 2 or {k for _, _, k in points} != {0, 1} or not np.isfinite(points).all():
            raise traitlets.TraitError(
                "points must be (x1, x2, class) with at least one of class 0 and of class 1"
            )
        return points

    def change(self, index, x1=None, x2=None, kind=None):
        """Move point `index`, or switch its class; the last point of a class keeps it."""
        old = self.value[index]
        new = (
            old[0] if x1 is None else x1,
            old[1] if x2 is None else x2,
            old[2] if kind is None else kind,
        )
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

    def _show(self, change):
        self._busy = True
        self.index.options = [(str(i + 1), i) for i in range(len(self.value))]
        self.index.value = min(self.chosen, len(self.value) - 1)
        self.x1.value, self.x2.value = self.value[self.index.value][:2]
        self._busy = False


class PlaneLab(Lab):
    """A lab on points in the plane. data : the learner's own, as load_points takes them.

    A subclass calls `self.plane(ax)` once it has drawn the axes that clicks refer to. A click on a
    point takes hold of it, a click elsewhere adds a point of the class of the chosen one; a point that is
    dropped beside the axes is deleted.
    """

    points: tuple = ()

    def __init__(self, *args, data=None, **kwargs):
        if data is not None:
            X, y = load_points(data)
            classes = np.unique(y)
            if len(classes) != 2:
                raise ValueError(
                    f"the lab needs points of two classes, got {len(classes)}; relabel or leave some out"
                )
            kwargs["points"] = tuple(
                (*x, int(label == classes[1])) for x, label in zip(X.tolist(), y)
            )
        self._held = None
        super().__init__(*args, **kwargs)

    def points_control(self):
        return Points(self.points)

    def arrays(self):
        """X (N, 2) and y (N,) of 0 and 1."""
        table = np.array(self.values["points"])
        return table[:, :2], table[:, 2].astype(int)

    def limits(self, at_least=2.0):
        """Half the side of a square that holds all points."""
        X, _ = self.arrays()
        return max(at_least, 1.25 * np.abs(X).max())

    def plane(self, ax):
        ax.apply_aspect()
        self._axes = ax

    def pointer(self, kind, x, y):
        control, ax = self.controls["points"], self._axes
        size = ax.figure.bbox
        at = ax.transData.inverted().transform((x * size.width, y * size.height))
        if kind == "down":
            if not ax.bbox.contains(x * size.width, y * size.height):
                return
            X, _ = self.arrays()
            on_stage = ax.transData.transform(X) / [size.width, size.width]
            gaps = np.hypot(*(on_stage - [x, y * size.height / size.width]).T)
            if gaps.min() < REACH / 2:
                self._held = int(gaps.argmin())
                control.chosen = self._held
            else:
                control.append(*at, control.value[control.chosen][2])
                self._held = len(control.value) - 1
        elif self._held is not None:
            inside = ax.bbox.contains(x * size.width, y * size.height)
            if kind == "move" and inside:
                control.change(self._held, *at)
            elif kind == "up":
                held, self._held = self._held, None
                if not inside:  # dropped beside the picture
                    control.remove(held)
