"""`willing chart` and `willing timeline`: files, statuses, and one clear line for every wrong use."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Called

from willing.charts import PICTURES


@pytest.mark.parametrize("ending", ["svg", "png", "json"])
def test_a_picture_is_written(tmp_path: Path, called: Called, ending: str) -> None:
    file = tmp_path / f"picture.{ending}"
    status, said, error = called("chart", "ukraine-2025", "strength", "-o", str(file), "--width", "600")
    assert (status, error) == (0, "")
    assert "written" in said
    assert file.stat().st_size > 1000


def test_a_picture_of_a_plan_takes_what_plans_take(called: Called) -> None:
    asked = ["--coa", "trainers_west", "--force", "offered", "--months", "6", "--rounds", "0"]
    status, said, _ = called("chart", "ukraine-2025", "gantt_nations", "--json", "--as-of", "2025-09-04", *asked)
    assert status == 0
    assert "in 6 months for “Trainers in the west”" in " ".join(json.loads(said)["title"]["text"])


def test_the_specification_can_be_printed(called: Called) -> None:
    status, said, _ = called("chart", "ukraine-2025", "timeline", "--json", "--as-of", "2025-09-04")
    assert status == 0
    assert json.loads(said)["$schema"].endswith(".json")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("strength",), "no file to write: add for instance -o strength.svg, or --json"),
        (("pie", "-o", "pie.svg"), f"no picture 'pie': the pictures are {', '.join(PICTURES)}"),
        (("strength", "-o", "a.pdf"), "a.pdf: .pdf is no format of pictures: end it in .svg, .png, .html, .json"),
        (("strength", "-o", "a"), "a: no ending is no format"),
        (("strength", "-o", "/nowhere/a.svg"), "/nowhere/a.svg: no such file or directory"),
        (("strength", "-o", "a.svg", "--assume", "peace"), "unknown factor 'peace'"),
        (("strength", "-o", "a.svg", "--given", "ceasefire"), "--given means nothing to the picture strength"),
        (("odds_curve", "-o", "a.svg", "--game", "firm"), "--game means nothing to the picture odds_curve"),
        (("strength", "-o", "a.svg", "--coa", "reassurance"), "--coa means nothing to the picture strength"),
        (
            ("sustain", "-o", "a.svg", "--rounds", "0"),
            "it is for courses, coverage, gantt_nations, gantt_posts, stress",
        ),
        (("coverage", "-o", "a.svg", "--coa", "reasurance"), "did you mean 'reassurance'?"),
        (("coverage", "-o", "a.svg", "--force", "all"), "unknown force 'all'"),
        (("strength", "-o", "a.svg", "--width", "20"), "20"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    called: Called,
    arguments: tuple[str, ...],
    line: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    status, said, error = called("chart", "ukraine-2025", *arguments)
    assert (status, said) == (2, "")
    assert line in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_timeline_shows_the_days_that_moved_the_force(called: Called) -> None:
    status, said, _ = called("timeline", "ukraine-2025", "--assume", "ceasefire,peace_agreement,us_air_power")
    assert status == 0
    assert "2025-08-19" in said
    assert "firm 15,000" in said
    assert "37 days" in said
    assert "2025-03-21" not in said
    assert "2025-03-21" in called("timeline", "ukraine-2025", "--all").out


def test_a_timeline_of_nothing_is_a_sentence(tmp_path: Path, called: Called) -> None:
    file = tmp_path / "case.yaml"
    file.write_text("case: {format: 1, id: empty, title: Nothing}\n", encoding="utf-8")
    assert called("timeline", str(file)).out == "Nothing in the case is dated, so there is no timeline to tell.\n"


def test_no_other_command_loads_what_draws() -> None:
    code = (
        "import sys; from willing.cli.main import run\n"
        "try: run(['assess', 'ukraine-2025'])\n"
        "except SystemExit: pass\n"
        "sys.exit(bool({'altair', 'vl_convert'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
