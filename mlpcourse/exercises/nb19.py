"""Questions of chapter 19: the playground."""

import numpy as np

from ..datasets import spiral
from ..playground import PlaygroundClassifier, tried
from .chapter import Chapter
from .compare import words
from .question import RIGHT, Outcome, Question

ask = Chapter("nb19", np=np)

MOST_EPOCHS, MOST_UNITS, MOST_RATE = 1000, 64, 1
WIDE_ENOUGH = 4


class Setting(Question):
    """Settings of a network that must solve the spiral from most starts: it is trained, from ten.

    The answer is a dict of settings, a PlaygroundClassifier or a PlaygroundLab.
    """

    goal, enough = 0.9, 8

    def judge(self, *answer):
        model = self._model(answer[0]) if len(answer) == 1 else None
        if model is None:
            given = words(answer[0] if len(answer) == 1 else answer)
            return self.wrong(
                f"Hand in the settings, as dict(hidden_layer_sizes=(4,), …), or your lab; got {given}."
            )
        if isinstance(model, str):
            return self.wrong(model)
        try:
            sizes = [int(n) for n in model.hidden_layer_sizes]
        except Exception:
            return self.wrong(
                "hidden_layer_sizes must be a tuple of widths; for one hidden layer write (4,)."
            )
        try:
            X, y = spiral(500, rng=1)
            if sum(sizes) > MOST_UNITS or model.epochs > MOST_EPOCHS:
                return self.wrong(
                    f"Keep to {MOST_UNITS} hidden units and {MOST_EPOCHS} epochs: small is the sport."
                )
            with np.errstate(all="ignore"):
                found = tried(model, X, y, range(10), self.goal)
        except Exception as error:  # whatever a learner's settings make of the model
            return self.wrong(f"The network cannot be trained: {error}"[:300])
        score = f"{found.solved} of ten starts reach {self.goal} on the test points, the median is {found.median:.3f}."
        if found.solved < self.enough:
            return self.wrong(f"{score} {self._advice(model, sizes, found)}".rstrip())
        new = [
            name
            for name, value in model.get_params().items()
            if value != getattr(PlaygroundClassifier(), name)
        ]
        which = f" {len(new)} settings are new: take one back at a time, and see which mattered."
        return Outcome(RIGHT, f"{score}{which if len(new) > 3 else ''} {self.success}")

    def _model(self, answer):
        """The model that is meant, None, or a sentence that says why there is none."""
        kind = type(answer)
        if kind is dict:
            try:
                return PlaygroundClassifier(**answer)
            except TypeError as error:
                unknown = str(error).rpartition("argument ")[2]
                return f"PlaygroundClassifier has no setting {unknown[:60]}; see PlaygroundClassifier?."
        if kind is PlaygroundClassifier:
            return answer
        if kind.__name__ == "PlaygroundLab":
            if answer.values["dataset"] != "spiral":
                return "The lab shows other data; choose the spiral."
            return answer._call(answer.model).set_params(epochs=max(1, answer.values["epoch"]))
        return None

    def _advice(self, model, sizes, found):
        raw = set(model.inputs) <= {"x1", "x2"}
        if not sizes or model.activation == "identity":
            return "Without hidden units that bend, the border is as simple as the inputs are."
        if sum(sizes) <= WIDE_ENOUGH and raw:
            return "Four soft lines cannot follow two arms of 1.75 turns: more units, or inputs that wave."
        rate = model.learning_rate if isinstance(model.learning_rate, int | float) else 0  # or a Schedule
        if rate > MOST_RATE:
            return f"Steps of {rate:g} times the gradient are too long: try a hundredth of that."
        if model.optimizer == "adam" and rate >= 0.03:
            return "Adam moves every weight by about its rate: try 0.01."
        if found.ever >= self.enough:
            return "More of them were there on the way: the steps are too long to settle."
        if model.epochs < MOST_EPOCHS and raw:
            return "Look at the loss: does it still fall? More epochs, Adam, or inputs that wave."
        return ""


