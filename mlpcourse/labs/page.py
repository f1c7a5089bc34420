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
    names = [name for name in lab.controls if name not in (lab.time, *lab.beside_play)]
    in_sight = names[: lab.in_sight - bool(lab.time and not lab.folders)]
    left = rows([*(lab.controls[name] for name in in_sight), *lab.buttons()], flex="1 1 362px")
    left.add_class("mlpcourse-controls")
    shown = [picture, lab.caption_box, lab.error_box]
    if lab.time:
        layout = lab.controls[lab.time].layout
        layout.width, layout.flex, layout.max_width = None, "1 1 240px", "520px"
        beside = [lab.controls[name] for name in lab.beside_play]
        line = [w.HBox(lab.playback.buttons()), lab.controls[lab.time], *beside]
        shown[1:1] = [w.HBox(line, layout=w.Layout(flex_flow="row wrap"))]  # on a phone one below the other
    right = w.VBox(shown, layout=w.Layout(flex="3 1 660px", min_width="0"))
    sides = [left, right]
    if lab.folders:
        left.layout.flex, right.layout.flex = "1 1 auto", "1 1 auto"
    else:
        sides = [rows(sides, align_items="flex-start")]
    parts = [w.HTML(heading), *sides]
    if hidden := names[len(in_sight) :]:
        folders = lab.folders or {"": hidden}
        boxes = [w.VBox([rows([lab.controls[name] for name in group])]) for group in folders.values()]
        folded = w.Tab(boxes, titles=[*folders]) if lab.folders else boxes[0]
        parts.append(w.Accordion([folded], titles=["more"], selected_index=None))
    page = w.VBox([*parts, lab.script_box], layout=w.Layout(max_width=WIDEST))
    page.add_class("mlpcourse")
    return page


def rows(parts, **layout):
    """Parts side by side, as many to a row as there is room for."""
    return w.Box(parts, layout=w.Layout(flex_flow="row wrap", align_content="flex-start", **layout))


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
