"""Each clause of a condition is marked as it holds, and whoever waits for a pledge is found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from tests.strategies import case_data, quick

import willing
from willing.case.build import build
from willing.questions.ask import scene
from willing.questions.awaited import awaited
from willing.questions.clauses import clauses_of

DAY = date(2026, 3, 1)


def case(**conditions: str) -> willing.Case:
    """France firm with 100, and pledges of Germany and Britain under some conditions."""
    pledges = [
        {
            "id": name.replace("_", "-"),
            "nation": name[:2].upper(),
            "capability": "infantry",
            "strength": 50,
            "if": asked,
        }
        for name, asked in conditions.items()
    ]
    france = {"id": "fr", "nation": "FR", "capability": "infantry", "strength": 100}
    return build({
        "case": {"format": 1, "id": "small", "title": "Small"},
        "nations": {"FR": {"name": "France"}, "DE": {"name": "Germany"}, "GB": {}},
        "factors": {"ceasefire": {}},
        "pledges": [france, *pledges],
    })  # fmt: skip


def test_each_clause_says_whether_it_holds_and_why_not() -> None:
    found = clauses_of(case(de_a="FR stands and ceasefire and total >= 120 and others >= 200"), "de-a", DAY)
    assert [(clause.text, clause.holds) for clause in found] == [
        ("FR stands", True), ("ceasefire", False), ("total >= 120", True), ("others >= 200", False)
    ]  # fmt: skip
    assert [reason.kind for clause in found for reason in clause.because] == ["factor", "shortfall"]
    assert clauses_of(case(), "fr", DAY) == ()
    with pytest.raises(KeyError):
        clauses_of(case(), "nobody", DAY)


@quick(25)
@given(case_data())
def test_a_pledge_whose_clauses_all_hold_is_firm_and_no_other(data: Mapping[str, Any]) -> None:
    found = build(data)
    here = scene(found, None, {}, "declared")
    for line in here.setting.lines:
        if line.rate is None and here.setting.monotone and line.pledge not in here.setting.signed:
            held = all(clause.holds for clause in clauses_of(found, line.pledge, None))
            assert held == (here.resolved.status(line.pledge) == "firm")


def test_those_who_wait_are_found_by_how_they_speak_of_a_pledge() -> None:
    found = awaited(
        case(de_a="fr stands", de_b="ceasefire or FR sends >= 5", de_c="not FR stands", de_d="total >= 5",
             de_e="others(GB) >= 5", de_f="others(FR, GB) >= 5", gb_g="nations >= 2", gb_h="total < 50"),
        "fr",
        DAY,
    )  # fmt: skip
    assert [(row.pledge, row.way) for row in found] == [
        ("de-a", "names"), ("de-b", "names"), ("de-f", "names"), ("de-c", "without"), ("gb-h", "without"),
        ("de-d", "counts"), ("gb-g", "counts"),
    ]  # fmt: skip
    assert found[1].asks == ("France sends at least 5",) and found[1].name == "Germany"
    assert awaited(case(de_a="fr stands"), "de-a", DAY) == ()
