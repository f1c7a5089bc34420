"""Labs of chapter 03: the learning rule mistake by mistake, and its geometry."""

import textwrap

import numpy as np

from .. import plots
from ..perceptron import Perceptron
from ..plots.style import theme_of
from ..tables import number, rounded
from .base import Lab
from .controls import choice, float_slider, learning_rate, slider
from .panels import empty_map, limit, look_at, square_around, step_above
from .plane import AND, OR, XOR, Picks
from .training import PlaneTrainingLab

PASSES = 40
STOPS = {
    "a pass without a mistake": "clean", "‖w − w_old‖ < ε over a pass": "small",
    "error rate of a pass < threshold": "rare", "5 passes": "five",
}  # fmt: skip
STARTS = {"at zero": "zero", "at (1, −1), bias 0.5": "given", "at random": "random"}
WEIGHTS = {  # of each start, the bias last
    "zero": np.zeros(3), "given": np.array([1, -1, 0.5]), "random": np.random.default_rng(1).normal(size=3).round(6)
}  # fmt: skip
NUMBERED = 12  # points that have their number beside them, at most


def rule(ax, scene):
    """The points with their numbers, the line before a correction and after it, a ring around the point that
    was corrected, and dotted the line at which the settings before ended.
    """
    theme, image = theme_of(ax), empty_map(ax, *square_around(scene.X))
    groups = plots.marks(ax)
    note = dict(textcoords="offset points", color=theme.ink, fontsize=8.5)
    names = [ax.annotate(str(n + 1), (0, 0), (7, 7), **note) for n in range(NUMBERED)]
    past = plots.line([0, 0], 0, ax, color=theme.muted, linestyle=":")
    old = plots.line([0, 0], 0, ax, color=theme.muted, linestyle="--", linewidth=1.2)
    now = plots.line([0, 0], 0, ax)
    look = dict(markersize=17, fillstyle="none", color=theme.wrong, markeredgewidth=2)
    (ring,) = ax.plot([], [], "o", **look)

    def move(scene):
        look_at(image, *square_around(scene.X))
        plots.update_marks(groups, scene.X, scene.y)
        for n, name in enumerate(names):
            name.set_visible(n < len(scene.X) <= NUMBERED)
            name.xy = scene.X[min(n, len(scene.X) - 1)]
        model, made = scene.now, scene.now.updates_
        half = 0.5 * (not np.any(model.w_))  # no line, no sides
        plots.update_map(image, lambda P: half + (P @ model.w_ + model.b_ > 0) * (1 - 2 * half))
        plots.update_line(now, model.w_, model.b_)
        before = scene.run.at(len(made) - 1) if made else None
        plots.update_line(old, *((before.w_, before.b_) if made else ([0, 0], 0)))
        ring.set_data(*(scene.X[made[-1].row][:, None] if made else ([], [])))
        ends = [(model.w_, model.b_) for model in scene.last_before.values()]
        plots.update_line(past, *(ends or [([0, 0], 0)])[0])

    return [image, past, *groups, *names, old, now, ring], move


def numbers(ax, scene):
    """The weights, and how many points are wrong; below, how the settings before differ, and fared."""
    ax.axis("off")
    write = dict(transform=ax.transAxes, linespacing=1.7)
    text = ax.text(0, 1, "", color=theme_of(ax).ink, va="top", **write)
    words = ax.text(0, 0, "", color=theme_of(ax).muted, va="bottom", fontsize=9, transform=ax.transAxes)

    def move(scene):
        rows, count = weights_and_wrong(scene)
        text.set_text("\n".join([*rows, "", count]))
        ends = [_corrections(run.steps) for run in scene.before.values()]
        said = "; ".join([" ".join(scene.words.split()), *ends])
        words.set_text(textwrap.fill(said, 31))

    return [text, words], move


def weights_and_wrong(scene):
    """The weights in words, each by itself, and which points are on the wrong side."""
    model = scene.now
    rows = [f"{name} = {number(float(v), True)}" for name, v in zip(("w₁", "w₂", "b"), (*model.w_, model.b_))]
    wrong = np.flatnonzero((scene.X @ model.w_ + model.b_ > 0) != (scene.y == 1)) + 1
    few = 0 < len(wrong) <= 4 and len(scene.X) <= NUMBERED
    listed = f": {', '.join(map(str, wrong))}" if few else ""
    return rows, f"{len(wrong)} of {len(scene.X)} points wrong{listed}"


