"""The pages of the site: each notebook with its stored outputs, and the course map.

    python pages.py SITE KATEX

runs from the root of the repository. What a page shows is in page.css, the button in live.js.
"""

import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from string import Template

import mistune
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from build import HERE, ROOT, edition

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGE = Template((HERE / "page.html").read_text(encoding="utf-8"))
BAR = Template(
    '<nav aria-label="Chapters">$previous <a href="index.html">Course map</a> $next <span id="state" role="status">'
    '</span><button id="start" class="go" data-trains="$trains" hidden>Make the labs live</button></nav>'
)
TRAINS = {
    "14": 70,
    "15": 20,
    "16": 20,
    "17": 50,
    "20": 40,
}  # seconds of the cells in a browser, where they are long
MARKDOWN = mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])
MATH = re.compile(r"(?P<code>(`+).+?\2)|\$\$(?P<display>.+?)\$\$|\$(?P<inline>[^$]+?)\$", re.DOTALL)
MAP_ROW = re.compile(r"^\| (\d\d) \| (.+?) \| (.+?) \| (\d+) \|$", re.MULTILINE)
formulas = []  # (tex, display) of all pages, so that node starts once


def text(value):
    return "".join(value) if isinstance(value, list) else value


def cells(notebook):
    return json.loads(notebook.read_text(encoding="utf-8"))["cells"]


def markdown(source):
    """Markdown as HTML; formulas are set aside first, as Jupyter does, and stand as numbered marks."""

    def aside(found):
        if found["code"]:
            return found[0]
        formulas.append((found["display"] or found["inline"], bool(found["display"])))
        return f"\x02{len(formulas) - 1}\x03"

    return MARKDOWN(MATH.sub(aside, source))


def with_formulas(page, html_of):
    return re.sub("\x02(\\d+)\x03", lambda mark: html_of[int(mark[1])], page)


def anchored(body):
    """Headings with the names that Jupyter gives them, links to pages instead of notebooks."""

    def named(heading):
        level, words = heading.groups()
        name = re.sub("<[^>]+>", "", words).replace(" ", "-")
        return f'<h{level} id="{name}">{words}</h{level}>'

    body = re.sub(r"<h(\d)>(.*?)</h\1>", named, body)
    body = re.sub(r"<td>(E[A-Z]-\d+)</td>", r'<td class="id">\1</td>', body)
    return re.sub(r'href="(\d\d_\w+)\.ipynb', r'href="\1.html', body)


def picture(output, plain):
    """A stored picture with its description; under a lab's picture stands the lab's question."""
    meta = output.get("metadata", {}).get("image/png", {})
    size = f' width="{meta["width"]}"' if "width" in meta else ""
    image = (
        f'<img alt="{html.escape(meta.get("alt", plain), quote=True)}"{size} loading="lazy" '
        f'src="data:image/png;base64,{text(output["data"]["image/png"]).strip()}">'
    )
    lab = re.match(r"\w+Lab: (.+)|BackpropStepper: (.+)", plain)
    if not lab:
        return f"<figure>{image}</figure>"
    return (
        f"<figure class='lab'>{image}<figcaption>{html.escape(lab[1] or lab[2])} "
        "<button class='go'>Make it live</button></figcaption></figure>"
    )


def shown(output):
    """One stored output."""
    if output["output_type"] == "stream":
        return f"<pre>{html.escape(text(output['text']))}</pre>"
    data = output["data"]
    plain = text(data.get("text/plain", ""))
    if "image/png" in data:
        return picture(output, plain)
    return f"<div class='output'>{text(data['text/html'])}</div>" if "text/html" in data else (
        f"<pre>{html.escape(plain)}</pre>"
    )  # fmt: skip


def section(cell):
    """One cell. Its id is the notebook's, by which the live chapter opens where one was reading."""
    source = text(cell["source"])
    if cell["cell_type"] == "markdown":
        inside = anchored(markdown(source))
    else:
        inside = highlight(source, PythonLexer(), HtmlFormatter(cssclass="code"))
        inside += "".join(map(shown, cell["outputs"]))
    return f'<section id="{cell["id"]}">{inside}</section>'


def title_of(notebook):
    return re.search(r"^# (.+)$", text(cells(notebook)[0]["source"]), re.M)[1]


def link(notebook, words):
    return f'<a href="{notebook.stem}.html">{words}</a>'


def chapter(number, notebook):
    """The page of one chapter."""
    path = f"{edition(notebook)}/{notebook.name}"
    before, after = NOTEBOOKS[:number][-1:], NOTEBOOKS[number + 1 :][:1]
    return PAGE.substitute(
        title=f"{notebook.name[:2]} {title_of(notebook)}",
        path=path,
        bar=BAR.substitute(
            trains=TRAINS.get(notebook.name[:2], ""),
            previous="".join(link(n, f"← {n.name[:2]}") for n in before),
            next="".join(link(n, f"{n.name[:2]} →") for n in after),
        ),
        body="\n".join(map(section, cells(notebook)))
        + f"<p>The notebook of this page, for those who have Jupyter: "
        f'<a href="live/files/{path}" download>{notebook.name}</a></p>',
    )


def course_map():
    """The front page: the map of chapter 00 with what each chapter says of itself."""
    sources = [text(cell["source"]) for cell in cells(NOTEBOOKS[0])]
    start = next(source for source in sources if "## The map of the course" in source)
    lectures = next(source for source in sources if "## The five lectures" in source)
    rows = []
    for number, name, letters, minutes in MAP_ROW.findall(start):
        name = re.sub(r"\W*\[(.+)\]\(.+\)|\*\*(.+)\*\*", r"\1\2", name)
        notebook = next(n for n in NOTEBOOKS if n.name.startswith(number))
        about = markdown(paragraph(text(cells(notebook)[0]["source"])))
        rows.append(
            f"<li><h2>{number} {link(notebook, name)}</h2>{about}"
            f"<p class='from'>Lectures: {letters} · {minutes} minutes</p></li>"
        )
    body = f"<h1>mlpcourse</h1><ol class='map'>{''.join(rows)}</ol>{markdown(lectures)}"
    return PAGE.substitute(title="mlpcourse", path="", bar="", body=anchored(body))


def paragraph(source):
    """What the first cell of a chapter says below its title."""
    return source.split("\n\n")[1]


def main(site, katex):
    pages = {"index": course_map()} | {n.stem: chapter(i, n) for i, n in enumerate(NOTEBOOKS)}
    done = subprocess.run(
        ["node", HERE / "math.mjs", katex], input=json.dumps(formulas), capture_output=True, text=True, encoding="utf-8"
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"a formula cannot be set: {done.stderr[-1500:]}")
    html_of = json.loads(done.stdout)
    site, fonts = Path(site), Path(katex, "dist", "fonts")
    for name, page in pages.items():
        (site / f"{name}.html").write_text(with_formulas(page, html_of), encoding="utf-8")
    for name in ("page.css", "live.js"):
        shutil.copy(HERE / name, site)
    (site / "katex" / "fonts").mkdir(parents=True)
    shutil.copy(Path(katex, "dist", "katex.min.css"), site / "katex")
    for font in fonts.glob("*.woff2"):
        shutil.copy(font, site / "katex" / "fonts")
    print(f"{len(pages)} pages, {len(formulas)} formulas")


if __name__ == "__main__":
    main(*sys.argv[1:])
