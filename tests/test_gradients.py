"""Every derivative in the package against central differences, and the numbers at the far ends."""

import itertools
import sys
import warnings

import numpy as np
import pytest

from mlpcourse import (
    MLP,
    Dropout,
    Value,
    backprop,
    binary_cross_entropy,
    check_gradients,
    leaky_relu,
    numerical_gradient,
    relu_with_slope_at_zero,
    sigmoid,
    softmax,
    softmax_cross_entropy,
    squared_error,
    tanh,
)  # fmt: skip
from mlpcourse.activations import ACTIVATIONS, relu
from mlpcourse.gradcheck import relative_deviation
from mlpcourse.layers import Dense
from mlpcourse.losses import LOSSES, one_hot
from mlpcourse.network import loss_value

TOLERANCE = 1e-7
Z = np.array([[-3.1, -0.7, -0.2], [0.3, 1.1, 2.9]])
ELEMENTWISE = [f for name, f in ACTIVATIONS.items() if name != "softmax"] + [leaky_relu(0.3)]


@pytest.mark.parametrize("f", ELEMENTWISE, ids=repr)
def test_activation_derivative(f):
    numeric = (f(Z + 1e-5) - f(Z - 1e-5)) / 2e-5
    assert relative_deviation(f.derivative(Z), numeric) < TOLERANCE
    assert np.array_equal(f.derivative(Z), f.derivative(Z, f(Z)))


def test_softmax_jacobian_and_its_product():
    z, da = Z[0], np.array([0.3, -1.2, 0.5])
    J = np.array([(softmax(z + h) - softmax(z - h)) / 2e-5 for h in 1e-5 * np.eye(3)]).T
    assert relative_deviation(softmax.derivative(z), J) < TOLERANCE
    for one_row in (lambda a: a, lambda a: a[None]):
        product = softmax.backward(one_row(z), one_row(softmax(z)), one_row(da))
        assert relative_deviation(product, one_row(J.T @ da)) < TOLERANCE


def targets_for(loss, n=5, k=3, seed=3):
    rng = np.random.default_rng(seed)
    return {
        "squared_error": rng.standard_normal((n, k)),
        "binary_cross_entropy": rng.integers(0, 2, (n, k)).astype(float),
        "softmax_cross_entropy": one_hot(rng.integers(0, k, n), k),
    }[loss.name]


@pytest.mark.parametrize("loss", LOSSES.values(), ids=repr)
def test_loss_gradient_is_of_the_number_reported(loss):
    z = np.random.default_rng(0).standard_normal((5, 3))
    T = targets_for(loss)
    assert relative_deviation(loss.gradient(z, T), numerical_gradient(lambda a: loss(a, T), z)) < TOLERANCE
    # and the split form: dJ/dZ from dJ/dH through the link
    h = loss.link(z)
    assert (
        relative_deviation(loss.link.backward(z, h, loss.output_gradient(h, T)), loss.gradient(z, T)) < 1e-12
    )


HIDDEN = [f for f in ELEMENTWISE if f.name not in ("step",)] + [softmax]
OUTPUTS = {
    "squared_error": ["identity", "sigmoid", "tanh", "relu", "softplus", "softsign", "softmax"],
    "binary_cross_entropy": ["sigmoid", "identity"],
    "softmax_cross_entropy": ["softmax", "identity"],
}


@pytest.mark.parametrize("hidden", HIDDEN, ids=repr)
@pytest.mark.parametrize("loss, output", [(l, o) for l, os in OUTPUTS.items() for o in os])
def test_whole_network(hidden, loss, output):
    for l2, with_masks, bias in itertools.product([0.0, 0.3], [False, True], [False, True]):
        rng = np.random.default_rng(7)
        X, T = rng.standard_normal((5, 2)), targets_for(LOSSES[loss])
        net = MLP.random([2, 4, 5, 3], activation=hidden, output=output, rng=rng)
        for layer in net.layers:
            layer.b += rng.uniform(0.2, 0.6, layer.b.shape)  # away from every kink, and no zero gradients
        drop = Dropout(0.4)
        masks = [drop.mask((5, n), rng) for n in (4, 5)] if with_masks else None
        penalty = dict(l2=l2, masks=masks, penalize_bias=bias)
        assert check_gradients(net, X, T, loss, **penalty) < TOLERANCE, penalty


def test_a_wrong_gradient_is_noticed(monkeypatch):
    net = MLP.random([2, 3, 2], rng=0)
    X, T = np.array([[0.4, -1.0]]), np.array([[1.0, 0.0]])
    monkeypatch.setattr(type(net.layers[0].activation), "backward", lambda self, z, a, da: da)
    assert check_gradients(net, X, T, squared_error) > 0.01


