"""Ledgers on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.databases import ledger_url, postgresql_url, sqlite_url

from willing.ledger import Ledger

__all__ = ["ledger", "ledger_url", "postgresql_url", "sqlite_url"]


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger(ledger_url) as opened:
        yield opened
