"""Questions of chapter 18: layers as boxes, each with a forward and a backward."""

import numpy as np

from ..activations import sigmoid
from ..modular import Layer, Loss, SoftmaxCrossEntropy
from .box import Box
from .chapter import Chapter

ask = Chapter("nb18", np=np, sigmoid=sigmoid, Layer=Layer, Loss=Loss, SoftmaxCrossEntropy=SoftmaxCrossEntropy)
ROWS = np.array([[1.0, -2], [0, 3], [-1, 0]])
BACK = np.array([[2.0, 1], [-1, 1], [-1, 3]])
Y, T = np.array([[0.5, -1, 2], [1, 0, 3]]), np.array([[1.0, 0, 0], [0, 0, 1]])


def _through(rng):
    return rng.normal(size=(4, 3)), rng.normal(size=(4, 3))


def _outputs(rng):
    return rng.normal(size=(4, 3)), np.eye(3)[rng.integers(0, 3, 4)]


q1 = ask.numbers(
    "q1",
    """
other_activation = 2, 6
other_loss = 4, 5
""",
    "The numbers of the two lines that change for ReLU in place of tanh, and for softmax with cross-entropy in "
    "place of the squared error; from top to bottom.",
    asks="other_activation other_loss",
    slips={
        "other_activation = 2": "That is the way there. The way back has tanh's slope written out, too.",
        "other_activation = 6": "That is the way back; on the way there stands tanh itself.",
        "other_activation = 2, 3": "Line 3 takes u1 as it comes; where does the slope of tanh stand?",
        "other_activation = 2, 6, 7": "Line 7 only collects the gradients.",
        "other_activation = 2, 3, 6": "Line 3 takes u1 as it comes.",
        "other_activation = 2, 5, 6": "Line 5 is the slope of the loss, which does not change.",
        "other_activation = 2, 5": "Line 5 is the slope of the loss; where does the slope of tanh stand?",
        "other_activation = 2, 7": "Line 7 only collects; where does the slope of tanh stand?",
        "other_loss = 4": "That is the loss; the way back begins with its slope.",
        "other_loss = 5": "That is the slope of the loss; the loss itself has a line, too.",
        "other_loss = 4, 5, 7": "Line 7 only collects the gradients.",
        "other_loss = 3, 4, 5": "Line 3 is a sum and stays as it is; the softmax goes into the loss.",
        "other_loss = 4, 6": "Line 6 takes d2 as it comes; which line makes d2 from the loss?",
        "other_loss = 3, 4": "Line 3 is a sum and stays; the softmax goes into the loss. Where does its slope stand?",
        "other_loss = 4, 5, 6": "Line 6 takes d2 as it comes: it need not know which loss made it.",
        "other_activation, other_loss = other_loss, other_activation": "The two are swapped.",
        "other_activation, other_loss = 2, 2": "These may be the counts; asked for are the numbers of the lines.",
    },
    hints=["Each function and its slope stand in different lines.", "tanh y₁ is in line 2 and its slope 1 − y₁² is in another line."],
    success="Whoever changes one of two and forgets the other gets no error message, only a network that learns badly.",
)  # fmt: skip

q2 = ask.numbers(
    "q2",
    "order = 5, 3, 2, 4, 1",
    "The numbers of the five cards in the order of one training step.",
    asks="order",
    slips={
        "order = 5, 3, 2, 1, 4": "The update comes last: the way back must go through the old weights.",
        "order = 1, 5, 3, 2, 4": "There is no gradient yet with which to update.",
        "order = 5, 3, 4, 2, 1": "The way back through the layers needs a first δ, and the loss makes it.",
        "order = 3, 5, 2, 4, 1": "The loss needs the outputs: forward through the layers comes first.",
        "order = 5, 2, 3, 4, 1": "The loss can derive only what it has been given: its forward comes before its backward.",
        "order = 2, 4, 5, 3, 1": "Backward before forward: nothing is remembered yet.",
        "order = 4, 2, 5, 3, 1": "Backward before forward: nothing is remembered yet.",
        "order = 5, 3, 1, 2, 4": "The update needs the gradients: backward comes before it.",
    },
    hints=["All that goes forward, then all that comes back, then the update.", "The loss is the last on the way there and the first on the way back."],
    success="Three passes over one list, and no line of it says which layers there are.",
)  # fmt: skip

