"""What a learner has solved: one small JSON file beside the notebooks. No network, no account."""

import json
import os
import time
from importlib import import_module
from pathlib import Path

from ..lectures.course import CHAPTERS
from ..tables import Html, html_table

FILE = ".mlpcourse_progress.json"


def path():
    """The progress file: where MLPCOURSE_PROGRESS says; else in the folder of the course's notebooks,
    wherever in the course the kernel was started; else in the working directory.
    """
    if os.environ.get("MLPCOURSE_PROGRESS"):
        return Path(os.environ["MLPCOURSE_PROGRESS"])
    here = Path.cwd()
    for folder in (here, *here.parents):
        for notebooks in (folder, folder / "notebooks"):
            if (notebooks / f"{CHAPTERS[0].file}.ipynb").exists():
                return notebooks / FILE
    return here / FILE


def read():
    """The ids of the solved questions. A damaged file is set aside under another name, never overwritten."""
    file = path()
    try:
        solved = json.loads(file.read_text(encoding="utf-8"))["solved"]
        if not isinstance(solved, list) or not all(isinstance(name, str) for name in solved):
            raise ValueError("not a list of names")
        return set(solved)
    except OSError:  # not there yet, or not ours to read
        return set()
    except (ValueError, KeyError, TypeError, RecursionError):
        try:
            file.replace(file.with_name(f"{file.name}.damaged-{time.time_ns()}"))
        except OSError:  # a folder that cannot be written: `mark` will say so
            pass
        return set()


def mark(name):
    """Record a question as solved. Written to a new file that then takes the old one's place."""
    solved = read()
    if name in solved:
        return
    file = path()
    new = file.with_name(f"{file.name}.{os.getpid()}.new")
    text = json.dumps({"solved": sorted(solved | {name})}, indent=1)
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(file)
    except OSError as error:  # a read-only folder must not cost the learner the answer
        print(f"Right, but {file} could not be written ({error.strerror}); your progress is not saved.")


def questions(chapter):
    """The names of a chapter's questions, in order; empty if it has none yet."""
    if not (Path(__file__).parent / f"nb{chapter:02}.py").exists():
        return []
    return [q.name for q in import_module(f"{__package__}.nb{chapter:02}").QUESTIONS]


def tally(names, solved):
    """How many of these questions are solved, how many there are, and the first that is left, or None."""
    left = [name for name in names if name not in solved]
    return len(names) - len(left), len(names), left[0] if left else None


class Progress:
    """Solved questions by chapter, and the next one to do; shows itself as a table."""

    def __init__(self):
        solved = read()
        self.chapters = []
        for number, title, _ in CHAPTERS:
            if names := questions(number):
                self.chapters.append((number, title, *tally(names, solved)))

    @property
    def next(self):
        """The first question that is not solved, such as "nb11.q2"; None when all are."""
        return next((left for *_, left in self.chapters if left), None)

    def __repr__(self):
        lines = [f"{n:02} {title}: {done} of {total}" for n, title, done, total, _ in self.chapters]
        return "\n".join([*lines, f"next: {self.next or 'everything is solved'}"])

    def _repr_html_(self):
        rows = [
            (
                CHAPTERS[number].linked(),
                Html(f"<progress value='{done}' max='{total}'></progress>"),
                f"{done} of {total}",
            )
            for number, _, done, total, _ in self.chapters
        ]
        following = "Every question is solved."
        if self.next:
            chapter, question = self.next.removeprefix("nb").split(".q")
            following = f"Next: exercise {question} of {CHAPTERS[int(chapter)].linked()}."
        return f"{html_table(('chapter', '', 'exercises solved'), rows)}<p>{following}</p>"


def progress():
    """The Progress now."""
    return Progress()
