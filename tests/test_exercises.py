"""Exercises: right answers in every natural form, wrong ones by name, nonsense without harm; the progress file."""

import json
import sys
from fractions import Fraction
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from mutants import changed, faults, same_again

import mlpcourse.exercises
from mlpcourse.exercises import Chapter, Choice, Function, Numbers, ____, nb11, progress
from mlpcourse.exercises.blank import Blank
from mlpcourse.exercises.compare import alike
from mlpcourse.exercises.edits import edited, run
from mlpcourse.exercises.find import Find
from mlpcourse.exercises.progress import Progress, mark, path, read
from mlpcourse.exercises.question import NOT_ATTEMPTED, NOT_JUDGED, RIGHT, RIGHT_BUT, WRONG

CHAPTERS = {p.stem: import_module(f"mlpcourse.exercises.{p.stem}")
            for p in sorted(Path(mlpcourse.exercises.__file__).parent.glob("nb*.py"))}  # fmt: skip
EVERY = [q for chapter in CHAPTERS.values() for q in chapter.QUESTIONS + getattr(chapter, "LATER", [])]
NUMBERS, FUNCTIONS, CHOICES = (
    [q for q in EVERY if isinstance(q, kind)] for kind in (Numbers, Function, Choice)
)
named = dict(ids=lambda q: q.name)


@pytest.fixture(autouse=True)
def own_progress_file(tmp_path, monkeypatch):
    monkeypatch.setenv("MLPCOURSE_PROGRESS", str(tmp_path / "progress.json"))


# ---- every question


@pytest.mark.parametrize("q", EVERY, **named)
def test_every_question_has_good_manners(q):
    chapter, name = q.name.split(".")
    assert getattr(CHAPTERS[chapter], name) is q
    assert q.check(____).kind == NOT_ATTEMPTED and q.check().kind == NOT_ATTEMPTED
    assert q.check([1, [____, 2]]).kind == NOT_ATTEMPTED and q.check(2 * ____ + 1).kind == NOT_ATTEMPTED
    assert read() == set()
    hints = [str(q.hint()) for _ in range(len(q.hints) + 1)]
    assert len(q.hints) >= 2 and hints[0] == hints[-1] and hints[0].startswith("Hint 1 of")
    assert q.success and q.text and str(q.solution()) == q.source and "____" not in q.source


def test_a_page_calls_its_exercises_ex_as_the_replies_do():
    for page in (Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"):
        if f"nb{page.stem[:2]}" in CHAPTERS:
            assert f"import nb{page.stem[:2]} as ex" in page.read_text(encoding="utf-8"), page


def rounded(case):
    """A random case in whole numbers, where ties are frequent."""
    return tuple(np.round(part) if np.asarray(part).dtype.kind == "f" else part for part in case)


@pytest.mark.parametrize("q", NUMBERS + FUNCTIONS, **named)
def test_no_change_of_a_solution_passes_unless_it_changes_nothing(q):
    for source in changed(q.source, faults):
        with np.errstate(all="ignore"):
            try:
                space = run(source, q.names)
            except Exception:  # a number question whose solution does not even run has no answer to judge
                continue
        if isinstance(q, Numbers):
            try:
                outcome = q.check(*(space[key] for key in q.asks))
            except KeyError:
                continue
            if outcome.passed:
                close = [
                    np.allclose(np.ravel(space[key]), q.answers[key].ravel(), 1e-5, 1e-6) for key in q.asks
                ]
                assert all(close), source
        else:
            mutant = space[q.function_name]
            outcome = q.check(mutant)
            rng = np.random.default_rng(1)
            for k in range(300 if outcome.passed else 0):
                case = q.random(rng) if k % 2 else rounded(q.random(rng))
                assert alike([q.call(mutant, case)], [q.call(q.reference, case)]), source
        assert outcome.kind in (RIGHT, RIGHT_BUT, WRONG)
        assert len(repr(outcome)) < 420 and " at 0x" not in repr(outcome), repr(outcome)
        if outcome.kind == WRONG:
            assert repr(outcome).endswith(f" A hint: ex.{q.name.split('.')[1]}.hint()")


def scalars(kind):
    return lambda part: kind(part) if np.ndim(part) == 0 else part


def whole(part):
    return int(part) if np.ndim(part) == 0 and part == int(part) else part


FORMS = {
    "lists": np.ndarray.tolist,
    "tuples": lambda part: tuple(part) if part.ndim == 1 else part,
    "tuples of rows": lambda part: tuple(map(tuple, part)) if part.ndim == 2 else part,
    "rows in a list": lambda part: list(part) if part.ndim else part,
    "a list of columns": lambda part: [[x] for x in part] if part.ndim == 1 else part,
    "one number in a list": lambda part: [part] if part.ndim == 0 else part,
    "weights and bias apart": lambda part: (
        (part[:-1], part[-1]) if part.ndim == 1 and part.size > 1 else part
    ),
    "arrays": np.array,
    "objects": lambda part: part.astype(object),
    "NumPy scalars": scalars(np.float64),
    "Python floats": scalars(float),
    "fractions": scalars(lambda part: Fraction(float(part))),
    "whole numbers as int": whole,
}


@pytest.mark.parametrize("form", FORMS)
def test_a_right_answer_is_right_in_every_natural_form(form):
    make = FORMS[form]
    for q in NUMBERS:
        outcome = q.check(*map(make, q.answers.values()))
        assert outcome.passed and read() >= {q.name}, (q.name, outcome)
        assert q.check(tuple(map(make, q.answers.values()))).passed
    alike = [q for q in NUMBERS if len({np.shape(part) for part in q.answers.values()}) == 1 < len(q.asks)]
    assert alike and all(
        q.check(np.array([*q.answers.values()])).passed for q in alike
    )  # all of it in one array
    for q in FUNCTIONS:
        for collect in (tuple, list) if q.parts[1:] else (next,):
            function = lambda *a, q=q, collect=collect: collect(map(make, q.call(q.reference, a)))
            assert q.check(function).passed, (q.name, q.check(function))


class Series:
    """What one gets out of a data frame: it lends its array, and refuses to be true or false."""

    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype)

    def __bool__(self):
        raise ValueError("the truth value of a Series is ambiguous")


