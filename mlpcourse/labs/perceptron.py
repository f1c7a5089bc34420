"""Labs of chapter 03: the learning rule mistake by mistake, and its geometry."""

import textwrap

import numpy as np

from .. import plots
from ..perceptron import Perceptron
from ..tables import number
from .base import Lab
from .controls import choice, float_slider, learning_rate, slider
from .panels import limit, square_around, step_above
from .plane import AND, OR, XOR, Picks, PlaneLab

PASSES = 40
STOPS = {
    "a pass without a mistake": "clean", "‖w − w_old‖ < ε over a pass": "small",
    "error rate of a pass < threshold": "rare", "5 passes": "five",
}  # fmt: skip
STARTS = {"at zero": "zero", "at (1, −1), bias 0.5": "given", "at random": "random"}
NUMBERED = 12  # points that have their number beside them, at most


class PerceptronLab(PlaneLab):
    """The perceptron rule on points that one can move: one mistake a step, forwards and backwards."""

    title = "The perceptron learns"
    question = "How many corrections will it need, and can you place a point so that it never ends?"
    size = (7.2, 4.2)
    time = "step"
    pace = 0.5
    paired = True
    given = ("points", "picks")
    points = AND
    storyboard = (dict(step=3), dict(step=10))
    presets = {  # noqa: RUF012
        "AND": dict(points=AND),
        "OR": dict(points=OR),
        "XOR": dict(points=XOR),
        "AND, picked by NUS": dict(points=AND, order="picked", coding=-1, picks=(3, 0, 1, 3, 2), step=5),
    }
    telling = dict(order="picked", picks=(3, 0, 1), learning_rate=0.3, stop="small")  # noqa: RUF012

    def build(self):
        return {
            "step": slider("correction", 0, 0, 4 * PASSES),
            "learning_rate": learning_rate(1.0, 0.1, 10),
            "order": choice("order", {"as listed": "listed", "random": "random", "you click the point": "picked"}),
            "stop": choice("stop", STOPS),
            "rule": choice("rule", {"w + η(t − y)x, and b": "T", "ASU: no rate, no bias": "A"}),
            "coding": choice("labels", {"0 and 1 (Tsinghua)": 0, "−1 and +1 (NUS)": -1}),
            "tolerance": float_slider("ε or threshold", 0.5, 0.01, 2, 0.01),
            "start": choice("start", STARTS),
            "picks": Picks(),
            "points": self.points_control(),
        }  # fmt: skip

    def settings(self, values):
        """What these control values mean for a Perceptron, its labels, and the rows to visit."""
        start = {
            "zero": np.zeros(3),
            "given": np.array([1, -1, 0.5]),
            "random": np.random.default_rng(1).normal(size=3).round(6),
        }[values["start"]]
        asu, picked, (X, y) = values["rule"] == "A", values["order"] == "picked", self.arrays()
        settings = dict(
            learning_rate=1.0 if asu else values["learning_rate"],
            epochs=1 if picked else 5 if values["stop"] == "five" else PASSES,
            shuffle=values["order"] == "random",
            initial_weights=(start * [1, 1, not asu]).tolist(),
            bias=not asu,
        )
        rows = [n for n in values["picks"] if n < len(X)] if picked else None
        return settings, 2 * y - 1 if values["coding"] else y, rows

    def learned(self, values):
        """The Perceptron, its weights after each correction (bias last), its Mistakes up to the stop, and
        the pass in which a criterion other than a clean pass ended it, or None.
        """
        settings, y, rows = self.settings(values)
        model = Perceptron(**settings).fit(self.arrays()[0], y, rows)
        mistakes, ended = model.updates_, self.stopped(model, values)
        if ended is not None:
            mistakes = [mistake for mistake in mistakes if mistake.epoch <= ended]
        weights = [np.array(settings["initial_weights"]), *(np.append(u.w, u.b) for u in mistakes)]
        return model, weights, mistakes, ended

    def stopped(self, model, values):
        """The first pass after which ASU's or NUS's criterion holds, though it was not clean; or None."""
        passes = model.history_.weights
        made = [sum(mistake.epoch == k for mistake in model.updates_) for k in range(len(passes))]
        for k in range(1, len(passes)):
            small = np.linalg.norm(passes[k] - passes[k - 1]) < values["tolerance"]
            rare = made[k] / len(self.arrays()[0]) < values["tolerance"]
            if made[k] and {"small": small, "rare": rare}.get(values["stop"], False):
                return k
        return None

    def last(self):
        return len(self.learned(self.values)[2])

    def draw(self, fig):
        theme = self.theme
        ax = plots.new_axes(fig.add_axes((0.1, 0.11, 0.54, 0.86)))
        plots.square(ax, square_around(self.arrays()[0]))
        self.map = plots.score_map(lambda P: 0 * P[:, 0], ax)
        self.groups = [
            ax.plot([], [], marker, color=color, markersize=7.5, markeredgecolor=theme.paper)[0]
            for marker, color in zip(plots.style.MARKERS[:2], theme.colors)
        ]
        note = dict(textcoords="offset points", color=theme.ink, fontsize=8.5)
        self.names = [ax.annotate(str(n + 1), (0, 0), (7, 7), **note) for n in range(NUMBERED)]
        self.past = plots.line([0, 0], 0, ax, color=theme.muted, linestyle=":")
        self.old = plots.line([0, 0], 0, ax, color=theme.muted, linestyle="--", linewidth=1.2)
        self.now = plots.line([0, 0], 0, ax)
        look = dict(markersize=17, fillstyle="none", color=theme.wrong, markeredgewidth=2)
        (self.ring,) = ax.plot([], [], "o", **look)
        self.plane(ax)
        self.text = fig.text(0.68, 0.91, "", color=theme.ink, va="top", linespacing=1.7)
        self.words = fig.text(0.68, 0.12, "", color=theme.muted, va="bottom", fontsize=9)
        self.artists += [self.map, self.past, *self.groups, *self.names, self.old, self.now, self.ring]
        self.artists += [self.text, self.words]

    def move(self):
        X, y = self.arrays()
        model, weights, mistakes, ended = self.learned(self.values)
        k = min(self.values["step"], len(mistakes))
        now, before = weights[k], weights[max(0, k - 1)]
        self.place(X, y)
        half = 0.5 * (not np.any(now[:2]))  # no line, no sides
        plots.update_map(self.map, lambda P: half + (P @ now[:2] + now[2] > 0) * (1 - 2 * half))
        plots.update_line(self.now, now[:2], now[2])
        plots.update_line(self.old, *((before[:2], before[2]) if k else ([0, 0], 0)))
        self.ring.set_data(*(X[mistakes[k - 1].row][:, None] if k else ([], [])))
        self.show_earlier()
        rows = [f"{name} = {number(float(v), True)}" for name, v in zip(("w₁", "w₂", "b"), now)]
        wrong = np.flatnonzero((X @ now[:2] + now[2] > 0) != (y == 1)) + 1
        few = 0 < len(wrong) <= 4 and len(X) <= NUMBERED
        listed = f": {', '.join(map(str, wrong))}" if few else ""
        count = f"{len(wrong)} of {len(X)} points wrong{listed}"
        self.text.set_text("\n".join([*rows, "", count]))
        said = f"After {_corrections(k)}: {', '.join(rows)}; {count}."
        if k:
            u = mistakes[k - 1]
            turned = "towards" if u.error > 0 else "away from"
            said = f"Pass {u.epoch}: error {number(u.error, True)} turns w {turned} point {u.row + 1}. {said}"
        return said + (self.ending(model, mistakes, ended) if k == len(mistakes) else "")

    def place(self, X, y):
        """Limits, points and their numbers."""
        limits = square_around(X)
        limit(self.now.axes, limits, limits)
        if self.map.get_extent() != [*limits, *limits]:
            self.map.set_extent((*limits, *limits))
        for k, group in enumerate(self.groups):
            group.set_data(*X[y == k].T)
        for n, name in enumerate(self.names):
            name.set_visible(n < len(X) <= NUMBERED)
            name.xy = X[min(n, len(X) - 1)]

    def show_earlier(self):
        """The line at which the settings before ended, and their words."""
        earlier = self.earlier()
        self.words.set_text("")
        plots.update_line(self.past, [0, 0], 0)
        if earlier is not None:
            _, weights, mistakes, _ = self.learned(earlier[0])
            plots.update_line(self.past, weights[-1][:2], weights[-1][2])
            words = f"{' '.join(earlier[1].split())}; {_corrections(len(mistakes))}"
            self.words.set_text(textwrap.fill(words, 31))

    def ending(self, model, mistakes, ended):
        """Why there is no further correction, if that needs a word."""
        if ended is not None:
            made = sum(mistake.epoch == ended for mistake in mistakes)
            return f" The stop rule ended it after pass {ended}, which still made {_corrections(made)}."
        if self.values["order"] == "picked":
            idle = len(self.values["picks"]) - len(mistakes)
            unused = f" {idle} of your picks changed nothing." if idle else ""
            return unused + ("" if model.converged_ else " Click a point that is on the wrong side.")
        return " It is done." if model.converged_ else f" It has not ended after {model.epochs} passes."

    def clicked(self, index):
        """In the order of one's own a click on a point picks it."""
        if self.values["order"] == "picked":
            self.set(picks=(*self.values["picks"], index), step=10**6)

    def curve(self):
        """The error rate after each pass."""
        return self.learned(self.values)[0].history_.loss

    def script(self):
        settings, y, rows = self.settings(self.values)
        settings = ", ".join(f"{name}={value!r}" for name, value in settings.items())
        visits = "" if rows is None else f", rows={rows}"
        return f"""\
from mlpcourse import Perceptron

X = {self.arrays()[0].tolist()}
y = {y.tolist()}
model = Perceptron({settings}).fit(X, y{visits})
losses = model.history_.loss
print(losses[-1])
"""


