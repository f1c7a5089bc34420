"""Play, pause and single steps: time is a slider, and Play only moves it.

An asyncio task on the kernel's main loop, in short pieces, so that every other control stays live;
no threads, which browser Pythons do not have.
"""

import asyncio

import ipywidgets as w

PATIENCE = 5.0  # seconds without a page that draws, after which Play stops


class Playback:
    """The buttons of a lab's time control, and the task behind Play."""

    def __init__(self, lab):
        self.lab = lab
        self.playing = False
        self.period = lab.pace
        try:  # ipykernel may deliver clicks elsewhere than where the cell runs: remember its loop
            self.loop = asyncio.get_running_loop()
        except RuntimeError:
            self.loop = None

    def buttons(self):
        """Back to the start, one step back, play or pause, one step on."""

        def button(icon, tip, action):
            made = w.Button(icon=icon, tooltip=tip, layout=w.Layout(width="40px"))
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
        """Move the slider to its end, one step a period. Raises RuntimeError where no event loop
        runs.
        """
        if self.loop is None:
            raise RuntimeError("Play needs a running notebook; without one call lab.step()")
        control = self.lab.controls[self.lab.time]
        if control.value >= control.max:
            self.lab.set(**{self.lab.time: control.min})
        self.playing = True
        self.play_button.icon = "pause"
        self.loop.call_soon_threadsafe(lambda: self.loop.create_task(self._run()))

    def stop(self):
        """Pause, and leave a sharp picture behind."""
        if self.playing:
            self.playing = False
            self.play_button.icon = "play"
            self.lab.redraw()

    async def _run(self):
        lab, control = self.lab, self.lab.controls[self.lab.time]
        try:
            while self.playing and control.value < control.max and not lab.finished():
                began = self.loop.time()
                control.value += 1
                await asyncio.sleep(max(0.001, self.period - (self.loop.time() - began)))
                waited = 0.0
                while lab.stage.waiting > 1 and waited < PATIENCE:
                    await asyncio.sleep(0.005)
                    waited += 0.005
                if waited >= PATIENCE:
                    break
        except Exception as error:  # a task's exception is silent unless someone shows it
            lab._show_error(error)
            raise
        finally:
            self.stop()
