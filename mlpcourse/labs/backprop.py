"""Labs of chapter 11 on the worked example: a nudge of one weight, and many steps."""

import numpy as np

from ..lectures import slides
from ..lectures.by_hand import ByHand
from ..lectures.lines import name
from ..plots import new_axes, tangent
from ..plots.style import legend_above, log_scale
from ..tables import number
from .base import Lab
from .controls import choice, float_slider, learning_rate, slider
from .panels import limit, say_before

UPDATES = 50
EXPLODED = 1e30  # a loss after which nothing is computed any more
FLOOR, CEILING = 1e-15, 1e4  # losses outside are not drawn
PRESETS = {
    "Melbourne, backward slides": dict(**slides.VARIANTS["(i) identity, identity"]),
    "Melbourne, forward slides": dict(**slides.VARIANTS["(ii) tanh, identity"]),
    "Melbourne, rule 1": dict(**slides.VARIANTS["(iii) tanh, sigmoid"]),
    "Melbourne, rule 2": dict(**slides.VARIANTS["(iv) tanh, sigmoid, cross-entropy"]),
}


class WorkshopLab(Lab):
    """A lab on the Melbourne example: the same five settings, and the chain of updates they lead to."""

    def network_controls(self):
        """Hidden and output activation, loss."""
        return {
            "hidden": choice("hidden units", ["identity", "tanh", "sigmoid", "relu"]),
            "output": choice("output units", ["identity", "sigmoid"]),
            "loss": choice("loss", ["squared_error", "binary_cross_entropy"]),
        }

    def examples(self, values, updates=0):
        """The example before each update, at most `updates` + 1; fewer if the loss explodes."""
        names = ("hidden", "output", "loss", "learning_rate")
        settings = {name: values[name] for name in names if name in values}
        settings["through_new_weights"] = values.get("send_back") == "new W (wrong)"
        key = tuple(settings.values())
        chains = self.__dict__.setdefault("_chains", {})
        chain = chains.setdefault(key, [])
        if not chain:
            chain.append(ByHand(**settings))
        while len(chain) <= updates and chain[-1].l < EXPLODED:
            chain.append(chain[-1].next())
        return chain[: updates + 1]

    def problem(self):
        """Cross-entropy needs outputs between 0 and 1."""
        if self.values["loss"] == "binary_cross_entropy" and self.values["output"] == "identity":
            z = number(ByHand(self.values["hidden"]).z[0], True)
            return (
                f"Cross-entropy takes ln(1 − z), and identity outputs may leave (0, 1): here z₁ = {z}. "
                "The loss is undefined (erratum EM-13); choose sigmoid output units."
            )
        return ""


class NudgeLab(WorkshopLab):
    """Move one weight a little: the loss changes by gradient times nudge, nearly."""

    title = "A nudge against the gradient"
    question = "How far can you nudge a weight before the gradient's promise is off by more than a tenth?"
    size = (7.4, 3.9)
    storyboard = (dict(weight="w11", nudge=0.1), dict(weight="v22", hidden="tanh", nudge=0.8))

    def build(self):
        return {
            "nudge": float_slider("nudge Δ", 0.2, -1, 1, 0.01),
            "weight": choice(
                "weight", {name(*key): "".join(map(str, key)) for key in slides.BACKWARD if key[0] in "vw"}
            ),
            **self.network_controls(),
        }

    def _loss(self, value):
        """The loss if the chosen weight had this value."""
        letter, i, j = self.values["weight"]
        V, W = np.array(slides.V, dtype=float), np.array(slides.W, dtype=float)
        (V if letter == "v" else W)[int(j) - 1, int(i)] = value
        settings = {key: self.values[key] for key in ("hidden", "output", "loss")}
        return ByHand(V=V, W=W, **settings).l

    def draw(self, fig, weight, hidden, output, loss):
        letter, i, j = weight
        example = self.examples(self.values)[-1]
        weights, gradients = (example.V, example.dV) if letter == "v" else (example.W, example.dW)
        self.at, self.slope = weights[int(j) - 1, int(i)], gradients[int(j) - 1, int(i)]
        self.loss = example.l
        self.symbol = name(letter, i, j)
        grid = np.linspace(self.at - 1.1, self.at + 1.1, 89)
        ax = new_axes(fig.add_axes((0.1, 0.15, 0.87, 0.82)))
        tangent(grid, [self._loss(v) for v in grid], self.at, self.loss, self.slope, ax, self.symbol)
        (low, high), far = ax.get_ylim(), 1.1 * abs(self.slope)  # the promise of every nudge is in sight
        ax.set_ylim(min(low, self.loss - far), max(high, self.loss + far))
        (gap,) = ax.plot([], [], color=self.theme.wrong, linewidth=2.5)
        (point,) = ax.plot([], [], "o", color=self.theme.colors[0], markersize=9)
        (promise,) = ax.plot([], [], "s", color=self.theme.colors[1], markersize=8)
        self.artists += [gap, point, promise]

    def move(self, nudge):
        gap, point, promise = self.artists
        weight, real = self.at + nudge, self._loss(self.at + nudge)
        promised = self.loss + self.slope * nudge
        point.set_data([weight], [real])
        promise.set_data([weight], [promised])
        gap.set_data([weight, weight], [real, promised])
        h = 1e-5
        central = (self._loss(self.at + h) - self._loss(self.at - h)) / (2 * h)
        n = lambda v: number(v, True)  # noqa: E731
        return (
            f"{self.symbol} nudged by {n(nudge)}: the loss goes from {n(self.loss)} to {n(real)}; "
            f"the gradient {n(self.slope)} promises {n(promised)}, off by {n(round(real - promised, 12))}. "
            f"Finite difference with h = 0.00001: {n(round(central, 6))}."
        )


