"""What is said of part of all futures holds for each of them, and is all there is to say of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests.futures.naive import FURTHER, force, goals, meets, open_worlds, taking_part
from tests.standing import oracle
from tests.standing.oracle import World
from tests.standing.worlds import case_of, given, pledge, read

from willing.conditions.normal import normal
from willing.conditions.parse import parse
from willing.futures.judge import GAMES, Game, Judge
from willing.futures.levers import factor_lever, nation_lever
from willing.futures.space import Space
from willing.standing.goal import Goal
from willing.standing.resolve import firm, greatest, tally
from willing.standing.setting import Setting, setting_of

FACTORS = ("f0", "f1")
LOOSE = "f2"


def space_of(setting: Setting, factors: Sequence[str] = FACTORS, nations: int = 1, loose: Sequence[str] = ()) -> Space:
    """Levers of some factors and of the first few nations, and some that are never decided."""
    levers = [factor_lever(name) for name in factors]
    levers[1:1] = [nation_lever(setting, nation) for nation in sorted(setting.by_nation)[:nations]]
    return Space(tuple(levers), loose=tuple(factor_lever(name) for name in loose))


def scenes(setting: Setting, space: Space, node: int, depth: int) -> Iterator[Setting]:
    """The setting in every future below a node."""
    names = [lever.name for lever in (*space.levers, *space.loose)]
    for values in product((False, True), repeat=len(names)):
        ways = dict(zip(names, values, strict=True))
        if all(ways[lever.name] is bool(node >> place & 1) for place, lever in enumerate(space.levers[:depth])):
            absent = {name for name, value in ways.items() if name in setting.by_nation and not value}
            factors = {name: value for name, value in ways.items() if name not in setting.by_nation}
            yield taking_part(setting.assuming(factors), set(setting.by_nation) - absent)


def bounds(judge: Judge, space: Space, depth: int) -> list[tuple[int, int]]:
    """What is said of every node at some depth."""
    low, high = judge.bounds(space, np.arange(1 << depth, dtype=np.uint64), depth)
    return list(zip(low.tolist(), high.tolist(), strict=True))


def holds_throughout(judge: Judge, setting: Setting, space: Space, values: Mapping[int, list[list[int]]]) -> None:
    """Bounds hold all values below each node; where everything is decided and the judge exact they are the value."""
    for depth, nodes in values.items():
        for (low, high), found in zip(bounds(judge, space, depth), nodes, strict=True):
            assert low <= min(found)
            assert max(found) <= high
            if depth == len(space.levers) and not space.loose and judge.exact:
                assert (low, high) == (found[0], found[0])


def varied(space: Space, data: st.DataObject) -> frozenset[str] | None:
    """A program is compiled for whatever may be asked, or for this space alone: that makes no difference."""
    return data.draw(st.sampled_from((None, space.inputs)))


def everywhere(setting: Setting, space: Space) -> dict[int, list[list[Setting]]]:
    """For every depth and node the futures below."""
    return {
        depth: [list(scenes(setting, space, node, depth)) for node in range(1 << depth)]
        for depth in range(len(space.levers) + 1)
    }


loosely = st.sampled_from(((), (LOOSE,)))


@settings(max_examples=25, deadline=None)
@drawn(open_worlds(matching=1), loosely, st.data())
@pytest.mark.parametrize("game", ["firm", "together"])
def test_of_a_monotone_world_the_bounds_are_sure_and_meet(
    game: Game, world: World, loose: tuple[str, ...], data: st.DataObject
) -> None:
    """Persons, and goals with rules that may forbid something."""
    setting = read(world)
    goal = data.draw(goals(world, monotone=False))
    space = space_of(setting, FACTORS if loose else (*FACTORS, LOOSE), loose=loose)
    where = everywhere(setting, space)
    forces = {d: [[force(s, game) for s in below] for below in nodes] for d, nodes in where.items()}
    holds_throughout(Judge(setting, game, varied=varied(space, data)), setting, space, forces)
    met = {d: [[int(meets(s, game, goal)) for s in below] for below in nodes] for d, nodes in where.items()}
    holds_throughout(Judge(setting, game, goal, varied=varied(space, data)), setting, space, met)


@settings(max_examples=40, deadline=None)
@drawn(open_worlds(monotone=False, matching=1, most=4), loosely, st.data())
def test_where_pledges_can_make_others_fall_the_bounds_of_the_firm_force_are_sure_and_meet(
    world: World, loose: tuple[str, ...], data: st.DataObject
) -> None:
    """The alternating fixpoint, each bound read against the other."""
    setting = read(world)
    goal = data.draw(goals(world, monotone=False))
    space = space_of(setting, FACTORS if loose else (*FACTORS, LOOSE), loose=loose)
    where = everywhere(setting, space)
    forces = {d: [[force(s, "firm") for s in below] for below in nodes] for d, nodes in where.items()}
    holds_throughout(Judge(setting, "firm", varied=varied(space, data)), setting, space, forces)
    met = {d: [[int(meets(s, "firm", goal)) for s in below] for below in nodes] for d, nodes in where.items()}
    holds_throughout(Judge(setting, "firm", goal, varied=varied(space, data)), setting, space, met)


@settings(max_examples=25, deadline=None)
@drawn(open_worlds(monotone=False, most=4), st.data())
def test_where_pledges_can_make_others_fall_all_that_can_be_signed_is_within_the_bounds(
    world: World, data: st.DataObject
) -> None:
    """The firm force, and with it every set of pledges that stands once added to it."""
    setting = read(world)
    assume(not setting.monotone)
    goal = data.draw(goals(world, monotone=False))
    space = space_of(setting, FURTHER, nations=0)
    persons, met = (
        Judge(setting, "together", varied=varied(space, data)),
        Judge(setting, "together", goal, varied=varied(space, data)),
    )
    assert not persons.exact
    alone = Judge(setting, "firm")
    for depth in range(len(space.levers) + 1):
        firmly = bounds(alone, space, depth)
        said = zip(firmly, bounds(persons, space, depth), bounds(met, space, depth), strict=True)
        for node, (sure, (low, high), (missed, reached)) in enumerate(said):
            assert low >= sure[0]
            for scene in scenes(setting, space, node, depth):
                for state in signed(world, scene):
                    assert low <= sum(state.values()) <= high
                    assert missed <= goal.met(scene, state, state) <= reached


def test_signing_together_takes_nothing_from_the_firm_force() -> None:
    """Britain and Germany would make France fall, but need not sign; what they do to a rule is another matter."""
    setting = given(pledge("fr", 10, "not GB stands"), pledge("gb", 5, "DE stands"), pledge("de", 5, "GB stands"))
    assert bounds(Judge(setting, "firm"), Space(()), 0) == [(10, 10)]
    assert bounds(Judge(setting, "together"), Space(()), 0) == [(10, 20)]
    assert bounds(Judge(setting, "together", Goal(10)), Space(()), 0) == [(1, 1)]
    forbidding = Goal(rule=normal(parse("FR stands and nations < 2")))
    assert bounds(Judge(setting, "firm", forbidding), Space(()), 0) == [(1, 1)]
    assert bounds(Judge(setting, "together", forbidding), Space(()), 0) == [(0, 1)]


def signed(world: World, scene: Setting) -> Iterator[dict[str, int]]:
    """The firm force with every set of pledges, none too, that stands once added to it, by the oracle."""
    here = world.settled({name: value for name, value in scene.factors.items() if value is not None})
    certain, conceivable = oracle.well_founded(here)
    for members in oracle.subsets(offer.id for offer in here.offers if offer.id not in conceivable):
        if oracle.stands_once_added(here, certain, members):
            yield {**certain, **oracle.sent_by(here, certain, members)}


@settings(max_examples=60, deadline=None)
@drawn(open_worlds(monotone=False, most=4), st.data())
def test_an_open_factor_that_is_no_lever_helps_nobody(world: World, data: st.DataObject) -> None:
    """The force is what is guaranteed, as the reference has it."""
    setting = read(world)
    goal = data.draw(goals(world, monotone=False))
    nothing = Space(())
    for game in GAMES if setting.monotone else GAMES[:1]:
        assert bounds(Judge(setting, game), nothing, 0) == [(force(setting, game),) * 2]
        assert bounds(Judge(setting, game, goal), nothing, 0) == [(int(meets(setting, game, goal)),) * 2]


def test_an_open_factor_that_is_no_lever_is_feared_however_it_may_turn_out() -> None:
    """Were it true, Britain would stand and France fall: nothing is certain."""
    setting = given(pledge("fr", 5, "not GB stands"), pledge("gb", 4, "f"), f=None)
    assert bounds(Judge(setting, "firm"), Space(()), 0) == [(0, 0)]
    assert bounds(Judge(setting, "firm"), Space((factor_lever("f"),)), 1) == [(5, 5), (4, 4)]


ENGINES_TRIED = 1 << 60
"""Scenarios that make it worth to compile."""


@settings(max_examples=6, deadline=None)
@drawn(open_worlds(monotone=False, matching=1))
@pytest.mark.parametrize("game", ["firm", "together"])
def test_machine_code_says_the_same(game: Game, world: World) -> None:
    setting = read(world)
    space = space_of(setting, FACTORS, loose=(LOOSE,))
    plain, native = Judge(setting, game), Judge(setting, game, scenarios=ENGINES_TRIED)
    assert type(plain.engine) is not type(native.engine)
    for depth in range(len(space.levers) + 1):
        assert bounds(plain, space, depth) == bounds(native, space, depth)


def test_strengths_may_differ_from_node_to_node() -> None:
    setting = given(pledge("fr", 100), pledge("gb", 50, "total >= 130"))
    judge = Judge(setting, "firm", sampled={"fr": 200, "gb": 60})
    persons = {"fr": np.array([79, 80, 200], dtype=np.uint64), "gb": np.array([50, 50, 0], dtype=np.uint64)}
    low, high = judge.bounds(Space(()), np.zeros(3, dtype=np.uint64), 0, persons)
    assert low.tolist() == high.tolist() == [79, 130, 200]


def test_blocks_are_the_last_nine_levers_combined() -> None:
    """Bit k of a block is the combination whose binary digits are k's, the first of the nine the lowest."""
    names = [f"f{index}" for index in range(11)]
    lines = [pledge(f"fr-{i}", 1 << i, name) for i, name in enumerate(names)]
    setting = setting_of(case_of(lines, dict.fromkeys(names)))
    space = Space(tuple(factor_lever(name) for name in names))
    for scenarios in (1, ENGINES_TRIED):
        judge = Judge(setting, "firm", Goal(700), scenarios)
        nodes = np.array([0, 1, 3, 2], dtype=np.uint64)
        bits = np.unpackbits(judge.blocks(space, nodes).view(np.uint8), axis=1, bitorder="little")
        for node, row in zip(nodes.tolist(), bits, strict=True):
            assert row.tolist() == [int(node + (k << 2) >= 700) for k in range(512)]


