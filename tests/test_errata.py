"""The errata: every proof fails the print and passes the repair; the lab of cards; the page that closes."""

import inspect
import itertools
import re
from collections import Counter
from html import unescape

import numpy as np
import pytest

from mlpcourse.exercises import can_do, nb21, progress
from mlpcourse.exercises.can_do import OUTCOMES
from mlpcourse.exercises.progress import questions
from mlpcourse.labs import ErrataLab, StatementSorter, Timeline
from mlpcourse.labs.errata import OPEN, RIGHT, STATEMENTS, judged
from mlpcourse.lectures.course import CHAPTERS, LECTURES, crosswalk, read_table
from mlpcourse.lectures.errata import BINS, ERRATA, KINDS, RIGHT_LINES, Line, deal
from mlpcourse.lectures.history import EVENTS, History
from mlpcourse.lectures.proofs import PROOFS
from mlpcourse.lectures.proofs import RIGHT as RIGHT_PROOFS

TEN_CARDS = ["H-12", "EM-2", "ET-4", "T-53", "N-66", "ET-5", "ET-7", "ET-2", "ET-3", "EN-1"]

# ---- the data


def test_the_line_of_eh_5_is_the_slides():
    """Its mean square is the 1.336667 of chapter 05; with 1 for −1 the 0.536667."""
    numbers = [float(n.replace("−", "-")) for n in re.findall(r"−?\d[.\d]*", ERRATA["EH-5"].printed)]
    targets, outputs = np.reshape(numbers, (2, 3))
    assert ((outputs - targets) ** 2).mean() == pytest.approx(4.01 / 3)
    assert ((outputs - abs(targets)) ** 2).mean() == pytest.approx(1.61 / 3)


def test_every_erratum_has_its_lines_its_kind_and_its_bin():
    assert len(ERRATA) == 112 and {e.kind for e in ERRATA.values()} == set(KINDS) and len(KINDS) == 10
    for line in ERRATA.values():
        assert line.printed and line.repaired and line.printed != line.repaired, line.id
        assert line.why.endswith(".") and line.bin in BINS and not line.right
        assert not re.search(r"[\\$]", line.printed + line.repaired), line.id
    assert Counter(e.bin for e in ERRATA.values()) == {"number": 57, "shape": 16, "reading": 39}
    assert {e.id for e in ERRATA.values() if e.open and e.proof} == {"EA-7", "EM-10", "ET-23"}


def test_a_line_has_a_proof_if_and_only_if_numbers_or_shapes_settle_it():
    assert set(PROOFS) == {id for id, line in ERRATA.items() if line.bin != "reading"}
    assert set(RIGHT_PROOFS) == set(RIGHT_LINES) <= {row["id"] for row in crosswalk()}
    assert all(sum(line.lecture == letter for line in RIGHT_LINES.values()) >= 3 for letter in LECTURES)


# ---- the proofs


@pytest.mark.parametrize("id", PROOFS)
def test_the_print_fails_and_the_repair_passes(id):
    verdict = ERRATA[id].verdict
    assert not verdict.printed_passes and verdict.repaired_passes, verdict


@pytest.mark.parametrize("id", RIGHT_LINES)
def test_right_lines_pass(id):
    assert RIGHT_LINES[id].verdict.printed_passes and RIGHT_LINES[id].verdict.repaired is None


@pytest.mark.parametrize("id", [*PROOFS, *RIGHT_LINES])
def test_a_proof_is_short_and_can_be_read(id):
    line = {**ERRATA, **RIGHT_LINES}[id]
    assert 1 <= len(line.source.splitlines()) <= 16 and inspect.getdoc(line.proof)[-1] in ".?"
    assert "return" in line.source and '"""' not in line.source
    if not line.right:  # what must come out is computed, or a plain fact, but never the repair itself
        truth = line.source.rsplit("return printed, repaired, ", 1)[1]
        assert "repaired" not in truth and "printed" not in truth


@pytest.mark.parametrize("id", PROOFS)
def test_a_proof_shown_is_a_proof_that_runs(id):
    """The text on the card, run by itself, finds what the card says."""
    line = ERRATA[id]
    space = dict(line.proof.__globals__)
    body = "\n".join(f"    {text}" for text in line.source.splitlines())
    exec(f"def shown():\n{body}", space)
    printed, repaired, truth = space["shown"]()
    again = line.verdict
    if callable(repaired):
        assert repaired() == again.repaired == truth
        with pytest.raises(ValueError):
            printed()
    else:
        np.testing.assert_allclose(np.array(printed, float), np.array(again.printed, float))
        np.testing.assert_allclose(np.array(repaired, float), np.array(again.repaired, float))