def test_several_answers_may_come_in_one_array():
    found = 0
    for q in NUMBERS:
        if q.asks[1:] and len({right.shape for right in q.answers.values()}) == 1:
            table, found = np.array(list(q.answers.values())), found + 1
            for whole in (table, table[None], np.ma.array(table), Series(table)):
                assert q.check(whole).passed, (q.name, q.check(whole))
            assert not q.check(np.ma.array(table, mask=True)).passed and not q.check(table[1:]).passed
    assert found > 20
    for q in (q for q in EVERY if isinstance(q, Find)):
        answer = [q.defined[name] for name in q.asks]
        assert q.check(answer).passed and (q.forms.values() != {()} or q.check(np.array(answer)).passed)
    assert MEAN.check(lambda a, k: np.array([[a.sum() / k, 0]])).kind == WRONG
    pair = ask.function("q6", "def two(a):\n    return a, 2 * a", "?", cases=[(1,)], random=lambda rng: (2,), hints=["a", "b"],
                        slips={}, success="yes")  # fmt: skip
    for collect in (np.array, lambda both: np.array([both]), Series):
        assert pair.check(lambda a, collect=collect: collect([a, 2 * a])).passed
    assert "returns 3 results where 2 are asked for" in pair.check(lambda a: np.ones(3)).message


@pytest.mark.parametrize("q", NUMBERS + FUNCTIONS, **named)
def test_right_algebra_is_right_in_every_order(q):
    for source in changed(q.source, same_again):
        space = run(source, q.names)
        answer = [space[key] for key in q.asks] if isinstance(q, Numbers) else [space[q.function_name]]
        assert q.check(*answer).kind == RIGHT, source


class Evil:
    """Fails whatever one asks of it."""

    def _fail(self, *arguments):
        raise RuntimeError("no")

    __repr__ = __str__ = __eq__ = __len__ = __iter__ = __getitem__ = __float__ = __array__ = __bool__ = _fail
    __class__ = __signature__ = property(_fail)
    __getattr__ = _fail
    __hash__ = None


class EvilText(str):
    lower = translate = __repr__ = Evil._fail


class EvilCall(Evil):
    __call__ = Evil._fail


class WordlessError(Exception):
    def __str__(self):
        raise RuntimeError("no")


def cyclic():
    ring = []
    ring += [ring, ring]
    return ring


ZOO = [
    None, True, 0, -1, 3.5, 1e308, 10**400, float("nan"), float("inf"), 2j, "", "x", "0.5", b"x", [], (), {}, set(), [[]],
    [1, [2, 3]], [None], [float("nan")] * 3, {"z": 1}, {1, 2}, range(3), iter([1]), (n for n in [1]), object(), object, int,
    max, print, len, np, np.nan, np.array([]), np.array(3), np.zeros((2, 0)), np.zeros((1, 1, 1, 1)), np.ones((7, 7)),
    np.array(["a"]), np.array([None]), np.array([1j]), np.datetime64("2020"), np.ma.masked, np.ma.array([1, 2], mask=[1, 0]),
    np.zeros(3, dtype=[("a", int)]), np.broadcast_to(1.0, (10**9, 10**9)), Evil(), [Evil()], EvilText("x"), Evil,
    EvilCall(), cyclic(), "x" * 10**5, list(range(5000)), Exception("no"), lambda: 1, lambda *a: a, lambda **k: k, slice(3), ...,
    np.tanh, np.add, np.where, np.float32(1), Fraction(1, 3), memoryview(b"ab"), type("New", (), {})(), np.random.default_rng(0),
]  # fmt: skip


@pytest.mark.parametrize("q", EVERY, **named)
@pytest.mark.filterwarnings("ignore")
def test_nonsense_is_answered_in_a_sentence(q):
    answers = [(thing,) * n for thing in ZOO for n in (1, len(getattr(q, "asks", "1")), 7)]
    if isinstance(q, Function):
        answers += [(lambda *a, thing=thing: thing,) for thing in ZOO]
        answers += [(lambda *a, thing=thing: (thing,) * len(q.parts),) for thing in ZOO]
    for answer in answers:
        outcome = q.check(*answer)
        text = repr(outcome) + outcome._repr_html_()
        assert (
            len(text) < 1200
            and " at 0x" not in text
            and outcome.kind in (WRONG, RIGHT, RIGHT_BUT, NOT_JUDGED)
        )


def raises(error):
    def function(*arguments):
        raise error

    return function


@pytest.mark.parametrize("q", FUNCTIONS, **named)
def test_no_error_of_a_learners_function_gets_out(q):
    errors = [ValueError("x"), SystemExit(2), GeneratorExit(), WordlessError(), RecursionError(), MemoryError(), StopIteration(),
              ZeroDivisionError("division by zero"), UnicodeDecodeError("utf-8", b"x", 0, 1, "x"), KeyError(Evil)]  # fmt: skip
    for error in errors:
        outcome = q.check(raises(error))
        assert outcome.kind == WRONG and f"it stops with {type(error).__name__}" in outcome.message
    assert q.check(raises(ValueError("Blank verse ____"))).kind == WRONG
    with pytest.raises(KeyboardInterrupt):
        q.check(raises(KeyboardInterrupt()))


