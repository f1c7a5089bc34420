"""Run notebooks top to bottom and store what a fresh run gives.

python tests/notebooks/store_outputs.py              every notebook
python tests/notebooks/store_outputs.py 11           those whose names start so
"""

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"


def run(notebook, folder=NOTEBOOKS):
    """Execute a notebook in place, with a progress file of its own."""
    fresh = {"MLPCOURSE_PROGRESS": os.path.join(tempfile.mkdtemp(), "progress.json")}
    client = NotebookClient(
        notebook,
        timeout=60,
        kernel_name="python3",
        store_widget_state=False,
        coalesce_streams=True,  # one output, however slowly its lines come
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env=os.environ | fresh)
    return notebook


def clean(notebook):
    """Keep what a reader sees: no timings, no widget ids (the picture and the text stand in for a lab)."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    count = 0
    for cell in notebook.cells:
        cell.metadata = {k: v for k, v in cell.metadata.items() if k == "tags"}
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = count
                if "data" in output:
                    output.data.pop(WIDGET, None)
    return notebook


def main(prefixes):
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if not prefixes or any(path.name.startswith(prefix) for prefix in prefixes):
            nbformat.write(clean(run(nbformat.read(path, as_version=4))), path)
            print(path.name)


if __name__ == "__main__":
    main(sys.argv[1:])
