"""What was signed, over all futures: the reference in each of them says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests.futures.games import FACTORS, games, mean_worth, worth
from tests.futures.naive import (
    FURTHER,
    Network,
    banzhaf,
    factors_of,
    force,
    goals,
    mass,
    meets,
    networks,
    scenarios,
    shapley,
)
from tests.futures.test_judge import bounds, everywhere, holds_throughout, scenes, space_of
from tests.standing import oracle
from tests.standing.oracle import World
from tests.standing.treaties import circles, under
from tests.standing.worlds import given, pledge, read

from willing.conditions.tree import Stands
from willing.futures import outlook as working
from willing.futures import search, unlock
from willing.futures.engine import NumpyEngine
from willing.futures.engines import rising_engine
from willing.futures.judge import GAMES, Game, Judge
from willing.futures.levers import factor_lever
from willing.futures.lock import Chosen, Lock, lock_of, signing_lock
from willing.futures.outlook import inquire, outlook
from willing.futures.pivot import pivotal
from willing.futures.program import compiled
from willing.futures.signed import SignedEngine
from willing.futures.space import Space
from willing.futures.unlock import minimal_sets, smallest_sets
from willing.standing.goal import Goal
from willing.standing.moves import Settle
from willing.standing.resolve import firm
from willing.standing.setting import Setting

COMPILED = 1 << 60
"""Scenarios that make it worth to compile."""


Drawn = tuple[World, Setting]


@st.composite
def signed(draw: st.DrawFn, monotone: bool = True, matching: bool = False) -> tuple[World, Setting]:
    """A world in which offers wait for each other in circles and for open factors, and as it is read and signed."""
    world, names = draw(circles(monotone, matching, factors=FURTHER))
    return world, under(read(world), *names)


@st.composite
def signing(draw: st.DrawFn, most: int) -> tuple[Setting, Goal]:
    """A game in which every nation waits for the next as well, and most of them signed."""
    setting, goal = draw(games(most=most))
    nations = list(setting.by_nation)
    lines = tuple(
        replace(line, clauses=(*line.clauses[: draw(st.integers(0, 1))], Stands(nations[index - 1])))
        for index, line in enumerate(setting.lines)
    )
    left_out = draw(st.none() | st.sampled_from(setting.lines).map(lambda line: line.pledge))
    return replace(setting, lines=lines, signed=frozenset(line.pledge for line in lines) - {left_out}), goal


def treaty(**factors: bool | None) -> Setting:
    """France and Germany signed, France while there is f; Poland follows them; Britain signed for g, with Poland."""
    setting = given(
        pledge("fr", 4, "DE stands and f"),
        pledge("de", 3, "FR stands"),
        pledge("gb", 2, "PL stands and g"),
        pledge("pl", 1, "DE stands"),
        **factors,
    )
    return replace(setting, signed=frozenset({"fr", "de", "gb"}))


def test_a_treaty_by_hand() -> None:
    """Without f nobody; with f eight, with g ten. Two levers, g the first: nodes 0 to 3."""
    setting = treaty(f=None, g=None)
    space = Space((factor_lever("g"), factor_lever("f")))
    assert bounds(Judge(setting, "firm"), space, 2) == [(0, 0), (0, 0), (8, 8), (10, 10)]
    assert bounds(Judge(setting, "firm"), space, 1) == [(0, 8), (0, 10)]
    unsigned = replace(setting, signed=frozenset())
    assert bounds(Judge(unsigned, "firm"), space, 2) == [(0, 0)] * 4
    assert bounds(Judge(unsigned, "together"), space, 2) == bounds(Judge(setting, "together"), space, 2)


def test_one_signing_that_rests_on_another() -> None:
    """France and Germany carry Italy, who did not sign; only with Italy can Spain and Turkey honour theirs."""
    setting = given(
        pledge("fr", 1, "DE stands"),
        pledge("de", 2, "FR stands and f"),
        pledge("it", 4, "FR stands"),
        pledge("es", 8, "TR stands and IT stands"),
        pledge("tr", 16, "ES stands"),
        f=None,
    )
    judge, space = Judge(under(setting, "fr", "de", "es", "tr"), "firm"), Space((factor_lever("f"),))
    assert bounds(judge, space, 1) == [(0, 0), (31, 31)]
    assert bounds(judge, space, 0) == [(0, 31)]


def test_a_signature_does_not_count_on_what_a_match_would_send_because_of_it() -> None:
    """France matches Britain's 2. It would match Germany's 3 too, and so come to the 5 that Germany asks for.

    Poland, which Germany asks for else, signed for more than there is: once it is out, nothing bears Germany.
    """
    setting = given(
        pledge("gb", 2),
        pledge("fr", {"match": 1, "of": "others", "up_to": 9}),
        pledge("de", 3, "PL stands or total(FR) >= 5"),
        pledge("pl", 1, "DE stands and total >= 1000"),
    )
    for names, persons in ((("de", "pl"), 4), (("fr", "de", "pl"), 10)):
        here = under(setting, *names)
        assert sum(firm(here).certain.values()) == persons
        assert bounds(Judge(here, "firm"), Space(()), 0) == [(persons, persons)]


@settings(max_examples=25, deadline=None)
@drawn(signed() | signed(matching=True), st.data())
@pytest.mark.parametrize("game", GAMES)
def test_of_a_monotone_world_the_bounds_are_sure_and_meet(game: Game, found: Drawn, data: st.DataObject) -> None:
    """Persons, and goals with rules that may forbid something; one nation may stay away."""
    check(found[1], game, data.draw(goals(found[0], monotone=False)))


@settings(max_examples=25, deadline=None)
@drawn(signed(monotone=False) | signed(monotone=False, matching=True), st.data())
def test_where_pledges_can_make_others_fall_the_firm_force_is_exact_too(found: Drawn, data: st.DataObject) -> None:
    check(found[1], "firm", data.draw(goals(found[0], monotone=False)))


def check(setting: Setting, game: Game, goal: Goal) -> None:
    space = space_of(setting, FURTHER[:2], loose=FURTHER[2:])
    where = everywhere(setting, space)
    forces = {d: [[force(s, game) for s in below] for below in nodes] for d, nodes in where.items()}
    met = {d: [[int(meets(s, game, goal)) for s in below] for below in nodes] for d, nodes in where.items()}
    for varied in (None, space.inputs):
        holds_throughout(Judge(setting, game, varied=varied), setting, space, forces)
        holds_throughout(Judge(setting, game, goal, varied=varied), setting, space, met)


@settings(max_examples=15, deadline=None)
@drawn(signed(monotone=False), st.data())
def test_all_that_can_be_signed_beside_the_firm_force_is_within_the_bounds(found: Drawn, data: st.DataObject) -> None:
    world, setting = found
    goal = data.draw(goals(world, monotone=False))
    assume(not setting.monotone)
    space = space_of(setting, FURTHER, nations=0)
    persons, met = (bounds(Judge(setting, "together", asked), space, 3) for asked in (None, goal))
    for node, (low, high) in enumerate(persons):
        (scene,) = scenes(setting, space, node, 3)
        here, stood = world.settled({n: v for n, v in scene.factors.items() if v is not None}), firm(scene)
        for members in oracle.subsets(offer.id for offer in here.offers if offer.id not in stood.conceivable):
            if oracle.stands_once_added(here, stood.certain, members):
                state = {**stood.certain, **oracle.sent_by(here, stood.certain, members)}
                assert low <= sum(state.values()) <= high
                assert met[node][0] <= goal.met(scene, state, state) <= met[node][1]


@settings(max_examples=6, deadline=None)
@drawn(signed(monotone=False, matching=True))
def test_machine_code_says_the_same(found: Drawn) -> None:
    setting = found[1]
    space = space_of(setting, FURTHER)
    plain, native = Judge(setting, "firm"), Judge(setting, "firm", scenarios=COMPILED)
    for depth in range(len(space.levers) + 1):
        assert bounds(plain, space, depth) == bounds(native, space, depth)


def test_machine_code_is_made_for_both_directions_and_says_the_same_in_blocks() -> None:
    names = [f"f{index}" for index in range(11)]
    lines = [pledge(f"n{i}-x", 1 << i, f"n{(i + 1) % 11}-x stands or {name}") for i, name in enumerate(names)]
    setting = given(*lines, **dict.fromkeys(names))
    setting = replace(setting, signed=frozenset(line.pledge for line in setting.lines[:10]))
    space, nodes = Space(tuple(map(factor_lever, names))), np.arange(4, dtype=np.uint64)
    plain, native = (Judge(setting, "firm", Goal(1), scenarios=n) for n in (1, COMPILED))
    assert isinstance(native.engine, SignedEngine)
    assert not isinstance(native.engine.falling, NumpyEngine)
    assert np.array_equal(plain.blocks(space, nodes), native.blocks(space, nodes))


def test_without_signatures_in_a_circle_the_engine_is_the_plain_one() -> None:
    """A signature matters only where pledges wait for each other."""
    chain = given(pledge("fr", 1), pledge("de", 1, "FR stands"))
    circle = given(pledge("fr", 1, "DE stands"), pledge("de", 1, "FR stands"), pledge("gb", 1))
    for setting, signed, kind in (
        (chain, {"fr", "de"}, NumpyEngine),
        (circle, set[str](), NumpyEngine),
        (circle, {"gb"}, NumpyEngine),
        (circle, {"fr"}, SignedEngine),
    ):
        here = replace(setting, signed=frozenset(signed))
        assert type(rising_engine(here, compiled(here, "rise"), 1)) is kind


def test_strengths_may_differ_from_node_to_node() -> None:
    """Signed for 130 in all: with 79 and 50 it fails for one person."""
    setting = given(pledge("fr", 100, "total >= 130"), pledge("gb", 50, "total >= 130"))
    judge = Judge(replace(setting, signed=frozenset({"fr", "gb"})), "firm", sampled={"fr": 200, "gb": 60})
    persons = {"fr": np.array([79, 80, 200], dtype=np.uint64), "gb": np.array([50, 50, 0], dtype=np.uint64)}
    low, high = judge.bounds(Space(()), np.zeros(3, dtype=np.uint64), 0, persons)
    assert low.tolist() == high.tolist() == [0, 130, 200]


# ---------------------------------------------------------------------------------------------------------------- odds


def by_enumeration(setting: Setting, network: Network, goal: Goal | None) -> Mapping[int, Fraction]:
    found: dict[int, Fraction] = {}
    for scenario in scenarios(network):
        here = setting.assuming(scenario)
        number = force(here, "firm") if goal is None else int(meets(here, "firm", goal))
        found[number] = found.get(number, Fraction(0)) + mass(network, scenario)
    return found


def check_odds(setting: Setting, network: Network, goal: Goal) -> None:
    factors = factors_of(network)
    for asked in (None, goal):
        expected = by_enumeration(setting, network, asked)
        found = outlook(inquire(setting, factors, "firm", asked))
        assert found.exact
        for strength in (*expected, 0, max(expected) + 1):
            true = float(sum((part for n, part in expected.items() if n >= strength), Fraction(0)))
            chance = found.odds(strength)
            assert (chance.low, chance.high) == pytest.approx((true, true), abs=1e-9)


@settings(max_examples=15, deadline=None)
@drawn(signed() | signed(matching=True), networks(FURTHER), st.data())
def test_odds_are_those_of_enumeration(found: Drawn, network: Network, data: st.DataObject) -> None:
    check_odds(found[1], network, data.draw(goals(found[0], monotone=False)))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@drawn(signed(monotone=False), networks(FURTHER), st.data())
def test_searched_and_in_pieces_they_are_the_same(
    monkeypatch: pytest.MonkeyPatch, found: Drawn, network: Network, data: st.DataObject
) -> None:
    for module, name, value in ((search, "WORTHWHILE", 1), (working, "FEW", 0), (working, "ALONE", 4)):
        monkeypatch.setattr(module, name, value)
    check_odds(found[1], network, data.draw(goals(found[0], monotone=False)))


# --------------------------------------------------------------------------------------------------------------- power


@settings(max_examples=15, deadline=None)
@drawn(signing(most=6), st.data())
def test_power_is_the_definition(found: tuple[Setting, Goal], data: st.DataObject) -> None:
    setting, goal = found
    here = setting.assuming({name: data.draw(st.sampled_from((None, True))) for name in FACTORS})
    nations = tuple(here.by_nation)
    power = pivotal(here, {}, "firm", goal)
    assert power.exact
    assert {n: i.shapley for n, i in power.indices.items()} == shapley(nations, lambda c: worth(here, "firm", goal, c))
    assert {n: i.banzhaf for n, i in power.indices.items()} == banzhaf(nations, lambda c: worth(here, "firm", goal, c))


@settings(max_examples=8, deadline=None)
@drawn(signing(most=4), networks(FACTORS))
def test_on_average_too(found: tuple[Setting, Goal], network: Network) -> None:
    setting, goal = found
    nations = tuple(setting.by_nation)
    power = pivotal(setting, factors_of(network), "firm", goal, expected=True)
    expected = shapley(nations, lambda c: mean_worth(setting, "firm", goal, network, c))
    for nation, index in power.indices.items():
        assert float(index.shapley) == pytest.approx(float(expected[nation]), abs=1e-9)


# -------------------------------------------------------------------------------------------------------------- unlock


def by_trial(lock: Lock) -> set[Chosen]:
    """All minimal sets, each tried on the reference."""
    found: set[Chosen] = set()
    for size in range(len(lock.moves) + 1):
        for chosen in map(frozenset, combinations(lock.moves, size)):
            if all(lock.fits(chosen, m) for m in chosen) and not any(known < chosen for known in found):
                found |= {chosen} if lock.reaches(chosen) else set()
    return found


@pytest.mark.parametrize("tabled", [unlock.MOST_TABLED, -1])
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@drawn(signed(monotone=False) | signed(monotone=False, matching=True), st.booleans(), st.data())
def test_minimal_sets_are_those_found_by_trial(
    monkeypatch: pytest.MonkeyPatch, tabled: int, found: Drawn, waivers: bool, data: st.DataObject
) -> None:
    """By a table as well as by a solver whose every proposal is tried."""
    monkeypatch.setattr(unlock, "MOST_TABLED", tabled)
    setting, goal = found[1], data.draw(goals(found[0], monotone=False))
    lock = lock_of(setting, goal, waivers=waivers)
    if len(lock.moves) > 8:
        lock = lock_of(setting, goal)
    minimal = minimal_sets(lock)
    assert minimal.total == len(minimal.sets)
    assert set(minimal.sets) == by_trial(lock)


@settings(max_examples=20, deadline=None)
@drawn(signing(most=5))
def test_who_has_to_sign_first(found: tuple[Setting, Goal]) -> None:
    setting, goal = found
    lock = signing_lock(setting, goal)
    expected = by_trial(lock)
    fewest = {chosen for chosen in expected if len(chosen) == min(map(len, expected))}
    assert set(smallest_sets(lock).sets) == fewest


def test_a_treaty_is_unlocked_by_its_factors() -> None:
    lock = lock_of(treaty(f=None, g=None), Goal(10))
    assert set(minimal_sets(lock).sets) == {frozenset({Settle("f", True), Settle("g", True)})}
    assert firm(treaty(f=True, g=True)).rounds == {"fr": 1, "de": 1, "pl": 2, "gb": 3}
