"""`assess` on a case small enough to check by hand."""

from __future__ import annotations

from datetime import date

import pytest
from tests.examples import case, pair

import willing


def test_without_a_ceasefire_only_the_unconditional_stand() -> None:
    answer = willing.assess(pair())
    assert (answer.strength.offered, answer.strength.firm, answer.strength.together) == (9900, 100, 0)
    assert {v.id: v.status for v in answer.pledges} == {
        "fr": "out",
        "gb": "out",
        "dk": "out",
        "it": "firm",
        "no": "firm",
    }


def test_what_is_possible_lets_the_open_factor_help() -> None:
    answer = willing.assess(pair())
    assert (answer.strength_possible.firm, answer.strength_possible.together) == (100, 9900)
    assert {v.id: v.possible for v in answer.pledges}["fr"] == "together"


def test_with_a_ceasefire_the_pair_is_one_group_and_denmark_follows() -> None:
    answer = willing.assess(pair(), assume={"ceasefire": True})
    assert (answer.strength.firm, answer.strength.together) == (100, 9800)
    (group,) = answer.groups
    assert (group.pledges, group.adds, group.cascade, group.total) == (("fr", "gb"), 9000, ("dk",), 9900)
    assert answer.groups_complete


def test_the_four_parts_add_up_to_what_is_offered() -> None:
    strength = willing.assess(pair(), assume={"ceasefire": True}).strength
    assert strength.firm + strength.together + strength.contested + strength.out == strength.offered


def test_a_range_is_shown_and_read_as_asked() -> None:
    likely = willing.assess(pair(), assume={"ceasefire": True})
    assert likely.strength_range.together == (100 + 5000 + 3000 + 800, 100 + 5000 + 6000 + 800)
    low = willing.assess(pair(), assume={"ceasefire": True}, reading="low")
    # 3,000 from Britain is below the 4,000 France asks for, so nobody can sign.
    assert (low.strength.offered, low.strength.together, low.groups) == (8900, 0, ())
    high = willing.assess(pair(), assume={"ceasefire": True}, reading="high")
    assert high.strength.together == 5000 + 6000 + 800


def test_an_unknown_strength_is_null_and_counted_apart() -> None:
    answer = willing.assess(pair())
    assert {v.id: v.strength for v in answer.pledges}["no"] is None
    assert (answer.unknown_strength.firm, answer.unknown_strength.together) == (1, 1)
    assert "beside 1 pledge of unknown strength" in answer.headline


def test_refused_pledges_stand_apart() -> None:
    assert [(item.id, item.stage) for item in willing.assess(pair()).apart] == [("es", "refused")]


def test_a_target_asked_for_beats_that_of_the_case() -> None:
    assert willing.assess(pair()).target == 10_000
    assert willing.assess(pair(), target=7).target == 7
    assert willing.assess(case({"id": "a", "nation": "A", "strength": 1})).target is None


def test_the_single_change_that_adds_most_comes_first() -> None:
    small = case(
        {"id": "a", "nation": "A", "strength": 10, "if": "f"},
        {"id": "b", "nation": "B", "strength": 30, "if": "not g"},
        {"id": "c", "nation": "C", "strength": 5, "if": "f and A stands"},
        factors=("f", "g"),
    )
    answer = willing.assess(small)
    assert [(c.factor, c.value, c.adds, c.firm) for c in answer.changes] == [("g", False, 30, 30), ("f", True, 15, 15)]
    assert answer.nearest is None


def test_where_no_single_change_helps_the_nearest_step_is_named() -> None:
    small = case({"id": "a", "nation": "A", "strength": 10, "if": "f and not g"}, factors=("f", "g"))
    answer = willing.assess(small)
    assert answer.changes == ()
    assert answer.nearest is not None
    assert (dict(answer.nearest.factors), answer.nearest.strength) == ({"f": True, "g": False}, 10)


def test_an_assumption_beats_a_settled_value_and_says_so() -> None:
    settled = willing.build(
        {
            "case": {"format": 1, "id": "x", "title": "t"},
            "nations": {"A": {"name": "A"}},
            "capabilities": {"c": {"name": "c"}},
            "factors": {"f": {"title": "F", "value": False}},
            "pledges": [{"id": "a", "nation": "A", "capability": "c", "strength": 4, "if": "f"}],
        }
    )
    assert willing.assess(settled).strength.firm == 0
    assumed = willing.assess(settled, assume={"f": True})
    assert (assumed.strength.firm, assumed.overridden) == (4, ("f",))
    assert willing.assess(settled, assume={"f": False}).overridden == ()


def test_an_unknown_factor_stage_or_reading_is_refused_with_a_remedy() -> None:
    with pytest.raises(willing.AskError, match="did you mean 'ceasefire'"):
        willing.assess(pair(), assume={"ceasfire": True})
    with pytest.raises(willing.AskError, match="the stages are rumoured"):
        willing.assess(pair(), stage="refused")
    with pytest.raises(willing.AskError, match="low, likely, high"):
        willing.assess(pair(), reading="mean")


def test_equal_cases_have_equal_hashes_and_a_changed_one_another() -> None:
    assert willing.assess(pair()).case_hash == willing.assess(pair()).case_hash
    other = case({"id": "fr", "nation": "FR", "strength": 5001})
    assert willing.assess(pair()).case_hash != willing.assess(other).case_hash


