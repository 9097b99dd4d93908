"""Links by which one person makes one account: for a role, for seven days, withdrawn when it pleases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from willing.people.digests import digest, fresh
from willing.people.errors import InvitationError, PeopleError
from willing.people.model import Invitation, Role
from willing.people.tables import invitation as table

VALID = timedelta(days=7)
"""How long an invitation can be used."""


@dataclass(frozen=True)
class Offer:
    """What an invitation is for."""

    role: Role
    nation: str | None
    title: str
    by: str
    first: bool = False
    """For the first account of all; void once there is one."""


COLUMNS = (table.c.id, table.c.role, table.c.nation, table.c.title, table.c.by, table.c.made, table.c.expires)
"""What an Invitation is made of, in its order."""


def _read(row: Row[*tuple[Any, ...]]) -> Invitation:
    return Invitation(row.id, row.role, row.nation, row.title, row.by, row.made, row.expires)


def make(connection: Connection, offer: Offer, now: datetime) -> tuple[Invitation, str]:
    """A new invitation and its secret; those that have expired are forgotten."""
    connection.execute(delete(table).where(table.c.expires <= now))
    secret = fresh()
    put = insert(table).values(
        digest=digest(secret),
        role=offer.role,
        nation=offer.nation,
        title=offer.title,
        by=offer.by,
        made=now,
        expires=now + VALID,
        first=offer.first,
    )
    return _read(connection.execute(put.returning(*COLUMNS)).one()), secret


def all_of(connection: Connection, now: datetime) -> tuple[Invitation, ...]:
    """Every invitation that can still be used, the oldest first."""
    asked = select(*COLUMNS).where(table.c.expires > now).order_by(table.c.id)
    return tuple(_read(row) for row in connection.execute(asked))


def find(connection: Connection, secret: str, now: datetime) -> Invitation | None:
    """The invitation of a secret, if it can still be used."""
    asked = select(*COLUMNS).where(table.c.digest == digest(secret), table.c.expires > now)
    row = connection.execute(asked).one_or_none()
    return None if row is None else _read(row)


def use(connection: Connection, secret: str, now: datetime) -> Invitation:
    """Take an invitation away and return it. Raises InvitationError."""
    used = delete(table).where(table.c.digest == digest(secret), table.c.expires > now).returning(*COLUMNS)
    row = connection.execute(used).one_or_none()
    if row is None:
        raise InvitationError
    return _read(row)


def withdraw(connection: Connection, number: int) -> Invitation:
    """Take an invitation away unused. Raises PeopleError where there is none."""
    row = connection.execute(delete(table).where(table.c.id == number).returning(*COLUMNS)).one_or_none()
    if row is None:
        raise PeopleError(f"there is no invitation {number}: it was used or withdrawn, or has expired")
    return _read(row)


def withdraw_first(connection: Connection) -> tuple[Invitation, ...]:
    """Take away the links for the first account."""
    rows = connection.execute(delete(table).where(table.c.first.is_(True)).returning(*COLUMNS))
    return tuple(_read(row) for row in rows)
