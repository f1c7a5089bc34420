"""A progress bar for a training run that takes longer than a moment."""

import time

import ipywidgets as w


class ProgressBar:
    """Trains a ModelRun under a bar, epoch by epoch; the notebook's stop button (■) ends it.

    A run that was stopped stands at its last whole epoch, and `train` goes on from there.
    """

    def __init__(self, run):
        self.run = run
        self.bar = w.IntProgress(run.steps, 0, run.last, description="epochs")
        self.words = w.Label()
        self.box = w.HBox([self.bar, self.words])

    def train(self, to=None, show=None):
        """Train to epoch `to`, by default to the end. Returns how many epochs are trained by now.

        show : called once with the bar, by default IPython's display.
        """
        if show is None:
            from IPython.display import display as show
        show(self.box)
        run, began = self.run, time.perf_counter()
        to = run.last if to is None else to
        try:
            while run.steps < min(to, run.last):
                self._say("training, ■ stops it", began)
                run.extend(to=run.steps + 1)
            self._say(run.why or "done", began)
        except KeyboardInterrupt:
            self._say("stopped; train() goes on from here", began)
        return run.steps

    def _say(self, what, began):
        self.bar.value, self.bar.max = self.run.steps, max(1, self.run.last)
        loss = self.run.history.loss[-1]
        seconds = time.perf_counter() - began
        self.words.value = (
            f"epoch {self.run.steps} of {self.run.last}, loss {loss:.4f}, {seconds:.0f} s: {what}"
        )
