"""Questions of chapter 16: mini-batches, shuffling, schedules."""

import numpy as np

from .chapter import Chapter

ask = Chapter("nb16", np=np)

SENTENCES = [
    "the cat sat on the mat",
    "the dog sat on the log",
    "a perceptron learns from mistakes",
    "the net learns a line",
    "a cat and a dog",
    "gradients flow back",
]


def bag(sentences):
    """The words in alphabetical order, and how often each sentence has each of them."""
    words = sorted({word for sentence in sentences for word in sentence.split()})
    return words, np.array([[sentence.split().count(word) for word in words] for sentence in sentences])


ask.names |= {"counts": bag(SENTENCES)[1]}

q1 = ask.choice(
    "q1",
    'note_two = "mini-batch descent"',
    "“Fast to compute, and a much better estimate of the true gradient”: beside which box does this note belong?",
    options={
        "full-batch descent": "It has the true gradient, and needs every row for one step: it is the expensive one.",
        "stochastic descent": "One row is fast, but the noisiest estimate there is.",
        "mini-batch descent": "Much better than one row, much cheaper than all. The other note, computationally expensive, belongs to the full batch.",
    },
    also={
        "full-batch descent": ["full", "full batch", "gradient descent", "batch", "batch gradient descent", "full-batch gradient descent", "first"],
        "stochastic descent": ["stochastic", "sgd", "stochastic gradient descent", "single point", "one row", "second"],
        "mini-batch descent": ["mini-batch", "minibatch", "mini batch", "batched", "batched gradient descent", "minibatch descent", "mini-batch gradient descent", "minibatch gradient descent", "batched (mini-batch) gradient descent", "third"],
    },
    hints=["A better estimate than what? And faster than what?", "Two boxes estimate the gradient; one of them from several rows."],
)  # fmt: skip

q2 = ask.function(
    "q2",
    """
def stochastic(w, X, t, eta, order):
    for i in order:
        gradient = (X[i] @ w - t[i]) * X[i]
        w = w - eta * gradient
    return w
""",
    "stochastic(w, X, t, eta, order): a linear unit with Jᵢ = ½(w·xᵢ − tᵢ)²; one step for each row i of order, with the gradient of that row.",
    cases=[
        (np.array([0.0, 0.0]), np.array([[1.0, 2.0], [0.0, 1.0], [3.0, 1.0]]), np.array([1.0, 2.0, 0.0]), 0.1, [0]),
        (np.array([1.0, -1.0]), np.array([[1.0, 2.0], [0.0, 1.0], [3.0, 1.0]]), np.array([1.0, 2.0, 0.0]), 0.1, [2, 0]),
        (np.array([0.0, 1.0]), np.array([[1.0, 0.0], [2.0, 1.0]]), np.array([2.0, 1.0]), 0.5, [1, 0, 1]),
    ],
    random=lambda rng: (rng.integers(-2, 3, 2) + 0.0, rng.integers(-2, 3, (4, 2)) + 0.0, rng.integers(-2, 3, 4) + 0.0, 0.1,
                        rng.permutation(4).tolist()),
    slips={
        "(X[i] @ w - t[i]) * X[i] -> X.T @ (X @ w - t) / len(t)": "That is the gradient of all rows. Line 7 of the box computes ∂Jᵢ, of the one row that was picked; line 9 must use it.",
        "(X[i] @ w - t[i]) * X[i] -> X.T @ (X @ w - t)": "That is the sum over all rows; here one row is picked.",
        "w - eta * gradient -> w + eta * gradient": "This climbs: descent subtracts the gradient, and that is (w·xᵢ − tᵢ)xᵢ. One of the two signs is wrong.",
        "(X[i] @ w - t[i]) * X[i] -> (X[i] @ w - t[i])": "The chain rule's last factor is missing: times xᵢ.",
        "eta * gradient -> eta * len(t) * gradient": "J is a mean, and ∂Jᵢ estimates ∂J itself: no factor N.",
        "eta * gradient -> eta / len(t) * gradient": "∂Jᵢ estimates the gradient of the mean already: do not divide by N.",
        "eta * gradient -> gradient": "The learning rate is missing.",
        "(X[i] @ w - t[i]) * X[i] -> 2 * (X[i] @ w - t[i]) * X[i]": "With the ½ in Jᵢ there is no factor 2 in its gradient.",
        "(X[i] @ w - t[i]) * X[i] -> 0.5 * (X[i] @ w - t[i]) * X[i]": "The 2 of the square's derivative cancels the ½.",
        "(X[i] @ w - t[i]) * X[i] -> 0.5 * (X[i] @ w - t[i]) ** 2": "That is Jᵢ itself; the step needs its derivative with respect to w.",
        "* X[i] -> * w": "Differentiate with respect to w: the factor of w in w·xᵢ is xᵢ.",
        "X[i] @ w -> X[i] * w": "w·xᵢ is one number, the sum of the products: X[i] @ w.",
        "gradient\n    return w -> gradient\n        return w": "It returns after the first row: return when the loop is done.",
        "for i in order -> for i in range(len(t))": "The rows come from order: some may be missing there, some come twice.",
        lambda w, X, t, eta, order: w - eta * (X[order[-1]] @ w - t[order[-1]]) * X[order[-1]]: "Only the last row made a step: the update belongs inside the loop.",
        lambda w, X, t, eta, order: w - eta * np.mean([(X[i] @ w - t[i]) * X[i] for i in order], axis=0): "Step after each row: the second row must see the weights that the first has left.",
        lambda w, X, t, eta, order: w - eta * sum((X[i] @ w - t[i]) * X[i] for i in order): "Step after each row: the second row must see the weights that the first has left.",
    },
    hints=["Jᵢ = ½(w·xᵢ − tᵢ)²; differentiate with respect to w, for the one row i.", "gradient = (X[i] @ w - t[i]) * X[i]; then the usual step, inside the loop."],
    success="One row, one step, as often as there are rows: the slide's box with its ninth line mended.",
)  # fmt: skip