def test_as_of_hides_what_was_pledged_later() -> None:
    dated = case(
        {"id": "old", "nation": "A", "strength": 10, "from": "2025-01-01", "until": "2025-03-01"},
        {"id": "new", "nation": "A", "strength": 30, "from": "2025-03-01"},
    )
    firm = {
        day: willing.assess(dated, as_of=date.fromisoformat(day)).strength.firm
        for day in ("2024-12-31", "2025-01-01", "2025-02-28", "2025-03-01")
    }
    assert firm == {"2024-12-31": 0, "2025-01-01": 10, "2025-02-28": 10, "2025-03-01": 30}
    assert willing.assess(dated).as_of == date(2025, 3, 1)


def test_nations_share_a_main_reason_where_they_can() -> None:
    small = case(
        {"id": "a", "nation": "A", "strength": 10, "if": "g and f"},
        {"id": "b", "nation": "B", "strength": 30, "if": "f"},
        factors=("f", "g"),
    )
    reasons = {row.nation: row.reason for row in willing.assess(small).nations}
    assert reasons == {"A": "open whether f is so", "B": "open whether f is so"}


def test_a_matching_pledge_can_be_firm_in_part() -> None:
    small = case(
        {"id": "a", "nation": "A", "strength": 1000},
        {"id": "b", "nation": "B", "strength": 2000, "if": "C stands"},
        {"id": "c", "nation": "C", "strength": 1000, "if": "B stands"},
        {"id": "m", "nation": "M", "strength": {"match": 0.1, "up_to": 350}},
    )
    (matching,) = (v for v in willing.assess(small).pledges if v.id == "m")
    # A tenth of 1,000 stands by itself; a tenth of 4,000, cut to the cap of 350, once B and C sign.
    assert matching.status == "firm"
    assert dict(matching.parts) == {"firm": 100, "together": 250, "contested": 0, "out": 0}


@pytest.mark.parametrize("assume", [{}, {"ceasefire": True}])
@pytest.mark.parametrize("day", ["2025-08-20", "2026-01-31", "2026-02-25"])
def test_the_rows_of_nations_add_up_to_the_force(day: str, assume: dict[str, bool]) -> None:
    """A nation stands in a row for each verdict it has, so that no pledge of its goes unseen."""
    answer = willing.assess(willing.load("ukraine-2025"), as_of=day, assume=assume)
    for status in ("firm", "together", "contested", "out"):
        rows = sum(row.strength for row in answer.nations if row.status == status)
        assert rows == getattr(answer.strength, status)
    assert {(v.nation, v.status) for v in answer.pledges} <= {(row.nation, row.status) for row in answer.nations}


@pytest.mark.parametrize("value", ["yes", "false", 1, 0, None])
def test_an_assumption_is_true_or_false_and_nothing_like_it(value: object) -> None:
    with pytest.raises(willing.AskError, match="write True or False"):
        willing.assess(pair(), assume={"ceasefire": value})  # type: ignore[dict-item]


def test_slips_in_python_are_refused_with_a_remedy() -> None:
    assert willing.assess(pair(), as_of="2025-09-04").as_of == date(2025, 9, 4)
    with pytest.raises(willing.AskError, match="write it as 2025-09-04"):
        willing.assess(pair(), as_of="September")
    with pytest.raises(willing.AskError, match="load it first"):
        willing.assess("ukraine-2025")  # type: ignore[arg-type]
    with pytest.raises(willing.AskError, match="is not a mapping"):
        willing.assess(pair(), assume="ceasefire")  # type: ignore[arg-type]


def test_the_nearest_step_is_the_one_of_fewest_changes() -> None:
    """Forty need three things, thirty two: the two are nearer."""
    small = case(
        {"id": "a", "nation": "A", "strength": 40, "if": "f and g and h"},
        {"id": "b", "nation": "B", "strength": 30, "if": "f and g"},
        factors=("f", "g", "h"),
    )
    nearest = willing.assess(small).nearest
    assert nearest is not None
    assert (nearest.pledge, len(nearest.steps), nearest.strength) == ("b", 2, 30)


def test_the_most_by_the_conditions_as_stated_is_told_apart_from_what_dropping_one_would_give() -> None:
    small = case({"id": "a", "nation": "A", "strength": {"low": 1, "likely": 2, "high": 9}, "if": "total >= 5"})
    said = willing.assess(small).headline
    assert "2 would stand if Nation A no longer asked that the whole force comes to at least 5" in said
    assert "no more than 0 by the conditions as stated (9 at the high end of the stated ranges)" in said


def test_pledges_that_others_can_make_fall_are_named() -> None:
    small = case(
        {"id": "a", "nation": "A", "strength": 4, "if": "not (B stands) or f"},
        {"id": "b", "nation": "B", "strength": 5, "if": "not f"},
        {"id": "c", "nation": "C", "strength": 6, "if": "total < 9"},
        factors=("f",),
    )
    answer = willing.assess(small)
    assert (answer.monotone, answer.non_monotone) == (False, ("a", "c"))
    explained = willing.why(small, "C").pledges[0]
    assert explained.non_monotone == ("total < 9",)
    assert willing.why(small, "B").pledges[0].non_monotone == ()
