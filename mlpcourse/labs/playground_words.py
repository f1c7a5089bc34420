"""What the playground says of a View: its table of numbers, and its caption."""

import re
from itertools import pairwise

import numpy as np

from ..explain import Explain
from ..tables import number

INPUT_NAMES = ("x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂")


def short(value, places=4):
    """A number with so many places, or in powers of ten where that would be long."""
    return f"{value:.{places}f}" if abs(value) < 1000 else f"{value:.2e}"


def score(view):
    """Losses and accuracies, and how the ten starts fare."""
    heads, rows = [*view.parts], [*view.parts.values()]
    measure = "R²" if view.regresses else "accuracy"
    lines = [
        f"{'':9}" + "".join(f"{head:>10}" for head in heads) + "\t",
        f"{'loss':9}\t" + "".join(f"{short(loss):>10}" for loss, _ in rows),
        f"{measure:9}\t" + "".join(f"{short(right, 3):>10}" for _, right in rows),
        f"{'points':9}{view.n_train:>10}{len(view.X) - view.n_train:>10}\t",
    ]
    if any(view.run.run.decay[::2]):
        lines.append(f"{'+ penalty':9}\t{short(rows[0][0] + view.penalty):>10}")
    lines.append(f"largest weight \t{view.largest:.3g}")
    if not view.regresses:
        lines.append(
            f"{view.goal} reached: {'not yet' if view.reached is None else f'epoch {view.reached}'}\t"
        )
    if view.others:
        low, high = min(view.others), max(view.others)
        lines.append(f"ten starts: \t{low:.3f} to {high:.3f}")
        lines.append(f"  at {view.goal} or above: \t{sum(a >= view.goal for a in view.others)}")
    return lines


def confusion(view):
    """How many test points of each class are said to be of which."""
    if view.regresses:
        return ["Numbers have no classes", "to confuse."]
    K, rows = len(view.now.classes_), slice(view.n_train, None)
    said = view.now.predict(view.X[rows])
    lines = ["test points:  said to be", f"{'class':6}" + "".join(f"{k:>5}" for k in range(K)) + "\t"]
    for k in range(K):
        counts = [int(((view.y[rows] == k) & (said == j)).sum()) for j in range(K)]
        lines.append(f"{k:<6}\t" + "".join(f"{n:>5}" for n in counts))
    return lines


def cost(view):
    """What a step costs."""
    run, sizes = view.run.run, view.now.net_.sizes
    weights = [a * b for a, b in pairwise(sizes)]
    # forward once through all weights; back once for dW, and once for da except into the inputs
    products = 3 * sum(weights) - weights[0]
    size, updates = min(run.batch_size, len(run.X)), len(run.data)
    lines = [
        f"sizes {'-'.join(map(str, sizes))}",
        f"{view.now.net_.n_parameters:,} parameters",
        f"{products:,} multiplications a sample,",
        f"{products * size:,} an update of {size},",
        f"{products * len(run.X):,} an epoch of",
        f"  {updates} update{'s' * (updates != 1)}",
        "(in the products with W alone)",
    ]
    return [f"{line}\t" for line in lines]


def number_lines(view):
    """Where the chosen number comes from, in short."""
    return [re.sub("^ +", "  ", line) for line in explained(view).split("\n")]


def explained(view):
    """Where the chosen number comes from: a unit's at the probe, a weight's value and its next change."""
    if not view.chosen:
        return "Click a unit, a line or the small\nsquare of a bias, or choose one\nunder more, One number."
    model, run = view.now, view.run.run
    P, (layer, *place) = np.array([view.probe]), view.chosen
    if len(view.chosen) == 2:
        at = f"at ({number(view.probe[0], True)}, {number(view.probe[1], True)}):"
        if layer == 0:
            name = INPUT_NAMES[place[0] - 1]
            return f"{at}\n{name} = {number(float(view.all_inputs(P)[0, place[0] - 1]), True)}"
        T = np.eye(model.net_.sizes[-1])[:1] if run.loss.name == "softmax_cross_entropy" else run.T[:1]
        why = Explain(model.net_, model.features(P), T, run.loss)
        return f"{at}\n{why.z(layer, *place)}\n{why.a(layer, *place)}"
    unit, source = place
    if view.done == len(view.updates):
        return f"{number(view.weight, True)}\nNo update follows in this epoch."
    step = view.updates[view.done]
    why = Explain(model.net_, run.X[step.rows], run.T[step.rows], run.loss, *run.decay)
    change = why.update(layer, unit, source, run.optimizer, step.state, step.rate)
    parts = [f"{name:16}{number(part, True):>13}" for name, part in change.parts.items() if part]
    head = f"{change.name.removeprefix('new ')} = {number(view.weight, True)}"
    new = f"{'new value':16}{number(change.value, True):>13}"
    return "\n".join([head, "the next batch changes it:", *parts, new, *change.where])


