"""Generators, the shipped digits, the MNIST reader, and what importing the package loads."""

import gzip
import hashlib
import pkgutil
import subprocess
import sys

import numpy as np
import pytest
import sklearn.datasets
from scipy import stats

import mlpcourse.exercises
import mlpcourse.labs
import mlpcourse.lectures
import mlpcourse.plots
from mlpcourse import datasets
from mlpcourse.datasets import (
    blobs,
    boolean,
    circle,
    load_digits,
    load_mnist,
    load_penguins,
    load_sunspots,
    moons,
    spiral,
    split,
    two_gaussians,
    xor,
)
from mlpcourse.mnist import MNIST_FILES


@pytest.mark.parametrize("make", [blobs, circle, moons, spiral, two_gaussians, xor])
def test_generators(make):
    X, y = make(200, rng=3)
    again = make(200, rng=3)
    assert (
        X.shape == (200, 2)
        and y.shape == (200,)
        and np.array_equal(X, again[0])
        and np.array_equal(y, again[1])
    )
    assert not np.array_equal(X, make(200, rng=4)[0])
    assert np.abs(X).max() < 9 and set(y) == set(range(3 if make is blobs else 2))
    assert min(np.bincount(y)) > 50  # balanced
    assert y.tolist() != sorted(y)  # rows come in random order


def test_geometry():
    X, y = circle(500)
    assert np.array_equal(y == 1, np.hypot(*X.T) < 2.5) and (circle(500, noise=0.5)[1] != y).any()
    X, y = xor(500)
    assert np.array_equal(y == 1, X.prod(axis=1) > 0) and np.abs(X).min() >= 0.3
    assert boolean("xor")[1].tolist() == [0, 1, 1, 0]
    with pytest.raises(ValueError, match="did you mean 'xor'"):
        boolean("xorr")
    with pytest.raises(ValueError, match="noise"):
        circle(noise=-1)


def test_truth_tables():
    X, _ = boolean("and")
    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]] and X.dtype == float
    a, b = X.astype(bool).T
    tables = dict(
        zip(("and", "or", "nand", "nor", "xor", "xnor"), (a & b, a | b, ~(a & b), ~(a | b), a ^ b, ~(a ^ b)))
    )
    for name, table in tables.items():
        assert boolean(name)[1].tolist() == table.astype(int).tolist()
    X[:] = 7
    assert boolean("and")[0].max() == 1  # nobody's changes stay


def uniform(values, low, high):
    return stats.kstest(values, stats.uniform(low, high - low).cdf).pvalue > 1e-3


def normal(values, std):
    return stats.kstest(values, stats.norm(0, std).cdf).pvalue > 1e-3


def test_clouds_have_their_centers_and_their_spread():
    centers = np.array([(-2.5, -2), (2.5, -2), (0, 2.5)])
    for spread, X, y in [(1, *blobs(3000)), (0.4, *blobs(3000, spread=0.4))]:
        assert np.bincount(y).tolist() == [1000] * 3
        assert normal((X - centers[y]).ravel(), spread)
    for noise, variance in ((0, 0.5), (0.25, 2.25), (0.5, 4)):
        X, y = two_gaussians(2000, noise)
        assert normal((X - np.array([(-2, -2), (2, 2)])[y]).ravel(), np.sqrt(variance))
    X, y = blobs(400, centers=[(5.0, 0, 0), (-5, 0, 0)])
    assert X.shape == (400, 3) and np.array_equal(y == 0, X[:, 0] > 0)


def expect_flips(X, flipped, label, reach=1.0):
    """As many labels as expected are those of a point moved by up to `reach`, everywhere alike."""
    rng = np.random.default_rng(0)
    moved = [label(X + rng.uniform(-reach, reach, X.shape)) != label(X) for _ in range(100)]
    probability = np.mean(moved, axis=0)
    for side in (X @ [1, 1] > 0, X @ [1, 1] < 0, X @ [1, -1] > 0, X @ [1, -1] < 0):
        p = probability[side]
        assert abs(flipped[side].sum() - p.sum()) < 4 * np.sqrt((p * (1 - p)).sum() + 1)


