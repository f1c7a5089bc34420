"""A figure whose axes stay while its artists move.

Making and drawing axes, ticks and texts is four fifths of a Matplotlib picture. So all that stays is
drawn once and kept as the background; what moves is drawn over it. Whether the background still
holds, Matplotlib knows: an artist that changes makes its figure stale, unless it is animated.
"""

import numpy as np

from ..plots.style import new_figure


class Drawing:
    """One figure with its canvas. size : in inches. dpi : pixels per inch. theme : of the figure."""

    def __init__(self, size, dpi, theme):
        self.figure = new_figure(*size, dpi, theme)
        self.canvas, self._background = self.figure.canvas, None

    def render(self, moving):
        """Draw the background if something of it has changed, and the artists in `moving` over it."""
        if self._background is None:
            for part in (part for artist in moving for part in artist.findobj()):  # a legend has parts
                part.set_animated(True)
        if self._background is None or self.figure.stale:
            self._draw_background(moving)
        else:
            self.canvas.restore_region(self._background)
        renderer = self.canvas.get_renderer()
        for artist in moving:
            artist.draw(renderer)

    def _draw_background(self, moving):
        seen = [artist for artist in moving if artist.get_visible()]
        for artist in seen:  # Matplotlib before 3.11 draws animated images too
            artist.set_visible(False)
        self.canvas.draw()
        self._background = self.canvas.copy_from_bbox(self.figure.bbox)
        for artist in seen:
            artist.set_visible(True)

    def pixels(self):
        """The picture, (height, width, 4) bytes; a view that the next drawing changes."""
        return np.asarray(self.canvas.buffer_rgba())
