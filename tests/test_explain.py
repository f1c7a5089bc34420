"""Every explained number is the network's own, and its formula with numbers comes to it."""

import copy
import math
import re

import numpy as np
import pytest

import mlpcourse.explain
import mlpcourse.notation
from mlpcourse import (
    MLP,
    SGD,
    Adadelta,
    Adagrad,
    Adam,
    Dense,
    RMSProp,
    Run,
    backprop,
    leaky_relu,
    one_hot,
    relu_with_slope_at_zero,
)
from mlpcourse.explain import Explain

CASES = {
    "tanh, squared": (["tanh", "relu"], "identity", "squared_error", 0.0, False, 3),
    "sigmoid outputs, one sample": (["softsign", "softplus"], "sigmoid", "squared_error", 0.0, False, 1),
    "binary": ([leaky_relu(0.2), "sigmoid"], "sigmoid", "binary_cross_entropy", 0.1, True, 3),
    "binary, scores": (["identity", "step"], "identity", "binary_cross_entropy", 0.0, False, 1),
    "classes": (["tanh", "softmax"], "softmax", "softmax_cross_entropy", 0.05, False, 3),
    "classes, scores": (["relu", "tanh"], "identity", "softmax_cross_entropy", 0.0, False, 2),
    "softmax, squared": (["tanh", relu_with_slope_at_zero(1)], "softmax", "squared_error", 0.0, False, 12),
}


def case(name):
    hidden, output, loss, l2, penalize_bias, n = CASES[name]
    rng = np.random.default_rng(4)
    net = MLP.random([3, 4, 11, 2], hidden, output, rng=rng)
    for layer in net.layers:
        layer.b[...] = rng.normal(size=layer.b.shape)
    X, T = rng.normal(size=(n, 3)), one_hot(rng.integers(2, size=n), 2)
    return net, X, T, loss, l2, penalize_bias


def places(net, N):
    for layer in range(1, len(net.layers) + 1):
        for unit in range(1, net.sizes[layer] + 1):
            for sample in {1, N}:
                yield layer, unit, sample


def everything(why):
    """(Explanation, the network's own number) for every place of a network."""
    trace, net = why.trace, why.net
    for layer, unit, sample in places(net, len(why.X)):
        t, j, n = trace.layers[layer - 1], unit - 1, sample - 1
        for name, array in (("z", t.z), ("a", t.a), ("da", t.da), ("delta", t.dz)):
            yield getattr(why, name)(layer, unit, sample), array[n, j]
        if net.layers[layer - 1].activation.name != "softmax":
            f = net.layers[layer - 1].activation
            yield why.slope(layer, unit, sample), f.derivative(t.z)[n, j]
        yield why.db(layer, unit), t.db[j]
        for source in range(1, net.sizes[layer - 1] + 1):
            yield why.dW(layer, unit, source), t.dW[j, source - 1]
    yield why.total_loss(), trace.loss
    yield why.a(0, 2, 1), why.X[0, 1]


def value_of(text):
    """What a line of numbers comes to, worked out by Python instead of by the package."""
    for old, new in {"−": "-", "·": "*", "²": "**2", "½": "0.5"}.items():
        text = text.replace(old, new)
    text = re.sub(r"\[\d+ more terms\]", "", text)
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    text = re.sub(r"(exp|tanh) (\([^()]*\)|[\d.e]+(?:-\d+)?)", r"\1(\2)", text)
    names = {"exp": math.exp, "tanh": math.tanh, "ln": math.log, "max": max, "abs": abs}
    return eval(text, {"__builtins__": {}}, names)


@pytest.fixture
def all_digits(monkeypatch):
    """Numbers in the text with all their digits, so that the text can be computed with."""
    for module in (mlpcourse.explain, mlpcourse.notation):
        monkeypatch.setattr(
            module,
            "number",
            lambda value, first=False: repr(float(value)) if value >= 0 else f"({float(value)!r})",
        )


@pytest.mark.parametrize("name", CASES)
def test_every_number_is_the_networks_own_to_the_last_digit(name):
    assert all(explanation.value == number for explanation, number in everything(Explain(*case(name))))


@pytest.mark.parametrize("name", CASES)
def test_the_formula_with_numbers_comes_to_the_number(name, all_digits):
    found = 0
    for explanation, number in everything(Explain(*case(name))):
        if explanation.numbers:
            assert value_of(explanation.numbers) == pytest.approx(number, rel=1e-11, abs=1e-14), explanation
            found += 1
    assert found > 100


@pytest.mark.parametrize("name", CASES)
def test_the_losses_of_the_samples_make_the_loss(name, all_digits):
    net, X, T, loss, *_ = case(name)
    why = Explain(net, X, T, loss)
    losses = [why.loss_of(n + 1) for n in range(len(X))]
    assert np.mean([e.value for e in losses]) == pytest.approx(why.trace.loss, rel=1e-14)
    assert [value_of(e.numbers) for e in losses] == pytest.approx([e.value for e in losses], rel=1e-12)


