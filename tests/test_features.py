"""Features against NumPy, SciPy and the numbers of W-01 to W-03."""

import numpy as np
import pytest
from scipy import ndimage
from scipy.signal import convolve2d, correlate2d

from mlpcourse import Perceptron
from mlpcourse.features import (
    LAPLACE,
    REVIEWS,
    SOBEL_X,
    SOBEL_Y,
    bag_of_words,
    color_histogram,
    convolve,
    correlate,
    sliding_windows,
    tokens,
    vocabulary,
)  # fmt: skip


def test_windows():
    f = sliding_windows([10, 12, 11, 15, 14], 3)  # W-02
    assert f.mean == pytest.approx([11, 12.666667, 13.333333], abs=1e-6)
    assert f.std == pytest.approx([0.816497, 1.699673, 1.699673], abs=1e-6)
    assert f.min.tolist() == [10, 11, 11] and f.max.tolist() == [12, 15, 15] and f.range.tolist() == [2, 4, 4]
    assert f.slope == pytest.approx([0.5, 1.5, 1.5])
    series = np.random.default_rng(0).standard_normal(20)
    windows = [series[i : i + 7] for i in range(14)]
    f = sliding_windows(series, 7)
    assert f.slope == pytest.approx([np.polyfit(range(7), window, 1)[0] for window in windows])
    for feature in ("mean", "std", "min", "max"):
        assert getattr(f, feature) == pytest.approx([getattr(np, feature)(window) for window in windows])
    assert sliding_windows([1, 4, 2], 2).slope.tolist() == [3, -2]
    with pytest.raises(ValueError, match="smaller width"):
        sliding_windows([1, 2], 3)


def test_kernels():
    image = np.repeat([[0, 0, 0, 1, 1, 1.0]], 5, axis=0)  # W-03
    assert correlate(image, SOBEL_X).tolist() == [[0, 4, 4, 0]] * 3
    assert convolve(image, SOBEL_X).tolist() == [[0, -4, -4, 0]] * 3
    assert not correlate(image, SOBEL_Y).any() and correlate(image, LAPLACE)[0].tolist() == [0, 1, -1, 0]
    rng = np.random.default_rng(0)
    image = rng.standard_normal((6, 8))
    for kernel, other in (
        (SOBEL_X, ndimage.sobel(image, 1)),
        (SOBEL_Y, ndimage.sobel(image, 0)),
        (LAPLACE, ndimage.laplace(image)),
    ):
        assert correlate(image, kernel) == pytest.approx(other[1:-1, 1:-1])
    image, kernel = rng.standard_normal((7, 9)), rng.standard_normal((3, 2))
    assert correlate(image, kernel) == pytest.approx(correlate2d(image, kernel, "valid"))
    assert convolve(image, kernel) == pytest.approx(convolve2d(image, kernel, "valid"))
    for small in (image[:2], image[:, :1]):  # too low, too narrow
        with pytest.raises(ValueError, match="larger than the image"):
            correlate(small, kernel)
    assert correlate(kernel, kernel) == pytest.approx((kernel**2).sum())


def test_color_histogram():
    image = np.random.default_rng(0).random((5, 6, 3))
    counts = color_histogram(image, 4)
    assert counts.shape == (3, 4) and counts.sum(axis=1).tolist() == [30] * 3
    assert counts[1, 0] == (image[:, :, 1] < 0.25).sum()
    assert np.array_equal(color_histogram(np.round(255 * image).astype(np.uint8) / 255, 1), [[30]] * 3)
    with pytest.raises(ValueError, match="three channels last"):
        color_histogram(image[:, :, 0])


def test_bag_of_words_and_the_weight_of_too():
    documents = [tokens(review) for review in REVIEWS]  # W-01
    assert documents[0] == ["chicken", "wings", "amazing", "honestly"]
    words = vocabulary(documents)
    assert " ".join(words) == "amazing chicken expensive honestly long not salty too waaaay wait wings worth"
    assert len(vocabulary([tokens(review, stop_words=()) for review in REVIEWS])) == 17
    X = np.array([bag_of_words(document, words) for document in documents])
    assert X.tolist() == [
        [1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0],
        [1, 0, 0, 0, 1, 0, 0, 1, 1, 1, 1, 0],
        [0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1],
    ]
    model = Perceptron(learning_rate=0.5).fit(X, [1, -1, -1])
    weights = dict(zip(words, model.w_))
    assert {word: w for word, w in weights.items() if w} == {
        "chicken": 1,
        "honestly": 1,
        "long": -1,
        "too": -1,
        "waaaay": -1,
        "wait": -1,
    }
    assert model.b_ == 0 and len(model.updates_) == 2 and model.decision_function(X).tolist() == [2, -4, 0]
    assert tokens("used needs", stem=True) == ["used", "need"]  # short words keep their ending
    assert tokens("Wings waited", stem=True) == ["wing", "wait"] and tokens("It Was", lower=False) == ["Was"]
    assert tokens("Müller's Über-Größe, 3x naïve_née") == [
        "müller",
        "s",
        "über",
        "größe",
        "x",
        "naïve",
        "née",
    ]
    assert bag_of_words(["a", "b", "a", "z"], ["a", "b", "c"]).tolist() == [2, 1, 0]
