"""Questions of chapter 08: softmax regression."""

import numpy as np

from .chapter import Chapter

ask = Chapter("nb08", np=np)


def _columns(Z):
    e = np.exp(Z - Z.max(axis=0))
    return e / e.sum(axis=0)


def _sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


q1 = ask.function(
    "q1",
    """
def softmax(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
""",
    "softmax(Z): each row of scores becomes probabilities, also for scores of ±1000.",
    cases=[
        (np.array([[1.0, 2, 3], [0, 0, 0]]),),
        (np.array([[1.0, 0, 0], [0, -1, 2], [3, 3, 1]]),),
        (np.array([[1000.0, 1001, 1002], [1, 2, 3]]),),
        (np.array([[-1000.0, -1001, -1000], [1000, -1000, 0]]),),
    ],
    random=lambda rng: (rng.normal(size=(4, 3)),),
    slips={
        _columns: "The sums run down the columns: use axis=1, one row per sample.",
        "Z - Z.max(axis=1, keepdims=True) -> Z": "Large scores overflow: subtract each row's maximum before np.exp; the result does not change.",
        "Z.max(axis=1, keepdims=True) -> Z.max()": "Subtract each row's own maximum: a row far below the largest of all underflows to 0/0.",
        "Z - Z.max(axis=1 -> Z - Z.mean(axis=1": "Subtract the maximum, not the mean: a score far above the mean still overflows.",
        "Z - Z.max(axis=1 -> Z - Z.min(axis=1": "Subtract the maximum, not the minimum: a score far above the minimum still overflows.",
        lambda Z: np.exp(Z - Z.max(axis=1)) / np.exp(Z - Z.max(axis=1)).sum(axis=1): "Without keepdims=True row maxima and row sums lie along the wrong axis.",
        "np.exp(Z - Z.max(axis=1, keepdims=True)) -> np.exp(Z.min(axis=1, keepdims=True) - Z)": "The sign is wrong: the largest score gets the largest probability.",
        "return e / e.sum(axis=1, keepdims=True) -> return e": "Divide by the sum of the row.",
        "e.sum(axis=1, keepdims=True) -> e.sum()": "Divide by the sum of each row, not of all.",
        "np.exp(Z - Z.max(axis=1, keepdims=True)) -> Z": "The exponential is missing: scores may be negative, and their shares too.",
        _sigmoid: "These are sigmoids, one score at a time; softmax compares the scores of a row.",
    },
    hints=["np.exp(Z) divided by its row sums.", "e^1000 overflows; e^(z − max) does not, and the fraction is the same."],
    success="ψ(1000, 1001, 1002) is ψ(1, 2, 3).",
)  # fmt: skip

q2 = ask.numbers(
    "q2",
    """
p = np.array([0.05, 0.05, 0.9])
class_1, class_3 = -np.log(p[0]), -np.log(p[2])
""",
    "p = (0.05, 0.05, 0.9): the loss if class 1 is true, and if class 3 is.",
    asks="class_1 class_3",
    slips={
        "class_1, class_3 = class_3, class_1": "The two are swapped: the less probable class costs more.",
        "class_1, class_3 = -np.log(1 - p[0]), -np.log(1 - p[2])": "Only the true class counts: −ln of its own probability, not of 1 − p.",
        "class_1, class_3 = 1 - p[0], 1 - p[2]": "1 − p is no cross-entropy: −ln p.",
        "class_1, class_3 = -np.log(p[0] * 0.95 * 0.1), -np.log(0.95**2 * p[2])": "That is the sum of three binary cross-entropies (EA-9); with softmax only −ln p of the true class.",
        "class_1, class_3 = -class_1, -class_3": "The sign is wrong: minus the logarithm.",
        "class_1, class_3 = class_1 / np.log(10), class_3 / np.log(10)": "Use the natural logarithm, np.log.",
        "class_1, class_3 = class_1 / 3, class_3 / 3": "One sample: nothing is averaged over the classes.",
        "class_1, class_3 = p[0], p[2]": "That is the probability; the loss is minus its logarithm.",
    },
    hints=["−Σ tₖ ln pₖ, and only one tₖ is 1.", "−ln p of the true class."],
    success="Certainty that is right costs 0.105, that is wrong 2.996.",
)

