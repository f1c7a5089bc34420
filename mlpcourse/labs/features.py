"""Labs of chapter 01: windows over prices, kernels over images, colours, and words."""

import ipywidgets as w
import numpy as np
import traitlets

from .. import plots
from ..datasets import load_digits, load_sunspots
from ..features import (
    LAPLACE,
    REVIEWS,
    SOBEL_X,
    SOBEL_Y,
    bag_of_words,
    color_histogram,
    convolve,
    correlate,
    sliding_windows,
    tokens,
    vocabulary,
)
from ..tables import html_table
from .base import Lab, TextLab
from .controls import STYLE, WIDE, choice, float_slider, slider

KERNELS = {
    "Sobel x": SOBEL_X,
    "Sobel y": SOBEL_Y,
    "Laplace": LAPLACE,
    "mean": np.ones((3, 3)) / 9,
    "identity": np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
}


def prices(n=60):
    """A made-up price series: a trend, a wave and noise, the same every time."""
    steps = np.random.default_rng(3).standard_normal(n)
    return 20 + 0.08 * np.arange(n) + 2 * np.sin(np.arange(n) / 6) + 0.8 * steps


class WindowLab(Lab):
    """A window over sixty steps: its mean, spread, range and slope, wherever it stands."""

    title = "A window over time"
    question = "Does a wider window make the mean smoother or later, or both?"
    size = (7.2, 3.8)
    time = "position"
    moving = ("position",)
    storyboard = (dict(width=3), dict(width=15))

    def build(self):
        return {
            "width": slider("window width", 5, 2, 20),
            "position": slider("position", 25, 0, 40),
            "feature": choice("second curve", ["std", "range", "slope"]),
            "series": choice("series", {"a price": "price", "sunspots, 1949 to 2008": "sunspots"}),
        }

    def series(self):
        """The sixty values, and the step or year of the first."""
        if self.values["series"] == "price":
            return prices(), 0
        years, counts = load_sunspots()
        return counts[-60:], int(years[-60])

    def draw(self, fig):
        theme, v, (series, self.first) = self.theme, self.values, self.series()
        self.features = features = sliding_windows(series, v["width"])
        width = v["width"]
        steps = self.first + np.arange(len(series))
        ends = steps[width - 1 :]
        top = plots.new_axes(fig.add_axes((0.09, 0.5, 0.88, 0.4)), theme)
        span = top.axvspan(0, width - 1, color=theme.muted, alpha=0.25)
        top.plot(steps, series, color=theme.muted, marker=".", linewidth=1, label=v["series"])
        top.plot(ends, features.mean, color=theme.colors[0], linewidth=2, label="moving mean")
        (trend,) = top.plot(
            [], [], color=theme.colors[1], linewidth=2.5, label="trend in the window"
        )
        top.set(ylabel=v["series"], xlim=(steps[0] - 1.5, steps[-1] + 1.5), xticklabels=[])
        plots.legend_above(top, theme, columns=3)
        low = plots.new_axes(fig.add_axes((0.09, 0.13, 0.88, 0.3)), theme)
        low.plot(ends, getattr(features, v["feature"]), color=theme.colors[2])
        (dot,) = low.plot([], [], "o", color=theme.ink)
        unit = "time step" if self.first == 0 else "year"
        low.set(xlabel=unit, ylabel=f"moving {v['feature']}", xlim=top.get_xlim())
        self.artists += [span, trend, dot]
        return self.move()

    def move(self):
        v, features, (span, trend, dot) = self.values, self.features, self.artists
        k, width = v["position"], v["width"]
        start = self.first + k
        span.set_x(start)
        inside = start + np.arange(width)
        trend.set_data(inside, features.mean[k] + features.slope[k] * (inside - inside.mean()))
        dot.set_data([inside[-1]], [getattr(features, v["feature"])[k]])
        return (
            f"{'Steps' if self.first == 0 else 'Years'} {inside[0]} to {inside[-1]}: "
            f"mean {features.mean[k]:.3f}, std {features.std[k]:.3f}, from {features.min[k]:.3f} "
            f"to {features.max[k]:.3f} (range {features.range[k]:.3f}), "
            f"slope {features.slope[k]:+.3f} a step; second curve: {v['feature']}."
        )