class DescentLab(WorkshopLab):
    """Repeat the update on the one training pair: fifty steps, and what the learning rate does to them."""

    title = "The same step, many times"
    question = "Which learning rate brings the loss below 0.001 soonest? Which one is too large?"
    size = (7.4, 3.7)
    time = "update"
    paired = True
    presets = PRESETS
    storyboard = (
        dict(update=10),
        dict(update=10, learning_rate=0.5, previous=dict(hidden="identity", output="identity",
                                                         loss="squared_error", learning_rate=0.1)),
    )  # fmt: skip

    def build(self):
        return {
            "update": slider("update", 10, 0, UPDATES),
            "learning_rate": learning_rate(slides.RATE, 0.01, 10),
            **self.network_controls(),
        }

    def curve(self, values=None):
        """The loss before training and after each update, until it overflows."""
        return [example.l for example in self.examples(values or self.values, UPDATES)]

    def last(self):
        return len(self.examples(self.values, UPDATES)) - 1

    def draw(self, fig):
        theme = self.theme
        left = new_axes(fig.add_axes((0.095, 0.15, 0.5, 0.68)))
        left.set(xlabel="update", ylabel="loss", xlim=(-1, UPDATES + 1), ylim=(0.001, 10))
        log_scale(left, "y")
        right = new_axes(fig.add_axes((0.7, 0.15, 0.26, 0.68)))
        right.set(xlabel="output z₁", ylabel="output z₂")
        (self.past,) = left.plot([], [], color=theme.muted, linestyle=(0, (2, 2)), label="before")
        (self.line,) = left.plot([], [], color=theme.colors[0], linewidth=1.9, label="now")
        (self.dot,) = left.plot([], [], "o", color=theme.ink, markersize=8)
        self.words = legend_above(left)
        (self.path,) = right.plot([], [], "-o", color=theme.colors[0], markersize=3, linewidth=1)
        (self.place,) = right.plot([], [], "o", color=theme.ink, markersize=13, markerfacecolor="none")
        (star,) = right.plot(*slides.Y, "*", color=theme.colors[1], markersize=13)
        self.target = right.annotate(
            "target", slides.Y, (8, -14), textcoords="offset points", color=theme.ink, fontsize=9
        )
        self.artists += [self.past, self.line, self.dot, self.words, self.path, star, self.place, self.target]

    def move(self, update, learning_rate):
        chain, earlier = self.examples(self.values, UPDATES), self.earlier()
        losses = [example.l for example in chain]
        known = earlier is not None and not _undefined(earlier[0])
        before = self.curve(earlier[0]) if known else []
        self._draw_losses(losses, before, earlier[1] if known else "")
        k = min(update, len(chain) - 1)
        self.dot.set_data([k], [np.clip(losses[k], FLOOR, CEILING)])
        self._draw_outputs(np.array([example.z[:2] for example in chain]), k)

        z = ", ".join(number(v, True) for v in chain[k].z)
        start, end = losses[0], losses[-1]
        said = f"After {k} updates with η = {learning_rate:.3g}: z = ({z}), loss {number(losses[k], True)}"
        too_large = f"{said}. The rate is too large: "
        if len(chain) <= UPDATES:
            return too_large + f"after {len(chain) - 1} updates the loss is above 10³⁰."
        if end > start:
            return too_large + f"the loss ends above the {number(start, True)} it began with."
        below = [k for k, value in enumerate(losses) if value < 1e-3]
        return f"{said}. " + (
            f"It is first below 0.001 after {below[0]} updates."
            if below
            else "It is not below 0.001 within 50 updates."
        )

    def _draw_losses(self, losses, before, words):
        ax, seen = self.line.axes, []
        for line, curve in ((self.line, losses), (self.past, before)):
            shown = _in_sight(curve)
            line.set_data(np.arange(len(shown)), shown)
            seen += np.clip(curve, FLOOR, CEILING).tolist()
        ends = (10.0 ** np.floor(np.log10(min(seen)) - 0.1), 10.0 ** np.ceil(np.log10(max(seen)) + 0.1))
        limit(ax, ylim=ends)
        say_before(self.words, words)

    def _draw_outputs(self, z, k):
        ax = self.path.axes
        self.place.set_data(*np.clip(z[k], -9, 9)[:, None])
        z = np.where(np.abs(z) < 9, z, np.nan)
        self.path.set_data(*z.T)
        seen = np.vstack([z[np.isfinite(z).all(axis=1)], slides.Y])
        low, high = np.floor(2 * seen.min(axis=0) - 0.4) / 2, np.ceil(2 * seen.max(axis=0) + 0.4) / 2
        limit(ax, (low[0], high[0]), (low[1], high[1]))
        right = slides.Y[0] <= np.nanmean(z[:, 0])
        self.target.set(position=(8 if right else -8, -14), ha="left" if right else "right")

    def script(self):
        v = self.values
        return f"""\
from mlpcourse.lectures.by_hand import ByHand

example = ByHand(
    hidden="{v["hidden"]}", output="{v["output"]}", loss="{v["loss"]}", learning_rate={v["learning_rate"]!r}
)
losses = [example.l]
for update in range({len(self.curve()) - 1}):
    example = example.next()
    losses.append(example.l)
print(losses[-1])
"""


def _in_sight(losses):
    losses = np.asarray(losses)
    return np.where((losses >= FLOOR) & (losses <= CEILING), losses, np.nan)


def _undefined(values):
    return values["loss"] == "binary_cross_entropy" and values["output"] == "identity"
