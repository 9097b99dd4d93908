"""Whether one condition holds."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conditions.naive import true_in
from tests.strategies import FACTORS, WEIGHED, WEIGHTS, World, conditions, entries, quick, standing, worlds

from willing.conditions.normal import normal
from willing.conditions.parse import parse
from willing.conditions.tally import Entry, Tally
from willing.conditions.tree import AtLeast, Condition, Factor, Nations, Not, Or, Sends, Sum
from willing.conditions.truth import Sight, holds, measured, number

FR = Entry("fr-a", "FR", "infantry", 5)
GB = Entry("gb-a", "GB", "infantry", 3)
NOBODY = Tally().seen_by(FR)
BRITAIN = Tally([GB]).seen_by(FR)


@given(conditions(words=WEIGHED), worlds())
@quick(250)
def test_with_everything_known_it_is_plain_truth(condition: Condition, world: World) -> None:
    view = Tally(world.standing, WEIGHTS).seen_by(world.own)
    sight = Sight({name: name in world.true for name in FACTORS}, view, view)
    assert holds(normal(condition), sight) == true_in(condition, world)


@pytest.mark.parametrize(
    ("value", "plain", "negated"), [(True, True, False), (False, False, True), (None, False, False)]
)
def test_both_literals_of_an_open_factor_are_taken_for_false(value: bool | None, plain: bool, negated: bool) -> None:
    sight = Sight({"a": value}, NOBODY, NOBODY)
    assert holds(Factor("a"), sight) is plain
    assert holds(Not(Factor("a")), sight) is negated
    assert holds(Or((Factor("a"), Not(Factor("a")))), sight) is (value is not None)


def test_a_factor_nobody_mentions_is_open() -> None:
    assert not holds(Factor("a"), Sight({}, NOBODY, NOBODY))
    assert not holds(Not(Factor("a")), Sight({}, NOBODY, NOBODY))


@given(conditions(words=WEIGHED), worlds(), st.sets(st.sampled_from(FACTORS), max_size=3))
@quick(200)
def test_what_holds_with_open_factors_holds_however_they_turn_out(
    condition: Condition, world: World, opened: set[str]
) -> None:
    view = Tally(world.standing, WEIGHTS).seen_by(world.own)
    known = {name: name in world.true for name in FACTORS if name not in opened}
    if holds(normal(condition), Sight(known, view, view)):
        for values in product((True, False), repeat=len(opened)):
            turned = {name for name, value in zip(sorted(opened), values, strict=True) if value}
            assert true_in(condition, World(world.own, world.standing, (world.true - opened) | turned))


@pytest.mark.parametrize(
    ("written", "conceivable_only", "certain"),
    [
        ("GB stands", False, True),
        ("gb-a stands", False, True),
        ("GB sends >= 3", False, True),
        ("total >= 8", False, True),
        ("others >= 3", False, True),
        ("nations >= 2", False, True),
        ("not GB stands", False, False),
        ("GB sends < 3", False, False),
        ("total < 8", False, False),
        ("others(GB) < 3", False, False),
        ("nations < 2", False, False),
    ],
)
def test_lower_bounds_ask_what_is_certain_and_upper_bounds_what_is_conceivable(
    written: str, conceivable_only: bool, certain: bool
) -> None:
    condition = normal(parse(written))
    assert holds(condition, Sight({}, NOBODY, BRITAIN)) is conceivable_only
    assert holds(condition, Sight({}, BRITAIN, BRITAIN)) is certain
    assert holds(condition, Sight({}, NOBODY, NOBODY)) is not certain


@given(
    conditions(words=WEIGHED),
    entries(),
    standing(),
    st.lists(st.tuples(st.booleans(), st.booleans()), min_size=5, max_size=5),
)
@quick(250)
def test_more_certain_and_less_conceivable_can_only_help(
    condition: Condition, own: Entry, present: tuple[Entry, ...], kept: list[tuple[bool, bool]]
) -> None:
    pairs = list(zip(present, kept, strict=False))
    few = Tally((entry for entry, (certain, _) in pairs if certain), WEIGHTS).seen_by(own)
    many = Tally((entry for entry, (certain, likely) in pairs if certain or likely), WEIGHTS).seen_by(own)
    everybody = Tally(present, WEIGHTS).seen_by(own)
    before, form = Sight({}, few, everybody), normal(condition)
    if holds(form, before):
        assert holds(form, Sight({}, many, everybody))
        assert holds(form, Sight({}, few, many))


def test_at_least_counts_the_items_that_hold() -> None:
    sight = Sight({"a": True, "b": False, "c": True}, NOBODY, NOBODY)
    items = (Factor("a"), Factor("b"), Factor("c"))
    assert [holds(AtLeast(count, items), sight) for count in (-1, 0, 2, 3)] == [True, True, True, False]


@pytest.mark.parametrize("written", ["not (a and b)", "not nations < 3", "not not a", "a or not total >= 5"])
def test_a_condition_not_in_normal_form_is_refused_rather_than_misread(written: str) -> None:
    with pytest.raises(ValueError, match="not in normal form"):
        holds(parse(written), Sight({"a": False}, NOBODY, NOBODY))


@pytest.mark.parametrize(
    ("comparison", "asked", "from_certain", "from_conceivable"),
    [
        (Sends("GB", ">=", 4), 4, 0, 3),
        (Sum("total", (), ">=", 9), 9, 5, 8),
        (Sum("others", ("infantry",), ">=", 9), 9, 0, 3),
        (Nations(">=", 2), 2, 1, 2),
    ],
)
def test_a_comparison_tells_what_it_asks_and_what_it_finds(
    comparison: Sends | Sum | Nations, asked: int, from_certain: int, from_conceivable: int
) -> None:
    sight, below = Sight({}, NOBODY, BRITAIN), normal(Not(comparison))
    assert isinstance(below, Sends | Sum | Nations)
    assert number(comparison) == number(below) == asked
    assert (measured(comparison, sight), measured(below, sight)) == (from_certain, from_conceivable)
