"""The live stream: one for each open tab, that says nothing but which version there is to fetch.

The version comes from the database, so it does not matter which process wrote. One thread of each server process
watches for changes; every tab of the process waits for the same beat.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping

from willing.conference.actor import Actor
from willing.ledger.errors import LedgerError
from willing.ledger.watch import Watch, changes
from willing.web.site import Site

POLL = 0.05
"""Seconds between two looks at the database."""
APART = 0.2
"""Seconds at least between two versions told to the same tab."""
HEARTBEAT = 15.0
"""Seconds after which a silent stream says that it is still there, and whoever holds it is asked for again."""
MOST_TABS = 50
"""Streams that one account may have open in one process; its further tabs look again from time to time."""
RETRY = 1_000
"""Milliseconds after which a tab that lost its stream asks again."""


class Pulse:
    """What one server process knows of the heads of the chains, kept up to date by a thread of its own."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.heads: Mapping[str, int] = {}
        self._open: Counter[str] = Counter()
        """Open streams by account."""
        self._seen: tuple[Mapping[str, int], dict[str, str]] = (self.heads, {})
        """What each viewpoint sees of the heads, which every tab asks for."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._beat = asyncio.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="pulse", daemon=True)

    async def start(self) -> None:
        """Begin to watch; call from the loop that serves."""
        self._loop = asyncio.get_running_loop()
        self.heads = await asyncio.to_thread(self.site.ledger.heads)
        self._thread.start()

    @property
    def stopping(self) -> bool:
        """Whether the process is about to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """End all streams and the thread."""
        self._stop.set()
        self._tell()

    @property
    def tabs(self) -> int:
        """Open streams."""
        return self._open.total()

    def full(self, actor: Actor) -> bool:
        """Whether an account has as many streams open as it may; the public may have any number."""
        return actor.part != "public" and self._open[actor.name] >= MOST_TABS

    def seen(self, actor: Actor) -> str:
        """What a tab of an actor compares to know whether anything it may see has changed."""
        now = self.heads
        heads, known = self._seen
        if heads is not now:
            heads, known = self._seen = (now, {})
        found = known.get(actor.viewpoint)
        if found is None:
            found = known[actor.viewpoint] = self.site.conference.seen(actor, heads)
        return found

    def _watch(self) -> None:
        watch: Watch | None = None
        behind = True  # whether there may be something that was not read yet: before the watch began, or just now
        try:
            while not self._stop.wait(POLL):
                try:
                    watch = watch or changes(self.site.ledger)
                    behind = watch.changed() or behind
                    if behind:
                        self.heads = self.site.ledger.heads()
                        self._tell()
                        behind = False
                except LedgerError:
                    self._stop.wait(1.0)  # the database is away: look again when it may be back
        finally:
            if watch is not None:
                watch.close()

    def _tell(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._beaten)

    def _beaten(self) -> None:
        beat, self._beat = self._beat, asyncio.Event()
        beat.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for the next beat, at most so long; whether there was one."""
        try:
            async with asyncio.timeout(seconds):
                return await self._beat.wait()
        except TimeoutError:
            return False

    @staticmethod
    def _left(actor: Actor, again: Callable[[], Actor | None]) -> bool:
        """Whether somebody has no session any more; while the database is away nobody knows, and all may stay."""
        try:
            return again() != actor
        except LedgerError:
            return False

    async def told(self, actor: Actor, again: Callable[[], Actor | None]) -> AsyncIterator[str]:
        """What the stream of a tab says. ``again`` asks who holds the session now; the stream ends with the session."""
        conference = self.site.conference
        self._open[actor.name] += 1
        said, due = "", time.monotonic() + HEARTBEAT
        try:
            yield f"retry: {RETRY}\n\n"
            while not self.stopping:
                # At fixed times, whatever is written meanwhile: what others write neither puts off the end of a stream
                # whose session has ended, nor shows in when a silent stream speaks.
                if time.monotonic() >= due:
                    due += HEARTBEAT
                    if await asyncio.to_thread(self._left, actor, again):
                        yield "event: gone\ndata: signed out\n\n"
                        return
                    yield ": still here\n\n"
                seen = f"{self.seen(actor)} {conference.today()}"
                if seen != said:
                    said = seen
                    yield f"event: version\ndata: {seen}\n\n"
                    await asyncio.sleep(APART)
                    continue
                await self.wait(max(due - time.monotonic(), 0.0))
        finally:
            self._open[actor.name] -= 1
