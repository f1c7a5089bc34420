"""What all models share: training by a run of steps, labels of any kind, scores."""

import copy
import warnings

import numpy as np

from .contract import Contract
from .diary import KEEP_AT_MOST, network_at
from .losses import one_hot
from .model_run import ModelRun
from .starts import Starts
from .training import DivergenceWarning, Run
from .validation import as_labels, as_numbers, check_lengths, count, fraction


class Estimator(Contract):
    """A model that learns by a run of steps: `fit` trains to the end, `begin` gives the run."""

    def fit(self, X, y, **unwanted):
        """Train to the end. Returns self.

        X : (N, D). y : one target for each row.
        Raises ValueError on bad input; warns if training diverges. After Ctrl-C the model is what it
        had become by then.
        """
        self._refuse(unwanted)
        return self._finish(self.begin(X, y), X)

    def _finish(self, run, X):
        """Train a run on X to its end and become its model."""
        try:
            run.extend()
        finally:
            vars(self).update(vars(run.kept()))
            self._remember_columns(X)
        if run.history.diverged:
            warnings.warn(run.why, DivergenceWarning, stacklevel=3)
        return self

    def begin_starts(self, X, y, seeds=range(10), every="epoch"):
        """Runs of this model from several seeds, trained together. Returns Starts.

        X, y, every : as for begin.
        seeds : one for each start, in the place of `rng`.
        """
        seeds = list(seeds) if np.iterable(seeds) else []
        if not seeds:
            raise ValueError("seeds must hold one seed for each start; try seeds=range(10)")
        models = [copy.copy(self) for _ in seeds]
        for model, seed in zip(models, seeds):
            model.rng = seed
        return Starts([model.begin(X, y, every) for model in models])

    def _remember(self, run, k):
        """Keep what the model's attributes tell about its training, k steps long."""
        self.history_ = run.history

    def at_epoch(self, epoch):
        """A copy of the model as it was after `epoch` epochs (0 is before training), ready to predict."""
        self._check_fitted()
        if self.history_.weights is None:
            raise ValueError(
                f"the weights of earlier epochs were not kept: a diary is {KEEP_AT_MOST >> 20} MB at most, "
                f"and one epoch of this model takes {self.net_.n_parameters * 8 / 2**20:.3g} MB; "
                "fit with fewer epochs to look back"
                if self.history_.loss
                else 'the normal equations have no epochs; fit with solver="gradient_descent" to look back'
            )
        past = copy.copy(self)
        past.net_ = network_at(self.net_, self.history_, epoch)
        return past


class ClassifierMixin:
    """Labels of any kind become class numbers 0 ... K-1; `classes_[k]` is the label of class k."""

    _estimator_type = "classifier"
    multi_class = True

    def _encode(self, y, X):
        """The labels, sorted (K,), and the class number of each row (N,)."""
        y = as_labels(y, X)
        classes, numbers = np.unique(y, return_inverse=True)
        if len(classes) < 2:
            raise ValueError(
                f"y holds one class only ({classes[0]!r}); a classifier needs rows of at least two classes"
            )
        if len(classes) > 2 and not self.multi_class:
            raise ValueError(
                f"Only binary classification is supported by {type(self).__name__}, y holds {len(classes)} "
                "classes; use SoftmaxRegression or MLPClassifier"
            )
        return classes, numbers

    def predict(self, X):
        """The label of each row, shape (N,).

        Of two classes the second where the score is above 0; of more the one with the largest score.
        """
        score = self.decision_function(X)
        number = (score > 0).astype(int) if score.ndim == 1 else score.argmax(axis=1)
        return self.classes_[number]

    def score(self, X, y):
        """The fraction of rows labelled correctly, from 0 to 1."""
        predicted, y = self.predict(X), as_labels(y, X)
        if (y.dtype.kind in "US") != (predicted.dtype.kind in "US"):
            raise ValueError(
                f"y holds labels like {y[0]!r}, but {type(self).__name__} was fitted on labels like "
                f"{predicted[0]!r}; text and numbers are never equal, so make both of one kind"
            )
        return float(np.mean(predicted == y))


class RegressorMixin:
    """Real targets, one column or several."""

    _estimator_type = "regressor"

    def score(self, X, y):
        """R^2: 1 is perfect, 0 is as good as always answering the mean of y."""
        y, prediction = as_numbers(y, "y"), self.predict(X)
        check_lengths(prediction, y)
        if y.size != prediction.size:
            raise ValueError(
                f"y has shape {y.shape}, but the predictions have {prediction.shape}; "
                "give one number for each of them"
            )
        unit = np.abs(y).max() or 1.0  # keeps the squares of large and of small numbers in range
        y, prediction = y / unit, prediction / unit
        residual = ((y.reshape(prediction.shape) - prediction) ** 2).sum()
        spread = ((y - y.mean(axis=0)) ** 2).sum()
        return float(1 - residual / spread) if spread else float(residual == 0)


class OneLayer:
    """The weights of a network of one layer with one output, which tells two classes apart."""

    multi_class = False

    @property
    def w_(self):
        """Weights, shape (D,)."""
        return self.net_.layers[0].W[0]

    @property
    def b_(self):
        """Bias, a float."""
        return float(self.net_.layers[0].b[0])

    def decision_function(self, X):
        """w.x + b, shape (N,)."""
        X = self._check_inputs(X)
        return self.net_.scores(X)[:, 0]


class NetworkEstimator(Estimator):
    """A model that is trained as an MLP by the one training loop.

    A subclass says which network, targets and loss.
    Attributes after fit: net_ (MLP), history_ (History).
    """

    def _knowing(self, X, **learned):
        """A copy of the model that knows its data's columns, and what else it read off y."""
        model = copy.copy(self)
        vars(model).update(learned, n_features_in_=X.shape[1])
        return model

    def _begin(self, net, X, T, loss, rng, every, *, patience=None, validation_fraction=0.0, **settings):
        """A ModelRun that trains `net` on (X, T)."""
        epochs = count(self.epochs, "epochs")
        part = fraction(validation_fraction, "validation_fraction")
        if patience is not None:
            count(patience, "patience")
            if not part:
                raise ValueError(
                    "patience needs held-out rows to watch; set validation_fraction, for example 0.2"
                )
        split_rng, run_rng = rng.spawn(2)
        validation = rows = None
        if part:
            held_out = round(part * len(X))
            if not 0 < held_out < len(X):
                raise ValueError(
                    f"validation_fraction={part:g} of {len(X)} rows leaves {held_out} to validate and "
                    f"{len(X) - held_out} to train on; give more rows or another fraction"
                )
            order = split_rng.permutation(len(X))
            validation, rows = (X[order[:held_out]], T[order[:held_out]]), order[held_out:]
            X, T = X[rows], T[rows]
        run = Run(net, X, T, loss, validation=validation, rng=run_rng, every=every, **settings)
        return ModelRun(self, run, epochs * run.per_epoch, patience, rows)


def targets(numbers, n_classes, dtype):
    """Class numbers as the targets of a network: one 0/1 column for two classes, else one-hot rows."""
    return numbers[:, None].astype(dtype) if n_classes == 2 else one_hot(numbers, n_classes).astype(dtype)
