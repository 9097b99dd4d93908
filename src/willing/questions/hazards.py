"""What may go wrong with a plan of a case, each with a chance that is an assumption until somebody says better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from willing.errors import AskError
from willing.force.pose import Posed
from willing.force.simulate.events import Event, Flips, NotReady, Surge, Withdraws
from willing.questions.ask import Scene, closest, scene

Sort = Literal["not ready", "withdraws", "flips", "surge"]
NOT_READY = "not-ready"
SURGE = "surge-"
"""What the name of a surge begins with; its area follows."""


@dataclass(frozen=True)
class Chances:
    """What is assumed of everything that is not named by itself; probabilities from 0 to 1."""

    not_ready: float = 0.1
    """That a unit called up for a tour is not ready for it."""
    delay: int = 1
    """Months until it is."""
    withdraws: float = 0.05
    """That a nation withdraws in the time of the plan."""
    flips: float = 0.05
    """That a factor on which pledges hang turns out the other way in the time of the plan."""
    surge: float = 0.01
    """That a surge begins in an area in a month."""
    factor: float = 1.5
    """What a surge multiplies the persons required by."""
    lasts: int = 3
    """Months that a surge lasts."""


@dataclass(frozen=True)
class Hazard:
    """Something that may go wrong."""

    event: Event
    sort: Sort
    title: str
    """As a clause: ``France withdraws``."""
    per: str
    """What its chance is for: ``call-up``, ``plan`` or ``month``."""
    assumed: bool
    """Whether its chance is the assumption made of all of its sort."""


def hazards(here: Scene, posed: Posed, force: str, chances: Chances) -> tuple[Hazard, ...]:
    """Everything that may go wrong, but what touches no unit and no post of the plan."""
    return (
        _readiness(chances),
        *_withdrawals(here, posed, chances),
        *_flips(here, posed, force, chances),
        *_surges(here, posed, chances),
    )


def with_chances(found: tuple[Hazard, ...], given: Mapping[str, float]) -> tuple[Hazard, ...]:
    """The same with some chances of their own; raises :class:`~willing.errors.AskError` for an unknown name."""
    names = [hazard.event.name for hazard in found]
    for name in given:
        if name not in names:
            raise AskError(f"nothing called {name!r} can go wrong here: {closest(name, names, 'nothing can')}")
    return tuple(_changed(hazard, given) for hazard in found)


def _changed(hazard: Hazard, given: Mapping[str, float]) -> Hazard:
    name = hazard.event.name
    if name not in given:
        return hazard
    event = hazard.event
    return Hazard(
        type(event)(**{**vars(event), "chance": given[name]}), hazard.sort, hazard.title, hazard.per, assumed=False
    )


def _readiness(chances: Chances) -> Hazard:
    event = NotReady(NOT_READY, chances.not_ready, chances.delay)
    return Hazard(event, "not ready", "units are not ready when they are called up", "call-up", assumed=True)


def _withdrawals(here: Scene, posed: Posed, chances: Chances) -> Iterator[Hazard]:
    sent: dict[str, list[str]] = {}
    for name in posed.problem.kind_of:
        sent.setdefault(posed.units[name].nation, []).append(name)
    for code, units in sorted(sent.items()):
        event = Withdraws(code, tuple(units), chances.withdraws, whole=True)
        yield Hazard(event, "withdraws", f"{here.names.nation(code)} withdraws", "plan", assumed=True)


def _flips(here: Scene, posed: Posed, force: str, chances: Chances) -> Iterator[Hazard]:
    """Every decided factor the other way, with the units of the pledges that then do not stand any more."""
    if force == "offered":
        return
    for name, value in here.setting.factors.items():
        if value is None:
            continue
        other = scene(here.case, here.day, {**here.assume, name: not value}, here.stage, here.reading).resolved
        left = other.certain if force == "firm" else other.joint
        units = tuple(unit for unit in posed.problem.kind_of if posed.units[unit].pledge not in left)
        if units:
            title = f"it is {'no longer' if value else 'suddenly'} so that {here.names.factor(name)}"
            event = Flips(name, units, chances.flips, whole=True)
            yield Hazard(event, "flips", title, "plan", assumed=True)


def _surges(here: Scene, posed: Posed, chances: Chances) -> Iterator[Hazard]:
    areas: dict[str, list[str]] = {}
    for post in posed.problem.posts:
        if any(post.required):
            areas.setdefault(post.area, []).append(post.name)
    for area, posts in areas.items():
        event = Surge(f"{SURGE}{area}", tuple(posts), chances.factor, chances.surge, chances.lasts)
        known = here.case.areas.get(area)
        name = (known.name if known else None) or area
        yield Hazard(event, "surge", f"demand in {name} surges", "month", assumed=True)