q3 = ask.numbers(
    "q3",
    """
sizes = np.array([5, 5, 2])
weights = sizes / sizes.sum()
""",
    "Twelve rows in batches of 5, 5 and 2, and the mean gradient of each batch: by which weights do these three add up to the full gradient?",
    asks="weights",
    slips={
        "sizes / sizes.sum() -> np.ones(3) / 3": "That is their plain mean: right for batches of equal size only. The two rows of the last batch would count more than the others.",
        "sizes / sizes.sum() -> sizes / 1": "That is the sum over twelve rows; the gradient is a mean: divide by 12.",
        "sizes / sizes.sum() -> np.ones(3)": "That is the sum of the three means.",
        "sizes / sizes.sum() -> sizes / 3": "Divide by the number of rows, not of batches.",
        "sizes / sizes.sum() -> np.array([0.5, 0.5, 0])": "Dropping the short batch drops two rows.",
        "sizes / sizes.sum() -> 1 / sizes": "The other way round: a batch of more rows counts more.",
        "sizes / sizes.sum() -> (1 / sizes) / (1 / sizes).sum()": "The other way round: a batch of more rows counts more.",
        "sizes / sizes.sum() -> np.sqrt(sizes / sizes.sum())": "No root: gradients are means, and means of means are weighed by their counts.",
        "sizes / sizes.sum() -> sizes / 10": "Divide by all twelve rows.",
        "sizes / sizes.sum() -> sizes / 5": "Divide by the number of all rows, not by that of the largest batch.",
        "sizes / sizes.sum() -> sizes.sum() / sizes": "Upside down: a batch of more rows counts more, and the weights add up to 1.",
        "sizes / sizes.sum() -> 100 * sizes / sizes.sum()": "Shares of 1, not per cent: otherwise the sum is a hundred times the gradient.",
    },
    hints=["Write the full gradient as a sum over twelve rows, divided by 12, and bracket the rows of a batch.", "A batch's sum is its mean times its size."],
    success="5/12, 5/12, 2/12. The loop of the next cell takes a step after each batch instead; then the short one does count as much as the others.",
)  # fmt: skip

q4 = ask.numbers(
    "q4",
    """
N, B = 1097, 32
updates = np.ceil(N / B)
""",
    "N = 1097 rows in batches of B = 32: how many updates are one epoch?",
    asks="updates",
    slips={
        "np.ceil(N / B) -> N // B": "Nine rows are left over after 34 batches; they are the 35th.",
        "np.ceil(N / B) -> N / B": "A batch is whole: the last one is short, but it is a batch.",
        "np.ceil(N / B) -> B": "That is the batch size.",
        "np.ceil(N / B) -> N": "That is stochastic descent, B = 1.",
        "np.ceil(N / B) -> np.ceil(N / B) + 1": "Round up once.",
        "np.ceil(N / B) -> N % B": "Those are the rows that the last batch has.",
        "np.ceil(N / B) -> 1": "One update per epoch is full-batch descent.",
        "np.ceil(N / B) -> N * B": "Divide: each update takes 32 rows.",
    },
    hints=["1097 = 34 · 32 + 9.", "What becomes of the nine rows?"],
    success="34 batches of 32 and one of 9.",
)  # fmt: skip

