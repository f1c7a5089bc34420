"""Controls that several labs share, each with the name that students know it by."""

import math
import threading
from numbers import Real

import ipywidgets as w
import traitlets

WIDE = {"width": "350px"}
LOOK = dict(layout=WIDE, style={"description_width": "110px"})
HEAVIEST = 4.0
RATE_STEP = 0.02  # of the logarithm to base 10: fifty rates from one power of ten to the next


class LogSlider(w.FloatLogSlider):
    """A logarithmic slider whose steps go through the value that it is given.

    A page moves a slider to the nearest of its steps, shows that, and writes it back: a lab whose rate
    of 0.3 becomes 0.302 as it appears is no paired comparison. ends : of the exponent, as it was built.
    """

    def __init__(self, description, value, low, high, step, format):
        middle = math.log10(value)
        down, up = (round(abs(math.log10(end) - middle) / step) for end in (low, high))
        self.ends = middle - down * step, middle + up * step
        steps = dict(base=10, min=self.ends[0], max=self.ends[1], step=step)
        super().__init__(value, description=description, readout_format=format, **steps, **LOOK)

    def through(self, value):
        """Move the steps by less than one, unless one of them is `value` to three digits."""
        at = math.log10(value)
        off = lambda low: round(at - low - round((at - low) / self.step) * self.step, 9)  # noqa: E731
        nearest = at - off(self.min)
        there = _three_digits(10**nearest) == _three_digits(value)
        if not there or not self.min - 1e-9 < nearest < self.max + 1e-9:
            (low, high), shift = self.ends, off(self.ends[0])
            with self.hold_sync():
                self.min, self.max = low + shift % self.step, high - -shift % self.step


def _three_digits(value):
    return float(f"{value:.3g}")


def learning_rate(value=0.1, low=1e-3, high=10.0):
    """The learning rate on a logarithmic slider from about `low` to about `high`."""
    return LogSlider("learning rate η", value, low, high, RATE_STEP, ".3g")


def choice(description, options):
    """A dropdown; options : a list of values, or {label: value}. The first is chosen."""
    options = list(options.items()) if isinstance(options, dict) else [(v, v) for v in options]
    return w.Dropdown(options=options, value=options[0][1], description=description, **LOOK)


def slider(description, value, low, high):
    """A slider over whole numbers, such as a step or an epoch."""
    return w.IntSlider(value, low, high, description=description, **LOOK)


def float_slider(description, value, low, high, step, format=".2f"):
    """A slider over a range of numbers."""
    steps = dict(min=low, max=high, step=step, readout_format=format)
    return w.FloatSlider(value, description=description, **steps, **LOOK)


def text(description, value=""):
    """A line of text."""
    return w.Text(value, description=description, **LOOK)


def tick(description, value=False):
    """A tick box."""
    return w.Checkbox(value, description=description, **LOOK)


def tidy(control):
    """A control's value without the last digits of a slider: a browser answers 0.05000000000000001
    when it is shown 0.05, which is no change, and no number for a caption or a script. A rate has
    the three digits that the page shows.
    """
    value = control.value
    if isinstance(control, w.Dropdown):
        return value
    if isinstance(control, LogSlider):
        low, high = _range(control)
        return min(high, max(low, _three_digits(value)))
    return float(f"{value:.10g}") if isinstance(value, float) else value


def stands_for(control, value):
    """Whether a logarithmic slider is less than half a step away from `value`: no hand moves it so
    little, but a page that was given other steps a moment ago may still answer with one of those.
    """
    return isinstance(control, LogSlider) and abs(math.log10(control.value / value)) < 0.49 * control.step


def accept(control, name, value, clamp=False):
    """Give a control a value. Raises ValueError, in a sentence, if it does not take it.

    clamp : go to the nearest end instead, as time does.
    """
    if hasattr(control, "options") and hasattr(control, "index"):
        values = [option[-1] if isinstance(option, tuple) else option for option in control.options]
        if value not in values:
            raise ValueError(f"{name} cannot be {value!r}; choose one of {', '.join(map(repr, values))}")
    elif isinstance(control, w.Checkbox):
        if not isinstance(value, bool):
            raise ValueError(f"{name} cannot be {value!r}; give True or False")
    elif hasattr(control, "min"):
        low, high = _range(control)
        if not isinstance(value, Real) or not math.isfinite(value):
            raise ValueError(f"{name} cannot be {value!r}; give a number from {low:g} to {high:g}")
        if clamp:
            value = type(control.value)(min(max(value, low), high))
        elif not low - abs(low) / 1e9 <= value <= high + abs(high) / 1e9:
            raise ValueError(f"{name} cannot be {value!r}; it goes from {low:g} to {high:g}")
    try:
        with control.hold_sync():
            if isinstance(control, LogSlider):
                control.through(value)
            control.value = value
    except Exception as error:  # traitlets has no common error for a value that does not fit
        raise ValueError(f"{name} cannot be {value!r}: {error}") from None


