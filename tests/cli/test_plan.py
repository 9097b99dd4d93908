"""`willing plan` as its users and other programs meet it."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.cli.conftest import Called, Done
from tests.questions.test_compare import compared, two
from tests.questions.test_plan import case, planned, pledge, post

import willing
from willing.cli import plan as command
from willing.cli.output import console
from willing.cli.screens import compare as compare_screen
from willing.cli.screens import plan as plan_screen
from willing.force.solve import Progress
from willing.questions.compare import Compared
from willing.questions.plan import LeftOut, Planned

HOSPITAL: dict[str, Any] = {
    "capabilities": {"infantry": {"needs": {"medical": {"share": 0.1}}}, "medical": {}},
    "posts": [post(), post("hospital", 10, capability="medical", task="medical")],
}


@pytest.fixture
def small(tmp_path: Path) -> str:
    """One course of action and a pledge that waits for a ceasefire."""
    return saved(case(pledge("fr", 2), pledge("gb", 2, condition="ceasefire"), posts=[post(strength=200)]), tmp_path)


def saved(made: willing.Case, folder: Path, name: str = "case.yaml") -> str:
    willing.save(made, folder / name)
    return str(folder / name)


def test_the_json_is_by_the_schema_that_the_program_prints(called: Called, small: str) -> None:
    for more, kind in (([], "plan"), (["--versus", "ceasefire"], "compare")):
        status, out, err = called("plan", small, "--rounds", "1", "--json", *more)
        assert (status, err) == (0, "")
        schema = json.loads(called("schema", kind).out)
        jsonschema.validate(json.loads(out), schema, cls=jsonschema.Draft202012Validator)


def test_the_screen_says_what_is_covered_why_not_and_how_good_it_is(called: Called, small: str) -> None:
    done = called("plan", small, "--rounds", "1")
    assert (done.status, done.err) == (0, "")
    assert "50.0 % of the 2,400 person-months of Hold the gate are covered; no plan is better." in done.words
    assert "dwell 1,200 person-months: units are at home between tours" in done.words
    assert re.search("Nation FR [12]00 away at most, 4 tours of 2 units, gate", done.words)
    assert "proven best: no plan has an objective above" in done.words
    assert re.search(r"gate +1 +200 +[▄█·]{12} +50.0 %  dwell", done.out)


def test_the_binding_enabler_a_post_nobody_can_fill_and_a_short_window_have_a_line_each(
    called: Called, tmp_path: Path
) -> None:
    made = case(pledge(), pledge("de", 1, for_months=2), **HOSPITAL)
    lines = called("plan", saved(made, tmp_path), "--rounds", "1", "--json").out
    assert json.loads(lines)["covered"] == 0
    said = called("plan", saved(made, tmp_path), "--rounds", "1").words
    assert "enabler 1,200 person-months: too few of an enabler within reach: infantry in west needs medical" in said
    assert "no unit 120 person-months: no unit" in said
    assert "left out there for 2 months of the plan, fewer than a tour of 3: de-1" in said
    warned = called("check", saved(made, tmp_path)).words
    assert "requirement hold: no pledge offers medical or may stand in for it, which hospital asks for" in warned
    assert "pledge de: it lasts 2 months, less than a tour of 3 months by Nation DE's norm" in warned


def test_where_nothing_stands_it_says_what_to_do(called: Called, tmp_path: Path) -> None:
    path = saved(case(pledge(condition="ceasefire")), tmp_path)
    said = called("plan", path).words
    assert "Nothing that stands firm can be planned" in said
    assert "try --force together" in said
    assert "--assume FACTOR" in said
    settled = {"assume": {"ceasefire": False, "us": False}, "force": "offered", "stage": "deployed"}
    assert "--stage STAGE" in words(plan_screen.screen(planned(case(), **settled), "x", 80))


def test_of_several_courses_one_has_to_be_named_or_they_are_compared(called: Called, tmp_path: Path) -> None:
    path = saved(two(), tmp_path)
    status, out, err = called("plan", path)
    assert (status, out) == (2, "")
    assert err == ("willing: which course of action? Name one or several, to compare them: --coa small, large\n")
    done = called("plan", path, "--coa", "small", "--coa", "large", "--versus", "us", "--rounds", "1")
    assert (done.status, done.err) == (0, "")
    assert re.search(r"large +A +200 +25.0 % +33.3 % +0.0 %  dwell", done.out)
    assert re.search(r"large +B +600 +75.0 % +100 % +0.0 %  dwell", done.out)


def test_a_case_without_a_course_is_refused(called: Called, tmp_path: Path) -> None:
    done = called("plan", saved(case(requirements={}), tmp_path))
    assert (done.status, done.out) == (2, "")
    assert "no course of action to plan for" in done.err


def test_a_plan_is_kept_locked_and_begun_with(called: Called, small: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(called("plan", small, "--rounds", "1", "--assume", "ceasefire", "--json").out, encoding="utf-8")
    kept = called("plan", small, "--rounds", "1", "--keep", str(file), "--lock", "1", "--assume", "ceasefire")
    assert (kept.status, kept.err) == (0, "")
    assert "8 tours of the other plan stayed, 2 of them locked; 0 did not" in kept.words
    fewer = json.loads(called("plan", small, "--rounds", "1", "--keep", str(file), "--json").out)
    assert (fewer["kept"], fewer["given_up"]) == (4, 4)
    begun = json.loads(called("plan", small, "--rounds", "0", "--begin", str(file), "--json").out)
    assert (begun["covered"], begun["kept"]) == (1200, None)
    gone = called("plan", small, "--rounds", "1", "--keep", str(file), "--lock", "1")
    assert (gone.status, gone.out) == (2, "")
    assert "locked tours that no plan was found to have here: gb-" in gone.err


def test_tours_as_csv_and_tables_of_marathon(called: Called, small: str, tmp_path: Path) -> None:
    out = called("plan", small, "--rounds", "1", "--csv").out
    rows = list(csv.DictReader(StringIO(out)))
    assert [row["nation"] for row in rows] == ["FR"] * 4
    assert [int(row["end"]) - int(row["start"]) for row in rows] == [3] * 4
    folder = tmp_path / "tables"
    assert "6 tables of MARATHON written" in called("plan", small, "--rounds", "1", "--marathon", str(folder)).words
    assert len(list(folder.iterdir())) == 6
    assert json.loads(called("marathon", str(folder), "--json").out)["rows"][0]["src"] == "infantry"
    json.loads(called("plan", small, "--rounds", "1", "--marathon", str(folder), "--json").out)


def test_a_first_interrupt_gives_the_best_plan_so_far(
    called: Called, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hearing = command._hearing

    def interrupted(told: Any) -> Any:
        hear = hearing(told)

        def interrupt(progress: Progress) -> None:
            os.kill(os.getpid(), signal.SIGINT)
            hear(progress)

        return interrupt

    monkeypatch.setattr(command, "_hearing", interrupted)
    status, out, err = called("plan", small, "--assume", "ceasefire", "--json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert found["stopped"]
    assert found["covered"] > 0
    assert found["objective"] <= found["bound"]
    assert "this is the best plan so far, and its bound holds" in called("plan", small).words


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--months", "0"], "--months"),
        (["--months", "1201"], "--months"),
        (["--coa", "hld"], "did you mean 'hold'"),
        (["--rounds", "-1"], "--rounds"),
        (["--rounds", "1", "--seconds", "1"], "--rounds and --seconds exclude each other"),
        (["--seconds", "0"], "seconds 0"),
        (["--json", "--csv"], "--json and --csv exclude each other"),
        (["--lock", "3"], "--lock goes with --keep"),
        (["--begin", "PLAN", "--keep", "PLAN"], "--begin and --keep exclude each other"),
        (["--keep", "PLAN", "--versus", "us"], "--keep is for a single plan"),
        (["--versus", "us", "--csv"], "--csv is for a single plan"),
        (["--versus", "us", "--marathon", "x"], "--marathon is for a single plan"),
        (["--versus", "usa"], "unknown factor 'usa'"),
        (["--versus", "us=maybe"], "--versus 'us=maybe'"),
        (["--assume", "peace"], "unknown factor 'peace'"),
        (["--force", "all"], "unknown force 'all'"),
        (["--keep", "missing.json"], "missing.json: no such file"),
        (["--keep", "."], ".: "),
    ],
)
def test_wrong_use_is_one_clear_line_and_status_2(called: Called, small: str, arguments: list[str], said: str) -> None:
    refused(called("plan", small, *arguments), said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "line 1: not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "no plan, as it has no tours"),
        (b'{"tours": {}}', "no plan, as it has no tours"),
        (b'{"plans": []}', "no plan, as it has no tours"),
        (b'{"tours": [1]}', "no `tours` of unit, post and start"),
        (b'{"tours": [{"unit": "a", "post": "b", "start": Infinity}]}', "no `tours` of unit, post and start"),
        (b'{"coa": "other", "tours": []}', "a plan of other, not of hold"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(
    called: Called, small: str, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(content)
    refused(called("plan", small, "--keep", str(file)), said)


def refused(done: Done, said: str) -> None:
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert done.err.startswith("willing: ")
    assert said in done.err


# -------------------------------------------------------------------------------------------------------------- screens

LONG = "The Federated Sovereign States of the Northern and Southern Archipelagos"


def words(lines: Any) -> str:
    return " ".join(" ".join(line.plain for line in lines).split())


@cache
def answers() -> tuple[tuple[str, Planned], ...]:
    """Answers with all that makes a screen wide: long names, large numbers, many months, nothing at all."""
    return tuple(_answers())


def _answers() -> Iterator[tuple[str, Planned]]:
    posts = [
        post("a-post-with-a-name-that-is-far-too-long-for-a-screen", 100, (0, 1200)),
        post("b", 3_000_000, (3, 9)),
        post("c", 1, (0, 40), priority=4),
    ]
    made = case(
        pledge(units=2),
        {"id": "de", "nation": "DE", "capability": "infantry", "strength": 1_234_567},
        posts=posts,
        nations={code: {"name": f"{LONG} {code}", "land": 2_000} for code in ("FR", "DE")},
    )
    whole = planned(made, rounds=0, months=60)
    yield "large", whole
    yield "kept", planned(made, rounds=0, months=60, begin=whole, keep=True, stretched=True)
    yield "short", planned(case(), months=1)
    yield "none", planned(case(pledge(condition="us")))
    left = tuple(LeftOut(f"{LONG} {number}".replace(" ", "-"), "nobody knows") for number in range(9))
    yield "left out", replace(planned(case()), left_out=left, stopped=True, gap=0.013)


@cache
def two_by_two() -> Compared:
    return compared(versus=[{"us": True}])


@pytest.mark.parametrize("width", [60, 80, 112])
def test_no_line_is_wider_than_the_screen(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    console.cache_clear()
    lines = [(kind, line) for kind, answer in answers() for line in plan_screen.screen(answer, "demo", width)]
    side_by_side = two_by_two()
    lines += [("compared", line) for line in compare_screen.screen(side_by_side, "demo", width)]
    named = replace(side_by_side.plans[0], coa="x" * 60, coa_title=LONG, stopped=True)
    lines += [("named", line) for line in compare_screen.screen(replace(side_by_side, plans=(named,)), "demo", width)]
    console.cache_clear()
    assert [(kind, line.plain) for kind, line in lines if line.cell_len > width] == []


def test_the_plan_of_the_real_case_keeps_its_rules(called: Called) -> None:
    arguments = ["ukraine-2025", "--coa", "ceasefire_monitoring", "--force", "offered", "--rounds", "1"]
    found = json.loads(called("plan", *arguments, "--json").out)
    assert 0 < found["covered"] < found["required"]
    assert found["objective"] <= found["bound"]
    assert found["covered"] + sum(miss["person_months"] for miss in found["misses"]) == found["required"]