@pytest.mark.parametrize("q", FUNCTIONS, **named)
def test_an_unfinished_function_is_not_attempted(q):
    call = q.reference
    for unfinished in (lambda *a: ____, lambda *a: (____, ____), lambda *a: np.tanh(____), lambda *a: [1, *____],
                       lambda *a: np.array([____, 1]) @ np.ones(2), lambda *a: call(*a) + [0, ____][1] if ____ else 1,
                       lambda *a: np.asarray(____, dtype=float), lambda *a: np.outer([1, ____], ____)):  # fmt: skip
        assert q.check(unfinished).kind == NOT_ATTEMPTED


# ---- the numbers of the lectures, as worked out in the syllabus (W-01 ...) and not by our code


PUBLISHED = {
    "nb00.q1": [(4, 3), (4,), (5, 4)],
    "nb00.q2": [0, 1],
    "nb00.q4": [(4, 3), (4, 1), (4, 5)],
    "nb01.q1": [(11, 12.666667, 13.333333), (2, 4, 4), (0.5, 1.5, 1.5)],  # W-02
    "nb01.q3": [(0, 4, 4, 0), (0, -4, -4, 0)],  # W-03
    "nb01.q5": [12, 17],  # W-01
    "nb01.q7": [-1],
    "nb02.q2": [-6, 0.002473],  # W-04
    "nb02.q3": [1.5, 0.5, -1.664101],
    "nb03.q2": [(171.869898, 153.434949, 18.434949)],
    "nb03.q4": [10, (2, 1, -2)],  # W-09
    "nb03.q5": [(0.2, 0.1, -0.2)],
    "nb03.q7": [4, (-1, 0, 1)],  # W-10
    "nb03.q8": [(1, 1, 1)],  # W-13
    "nb04.q3": [2.5, 3.333333],  # W-37
    "nb04.q6": [(0, 0), 0.5, 0.25],  # W-19
    "nb04.q7": [[(0.5, 0.5, -0.25), (0.5, 0.5, 0.25), (-0.5, -0.5, 1.25)]],
    "nb04.q8": [0.627719],  # W-20
    "nb04.q9": [14],
    "nb04.q10": [(-0.247525, 0, 0.247525), (0.333333, 0.333333, 0.333333)],  # W-38
    "nb05.q1": [1.336667, 0.536667],  # W-05
    "nb05.q3": [2],  # W-33
    "nb05.q4": [1.346997],
    "nb05.q5": [8],  # W-32
    "nb05.q7": [(1.000246, 2.999754, -1.999508), 405.431],  # W-30
    "nb06.q1": [(0.104994, 0.25, 0.196612), (0.070651, 1, 0.419974), (0.111111, 1, 0.25)],  # W-52
    "nb06.q5": [0.693147, 0.5],
    "nb07.q2": [0.5, 1],  # W-40
    "nb07.q3": [1.474283],  # W-06
    "nb07.q6": [0.575503, (0.298779, 0.048779, 0.137158), 0.838003, (0.198779, 0.098779, 0.337158)],  # W-39
    "nb08.q2": [2.995732, 0.105361],  # W-48
    "nb08.q3": [8, 5],  # W-32
    "nb08.q6": [3],  # W-50
    "nb08.q7": [0.937027],  # W-51
    "nb08.q8": [[(0.0475, -0.0025, -0.045), (-0.0025, 0.0475, -0.045), (-0.045, -0.045, 0.09)],
                [(0.081925, -0.022033, -0.059892), (-0.022033, 0.184836, -0.162803), (-0.059892, -0.162803, 0.222695)]],  # W-48, W-49
    "nb08.q9": [[(-0.426192, 0.214993), (0.248687, -0.198312), (0.177505, -0.016681)], (-0.167107, 0.109893, 0.057214)],  # W-50
    "nb09.q3": [-0.623417, -0.623417],
    "nb09.q5": [4, 20, 6, 12],  # m + 1, p(m + 1), p + 1, K(p + 1)
    "nb09.q6": [9, 13, 12, 21],  # W-08
    "nb09.q8": [(0.740446, 0.116367), (0.703935, -0.752254)],  # W-07
    "nb11.q1": [(0.761594, 0.964028), (1.761594, 1.202433)],  # section 2.4
    "nb11.q4": [0.579818],  # W-18
    "nb11.q7": [[(1.018514, -1, 0.018514), (0.991505, 0, 0.991505)], [(0.923841, 0.941997, -0.073420), (0.879757, -1.091577, 0.884082)]],
    "nb11.q9": [1.1, 0.269, 0.560950],  # W-14
    "nb11.q11": [-0.239633, 0.157819],  # W-31
    "nb11.q13": [(0.853409, 0.768957), (-0.018339, 0.136614), (-0.146591, 0.768957)],
    "nb11.q14": [0.300728, 1.445042],
    "nb12.q1": [(5, 2), (2, 4), (2,), (5, 4), (4, 3)],
    "nb12.q2": [[[0.537368], [0.525325], [0.524378], [0.515047], [0.547282]], 3.386600, 0.677320],  # W-23
    "nb12.q3": [[(-0.175686, -0.154078, -0.168020, -0.126051)], (-0.350601,)],  # W-24
    "nb12.q4": [[(-0.034569, -0.036319, 0.063774), (0.020197, 0.020903, -0.053681), (-0.015679, -0.014726, 0.040970), (0.013254, 0.012471, -0.025436)],
                (-0.049334, 0.035463, -0.026895, 0.018477)],  # W-24
    "nb12.q6": [[[-0.090244], [0.174502]]],
    "nb12.q7": [[(-0.094710, 0.163894, 0.121627)]],
    "nb12.q8": [(0.084259,)],
    "nb12.q9": [[(-0.030320, 0.030367, -0.030376), (0.136507, -0.156943, 0.001281)]],
    "nb12.q10": [[(0.257855, 0.235081), (-0.298703, -0.265782), (-0.012626, 0.032297)]],
    "nb12.q11": [(0.106187, -0.126576, -0.029095)],
    "nb16.q3": [(5 / 12, 5 / 12, 1 / 6)],
    "nb16.q4": [35],
    "nb16.q5": [2, 0.8],  # W-45
    "nb16.q6": [(0.1, 0.05, 0.01)],  # W-44
    "nb16.q7": [0.75, 81],
    "nb17.q1": [0.75, 1.158830, 0.569717],  # -(ln 0.01 + 3 ln 0.99)/4, -(ln 0.2 + 3 ln 0.8)/4
    "nb17.q2": [0.93],  # W-35
    "nb17.q5": [1, 0.25],  # W-47
    "nb17.q6": [(4, 7, 8), (3, 5, 5)],  # W-46
    "nb13.q1": [(1.5, 3, 0), [(1.5, 0), (4.5, 0)]],  # W-28
    "nb13.q4": [8, 5],  # W-32
    "nb13.q5": [-0.239633, 0.157819, (-0.002460, 0.002460, -0.004921)],  # W-31, W-30
    "nb10.q1": [[(0, 0), (1, 0), (1, 0), (2, 1)], (0, 1, 1, 0)],  # W-21
    "nb10.q2": [(0, 0, 1, 0)],
    "nb10.q4": [(3, 2, 1, 0.5, 0, 0.5, 1, 2, 3)],  # W-27
    "nb10.q5": [(3, 2, 1, 0.5, 0, 0.5, 1, 2, 3), 0.952574],
    "nb10.q7": [[(0, 0), (0, 0)], [(1, 1), (1, 1)]],  # W-29
    "nb10.q8": [(2, -3, 1)],
    "nb14.q1": [0.0128, 0.5, 1, 2, 1024],  # W-53
    "nb14.q2": [0.050508, 0.071429],
    "nb14.q3": [0, 1],  # W-52
    "nb14.q5": [0.061859],
    "nb15.q1": [3.162278],
    "nb15.q2": [(0.72, -0.9)],  # W-43
    "nb15.q6": [(-0.1, 0.1)],
    "nb15.q7": [(-215.6, -88), 2508.009601],  # W-41
    "nb15.q8": [1386, 10.871573],  # W-41
    "nb18.q1": [(2, 6), (4, 5)],
    "nb18.q2": [(5, 3, 2, 4, 1)],
    "nb18.q3": [3, 2],
    "nb18.q9": [800, (-1, 1)],  # W-57
    "nb19.q2": [0, 0.5],
    "nb19.q4": [3],  # test_playground.py counts
    "nb21.q1": [0, 1, 1, 0, 0, 1, 1, 1, 1, 1],  # lectures/proofs computes each
    "nb21.q4": [10, 15],  # N-59
    "nb20.q2": [(24, 12, 12, 4)],
    "nb20.q3": [5994, 18794, 25450],  # W-08
    "nb20.q7": [43 / 50, 21 / 25, 21 / 26],
}  # fmt: skip
CHOSEN = {"nb00.q3": "NUS", "nb01.q6": "negative", "nb02.q5": "those on the line", "nb03.q1": "x", "nb04.q4": "middle",
          "nb05.q8": "weights stay, rate halves", "nb06.q3": "derivative of ReLU", "nb07.q7": "theta = 0",
          "nb09.q1": "D",
          "nb11.q6": "sum over k", "nb11.q8": "identity",
          "nb12.q5": "the intermediate line, by no single factor", "nb12.q13": "with the squared error only",
          "nb16.q1": "mini-batch descent", "nb17.q3": "biases",
    "nb13.q3": "1e-5",
    "nb13.q6": "only the last layer",
    "nb15.q3": "it never settles",
    "nb15.q9": "size of the weights",
    "nb18.q10": "fc, tanh, fc, Euclidean",
    "nb19.q3": "lower loss, not more reliable",
    "nb19.q5": "saturated on the wrong side",
    "nb20.q4": "the first layers get almost no gradient",
    "nb20.q6": "rate 1 with momentum 0.9",
    "nb21.q3": "g is at the wrong place",
}  # fmt: skip


