"""How a lab looks on the page: heading, controls, picture with its time line, caption, and the rest
under "more".

Where there is room the controls stand on the left of the picture, so that all of it is in sight
together on a small laptop; on a narrow page they stand above.
"""

import re
from html import escape

import ipywidgets as w

VIEW = "application/vnd.jupyter.widget-view+json"
WIDEST = "1240px"


def make_page(lab, picture):
    """The whole lab as one box; `picture` is its stage, or the box of its text."""
    heading = f"<div style='line-height:1.35'><b>{escape(lab.title)}</b><br>{escape(lab.question)}</div>"
    names = list(lab.controls)
    timed = [name for name in names[: lab.in_sight] if name != lab.time]
    side = [rows([lab.controls[name] for name in timed])] if timed else []
    if buttons := lab.buttons():
        side.append(rows(buttons))
    if hidden := [lab.controls[name] for name in names[lab.in_sight :]]:
        side.append(w.Accordion([w.VBox([rows(hidden)])], titles=["more"], selected_index=None))
    side.append(lab.script_box)
    time_line = [w.HBox([*lab.playback.buttons(), lab.controls[lab.time]])] if lab.time else []
    left = w.VBox(side, layout=w.Layout(flex="1 1 362px", min_width="0"))
    right = w.VBox(
        [picture, *time_line, lab.caption_box, lab.error_box],
        layout=w.Layout(flex="3 1 660px", min_width="0"),
    )
    body = w.Box([left, right], layout=w.Layout(flex_flow="row wrap", align_items="flex-start"))
    return w.VBox([w.HTML(heading), body], layout=w.Layout(max_width=WIDEST))


def rows(controls):
    """Controls side by side, as many to a row as there is room for."""
    return w.Box(controls, layout=w.Layout(flex_flow="row wrap"))


def widgets_of(widget):
    """A widget, or several in a tuple, and all that they are made of: children, layouts, styles."""
    found, waiting = {}, [widget]
    while waiting:
        widget = waiting.pop()
        if isinstance(widget, tuple | list):
            waiting.extend(widget)
        elif isinstance(widget, w.Widget) and id(widget) not in found:
            found[id(widget)] = widget
            parts = (part for part in vars(widget).values() if isinstance(part, w.Widget | tuple | list))
            waiting += [*(getattr(widget, name) for name in widget.keys), *parts]
    return list(found.values())


def close(widgets):
    """Close widgets with all their parts: the kernel keeps every other one for ever."""
    for widget in widgets_of(widgets):
        widget.unobserve_all()
        widget.close()


def caption_box():
    """Where the caption stands. Of fixed height: a caption of one line or three must not move what
    is below.
    """
    return w.HTML(layout=w.Layout(min_height="3.4em", max_width="60em"))


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
    return f"<div role='alert' style='color:var(--jp-error-color1, #b3261e)'>{message}</div>"


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
