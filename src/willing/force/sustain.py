"""How large a force a pool of people can keep up, and for how long it can keep up a larger one.

A *tour* lasts ``tour`` months, its first ``overlap`` months spent taking over from the tour before. A person who comes
home stays there for ``dwell_ratio`` months for each month of the tour, so that the *cycle* from the beginning of a tour
to the earliest beginning of the next is ``tour * (1 + dwell_ratio)``. In a cycle a person relieves others for
``tour - overlap`` months, so a pool of Q persons who take turns keeps up

    Q * (tour - overlap) / (tour * (1 + dwell_ratio))

at any one time and for ever: the static rule of the US Army's Center for Army Analysis, (BOG - overlap) / cycle, where
BOG, "boots on the ground", is the tour. Mobilised reserves add 95 days to BOG, as that rule has it. Components are
summed first and rounded last, down. A month is 365 / 12 days.

**When a larger force runs out.** To keep S persons away, a tour of S fresh persons begins in the months 0, r, 2r, ...
where r = tour - overlap. Nobody who went is rested before month C, the end of the first cycle, so that each tour that
begins before it takes S new persons. A pool of Q has floor(Q / S) such tours; the next one, due in month
floor(Q / S) * r, finds too few rested persons. If S is above the level Q * r / C, then

    floor(Q / S) * r <= Q * r / S < C

and the pool does run out, before anybody is rested. At or below the level, persons who take turns keep it up for ever:
one of them goes every r / S months, and is asked again after all Q of them, in Q * r / S >= C months. (At the beginning
S go at once; they come home one by one, and rest for less as they were away for less.)

**Pledges for a time** end, so that S falls in steps, S(t). The tour that begins in month t takes S(t) persons, who rest
for the whole dwell even if they came home early. The pool runs out if and only if the tours that begin before month C
take more than Q persons, the last of them counted by the part of r that is left until C, when the first are rested;
for a constant S these are S * C / r, as above. It runs out when the first tour is due that fresh persons cannot fill.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from willing.case.nation import Norm

DAY = Fraction(12, 365)
"""Months in a day."""
MOBILISED = 95 * DAY
"""Months that a mobilised reservist adds to a tour, by the Center for Army Analysis' static rule."""


@dataclass(frozen=True)
class Rotation:
    """A rule for rotation, in months; the tour is longer than the overlap."""

    tour: Fraction
    dwell_ratio: Fraction
    """Months at home for each month of a tour."""
    overlap: Fraction = Fraction(0)

    @property
    def cycle(self) -> Fraction:
        """Months from the beginning of a tour to the earliest beginning of the next."""
        return self.tour * (1 + self.dwell_ratio)

    @property
    def relief(self) -> Fraction:
        """Months from the beginning of a tour to the beginning of the one that relieves it."""
        return self.tour - self.overlap

    @property
    def share(self) -> Fraction:
        """How much of a pool can be away for ever."""
        return self.relief / self.cycle

    @property
    def share_mobilised(self) -> Fraction:
        """The same for mobilised reserves; never more than all of them."""
        return min(Fraction(1), (self.relief + MOBILISED) / self.cycle)


def rotation(tour_months: int, dwell_ratio: float, overlap_days: int = 0) -> Rotation:
    """A rule from numbers as they are written, which are taken exactly."""
    return Rotation(Fraction(tour_months), Fraction(str(dwell_ratio)), overlap_days * DAY)


def rotation_of(norm: Norm, dwell_ratio: float | None = None) -> Rotation:
    """A nation's norm, or the norm with another dwell."""
    return rotation(norm.tour_months, norm.dwell_ratio if dwell_ratio is None else dwell_ratio, norm.overlap_days)


@dataclass(frozen=True)
class Pool:
    """Persons who take turns, not rounded."""

    active: Fraction
    mobilised: Fraction = Fraction(0)

    @property
    def persons(self) -> int:
        """All of them, rounded down."""
        return floor(self.active + self.mobilised)