def test_a_proof_can_fail():
    """One whose repair is wrong, whose shapes are off by an axis, or whose product is refused, does."""

    class Shown(Line):
        proof = property(lambda self: self.parts)

    def verdict(*parts):
        line = Shown("EM-3", "print", "repair", "lost mark")
        line.parts = lambda: parts
        return line.verdict

    assert not verdict(1, 1.2, 1.1).repaired_passes and not verdict(1, [1.1], 1.1).repaired_passes
    assert not verdict(1, lambda: np.ones((2, 3)) @ np.ones(2), (2,)).repaired_passes
    assert verdict(1.1, 1.1, 1.1).printed_passes  # and a print that is right would be seen
    assert str(verdict(1, 1.1, 1.1)) == "printed 1, fails; repaired 1.1, passes (must be 1.1)"


def test_the_numbers_of_some_proofs():
    """Against the published ones, worked out apart from this package."""
    found = {
        "EA-9": (0.207947, 0.105361), "EM-7": (0.133531, 0.579818), "ET-7": (0.5, 1), "EM-2": (0.97, 0.96),
        "EM-5": ((1, 0), (-1, 2)), "EM-6": ((2, 0), (-1, 2)), "ET-3": ((0, 0, 1, 0), (0, 1, 1, 0)),
        "EA-2": (0.761594, 0.419974), "EA-4": (3, 0), "EN-1": ((-1, -1), (1, -1)), "EM-1": (11, 17),
    }  # fmt: skip
    for id, (printed, repaired) in found.items():
        np.testing.assert_allclose(ERRATA[id].verdict.printed, printed, atol=1e-6)
        np.testing.assert_allclose(ERRATA[id].verdict.repaired, repaired, atol=1e-6)


def test_a_card_in_words_and_as_a_page():
    assert str(ERRATA["EM-3"]).splitlines()[1:] == [
        "arithmetic or constant; repaired: = 1.1",
        "printed 1, fails; repaired 1.1, passes (must be 1.1)",
    ]
    assert "No proof: The minus may be a tick mark." in repr(ERRATA["EH-5"])
    assert "right as printed" in repr(RIGHT_LINES["H-12"])
    page = unescape(ERRATA["EA-10"]._repr_html_())
    assert "printed = w2 * (a2 - y) * a1 * x" in page and "found" in page and "proof" in page
    assert "this is a judgement" in ERRATA["EH-5"].shown()


# ---- the cards


@pytest.mark.parametrize("lecture", ["", *LECTURES])
def test_three_of_ten_cards_are_right_and_none_comes_twice(lecture):
    for seed in range(1, 21):
        cards = deal(seed, lecture)
        assert len({card.id for card in cards}) == len(cards) == 10 and sum(card.right for card in cards) == 3
        assert sum(card.proof is None for card in cards) == 2
        assert not lecture or {card.lecture for card in cards} == {lecture}
        assert [c.id for c in cards] == [c.id for c in deal(seed, lecture)]
    orders = {tuple(card.right for card in deal(seed)) for seed in range(1, 21)}
    assert len(orders) > 10  # the right ones do not always stand in one place


def test_points():
    right, proved, judgement = RIGHT_LINES["H-12"], ERRATA["EH-1"], ERRATA["EH-5"]
    assert judged(right, RIGHT)[0] == 2 and judged(right, "lost mark")[0] == judged(right, OPEN)[0] == 0
    assert "Compute before you accuse" in judged(right, "procedure")[1]
    assert judged(proved, "function at the wrong place")[0] == 2 and judged(proved, "wrong index")[0] == 1
    assert judged(proved, RIGHT)[0] == 0 and judged(proved, OPEN) == (
        0,
        "It can be settled: a number decides.",
    )
    assert "looks elsewhere" in judged(ERRATA["ET-30"], OPEN)[1] and judged(ERRATA["ET-30"], OPEN)[0] == 0
    assert judged(judgement, OPEN)[0] == judged(judgement, "lost mark")[0] == 2


