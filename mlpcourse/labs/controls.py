"""Controls that several labs share, each with the name that students know it by."""

import math

import ipywidgets as w
import traitlets

WIDE = {"width": "350px"}
STYLE = {"description_width": "110px"}
RATE_STEP = 0.02  # of the logarithm to base 10: fifty rates from one power of ten to the next


def learning_rate(value=0.1, low=1e-3, high=10.0):
    """The learning rate on a logarithmic slider from about `low` to about `high`.

    Its steps go through `value`: a FloatLogSlider that is shown writes the nearest of its steps
    back, and a lab whose rate of 0.3 becomes 0.302 as it appears is no paired comparison.
    """
    middle = math.log10(value)
    down, up = (round(abs(math.log10(end) - middle) / RATE_STEP) for end in (low, high))
    return w.FloatLogSlider(
        value, base=10, min=middle - down * RATE_STEP, max=middle + up * RATE_STEP, step=RATE_STEP,
        description="learning rate η", readout_format=".3g", layout=WIDE, style=STYLE,
    )  # fmt: skip


def choice(description, options):
    """A dropdown; options : a list of values, or {label: value}. The first is chosen."""
    options = list(options.items()) if isinstance(options, dict) else [(v, v) for v in options]
    value = options[0][1]
    return w.Dropdown(options=options, value=value, description=description, layout=WIDE, style=STYLE)


def slider(description, value, low, high):
    """A slider over whole numbers, such as a step or an epoch."""
    return w.IntSlider(value, low, high, description=description, layout=WIDE, style=STYLE)


def float_slider(description, value, low, high, step, format=".2f"):
    """A slider over a range of numbers."""
    return w.FloatSlider(
        value, min=low, max=high, step=step, description=description, readout_format=format,
        layout=WIDE, style=STYLE,
    )  # fmt: skip


def tidy(control):
    """A control's value without the last digits of a slider: a browser answers 0.05000000000000001
    when it is shown 0.05, which is no change, and no number for a caption or a script. A rate has
    the three digits that the page shows.
    """
    value = control.value
    if isinstance(control, w.FloatLogSlider):
        low, high = control.base**control.min, control.base**control.max
        return min(high, max(low, float(f"{value:.3g}")))
    return float(f"{value:.10g}") if isinstance(value, float) else value


def describe(control, value):
    """A setting in words: the control's name, and its value as the page shows it."""
    name = getattr(control, "description", "") or control.label.value
    labels = {v: k for k, v in control.options} if isinstance(control, w.Dropdown) else {}
    if isinstance(value, tuple):
        return f"other {name}"
    if isinstance(value, bool):
        return f"{name}: {'yes' if value else 'no'}"
    if isinstance(value, float) and value not in labels:
        return f"{name} {value:.3g}".replace("-", "−")
    return f"{name} {labels.get(value, value)}"


class TickBoxes(w.Box):
    """Tick boxes, any number of them ticked: `value` is a tuple of the ticked options, in order."""

    value = traitlets.Tuple()

    def __init__(self, description, options, value):
        self.options = tuple(options)
        self.label = w.Label(description, layout=w.Layout(width="110px"))
        self.boxes = [
            w.Checkbox(False, description=option, indent=False, layout=w.Layout(width="105px"))
            for option in self.options
        ]
        row = w.Box(self.boxes, layout=w.Layout(flex_flow="row wrap", width="560px"))
        super().__init__([self.label, row])
        self.observe(self._show, "value")
        self._busy = False
        for box in self.boxes:
            box.observe(self._ticked, "value")
        self.value = tuple(value)

    @traitlets.validate("value")
    def _check(self, proposal):
        if not set(proposal["value"]) <= set(self.options):
            raise traitlets.TraitError(f"choose from {', '.join(self.options)}")
        return tuple(option for option in self.options if option in proposal["value"])

    def _ticked(self, change):
        if not self._busy:
            self.value = tuple(box.description for box in self.boxes if box.value)

    def _show(self, change):
        self._busy = True
        for box in self.boxes:
            box.value = box.description in self.value
        self._busy = False


class LayerSizes(w.HBox):
    """Widths of a network's layers, input first: one number box per layer, and buttons for one
    layer more or less.

    `value` is a tuple of at least two widths from 1 to `largest`.
    """

    value = traitlets.Tuple()

    def __init__(self, value=(3, 4, 1), most=5, largest=16, description="layer sizes"):
        self.most, self.largest = most, largest
        self.fewer = w.Button(description="−", tooltip="One layer less", layout=w.Layout(width="36px"))
        self.more = w.Button(description="+", tooltip="One layer more", layout=w.Layout(width="36px"))
        self.fewer.on_click(lambda _: setattr(self, "value", (*self.value[:-2], self.value[-1])))
        self.more.on_click(lambda _: setattr(self, "value", (*self.value[:-1], 2, self.value[-1])))
        self.label = w.Label(description)
        super().__init__(layout=w.Layout(flex_flow="row wrap"))
        self.observe(self._show, "value")
        self.value = tuple(value)

    @traitlets.validate("value")
    def _check(self, proposal):
        sizes = tuple(proposal["value"])
        if not 2 <= len(sizes) <= self.most or any(
            not isinstance(n, int) or not 1 <= n <= self.largest for n in sizes
        ):
            raise traitlets.TraitError(
                f"layer sizes must be 2 to {self.most} whole numbers from 1 to {self.largest}"
            )
        return sizes

    def _show(self, change):
        boxes = [
            w.BoundedIntText(
                n, min=1, max=self.largest, layout=w.Layout(width="58px"), tooltip=f"width of layer {i}"
            )
            for i, n in enumerate(self.value)
        ]
        for box in boxes:
            box.observe(lambda _: setattr(self, "value", tuple(b.value for b in boxes)), "value")
        self.fewer.disabled = len(boxes) == 2
        self.more.disabled = len(boxes) == self.most
        self.children = (self.label, *boxes, self.fewer, self.more)
