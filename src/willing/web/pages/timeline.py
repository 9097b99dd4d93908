"""The versions of the conference, what each did to the force, and what changed between any two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from willing.case.names import names_of
from willing.conference.actor import EVERYONE
from willing.conference.difference import alterations
from willing.conference.effect import Effect, effect_of, standing_of
from willing.conference.errors import NotThere
from willing.conference.history import Line, lines_of
from willing.conference.room import Room
from willing.errors import AskError
from willing.web import story
from willing.web.pledge_form import SHOWN
from willing.web.templating import day
from willing.web.visit import Answered, Page, Route, Visit

MOST = 25
"""Versions on one page."""
MOST_ALTERED = 200
"""Entries that a comparison shows; the rest are counted."""


def timeline(visit: Visit) -> Answered:
    """The versions, newest first."""
    room, conference = visit.room, visit.site.conference
    room.released  # a conference that is not open has no versions  # noqa: B018
    before = visit.asked.whole("before") or room.version + 1
    last = min(before - 1, room.version)
    lines = lines_of(conference, visit.actor, MOST, only=lambda entry: entry.chain == EVERYONE and entry.number <= last)
    first = lines[-1].number if lines else 0
    context = {
        "lines": tuple(story.told(line, visit.actor) for line in lines),
        "bars": tuple(reversed(lines)),
        "names": names_of(room.case),
        "target": target_of(room),
        "picture": story.shown(visit, "timeline"),
        "older": visit.here(before=str(first)) if first > 1 else None,
        "newer": _newer(visit, last, room.version),
        "shown": (first, last),
        "top": highest(lines, target_of(room)),
    }
    return Page("timeline.html", context)


def _newer(visit: Visit, last: int, version: int) -> str | None:
    if last >= version:
        return None
    before = last + MOST + 1
    return visit.here(before=str(before) if before <= version else None)


def target_of(room: Room) -> int | None:
    """Persons wanted."""
    target = room.case.head.target
    return target.strength if target is not None else None


def highest(lines: Sequence[Line], target: int | None) -> int:
    """What the picture of versions has to have room for."""
    strengths = [line.effect.after.together for line in lines if line.effect]
    most = max(strengths, default=0)
    return max(most, target if target is not None and target <= 3 * most else 0, 1)


@dataclass(frozen=True)
class Side:
    """One of two versions."""

    version: int
    at: object
    """When it was written."""


def compare(visit: Visit) -> Answered:
    """What changed between two versions."""
    conference, latest = visit.site.conference, visit.room.version
    visit.room.released  # as above  # noqa: B018
    chosen = [visit.asked.whole("from"), visit.asked.whole("to")]
    first, second = chosen[0] or max(1, latest - 1), chosen[1] or latest
    for version in (first, second):
        if not 1 <= version <= latest:
            raise NotThere(f"there is no version {version}: the latest is {latest}")
    before, after = (conference.record(version) for version in (first, second))
    if before.case is None or after.case is None:
        raise AskError("nothing stands in one of these versions: choose others")
    day = max(record.at.date() for record in (before, after) if record.at)
    altered = alterations(before.case, after.case)
    context: dict[str, Any] = {
        "sides": (Side(first, before.at), Side(second, after.at)),
        "altered": altered[:MOST_ALTERED],
        "more": len(altered) - MOST_ALTERED,
        "effect": effect_between(before.case, after.case, day),
        "names": names_of(after.case),
        "day": day,
        "target": target_of(visit.room),
        "written": written,
        "latest": latest,
        "titles": SHOWN,
    }
    return Page("compare.html", context, live=False)


def effect_between(before: Any, after: Any, day: date) -> Effect:
    """What moved between two cases, both judged as of one day, so that only what was entered makes a difference."""
    return effect_of(standing_of(before, day), standing_of(after, day))


def written(value: object) -> str:
    """A value of an entry as text."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case date():
            return day(value)
        case Mapping():
            return "; ".join(f"{key}: {written(item)}" for key, item in value.items())
        case list() | tuple():
            return ", ".join(written(item) for item in value)
    return _day(str(value))


def _day(text: str) -> str:
    """A text, or the day that it is, spelled out."""
    try:
        return day(date.fromisoformat(text)) if len(text) == len("2025-09-04") else text
    except ValueError:
        return text


ROUTES = (
    Route("GET", "/timeline", "picture.see", timeline, "timeline"),
    Route("GET", "/timeline/compare", "picture.see", compare, "timeline"),
)
