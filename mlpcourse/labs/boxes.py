"""Labs of chapter 18: a network as a chain of boxes, and softmax and cross-entropy in two pieces or in one."""

import ipywidgets as w
import numpy as np
import traitlets
from matplotlib.patches import FancyBboxPatch

from .. import plots
from ..activations import sigmoid, softmax
from ..badge import COLORS, SIGNS, check_layer
from ..losses import softmax_cross_entropy
from ..modular import (
    EuclideanLoss,
    FullyConnected,
    Network,
    ReLU,
    Sigmoid,
    SigmoidCrossEntropy,
    SoftmaxCrossEntropy,
    Tanh,
)
from ..plots.style import DARK
from ..tables import number, rounded
from .base import Lab
from .controls import Compound, choice, float_slider, learning_rate, slider

KINDS = {"fc": FullyConnected, "sigmoid": Sigmoid, "tanh": Tanh, "ReLU": ReLU}
LOSSES = {"Euclidean": EuclideanLoss, "softmax-CE": SoftmaxCrossEntropy, "sigmoid-CE": SigmoidCrossEntropy}
MOST = 5  # layers before the loss
WEIGHTS = [  # of the first fully connected layer, the second, the third
    ([[0.5, 0.25], [-1, 0.5]], [0.1, -0.2]),
    ([[2, -1], [0.5, 1]], [0, 0.3]),
    ([[1, 0.5], [-0.75, 1.5]], [0.2, -0.1]),
]
TARGET = np.array([[1.0, 0.0]])
MISTAKES = {  # by the layer that makes it: what its backward does instead
    "none": (None, None),
    "fc: d @ W.T": ("fc", lambda self, d: (FullyConnected.backward(self, d), d @ self.params[0].T)[1]),
    "sigmoid: σ′ of y": ("sigmoid", lambda self, d: d * sigmoid(self.y) * (1 - sigmoid(self.y))),
    "ReLU: gate looks at d": ("ReLU", lambda self, d: d * (d > 0)),
    "loss: t − y": ("loss", lambda self: -super(type(self), self).backward()),
}


class LayerList(Compound):
    """The layers before the loss: a menu for each, and buttons for one more and one less."""

    def __init__(self, value):
        narrow = w.Layout(width="92px")
        self.boxes = [
            w.Dropdown(options=list(KINDS), layout=narrow, tooltip=f"layer {k + 1}") for k in range(MOST)
        ]
        self.fewer = self._button(
            "−", lambda: setattr(self, "value", self.value[:-1]), "Take the last layer away"
        )
        self.more = self._button("+", lambda: setattr(self, "value", (*self.value, "fc")), "Append a layer")
        super().__init__("layers", value, flex_flow="row wrap")

    @traitlets.validate("value")
    def _check(self, proposal):
        layers = proposal["value"]
        if not 1 <= len(layers) <= MOST or any(layer not in KINDS for layer in layers):
            raise traitlets.TraitError(f"give 1 to {MOST} layers out of {', '.join(KINDS)}")
        return layers

    def _show(self):
        super()._show()
        self.fewer.disabled, self.more.disabled = len(self.value) == 1, len(self.value) == MOST
        self.children = (self.label, *self.boxes[: len(self.value)], self.more, self.fewer)


