"""Labs of chapter 01 on series and text: a window over time, and a bag of words."""

import numpy as np

from .. import plots
from ..datasets import load_sunspots
from ..features import REVIEWS, bag_of_words, sliding_windows, tokens, vocabulary
from ..tables import html_table
from .base import Lab
from .controls import choice, slider, text, tick
from .panels import limit, step_above
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
    storyboard = (dict(width=3), dict(width=15))

    def build(self):
        return {
            "width": slider("window width", 5, 2, 20),
            "position": slider("position", 25, 0, 58),
            "feature": choice("second curve", ["std", "range", "slope"]),
            "series": choice("series", {"a price": "price", "sunspots, 1949 to 2008": "sunspots"}),
        }

    def series(self):
        """The sixty values, and the step or year of the first."""
        if self.values["series"] == "price":
            return prices(), 0
        years, counts = load_sunspots()
        return counts[-60:], int(years[-60])

    def last(self):
        """The last place at which the whole window stands on the series."""
        return 60 - self.values["width"]

    def draw(self, fig, series):
        theme, (values, first) = self.theme, self.series()
        steps = first + np.arange(60)
        top = plots.new_axes(fig.add_axes((0.11, 0.5, 0.86, 0.4)))
        span = top.axvspan(0, 1, color=theme.muted, alpha=0.25)
        top.plot(steps, values, color=theme.muted, marker=".", linewidth=1, label=series)
        (mean,) = top.plot([], [], color=theme.colors[0], linewidth=2, label="moving mean")
        (trend,) = top.plot([], [], color=theme.colors[1], linewidth=2.5, label="trend in the window")
        top.set(ylabel=series, xlim=(first - 1.5, first + 60.5), xticklabels=[])
        plots.legend_above(top, columns=3)
        low = plots.new_axes(fig.add_axes((0.11, 0.13, 0.86, 0.3)))
        (curve,) = low.plot([], [], color=theme.colors[2])
        (dot,) = low.plot([], [], "o", color=theme.ink)
        name = fig.text(0.025, 0.28, "", color=theme.ink, rotation=90, ha="center", va="center")
        low.set(xlabel="time step" if first == 0 else "year", xlim=top.get_xlim())
        self.artists += [span, trend, dot, mean, curve, name]

    def move(self, width, position, feature):
        series, first = self.series()
        features = sliding_windows(series, width)
        span, trend, dot, mean, curve, name = self.artists
        ends, second = first + np.arange(width - 1, 60), getattr(features, feature)
        mean.set_data(ends, features.mean)
        curve.set_data(ends, second)
        name.set_text(f"moving {feature}")
        reach = step_above(1.05 * np.abs(second).max())
        limit(curve.axes, ylim=(-reach if feature == "slope" else 0, reach))
        k = min(position, self.last())  # the window got wider
        inside = first + k + np.arange(width)
        span.set(x=inside[0], width=width - 1)
        trend.set_data(inside, features.mean[k] + features.slope[k] * (inside - inside.mean()))
        dot.set_data([inside[-1]], [second[k]])
        return (
            f"{'Steps' if first == 0 else 'Years'} {inside[0]} to {inside[-1]}: "
            f"mean {features.mean[k]:.3f}, std {features.std[k]:.3f}, from {features.min[k]:.3f} "
            f"to {features.max[k]:.3f} (range {features.range[k]:.3f}), "
            f"slope {features.slope[k]:+.3f} a step; second curve: {feature}."
        )


class WordsLab(TextLab):
    """Three reviews, step by step from strings to a table of counts."""

    title = "A bag of words"
    question = "How many columns has the table with and without stop words?"

    def build(self):
        return {
            "lower": tick("lower case", True),
            "stop": tick("drop stop words", True),
            "stem": tick("stem (toy)"),
            "extra": text("your review"),
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
