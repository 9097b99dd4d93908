"""What a server process holds: the conference, the people, the pictures, and how it was asked to run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from argon2 import PasswordHasher

from willing.conference.actor import PUBLIC, Actor
from willing.conference.conference import Conference, utc_now
from willing.conference.kept import Kept
from willing.ledger.entry import Entry
from willing.ledger.store import Ledger
from willing.people.model import Account
from willing.people.people import People
from willing.web.gate import Line
from willing.web.packing import Begun
from willing.web.pictures import Gallery, shared_folder
from willing.web.settings import Settings

FRAGMENTS = 512
"""Pages that are kept for the tabs that ask for the same."""


SESSIONS = 2_048
"""Sessions of which something is kept in memory."""


class Made(NamedTuple):
    """What tabs fetch of a page, as it is sent."""

    page: Begun
    """HTML, but for what is the reader's own."""
    path: str
    """The route that answered, as it is written in the program."""


class Site:
    """Everything one server process works with; made once, closed when it stops."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], datetime] = utc_now,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.ledger = Ledger(settings.db)
        self.conference = Conference(self.ledger, clock)
        self.people = People(self.ledger, clock, hasher)
        self.fragments: Kept[object, Made] = Kept(FRAGMENTS)
        """What tabs fetched last, made once for all who see the same."""
        self.concerned: Kept[tuple[str, str], tuple[Entry, ...]] = Kept(FRAGMENTS)
        """Of which of the latest entries whoever has a viewpoint is told, by what there is."""
        self.recent: Kept[str, tuple[Actor, datetime, int]] = Kept(SESSIONS)
        """Sessions looked up within the last moment: whose, how long that is taken to hold, and the number of the
        latest entry about accounts."""
        self.left: Kept[str, bool] = Kept(SESSIONS)
        """Sessions that were left in this process."""
        self.line = Line()
        self.gallery = Gallery(workers=settings.drawing, folder=shared_folder())

    def close(self) -> None:
        """Let go of the database and of what draws."""
        self.gallery.close()
        self.conference.close()
        self.ledger.close()

    def actor(self, token: str | None, used: bool = True) -> Actor | None:
        """Who holds the secret of a session; the public where that is let in; ``None`` for nobody.

        ``used`` is whether somebody asks for something, and not a tab by itself.
        """
        account = self.people.session(token, used) if token else None
        if account is not None:
            return actor_of(account)
        return PUBLIC if self.settings.public else None


def actor_of(account: Account) -> Actor:
    """An account's part in the conference."""
    return Actor(account.name, account.role, account.nation)
