"""Who is logged in: one random secret per login, kept as its digest, that expires.

A session ends after eight hours without a request and after seven days in any case (arguments of People). When it was
last used is written at most every five minutes, so that reading a page writes nothing; it may end that much sooner.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select, update

from willing.people import accounts
from willing.people.digests import digest, fresh
from willing.people.model import Account
from willing.people.tables import account, session

SEEN_EVERY = timedelta(minutes=5)
"""How often at most it is written that a session or a token was used."""


@dataclass(frozen=True)
class Lifetime:
    """How long a session lasts."""

    idle: timedelta = timedelta(hours=8)
    """Without a request."""
    whole: timedelta = timedelta(days=7)
    """In any case."""


@dataclass(frozen=True)
class Found:
    """Whose a live session or token is."""

    account: Account
    stale: bool
    """It was last written to be in use so long ago that it is to be written again."""


def begin(connection: Connection, key: str, now: datetime) -> str:
    """A new session of an account; its secret."""
    secret = fresh()
    connection.execute(insert(session).values(digest=digest(secret), account=key, created=now, seen=now))
    return secret


def find(connection: Connection, secret: str, now: datetime, lifetime: Lifetime) -> Found | None:
    """The session of a secret, unless it has ended or its account is disabled."""
    asked = (
        select(*accounts.COLUMNS, session.c.seen)
        .join(account, account.c.key == session.c.account)
        .where(
            session.c.digest == digest(secret),
            session.c.seen > now - lifetime.idle,
            session.c.created > now - lifetime.whole,
            account.c.disabled.is_(False),
        )
    )
    row = connection.execute(asked).one_or_none()
    return None if row is None else Found(accounts.read(row), row.seen <= now - SEEN_EVERY)


def see(connection: Connection, secret: str, now: datetime) -> None:
    """Write that a session was used."""
    connection.execute(update(session).where(session.c.digest == digest(secret)).values(seen=now))


def end(connection: Connection, secret: str) -> None:
    """End one session."""
    connection.execute(delete(session).where(session.c.digest == digest(secret)))


def end_all(connection: Connection, key: str, but: str | None = None) -> None:
    """End every session of an account, but for that of a secret."""
    ended = delete(session).where(session.c.account == key)
    connection.execute(ended if but is None else ended.where(session.c.digest != digest(but)))


def purge(connection: Connection, now: datetime, lifetime: Lifetime) -> None:
    """Forget the sessions that have ended by themselves."""
    over = or_(session.c.seen <= now - lifetime.idle, session.c.created <= now - lifetime.whole)
    connection.execute(delete(session).where(over))
