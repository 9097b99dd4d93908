"""What a condition means, decided the slow way over explicit sets of pledges: the oracle of this room's tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.strategies import CAPABILITIES, NATIONS, WEIGHTS, World

from willing.conditions.tally import Entry
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


def joined(world: World) -> list[Entry]:
    """The pledges that stand with the one judged among them, in the strength it would send."""
    return [entry for entry in world.standing if entry.pledge != world.own.pledge] + [world.own]


def counted(entries: Iterable[Entry], names: Sequence[str]) -> int:
    """Persons of the entries of one of the nations named and one of the capabilities named, if any.

    With a weight among the names, that weight of the nations of those entries.
    """
    nations = {name for name in names if name in NATIONS}
    capabilities = {name for name in names if name in CAPABILITIES}
    found = [
        entry
        for entry in entries
        if (not nations or entry.nation in nations) and (not capabilities or entry.capability in capabilities)
    ]
    for weight in names:
        if weight in WEIGHTS:
            return sum(number for nation, number in WEIGHTS[weight].items() if nation in {e.nation for e in found})
    return sum(entry.persons for entry in found)


def true_in(condition: Condition, world: World) -> bool:
    """Whether a condition of any shape is true, in plain two-valued logic."""
    match condition:
        case AtLeast(count=count, items=items):
            return len([item for item in items if true_in(item, world)]) >= count
        case And(items=items):
            return all(true_in(item, world) for item in items)
        case Or(items=items):
            return any(true_in(item, world) for item in items)
        case Not(item=item):
            return not true_in(item, world)
        case Factor(name=name):
            return name in world.true
        case _:
            return _true_of(condition, joined(world), world.own)


def _true_of(condition: Stands | Sends | Sum | Nations, present: list[Entry], own: Entry) -> bool:
    match condition:
        case Stands(who=who):
            return any(who in (entry.pledge, entry.nation) for entry in present)
        case Sends(nation=nation, comparison=comparison, persons=persons):
            return _compared(counted(present, [nation]), comparison, persons)
        case Sum(scope="total", names=names, comparison=comparison, persons=persons):
            return _compared(counted(present, names), comparison, persons)
        case Sum(names=names, comparison=comparison, persons=persons):
            foreign = [entry for entry in present if entry.nation != own.nation]
            return _compared(counted(foreign, names), comparison, persons)
        case Nations(comparison=comparison, count=count):
            return _compared(len({entry.nation for entry in present}), comparison, count)


def _compared(have: int, comparison: str, asked: int) -> bool:
    return {">=": have >= asked, "<": have < asked}[comparison]
