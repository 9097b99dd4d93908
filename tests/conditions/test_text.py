"""From a condition back to text."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.conditions.naive import true_in
from tests.strategies import World, conditions, quick, spelled, worlds

from willing.conditions.normal import normal
from willing.conditions.parse import parse
from willing.conditions.text import text
from willing.conditions.tree import And, Condition, Factor, Not, Or


@pytest.mark.parametrize(
    "written",
    [
        "us_backstop",
        "FR stands",
        "us-air stands",
        "GB sends >= 5000",
        "total < 10000",
        "others(FR, infantry) >= 2000",
        "nations < 3",
        "at least 2 of [a, b or c, not d]",
        "a and b or c",
        "(a or b) and c",
        "not (a and b)",
        "not not a",
        "a and (b and c)",
        "(a or b) or c",
        "not at least 1 of [a] and b",
    ],
)
def test_a_condition_in_its_usual_form_is_written_as_it_was_read(written: str) -> None:
    assert text(parse(written)) == written


def test_numbers_brackets_and_spaces_are_made_usual() -> None:
    assert text(parse("( GB  sends>=5_000 )\n and (not(a))")) == "GB sends >= 5000 and not a"


@given(conditions(least_items=2))
@quick(200)
def test_what_is_written_is_read_as_the_same_tree(condition: Condition) -> None:
    parsed = parse(spelled(condition))
    assert parse(text(parsed)) == parsed


@given(conditions(least_items=1), worlds())
@quick(200)
def test_a_tree_no_parser_made_is_written_with_the_same_meaning(condition: Condition, world: World) -> None:
    assert true_in(parse(text(condition)), world) == true_in(condition, world)


def test_lone_items_are_written_without_their_connective() -> None:
    assert text(And((Or((Factor("a"), Factor("b"))), Not(Or((Factor("c"),)))))) == "(a or b) and not (c)"


@given(conditions(least_items=2), worlds())
@quick(150)
def test_a_normal_form_can_be_written_and_read_again(condition: Condition, world: World) -> None:
    assert true_in(parse(text(normal(condition))), world) == true_in(condition, world)