q3 = ask.numbers(
    "q3",
    """
squared_error = 3
cross_entropy = 2
""",
    "Into how many layers would you cut each of the two printed formulas?",
    asks="squared_error cross_entropy",
    slips={
        "squared_error, cross_entropy = 2, 2": "In the first formula the activation f and the squared error separate.",
        "squared_error, cross_entropy = 3, 3": "Possible, softmax and logarithm can be cut apart; but what does it cost, and what does it bring?",
        "squared_error, cross_entropy = 1, 1": "All in one piece: then no part can be used again.",
        "squared_error, cross_entropy = 4, 3": "The input has no box: nothing is computed there (ET-27).",
        "squared_error, cross_entropy = 5, 4": "That is the whole network of the example; asked for are the last layers, as in the formula.",
        "squared_error, cross_entropy = 4, 4": "W times y and adding b make one box: nobody uses them apart.",
        "squared_error, cross_entropy = 2, 1": "Both formulas begin with a fully connected layer; it can be used in both.",
    },
    hints=["Read the formulas from the inside: a sum, a function, a distance.", "Softmax and logarithm like to stay together."],
    success="Fully connected, activation, Euclidean loss; and fully connected, softmax-cross-entropy.",
)  # fmt: skip

q4 = ask.of(
    Box,
    "q4",
    """
class MyEuclideanLoss(Loss):
    def E(self, y, t):
        return ((y - t) ** 2).sum(axis=1) / 2

    def backward(self):
        return (self.y - self.t) / len(self.t)
""",
    "MyEuclideanLoss: backward returns ∂E/∂y for the mean over N rows of ½|y − t|².",
    gives="E dE/dy",
    cases=[(np.array([[2.0, 0]]), np.array([[1.0, 2]])), (Y, T)],
    random=_outputs,
    slips={
        "(self.y - self.t) / -> (self.t - self.y) /": "The sign is wrong: t − y is the way down, the gradient points up.",
        "/ len(self.t) ->": "The 1/N is missing: forward takes the mean over the N rows.",
        "/ len(self.t) -> / self.t.size": "Divide by the number of rows; a row's outputs are summed.",
        "/ len(self.t) -> / self.t.shape[1]": "Divide by the number of rows, not of outputs.",
        "(self.y - self.t) / -> 2 * (self.y - self.t) /": "The ½ cancels the 2.",
        "(self.y - self.t) / -> (self.y - self.t) / 2 /": "The 2 of the derivative cancels the ½.",
        "(self.y - self.t) / -> (self.y - self.t) ** 2 / 2 /": "That is the loss of each entry; derive it by y.",
        "(self.y - self.t) / len(self.t) -> self.t - self.y": "The sign is wrong, t − y is the way down; and the 1/N of the mean is missing.",
        "(self.y - self.t) / len(self.t) -> 2 * (self.y - self.t)": "The ½ cancels the 2; and the 1/N of the mean is missing.",
        "(self.y - self.t) / len(self.t) -> (self.y - self.t).sum() / len(self.t)": "One derivative for each entry of y, without a sum.",
        "(self.y - self.t) / len(self.t) -> (self.y - self.t).mean()": "One derivative for each entry of y, without a mean.",
        "(self.y - self.t) / len(self.t) -> (self.y - self.t).mean(axis=0)": "One derivative for each entry of y: the rows stay apart, ∂E/∂y has y's shape.",
        "(self.y - self.t) / len(self.t) -> (self.y - self.t).sum(axis=1) / len(self.t)": "One derivative for each entry of y: ∂E/∂y has y's shape.",
    },
    hints=["Change one entry of y a little: only its own square changes.", "The derivative of ½(y − t)² is y − t; and E is a mean over the rows."],
    success="A subtraction: the loss starts the return with its error.",
)  # fmt: skip

