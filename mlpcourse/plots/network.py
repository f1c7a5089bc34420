"""A drawing of a network with a text on every unit and every connection."""

from itertools import pairwise

import numpy as np

from ..validation import widths
from .style import new_axes, new_figure, theme_of

SHORT = 0.075, 0.14  # half of a number with one decimal
WIDTH, HEIGHT = 0.11, 0.16  # half of a label of two lines, in the diagram's coordinates
MANY, FEWER = 16, 12  # connections between two layers of which all can have a label; fewer from three gaps on


class NetworkDiagram:
    """Layers of units from left to right, biases on top, that can be shown again with other texts.

    layers : one list of keys per layer. edges : pairs of keys. artists : all that `show` sets.
    titles : one above each layer, or none. label : half the size of the largest text on a connection.
    """

    def __init__(self, layers, edges, ax=None, titles=(), label=(WIDTH, HEIGHT)):
        self.ax = new_axes(ax)
        self.theme = theme_of(self.ax)
        self.ax.axis("off")
        place = positions(layers)
        tallest = max(map(len, layers))
        room = 0.4 if titles else 0  # above the tallest layer
        last = len(layers) - 1
        wide = last if titles else 0  # a title is as wide as a unit, whatever the number of layers
        left, right = max(0.18, 0.07 * wide), max(0.22, 0.1 * wide)
        self.ax.set(xlim=(-left, last + right), ylim=(-0.5, tallest - 0.5 + room))
        write = dict(ha="center", va="center")
        for x, title in enumerate(titles):
            self.ax.text(x, tallest - 0.35, title, color=self.theme.muted, fontsize=9.5, **write)
        self.lines, self.labels, self.units = {}, {}, {}
        spots = label_places(place, edges, label) if has_room(edges) else dict.fromkeys(edges)
        for (start, end), at in spots.items():
            if at is None:
                at = 0.65 * np.array(place[start]) + 0.35 * np.array(place[end])
            xs, ys = zip(place[start], place[end])
            (self.lines[start, end],) = self.ax.plot(xs, ys, zorder=1)
            frame = dict(facecolor=self.theme.paper, edgecolor="none", pad=1.2)
            self.labels[start, end] = self.ax.text(*at, "", fontsize=9, bbox=frame, zorder=2, **write)
        for key, at in place.items():
            frame = dict(boxstyle="round,pad=0.45", facecolor=self.theme.paper)
            self.units[key] = self.ax.text(
                *at, "", fontsize=9.5, linespacing=1.35, bbox=frame, zorder=4, **write
            )

    @property
    def artists(self):
        return [*self.lines.values(), *self.labels.values(), *self.units.values()]

    def show(self, units, edges, active=(), known=None):
        """Set the texts, {key: text} and {(key, key): text}; active and known as in network_diagram."""
        theme = self.theme
        for key, text in (units | edges).items():
            is_active = key in active
            settled = is_active or known is None or key in known
            weight = "bold" if is_active else "normal"
            width = 2.4 if is_active else 1.1
            quiet = theme.ink if settled else theme.muted
            if key in self.units:
                self.units[key].set(text=text, color=quiet, fontweight=weight)
                edge = theme.accent if is_active else quiet
                self.units[key].get_bbox_patch().set(edgecolor=edge, linewidth=width)
            else:
                color = theme.accent if is_active else theme.muted if settled else theme.faint
                self.lines[key].set(color=color, linewidth=width)
                self.labels[key].set(text=text, color=theme.accent if is_active else quiet, fontweight=weight)


def network_diagram(units, edges, ax=None, active=(), known=None):
    """Draw layers of units from left to right, biases on top.

    units : one list per layer of (key, text), text of one or two lines. edges : {(key, key): text}.
    active : keys of units and edges to set off. known : keys whose text is settled; the others are
    drawn in the muted ink. Returns ax.
    """
    diagram = NetworkDiagram([[key for key, _ in layer] for layer in units], edges, ax)
    diagram.show({key: text for layer in units for key, text in layer}, edges, active, known)
    return diagram.ax


def has_room(edges):
    """Whether all connections can have a label at once; otherwise each can have one by itself."""
    starts = [start[0] for start, _ in edges]
    return max(map(starts.count, starts), default=0) <= (MANY if len(set(starts)) < 3 else FEWER)


def keys_of(sizes):
    """The keys of a network's units, (layer, unit), layer by layer: inputs are layer 0, and unit 0 is
    the constant 1 that meets the biases of the next layer.
    """
    last = len(sizes) - 1
    return [[(k, j) for j in range(k == last, n + 1)] for k, n in enumerate(sizes)]


