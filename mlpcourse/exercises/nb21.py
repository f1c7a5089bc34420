"""Questions of chapter 21: sources to doubt, and where each idea of the lectures is."""

import numpy as np

from .chapter import Chapter

ask = Chapter("nb21", np=np)

q1 = ask.numbers(
    "q1",
    """
c1, c2, c3, c4, c5 = 0, 1, 1, 0, 0
c6, c7, c8, c9, c10 = 1, 1, 1, 1, 1
""",
    "Ten printed lines: 1 for each that is wrong, 0 for each that is right.",
    asks="c1 c2 c3 c4 c5 c6 c7 c8 c9 c10",
    slips={
        "c1 = 1": "Card 1 is right as printed. Compute σ(−6) before you accuse.",
        "c2 = 0": "Card 2: compute tanh 2 with three decimals, and round it yourself.",
        "c3 = 0": "Card 3: n inputs multiply the mean square by n·Var/2. What is that for this deviation?",
        "c4 = 1": "Card 4 is right as printed. Nudge one score and compare before you accuse.",
        "c5 = 1": "Card 5 is right as printed. Try a few x on both sides of 1 before you accuse.",
        "c6 = 0": "Card 6 says for every z. Which z would be the worst for it?",
        "c7 = 0": "Card 7: add up t² times the density, and divide by the sum of the density.",
        "c8 = 0": "Card 8: how many numbers does the right side give, if x has two entries?",
        "c9 = 0": "Card 9: put the four inputs in, one by one.",
        "c10 = 0": "Card 10: try y = 1, ŷ = −1. Which way does w move, and which way should it?",
        "c1 = c4 = c5 = 1": "All ten? Blind suspicion finds every fault, and accuses three lines that are right.",
        "c2 = c3 = c6 = c7 = c8 = c9 = c10 = 0": "None? Printed is not proved: compute card 2.",
        "c1, c2, c3, c4, c5, c6, c7, c8, c9, c10 = 1, 0, 0, 1, 1, 0, 0, 0, 0, 0": "The wrong way round: 1 means that the line is wrong.",
    },
    hints=["Each line can be tested with one or two numbers of your own: put them in on both sides.", "Three of the ten are right: one is a value, one a derivative, one an identity."],
    success="Seven faults, and three lines acquitted: that is the harder half of it.",
)  # fmt: skip


def _no_test(w, z):
    """Why a weight and a sum are no test of g(w·z) against w·g(z), g being ReLU."""
    printed, repaired = max(0, w * z), w * max(0, z)
    if printed != repaired:
        return ""
    if w > 0:
        return f"This test cannot fail: for w > 0 both lines give {printed:g}. ReLU lets a positive factor through."
    if w == 0:
        return "This test cannot fail: a weight of 0 makes both lines 0."
    return "This test cannot fail: at z = 0 both lines are 0."


q2 = ask.find(
    "q2",
    "w, z = -1, 2",
    "EH-1 with g = ReLU and one unit: a weight w and a sum z for which g(w·z) and w·g(z) differ.",
    forms={"w": (), "z": ()},
    fault=_no_test,
    hints=[
        "For which factors may one take them out of max(0, …)?",
        "Take a negative weight, and any z but 0.",
    ],
    success="The print fails this test. A test is worth something only if it can fail.",
)

q3 = ask.choice(
    "q3",
    'fault = "g is at the wrong place"',
    "What is the fault of Σⱼ g(wⱼᵢ·zⱼ)?",
    options={
        "the index": "The index is fine: weight j, i goes from unit j to unit i. Where is g?",
        "g is at the wrong place": "The weight multiplies what the unit has made of its sum: Σⱼ wⱼᵢ·g(zⱼ).",
        "a scanning error": "A cause is not a fault. However it came about: what is wrong with the line as it stands?",
        "nothing, it is the same": "It is the same only if g is linear, or w positive and g a ReLU: exercise 2 has a counterexample.",
        "a factor is missing": "All parts are there. Are they in the right order?",
    },
    also={
        "the index": ["index", "wrong index", "indices"],
        "g is at the wrong place": ["g", "function", "function at the wrong place", "wrong place", "place", "the place of g", "order", "the order"],
        "a scanning error": ["ocr", "scan", "scanning error", "a misprint", "misprint"],
        "nothing, it is the same": ["nothing", "same", "the same", "same thing", "none"],
        "a factor is missing": ["missing factor", "factor"],
    },
    hints=["Name each part of the line, and compare with a unit of chapter 09.", "What has a unit computed before its output is weighted?"],
)  # fmt: skip

