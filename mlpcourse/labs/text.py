"""Labs whose picture is a text."""

from html import escape

import ipywidgets as w

from . import page, paper
from .base import Lab


class Linked(w.Output):
    """HTML that is shown as the output of a cell is: there JupyterLab opens the links itself."""

    @property
    def value(self):
        return self.outputs[0]["data"]["text/html"] if self.outputs else ""

    @value.setter
    def value(self, html):
        data = {"text/html": html, "text/plain": ""}
        self.outputs = ({"output_type": "display_data", "data": data, "metadata": {}},) if html else ()


class TextLab(Lab):
    """A lab whose picture is a text: `text` returns (HTML, caption). Its static form is that HTML.

    links : whether there may be links to chapters in it.
    """

    links = False

    def text(self):
        """The page's HTML, and the caption; arguments are controls, by name."""
        raise NotImplementedError

    def redraw(self, changed=None):
        with self.lock:
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
        html, caption = self._call(self.text)
        return html, self._said(caption)

    def figure(self):
        raise ValueError(f"{type(self).__name__} shows a text; it has no figure, but a caption")

    def _picture(self):
        self.text_box = Linked() if self.links else w.HTML()
        return self.text_box

    def _repr_mimebundle_(self, include=None, exclude=None):
        with self.lock:
            html, caption = self.said()
            heading = f"<p><b>{escape(self.title)}</b><br>{escape(self.question)}</p>"
            static = f"{heading}{html}<p>{escape(caption)}</p>"
            data = {"text/plain": f"{type(self).__name__}: {caption}", "text/html": static}
            return data | paper.live(self), {}
