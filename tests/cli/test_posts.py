"""`willing posts` as its users and other programs meet it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from tests.cli.conftest import Called

from willing.questions.schema import schema_of

CASE = """\
case: {format: 1, id: small, title: Small}
nations: {FR: {name: France}, GB: {name: Britain}}
capabilities: {c: {name: C}, d: {name: D}}
areas: {west: {}}
pledges:
  - {id: fr, nation: FR, capability: c, strength: 1500}
  - {id: gb, nation: GB, capability: d, strength: unknown}
requirements:
  main:
    title: Main
    posts:
      - {id: full, area: west, task: hold, capability: c, strength: 1000, months: [0, 6], priority: 1}
      - {id: part, area: west, task: hold, capability: c, strength: 2000, months: [0, 6], priority: 2}
      - {id: none, area: west, task: hold, capability: d, strength: 300, months: [2, 6], priority: 3}
"""


@pytest.fixture
def small(tmp_path: Path) -> str:
    path = tmp_path / "small.yaml"
    path.write_text(CASE, encoding="utf-8")
    return str(path)


def test_the_screen(called: Called, small: str) -> None:
    done = called("posts", small)
    assert done.status == 0 and done.err == ""
    assert "can fill 1,500 of the 3,300 persons that “Main” asks for in month 2" in done.words
    assert "● full 1 1,000 1,000 1,000" in done.words
    assert "■ part 2 2,000 500 500" in done.words
    assert "■ none 3 300 0 0" in done.words
    assert "1 standing pledge of unknown strength, counted as none" in done.words
    assert "left out: rotation and dwell, lift" in done.words


def test_one_month_of_one_course_of_action(called: Called, small: str) -> None:
    assert "in month 0" in called("posts", small, "main", "--month", "0").words


@pytest.mark.parametrize("width", [80, 112])
def test_no_line_is_wider_than_the_terminal(
    called: Called, small: str, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert max(map(len, called("posts", small).out.splitlines())) <= width


def test_the_json_is_as_the_schema_says(called: Called, small: str) -> None:
    found = json.loads(called("posts", small, "--json").out)
    jsonschema.validate(found, schema_of("posts"))
    assert found["posts"][1]["firm_by"] == [{"pledge": "fr", "nation": "FR", "persons": 500, "credit": 1.0}]


def test_what_cannot_be_asked_is_one_line(called: Called, small: str) -> None:
    done = called("posts", small, "nothing")
    assert done.status == 2 and done.err.count("\n") == 1 and "unknown course of action" in done.err