def test_dropout_layer():
    rng, drop = np.random.default_rng(0), Dropout(0.4)
    a, mask = rng.standard_normal((3, 4)), drop.mask((3, 4), rng)
    assert set(np.unique(mask)) == {0, 1 / 0.6}
    numeric = numerical_gradient(lambda v: float((drop.forward(v, mask) ** 2).sum() / 2), a)
    assert relative_deviation(drop.backward(drop.forward(a, mask), mask), numeric) < TOLERANCE
    outputs = drop.mask(200_000, rng)  # W-47: mean 1, variance p / (1 - p)
    assert outputs.mean() == pytest.approx(1, abs=0.01) and outputs.var() == pytest.approx(2 / 3, abs=0.01)


def test_dense_layer_backward_gives_the_input_gradient():
    rng = np.random.default_rng(1)
    layer, x, c = (
        Dense(rng.standard_normal((3, 2)), rng.standard_normal(3), "tanh"),
        rng.standard_normal((4, 2)),
        0.7,
    )
    trace = layer.forward(x)
    layer.backward(trace, layer.activation.backward(trace.z, trace.a, np.full((4, 3), c)))
    assert (
        relative_deviation(trace.dx, numerical_gradient(lambda v: c * layer.forward(v).a.sum(), x))
        < TOLERANCE
    )


@pytest.mark.parametrize("z", [-1000.0, -40.0, 0.0, 40.0, 1000.0])
@pytest.mark.parametrize("t", [0.0, 1.0])
def test_binary_cross_entropy_is_exact_at_large_scores(z, t):
    wrong_way = z if t == 0 else -z
    exact = {1000.0: 1000.0, 40.0: 40.0, 0.0: np.log(2), -40.0: np.exp(-40), -1000.0: 0.0}[wrong_way]
    with warnings.catch_warnings(), np.errstate(all="raise", under="ignore"):
        warnings.simplefilter("error")
        assert binary_cross_entropy([[z]], [[t]]) == pytest.approx(exact, rel=1e-15, abs=0)
        assert binary_cross_entropy.gradient([[z]], [[t]])[0, 0] == pytest.approx(
            {1000.0: 1.0, 40.0: 1.0, 0.0: 0.5, -40.0: np.exp(-40), -1000.0: 0.0}[wrong_way] * (1 if t == 0 else -1),
            rel=1e-15, abs=1e-300 if abs(z) > 40 or t == 0 or z < 0 else 1e-16,
        )  # fmt: skip


def test_softmax_cross_entropy_is_exact_at_large_scores():
    with np.errstate(all="raise", under="ignore"):
        assert softmax_cross_entropy([[0.0, 1000.0]], [[1, 0]]) == 1000
        assert softmax_cross_entropy([[0.0, -1000.0]], [[1, 0]]) == 0
        assert softmax_cross_entropy([[40.0, 0.0]], [[1, 0]]) == pytest.approx(np.exp(-40), rel=1e-15)
        assert softmax_cross_entropy.gradient([[0.0, 800.0]], [[1, 0]]).tolist() == [[-1, 1]]  # W-57
        assert softmax_cross_entropy([[0.0, 800.0]], [[1, 0]]) == 800


def test_one_hot_rows():
    assert one_hot([2, 0]).tolist() == [[0, 0, 1], [1, 0, 0]] and one_hot([0]).tolist() == [[1]]
    assert one_hot(np.array([1, 0], np.uint8), 4).tolist() == [[0, 1, 0, 0], [1, 0, 0, 0]]
    assert one_hot([2, 1]).tolist() == [[0, 0, 1], [0, 1, 0]]
    assert one_hot([True, False]).tolist() == [[0, 1], [1, 0]] and one_hot([False], 2).tolist() == [[1, 0]]


def test_no_warning_and_no_nan_in_a_saturated_trace():
    for output, loss in (("sigmoid", binary_cross_entropy), ("softmax", softmax_cross_entropy)):
        net = MLP([Dense([[1000.0], [-1000.0]], [0, 0], output)])
        with np.errstate(all="raise", under="ignore"), warnings.catch_warnings():
            warnings.simplefilter("error")
            for T in ([[1.0, 0.0]], [[0.0, 1.0]]):
                trace = backprop(net, [[1.0]], T, loss)
                last = trace.layers[-1]
                assert not any(np.isnan(g).any() for g in [*trace.grads, last.da])
                assert np.array_equal(last.dz, last.a - T)


def test_softmax_of_large_scores():
    expected = [0.090031, 0.244728, 0.665241]  # W-49
    for z in ([1.0, 2, 3], [1000.0, 1001, 1002]):
        assert softmax(np.array([z]))[0] == pytest.approx(expected, abs=1e-6)
    assert sigmoid(np.array([-1000.0, 1000.0])).tolist() == [0, 1]


