"""Questions of chapter 17: over-fitting and what helps."""

import numpy as np

from .chapter import Chapter

ask = Chapter("nb17", np=np)

q1 = ask.numbers(
    "q1",
    """
chance = 0.25
accuracy, loss = 1 - chance, chance * -np.log(0.01) + (1 - chance) * -np.log(0.99)
milder = chance * -np.log(0.2) + (1 - chance) * -np.log(0.8)
""",
    "A network is wrong on a quarter of the validation rows, at first with 80 % certainty everywhere, later with 99 %. Its accuracy now, its cross-entropy now, and what the cross-entropy was at 80 %.",
    asks="accuracy loss milder",
    slips={
        "loss, milder = milder, loss": "The two losses are swapped: certainty that is wrong costs more.",
        "loss, milder = -np.log(1 - chance), -np.log(1 - chance)": "Each row costs −ln of the probability that it gave to the truth: 0.01 where it is wrong, 0.99 where it is right.",
        "loss = chance * -np.log(0.01)": "The rows that are right cost a little, too: −ln 0.99 each.",
        "loss, milder = chance * -np.log(0.01), chance * -np.log(0.2)": "The rows that are right cost something, too: −ln 0.99, and −ln 0.8.",
        "loss, milder = chance * -np.log(0.99) + (1 - chance) * -np.log(0.01), chance * -np.log(0.8) + (1 - chance) * -np.log(0.2)": "A quarter is wrong and gave the truth 0.01; three quarters are right and gave it 0.99.",
        "accuracy = chance": "That is the share of the mistakes.",
        "accuracy = 75": "As a share, from 0 to 1.",
        "loss, milder = -np.log(chance), -np.log(chance)": "The cost is −ln of the probability that a row gave to its truth, not −ln of a share of rows.",
        "loss, milder = -np.log(0.01), -np.log(0.2)": "So much costs each row that is wrong; three quarters of the rows are right.",
        "loss, milder = -np.log(0.99), -np.log(0.8)": "So much costs each row that is right; a quarter of the rows is wrong.",
        "loss, milder = loss / np.log(2), milder / np.log(2)": "Use the natural logarithm, np.log.",
        "accuracy = 0.99": "Certainty is no accuracy: a quarter of the rows is wrong all the same.",
        "loss, milder = loss / np.log(10), milder / np.log(10)": "Use the natural logarithm, np.log.",
        "loss, milder = -loss, -milder": "Minus the logarithm: a loss is not negative.",
        "loss, milder = -np.log(0.01) - np.log(0.99), -np.log(0.2) - np.log(0.8)": "Weigh the two: a quarter of the rows is wrong, three quarters are right.",
    },
    hints=["Certainty moves no row across the border: the accuracy stays.", "Mean of −ln(probability of the truth): ¼ of the rows gave it 0.01, ¾ gave it 0.99."],
    success="The same mistakes, twice the loss. Accuracy cannot see it.",
)  # fmt: skip

q2 = ask.numbers(
    "q2",
    """
w, slope, eta, lam = 1, 0.2, 0.1, 0.5
new_w = w - eta * slope - eta * lam * w
""",
    "w = 1, ∂E/∂w = 0.2, η = 0.1, λ = 0.5: the weight after one step with weight decay.",
    asks="new_w",
    slips={
        "- eta * lam * w ->": "That is the step without the decay.",
        "eta * lam * w -> eta * lam / 2 * w": "The penalty is λ/2·w²; its derivative is λw, and the ½ has gone.",
        "eta * lam * w -> lam * w": "η multiplies the pull of the penalty, too: −ηλw.",
        "eta * lam * w -> 2 * eta * lam * w": "The derivative of λ/2·w² is λw, without a factor 2.",
        "- eta * lam * w -> + eta * lam * w": "The decay pulls towards 0: it is subtracted.",
        "- eta * slope ->": "The gradient of the loss is missing: w − η∂E/∂w − ηλw.",
        "w - eta * slope - eta * lam * w -> w - slope - lam * w": "Both pulls are multiplied by η.",
        "- eta * slope -> + eta * slope": "Descent goes against the slope of the loss: − η∂E/∂w.",
        "w - eta * slope - -> - eta * slope -": "That is the change; the new weight is w plus it.",
        "w - eta * slope - -> eta * slope +": "By so much it falls; the new weight is w minus that.",
        "- eta * slope - eta * lam * w -> + eta * slope + eta * lam * w": "Both are subtracted: the step goes against the slope, and the decay pulls towards 0.",
        "- eta * slope - eta * lam * w -> - eta * slope * lam * w": "Two pulls, one of the loss and one of the penalty: add them, do not multiply.",
        "new_w = w - eta * slope - eta * lam * w -> new_w = (w - eta * slope) * (1 - eta * lam)": "The pull is that of the old weight: −ηλw with w = 1.",
    },
    hints=["Two things pull: the slope of E, and the slope of λ/2·w².", "w − η·∂E/∂w − η·λ·w."],
    success="0.02 for the data, 0.05 for the penalty. Without data the weight would shrink by the factor 1 − ηλ in every step: hence decay.",
)  # fmt: skip

