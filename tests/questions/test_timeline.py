"""`timeline` on cases small enough to check by hand, and against `assess` day by day."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import case, data

import willing

AGREED = {"ceasefire": True, "peace_agreement": True, "us_air_power": True}


def moved() -> willing.Case:
    """A pledges 10, then 30; B waits for 30 of them and for f, settled later; C's offer ends; D is not dated."""
    content = data(
        {"id": "a1", "nation": "A", "strength": 10, "from": "2025-01-01", "until": "2025-02-01"},
        {"id": "a2", "nation": "A", "strength": 30, "from": "2025-02-01"},
        {"id": "b", "nation": "B", "strength": 7, "from": "2025-01-01", "if": "f and total >= 37"},
        {"id": "c", "nation": "C", "strength": 1, "from": "2025-01-01", "until": "2025-04-01"},
        {"id": "d", "nation": "D", "strength": 2},
        target=50,
    )
    content["factors"] = {"f": {"title": "F is so", "value": True, "from": "2025-03-01"}}
    return willing.build(content)


def test_each_day_has_its_force_and_what_moved_it() -> None:
    answer = willing.timeline(moved(), as_of="2025-04-01")
    found = [(m.date.isoformat(), m.firm, m.together, m.offered, m.movers) for m in answer.moments]
    assert found == [
        ("2025-01-01", 13, 13, 20, ("a1", "b", "c")),
        ("2025-02-01", 33, 33, 40, ("a2",)),
        ("2025-03-01", 40, 40, 40, ("f",)),
        ("2025-04-01", 39, 39, 39, ("c",)),
    ]
    assert (answer.firm_before, answer.together_before, answer.offered_before) == (2, 2, 2)
    assert answer.target == 50
    assert answer.headline == (
        "Between 2025-01-01 and 2025-04-01, with nothing assumed, the force moved on 4 of 4 days, most on 2025-03-01: "
        "40; in the end 39 of 39 offered stand firm."
    )


def test_what_happens_beside_is_no_mover() -> None:
    beside = case(
        {"id": "a", "nation": "A", "strength": 10, "from": "2025-01-01"},
        {"id": "b", "nation": "B", "strength": "unknown", "from": "2025-01-01"},
        {"id": "n", "nation": "N", "strength": 0, "from": "2025-01-01", "stage": "refused"},
    )
    (moment,) = willing.timeline(beside).moments
    assert len(moment.events) == 3
    assert moment.movers == ("a",)


def test_two_that_need_each_other_both_move_the_force() -> None:
    both = case(
        {"id": "x", "nation": "X", "strength": 5},
        {"id": "a", "nation": "A", "strength": "unknown", "from": "2025-01-01"},
        {"id": "b", "nation": "B", "strength": "unknown", "from": "2025-01-01"},
        {"id": "w", "nation": "W", "strength": 9, "if": "A stands and B stands"},
    )
    (moment,) = willing.timeline(both).moments
    assert (moment.firm, moment.movers) == (14, ("a", "b"))


def test_each_of_two_that_suffices_moves_the_force() -> None:
    either = case(
        {"id": "a", "nation": "A", "strength": "unknown", "from": "2025-01-01"},
        {"id": "b", "nation": "B", "strength": "unknown", "from": "2025-01-01"},
        {"id": "w", "nation": "W", "strength": 9, "if": "A stands or B stands"},
    )
    (moment,) = willing.timeline(either).moments
    assert (moment.firm, moment.movers) == (9, ("a", "b"))


@pytest.mark.parametrize("stage", ["declared", "rumoured"])
@pytest.mark.parametrize("assume", [{}, AGREED])
def test_every_day_is_what_assess_says_of_it(stage: str, assume: dict[str, bool]) -> None:
    ukraine = willing.load("ukraine-2025")
    for moment in willing.timeline(ukraine, assume=assume, stage=stage).moments[::6]:
        found = willing.assess(ukraine, as_of=moment.date, assume=assume, stage=stage).strength
        assert (moment.firm, moment.together, moment.offered) == (
            found.firm,
            found.firm + found.together,
            found.offered,
        )


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABC"), st.integers(0, 20), st.integers(1, 9), st.sampled_from([None, "f", "B stands"])
        ),
        min_size=1,
        max_size=8,
    )
)
def test_the_force_only_moves_on_days_with_movers(pledges: list[tuple[str, int, int, str | None]]) -> None:
    content = [
        {
            "id": f"p{i}",
            "nation": nation,
            "strength": persons,
            "from": f"2025-01-0{day}",
            **({"if": asks.replace("B stands", "total >= 20")} if asks else {}),
        }
        for i, (nation, persons, day, asks) in enumerate(pledges)
    ]
    answer = willing.timeline(case(*content, factors=("f",)), assume={"f": True})
    before = (answer.firm_before, answer.together_before, answer.offered_before)
    for moment in answer.moments:
        now = (moment.firm, moment.together, moment.offered)
        assert bool(moment.movers) == (now != before)
        assert set(moment.movers) <= {event.subject for event in moment.events}
        before = now


def test_the_last_day_hides_what_came_later() -> None:
    answer = willing.timeline(moved(), as_of="2025-02-10")
    assert [m.date for m in answer.moments] == [date(2025, 1, 1), date(2025, 2, 1)]
    assert answer.as_of == date(2025, 2, 10)


def test_a_case_without_dates_has_no_moments() -> None:
    answer = willing.timeline(case({"id": "a", "nation": "A", "strength": 10}))
    assert answer.moments == ()
    assert (answer.firm_before, answer.headline) == (
        10,
        "Nothing in the case is dated, so there is no timeline to tell.",
    )


def test_a_rule_is_no_target_of_a_timeline() -> None:
    with pytest.raises(willing.AskError, match="is a rule"):
        willing.timeline(moved(), target="nations >= 2")


def test_the_table_has_a_row_per_day() -> None:
    answer = willing.timeline(moved(), as_of="2025-04-01")
    assert len(answer.table()) == 4
    assert json.loads(answer.to_json())["moments"][0]["date"] == "2025-01-01"
