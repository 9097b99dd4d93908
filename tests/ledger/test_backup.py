"""Backups while others write, and restoring them on either database."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, text
from tests.ledger.test_store import write

from willing.ledger import Ledger, LedgerDamaged, LedgerError
from willing.ledger.backup import _reset_sequences, _tables, backup, restore

SOME: dict[str, Any] = {"BOOLEAN": True, "INTEGER": 7, "BIGINT": 7, "TEXT": "é \U0001f600 ' %", "VARCHAR": "x"}


def fill(ledger: Ledger) -> None:
    """An entry or three, and one row in every other table."""
    write(ledger, "everyone", "nation:FR", "everyone")
    with ledger.writing() as writing:
        for table in _tables(writing.connection):
            if table.name == "entry":
                continue
            writing.connection.execute(
                insert(table),
                {
                    column.name: None if column.nullable else SOME[str(column.type).partition("(")[0]]
                    for column in table.c
                },
            )


def content(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    with ledger.reading() as connection:
        return {table.name: [tuple(row) for row in connection.execute(select(table))] for table in _tables(connection)}


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_backup_restores_everything_on_either_database(
    ledger: Ledger, to: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    fill(ledger)
    before = content(ledger)
    assert set(before) >= {"entry"} and all(before.values())
    noted = backup(ledger, tmp_path / "backup.db")
    assert noted.heads == ledger.verify().heads
    if to == "sqlite":
        target = str(tmp_path / "restored.db")
    else:
        target = request.getfixturevalue("postgresql_url")
        if ledger.path is None:
            from tests.databases import server

            target = server().new_database()
    assert restore(tmp_path / "backup.db", target).heads == noted.heads
    with Ledger(target) as restored:
        assert content(restored) == before
        assert restored.entries() == ledger.entries()
        assert write(restored, "everyone")[0].order == 4
        assert restored.verify(noted.heads).sound


def test_a_backup_is_one_complete_file_of_its_owner_alone(ledger: Ledger, tmp_path: Path) -> None:
    fill(ledger)
    directory = tmp_path / "backups"
    directory.mkdir()
    backup(ledger, directory / "one.db")
    assert [path.name for path in directory.iterdir()] == ["one.db"]
    assert stat.S_IMODE((directory / "one.db").stat().st_mode) == 0o600
    with Ledger(str(directory / "one.db")) as opened:
        assert opened.entries() == ledger.entries()


def test_a_backup_overwrites_nothing(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "there.db"
    path.write_text("mine")
    with pytest.raises(LedgerError, match="exists already"):
        backup(ledger, path)
    assert path.read_text() == "mine"
    with pytest.raises(LedgerError, match="no such file or directory"):
        backup(ledger, tmp_path / "nowhere" / "one.db")


def test_backups_of_a_ledger_in_use_are_sound_and_stop_nobody(ledger: Ledger, tmp_path: Path) -> None:
    write(ledger, "everyone", "people")
    done = threading.Event()
    failed: list[BaseException] = []

    def go_on() -> None:
        try:
            while not done.is_set():
                write(ledger, "everyone", "people")
        except BaseException as error:
            failed.append(error)

    writers = [threading.Thread(target=go_on) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        made = [backup(ledger, tmp_path / f"{n}.db") for n in range(3)]
    finally:
        done.set()
        for writer in writers:
            writer.join()
    assert failed == []
    assert all(verified.sound for verified in made)
    assert made[0].entries < made[-1].entries
    for verified in made:
        assert ledger.verify(verified.heads).sound
        assert verified.heads["everyone"][0] == verified.heads["people"][0]


def test_a_backup_goes_into_an_empty_database_only(ledger: Ledger, tmp_path: Path) -> None:
    write(ledger, "everyone")
    backup(ledger, tmp_path / "backup.db")
    with pytest.raises(LedgerError, match="is not empty"):
        restore(tmp_path / "backup.db", ledger.url)
    assert len(ledger.entries()) == 1


def test_a_bad_backup_is_not_restored(ledger: Ledger, tmp_path: Path) -> None:
    write(ledger, "everyone", "everyone")
    path = tmp_path / "backup.db"
    backup(ledger, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER entry_stays")
        connection.execute("UPDATE entry SET who = 'eve' WHERE number = 2")
    with pytest.raises(LedgerError, match=f"{path} is damaged, and was not restored: everyone, entry 2"):
        restore(path, str(tmp_path / "new.db"))
    path.write_text("not at all")
    with pytest.raises(LedgerDamaged, match=f"{path} is no ledger"):
        restore(path, str(tmp_path / "new.db"))
    with pytest.raises(LedgerError, match="no such backup"):
        restore(tmp_path / "nowhere.db", str(tmp_path / "new.db"))


def test_postgresql_counts_on_after_a_restore(postgresql_url: str) -> None:
    def next_id(connection: Connection) -> int:
        return int(connection.execute(text("INSERT INTO counted (x) VALUES ('a') RETURNING id")).scalar_one())

    with Ledger(postgresql_url) as ledger, ledger.writing() as writing:
        writing.connection.execute(text("CREATE TABLE counted (id serial PRIMARY KEY, x text)"))
        writing.connection.execute(text("INSERT INTO counted VALUES (41, 'copied')"))
        _reset_sequences(writing.connection)
        assert next_id(writing.connection) == 42
