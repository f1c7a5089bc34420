"""Labs that train: a choice of data, a model and panels.

A subclass says in `data` which points there are, in `model` which estimator learns them, and in
`said` what one sees. Each names the controls that it reads by its arguments, and that is all the
wiring there is: what `data` reads is shared by both runs of a pair, a change of what `model` reads
is a new run, and everything else only moves what is drawn.
"""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .. import plots
from ..tables import rounded
from .base import Lab, arguments
from .plane import PlaneLab

RUNS = 6  # what a lab keeps of its training, the latest first


@dataclass(frozen=True)
class Scene:
    """What a panel may see, and all that it may see.

    X : (N, D), y : (N,). The data.
    runs : {name: ModelRun} of the present settings; a lab with one model calls it "now".
    before : the same of the settings before, or {}; words : how those differ.
    k : the moment in sight, in steps; seen : the last step of the present runs that is drawn.
    left : the step at which the settings before were left.
    starts : the losses of other starts, (steps + 1, starts), or None.
    """

    X: np.ndarray
    y: np.ndarray
    runs: dict
    before: dict
    words: str
    k: int
    seen: int
    left: int
    starts: np.ndarray | None = None

    @cached_property
    def models(self):
        """{name: model} at the moment in sight."""
        return {name: run.at(self.k) for name, run in self.runs.items()}

    @property
    def now(self):
        """The model in sight, of a lab with one."""
        return next(iter(self.models.values()))

    @property
    def run(self):
        """The run in sight, of a lab with one."""
        return next(iter(self.runs.values()))

    @property
    def last_before(self):
        """{name: model} where the settings before were left."""
        return {name: run.at(self.left) for name, run in self.before.items()}

    def end(self, step, starts="Ten starts stand at losses", write=lambda v: rounded(v, 3)):
        """The end of a caption: where the other starts stand, and why the run goes no further, if so.

        starts : who they are and what of them is told. write : a number as text.
        """
        words = ""
        if self.starts is not None:
            low, high = write(self.starts[-1].min()), write(self.starts[-1].max())
            words += f" {starts} from {low} to {high}."
        if self.run.ended and step == self.run.steps:
            words += f" It goes no further: {self.run.why.rstrip('.')}."
        return words

    @property
    def before_models(self):
        """{name: model} of the settings before, at the moment in sight: two runs in step."""
        return {name: run.at(self.k) for name, run in self.before.items()}


