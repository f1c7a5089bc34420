"""Turn what a learner typed into arrays, or say in one sentence what to change.

Every public entry point checks here first, so that bad input never reaches the mathematics: no
traceback from inside NumPy, no silent NaN, and nothing half changed.
"""

import math
from numbers import Integral, Real

import numpy as np

MOST = 10**9  # of anything that is counted


def as_numbers(values, name):
    """`values` as a float array of any shape; float32 stays float32, all else becomes float64.

    Refuses, with a remedy, what NumPy would take in silence or answer with an error of its own:
    missing, masked, sparse, complex, ragged, not finite, words, dates.
    """
    values = as_array(values, name)
    if values.dtype.kind == "c":
        raise ValueError(f"Complex data not supported: {name} holds complex numbers; pass {name}.real")
    if values.dtype.kind in "OSU":
        values = _read_numbers(values, name)
    if values.dtype.kind not in "biuf":
        raise ValueError(
            f"{name} must hold numbers, got values like {_short(values.flat[0])}; "
            "turn dates into a number of days or years first"
        )
    if values.dtype not in (np.float32, np.float64):
        values = values.astype(float)
    if not np.isfinite(values).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(values))[0])
        what = "NaN" if np.isnan(values[where]) else f"{values[where]}"
        raise ValueError(
            f"{name} contains {what} at index {list(where)}; "
            "remove the row or fill in a number before going on"
        )
    return values


def as_array(values, name):
    """`values` as an array of whatever they hold."""
    if values is None:
        raise ValueError(
            f"the call requires {name} to be passed, but the target {name} is None; give one entry for each row"
        )
    if hasattr(values, "toarray"):
        raise ValueError(f"{name} is sparse, which this course leaves out; pass {name}.toarray()")
    if np.ma.is_masked(values):
        raise ValueError(
            f"{name} is an array with masked entries, whose hidden numbers would be used; "
            f"fill them with {name}.filled(...) or leave those rows out"
        )
    try:
        return np.asarray(values)
    except ValueError:
        raise ValueError(
            f"{name} has rows of different lengths; give every row the same number of values"
        ) from None


def _read_numbers(values, name):
    """Text and Python objects as floats; the error shows the first entry that is no number."""
    numbers = np.empty(values.shape)
    for where in np.ndindex(values.shape):
        try:
            numbers[where] = values[where]
        except (TypeError, ValueError, OverflowError):
            raise ValueError(
                f"{name} must hold numbers, got values like {_short(values[where])}; "
                "encode words as numbers first (one column per category)"
            ) from None
    return numbers


def _short(value):
    text = repr(value.item() if isinstance(value, np.generic) else value)
    return text if len(text) <= 40 else text[:37] + "..."


def as_matrix(X, name="X", n_columns=None):
    """`X` as a float array (n_samples, n_columns), one row per sample."""
    X = as_numbers(X, name)
    if X.ndim != 2:
        remedy = f"for one sample pass {name}[None, :]" if X.ndim == 1 else "flatten each sample to one row"
        if X.ndim == 1 and n_columns == 1:
            remedy = f"for one column pass {name}[:, None]"
        raise ValueError(
            f"{name} must be (n_samples, n_features), got shape {X.shape}. Reshape your data: {remedy}"
        )
    if X.size == 0:
        raise ValueError(
            f"{name} is empty, {X.shape[0]} sample(s), {X.shape[1]} feature(s) (shape={X.shape}) while a "
            "minimum of 1 is required; give at least one row and one column"
        )
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
    found = len(y) if np.ndim(y) else "none"
    if len(X) != found:
        raise ValueError(
            f"X has {len(X)} rows but {name} has {found}; give one entry of {name} for each row of X"
        )


def as_labels(y, X):
    """Labels as a 1-D array, one for each row of X: all text, or all numbers, and then whole ones.

    A (n, 1) column is accepted; numbers that come as Python objects become numbers. Refuses missing
    labels, a mix of text and numbers, and numbers that measure something.
    """
    labels = as_array(y, "y")
    if labels.dtype.kind == "U" and not isinstance(y, np.ndarray):
        labels = np.asarray(y, dtype=object)  # NumPy turns [0, "a"] into text
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim != 1:
        raise ValueError(
            f"y must be one label per sample, shape ({len(X)},), got {labels.shape}; "
            "for one-hot rows pass y.argmax(axis=1)"
        )
    check_lengths(X, labels)
    if labels.dtype.kind == "O":
        labels = _labels_of_one_kind(labels)
    if labels.dtype.kind == "c":
        raise ValueError("Complex data not supported: y holds complex numbers; number the classes 0, 1, ...")
    if labels.dtype.kind == "f" and not np.isfinite(labels).all():
        raise ValueError("y contains NaN or infinity; remove those rows before fitting")
    if labels.dtype.kind == "f" and (labels % 1 != 0).any():
        raise ValueError(
            f"Unknown label type: continuous numbers such as {labels[labels % 1 != 0][0]:g} are no classes; "
            "use a regression model, or make classes of them with y > threshold"
        )
    return labels


