"""Labs of chapter 01 on series and text: a window over time, and a bag of words."""

import ipywidgets as w
import numpy as np

from .. import plots
from ..datasets import load_sunspots
from ..features import REVIEWS, bag_of_words, sliding_windows, tokens, vocabulary
from ..tables import html_table
from .base import Lab
from .controls import STYLE, WIDE, choice, slider
from .text import TextLab


def prices(n=60):
    """A made-up price series: a trend, a wave and noise, the same every time."""
    steps = np.random.default_rng(3).standard_normal(n)
    return 20 + 0.08 * np.arange(n) + 2 * np.sin(np.arange(n) / 6) + 0.8 * steps


class WindowLab(Lab):
    """A window over sixty steps: its mean, spread, range and slope, wherever it stands."""

    title = "A window over time"
    question = "Does a wider window make the mean smoother or later, or both?"
    size = (7.2, 3.8)
    time = "position"
    moving = ("position",)
    storyboard = (dict(width=3), dict(width=15))

    def build(self):
        return {
            "width": slider("window width", 5, 2, 20),
            "position": slider("position", 25, 0, 40),
            "feature": choice("second curve", ["std", "range", "slope"]),
            "series": choice("series", {"a price": "price", "sunspots, 1949 to 2008": "sunspots"}),
        }

    def series(self):
        """The sixty values, and the step or year of the first."""
        if self.values["series"] == "price":
            return prices(), 0
        years, counts = load_sunspots()
        return counts[-60:], int(years[-60])

    def draw(self, fig):
        theme, v, (series, self.first) = self.theme, self.values, self.series()
        self.features = features = sliding_windows(series, v["width"])
        width = v["width"]
        steps = self.first + np.arange(len(series))
        ends = steps[width - 1 :]
        top = plots.new_axes(fig.add_axes((0.11, 0.5, 0.86, 0.4)))
        span = top.axvspan(0, width - 1, color=theme.muted, alpha=0.25)
        top.plot(steps, series, color=theme.muted, marker=".", linewidth=1, label=v["series"])
        top.plot(ends, features.mean, color=theme.colors[0], linewidth=2, label="moving mean")
        (trend,) = top.plot([], [], color=theme.colors[1], linewidth=2.5, label="trend in the window")
        top.set(ylabel=v["series"], xlim=(steps[0] - 1.5, steps[-1] + 1.5), xticklabels=[])
        plots.legend_above(top, columns=3)
        low = plots.new_axes(fig.add_axes((0.11, 0.13, 0.86, 0.3)))
        low.plot(ends, getattr(features, v["feature"]), color=theme.colors[2])
        (dot,) = low.plot([], [], "o", color=theme.ink)
        unit = "time step" if self.first == 0 else "year"
        low.set(xlabel=unit, ylabel=f"moving {v['feature']}", xlim=top.get_xlim())
        self.artists += [span, trend, dot]
        return self.move()

    def move(self):
        v, features, (span, trend, dot) = self.values, self.features, self.artists
        k, width = v["position"], v["width"]
        start = self.first + k
        span.set_x(start)
        inside = start + np.arange(width)
        trend.set_data(inside, features.mean[k] + features.slope[k] * (inside - inside.mean()))
        dot.set_data([inside[-1]], [getattr(features, v["feature"])[k]])
        return (
            f"{'Steps' if self.first == 0 else 'Years'} {inside[0]} to {inside[-1]}: "
            f"mean {features.mean[k]:.3f}, std {features.std[k]:.3f}, from {features.min[k]:.3f} "
            f"to {features.max[k]:.3f} (range {features.range[k]:.3f}), "
            f"slope {features.slope[k]:+.3f} a step; second curve: {v['feature']}."
        )


class WordsLab(TextLab):
    """Three reviews, step by step from strings to a table of counts."""

    title = "A bag of words"
    question = "How many columns has the table with and without stop words?"

    def build(self):
        def box(text, value):
            return w.Checkbox(value, description=text, layout=WIDE, style=STYLE)

        return {
            "lower": box("lower case", True),
            "stop": box("drop stop words", True),
            "stem": box("stem (toy)", False),
            "extra": w.Text("", description="your review", layout=WIDE, style=STYLE),
        }

    def text(self):
        v = self.values
        stop = ("and", "but", "it", "to", "were") if v["stop"] else ()
        reviews = [*REVIEWS, v["extra"]] if v["extra"].strip() else REVIEWS
        documents = [tokens(review, v["lower"], stop, v["stem"]) for review in reviews]
        words = vocabulary(documents)
        rows = [
            (str(i), *(str(n) for n in bag_of_words(document, words)))
            for i, document in enumerate(documents, 1)
        ]
        table = html_table(("review", *words), rows)
        lists = "; ".join(" ".join(document) for document in documents)
        return table, f"{len(words)} columns for {len(reviews)} reviews. Tokens: {lists}."
