"""The worked numbers of the lectures, out of one and the same MLP class (syllabus 2.2, 2.4 to 2.8,
2.11).
"""

import re

import numpy as np
import pytest

from mlpcourse import (
    MLP,
    Dense,
    MLPClassifier,
    backprop,
    binary_cross_entropy,
    numerical_gradient,
    relu,
    sigmoid,
    softmax,
    softmax_cross_entropy,
    squared_error,
    tanh,
)  # fmt: skip
from mlpcourse.datasets import boolean
from mlpcourse.lectures.by_hand import ByHand, FourColumns
from mlpcourse.lectures.slides import BACKWARD, VARIANTS


def test_single_perceptron():
    for f, y in ((sigmoid, 0.00247262), (tanh, -0.999988), (relu, 0)):  # W-04
        net = MLP([Dense([[3, -2]], [1], f)])
        assert net.scores([[-1, 2]])[0, 0] == -6
        assert net([[-1, 2]])[0, 0] == pytest.approx(y, abs=1e-6)
    assert sigmoid.derivative(-6.0) == pytest.approx(0.00246651, abs=1e-8)


def test_losses_of_the_printed_outputs():
    f = np.array([[0.1], [0.8], [0.6]])  # W-05: the slide's loss has no 1/2, ours has
    assert 2 * squared_error(f, [[1], [0], [-1]]) == pytest.approx(1.336667, abs=1e-6)
    assert 2 * squared_error(f, [[1], [0], [1]]) == pytest.approx(0.536667, abs=1e-6)
    logits = np.log(f / (1 - f))  # W-06
    assert binary_cross_entropy(logits, [[1], [0], [1]]) == pytest.approx(1.474283, abs=1e-6)


def test_one_layer_after_the_activation():
    W, w0, z = np.array([[0.5, -1], [2, 1.5]]), np.array([0.1, -0.2]), np.array([[1.0, -2]])  # W-07
    assert (sigmoid(z) @ W + w0)[0] == pytest.approx([0.703935, -0.752254], abs=1e-6)
    net = MLP([Dense(np.eye(2), [0, 0], sigmoid), Dense(W.T, w0)])
    assert net(z)[0] == pytest.approx([0.703935, -0.752254], abs=1e-6)


def test_parameter_counts():
    for sizes, n in (([2, 3, 1], 13), ([2, 2, 2], 12), ([3, 4, 1], 21), ([2, 2, 1], 9), ([1, 2, 1], 7),
                     ([576, 32, 10], 18794), ([784, 32, 10], 25450), ([784, 10], 7850)):  # W-08  # fmt: skip
        assert MLP.random(sizes).n_parameters == n


MELBOURNE = {  # syllabus 2.4, one list per column (i) ... (iv)
    "u": [(1, 2)] + 3 * [(0.761594, 0.964028)],
    "s": [(2, 2)] + 3 * [(1.761594, 1.202433)],
    "z": [(2, 2), (1.761594, 1.202433), (0.853409, 0.768957), (0.853409, 0.768957)],
    "l": [2.5, 1.012936, 0.306392, 1.623669],
    "delta": [(1, 2), (0.761594, 1.202433), (-0.018339, 0.136614), (-0.146591, 0.768957)],
    "sums": [(-1, 2), (-0.440839, 1.202433), (-0.154953, 0.136614), (-0.915548, 0.768957)],
    "slope": [(1, 1)] + 3 * [(0.419974, 0.070651)],
    "new_W": [
        ((0.9, 0.9, -0.2), (0.8, -1.2, 0.6)),
        ((0.923841, 0.941997, -0.073420), (0.879757, -1.091577, 0.884082)),
        ((1.001834, 1.001397, 0.001768), (0.986339, -1.010404, 0.986830)),
        ((1.014659, 1.011164, 0.014132), (0.923104, -1.058563, 0.925870)),
    ],
    "new_V": [
        ((1.1, -1, 0.1), (0.8, 0, 0.8)),
        ((1.018514, -1, 0.018514), (0.991505, 0, 0.991505)),
        ((1.006508, -1, 0.006508), (0.999035, 0, 0.999035)),
        ((1.038451, -1, 0.038451), (0.994567, 0, 0.994567)),
    ],
}
AFTER = {"z": [(1.66, 0.32), (1.584812, 0.883117), (0.854658, 0.761795), (0.861662, 0.726417)],
         "l": [0.269, 0.560950, 0.300728, 1.445042]}  # fmt: skip


