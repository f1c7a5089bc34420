"""Panels: the parts that pictures of training are made of.

A panel draws on its axes what stays, and returns the artists that move and how: move(scene). It sees
a Scene and nothing else, and never trains. Limits grow in steps, so that a new range, and with it a
new background, is rare.
"""

import textwrap

import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Polygon

from .. import plots
from ..plots.plane import SIZE, cells
from ..plots.style import LINES, MARKERS, theme_of

STEPS = np.array([1, 1.3, 1.6, 2, 2.6, 3.2, 4, 5, 6.4, 8, 10])


def step_above(value):
    """The next of 1, 1.3, 1.6, 2, ... 10 times a power of ten: where an axis ends that must hold it."""
    if not 0 < value < np.inf:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(power * STEPS[np.searchsorted(STEPS, value / power * (1 - 1e-9))])


def limit(ax, xlim=None, ylim=None):
    """Set limits that differ from the present ones; others would draw the background anew."""
    if xlim is not None and tuple(xlim) != ax.get_xlim():
        ax.set_xlim(xlim)
    if ylim is not None and tuple(ylim) != ax.get_ylim():
        ax.set_ylim(ylim)


def unit_axis(ax, axis):
    """Keep an axis, "x" or "y", from −1 to 1, for numbers whose range is new with every move: new limits
    would draw the background anew. Returns the texts at its ends, and show(top), which says what 1 is.
    """
    ax.set(**{f"{axis}lim": (-1, 1), f"{axis}ticks": [-1, 0, 1], f"{axis}ticklabels": ["", "0", ""]})
    across = axis == "x"
    place = dict(ha="center", va="top") if across else dict(ha="right", va="center")
    place |= dict(transform=ax.transAxes, color=theme_of(ax).ink)
    ends = [ax.text(*(end, -0.04) if across else (-0.03, end), "", **place) for end in (1, 0)]

    def show(top):
        for text, value in zip(ends, (top, -top)):
            text.set_text(f"{value:.2g}".replace("e-0", "e-").replace("-", "−"))

    return ends, show


def log_limit(ax, low, high):
    """Let a logarithmic y axis go from `low` to `high`, with ticks for that range."""
    if (low, high) != ax.get_ylim():
        ax.set_ylim(low, high)
        plots.log_scale(ax, "y")


def square_around(X, least=1.6):
    """(low, high) of a square that holds the points: around 0, or around (1/2, 1/2) if none is negative."""
    reach = max(least, step_above(1.2 * np.abs(X).max()))
    return (0.5 - reach, 0.5 + reach) if X.min() >= 0 else (-reach, reach)


def plane(ax, scene, least=1.6, size=7.5, names=None):
    """Map of the model's answer, its border, that of the settings before, and the points."""
    theme = theme_of(ax)
    plots.square(ax, square_around(scene.X, least))
    ax.apply_aspect()
    image = plots.score_map(lambda P: np.full(len(P), 0.5), ax)
    borders = [
        LineCollection([], colors=theme.muted, linestyles=":", linewidths=1.8),
        LineCollection([], colors=theme.ink, linewidths=1.8),
    ]
    for border in borders:
        ax.add_collection(border)
    markers = [
        ax.plot([], [], marker, color=color, markersize=size, markeredgecolor=theme.paper)[0]
        for marker, color in zip(MARKERS, theme.colors)
    ]

    def move(scene):
        low, high = square_around(scene.X, least)
        limit(ax, (low, high), (low, high))
        if image.get_extent() != [low, high, low, high]:
            image.set_extent((low, high, low, high))
        P = cells((low, high, low, high))
        model = scene.now
        image.set_data(_shades(model, P, theme))
        borders[1].set_segments(_border(model, P))
        before = list(scene.last_before.values())
        borders[0].set_segments(_border(before[0], P) if before else [])
        for k, marker in enumerate(markers):
            marker.set_data(*scene.X[scene.y == k].T)

    return [image, *borders, *markers], move


def _shades(model, P, theme):
    """The map: class 1's probability, or each class's colour as strong as its probability."""
    H = model.predict_proba(P) if hasattr(model, "predict_proba") else model.predict(P)[:, None]
    if H.shape[1] <= 2:
        return H[:, -1].reshape(SIZE, SIZE)
    colors = np.array([to_rgb(color) for color in theme.colors[: H.shape[1]]])
    shades = 0.45 * H @ colors + 0.55 * np.array(to_rgb(theme.paper))
    return np.clip(shades, 0, 1).reshape(SIZE, SIZE, 3)


