"""Runs in Pyodide, started by suite.py: pytest over the checkout, which is /host."""

import importlib
import json
import os
import zipfile

with open("/host/build/site-tools/suite.json") as file:
    settings = json.load(file)
for wheel in settings["wheels"]:
    zipfile.ZipFile(f"/host/{wheel}").extractall("/lib/python3.14/site-packages")
importlib.invalidate_caches()
os.chdir("/host")

import js  # noqa: E402
import pytest  # noqa: E402


class Running:
    """Tells node which test runs: a test that overflows the stack ends Python and pytest with it."""

    def pytest_runtest_logstart(self, nodeid, location):
        js.globalThis.running = nodeid


int(
    pytest.main(
        ["-q", "-p", "no:cacheprovider", "-o", "addopts=", "--tb=short", *settings["arguments"]], [Running()]
    )
)
