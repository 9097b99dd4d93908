"""The case as it was known on a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.case.small import data, pledge, statement
from tests.strategies import case_data, quick

from willing.case.as_of import as_of, default_day, in_force
from willing.case.build import build
from willing.case.pledge import Pledge

DAY = date(2025, 5, 1)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("window", "counts"),
    [
        ({}, True),
        ({"from": BEFORE}, True),
        ({"from": DAY}, True),
        ({"from": AFTER}, False),
        ({"until": BEFORE}, False),
        ({"until": DAY}, False),
        ({"until": AFTER}, True),
        ({"from": BEFORE, "until": AFTER}, True),
        ({"from": DAY, "until": DAY}, False),
        ({"from": DAY, "until": AFTER}, True),
    ],
)
def test_a_pledge_counts_from_its_first_day_up_to_but_not_on_its_last(window: dict[str, date], counts: bool) -> None:
    assert in_force(Pledge.model_validate(pledge(**window)), DAY) is counts
    case = as_of(build(data(pledges=[pledge(**window)])), DAY)
    assert [found.id for found in case.pledges] == (["fr-a"] if counts else [])


@pytest.mark.parametrize(("said", "known"), [(BEFORE, True), (DAY, True), (AFTER, False)])
def test_a_statement_counts_from_the_day_it_was_made(said: date, known: bool) -> None:
    case = as_of(build(data(statements=[statement(on=said)])), DAY)
    assert [found.id for found in case.statements] == (["s1"] if known else [])
    assert case.pledges[0].statements == (("s1",) if known else ())


@pytest.mark.parametrize(("settled", "value"), [(BEFORE, True), (DAY, True), (AFTER, None)])
def test_a_factor_is_open_before_it_was_settled(settled: date, value: bool | None) -> None:
    factor = {"title": "C", "probability": 0.25, "value": True, "from": settled}
    found = as_of(build(data(factors={"ceasefire": factor})), DAY).factors["ceasefire"]
    assert (found.value, found.probability) == (value, 0.25)
    assert (found.from_ is None) == (value is None)


def test_a_factor_settled_without_a_date_was_always_settled() -> None:
    case = as_of(build(data(factors={"ceasefire": {"title": "C", "value": False}})), date.min)
    assert case.factors["ceasefire"].value is False


def test_nothing_is_hidden_without_a_day() -> None:
    case = build(data(pledges=[pledge(from_="9999-12-31")]))
    assert as_of(case, None) is case


def test_what_was_derived_from_the_whole_case_is_derived_anew() -> None:
    later = [pledge(), pledge(id="gb-a", nation="GB", from_=AFTER, if_="fr-a stands")]
    case = build(data(pledges=later, statements=[statement(), statement(id="s2", on=AFTER)]))
    assert set(case.pledge_by_id) == {"fr-a", "gb-a"}
    assert set(case.statement_by_id) == {"s1", "s2"}
    early = as_of(case, DAY)
    assert (set(early.pledge_by_id), set(early.statement_by_id)) == ({"fr-a"}, {"s1"})
    assert early.pledge_by_id["fr-a"] is early.pledges[0]
    assert set(case.pledge_by_id) == {"fr-a", "gb-a"}


def test_a_pledge_keeps_its_condition_when_its_statements_are_hidden() -> None:
    case = build(data(pledges=[pledge(if_="ceasefire or GB stands")], statements=[statement(on=AFTER)]))
    assert as_of(case, DAY).pledges[0].condition == case.pledges[0].condition
    assert as_of(case, DAY).pledges[0].statements == ()


@given(case_data(), st.dates())
@quick(50)
def test_what_is_known_on_a_day_is_what_was_dated_by_then(found: dict[str, Any], day: date) -> None:
    case = build(found)
    early = as_of(case, day)
    assert [s.id for s in early.statements] == [s["id"] for s in found.get("statements", ()) if s["on"] <= day]
    offers = [p for p in found.get("pledges", ()) if p.get("from", day) <= day and not p.get("until", date.max) <= day]
    last_day = [p for p in offers if "until" not in p or day < p["until"]]
    assert [p.id for p in early.pledges] == [p["id"] for p in last_day]
    for name, factor in found.get("factors", {}).items():
        assert early.factors[name].value == (factor.get("value") if factor.get("from", day) <= day else None)
    assert as_of(early, day) == early
    known = {s.id for s in early.statements}
    cited = [n.statements for n in early.nations.values()] + [a.statements for a in early.areas.values()]
    cited += [f.statements for f in early.factors.values()] + [p.statements for p in early.pledges]
    assert all(known.issuperset(statements) for statements in cited)


@pytest.mark.parametrize(
    ("stated", "sections", "day"),
    [
        ("2025-03-01", {}, date(2025, 3, 1)),
        (None, {}, date(2025, 1, 1)),
        (None, {"pledges": [pledge(from_="2025-02-01")]}, date(2025, 2, 1)),
        (None, {"factors": {"ceasefire": {"value": True, "from": "2025-04-01"}}}, date(2025, 4, 1)),
        (None, {"pledges": [], "statements": []}, None),
    ],
)
def test_a_question_is_about_the_stated_day_or_the_latest_one(
    stated: str | None, sections: dict[str, Any], day: date | None
) -> None:
    head = {"format": 1, "id": "x", "title": "X"} | ({"as_of": stated} if stated else {})
    assert default_day(build(data(case=head, **sections))) == day
