"""Questions of chapter 20: handwritten digits."""

import numpy as np

from .. import MLPClassifier
from ..datasets import load_digits, split
from .chapter import Chapter

X_train, X_held, y_train, y_held = split(*load_digits(), 500 / 1797, rng=0)
ask = Chapter("nb20", np=np, MLPClassifier=MLPClassifier, X_train=X_train, y_train=y_train)

q1 = ask.trains(
    "q1",
    """
def train(hidden):
    model = MLPClassifier(hidden, "relu", 0.2, epochs=40, optimizer="sgd", init="he")
    return model.fit(X_train, y_train)
""",
    "train(hidden): a fitted classifier with these hidden layers, () for none. At least 0.94 of the held-out rows without a hidden layer, 0.95 with 32 units.",
    least={(): 0.94, (32,): 0.95},
    rows=(X_train, y_train),
    held=(X_held, y_held),
    hints=["MLPClassifier(hidden, …) makes the model, .fit(X_train, y_train) trains and returns it.", "With plain steps (optimizer=\"sgd\") a rate of 0.1 to 0.5 and 30 to 60 epochs do; Adam wants about 0.01."],
    success="The same function serves both: without a hidden layer it is softmax regression.",
)  # fmt: skip

q2 = ask.numbers(
    "q2",
    """
def windows(n, size, stride=1, pad=0):
    return (n + 2 * pad - size) // stride + 1

conv1 = windows(24, 5, pad=2)
pool1 = windows(conv1, 2, stride=2)
conv2 = windows(pool1, 5, pad=2)
pool2 = windows(conv2, 3, stride=3)
sides = [conv1, pool1, conv2, pool2]
""",
    "The side of the images after each of the four layers of the printed network, from an input of 24 × 24.",
    asks="sides",
    slips={
        "sides = [20, 10, 6, 2]": "The padding of 2 is missing: a 5 × 5 filter takes 4 away, and 2 on each side give them back.",
        "sides = [24, 24, 24, 24]": "Pooling with stride 2 halves the side, with stride 3 it takes a third.",
        "sides = [24, 23, 23, 21]": "Pooling goes by its stride, 2 and then 3, not by one pixel.",
        "sides = [24, 12, 12, 6]": "The second pooling has stride 3.",
        "sides = [24, 12, 12, 10]": "The second pooling goes in strides of 3: (12 − 3)/3 + 1.",
        "sides = [22, 11, 9, 3]": "Padding is on both sides: n + 2·2 − 5 + 1.",
        "sides = [28, 14, 14, 4]": "The input of the demo is 24 × 24, cut from 28 × 28.",
        "sides = [28, 14, 18, 6]": "Subtract the filter: n + 2·2 − 5 + 1 is n.",
        "sides = [24, 12, 8, 2]": "The second convolution has padding 2, too: it keeps the 12.",
        "sides = [24, 12, 12, 3]": "The first window counts, too: (12 − 3)/3 + 1.",
        "sides = [25, 13, 14, 5]": "n + 2·2 − 5 + 1 is n: the ends count once.",
        "sides = [24 * 24, 12 * 12, 12 * 12, 4 * 4]": "Those are pixels; the side is asked for.",
        "sides = [24 * 24 * 8, 12 * 12 * 8, 12 * 12 * 16, 4 * 4 * 16]": "Those are all numbers of the layer; the side of one image is asked for.",
        "sides = [8, 8, 16, 16]": "Those are the numbers of images; the side of one is asked for.",
    },
    hints=["A window of size f fits (n + 2·pad − f)/stride + 1 times along a side of n.", "5 × 5 with padding 2 and stride 1 leaves the side as it is; pooling 2 with stride 2 halves it."],
    success="24, 12, 12, 4: the convolutions keep the side, the poolings shrink it.",
)  # fmt: skip

