"""Chapter 13: the cost of a gradient, its check, the graph of an expression, and slopes that are 0."""

import math
from itertools import pairwise

import numpy as np
import pytest

from mlpcourse import (
    MLP,
    Dense,
    MLPClassifier,
    Value,
    backprop,
    check_gradients,
    counts,
    numerical_gradient,
    squared_error,
)
from mlpcourse.datasets import boolean
from mlpcourse.explain import Explain
from mlpcourse.expression import Graph
from mlpcourse.gradcheck import best_step
from mlpcourse.labs import CheckLab, CountLab, ExplainLab, GraphLab, StallLab
from mlpcourse.labs.depth import asu, kink
from mlpcourse.plots.graph import places
from mlpcourse.tables import number

# ---- what a gradient costs: multiplications done, and counted while they are done


class Counted:
    """A number that counts its multiplications."""

    done = 0

    def __init__(self, value):
        self.value = value

    def __mul__(self, other):
        Counted.done += 1
        return Counted(self.value * other.value)

    def __add__(self, other):
        return Counted(self.value + other.value)


def network(sizes, rng):
    W = [[[Counted(v) for v in row] for row in rng.normal(size=(b, a))] for a, b in pairwise(sizes)]
    slopes = [[Counted(v) for v in rng.normal(size=n)] for n in sizes[1:]]
    inputs = [[Counted(v) for v in rng.normal(size=n)] for n in sizes[:-1]]
    return W, slopes, inputs, [Counted(v) for v in rng.normal(size=sizes[-1])]


def added(terms):
    first, *others = terms
    return sum(others, start=first)


def deltas(W, slopes, errors, down_to, only=None):
    """The deltas of layer `down_to` (from 0), computed from the output; `only` one of its units if given."""
    last = len(W) - 1
    units = range(len(errors)) if down_to < last or only is None else [only]
    here = {k: errors[k] * slopes[last][k] for k in units}
    for layer in reversed(range(down_to, last)):
        units = range(len(W[layer])) if layer > down_to or only is None else [only]
        here = {j: added([here[k] * W[layer + 1][k][j] for k in here]) * slopes[layer][j] for j in units}
    return here


@pytest.mark.parametrize("sizes", [[4, 4, 1], [4, 4, 4, 4, 1], [3, 5, 2], [2, 3, 4, 2], [3, 1]])
def test_multiplications_are_counted_as_they_are_done(sizes):
    W, slopes, inputs, errors = network(sizes, np.random.default_rng(0))

    def cost(work):
        Counted.done = 0
        work()
        return Counted.done

    def forward():
        for layer, x in zip(W, inputs):
            for row in layer:
                added([w * v for w, v in zip(row, x)])

    def reuse():
        here = {k: e * slopes[-1][k] for k, e in enumerate(errors)}
        for layer in reversed(range(len(W))):
            for d in here.values():
                for x in inputs[layer]:
                    d * x
            if layer:
                here = {
                    j: added([here[k] * W[layer][k][j] for k in here]) * slopes[layer - 1][j]
                    for j in range(sizes[layer])
                }

    def afresh():
        for layer in range(len(W)):
            for j in range(sizes[layer + 1]):
                for x in inputs[layer]:
                    deltas(W, slopes, errors, layer, only=j)[j] * x

    def ways(layer, j):
        """The factors of every path from the sum of a unit to the error."""
        if layer == len(W) - 1:
            yield [slopes[layer][j], errors[j]]
            return
        for k in range(sizes[layer + 2]):
            for rest in ways(layer + 1, k):
                yield [slopes[layer][j], W[layer + 1][k][j], *rest]

    def paths():
        for layer in range(len(W)):
            for j in range(sizes[layer + 1]):
                for x in inputs[layer]:
                    for way in ways(layer, j):
                        product = x
                        for factor in way:
                            product = product * factor

    assert cost(forward) == counts.forward(sizes)
    assert cost(reuse) == counts.reuse(sizes)
    assert cost(afresh) == counts.afresh(sizes)
    assert cost(paths) == counts.paths(sizes)
    parameters = MLP.random(sizes, rng=0).n_parameters
    assert counts.nudging(sizes) == 2 * parameters * counts.forward(sizes)


