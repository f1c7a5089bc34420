"""Play, pause and single steps: time is a slider, and Play only moves it.

An asyncio task on the kernel's main loop, in short pieces, so that every other control stays live;
no threads, which browser Pythons do not have.
"""

import asyncio

import ipywidgets as w

PATIENCE = 5.0  # seconds without a page that draws, after which Play stops


class Playback:
    """The buttons of a lab's time control, and the one task behind Play."""

    def __init__(self, lab):
        self.lab = lab
        self.playing, self.task = False, None
        self.period = lab.pace
        try:  # ipykernel may deliver clicks elsewhere than where the cell runs: remember its loop
            self.loop = asyncio.get_running_loop()
        except RuntimeError:
            self.loop = None

    def buttons(self):
        """Back to the start, one step back, play or pause, one step on."""

        def button(icon, tip, action):
            made = w.Button(icon=icon, tooltip=tip, layout=w.Layout(width="36px"))
            made.on_click(self.lab._guarded(lambda _: action()))
            return made

        self.play_button = button("play", "Play", self.toggle)
        return [
            button("fast-backward", "Back to the start", lambda: self._jump(-(10**9))),
            button("step-backward", "One step back", lambda: self._jump(-1)),
            self.play_button,
            button("step-forward", "One step on", lambda: self._jump(+1)),
        ]

    def _jump(self, n):
        self.stop()
        self.lab.step(n)

    def toggle(self):
        """Start or stop."""
        self.stop() if self.playing else self.start()

    def start(self):
        """Move the slider to its end, one step a period; from its end, begin again. Raises
        RuntimeError where no event loop runs.
        """
        if self.loop is None:
            raise RuntimeError("Play needs a running notebook; without one call lab.step()")
        with self.lab.lock:
            control = self.lab.controls[self.lab.time]
            if control.value >= control.max or self.lab.finished():
                self.lab.set(**{self.lab.time: control.min})
            self.playing = True
            self.play_button.icon = "pause"
            self.loop.call_soon_threadsafe(self._launch)

    def _launch(self):
        if self.task is not None:
            self.task.cancel()
        self.task = self.loop.create_task(self._run()) if self.playing else None

    def stop(self):
        """Pause, and leave a sharp picture behind."""
        with self.lab.lock:
            if self.playing:
                self.playing = False
                self.play_button.icon = "play"
                self.lab.redraw(())

    def cancel(self):
        """End the task of a lab that is closed."""
        self.playing = False
        if self.task is not None:
            self.loop.call_soon_threadsafe(self.task.cancel)

    def _advance(self):
        """One step on; False at the end."""
        lab = self.lab
        with lab.lock:
            if not self.playing or lab.closed:
                return False
            control = lab.controls[lab.time]
            if control.value >= control.max or lab.finished():
                return False
            control.value += 1
            lab._changed()  # the control's own message may be on its way on another thread
            return True

    async def _run(self):
        stage, me = self.lab.stage, asyncio.current_task()
        try:
            began = self.loop.time()
            while self._advance():
                await asyncio.sleep(max(0.001, self.period - (self.loop.time() - began)))
                began = asked = self.loop.time()
                while stage.waiting > 1 and began - asked < PATIENCE:
                    await asyncio.sleep(0.005)
                    began = self.loop.time()
                if began - asked >= PATIENCE:
                    break
        except Exception as error:  # a task's exception is silent unless someone shows it
            self.lab._show_error(error)
            raise
        finally:
            if self.task is me:  # else another Play has taken over
                self.task = None
                self.stop()