q5 = ask.of(
    Box,
    "q5",
    """
class MyReLU(Layer):
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, d):
        return d * (self.x > 0)
""",
    "MyReLU: backward returns ∂E/∂x from d = ∂E/∂y; slope 0 at 0.",
    gives="y dE/dx",
    cases=[(ROWS, BACK)],
    random=_through,
    slips={
        "(self.x > 0) -> (d > 0)": "The gate looks at what went in, x, not at what comes back.",
        "d * (self.x > 0) -> np.maximum(d, 0)": "The gate looks at what went in, x, not at what comes back.",
        "d * (self.x > 0) -> np.maximum(self.x, 0)": "That is forward once more; backward lets d through or stops it.",
        "d * (self.x > 0) -> d * np.maximum(self.x, 0)": "That multiplies by y; the slope of an open gate is 1.",
        "d * (self.x > 0) -> d * self.x": "That multiplies by x; the slope is 1 where x > 0 and else 0.",
        "d * (self.x > 0) -> d": "The gate is missing: where x was negative nothing goes back.",
        "d * (self.x > 0) -> self.x > 0": "That is the slope; multiply it by what comes back, d.",
        "self.x > 0 -> self.x >= 0": "At x = 0 the slope of this course is 0, as in chapter 6 (EX-1); the slide takes 1.",
        "self.x > 0 -> self.x < 0": "The wrong way round: the gate is open where x > 0.",
        "d * -> -d *": "The sign is wrong: an open gate lets d through as it is.",
    },
    hints=["Each output depends on its own input alone: d times a slope, entry by entry.", "self.x > 0 is an array of True and False, which count as 1 and 0."],
    success="A gate: open or shut, and it remembers which.",
)  # fmt: skip

q6 = ask.of(
    Box,
    "q6",
    """
class MySigmoid(Layer):
    def forward(self, x):
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def backward(self, d):
        return d * self.y * (1 - self.y)
""",
    "MySigmoid: backward returns ∂E/∂x from d = ∂E/∂y.",
    gives="y dE/dx",
    cases=[(ROWS, BACK)],
    random=_through,
    slips={
        "d * self.y * (1 - self.y) -> d / (1 + np.exp(-self.y)) * (1 - 1 / (1 + np.exp(-self.y)))": "y is the sigmoid already; do not apply it again.",
        "* (1 - self.y) ->": "Half of the slope is missing: y(1 − y).",
        "d * self.y * (1 - self.y) -> d * (1 - self.y)": "Half of the slope is missing: y(1 − y).",
        "d * self.y * (1 - self.y) -> self.y * (1 - self.y)": "That is the slope; multiply it by what comes back, d.",
        "d * self.y * (1 - self.y) -> d": "The slope is missing: y(1 − y).",
        "d * self.y * (1 - self.y) -> d * (1 - self.y**2)": "1 − y² is the slope of tanh.",
        "d * self.y * (1 - self.y) -> d * d * (1 - d)": "The slope is made of y, not of d.",
        "d * self.y -> -d * self.y": "The sign is wrong: a sigmoid rises, its slope is positive.",
    },
    hints=["Chapter 6 has the slope of the sigmoid, written with its own value.", "d times y times (1 − y)."],
    success="A dimmer that lets at most a quarter through. It keeps its output, of which the slope is made.",
)  # fmt: skip

