"""Tokens, by which programs do what an account may do; each is shown once, when it is made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from willing.people import accounts
from willing.people.digests import digest, fresh
from willing.people.errors import PeopleError
from willing.people.model import Token
from willing.people.sessions import SEEN_EVERY, Found
from willing.people.tables import account
from willing.people.tables import token as table

LEAD = "willing_"
"""How every token begins, so that who finds one lying about knows what it is."""
FEED = f"{LEAD}feed_"
"""How those begin that stand in the address of a feed: they open nothing else, as addresses are passed on and kept."""

_COLUMNS = (table.c.id, account.c.name.label("account"), table.c.title, table.c.created, table.c.used)
_ALL = select(*_COLUMNS).join(account, account.c.key == table.c.account)


def _read(row: Row[*tuple[Any, ...]]) -> Token:
    return Token(row.id, row.account, row.title, row.created, row.used)


def make(connection: Connection, key: str, title: str, now: datetime, lead: str = LEAD) -> tuple[Token, str]:
    """A new token of an account, and its secret."""
    secret = fresh(lead)
    put = insert(table).values(digest=digest(secret), account=key, title=title, created=now).returning(table.c.id)
    number = connection.execute(put).scalar_one()
    return get(connection, number), secret


def get(connection: Connection, number: int) -> Token:
    """A token by its number. Raises PeopleError where there is none."""
    row = connection.execute(_ALL.where(table.c.id == number)).one_or_none()
    if row is None:
        raise PeopleError(f"there is no token {number}: it was revoked")
    return _read(row)


def of(connection: Connection, key: str) -> tuple[Token, ...]:
    """An account's tokens, the oldest first."""
    return tuple(_read(row) for row in connection.execute(_ALL.where(table.c.account == key).order_by(table.c.id)))


def remove(connection: Connection, number: int) -> None:
    """Revoke a token."""
    connection.execute(delete(table).where(table.c.id == number))


def find(connection: Connection, secret: str, now: datetime) -> Found | None:
    """Whose token it is, unless it is none or its account is disabled."""
    asked = (
        select(*accounts.COLUMNS, table.c.used)
        .join(account, account.c.key == table.c.account)
        .where(table.c.digest == digest(secret), account.c.disabled.is_(False))
    )
    row = connection.execute(asked).one_or_none()
    if row is None:
        return None
    return Found(accounts.read(row), row.used is None or row.used <= now - SEEN_EVERY)


def use(connection: Connection, secret: str, now: datetime) -> None:
    """Write that a token was used."""
    earlier = or_(table.c.used.is_(None), table.c.used < now)
    connection.execute(update(table).where(table.c.digest == digest(secret), earlier).values(used=now))
