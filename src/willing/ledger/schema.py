"""The schema of a ledger's database, brought to its newest version when it is opened."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from willing.ledger.engine import WRITING, fault
from willing.ledger.errors import LedgerError, LedgerReadOnly
from willing.ledger.tables import VERSION_TABLE

MIGRATIONS = Path(__file__).parent / "migrations"

MIGRATION_LOCK = 0x77696C6C_0001
WRITE_LOCK = 0x77696C6C_0002
"""Numbers of PostgreSQL's advisory locks; they count within one database."""


def newest() -> str:
    """The newest version of the schema that this program knows: migrations are numbered, and named by their number."""
    return max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def prepare_file(path: Path, name: str, patience: float, create: bool) -> None:
    """See that there is an SQLite file in WAL mode; a new one may be read by its owner alone, as it holds secrets.

    Changing the mode takes the file for a moment and does not wait for others who do the same: hence the loop.
    """
    if create:
        _create(path, name)
    elif not path.is_file():
        raise LedgerError(f"{name}: there is no such ledger")
    until = time.monotonic() + patience
    while True:
        try:
            connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
            try:
                if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                    connection.execute("PRAGMA journal_mode=WAL")
            finally:
                connection.close()
            return
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY and time.monotonic() < until:
                time.sleep(0.02)
                continue
            explained = fault(name, error, patience)
            if isinstance(explained, LedgerReadOnly) and not create:
                return  # a backup may be read where nothing may be written
            raise (explained or error) from error


def _create(path: Path, name: str) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise LedgerError(f"{name} cannot be made: {(error.strerror or str(error)).lower()}") from error


def migrate(engine: Engine, name: str, create: bool = True) -> None:
    """Bring the schema to the newest version, one process at a time; raises LedgerError if it is newer still."""
    with engine.connect() as connection, connection.begin():
        found = _version(connection, name)
    if found == newest():
        return
    if found is None and not create:
        raise LedgerError(f"{name} is no ledger: the database is empty")
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            _check_encoding(connection, name)
        if _version(connection, name) != newest():
            upgrade(connection)


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations up to a version inside the transaction of a connection."""
    from alembic import command  # noqa: PLC0415  slow to load, and needed once in the life of a ledger
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _version(connection: Connection, name: str) -> str | None:
    """The version of the schema; None for an empty database. Raises LedgerError where it is not ours to touch."""
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE not in tables:
        if tables:
            raise LedgerError(f"{name} is no ledger: it holds the tables of something else ({tables[0]})")
        return None
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    if found is not None and str(found) > newest():
        raise LedgerError(
            f"{name} was written by a newer version of willing (schema {found}, this one knows {newest()}): "
            "update willing"
        )
    return None if found is None else str(found)


def _check_encoding(connection: Connection, name: str) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar()
    if encoding != "UTF8":
        raise LedgerError(f"{name} is encoded in {encoding}: create the database with ENCODING 'UTF8'")
