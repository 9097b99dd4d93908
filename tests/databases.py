"""Both databases, for every test that takes `ledger_url`: a file, and a real PostgreSQL server on loopback.

A folder of tests gets the fixtures by importing them in its conftest. The server is started when the first test
asks for it, once per test process, and stopped when the process ends; each test has a database of its own.
"""

from __future__ import annotations

import atexit
import ctypes
import itertools
import multiprocessing
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

WITHOUT = "WILLING_TESTS_WITHOUT_POSTGRESQL"
REMEDY = f"no PostgreSQL server is installed here: run scripts/system.sh, or set {WITHOUT}=1 to test without it"
READY_WITHIN = 60.0
"""Seconds after which a server that does not answer is given up."""


def server_programs() -> Path | None:
    """The directory of `initdb` and `postgres`: on the path, or where Debian hides them."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


class Server:
    """A PostgreSQL server of our own; it refuses to run as root, so root lends it another user."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._user = _server_user() if os.geteuid() == 0 else None
        self._home = Path(tempfile.mkdtemp(prefix="willing-postgresql-"))
        self._password = secrets.token_urlsafe(16)
        self._names = itertools.count(1)
        self._free: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        secret = self._home / "password"
        secret.write_text(self._password)
        for path in (self._home, secret):
            if self._user:
                shutil.chown(path, self._user)
        setting_up = ["initdb", "-D", "data", "-U", "willing", "-A", "scram-sha-256", "--pwfile=password"]
        done = self._run(*setting_up, "--encoding=UTF8", "--locale=C", "--no-sync")
        if done.returncode:
            raise RuntimeError(f"initdb failed: {done.stderr.decode()}")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.start()  # a process that takes the port in between makes this one fail, and the tests with it

    def url(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql://willing:{self._password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server, on the port that it had before if it ran, and wait until it answers."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "fsync": "on",
            "max_connections": 200,
            "shared_buffers": "32MB",
        }
        options = [option for key, value in settings.items() for option in ("-c", f"{key}={value}")]
        with (self._home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._programs / "postgres"), "-D", "data", *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_end_with_parent() if sys.platform == "linux" else None,  # noqa: PLW1509  one system call
                **self._as_user(),
            )
        until = time.monotonic() + READY_WITHIN
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
                return
            except psycopg.OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > until:
                    said = (self._home / "log").read_text(errors="replace")
                    raise RuntimeError(f"PostgreSQL did not start: {said}") from error
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server at once, as a crash would: nothing is flushed, every connection is cut."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(timeout=READY_WITHIN)
            self._process = None

    def remove(self) -> None:
        """Stop the server and remove all it had."""
        self.stop()
        shutil.rmtree(self._home, ignore_errors=True)

    def new_database(self) -> str:
        """The address of an empty database: one that was emptied if there is any, as to make one takes a while."""
        if self._free:
            return self._free.pop()
        name = f"test_{next(self._names)}"
        self.run_sql(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.url(name)

    def empty(self, url: str) -> None:
        """Cut every connection to a database and empty it, for another test."""
        name = url.rpartition("/")[2]
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {name} RESET ALL".encode())
            ending = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s"
            connection.execute(ending, (name,))
        with psycopg.connect(url) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        self._free.append(url)

    def run_sql(self, statement: str) -> None:
        """Run a statement as the administrator of the server."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [str(self._programs / program), *arguments]
        return subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL, **self._as_user())

    def _as_user(self) -> dict[str, Any]:
        options: dict[str, Any] = {"cwd": self._home, "env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}}
        if self._user:
            user = pwd.getpwnam(self._user)
            options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        return options


def _server_user() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL does not run as root: make a user `postgres`")


def _end_with_parent() -> Callable[[], None]:
    """What has the server end with the tests even if they are killed (prctl PR_SET_PDEATHSIG)."""
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(1, signal.SIGQUIT)


@lru_cache(maxsize=1)
def server() -> Server:
    """The one server of this test process. A test without one fails, and says what to install."""
    programs = server_programs()
    if programs is None:
        if os.environ.get(WITHOUT) == "1":
            pytest.skip(f"{WITHOUT} is set")
        pytest.fail(REMEDY, pytrace=False)
    started = Server(programs)
    atexit.register(started.remove)
    return started


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """The address of a new, empty PostgreSQL database."""
    url = server().new_database()
    yield url
    server().empty(url)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a new SQLite database."""
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest) -> str:
    """The address of a new, empty database: once each on SQLite and on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


def at_once(target: Callable[..., None], each: Iterable[tuple[Any, ...]]) -> list[int | None]:
    """Call a function in as many processes at once as there are arguments for it; their exit statuses.

    The processes are forked from one that has loaded what they need, and nothing else.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["willing.ledger", "alembic.command", "pytest", "psycopg"])
    processes = [context.Process(target=target, args=arguments) for arguments in each]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]


@contextmanager
def small_disk(kilobytes: int) -> Iterator[Path]:
    """A file system of this size; the test is skipped where none may be made."""
    with tempfile.TemporaryDirectory() as place:
        command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", place]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("only root may make a small disk")
        try:
            yield Path(place)
        finally:
            subprocess.run(["umount", "--lazy", place], check=False)
