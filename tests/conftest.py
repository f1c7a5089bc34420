"""Tests never touch a learner's progress file, also those that nbval runs in kernels of their own; and
they run on all processors where pytest-xdist is installed.
"""

import os
import sys
import tempfile
from pathlib import Path

import pytest

PROGRESS = Path(tempfile.mkdtemp(), "progress.json")
os.environ["MLPCOURSE_PROGRESS"] = str(PROGRESS)
# Course-sized networks gain nothing from BLAS threads, and the test workers share the machine.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """What -n=auto --dist=loadfile --no-loadscope-reorder say, unless the command line has its own -n.

    Not in pyproject.toml, where they would stop a pytest without xdist.
    """
    worker = "PYTEST_XDIST_WORKER" in os.environ  # which must not start workers of its own
    if not worker and getattr(config.option, "numprocesses", 0) is None:
        config.option.numprocesses = "auto"
        config.option.dist = "loadfile"
        config.option.loadscopereorder = False  # slow files first, as testpaths lists them


@pytest.fixture(autouse=True)
def nothing_solved():
    """What one test solves, no other test and no notebook sees."""
    yield
    PROGRESS.unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def close_widgets():
    """ipywidgets keeps every widget ever made, and with it the pictures of its lab, until it is closed."""
    yield
    if "ipywidgets" in sys.modules:
        sys.modules["ipywidgets"].Widget.close_all()
