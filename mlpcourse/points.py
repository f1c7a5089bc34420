"""The learner's own points, in any form in which people have them.

`load_points` returns points, or refuses with one sentence: which row, which column, what stands
there, and what to do.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from .textfile import OTHER, PointsError, Table, decode, is_missing, is_point, number, parse, read, shown

WANTED = {1: "x, label", 2: "x1, x2, label"}
LARGEST = 1e100  # beyond it squares overflow


def load_points(data, inputs=2):
    """X (N, inputs) and labels (N,) of the learner's own points.

    data : a pair (X, y); rows x1, x2, label as an array, a list, a data frame or a dict of columns;
    or the path of a text file with such rows: with or without a heading, with commas, semicolons,
    tabs or spaces between the cells, decimal points or commas, in any usual encoding.

    Labels are numbers where all of them are, else text. Raises PointsError, a ValueError, with the
    row, the column, the cell and the remedy.
    """
    table = _table(data, inputs)
    _check_width(table, data, inputs)
    decimal = max(OTHER, key=lambda mark: sum(is_point(cells, mark, inputs) for cells in table.rows))
    if decimal == "," and table.separator == ",":
        _check_thousands(table, inputs)
    X = [[_coordinate(table, i, j, decimal) for j in range(inputs)] for i in range(len(table.rows))]
    return np.array(X), _labels(table, inputs, decimal)


# ---- cells


def _coordinate(table, row, column, decimal):
    cell, where = table.rows[row][column], table.place(row, column)
    value = number(cell, decimal)
    if is_missing(cell):
        found = f"{shown(cell)} is a missing value" if str(cell).strip() else "the cell is empty"
        raise PointsError(f"{where}: {found}; write a number there, or delete the row")
    if value is None and number(cell, OTHER[decimal]) is not None:
        mark = {".": "point", ",": "comma"}[decimal]
        raise PointsError(
            f"{where}: {shown(cell)} has no decimal {mark} as the other numbers have; write all numbers alike"
        )
    if value is None:
        raise PointsError(f"{where}: {shown(cell)} is not a number; write a number such as 1.5")
    if not abs(value) <= LARGEST:
        raise PointsError(f"{where}: {shown(cell)} is too large to draw; write a number below 1e100")
    return value


def _check_thousands(table, inputs):
    """Between commas, "1,234" may be a thousand or a little more than one."""
    marked = [(i, j) for i, cells in enumerate(table.rows) for j in range(inputs) if "," in cells[j]]
    if all(number(table.rows[i][j] + ".", ".") is not None for i, j in marked):
        i, j = marked[0]
        cell = table.rows[i][j]
        raise PointsError(
            f"{table.place(i, j)}: the comma of {shown(cell)} may stand for thousands or for decimals; "
            f"write {cell.replace(',', '')} or {cell.replace(',', '.', 1)}"
        )


def _labels(table, inputs, decimal):
    """The last cell of every row: ints or floats if all are numbers, else text."""
    cells = [cells[inputs] for cells in table.rows]
    for row, cell in enumerate(cells):
        where = table.place(row, inputs)
        if is_missing(cell):
            found = f"{shown(cell)} is a missing label" if str(cell).strip() else "the label is empty"
            raise PointsError(f"{where}: {found}; write the class there, or delete the row")
        if _depth(cell) or isinstance(cell, Mapping):
            raise PointsError(
                f"{where}: {shown(cell)} is no single label; for one-hot rows use argmax(axis=1)"
            )
    values = [number(cell, decimal) for cell in cells]
    if None in values:
        return np.array([str(cell).strip() for cell in cells])
    whole = all(value.is_integer() and abs(value) < 2**53 for value in values)
    return np.array(values, dtype=int if whole else float)


# ---- arrays, lists, data frames


def _table(data, inputs):
    """What was given, as a Table."""
    if isinstance(data, Path) or (isinstance(data, str) and "\n" not in data):
        return read(Path(data), inputs)
    if isinstance(data, str | bytes):
        return parse(data if isinstance(data, str) else decode(data, "the text"), "the text", inputs)
    for X, y in (("X", "y"), ("data", "target")):
        if isinstance(data, Mapping) and X in data and y in data:
            return _pair(data[X], data[y], inputs)
    names = list(data) if isinstance(data, Mapping) else getattr(getattr(data, "dtype", None), "names", None)
    if names:
        return _columns({str(name): _listed(data[name], f"data[{name!r}]") for name in names})
    if isinstance(data, tuple | list) and len(data) == 2:
        first, second = map(_depth, data)
        both = (first, second) == (1, 1) and inputs == 1 and isinstance(data, tuple)
        if first > 1 or second > 1 or both:
            return _pair(*data, inputs)
    rows = _listed(data, "data")
    if rows and all(isinstance(row, str) for row in rows):
        return parse("\n".join(row.rstrip("\r\n") for row in rows), "the text", inputs)
    heading = list(map(str, data.columns)) if hasattr(data, "to_numpy") and hasattr(data, "columns") else None
    return _counted(_cells(rows, "data", WANTED[inputs]), ("data",), heading)


def _columns(columns):
    lengths = {name: len(cells) for name, cells in columns.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"column {name} has {n}" for name, n in lengths.items())
        raise PointsError(f"the columns differ in length: {said[:150]}; give all of them as many entries")
    return _counted([list(cells) for cells in zip(*columns.values())], ("data",), list(columns))


def _pair(X, y, inputs):
    """The Table of X (N, inputs) and y (N,)."""
    if _depth(X) == 1 and _depth(y) == 2 and len(y) == len(X):
        raise PointsError("the labels come before the points; pass (X, y), the points first")
    rows, labels = _listed(X, "X"), _listed(y, "y")
    wanted = WANTED[inputs].removesuffix(", label")
    rows = [[x] for x in rows] if inputs == 1 and _depth(X) == 1 else _cells(rows, "X", wanted)
    labels = [label[0] if _depth(label) and len(label) == 1 else label for label in labels]
    if len(rows) != len(labels):
        across = len(rows) == inputs and {len(cells) for cells in rows} == {len(labels)}
        remedy = "points are rows: pass (X.T, y)" if across else "give one label for each row of X"
        raise PointsError(f"X has {len(rows)} rows but y has {len(labels)} labels; {remedy}")
    for row, cells in enumerate(rows):
        if len(cells) != inputs:
            choose = f"choose with {'X[:, [0, 1]]' if inputs == 2 else 'X[:, 0]'}"
            remedy = choose if len(cells) > inputs else f"give every point {wanted}"
            raise PointsError(
                f"X, row {row} (counted from 0): {_columns_of(len(cells))}, expected {inputs}; {remedy}"
            )
    return _counted([[*cells, label] for cells, label in zip(rows, labels)], (*["X"] * inputs, "y"))


def _counted(rows, names, heading=None):
    return Table(rows, names, list(range(len(rows))), 0, heading)


def _listed(values, name):
    """A list of what `values` holds."""
    if hasattr(values, "toarray"):
        raise PointsError(f"{name} is sparse; pass {name}.toarray()")
    try:
        values = values.to_numpy() if hasattr(values, "to_numpy") else values
        return values.tolist() if isinstance(values, np.ndarray) and values.ndim else list(values)
    except Exception:  # whatever a foreign table raises
        what = f"{type(values).__name__} {shown(values)}"
        raise PointsError(
            f"{name} is the {what}; give (X, y), rows of points, or the path of a file"
        ) from None


def _cells(rows, name, wanted):
    """Every row as a list of cells."""
    result = []
    for row, cells in enumerate(rows):
        if _depth(cells) == 0 and not isinstance(cells, Mapping):
            raise PointsError(
                f"{name}, row {row} (counted from 0): {shown(cells)} is one value; every row must be {wanted}"
            )
        result.append(
            list(cells.values()) if isinstance(cells, Mapping) else _listed(cells, f"{name}[{row}]")
        )
    return result


def _depth(values, most=3):
    """How many indices an entry has: 2 for a table."""
    if isinstance(getattr(values, "shape", None), tuple):
        return len(values.shape)
    if not isinstance(values, list | tuple | range):
        return 0
    return 1 + (_depth(values[0], most - 1) if most and len(values) else 0)


def _columns_of(width):
    return f"{width} column{'s' * (width != 1)}"


def _check_width(table, data, inputs):
    """Raise unless every row has the inputs and a label."""
    wanted, widths = inputs + 1, [len(cells) for cells in table.rows]
    if not any(widths):
        raise PointsError(f"{table.names[0]} holds no points; every row must be {WANTED[inputs]}")
    row = next((i for i, width in enumerate(widths) if width != wanted), None)
    if row is None:
        return
    width, from_python = widths[row], not table.first
    if wanted in widths:
        cells = ", ".join(map(shown, table.rows[row][:5]))
        found, remedy = f"cells {cells}", f"every row must be {WANTED[inputs]}"
    else:
        found = f": {', '.join(map(shown, table.heading[:5]))}" if table.heading else ""
        found, remedy = (
            _columns_of(width) + found,
            f"keep {['one input', 'two inputs'][inputs - 1]} and the label",
        )
    if from_python and not table.heading and len(widths) in (inputs, wanted) and width > wanted:
        remedy = f"points are rows: pass {'data.T' if hasattr(data, 'T') else 'list(zip(*data))'}"
    elif width == inputs and wanted not in widths:
        remedy = "pass (X, y), for the label is missing" if from_python else "add the label as a last column"
    elif table.separator == "," and width == 2 * inputs + 1:
        remedy = "if the commas are decimal commas, put semicolons between the cells"
    raise PointsError(f"{table.place(row)}: {found}, expected {wanted} ({WANTED[inputs]}); {remedy}")
