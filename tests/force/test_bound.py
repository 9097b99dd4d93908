"""No plan exceeds the bound: not at the prices that are found, nor at any others; and what it costs to weaken it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.force.milp import optimum
from tests.force.problems import kind, problem, problems
from tests.strategies import quick

from willing.force import patterns
from willing.force.bound import Descent, Dual
from willing.force.check import checked
from willing.force.exact import improved
from willing.force.pricing import Prices
from willing.force.problem import Post, Problem
from willing.force.solve import Progress, solve


@pytest.fixture(scope="module")
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as found:
        yield found


@quick(40)
@given(problems(), st.integers(0, 2**32 - 1))
def test_at_any_prices_it_is_a_bound(threads: Executor, posed: Problem, seed: int) -> None:
    dual, draw = Dual(posed, threads), np.random.default_rng(seed)
    prices = Prices(*(draw.exponential(draw.choice([0.1, 1, 10, 100]), part.shape) for part in dual.nothing()))
    assert dual.bound(prices) >= optimum(posed)[0]


@quick(25)
@given(problems())
def test_each_level_is_a_bound_and_none_is_worse_than_the_one_before(threads: Executor, posed: Problem) -> None:
    descent, before, best = Descent(Dual(posed, threads)), inf, optimum(posed)[0]
    for _ in range(4):
        assert best <= descent.bound <= before
        before = descent.bound
        descent.level()


@quick(25)
@given(problems(), st.integers(0, 2**32 - 1))
def test_the_slope_is_that_of_the_sum(threads: Executor, posed: Problem, seed: int) -> None:
    """Held against differences of the sum itself, in any direction."""
    dual, draw = Dual(posed, threads), np.random.default_rng(seed)
    here = Prices(*(draw.uniform(0.5, 2.0, part.shape) for part in dual.nothing()))
    way = [draw.normal(size=part.shape) for part in here]
    step, warmth = 1e-4, 40.0
    ends = [
        dual.at(Prices(*(h + side * step * w for h, w in zip(here, way, strict=True))), warmth)[0] for side in (-1, 1)
    ]
    slope = sum(float((g * w).sum()) for g, w in zip(dual.at(here, warmth)[1], way, strict=True))
    assert slope == pytest.approx((ends[1] - ends[0]) / (2 * step), rel=1e-4, abs=1e-2)


def test_whole_patterns_prove_more_than_single_persons(threads: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two units of 85 cannot cover 100 as well as 1.18 of them could."""
    posed = problem(kind(units=3, serves={"p": 85}))
    found = []
    for most in (60, 0):
        monkeypatch.setattr(patterns, "MOST_PATTERNS", most)
        descent = Descent(Dual(posed, threads))
        while not descent.settled:
            descent.level()
        found.append(descent.bound)
    assert optimum(posed)[0] == 2 * 8 * (85 + 100) / 2
    assert found == pytest.approx([1480, 1600], rel=1e-3)


@quick(25)
@given(problems())
def test_a_general_solver_betters_a_plan_to_the_best(posed: Problem) -> None:
    found = improved(posed, (), seconds=20, told=lambda _: None)
    best = optimum(posed)[0]
    tours = found.tours or ()
    assert not checked(posed, tours).broken
    assert checked(posed, tours).objective == best
    assert best <= found.bound + 1e-6 * (1 + abs(best))
    assert not found.stopped


def test_it_can_be_stopped_at_any_time_with_the_best_so_far() -> None:
    units = [kind(name, units=4, serves={"p": 100, "q": 60}) for name in "abcdef"]
    posed = problem(*units, posts=(Post("p", 2, (500,) * 8), Post("q", 1, (700,) * 8)), turbulence=5)

    def impatient(progress: Progress) -> None:
        if progress.seconds >= 0:
            raise KeyboardInterrupt

    plan = solve(posed, told=impatient)
    assert plan.stopped
    assert checked(posed, plan.tours).objective == plan.objective <= plan.bound
    assert plan.tours