q7 = ask.of(
    Box,
    "q7",
    """
class MyFullyConnected(Layer):
    def __init__(self, W, b):
        self.params = [W, b]

    def forward(self, x):
        W, b = self.params
        self.x = x
        return x @ W.T + b

    def backward(self, d):
        W, b = self.params
        dW = d.T @ self.x
        db = d.sum(axis=0)
        self.grads = [dW, db]
        return d @ W
""",
    "MyFullyConnected: backward sets the gradients of W and b and returns ∂E/∂x; rows are samples.",
    gives="y dE/dx dE/dW dE/db",
    cases=[
        (np.array([[2.0, -1], [0, 3]]), np.array([1.0, 0]), ROWS[:2], BACK[:2]),
        (np.array([[2.0, -1]]), np.array([1.0]), ROWS, BACK[:, :1]),
    ],
    random=lambda rng: (rng.normal(size=(2, 3)), rng.normal(size=2), rng.normal(size=(4, 3)), rng.normal(size=(4, 2))),
    slips={
        "return d @ W -> return d @ W.T": "d @ W.T fits only a square layer. Wᵀδ of a column is d @ W of a row.",
        "return d @ W -> return W.T @ d": "That is for columns; here a sample is a row, and Wᵀδ becomes d @ W.",
        "return d @ W -> return W @ d": "W on the way there, W transposed on the way back; and for rows that is d @ W.",
        "return d @ W -> return d": "What went in was weighted by W; what goes back is, too.",
        "return d @ W -> return -d @ W": "The sign is wrong: nothing turns the sign on the way back.",
        "return d @ W -> return dW": "dW stays here; to the left goes ∂E/∂x.",
        "d.T @ self.x -> self.x.T @ d": "dW has W's shape: a row for each output.",
        "d.T @ self.x -> d.T @ self.x / len(d)": "The 1/N is in d already: the loss has put it there.",
        "d.T @ self.x -> -d.T @ self.x": "The sign is wrong: asked for is the gradient; the update subtracts it.",
        "d.T @ self.x -> d.T @ d": "W multiplies what went in: dW is made of d and x.",
        "d.T @ self.x\n        db = d.sum(axis=0) -> d.T @ self.x / len(d)\n        db = d.mean(axis=0)": "The 1/N is in d already, for W and for b: the loss has put it there.",
        "d.sum(axis=0) -> d.mean(axis=0)": "The 1/N is in d already: the loss has put it there.",
        "db = d.sum(axis=0) -> db = d": "b is the same for all rows: add up their d, axis=0.",
        "d.sum(axis=0) -> d.sum(axis=1)": "One entry for each output: add up over the rows, axis=0.",
        "d.sum(axis=0) -> d.sum()": "One entry for each output: add up over the rows, axis=0.",
        "d.sum(axis=0) -> (d * self.x).sum(axis=0)": "b is added without a factor: its derivative is d.",
        "self.grads = [dW, db] -> self.grads = [db, dW]": "Keep the order of self.params: W, then b.",
    },
    hints=[
        "For one sample: ∂E/∂W is δ times xᵀ, ∂E/∂b is δ, and Wᵀδ goes to the left. With samples as rows: d.T @ x.",
        "Let the shapes decide: d is (N, n_out), W (n_out, n_in), x (N, n_in).",
    ],
    success="Weights on the way there, transposed on the way back. Two results stay, one goes on.",
)  # fmt: skip

q8 = ask.of(
    Box,
    "q8",
    """
class MySoftmaxCrossEntropy(Loss):
    def E(self, y, t):
        y = y - y.max(axis=1, keepdims=True)
        log_h = y - np.log(np.exp(y).sum(axis=1, keepdims=True))
        self.h = np.exp(log_h)
        return -(t * log_h).sum(axis=1)

    def backward(self):
        return (self.h - self.t) / len(self.t)
""",
    "MySoftmaxCrossEntropy: backward returns ∂E/∂y for the scores y; the rows of t sum to 1.",
    gives="E dE/dy",
    cases=[(np.array([[1.0, 0]]), np.array([[0.0, 1]])), (Y, T), (500 * Y, T)],
    random=_outputs,
    slips={
        "(self.h - self.t) / -> (self.t - self.h) /": "The sign is wrong: t − h is the way down, the gradient points up.",
        "/ len(self.t) ->": "The 1/N is missing: forward takes the mean over the N rows.",
        "/ len(self.t) -> / self.t.size": "Divide by the number of rows; a row's terms are summed.",
        "(self.h - self.t) / -> (self.y - self.t) /": "y are the scores; subtract t from the probabilities h.",
        "(self.h - self.t) / -> -self.t / self.h /": "That is ∂E/∂h; asked for is ∂E/∂y, on the other side of the softmax.",
        "(self.h - self.t) / len(self.t) -> -self.t / self.h": "That is ∂E/∂h, and without the 1/N; asked for is ∂E/∂y, on the other side of the softmax.",
        "(self.h - self.t) / -> (self.h - 1) /": "Subtract t, which is 1 for the true class only.",
        "(self.h - self.t) / -> self.h * (1 - self.h) /": "That is the slope of a probability by its own score; the loss does not come into it.",
        "(self.h - self.t) / -> -self.t * (1 - self.h) /": "That is only the way through a row's own output; h shares out all scores, so every entry gets something.",
        "(self.h - self.t) / -> (self.h - self.t) * self.h * (1 - self.h) /": "The slope of the softmax has cancelled already; it must not be multiplied once more.",
        "(self.h - self.t) / len(self.t) -> self.t - self.h": "The sign is wrong, t − h is the way down; and the 1/N of the mean is missing.",
        "(self.h - self.t) / -> self.h /": "The target is missing: chapter 8 found a difference.",
        "(self.h - self.t) / len(self.t) -> (self.h - self.t).mean(axis=0)": "One derivative for each entry of y: the rows stay apart, ∂E/∂y has y's shape.",
    },
    hints=["Chapter 8 derived it: the Jacobian of the softmax and the slope of the logarithm cancel.", "What is left is a difference, divided by N."],
    success="Again a subtraction. The coupling of the outputs is inside h.",
)  # fmt: skip