def test_a_disc_in_a_ring():
    X, y = circle(2000)
    radius, angle = np.hypot(*X.T), np.arctan2(*X.T)
    assert (
        uniform(radius[y == 1], 0, 2.5) and uniform(radius[y == 0], 3.5, 5) and uniform(angle, -np.pi, np.pi)
    )
    assert y.sum() == 1000
    moved = circle(2000, noise=0.2)  # a label is that of a point moved by at most 1 in each direction
    flipped = moved[1] != (np.hypot(*moved[0].T) < 2.5)
    assert np.abs(np.hypot(*moved[0][flipped].T) - 2.5).max() < np.sqrt(2)
    X, y = circle(8000, noise=0.2)
    expect_flips(X, y != (np.hypot(*X.T) < 2.5), lambda Z: np.hypot(*Z.T) < 2.5)


def test_four_quarters():
    X, y = xor(3000)
    assert uniform(np.abs(X).ravel(), 0.3, 5.3) and uniform((X - 0.3 * np.sign(X)).ravel(), -5, 5)
    X, y = xor(3000, noise=0.2)
    flipped = y != (X.prod(axis=1) > 0)
    one = 0.7**2 / 4 / 5  # a coordinate, uniform from 0.3 to 5.3, changes sign when moved by up to 1
    assert np.abs(X[flipped]).min(axis=1).max() < 1
    expect_flips(X, flipped, lambda Z: Z.prod(axis=1) > 0)
    assert flipped.mean() == pytest.approx(2 * one * (1 - one), abs=0.01)


def test_spirals_and_moons_lie_on_their_curves():
    X, y = spiral(500)
    t = np.hypot(*X.T) / 5
    assert sorted(np.round(t[y == 0] * 250)) == sorted(np.round(t[y == 1] * 250)) == list(range(250))
    angle = 2 * np.pi * 1.75 * t + np.pi * y
    assert X == pytest.approx(5 * t[:, None] * np.column_stack([np.sin(angle), np.cos(angle)]))
    noisy, same = spiral(2000, noise=0.5, rng=3), spiral(2000, rng=3)
    assert np.array_equal(noisy[1], same[1]) and uniform((noisy[0] - same[0]).ravel(), -0.5, 0.5)

    X, y = moons(2000, noise=0)
    own = np.where(y[:, None] == 0, X / 3 + [0.5, 0.25], [0.5, 0.25] - X / 3)
    assert np.hypot(*own.T) == pytest.approx(np.ones(2000)) and own[:, 1].min() >= 0
    assert uniform(np.arccos(own[:, 0]), 0, np.pi) and y.sum() == 1000
    noisy, same = moons(2000, noise=0.3, rng=3), moons(2000, noise=0, rng=3)
    assert normal((noisy[0] - same[0]).ravel(), 0.9)
    assert not np.array_equal(moons(50)[0], moons(50, noise=0)[0]) and np.array_equal(
        moons(50)[0], moons(50, 0.1)[0]
    )


@pytest.mark.parametrize("make", [circle, moons, spiral, two_gaussians, xor])
def test_the_smallest_data_set_has_two_points(make):
    assert make(2)[0].shape == (2, 2)
    with pytest.raises(ValueError, match="n must be a whole number of at least 2, got 1"):
        make(1)
    with pytest.raises(ValueError, match="noise must be zero or more"):
        make(10, noise=-0.1)


def test_penguins_are_those_of_the_paper():
    X, y = load_penguins()  # means as Gorman, Williams and Fraser's data are described elsewhere
    names, counts = np.unique(y, return_counts=True)
    assert dict(zip(names, counts)) == {"Adelie": 151, "Chinstrap": 68, "Gentoo": 123}
    assert X.shape == (342, 4)
    assert X.mean(axis=0) == pytest.approx([43.92, 17.15, 200.92, 4201.75], abs=0.006)


def test_sunspots_are_a_cycle_of_eleven_years():
    years, counts = load_sunspots()
    assert years.tolist() == list(range(1700, 2009))
    assert counts.max() == 190.2 and years[counts.argmax()] == 1957  # the highest ever observed
    strength = np.abs(np.fft.rfft(counts - counts.mean()))
    assert len(years) / strength.argmax() == pytest.approx(11.0, abs=0.1)


