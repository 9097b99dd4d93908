"""Outcomes added up by mass: odds, with single factors set, and what each factor leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from typing import cast

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.futures.naive import Network, Scenario, child, cut, factors_of, networks, probability, root, scenarios
from tests.futures.test_search import NAMES, Table, space_of, tables

from willing.futures import forces as added
from willing.futures import search as searched
from willing.futures.chances import chances_of
from willing.futures.forces import Forces, columns_of, everything, gathered, merged, swings
from willing.futures.judge import Judge
from willing.futures.search import Batch, Effort, Part, search
from willing.futures.space import Space


@pytest.fixture(scope="module", autouse=True)
def slowly() -> Iterator[None]:
    """One lever at a time, so that few levers make a search."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searched, "WORTHWHILE", 1)
        yield


def at_least(network: Network, table: Table, strength: int, learned: Scenario) -> Fraction:
    """The probability of at least so much, given what was learned."""
    return probability(network, lambda s: table.outcomes[tuple(s[name] for name in NAMES)] >= strength, learned)


def holds(rest: Scenario, scenario: Scenario) -> bool:
    return rest.items() <= scenario.items()


def judged(table: Table) -> Judge:
    return cast(Judge, table)


learnt = st.dictionaries(st.sampled_from(NAMES), st.booleans(), max_size=1)


@settings(max_examples=40, deadline=None)
@drawn(networks(NAMES), tables(), learnt)
def test_odds_are_those_of_enumeration_as_things_are_and_with_a_factor_set(
    network: Network, table: Table, learned: dict[str, bool]
) -> None:
    """Gone through one and all, or searched."""
    space = space_of(network, learned=learned)
    columns = columns_of(space)
    assert len(columns) == 1 + 2 * (len(NAMES) - len(learned))
    for batches in (everything(judged(table), space), search(judged(table), space)):
        found = gathered(batches, space, columns)
        assert found.exact
        for column in columns:
            changed = network if column is None else cut(network, *column)
            for strength in range(5):
                expected = float(at_least(changed, table, strength, learned))
                assert found.odds(strength, column) == pytest.approx((expected, expected), abs=1e-12)


@settings(max_examples=40, deadline=None)
@drawn(networks(NAMES), tables(loose=1), learnt, st.integers(0, 25))
def test_cut_short_every_column_holds_the_truth(
    network: Network, table: Table, learned: dict[str, bool], most: int
) -> None:
    space = space_of(network, learned=learned)
    columns = columns_of(space)
    found = gathered(search(judged(table), space, effort=Effort(most)), space, columns)
    for column in columns:
        changed = network if column is None else cut(network, *column)
        low, high = found.odds(2, column)
        true = at_least(changed, table, 2, learned)
        assert low - 1e-12 <= true <= high + 1e-12


def test_a_factor_that_may_never_come_about_so_cannot_be_set_from_here() -> None:
    """Its futures have no mass that could be scaled, so there is no column for it."""
    network = {"a": root("1/2"), "b": child("a", t="1/2", f="0"), "c": root("1")}
    space = Space.of(chances_of(factors_of(network), dict.fromkeys(network), tuple(network)))
    assert columns_of(space) == (None, ("a", False), ("a", True), ("b", False), ("c", True))


@settings(max_examples=40, deadline=None)
@drawn(networks(NAMES), tables(), learnt)
def test_what_a_factor_leaves_open_is_the_definition(network: Network, table: Table, learned: dict[str, bool]) -> None:
    """E[Var(Y | all others)] over the futures that agree with what was learned."""
    reached = Table({way: number >= 2 for way, number in table.outcomes.items()})
    space = space_of(network, learned=learned)
    found = swings(judged(reached), space, *space.everything())
    assert set(found) == set(NAMES) - set(learned)
    for name, swing in found.items():
        expected = Fraction(0)
        others = [other for other in NAMES if other != name]
        for rest in scenarios(others):
            if not learned.items() <= rest.items():
                continue
            weight = probability(network, partial(holds, rest), learned)
            mean = at_least(network, reached, 1, rest)
            expected += weight * mean * (1 - mean)
        assert swing == pytest.approx(float(expected), abs=1e-12)


def batch(low: list[int], high: list[int], masses: list[float], further: bool = False) -> Batch:
    part = Part(0, np.arange(len(low), dtype=np.uint64), np.array(masses))
    return Batch(part, np.array(low), np.array(high), further)


EMPTY = Space(())


def test_nodes_that_are_gone_into_are_not_counted_twice() -> None:
    found = gathered([batch([1, 1], [1, 3], [0.25, 0.75], further=True), batch([2], [2], [0.75])], EMPTY)
    assert (found.low.tolist(), found.high.tolist(), found.mass.tolist()) == ([1, 2], [1, 2], [[0.25], [0.75]])


def test_what_stays_open_is_kept_as_a_pair() -> None:
    found = gathered([batch([1, 1, 0], [1, 3, 3], [0.5, 0.25, 0.25])], EMPTY)
    assert not found.exact
    assert sorted(zip(found.low.tolist(), found.high.tolist(), strict=True)) == [(0, 3), (1, 1), (1, 3)]
    assert found.odds(1) == (0.75, 1.0)
    assert found.odds(2) == (0.0, 0.5)
    assert found.odds(4) == (0.0, 0.0)
    assert found.values().tolist() == [0, 1, 3]


def test_odds_are_shares_of_what_was_learned() -> None:
    found = gathered([batch([0, 5], [0, 5], [0.1, 0.3])], EMPTY)
    assert found.odds(5) == pytest.approx((0.75, 0.75))


def test_of_nothing_nothing_is_known() -> None:
    assert gathered([], EMPTY).odds(1) == (0.0, 1.0)
    assert gathered([batch([3], [3], [0.0])], EMPTY).odds(1) == (0.0, 1.0)


@settings(max_examples=20, deadline=None)
@drawn(st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 9)), min_size=1), min_size=1, max_size=4))
def test_parts_add_up_to_the_whole_however_large_the_numbers(parts: list[list[tuple[int, int]]]) -> None:
    """Outcomes are counted where they are small, else sorted."""
    batches = [batch([n for n, _ in part], [n for n, _ in part], [w / 64 for _, w in part]) for part in parts]
    whole = gathered(batches, EMPTY)
    pieces = merged([gathered([one], EMPTY) for one in batches])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(added, "MOST_COUNTED", 0)
        by_sorting = gathered(batches, EMPTY)
    expected: dict[int, int] = {}
    for number, weight in (pair for part in parts for pair in part):
        expected[number] = expected.get(number, 0) + weight
    for found in (whole, pieces, by_sorting):
        assert dict(zip(found.low.tolist(), (found.mass[:, 0] * 64).tolist(), strict=True)) == expected


def test_yes_and_no_are_outcomes_too() -> None:
    part = Part(0, np.arange(2, dtype=np.uint64), np.array([0.25, 0.75]))
    found = gathered([Batch(part, np.array([True, False]), np.array([True, True]), False)], EMPTY)
    assert isinstance(found, Forces)
    assert found.odds(1) == (0.25, 1.0)