q3 = ask.numbers(
    "q3",
    """
x1, x2 = 1, 2
u1, u2 = x1 + x2, x1 * x2
dw_dx1 = u2 * 1 + u1 * x2
dw_dx2 = u2 * 1 + u1 * x1
""",
    "w = u1·u2 with u1 = x1 + x2, u2 = x1·x2, at (1, 2): ∂w/∂x1 and ∂w/∂x2.",
    asks="dw_dx1 dw_dx2",
    slips={
        "dw_dx1, dw_dx2 = 2, 2": "That is the way through u1 only; add the way through u2.",
        "dw_dx1, dw_dx2 = 6, 3": "That is the way through u2 only; add the way through u1.",
        "dw_dx1, dw_dx2 = 5, 8": "The two are swapped: ∂u2/∂x1 is x2.",
        "dw_dx1, dw_dx2 = 12, 6": "Along a way the factors multiply, but the ways add up.",
        "dw_dx1, dw_dx2 = 7, 5": "∂w/∂u1 is u2 and ∂w/∂u2 is u1: the two factors are exchanged.",
    },
    hints=["Two ways lead from x1 to w: one through u1, one through u2.", "∂w/∂u1 = u2 = 2 and ∂w/∂u2 = u1 = 3."],
    success="Sum over all ways: the rule that the softmax needs.",
)  # fmt: skip

q4 = ask.function(
    "q4",
    """
def jacobian(h):
    return np.diag(h) - np.outer(h, h)
""",
    "jacobian(h): the matrix of ∂hᵢ/∂uₖ for one row h of probabilities.",
    cases=[(np.array([0.5, 0.5]),), (np.array([0.5, 0.3, 0.2]),)],
    random=lambda rng: (rng.dirichlet([1, 1, 1, 1]),),
    slips={
        "np.diag(h) - np.outer(h, h) -> np.diag(h * (1 - h))": "The off-diagonal is missing: −hᵢ hₖ for k ≠ i.",
        "np.diag(h) - -> np.diag(h) +": "The sign of the second term is wrong: raising one score lowers the other probabilities.",
        "np.diag(h) - -> -": "The case k = i is hᵢ(1 − hᵢ): add the diagonal of h.",
        "np.diag(h) -> np.eye(len(h))": "Δᵢₖ is multiplied by hᵢ: np.diag(h), not the unit matrix.",
        "np.diag(h) - np.outer(h, h) -> h * (1 - h)": "That is the diagonal; every probability depends on every score.",
        "np.outer(h, h) -> h * h": "h * h multiplies entry by entry; all products hᵢ hₖ are np.outer(h, h).",
        "np.outer(h, h) -> h @ h": "h @ h is one number; all products hᵢ hₖ are np.outer(h, h).",
        "np.diag(h) - np.outer(h, h) -> np.outer(h, h) - np.diag(h)": "The sign is wrong: raising a score raises its own probability.",
        "np.diag(h) - np.outer(h, h) -> np.outer(h, 1 - h)": "Off the diagonal it is −hᵢ hₖ: hᵢ(Δᵢₖ − hₖ), and Δᵢₖ is 1 only for k = i.",
    },
    hints=["k = i: hᵢ(1 − hᵢ). k ≠ i: −hᵢ hₖ.", "Both cases at once: hᵢ(Δᵢₖ − hₖ)."],
    success="Rows and columns sum to 0: probability is only moved around.",
)