def test_relu_slope_at_zero_is_a_visible_choice():
    assert relu.derivative([0.0]) == 0 and relu_with_slope_at_zero(1).derivative([0.0]) == 1
    at = [relu, relu_with_slope_at_zero(1)]
    V, c, w = [[1.0], [-1.0]], [-1.0, 1.0], [[1.0, 1.0]]
    for slope, f in enumerate(at):  # W-29: |x - 1| at its kink
        trace = backprop(MLP([Dense(V, c, f), Dense(w, [0.0])]), [[1.0]], [[-1.0]], squared_error)
        assert np.all(trace.grads[0] == slope)


def test_kinks_and_jumps():
    z = np.array([-2.0, -0.5, 0, 0.5, 2])
    step = ACTIVATIONS["step"]
    assert step(z).tolist() == [0, 0, 0, 1, 1] and not step.derivative(z).any()
    assert relu(z).tolist() == [0, 0, 0, 0.5, 2] and relu.derivative(z).tolist() == [0, 0, 0, 1, 1]
    assert relu_with_slope_at_zero(0.25).derivative(z).tolist() == [0, 0, 0.25, 1, 1]
    assert leaky_relu(0.5)(z).tolist() == [-1, -0.25, 0, 0.5, 2]
    assert leaky_relu(0.5).derivative(z).tolist() == [0.5, 0.5, 0.5, 1, 1]


def test_activation_table():
    z = np.array([-6.0, -2, -1, 0, 1, 2, 6])  # W-52
    f = ACTIVATIONS
    assert sigmoid(z) == pytest.approx(
        [0.002473, 0.119203, 0.268941, 0.5, 0.731059, 0.880797, 0.997527], abs=1e-6
    )
    assert tanh.derivative(z) == pytest.approx(
        [0.0000246, 0.070651, 0.419974, 1, 0.419974, 0.070651, 0.0000246], abs=1e-6
    )
    assert f["softplus"](z) == pytest.approx(
        [0.002476, 0.126928, 0.313262, 0.693147, 1.313262, 2.126928, 6.002476], abs=1e-6
    )
    assert f["softsign"].derivative(z) == pytest.approx(
        [0.020408, 0.111111, 0.25, 1, 0.25, 0.111111, 0.020408], abs=1e-6
    )


@pytest.mark.parametrize("loss", LOSSES.values(), ids=repr)
def test_da_of_the_last_layer_is_the_gradient_of_the_outputs(loss):
    T = targets_for(loss)
    for output in OUTPUTS[loss.name][:2]:
        net = MLP.random([2, 3], output=output, rng=4)
        last = backprop(net, np.random.default_rng(1).standard_normal((5, 2)), T, loss).layers[-1]
        if output == "identity":  # scores: da is dz
            assert np.array_equal(last.da, loss.gradient(last.z, T)) and np.array_equal(last.da, last.dz)
        else:
            own = net.layers[-1].activation
            assert relative_deviation(own.backward(last.z, last.a, last.da), last.dz) < 1e-12
            assert relative_deviation(last.da, last.dz) > 0.1


def test_a_relative_deviation_is_relative_to_the_largest_entry():
    assert relative_deviation(np.array([4.0, 1]), np.array([3.0, 1])) == 0.25
    assert relative_deviation(np.array([1.0, -1]), np.array([3.0, -4])) == 0.75
    assert relative_deviation(np.zeros(2), np.zeros(2)) == 0


def test_a_network_and_its_trace_tell_their_numbers():
    net = MLP.random([2, 3, 1], output="sigmoid", rng=0)
    assert repr(net) == "MLP(2 -> 3 tanh -> 1 sigmoid; 13 parameters)" and net.sizes == [2, 3, 1]
    assert repr(net.layers[0]) == "Dense(2 -> 3, tanh)" and repr(Dropout(0.25)) == "Dropout(0.25)"
    trace = backprop(net, [[1.0, 2], [3, 4]], [[1.0], [0]], squared_error)
    lines = str(trace).splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        "layer 1, forward", "layer 2, forward", f"loss = {trace.loss:.6f}", "layer 2, backward", "layer 1, backward"
    ]  # fmt: skip
    assert lines[1:3] == ["   x = [[1. 2.]", "        [3. 4.]]"]
    names = [line.split("=")[0].strip() for line in lines if " = [" in line]
    assert names == ["x", "z", "a"] * 2 + ["da", "dz", "dW", "db"] * 2
    tiny = backprop(MLP([Dense([[1e-9]], [1.0])]), [[1.0]], [[0.0]], squared_error)
    assert "e-" not in str(tiny)


