"""Chapter 09: the drawing of a network, and its forward pass number by number."""

import re
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.text import Annotation

from mlpcourse import plots
from mlpcourse.labs import BackpropStepper, ForwardLab, LayoutLab
from mlpcourse.lectures.forward import FORMULAS, example, forward_pass
from mlpcourse.plots.network import edges_of, has_room, keys_of

W1, B1 = [[0.4, -0.7], [-0.3, 0.9], [1.1, 0.2]], [0.1, -0.2, 0.3]
SIGMOID = lambda z: 1 / (1 + np.exp(-z))
NAMES = {"tanh": np.tanh, "sigmoid": SIGMOID, "relu": lambda z: max(z, 0.0)}


def sums(*sizes, **settings):
    """{symbol: value} of a pass through the example of these sizes."""
    formula = settings.pop("formula", "corrected")
    return {line.symbol: line.value for line in forward_pass(*example(sizes, **settings), formula)}


def test_the_chapters_numbers():
    """By hand: z = (1, -1.25, 0.65), and the output with each hidden activation."""
    assert [sums(2, 3, 1)[f"z{j}⁽¹⁾"] for j in "₁₂₃"] == pytest.approx([1, -1.25, 0.65])
    outputs = {
        "tanh": 0.8 * np.tanh(1) - 1.2 * np.tanh(-1.25) + 0.5 * np.tanh(0.65) - 0.4,
        "identity": 0.8 + 1.5 + 0.325 - 0.4,
        "sigmoid": 0.8 * SIGMOID(1) - 1.2 * SIGMOID(-1.25) + 0.5 * SIGMOID(0.65) - 0.4,
    }
    for hidden, output in outputs.items():
        assert sums(2, 3, 1, hidden=hidden)["a₁⁽²⁾"] == pytest.approx(output)
    assert sums(2, 3, 1)["a₁⁽²⁾"] == pytest.approx(1.513051, abs=5e-7)
    assert sums(2, 3, 1, output="sigmoid")["a₁⁽²⁾"] == pytest.approx(0.819513, abs=5e-7)


def test_the_printed_formulas():
    printed = sums(2, 3, 1, formula="printed on H-17")
    right = np.tanh(0.8) + np.tanh(1.5) + np.tanh(0.325) - 0.4
    assert printed["z₁⁽²⁾"] == pytest.approx(right) and right == pytest.approx(1.483206, abs=5e-7)
    assert printed["a₂⁽¹⁾"] == printed["z₂⁽¹⁾"] == pytest.approx(-1.25)  # the next layer gets the sums
    without = sums(2, 3, 1, formula="printed on H-15")
    assert without == pytest.approx(sums(2, 3, 1, hidden="identity"))
    for formula in FORMULAS:  # for the identity all three are one
        assert sums(3, 2, 4, 1, hidden="identity", formula=formula) == pytest.approx(
            sums(3, 2, 4, 1, hidden="identity")
        )
    with pytest.raises(ValueError, match=r"formula 'wrong' is unknown; choose one of corrected, printed on"):
        forward_pass(*example(), "wrong")


@pytest.mark.parametrize("sizes", [(2, 3, 1), (1, 1), (3, 2, 2), (2, 4, 3, 2), (4, 4, 4, 4)])
@pytest.mark.parametrize("hidden", ["tanh", "sigmoid", "relu", "identity"])
def test_the_lines_are_the_pass_of_the_network(sizes, hidden):
    net, x = example(sizes, hidden, "sigmoid")
    assert net.sizes == list(sizes) and all(np.array_equal(p, p.round(1)) and p.all() for p in net.params)
    lines = forward_pass(net, x)
    assert len(lines) == 2 * sum(sizes[1:])
    for k, trace in enumerate(net.forward(x[None]), start=1):
        for letter in "za":
            values = [line.value for line in lines if (line.layer, line.letter) == (k, letter)]
            assert values == pytest.approx(getattr(trace, letter)[0])


DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉−·", "0123456789-*")


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("sizes", [(2, 3, 1), (3, 2, 4, 2)])
def test_every_line_is_arithmetic(sizes, formula):
    """Its letters and its numbers, evaluated, both give the value."""
    for hidden in ("tanh", "sigmoid", "relu", "identity"):
        net, x = example(sizes, hidden, "sigmoid")
        known = {f"x{i}": value for i, value in enumerate(x, 1)}
        for line in forward_pass(net, x, formula):
            layer, j = net.layers[line.layer - 1], line.unit
            weights = {f"w{j}{i}": w for i, w in enumerate(layer.W[j - 1], 1)}
            letters = NAMES | weights | {f"b{j}": layer.b[j - 1]} | before(known, line.layer)
            if line.letter == "a":
                letters[f"z{j}"] = known[line.layer, "z", j]
            for text, names in ((line.formula, letters), (line.numbers, NAMES)):
                assert eval(text.translate(DIGITS), {}, names) == pytest.approx(line.value, abs=1e-5), line
            known[line.layer, line.letter, j] = line.value


def before(known, layer):
    """What a layer hears, by name: the inputs, or the outputs of the layer before it."""
    if layer == 1:
        return {name: value for name, value in known.items() if isinstance(name, str)}
    return {f"a{key[2]}": value for key, value in known.items() if key[:2] == (layer - 1, "a")}


def test_the_lab_shows_only_what_is_known():
    lab = ForwardLab(preset="chapter")
    texts = lambda: {key: unit.get_text() for key, unit in lab.diagram.units.items()}
    weights = {edge: label.get_text() for edge, label in lab.diagram.labels.items()}
    assert texts()[1, 1] == "z₁ = ?\na₁ = ?" and texts()[0, 2] == "x₂ = −1" and texts()[1, 0] == "1"
    for j in (1, 2, 3):  # bias first, then the row of W1
        numbers = [float(weights[(0, i), (1, j)].replace("−", "-")) for i in (0, 1, 2)]
        assert numbers == [B1[j - 1], *W1[j - 1]]
    lab.set(step=1)
    assert texts()[1, 1] == "z₁ = 1\na₁ = ?" and texts()[1, 2] == "z₂ = ?\na₂ = ?"
    assert lab.set(step=4).caption.endswith("output: a₂⁽¹⁾ = tanh(z₂) = −0.848284.")
    assert texts()[1, 2] == "z₂ = −1.25\na₂ = −0.8483" and texts()[2, 1] == "z₁ = ?\na₁ = ?"
    assert lab.set(step=8).caption.endswith("a₁⁽²⁾ = z₁ = 1.513051.")


def test_the_presets_end_where_the_page_says():
    ends = {"chapter": "1.513051", "straight": "2.225", "sigmoid hidden": "0.246112"}
    for preset, end in (ends | {"printed deep formula": "1.483206"}).items():
        assert ForwardLab(preset=preset, step=8).caption.endswith(f"= {end}.")
    assert "(EH-1)" in ForwardLab(preset="printed deep formula", step=7).caption
    assert "(EH-2)" in ForwardLab(formula="printed on H-15", step=2).caption


def test_the_default_lab_tells_nothing():
    """No count, and something to predict: sums of both signs."""
    lab = ForwardLab()
    assert lab.state()["step"] == 0 and "arameter" not in "".join(lab._repr_mimebundle_()[0]["text/plain"])
    assert "Parameters: (3 + 1)·2 + (2 + 1)·2 = 14." in lab.set(count=True).caption
    values = [line.value for line in forward_pass(*example((3, 2, 2))) if line.letter == "z"]
    assert min(values) < 0 < max(values) and values[0] * values[1] < 0


