"""Labs of chapter 21: printed lines to judge, statements to sort, and a line of time."""

from ..lectures.errata import BINS, KINDS, LETTERS, deal
from ..lectures.history import EVENTS
from ..tables import html_table
from .base import Lab
from .controls import choice, slider
from .start import Answers
from .text import TextLab

RIGHT, OPEN = "right", "open"
VERDICTS = {RIGHT: "right as printed"} | {kind: kind for kind in KINDS} | {OPEN: "cannot be settled"}


def judged(card, said):
    """Points for a verdict on a card, 0 to 2, and what there is to say to it."""
    if card.right:
        return (2, "Right.") if said == RIGHT else (0, "It is right as printed. Compute before you accuse.")
    if said == RIGHT:
        return 0, f"Not so: {card.kind}, {KINDS[card.kind]}."
    if said == OPEN:
        if card.open:
            return 2, "Right: the page alone does not settle it."
        how = BINS[card.bin] if card.proof else "whoever reads on, or looks elsewhere, can tell"
        return 0, f"It can be settled: {how}."
    if said == card.kind:
        return 2, f"Right: {KINDS[card.kind]}."
    return 1, f"A fault, yes; here it is filed under “{card.kind}”: {KINDS[card.kind]}."


class ErrataLab(TextLab):
    """Ten printed lines, three of which are right: name the fault, then see the proof.

    Two points for the kind of the fault or for calling a right line right, one for any other fault.
    """

    title = "Errata lab"
    question = "Three of these ten lines are right. What is wrong with each of the others?"
    links = True
    telling = dict(verdicts=(RIGHT,) * 10)

    def build(self):
        lectures = {"all five": ""} | {name: letter for letter, name in LETTERS.items() if letter != "X"}
        return {
            "lecture": choice("lecture", lectures),
            "cards": slider("set of cards", 1, 1, 20),
            "verdicts": Answers("your verdicts", 10, VERDICTS, menu=True),
            "proof": slider("proof of card", 0, 0, 10),
        }

    def text(self, lecture, cards, verdicts, proof):
        dealt = deal(cards, lecture)
        rows, points = [], 0
        for number, (card, said) in enumerate(zip(dealt, verdicts), 1):
            scored, reply = judged(card, said) if said else (0, "")
            points += scored
            rows.append((str(number), LETTERS[card.lecture], card.printed, reply))
        table = html_table(("", "lecture", "printed", ""), rows)
        count = sum(map(bool, verdicts))
        caption = f"{count} of 10 judged, {points} of {2 * count} points."
        if not proof:
            return table, caption + (" The slider opens a card's proof." if count else "")
        if not verdicts[proof - 1]:
            return table, f"{caption} Judge card {proof} to see its proof."
        card = dealt[proof - 1]
        chapter = "" if card.right else f"<p>More in {card.chapter.linked()}.</p>"
        return f"{card.shown()}{chapter}<hr>{table}", f"{caption} Opened: card {proof}, which is {card.id}."


TRUE, PARTLY, DISPUTED = "true", "partly", "disputed"
STATEMENTS = (
    ("Networks compute layer by layer; neurons of a brain fire without a common clock.", TRUE,
     "So it is for the networks of this course: no unit of a layer is computed before the layer below."),
    ("A brain needs about 20 W, a computer that runs a network 200 to 300 W.", PARTLY,
     "Two machines are compared, not two ways to do one task: the watts of either say nothing of what it did."),
    ("A network is deterministic, a brain is not.", PARTLY,
     "A forward pass is. Training is not: random weights, shuffled rows, dropout, unless a seed is fixed."),
    ("In a network signals go one way, in a brain both ways.", PARTLY,
     "When it predicts, yes. In training the errors go backward through the same weights."),
    ("A network has one or a few kinds of units, a brain has very many kinds of neurons.", TRUE,
     "Our networks have one activation per layer."),
    ("A network is mathematics, a brain is electrical impulses.", DISPUTED,
     "This compares a description with a thing. Impulses can be described by mathematics, too, and a "
     "network runs on currents."),
    ("A network learns one narrow task, a brain goes on learning whatever comes.", PARTLY,
     "True of every network here. How far it is true of very large ones is argued about."),
)  # fmt: skip


