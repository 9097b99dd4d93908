"""A conference on a file of its own, with an account for each part, and browsers that are signed in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient

from willing.case.build import build
from willing.conference.act import Act
from willing.conference.actor import Actor
from willing.conference.conference import Done
from willing.conference.convening import OpenConference
from willing.conference.record import plain_case
from willing.web.app import application
from willing.web.settings import Settings
from willing.web.site import Site, actor_of

PASSWORD = "seven ships sail at dawn"
ACCOUNTS: Mapping[str, tuple[Any, str | None]] = {
    "hq": ("headquarters", None),
    "france": ("delegate", "FR"),
    "britain": ("delegate", "GB"),
    "observer": ("observer", None),
    "admin": ("admin", None),
}
"""The accounts of every site, by name: role and nation."""

CASE: Mapping[str, Any] = {
    "case": {"format": 1, "id": "small", "title": "A small conference", "target": {"strength": 1500}},
    "sources": {"times": {"publisher": "The Times", "date": "2026-02-01", "reliability": "B"}},
    "nations": {"FR": {"name": "France"}, "GB": {"name": "Britain"}, "DE": {"name": "Germany"}},
    "factors": {"ceasefire": {"title": "A ceasefire is in force", "probability": 0.4}},
    "capabilities": {"infantry": {"name": "Infantry"}, "medical": {"name": "Medical"}},
    "areas": {"west": {"name": "The west", "at": [49.84, 24.03]}},
    "pledges": [
        {"id": "fr-infantry", "nation": "FR", "capability": "infantry", "strength": 500, "stage": "declared",
         "from": "2026-02-01", "statements": ["s1"]},
        {"id": "gb-infantry", "nation": "GB", "capability": "infantry", "strength": 400, "if": "DE stands",
         "from": "2026-02-01"},
        {"id": "de-medical", "nation": "DE", "capability": "medical", "strength": 300, "if": "GB stands",
         "from": "2025-02-01"},
        {"id": "de-infantry", "nation": "DE", "capability": "infantry", "strength": 200, "if": "ceasefire",
         "from": "2025-02-01"},
    ],
    "statements": [
        {"id": "s1", "source": "times", "on": "2026-02-01", "about": "fr-infantry", "says": "We send five hundred.",
         "value": 500},
    ],
    "requirements": {
        "main": {"title": "Hold the line", "posts": [
            {"id": "company", "capability": "infantry", "strength": 800, "area": "west", "task": "hold",
             "months": [0, 6], "priority": 1},
            {"id": "hospital", "capability": "medical", "strength": 400, "area": "west", "task": "heal",
             "months": [0, 6], "priority": 2},
        ]},
    },
}  # fmt: skip
"""France stands, Britain and Germany wait for each other, and a third of Germany's waits for a ceasefire."""


class Clock:
    """A clock that moves a second at each look, and further when it is told to."""

    def __init__(self, now: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **time: float) -> None:
        self.now += timedelta(**time)


def cheap() -> PasswordHasher:
    """A hasher that costs nothing."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def site(folder: Path, case: Mapping[str, Any] | None = CASE, clock: Clock | None = None, **settings: Any) -> Site:
    """A site on a new SQLite file with the accounts of :data:`ACCOUNTS`, opened from a case unless that is ``None``.

    No process draws for it unless ``drawing=1`` is given, as that takes a second to start. Close it when done:
    ``with closing(site(tmp_path)) as found``.
    """
    asked = {"drawing": 0, **settings}
    made = Site(Settings(db=str(folder / "conference.db"), **asked), clock or Clock(), cheap())
    for name, (role, nation) in ACCOUNTS.items():
        made.people.add(name, PASSWORD, role, nation, "test")
    if case is not None:
        done(made, "hq", OpenConference(plain_case(build(case))))
    return made


def actor(found: Site, name: str) -> Actor:
    """The actor that an account is."""
    account = found.people.account(name)
    assert account is not None
    return actor_of(account)


def done(found: Site, name: str, act: Act, seen: int | None = None, accepted: str | None = None) -> Done:
    """Do something for an account, based on the present version and confirmed unless something else is said."""
    who = actor(found, name)
    if seen is None:
        seen = _seen(found, who, act)
    if accepted is None:
        accepted = found.conference.foresee(who, act).effect.digest
    return found.conference.do(who, act, seen, accepted)


def _seen(found: Site, who: Actor, act: Act) -> int:
    state = found.conference.state()
    if act.subject.startswith("draft:"):
        drafts = state.drafts.get(who.nation or "")
        return drafts.number if drafts else 0
    return state.record.version


_APPLICATIONS: WeakKeyDictionary[Site, FastAPI] = WeakKeyDictionary()
"""The application of each site, as it takes a tenth of a second to make."""


def signed_in(found: Site, name: str | None = None) -> TestClient:
    """A browser that is signed in, or with no name one that is not; it follows no redirects."""
    if found not in _APPLICATIONS:
        _APPLICATIONS[found] = application(found)
    client = TestClient(_APPLICATIONS[found], base_url=found.settings.url, follow_redirects=False)
    if name is not None:
        token = found.people.login(name, PASSWORD, f"192.0.2.{len(name)}")
        client.cookies.set(found.settings.cookie, token)
    return client


def text_of(html: str) -> str:
    """What a page says, without tags and with blanks made one, to look for sentences in."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
