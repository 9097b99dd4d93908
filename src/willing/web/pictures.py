"""Pictures for pages: their addresses, their captions, and their drawings, each made once.

The key of a picture, see :mod:`.keys`, stands in its address: the address of a picture that did not change stays the
same while the conference goes on, and what it leads to may be kept for ever.

An address opens nothing: whoever asks for it is asked about with the case that they may see now (see
:meth:`Gallery.served`), and a key that does not follow from that case leads to the address that does.
"""

from __future__ import annotations

import asyncio
import gzip
import itertools
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLong
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import PriorityQueue
from threading import Lock, Thread

import platformdirs
from markupsafe import Markup

from willing.case.model import Case
from willing.charts import PICTURES, Scheme, theme
from willing.charts.question import Question
from willing.errors import AskError
from willing.questions.ask import opened
from willing.web.drawing import LIMIT, Drawer, Drawing, DrawingError, Job, darkened, notice, pressed
from willing.web.keys import OFFERED, Keys, query, reduced, settled
from willing.web.shelf import Folder, Memory

ROOT = "/pictures"
"""Where addresses of pictures begin; then come name, width, scheme and key."""
WIDE, NARROW = 760, 380
"""Pixels across, on a wide and on a narrow screen."""
WIDTHS = (WIDE, NARROW)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
MEMORY, ROOM = 64 * 2**20, 256 * 2**20
"""Bytes of drawings that are kept in memory, and in a folder."""
WAITING = 200
"""Pictures that may wait to be drawn; more are refused for now."""
AGAIN = 30.0
"""Seconds before a picture that could not be drawn is tried again: it may be what ends the process."""
FOREVER = "private, max-age=31536000, immutable"
HEADERS: Mapping[str, str] = {
    "Content-Type": "image/svg+xml",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}


def shared_folder() -> Path:
    """Where drawings are kept for other server processes and later ones: in the user's cache."""
    return platformdirs.user_cache_path("willing", appauthor=False) / "pictures"


@dataclass(frozen=True)
class Pictured:
    """What a page needs to show a picture, before it is drawn."""

    name: str
    key: str
    title: str
    """What it finds, as a sentence, where that is known; else what it shows."""
    subtitle: str
    """What it shows; empty where the title says so."""
    said: str
    """The picture in words, for who cannot see it, as far as that is known."""
    found: bool
    """Whether the caption is the picture's own, which is known once it has been drawn at any width."""
    sizes: Mapping[int, tuple[int, int]]
    """Pixels across and down by the width, of those that have been drawn."""
    query: str = ""

    def address(self, width: int, scheme: Scheme) -> str:
        """Where the picture is."""
        return f"{ROOT}/{self.name}/{width}/{scheme}/{self.key}.svg{self.query}"

    @property
    def markup(self) -> Markup:
        """The picture for a page, without caption: the width and the scheme are the browser's choice."""
        narrow, dark = f"(max-width: {theme.TURN}px)", "(prefers-color-scheme: dark)"
        ways: tuple[tuple[int, Scheme, str], ...] = (
            (NARROW, "dark", f"{narrow} and {dark}"),
            (NARROW, "light", narrow),
            (WIDE, "dark", dark),
        )
        sources = Markup("").join(
            Markup('<source media="{}" srcset="{}"{}>').format(media, self.address(width, scheme), self._size(width))
            for width, scheme, media in ways
        )
        return Markup('<picture>{}<img src="{}" alt="{}"{} loading="lazy" decoding="async"></picture>').format(
            sources, self.address(WIDE, "light"), self.said, self._size(WIDE)
        )

    def _size(self, width: int) -> Markup:
        """So that the page does not move when the picture comes."""
        size = self.sizes.get(width)
        return Markup(' width="{}" height="{}"').format(*size) if size else Markup("")