class PerceptronLab(PlaneTrainingLab):
    """The perceptron rule on points that one can move: one mistake a step, forwards and backwards."""

    title = "The perceptron learns"
    question = "How many corrections will it need, and can you place a point so that it never ends?"
    size = (7.2, 4.2)
    time, every = "step", "update"
    pace = 0.5
    given = ("points", "picks")
    points = AND
    panels = ((rule, (0.1, 0.11, 0.54, 0.86)), (numbers, (0.68, 0.12, 0.3, 0.79)))
    storyboard = (dict(step=3), dict(step=10))
    presets = {
        "AND": dict(points=AND),
        "OR": dict(points=OR),
        "XOR": dict(points=XOR),
        "AND, picked by NUS": dict(points=AND, order="picked", coding=-1, picks=(3, 0, 1, 3, 2), step=5),
    }
    telling = dict(order="picked", picks=(3, 0, 1), learning_rate=0.3, stop="small")

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

    def model(self, learning_rate, order, stop, rule, start):
        asu, passes = rule == "A", 1 if order == "picked" else 5 if stop == "five" else PASSES
        weights = (WEIGHTS[start] * [1, 1, not asu]).tolist()
        return Perceptron(1.0 if asu else learning_rate, passes, order == "random", weights, not asu)

    def lesson(self, X, y, coding, order, picks):
        """X, the labels as they are coded, and the rows to visit; None for all of them."""
        rows = [n for n in picks if n < len(X)] if order == "picked" else None
        return X, 2 * y - 1 if coding else y, rows

    def begin(self, name, model, X, y, coding, order, picks, stop, tolerance):
        """A run that ends after the first pass for which ASU's or NUS's criterion holds."""
        X, y, rows = self.lesson(X, y, coding, order, picks)
        run = model.begin(X, y, self.every, rows)
        weights = np.array(run.extend().weights)
        ends = [sum(made.epoch <= k for made in run.run.mistakes) for k in range(run.run.epoch + 1)]
        run.stopped = None  # the pass in which a criterion other than a clean pass ended it
        for epoch in range(1, len(ends)):
            made = ends[epoch] - ends[epoch - 1]
            small = np.linalg.norm(weights[ends[epoch]] - weights[ends[epoch - 1]]) < tolerance
            if made and {"small": small, "rare": made / len(X) < tolerance}.get(stop, False):
                run = model.set_params(epochs=epoch).begin(X, y, self.every, rows)
                run.stopped = epoch
                break
        return run

    def said(self, scene, now, step):
        rows, count = weights_and_wrong(scene)
        said, made = f"After {_corrections(step)}: {', '.join(rows)}; {count}.", now.updates_
        if made:
            turned = "towards" if made[-1].error > 0 else "away from"
            row, error = made[-1].row + 1, number(made[-1].error, True)
            said = f"Pass {made[-1].epoch}: error {error} turns w {turned} point {row}. {said}"
        return said + (self.ending(scene.run, now) if step == scene.run.steps else "")

    def ending(self, run, model):
        """Why there is no further correction, if that needs a word."""
        made = model.updates_
        if run.stopped is not None:
            last = _corrections(sum(mistake.epoch == run.stopped for mistake in made))
            return f" The stop rule ended it after pass {run.stopped}, which still made {last}."
        if self.values["order"] == "picked":
            idle = len(self.values["picks"]) - len(made)
            unused = f" {idle} of your picks changed nothing." if idle else ""
            return unused + ("" if model.converged_ else " Click a point that is on the wrong side.")
        return " It is done." if model.converged_ else f" It has not ended after {model.epochs} passes."

    def clicked(self, index):
        """In the order of one's own a click on a point picks it."""
        if self.values["order"] == "picked":
            self.set(picks=(*self.values["picks"], index), step=10**6)

    def curve(self):
        """The error rate after each pass."""
        X, y = self.arrays()
        return self._call(self.model).fit(*self._call(self.lesson, X=X, y=y)).history_.loss

    def script(self):
        X, y = self.arrays()
        X, y, rows = self._call(self.lesson, X=X, y=y)
        visits = "" if rows is None else f", rows={rows}"
        return f"""\
from mlpcourse import Perceptron

X = {X.tolist()}
y = {y.tolist()}
model = {self._call(self.model)!r}.fit(X, y{visits})
losses = model.history_.loss
print(losses[-1])
"""


def _corrections(n):
    return f"{n} correction{'s' * (n != 1)}"


class TurnLab(Lab):
    """Adding a missed positive point turns w towards it, subtracting a missed negative one turns w away."""

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

    def last(self):
        return len(self.path()[1]) - 1

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
        k = min(step, len(ws) - 1)  # until the slider has moved to where x is right
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
            f"After {_corrections(k)} w·x = {rounded(score)} and the angle is {theta:.3f}°: "
            f"with y = {label:+d} that is {verdict}. Each correction changes the score by {x @ x:.4g}."
        )


def _is_wrong(score, label):
    """Whether a sample of label +1 or -1 is on the wrong side; a score of 0 is a negative answer."""
    return (round(float(score), 9) > 0) != (label > 0)