class LayersLab(Lab):
    """A chain of boxes: numbers run to the right, derivatives come back, and every box is checked."""

    title = "A network is a list"
    question = "Plant a mistake in one box. Which numbers are wrong then, and which badges turn red?"
    size = (9.6, 3.7)
    time = "step"
    pace = 0.9  # time to read a line
    storyboard = (
        dict(step=4),
        dict(step=8, layers=("fc", "sigmoid", "fc"), loss="softmax-CE"),
        dict(step=10, layers=("fc", "ReLU", "fc", "sigmoid"), mistake="ReLU: gate looks at d"),
    )
    telling = dict(layers=("fc", "sigmoid", "ReLU"))
    presets = {
        "Tsinghua, example 1": dict(
            layers=("fc", "sigmoid", "fc", "sigmoid"), loss="Euclidean", mistake="none", x2=-2.0
        ),
        "Tsinghua, example 2": dict(
            layers=("fc", "sigmoid", "fc"), loss="softmax-CE", mistake="none", x2=-2.0
        ),
        "a kink": dict(layers=("fc", "ReLU", "fc"), loss="Euclidean", mistake="none", x2=-2.4, step=8),
    }

    def build(self):
        return {
            "step": slider("step", 0, 0, 2 * MOST + 3),
            "layers": LayerList(("fc", "sigmoid", "fc", "sigmoid")),
            "loss": choice("loss", list(LOSSES)),
            "mistake": choice("mistake", list(MISTAKES)),
            "x2": float_slider("input x₂", -2, -3, 3, 0.1, ".1f"),
            "learning_rate": learning_rate(0.1, 0.01, 10),
        }

    def last(self):
        return 2 * len(self.values["layers"]) + 3

    def network(self):
        """The list of the controls, its boxes' names, and what went through it, both ways."""
        v = self.values
        listed, names, layers = [*v["layers"], v["loss"]], [], []
        where, backward = self.mistake()
        for k, name in enumerate(listed):
            kind = (KINDS | LOSSES)[name]
            if k == where:
                kind = type(kind.__name__, (kind,), {"backward": backward})
            fc = listed[:k].count("fc")
            layers.append(kind(*WEIGHTS[fc % 3]) if name == "fc" else kind())
            names.append(f"fc {fc + 1}" if name == "fc" else name)
        net = Network(layers)
        E = net.forward([[1.0, v["x2"]]], TARGET)
        net.backward()
        return net, names, E

    def mistake(self):
        """Which box makes the mistake, the last one of its kind, and its backward; (None, None) without."""
        who, backward = MISTAKES[self.values["mistake"]]
        layers = self.values["layers"]
        if who == "loss":
            return len(layers), backward
        places = [k for k, name in enumerate(layers) if name == who]
        return (places[-1], backward) if places else (None, None)

    def draw(self, fig, layers):
        theme, n = self.theme, len(layers) + 1
        ax = fig.add_axes((0, 0.33, 1, 0.67))
        ax.axis("off")
        ax.set(xlim=(-0.95, n - 0.05), ylim=(-1, 1))
        write, back = dict(ha="center", va="center"), theme.colors[1]
        self.boxes, self.names, self.badges = [], [], []
        for k in range(n):
            box = FancyBboxPatch((k - 0.25, -0.72), 0.5, 1.44, boxstyle="round,pad=0,rounding_size=0.06",
                                 mutation_aspect=1.5, facecolor=theme.paper)  # fmt: skip
            self.boxes.append(ax.add_patch(box))
            self.names.append(ax.text(k, 0.08, "", color=theme.ink, fontsize=9, **write))
            self.badges.append(ax.text(k, -0.5, "", fontsize=9.5, **write))
        ways = [k - 0.5 for k in range(n + 1)]
        self.there = [ax.text(at, 0.42, "", color=theme.ink, fontsize=9.5, **write) for at in ways]
        self.back = [ax.text(at, -0.4, "", color=back, fontsize=9.5, **write) for at in ways]
        ax.text(-0.9, 0.9, "forward: y →", color=theme.ink, fontsize=9, va="center")
        ax.text(-0.9, -0.9, "backward: ∂E/∂y ←", color=back, fontsize=9, va="center")
        self.heading = fig.text(0.03, 0.3, "", color=theme.accent, fontsize=11, weight="bold", va="top")
        self.body = fig.text(0.03, 0.225, "", color=theme.ink, fontsize=10, va="top", linespacing=1.4)
        texts = [*self.names, *self.badges, *self.there, *self.back, self.heading, self.body]
        self.artists += [*self.boxes, *texts]

    def move(self, step, mistake):
        net, names, E = self.network()
        L = len(names)
        step = min(step, 2 * L + 1)
        active = step - 1 if step <= L else 2 * L - step  # the update is of all boxes: -1
        reached = L if step <= L else max(active, 0)  # from this box on there are derivatives
        badges = {
            k: check_layer(net.layers[k], net.y[k], TARGET if k == L - 1 else None) for k in range(reached, L)
        }
        self._paint(net, names, active, badges)
        for k, (there, back) in enumerate(zip(self.there, self.back)):
            y = _stack(net.y[k]) if k < L else f"E =\n{_plain(E)}"
            there.set_text(f"{y}\n→" if k <= step else "")
            back.set_text(f"←\n{_stack(net.delta[k])}" if reached <= k < L else "")
        heading, said, lines = self._told(net, names, E, step, active)
        self.heading.set_text(heading)
        self.body.set_text("\n".join(lines))
        if badges:
            said += f" Badges: {', '.join(f'{names[k]} {badge.color}' for k, badge in badges.items())}."
        if mistake != "none" and self.mistake()[0] is None:
            said += f" There is no {MISTAKES[mistake][0]} in the list that could make the mistake."
        return f"Step {step} of {2 * L + 1}. {said}"

    def _paint(self, net, names, active, badges):
        """The boxes: a solid frame for parameters, a coloured one for the active box, and the badges."""
        theme = self.theme
        for k, (box, name, badge) in enumerate(zip(self.boxes, self.names, self.badges)):
            now, color = k == active, badges[k].color if k in badges else ""
            box.set(edgecolor=theme.accent if now else theme.muted, linewidth=2.4 if now else 1.2)
            box.set_linestyle("-" if net.layers[k].params else "--")
            name.set(text=names[k].replace("-", "-\n"), fontweight="bold" if now else "normal")
            badge.set(text=f"{SIGNS[color]} {color}" if color else "", color=self.badge_color(color))

    def _told(self, net, names, E, step, active):
        """The heading, the caption's sentence, and the lines of the text below the chain."""
        L = len(names)
        if step == 0:
            given = f"Given: x = {_row(net.y[0])}, t = (1, 0), and the weights."
            return "Given", given, ["Predict what comes first."]
        if step <= L:
            result = f"E = {_plain(E)}" if step == L else f"y = {_row(net.y[step])}"
            said = f"Forward through {names[active]}: {result}."
            return f"Forward: {names[active]}", said, forward_lines(net, active, names)
        if step <= 2 * L:
            slip = self.values["mistake"] if active == self.mistake()[0] else ""
            said = f"Backward through {names[active]}: to the left goes {_row(net.delta[active])}."
            return f"Backward: {names[active]}", said, backward_lines(net, active, names, slip)
        net.update(self.values["learning_rate"])
        after = _plain(net.forward(net.y[0], TARGET))
        rate = f"{self.values['learning_rate']:.3g}"
        lines = ["every parameter: minus η times its gradient", f"E = {_plain(E)} before, {after} after"]
        return "Update", f"Update with η = {rate}: E goes from {_plain(E)} to {after}.", lines

    def badge_color(self, color):
        if self.theme is not DARK:
            return COLORS.get(color, self.theme.ink)
        return {"green": "#7fd08a", "amber": "#f0c060", "red": self.theme.wrong}.get(color, self.theme.ink)


