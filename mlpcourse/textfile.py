"""Tables in text files as people really save them: the encoding, the separator, the decimal mark,
headings, comments, empty rows and columns are found out, and what cannot be read is named.
"""

import codecs
import csv
import difflib
import io
import re
from pathlib import Path
from typing import NamedTuple

SEPARATORS = ("\t", ";", "|", ",", " ")
OTHER = {".": ",", ",": "."}
MISSING = ("", "nan", "na", "n/a", "#n/a", "null", "none", "<na>", "nat", "--")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
SHEET = "a spreadsheet; save it as CSV"
NO_TEXT = {
    b"PK\x03\x04": SHEET,
    b"\xd0\xcf\x11\xe0": SHEET,
    b"%PDF": "a PDF; copy the numbers to a text file",
    b"\x93NUMPY": "a file of NumPy; pass np.load of it",
    b"\x1f\x8b": "compressed; unpack it",
    b"\x89PNG": "a picture; type its points into a text file",
}


class PointsError(ValueError):
    """A ValueError that a notebook shows as its one sentence, without the program's lines above it."""

    def _render_traceback_(self):
        return [f"{type(self).__name__}: {self}"]


class Table(NamedTuple):
    """Rows of cells. names : where each column comes from (the last for all further ones). numbers :
    of the rows, as the learner counts them. first : the number of the first column.
    """

    rows: list
    names: tuple
    numbers: list
    first: int = 0
    heading: list | None = None
    separator: str = ""

    def place(self, row, column=None):
        """A row, or a cell, in words."""
        name = self.names[min(column or 0, len(self.names) - 1)]
        said = f"{name}, row {self.numbers[row]}"
        said += "" if column is None else f", column {column + self.first}"
        return said if self.first else said + " (counted from 0)"


def number(cell, decimal="."):
    """A cell as a float, or None. Marks between thousands are read where they are beyond doubt."""
    if isinstance(cell, bytes):
        cell = cell.decode("latin-1")
    if not isinstance(cell, str):
        try:
            return float(cell)
        except Exception:  # a cell may be anything, and may raise anything
            return None
    text = re.sub(r"(?<=\d)[\u00a0\u202f '’](?=\d{3}(?!\d))", "", cell.strip()).replace("−", "-")
    if re.fullmatch(rf"[+-]?\d{{1,3}}(\{OTHER[decimal]}\d{{3}})+\{decimal}\d*", text):
        text = text.replace(OTHER[decimal], "")
    if OTHER[decimal] in text or not NUMBER.fullmatch(text.replace(decimal, ".")):
        return None
    return float(text.replace(decimal, "."))


def is_missing(cell):
    """Whether the cell is empty, or says that there is no value."""
    return str(cell).strip().lower() in MISSING


def shown(cell):
    """A cell in quotes, in one line of at most 40 characters."""
    text = repr(cell if isinstance(cell, str) else str(cell))
    return text if len(text) <= 40 else text[:36] + "...'"


def is_point(cells, decimal, inputs):
    """Whether these cells are `inputs` numbers and one more."""
    return len(cells) == inputs + 1 and all(number(cell, decimal) is not None for cell in cells[:inputs])


def read(path, inputs):
    """The Table in a file; its rows have `inputs` numbers and a label."""
    if path.is_dir():
        raise PointsError(f"{path} is a folder; give the path of a file in it")
    if not path.is_file():
        folder = path.parent
        there = [p.name for p in folder.iterdir()] if folder.is_dir() else []
        close = difflib.get_close_matches(path.name, there, n=1)
        hint = f"did you mean {shown(str(folder / close[0]))}?" if close else "give the path of a text file"
        raise PointsError(f"there is no file {shown(str(path))}, seen from {Path.cwd()}; {hint}")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise PointsError(
            f"{path} cannot be read ({error.strerror}); close it elsewhere, or copy it"
        ) from None
    return parse(decode(raw, path.name), path.name, inputs)