@pytest.mark.parametrize("column", range(4))
def test_the_melbourne_table(column):
    example = list(FourColumns().examples.values())[column]
    for name, columns in MELBOURNE.items():
        assert np.asarray(getattr(example, name)) == pytest.approx(np.array(columns[column]), abs=1e-6), name
    for name, columns in AFTER.items():
        assert np.asarray(getattr(example.next(), name)) == pytest.approx(
            np.array(columns[column]), abs=1e-6
        ), name
    by_key = {line.key: line.value for line in example.lines() if line.phase != "after"}
    assert by_key["w", 2, 1] == example.new_W[0, 2] and by_key["v", 0, 1] == example.new_V[0, 0]


def test_the_table_of_four_columns_has_a_row_for_each_quantity():
    rows = {}
    for line in str(FourColumns()).splitlines()[1:]:
        label, *cells = re.split(r"  +", line)
        rows[label] = [[float(n.replace("−", "-")) for n in cell.split(", ")] for cell in cells]
    named = {
        "r": [(1, 2)] * 4,
        "u": MELBOURNE["u"],
        "s": MELBOURNE["s"],
        "z": MELBOURNE["z"],
        "δ": MELBOURNE["delta"],
    }
    named |= {"Σₖ δₖ wⱼₖ": MELBOURNE["sums"], "g′(r)": MELBOURNE["slope"], "z after the step": AFTER["z"]}
    named |= {"l": [(l,) for l in MELBOURNE["l"]], "l after the step": [(l,) for l in AFTER["l"]]}
    for k, unit in enumerate("₁₂"):
        for letter, weights in (("w", MELBOURNE["new_W"]), ("v", MELBOURNE["new_V"])):
            label = "new " + " ".join(f"{letter}{i}{unit}" for i in "₀₁₂")
            named[label] = [column[k] for column in weights]
    assert rows.keys() == named.keys()
    for label, columns in named.items():
        for cell, expected in zip(rows[label], columns, strict=True):
            assert cell == pytest.approx(expected, abs=1.1e-6), label


def test_eleven_of_twelve_printed_weights_are_right():
    lines = {line.key: line for line in ByHand().lines() if line.phase != "after"}  # W-14
    wrong = [
        key for key, printed in BACKWARD.items() if lines[key].value != pytest.approx(printed, abs=1e-12)
    ]
    assert wrong == [("v", 0, 1)] and "EM-3" in lines["v", 0, 1].note


def test_new_weights_and_missing_slopes_are_wrong():
    e = ByHand()
    assert e.new_W[:, 1:].T @ e.delta == pytest.approx([-1.5, 1.0])  # W-16
    assert ByHand(through_new_weights=True).sums == pytest.approx([-1.5, 1.0])
    tanh_net = ByHand(hidden="tanh")
    wrong = tanh_net.V - 0.1 * np.outer(tanh_net.sums, [1, 0, 1])  # W-17
    assert wrong == pytest.approx(np.array([[1.044084, -1, 0.044084], [0.879757, 0, 0.879757]]), abs=1e-6)


def test_cross_entropy_with_and_without_brackets():
    z, y = np.array([0.7, 0.2]), np.array([1, 0])  # W-18
    assert binary_cross_entropy([np.log(z / (1 - z))], [y]) == pytest.approx(0.579818, abs=1e-6)
    assert -(y * np.log(z) - (1 - y) * np.log(1 - z)).sum() == pytest.approx(0.133531, abs=1e-6)


def test_xor_by_two_relu_units():
    X, y = boolean("xor")  # W-21
    net = MLP([Dense([[1, 1], [1, 1]], [0, -1], relu), Dense([[1, -2]], [0], relu)])
    assert net.forward(X)[0].a.tolist() == [[0, 0], [1, 0], [1, 0], [2, 1]]
    assert net(X)[:, 0].tolist() == y.tolist()


