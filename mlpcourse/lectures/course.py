"""The chapters of the course, in order, and the way from the five lectures to them."""

import csv
from pathlib import Path
from typing import NamedTuple

from ..datasets import data_path
from ..tables import Html, html_table, link, text_columns


class Chapter(NamedTuple):
    """number, title, and the notebook's file name without ".ipynb"."""

    number: int
    title: str
    file: str

    @property
    def name(self):
        """Number and title."""
        return f"{self.number:02} {self.title}"

    def exists(self):
        """Whether the notebook is here: beside the one that runs, or in this copy of the course."""
        places = (Path(), Path("notebooks"), Path(__file__).resolve().parents[2] / "notebooks")
        return any((place / f"{self.file}.ipynb").is_file() for place in places)

    def linked(self, text="", section=""):
        """The chapter's name, or another text, with a link to it or to one of its sections."""
        place = f"{self.file}.ipynb" + (f"#{section.replace(' ', '-')}" if section else "")
        return link(text or self.name, place) if self.exists() else Html.of(text or self.name)


CHAPTERS = [
    Chapter(int(file[:2]), title, file)
    for file, title in (
        ("00_start_here", "Start here"),
        ("01_features", "From raw data to features"),
        ("02_perceptron_line", "The perceptron as a line"),
        ("03_perceptron_learning", "Perceptron learning"),
        ("04_regression_adaline", "Regression and ADALINE"),
        ("05_gradient_descent", "Loss, gradient descent and the learning rate"),
        ("06_activations", "Activation functions"),
        ("07_logistic_regression", "Logistic regression and cross-entropy"),
        ("08_softmax_regression", "Softmax regression"),
        ("09_networks", "Networks"),
        ("10_hidden_layer", "What a hidden layer can do"),
        ("11_backprop_by_hand", "Backpropagation by hand"),
        ("12_backprop_matrix", "Backprop in matrix form"),
        ("13_any_depth", "Any depth"),
        ("14_initialisation", "Initialisation and vanishing gradients"),
        ("15_optimisers", "Optimisers and loss landscapes"),
        ("16_minibatches", "Mini-batches, shuffling and learning-rate schedules"),
        ("17_overfitting", "Over-fitting: weight decay, dropout, early stopping"),
        ("18_modular_layers", "Modular layers: build your own mini-framework"),
        ("19_playground", "Experiment 1: 2-D playground"),
        ("20_digits", "Experiment 2: handwritten digits"),
        ("21_context", "Context: brains and nets, history, reading list, errata lab"),
    )
]

LECTURES = {
    "A": "ASU CSE 575",
    "H": "Deep Learning 2019 (Anand)",
    "M": "Melbourne workshop 5",
    "N": "NUS CS3244",
    "T": "Tsinghua Topic 3",
}


def read_table(name):
    """The rows of a CSV file of data/, as dicts."""
    with data_path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def crosswalk():
    """Every row of the five lectures: id, lecture, topic, kind, notebook, section (empty until written)."""
    return read_table("crosswalk.csv")


class Route:
    """One lecture in its own order: each part of its outline, and where the course has it.

    lecture : "A", "H", "M", "N" or "T", as in LECTURES. Raises ValueError for another.
    """

    def __init__(self, lecture):
        if lecture not in LECTURES:
            names = ", ".join(f"{key!r} for {name}" for key, name in LECTURES.items())
            raise ValueError(f"there is no lecture {lecture!r}; choose {names}")
        self.lecture = lecture
        slides = [slide for slide in read_table("slides.csv") if slide["lecture"] == lecture]
        rows = {row["id"]: row for row in crosswalk()}
        self.parts = []
        for part in dict.fromkeys(slide["part"] for slide in slides):
            ids = " ".join(slide["rows"] for slide in slides if slide["part"] == part).split()
            sections = {}  # chapters and their sections in the order of the slides
            for id in ids:
                there = sections.setdefault(int(rows[id]["notebook"]), {})
                there[rows[id]["section"]] = True
            places = [(CHAPTERS[number], list(filter(None, there))) for number, there in sections.items()]
            self.parts.append((part, places))

    def _repr_html_(self):
        rows = [
            (part, Html("<br>".join(_place(chapter, sections) for chapter, sections in places)))
            for part, places in self.parts
        ]
        return html_table((f"{LECTURES[self.lecture]}, in its own order", "chapters and sections here"), rows)

    def __str__(self):
        rows = [(part, "; ".join(chapter.name for chapter, _ in places)) for part, places in self.parts]
        return "\n".join([LECTURES[self.lecture], *text_columns(rows)])

    def __repr__(self):
        return f"Route({self.lecture!r})"


def _place(chapter, sections):
    """A chapter and its sections, each with its link, as HTML."""
    listed = " · ".join(chapter.linked(section, section) for section in sections)
    return chapter.linked() + (f": {listed}" if listed else "")