q9 = ask.numbers(
    "q9",
    """
y, t = np.array([[0.0, 800.0]]), np.array([[1.0, 0.0]])
fused = SoftmaxCrossEntropy()
loss = fused.forward(y, t)
gradient = fused.backward()[0]
""",
    "Scores (0, 800), and the first class is the true one: the exact loss and its gradient, a pair.",
    asks="loss gradient",
    slips={
        "loss, gradient = np.nan, (np.nan, np.nan)": "That is the split form, whose e⁸⁰⁰ overflows. The exact values are ordinary numbers.",
        "loss, gradient = np.inf, (np.nan, np.nan)": "h₁ has become 0. The loss is ln(1 + e⁸⁰⁰), an ordinary number.",
        "loss = np.nan": "That is the split form, whose e⁸⁰⁰ overflows. ln(1 + e⁸⁰⁰) is an ordinary number.",
        "loss = np.inf": "h₁ is tiny, not 0: −ln h₁ = ln(1 + e⁸⁰⁰), which is an ordinary number.",
        "loss = -np.log(1e-15)": "A probability clipped at 1e-15 keeps the loss below 34.54, however wrong the scores are.",
        "loss = -np.log(1e-12)": "A probability clipped at 1e-12 keeps the loss below 27.6, however wrong the scores are.",
        "loss = 0": "That would be the loss if the second class were true.",
        "loss = -800": "The sign is wrong: a loss is minus a logarithm of a probability.",
        "loss = 400": "One sample: nothing is averaged over its outputs.",
        "gradient = (1, -1)": "The sign is wrong: h − t, not t − h.",
        "gradient = (0, 1)": "That is h; subtract t.",
        "gradient = (np.nan, np.nan)": "That is the split form: −t/h divides by 0. The fused gradient is h − t.",
        "gradient = (-np.inf, np.inf)": "That is the split form: −t/h divides by nearly 0. The fused gradient is h − t.",
        "gradient = (0, 0)": "That would be the gradient if the second class were true.",
        "gradient = (-1, 0)": "Both scores count: raising the second one makes the loss larger.",
    },
    hints=["−ln h₁ = ln(e⁰ + e⁸⁰⁰) − 0; which of the two terms counts?", "h = (0, 1) to all digits that there are, and the gradient is h − t."],
    success="The loss of a score that is far too high is the gap itself, and its slope is 1.",
)  # fmt: skip

q10 = ask.choice(
    "q10",
    'layers = "fc, tanh, fc, Euclidean"',
    "Which list is network (ii) of chapter 11, with tanh hidden units and identity outputs?",
    options={
        "fc, tanh, fc, tanh, Euclidean": "Its outputs are identity units: nothing stands between the second sum and the loss.",
        "fc, sigmoid, fc, Euclidean": "Its u₁ = 0.7616 is a tanh: a sigmoid of 1 is 0.7311.",
        "fc, tanh, fc, Euclidean": "Loss 1.012936, as on paper.",
        "fc, tanh, fc, softmax-cross-entropy": "Its loss is the squared error; and network (iv) has two sigmoids, not one softmax.",
        "fc, fc, Euclidean": "Without an activation two layers are one: that is network (i).",
        "tanh, fc, tanh, fc, Euclidean": "x goes into a sum first; tanh of the inputs is not what the slides compute.",
    },
    hints=["Walk through the forward pass of chapter 11: r, u, s, z, l.", "r and s are sums; u is a tanh; z is s."],
)  # fmt: skip

