"""Tests never touch a learner's progress file, also those that nbval runs in kernels of their own."""

import os
import tempfile

os.environ["MLPCOURSE_PROGRESS"] = os.path.join(tempfile.mkdtemp(), "progress.json")
# Course-sized networks gain nothing from BLAS threads, and the test workers share the machine.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
