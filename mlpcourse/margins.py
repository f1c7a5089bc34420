"""Margins: how far a line stays away from the points it separates, and the line that stays away most."""

from itertools import combinations

import numpy as np

from .validation import as_labels, as_matrix, as_numbers


def margin(w, b, X, y):
    """The smallest signed distance y_n (w.x_n + b) / |w| of any point; negative if one is wrong.

    w : (D,). b : a number. X : (N, D). y : (N,) of -1 and +1.
    """
    w, b = as_numbers(w, "w"), as_numbers(b, "b")
    if w.ndim != 1 or b.ndim:
        raise ValueError(f"w must be (D,) and b a number, got shapes {w.shape} and {b.shape}; try w.ravel()")
    X, y = as_matrix(X, "X", len(w)), _signs(y, X)
    length = np.linalg.norm(w)
    if length == 0:
        raise ValueError("w is the zero vector, which has no direction and so no line; give another w")
    return float((y * (X @ w + b)).min() / length + 0.0)  # no -0.0


def _signs(y, X):
    y = as_labels(y, X)
    if not np.isin(y, (-1, 1)).all():
        raise ValueError(
            f"y must hold -1 and +1, got {np.unique(y).tolist()}; for labels 0 and 1 pass 2 * y - 1"
        )
    return y


def widest_line(X, y):
    """(w, b) of the separating line with the largest margin, |w| = 1; None if no line separates.

    X : (N, 2). y : (N,) of -1 and +1.
    This is the hard-margin linear support vector machine, found by trying every line that two or
    three corners of the classes' convex hulls can support.
    """
    X, y = as_matrix(X, "X", 2), _signs(y, X)
    if len(set(y.tolist())) < 2:
        raise ValueError(f"y holds one class only ({y[0]}); a line separates two")
    upper, lower = corners(X[y > 0]), corners(X[y < 0])
    directions = [a - b for a in upper for b in lower]
    for group in (upper, lower):
        directions += [(b - a) @ [[0, -1], [1, 0]] for a, b in combinations(group, 2)]
    best, best_margin = None, 0.0
    for direction in directions:
        length = np.linalg.norm(direction)
        if length == 0:
            continue
        for w in (direction / length, -direction / length):
            low, high = (upper @ w).min(), (lower @ w).max()
            if (low - high) / 2 > best_margin:
                best, best_margin = (w, -(low + high) / 2), (low - high) / 2
    return best


def corners(X):
    """The corners of the convex hull of points in the plane, (n, 2). Source: Andrew 1979."""
    points = sorted(map(tuple, as_matrix(X, "X", 2)))

    def half(rest):
        hull = []
        for point in rest:
            while len(hull) > 1 and _left(hull[-2], hull[-1], point) <= 0:
                hull.pop()
            hull.append(point)
        return hull

    return np.array(half(points) + half(points[::-1]))


def _left(a, b, c):
    """Twice the area of the triangle abc: positive if the way from a over b to c turns left."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
