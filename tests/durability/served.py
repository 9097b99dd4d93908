"""Servers for tests that end them: forked from one process that has loaded everything, or the real command line."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
READY_WITHIN = 60.0
"""Seconds after which a server that does not answer is given up."""


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def environment(home: Path) -> dict[str, str]:
    """That of this process, with nothing of the user's own: no data, no cache, no figures of another server."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("WILLING_", "PROMETHEUS_"))}
    return {**kept, "HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "XDG_CACHE_HOME": str(home / "cache")}


def members(group: int) -> list[int]:
    """The processes of a group that have not ended."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, theirs = place.read_text().rpartition(")")[2].split()[:3]
        except (OSError, ValueError):
            continue
        if int(theirs) == group and state not in "ZX":
            found.append(int(place.parent.name))
    return found


class Zygote:
    """The process that forks servers, see :mod:`tests.durability.zygote`."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="willing-durability-"))
        self._log = (self._home / "log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.zygote"],
            cwd=ROOT,
            env=environment(self._home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            bufsize=1,
        )
        self._heard("ready")

    def told(self, **asked: Any) -> dict[str, Any]:
        """What it answers."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        return self._heard("pid" if "serve" in asked else "status")

    def ready(self, pid: int) -> None:
        """Wait until a server that was just forked serves."""
        assert self._heard("ready")["ready"] == pid

    def _heard(self, wanted: str) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        found: dict[str, Any] = json.loads(line) if line else {}
        if wanted not in found:
            raise RuntimeError(f"no {wanted!r} but {line!r}; {self.said()}")
        return found

    def said(self) -> str:
        """All that it and its servers wrote."""
        self._log.flush()
        return (self._home / "log").read_text(errors="replace")

    def close(self) -> None:
        """End it, and every server with it."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=READY_WITHIN)
        self._process.stdout.close()
        self._log.close()
        shutil.rmtree(self._home, ignore_errors=True)


@lru_cache(maxsize=1)
def zygote() -> Zygote:
    """The one of this test process."""
    made = Zygote()
    atexit.register(made.close)
    return made


class Server:
    """The application on a database, at a port, which can be ended and started again."""

    def __init__(self, db: str, **asked: Any) -> None:
        self.db = db
        self.port = free_port()
        self.asked = asked
        self.pid: int | None = None

    def start(self, **asked: Any) -> None:
        """Start it and wait until it serves."""
        said = zygote().told(serve={"db": self.db, "port": self.port, **self.asked, **asked})
        self.pid = int(said["pid"])
        zygote().ready(self.pid)

    def kill(self, group: bool = True) -> int:
        """Kill it with all its processes, or it alone; see that none is left. The exit status."""
        assert self.pid is not None
        (os.killpg if group else os.kill)(self.pid, signal.SIGKILL)
        return self.ended()

    def ended(self) -> int:
        """Wait until it and all its processes have ended; the exit status."""
        found = zygote().told(reap=self.pid)
        assert not found["left"], f"processes of the server live on: {found['left']}"
        assert found["status"] is not None, "the server did not end"
        self.pid = None
        return int(found["status"])

    def close(self) -> None:
        """Kill it if it runs."""
        if self.pid is not None:
            self.kill()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _parent(number: int) -> int:
    return int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])


@dataclass
class Commanded:
    """A server that was started by the real command line."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def processes(self) -> tuple[int, ...]:
        """All its processes that have not ended, whoever their parent is now."""
        return tuple(members(self.process.pid))

    def left(self, seconds: float) -> tuple[int, ...]:
        """Those of its processes that still live after so long: what counts others' memory ends just after them."""
        until = time.monotonic() + seconds
        while (found := self.processes) and time.monotonic() < until:
            time.sleep(0.05)
        return found

    @property
    def workers(self) -> tuple[int, ...]:
        """The processes that answer, where there are several."""
        return tuple(
            number
            for number in self.processes
            if _parent(number) == self.process.pid and b"spawn_main" in Path(f"/proc/{number}/cmdline").read_bytes()
        )

    @contextmanager
    def answered_by(self, worker: int) -> Iterator[None]:
        """Have one process alone take connections, as the others are held."""
        others = [other for other in self.workers if other != worker]
        for other in others:
            os.kill(other, signal.SIGSTOP)
        try:
            yield
        finally:
            for other in others:
                os.kill(other, signal.SIGCONT)

    def stopped(self, patience: float) -> int:
        """Ask it to stop; the exit status, once it has stopped within so many seconds."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=patience)


@contextmanager
def commanded(home: Path, *options: str) -> Iterator[Commanded]:
    """`willing serve` with some options, at home in a folder, while the context lasts."""
    port, log = free_port(), home / "log"
    (home / "tmp").mkdir()
    command = [sys.executable, "-m", "willing", "serve", "--port", str(port), *options]
    variables = {**environment(home), "TMPDIR": str(home / "tmp")}
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=home, env=variables, stdout=file, stderr=file, start_new_session=True)
    try:
        _wait(process, port, log)
        yield Commanded(process, port, log)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + READY_WITHIN
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as asking:
                asking.sendall(b"GET /healthz HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
                if b" 200 " in asking.recv(100):
                    return
        except OSError:
            pass
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the server did not start: {log.read_text()}")
        time.sleep(0.02)