def end_of(last, span):
    """Where a time control ends if the run ends at `last`, or goes on (None): a slider needs a step."""
    return span if last is None else max(1, min(last, span))


def _range(control):
    """The ends of a slider."""
    if isinstance(control, LogSlider):
        return tuple(10**end for end in control.ends)
    return control.min, control.max


def describe(control, value):
    """A setting in words: the control's name, and its value as the page shows it."""
    name = getattr(control, "description", "") or control.label.value
    pairs = control.options if isinstance(control, w.Dropdown) else ()
    labels = {pair[1]: pair[0] for pair in pairs if isinstance(pair, tuple)}
    if value == ():
        return f"no {name}"
    if isinstance(value, tuple):
        numbers, joint = all(isinstance(part, int) for part in value), getattr(control, "joint", "-")
        return f"{name} {joint.join(map(str, value))}" if numbers else f"other {name}"
    if isinstance(value, bool):
        return f"{name}: {'yes' if value else 'no'}"
    if value in labels:
        label = str(labels[value])
        words = " " in label and sum(map(str.isalpha, label)) > 5
        return f"{name} “{label}”" if words else f"{name} {label}"
    return f"{name} {value:.3g}".replace("-", "−") if isinstance(value, float) else f"{name} {value}"


def all_within(values, lows, highs, kind=Real):
    """Whether these are as many numbers of a kind, each between its low and its high."""
    return len(values) == len(lows) and all(
        isinstance(v, kind) and not isinstance(v, bool) and low <= v <= high
        for v, low, high in zip(values, lows, highs)
    )


class Compound(w.Box):
    """A control made of several: its name and its parts in rows. Its own handlers and its lab's work go
    one at a time.

    `value` is a tuple. A subclass says in `_check`, a validator, what it may be; in `_typed` what it is by
    the parts, and in `_show` how they are set to it, if that is not one box for each of its entries.
    lock : that of the lab which shows it. boxes : the parts whose change changes the value.
    """

    value = traitlets.Tuple()
    boxes = ()
    _busy = False

    def __init__(self, description, value, *parts, **layout):
        self.lock = threading.RLock()
        self.label = w.Label(description, layout=w.Layout(width="110px"))
        super().__init__([self.label, *parts], layout=w.Layout(**layout))
        for box in self.boxes:
            box.observe(self._handle(lambda: setattr(self, "value", self._typed())), "value")
        self.value = tuple(value)
        self.observe(lambda _: self._showing(), "value")
        self._showing()

    def _handle(self, action):
        """A handler of a part's change; it does nothing while the parts are being set to the value."""

        def handle(*_):
            with self.lock:
                if not self._busy:
                    action()

        return handle

    def _button(self, description, action, tooltip="", width="36px"):
        """A button among the parts."""
        button = w.Button(description=description, tooltip=tooltip, layout=w.Layout(width=width))
        button.on_click(self._handle(action))
        return button

    def _showing(self):
        """Set the parts to the value without their answering."""
        with self.lock:
            busy, self._busy = self._busy, True
            try:
                self._show()
            finally:
                self._busy = busy

    def _typed(self):
        return tuple(box.value for box, _ in zip(self.boxes, self.value))

    def _show(self):
        for box, value in zip(self.boxes, self.value):
            box.value = value


class TickBoxes(Compound):
    """Tick boxes, any number of them ticked: `value` is a tuple of the ticked options, in order.

    least : so many stay ticked.
    """

    def __init__(self, description, options, value, least=0):
        self.options, self.least = tuple(options), least
        narrow = w.Layout(width="105px")
        self.boxes = [w.Checkbox(description=option, indent=False, layout=narrow) for option in self.options]
        row = w.Box(self.boxes, layout=w.Layout(flex_flow="row wrap", width="660px", max_width="100%"))
        super().__init__(description, value, row, flex_flow="row wrap")

    @traitlets.validate("value")
    def _check(self, proposal):
        if not set(proposal["value"]) <= set(self.options):
            raise traitlets.TraitError(f"choose from {', '.join(self.options)}")
        if len(proposal["value"]) < self.least:
            raise traitlets.TraitError(f"choose at least {self.least} of {', '.join(self.options)}")
        return tuple(option for option in self.options if option in proposal["value"])

    def _typed(self):
        ticked = tuple(box.description for box in self.boxes if box.value)
        if len(ticked) >= self.least:
            return ticked
        self._showing()  # the box that was unticked is ticked again
        return self.value

    def _show(self):
        for box in self.boxes:
            box.value = box.description in self.value


