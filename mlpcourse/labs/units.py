"""A panel that draws a network: every unit as a map of the plane, every weight as a line.

All maps are one image and all lines one collection, so that a frame costs the same for one unit and
for fifty. Where things stand is a Layout, which also says what a pointer meets.
"""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb, to_rgba_array

from ..plots.style import theme_of
from .panels import square_around

CELLS = 22  # of one unit's map, in each direction
GAP = 10  # cells from one map to the next below it
BIAS = 6  # cells of the square beside a map that is its bias
NAME = 34  # cells beside the first column, for the names of the inputs
NEAR = 5  # cells: so near to a line a pointer means its weight


class Layout:
    """Where the maps of a network stand, in cells from the upper left corner.

    columns : (left, top) of the maps of each layer, inputs first. height, width : of it all.
    used : which of the drawn inputs the network has; by default all.
    """

    def __init__(self, sizes, shape, rows=0, used=None, margin=0):
        self.height, self.used = max(rows, *sizes) * (CELLS + GAP), used or range(sizes[0])
        across = max(round(1.7 * CELLS), round((shape * self.height - CELLS - margin) / (len(sizes) - 1)))
        tops = [round((self.height - n * (CELLS + GAP) + GAP) / 2) for n in sizes]
        self.columns = [
            [(margin + layer * across, top + j * (CELLS + GAP)) for j in range(n)]
            for layer, (n, top) in enumerate(zip(sizes, tops))
        ]
        self.width = margin + (len(sizes) - 1) * across + CELLS

    def sources(self, layer):
        """The places from which the weights of a layer, from 1, come."""
        places = self.columns[layer - 1]
        return [places[i] for i in self.used] if layer == 1 else places

    def ends(self):
        """(layer, unit, source), from 1, and the ends of the line of each weight (W, 2, 2)."""
        names, ends = [], []
        for layer, targets in enumerate(self.columns[1:], start=1):
            for j, (x1, y1) in enumerate(targets, start=1):
                for i, (x0, y0) in enumerate(self.sources(layer), start=1):
                    names.append((layer, j, i))
                    ends.append([(x0 + CELLS, y0 + CELLS / 2), (x1, y1 + CELLS / 2)])
        return names, np.array(ends, dtype=float)

    def bias(self, layer, unit):
        """(left, top) of the square of a bias."""
        left, top = self.columns[layer][unit - 1]
        return left - BIAS - 1, top + CELLS - BIAS

    def found(self, x, y):
        """What stands at a place: (layer, unit), inputs being layer 0, (layer, unit, source) for a
        weight, source 0 for a bias, or () for nothing.
        """
        for layer, places in enumerate(self.columns):
            for j, (left, top) in enumerate(places, start=1):
                if 0 <= x - left <= CELLS and 0 <= y - top <= CELLS:
                    return layer, j
                if layer:
                    left, top = self.bias(layer, j)
                    if 0 <= x - left <= BIAS and 0 <= y - top <= BIAS:
                        return layer, j, 0
        names, ends = self.ends()
        start, along = ends[:, 0], ends[:, 1] - ends[:, 0]
        part = np.clip((([x, y] - start) * along).sum(axis=1) / (along**2).sum(axis=1), 0, 1)
        gaps = np.hypot(*([x, y] - start - part[:, None] * along).T)
        return names[gaps.argmin()] if gaps.min() <= NEAR else ()


