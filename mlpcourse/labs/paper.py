"""What a lab leaves on paper: its title and question, the frames of its storyboard, their captions.

All of it stands in one picture, so that it is readable wherever the stored page is: on GitHub, in
HTML, in print, in an executed export.
"""

import base64
import sys
import textwrap

import numpy as np

from ..plots.style import LIGHT, new_figure
from . import page
from .picture import MARGIN, stack

DPI = 110  # dots per inch of the stored picture
LINE = 0.19  # inches from one line of text to the next
SHOWN = "_mlpcourse_shown"  # where the shell keeps which lab each cell shows


def frames(lab):
    """The pictures of the storyboard, or of the present state, (height, width, 4), and their captions."""
    pictures, captions = [], []
    for values in lab.storyboard or ({},):
        drawing, caption = lab.apart(DPI, **values)
        drawing.render(())
        pictures.append(drawing.pixels())
        captions.append(caption)
    return pictures, captions


def sheet(lab, pictures, captions):
    """Title, question, and each picture over its caption, as one small PNG."""
    width = lab.size[0]
    parts = [_text(f"{lab.title}\n{lab.question}", width, "bold")]
    for picture, caption in zip(pictures, captions):
        parts += [picture, _text(caption, width)]
    return stack(parts)


def _text(text, width, weight="normal"):
    """A strip of text, (height, width, 4); its first paragraph may be bold."""
    size, per_inch = 9.5, 13
    lines = [line for part in text.split("\n") for line in textwrap.wrap(part, int(per_inch * width))]
    height = LINE * len(lines) + 0.12
    fig = new_figure(width, height, DPI)
    for i, line in enumerate(lines):
        fig.text(
            0.02, 1 - (0.06 + LINE * (i + 0.8)) / height, line,
            fontsize=size, color=LIGHT.ink, weight=weight if i == 0 else "normal",
        )  # fmt: skip
    fig.canvas.draw()
    return np.asarray(fig.canvas.buffer_rgba())


def bundle(lab):
    """The lab as an output of a cell: live where a page can, and the sheet wherever it cannot."""
    pictures, captions = frames(lab)
    data = {
        "text/plain": "\n".join([f"{type(lab).__name__}: {lab.question}", *captions]),
        "image/png": base64.b64encode(sheet(lab, pictures, captions)).decode(),
        **live(lab),
    }
    alt = " ".join([lab.title, lab.question, *captions])
    width = round(100 * (lab.size[0] + 2 * MARGIN / DPI))
    return data, {"image/png": {"alt": alt, "width": width}}


def live(lab):
    """The widget, unless the request to run the cell says that no page is there to show it: a page
    names the cell, nbconvert and nbval do not.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    request = getattr(shell, "parent_header", None)
    if request:
        cell = request.get("metadata", {}).get("cellId")
        if cell is None:
            return {}
        _replace(lab, vars(shell).setdefault(SHOWN, {}), cell, request["header"]["msg_id"])
    view = lab.page._repr_mimebundle_()
    return {name: value for name, value in view.items() if name == page.VIEW}


def _replace(lab, shown, cell, request):
    """Close the labs that an earlier run of the cell has shown: a cell that is run again keeps nothing.

    shown : {cell: (request to run it, labs that it shows)}.
    """
    before, labs = shown.get(cell, (request, []))
    others = [other for other in labs if other is not lab]
    if before != request:
        for other in others:
            other.close()
        others = []
    shown[cell] = request, [*others, lab]