q3 = ask.choice(
    "q3",
    'free = "biases"',
    "Which parameters does weight decay leave alone?",
    options={
        "output weights": "All weights W are decayed, those of the last layer too.",
        "first-layer weights": "All weights W are decayed, from the first layer to the last.",
        "biases": "A bias moves a border and does not steepen it; pulling it to 0 would only draw every border to the origin.",
        "small weights": "Small weights are pulled as well, by less: the pull is ηλw.",
        "none": "The sum runs over the weights w only.",
    },
    also={
        "biases": [
            "bias",
            "b",
            "the biases",
            "all biases",
            "the bias",
            "bias terms",
            "bias units",
            "biases b",
            "only biases",
            "only the biases",
            "offsets",
        ],
        "output weights": ["output", "the output weights", "last layer"],
        "first-layer weights": ["first layer", "the first layer", "input weights"],
        "none": ["no parameters", "nothing", "no parameter", "all are decayed"],
    },
    hints=[
        "Read the sum in the formula: over which letters does it run?",
        "The slide adds: not necessary on …",
    ],
)

q4 = ask.function(
    "q4",
    """
def dropout(y, m, p):
    return y * m / (1 - p)
""",
    "dropout(y, m, p): the outputs y under the mask m of zeros and ones, scaled so that their mean over all masks is y. p is the probability of a 0.",
    cases=[
        (np.array([1.0, 2.0, 3.0]), np.array([1, 0, 1]), 0.5),
        (np.array([1.0, -4.0]), np.array([1, 1]), 0.2),
        (np.array([[2.0, 1.0], [0.0, 3.0]]), np.array([[0, 1], [1, 1]]), 0.75),
        (np.array([5.0, 1.0]), np.array([1, 0]), 0.0),
    ],
    random=lambda rng: (rng.normal(size=4).round(1), rng.integers(0, 2, 4), float(rng.integers(1, 9)) / 10),
    slips={
        "/ (1 - p) ->": "That silences units and leaves the rest as they are (EH-13): the mean is then (1 − p)·y.",
        "y * m / (1 - p) -> y * m * (1 - p)": "Kept units must become larger, to stand in for the silent ones: divide by 1 − p.",
        "(1 - p) -> p": "A unit is kept with probability 1 − p: divide by that.",
        "y * m / (1 - p) -> y * (1 - m) / (1 - p)": "A 1 of the mask keeps its unit, a 0 silences it.",
        "y * m / (1 - p) -> y / (1 - p)": "The mask is missing.",
        "y * m / (1 - p) -> y * m / m.mean()": "Divide by the probability 1 − p, not by the share that this one mask keeps: only over all masks is the mean y.",
        "y * m / (1 - p) -> y * (1 - p)": "That is what one may do when predicting, if training did not scale; here the mask is given.",
        "y * m / (1 - p) -> m / (1 - p)": "The outputs y are missing.",
        "y * m / (1 - p) -> y * m / (1 + p)": "The sign: a unit is kept with probability 1 − p.",
    },
    hints=["Silence first: multiply by the mask.", "A unit is kept with probability 1 − p. By what must it grow so that its mean stays y?"],
    success="With this scaling nothing has to change when the network predicts.",
)  # fmt: skip

