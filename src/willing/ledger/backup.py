"""A copy of all a ledger's database holds, made while it is in use, and the way back.

A backup is an SQLite file whichever database it was made of, so that it can be restored on either, and opened as it is.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table, func, insert, inspect, select, text

from willing.ledger.engine import fault
from willing.ledger.errors import LedgerError
from willing.ledger.store import Ledger
from willing.ledger.tables import VERSION_TABLE
from willing.ledger.verify import Verified, verify_on

AT_ONCE = 1000
"""Rows copied in one go."""


def backup(ledger: Ledger, path: Path) -> Verified:
    """Write all that the database holds at one moment to a new file, and verify the copy.

    Those who read and write go on meanwhile. The file appears only when it is complete; its owner alone may read it.
    Raises LedgerError if there is such a file already or it cannot be written.
    """
    if path.exists():
        raise LedgerError(f"{path} exists already: give another name, or remove it first")
    with _on_the_way(path) as copy:
        if ledger.path is None:
            _copy_as_file(ledger, copy)
        else:
            _copy_file(ledger, ledger.path, copy)
        with Ledger(str(copy), create=False) as copied:
            verified = copied.verify()
        _as_one_file(copy)
        copy.replace(path)
        _settle(path.parent)
    return verified


def restore(path: Path, url: str) -> Verified:
    """Fill an empty database with what a backup holds, all of it or nothing, and verify it.

    Raises LedgerError if the backup is damaged, or the database is not empty.
    """
    if not path.is_file():
        raise LedgerError(f"{path}: there is no such backup")
    with tempfile.TemporaryDirectory(prefix="willing-") as place:
        copy = Path(place) / path.name  # a backup of an older version is brought to the newest here, and stays as it is
        shutil.copyfile(path, copy)
        copy.chmod(0o600)
        with _opened(copy, path) as source:
            _refuse_bad(source.verify(), path)
            with Ledger(url) as target, target.writing() as writing, source.snapshot() as reading:
                _refuse_filled(writing.connection, target.name)
                _copy_tables(reading, writing.connection)
                _reset_sequences(writing.connection)
                verified = verify_on(writing.connection)
                _refuse_bad(verified, path)
    return verified


@contextmanager
def _opened(copy: Path, path: Path) -> Iterator[Ledger]:
    """The copy of a backup, named in errors as the backup it is of."""
    try:
        source = Ledger(str(copy), create=False)
    except LedgerError as error:
        raise type(error)(str(error).replace(str(copy), str(path))) from error
    with source:
        yield source


@contextmanager
def _on_the_way(path: Path) -> Iterator[Path]:
    """A name beside the file to be, where it is made; removed if that fails."""
    try:
        place = tempfile.mkdtemp(prefix=".willing-", dir=path.absolute().parent)
    except OSError as error:
        raise LedgerError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from error
    try:
        yield Path(place) / path.name
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _copy_file(ledger: Ledger, source: Path, copy: Path) -> None:
    """By SQLite's own backup, in one step: in WAL mode nobody waits for it."""
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=ledger.patience)) as reading,
            closing(sqlite3.connect(copy)) as writing,
        ):
            reading.backup(writing)
    except sqlite3.Error as error:
        raise (fault(str(copy), error, ledger.patience) or error) from error


def _copy_as_file(ledger: Ledger, copy: Path) -> None:
    with Ledger(str(copy)) as target, target.writing() as writing, ledger.snapshot() as reading:
        _copy_tables(reading, writing.connection)


def _as_one_file(copy: Path) -> None:
    """Leave the mode in which SQLite keeps a second file beside the first, and have the file on the disk."""
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    with copy.open("rb") as file:
        os.fsync(file.fileno())


def _settle(directory: Path) -> None:
    """Have the name of a file on the disk too, where a directory can be opened (not on Windows)."""
    if hasattr(os, "O_DIRECTORY"):
        opened = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _tables(connection: Connection) -> list[Table]:
    """The tables as they stand in this database, those that others refer to first."""
    found = MetaData()
    names = [name for name in inspect(connection).get_table_names() if name != VERSION_TABLE]
    found.reflect(connection, only=names)
    return list(found.sorted_tables)


def _copy_tables(source: Connection, target: Connection) -> None:
    """Copy every row of every table; both databases have the newest schema."""
    there = {table.name: table for table in _tables(source)}
    for table in _tables(target):
        rows = source.execute(
            select(there[table.name]).order_by(*there[table.name].primary_key).execution_options(yield_per=AT_ONCE)
        )
        for part in rows.partitions():
            target.execute(
                insert(table), [{column.name: row._mapping[column.name] for column in table.c} for row in part]
            )


def _reset_sequences(connection: Connection) -> None:
    """Have PostgreSQL count on from what was copied; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in _tables(connection):
        for column in table.primary_key:
            quoted = connection.dialect.identifier_preparer.format_table(table)
            asked = {"table": quoted, "column": column.name}
            sequence = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), asked).scalar()
            last = connection.execute(select(func.max(column))).scalar() if sequence else None
            if last is not None:
                connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})


def _refuse_filled(connection: Connection, name: str) -> None:
    for table in _tables(connection):
        if connection.execute(select(func.count()).select_from(table)).scalar():
            raise LedgerError(f"{name} is not empty: a backup is restored into an empty database only")


def _refuse_bad(verified: Verified, path: Path) -> None:
    if not verified.sound:
        raise LedgerError(f"{path} is damaged, and was not restored: {verified.bad[0]}")