q5 = ask.function(
    "q5",
    """
def softmax_gradients(X, T, W, b):
    delta = softmax(X @ W.T + b) - T
    return delta.T @ X / len(X), delta.mean(axis=0)
""",
    "softmax_gradients(X, T, W, b): ∂E/∂W (K, D) and ∂E/∂b (K,) of the mean cross-entropy; T holds one-hot rows.",
    cases=[
        (np.array([[1.0, 2], [0, -1], [3, 0], [1, 1]]), np.eye(3)[[0, 2, 1, 0]], np.zeros((3, 2)), np.zeros(3)),
        (np.array([[1.0, 2], [0, -1]]), np.eye(3)[[0, 2]], np.array([[1.0, 0], [0, 1], [0, 0]]), np.array([1.0, 0, -1])),
    ],
    random=lambda rng: (rng.normal(size=(5, 2)), np.eye(3)[rng.integers(0, 3, 5)], rng.normal(size=(3, 2)), rng.normal(size=3)),
    slips={
        "delta = softmax(X @ W.T + b) - T -> delta = len(X) * (softmax(X @ W.T + b) - T)": "The 1/N is missing, as on the slide called overall gradient (ET-1).",
        "softmax(X @ W.T + b) - T -> T - softmax(X @ W.T + b)": "The sign is wrong: h − t.",
        "delta.T @ X -> X.T @ delta": "∂E/∂W has W's shape: one row per class.",
        "/ len(X), -> ,": "The 1/N is missing in ∂E/∂W: the loss is a mean.",
        "delta.mean(axis=0) -> delta.sum(axis=0)": "The bias gradient is the mean over the rows, not the sum.",
        "delta.mean(axis=0) -> delta.mean(axis=1)": "The bias gradient averages over the samples, axis=0: one entry for each class.",
        "delta.mean(axis=0) -> delta.mean()": "The bias gradient has one entry for each class: mean(axis=0).",
        "+ b ->": "The bias is missing in the scores X Wᵀ + b.",
        lambda X, T, W, b: ((_sigmoid(X @ W.T + b) - T).T @ X / len(X), (_sigmoid(X @ W.T + b) - T).mean(axis=0)): "These are sigmoids; the classes compete: softmax.",
        lambda X, T, W, b: ((X @ W.T + b - T).T @ X / len(X), (X @ W.T + b - T).mean(axis=0)): "The softmax is missing: h = softmax of the scores.",
        "return delta.T @ X / len(X), delta.mean(axis=0) -> return delta.mean(axis=0), delta.T @ X / len(X)": "Return ∂E/∂W first, then ∂E/∂b.",
    },
    hints=["δ = h − t for each row.", "(H - T).T @ X sums δₖ x over the rows; divide by N."],
    success="δ = h − t once more: the Jacobian has cancelled.",
)  # fmt: skip

q6 = ask.numbers(
    "q6",
    "directions = 3",
    "Three classes, two inputs and a bias: in how many independent directions can the 9 parameters move without "
    "changing any probability?",
    asks="directions",
    slips={
        "directions = 0": "Subtract the same φ from all three rows: the scores move together, the probabilities stay.",
        "directions = 1": "φ has one entry for each input and one for the bias.",
        "directions = 2": "φ has an entry for the bias as well.",
        "directions = 6": "Those are the directions that do change probabilities: 9 minus the ones asked for.",
        "directions = 9": "Then nothing could be learned.",
    },
    hints=["θ(k) → θ(k) − φ for all k. How many numbers has φ?", "Two weights and a bias."],
    success="As many as inputs plus one: the zero eigenvalues of the Hessian.",
)

