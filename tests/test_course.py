"""The way from a lecture to the course: its finder, its routes, its translator, and the self-test."""

import csv
import re
from html import unescape

import nbformat
import pytest

from mlpcourse.datasets import data_path
from mlpcourse.labs import CourseFinder, NotationTranslator, SelfTest
from mlpcourse.labs.start import STATEMENTS
from mlpcourse.lectures.course import CHAPTERS, LECTURES, Route, crosswalk, read_table
from mlpcourse.lectures.finder import SYNONYMS, find
from mlpcourse.tables import Html, html_table, link

NOTEBOOKS = data_path("crosswalk.csv").parents[1] / "notebooks"
IDS = [row["id"] for row in crosswalk()]
SLIDES = read_table("slides.csv")
ERRATA = read_table("errata.csv")


def found(words="", lecture=""):
    return [row["id"] for row in find(words, lecture)]


# ---- the data


def test_every_row_stands_on_a_slide_and_every_slide_has_a_row():
    on_slides = " ".join(slide["rows"] for slide in SLIDES).split()
    assert set(on_slides) == set(IDS)
    for slide in SLIDES:
        assert (
            slide["title"] and slide["part"] and {id[0] for id in slide["rows"].split()} == {slide["lecture"]}
        )
    assert len({(slide["lecture"], slide["title"]) for slide in SLIDES}) >= 188


def test_every_chapter_has_the_rows_that_the_plan_gives_it():
    planned = [9, 14, 14, 19, 19, 23, 21, 26, 31, 27, 12, 39, 20, 20, 6, 12, 15, 6, 16, 6, 4, 15]
    assert [sum(int(row["notebook"]) == k for row in crosswalk()) for k in range(22)] == planned
    at = {row["id"]: (row["notebook"], row["section"]) for row in crosswalk()}
    assert {at[id][0] for id in ("A-07", "A-08", "T-78", "T-86", "T-87")} == {"10"}  # XOR
    assert {at[id][1] for id in ("A-02", "N-15", "N-16", "T-02")} == {"Five routes"}


def test_every_erratum_is_there_once_and_its_chapter_shows_it():
    assert len({row["id"] for row in ERRATA}) == len(ERRATA) == 112
    counts = {letter: sum(row["id"][1] == letter for row in ERRATA) for letter in "AHMNTX"}
    assert counts == {"A": 15, "H": 15, "M": 14, "N": 23, "T": 35, "X": 10}
    for row in ERRATA:
        assert row["about"] and set(row["rows"].split()) <= set(IDS) and (row["rows"] or row["id"][1] == "X")
        chapter = CHAPTERS[int(row["notebook"])]
        if chapter.exists():
            text = (NOTEBOOKS / f"{chapter.file}.ipynb").read_text(encoding="utf-8")
            assert re.search(rf"{row['id']}\b", text), row


# ---- the finder


@pytest.mark.parametrize("lecture", LECTURES)
def test_every_slide_title_finds_its_slide(lecture):
    """Among the eight rows that are shown, in its own lecture."""
    for slide in SLIDES:
        if slide["lecture"] == lecture:
            assert set(found(slide["title"], lecture)[:8]) & set(slide["rows"].split()), slide


def test_a_title_finds_a_slide_of_that_title_in_all_lectures_together():
    titles = {row["id"]: row["slides"] for row in find()}
    for slide in SLIDES:
        if slide["title"] == "Reference":  # Anand has a page of them
            continue
        first = find(slide["title"])[:8]
        assert any(
            slide["title"].lower() in [t.lower() for t in titles.get(row["id"], [])] for row in first
        ), slide


def test_every_id_finds_its_row_alone():
    for id in [*IDS, *(row["id"] for row in ERRATA)]:
        for typed in (id, id.lower(), id.replace("-", ""), f" {id} "):
            assert found(typed) == [id], typed
    assert found("A-5") == ["A-05"] and found("T-145 softsign")[0] == "T-145" and found("A-99") == []
    assert found("EM-") == [f"EM-{n}" for n in range(1, 15)] and len(found("h-")) == 62


@pytest.mark.parametrize(
    "typed, first",
    [
        ("over-parameterized softmax", "T-64"),
        ("overparameterised", "T-64"),
        ("stopping criterion", "A-05"),
        ("stop criteria", "A-05"),
        ("initialization", "T-106"),
        ("softmax functions", "T-45"),
        ("how do I choose the learning rate?", "H-35"),
        ("step size", "H-35"),
        ("overfitting", "H-47"),
        ("regularize", "H-47"),
        ("regularized cost", "T-38"),
        ("1-of-K", "T-12"),
        ("widrow hoff", "T-71"),
        ("weight decay", "T-93"),
        ("backward pass", "M-30"),
        ("multilayer perceptrons", "A-08"),
        ("saddle points", "H-34"),
        ("bow", "N-11"),
        ("svm", "N-38"),
        ("momentum", "T-116"),
        ("MNIST", "T-125"),
        ("Rosenbrock", "T-115"),
        ("leaky relu", "A-14"),
        ("percepton", "A-03"),
        ("vanishing gradiant", "T-100"),
        ("wieghts update", "M-35"),
        ("drop out", "H-49"),
        ("dropuot", "H-49"),
        ("soft max", "T-45"),
        ("crossentropy", "H-24"),
        ("back propogation", "A-21"),
        ("perceptron convergence theorem", "A-05"),
        ("lr", "H-35"),
    ],
)
def test_plurals_american_spelling_parts_slips_and_synonyms_are_found(typed, first):
    assert found(typed)[0] == first