q5 = ask.numbers(
    "q5",
    """
noise_of_one = 8.0
at_16, at_100 = noise_of_one / np.sqrt(16), noise_of_one / np.sqrt(100)
""",
    "The gradient of one row strays by 8 lengths of the full gradient. By how many does the mean of 16 rows, and that of 100, drawn independently?",
    asks="at_16 at_100",
    slips={
        "at_16, at_100 = noise_of_one / 16, noise_of_one / 100": "The variance is divided by B, so the distance by its root.",
        "at_16, at_100 = noise_of_one, noise_of_one": "Averaging does help: errors of independent rows partly cancel.",
        "at_16, at_100 = noise_of_one * 4, noise_of_one * 10": "The sum strays more, the mean strays less: divide.",
        "at_16, at_100 = noise_of_one * 16, noise_of_one * 100": "The mean of more rows strays less: divide, by the root of B.",
        "at_16, at_100 = np.sqrt(noise_of_one / 16), np.sqrt(noise_of_one / 100)": "The root belongs to B only.",
        "at_16, at_100 = 0, 0": "Only the batch of all rows, drawn without putting back, has no noise.",
        "at_16, at_100 = noise_of_one**2 / 16, noise_of_one**2 / 100": "That is the variance; asked is the distance, its root.",
        "at_16, at_100 = noise_of_one / 8, noise_of_one / 50": "Not half of B: its root.",
        "at_16, at_100 = 4, 10": "By such numbers the noise is divided; how much is left of the 8 lengths?",
        "at_16, at_100 = 1 / 4, 1 / 10": "Those are shares of one row's noise, and that is 8 lengths.",
    },
    hints=["The variance of a mean of B independent numbers is that of one, divided by B.", "Distances go with the root: 8/√B."],
    success="Sixteen times the work for a quarter of the noise, a hundred times for a tenth: each further row brings less.",
)  # fmt: skip

q6 = ask.numbers(
    "q6",
    """
a, b = 10, 100
rate = a / (b + np.array([0, 100, 900]))
""",
    "a/(b + t) with a = 10, b = 100: the rate at t = 0, 100 and 900.",
    asks="rate",
    slips={
        "(b + np.array([0, 100, 900])) -> (b + np.array([1, 101, 901]))": "The first update is t = 0.",
        "(b + np.array([0, 100, 900])) -> np.maximum(1, np.array([0, 100, 900]))": "b is missing in the denominator.",
        "rate = np.array([np.inf, 0.1, 1 / 90])": "b is missing in the denominator.",
        "rate = np.array([0.1, 0.05, 0.025])": "It has not halved once more from the second moment to the third: put t = 900 into the formula.",
        "rate = a / (1 + np.array([0, 100, 900]) / b)": "That begins with a; at t = 0 the denominator is b, not 1.",
        "rate = np.array([a, a / (b + 100), a / (b + 900)])": "At t = 0 the denominator is b, not 1.",
        "rate = b + np.array([0, 100, 900.0])": "That is the denominator b + t.",
        "rate = a / b * 0.5 ** (np.array([0, 100, 900]) / b)": "It halves once, at t = b; then ever more slowly: the next half takes until t = 3b.",
        "rate = a / b / (b + np.array([0, 100, 900]))": "a is divided once, by b + t.",
        "rate = a / b + np.array([0, 100, 900])": "Mind the bracket: a divided by the sum b + t.",
        "rate = (b + np.array([0, 100, 900])) / a": "Upside down: the rate falls.",
        "rate = b / (a + np.array([0, 100, 900]))": "a and b are swapped.",
        "rate = a / b - np.array([0, 100, 900]) * 1e-4": "The rate does not fall along a straight line.",
        "rate = a / (b * (1 + np.array([0, 100, 900])))": "t is added to b, not multiplied with it.",
    },
    hints=["Put the three values of t into the formula.", "t = 0: a/b."],
    success="The initial rate is a/b and it has halved at t = b: that is what a and b dictate.",
)  # fmt: skip

q7 = ask.numbers(
    "q7",
    """
share = np.mean(counts == 0)
saved = np.sum(counts == 0)
""",
    "The bag of words above, `counts`: the share of zeros, and how many of the 108 products η·δ·xᵢ of an update of one unit by all six rows are saved if zeros are skipped.",
    asks="share saved",
    slips={
        "share = np.mean(counts == 0) -> share = np.mean(counts != 0)": "That is the share of the numbers that are not zero.",
        "saved = np.sum(counts == 0) -> saved = np.sum(counts != 0)": "Those are the products that remain.",
        "share = np.mean(counts == 0) -> share = 1 - counts.sum() / counts.size": "Words that repeat in a sentence are one number: count entries, not words.",
        "share = np.mean(counts == 0) -> share = np.sum(counts == 0)": "That is how many; the share is that divided by 108.",
        "saved = np.sum(counts == 0) -> saved = np.mean(counts == 0)": "That is the share; asked is how many of the 108.",
        "saved = np.sum(counts == 0) -> saved = 0": "A product with zero costs as much as another, unless one skips it.",
        "saved = np.sum(counts == 0) -> saved = counts.size": "Only products with a zero can be skipped.",
        "share = np.mean(counts == 0) -> share = 100 * np.mean(counts == 0)": "A share is a number from 0 to 1.",
        "saved = np.sum(counts == 0) -> saved = counts.size - counts.sum()": "Words that repeat in a sentence are one number: count entries, not words.",
    },
    hints=["counts == 0 is a table of True and False; its mean is a share, its sum a count.", "One product for each of the 6·18 entries."],
    success="Three quarters of the multiplications change nothing. With real vocabularies it is more than 99 %.",
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7]
