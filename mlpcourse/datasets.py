"""Data: small generators for the plane, the data sets that ship with the course, and the MNIST
files.

Generators return X (n, 2) and labels y (n,) of 0 and 1, rows in random order; the coordinates lie
within about +-6 (TensorFlow Playground's square). `noise` runs from 0 (none) to about 0.5. The same
`rng` gives the same points.
"""

import gzip
import hashlib
from importlib import resources
from pathlib import Path

import numpy as np

from .points import load_points as load_points
from .validation import choose, count, generator, positive

BOOLEAN_INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
BOOLEAN_FUNCTIONS = {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "nand": (1, 1, 1, 0), "nor": (1, 0, 0, 0),
                     "xor": (0, 1, 1, 0), "xnor": (1, 0, 0, 1)}  # fmt: skip


def boolean(name):
    """The truth table of "and", "or", "nand", "nor", "xor" or "xnor": X (4, 2) in counting order, y
    (4,).
    """
    return BOOLEAN_INPUTS.copy(), np.array(choose(name, BOOLEAN_FUNCTIONS, "Boolean function", tuple))


def blobs(n=300, centers=((-2.5, -2), (2.5, -2), (0, 2.5)), spread=1.0, rng=0):
    """Round clouds, one class (0, 1, 2, ...) for each center. spread : standard deviation."""
    rng = generator(rng)
    centers = np.asarray(centers, dtype=float)
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
    """A square in four quarters; class 1 where both coordinates have the same sign. A gap of 0.6
    along the axes.
    """
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


def _noise(noise):
    return positive(noise, "noise", allow_zero=True)


def _shuffled(X, y, rng):
    order = rng.permutation(len(X))
    return X[order], y[order]


def split(X, y, test_fraction=0.25, rng=0):
    """X_train, X_test, y_train, y_test: rows dealt at random."""
    order = generator(rng).permutation(len(X))
    n_test = round(test_fraction * len(X))
    test, train = order[:n_test], order[n_test:]
    return X[train], X[test], y[train], y[test]


def data_path(name):
    """A file of data/, from a checkout or from an installed wheel."""
    inside = resources.files(__package__).joinpath("data", name)
    return inside if inside.is_file() else Path(__file__).resolve().parents[1] / "data" / name


def load_digits():
    """1,797 handwritten digits of 8 x 8 pixels: X (1797, 64) from 0 (white) to 1 (black), y (1797,)
    from 0 to 9.

    Source: UCI optical recognition of handwritten digits (Alpaydin and Kaynak 1998), CC BY 4.0; see
    data/README.md.
    """
    with data_path("digits.csv.gz").open("rb") as file, gzip.open(file, "rt") as text:
        table = np.array([line.split(",") for line in text], dtype=np.uint8)
    return table[:, :-1] / 16, table[:, -1].astype(int)


def load_penguins():
    """342 penguins: X (342, 4) with bill length, bill depth, flipper length (mm) and body mass (g);
    y (342,) "Adelie", "Chinstrap" or "Gentoo".

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


# name: magic number, shape, MD5 of the .gz file as published by LeCun, Cortes and Burges
MNIST_FILES = {
    "train-images-idx3-ubyte": (2051, (60000, 28, 28), "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
    "train-labels-idx1-ubyte": (2049, (60000,), "d53e105ee54ea40749a09fcbcd1e9432"),
    "t10k-images-idx3-ubyte": (2051, (10000, 28, 28), "9fb629c4189551a2d022fa330f9573f3"),
    "t10k-labels-idx1-ubyte": (2049, (10000,), "ec29112dd5afa0611ce80d1b7f02629c"),
}


def load_mnist(folder, dtype=np.float32, verify=True):
    """MNIST from the four original files in `folder`, each plain or .gz.

    Returns X_train (60000, 784), y_train, X_test (10000, 784), y_test; pixels from 0 to 1. Nothing
    is downloaded.
    verify : check the published size, and the MD5 of a .gz; False accepts other data in the same
    format. Raises FileNotFoundError naming the missing files, ValueError naming a damaged one and
    what is wrong with it.
    """
    folder = Path(folder)
    found = {
        name: next((p for p in (folder / name, folder / f"{name}.gz") if p.is_file()), None)
        for name in MNIST_FILES
    }
    missing = [name for name, path in found.items() if path is None]
    if missing:
        raise FileNotFoundError(
            f"{folder} lacks {', '.join(missing)} (plain or .gz); put the four MNIST files there"
        )
    images, labels, test_images, test_labels = (
        _read_idx(path, *MNIST_FILES[name], verify) for name, path in found.items()
    )
    for pixels, y, part in ((images, labels, "train"), (test_images, test_labels, "t10k")):
        if len(pixels) != len(y):
            raise ValueError(
                f"the {part} files hold {len(pixels)} images but {len(y)} labels; get both from one source"
            )

    def rows(pixels):
        return pixels.reshape(len(pixels), -1).astype(dtype) / dtype(255)

    return rows(images), labels.astype(int), rows(test_images), test_labels.astype(int)


def _read_idx(path, magic, shape, md5, verify):
    """One IDX file as uint8: magic number, one big-endian int32 per dimension, then the bytes."""
    again = "download it again"
    raw = path.read_bytes()
    if path.suffix == ".gz":
        if verify and hashlib.md5(raw, usedforsecurity=False).hexdigest() != md5:
            raise ValueError(
                f"{path} is damaged or not MNIST: its MD5 is not {md5}; {again}, or pass verify=False"
            )
        try:
            raw = gzip.decompress(raw)
        except (OSError, EOFError) as error:
            raise ValueError(f"{path} is damaged ({error}); {again}") from None
    start = 4 + 4 * len(shape)
    header = np.frombuffer(raw[:start], ">i4") if len(raw) >= start else [None]
    if header[0] != magic:
        raise ValueError(f"{path} starts with {header[0]}, expected the magic number {magic}; {again}")
    found = tuple(int(n) for n in header[1:])
    if len(raw) - start != np.prod(found):
        raise ValueError(
            f"{path} holds {len(raw) - start:,} bytes of data, its header promises "
            f"{np.prod(found):,}; {again}"
        )
    if verify and found != shape:
        raise ValueError(f"{path} holds an array {found}, MNIST has {shape}; {again}, or pass verify=False")
    return np.frombuffer(raw, np.uint8, offset=start).reshape(found)