def test_blind_suspicion_and_blind_trust_do_not_win():
    """In every set of cards, trust gets 6 of 20 points, and one word for all at most 14."""
    for lecture, seed in itertools.product(["", *LECTURES], range(1, 21)):
        cards = deal(seed, lecture)
        assert sum(judged(card, RIGHT)[0] for card in cards) == 6
        best = max(sum(judged(card, kind)[0] for card in cards) for kind in KINDS)
        assert best <= 14 and sum(judged(card, card.kind or RIGHT)[0] for card in cards) == 20


def test_the_lab_tells_nothing_before_a_card_is_judged():
    lab = ErrataLab()
    cards = deal(1)
    page = unescape(lab.text_box.value)
    for card in cards:
        assert card.printed in page and (card.right or card.why not in page)
        assert not re.search(rf"\b{card.id}\b", page)
    assert lab.caption == "0 of 10 judged, 0 of 0 points."
    lab.controls["verdicts"].boxes[0].value = cards[0].kind or RIGHT  # as a hand does
    assert lab.caption == "1 of 10 judged, 2 of 2 points. The slider opens a card's proof."
    lab.set(proof=1)
    assert lab.caption.endswith(f"Opened: card 1, which is {cards[0].id}.")
    lab.set(proof=2)
    assert "Judge card 2 to see its proof." in lab.caption
    for number, card in enumerate(cards, 1):
        lab.set(verdicts=tuple(c.kind or RIGHT for c in cards), proof=number)
        page = unescape(re.sub("<[^>]+>", "", lab.text_box.value))
        assert card.id in page and card.repaired in page and "20 of 20 points" in lab.caption
        assert (card.source.splitlines()[0] in page) if card.proof else ("this is a judgement" in page)
        assert card.right or (("21_context" not in lab.text_box.value and card.chapter.file in lab.text_box.value)
                              or not card.chapter.exists() or card.chapter.number == 21)  # fmt: skip
    with pytest.raises(ValueError, match="give 10 answers, each 'right', 'lost mark'"):
        lab.set(verdicts=("right",))


# ---- brains and nets, and the timeline


def test_the_sorter_gives_its_reasons_after_an_answer():
    lab = StatementSorter()
    assert not any(reason in unescape(lab.text_box.value) for _, _, reason in STATEMENTS)
    lab.set(answers=tuple(verdict for _, verdict, _ in STATEMENTS))
    assert lab.caption.startswith("7 of 7 sorted, 7 as we do.")
    assert all(reason in unescape(lab.text_box.value) for _, _, reason in STATEMENTS)
    lab.set(answers=("disputed",) + ("",) * 6)
    assert "We say true." in lab.text_box.value and lab.caption.startswith("1 of 7 sorted, 0 as we do.")
    assert Counter(verdict for _, verdict, _ in STATEMENTS) == {"true": 2, "partly": 4, "disputed": 1}


def test_the_timeline_is_in_order_and_to_scale_and_follows_a_click():
    assert [e.year for e in EVENTS] == sorted(e.year for e in EVENTS) and EVENTS[0].year == 1943
    lab = Timeline()
    for number, event in enumerate(EVENTS, 1):
        x, y = lab.ax.transData.transform((event.year, 0)) / lab.drawing.figure.bbox.size
        lab.click(x, y)
        lab.check()
        assert lab.state()["event"] == number
        assert lab.caption.startswith(f"{event.year}: ") and event.chapter.title in lab.caption
        x, y = lab.ax.transData.transform(lab.places[number - 1]) / lab.drawing.figure.bbox.size
        lab.set(event=1).click(x, y)  # on its name
        assert lab.state()["event"] == number
    page = History()._repr_html_()
    assert all(e.name in unescape(page) and e.story in unescape(page) for e in EVENTS)
    assert all((f"{e.chapter.file}.ipynb" in page) == e.chapter.exists() for e in EVENTS)


# ---- the exercises


def test_the_ten_cards_of_the_exercise_are_judged_as_their_proofs_do():
    lines = [{**ERRATA, **RIGHT_LINES}[id] for id in TEN_CARDS]
    wrong = [int(not line.verdict.printed_passes) for line in lines]
    assert nb21.q1.check(*wrong).kind == nb21.q1.check(wrong).kind == "right"
    assert nb21.q1.check(*map(bool, wrong)).kind == nb21.q1.check(*map(np.float64, wrong)).kind == "right"
    for k in range(10):
        one = [w ^ (j == k) for j, w in enumerate(wrong)]
        assert f"Card {k + 1}" in nb21.q1.check(*one).message
    assert "Blind suspicion" in nb21.q1.check(*[1] * 10).message
    assert "Printed is not proved" in nb21.q1.check(*[0] * 10).message
    assert "wrong way round" in nb21.q1.check(*[1 - w for w in wrong]).message


