"""Data: small generators for the plane, and the data sets that ship with the course.

Generators return X (n, 2) and labels y (n,) of 0 and 1, rows in random order; the coordinates lie
within about +-6 (TensorFlow Playground's square). `noise` runs from 0 (none) to about 0.5. The
same `rng` gives the same points.
"""

import gzip
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

from .mnist import load_mnist as load_mnist
from .points import load_points as load_points
from .validation import as_array, as_matrix, check_lengths, choose, count, fraction, generator, positive

BOOLEAN_INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
BOOLEAN_FUNCTIONS = {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "nand": (1, 1, 1, 0), "nor": (1, 0, 0, 0),
                     "xor": (0, 1, 1, 0), "xnor": (1, 0, 0, 1)}  # fmt: skip


def boolean(name):
    """The truth table of "and", "or", "nand", "nor", "xor" or "xnor".

    Returns X (4, 2), the inputs in counting order, and y (4,) of 0 and 1.
    """
    return BOOLEAN_INPUTS.copy(), np.array(choose(name, BOOLEAN_FUNCTIONS, "Boolean function"))


def blobs(n=300, centers=((-2.5, -2), (2.5, -2), (0, 2.5)), spread=1.0, rng=0):
    """Round clouds, one class (0, 1, 2, ...) for each center.

    n : points in all. centers : (K, D). spread : standard deviation of each coordinate.
    """
    rng = generator(rng)
    centers = as_matrix(centers, "centers")
    y = np.arange(count(n, "n", len(centers))) % len(centers)
    return _shuffled(
        centers[y] + positive(spread, "spread") * rng.standard_normal((n, centers.shape[1])), y, rng
    )


def two_gaussians(n=500, noise=0.0, rng=0):
    """Two round clouds around (2, 2) and (-2, -2), variance 0.5 to 4 as noise goes from 0 to 0.5."""
    return blobs(n, ((-2, -2), (2, 2)), np.sqrt(0.5 + 7 * _noise(noise)), rng)


