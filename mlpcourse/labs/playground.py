"""The lab of chapter 19: a network of one's own on points in the plane, with every number open."""

from dataclasses import fields
from html import escape
from pathlib import Path

import ipywidgets as w
import numpy as np

from .. import datasets
from ..optimizers import SGD
from ..playground import INPUTS, PlaygroundClassifier, PlaygroundRegressor
from ..schedules import HalveOnPlateau, InverseTime
from ..training import early_stopping
from ..validation import as_code
from . import page
from .controls import HiddenSizes, TickBoxes, choice, float_slider, learning_rate, slider, tick
from .own import OwnData, own_points
from .panels import square_around
from .playground_controls import ChosenNumber, Edits, LayerActivations, Rows
from .playground_files import as_edits, read, written
from .playground_panels import View, ground, losses, words
from .playground_words import caption, explained
from .training import Scene, TrainingLab
from .units import layout_of, units

ACTIVATIONS = ["tanh", "relu", "sigmoid", "identity", "leaky_relu", "softplus"]
RATES = {f"{rate:g}": rate for rate in (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)}
THREE, FOUR = ((-2.5, -2), (2.5, -2), (0, 2.5)), ((-2.5, -2.5), (2.5, -2.5), (2.5, 2.5), (-2.5, 2.5))
SETS = {  # the function of mlpcourse.datasets that makes each, and its centers
    "circle": ("circle",), "xor": ("xor",), "two Gaussians": ("two_gaussians",), "spiral": ("spiral",),
    "moons": ("moons",), "three clouds": ("blobs", THREE), "four clouds": ("blobs", FOUR),
    "numbers: a plane": ("tilted_plane",), "numbers: hills": ("hills",),
}  # fmt: skip
OWN = tuple(
    (*x, int(k)) for x, k in zip(datasets.xor(24, rng=0)[0].round(1).tolist(), datasets.xor(24, rng=0)[1])
)
PATIENCE = 20
STEP_1 = dict(dataset="circle", hidden_layer_sizes=(4,))


