"""Labs of chapter 20: a network that learns handwritten digits, and a look at the digits."""

from functools import partial
from weakref import WeakKeyDictionary

import numpy as np

from .. import plots
from ..datasets import load_digits, split
from ..estimators import MLPClassifier
from ..optimizers import SGD
from ..plots.style import blend, theme_of
from ..tables import rounded
from . import panels
from .base import Lab
from .controls import LayerSizes, choice, learning_rate, slider, tick
from .training import TrainingLab

HELD_OUT = 500 / 1797
VIEWS = ["weight images", "confusion matrix", "sure and wrong", "unsure and wrong", "unsure and right"]
SHOWN = 12  # digits of a gallery


def x4(n_out, n_in, rng):
    """Weights four times as large as Xavier's: for sigmoids, whose slope is at most a quarter."""
    return 4 * np.sqrt(2 / (n_in + n_out)) * rng.standard_normal((n_out, n_in))


STARTS = {"he": "he", "xavier": "xavier", "xavier × 4": x4}
OPTIMIZERS = ["sgd", "momentum 0.9", "adam", "rmsprop"]

USUAL = dict(
    epoch=30, learning_rate=0.1, sizes=(64, 32, 10), activation="relu", init="he", optimizer="momentum 0.9",
    batch_size=32, dropout=0.0,
)  # fmt: skip


def digit_rows():
    """The digits as the chapter deals them: X (1297, 64), y to train on, X (500, 64), y held out."""
    X, X_held, y, y_held = split(*load_digits(), HELD_OUT, rng=0)
    return X, y, X_held, y_held


