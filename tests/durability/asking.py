"""HTTP over one connection that is kept open, with no more of it than a test needs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class LostError(Exception):
    """The connection ended, or was refused, before a whole answer had come."""


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


class Client:
    """One client: a connection at a time, made anew when it broke."""

    def __init__(self, port: int, token: str = "", cookie: str = "") -> None:
        self.port = port
        self._who = f"Authorization: Bearer {token}\r\n" if token else f"Cookie: {cookie}\r\n" if cookie else ""
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, body: Any = None, match: int | str | None = None) -> Answer:
        """Send a request and wait for the whole answer. Raises LostError where none comes."""
        try:
            await self._send(method, path, body, match)
            return await self._answer()
        except (OSError, EOFError, asyncio.IncompleteReadError) as error:
            self.drop()
            raise LostError(str(error)) from error

    async def connect(self) -> None:
        """Make the connection, unless there is one. Raises OSError."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def _send(self, method: str, path: str, body: Any, match: int | str | None) -> None:
        await self.connect()
        assert self._writer is not None
        sent = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{self._who}"
        if match is not None:
            head += f'If-Match: "{match}"\r\n'
        if sent:
            head += f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n"
        self._writer.write(head.encode() + b"\r\n" + sent)
        await self._writer.drain()

    async def _answer(self) -> Answer:
        assert self._reader is not None
        status, headers = await self._head()
        body = await self._reader.readexactly(int(headers["content-length"])) if "content-length" in headers else b""
        if headers.get("connection") == "close":
            self.drop()
        return Answer(status, headers, body)

    async def _head(self) -> tuple[int, dict[str, str]]:
        assert self._reader is not None
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in head[1:] if line)
        return int(head[0].split()[1]), {name.lower(): value.strip() for name, _, value in pairs}

    async def stream(self) -> AsyncLines:
        """Open the live stream."""
        await self._send("GET", "/stream", None, None)
        status, _headers = await self._head()
        assert status == 200, status
        assert self._reader is not None
        return AsyncLines(self._reader)

    def drop(self) -> None:
        """Let the connection go."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


@dataclass
class AsyncLines:
    """The events of a live stream."""

    reader: asyncio.StreamReader

    async def version(self) -> str:
        """The next version that it tells of. Raises EOFError when it has ended."""
        while True:
            line = await self.reader.readline()
            if not line:
                raise EOFError
            if line.startswith(b"data: "):
                return line.decode().removeprefix("data: ").strip()
