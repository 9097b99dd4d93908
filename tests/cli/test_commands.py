"""The command line as its users and other programs meet it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Called

GOOD = """\
case: {format: 1, id: tiny, title: Tiny, target: {strength: 10}}
nations: {FR: {name: France}, GB: {name: Britain}}
factors: {f: {title: F is so}}
capabilities: {c: {name: C}}
pledges:
  - {id: fr, nation: FR, capability: c, strength: 5, if: f and GB stands, from: 2025-02-01}
  - {id: gb, nation: GB, capability: c, strength: 4, if: FR stands, from: 2025-01-01}
"""


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """A case on disk."""
    path = tmp_path / "tiny.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return str(path)


def test_assess_prints_a_screen_and_json(called: Called, tiny: str) -> None:
    screen = called("assess", tiny, "--assume", "f")
    assert (screen.status, screen.err) == (0, "")
    assert "9 would stand if France and Britain signed together" in screen.words
    answer = json.loads(called("assess", tiny, "--assume", "f", "--json").out)
    assert answer["groups"][0]["total"] == 9
    assert answer["as_of"] == "2025-02-01"


def test_assume_takes_names_values_and_lists(called: Called, tiny: str) -> None:
    for arguments in (["--assume", "f=true"], ["--assume", " f "], ["--assume", "f,f"]):
        assert json.loads(called("assess", tiny, *arguments, "--json").out)["assume"] == {"f": True}
    assert json.loads(called("assess", tiny, "--assume", "f=false", "--json").out)["assume"] == {"f": False}


@pytest.mark.parametrize(
    "arguments",
    [
        ["assess", "no/such/case"],
        ["assess", "TINY", "--assume", "ff"],
        ["assess", "TINY", "--assume", "f=maybe"],
        ["assess", "TINY", "--assume", "f,f=false"],
        ["assess", "TINY", "--as-of", "yesterday"],
        ["assess", "TINY", "--stage", "sure"],
        ["assess", "TINY", "--target", "many"],
        ["assess", "TINY", "--target", "-1"],
        ["assess", "TINY", "--reading", "mean"],
        ["assess", "TINY", "--nonsense"],
        ["assess"],
        ["nonsense"],
        ["why", "TINY", "XX"],
        ["why", "TINY"],
        ["changes", "TINY"],
        ["changes", "TINY", "--since", "2025-09-09"],
        ["schema", "nonsense"],
        ["check", "no/such/case"],
    ],
)
def test_wrong_use_is_one_clear_line_and_status_2(called: Called, tiny: str, arguments: list[str]) -> None:
    done = called(*[tiny if word == "TINY" else word for word in arguments])
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert done.err.startswith("willing: ")
    assert "Traceback" not in done.err


def test_bad_input_is_one_line_per_fault_and_status_2(called: Called, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD.replace("FR stands", "FR stand").replace("strength: 5", "strength: -5"), encoding="utf-8")
    done = called("assess", str(path), "--json")
    assert (done.status, done.out) == (2, "")
    assert [line.split(": ")[1] for line in done.err.splitlines()] == [f"{path}:6", f"{path}:7"]


def test_check_finds_errors_with_status_1_and_shows_the_caret(called: Called, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD.replace("FR stands", "FR stand"), encoding="utf-8")
    done = called("check", str(path))
    assert done.status == 1
    assert "    FR stand\n       ^\n" in done.out
    found = json.loads(called("check", str(path), "--json").out)
    assert (found["errors"][0]["line"], found["errors"][0]["file"]) == (7, str(path))


def test_check_of_a_sound_case_ends_well_and_warns(called: Called, tiny: str) -> None:
    done = called("check", tiny)
    assert done.status == 0
    assert done.out.count("warning: ") == 2


def test_new_writes_a_case_that_checks_without_a_warning(called: Called, tmp_path: Path) -> None:
    folder = tmp_path / "My Case"
    assert called("new", str(folder)).status == 0
    checked = json.loads(called("check", str(folder), "--json").out)
    assert (checked["case"], checked["errors"], checked["warnings"]) == ("my-case", [], [])
    answer = json.loads(called("assess", str(folder), "--assume", "ceasefire", "--json").out)
    assert answer["strength"]["together"] == 9800
    json.loads((folder / "case.schema.json").read_text(encoding="utf-8"))


def test_new_overwrites_nothing(called: Called, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("case:\n", encoding="utf-8")
    done = called("new", str(tmp_path))
    assert done.status == 2
    assert sorted(item.name for item in tmp_path.iterdir()) == ["mine.yaml"]


def test_why_and_changes_print_screens(called: Called, tiny: str) -> None:
    why = called("why", tiny, "GB")
    assert why.status == 0
    assert "a circle: gb waits for fr, which waits for gb" in why.out
    changes = called("changes", tiny, "--since", "2025-01-15", "--assume", "f")
    assert changes.status == 0
    assert "with signing together 0 → 9" in changes.out


@pytest.mark.parametrize("command", ["assess", "why", "changes", "check", "cases", "new", "schema"])
def test_help_of_every_command_has_an_example(called: Called, command: str) -> None:
    done = called(command, "--help")
    assert done.status == 0
    assert "Example:  willing " in done.out


def test_help_and_version(called: Called) -> None:
    assert "assess" in called("--help").out
    assert called("--version").out.startswith("willing 0.")


def test_schema_and_grammar_are_printed(called: Called) -> None:
    assert json.loads(called("schema").out)["title"] == "willing: a case, format version 1"
    assert "at least" in called("schema", "--grammar").out


def test_the_bundled_cases_are_listed(called: Called) -> None:
    assert "ukraine-2025" in called("cases").out


@pytest.mark.parametrize("width", [40, 72, 100, 300])
def test_the_screen_of_the_real_case_fits(width: int, called: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is wider than the terminal; at a usual width the answer fits one screen."""
    from willing.cli.output import console

    monkeypatch.setenv("COLUMNS", str(width))
    console.cache_clear()
    for day in ("2025-03-20", "2025-04-29", "2025-09-04", "2026-01-31"):
        lines = called("assess", "ukraine-2025", "--as-of", day, "--assume", "ceasefire").out.splitlines()
        assert max(map(len, lines)) <= width
        assert width < 100 or len(lines) <= 30
    console.cache_clear()


def test_piping_into_a_reader_that_leaves_is_no_error(tiny: str) -> None:
    program = f"{sys.executable} -m willing schema | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout == "{\n"


def test_the_program_runs_as_a_module(tiny: str) -> None:
    done = subprocess.run([sys.executable, "-m", "willing", "assess", tiny], capture_output=True, text=True, check=True)
    assert "Tiny" in done.stdout
    assert "\x1b[" not in done.stdout


def test_a_terminal_without_these_signs_shows_others_and_no_traceback(tiny: str) -> None:
    program = [sys.executable, "-m", "willing", "assess", tiny]
    environment = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(program, capture_output=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Tiny" in done.stdout


def test_what_is_piped_has_no_blanks_at_the_ends_of_lines(called: Called) -> None:
    lines = called("assess", "ukraine-2025").out.splitlines()
    assert [line for line in lines if line != line.rstrip()] == []


def test_a_nation_called_by_its_name_is_recognised(called: Called, tiny: str) -> None:
    assert "did you mean 'FR'?" in called("why", tiny, "france").err
    assert "did you mean 'ukraine-2025'?" in called("assess", "ukrain-2025").err
