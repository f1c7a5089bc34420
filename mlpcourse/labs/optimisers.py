"""Labs of chapter 15: optimizers on landscapes of two weights, and on a network."""

from functools import cached_property, partial
from itertools import chain

import numpy as np

from .. import plots
from ..datasets import load_digits
from ..estimators import MLPClassifier
from ..landscapes import DOUBLE_WELL, ROSENBROCK, SADDLE, Walk, ravine
from ..optimizers import SGD, Adadelta, Adagrad, Adam, RMSProp
from ..plots.style import LINES, MARKERS
from . import panels
from .base import Lab
from .controls import LayerSizes, TickBoxes, choice, float_slider, learning_rate, slider, tick
from .training import TrainingLab

FRAMES, KEPT = 300, 40  # frames of a walk; walks that a lab keeps, the latest first
ARRIVED = 1e-6  # above the lowest value
METHODS = ("SGD", "momentum", "Adagrad", "RMSProp", "Adadelta", "Adam")
LANDSCAPES = {
    each.name: each for each in (ravine(100), ravine(100, turned=True), ROSENBROCK, SADDLE, DOUBLE_WELL)
}
WINDOWS = {  # (left, right), (bottom, top), and whether both directions have one scale
    "ravine κ = 100": ((-12, 12), (-3, 3), False),
    "turned ravine κ = 100": ((-10, 10), (-10, 10), True),
    "Rosenbrock valley": ((-2, 2), (-1, 3), True),
    "saddle": ((-1.6, 1.6), (-1.6, 1.6), True),
    "double well": ((-2.5, 2.5), (-2.5, 2.5), True),
}


def three_digits(value):
    return f"{value:.3g}".replace("e-0", "e−").replace("e-", "e−")


