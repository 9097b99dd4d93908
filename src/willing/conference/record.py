"""The common record folded into what it says: the case as it stands, who signed what, what changed when.

A fold never fails on what was written through :mod:`.deciding`, which checks before anything is written.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import chain, count
from typing import Any, Literal

from pydantic import TypeAdapter

from willing.case.base import Basis, Founded, Frozen
from willing.case.build import LISTED, NAMED, build
from willing.case.model import Case, Header, Source, Statement
from willing.case.names import names_of
from willing.case.pledge import LADDER, Pledge, Stage
from willing.case.signing import Signing
from willing.case.write import data
from willing.conditions.english import persons
from willing.conference import events as e
from willing.ledger.entry import Entry
from willing.questions.answer import plain

OWN_SOURCE = "conference"
"""The source of what delegates say in the conference itself."""
LONGEST_NAME = 200
"""Characters of a nation's name that the conference repeats in a statement."""

SigningState = Literal["open", "committed", "stopped"]


@dataclass(frozen=True)
class Procedure:
    """The signing of a group: opened by headquarters, signed by each nation in it, committed whole or not at all."""

    id: str
    title: str
    pledges: tuple[str, ...]
    opened: int
    """The version in which it was opened."""
    signed: Mapping[str, datetime] = field(default_factory=dict)
    """Who has signed, and when."""
    state: SigningState = "open"
    because: str = ""
    """Why it was stopped."""
    closed: int | None = None
    """The version in which it was committed or stopped."""


@dataclass(frozen=True)
class Record:
    """The common record at a version."""

    version: int = 0
    at: datetime | None = None
    """When its latest entry was written."""
    case: Case | None = None
    """The case as it stands; ``None`` before the conference is opened."""
    changed: Mapping[str, int] = field(default_factory=dict)
    """For each subject, the version that changed it last."""
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    """The signings, open and closed."""

    def version_of(self, subject: str) -> int:
        """The version that changed a subject last; that of the opening where none has since."""
        return self.changed.get(subject, self.changed.get("conference", 0))


def folded(record: Record, entries: Iterable[Entry]) -> Record:
    """The record after some more entries of the common chain."""
    for entry in entries:
        record = _after(record, entry)
    return record


def _after(record: Record, entry: Entry) -> Record:
    event = e.event_of(entry.kind, entry.body)
    moved = replace(record, version=entry.number, at=entry.at, changed={**record.changed, event.subject: entry.number})
    match event:
        case e.Opened():
            return replace(moved, case=build(event.case))
        case e.SigningOpened():
            opened = Procedure(event.signing, event.title, event.pledges, entry.number)
            return _procedure(moved, opened)
        case e.Signed():
            found = moved.procedures[event.signing]
            return _procedure(moved, replace(found, signed={**found.signed, event.nation: entry.at}))
        case e.SigningStopped():
            found = moved.procedures[event.signing]
            return _procedure(moved, replace(found, state="stopped", because=event.because, closed=entry.number))
        case e.Committed():
            found = replace(moved.procedures[event.signing], state="committed", closed=entry.number)
            changed = {**moved.changed, **{f"pledge:{pledge}": entry.number for pledge in found.pledges}}
            kept = _procedure(replace(moved, changed=changed), found)
            return replace(kept, case=committed(_opened(kept), found, event.day))
    return replace(moved, case=changed_case(_opened(moved), event, entry.number, entry.at.date()))


def _opened(record: Record) -> Case:
    if record.case is None:
        raise ValueError("the first entry of a conference opens it")
    return record.case


def _procedure(record: Record, found: Procedure) -> Record:
    return replace(record, procedures={**record.procedures, found.id: found})


def committed(case: Case, procedure: Procedure, day: str) -> Case:
    """The case with a group signed: its pledges are committed at least."""
    signing = _read(Signing, {"title": procedure.title, "pledges": list(procedure.pledges), "on": day})
    pledges = tuple(
        _at_least_committed(pledge) if pledge.id in procedure.pledges else pledge for pledge in case.pledges
    )
    return case.replaced(pledges=pledges, signings={**case.signings, procedure.id: signing})


def _at_least_committed(pledge: Pledge) -> Pledge:
    if LADDER.index(pledge.stage) >= LADDER.index("committed"):
        return pledge
    return _at_stage(pledge, "committed")


def _at_stage(pledge: Pledge, stage: Stage) -> Pledge:
    """A pledge that the conference has brought to a stage, whatever its stage was founded on before."""
    return pledge.model_copy(update={"stage": stage, "basis": _founded(pledge, "stage")})


def _founded(entry: Founded, *changed: str) -> Mapping[str, Basis]:
    """What the values of an entry are founded on, without those that the conference has changed."""
    return {key: basis for key, basis in entry.basis.items() if key not in changed}


