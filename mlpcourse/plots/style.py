"""Colours, markers and line styles in one place: a light and a dark theme, no global settings."""

import io
from dataclasses import dataclass

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from ..tables import SUPERSCRIPTS

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p")
LINES = (
    "-",
    "--",
    "-.",
    ":",
    (0, (5, 1)),
    (0, (1, 1)),
    (0, (9, 2)),
    (0, (6, 1, 1, 1, 1, 1)),
    (0, (1, 3)),
    (0, (4, 4)),
)


def blend(*colors):
    """The colour map that goes through these colours evenly."""
    return LinearSegmentedColormap.from_list("", colors)


@dataclass(frozen=True)
class Theme:
    """Paper and ink, a muted ink for what is past or secondary, and ten colours for ten classes.

    The first three are far apart for the colour-blind too; with more, markers and line styles help.
    """

    paper: str
    ink: str
    muted: str
    faint: str
    accent: str
    wrong: str
    colors: tuple

    @property
    def signs(self):
        """A colour map from the first colour, negative, over the paper to the second."""
        return blend(self.colors[0], self.paper, self.colors[1])

    @property
    def greys(self):
        """A colour map from paper to ink; no number is paper too."""
        return blend(self.paper, self.ink).with_extremes(bad=self.paper)


LIGHT = Theme(
    paper="#ffffff",
    ink="#1a1a1a",
    muted="#6b6b6b",
    faint="#d9d9d9",
    accent="#0072b2",
    wrong="#b3261e",
    colors=tuple("#0072b2 #d55e00 #0d4a30 #7f06f9 #6b5a00 #ad5c7a #7a995c #b852ff #3d003d #33007a".split()),
)
DARK = Theme(
    paper="#111111",
    ink="#f0f0f0",
    muted="#a8a8a8",
    faint="#3d3d3d",
    accent="#6cb8f0",
    wrong="#ff8a80",
    colors=tuple("#6cb8f0 #ff9a4d #f4efa6 #a250fa #2f9e6e #8f527a #99adb8 #ad4700 #5c5cad #ccffeb".split()),
)


class Picture(Figure):
    """A figure that a notebook shows as a PNG; of Matplotlib's own it does so with pyplot only."""

    def _repr_png_(self):
        png = io.BytesIO()
        self.savefig(png, format="png", metadata={"Software": None})
        return png.getvalue()


def new_figure(width=6.4, height=4.0, dpi=100, theme=LIGHT):
    """A Figure with its own Agg canvas, in inches; nothing registers it, so nothing leaks.

    Its `theme` is that of all that is drawn on it. Matplotlib's own settings would be those of the
    process, and labs are drawn on more than one thread.
    """
    fig = Picture(figsize=(width, height), dpi=dpi, facecolor=theme.paper)
    fig.theme = theme
    FigureCanvasAgg(fig)
    return fig


def theme_of(ax):
    """The theme of the figure on which `ax` is; the light one for a figure of other hands."""
    return getattr(ax.figure, "theme", LIGHT)


def new_axes(ax=None, **size):
    """`ax`, or the axes of a new figure, in the colours of its figure's theme."""
    ax = new_figure(**size).add_subplot() if ax is None else ax
    style_axes(ax)
    return ax


def rows_of_text(fig, x, y, fontsize=10, linespacing=1.3):
    """Text without words yet, in letters of one width, down from (x, y) of the figure. Returns it."""
    look = dict(color=fig.theme.ink, fontsize=fontsize, linespacing=linespacing)
    return fig.text(x, y, "", va="top", family="monospace", **look)


def legend(ax, **place):
    """The legend of `ax` in the theme's colours, at `place`, in Matplotlib's words."""
    theme = theme_of(ax)
    return ax.legend(**dict(labelcolor=theme.ink, facecolor=theme.paper, edgecolor=theme.faint) | place)


def legend_above(ax, columns=1, **more):
    """A legend on top of the axes, where it hides nothing; `more` in Matplotlib's words."""
    place = dict(loc="lower left", bbox_to_anchor=(0, 1.0), frameon=False, ncols=columns)
    return legend(ax, **place | dict(fontsize=8.5, borderaxespad=0.1, handlelength=2.6) | more)


def legend_beside(ax, **what):
    """A legend on the right of the axes; what : handles and labels, in Matplotlib's words."""
    return legend(ax, **what, loc="center left", bbox_to_anchor=(1.03, 0.5), frameon=False, labelspacing=1.2)


def style_axes(ax):
    """Give axes the theme's colours and take away the box's upper and right side."""
    theme = theme_of(ax)
    ax.set_facecolor(theme.paper)
    for side, spine in ax.spines.items():
        spine.set_color(theme.muted)
        spine.set_visible(side in ("left", "bottom"))
    ax.tick_params(colors=theme.ink)
    for text in (ax.title, ax.xaxis.label, ax.yaxis.label):
        text.set_color(theme.ink)
    ax.grid(color=theme.faint, linewidth=0.6)
    ax.set_axisbelow(True)


def log_scale(ax, *directions):
    """Make the directions, of "x" and "y", logarithmic for the range that they have. Returns ax.

    Its labels are plain text: Matplotlib sets its own as formulas, which takes longer than the
    rest of the picture.
    """
    for direction in directions:
        getattr(ax, f"set_{direction}scale")("log")
        axis = getattr(ax, f"{direction}axis")
        low, high = axis.get_view_interval()
        axis.set_major_locator(LogLocator(subs=(1,) if high > 30 * low else (1, 2, 5)))
        axis.set_major_formatter(lambda value, _: _power(value))
        axis.set_minor_locator(NullLocator())
    return ax


def _power(value):
    """A tick's label: 10⁻³, or the number itself if it is no power of ten or near 1."""
    mantissa, exponent = f"{value:.0e}".split("e")
    if mantissa == "1" and abs(int(exponent)) > 1:
        return "10" + str(int(exponent)).translate(SUPERSCRIPTS)
    return f"{value:g}"
