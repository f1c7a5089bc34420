"""Chapter 20: what makes a drawing ready, the labs of the digits and the pad, the progress bar."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from mlpcourse import MLPClassifier, MLPRegressor, labs
from mlpcourse.datasets import load_digits, load_mnist
from mlpcourse.exercises import ____, nb20
from mlpcourse.exercises.question import NOT_ATTEMPTED, RIGHT, WRONG
from mlpcourse.handwriting import as_drawing, block_means, centred, crop, prepare, resized, stroke
from mlpcourse.labs.bar import ProgressBar
from mlpcourse.labs.digits import columns_for, confusion, mosaic, ranked, silent
from mlpcourse.labs.pad import FIVE, Pad, packed, strokes, unpacked
from mlpcourse.mnist import MNIST_FILES

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
RNG = np.random.default_rng(0)

# ---- handwriting


def drawn(rows, columns, side=32):
    drawing = np.zeros((side, side))
    drawing[rows, columns] = 1
    return drawing


def test_resized_keeps_the_mean_and_is_the_mean_of_the_area():
    image = RNG.random((12, 18))
    for shape in ((4, 6), (12, 18), (5, 7), (30, 40), (1, 1)):
        small = resized(image, *shape)
        assert small.shape == shape and small.mean() == pytest.approx(image.mean())
    fine = np.kron(image, np.ones((5, 7)))  # each new cell then is a block of whole cells
    assert resized(image, 5, 7) == pytest.approx(fine.reshape(5, 12, 7, 18).mean(axis=(1, 3)))
    assert resized(image, 4, 6) == pytest.approx(image.reshape(4, 3, 6, 3).mean(axis=(1, 3)))


def test_a_box_keeps_the_ratio_of_a_drawing():
    for height, box, shape in ((10, 8, (4, 8)), (1, 8, (1, 8)), (20, None, (32, 32))):
        assert prepare(drawn(slice(5, 5 + height), slice(3, 23)), box).scaled.shape == shape
    assert centred(np.zeros((2, 2)), 6).shape == (6, 6)


def test_prepared_digits_do_not_depend_on_where_or_how_large_they_were():
    shape = unpacked(strokes(FIVE)[1])
    ink = crop(shape)
    expected = prepare(shape).centred
    for top, left in ((0, 0), (3, 9), (32 - ink.shape[0], 32 - ink.shape[1])):
        moved = np.zeros((32, 32))
        moved[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
        assert np.array_equal(prepare(moved).centred, expected)
    double = np.kron(shape[:20, :20], np.ones((2, 2)))
    assert prepare(double, 30).scaled == pytest.approx(prepare(shape, 30).scaled)


def test_preparing_keeps_the_shape_and_fills_the_longer_side():
    tall = prepare(drawn(slice(4, 14), slice(20, 24)))  # 10 by 4
    assert tall.cropped.shape == (10, 4) and tall.scaled.shape == (32, 13)
    wide = prepare(drawn(slice(4, 8), slice(2, 12)), box=20)
    assert wide.scaled.shape == (8, 20) and wide.centred.sum() == pytest.approx(160)
    dot = prepare(drawn(5, 5))
    assert dot.centred.shape == (32, 32) and dot.centred.min() == 1


def test_the_centre_of_mass_comes_to_the_middle_and_stays_in_the_frame():
    image = RNG.random((10, 6))
    framed = centred(image, 32)
    rows, columns = np.indices(framed.shape) + 0.5
    for places in (rows, columns):
        assert abs((places * framed).sum() / framed.sum() - 16) <= 0.5
    corner = np.zeros((30, 30))
    corner[0, 0] = 1
    assert centred(corner, 32)[2, 2] == 1  # further it cannot go
    with pytest.raises(ValueError, match="does not fit into 8 by 8"):
        centred(np.ones((9, 3)), 8)


def test_an_empty_drawing_and_other_shapes_get_a_sentence():
    with pytest.raises(ValueError, match="the drawing is empty; draw something first"):
        prepare(np.zeros((32, 32)))
    with pytest.raises(ValueError, match=r"must be square, got \(8, 9\)"):
        prepare(np.zeros((8, 9)))
    with pytest.raises(ValueError, match="cannot be dealt into blocks of 5"):
        block_means(np.zeros((32, 32)), 5)


def test_blocks_of_a_drawing_are_the_set_s_own_kind_of_pixels():
    drawing = RNG.integers(0, 2, (32, 32)).astype(float)
    pixels = block_means(drawing)
    assert pixels[2, 5] == drawing[8:12, 20:24].mean() and set(np.unique(16 * pixels)) <= set(range(17))
    X, _ = load_digits()
    flat = np.array([[1.0] * 8] * 4 + [[0.0] * 8] * 4)
    assert np.array_equal(as_drawing(flat), np.kron(flat, np.ones((4, 4))))
    again = block_means(as_drawing(X[0].reshape(8, 8)))
    assert np.corrcoef(again.ravel(), X[0])[0, 1] > 0.9


def test_a_stroke_is_all_cells_within_half_a_brush_of_its_line():
    line = stroke(np.zeros((32, 32)), (10.5, 4.5), (10.5, 20.5), 3)
    for row, column in np.ndindex(32, 32):
        beside = max(4 - column, column - 20, 0)
        assert line[row, column] == (np.hypot(row - 10, beside) <= 1.5)
    assert not stroke(line, (10.5, 4.5), (10.5, 20.5), 3, ink=0).any()
    dot = stroke(np.zeros((32, 32)), (5.5, 5.5), (5.5, 5.5), 2)
    assert dot.sum() == 5  # a cell and its four neighbours


# ---- the lab of the digits


def test_what_the_lab_says_is_true_of_the_held_out_rows():
    lab = labs.DigitsLab(epoch=6, view="confusion matrix", seed=3)
    model, (X, y) = lab.scene().now, lab.held
    z = np.maximum(0, X @ model.net_.layers[0].W.T + model.net_.layers[0].b)
    said = (z @ model.net_.layers[1].W.T + model.net_.layers[1].b).argmax(axis=1)
    assert f"{np.mean(said == y):.1%} of 500 held out right" in lab.caption
    assert f"{np.sum(said != y)} mistakes" in lab.caption
    counts = confusion(model, X, y)
    for digit, answer in ((8, 8), (8, 1), (3, 5)):
        assert counts[digit, answer] == np.sum((y == digit) & (said == answer))
    trained, held = {tuple(row) for row in lab.scene().X}, {tuple(row) for row in X}
    assert len(lab.scene().X) == 1297 and not trained & held
    texts = [t.get_text() if t.get_visible() else "0" for t in lab.panel_axes[0].texts]
    assert np.array_equal(np.reshape(texts, (10, 10)).astype(int), counts)


def test_the_shelves_of_the_gallery():
    lab = labs.DigitsLab(epoch=4)
    model, (X, y) = lab.scene().now, lab.held
    P = model.predict_proba(X)
    for view, right, sign in (("sure and wrong", False, -1), ("unsure and wrong", False, 1),
                              ("unsure and right", True, 1)):  # fmt: skip
        rows, said, sure = ranked(model, X, y, view)
        assert len(rows) == 12 and all((said[rows] == y[rows]) == right)
        assert (np.diff(sign * sure[rows]) >= 0).all()
        others = np.setdiff1d(np.flatnonzero((P.argmax(axis=1) == y) == right), rows)
        assert (sign * sure[others] >= sign * sure[rows[-1]]).all()


def test_rate_one_with_momentum_silences_every_unit_and_crosses_it_out():
    lab = labs.DigitsLab(learning_rate=1.0, optimizer="momentum 0.9", epoch=10)
    net = lab.scene().now.net_
    z = lab.rows[0] @ net.layers[0].W.T + net.layers[0].b
    assert (z <= 0).all() and silent(net, lab.rows[0]).sum() == 32
    assert "32 of 32 units are silent" in lab.caption
    (crosses,) = [a for a in lab.artists if getattr(a, "get_marker", str)() == "x"]
    assert len(crosses.get_xdata()) == 32
    assert "0 of 32 units are silent" in lab.set(activation="tanh", epoch=1).caption
    lab = labs.DigitsLab(learning_rate=0.5, optimizer="momentum 0.9", epoch=5)
    net = lab.scene().now.net_
    z = lab.rows[0] @ net.layers[0].W.T + net.layers[0].b
    assert 0 < (z.max(axis=0) <= 0).sum() < (z.min(axis=0) <= 0).sum()
    assert f" {(z.max(axis=0) <= 0).sum()} of 32 units are silent" in lab.caption


def test_a_mosaic_has_every_image_at_its_place():
    images = RNG.random((10, 9))
    sheet, middles = mosaic(images, 4)
    assert sheet.shape == (11, 15) and np.isnan(sheet[3]).all()
    assert np.array_equal(sheet[4:7, 8:11], images[6].reshape(3, 3)) and middles[6].tolist() == [9, 5]
    assert [columns_for(n) for n in (10, 32, 64, 16)] == [5, 8, 8, 4]


def test_the_lab_takes_other_rows_of_other_sizes():
    X = RNG.random((60, 784)).astype(np.float32)
    y = np.arange(60) % 10
    lab = labs.DigitsLab(rows=(X, y, X[:20], y[:20]), epoch=2)
    assert lab.state()["sizes"] == (784, 32, 10) and "25450 parameters" in lab.caption
    for view in ("confusion matrix", "unsure and right"):
        lab.set(view=view)
        lab.check()


def test_the_script_trains_the_same_network():
    lab = labs.DigitsLab(sizes=(64, 5, 10), seed=2)
    space = {}
    exec(lab.script().replace("print(losses[-1])", ""), space)
    assert space["losses"] == pytest.approx(lab.curve())


def test_the_browser_shows_what_it_says():
    lab = labs.DigitBrowser(digit="7", labels=True, first=1000)
    assert lab.caption.endswith("Labels: 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7.")
    X, y = load_digits()
    shown = lab.image.get_array()[:8, :8].ravel()
    assert any(np.array_equal(shown, row) for row in X[y == 7])
    lab.set(labels=False)
    assert "Labels" not in lab.caption and not any(name.get_text() for name in lab.names)


# ---- the pad


def test_packing_a_drawing_loses_nothing():
    drawing = RNG.integers(0, 2, (32, 32)).astype(float)
    assert np.array_equal(unpacked(packed(drawing)), drawing)


def at(lab, row, column):
    box = lab.pad_axes.figure.bbox
    return lab.pad_axes.transData.transform((column, row)) / [box.width, box.height]


def test_the_pointer_draws_from_where_it_goes_down_to_where_it_goes_up():
    lab = labs.PadLab()
    lab.click(*at(lab, 4.5, 4.5))
    lab.click(*at(lab, 4.5, 12.5), "move")
    lab.click(*at(lab, 10.5, 12.5), "up")
    lab.click(*at(lab, 30.5, 30.5), "move")  # the button is up
    lab.check()
    expected = stroke(stroke(np.zeros((32, 32)), (4.5, 4.5), (4.5, 12.5)), (4.5, 12.5), (10.5, 12.5))
    assert np.array_equal(lab.pad.drawing, expected)
    before = lab.state()
    lab.click(0.99, 0.5)  # beside the pad
    lab.click(0.98, 0.5, "move")
    assert lab.state() == before
    lab.set(brush=5)
    lab.pad.pen.value = "erase"
    lab.click(*at(lab, 4.5, 4.5))
    lab.click(*at(lab, 4.5, 12.5), "up")
    assert lab.pad.drawing.sum() < expected.sum() / 2 and not lab.pad.drawing[4].any()


def test_a_stroke_that_leaves_the_pad_stays_drawable():
    lab = labs.PadLab()
    lab.click(*at(lab, 16, 2))
    lab.click(0.999, 0.999, "move")
    lab.click(0.999, 0.999, "up")
    lab.check()
    assert lab.pad.drawing[:, 31].any() or lab.pad.drawing[0].any()


def test_the_keyboard_draws_with_arrows_and_space():
    lab = labs.PadLab()

    def press(*keys, shift=False):
        for key in keys:
            lab._message(lab.stage, {"key": key, "shift": shift}, [])

    press(" ", "ArrowDown", "ArrowRight")  # the pen is up
    assert not lab.pad.drawing.any() and lab.state()["drawing"][0] == (10, 10)
    press(" ", "ArrowRight", "ArrowRight", "ArrowDown")
    expected = np.zeros((32, 32))
    for start, end in (((10.5, 10.5), (10.5, 14.5)), ((10.5, 14.5), (12.5, 14.5))):
        expected = stroke(expected, start, end)
    assert np.array_equal(lab.pad.drawing, expected)
    press(" ", shift=True)
    press("ArrowUp", "ArrowLeft", "ArrowLeft")
    assert lab.pad.drawing.sum() == 0
    for button, place in zip(lab.pad.arrows, ((10, 8), (8, 8), (10, 8), (10, 10))):
        button.click()
        assert lab.state()["drawing"][0] == place
    press(*["ArrowLeft"] * 40)
    assert lab.state()["drawing"][0] == (10, 0)
    lab.pad.clear.click()
    assert lab.state()["drawing"] == Pad().empty and "Nothing is drawn yet" in lab.caption


def test_the_pad_reads_the_pixels_before_and_after():
    lab = labs.PadLab(drawing=strokes(FIVE), prepared=True)
    ink = unpacked(strokes(FIVE)[1])
    model = lab.network("64-32-10")
    for pixels, bars, words in (
        (ink.reshape(8, 4, 8, 4).mean(axis=(1, 3)), lab.bars[0], "as drawn: 8"),
        (block_means(prepare(ink).centred), lab.bars[1], "Made ready: 5"),
    ):
        P = model.predict_proba(pixels.reshape(1, 64))[0]
        assert [bar.get_height() for bar in bars] == pytest.approx(P.tolist()) and words in lab.caption
    lab.set(prepared=False)
    assert "Made ready" not in lab.caption and not any(bar.get_height() for bar in lab.bars[1])


def test_a_pad_for_large_digits_and_for_no_others():
    X = RNG.random((40, 784))
    model = MLPClassifier((4,), epochs=1).fit(X, np.arange(40) % 10)
    lab = labs.PadLab(model=model, prepared=True)
    lab.click(*at(lab, 4.5, 4.5))
    lab.click(*at(lab, 20.5, 4.5), "up")
    lab.check()
    assert lab.pad.drawing.shape == (28, 28)
    assert sum(lab.images[3].get_array().any(axis=1)) == 20  # the box of MNIST
    with pytest.raises(ValueError, match="of 64 or 784 pixels, got 3"):
        labs.PadLab(model=MLPClassifier(epochs=1).fit(X[:, :3], np.arange(40) % 10))


def test_a_pad_refuses_what_is_no_drawing():
    pad = Pad()
    for bad in (3, ((1, 2),), ((1, 2), (0,) * 31), ((1, 32), (0,) * 32), ((1, 2), (2**32,) * 32)):
        with pytest.raises(Exception, match=r"a drawing is|must be a tuple|expected a tuple"):
            pad.value = bad
    assert pad.value == pad.empty


# ---- the progress bar


def test_a_run_that_is_stopped_goes_on_from_its_last_epoch():
    X, y = load_digits()
    model = MLPClassifier((4,), epochs=5, rng=1)
    run, shown = model.begin(X[:100], y[:100]), []
    bar = ProgressBar(run)
    once, go_on = [], run.extend

    def extend(to):
        if to == 3 and not once:
            once.append(to)
            raise KeyboardInterrupt
        return go_on(to)

    run.extend = extend
    assert bar.train(show=shown.append) == 2 and shown == [bar.box]
    assert bar.bar.value == 2 and bar.bar.max == 5 and "stopped" in bar.words.value
    assert bar.train(4, show=shown.append) == 4 and bar.train(show=shown.append) == 5
    assert "epoch 5 of 5" in bar.words.value and "done" in bar.words.value
    assert run.history.loss == pytest.approx(model.begin(X[:100], y[:100]).extend().loss)


# ---- the exercise that trains


def trained(hidden, factor=1, **settings):
    settings = dict(activation="relu", learning_rate=0.2, epochs=40, optimizer="sgd", init="he") | settings
    return MLPClassifier(hidden, **settings).fit(factor * nb20.X_train, nb20.y_train)


@pytest.mark.parametrize(
    "settings, reason",
    [
        (dict(factor=16, learning_rate=0.02, epochs=3), "left at 0 to 16"),
        (dict(factor=1 / 16), "divided by 16 once more"),
        (dict(learning_rate=0.001), "still falls: a larger rate, or more epochs"),
        (dict(learning_rate=1e-9, epochs=1), "it does not learn; try another rate"),
    ],
)
def test_a_network_that_falls_short_hears_why(settings, reason):
    outcome = nb20.q1.check(lambda hidden: trained(hidden, **settings))
    assert outcome.kind == WRONG and reason in outcome.message, outcome.message


def test_networks_that_are_none_or_alike_or_dead():
    def say(train):
        outcome = nb20.q1.check(train)
        assert outcome.kind == WRONG
        return outcome.message

    zero = lambda n_out, n_in, rng: np.zeros((n_out, n_in))
    good = trained(())
    assert "All units of the hidden layer are alike" in say(
        lambda hidden: trained(hidden, init=zero) if hidden else good
    )
    assert "hidden units are silent" in say(
        lambda hidden: trained(hidden, learning_rate=10.0) if hidden else good
    )
    assert "must give a network 64-32-10, got 64-2-10" in say(
        lambda hidden: trained((2,)) if hidden else good
    )
    assert "returns None" in say(lambda hidden: None)
    assert "is .fit(…) missing?" in say(MLPClassifier)
    assert "the function itself" in say(good)
    assert "stops with NameError" in say(lambda hidden: nothing_of_the_kind)  # noqa: F821
    assert "stops with SystemExit" in say(lambda hidden: sys.exit())
    assert "must return a fitted model" in say(lambda hidden: Unwilling())
    for labels in (nb20.y_train.astype(str), nb20.y_train - 5):
        strange = MLPClassifier((), epochs=1).fit(nb20.X_train, labels)
        assert "fit it to the labels as they are" in say(lambda hidden, model=strange: model)
    for rows in (load_digits(), (nb20.X_held, nb20.y_held)):
        all_known = MLPClassifier((), epochs=1).fit(*rows)
        assert "held-out rows were trained on" in say(lambda hidden, model=all_known: model)
    wrong_kind = MLPRegressor((), epochs=1).fit(nb20.X_train, np.eye(10)[nb20.y_train])
    assert "a classifier of the digits" in say(lambda hidden: wrong_kind)


class Unwilling:
    """Answers no question about itself."""

    def __getattr__(self, name):
        raise RuntimeError("no")


def test_natural_ways_to_train_are_right():
    adam = lambda hidden: MLPClassifier(hidden, epochs=60).fit(nb20.X_train, nb20.y_train)
    assert nb20.q1.check(trained).kind == nb20.q1.check(adam).kind == RIGHT
    assert nb20.q1.check(lambda hidden: ____).kind == NOT_ATTEMPTED


@pytest.mark.parametrize("size", [None, 1000])
def test_the_page_goes_on_without_the_large_files_and_with_a_damaged_one(size, tmp_path, monkeypatch, capsys):
    notebook = json.loads((NOTEBOOKS / "20_digits.ipynb").read_text(encoding="utf-8"))
    (cell,) = (cell for cell in notebook["cells"] if cell["id"] == "real-load")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mnist").mkdir()
    for name in MNIST_FILES if size else ():
        (tmp_path / "mnist" / name).write_bytes(
            np.array([2051, 60000, 28, 28], ">i4").tobytes() + bytes(size)
        )
    names = {"Path": Path, "load_mnist": load_mnist}
    exec("".join(cell["source"]), names)
    assert names["real"] is None
    assert ("holds 1,000 bytes of data" if size else "lacks train-images") in capsys.readouterr().out