def test_backward_costs_about_two_forward_passes_and_paths_explode():
    deep = [8] * 60 + [1]
    assert counts.reuse(deep) / counts.forward(deep) == pytest.approx(2, abs=0.15)
    wide = [784, 128, 64, 10]
    assert counts.reuse(wide) < 1.1 * counts.forward(wide)
    ratios = [counts.paths([4] * (d + 1) + [1]) / counts.paths([4] * d + [1]) for d in range(4, 12)]
    assert min(ratios) > 4 and all(
        counts.afresh([4] * d + [1]) < counts.paths([4] * d + [1]) for d in range(3, 9)
    )


def test_a_million_paths_in_twenty_additions():
    first = last = Value(1.0)
    for _ in range(20):
        last = last + last
    last.backward()
    assert first.grad == 2**20 and len(last.order()) == 21


def test_the_count_lab_says_its_bars():
    lab = CountLab(depth=6)
    assert "forward 84, backward with δ reused 173, 2.06 times" in lab.caption and "61,896" in lab.caption
    assert [bar.get_width() for bar in lab.artists[:5]] == [84, 173, 2952, 17640, 61896]
    assert "· 10¹⁶." in lab.set(depth=12, width=16, outputs=10).caption


# ---- the engine's additions


@pytest.mark.parametrize("function", [abs, Value.relu, lambda v: -v, lambda v: 2 - v, lambda v: v - 2])
@pytest.mark.parametrize("x", [-1.3, 0.7])
def test_slopes_of_the_engine_against_nudging(function, x):
    value = Value(x)
    function(value).backward()
    numeric = numerical_gradient(lambda v: function(Value(v[0])).data, np.array([x]))[0]
    assert value.grad == pytest.approx(numeric, abs=1e-9)


@pytest.mark.parametrize("x", [-1.6, 0.4, 1.2])
def test_step_and_round_have_values_but_no_slope(x):
    for function, answer in ((Value.step, float(x > 0)), (round, float(round(x)))):
        value = Value(x)
        result = function(value) * 3
        result.backward()
        assert result.data == 3 * answer and value.grad == 0


def test_kinks_count_as_slope_zero():
    for function in (abs, Value.relu, Value.step):
        value = Value(0.0)
        function(value).backward()
        assert value.grad == 0


def test_a_sweep_is_backward_one_value_at_a_time():
    x = Value(3.0)
    result = x * x + x
    sweep = result.sweep()
    assert next(sweep) is result and result.grad == 1 and x.grad == 0
    assert next(sweep) is result and x.grad == 1  # the sum has passed on
    seen = list(sweep)
    assert x.grad == 7 and seen[-1] is x
    assert [node.op for node in result.order()] == ["", "×", "+"]
    result.backward()
    assert x.grad == 7  # each sweep starts from 0


def test_the_engine_gives_the_matrices_gradients_of_asus_network():
    net, X, T, loss = asu()
    weights = [[[Value(v) for v in [b, *row]] for row, b in zip(layer.W, layer.b)] for layer in net.layers]
    J = 0
    for x, t in zip(X.tolist(), T[:, 0]):
        for layer in weights:
            x = [sum((w * v for w, v in zip(row[1:], x)), start=row[0]).sigmoid() for row in layer]
        J = J - (x[0] if t else 1 - x[0]).log() / 5
    J.backward()
    trace = backprop(net, X, T, loss)
    assert J.data == pytest.approx(0.677320, abs=5e-7)  # W-23
    for layer, values in zip(trace.layers, weights):
        grads = np.array([[w.grad for w in row] for row in values])
        assert np.abs(grads - np.column_stack([layer.db, layer.dW])).max() < 1e-15
    assert 5 * weights[1][0][1].grad == pytest.approx(-0.175686, abs=5e-7)  # W-24, the sum


def test_the_engine_gives_pytorchs_gradients_if_it_is_there():
    torch = pytest.importorskip("torch")
    w, x = Value(0.8), 1.5
    ((w * x).tanh() * w).exp().backward()
    v = torch.tensor(0.8, dtype=torch.float64, requires_grad=True)
    torch.exp(torch.tanh(v * x) * v).backward()
    assert w.grad == pytest.approx(v.grad.item(), rel=1e-14)


# ---- expressions


