"""Who waits for whom: every condition with what of it holds, the groups that must sign together, and the signings."""

from __future__ import annotations

from collections.abc import Sequence

from willing.case.names import names_of
from willing.questions.ask import scene
from willing.questions.waiting import Waiting, waiting
from willing.standing.verdict import STATUSES
from willing.web import story
from willing.web.pages.overview import card, joined, signed_now
from willing.web.visit import Answered, Page, Route, Visit


def waits(visit: Visit) -> Answered:
    """The page."""
    room = visit.room

    def ask() -> tuple[Waiting, ...]:
        return waiting(scene(room.case, room.day, {}, "declared"))

    found: Sequence[Waiting] = visit.site.conference.answered(room, "waiting", ask)
    ordered = sorted(found, key=lambda row: (STATUSES.index(row.status), -row.persons))
    procedures = [card(room, procedure) for procedure in room.record.procedures.values()]
    context = {
        "answer": story.assessed(visit),
        "names": names_of(room.case),
        "waiting": tuple(row for row in ordered if row.others),
        "outside": tuple(row for row in ordered if row.clauses and not row.others),
        "free": tuple(row for row in found if not row.clauses),
        "open": tuple(one for one in procedures if one.procedure.state == "open"),
        "closed": tuple(reversed([one for one in procedures if one.procedure.state != "open"])),
        "picture": story.shown(visit, "waits"),
        "to": story.keeping(visit),
        "signing": joined,
        "signed_now": signed_now(room),
    }
    return Page("waits.html", context)


ROUTES = (Route("GET", "/waits", "picture.see", waits, "waits"),)