@dataclass(frozen=True)
class Demand:
    """Persons wanted away at any one time from month 0 on."""

    strength: int
    months: int | None = None
    """For how long; ``None`` for ever."""


def level(pool: Pool, rule: Rotation) -> Fraction:
    """Persons that a pool keeps away at any one time for ever, not rounded."""
    return pool.active * rule.share + pool.mobilised * rule.share_mobilised


def exhausted(pool: Pool, demands: Iterable[Demand], rule: Rotation) -> int | None:
    """The month, from 0, in which the pool has too few rested persons for the tour that is due; ``None`` for never.

    The derivation is at the head of this module. A mobilised reservist counts as many others as the static rule says.
    """
    wanted = tuple(demands)
    first = sum(demand.strength for demand in wanted)
    if first > pool.active + pool.mobilised:
        return 0
    supply = level(pool, rule) / rule.share
    begun = tuple(_begun(wanted, rule))
    spared = (tours(rule.cycle, rule) - rule.cycle / rule.relief) * _wanted(wanted, rule.relief * begun[-1][0])
    if sum(count * strength for _, count, strength in begun) - spared <= supply:
        return None
    return next(_runs_out(supply, begun, rule))


def _wanted(demands: Iterable[Demand], month: Fraction) -> int:
    """Persons wanted away in a month."""
    return sum(demand.strength for demand in demands if demand.months is None or demand.months > month)


def _begun(demands: tuple[Demand, ...], rule: Rotation) -> Iterator[tuple[int, int, int]]:
    """Tours that begin within the first cycle: the number of the first, how many alike, and the persons of each."""
    first = 0
    for end in sorted({rule.cycle, *(Fraction(d.months) for d in demands if d.months and d.months < rule.cycle)}):
        count = tours(end, rule) - first
        if count:
            yield first, count, _wanted(demands, rule.relief * first)
        first += count


def _runs_out(supply: Fraction, begun: Iterable[tuple[int, int, int]], rule: Rotation) -> Iterator[int]:
    """The month of the first tour that the fresh persons cannot fill."""
    for first, count, strength in begun:
        fits = floor(supply / strength) if strength else count
        if fits < count:
            yield floor((first + fits) * rule.relief)
        supply -= strength * count


def tours(months: int | Fraction, rule: Rotation) -> int:
    """Tours that begin within so many months, one relieving the other."""
    return ceil(months / rule.relief)


def used(strength: int, months: int, rule: Rotation) -> int:
    """Persons that a force uses up in so many months: each tour takes others, until the first are rested."""
    return strength * min(tours(months, rule), ceil(rule.cycle / rule.relief))


def needed(strength: int, rule: Rotation) -> int:
    """Persons that must take turns to keep up a strength for ever, rounded up."""
    return ceil(strength / rule.share)


@dataclass(frozen=True)
class Kept:
    """What a pool keeps up, held against what is wanted of it."""

    norm: Fraction
    """Persons at any one time for ever, by the norm; not rounded."""
    stretched: Fraction
    """The same with the shorter dwell."""
    broken_month: int | None
    """The month in which a tour is due that the norm allows too few to begin."""
    exhausted_month: int | None
    """The same with the shorter dwell."""
    hollow: int
    """Persons wanted above the norm's level, where the norm does not last as long as they are wanted."""
    hollow_stretched: int


def kept(pool: Pool, demands: Iterable[Demand], norm: Rotation, stretched: Rotation) -> Kept:
    """What a pool keeps up by its norm and stretched, and how much of what is wanted is above that."""
    wanted = tuple(demands)
    total = sum(demand.strength for demand in wanted)
    levels = level(pool, norm), level(pool, stretched)
    months = exhausted(pool, wanted, norm), exhausted(pool, wanted, stretched)
    above = [0 if month is None else total - floor(most) for month, most in zip(months, levels, strict=True)]
    return Kept(*levels, *months, *above)
