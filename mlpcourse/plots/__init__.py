"""Pictures: each function draws the thing it is given on `ax`, or on a new figure, and fits nothing."""

from .curves import band, bands, loss_curves, tangent
from .network import architecture, network_diagram
from .neuron import nerve_cell, neuron
from .plane import (
    arrow,
    axes_3d,
    line,
    marks,
    points,
    score_map,
    square,
    surface,
    update_arrow,
    update_line,
    update_map,
    update_marks,
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
    rows_of_text,
    style_axes,
)