def changed_case(case: Case, event: e.Event, version: int, day: date) -> Case:
    """The case after an event that changes an entry of it."""
    match event:
        case e.Stated(section="case"):
            return case.replaced(head=_read(Header, event.entry))
        case e.Stated():
            return _with(case, event.section, event.key, event.entry)
        case e.Published():
            return _with(case, "requirements", event.requirement, event.entry)
        case e.Removed():
            return _without(case, event.section, event.key)
        case e.Retired():
            return _without(case, "requirements", event.requirement)
        case e.Settled():
            return _settled(case, event)
        case e.Entered() | e.Revised():
            pledge = pledge_of(event.pledge)
            placed = placed_in(_unsigned(case, pledge.id), pledge)
            return _said(placed, pledge, version, day, "entered" if isinstance(event, e.Entered) else "revised")
        case e.Renewed():
            return _said(case, case.pledge_by_id[event.pledge], version, day, "renewed")
        case e.Withdrawn():
            gone = _at_stage(case.pledge_by_id[event.pledge], "withdrawn")
            return _said(placed_in(_unsigned(case, gone.id), gone), gone, version, day, "withdrew")
    return case


def pledge_of(written: Mapping[str, Any]) -> Pledge:
    """A pledge from plain data that was checked before."""
    found: Pledge = _read(Pledge, written)
    return found


def placed_in(case: Case, pledge: Pledge) -> Case:
    """The case with a pledge in the place of the one with its id, or at the end."""
    if pledge.id in case.pledge_by_id:
        pledges = tuple(pledge if other.id == pledge.id else other for other in case.pledges)
    else:
        pledges = (*case.pledges, pledge)
    return case.replaced(pledges=pledges)


def _unsigned(case: Case, pledge: str) -> Case:
    """The case without the signature on a pledge."""
    signings = {
        key: signing.model_copy(update={"pledges": tuple(p for p in signing.pledges if p != pledge)})
        for key, signing in case.signings.items()
    }
    kept = {key: signing for key, signing in signings.items() if signing.pledges}
    return case.replaced(signings=kept) if kept != case.signings else case


_SAID = {
    "entered": "entered this pledge in the conference",
    "revised": "revised this pledge in the conference",
    "renewed": "renewed this pledge in the conference, unchanged",
    "withdrew": "withdrew this pledge in the conference",
}


def _said(case: Case, pledge: Pledge, version: int, day: date, verb: str) -> Case:
    """The case with a statement of the conference itself: so that every pledge says who said so, and when."""
    name = names_of(case).nation(pledge.nation)[:LONGEST_NAME]
    strength = "of unknown strength" if pledge.likely is None else f"of {persons(pledge.likely)}"
    said = {
        "id": free(f"{OWN_SOURCE}-{version}", case.statement_by_id),
        "source": OWN_SOURCE,
        "on": day,
        "about": pledge.id,
        "says": f"{name[:1].upper()}{name[1:]} {_SAID[verb]}, {strength}.",
        "topic": "pledge",
        "credibility": 1,
    }
    statement = _read(Statement, {**said, **({} if pledge.likely is None else {"value": pledge.likely})})
    noted = pledge.model_copy(update={"statements": (*pledge.statements, statement.id)})
    source = case.sources.get(OWN_SOURCE) or _read(
        Source, {"title": "The record of the conference", "publisher": case.head.title, "reliability": "A"}
    )
    return placed_in(case, noted).replaced(
        statements=(*case.statements, statement), sources={**case.sources, OWN_SOURCE: source}
    )


def free(name: str, taken: Container[str]) -> str:
    """A name, or where it is taken the first free one that begins with it: a case may come from another conference."""
    return next(one for one in chain([name], (f"{name}.{n}" for n in count(2))) if one not in taken)


def _settled(case: Case, event: e.Settled) -> Case:
    factor = case.factors[event.factor]
    day = None if event.value is None else date.fromisoformat(event.day)
    known = {"value": event.value, "from_": day, "basis": _founded(factor, "value", "from")}
    return case.replaced(factors={**case.factors, event.factor: factor.model_copy(update=known)})


def _with(case: Case, section: str, key: str, entry: Mapping[str, Any]) -> Case:
    if section in LISTED:
        read = _read(LISTED[section][1], entry)
        there = getattr(case, section)
        if any(other.id == key for other in there):
            return case.replaced(**{section: tuple(read if other.id == key else other for other in there)})
        return case.replaced(**{section: (*there, read)})
    return case.replaced(**{section: {**getattr(case, section), key: _read(NAMED[section][2], entry)}})


def _without(case: Case, section: str, key: str) -> Case:
    if section in LISTED:
        return case.replaced(**{section: tuple(other for other in getattr(case, section) if other.id != key)})
    return case.replaced(**{section: {k: v for k, v in getattr(case, section).items() if k != key}})


def plain_case(case: Case) -> dict[str, Any]:
    """A case as data that JSON holds, from which it can be built again."""
    found: dict[str, Any] = plain(data(case))
    return found


def plain_entry(entry: Any) -> dict[str, Any]:
    """An entry of a case as data that JSON holds."""
    found: dict[str, Any] = plain(entry.model_dump(mode="python", by_alias=True, exclude_defaults=True))
    return found


@lru_cache(maxsize=32)
def _adapter(model: type[Frozen]) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _read(model: type[Frozen], written: Mapping[str, Any]) -> Any:
    return _adapter(model).validate_python(dict(written))