q7 = ask.numbers(
    "q7",
    """
theta1, theta2, x = np.array([0.7, -1.2]), np.array([-0.4, 0.9]), np.array([1.5, -0.5])
h1 = 1 / (1 + np.exp(-(theta1 - theta2) @ x))
""",
    "K = 2: θ1 = (0.7, −1.2), θ2 = (−0.4, 0.9), x = (1.5, −0.5). The probability of class 1.",
    asks="h1",
    slips={
        "(theta1 - theta2) @ x -> theta1 @ x": "That is the sigmoid of the first score alone; what counts is the difference.",
        "-(theta1 - theta2) -> (theta1 - theta2)": "That is class 2.",
        "h1 = 1 / (1 + np.exp(-(theta1 - theta2)))": "The slide's σ(θ1 − θ2) lacks the x (ET-2): (θ1 − θ2)ᵀx.",
        "h1 = 1 / (1 + np.exp(-(theta1 - theta2)))[0]": "The slide's σ(θ1 − θ2) lacks the x (ET-2): (θ1 − θ2)ᵀx.",
        "h1 = (theta1 - theta2) @ x": "That is the difference of the scores; take its sigmoid.",
        "h1 = np.exp(theta1 @ x)": "Divide by the sum of both exponentials.",
        "h1 = theta1 @ x / (theta1 @ x + theta2 @ x)": "The exponentials are missing: scores may be negative.",
    },
    hints=["Divide numerator and denominator of the softmax by e^(θ1ᵀx).", "σ((θ1 − θ2)ᵀx)."],
    success="Softmax with two classes is logistic regression on the difference of the weights.",
)

q8 = ask.numbers(
    "q8",
    """
J_p = jacobian(np.array([0.05, 0.05, 0.9]))
J_softmax = jacobian(softmax(np.array([[1, 2, 3]]))[0])
""",
    "The Jacobian at p = (0.05, 0.05, 0.9), and at ψ(1, 2, 3).",
    asks="J_p J_softmax",
    slips={
        "jacobian(softmax(np.array([[1, 2, 3]]))[0]) -> jacobian(np.array([1, 2, 3]))": "That is the formula with the scores themselves; put their softmax in.",
        "J_p = np.diag([0.05, 0.05, 0.9])": "The products −hᵢ hₖ are missing.",
        "J_p, J_softmax = np.diag(J_p), np.diag(J_softmax)": "Those are the diagonals; asked for are the whole matrices.",
    },
    hints=["Use your jacobian, on probabilities.", "softmax works on rows: softmax([[1, 2, 3]])[0], as an array."],
    success="A nudge moves a class most where its probability is nearest to ½: 0.222695, at h = 0.665.",
)  # fmt: skip

q9 = ask.numbers(
    "q9",
    """
X, T = np.array([[1, 0], [0, 1], [-1, 1], [2, -1]]), np.eye(3)[[0, 1, 2, 0]]
W, b = np.array([[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]]), np.array([0.1, 0, -0.1])
grad_W, grad_b = softmax_gradients(X, T, W, b)
""",
    "Four samples (1, 0), (0, 1), (−1, 1), (2, −1) of classes 1, 2, 3, 1; W with rows (0.1, −0.2), (0.3, 0.4), (−0.5, 0.6), "
    "b = (0.1, 0, −0.1): ∂E/∂W and ∂E/∂b.",
    asks="grad_W grad_b",
    slips={
        "grad_W, grad_b = 4 * grad_W, 4 * grad_b": "The 1/N is missing: E is the mean over the four samples.",
        "grad_W, grad_b = -grad_W, -grad_b": "The sign is wrong: h − t.",
        "grad_W = grad_W.T": "∂E/∂W has W's shape: one row per class.",
        "np.array([0.1, 0, -0.1]) -> np.zeros(3)": "The bias b is missing in the scores.",
        "[[0, 1, 2, 0]] -> [[1, 2, 0, 1]]": "Classes count from 1, rows of np.eye(3) from 0: class 1 is row 0.",
    },
    hints=["np.eye(3)[[0, 1, 2, 0]] holds the targets.", "softmax_gradients(X, T, W, b)."],
    success="Each column of ∂E/∂W sums to 0, and so does ∂E/∂b: what one class gains the others lose.",
)

QUESTIONS = [q1, q2, q3, q4, q5, q6, q7, q8, q9]
