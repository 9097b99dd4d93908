"""All minimal sets of moves: the solver, the table and naive enumeration with the oracle find the same."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import clingo
import numpy as np
import pytest
from benchmarks.start import synthetic
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.standing import oracle
from tests.standing.oracle import Change, Offer, World
from tests.standing.worlds import given, pledge, read, worlds

import willing
from willing.conditions.normal import normal
from willing.conditions.parse import parse
from willing.conditions.tree import ALWAYS, And, AtLeast, Condition, Factor, Nations, Not, Or
from willing.futures import proposals, unlock
from willing.futures.lock import Chosen, Lock, lock_of, signing_lock
from willing.futures.minimal import minimal, minimal_by_table, numbers, tables
from willing.futures.proposals import Proposals, precise, proposes
from willing.futures.unlock import Found, largest, minimal_sets, smallest_sets
from willing.standing.goal import Goal
from willing.standing.moves import Move, Settle, Sign, Waive, moves_in
from willing.standing.setting import Setting, setting_of

few = settings(deadline=None, max_examples=40)
many = settings(deadline=None, max_examples=120)

FURTHER = ("f0", "f1")
"""Factors beside those of the worlds, so that sets have several members."""


# --------------------------------------------------------------------------------------------------------- the oracle


@st.composite
def locked(draw: st.DrawFn, monotone: bool = True, matching: int = 0, most: int = 5) -> World:
    """A world in which most offers also wait for open factors, some for one being true and some for it being false."""
    world = draw(worlds(monotone=monotone, matching=matching, most=most, deep=1, weighted=True))
    offers = tuple(replace(offer, condition=draw(waiting(offer.condition))) for offer in world.offers)
    return replace(world, offers=offers, factors={**world.factors, **dict.fromkeys(FURTHER)})


@st.composite
def waiting(draw: st.DrawFn, condition: Condition) -> Condition:
    """A condition with a literal of a further factor beside it or instead of it, or as it is."""
    name = Factor(draw(st.sampled_from(FURTHER)))
    literal: Condition = Not(name) if draw(st.integers(0, 3)) == 0 else name
    match draw(st.sampled_from(("and", "and", "or", "alone", "as it is"))):
        case "and" | "or" if condition == ALWAYS:
            return literal
        case "and":
            return And((condition, literal)) if not isinstance(condition, And) else And((*condition.items, literal))
        case "or":
            return Or((condition, literal))
        case "alone":
            return literal
        case _:
            return condition


@st.composite
def goals(draw: st.DrawFn, world: World, monotone: bool = True) -> Goal:
    """So many persons, or a rule over the whole force, or both."""
    offered = sum(offer.most for offer in world.offers)
    persons = draw(st.integers(0, offered))
    rules = ["nations >= 2", "FR stands or nations >= 3", "total(infantry) >= 3 and not f0", "total(air) >= 2"]
    rules += ["at least 2 of [DE stands, f1, total >= 6]", "total(votes) >= 5"] if "votes" in world.weights else []
    rules += [] if monotone else ["not DE stands", "total < 9 and nations >= 1", "nations < 3 and total >= 2"]
    kind = draw(st.sampled_from(("persons", "persons", "rule", "both")))
    rule = None if kind == "persons" else normal(parse(draw(st.sampled_from(rules))))
    return Goal(None if kind == "rule" else persons, rule)


def holds(world: World, rule: Condition, certain: oracle.State, feared: oracle.State) -> bool:
    """Whether a rule holds, read by an onlooker who adds nothing; a number of nations counts him, so it is raised."""
    onlooker = Offer("onlooker", "ONLOOKER", "none", 0)
    seen = replace(world, offers=(*world.offers, onlooker))
    return oracle.bounds(seen, _raised(rule), onlooker, certain, feared)[0]


def _raised(rule: Condition) -> Condition:
    match rule:
        case And(items=items):
            return And(tuple(map(_raised, items)))
        case Or(items=items):
            return Or(tuple(map(_raised, items)))
        case AtLeast(count=count, items=items):
            return AtLeast(count, tuple(map(_raised, items)))
        case Not(item=item):
            return Not(_raised(item))
        case Nations(comparison=comparison, count=count):
            return Nations(comparison, count + 1)
        case _:
            return rule


def opens(world: World, goal: Goal, chosen: Chosen) -> bool:
    """Whether moves reach a goal, by the oracle."""
    nations = {move.who for move in chosen if isinstance(move, Sign)}
    change = Change(
        tuple((move.factor, move.value) for move in chosen if isinstance(move, Settle)),
        tuple(offer.id for offer in world.offers if offer.nation in nations),
        tuple((move.pledge, move.clause) for move in chosen if isinstance(move, Waive)),
    )
    _, certain = oracle.after(world, change)
    changed = oracle.waived(world.settled(dict(change.factors)), change.waived)
    held = {p: n for p, n in certain.items() if p in change.signed} if change.signed else {}
    feared = oracle.climbed(oracle.other_way(changed), certain, held)
    if goal.persons is not None and sum(certain.values()) < goal.persons:
        return False
    return goal.rule is None or holds(changed, goal.rule, certain, feared)


def naive(world: World, goal: Goal, moves: tuple[Move, ...]) -> set[Chosen]:
    """All minimal sets, smallest first, each tried."""
    found: set[Chosen] = set()
    for size in range(len(moves) + 1):
        for chosen in map(frozenset, combinations(moves, size)):
            settled = [move.factor for move in chosen if isinstance(move, Settle)]
            if len(set(settled)) < len(settled) or any(known < chosen for known in found):
                continue
            if opens(world, goal, chosen):
                found.add(chosen)
    return found


def every_literal(world: World) -> tuple[Move, ...]:
    """Both ways in which each open factor can turn out, also where nobody asks."""
    return tuple(Settle(n, value) for n, known in world.factors.items() if known is None for value in (True, False))


# ------------------------------------------------------------------------------------------------------------- golden


def three_ways() -> Setting:
    """GB brings 600 for a, FR 500 for b and 500 more once 1,000 stand, DE 400 for c, or unless a."""
    return given(
        pledge("gb", 600, "a"),
        pledge("fr-1", 500, "b"),
        pledge("fr-2", 500, "total >= 1500"),
        pledge("de", 400, "c or not a"),
        a=None,
        b=None,
        c=None,
    )


A, B, C, NOT_A = (Settle("a", True), Settle("b", True), Settle("c", True), Settle("a", False))


def test_sets_by_hand() -> None:
    """For 1,000: GB and FR (1,100), GB and DE (1,000). FR and DE are 900; fr-2 comes with all three (1,500 + 500)."""
    lock = lock_of(three_ways(), Goal(1000))
    assert minimal_sets(lock) == Found((frozenset({A, B}), frozenset({A, C})), 2, 4)
    assert set(minimal_sets(lock_of(three_ways(), Goal(900))).sets) == {
        frozenset({A, B}),
        frozenset({A, C}),
        frozenset({NOT_A, B}),
        frozenset({B, C}),
    }
    everything = lock_of(three_ways(), Goal(2000))
    assert minimal_sets(everything).sets == (frozenset({A, B, C}),)
    assert everything.contested == ("a",)


def test_what_is_reached_as_it_is_needs_nothing_and_what_is_out_of_reach_has_no_set() -> None:
    setting = given(pledge("gb", 600), pledge("fr", 500, "a"), a=None)
    assert minimal_sets(lock_of(setting, Goal(600))) == Found((frozenset(),), 1, 1)
    assert minimal_sets(lock_of(setting, Goal(0))).sets == (frozenset(),)
    assert minimal_sets(lock_of(setting, Goal(1101))) == Found((), 0, 1)
    assert smallest_sets(signing_lock(setting, Goal(1101))).total == 0
    assert smallest_sets(signing_lock(setting, Goal(600))).sets == (frozenset(),)


def test_what_asks_for_opposites_is_out_of_reach_though_each_alone_is_not() -> None:
    """Each open question as each pledge asks, both would stand."""
    setting = given(pledge("gb", 600, "a"), pledge("fr", 500, "not a"), a=None)
    lock = lock_of(setting, Goal(1000))
    assert lock.best.reached
    assert minimal_sets(lock) == Found((), 0, 2)
    assert largest(lock)[0].strength == 600


def test_settled_factors_are_given_and_open_ones_nobody_asks_for_are_left_out() -> None:
    setting = given(pledge("gb", 600, "a and b and not c"), a=True, b=None, c=None, d=None)
    assert lock_of(setting, Goal(600)).moves == (B, Settle("c", False))


def test_a_set_may_spare_a_pledge_what_it_fears() -> None:
    """GB stays unless FR comes; FR comes if a. Settling a the other way makes GB sure; so does dropping its clause."""
    setting = given(pledge("gb", 600, "not FR stands"), pledge("fr", 100, "a"), a=None)
    assert minimal_sets(lock_of(setting, Goal(600))).sets == (frozenset({NOT_A}),)
    waiving = lock_of(setting, Goal(600), waivers=True)
    assert set(minimal_sets(waiving).sets) == {frozenset({NOT_A}), frozenset({Waive("gb", 0)})}
    assert set(minimal_sets(lock_of(setting, Goal(700), waivers=True)).sets) == {
        frozenset({Waive("gb", 0), A}),
        frozenset({Waive("gb", 0), Waive("fr", 0)}),
    }


def test_one_signature_can_bring_about_the_rest() -> None:
    """FR waits for GB, GB for FR, PL for both. One of the two suffices, PL alone does not."""
    setting = given(
        pledge("fr", 500, "GB stands"),
        pledge("gb", 400, "FR stands"),
        pledge("pl", 300, "FR stands and GB stands"),
    )
    found = smallest_sets(signing_lock(setting, Goal(1200)))
    assert found.sets == (frozenset({Sign("FR")}), frozenset({Sign("GB")}))
    assert found.total == 2


def test_pledges_that_match_each_other_send_what_they_can_once_both_sign() -> None:
    """FR up to 100, DE up to 70 of the other's: 70 each if both sign, nothing if one does."""
    setting = given(
        pledge("fr", {"match": 1, "of": "others(DE)", "up_to": 100}),
        pledge("de", {"match": 1, "of": "others(FR)", "up_to": 70}),
    )
    assert smallest_sets(signing_lock(setting, Goal(140))).sets == (frozenset({Sign("FR"), Sign("DE")}),)
    assert smallest_sets(signing_lock(setting, Goal(141))).total == 0