class TrainingLab(Lab):
    """A lab that trains; its time is the training step.

    panels : pairs (panel, box). A panel is a function of an axes and a Scene that draws what stays
    and returns (artists, move); move(scene) sets the artists. box : (left, bottom, width, height).
    ahead : train to the end at once and draw the whole curve, for runs that take no time. Else a
    run grows with the slider, and new settings begin at step 0.
    every : what a step is, "epoch" or "update".
    """

    time = "epoch"
    paired = True
    panels = ()
    ahead = True
    every = "epoch"
    _runs: dict = {}  # what was trained; never changed, but replaced

    def data(self):
        """X (N, D) and y (N,)."""
        raise NotImplementedError

    def model(self):
        """The estimator of these settings, or {name: estimator} of several in step."""
        raise NotImplementedError

    def said(self):
        """The caption. Beside controls it may name: scene, now, step, loss."""
        raise NotImplementedError

    def begin(self, name, model, X, y):
        """The run of one model; for a lab whose models do not all learn the same labels. It may name controls,
        too, which then are settings of the run.
        """
        return model.begin(X, y, every=self.every)

    def starts(self, ten_starts=False):
        """Losses of other starts for a band behind the curve, see starts_of, or None: ten if there is a
        control "ten_starts" and it is ticked.
        """
        return self.starts_of(range(10)) if ten_starts else None

    def data_script(self):
        """Python that makes X and y; what else to import comes with it."""
        X, y = self._call(self.data)
        return f"X = {np.asarray(X).tolist()}\ny = {np.asarray(y).tolist()}"

    # ---- runs

    @property
    def given(self):
        """The controls that are no settings of the model."""
        settings = self._settings(self.values)
        return tuple(name for name in self.controls if name not in settings)

    def _settings(self, values):
        """Those of the values by which a run is begun."""
        named = dict.fromkeys(arguments(self.model) + arguments(self.begin))
        return {name: values[name] for name in named if name in self.controls}

    def runs(self, values, data):
        """{name: ModelRun} of these settings; begun once, and asked again as long as it is kept."""
        settings = self._settings(values)
        return self._kept(("run", repr(settings)), data, lambda: self._begun(settings, *data))

    def _begun(self, settings, X, y):
        model = self._call(self.model, **settings)
        models = model if isinstance(model, dict) else {"now": model}
        begin = lambda name, model: self._call(self.begin, name=name, model=model, X=X, y=y, **settings)  # noqa: E731
        return {name: begin(name, model) for name, model in models.items()}

    def starts_of(self, seeds, validation=False):
        """Losses of the present settings from other seeds, trained together as far as is seen.

        seeds : in the place of the model's rng. validation : the losses on the rows held out.
        Returns (steps + 1, seeds).
        """
        seen = self._span if self.ahead else self.values[self.time]
        starts = self.begun_starts(seeds)
        starts.extend(to=seen)
        losses = starts.validation_losses if validation else starts.losses
        return losses[: seen + 1]

    def begun_starts(self, seeds):
        """The Starts of the present settings from other seeds; begun once, as a run is."""
        data = self._call(self.data)
        begin = lambda: self._call(self.model).begin_starts(*data, seeds, self.every)  # noqa: E731
        return self._kept(("starts", repr(self._settings(self.values) | {"seed": seeds})), data, begin)

    def _kept(self, what, data, make):
        """What `make` gives for these data; made once, as long as it is among the latest."""
        key = (*what, *(np.asarray(part).tobytes() for part in data))
        if key not in self._runs:
            self._runs = {key: make(), **dict(list(self._runs.items())[: RUNS - 1])}
        return self._runs[key]

    def scene(self):
        """The Scene of the present values."""
        data, earlier = self._call(self.data), self.earlier()
        runs = self.runs(self.values, data)
        before, words, left = {}, "", 0
        if earlier is not None:
            before, words = self.runs(earlier[0], data), earlier[1]
            left = self._span if self.ahead else earlier[0][self.time]
        k = self.values[self.time]
        seen = self._span if self.ahead else k
        for run in runs.values():
            run.extend(to=seen)
        for run in before.values():
            run.extend(to=left)
        return Scene(*data, runs, before, words, k, seen, left, self._call(self.starts))

    def present(self):
        """{name: ModelRun} of the present settings."""
        return self.runs(self.values, self._call(self.data))

    def last(self):
        return max(run.last for run in self.present().values())

    def _remember(self, before):
        """New settings of a run that grows begin at step 0; where the old ones were left is kept."""
        super()._remember(before)
        if self.ahead or not self.values["previous"]:
            return
        settings = [name for name in self.controls if name != self.time and name not in self.given]
        if any(self.values[name] != before[name] for name in settings):
            if self.values["previous"].keys() != {self.time, *settings}:
                self.values["previous"] = self.values["previous"] | {self.time: before[self.time]}
            self._put({self.time: self.controls[self.time].min})

    # ---- drawing

    def draw(self, fig):
        scene = self.scene()
        self.moves, self.panel_axes = [], []
        for panel, box in self.panels:
            ax = plots.new_axes(fig.add_axes(box))
            artists, move = panel(ax, scene)
            self.artists += artists
            self.moves.append(move)
            self.panel_axes.append(ax)

    def move(self):
        scene = self.scene()
        for move in self.moves:
            move(scene)
        step = min(scene.k, scene.run.steps)
        more = dict(scene=scene, now=scene.now, step=step, loss=scene.run.history.loss[step])
        return self._call(self.said, **more)

    # ---- as code

    def curve(self):
        """The loss after each step, to the end."""
        return list(next(iter(self.present().values())).extend().loss)

    def to_fit(self):
        """The estimator that the script fits."""
        return self._call(self.model)

    def script(self):
        model = self.to_fit()
        kinds, imports = sorted({*re.findall(r"\b[A-Z]\w+(?=\()", repr(model))}), ""
        for home in ("mlpcourse", "mlpcourse.playground"):
            names = [kind for kind in kinds if kind.startswith("Playground") == (home != "mlpcourse")]
            imports += f"from {home} import {', '.join(names)}\n" if names else ""
        return f"""\
{imports}
{self.data_script()}
model = {model!r}
losses = model.fit(X, y).history_.loss
print(losses[-1])
"""


class PlaneTrainingLab(PlaneLab, TrainingLab):
    """A lab that trains on points in the plane that one can move; the first panel shows them."""

    def data(self, points):
        table = np.array(points)
        return table[:, :2], table[:, 2].astype(int)

    def draw(self, fig):
        super().draw(fig)
        self.plane(self.panel_axes[0])
