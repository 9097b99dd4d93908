"""The server is killed at random moments while fifty delegates write: nothing that was acknowledged is lost.

That a process is killed says nothing of a loss of power: what the operating system had taken is kept. For PostgreSQL
the database server is ended in mid-flight too, which has it recover from its log.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

import psycopg
import pytest
from tests.databases import server as postgresql
from tests.durability.asking import Client
from tests.durability.book import Book, rows_after
from tests.durability.served import Server, members
from tests.durability.writers import Crowd, prepared

from willing.ledger.store import Ledger

MORE = int(os.environ.get("WILLING_KILLS", "1"))
"""How many times the usual number of kills."""
EACH = 20 * MORE
"""Kills of one server on one database, one after the other."""
ON_SQLITE, ON_POSTGRESQL = 10, 3
"""Databases, and so pieces that can run beside each other: 200 kills on SQLite and 60 on PostgreSQL."""
MOST = 14
"""Answers, at least one and at most so many, after which the server is killed: at once or some moments later."""
SEED = 20260301


class Round:
    """A database, a server on it that is killed and started again, those who write, and the book that is kept."""

    def __init__(self, db: str, seed: int) -> None:
        self.random = random.Random(f"{SEED} {seed}")
        tokens = prepared(db)
        self.server = Server(db)
        self.crowd = Crowd(self.server.port, tokens, seed)
        self.asking = Client(self.server.port, tokens["hq"])
        self.book = Book()
        with Ledger(db, create=False) as ledger:
            self.book.begin(rows_after(ledger, 0))

    def read(self) -> None:
        """Read what was written, and hold it against what was acknowledged."""
        attempts, self.crowd.load.attempts = self.crowd.load.attempts, []
        with Ledger(self.server.db, create=False) as ledger:
            self.book.read(rows_after(ledger, self.book.order), attempts)
        self.book.tell(self.crowd.writers)

    async def kill(self) -> None:
        """Start the server, have everybody write, and kill it."""
        first = self.random.random() < 0.5  # who finds the database as the killed server left it
        if first:
            self.read()
        self.server.start()
        if not first:
            self.read()
        await self.shown()

        async def strike() -> None:
            await asyncio.sleep(self.random.choice((0.0, self.random.uniform(0, 0.05))))
            assert self.server.pid is not None
            os.killpg(self.server.pid, signal.SIGKILL)

        in_flight = await self.crowd.write(self.random.randint(1, MOST), strike)
        assert self.server.ended() == -signal.SIGKILL
        self.book.figures["kills"] += 1
        self.book.figures["killed in flight"] += in_flight > 0

    async def shown(self) -> None:
        """See that the server shows what the book holds."""
        answer = await self.asking.ask("GET", "/api/v1/pledges")
        assert {pledge["id"]: pledge.get("note") for pledge in answer.data} == self.book.notes
        assert answer.headers["etag"] == f'"{self.book.heads["everyone"][0]}"'
        self.asking.drop()
        await asyncio.sleep(0)  # for the connection to close

    def close(self) -> None:
        """Read all of it again."""
        self.server.close()
        self.read()
        with Ledger(self.server.db, create=False) as ledger:
            self.book.close(ledger)


def killed(db: str, seed: int) -> Counter[str]:
    """Kill a server many times; the figures of it."""
    rounds = Round(db, seed)

    async def run() -> None:
        for _ in range(EACH):
            await rounds.kill()

    with rounds.server:
        asyncio.run(run())
    rounds.close()
    figures = rounds.book.figures
    assert figures["kills"] == EACH
    assert figures["acknowledged"] > EACH
    assert figures["killed in flight"] > 0.9 * EACH
    return figures


@pytest.mark.parametrize("seed", range(ON_SQLITE))
def test_nothing_is_lost_when_the_server_is_killed(sqlite_url: str, seed: int) -> None:
    report("sqlite", killed(sqlite_url, seed))


@pytest.mark.parametrize("seed", range(ON_POSTGRESQL))
def test_nothing_is_lost_when_the_server_is_killed_on_postgresql(postgresql_url: str, seed: int) -> None:
    report("postgresql", killed(postgresql_url, 100 + seed))


async def terminated(db: str) -> None:
    """End every connection to a database, as an administrator does."""
    name = db.rpartition("/")[2]
    asked = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    await asyncio.to_thread(postgresql().run_sql, asked)


async def broken(db: str) -> None:
    """Kill a process of the database server in its work: it then ends all others, and recovers from its log."""
    await asyncio.to_thread(_broken, db.rpartition("/")[2])


def _broken(name: str) -> None:
    with psycopg.connect(postgresql().url("postgres"), autocommit=True) as connection:
        asked = "SELECT pid FROM pg_stat_activity WHERE datname = %s ORDER BY state = 'active' DESC LIMIT 1"
        found = connection.execute(asked, (name,)).fetchone()
        assert found is not None
        os.kill(found[0], signal.SIGKILL)
        with suppress(psycopg.Error):  # until it notices
            while True:
                connection.execute("SELECT 1")
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(psycopg.OperationalError):
            return postgresql().run_sql("SELECT 1")
        time.sleep(0.02)
    raise AssertionError("PostgreSQL did not come back")


async def crashed(_db: str) -> None:
    """Have the whole database server crash, and start it again."""
    await asyncio.to_thread(postgresql().stop)
    await asyncio.sleep(0.3)
    postgresql().start()  # here, as it ends with the thread that started it


@pytest.mark.parametrize(("trouble", "times"), [(terminated, 5), (broken, 3), (crashed, 3)])
def test_nothing_is_lost_when_postgresql_falls(
    postgresql_url: str, trouble: Callable[[str], Awaitable[None]], times: int
) -> None:
    rounds = Round(postgresql_url, 200)

    async def run() -> None:
        for _ in range(times):
            await rounds.crowd.write_on(rounds.random.randint(3, 15), partial(trouble, postgresql_url))
            rounds.read()
            await rounds.shown()
            rounds.book.figures["falls"] += 1

    with rounds.server:
        rounds.server.start()
        asyncio.run(run())
    rounds.close()
    assert rounds.book.figures["acknowledged"] > times
    report(trouble.__name__, rounds.book.figures)


@pytest.mark.parametrize("group", [True, False])
def test_no_process_is_left_when_the_server_is_killed(sqlite_url: str, group: bool) -> None:
    with Server(sqlite_url, drawing=1) as server:
        server.start()
        assert server.pid is not None
        until = time.monotonic() + 30
        while len(members(server.pid)) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        assert len(members(server.pid)) >= 2
        assert server.kill(group) == -signal.SIGKILL


def report(name: str, figures: Counter[str]) -> None:
    """What came of it, for who runs it with ``-s``."""
    sys.stdout.write(f"\n{name}: {dict(figures)}\n")