def test_digits_are_scikit_learns():
    for mine in load_digits():  # what a learner does to these is no matter of the next
        mine[...] = 7
    X, y = load_digits()
    oracle = sklearn.datasets.load_digits()
    assert np.array_equal(16 * X, oracle.data) and np.array_equal(y, oracle.target)


def test_split_deals_every_row_once():
    X = np.arange(20.0)[:, None]
    parts = split(X, X[:, 0], 0.25)
    assert [len(p) for p in parts] == [15, 5, 15, 5]
    assert sorted(np.concatenate(parts[:2])[:, 0]) == list(range(20))
    assert np.array_equal(parts[0][:, 0], parts[2]) and np.array_equal(parts[1][:, 0], parts[3])
    assert parts[1][:, 0].tolist() != list(range(5)) and not np.array_equal(
        parts[1], split(X, X[:, 0], rng=1)[1]
    )
    assert [len(p) for p in split(X, X)] == [15, 5, 15, 5]
    lists = split(X.tolist(), ["a"] * 20, 0.3)
    assert [len(p) for p in lists] == [14, 6, 14, 6]


def test_mnist_is_as_published():
    shapes = [(60000, 28, 28), (60000,), (10000, 28, 28), (10000,)]
    assert [shape for _, shape, _ in MNIST_FILES.values()] == shapes
    # the third byte of the magic number is the type, 8 for bytes, the fourth the number of dimensions
    assert all(magic == 0x0800 + len(shape) for magic, shape, _ in MNIST_FILES.values())


@pytest.fixture
def tiny_mnist(tmp_path):
    """Files of MNIST's format with 3 training and 2 test images, one of them gzipped."""
    rng = np.random.default_rng(0)
    data = {}
    for name, (magic, shape, _) in MNIST_FILES.items():
        shape = (3 if "train" in name else 2, *shape[1:])
        data[name] = rng.integers(0, 10, shape).astype(np.uint8)
        raw = np.array([magic, *shape], ">i4").tobytes() + data[name].tobytes()
        if name == "train-images-idx3-ubyte":
            (tmp_path / f"{name}.gz").write_bytes(gzip.compress(raw))
        else:
            (tmp_path / name).write_bytes(raw)
    return tmp_path, data


def test_mnist_files_are_read(tiny_mnist):
    folder, data = tiny_mnist
    X, y, X_test, y_test = load_mnist(folder, verify=False)
    assert X.shape == (3, 784) and X.dtype == np.float32 and X_test.shape == (2, 784)
    assert np.allclose(255 * X, data["train-images-idx3-ubyte"].reshape(3, 784))
    assert np.array_equal(y, data["train-labels-idx1-ubyte"]) and np.array_equal(
        y_test, data["t10k-labels-idx1-ubyte"]
    )


@pytest.fixture
def known_mnist(tiny_mnist, monkeypatch):
    """The tiny files, with their sizes and the MD5 of their contents as those of MNIST."""
    folder, data = tiny_mnist
    for name, (magic, _, _) in list(MNIST_FILES.items()):
        raw = np.array([magic, *data[name].shape], ">i4").tobytes() + data[name].tobytes()
        md5 = hashlib.md5(raw).hexdigest()
        monkeypatch.setitem(MNIST_FILES, name, (magic, data[name].shape, md5))
    return folder


def test_mnist_is_known_by_its_content_plain_or_packed(known_mnist):
    expected = load_mnist(known_mnist)
    for level in (1, 9):  # packed anew: other bytes, the same content
        for path in [p for p in known_mnist.iterdir() if p.suffix != ".gz"]:
            (known_mnist / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), level))
            path.unlink()
        assert all(np.array_equal(a, b) for a, b in zip(load_mnist(known_mnist), expected))
    for name in MNIST_FILES:
        packed = known_mnist / f"{name}.gz"
        whole = gzip.decompress(packed.read_bytes())
        for position in (-1, -2):
            damaged = bytearray(whole)
            damaged[position] ^= 1
            for path, content in (
                (known_mnist / name, bytes(damaged)),
                (packed, gzip.compress(bytes(damaged))),
            ):
                before = packed.read_bytes()
                path.write_bytes(content)
                with pytest.raises(ValueError, match=f"{path.name} is damaged or not MNIST: the MD5"):
                    load_mnist(known_mnist)
                load_mnist(known_mnist, verify=False)
                (known_mnist / name).unlink(missing_ok=True)
                packed.write_bytes(before)