q3 = ask.numbers(
    "q3",
    """
conv1 = (5 * 5 * 1 + 1) * 8
conv2 = (5 * 5 * 8 + 1) * 16
printed = conv1 + conv2 + (4 * 4 * 16 + 1) * 10
dense = (24 * 24 + 1) * 32 + (32 + 1) * 10
full = (28 * 28 + 1) * 32 + (32 + 1) * 10
""",
    "The parameters, biases included: of the printed network; of the one whose conv and pool lines are replaced by one fully connected layer of 32 units, on 24 × 24; of the same on 28 × 28.",
    asks="printed dense full",
    slips={
        "printed = 5960": "The biases are missing: one for each filter, and one for each of the ten outputs.",
        "printed = conv1 + conv2 + 4 * 4 * 16 * 10": "The ten biases of the softmax layer are missing.",
        "dense, full = 24 * 24 * 32 + 32 * 10, 28 * 28 * 32 + 32 * 10": "The biases are missing: one for each of the 32 and the ten units.",
        "full = 28 * 28 * 32 + 32 * 10": "The biases are missing: one for each of the 32 and the ten units.",
        "dense = 24 * 24 * 32 + 32 * 10": "The biases are missing: one for each of the 32 and the ten units.",
        "printed, dense, full = 5960, 24 * 24 * 32 + 32 * 10, 28 * 28 * 32 + 32 * 10": "The biases are missing: one for each filter and for each unit.",
        "(5 * 5 * 8 + 1) * 16 -> (5 * 5 * 1 + 1) * 16": "A filter of the second layer sees all eight images below: it is 5 × 5 × 8.",
        "printed = 4074": "Those are the filters with 2 × 2 images at the end; with padding 2 the last images are 4 × 4.",
        "(5 * 5 * 1 + 1) * 8 -> (5 * 5 * 1 + 1) * 8 * 24 * 24": "A filter's weights are shared: the same 26 numbers at every place.",
        "printed = conv1 + conv2": "The last layer is missing: 4·4·16 numbers and a bias for each of ten digits.",
        "(4 * 4 * 16 + 1) * 10 -> (12 * 12 * 16 + 1) * 10": "The last pooling is missing: what is left are 16 images of 4 × 4.",
        "(4 * 4 * 16 + 1) * 10 -> (4 * 4 + 1) * 10": "There are 16 images of 4 × 4.",
        "dense = full": "The demo cuts 24 × 24 out of each image: 576 inputs.",
        "dense = (24 * 24 + 1) * 32": "The softmax layer after the 32 units is missing: 33 × 10.",
        "full = (28 * 28 + 1) * 32": "The softmax layer after the 32 units is missing: 33 × 10.",
        "dense, full = (24 * 24 + 1) * 32, (28 * 28 + 1) * 32": "The softmax layer after the 32 units is missing: 33 × 10.",
        "dense = conv1 + conv2 + (24 * 24 + 1) * 32 + (32 + 1) * 10": "The new layer stands in the place of conv and pool: those go.",
    },
    hints=["A filter of 5 × 5 on d images has 5·5·d weights and one bias, wherever it stands. Pooling has none.", "The fully connected layer of 32 on n inputs: (n + 1)·32, and then (32 + 1)·10."],
    success="A third of the parameters, because a filter's weights are shared by all places.",
)  # fmt: skip

q4 = ask.choice(
    "q4",
    'reason = "the first layers get almost no gradient"',
    "Six hidden layers of 32 sigmoids, Xavier start, and after 30 epochs 10 % right. Why?",
    options={
        "too few units": "Six layers of 32 tanh units reach 0.96 with the same numbers of weights.",
        "it over-fits": "Then the rows trained on would be right: of those, too, only a tenth is.",
        "the rate is too large": "Then the loss would jump; it stands still at 2.3, which is ln 10.",
        "the first layers get almost no gradient": "Each sigmoid multiplies by a slope of at most a quarter: at the start the first layer's gradient is some 3,500 times smaller than the last one's.",
        "sigmoids cannot do it": "From a start with four times larger weights the same network reaches 0.96.",
        "the units are dead": "A sigmoid always has a slope; it is small, but not 0.",
    },
    also={
        "the first layers get almost no gradient": ["vanishing gradients", "the gradient vanishes", "vanishing gradient", "gradients vanish", "no gradient", "the gradient is too small", "gradient too small", "small gradients", "the gradients vanish", "vanishing"],
        "it over-fits": ["overfitting", "it overfits", "over-fitting"],
        "the rate is too large": ["rate too large", "learning rate too large"],
        "the units are dead": ["dead units", "dying units"],
        "too few units": ["not enough units", "too small"],
    },
    hints=["What does one more sigmoid do to a gradient on its way back?", "Its slope is at most 1/4, and the Xavier weights do not make up for it. Six times."],
)  # fmt: skip

