"""The tables are those that the migration makes, and hold moments as the ledger does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select
from tests.people.conftest import both

from willing.ledger import Ledger, New
from willing.ledger.engine import address, opened
from willing.ledger.schema import upgrade
from willing.ledger.store import Writing
from willing.ledger.tables import METADATA, VERSION_TABLE
from willing.people.tables import attempt

OURS = {"account", "session", "invitation", "token", "attempt"}


@both
def test_the_migration_makes_the_tables_that_are_described(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        )
        found = compare_metadata(context, METADATA)
    assert [difference for difference in found if any(name in str(difference) for name in OURS)] == []
    assert set(METADATA.tables) >= OURS


@both
def test_a_ledger_of_before_gets_the_tables_and_keeps_its_entries(ledger_url: str) -> None:
    engine = opened(address(ledger_url), patience=20)
    with engine.begin() as connection:
        upgrade(connection, to="0001")
        written = Writing(connection).append("anna", datetime(2026, 3, 1, tzinfo=UTC), [New("people", "said", {})])
    engine.dispose()
    with Ledger(ledger_url) as ledger:
        assert ledger.entries() == written
        with ledger.reading() as connection:
            assert connection.execute(select(attempt)).all() == []


@both
def test_a_moment_comes_back_in_utc_whatever_zone_it_was_in(ledger: Ledger) -> None:
    moment = datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=timezone(timedelta(hours=5)))
    with ledger.writing() as writing:
        writing.connection.execute(insert(attempt).values(name="n", address="a", at=moment, failed=True))
        (found,) = writing.connection.execute(select(attempt.c.at)).scalars()
        assert (found, found.tzinfo) == (moment, UTC)
        with pytest.raises(Exception, match="without a time zone"):
            writing.connection.execute(select(attempt).where(attempt.c.at > datetime(2026, 3, 1)))  # noqa: DTZ001