def test_answers_are_the_published_numbers_to_six_decimals():
    assert set(PUBLISHED) == {q.name for q in NUMBERS} and {q.name: q.answer for q in CHOICES} == CHOSEN
    for q in NUMBERS:
        assert q.check(*PUBLISHED[q.name]).kind == RIGHT, q.name


THETA = np.array([0.3, -0.2, 0.5])
PROBED = {  # the name of each function question, and what its solution must do, from another formula
    "nb01.q2": lambda f: (f([2, 4, 0, 6], 2), [3, 2, 3]),
    "nb01.q4": lambda f: (f(["a", "b", "a"], ["a", "b", "c"]), [2, 1, 0]),
    "nb02.q1": lambda f: (f(np.array([[1, 2], [3, 4]]), np.array([1, -1]), 5), [4, 4]),
    "nb02.q4": lambda f: (f(np.array([2, 0, -1])), [1, -1, -1]),
    "nb03.q3": lambda f: (f(np.array([1, 1, 0]), np.array([1, 2, 1]), 0, 0.5), [0.5, 0, -0.5]),
    "nb03.q6": lambda f: (f(np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]), np.array([0, 0, 0, 1]), np.zeros(3)), [1, 1, 1]),
    "nb04.q1": lambda f: (f(np.array([[0.0], [1], [2]]), np.array([1, 3, 5])), [2, 1]),
    "nb04.q2": lambda f: (f(np.array([2, 0]), 3), [[0, 0, 1], [1, 0, 0]]),
    "nb04.q5": lambda f: (np.append(*f(np.zeros(2), 0.0, np.array([1, 2]), 1, 0.1)), [0.1, 0.2, 0.1]),
    "nb05.q2": lambda f: (f(lambda w: w, 1.0, 0.1, 2), 0.81),  # W-33
    "nb05.q6": lambda f: (f(np.array([1.0, 3, -2]), np.array([1, -1, 2]), 1), [-0.00246031, 0.00246031, -0.00492062]),  # W-30
    "nb06.q2": lambda f: (f(np.array([-2, 0, 1])), [0.10499359, 0.25, 0.19661193]),  # W-52
    "nb06.q4": lambda f: (f(np.array([-2, 3]), 0.1), [-0.2, 3]),
    "nb06.q6": lambda f: (f(THETA), np.tanh(THETA)),
    "nb06.q7": lambda f: (np.hstack([f(np.eye(2), np.ones(2), 2 * np.eye(2), np.ones(2))[k].ravel() for k in (0, 1)]), [2, 0, 0, 2, 3, 3]),
    "nb07.q1": lambda f: (f(np.zeros((2, 3)), np.zeros(2), np.array([8, 0, -8]), np.array([0, 1])), [[1, 0, -1], [-1, 0, 1]]),
    "nb07.q4": lambda f: (f(np.array([1000.0]), np.array([[1], [-1]]), np.array([0, 1])), 1000),
    "nb07.q5": lambda f: (f(np.zeros(2), np.array([[1, 2], [1, 4]]), np.array([0, 1])), [0, -0.5]),
    "nb08.q1": lambda f: (f(np.array([[1000, 1001, 1002]])), [[0.09003057, 0.24472847, 0.66524096]]),  # W-49
    "nb08.q4": lambda f: (f(np.array([0.5, 0.5])), [[0.25, -0.25], [-0.25, 0.25]]),
    "nb08.q5": lambda f: (f(np.array([[3.0], [0]]), np.array([[1, 0], [0, 1]]), np.zeros((2, 1)), np.zeros(2))[0], [[-0.75], [0.75]]),
    "nb09.q2": lambda f: (f(np.array([[0.4, -0.7], [-0.3, 0.9], [1.1, 0.2]]), [0.1, -0.2, 0.3], [0.5, -1]), [1, -1.25, 0.65]),
    "nb09.q4": lambda f: (np.hstack([part.ravel() for part in f(np.array([[1, -1, 0], [2, 0, 1]]))]), [-1, 0, 0, 1, 1, 2]),
    "nb09.q7": lambda f: ([f([2, 4, 2, 1]), f([576, 32, 10]), f([784, 10])], [25, 18794, 7850]),  # W-08
    "nb11.q2": lambda f: (np.append(*f([0, 1], [[1, -1, 0], [1, 0, 1]] * np.ones(1), [[1, 1, 0], [1, -1, 1]] * np.ones(1))),
                          [0.76159416, 0.96402758, 1.76159416, 1.20243342]),
    "nb11.q3": lambda f: (f(np.array([[0, 1]]), [[1, -1, 0], [1, 0, 1]] * np.ones(1), [[1, 1, 0], [1, -1, 1]] * np.ones(1)), [[1.76159416, 1.20243342]]),
    "nb11.q5": lambda f: (f(np.array([1.0]), np.array([0.5])), [[-0.5], [-0.125], [-0.5]]),
    "nb11.q10": lambda f: (f(np.array([0, 1]), np.array([1, 0]), [[1, -1, 0], [1, 0, 1]] * np.ones(1), [[1, 1, 0], [1, -1, 1]] * np.ones(1), 0.1)[1][0],
                           [0.92384058, 0.94199676, -0.07341978]),
    "nb11.q12": lambda f: (f(np.array([[0, 1]] * 1), np.array([[1, 0]]), [[1, -1, 0], [1, 0, 1]] * np.ones(1), [[1, 1, 0], [1, -1, 1]] * np.ones(1), 0.1, 1)[0][0],
                           [1.01851449, -1, 0.01851449]),
    "nb12.q12": lambda f: (np.hstack([part.ravel() for part in f(np.array([[3]]), np.array([[0]]), np.zeros((1, 1)), np.zeros(1), np.array([[2]]), np.zeros(1))]),
                           [1.09658787, 0.36552929, 0.36552929, 0.73105858]),
    "nb16.q2": lambda f: (f(np.zeros(2), np.array([[1.0, 2], [0, 1]]), np.array([1.0, 2]), 0.1, [0, 1]), [0.1, 0.38]),
    "nb17.q4": lambda f: (f(np.array([1, 2, 3]), np.array([1, 0, 1]), 0.75), [4, 0, 12]),
    "nb13.q2": lambda f: (np.hstack([np.ravel(part) for part in f(
        np.array([2, 2]), np.array([1, 0]), np.ones(2), np.array([[-1, 0], [0, 1]]), np.array([[1, 0], [-1, 1]]),
        np.array([1, 2]), np.ones(2), np.array([0, 1]), np.array([1, 2]), np.array([-1, 2]))]),
        [1, 2, 1, 2, -1, 2, 0, -1, 0, 2, -1, 2]),
    "nb15.q4": lambda f: (np.append(*f(np.ones(2), np.zeros(2), np.array([1.0, 10]), 0.1, 0.9)), [0.683772, 0.683772, 0.1, 10]),  # W-43
    "nb15.q5": lambda f: (f(np.full(2, 0.9), np.array([0.1, 1]), np.array([0.001, 0.1]), 2, np.array([0.9, 9]), 0.1, 0.9, 0.999)[0],
                          [0.8004122, 0.8004122]),  # W-43
    "nb18.q4": lambda f: (f(np.array([[0.950208, 0.662240]]), np.array([[1.0, 0]]))[1], [[-0.049792, 0.662240]]),
    "nb18.q5": lambda f: (f(np.array([[0.1, -2.2]]), np.array([[3.0, 5]]))[1], [[3, 0]]),
    "nb18.q6": lambda f: (f(np.array([[0.0, np.log(3)]]), np.array([[4.0, 16]]))[1], [[1, 3]]),
    "nb18.q7": lambda f: (np.hstack([part.ravel() for part in f(np.array([[2.0, -1], [0.5, 1]]), np.zeros(2), np.array([[0.5, 0.1]]), np.array([[-1.0, 2]]))]),
                          [0.9, 0.35, -1, 3, -0.5, -0.1, 1, 0.2, -1, 2]),
    "nb18.q8": lambda f: (f(np.array([[0, np.log(3)]]), np.array([[1.0, 0]]))[1], [[-0.75, 0.75]]),
    "nb18.q11": lambda f: (np.append(*f(1.0, np.array([[1.0]]), np.array([[1.0]]))[1:]), [0.92767051, 0.19661193]),
    "nb19.q1": lambda f: (f(np.array([3.0, 1, 2, 4]), 3.0), [2.5, 1, 2]),
    "nb20.q5": lambda f: (f(np.array([[0, 1, 0, 0], [0, 0, 2, 0], [0, 3, 1, 0]])), 2),
}  # fmt: skip


