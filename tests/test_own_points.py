"""Every lab of the plane takes the learner's own points, and says what it did to them while they are in sight."""

import numpy as np
import pytest

from mlpcourse import Perceptron, labs
from mlpcourse.labs import paper
from mlpcourse.labs.own import OwnData, own_points
from mlpcourse.labs.plane import AND, PlaneLab
from mlpcourse.points import PointsError

EVERY = [lab for lab in (getattr(labs, name) for name in labs.__all__) if issubclass(lab, OwnData)]
PLANES = [lab for lab in EVERY if issubclass(lab, PlaneLab) and lab.inputs == 2]
GERMAN = "Länge;Breite;Klasse\n0;0;no\n1,5;1;yes\n2;1,125;yes\n\n-1;0,5;no\n".encode("cp1252")
WIDE = ([[1000, -0.03], [3000, -0.05]], ["a", "b"])


def test_the_labs_that_take_own_points():
    assert {kind.__name__ for kind in EVERY} >= {"PerceptronLab", "AdalineLab", "LogisticLab", "ThreeLinesLab",
        "MarginLab", "FarPointsLab", "CollapseLab", "ManyClassesLab"}  # fmt: skip


@pytest.mark.parametrize("kind", PLANES)
def test_a_file_from_excel(kind, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_bytes(GERMAN)
    lab = kind(data=file)
    assert lab.state()["points"] == ((0, 0, 0), (1.5, 1, 1), (2, 1.125, 1), (-1, 0.5, 0))  # to the last digit
    assert lab.caption.endswith(" Class 0 is no, 1 is yes.") and "standardised" not in lab.caption
    file.write_text("0,0,no\n1,one,yes\n")
    with pytest.raises(PointsError, match=r"^mine\.csv, row 2, column 2: 'one' is not a number; write"):
        kind(data=str(file))


@pytest.mark.parametrize("kind", EVERY)
def test_points_of_one_class_or_of_too_many(kind):
    X = np.arange(12.0).reshape(6, 2)[:, : kind.inputs]
    with pytest.raises(PointsError, match=r"got 1 \(a\); relabel or leave some out"):
        kind(data=(X, ["a"] * 6))
    wanted = {5: "2 to 5 classes", 2: "two classes"}[kind.most]
    with pytest.raises(PointsError, match=rf"the lab needs points of {wanted}, got 6 \(a, b, c, d, …\)"):
        kind(data=(X, list("abcdef")))


@pytest.mark.parametrize("kind", EVERY)
def test_a_table_of_other_width_is_refused_and_no_column_is_dropped(kind):
    with pytest.raises(
        PointsError, match=f"X, row 0 .*: {kind.inputs + 1} columns, expected {kind.inputs}; choose with X"
    ):
        kind(data=(np.eye(4, kind.inputs + 1), [0, 1, 0, 1]))
    with pytest.raises(PointsError, match=f"row 0 .*: 5 columns, expected {kind.inputs + 1}"):
        kind(data=np.eye(4, 5))


@pytest.mark.parametrize("kind", EVERY)
def test_as_few_points_as_a_lab_takes_and_one_less(kind):
    """Whatever its menus are set to; with one less, no menu may be what finds it out."""
    n = kind.least
    X, y = np.arange(2.0 * n).reshape(n, 2)[:, : kind.inputs], [0] + [1] * (n - 1)
    lab = kind(data=(X, y))
    for name, control in lab.controls.items():
        values = [option[-1] for option in getattr(control, "options", ()) if isinstance(option, tuple)]
        if hasattr(control, "min") and name in ("train_share", "batch_size"):
            values = [control.min, control.max]
        for value in values:
            assert lab.set(**{name: value}).shows_own() or name == "dataset"
        lab.set(**{name: lab.home()[name]})
    if n > 2:
        with pytest.raises(PointsError, match=f"^the lab needs {n} points or more, got {n - 1}; give more"):
            kind(data=(X[1:], [0] + [1] * (n - 2)))


def test_columns_that_a_picture_cannot_show_together_are_standardised_together():
    rng = np.random.default_rng(0)
    y = np.arange(40) % 2
    for low, high in (
        ((0, 0), (28, 1)),
        ((0, 0), (1, 28)),
        ((20, 20), (22, 22)),
        ((0, 0), (1000, 1000)),
        ((0, 0), (1e-3, 1)),
    ):
        X = rng.uniform(low, high, (40, 2))
        drawn, classes, said = own_points((X, y))
        assert np.allclose(drawn.mean(axis=0), 0) and np.allclose(drawn.std(axis=0), 1)
        assert "standardised: x₁ = (column 1 − " in said and "x₂ = (column 2 − " in said
        assert np.array_equal(classes, y)
    for low, high in (((0, 0), (1, 1)), ((-5, -5), (5, 5)), ((0, 0), (7, 2.5)), ((0, 0), (28, 10))):
        X = rng.uniform(low, high, (40, 2))
        drawn, _, said = own_points((X, y))
        assert np.array_equal(drawn, X) and said == ""
    drawn, _, said = own_points(([[0, 0], [1, 0]], [0, 1]))  # a column that is always 0
    assert drawn.tolist() == [[0, 0], [1, 0]] and said == ""
    for tiny in (1e-200, 1e-320, 1e99):  # neither squares that vanish nor such that overflow
        drawn = own_points(([[tiny, 1], [3 * tiny, 2]], [0, 1])).X
        assert np.isfinite(drawn).all() and drawn[:, 1].tolist() == [-1, 1]


@pytest.mark.parametrize("kind", PLANES)
def test_what_was_done_to_the_points_is_said_while_they_are_in_sight(kind):
    """Not after a preset or other data; of the picture on paper as of the one on the page."""
    lab = kind(data=WIDE)
    assert np.array(lab.state()["points"]) == pytest.approx(np.array([[-1, 1, 0], [1, -1, 1]]))
    said = (" Class 0 is a, 1 is b. Your columns are standardised: "
            "x₁ = (column 1 − 2000) / 1000, x₂ = (column 2 + 0.04) / 0.01.")  # fmt: skip
    assert lab.caption.endswith(said) and all(caption.endswith(said) for caption in paper.frames(lab)[1])
    lab.controls["points"].append(0.5, 0.5, 1)
    lab.controls["points"].change(0, x1=-0.5)
    assert lab.caption.endswith(said)  # one of the two is still where it was
    again = kind(data=WIDE, **lab.state() | {"points": AND})
    assert "standardised" not in again.caption and "Class 0" not in again.caption
    lab.set(points=AND)
    assert "standardised" not in lab.caption and not any("Class 0" in c for c in paper.frames(lab)[1])
    assert "standardised" not in kind().caption
    for preset in kind.presets.values():
        assert "standardised" not in kind(data=WIDE).set(**{"points": AND} | preset).caption


def test_of_the_labs_that_have_other_data_too():
    X, y = np.array([[0, 0], [1, 1], [3, 4], [9, 1.0]]), ["a", "b", "b", "a"]
    for kind in (labs.CollapseLab, labs.ManyClassesLab):
        lab = kind(data=(X, y))
        assert "of 4 points right" in lab.caption or "of your points right" in lab.caption
        assert lab.caption.endswith(" Class 0 is a, 1 is b.")
        names = {}
        exec(lab.script(), names)
        assert names["losses"] == lab.curve()
        assert "standardised: x₁ = (column 1 − 325) / " in kind(data=(100 * X, y)).caption
    lab = labs.CollapseLab(data=(100 * X, y))
    assert "standardised" not in lab.set(dataset="moons").caption
    assert "standardised" in lab.set(dataset="yours").caption
    assert "standardised" not in paper.frames(labs.CollapseLab(dataset="moons", data=(100 * X, y)))[1][0]


def test_points_on_a_line():
    for data in (([1, 2, 4], ["a", "a", "b"]), [[1, "a"], [2, "a"], [4, "b"]]):
        lab = labs.FarPointsLab(data=data)
        assert lab.state()["points"] == ((1, 0, 0), (2, 0, 0), (4, 0, 1))
        assert lab.caption.endswith(" Class 0 is a, 1 is b.")
    far = labs.FarPointsLab(data=([100, 300], [0, 1]))
    assert far.caption.endswith(" Your columns are standardised: x = (column 1 − 200) / 100.")


def test_labels_of_any_coding_are_the_classes_0_and_1():
    """So −1 and +1 are corrected by the rule that the lab's own control names."""
    X = [[0, 0], [0, 1], [1, 0], [1, 1]]
    for labels, said in (
        (["-1", "-1", "-1", "+1"], " Class 0 is −1, 1 is 1."),
        ([0, 0, 0, 1], ""),
        ([1, 1, 1, 2], " Class 0 is 1, 1 is 2."),
        (["a"] * 3 + ["b" * 30], f" Class 0 is a, 1 is {'b' * 19}…."),
    ):
        lab = labs.PerceptronLab(data=(X, labels), step=10**6)
        assert lab.state()["points"] == AND
        assert lab.caption.endswith(said) if said else "Class 0" not in lab.caption
        names = {}
        exec(lab.set(coding=-1).script(), names)  # NUS corrects by y − ŷ = 2
        signs = Perceptron().fit(X, [-1, -1, -1, 1])
        assert np.array_equal(names["model"].w_, signs.w_) and {abs(u.error) for u in signs.updates_} == {2}


def test_own_points_are_moved_without_losing_their_digits():
    lab = labs.LogisticLab(data=([[0.123456, 1], [2, 3.000001]], [0, 1]))
    assert lab.state()["points"] == ((0.123456, 1, 0), (2, 3.000001, 1))
    lab.controls["points"].change(0, x2=5)
    lab.controls["points"].chosen = 1
    lab.controls["points"].x1.value = 2.5
    assert lab.state()["points"] == ((0.123456, 5, 0), (2.5, 3.000001, 1))