def units(ax, scene, most=8):
    """The network in sight: blue is negative, orange positive, a line as wide as its weight is large,
    a small square a bias.

    most : units of a layer that are drawn. A model with `features` has names for its inputs, and
    those that it does not use are drawn pale. scene.chosen, if there is one, is outlined.
    """
    theme = theme_of(ax)
    ax.axis("off")
    shades = (theme.signs(np.linspace(0, 1, 256)) * 255).astype(np.uint8)
    signs = np.array([to_rgb(color) for color in theme.colors[:2]])
    paper = np.array([*to_rgb(theme.paper), 1]) * 255
    lines = LineCollection([], zorder=1)
    ax.add_collection(lines)
    image = ax.imshow(np.zeros((1, 1, 4), np.uint8), zorder=2, interpolation="nearest", aspect="auto")
    (frame,) = ax.plot([], [], color=theme.ink, linewidth=1.8, zorder=3)
    (path,) = ax.plot([], [], color=theme.ink, linewidth=1.2, linestyle=(0, (4, 2)), zorder=3)
    note = ax.text(
        0.5, 0.0, "", transform=ax.transAxes, color=theme.muted, fontsize=8.5, ha="center", va="bottom"
    )
    named = getattr(scene, "input_titles", ())
    shape = ax.bbox.width / ax.bbox.height
    for name, (_, top) in zip(named, layout_of(scene, shape, most).columns[0]):
        ax.text(NAME - 3, top + CELLS / 2, name, color=theme.ink, fontsize=8.5, ha="right", va="center")

    def move(scene):
        net, layout = scene.now.net_, layout_of(scene, shape, most)
        low, high = getattr(scene, "square", None) or square_around(scene.X)
        side = low + (np.arange(CELLS) + 0.5) / CELLS * (high - low)
        P = np.column_stack([part.ravel() for part in np.meshgrid(side, side[::-1])])

        picture = np.zeros((layout.height, layout.width, 4), np.uint8)
        inputs = scene.all_inputs(P) if named else P
        hidden = scene.now.features(P) if named else P
        outputs = [inputs / np.abs(inputs).max(axis=0), *(trace.a for trace in net.forward(hidden))]
        for depth, (places, A) in enumerate(zip(layout.columns, outputs)):
            tiles = shades[_shade(A)]
            for j, (left, top) in enumerate(places):
                tile = tiles[:, j].reshape(CELLS, CELLS, 4)
                if depth == 0 and j not in layout.used:
                    tile = 0.25 * tile + 0.75 * paper
                picture[top : top + CELLS, left : left + CELLS] = tile
                if depth:
                    b = net.layers[depth - 1].b[j]
                    left, top = layout.bias(depth, j + 1)
                    shade = shades[round(127.5 + 127.5 * float(np.tanh(b)))]
                    picture[top : top + BIAS, left : left + BIAS] = np.array([*to_rgb(theme.muted), 1]) * 255
                    picture[top + 1 : top + BIAS - 1, left + 1 : left + BIAS - 1] = shade
        image.set_data(picture)
        extent = [0, layout.width, layout.height, 0]
        if image.get_extent() != extent:
            image.set_extent(extent)
            ax.set(xlim=(0, layout.width), ylim=(layout.height * 1.06, -layout.height * 0.02))

        drawn, ends = layout.ends()
        weights = np.array([net.layers[layer - 1].W[j - 1, i - 1] for layer, j, i in drawn])
        lines.set_segments(ends)
        lines.set_linewidths(np.minimum(7, 0.4 + 2 * np.abs(weights)))
        lines.set_color(to_rgba_array(signs[(weights > 0).astype(int)], 0.8))
        frame.set_data(*_outline(layout, getattr(scene, "chosen", ())))
        path.set_data(*_line(drawn, ends, getattr(scene, "chosen", ())))
        left_out = sum(n - most for n in net.sizes[1:] if n > most)
        note.set_text(f"{left_out} more units are not drawn" if left_out else "")

    return [lines, image, frame, path, note], move


def layout_of(scene, shape, most=8):
    """The Layout of the network in sight. shape : width by height of the room that there is."""
    sizes = [min(n, most) for n in scene.now.net_.sizes]
    if not hasattr(scene, "input_names"):
        return Layout(sizes, shape)
    used = [scene.input_names.index(name) for name in scene.used]
    return Layout([len(scene.input_names), *sizes[1:]], shape, most, used, NAME)


def _outline(layout, chosen):
    """The frame around a chosen unit or bias."""
    if len(chosen) < 2 or (len(chosen) == 3 and chosen[2]) or chosen[1] > len(layout.columns[chosen[0]]):
        return [], []
    left, top = layout.bias(*chosen[:2]) if len(chosen) == 3 else layout.columns[chosen[0]][chosen[1] - 1]
    side = BIAS if len(chosen) == 3 else CELLS
    x, y = np.array([0, side, side, 0, 0]), np.array([0, 0, side, side, 0])
    return left + x, top + y


def _line(drawn, ends, chosen):
    """The line of a chosen weight."""
    return ends[drawn.index(chosen)].T if tuple(chosen) in drawn else ([], [])


def _shade(A):
    """The outputs of a layer as colours from 0 (most negative) to 255: each layer by its own largest."""
    largest = np.abs(A).max()
    return np.round(127.5 + 127.5 * A / largest if largest > 0 else 0 * A + 127.5).astype(np.uint8)