def _labels_of_one_kind(labels):
    """Python objects (N,) as an array of text or of numbers."""
    labels = labels.tolist()
    if any(label is None or str(label) == "<NA>" or label != label for label in labels):
        raise ValueError("y contains a missing label (None or NaN); remove those rows before fitting")
    if not any(all(isinstance(label, kind) for label in labels) for kind in (str, Real)):
        one_of_each = {type(label): _short(label) for label in labels}
        raise ValueError(
            f"y must hold only text or only numbers, got {' and '.join(one_of_each.values())}; "
            "name the classes in text"
        )
    return np.array(labels)


def as_rows(rows, n):
    """Row numbers from 0 to n - 1 as an array of ints, (M,)."""
    rows = np.asarray(rows)
    if rows.ndim != 1 or (rows.size and rows.dtype.kind not in "iu"):
        raise ValueError(f"rows must be a list of row numbers, got {rows.tolist()!r}; try rows=[0, 1]")
    if rows.size and not (0 <= rows.min() and rows.max() < n):
        raise ValueError(f"rows must be from 0 to {n - 1}, got {rows.tolist()}; X has {n} rows")
    return rows.astype(int)


def real(value, name):
    """`value` as a finite float."""
    try:
        number = float(value) if isinstance(value, Real) and not isinstance(value, bool) else math.nan
    except OverflowError:  # a whole number of hundreds of digits
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{name} must be a finite number, got {_short(value)}; try {name}=0.1")
    return number


def positive(value, name, allow_zero=False):
    """`value` as a finite float above zero."""
    number = real(value, name)
    if value < 0 or (value == 0 and not allow_zero):
        bound = "zero or more" if allow_zero else "greater than zero"
        raise ValueError(f"{name} must be {bound}, got {value!r}; try {name}=0.1")
    return number


def count(value, name, minimum=1):
    """`value` as an int of at least `minimum`."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < minimum:
        raise ValueError(
            f"{name} must be a whole number of at least {minimum}, got {value!r}; try "
            f"{name}={max(minimum, 10)}"
        )
    if value > MOST:
        raise ValueError(
            f"{name} must be at most {MOST:,}, got a larger number; try {name}={max(minimum, 10)}"
        )
    return int(value)


def widths(sizes, name="sizes", least=2):
    """Widths of layers, as a list of at least `least` ints."""
    try:
        sizes = list(sizes)
    except TypeError:
        raise ValueError(
            f"{name} must be a list of layer widths, got {_short(sizes)}; for a single width write (8,)"
        ) from None
    if len(sizes) < least:
        raise ValueError(f"{name} needs an input and an output width, got {sizes}; try [2, 4, 1]")
    return [count(size, "a layer size") for size in sizes]


def as_text(text, name):
    """`text` if it is a string."""
    if not isinstance(text, str):
        raise ValueError(f"{name} must be text, got {_short(text)}; put it in quotes")
    return text


def fraction(value, name):
    """`value` as a float in [0, 1)."""
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= value < 1:
        raise ValueError(f"{name} must be at least 0 and less than 1, got {value!r}; try {name}=0.2")
    return float(value)


def choose(value, table, kind, base=()):
    """The entry of `table` named `value`; an instance of `base`, if there is one, passes through."""
    if isinstance(value, base):
        return value
    if not isinstance(value, str):
        kinds = f"a name such as {next(iter(table))!r}" + (f" or a {base.__name__}" if base else "")
        raise ValueError(f"{kind} must be {kinds}, got {value!r}; choose one of {', '.join(table)}")
    if value in table:
        return table[value]
    import difflib  # a millisecond, which only a slip of the pen costs

    close = difflib.get_close_matches(value.lower(), table, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]!r}?" if close else f"choose one of {', '.join(table)}"
    raise ValueError(f"{kind} {value!r} is unknown; {hint}")


def as_code(value):
    """`value` as code that gives it back: arrays as lists, NumPy's numbers as Python's, 1.0 as 1."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list):
        return "[" + ", ".join(map(as_code, value)) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(as_code, value)) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return getattr(value, "__name__", None) or repr(value)


def generator(rng):
    """A NumPy random generator from a seed, a generator, or None for fresh entropy."""
    try:
        made = np.random.default_rng(rng)
        made.bit_generator.seed_seq.spawn(0)  # a RandomState has a generator whose streams cannot be parted
        return made
    except (TypeError, ValueError, AttributeError):
        raise ValueError(
            f"rng must be a whole number, a NumPy Generator or None, got {rng!r}; try rng=0"
        ) from None