def test_solutions_do_what_the_lectures_say():
    assert set(PROBED) == {q.name for q in FUNCTIONS}
    for q in FUNCTIONS:
        got, right = PROBED[q.name](q.reference)
        assert np.allclose(got, right, atol=2e-7), q.name


# ---- slips


@pytest.mark.parametrize("q", NUMBERS + FUNCTIONS, **named)
def test_every_slip_gets_its_own_message(q):
    for slip, message in q.slips:
        answer = q.values(slip).values() if isinstance(q, Numbers) else [slip]
        outcome = q.check(*answer)
        assert outcome.kind == WRONG and outcome.message.startswith(message), (slip, outcome)


@pytest.mark.parametrize("q", CHOICES, **named)
def test_choices_are_listed_and_taken_by_number_or_words(q):
    assert list(q.options).count(q.answer) == 1
    for k, (option, reply) in enumerate(q.options.items(), 1):
        numbers = (k, float(k), str(k), f"({k})", np.int64(k), np.array(k))
        for said in (*numbers, option, f" {option.upper()}. "):
            outcome = q.check(said)
            assert outcome.message == reply and outcome.kind == (RIGHT if option == q.answer else WRONG), said
        for text in (repr(q), q.check(____).message, q.check("something else").message):
            assert f"{k} {option}" in text
    for said in ("something else", 99, 1.5, None, [option], [1, 2], ""):
        assert q.check(said).kind == NOT_JUDGED