@pytest.mark.parametrize(
    "text, value, slopes",
    [
        ("x1 = 1; x2 = 2; (x1 + x2) * (x1 * x2)", 6, {"x1": 8, "x2": 5}),
        ("x = 3; -x**2 + x^-1", -9 + 1 / 3, {"x": -6 - 1 / 9}),
        ("a = 2; b = 3; b**a / a - ln(a)", 4.5 - math.log(2), {"b": 3, "a": 4.5 * math.log(3) - 2.25 - 0.5}),
        ("x₁ = 2; x₁² · 3", 12, {"x1": 12}),
        ("n = 1; n = n + n; n = n + n; n = n + n", 8, {"n": 8}),
        (
            "x = 0.5; tanh(x) * sigmoid(0) + exp(0)",
            1 + math.tanh(0.5) / 2,
            {"x": (1 - math.tanh(0.5) ** 2) / 2},
        ),
        ("x = -2; abs(x) + relu(x) + step(x) + round(0.4)", 2, {"x": -1}),
    ],
)
def test_an_expression_has_its_value_and_its_slopes(text, value, slopes):
    graph = Graph(text)
    graph.result.backward()
    assert graph.result.data == pytest.approx(value, rel=1e-14)
    found = {name: node.grad for node, name in reversed(graph.names.items())}  # the first of a name
    assert found == pytest.approx(slopes, rel=1e-12)


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("", "nothing to work out"),
        ("  ;", "nothing to work out"),
        ("# x", "nothing to work out"),
        ("-True", "is no expression"),
        ("x + 1", "x has no value yet; write x = 2; in front"),
        ("no such word", "cannot be read"),
        ("x = 3; 2x", "cannot be read"),
        ("print(3)", "print(…) is unknown"),
        ("exp(1, 2)", "has not one argument"),
        ("(3).real", "is no expression"),
        ("[1, 2]", "is no expression"),
        ("x = 1; x < 2", "is no expression"),
        ("x, y = 1, 2", "is no expression"),
        ("True", "is no expression"),
        ("1j", "is no expression"),
        ("import os", "is no expression"),
        ("__import__('os')", "is unknown"),
        ("1e400", "larger than any number"),
        ("x = 1e200; x * x", "larger than any number"),
        ("1 / 0", "divides by zero"),
        ("log(0)", "above 0"),
        ("x" * 300, "300 characters"),
        ("(" * 99 + "1", "cannot be read"),
    ],
)
def test_what_is_no_expression_gets_a_sentence(text, sentence):
    with pytest.raises(ValueError) as error:
        Graph(text)
    assert sentence in str(error.value)
    assert "No picture" in GraphLab(text=text).caption


def test_a_node_of_a_graph_has_its_name_and_its_operation():
    graph = Graph("x12 = 3; sum = x12 + 1; sum * 2")
    assert [graph.title(node) for node in graph.nodes] == ["x₁₂", "", "sum = +", "", "×"]
    assert Graph("1" + "+1" * 99 + " ").result.data == 100  # 200 characters
    with pytest.raises(ValueError, match="201 characters; 200 are the most"):
        Graph("1" + "+1" * 100)


def test_a_graph_is_drawn_from_left_to_right():
    graph = Graph("x1 = 3; x2 = -1; (x1 + x2) * (x1 * x2)")
    number_of = {node: k for k, node in enumerate(graph.nodes)}
    edges = [(number_of[p], number_of[n]) for n in graph.nodes for p, _ in n.parents]
    place = places(len(graph.nodes), [(*edge, 0) for edge in edges])
    assert all(place[start][0] < place[end][0] for start, end in edges)
    assert len(set(place.values())) == len(place)


def test_the_graph_lab_adds_up_what_comes_back():
    lab = GraphLab(text="x = 3; x * x + x", step=0)
    texts = lambda: [box.get_text() for box in lab.diagram.boxes]
    assert texts() == ["x\n3", "×\n?", "+\n?"] and "Given" in lab.caption
    assert lab.controls["step"].max == 5
    lab.step(2)
    assert texts() == ["x\n3", "×\n9", "+\n12"]
    lab.step(2)  # the sum has sent its 1
    assert texts() == ["x\n3\n∂ 1", "×\n9\n∂ 1", "+\n12\n∂ 1"]
    lab.step()
    assert texts()[0] == "x\n3\n∂ 7" and lab.caption.endswith("Slopes of the result: x: 7.")
    assert sorted(t.get_text() for t in lab.diagram.labels.values()) == ["", "", "3 · 1", "3 · 1"]


def test_the_graph_lab_shows_where_no_slope_passes():
    for name in ("step", "round"):
        lab = GraphLab(preset=name)
        assert "slope 0 everywhere" in lab.caption
        assert lab.step(9).caption.endswith((": 0.", ": 0, x: 0."))
    for name in ("abs at its kink", "ReLU at its kink"):
        assert "kink at 0" in GraphLab(preset=name).caption
    assert "too large to draw" in GraphLab(text="+".join("1234567890" * 2)).caption


