"""Both databases."""

from tests.databases import ledger_url, postgresql_url, sqlite_url

__all__ = ["ledger_url", "postgresql_url", "sqlite_url"]
