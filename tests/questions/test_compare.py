"""`compare`: plans side by side are the plans that `plan` makes one by one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from tests.questions.test_plan import case, pledge, post

import willing
from willing.force.solve import Progress
from willing.questions.compare import Compared, assumed_text, first_of, main_reason
from willing.questions.schema import schema_of


def two() -> willing.Case:
    """France stands by itself, Britain only if the US backs the force; two courses of action."""
    courses = {
        "small": {"title": "Hold one gate", "posts": [post()]},
        "large": {"title": "Hold three", "posts": [post(), post("door", 200), post("wall", 100, priority=3)]},
    }
    return case(pledge("fr"), pledge("gb", 4, condition="us"), requirements=courses)


def compared(**keys: Any) -> Compared:
    return willing.compare(two(), **({"rounds": 1} | keys))


def test_each_plan_is_the_one_that_plan_makes() -> None:
    found = compared(versus=[{"us": True}])
    assert [(one.coa, dict(one.assume)) for one in found.plans] == [
        ("small", {}),
        ("small", {"us": True}),
        ("large", {}),
        ("large", {"us": True}),
    ]
    for one in found.plans:
        assert one == willing.plan(two(), one.coa, assume=one.assume, rounds=1)


def test_with_and_without_the_us_by_hand() -> None:
    found = compared(coas=["large"], versus=[{"us": True}, {"us": False}, {"us": True}])
    assert [dict(scenario) for scenario in found.scenarios] == [{}, {"us": True}, {"us": False}]
    assert [(one.persons, one.covered) for one in found.plans] == [(200, 1200), (600, 3600), (200, 1200)]
    assert [first_of(one) for one in found.plans] == [(3600, 1200), (3600, 3600), (3600, 1200)]
    assert [main_reason(one) for one in found.plans] == ["dwell", "dwell", "dwell"]
    assert found.headline == (
        "Of 3 plans, the one assuming us covers most of what it is asked for, 75.0 %, and the one assuming nothing "
        "least, 25.0 %."
    )


def test_what_is_assumed_too_decides() -> None:
    found = compared(coas=["small"], assume={"us": True, "ceasefire": True}, versus=[{"us": False}])
    assert [dict(scenario) for scenario in found.scenarios] == [
        {"us": True, "ceasefire": True},
        {"us": False, "ceasefire": True},
    ]
    assert [assumed_text(scenario) for scenario in found.scenarios] == ["us,ceasefire", "us=false,ceasefire"]


def test_the_table_has_a_row_per_plan_and_the_json_keeps_to_its_schema() -> None:
    found = compared()
    rows = [(row["coa"], row["required"], row["covered"], row["first_required"]) for row in found.table()]
    assert rows == [("small", 1200, 1200, 1200), ("large", 4800, 1200, 3600)]
    data = json.loads(found.to_json())
    jsonschema.validate(data, schema_of("compare"), cls=jsonschema.Draft202012Validator)
    for one in data["plans"]:
        jsonschema.validate(one, schema_of("plan"), cls=jsonschema.Draft202012Validator)


def test_the_headline_names_courses_and_scenarios_as_far_as_they_differ() -> None:
    assert "Hold one gate covers most of what it is asked for, 100 %, and Hold three least" in compared().headline
    both = compared(versus=[{"us": True}])
    assert "Hold one gate (assuming nothing) covers most" in both.headline
    nothing = replace(both.plans[0], required=0, covered=0)
    assert replace(both, plans=(nothing, nothing)).headline == "Each of 2 plans covers 100 % of what it is asked for."


def test_progress_is_that_of_all_plans_and_ends_early_on_request() -> None:
    shares: list[float] = []

    def told(progress: Progress) -> None:
        shares.append(progress.share)
        if progress.share >= 0.5:
            raise KeyboardInterrupt

    found = compared(told=told)
    assert shares == sorted(shares)
    assert [one.stopped for one in found.plans] == [False, True]
    assert all(one.objective <= one.bound for one in found.plans)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"coas": ["smal"]}, "did you mean 'small'"),
        ({"coas": []}, "no course of action"),
        ({"versus": [{"usa": True}]}, "unknown factor 'usa'"),
        ({"versus": [{"us": 1}]}, "write True or False"),
    ],
)
def test_wrong_use_is_refused_before_anything_is_planned(keys: dict[str, Any], said: str) -> None:
    with pytest.raises(willing.AskError, match=said):
        compared(**keys)
