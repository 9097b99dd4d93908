"""The conference under load, on loopback: many open tabs with live streams, and writers who save.

    python -m benchmarks.conference                 300 tabs and 30 writers for two minutes, and how it grows
    python -m benchmarks.conference --seconds 20 --tabs 10 50

A tab does what its script does: it holds one stream, and when that names a version it waits for up to 80 ms, fetches
its own page (`X-Live`), one fetch at a time, and is done when what it got names that version or a later one. Timed is
from the moment a writer sends a save until another tab has the page that shows it, and from the moment the save was
acknowledged. Server, tabs and writers share this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from argon2 import PasswordHasher

import willing
from willing.conference.actor import Actor
from willing.conference.conference import Conference, utc_now
from willing.conference.convening import OpenConference
from willing.conference.record import plain_case
from willing.ledger.store import Ledger
from willing.people.people import People

PORT = 8421
WRITERS = 30
PACE = (5.0, 15.0)
"""Seconds between two saves of a writer: somebody who does nothing else."""
JITTER = 0.08
"""Seconds at most that a tab waits before it fetches, as its script does."""
SHOWN = re.compile(rb"Version (\d+) of the conference")
PASSWORD = "a long enough password"


@dataclass
class Seen:
    """What was measured at one number of tabs."""

    tabs: int
    saves: dict[int, tuple[float, float]] = field(default_factory=dict)
    """For each version, when it was sent and when it was acknowledged."""
    screens: list[tuple[int, float]] = field(default_factory=list)
    """Which version was first shown on some tab, and when."""
    fetches: int = 0
    bytes: int = 0
    failed: int = 0
    memory: float = 0.0
    """MB of the serving processes with the tabs open."""


class Wire:
    """One HTTP/1.1 connection of a tab or a writer, kept open."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The connection, made where there is none."""
        if self._reader is None or self._writer is None or self._writer.is_closing():
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", PORT)
        return self._reader, self._writer

    async def ask(self, method: str, path: str, body: bytes = b"", **more: str) -> tuple[int, dict[str, str], bytes]:
        """One request and its answer."""
        reader, writer = await self.opened()
        extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in more.items())
        length = f"content-length: {len(body)}\r\n" if body or method != "GET" else ""
        head = f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{PORT}\r\n{self.headers}{extra}{length}\r\n"
        writer.write(head.encode() + body)
        status, headers = await head_of(reader)
        found = await reader.readexactly(int(headers["content-length"])) if "content-length" in headers else b""
        if headers.get("transfer-encoding") == "chunked":
            found = b"".join([chunk async for chunk in chunks(reader)])
        if headers.get("content-encoding") == "gzip":
            found = zlib.decompress(found, 31)
        return status, headers, found

    def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()


async def head_of(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """The status and the headers of an answer."""
    text = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in text[1:] if line)
    return int(text[0].split()[1]), {name.lower(): value.strip() for name, _, value in pairs}


async def chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """The pieces of an answer whose length is not known before."""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        yield await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)


async def tab(session: str, seen: Seen, stop: asyncio.Event, chance: random.Random) -> None:
    """One open tab of the overview."""
    stream, page = Wire({"cookie": f"willing={session}"}), Wire({"cookie": f"willing={session}"})
    shown = await fetched(page, seen)
    reader, writer = await stream.opened()
    writer.write(f"GET /stream HTTP/1.1\r\nhost: 127.0.0.1:{PORT}\r\n{stream.headers}\r\n".encode())
    await head_of(reader)
    told = asyncio.Event()
    task = asyncio.create_task(_listen(reader, told))
    try:
        while not stop.is_set():
            await told.wait()
            told.clear()
            await asyncio.sleep(chance.random() * JITTER)
            now = await fetched(page, seen)
            at = time.perf_counter()
            seen.screens += [(version, at) for version in range(shown + 1, now + 1)]
            shown = max(shown, now)
    except (OSError, asyncio.IncompleteReadError):
        seen.failed += not stop.is_set()
    finally:
        task.cancel()
        stream.close()
        page.close()


