"""The parts a condition is made of."""

from __future__ import annotations

import pytest

from willing.conditions.tree import (
    ALWAYS,
    And,
    AtLeast,
    Condition,
    Factor,
    Nations,
    Not,
    Or,
    Sends,
    Stands,
    Sum,
    children,
    clauses,
    depth,
    is_nation,
    leaves,
)

A, B, C = Factor("a"), Stands("FR"), Sends("GB", ">=", 5)


def test_conditions_compare_by_value_and_serve_as_keys() -> None:
    assert {And((A, Not(B))): 1}[And((Factor("a"), Not(Stands("FR"))))] == 1
    assert And((A, B)) != And((B, A))


def test_leaves_come_left_to_right_and_as_often_as_they_stand_there() -> None:
    tree = Or((And((A, Not(B))), AtLeast(1, (C, A)), Nations("<", 3)))
    assert list(leaves(tree)) == [A, B, C, A, Nations("<", 3)]


@pytest.mark.parametrize(
    ("tree", "parts"),
    [(A, ()), (Not(A), (A,)), (And((A, B)), (A, B)), (Or((B, A)), (B, A)), (AtLeast(2, (A, B, C)), (A, B, C))],
)
def test_children_are_the_parts_directly_below(tree: Condition, parts: tuple[Condition, ...]) -> None:
    assert children(tree) == parts


@pytest.mark.parametrize(
    ("tree", "levels"),
    [(A, 1), (Not(A), 2), (And((A, Or((B, Not(C))))), 4), (ALWAYS, 1), (Sum("total", (), "<", 1), 1)],
)
def test_depth_is_the_longest_way_down(tree: Condition, levels: int) -> None:
    assert depth(tree) == levels


def test_depth_and_leaves_need_no_recursion() -> None:
    tree: Condition = A
    for _ in range(50_000):
        tree = Not(tree)
    assert depth(tree) == 50_001
    assert list(leaves(tree)) == [A]
    while isinstance(tree, Not):
        tree = tree.item


@pytest.mark.parametrize(
    ("tree", "found"),
    [
        (And((A, B)), (A, B)),
        (A, (A,)),
        (Or((A, B)), (Or((A, B)),)),
        (ALWAYS, ()),
        (Not(And((A, B))), (Not(And((A, B))),)),
    ],
)
def test_clauses_are_the_items_of_a_leading_and(tree: Condition, found: tuple[Condition, ...]) -> None:
    assert clauses(tree) == found


@pytest.mark.parametrize(("name", "nation"), [("FR", True), ("STATE_7", True), ("fr-a", False), ("medical", False)])
def test_a_nation_is_told_by_its_capital(name: str, nation: bool) -> None:
    assert is_nation(name) is nation
