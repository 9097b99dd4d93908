"""The search over futures whose outcome is a table: exact, honest when cut short, and complete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import permutations
from typing import cast

import numpy as np
import pytest
from hypothesis import assume, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.futures.naive import Network, factors_of, mass, networks, probability, scenarios

from willing.futures import search as searched
from willing.futures.chances import chances_of
from willing.futures.judge import Judge
from willing.futures.search import Batch, Effort, Part, Patience, chunks, root, search, split
from willing.futures.space import Space

NAMES = ("a", "b", "c", "d")


@pytest.fixture(scope="module", autouse=True)
def slowly() -> Iterator[None]:
    """One lever at a time, so that few levers make a search."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searched, "WORTHWHILE", 1)
        yield


@dataclass
class Table:
    """A judge whose outcomes are given: a node comes to no less and no more than the futures below it do."""

    outcomes: Mapping[tuple[bool, ...], int]
    """By the values of all factors in the order of their names."""
    loose: int = 0
    """How much wider than needed the bounds are while anything is undecided."""
    asked: list[int] = field(default_factory=list)
    """How many nodes it was asked about, each time."""

    def bounds(self, space: Space, nodes: NDArray[np.uint64], depth: int) -> tuple[NDArray[np.int64], ...]:
        self.asked.append(len(nodes))
        low, high = [], []
        for node in nodes.tolist():
            found = [self.outcomes[tuple(s[name] for name in NAMES)] for s in below(space, node, depth)]
            spare = self.loose * (depth < len(NAMES))
            low.append(min(found) - spare)
            high.append(max(found) + spare)
        return np.array(low, dtype=np.int64), np.array(high, dtype=np.int64)


def below(space: Space, node: int, depth: int) -> Iterator[dict[str, bool]]:
    """The futures below a node."""
    for scenario in scenarios(NAMES):
        if all(scenario[name] is bool(node >> place & 1) for name, place in space.place.items() if place < depth):
            yield scenario


def space_of(network: Network, wish: Sequence[str] = NAMES, learned: Mapping[str, bool] | None = None) -> Space:
    space = Space.of(chances_of(factors_of(network), dict.fromkeys(NAMES), NAMES, learned))
    return space.arranged(wish)


def batches(
    table: Table, space: Space, parts: Sequence[Part] | None = None, effort: Effort | None = None
) -> list[Batch]:
    return list(search(cast(Judge, table), space, parts, effort))


def ends(found: Sequence[Batch]) -> list[tuple[int, int, int, int, float]]:
    """Where the search ended: depth, node, least, most and mass of every node that nothing more was said of."""
    return [
        (batch.part.depth, node, low, high, weight)
        for batch in found
        for node, low, high, weight in zip(
            batch.part.nodes.tolist(), batch.low.tolist(), batch.high.tolist(), batch.part.masses.tolist(), strict=True
        )
        if low == high or not batch.further
    ]


def odds(found: Sequence[Batch], strength: int) -> tuple[float, float]:
    """The bounds of the probability of at least so much."""
    ended = ends(found)
    return sum(e[4] for e in ended if e[2] >= strength), sum(e[4] for e in ended if e[3] >= strength)


def truth(network: Network, table: Table, strength: int) -> Fraction:
    return probability(network, lambda s: table.outcomes[tuple(s[name] for name in NAMES)] >= strength)


def tables(loose: int = 0) -> st.SearchStrategy[Table]:
    ways = [tuple(s.values()) for s in scenarios(NAMES)]
    return st.builds(Table, st.fixed_dictionaries(dict.fromkeys(ways, st.integers(0, 3))), st.just(loose))


@settings(max_examples=12, deadline=None)
@drawn(networks(NAMES), tables())
def test_in_every_order_of_the_levers_the_odds_are_those_of_enumeration(network: Network, table: Table) -> None:
    for wish in permutations(NAMES):
        found = batches(table, space_of(network, wish))
        for strength in range(5):
            assert odds(found, strength) == pytest.approx((float(truth(network, table, strength)),) * 2, abs=1e-12)


