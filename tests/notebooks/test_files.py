"""The notebooks as files: their form, their solved run, and the tables that point into them."""

import json
import re
import statistics
import sys
from importlib import import_module
from pathlib import Path

import nbformat
import pytest

from mlpcourse import labs
from mlpcourse.lectures.course import CHAPTERS, crosswalk, read_table

sys.path.insert(0, str(Path(__file__).parent))
from store_outputs import NOTEBOOKS, clean, run

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
BY_NUMBER = {int(path.name[:2]): path for path in PATHS}


def load(path):
    return nbformat.read(path, as_version=4)


def cells(path, kind):
    return [cell for cell in load(path).cells if cell.cell_type == kind]


def headings(path):
    text = "\n".join(cell.source for cell in cells(path, "markdown"))
    return re.findall(r"^## (.+)$", text, re.M)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_form(path):
    raw = json.loads(path.read_text(encoding="utf-8"))
    notebook = load(path)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert raw == json.loads(nbformat.writes(clean(load(path)))), "run tests/notebooks/store_outputs.py"
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    code = cells(path, "code")
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    text = json.dumps(raw)
    assert " at 0x" not in text and '"output_type": "error"' not in text and "nbval-skip" not in text


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_style(path):
    sizes = [len([l for l in cell.source.splitlines() if l.strip()]) for cell in cells(path, "code")]
    assert statistics.median(sizes) <= 4 and max(sizes) <= 20
    words = sum(len(cell.source.split()) for cell in cells(path, "markdown"))
    assert 700 <= words <= 2600
    assert path.stem in {chapter.file for chapter in CHAPTERS}
    text = "\n".join(cell.source for cell in cells(path, "markdown"))
    shares = [int(minutes) for minutes in re.findall(r"^\*(\d+) minutes\.\*", text, re.M)]
    assert not shares or abs(sum(shares) - int(re.search(r"\*\*Time\*\*\D*(\d+) min", text)[1])) <= 5
    for cell in cells(path, "code"):  # every picture and every lab has its static stand-in
        for name in re.findall(r"^(\w+)\(", cell.source, re.M):
            if name in labs.__all__:
                kinds = {kind for output in cell.outputs for kind in output.get("data", {})}
                assert kinds & {"image/png", "text/html"}, name


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_solved_run(path):
    """With every stub replaced by its question's solution, every check passes."""
    notebook = load(path)
    module = import_module(f"mlpcourse.exercises.nb{path.name[:2]}")
    questions = {q.name.split(".")[1]: q for q in module.QUESTIONS}
    asked = []
    shows_a_lab = re.compile(rf"(?:{'|'.join(labs.__all__)})\([^\n]*\)")  # nbval runs those
    notebook.cells = [cell for cell in notebook.cells if not shows_a_lab.fullmatch(cell.source.strip())]
    for cell in notebook.cells:
        found = re.search(r"^ex\.(q\d+)\.check\(.*$", cell.source, re.M) if cell.cell_type == "code" else None
        if found:
            asked.append(found[1])
            assert "____" in cell.source
            cell.source = f"{questions[found[1]].source}\n{found[0]}"
    assert asked == list(questions), "each question is asked once, in order"
    run(notebook)
    answers = [o.data["text/plain"] for cell in notebook.cells for o in cell.get("outputs", [])
               if "ex.q" in cell.source and "data" in o]  # fmt: skip
    assert len(answers) == len(asked) and all(answer.startswith("✓ Right.") for answer in answers), answers


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_no_page_gives_an_answer_away(path):
    """No number that is asked for stands above the question with four digits or more."""
    questions = {
        q.name.split(".")[1]: q for q in import_module(f"mlpcourse.exercises.nb{path.name[:2]}").QUESTIONS
    }
    above = ""
    for cell in load(path).cells:
        found = re.search(r"^ex\.(q\d+)\.check\(", cell.source, re.M) if cell.cell_type == "code" else None
        asked = getattr(questions.get(found and found[1]), "answers", {})
        printed = set(re.findall(r"\d+\.\d+", above))
        for value in (abs(x) for part in asked.values() for x in part.ravel() if x != round(x)):
            forms = {f"{value:.{n}{kind}}" for n in (3, 4, 5, 6) for kind in "fg"}
            forms = {form for form in forms if len(form.replace(".", "").strip("0")) > 3}
            assert not forms & printed, (found[1], forms & printed)
        above += cell.source
        for output in cell.get("outputs", []):
            texts = [text for kind, text in output.get("data", {}).items() if kind.startswith("text")]
            above += "\n".join([output.get("text", ""), *texts])


# ---- the crosswalk and the map


def test_crosswalk_holds_every_row_of_the_five_lectures():
    rows = crosswalk()
    assert len(rows) == 374 and len({row["id"] for row in rows}) == 374
    counts = {letter: sum(row["id"].startswith(letter) for row in rows) for letter in "AHMNT"}
    assert counts == {"A": 36, "H": 62, "M": 45, "N": 86, "T": 145}
    for row in rows:
        assert row["topic"] and row["kind"] and row["lecture"]
        assert not re.search(r"[\\${}]", row["topic"]), row
        assert 0 <= int(row["notebook"]) < len(CHAPTERS)


def test_every_section_that_the_crosswalk_names_exists():
    named = 0
    for row in crosswalk():
        if int(row["notebook"]) in BY_NUMBER:
            assert row["section"] in headings(BY_NUMBER[int(row["notebook"])]), row
            named += 1
        else:
            assert row["section"] == "", row
    assert named >= 48


def test_the_map_links_to_every_chapter_that_exists_and_to_no_other():
    text = "\n".join(cell.source for cell in cells(BY_NUMBER[0], "markdown"))
    table = text[text.index("## The map") : text.index("What you have solved")]
    links = set(re.findall(r"\]\((\d\d_\w+\.ipynb)\)", table))
    assert links == {path.name for path in PATHS} - {BY_NUMBER[0].name}
    for chapter in CHAPTERS:
        row = re.search(rf"\| {chapter.number:02} \| \W*{re.escape(chapter.title)}.* (\d+) \|$", table, re.M)
        time = re.search(r"\*\*Time\*\*\D*(\d+) min", cells(BY_NUMBER[chapter.number], "markdown")[0].source)
        assert row[1] == time[1], chapter
    for path in PATHS:
        text = "\n".join(cell.source for cell in cells(path, "markdown"))
        for name, section in re.findall(r"\]\(([\w./]+\.ipynb)?(?:#([^)\s]+))?\)", text):
            assert not name or (NOTEBOOKS / name).exists(), name
            names = [heading.replace(" ", "-") for heading in headings(NOTEBOOKS / name if name else path)]
            assert not section or section in names, (path.name, section)


def test_notation_table_is_complete():
    for row in read_table("notation.csv"):
        assert row["quantity"] and row["code"] and row["ours"] and row["shape"]
        assert any(row[lecture] for lecture in "AHMNT")