def circle(n=500, noise=0.0, rng=0):
    """A disc (class 1, radius below 2.5) inside a ring (class 0, radius 3.5 to 5)."""
    rng, noise = generator(rng), _noise(noise)
    inside = np.arange(count(n, "n", 2)) % 2 == 1
    radius = np.where(inside, rng.uniform(0, 2.5, n), rng.uniform(3.5, 5, n))
    angle = rng.uniform(0, 2 * np.pi, n)
    X = radius[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
    nudged = X + 5 * noise * rng.uniform(-1, 1, (n, 2))
    return _shuffled(X, (np.hypot(*nudged.T) < 2.5).astype(int), rng)


def xor(n=500, noise=0.0, rng=0):
    """A square in four quarters, 0.6 apart; class 1 where both coordinates have the same sign."""
    rng, noise = generator(rng), _noise(noise)
    X = rng.uniform(-5, 5, (count(n, "n", 2), 2))
    X += np.where(X > 0, 0.3, -0.3)
    nudged = X + 5 * noise * rng.uniform(-1, 1, (n, 2))
    return X, (nudged.prod(axis=1) >= 0).astype(int)


def spiral(n=500, noise=0.0, rng=0):
    """Two interleaved spirals of 1.75 turns, one class each."""
    rng, noise = generator(rng), _noise(noise)
    y = np.arange(count(n, "n", 2)) % 2
    t = (np.arange(n) // 2) / (n / 2)
    angle = 1.75 * t * 2 * np.pi + np.pi * y
    X = 5 * t[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
    return _shuffled(X + noise * rng.uniform(-1, 1, (n, 2)), y, rng)


def moons(n=500, noise=0.1, rng=0):
    """Two interleaved half circles of radius 3, one class each."""
    rng, noise = generator(rng), _noise(noise)
    y = np.arange(count(n, "n", 2)) % 2
    angle = rng.uniform(0, np.pi, n)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    X = np.where(y[:, None] == 0, upper - [0.5, 0.25], [0.5, 0.25] - upper)
    return _shuffled(3 * X + 3 * noise * rng.standard_normal((n, 2)), y, rng)


def tilted_plane(n=500, noise=0.0, rng=0):
    """Points of the square of half side 6, and numbers y = (x1 + x2) / 10 to predict, (n,)."""
    return _to_predict(lambda X: X.sum(axis=1) / 10, n, noise, rng)


HILLS = np.array([[-4, 2.5], [0, -2.5], [4, 2.5]])  # with as many hollows at (x1, -x2)


def hills(n=500, noise=0.0, rng=0):
    """Points of the square of half side 6, and numbers y from -1 to 1 to predict, (n,): three hills and
    three hollows, cones of radius 2 that do not meet.
    """

    def cones(X, tops):
        return np.maximum(0, 1 - np.hypot(*(X[:, None] - tops).transpose(2, 0, 1)) / 2).max(axis=1)

    return _to_predict(lambda X: cones(X, HILLS) - cones(X, HILLS * [1, -1]), n, noise, rng)


def _to_predict(f, n, noise, rng):
    """Points, and the numbers f at places beside them: the noise is in where they are measured."""
    rng, noise = generator(rng), _noise(noise)
    X = rng.uniform(-6, 6, (count(n, "n", 2), 2))
    return X, f(X + 6 * noise * rng.uniform(-1, 1, (n, 2)))


def _noise(noise):
    return positive(noise, "noise", allow_zero=True)


def _shuffled(X, y, rng):
    order = rng.permutation(len(X))
    return X[order], y[order]


def split(X, y, test_fraction=0.25, rng=0):
    """X_train, X_test, y_train, y_test: rows dealt at random.

    X, y : arrays of N entries. test_fraction : part of the rows for the test, above 0 and below 1.
    """
    X, y = as_array(X, "X"), as_array(y, "y")
    check_lengths(X, y)
    n_test = round(fraction(test_fraction, "test_fraction") * len(X))
    if not 0 < n_test < len(X):
        raise ValueError(
            f"test_fraction={test_fraction:g} of {len(X)} rows leaves {n_test} to test and "
            f"{len(X) - n_test} to train on; give more rows or another fraction"
        )
    order = generator(rng).permutation(len(X))
    test, train = order[:n_test], order[n_test:]
    return X[train], X[test], y[train], y[test]


def data_path(name):
    """A file of data/, from a checkout or from an installed wheel."""
    inside = resources.files(__package__).joinpath("data", name)
    return inside if inside.is_file() else Path(__file__).resolve().parents[1] / "data" / name


def load_digits():
    """1,797 handwritten digits of 8 x 8 pixels.

    Returns X (1797, 64) from 0 (white) to 1 (black), and y (1797,) from 0 to 9.
    Source: UCI optical recognition of handwritten digits (Alpaydin and Kaynak 1998), CC BY 4.0;
    see data/README.md.
    """
    table = _digits()
    return table[:, :-1] / 16, table[:, -1].astype(int)


@cache
def _digits():
    """The file is read once: a lab asks for its data at every move."""
    with data_path("digits.csv.gz").open("rb") as file, gzip.open(file, "rt") as text:
        return np.array([line.split(",") for line in text], dtype=np.uint8)


def load_penguins():
    """342 penguins of three species.

    Returns X (342, 4), bill length, bill depth and flipper length in mm, body mass in g; and
    y (342,), "Adelie", "Chinstrap" or "Gentoo".
    Source: Gorman, Williams and Fraser 2014, CC0; see data/README.md.
    """
    table = _table("penguins.csv", str)
    return table[:, :-1].astype(float), table[:, -1]


def load_sunspots():
    """Sunspots of the years 1700 to 2008: years (309,), mean numbers (309,).

    Source: National Geophysical Data Center, public domain; see data/README.md.
    """
    table = _table("sunspots.csv", float)
    return table[:, 0].astype(int), table[:, 1]


def _table(name, dtype):
    """The rows of a CSV file of data/ below its heading."""
    rows = data_path(name).read_text(encoding="utf-8").splitlines()[1:]
    return np.array([row.split(",") for row in rows], dtype=dtype)
