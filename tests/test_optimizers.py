"""Optimizers against hand-computed trajectories (syllabus W-42, W-43) and their papers; schedules
(W-44).
"""

import copy
import pickle

import numpy as np
import pytest

from mlpcourse import SGD, Adadelta, Adagrad, Adam, Constant, HalveOnPlateau, InverseTime, RMSProp
from mlpcourse.optimizers import OPTIMIZERS

CURVATURE = np.array([1.0, 10.0])  # f = (x^2 + 10 y^2) / 2, gradient (x, 10 y)

TRAJECTORIES = {  # from (1, 1), rate 0.1
    SGD(0.1): [(0.9, 0), (0.81, 0), (0.729, 0)],
    SGD(0.1, momentum=0.9): [(0.9, 0), (0.72, -0.9), (0.486, -0.81)],
    Adagrad(0.1): [(0.9, 0.9), (0.833104, 0.833104), (0.780456, 0.780456)],
    RMSProp(0.1): [(0.683772, 0.683772), (0.498871, 0.498871), (0.369181, 0.369181)],
    Adadelta(): [(0.995528, 0.995528), (0.991009, 0.991009), (0.986465, 0.986464)],
    Adam(0.1): [(0.9, 0.9), (0.800412, 0.800412), (0.701586, 0.701586)],
}


@pytest.mark.parametrize("optimizer", TRAJECTORIES, ids=repr)
def test_first_three_iterates(optimizer):
    theta, states = np.ones(2), None
    for expected in TRAJECTORIES[optimizer]:
        states = optimizer.step([theta], [CURVATURE * theta], states)
        assert theta == pytest.approx(expected, abs=1.1e-6)


def reference(name, g, k, s):
    """The papers' equations for one number, written independently of the package."""
    if name == "sgd":
        return -0.1 * g
    if name == "adagrad":
        s["G"] = s.get("G", 0) + g * g
        return -0.1 * g / (s["G"] ** 0.5 + 1e-8)
    if name == "rmsprop":
        s["E"] = 0.9 * s.get("E", 0) + 0.1 * g * g
        return -0.1 * g / (s["E"] ** 0.5 + 1e-8)
    if name == "adadelta":
        s["E"] = 0.95 * s.get("E", 0) + 0.05 * g * g
        step = -((s.get("D", 0) + 1e-6) ** 0.5) / (s["E"] + 1e-6) ** 0.5 * g
        s["D"] = 0.95 * s.get("D", 0) + 0.05 * step * step
        return 0.1 * step
    s["m"] = 0.9 * s.get("m", 0) + 0.1 * g
    s["v"] = 0.999 * s.get("v", 0) + 0.001 * g * g
    return -0.1 * (s["m"] / (1 - 0.9**k)) / ((s["v"] / (1 - 0.999**k)) ** 0.5 + 1e-8)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_fifty_steps_of_a_noisy_gradient(name):
    rng = np.random.default_rng(0)
    theta, x, states, memory = np.array([0.5]), 0.5, None, {}
    optimizer = OPTIMIZERS[name](0.1)
    for k in range(1, 51):
        g = rng.standard_normal() + theta[0]
        x += reference(name, g, k, memory)
        states = optimizer.step([theta], [np.array([g])], states)
        assert theta[0] == pytest.approx(x, rel=1e-12)


def test_adam_divides_by_the_bias_correction():
    theta = np.zeros(3)
    Adam(0.1).step([theta], [np.array([1e-3, 1.0, -1e3])])
    assert theta == pytest.approx(
        [-0.1, -0.1, 0.1], rel=1e-4
    )  # the first step has length eta in every coordinate


def test_momentum_on_the_ravine():
    final = {}
    for gamma in (0.0, 0.5, 0.9):  # W-42
        theta, states = np.array([10.0, 1.0]), None
        for _ in range(20):
            states = SGD(0.1, gamma).step([theta], [CURVATURE * theta], states)
        final[gamma] = float((CURVATURE * theta**2).sum() / 2)
    assert final[0.0] == pytest.approx(0.739044, abs=1e-6)
    assert final[0.5] == pytest.approx(9.85e-6, rel=1e-3)
    assert final[0.9] == pytest.approx(6.723205, abs=1e-6)


def test_one_optimizer_object_serves_many_runs():
    adam, ends = Adam(0.1), []
    for _ in range(2):
        theta, states = np.ones(2), None
        for _ in range(5):
            states = adam.step([theta], [CURVATURE * theta], states)
        ends.append(theta)
    assert np.array_equal(*ends)


def test_gradients_are_left_alone():
    for optimizer in TRAJECTORIES:
        g = np.ones(3)
        optimizer.step([np.ones(3)], [g])
        assert g.tolist() == [1, 1, 1]


def test_schedules():
    inverse = InverseTime(10, 100)
    rates = [inverse(t, []) for t in (0, 1, 10, 100, 900)]
    assert rates == pytest.approx([0.1, 0.0990099, 0.0909091, 0.05, 0.01], rel=1e-6)  # W-44
    assert Constant(0.3)(99, [1.0]) == 0.3
    halve = HalveOnPlateau(0.4, threshold=0.1, hold=2)
    losses = [1.0, 0.99, 0.98, 0.5, 0.49, 0.48, 0.2]
    rates = [halve(0, losses[: k + 1]) for k in range(len(losses))]
    assert rates == [0.4, 0.4, 0.4, 0.4, 0.2, 0.1, 0.1]  # two epochs on hold, then two plateaus


SETTINGS = [
    *TRAJECTORIES, SGD(1 / 3, 0.123456789), Constant(1 / 7), InverseTime(1 / 3, 7),
    HalveOnPlateau(0.1 + 0.2, 1 / 3, 1 / 7, 5, True),
]  # fmt: skip


@pytest.mark.parametrize("thing", SETTINGS, ids=repr)
def test_optimizers_and_schedules_come_back_from_their_repr_and_from_a_pickle(thing):
    for again in (eval(repr(thing)), pickle.loads(pickle.dumps(thing)), copy.deepcopy(thing)):
        assert type(again) is type(thing) and vars(again) == vars(thing)


def test_a_factor_that_would_stop_or_not_shrink_is_refused():
    for factor in (0, 1, 1.5, -0.5):
        with pytest.raises(ValueError, match="factor must be"):
            HalveOnPlateau(0.1, factor=factor)
