"""From raw data to vectors of fixed length: time series, images, text (NUS, feature extraction)."""

import re
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from .validation import as_matrix, as_numbers, as_text, count

SOBEL_X = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
SOBEL_Y = SOBEL_X.T
LAPLACE = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
STOP_WORDS = ("and", "but", "it", "to", "were")
REVIEWS = (
    "Chicken wings were amazing honestly",
    "Amazing wings, but waaaay too long to wait.",
    "Not worth it! Too salty chicken and expensive!",
)


class Windows(NamedTuple):
    """Features of every window of a series, one entry for each window.

    std is that of the population (divisor: the width). slope is that of the line of least squares,
    in units of the series for each step.
    """

    mean: np.ndarray
    std: np.ndarray
    min: np.ndarray
    max: np.ndarray
    range: np.ndarray
    slope: np.ndarray


def sliding_windows(values, width):
    """The moving features of a series: Windows of arrays (N - width + 1,).

    values : (N,). width : entries in a window, from 2 to N.
    """
    values = as_numbers(values, "values")
    width = count(width, "width", 2)
    if values.ndim != 1 or len(values) < width:
        raise ValueError(
            f"values must be a series of at least {width} numbers, got shape {values.shape}; use a smaller width"
        )
    windows = np.lib.stride_tricks.sliding_window_view(values, width)
    steps = np.arange(width) - (width - 1) / 2
    low, high = windows.min(axis=1), windows.max(axis=1)
    return Windows(
        windows.mean(axis=1), windows.std(axis=1), low, high, high - low, windows @ steps / (steps @ steps)
    )


def correlate(image, kernel):
    """Slide a kernel over an image and sum the products, where it fits.

    image : (H, W). kernel : (h, w). Returns (H - h + 1, W - w + 1).
    """
    image, kernel = as_matrix(image, "image"), as_matrix(kernel, "kernel")
    if kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        raise ValueError(
            f"the kernel {kernel.shape} is larger than the image {image.shape}; use a smaller kernel"
        )
    patches = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijkl,kl->ij", patches, kernel)


def convolve(image, kernel):
    """As `correlate`, with the kernel turned by 180 degrees: convolution in the mathematical sense."""
    return correlate(image, as_matrix(kernel, "kernel")[::-1, ::-1])


def color_histogram(image, bins=4):
    """How many pixels of an image fall into each of `bins` equal parts of [0, 1].

    image : (H, W, 3) from 0 to 1. Returns (3, bins): one row for each channel.
    """
    image = as_numbers(image, "image")
    if image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(
            f"image must be (height, width, 3), got shape {image.shape}; stack the three channels last"
        )
    if image.size and (image.min() < 0 or image.max() > 1):
        raise ValueError(
            f"image must hold numbers from 0 to 1, got {image.min():g} to {image.max():g}; "
            "divide an image of bytes by 255"
        )
    edges = np.linspace(0, 1, count(bins, "bins") + 1)
    return np.array([np.histogram(image[:, :, c], edges)[0] for c in range(3)])


def tokens(text, lower=True, stop_words=STOP_WORDS, stem=False):
    """The words of a text, in order: runs of letters, of any alphabet.

    stop_words : words to leave out.
    stem : cut off plural and past endings, a toy stemmer.
    """
    text = as_text(text, "text")
    words = re.findall(r"[^\W\d_]+", text.lower() if lower else text)
    words = [word for word in words if word.lower() not in stop_words]
    return [re.sub(r"(ing|ed|s)$", "", word) if stem and len(word) > 4 else word for word in words]


def vocabulary(documents):
    """The sorted distinct words of lists of tokens."""
    return sorted({word for document in _listed(documents) for word in _listed(document)})


def _listed(words):
    """A list of tokens, or of documents; text would be taken letter by letter."""
    if isinstance(words, str) or not isinstance(words, Iterable):
        raise ValueError(f"a document is a list of tokens, got {words!r:.40}; pass tokens(text)")
    return list(words)


def bag_of_words(document, words):
    """How often each of `words` occurs in a list of tokens, (len(words),); other tokens are ignored."""
    words = _listed(words)
    place = {word: i for i, word in enumerate(words)}
    counts = np.zeros(len(words), dtype=int)
    for word in _listed(document):
        if word in place:
            counts[place[word]] += 1
    return counts
