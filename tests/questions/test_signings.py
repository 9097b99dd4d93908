"""What was signed, as every question sees it: by hand."""

from __future__ import annotations

from typing import Any

import pytest
from tests.examples import data

import willing


def treaty(*signed: str, **more: Any) -> willing.Case:
    """A asks for B and f, B for A, C for both, D for all four nations; made in January, signed in March."""
    content = data(
        {"id": "a", "nation": "A", "strength": 40, "if": "B stands and f", "from": "2025-01-01"},
        {"id": "b", "nation": "B", "strength": 30, "if": "A stands", "from": "2025-01-01"} | more,
        {"id": "c", "nation": "C", "strength": 20, "if": "A stands and B stands", "from": "2025-01-01"},
        {"id": "d", "nation": "D", "strength": 10, "if": "nations >= 4", "from": "2025-01-01"},
        target=90,
    )
    content["factors"] = {"f": {"title": "F is so", "probability": 0.25}}
    content["signings"] = {"paris": {"pledges": [*(signed or ("a", "b", "d"))], "on": "2025-03-01"}}
    return willing.build(content)


def statuses(case: willing.Case, **asked: Any) -> dict[str, tuple[str, int | None, bool]]:
    return {v.id: (v.status, v.round, v.signed) for v in willing.assess(case, **asked).pledges}


def test_signed_they_are_firm_once_their_conditions_hold() -> None:
    """D signed as well, but what it asks for comes only with C, who did not."""
    assert statuses(treaty(), assume={"f": True}) == {
        "a": ("firm", 1, True),
        "b": ("firm", 1, True),
        "c": ("firm", 2, False),
        "d": ("firm", 3, True),
    }
    assert {status for status, _, _ in statuses(treaty()).values()} == {"out"}
    assert {v.possible for v in willing.assess(treaty()).pledges} == {"firm"}
    assert statuses(treaty("a"), assume={"f": True})["b"] == ("together", None, False)


def test_before_the_day_of_the_signing_they_would_have_to_sign() -> None:
    earlier = willing.assess(treaty(), as_of="2025-02-28", assume={"f": True})
    assert (earlier.strength.firm, earlier.strength.together) == (0, 100)
    assert earlier.groups[0].pledges == ("a", "b")
    now = willing.assess(treaty(), assume={"f": True})
    assert (now.strength.firm, now.strength.together, now.groups) == (100, 0, ())


def test_when_a_signatory_withdraws_the_others_fall() -> None:
    withdrawn = treaty(until="2025-04-01")
    assert willing.assess(withdrawn, as_of="2025-03-31", assume={"f": True}).strength.firm == 100
    assert willing.assess(withdrawn, as_of="2025-04-01", assume={"f": True}).strength.firm == 0
    moved = willing.changes(withdrawn, since="2025-02-01", until="2025-05-01", assume={"f": True})
    assert [(step.day.isoformat(), step.firm, [e.kind for e in step.events]) for step in moved.steps] == [
        ("2025-03-01", 100, ["pledges signed"]),
        ("2025-04-01", 0, ["pledge ended"]),
    ]


def test_the_day_of_the_signing_is_on_the_timeline_and_moved_the_force() -> None:
    moments = willing.timeline(treaty(), assume={"f": True}).moments
    assert [(m.date.isoformat(), m.firm, m.movers) for m in moments] == [
        ("2025-01-01", 0, ("a", "b", "c", "d")),
        ("2025-03-01", 100, ("paris",)),
    ]


def test_why_names_the_signature_and_says_when_it_is_not_honoured() -> None:
    first, *rest = willing.why(treaty(), "a", assume={"f": True}).reasons
    assert (first.kind, [reason.kind for reason in rest]) == ("signed", ["holds", "holds"])
    assert first.text == "stands because it was signed with b (Nation B) and d (Nation D) on 2025-03-01"
    found = willing.why(treaty(), "a")
    assert found.reasons[-1].kind == "unhonoured"
    assert found.repair[0].factors == {"f": True}
    assert found.repair[0].signatures == ()
    nations = willing.assess(treaty()).nations
    assert not any("signed" in row.reason for row in nations)


def test_the_odds_are_those_of_the_factor() -> None:
    found = willing.odds(treaty())
    assert found.exact
    assert found.target is not None
    assert (found.target.firm, found.target.firm_at_most) == (0.25, 0.25)
    assert willing.assess(treaty()).odds is not None


def test_unlocking_needs_the_factor_and_one_who_goes_first() -> None:
    (way,) = willing.unlock(treaty()).sets
    assert way.factors == {"f": True}
    assert [(r.round, r.nations) for r in way.rounds] == [(1, ("A", "B")), (2, ("C",)), (3, ("D",))]
    assert [way.signatures for way in willing.unlock(treaty(), signatures=True).sets] == [("A",)]


@pytest.mark.parametrize(("signed", "shares"), [(("a", "b", "c", "d"), 0.25), (("a", "b"), 0.25), (("a",), 0.0)])
def test_power_is_with_those_whose_signatures_count(signed: tuple[str, ...], shares: float) -> None:
    found = willing.pivots(treaty(*signed), assume={"f": True}, target=100)
    assert {power.nation: power.shapley for power in found.nations} == dict.fromkeys("ABCD", shares)
    assert found.exact
