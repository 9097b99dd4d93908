"""Negation pushed to the leaves, and what is left of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conditions.naive import true_in
from tests.strategies import FACTORS, World, conditions, entries, quick, worlds

from willing.conditions.normal import granted, is_monotone, literals, non_monotone, normal
from willing.conditions.parse import parse
from willing.conditions.tally import Entry
from willing.conditions.tree import ALWAYS, And, AtLeast, Condition, Factor, Not, Or, Stands, children


@pytest.mark.parametrize(
    ("written", "pushed"),
    [
        ("not (a and b)", "not a or not b"),
        ("not (a or FR stands)", "not a and not FR stands"),
        ("not not a", "a"),
        ("not GB sends >= 5", "GB sends < 5"),
        ("not GB sends < 5", "GB sends >= 5"),
        ("not total(FR) >= 5", "total(FR) < 5"),
        ("not others < 5", "others >= 5"),
        ("not nations >= 3", "nations < 3"),
        ("not at least 2 of [a, b, c]", "at least 2 of [not a, not b, not c]"),
        ("not at least 1 of [a, b, c]", "at least 3 of [not a, not b, not c]"),
        ("at least 2 of [not (a or b), c]", "at least 2 of [not a and not b, c]"),
        ("a and not us-air stands", "a and not us-air stands"),
    ],
)
def test_negation_is_pushed_to_the_leaves(written: str, pushed: str) -> None:
    assert normal(parse(written)) == parse(pushed)


@given(conditions(), worlds())
@quick(250)
def test_the_normal_form_means_the_same(condition: Condition, world: World) -> None:
    assert true_in(normal(condition), world) == true_in(condition, world)


@given(conditions())
@quick(150)
def test_not_is_left_only_before_factors_and_stands(condition: Condition) -> None:
    found = normal(condition)
    waiting = [found]
    while waiting:
        part = waiting.pop()
        assert not isinstance(part, Not) or isinstance(part.item, Factor | Stands)
        waiting += children(part)
    assert normal(found) == found


@pytest.mark.parametrize(
    ("written", "reported"),
    [
        ("ceasefire and FR stands and GB sends >= 5 and nations >= 2 and others >= 4", []),
        ("not ceasefire or not (a and b)", []),
        ("not FR stands", ["FR stands"]),
        ("not us-air stands", ["us-air stands"]),
        ("GB sends < 5", ["GB sends < 5"]),
        ("total < 5", ["total < 5"]),
        ("others(FR) < 5", ["others(FR) < 5"]),
        ("nations < 3", ["nations < 3"]),
        ("not total >= 5", ["total < 5"]),
        ("not nations < 3", []),
        ("not not total < 5", ["total < 5"]),
        ("not at least 2 of [a, FR stands, total < 5]", ["FR stands"]),
        ("a and total < 5 or not (FR stands or others >= 3)", ["total < 5", "FR stands", "others < 3"]),
    ],
)
def test_the_leaves_by_which_more_can_hurt_are_reported_left_to_right(written: str, reported: list[str]) -> None:
    assert non_monotone(parse(written)) == tuple(map(parse, reported))
    assert is_monotone(parse(written)) is not bool(reported)


@given(conditions(), worlds(), st.lists(entries(), max_size=3))
@quick(300)
def test_more_pledges_never_hurt_a_monotone_condition(condition: Condition, world: World, more: list[Entry]) -> None:
    taken = {entry.pledge for entry in world.standing}
    fresh = {entry.pledge: entry for entry in more if entry.pledge not in taken}
    larger = World(world.own, (*world.standing, *fresh.values()), world.true)
    if true_in(condition, world) and not true_in(condition, larger):
        assert non_monotone(condition)
        assert not is_monotone(condition)


def test_literals_are_the_factors_asked_to_be_true_or_false() -> None:
    first, second = (
        normal(parse("not (a or b and FR stands)")),
        normal(parse("at least 1 of [c, a, not b] or total >= 5")),
    )
    assert set(literals(first)) == {("a", False), ("b", False)}
    assert sorted(literals(first, second)) == [("a", False), ("a", True), ("b", False), ("b", False), ("c", True)]
    assert list(literals(ALWAYS)) == list(literals()) == []


def test_granted_takes_both_literals_of_an_open_factor_for_true() -> None:
    condition = normal(parse("a and (not a or b) and at least 2 of [not b, a, FR stands]"))
    b, france = Factor("b"), Stands("FR")
    assert granted(condition, {"a"}) == And((ALWAYS, Or((ALWAYS, b)), AtLeast(2, (Not(b), ALWAYS, france))))
    assert granted(condition, set()) == condition


@given(conditions(), worlds(), st.sets(st.sampled_from(FACTORS)))
@quick(200)
def test_what_could_be_true_is_true_when_the_open_factors_are_granted(
    condition: Condition, world: World, opened: set[str]
) -> None:
    best = granted(normal(condition), opened)
    for value in (world.true | opened, world.true - opened):
        if true_in(condition, World(world.own, world.standing, frozenset(value))):
            assert true_in(best, world)
