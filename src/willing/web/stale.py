"""What was changed while somebody was writing, beside what they wrote, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from willing.case.names import names_of
from willing.conference.errors import Stale
from willing.conference.record import plain_entry
from willing.conference.room import Room
from willing.web.pledge_form import SHOWN, worded
from willing.web.visit import Visit


@dataclass(frozen=True)
class Row:
    """One field in words, as it was, as it is now and as one wants it."""

    field: str
    before: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class Overtaken:
    """That something was changed meanwhile: by whom, when, and what."""

    by: str
    at: datetime | None
    version: int | None
    """The version of the conference that it made; ``None`` for a draft, which makes none."""
    rows: tuple[Row, ...]


def rows(room: Room, before: Mapping[str, Any], theirs: Mapping[str, Any], yours: Mapping[str, Any]) -> tuple[Row, ...]:
    """The fields of a pledge in which the three are not the same."""
    names, case = names_of(room.released), room.released

    def called(kind: str, name: str) -> str:
        if kind == "capability":
            return names.capability(name)
        area = case.areas.get(name) if kind == "area" else None
        return area.name if area is not None and area.name else name.replace("_", " ")

    found = (
        Row(title, *(worded(key, entry.get(key), called) for entry in (before, theirs, yours)))
        for key, title in SHOWN.items()
    )
    return tuple(row for row in found if not row.before == row.theirs == row.yours)


def before(visit: Visit, error: Stale) -> Mapping[str, Any]:
    """What was there when the form was made."""
    if error.subject.startswith("pledge:"):
        case = visit.site.conference.record(error.seen).case
        found = case.pledge_by_id.get(error.subject.removeprefix("pledge:")) if case else None
        return plain_entry(found) if found else {}
    was = {**error.now, **{difference.field: difference.before for difference in error.differences}}
    return {key: value for key, value in was.items() if value is not None}


def overtaken(visit: Visit, error: Stale, chain: str, rows: tuple[Row, ...]) -> Overtaken:
    """Who changed it, with what it is now."""
    entries = visit.site.conference.entries([chain])
    entry = next((entry for entry in entries if entry.number == error.version), None)
    version = error.version if error.subject.startswith("pledge:") else None
    return Overtaken(entry.who if entry else "somebody", entry.at if entry else None, version, rows)