def test_a_choice_among_lists_may_be_given_as_a_list():
    q = import_module("mlpcourse.exercises.nb18").q10
    assert (
        q.check(["fc", "tanh", "fc", "Euclidean"]).kind
        == RIGHT
        == q.check("fc", "tanh", "fc", "Euclidean").kind
    )
    assert "network (i)" in q.check(("fc", "fc", "Euclidean")).message


ask = Chapter("nb99", np=np)
LINE = ask.numbers("q1", "u = 2 + 1\nz = u * 4\nv = 1 / 3", "?", asks="u z v", hints=["a", "b"], success="yes", advice={"u": "Start with u."},
                   slips={"2 + 1 -> 2 - 1": "Plus.", "* 4 -> / 4": "Times.", "v = 3": "Upside down."})  # fmt: skip
MEAN = ask.function("q2", "def mean(a, k):\n    return a.sum() / k, a * k", "?", cases=[(np.array([2.0, -1]), 2)], hints=["a", "b"],
                    random=lambda rng: (rng.normal(size=2), 3), slips={"/ k, -> ,": "Divide."}, success="yes")  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((1, 4, 1 / 3), "Plus. Then work out z again."),  # the slip and what follows from it
        ((1, 12, 1 / 3), "Plus."),
        ((5, 20, 1 / 3), "Not right yet: u. Right: v. Start with u. Then work out z again."),
        ((5, 12, 1 / 3), "Not right yet: u. Right: z, v. Start with u."),
        ((1, 4, 3), "u: Plus. Not right either: v. Then work out z again."),
        ((3, 0.75, 1 / 3), "Times."),
        ((3, 0.75, 7), "z: Times. Not right either: v."),
        ((12, 3, 1 / 3), "u and z are swapped."),
        ((-3, 12, 1 / 3), "u: the sign is wrong."),
        ((3, 12, 0.33), "v: rounded too early; keep six digits."),
        ((3, 12, 0.3), "Not right yet: v. Right: u, z."),
        ((3, 12, 0.33334), "Not right yet: v. Right: u, z."),
    ],
)
def test_the_first_mistake_is_named_and_nothing_that_is_not_one(answer, message):
    assert LINE.check(*answer).message == message


