"""The planner against the general solver: legal, as good as it says, never above its bound, and at its best proven."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.force.milp import optimum
from tests.force.problems import kind, problem, problems
from tests.strategies import quick

from willing.force import solve as solved
from willing.force.check import checked
from willing.force.problem import Problem, Tour
from willing.force.solve import Progress, solve


@pytest.fixture(scope="module", autouse=True)
def short_rounds() -> Iterator[None]:
    """Few moves in a round: the problems are small, and there are many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solved, "ROUND", 0.004e9)
        yield


@quick(60)
@given(problems())
def test_a_plan_is_legal_and_comes_to_what_it_says_and_none_exceeds_its_bound(posed: Problem) -> None:
    plan = solve(posed, rounds=8)
    found = checked(posed, plan.tours)
    best, _ = optimum(posed)
    assert not found.broken
    assert plan.objective == found.objective <= best <= plan.bound


def test_two_units_relieve_each_other_without_a_gap() -> None:
    posed = problem(kind(units=2), turbulence=50)
    assert solve(posed).objective == optimum(posed)[0] == 2 * 800 - 4 * 50


@quick(15)
@given(problems())
def test_nobody_is_sent_where_nothing_is_gained(posed: Problem) -> None:
    idle = replace(posed, posts=tuple(replace(post, required=(0,) * posed.months) for post in posed.posts))
    idle = replace(idle, turbulence=1, kinds=tuple(replace(each, bonus={}) for each in idle.kinds))
    plan = solve(idle, rounds=5)
    assert (plan.tours, plan.objective) == ((), 0)


@quick(15)
@given(problems(), st.integers(0, 3))
def test_the_same_seed_plans_the_same(posed: Problem, seed: int) -> None:
    assert solve(posed, seed=seed, rounds=10).tours == solve(posed, seed=seed, rounds=10).tours


@quick(15)
@given(problems())
def test_a_start_is_never_made_worse(posed: Problem) -> None:
    best, tours = optimum(posed)
    assert solve(posed, rounds=1, start=tours).objective == best


def test_what_is_told_only_gets_better() -> None:
    heard: list[Progress] = []
    posed = problem(kind("k", 3), kind("l", 2, tour=3, cycle=7, starts=(0, 1, 3)), turbulence=30)
    plan = solve(posed, rounds=8, told=heard.append)
    assert [now.objective for now in heard] == sorted(now.objective for now in heard)
    assert [now.bound for now in heard] == sorted((now.bound for now in heard), reverse=True)
    assert all(now.objective <= plan.objective and now.bound >= plan.bound for now in heard)


def test_without_units_or_posts_nothing_is_planned() -> None:
    assert solve(problem()).tours == ()
    assert solve(problem(kind(serves={}), posts=())).tours == ()
    assert solve(problem(kind(starts=()))).tours == ()


def test_one_unit_serves_the_heavier_of_two_posts() -> None:
    light = replace(problem().posts[0], name="q", weight=1)
    posed = problem(kind(serves={"p": 100, "q": 100}, starts=(0,)), posts=(*problem().posts, light))
    assert solve(posed).tours == (Tour("k0", "p", 0),)