def test_the_3_4_1_network():
    W1 = (np.arange(12).reshape(4, 3) - 5.5) / 10  # W-23 ... W-25
    net = MLP([Dense(W1, [0.1, -0.1, 0.2, -0.2], sigmoid), Dense([[0.5, -0.4, 0.3, -0.2]], [0.05], sigmoid)])
    X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1], [0.5, 0.5, -1]])
    T = np.array([[0], [1], [1], [0], [1.0]])
    trace = backprop(net, X, T, binary_cross_entropy)
    assert trace.layers[-1].a[:, 0] == pytest.approx(
        [0.537368, 0.525325, 0.524378, 0.515047, 0.547282], abs=1e-6
    )
    assert trace.loss == pytest.approx(0.677320, abs=1e-6)
    dW1, db1, dW2, db2 = (5 * g for g in trace.grads)  # the lecture sums, we average
    assert dW2[0] == pytest.approx([-0.175686, -0.154078, -0.168020, -0.126051], abs=1e-6)
    assert db2 == pytest.approx([-0.350601], abs=1e-6)
    assert db1 == pytest.approx([-0.049334, 0.035463, -0.026895, 0.018477], abs=1e-6)
    assert dW1 == pytest.approx(np.array([[-0.034569, -0.036319, 0.063774], [0.020197, 0.020903, -0.053681],
                                          [-0.015679, -0.014726, 0.040970], [0.013254, 0.012471, -0.025436]]), abs=1e-6)  # fmt: skip


def test_two_linear_layers_are_one():
    rng = np.random.default_rng(0)  # W-26
    net = MLP.random([3, 5, 2], activation="identity", rng=rng)
    (W1, b1), (W2, b2) = ((layer.W, layer.b) for layer in net.layers)
    X = rng.standard_normal((7, 3))
    assert MLP([Dense(W2 @ W1, W2 @ b1 + b2)])(X) == pytest.approx(net(X), abs=1e-14)


def test_the_absolute_value_network():
    net = MLP([Dense([[1], [-1]], [-1, 1], relu), Dense([[1, 1]], [0])])  # W-27, W-28
    x = np.array([-2, -1, 0, 0.5, 1, 1.5, 2, 3, 4])[:, None]
    assert np.array_equal(net(x), np.abs(x - 1))
    trace = backprop(net, [[3.0]], [[0.5]], squared_error)
    assert trace.loss == 1.125
    assert [g.tolist() for g in trace.grads] == [[[4.5], [0]], [1.5, 0], [[3, 0]], [1.5]]


def test_one_neuron_confidently_wrong():
    net = MLP([Dense([[3, -2]], [1], sigmoid)])  # W-30
    squared = backprop(net, [[-1, 2]], [[1]], squared_error)
    assert squared.loss == pytest.approx(0.497530, abs=1e-6)
    assert (*squared.grads[1], *squared.grads[0][0]) == pytest.approx(
        (-0.002460, 0.002460, -0.004921), abs=1e-6
    )
    entropy = backprop(net, [[-1, 2]], [[1]], binary_cross_entropy)
    assert entropy.loss == pytest.approx(6.002476, abs=1e-6)
    assert entropy.grads[1][0] / squared.grads[1][0] == pytest.approx(405.431, abs=1e-2)


def test_probabilities_and_their_logits():
    p = np.array([0.05, 0.05, 0.9])  # W-48
    for k, loss in enumerate((2.995732, 2.995732, 0.105361)):
        assert softmax_cross_entropy([np.log(p)], np.eye(3)[[k]]) == pytest.approx(loss, abs=1e-6)
    J = softmax.derivative(np.log(p))
    assert np.linalg.eigvalsh(J) == pytest.approx([0, 0.05, 0.135], abs=1e-9)
    assert J == pytest.approx(numerical_gradient(lambda z: float(softmax(z) @ [1, 0, 0]), np.log(p))[:, None] * [1, 0, 0] +
                              J * [0, 1, 1], abs=1e-9)  # fmt: skip


def test_initialisation_keeps_or_loses_the_signal():
    for init, relu_energy in (("xavier", 1.2e-3), ("he", 1.20)):  # W-53, mean of 5 seeds
        energy = []
        for seed in range(5):
            rng = np.random.default_rng(seed)
            net = MLP.random([256] * 11, activation="relu", output="relu", init=init, rng=rng)
            energy.append((net(rng.standard_normal((200, 256))) ** 2).mean())
        theory = 2.0**-10 if init == "xavier" else 1.0
        assert (
            theory / 3 < np.mean(energy) < theory * 3 and relu_energy / 3 < np.mean(energy) < relu_energy * 3
        )


def test_trained_xor_is_found_by_wide_nets_only():
    X, y = boolean("xor")  # W-22, bands

    def solved(width):
        return sum(
            MLPClassifier((width,), epochs=3000, batch_size=None, optimizer="sgd", learning_rate=0.5, rng=seed)
            .fit(X, y).score(X, y) == 1 for seed in range(6)
        )  # fmt: skip

    assert solved(1) == 0 and solved(8) == 6


def test_every_variant_has_a_name_and_settings():
    assert [ByHand(**settings).is_slide for settings in VARIANTS.values()] == [True] * 4