q11 = ask.of(
    Box,
    "q11",
    """
class MySwish(Layer):
    def __init__(self, beta):
        self.params = [np.array(beta, float)]

    def forward(self, x):
        self.x, self.s = x, sigmoid(self.params[0] * x)
        return x * self.s

    def backward(self, d):
        x, s, beta = self.x, self.s, self.params[0]
        slope = s + beta * x * s * (1 - s)
        dbeta = (d * x**2 * s * (1 - s)).sum()
        self.grads = [dbeta]
        return d * slope
""",
    "MySwish: y = x σ(βx) with a β that learns; its slope by x, and the gradient of β.",
    gives="y dE/dx dE/dβ",
    cases=[(1.0, ROWS, BACK), (2.0, ROWS, BACK), (-0.5, ROWS, BACK)],
    random=lambda rng: (rng.uniform(0.5, 2), *_through(rng)),
    slips={
        "s + beta * x * s * (1 - s) -> s": "x stands in two places: in front of σ and inside it. The second way is missing.",
        "s + beta * x * s * (1 - s) -> beta * x * s * (1 - s)": "x stands in two places; the way through the x in front, s, is missing.",
        "s + beta * x * s * (1 - s) -> s + x * s * (1 - s)": "The inner derivative of σ(βx) by x is β.",
        "s + beta * x * s * (1 - s) -> s + beta * s * (1 - s)": "In the product rule the x in front stays with the slope of σ.",
        "s + beta * x * s * (1 - s) -> s * (1 - s)": "That is the sigmoid's slope; here x stands in front of it (product rule).",
        "s + beta * x * s * (1 - s) -> x * s * (1 - s)": "x stands in two places, and inside σ stands βx: product rule, with the inner derivative β.",
        "s + beta * x * s * (1 - s) -> d * (s + beta * x * s * (1 - s))": "The last line multiplies by d already.",
        "s + beta * x * s * (1 - s) -> s - beta * x * s * (1 - s)": "The product rule adds.",
        "(d * x**2 * s * (1 - s)).sum() -> d * x**2 * s * (1 - s)": "β is one number that serves every entry: add up what comes from all of them.",
        "(d * x**2 * s * (1 - s)).sum() -> (d * x**2 * s * (1 - s)).sum(axis=0)": "β is one number that serves every entry: add up over the columns, too.",
        "(d * x**2 * s * (1 - s)).sum() -> (d * x**2 * s * (1 - s)).mean()": "Add up, do not average: the 1/N is in d already.",
        "d * x**2 * s * (1 - s) -> d * x * s * (1 - s)": "The inner derivative of σ(βx) by β is x, and another x stands in front.",
        "d * x**2 * s * (1 - s) -> x**2 * s * (1 - s)": "What comes back, d, is missing in the gradient of β.",
        "d * x**2 * s * (1 - s) -> d * s * (1 - s)": "Two factors x are missing: one stands in front of σ, one is the inner derivative of βx by β.",
        "d * x**2 * s * (1 - s) -> d * beta * x * s * (1 - s)": "By β, not by x: the inner derivative of σ(βx) is then x.",
        "d * x**2 * s * (1 - s) -> -d * x**2 * s * (1 - s)": "The sign of the gradient of β is wrong; the update will subtract it.",
        "d * x**2 * s * (1 - s) -> d * slope": "That is what goes to the left; β asks how y changes with β.",
        "d * slope -> slope": "Multiply the slope by what comes back, d.",
    },
    hints=["Product rule: x stands in front of σ and inside it. σ′ = s(1 − s).", "By β: x · s(1 − s) · x, times d, added up over all entries."],
    success="You can extend a framework, for you have one.",
)  # fmt: skip

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7, q8, q9, q10, q11]