def test_a_click_goes_to_a_units_output_and_time_ends_with_the_network():
    lab = ForwardLab(preset="chapter")
    assert lab.controls["step"].max == 8 and ForwardLab(sizes=(4, 4, 4, 4)).controls["step"].max == 24
    for (layer, unit), step in {(1, 1): 2, (1, 3): 6, (2, 1): 8}.items():
        at = lab.diagram.units[layer, unit].get_window_extent().get_points().mean(axis=0)
        lab.click(*at / lab.drawing.figure.bbox.size)
        assert lab.state()["step"] == step
    at = lab.diagram.units[0, 0].get_window_extent().get_points().mean(axis=0)
    lab.click(*at / lab.drawing.figure.bbox.size)  # an input has no step
    assert lab.state()["step"] == 8


def test_a_full_network_shows_the_weights_of_the_step_only():
    lab = ForwardLab(sizes=(4, 4, 1), step=1)
    shown = {edge for edge, label in lab.diagram.labels.items() if label.get_text()}
    assert shown == {((0, i), (1, 1)) for i in range(5)} and not has_room(edges_of((4, 4, 1)))
    assert all(label.get_text() for label in ForwardLab(sizes=(3, 4, 1)).diagram.labels.values())


def test_each_unit_hears_all_of_the_layer_to_its_left_and_a_constant_hears_nothing():
    for sizes in ([2, 3, 1], [3, 4, 1], [1, 1], [2, 2, 2, 2]):
        edges = edges_of(sizes)
        by_hand = sum(a * b + b for a, b in pairwise(sizes))
        assert len(edges) == len(set(edges)) == by_hand == example(sizes)[0].n_parameters
        assert all(b[0] == a[0] + 1 and b[1] > 0 for a, b in edges)
    assert keys_of([2, 1]) == [[(0, 0), (0, 1), (0, 2)], [(1, 1)]]


def test_the_drawing_has_the_words_that_it_is_given():
    ax = plots.architecture([2, 3, 1], {(0, 1): "x₁", ((0, 2), (1, 3)): "a weight"}, {"A": ((1, 3), (1, 1))})
    texts = [text.get_text() for text in ax.texts if text.get_text().strip()]
    assert sorted(texts) == sorted(["input", "hidden", "output", "1", "1", "x₁", "a weight", "A"])
    (arrow,) = [text for text in ax.texts if isinstance(text, Annotation)]
    assert arrow.xy[1] > arrow.xyann[1] and arrow.xy[0] == arrow.xyann[0]  # up, within a column
    titles = [text.get_text() for text in plots.architecture([3, 4, 3, 2]).texts]
    assert {"hidden 1", "hidden 2"} <= set(titles)
    for sizes, sentence in (
        ([2], "an input and an output width"),
        ([2, 0, 1], "a layer size must be a whole"),
    ):
        with pytest.raises(ValueError, match=sentence):
            plots.architecture(sizes)


@pytest.mark.parametrize("lecture", ["ours", "Tsinghua", "ASU", "Melbourne", "Anand", "NUS"])
def test_a_layouts_marked_numbers_are_those_that_the_unit_hears(lecture):
    for unit in (1, 2, 3):
        lab = LayoutLab(lecture=lecture, unit=unit)
        marked = re.findall(r"font-weight:bold[^>]*>([^<]+)<", lab.text_box.value)
        numbers = sorted(float(text.replace("−", "-")) for text in marked)
        assert numbers == sorted([B1[unit - 1], *W1[unit - 1]])
        assert lab.caption.endswith(
            f"is {['1', '−1.25', '0.65'][unit - 1]}, and the output of the network 1.513051."
        )
    cells = re.findall(r"<td[^>]*>([^<]+)<", lab.text_box.value)
    first = {
        "Melbourne": ["0.1", "0.4", "−0.7"],
        "NUS": ["0.1", "−0.2", "0.3"],
        "Anand": ["0.4", "−0.3", "1.1"],
    }
    assert cells[:3] == first.get(lecture, ["0.4", "−0.7", "−0.3"])


def test_no_preset_of_the_stepper_tells_exercise_8_of_chapter_11():
    """Which hidden units the backward slides have; the lab stands above the question."""
    assert BackpropStepper.presets and all(v["hidden"] == "tanh" for v in BackpropStepper.presets.values())
