"""The nations: what each offers and what stands of it; and one nation with all that is known of its pledges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from willing.case.check import is_stale, last_heard
from willing.case.names import names_of
from willing.charts.ties import Tie, Web, web
from willing.conference.errors import NotThere
from willing.conference.history import lines_of
from willing.conference.room import Room
from willing.questions.assess import Assessment
from willing.questions.sustain import Sustained, sustain
from willing.questions.verdicts import Verdict
from willing.questions.why import Explanation, why
from willing.report.page import CREDIBILITY, RELIABILITY
from willing.standing.verdict import STATUSES
from willing.web import story
from willing.web.visit import Answered, Page, Route, Visit

MOST_LINES = 12
"""Lines of the record about a nation that its page shows."""


@dataclass(frozen=True)
class Row:
    """A nation in the table."""

    code: str
    name: str
    pledges: int
    """Pledges that take part."""
    strength: Mapping[str, int]
    """Persons by verdict."""
    unknown: int
    """Pledges of unknown strength among them."""
    signed: int
    """Pledges that were signed."""
    heard: date | None
    """When any of them was last heard of."""
    stale: int

    @property
    def offered(self) -> int:
        """Persons, whatever their verdict."""
        return sum(self.strength.values())


def nations(visit: Visit) -> Answered:
    """All nations, those that offer most first."""
    room = visit.room
    answer = story.assessed(visit)
    found = sorted(rows(room, answer), key=lambda row: (-row.strength["firm"], -row.offered, row.name))
    context = {
        "answer": answer,
        "rows": tuple(row for row in found if row.pledges),
        "others": tuple(row for row in sorted(found, key=lambda row: row.name) if not row.pledges),
        "to": story.keeping(visit),
        "most": max((row.offered for row in found), default=0),
    }
    return Page("nations.html", context)


def rows(room: Room, answer: Assessment) -> Iterator[Row]:
    """Every nation with what its pledges come to."""
    names = names_of(room.case)
    for code in room.case.nations:
        mine = [verdict for verdict in answer.pledges if verdict.nation == code]
        own = [room.case.pledge_by_id[verdict.id] for verdict in mine]
        heard = (last_heard(room.case, pledge, room.day) for pledge in own)
        yield Row(
            code,
            names.nation(code),
            len(mine),
            _strength(mine),
            sum(verdict.strength is None for verdict in mine),
            sum(verdict.signed for verdict in mine),
            max((day for day in heard if day is not None), default=None),
            sum(is_stale(room.case, pledge, room.day) for pledge in own),
        )


def _strength(found: list[Verdict]) -> dict[str, int]:
    return {status: sum(verdict.parts[status] for verdict in found) for status in STATUSES}


def nation(visit: Visit) -> Answered:
    """One nation."""
    room, code = visit.room, visit.parameters["code"]
    if code not in room.case.nations:
        raise NotThere(f"there is no nation {code[:40]!r}")
    answer = story.assessed(visit)
    conference = visit.site.conference
    explained: Explanation = conference.answered(
        room, "why", lambda: why(room.case, code, as_of=room.day), subject=code
    )
    tied = web(answer, room.case)
    context: dict[str, Any] = {
        "code": code,
        "names": names_of(room.case),
        "entry": room.case.nations[code],
        "row": next(row for row in rows(room, answer) if row.code == code),
        "why": explained,
        "verdicts": {verdict.id: verdict for verdict in answer.pledges},
        "marks": {pledge.pledge: tuple(marks(room, pledge.pledge)) for pledge in explained.pledges},
        "waits_for": tuple(ties(tied, code, "source")),
        "waited_by": tuple(ties(tied, code, "target")),
        "kept": kept(visit, code),
        "lines": history(visit, code),
        "to": story.keeping(visit),
        "own": room.may("pledge.write", code) and not room.past,
        "target": answer.target,
        "RELIABILITY": RELIABILITY,
        "CREDIBILITY": CREDIBILITY,
    }
    return Page("nation.html", context)


def marks(room: Room, pledge: str) -> Iterator[str | tuple[str, str]]:
    """The labels of a pledge."""
    drafts = room.drafts.by_id if room.drafts and not room.past else {}
    if pledge in drafts:
        yield ("draft", "a draft of yours counts here" if room.ours else "you have a draft of it")
    if pledge in room.case.signed:
        yield "signed"
    procedures = room.record.procedures.values()
    if any(found.state == "open" and pledge in found.pledges for found in procedures):
        yield "signing"
    if is_stale(room.case, room.case.pledge_by_id[pledge], room.day):
        yield "stale"


@dataclass(frozen=True)
class Tied:
    """A tie as the page of one of its ends shows it."""

    tie: Tie
    name: str
    """The other end."""
    nation: str | None
    """Its code, unless it is a sum."""


def ties(tied: Web, code: str, end: str) -> Iterator[Tied]:
    """The ties that begin or end at a nation, those not fulfilled first."""
    mine = [tie for tie in tied.ties if getattr(tie, end) == code]
    for tie in sorted(mine, key=lambda tie: tie.fulfilled):
        other = tied.nodes[tie.target if end == "source" else tie.source]
        yield Tied(tie, other.name, other.key if other.nation else None)


def kept(visit: Visit, code: str) -> Sustained | None:
    """What a nation can keep up, where anything is known of its forces."""
    room = visit.room
    found = visit.site.conference.answered(room, "sustain", lambda: sustain(room.case, as_of=room.day))
    return next((row for row in found.sustain if row.nation == code), None)


def history(visit: Visit, code: str) -> tuple[story.Told, ...]:
    """The latest lines of the record about a nation."""
    room, conference = visit.room, visit.site.conference
    if not room.may("log.see"):
        return ()
    lines = lines_of(
        conference,
        visit.actor,
        MOST_LINES,
        only=lambda entry: story.until(room, entry) and story.about(conference, entry, code),
    )
    return tuple(story.told(line, visit.actor) for line in lines)


ROUTES = (
    Route("GET", "/nations", "picture.see", nations, "nations"),
    Route("GET", "/nations/{code}", "picture.see", nation, "nations"),
)