class LandscapeLab(Lab):
    """Walks of several optimizers over one landscape, from one start, in step."""

    title = "One start, several walks"
    question = "Which method is first within a millionth of the bottom, and after how many steps?"
    size = (7.6, 3.6)
    time = "frame"
    paired = True
    given = ("optimizers", "landscape", "stride", "across", "up")
    storyboard = (dict(frame=40), dict(frame=40, optimizers=("SGD", "momentum")))
    telling = dict(optimizers=METHODS, rho=0.8, frame=60, switch=20)
    presets = {
        "ravine": dict(landscape="ravine κ = 100", learning_rate=0.019, momentum=0.9, stride=1),
        "turned": dict(landscape="turned ravine κ = 100", learning_rate=0.019, momentum=0.9, stride=1),
        "Rosenbrock": dict(landscape="Rosenbrock valley", learning_rate=0.001, momentum=0.9, stride=5),
        "saddle": dict(landscape="saddle", learning_rate=0.1, momentum=0.9, stride=1),
        "double well": dict(landscape="double well", learning_rate=0.03, momentum=0.9, stride=1),
    }

    def build(self):
        return {
            "frame": slider("frame", 0, 0, FRAMES),
            "optimizers": TickBoxes("optimisers", METHODS, ("SGD",)),
            "learning_rate": learning_rate(0.019, 1e-3, 10),
            "momentum": float_slider("momentum γ", 0.9, 0.0, 0.99, 0.01),
            "landscape": choice("landscape", list(LANDSCAPES)),
            "stride": choice("steps a frame", [1, 5, 50]),
            "switch": slider("γ = ½ up to step", 0, 0, 1000),
            "rho": float_slider("ρ", 0.9, 0.5, 0.99, 0.01),
            "beta1": float_slider("β₁", 0.9, 0.0, 0.99, 0.01),
            "beta2": float_slider("β₂", 0.999, 0.5, 0.999, 0.001, ".3f"),
            "across": float_slider("start across", 0, -2, 2, 0.01),
            "up": float_slider("start up", 0, -2, 2, 0.01),
        }

    # ---- walks

    def start(self):
        """Where the walks begin: the landscape's own start, moved by parts of half the picture."""
        (left, right), (bottom, top), _ = WINDOWS[self.values["landscape"]]
        x, y = LANDSCAPES[self.values["landscape"]].start
        return (x + self.values["across"] * (right - left) / 2, y + self.values["up"] * (top - bottom) / 2)

    def walk(self, name, values):
        """The Walk of the method `name` with these control values; begun once, as long as it is kept."""
        first, then, switch = self.optimizers_of(name, values)
        key = (values["landscape"], repr((first, then)), switch, self.start())
        walks = self.__dict__.setdefault("_walks", {})
        if key not in walks:
            walks[key] = Walk(LANDSCAPES[values["landscape"]], first, self.start(), then, switch)
            while len(walks) > KEPT:
                walks.pop(next(iter(walks)))
        return walks[key].extend(values["frame"] * values["stride"])

    def _moment(self, walk):
        """The step in sight, or the last one of a walk that has left; it may have been further already."""
        return min(self.values["frame"] * self.values["stride"], walk.steps)

    def optimizers_of(self, name, values):
        """The optimizer that begins, the one that goes on, and the step at which it does."""
        eta, gamma, rho = values["learning_rate"], values["momentum"], values["rho"]
        optimizer = {
            "SGD": SGD(eta), "momentum": SGD(eta, gamma), "Adagrad": Adagrad(eta), "RMSProp": RMSProp(eta, rho),
            "Adadelta": Adadelta(eta, rho), "Adam": Adam(eta, values["beta1"], values["beta2"]),
        }[name]  # fmt: skip
        switch = values["switch"] if name == "momentum" else 0
        return SGD(eta, 0.5) if switch else optimizer, optimizer, switch

    def _remember(self, before):
        """Long walks begin anew with new settings, and grow as Play goes on."""
        super()._remember(before)
        changed = any(self.values[name] != before[name] for name in self.controls if name != self.time)
        if changed and self.values["stride"] > 1:
            self._put({self.time: 0})

    # ---- drawing

    def draw(self, fig, landscape, stride, optimizers):
        theme, (xlim, ylim, equal) = self.theme, WINDOWS[landscape]
        left = plots.new_axes(fig.add_axes((0.07, 0.14, 0.43, 0.71)))
        right = plots.new_axes(fig.add_axes((0.61, 0.14, 0.37, 0.63)))
        end = FRAMES * stride
        right.set(xlabel="step", ylabel="height above the lowest point")
        right.set(xlim=(-0.03 * end, 1.03 * end), ylim=(1e-9, 1e4))
        plots.log_scale(right, "y")
        right.axhline(ARRIVED, color=theme.muted, linestyle=":", linewidth=1)
        left.set(xlabel="x", ylabel="y")
        self._contours(left, LANDSCAPES[landscape], xlim, ylim)
        left.set(xlim=xlim, ylim=ylim, aspect="equal" if equal else "auto")
        left.locator_params(nbins=5)
        self.walks, self.past, self.map = {}, {}, left
        grey = dict(color=theme.muted, linewidth=1, linestyle=":", label="before")
        self.before = plots.legend_above(right, handles=right.plot([], [], **grey))
        for name in optimizers:
            i = METHODS.index(name)  # a method keeps its colour, line and marker
            color = theme.colors[i]
            self.past[name] = [ax.plot([], [], **grey)[0] for ax in (left, right)]
            dotted = dict(color=color, linestyle=LINES[i], marker=".", markersize=4, linewidth=1.1)
            (trail,) = left.plot([], [], label=name, **dotted)
            (curve,) = right.plot([], [], color=color, linestyle=LINES[i], linewidth=1.8)
            now = dict(color=color, marker=MARKERS[i], markersize=8, markeredgecolor=theme.paper)
            dots = [ax.plot([], [], **now)[0] for ax in (left, right)]
            self.walks[name] = [trail, curve, *dots]
        if optimizers:
            handles = [trail for trail, *_ in self.walks.values()]
            plots.legend_above(left, columns=3, handles=handles, columnspacing=1)
        self.arrow = plots.arrow((0, 0), (0, 0), left, theme.ink)
        self.artists += [*chain(*self.past.values(), *self.walks.values()), *self.arrow, self.before]

    def _contours(self, ax, landscape, xlim, ylim):
        """Level curves at heights that divide the picture evenly."""
        x, y = np.meshgrid(np.linspace(*xlim, 121), np.linspace(*ylim, 121))
        heights = landscape.height(np.stack([x, y], axis=-1))
        levels = np.unique(np.quantile(heights, [0.01, 0.03, 0.08, 0.15, 0.25, 0.38, 0.53, 0.7, 0.86]))
        ax.contour(x, y, heights, levels=levels, colors=[self.theme.muted], linewidths=0.7)

    def move(self, optimizers, frame, momentum):
        earlier, said = self.earlier(), []
        panels.say_before(self.before, earlier[1] if earlier and optimizers else "")
        for part in self.arrow:
            part.set_visible("momentum" in optimizers)
        for name in optimizers:
            walk = self.walk(name, self.values)
            said.append(f"{name} {self._show(self.walks[name], walk)}")
            for part in self.past[name]:
                part.set_visible(earlier is not None)
            if earlier:
                self._show(self.past[name], self.walk(name, earlier[0] | {"frame": frame}))
            if name == "momentum":
                self._show_memory(walk, momentum)
        return self._caption(said)

    def _show(self, parts, walk):
        """Set trail, curve and dots to a walk as far as the moment. Returns how high it is, in words."""
        k = self._moment(walk)
        places = walk.path[: k + 1]
        seen = np.append(np.arange(0, k, self.values["stride"]), k)
        heights = np.clip(walk.landscape.height(places), 1e-12, 1e30)
        (left, right), (bottom, top), _ = WINDOWS[self.values["landscape"]]
        parts[0].set_data(*np.clip(places[seen], -1e3, 1e3).T)
        parts[1].set_data(seen, heights[seen])
        here = places[k]
        if parts[2:]:
            gone = not (left <= here[0] <= right and bottom <= here[1] <= top)
            parts[2].set_data(*np.clip(here, (left, bottom), (right, top))[:, None])
            parts[2].set_markerfacecolor(self.theme.paper if gone else parts[0].get_color())
            parts[2].set_markeredgecolor(parts[0].get_color() if gone else self.theme.paper)
            parts[3].set_data([k], [np.clip(heights[k], 1e-9, 1e4)])
        if walk.left and k == walk.steps:
            return f"has left for good at step {k}"
        below = heights < ARRIVED
        return f"was below 10⁻⁶ at step {below.argmax()}" if below.any() else three_digits(heights[k])

    def _show_memory(self, walk, momentum):
        """The arrow: what momentum remembers, and adds to the next step."""
        k = self._moment(walk)
        here, before = np.clip(walk.path[[k, max(0, k - 1)]], -1e3, 1e3)
        gamma = 0.5 if k < self.values["switch"] else momentum
        plots.update_arrow(self.arrow, here, here + gamma * (here - before))

    def _caption(self, said):
        v = self.values
        start = ", ".join(map(three_digits, self.start()))
        words = f"Step {v['frame'] * v['stride']} on the {v['landscape']} from ({start}), "
        words += f"η = {v['learning_rate']:.3g}"
        if "momentum" in v["optimizers"]:
            first = f"½ up to step {v['switch']}, then " if v["switch"] else ""
            words += f", γ = {first}{v['momentum']:.2g}"
        return f"{words}. Height: {', '.join(said)}." if said else f"{words}. No optimiser is ticked."

    def finished(self):
        v, k = self.values, self.values["frame"] * self.values["stride"]
        walks = [self.walk(name, v) for name in v["optimizers"]]
        return bool(walks) and all(
            walk.steps < k or walk.first_below(ARRIVED) < min(k, walk.steps) for walk in walks
        )

    def curve(self):
        """The height at which each walk stands."""
        walks = [self.walk(name, self.values) for name in self._walking()]
        return [float(walk.heights[self._moment(walk)]) for walk in walks]

    def _walking(self):
        return self.values["optimizers"] or METHODS[:1]

    def script(self):
        v, land = self.values, self.values["landscape"]
        code = {"Rosenbrock valley": "ROSENBROCK", "saddle": "SADDLE", "double well": "DOUBLE_WELL"}
        maker = code.get(land, "ravine")
        made = code.get(land, f"ravine(100{', turned=True' * land.startswith('turned')})")
        every = [self.optimizers_of(name, v) for name in self._walking()]
        walks = [f"Walk({made}, {a!r}, {self.start()}, {b!r}, {switch})" for a, b, switch in every]
        classes = sorted({type(optimizer).__name__ for optimizer, *_ in every})
        return f"""\
from mlpcourse import {", ".join(classes)}
from mlpcourse.landscapes import {maker}, Walk

walks = [{", ".join(walks)}]
losses = [float(walk.extend({v["frame"] * v["stride"]}).heights[-1]) for walk in walks]
print(losses[-1])
"""

    def pointer(self, kind, x, y):
        """Click the landscape to place the start."""
        (left, right), (bottom, top), _ = WINDOWS[self.values["landscape"]]
        x, y = self.at(self.map, x, y)
        if kind == "down" and left <= x <= right and bottom <= y <= top:
            x0, y0 = LANDSCAPES[self.values["landscape"]].start
            moved = 2 * (x - x0) / (right - left), 2 * (y - y0) / (top - bottom)
            across, up = (round(float(np.clip(part, -2, 2)), 2) for part in moved)
            self.set(across=across, up=up, frame=0)


