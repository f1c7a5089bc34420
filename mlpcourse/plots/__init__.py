"""Pictures: each function draws the thing it is given on `ax`, or on a new figure, and fits nothing."""

from .curves import band, bands, loss_curves, tangent
from .network import architecture, network_diagram
from .neuron import nerve_cell, neuron
from .plane import (
    arrow,
    axes_3d,
    line,
    points,
    score_map,
    square,
    surface,
    update_arrow,
    update_line,
    update_map,
    update_surface,
)
from .style import (
    DARK,
    LIGHT,
    legend,
    legend_above,
    legend_beside,
    log_scale,
    new_axes,
    new_figure,
    style_axes,
)

__all__ = [
    "DARK",
    "LIGHT",
    "architecture",
    "arrow",
    "axes_3d",
    "band",
    "bands",
    "legend",
    "legend_above",
    "legend_beside",
    "line",
    "log_scale",
    "loss_curves",
    "nerve_cell",
    "network_diagram",
    "neuron",
    "new_axes",
    "new_figure",
    "points",
    "score_map",
    "square",
    "style_axes",
    "surface",
    "tangent",
    "update_arrow",
    "update_line",
    "update_map",
    "update_surface",
]
