"""Negation pushed to the leaves, and what is left of it: the parts that make a condition non-monotone."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from willing.conditions.tree import (
    ALWAYS,
    And,
    AtLeast,
    Comparison,
    Condition,
    Factor,
    Leaf,
    Nations,
    Not,
    Or,
    Sends,
    Stands,
    Sum,
    children,
)


def normal(condition: Condition) -> Condition:
    """The same condition with ``not`` only before a factor or a ``stands``; a negated ``>=`` becomes ``<``.

    Of ``at least k of n`` the negation is ``at least n - k + 1`` of the negated items.
    """
    match condition:
        case Not(item=item):
            return _negated(item)
        case And(items=items):
            return And(tuple(map(normal, items)))
        case Or(items=items):
            return Or(tuple(map(normal, items)))
        case AtLeast(count=count, items=items):
            return _counted(count, tuple(map(normal, items)))
        case _:
            return condition


def _negated(condition: Condition) -> Condition:
    match condition:
        case Not(item=item):
            return normal(item)
        case And(items=items):
            return Or(tuple(map(_negated, items)))
        case Or(items=items):
            return And(tuple(map(_negated, items)))
        case AtLeast(count=count, items=items):
            return _counted(len(items) - count + 1, tuple(map(_negated, items)))
        case Sends(nation=nation, comparison=comparison, persons=persons):
            return Sends(nation, _other(comparison), persons)
        case Sum(scope=scope, names=names, comparison=comparison, persons=persons):
            return Sum(scope, names, _other(comparison), persons)
        case Nations(comparison=comparison, count=count):
            return Nations(_other(comparison), count)
        case Factor() | Stands():
            return Not(condition)


def _counted(count: int, items: tuple[Condition, ...]) -> Condition:
    """At least ``count`` of the items; always, where none is needed."""
    return AtLeast(count, items) if count > 0 else ALWAYS


def _other(comparison: Comparison) -> Comparison:
    return "<" if comparison == ">=" else ">="


def non_monotone(condition: Condition) -> tuple[Leaf, ...]:
    """The leaves by which more pledges can make a condition fail: negated nations and upper bounds on sums.

    Empty for a monotone condition. Negating a factor keeps a condition monotone.
    """
    found: list[Leaf] = []
    waiting = [normal(condition)]
    while waiting:
        match waiting.pop():
            case Not(item=Stands() as stands):
                found.append(stands)
            case (Sends() | Sum() | Nations()) as leaf if leaf.comparison == "<":
                found.append(leaf)
            case part:
                waiting.extend(reversed(children(part)))
    return tuple(found)


def is_monotone(condition: Condition) -> bool:
    """Whether further standing pledges can never make the condition fail."""
    return not non_monotone(condition)


def literals(*conditions: Condition) -> Iterator[tuple[str, bool]]:
    """The literals of factors in conditions in normal form: a factor, and whether it is asked to be true."""
    waiting = list(conditions)
    while waiting:
        match waiting.pop():
            case Factor(name=name):
                yield name, True
            case Not(item=Factor(name=name)):
                yield name, False
            case part:
                waiting.extend(children(part))


def granted(condition: Condition, factors: Collection[str]) -> Condition:
    """A condition in normal form with every literal of some factors, plain or negated, taken for true."""
    match condition:
        case Factor(name=name) | Not(item=Factor(name=name)) if name in factors:
            return ALWAYS
        case And(items=items):
            return And(tuple(granted(item, factors) for item in items))
        case Or(items=items):
            return Or(tuple(granted(item, factors) for item in items))
        case AtLeast(count=count, items=items):
            return AtLeast(count, tuple(granted(item, factors) for item in items))
        case _:
            return condition
