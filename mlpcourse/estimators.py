"""Multi-layer perceptrons with scikit-learn's manners: fit, predict, score."""

import numpy as np

from .activations import sigmoid, softmax
from .base import ClassifierMixin, NetworkEstimator, RegressorMixin, targets
from .network import MLP
from .validation import as_matrix, as_numbers, check_lengths, generator, widths

PARAMETERS = """Parameters
    ----------
    hidden_layer_sizes : widths of the hidden layers, (8, 4); () for none.
    activation : of the hidden units, by name or object.
    learning_rate : number, schedule, or None for the optimizer's own.
    epochs : passes over the data.
    batch_size : rows per update, None for all.
    shuffle : a new order of the rows in each epoch.
    optimizer : name or object.
    l2 : weight decay on weights, not biases.
    dropout : probability of silencing a hidden unit while training.
    init : "xavier", "he", ..., a standard deviation, or a function (n_out, n_in, rng).
    validation_fraction : part of the rows held out.
    patience : stop after so many epochs without a lower validation loss, and keep the best epoch.
    rng : seed or Generator. Weights, split, shuffling and dropout have streams of their own.

    Attributes
    ----------
    net_ : the MLP.
    history_ : loss, val_loss, ... by epoch.
    n_features_in_ : D.
    """


class _MLPEstimator(NetworkEstimator):
    def __init__(
        self, hidden_layer_sizes=(8,), activation="tanh", learning_rate=0.01, epochs=200, batch_size=32,
        optimizer="adam", l2=0.0, dropout=0.0, init="xavier", validation_fraction=0.0, patience=None, rng=0,
        shuffle=True,
    ):  # fmt: skip
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.learning_rate = learning_rate
        self.epochs = epochs
        self.batch_size = batch_size
        self.optimizer = optimizer
        self.l2 = l2
        self.dropout = dropout
        self.init = init
        self.validation_fraction = validation_fraction
        self.patience = patience
        self.rng = rng
        self.shuffle = shuffle

    def _descend(self, X, T, output, loss, every, **learned):
        init_rng, train_rng = generator(self.rng).spawn(2)
        sizes = [X.shape[1], *widths(self.hidden_layer_sizes, "hidden_layer_sizes", least=0), T.shape[1]]
        net = MLP.random(sizes, self.activation, output, self.init, init_rng, X.dtype)
        return self._knowing(X, **learned)._begin(
            net, X, T, loss, train_rng, every,
            learning_rate=self.learning_rate, batch_size=self.batch_size, optimizer=self.optimizer,
            l2=self.l2, dropout=self.dropout, shuffle=self.shuffle,
            validation_fraction=self.validation_fraction, patience=self.patience,
        )  # fmt: skip


class MLPClassifier(ClassifierMixin, _MLPEstimator):
    __doc__ = f"""A multi-layer perceptron for two or more classes.

    It has a sigmoid output for two classes and a softmax for more, and the cross-entropy that
    belongs to it.

    {PARAMETERS}"""

    def begin(self, X, y, every="epoch"):
        """A run to look at step by step. Returns a ModelRun.

        X : (N, D). y : N labels.
        every : a step is an "epoch" or an "update".
        """
        X = as_matrix(X)
        classes, numbers = self._encode(y, X)
        output, loss = (
            ("sigmoid", "binary_cross_entropy") if len(classes) == 2 else ("softmax", "softmax_cross_entropy")
        )
        T = targets(numbers, len(classes), X.dtype)
        return self._descend(X, T, output, loss, every, classes_=classes)

    def decision_function(self, X):
        """The scores before sigmoid or softmax: shape (N,) for two classes, else (N, K)."""
        X = self._check_inputs(X)
        z = self.net_.scores(X)
        return z[:, 0] if len(self.classes_) == 2 else z

    def predict_proba(self, X):
        """P(class k) of each row, shape (N, K), columns in the order of classes_."""
        self._check_fitted()
        if len(self.classes_) > 2:
            return softmax(self.decision_function(X))
        z = self.decision_function(X)
        return np.column_stack([sigmoid(-z), sigmoid(z)])


class MLPRegressor(RegressorMixin, _MLPEstimator):
    __doc__ = f"""A multi-layer perceptron for one target or several.

    It has an identity output and the squared error.

    {PARAMETERS}"""

    def begin(self, X, y, every="epoch"):
        """A run to look at step by step. Returns a ModelRun.

        X : (N, D). y : (N,) or (N, K) numbers.
        every : a step is an "epoch" or an "update".
        """
        X = as_matrix(X)
        T = as_numbers(y, "y")
        check_lengths(X, T)
        if np.abs(T).max() > np.finfo(X.dtype).max:
            raise ValueError(
                f"y holds numbers too large for the {X.dtype} of X; scale y, or pass X.astype(float)"
            )
        T = T.astype(X.dtype)
        one_target = T.ndim == 1
        T = T[:, None] if one_target else as_matrix(T, "y")
        return self._descend(X, T, "identity", "squared_error", every, one_target_=one_target)

    def predict(self, X):
        """The outputs, shape (N,) or (N, K) like the y that was fitted."""
        X = self._check_inputs(X)
        Y = self.net_(X)
        return Y[:, 0] if self.one_target_ else Y
