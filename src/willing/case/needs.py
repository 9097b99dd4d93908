"""Whether a course of action asks for what its own capabilities need: no battalion without a hospital within reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import asin, ceil, cos, radians, sin, sqrt

from willing.case.derive import Sized, persons_in, posts_of
from willing.case.model import Case
from willing.case.requirement import Need

EARTH = 6371.0
"""Mean radius, kilometres."""


@dataclass(frozen=True)
class Needed:
    """What the posts of one capability in one area need of another, in the month in which most of it is missing."""

    area: str
    capability: str
    needs: str
    """The capability that must be within reach."""
    share: float
    """Persons of it for each person who serves."""
    within_km: float
    """How far away it may be, kilometres; 0 is the same area."""
    persons: int
    """Persons who serve in the area."""
    asked: int
    """Persons who must be within reach, rounded up."""
    found: int
    """Persons at posts within reach that the course itself asks for."""
    met: bool
    month: int
    """The month, counted from D-day."""


def needs_of(case: Case, key: str) -> tuple[Needed, ...]:
    """Every need of the capabilities that a course of action asks for, area by area in the order of its posts.

    Each area is looked at by itself: one hospital may be within reach of several, and then serves each of them. What
    might stand in for a capability is not counted: a statement of requirements should ask for what it needs.
    """
    posts = posts_of(case, key)
    where = dict.fromkeys((sized.post.area, sized.post.capability) for sized in posts)
    return tuple(
        _worst(case, posts, area, capability, other, need)
        for area, capability in where
        for other, need in case.capability(capability).needs.items()
    )


def within(case: Case, area: str, km: float) -> frozenset[str]:
    """The areas within reach of an area, itself among them; of one without a point nothing else is known to be."""
    return frozenset({area, *(other for other in case.areas if 0 <= _apart(case, area, other) <= km and km > 0)})


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great-circle distance between two points given as latitude and longitude in degrees (haversine formula)."""
    (lat, lon), (lat_, lon_) = ((radians(degrees) for degrees in point) for point in (one, other))
    chord = sin((lat_ - lat) / 2) ** 2 + cos(lat) * cos(lat_) * sin((lon_ - lon) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(chord)))


def _apart(case: Case, area: str, other: str) -> float:
    """Kilometres between two areas, -1 where one of them has no point."""
    here, there = case.areas[area].at, case.areas[other].at
    return kilometres(here, there) if here is not None and there is not None else -1


def _worst(case: Case, posts: Sequence[Sized], area: str, capability: str, other: str, need: Need) -> Needed:
    """The month of a need in which most is missing, the first of several."""
    near = within(case, area, need.within_km)
    serving = [sized for sized in posts if sized.post.area == area and sized.post.capability == capability]
    providing = [sized for sized in posts if sized.post.area in near and sized.post.capability == other]
    share = Fraction(str(need.share))

    def missing(month: int) -> Fraction:
        return share * persons_in(serving, month) - persons_in(providing, month)

    month = max(_months(serving, providing), key=missing)
    persons, found = persons_in(serving, month), persons_in(providing, month)
    asked = ceil(share * persons)
    return Needed(
        area=area,
        capability=capability,
        needs=other,
        share=need.share,
        within_km=need.within_km,
        persons=persons,
        asked=asked,
        found=found,
        met=found >= asked,
        month=month,
    )


def _months(serving: Iterable[Sized], providing: Iterable[Sized]) -> Iterator[int]:
    """The months while somebody serves in which anything changes, in order."""
    served = [sized.post.months for sized in serving]
    changes = {first for first, _ in served} | {month for sized in providing for month in sized.post.months}
    return iter(sorted(month for month in changes if any(first <= month < last for first, last in served)))