def _border(model, P):
    """Where two classes score alike, as line segments; exact for a straight border."""
    scores = model.decision_function(P)
    if scores.ndim > 1:
        best = np.sort(scores, axis=1)
        scores = best[:, -1] - best[:, -2] - 1e-9  # never below 0: several classes show by colour
    if not np.isfinite(scores).all() or np.ptp(scores) == 0:
        return []
    x, y = P[:SIZE, 0], P[::SIZE, 1]
    return contour_generator(x, y, scores.reshape(SIZE, SIZE)).lines(0.0)


def outline(band, starts, tick=1):
    """Let a Polygon reach from the lowest to the highest of other starts, (steps + 1, starts)."""
    times = tick * np.arange(len(starts))
    low, high = starts.min(axis=1), starts.max(axis=1)
    band.set_xy([*zip(times, low), *zip(times[::-1], high[::-1])])


def loss(ax, scene, log=False, xlabel="epoch", height=True, ticks=lambda run: 1):
    """Loss by step of every run, the settings before in grey, other starts as a band, and a dot at the
    moment in sight.

    log : logarithmic loss axis, of whole decades. height : False leaves the limits of the loss to the caller.
    ticks : what a step of a run takes on the other axis, if that does not count steps.
    """
    theme = theme_of(ax)
    ax.set(xlabel=xlabel, ylabel="loss", yscale="log" if log else "linear")
    band = Polygon(np.zeros((1, 2)), color=theme.colors[0], alpha=0.2, linewidth=0)
    ax.add_patch(band)
    past, lines, dots = [], [], []
    for color, style in zip(theme.colors, LINES[: len(scene.runs)]):
        past += ax.plot([], [], color=theme.muted, linestyle=(0, (2, 2)), linewidth=1.4, label="before")
        lines += ax.plot([], [], color=color, linestyle=style, linewidth=1.9, label="now")
        dots += ax.plot([], [], "o", color=theme.ink, markersize=8)
    names = list(scene.runs)
    room = int((ax.bbox.width / ax.figure.dpi - 0.35) / 0.065)  # characters beside the legend's line
    legend = ax.legend(
        [past[0], *lines], ["before", *names], loc="lower left", bbox_to_anchor=(0, 1.0), frameon=False,
        labelcolor=theme.ink, fontsize=8.5, borderaxespad=0.1, handlelength=2.6,
    )  # fmt: skip

    def move(scene):
        highest, longest = [], [1]
        for line, dot, run in zip(lines, dots, scene.runs.values()):
            losses = run.history.loss[: scene.seen + 1]
            k = min(scene.k, run.steps)
            times = ticks(run) * np.arange(len(losses))
            line.set_data(times, losses)
            dot.set_data(times[k : k + 1], losses[k : k + 1])
            highest.append(max(losses))
            longest.append(times[-1])
        for line, run in zip(past, [*scene.before.values(), *[None] * len(past)]):
            losses = run.history.loss[: scene.left + 1] if run else []
            times = ticks(run) * np.arange(len(losses)) if run else []
            line.set_data(times, losses)
            highest.extend(losses and [max(losses)])
            longest.extend(times[-1:])
        band.set_visible(scene.starts is not None)
        if scene.starts is not None:
            outline(band, scene.starts, ticks(scene.run))
            highest.append(scene.starts.max())
        end = step_above(max(20, *longest))
        limit(
            ax, (-0.03 * end, 1.03 * end), None if log or not height else (0, step_above(1.02 * max(highest)))
        )
        if log:
            edge = band.get_xy()[:, 1] if band.get_visible() else []
            seen = np.concatenate([edge, *(line.get_ydata() for line in (*lines, *past))])
            decades = np.log10(seen[seen > 0])
            log_limit(ax, 10.0 ** np.floor(min(-1, *decades)), 10.0 ** np.ceil(max(1, *decades)))
        legend.set_visible(bool(scene.words) or len(lines) > 1)
        legend.get_texts()[0].set_text(textwrap.fill(" ".join(scene.words.split()), room))

    return [band, *past, *lines, *dots, legend], move