def edges_of(sizes):
    """The keys of a network's connections: each unit is connected to all of the next layer, but no
    connection leads into a constant 1.
    """
    columns = keys_of(sizes)
    return [(a, b) for left, right in pairwise(columns) for b in right if b[1] for a in left]


def titles_of(sizes):
    """What the layers are called."""
    hidden = [f"hidden {k}" for k in range(1, len(sizes) - 1)]
    return ["input", *(hidden if len(hidden) > 1 else ["hidden"] * len(hidden)), "output"]


def architecture(sizes, texts=(), arrows=(), ax=None):
    """Draw a network from its layer sizes, such as [2, 3, 1]. Returns ax.

    texts : {(layer, unit): text} and {((layer, unit), (layer, unit)): text} of units and connections;
    inputs are layer 0, and unit 0 is the constant 1 of the bias.
    arrows : {name: ((layer, unit), (layer, unit))}, further connections, drawn bent and named.
    """
    sizes = widths(sizes)
    columns, edges, texts = keys_of(sizes), edges_of(sizes), dict(texts)
    units = {key: texts.get(key, " " if key[1] else "1") for column in columns for key in column}
    ax = new_figure(6.4, 2.5).add_axes((0.02, 0, 0.96, 0.99)) if ax is None else ax
    diagram = NetworkDiagram(columns, edges, ax, titles_of(sizes))
    diagram.show(units, {edge: texts.get(edge, "") for edge in edges})
    for name, ends in dict(arrows).items():
        _arrow(diagram, name, *(positions(columns)[key] for key in ends))
    return diagram.ax


def _arrow(diagram, name, start, end):
    """A bent arrow with its name on it; the shorter, the more it is bent."""
    ax, color = diagram.ax, diagram.theme.accent
    (x0, y0), (x1, y1) = ax.transData.transform((start, end))
    bend = 0.15 + 0.2 * ax.figure.dpi / np.hypot(x1 - x0, y1 - y0)
    style = dict(arrowstyle="-|>", color=color, linewidth=1.8, shrinkA=12, shrinkB=12)
    ax.annotate("", end, start, arrowprops=style | dict(connectionstyle=f"arc3,rad={bend}"), zorder=5)
    middle = (x0 + x1) / 2 + bend / 2 * (y1 - y0), (y0 + y1) / 2 - bend / 2 * (x1 - x0)
    words = dict(color=color, weight="bold", ha="center", va="center", zorder=6)
    frame = dict(facecolor=diagram.theme.paper, edgecolor="none", pad=1)
    ax.text(*ax.transData.inverted().transform(middle), name, bbox=frame, **words)


def label_places(place, edges, label=(WIDTH, HEIGHT)):
    """{edge: (x, y)} where each edge's label stands on it: beside the crossings and the other labels.

    The edges that are crossed most choose first, and all choose again once the others stand.
    """
    free = {}
    low = max(0.3, 0.09 * max(x for x, _ in place.values()) + label[0])  # beside the unit, whatever the scale
    for edge in edges:
        start, end = np.array([place[key] for key in edge])
        spots = start + np.linspace(low, 0.66, 24)[:, None] * (end - start)
        others = [[place[key] for key in other] for other in edges if other != edge]
        crossed = [sum(_behind(*other, *spot, *label) for other in others) for spot in spots]
        free[edge] = spots, crossed + np.abs(np.linspace(-0.3, 0.3, 24))
    where = {}
    for edge in 3 * sorted(edges, key=lambda edge: -free[edge][1].mean()):
        spots, crowding = free[edge]
        for taken in (at for other, at in where.items() if other != edge):
            crowding = crowding + 3 * (np.abs(spots - taken) < (2 * label[0], 2 * label[1])).all(axis=1)
        where[edge] = tuple(spots[crowding.argmin()].tolist())
    return where


def _behind(start, end, x, y, width, height):
    """How squarely the line from start to end runs behind a label at (x, y): 2 through its middle, 0 beside it.

    width, height : half of the label's.
    """
    (x0, y0), (x1, y1) = start, end
    if not x0 < x < x1:
        return 0
    slope = (y1 - y0) / (x1 - x0)
    off = abs(y0 + slope * (x - x0) - y) / (height + abs(slope) * width)
    return 2 - off if off < 1 else 0


def positions(layers):
    """Where each key stands: layers one unit apart, each layer centred, first key on top."""
    tallest = max(map(len, layers))
    return {
        key: (x, (tallest - 1) / 2 + (len(layer) - 1) / 2 - i)
        for x, layer in enumerate(layers)
        for i, key in enumerate(layer)
    }


def nearest(layers, x, y):
    """The key of the unit nearest to the point (x, y) in the diagram's coordinates."""
    place = positions(layers)
    return min(place, key=lambda key: np.hypot(place[key][0] - x, place[key][1] - y))
