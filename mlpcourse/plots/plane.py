"""Pictures of the plane: points of several classes, a line, a map of a score."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from .style import LIGHT, MARKERS, new_axes, new_figure

SIZE = 60  # cells of a map in each direction


def points(X, y, ax=None, theme=LIGHT, names=None, size=55):
    """Points (N, 2) with a colour and a marker for each class number. Returns ax."""
    ax = new_axes(ax, theme)
    for k in np.unique(y):
        rows = np.asarray(y) == k
        label = str(names[k] if names is not None else f"class {k}")
        ax.scatter(*np.asarray(X)[rows].T, s=size, color=theme.colors[k], marker=MARKERS[k],
                   edgecolors=theme.paper, linewidths=1, zorder=3, label=label)  # fmt: skip
    return ax


def line(w, b, ax, theme=LIGHT, **style):
    """The line w.x + b = 0 across the axes; nothing if w is zero. Returns the Line2D."""
    xy = line_ends(w, b, ax)
    style = dict(color=theme.ink, linewidth=1.8, zorder=2) | style
    (drawn,) = ax.plot(*xy, **style)
    return drawn


def line_ends(w, b, ax):
    """Two points of the line w.x + b = 0 far outside the axes, as (xs, ys)."""
    w = np.asarray(w, dtype=float)
    length = np.hypot(*w)
    if length == 0:
        return [], []
    foot, along = -b * w / length**2, np.array([-w[1], w[0]]) / length
    reach = 4 * max(np.abs([*ax.get_xlim(), *ax.get_ylim()]).max(), np.abs(foot).max())
    ends = np.array([foot - reach * along, foot + reach * along])
    return ends.T


def score_map(f, ax, theme=LIGHT, low=0.0, high=1.0):
    """Colour the axes by f, a function of points (M, 2) -> (M,), from `low` to `high`. Returns the image."""
    extent = (*ax.get_xlim(), *ax.get_ylim())
    colors = LinearSegmentedColormap.from_list("", [theme.colors[0], theme.paper, theme.colors[1]])
    return ax.imshow(f(cells(extent)).reshape(SIZE, SIZE), extent=extent, origin="lower", cmap=colors, vmin=low,
                     vmax=high, alpha=0.45, interpolation="nearest", aspect="auto", zorder=0)  # fmt: skip


def cells(extent):
    """The centers of the cells of a map over (left, right, bottom, top), (SIZE * SIZE, 2)."""
    left, right, bottom, top = extent
    steps = (np.arange(SIZE) + 0.5) / SIZE
    grid = np.meshgrid(left + steps * (right - left), bottom + steps * (top - bottom))
    return np.column_stack([a.ravel() for a in grid])


def update_map(image, f):
    """Colour a map again, by another function."""
    image.set_data(f(cells(image.get_extent())).reshape(SIZE, SIZE))


def update_line(drawn, w, b):
    """Move a line that `line` drew to w.x + b = 0."""
    drawn.set_data(*line_ends(w, b, drawn.axes))


def arrow(start, end, ax, color, label="", theme=LIGHT):
    """An arrow between two points with a name at its tip."""
    ax.annotate(
        "",
        end,
        start,
        arrowprops=dict(arrowstyle="-|>", color=color, linewidth=2.2, shrinkA=0, shrinkB=0),
        zorder=4,
    )
    offset = 8 * np.sign(np.subtract(end, start) + 1e-9)
    ax.annotate(
        label,
        end,
        offset,
        textcoords="offset points",
        color=theme.ink,
        ha="center",
        va="center",
        zorder=5,
    )


def square(ax, limit, theme=LIGHT, xlabel="x₁", ylabel="x₂"):
    """Equal axes from -limit to limit, or (low, high)."""
    low, high = limit if isinstance(limit, tuple) else (-limit, limit)
    ax.set(xlim=(low, high), ylim=(low, high), xlabel=xlabel, ylabel=ylabel)
    ax.set_aspect("equal", adjustable="box")


def score_surface(w, b, point=None, theme=LIGHT, limit=3):
    """The score z = w.x + b as a plane over the plane, seen from the side, with the line z = 0.
    Returns 3-D axes.
    """
    fig = new_figure(6, 4.2, theme=theme)
    ax = fig.add_subplot(projection="3d")
    x1, x2 = np.meshgrid([-limit, limit], [-limit, limit])
    z = w[0] * x1 + w[1] * x2 + b
    ax.plot_surface(x1, x2, z, color=theme.colors[0], alpha=0.45)
    ax.plot_surface(x1, x2, 0 * z, color=theme.muted, alpha=0.25)
    along = np.linspace(-limit, limit, 50)
    across = -(w[0] * along + b) / w[1]
    inside = np.abs(across) <= limit
    ax.plot(along[inside], across[inside], 0, color=theme.ink, linewidth=2.5)
    if point is not None:
        height = float(np.dot(w, point) + b)
        ax.plot([point[0]] * 2, [point[1]] * 2, [0, height], ":", color=theme.ink)
        ax.plot(*[[v] for v in (*point, height)], "o", color=theme.colors[1], markersize=8)
    ax.set(xlabel="x₁", ylabel="x₂", zlabel="score z")
    ax.view_init(22, -60)
    return ax
