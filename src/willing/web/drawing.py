"""Drawing in a process of its own, so that neither a page nor the event loop waits for a picture.

Altair and the converter are loaded there alone: the server asks for a picture and gets finished SVG.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from html import escape
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import SimpleNamespace
from typing import Any

from willing.case.model import Case
from willing.charts import Scheme, theme, words
from willing.charts.lettering import wrapped
from willing.charts.plain import printable
from willing.charts.question import Question
from willing.errors import AskError, WillingError
from willing.questions.ask import day_of

NICE = 10
"""How much a drawing process stands back behind those that answer requests."""
LIMIT, START = 60.0, 60.0
"""Seconds that a picture may take, and that a process may take to get ready, before it is ended.

The first picture of a freshly installed version may have loops compiled for it, 13 seconds on an idle core, and the
process stands back behind all others: what takes this long on a busy machine is slow and not stuck.
"""
REMEMBERED = 6
"""Questions whose answer is kept for the next width."""
DARKER = re.compile(r'( (?:fill|stroke)=")(#[0-9a-f]{6})(?=")')
TAG = re.compile(r"<[^>]*>")


class DrawingError(WillingError):
    """A picture that could not be drawn now, though it could perhaps later."""


class EndedError(DrawingError):
    """The process that was to draw it has ended, of this picture or for a reason of its own."""

    def __init__(self) -> None:
        super().__init__("the drawing process has ended")


@dataclass(frozen=True)
class Job:
    """A picture to be drawn, in both schemes."""

    key: str
    """What the question and the case come to."""
    name: str
    width: int
    """Pixels across."""
    case: Case
    question: Question


@dataclass(frozen=True)
class Drawing:
    """A picture in both schemes, with what its caption says."""

    title: str
    """What it finds, as a sentence."""
    subtitle: str
    """What it shows, without the scene, which a page states once."""
    said: str
    """Both, and what else a reader who cannot see it is told."""
    size: tuple[int, int]
    """Pixels across and down."""
    refused: bool
    """Whether it only says why there is no picture: the question cannot be asked of the case."""
    light: bytes
    dark: bytes
    """SVG, compressed by gzip."""

    def svg(self, scheme: Scheme) -> bytes:
        """The SVG in a scheme, compressed."""
        return self.light if scheme == "light" else self.dark

    @property
    def weight(self) -> int:
        """Bytes that it takes, nearly."""
        return len(self.light) + len(self.dark) + 2 * len(self.said) + 1000

    def packed(self) -> bytes:
        """All of it, to be kept in a file: a line of JSON, then the two drawings."""
        head = {key: value for key, value in asdict(self).items() if key not in ("light", "dark")}
        written = json.dumps({**head, "lengths": [len(self.light), len(self.dark)]}, ensure_ascii=False)
        return written.encode() + b"\n" + self.light + self.dark

    @classmethod
    def unpacked(cls, data: bytes) -> Drawing:
        """What :meth:`packed` packed. Raises :class:`ValueError` for anything else, such as half of it."""
        head, _, body = data.partition(b"\n")
        try:
            found = json.loads(head)
            light, dark = found.pop("lengths")
            size = tuple(found.pop("size"))
            drawn = cls(**found, size=size, light=body[:light], dark=body[light:])
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError("not a drawing") from error
        if len(body) != light + dark:
            raise ValueError("not a whole drawing")
        return drawn


def standing(svg: str) -> str:
    """A drawing made for use within HTML as an image that stands by itself."""
    fonts = escape(theme.FONT)
    return svg.replace("<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" font-family="{fonts}" ', 1)


def darkened(svg: str) -> str:
    """The drawing in the dark scheme: every colour replaced by its partner, which is all the scheme changes."""
    partners = theme.partners()

    def colour(found: re.Match[str]) -> str:
        return found[1] + partners.get(found[2], found[2])

    return TAG.sub(lambda tag: DARKER.sub(colour, tag[0]), svg)


def notice(text: str, width: int) -> tuple[str, tuple[int, int]]:
    """A statement in place of a picture, in the light scheme, and its size."""
    size = theme.LABEL + 1
    lines = [
        part[at : at + 200] for part in wrapped(printable(text), width - 24, size) for at in range(0, len(part), 200)
    ]
    leading = size * theme.LEADING
    high = round(len(lines) * leading + 20)
    look = f'x="12" font-size="{size}px" fill="{theme.INK}"'
    said = "".join(
        f'<text {look} y="{10 + leading * (i + 0.75):.1f}">{escape(line)}</text>' for i, line in enumerate(lines)
    )
    box = f'width="{width}" height="{high}"'
    title = f"<title>{escape(printable(text))}</title>"
    svg = f'<svg {box} viewBox="0 0 {width} {high}">{title}<rect {box} fill="{theme.LAND}" />{said}</svg>'
    return standing(svg), (width, high)


def pressed(svg: str) -> bytes:
    """Text as it is sent."""
    return gzip.compress(svg.encode(), 6, mtime=0)


def refusal(text: str, width: int) -> Drawing:
    """A drawing that says in words why there is no picture."""
    svg, size = notice(text, width)
    return Drawing("There is no picture of this", text, text, size, True, pressed(svg), pressed(darkened(svg)))


def draw(job: Job, draws: OrderedDict[str, Callable[[int], Any]]) -> Drawing:
    """Draw a picture; ``draws`` are the answers of earlier questions, for other widths. Loads Altair."""
    from willing.charts.pictures import picture  # noqa: PLC0415 - here only, as it is much to load
    from willing.report.pictures import bare, captions  # noqa: PLC0415

    try:
        if job.key not in draws:
            draws[job.key] = picture(job.name, job.case, job.question)
            while len(draws) > REMEMBERED:
                draws.popitem(last=False)
        draws.move_to_end(job.key)
        chart = draws[job.key](job.width + 2 * theme.MARGIN)
    except AskError as error:
        return refusal(str(error), job.width)
    title, subtitle, said = (printable(text) for text in captions(chart))
    svg = standing(bare(chart, f"{job.name}-{'narrow' if job.width < theme.TURN else 'wide'}", said))
    wide, high = (int(float(number)) for number in re.findall(r' (?:width|height)="([0-9.]+)"', svg)[:2])
    shown = subtitle
    for reading in (job.question.reading, "likely", "spread"):
        shown = shown.removesuffix(printable(_scene(job.question, reading or "likely"))).rstrip()
    return Drawing(title, shown, said, (wide, high), False, pressed(svg), pressed(darkened(svg)))


def _scene(question: Question, reading: str) -> str:
    """How the end of a subtitle states when and under which assumptions."""
    day = day_of(question.as_of, "as_of")
    asked = SimpleNamespace(as_of=day, assume=question.assume or {}, stage=question.stage, reading=reading)
    return words.scene(asked)


def work(pipe: Connection) -> None:
    """What a drawing process does until its server is gone: take a job, send a drawing, or the reason for none."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is the server's, which ends this process itself
    if hasattr(os, "nice"):
        os.nice(NICE)
    _warm()
    draws: OrderedDict[str, Callable[[int], Any]] = OrderedDict()
    with suppress(EOFError, OSError):
        pipe.send("ready")
        while True:
            job = pipe.recv()
            try:
                pipe.send(draw(job, draws))
            except Exception as error:  # whatever it is, the next picture can be drawn
                pipe.send(f"{type(error).__name__}: {error}")


