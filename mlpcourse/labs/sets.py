"""Labs that train a network on a set of points: one of the course's, or the learner's own."""

from .own import OwnData
from .training import TrainingLab

SCALE = 3.0  # the course's sets reach to 6; their columns are divided by this


class SetsLab(OwnData, TrainingLab):
    """A lab that trains on the set that its control "dataset" names.

    sets : {name: function of (n, rng) that makes it}. n_points : how many points it makes.
    """

    sets: dict = {}
    n_points = 200

    def set_names(self):
        """The options of the control "dataset"; the learner's own points come first."""
        names = {name: name for name in self.sets}
        return {"your points": "yours"} | names if self.own else names

    def data(self, dataset):
        if dataset == "yours":
            return self.own.X, self.own.classes
        X, y = self.sets[dataset](self.n_points, rng=0)
        return X / SCALE, y

    def data_script(self):
        if self.values["dataset"] == "yours":
            return super().data_script()
        name = self.sets[self.values["dataset"]].__name__
        return f"from mlpcourse.datasets import {name}\n\nX, y = {name}({self.n_points}, rng=0)\nX = X / {SCALE:g}"