@settings(max_examples=30, deadline=None)
@drawn(networks(NAMES), tables())
def test_every_future_ends_below_exactly_one_node(network: Network, table: Table) -> None:
    space = space_of(network)
    covered = [node for depth, node, *_ in ends(batches(table, space)) for node in futures(space, node, depth)]
    assert sorted(covered) == list(range(1 << len(NAMES)))


def futures(space: Space, node: int, depth: int) -> list[int]:
    return [sum(1 << space.place[n] for n, value in s.items() if value) for s in below(space, node, depth)]


@settings(max_examples=30, deadline=None)
@drawn(
    networks(NAMES),
    tables(),
    st.dictionaries(st.sampled_from(NAMES), st.booleans(), min_size=1, max_size=2),
    st.permutations(NAMES),
    st.integers(0, 30),
)
def test_what_was_learned_weighs_on_every_future_even_those_left_early(
    network: Network, table: Table, learned: dict[str, bool], wish: list[str], most: int
) -> None:
    space = space_of(network, wish, learned)
    for effort in (Effort(), Effort(most)):
        found = batches(table, space, effort=effort)
        whole = sum(end[4] for end in ends(found))
        assert whole == pytest.approx(space.chances.learned_mass)
        low, high = (part / whole for part in odds(found, 2))
        true = probability(network, lambda s: table.outcomes[tuple(s[name] for name in NAMES)] >= 2, learned)
        assert low - 1e-12 <= true <= high + 1e-12
        assert effort.most < 31 or low == pytest.approx(high)


@settings(max_examples=30, deadline=None)
@drawn(networks(NAMES), tables(loose=1), st.integers(0, 40), st.integers(1, 4))
def test_cut_short_the_odds_hold_the_truth_and_no_mass_is_lost(
    network: Network, table: Table, most: int, strength: int
) -> None:
    found = batches(table, space_of(network), effort=Effort(most))
    low, high = odds(found, strength)
    assert low - 1e-12 <= truth(network, table, strength) <= high + 1e-12
    assert sum(end[4] for end in ends(found)) == pytest.approx(1)
    settled = sum(len(batch.part.nodes) for batch in found if not batch.left)
    assert settled < most + 2 * len(table.outcomes)


def test_without_any_effort_only_the_bounds_of_everything_are_known() -> None:
    table = Table({tuple(s.values()): sum(s.values()) for s in scenarios(NAMES)})
    (only,) = batches(table, space_of(coins()), effort=Effort(most=0))
    assert (only.low.tolist(), only.high.tolist(), only.left, only.further) == ([0], [4], True, False)


def coins() -> Network:
    from tests.futures.naive import root as even

    return {name: even("1/2") for name in NAMES}


@settings(max_examples=20, deadline=None)
@drawn(networks(NAMES), tables(), st.integers(0, 6), st.integers(1, 3))
def test_interrupted_by_whoever_is_told_it_ends_with_honest_bounds(
    network: Network, table: Table, after: int, strength: int
) -> None:
    told: list[float] = []

    def tell(share: float) -> None:
        told.append(share)
        if len(told) > after:
            raise KeyboardInterrupt

    patience = Patience(tell)
    found = batches(table, space_of(network), effort=Effort(patience=patience))
    low, high = odds(found, strength)
    assert low - 1e-12 <= truth(network, table, strength) <= high + 1e-12
    assert sum(end[4] for end in ends(found)) == pytest.approx(1)
    assert len(told) <= after + 1
    assert patience.ended == (len(told) > after)


