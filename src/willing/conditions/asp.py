"""A condition as rules of an answer-set program.

The reading of single words (what a pledge, a sum or a factor is in the program) is left to :class:`Words`, so that one
translation serves programs in which standing is chosen and programs in which it is derived.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Protocol

from willing.conditions.tree import (
    And,
    AtLeast,
    Comparison,
    Condition,
    Factor,
    Nations,
    Not,
    Or,
    Sends,
    Stands,
    Sum,
)


class Words(Protocol):
    """What the words of one pledge's condition are called in a program; each result is the body of a rule."""

    def factor(self, name: str, value: bool) -> str:
        """A factor having a value."""

    def stands(self, who: str) -> str:
        """A nation or pledge standing."""

    def absent(self, who: str) -> str:
        """A nation or pledge not standing."""

    def sent(self, nation: str, comparison: Comparison, persons: int) -> str:
        """The persons of a nation compared."""

    def sum(self, scope: str, names: tuple[str, ...], comparison: Comparison, persons: int) -> str:
        """A sum of persons, or of a weight among the names, compared."""

    def nations(self, comparison: Comparison, number: int) -> str:
        """The number of nations compared."""


def quoted(text: str) -> str:
    """A name as a term of the program."""
    return f'"{text}"'


def rules(condition: Condition, head: str, words: Words) -> Iterator[str]:
    """Rules that derive ``head`` where a condition in normal form holds.

    ``head`` is an atom name with its arguments, such as ``ok("fr-brigade")``; the parts of the condition get atoms
    ``part(head, n)`` of their own.
    """
    numbers = count()

    def body(part: Condition) -> Iterator[str]:
        """Yields the rules below a part, then, last, the body that stands for the part itself."""
        if isinstance(part, And | Or | AtLeast):
            atom = f"part({head},{next(numbers)})"
            bodies = []
            for item in part.items:
                *below, own = body(item)
                yield from below
                bodies.append(own)
            yield from _combined(part, atom, bodies)
            yield atom
        else:
            yield _leaf(part, words)

    *below, own = body(condition)
    yield from below
    yield f"{head} :- {own}."


def _combined(part: And | Or | AtLeast, atom: str, bodies: list[str]) -> Iterator[str]:
    if isinstance(part, Or):
        for one in bodies:
            yield f"{atom} :- {one}."
    elif isinstance(part, And):
        yield f"{atom} :- {', '.join(bodies)}." if bodies else f"{atom}."
    else:
        for index, one in enumerate(bodies):
            yield f"item({atom},{index}) :- {one}."
        items = "; ".join(f"{index} : item({atom},{index})" for index in range(len(bodies)))
        yield f"{atom} :- #count{{{items}}} >= {part.count}."


def _leaf(part: Condition, words: Words) -> str:
    match part:
        case Factor(name=name):
            return words.factor(name, True)
        case Not(item=Factor(name=name)):
            return words.factor(name, False)
        case Stands(who=who):
            return words.stands(who)
        case Not(item=Stands(who=who)):
            return words.absent(who)
        case Sends(nation=nation, comparison=comparison, persons=persons):
            return words.sent(nation, comparison, persons)
        case Sum(scope=scope, names=names, comparison=comparison, persons=persons):
            return words.sum(scope, names, comparison, persons)
        case Nations(comparison=comparison, count=number):
            return words.nations(comparison, number)
        case _:
            raise ValueError(f"not in normal form: {part!r}")
