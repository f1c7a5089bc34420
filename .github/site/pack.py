"""Runs in Pyodide, in build/site-tools: the wheels become one archive of compiled modules.

The course itself keeps its sources, for tracebacks and for readers.
"""

import importlib.util
import json
import re
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from pathlib import Path

TOOLS = Path("/host")
SITE = "/lib/python3.14/site-packages/"
UNUSED = re.compile(
    r"/tests?/|\.pyi$|\.data/|/include/|\.dist-info/(?!METADATA|entry_points)|/mpl-data/(sample_data|images|fonts/(afm|pdfcorefonts))/"
    r"|/f2py/|\.lib$|\.a$|\.pxd$|\.js\.map$"
)
count = 0


def compiled(name, data, where):
    """A module's bytecode, which Python takes without looking for its source."""
    global count
    count += 1
    code = compile(data, where + name, "exec", dont_inherit=True)
    return _code_to_hash_pyc(code, importlib.util.source_hash(data), False)


def put(archive, name, data):
    info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))  # the same wheels give the same bytes
    archive.writestr(info, data, zipfile.ZIP_DEFLATED, 9)


def copy(source, archive, where):
    for item in source.infolist():
        name, data = item.filename, source.read(item)
        if item.is_dir() or UNUSED.search("/" + name):
            continue
        if name.startswith("mlpcourse/"):
            put(archive, name, data)
            if name.endswith(".py"):
                put(archive, importlib.util.cache_from_source(name), compiled(name, data, where))
        elif name.endswith(".py"):
            put(archive, name + "c", compiled(name, data, where))
        else:
            put(archive, name, data)


with zipfile.ZipFile(TOOLS / "python" / "site-packages.zip", "w") as archive:
    for wheel in json.loads((TOOLS / "wheels.json").read_text()):
        with zipfile.ZipFile(TOOLS / wheel) as source:
            copy(source, archive, SITE)
library = TOOLS / "python" / "python_stdlib.zip"
with zipfile.ZipFile(library) as source, zipfile.ZipFile(library.with_suffix(".new"), "w") as archive:
    copy(source, archive, "/lib/python314.zip/")
library.with_suffix(".new").replace(library)
sizes = [f"{file.name} {file.stat().st_size / 1e6:.1f} MB" for file in sorted((TOOLS / "python").iterdir())]
print(f"{count} modules compiled:", ", ".join(sizes))
