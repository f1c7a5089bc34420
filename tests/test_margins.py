"""The widest line against scikit-learn's linear SVM, and the lecture's numbers (W-12)."""

import numpy as np
import pytest
from scipy.spatial import ConvexHull
from sklearn.svm import SVC

from mlpcourse import Perceptron
from mlpcourse.datasets import boolean
from mlpcourse.margins import corners, margin, widest_line


def test_and():
    X, y = boolean("and")
    signs = 2 * y - 1
    w, b = widest_line(X, signs)
    assert w / w[0] == pytest.approx([1, 1]) and -b / w[0] == pytest.approx(1.5)
    assert margin(w, b, X, signs) == pytest.approx(0.353553, abs=1e-6)
    for start, expected in ((None, 0), ((1, -1, 0.5), 0.223607), ((0.3, 0.2, 0.1), 0.231283)):
        p = Perceptron(initial_weights=start).fit(X, y)
        assert margin(p.w_, p.b_, X, signs) == pytest.approx(expected, abs=1e-6)
    X, y = boolean("xor")
    assert widest_line(X, 2 * y - 1) is None


@pytest.mark.parametrize("seed", range(8))
def test_against_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((16 if seed < 4 else 200, 2))
    direction = rng.standard_normal(2)
    y = np.where(X @ direction > 0, 1, -1)
    X += 0.3 * y[:, None] * direction
    oracle = SVC(kernel="linear", C=1e8, tol=1e-8).fit(X, y)
    w, b = widest_line(X, y)
    scale = np.linalg.norm(oracle.coef_)
    assert w == pytest.approx(oracle.coef_[0] / scale, abs=1e-4) and b == pytest.approx(
        oracle.intercept_[0] / scale, abs=1e-4
    )


def test_a_margin_of_zero_has_no_sign():
    for y in (1, -1):
        assert np.copysign(1, margin([1, 1], 0, [[1, -1]], [y])) == 1
    assert margin([0, 2], 1, [[5, 1], [0, -3]], [1, -1]) == 1.5 and margin([3, 4], 0, [[1, 1]], [-1]) == -1.4


@pytest.mark.parametrize("seed", range(5))
def test_corners_are_those_of_scipys_hull(seed):
    X = np.random.default_rng(seed).standard_normal((3 + 20 * seed, 2))
    found, hull = corners(X), X[ConvexHull(X).vertices]
    assert sorted(map(tuple, np.unique(found, axis=0))) == sorted(map(tuple, hull))


def test_corners_of_the_convex_hull():
    inside = np.random.default_rng(0).uniform(-0.99, 0.99, (300, 2))
    square = [[-1, -1], [1, -1], [1, 1], [-1, 1]]
    middles = [[0, -1], [1, 0], [0, 1], [-1, 0]]  # on an edge, and no corners
    found = corners(np.vstack([middles, inside, square, square]))
    assert set(map(tuple, found)) == set(map(tuple, square))
    assert corners(np.array([[2.0, 3.0]])).tolist() == [[2, 3], [2, 3]]
    assert set(map(tuple, corners(np.array([[0.0, 0], [1, 1], [2, 2]])))) == {(0, 0), (2, 2)}


def test_zero_weights_have_no_margin():
    with pytest.raises(ValueError, match="no direction"):
        margin([0, 0], 1, [[0, 1]], [1])
