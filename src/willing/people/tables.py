"""The tables of accounts and of who is logged in; migration 0002 of the ledger makes them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Column, Dialect, ForeignKey, Index, Table, Text, TypeDecorator

from willing.ledger.entry import moment
from willing.ledger.tables import METADATA, WHOLE


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, written as the ledger writes it, so that the order of the texts is that of the moments."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """As text. Raises ValueError for a time that says no zone."""
        return None if value is None else moment(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """As a time in UTC that says so."""
        return None if value is None else datetime.fromisoformat(value)


account = Table(
    "account",
    METADATA,
    Column("key", Text, primary_key=True),  # names.same of the name
    Column("name", Text, nullable=False),
    Column("password", Text, nullable=False),  # its argon2 hash
    Column("role", Text, nullable=False),
    Column("nation", Text),
    Column("added", Instant, nullable=False),
    Column("disabled", Boolean, nullable=False),
)
session = Table(
    "session",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("account", ForeignKey("account.key"), nullable=False, index=True),
    Column("created", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
)
invitation = Table(
    "invitation",
    METADATA,
    Column("id", WHOLE, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("nation", Text),
    Column("title", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("made", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("first", Boolean, nullable=False),  # the set-up link: for the first account alone
    sqlite_autoincrement=True,  # the record speaks of ids: none is given twice
)
token = Table(
    "token",
    METADATA,
    Column("id", WHOLE, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("account", ForeignKey("account.key"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("used", Instant),
    sqlite_autoincrement=True,
)
attempt = Table(
    "attempt",
    METADATA,
    Column("id", WHOLE, primary_key=True),
    Column("name", Text, nullable=False),  # a digest: people type passwords where names belong
    Column("address", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("failed", Boolean, nullable=False),
    Index(None, "name", "address", "at"),
    Index(None, "address", "at"),
    Index(None, "at"),
)
