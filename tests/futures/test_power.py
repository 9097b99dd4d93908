"""Power indices from counted coalitions, against their definitions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.futures.naive import banzhaf, shapley, subsets

from willing.futures.coalitions import Coalitions
from willing.futures.counting import Counts
from willing.futures.levers import Lever
from willing.futures.power import both, indices, swings
from willing.futures.search import Part
from willing.futures.space import Space

NATIONS = ("FR", "DE", "GB", "PL")

values = st.fixed_dictionaries({coalition: st.integers(0, 1) for coalition in subsets(NATIONS)})


@settings(max_examples=40, deadline=None)
@drawn(values)
def test_swings_by_size_give_both_indices_of_any_game(value: dict[frozenset[str], int]) -> None:
    """Also of one in which a nation spoils what the others meet."""
    totals = [sum(value[c] for c in value if len(c) == size) for size in range(5)]
    for nation in NATIONS:
        within = [sum(value[c] for c in value if len(c) == size and nation in c) for size in range(5)]
        swung = swings(totals, within)
        assert both(swung) == (shapley(NATIONS, value.__getitem__)[nation], banzhaf(NATIONS, value.__getitem__)[nation])


def test_whole_numbers_give_fractions_and_expectations_numbers() -> None:
    assert both([1, 2, 1]) == (Fraction(1), Fraction(1))
    assert both([1.0, 0.0, 0.5]) == (0.5, pytest.approx(0.375))
    assert all(isinstance(number, Fraction) for number in both([0, 1]))
    assert all(isinstance(number, float) for number in both([0.0, 1.0]))


def test_what_only_rounding_leaves_is_nought() -> None:
    assert both([0.1 + 0.2 - 0.3, 0.0]) == (0.0, 0.0)


SPACE = Space(tuple(Lever(nation, (f"on:{nation}",)) for nation in NATIONS))


def counted(coalitions: list[frozenset[str]]) -> Counts:
    nodes = [sum(1 << NATIONS.index(nation) for nation in coalition) for coalition in coalitions]
    found = Counts(SPACE, NATIONS)
    if nodes:
        found.add(Part(4, np.array(nodes, dtype=np.uint64), np.ones(len(nodes))), None)
    return found


@settings(max_examples=40, deadline=None)
@drawn(values, st.fixed_dictionaries({coalition: st.booleans() for coalition in subsets(NATIONS)}), st.data())
def test_coalitions_left_open_make_an_index_unsure_by_no_less_than_it_may_be_off(
    value: dict[frozenset[str], int], known: dict[frozenset[str], bool], data: st.DataObject
) -> None:
    meeting = counted([c for c in value if known[c] and value[c]])
    found = indices(Coalitions(NATIONS, meeting, counted([c for c in value if not known[c]])))
    guessed = {c: value[c] if known[c] else data.draw(st.integers(0, 1)) for c in value}
    for nation, true in shapley(NATIONS, guessed.__getitem__).items():
        assert abs(float(found[nation].shapley) - float(true)) <= found[nation].unsure + 1e-12
    if all(known.values()):
        assert all(index.unsure == 0 for index in found.values())