# ---- the gradient check


def test_nudges_bend_by_h_or_its_square():
    x, f = np.array([0.7]), lambda v: math.sin(v[0])
    for central, power in ((True, 2), (False, 1)):
        errors = [abs(numerical_gradient(f, x, h, central)[0] - math.cos(0.7)) for h in (1e-2, 1e-3)]
        assert math.log10(errors[0] / errors[1]) == pytest.approx(power, abs=0.05)


@pytest.mark.parametrize("precision, central, worst", [
    ("float64", True, 2e-9), ("float64", False, 2e-6), ("float32", True, 1e-3), ("float32", False, 2e-2),
])  # fmt: skip
def test_the_best_step_by_the_kind_of_numbers(precision, central, worst):
    lab = CheckLab(precision=precision, difference=central)
    deviations = [lab.deviation(h) for h in 10.0 ** np.arange(-16, 0.1)]
    assert lab.deviation(best_step(precision, central)) < worst
    assert lab.deviation(best_step(precision, central)) < 12 * min(deviations)
    assert deviations[0] > 0.5 and deviations[-1] > 0.1


def test_a_correct_gradient_fails_the_wrong_check_in_float32():
    net, X, T, loss = asu()
    small = MLP(Dense(layer.W.astype(np.float32), layer.b, layer.activation) for layer in net.layers)
    X, T = X.astype(np.float32), T.astype(np.float32)
    assert check_gradients(small, X, T, loss, h=1e-5) > 0.1
    assert check_gradients(small, X, T, loss) < 2e-3
    assert check_gradients(net, *asu()[1:]) < 1e-9


def test_at_a_kink_no_nudge_helps_and_near_one_a_small_one_does():
    assert [check_gradients(*kink(1.0), h=h) for h in (1e-1, 1e-3, 1e-6)] == pytest.approx([1, 1, 1])
    assert check_gradients(*kink(1.0005), h=1e-2) == pytest.approx(0.48, abs=0.005)
    assert check_gradients(*kink(1.0005), h=1e-5) < 1e-8


@pytest.mark.parametrize("slip", ["slope", "mean", "sign"])
def test_every_slip_is_found_with_a_good_nudge(slip):
    lab = CheckLab(slip=slip, h=1e-5)
    assert lab.deviation(1e-5) > 0.3 and "There is a slip" in lab.caption
    assert lab.set(slip="none").deviation(1e-5) < 1e-9 and "backprop is right" in lab.caption


def test_the_check_lab_does_not_show_the_best_step_unasked():
    lab = CheckLab()
    assert lab.values["h"] == 0.1 and len(lab.artists[3].get_xdata()) == 0
    assert not any(frame.get("curve") for frame in CheckLab.storyboard)
    assert "smallest is 1.6e" in lab.set(curve=True).caption


def test_a_nudge_of_nothing_is_refused():
    for h in (0, -1e-3, math.nan):
        with pytest.raises(ValueError, match="h must be"):
            numerical_gradient(lambda v: v.sum(), np.ones(2), h)


# ---- any depth, by hand


def test_nus_recursion_on_the_network_of_the_absolute_value():
    """W-28, in the corrected form, against finite differences of the network itself."""
    W1, W2 = np.array([[-1.0, 1], [1, -1]]), np.array([0.0, 1, 1])
    x = np.array([1.0, 3])

    def loss(W1, W2):
        return (W2 @ [1, *np.maximum(W1.T @ x, 0)] - 0.5) ** 2 / 2

    dW2 = numerical_gradient(lambda w: loss(W1, w), W2.copy())
    dW1 = numerical_gradient(lambda w: loss(w, W2), W1.copy())
    assert dW2 == pytest.approx(np.array([1.5, 3, 0]), abs=1e-8)
    assert dW1 == pytest.approx(np.array([[1.5, 0], [4.5, 0]]), abs=1e-8)


# ---- explain


def test_the_explain_lab_shows_the_number_of_its_place():
    lab = ExplainLab()
    assert lab.places() == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)] and lab.last() == 4
    lab.set(number="gradient", place=4)
    place, why, explanation = lab.explained()
    assert place == (1, 2, 1) and explanation.value == why.trace.layers[0].dW[1, 0]
    assert number(explanation.value, True) in lab.caption
    assert lab.artists[3].get_text().splitlines()[0] == str(explanation).splitlines()[0]
    lit = [pair for pair in lab.pairs if lab._lit(pair, place)]
    assert lit == [((0, 1), (1, 2))]