q4 = ask.numbers(
    "q4",
    """
brain, computers = 20, np.array([200, 300])
lowest, highest = computers / brain
""",
    "A brain needs 20 W, a computer 200 to 300 W: the lowest and the highest ratio, computer to brain.",
    asks="lowest highest",
    slips={
        "computers / brain -> brain / computers": "Inverted: how many brains' power does the computer need?",
        "lowest, highest = brain / 300, brain / 200": "Inverted: how many brains' power does the computer need?",
        "lowest, highest = highest, lowest": "The lowest ratio belongs to the 200 W.",
        "computers / brain -> computers - brain": "That is the difference in watts; a ratio divides.",
        "lowest = highest = 12.5": "That is the middle. A range was given, so a range is the answer.",
        "highest = lowest": "The upper end of the range too: 300 W.",
        "lowest = highest": "The lower end of the range too: 200 W.",
        "computers / brain -> computers": "Those are the watts of the computer; divide by those of the brain.",
        "lowest, highest = 100 * lowest, 100 * highest": "A ratio as a plain number, not in per cent.",
    },
    hints=["Divide by the 20 W, once for each end of the range.", "200/20 and 300/20."],
    success="Ten to fifteen brains' power. Watts are not ability: the ratio says nothing of what is done with them.",
)

_PLACES = {
    "activations": (
        {6}, {2: "There a neuron has one; they are compared in 06.", 10: "There they bend a border; the functions themselves are in 06.",
              7: "There one of them is used, with its loss; all are compared in 06."}),
    "backpropagation": (
        {11, 12, 13}, {5: "11 to 13 make gradients; 5 uses them.", 14: "14 sees what becomes of them; they are made in 11 to 13.",
                       18: "18 cuts it into layers; it is made in 11 to 13."}),
    "learning_rate": (
        {5}, {16: "16 changes the rate as one goes; it is first chosen in 05.", 15: "15 gives each weight its own; it is first chosen in 05.",
              3: "There it only scales the weights; see 05."}),
    "dropout": (
        {17}, {16: "16 is about batches; dropout is in 17.", 18: "18 makes it a layer; what it is for stands in 17.",
               14: "14 is about first weights; dropout is in 17."}),
    "softmax": (
        {8}, {7: "7 has two classes and the sigmoid; for several see 08.", 18: "18 makes it a layer; it is derived in 08.",
              6: "06 has functions of one sum; softmax needs all sums, see 08."}),
    "vanishing": (
        {14}, {6: "The slopes are there, the product of them in 14.", 13: "13 computes through any depth; what shrinks there is in 14."}),
    "momentum": (
        {15}, {5: "05 is plain descent; momentum is in 15.", 16: "16 is about batches and rates; momentum is in 15."}),
    "layer_types": (
        {18}, {9: "9 has one type, the fully connected layer; several types are in 18.", 12: "12 writes two fixed layers as matrices; types are in 18.",
               13: "13 stacks one type; several are in 18."}),
}  # fmt: skip


def _misplaced(**chapters):
    """What is wrong with the first bullet that is in a chapter of another topic."""
    for name, chapter in chapters.items():
        right, others = _PLACES[name]
        if chapter not in right:
            if chapter not in range(22):
                return f"{name}: the chapters are numbered 0 to 21."
            return f"{name}: {others.get(int(chapter), f'not chapter {int(chapter):02}. Look at the map in chapter 00.')}"
    return ""


q5 = ask.find(
    "q5",
    """
activations, backpropagation, learning_rate, dropout = 6, 12, 5, 17
softmax, vanishing, momentum, layer_types = 8, 14, 15, 18
""",
    "Eight bullets of the lectures' summaries: the number of the chapter whose topic each is.",
    forms=dict.fromkeys(_PLACES, ()),
    fault=lambda *chapters: _misplaced(**dict(zip(_PLACES, chapters))),
    hints=["The map in chapter 00 has all titles.", "Not where a thing is used, but where it is the topic. Back-propagation has three chapters; any will do."],
    success="Two summary slides are the course from 04 to 18.",
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5]
