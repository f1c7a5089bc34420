"""What the labs of chapter 17 show, against computations of their own."""

from itertools import product

import numpy as np
import pytest

from mlpcourse import labs
from mlpcourse.labs.overfitting import CONTRIBUTIONS, HIDDEN
from mlpcourse.training import early_stopping


def entropy(model, X, y):
    """Cross-entropy from the scores, without the package's losses."""
    z = model.decision_function(X)
    return float(np.mean(np.logaddexp(0, np.where(y == 1, -z, z))))


def test_both_losses_are_those_of_the_rows_trained_on_and_held_out():
    lab = labs.OverfitLab(epoch=12, validation=True)
    scene = lab.scene()
    held = np.setdiff1d(np.arange(240), scene.run.rows)
    assert len(scene.run.rows) == 40
    assert entropy(scene.now, scene.X[scene.run.rows], scene.y[scene.run.rows]) == pytest.approx(
        scene.run.history.loss[12]
    )
    loss = entropy(scene.now, scene.X[held], scene.y[held])
    assert f"Validation loss {loss:.3f} on 200 rows" in lab.caption


def test_the_validation_loss_hides_until_it_is_asked_for():
    lab = labs.OverfitLab(epoch=20)
    hidden = [artist for artist in lab.artists if artist.get_gid() == HIDDEN]
    assert len(hidden) == 7 and not any(artist.get_visible() for artist in hidden)
    assert "Validation" not in lab.caption
    lab.set(validation=True)
    assert all(artist.get_visible() for artist in hidden)


def test_the_star_stands_where_early_stopping_goes_back_to():
    lab = labs.OverfitLab(epoch=300, remedy="patience 3", validation=True)
    losses = lab.scene().run.history.val_loss
    stop, best = early_stopping(losses, 3)
    assert lab.state()["epoch"] == stop == len(losses) - 1
    (star,) = [artist for artist in lab.artists if getattr(artist, "get_marker", str)() == "*"]
    assert star.get_xydata().tolist() == [[best, min(losses)]]
    assert f"epoch {best} had the lowest" in lab.caption


def test_the_penalty_is_half_lambda_times_the_squares_of_the_weights():
    lab = labs.OverfitLab(epoch=20, remedy="weight decay 0.01")
    scene = lab.scene()
    rows = scene.run.rows
    penalty = scene.run.history.loss[20] - entropy(scene.now, scene.X[rows], scene.y[rows])
    assert penalty > 0.05 and f"the penalty is {penalty:.3f}" in lab.caption


def test_the_band_is_of_validation_losses_when_these_are_shown():
    lab = labs.OverfitLab(epoch=15, ten_starts=True, validation=True)
    shown = lab.scene().starts[-1]
    alone = [labs.OverfitLab(epoch=15, seed=seed).scene().run.history.val_loss[15] for seed in (0, 7)]
    assert shown[[0, 7]] == pytest.approx(alone, rel=1e-12)
    lab.set(validation=False)
    assert lab.scene().starts[-1][0] == pytest.approx(lab.scene().run.history.loss[15], rel=1e-12)


def test_more_rows_contain_the_fewer():
    rows = [set(labs.OverfitLab(share=share).scene().run.rows) for share in (1 / 12, 1 / 6, 1 / 2)]
    assert [len(each) for each in rows] == [20, 40, 120]
    assert rows[0] < rows[1] < rows[2]


def test_noise_is_in_the_data_and_in_the_script():
    lab = labs.OverfitLab(noise=0.1)
    space = {}
    exec(lab.data_script(), space)
    X, y = lab.scene().X, lab.scene().y
    assert np.array_equal(space["X"], X) and np.array_equal(space["y"], y)


@pytest.mark.parametrize("p", [0.0, 0.2, 0.5, 0.9])
def test_sixteen_masks(p):
    """Mean and variance by going through all masks, in another order."""
    lab = labs.MaskLab(p=p)
    chances, outputs = [], []
    for mask in product((0, 1), repeat=4):
        chances.append(np.prod([1 - p if kept else p for kept in mask]))
        outputs.append(float(np.dot(mask, CONTRIBUTIONS)))
    mean = np.dot(chances, outputs)
    assert mean == pytest.approx((1 - p) * CONTRIBUTIONS.sum())
    lab.set(mean=True)
    assert lab.line.get_ydata()[0] == pytest.approx(mean)
    lab.set(scaled=True)
    assert lab.line.get_ydata()[0] == pytest.approx(3.5)
    variance = p / (1 - p) * float((CONTRIBUTIONS**2).sum())  # independent units: W-47
    assert lab.caption.endswith(f"variance {variance:.6g}.") or variance == 0


def test_a_silent_unit_adds_nothing():
    lab = labs.MaskLab(mask=0b0110, p=0.5, scaled=True)
    assert [bar.get_height() for bar in lab.bars] == [0, 2, -2, 0]
    assert [cross.get_text() for cross in lab.crosses] == ["×", "", "", "×"]
    assert "output 0" in lab.caption
