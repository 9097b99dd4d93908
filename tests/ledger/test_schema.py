"""The schema: made by migrations, the same on both databases, once however many processes start at once."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from tests.databases import at_once
from tests.ledger.test_store import write

from willing.ledger import Ledger, LedgerError
from willing.ledger.schema import MIGRATIONS, newest
from willing.ledger.tables import METADATA, VERSION_TABLE


def open_and_write(url: str) -> None:
    with Ledger(url) as ledger:
        write(ledger, "everyone")


def test_the_migrations_make_what_the_tables_say(ledger: Ledger) -> None:
    importlib.import_module("willing.people.tables")  # every room that has tables
    with ledger.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True, "target_metadata": METADATA}
        )
        assert context.get_current_revision() == newest()
        assert compare_metadata(context, METADATA) == []


def test_migrations_are_numbered_one_after_the_other() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    revisions = [revision.revision for revision in script.walk_revisions()][::-1]
    assert revisions == [f"{n:04}" for n in range(1, len(revisions) + 1)]
    assert script.get_heads() == [newest()]
    for revision in script.walk_revisions():
        assert Path(revision.path).name.startswith(revision.revision)


def test_a_schema_newer_than_the_program_is_refused(ledger_url: str) -> None:
    with Ledger(ledger_url) as ledger, ledger.writing() as writing:
        writing.connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(LedgerError) as failed:
        Ledger(ledger_url)
    assert str(failed.value).endswith(
        f"was written by a newer version of willing (schema 9999, this one knows {newest()}): update willing"
    )


def test_a_migration_that_fails_leaves_nothing(ledger_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from willing.ledger import schema

    real = schema.upgrade

    def broken(connection: Any) -> None:
        real(connection)
        raise ZeroDivisionError

    monkeypatch.setattr(schema, "upgrade", broken)
    with pytest.raises(ZeroDivisionError):
        Ledger(ledger_url)
    with pytest.raises(LedgerError, match="the database is empty"):
        Ledger(ledger_url, create=False)
    monkeypatch.undo()
    open_and_write(ledger_url)


def test_several_processes_may_open_a_new_ledger_at_once(ledger_url: str) -> None:
    assert at_once(open_and_write, [(ledger_url,)] * 5) == [0] * 5
    with Ledger(ledger_url) as ledger:
        assert ledger.heads() == {"everyone": 5}
        assert ledger.verify().sound


def test_a_file_of_its_owner_alone(sqlite_url: str) -> None:
    open_and_write(sqlite_url)
    with Ledger(sqlite_url) as ledger:
        assert ledger.path is not None
        write(ledger, "everyone")
        assert {path.stat().st_mode & 0o777 for path in ledger.path.parent.iterdir()} == {0o600}
