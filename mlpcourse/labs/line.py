"""Labs of chapter 02: a neuron as a line, and its score as a plane."""

import numpy as np
from matplotlib.ticker import AutoLocator, FixedLocator, NullLocator

from .. import plots
from ..activations import relu, sigmoid, step, tanh
from ..tables import number
from .base import Lab
from .controls import choice, float_slider, slider, tick

AT, CELLS = (-1, 2), 30  # the point whose height is shown, and the cells along a side of a curved surface
OUTPUTS = {"step": (step, 0, 1), "sigmoid": (sigmoid, 0, 1), "tanh": (tanh, -1, 1), "relu": (relu, 0, 8)}


class LineLab(Lab):
    """A neuron with two inputs: its weights are a line, its output says on which side a point lies."""

    title = "A neuron is a line"
    question = "Which single weight must change its sign to put the point on the other side?"
    size = (7.2, 4.0)
    presets = {"Anand's example": dict(w0=1.0, w1=3.0, w2=-2.0, x1=-1.0, x2=2.0, output="sigmoid")}

    def build(self):
        return {
            "w1": float_slider("weight w₁", 1, -4, 4, 0.5, ".1f"),
            "w2": float_slider("weight w₂", 2, -4, 4, 0.5, ".1f"),
            "w0": float_slider("bias w₀", 1, -6, 6, 0.5, ".1f"),
            "output": choice("output g", ["sigmoid", "step", "tanh", "relu"]),
            "x1": float_slider("point x₁", 1, -3, 3, 0.1, ".1f"),
            "x2": float_slider("point x₂", -2, -3, 3, 0.1, ".1f"),
            "flip": tick("flip the sign of all weights"),
        }

    def weights(self):
        """(w, w0) with the flip applied."""
        v = self.values
        sign = -1 if v["flip"] else 1
        return sign * np.array([v["w1"], v["w2"]]), sign * v["w0"]

    def draw(self, fig):
        theme = self.theme
        ax = self.plane = plots.new_axes(fig.add_axes((0.08, 0.12, 0.52, 0.85)))
        plots.square(ax, 3.2)
        image = plots.score_map(lambda X: 0 * X[:, 0], ax)
        border = plots.line([0, 0], 0, ax)
        (foot,) = ax.plot([], [], ":", color=theme.ink, zorder=4)
        (point,) = ax.plot([], [], "o", color=theme.ink, markersize=9, zorder=5)
        arrow = plots.arrow((0, 0), (1, 1), ax, theme.ink, "w")
        text = fig.text(0.64, 0.9, "", color=theme.ink, va="top", linespacing=1.9, fontsize=10.5)
        self.artists += [image, border, foot, *arrow, point, text]

    def move(self, x1, x2, output):
        image, border, foot, shaft, label, point, text = self.artists
        (weights, bias), x, (g, low, high) = self.weights(), np.array([x1, x2]), OUTPUTS[output]
        z = round(float(weights @ x + bias), 9)  # on the line means on it, whatever rounding says
        y, length = float(g(np.array(z))), float(np.hypot(*weights))
        plots.update_map(image, lambda X: g(X @ weights + bias))
        image.set_clim(low, high)
        plots.update_line(border, weights, bias)
        point.set_data(*x[:, None])
        for artist in (foot, shaft, label):
            artist.set_visible(length > 0)
        rows = [
            f"z = {number(bias, True)} + {number(weights[0])}·{number(x1)} + {number(weights[1])}·{number(x2)}",
            f"   = {number(z, True)}",
            f"ŷ = {output}(z) = {number(y, True)}",
        ]
        said = f"z = {number(z, True)}, {output} gives {number(y, True)}"
        if length == 0:
            text.set_text("\n".join([*rows, "no line: both weights are 0"]))
            return f"{said}. Both weights are 0: there is no line, every point gets the same answer."
        foot.set_data(*np.column_stack([x, x - z / length**2 * weights]))
        middle = np.clip(-bias / length**2 * weights, -2, 2)
        plots.update_arrow((shaft, label), middle, middle + weights / length)
        line, distance = _line_text(weights, bias), number(z / length, True)
        text.set_text("\n".join([*rows, line, f"distance z/|w| = {distance}"]))
        if z == 0:
            return f"{said}: the point is on the line {line}."
        return f"{said}: the {'positive' if z > 0 else 'negative'} side of {line}, at signed distance {distance}."

    def pointer(self, kind, x, y):
        """Drag the point."""
        at = self.at(self.plane, x, y)
        if kind != "up" and np.abs(at).max() < 3.2:
            x1, x2 = np.clip(at, -3, 3).round(1).tolist()
            self.set(x1=x1, x2=x2)


