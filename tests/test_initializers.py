"""Start weights: each initialiser draws from the distribution that its docstring names."""

import numpy as np
import pytest
from scipy import stats

from mlpcourse import MLP, relu
from mlpcourse.initializers import INITIALIZERS, gaussian, get_initializer, he, xavier, xavier_uniform

N_OUT, N_IN = 300, 50
DISTRIBUTIONS = {
    "gaussian": stats.norm(0, 0.01),
    "xavier": stats.norm(0, 1 / np.sqrt(N_IN)),
    "xavier_uniform": stats.uniform(-np.sqrt(3 / N_IN), 2 * np.sqrt(3 / N_IN)),
    "he": stats.norm(0, np.sqrt(2 / N_IN)),
    "he_as_printed": stats.norm(0, 2 / np.sqrt(N_IN)),
}


@pytest.mark.parametrize("name", DISTRIBUTIONS)
@pytest.mark.parametrize("seed", range(3))
def test_weights_follow_their_distribution(name, seed):
    W = INITIALIZERS[name](N_OUT, N_IN, np.random.default_rng(seed))
    assert W.shape == (N_OUT, N_IN)
    assert stats.kstest(W.ravel(), DISTRIBUTIONS[name].cdf).pvalue > 0.01
    for other, wrong in DISTRIBUTIONS.items():  # the test tells one from another
        assert other == name or stats.kstest(W.ravel(), wrong.cdf).pvalue < 1e-6
    assert np.abs(np.corrcoef(W)[~np.eye(N_OUT, dtype=bool)]).max() < 0.75  # no row is another's copy


def test_the_spread_of_a_gaussian_is_a_setting():
    W = gaussian(N_OUT, N_IN, np.random.default_rng(0), std=0.5)
    assert stats.kstest(W.ravel(), stats.norm(0, 0.5).cdf).pvalue > 0.01


def test_a_number_is_the_spread_of_a_gaussian():
    for std in (0.5, 2, np.float32(0.25)):
        W = get_initializer(std)(N_OUT, N_IN, np.random.default_rng(0))
        assert stats.kstest(W.ravel(), stats.norm(0, std).cdf).pvalue > 0.01
    for bad in (0, -1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="the standard deviation of init must be"):
            MLP.random([2, 1], init=bad)
    with pytest.raises(ValueError, match="init must be a name"):
        MLP.random([2, 1], init=True)


@pytest.mark.parametrize("init", [xavier, xavier_uniform])
def test_xavier_keeps_the_mean_square_of_a_signal(init):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((500, N_IN))
    assert ((x @ init(N_OUT, N_IN, rng).T) ** 2).mean() == pytest.approx(1, rel=0.03)


def test_he_keeps_the_mean_square_behind_a_relu():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((500, N_IN))
    assert (relu(x @ he(N_OUT, N_IN, rng).T) ** 2).mean() == pytest.approx(1, rel=0.03)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_a_network_starts_with_these_weights_and_no_biases(name):
    net = MLP.random([3, 4, 2], init=name, rng=5)
    rng = np.random.default_rng(5)
    for layer, (n_in, n_out) in zip(net.layers, [(3, 4), (4, 2)], strict=True):
        assert np.array_equal(layer.W, INITIALIZERS[name](n_out, n_in, rng)) and not layer.b.any()
    assert name != "zeros" or not any(p.any() for p in net.params)
    own = MLP.random([3, 4], init=lambda n_out, n_in, rng: np.full((n_out, n_in), 7.0))
    assert (own.layers[0].W == 7).all()
