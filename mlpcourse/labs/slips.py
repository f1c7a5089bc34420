"""Labs of chapter 12 on the chain of factors, and on which slips the shapes give away."""

import numpy as np
from matplotlib.patches import Rectangle

from ..activations import sigmoid
from ..exercises.edits import edited, run
from ..lectures.matrices import low
from ..tables import html_table
from .base import Lab
from .controls import choice, slider
from .plane import Picks
from .text import TextLab

PASS = """
Z1 = X @ W1.T + b1
A1 = sigmoid(Z1)
Z2 = A1 @ W2.T + b2
A2 = sigmoid(Z2)
D2 = (A2 - T) / len(X)
dW2 = D2.T @ A1
db2 = D2.sum(axis=0)
S1 = D2 @ W2
D1 = S1 * A1 * (1 - A1)
dW1 = D1.T @ X
db1 = D1.sum(axis=0)
"""
SLIPS = (  # sixteen edits of the pass, as learners make them
    "X @ W1.T -> X @ W1", "A1 @ W2.T -> A1 @ W2", "+ b1 -> + b1[:, None]",
    "D2.T @ A1 -> D2 @ A1", "D2.T @ A1 -> A1.T @ D2",
    "D2.sum(axis=0) -> D2.sum(axis=1)", "D2.sum(axis=0) -> D2.sum()",
    "D2 @ W2 -> D2 @ W2.T", "D2 @ W2 -> D2 * W2", "D2 @ W2 -> D2.T @ W2",
    "S1 * A1 * (1 - A1) -> S1 @ (A1 * (1 - A1))",
    "D1.T @ X -> D1 @ X", "D1.T @ X -> X.T @ D1", "D1.T @ X -> D1.T * X",
    "D1.sum(axis=0) -> D1.sum(axis=1)", "D1.sum(axis=0) -> D1.sum()",
)  # fmt: skip
GRADIENTS = ("W1", "b1", "W2", "b2")
ERROR, MISSHAPEN = "stops with an error", "a gradient of the wrong shape"
SILENT, RIGHT = "wrong, and silent", "right"


def passes(samples, sizes, slip=""):
    """All arrays of a random network's two passes, with a slip in them. {name: array}."""
    rng, (D, H, K) = np.random.default_rng(0), sizes
    names = {"W1": (H, D), "b1": (H,), "W2": (K, H), "b2": (K,), "X": (samples, D), "T": (samples, K)}
    space = {"sigmoid": sigmoid} | {name: rng.normal(size=shape) for name, shape in names.items()}
    return run(edited(PASS, slip) if slip else PASS, space)


def fate(samples, sizes, slip):
    """What becomes of a slip at these sizes: one of the four above."""
    right = passes(samples, sizes)
    try:
        wrong = passes(samples, sizes, slip)
    except ValueError:  # NumPy's, of shapes that do not fit
        return ERROR
    if any(np.shape(wrong[f"d{name}"]) != right[name].shape for name in GRADIENTS):
        return MISSHAPEN
    same = all(np.allclose(wrong[f"d{name}"], right[f"d{name}"]) for name in GRADIENTS)
    return RIGHT if same else SILENT


class SlipsLab(TextLab):
    """Sixteen usual slips in the six products, and what becomes of each at the sizes of one's choice."""

    title = "Which slips do the shapes catch?"
    question = "At which sizes are all sixteen slips caught, and at which nearly none?"
    presets = {
        "3-4-2, five rows": dict(samples=5, inputs=3, hidden=4, outputs=2),
        "3-4-1, four rows": dict(samples=4, inputs=3, hidden=4, outputs=1),
        "2-2-2, two rows": dict(samples=2, inputs=2, hidden=2, outputs=2),
    }

    def build(self):
        return {
            "samples": slider("rows N", 4, 1, 6),
            "inputs": slider("inputs", 3, 1, 6),
            "hidden": slider("hidden units", 4, 1, 6),
            "outputs": slider("outputs", 1, 1, 6),
        }

    def text(self, samples, inputs, hidden, outputs):
        sizes = (inputs, hidden, outputs)
        fates = [fate(samples, sizes, slip) for slip in SLIPS]
        rows = [(*(part.strip() for part in slip.split("->")), end) for slip, end in zip(SLIPS, fates)]
        counts = [fates.count(end) for end in (ERROR, MISSHAPEN, SILENT, RIGHT)]
        said = (
            f"{inputs}-{hidden}-{outputs} with {samples} row{'s' * (samples > 1)}. Of sixteen slips {counts[0]} "
            f"stop with an error, {counts[1]} give a gradient of the wrong shape, and {counts[2]} are wrong in "
            "silence"
        ) + (f"; by luck {counts[3]} changes nothing." if counts[3] else ".")
        return html_table(("the line", "the slip", "what happens"), rows), said


