"""Coalitions counted: whichever way is taken, and against each of them tried."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.futures.games import FACTORS, council, games, majority, mean_worth, votes, worth
from tests.futures.naive import Network, factors_of, networks, shapley, subsets
from tests.standing.worlds import given, pledge

from willing.futures import coalitions as counting
from willing.futures import search as searched
from willing.futures.coalitions import Coalitions, coalitions
from willing.futures.engine import ALL, BLOCK, NumpyEngine
from willing.futures.judge import GAMES, Game, Judge
from willing.futures.levers import nation_lever
from willing.futures.native import NativeEngine
from willing.futures.outlook import inquire
from willing.futures.power import indices
from willing.futures.program import compiled
from willing.futures.search import Effort, Patience
from willing.futures.space import Space
from willing.futures.weighted import weighted_game, weighted_indices
from willing.standing.goal import Goal
from willing.standing.setting import Setting

NATIVE = 1 << 60
"""Scenarios that make it worth to compile."""


@pytest.fixture(scope="module", autouse=True)
def slowly() -> Iterator[None]:
    """One lever at a time, so that few nations make a search."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searched, "WORTHWHILE", 1)
        yield


def space_of(setting: Setting) -> Space:
    return Space(tuple(nation_lever(setting, nation) for nation in setting.by_nation))


def counted(setting: Setting, game: Game, goal: Goal, effort: Effort | None = None, scenarios: int = 1) -> Coalitions:
    judge = Judge(setting, game, goal, scenarios)
    return coalitions(judge, space_of(setting), tuple(setting.by_nation), effort, threads=2)


def settled(setting: Setting, data: st.DataObject) -> Setting:
    return setting.assuming({name: data.draw(st.booleans()) for name in FACTORS})


@settings(max_examples=15, deadline=None)
@drawn(games(most=6), st.data())
@pytest.mark.parametrize("game", GAMES)
def test_every_coalition_is_counted_by_its_size_and_its_nations(
    game: Game, drawn_game: tuple[Setting, Goal], data: st.DataObject
) -> None:
    setting, goal = settled(drawn_game[0], data), drawn_game[1]
    found = counted(setting, game, goal)
    nations = tuple(setting.by_nation)
    meeting = [c for c in subsets(nations) if worth(setting, game, goal, c)]
    sizes = range(len(nations) + 1)
    assert found.meeting.totals() == [sum(len(c) == size for c in meeting) for size in sizes]
    assert found.meeting.with_each() == {
        nation: [sum(len(c) == size and nation in c for c in meeting) for size in sizes] for nation in nations
    }
    assert not any(found.open.totals())


@settings(max_examples=15, deadline=None)
@drawn(games(monotone=False, most=6), st.data(), st.integers(0, 40))
def test_cut_short_every_coalition_is_met_or_open_or_missed(
    drawn_game: tuple[Setting, Goal], data: st.DataObject, most: int
) -> None:
    """And the indices are unsure by no less than they may be off."""
    setting, goal = settled(drawn_game[0], data), drawn_game[1]
    nations = tuple(setting.by_nation)
    found = counted(setting, "firm", goal, Effort(most))
    sizes = range(len(nations) + 1)
    met = [sum(worth(setting, "firm", goal, c) for c in subsets(nations) if len(c) == size) for size in sizes]
    for true, low, open_ in zip(met, found.meeting.totals(), found.open.totals(), strict=True):
        assert low <= true <= low + open_
    true_power = shapley(nations, lambda c: worth(setting, "firm", goal, c))
    for nation, index in indices(found).items():
        assert abs(float(index.shapley) - float(true_power[nation])) <= index.unsure + 1e-12


def test_interrupted_it_says_how_far_it_may_be_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "SMALL", 0)
    setting = council(dict.fromkeys(NAMES[:12], 1))

    def tell(_: float) -> None:
        raise KeyboardInterrupt

    found = indices(counted(setting, "firm", votes(7), Effort(patience=Patience(tell))))
    assert all(abs(float(index.shapley) - 1 / 12) <= index.unsure for index in found.values())
    assert all(index.unsure > 0 for index in found.values())


@settings(max_examples=10, deadline=None)
@drawn(games(most=4), networks(FACTORS), st.sampled_from(GAMES))
def test_beside_factors_a_coalition_counts_as_often_as_it_is_likely_to_meet_the_goal(
    drawn_game: tuple[Setting, Goal], network: Network, game: Game
) -> None:
    setting, goal = drawn_game
    nations = tuple(setting.by_nation)
    chances = inquire(setting, factors_of(network), game, goal).space
    space = Space((*chances.levers, *space_of(setting).levers), chances.chances)
    asked = {name: network[name] for name in network if name in chances.place}
    found = coalitions(Judge(setting, game, goal), space, nations)
    expected = [Fraction(0)] * (len(nations) + 1)
    for coalition in subsets(nations):
        expected[len(coalition)] += mean_worth(setting, game, goal, asked, coalition)
    assert found.meeting.totals() == pytest.approx([float(number) for number in expected], abs=1e-9)


