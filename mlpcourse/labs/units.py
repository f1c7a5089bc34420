"""A panel that draws a network: every unit as a map of the plane, every weight as a line.

All maps are one image and all lines one collection, so that a frame costs the same for one unit and
for fifty.
"""

from itertools import pairwise

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgb, to_rgba_array

from ..plots.style import theme_of
from .panels import square_around

CELLS = 22  # of one unit's map, in each direction
GAP = 10  # cells from one map to the next below it


def units(ax, scene, most=8):
    """The network in sight: blue is negative, orange positive, a line as wide as its weight is large.

    most : units of a layer that are drawn.
    """
    theme = theme_of(ax)
    ax.axis("off")
    colors = LinearSegmentedColormap.from_list("", [theme.colors[0], theme.paper, theme.colors[1]])
    shades = (colors(np.linspace(0, 1, 256)) * 255).astype(np.uint8)
    signs = np.array([to_rgb(color) for color in theme.colors[:2]])
    lines = LineCollection([], zorder=1)
    ax.add_collection(lines)
    image = ax.imshow(np.zeros((1, 1, 4), np.uint8), zorder=2, interpolation="nearest")
    note = ax.text(
        0.5, 0.0, "", transform=ax.transAxes, color=theme.muted, fontsize=8.5, ha="center", va="bottom"
    )

    shape = ax.bbox.width / ax.bbox.height

    def move(scene):
        net = scene.now.net_
        sizes = [min(n, most) for n in net.sizes]
        places, (height, width) = _places(sizes, shape)
        low, high = square_around(scene.X)
        side = low + (np.arange(CELLS) + 0.5) / CELLS * (high - low)
        P = np.column_stack([part.ravel() for part in np.meshgrid(side, side[::-1])])

        picture = np.zeros((height, width, 4), np.uint8)
        outputs = [P / np.abs(P).max(), *(trace.a for trace in net.forward(P))]
        for layer, A in zip(places, outputs):
            tiles = shades[_shade(A)]
            for j, (left, top) in enumerate(layer):
                picture[top : top + CELLS, left : left + CELLS] = tiles[:, j].reshape(CELLS, CELLS, 4)
        image.set_data(picture)
        if image.get_extent() != [0, width, height, 0]:
            image.set_extent((0, width, height, 0))
            ax.set(xlim=(0, width), ylim=(height * 1.06, -height * 0.02))

        ends, weights = [], []
        for (sources, targets), layer in zip(pairwise(places), net.layers):
            for j, (x1, y1) in enumerate(targets):
                for i, (x0, y0) in enumerate(sources):
                    ends.append([(x0 + CELLS, y0 + CELLS / 2), (x1, y1 + CELLS / 2)])
                    weights.append(layer.W[j, i])
        weights = np.array(weights)
        lines.set_segments(ends)
        lines.set_linewidths(np.minimum(7, 0.4 + 2 * np.abs(weights)))
        lines.set_color(to_rgba_array(signs[(weights > 0).astype(int)], 0.8))
        hidden = sum(n - most for n in net.sizes if n > most)
        note.set_text(f"{hidden} more units are not drawn" if hidden else "")

    return [lines, image, note], move


def _places(sizes, shape):
    """(left, top) of every unit's map, layer by layer, and the (height, width) of it all, in cells.

    shape : width by height of the room that there is.
    """
    height, layers = max(sizes) * (CELLS + GAP), len(sizes) - 1
    across = max(round(1.7 * CELLS), round((shape * height - CELLS) / layers))
    places = [
        [
            (layer * across, round((height - n * (CELLS + GAP) + GAP) / 2) + j * (CELLS + GAP))
            for j in range(n)
        ]
        for layer, n in enumerate(sizes)
    ]
    return places, (height, layers * across + CELLS)


def _shade(A):
    """The outputs of a layer as colours from 0 (most negative) to 255: each layer by its own largest."""
    largest = np.abs(A).max()
    return np.round(127.5 + 127.5 * A / largest if largest > 0 else 0 * A + 127.5).astype(np.uint8)
