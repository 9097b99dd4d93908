"""The ledger: opening it, reading it, and writing to it one at a time."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection, Row, func, insert, select, text
from sqlalchemy.exc import TimeoutError as NoConnection

from willing.ledger.engine import WRITING, address, name_of, opened
from willing.ledger.entry import Entry, New, checked, digest, moment, written
from willing.ledger.errors import LedgerBusy, LedgerDown, LedgerError, LedgerLost, LedgerUnsure
from willing.ledger.schema import WRITE_LOCK, migrate, prepare_file
from willing.ledger.tables import ENTRY

if TYPE_CHECKING:
    from willing.ledger.verify import Verified

CHANNEL = "willing_ledger"
"""The channel on which PostgreSQL tells every listener of a commit."""

# The number of chains is small and that of entries is not: hop from chain to chain along the index.
HEADS = text(
    "WITH RECURSIVE one(chain) AS (SELECT min(chain) FROM entry UNION ALL "
    "SELECT (SELECT min(chain) FROM entry WHERE chain > one.chain) FROM one WHERE one.chain IS NOT NULL) "
    "SELECT one.chain, (SELECT max(number) FROM entry WHERE entry.chain = one.chain) FROM one "
    "WHERE one.chain IS NOT NULL"
)


class Writing:
    """One write, alone in the database until it ends: all of it is kept, or nothing."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        """The connection of the write, for tables that belong to other rooms."""
        self._last: dict[str, tuple[int, str]] = {}
        self._order: int | None = None

    @property
    def heads(self) -> Mapping[str, int]:
        """The latest number of each chain, what this write has appended so far included."""
        return _heads(self.connection)

    def entries(self, after: int = 0, chains: Collection[str] | None = None) -> tuple[Entry, ...]:
        """The entries of some chains (None: of all) whose order is above ``after``, by order, its own included."""
        return _entries(self.connection, chains, after)

    def append(self, who: str, at: datetime, news: Iterable[New], based_on: int | None = None) -> tuple[Entry, ...]:
        """Append entries in this order, all by the same person at the same moment.

        ``based_on`` is the version that this person had before them. Raises LedgerError for a body that is not JSON,
        ValueError for a moment without a time zone.
        """
        checked(who, "author")
        when = moment(at)
        rows = [self._row(new, who, when, based_on) for new in news]
        if rows:
            self.connection.execute(insert(ENTRY), rows)
        return tuple(_entry(**row) for row in rows)

    def _row(self, new: New, who: str, at: str, based_on: int | None) -> dict[str, Any]:
        chain, kind, body = checked(new.chain, "chain"), checked(new.kind, "kind"), written(new.body)
        number, previous = self._head(chain)
        row: dict[str, Any] = {
            "order": self._next_order(),
            "chain": chain,
            "number": number + 1,
            "at": at,
            "who": who,
            "kind": kind,
            "body": body,
            "based_on": based_on,
            "previous": previous,
        }
        row["hash"] = digest(row)
        self._last[chain] = number + 1, row["hash"]
        return row

    def _head(self, chain: str) -> tuple[int, str]:
        """The number and the hash of the last entry of a chain; (0, "") if it has none."""
        if chain not in self._last:
            latest = select(ENTRY.c.number, ENTRY.c.hash).where(ENTRY.c.chain == chain)
            found = self.connection.execute(latest.order_by(ENTRY.c.number.desc()).limit(1)).first()
            self._last[chain] = (found.number, found.hash) if found else (0, "")
        return self._last[chain]

    def _next_order(self) -> int:
        """Counted here and not by the database, whose sequences leave gaps: a missing entry is to be noticed."""
        if self._order is None:
            self._order = self.connection.execute(select(func.max(ENTRY.c.order))).scalar() or 0
        self._order += 1
        return self._order


class Ledger:
    """The record of one conference: append-only chains of entries in one database.

    Opening it brings its schema to the newest version. Raises LedgerError with one clear line if that cannot be.
    ``patience`` is how many seconds a write waits for its turn. Without ``create`` there must be a ledger already.
    Safe to use from several threads and processes.
    """

    def __init__(self, url: str, patience: float = 20.0, create: bool = True) -> None:
        self._address = address(url)
        self.url = self._address.render_as_string(hide_password=False)
        """Its full address, by which another process can open it; it may hold a password."""
        self.name = name_of(self._address)
        """What it is called where people read it."""
        self.patience = patience
        self._turn = threading.Lock()
        self._writer: int | None = None
        if self.path is not None:
            prepare_file(self.path, self.name, patience, create)
        self.engine = opened(self._address, patience)
        try:
            migrate(self.engine, self.name, create)
        except BaseException:
            self.engine.dispose()
            raise

    @property
    def path(self) -> Path | None:
        """The file it lies in; None on PostgreSQL."""
        return Path(str(self._address.database)) if self._address.get_backend_name() == "sqlite" else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def heads(self) -> Mapping[str, int]:
        """The latest number of each chain."""
        with self.reading() as connection:
            return _heads(connection)

    def entries(self, chains: Collection[str] | None = None, after: int = 0) -> tuple[Entry, ...]:
        """The entries of some chains (None: of all) whose order is above ``after``, by order."""
        with self.reading() as connection:
            return _entries(connection, chains, after)

    def verify(self, known: Mapping[str, tuple[int, str]] | None = None) -> Verified:
        """Every hash and every link of every chain, recomputed; see :func:`willing.ledger.verify.verify`."""
        from willing.ledger.verify import verify  # noqa: PLC0415  it reads what is defined here

        return verify(self, known)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the database as of one moment (SQLite) or of each statement (PostgreSQL).

        It neither waits for those who write nor makes them wait, and is not for writing.
        """
        with self._connection() as connection, connection.begin():
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that sees the database as of one moment on both databases, to read much of it."""
        options = {"isolation_level": "REPEATABLE READ"} if self.path is None else {}
        with self._connection(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """A write that excludes every other, over all processes; durable once the block has ended.

        Nothing is kept if the block raises. Raises LedgerDown, which says what happened, if the database fails.
        """
        self._take_turn()
        try:
            with self._exclusively() as connection:
                yield Writing(connection)
        except LedgerDown as error:
            raise error.in_write() from error
        finally:
            self._writer = None
            self._turn.release()

    def _take_turn(self) -> None:
        """Queue the threads of this process here, where each is woken in turn, and not in the database."""
        if self._writer == threading.get_ident():
            raise RuntimeError("a write within a write: pass the Writing on instead")
        if not self._turn.acquire(timeout=self.patience):
            raise LedgerBusy(f"{self.name}: no turn to write within {self.patience:g} seconds: try again").in_write()
        self._writer = threading.get_ident()

    @contextmanager
    def _exclusively(self) -> Iterator[Connection]:
        with self._connection(**{WRITING: True}) as connection:
            transaction = connection.begin()
            try:
                if self.path is None:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITE_LOCK})
                yield connection
                self._before_commit(connection)
            except BaseException:
                transaction.rollback()
                raise
            try:
                transaction.commit()
            except LedgerLost as error:
                raise LedgerUnsure(
                    f"{error} while a write was being committed: look whether it was kept before writing it again"
                ) from error

    def _connection(self, **options: Any) -> Connection:
        try:
            return self.engine.connect().execution_options(**options)
        except NoConnection as error:
            raise LedgerBusy(f"{self.name}: too many use it at once: try again") from error

    def _before_commit(self, connection: Connection) -> None:
        """See that the transaction still stands: an error that the block kept to itself may have ended it."""
        if self.path is None:
            connection.execute(text(f"NOTIFY {CHANNEL}"))
        elif not connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
            raise LedgerError(f"{self.name}: an earlier error ended the write; nothing of it was kept")


def _heads(connection: Connection) -> Mapping[str, int]:
    return MappingProxyType({str(row[0]): int(row[1]) for row in connection.execute(HEADS)})


def _entries(connection: Connection, chains: Collection[str] | None, after: int) -> tuple[Entry, ...]:
    query = select(ENTRY).where(ENTRY.c.order > after).order_by(ENTRY.c.order)
    if chains is not None:
        query = query.where(ENTRY.c.chain.in_(sorted(chains)))
    return tuple(_of_row(row) for row in connection.execute(query))


def _of_row(row: Row[Any]) -> Entry:
    return _entry(**row._mapping)


def _entry(at: str, body: str, **rest: Any) -> Entry:
    """An entry of what is stored; raises LedgerError if that was tampered with so far that it cannot be read."""
    try:
        return Entry(at=datetime.fromisoformat(at), body=json.loads(body), **rest)
    except (TypeError, ValueError, RecursionError) as error:
        where = f"entry {rest.get('number')} of the chain {rest.get('chain')}"
        raise LedgerError(f"{where} cannot be read ({error}): see `willing ledger verify`") from error