def test_each_synonym_finds_what_the_others_find():
    """Every row that has one phrase of a line is found by each other phrase of the line."""
    for line in SYNONYMS.strip().splitlines():
        results = [set(found(phrase)) for phrase in line.split(",")]
        assert all(result == results[0] for result in results), line


def test_the_best_rows_stand_first_and_nothing_is_found_for_nothing():
    ranked = found("sigmoid derivative")
    assert {"A-11", "H-06", "N-53"} <= set(ranked[:4])
    assert found("no such word") == [] and found("wonderful soup") == [] and found("?!") == IDS
    assert found() == IDS and {id[0] for id in found("momentum", "H")} == {"H"}
    assert found("Momentum") == found("momentum") == found("  momentum ")
    assert found("EM-3", "A") == [] and found("EM-3", "M") == ["EM-3"] and found("EX-5", "A") == []


def test_the_finder_links_to_the_chapters_and_sections_that_exist():
    lab = CourseFinder(words="stop criteria")
    assert "<a href='03_perceptron_learning.ipynb#When-does-it-stop?'" in lab.text_box.value
    for words in ("dropout", "perceptron", "loss", "EM-3", "EX-4"):
        for place in re.findall(r"href='([^']+)'", lab.set(words=words).text_box.value):
            check_place(place)
    shown = unescape(lab.set(words="EM-3").text_box.value)  # what is wrong, and what is right
    assert "printed: v₀₁ = 1 − 0.1·(−1)·1 = 1; repaired: = 1.1" in shown
    assert lab.set(words="momentum", lecture="T").caption.endswith(" of the lectures for 'momentum'.")
    assert "the best 8 are shown" in lab.set(words="loss", lecture="").caption
    assert "for 'momentun', read as 'momentum'" in lab.set(words="momentun").caption
    assert "Try fewer words" in lab.set(words="zyzzyva").caption and lab.text_box.value == ""


def check_place(place):
    """A link leads to a notebook that is there, and to a heading in it."""
    file, _, heading = unescape(place).partition("#")
    text = "\n".join(c.source for c in nbformat.read(NOTEBOOKS / file, 4).cells if c.cell_type == "markdown")
    assert not heading or re.search(
        rf"^## {re.escape(heading.replace('-', ' '))}$", text.replace("-", " "), re.M
    ), place


# ---- the routes


@pytest.mark.parametrize("lecture", LECTURES)
def test_a_route_leads_through_all_rows_of_a_lecture_to_places_that_exist(lecture):
    route = Route(lecture)
    rows = [row for row in crosswalk() if row["id"][0] == lecture]
    assert {chapter.number for _, places in route.parts for chapter, _ in places} == {
        int(r["notebook"]) for r in rows
    }
    sections = {
        (chapter.number, name) for _, places in route.parts for chapter, names in places for name in names
    }
    assert sections == {(int(row["notebook"]), row["section"]) for row in rows if row["section"]}
    for part, places in route.parts:  # chapters and sections as the slides come to them
        ids = [id for slide in SLIDES if slide["lecture"] == lecture and slide["part"] == part
               for id in slide["rows"].split()]  # fmt: skip
        at = [(row["notebook"], row["section"]) for id in ids for row in rows if row["id"] == id]
        assert [c.number for c, _ in places] == [int(number) for number in dict.fromkeys(n for n, _ in at)]
        for chapter, names in places:
            assert names == list(dict.fromkeys(name for number, name in at if int(number) == chapter.number))
    html = route._repr_html_()
    for place in re.findall(r"href='([^']+)'", html):
        check_place(place)
    for chapter in CHAPTERS:  # named where it does not exist yet, linked where it does
        if any(chapter == c for _, places in route.parts for c, _ in places):
            assert (f"<a href='{chapter.file}.ipynb' " in html) == chapter.exists() and unescape(html).count(
                chapter.name
            )
    assert str(route).startswith(LECTURES[lecture]) and repr(route) == f"Route({lecture!r})"


def test_the_parts_are_those_of_the_lectures_own_outlines():
    outlines = {
        "A": ["Perceptron Learning", "XOR Problem using MLP", "Back-propagation"],
        "N": ["Perceptron", "Activation Functions", "Gradient Descent", "Neural Networks", "Backpropagation"],
        "T": [
            "Multi-layer perceptron",
            "Backpropagation",
            "Optimization techniques",
            "Coding considerations",
        ],
    }
    for lecture, outline in outlines.items():
        parts = [part for part, _ in Route(lecture).parts]
        assert [part for part in parts if part in outline] == outline
    with pytest.raises(ValueError, match="no lecture 'B'; choose 'A' for ASU CSE 575"):
        Route("B")


# ---- the translator and the self-test


