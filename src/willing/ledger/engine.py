"""How a database is reached: addresses, settings of each connection, and errors in words."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError

from willing.ledger.errors import (
    LedgerBusy,
    LedgerDamaged,
    LedgerDown,
    LedgerError,
    LedgerFull,
    LedgerLost,
    LedgerReadOnly,
)

WRITING = "willing_writing"
"""The execution option of a connection whose transaction excludes every other that writes."""

POSTGRESQL: dict[str, Any] = {
    "application_name": "willing",
    "client_encoding": "utf8",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "tcp_user_timeout": 20_000,  # a server that vanished without a word is noticed after 20 seconds
}
"""How PostgreSQL is called, unless its URL says otherwise; seconds, the last one milliseconds."""


def address(text: str) -> URL:
    """The address of a ledger: a path, `sqlite:///path` or `postgresql://user@host/database`; raises LedgerError."""
    if "://" not in text:
        return _file(text)
    try:
        url = make_url(text.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError) as error:
        raise LedgerError(f"the address of a ledger cannot be read: {error}") from error
    match url.get_backend_name():
        case "sqlite":
            return _file(url.database or "")
        case "postgresql":
            return url.set(drivername="postgresql+psycopg")
    raise LedgerError(f"{url.get_backend_name()} is no database for a ledger: use SQLite or PostgreSQL")


def _file(path: str) -> URL:
    if path in {"", ":memory:"} or path.startswith("file:"):
        raise LedgerError("a ledger lies in a file: give its path, as sqlite:///path/to/ledger.db")
    return URL.create("sqlite", database=str(Path(path).expanduser().absolute()))


def name_of(url: URL) -> str:
    """What a ledger is called where people read it: its path, or its URL without the password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


KEPT = 24
"""Connections that are kept open, made as they are needed: as many as a server process has threads that answer."""


def opened(url: URL, patience: float) -> Engine:
    """An engine whose every error is a LedgerError if it is the database's; ``patience`` is in seconds."""
    name = name_of(url)
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": patience}, pool_size=KEPT, max_overflow=35)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        settings = {key: value for key, value in POSTGRESQL.items() if key not in url.query}
        try:
            engine = create_engine(url, connect_args=settings, pool_pre_ping=True, pool_size=KEPT, max_overflow=8)
        except ImportError as error:
            raise LedgerError("PostgreSQL needs psycopg: pip install 'willing[postgresql]'") from error
        event.listen(engine, "connect", _set_up_postgresql(patience))

    def explain(context: ExceptionContext) -> None:
        explained = None if context.is_pre_ping else fault(name, context.original_exception, patience)
        if explained is not None:
            raise explained

    event.listen(engine, "handle_error", explain)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transaction of its own: `_begin_sqlite` does
    for setting in ("synchronous=FULL", "fullfsync=ON", "foreign_keys=ON", "recursive_triggers=ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _set_up_postgresql(patience: float) -> Any:
    settings = (
        f"SELECT set_config('lock_timeout', '{max(1, round(patience * 1000))}', false), "
        "set_config('timezone', 'UTC', false), "
        "set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') = 'off' THEN 'on' "
        "ELSE current_setting('synchronous_commit') END, false)"
    )

    def set_up(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(settings)
        connection.commit()

    return set_up


def fault(name: str, error: BaseException, patience: float) -> LedgerDown | None:
    """What an error of a driver means for who uses the ledger; None for an error of the program itself."""
    if isinstance(error, sqlite3.Error):
        return _fault_of_sqlite(name, error, patience)
    if hasattr(error, "sqlstate"):
        return _fault_of_postgresql(name, error, patience)
    return None


def _fault_of_sqlite(name: str, error: sqlite3.Error, patience: float) -> LedgerDown | None:
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return LedgerFull(f"{name}: the disk is full")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return LedgerBusy(f"{name}: another process held it for longer than {patience:g} seconds: try again")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return LedgerReadOnly(f"{name} may not be written: allow writing to the file and its directory")
        case sqlite3.SQLITE_CANTOPEN:
            return LedgerLost(f"{name} cannot be opened: its directory must exist and be writable")
        case sqlite3.SQLITE_NOTADB:
            return LedgerDamaged(f"{name} is no ledger: it is not an SQLite database")
        case sqlite3.SQLITE_CORRUPT:
            return LedgerDamaged(f"{name} is damaged ({error}): restore a backup")
        case sqlite3.SQLITE_IOERR:
            return LedgerLost(f"{name} cannot be read or written ({error})")
    if "Could not decode" in str(error):
        return LedgerDamaged(f"{name} is damaged: it holds text that is not UTF-8; see `willing ledger verify`")
    return None


def _fault_of_postgresql(name: str, error: Any, patience: float) -> LedgerDown | None:
    state = error.sqlstate
    line = next(iter(str(error).strip().splitlines()), "")
    if state == "53100":
        return LedgerFull(f"{name}: the server's disk is full")
    if state in {"55P03", "53300", "57014", "40P01"}:
        return LedgerBusy(f"{name}: others held it for longer than {patience:g} seconds, or too many use it: try again")
    if state in {"25006", "42501"}:
        return LedgerReadOnly(f"{name} may not be written ({line})")
    if state in {"XX001", "XX002"}:
        return LedgerDamaged(f"{name} is damaged ({line}): restore a backup")
    lost = state is None or state[:2] == "08" or state[:3] == "57P"
    if (
        lost
        and type(error).__name__ != "ProgrammingError"
        and any(base.__name__ == "OperationalError" for base in type(error).__mro__)
    ):
        return LedgerLost(f"{name} cannot be reached ({line})")
    return None
