"""`changes` on a case small enough to check by hand."""

from __future__ import annotations

from datetime import date

import pytest
from tests.examples import data

import willing


def moved() -> willing.Case:
    """A pledges 10, then 30 instead; B waits for 30 of them and for f, settled later; C's offer ends."""
    content = data(
        {"id": "a1", "nation": "A", "strength": 10, "from": "2025-01-01", "until": "2025-02-01"},
        {"id": "a2", "nation": "A", "strength": 30, "from": "2025-02-01"},
        {"id": "b", "nation": "B", "strength": 7, "from": "2025-01-01", "if": "f and total >= 37"},
        {"id": "c", "nation": "C", "strength": 1, "from": "2025-01-01", "until": "2025-04-01"},
    )
    content["factors"] = {"f": {"title": "F is so", "value": True, "from": "2025-03-01"}}
    return willing.build(content)


def test_each_day_says_what_moved_and_what_it_did() -> None:
    answer = willing.changes(moved(), since=date(2025, 1, 1), until=date(2025, 4, 1))
    steps = [(s.day.isoformat(), [(e.kind, e.subject) for e in s.events], s.firm_before, s.firm) for s in answer.steps]
    assert steps == [
        ("2025-02-01", [("pledge revised", "a2")], 11, 31),
        ("2025-03-01", [("factor settled", "f")], 31, 38),
        ("2025-04-01", [("pledge ended", "c")], 38, 37),
    ]
    assert (answer.firm_before, answer.firm) == (11, 37)


def test_the_first_day_is_left_out_and_the_last_is_in() -> None:
    answer = willing.changes(moved(), since=date(2025, 2, 1), until=date(2025, 3, 1))
    assert [step.day for step in answer.steps] == [date(2025, 3, 1)]


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(willing.AskError, match="nothing lies between"):
        willing.changes(moved(), since=date(2025, 3, 1), until=date(2025, 3, 1))
