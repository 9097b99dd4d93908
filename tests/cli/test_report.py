"""`willing report` as its users meet it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Called
from tests.report.reading import Page

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


def test_it_writes_a_page(here: Path, called: Called) -> None:
    done = called("report", "tiny.yaml", "-o", "page.html", "--assume", "f", "--target", "8")
    assert done.status == 0
    found = Page((here / "page.html").read_bytes().decode())
    assert found.value("figure-target") == 8
    assert "Assumed: F is so" in found.text
    assert done.out.startswith("page.html written, ")
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
        (["tiny.yaml", "-o", "page.html", "--coa", "hold"], "unknown course of action 'hold'"),
        (["tiny.yaml", "-o", "page.html", "--coa", "hold", "--no-plan"], "leave one of them out"),
    ],
)
def test_wrong_use_is_one_clear_line_and_status_2(here: Path, arguments: list[str], said: str, called: Called) -> None:
    status, out, err = called("report", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("willing: ")
    assert said in err
    assert not (here / "page.html").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever may do everything may write everywhere")
def test_what_cannot_be_written_is_refused_before_any_work(here: Path, called: Called) -> None:
    here.chmod(0o500)
    done = called("report", "tiny.yaml", "-o", "page.html")
    assert done.status == 2
    assert "cannot be written" in done.err
    here.chmod(0o700)


def test_the_page_does_not_depend_on_the_order_of_sets(here: Path) -> None:
    for seed in ("1", "2"):
        program = [sys.executable, "-m", "willing", "report", "tiny.yaml", "-o", f"{seed}.html"]
        subprocess.run(program, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    assert (here / "1.html").read_bytes() == (here / "2.html").read_bytes()


def test_help_has_an_example(called: Called) -> None:
    done = called("report", "--help")
    assert done.status == 0
    assert "Example:  willing report " in done.out


def test_other_commands_do_not_load_what_only_this_one_needs(here: Path) -> None:
    program = "import sys; from willing.cli.main import program; program([]); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"jinja2", "altair", "vl_convert"} & set(done.stdout.split())