@pytest.mark.parametrize("w", [-3, -0.5, 0, 0.5, 3])
@pytest.mark.parametrize("z", [-2, 0, 2])
def test_a_test_of_the_printed_line_counts_if_it_can_fail(w, z):
    passed = nb21.q2.check(w, z).passed
    assert passed == (max(w * z, 0) != w * max(z, 0))
    assert passed or "cannot fail" in nb21.q2.check(w, z).message


def test_the_fault_and_the_ratio():
    assert "A cause is not a fault" in nb21.q3.check("OCR").message
    assert "Where is g" in nb21.q3.check("wrong index").message and nb21.q3.check("g").passed
    assert "only if g is linear" in nb21.q3.check("same thing").message
    for answer, part in (
        ((0.1, 20 / 300), "Inverted"), ((180, 280), "difference"), ((12.5, 12.5), "range"), ((10, 10), "upper end"),
        ((15, 10), "lowest"), ((200, 300), "divide"), ((1000, 1500), "per cent"), ((15, 15), "lower end"),
    ):  # fmt: skip
        assert part in nb21.q4.check(*answer).message, answer
    assert nb21.q4.check((10, 15)).passed and nb21.q4.check(np.int64(10), 15.0).passed


def test_the_map_of_the_bullets():
    right = dict(activations=6, backpropagation=12, learning_rate=5, dropout=17, softmax=8, vanishing=14,
                 momentum=15, layer_types=18)  # fmt: skip
    for chapter in (11, 12, 13):
        assert nb21.q5.check(*(right | {"backpropagation": chapter}).values()).passed
    for name, wrong, part in (
        ("backpropagation", 5, "5 uses them"), ("dropout", 16, "dropout is in 17"), ("vanishing", 6, "the product of them in 14"),
        ("softmax", 7, "see 08"), ("layer_types", 9, "in 18"), ("momentum", 3, "not chapter 03"), ("learning_rate", 22, "0 to 21"),
        ("activations", 5.5, "0 to 21"),
    ):  # fmt: skip
        message = nb21.q5.check(*(right | {name: wrong}).values()).message
        assert message.startswith(name) and part in message
    words = {"activations": "Activation", "backpropagation": "Backprop", "learning_rate": "learning rate",
             "dropout": "dropout", "softmax": "Softmax", "vanishing": "vanishing", "layer_types": "layers"}  # fmt: skip
    assert all(word in CHAPTERS[right[name]].title for name, word in words.items())


# ---- what you can now do


def test_every_outcome_belongs_to_a_row_and_to_questions_that_exist():
    rows = {row["id"] for row in crosswalk()}
    assert {o.row for o in OUTCOMES} <= rows and {o.row[0] for o in OUTCOMES} == set(LECTURES)
    for outcome in OUTCOMES:
        every = questions(outcome.chapter)
        if every:
            assert outcome.names and set(outcome.names) <= set(every), outcome
            assert not outcome.questions or len(outcome.names) == len(outcome.questions)


def test_an_outcome_is_shown_by_its_solved_exercises(monkeypatch, tmp_path):
    monkeypatch.setenv("MLPCOURSE_PROGRESS", str(tmp_path / "progress.json"))
    assert can_do().shown == 0 and progress().next
    assert nb21.q2.check(-1, 2).passed and nb21.q3.check(2).passed
    page = can_do()
    (doubt,) = [entry for entry in page.outcomes if entry[0].chapter == 21]
    assert doubt[1:] == (2, 3, "nb21.q1") and page.shown == 0
    nb21.q1.check(0, 1, 1, 0, 0, 1, 1, 1, 1, 1)
    page = can_do()
    assert page.shown == 1 and f"1 of {len(OUTCOMES)} outcomes shown." in repr(page)
    html = unescape(page._repr_html_())
    assert all(name in html for name in LECTURES.values()) and all(o.words in html for o in OUTCOMES)
    for outcome in OUTCOMES:
        chapter = CHAPTERS[outcome.chapter]
        assert (f"'{chapter.file}.ipynb'" in html) == chapter.exists()


def test_the_text_of_the_errata_is_that_of_the_table():
    assert [row["id"] for row in read_table("errata.csv")] == list(ERRATA)