def decode(raw, name):
    """Bytes as text: by their mark; as UTF-16 if every other byte is 0; as UTF-8; as Windows writes."""
    for start, kind in NO_TEXT.items():
        if raw.startswith(start):
            raise PointsError(f"{name} is {kind}, and give that")
    likely = [encoding for mark, encoding in MARKS.items() if raw.startswith(mark)][:1]
    if not likely and b"\0" in raw[:2000]:
        little = raw[1:2000:2].count(0) >= raw[:2000:2].count(0)
        likely = ["utf-16-le" if little else "utf-16-be"]
    for encoding in [*likely, "utf-8", "cp1252"]:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def parse(text, name, inputs):
    """The Table in a text: with that separator under which most rows are points."""
    said = re.match(r'"?sep=(.)"?[\r\n]', text)  # Excel's own first line
    tables = [split(text, name, separator, inputs) for separator in (said[1] if said else SEPARATORS)]

    def fit(table):
        some = table.rows[:200]
        points = max(sum(is_point(cells, mark, inputs) for cells in some) for mark in OTHER)
        return points, sum(len(cells) == inputs + 1 for cells in some), sum(len(cells) > 1 for cells in some)

    return max(tables, key=fit)


def split(text, name, separator, inputs):
    """The Table in a text with this separator; comments, empty rows and the heading are left out."""
    if separator == " ":
        text = re.sub(r"[^\S\r\n]+", " ", text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=separator != "\t")
    rows, numbers, before = [], [], 0
    try:
        for cells in lines:
            start, before = before + 1, lines.line_num
            cells = _without_comment([_unquoted(cell) for cell in cells])
            if any(cells):
                rows.append(cells)
                numbers.append(start)
    except csv.Error as error:
        raise PointsError(f"{name}, row {before + 1}: {error}; close the quotation mark there") from None
    if rows and any("\n" in cell or "\r" in cell for cell in rows[-1]) and text.count('"') % 2:
        raise PointsError(f"{name}, row {numbers[-1]}: a quotation mark is not closed; close or delete it")
    rows = _without_extra_columns(rows, inputs)
    heading = rows.pop(0) if rows and _is_heading(rows, inputs) else None
    return Table(rows, (name,), numbers[len(numbers) - len(rows) :], 1, heading, separator)


def _unquoted(cell):
    cell = cell.strip()
    return cell[1:-1].strip() if len(cell) > 1 and cell[0] == cell[-1] == "'" else cell


def _without_comment(cells):
    if cells and (cells[0].startswith(("#", "%")) or re.fullmatch("sep=.?", cells[0])):
        return []
    for k, cell in enumerate(cells):
        if comment := re.search(r"\s#", cell):
            return [*cells[:k], cell[: comment.start()]]
    return cells


def _without_extra_columns(rows, inputs):
    """Without columns that are empty, and without the numbers of the rows that pandas and R write."""
    width, wanted = max(map(len, rows), default=0), inputs + 1
    for k in reversed(range(width)):
        if width > wanted and not any(cells[k] for cells in rows if k < len(cells)):
            rows, width = [cells[:k] + cells[k + 1 :] for cells in rows], width - 1
    first, others = (rows[0], rows[1:]) if len(rows) > 1 else ([], rows)
    if others and all(len(cells) == wanted + 1 for cells in others):
        if len(first) == wanted + 1 and not first[0]:
            first = first[1:]
        if len(first) == wanted and _is_heading([first, *others], inputs):
            return [first, *(cells[1:] for cells in others)]
    return rows


def _is_heading(rows, inputs):
    """Words over numbers. A first row with a number in it, or with a class of the others, is a point."""
    first, classes = rows[0], {cells[-1] for cells in rows[1:]}
    words = all(re.match(r"[^\W\d]|[(\[$]", cell) and not is_missing(cell) for cell in first[:inputs])
    return words and not (len(first) == inputs + 1 and first[-1] in classes)
