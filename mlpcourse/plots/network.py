"""A drawing of a network with a text on every unit and every connection."""

import numpy as np

from .style import new_axes, theme_of

WIDTH, HEIGHT = 0.11, 0.16  # half of a label of two lines, in the diagram's coordinates


class NetworkDiagram:
    """Layers of units from left to right, biases on top, that can be shown again with other texts.

    layers : one list of keys per layer. edges : pairs of keys. artists : all that `show` sets.
    """

    def __init__(self, layers, edges, ax=None):
        self.ax = new_axes(ax)
        self.theme = theme_of(self.ax)
        self.ax.axis("off")
        place = positions(layers)
        tallest = max(map(len, layers))
        self.ax.set(xlim=(-0.18, len(layers) - 1 + 0.22), ylim=(-0.5, tallest - 0.5))
        write = dict(ha="center", va="center")
        self.lines, self.labels, self.units = {}, {}, {}
        for (start, end), at in label_places(place, edges).items():
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


def label_places(place, edges):
    """{edge: (x, y)} where each edge's label stands on it: beside the crossings and the other labels.

    The edges that are crossed most choose first, and all choose again once the others stand.
    """
    free = {}
    for edge in edges:
        start, end = np.array([place[key] for key in edge])
        spots = start + np.linspace(0.3, 0.66, 24)[:, None] * (end - start)
        others = [[place[key] for key in other] for other in edges if other != edge]
        crossed = [sum(_behind(*other, *spot) for other in others) for spot in spots]
        free[edge] = spots, crossed + np.abs(np.linspace(-0.3, 0.3, 24))
    where = {}
    for edge in 3 * sorted(edges, key=lambda edge: -free[edge][1].mean()):
        spots, crowding = free[edge]
        for taken in (at for other, at in where.items() if other != edge):
            crowding = crowding + 3 * (np.abs(spots - taken) < (2 * WIDTH, 2 * HEIGHT)).all(axis=1)
        where[edge] = tuple(spots[crowding.argmin()].tolist())
    return where


def _behind(start, end, x, y):
    """How squarely the line from start to end runs behind a label at (x, y): 2 through its middle, 0 beside it."""
    (x0, y0), (x1, y1) = start, end
    if not x0 < x < x1:
        return 0
    slope = (y1 - y0) / (x1 - x0)
    off = abs(y0 + slope * (x - x0) - y) / (HEIGHT + abs(slope) * WIDTH)
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