READOUTS = {"score": score, "confusion": confusion, "cost": cost, "explain": number_lines}


# ---- the caption


def caption(view, values, built, step):
    """What is seen, and how it came about.

    values : of the lab's controls. built : what they were at first. step : the epoch in sight.
    """
    parts = _progress(view, step), _settings(view, values, built), _luck(view), _asides(view, values, step)
    return " ".join(filter(None, parts))


def _progress(view, step):
    """How far the run is, and how good."""
    (loss, _), (test_loss, right) = view.parts.values()
    when = f"Epoch {step}" + f", batch {view.done} of {len(view.run.run.data)}" * bool(view.done)
    what = "R²" if view.regresses else "accuracy"
    words = (
        f"{when}: training loss {short(loss)}, test loss {short(test_loss)}, test {what} {short(right, 3)}"
    )
    if step == 0 and not view.done:
        return f"{words}; no training yet."
    if view.largest < 0.01:
        return f"{words}; the largest weight is {view.largest:.2g}, so the output is nearly constant."
    if view.regresses:
        return f"{words}."
    reached = "not reached so far" if view.reached is None else f"first reached at epoch {view.reached}"
    return f"{words}; {view.goal} {reached}."


def _settings(view, v, built):
    """The network, and the settings that are not as at first."""
    net = view.now.net_
    words = f"{'-'.join(map(str, net.sizes))}, {net.n_parameters} parameters, {v['activation']}"
    if isinstance(view.now.activation, tuple):
        words += f" (by layer {', '.join(view.now.activation)})"
    words += f"; η = {v['learning_rate']:.3g}, start {v['seed']}"
    changed = {
        "l1": f"L1 {v['l1']:g}", "l2": f"L2 {v['l2']:g}", "dropout": f"dropout {v['dropout']:g}",
        "noise": f"noise {v['noise']:g}", "loss": "cross-entropy", "optimizer": v["optimizer"],
        "batch_size": f"batches of {v['batch_size']}", "schedule": f"the rate {v['schedule']}",
        "init": v["init"], "scale": f"start times {v['scale']:g}", "bias": f"biases from {v['bias']:g}",
    }  # fmt: skip
    return ", ".join([words, *(text for name, text in changed.items() if v[name] != built[name])]) + "."


def _luck(view):
    """How the ten starts fare."""
    if view.starts is None:
        return ""
    if not view.others:
        low, high = view.starts[-1].min(), view.starts[-1].max()
        return f"Ten starts stand at losses from {short(low)} to {short(high)}."
    good = sum(a >= view.goal for a in view.others)
    return f"Ten starts: {good} are at {view.goal} or above, the worst at {min(view.others):.3f}."


def _asides(view, v, step):
    """What else is seen, a sentence each."""
    words = []
    if view.chosen:
        words.append(_number(view))
    if view.run.run.edits:
        words.append("Weights are set by hand.")
    if view.words:
        before = re.sub(r",[^,]* …$", " and more", " ".join(view.words.split()))
        words.append(f"Grey, {before}.")
    if v["clicks"] != "asks":
        kind = f"adds class {v['clicks']}" if v["clicks"].isdigit() else "deletes the nearest point"
        words.append(f"A click on the map {kind}.")
    words += ["The output is discretised."] * v["discretise"] + ["Test points are hidden."] * (
        not v["show_test"]
    )
    words += ["The loss axis is logarithmic."] * v["log_axis"]
    table = {"confusion": "counts the test points", "cost": "shows what a step costs", "explain": "explains"}
    words += [f"The table {table[name]}." for name in table if name == v["readout"]]
    if v["stop"] != "end":
        words.append(f"Play stops {'at the goal' if v['stop'] == 'goal' else 'when the test loss rises'}.")
    if view.run.ended and step == view.run.steps:
        words.append(f"It goes no further: {view.run.why.rstrip('.')}.")
    return " ".join(words)


def _number(view):
    """The chosen number."""
    layer, unit, *source = view.chosen
    if source:
        name = f"weight from {source[0]}" if source[0] else "bias"
        return f"Unit {unit} of layer {layer}, {name}: {number(view.weight, True)}."
    P = np.array([view.probe])
    value = view.all_inputs(P)[0, unit - 1] if layer == 0 else view.now.outputs(P)[layer][0, unit - 1]
    name = f"input {INPUT_NAMES[unit - 1]}" if layer == 0 else f"unit {unit} of layer {layer}"
    return f"At ({view.probe[0]:g}, {view.probe[1]:g}) {name} gives {number(float(value), True)}."
