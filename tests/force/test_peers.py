"""Ways that the planner is measured beside: each keeps the rules, and the exact one is exact."""

from __future__ import annotations

import pytest
from benchmarks.plans.peers import greedy, pooled
from hypothesis import HealthCheck, given, settings
from tests.force.milp import optimum
from tests.force.problems import kind, problem, problems
from tests.strategies import quick

from willing.force.check import checked
from willing.force.problem import Problem, Tour


@quick(60)
@given(problems())
def test_greedy_keeps_the_rules_and_is_never_better_than_the_best(posed: Problem) -> None:
    found = greedy.plan(posed, 60)
    sure = checked(posed, found.tours)
    assert not sure.broken
    assert found.objective == sure.objective <= optimum(posed)[0]


def test_greedy_sends_the_unit_that_has_been_home_longest_for_its_cycle() -> None:
    """In month 6, ``k0`` began six months ago, one and a half of its cycles, and ``l0`` four, two of its own."""
    posed = problem(kind("k", cycle=4, starts=(0, 6)), kind("l", cycle=2, starts=(2, 6)))
    assert greedy.plan(posed, 60).tours == (Tour("k0", "p", 0), Tour("l0", "p", 2), Tour("l0", "p", 6))


def test_greedy_sends_those_asked_for_before_those_who_stand_in() -> None:
    posed = problem(kind("k", cycle=2, starts=(0,), serves={"p": 90}), kind("l", starts=(0,)))
    assert greedy.plan(posed, 60).tours == (Tour("l0", "p", 0),)


@settings(quick(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(problems())
def test_the_pooled_model_finds_the_best_plan(monkeypatch: pytest.MonkeyPatch, posed: Problem) -> None:
    monkeypatch.setattr(pooled, "WORKERS", 0)  # threads as the solver takes them elsewhere in this process
    found = pooled.plan(posed, 60)
    sure = checked(posed, found.tours)
    assert not sure.broken
    assert sure.objective == found.objective == optimum(posed)[0]
