"""`willing requirements` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Called
from tests.questions.test_requirements import data

import willing
from willing.cli.output import console


@pytest.fixture
def small(tmp_path: Path) -> str:
    path = tmp_path / "small.yaml"
    willing.save(willing.build(data()), path)
    return str(path)


def test_one_course_shows_every_post_with_its_reasoning(called: Called, small: str) -> None:
    done = called("requirements", small, "r")
    assert done.status == 0
    assert "6,791 guard city, infantry for protection, priority 1" in done.words
    assert "guard: 2,952,301 inhabitants × 2.3 per 1,000 = 6,791" in done.words
    assert "typed in, assumed: One hospital" in done.words
    assert "150 hospital city, medical, priority 2, months 6 to 24" in done.words
    assert "tasks protection 7,491, command 153, medical 150" in done.words
    assert "guard So many guard a city [s1] persons, assumed: As ordinary police" in done.words
    assert "infantry: medical, 2 for each 100, within 100 km; not met in city, 0 of 153" in done.words


def test_without_a_course_they_stand_side_by_side(called: Called, small: str) -> None:
    done = called("requirements", small)
    assert "r Guard the city" in done.words
    assert "7,794 " in done.out
    assert "7,491" not in done.out
    assert "7,491 infantry in city need" not in done.out
    assert "need 153 medical within 100 km, 0 asked for" in done.words
    assert "2,952,301" not in done.out
    assert "2,952,301" in called("requirements", small, "--all").out


def test_json_is_the_answer_and_nothing_else(called: Called, small: str) -> None:
    found = json.loads(called("requirements", small, "r", "--json").out)
    assert [course["id"] for course in found["requirements"]] == ["r"]
    assert found["requirements"][0]["posts"][0]["persons"] == 6791


def test_an_unknown_course_is_one_clear_line_and_status_2(called: Called, small: str) -> None:
    done = called("requirements", small, "x")
    assert (done.status, done.out) == (2, "")
    assert done.err == "willing: unknown course of action 'x': the case has r, nothing\n"


def test_a_case_without_requirements_says_so(called: Called, tmp_path: Path) -> None:
    path = tmp_path / "bare.yaml"
    path.write_text("case: {format: 1, id: bare, title: Bare}\n", encoding="utf-8")
    assert "The case states no requirements." in called("requirements", str(path)).out


@pytest.mark.parametrize("width", [40, 80, 112])
def test_no_line_is_wider_than_the_terminal(width: int, called: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    console.cache_clear()
    for arguments in ([], ["protect_sites"], ["--all"]):
        lines = called("requirements", "ukraine-2025", *arguments).out.splitlines()
        assert max(map(len, lines)) <= width
    console.cache_clear()
