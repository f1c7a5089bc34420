"""Controls that several labs share, each with the name that students know it by."""

import math

import ipywidgets as w
import traitlets

WIDE = w.Layout(width="350px")
STYLE = {"description_width": "110px"}


def learning_rate(value=0.1, low=1e-3, high=10.0):
    """The learning rate on a logarithmic slider; low and high are its ends."""
    return w.FloatLogSlider(
        value, base=10, min=math.log10(low), max=math.log10(high), step=0.02,
        description="learning rate η", readout_format=".3g", layout=WIDE, style=STYLE,
    )  # fmt: skip


def choice(description, options):
    """A dropdown; options : a list of values, or {label: value}. The first is chosen."""
    options = list(options.items()) if isinstance(options, dict) else [(v, v) for v in options]
    value = options[0][1]
    return w.Dropdown(
        options=options, value=value, description=description, layout=WIDE, style=STYLE
    )


def slider(description, value, low, high):
    """A slider over whole numbers, such as a step or an epoch."""
    return w.IntSlider(value, low, high, description=description, layout=WIDE, style=STYLE)


def float_slider(description, value, low, high, step, format=".2f"):
    """A slider over a range of numbers."""
    return w.FloatSlider(
        value, min=low, max=high, step=step, description=description, readout_format=format,
        layout=WIDE, style=STYLE,
    )  # fmt: skip


class LayerSizes(w.HBox):
    """Widths of a network's layers, input first: one number box per layer, and buttons for one
    layer more or less.

    `value` is a tuple of at least two widths from 1 to `largest`.
    """

    value = traitlets.Tuple()

    def __init__(self, value=(3, 4, 1), most=5, largest=16, description="layer sizes"):
        self.most, self.largest = most, largest
        self.fewer = w.Button(
            description="−", tooltip="One layer less", layout=w.Layout(width="36px")
        )
        self.more = w.Button(
            description="+", tooltip="One layer more", layout=w.Layout(width="36px")
        )
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
                n,
                min=1,
                max=self.largest,
                layout=w.Layout(width="58px"),
                tooltip=f"width of layer {i}",
            )
            for i, n in enumerate(self.value)
        ]
        for box in boxes:
            box.observe(lambda _: setattr(self, "value", tuple(b.value for b in boxes)), "value")
        self.fewer.disabled = len(boxes) == 2
        self.more.disabled = len(boxes) == self.most
        self.children = (self.label, *boxes, self.fewer, self.more)
