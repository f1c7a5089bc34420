"""The learner's own points are read as people save them; what cannot be read is named in one sentence."""

import codecs
import csv
import io
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from mlpcourse.datasets import load_points
from mlpcourse.points import PointsError

X, NO_YES = [[0, 0.5], [1.5, -1], [2, 28]], ["no", "yes", "yes"]
PLAIN = "0,0.5,no\n1.5,-1,yes\n2,28,yes\n"
HEADED = "x1,x2,label\n" + PLAIN
GERMAN = "Länge;Breite;Klasse\n0;0,5;no\n1,5;-1;yes\n2;28;yes\n"


def excel(text, **form):
    """`text`, a CSV with commas, as the csv module writes it in another form."""
    file = io.StringIO()
    csv.writer(file, **form).writerows(csv.reader(io.StringIO(text)))
    return file.getvalue()


FILES = {
    "plain": PLAIN,
    "with a heading": HEADED,
    "with a heading of two lines in one cell": HEADED.replace("x1", '"length\n(mm)"'),
    "with units as headings": HEADED.replace("x1", "(mm)").replace("x2", "[g]"),
    "Windows line ends": HEADED.replace("\n", "\r\n").encode(),
    "old Mac line ends": HEADED.replace("\n", "\r").encode(),
    "no line end at the end": HEADED.rstrip("\n"),
    "byte order mark": codecs.BOM_UTF8 + HEADED.encode(),
    "UTF-16 little": HEADED.encode("utf-16"),
    "UTF-16 big": codecs.BOM_UTF16_BE + HEADED.encode("utf-16-be"),
    "UTF-16 without a mark": HEADED.encode("utf-16-le"),
    "UTF-16 big without a mark": HEADED.encode("utf-16-be"),
    "UTF-32": HEADED.encode("utf-32"),
    "Excel in Germany, UTF-8": GERMAN.encode("utf-8-sig"),
    "Excel in Germany, Windows": GERMAN.encode("cp1252"),
    "Excel in Germany, Latin-1 letters that Windows lacks": GERMAN.encode("latin-1") + b"# \x81\n",
    "Excel's first line": "sep=;\n" + GERMAN,
    "Excel's first line quoted": '"sep=;"\r\n' + GERMAN,
    "Excel, Unicode text": GERMAN.replace(";", "\t").encode("utf-16"),
    "tabs": HEADED.replace(",", "\t"),
    "tabs, decimal commas": GERMAN.replace(";", "\t"),
    "spaces": HEADED.replace(",", " "),
    "spaces in columns": "   0    0.5  no \n   1.5   -1  yes\n   2   28    yes\n",
    "spaces, decimal commas": GERMAN.split("\n", 1)[1].replace(";", " "),
    "bars": HEADED.replace(",", " | "),
    "spaces after commas": HEADED.replace(",", ", "),
    "semicolons, decimal points": HEADED.replace(",", ";"),
    "all cells quoted": excel(HEADED, quoting=csv.QUOTE_ALL),
    "words quoted": excel(HEADED, quoting=csv.QUOTE_NONNUMERIC),
    "single quotes": excel(HEADED, quoting=csv.QUOTE_ALL, quotechar="'"),
    "quoted decimal commas between commas": '"0","0,5",no\n"1,5","-1",yes\n"2","28",yes\n',
    "blank lines": "\n" + HEADED.replace("\n", "\n\n") + "\n  \n",
    "empty rows of a spreadsheet": HEADED + ",,\n,,\n",
    "empty columns of a spreadsheet": HEADED.replace("\n", ",,\n"),
    "a table that starts in column B": "," + HEADED.replace("\n", "\n,").rstrip(","),
    "comments": "# my points\n" + HEADED + "# end, at last\n% really\n",
    "comments behind": HEADED.replace("0.5,no", "0.5,no  # the first, by hand"),
    "np.savetxt": "# x1 x2 label\n" + PLAIN.replace(",", " "),
    "pandas with its index": ",x1,x2,label\n0,0,0.5,no\n1,1.5,-1,yes\n2,2,28,yes\n",
    "R, write.csv": '"","x1","x2","label"\n"1",0,0.5,"no"\n"2",1.5,-1,"yes"\n"3",2,28,"yes"\n',
    "R, write.table": '"x1" "x2" "label"\n"1" 0 0.5 "no"\n"2" 1.5 -1 "yes"\n"3" 2 28 "yes"\n',
    "plus signs, exponents, bare points": "+0,.5,no\n15e-1,-1.,yes\n2.0E0,2.8e+1,yes\n",
    "a printed minus sign": PLAIN.replace("-", "−"),
    "labels with spaces around": PLAIN.replace("yes", " yes ").replace("no", "no\t"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_read_as_people_save_it(kind, tmp_path):
    file = tmp_path / "mine.csv"
    text = FILES[kind]
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    for data in (file, str(file)):
        points, labels = load_points(data)
        assert points.tolist() == X and labels.tolist() == NO_YES


def test_every_separator_reads_every_decimal_mark_and_encoding(tmp_path):
    rng, file = np.random.default_rng(3), tmp_path / "mine.txt"
    words = np.array(["grün", "gelb", "deep blue"])
    for separator in "\t;|,":
        for mark in ".,":
            for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
                for end in ("\n", "\r\n", "\r"):
                    points, labels = rng.normal(size=(6, 2)).round(3) + 0.0004, rng.choice(words, 6)
                    rows = [
                        [*(str(x).replace(".", mark) for x in p), l] for p, l in zip(points.tolist(), labels)
                    ]
                    out = io.StringIO()
                    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
                    file.write_bytes(out.getvalue().encode(encoding))
                    read, named = load_points(file)
                    assert np.array_equal(read, points) and named.tolist() == labels.tolist()


def test_labels_keep_the_letters_that_windows_has_and_latin_1_has_not(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_bytes("0;1;5 €\n1;0;“œuvre”\n".encode("cp1252"))
    assert load_points(file)[1].tolist() == ["5 €", "“œuvre”"]


def test_decimal_commas_in_one_column_are_no_separators(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("0,5;no\n1,25;yes\n")
    points, labels = load_points(file, inputs=1)
    assert points.tolist() == [[0.5], [1.25]] and labels.tolist() == ["no", "yes"]


@pytest.mark.parametrize(
    "given, labels, dtype",
    [
        (["+1", "-1", "+1"], [1, -1, 1], int),  # as text "+1" would come before "-1"
        (["0", "1", "1"], [0, 1, 1], int),
        (["1", "1.0", "2"], [1, 1, 2], int),  # one class and not two
        (["0.25", "0.251", "0.25"], [0.25, 0.251, 0.25], float),  # nothing is rounded
        (["1", "two", "2"], ["1", "two", "2"], str),
        (["−1", "1", "1e0"], [-1, 1, 1], int),
        ([" a", "a ", "a"], ["a", "a", "a"], str),
    ],
)
def test_labels_that_are_numbers_become_numbers(given, labels, dtype, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("".join(f"{i},0,{label}\n" for i, label in enumerate(given)))
    rows = [[i, 0, label] for i, label in enumerate(given)]
    for data in (
        file,
        rows,
        ([[i, 0] for i in range(3)], given),
        ([[i, 0] for i in range(3)], np.array(given)),
    ):
        y = load_points(data)[1]
        assert y.tolist() == labels and np.issubdtype(y.dtype, dtype)


def test_decimal_commas_hold_for_labels_too(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("0,5;1;1,0\n1,5;2;2,0\n")
    assert load_points(file)[1].tolist() == [1, 2]


def test_thousands_are_read_where_they_are_beyond_doubt(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("1.234,5;1 000,25;a\n12;0,5;b\n")
    assert load_points(file)[0].tolist() == [[1234.5, 1000.25], [12, 0.5]]
    file.write_text('"1,234.5",7,a\n12,"2,000,000.5",b\n')
    assert load_points(file)[0].tolist() == [[1234.5, 7], [12, 2000000.5]]


class Frame(SimpleNamespace):
    """What pandas and polars have in common."""

    def to_numpy(self):
        return np.array(self.rows, dtype=object)

    @property
    def shape(self):
        return self.to_numpy().shape


ROWS = [[*x, label] for x, label in zip(X, NO_YES)]
STRUCTURED = np.array([tuple(row) for row in ROWS], dtype=[("x1", float), ("x2", float), ("label", "U3")])
COLUMNS = {"x1": [0, 1.5, 2], "x2": np.array([0.5, -1, 28]), "label": NO_YES}
GIVEN = {
    "a pair": (X, NO_YES),
    "a list of two": [X, NO_YES],
    "a pair of arrays": (np.array(X), np.array(NO_YES)),
    "a pair with a column of labels": (np.array(X), np.array(NO_YES)[:, None]),
    "a pair of tuples": (tuple(map(tuple, X)), tuple(NO_YES)),
    "rows": ROWS,
    "rows as tuples": tuple(map(tuple, ROWS)),
    "an array of objects": np.array(ROWS, dtype=object),
    "an array of text": np.array(ROWS, dtype=str),
    "zipped columns": zip(*COLUMNS.values()),
    "rows as dicts": [dict(zip(COLUMNS, row)) for row in ROWS],
    "a dict of columns": COLUMNS,
    "a dict of X and y": {"X": X, "y": NO_YES, "names": ["a", "b"]},
    "scikit-learn's bunch": {"data": np.array(X), "target": np.array(NO_YES), "DESCR": "..."},
    "a structured array": STRUCTURED,
    "a record array": STRUCTURED.view(np.recarray),
    "a data frame": Frame(columns=["a", "b", "c"], rows=ROWS),
    "a pair of frames": (Frame(columns=["a", "b"], rows=X), Frame(rows=NO_YES, name="c")),
    "bytes": HEADED.encode(),
    "text": HEADED,
    "the lines of a file": HEADED.splitlines(keepends=True),
    "an open file": io.StringIO(HEADED),
}


@pytest.mark.parametrize("kind", GIVEN)
def test_what_python_holds_is_read(kind):
    points, labels = load_points(GIVEN[kind])
    assert points.tolist() == X and labels.tolist() == NO_YES


def test_numbers_with_numbers_as_labels():
    table = np.array([[0, 1, -1], [2, 3, 1]], dtype=np.float32)
    for data in (table, (table[:, :2], table[:, 2]), table.tolist(), (table[:, :2].tolist(), [-1, 1])):
        points, labels = load_points(data)
        assert points.dtype == float and points.tolist() == [[0, 1], [2, 3]]
        assert labels.dtype.kind == "i" and labels.tolist() == [-1, 1]
    assert load_points(([[0, 1], [2, 3]], [False, True]))[1].tolist() == [0, 1]


def test_one_input(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("x,label\n0.5,no\n2,yes\n")
    for data in (file, [[0.5, "no"], [2, "yes"]], ([0.5, 2], ["no", "yes"]), ([[0.5], [2]], ["no", "yes"])):
        points, labels = load_points(data, inputs=1)
        assert points.tolist() == [[0.5], [2]] and labels.tolist() == ["no", "yes"]
    with pytest.raises(PointsError, match=r"X, row 0 .*: 2 columns, expected 1; choose with X\[:, 0\]"):
        load_points((X, NO_YES), inputs=1)


REFUSED_FILES = {
    "0,0,no\n1,one,yes\n": "mine.csv, row 2, column 2: 'one' is not a number; write a number such as 1.5",
    "x1,x2,label\n\n0,0,no\n1,one,yes\n": "row 4, column 2: 'one'",
    "# by hand\n0,0,no\n1,,yes\n": "row 3, column 2: the cell is empty; write a number there, or delete the row",
    "0,0,no\n1,2,\n": "row 2, column 3: the label is empty; write the class there",
    "0,0,no\n1,2, NA\n": "row 2, column 3: 'NA' is a missing label",
    "0,0,no\n1,nan,no\n": "row 2, column 2: 'nan' is a missing value",
    "0,0,no\n1,inf,no\n": "row 2, column 2: 'inf' is not a number",
    "0,0,no\n1,1e999,no\n": "row 2, column 2: '1e999' is too large to draw",
    "0,0,no\n1,5 cm,no\n": "row 2, column 2: '5 cm' is not a number",
    "0,0,no\n1,1_000,no\n": "row 2, column 2: '1_000' is not a number",
    # a malformed first row is no heading
    "1.5,2.5\n0,0,no\n1,1,yes\n": "row 1: cells '1.5', '2.5', expected 3 (x1, x2, label); every row must be",
    "1.0,,1\n0,0,0\n1,1,1\n": "row 1, column 2: the cell is empty",
    "1.O,2,a\n0,0,b\n": "row 1, column 1: '1.O' is not a number",
    "l,O,no\n0,0,no\n1,1,yes\n": "row 1, column 1: 'l' is not a number",
    "nan,nan,x\n0,0,no\n1,1,yes\n": "row 1, column 1: 'nan' is a missing value",
    # rows that do not fit
    "0,0,no\n1,1\n": "row 2: cells '1', '1', expected 3",
    "0,0,no\n1,1,yes,2\n": "row 2: cells '1', '1', 'yes', '2', expected 3",
    "0,0,no\n1,1,no\n2;1;yes\n": "row 3: cells '2;1;yes', expected 3",
    "a,b\n0,0\n1,1\n": "row 2: 2 columns: 'a', 'b', expected 3 (x1, x2, label); add the label as a last column",
    "a,b,c,d\n0,0,2,no\n1,1,2,yes\n": "row 2: 4 columns: 'a', 'b', 'c', 'd', expected 3 (x1, x2, label); keep two inputs and",
    "0,5,1,5,no\n1,5,2,5,yes\n": "row 1: 5 columns, expected 3 (x1, x2, label); if the commas are decimal commas, put semicolons",
    "hello\nworld\n": "row 2: 1 column: 'hello', expected 3",
    # marks that may mean two things
    "0,5;1;no\n1,5;2.5;yes\n1,5;2,5;yes\n": "row 2, column 2: '2.5' has no decimal comma as the other numbers have",
    "0.5;1;no\n1,5;2.5;yes\n1.5;2.5;yes\n": "row 2, column 1: '1,5' has no decimal point",
    '"1,234",0.5,no\n2,0.5,yes\n3,0.5,yes\n': "row 1, column 1: '1,234' has no decimal point",
    '"1,234","2,345",no\n"3,456","4,567",yes\n': "row 1, column 1: the comma of '1,234' may stand for thousands or for decimals; write 1234 or 1.234",
    # quotation marks
    '0,0,no\n1,1,"yes\n2,2,no\n': "row 2: a quotation mark is not closed",
    '0,0,no\n1,1,"' + "yes\n" * 40_000: "row 2: field larger than field limit",
    # nothing in it
    "": "mine.csv holds no points; every row must be x1, x2, label",
    "\n \n": "holds no points",
    "x1,x2,label\n": "holds no points",
    "# only\n# comments\n": "holds no points",
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED_FILES, ids=range(len(REFUSED_FILES)))
def test_a_file_that_does_not_fit_is_refused_with_row_column_cell_and_remedy(text, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(text)
    message = refusal(file)
    assert REFUSED_FILES[text] in message and message.startswith("mine.csv")


def refusal(data, inputs=2):
    """The sentence with which load_points refuses: one, in one line."""
    with pytest.raises(PointsError) as caught:
        load_points(data, inputs)
    message = str(caught.value)
    assert isinstance(caught.value, ValueError) and caught.value.__cause__ is None
    assert "\n" not in message and "\r" not in message and 20 < len(message) < 400
    assert "; " in message or ", and give that" in message, f"no remedy: {message}"
    return message


def test_files_that_are_no_text_are_named(tmp_path):
    import gzip
    import zipfile

    sheet = tmp_path / "mine.xlsx"
    with zipfile.ZipFile(sheet, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "mine.xlsx is a spreadsheet; save it as CSV" in refusal(sheet)
    np.save(tmp_path / "mine.npy", np.eye(3))
    assert "pass np.load of it" in refusal(tmp_path / "mine.npy")
    (tmp_path / "mine.gz").write_bytes(gzip.compress(PLAIN.encode()))
    assert "compressed; unpack it" in refusal(tmp_path / "mine.gz")
    assert "is a folder; give the path of a file in it" in refusal(tmp_path)


def test_a_path_that_is_not_there_names_one_that_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "points.csv").write_text(PLAIN)
    assert "did you mean 'points.csv'?" in refusal("point.csv")
    assert "give the path of a text file" in refusal("nowhere/at/all.csv")
    assert str(tmp_path) in refusal("nowhere.csv")


@pytest.mark.parametrize(
    "data, sentence",
    [
        (np.ones((2, 5)), "points are rows: pass data.T"),
        (np.arange(12.0).reshape(3, 4), "points are rows: pass data.T"),
        (([0, 1, 2, 3], [0, 1, 2, 3], [0, 0, 1, 1]), "points are rows: pass list(zip(*data))"),
        ((np.zeros((2, 5)), [0, 0, 1, 1, 1]), "points are rows: pass (X.T, y)"),
        ((NO_YES, X), "pass (X, y), the points first"),
        ((X, NO_YES[:2]), "X has 3 rows but y has 2 labels; give one label for each row of X"),
        ((X, np.eye(3)), "y, row 0, column 2 (counted from 0): '[1.0, 0.0, 0.0]' is no single label"),
        ((np.ones((4, 5)), [0, 1, 0, 1]), "X, row 0 (counted from 0): 5 columns, expected 2; choose with X[:, [0, 1]]"),
        (np.ones((4, 2)), "2 columns, expected 3 (x1, x2, label); pass (X, y), for the label is missing"),
        (np.ones((4, 7)), "7 columns, expected 3 (x1, x2, label); keep two inputs and the label"),
        (([[0, 1], [2, None]], ["a", "b"]), "X, row 1, column 1 (counted from 0): 'None' is a missing value"),
        (([[0, 1], [2, np.nan]], ["a", "b"]), "X, row 1, column 1 (counted from 0): 'nan' is a missing value"),
        (([[0, 1], [2, np.inf]], ["a", "b"]), "X, row 1, column 1 (counted from 0): 'inf' is too large"),
        (([[0, 1], [2, 1j]], ["a", "b"]), "X, row 1, column 1 (counted from 0): '1j' is not a number"),
        (([[0, 1], [2, 3]], ["a", None]), "y, row 1, column 2 (counted from 0): 'None' is a missing label"),
        (([[0, 1], [2, 3]], [1, np.nan]), "'nan' is a missing label"),
        (([[0, 1], [2]], ["a", "b"]), "X, row 1 (counted from 0): 1 column, expected 2; give every point x1, x2"),
        ([[0, 1, "a"], [2, "b"]], "data, row 1 (counted from 0): cells '2', 'b', expected 3"),
        ([0.5, 1.5, 2.5], "data, row 0 (counted from 0): '0.5' is one value; every row must be x1, x2, label"),
        ({"x1": [1, 2], "x2": [1, 2], "label": [1]}, "column label has 1; give all of them as many"),
        (np.ma.masked_array([[0, 1, 1], [2, 3, 0]], mask=[[0, 0, 0], [1, 0, 0]]), "row 1, column 0 (counted from 0): 'None' is a missing"),
        (SimpleNamespace(toarray=None), "data is sparse; pass data.toarray()"),
        (5, "data is the int '5'; give (X, y), rows of points, or the path of a file"),
        (len, "data is the builtin_function_or_method"),
        ([], "data holds no points"),
        ({}, "data holds no points"),
        (([], []), "data holds no points"),
        ((np.zeros((0, 2)), []), "X holds no points"),
        (np.zeros((2, 3, 4)), "data, row 0, column 0 (counted from 0): '[0.0, 0.0, 0.0, 0.0]' is not a number"),
        ((np.zeros((2, 3, 4)), [0, 1]), "X, row 0"),
    ],
)  # fmt: skip
def test_what_is_not_points_is_refused_with_its_remedy(data, sentence):
    assert sentence in refusal(data)


# ---- any input gives points or one sentence


BAD_CELLS = [
    "",
    "one",
    "1,2,3",
    "nan",
    "1e999",
    "--5",
    "1.2.3",
    "0x10",
    "½",
    "1 2",
    "\t",
    '"',
    "yes;no",
    "[1]",
]


def test_one_bad_cell_anywhere_is_named_or_does_no_harm(tmp_path):
    """Whatever stands in one cell of a file: points, or the number of that row."""
    rng, file, named = np.random.default_rng(0), tmp_path / "mine.csv", 0
    for _ in range(400):
        rows = [["x1", "x2", "label"]] * int(rng.integers(2))
        rows += [[f"{v:.3g}" for v in rng.normal(size=2)] + [str(rng.integers(2))] for _ in range(6)]
        row = int(rng.integers(len(rows) - 6, len(rows)))
        column, bad = rng.integers(2), str(rng.choice(BAD_CELLS))
        rows[row] = [bad if k == column else cell for k, cell in enumerate(rows[row])]
        file.write_text(excel("\n".join(map(",".join, [[c.replace('"', '""') if c == '"' else c for c in r] for r in rows])))
                        if bad not in ('"', "1,2,3") else "\n".join(map(",".join, rows)))  # fmt: skip
        try:
            points, labels = load_points(file)
            assert np.isfinite(points).all() and len(points) == len(labels)
        except PointsError:
            assert f"row {row + 1}" in refusal(file), (bad, file.read_text())
            named += 1
    assert named > 300


def test_any_bytes_give_points_or_one_sentence(tmp_path):
    rng, file = np.random.default_rng(1), tmp_path / "mine.csv"
    sources = [text if isinstance(text, bytes) else text.encode() for text in FILES.values()]
    pieces = [
        b'"',
        b",",
        b";",
        b"\n",
        b"\r",
        b"\0",
        b"\xff\xfe",
        b"#",
        b"\t",
        b"'",
        b"1e9",
        b"-",
        b"\xe9",
        b"sep=",
    ]
    for _ in range(600):
        raw = bytearray(sources[rng.integers(len(sources))])
        for _ in range(rng.integers(1, 6)):
            at, cut = rng.integers(len(raw) + 1), int(rng.integers(4))
            raw[at : at + cut] = (
                pieces[rng.integers(len(pieces))]
                if rng.random() < 0.7
                else rng.bytes(int(rng.integers(1, 5)))
            )
        file.write_bytes(raw)
        result_or_sentence(file)
    for size in (0, 1, 2, 3, 10, 100, 1000):
        for _ in range(20):
            file.write_bytes(rng.bytes(size))
            result_or_sentence(file)


def test_any_nest_of_lists_gives_points_or_one_sentence():
    rng = np.random.default_rng(2)
    leaves = [
        0,
        1.5,
        "a",
        "2",
        "",
        None,
        np.nan,
        True,
        1j,
        b"1",
        {},
        set(),
        np.float32(1),
        np.arange(3),
        (),
        "x,1,2",
        object(),
    ]

    def nest(depth):
        if depth == 0 or rng.random() < 0.25:
            return leaves[rng.integers(len(leaves))]
        parts = [nest(depth - 1) for _ in range(rng.integers(5))]
        return [parts, tuple(parts), {str(i): part for i, part in enumerate(parts)}][
            rng.choice([0, 0, 0, 1, 1, 2])
        ]

    for _ in range(4000):
        for inputs in (1, 2):
            result_or_sentence(nest(3), inputs)
    loop = []
    loop.append(loop)
    result_or_sentence(loop)


def result_or_sentence(data, inputs=2):
    try:
        points, labels = load_points(data, inputs)
    except PointsError:
        refusal(data, inputs)
    else:
        assert points.shape == (len(labels), inputs) and np.isfinite(points).all() and len(labels)


# ---- what a learner sees of a refusal


def test_a_notebook_shows_the_sentence_alone(capsys):
    """And yet the cell has failed, as nbval and "Run All" see it."""
    shell = InteractiveShell.instance()
    try:
        result = shell.run_cell("from mlpcourse.points import load_points\nload_points('nowhere.csv')")
    finally:
        InteractiveShell.clear_instance()
    assert isinstance(result.error_in_exec, PointsError)
    printed = [line for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert len(printed) == 1 and printed[0].startswith("PointsError: there is no file 'nowhere.csv'")


def test_a_script_sees_an_ordinary_exception():
    script = "from mlpcourse.points import load_points\nload_points([[1]])"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert run.returncode == 1 and "Traceback" in run.stderr
    assert run.stderr.splitlines()[-1].startswith("mlpcourse.textfile.PointsError: data, row 0")
