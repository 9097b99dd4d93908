"""`willing sustain` as its users and other programs meet it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from rich.text import Text
from tests.cli.conftest import Called

import willing
from willing.cli.screens import sustain as sustain_screen
from willing.questions.schema import schema_of

CASE = """\
case: {format: 1, id: kept, title: A kept case, target: {strength: 8000}}
nations:
  FR: {name: France, land: 40000, home_floor: 8000, elsewhere: 2000, deployable: 1.0,
       norm: {tour_months: 6, dwell_ratio: 4, stretched_ratio: 2}}
  GB: {name: Britain, land: 90000}
  IE: {name: Ireland, active: 7500}
  PL: {name: Poland, active: 235000}
capabilities: {c: {name: C}, air: {name: Air, domain: air}}
pledges:
  - {id: fr, nation: FR, capability: c, strength: {low: 5000, likely: 8000, high: 12000}}
  - {id: ie, nation: IE, capability: c, strength: unknown}
  - {id: ie-air, nation: IE, capability: air, strength: 5}
"""


@pytest.fixture
def kept(tmp_path: Path) -> str:
    path = tmp_path / "kept.yaml"
    path.write_text(CASE, encoding="utf-8")
    return str(path)


def test_the_screen(called: Called, kept: str) -> None:
    done = called("sustain", kept)
    assert (done.status, done.err) == (0, "")
    for said in (
        "could keep up 6,000 by their norms and 10,000 stretched, where 8,000 are wanted",
        "France 8,000 8,000 6,000 10,000 30,000",
        "hollow: 2,000 above its norm: from month 18 on people go again before the dwell of the norm is over",
        "Ireland ? 0 ? ? ?",
        "others pledge no land forces; by their norms they could keep up: Britain",
        "unknown land forces of Ireland, Poland: nothing can be said",
        "a: 4 tours of 8,000 are 32,000",
        "default norm: no handover, as none is stated (FR)",
        "1 pledge at sea, in the air or of all services is not held against land forces",
        "? strength unknown",
    ):
        assert said in done.words, said


def test_above_the_stretched_level_the_month_is_said(called: Called, kept: str) -> None:
    words = called("sustain", kept, "--reading", "high").words
    assert "hollow: 6,000 above its norm and 2,000 above stretched: the pool runs out in month 12" in words
    assert "hollow:" not in called("sustain", kept, "--reading", "low").words


def test_64_000_for_two_years(called: Called, kept: str) -> None:
    words = called("sustain", kept, "--strength", "64000", "--months", "24").words
    assert "people it takes to keep a force for 24 months" in words
    assert "64,000 256,000 320,000 256,000 346,588 207,953" in words
    assert "a by the norm, with no handover (6 months away, 24 at home)" in words
    assert "4 tours of 64,000 are 256,000" in words
    assert "for 1 month" in called("sustain", kept, "--months", "1").words


def test_json(called: Called, kept: str) -> None:
    found = json.loads(called("sustain", kept, "--json", "--target", "5").out)
    jsonschema.validate(found, schema_of("sustain"), cls=jsonschema.Draft202012Validator)
    assert (found["target"], found["rotation"][0]["strength"]) == (5, 5)
    assert found["sustain"][0]["exhausted_month"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        ("--strength", "0"),
        ("--strength", "many"),
        ("--months", "0"),
        ("--months", "1201"),
        ("--stage", "soon"),
        ("--assume", "ceasfire"),
        ("--reading", "middle"),
    ],
)
def test_wrong_use_is_one_line(called: Called, kept: str, wrong: tuple[str, str]) -> None:
    done = called("sustain", kept, *wrong)
    assert (done.status, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1


def test_a_case_of_nothing(called: Called, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("case: {format: 1, id: e, title: Nothing}\n", encoding="utf-8")
    done = called("sustain", str(path))
    assert (done.status, done.words) == (
        0, "Nothing With nothing assumed, no pledge of land forces takes part, so there is nothing to keep up.",
    )  # fmt: skip


@pytest.mark.parametrize("width", [60, 80, 112])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    case = willing.load("ukraine-2025")
    for answer in (willing.sustain(case, stage="rumoured"), willing.sustain(case, as_of="2025-04-29", reading="high")):
        lines: list[Text] = list(sustain_screen.screen(answer, width))
        assert max(line.cell_len for line in lines) <= max(width, 76)
