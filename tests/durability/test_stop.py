"""Asked to stop, the server stops within seconds, and nothing that it acknowledged meanwhile is lost."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.durability.asking import AsyncLines, Client
from tests.durability.book import Book, rows_after
from tests.durability.served import Commanded, commanded
from tests.durability.writers import PASSWORD, Crowd, cheap, prepared

from willing.conference.conference import utc_now
from willing.ledger.store import Ledger
from willing.people.people import People

GENEROUS = 20.0
"""Seconds until it must have stopped: four times what is promised, as a machine that runs tests is busy."""
STREAMS = 50


def cookie(db: str, name: str) -> str:
    """The cookie of somebody who is signed in."""
    with Ledger(db) as ledger:
        return f"willing={People(ledger, utc_now, cheap()).login(name, PASSWORD, '192.0.2.1')}"


async def streams(port: int, who: str, number: int) -> tuple[list[Client], list[AsyncLines]]:
    """As many open tabs, each of which has been told the first version."""
    tabs = [Client(port, cookie=who) for _ in range(number)]
    found = [await tab.stream() for tab in tabs]
    for lines in found:
        await lines.version()
    return tabs, found


async def ended(lines: AsyncLines) -> None:
    """Read a stream until it ends, as it may by a connection that is cut."""
    try:
        while True:
            await lines.version()
    except (EOFError, OSError):
        return


async def stopped(served: Commanded, crowd: Crowd, who: str) -> tuple[int, float]:
    """Ask a server to stop while streams are open and everybody writes; its exit status, and seconds."""
    tabs, found = await streams(served.port, who, STREAMS)
    waiting = [asyncio.ensure_future(ended(lines)) for lines in found]

    async def ask() -> None:
        served.process.send_signal(signal.SIGTERM)

    assert await crowd.write(20, ask)
    began = time.perf_counter()
    status = await asyncio.to_thread(served.process.wait, GENEROUS)
    took = time.perf_counter() - began
    await asyncio.wait_for(asyncio.gather(*waiting), 5)
    for tab in tabs:
        tab.drop()
    await asyncio.sleep(0)  # for the connections to close
    return status, took


@pytest.mark.parametrize("workers", [1, 2])
def test_it_stops_while_streams_are_open_and_everybody_writes(sqlite_url: str, tmp_path: Path, workers: int) -> None:
    tokens = prepared(sqlite_url)
    who, book = cookie(sqlite_url, "hq"), Book()
    with Ledger(sqlite_url) as ledger:
        book.begin(rows_after(ledger, 0))
    with commanded(tmp_path, "--db", sqlite_url, "--workers", str(workers), "--log", "info") as served:
        crowd = Crowd(served.port, tokens, workers)
        book.tell(crowd.writers)
        status, took = asyncio.run(stopped(served, crowd, who))
        left, said = served.left(GENEROUS), served.log.read_text()
    assert (status, left) == (0, ()), said
    assert "Traceback" not in said
    assert took < GENEROUS
    with Ledger(sqlite_url) as ledger:
        book.read(rows_after(ledger, book.order), crowd.load.attempts)
        book.close(ledger)
    assert book.figures["acknowledged"] > 0


@pytest.mark.parametrize("workers", [1, 2])
def test_a_demonstration_is_thrown_away_when_it_is_stopped(tmp_path: Path, workers: int) -> None:
    with commanded(tmp_path, "--demo", "--workers", str(workers)) as served:
        status = served.stopped(GENEROUS)
        assert (status, served.left(GENEROUS)) == (0, ())
    assert [path.name for path in (tmp_path / "tmp").iterdir()] == []


EACH = 5
"""Tabs of each process."""


async def heard(served: Commanded, who: str, tokens: Mapping[str, str]) -> None:
    """Have each process write once, and every tab of each hear of both."""
    tabs: list[Client] = []
    found: list[AsyncLines] = []
    for worker in served.workers:
        with served.answered_by(worker):
            opened, lines = await streams(served.port, who, EACH)
        tabs, found = [*tabs, *opened], [*found, *lines]
    assert len(tabs) == 2 * EACH
    for number, worker in enumerate(served.workers):
        writer = Client(served.port, tokens[f"N0{number}"])
        with served.answered_by(worker):
            await writer.connect()
            await writer.ask("GET", "/healthz")
        pledge = {"capability": "infantry", "strength": 5, "note": "heard"}
        answer = await writer.ask("PUT", f"/api/v1/pledges/n0{number}-infantry", pledge)
        assert answer.status == 200, answer.text
        for lines_of_tab in found:
            await until(lines_of_tab, f"everyone={answer.data['version']} ")
        writer.drop()
    for tab in tabs:
        tab.drop()
    await asyncio.sleep(0)  # for the connections to close


async def until(lines: AsyncLines, version: str) -> None:
    """Wait until a stream tells of a version."""
    async with asyncio.timeout(20):
        while version not in f"{await lines.version()} ":
            pass


def test_every_tab_hears_of_it_whichever_process_wrote(ledger_url: str, tmp_path: Path) -> None:
    tokens = prepared(ledger_url)
    who = cookie(ledger_url, "hq")
    with commanded(tmp_path, "--db", ledger_url, "--workers", "2") as served:
        asyncio.run(heard(served, who, tokens))
        assert served.stopped(GENEROUS) == 0
