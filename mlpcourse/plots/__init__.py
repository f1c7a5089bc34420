"""Pictures. Each function draws the thing it is given on `ax` (a new figure if None) and returns
ax; none fits.
"""

from .curves import loss_curves, tangent
from .network import network_diagram
from .plane import arrow, line, points, score_map, score_surface, square, update_line, update_map
from .style import DARK, LIGHT, new_axes, new_figure, style_axes

__all__ = [
    "DARK",
    "LIGHT",
    "arrow",
    "line",
    "loss_curves",
    "network_diagram",
    "new_axes",
    "new_figure",
    "points",
    "score_map",
    "score_surface",
    "square",
    "style_axes",
    "tangent",
    "update_line",
    "update_map",
]
