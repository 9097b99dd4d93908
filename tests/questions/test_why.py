"""`why` on a case small enough to check by hand."""

from __future__ import annotations

import pytest
from tests.examples import case, data, pair

import willing


def test_a_circle_is_followed_until_it_closes() -> None:
    answer = willing.why(pair(), "fr", assume={"ceasefire": True})
    assert answer.status == "together"
    (short,) = answer.reasons
    assert (short.kind, short.needs, short.has, short.short) == ("shortfall", 4000, 0, 4000)
    (britain,) = short.because
    (waits,) = britain.because
    assert [reason.kind for reason in waits.because] == ["loop"]


def test_the_repair_names_the_factor_and_the_signature() -> None:
    first = willing.why(pair(), "FR").repair[0]
    assert dict(first.factors) == {"ceasefire": True}
    assert len(first.signatures) == 1
    assert first.strength == 9900


def test_a_nation_is_explained_pledge_by_pledge() -> None:
    two = case(
        {"id": "a1", "nation": "A", "strength": 10, "if": "f"},
        {"id": "a2", "nation": "A", "strength": 5},
        factors=("f",),
    )
    answer = willing.why(two, "A")
    assert answer.status == "firm"
    assert {p.pledge: p.status for p in answer.pledges} == {"a1": "out", "a2": "firm"}
    assert answer.repair[0].pledge == "a1"


def test_who_said_so_comes_with_both_grades() -> None:
    said = data({"id": "a", "nation": "A", "strength": 10, "statements": ["s1"]})
    said["sources"] = {"paper": {"publisher": "A paper", "reliability": "C", "url": "https://example.org/a"}}
    said["statements"] = [
        {
            "id": "s1",
            "source": "paper",
            "on": "2025-05-01",
            "about": "a",
            "says": "Ten",
            "credibility": 3,
            "where": "page 2",
        },
        {"id": "s2", "source": "paper", "on": "2025-05-01", "about": "A", "says": "More may come"},
    ]
    answer = willing.why(willing.build(said), "A")
    (statement,) = answer.pledges[0].statements
    assert (statement.grade, statement.publisher, statement.where) == ("C3", "A paper", "page 2")
    assert [other.id for other in answer.statements] == ["s2"]


def test_a_refused_pledge_takes_no_part_and_has_no_repair() -> None:
    answer = willing.why(pair(), "ES")
    assert (answer.status, answer.repair) == (None, ())
    assert answer.headline == "Nation ES has no pledge that takes part."


def test_an_unknown_subject_is_refused_with_a_remedy() -> None:
    with pytest.raises(willing.AskError, match="no nation or pledge 'gbb': did you mean 'gb'"):
        willing.why(pair(), "gbb")


def test_a_pledge_that_lapsed_says_when_it_was_in_force() -> None:
    dated = case(
        {"id": "old", "nation": "A", "strength": 10, "from": "2025-01-01", "until": "2025-03-01"},
        {"id": "new", "nation": "A", "strength": 30, "from": "2025-03-01"},
    )
    with pytest.raises(willing.AskError, match="from 2025-01-01 until 2025-03-01"):
        willing.why(dated, "old")
