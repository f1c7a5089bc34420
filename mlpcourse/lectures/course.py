"""The chapters of the course, in order, and the crosswalk from the five lectures to them."""

import csv
from typing import NamedTuple

from ..datasets import data_path


class Chapter(NamedTuple):
    """number, title, and the notebook's file name without ".ipynb"."""

    number: int
    title: str
    file: str


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
        ("09_networks", "Networks: layers, forward pass, XOR"),
        ("10_piecewise_linear", "Piecewise-linear fits"),
        ("11_backprop_by_hand", "Backpropagation by hand"),
        ("12_backprop_matrix", "Backpropagation in matrix form"),
        ("13_autodiff", "Automatic differentiation"),
        ("14_initialisation", "Initialisation and vanishing gradients"),
        ("15_optimisers", "Optimisers and loss landscapes"),
        ("16_minibatches", "Mini-batches, shuffling and schedules"),
        ("17_overfitting", "Over-fitting"),
        ("18_modular_layers", "Modular layers"),
        ("19_playground", "Experiment 1: the playground"),
        ("20_digits", "Experiment 2: handwritten digits"),
        ("21_context", "Context, history, errata"),
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


def find(word="", lecture=""):
    """The rows of the crosswalk that hold every word of `word`.

    lecture : "A" ... "T", or "" for all.
    """

    def plain(text):  # over-parameterized finds over-parameterised
        return text.lower().replace("-", "").replace("z", "s")

    words = plain(word).split()

    def matches(row):
        text = plain(f"{row['topic']} {row['kind']} {row['section']}") + row["id"].lower()
        return row["id"].startswith(lecture) and all(w in text for w in words)

    return [row for row in crosswalk() if matches(row)]
