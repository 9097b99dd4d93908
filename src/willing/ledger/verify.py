"""Is the record what was once written?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, Row, select

from willing.ledger.entry import digest
from willing.ledger.errors import LedgerDamaged, LedgerError
from willing.ledger.tables import ENTRY

if TYPE_CHECKING:
    from willing.ledger.store import Ledger

Wrong = Literal["hash", "link", "gap", "order", "end"]

WORDS: Mapping[Wrong, str] = {
    "hash": "it is not what was written: its hash does not fit its content",
    "link": "it does not follow the entry before it: the link between them does not fit",
    "gap": "an entry before it is missing, or its number was changed",
    "order": "an entry of another chain before it is missing, or entries changed places",
    "end": "it was there when its hash was noted, and is missing or another now",
}


@dataclass(frozen=True)
class Bad:
    """An entry that is not as it was written."""

    chain: str
    number: int
    """Its number in its chain."""
    wrong: Wrong

    def __str__(self) -> str:
        return f"{self.chain}, entry {self.number}: {WORDS[self.wrong]}"


@dataclass(frozen=True)
class Chain:
    """What one chain comes to."""

    entries: int
    head: tuple[int, str]
    """The number and the hash of its last entry, worth keeping elsewhere."""
    bad: Bad | None
    """The first entry that is not as it was written."""


@dataclass(frozen=True)
class Verified:
    """What a whole ledger comes to."""

    chains: Mapping[str, Chain]
    order: Bad | None
    """The first entry at which the order over all chains breaks: an entry of another chain is missing before it."""

    @property
    def bad(self) -> tuple[Bad, ...]:
        """The first bad entry of each chain, and where the order over all chains breaks if nothing else shows it."""
        found = tuple(chain.bad for chain in self.chains.values() if chain.bad)
        return found or ((self.order,) if self.order else ())

    @property
    def sound(self) -> bool:
        """Whether everything is as it was written, as far as hashes can tell."""
        return not self.bad

    @property
    def entries(self) -> int:
        """How many entries there are in all."""
        return sum(chain.entries for chain in self.chains.values())

    @property
    def heads(self) -> Mapping[str, tuple[int, str]]:
        """The number and the hash of the last entry of each chain; kept elsewhere, they tell of a record cut short."""
        return MappingProxyType({name: chain.head for name, chain in self.chains.items()})


class _Follow:
    """One chain followed from its first entry, and whether a head noted earlier was met."""

    def __init__(self, name: str, known: tuple[int, str] | None) -> None:
        self.name = name
        self.known = known
        self.entries = 0
        self.head: tuple[int, str] = (0, "")
        self.bad: Bad | None = None
        self.met = known is None

    def step(self, row: Row[Any]) -> None:
        wrong = self._wrong(row)
        if wrong and self.bad is None:
            self.bad = Bad(self.name, row.number if isinstance(row.number, int) else self.entries + 1, wrong)
        self.entries += 1
        self.head = row.number, row.hash
        self.met = self.met or self.head == self.known

    def _wrong(self, row: Row[Any]) -> Wrong | None:
        if row.number != self.entries + 1:
            return "gap"
        try:
            made = digest(row._mapping)
        except LedgerError:  # a column holds what cannot even be written as JSON
            return "hash"
        if made != row.hash or not isinstance(row.body, str):
            return "hash"
        return "link" if row.previous != self.head[1] else None

    def done(self) -> Chain:
        if self.bad is None and not self.met and self.known is not None:
            return Chain(self.entries, self.head, Bad(self.name, self.known[0], "end"))
        return Chain(self.entries, self.head, self.bad)


def verify(ledger: Ledger, known: Mapping[str, tuple[int, str]] | None = None) -> Verified:
    """Recompute every hash and every link, chain by chain, as of one moment.

    ``known`` holds heads noted earlier (number and hash of a last entry, by chain): only with them can it be told that
    a chain was cut short or written anew from some entry on. Raises LedgerDown if the database cannot be read.
    """
    with ledger.snapshot() as connection:
        return verify_on(connection, known)


def verify_on(connection: Connection, known: Mapping[str, tuple[int, str]] | None = None) -> Verified:
    """The same within the transaction of a connection."""
    known = known or {}
    follows = {name: _Follow(name, tuple(head)) for name, head in known.items()}  # type: ignore[arg-type]
    order: Bad | None = None
    last = 0
    with _any_text(connection):
        _check_pages(connection)
        query = select(ENTRY).order_by(ENTRY.c.order).execution_options(yield_per=1000)
        for row in connection.execute(query):
            if row.order != last + 1 and order is None:
                order = Bad(str(row.chain), row.number, "order")
            last = row.order
            name = str(row.chain)
            follows.setdefault(name, _Follow(name, None)).step(row)
    return Verified(MappingProxyType({name: follows[name].done() for name in sorted(follows)}), order)


@contextmanager
def _any_text(connection: Connection) -> Iterator[None]:
    """Let SQLite hand out text that is no UTF-8 either: verifying must name it, not fall over it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.text_factory = lambda found: found.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = str


def _check_pages(connection: Connection) -> None:
    """Raises LedgerDamaged if the pages of an SQLite file are not in order."""
    if connection.dialect.name == "sqlite":
        said = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
        if said != "ok":
            raise LedgerDamaged(f"the file of the ledger is damaged ({' '.join(said.split())}): restore a backup")
