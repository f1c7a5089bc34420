"""Labs of chapter 11 on the worked example: a nudge of one weight, and many steps."""

import numpy as np

from ..lectures import slides
from ..lectures.by_hand import ByHand
from ..lectures.lines import name
from ..plots import loss_curves, new_axes, tangent
from ..tables import number
from .base import Lab
from .controls import choice, float_slider, learning_rate, slider

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
    """A lab on the Melbourne example: the same five settings, and the chain of updates they lead
    to.
    """

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
        """Why the present settings have no picture, or "". Cross-entropy needs outputs between 0
        and 1.
        """
        if self.values["loss"] == "binary_cross_entropy" and self.values["output"] == "identity":
            z = number(ByHand(self.values["hidden"]).z[0], True)
            return (
                f"Cross-entropy takes ln(1 − z), and identity outputs may leave (0, 1): here z₁ = "
                f"{z}. "
                "The loss is undefined (erratum EM-13); choose sigmoid output units."
            )
        return ""

    def draw_problem(self, fig):
        """The picture of settings that have none: the sentence itself."""
        text = self.problem()
        fig.text(0.5, 0.5, text, ha="center", va="center", wrap=True, color=self.theme.wrong)
        return text


class NudgeLab(WorkshopLab):
    """Move one weight a little: the loss changes by gradient times nudge, nearly."""

    title = "A nudge against the gradient"
    question = "How far can you nudge a weight before the gradient's promise is off by more than a tenth?"
    size = (7.4, 3.9)
    moving = ("nudge",)
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

    def draw(self, fig):
        if self.problem():
            return self.draw_problem(fig)
        letter, i, j = self.values["weight"]
        example = self.examples(self.values)[-1]
        weights, gradients = (example.V, example.dV) if letter == "v" else (example.W, example.dW)
        self.at, self.slope = weights[int(j) - 1, int(i)], gradients[int(j) - 1, int(i)]
        self.loss = example.l
        self.symbol = name(letter, i, j)
        grid = np.linspace(self.at - 1.1, self.at + 1.1, 89)
        ax = new_axes(fig.add_axes((0.1, 0.15, 0.87, 0.82)))
        tangent(grid, [self._loss(v) for v in grid], self.at, self.loss, self.slope, ax, self.symbol)
        (gap,) = ax.plot([], [], color=self.theme.wrong, linewidth=2.5)
        (point,) = ax.plot([], [], "o", color=self.theme.colors[0], markersize=9)
        (promise,) = ax.plot([], [], "s", color=self.theme.colors[1], markersize=8)
        self.artists += [gap, point, promise]
        return self.move()

    def move(self):
        if self.problem():
            return self.problem()
        gap, point, promise = self.artists
        nudge = self.values["nudge"]
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
            "the gradient "
            f"{n(self.slope)} promises {n(promised)}, off by {n(real - promised)}. "
            f"Finite difference with h = 0.00001: {n(round(central, 6))}."
        )


class DescentLab(WorkshopLab):
    """Repeat the update on the one training pair: fifty steps, and what the learning rate does to
    them.
    """

    title = "The same step, many times"
    question = "Which learning rate brings the loss below 0.001 soonest? Which one is too large?"
    size = (7.4, 3.7)
    time = "update"
    moving = ("update",)
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

    def draw(self, fig):
        if self.problem():
            return self.draw_problem(fig)
        theme, values, earlier = self.theme, self.values, self.earlier()
        self.chain = self.examples(values, UPDATES)
        left = new_axes(fig.add_axes((0.095, 0.15, 0.5, 0.68)))
        right = new_axes(fig.add_axes((0.7, 0.15, 0.28, 0.68)))
        curves, past = {}, ()
        if earlier is not None and not _undefined(earlier[0]):
            past = earlier[1:]
            curves[earlier[1]] = _in_sight(self.curve(earlier[0]))
        curves["now"] = _in_sight([e.l for e in self.chain])
        loss_curves(curves, left, log=True, xlabel="update", past=past)
        left.set(xlim=(-1, UPDATES + 1), ylim=(max(FLOOR / 3, left.get_ylim()[0]), None))

        z = np.array([e.z[:2] for e in self.chain])
        z = np.where(np.abs(z) < 9, z, np.nan)
        right.plot(*z.T, "-o", color=theme.colors[0], markersize=3, linewidth=1)
        right.plot(*slides.Y, "*", color=theme.colors[1], markersize=13)
        side, align = (1, "left") if slides.Y[0] <= np.nanmean(z[:, 0]) else (-1, "right")
        right.annotate(
            "target", slides.Y, (8 * side, -14), textcoords="offset points", ha=align,
            color=theme.ink, fontsize=9,
        )  # fmt: skip
        right.set(xlabel="output z₁", ylabel="output z₂")
        right.margins(0.15)
        (dot,) = left.plot([], [], "o", color=theme.ink, markersize=8)
        (place,) = right.plot([], [], "o", color=theme.ink, markersize=8)
        self.artists += [dot, place]
        return self.move()

    def move(self):
        if self.problem():
            return self.problem()
        dot, place = self.artists
        k = min(self.values["update"], len(self.chain) - 1)
        example = self.chain[k]
        dot.set_data([k], [np.clip(example.l, FLOOR, CEILING)])
        place.set_data(*np.clip(example.z[:2], -9, 9)[:, None])
        z = ", ".join(number(v, True) for v in example.z)
        rate, loss, start = self.values["learning_rate"], example.l, self.chain[0].l
        said = f"After {k} updates with η = {rate:.3g}: z = ({z}), loss {number(loss, True)}"
        too_large = f"{said}. The rate is too large: "
        if len(self.chain) <= UPDATES:
            return too_large + f"after {len(self.chain) - 1} updates the loss is above 10³⁰."
        if self.chain[-1].l > start:
            return too_large + f"the loss ends above the {number(start, True)} it began with."
        below = [k for k, e in enumerate(self.chain) if e.l < 1e-3]
        return f"{said}. " + (
            f"It is first below 0.001 after {below[0]} updates."
            if below
            else "It is not below 0.001 within 50 updates."
        )

    def finished(self):
        return not self.problem() and self.values["update"] >= len(self.chain) - 1

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
