"""Draws: for arrays as for single numbers, evenly spread, and each by itself."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.force.problems import kind, problem
from tests.force.walk import drawn

from willing.force.simulate.draws import draws, leaving, not_ready, surging
from willing.force.simulate.events import Flips, NotReady, Surge, Withdraws
from willing.force.simulate.model import key_of, model_of


@given(st.integers(-(2**70), 2**70), st.integers(0, 2**40), st.text(max_size=5), st.integers(0, 2**40))
def test_a_draw_is_what_the_formula_says(seed: int, replication: int, event: str, index: int) -> None:
    key = np.array([key_of(event)], dtype=np.uint64)
    found = draws(key, seed, np.array([replication]), np.array([index]))
    assert found[0] / 2**53 == drawn(seed, replication, event, index)


def test_draws_are_spread_evenly_and_do_not_hang_together() -> None:
    key = np.array([key_of("a"), key_of("b")], dtype=np.uint64)[:, None, None]
    many = np.arange(300)
    found = draws(key, 1, many[:, None], many).reshape(2, -1) / 2**53
    assert np.abs(found.mean(axis=1) - 0.5).max() < 0.005
    assert np.abs(np.histogram(found, 64, (0, 1))[0] / found.size - 1 / 64).max() < 0.001
    grid = found[0].reshape(300, 300)
    for one, other in ((found[0], found[1]), (grid[:, 1:], grid[:, :-1]), (grid[1:], grid[:-1])):
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 0.015


def test_other_events_do_not_change_a_draw() -> None:
    posed = problem(kind("k", 2))
    many = np.arange(50)
    unready, leaves, surge = NotReady("n", 0.3), Withdraws("w", ("k0",), 0.2), Surge("s", ("p",), 2, 0.1, 1)
    others = (NotReady("n2", 0.1), Flips("f", ("k1",), 0.2), Surge("s2", ("p",), 2, 0.1, 1))
    few, all_ = model_of(posed, (), (unready, leaves, surge)), model_of(posed, (), (*others, unready, leaves, surge))
    assert (not_ready(few, 3, many)[:, 0] == not_ready(all_, 3, many)[:, 1]).all()
    assert (leaving(few, 3, many)[:, 0] == leaving(all_, 3, many)[:, 1]).all()
    assert (surging(few, 3, many)[:, 0] == surging(all_, 3, many)[:, 1]).all()


def test_a_chance_of_the_whole_plan_is_met_over_the_whole_plan() -> None:
    posed = problem(kind())
    whole, each = Withdraws("w", ("k0",), 0.3, whole=True), Withdraws("e", ("k0",), 0.3)
    when = leaving(model_of(posed, (), (whole, each)), 5, np.arange(20_000))
    assert abs((when[:, 0] < posed.months).mean() - 0.3) < 0.015
    assert abs((when[:, 1] == 0).mean() - 0.3) < 0.015
    assert abs((when[:, 1] < posed.months).mean() - (1 - 0.7**8)) < 0.015
