"""A drawing of a network with a text on every unit and every connection."""

import numpy as np

from .style import new_axes, theme_of


def network_diagram(units, edges, ax=None, active=(), known=None):
    """Draw layers of units from left to right, biases on top.

    units : one list per layer of (key, text), text of one or two lines. edges : {(key, key): text}.
    active : keys of units and edges to set off. known : keys whose text is settled; the others are
    drawn in the muted ink. Returns ax.
    """
    ax = new_axes(ax)
    theme = theme_of(ax)
    ax.axis("off")
    place = positions([[key for key, _ in layer] for layer in units])
    tallest = max(len(layer) for layer in units)
    ax.set(xlim=(-0.18, len(units) - 1 + 0.22), ylim=(-0.5, tallest - 0.5))

    into = {}
    for start, end in edges:
        into.setdefault(end, []).append(start)
    for (start, end), text in edges.items():
        (x0, y0), (x1, y1) = place[start], place[end]
        is_active = (start, end) in active
        settled = known is None or (start, end) in known
        color = theme.accent if is_active else theme.muted if settled else theme.faint
        ax.plot([x0, x1], [y0, y1], color=color, linewidth=2.4 if is_active else 1.1, zorder=1)
        # Labels of edges into one unit stand on one vertical line, each where its edge passes.
        column = sorted(into, key=lambda key: -place[key][1])
        same_layer = [key for key in column if place[key][0] == x1]
        t = 0.35 + 0.28 * same_layer.index(end) / max(1, len(same_layer) - 1)
        ax.text(
            x0 + t * (x1 - x0),
            y0 + t * (y1 - y0),
            text,
            color=theme.accent if is_active else theme.ink if settled else theme.muted,
            fontsize=9,
            fontweight="bold" if is_active else "normal",
            ha="center",
            va="center",
            bbox=dict(facecolor=theme.paper, edgecolor="none", pad=1.2),
            zorder=3 if is_active else 2,
        )
    for layer in units:
        for key, text in layer:
            is_active = key in active
            settled = known is None or key in known
            ax.text(
                *place[key],
                text,
                color=theme.ink if settled or is_active else theme.muted,
                fontsize=9.5,
                fontweight="bold" if is_active else "normal",
                ha="center",
                va="center",
                linespacing=1.35,
                bbox=dict(
                    boxstyle="round,pad=0.45",
                    facecolor=theme.paper,
                    edgecolor=theme.accent if is_active else theme.ink if settled else theme.muted,
                    linewidth=2.4 if is_active else 1.1,
                ),
                zorder=4,
            )
    return ax


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
