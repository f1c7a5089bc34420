"""A control for the weights of a small network: one slider each."""

import ipywidgets as w
import traitlets

from .controls import Compound, all_within

LARGEST = 4.0


class Weights(Compound, w.VBox):
    """Sliders for several weights; `value` is a tuple of numbers from -4 to 4, row by row.

    rows : the names, a tuple for each row of sliders.
    """

    def __init__(self, description, rows, value):
        self.names = tuple(name for row in rows for name in row)
        wrapped = w.Layout(flex_flow="row wrap", max_width="100%")
        sliders = [w.Box([self._slider(name) for name in row], layout=wrapped) for row in rows]
        self.boxes = [slider for row in sliders for slider in row.children]
        super().__init__(description, value, *sliders)
        self.label.layout.width = "350px"

    def _slider(self, name):
        return w.FloatSlider(
            min=-LARGEST, max=LARGEST, step=0.5, description=name, readout_format=".1f",
            layout=w.Layout(width="200px", height="26px"), style={"description_width": "34px"},
        )  # fmt: skip

    def _typed(self):
        return tuple(float(f"{slider.value:.10g}") for slider in self.boxes)

    @traitlets.validate("value")
    def _check(self, proposal):
        value = tuple(proposal["value"])
        n, names = len(self.names), ", ".join(self.names)
        if not all_within(value, [-LARGEST] * n, [LARGEST] * n):
            raise traitlets.TraitError(f"give {n} numbers from {-LARGEST:g} to {LARGEST:g}: {names}")
        return tuple(map(float, value))
