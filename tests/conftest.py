"""Tests never touch a learner's progress file, also those that nbval runs in kernels of their own."""

import os
import sys
import tempfile

import pytest

os.environ["MLPCOURSE_PROGRESS"] = os.path.join(tempfile.mkdtemp(), "progress.json")
# Course-sized networks gain nothing from BLAS threads, and the test workers share the machine.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")


@pytest.fixture(autouse=True)
def close_widgets():
    """ipywidgets keeps every widget ever made, and with it the pictures of its lab, until it is closed."""
    yield
    if "ipywidgets" in sys.modules:
        sys.modules["ipywidgets"].Widget.close_all()