@pytest.mark.parametrize("at", range(6))
def test_interrupted_while_it_works_it_loses_nothing(at: int) -> None:
    """A part that is being worked on stays among those that are left."""

    class Interrupted(Table):
        def bounds(self, space: Space, nodes: NDArray[np.uint64], depth: int) -> tuple[NDArray[np.int64], ...]:
            found = super().bounds(space, nodes, depth)
            if len(self.asked) == at + 1:
                raise KeyboardInterrupt
            return found

    table = Interrupted({tuple(s.values()): sum(s.values()) for s in scenarios(NAMES)})
    found = batches(table, space_of(coins()))
    assert sum(end[4] for end in ends(found)) == pytest.approx(1)
    low, high = odds(found, 2)
    assert low <= 11 / 16 <= high


def test_the_share_that_is_settled_is_told_and_only_grows() -> None:
    told: list[float] = []
    table = Table({tuple(s.values()): int(s["a"]) + 2 * int(s["d"]) for s in scenarios(NAMES)})
    batches(table, space_of(coins(), "dacb"), effort=Effort(patience=Patience(told.append)))
    assert told == sorted(told)
    assert all(0 <= share <= 1 for share in told)


@settings(max_examples=20, deadline=None)
@drawn(networks(NAMES), tables(), st.integers(0, 4))
def test_no_deeper_than_asked(network: Network, table: Table, deepest: int) -> None:
    """What is left there can be searched later, as roots of their own, and adds up to the same."""
    space = space_of(network)
    first = batches(table, space, effort=Effort(deepest=deepest))
    assert all(batch.part.depth <= deepest for batch in first)
    left = [batch.part for batch in first if batch.left]
    assert all(part.depth == deepest for part in left)
    done = [batch for batch in first if not batch.left]
    later = batches(table, space, left) if left else []
    for strength in range(1, 4):
        assert odds([*done, *later], strength)[0] == pytest.approx(float(truth(network, table, strength)))


@settings(max_examples=20, deadline=None)
@drawn(networks(NAMES), tables())
def test_many_nodes_are_worked_on_in_pieces(network: Network, table: Table) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searched, "AT_ONCE", 3)
        found = batches(table, space_of(network))
        cut = batches(table, space_of(network), effort=Effort(most=7))
    assert max(table.asked) <= 3
    for strength in range(1, 4):
        assert odds(found, strength)[0] == pytest.approx(float(truth(network, table, strength)))
    assert sum(end[4] for end in ends(cut)) == pytest.approx(1)


@settings(max_examples=30, deadline=None)
@drawn(networks(NAMES, least=0), tables(), st.dictionaries(st.sampled_from(NAMES), st.booleans(), max_size=1))
def test_futures_that_cannot_come_about_are_left_out(network: Network, table: Table, learned: dict[str, bool]) -> None:
    possible = [s for s in scenarios(NAMES) if learned.items() <= s.items() and mass(network, s) > 0]
    assume(possible)
    space = space_of(network, learned=learned)
    part = root(space)
    while part.depth < len(NAMES):
        part = split(space, part)
    assert sorted(part.nodes.tolist()) == sorted(sum(1 << space.place[n] for n in NAMES if s[n]) for s in possible)
    assert (part.masses > 0).all()


def test_few_nodes_are_split_by_several_levers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No deeper than asked, and to the same end."""
    monkeypatch.setattr(searched, "WORTHWHILE", 4)
    table = Table({tuple(s.values()): sum(s.values()) for s in scenarios(NAMES)})
    found = batches(table, space_of(coins()))
    assert [batch.part.depth for batch in found] == [0, 2, 3, 4]
    assert odds(found, 2) == pytest.approx((11 / 16, 11 / 16))
    first = batches(table, space_of(coins()), effort=Effort(deepest=1))
    assert [batch.part.depth for batch in first] == [0, 1, 1]


def test_chunks_are_the_part_in_pieces() -> None:
    part = Part(3, np.arange(8, dtype=np.uint64), np.arange(8) / 28)
    pieces = list(chunks(part, 3))
    assert [len(piece.nodes) for piece in pieces] == [3, 3, 2]
    assert np.concatenate([piece.nodes for piece in pieces]).tolist() == part.nodes.tolist()
    assert np.concatenate([piece.masses for piece in pieces]).tolist() == part.masses.tolist()
