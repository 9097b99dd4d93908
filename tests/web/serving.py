"""An application served on loopback for a browser, which can go away and come back at the same address."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from types import TracebackType

import uvicorn
from fastapi import FastAPI

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
"""The browser of the machine, if it has one."""


class Served:
    """An application at an address of its own while the context lasts."""

    def __init__(self, application: FastAPI) -> None:
        self._application = application
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = int(free.getsockname()[1])
        self.address = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Come, or come back."""
        settings = uvicorn.Config(
            self._application, port=self._port, log_level="critical", timeout_graceful_shutdown=1, ws="none"
        )
        self._server = uvicorn.Server(settings)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("the server did not start")
            time.sleep(0.01)

    def stop(self) -> None:
        """Go away, with every stream that is open."""
        self._server.should_exit = True
        self._thread.join(10)

    def __enter__(self) -> Served:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
