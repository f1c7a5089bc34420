"""scikit-learn's contract: settings and columns by name, code as repr, tags.

`fit` returns self and learned values end in `_`; settings are stored as given. So
`cross_val_score`, `GridSearchCV` and `Pipeline` work on our models, though scikit-learn is no
dependency. Left out on purpose: sample weights and sparse input.
"""

import inspect

import numpy as np

from .initializers import INITIALIZERS
from .validation import as_code, as_matrix


class Contract:
    """Hyperparameters by name.

    A subclass lists them in `__init__`, stores them, and does nothing else there.
    """

    @classmethod
    def _names(cls):
        return [name for name in inspect.signature(cls.__init__).parameters if name != "self"]

    def get_params(self, deep=True):
        """The hyperparameters as a dict."""
        return {name: getattr(self, name) for name in self._names()}

    def set_params(self, **params):
        """Change hyperparameters; returns self. An unknown name raises ValueError and changes nothing."""
        for name in params:
            if name not in self._names():
                raise ValueError(
                    f"{type(self).__name__} has no setting {name!r}; it has {', '.join(self._names())}"
                )
        for name, value in params.items():
            setattr(self, name, value)
        return self

    def __repr__(self):
        """Code that gives the model back, the settings at their defaults left out."""
        defaults = inspect.signature(type(self).__init__).parameters
        names = {function: name for name, function in INITIALIZERS.items()}
        changed = [
            f"{name}={repr(names[value]) if callable(value) and value in names else as_code(value)}"
            for name, value in self.get_params().items()
            if not np.array_equal(value, defaults[name].default)
        ]
        return f"{type(self).__name__}({', '.join(changed)})"

    def _check_fitted(self):
        if not hasattr(self, "n_features_in_"):
            raise RuntimeError(f"this {type(self).__name__} has learned nothing yet; call fit(X, y) first")

    def _check_inputs(self, X):
        """X as (N, n_features_in_); raise if the model has not been fitted, or on other columns."""
        self._check_fitted()
        names, known = _column_names(X), getattr(self, "feature_names_in_", None)
        if names is not None and known is not None and not np.array_equal(names, known):
            raise ValueError(
                f"X has the columns {', '.join(names)}, but {type(self).__name__} was fitted on "
                f"{', '.join(known)}; pass X[{known.tolist()}]"
            )
        X = as_matrix(X)
        if X.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {X.shape[1]} features, but {type(self).__name__} is expecting "
                f"{self.n_features_in_} features as input; pass X with shape ({len(X)}, {self.n_features_in_})"
            )
        return X

    def _refuse(self, unwanted):
        if unwanted:
            raise TypeError(
                f"{type(self).__name__}.fit takes no {', '.join(unwanted)}; sample weights are not part of "
                "this course, so repeat the rows that should count more"
            )

    def _remember_columns(self, X):
        """Keep the names of the columns that the model was fitted on, if X has any."""
        vars(self).pop("feature_names_in_", None)
        if (names := _column_names(X)) is not None:
            self.feature_names_in_ = names

    def __sklearn_tags__(self):
        from sklearn.utils import ClassifierTags, InputTags, RegressorTags, Tags, TargetTags

        kind = self._estimator_type
        return Tags(
            estimator_type=kind,
            target_tags=TargetTags(required=True, multi_output=kind == "regressor"),
            classifier_tags=ClassifierTags(multi_class=self.multi_class) if kind == "classifier" else None,
            regressor_tags=RegressorTags() if kind == "regressor" else None,
            input_tags=InputTags(),
        )


def _column_names(X):
    """The names of a table's columns (D,); None for an array, and for columns that are numbered."""
    names = getattr(X, "columns", None)
    if names is None or not all(isinstance(name, str) for name in names):
        return None
    return np.array(list(names), dtype=object)
