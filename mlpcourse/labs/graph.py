"""Lab of chapter 13: the graph of an expression, forwards number by number, backwards slope by slope."""

import numpy as np

from ..expression import Graph
from ..plots.graph import GraphDiagram, edges_of, places
from ..tables import number
from .base import Lab
from .controls import slider, text

COLUMNS, ROWS = 7, 5  # what can be drawn so that one can read it
FLAT = {
    "step": "step has slope 0 everywhere: nothing below it hears of the result",
    "round": "round has slope 0 everywhere but at its jumps: nothing below it hears of the result",
    "abs": "abs has a kink at 0, slope −1 on the left and 1 on the right; the engine takes 0",
    "relu": "relu has a kink at 0, slope 0 on the left and 1 on the right; the engine takes 0",
}


class GraphLab(Lab):
    """An expression as a graph: each step works out one number, then sends one gradient back."""

    title = "Numbers with memory"
    question = "What flows back into a number that was used twice?"
    size = (8.4, 4.0)
    time = "step"
    pace = 0.9
    presets = {
        "sum times product": dict(text="x1 = 3; x2 = -1; (x1 + x2) * (x1 * x2)", step=3),
        "three doublings": dict(text="n = 1; n = n + n; n = n + n; n = n + n", step=7),
        "a chain": dict(text="x = 0.5; w1 = 2; w2 = 3; sigmoid(w2 * tanh(w1 * x))", step=9),
        "|x − 1|": dict(text="x = 4; relu(x - 1) + relu(1 - x)", step=11),
        "step": dict(text="w = 0.3; x = 2; step(w * x) * 5", step=6),
        "round": dict(text="x = 2.4; round(x)**2", step=5),
        "abs at its kink": dict(text="x = 1; abs(x - 1)", step=4),
        "ReLU at its kink": dict(text="x = 1; relu(x - 1)", step=4),
    }
    storyboard = (dict(step=3), dict(presets["three doublings"]))

    def build(self):
        start = self.presets["sum times product"]["text"]
        return {"step": slider("step", 3, 0, 60), "text": text("expression", start)}

    def graph(self):
        """The Graph of the text."""
        return Graph(self.values["text"])

    def problem(self):
        try:
            nodes = self.graph().nodes
        except ValueError as error:
            return f"No picture: {str(error).rstrip('.')}."
        columns, rows = np.max(list(places(len(nodes), edges_of(nodes)).values()), axis=0)
        if columns >= COLUMNS or rows > (ROWS - 1) / 2:
            too_large = f"The graph of {len(nodes)} numbers is too large to draw"
            return f"No picture: {too_large}; shorten the expression."
        return ""

    def last(self):
        return 2 * len(_made(self.graph())) + 1

    def draw(self, fig, text):
        self.diagram = GraphDiagram(self.graph().nodes, fig.add_axes((0.01, 0.1, 0.98, 0.89)))
        middle = dict(ha="center", va="center", color=self.theme.accent, fontsize=10.5)
        self.words = fig.text(0.5, 0.055, "", **middle)
        self.artists += [*self.diagram.artists, self.words]

    def move(self, step):
        graph = self.graph()
        nodes, made = graph.nodes, _made(graph)
        step = min(step, 2 * len(made) + 1)
        sent = _sent(graph, made, step - len(made))
        known = [k for k, node in enumerate(nodes) if not node.op] + made[:step]
        backward = step > len(made)
        active = sent[-1:] if backward else made[step - 1 : step] if step else []
        texts = [_text(graph, node, k in known, backward) for k, node in enumerate(nodes)]
        labels = {}
        if backward and step > len(made) + 1:
            child = nodes[active[0]]
            labels = {
                edge: f"{_short(child.parents[edge[2]][1])} · {_short(child.grad)}"
                for edge in self.diagram.edges if edge[1] == active[0]
            }  # fmt: skip
        self.diagram.show(texts, labels, active, known)
        said = self._said_of(graph, active, step, len(made))
        self.words.set_text(said)
        return f"{self.values['text'].strip()}: step {step} of {2 * len(made) + 1}. {said}." + self._summary(
            graph, step, made
        )

    def _said_of(self, graph, active, step, forward):
        """What the step does, in words."""
        if not active:
            return "Given: the numbers on the left"
        node = graph.nodes[active[0]]
        if step <= forward:
            return f"Forward: {graph.title(node)} gives {number(node.data, True)}"
        if step == forward + 1:
            return "Backward: the slope of the result by itself is 1"
        if node.op in FLAT and (node.op in ("step", "round") or node.parents[0][0].data == 0):
            return FLAT[node.op]
        return f"Backward: {graph.title(node)} sends its {number(node.grad, True)} on, times its local slopes"

    def _summary(self, graph, step, made):
        """The slopes of the inputs that have names, when all have arrived."""
        if step < 2 * len(made) + 1:
            return ""
        slopes = [
            f"{graph.title(node)}: {number(node.grad, True)}"
            for node in graph.nodes
            if not node.op and node in graph.names
        ]
        return f" Slopes of the result: {', '.join(slopes)}." if slopes else ""


def _made(graph):
    """The numbers of the nodes that an operation made, in the order of the forward pass."""
    return [k for k, node in enumerate(graph.nodes) if node.op]


def _sent(graph, made, steps):
    """Go so many steps back. Returns the nodes that have been asked to send, the last one last."""
    for node in graph.nodes:
        node.grad = 0.0
    order = [made[-1] if made else 0, *reversed(made)][: max(0, steps)]
    sweep = graph.result.sweep()
    if order:
        next(sweep)
    for k in order[1:]:
        while next(sweep) is not graph.nodes[k]:
            pass
    return order


def _text(graph, node, known, backward):
    """Name and operation, value, slope."""
    lines = [graph.title(node), _short(node.data) if known else "?"]
    if backward:
        lines.append(f"∂ {_short(node.grad)}")
    return "\n".join(line for line in lines if line)


def _short(value):
    """A number that fits on a node."""
    return f"{value:.4g}".replace("-", "−")
