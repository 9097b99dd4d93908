"""The log: who did what, when, and what it did to the force, as far as the reader may read it."""

from __future__ import annotations

from collections.abc import Sequence

from willing.case.names import names_of
from willing.conference import events as e
from willing.conference.actor import EVERYONE, PEOPLE
from willing.conference.history import line_of, said
from willing.ledger.entry import Entry
from willing.web import story
from willing.web.visit import Answered, Page, Route, Visit

MOST = 25
"""Lines on one page."""
KINDS: tuple[tuple[str, str], ...] = (
    ("pledge", "Pledges"),
    ("signing", "Signings"),
    ("headquarters", "What headquarters states"),
    ("draft", "Your nation's drafts"),
    ("talk", "Between headquarters and a nation"),
    ("people", "Accounts"),
)
"""The kinds of lines that can be asked for."""


def log(visit: Visit) -> Answered:
    """The page."""
    room, conference = visit.room, visit.site.conference
    readable = [e for e in conference.entries(conference.chains(visit.actor)) if story.until(room, e)]
    found = chosen(visit, readable)
    shown = found[:MOST]
    there = {chain_kind(entry) for entry in readable}
    common = [entry for entry in readable if entry.chain == EVERYONE]
    context = {
        "lines": tuple(story.told(line_of(conference, visit.actor, entry), visit.actor) for entry in shown),
        "names": names_of(room.released) if room.opened else None,
        "nations": tuple(room.released.nations) if room.opened else (),
        "kinds": tuple((key, text) for key, text in KINDS if key in there),
        "asked": {name: visit.asked.text(name) for name in ("nation", "kind", "text")},
        "before": visit.asked.text("before"),
        "older": visit.here(before=mark(shown[-1])) if len(found) > MOST else None,
        "newest": visit.here(before=None) if visit.asked.has("before") else None,
        "head": common[-1] if common else None,
    }
    return Page("log.html", context)


def chosen(visit: Visit, readable: Sequence[Entry]) -> list[Entry]:
    """The entries that are asked for, newest first, from where the page before this one ended."""
    conference, asked = visit.site.conference, visit.asked
    nation, kind, text = (asked.text(name) for name in ("nation", "kind", "text"))
    found = list(reversed(readable))
    marks = [mark(entry) for entry in found]
    if asked.text("before") in marks:
        found = found[marks.index(asked.text("before")) + 1 :]
    if kind:
        found = [entry for entry in found if chain_kind(entry) == kind]
    if nation:
        found = [entry for entry in found if story.about(conference, entry, nation)]
    if text:
        wanted = text.casefold()
        found = [entry for entry in found if wanted in f"{said(conference, entry)[0]} {entry.who}".casefold()]
    return found


def mark(entry: Entry) -> str:
    """What tells an entry from all others that its reader may read, and nothing of those between."""
    return f"{entry.chain}.{entry.number}"


def chain_kind(entry: Entry) -> str:
    """Which of :data:`KINDS` an entry is."""
    if entry.chain == PEOPLE:
        return "people"
    if entry.kind in (e.Commented.kind, e.Asked.kind, e.Answered.kind):
        return "talk"
    lead = entry.kind.partition(".")[0]
    return lead if lead in ("pledge", "signing", "draft") else "headquarters"


ROUTES = (Route("GET", "/log", "log.see", log, "log"),)
