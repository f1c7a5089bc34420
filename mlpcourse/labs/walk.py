"""A walk through a network, one number a step: the network above, and below it the step in words."""

import textwrap

from ..plots.network import HEIGHT, WIDTH, NetworkDiagram, nearest
from ..plots.style import rows_of_text
from ..tables import number
from .base import Lab

PANEL = 0.27  # height of the text below the network, as a part of the picture


class NetworkWalk(Lab):
    """A subclass draws the network by `draw_network`, writes by `write`, and says in `step_of` to which step
    a click on a unit jumps.
    """

    size = (7.4, 4.2)
    time = "step"
    pace = 0.9  # time to read a line

    def step_of(self, unit):
        """The step that computes the unit of this key; None if none does."""
        raise NotImplementedError

    def draw_network(self, fig, layers, edges, titles=(), label=(WIDTH, HEIGHT)):
        """The network, and room for a heading and rows of text. Returns the axes of the network."""
        ax = fig.add_axes((0.01, PANEL, 0.98, 0.99 - PANEL))
        self.layers, self.diagram = layers, NetworkDiagram(layers, edges, ax, titles, label)
        head = dict(color=self.theme.accent, fontsize=11, weight="bold")
        self.heading = fig.text(0.03, PANEL - 0.02, "", va="top", **head)
        self.body = rows_of_text(fig, 0.03, PANEL - 0.085)
        self.artists += [*self.diagram.artists, self.heading, self.body]
        return ax

    def write(self, rows):
        """The text below the network, a heading first; ½ is too small to read there."""
        self.heading.set_text(rows[0])
        self.body.set_text("\n".join(rows[1:]).replace("½", "1/2 ·"))

    def pointer(self, kind, x, y):
        """A click on a unit jumps to the step that computes it."""
        if kind == "down" and y > PANEL:
            step = self.step_of(nearest(self.layers, *self.at(self.diagram.ax, x, y)))
            if step is not None:
                self.set(step=step)


def written_out(line, heading):
    """A Line number by number: rows, each way to write it once, and a sentence that begins with the heading."""
    value, indent = number(line.value, True), " " * len(line.symbol)
    rows = []
    for way in dict.fromkeys([line.formula, line.numbers, value]):  # "= 1 = 1" says it once
        first, *others = textwrap.wrap(way, 76, break_long_words=False)
        rows += [f"{indent} = {first}", *(f"{indent}   {other}" for other in others)]
    rows[0] = line.symbol + rows[0][len(indent) :]
    ways = " = ".join(dict.fromkeys([line.formula, value]))
    return rows, f"{heading}: {line.symbol} = {ways}."
