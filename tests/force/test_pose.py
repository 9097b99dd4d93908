"""From a case to a planning problem: every rule of the case becomes the rule of the problem that it should."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.force.forces import case, cases, everybody, pledge, post, put, unit
from tests.strategies import quick

from willing.errors import AskError
from willing.force.pose import RULES, Asked, Barred, posed
from willing.force.problem import Kind, Need, Tour

HOSPITAL = {"infantry": {"needs": {"medical": {"share": 0.1, "within_km": 100}}}, "medical": {}}


def serves(of: Any, **keys: Any) -> dict[str, dict[str, int]]:
    """For each unit of each kind the posts that it may fill."""
    return {name: dict(kind.serves) for kind in put(of, **keys).problem.kinds for name in kind.units}


def one(of: Any, **keys: Any) -> Kind:
    (kind,) = put(of, **keys).problem.kinds
    return kind


# --------------------------------------------------------------------------------------------------------------- posts


def test_posts_have_their_persons_while_they_last_and_a_weight_by_priority() -> None:
    posts = [post(f"p{n}", 10 * n, (n, 20 + n), priority=n) for n in (1, 2, 3, 4)]
    found = put(case(pledge(), posts=posts), 4).problem.posts
    assert [(each.name, each.weight, each.required) for each in found] == [
        ("p1", 8, (0, 10, 10, 10)),
        ("p2", 4, (0, 0, 20, 20)),
        ("p3", 2, (0, 0, 0, 30)),
        ("p4", 1, (0, 0, 0, 0)),
    ]


def test_a_tour_costs_half_the_smallest_unit_and_at_least_1() -> None:
    assert put(case(pledge(units=[unit("a", 120), unit("b", 81)]))).problem.turbulence == 40
    assert put(case(pledge(units=[unit("a", 1)]))).problem.turbulence == 1
    assert put(case(pledge(strength=0))).problem.turbulence == 1


def test_what_cannot_be_planned_is_refused_all_at_once() -> None:
    small = case(pledge(), requirements={"hold": {"posts": []}})
    with pytest.raises(AskError, match=r"no months.*has no posts"):
        put(small, 0)


# --------------------------------------------------------------------------------------------------------------- kinds


def test_units_that_are_alike_are_one_kind_and_others_are_not() -> None:
    units = [unit("a"), unit("b"), unit("c", 90), unit("d", to_month=9), unit("e", capability="medical")]
    problem = put(case(pledge(units=units), posts=[post(), post("ward", capability="medical")])).problem
    assert [kind.units for kind in problem.kinds] == [("a", "b"), ("c",), ("d",), ("e",)]


@pytest.mark.parametrize(
    ("keys", "starts"),
    [
        ({}, range(10)),
        ({"notice_days": 31}, range(2, 10)),
        ({"for_months": 4}, range(2)),
        ({"notice_days": 31, "for_months": 4}, range(2, 4)),
        ({"units": [unit("a", from_month=5)]}, range(5, 10)),
        ({"units": [unit("a", to_month=5)]}, range(3)),
        ({"units": [unit("a", from_month=2, to_month=5)]}, range(2, 3)),
        ({"units": [unit("a", from_month=2, to_month=40)], "notice_days": 120}, range(4, 10)),
    ],
)
def test_a_tour_lies_within_the_window_and_the_plan(keys: dict[str, Any], starts: range) -> None:
    assert one(case(pledge(**keys))).starts == tuple(starts)


@pytest.mark.parametrize(
    ("keys", "months", "there"),
    [
        ({"for_months": 2}, 12, "2 months"),
        ({"for_months": 1}, 12, "1 month"),
        ({"notice_days": 300}, 12, "2 months"),
        ({"notice_days": 900}, 12, "0 months"),
        ({}, 2, "2 months"),
        ({"units": [unit("fr-1", from_month=11, to_month=60)]}, 12, "1 month"),
    ],
)
def test_a_unit_whose_window_no_tour_fits_is_idle(keys: dict[str, Any], months: int, there: str) -> None:
    found = put(case(pledge(**keys)), months)
    assert found.problem.kinds == ()
    assert found.idle == {"fr-1": f"there for {there} of the plan, fewer than a tour of 3"}
    assert found.barred == {"gate": (Barred("fr-1", "notice", 100),)}


def test_caveats_of_areas_and_tasks_bar_posts() -> None:
    posts = [post("a"), post("b", task="patrol"), post("c", area="east"), post("d", area="east", task="patrol")]

    def may(**caveats: list[str]) -> set[str]:
        return set(one(case(pledge(caveats=caveats), posts=posts)).serves)

    assert may() == {"a", "b", "c", "d"}
    assert may(areas=["west"]) == {"a", "b"}
    assert may(tasks=["patrol"]) == {"b", "d"}
    assert may(areas=["west"], tasks=["patrol"]) == {"b"}
    small = case(pledge(caveats={"areas": ["west"]}), posts=posts)
    assert put(small).barred["c"] == (Barred("fr-1", "caveat", 100),)
    assert set(one(small, waived=["caveat"]).serves) == {"a", "b", "c", "d"}
    assert put(case(pledge(caveats={"areas": []}), posts=posts)).problem.kinds == ()


def test_a_stand_in_adds_its_credit_rounded_down_and_only_in_the_direction_that_is_stated() -> None:
    stated = {"infantry": {"substitutes": {"police": 0.29, "guards": 0.005}}, "police": {}, "guards": {}}
    small = case(
        pledge("fr", 100, [unit("inf", 100)]),
        pledge("gb", 100, [unit("pol", 100)], capability="police"),
        pledge("de", 100, [unit("gua", 100)], capability="guards"),
        posts=[post(), post("beat", capability="police")],
        capabilities=stated,
    )
    assert serves(small) == {"inf": {"gate": 100}, "pol": {"gate": 29, "beat": 100}}  # 0.5 of a guard is nobody


def test_the_capability_of_a_unit_is_what_counts_not_that_of_its_pledge() -> None:
    units = [unit("doc", 10, capability="medical"), unit("inf", 90)]
    posts = [post(), post("ward", capability="medical")]
    assert serves(case(pledge(units=units), posts=posts)) == {"doc": {"ward": 10}, "inf": {"gate": 90}}


# ------------------------------------------------------------------------------------------------------------- budgets


def test_a_nation_has_away_no_more_than_pledged_and_than_its_floor_leaves() -> None:
    forces = {"FR": {"land": 1000, "home_floor": 300, "elsewhere": 100, "deployable": 0.35, "reserve": 30}}
    found = put(case(pledge(units=[unit("a"), unit("b")]), nations=forces), 3).problem
    assert found.kinds[0].budgets == ("pledge fr", "floor FR")
    assert found.budgets == {"pledge fr": (100,) * 3, "floor FR": (220,) * 3}  # (600 + 30) x 0.35 = 220.5
    free = put(case(pledge(units=[unit("a")]), nations=forces), 3, waived=["floor"]).problem
    assert (free.kinds[0].budgets, free.budgets) == (("pledge fr",), {"pledge fr": (100,) * 3})


def test_only_units_of_land_forces_are_charged_to_them() -> None:
    forces = {"FR": {"land": 1000}}
    posts = [post(), *(post(each, capability=each) for each in ("ships", "jets"))]
    mixed = [unit("inf"), unit("sea", capability="ships"), unit("air", capability="jets")]
    on_land = put(case(pledge(units=mixed), nations=forces, posts=posts)).problem
    assert {kind.name: len(kind.budgets) for kind in on_land.kinds} == {"inf": 2, "sea": 1, "air": 1}
    landing = [unit("marines", capability="infantry"), unit("sea")]
    at_sea = put(case(pledge(units=landing, capability="ships"), nations=forces, posts=posts)).problem
    assert {kind.name: len(kind.budgets) for kind in at_sea.kinds} == {"marines": 2, "sea": 1}


def test_land_forces_that_nobody_knows_limit_nothing() -> None:
    assert one(case(pledge())).budgets == ("pledge fr",)


# ----------------------------------------------------------------------------------------------- lift, needs, distance


def test_lift_is_a_limit_on_every_area_that_states_one() -> None:
    areas = {"west": {"lift": 150}, "east": {}, "middle": {"lift": 7}}
    small = case(pledge(), posts=[post(), post("b", area="east")], areas=areas)
    assert put(small, 2).problem.lift == {"west": (150, 150)}
    assert put(small, 2, waived=["lift"]).problem.lift == {}


def test_a_need_counts_the_posts_within_reach_of_the_area() -> None:
    # West and middle are one degree of longitude apart at 50 degrees north, 71.5 km; east is 860 km away.
    posts = [
        *(post(f"{area}-gate", area=area) for area in ("west", "middle", "east")),
        *(post(f"{area}-ward", area=area, capability="medical") for area in ("west", "middle", "east")),
    ]
    small = case(pledge(), posts=posts, capabilities=HOSPITAL)
    both = ("west-ward", "middle-ward")
    assert put(small).problem.needs == (
        Need("infantry in west needs medical", 0.1, "west", ("west-gate",), both),
        Need("infantry in middle needs medical", 0.1, "middle", ("middle-gate",), both),
        Need("infantry in east needs medical", 0.1, "east", ("east-gate",), ("east-ward",)),
    )
    assert put(small, waived=["enabler"]).problem.needs == ()
    near = {"infantry": {"needs": {"medical": {"share": 0.1, "within_km": 71}}}, "medical": {}}
    first = put(case(pledge(), posts=posts, capabilities=near)).problem.needs[0]
    assert first.providing == ("west-ward",)
    far = {"infantry": {"needs": {"medical": {"share": 0.1, "within_km": 20_000}}}, "medical": {}}
    assert len(put(case(pledge(), posts=posts, capabilities=far)).problem.needs[0].providing) == 3


def test_a_need_of_nothing_is_none_and_posts_of_one_area_are_added() -> None:
    nothing = {"infantry": {"needs": {"medical": {"share": 0.0}}}, "medical": {}}
    assert put(case(pledge(), capabilities=nothing)).problem.needs == ()
    (need,) = put(case(pledge(), posts=[post(), post("door")], capabilities=HOSPITAL)).problem.needs
    assert (need.needing, need.providing) == (("gate", "door"), ())


def test_an_area_without_a_point_is_within_reach_of_itself_only() -> None:
    posts = [post(), post("ward", capability="medical"), post("far", area="east", capability="medical")]
    areas: dict[str, Any] = {"west": {}, "east": {"at": [49, 36]}}
    (need,) = put(case(pledge(), posts=posts, capabilities=HOSPITAL, areas=areas)).problem.needs
    assert need.providing == ("ward",)


# ------------------------------------------------------------------------------------------------ another plan's tours


def test_a_unit_that_had_tours_is_a_kind_by_itself_and_earns_for_them() -> None:
    small = case(pledge(units=[unit("a"), unit("b"), unit("c")]))
    again = {Tour("b", "gate", 4): 8, Tour("b", "gate", 11): 8, Tour("b", "door", 0): 8, Tour("x", "gate", 0): 8}
    found = posed(small, everybody(small), Asked("hold", 12), again).problem
    assert [(kind.units, dict(kind.bonus)) for kind in found.kinds] == [
        (("a", "c"), {}),
        (("b",), {("gate", 4): 800}),  # from month 11 no tour fits, there is no door, and nobody knows x
    ]


def test_a_tour_that_must_stay_earns_more_than_all_else_together() -> None:
    small = case(pledge(units=[unit("a", 1000), unit("b", 1)]), posts=[post(strength=5000)])
    again = {Tour("a", "gate", 0): 8, Tour("b", "gate", 0): None}
    found = posed(small, everybody(small), Asked("hold", 12), again).problem
    earns = {kind.name: dict(kind.bonus) for kind in found.kinds}
    assert earns["a"] == {("gate", 0): 8000}
    assert earns["b"]["gate", 0] > found.worth + 8000 + 2 * found.turbulence


# --------------------------------------------------------------------------------------------------- whatever the case


@quick(150)
@given(cases(), st.integers(1, 14))
def test_every_unit_is_in_the_problem_once_or_said_to_be_left_out(small: Any, months: int) -> None:
    found = put(small, months)
    planned = [name for kind in found.problem.kinds for name in kind.units]
    assert len(planned) == len(set(planned))
    assert not set(planned) & set(found.idle)
    able = {each.unit for barred in found.barred.values() for each in barred}
    for name, each in found.units.items():
        if any(each.capability == sized.post.capability for sized in found.posts):
            assert name in planned or name in found.idle or name in able
    for kind in found.problem.kinds:
        for name in kind.units:
            own = found.units[name]
            assert all(own.first <= t and t + own.tour <= min(own.last, months) for t in kind.starts)
            assert (kind.strength, kind.tour, kind.cycle) == (own.strength, own.tour, own.cycle)
            assert f"pledge {own.pledge}" in kind.budgets


@quick(60)
@given(cases(), st.sampled_from(RULES))
def test_a_rule_that_is_waived_forbids_no_more_than_before(small: Any, rule: str) -> None:
    kept, free = put(small).problem, put(small, waived=[rule]).problem
    more = {name: kind for kind in free.kinds for name in kind.units}
    for kind in kept.kinds:
        for name in kind.units:
            assert set(kind.starts) <= set(more[name].starts)
            assert set(kind.serves) <= set(more[name].serves)
            assert set(more[name].budgets) <= set(kind.budgets)
    assert set(free.lift) <= set(kept.lift)
    assert set(free.needs) <= set(kept.needs)