class ScorePlaneLab(Lab):
    """The score as a plane over the plane of inputs; where it meets the ground is the line."""

    title = "The score from the side"
    question = "Turn it until you see the plane as a mere line. Along what are you looking?"
    size = (7.2, 4.2)
    storyboard = (dict(), dict(output="sigmoid"))

    def build(self):
        return {
            "turn": slider("turn (degrees)", 100, -180, 180),
            "tilt": slider("tilt (degrees)", 22, 0, 90),
            "output": choice("height", {"score z": "z"} | {f"{g}(z)": g for g in OUTPUTS}),
            "w1": float_slider("weight w₁", 3, -4, 4, 0.5, ".1f"),
            "w2": float_slider("weight w₂", -2, -4, 4, 0.5, ".1f"),
            "w0": float_slider("bias w₀", 1, -6, 6, 0.5, ".1f"),
        }

    def draw(self, fig):
        theme = self.theme
        ax = self.space = plots.axes_3d(fig, (0, -0.16, 1, 1.3))
        self.sheets = {}
        for cells in (2, CELLS):
            plots.surface(lambda X: 0 * X[:, 0], ax, cells=cells)
            self.sheets[cells], ground = ax.collections[-2:]
        ground.remove()  # one is enough
        (self.height,) = ax.plot([], [], [], ":", color=theme.ink, zorder=4)
        (self.point,) = ax.plot([], [], [], "o", color=theme.colors[1], markersize=8, zorder=5)
        (self.line,) = ax.plot([], [], [], color=theme.ink, linewidth=2.5, zorder=3)

    def move(self, turn, tilt, output, w1, w2, w0):
        weights, ax, (a, b) = np.array([w1, w2]), self.space, AT
        g = (lambda z: z) if output == "z" else OUTPUTS[output][0]
        name, cells = ("z", 2) if output == "z" else (f"{output}(z)", CELLS)
        f = lambda X: g(X @ weights + w0)  # noqa: E731
        for n, sheet in self.sheets.items():
            sheet.set_visible(n == cells)
        lowest, highest = plots.update_surface(self.sheets[cells], f, cells=cells)
        low, high = min(0, lowest), max(0, highest)
        room = 7 / 96 * (high - low) or 11 / 192  # as much as Matplotlib leaves along x₁ and x₂
        ax.view_init(tilt, turn)
        ax.set_zlim(low - room, high + room)
        from_above = tilt >= 70  # then all heights stand on one point
        ticks = FixedLocator((-1, 0, 1)) if output == "tanh" else AutoLocator()
        ax.zaxis.set_major_locator(NullLocator() if from_above else ticks)
        ax.set_zlabel("" if from_above else name, rotation=90)
        height = float(f(np.array([AT]))[0])
        self.height.set_data_3d([a, a], [b, b], [0, height])
        self.point.set_data_3d([a], [b], [height])
        self.line.set_visible(bool(weights.any()))
        said = f"At ({a}, {b}) the height {name} is {number(height, True)}."
        if not weights.any():
            return f"{said} Without weights it is the same everywhere, and there is no line."
        along = np.array([-w2, w1]) / np.hypot(w1, w2)
        line = -w0 * weights / (weights @ weights) + np.outer(np.linspace(-9, 9, 361), along)
        line = line[np.abs(line).max(axis=1) <= 3]
        self.line.set_data_3d(*line.T, np.zeros(len(line)))
        view = np.deg2rad(turn)
        edge_on = abs(along @ [-np.sin(view), np.cos(view)]) < 0.03 and tilt == 0
        seen = ": you look along it, and the plane is a line" if edge_on and output == "z" else ""
        return (
            f"{said} Turned by {turn}°, tilted by {tilt}°. It has z = 0 on the line "
            f"{_line_text(weights, w0)}{seen}.".replace("-", "−")
        )

    def pointer(self, kind, x, y):
        """Drag to turn and tilt."""
        if kind == "down":
            self._grip = x, y, self.values["turn"], self.values["tilt"]
        elif kind == "move":
            x0, y0, turn, tilt = self._grip
            self.set(
                turn=round(turn - 180 * (x - x0) + 180) % 360 - 180,
                tilt=round(float(np.clip(tilt - 120 * (y - y0), 0, 90))),
            )


def _line_text(weights, bias):
    if weights[1] == 0:
        return f"x₁ = {number(-bias / weights[0], True)}"
    slope, intercept = -weights[0] / weights[1], -bias / weights[1]
    return f"x₂ = {number(slope, True)}·x₁ + {number(intercept)}"