class LayerSizes(Compound, w.HBox):
    """Widths of a network's layers, input first: one number box per layer, and buttons for one
    layer more or less.

    `value` is a tuple of at least two widths from 1 to `largest`. fixed : the first and the last
    are the data's, and shown without a box.
    """

    least, words = 2, "layer sizes must be 2 to {} whole numbers from 1 to {}"

    def __init__(self, value=(3, 4, 1), most=5, largest=16, description="layer sizes", fixed=False):
        self.most, self.largest, self.fixed = most, largest, fixed
        self.fewer = self._button("−", self._fewer, "One layer less")
        self.more = self._button("+", self._more, "One layer more")
        box = dict(min=1, max=largest, layout=w.Layout(width="56px"))
        self.boxes = [w.BoundedIntText(1, tooltip=f"width of layer {i}", **box) for i in range(most)]
        super().__init__(description, value, flex_flow="row wrap")

    def _fewer(self):
        self.value = (*self.value[:-2], self.value[-1])

    def _more(self):
        self.value = (*self.value[:-1], 2, self.value[-1])

    @traitlets.validate("value")
    def _check(self, proposal):
        sizes = tuple(proposal["value"])
        n = min(max(self.least, len(sizes)), self.most)
        if not all_within(sizes, [1] * n, [self.largest] * n, int):
            raise traitlets.TraitError(self.words.format(self.most, self.largest))
        if self.fixed and self.value and (sizes[0], sizes[-1]) != (self.value[0], self.value[-1]):
            ends = f"{self.value[0]} and end with {self.value[-1]}"
            raise traitlets.TraitError(f"layer sizes must begin with {ends}: that is what the data have")
        return sizes

    def _show(self):
        super()._show()
        boxes = self.boxes[: len(self.value)]
        for i, box in enumerate(boxes):
            box.disabled = self.fixed and i in (0, len(boxes) - 1)
        self.fewer.disabled = len(boxes) == self.least
        self.more.disabled = len(boxes) == self.most
        self.children = (self.label, *boxes, self.fewer, self.more)


class HiddenSizes(LayerSizes):
    """Widths of the hidden layers alone: `value` is a tuple of 0 to `most` widths from 1 to `largest`."""

    least, words = 0, "the hidden layers must be up to {} whole numbers from 1 to {}"

    def __init__(self, value=(4,), most=6, largest=8, description="hidden layers"):
        super().__init__(value, most, largest, description)

    def _fewer(self):
        self.value = self.value[:-1]

    def _more(self):
        self.value = (*self.value, 2)


class HiddenLayers(Compound, w.HBox):
    """How many hidden layers, all of one width: `value` is (depth, width)."""

    joint = " × "

    def __init__(self, value=(1, 32), deepest=12, widest=64):
        self.deepest, self.widest = deepest, widest
        self.boxes = [
            w.BoundedIntText(1, min=1, max=largest, layout=w.Layout(width="64px"), tooltip=tip)
            for tip, largest in (("how many", deepest), ("units in each", widest))
        ]
        how_many, units = self.boxes
        super().__init__("hidden layers", value, how_many, w.Label("of"), units, w.Label("units"))

    @traitlets.validate("value")
    def _check(self, proposal):
        most = self.deepest, self.widest
        if not all_within(proposal["value"], (1, 1), most, int):
            raise traitlets.TraitError(
                "hidden layers are (how many, units in each), up to {} and {}".format(*most)
            )
        return proposal["value"]


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
            min=-HEAVIEST, max=HEAVIEST, step=0.5, description=name, readout_format=".1f",
            layout=w.Layout(width="200px", height="26px"), style={"description_width": "34px"},
        )  # fmt: skip

    def _typed(self):
        return tuple(float(f"{slider.value:.10g}") for slider in self.boxes)

    @traitlets.validate("value")
    def _check(self, proposal):
        value = tuple(proposal["value"])
        n, names = len(self.names), ", ".join(self.names)
        if not all_within(value, [-HEAVIEST] * n, [HEAVIEST] * n):
            raise traitlets.TraitError(f"give {n} numbers from {-HEAVIEST:g} to {HEAVIEST:g}: {names}")
        return tuple(map(float, value))
