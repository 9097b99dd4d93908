"""The checker: what tours come to by hand, every rule named when broken, and the general solver's objective."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.force.milp import optimum, persons
from tests.force.problems import kind, problem, problems
from tests.strategies import quick

from willing.force.check import checked
from willing.force.problem import Need, Post, Problem, Tour


def broken(posed: Problem, *tours: Tour) -> str:
    """The one sentence about what is broken."""
    (sentence,) = checked(posed, tours).broken
    return sentence


# ------------------------------------------------------------------------------------------------------------ by hand


def test_nothing_sent_comes_to_nothing() -> None:
    found = checked(problem(kind()), ())
    assert (found.objective, found.covered, found.broken, found.legal) == (0, {"p": (0,) * 8}, (), True)


def test_a_tour_covers_its_months_at_the_weight_less_the_turbulence() -> None:
    found = checked(problem(kind(), turbulence=50), [Tour("k0", "p", 3)])
    assert found.covered == {"p": (0, 0, 0, 100, 100, 0, 0, 0)}
    assert found.objective == 2 * 200 - 50
    assert found.legal


def test_cover_ends_where_the_requirement_does() -> None:
    posed = problem(kind(units=2), posts=(Post("p", 2, (100, 150, 0, 0, 0, 0, 0, 0), "a"),))
    found = checked(posed, [Tour("k0", "p", 0), Tour("k1", "p", 1)])
    assert found.covered == {"p": (100, 150, 0, 0, 0, 0, 0, 0)}
    assert found.objective == 2 * 250


@pytest.mark.parametrize(
    ("handover", "cover"),
    [(0, (100, 100, 100)), (1, (0, 100, 100)), (0.5, (50, 100, 100)), (1.25, (0, 75, 100)), (0.999, (0, 100, 100))],
)
def test_a_handover_takes_months_or_parts_of_them(handover: float, cover: tuple[int, ...]) -> None:
    posed = problem(kind(tour=3, handover=handover, starts=(0,)))
    assert checked(posed, [Tour("k0", "p", 0)]).covered["p"] == (*cover, 0, 0, 0, 0, 0)


def test_a_stand_in_adds_what_it_is_credited_with_and_is_away_in_full() -> None:
    posed = problem(kind(serves={"p": 60}, budgets=("n",)), budgets={"n": (100,) * 8})
    found = checked(posed, [Tour("k0", "p", 0)])
    assert found.covered["p"][:2] == (60, 60)
    assert found.legal


def test_a_bonus_is_for_one_post_and_one_month() -> None:
    posed = problem(kind(bonus={("p", 0): 7, ("p", 1): 11}))
    assert checked(posed, [Tour("k0", "p", 0)]).objective == 2 * 200 + 7
    assert checked(posed, [Tour("k0", "p", 1)]).objective == 2 * 200 + 11
    assert checked(posed, [Tour("k0", "p", 2)]).objective == 2 * 200


def test_each_kind_has_its_own_bonus() -> None:
    posed = problem(kind("k", bonus={("p", 0): 7}), kind("l", bonus={("p", 0): 11}))
    assert checked(posed, [Tour("k0", "p", 0), Tour("l0", "p", 0)]).objective == 2 * 200 + 7 + 11


# ------------------------------------------------------------------------------------------------- every rule, broken


def test_an_unknown_unit_or_post_covers_nobody_and_is_named() -> None:
    posed = problem(kind(), turbulence=50)
    assert broken(posed, Tour("x", "p", 0)) == "Unit x, sent to post p in month 0, is unknown."
    assert broken(posed, Tour("k0", "x", 0)) == "Post x, to which unit k0 is sent in month 0, is unknown."
    assert checked(posed, [Tour("x", "p", 0)]).objective == -50


def test_a_post_that_the_unit_may_not_fill() -> None:
    posed = problem(kind(serves={}))
    assert broken(posed, Tour("k0", "p", 3)) == "Unit k0 may not fill post p, to which it is sent in month 3."
    assert checked(posed, [Tour("k0", "p", 3)]).covered["p"] == (0,) * 8


@pytest.mark.parametrize("start", [-1, 1, 7, 9])
def test_a_month_in_which_no_tour_may_begin(start: int) -> None:
    posed = problem(kind(starts=(0, 2, 3)))
    expected = f"Unit k0 may not begin a tour in month {start}, as it does at post p."
    assert broken(posed, Tour("k0", "p", start)) == expected


def test_one_unit_in_two_places() -> None:
    posts = (Post("p", 2, (100,) * 8, "a"), Post("q", 1, (100,) * 8, "b"))
    posed = problem(kind(serves={"p": 100, "q": 100}), posts=posts)
    expected = "Unit k0 is in two places in month 1: it begins a tour at post q during the one at post p that began in "
    assert broken(posed, Tour("k0", "q", 1), Tour("k0", "p", 0)) == expected + "month 0."
    assert "two places in month 0" in broken(posed, Tour("k0", "p", 0), Tour("k0", "q", 0))
    assert "two places in month 0" in broken(posed, Tour("k0", "p", 0), Tour("k0", "p", 0))


def test_a_unit_back_before_its_cycle_is_over() -> None:
    posed = problem(kind())
    assert checked(posed, [Tour("k0", "p", 0), Tour("k0", "p", 4)]).legal
    assert broken(posed, Tour("k0", "p", 3), Tour("k0", "p", 0)) == (
        "Unit k0 begins a tour at post p in month 3, 1 month sooner than its cycle allows after the one at post p that "
        "began in month 0."
    )


def test_more_persons_away_than_a_budget_allows() -> None:
    posed = problem(
        kind("k", 2, budgets=("n",)), kind("l", strength=60, budgets=("n",)), budgets={"n": (250, 200, *(250,) * 6)}
    )
    tours = [Tour("k0", "p", 0), Tour("k1", "p", 1)]
    assert checked(posed, tours).legal
    assert (
        broken(posed, *tours, Tour("l0", "p", 0))
        == "In month 1, 260 persons charged to budget n are away, 60 more than it allows."
    )


def test_more_persons_moved_than_an_area_can_take() -> None:
    posed = problem(kind(units=2), lift={"a": (1000, 150, *(1000,) * 6)})
    assert checked(posed, [Tour("k0", "p", 0)]).legal
    assert (
        broken(posed, Tour("k0", "p", 0), Tour("k1", "p", 1))
        == "In month 1, 200 persons are moved into or out of area a, 50 more than its lift."
    )
    assert checked(posed, [Tour("k0", "p", 0), Tour("k1", "p", 2)]).legal


def test_a_tour_of_one_month_is_moved_twice() -> None:
    posed = problem(kind(tour=1), lift={"a": (199,) * 8})
    assert broken(posed, Tour("k0", "p", 5)).startswith("In month 5, 200 persons are moved into or out of area a, 1 ")


def test_an_area_without_a_limit_takes_all() -> None:
    assert checked(problem(kind(units=50), lift={"b": (0,) * 8}), [Tour(f"k{i}", "p", 0) for i in range(50)]).legal


def test_persons_who_need_what_too_few_provide() -> None:
    posts = (Post("p", 2, (100,) * 8, "a"), Post("role2", 1, (50,) * 8, "a"))
    posed = problem(
        kind("k", 2),
        kind("m", strength=30, serves={"role2": 30}),
        posts=posts,
        needs=(Need("medical", 0.3, "a", ("p",), ("role2",)),),
    )
    served = [Tour("k0", "p", 0), Tour("m0", "role2", 0)]
    assert checked(posed, served).legal
    short = checked(posed, [*served, Tour("k1", "p", 1)]).broken  # above what is required: it needs all the same
    assert short == (
        "In month 1, 200 persons in area a need medical and 30 provide it, 30 fewer than needed.",
        "In month 2, 100 persons in area a need medical and 0 provide it, 30 fewer than needed.",
    )


def test_a_share_is_the_fraction_that_is_written() -> None:
    """In binary, 0.07 x 100 is a little above 7."""
    posts = (Post("p", 2, (100,) * 8, "a"), Post("q", 1, (7,) * 8, "a"))
    posed = problem(
        kind("k"), kind("m", serves={"q": 7}), posts=posts, needs=(Need("fuel", 0.07, "a", ("p",), ("q",)),)
    )
    assert checked(posed, [Tour("k0", "p", 0), Tour("m0", "q", 0)]).legal


def test_all_that_is_broken_is_named() -> None:
    posed = problem(kind(starts=(0, 2)), turbulence=1)
    found = checked(posed, [Tour("k0", "p", 1), Tour("k0", "p", 2), Tour("x", "y", 0)])
    assert len(found.broken) == 4


# ----------------------------------------------------------------------------------------------- against the solver


@quick(150)
@given(problems())
def test_the_best_plan_of_the_general_solver_is_legal_and_comes_to_what_it_says(posed: Problem) -> None:
    objective, tours = optimum(posed)
    found = checked(posed, tours)
    assert not found.broken
    assert found.objective == objective
    assert objective <= posed.worth + sum(sum(kind.bonus.values()) for kind in posed.kinds)


@quick(60)
@given(problems(units=(2, 2), months=(4, 4), posts=2))
def test_no_legal_plan_is_better_than_that_of_the_general_solver(posed: Problem) -> None:
    schedules = [list(_schedules(posed, unit)) for unit in posed.kind_of]
    assume(len(schedules[0]) * len(schedules[1]) <= 1500)
    plans = [checked(posed, one + other) for one, other in product(*schedules)]
    assert max(plan.objective for plan in plans if plan.legal) == optimum(posed)[0]


def _schedules(posed: Problem, unit: str) -> Iterator[tuple[Tour, ...]]:
    """All that one unit may do."""
    own = posed.kind_of[unit]
    choices: list[tuple[Tour | None, ...]] = [
        (None, *(Tour(unit, post, month) for post in own.serves)) for month in own.starts
    ]
    for choice in product(*choices):
        tours = tuple(tour for tour in choice if tour)
        if all(later.start - one.start >= own.cycle for one, later in pairwise(tours)):
            yield tours


@quick(60)
@given(problems(), st.data())
def test_a_rule_broken_in_a_legal_plan_is_named(posed: Problem, data: st.DataObject) -> None:
    _, tours = optimum(posed)
    assume(tours)
    tour = data.draw(st.sampled_from(tours))
    own, area = posed.kind_of[tour.unit], posed.post_by_name[tour.post].area
    others = [other for other in tours if other != tour]

    def said(*words: str, tours: tuple[Tour, ...] = tours, **changed: object) -> None:
        found = checked(replace(posed, **changed), tours).broken  # type: ignore[arg-type]
        assert any(all(word in sentence for word in words) for sentence in found), (found, words)

    said("nobody", "unknown", tours=(*others, replace(tour, unit="nobody")))
    said("nowhere", "unknown", tours=(*others, replace(tour, post="nowhere")))
    said(tour.unit, "may not begin", "month 99", tours=(*others, replace(tour, start=99)))
    said(tour.unit, "two places", tours=(*tours, tour))
    hindered = replace(own, serves={post: n for post, n in own.serves.items() if post != tour.post}, bonus={})
    kinds = tuple(hindered if kind is own else kind for kind in posed.kinds)
    said(tour.unit, "may not fill", tour.post, kinds=kinds)
    if early := [month for month in own.starts if own.tour <= month - tour.start < own.cycle]:
        said(tour.unit, "sooner", tour.post, tours=(tour, replace(tour, start=early[0])))
    nothing = (0,) * posed.months
    said(f"month {tour.start},", "moved", f"area {area},", lift={area: nothing})
    for budget in own.budgets:
        said(f"month {tour.start},", f"budget {budget}", "more", budgets={**posed.budgets, budget: nothing})
    if any(own.serving(tour.post)):
        said("oxygen and 0 provide it", "fewer", needs=(Need("oxygen", 0.1, area, (tour.post,), ()),))


@quick(60)
@given(problems())
def test_persons_serving_are_what_exact_fractions_say(posed: Problem) -> None:
    for own in posed.kinds:
        for post in own.serves:
            assert own.serving(post) == tuple(persons(own, post, month) for month in range(own.tour))
