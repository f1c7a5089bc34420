"""Panels: the parts that pictures of training are made of.

A panel draws on its axes what stays, and returns the artists that move and how: move(scene). It sees
a Scene and nothing else, and never trains. Limits grow in steps, so that a new range, and with it a
new background, is rare.
"""

import textwrap
from itertools import repeat

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


def empty_map(ax, low, high, *names):
    """Square axes from low to high, with a map of nothing yet. Returns the image."""
    plots.square(ax, (low, high), *names)
    ax.apply_aspect()
    return plots.score_map(lambda P: np.full(len(P), 0.5), ax)


def look_at(image, low, high):
    """Let a square map and its axes go from low to high. Returns the centers of its cells."""
    limit(image.axes, (low, high), (low, high))
    extent = [low, high, low, high]
    if image.get_extent() != extent:
        image.set_extent(extent)
    return cells(extent)


def two_borders(ax):
    """The border before, dotted, and the present one, as LineCollections without lines."""
    theme = theme_of(ax)
    looks = dict(colors=theme.muted, linestyles=":"), dict(colors=theme.ink)
    return [ax.add_collection(LineCollection([], linewidths=1.8, **look)) for look in looks]


def plane(ax, scene, least=1.6, size=7.5):
    """Map of the model's answer, its border, that of the settings before, and the points."""
    image = empty_map(ax, *square_around(scene.X, least))
    past, border = two_borders(ax)
    markers = plots.marks(ax, len(MARKERS), size)

    def move(scene):
        P, model = look_at(image, *square_around(scene.X, least)), scene.now
        probabilities = hasattr(model, "predict_proba")
        H = model.predict_proba(P) if probabilities else model.predict(P)[:, None]
        image.set_data(shades(H, theme_of(ax)) if H.shape[1] > 2 else H[:, -1].reshape(SIZE, SIZE))
        border.set_segments(border_of(model, P))
        before = list(scene.last_before.values())
        past.set_segments(border_of(before[0], P) if before else [])
        plots.update_marks(markers, scene.X, scene.y)

    return [image, past, border, *markers], move


def shades(H, theme, strength=0.45):
    """Each class's colour as strong as its probability, H (M, K), as a picture."""
    colors = np.array([to_rgb(color) for color in theme.colors[: H.shape[1]]])
    mixed = strength * H @ colors + (1 - strength) * np.array(to_rgb(theme.paper))
    return np.clip(mixed, 0, 1).reshape(SIZE, SIZE, 3)


def border_of(model, P):
    """Where two classes score alike, as line segments; exact for a straight border."""
    scores = model.decision_function(P)
    if scores.ndim > 1:
        best = np.sort(scores, axis=1)
        scores = best[:, -1] - best[:, -2] - 1e-9  # never below 0: several classes show by colour
    return level_lines(P, scores, 0.0)


def level_lines(P, scores, level):
    """Where scores (M,) of the cells P of a map pass a level, as line segments."""
    if not np.isfinite(scores).all() or np.ptp(scores) == 0:
        return []
    return contour_generator(P[:SIZE, 0], P[::SIZE, 1], scores.reshape(SIZE, SIZE)).lines(level)


def band(ax):
    """A pale band behind curves. Returns the Polygon, and show(starts, tick=1), which lets it reach from the
    lowest to the highest of other starts, (steps + 1, starts), or hides it for None.
    """
    polygon = Polygon(np.zeros((1, 2)), color=theme_of(ax).colors[0], alpha=0.2, linewidth=0)

    def show(starts, tick=1):
        polygon.set_visible(starts is not None)
        if starts is not None:
            times = tick * np.arange(len(starts))
            low, high = starts.min(axis=1), starts.max(axis=1)
            polygon.set_xy([*zip(times, low), *zip(times[::-1], high[::-1])])

    return ax.add_patch(polygon), show


def say_before(legend, words):
    """Let a legend say how the settings before differ, or hide it if there are none."""
    legend.set_visible(bool(words))
    legend.get_texts()[0].set_text(words)


def by_step(ax, read, color=0, linestyle="-", mark="o", past=(0, (2, 2))):
    """A number of the run by step: read(scene, run, to) gives it for the steps 0 to `to`. The settings
    before are a grey line, the moment in sight is a dot. Returns ([past, line, dot], move).
    """
    theme = theme_of(ax)
    grey = dict(color=theme.muted, linestyle=past, linewidth=1.4, label="before")
    looks = grey, dict(color=theme.colors[color], linestyle=linestyle, linewidth=1.9)
    before, line = (ax.plot([], [], **look)[0] for look in looks)
    (dot,) = ax.plot([], [], mark, color=theme.ink, markersize=8)

    def move(scene):
        past = next(iter(scene.before.values()), None)
        for drawn, run, to in ((line, scene.run, scene.seen), (before, past, scene.left)):
            values = read(scene, run, to) if run else []
            drawn.set_data(np.arange(len(values)), values)
        k = min(scene.k, scene.run.steps)
        dot.set_data([k], line.get_ydata()[k : k + 1])

    return [before, line, dot], move


def loss(ax, scene, log=False, xlabel="epoch", height=True, ticks=lambda run: 1):
    """Loss by step of every run, the settings before in grey, other starts as a band, and a dot at the
    moment in sight.

    log : logarithmic loss axis, of whole decades. height : False leaves the limits of the loss to the caller.
    ticks : what a step of a run takes on the other axis, if that does not count steps.
    """
    theme = theme_of(ax)
    ax.set(xlabel=xlabel, ylabel="loss", yscale="log" if log else "linear")
    others, show_others = band(ax)
    past, lines, dots = [], [], []
    for color, style in zip(theme.colors, LINES[: len(scene.runs)]):
        past += ax.plot([], [], color=theme.muted, linestyle=(0, (2, 2)), linewidth=1.4, label="before")
        lines += ax.plot([], [], color=color, linestyle=style, linewidth=1.9, label="now")
        dots += ax.plot([], [], "o", color=theme.ink, markersize=8)
    room = int((ax.bbox.width / ax.figure.dpi - 0.35) / 0.065)  # characters beside the legend's line
    legend = plots.legend_above(ax, handles=[past[0], *lines], labels=["before", *scene.runs])

    def move(scene):
        now, before = [*scene.runs.values()], [*scene.before.values(), *[None] * len(past)]
        for line, run, to in (*zip(lines, now, repeat(scene.seen)), *zip(past, before, repeat(scene.left))):
            losses = run.history.loss[: to + 1] if run else []
            line.set_data(ticks(run or scene.run) * np.arange(len(losses)), losses)
        for line, dot, run in zip(lines, dots, now):
            k = min(scene.k, run.steps)
            dot.set_data(*(values[k : k + 1] for values in line.get_data()))
        show_others(scene.starts, ticks(scene.run))
        edge = others.get_xy()[:, 1] if others.get_visible() else []
        times, losses = map(np.concatenate, zip(([], edge), *(line.get_data() for line in (*lines, *past))))
        end = step_above(max(20, *times))
        limit(ax, (-0.03 * end, 1.03 * end))
        if log:
            decades = np.log10(losses[losses > 0])
            log_limit(ax, 10.0 ** np.floor(min(-1, *decades)), 10.0 ** np.ceil(max(1, *decades)))
        elif height:
            limit(ax, ylim=(0, step_above(1.02 * losses.max())))
        say_before(legend, textwrap.fill(" ".join(scene.words.split()), room))
        legend.set_visible(bool(scene.words) or len(lines) > 1)

    return [others, *past, *lines, *dots, legend], move
