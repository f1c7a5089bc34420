"""Run a part of the tests in the built site's Python, under node: no browser, about a minute.

    python3 .github/site/suite.py [PYTEST ARGUMENTS]

Threads, subprocesses and deep recursion, which a browser's Python has not, fail here.
"""

import json
import os
import subprocess
import sys

from build import HERE, ROOT, TOOLS, pure_wheels, tools_python

FILES = ["gradients.py", "optimizers.py", "training.py", "lecture_numbers.py", "panels.py", "plots.py"]
LABS = ["the_page", "presets", "copied_python_reproduces_the_curve", "points_by_mouse"]
CHOSEN = [f"tests/test_{name}" for name in FILES] + [f"tests/test_labs.py::test_{name}" for name in LABS]


def main(arguments):
    python = next((ROOT / "build" / "site" / "live").glob("python-*"), None)
    if python is None:
        sys.exit("there is no site yet; run python3 .github/site/build.py")
    wheels = [os.path.relpath(w, ROOT) for w in pure_wheels(tools_python(), HERE / "test-wheels.txt")]
    chosen = arguments or CHOSEN
    (TOOLS / "suite.json").write_text(json.dumps({"wheels": wheels, "arguments": chosen}))
    command = ["node", HERE / "node.mjs", python, HERE / "pytest_inside.py"]
    return subprocess.run(command, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
