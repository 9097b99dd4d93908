"""The case format, version 1."""

from __future__ import annotations

from typing import Any

import pytest
from tests.case.small import data, statement

from willing.case.build import build
from willing.case.model import Case, Statement


@pytest.mark.parametrize(("value", "span"), [(None, None), (0, (0, 0)), (5, (5, 5)), ({"low": 1, "high": 9}, (1, 9))])
def test_a_statement_says_a_least_and_a_most(value: Any, span: tuple[int, int] | None) -> None:
    assert Statement.model_validate(statement(value=value)).span == span


def test_a_statement_speaks_of_one_thing_or_of_several() -> None:
    assert Statement.model_validate(statement(about="fr-a")).subjects == ("fr-a",)
    assert Statement.model_validate(statement(about=["FR", "case"])).subjects == ("FR", "case")


def test_a_statement_has_the_least_credibility_unless_graded() -> None:
    assert Statement.model_validate(statement()).credibility == 6
    assert build(data()).sources["times"].reliability == "F"


def test_entries_are_found_by_their_ids() -> None:
    case = build(data())
    assert case.pledge_by_id["fr-a"] is case.pledges[0]
    assert case.statement_by_id["s1"] is case.statements[0]


def test_a_replaced_section_changes_nothing_else_and_what_is_derived_from_it() -> None:
    case = build(data())
    assert case.pledge_by_id
    other = case.replaced(pledges=())
    assert other.pledge_by_id == {}
    assert other.replaced(pledges=case.pledges) == case
    assert case.pledge_by_id.keys() == {"fr-a"}


def test_a_capability_nobody_listed_has_no_particulars() -> None:
    assert build(data()).capability("ships").domain == "sea"
    assert build({"case": data()["case"]}).capability("ships").domain == "land"


def test_cases_with_the_same_content_are_equal_whatever_was_asked_of_them() -> None:
    one, other = build(data()), build(data())
    assert one.pledge_by_id
    assert one == other
    assert one != one.replaced(pledges=())
    assert isinstance(one, Case)
