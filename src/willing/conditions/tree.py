"""The parts a condition is made of.

One tree, several readings: :mod:`.text` writes it back, :mod:`.english` says it, :mod:`.truth` decides it and
:mod:`.asp` hands it to an answer-set solver. Every part is frozen and compares by value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Comparison = Literal[">=", "<"]
Scope = Literal["total", "others"]


@dataclass(frozen=True)
class Factor:
    """A proposition outside the pledges, by its name."""

    name: str


@dataclass(frozen=True)
class Stands:
    """At least one pledge of a nation stands (upper-case name), or that very pledge (lower-case id)."""

    who: str


@dataclass(frozen=True)
class Sends:
    """The persons of a nation's standing pledges, compared with a number."""

    nation: str
    comparison: Comparison
    persons: int


@dataclass(frozen=True)
class Sum:
    """The persons of all standing pledges (``total``), or of those of other nations (``others``), compared.

    ``names`` restricts the sum. Nations among them are alternatives, so are capabilities, and the two kinds
    combine: ``total(FR, DE, infantry)`` is the infantry of France or Germany.

    One of the names may be a weight of nations, such as their votes: the sum then adds up that weight of each nation
    that has such a pledge standing, once. Which names are weights is known to the case, not to the tree.
    """

    scope: Scope
    names: tuple[str, ...]
    comparison: Comparison
    persons: int
    """What it is compared with: persons, or what the weight counts."""


@dataclass(frozen=True)
class Nations:
    """How many nations have a standing pledge, compared with a number."""

    comparison: Comparison
    count: int


@dataclass(frozen=True)
class AtLeast:
    """At least ``count`` of the items hold."""

    count: int
    items: tuple[Condition, ...]


@dataclass(frozen=True)
class And:
    """All items hold; an empty one always holds."""

    items: tuple[Condition, ...]


@dataclass(frozen=True)
class Or:
    """At least one item holds; an empty one never holds."""

    items: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """The item does not hold."""

    item: Condition


Leaf = Factor | Stands | Sends | Sum | Nations
Condition = Leaf | AtLeast | And | Or | Not

ALWAYS = And(())
"""The condition of a pledge that states none."""


def is_nation(name: str) -> bool:
    """Whether a name is written as a nation's code (upper case) rather than as a pledge or capability."""
    return name[:1].isupper()


def children(condition: Condition) -> tuple[Condition, ...]:
    """The parts directly below a condition; none below a leaf."""
    match condition:
        case AtLeast(items=items) | And(items=items) | Or(items=items):
            return items
        case Not(item=item):
            return (item,)
        case _:
            return ()


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every leaf below a condition, left to right."""
    waiting = [condition]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Factor | Stands | Sends | Sum | Nations):
            yield part
        waiting.extend(reversed(children(part)))


def depth(condition: Condition) -> int:
    """How many parts lie on the longest way down, without recursion: the text may be hostile."""
    deepest, level = 0, [condition]
    while level:
        deepest += 1
        level = [below for part in level for below in children(part)]
    return deepest


def clauses(condition: Condition) -> tuple[Condition, ...]:
    """The clauses that must all hold, one of which a waiver drops: the items of a leading ``and``."""
    return condition.items if isinstance(condition, And) else (condition,)
