"""Controls that only the playground has. Each also works by keyboard alone."""

import math

import ipywidgets as w
import traitlets

from .controls import Compound, all_within
from .plane import checked_points

NARROW = {"width": "62px"}
MOST_CLASSES = 5


class LayerActivations(Compound, w.HBox):
    """An activation for each hidden layer: `value` is a tuple of names, "" for that of all layers."""

    def __init__(self, names, most=6, description="by layer"):
        self.names = ("", *names)
        options, narrow = [("as above", ""), *((name, name) for name in names)], w.Layout(width="110px")
        self.boxes = [
            w.Dropdown(options=options, layout=narrow, tooltip=f"hidden layer {i}")
            for i in range(1, most + 1)
        ]
        super().__init__(description, ("",) * most, *self.boxes, flex_flow="row wrap")

    @traitlets.validate("value")
    def _check(self, proposal):
        value = tuple(proposal["value"])
        if len(value) != len(self.boxes) or not set(value) <= set(self.names):
            raise traitlets.TraitError(
                f'give {len(self.boxes)} names, each "" or one of {", ".join(self.names[1:])}'
            )
        return value


class ChosenNumber(Compound, w.HBox):
    """Which number is asked about: `value` is () for none, (layer, unit) for the output of a unit, inputs
    being layer 0, or (layer, unit, source) for the weight from that source, 0 for the bias.
    """

    highest = (7, 16, 16)

    def __init__(self, description="number of"):
        kinds = [("nothing", 0), ("a unit", 2), ("a weight or bias", 3)]
        self.kind = w.Dropdown(options=kinds, layout=w.Layout(width="130px"), tooltip="a unit or a weight")
        boxes = [("layer", 0), ("unit", 1), ("from", 0)]
        self.boxes = [
            w.BoundedIntText(max(1, low), min=low, max=high, layout=NARROW, tooltip=name)
            for (name, low), high in zip(boxes, self.highest)
        ]
        self.kind.observe(self._handle(lambda: setattr(self, "value", self._typed())), "value")
        named = [part for (name, _), box in zip(boxes, self.boxes) for part in (w.Label(name), box)]
        super().__init__(description, (), self.kind, *named, flex_flow="row wrap")

    def _typed(self):
        value = tuple(box.value for box in self.boxes[: self.kind.value])
        return (max(1, value[0]), *value[1:]) if len(value) == 3 else value

    @traitlets.validate("value")
    def _check(self, proposal):
        value = tuple(proposal["value"])
        n, lows = len(value), (int(len(value) == 3), 1, 0)
        if n == 1 or not all_within(value, lows[:n], self.highest[:n], int):
            raise traitlets.TraitError(
                "give (), (layer, unit) or (layer, unit, source) in whole numbers, units from 1"
            )
        return value

    def _show(self):
        self.kind.value = len(self.value)
        super()._show()


class Edits(Compound, w.HBox):
    """Weights set by hand: `value` is a tuple of (epoch, layer, unit, source, weight)."""

    def __init__(self, description="weights by hand"):
        self.typed = w.FloatText(1.0, layout=w.Layout(width="90px"), tooltip="the weight", step=0.1)
        self.set = w.Button(description="set", layout=NARROW, tooltip="Set the chosen weight")
        undo = lambda: setattr(self, "value", self.value[:-1])  # noqa: E731
        self.undo = self._button("undo", undo, "Undo the last one set", "62px")
        self.count = w.Label()
        super().__init__(description, (), self.typed, self.set, self.undo, self.count, flex_flow="row wrap")

    @traitlets.validate("value")
    def _check(self, proposal):
        value = tuple((*map(_as_int, edit[:4]), _as_float(edit[4:])) for edit in proposal["value"])
        if not all(all_within(edit[:4], (0, 1, 1, 0), (10**6, 7, 16, 16), int) for edit in value):
            raise traitlets.TraitError("each must be (epoch, layer, unit, source, weight), units from 1")
        return value

    def _show(self):
        self.count.value = f"{len(self.value)} set by hand" if self.value else ""


def _as_int(number):
    return int(number) if float(number).is_integer() else number


def _as_float(rest):
    (value,) = rest
    if not math.isfinite(value):
        raise traitlets.TraitError(f"a weight cannot be {value!r}; give a finite number")
    return float(value)


class Rows(Compound, w.VBox):
    """Points of up to five classes: `value` is a tuple of (x1, x2, class), classes from 0. The lab reads
    what is pasted or uploaded.
    """

    def __init__(self, value, description="your points"):
        self.text = w.Textarea(rows=5, layout=w.Layout(width="260px"), tooltip="rows x1, x2, label")
        wide, tip = w.Layout(width="130px"), "A CSV file"
        self.use = w.Button(description="use these rows", layout=wide)
        self.upload = w.FileUpload(accept=".csv,.txt,.tsv", layout=wide, tooltip=tip)
        parts = w.HBox([self.text, w.VBox([self.use, self.upload])])
        super().__init__(f"{description}: paste rows x1, x2, label, or give a file of them", value, parts)
        self.label.layout.width = None

    @traitlets.validate("value")
    def _check(self, proposal):
        said = "points must be (x1, x2, class), four or more of at least two of the classes 0 to 4"
        return checked_points(proposal["value"], 4, MOST_CLASSES, said)

    def _show(self):
        self.text.value = "\n".join(f"{a:.6g}, {b:.6g}, {k}" for a, b, k in self.value)