FORWARD = {
    "fc": "y = x Wᵀ + b", "sigmoid": "y = σ(x)", "tanh": "y = tanh x", "ReLU": "y = max(0, x)",
    "Euclidean": "E = ½ |y − t|²", "softmax-CE": "E = −Σ t ln h with h = softmax(y)",
    "sigmoid-CE": "E = −Σ [t ln h + (1 − t) ln(1 − h)] with h = σ(y)",
}  # fmt: skip
BACKWARD = {
    "fc": "∂E/∂x = d W,   ∂E/∂W = dᵀ x,   ∂E/∂b = d", "sigmoid": "∂E/∂x = d · y (1 − y)",
    "tanh": "∂E/∂x = d · (1 − y²)", "ReLU": "∂E/∂x = d where x > 0, else 0", "Euclidean": "∂E/∂y = y − t",
    "softmax-CE": "∂E/∂y = h − t with h = softmax(y)", "sigmoid-CE": "∂E/∂y = h − t with h = σ(y)",
}  # fmt: skip


def forward_lines(net, k, names):
    """What box k computes: the formula, what goes in, what it holds."""
    lines = [FORWARD[names[k].split()[0]], f"in goes {_row(net.y[k])}"]
    if net.layers[k].params:
        W, b = net.layers[k].params
        lines.append(f"W = {_rows(W)},   b = {_row(b)}")
    elif k == len(names) - 1:
        lines[1] += "   with t = (1, 0)"
    return lines


def backward_lines(net, k, names, mistake):
    """What box k sends back: the formula, or the planted mistake, what comes, and what stays."""
    lines = [f"planted mistake, {mistake}" if mistake else BACKWARD[names[k].split()[0]]]
    if k == len(names) - 1:
        return [*lines, f"y = {_row(net.y[k])},   t = (1, 0)"]
    lines.append(f"d = {_row(net.delta[k + 1])} comes back,   {_row(net.delta[k])} goes to the left")
    if net.layers[k].grads:
        dW, db = net.layers[k].grads
        lines.append(f"∂E/∂W = {_rows(dW)},   ∂E/∂b = {_row(db)}")
    return lines


def _plain(value):
    return rounded(value, 6)


def _row(values):
    return f"({', '.join(map(_plain, np.ravel(values)))})"


def _rows(W):
    return f"({'; '.join(', '.join(map(_plain, row)) for row in W)})"