RULES = {  # of a network, at a rate
    "SGD": SGD, "momentum 0.5": lambda eta: SGD(eta, 0.5), "momentum 0.9": lambda eta: SGD(eta, 0.9),
    "Adagrad": Adagrad, "RMSProp": RMSProp, "Adadelta": Adadelta, "Adam": Adam,
}  # fmt: skip


def log_losses(ax, scene, diary, label):
    """One diary of the run, "loss" or "val_loss", on a logarithmic axis: now, the settings before in
    grey, other starts as a band (of the training loss).
    """
    ax.set(xlabel="epoch", ylabel=label, xlim=(-0.3, scene.run.last + 0.3), ylim=(1e-3, 12))
    plots.log_scale(ax, "y")
    others, show_others = panels.band(ax)
    lines, move_lines = panels.by_step(ax, lambda scene, run, to: getattr(run.history, diary)[: to + 1])
    legend = plots.legend_above(ax, handles=lines[:1])

    def move(scene):
        move_lines(scene)
        show_others(scene.starts if diary == "loss" else None)
        panels.say_before(legend, scene.words if diary == "loss" else "")

    return [others, *lines, legend], move


class OptimizerLab(TrainingLab):
    """A network learns digits by the optimizer, the rate, the widths and the activation of your choice."""

    title = "The optimiser of a network"
    question = "Each at the best rate you can find: which methods can you still tell apart?"
    size = (7.6, 3.7)
    in_sight = 5  # the three controls of every network, the optimizer, and the time
    epochs = 10
    panels = (
        (partial(log_losses, diary="loss", label="training loss"), (0.1, 0.15, 0.38, 0.7)),
        (partial(log_losses, diary="val_loss", label="loss on held-out digits"), (0.6, 0.15, 0.38, 0.7)),
    )
    storyboard = (dict(learning_rate=0.1), dict(learning_rate=0.1, optimizer="momentum 0.9"))
    telling = dict(epoch=3)

    def build(self):
        return {
            "epoch": slider("epoch", self.epochs, 0, self.epochs),
            "learning_rate": learning_rate(0.1, 1e-3, 10),
            "sizes": LayerSizes((64, 32, 10), most=5, largest=64, fixed=True),
            "activation": choice("activation", ["relu", "tanh", "sigmoid"]),
            "optimizer": choice("optimiser", list(RULES)),
            "seed": slider("seed", 0, 0, 9),
            "ten_starts": tick("ten starts"),
        }

    @cached_property
    def _digits(self):
        return load_digits()

    def data(self):
        return self._digits

    def model(self, learning_rate, sizes, activation, optimizer, seed):
        return MLPClassifier(
            sizes[1:-1], activation, None, self.epochs, 32, RULES[optimizer](learning_rate),
            init="he", validation_fraction=0.2, rng=seed,
        )  # fmt: skip

    def data_script(self):
        return "from mlpcourse.datasets import load_digits\n\nX, y = load_digits()"

    def said(self, scene, now, step, loss, learning_rate, optimizer, activation, seed):
        held_out = np.ones(len(scene.X), bool)
        held_out[scene.run.rows] = False
        right = now.score(scene.X[held_out], scene.y[held_out])
        words = (
            f"Epoch {step}: loss {loss:.3g} on the training digits, {scene.run.history.val_loss[step]:.3g} "
            f"on {held_out.sum()} others, {right:.1%} of these right. {optimizer}, η = {learning_rate:.3g}, "
            f"{'-'.join(map(str, now.net_.sizes))}, {activation}, seed {seed}."
        )
        return words + scene.end(step, "Ten starts end at losses", "{:.3g}".format)
