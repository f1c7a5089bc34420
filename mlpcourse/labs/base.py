"""The base of every lab: a picture of its control values.

A subclass makes its controls in `build` and draws them in `draw`; both read nothing but
`self.values`. So the same values give the same picture, in a browser, in a test and on paper, and
time, being a control, runs backwards too.
"""

import base64
import copy
import difflib
import textwrap
import time

import numpy as np

from ..plots.style import DARK, LIGHT, new_figure
from . import page
from .controls import describe, tidy
from .picture import encode, stack
from .playback import Playback
from .stage import Stage

PAPER = 110  # dots per inch of the stored picture
GESTURE = 1.0  # seconds: changes of one control that follow one another faster are one drag


class Lab:
    """Controls, a picture, and a caption that says what is seen and what it means.

    title, question : of the lab. size : of the picture in inches. in_sight : how many controls are
    shown; the others are under "more". time : the control that Play moves, or None; pace : seconds
    from one of its steps to the next. moving : the controls whose change only moves
    `self.artists`. paired : keep the settings before the last change as the value "previous", to be
    drawn in grey; given : controls that are data, not settings, which both runs share. presets :
    {name: control values}. storyboard : control values of the frames of the static picture; empty
    means the present state only. telling : values at which every control changes something; for
    the tests. remark : a sentence at the end of every caption.

    Keyword arguments of a lab are control values; `preset` names one of its presets. Raises
    ValueError for a control that it does not have or a value that the control does not take.
    """

    title = ""
    question = ""
    size = (7.2, 4.0)
    in_sight = 4
    time = None
    pace = 1 / 30
    moving = ()
    paired = False
    given = ()
    presets: dict = {}  # noqa: RUF012
    storyboard: tuple = ()
    telling: dict = {}  # noqa: RUF012
    remark = ""

    def build(self):
        """The controls by name, in the order in which they are shown. Returns {name: widget}."""
        raise NotImplementedError

    def draw(self, fig):
        """Draw `self.values` on the empty figure; append what moves to `self.artists`. Returns the
        caption.
        """
        raise NotImplementedError

    def move(self):
        """Update `self.artists` after a change of a control in `moving`. Returns the caption."""
        raise NotImplementedError

    def pointer(self, kind, x, y):
        """A pointer action on the picture: kind "down", "move" or "up"; x, y from 0 to 1, from
        lower left.
        """

    def finished(self):
        """Whether Play should pause here although the time control could go on."""
        return False

    def script(self):
        """The shortest Python that gives the present result; None if the lab trains nothing."""
        return None

    def __init__(self, preset=None, **values):
        self.controls = self.build()
        self.values = {name: tidy(control) for name, control in self.controls.items()}
        if self.paired:
            self.values["previous"] = None
        self.error, self.caption, self.artists = None, "", []
        self._quiet, self._background, self._last_change = False, None, (None, 0.0)
        self._make_page()
        for name, control in self.controls.items():
            control.observe(self._guarded(lambda _, name=name: self._changed(name)), "value")
        if preset is not None:
            values = {**self._preset(preset), **values}
        self.set(**({"previous": None} if self.paired else {}) | values)

    # ---- state

    def state(self):
        """The control values, as `set` takes them."""
        return dict(self.values)

    def set(self, **values):
        """Change controls, all at once, and redraw. Returns the lab."""
        for name in values:
            if name not in self.values:
                close = difflib.get_close_matches(name, self.values, n=1)
                hint = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(self.values)}"
                raise ValueError(f"{type(self).__name__} has no control {name!r}; {hint}")
        before = dict(self.values)
        self._quiet = True
        try:
            for name, value in values.items():
                self._set_control(name, value)
        except ValueError:
            for name, value in before.items():
                self._set_control(name, value)
            raise
        finally:
            self._quiet = False
        if "previous" not in values:
            self._remember(before)
        self.redraw()
        return self

    def step(self, n=1):
        """Move the time control by n (back if negative); without a browser this is Play. Returns
        the lab.
        """
        control = self.controls[self.time]
        return self.set(**{self.time: int(np.clip(control.value + n, control.min, control.max))})

    def earlier(self):
        """The settings of the previous run, on the present data, and how they differ in words; None
        if there was none.
        """
        if not self.values.get("previous"):
            return None
        past = self.values | self.values["previous"]
        changed = [n for n in self.values["previous"] if past[n] != self.values[n]]
        words = ", ".join(describe(self.controls[name], past[name]) for name in changed)
        said = textwrap.shorten(f"before: {words or 'the same'}", 60, placeholder=" …")
        return past, textwrap.fill(said, 31)

    def _remember(self, before):
        """Keep the settings of the run before this one, for a paired comparison."""
        shared = (self.time, *self.given)
        past = {name: before[name] for name in self.controls if name not in shared}
        if self.paired and any(self.values[name] != value for name, value in past.items()):
            self.values["previous"] = past

    def _set_control(self, name, value):
        control = self.controls.get(name)
        if control is None:
            self.values[name] = value
            return
        try:
            control.value = value
        except Exception as error:  # traitlets has no common error for a value that does not fit
            raise ValueError(f"{name} cannot be {value!r}: {error}") from None
        self.values[name] = control.value

    def _preset(self, name):
        if name not in self.presets:
            raise ValueError(f"preset {name!r} is unknown; choose one of {', '.join(self.presets)}")
        return self.presets[name]

    def _changed(self, name):
        before = dict(self.values)
        if before[name] == tidy(self.controls[name]):
            return
        self.values[name] = tidy(self.controls[name])
        if self._quiet:
            return
        (last, when), now = self._last_change, time.monotonic()
        self._last_change = (name, now)
        if name != last or now - when > GESTURE:  # else a slider on its way: no run of its own
            self._remember(before)
        self.redraw(only_moved=name in self.moving)

    # ---- drawing

    def redraw(self, only_moved=False):
        """Draw the present values; `only_moved` moves the artists over the stored background."""
        try:
            if only_moved and self._background is not None:
                self.canvas.restore_region(self._background)
                self.caption = self._said(self.move())
            else:
                self._draw_all()
            for artist in self.artists:
                artist.axes.draw_artist(artist)
            self._publish("jpeg" if self.playback.playing else "png")
        except Exception as error:
            self._show_error(error)
            raise
        self._show_error(None)

    def _draw_all(self):
        self.theme = DARK if self.stage.dark else LIGHT
        fig = new_figure(*self.size, 100 * self.stage.ratio, self.theme)
        self.canvas = fig.canvas
        self.artists = []
        self.caption = self._said(self.draw(fig))
        for artist in self.artists:  # invisible: Matplotlib before 3.11 draws animated images too
            artist.set_visible(False)
        self.canvas.draw()
        self._background = self.canvas.copy_from_bbox(fig.bbox)
        for artist in self.artists:
            artist.set_visible(True)

    def _said(self, caption):
        return page.minus(caption) + self.remark

    def _publish(self, format):
        self.stage.show(encode(self.canvas.buffer_rgba(), format), f"image/{format}", self.caption)
        self.caption_box.value = page.status(self.caption)

    def pixels(self):
        """The picture that is on the stage now, (height, width, 4) bytes."""
        return np.asarray(self.canvas.buffer_rgba()).copy()

    # ---- on paper

    def figure(self):
        """The present picture as a Matplotlib figure of its own, to save or to print."""
        return self._draw_apart()[0]

    def _draw_apart(self, dpi=100, **values):
        """(figure, caption) of the present values with some replaced, in the light theme, for
        paper.
        """
        apart = copy.copy(self)  # what `draw` keeps for `move` must stay that of the stage
        apart.values, apart.artists, apart.theme = {**self.values, **values}, [], LIGHT
        fig = new_figure(*self.size, dpi)
        return fig, self._said(apart.draw(fig))

    def frames(self):
        """The frames of the static picture, (height, width, 4) each, and their captions: the
        storyboard, or the present state.
        """
        frames, captions = [], []
        for values in self.storyboard or ({},):
            fig, caption = self._draw_apart(PAPER, **values)
            fig.canvas.draw()
            frames.append(np.asarray(fig.canvas.buffer_rgba()))
            captions.append(caption)
        return frames, captions

    def _repr_mimebundle_(self, include=None, exclude=None):
        frames, captions = self.frames()
        data = {
            "text/plain": "\n".join([f"{type(self).__name__}: {self.question}", *captions]),
            "image/png": base64.b64encode(stack(frames)).decode(),
            **self._widget_view(),
        }
        shown = {"alt": " ".join(captions), "width": round(100 * self.size[0])}
        return data, {"image/png": shown}

    def _widget_view(self):
        view = self.page._repr_mimebundle_()
        return {name: value for name, value in view.items() if "widget-view" in name}

    # ---- the page

    def _make_page(self):
        self.stage = Stage(width=round(100 * self.size[0]))
        self.stage.observe(self._guarded(lambda _: self.redraw()), ["dark", "ratio"])
        self.stage.on_msg(self._guarded(self._pointer))
        self.playback = Playback(self)
        self.caption_box, self.error_box = page.caption_box(), page.hidden_box()
        self.script_box = page.script_box()
        self.page = page.make_page(self, self._picture())

    def _picture(self):
        return self.stage

    def buttons(self):
        """Play and its kin, the presets, and Copy as Python, as far as the lab has them."""
        buttons = self.playback.buttons() if self.time else []
        if self.presets:
            menu = page.preset_menu(self.presets)
            menu.observe(self._guarded(lambda _: self._choose_preset(menu)), "value")
            buttons.append(menu)
        if type(self).script is not Lab.script:
            button = page.script_button()
            button.on_click(self._guarded(lambda _: self._copy_script()))
            buttons.append(button)
        return buttons

    def _choose_preset(self, menu):
        if menu.value:
            self.set(**self._preset(menu.value))
            menu.value = ""

    def _copy_script(self):
        script = self.script()
        self.script_box.value = script
        self.script_box.layout.display = None
        self.stage.send({"copy": script})

    def _pointer(self, stage, content, buffers):
        if "kind" in content:
            self.pointer(content["kind"], content["x"], content["y"])

    # ---- errors

    def _guarded(self, callback):
        """A callback whose exceptions are seen: in red in the lab, by `check`, and raised again.

        ipywidgets swallows what is raised in a button's callback (style.md section 6).
        """

        def call(*arguments):
            try:
                callback(*arguments)
            except Exception as error:
                self._show_error(error)
                raise

        return call

    def _show_error(self, error):
        self.error = error
        self.error_box.layout.display = None if error else "none"
        self.error_box.value = page.alert(error)

    def check(self):
        """Raise the error that the last action left behind, if any."""
        if self.error is not None:
            raise self.error