@dataclass(frozen=True)
class Served:
    """What is answered to a request for a picture."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass
class Flight:
    """A picture on its way, however many wait for it."""

    job: Job
    future: Future[Drawing] = field(default_factory=Future)
    taken: bool = False
    urgent: bool = True


class Gallery:
    """The pictures of a server process: made once when it starts, closed when it stops.

    Pictures are drawn in ``workers`` processes of low priority. One that is asked for again while it is drawn is not
    drawn twice; those that were used last are kept, ``memory`` bytes of them here and, where a ``folder`` is given,
    ``room`` bytes there, for other server processes and for later ones. A picture may take ``limit`` seconds.
    """

    def __init__(
        self,
        *,
        workers: int = 1,
        memory: int = MEMORY,
        folder: Path | None = None,
        room: int = ROOM,
        limit: float = LIMIT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.key = Keys()
        self.memory = Memory(memory)
        self.folder = Folder(folder, room) if folder is not None else None
        self.drawn = 0
        """Pictures that were drawn since the start."""
        self._clock = clock
        self._flights: dict[str, Flight] = {}
        self._failed: dict[str, tuple[float, str]] = {}
        self._queue: PriorityQueue[tuple[int, int, Flight | None]] = PriorityQueue()
        self._count = itertools.count()
        self._lock = Lock()
        self._closed = False
        self.drawers = tuple(Drawer(limit) for _ in range(workers))
        self._threads = [Thread(target=self._work, args=(drawer,), daemon=True) for drawer in self.drawers]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Gallery:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def pictured(self, name: str, case: Case, question: Question | None = None, patience: float = 0.0) -> Pictured:
        """What a page needs to show a picture of the case as its viewer sees it.

        Where the caption is not known yet, the drawing is begun and waited for, for ``patience`` seconds at most; then
        the caption says only what the picture shows. Raises :class:`~willing.errors.AskError` for an unknown name.
        """
        if name not in OFFERED:
            raise AskError(f"no picture {name!r}: the pictures are {', '.join(OFFERED)}")
        wanted = question or Question()
        key = self.key(name, case, wanted)
        known = {width: drawing for width in WIDTHS if (drawing := self._kept(_name(key, width)))}
        if not known and patience > 0:
            with suppress(TooLong, DrawingError):
                known[WIDE] = self.drawing(name, case, wanted, WIDE).result(patience)
        sizes = {width: drawing.size for width, drawing in known.items()}
        for drawing in known.values():
            return Pictured(name, key, drawing.title, drawing.subtitle, drawing.said, True, sizes, query(wanted))
        shows = opened(PICTURES[name])
        return Pictured(name, key, shows, "", shows, False, sizes, query(wanted))

    def drawing(self, name: str, case: Case, question: Question, width: int, *, ahead: bool = False) -> Future[Drawing]:
        """The drawing of a picture, now or later.

        ``ahead`` is for pictures that nobody waits for yet: they are drawn after all others. The future raises
        :class:`~willing.web.drawing.DrawingError` where there is none.
        """
        key = self.key(name, case, question)
        kept = self._kept(_name(key, width))
        if kept is not None:
            return _done(kept)
        with self._lock:
            flight = self._flights.get(_name(key, width))
            if flight is not None and (ahead or flight.urgent):
                return flight.future
            problem = self._problem(_name(key, width)) if flight is None else None
            if problem is not None:
                return _done(DrawingError(problem))
            if flight is None:
                job = Job(key, name, width, reduced(name, case), settled(name, case, question))
                flight = self._flights[_name(key, width)] = Flight(job)
            flight.urgent = not ahead
            self._queue.put((int(ahead), next(self._count), flight))
            return flight.future

    def ahead(self, names: Iterable[str], case: Case, question: Question | None = None) -> None:
        """Have pictures drawn that will be asked for soon, when there is nothing else to draw."""
        for name, width in itertools.product(names, WIDTHS):
            self.drawing(name, case, question or Question(), width, ahead=True)

    async def served(
        self, address: tuple[str, str, str, str], case: Case, question: Question, *, packed: bool = True
    ) -> Served:
        """The answer to a request for the picture at an address: its name, width, scheme and key.

        ``case`` is what *the one who asks* may see now. A key that does not follow from it leads to the one that does,
        whether there is a picture under it or not. ``packed`` is whether gzip is accepted. Waits without holding a
        thread.
        """
        name, across, wanted, key = address
        width = next((width for width in WIDTHS if str(width) == across), None)
        scheme = next((scheme for scheme in SCHEMES if scheme == wanted), None)
        if name not in OFFERED or width is None or scheme is None:
            return Served(404, {"Content-Type": "text/plain; charset=utf-8"}, b"There is no such picture.\n")
        now = await asyncio.to_thread(self.pictured, name, case, question)
        if key != now.key:
            return Served(302, {"Location": now.address(width, scheme), "Cache-Control": "no-store"})
        future = await asyncio.to_thread(self.drawing, name, case, question, width)
        try:
            # Shielded, as others may wait for the same drawing when this one's reader has gone.
            drawing = await asyncio.shield(asyncio.wrap_future(future))
        except DrawingError as error:
            text = f"This picture could not be drawn: {error}. Reload the page to try again."
            svg = notice(text, width)[0]
            body = pressed(svg if scheme == "light" else darkened(svg))
            return _served(503, body, packed, {"Cache-Control": "no-store", "Retry-After": f"{AGAIN:.0f}"})
        return _served(200, drawing.svg(scheme), packed, {"Cache-Control": FOREVER})

    def close(self) -> None:
        """End the drawing processes; whoever still waits hears that there will be no picture."""
        with self._lock:
            self._closed = True
        for drawer in self.drawers:
            drawer.stop()
            self._queue.put((-1, next(self._count), None))
        for thread in self._threads:
            thread.join()
        with self._lock:
            waiting, self._flights = tuple(self._flights.values()), {}
        for flight in waiting:
            if flight.future.set_running_or_notify_cancel():
                flight.future.set_exception(DrawingError("the server is stopping"))

    def _kept(self, name: str) -> Drawing | None:
        found = self.memory.get(name)
        if found is None and self.folder is not None and (found := self.folder.get(name)) is not None:
            self.memory.put(name, found)
        return found

    def _problem(self, name: str) -> str | None:
        """Why a picture is not to be drawn now."""
        if self._closed:
            return "the server is stopping"
        if len(self._flights) >= WAITING:
            return f"{WAITING} others wait to be drawn"
        until, why = self._failed.get(name, (0.0, ""))
        if self._clock() < until:
            return why
        self._failed = {name: known for name, known in self._failed.items() if known[0] > self._clock()}
        return None

    def _work(self, drawer: Drawer) -> None:
        """What a thread does for its drawing process, until the gallery is closed."""
        with suppress(DrawingError, OSError):
            drawer.ready()
        while (flight := self._queue.get()[2]) is not None:
            with self._lock:
                taken, flight.taken = flight.taken, True
            if not taken and flight.future.set_running_or_notify_cancel():
                self._draw(drawer, flight)
        drawer.close()

    def _draw(self, drawer: Drawer, flight: Flight) -> None:
        name = _name(flight.job.key, flight.job.width)
        found: Drawing | DrawingError
        try:
            found = drawer.draw(flight.job)
        except DrawingError as error:
            found = error
        except Exception as error:  # the thread must go on, whatever is wrong with this picture
            found = DrawingError(f"it failed with {type(error).__name__}")
        if isinstance(found, Drawing):
            self.drawn += 1
            self.memory.put(name, found)
            if self.folder is not None:
                self.folder.put(name, found)
        with self._lock:
            if isinstance(found, DrawingError):
                self._failed[name] = self._clock() + AGAIN, str(found)
            self._flights.pop(name, None)
        _tell(flight.future, found)


def _name(key: str, width: int) -> str:
    """Under which name a drawing is kept."""
    return f"{key}-{width}"


def _tell(future: Future[Drawing], found: Drawing | DrawingError) -> None:
    if isinstance(found, Drawing):
        future.set_result(found)
    else:
        future.set_exception(found)


def _done(found: Drawing | DrawingError) -> Future[Drawing]:
    future: Future[Drawing] = Future()
    _tell(future, found)
    return future


def _served(status: int, body: bytes, packed: bool, headers: Mapping[str, str]) -> Served:
    sent = {"Content-Encoding": "gzip"} if packed else {}
    return Served(status, {**HEADERS, **headers, **sent}, body if packed else gzip.decompress(body))
