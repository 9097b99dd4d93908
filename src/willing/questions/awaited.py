"""Who waits for one pledge: the other conditions that name it or its nation, or add it up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from willing.case.model import Case
from willing.conditions.english import english
from willing.conditions.normal import normal
from willing.conditions.tree import Condition, Leaf, Nations, Not, Sends, Stands, Sum, children, is_nation
from willing.questions.ask import scene
from willing.standing.setting import Line, Setting, line_of
from willing.standing.verdict import Status

Way = Literal["names", "counts", "without"]
"""How a condition speaks of a pledge: by its name or its nation's; in a sum it is part of; or asking for less of it."""


@dataclass(frozen=True)
class Awaiting:
    """A pledge of another nation whose condition speaks of this one."""

    pledge: str
    nation: str
    name: str
    """The nation's name."""
    status: Status
    way: Way
    asks: tuple[str, ...]
    """The parts of its condition that do, in English."""


def awaited(case: Case, pledge: str, day: date | None) -> tuple[Awaiting, ...]:
    """The pledges of other nations that wait for a pledge as of a day; those that name it first.

    Raises :class:`KeyError` for a pledge that the case does not have.
    """
    here = scene(case, day, {}, "declared")
    line = here.setting.by_pledge.get(pledge) or line_of(case.pledge_by_id[pledge])
    found: list[Awaiting] = []
    for other in here.setting.lines:
        ways: dict[Way, list[str]] = {}
        for leaf, way in _ways(here.setting, other, line) if other.nation != line.nation else ():
            ways.setdefault(way, []).append(english(leaf, here.names))
        for way, asks in ways.items():
            status = here.resolved.status(other.pledge)
            name = here.names.nation(other.nation)
            found.append(Awaiting(other.pledge, other.nation, name, status, way, tuple(dict.fromkeys(asks))))
    return tuple(sorted(found, key=lambda row: _ORDER.index(row.way)))


_ORDER: tuple[Way, ...] = ("names", "without", "counts")


def _ways(setting: Setting, other: Line, line: Line) -> Iterator[tuple[Leaf, Way]]:
    waiting: list[Condition] = [normal(clause) for clause in other.clauses]
    if other.rate is not None:
        waiting.append(Sum("others", other.matched, ">=", 1))
    while waiting:
        part = waiting.pop()
        match part:
            case Not(item=Stands(who=who) as leaf) if who in (line.pledge, line.nation):
                yield leaf, "without"
            case Stands(who=who) if who in (line.pledge, line.nation):
                yield part, "names"
            case Sends(nation=nation, comparison=comparison) if nation == line.nation:
                yield part, "names" if comparison == ">=" else "without"
            case Sum(names=names, comparison=comparison) if setting.counts(names, line):
                named = any(is_nation(name) for name in names)
                yield part, "without" if comparison == "<" else "names" if named else "counts"
            case Nations(comparison=comparison):
                yield part, "counts" if comparison == ">=" else "without"
            case _:
                waiting.extend(reversed(children(part)))
