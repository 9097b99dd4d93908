"""Who waits for whom: which pledges can be decided one after the other, and which only together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from willing.conditions.tree import Nations, Not, Sends, Stands, Sum, children, is_nation
from willing.standing.setting import Line, Setting


@dataclass(frozen=True)
class Places:
    """The lines of a setting in three parts, each in an order in which those waited for tend to come first."""

    before: tuple[Line, ...]
    """Lines that wait for no circle: each is decided by those before it."""
    moving: tuple[Line, ...]
    """Lines in a circle, or between two: decided by a fixpoint."""
    after: tuple[Line, ...]
    """Lines nobody in a circle waits for."""


def places_of(setting: Setting) -> Places:
    """The parts of a setting."""
    waits = {line.pledge: frozenset(waited_for(setting, line)) for line in setting.lines}
    above = _closure(waits)
    circular = {pledge for pledge, found in above.items() if pledge in found}
    wanted = frozenset().union(*(above[pledge] for pledge in circular))
    moving = {pledge for pledge in waits if pledge in circular or (pledge in wanted and above[pledge] & circular)}
    # Whatever is above a line has fewer lines above it, unless both are in one circle.
    ordered = sorted(setting.lines, key=lambda line: len(above[line.pledge]))
    return Places(
        before=tuple(line for line in ordered if line.pledge not in moving and not above[line.pledge] & circular),
        moving=tuple(line for line in ordered if line.pledge in moving),
        after=tuple(line for line in ordered if line.pledge not in moving and above[line.pledge] & circular),
    )


def waited_for(setting: Setting, line: Line) -> Iterator[str]:
    """The pledges whose standing can help a line to stand; of its own only what other pledges of its nation add."""
    if line.rate is not None:
        yield from _matching(setting, line, line.matched, others=True)
    waiting = list(line.clauses)
    while waiting:
        part = waiting.pop()
        match part:
            case Not():
                pass  # a negated mention is read from elsewhere
            case Stands(who=who) if who not in (line.nation, line.pledge):
                found = setting.by_nation.get(who, ()) if is_nation(who) else (setting.by_pledge.get(who),)
                yield from (other.pledge for other in found if other is not None)
            case Sends(nation=nation, comparison=">="):
                yield from _matching(setting, line, (nation,), others=False)
            case Sum(scope=scope, names=names, comparison=">="):
                yield from _matching(setting, line, names, others=scope == "others")
            case Nations(comparison=">="):
                yield from (other.pledge for other in setting.lines if other.nation != line.nation)
            case _:
                waiting.extend(children(part))


def _matching(setting: Setting, line: Line, names: tuple[str, ...], others: bool) -> Iterator[str]:
    for other in setting.lines:
        apart = other.nation != line.nation if others else other is not line
        if apart and setting.counts(names, other):
            yield other.pledge


def _closure(waits: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """For each pledge all those it waits for, directly or through others."""
    number = {pledge: index for index, pledge in enumerate(waits)}
    masks = [0] * len(number)
    for pledge, found in waits.items():
        for other in found:
            masks[number[pledge]] |= 1 << number[other]
    for middle in range(len(masks)):
        through = masks[middle]
        masks = [mask | through if mask >> middle & 1 else mask for mask in masks]
    names = list(number)
    return {
        pledge: frozenset(names[i] for i in range(len(names)) if masks[index] >> i & 1)
        for pledge, index in number.items()
    }