class KernelBoxes(w.VBox):
    """Nine number boxes; `value` is a tuple of nine numbers, row by row."""

    value = traitlets.Tuple()

    def __init__(self, value):
        self.label = w.Label("kernel", layout=w.Layout(width="110px"))
        narrow = w.Layout(width="64px")
        self.boxes = [
            w.FloatText(v, step=1, layout=narrow, tooltip=f"row {i // 3 + 1}, column {i % 3 + 1}")
            for i, v in enumerate(value)
        ]
        rows = [w.HBox(self.boxes[3 * r : 3 * r + 3]) for r in range(3)]
        super().__init__([w.HBox([self.label, w.VBox(rows)])])
        self._busy = False
        for box in self.boxes:
            box.observe(
                lambda _: self._busy or setattr(self, "value", tuple(b.value for b in self.boxes)),
                "value",
            )
        self.observe(self._show, "value")
        self.value = tuple(value)

    @traitlets.validate("value")
    def _check(self, proposal):
        value = proposal["value"]
        if len(value) != 9 or not np.isfinite(np.asarray(value, dtype=float)).all():
            raise traitlets.TraitError("a kernel is nine numbers, row by row")
        return tuple(float(v) for v in value)

    def _show(self, change):
        self._busy = True
        for box, number in zip(self.boxes, self.value):
            box.value = number
        self._busy = False


