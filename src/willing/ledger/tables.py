"""The table of entries, and what keeps it append-only in the database itself.

Other rooms add their tables to the same METADATA; migrations create them.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text, UniqueConstraint

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

WHOLE = BigInteger().with_variant(Integer, "sqlite")
"""A whole number of 64 bits on both databases; a primary key of this type is SQLite's own row number."""

ENTRY = Table(
    "entry",
    METADATA,
    Column("order", WHOLE, primary_key=True, autoincrement=False),
    Column("chain", Text, nullable=False),
    Column("number", WHOLE, nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("based_on", WHOLE),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("chain", "number"),
)
"""Entries. Moments and bodies are stored as the very text that is hashed."""

VERSION_TABLE = "willing_schema"
"""Where Alembic keeps the version of the schema."""
