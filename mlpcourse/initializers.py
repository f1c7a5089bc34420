"""Start weights. Each function returns an array (n_out, n_in); biases always start at zero.

The rule behind xavier and he: a unit sums n_in products, so weights of standard deviation
1/sqrt(n_in) keep the size of the signal; ReLU halves its mean square, which the 2 in
sqrt(2/n_in) gives back.
"""

from collections.abc import Callable
from functools import partial
from numbers import Real

import numpy as np

from .validation import choose, positive


def gaussian(n_out, n_in, rng, std=0.01):
    """Normal, standard deviation `std` (Tsinghua, Gaussian initialisation)."""
    return std * rng.standard_normal((n_out, n_in))


def uniform(n_out, n_in, rng, reach=0.5):
    """Uniform on +-`reach`, whatever the widths: TensorFlow Playground's."""
    return reach * rng.uniform(-1, 1, (n_out, n_in))


def xavier(n_out, n_in, rng):
    """Normal, standard deviation 1/sqrt(n_in): Tsinghua's and Caffe's form of Glorot and Bengio 2010."""
    return rng.standard_normal((n_out, n_in)) / np.sqrt(n_in)


def xavier_uniform(n_out, n_in, rng):
    """Uniform on +-sqrt(3/n_in), which has standard deviation 1/sqrt(n_in)."""
    return np.sqrt(3 / n_in) * rng.uniform(-1, 1, (n_out, n_in))


def he(n_out, n_in, rng):
    """Normal, standard deviation sqrt(2/n_in): He et al. 2015, eq. 10; the slides call it MSRA."""
    return np.sqrt(2 / n_in) * rng.standard_normal((n_out, n_in))


def he_as_printed(n_out, n_in, rng):
    """Normal, standard deviation 2/sqrt(n_in), as the slide prints it: too large by sqrt(2), ET-4."""
    return 2 / np.sqrt(n_in) * rng.standard_normal((n_out, n_in))


def zeros(n_out, n_in, rng):
    """All zero: right for models without hidden units, where the loss is convex."""
    return np.zeros((n_out, n_in))


INITIALIZERS = {f.__name__: f for f in (gaussian, uniform, xavier, xavier_uniform, he, he_as_printed, zeros)}


def get_initializer(init):
    """An initializer by name, the standard deviation of a gaussian, or any function
    (n_out, n_in, rng) -> array.
    """
    if isinstance(init, Real) and not isinstance(init, bool):
        return partial(gaussian, std=positive(init, "the standard deviation of init"))
    return choose(init, INITIALIZERS, "init", Callable)
