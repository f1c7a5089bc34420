"""Pictures of the plane: points of several classes, a line, a map of a score."""

import numpy as np

from .style import MARKERS, new_axes, theme_of

SIZE = 60  # cells of a map in each direction


def points(X, y, ax=None, names=None, size=55):
    """Points (N, 2) with a colour and a marker for each class number, ten of them. Returns ax."""
    ax = new_axes(ax)
    theme = theme_of(ax)
    for k in np.unique(y):
        rows = np.asarray(y) == k
        label = str(names[k] if names is not None else f"class {k}")
        color, marker = theme.colors[k % len(theme.colors)], MARKERS[k % len(MARKERS)]
        ax.scatter(*np.asarray(X)[rows].T, s=size, color=color, marker=marker,
                   edgecolors=theme.paper, linewidths=1, zorder=3, label=label)  # fmt: skip
    return ax


def marks(ax, classes=2, size=7.5, **look):
    """A colour and a marker for each class number, without points yet. Returns the Line2Ds."""
    theme = theme_of(ax)
    look = dict(linestyle="", markersize=size, markeredgecolor=theme.paper) | look
    pairs = zip(MARKERS[:classes], theme.colors)
    return [ax.plot([], [], marker, color=color, **look)[0] for marker, color in pairs]


def update_marks(drawn, X, y):
    """Move the marks of each class to its points, X (N, 2), y (N,)."""
    for k, mark in enumerate(drawn):
        mark.set_data(*X[y == k].T)


def line(w, b, ax, **style):
    """The line w.x + b = 0 across the axes; nothing if w is zero. Returns the Line2D."""
    theme = theme_of(ax)
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


def score_map(f, ax, low=0.0, high=1.0):
    """Colour the axes by a function of their points. Returns the image.

    f : points (M, 2) -> numbers (M,). low, high : the numbers that get the two full colours.
    """
    theme = theme_of(ax)
    extent = (*ax.get_xlim(), *ax.get_ylim())
    return ax.imshow(f(cells(extent)).reshape(SIZE, SIZE), extent=extent, origin="lower", cmap=theme.signs, vmin=low,
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


def arrow(start, end, ax, color, label=""):
    """An arrow between two points with a name at its tip. Returns its two artists."""
    theme = theme_of(ax)
    shaft = ax.annotate(
        "",
        end,
        start,
        arrowprops=dict(arrowstyle="-|>", color=color, linewidth=2.2, shrinkA=0, shrinkB=0),
        zorder=4,
    )
    name = ax.annotate(
        label,
        end,
        _beside(start, end),
        textcoords="offset points",
        color=theme.ink,
        ha="center",
        va="center",
        zorder=5,
    )
    return shaft, name


def update_arrow(drawn, start, end):
    """Move an arrow that `arrow` drew."""
    shaft, name = drawn
    shaft.xy, name.xy = end, end
    shaft.set_position(start)
    name.set_position(_beside(start, end))


def _beside(start, end):
    """Where the name of an arrow stands, in points from its tip."""
    return tuple(8 * np.sign(np.subtract(end, start) + 1e-9))


def square(ax, limit, xlabel="x₁", ylabel="x₂"):
    """Equal axes from -limit to limit, or (low, high)."""
    low, high = limit if isinstance(limit, tuple) else (-limit, limit)
    ax.set(xlim=(low, high), ylim=(low, high), xlabel=xlabel, ylabel=ylabel)
    ax.set_aspect("equal", adjustable="box")


def axes_3d(fig, box, turn=-60, tilt=22):
    """Three-dimensional axes in the theme's colours.

    box : (left, bottom, width, height) in parts of the figure. turn, tilt : the view, in degrees.
    """
    theme = fig.theme
    ax = fig.add_axes(box, projection="3d", proj_type="ortho", computed_zorder=False)
    ax.set_box_aspect((1.15, 1.15, 0.75), zoom=0.77)
    ax.set_facecolor(theme.paper)
    ax.view_init(tilt, turn)
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.set_pane_color(theme.paper)
        axis.line.set_color(theme.muted)
        axis.label.set_color(theme.ink)
        axis.labelpad = 6
        axis._axinfo["grid"].update(color=theme.faint, linewidth=0.6)  # there is no public way
    ax.tick_params(colors=theme.ink, labelsize=8.5)
    return ax


def surface(f, ax, limit=3, cells=24):
    """The heights of a function over the square, and the ground below them. Returns ax.

    f : points (M, 2) -> heights (M,). limit : half the square's side. cells : along each side.
    """
    theme = theme_of(ax)
    side = np.linspace(-limit, limit, cells + 1)
    x1, x2 = np.meshgrid(side, side)
    heights = f(np.column_stack([x1.ravel(), x2.ravel()])).reshape(x1.shape)
    color, rim = theme.colors[0], 1.0 if cells < 5 else 0.0  # a flat one seen edge-on is all rim
    ax.plot_surface(
        x1, x2, heights, color=color, alpha=0.5, edgecolor=color, linewidth=rim, shade=False, zorder=2
    )
    edge = np.array([-limit, limit])
    ax.plot_surface(
        *np.meshgrid(edge, edge), np.zeros((2, 2)), color=theme.muted, alpha=0.25, shade=False, zorder=1
    )
    ax.set(xlabel="x₁", ylabel="x₂")
    return ax


def update_surface(sheet, f, limit=3, cells=24):
    """Give a surface, the last but one of the collections once `surface` has drawn it, the heights of
    another function. Returns the lowest and the highest.
    """
    side = np.linspace(-limit, limit, cells + 1)
    x1, x2 = np.meshgrid(side, side)
    heights = f(np.column_stack([x1.ravel(), x2.ravel()])).reshape(x1.shape)
    points = np.stack([x1, x2, heights], axis=-1)
    corners = points[:-1, :-1], points[:-1, 1:], points[1:, 1:], points[1:, :-1]
    sheet.set_verts(np.stack(corners, axis=2).reshape(-1, 4, 3))
    return float(heights.min()), float(heights.max())
