"""Questions of chapter 01: features."""

import numpy as np

from ..features import REVIEWS, SOBEL_X, bag_of_words, correlate, sliding_windows, tokens, vocabulary
from ..perceptron import Perceptron
from .old import Choice, Function, Numbers

PRICES = [10, 12, 11, 15, 14]
WINDOWS = sliding_windows(PRICES, 3)
STEP = np.repeat([[0, 0, 0, 1, 1, 1.0]], 5, axis=0)
DOCUMENTS = [tokens(review) for review in REVIEWS]
WORDS = vocabulary(DOCUMENTS)
COUNTS = np.array([bag_of_words(document, WORDS) for document in DOCUMENTS])
MODEL = Perceptron(learning_rate=0.5).fit(COUNTS, [1, -1, -1])


def moving_mean(values, width):
    return np.array([np.mean(values[i : i + width]) for i in range(len(values) - width + 1)])


def bow(document, words):
    return np.array([document.count(word) for word in words])


def _bow_case(rng):
    letters = list("abcdef")
    return [letters[i] for i in rng.integers(0, 6, 8)], letters[:4]


q1 = Numbers(
    "nb01.q1",
    "Prices 10, 12, 11, 15, 14, window 3: the moving means, ranges and slopes.",
    answers={"means": WINDOWS.mean, "ranges": WINDOWS.range, "slopes": WINDOWS.slope},
    slips=[
        ({"means": WINDOWS.mean * 3}, "These are sums; divide by the width of the window."),
        ({"ranges": WINDOWS.max}, "These are the maxima; the range is maximum minus minimum."),
        ({"ranges": WINDOWS.std}, "These are the standard deviations; the range is maximum minus minimum."),
        ({"slopes": 2 * WINDOWS.slope}, "Last minus first, for two steps: divide by 2."),
        ({"slopes": -WINDOWS.slope}, "The sign is wrong: rising prices have a positive slope."),
    ],
    solution="""
means = [11, 38 / 3, 40 / 3]
ranges = [2, 4, 4]
slopes = [0.5, 1.5, 1.5]
""",
    hints=[
        "The windows are 10 12 11, 12 11 15 and 11 15 14.",
        "For three points the slope of the best line is (last − first)/2.",
    ],
    success="Five prices, three windows.",
)

q2 = Function(
    "nb01.q2",
    "moving_mean(values, width): the mean of every window of that width.",
    moving_mean,
    lambda rng: (rng.standard_normal(8), int(rng.integers(2, 5))),
    slips=[
        (
            lambda values, width: moving_mean(values, width)[:-1],
            "One window is missing: there are N − width + 1.",
        ),
        (lambda values, width: width * moving_mean(values, width), "Divide by the width."),
        (
            lambda values, width: moving_mean(values, width)[::width],
            "The windows overlap: move by one step each time.",
        ),
        (
            lambda values, width: np.convolve(values, np.ones(width) / width),
            "At the ends the window hangs over; keep only those that fit.",
        ),
    ],
    solution="""
def moving_mean(values, width):
    return np.array([np.mean(values[i : i + width]) for i in range(len(values) - width + 1)])
""",
    hints=["A window starts at 0, 1, …, N − width.", "values[i : i + width] is one window."],
    success="Any width that fits.",
)

q3 = Numbers(
    "nb01.q3",
    "An image of 5 rows 0 0 0 1 1 1: one row of the Sobel-x response by correlation, and by true convolution.",
    answers={"correlation": correlate(STEP, SOBEL_X)[0], "convolution": -correlate(STEP, SOBEL_X)[0]},
    slips=[
        (
            {"correlation": [0, -4, -4, 0], "convolution": [0, 4, 4, 0]},
            "The two are swapped: convolution turns the kernel by 180 degrees.",
        ),
        (
            {"correlation": [0, 1, 1, 0]},
            "That is the difference of two columns; the kernel's rows weigh 1, 2 and 1.",
        ),
        ({"correlation": [0, 1, -1, 0]}, "That is the Laplace kernel's answer."),
        ({"convolution": [0, 4, 4, 0]}, "Turned by 180 degrees, Sobel-x changes its sign."),
    ],
    solution="""
correlation = [0, 4, 4, 0]
convolution = [0, -4, -4, 0]
""",
    hints=[
        "Put the kernel over columns 2 to 4: −1·0 + 1·1 in the first row, twice that in the second, …",
        "−1 −2 −1 over black, 1 2 1 over white.",
    ],
    success="4 where the window straddles the edge, in either position.",
)

q4 = Function(
    "nb01.q4",
    "bow(document, words): how often each of `words` occurs in a list of tokens.",
    bow,
    _bow_case,
    slips=[
        (
            lambda document, words: np.minimum(bow(document, words), 1),
            "A word that occurs twice counts twice.",
        ),
        (
            lambda document, words: np.array([word in words for word in document]),
            "One entry for each word of the vocabulary, not of the document.",
        ),
        (
            lambda document, words: np.array([document.count(word) for word in sorted(set(document))]),
            "Use the given vocabulary, also for words that do not occur.",
        ),
    ],
    solution="""
def bow(document, words):
    return np.array([document.count(word) for word in words])
""",
    hints=["document.count(word) counts one word.", "A list comprehension over the vocabulary."],
    success="The same length for every document.",
)

q5 = Numbers(
    "nb01.q5",
    "How many columns has the count matrix of the three reviews without stop words, and with them?",
    answers={"without": 12, "with": 17},
    slips=[
        ({"without": 17, "with": 12}, "The two are swapped: dropping stop words makes it smaller."),
        ({"without": 16}, "Words that occur in two reviews share a column."),
        ({"without": 15}, "Words that occur in two reviews share a column."),
    ],
    solution="""
without, with_stop_words = 12, 17
""",
    hints=["Tick and untick the box of the lab.", "The caption counts the columns."],
    success="Five of seventeen columns carried no opinion.",
)

q6 = Choice(
    "nb01.q6",
    "A perceptron learns the three rows with labels +1, −1, −1. Which weight does 'too' get? ('positive', 'zero', 'negative')",
    answer="negative",
    slips={
        "positive": "'too' occurs in the two bad reviews only.",
        "zero": "It occurs in the second review, which was corrected.",
    },
    solution="""
weight_of_too = "negative"
""",
    hints=["Which reviews hold 'too'?", "A missed negative subtracts its row from the weights."],
    success="−1. But three reviews prove nothing about the language.",
)

QUESTIONS = [q1, q2, q3, q4, q5, q6]