def test_loss_value_is_the_loss_of_backprop():
    rng = np.random.default_rng(0)
    for name, outputs in OUTPUTS.items():
        net = MLP.random([2, 3, 3], output=outputs[0], rng=rng)
        net.layers[0].b += 0.5
        X, T = rng.standard_normal((5, 2)), targets_for(LOSSES[name])
        assert loss_value(net, X, T, name, 0.2) == pytest.approx(
            backprop(net, X, T, name, 0.2).loss, rel=1e-14
        )


def test_value_differentiates_expressions():
    def f(a, b):
        return ((a * b + a**3 / b).tanh() * (b - 2 * a).sigmoid() + (a.exp() + 3).log() - (a - 1).relu()) ** 2

    a, b = Value(0.8), Value(-1.7)
    y = f(a, b)
    y.backward()
    h = 1e-6
    for p, other, left in ((a, b, True), (b, a, False)):
        at = lambda v, o=other, l=left: (f(Value(v), Value(o.data)) if l else f(Value(o.data), Value(v))).data
        assert p.grad == pytest.approx((at(p.data + h) - at(p.data - h)) / (2 * h), rel=1e-7)
    gradient = a.grad
    y.backward()
    assert a.grad == gradient  # a second backward does not add up


def test_value_agrees_with_backprop_and_does_not_recurse():
    x, w1, w2 = Value(1.5), Value(0.8), Value(-1.2)
    J = (1 - (w2 * (w1 * x).tanh()).sigmoid()) ** 2  # W-31
    J.backward()
    assert (J.data, w1.grad, w2.grad) == pytest.approx((0.534557, 0.157819, -0.239633), abs=1e-6)
    total = Value(0)
    for _ in range(5000):
        total = total + x
    total.backward()
    assert x.grad == 5000


def test_freeing_a_long_chain_does_not_recurse():
    depths, depth = [], 0  # a browser's Python has a stack of some hundred calls only

    def profile(frame, event, _):
        nonlocal depth
        if frame.f_code is Value.__del__.__code__:
            depth += {"call": 1, "return": -1}.get(event, 0)
            depths.append(depth)

    total = Value(0)
    for _ in range(1000):
        total = total + 1
    sys.setprofile(profile)
    del total
    sys.setprofile(None)
    assert depths.count(0) >= 1 and len(depths) >= 2 * 2001 and max(depths) == 2


def test_value_does_what_a_number_does():
    a, b = Value(2.0), Value(3.0)
    for power, number, of, slope in (
        (2**b, 8, b, 8 * np.log(2)),
        (b**a, 9, b, 6),
        (b**a, 9, a, 9 * np.log(3)),
    ):
        power.backward()
        assert (power.data, of.grad) == pytest.approx((number, slope))
    assert a < b and a <= b and b > a and b >= a and a < 2.5 and 1 < a
    assert a <= 2 and a >= 2 and not a < 2 and not a > 2
    assert max(a, b) is b and sorted([b, a])[0] is a
    assert a == a and a != Value(2.0)  # the same Value, not the same number
    assert (Value(0) ** 2).data == 0 and (Value(0) ** 0).data == 1 and (Value(-2) ** 3).data == -8
    for number, of, slope in (
        (5 - a, a, -1),
        (a - 5, a, 1),
        (a - b, b, -1),
        (6 / a, a, -1.5),
        (a / 4, a, 0.25),
        (-a, a, -1),
    ):
        number.backward()
        assert of.grad == slope
    assert ((5 - a).data, (a - 5).data, (6 / a).data, (a / 4).data, (-a).data) == (3, -3, 3, 0.5, -2)
    for x in (-1.3, 0.7):
        for name, f in (("tanh", tanh), ("sigmoid", sigmoid), ("relu", relu)):
            v = Value(x)
            y = getattr(v, name)()
            y.backward()
            assert (y.data, v.grad) == pytest.approx((f(x), f.derivative(x)), rel=1e-12)
    zero = Value(0)
    for power, slope in ((1, 1), (2, 0), (0, 0)):
        (zero**power).backward()
        assert zero.grad == slope


def test_numerical_gradient_restores_what_it_nudged():
    x = np.array([[1.0, 2.0]])
    assert numerical_gradient(lambda a: float((a**2).sum()), x) == pytest.approx(2 * x)
    assert x.tolist() == [[1, 2]]
    calls = []

    def fails(a):
        calls.append(a.copy())
        if len(calls) == 2:
            raise KeyboardInterrupt
        return 0.0

    with pytest.raises(KeyboardInterrupt):
        numerical_gradient(fails, x)
    assert x.tolist() == [[1, 2]] and calls[1].tolist() != [[1, 2]]
    with pytest.raises(ValueError, match="astype"):
        numerical_gradient(lambda a: float(a.sum()), np.array([1, 2]))
