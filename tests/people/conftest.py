"""People on both databases, with a clock that is set by hand and a hasher that counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest
from argon2 import PasswordHasher
from tests.cli.conftest import called
from tests.databases import postgresql_url, sqlite_url

from willing.ledger import Ledger
from willing.people import People

__all__ = ["called", "postgresql_url", "sqlite_url"]

both = pytest.mark.parametrize("ledger_url", ["sqlite", "postgresql"], indirect=True)
"""Run a test on PostgreSQL too: for all that says something to the database which no other such test says."""

GOOD = "seven ships sail at dawn"
OTHER = "four winds and a lantern"
HERE, THERE = "192.0.2.1", "198.51.100.7"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **time: float) -> None:
        self.now += timedelta(**time)


class Hasher(PasswordHasher):
    """Cheap, and remembers the work that it was given."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"time_cost": 1, "memory_cost": 8, "parallelism": 1, **more})
        self.work: list[tuple[str, str]] = []

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        made = super().hash(password, salt=salt)
        self.work.append(("hash", parameters(made)))
        return made

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.work.append(("verify", parameters(hash if isinstance(hash, str) else hash.decode())))
        return super().verify(hash, password)


def parameters(hashed: str) -> str:
    """What decides how long a hash takes: kind, version, costs, and the lengths of salt and digest."""
    *head, salt, digest = hashed.split("$")
    return f"{'$'.join(head)} {len(salt)} {len(digest)}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hasher() -> Hasher:
    return Hasher()


@pytest.fixture
def ledger_url(request: pytest.FixtureRequest) -> str:
    """The address of a new, empty database: SQLite but for tests marked `both`."""
    return str(request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_url"))


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    with Ledger(ledger_url) as opened:
        yield opened


@pytest.fixture
def people(ledger: Ledger, clock: Clock, hasher: Hasher) -> People:
    return People(ledger, clock, hasher)


Entries = Callable[[], list[tuple[str, str, dict[str, Any]]]]


@pytest.fixture
def said(ledger: Ledger) -> Entries:
    """Who did what to accounts, as the ledger has it."""
    return lambda: [(entry.who, entry.kind, dict(entry.body)) for entry in ledger.entries(["people"])]
