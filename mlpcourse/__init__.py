"""mlpcourse: from the perceptron to the multi-layer perceptron, beside five university lectures.

Importing it loads NumPy only; plots, labs and exercises are imported where a notebook uses them.
"""

from .activations import (
    Activation,
    identity,
    leaky_relu,
    relu,
    relu_with_slope_at_zero,
    sigmoid,
    softmax,
    softplus,
    softsign,
    step,
    tanh,
)
from .autodiff import Value
from .estimators import MLPClassifier, MLPRegressor
from .explain import Explain
from .gradcheck import check_gradients, numerical_gradient
from .layers import Dense, Dropout
from .linear import Adaline, LogisticRegression, SoftmaxRegression
from .losses import binary_cross_entropy, one_hot, softmax_cross_entropy, squared_error
from .network import MLP, Trace, backprop
from .optimizers import SGD, Adadelta, Adagrad, Adam, RMSProp
from .perceptron import Perceptron
from .regression import LinearRegression, polynomial_features
from .schedules import Constant, HalveOnPlateau, InverseTime
from .training import DivergenceWarning, History, Run, early_stopping, minibatches, train

__version__ = "0.1.0"
