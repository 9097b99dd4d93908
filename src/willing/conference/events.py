"""Everything that can happen at a conference, as data: each event is a kind of entry of the record.

The body of an entry holds the fields of its event; parts of a case are plain data with the keys of the case format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from willing.conference.actor import EVERYONE, drafts_of, talks_with
from willing.ledger.entry import New

Data = Mapping[str, Any]
"""A part of a case as plain data with the keys of the case format."""


@dataclass(frozen=True)
class Event:
    """Base of every event."""

    kind: ClassVar[str]

    @property
    def chain(self) -> str:
        """The chain it is written to, which says who can read it."""
        return EVERYONE

    @property
    def subject(self) -> str:
        """What it changes, as ``pledge:fr-brigade``."""
        raise NotImplementedError

    def new(self) -> New:
        """The event as an entry to be written."""
        body = {field.name: getattr(self, field.name) for field in fields(self)}
        return New(self.chain, self.kind, {key: _listed(value) for key, value in body.items()})


def stated_at(section: str, key: str) -> str:
    """The subject that an entry of the case is; what the case is about is one subject, whatever key it is given."""
    return "case:case" if section == "case" else f"{section}:{key}"


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Opened(Event):
    """The conference was opened from a case, or from nothing."""

    kind = "conference.opened"
    case: Data
    """The whole case."""

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return "conference"


@dataclass(frozen=True)
class Stated(Event):
    """An entry of the case other than a pledge was added or changed: a nation, an area, a source, the target."""

    kind = "case.stated"
    section: str
    key: str
    entry: Data

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return stated_at(self.section, self.key)


@dataclass(frozen=True)
class Removed(Event):
    """An entry of the case other than a pledge was removed."""

    kind = "case.removed"
    section: str
    key: str

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return stated_at(self.section, self.key)


@dataclass(frozen=True)
class Settled(Event):
    """A factor became known, or was opened again."""

    kind = "factor.settled"
    factor: str
    value: bool | None
    """``None``: open again."""
    day: str
    """From when."""

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return f"factors:{self.factor}"


@dataclass(frozen=True)
class Published(Event):
    """A requirement was published or changed."""

    kind = "requirement.published"
    requirement: str
    entry: Data

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return f"requirements:{self.requirement}"


@dataclass(frozen=True)
class Retired(Event):
    """A requirement was retired."""

    kind = "requirement.retired"
    requirement: str

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return f"requirements:{self.requirement}"


@dataclass(frozen=True)
class Entered(Event):
    """A nation entered a pledge, or released one that it had drafted."""

    kind = "pledge.entered"
    pledge: Data

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return f"pledge:{self.pledge['id']}"


@dataclass(frozen=True)
class Revised(Event):
    """A nation changed what it pledges; its signature on the pledge, if any, lapses."""

    kind = "pledge.revised"
    pledge: Data

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return f"pledge:{self.pledge['id']}"


@dataclass(frozen=True)
class Renewed(Event):
    """A nation said again what it pledges, unchanged."""

    kind = "pledge.renewed"
    pledge: str
    day: str

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return f"pledge:{self.pledge}"


@dataclass(frozen=True)
class Withdrawn(Event):
    """A nation withdrew a pledge; its signature on it, if any, lapses."""

    kind = "pledge.withdrawn"
    pledge: str
    day: str
    because: str = ""

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return f"pledge:{self.pledge}"


@dataclass(frozen=True)
class SigningOpened(Event):
    """Headquarters opened the signing of a group of pledges."""

    kind = "signing.opened"
    signing: str
    title: str
    pledges: tuple[str, ...]

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return f"signing:{self.signing}"


@dataclass(frozen=True)
class Signed(Event):
    """A nation signed in a signing."""

    kind = "signing.signed"
    signing: str
    nation: str

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return f"signing:{self.signing}"


@dataclass(frozen=True)
class Committed(Event):
    """The last nation had signed: the whole group is committed."""

    kind = "signing.committed"
    signing: str
    day: str

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return f"signing:{self.signing}"


@dataclass(frozen=True)
class SigningStopped(Event):
    """A signing was stopped, or can no longer work; nothing of it is committed."""

    kind = "signing.stopped"
    signing: str
    because: str

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return f"signing:{self.signing}"


@dataclass(frozen=True)
class DraftSaved(Event):
    """A nation saved a draft, which nobody else sees: of a new pledge, or of a revision."""

    kind = "draft.saved"
    pledge: Data

    @property
    def chain(self) -> str:
        """See :class:`Event`."""
        return drafts_of(self.pledge["nation"])

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return f"draft:{self.pledge['id']}"


@dataclass(frozen=True)
class DraftDropped(Event):
    """A draft was dropped, or is one no longer because it was released."""

    kind = "draft.dropped"
    nation: str
    pledge: str
    because: str = ""

    @property
    def chain(self) -> str:
        """See :class:`Event`."""
        return drafts_of(self.nation)

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return f"draft:{self.pledge}"


@dataclass(frozen=True)
class Talk(Event):
    """Base of what headquarters and a nation say to each other about a pledge; nobody else reads it."""

    nation: str
    pledge: str
    text: str

    @property
    def chain(self) -> str:
        """See :class:`Event`."""
        return talks_with(self.nation)

    @property
    def subject(self) -> str:
        """See :class:`Event`."""
        return f"talk:{self.pledge}"


@dataclass(frozen=True)
class Commented(Talk):
    """A comment on a pledge, between headquarters and its nation."""

    kind = "pledge.commented"


@dataclass(frozen=True)
class Asked(Talk):
    """A request for information on a pledge, between headquarters and its nation."""

    kind = "information.asked"


@dataclass(frozen=True)
class Answered(Talk):
    """The answer to a request for information."""

    kind = "information.given"
    request: int
    """The number of the request in the same chain."""


EVENTS: tuple[type[Event], ...] = (
    Opened,
    Stated,
    Removed,
    Settled,
    Published,
    Retired,
    Entered,
    Revised,
    Renewed,
    Withdrawn,
    SigningOpened,
    Signed,
    Committed,
    SigningStopped,
    DraftSaved,
    DraftDropped,
    Commented,
    Asked,
    Answered,
)
"""Every event; those of accounts are written by :mod:`willing.people`."""

BY_KIND: Mapping[str, type[Event]] = {event.kind: event for event in EVENTS}


def event_of(kind: str, body: Mapping[str, Any]) -> Event:
    """The event that an entry holds. Raises :class:`KeyError` for a kind that is none of a conference."""
    return BY_KIND[kind](**{key: tuple(value) if isinstance(value, list) else value for key, value in body.items()})