def _warm() -> None:
    """Load everything and draw once, as the converter's first drawing takes half a second more than all others."""
    from altair.utils import schemapi  # noqa: PLC0415

    from willing.case.build import build  # noqa: PLC0415

    schemapi.DEBUG_MODE = False  # each mark is checked where the charts are tested; here it is half of the time
    nothing = build({"case": {"format": 1, "id": "nothing", "title": "Nothing"}})
    draw(Job("", "strength", 380, nothing, Question()), OrderedDict())


class Drawer:
    """A drawing process: started at the first call, and started anew after it has died or has been ended.

    To be used by one thread at a time, but for :meth:`stop`.
    """

    def __init__(self, limit: float = LIMIT) -> None:
        self.limit = limit
        self.stopped = False
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    @property
    def number(self) -> int | None:
        """The number of the process by which the system knows it; ``None`` while there is none."""
        return self._process.pid if self._process is not None else None

    def ready(self) -> None:
        """Start the process if there is none, and wait until it can draw."""
        if self.stopped:
            raise DrawingError("the server is stopping")
        if self._process is not None and self._process.is_alive():
            return
        self._end()
        context = get_context("spawn")
        here, there = context.Pipe()
        self._process = context.Process(target=work, args=(there,), name="drawing", daemon=True)
        self._pipe = here
        self._process.start()
        there.close()
        self._heard(START)

    def draw(self, job: Job) -> Drawing:
        """Have a picture drawn.

        Raises :class:`DrawingError` if it takes too long, or two processes have died of it.
        """
        self.ready()
        try:
            return self._drawn(job)
        except EndedError:
            self.ready()
            return self._drawn(job)

    def _drawn(self, job: Job) -> Drawing:
        try:
            if self._pipe is not None:
                self._pipe.send(job)
        except OSError:
            self._end()
            raise EndedError from None
        found = self._heard(self.limit)
        if isinstance(found, Drawing):
            return found
        raise DrawingError(f"it failed with {found}")

    def _heard(self, limit: float) -> object:
        pipe = self._pipe
        try:
            if pipe is not None and pipe.poll(limit):
                return pipe.recv()
        except (EOFError, OSError):
            self._end()
            raise EndedError from None
        self._end()
        raise DrawingError(f"it took more than {limit:.0f} seconds")

    def stop(self) -> None:
        """End the process, whatever it is doing, and start no other."""
        self.stopped = True
        process = self._process
        if process is not None:
            with suppress(ValueError, AttributeError):  # it has just ended, or not yet begun
                process.kill()

    def _end(self) -> None:
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.kill()
            process.join()
            process.close()

    def close(self) -> None:
        """End the process for good and give back what it held."""
        self.stop()
        self._end()
