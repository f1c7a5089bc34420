"""A figure whose axes stay while its artists move.

Making and drawing axes, ticks and texts is four fifths of a Matplotlib picture. So all that stays is
drawn once and kept as the background; what moves is drawn over it. Whether the background still
holds, Matplotlib knows: an artist that changes makes its axes and its figure stale, unless it is
animated.
"""

from itertools import combinations

import numpy as np

from ..plots.style import new_figure


class Drawing:
    """One figure with its canvas. size : in inches. dpi : pixels per inch. theme : of the figure."""

    def __init__(self, size, dpi, theme):
        self.figure = new_figure(*size, dpi, theme)
        self.canvas, self._background = self.figure.canvas, None
        self._places, self._apart = {}, True  # {axes: where its pixels are}, and whether these lie apart

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
        if self._background is None or not self._apart or not self._draw_stale_axes():
            self.canvas.draw()
            self._places = {}
        self._background = self.canvas.copy_from_bbox(self.figure.bbox)
        for artist in seen:
            artist.set_visible(True)

    def _draw_stale_axes(self):
        """Draw anew only the axes that have changed. False if that would be another picture, because axes
        lie on each other or there is more than axes.
        """
        axes = self.figure.axes
        staying = [part for part in self.figure.get_children() if not part.get_animated()]
        if len(axes) < 2 or len(staying) > len(axes) + 1 or not all(ax.get_visible() for ax in axes):
            return False
        if self._places.keys() != set(axes):
            self._places = {}
        renderer, picture, pieces = self.canvas.get_renderer(), self.pixels(), {}
        for ax in axes:
            if ax.stale or ax not in self._places:
                renderer.clear()
                self.figure.patch.draw(renderer)
                paper = picture[0, 0].copy()
                ax.draw(renderer)
                place = _extent((picture != paper).any(axis=2))
                pieces[ax] = place, picture[place].copy()
        if self._places:
            self.canvas.restore_region(self._background)
            for ax in pieces:
                picture[self._places[ax]] = paper
        else:
            picture[...] = paper
        for ax, (place, piece) in pieces.items():
            picture[place], self._places[ax] = piece, place
        self._apart = not any(_meet(*pair) for pair in combinations(self._places.values(), 2))
        self.figure.stale = not self._apart
        return self._apart

    def pixels(self):
        """The picture, (height, width, 4) bytes; a view that the next drawing changes."""
        return np.asarray(self.canvas.buffer_rgba())


def _extent(marked):
    """The rows and columns, as two slices, that hold all True entries of (height, width)."""
    ends = [np.flatnonzero(marked.any(axis=axis)) for axis in (1, 0)]
    return tuple(slice(each[0], each[-1] + 1) if len(each) else slice(0, 0) for each in ends)


def _meet(one, other):
    """Whether two such places have a pixel in common."""
    return all(a.start < b.stop and b.start < a.stop for a, b in zip(one, other))
