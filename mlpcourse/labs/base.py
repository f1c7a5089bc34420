"""The base of every lab: a picture of its control values.

A subclass makes its controls in `build`, draws axes and whatever stays in `draw`, and sets what
moves in `move`; all three read nothing but `self.values`. So the same values give the same picture,
in a browser, in a test and on paper, and time, being a control, runs backwards too.

Controls may arrive on another thread than Play, so everything that changes a lab holds its `lock`.
"""

import copy
import difflib
import inspect
import textwrap
import threading
import time
from functools import cache

import numpy as np

from ..plots.style import DARK, LIGHT
from . import page, paper
from .controls import LogSlider, accept, describe, end_of, stands_for, tidy
from .drawing import Drawing
from .picture import encode
from .playback import Playback
from .stage import Stage

DRAWING = "drawing"  # what an error came from, if from no button
REST = 2.0  # seconds that a setting must have lasted to be "before": a slider on its way has not


def arguments(method):
    """The names of a method's arguments; asked for at every frame, and looked up once."""
    return _arguments(getattr(method, "__func__", method))


@cache
def _arguments(function):
    return tuple(inspect.signature(function).parameters)


class Lab:
    """Controls, a picture, and a caption that says what is seen and what it means.

    title, question : of the lab.
    size : of the picture in inches.
    in_sight : how many controls are shown; the others are under "more".
    beside_play : controls that stand beside Play, such as a second, finer time.
    folders : {title: names of controls} under "more", one group at a time; then the controls in sight
    stand above the picture, which has the whole width. By default "more" holds all that is not in sight.
    time : the control that Play moves, or None.
    pace : seconds from one of its steps to the next.
    paired : keep the settings before the last change as the value "previous", drawn in grey.
    drawable : one can draw on the picture with a finger, which then does not scroll the page.
    keys : what a picture that has the focus gives to `key`.
    given : controls that are data, not settings: both runs of a pair share them.
    presets : {name: control values}; what others of them set and this one does not is as it was built.
    storyboard : control values of the frames of the static picture; () is the present state only.
    telling : values at which every control changes something; for the tests.
    remark : a sentence at the end of every caption.
    """

    title = ""
    question = ""
    size = (7.2, 4.0)
    in_sight = 4
    beside_play = ()
    folders: dict = {}
    time = None
    pace = 1 / 30
    paired = False
    drawable = False
    keys = ()
    given = ()
    presets: dict = {}
    storyboard: tuple = ()
    telling: dict = {}
    remark = ""

    def build(self):
        """The controls by name, in the order in which they are shown. Returns {name: widget}."""
        raise NotImplementedError

    def draw(self, fig):
        """Draw on the empty figure what stays, and append what moves to `self.artists`.

        Its further arguments are controls, by name: only a change of one of them draws anew. A lab
        without `move` returns the caption here, and is drawn anew at every change.
        """
        raise NotImplementedError

    def move(self):
        """Set `self.artists` to `self.values`; arguments are controls, by name. Returns the caption."""
        raise NotImplementedError

    def pointer(self, kind, x, y):
        """A pointer on the picture: kind "down", "move" or "up"; x, y from 0 to 1, from lower left."""

    def key(self, key, shift):
        """One of `keys`, as the page names it: "ArrowLeft", " "; shift : held down."""

    def problem(self):
        """Why the present settings have no picture, in a sentence, or ""; it stands in the picture's place."""
        return ""

    def last(self):
        """Where the time control ends with the present settings; None for where it was built to."""
        return None

    def finished(self):
        """Whether Play pauses here: where the time control ends, and wherever else a lab says so."""
        return bool(self.time) and self.values[self.time] >= self._end()

    def script(self):
        """The shortest Python that gives the present result; None if the lab trains nothing."""
        return None

    def __init__(self, preset=None, **values):
        """preset : the name of one of `presets`. values : of controls, by the names and as `state()` has them,
        such as learning_rate=0.3. Raises ValueError, in a sentence, for a name or a value that there is not.
        """
        self.lock = threading.RLock()
        self.closed, self._quiet, self._last_change = False, False, (None, 0.0)
        self.alerts, self.caption, self.artists, self.drawing, self.unseen = {}, "", [], None, ""
        self.controls = self.build()
        self._span = self.controls[self.time].max if self.time else None
        self.values = self._read()
        self._built = dict(self.values)
        if self.paired:
            self.values["previous"] = None
        self._make_page()
        for control in self.controls.values():
            control.lock = self.lock
            control.observe(self._guarded(lambda _: self._changed(), DRAWING), "value")
        if preset is not None:
            values = {**self._preset(preset), **values}
        self.set(**({"previous": None} if self.paired else {}) | values)

    # ---- state

    def state(self):
        """The control values, as `set` takes them."""
        return dict(self.values)

    def set(self, **values):
        """Change controls, all at once, and redraw. Returns the lab. What is refused changes nothing."""
        with self.lock:
            self._check_names(values)
            before = dict(self.values)
            try:
                self._put(values)
                if "previous" not in values:
                    self._remember(before)
                    # a run that begins anew does so at step 0, unless a step was asked for
                    self._put({name: value for name, value in values.items() if name == self.time})
                self.redraw([name for name in self.values if self.values[name] != before[name]] or None)
            except Exception:
                self._put(before)
                self.redraw()
                raise
        return self

    def step(self, n=1):
        """Move the time control by n (back if negative); without a browser this is Play. Returns the lab."""
        if not self.time:
            raise ValueError(f"{type(self).__name__} has no time to move in; change it by set(...)")
        with self.lock:
            low, now = self.controls[self.time].min, self.values[self.time]
            return self.set(**{self.time: min(max(low, now + n), self._span)})

    def earlier(self):
        """The settings of the previous run on the present data, and how they differ in words, or None."""
        if not self.values.get("previous"):
            return None
        past = self.values | self.values["previous"]
        changed = [n for n in self.values["previous"] if n != self.time and past[n] != self.values[n]]
        if not changed:
            return None
        words = ", ".join(describe(self.controls[name], past[name]) for name in changed)
        said = textwrap.shorten(f"before: {words}", 60, placeholder=" …")
        return past, textwrap.fill(said, 31)

    def _read(self, named=()):
        """The value of every control; the lab's own where a control only stands for that, and is not `named`."""
        own = {name: value for name, value in getattr(self, "values", {}).items() if name not in named}
        return {
            name: own[name] if name in own and stands_for(control, own[name]) else tidy(control)
            for name, control in self.controls.items()
        }

    def _put(self, values):
        """Put values into the controls, in the controls' order, whichever way they were named."""
        self._quiet = True
        try:
            if self.time in values:  # what it ends at is known when the rest is
                self.controls[self.time].max = self._span
            for name, control in self.controls.items():
                if name in values:
                    accept(control, name, values[name], clamp=name == self.time)
            self.values |= self._read(values) | {n: v for n, v in values.items() if n not in self.controls}
        finally:
            self._quiet = False

    def _check_names(self, values):
        if self.closed:
            raise RuntimeError(f"this {type(self).__name__} was replaced by another; use that one")
        for name in values:
            if name not in self.values:
                close = difflib.get_close_matches(name, self.values, n=1)
                hint = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(self.values)}"
                raise ValueError(f"{type(self).__name__} has no control {name!r}; {hint}")

    def home(self):
        """The control values of a lab that nobody has touched."""
        return self._built

    def _preset(self, name):
        """What a preset sets: all that presets are about, so that the one chosen before leaves nothing."""
        if name not in self.presets:
            raise ValueError(f"preset {name!r} is unknown; choose one of {', '.join(self.presets)}")
        home, named = self.home(), set().union(*self.presets.values())
        start = {self.time: self.controls[self.time].min} if self.time else {}
        return {control: home[control] for control in named} | start | self.presets[name]

    def _remember(self, before):
        """Keep the settings of the run before this one, for a paired comparison."""
        shared = (self.time, *self.given)
        past = {name: before[name] for name in self.controls if name not in shared}
        if self.paired and any(self.values[name] != value for name, value in past.items()):
            self.values["previous"] = past

    def _changed(self):
        """Some control has another value than the lab: take over all that have, and redraw."""
        if self._quiet or self.closed:
            return
        before, now = dict(self.values), self._read()
        changed = [name for name in now if now[name] != before[name]]
        if not changed:
            return
        self.values |= now
        for name in changed:  # a rate that was typed may be none of the slider's steps
            if isinstance(self.controls[name], LogSlider):
                self.controls[name].through(now[name])
        if changed != [self.time]:  # Play goes on while a hand is on a slider
            (last, when), self._last_change = self._last_change, (changed, time.monotonic())
            if changed != last or self._last_change[1] - when > REST:
                self._remember(before)
        self.redraw(changed)

    # ---- drawing

    def redraw(self, changed=None):
        """Draw the present values; with `changed`, the names of what is new, move what moves."""
        with self.lock:
            self.theme = DARK if self.stage.dark else LIGHT
            try:
                if self.drawing is None or changed is None or self._anew(changed):
                    self.drawing = Drawing(self.size, 100 * self.stage.ratio, self.theme)
                    self.caption = self._draw(self.drawing)
                else:
                    self.caption = self._said(self._call(self.move))
                self.drawing.render(self.artists)
                self._end_time()
                self._publish("jpeg" if self.playback.playing else "png")
            except Exception as error:
                self.drawing = None  # nothing is drawn over a background of other settings
                self._show_error(error)
                raise
            self._show_error(None)

    def _draw(self, drawing):
        self.artists, self.unseen = [], self.problem()
        if self.unseen:
            middle = dict(ha="center", va="center", wrap=True, color=self.theme.wrong)
            drawing.figure.text(0.5, 0.5, self.unseen, **middle)
            return self._said(self.unseen)
        caption = self._call(self.draw, fig=drawing.figure)
        return self._said(self._call(self.move) if caption is None else caption)

    def _call(self, method, **more):
        """A method of the lab, given the control values that its arguments name."""
        values = self.values | more
        return method(**{name: values[name] for name in arguments(method) if name in values})

    def _anew(self, changed):
        """Whether one of these controls is read by `draw`, so that moving does not do."""
        if type(self).move is Lab.move or self.unseen or self.problem():
            return True
        return any(name in arguments(self.draw) for name in changed)

    def _end_time(self):
        """Let the time control end where the run ends."""
        if self.time:
            self._let_end(self.time, self._end())

    def _let_end(self, name, last):
        """Let a slider end at `last`, and take over the value that it has then."""
        control, self._quiet = self.controls[name], True
        try:
            if control.max != last:
                control.max = last
            self.values[name] = tidy(control)
        finally:
            self._quiet = False

    def _end(self):
        return self._span if self.problem() else end_of(self.last(), self._span)

    def _said(self, caption):
        return page.minus(caption + self.remark)

    def _publish(self, format):
        self.stage.show(encode(self.drawing.pixels(), format), f"image/{format}", self.caption)
        self.caption_box.value = page.status(self.caption)

    def pixels(self):
        """The picture that is on the stage now, (height, width, 4) bytes."""
        with self.lock:
            return self.drawing.pixels().copy()

    # ---- on paper

    def figure(self):
        """The present picture as a Matplotlib figure of its own, to save or to print."""
        return self.apart()[0].figure

    def apart(self, dpi=100, **values):
        """(Drawing, caption) of the present values with some replaced, in the light theme, for paper."""
        with self.lock:
            apart = copy.copy(self)  # what `draw` keeps for `move` must stay that of the stage
            apart.values, apart.theme = {**self.values, **values}, LIGHT
            drawing = Drawing(self.size, dpi, LIGHT)
            return drawing, apart._draw(drawing)

    def _repr_mimebundle_(self, include=None, exclude=None):
        with self.lock:
            return paper.bundle(self)

    # ---- the page

    def _make_page(self):
        self.stage = Stage(width=round(100 * self.size[0]), drawable=self.drawable, key_names=list(self.keys))
        self.stage.observe(self._guarded(lambda _: self.redraw(), DRAWING), ["dark", "ratio"])
        self.stage.on_msg(self._guarded(self._message))
        self.playback = Playback(self)
        self.caption_box, self.error_box = page.caption_box(), page.hidden_box()
        self.script_box = page.script_box()
        self.page = page.make_page(self, self._picture())

    def _picture(self):
        return self.stage

    def buttons(self):
        """The presets and Copy as Python, as far as the lab has them."""
        buttons = []
        if self.presets:
            menu = page.preset_menu(self.presets)
            menu.observe(self._guarded(lambda _: self._choose_preset(menu)), "value")
            buttons.append(menu)
        if type(self).script is not Lab.script:
            button = page.script_button()
            button.on_click(self._guarded(lambda _: self._copy_script(button)))
            buttons.append(button)
        return buttons

    def _choose_preset(self, menu):
        if menu.value:
            name, menu.value = menu.value, ""
            self.set(**self._preset(name))
            self.alerts.clear()  # a preset begins with nothing of before

    def _copy_script(self, button):
        script = self.script()
        self.script_box.value = script
        self.script_box.layout.display = None
        self.stage.send({"copy": script})
        button.description, button.icon = "Copied, and shown below", "check"

    def _message(self, stage, content, buffers):
        if "kind" in content and not self.unseen:
            self.pointer(content["kind"], content["x"], content["y"])
        if "key" in content:
            self.key(content["key"], content["shift"])

    def click(self, x, y, kind="down"):
        """A pointer action at (x, y) of the picture, from 0 to 1, from lower left, as a page sends it."""
        self._guarded(self._message)(self.stage, {"kind": kind, "x": x, "y": y}, [])

    def at(self, ax, x, y):
        """The place in an axes' own coordinates, (2,), of the point (x, y) of the picture."""
        return ax.transData.inverted().transform(np.multiply((x, y), ax.figure.bbox.size))

    def inside(self, ax, x, y):
        """Whether the point (x, y) of the picture is within an axes."""
        return ax.bbox.contains(*np.multiply((x, y), ax.figure.bbox.size))

    def close(self):
        """Take the lab off the page: its widgets, its pictures and its Play end here."""
        with self.lock:
            self.playback.cancel()
            page.close((self.page, self.stage))
            lock = self.lock
            vars(self).clear()
            self.lock, self.closed, self.controls, self.values = lock, True, {}, {}

    # ---- errors

    @property
    def error(self):
        """The latest error that nothing has answered yet, or None."""
        return next(reversed(self.alerts.values()), None)

    def _guarded(self, callback, source=None):
        """A callback that has the lab to itself, and whose exceptions are seen: in red in the lab, by
        `check`, and raised again. ipywidgets swallows what a button's callback raises (style.md 6).

        source : whose next success takes the red words away, by default this callback's own: what a
        button said is not answered by a slider or by a frame of Play.
        """

        def call(*arguments):
            with self.lock:
                if self.closed:
                    return
                try:
                    callback(*arguments)
                except Exception as error:
                    if error is not self.alerts.get(DRAWING):
                        self._show_error(error, source or call)
                    raise
                if source is None and not self.closed:
                    self._show_error(None, call)
            time.sleep(0)  # let the thread that waits for the lab have it

        return call

    def _show_error(self, error, source=DRAWING):
        """Show an error of the drawing, or of a callback, or (None) no more of it."""
        self.alerts.pop(source, None)
        if error is not None:
            self.alerts[source] = error
        self.error_box.layout.display = None if self.alerts else "none"
        self.error_box.value = page.alert(self.error)

    def check(self):
        """Raise the error that the last action left behind, if any."""
        if self.error is not None:
            raise self.error
