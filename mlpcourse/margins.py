"""Margins: how far a line stays away from the points it separates, and the line that stays away
furthest.
"""

from itertools import combinations

import numpy as np

from .validation import as_matrix


def margin(w, b, X, y):
    """The smallest signed distance y_n (w.x_n + b) / |w| of any point; negative if one is
    misclassified.

    w : (D,). X : (N, D). y : (N,) of -1 and +1.
    """
    w = np.asarray(w, dtype=float)
    length = np.linalg.norm(w)
    if length == 0:
        raise ValueError("w is the zero vector, which has no direction and so no line; give another w")
    return float((np.asarray(y) * (as_matrix(X) @ w + b)).min() / length + 0.0)  # no -0.0


def widest_line(X, y):
    """(w, b) of the separating line in the plane with the largest margin, |w| = 1; None if none
    separates.

    This is the hard-margin linear support vector machine, found by trying every line that two or
    three corners of the classes' convex hulls can support. X : (N, 2). y : (N,) of -1 and +1.
    """
    X, y = as_matrix(X, "X", 2), np.asarray(y)
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
    points = sorted(map(tuple, X))

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
