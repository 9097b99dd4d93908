"""Whether one condition holds, given what is known of the factors and of the standing pledges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from willing.conditions.tree import (
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
)

Factors = Mapping[str, bool | None]
"""Each factor: true, false, or ``None`` while it is open."""


class View(Protocol):
    """A set of standing pledges as one pledge sees it, itself included (the join reading)."""

    def stands(self, who: str) -> bool:
        """Whether a nation (upper case) has a standing pledge, or a pledge (lower case) stands."""

    def sent(self, nation: str) -> int:
        """Persons of the nation's standing pledges."""

    def sum(self, scope: str, names: tuple[str, ...]) -> int:
        """Persons of all standing pledges, or of other nations' only, restricted to names.

        Where a weight is among the names, that weight of the nations instead of persons.
        """

    def nations(self) -> int:
        """How many nations have a standing pledge."""


@dataclass(frozen=True)
class Sight:
    """What a condition is judged by.

    Positive mentions of pledges are read from ``certain`` and negated ones from ``conceivable`` (a superset), so
    that more in ``certain`` and less in ``conceivable`` can only help. An open factor's literal, plain or negated,
    is taken for false.
    """

    factors: Factors
    certain: View
    conceivable: View


def holds(condition: Condition, sight: Sight) -> bool:
    """Decide a condition in normal form (see :func:`.normal.normal`)."""
    match condition:
        case And(items=items):
            return all(holds(item, sight) for item in items)
        case Or(items=items):
            return any(holds(item, sight) for item in items)
        case AtLeast(count=count, items=items):
            return sum(holds(item, sight) for item in items) >= count
        case _:
            return _leaf_holds(condition, sight)


def _leaf_holds(condition: Condition, sight: Sight) -> bool:
    match condition:
        case Factor(name=name):
            return sight.factors.get(name) is True
        case Not(item=Factor(name=name)):
            return sight.factors.get(name) is False
        case Stands(who=who):
            return sight.certain.stands(who)
        case Not(item=Stands(who=who)):
            return not sight.conceivable.stands(who)
        case Sends() | Sum() | Nations():
            have, asked = measured(condition, sight), number(condition)
            return have >= asked if condition.comparison == ">=" else have < asked
        case _:
            raise ValueError(f"not in normal form: {condition!r}")


def number(condition: Sends | Sum | Nations) -> int:
    """The number a comparison compares with: persons, nations, or what a weight counts."""
    return condition.count if isinstance(condition, Nations) else condition.persons


def measured(condition: Sends | Sum | Nations, sight: Sight) -> int:
    """The number a comparison finds: from ``certain`` for ``>=``, from ``conceivable`` for ``<``."""
    view = sight.certain if condition.comparison == ">=" else sight.conceivable
    match condition:
        case Sends(nation=nation):
            return view.sent(nation)
        case Sum(scope=scope, names=names):
            return view.sum(scope, names)
        case Nations():
            return view.nations()
