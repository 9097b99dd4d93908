"""Accounts in the database, read and written within somebody else's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from willing.people.errors import PeopleError
from willing.people.model import Account
from willing.people.names import known_as, same
from willing.people.tables import account as table


@dataclass(frozen=True)
class Kept:
    """An account with its key and the hash of its password, which stay within this room."""

    key: str
    account: Account
    password: str


COLUMNS = (table.c.name, table.c.role, table.c.nation, table.c.added, table.c.disabled)
"""What an Account is made of, in its order."""


def read(row: Row[*tuple[Any, ...]]) -> Account:
    """The account of a row that has :data:`COLUMNS`."""
    return Account(row.name, row.role, row.nation, row.added, row.disabled)


def all_of(connection: Connection) -> tuple[Account, ...]:
    """Every account, by name."""
    found = (read(row) for row in connection.execute(select(*COLUMNS)))
    return tuple(sorted(found, key=lambda account: same(account.name)))


def find(connection: Connection, name: str) -> Kept | None:
    """The account of that name, whatever its case."""
    key = known_as(name)
    if key is None:
        return None
    row = connection.execute(select(*COLUMNS, table.c.password).where(table.c.key == key)).one_or_none()
    return None if row is None else Kept(key, read(row), row.password)


def get(connection: Connection, name: str) -> Kept:
    """The account of that name. Raises PeopleError where there is none."""
    found = find(connection, name)
    if found is None:
        raise PeopleError(f"there is no account {name!r}: check the name")
    return found


def any_there(connection: Connection) -> bool:
    """Whether there is an account at all."""
    return connection.execute(select(func.count()).select_from(table)).scalar_one() > 0


def free(connection: Connection, name: str) -> None:
    """Make sure that no account has that name. Raises PeopleError where one has."""
    if find(connection, name) is not None:
        raise PeopleError(f"the name {name!r} is taken: choose another")


def put(connection: Connection, account: Account, password: str) -> None:
    """Add an account with the hash of its password."""
    free(connection, account.name)
    connection.execute(
        insert(table).values(
            key=same(account.name),
            name=account.name,
            password=password,
            role=account.role,
            nation=account.nation,
            added=account.added,
            disabled=account.disabled,
        )
    )


def alter(connection: Connection, key: str, values: Mapping[str, Any]) -> None:
    """Write columns of an account."""
    connection.execute(update(table).where(table.c.key == key).values(**values))


def keeps_an_admin(connection: Connection, key: str) -> None:
    """Make sure that another admin can log in. Raises PeopleError where none can."""
    others = select(func.count()).where(table.c.role == "admin", table.c.disabled.is_(False), table.c.key != key)
    if connection.execute(others).scalar_one() == 0:
        raise PeopleError("nobody else is an admin: make another account admin first")