# ------------------------------------------------------------------------------------------------ many, hard, cut short


def any_ten(of: int) -> Setting:
    """Pledges of 100 persons, each for a factor of its own."""
    return given(*(pledge(f"n{i}-x", 100, f"g{i}") for i in range(of)), **{f"g{i}": None for i in range(of)})


def test_very_many_sets_are_counted_by_a_table() -> None:
    """Any ten of 20 factors: 184,756 sets, of which the first are kept."""
    found = minimal_sets(lock_of(any_ten(20), Goal(1000)))
    assert found.total == 184_756
    assert len(found.sets) == unlock.MOST
    assert found.sure == 9
    assert {len(chosen) for chosen in found.sets} == {10}


def test_beyond_a_table_the_smallest_come_first() -> None:
    """A pair does it, or any ten of 28 others; the pair is found although there are 13 million sets of ten."""
    pair = given(pledge("fr", 1000, "a and b"), a=None, b=None)
    others = any_ten(28)
    setting = Setting((*pair.lines, *others.lines), {**pair.factors, **others.factors})
    found = minimal_sets(lock_of(setting, Goal(1000)), wanted=1)
    assert found.sets[0] == frozenset({A, B})
    assert found.total is None
    assert found.sure >= 2


def test_what_is_too_hard_is_said_to_be_so_and_sets_are_minimal_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no effort allowed the smallest sets cannot be proven; what is listed still cannot be left out of."""
    monkeypatch.setattr(proposals, "EFFORT", 300)
    lock = lock_of(any_ten(30), Goal(1000))
    found = minimal_sets(lock)
    assert found.total is None
    assert found.sets
    for chosen in found.sets[:20]:
        assert lock.reaches(chosen)
        assert not any(lock.reaches(chosen - {move}) for move in chosen)
    signing = signing_lock(any_ten(30), Goal(1000))
    assert smallest_sets(signing).total is None
    assert signing.reaches(smallest_sets(signing).sets[0])


def test_where_nothing_can_be_proposed_in_time_one_minimal_set_is_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A match makes the solver imprecise, and it is allowed nothing: a set is had by leaving out what can be."""
    monkeypatch.setattr(proposals, "EFFORT", 1)
    monkeypatch.setattr(unlock, "MOST_TRIED", -1)
    ten = any_ten(28)
    match = given(pledge("dk", {"match": 0.5, "of": "others", "up_to": 100}))
    setting = Setting((*ten.lines, *match.lines), ten.factors)
    found = minimal_sets(lock_of(setting, Goal(1100)))
    assert ([len(chosen) for chosen in found.sets], found.total) == ([10], None)


