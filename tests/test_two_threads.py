"""Controls on one thread, Play on another: a lab ends in the state of its controls, with its picture."""

import asyncio
import gc
import threading
import types
import weakref

import IPython
import ipywidgets as w
import numpy as np
import pytest

from mlpcourse import labs
from mlpcourse.labs import Lab, TextLab, paper

EVERY = [getattr(labs, name) for name in labs.__all__]
PLAYING = [kind for kind in EVERY if getattr(kind, "time", None) and not issubclass(kind, TextLab)]
LABS = [kind for kind in EVERY if kind not in (labs.Stage, Lab, TextLab)]
CHANGES = 60


def a_page(lab):
    """A page that draws every frame at once."""
    lab.stage.observe(lambda change: setattr(lab.stage, "shown", change["new"]), "number")


def hands(lab, changes, seed, stop):
    """Move random controls of the lab, as a page's messages do, from the thread that calls."""
    rng = np.random.default_rng(seed)
    names = [
        n for n, c in lab.controls.items() if hasattr(c, "min") or isinstance(c, w.Dropdown | w.Checkbox)
    ]
    for _ in range(changes):
        name = rng.choice(names)
        control = lab.controls[name]
        if isinstance(control, w.Checkbox):
            control.value = not control.value
        elif isinstance(control, w.Dropdown):
            control.index = int(rng.integers(len(control.options)))
        elif isinstance(control, w.FloatLogSlider):
            control.value = control.base ** rng.uniform(control.min, control.max)
        else:
            control.value = type(control.value)(rng.uniform(control.min, control.max))
        if rng.random() < 0.1:
            lab.stage.dark = not lab.stage.dark
    stop.set()


@pytest.mark.parametrize("kind", PLAYING)
def test_hands_and_play_at_once(kind):
    failures = []

    async def play():
        lab = kind()
        a_page(lab)
        lab.playback.period = 0.001
        stop = threading.Event()
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: failures.append(context))
        lab.playback.start()
        thread = threading.Thread(target=guarded, args=(hands, lab, CHANGES, 0, stop))
        thread.start()
        while not stop.is_set():
            if not lab.playback.playing:
                lab.playback.start()
            await asyncio.sleep(0.002)
        thread.join()
        lab.playback.stop()
        await asyncio.sleep(0.01)
        lab.check()
        return lab

    def guarded(act, *arguments):
        try:
            act(*arguments)
        except Exception as error:
            failures.append(error)
            arguments[-1].set()

    lab = asyncio.run(play())
    assert failures == []
    controls = {name: value for name, value in lab.state().items() if name in lab.controls}
    assert controls == lab._read()
    fresh = kind(**lab.state())
    fresh.stage.dark = lab.stage.dark
    assert fresh.state() == lab.state() and fresh.caption == lab.caption
    assert np.array_equal(fresh.pixels(), lab.pixels())


def test_play_goes_on_under_a_moving_slider():
    async def play():
        lab = labs.RateLab(step=0)
        a_page(lab)
        lab.playback.period = 0.001
        stop = threading.Event()
        lab.playback.start()

        def move():
            for k in range(40):
                lab.controls["learning_rate"].value = 0.02 + 0.001 * (k % 2)
            stop.set()

        thread = threading.Thread(target=move)
        thread.start()
        while not stop.is_set():
            await asyncio.sleep(0.001)
        thread.join()
        return lab.state()["step"], lab.playback.playing or lab.state()["step"] == lab.controls["step"].max

    step, going_on = asyncio.run(play())
    assert going_on and step >= 3


def test_pause_and_play_within_one_period_leave_one_task():
    async def play():
        lab = labs.RateLab(step=0)
        a_page(lab)
        lab.playback.period = 0.05
        lab.playback.start()
        for _ in range(5):
            await asyncio.sleep(0.005)
            lab.playback.toggle()
            lab.playback.toggle()
        await asyncio.sleep(0.01)
        tasks = [t for t in asyncio.all_tasks() if "Playback" in repr(t.get_coro())]
        lab.playback.stop()
        return tasks

    assert len(asyncio.run(play())) == 1


