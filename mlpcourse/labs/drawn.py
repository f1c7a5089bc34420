"""Curves to approximate: some by formula, and one that the learner draws into the picture."""

import ipywidgets as w
import numpy as np
import traitlets

from .controls import Compound, all_within

POINTS = 25
LOW, HIGH = -1.5, 3.5  # heights that one may draw
PLACES = np.linspace(-2, 4, POINTS)
TARGETS = {  # f, and the range on which it is shown
    "|x − 1|": (lambda x: np.abs(x - 1), -2.0, 4.0),
    "sin x": (np.sin, -np.pi, np.pi),
    "a jump": (lambda x: np.where(x < 1, 0.0, 2.0), -2.0, 4.0),
}
HILL = tuple(np.round(2.5 * np.exp(-((PLACES - 2.25) ** 2)) - 0.3 * PLACES, 2).tolist())


class Heights(Compound, w.HBox):
    """The learner's curve: `value` is a tuple of its heights at 25 places from -2 to 4.

    Two boxes are the keyboard's way: choose a place, type the height.
    """

    def __init__(self, description="your curve", value=HILL):
        self.place = w.Dropdown(
            options=[(f"x = {x:g}".replace("-", "−"), k) for k, x in enumerate(PLACES)],
            layout=w.Layout(width="110px"), tooltip="which place",
        )  # fmt: skip
        layout = w.Layout(width="90px")
        self.height = w.BoundedFloatText(min=LOW, max=HIGH, step=0.1, layout=layout, tooltip="its height")
        self.place.observe(lambda _: self._showing(), "value")
        self.boxes = [self.height]
        super().__init__(description, value, self.place, self.height)

    def _typed(self):
        k = self.place.value
        return (*self.value[:k], self.height.value, *self.value[k + 1 :])

    @traitlets.validate("value")
    def _check(self, proposal):
        value = tuple(proposal["value"])
        if not all_within(value, [LOW] * POINTS, [HIGH] * POINTS):
            raise traitlets.TraitError(f"a curve is {POINTS} heights from {LOW:g} to {HIGH:g}")
        return tuple(map(float, value))

    def _show(self):
        self.height.value = self.value[self.place.value]


class DrawnCurve:
    """A lab with the controls "target" and "heights": press on its curve and draw another.

    A subclass names the axes that one draws on `self.paper`.
    """

    pen = None  # where the pointer was, as long as it is down

    def target(self):
        """The function of the control "target" and its range: f, low, high."""
        if self.values["target"] in TARGETS:
            return TARGETS[self.values["target"]]
        heights = self.values["heights"]
        return (lambda x: np.interp(x, PLACES, heights)), -2.0, 4.0

    def pointer(self, kind, x, y):
        at = self.at(self.paper, x, y)
        if kind == "down":
            self.pen = at if self.inside(self.paper, x, y) else None
        if self.pen is not None and kind != "up":
            f, _, _ = self.target()
            heights = stroke(f(PLACES), self.pen, at)
            start = {self.time: 0} if self.time else {}
            self.set(target="yours", heights=heights, **start)
            self.pen = at
        if kind == "up":
            self.pen = None


def stroke(heights, start, end):
    """Heights (25,) after a pen has gone straight from one point to another, as a tuple."""
    (x0, y0), (x1, y1) = sorted(map(tuple, (start, end)))
    under = (PLACES >= x0) & (PLACES <= x1)
    under[np.abs(PLACES - end[0]).argmin()] = True
    new = np.where(under, np.interp(PLACES, [x0, x1], [y0, y1]) if x1 > x0 else end[1], heights)
    return tuple(np.clip(new, LOW, HIGH).round(2).tolist())
