"""The record as a history that a person understands, and what of it concerns whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from willing.case.build import LISTED, NAMED
from willing.case.names import names_of
from willing.case.pledge import Match, Pledge, Range
from willing.conditions.english import Names, english, persons
from willing.conference import events as e
from willing.conference.actor import EVERYONE, PEOPLE, Actor, drafts_of, nation_of, readable
from willing.conference.conference import Conference
from willing.conference.convening import stated_in
from willing.conference.effect import Effect
from willing.conference.record import plain_entry, pledge_of
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


def told(conference: Conference, entry: Entry, where: bool = False) -> str:
    """An entry in words for whoever owns the record, and ``where`` it is not everybody's, who reads it.

    An entry of a kind that is none of a conference is told by its kind.
    """
    if entry.chain != PEOPLE and entry.kind not in e.BY_KIND:
        return f"{entry.kind}{_readers(entry.chain) if where else ''}"
    return f"{said(conference, entry)[0]}{_readers(entry.chain) if where else ''}"


def _readers(chain: str) -> str:
    nation = nation_of(chain)
    if nation is None:
        return " [admins]" if chain == PEOPLE else ""
    return f" [{nation} alone]" if chain == drafts_of(nation) else f" [headquarters and {nation}]"


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
    return _of_headquarters(conference, entry, event, names)


def _of_headquarters(conference: Conference, entry: Entry, event: e.Event, names: Names) -> str:
    match event:
        case e.Opened(case=case):
            pledges = len(case.get("pledges", ()))
            return f"the conference was opened: {case['case']['title']}, {pledges} pledge{'s' * (pledges != 1)}"
        case e.Settled(value=None):
            return f"headquarters opened again whether {names.factor(event.factor)}"
        case e.Settled():
            so = "it is settled that" if event.value else "it is settled that it is not so that"
            return f"{so} {names.factor(event.factor)}"
        case e.Stated() | e.Removed() | e.Published() | e.Retired():
            return f"headquarters {_stated(conference, entry, event)}"
    raise ValueError(f"no words for {event.kind}")


def _stated(conference: Conference, entry: Entry, event: e.Stated | e.Removed | e.Published | e.Retired) -> str:
    """What headquarters did to an entry of the case."""
    of_requirement = isinstance(event, e.Published | e.Retired)
    section, key = ("requirements", event.requirement) if of_requirement else (event.section, event.key)  # type: ignore[union-attr]
    case = conference.record(entry.number - 1).case
    before = stated_in(case, section, key) if case else None
    if isinstance(event, e.Removed | e.Retired):
        done = "retired" if of_requirement else "removed"
        return f"{done} {_entry(section, key, before or {})}"
    if section == "case":
        return f"changed {_listed(_changed(before or {}, event.entry))} of the conference"
    if before is None:
        return f"{'published' if of_requirement else 'added'} {_entry(section, key, event.entry)}"
    return f"changed {_entry(section, key, event.entry)}: {_listed(_changed(before, event.entry))}"


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The keys under which two entries differ, in words."""
    return [f"the {key.replace('_', ' ')}" for key in _differ(before, after)]


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _entry(section: str, key: str, entry: Mapping[str, Any]) -> str:
    singular = (NAMED.get(section) or LISTED[section])[0]
    called = next((str(entry[field]) for field in ("name", "title", "publisher") if entry.get(field)), "")
    return f"the {singular} {key}" + (f" ({called})" if called and called != key else "")


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
    condition = f", if {english(pledge.condition, names)}" if pledge.if_ else ""
    return f"{names.capability(pledge.capability)}, {_strength(pledge)}{_unit(pledge)}{condition}"


def _unit(pledge: Pledge) -> str:
    return "" if pledge.likely is None or isinstance(pledge.strength, Match) else f" person{'s' * (pledge.likely != 1)}"


def _strength(pledge: Pledge) -> str:
    match pledge.strength:
        case Range(low=low, likely=likely, high=high):
            return f"{persons(low)}\u2013{persons(high)} (likely {persons(likely)})"
        case Match(match=rate, up_to=up_to):
            return f"{rate} for each person of others, at most {persons(up_to)}"
        case "unknown":
            return "an unknown strength"
        case number:
            return persons(int(number))


def _changes(was: Pledge, now: Pledge, names: Names) -> str:
    moved = []
    if was.strength != now.strength:
        moved.append(f"from {_strength(was)} to {_strength(now)}")
    if was.if_ != now.if_:
        moved.append(f"now if {english(now.condition, names)}" if now.if_ else "now without a condition")
    if was.stage != now.stage:
        moved.append(f"now {now.stage}")
    if was.capability != now.capability:
        moved.append(f"now of {names.capability(now.capability)}")
    spoken = ("strength", "if", "stage", "capability", "statements", "basis")
    differ = [key for key in _differ(plain_entry(was), plain_entry(now)) if key not in spoken]
    others = [f"the {_CALLED.get(key, key)}" for key in differ]
    if others:
        moved.append(f"{_listed(others)} changed" if moved else f"changed {_listed(others)}")
    return ", ".join(moved) or "where its numbers come from"


_CALLED: Mapping[str, str] = {
    "notice_days": "notice to move",
    "for_months": "length",
    "from": "day it begins",
    "until": "day it ends",
}


def _differ(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return [key for key in dict.fromkeys((*before, *after)) if before.get(key) != after.get(key)]


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
            nations = _listed([names.nation(code) for code in nations_of(record, found)])
            return f"headquarters opened the signing of {found.title!r}, to be signed by {nations}"
        case e.Signed():
            left = [code for code in nations_of(record, found) if code not in found.signed]
            rest = f"; still to sign: {_listed([names.nation(code) for code in left])}" if left else ""
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
    body, done = entry.body, _PEOPLE.get(entry.kind, entry.kind)
    said = [str(body[key]) for key in ("name", "title") if body.get(key)]
    if body.get("role"):
        said.append(_part(body))
    said += [f"{key} {body['was'].get(key)} → {value}" for key, value in body.get("now", {}).items()]
    return opened(f"{done}: {', '.join(said)}" if said else done)


def _part(body: Mapping[str, Any]) -> str:
    nation = body.get("nation")
    return f"{body['role']} of {nation}" if nation else str(body["role"])


def concerns(conference: Conference, actor: Actor, entry: Entry) -> bool:
    """Whether an actor should be told of an entry: it touches what is theirs, and it was not they who did it.

    A delegate is told of what others do to the nation's pledges, of every signing the nation is in, of what is asked of
    it, and of whatever makes one of its pledges stand or fall; headquarters of pledges, signings and talks; observers
    of commitments and of requirements; admins of accounts.
    """
    if entry.who == actor.name or not readable(actor, [entry.chain]):
        return False
    if entry.chain == PEOPLE:
        return True
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