def test_play_after_a_run_that_ended_early_starts_over():
    async def play():
        lab = labs.DescentLab(learning_rate=3.0, update=50)
        a_page(lab)
        lab.playback.period = 0.001
        assert lab.finished()
        lab.playback.start()
        started = lab.state()["update"]
        while lab.playback.playing:
            await asyncio.sleep(0.002)
        return started, lab.state()["update"], lab.finished()

    started, ended, finished = asyncio.run(play())
    assert started == 0 < ended and finished


def test_an_error_leaves_nothing_to_draw_over(monkeypatch):
    lab = labs.LogisticLab(epoch=10)
    with monkeypatch.context() as patch:
        patch.setattr(lab, "said", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            lab.controls["l2"].value = 0.1
    lab.controls["epoch"].value = 20
    lab.check()
    fresh = labs.LogisticLab(**lab.state())
    assert fresh.caption == lab.caption and np.array_equal(fresh.pixels(), lab.pixels())


@pytest.mark.parametrize("kind", LABS)
def test_what_is_refused_changes_nothing(kind):
    lab = kind()
    for name, control in lab.controls.items():
        state, caption = lab.state(), lab.caption
        options = {option[-1] for option in getattr(control, "options", ()) if isinstance(option, tuple)}
        for nothing in {None, float("nan"), object()} - options:
            with pytest.raises(ValueError, match=name):
                lab.set(**{name: nothing})
            assert lab.state() == state and lab.caption == caption
            lab.check()
        if hasattr(control, "min") and name != kind.time:
            with pytest.raises(ValueError, match=f"{name} cannot be 1e\\+99"):
                lab.set(**{name: 1e99})


@pytest.fixture
def shell(monkeypatch):
    """A shell whose page names the cell that it runs."""
    shell = types.SimpleNamespace()

    def run(cell, request):
        shell.parent_header = {"metadata": {"cellId": cell}, "header": {"msg_id": request}}

    shell.run = run
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    return shell


@pytest.mark.parametrize("kind", LABS)
def test_a_cell_that_runs_again_keeps_nothing_of_its_lab(shell, kind):
    before = set(w.Widget.widgets)
    shell.run("cell", "first request")
    lab = kind()
    paper.live(lab)
    lab.step() if kind.time else None
    runs = [run for run in getattr(lab, "_runs", {}).values() if hasattr(run, "__weakref__")]
    parts = [lab, lab.stage, lab.playback, *([lab.drawing.figure] if lab.drawing else []), *runs]
    gone, widgets = [weakref.ref(part) for part in parts], set(w.Widget.widgets) - before
    del parts, runs
    shell.run("cell", "second request")
    lab = kind()
    paper.live(lab)
    gc.collect()
    assert [part() for part in gone if part() is not None] == [] and not lab.closed
    assert [w.Widget.widgets[name] for name in widgets & set(w.Widget.widgets)] == []


def test_labs_of_one_run_live_together_and_other_cells_are_left_alone(shell):
    shell.run("one", "a")
    first, second = labs.ChainLab(), labs.ChainLab()
    first._repr_mimebundle_(), second._repr_mimebundle_()
    shell.run("two", "b")
    other = labs.ChainLab()
    other._repr_mimebundle_()
    assert not (first.closed or second.closed)
    shell.run("one", "c")
    labs.ChainLab()._repr_mimebundle_()
    assert first.closed and second.closed and not other.closed
    with pytest.raises(RuntimeError, match="replaced"):
        first.set(way=1)


def test_an_export_gets_the_picture_and_a_page_the_live_lab(shell):
    from mlpcourse.labs.page import VIEW

    shell.run("cell", "a")
    assert VIEW in labs.ChainLab()._repr_mimebundle_()[0]
    shell.parent_header = {"metadata": {}, "header": {"msg_id": "b"}}
    data, _ = labs.ChainLab()._repr_mimebundle_()
    assert VIEW not in data and "image/png" in data
