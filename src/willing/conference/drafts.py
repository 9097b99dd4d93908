"""A nation's drafts, folded from the chain that its delegates alone read; and its talks with headquarters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from willing.case.model import Case
from willing.case.pledge import Pledge
from willing.conference import events as e
from willing.conference.checking import fitting
from willing.conference.record import placed_in, pledge_of
from willing.ledger.entry import Entry


@dataclass(frozen=True)
class Draft:
    """A pledge that its nation has not released: a new one, or a revision of a released one."""

    pledge: Pledge
    number: int
    """The number of the entry that saved it, in the chain of the nation's drafts."""
    by: str
    at: datetime
    version: int = 0
    """The version of the conference when it was saved: whoever saved it could see no later one."""


@dataclass(frozen=True)
class Drafts:
    """All drafts of a nation."""

    nation: str
    number: int = 0
    by_id: Mapping[str, Draft] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    """For each pledge that was ever drafted, the number of the entry that saved or dropped its draft last."""

    def over(self, case: Case) -> Case:
        """The case as it would be with every draft released that can be: that names nothing that was removed since."""
        for pledge in fitting(case, (draft.pledge for draft in self.by_id.values())):
            case = placed_in(case, pledge)
        return case


def drafted(drafts: Drafts, entries: Iterable[Entry], version: int = 0) -> Drafts:
    """The drafts after some more entries of their chain, written at a version of the conference."""
    by_id, changed, number = dict(drafts.by_id), dict(drafts.changed), drafts.number
    for entry in entries:
        number = entry.number
        match e.event_of(entry.kind, entry.body):
            case e.DraftSaved(pledge=pledge):
                changed[pledge["id"]] = number
                by_id[pledge["id"]] = Draft(pledge_of(pledge), entry.number, entry.who, entry.at, version)
            case e.DraftDropped(pledge=gone):
                changed[gone] = number
                by_id.pop(gone, None)
    return Drafts(drafts.nation, number, by_id, changed)


@dataclass(frozen=True)
class Word:
    """One thing that was said about a pledge, between headquarters and its nation."""

    number: int
    at: datetime
    who: str
    kind: str
    """``comment``, ``request`` or ``answer``."""
    pledge: str
    text: str
    request: int | None = None
    """For an answer, the number of the request."""


@dataclass(frozen=True)
class Talks:
    """All that headquarters and a nation have said to each other."""

    nation: str
    number: int = 0
    words: tuple[Word, ...] = ()

    def about(self, pledge: str) -> tuple[Word, ...]:
        """What was said about a pledge, oldest first."""
        return tuple(word for word in self.words if word.pledge == pledge)

    @property
    def unanswered(self) -> tuple[Word, ...]:
        """The requests that nobody has answered."""
        answered = {word.request for word in self.words if word.kind == "answer"}
        return tuple(word for word in self.words if word.kind == "request" and word.number not in answered)


_KINDS = {e.Commented: "comment", e.Asked: "request", e.Answered: "answer"}


def talked(talks: Talks, entries: Iterable[Entry]) -> Talks:
    """The talks after some more entries of their chain."""
    words, number = list(talks.words), talks.number
    for entry in entries:
        event = e.event_of(entry.kind, entry.body)
        number = entry.number
        if isinstance(event, e.Talk):
            request = event.request if isinstance(event, e.Answered) else None
            kind = _KINDS[type(event)]
            words.append(Word(entry.number, entry.at, entry.who, kind, event.pledge, event.text, request))
    return Talks(talks.nation, number, tuple(words))
