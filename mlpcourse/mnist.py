"""MNIST from its four original files, whose format (IDX) says what they hold."""

import gzip
import hashlib
import math
import zlib
from pathlib import Path

import numpy as np

# name: magic number, shape, MD5 of the content, which is the same plain and packed
MNIST_FILES = {
    "train-images-idx3-ubyte": (2051, (60000, 28, 28), "6bbc9ace898e44ae57da46a324031adb"),
    "train-labels-idx1-ubyte": (2049, (60000,), "a25bea736e30d166cdddb491f175f624"),
    "t10k-images-idx3-ubyte": (2051, (10000, 28, 28), "2646ac647ad5339dbf082846283269ea"),
    "t10k-labels-idx1-ubyte": (2049, (10000,), "27ae3e4e09519cfbb04c329615203637"),
}


def load_mnist(folder, dtype=np.float32, verify=True):
    """MNIST from the four original files in `folder`, each plain or .gz.

    Returns X_train (60000, 784), y_train, X_test (10000, 784), y_test; pixels from 0 to 1. Nothing
    is downloaded.
    dtype : of the pixels, float32 or float64, as a type or by name.
    verify : compare each file's content with MNIST's MD5; False accepts other data in this format.
    Raises FileNotFoundError naming the missing files, ValueError naming a damaged one and what is
    wrong with it.
    """
    folder, dtype = Path(folder), _pixel_type(dtype)
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
        return pixels.reshape(len(pixels), -1).astype(dtype) / dtype.type(255)

    return rows(images), labels.astype(int), rows(test_images), test_labels.astype(int)


def _pixel_type(dtype):
    try:
        found = np.dtype(dtype)
    except TypeError:
        found = None
    if dtype is None or found not in (np.float32, np.float64):
        raise ValueError(f"dtype must be float32 or float64, got {dtype!r}; try dtype='float32'")
    return found


def _read_idx(path, magic, shape, md5, verify):
    """One IDX file as uint8: magic number, one big-endian int32 per dimension, then the bytes."""
    again = "download it again"
    raw = path.read_bytes()
    if path.suffix == ".gz":
        try:
            raw = gzip.decompress(raw)
        except (OSError, EOFError, zlib.error) as error:
            raise ValueError(f"{path} is damaged ({error}); {again}") from None
    start = 4 + 4 * len(shape)
    header = np.frombuffer(raw[:start], ">i4") if len(raw) >= start else [None]
    if header[0] != magic:
        raise ValueError(f"{path} starts with {header[0]}, expected the magic number {magic}; {again}")
    found = tuple(int(n) for n in header[1:])
    if min(found) < 1:
        raise ValueError(f"{path} promises an array {found}, expected sizes of at least 1; {again}")
    if len(raw) - start != math.prod(found):
        raise ValueError(
            f"{path} holds {len(raw) - start:,} bytes of data, its header promises "
            f"{math.prod(found):,}; {again}"
        )
    if verify and found != shape:
        raise ValueError(f"{path} holds an array {found}, MNIST has {shape}; {again}, or pass verify=False")
    if verify and hashlib.md5(raw, usedforsecurity=False).hexdigest() != md5:
        raise ValueError(
            f"{path} is damaged or not MNIST: the MD5 of its content is not {md5}; "
            f"{again}, or pass verify=False"
        )
    return np.frombuffer(raw, np.uint8, offset=start).reshape(found)
