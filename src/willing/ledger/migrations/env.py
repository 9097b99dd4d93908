"""Run by Alembic: applies the migrations inside the transaction that was begun for them."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from willing.ledger.tables import METADATA, VERSION_TABLE


def apply(connection: Connection) -> None:
    """Bring the schema forward; whoever gave the connection commits."""
    context.configure(
        connection=connection, target_metadata=METADATA, version_table=VERSION_TABLE, transactional_ddl=True
    )
    with context.begin_transaction():
        context.run_migrations()


apply(context.config.attributes["connection"])
