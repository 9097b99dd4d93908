"""Conferences to try things at: a ledger in memory, a clock that is set by hand, and those who take part."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, cast

from willing.case.build import build
from willing.conference.act import Act
from willing.conference.actor import EVERYONE, PUBLIC, Actor
from willing.conference.conference import Conference, Done
from willing.conference.convening import OpenConference
from willing.conference.record import plain_case
from willing.ledger.entry import Entry, New, digest, moment, written
from willing.ledger.store import Ledger, Writing

HQ = Actor("anna", "headquarters")
HQ2 = Actor("arno", "headquarters")
FR = Actor("fleur", "delegate", "FR")
FR2 = Actor("felix", "delegate", "FR")
DE = Actor("dora", "delegate", "DE")
DE2 = Actor("dirk", "delegate", "DE")
GB = Actor("gwen", "delegate", "GB")
OBSERVER = Actor("olga", "observer")
ADMIN = Actor("ada", "admin")
ALL = (HQ, HQ2, FR, FR2, DE, DE2, GB, OBSERVER, ADMIN, PUBLIC)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

CASE: Mapping[str, Any] = {
    "case": {"format": 1, "id": "small", "title": "A small conference", "target": {"strength": 1500}},
    "sources": {"times": {"publisher": "The Times"}},
    "nations": {"FR": {"name": "France"}, "GB": {"name": "United Kingdom"}, "DE": {"name": "Germany"}},
    "factors": {"ceasefire": {"title": "A ceasefire is in force", "probability": 0.4}},
    "capabilities": {"infantry": {"name": "Infantry"}, "medical": {"name": "Medical"}},
    "areas": {"west": {"name": "The west"}, "east": {}},
    "pledges": [
        {"id": "fr-infantry", "nation": "FR", "capability": "infantry", "strength": 500, "statements": ["s1"],
         "basis": {"stage": {"reported": "The minister said so."}, "strength": {"reported": "He said five hundred."}}},
        {"id": "gb-infantry", "nation": "GB", "capability": "infantry", "strength": 400, "if": "DE stands"},
        {"id": "de-medical", "nation": "DE", "capability": "medical", "strength": 300, "if": "GB stands"},
        {"id": "de-infantry", "nation": "DE", "capability": "infantry", "strength": 200, "if": "ceasefire"},
        {"id": "fr-medical", "nation": "FR", "capability": "medical", "strength": 90, "if": "de-infantry stands"},
    ],
    "statements": [
        {"id": "s1", "source": "times", "on": "2026-02-01", "about": "fr-infantry", "says": "We send five hundred."}
    ],
    "requirements": {"main": {"title": "Hold the line", "posts": [
        {"id": "company", "capability": "infantry", "strength": 800, "area": "west", "task": "hold", "months": [0, 6],
         "priority": 1}]}},
}  # fmt: skip
"""France stands; Britain and Germany can only stand together; the rest waits for a ceasefire."""


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, **time: float) -> None:
        self.now += timedelta(**time)


class Memory(Ledger):
    """A ledger that keeps its entries, as they would be stored, in a list."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self._alone = Lock()

    @property
    def path(self) -> None:
        """It lies in no file, so that it is read whenever it is asked."""

    def entries(self, chains: Collection[str] | None = None, after: int = 0) -> tuple[Entry, ...]:
        """See :class:`willing.ledger.Ledger`."""
        return tuple(_entry(row) for row in self.rows[after:] if chains is None or row["chain"] in chains)

    def heads(self) -> Mapping[str, int]:
        """See :class:`willing.ledger.Ledger`."""
        return {row["chain"]: row["number"] for row in self.rows}

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """See :class:`willing.ledger.Ledger`."""
        with self._alone:
            before = list(self.rows)
            try:
                yield cast(Writing, self)
            except BaseException:
                self.rows = before
                raise

    def append(self, who: str, at: datetime, news: Iterable[New], based_on: int | None = None) -> tuple[Entry, ...]:
        """See :class:`willing.ledger.Writing`."""
        return tuple(self._append(who, at, new, based_on) for new in news)

    def _append(self, who: str, at: datetime, new: New, based_on: int | None) -> Entry:
        last: dict[str, Any] = next(
            (row for row in reversed(self.rows) if row["chain"] == new.chain), {"number": 0, "hash": ""}
        )
        row: dict[str, Any] = {
            "order": len(self.rows) + 1,
            "chain": new.chain,
            "number": last["number"] + 1,
            "at": moment(at),
            "who": who,
            "kind": new.kind,
            "body": written(new.body),
            "based_on": based_on,
            "previous": last["hash"],
        }
        row["hash"] = digest(row)
        self.rows.append(row)
        return _entry(row)


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(**{**row, "at": datetime.fromisoformat(row["at"]), "body": json.loads(row["body"])})


class Hall:
    """A conference, and how one acts at it."""

    def __init__(self, case: Mapping[str, Any] | None = CASE, ledger: Ledger | None = None) -> None:
        self.clock = Clock()
        self.ledger = ledger or Memory()
        self.conference = Conference(self.ledger, self.clock)
        if case is not None:
            self.conference.do(HQ, OpenConference(plain_case(build(case))))

    @property
    def version(self) -> int:
        """The version of the conference."""
        return self.conference.state().record.version

    def do(self, actor: Actor, act: Act, seen: int | None = None, accepted: str | None = None) -> Done:
        """Do something, based on what is there now and confirmed unless something else is said."""
        self.clock.move(minutes=1)
        if seen is None:
            seen = self.latest(actor, act)
        if accepted is None:
            accepted = self.conference.foresee(actor, act).effect.digest
        return self.conference.do(actor, act, seen, accepted)

    def latest(self, actor: Actor, act: Act) -> int:
        """The number that an act is based on now."""
        if act.subject.startswith("draft:"):
            found = self.conference.state().drafts.get(actor.nation or "")
            return found.number if found else 0
        return self.version

    def again(self) -> Hall:
        """The same conference as another process sees it, which has just started."""
        other = Hall(None, self.ledger)
        other.clock = self.clock
        other.conference.clock = self.clock
        return other


def common(hall: Hall) -> tuple[str, ...]:
    """The kinds of the entries that everybody reads."""
    return tuple(entry.kind for entry in hall.conference.entries([EVERYONE]))


def pledge(name: str, **more: Any) -> dict[str, Any]:
    """A pledge as it is typed: its nation from its name."""
    nation = name.split("-", maxsplit=1)[0].upper()
    return {"id": name, "nation": nation, "capability": "infantry", "strength": 100, **more}
