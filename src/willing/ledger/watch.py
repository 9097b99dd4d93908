"""Has anything been committed since I last looked?"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from willing.ledger.engine import fault
from willing.ledger.store import CHANNEL, Ledger

if TYPE_CHECKING:
    from pathlib import Path

EVERY = 1.0
"""Seconds between looks at the table itself, and between attempts to reach a database that is away."""


class Watch(Protocol):
    """Notices what any process commits to a ledger, by a connection of its own."""

    def changed(self) -> bool:
        """Whether anything has been committed since the last call (the first: since the watch began).

        Never waits for a commit. False while the database is away; True once it is back, as anything may have happened.
        """

    def close(self) -> None:
        """Let go of the connection."""


def changes(ledger: Ledger, clock: Callable[[], float] = time.monotonic) -> Watch:
    """A watch on a ledger; ``clock`` counts seconds. Raises LedgerLost if the database is away already."""
    return _OnPostgresql(ledger, clock) if ledger.path is None else _OnSqlite(ledger.path, clock)


class _Watched:
    """What both have in common: a connection that is made again, at most once in a while, after it broke."""

    def __init__(self, name: str, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._connection: Any = None
        self._closed = False
        self._tried = clock()
        try:
            self._connection = self._connect()
        except self._broken() as error:
            raise (fault(name, error, EVERY) or error) from error

    def changed(self) -> bool:
        with self._lock:
            try:
                if self._connection is None:
                    return self._again()
                return self._look()
            except self._broken():
                self._let_go()
                return False

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._let_go()

    def _again(self) -> bool:
        if self._closed or self._clock() - self._tried < EVERY:
            return False
        self._tried = self._clock()
        self._connection = self._connect()
        return True

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except self._broken():
                return

    def _connect(self) -> Any:
        raise NotImplementedError

    def _look(self) -> bool:
        raise NotImplementedError

    def _broken(self) -> type[Exception]:
        raise NotImplementedError


class _OnSqlite(_Watched):
    """SQLite counts, per connection, the commits of all others."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._path = path
        super().__init__(str(path), clock)

    def _connect(self) -> Any:
        connection = sqlite3.connect(f"{self._path.as_uri()}?mode=rw", uri=True, timeout=5, check_same_thread=False)
        self._seen = self._version(connection)
        return connection

    def _look(self) -> bool:
        before, self._seen = self._seen, self._version(self._connection)
        return before != self._seen

    @staticmethod
    def _version(connection: sqlite3.Connection) -> int:
        return int(connection.execute("PRAGMA data_version").fetchone()[0])

    def _broken(self) -> type[Exception]:
        return sqlite3.Error


class _OnPostgresql(_Watched):
    """PostgreSQL tells who listens; now and then the table is looked at too, as a notice may be lost on its way."""

    def __init__(self, ledger: Ledger, clock: Callable[[], float]) -> None:
        self._ledger = ledger
        super().__init__(ledger.name, clock)

    def _connect(self) -> Any:
        import psycopg  # noqa: PLC0415  not installed where there is no PostgreSQL

        dialect = self._ledger.engine.dialect
        _, settings = dialect.create_connect_args(self._ledger.engine.url)
        connection = psycopg.connect(**{"connect_timeout": 5, **settings}, autocommit=True)
        connection.execute(f"LISTEN {CHANNEL}")
        self._seen = self._last(connection)
        self._looked = self._clock()
        return connection

    def _look(self) -> bool:
        told = bool(list(self._connection.notifies(timeout=0)))
        if not told and self._clock() - self._looked < EVERY:
            return False
        self._looked = self._clock()
        before, self._seen = self._seen, self._last(self._connection)
        return told or before != self._seen

    @staticmethod
    def _last(connection: Any) -> int:
        return int(connection.execute('SELECT coalesce(max("order"), 0) FROM entry').fetchone()[0])

    def _broken(self) -> type[Exception]:
        import psycopg  # noqa: PLC0415

        return psycopg.Error
