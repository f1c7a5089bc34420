"""How a lab looks on the page: heading, controls, picture, caption, buttons, and the rest under
"more".
"""

import re
from html import escape

import ipywidgets as w

from ..plots.style import LIGHT

WIDTH = "760px"


def make_page(lab, picture):
    """The whole lab as one box; `picture` is its stage, or the box of its text."""
    controls = list(lab.controls.values())
    heading = f"<div style='line-height:1.35'><b>{escape(lab.title)}</b><br>{escape(lab.question)}</div>"
    parts = [w.HTML(heading), rows(controls[: lab.in_sight])]
    parts += [picture, lab.caption_box, lab.error_box]
    if buttons := lab.buttons():
        parts.append(w.HBox(buttons, layout=w.Layout(flex_flow="row wrap")))
    if hidden := controls[lab.in_sight :]:
        parts.append(w.Accordion([w.VBox([rows(hidden)])], titles=["more"], selected_index=None))
    parts.append(lab.script_box)
    return w.VBox(parts, layout=w.Layout(max_width=WIDTH))


def rows(controls):
    """Controls side by side, two to a row where there is room."""
    return w.Box(controls, layout=w.Layout(flex_flow="row wrap"))


def caption_box():
    """Where the caption stands. Of fixed height: a caption of one line or three must not move what
    is below.
    """
    return w.HTML(layout=w.Layout(min_height="3.4em", max_width="46em"))


def minus(caption):
    """A caption whose negative numbers have a real minus sign, and whose zeros have none."""
    caption = re.sub(r"(?<![\w)])-(?=[\d.])", "−", caption)
    return re.sub(r"−(0(\.0+)?)(?!\.?\d)", r"\1", caption)


def status(caption):
    """A caption that screen readers announce when it changes."""
    return f"<div role='status' style='line-height:1.35'>{escape(caption)}</div>"


def alert(error):
    """An error in red, for the page."""
    message = escape(f"{type(error).__name__}: {error}") if error else ""
    return f"<div role='alert' style='color:{LIGHT.wrong}'>{message}</div>"


def hidden_box():
    """A box that is not seen until there is something in it."""
    return w.HTML(layout=w.Layout(display="none"))


def script_box():
    """Where "Copy as Python" also shows the script, for pages that have no clipboard."""
    return w.Textarea(rows=8, layout=w.Layout(display="none", width="100%"), disabled=True)


def script_button():
    """The button of Copy as Python."""
    return w.Button(description="Copy as Python", icon="copy", layout=w.Layout(width="auto"))


def preset_menu(presets):
    """A menu of named settings; "" is its resting place."""
    options = [("presets …", ""), *((name, name) for name in presets)]
    return w.Dropdown(options=options, layout=w.Layout(width="auto"), tooltip="Presets")
