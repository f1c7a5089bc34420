"""A drawing of the graph of an expression: a box for each Value, and the edges along which it was made."""

import numpy as np

from .style import new_axes, theme_of

BEND = 0.16  # how far an edge that there is twice keeps from its twin


class GraphDiagram:
    """Values from left to right, that can be shown again with other texts.

    nodes : Values, inputs first. artists : all that `show` sets. `edges` are (parent, child, which of the
    child's parents), by numbers of nodes.
    """

    def __init__(self, nodes, ax=None):
        self.ax = new_axes(ax)
        self.theme = theme_of(self.ax)
        self.ax.axis("off")
        self.edges = edges_of(nodes)
        self.places = places(len(nodes), self.edges)
        columns, rows = np.max(list(self.places.values()), axis=0), self.places
        tallest = max(abs(y) for _, y in rows.values())
        self.ax.set(xlim=(-0.4, max(columns[0], 1) + 0.4), ylim=(-tallest - 0.55, tallest + 0.55))
        write = dict(ha="center", va="center", fontsize=11.5 if columns[0] < 4 else 9)
        lean = 0.3 if columns[0] < 4 else 0.0  # where there is room, off the middle: there edges cross
        self.lines, self.labels = {}, {}
        pairs = [edge[:2] for edge in self.edges]
        for edge in self.edges:
            start, end = (np.array(self.places[k]) for k in edge[:2])
            bend = BEND * (1 - 2 * edge[2]) if pairs.count(edge[:2]) > 1 else 0.0
            middle = (start + end) / 2 + (0, bend)
            (self.lines[edge],) = self.ax.plot(*zip(start, middle, end), zorder=1)
            frame = dict(facecolor=self.theme.paper, edgecolor="none", pad=1)
            spot = middle + lean * (start - middle)
            self.labels[edge] = self.ax.text(
                *spot, "", bbox=frame, zorder=2, color=self.theme.accent, **write
            )
        self.boxes = [
            self.ax.text(
                *self.places[k], "", linespacing=1.35, zorder=3,
                bbox=dict(boxstyle="round,pad=0.4", facecolor=self.theme.paper), **write,
            )
            for k in range(len(nodes))
        ]  # fmt: skip

    @property
    def artists(self):
        return [*self.lines.values(), *self.labels.values(), *self.boxes]

    def show(self, texts, labels, active=(), known=()):
        """texts : one for each node. labels : {edge: text}. active, known : numbers of nodes."""
        theme = self.theme
        for k, (box, text) in enumerate(zip(self.boxes, texts)):
            color = theme.accent if k in active else theme.ink if k in known else theme.muted
            box.set(text=text, color=theme.ink if k in known else theme.muted)
            box.get_bbox_patch().set(edgecolor=color, linewidth=2.4 if k in active else 1.1)
        for edge, line in self.lines.items():
            line.set(
                color=theme.accent if edge in labels else theme.muted, linewidth=2.2 if edge in labels else 1
            )
            self.labels[edge].set_text(labels.get(edge, ""))


def edges_of(nodes):
    """(parent, child, which of the child's parents) of every edge, by numbers of nodes."""
    number = {node: k for k, node in enumerate(nodes)}
    return [
        (number[parent], k, which)
        for k, node in enumerate(nodes)
        for which, (parent, _) in enumerate(node.parents)
    ]


def places(count, edges):
    """{node: (column, height)}: a node stands right of all that it was made from, an input right before
    what it is first used in.
    """
    column = dict.fromkeys(range(count), 0)
    for start, end, _ in edges:  # ends rise, and each is preceded by its starts
        column[end] = max(column[end], column[start] + 1)
    made = {end for _, end, _ in edges}
    for k in set(range(count)) - made:
        column[k] = min((column[end] - 1 for start, end, _ in edges if start == k), default=0)
    heights = {}
    for c in range(max(column.values()) + 1):
        stack = [k for k in range(count) if column[k] == c]
        heights |= {k: ((len(stack) - 1) / 2 - i) for i, k in enumerate(stack)}
    return {k: (float(column[k]), heights[k]) for k in range(count)}
