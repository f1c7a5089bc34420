"""Labs of chapter 05: the learning rate on a curve, and data space beside weight space."""

import numpy as np

from .. import plots
from ..tables import number
from .base import Lab
from .controls import choice, float_slider, learning_rate, slider, tick
from .panels import limit, say_before

STEPS = 40
CURVES = {  # J, its derivative, its second derivative, where to look, the minima
    "½w²": (lambda w: w**2 / 2, lambda w: w, lambda w: 1 + 0 * w, 3.2, (0.0,)),
    "w⁴ − 4w² + w": (lambda w: w**4 - 4 * w**2 + w, lambda w: 4 * w**3 - 8 * w + 1, lambda w: 12 * w**2 - 8, 2.3,
                     (-1.472998, 1.346997)),
}  # fmt: skip


def path(slope, start, eta, steps):
    """w after 0 ... steps updates w <- w - eta J'(w); ends early once |w| is above 1e6."""
    ws = [float(start)]
    while len(ws) <= steps and abs(ws[-1]) < 1e6:
        ws.append(float(ws[-1] - eta * slope(ws[-1])))
    return np.array(ws)


class RateLab(Lab):
    """A ball on a curve: what the learning rate does, and the rate beyond which it flies off."""

    title = "Four kinds of learning rate"
    question = "At which rate does the ball jump for ever between two points?"
    size = (7.2, 3.8)
    time = "step"
    paired = True
    storyboard = (dict(learning_rate=0.2, step=8), dict(learning_rate=1.8, step=8))

    def build(self):
        return {
            "step": slider("step", 5, 0, STEPS),
            "learning_rate": learning_rate(0.2, 0.01, 3),
            "curve": choice("curve J(w)", list(CURVES)),
            "start": float_slider("start", 2, -2.2, 2.2, 0.1, ".1f"),
        }

    def run(self, values=None):
        """The path of these control values."""
        v = values or self.values
        return path(CURVES[v["curve"]][1], v["start"], v["learning_rate"], STEPS)

    def draw(self, fig):
        theme = self.theme
        self.left = plots.new_axes(fig.add_axes((0.09, 0.15, 0.43, 0.71)))
        self.right = plots.new_axes(fig.add_axes((0.62, 0.15, 0.36, 0.71)))
        self.left.set(xlabel="weight w", ylabel="J(w)")
        self.right.set(xlabel="step", ylabel="weight w", xlim=(-1, STEPS + 1))
        (self.hill,) = self.left.plot([], [], color=theme.muted)
        (self.trail,) = self.left.plot([], [], "-o", color=theme.colors[0], markersize=4, linewidth=1)
        (self.ball,) = self.left.plot([], [], "o", color=theme.colors[1], markersize=11)
        (self.past,) = self.right.plot([], [], ":", color=theme.muted, label="before")
        (self.way,) = self.right.plot([], [], "-o", color=theme.colors[0], markersize=3.5, label="now")
        (self.dot,) = self.right.plot([], [], "o", color=theme.colors[1], markersize=9)
        self.legend = plots.legend_above(self.right)
        self.artists += [self.hill, self.trail, self.ball, self.past, self.way, self.dot, self.legend]

    def move(self, curve, step):
        J, _, _, end, _ = CURVES[curve]
        grid = np.linspace(-end, end, 200)
        low, high = np.min(J(grid)), np.max(J(grid))
        limit(self.left, (-end, end), (low - 0.06 * (high - low), high + 0.06 * (high - low)))
        limit(self.right, ylim=(-end, end))
        self.hill.set_data(grid, J(grid))
        self.ws = self.run()
        k = min(step, len(self.ws) - 1)
        so_far, now = np.clip(self.ws[: k + 1], -2 * end, 2 * end), self.ws[k]
        self.trail.set_data(so_far, J(so_far))
        # A ball that has left the picture is an arrow at the edge where it left.
        edge, gone = np.clip(now, -0.97 * end, 0.97 * end), abs(now) > end
        for mark, shape, spot in (
            (self.ball, "<>", (edge, np.clip(J(edge), low, high))),
            (self.dot, "v^", (k, edge)),
        ):
            mark.set_marker(shape[int(now > 0)] if gone else "o")
            mark.set_data(*np.transpose([spot]))
        self.way.set_data(np.arange(len(self.ws)), _seen(self.ws, end))
        self._show_past(end)
        left = f" It is out of the picture, {'right' if now > 0 else 'left'} of it." if gone else ""
        return f"Step {k}: w = {number(float(now), True)}. {self.verdict()}{left}"

    def _show_past(self, end):
        earlier = self.earlier()
        past, words = earlier or (None, "")
        ws = _seen(self.run(past), end) if earlier else []
        self.past.set_data(np.arange(len(ws)), ws)
        say_before(self.legend, words)

    def last(self):
        return len(self.ws) - 1

    def verdict(self):
        """What the rate does, in a sentence that names the regime."""
        v = self.values
        _, _, curvature, _, minima = CURVES[v["curve"]]
        eta, ws = v["learning_rate"], self.ws
        if abs(ws[-1]) > 1e3:
            return f"η = {eta:.3g} diverges: the steps grow."
        nearest = min(minima, key=lambda m: abs(ws[-1] - m))
        bound = 2 / curvature(nearest)
        here = f"2/λ = {bound:.4g} at the minimum {nearest:.4g}"
        late = ws[-8:] - nearest
        if eta > bound and abs(late[-1]) > abs(late[0]):
            return f"η = {eta:.3g} diverges: above {here}, each swing is wider."
        if np.abs(late).max() > 1e-2 and np.all(np.diff(np.sign(late)) != 0):
            if abs(abs(late[-1]) - abs(late[0])) < 1e-6 * abs(late[0]):
                return f"η = {eta:.3g} jumps for ever between two points: it is {here}."
            return f"η = {eta:.3g} oscillates around it: close to {here}."
        if np.abs(late[-1]) > 1e-2:
            return f"η = {eta:.3g} is slow: far below {here}."
        sides = np.sign(ws[: max(3, len(ws) // 8)] - nearest)
        how = "smoothly"
        if np.abs(ws[1:] - nearest).max() < 1e-9 < abs(ws[0] - nearest):
            how = "in one step"
        elif eta > bound / 2 and np.any(np.diff(sides)):
            how = "with swings from side to side"
        return f"η = {eta:.3g} converges {how}: below {here}."

    def script(self):
        v = self.values
        slope = {"½w²": "w", "w⁴ − 4w² + w": "4 * w**3 - 8 * w + 1"}[v["curve"]]
        return f"""\
w = {v["start"]!r}
losses = [w]
for step in range({len(self.run()) - 1}):
    w = w - {v["learning_rate"]!r} * ({slope})
    losses.append(w)
print(losses[-1])
"""

    def curve(self):
        return self.run().tolist()


def _seen(ws, end):
    """The path as far as it may be drawn: a line leaves the picture once, and is not drawn beyond."""
    return np.where(np.abs(ws) <= 3 * end, ws, np.nan)


X_DATA = np.array([-1.5, -0.5, 0.3, 1.0, 1.8])
T_DATA = np.array([-0.6, 0.1, 0.9, 0.8, 1.9])


def line_loss(w0, w1):
    """Mean of 1/2 (w0 + w1 x - t)^2 over the five points, for arrays of weights."""
    residual = w0[..., None] + w1[..., None] * X_DATA - T_DATA
    return (residual**2).mean(axis=-1) / 2


class TwoSpacesLab(Lab):
    """Every point of the weight space is a line in the data space; descent walks in the one and
    turns the other.
    """

    title = "Data space and weight space"
    question = "Which weights does the flat line through the middle of the data have?"
    size = (7.2, 3.9)
    time = "step"
    paired = True
    storyboard = (dict(step=0), dict(step=30))

    def build(self):
        return {
            "step": slider("step", 3, 0, STEPS),
            "learning_rate": learning_rate(0.3, 0.01, 3),
            "w0": float_slider("start w₀", -1, -1.5, 2.5, 0.1, ".1f"),
            "w1": float_slider("start w₁", 2, -1.5, 2.5, 0.1, ".1f"),
            "sum": tick("sum instead of mean"),
        }

    def run(self, values):
        """The weights (w0, w1) after each step, and the largest curvature of the loss."""
        design = np.column_stack([np.ones(5), X_DATA])
        rows = 1 if values["sum"] else 5
        hessian = design.T @ design / rows
        ws = [np.array([values["w0"], values["w1"]])]
        while len(ws) <= STEPS and np.abs(ws[-1]).max() < 1e6:
            gradient = design.T @ (design @ ws[-1] - T_DATA) / rows
            ws.append(ws[-1] - values["learning_rate"] * gradient)
        return np.array(ws), float(np.linalg.eigvalsh(hessian)[-1])

    def draw(self, fig):
        theme = self.theme
        left = plots.new_axes(fig.add_axes((0.09, 0.14, 0.37, 0.76)))
        left.plot(X_DATA, T_DATA, "o", color=theme.colors[1], markersize=8)
        left.set(xlabel="x", ylabel="t and w₀ + w₁x", xlim=(-2, 2.2), ylim=(-2.6, 3.4))
        self.weights = plots.new_axes(fig.add_axes((0.58, 0.14, 0.4, 0.76)))
        grid = np.linspace(-1.7, 2.7, 70)
        w0, w1 = np.meshgrid(grid, grid)
        levels = [0.06, 0.15, 0.4, 1, 2, 4, 7]
        heights = line_loss(w0, w1)
        self.weights.contour(w0, w1, heights, levels=levels, colors=[theme.muted], linewidths=0.8)
        self.weights.set(xlabel="w₀", ylabel="w₁", xlim=(-1.7, 2.7), ylim=(-1.7, 2.7))
        (self.past,) = self.weights.plot([], [], ":", color=theme.muted, label="before")
        (self.trail,) = self.weights.plot([], [], "-o", color=theme.colors[0], markersize=3.5, linewidth=1)
        (self.ball,) = self.weights.plot([], [], "o", color=theme.ink, markersize=8)
        (self.fit,) = left.plot([], [], color=theme.colors[0], linewidth=2.2)
        self.legend = plots.legend_above(self.weights)
        self.artists += [self.past, self.trail, self.ball, self.fit, self.legend]

    def move(self, step, learning_rate, sum):
        self.ws, self.curvature = self.run(self.values)
        earlier = self.earlier()
        past, words = earlier or (None, "")
        self.past.set_data(*(np.clip(self.run(past)[0], -50, 50).T if earlier else ([], [])))
        say_before(self.legend, words)
        k = min(step, len(self.ws) - 1)
        now = self.ws[k]
        self.trail.set_data(*np.clip(self.ws[: k + 1], -50, 50).T)
        gone = np.abs(now - 0.5) > 2.2  # then the ball is at the edge where it left
        self.ball.set_data(*np.clip(now, -1.58, 2.58)[:, None])
        self.ball.set_marker("X" if gone.any() else "o")
        ends = np.array([-2, 2.2])
        self.fit.set_data(ends, np.clip(now[0] + now[1] * ends, -1e4, 1e4))
        loss = float(line_loss(now[0], now[1])) * (5 if sum else 1)
        eta, bound = learning_rate, 2 / self.curvature
        regime = "the loss grows" if eta > bound else "the loss falls"
        relation = ">" if eta > bound else "<"
        weights = f"w₀ = {number(float(now[0]), True)}, w₁ = {number(float(now[1]), True)}"
        left = " Those weights are out of the picture." if gone.any() else ""
        return (
            f"Step {k}: {weights}, loss {number(loss, True)}. "
            f"η = {eta:.3g} {relation} 2/λ = {bound:.3g}: {regime}.{left}"
        )

    def last(self):
        return len(self.ws) - 1

    def curve(self):
        """The loss after each step."""
        scale = 5 if self.values["sum"] else 1
        return [scale * float(line_loss(*w)) for w in self.run(self.values)[0]]

    def script(self):
        v = self.values
        return f"""\
import numpy as np

x, t = np.array({X_DATA.tolist()}), np.array({T_DATA.tolist()})
X, w = np.column_stack([np.ones(5), x]), np.array([{v["w0"]}, {v["w1"]}])
losses = []
for step in range({len(self.run(v)[0])}):
    residual = w[0] + w[1] * x - t
    losses.append({5 if v["sum"] else 1} * float((residual**2).mean() / 2))
    w = w - {v["learning_rate"]!r} * (X.T @ (X @ w - t) / {1 if v["sum"] else 5})
print(losses[-1])
"""

    def pointer(self, kind, x, y):
        """Click the weight space to place the start."""
        w0, w1 = self.at(self.weights, x, y)
        if kind == "down" and -1.5 <= w0 <= 2.5 and -1.5 <= w1 <= 2.5:
            self.set(w0=round(float(w0), 1), w1=round(float(w1), 1), step=0)
