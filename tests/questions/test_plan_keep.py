"""`plan` from another plan: what is kept, what is locked, and what is the same every time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.force.forces import case, everybody, pledge, post, unit
from tests.strategies import quick

import willing
from willing.force.check import checked
from willing.force.pose import Asked, posed
from willing.force.problem import Tour
from willing.questions.plan import Planned

FACTORS = {"us": {"title": "The US backs the force"}}


def planned(of: willing.Case, **keys: Any) -> Planned:
    return willing.plan(of, "hold", **({"rounds": 1} | keys))


def tours(of: Planned) -> set[tuple[str, str, int]]:
    return {(tour.unit, tour.post, tour.start) for tour in of.tours}


def given_as(*every: tuple[str, str, int]) -> dict[str, Any]:
    return {"tours": [{"unit": unit, "post": post, "start": start} for unit, post, start in every]}


def two_nations(strength: int = 200) -> willing.Case:
    """France for certain and Britain with the US; each can man one half of the gate."""
    both = [
        pledge("fr", 100, [unit("f1"), unit("f2")]),
        pledge("gb", 100, [unit("g1"), unit("g2")], **{"if": "us"}),
    ]
    return case(*both, posts=[post(strength=strength)], factors=FACTORS)


# ----------------------------------------------------------------------------------------------------------------- keep


@st.composite
def small_cases(draw: st.DrawFn) -> willing.Case:
    strengths = st.sampled_from((40, 85, 100))
    sizes = [draw(st.lists(strengths, min_size=1, max_size=2)) for _ in range(draw(st.integers(1, 2)))]
    pledges = [
        pledge(name, sum(own), [unit(f"{name}{n}", size) for n, size in enumerate(own)])
        for name, own in zip(("fr", "gb"), sizes, strict=False)
    ]
    posts = [
        post(f"p{n}", draw(st.integers(30, 220)), (draw(st.integers(0, 4)), draw(st.integers(5, 12))), priority=n + 1)
        for n in range(draw(st.integers(1, 2)))
    ]
    return case(*pledges, posts=posts)


@quick(12)
@given(small_cases(), st.integers(0, 3))
def test_an_unchanged_case_keeps_the_plan_that_was_its_best(small: willing.Case, seed: int) -> None:
    first = planned(small, seed=seed)
    again = planned(small, seed=seed + 1, begin=first, keep=True)
    assert again.objective >= first.objective - (first.bound - first.objective)
    if first.gap == 0:
        assert tours(again) == tours(first)
        assert (again.kept, again.given_up, again.objective, again.gap) == (len(first.tours), 0, first.objective, 0.0)
    assert planned(small, seed=seed + 1, begin=json.loads(first.to_json()), keep=True) == again


def test_with_a_nation_gone_its_tours_are_all_that_changes() -> None:
    whole = planned(two_nations(), assume={"us": True})
    assert (whole.covered, whole.kept, whole.given_up) == (2400, None, None)
    less = planned(two_nations(), begin=whole, keep=True)
    french = {tour for tour in tours(whole) if tour[0].startswith("f")}
    assert (tours(less), less.covered) == (french, 1200)
    assert (less.kept, less.given_up) == (len(french), len(whole.tours) - len(french))


def test_a_nation_that_comes_is_added_and_nothing_else_changes() -> None:
    less = planned(two_nations())
    more = planned(two_nations(), assume={"us": True}, begin=less, keep=True)
    assert tours(less) < tours(more)
    assert (more.covered, more.kept, more.given_up) == (2400, len(less.tours), 0)


def test_a_tour_is_given_up_only_for_what_is_worth_more_than_keeping_it() -> None:
    """At a post of priority 4 the unit serves three months; from month 1 of a second post it would serve them too.

    A tour kept is worth eight months of priority 4. To move it to priority 1 gains 3 x 8 - 3 = 21 months.
    """
    posts = [post("low", months=(0, 3), priority=4), post("high", months=(0, 3), priority=1)]
    stay = given_as(("a", "low", 0))
    (one,) = planned(case(pledge(units=[unit("a")]), posts=posts), months=3, begin=stay, keep=True).tours
    assert one.post == "high"
    nearly = [posts[0], post("high", months=(0, 3), priority=3)]  # gains 3 x 2 - 3 = 3 months
    small = case(pledge(units=[unit("a")]), posts=nearly)
    assert planned(small, months=3, begin=stay, keep=True).tours[0].post == "low"
    assert planned(small, months=3, begin=stay).tours[0].post == "high"


def test_the_objective_and_the_bound_leave_out_what_keeping_earns() -> None:
    first = planned(two_nations(), assume={"us": True})
    again = planned(two_nations(), assume={"us": True}, begin=first, keep=True)
    assert (again.objective, again.bound) == (first.objective, first.bound) == (8 * 2400 - 50 * 8, 8 * 2400 - 50 * 8)


def test_tours_of_units_posts_and_months_that_are_not_there_are_given_up() -> None:
    strange = given_as(("x", "gate", 0), ("f1", "door", 0), ("f1", "gate", 11), ("f2", "gate", 0))
    found = planned(two_nations(100), begin=strange, keep=True)
    assert (found.kept, found.given_up) == (1, 3)
    assert ("f2", "gate", 0) in tours(found)


# ----------------------------------------------------------------------------------------------------------------- lock


def test_locked_months_stay_and_later_ones_are_free() -> None:
    late = given_as(("f1", "gate", 1), ("f2", "gate", 7))
    found = planned(two_nations(100), begin=late, locked=7)
    locked = [tour for tour in found.tours if tour.locked]
    assert [(tour.unit, tour.start) for tour in locked] == [("f1", 1)]
    assert found.kept is not None
    assert found.given_up == 1
    assert tours(planned(two_nations(100), begin=found)) == tours(found)  # a locked tour stays locked


def test_a_locked_tour_from_json_stays_locked() -> None:
    found = planned(two_nations(100), begin=given_as(("f1", "gate", 1)), locked=2)
    read = json.loads(found.to_json())
    assert planned(two_nations(100), begin=read) == planned(two_nations(100), begin=found)


def test_a_small_unit_that_is_locked_outweighs_a_large_one_that_would_take_its_place() -> None:
    """Ten persons take ten of the lift of 5,000, so that 5,000 others cannot come: they stay all the same."""
    small = case(
        pledge("fr", 5000, [unit("large", 5000)]),
        pledge("gb", 10, [unit("small", 10)]),
        posts=[post(strength=6000, months=(0, 3))],
        areas={"west": {"lift": 5000}},
    )
    assert tours(planned(small)) == {("large", "gate", 0)}
    assert tours(planned(small, begin=given_as(("small", "gate", 0)), locked=1)) == {("small", "gate", 0)}


@pytest.mark.parametrize(
    "impossible",
    [
        (("x", "gate", 0),),  # nobody knows the unit
        (("f1", "door", 0),),  # nor the post
        (("f1", "gate", 10),),  # the tour would leave the plan
        (("f1", "gate", 0), ("f1", "gate", 3)),  # it would not be rested
        (("f1", "gate", 0), ("f2", "gate", 0)),  # more than is pledged
        (("g1", "gate", 0),),  # Britain does not stand
    ],
)
def test_locked_tours_that_cannot_be_are_refused_in_one_line(impossible: Sequence[tuple[str, str, int]]) -> None:
    with pytest.raises(willing.AskError) as refused:
        planned(two_nations(), begin=given_as(*impossible), locked=12)
    said = str(refused.value)
    assert said.startswith("locked tours that no plan was found to have here: ")
    assert any(f"{unit} at {post} from month {start}" in said for unit, post, start in impossible)
    assert "\n" not in said
    assert said.endswith("unlock them, or change what forbids them")


def test_many_locked_tours_that_cannot_be_are_counted() -> None:
    strange = given_as(*((f"x{n}", "gate", n) for n in range(5)))
    with pytest.raises(willing.AskError, match=r"x0 at gate from month 0, x1 .*, x2 at gate from month 2 and 2 more: "):
        planned(two_nations(), begin=strange, locked=12)


# ------------------------------------------------------------------------------------------------------------- the same


@quick(6)
@given(small_cases(), st.integers(0, 5), st.integers(0, 2))
def test_the_same_seed_and_rounds_give_the_same_plan(small: willing.Case, seed: int, rounds: int) -> None:
    first, again = (planned(small, seed=seed, rounds=rounds) for _ in range(2))
    assert first == again
    read = json.loads(first.to_json())
    assert planned(small, rounds=rounds, begin=first) == planned(small, rounds=rounds, begin=read)


@quick(8)
@given(small_cases(), st.data())
def test_whatever_is_locked_stays_or_is_refused(small: willing.Case, data: st.DataObject) -> None:
    units = [each.id for offered in small.pledges for each in offered.units]
    here = small.requirements["hold"]
    posts = [each.id for each in here.posts]
    one = st.tuples(st.sampled_from(units), st.sampled_from(posts), st.integers(0, 12))
    wanted = data.draw(st.lists(one, min_size=1, max_size=4, unique=True))
    problem = posed(small, everybody(small), Asked("hold", max(each.months[1] for each in here.posts))).problem
    if not checked(problem, [Tour(*each) for each in wanted]).legal:
        with pytest.raises(willing.AskError, match="no plan was found to have here"):
            planned(small, begin=given_as(*wanted), locked=13)
        return
    found = planned(small, begin=given_as(*wanted), locked=13)
    assert set(wanted) <= tours(found)
    assert {(tour.unit, tour.post, tour.start) for tour in found.tours if tour.locked} == set(wanted)
    assert (found.kept, found.given_up) == (len(wanted), 0)
    assert all(tour.end == tour.start + 3 for tour in found.tours)
