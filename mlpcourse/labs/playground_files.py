"""The playground on paper: its settings and weights as JSON, and back."""

import json
from pathlib import Path

import numpy as np

FORMAT = "mlpcourse playground 1"


def written(values, net):
    """The settings of a lab, and the weights of its network, as text."""
    settings = {name: value for name, value in values.items() if name != "previous"}
    layers = [{"W": layer.W.tolist(), "b": layer.b.tolist()} for layer in net.layers]
    return json.dumps({"format": FORMAT, "settings": settings, "weights": layers}, indent=1)


def as_edits(layers):
    """The weights of layers as edits of the start, see PlaygroundRun."""
    return tuple(
        (0, depth, j, i, value)
        for depth, layer in enumerate(layers, 1)
        for j, (row, b) in enumerate(zip(layer["W"], layer["b"]), 1)
        for i, value in enumerate([b, *row])
    )


def read(saved):
    """The settings and the layers that `save` has kept. Raises ValueError if it is damaged."""
    try:
        if isinstance(saved, Path) or (isinstance(saved, str) and "{" not in saved):
            saved = Path(saved).read_bytes()
        kept = json.loads(saved)
    except OSError as error:
        raise ValueError(f"{saved} cannot be read: {error.strerror}; give the path of a saved file") from None
    except ValueError:
        raise ValueError("this is no JSON, or it is cut off; save the playground again") from None
    if not isinstance(kept, dict) or kept.get("format") != FORMAT:
        raise ValueError(f'this JSON is none of the playground: "format" must be "{FORMAT}"')
    settings, layers = kept.get("settings"), kept.get("weights")
    if not isinstance(settings, dict):
        raise ValueError('"settings" is missing or no table; save the playground again')
    try:
        sizes = [len(layers[0]["W"][0])]
        for layer in layers:
            W, b = np.array(layer["W"], dtype=float), np.array(layer["b"], dtype=float)
            if W.shape != (len(b), sizes[-1]) or not (np.isfinite(W).all() and np.isfinite(b).all()):
                raise ValueError
            sizes.append(len(b))
    except (TypeError, ValueError, KeyError, IndexError):
        raise ValueError('"weights" is damaged: each layer needs W and b that fit; save again') from None
    kept = {name: _tuples(value) for name, value in settings.items() if name != "previous"}
    return kept, layers


def _tuples(value):
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
