"""Questions of chapter 01: features."""

import numpy as np

from ..features import REVIEWS, bag_of_words, tokens, vocabulary
from ..perceptron import Perceptron
from .chapter import Chapter

ask = Chapter("nb01", np=np, REVIEWS=REVIEWS, bag_of_words=bag_of_words, tokens=tokens, vocabulary=vocabulary)
ask.names |= dict(Perceptron=Perceptron)

q1 = ask.numbers(
    "q1",
    """
windows = np.array([[10, 12, 11], [12, 11, 15], [11, 15, 14]])
means = windows.mean(axis=1)
ranges = windows.max(axis=1) - windows.min(axis=1)
slopes = (windows[:, 2] - windows[:, 0]) / 2
""",
    "Prices 10, 12, 11, 15, 14, window 3: the moving means, ranges and slopes.",
    asks="means ranges slopes",
    slips={
        "windows.mean -> windows.sum": "These are sums; divide by the width of the window.",
        "means = [11, 12, 14]": "These are the medians; add the three prices and divide by 3.",
        "- windows.min(axis=1) ->": "These are the maxima; the range is maximum minus minimum.",
        "windows.max(axis=1) - windows.min(axis=1) -> windows.std(axis=1)": "These are the standard deviations; the range is maximum minus minimum.",
        "ranges = windows[:, 2] - windows[:, 0]": "That is last minus first; the range is largest minus smallest, wherever they stand.",
        "/ 2 ->": "Last minus first, for two steps: divide by 2.",
        "/ 2 -> / 3": "Three points, two steps: divide by 2.",
        "windows[:, 2] - windows[:, 0] -> windows[:, 0] - windows[:, 2]": "The sign is wrong: rising prices have a positive slope.",
    },
    hints=["The windows are 10 12 11, 12 11 15 and 11 15 14.", "For three points the slope of the best line is (last − first)/2."],
    success="Five prices, three windows.",
)  # fmt: skip

q2 = ask.function(
    "q2",
    """
def moving_mean(values, width):
    return np.array([np.mean(values[i : i + width]) for i in range(len(values) - width + 1)])
""",
    "moving_mean(values, width): the mean of every window of that width.",
    cases=[(np.array([2.0, 4, 0, 6, 1]), 2), (np.array([2.0, 4, 0]), 1), (np.array([1.0, 2, 6]), 3)],
    random=lambda rng: (rng.normal(size=8), int(rng.integers(2, 5))),
    slips={
        "+ 1) -> )": "One window is missing: there are N − width + 1.",
        "np.mean -> np.sum": "Divide by the width.",
        "np.mean -> np.median": "That is the median of each window; the mean is their sum divided by the width.",
        "range(len(values) - width + 1) -> range(0, len(values) - width + 1, width)": "The windows overlap: move by one step each time.",
        lambda values, width: np.convolve(values, np.ones(width) / width): "At the ends the window hangs over; keep only those that fit.",
        lambda values, width: np.convolve(values, np.ones(width) / width, "same"): "At the ends the window hangs over; keep only those that fit, with mode=\"valid\".",
        "range(len(values) - width + 1) -> range(len(values))": "The last windows are cut short; stop at N − width.",
        "len(values) - width + 1 -> len(values) - 2": "That is right for a width of 3 only: there are N − width + 1 windows.",
        "i + width -> i + 3": "The width is an argument, not always 3.",
    },
    hints=["A window starts at 0, 1, …, N − width.", "values[i : i + width] is one window."],
    success="Any width that fits.",
)  # fmt: skip

q3 = ask.numbers(
    "q3",
    """
correlation = np.array([0, 4, 4, 0])
convolution = -correlation
""",
    "An image of 5 rows 0 0 0 1 1 1: one row of the Sobel-x response by correlation, and by true convolution.",
    asks="correlation convolution",
    slips={
        "[0, 4, 4, 0] -> [0, -4, -4, 0]": "The two are swapped: convolution turns the kernel by 180 degrees.",
        "[0, 4, 4, 0] -> [0, 1, 1, 0]": "That is the difference of two columns; the kernel's rows weigh 1, 2 and 1.",
        "[0, 4, 4, 0] -> [0, 3, 3, 0]": "The kernel's middle row weighs 2: 1 + 2 + 1.",
        "[0, 4, 4, 0] -> [0, 4, 0, 0]": "The window straddles the edge in two positions, with one column of white in it or with two.",
        "[0, 4, 4, 0] -> [0, 0, 4, 0]": "The window straddles the edge in two positions, with one column of white in it or with two.",
        "[0, 4, 4, 0] -> [0, 1, -1, 0]": "That is the Laplace kernel's answer.",
        "[0, 4, 4, 0] -> [0, 0, 4, 4, 0, 0]": "Where the kernel hangs over the edge there is no response: four columns are left.",
        "[0, 4, 4, 0] -> [0, 0, 0, 0]": "That is Sobel-y's answer: it looks for horizontal edges.",
        "-correlation -> correlation": "Turned by 180 degrees, Sobel-x changes its sign.",
    },
    hints=[
        "Put the kernel over columns 2 to 4: −1·0 + 1·1 in the first row, twice that in the second, …",
        "−1 −2 −1 over black, 1 2 1 over white.",
    ],
    success="4 where the window straddles the edge, in either position.",
)  # fmt: skip

