"""What the force is held against: persons, a rule over the whole force, or both."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.standing import oracle
from tests.standing.oracle import Offer, World
from tests.standing.worlds import WEIGHTS, conditions, given, pledge, read, weighed, worlds

from willing.conditions.normal import normal
from willing.conditions.parse import parse, parse_rule
from willing.conditions.tree import Condition, Sum, leaves
from willing.standing.goal import Goal
from willing.standing.resolve import firm
from willing.standing.verdict import Met, Resolution, met

few = settings(deadline=None, max_examples=80)

VOTES = {"votes": {"FR": 4, "DE": 2, "GB": 1}}


def rule(text: str, persons: int | None = None) -> Goal:
    return Goal(persons, normal(parse_rule(text)))


def found(goal: Goal, setting: Resolution) -> Met:
    return met(goal, setting, Resolution(setting.setting.at_best()))


COUNCIL = weighed(
    VOTES,
    pledge("fr", 100, "total(votes) >= 5"),
    pledge("de", 50, "others(votes) >= 4"),
    pledge("gb", 10, "f and total(votes, infantry) >= 6"),
    f=None,
)
"""France has 4 votes, Germany 2, Britain 1; the quota is 5.

Nobody is firm: France lacks one vote, Germany asks for France's. Signed together they have 6 votes, and 7 with Britain,
which comes once the factor is settled.
"""


@pytest.mark.parametrize(
    ("goal", "firm_", "together", "possible"),
    [
        (Goal(), True, True, True),
        (Goal(0), True, True, True),
        (Goal(150), False, True, True),
        (Goal(160), False, False, True),
        (Goal(161), False, False, False),
        (rule("total(votes) >= 5"), False, True, True),
        (rule("total(votes) >= 7"), False, False, True),
        (rule("total(votes) >= 8"), False, False, False),
        (rule("total(votes, FR, GB) >= 5"), False, False, True),
        (rule("total(votes) >= 5 and nations >= 2", 150), False, True, True),
        (rule("total(votes) >= 5 and nations >= 2", 151), False, False, True),
        (rule("total(votes) >= 7", 150), False, False, True),
        (rule("gb stands or fr stands"), False, True, True),
        (rule("f"), False, False, True),
        (rule("not f"), False, False, True),
        (rule("total(votes) < 5"), True, False, True),
        (rule("nations < 3"), True, False, True),
        (rule("not GB stands"), True, False, True),
    ],
)
def test_a_council_of_three(goal: Goal, firm_: bool, together: bool, possible: bool) -> None:
    """What a rule forbids must stay away however the factor turns out, so ``nations < 3`` is not sure if they sign."""
    assert found(goal, Resolution(COUNCIL)) == Met(firm_, together, possible)


def test_a_false_factor_decides_it_both_ways() -> None:
    settled = Resolution(COUNCIL.assuming({"f": False}))
    assert found(rule("nations < 3"), settled) == Met(firm=True, together=True, possible=True)
    assert found(rule("total(votes) >= 7"), settled) == Met(firm=False, together=False, possible=False)


def test_what_an_open_factor_may_bring_counts_against_what_a_rule_forbids() -> None:
    """Britain comes if the factor turns out so: fewer than 5 persons is then no more than a hope."""
    open_ = Resolution(given(pledge("fr", 4), pledge("gb", 1, "f"), f=None))
    assert found(rule("total < 5"), open_) == Met(firm=False, together=False, possible=True)
    assert found(rule("total >= 5"), open_) == Met(firm=False, together=False, possible=True)


def test_what_is_contested_is_possible() -> None:
    """Each of the two would stand if the other does not."""
    setting = given(pledge("fr", 3, "not DE stands"), pledge("de", 5, "not FR stands"))
    assert found(Goal(5), Resolution(setting)) == Met(firm=False, together=False, possible=True)
    assert found(rule("nations < 1"), Resolution(setting)) == Met(firm=False, together=False, possible=True)


def test_a_set_that_an_open_factor_would_drive_out_is_possible_all_the_same() -> None:
    """FR and DE wait for each other unless GB, which comes only if the factor is true, is there."""
    setting = given(
        pledge("fr", 3, "DE stands and GB sends < 1"), pledge("de", 5, "FR stands"), pledge("gb", 1, "f"), f=None
    )
    assert found(Goal(8), Resolution(setting)).possible


def test_a_rule_is_seen_by_nobody() -> None:
    setting = given(pledge("fr", 3))
    with pytest.raises(ValueError, match="no others"):
        Goal(rule=normal(parse("others >= 1"))).met(setting, {"fr": 3}, {"fr": 3})


def test_positive_mentions_are_read_from_the_certain_and_negated_ones_from_the_conceivable() -> None:
    setting = weighed(VOTES, pledge("fr", 3), pledge("de", 5))
    assert rule("total(votes) >= 4 and total(votes) < 6").met(setting, {"fr": 3}, {"fr": 3})
    assert not rule("total(votes) >= 4 and total(votes) < 6").met(setting, {"fr": 3}, {"fr": 3, "de": 5})
    assert not rule("total(votes) >= 6").met(setting, {"fr": 3}, {"fr": 3, "de": 5})


def test_only_what_a_rule_forbids_makes_a_goal_other_than_the_more_the_better() -> None:
    assert Goal(5).monotone
    assert rule("total(votes) >= 5 and not f").monotone
    assert not rule("nations < 3").monotone


@st.composite
def held(draw: st.DrawFn, monotone: bool) -> tuple[World, Condition, int | None]:
    """A world with weights, a rule over its whole force, and persons wanted or not."""
    world = draw(worlds(monotone=monotone, matching=1, most=5, weighted=True))
    names = tuple(offer.id for offer in world.offers)
    asked = draw(
        conditions(names, monotone=draw(st.booleans()), weights=WEIGHTS).filter(
            lambda rule: not any(isinstance(leaf, Sum) and leaf.scope == "others" for leaf in leaves(rule))
        )
    )
    return world, asked, draw(st.none() | st.integers(0, 12))


def true_of(world: World, asked: Condition, persons: int | None, state: oracle.State) -> bool:
    """Whether a force meets the goal, by the oracle: judged by an onlooker who offers nothing and is of no nation.

    The onlooker counts itself among the nations, so the number of nations is asked for with one more.
    """
    onlooker = Offer("onlooker", "NOWHERE", "nothing", 0, asked)
    seen = replace(world, offers=(*world.offers, onlooker))
    enough = persons is None or sum(state.values()) >= persons
    return enough and _holds(seen, asked, onlooker, state)


def _holds(world: World, asked: Condition, onlooker: Offer, state: oracle.State) -> bool:
    shifted = oracle.one_nation_more(asked)
    return oracle.bounds(world, shifted, onlooker, state, state)[0]


@few
@drawn(held(monotone=False))
def test_with_every_factor_settled_a_force_meets_a_goal_as_the_oracle_says(
    drawn_: tuple[World, Condition, int | None],
) -> None:
    world, asked, persons = drawn_
    for completed in world.completions():
        setting = read(completed)
        certain = firm(setting).certain
        assert Goal(persons, normal(asked)).met(setting, certain, certain) == true_of(
            completed, asked, persons, certain
        )


@few
@drawn(held(monotone=True))
def test_what_is_met_for_sure_is_met_and_what_is_not_possible_is_not_however_the_factors_turn_out(
    drawn_: tuple[World, Condition, int | None],
) -> None:
    world, asked, persons = drawn_
    goal = Goal(persons, normal(asked))
    verdict = found(goal, Resolution(read(world)))
    for completed in world.completions():
        there = Resolution(read(completed))
        outcomes = [true_of(completed, asked, persons, state) for state in (there.certain, there.joint)]
        if verdict.firm:
            assert outcomes[0]
        if verdict.together:
            assert outcomes[1]
        if not verdict.possible:
            assert outcomes == [False, False]


@few
@drawn(held(monotone=False))
def test_what_is_not_possible_is_met_by_no_group_either(drawn_: tuple[World, Condition, int | None]) -> None:
    world, asked, persons = drawn_
    goal = Goal(persons, normal(asked))
    verdict = found(goal, Resolution(read(world)))
    for completed in world.completions():
        certain, conceivable = oracle.well_founded(completed)
        forces = [certain]
        for group in oracle.groups_by_force(completed, certain, conceivable):
            held_ = oracle.sent_by(completed, certain, group)
            forces.append(oracle.well_founded(completed, held_)[0])
        met_by = [true_of(completed, asked, persons, force) for force in forces]
        if verdict.firm:
            assert met_by[0]
        if not verdict.possible:
            assert not any(met_by)