def test_six_digits_are_enough_and_five_are_not():
    big = ask.numbers("q3", "rate = 405.4307", "?", asks="rate", hints=["a", "b"], success="yes", slips={})
    assert big.check(405.431).passed and not big.check(405.43).passed and not big.check(405.5).passed
    assert "rounded too early" in big.check(405.43).message and "rounded" not in big.check(406.5).message


@pytest.mark.parametrize(
    ("name", "answer", "fragment"),
    [
        ("nb00.q1", ((4, 3), 4, (5, 4)), "(4,) with a comma"),
        ("nb00.q1", ((4, 3), (4, 1), (5, 4)), "(4,), a tuple with a comma"),
        ("nb00.q1", ("(4, 3)", (4,), (5, 4)), "without quotes"),
        ("nb02.q2", (-6, 0), "never 0"),
        ("nb04.q3", (10 / 3, 2.5), "swapped"),
        ("nb04.q6", ((0, 0), 0, 0.5), "best constant is their mean. Then work out E again."),
        ("nb04.q6", ((1, 1), -0.5, 0.25), "Not right yet: w, b. Right: E."),
        ("nb05.q7", ([1, 3, -2], 405.431), "old w"),
        ("nb05.q7", ([1.000492, 2.999508, -1.999016], 405.431), "gradient is doubled"),
        ("nb07.q3", (1.4743,), "rounded too early"),
        ("nb08.q2", (0.95, 0.1), "1 − p is no cross-entropy"),
        ("nb11.q1", ([0.761594, 0.964028], [5, 5]), "Right: u. z is W"),
        ("nb11.q7", (nb11.EXAMPLE.V, nb11.EXAMPLE.W), "old weights"),
        ("nb00.q2", (0, 0), "Not right yet: column. Right: row."),
        ("nb02.q2", (-6, 0.5), "Not right yet: y_hat. Right: z."),
        ("nb01.q5", (17, 17), "Not right yet: without. Right: with_stop_words."),
        ("nb05.q1", (4.01, 1.61 / 3), "That is the sum"),
        ("nb05.q4", (1.4,), "Not right yet: w."),
        ("nb11.q7", (np.zeros((2, 3)), [[0.923841, 0.941997, -0.07342], [0.879757, -1.091577, 0.884082]]), "Check first the sums"),
        ("nb13.q3", (1e-12,), "grows again, by rounding"),
        ("nb13.q3", (0.03,), "float32's best"),
        ("nb13.q4", (8, 3), "Only the way through the product"),
        ("nb03.q2", ((171.87, 153.435, 18.435),), "rounded too early"),
        ("nb03.q4", (10, (4, 2, -4)), "Twice too long"),
    ],
)  # fmt: skip
def test_replies_to_answers_that_were_once_misread(name, answer, fragment):
    (q,) = (q for q in EVERY if q.name == name)
    assert fragment in q.check(*answer).message, q.check(*answer)


@pytest.mark.parametrize(
    ("name", "said", "kind"),
    [
        ("nb03.q1", "+x", RIGHT), ("nb06.q3", "step function", RIGHT), ("nb06.q3", "ReLU'", RIGHT), ("nb06.q3", "'ReLU'", WRONG),
        ("nb06.q3", "the derivative of the ReLU", RIGHT), ("nb05.q8", "the weights stay, the rate halves", RIGHT), ("nb07.q7", 0, RIGHT), ("nb07.q7", [0, 0, 0], RIGHT),
        ("nb05.q8", "Weights stay, rate halves.", RIGHT), ("nb11.q8", "relu", RIGHT), ("nb11.q8", "linear", RIGHT),
        ("nb00.q3", "NUS CS3244", RIGHT), ("nb02.q5", "Points on the boundary", RIGHT), ("nb04.q4", "class 2", RIGHT), ("nb04.q4", "third", WRONG),
        ("nb08.q6", 3.0, RIGHT), ("nb08.q6", "three", WRONG), ("nb03.q1", "a bit of x", NOT_JUDGED),
        ("nb13.q3", np.cbrt(np.finfo(float).eps), RIGHT), ("nb13.q3", "10⁻⁵", RIGHT), ("nb13.q3", "2e-5", RIGHT), ("nb13.q3", 2, WRONG),
        ("nb13.q3", "6", WRONG), ("nb13.q3", 1e-6, WRONG), ("nb13.q3", -1e-5, NOT_JUDGED), ("nb13.q3", [1e-5, 1e-5], NOT_JUDGED),
    ],
)  # fmt: skip
def test_what_learners_say_is_understood(name, said, kind):
    (q,) = (q for q in EVERY if q.name == name)
    assert q.check(said).kind == kind


def test_an_answer_computed_from_an_accepted_one_is_right_whatever_its_last_digits():
    fine = ask.numbers(
        "q5", "h = 0.00247262\nratio = 1 / h", "?", asks="h ratio", hints=["a", "b"], success="yes", slips={}
    )
    outcome = fine.check(0.002473, 1 / 0.002473)
    assert outcome.kind == RIGHT_BUT and outcome.message == "with all digits ratio is 404.429."
    assert fine.check(0.002473, 404).kind == WRONG


def test_an_edit_changes_exactly_one_place():
    assert edited("a + b - c", "+ b -> + d") == "a + d - c" and edited("a + b", "+ b ->") == "a "
    assert edited("a = 1", "a = 2") == "a = 1\na = 2"
    for edit in ("x -> y", "a -> b", "b -> b"):
        with pytest.raises(ValueError, match="exactly one"):
            edited("a + a - b", edit)