q4 = ask.function(
    "q4",
    """
def bow(document, words):
    return np.array([document.count(word) for word in words])
""",
    "bow(document, words): how often each of `words` occurs in a list of tokens.",
    cases=[(["b", "a", "b"], ["a", "b", "c"]), (["c", "d"], ["a", "b"]), (["bad", "d"], ["a", "bad", "b"])],
    random=lambda rng: ([*rng.choice([*"abcdef"], 8).tolist()], ["d", "c", "b", "a"]),
    slips={
        "document.count(word) -> min(1, document.count(word))": "A word that occurs twice counts twice.",
        lambda document, words: [int(word in words) for word in document]: "One entry for each word of the vocabulary, not of the document.",
        lambda document, words: [document.count(word) for word in sorted(set(document))]: "Use the given vocabulary, also for words that do not occur.",
        "in words -> in sorted(words)": "Keep the order of the given vocabulary.",
        "document.count -> ' '.join(document).count": "That counts letters inside other words too; compare whole tokens.",
        "document.count(word) -> document.count(word) / len(document)": "Counts, please, not shares of the document.",
    },
    hints=["document.count(word) counts one word.", "A list comprehension over the vocabulary."],
    success="The same length for every document.",
)  # fmt: skip

q5 = ask.numbers(
    "q5",
    """
without = len(vocabulary([tokens(review) for review in REVIEWS]))
with_stop_words = len(vocabulary([tokens(review, stop_words=()) for review in REVIEWS]))
""",
    "How many columns has the count matrix of the three reviews without stop words, and with them?",
    asks="without with_stop_words",
    slips={
        "without, with_stop_words = 17, 12": "The two are swapped: dropping stop words makes it smaller.",
        "without = 15": "Words that occur in two reviews share a column.",
        "without = sum(len(tokens(review)) for review in REVIEWS)": "Words that occur in two reviews share a column.",
        "with_stop_words = sum(len(tokens(review, stop_words=())) for review in REVIEWS)": "With stop words that is the number of tokens; words that occur twice share a column.",
    },
    hints=["Tick and untick the box of the lab.", "The caption counts the columns."],
    success="Five of seventeen columns carried no opinion.",
)  # fmt: skip

q6 = ask.choice(
    "q6",
    'weight_of_too = "negative"',
    "A perceptron learns the three rows with labels +1, −1, −1. Which sign does the weight of 'too' get?",
    options={
        "positive": "'too' occurs in the two bad reviews only.",
        "zero": "It occurs in the second review, which was corrected.",
        "negative": "−1. But three reviews prove nothing about the language.",
    },
    also={"positive": ["+", "+1", "plus"], "zero": ["0"], "negative": ["-", "-1", "minus", "below zero"]},
    hints=["Which reviews hold 'too'?", "A missed negative subtracts its row from the weights."],
)

q7 = ask.numbers(
    "q7",
    """
documents = [tokens(review) for review in REVIEWS]
words = vocabulary(documents)
X = np.array([bag_of_words(document, words) for document in documents])
model = Perceptron(learning_rate=0.5).fit(X, [1, -1, -1])
weight = model.w_[words.index("too")]
""",
    "The same with η = ½ from a zero start: the weight of 'too'. (With labels −1 and +1 a correction is η·2·x.)",
    asks="weight",
    slips={
        "weight = -2": "With the third review subtracted as well; it was right by then, and nothing moved.",
        "weight = -0.5": "The error t − y is −2 with labels −1 and +1: ½ · (−2) · 1.",
        "weight = 0": "The second review was on the wrong side after the first correction, so its words lost.",
        "weight = 1": "The sign is wrong: a missed negative is subtracted.",
    },
    hints=["Go through the three rows by hand: which are on the wrong side?", "The second review is subtracted once; the third is right then."],
    success="One correction, of a review that holds it.",
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7]