def test_an_interruption_keeps_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    lock = lock_of(any_ten(26), Goal(1000))
    models: list[clingo.Model] = []

    def reading(model: clingo.Model) -> tuple[Move, ...]:
        models.append(model)
        if len(models) == 5:
            raise KeyboardInterrupt
        return moves_in(model)

    monkeypatch.setattr(proposals, "moves_in", reading)
    found = minimal_sets(lock)
    assert len(found.sets) == 4
    assert found.total is None
    monkeypatch.setattr(proposals, "moves_in", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        minimal_sets(lock)


def test_sums_beyond_the_solver_s_integers_are_tried_one_by_one() -> None:
    small = given(pledge("gb", 1, "a"), pledge("fr", 1, "b"), pledge("de", 1, "c"), a=None, b=None, c=None)
    setting = replace(small, lines=tuple(replace(line, most=2 * 10**9) for line in small.lines))
    lock = lock_of(setting, Goal(4 * 10**9))
    assert not proposes(lock)
    pairs = {frozenset({A, B}), frozenset({A, C}), frozenset({B, C})}
    assert set(minimal_sets(lock).sets) == set(by_trial(lock).sets) == pairs
    assert smallest_sets(signing_lock(setting, Goal(6 * 10**9))).sets == (frozenset(map(Sign, ("DE", "FR", "GB"))),)


def by_trial(lock: Lock) -> Found:
    found = unlock._by_trial(lock, 100)
    assert found.total == len(found.sets)
    return found


def test_a_search_that_the_reference_contradicts_is_never_reported() -> None:
    lock = lock_of(three_ways(), Goal(1000))
    with pytest.raises(RuntimeError, match=r"missed after \['set\(true,a\)'\]"):
        lock.seen_open([A])


def test_sums_that_depend_on_themselves_hold_nothing_up() -> None:
    """Where the solver merges equivalent parts of its program (``--eq=3``), it finds 539 sets, 102 of them wrong."""
    setting = setting_of(willing.build(synthetic(30, 60, 24, seed=1)))
    lock = lock_of(setting, Goal(lock_of(setting, Goal(1)).best.strength // 2))
    found = by_solver(lock)
    assert len(found) == 515
    assert found == by_table(lock)
    assert all(lock.reaches(chosen) for chosen in found)


# ----------------------------------------------------------------------------------------------------------- the table


@many
@drawn(st.integers(0, 9), st.booleans(), st.data())
def test_minimal_elements_of_a_table(moves: int, growing: bool, data: st.DataObject) -> None:
    """Against subsets tried one by one; a table that is said to be growing is closed under adding."""
    seeds = data.draw(st.sets(st.integers(0, 2**moves - 1), max_size=6))
    inside = {n for n in range(2**moves) if (any(n & s == s for s in seeds) if growing else n in seeds)}
    table = np.zeros(max(1, 2**moves // 64), dtype=np.uint64)
    for n in inside:
        table[n // 64] |= np.uint64(1 << n % 64)
    expected = [n for n in inside if not any(m != n and m & n == m for m in inside)]
    found = numbers(minimal(table, moves, growing)).tolist()
    assert found == sorted(expected, key=lambda n: (n.bit_count(), n))


# ------------------------------------------------------------------------------------------------- both ways and naive


def by_solver(lock: Lock) -> set[Chosen]:
    """All minimal sets as the solver has them, whatever way it takes."""
    if lock.reaches(()):
        return {frozenset()}
    if precise(lock):
        sets, ended = Proposals(lock, "minimal").take(10_000)
        assert ended == "all"
        assert len(set(sets)) == len(sets)
        return set(sets)
    found = unlock._smallest_first(lock, 10_000)
    assert found.total == len(found.sets) == len(set(found.sets))
    return set(found.sets)


def by_table(lock: Lock) -> set[Chosen]:
    """All minimal sets as the table has them."""
    sets, total = minimal_by_table(lock, 10_000)
    assert len(sets) == total
    assert [len(chosen) for chosen in sets] == sorted(len(chosen) for chosen in sets)
    return set(sets)


def agree(world: World, lock: Lock, moves: tuple[Move, ...] | None = None) -> None:
    """Solver, table, the choice between them and naive enumeration, also over moves that were left out."""
    expected = naive(world, lock.goal, moves or lock.moves)
    assert by_table(lock) == expected
    if proposes(lock):
        assert by_solver(lock) == expected
    found = minimal_sets(lock)
    assert (set(found.sets), found.total) == (expected, len(expected))
    fewest = min(map(len, expected), default=0)
    smallest = smallest_sets(lock)
    assert set(smallest.sets) == {chosen for chosen in expected if len(chosen) == fewest}
    assert smallest.total == len(smallest.sets)


@many
@drawn(st.data())
def test_all_minimal_sets_of_factors_are_found(data: st.DataObject) -> None:
    world = data.draw(locked())
    lock = lock_of(read(world), data.draw(goals(world)))
    assert lock.monotone
    agree(world, lock, every_literal(world))


@many
@drawn(st.data())
def test_so_they_are_where_conditions_or_the_goal_are_non_monotone(data: st.DataObject) -> None:
    world = data.draw(locked(monotone=False))
    lock = lock_of(read(world), data.draw(goals(world, monotone=False)))
    assert lock.growing
    agree(world, lock, every_literal(world))


@few
@drawn(st.data(), st.booleans())
def test_so_they_are_where_pledges_match_others(data: st.DataObject, monotone: bool) -> None:
    world = data.draw(locked(monotone=monotone, matching=2))
    agree(world, lock_of(read(world), data.draw(goals(world, monotone))), every_literal(world))


@few
@drawn(st.data(), st.booleans(), st.integers(0, 2))
def test_all_minimal_sets_with_waivers_are_found(data: st.DataObject, monotone: bool, matching: int) -> None:
    world = data.draw(locked(monotone=monotone, matching=matching, most=4))
    lock = lock_of(read(world), data.draw(goals(world, monotone)), waivers=True)
    lock = replace(lock, moves=tuple(data.draw(st.permutations(lock.moves))[:7]))
    agree(world, lock)


@few
@drawn(st.data())
def test_no_clause_that_is_left_out_would_have_helped(data: st.DataObject) -> None:
    world = data.draw(locked(most=3))
    lock = lock_of(read(world), data.draw(goals(world)), waivers=True)
    clauses = tuple(Waive(o.id, i) for o in world.offers for i in range(len(oracle.clauses(o.condition))))
    kept = {move for move in lock.moves if isinstance(move, Waive)}
    left_out = tuple(move for move in clauses if move not in kept)
    agree(world, lock, (*lock.moves, *left_out)) if len(lock.moves) + len(left_out) <= 9 else None


@many
@drawn(st.data(), st.booleans(), st.integers(0, 2))
def test_the_smallest_sets_of_signatures_are_found(data: st.DataObject, monotone: bool, matching: int) -> None:
    world = data.draw(locked(monotone=monotone, matching=matching))
    lock = signing_lock(read(world), data.draw(goals(world, monotone)))
    every = tuple(Sign(nation) for nation in sorted({offer.nation for offer in world.offers}))
    expected = naive(world, lock.goal, every)
    fewest = min(map(len, expected), default=0)
    found = smallest_sets(lock)
    assert set(found.sets) == {chosen for chosen in expected if len(chosen) == fewest}
    assert found.total == len(found.sets)
    if tables(lock):
        assert by_table(lock) == expected


@few
@drawn(st.data(), st.booleans(), st.sampled_from(("factors", "waivers", "signatures")))
def test_the_largest_force_is_the_largest_of_any_set(data: st.DataObject, monotone: bool, kind: str) -> None:
    world = data.draw(locked(monotone=monotone, most=4))
    setting = read(world)
    lock = signing_lock(setting, Goal(1)) if kind == "signatures" else lock_of(setting, Goal(1), kind == "waivers")
    lock = replace(lock, moves=tuple(data.draw(st.permutations(lock.moves))[:7]))
    every = (
        frozenset(chosen)
        for size in range(len(lock.moves) + 1)
        for chosen in combinations(lock.moves, size)
        if all(lock.fits(chosen, move) for move in chosen)
    )
    outcome, proven = largest(lock)
    assert proven
    assert outcome.strength == max(lock.opened(chosen).strength for chosen in every)