def test_symbols_numbers_and_value_of_a_sum_by_hand():
    net = MLP([Dense([[2.0, -3.0]], [0.5], "relu"), Dense([[4.0]], [-1.0], "identity")])
    why = Explain(net, [[1.0, -1.0]], [[20.0]], "squared_error")
    assert str(why.z(1, 1)) == ("z⁽¹⁾₁ = b⁽¹⁾₁ + Σᵢ w⁽¹⁾₁ᵢ xᵢ\n      = 0.5 + 2·1 + (−3)·(−1)\n      = 5.5")
    assert str(why.a(1, 1)).endswith("= max(0, z⁽¹⁾₁)\n      = max(0, 5.5)\n      = 5.5")
    delta = why.delta(1, 1)
    assert (delta.numbers, delta.value) == ("1 · (4·1)", 4.0)
    assert delta.where == ("f′(z⁽¹⁾₁) = 1 if z⁽¹⁾₁ > 0 else 0 = 1 if 5.5 > 0 else 0 = 1",)
    assert str(why.dW(2, 1, 1)) == "∂J/∂w⁽²⁾₁₁ = δ⁽²⁾₁ a⁽¹⁾₁\n           = 1·5.5\n           = 5.5"
    assert str(why.loss_of(1)).splitlines()[1].strip() == "= ½ · ((21 − 20)²)"


def test_the_layers_in_the_formulas():
    why = Explain(
        MLP.random([2, 3, 2], rng=0), np.ones((2, 2)), np.ones((2, 2)), "squared_error", l2=0.1, l1=0.2
    )
    assert why.z(2, 1).formula == "b⁽²⁾₁ + Σᵢ w⁽²⁾₁ᵢ a⁽¹⁾ᵢ"
    assert (
        why.da(1, 2).formula == "Σₖ w⁽²⁾ₖ₂ δ⁽²⁾ₖ"
        and why.delta(1, 2).formula == "f′(z⁽¹⁾₂) · (Σₖ w⁽²⁾ₖ₂ δ⁽²⁾ₖ)"
    )
    assert (
        why.dW(2, 1, 3).formula == "Σₙ δ⁽²⁾₁ a⁽¹⁾₃ + λ w⁽²⁾₁₃ + λ₁ sign w⁽²⁾₁₃"
        and why.db(2, 1).formula == "Σₙ δ⁽²⁾₁"
    )
    assert (
        why.dW(1, 1, 2).formula.startswith("Σₙ δ⁽¹⁾₁ x₂ + ")
        and why.loss_of(1).formula == "½ Σₖ (a⁽²⁾ₖ − tₖ)²"
    )
    assert why.total_loss().formula == "Σₙ Eₙ / N + λ/2 Σ w² + λ₁ Σ |w|"


def test_a_line_that_would_repeat_itself_stands_once():
    net = MLP([Dense([[2.0]], [0.5], "identity")])
    assert str(Explain(net, [[1.0]], [[1.0]], "squared_error").slope(1, 1)) == "f′(z⁽¹⁾₁) = 1"


def test_indices_above_nine_are_parted():
    net = MLP.random([12, 11, 1], rng=0)
    why = Explain(net, np.ones((1, 12)), [[1.0]], "squared_error")
    assert why.dW(1, 11, 2).name == "∂J/∂w⁽¹⁾₁₁,₂"
    assert why.z(1, 1).numbers.endswith("[5 more terms]")


OPTIMIZERS = [
    SGD(0.1), SGD(0.1, momentum=0.9), Adagrad(0.05), RMSProp(0.02), Adadelta(), Adadelta(0.5), Adam(0.03),
]  # fmt: skip


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
@pytest.mark.parametrize("l2, penalize_bias", [(0.0, False), (0.1, False), (0.1, True)])
def test_an_update_is_the_optimizers_and_its_arrows_add_up(optimizer, l2, penalize_bias):
    net, X, T, loss, *_ = case("binary")
    states = None
    for _ in range(3):
        why = Explain(net.copy(), X, T, loss, l2, penalize_bias)
        old = copy.deepcopy(states)  # the step changes them in place
        states = optimizer.step(net.params, why.trace.grads, states)
        for layer, unit, source in ((1, 4, 3), (1, 4, 0), (2, 11, 1), (3, 2, 11)):
            j, i = unit - 1, source - 1
            which, place = (2 * layer - 1, (j,)) if source == 0 else (2 * layer - 2, (j, i))
            state = {k: v if k == "k" else v[place] for k, v in old[which].items()} if old else None
            made = why.update(layer, unit, source, optimizer, state)
            assert made.value == net.params[which][place]
            change = made.value - why.net.params[which][place]
            assert sum(made.parts.values()) == pytest.approx(change, rel=1e-9, abs=1e-15)
            decays = l2 and (source or penalize_bias)
            assert bool(made.parts["L2 pull"]) == bool(decays)
    remembers = isinstance(optimizer, Adam) or getattr(optimizer, "momentum", 0)
    assert bool(made.parts["momentum memory"]) == bool(remembers)