def test_a_sum_lights_its_inputs_and_a_sensitivity_its_outgoing_edges():
    lab = ExplainLab(place=1)
    lit = lambda: [pair for pair in lab.pairs if lab._lit(pair, lab.explained()[0])]
    assert lit() == [((0, 1), (1, 2)), ((0, 2), (1, 2))]
    lab.set(number="delta")
    assert lit() == [((1, 2), (2, 1)), ((1, 2), (2, 2))]


def test_a_click_chooses_a_unit_or_a_connection():
    lab = ExplainLab()

    def click(x, y):
        at = lab.ax.transData.transform((x, y)) / lab.ax.figure.bbox.size
        lab.click(*at)
        return lab.explained()[0]

    assert click(*lab.units[2, 2]) == (2, 2)
    lab.set(number="update")
    (x0, y0), (x1, y1) = lab.units[1, 3], lab.units[2, 1]
    assert click(x0 + 0.3 * (x1 - x0), y0 + 0.3 * (y1 - y0)) == (2, 1, 3)
    lab.click(0.5, 0.1)  # the text is no place
    assert lab.explained()[0] == (2, 1, 3)


def test_the_arrows_add_up_to_the_step():
    lab = ExplainLab(number="update", place=1, momentum=0.9, l2=0.1)
    _, why, explanation = lab.explained()
    weight = why.net.layers[0].W[0, 0]
    top = float(lab.artists[-2].get_text())
    ways = [np.multiply(line.get_xdata(), top) for line in lab.artists[4:8]]
    assert ways[0][0] == ways[3][0] == 0 and ways[0][1] == ways[1][0] and ways[1][1] == ways[2][0]
    assert weight + ways[2][1] == pytest.approx(explanation.value, rel=1e-12) and ways[3][1] == ways[2][1]
    assert abs(weight + ways[2][1] - ways[2][0]) < abs(weight)  # the L2 pull goes towards 0


@pytest.mark.parametrize(
    "output, slope", [("identity", 1), ("sigmoid", None), ("tanh", None), ("relu", None)]
)
def test_the_last_sensitivity_has_the_slope_with_the_squared_error_only(output, slope):
    lab = ExplainLab(number="delta", place=4, output=(output, "squared_error"))
    _, why, explanation = lab.explained()
    last = why.trace.layers[-1]
    f = why.net.layers[-1].activation
    expected = (last.a[0, 1] - why.T[0, 1]) * f.derivative(last.z)[0, 1]
    assert explanation.value == pytest.approx(expected) and "f′" in explanation.formula
    lab.set(output=("sigmoid", "binary_cross_entropy"))
    assert "f′" not in lab.explained()[2].formula


def test_a_softmax_of_one_is_refused_in_a_sentence():
    assert (
        "at least two outputs"
        in ExplainLab(sizes=(2, 3, 1), output=("softmax", "softmax_cross_entropy")).caption
    )


def test_explaining_needs_targets_that_fit():
    net = MLP.random([2, 3, 2], rng=0)
    with pytest.raises(ValueError, match="T has 3 columns"):
        Explain(net, [[1.0, 2]], [[1.0, 2, 3]], squared_error)


# ---- nothing below a step moves


def test_nothing_below_a_step_moves_and_a_wide_net_learns_all_the_same():
    X, y = boolean("xor")
    starts = MLPClassifier((16,), "step", 0.5, 300, None, "sgd").begin_starts(X, y, range(20))
    before, after = starts.at(0), starts.at(300)
    for a, b in zip(before, after):
        assert np.array_equal(a.net_.layers[0].W, b.net_.layers[0].W)
        assert np.array_equal(a.net_.layers[0].b, b.net_.layers[0].b)
        assert not np.array_equal(a.net_.layers[1].W, b.net_.layers[1].W)
    assert sum(model.score(X, y) == 1 for model in after) >= 15


def test_the_stall_lab_names_the_layers_that_stood_still():
    lab = StallLab(sizes=(2, 4, 3, 1), epoch=0)
    assert "stood still" not in lab.caption  # nothing has happened yet
    assert "Layers 1, 2 stood still." in lab.set(epoch=30).caption
    assert "stood still" not in lab.set(activation="tanh", epoch=30).caption
    heights = [bar.get_height() for bar in lab.panel_axes[2].patches]
    assert all(height > 0 for height in heights[:3]) and heights[3] == 0
