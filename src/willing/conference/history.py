"""The record as a history that a person understands, and what of it concerns whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from willing.case.names import names_of
from willing.case.pledge import Pledge
from willing.conditions.english import Names, persons
from willing.conference import events as e
from willing.conference.actor import EVERYONE, PEOPLE, Actor
from willing.conference.conference import Conference
from willing.conference.effect import Effect
from willing.conference.record import pledge_of
from willing.conference.signing import nations_of
from willing.ledger.entry import Entry
from willing.questions.ask import opened


@dataclass(frozen=True)
class Line:
    """One entry of the record in words."""

    chain: str
    number: int
    at: datetime
    who: str
    """The account, or empty for who may not see accounts."""
    kind: str
    says: str
    """What happened, as a sentence."""
    subject: str
    """What it changed, as ``pledge:fr-brigade``."""
    effect: Effect | None
    """What it did to the standing force; ``None`` for what is not on the common record."""

    @property
    def version(self) -> int | None:
        """The version it made, if it is on the common record."""
        return self.number if self.chain == EVERYONE else None


def line_of(conference: Conference, actor: Actor, entry: Entry) -> Line:
    """An entry in words, for somebody who may read it."""
    effect = conference.effect(entry.number) if entry.chain == EVERYONE else None
    says, subject = said(conference, entry)
    who = entry.who if actor.part != "public" else ""
    return Line(entry.chain, entry.number, entry.at, who, entry.kind, says, subject, effect)


def lines_of(
    conference: Conference,
    actor: Actor,
    most: int | None = None,
    skip: int = 0,
    only: Callable[[Entry], bool] | None = None,
) -> tuple[Line, ...]:
    """The latest entries that an actor may read, in words, newest first."""
    readable = conference.entries(conference.chains(actor))
    found = [entry for entry in reversed(readable) if only is None or only(entry)]
    wanted = found[skip:] if most is None else found[skip : skip + most]
    return tuple(line_of(conference, actor, entry) for entry in wanted)


def said(conference: Conference, entry: Entry) -> tuple[str, str]:
    """What an entry says in words, and what it changed."""
    if entry.chain == PEOPLE:
        return of_people(entry), "people"
    event = e.event_of(entry.kind, entry.body)
    case = conference.state().record.case
    names = names_of(case) if case else Names({}, {}, {}, {}, frozenset())
    return opened(_said(conference, entry, event, names)), event.subject


def _said(conference: Conference, entry: Entry, event: e.Event, names: Names) -> str:
    match event:
        case e.Entered() | e.Revised() | e.DraftSaved():
            return _pledged(conference, entry, event, names)
        case e.Renewed() | e.Withdrawn() | e.DraftDropped():
            return _ended(conference, entry, event, names)
        case e.SigningOpened() | e.Signed() | e.Committed() | e.SigningStopped():
            return _of_signing(conference, entry, event, names)
        case e.Talk():
            return _talked(event, names)
    return _of_headquarters(event, names)


def _of_headquarters(event: e.Event, names: Names) -> str:
    match event:
        case e.Opened(case=case):
            pledges = len(case.get("pledges", ()))
            return f"the conference was opened: {case['case']['title']}, {pledges} pledge{'s' * (pledges != 1)}"
        case e.Stated(section="case"):
            return "headquarters changed the title, the target or the description"
        case e.Stated():
            return f"headquarters stated {_entry(event.section, event.key, names)}"
        case e.Removed():
            return f"headquarters removed {_entry(event.section, event.key, names)}"
        case e.Settled(value=None):
            return f"headquarters opened again whether {names.factor(event.factor)}"
        case e.Settled():
            so = "it is settled that" if event.value else "it is settled as not so that"
            return f"{so} {names.factor(event.factor)}"
        case e.Published():
            return f"headquarters published the requirement {event.entry.get('title') or event.requirement}"
        case e.Retired():
            return f"headquarters retired the requirement {event.requirement}"
    raise ValueError(f"no words for {event.kind}")


_SINGULAR = {"nations": "the nation", "areas": "the area", "factors": "the factor", "capabilities": "the capability"}


def _entry(section: str, key: str, names: Names) -> str:
    called = {"nations": names.nation, "capabilities": names.capability}.get(section)
    singular = _SINGULAR.get(section, f"the {section.removesuffix('s')}")
    return f"{singular} {called(key) if called else key}"


def _pledged(conference: Conference, entry: Entry, event: Any, names: Names) -> str:
    pledge = pledge_of(event.pledge)
    nation = names.nation(pledge.nation)
    what = _offer(pledge, names)
    match event:
        case e.DraftSaved():
            return f"{nation} saved a draft of {pledge.id}: {what}"
        case e.Entered():
            return f"{nation} pledged {what} ({pledge.id})"
    case = conference.record(entry.number - 1).case
    was = case.pledge_by_id.get(pledge.id) if case else None
    return f"{nation} revised {pledge.id}: {_changes(was, pledge, names) if was else what}"


def _offer(pledge: Pledge, names: Names) -> str:
    condition = f", if {pledge.if_}" if pledge.if_ else ""
    return f"{_strength(pledge)} of {names.capability(pledge.capability)}{condition}"


def _strength(pledge: Pledge) -> str:
    return "an unknown strength" if pledge.likely is None else persons(pledge.likely)


def _changes(was: Pledge, now: Pledge, names: Names) -> str:
    moved = []
    if was.strength != now.strength:
        moved.append(f"from {_strength(was)} to {_strength(now)}")
    if was.if_ != now.if_:
        moved.append(f"now if {now.if_}" if now.if_ else "now without a condition")
    if was.stage != now.stage:
        moved.append(f"now {now.stage}")
    if was.capability != now.capability:
        moved.append(f"now {names.capability(now.capability)}")
    return ", ".join(moved) or "other particulars"


def _ended(conference: Conference, entry: Entry, event: Any, names: Names) -> str:
    if isinstance(event, e.DraftDropped):
        done = "released its draft of" if event.because == "released" else "dropped its draft of"
        return f"{names.nation(event.nation)} {done} {event.pledge}"
    case = conference.record(entry.number).case
    nation = names.nation(case.pledge_by_id[event.pledge].nation) if case else ""
    if isinstance(event, e.Renewed):
        return f"{nation} renewed {event.pledge}, unchanged"
    because = f": {event.because}" if event.because else ""
    return f"{nation} withdrew {event.pledge}{because}"


def _of_signing(conference: Conference, entry: Entry, event: Any, names: Names) -> str:
    record = conference.record(entry.number)
    found = record.procedures[event.signing]
    match event:
        case e.SigningOpened():
            nations = ", ".join(names.nation(code) for code in nations_of(record, found))
            return f"headquarters opened the signing of {found.title!r}: {nations}"
        case e.Signed():
            left = [code for code in nations_of(record, found) if code not in found.signed]
            rest = f"; still to sign: {', '.join(map(names.nation, left))}" if left else ""
            return f"{names.nation(event.nation)} signed {found.title!r}{rest}"
        case e.Committed():
            return f"the last nation has signed: {found.title!r} is committed, all of it"
    return f"the signing of {found.title!r} stopped and commits nothing: {event.because}"


def _talked(event: e.Talk, names: Names) -> str:
    done = {e.Commented: "comment on", e.Asked: "request for information on", e.Answered: "answer on"}[type(event)]
    return f"{done} {event.pledge}: {event.text}"


_PEOPLE: Mapping[str, str] = {
    "account.added": "an account was added",
    "account.changed": "an account was changed",
    "account.password": "a password was changed",
    "invitation.made": "an invitation was made",
    "invitation.withdrawn": "an invitation was withdrawn",
    "token.issued": "a token was issued",
    "token.revoked": "a token was revoked",
}


def of_people(entry: Entry) -> str:
    """An entry about accounts in words."""
    particulars = ", ".join(f"{key} {value}" for key, value in entry.body.items() if value not in (None, ""))
    done = _PEOPLE.get(entry.kind, entry.kind)
    return opened(f"{done}: {particulars}" if particulars else done)


def concerns(conference: Conference, actor: Actor, entry: Entry) -> bool:
    """Whether an actor should be told of an entry: it touches what is theirs, and it was not they who did it.

    A delegate is told of what others do to the nation's pledges, of every signing the nation is in, of what is asked of
    it, and of whatever makes one of its pledges stand or fall; headquarters of pledges, signings and talks; observers of
    commitments and of requirements; admins of accounts.
    """
    if entry.who == actor.name:
        return False
    if entry.chain == PEOPLE:
        return actor.part == "admin"
    if entry.chain != EVERYONE:
        return actor.part == "headquarters" or entry.kind != "draft.saved"
    if actor.part == "delegate":
        return _touches(conference, actor, entry)
    if actor.part == "headquarters":
        return entry.kind.startswith(("pledge.", "signing."))
    return actor.part == "observer" and entry.kind in ("signing.committed", "signing.stopped", "requirement.published")


def _touches(conference: Conference, actor: Actor, entry: Entry) -> bool:
    event = e.event_of(entry.kind, entry.body)
    if isinstance(event, e.SigningOpened | e.Signed | e.Committed | e.SigningStopped):
        record = conference.record(entry.number)
        return actor.nation in nations_of(record, record.procedures[event.signing])
    if isinstance(event, e.Published | e.Opened):
        return True
    effect = conference.effect(entry.number)
    return any(moved.nation == actor.nation for moved in (*effect.rises, *effect.falls))