@pytest.mark.parametrize("persons", [0, 1, 5, 6, 10**12])
def test_a_goal_may_ask_for_both_persons_and_a_rule(persons: int) -> None:
    setting = given(pledge("fr", 5, "f"), pledge("gb", 1, "not f"), f=None)
    goal = Goal(persons, normal(parse("FR stands")))
    said = bounds(Judge(setting, "firm", goal), Space((factor_lever("f"),)), 1)
    assert said == [(0, 0), (int(persons <= 5),) * 2]


def test_the_widest_force_of_a_monotone_setting_is_that_of_the_reference() -> None:
    setting = given(pledge("fr", 5, "GB stands"), pledge("gb", 4, "FR stands"))
    assert bounds(Judge(setting, "together"), Space(()), 0) == [(9, 9)]
    assert (sum(greatest(setting).values()), sum(firm(setting).certain.values())) == (9, 0)
    assert tally(setting, {}).nations() == 0


@pytest.mark.parametrize("persons", [1, 900, 1000, 1500, 2000, 2500, 3000])
def test_both_programs_of_a_game_have_a_target_of_their_own(persons: int) -> None:
    """France waits in a circle for what is settled not to come: one program counts it and the other does not."""
    lines = (
        pledge("fr", 3, "DE stands and x"),
        pledge("de", 1000, "FR stands or f"),
        pledge("gb", 1000, "f"),
        pledge("pl", 1000, "not GB stands and f"),
    )
    setting, space = given(*lines, f=None, x=False), Space((factor_lever("f"),))
    judges = [Judge(setting, "together", Goal(persons), varied=varied) for varied in (None, space.inputs)]
    assert judges[1].rise.counted != judges[1].fall.counted
    assert bounds(judges[0], space, 1) == bounds(judges[1], space, 1) == [(0, 0), (persons <= 2000, persons <= 2000)]