q5 = ask.function(
    "q5",
    """
def silent(A):
    return np.sum(np.all(A == 0, axis=0))
""",
    "silent(A): how many units are dead, that is, give 0 for every row. A is the hidden layer's output, one row for each digit, one column for each unit; no entry is negative.",
    cases=[
        (np.array([[0.0, 2, 0], [0, 0, 0], [0, 1, 3]]),),
        (np.array([[1.0, 0, 0, 0], [0, 0, 2, 0]]),),
        (np.array([[0.0, 0], [0, 0], [0, 0]]),),
        (np.array([[1.0, 2, 3]]),),
        (np.array([[0.0, 1], [0, 2], [0, 0], [0, 0]]),),
    ],
    random=lambda rng: (np.maximum(0, rng.normal(size=(4, 6)).round(1)) * rng.integers(0, 2, 6),),
    slips={
        "axis=0 -> axis=1": "That counts digits for which every unit is silent; go along the column of each unit.",
        "np.all -> np.any": "That counts units that are silent for some digit; a dead one is silent for all.",
        "A == 0 -> A > 0": "That counts the units that answer to every digit.",
        "np.sum(np.all(A == 0, axis=0)) -> np.sum(A == 0)": "That counts zeros; a dead unit is a whole column of them.",
        "np.sum(np.all(A == 0, axis=0)) -> np.mean(np.all(A == 0, axis=0))": "That is their share; how many are asked for.",
        "np.sum(np.all(A == 0, axis=0)) -> np.sum(np.any(A > 0, axis=0))": "That counts the units that are alive.",
        "np.sum(np.all(A == 0, axis=0)) -> np.sum(A[0] == 0)": "One digit is not enough: a living unit is silent for some.",
        "np.sum(np.all(A == 0, axis=0)) -> np.all(A == 0, axis=0)": "That says of each unit whether it is dead; count them.",
        "np.sum(np.all(A == 0, axis=0)) -> np.all(A == 0)": "That asks whether all units are dead together.",
    },
    hints=["A unit is a column. A dead one holds nothing but 0.", "np.all(…, axis=0) goes down the columns; the sum counts the True."],
    success="For such a unit the slope of ReLU is 0 on every row: no gradient reaches its weights, and it never comes back.",
)  # fmt: skip

q6 = ask.choice(
    "q6",
    'killer = "rate 1 with momentum 0.9"',
    "What kills the units?",
    options={
        "rate 1": "Alone it costs nothing: 0.97 right, though many units are dead.",
        "momentum 0.9": "With the rate 0.1 it is harmless: 0.97 right.",
        "rate 1 with momentum 0.9": "Steps in one direction add up to η/(1 − γ) = 1/(1 − 0.9) = 10 times the gradient.",
        "the he start": "At the start no more than three units are dead.",
        "vanishing gradients": "There is one hidden layer only: nothing to vanish in.",
        "negative inputs": "Pixels are never negative. The weights became negative, by steps that were too long.",
    },
    also={
        "rate 1 with momentum 0.9": ["both", "both together", "rate and momentum", "the two together", "rate 1 and momentum 0.9", "rate 1 with momentum", "rate 1 and momentum", "rate/(1-momentum)", "10", "the effective rate"],
        "rate 1": ["the rate", "rate", "learning rate"],
        "momentum 0.9": ["momentum", "the momentum"],
        "the he start": ["he", "he start", "the start"],
    },
    hints=["Compare the four rows of the table: which change alone does no harm?", "With momentum γ, steps that agree add up: 1 + γ + γ² + … = 1/(1 − γ)."],
)  # fmt: skip

q7 = ask.numbers(
    "q7",
    """
C = np.array([[46, 1, 3], [2, 41, 7], [8, 0, 42]])
accuracy = np.trace(C) / np.sum(C)
recall = C[2, 2] / np.sum(C[2])
precision = C[2, 2] / np.sum(C[:, 2])
""",
    "Rows: the true digits 1, 5, 8. Columns: the answers 1, 5, 8. The share of right answers; the share of the eights that are called 8; the share of the answers 8 that are eights.",
    asks="accuracy recall precision",
    slips={
        "recall, precision = precision, recall": "The two shares are swapped: the eights stand in a row, the answers 8 in a column.",
        "accuracy = 1 - accuracy": "That is the share of the mistakes.",
        "recall = 1 - recall": "That is the share of the eights that are missed.",
        "precision = 1 - precision": "That is the share of the answers 8 that are wrong.",
        "accuracy = np.trace(C) / 100": "Divide by the number of all rows, 150.",
        "accuracy = np.trace(C)": "That is how many are right; a share is asked for.",
        "recall = C[2, 2] / np.sum(C)": "Divide by the number of the eights, not of all digits.",
        "precision = C[2, 2] / np.sum(C)": "Divide by the number of answers 8, not of all digits.",
        "precision = recall": "Of the answers 8, not of the eights: go down the column.",
        "accuracy, recall, precision = 100 * accuracy, 100 * recall, 100 * precision": "Shares, not percentages: numbers from 0 to 1.",
        "recall = C[0, 0] / np.sum(C[0])": "That is the row of the ones; the eights stand last.",
    },
    hints=["What is right stands on the diagonal.", "The eights are the last row, 8 + 0 + 42; the answers 8 are the last column, 3 + 7 + 42."],
    success="The two shares are called recall and precision. Both belong to one digit, accuracy to all.",
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7]