# ------------------------------------------------------------------------------------------------------ block by block

NAMES = [f"STATE_{index}" for index in range(20)]


@pytest.fixture
def block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search stops nine levers above the end, and all below is gone through."""
    monkeypatch.setattr(counting, "SMALL", 0)
    monkeypatch.setattr(counting, "DENSE", 0)
    monkeypatch.setattr(counting, "ROWS", 300)


@pytest.mark.usefixtures("block_by_block")
@pytest.mark.parametrize("scenarios", [1, NATIVE])
@pytest.mark.parametrize("quota", [1, 7, 11, 20])
def test_any_so_many_of_twenty(quota: int, scenarios: int) -> None:
    setting = council(dict.fromkeys(NAMES, 1))
    found = counted(setting, "firm", votes(quota), scenarios=scenarios)
    assert found.meeting.totals() == [comb(20, size) * (size >= quota) for size in range(21)]
    for index in indices(found).values():
        assert (index.shapley, index.banzhaf) == majority(20, quota)


WEIGHTS = [31, 28, 21, 19, 16, 13, 11, 9, 9, 7, 7, 5, 5, 4, 3, 3, 2, 1, 1, 1]


@pytest.mark.usefixtures("block_by_block")
@pytest.mark.parametrize("scenarios", [1, NATIVE])
@pytest.mark.parametrize("game", GAMES)
def test_weighted_votes_of_twenty_are_those_of_dynamic_programming(game: Game, scenarios: int) -> None:
    setting, goal = council(dict(zip(NAMES, WEIGHTS, strict=True))), votes(120)
    plain = weighted_game(setting, goal)
    assert plain is not None
    assert indices(counted(setting, game, goal, scenarios=scenarios)) == weighted_indices(plain)


@pytest.mark.parametrize("scenarios", [1, NATIVE])
@pytest.mark.parametrize("quota", [60, 120, 190])
def test_blocks_and_search_count_the_same_where_nations_wait_for_each_other(
    quota: int, scenarios: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks from the start, blocks below a search, and search alone."""
    waits = {
        NAMES[0]: f"{NAMES[5]} stands",
        NAMES[5]: f"{NAMES[1]} stands or {NAMES[0]} stands",
        NAMES[2]: "total(votes) >= 40",
        NAMES[9]: "nations >= 6",
        NAMES[13]: f"others >= 4 and {NAMES[2]} stands",
    }
    setting, goal = council(dict(zip(NAMES[:14], WEIGHTS, strict=False)), **waits), votes(quota)
    for game in GAMES:
        found = []
        for small, dense in ((20, 0), (0, 0), (0, 1 << 60)):
            monkeypatch.setattr(counting, "SMALL", small)
            monkeypatch.setattr(counting, "DENSE", dense)
            found.append(counted(setting, game, goal, scenarios=scenarios))
        assert len({tuple(each.meeting.totals()) for each in found}) == 1
        assert found[0].meeting.with_each() == found[1].meeting.with_each() == found[2].meeting.with_each()


def test_more_than_fifty_two_nations_are_counted_in_whole_numbers() -> None:
    setting = council(dict.fromkeys([f"S_{index}" for index in range(60)], 1), S_0="S_1 stands")
    found = counted(setting, "firm", Goal(rule=votes(0).rule))
    assert found.meeting.totals() == [comb(60, size) for size in range(61)]
    assert all(index.shapley == 0 for index in indices(found).values())


@settings(max_examples=20, deadline=None)
@drawn(st.integers(1, 700), st.integers(0, 2**32 - 1), st.booleans())
def test_both_engines_tally_blocks_alike(blocks: int, seed: int, some: bool) -> None:
    draw = np.random.default_rng(seed)
    bits = np.full((blocks, BLOCK // 64), ALL)
    if some:
        bits = draw.integers(0, 2**64, size=bits.shape, dtype=np.uint64)
    starts = np.unique(np.concatenate(([0], draw.integers(0, blocks, 3), np.arange(0, blocks, 255))))
    program = compiled(council({"FR": 1}), "rise")
    found = [kind(program).tallied(bits, starts) for kind in (NumpyEngine, NativeEngine)]
    assert np.array_equal(found[0].by_place, found[1].by_place)
    assert np.array_equal(found[0].by_size, found[1].by_size)
    counts = [bin(place).count("1") for place in range(BLOCK)]
    first = int(starts[1]) if len(starts) > 1 else blocks
    for place in (0, 1, 200, 511):
        ones = sum(int(row[place // 64]) >> place % 64 & 1 for row in bits[:first])
        assert found[0].by_place[0, place] == ones
    for size in range(10):
        ones = sum(int(bits[0, place // 64]) >> place % 64 & 1 for place in range(BLOCK) if counts[place] == size)
        assert found[0].by_size[0, size] == ones


def test_a_nation_counts_with_all_its_pledges() -> None:
    setting = given(pledge("fr-a", 3), pledge("fr-b", 3), pledge("gb", 3))
    found = counted(setting, "firm", Goal(6))
    assert found.meeting.totals() == [0, 1, 1]
