"""Running the conference: one process or several, that stop within seconds whatever streams are open."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI

from willing.case.model import Case
from willing.conference.actor import Actor
from willing.conference.conference import Conference, utc_now
from willing.conference.convening import OpenConference
from willing.conference.record import plain_case
from willing.errors import AskError
from willing.ledger.store import Ledger
from willing.people.people import COMMAND_LINE, People
from willing.web.app import made
from willing.web.settings import Settings, settings_of
from willing.web.telling import SHARED, log_to

ASKED = "WILLING_SERVE"
"""The variable by which a worker process learns how it was asked to run."""
PATIENCE = 3
"""Seconds that requests have to end once the server is asked to stop."""
BACKLOG = 2_048

DEMO_PASSWORD = "demonstration"
DEMO: Mapping[str, tuple[str, str | None]] = {
    "headquarters": ("headquarters", None),
    "france": ("delegate", "FR"),
    "britain": ("delegate", "GB"),
    "observer": ("observer", None),
    "admin": ("admin", None),
}
"""The made-up accounts of a demonstration: one for each role, and a second delegate to see drafts stay private."""


@dataclass(frozen=True)
class Prepared:
    """What the server found or made before it began."""

    title: str | None
    """The title of the conference, if it is open."""
    setup: str | None
    """The secret of the one-time link for the first account, while there is none."""


def prepare(settings: Settings, case: Case | None) -> Prepared:
    """Bring the ledger to where it can be served: migrated, opened from the case if it is empty, with demo accounts.

    Raises :class:`~willing.errors.AskError` where the ledger holds another case, and
    :class:`~willing.ledger.errors.LedgerError` where it cannot be used.
    """
    with Ledger(settings.db) as ledger, closing(Conference(ledger)) as conference:
        people = People(ledger, utc_now)
        there = conference.state().record.case
        if case is not None and there is None:
            conference.do(Actor(COMMAND_LINE, "headquarters"), OpenConference(plain_case(case)))
        elif case is not None and there is not None and there.head.id != case.head.id:
            raise AskError(
                f"{ledger.name} holds the conference {there.head.id!r}: leave the case out, or choose another --db"
            )
        if settings.demo:
            _made_up(people)
        record = conference.state().record
        return Prepared(record.case.head.title if record.case else None, None if people.accounts() else people.setup())


def _made_up(people: People) -> None:
    there = {account.name for account in people.accounts()}
    for name, (role, nation) in DEMO.items():
        if name not in there:
            people.add(name, DEMO_PASSWORD, role, nation, COMMAND_LINE)


def serve(settings: Settings, host: str, port: int, workers: int, level: str = "info") -> None:
    """Serve until asked to stop."""
    log_to(level=level)
    os.environ[ASKED] = json.dumps({**settings.plain(), "log": level})
    shared = tempfile.mkdtemp(prefix="willing-") if workers > 1 else None
    if shared is not None:
        os.environ[SHARED] = shared
    # Once it has stopped in order, uvicorn raises the signal again, by which the program would end where it stands.
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    try:
        uvicorn.run(
            "willing.web.serve:worker",
            factory=True,
            host=host,
            port=port,
            workers=workers if workers > 1 else None,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=PATIENCE,
            timeout_keep_alive=30,
            backlog=BACKLOG,
        )
    finally:
        signal.signal(signal.SIGTERM, before)
        if shared is not None:
            shutil.rmtree(shared, ignore_errors=True)


def worker() -> FastAPI:
    """The application of one process, as :func:`serve` was asked to run it."""
    asked = json.loads(os.environ[ASKED])
    log_to(level=str(asked.pop("log", "info")))
    return made(settings_of(asked))
