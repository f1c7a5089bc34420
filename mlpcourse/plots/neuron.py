"""Drawings of a nerve cell and of the neuron that is named after it."""

import numpy as np
from matplotlib.patches import Ellipse

from ..tables import SUBSCRIPTS, number
from .network import network_diagram
from .style import new_axes, theme_of


def neuron(w, w0, x, g, ax=None):
    """A neuron with one sample running through it: inputs, weights, sum, output. Returns ax.

    w, x : (D,) weights and inputs. w0 : the bias. g : an activation, by which the score is answered.
    """
    z = float(np.dot(w, x) + w0)
    names = [str(i).translate(SUBSCRIPTS) for i in range(len(w) + 1)]
    inputs = [("x0", "1")]
    edges = {("x0", "z"): f"w₀ = {number(w0, True)}", ("z", "y"): ""}
    for i, (wi, xi) in enumerate(zip(w, x), 1):
        inputs.append((f"x{i}", f"x{names[i]} = {number(xi, True)}"))
        edges[f"x{i}", "z"] = f"w{names[i]} = {number(wi, True)}"
    answer = number(float(g(np.array(z))), True)
    units = [inputs, [("z", f"Σ\nz = {number(z, True)}")], [("y", f"{g.name}\nŷ = {answer}")]]
    return network_diagram(units, edges, new_axes(ax, width=6.4, height=2.2))


def nerve_cell(ax=None):
    """A nerve cell, each part with its name and, below it, that of the neuron's part. Returns ax."""
    ax = new_axes(ax, width=6.4, height=2.4)
    theme = theme_of(ax)
    ax.axis("off")
    ax.set(xlim=(0, 10), ylim=(0, 4))
    fibre = dict(color=theme.accent, solid_capstyle="round", zorder=1)
    for y in (1.6, 2.5, 3.4):
        ax.plot([0.4, 1.6, 3.4], [y, 2.5 + 0.7 * (y - 2.5), 2.5], linewidth=3, **fibre)
        for tip in (-0.25, 0.25):
            ax.plot([0.1, 0.9], [y + tip, 2.5 + 0.9 * (y - 2.5)], linewidth=1.6, **fibre)
        ax.plot([7.6, 8.6, 9.4], [2.5, 2.5 + 0.5 * (y - 2.5), 2.5 + 0.7 * (y - 2.5)], linewidth=1.8, **fibre)
    ax.plot([3.8, 7.6], [2.5, 2.5], linewidth=3.5, **fibre)
    ax.add_patch(
        Ellipse((3.6, 2.5), 1.7, 1.5, facecolor=theme.paper, edgecolor=theme.accent, linewidth=2.5, zorder=2)
    )
    ax.add_patch(Ellipse((3.6, 2.5), 0.55, 0.5, facecolor=theme.accent, edgecolor="none", zorder=3))
    parts = ((1.1, "dendrites", "the inputs"), (3.6, "body (soma)", "the sum"), (6.9, "axon", "the output"))
    for at, name, meaning in parts:
        ax.text(at, 0.85, name, color=theme.ink, ha="center", fontsize=10.5)
        ax.text(at, 0.25, meaning, color=theme.muted, ha="center", fontsize=9.5)
    ax.annotate("", (7.0, 3.1), (5.2, 3.1), arrowprops=dict(arrowstyle="->", color=theme.muted))
    return ax