class PlaygroundLab(OwnData, TrainingLab):
    """TensorFlow Playground, with the numbers, the past and the other starts in sight.

    Another setting begins a new run with the same data, the same order and the same start; the run
    before stays in grey. `save` and `load` keep everything as JSON, `use_points` takes points of one's
    own, `set_weight` sets the chosen weight, `explanation` says where the chosen number comes from.
    """

    title = "Playground"
    question = "Which setting really mattered, and which was luck?"
    size = (9.9, 3.7)
    pace = 1 / 40
    ahead = False
    most = 5
    beside_play = ("batch",)
    keys = (" ", "ArrowLeft", "ArrowRight")
    epochs, n_points = 1000, 500
    least = 6  # or a tenth of them is none
    panels = (
        (units, (0.005, 0.01, 0.42, 0.98)),
        (ground, (0.475, 0.125, 0.285, 0.81)),
        (losses, (0.835, 0.585, 0.155, 0.335)),
        (words, (0.775, 0.015, 0.222, 0.42)),
    )
    folders = {
        "Data": ("noise", "train_share", "sample", "show_test", "discretise", "clicks", "points"),
        "Inputs and layers": ("inputs", "layer_activations"),
        "Training": ("loss", "optimizer", "schedule", "batch_size", "stop", "goal"),
        "Brakes": ("l1", "l2", "dropout"),
        "Start": ("seed", "init", "scale", "bias", "ten_starts"),
        "Numbers": ("readout", "log_axis", "chosen", "probe1", "probe2", "edits"),
    }
    storyboard = (dict(epoch=0), dict(epoch=60))
    telling = dict(epoch=5, dataset="yours", chosen=(1, 1), stop="goal")
    presets = {
        "step 1: circle, 2-4-1. Does it learn?": STEP_1,
        "step 2: rate 1. Faster or worse?": STEP_1 | dict(learning_rate=1.0),
        "step 3: L2 of 0.01. Does it help?": STEP_1 | dict(l2=0.01),
        "step 3: L2 of 0.1. More of it?": STEP_1 | dict(l2=0.1),
        "step 3: L2 of 1. What is left?": STEP_1 | dict(l2=1.0),
        "step 4: 2-4-2-1. More reliable?": STEP_1 | dict(hidden_layer_sizes=(4, 2)),
        "squared inputs, no hidden layer. Enough?": STEP_1
        | dict(hidden_layer_sizes=(), inputs=("x1^2", "x2^2")),
        "sigmoid, 2-4-2-1. Does it not work?": STEP_1 | dict(hidden_layer_sizes=(4, 2), activation="sigmoid"),
        "spiral, 2-4-1. Which setting solves it?": dict(dataset="spiral", hidden_layer_sizes=(4,), goal=0.9),
        "four clouds. How few units?": dict(
            dataset="four clouds", hidden_layer_sizes=(4,), loss="cross_entropy"
        ),
        "numbers: hills. How many units?": dict(dataset="numbers: hills", hidden_layer_sizes=(8,)),
    }

    _made = _weight = None

    def build(self):
        controls = {
            "epoch": slider("epoch", 0, 0, self.epochs),
            "batch": slider("batch", 0, 0, self.n_points),
            "dataset": choice("data", {name: name for name in SETS} | {"your points": "yours"}),
            "activation": choice("activation", ACTIVATIONS),
            "learning_rate": learning_rate(0.03, 1e-4, 12),
            "hidden_layer_sizes": HiddenSizes((4,), most=6, largest=16),
            "noise": float_slider("noise", 0.0, 0.0, 0.5, 0.05),
            "train_share": float_slider("training share", 0.5, 0.1, 0.9, 0.1, ".1f"),
            "sample": slider("sample", 1, 0, 50),
            "show_test": tick("show the test points", True),
            "discretise": tick("discretise the output"),
            "clicks": choice("a click", {
                "asks about that place": "asks", **{f"adds a point of class {k}": str(k) for k in range(self.most)},
                "deletes the nearest point": "deletes",
            }),
            "points": Rows(OWN),
            "inputs": TickBoxes("inputs", INPUTS, ("x1", "x2"), least=1),
            "layer_activations": LayerActivations(ACTIVATIONS, most=6),
            "loss": choice("loss", {"squared error, tanh output": "squared_error", "cross-entropy": "cross_entropy"}),
            "optimizer": choice("optimizer", {"SGD": "sgd", "SGD, momentum 0.9": "momentum", "Adam": "adam",
                                              "RMSProp": "rmsprop", "Adagrad": "adagrad", "Adadelta": "adadelta"}),
            "schedule": choice("the rate", {"stays": "stays", "falls as 1/t": "falls",
                                            "halves on a plateau": "halves"}),
            "batch_size": slider("batch size", 10, 1, 50),
            "stop": choice("Play stops", {"at the end": "end", "at the goal": "goal",
                                          f"if the test loss rises {PATIENCE} epochs": "patience"}),
            "goal": choice("goal", {f"test accuracy {goal:.2f}": goal for goal in (0.98, 0.95, 0.9)}),
            "l1": choice("L1 rate", RATES),
            "l2": choice("L2 rate λ", RATES),
            "dropout": choice("dropout", {"0": 0.0, "0.1": 0.1, "0.3": 0.3, "0.5": 0.5}),
            "seed": slider("start", 0, 0, 50),
            "init": choice("start weights", {"uniform, to ±0.5": "uniform", "Xavier": "xavier",
                                             "Xavier, uniform": "xavier_uniform", "He": "he", "all 0": "zeros"}),
            "scale": choice("times", {f"{s:g}": s for s in (1.0, 0.1, 0.3, 2.0, 4.0, 10.0)}),
            "bias": choice("start biases", {"0.1": 0.1, "0": 0.0, "1": 1.0}),
            "ten_starts": tick("ten starts"),
            "readout": choice("numbers", {"score": "score", "confusion": "confusion", "cost": "cost",
                                          "the chosen number": "explain"}),
            "log_axis": tick("logarithmic loss axis"),
            "chosen": ChosenNumber(),
            "probe1": float_slider("at x₁", 1.0, -6, 6, 0.1, ".1f"),
            "probe2": float_slider("at x₂", 2.0, -6, 6, 0.1, ".1f"),
            "edits": Edits(),
        }  # fmt: skip
        for name, width in dict(
            dataset="195px", activation="180px", learning_rate="275px", batch="230px"
        ).items():
            controls[name].layout.width, controls[name].style.description_width = width, "initial"
        controls["hidden_layer_sizes"].label.layout.width = "88px"
        controls["points"].use.on_click(
            self._guarded(lambda _: self.use_points(controls["points"].text.value.encode()))  # never a path
        )
        controls["points"].upload.observe(
            self._guarded(lambda change: self._uploaded(change, self.use_points)), "value"
        )
        controls["edits"].set.on_click(
            self._guarded(lambda _: self.set_weight(controls["edits"].typed.value))
        )
        return controls

    # ---- data

    def data(self, dataset, noise, sample, points):
        what = dataset, noise, sample, points
        if self._made != what:  # asked for several times a frame
            self._made, self._data = what, self._make_data(*what)
        return self._data

    def _make_data(self, dataset, noise, sample, points):
        rng = np.random.default_rng(sample)
        if dataset == "yours":  # in an order of chance: the first rows are trained on
            table = np.array(points)[rng.permutation(len(points))]
            return table[:, :2] + noise * rng.uniform(-1, 1, (len(table), 2)), table[:, 2].astype(int)
        name, *more = self._maker(dataset, noise)
        return getattr(datasets, name)(self.n_points, *more, rng=sample)

    def _maker(self, dataset, noise):
        """The function that makes a set, and its arguments."""
        name, *centers = SETS[dataset]
        return name, *centers, 1 + 2 * noise if centers else noise

    def data_script(self):
        values = self.values
        if values["dataset"] == "yours":
            return super().data_script()
        name, *more = self._maker(values["dataset"], values["noise"])
        arguments = ", ".join(map(as_code, (self.n_points, *more)))
        return f"from mlpcourse.datasets import {name}\n\nX, y = {name}({arguments}, rng={values['sample']})"

    def own_values(self):
        points = tuple((*x, k) for x, k in zip(self.own.X.tolist(), self.own.classes.tolist()))
        return {"dataset": "yours", "points": points}

    def use_points(self, data):
        """Show points of one's own, as load_points takes them: arrays, rows, text, a file's path."""
        with self.lock:
            own = own_points(data, self.inputs, self.most, self.least)
            self.own, before = own, self.own
            try:
                return self.set(**self.own_values(), epoch=0, batch=0)
            except Exception:
                self.own = before
                raise

    # ---- model

    def model(self, activation, learning_rate, hidden_layer_sizes, train_share, inputs, layer_activations, loss,
              optimizer, schedule, batch_size, l1, l2, dropout, seed, init, scale, bias, edits):  # fmt: skip
        X, y = self._call(self.data)
        by_layer = tuple(name or activation for name in layer_activations[: len(hidden_layer_sizes)])
        updates = 20 * -(-round(train_share * len(X)) // batch_size)  # after so many 1/t has halved the rate
        rate = {
            "stays": learning_rate, "falls": InverseTime(learning_rate * updates, updates),
            "halves": HalveOnPlateau(learning_rate),
        }[schedule]  # fmt: skip
        sizes = [len(inputs), *hidden_layer_sizes, 1 if y.max() < 2 else len(np.unique(y))]
        numbers = y.dtype.kind == "f"
        return (PlaygroundRegressor if numbers else PlaygroundClassifier)(
            hidden_layer_sizes, by_layer if len(set(by_layer)) > 1 else (*by_layer, activation)[0], inputs,
            "squared_error" if numbers else loss, rate, self.epochs, batch_size,
            SGD(learning_rate, 0.9) if optimizer == "momentum" else optimizer, l1, l2, dropout, init, scale, bias,
            train_share, tuple(edit for edit in edits if fits(edit[1:4], sizes)), seed,
        )  # fmt: skip

    def last(self):
        return self._run().last

    def finished(self):
        """At the end, or where the chosen rule says stop."""
        v, run = self.values, self._run()
        k = v["epoch"]
        if super().finished():
            return True
        if v["stop"] == "goal" and not isinstance(run.model, PlaygroundRegressor):
            reached = [a >= v["goal"] for a in run.run.accuracies()[: k + 1]]
            return reached[-1] and not any(reached[:-1])
        if v["stop"] == "patience":
            return early_stopping(run.history.val_loss[: k + 1], PATIENCE)[0] == k
        return False

    def _run(self):
        return self.present()["now"]

    # ---- what is seen

    def scene(self):
        base, v = super().scene(), self.values
        run, others = base.run, ()
        if base.starts is not None and not isinstance(run.model, PlaygroundRegressor):
            runs = self.begun_starts(range(10)).runs
            others = tuple(run.run.accuracies()[: base.k + 1][-1] for run in runs)
        return View(
            *(getattr(base, field.name) for field in fields(Scene)), used=run.model.inputs,
            n_train=run.model.rows(len(base.X)), batch=v["batch"],
            square=square_around(base.X) if v["dataset"] == "yours" else (-6.4, 6.4),
            chosen=v["chosen"] if self._exists(v["chosen"], run) else (), probe=(v["probe1"], v["probe2"]),
            show_test=v["show_test"], discretise=v["discretise"], log=v["log_axis"], readout=v["readout"],
            goal=v["goal"], others=others,
        )  # fmt: skip

    def _exists(self, place, run):
        sizes = [len(INPUTS), *run.run.net.sizes[1:]] if len(place) == 2 else run.run.net.sizes
        return bool(place) and fits(place, sizes)

    def draw(self, fig, log_axis):
        super().draw(fig)

    def said(self, scene, step, dataset, activation, learning_rate, seed):
        return caption(scene, self.values, self._built, step)

    def explanation(self):
        """Where the chosen number comes from, as text."""
        return explained(self.scene())

    # ---- by hand

    def set_weight(self, value):
        """Set the chosen weight, after the epoch in sight; the run goes on from there. Returns the lab."""
        with self.lock:
            v = self.values
            if len(v["chosen"]) != 3 or not self._exists(v["chosen"], self._run()):
                raise ValueError("no weight is chosen; click a line or a bias, or choose one under Numbers")
            here = (v["epoch"], *v["chosen"])
            edits = (*(edit for edit in v["edits"] if edit[:4] != here), (*here, value))
            return self.set(edits=edits, epoch=v["epoch"], batch=0)

    def pointer(self, kind, x, y):
        if kind != "down":
            return
        network, ground = self.panel_axes[:2]
        if self.inside(ground, x, y):
            return self._clicked_map(*self.at(ground, x, y).round(1).tolist())
        layout = layout_of(self.scene(), network.bbox.width / network.bbox.height)
        found = layout.found(*self.at(network, x, y))
        if len(found) == 2 and found[0] == 0 and self.values["readout"] != "explain":
            self._switch_input(list(INPUTS)[found[1] - 1])
        else:
            self.set(chosen=found, readout="explain" if found else "score")

    def _switch_input(self, name):
        inputs = set(self.values["inputs"]) ^ {name}
        if inputs:
            self.set(inputs=tuple(n for n in INPUTS if n in inputs))

    def key(self, key, shift):
        """Space plays and pauses; arrows go one epoch on or back, with Shift one batch."""
        if key == " ":
            return self.playback.toggle()
        self.playback.stop()
        (self.step_batch if shift else self.step)(1 if key == "ArrowRight" else -1)

    def step_batch(self, n=1):
        """Go on by n updates, back if negative, from one epoch into another. Returns the lab."""
        with self.lock:
            v, updates = self.values, self.controls["batch"].max
            moment = updates * v["epoch"] + min(v["batch"], updates) + n
            epoch, batch = divmod(min(max(moment, 0), updates * self.controls["epoch"].max), updates)
            return self.set(epoch=epoch, batch=batch)

    def _clicked_map(self, x1, x2):
        clicks, points = self.values["clicks"], self.values["points"]
        if clicks == "asks":
            self.set(probe1=min(6.0, max(-6.0, x1)), probe2=min(6.0, max(-6.0, x2)))
        elif clicks == "deletes":
            gaps = [np.hypot(a - x1, b - x2) for a, b, _ in points]
            nearest = int(np.argmin(gaps))
            self.set(dataset="yours", points=points[:nearest] + points[nearest + 1 :])
        else:
            self.set(dataset="yours", points=(*points, (x1, x2, int(clicks))))

    # ---- kept

    def save(self, path=None):
        """All settings, and the weights in sight, as JSON text; also written to a file if it is named."""
        with self.lock:
            text = written(self.values, self.scene().now.net_)
        if path is not None:
            Path(path).write_text(text, encoding="utf-8")
        return text

    def load(self, saved, weights_only=False):
        """Take over what `save` has kept: its text, bytes, or the path of its file. Returns the lab.

        weights_only : begin at the saved weights instead, with the present settings and the saved sizes.
        Raises ValueError, in a sentence, if it is damaged; nothing has changed then.
        """
        settings, weights = read(saved)
        if weights_only:
            keep = ("inputs", "hidden_layer_sizes")
            settings = {name: settings[name] for name in keep if name in settings} | dict(epoch=0, batch=0)
            settings["edits"] = as_edits(weights)
        else:
            settings = self._built | settings
        return self.set(**settings)

    def buttons(self):
        def button(text, tip, action):
            made = w.Button(description=text, tooltip=tip, layout=w.Layout(width="auto"))
            made.on_click(self._guarded(lambda _: action()))
            return made

        step = lambda name: self.set(**{name: (self.values[name] + 1) % 51})  # noqa: E731
        presets, *others = super().buttons()
        self.clock = w.Label(tooltip="Measured here")
        load = w.FileUpload(
            accept=".json", description="Load", layout=w.Layout(width="auto"), tooltip="Load settings"
        )
        load.observe(self._guarded(lambda change: self._uploaded(change, self.load)), "value")
        return [
            button("New start", "The next start weights", lambda: step("seed")),
            button("New sample", "The next sample of the data; the start weights stay", lambda: step("sample")),
            button("Ten starts", "Nine more starts beside this one, or none",
                   lambda: self.set(ten_starts=not self.values["ten_starts"])),
            presets,
            *others,
            button("Save", "All settings and weights as a JSON file",
                   lambda: self.stage.send({"save": self.save(), "name": "playground.json"})),
            load,
            self.clock,
        ]  # fmt: skip

    def _make_page(self):
        super()._make_page()
        self.edit_box, self.text_box = w.HBox([self.controls["edits"]]), page.hidden_box()
        self.page.children = (*self.page.children, self.edit_box, self.text_box)

    def redraw(self, changed=None):
        """As every lab; at rest the page also has the time of an epoch, and the explanation in full."""
        super().redraw(changed)
        if self.playback.playing:
            return
        run, text = self._run(), self.explanation() if self.values["readout"] == "explain" else ""
        if run.steps:
            self.clock.value = f"{1000 * run.run.seconds / run.steps:.2f} ms an epoch"
        self._show_weight(self.scene().weight if self.values["chosen"] else None)
        self.text_box.layout.display = None if text else "none"
        self.text_box.value = f"<pre style='line-height:1.35;white-space:pre-wrap'>{escape(text)}</pre>"

    def _show_weight(self, value):
        """Offer the chosen weight to be set by hand, below the picture; with its own value at first."""
        self.edit_box.layout.display = "none" if value is None else None
        if value not in (None, self._weight):
            self.controls["edits"].typed.value = float(f"{value:.4g}")
        self._weight = value

    def _uploaded(self, change, use):
        try:
            for file in change["new"]:
                use(bytes(file["content"]))
        finally:
            change["owner"].value = ()  # or the same file, given again, would be no change

    def _preset(self, name):
        """A preset begins with what was built, so that it is the same whatever was set before."""
        return self._built | {"points": self.values["points"]} | super()._preset(name)

    def _put(self, values):
        if "batch" in values:  # what it ends at is known when the rest is
            self.controls["batch"].max = self.n_points
        super()._put(values)

    def _end_time(self):
        super()._end_time()
        self._let_end("batch", len(self._run().run.data))

    def curve(self):
        return list(
            self._run().extend(to=max(1, self.values["epoch"])).loss[: max(1, self.values["epoch"]) + 1]
        )

    def to_fit(self):
        return super().to_fit().set_params(epochs=max(1, self.values["epoch"]))


def fits(place, sizes):
    """Whether a network of these sizes has the unit (layer, unit) or the weight (layer, unit, source)."""
    layer, unit, *source = place
    return layer < len(sizes) and unit <= sizes[layer] and (not source or source[0] <= sizes[layer - 1])
