"""When the database fails: one clear line, nothing half written, and the next write works once it is back."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from tests.databases import server, small_disk
from tests.ledger.test_store import NOON, write

from willing.ledger import (
    Ledger,
    LedgerBusy,
    LedgerDamaged,
    LedgerDown,
    LedgerError,
    LedgerFull,
    LedgerLost,
    LedgerReadOnly,
    LedgerUnsure,
    New,
)
from willing.ledger.backup import backup
from willing.ledger.engine import fault
from willing.ledger.watch import changes

NOBODY = 65534


def one_line(error: BaseException) -> str:
    said = str(error)
    assert said and "\n" not in said
    return said


def write_much(ledger: Ledger) -> None:
    """Some 300 kB in one write."""
    with ledger.writing() as writing:
        for _ in range(30):
            writing.append("anna", NOON, [New("everyone", "said", {"text": "x" * 10_000})])


def test_a_full_disk_as_sqlite_tells_it(sqlite_url: str) -> None:
    with Ledger(sqlite_url) as ledger:
        write(ledger, "everyone")
        with ledger.reading() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()

        def limit(connection: Any, _record: object) -> None:
            connection.execute(f"PRAGMA max_page_count={pages}")

        event.listen(ledger.engine, "connect", limit)
        ledger.engine.dispose()
        with pytest.raises(LedgerFull) as failed:
            write_much(ledger)
        assert one_line(failed.value) == f"{ledger.path}: the disk is full; nothing of this write was kept"
        assert ledger.heads() == {"everyone": 1}
        event.remove(ledger.engine, "connect", limit)
        ledger.engine.dispose()
        write_much(ledger)
        assert ledger.verify().entries == 31


def test_a_disk_that_is_really_full() -> None:
    with small_disk(600) as disk, Ledger(str(disk / "ledger.db")) as ledger:
        write(ledger, "everyone")
        filler = disk / "filler"
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        for _ in range(2):
            with pytest.raises(LedgerFull, match="the disk is full; nothing of this write was kept"):
                write_much(ledger)
            assert ledger.heads() == {"everyone": 1}
        filler.unlink()
        write(ledger, "everyone", "people")
        assert ledger.verify().entries == 3


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write anything, so root becomes nobody for a while."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_that_may_only_be_read() -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "ledger.db"
        with Ledger(str(path)) as ledger:
            write(ledger, "everyone")
            Path(place).chmod(0o777)
            for part in Path(place).iterdir():
                part.chmod(0o444)
            ledger.engine.dispose()
            with as_nobody():
                with pytest.raises(LedgerDown) as failed:
                    write(ledger, "everyone")
                ledger.engine.dispose()
        assert isinstance(failed.value, (LedgerReadOnly, LedgerLost))
        assert one_line(failed.value).endswith("nothing of this write was kept")
        path.chmod(0o644)
        with Ledger(str(path)) as ledger:
            assert ledger.heads() == {"everyone": 1}


def test_a_backup_is_verified_where_nothing_may_be_written() -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "backup.db"
        with Ledger(f"{place}/ledger.db") as ledger:
            write(ledger, "everyone")
            backup(ledger, path)
        path.chmod(0o444)
        Path(place).chmod(0o555)
        with as_nobody():
            with Ledger(str(path), create=False) as opened:
                assert opened.verify().entries == 1
            with pytest.raises(LedgerReadOnly, match="may not be written"):
                Ledger(str(path))
        Path(place).chmod(0o755)


def test_a_directory_that_may_only_be_read() -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o555)
        with as_nobody(), pytest.raises(LedgerError, match="cannot be made: permission denied"):
            Ledger(f"{place}/ledger.db")
        Path(place).chmod(0o755)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://localhost/x", "mysql is no database for a ledger: use SQLite or PostgreSQL"),
        ("sqlite://", "a ledger lies in a file"),
        ("sqlite:///:memory:", "a ledger lies in a file"),
        ("://", "the address of a ledger cannot be read"),
        ("/nowhere/at/all/ledger.db", "cannot be made: no such file or directory"),
        ("postgresql://anna:secret@127.0.0.1:1/x", "postgresql://anna:\\*\\*\\*@127.0.0.1:1/x cannot be reached"),
    ],
)
def test_an_address_where_no_ledger_can_be(url: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said) as failed:
        Ledger(url)
    assert "secret" not in one_line(failed.value)


def test_a_file_that_is_something_else(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_text("no database at all, and long enough to look at" * 20)
    with pytest.raises(LedgerDamaged, match="is no ledger: it is not an SQLite database"):
        Ledger(str(path))
    path.unlink()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE recipes (x)")
    with pytest.raises(LedgerError, match=r"is no ledger: it holds the tables of something else \(recipes\)"):
        Ledger(str(path))
    path.unlink()
    path.mkdir()
    with pytest.raises(LedgerError) as failed:
        Ledger(str(path))
    assert one_line(failed.value)


def test_a_ledger_that_must_exist_is_not_made(ledger_url: str) -> None:
    with pytest.raises(LedgerError, match=r"no such ledger|the database is empty"):
        Ledger(ledger_url, create=False)
    Ledger(ledger_url).close()
    Ledger(ledger_url, create=False).close()


def test_a_file_held_by_another_program(sqlite_url: str) -> None:
    with Ledger(sqlite_url, patience=0.1) as ledger:
        write(ledger, "everyone")
        assert ledger.path is not None
        with closing(sqlite3.connect(ledger.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(LedgerBusy, match=r"longer than 0.1 seconds: try again; nothing of this write was kept"):
                write(ledger, "everyone")
            assert ledger.heads() == {"everyone": 1}
            other.execute("ROLLBACK")
        write(ledger, "everyone")


def test_a_connection_cut_in_the_middle_of_a_write(postgresql_url: str) -> None:
    with Ledger(postgresql_url) as ledger:
        write(ledger, "everyone")
        with pytest.raises(LedgerLost) as failed, ledger.writing() as writing:
            writing.append("anna", NOON, [New("everyone", "said", {})])
            pid = writing.connection.execute(text("SELECT pg_backend_pid()")).scalar()
            server().run_sql(f"SELECT pg_terminate_backend({pid}, 10000)")
            writing.append("anna", NOON, [New("everyone", "said", {})])
        assert one_line(failed.value).endswith("; nothing of this write was kept")
        assert ":***@" in str(failed.value)
        assert ledger.heads() == {"everyone": 1}
        write(ledger, "everyone")
        assert ledger.verify().entries == 2


def test_a_connection_cut_while_reading_is_made_again(postgresql_url: str) -> None:
    with Ledger(postgresql_url) as ledger:
        write(ledger, "everyone")
        with ledger.reading() as connection:
            pid = connection.execute(text("SELECT pg_backend_pid()")).scalar()
        server().run_sql(f"SELECT pg_terminate_backend({pid}, 10000)")
        assert ledger.heads() == {"everyone": 1}


def test_a_connection_cut_during_the_commit_is_not_said_to_have_kept_nothing(postgresql_url: str) -> None:
    with Ledger(postgresql_url) as ledger:

        def cut(connection: Any) -> None:
            pid = connection.connection.driver_connection.info.backend_pid
            server().run_sql(f"SELECT pg_terminate_backend({pid}, 10000)")

        event.listen(ledger.engine, "commit", cut)
        with pytest.raises(LedgerUnsure) as failed:
            write(ledger, "everyone")
        event.remove(ledger.engine, "commit", cut)
        assert "look whether it was kept before writing it again" in one_line(failed.value)
        assert "nothing of this write" not in str(failed.value)
        assert ledger.verify().sound


def test_a_server_that_goes_away_and_comes_back(postgresql_url: str) -> None:
    with Ledger(postgresql_url) as ledger:
        write(ledger, "everyone")
        try:
            with pytest.raises(LedgerLost), ledger.writing() as writing:
                writing.append("anna", NOON, [New("everyone", "said", {})])
                server().stop()
                writing.append("anna", NOON, [New("everyone", "said", {})])
            for _ in range(2):
                with pytest.raises(LedgerLost, match="cannot be reached") as failed:
                    write(ledger, "everyone")
                one_line(failed.value)
                with pytest.raises(LedgerLost):
                    ledger.entries()
                with pytest.raises(LedgerLost):
                    changes(ledger)
        finally:
            server().start()
        assert ledger.heads() == {"everyone": 1}
        write(ledger, "everyone")
        assert ledger.verify().entries == 2


def test_a_postgresql_database_that_may_only_be_read(postgresql_url: str) -> None:
    with Ledger(postgresql_url) as ledger:
        write(ledger, "everyone")
        name = postgresql_url.rpartition("/")[2]
        server().run_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        ledger.engine.dispose()
        with pytest.raises(LedgerReadOnly, match=r"may not be written .*read-only transaction") as failed:
            write(ledger, "everyone")
        one_line(failed.value)
        assert ledger.heads() == {"everyone": 1}


def test_a_durable_commit_whatever_the_database_is_set_to(postgresql_url: str) -> None:
    name = postgresql_url.rpartition("/")[2]
    server().run_sql(f"ALTER DATABASE {name} SET synchronous_commit = off")
    with Ledger(postgresql_url) as ledger, ledger.writing() as writing:
        assert writing.connection.execute(text("SHOW synchronous_commit")).scalar() == "on"


def test_a_durable_commit_of_a_file(sqlite_url: str) -> None:
    with Ledger(sqlite_url) as ledger, ledger.writing() as writing:
        settings = {
            name: writing.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "journal_mode", "foreign_keys", "busy_timeout")
        }
    assert settings == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 20_000}


def test_a_database_in_another_encoding_is_refused() -> None:
    server().run_sql("DROP DATABASE IF EXISTS latin")
    server().run_sql("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1'")
    with pytest.raises(LedgerError, match="is encoded in LATIN1: create the database with ENCODING 'UTF8'"):
        Ledger(server().url("latin"))


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("53100", LedgerFull),
        ("55P03", LedgerBusy),
        ("53300", LedgerBusy),
        ("25006", LedgerReadOnly),
        ("42501", LedgerReadOnly),
        ("57P01", LedgerLost),
        ("08006", LedgerLost),
        ("XX001", LedgerDamaged),
    ],
)
def test_what_postgresql_says_in_codes(state: str, kind: type[LedgerDown]) -> None:
    import psycopg

    found = fault("here", psycopg.errors.lookup(state)("said\nat length"), 1.0)
    assert type(found) is kind
    assert one_line(found)


def test_errors_of_the_program_itself_are_left_as_they_are(ledger: Ledger) -> None:
    for statement in ("SELECT * FROM nowhere", "SELEC"):
        with pytest.raises(Exception, match=r"nowhere|SELEC") as failed, ledger.reading() as connection:
            connection.execute(text(statement))
        assert not isinstance(failed.value, LedgerError)


def test_too_many_readers_at_once_are_told_to_come_again(ledger_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger(ledger_url) as ledger:
        monkeypatch.setattr(ledger.engine.pool, "_timeout", 0.05)
        held = []
        with pytest.raises(LedgerBusy, match="too many use it at once"):
            for _ in range(100):
                held.append(ledger.engine.connect())
                if len(held) > 15:
                    ledger.heads()
        for connection in held:
            connection.close()
