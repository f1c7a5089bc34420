"""Turn what a learner typed into arrays, or say in one sentence what to change.

Every public entry point checks here first, so that bad input never reaches the mathematics: no
traceback from inside NumPy, no silent NaN, and nothing half changed.
"""

import difflib
from numbers import Integral, Real

import numpy as np


def as_numbers(values, name):
    """`values` as a float array of any shape; float32 stays float32, everything else becomes
    float64.
    """
    if not isinstance(values, np.ndarray):
        try:
            values = np.asarray(values)
        except ValueError:
            raise ValueError(
                f"{name} has rows of different lengths; give every row the same number of values"
            ) from None
    if values.dtype.kind not in "biuf":
        try:
            values = values.astype(float)
        except (TypeError, ValueError):
            raise ValueError(
                f"{name} must hold numbers, got values like {_first(values)!r}; "
                "encode words as numbers first (one column per category)"
            ) from None
    if values.dtype not in (np.float32, np.float64):
        values = values.astype(float)
    if not np.isfinite(values).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(values))[0])
        raise ValueError(
            f"{name} contains {values[where]} at index {list(where)}; "
            "remove the row or fill in a number before going on"
        )
    return values


def _first(values):
    return values.ravel()[:1].tolist()[0] if values.size else values


def as_matrix(X, name="X", n_columns=None):
    """`X` as a float array (n_samples, n_columns), one row per sample."""
    X = as_numbers(X, name)
    if X.ndim != 2:
        remedy = f"for one sample pass {name}[None, :]" if X.ndim == 1 else "flatten each sample to one row"
        if X.ndim == 1 and n_columns == 1:
            remedy = f"for one column pass {name}[:, None]"
        raise ValueError(f"{name} must be (n_samples, n_features), got shape {X.shape}; {remedy}")
    if X.size == 0:
        raise ValueError(f"{name} is empty, got shape {X.shape}; give at least one row and one column")
    if n_columns is not None and X.shape[1] != n_columns:
        raise ValueError(
            f"{name} has {X.shape[1]} columns, expected {n_columns}; "
            f"pass {name} with shape ({X.shape[0]}, {n_columns})"
        )
    return X


def as_pair(X, T, n_columns=None, n_targets=None):
    """Inputs (N, D) and targets (N, K), both float, with the same number of rows."""
    X = as_matrix(X, "X", n_columns)
    T = as_numbers(T, "T")
    if T.ndim == 1 and T.size == X.shape[0]:
        T = T[:, None]
    T = as_matrix(T, "T", n_targets)
    check_lengths(X, T, "T")
    return X, T.astype(X.dtype, copy=False)


def check_lengths(X, y, name="y"):
    """Raise unless X and y have one entry per sample each."""
    if len(X) != len(y):
        raise ValueError(
            f"X has {len(X)} rows but {name} has {len(y)}; give one entry of {name} for each row of X"
        )


def as_labels(y, X):
    """Labels as a 1-D array of any dtype, one for each row of X; a (n, 1) column is accepted."""
    y = np.asarray(y)
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.ndim != 1:
        raise ValueError(
            f"y must be one label per sample, shape ({len(X)},), got {y.shape}; "
            "for one-hot rows pass y.argmax(axis=1)"
        )
    check_lengths(X, y)
    if y.dtype.kind == "f" and not np.isfinite(y).all():
        raise ValueError("y contains NaN or infinity; remove those rows before fitting")
    if y.dtype.kind == "O" and any(label is None or label != label for label in y):
        raise ValueError("y contains a missing label (None or NaN); remove those rows before fitting")
    return y


def as_rows(rows, n):
    """Row numbers from 0 to n - 1 as an array of ints, (M,)."""
    rows = np.asarray(rows)
    if rows.ndim != 1 or (rows.size and rows.dtype.kind not in "iu"):
        raise ValueError(f"rows must be a list of row numbers, got {rows.tolist()!r}; try rows=[0, 1]")
    if rows.size and not (0 <= rows.min() and rows.max() < n):
        raise ValueError(f"rows must be from 0 to {n - 1}, got {rows.tolist()}; X has {n} rows")
    return rows.astype(int)


def positive(value, name, allow_zero=False):
    """`value` as a finite float above zero."""
    if isinstance(value, bool) or not isinstance(value, Real) or not np.isfinite(value):
        raise ValueError(f"{name} must be a finite number, got {value!r}; try {name}=0.1")
    if value < 0 or (value == 0 and not allow_zero):
        bound = "zero or more" if allow_zero else "greater than zero"
        raise ValueError(f"{name} must be {bound}, got {value!r}; try {name}=0.1")
    return float(value)


def count(value, name, minimum=1):
    """`value` as an int of at least `minimum`."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < minimum:
        raise ValueError(
            f"{name} must be a whole number of at least {minimum}, got {value!r}; try "
            f"{name}={max(minimum, 10)}"
        )
    return int(value)


def fraction(value, name):
    """`value` as a float in [0, 1)."""
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= value < 1:
        raise ValueError(f"{name} must be at least 0 and less than 1, got {value!r}; try {name}=0.2")
    return float(value)


def choose(value, table, kind, base):
    """The entry of `table` named `value`; an instance of `base` passes through."""
    if isinstance(value, base):
        return value
    if not isinstance(value, str):
        raise ValueError(
            f"{kind} must be a name such as {next(iter(table))!r} or a {base.__name__}, got {value!r}"
        )
    if value in table:
        return table[value]
    close = difflib.get_close_matches(value.lower(), table, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]!r}?" if close else f"choose one of {', '.join(table)}"
    raise ValueError(f"{kind} {value!r} is unknown; {hint}")


def generator(rng):
    """A NumPy random generator from a seed, a generator, or None for fresh entropy."""
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError):
        raise ValueError(
            f"rng must be a whole number, a NumPy Generator or None, got {rng!r}; try rng=0"
        ) from None
