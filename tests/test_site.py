"""The site's pages, and that others' CI runs what the README and .ci/run say. The whole site has its own check."""

import re
import sys
from pathlib import Path

import pytest

from mlpcourse.labs import TwoSpacesLab
from mlpcourse.labs.page import widgets_of

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / ".github" / "site"))
pages = pytest.importorskip("pages", reason="pages need mistune and pygments, which come with JupyterLab")
WORKFLOWS = [path.read_text(encoding="utf-8") for path in (ROOT / ".github" / "workflows").glob("*.yml")]


@pytest.fixture
def page(monkeypatch):
    """Markdown as a page shows it, with formulas in <m>."""
    monkeypatch.setattr(pages, "formulas", [])

    def page(source):
        body = pages.anchored(pages.markdown(source))
        return pages.with_formulas(body, [f"<m>{tex}</m>" for tex, _ in pages.formulas])

    return page


def test_formulas_are_set_aside_before_markdown_reads_them(page):
    assert page("$a_1 * b_2 * c$") == "<p><m>a_1 * b_2 * c</m></p>\n"
    assert "<td><m>|x|</m></td>" in page("| a |\n|---|\n| $|x|$ |\n")
    assert page("$$\nx\n$$") == "<p><m>\nx\n</m></p>\n"
    assert page("`$x$` and ``a`$b``") == "<p><code>$x$</code> and <code>a`$b</code></p>\n"


def test_links_to_notebooks_are_links_to_pages(page):
    assert 'href="02_perceptron_line.html"' in page("[a](02_perceptron_line.ipynb)")
    assert 'href="02_perceptron_line.html#Turn-it"' in page("[a](02_perceptron_line.ipynb#Turn-it)")
    assert page("## Turn *it*") == '<h2 id="Turn-it">Turn <em>it</em></h2>\n'


def test_the_id_of_an_erratum_is_not_broken_on_a_narrow_page(page):
    assert '<td class="id">EN-5</td>' in page("| id | the slide |\n|---|---|\n| EN-5 | 0.3 |\n")


def test_the_button_says_where_a_chapter_trains_for_long():
    long = {n.name[:2]: 'data-trains=""' not in pages.chapter(k, n) for k, n in enumerate(pages.NOTEBOOKS)}
    assert {number for number, trains in long.items() if trains} == set(pages.TRAINS)


def test_the_map_has_every_chapter_with_its_minutes():
    body = pages.course_map()
    for notebook in pages.NOTEBOOKS:
        assert re.search(rf'<h2 id="[^"]+">{notebook.name[:2]} <a href="{notebook.stem}\.html">', body), (
            notebook
        )
    assert len(re.findall(r"Lectures: [\w ]+ · \d+ minutes<", body)) == len(pages.NOTEBOOKS)
    assert body.count("<li>") == 22


def test_every_picture_of_a_page_is_described():
    for number, notebook in enumerate(pages.NOTEBOOKS):
        body = pages.chapter(number, notebook)
        assert len(re.findall('<img alt="[^"]{20,}"', body)) == body.count("<img"), notebook


def test_a_changed_notebook_is_a_new_edition(tmp_path):
    notebook = tmp_path / "00_a.ipynb"
    notebook.write_text("{}")
    before = pages.edition(notebook)
    notebook.write_text("{} ")
    assert pages.edition(notebook) != before


def test_workflows_run_parts_of_ci_run_and_nothing_else():
    parts = set(re.findall(r"^(\w+)\(\)", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.M))
    assert len(WORKFLOWS) == 2
    for workflow in WORKFLOWS:
        run = re.findall(r"run: (.+)", workflow)
        assert run and all(line.startswith("bash .ci/run ") for line in run)
        named = " ".join([*run, *re.findall(r"part: \[?([\w ]+)", workflow)]).split("#")[0]
        assert set(re.findall(r"\w+", named)) - {"bash", "ci", "run", "PART", "one"} <= parts


def test_actions_are_pinned_and_have_no_rights_by_default():
    for workflow in WORKFLOWS:
        assert "\npermissions: {}\n" in workflow and "secrets." not in workflow
        used = re.findall(r"uses: (\S+)", workflow)
        assert used and all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action) for action in used)


def test_a_learner_installs_no_test_tools():
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    extra = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("test = [")[1].split("]")[0]
    tools = re.findall(r'"([\w-]+)>=', extra)
    assert {"pytest", "playwright", "scikit-learn", "ruff"} <= set(tools)
    assert not set(tools) & set(re.findall(r"^([\w-]+)>=", requirements, re.M))


def test_the_picture_of_the_readme_is_small():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    described, name = re.search(r"!\[(.+)\]\((.+)\)", readme.split("```")[0]).groups()
    picture = (ROOT / name).read_bytes()
    assert picture.startswith(b"\x89PNG") and len(picture) < 80_000 and len(described) > 30


def test_on_a_phone_the_time_stands_below_play():
    row = next(box for box in widgets_of(TwoSpacesLab().page) if getattr(box, "children", ())[1:2] and
               getattr(box.children[1], "description", "") == "step")  # fmt: skip
    assert row.layout.flex_flow == "row wrap" and row.children[1].layout.flex == "1 1 240px"