def test_the_three_arrows_with_small_numbers():
    net = MLP([Dense([[2.0]], [0.0], "identity")])
    why = Explain(net, [[1.0]], [[1.0]], "squared_error", l2=0.5)
    made = why.update(1, 1, 1, SGD(0.1, momentum=0.5), {"v": -0.4})
    assert made.parts == pytest.approx({"data gradient": -0.1, "momentum memory": -0.2, "L2 pull": -0.1})
    assert made.value == 2 - 0.4
    assert "memory = γ v = 0.5·(−0.4) = −0.2" in made.where


@pytest.mark.parametrize("optimizer", OPTIMIZERS[1:], ids=repr)
def test_the_state_of_a_run_is_taken_as_it_is(optimizer):
    net, X, T, loss, l2, penalize_bias = case("binary")
    run = Run(
        net, X, T, loss, batch_size=None, optimizer=optimizer, l2=l2, penalize_bias=penalize_bias,
        shuffle=False,
    )  # fmt: skip
    run.extend(4)
    why = Explain(run.at(4), X, T, loss, l2, penalize_bias)
    state = {k: np.copy(v) if k != "k" else v for k, v in run.state.items()}
    after = run.at(5)
    for layer, unit, source in ((1, 2, 3), (2, 11, 4), (3, 1, 11)):
        made = why.update(layer, unit, source, optimizer, state)
        assert made.value == pytest.approx(after.layers[layer - 1].W[unit - 1, source - 1], rel=1e-9)
        made = why.update(layer, unit, 0, optimizer, state)
        assert made.value == pytest.approx(after.layers[layer - 1].b[unit - 1], rel=1e-9)


def test_an_update_in_float32_is_to_the_last_digit_too():
    rng = np.random.default_rng(3)
    net = MLP.random([3, 4, 1], "tanh", "sigmoid", rng=0, dtype=np.float32)
    X, T = rng.normal(size=(5, 3)).astype(np.float32), np.ones((5, 1), np.float32)
    optimizer, states = Adam(0.03), None
    for _ in range(3):
        why, old = Explain(net.copy(), X, T, "binary_cross_entropy"), copy.deepcopy(states)
        states = optimizer.step(net.params, why.trace.grads, states)
        for j in range(4):
            state = old and {k: v if k == "k" else v[j, 1] for k, v in old[0].items()}
            assert np.float32(why.update(1, j + 1, 2, optimizer, state).value) == net.params[0][j, 1]


def test_a_schedules_rate_takes_the_place_of_the_optimizers():
    net, X, T, loss, *_ = case("binary")
    why = Explain(net, X, T, loss)
    assert why.update(1, 1, 1, SGD(0.1), learning_rate=0.3).value == why.update(1, 1, 1, SGD(0.3)).value


@pytest.mark.parametrize(
    "ask, remedy",
    [
        (lambda why: why.z(4, 1), "choose layer from 1 to 3"),
        (lambda why: why.z(0, 1), "layer must be a whole number of at least 1"),
        (lambda why: why.z(1, 5), "choose unit from 1 to 4"),
        (lambda why: why.a(0, 4), "choose unit from 1 to 3"),
        (lambda why: why.z(1, 1, 9), "choose sample from 1 to 3"),
        (lambda why: why.dW(1, 1, 4), "choose source from 1 to 3"),
        (lambda why: why.dW(1, 1, -1), "source must be a whole number"),
        (lambda why: why.slope(2, 1), "ask for delta(2, 1)"),
        (lambda why: why.update(1, 1, 1, "sdg"), "did you mean 'sgd'?"),
        (lambda why: why.update(1, 1, 1, "adam", {"v": 1.0}), "is {m, v, k}, got {v}"),
    ],
)
def test_what_does_not_exist_is_said_in_a_sentence(ask, remedy):
    with pytest.raises(ValueError, match=re.escape(remedy)):
        ask(Explain(*case("classes")))


def test_a_pass_stays_what_it_was_when_the_network_trains_on():
    net, X, T, loss, *_ = case("classes")
    why = Explain(net, X, T, loss)
    before = [str(why.z(1, 1)), str(why.da(2, 1)), str(why.dW(1, 1, 0)), str(why.update(1, 1, 1))]
    Run(net, X, T, loss).extend(1)
    assert [str(why.z(1, 1)), str(why.da(2, 1)), str(why.dW(1, 1, 0)), str(why.update(1, 1, 1))] == before


def test_explaining_changes_nothing():
    net, X, T, loss, l2, penalize_bias = case("classes")
    before = [p.copy() for p in net.params]
    why = Explain(net, X, T, loss, l2, penalize_bias)
    state = {"v": np.ones(net.n_parameters)}
    why.update(1, 1, 1, SGD(0.1, momentum=0.9), state)
    assert all(map(np.array_equal, before, net.params)) and (state["v"] == 1).all()
    assert backprop(net, X, T, loss, l2).loss == why.trace.loss
