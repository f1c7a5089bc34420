"""The badge of a layer: does its backward agree with central differences of its forward?"""

import copy
from dataclasses import dataclass
from html import escape

import numpy as np

from .gradcheck import numerical_gradient
from .modular import Loss, Network, check_promise
from .validation import as_matrix

CLOSE = 1e-6  # relative to the largest entry
LEAST = 1e-3  # no array counts as smaller: differences have errors of their own
SLIPS = {-1: "the sign is wrong", 2: "it is half of what it should be", 0.5: "it is twice what it should be"}
SIGNS = {"green": "✓", "amber": "~", "red": "✗"}
COLORS = {"green": "#117733", "amber": "#8a5a00", "red": "#b3261e"}


@dataclass(frozen=True)
class Badge:
    """color : "green", "amber" at a kink, where two slopes are right, or "red".

    message : what was found. deviation : the largest, relative; infinite where nothing could be compared.
    """

    color: str
    message: str
    deviation: float = np.inf

    def __repr__(self):
        return f"{SIGNS[self.color]} {self.color}: {self.message}"

    def _repr_html_(self):
        style = f"border-left:4px solid {COLORS[self.color]};padding-left:8px"
        return f"<b style='{style}'>{SIGNS[self.color]} {self.color}</b> {escape(self.message)}"


def check_layer(layer, x, t=None, h=1e-5):
    """The Badge of a layer, of a loss, or of a whole network, which is a loss too.

    x : (N, n), where it is checked. t : (N, K) targets, for a loss.
    The layer may be anybody's: see modular.Layer for what it must have. It is asked with a d drawn at
    random, so that no gradient agrees by luck, and for a loss there is none. Raises ValueError if it
    cannot be asked at all; what it answers wrongly is in the badge.
    """
    check_promise(layer, "the layer")
    layer = copy.deepcopy(layer)  # what the layer remembers for its network stays
    x = as_matrix(x, "x").astype(float)
    if isinstance(layer, Loss):
        if t is None:
            raise ValueError(f"{layer} is a loss and needs targets: check_layer(loss, y, t)")
        return _asked(layer, (x, as_matrix(t, "t").astype(float)), None, h)
    d = np.random.default_rng(0).normal(size=np.shape(layer.forward(x.copy())))
    # both ways, for what looks at the sign of d may be right one way
    return max((_asked(layer, (x,), d, h) for d in (d, -d)), key=_severity)


def _asked(layer, given, d, h):
    """The badge for one d, or for a loss, which gets none; given : x, or x and t."""
    E = lambda _: float(np.sum(layer.forward(*given) * (1 if d is None else d)))  # noqa: E731
    E(None)
    asked = () if d is None else (d.copy(),)
    try:
        answers = [layer.backward(*asked), *layer.grads]
    except Exception as error:  # whatever a learner's method does: the badge tells
        return Badge("red", f"backward stops with {type(error).__name__}: {error}")
    if asked and not np.array_equal(asked[0], d):
        return Badge("red", "backward changes its d in place; the layer behind still needs it")
    names = [*getattr(layer, "names", ()), *(f"param {k}" for k in range(len(layer.params)))]
    x = "y" if isinstance(layer, Loss) and not isinstance(layer, Network) else "x"  # as a loss calls it
    wanted = dict(zip([x, *names], [given[0], *layer.params]))
    if len(answers) != len(wanted):
        count = f"{len(wanted) - 1} parameter(s) but {len(answers) - 1} gradient(s)"
        return Badge("red", f"it has {count}; backward must set self.grads, one for each of self.params")
    found = [_compared(f"dE/d{name}", g, p, E, h) for (name, p), g in zip(wanted.items(), answers)]
    return max(found, key=_severity)


def _severity(badge):
    return list(SIGNS).index(badge.color), badge.deviation


def _compared(name, g, p, E, h):
    """The badge of one gradient g of E at the array p."""
    try:
        g = np.asarray([] if g is None else g, float)
    except (TypeError, ValueError):
        return Badge("red", f"{name} is {g!r}, which is no array of numbers")
    if not np.isfinite(g).all():
        return Badge("red", f"{name} is not finite: {g.tolist()}")
    if g.shape != p.shape:
        return Badge(
            "red", f"{name} has shape {g.shape}, asked for is {p.shape}, that of what one derives by"
        )
    right = numerical_gradient(E, p, h)
    scale = max(LEAST, np.abs(g).max(), np.abs(right).max())
    gaps = np.abs(g - right) / scale
    worst, deviation = np.unravel_index(gaps.argmax(), gaps.shape), float(gaps.max())
    if deviation < CLOSE:
        return Badge("green", "every gradient agrees with central differences to 1e-6", deviation)
    at = f"[{', '.join(map(str, worst))}]" if worst else ""
    said = f"{name}{at} is {g[worst] + 0.0:.6g}, the central difference {right[worst] + 0.0:.6g}"
    if all(_at_a_kink(g[i], p, i, E, h, scale) for i in zip(*np.nonzero(gaps >= CLOSE))):
        return Badge("amber", f"{said}: a kink, where the slopes on the two sides differ", deviation)
    for factor, slip in SLIPS.items():
        if np.abs(factor * g - right).max() < CLOSE * scale:
            said += f"; {slip}"
    return Badge("red", said, deviation)


def _at_a_kink(slope, p, i, E, h, scale):
    """Whether the slope is one of those between the left and the right one-sided difference."""
    value, here = p[i], E(p)
    try:
        p[i] = value + h
        after = (E(p) - here) / h
        p[i] = value - h
        before = (here - E(p)) / h
    finally:
        p[i] = value
    low, high = sorted((before, after))
    return low - CLOSE * scale <= slope <= high + CLOSE * scale
