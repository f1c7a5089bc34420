"""Plots draw what they are given; the palette stays apart for every kind of colour vision."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from mlpcourse import MLP, Dense, plots, sigmoid
from mlpcourse.plots import DARK, LIGHT, loss_curves, network_diagram, tangent
from mlpcourse.plots.network import label_places, positions

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB
VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(color):
    c = np.array(to_rgb(color))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(color, vision):
    xyz = XYZ @ np.clip(VISIONS[vision] @ linear(color), 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(a, b):
    """WCAG contrast ratio."""
    light, dark = sorted(
        (0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2] for c in map(linear, (a, b))), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("vision", VISIONS)
def test_colours_stay_apart(theme, vision):
    first = theme.colors[:3]
    for a, b in itertools.combinations(first, 2):
        assert np.linalg.norm(lab(a, vision) - lab(b, vision)) > 20, (a, b)
    for a, b in itertools.combinations(theme.colors, 2):  # beyond three, markers and line styles help
        assert np.linalg.norm(lab(a, vision) - lab(b, vision)) > 8, (a, b)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_lines_are_readable(theme):
    assert contrast(theme.ink, theme.paper) > 12 and contrast(theme.muted, theme.paper) > 4.5
    assert contrast(theme.wrong, theme.paper) > 4.5
    assert all(contrast(color, theme.paper) > 3 for color in (*theme.colors, theme.accent))
    assert len(theme.colors) <= len(plots.style.MARKERS) == len(plots.style.LINES)


def test_loss_curves():
    ax = loss_curves({"old": [3, 2, 1], "new": [3, 1, 0.5]}, past=("old",), log=True)
    old, new = ax.lines
    assert old.get_color() == LIGHT.muted and new.get_color() == LIGHT.colors[0]
    assert new.get_xdata().tolist() == [0, 1, 2] and new.get_ydata().tolist() == [3, 1, 0.5]
    assert ax.get_yscale() == "log" and (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "loss")
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["old", "new"]
    assert loss_curves({"only": [1, 2]}).get_legend() is None


def test_ten_curves_and_ten_classes_look_different():
    ax = loss_curves({f"model {k}": [3, 2 - k / 10, 1] for k in range(10)})
    assert len({(line.get_color(), line.get_marker()) for line in ax.lines}) == 10
    assert len({line.get_color() for line in ax.lines}) == len({line.get_marker() for line in ax.lines}) == 10
    assert len(set(map(str, plots.style.LINES))) == 10
    X = np.arange(20.0).reshape(10, 2)
    ax = plots.points(X, np.arange(10))
    assert len({tuple(cloud.get_facecolor()[0]) for cloud in ax.collections}) == 10
    assert len({cloud.get_paths()[0].vertices.tobytes() for cloud in ax.collections}) == 10
    ax.figure.canvas.draw()
    assert len(plots.points(np.zeros((12, 2)), np.arange(12)).collections) == 12  # more begin again
    assert len(loss_curves({k: [1] for k in range(12)}).lines) == 12


@pytest.mark.parametrize("high, labels", [(1e6, {"1", "10", "10²", "10⁶"}), (3, {"0.5", "1", "2"})])
def test_a_logarithmic_axis_is_labelled_in_plain_text(high, labels):
    ax = plots.new_axes()
    ax.plot([1, 2], [0.5, high])
    assert plots.log_scale(ax, "y") is ax and ax.get_xscale() == "linear"
    ax.figure.canvas.draw()
    assert labels <= {label.get_text() for label in ax.get_yticklabels()}


def test_tangent_touches():
    grid = np.linspace(-1, 1, 21)
    ax = tangent(grid, grid**2, at=0.5, loss=0.25, slope=1.0, symbol="w₁")
    curve, line, point = ax.lines
    assert np.all(curve.get_ydata() >= line.get_ydata() - 1e-12)
    assert point.get_xydata().tolist() == [[0.5, 0.25]] and ax.get_xlabel() == "weight w₁"


def test_network_diagram_shows_every_text():
    units = [[("x", "one"), ("b", "two")], [("u", "three")]]
    ax = network_diagram(
        units, {("x", "u"): "edge 1", ("b", "u"): "edge 2"}, active={("x", "u")}, known={"x", ("x", "u")}
    )
    texts = {t.get_text(): t for t in ax.texts}
    assert set(texts) == {"one", "two", "three", "edge 1", "edge 2"}
    assert texts["edge 1"].get_color() == LIGHT.accent and texts["three"].get_color() == LIGHT.muted


def test_no_label_of_a_network_stands_on_a_crossing():
    layers = [["x0", "x1", "x2"], ["u0", "u1", "u2"], ["z1", "z2"]]
    edges = [(a, b) for a in layers[0] for b in ("u1", "u2")] + [(a, b) for a in layers[1] for b in layers[2]]
    place = {key: np.array(at) for key, at in positions(layers).items()}
    labels = np.array(list(label_places(place, edges).values()))
    crossings = 0
    for (a, b), (c, d) in itertools.combinations(edges, 2):
        left, right = place[a][1] - place[c][1], place[b][1] - place[d][1]
        if place[a][0] == place[c][0] and left * right < 0:
            crossings += 1
            at = place[a] + left / (left - right) * (place[b] - place[a])
            gaps = np.abs(labels - at) / (0.1, 0.08)  # half of a label of one line
            assert gaps.max(axis=1).min() > 1, (a, b, c, d)
    assert crossings >= 5


def test_plots_take_axes_and_give_them_back():
    ax = plots.new_axes(plots.new_figure(theme=DARK).add_subplot())
    assert loss_curves({"a": [1, 2]}, ax) is ax and ax.get_facecolor()[:3] == pytest.approx(
        to_rgb(DARK.paper)
    )


def plane():
    fig = plots.new_figure()
    ax = plots.new_axes(fig.add_subplot())
    plots.square(ax, 3)
    return ax


@pytest.mark.parametrize("w, b", [((3, -2), 1), ((1, 0), -0.5), ((0, 2), 1), ((-1, -1), 0)])
def test_a_line_is_where_the_score_is_zero(w, b):
    drawn = plots.line(w, b, plane())
    ends = drawn.get_xydata()
    assert ends @ w + b == pytest.approx([0, 0], abs=1e-9)
    assert np.abs(ends).max(axis=1).min() > 3  # it crosses the whole picture
    plots.update_line(drawn, (5, 1), 2)
    assert drawn.get_xydata() @ (5, 1) + 2 == pytest.approx([0, 0], abs=1e-9)
    plots.update_line(drawn, (0, 0), 2)
    assert len(drawn.get_xydata()) == 0


def test_a_map_shows_the_function_where_it_is():
    image = plots.score_map(lambda P: P[:, 0] + 10 * P[:, 1], plane())
    left, _, bottom, _ = image.get_extent()
    cell = 6 / 60
    expected = left + 7.5 * cell + 10 * (bottom + 50.5 * cell)
    assert image.get_array()[50, 7] == pytest.approx(expected)
    plots.update_map(image, lambda P: P[:, 0] - P[:, 1])
    assert image.get_array()[50, 7] == pytest.approx(left + 7.5 * cell - bottom - 50.5 * cell)


def test_a_moved_arrow_is_a_drawn_arrow():
    pictures = []
    for move in (False, True):
        ax = plane()
        arrow = plots.arrow((0, 0) if move else (1, 0), (2, 2) if move else (-1, 1), ax, "#000000", "w")
        if move:
            plots.update_arrow(arrow, (1, 0), (-1, 1))
        ax.figure.canvas.draw()
        pictures.append(np.asarray(ax.figure.canvas.buffer_rgba()).copy())
    assert np.array_equal(*pictures)


def test_a_surface_has_the_heights_of_the_function():
    fig = plots.new_figure()
    ax = plots.axes_3d(fig, (0, 0, 1, 1))
    assert plots.surface(lambda X: 2 * X[:, 0] - X[:, 1], ax, cells=4) is ax
    assert ax.get_zlim()[0] <= -9 and ax.get_zlim()[1] >= 9 and ax.get_zlabel() == ""


def test_a_band_holds_every_run():
    losses = np.array([[3, 2, 1.0], [2, 2, 2], [4, 1, 1.5]])
    ax = plots.band(losses, plane())
    corners = ax.collections[0].get_paths()[0].vertices
    for epoch in range(3):
        column = corners[corners[:, 0] == epoch, 1]
        assert (column.min(), column.max()) == (losses[:, epoch].min(), losses[:, epoch].max())


def test_a_drawn_neuron_answers_as_a_network_of_one_unit_does():
    ax = plots.neuron([0.5, -1], 1, [2, 3], sigmoid)
    net = MLP([Dense([[0.5, -1]], [1.0], sigmoid)])
    texts = [text.get_text() for text in ax.texts]
    assert {"w₀ = 1", "w₁ = 0.5", "w₂ = −1", "x₁ = 2", "x₂ = 3", "Σ\nz = −1"} <= set(texts)
    (answer,) = [text for text in texts if "ŷ" in text]
    assert float(answer.split("= ")[1]) == pytest.approx(net([[2.0, 3.0]])[0, 0], abs=1e-6)


def test_each_part_of_a_nerve_cell_stands_above_its_part_of_a_neuron():
    places = {text.get_text(): text.get_position() for text in plots.nerve_cell().texts}
    for part, meaning in (("dendrites", "the inputs"), ("body (soma)", "the sum"), ("axon", "the output")):
        assert places[part][0] == places[meaning][0] and places[part][1] > places[meaning][1]