def test_the_translator_keeps_the_quantity_when_the_lecture_changes():
    lab = NotationTranslator(lecture="M", symbol="weights")
    assert "Melbourne workshop 5's vᵢⱼ, wⱼₖ is the weights" in lab.caption
    lab.controls["lecture"].value = "T"  # as a hand does
    assert lab.state() == {"lecture": "T", "symbol": "weights"} and "W⁽ˡ⁾, θ⁽ᵏ⁾" in lab.caption
    for settings in ({"symbol": "bias", "lecture": "N"}, {"lecture": "N", "symbol": "bias"}):
        assert lab.set(**settings).caption == NotationTranslator(**settings).caption  # in either order
        assert lab.state() == {"lecture": "N", "symbol": "bias"}
        lab.set(lecture="M", symbol="weights")


@pytest.mark.parametrize("lecture", LECTURES)
def test_every_lecture_can_be_asked_for_every_quantity(lecture):
    """So the hint of exercise 3, to look up delta in each of the five, is possible."""
    lab = NotationTranslator()
    for row in read_table("notation.csv"):
        caption = lab.set(lecture=lecture, symbol=row["quantity"]).caption
        assert row[lecture] in caption if row[lecture] else "has no symbol for the" in caption


def test_the_notation_of_the_lectures():
    rows = {row["quantity"]: row for row in read_table("notation.csv")}
    nus = [
        rows[name]["N"]
        for name in ("input of one sample", "weights", "pre-activation", "activation", "sample number")
    ]
    assert nus == [
        "x or x^[0]",
        "W^[l]",
        "f^[l]",
        "a^[l]",
        "(i)",
    ]  # square brackets for layers, round for samples
    assert not any("⁽ˡ⁾" in row["N"] or "⁽⁰⁾" in row["N"] for row in rows.values())
    assert "θ" in rows["weights"]["T"] and "θ" in rows["bias"]["T"]
    letters = {"l": ("M", "loss of one sample"), "ε": ("N", "loss of one sample"), "ŷ": ("N", "output")}
    for letter, (lecture, quantity) in letters.items():
        assert letter in rows[quantity][lecture]
    assert [name for name, row in rows.items() if row["A"] == "ε"] == [
        "tolerance of a stop rule",
        "slope of leaky ReLU below zero",
    ]
    assert rows["sensitivity δ"]["H"] == "" and rows["sensitivity δ"]["A"] == "∂L/∂Z, without a letter"


def test_the_self_test_ends_with_the_chapter_to_read_first():
    truths = tuple(truth for _, truth, _, _ in STATEMENTS)
    lab = SelfTest(answers=truths)
    assert "All eight are right: start where your lecture is." in lab.caption
    for number, (_, truth, chapter, reason) in enumerate(STATEMENTS):
        wrong = "no" if truth == "yes" else "yes"
        lab.set(answers=tuple(wrong if k == number else t for k, t in enumerate(truths)))
        assert lab.caption == f"7 of 8 right. Read first: {CHAPTERS[chapter].name}."
        assert lab.text_box.value.count("Not so") == 1 and reason in unescape(lab.text_box.value)
        link = f"<a href='{CHAPTERS[chapter].file}.ipynb'"
        assert (f" Read {link}" in lab.text_box.value) == CHAPTERS[chapter].exists()
    lab.set(answers=("no", "yes", "yes", "yes", "no", "no", "no", "no"))
    assert "Read first: 02 " in lab.caption and lab.caption.index("02 ") < lab.caption.index(
        "05 "
    ) < lab.caption.index("17 ")


def test_the_self_test_tells_nothing_before_it_is_answered():
    lab = SelfTest()
    for statement, _, _, reason in STATEMENTS:
        assert statement in unescape(lab.text_box.value) and reason not in unescape(lab.text_box.value)
    assert lab.caption == "0 of 8 answered, 0 right. Choose true or false for each."
    lab.controls["answers"].boxes[2].value = "no"  # as a hand does
    assert lab.caption.startswith("1 of 8 answered, 0 right") and lab.text_box.value.count("Not so") == 1
    with pytest.raises(ValueError, match="give 8 answers"):
        lab.set(answers=("yes",))
    assert lab.state()["answers"] == ("", "", "no", "", "", "", "", "")


# ---- tables


def test_tables_escape_text_keep_links_and_break_no_id():
    html = html_table(("a", "b"), [("EM-10 <b>", link("x & y", "a'b.ipynb")), ("heading")])
    assert "<span style='white-space:nowrap'>EM-10</span> &lt;b&gt;" in html
    assert re.search("<a href='a&#x27;b.ipynb' target='_blank' style='[^']+'>x &amp; y</a>", html)
    assert "overflow-wrap:normal" in html and "<th style='text-align:left;vertical-align:top;padding:" in html
    assert Html.of(Html("<i>")) == "<i>" and Html.of("<i>") == "&lt;i&gt;"


def test_the_tables_are_tidy():
    for name in ("slides.csv", "errata.csv", "crosswalk.csv", "notation.csv"):
        with data_path(name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert len({len(row) for row in rows}) == 1 and all(
            cell == cell.strip() for row in rows for cell in row
        )
