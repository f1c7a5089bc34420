"""Labs of chapter 01 on images: kernels that find edges, and colours counted."""

from functools import cache

import ipywidgets as w
import numpy as np
import traitlets
from matplotlib.collections import PolyCollection

from .. import plots
from ..datasets import load_digits
from ..features import LAPLACE, SOBEL_X, SOBEL_Y, color_histogram, convolve, correlate
from .base import Lab
from .controls import Compound, choice, float_slider, slider, tick
from .panels import limit, step_above

KERNELS = {
    "Sobel x": SOBEL_X,
    "Sobel y": SOBEL_Y,
    "Laplace": LAPLACE,
    "mean": np.ones((3, 3)) / 9,
    "identity": np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
}


class KernelBoxes(Compound, w.HBox):
    """Nine number boxes; `value` is a tuple of nine numbers, row by row."""

    def __init__(self, value):
        narrow, places = w.Layout(width="64px"), [(row, column) for row in (1, 2, 3) for column in (1, 2, 3)]
        self.boxes = [w.FloatText(step=1, layout=narrow, tooltip=f"row {r}, column {c}") for r, c in places]
        super().__init__("kernel", value, w.VBox([w.HBox(self.boxes[k : k + 3]) for k in (0, 3, 6)]))

    @traitlets.validate("value")
    def _check(self, proposal):
        value = proposal["value"]
        if len(value) != 9 or not np.isfinite(np.asarray(value, dtype=float)).all():
            raise traitlets.TraitError("a kernel is nine numbers, row by row")
        return tuple(float(v) for v in value)


class KernelLab(Lab):
    """A 3 by 3 kernel over an image: each number of the response is nine products, summed."""

    title = "A kernel finds edges"
    question = "Which kernel answers to vertical edges, and what does turning it by 180 degrees change?"
    size = (7.2, 2.7)
    presets = {name: dict(kernel=tuple(kernel.ravel().tolist())) for name, kernel in KERNELS.items()}
    storyboard = (
        dict(kernel=tuple(SOBEL_X.ravel().tolist())),
        dict(kernel=tuple(LAPLACE.ravel().tolist()), image="digit 0"),
    )

    def build(self):
        return {
            "image": choice("image", ["black and white", "digit 0", "digit 1", "digit 4"]),
            "turned": tick("convolution (kernel turned)"),
            "kernel": KernelBoxes(tuple(SOBEL_X.ravel().tolist())),
        }

    def image(self):
        """The chosen image: black left and white right, or the first digit of that kind."""
        if self.values["image"] == "black and white":
            return np.repeat([[0, 0, 0, 1, 1, 1.0]], 5, axis=0)
        return _digit(int(self.values["image"][-1]))

    def draw(self, fig, image):
        picture = self.image()
        self.kernel_grid = NumberGrid(fig, 1, "kernel", np.zeros((3, 3)))
        self.response_grid = NumberGrid(fig, 2, "response", np.zeros(np.subtract(picture.shape, 2)))
        NumberGrid(fig, 0, "image", picture, "gray").show(picture, 0, 1)
        self.artists += [*self.kernel_grid.artists, *self.response_grid.artists]

    def move(self, kernel, turned):
        kernel = np.array(kernel).reshape(3, 3)
        response = (convolve if turned else correlate)(self.image(), kernel)
        bound = max(1e-9, np.abs(response).max())
        self.kernel_grid.show(kernel, -4, 4)
        self.response_grid.show(response, -bound, bound)
        kind = "Convolution" if turned else "Correlation"
        shown = ", ".join(f"{value:.3g}" for value in response[len(response) // 2])
        rows = "; ".join(" ".join(f"{v:.3g}" for v in row) for row in kernel)
        return f"{kind} with the kernel ({rows}): the middle row of the response is [{shown}]."


@cache
def _digit(kind):
    X, y = load_digits()
    return X[(y == kind).argmax()].reshape(8, 8)


class NumberGrid:
    """The third of the figure at `place` (0 to 2): an array as an image, its numbers in the cells."""

    def __init__(self, fig, place, title, array, cmap="PuOr_r"):
        ax = fig.add_axes((0.02 + 0.33 * place, 0.02, 0.3, 0.84), anchor="N")
        ax.set_title(f"{title} {array.shape[0]} × {array.shape[1]}", color=fig.theme.ink, fontsize=10)
        self.image = ax.imshow(array, cmap=cmap)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(cmap == "gray")  # white on white has a frame
        self.decimals = 3 if array.size <= 30 else 2
        cells = np.ndindex(array.shape) if array.size <= 36 else ()
        self.texts = [
            ax.text(c, r, "", ha="center", va="center", fontsize=3 + 2 * self.decimals) for r, c in cells
        ]
        self.artists = [self.image, *self.texts]

    def show(self, array, low, high):
        """Show these numbers in colours from low to high."""
        self.image.set_data(array)
        self.image.set_clim(low, high)
        for text, value in zip(self.texts, array.ravel()):
            dark = value < 0.5 if low == 0 else abs(value) > 0.7 * high
            shown = f"{value:.{self.decimals}f}".rstrip("0").rstrip(".").replace("-", "−")
            text.set(text="0" if shown == "−0" else shown, color="#ffffff" if dark else "#111111")


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
            "mirror": tick("mirrored"),
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
        left = fig.add_axes((0.02, 0.02, 0.42, 0.94), anchor="N")
        self.picture = left.imshow(np.zeros((24, 32, 3)))
        left.set(xticks=[], yticks=[])
        right = plots.new_axes(fig.add_axes((0.56, 0.19, 0.42, 0.68)))
        colors = dict(red=self.theme.colors[1], green="#2f9e6e", blue=self.theme.colors[0])
        self.bars = [PolyCollection([], color=color, label=name) for name, color in colors.items()]
        for bars in self.bars:
            right.add_collection(bars, autolim=False)
        right.set(xlabel="value of the channel", ylabel="pixels", xlim=(-0.03, 1.03))
        plots.legend_above(right, columns=3)
        self.artists += [self.picture, *self.bars]

    def move(self, bins, light, mirror):
        image = self.image()
        counts = color_histogram(image, bins)
        self.picture.set_data(image)
        limit(self.bars[0].axes, ylim=(0, step_above(1.02 * counts.max())))
        width = 1 / (3.7 * bins)
        for c, bars in enumerate(self.bars):
            lefts = np.arange(bins) / bins + (c + 0.5) / (3.5 * bins) - width / 2
            bars.set_verts(
                [[(x, 0), (x, n), (x + width, n), (x + width, 0)] for x, n in zip(lefts, counts[c])]
            )
        side = "mirrored" if mirror else "as it is"
        return f"Image (24, 32, 3), {side}, light {light:.2f}: features {counts.ravel().tolist()}."
