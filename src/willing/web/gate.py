"""Who gets in: sessions, requests forged by other sites, and what browsers are told about security."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from willing.web.settings import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_FORM = 1_000_000
"""Bytes of one form."""
LARGEST_CASE = 24_000_000
"""Bytes of one form that carries a case."""

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
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")


def local(address: str) -> str:
    """An address of this site that somebody may be sent on to; the overview for any other."""
    parts = urlsplit(address)
    plain = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return address if plain and not any(ord(sign) < 32 for sign in address) else "/"


class Guarded:
    """Around the application: security headers on every answer, and an end to requests that are too large."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.headers = {**HEADERS, **({"strict-transport-security": HTTPS_ONLY} if settings.secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the protocol of ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, sent)
