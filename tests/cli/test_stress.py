"""`willing stress` as its users and other programs meet it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from tests.cli.conftest import Called
from tests.questions.test_stress import CASE

import willing
from willing.cli.screens.stress import screen


@pytest.fixture
def small(tmp_path: Path) -> str:
    path = tmp_path / "small.yaml"
    path.write_text(json.dumps(CASE), encoding="utf-8")
    return str(path)


@pytest.fixture
def plan(tmp_path: Path, small: str) -> str:
    path = tmp_path / "plan.json"
    path.write_text(willing.plan(willing.load(small), "hold", rounds=1).to_json(), encoding="utf-8")
    return str(path)


def test_the_json_is_by_the_schema_that_the_program_prints(called: Called, small: str) -> None:
    status, out, err = called("stress", small, "--coa", "hold", "--rounds", "1", "--replications", "20", "--json")
    assert (status, err) == (0, "")
    schema = json.loads(called("schema", "stress").out)
    jsonschema.validate(json.loads(out), schema, cls=jsonschema.Draft202012Validator)


def test_a_plan_from_a_file_gives_what_planning_gives(called: Called, small: str, plan: str) -> None:
    asked = ("--replications", "50", "--json", "--chance", "FR=0.5, withdraws=0.2")
    by_file = called("stress", small, "--plan", plan, *asked)
    assert by_file.err == ""
    assert by_file.out == called("stress", small, "--coa", "hold", "--rounds", "1", *asked).out
    chances = {event["name"]: event["chance"] for event in json.loads(by_file.out)["events"]}
    assert (chances["FR"], chances["GB"], chances["ceasefire"]) == (0.5, 0.2, 0.05)


@pytest.mark.parametrize("width", [60, 80, 112])
def test_the_screen_says_what_the_answer_says_and_fits(small: str, plan: str, width: int) -> None:
    planned = json.loads(Path(plan).read_text(encoding="utf-8"))
    answer = willing.stress(willing.load(small), planned=planned, replications=50)
    lines = [line.plain for line in screen(answer, width)]
    assert max(len(line) for line in lines) <= width
    text = " ".join(" ".join(lines).split())
    assert answer.headline in text
    assert "France withdraws" in text
    assert "chances are assumptions that nobody has stated" in text
    cut = replace(answer, asked=500)
    assert "interrupted after 50 of 500 runs" in " ".join(line.plain for line in screen(cut, width))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "name a course of action, or give a plan"),
        (("--plan", "nowhere.json"), "--plan nowhere.json: No such file or directory"),
        (("--coa", "hold", "--chance", "FR"), "--chance 'FR': write a name, = and a number from 0 to 1"),
        (("--coa", "hold", "--chance", "FR=2"), "--chance 'FR=2': write a name, = and a number from 0 to 1"),
        (("--coa", "nothing"), "unknown course of action 'nothing'"),
    ],
)
def test_wrong_use_gets_one_line_and_status_2(called: Called, small: str, options: tuple[str, ...], said: str) -> None:
    done = called("stress", small, *options)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("text", ["no", "[]"])
def test_what_is_no_plan_is_refused(called: Called, small: str, tmp_path: Path, text: str) -> None:
    path = tmp_path / "no.json"
    path.write_text(text, encoding="utf-8")
    done = called("stress", small, "--plan", str(path))
    assert (done.status, done.out) == (2, "")
    assert "give what `willing plan --json` printed" in done.err
