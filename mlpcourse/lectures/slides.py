"""What the Melbourne workshop slides print, and why some of it differs from what one computes."""

from ..activations import identity, tanh

V = ((1, -1, 0), (1, 0, 1))
W = ((1, 1, 0), (1, -1, 1))
X, Y, RATE = (0, 1), (1, 0), 0.1

FORWARD = {
    ("r", 1): 1, ("u", 1): 0.76, ("r", 2): 2, ("u", 2): 0.97,
    ("s", 1): 1.76, ("z", 1): 1.76, ("s", 2): 1.21, ("z", 2): 1.21,
}  # fmt: skip
BACKWARD = {
    ("δ", 1): 1, ("δ", 2): 2, ("Σ", 1): -1, ("Σ", 2): 2,
    ("w", 0, 1): 0.9, ("w", 1, 1): 0.9, ("w", 2, 1): -0.2,
    ("w", 0, 2): 0.8, ("w", 1, 2): -1.2, ("w", 2, 2): 0.6,
    ("v", 0, 1): 1, ("v", 1, 1): -1, ("v", 2, 1): 0.1,
    ("v", 0, 2): 0.8, ("v", 1, 2): 0, ("v", 2, 2): 0.8,
}  # fmt: skip

VARIANTS = {
    "(i) identity, identity": dict(hidden="identity", output="identity", loss="squared_error"),
    "(ii) tanh, identity": dict(hidden="tanh", output="identity", loss="squared_error"),
    "(iii) tanh, sigmoid": dict(hidden="tanh", output="sigmoid", loss="squared_error"),
    "(iv) tanh, sigmoid, cross-entropy": dict(hidden="tanh", output="sigmoid", loss="binary_cross_entropy"),
}

EM_2 = "EM-2: tanh 2 = 0.964028 rounds to 0.96"
EM_2_AFTER = "EM-2: follows from 0.97"
EM_3 = "EM-3: 1 − 0.1·(−1)·1 is 1.1"
EM_4_FORWARD = "EM-4: the forward slides are another network, with tanh hidden units"
EM_4_BACKWARD = "EM-4: the backward slides belong to another network"


def printed(hidden, output, phase, key, value):
    """(number, note) that the slides have for one line of the example, or (None, "").

    The forward half is printed with two decimals, the backward half exactly. The note says why it
    differs from `value`, and is empty where it does not.
    """
    forward = phase in ("hidden", "output")
    number = (FORWARD if forward else BACKWARD).get(key) if phase not in ("loss", "after") else None
    about_outputs = not forward or key[0] == "z"
    if number is None or hidden not in (identity, tanh) or (about_outputs and output is not identity):
        return None, ""
    if (round(value, 2) if forward else round(value, 9)) == number:
        return number, ""
    if forward and hidden is tanh:
        return number, EM_2 if key == ("u", 2) else EM_2_AFTER
    if forward:
        return number, EM_4_FORWARD
    return number, EM_3 if hidden is identity else EM_4_BACKWARD
