"""A drawing, and how it is made to look like the digits that a network has seen: cropped, scaled,
centred.

A drawing is a square array of 0 (paper) and 1 (ink). The digits of 8 x 8 were once drawings of
32 x 32: each of their pixels is the mean of a block of 4 x 4. Those of MNIST were scaled into a box
of 20 x 20 and set into 28 x 28 by their centre of mass.
"""

from typing import NamedTuple

import numpy as np

from .validation import as_matrix, count, positive


class Prepared(NamedTuple):
    """The steps of `prepare`: the cropped ink, the same scaled to the box, and that in the frame."""

    cropped: np.ndarray
    scaled: np.ndarray
    centred: np.ndarray


def prepare(drawing, box=None):
    """Crop a drawing to its ink, scale the longer side to `box`, centre it. Returns a Prepared.

    drawing : (S, S) from 0 to 1. box : the longer side in cells, by default S. The width and the
    height keep their ratio; the centre of mass comes as near to the middle of (S, S) as the frame
    allows. Raises ValueError if there is no ink.
    """
    drawing = _square(drawing)
    side = len(drawing)
    box = side if box is None else min(count(box, "box"), side)
    cropped = crop(drawing)
    height, width = (max(1, round(n * box / max(cropped.shape))) for n in cropped.shape)
    scaled = resized(cropped, height, width)
    return Prepared(cropped, scaled, centred(scaled, side))


def crop(drawing):
    """The smallest part of a drawing that holds all ink. Raises ValueError if there is none."""
    drawing = as_matrix(drawing, "drawing")
    rows, columns = (np.flatnonzero(drawing.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        raise ValueError("the drawing is empty; draw something first")
    return drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def resized(image, height, width):
    """An image in another size, (height, width): each new pixel is the mean of the area it covers."""
    image = as_matrix(image, "image")
    height, width = count(height, "height"), count(width, "width")
    return _overlaps(image.shape[0], height) @ image @ _overlaps(image.shape[1], width).T


def _overlaps(old, new):
    """What part of each new cell each old cell covers, (new, old); the rows sum to 1."""
    edges = np.arange(new + 1) * old / new
    starts = np.arange(old)
    covered = np.minimum(edges[1:, None], starts + 1) - np.maximum(edges[:-1, None], starts)
    return np.maximum(covered, 0) * new / old


def centred(image, side):
    """An image in a frame (side, side) of paper, its centre of mass nearest to the middle."""
    image, side = as_matrix(image, "image"), count(side, "side")
    if max(image.shape) > side:
        raise ValueError(f"an image {image.shape} does not fit into {side} by {side}; scale it first")
    framed = np.zeros((side, side))
    top, left = (_place(image.sum(axis=axis), side) for axis in (1, 0))
    framed[top : top + image.shape[0], left : left + image.shape[1]] = image
    return framed


def _place(mass, side):
    """Where an image of this mass by row (or by column) begins in the frame, from 0."""
    if not mass.any():
        return (side - len(mass)) // 2
    middle = (np.arange(len(mass)) + 0.5) @ mass / mass.sum()
    return int(np.clip(round(side / 2 - middle), 0, side - len(mass)))


def block_means(drawing, block=4):
    """The mean of each block of cells: (32, 32) becomes (8, 8)."""
    drawing, block = _square(drawing), count(block, "block")
    n = len(drawing)
    if n % block:
        raise ValueError(f"{n} cells cannot be dealt into blocks of {block}; use a block that divides {n}")
    return drawing.reshape(n // block, block, n // block, block).mean(axis=(1, 3))


def as_drawing(image, side=32):
    """A grey image as a drawing (side, side) of 0 and 1: ink where the grey, interpolated between
    the centres of its pixels, is at least one half of black.
    """
    image, side = _square(image), count(side, "side")
    old = len(image)
    places = np.clip((np.arange(side) + 0.5) * old / side - 0.5, 0, old - 1)
    between = np.maximum(0, 1 - np.abs(places[:, None] - np.arange(old)))
    return (between @ image @ between.T >= 0.5).astype(float)


def stroke(drawing, start, end, brush=3, ink=True):
    """The drawing with a straight stroke, a new array.

    start, end : (row, column) of its ends, in cells from the upper left; the middle of the first
    cell is (0.5, 0.5). brush : its width in cells. ink : draws, or else erases.
    """
    drawing, brush = _square(drawing), positive(brush, "brush")
    start, end = as_matrix([start, end], "(start, end)", 2)
    cells = np.moveaxis(np.indices(drawing.shape), 0, -1) + 0.5 - start
    way = end - start
    along = np.clip(cells @ way / max(way @ way, 1e-12), 0, 1)
    near = ((cells - along[..., None] * way) ** 2).sum(axis=-1) <= (brush / 2) ** 2
    return np.where(near, float(bool(ink)), drawing)


def _square(drawing):
    drawing = as_matrix(drawing, "drawing")
    if drawing.shape[0] != drawing.shape[1]:
        raise ValueError(f"a drawing must be square, got {drawing.shape}; use (32, 32)")
    return drawing
