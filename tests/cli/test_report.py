"""`willing report` as its users meet it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.report.reading import Page

from willing.cli.main import run

CASE = """\
case: {format: 1, id: tiny, title: Tiny, target: {strength: 10}}
nations: {FR: {name: France}, GB: {name: Britain}}
factors: {f: {title: F is so, probability: 0.5}}
pledges:
  - {id: fr, nation: FR, capability: c, strength: 5, if: f and GB stands, from: 2025-02-01}
  - {id: gb, nation: GB, capability: c, strength: 4, if: FR stands, from: 2025-01-01}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with a case, which is where the program runs."""
    (tmp_path / "tiny.yaml").write_text(CASE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def status(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stopped:
        run(["report", *arguments])
    return int(stopped.value.code or 0)


def test_it_writes_a_page(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status("tiny.yaml", "-o", "page.html", "--assume", "f", "--target", "8") == 0
    found = Page((here / "page.html").read_bytes().decode())
    assert found.value("figure-target") == 8
    assert "Assumed: F is so" in found.text
    assert capsys.readouterr().out.startswith("page.html written, ")
    assert sorted(item.name for item in here.iterdir()) == ["page.html", "tiny.yaml"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["tiny.yaml"], "no file to write: add for instance -o page.html"),
        (["tiny.yaml", "-o", "."], ". is a directory: name a file in it, as page.html"),
        (["tiny.yaml", "-o", "no/such/page.html"], "no/such is no directory: make it first, or name another"),
        (["tiny.yaml", "-o", "tiny.yaml/page.html"], "tiny.yaml is no directory"),
        (["nowhere", "-o", "page.html"], "nowhere"),
        (["tiny.yaml", "-o", "page.html", "--assume", "g"], "unknown factor 'g'"),
        (["tiny.yaml", "-o", "page.html", "--given", "g"], "unknown factor 'g'"),
        (["tiny.yaml", "-o", "page.html", "--stage", "sure"], "unknown stage"),
        (["tiny.yaml", "-o", "page.html", "--reading", "mean"], "unknown reading"),
        (["tiny.yaml", "-o", "page.html", "--as-of", "soon"], "--as-of"),
        (["tiny.yaml", "-o", "page.html", "--target", "many"], "target"),
    ],
)
def test_wrong_use_is_one_clear_line_and_status_2(
    here: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(*arguments) == 2
    found = capsys.readouterr()
    assert (found.out, found.err.count("\n")) == ("", 1)
    assert found.err.startswith("willing: ")
    assert said in found.err
    assert not (here / "page.html").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever may do everything may write everywhere")
def test_what_cannot_be_written_is_refused_before_any_work(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here.chmod(0o500)
    assert status("tiny.yaml", "-o", "page.html") == 2
    assert "cannot be written" in capsys.readouterr().err
    here.chmod(0o700)


def test_the_page_does_not_depend_on_the_order_of_sets(here: Path) -> None:
    for seed in ("1", "2"):
        program = [sys.executable, "-m", "willing", "report", "tiny.yaml", "-o", f"{seed}.html"]
        subprocess.run(program, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    assert (here / "1.html").read_bytes() == (here / "2.html").read_bytes()


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert status("--help") == 0
    assert "Example:  willing report " in capsys.readouterr().out


def test_other_commands_do_not_load_what_only_this_one_needs(here: Path) -> None:
    program = "import sys; from willing.cli.main import program; program([]); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"jinja2", "altair", "vl_convert"} & set(done.stdout.split())
