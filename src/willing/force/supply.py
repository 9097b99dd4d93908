"""From pledges that stand to units: the formed units that a pledge names, or notional ones that take turns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from willing.case.model import Case
from willing.case.pledge import Pledge
from willing.force.norms import Terms, terms_of

UNIT_SIZE = 500
"""Persons of a notional unit where its capability states none: a battalion."""
DAYS = Fraction(365, 12)
"""Days in a month."""


@dataclass(frozen=True)
class Unit:
    """Something that can be sent as a whole."""

    name: str
    pledge: str
    nation: str
    capability: str
    strength: int
    """Persons."""
    notional: bool
    """Whether the case names no such unit, so that it was made up of the pledge's strength."""
    tour: int
    """Months away."""
    cycle: int
    """Months from one tour to the next; of units that take turns, from one's tour to the next one's."""
    handover: float
    """Months beside the unit before it."""
    sets: int
    """Notional units of this strength that take turns under this name, so that one can relieve the other; 1 for a unit
    by itself."""
    first: int
    """The first month in which it can be away."""
    last: int
    """The month after the last."""


@dataclass(frozen=True)
class Supply:
    """What a pledge that stands comes to."""

    pledge: Pledge
    persons: int
    """Away at any one time, at most."""
    units: tuple[Unit, ...]
    short: bool = False
    """Whether the nation's pool is too small for as many notional units as its own norm takes for this pledge."""
    unmanned: tuple[Unit, ...] = ()
    """Notional units of which the nation's pool has no persons for a single one."""
    pledged: int = 0
    """Persons pledged; more than ``persons`` where the units that are named are fewer."""


def supply_of(
    case: Case, standing: Mapping[str, int], months: int, stretched: bool = False
) -> tuple[tuple[Supply, ...], Mapping[str, Terms]]:
    """The units of every pledge that stands, and the terms of every nation that sends any.

    A pledge's strength is persons away at any one time, so it takes others to relieve them. A notional unit of full
    strength is therefore a *relay*: as many units as its nation's cycle has tours, rounded up, no more than go one
    after the other while the pledge lasts, of which one is away at a time. The pool of its land forces, less the units
    that are named, limits the persons of all relays of a nation; where it is too small for all of them, each pledge has
    the same share of what it would take, and fills its relays one after the other; what is left fills no relay and goes
    as single units. ``stretched`` takes the shorter dwell.
    """
    pledges = [case.pledge_by_id[name] for name, persons in standing.items() if persons > 0]
    terms = {pledge.nation: terms_of(case.nations[pledge.nation]) for pledge in pledges}
    shares = {code: _share(case, code, standing, pledges, here, months, stretched) for code, here in terms.items()}
    found = []
    for pledge in pledges:
        here, persons = terms[pledge.nation], standing[pledge.id]
        window = window_of(pledge, months)
        whole = _sets(here, window, stretched)
        share = shares[pledge.nation] if draws_on_land(case, pledge.capability) else Fraction(1)
        behind = int(persons * whole * share)
        if pledge.units:
            named = tuple(_named(pledge, here, window, stretched))
            found.append(Supply(pledge, min(persons, sum(unit.strength for unit in named)), named, pledged=persons))
        else:
            units = tuple(_relays(case, pledge, here, persons, whole, behind, window, stretched))
            manned, unmanned = (tuple(unit for unit in units if (unit.sets > 0) == some) for some in (True, False))
            found.append(Supply(pledge, persons, manned, share < 1, unmanned, persons))
    return tuple(found), terms


def draws_on_land(case: Case, capability: str) -> bool:
    """Whether units of a capability take from their nation's land forces."""
    return case.capability(capability).domain == "land"


def turn_of(terms: Terms, stretched: bool) -> tuple[int, int, float]:
    """The tour, the cycle and the handover by a nation's norm, months; dwell is rounded up to whole months."""
    rule = terms.stretched if stretched else terms.norm
    tour = int(rule.tour)
    return tour, ceil(rule.cycle), float(rule.overlap)


def _sets(terms: Terms, window: tuple[int, int], stretched: bool) -> int:
    tour, cycle, _ = turn_of(terms, stretched)
    return max(1, min(ceil(cycle / tour), (window[1] - window[0]) // tour))


def _share(
    case: Case, code: str, standing: Mapping[str, int], pledges: Sequence[Pledge], terms: Terms, months: int,
    stretched: bool,
) -> Fraction:  # fmt: skip
    """The share of the sets it would take that a nation's pool has persons for beside the units that are named."""
    if terms.pool is None:
        return Fraction(1)
    own = [p for p in pledges if p.nation == code]
    named = [(unit.capability or p.capability, unit.strength) for p in own for unit in p.units]
    notional = [p for p in own if not p.units and draws_on_land(case, p.capability)]
    wanted = sum(standing[p.id] * _sets(terms, window_of(p, months), stretched) for p in notional)
    pool = terms.pool.active + terms.pool.mobilised
    free = pool - sum(strength for capability, strength in named if draws_on_land(case, capability))
    return min(Fraction(1), max(Fraction(0), Fraction(free) / wanted)) if wanted else Fraction(1)


def window_of(pledge: Pledge, months: int) -> tuple[int, int]:
    """The months in which a pledge can have anyone away: after notice to move, for as long as it is offered."""
    first = ceil((pledge.notice_days or 0) / DAYS)
    return first, months if pledge.for_months is None else min(months, first + pledge.for_months)


def _named(pledge: Pledge, terms: Terms, window: tuple[int, int], stretched: bool) -> Iterator[Unit]:
    tour, cycle, handover = turn_of(terms, stretched)
    for unit in pledge.units:
        yield Unit(
            name=unit.id,
            pledge=pledge.id,
            nation=pledge.nation,
            capability=unit.capability or pledge.capability,
            strength=unit.strength,
            notional=False,
            tour=tour,
            cycle=cycle,
            handover=handover,
            sets=1,
            first=max(window[0], unit.from_month or 0),
            last=min(window[1], unit.to_month if unit.to_month is not None else window[1]),
        )


def _relays(
    case: Case,
    pledge: Pledge,
    terms: Terms,
    persons: int,
    whole: int,
    behind: int,
    window: tuple[int, int],
    stretched: bool,
) -> Iterator[Unit]:
    """Relays of the capability's unit size and one of what is left over; ``behind`` are the persons of all of them.

    One that there is nobody for comes with no sets.
    """
    tour, cycle, handover = turn_of(terms, stretched)
    size = min(persons, case.capability(pledge.capability).unit_size or UNIT_SIZE)
    one = Unit("", pledge.id, pledge.nation, pledge.capability, size, True, tour, cycle, handover, 1, *window)
    for number, strength in enumerate([size] * (persons // size) + [persons % size] * (persons % size > 0), 1):
        sets = min(whole, behind // strength)
        behind -= sets * strength
        name = f"{pledge.id}-{number}"
        if sets in (0, whole):
            yield replace(one, name=name, strength=strength, sets=sets, cycle=tour)
        else:
            yield from (replace(one, name=f"{name}-{turn}", strength=strength) for turn in range(1, sets + 1))