def _stack(values):
    return "\n".join(f"{value + 0.0:.4f}".replace("-", "−") for value in np.round(np.ravel(values), 4))


class SplitLab(Lab):
    """Two scores that drift apart: cross-entropy behind a softmax, in two boxes and in one."""

    title = "In two pieces or in one?"
    question = "How far apart may two scores be before the two pieces go wrong, and do they always say so?"
    size = (8.4, 3.6)
    storyboard = (dict(gap=34.0), dict(gap=720.0), dict(gap=95.0, dtype="float32"))
    telling = dict(gap=720.0)

    def build(self):
        return {
            "gap": float_slider("gap", 20, 0, 780, 0.5, ".1f"),
            "dtype": choice("numbers", ["float64", "float32"]),
            "form": choice("softmax", {"maximum subtracted": "shifted", "as printed": "printed"}),
        }

    def fused(self, gap, true):
        """Loss (N,) and gradient (N, 2) of scores (0, gap), in one piece; true : 0 or 1, the class."""
        y, t = self._rows(gap, true)
        return softmax_cross_entropy.per_sample(y, t), softmax(y) - t

    def split(self, gap, true):
        """The same in two pieces: h = softmax(y), then -ln h and -t / h."""
        y, t = self._rows(gap, true)
        with np.errstate(all="ignore"):
            e = np.exp(y - y.max(axis=1, keepdims=True) if self.values["form"] == "shifted" else y)
            h = e / e.sum(axis=1, keepdims=True)
            d = -t / h
            return -np.log(h[:, true]), h * (d - (d * h).sum(axis=1, keepdims=True))

    def _rows(self, gap, true):
        y = np.column_stack([np.zeros(np.size(gap)), np.ravel(gap)]).astype(self.values["dtype"])
        t = np.zeros_like(y)
        t[:, true] = 1
        return y, t

    def draw(self, fig, dtype, form):
        theme, single = self.theme, dtype == "float32"
        self.floor = 1e-11 if single else 1e-21
        self.dots = []
        for true, left, end, name in (
            (0, 0.08, 160 if single else 800, "lower"),
            (1, 0.59, 24 if single else 48, "higher"),
        ):
            ax = plots.new_axes(fig.add_axes((left, 0.15, 0.4, 0.75)))
            ax.set(xlabel=f"gap, when the {name} score's class is true", ylabel="loss", xlim=(0, end))
            ax.set_ylim(*((self.floor, 3) if true else (0, end)))
            gaps = np.linspace(0, end, 1201)
            loss, (split, gradient) = self.fused(gaps, true)[0], self.split(gaps, true)
            ax.plot(gaps, loss, color=theme.colors[0], linewidth=2.2, label="fused")
            ax.plot(gaps, self._shown(split, true), "--", color=theme.colors[1], linewidth=2.6, label="split")
            broken = gaps[~np.isfinite(gradient).all(axis=1)]
            if broken.size:
                ax.axvspan(broken[0], end, color=theme.wrong, alpha=0.18, linewidth=0,
                           label="gradient not finite")  # fmt: skip
            self.dots.append(ax.plot([], [], "o", color=theme.colors[0], markersize=10)[0])
            self.dots.append(ax.plot([], [], "s", color=theme.colors[1], markersize=6)[0])
            if true:
                plots.log_scale(ax, "y")
            else:
                plots.legend_above(ax, columns=3)
        self.artists += self.dots

    def _shown(self, loss, true):
        """A loss as it is drawn: nothing where it is not finite, and 0 at the foot of a logarithmic axis."""
        loss = np.where(np.isfinite(loss), loss, np.nan)
        return np.maximum(loss, 1.5 * self.floor) if true else loss

    def move(self, gap):
        said = []
        for true, name in enumerate(("lower", "higher")):
            words = []
            for dot, form in zip(self.dots[2 * true :], (self.fused, self.split)):
                (loss,), (gradient,) = form(gap, true)
                inside = gap <= dot.axes.get_xlim()[1]
                dot.set_data([gap], self._shown(np.array([loss if inside else np.nan]), true))
                slopes = f" and gradient ({', '.join(map(_value, gradient))})" if not true else ""
                words.append(f"{form.__name__} loss {_value(loss)}{slopes}")
            said.append(f"If the {name} score's class is true: {', '.join(words)}.")
        return f"Scores 0 and {gap:g}. {' '.join(said)}"


def _value(value):
    """A number in words that may not be finite."""
    if not np.isfinite(value):
        return "undefined" if np.isnan(value) else "∞" if value > 0 else "−∞"
    return number(float(f"{value:.6g}"), True)
