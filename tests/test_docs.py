"""The documentation says what the program does."""

from __future__ import annotations

import doctest
import re
import runpy
import shlex
from pathlib import Path

import pytest

import willing
from willing.cli.main import run

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_schemas_and_screens_are_as_the_program_writes_them() -> None:
    """`make docs` would change nothing."""
    written = runpy.run_path(str(ROOT / "docs" / "write.py"))["written"]
    stale = [str(path) for path, text in written() if not path.exists() or path.read_text(encoding="utf-8") != text]
    assert stale == []


@pytest.mark.parametrize(
    ("page", "least"),
    [
        ("tutorial.md", 6),
        ("futures.md", 4),
        ("charts.md", 9),
        ("report.md", 6),
        ("sustain.md", 7),
        ("planning.md", 12),
        ("marathon.md", 9),
        ("meaning.md", 6),
    ],
)
def test_the_python_of_a_page_does_what_it_says(page: str, least: int) -> None:
    failed, tried = doctest.testfile(str(ROOT / "docs" / page), module_relative=False)
    assert tried >= least
    assert failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_shown_work(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every `$ willing ...` of a page, one after the other in an empty directory."""
    monkeypatch.chdir(tmp_path)
    for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        for line in block.splitlines():
            command = line.removeprefix("$ ").split("#")[0].strip()
            if command.startswith("willing "):
                with pytest.raises(SystemExit) as stopped:
                    run(shlex.split(command)[1:])
                assert not stopped.value.code, command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_python_of_the_readme_runs() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(block, {})


def test_the_cases_of_the_format_page_are_sound_and_come_to_what_it_says(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    head = "case: {format: 1, id: x, title: X}\n"
    for block in blocks:
        if not block.startswith("- id"):  # the pledge speaks of nations that stand nowhere on the page
            path = tmp_path / "case.yaml"
            path.write_text(block if block.startswith("case:") else head + block, encoding="utf-8")
            case = willing.load(path)
            assert willing.check(path).warnings == ()
            for course in willing.requirements(case).requirements:
                shown = dict(re.findall(r"^\| `([a-z]+)` \| (.* = [0-9,]+) \|$", text, re.MULTILINE))
                assert {post.id: post.reasoning for post in course.posts if post.rule} == shown