q5 = ask.numbers(
    "q5",
    """
p = 0.2
values, chances = np.array([0, 1 / (1 - p)]), np.array([p, 1 - p])
mean = np.sum(chances * values)
variance = np.sum(chances * (values - mean) ** 2)
""",
    "A unit whose output is 1, under scaled dropout with p = 0.2: mean and variance of what the next layer gets.",
    asks="mean variance",
    slips={
        "1 / (1 - p) -> 1": "That is without scaling: a kept unit gives 1/(1 − p).",
        "(values - mean) ** 2 -> (values - mean) ** 2 * (1 - p) ** 2": "That is the variance without scaling; scaling by 1/(1 − p) multiplies it by the square of that.",
        "(values - mean) ** 2 -> (values - mean) ** 2 * (1 - p)": "The variance scales with the square of the factor.",
        "chances = np.array([0, 1 / (1 - p)]), np.array([p, 1 - p]) -> chances = np.array([0, 1 / p]), np.array([1 - p, p])": "p and 1 − p are swapped: p is the probability of silence.",
        "mean = np.sum(chances * values) -> mean = values[1]": "That is the output of a unit that is kept; a fifth of the time it is 0.",
        "variance = np.sum(chances * (values - mean) ** 2) -> variance = np.sqrt(np.sum(chances * (values - mean) ** 2))": "That is the standard deviation; the variance is its square.",
        "variance = np.sum(chances * (values - mean) ** 2) -> variance = np.sum(chances * values ** 2)": "That is the mean of the squares; subtract the square of the mean.",
        "variance = np.sum(chances * (values - mean) ** 2) -> variance = np.mean((values - mean) ** 2)": "The two values are not equally likely: weigh them with p and 1 − p.",
        "variance = np.sum(chances * (values - mean) ** 2) -> variance = 0": "The output is 0 or 1/(1 − p): it does vary.",
    },
    hints=["Two values: 0 with probability p, and 1/(1 − p) with probability 1 − p.", "Variance: the mean of the squared distances from the mean, p/(1 − p) in the end."],
    success="The mean is kept, noise is added: p/(1 − p), which is 1 at p = ½ and 4 at p = 0.8.",
)  # fmt: skip

q6 = ask.numbers(
    "q6",
    """
from mlpcourse import early_stopping

losses = [0.9, 0.7, 0.6, 0.55, 0.56, 0.54, 0.58, 0.60, 0.61]
stop, keep = np.transpose([early_stopping(losses, patience) for patience in (1, 2, 3)])
""",
    "Epochs 0 to 8 and their validation losses. With patience 1, 2, 3: where does training stop, and which epoch is kept?",
    asks="stop keep",
    slips={
        "keep = stop": "Go back: the epoch to keep is the one with the lowest validation loss so far.",
        "stop = np.array([4, 4, 4])": "Patience 2 and 3 survive epoch 4: 0.54 in epoch 5 is a new lowest, and the count begins again.",
        "stop = np.array([4, 6, 7])": "Epoch 6 is the first bad one after 0.54: patience 2 forgives one bad epoch, patience 3 two.",
        "stop = np.array([4, 6, 8])": "With patience 2: epoch 6 is only the first bad one in a row.",
        "keep = np.array([5, 5, 5])": "With patience 1 training stops at epoch 4 and never sees epoch 5: it keeps epoch 3.",
        "stop, keep = stop + 1, keep + 1": "Count epochs from 0: the start, before any training, has the loss 0.9.",
        "stop = stop + 1": "Count epochs from 0: the start, before any training, has the loss 0.9.",
        "keep = np.array([0.55, 0.54, 0.54])": "Give the epochs that are kept, not their losses.",
        "stop = np.array([5, 7, 8])": "With patience 1 one bad epoch is enough, and epoch 4 (0.56 after 0.55) is bad.",
        "stop = np.array([8, 8, 8])": "Training stops as soon as so many epochs in a row have brought no new lowest loss.",
        "keep = np.array([3, 3, 3])": "0.54 in epoch 5 is lower than 0.55: patience 2 and 3 live to see it.",
    },
    hints=["Keep the lowest loss so far in mind, and count the epochs since.", "A new lowest sets the count back to 0. With patience 1 the first epoch that is no new lowest ends it."],
    success="Impatience settles for 0.55; with patience 2 one bad epoch is forgiven.",
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5, q6]
