"""The drawing pad of chapter 20: a digit drawn by hand, made ready step by step, and what a network
says before and after.
"""

from itertools import pairwise

import ipywidgets as w
import numpy as np
import traitlets

from .. import plots
from ..estimators import MLPClassifier
from ..handwriting import block_means, prepare, stroke
from ..optimizers import SGD
from .base import Lab
from .controls import Compound, choice, slider, tick
from .digits import digit_rows

HIDDEN = {"64-32-10": (32,), "softmax regression": ()}
ARROWS = {"Left": ("←", (0, -1)), "Up": ("↑", (-1, 0)), "Down": ("↓", (1, 0)), "Right": ("→", (0, 1))}
PENS = ("draw", "erase", "move only")
STEP = 2  # cells that an arrow moves the cursor


def packed(drawing):
    """A drawing as a tuple of whole numbers, one a row: its cells are their binary digits."""
    return tuple(int("".join("1" if ink else "0" for ink in row), 2) for row in np.asarray(drawing) > 0)


def unpacked(rows):
    """The drawing (S, S) of 0 and 1 that `packed` gave these rows for."""
    return np.array([[float(bit) for bit in f"{row:0{len(rows)}b}"] for row in rows])


class Pad(Compound, w.HBox):
    """A drawing and a cursor: `value` is ((row, column), rows), the rows as `packed` gives them.

    The pointer draws on the picture; arrows, as buttons or as keys, move the cursor. Both draw, erase
    or only move, as the pen says.
    """

    def __init__(self, side=32, description="drawing"):
        self.side, self.brush = side, 3
        self.empty = ((side // 4, side // 4), (0,) * side)
        self.arrows = [
            self._button(sign, lambda way=way: self.walk(*way), f"Cursor {name.lower()}")
            for name, (sign, way) in ARROWS.items()
        ]
        self.pen = w.Dropdown(options=PENS, layout=w.Layout(width="95px"), tooltip="What the pen does")
        self.clear = self._button(
            "clear", lambda: setattr(self, "value", self.empty), "Empty the pad", "60px"
        )
        super().__init__(description, self.empty, self.pen, self.clear, *self.arrows, flex_flow="row wrap")

    @traitlets.validate("value")
    def _check(self, proposal):
        try:
            cursor, rows = (tuple(int(n) for n in part) for part in proposal["value"])
        except (TypeError, ValueError):
            cursor = rows = ()
        top = 2**self.side
        if (
            len(cursor) != 2
            or not all(0 <= n < self.side for n in cursor)
            or len(rows) != self.side
            or not all(0 <= row < top for row in rows)
        ):
            raise traitlets.TraitError(
                f"a drawing is ((row, column), rows): a cursor from 0 to {self.side - 1} and {self.side} "
                f"whole numbers below 2**{self.side}, as packed(...) gives them"
            )
        return cursor, rows

    @property
    def drawing(self):
        return unpacked(self.value[1])

    def line(self, start, end):
        """What the pen does from one place to another, (row, column) in cells; the cursor follows."""
        rows = self.value[1]
        if self.pen.value != "move only":
            rows = packed(stroke(self.drawing, start, end, self.brush, self.pen.value == "draw"))
        self.value = tuple(int(np.clip(n, 0, self.side - 1)) for n in end), rows

    def walk(self, down, right):
        """Move the cursor by one step; the pen goes with it."""
        cursor = np.array(self.value[0])
        to = np.clip(cursor + STEP * np.array([down, right]), 0, self.side - 1)
        self.line(cursor + 0.5, to + 0.5)


def strokes(*lines, side=32, brush=3):
    """The value of a Pad on which these lines of (row, column) were drawn."""
    drawing = np.zeros((side, side))
    for line in lines:
        for start, end in pairwise(line):
            drawing = stroke(drawing, start, end, brush)
    return (side // 4, side // 4), packed(drawing)


FIVE = (
    (4.5, 15.5), (4.5, 7.5), (9.5, 7), (9, 11), (10.5, 14), (13, 15.2), (16, 14.5), (18, 12), (18.5, 8), (17, 6),
)  # fmt: skip
SEVEN = (((4, 8), (4, 22), (28, 12)), ((15, 10), (15, 21)))


class PadLab(Lab):
    """Draw a digit; a network reads it as it stands and as it is when cropped, scaled and centred.

    model : a fitted classifier of ten digits on 8 x 8 pixels, or on 28 x 28 as MNIST's; by default
    one that is trained here.
    """

    title = "Draw a digit"
    question = "What does the network read, before and after the drawing is made ready?"
    size = (9.2, 3.9)
    drawable = True
    keys = (" ", *(f"Arrow{name}" for name in ARROWS))
    storyboard = (dict(drawing=strokes(FIVE), prepared=False), dict(drawing=strokes(FIVE), prepared=True))
    presets = {"a small 5": dict(drawing=strokes(FIVE)), "a 7 with a bar": dict(drawing=strokes(*SEVEN))}

    def __init__(self, preset=None, *, model=None, **values):
        """model : see above. preset, values : as in every lab."""
        self.models, self.given_model = {}, model
        self.side, self.box, self.block = 32, 32, 4
        if model is not None:
            inputs = getattr(model, "n_features_in_", None)
            if inputs not in (64, 784):
                raise ValueError(
                    f"PadLab needs a fitted model of 64 or 784 pixels, got {inputs}; "
                    "train it on load_digits() or load_mnist(folder)"
                )
            if inputs == 784:
                self.side, self.box, self.block = 28, 20, 1
                self.storyboard, self.presets = (), {}
        self._last = None  # where the pointer was, while it is down
        super().__init__(preset, **values)

    def build(self):
        self.pad = Pad(self.side)
        names = list(HIDDEN) if self.given_model is None else ["yours"]
        controls = {
            "drawing": self.pad,
            "brush": slider("brush (cells)", 3, 2, 5),
            "network": choice("network", names),
            "prepared": tick("make it ready"),
        }
        controls["brush"].observe(lambda change: setattr(self.pad, "brush", change["new"]), "value")
        return controls

    def network(self, name):
        """The fitted model of this name."""
        if self.given_model is not None:
            return self.given_model
        if name not in self.models:
            X, y, _, _ = digit_rows()
            model = MLPClassifier(HIDDEN[name], "relu", None, 30, optimizer=SGD(0.1, 0.9), init="he")
            self.models[name] = model.fit(X, y)
        return self.models[name]

    def pixels_of(self, drawing):
        """The image that the network gets of a drawing, (8, 8) or (28, 28)."""
        return block_means(drawing, self.block)

    # ---- the picture

    def draw(self, fig):
        theme = self.theme

        def picture(box, side, title):
            ax = fig.add_axes(box)
            ax.set(xticks=[], yticks=[])
            for spine in ax.spines.values():
                spine.set_color(theme.muted)
            ax.set_title(title, color=theme.ink, fontsize=9, pad=3)
            ax.set_facecolor(theme.paper)
            look = dict(cmap=theme.greys, vmin=0, vmax=1, interpolation="nearest")
            image = ax.imshow(np.zeros((side, side)), extent=(0, side, side, 0), **look)
            room = side / 80  # or the image would hide the frame
            ax.set(xlim=(-room, side + room), ylim=(side + room, -room))
            return ax, image

        n = self.side // self.block
        name = f"drawn, {self.side} × {self.side}"
        self.pad_axes, drawn = picture((0.005, 0.03, 0.39, 0.9), self.side, name)
        look = dict(color=theme.colors[1], markersize=11, markeredgewidth=2)
        (self.cursor,) = self.pad_axes.plot([], [], "+", **look)
        small = (
            ((0.415, 0.52, 0.165, 0.4), n, f"as drawn, {n} × {n}"),
            ((0.617, 0.58, 0.12, 0.3), self.side, "cropped"),
            ((0.617, 0.12, 0.12, 0.3), self.side, "scaled, centred"),
            ((0.775, 0.52, 0.21, 0.4), n, f"made ready, {n} × {n}"),
        )
        self.images = [drawn, *(picture(*what)[1] for what in small)]
        self.bars, self.verdicts, write = [], [], dict(color=theme.ink, fontsize=12)
        for left in (0.43, 0.81):
            ax = plots.new_axes(fig.add_axes((left, 0.1, 0.165, 0.26)))
            ax.set(ylim=(0, 1), xlim=(-0.6, 9.6), xticks=range(10), yticks=(0, 0.5, 1))
            ax.tick_params(labelsize=8)
            self.bars.append(ax.bar(range(10), np.zeros(10), color=theme.colors[0], width=0.75))
            self.verdicts.append(fig.text(left + 0.08, 0.43, "", ha="center", va="center", **write))
        self.artists += [*self.images, self.cursor, *self.verdicts, *self.bars[0], *self.bars[1]]

    def move(self, drawing, brush, network, prepared):
        cursor, rows = drawing
        ink = unpacked(rows)
        self.cursor.set_data([cursor[1] + 0.5], [cursor[0] + 0.5])
        model = self.network(network)
        empty = not ink.any()
        shown = [ink, self.pixels_of(ink)]
        if empty or not prepared:
            shown += [np.zeros_like(ink), np.zeros_like(ink), np.zeros_like(shown[1])]
        else:
            steps = prepare(ink, self.box)
            cropped = np.zeros_like(ink)
            cropped[: steps.cropped.shape[0], : steps.cropped.shape[1]] = steps.cropped
            shown += [cropped, steps.centred, self.pixels_of(steps.centred)]
        for image, pixels in zip(self.images, shown):
            image.set_data(pixels)
        read = [None if empty else self.read(model, shown[1]), None]
        if prepared and not empty:
            read[1] = self.read(model, shown[4])
        for bars, verdict, P in zip(self.bars, self.verdicts, read):
            verdict.set_text("" if P is None else f"{P.argmax()}, {P.max():.0%} sure")
            for bar, p in zip(bars, np.zeros(10) if P is None else P):
                bar.set_height(p)
                bar.set_color(self.theme.colors[int(P is not None and p == P.max())])
        return self.said(ink, read, cursor, brush, network, prepared)

    @staticmethod
    def read(model, pixels):
        """The model's probabilities of the ten digits, (10,)."""
        return model.predict_proba(pixels.reshape(1, -1))[0]

    @staticmethod
    def said(ink, read, cursor, brush, network, prepared):
        tools = f" Brush {brush} cells wide, cursor at row {cursor[0]}, column {cursor[1]}."
        if not ink.any():
            ready = " It will be made ready." if prepared else ""
            draw = "Draw with the pointer, or click into the picture and use the arrows."
            return f"Nothing is drawn yet; {network} waits.{ready} {draw}{tools}"

        def answer(P):
            first, second = np.argsort(-P, kind="stable")[:2]
            return f"{first} with {P[first]:.1%}, then {second} with {P[second]:.1%}"

        words = f"{int(ink.sum())} cells of ink. {network} reads it as drawn: {answer(read[0])}."
        if prepared:
            words += f" Made ready: {answer(read[1])}."
        return words + tools

    def key(self, key, shift):
        """Arrows move the cursor; Space lifts and lowers the pen, with Shift it takes the eraser."""
        if key == " ":
            pen, other = self.pad.pen, "erase" if shift else "move only"
            pen.value = "draw" if pen.value == other else other
        else:
            self.pad.walk(*ARROWS[key.removeprefix("Arrow")][1])

    def pointer(self, kind, x, y):
        column, row = self.at(self.pad_axes, x, y)
        if kind == "down" and self.inside(self.pad_axes, x, y):
            self._last = (row, column)
        if self._last is not None:
            self.pad.line(self._last, (row, column))
            self._last = None if kind == "up" else (row, column)