async def _listen(reader: asyncio.StreamReader, told: asyncio.Event) -> None:
    async for chunk in chunks(reader):
        if b"event: version" in chunk:
            told.set()


async def fetched(page: Wire, seen: Seen) -> int:
    """The version that the page shows."""
    status, _, body = await page.ask("GET", "/", accept_encoding="gzip", x_live="1")
    seen.fetches += 1
    seen.bytes += len(body)
    found = SHOWN.search(body)
    if status != 200 or found is None:
        seen.failed += 1
        return 0
    return int(found[1])


async def writer(nation: str, token: str, seen: Seen, stop: asyncio.Event, chance: random.Random) -> None:
    """One delegate who enters a pledge and then revises it again and again."""
    wire = Wire({"authorization": f"Bearer {token}", "content-type": "application/json"})
    pledge, tag = f"{nation.lower()}-load", ""
    while not stop.is_set():
        await asyncio.sleep(chance.uniform(*PACE))
        body = {"capability": "infantry", "strength": chance.randrange(1, 5_000), "if": "ceasefire"}
        sent = time.perf_counter()
        more = {"if_match": tag} if tag else {}
        status, headers, answer = await wire.ask("PUT", f"/api/v1/pledges/{pledge}", json.dumps(body).encode(), **more)
        if status == 200:
            tag = headers["etag"]
            seen.saves[json.loads(answer)["version"]] = (sent, time.perf_counter())
        elif status == 412:
            tag = (await wire.ask("GET", f"/api/v1/pledges/{pledge}"))[1]["etag"]
        elif status == 422:  # there from an earlier run at another number of tabs
            tag = (await wire.ask("GET", f"/api/v1/pledges/{pledge}"))[1].get("etag", "")
        else:
            seen.failed += 1
    wire.close()


def memory(processes: Sequence[int]) -> float:
    """MB that belong to some processes alone."""
    private = 0
    for process in processes:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
        private += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private"))
    return private / 1024