def _corrections(n):
    return f"{n} correction{'s' * (n != 1)}"


class TurnLab(Lab):
    """Adding a missed positive point turns w towards it, subtracting a missed negative one turns w
    away.
    """

    title = "A correction turns w"
    question = "How many times must x be added before the point is on the right side?"
    size = (7.2, 3.9)
    time = "step"
    pace = 0.8
    storyboard = (dict(step=1), dict(step=2))

    def build(self):
        return {
            "step": slider("corrections", 0, 0, 6),
            "label": choice("label y of x", {"+1": 1, "−1": -1}),
            "x1": float_slider("x₁", 1, -2, 2, 0.1, ".1f"),
            "x2": float_slider("x₂", 0.5, -2, 2, 0.1, ".1f"),
            "w1": float_slider("w₁ at the start", -2, -3, 3, 0.1, ".1f"),
            "w2": float_slider("w₂ at the start", 1, -3, 3, 0.1, ".1f"),
        }

    def path(self):
        """x, and w after each correction: until x is right, or the slider ends."""
        v = self.values
        x, path = np.array([v["x1"], v["x2"]]), [np.array([v["w1"], v["w2"]])]
        while np.any(x) and len(path) <= 6 and _is_wrong(path[-1] @ x, v["label"]):
            path.append(path[-1] + v["label"] * x)
        return x, np.array(path)

    def draw(self, fig):
        theme = self.theme
        self.plane = plots.new_axes(fig.add_axes((0.07, 0.12, 0.5, 0.85)))
        plots.square(self.plane, 3.2)
        self.sample = plots.arrow((0, 0), (1, 0), self.plane, theme.colors[1], "x")
        (self.trail,) = self.plane.plot([], [], "-o", color=theme.muted, markersize=3.5, linewidth=1)
        self.border = plots.line([1, 0], 0, self.plane, linewidth=1)
        self.weights = plots.arrow((0, 0), (1, 1), self.plane, theme.colors[0], "w")
        right = plots.new_axes(fig.add_axes((0.68, 0.2, 0.29, 0.7)))
        degrees = np.linspace(0, 180, 91)
        right.plot(degrees, np.cos(np.deg2rad(degrees)), color=theme.muted)
        right.axhline(0, color=theme.ink, linewidth=0.8)
        right.set(xlabel="angle θ (degrees)", ylabel="cos θ", xticks=[0, 90, 180])
        (self.dot,) = right.plot([], [], "o", color=theme.colors[0], markersize=9)
        self.artists += [*self.sample, self.trail, self.border, *self.weights, self.dot]

    def move(self, step, label):
        x, ws = self.path()
        reach = step_above(max(3.2, 1.15 * np.abs([*ws, x]).max()))
        limit(self.plane, (-reach, reach), (-reach, reach))
        k = min(step, len(ws) - 1)
        now = ws[k]
        self.trail.set_data(*ws[: k + 1].T)
        plots.update_line(self.border, now, 0)
        plots.update_arrow(self.sample, (0, 0), x)
        plots.update_arrow(self.weights, (0, 0), now)
        self.dot.set_data([], [])
        if not np.any(x):
            return "x is the zero vector: it has no angle to w, and no correction changes anything."
        if not np.any(now):
            return "w is the zero vector: it has no angle to x, and the score is 0 for every point."
        score = float(now @ x)
        cosine = np.clip(score / np.linalg.norm(now) / np.linalg.norm(x), -1, 1)
        theta = float(np.degrees(np.arccos(cosine)))
        self.dot.set_data([theta], [cosine])
        verdict = "still wrong" if _is_wrong(score, label) else "right"
        return (
            f"After {_corrections(k)} w·x = {number(round(score, 4), True)} and the angle is {theta:.3f}°: "
            f"with y = {label:+d} that is {verdict}. Each correction changes the score by {x @ x:.4g}."
        )


def _is_wrong(score, label):
    """Whether a sample of label +1 or -1 is on the wrong side; a score of 0 is a negative answer."""
    return (round(float(score), 9) > 0) != (label > 0)
