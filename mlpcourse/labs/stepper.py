"""Lab of chapter 11: one gradient step by hand, number by number, forwards and backwards."""

from ..lectures import slides
from ..lectures.by_hand import ByHand
from ..lectures.lines import PHASES, name
from ..tables import number
from .backprop import EXPLODED, PRESETS, UPDATES, WorkshopLab
from .controls import choice, learning_rate, slider
from .walk import NetworkWalk, written_out


class BackpropStepper(NetworkWalk, WorkshopLab):
    """Walk through forward pass, loss, backward pass and update, one number a step, and back again."""

    title = "Backpropagation, one number at a time"
    question = "Before each step, say the next number. Which weight moves most in the first update?"
    # whose the backward slides are is a question of the chapter, and the lab stands above it
    presets = {name: values for name, values in PRESETS.items() if "backward" not in name}
    storyboard = (dict(step=4), dict(step=9), dict(step=11))

    def build(self):
        return {
            "step": slider("step", 0, 0, 36),
            "update": slider("updates done", 0, 0, UPDATES),
            "learning_rate": learning_rate(slides.RATE, 0.01, 10),
            **self.network_controls(),
            "send_back": choice("send back by", ["old W", "new W (wrong)"]),
        }

    def draw(self, fig):
        example = ByHand()
        layers = [[key for key, _ in layer] for layer in _units(example, {})]
        ax = self.draw_network(fig, layers, _edges(example, {}))
        for label in self.diagram.labels.values():  # after many updates the numbers are long, and some bold
            label.set_fontsize(8.2)
        corner = dict(transform=ax.transAxes, ha="right", va="top", color=self.theme.ink)
        self.loss_text = ax.text(0.995, 0.99, "", **corner)
        self.artists.append(self.loss_text)

    def move(self, step, update, learning_rate, send_back):
        chain = self.examples(self.values, update)
        finite = [example for example in chain if example.l < EXPLODED]
        example = finite[-1]
        lines = example.lines()
        step = min(step, len(lines))
        done, now = lines[:step], lines[step - 1] if step else None
        known = {line.key: line.value for line in done if line.phase != "after"}
        units = {key: text for layer in _units(example, known) for key, text in layer}
        self.diagram.show(units, _edges(example, known), _active(now, example), _settled(example, known))
        self.loss_text.set_text(f"loss l = {number(example.l, True)}" if ("l",) in known else "loss l = ?")

        caption = f"Step {step} of {len(lines)}"
        if update:
            caption += f", after {len(finite) - 1} updates"
        if len(finite) <= update:
            caption += f" (then the loss explodes: η = {learning_rate:.3g} is too large)"
        if now is None:
            given = example.settings().replace(", η", "\nη")
            self.write(["Given: inputs, targets and weights. Predict r₁.", given])
            return f"{caption}. Given: {example.settings()}. Predict r₁."
        rows, said = written_out(now, PHASES[now.phase])
        if now.printed is not None:
            rows[-1] += f"      the slide prints {number(now.printed, True)}"
        if now.note:
            rows.append(now.note)
        if send_back != "old W" and now.phase == "sums":
            rows.append("wrong: these are the new weights; the gradient belongs to the old ones (M-34)")
        self.write([PHASES[now.phase], *rows])
        printed = f" The slide prints {number(now.printed, True)}. {now.note}." if now.note else ""
        return f"{caption}. {said}{printed}"

    def step_of(self, unit):
        example = self.examples(self.values, self.values["update"])[-1]
        steps = [line.key for line in example.lines()]
        return steps.index(unit) + 1 if unit in steps else None


def _units(example, known):
    """The texts on the units, "?" for what is not known yet."""

    def value(key):
        return f"{name(*key)} = {_short(known[key], 4)}" if key in known else f"{name(*key)} = ?"

    def unit(keys):
        shown = keys[:2] + [key for key in keys[2:] if key in known]
        return "\n".join(value(key) for key in shown)

    inputs = [(("x", 0), "1")] + [
        (("x", i), f"{name('x', i)} = {_short(x, 4)}") for i, x in enumerate(example.x, 1)
    ]
    hidden = [(("u", 0), "1")]
    hidden += [(("u", j), unit([("r", j), ("u", j), ("Σ", j)])) for j in range(1, len(example.V) + 1)]
    outputs = [
        (("z", k), unit([("s", k), ("z", k), ("δ", k)]) + f"\n{name('y', k)} = {y:g}")
        for k, y in enumerate(example.y, 1)
    ]
    return [inputs, hidden, outputs]


def _edges(example, known):
    """The texts on the connections: the weight, and the new weight once it is known."""
    edges = {}
    for letter, start, end, weights in (("v", "x", "u", example.V), ("w", "u", "z", example.W)):
        for target, row in enumerate(weights, 1):
            for source, old in enumerate(row):
                text = f"{name(letter, source, target)} = {_short(old, 3)}"
                if (letter, source, target) in known:
                    text += f"\n→ {_short(known[letter, source, target], 3)}"
                edges[(start, source), (end, target)] = text
    return edges


def _short(value, digits):
    """A number that fits in the drawing: few digits, fewer behind 0.00 or beside a power of ten, and 0 for
    rounding noise.
    """
    digits -= abs(value) < 0.01
    text = f"{value:.{digits}g}" if abs(value) > 1e-12 else "0"
    return (f"{value:.1e}" if "e" in text else text).replace("-", "−")


def _active(line, example):
    """Units and edges that the line is about."""
    if line is None:
        return set()
    letter, *index = line.key
    V, W = range(example.V.shape[1]), range(example.W.shape[1])
    K = range(1, len(example.W) + 1)
    if letter == "r":
        return {("u", index[0])} | {(("x", i), ("u", index[0])) for i in V}
    if letter == "s":
        return {("z", index[0])} | {(("u", j), ("z", index[0])) for j in W}
    if letter == "Σ":
        return {("u", index[0])} | {(("u", index[0]), ("z", k)) for k in K}
    if letter == "w":
        return {(("u", index[0]), ("z", index[1]))}
    if letter == "v":
        return {(("x", index[0]), ("u", index[1]))}
    if letter == "l":
        return {("z", k) for k in K}
    return {({"g'": "u", "δ": "z"}.get(letter, letter), index[0])}


def _settled(example, known):
    """Units whose forward value is known, and everything that is given."""
    given = {("x", i) for i in range(example.V.shape[1])} | {("u", 0)}
    return given | set(known) | set(_edges(example, known))
