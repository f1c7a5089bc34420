"""A control for the weights of a small network: one slider each."""

import math
import threading
from numbers import Real

import ipywidgets as w
import traitlets

from .controls import Compound

LARGEST = 4.0


class Weights(Compound, w.VBox):
    """Sliders for several weights; `value` is a tuple of numbers from -4 to 4, row by row.

    rows : the names, a tuple for each row of sliders.
    """

    value = traitlets.Tuple()

    def __init__(self, description, rows, value):
        self.lock = threading.RLock()
        self.label = w.Label(description, layout=w.Layout(width="350px"))
        self.names = tuple(name for row in rows for name in row)
        sliders = [[self._slider(name) for name in row] for row in rows]
        self.sliders = [slider for row in sliders for slider in row]
        wrapped = w.Layout(flex_flow="row wrap", max_width="100%")
        super().__init__([self.label, *(w.Box(row, layout=wrapped) for row in sliders)])
        self.observe(lambda _: self._showing(self._show), "value")
        self.value = tuple(value)

    def _slider(self, name):
        slider = w.FloatSlider(
            min=-LARGEST, max=LARGEST, step=0.5, description=name, readout_format=".1f",
            layout=w.Layout(width="200px", height="26px"), style={"description_width": "34px"},
        )  # fmt: skip
        slider.observe(self._handle(lambda: setattr(self, "value", self._set())), "value")
        return slider

    def _set(self):
        return tuple(float(f"{slider.value:.10g}") for slider in self.sliders)

    @traitlets.validate("value")
    def _check(self, proposal):
        value = tuple(proposal["value"])
        if len(value) != len(self.names) or not all(
            isinstance(v, Real) and math.isfinite(v) and abs(v) <= LARGEST for v in value
        ):
            raise traitlets.TraitError(
                f"give {len(self.names)} numbers from {-LARGEST:g} to {LARGEST:g}: {', '.join(self.names)}"
            )
        return tuple(map(float, value))

    def _show(self):
        for slider, value in zip(self.sliders, self.value):
            slider.value = value
