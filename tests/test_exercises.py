"""Every question: blank, right, right-but, and each named mistake; the progress file."""

import json
import re
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import mlpcourse.exercises
from mlpcourse.exercises import ____, nb00, nb11, progress
from mlpcourse.exercises.blank import Blank
from mlpcourse.exercises.progress import Progress, mark, path, read
from mlpcourse.exercises.question import NOT_ATTEMPTED, RIGHT, RIGHT_BUT, WRONG, Choice, Function, Numbers

MODULES = sorted(p.stem for p in Path(mlpcourse.exercises.__file__).parent.glob("nb*.py"))
EVERY = [q for name in MODULES for q in import_module(f"mlpcourse.exercises.{name}").QUESTIONS]
NUMBERS = [q for q in EVERY if isinstance(q, Numbers)]
FUNCTIONS = [q for q in EVERY if isinstance(q, Function)]


@pytest.fixture(autouse=True)
def own_progress_file(tmp_path, monkeypatch):
    monkeypatch.setenv("MLPCOURSE_PROGRESS", str(tmp_path / "progress.json"))


@pytest.mark.parametrize("q", EVERY, ids=lambda q: q.name)
def test_common_manners(q):
    assert q.check(____).kind == NOT_ATTEMPTED and q.check().kind == NOT_ATTEMPTED
    assert q.check([1, [____, 2]]).kind == NOT_ATTEMPTED and q.check(2 * ____ + 1).kind == NOT_ATTEMPTED
    assert read() == set()
    hints = [str(q.hint()) for _ in range(len(q.hints) + 1)]
    assert len(q.hints) >= 2 and hints[0] == hints[-1] and hints[0].startswith("Hint 1 of")
    assert q.success and q.text and str(q.solution()) == q.source and "____" not in q.source
    compile(q.source, q.name, "exec")
    assert "0x" not in repr(q.check(____)) + q.check(____)._repr_html_()


@pytest.mark.parametrize("q", NUMBERS, ids=lambda q: q.name)
def test_numbers_right_and_every_slip(q):
    right = list(q.answers.values())
    assert q.check(*right).kind == RIGHT and q.name in read()
    assert q.check(*(np.round(v, 6).tolist() for v in right)).kind == RIGHT
    for values, message in q.slips:
        given = [values.get(name, value) for name, value in q.answers.items()]
        outcome = q.check(*given)
        assert (outcome.kind, outcome.message) == (WRONG, message), values
        assert not outcome.passed
    assert q.check(*(v + 12.34 for v in right)).kind == WRONG
    assert "got" in q.check(*right, 1).message
    assert "must be" in q.check(*(["a"] * len(right))).message
    shaped = [v.reshape(-1, 1) if v.ndim == 1 else v for v in right]
    if any(v.ndim == 1 for v in right):
        outcome = q.check(*shaped)
        assert outcome.kind == RIGHT_BUT and "has shape" in outcome.message and outcome.passed


@pytest.mark.parametrize("q", [q for q in EVERY if isinstance(q, Choice)], ids=lambda q: q.name)
def test_choices(q):
    assert q.check(q.answer).kind == q.check(f" {q.answer.upper()} ").kind == RIGHT
    for slip, message in q.slips.items():
        assert q.check(slip).message == message
    assert "choose from" in q.check("something else").message and "choose from" in q.check(3.5).message


@pytest.mark.parametrize("q", FUNCTIONS, ids=lambda q: q.name)
def test_functions_right_and_every_slip(q):
    assert q.check(q.reference).kind == RIGHT
    for slip, message in q.slips:
        outcome = q.check(slip)
        assert (outcome.kind, outcome.message) == (WRONG, message)
    n = len(__import__("inspect").signature(q.reference).parameters)
    star = "abcdefgh"[:n]
    make = lambda body: eval(f"lambda {', '.join(star)}: {body}", {"____": ____, "np": np})
    assert q.check(make("____")).kind == NOT_ATTEMPTED
    assert q.check(make("(____, ____)")).kind == NOT_ATTEMPTED
    assert q.check(make("np.tanh(____)")).kind == NOT_ATTEMPTED
    assert "returned None" in q.check(make("None")).message
    raised = q.check(make("1 / 0")).message
    assert "raised ZeroDivisionError" in raised and raised.startswith("With ")
    assert " at 0x" not in raised
    assert q.check(max).kind == WRONG  # and does not say what it takes
    assert q.check(lambda: 1).kind == WRONG and "must take" in q.check(lambda: 1).message
    assert "without ()" in q.check(3.5).message
    assert q.check(make("'nonsense'")).kind == WRONG and q.check(make("0.5")).kind == WRONG


NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
SETUP = {"11": "e = ByHand()\nx, y, V, W = e.x, e.y, e.V, e.W"}