def serving(parent: int) -> list[int]:
    """The processes below one that serve, without those that draw pictures."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if int(status[1]) == parent and b"drawing" not in command and b"resource_tracker" not in command:
                found.append(int(entry.name))
    return found or [parent]


async def measured(
    tabs: int, sessions: Sequence[str], tokens: dict[str, str], seconds: float, processes: Sequence[int]
) -> Seen:
    """So many tabs and the writers, for so long."""
    seen, stop, chance = Seen(tabs), asyncio.Event(), random.Random(tabs)
    before = memory(processes)
    open_tabs = []
    for index in range(tabs):
        open_tabs.append(asyncio.create_task(tab(sessions[index % len(sessions)], seen, stop, chance)))
        await asyncio.sleep(0.01)
    await asyncio.sleep(2)
    seen.memory = (memory(processes) - before) / tabs
    seen.fetches = seen.bytes = 0
    began = time.perf_counter()
    writers = [asyncio.create_task(writer(*one, seen, stop, chance)) for one in tokens.items()]
    await asyncio.sleep(seconds)
    stop.set()
    for task in (*writers, *open_tabs):
        task.cancel()
    await asyncio.gather(*writers, *open_tabs, return_exceptions=True)
    took = time.perf_counter() - began
    report(seen, took)
    return seen


def report(seen: Seen, took: float) -> None:
    """Print what was measured, as one line."""
    sent = sorted(at - seen.saves[version][0] for version, at in seen.screens if version in seen.saves)
    acknowledged = sorted(at - seen.saves[version][1] for version, at in seen.screens if version in seen.saves)
    saving = sorted(done - began for began, done in seen.saves.values())
    if not sent:
        print(f"{seen.tabs:>5} tabs: nothing was seen")
        return
    print(
        f"{seen.tabs:>5} tabs  {len(seen.saves) / took:5.2f} saves/s  {seen.fetches / took:6.1f} fetches/s  "
        f"save {_ms(saving, 50)} / {_ms(saving, 99)} ms  "
        f"save to other screen {_ms(sent, 50)} / {_ms(sent, 99)} ms  "
        f"from acknowledged {_ms(acknowledged, 50)} / {_ms(acknowledged, 99)} ms  "
        f"{seen.memory:.3f} MB a tab  {seen.failed} failed"
    )


def _ms(values: Sequence[float], share: int) -> str:
    return f"{statistics.quantiles(values, n=100)[share - 1] * 1_000:.0f}" if len(values) > 1 else "-"


async def rate(session: str, seconds: float, at_once: int = 8) -> float:
    """Whole overview pages in a second, asked for by so many at once without a pause."""
    count, until = 0, time.perf_counter() + seconds

    async def one() -> None:
        nonlocal count
        wire = Wire({"cookie": f"willing={session}"})
        while time.perf_counter() < until:
            status, _, _ = await wire.ask("GET", "/", accept_encoding="gzip")
            count += status == 200
        wire.close()

    await asyncio.gather(*(one() for _ in range(at_once)))
    return count / seconds


def prepared(db: str, tabs: int) -> tuple[list[str], dict[str, str]]:
    """A conference of the bundled case; a session for every tab, and a token for every writer by nation."""
    case = willing.load("ukraine-2025")
    with Ledger(db) as ledger:
        people = People(ledger, utc_now, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        Conference(ledger).do(Actor("benchmark", "headquarters"), OpenConference(plain_case(case)))
        nations = list(case.nations)[:WRITERS]
        tokens = {}
        for nation in nations:
            people.add(f"delegate {nation}", PASSWORD, "delegate", nation, "benchmark")
            tokens[nation] = people.issue(f"delegate {nation}", "load")
        names = [f"delegate {nation}" for nation in nations]
        for index in range(20):
            people.add(f"observer {index}", PASSWORD, "observer", None, "benchmark")
            names.append(f"observer {index}")
        return [people.login(names[i % len(names)], PASSWORD, "127.0.0.1") for i in range(tabs)], tokens


async def run(tabs: Sequence[int], seconds: float, workers: int, db: str | None) -> None:
    """The whole measurement over a server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        where = db or f"{folder}/load.db"
        sessions, tokens = prepared(where, max(tabs))
        command = [
            sys.executable,
            "-m",
            "willing",
            "serve",
            "--db",
            where,
            "--port",
            str(PORT),
            "--workers",
            str(workers),
        ]
        server = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
        try:
            await answers()
            first = Wire({"cookie": f"willing={sessions[0]}"})
            began = time.perf_counter()
            await first.ask("GET", "/")
            print(
                f"{workers} serving, {len(tokens)} writers who save every {PACE[0]:.0f} to {PACE[1]:.0f} s; first view "
                f"{(time.perf_counter() - began) * 1e3:.0f} ms; 50th / 99th percentiles"
            )
            processes = serving(server.pid) if workers > 1 else [server.pid]
            for count in tabs:
                await measured(count, sessions, tokens, seconds, processes)
            print(f"overview page, whole: {await rate(sessions[0], 10):.0f} requests/s by 8 at once")
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(20)


async def answers() -> None:
    """Wait until the server answers."""
    for _ in range(300):
        try:
            if (await Wire({}).ask("GET", "/healthz"))[0] == 200:
                return
        except (OSError, asyncio.IncompleteReadError):
            pass
        await asyncio.sleep(0.2)
    raise SystemExit("the server does not answer")


def main() -> None:
    """Read what is asked, and measure."""
    parser = argparse.ArgumentParser(description="The conference under load, on loopback.")
    parser.add_argument("--tabs", type=int, nargs="+", default=[10, 50, 150, 300])
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--db", default=None, help="an empty database, as postgresql://...; absent, a file")
    asked = parser.parse_args()
    asyncio.run(run(asked.tabs, asked.seconds, asked.workers, asked.db))


if __name__ == "__main__":
    main()