q1 = ask.function(
    "q1",
    """
def report(accuracies, goal):
    a = np.asarray(accuracies)
    median, worst = np.median(a), a.min()
    solved = (a >= goal).sum()
    return median, worst, solved
""",
    "report(accuracies, goal): the median, the worst, and how many reach the goal.",
    cases=[
        (np.array([0.98, 1.0, 0.86, 0.99, 0.97]), 0.98), (np.array([0.5, 1.0, 0.9, 0.7]), 0.9),
        (np.array([0.2, 0.1, 0.4]), 0.9),
    ],
    random=lambda rng: (rng.random(7), 0.5),
    slips={
        "np.median(a) -> a.mean()": "That is the mean: one start that failed moves it. The median is the middle one.",
        "np.median(a) -> a.max()": "The best start is no report: the median is the middle one.",
        "a.min() -> a.max()": "That is the best; asked for is the worst.",
        "a >= goal -> a > goal": "A start that just reaches the goal counts: ≥.",
        "a >= goal -> a < goal": "Those are the ones that fail.",
        "(a >= goal).sum() -> (a >= goal).mean()": "How many, not which part of them.",
        "(a >= goal).sum() -> a[a >= goal].sum()": "That adds up their accuracies; count them.",
        lambda accuracies, goal: (np.sort(accuracies)[len(accuracies) // 2], np.min(accuracies), (np.asarray(accuracies) >= goal).sum()): "Of an even number the median is the mean of the two in the middle.",
        lambda accuracies, goal: (accuracies[len(accuracies) // 2], np.min(accuracies), (np.asarray(accuracies) >= goal).sum()): "The middle of the sorted ones: sort first, or np.median.",
    },
    hints=["np.median, and the smallest.", "(accuracies >= goal) is True for those that reach it; True counts as 1."],
    success="Three numbers, and nobody is fooled by one lucky run.",
)  # fmt: skip

q2 = ask.numbers(
    "q2",
    """
output = 0.0
target = 1
loss = (output - target) ** 2 / 2
""",
    "L2 without end, as many points of either class: the output everywhere, and the loss ½(o − t)² with t = ±1.",
    asks="output loss",
    slips={
        "loss = 0.0": "For that each class would need its own output, +1 and −1.",
        "loss = 1.0": "The ½ is missing: ½ · 1².",
        "** 2 / 2 -> ** 2": "The ½ is missing: ½ · 1².",
        "loss = 0.25": "That is (½)²; the output is in the middle, 1 away from either target.",
        "loss = np.log(2)": "ln 2 is what the cross-entropy says of a half; here it is the squared error.",
        "output = 0.0 -> output = 0.5": "A half is how a sigmoid says nothing; the output is a tanh of nearly nothing.",
        "output = 0.0 -> output = 1.0": "Then every point of class 0 is wrong by 2: the bias moves it back to the middle.",
        "output = 0.0 -> output = -1.0": "Then every point of class 1 is wrong by 2: the bias moves it back to the middle.",
        "loss = 0.125": "That is ½ · ½²: the targets are −1 and +1, the output is in the middle.",
        "loss = 2.0": "That is ½ · 2²: the output is on the other side; it is in the middle.",
    },
    advice={
        "output": "Think of the limit, not of the run in sight: no weight is left, and both classes pull alike.",
        "loss": "Think of the limit, not of the run in sight: every target is 1 away.",
    },
    hints=["All weights are nearly 0; what is tanh 0?", "Every target is 1 away from it."],
    success="The penalty is paid with the answer: one that is constant costs nothing in weights.",
)

q3 = ask.choice(
    "q3",
    'step_4 = "lower loss, not more reliable"',
    "Step 4, a second hidden layer of two units, over fifty starts: what holds?",
    options={
        "faster": "It is here, 48.5 epochs against 61.5; on the nine other samples sooner five times, later three times: no rule.",
        "always solves": "Six of fifty fail, as before.",
        "over-fits": "The test loss falls with the training loss.",
        "lower loss, not more reliable": "A sixth of the loss; six starts fail with and without it. Over ten samples it is 491 of 500 without, 477 with.",
        "worse": "A worst start of 0.872 is one start; the median is better than before.",
        "more layers always help": "Sigmoid units, 2-4-2-1: none of fifty.",
    },
    also={
        "lower loss, not more reliable": [
            "lower loss", "lower loss as reliable", "lower loss, as many successes", "lower loss, same reliability", "not more reliable",
        ],
        "faster": ["it is faster", "sooner"],
        "over-fits": ["overfits", "overfitting", "over-fitting", "it overfits"],
        "always solves": ["it always solves", "always"],
        "worse": ["it is worse"],
    },
    hints=["Run tried(PlaygroundClassifier((4, 2)), X, y) and compare line by line.", "Which numbers differ by more than luck?"],
)  # fmt: skip

q4 = ask.numbers(
    "q4",
    "width = 3",
    "The smallest width of one hidden layer of tanh units that solves the circle from more than half of the starts.",
    asks="width",
    slips={
        "width = 0": "No hidden unit, no bend: a line.",
        "width = 1": "One unit bends one line: never, in fifty.",
        "width = 2": "Two lines leave two sides open: never, in fifty.",
        "width = 4": "Safer, but not the smallest.",
        "width = 5": "Safer, but not the smallest.",
        "width = 6": "Nearly every start, but not the smallest.",
        "width = 8": "Far more than a fence needs.",
    },
    hints=[
        "How many straight lines close a fence?",
        "tried(PlaygroundClassifier((2,)), X, y), and one more.",
    ],
    success="A triangle: 34 of fifty. The other 16 face one way with two of their lines.",
)

q5 = ask.choice(
    "q5",
    'why = "saturated on the wrong side"',
    "Squared inputs, no hidden layer: why do five starts of fifty fail?",
    options={
        "rate too large": "A tenth of it, 0.003, fails from the same number of starts.",
        "not separable": "The other starts separate it: a circle is a line in x₁², x₂².",
        "too few epochs": "The others are there at epoch 3; these never move.",
        "dead ReLU": "There is none: the output is a tanh.",
        "saturated on the wrong side": "Inputs of 25 push tanh to ±1, where its slope is 0: no gradient comes back. The cross-entropy has no such slope, and all fifty succeed.",
        "over-fitting": "The training points are wrong as well.",
    },
    also={
        "saturated on the wrong side": ["saturated", "saturation", "saturated tanh", "saturated output", "slope near 0", "vanishing slope", "tanh saturates", "vanishing gradient", "vanishing gradients",
                                        "the tanh is saturated", "the output is saturated", "tanh is saturated"],
        "rate too large": ["rate too big", "learning rate too large", "too large a rate"],
        "over-fitting": ["overfitting", "over-fits", "overfits"],
    },
    hints=["How large is x₁² at the rim, and what is tanh of it?", "Click the output's weights: what is their gradient?"],
)  # fmt: skip

q6 = Setting(
    "nb19.q6",
    """
setting = dict(
    hidden_layer_sizes=(8,), inputs=("x1", "x2", "sin x1", "sin x2"), loss="cross_entropy",
    optimizer="adam", learning_rate=0.01, init="xavier", epochs=60,
)
""",
    "Settings that solve the spiral (test accuracy at least 0.9) from at least eight of ten starts.",
    ask.names,
    hints=[
        "Either more units, or inputs that wave already.",
        "The sines of x₁ and x₂, eight tanh units, cross-entropy and Adam at 0.01.",
    ],
    success="How few parameters can you do it with?",
)

QUESTIONS = [q1, q2, q3, q4, q5, q6]