class KernelLab(Lab):
    """A 3 by 3 kernel over an image: each number of the response is nine products, summed."""

    title = "A kernel finds edges"
    question = (
        "Which kernel answers to vertical edges, and what does turning it by 180 degrees change?"
    )
    size = (7.2, 2.7)
    presets = {  # noqa: RUF012
        name: dict(kernel=tuple(np.round(kernel.ravel(), 3).tolist()))
        for name, kernel in KERNELS.items()
    }
    storyboard = (
        dict(kernel=tuple(SOBEL_X.ravel().tolist())),
        dict(kernel=tuple(LAPLACE.ravel().tolist()), image="digit 0"),
    )

    def build(self):
        return {
            "image": choice("image", ["black and white", "digit 0", "digit 1", "digit 4"]),
            "turned": w.Checkbox(
                False, description="convolution (kernel turned)", layout=WIDE, style=STYLE
            ),
            "kernel": KernelBoxes(tuple(SOBEL_X.ravel().tolist())),
        }

    def image(self):
        """The chosen image: black left and white right, or the first digit of that kind."""
        if self.values["image"] == "black and white":
            return np.repeat([[0, 0, 0, 1, 1, 1.0]], 5, axis=0)
        X, y = load_digits()
        return X[(y == int(self.values["image"][-1])).argmax()].reshape(8, 8)

    def draw(self, fig):
        theme, image = self.theme, self.image()
        kernel = np.array(self.values["kernel"]).reshape(3, 3)
        response = (convolve if self.values["turned"] else correlate)(image, kernel)
        bound = max(1e-9, np.abs(response).max())
        pictures = (
            (image, "gray", 0, 1, "image"),
            (kernel, "PuOr_r", -4, 4, "kernel"),
            (response, "PuOr_r", -bound, bound, "response"),
        )
        for i, (array, cmap, low, high, title) in enumerate(pictures):
            ax = fig.add_axes((0.02 + 0.33 * i, 0.02, 0.3, 0.84), anchor="N")
            ax.imshow(array, cmap=cmap, vmin=low, vmax=high)
            ax.set_title(
                f"{title} {array.shape[0]} × {array.shape[1]}", color=theme.ink, fontsize=10
            )
            ax.set(xticks=[], yticks=[])
            digits = 3 if array.size <= 30 else 2
            if array.size <= 36:
                for (r, c), value in np.ndenumerate(array):
                    shade = abs(value) / max(abs(low), high)
                    ink = (
                        "#ffffff"
                        if (cmap == "gray" and value < 0.5) or (cmap != "gray" and shade > 0.7)
                        else "#111111"
                    )
                    ax.text(
                        c,
                        r,
                        f"{value:.{digits}g}".replace("-", "−"),
                        ha="center",
                        va="center",
                        color=ink,
                        fontsize=6 + digits,
                    )
        kind = "Convolution" if self.values["turned"] else "Correlation"
        shown = ", ".join(f"{value:.3g}" for value in response[len(response) // 2])
        rows = "; ".join(" ".join(f"{v:.3g}" for v in row) for row in kernel)
        return f"{kind} with the kernel ({rows}): the middle row of the response is [{shown}]."


class ColorLab(Lab):
    """An image of three channels and its colour histogram: a vector that does not care where a
    colour stands.
    """

    title = "Colours counted"
    question = "Which features change when the image is mirrored, and which when it gets darker?"
    size = (7.2, 2.7)
    storyboard = (dict(bins=4),)

    def build(self):
        return {
            "bins": slider("bins", 4, 2, 10),
            "light": float_slider("light", 1.0, 0.2, 1.0, 0.05),
            "mirror": w.Checkbox(False, description="mirrored", layout=WIDE, style=STYLE),
        }

    def image(self):
        """A sunset of 24 by 32 pixels: sky, sun and sea, (24, 32, 3) from 0 to 1."""
        row, column = np.mgrid[0:24, 0:32]
        sky = np.stack(
            [0.95 - 0.02 * (24 - row), 0.75 - 0.025 * (24 - row), 0.35 + 0.02 * (24 - row)], axis=-1
        )
        sun = ((row - 9) ** 2 + (column - 9) ** 2 < 20)[..., None]
        image = np.where(sun, [1.0, 0.9, 0.4], sky)
        image = np.where((row > 15)[..., None], [0.1, 0.25, 0.5], image) * self.values["light"]
        return np.clip(image[:, ::-1] if self.values["mirror"] else image, 0, 1)

    def draw(self, fig):
        theme, image, bins = self.theme, self.image(), self.values["bins"]
        counts = color_histogram(image, bins)
        left = fig.add_axes((0.02, 0.02, 0.42, 0.94), anchor="N")
        left.imshow(image)
        left.set(xticks=[], yticks=[])
        right = plots.new_axes(fig.add_axes((0.56, 0.19, 0.42, 0.77)), theme)
        edges = np.arange(bins) / bins
        for c, (name, color) in enumerate(
            (("red", theme.colors[1]), ("green", "#2f9e6e"), ("blue", theme.colors[0]))
        ):
            right.bar(
                edges + (c + 0.5) / (3.5 * bins),
                counts[c],
                width=1 / (3.7 * bins),
                color=color,
                label=name,
            )
        right.set(xlabel="value of the channel", ylabel="pixels")
        plots.legend(right, theme, fontsize=8)
        side = "mirrored" if self.values["mirror"] else "as it is"
        return f"Image (24, 32, 3), {side}, light {self.values['light']:.2f}: features {counts.ravel().tolist()}."


class WordsLab(TextLab):
    """Three reviews, step by step from strings to a table of counts."""

    title = "A bag of words"
    question = "How many columns has the table with and without stop words?"

    def build(self):
        def box(text, value):
            return w.Checkbox(value, description=text, layout=WIDE, style=STYLE)

        return {
            "lower": box("lower case", True),
            "stop": box("drop stop words", True),
            "stem": box("stem (toy)", False),
            "extra": w.Text("", description="your review", layout=WIDE, style=STYLE),
        }

    def text(self):
        v = self.values
        stop = ("and", "but", "it", "to", "were") if v["stop"] else ()
        reviews = [*REVIEWS, v["extra"]] if v["extra"].strip() else REVIEWS
        documents = [tokens(review, v["lower"], stop, v["stem"]) for review in reviews]
        words = vocabulary(documents)
        rows = [
            (str(i), *(str(n) for n in bag_of_words(document, words)))
            for i, document in enumerate(documents, 1)
        ]
        table = html_table(("review", *words), rows)
        lists = "; ".join(" ".join(document) for document in documents)
        return table, f"{len(words)} columns for {len(reviews)} reviews. Tokens: {lists}."
