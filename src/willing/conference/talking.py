"""What headquarters and a nation say to each other about one of its pledges; nobody else reads it."""

from __future__ import annotations

from dataclasses import dataclass

from willing.conference import events as e
from willing.conference.act import Act, Ground
from willing.conference.drafts import Talks
from willing.conference.errors import Impossible, NotThere

LONGEST = 10_000
"""Characters of one comment, request or answer."""


@dataclass(frozen=True)
class Say(Act):
    """Base of the acts that say something about a released pledge."""

    permission = "talk.write"
    needs_version = False
    pledge: str
    text: str

    @property
    def subject(self) -> str:
        """See :class:`~willing.conference.act.Act`."""
        return f"talk:{self.pledge}"

    def nation(self, ground: Ground) -> str | None:
        """See :class:`~willing.conference.act.Act`."""
        return ground.pledge(self.pledge).nation

    def said(self) -> str:
        """What is said. Raises :class:`~willing.conference.errors.Impossible` where that is nothing, or too much."""
        text = self.text.strip()
        if not text or len(text) > LONGEST:
            raise Impossible(f"write something, in at most {LONGEST:,} characters")
        return text


@dataclass(frozen=True)
class Comment(Say):
    """Comment on a pledge."""

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        return (e.Commented(ground.pledge(self.pledge).nation, self.pledge, self.said()),)


@dataclass(frozen=True)
class AskInformation(Say):
    """Ask for information on a pledge."""

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        return (e.Asked(ground.pledge(self.pledge).nation, self.pledge, self.said()),)


@dataclass(frozen=True)
class GiveInformation(Say):
    """Answer a request for information."""

    request: int
    """The number of the request among what the two have said."""

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        nation = ground.pledge(self.pledge).nation
        talks = ground.talks.get(nation) or Talks(nation)
        asked = next((w for w in talks.words if w.number == self.request and w.kind == "request"), None)
        if asked is None or asked.pledge != self.pledge:
            raise NotThere(f"there is no request {self.request} on {self.pledge!r}")
        return (e.Answered(nation, self.pledge, self.said(), self.request),)