def names_after(module, source):
    """What a notebook's cells would have defined when a solution runs: its imports and the solutions before."""
    number = module.__name__[-2:]
    (path,) = NOTEBOOKS.glob(f"{number}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    imports = next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    names = {}
    exec(imports, names)
    exec(SETUP.get(number, ""), names)
    for q in module.QUESTIONS:
        exec(q.source, names)
        if q.source == source:
            return names


@pytest.mark.parametrize("q", FUNCTIONS, ids=lambda q: q.name)
def test_written_solutions_of_functions_pass(q):
    module = import_module(f"mlpcourse.exercises.{q.name.split('.')[0]}")
    names = names_after(module, q.source)
    assert q.check(names[re.match(r"def (\w+)", q.source)[1]]).kind == RIGHT


def test_more_wrong_answers_by_hand():
    """Mistakes made as a student makes them, not as the package computes them."""

    def swapped(x, y, V, W, eta):
        return nb11.update_params(x, y, V, W, eta)[::-1]

    def in_place(x, y, V, W, eta):
        new_V, new_W = nb11.update_params(x, y, V, W, eta)
        V[:] = new_V
        return V, new_W

    def uphill(x, y, V, W, eta):
        new_V, new_W = nb11.update_params(x, y, V, W, eta)
        return 2 * V - new_V, 2 * W - new_W

    def unchanged(x, y, V, W, eta):
        return V, W

    for function, fragment in ((swapped, "swapped"), (in_place, "changes its arguments"), (uphill, "wrong sign"),
                               (unchanged, "Nothing has changed")):  # fmt: skip
        message = nb11.q10.check(function).message
        assert fragment.replace("wrong sign", "sign is wrong") in message, (function, message)
    column = lambda X, V, W: nb11.ann_predict(X, V, W)[:, :, None]
    assert nb11.q3.check(column).kind == RIGHT_BUT
    assert "rounded too early" in nb11.q1.check([0.76, 0.96], nb11.TANH.z).message
    assert (
        "wrong sign" in nb11.q4.check(-nb11.q4.answers["l"]).message
        or "sign is wrong" in nb11.q4.check(-nb11.q4.answers["l"]).message
    )
    assert "u is right" in nb11.q1.check(nb11.TANH.u, [5, 5]).message


def test_alternative_right_answers_pass():
    def loops(x, y, V, W, eta):
        p, K = len(V), len(W)
        u = [np.tanh(V[j, 0] + sum(V[j, i + 1] * x[i] for i in range(len(x)))) for j in range(p)]
        z = [W[k, 0] + sum(W[k, j + 1] * u[j] for j in range(p)) for k in range(K)]
        new_V, new_W = V.copy(), W.copy()
        for k in range(K):
            for j, unit in enumerate([1, *u]):
                new_W[k, j] -= eta * (z[k] - y[k]) * unit
        for j in range(p):
            back = sum((z[k] - y[k]) * W[k, j + 1] for k in range(K))
            for i, value in enumerate([1, *x]):
                new_V[j, i] -= eta * (1 - u[j] ** 2) * back * value
        return [new_V.tolist(), new_W.tolist()]

    assert nb11.q10.check(loops).kind == RIGHT
    assert (
        nb11.q2.check(lambda x, V, W: [np.tanh(V @ np.r_[1, x]), W @ np.r_[1, np.tanh(V @ np.r_[1, x])]]).kind
        == RIGHT
    )
    assert nb00.q1.check([4, 3], [4], [5, 4]).kind == RIGHT
    assert nb00.q3.check("nus").kind == nb00.q3.check("NUS").kind == RIGHT


def test_blanks_stay_blank():
    assert isinstance((____ + 1) @ np.ones(3), Blank) and isinstance(np.ones(3) * ____, Blank)
    assert isinstance(____[0].T.dot(3), Blank) and repr(____) == "____"
    for refuse in (bool, float, list, len, iter):
        with pytest.raises(TypeError, match="put your answer"):
            refuse(____)


# ---- progress


def test_progress_counts_and_names_the_next_question():
    assert Progress().next == "nb00.q1"
    mark("nb00.q1")
    mark("nb00.q1")
    assert json.loads(path().read_text()) == {"solved": ["nb00.q1"]}
    table = progress()
    assert "00 Start here: 1 of 3" in repr(table) and table.next == "nb00.q2"
    assert "1 of 3" in table._repr_html_()
    for q in EVERY:
        mark(q.name)
    assert progress().next is None and "everything is solved" in repr(progress())


@pytest.mark.parametrize("damage", ["", "{", '{"solved": 3}', "[]", '{"solved": [1]}', "\x00"])
def test_a_damaged_progress_file_is_set_aside(damage):
    path().write_text(damage)
    assert read() == set()
    mark("nb00.q1")
    assert read() == {"nb00.q1"}
    (aside,) = path().parent.glob("*.damaged-*")
    assert aside.read_text() == damage


def test_a_folder_that_cannot_be_written_does_not_cost_the_answer(monkeypatch, capsys):
    def refuse(self, *arguments, **settings):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "write_text", refuse)
    assert nb00.q3.check("NUS").kind == RIGHT
    assert "could not be written" in capsys.readouterr().out


def test_progress_lies_beside_the_notebook(monkeypatch, tmp_path):
    monkeypatch.delenv("MLPCOURSE_PROGRESS")
    monkeypatch.chdir(tmp_path)
    assert path() == tmp_path / ".mlpcourse_progress.json"
