"""Labs whose picture is a text."""

import ipywidgets as w

from . import page
from .base import Lab


class TextLab(Lab):
    """A lab whose picture is a text: `text` returns (HTML, caption). Its static form is that HTML."""

    def text(self):
        """The page's HTML, and the caption."""
        raise NotImplementedError

    def redraw(self, only_moved=False):
        try:
            html, self.caption = self.said()
        except Exception as error:
            self._show_error(error)
            raise
        self.text_box.value = html
        self.caption_box.value = page.status(self.caption)
        self._show_error(None)

    def said(self):
        """The text, and the caption as it is shown."""
        html, caption = self.text()
        return html, self._said(caption)

    def _picture(self):
        self.text_box = w.HTML()
        return self.text_box

    def _repr_mimebundle_(self, include=None, exclude=None):
        html, caption = self.said()
        static = f"<p>{page.escape(self.question)}</p>{html}<p>{page.escape(caption)}</p>"
        return {
            "text/plain": f"{type(self).__name__}: {caption}",
            "text/html": static,
            **self._widget_view(),
        }, {}
