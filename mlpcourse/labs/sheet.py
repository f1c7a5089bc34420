"""The plane as a sheet of paper, before and after the hidden layer: what is folded, and what is cut.

Each part makes its artists on an axes and returns them with show(net, X, y): a panel shows the network
of a run with it, a lab of sliders the network of its sliders.
"""

import numpy as np
from matplotlib.collections import LineCollection

from .. import plots
from ..activations import identity
from ..plots.plane import SIZE, line_ends
from ..plots.style import theme_of
from .panels import empty_map, level_lines, look_at, step_above

LINES, ALONG = 11, 41  # lines of the sheet in each direction, and points along each
HALF = {"sigmoid": 0.0}  # the output's z where its answer is 1/2; of ReLU and identity 1/2 itself


def marks(ax, size=9):
    """One mark for each corner of the square: a class has its colour and shape, and of the two corners
    of a class the second is hollow. Returns the artists and how they are placed, at (4, 2).
    """
    theme = theme_of(ax)
    artists = []
    for k in range(4):
        color = theme.colors[k in (1, 2)]
        (mark,) = ax.plot(
            [], [], "os"[k in (1, 2)], color=color, markersize=size, markeredgewidth=2.2, zorder=5,
            markerfacecolor=theme.paper if k > 1 else color, markeredgecolor=color,
        )  # fmt: skip
        artists.append(mark)

    def place(points):
        for mark, point in zip(artists, points):
            mark.set_data(*np.transpose([point]))

    return artists, place


def sheet(ax):
    """The input plane: the network's answer, its border, the sheet, and where each unit folds it."""
    theme = theme_of(ax)
    ax.set_title("the plane and its folds", fontsize=10)
    image = empty_map(ax, -0.3, 1.3)
    grid = ax.add_collection(LineCollection([], colors=theme.muted, linewidths=0.6))
    border = ax.add_collection(LineCollection([], colors=theme.ink, linewidths=2))
    folds = ax.add_collection(LineCollection([], linestyles="--", linewidths=1.8))
    corners, place = marks(ax)

    def show(net, X):
        low, high = X.min() - 0.3 * np.ptp(X), X.max() + 0.3 * np.ptp(X)
        P = look_at(image, low, high)
        answers = net(P)[:, 0]
        image.set_data(answers.reshape(SIZE, SIZE))
        grid.set_segments(_lines(X))
        border.set_segments(level_lines(P, answers, 0.5))
        first = net.layers[0]
        bent = len(net.layers) > 1 and first.activation is not identity
        units = [j for j, w in enumerate(first.W) if bent and w.any()]
        folds.set_segments([np.transpose(line_ends(first.W[j], first.b[j], ax)) for j in units])
        folds.set_color([theme.colors[2 + j] for j in units])
        place(X)

    return [image, grid, folds, border, *corners], show


def folded(ax):
    """The same sheet as the output unit sees it, and the one straight cut that the output unit makes.

    Two hidden units are the two axes. More of them are seen from a side: the first axis is the
    direction across the cut, the second that in which the sheet spreads most.
    """
    theme = theme_of(ax)
    ax.set_title("the folded sheet and the cut", fontsize=10)
    image = empty_map(ax, -1.3, 1.3, "h₁", "h₂")
    grid = ax.add_collection(LineCollection([], colors=theme.muted, linewidths=0.6))
    cut = plots.line([0, 0], 0, ax, linewidth=2)
    corners, place = marks(ax)

    def show(net, X):
        last = net.layers[-1]
        lines = _lines(X)
        H = _hidden(net, lines.reshape(-1, 2))
        view, names = _view(H, last.W[0])
        seen, w = H @ view, last.W[0] @ view
        P = look_at(image, *_limits(seen))
        if (ax.get_xlabel(), ax.get_ylabel()) != names:
            ax.set(xlabel=names[0], ylabel=names[1])
        answers = last.activation.f(P @ w + last.b[0])
        image.set_data(answers.reshape(SIZE, SIZE))
        grid.set_segments(seen.reshape(lines.shape))
        plots.update_line(cut, w, last.b[0] - HALF.get(last.activation.name, 0.5))
        place(_hidden(net, X) @ view)

    return [image, grid, cut, *corners], show


def _lines(X):
    """The sheet: lines between the corners of the data's square, (2 LINES, ALONG, 2)."""
    low, high = X.min(), X.max()
    across, along = np.linspace(low, high, LINES), np.linspace(low, high, ALONG)
    one, other = np.meshgrid(across, along, indexing="ij")
    return np.concatenate([np.stack([one, other], axis=-1), np.stack([other, one], axis=-1)])


def _hidden(net, P):
    """What the output unit is fed with, (N, n)."""
    for layer in net.layers[:-1]:
        P = layer.forward(P).a
    return P


def _view(H, w):
    """How n hidden units are seen in two axes, (n, 2), and the axes' names."""
    n = len(w)
    if n <= 2:
        return np.eye(2)[:n], ("h₁", "h₂" if n == 2 else "")
    across = w / np.linalg.norm(w) if w.any() else np.eye(n)[0]
    rest = H - H.mean(axis=0)
    rest = rest - np.outer(rest @ across, across)
    along = np.linalg.svd(rest, full_matrices=False)[2][0]
    along = along - (along @ across) * across
    along *= 1 if (H[-1] - H[0]) @ along >= 0 else -1  # else the picture would turn over as it moves
    return np.column_stack([across, along]), ("across the cut", "widest along the cut")


def _limits(seen):
    """(low, high) of a square that holds the folded sheet; they grow in steps."""
    reach = step_above(1.1 * np.abs(seen).max())
    return (-reach, reach) if seen.min() < -0.05 * reach else (-0.12 * reach, reach)
