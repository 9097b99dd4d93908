"""The list of pledges: what the address asks for, in the order it asks for, also as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from willing.case.as_of import in_force
from willing.case.names import names_of
from willing.case.pledge import Pledge
from willing.charts.words import label
from willing.conditions.english import english
from willing.conference.room import Room
from willing.questions.assess import Assessment, assess
from willing.standing.verdict import STATUSES
from willing.web import pledge_form
from willing.web.visit import Fields, Visit

APART = "apart"
"""What stands for the verdict of a pledge that takes no part."""


@dataclass(frozen=True)
class Listed:
    """One row of the list."""

    pledge: Pledge
    nation: str
    """The nation's name."""
    capability: str
    status: str
    """The verdict, or :data:`APART`."""
    persons: int | None
    condition: str
    """In English; empty for none."""
    marks: tuple[str, ...]


def _assessed(visit: Visit) -> Assessment:
    room = visit.room
    found: Assessment = visit.site.conference.answered(room, "assess", lambda: assess(room.case, as_of=room.day))
    return found


def listed(visit: Visit) -> list[Listed]:
    """Every pledge in force that the arguments of the address ask for, in the order they ask for."""
    room, asked = visit.room, visit.asked
    rows = [_listed(visit, pledge, _statuses(visit)) for pledge in room.case.pledges if in_force(pledge, room.day)]
    kept = [row for row in rows if _wanted(row, asked)]
    kept.sort(key=SORTS.get(asked.text("sort"), SORTS["verdict"]), reverse=asked.text("down") == "1")
    return kept


def _statuses(visit: Visit) -> Mapping[str, str]:
    return {verdict.id: verdict.status for verdict in _assessed(visit).pledges}


def _listed(visit: Visit, pledge: Pledge, statuses: Mapping[str, str]) -> Listed:
    room = visit.room
    names = names_of(room.case)
    return Listed(
        pledge,
        label(names.nation(pledge.nation)),
        names.capability(pledge.capability),
        statuses.get(pledge.id, APART),
        pledge.likely,
        english(pledge.condition, names) if pledge.if_ else "",
        marks_of(room, pledge),
    )


def marks_of(room: Room, pledge: Pledge) -> tuple[str, ...]:
    """The labels of a pledge, as far as the actor may know."""
    found = []
    if pledge.id in room.case.signed:
        found.append("signed")
    if any(p.state == "open" and pledge.id in p.pledges for p in room.record.procedures.values()):
        found.append("signing")
    if room.drafts and pledge.id in room.drafts.by_id and not room.past:
        found.append("draft")
    return tuple(found)


def _wanted(row: Listed, asked: Fields) -> bool:
    has = {
        "nation": row.pledge.nation,
        "verdict": row.status,
        "stage": row.pledge.stage,
        "capability": row.pledge.capability,
    }
    return all(asked.text(key) in ("", value) for key, value in has.items())


def _rank(row: Listed) -> int:
    return (*STATUSES, APART).index(row.status)


SORTS: Mapping[str, Callable[[Listed], Any]] = {
    "verdict": lambda row: (_rank(row), -(row.persons or 0), row.nation, row.pledge.id),
    "nation": lambda row: (row.nation, _rank(row), row.pledge.id),
    "persons": lambda row: (row.persons is not None, row.persons or 0, row.nation),
    "stage": lambda row: (list(pledge_form.STAGES).index(row.pledge.stage), row.nation),
    "capability": lambda row: (row.capability, row.nation),
}
"""The orders that the list can be put in."""


COLUMNS = (
    "pledge", "nation", "capability", "strength", "low", "high", "stage", "verdict", "condition",
    "condition_in_english", "notice_days", "for_months", "from", "until",
)  # fmt: skip


def written(visit: Visit) -> bytes:
    """The list as a file."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in listed(visit):
        pledge = row.pledge
        low, high = pledge.span or ("", "")
        cells = (
            pledge.id, pledge.nation, pledge.capability, "unknown" if row.persons is None else row.persons, low, high,
            pledge.stage, row.status, pledge.if_, row.condition, pledge.notice_days, pledge.for_months, pledge.from_,
            pledge.until,
        )  # fmt: skip
        writer.writerow([_cell(cell) for cell in cells])
    return file.getvalue().encode()


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