def test_mnist_says_which_file_is_missing_or_damaged(known_mnist):
    folder = known_mnist
    labels = folder / "t10k-labels-idx1-ubyte"
    raw = labels.read_bytes()

    def refused(content, words, path=labels, **settings):
        before = path.read_bytes()
        path.write_bytes(content)
        with pytest.raises(ValueError, match=words) as error:
            load_mnist(folder, **settings)
        assert path.name.split("-")[0] in str(error.value)
        path.write_bytes(before)

    def sized(*shape):
        return np.array([2049, *shape], ">i4").tobytes()

    refused(sized(3) + raw[8:] + b"1", r"holds an array \(3,\), MNIST has \(2,\)")
    for verify in (True, False):
        refused(raw[:-1], "holds 1 bytes of data, its header promises 2", verify=verify)
        refused(raw + b"1", "holds 3 bytes of data, its header promises 2", verify=verify)
        refused(b"\0\0" + raw, "magic number 2049", verify=verify)
        refused(b"", "starts with None", verify=verify)
        refused(raw[:7], "starts with None", verify=verify)
        refused(sized(0), r"promises an array \(0,\), expected sizes of at least 1", verify=verify)
        refused(sized(-2), r"promises an array \(-2,\)", verify=verify)
    refused(sized(1) + raw[8:9], "the t10k files hold 2 images but 1 labels", verify=False)
    refused(sized(3) + raw[8:] + b"1", "the t10k files hold 2 images but 3 labels", verify=False)
    packed = folder / "train-images-idx3-ubyte.gz"
    whole = packed.read_bytes()
    for damaged in (whole[:-20], whole[:40] + b"\xff\xff" + whole[42:], b"no gzip"):
        refused(damaged, "train-images-idx3-ubyte.gz is damaged", packed, verify=False)
    labels.unlink()
    with pytest.raises(FileNotFoundError, match="lacks t10k-labels-idx1-ubyte"):
        load_mnist(folder)


def test_mnist_pixels_are_of_the_type_asked_for(known_mnist):
    for dtype in ("float32", np.float32, np.dtype("float32")):
        assert load_mnist(known_mnist, dtype)[0].dtype == np.float32
    X = load_mnist(known_mnist, float)[0]
    assert X.dtype == np.float64 and X.max() * 255 == pytest.approx(9)
    for dtype in ("uint8", int, "floaty", None):
        with pytest.raises(ValueError, match="dtype must be float32 or float64"):
            load_mnist(known_mnist, dtype)


LAYERS = {
    "mlpcourse": ["matplotlib", "ipywidgets", "anywidget", "IPython", "sklearn", "scipy", "pandas"],
    "mlpcourse.lectures.by_hand": ["matplotlib", "ipywidgets", "IPython"],
    "mlpcourse.datasets": ["matplotlib", "ipywidgets", "IPython"],
    "mlpcourse.exercises": ["matplotlib", "ipywidgets", "mlpcourse.plots"],
    "mlpcourse.plots": [
        "ipywidgets",
        "anywidget",
        "matplotlib.pyplot",
        "mlpcourse.labs",
        "mlpcourse.exercises",
    ],
    "mlpcourse.labs": ["matplotlib.pyplot", "sklearn", "scipy", "pandas"],
}


MODULES = [
    name
    for part in (mlpcourse, mlpcourse.exercises, mlpcourse.labs, mlpcourse.lectures, mlpcourse.plots)
    for _, name, is_package in pkgutil.iter_modules(part.__path__, part.__name__ + ".")
    if name != "mlpcourse.__main__"
]


def test_every_module_is_imported_without_docstrings():
    code = f"import importlib; [importlib.import_module(name) for name in {MODULES!r}]"
    result = subprocess.run([sys.executable, "-OO", "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert len(MODULES) > 40


@pytest.mark.parametrize("module", LAYERS)
def test_data_flows_one_way(module):
    code = f"import sys, {module}; print(*[m for m in {LAYERS[module]!r} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == []


def test_data_is_found_beside_the_package(monkeypatch):
    assert datasets.data_path("digits.csv.gz").is_file()
