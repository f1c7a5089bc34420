"""What all models share: scikit-learn's contract, and training as a network.

`fit` returns self and learned values end in `_`; hyperparameters are stored as given. So
`cross_val_score`, `GridSearchCV` and `Pipeline` work on our models, though scikit-learn is no
dependency.
"""

import copy
import inspect
import warnings

import numpy as np

from .losses import one_hot
from .model_run import ModelRun
from .training import KEEP_AT_MOST, DivergenceWarning, Run, network_at
from .validation import as_labels, as_matrix, check_lengths, count, fraction


class Estimator:
    """Hyperparameters by name. A subclass lists them in `__init__`, stores them, and does nothing
    else there.
    """

    @classmethod
    def _names(cls):
        return [name for name in inspect.signature(cls.__init__).parameters if name != "self"]

    def get_params(self, deep=True):
        """The hyperparameters as a dict."""
        return {name: getattr(self, name) for name in self._names()}

    def set_params(self, **params):
        """Change hyperparameters; returns self. Unknown names raise ValueError."""
        for name, value in params.items():
            if name not in self._names():
                raise ValueError(
                    f"{type(self).__name__} has no setting {name!r}; it has {', '.join(self._names())}"
                )
            setattr(self, name, value)
        return self

    def __repr__(self):
        defaults = inspect.signature(type(self).__init__).parameters
        changed = [
            f"{name}={value!r}"
            for name, value in self.get_params().items()
            if not np.array_equal(value, defaults[name].default)
        ]
        return f"{type(self).__name__}({', '.join(changed)})"

    def _check_fitted(self):
        if not hasattr(self, "n_features_in_"):
            raise RuntimeError(f"this {type(self).__name__} has learned nothing yet; call fit(X, y) first")

    def _check_inputs(self, X):
        """X as (N, n_features_in_); raise if the model has not been fitted."""
        self._check_fitted()
        return as_matrix(X, "X", self.n_features_in_)

    def fit(self, X, y):
        """Train to the end. X : (N, D). y : one target for each row. Returns self.

        Raises ValueError on bad input; warns if training diverges. After Ctrl-C the model is what it
        had become by then.
        """
        return self._finish(self.begin(X, y))

    def _finish(self, run):
        """Train a run to its end and become its model."""
        try:
            run.extend()
        finally:
            vars(self).update(vars(run.kept()))
        if run.history.diverged:
            warnings.warn(run.why, DivergenceWarning, stacklevel=3)
        return self

    def _remember(self, run, k):
        """Keep what the model's attributes tell about its training, k steps long."""
        self.history_ = run.history

    def at_epoch(self, epoch):
        """The model as it was after `epoch` epochs (0 is before training): a copy, ready to
        predict.
        """
        self._check_fitted()
        if self.history_.weights is None:
            raise ValueError(
                f"the weights of earlier epochs were not kept: a diary is {KEEP_AT_MOST >> 20} MB at most, "
                f"and one epoch of this model takes {self.net_.n_parameters * 8 / 2**20:.3g} MB; "
                "fit with fewer epochs to look back"
                if self.history_.loss
                else "the normal equations have no epochs"
            )
        past = copy.copy(self)
        past.net_ = network_at(self.net_, self.history_, epoch)
        return past

    def __sklearn_tags__(self):
        from sklearn.utils import ClassifierTags, InputTags, RegressorTags, Tags, TargetTags

        kind = self._estimator_type
        return Tags(
            estimator_type=kind,
            target_tags=TargetTags(required=True),
            classifier_tags=ClassifierTags() if kind == "classifier" else None,
            regressor_tags=RegressorTags() if kind == "regressor" else None,
            input_tags=InputTags(),
        )


class ClassifierMixin:
    """Labels of any kind become class numbers 0 ... K-1; `classes_[k]` is the label of class k."""

    _estimator_type = "classifier"

    def _encode(self, y, X, only_two=False):
        """Class numbers (N,), and set classes_."""
        y = as_labels(y, X)
        classes, numbers = np.unique(y, return_inverse=True)
        if len(classes) < 2:
            raise ValueError(
                f"y holds one class only ({classes[0]!r}); a classifier needs rows of at least two classes"
            )
        if only_two and len(classes) > 2:
            raise ValueError(
                f"{type(self).__name__} separates two classes, y holds {len(classes)}; "
                "use SoftmaxRegression or MLPClassifier"
            )
        return classes, numbers

    def predict(self, X):
        """The label of each row, shape (N,): class 1 of two where the score is above 0, else the
        largest score.
        """
        score = self.decision_function(X)
        number = (score > 0).astype(int) if score.ndim == 1 else score.argmax(axis=1)
        return self.classes_[number]

    def score(self, X, y):
        """The fraction of rows labelled correctly."""
        return float(np.mean(self.predict(X) == as_labels(y, X)))


class RegressorMixin:
    """Real targets, one column or several."""

    _estimator_type = "regressor"

    def score(self, X, y):
        """R^2: 1 is perfect, 0 is as good as always answering the mean of y."""
        y = np.asarray(y, dtype=float)
        prediction = self.predict(X)
        check_lengths(prediction, y)
        residual = ((y.reshape(prediction.shape) - prediction) ** 2).sum()
        spread = ((y - y.mean(axis=0)) ** 2).sum()
        return float(1 - residual / spread) if spread else float(residual == 0)


class OneLayer:
    """The weights of a network of one layer with one output."""

    @property
    def w_(self):
        """Weights, shape (D,)."""
        return self.net_.layers[0].W[0]

    @property
    def b_(self):
        """Bias, a float."""
        return float(self.net_.layers[0].b[0])


class NetworkEstimator(Estimator):
    """A model that is trained as an MLP by the one training loop.

    A subclass says which network, targets and loss; attributes after fit: net_ (MLP), history_
    (History).
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
                    f"validation_fraction={part:g} of {len(X)} rows leaves {held_out} to validate "
                    "and "
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