FACTORS = (  # (of what, by what), shuffled, and what it is in matrix form
    ("A1", "Z1", "A₁ ⊙ (1 − A₁)"), ("Z2", "W2", "A₁"), ("A2", "Z2", "A₂ ⊙ (1 − A₂)"), ("Z1", "b1", "1"),
    ("L", "A2", "(A₂ − T) / (A₂ ⊙ (1 − A₂))"), ("Z2", "A1", "W₂"), ("Z1", "W1", "X"), ("Z2", "b2", "1"),
)  # fmt: skip
PRODUCTS = {
    "W2": "dW₂ = (A₂ − T)ᵀ A₁", "b2": "db₂ = the rows of A₂ − T, added up",
    "W1": "dW₁ = ((A₂ − T) W₂ ⊙ A₁ ⊙ (1 − A₁))ᵀ X", "b1": "db₁ = the rows of (A₂ − T) W₂ ⊙ A₁ ⊙ (1 − A₁), added up",
}  # fmt: skip
TILE = (1.72, 0.62)  # width and height of a tile, in inches


class ChainTilesLab(Lab):
    """The factors of the chain rule as shuffled tiles: a click on a tile puts it next in the chain."""

    title = "The chain rule as a game"
    question = "From the loss to a weight: which tile comes first, and which fits next?"
    size = (7.6, 2.9)
    storyboard = (dict(tiles=(4,)),)

    def build(self):
        return {
            "parameter": choice("the way to", {low(name): name for name in ("W1", "b1", "W2", "b2")}),
            "tiles": Picks("your tiles"),
        }

    def draw(self, fig):
        theme, (width, height) = self.theme, self.size
        ax = fig.add_axes((0, 0, 1, 1))
        ax.set(xlim=(0, width), ylim=(0, height))
        ax.axis("off")
        self.places, blue = [], theme.colors[0]
        for k, (top, bottom, local) in enumerate(FACTORS):
            x, y = 0.18 + (k % 4) * (TILE[0] + 0.12), height - 0.78 - (k // 4) * (TILE[1] + 0.14)
            self.places.append((x, y))
            ax.add_patch(Rectangle((x, y), *TILE, facecolor=blue + "22", edgecolor=blue))
            ax.text(x + 0.07, y + 0.48, str(k + 1), color=theme.muted, fontsize=9, va="center")
            write = dict(ha="center", va="center", color=theme.ink)
            ax.text(x + TILE[0] / 2, y + 0.42, _factor(top, bottom), fontsize=11, **write)
            ax.text(x + TILE[0] / 2, y + 0.17, local, fontsize=8.5, **write)
        self.chain = ax.text(0.18, 0.82, "", color=theme.ink, fontsize=11, va="center")
        self.fault = ax.text(0.18, 0.36, "", color=theme.wrong, fontsize=11, va="center")
        self.artists += [self.chain, self.fault]

    def move(self, parameter, tiles):
        fitting, misfit = chain(tiles)
        way = [FACTORS[k][:2] for k in fitting]
        at, goal = way[-1][1] if way else "L", _factor("L", parameter)
        ended = at[0] in "Wb"
        factors = [*(_factor(*f) for f in way), *["?"] * (not ended)]
        self.chain.set_text(f"{goal}  =  {'  ·  '.join(factors)}")
        self.fault.set_text("" if misfit is None else f"does not fit: tile {misfit + 1}")
        here, there = low(at), low(parameter)
        if misfit is not None:
            tile = _factor(*FACTORS[misfit][:2]) if misfit < len(FACTORS) else "which does not exist"
            going = f"stands at {here} and goes on with a derivative of {here}"
            reason = f"has ended at {here}" if ended else going
            return f"On the way to {there}, tile {misfit + 1}, {tile}, does not fit: the chain {reason}. Undo it."
        count = f"{len(way)} factor{'s' * (len(way) != 1)}"
        if at == parameter:
            return f"Right: {goal} has {count}. For the whole batch, summed: {PRODUCTS[at]}."
        if ended:
            return f"A chain, but to {here}; the way to {there} turns off earlier. Undo the last tile."
        stands = f"{count} so far, the chain stands at {here}" if way else "every chain begins at the loss"
        return f"The way to {there}: {stands}. Which tile is a derivative of {here}?"

    def pointer(self, kind, x, y):
        """A click on a tile puts it next in the chain."""
        at = np.multiply((x, y), self.size)
        for k, place in enumerate(self.places):
            if kind == "down" and (np.abs(at - place - np.array(TILE) / 2) < np.array(TILE) / 2).all():
                self.controls["tiles"].append(k)


def chain(tiles):
    """The tiles that fit one after the other, from the loss on, and the first that does not, or None."""
    at, fitting = "L", []
    for k in tiles:
        if k >= len(FACTORS) or FACTORS[k][0] != at:
            return fitting, k
        at = FACTORS[k][1]
        fitting.append(k)
    return fitting, None


def _factor(top, bottom):
    return f"∂{low(top)}/∂{low(bottom)}"