class StatementSorter(TextLab):
    """Seven statements about networks and brains, as students made them: true, partly, or disputed?"""

    title = "Brains and nets"
    question = "Which of these differences are true, which only partly, and which are disputed?"

    def build(self):
        words = {word: word for word in (TRUE, PARTLY, DISPUTED)}
        return {"answers": Answers("your answers", len(STATEMENTS), words)}

    def text(self, answers):
        rows, agreed = [], 0
        for number, ((statement, verdict, reason), said) in enumerate(zip(STATEMENTS, answers), 1):
            agreed += said == verdict
            start = "Agreed" if said == verdict else f"We say {verdict}"
            rows.append((str(number), (statement, f"{start}. {reason}" if said else "")))
        count = sum(map(bool, answers))
        more = (
            "Sort them all." if count < len(answers) else "Where we differ, the reason decides, not the word."
        )
        said = f"{count} of {len(answers)} sorted, {agreed} as we do. {more}"
        return html_table(("", "statement"), rows), said


class Timeline(Lab):
    """Events from 1943 to 2015, to scale, each with the chapter in which it returns."""

    title = "Timeline"
    question = "How many years lie between the limit of one layer and the way to train two?"
    size = (7.2, 4.2)
    in_sight = 1
    storyboard = (dict(event=6), dict(event=8))

    def build(self):
        return {"event": slider("event", 1, 1, len(EVENTS))}

    def draw(self, fig):
        ax = self.ax = fig.add_axes((0.02, 0.02, 0.96, 0.96))
        ax.set(xlim=(1939, 2019), ylim=(-6.6, 9.4))
        ax.axis("off")
        ax.plot([1940, 2018], [0, 0], color=self.theme.ink, linewidth=1.5)
        paper = dict(facecolor=self.theme.paper, edgecolor="none", pad=0.5)
        write = dict(ha="center", va="center", fontsize=8, color=self.theme.muted, bbox=paper)
        for decade in range(1940, 2020, 10):
            ax.plot([decade] * 2, [-0.5, 0], color=self.theme.ink, linewidth=1)
            ax.text(decade, -0.75, decade, **write)
        self.places = []
        for number, event in enumerate(EVENTS):
            early = event.year < 1995  # above, read to the right; later ones are below, read to the left
            rank = sum(other.year < 1995 for other in EVENTS) - number
            height = rank if early else rank - 2
            ax.plot([event.year] * 2, [0, height], color=self.theme.faint, linewidth=1)
            ax.plot(event.year, 0, "o", color=self.theme.colors[0], markersize=6)
            x, side = (event.year + 0.5, "left") if early else (event.year - 0.5, "right")
            ax.text(x, height, f"{event.year}  {event.name}", ha=side, va="center", fontsize=9,
                    color=self.theme.ink)  # fmt: skip
            self.places.append((event.year, height))
        (line,) = ax.plot([], [], color=self.theme.colors[1], linewidth=2.5)
        (ring,) = ax.plot([], [], "o", color=self.theme.colors[1], markersize=10)
        self.artists += [line, ring]

    def move(self, event):
        (year, height), happened = self.places[event - 1], EVENTS[event - 1]
        line, ring = self.artists
        line.set_data([year, year], [0, height])
        ring.set_data([year], [0])
        return f"{year}: {happened.story} Here: {happened.chapter.title}."

    def pointer(self, kind, x, y):
        if kind == "down":
            year, height = self.at(self.ax, x, y)
            gaps = [(abs(year - a), abs(height - b)) for a, b in self.places]
            away = [min(years + rows, 4 * years + abs(height)) for years, rows in gaps]
            self.set(event=1 + min(range(len(away)), key=away.__getitem__))
