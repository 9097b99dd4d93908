"""A process that has loaded everything, and forks a server in no time: what a test kills and starts again.

It is told what to do by lines of JSON on its standard input, one at a time, and answers so on its standard output:
``{"serve": {...}}`` forks a server, which says when it is ready; ``{"reap": pid}`` waits for one that was ended and for
all that it left behind. It adopts whatever is orphaned by the death of a server, so that nothing hides.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Mapping
from socket import socket
from typing import Any, NoReturn

import psycopg  # noqa: F401  loaded before any server is forked
import uvicorn
import uvicorn.lifespan.on
import uvicorn.protocols.http.h11_impl
from starlette.testclient import TestClient
from tests.durability.served import members
from tests.durability.writers import cheap, prepared

from willing.web import stream
from willing.web.app import application
from willing.web.serve import BACKLOG, PATIENCE
from willing.web.settings import Settings
from willing.web.site import Site

DEATH_SIGNAL, SUBREAPER = 1, 36
"""Numbers of prctl: be killed with the parent; become the parent of orphans."""


def say(**said: Any) -> None:
    """One line, whole whoever else writes one."""
    os.write(1, (json.dumps(said) + "\n").encode())


class Server(uvicorn.Server):
    """The server of uvicorn, which says when it is ready."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """See uvicorn."""
        await super().startup(sockets)
        if self.started:
            say(ready=os.getpid())


def serve(asked: Mapping[str, Any]) -> None:
    """Serve as `willing serve` does, until asked to stop or killed."""
    stream.HEARTBEAT = asked.get("heartbeat", stream.HEARTBEAT)
    site = Site(Settings(db=asked["db"], drawing=asked.get("drawing", 0)), hasher=cheap())
    config = uvicorn.Config(
        application(site),
        host="127.0.0.1",
        port=asked["port"],
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=PATIENCE,
        timeout_keep_alive=30,
        backlog=BACKLOG,
    )
    Server(config).run()


def forked(asked: Mapping[str, Any]) -> int:
    """A server in a process, and a process group, of its own."""
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        with_parent()
        serve(asked)
    except BaseException:  # whatever it is, it ends here: this is a process of its own
        traceback.print_exc()
        sys.stderr.flush()
        say(failed=os.getpid())
        os._exit(1)
    os._exit(0)


def with_parent() -> None:
    """Be killed when the parent is."""
    ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGKILL)


def reaped(pid: int, patience: float = 120.0) -> dict[str, Any]:
    """How a server ended, and which processes of its group are still there although they had time to end."""
    until = time.monotonic() + patience
    status: int | None = None
    while time.monotonic() < until:
        try:
            found, ended = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            found, ended = 0, 0
        if found == pid:
            status = os.waitstatus_to_exitcode(ended)
        if not found:
            if status is not None and not members(pid):
                break
            time.sleep(0.002)
    return {"status": status, "left": members(pid)}


def warm() -> None:
    """Serve a little, so that all that is made only once is made before the first server is forked."""
    with tempfile.TemporaryDirectory() as place:
        tokens = prepared(f"{place}/ledger.db")
        site = Site(Settings(db=f"{place}/ledger.db", drawing=0), hasher=cheap())
        with TestClient(application(site)) as client:
            who = {"authorization": f"Bearer {tokens['N00']}"}
            pledge = {"capability": "infantry", "strength": 1, "note": "warm"}
            client.put("/api/v1/pledges/n00-infantry", headers=who, json=pledge).raise_for_status()
            client.get("/api/v1/pledges", headers=who).raise_for_status()
    until = time.monotonic() + 10
    while threading.active_count() > 1 and time.monotonic() < until:  # a process with threads is not to be forked
        time.sleep(0.01)
    assert threading.active_count() == 1, threading.enumerate()
    gc.collect()
    gc.freeze()


def main() -> NoReturn:
    """Do as told until nobody is there to tell."""
    with_parent()
    ctypes.CDLL(None).prctl(SUBREAPER, 1)
    warm()
    say(ready=os.getpid())
    for line in sys.stdin:
        told = json.loads(line)
        if "serve" in told:
            say(pid=forked(told["serve"]))
        else:
            say(**reaped(told["reap"]))
    os._exit(0)


if __name__ == "__main__":
    main()
