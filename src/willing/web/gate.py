"""Who gets in: requests forged by other sites, bodies that are too large or too slow, what browsers are told.

Compression and secrets (BREACH, 2013): who can watch the length of an answer and have a browser ask for it again and
again with guesses of their own in the address could learn what stands beside them. What another site makes a browser
ask for is therefore never compressed; all else is. No page holds a secret that is the same from one answer to the next:
there are no tokens against forgery, and a token, link or password is shown once, in the answer to a form.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from fastapi.responses import HTMLResponse, JSONResponse, Response
from markupsafe import escape
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from willing.errors import WillingError
from willing.web.settings import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
API = "/api/"
"""Where the addresses of programs begin, which are answered in JSON."""
LARGEST_FORM = 1_000_000
"""Bytes of one form."""
LARGEST_CASE = 24_000_000
"""Bytes of one form that carries a case."""
CARRIERS = frozenset({"/open", "/api/v1/conference"})
"""The addresses that a case is sent to."""
GRACE, SLOWEST = 30.0, 10_000
"""Seconds that any body may take to come in, and the bytes a second that it has to come in with beyond that."""
MOST_FIELDS = 2_000
"""Fields of one form, and arguments of one address."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""What a page may load and do: nothing but its own server's files, and nothing inline."""

HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""What every answer tells a browser."""
HTTPS_ONLY = "max-age=31536000; includeSubDomains"
SAYS: Mapping[int, str] = {
    400: "what was sent cannot be read",
    403: "refused: this was sent by another site",
    404: "there is nothing at this address",
    405: "this cannot be done at this address",
    408: "refused: what was sent came in too slowly",
    413: "refused: what was sent is too large",
    500: "the server failed: nothing is known to have been changed; try again",
    503: "the record cannot be reached now; nothing was changed",
}
"""What an answer says that is no page, by its status."""
HOST = "__Host-"
"""What the name of a cookie begins with that no other host can set, and that is sent by HTTPS alone."""


def forged(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a browser sent a request that changes something on behalf of another site.

    Browsers say so themselves in ``Sec-Fetch-Site``; older ones at least name the page's ``Origin``, which has to be
    that of the host asked. A program that is no browser sends neither, and carries no cookie that it was not given.
    """
    if method in SAFE:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and _host_of(origin) != headers.get("host", "")


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None


def local(address: str) -> str:
    """An address of this site that somebody may be sent on to; the overview for any other."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and not any(ord(sign) < 32 or ord(sign) == 127 for sign in address) else "/"


def cookie_name(settings: Settings, name: str) -> str:
    """What a cookie is called on its way: by HTTPS so that no neighbouring host can set it."""
    return f"{HOST}{name}" if settings.secure and not name.startswith(HOST) else name


def own_cookies(settings: Settings, sent: Mapping[str, str]) -> dict[str, str]:
    """The cookies of a request that this server has set, by the names that pages know them by."""
    if not settings.secure:
        return dict(sent)
    return {name.removeprefix(HOST): value for name, value in sent.items() if name.startswith(HOST)}


def said(path: str, status: int, headers: Mapping[str, str] | None = None, line: str = "") -> Response:
    """An answer of one line, to a person or to a program."""
    line = line or SAYS.get(status, "not done")
    if path.startswith(API):
        return JSONResponse({"detail": line}, status, dict(headers or {}))
    title = escape(line)
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    body = f'<main><h1>{title}</h1><p><a href="/">Go to the overview</a></p></main>'
    page = f'<!doctype html><html lang="en"><head>{head}<title>{title}</title></head><body>{body}</body></html>'
    return HTMLResponse(page, status, dict(headers or {}))


class Busy(WillingError):  # noqa: N818  named as the errors of the conference are
    """Too much is being worked out already."""

    retry_after = 5
    """Seconds after which to ask again."""

    def __init__(self) -> None:
        super().__init__("too many long questions are being worked out: ask again in some seconds")


class Line:
    """The line that long questions stand in: some are worked out at once, some more wait, others are sent away.

    Every question has bounds of its own, but some take seconds. Without a line as many would be worked out at once as
    there are threads, and no thread would be left for a page.
    """

    def __init__(self, at_once: int = 2, waiting: int = 8, patience: float = 10.0) -> None:
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._work = threading.BoundedSemaphore(at_once)
        self._patience = patience

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and have it. Raises :class:`Busy` where there is no place left, or it takes too long."""
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            if not self._work.acquire(timeout=self._patience):
                raise Busy
            try:
                yield
            finally:
                self._work.release()
        finally:
            self._places.release()


class _Body:
    """The body of a request as it comes in, up to a size, and not more slowly than need be."""

    def __init__(self, receive: Receive, largest: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._receive, self._largest, self._clock = receive, largest, clock
        self._began, self._size, self._ended = clock(), 0, False

    async def __call__(self) -> Message:
        """The next message. Raises HTTPException 408 or 413 instead of a part of the body."""
        if self._ended:
            return await self._receive()
        left = self._began + GRACE + self._size / SLOWEST - self._clock()
        try:
            message = await asyncio.wait_for(self._receive(), max(left, 0.001))
        except TimeoutError:
            raise HTTPException(408, SAYS[408]) from None
        self._size += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        if self._size > self._largest:
            raise HTTPException(413, SAYS[413])
        return message


class Guarded:
    """Around the application: what it refuses unread, and what every answer tells a browser."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.headers = {**HEADERS, **({"strict-transport-security": HTTPS_ONLY} if settings.secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the protocol of ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        path, headers = str(scope["path"]), Headers(scope=scope)
        largest = LARGEST_CASE if path in CARRIERS else LARGEST_FORM
        refused = _refused(str(scope["method"]), headers, largest)
        if refused is not None:
            await said(path, refused)(scope, receive, sent)
            return
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):  # see the top of this module
            scope["headers"] = [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]
        try:
            await self.app(scope, _Body(receive, largest), sent)
        except Exception:
            if not begun:
                await said(path, 500)(scope, receive, sent)
            raise


def _refused(method: str, headers: Headers, largest: int) -> int | None:
    """The status with which a request is refused before anything of it is read."""
    if forged(method, headers):
        return 403
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        return 400
    return 413 if int(length) > largest else None
