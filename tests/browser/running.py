"""The real server in its own process, as `willing serve` starts it, which can be stopped and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from urllib.error import URLError
from urllib.request import urlopen

from tests.web.sites import PASSWORD, cheap

from willing.conference.conference import utc_now
from willing.ledger.store import Ledger
from willing.people.people import People

PATIENCE = 120
"""Seconds until a server that does not come is given up."""
ACCOUNTS = {
    "headquarters": ("headquarters", None),
    "france": ("delegate", "FR"),
    "paris": ("delegate", "FR"),
    "britain": ("delegate", "GB"),
    "germany": ("delegate", "DE"),
    "observer": ("observer", None),
    "admin": ("admin", None),
}
"""The accounts; two of them speak for France."""


class Running:
    """`willing serve` over a record of its own; ``more`` is what else its command line says."""

    def __init__(self, folder: Path, *more: str) -> None:
        self.more = more
        self.db = str(folder / "conference.db")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        with Ledger(self.db) as ledger:
            people = People(ledger, utc_now, cheap())
            for name, (role, nation) in ACCOUNTS.items():
                people.add(name, PASSWORD, role, nation, "test")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Come, or come back."""
        command = [sys.executable, "-m", "willing", "serve", "--db", self.db, "--port", str(self.port), *self.more]
        self._process = subprocess.Popen(
            command, start_new_session=True, stderr=subprocess.DEVNULL, env=dict(os.environ)
        )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                with urlopen(f"{self.address}/healthz", timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError("the server did not come")

    def stop(self) -> int:
        """Go away as it is asked to; the exit status."""
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGTERM)
        status = self._process.wait(PATIENCE)
        self._process = None
        return status

    def __enter__(self) -> Running:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
