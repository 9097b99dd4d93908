"""From pledges to units: relays that a pool can man, formed units as they are, windows and names."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.force.forces import case, pledge, post, supplied, unit
from tests.strategies import quick

from willing.force.check import checked
from willing.force.norms import terms_of
from willing.force.pose import Asked, posed
from willing.force.problem import Kind, Post, Problem, Tour
from willing.force.supply import Unit


def pool(persons: int, **norm: Any) -> dict[str, dict[str, Any]]:
    """France with so many persons who can be deployed."""
    forces = {"land": persons, "home_floor": 0, "deployable": 1.0}
    return {"FR": forces | ({"norm": {"overlap_days": 0} | norm} if norm else {})}


def shapes(units: Sequence[Unit]) -> list[tuple[str, int, int, int]]:
    """Name, strength, sets and cycle of units."""
    return [(each.name, each.strength, each.sets, each.cycle) for each in units]


# ------------------------------------------------------------------------------------------------------------ notional


def test_a_pledge_of_1300_is_two_battalions_and_a_rest_that_each_take_turns() -> None:
    (found,) = supplied(case(pledge(strength=1300))).values()
    assert shapes(found.units) == [("fr-1", 500, 2, 3), ("fr-2", 500, 2, 3), ("fr-3", 300, 2, 3)]
    assert all(each.notional for each in found.units)
    assert (found.persons, found.short, found.unmanned) == (1300, False, ())


def test_the_unit_size_of_the_capability_is_taken_and_never_more_than_the_pledge() -> None:
    sized = {"infantry": {"unit_size": 700}, "medical": {}}
    assert [each.strength for each in supplied(case(pledge(strength=1500), capabilities=sized))["fr"].units] == [
        700,
        700,
        100,
    ]
    assert [each.strength for each in supplied(case(pledge(strength=60), capabilities=sized))["fr"].units] == [60]


@pytest.mark.parametrize(
    ("tour", "ratio", "months", "sets"),
    [
        (6, 4, 60, 5),  # a cycle of 30 months
        (6, 4, 12, 2),  # two tours in a year
        (6, 4, 17, 2),  # the third would end after the plan
        (6, 4, 3, 1),  # not even one: still a unit, that is idle
        (6, 1.5, 60, 3),  # a cycle of 15 months is two tours and a half, rounded up
        (4, 1.1, 60, 3),  # 8.4 months are rounded up to 9: above two tours
        (4, 0, 60, 1),  # no dwell: it goes again at once
    ],
)
def test_as_many_units_take_turns_as_a_cycle_has_tours(tour: int, ratio: float, months: int, sets: int) -> None:
    nations = {"FR": {"norm": {"tour_months": tour, "dwell_ratio": ratio, "overlap_days": 0}}}
    (found,) = supplied(case(pledge(), nations=nations), months)["fr"].units
    assert (found.sets, found.cycle, found.tour) == (sets, tour, tour)


def test_a_pledge_for_half_a_year_takes_no_relief_that_comes_after_it() -> None:
    nations = pool(500, tour_months=6, dwell_ratio=4)
    whole = supplied(case(pledge(strength=500), nations=nations))["fr"]
    half = supplied(case(pledge(strength=500, for_months=6), nations=nations))["fr"]
    assert (shapes(whole.units), whole.short) == ([("fr-1-1", 500, 1, 30)], True)
    assert (shapes(half.units), half.short) == ([("fr-1", 500, 1, 6)], False)


def test_a_pool_too_small_fills_one_relay_after_the_other_and_the_rest_goes_by_itself() -> None:
    # Three relays of two battalions take 3,000; the pool has 1,700: one relay, a single battalion, 200 left at home.
    (found,) = supplied(case(pledge(strength=1500), nations=pool(1700))).values()
    assert shapes(found.units) == [("fr-1", 500, 2, 3), ("fr-2-1", 500, 1, 6)]
    assert shapes(found.unmanned) == [("fr-3", 500, 0, 3)]
    assert found.short


def test_pledges_of_a_nation_have_the_same_share_of_what_they_would_take() -> None:
    found = supplied(case(pledge("fr", 1000), pledge("fr-b", 500), nations=pool(1500)))
    assert shapes(found["fr"].units) == [("fr-1", 500, 2, 3)]  # 1,000 of 2,000
    assert shapes(found["fr-b"].units) == [("fr-b-1-1", 500, 1, 6)]  # 500 of 1,000


def test_a_nation_without_a_pool_sends_nobody_and_one_of_unknown_land_forces_is_not_limited() -> None:
    none = supplied(case(pledge(), nations=pool(0)))["fr"]
    assert (none.units, shapes(none.unmanned), none.short) == ((), [("fr-1", 100, 0, 3)], True)
    unknown = supplied(case(pledge()))["fr"]
    assert (shapes(unknown.units), unknown.short) == ([("fr-1", 100, 2, 3)], False)


def test_reserves_that_would_be_mobilised_are_part_of_the_pool() -> None:
    nations = {"FR": {"land": 100, "home_floor": 0, "deployable": 1.0, "reserve": 100}}
    assert shapes(supplied(case(pledge(), nations=nations))["fr"].units) == [("fr-1", 100, 2, 3)]


def test_ships_and_jets_are_not_limited_by_land_forces() -> None:
    for capability in ("ships", "jets"):
        found = supplied(case(pledge(capability=capability), nations=pool(0)))["fr"]
        assert (shapes(found.units), found.short, found.unmanned) == ([("fr-1", 100, 2, 3)], False, ())


def test_stretched_takes_the_shorter_dwell() -> None:
    nations = pool(1000, tour_months=6, dwell_ratio=4, stretched_ratio=1)
    small = case(pledge(strength=500), nations=nations)
    assert shapes(supplied(small, 60)["fr"].units) == [("fr-1-1", 500, 1, 30), ("fr-1-2", 500, 1, 30)]
    assert shapes(supplied(small, 60, stretched=True)["fr"].units) == [("fr-1", 500, 2, 6)]


def test_handover_is_in_months_and_not_rounded() -> None:
    norm = {"tour_months": 3, "dwell_ratio": 1, "overlap_days": 73}
    (found,) = supplied(case(pledge(), nations={"FR": {"norm": norm}}))["fr"].units
    assert found.handover == pytest.approx(2.4)  # 73 days of 365 are a fifth of twelve months


# --------------------------------------------------------------------------------------------------------------- named


def test_named_units_keep_their_own_strength_window_and_capability() -> None:
    units = [unit("a", 120, from_month=2, to_month=9), unit("b", 80, capability="medical"), unit("c", 10, to_month=40)]
    (found,) = supplied(case(pledge(strength=120, units=units, notice_days=31, for_months=8))).values()
    assert [(u.name, u.strength, u.capability, u.first, u.last) for u in found.units] == [
        ("a", 120, "infantry", 2, 9),
        ("b", 80, "medical", 2, 10),  # 31 days are rounded up to two months, eight of which follow
        ("c", 10, "infantry", 2, 10),
    ]
    assert {(u.sets, u.cycle, u.notional) for u in found.units} == {(1, 6, False)}
    assert (found.persons, found.short, found.unmanned) == (120, False, ())


def test_named_units_come_out_of_the_pool_before_notional_ones() -> None:
    both = case(pledge("fr", 300, [unit("a", 300)]), pledge("fr-b", 300), nations=pool(600))
    found = supplied(both)
    assert shapes(found["fr"].units) == [("a", 300, 1, 6)]
    assert (shapes(found["fr-b"].units), found["fr-b"].short) == ([("fr-b-1-1", 300, 1, 6)], True)
    at_sea = case(pledge("fr", 300, [unit("a", 300, capability="ships")]), pledge("fr-b", 300), nations=pool(600))
    assert shapes(supplied(at_sea)["fr-b"].units) == [("fr-b-1", 300, 2, 3)]
    above = case(pledge("fr", 300, [unit("a", 900)]), pledge("fr-b", 300), nations=pool(600))
    assert supplied(above)["fr-b"].units == ()


# ------------------------------------------------------------------------------------------------------------- windows


@pytest.mark.parametrize(
    ("notice", "offered", "window"),
    [
        (None, None, (0, 12)),
        (0, None, (0, 12)),
        (1, None, (1, 12)),
        (30, None, (1, 12)),
        (31, None, (2, 12)),  # a month has 30 days and five twelfths
        (365, None, (12, 12)),
        (366, None, (13, 12)),
        (None, 6, (0, 6)),
        (45, 6, (2, 8)),
        (45, 60, (2, 12)),
    ],
)
def test_notice_is_rounded_up_to_months_and_the_time_offered_follows_it(
    notice: int | None, offered: int | None, window: tuple[int, int]
) -> None:
    keys: dict[str, Any] = {"notice_days": notice, "for_months": offered}
    (found,) = supplied(case(pledge(**{key: value for key, value in keys.items() if value is not None})))["fr"].units
    assert (found.first, found.last) == window


# --------------------------------------------------------------------------------------------------- whatever the case

NUMBERS = st.integers(1, 2500)


@st.composite
def nations(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    norm = {
        "tour_months": draw(st.integers(1, 8)),
        "dwell_ratio": draw(st.sampled_from((0, 0.5, 1, 1.4, 2, 4))),
        "overlap_days": draw(st.sampled_from((0, 14, 30))),
    }
    land = draw(st.one_of(st.none(), st.integers(0, 12_000)))
    forces = {} if land is None else {"land": land, "deployable": draw(st.sampled_from((0.0, 0.35, 0.6, 1.0)))}
    return {"FR": {"norm": norm, **forces}}


@st.composite
def offers(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for number in range(draw(st.integers(1, 3))):
        units = [unit(f"u{number}{i}", draw(NUMBERS)) for i in range(draw(st.integers(0, 2)))]
        keys: dict[str, Any] = {"notice_days": draw(st.integers(0, 200))} if draw(st.booleans()) else {}
        keys |= {"for_months": draw(st.integers(1, 30))} if draw(st.booleans()) else {}
        found.append(pledge(f"fr-p{number}", draw(NUMBERS), units, **keys))
    return found


@quick(150)
@given(nations(), offers(), st.integers(1, 40), st.booleans())
def test_no_pool_is_exceeded_and_no_more_is_away_than_pledged(
    nation: dict[str, dict[str, Any]], offered: list[dict[str, Any]], months: int, stretched: bool
) -> None:
    small = case(*offered, nations=nation)
    found = supplied(small, months, stretched)
    terms = terms_of(small.nations["FR"])
    notional = [each for supply in found.values() for each in supply.units if each.notional]
    named = sum(each.strength for supply in found.values() for each in supply.units if not each.notional)
    if terms.pool is not None and notional:
        assert named + sum(each.sets * each.strength for each in notional) <= terms.pool.active + terms.pool.mobilised
    for supply in found.values():
        if supply.pledge.units:
            assert [(each.name, each.strength) for each in supply.units] == [
                (each.id, each.strength) for each in supply.pledge.units
            ]
            continue
        posts = {each.name.removeprefix(f"{supply.pledge.id}-").split("-")[0]: each for each in supply.units}
        away = sum(each.strength for each in posts.values())
        assert away + sum(each.strength for each in supply.unmanned) == supply.persons
        if not supply.short:
            assert (away, supply.unmanned) == (supply.persons, ())


@quick(100)
@given(nations(), NUMBERS, st.integers(1, 40))
def test_those_who_take_turns_rest_for_the_whole_cycle(
    nation: dict[str, dict[str, Any]], strength: int, months: int
) -> None:
    """The one that goes after all others of its relay is asked again no sooner than the norm allows, or not at all."""
    small = case(pledge(strength=strength), nations=nation)
    rule = terms_of(small.nations["FR"]).norm
    for each in supplied(small, months)["fr"].units:
        if each.cycle > each.tour:
            assert (each.sets, each.cycle) == (1, ceil(rule.cycle))
        else:
            assert each.sets * each.tour >= rule.cycle or (each.sets + 1) * each.tour > each.last - each.first


@quick(60)
@given(st.integers(1, 6), st.sampled_from((0, 1, 1.5, 4)), st.integers(1, 30), st.sampled_from((0, 10, 25)))
def test_a_full_relay_serves_without_a_month_off_but_for_handover(
    tour: int, ratio: float, months: int, overlap: int
) -> None:
    """Tour after tour it serves (tour - handover) / tour of the time: what the static rule says of its persons."""
    nations = {"FR": {"norm": {"tour_months": tour, "dwell_ratio": ratio, "overlap_days": overlap}}}
    small = case(pledge(), nations=nations, posts=[post(months=(0, 40))])
    problem = posed(small, {"fr": 100}, Asked("hold", months)).problem
    rounds = months // tour
    found = checked(problem, [Tour("fr-1", "gate", tour * number) for number in range(rounds)])
    if rounds:
        assert found.legal
        served = sum(found.covered["gate"])
        exact = rounds * 100 * (tour - Fraction(overlap * 12, 365))
        assert exact - rounds < served <= exact
        if not overlap:
            assert served == rounds * tour * 100


def test_a_relay_is_one_unit_of_the_problem() -> None:
    problem = posed(case(pledge(strength=500)), {"fr": 500}, Asked("hold", 12)).problem
    (kind,) = problem.kinds
    assert (kind.strength, kind.count, kind.tour, kind.cycle) == (500, 1, 3, 3)
    assert isinstance(problem, Problem)
    assert isinstance(kind, Kind)
    assert problem.posts == (Post("gate", 8, (100,) * 12, "west"),)
