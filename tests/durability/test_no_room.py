"""The disk is full, or the database is away: one clear line, nothing kept, reading goes on; then all is well again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.databases import server as postgresql
from tests.databases import small_disk
from tests.durability.asking import Answer, Client
from tests.durability.book import Book, rows_after
from tests.durability.served import Server
from tests.durability.test_stop import cookie, until
from tests.durability.writers import Crowd, prepared

from willing.ledger.store import Ledger

PATH = "/api/v1/pledges/n00-infantry"
PAGES = ("/", "/nations", "/log")


def filled(disk: Path) -> Path:
    """A file that takes all the room there is."""
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    return filler


def checked(db: str, crowd: Crowd, book: Book) -> None:
    """Hold the record against what was acknowledged."""
    attempts, crowd.load.attempts = crowd.load.attempts, []
    with Ledger(db) as ledger:
        book.read(rows_after(ledger, book.order), attempts)
        book.close(ledger)
    book.tell(crowd.writers)


async def nothing() -> None:
    """No trouble."""


async def told_of_a_full_disk(crowd: Crowd, book: Book) -> None:
    """Have everybody write once on a full disk, and see what each is told."""
    crowd.load.attempts.clear()
    book.tell(crowd.writers)
    for writer in crowd.writers[:8]:
        await writer.step()
    await crowd.drop()
    said = [attempt.refusal() for attempt in crowd.load.attempts if not attempt.done]
    assert said, "there was room"
    assert all(line.endswith("the disk is full; nothing of this write was kept") for line in said), said


def test_a_full_disk_keeps_nobody_from_reading() -> None:
    with small_disk(4_000) as disk:
        db = str(disk / "ledger.db")
        tokens, who, book = prepared(db), cookie(db, "hq"), Book()
        with Ledger(db) as ledger:
            book.begin(rows_after(ledger, 0))

        async def run(server: Server) -> None:
            crowd = Crowd(server.port, tokens, 1)
            book.tell(crowd.writers)
            await crowd.write_on(8, nothing)
            checked(db, crowd, book)
            filler = filled(disk)
            for _ in range(2):
                await told_of_a_full_disk(crowd, book)
                for path in PAGES:
                    answer = await asked(server.port, path, cookie=who)
                    assert answer.status == 200, (path, answer.text)
            filler.unlink()
            checked(db, crowd, book)
            await crowd.write_on(8, nothing)
            checked(db, crowd, book)

        with Server(db) as server:
            server.start()
            asyncio.run(run(server))
        assert book.figures["refused"] >= 2


@asynccontextmanager
async def away() -> AsyncIterator[None]:
    """PostgreSQL is stopped while the context lasts."""
    await asyncio.to_thread(postgresql().stop)
    try:
        yield
    finally:
        postgresql().start()  # here, as it ends with the thread that started it


async def asked(port: int, path: str, **who: str) -> Answer:
    """One answer by a connection of its own."""
    client = Client(port, **who)
    try:
        return await client.ask("GET", path)
    finally:
        client.drop()
        await asyncio.sleep(0)  # for the connection to close


def one_line(answer: Answer) -> None:
    """See that an answer says in one line that the database is away, without a secret."""
    assert answer.status == 503, answer.text
    lines = [line for line in answer.text.splitlines() if "cannot be reached" in line]
    assert len(lines) == 1, answer.text
    assert "***" in lines[0]
    assert postgresql().url("x").split(":")[2].split("@")[0] not in answer.text


async def while_away(port: int, who: str, token: str) -> None:
    """See what is said while the database is away."""
    for path in PAGES:
        one_line(await asked(port, path, cookie=who))
    one_line(await asked(port, PATH, token=token))
    one_line(await asked(port, "/stream", cookie=who))
    assert (await asked(port, "/healthz")).status == 503
    client = Client(port, token)
    refused = await client.ask("PUT", PATH, {"capability": "infantry", "strength": 1})
    one_line(refused)
    client.drop()


async def lives_through(server: Server, db: str, tokens: Mapping[str, str], who: str) -> None:
    """Have the database go away twice under a server with an open stream."""
    tab, writer = Client(server.port, cookie=who), Client(server.port, tokens["N00"])
    lines = await tab.stream()
    await lines.version()
    for strength in (10, 20):
        async with away():
            await while_away(server.port, who, tokens["N00"])
            await asyncio.sleep(1.5)  # longer than the heartbeat of the stream and the patience of the watch
        match = None if strength == 10 else (await writer.ask("GET", PATH)).headers["etag"].strip('"')
        answer = await writer.ask("PUT", PATH, {"capability": "infantry", "strength": strength}, match)
        assert answer.status == 200, answer.text
        await until(lines, f"everyone={answer.data['version']} ")
        for path in (*PAGES, "/healthz"):
            assert (await asked(server.port, path, cookie=who)).status == 200
    tab.drop()
    writer.drop()
    await asyncio.sleep(0)  # for the connections to close


def test_the_database_goes_away_and_comes_back(postgresql_url: str) -> None:
    tokens, who = prepared(postgresql_url), cookie(postgresql_url, "hq")
    with Server(postgresql_url, heartbeat=0.5) as server:
        server.start()
        asyncio.run(lives_through(server, postgresql_url, tokens, who))
    with Ledger(postgresql_url) as ledger:
        assert ledger.verify().sound