def mosaic(images, columns, gap=1):
    """Square images (n, D) side by side as one array, NaN between them, and their middles (n, 2)."""
    side = round(images.shape[1] ** 0.5)
    step, rows = side + gap, -(-len(images) // columns)
    sheet = np.full((rows * step - gap, columns * step - gap), np.nan)
    corners = np.array([(k // columns * step, k % columns * step) for k in range(len(images))])
    for (top, left), image in zip(corners, images):
        sheet[top : top + side, left : left + side] = image.reshape(side, side)
    return sheet, corners[:, ::-1] + (side - 1) / 2


def columns_for(n):
    """How many columns n images are best dealt into: few places left empty, wider than high."""
    root = int(np.ceil(n**0.5))
    return min(range(root, 2 * root + 1), key=lambda columns: (-n % columns, columns))


def silent(net, X):
    """Which units of the first hidden layer give 0 for every row of X: (n,) of bool."""
    if len(net.layers) == 1 or net.layers[0].activation.name != "relu":
        return np.zeros(len(net.layers[0].W), bool)
    return ~(net.layers[0].forward(X).a > 0).any(axis=0)


def weight_images(ax, scene, most=64):
    """The weights of the first layer, one image a unit; a silent unit is crossed out."""
    theme = theme_of(ax)
    ax.axis("off")
    n = min(len(scene.now.net_.layers[0].W), most)
    columns = columns_for(n)
    sheet, middles = mosaic(np.zeros((n, scene.X.shape[1])), columns)
    image = ax.imshow(
        sheet, cmap=theme.signs.with_extremes(bad=theme.muted), vmin=-1, vmax=1, interpolation="nearest"
    )
    (crosses,) = ax.plot([], [], "x", color=theme.ink, markersize=120 / columns, markeredgewidth=1.6)
    whose = "the ten digits" if len(scene.now.net_.layers) == 1 else "the first layer"
    ax.set_title(f"weights of {whose}: blue −, orange +", color=theme.ink, fontsize=9)

    def move(scene):
        net = scene.now.net_
        W = net.layers[0].W[:n]
        largest = np.abs(W).max(axis=1, keepdims=True)
        image.set_data(mosaic(W / np.where(largest > 0, largest, 1), columns)[0])
        crosses.set_data(*middles[silent(net, scene.X)[:n]].T)

    return [image, crosses], move


def confusion(model, X, y):
    """How often a digit (row) was called another (column), (10, 10)."""
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (y, model.predict(X)), 1)
    return counts


def confusion_matrix(ax, scene, held):
    """Counts of the held-out rows: the true digit down, the answer across."""
    theme = theme_of(ax)
    off, on = (dict(cmap=blend(theme.paper, theme.colors[k]), vmin=0, alpha=0.8) for k in (1, 0))
    image = ax.imshow(np.zeros((10, 10)), vmax=1, interpolation="nearest", **off)
    right = ax.imshow(np.where(np.eye(10, dtype=bool), 1.0, np.nan), vmax=2.2, **on)
    ax.set(xticks=range(10), yticks=range(10), xlabel="answer", ylabel="true digit")
    ax.grid(False)
    texts = [
        ax.text(k, j, "", ha="center", va="center", color=theme.ink, fontsize=8)
        for j in range(10)
        for k in range(10)
    ]

    def move(scene):
        counts = confusion(scene.now, *held)
        wrong = counts * ~np.eye(10, dtype=bool)
        image.set_data(wrong / max(5, wrong.max()))
        for text, n in zip(texts, counts.ravel()):
            text.set(text=str(n), visible=bool(n))

    return [image, right, *texts], move


def ranked(model, X, y, view):
    """The rows that a gallery shows, (at most SHOWN,), with answers and certainties of all rows."""
    P = model.predict_proba(X)
    said, sure = P.argmax(axis=1), P.max(axis=1)
    rows = np.flatnonzero((said == y) if view == "unsure and right" else (said != y))
    order = np.argsort(-sure[rows] if view == "sure and wrong" else sure[rows], kind="stable")
    return rows[order][:SHOWN], said, sure


def gallery(ax, scene, held, view):
    """Twelve of the held-out digits: those that the network is most, or least, sure of."""
    theme = theme_of(ax)
    ax.axis("off")
    X, y = held
    side = round(X.shape[1] ** 0.5)
    room = side * 0.32  # for the words below each image
    image = ax.imshow(np.zeros((2, 2)), cmap=theme.greys, vmin=0, vmax=1, interpolation="nearest")
    step = np.array([side * 1.35, side + room * 1.5])
    texts = [
        ax.text(*((k % 4, k // 4) * step + [side / 2, side + room * 0.15]), "", ha="center", va="top",
                color=theme.ink, fontsize=8.5)
        for k in range(SHOWN)
    ]  # fmt: skip
    across, down = round(4 * step[0]), round(3 * step[1])
    image.set_extent((0, across, down, 0))
    ax.set(xlim=(0, across), ylim=(down, 0))
    ax.set_title(f"{view}: true → answer, and how sure", color=theme.ink, fontsize=9)

    def move(scene):
        rows, said, sure = ranked(scene.now, X, y, view)
        sheet = np.full((2 * down, 2 * across), np.nan)  # in half cells
        for k, row in enumerate(rows):
            left, top = np.round(2 * step * (k % 4, k // 4)).astype(int)
            picture = np.kron(X[row].reshape(side, side), np.ones((2, 2)))
            sheet[top : top + 2 * side, left : left + 2 * side] = picture
        image.set_data(sheet)
        for k, text in enumerate(texts):
            shown = k < len(rows)
            row = rows[k] if shown else 0
            text.set_text(f"{y[row]} → {said[row]}  {sure[row]:.0%}" if shown else "")

    return [image, *texts], move


def accuracy(ax, scene, held, known):
    """The share of right answers by epoch: of the rows trained on, of those held out, and of the
    settings before in grey.

    known : {run: [(trained on, held out) by epoch]}, what was worked out before.
    """
    theme = theme_of(ax)
    ax.set(xlabel="epoch", ylabel="share right", ylim=(0, 1.02))

    def shares(scene, run, to):
        """The shares of both kinds of rows, (2, steps + 1)."""
        found = known.setdefault(run, [])
        for k in range(len(found), min(to, run.steps) + 1):
            model = run.at(k)
            found.append((model.score(scene.X, scene.y), model.score(*held)))
        return np.array(found[: to + 1]).T

    (past, test, dot), move_test = panels.by_step(ax, lambda *what: shares(*what)[1], 1, "--")
    (train,) = ax.plot([], [], color=theme.colors[0], linewidth=1.9, label="trained on")
    test.set_label("held out")
    dot.set_markersize(7)
    plots.legend_above(ax, handles=[train, test])

    def move(scene):
        move_test(scene)
        train.set_data(test.get_xdata(), shares(scene, scene.run, scene.seen)[0])
        end = panels.step_above(max(20, scene.seen, *past.get_xdata()))
        panels.limit(ax, (-0.03 * end, 1.03 * end))

    return [past, train, test, dot], move


class DigitsLab(TrainingLab):
    """A network of one's own sizes learns handwritten digits.

    rows : X, y to train on and X, y held out, of square images; the digits of 8 x 8 by default.
    """

    title = "A network reads digits"
    question = "Which digits does it take for which, and does a hidden layer help?"
    size = (9.6, 3.9)
    in_sight = 5
    pace = 1 / 10
    ahead = False
    epochs = 30
    storyboard = (dict(epoch=30, view="sure and wrong"), dict(epoch=30, view="confusion matrix"))
    telling = dict(epoch=4)
    presets = {
        "softmax regression": USUAL | dict(sizes=(64, 10)),
        "64-32-10": USUAL,
        "six layers of sigmoids": USUAL
        | dict(sizes=(64, *(32,) * 6, 10), activation="sigmoid", init="xavier"),
        "rate 1 with momentum": USUAL | dict(learning_rate=1.0, view="weight images"),
    }

    def __init__(self, preset=None, *, rows=None, **values):
        """rows : see above. preset, values : as in every lab."""
        self.own_rows = rows is not None
        X, y, *held = digit_rows() if rows is None else rows
        self.rows, self.held, self.known = (X, y), tuple(held), WeakKeyDictionary()
        if self.own_rows:
            self.presets, self.storyboard = {}, ()  # thirty epochs of MNIST are a minute
        super().__init__(preset, **values)

    def build(self):
        inputs = self.rows[0].shape[1]
        ten = tick("ten starts")
        return {
            "epoch": slider("epoch", 0, 0, self.epochs),
            "learning_rate": learning_rate(0.1, 1e-3, 10),
            "sizes": LayerSizes((inputs, 32, 10), most=8, largest=max(64, inputs), fixed=True),
            "activation": choice("activation", ["relu", "tanh", "sigmoid"]),
            "view": choice("picture", VIEWS),
            "init": choice("start weights", list(STARTS)),
            "optimizer": choice("optimizer", OPTIMIZERS),
            "batch_size": slider("batch size", 32, 1, 200),
            "dropout": choice("dropout", [0.0, 0.2, 0.5]),
            "seed": slider("seed of the start", 0, 0, 20),
            **({} if self.own_rows else {"ten_starts": ten}),
        }

    def data(self):
        return self.rows

    def model(self, learning_rate, sizes, activation, init, optimizer, batch_size, dropout, seed):
        rate = learning_rate
        if optimizer == "momentum 0.9":
            rate, optimizer = None, SGD(learning_rate, 0.9)
        return MLPClassifier(
            sizes[1:-1], activation, rate, self.epochs, batch_size, optimizer, dropout=dropout,
            init=STARTS[init], rng=seed,
        )  # fmt: skip

    def _kept(self, what, data, make):
        return super()._kept(what, (), make)  # the rows never change, and may be 190 MB

    def draw(self, fig, view, sizes):
        picture = {
            "weight images": weight_images,
            "confusion matrix": partial(confusion_matrix, held=self.held),
        }.get(view, partial(gallery, held=self.held, view=view))
        box = (0.05, 0.12, 0.36, 0.84) if view == "confusion matrix" else (0.01, 0.02, 0.42, 0.9)
        self.panels = (
            (picture, box),
            (panels.loss, (0.5, 0.14, 0.2, 0.68)),
            (partial(accuracy, held=self.held, known=self.known), (0.78, 0.14, 0.2, 0.68)),
        )
        super().draw(fig)

    def said(self, scene, now, step, loss, view, learning_rate, activation, init, optimizer,
             batch_size, dropout, seed):  # fmt: skip
        X, y = self.held
        train, test = now.score(scene.X, scene.y), now.score(X, y)
        words = (
            f"Epoch {step}: loss {rounded(loss)}, {train:.1%} of {len(scene.X)} rows trained on "
            f"and {test:.1%} of {len(X)} held out right. {'-'.join(map(str, now.net_.sizes))}, {activation}, "
            f"{now.net_.n_parameters} parameters, start {seed}, {init}; {optimizer}, η = {learning_rate:.3g}, "
            f"batches of {batch_size}" + f", dropout {dropout:g}" * bool(dropout) + "."
        )
        return words + self._seen(now, X, y, view, scene.X) + scene.end(step, write="{:.3f}".format)

    def _seen(self, model, X, y, view, X_train):
        """What the picture shows, in a sentence."""
        if view == "weight images":
            dead = silent(model.net_, X_train)
            return f" {dead.sum()} of {len(dead)} units are silent." if len(model.net_.layers) > 1 else ""
        if view == "confusion matrix":
            wrong = confusion(model, X, y) * ~np.eye(10, dtype=bool)
            digit, answer = np.unravel_index(wrong.argmax(), wrong.shape)
            most = f", most often {digit} taken for {answer} ({wrong.max()})" if wrong.any() else ""
            return f" {wrong.sum()} mistakes{most}."
        rows, said, sure = ranked(model, X, y, view)
        first = "".join(f": row {k}, a {y[k]}, called {said[k]} with {sure[k]:.1%}" for k in rows[:1])
        return f" {view.capitalize()}{first}."

    def data_script(self):
        if self.own_rows:
            return "# X, y: the rows to train on, as given to the lab"
        return """\
from mlpcourse.datasets import load_digits, split

X, X_test, y, y_test = split(*load_digits(), 500 / 1797, rng=0)"""


class DigitBrowser(Lab):
    """Twelve digits of the set, in an order without order, with or without their labels."""

    title = "Read them yourself"
    question = "Decide before you tick the labels: which digits are these?"
    size = (8.4, 2.6)

    def build(self):
        X, y = load_digits()
        order = np.random.default_rng(2).permutation(len(X))  # the file goes 0, 1, 2, 3, …
        self.X, self.y = X[order], y[order]
        return {
            "first": slider("first row", 344, 0, 1797 - SHOWN),
            "digit": choice("digits", ["all", *map(str, range(10))]),
            "labels": tick("labels"),
        }

    def draw(self, fig):
        theme = self.theme
        ax = fig.add_axes((0.01, 0.02, 0.98, 0.96))
        ax.axis("off")
        sheet, middles = mosaic(np.zeros((SHOWN, 64)), 6, 3)
        self.image = ax.imshow(sheet, cmap=theme.greys, vmin=0, vmax=1, interpolation="nearest")
        ax.set_xlim(-1, sheet.shape[1] + 2)
        self.names = [
            ax.text(x + 4, y - 4, "", ha="left", va="top", fontsize=12, color=theme.wrong, weight="bold")
            for x, y in middles
        ]
        self.artists += [self.image, *self.names]

    def move(self, first, digit, labels):
        rows = np.arange(len(self.y))
        if digit != "all":
            rows = rows[self.y == int(digit)]
        rows = np.concatenate([rows[rows >= first], rows])[:SHOWN]
        self.image.set_data(mosaic(self.X[rows], 6, 3)[0])
        for name, label in zip(self.names, self.y[rows]):
            name.set_text(str(label) if labels else "")
        kind = "all digits" if digit == "all" else f"only the digit {digit}"
        words = f"Twelve digits from row {first} on, {kind}: 8 × 8 pixels, 17 levels of grey."
        return words + (f" Labels: {', '.join(map(str, self.y[rows]))}." if labels else "")