def test_a_failing_function_is_shown_one_small_case_and_only_what_differs():
    said = lambda function: MEAN.check(function).message
    given = "With a = [2, -1], k = 2: "
    assert (
        said(lambda a, k: (a.sum() / k, a)) == given + "the second result is [2, -1], asked for is [4, -2]."
    )
    assert (
        said(lambda a, k: (a.sum() / k + 1e-6, a * k))
        == given + "the first result is 0.500001, asked for is 0.5."
    )
    assert (
        said(lambda a, k: (a / k, a * k))
        == given + "the first result is an array of shape (2,), asked for is a single number."
    )
    assert said(lambda a, k: (a * k, a.sum() / k)).startswith("The results are in the wrong order")
    assert said(lambda a, k: (-a.sum() / k, -a * k)) == "The sign is wrong."
    assert said(lambda a, k: (-a.sum() / k, a * k)) == given + "the first result is -0.5, asked for is 0.5."
    assert said(lambda k, a: (k.sum() / a, k * a)) != "" and "order of the arguments" in said(
        lambda k, a: MEAN.reference(k, a)[::-1]
    )
    assert "returns None" in said(lambda a, k: None) and "must take (a, k)" in said(lambda a: a)
    assert "check(mean) without ()" in said(3.5)
    assert "where 2 results are asked for" in said(lambda a, k: a.sum())


def test_numpys_errors_come_with_a_remedy():
    import math

    said = lambda function: MEAN.check(function).message
    assert "np.where" in said(lambda a, k: 1 if a > 0 else -1)
    assert "np.exp" in said(lambda a, k: math.exp(a))
    assert "do not fit" in said(lambda a, k: a @ np.ones(5)) and "gufunc" not in said(
        lambda a, k: a @ np.ones(5)
    )
    assert "do not fit" in said(lambda a, k: a + np.ones(5))
    assert "define or import" in said(lambda a, k: undefined)  # noqa: F821
    assert "np.array" in said(lambda a, k: a.tolist() - 1)


def test_arguments_of_every_kind_are_copied_and_changes_seen():
    words = ask.function("q4", "def least(a):\n    return min(a)", "?", cases=[([3, 1, 2],)], random=lambda rng: ([2, 1, 4],),
                         hints=["a", "b"], slips={}, success="yes")  # fmt: skip
    assert words.check(min).passed
    for change in (list.sort, list.pop, list.clear, lambda a: a.__setitem__(0, 3.5), lambda a: a.append(9)):

        def function(a, change=change):
            least = min(a)
            change(a)
            return least

        assert "changes its argument a" in words.check(function).message
    assert words.cases[0] == ([3, 1, 2],)
    assert "changes its argument a" in words.check(lambda a: [min(a), a.__setitem__(0, Evil())][0]).message


def test_blanks_stay_blank():
    assert isinstance((____ + 1) @ np.ones(3), Blank) and isinstance(np.ones(3) * ____, Blank)
    assert (
        isinstance(____[0].T.dot(3), Blank)
        and isinstance(np.where(____ > 0, 1, abs(-____)), Blank)
        and repr(____) == "____"
    )
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
    assert "00 Start here: 1 of 4" in repr(table) and table.next == "nb00.q2"
    assert "1 of 4" in table._repr_html_() and "<a href='01_features.ipynb'" in table._repr_html_()
    assert "Next: exercise 2 of <a href='00_start_here.ipynb'" in table._repr_html_()
    for q in (q for chapter in CHAPTERS.values() for q in chapter.QUESTIONS):
        mark(q.name)
    assert progress().next is None and "everything is solved" in repr(progress())


@pytest.mark.parametrize("damage", ["", "{", '{"solved": 3}', "[]", '{"solved": [1]}', "\x00", "[" * 10**5])
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
    assert LINE.check(3, 12, 1 / 3).kind == RIGHT
    assert "could not be written" in capsys.readouterr().out


def test_one_course_has_one_progress_wherever_the_kernel_starts(monkeypatch, tmp_path):
    monkeypatch.delenv("MLPCOURSE_PROGRESS")
    notebooks = tmp_path / "course" / "notebooks"
    deep = notebooks / "mine"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert path() == deep / ".mlpcourse_progress.json"  # no course in sight: beside the notebook
    (notebooks / "00_start_here.ipynb").write_text("{}")
    for folder in (deep, notebooks, tmp_path / "course"):
        monkeypatch.chdir(folder)
        assert path() == notebooks / ".mlpcourse_progress.json"
    monkeypatch.chdir(tmp_path)
    assert path() == tmp_path / ".mlpcourse_progress.json"
    monkeypatch.setenv("MLPCOURSE_PROGRESS", str(tmp_path / "mine.json"))
    assert path() == tmp_path / "mine.json"


def test_check_writes_the_progress_file_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    LINE.check(1, 2, 3)
    assert list(tmp_path.iterdir()) == []
    LINE.check(3, 12, 1 / 3)
    assert list(tmp_path.iterdir()) == [path()] and json.loads(path().read_text()) == {"solved": ["nb99.q1"]}


def test_progress_that_cannot_be_read_is_no_progress(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MLPCOURSE_PROGRESS", str(tmp_path))  # a folder
    assert read() == set() and LINE.check(3, 12, 1 / 3).kind == RIGHT
    assert "could not be written" in capsys.readouterr().out


def test_a_chapter_that_cannot_be_imported_does_not_vanish(monkeypatch):
    def broken(name):
        raise ModuleNotFoundError("No module named 'nonsense'", name="nonsense")

    monkeypatch.setattr(sys.modules[Progress.__module__], "import_module", broken)
    with pytest.raises(ModuleNotFoundError, match="nonsense"):
        progress()
