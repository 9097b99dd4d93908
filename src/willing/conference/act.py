"""What somebody does at a conference: an act is checked against the ground it stands on and becomes events, or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, ClassVar

from willing.case.model import Case
from willing.case.pledge import Pledge
from willing.case.wording import cut
from willing.conference.actor import EVERYONE, Actor
from willing.conference.checking import checked, checked_pledge
from willing.conference.drafts import Drafts, Talks
from willing.conference.errors import Difference, Impossible, NotThere
from willing.conference.events import Event
from willing.conference.record import Record
from willing.standing.setting import setting_of
from willing.standing.verdict import Resolution

__all__ = ["Act", "Ground", "checked", "checked_pledge", "differences", "reason", "works"]


@dataclass(frozen=True)
class Ground:
    """What an act stands on: the record as it is, what the actor's nation keeps to itself, and the time."""

    record: Record
    actor: Actor
    now: datetime
    drafts: Mapping[str, Drafts] = field(default_factory=dict)
    talks: Mapping[str, Talks] = field(default_factory=dict)
    drafts_at: Callable[[str, int], Drafts] = lambda nation, _number: Drafts(nation)
    """The drafts of a nation as they were at a number of their chain."""
    record_at: Callable[[int], Record] = lambda _version: Record()
    """The common record as it was at a version."""

    @property
    def case(self) -> Case:
        """The case as it stands. Raises :class:`~willing.conference.errors.Impossible` before it is opened."""
        if self.record.case is None:
            raise Impossible("the conference is not open yet: headquarters opens it from a case or from nothing")
        return self.record.case

    @property
    def day(self) -> str:
        """Today, as a case writes it."""
        return self.now.date().isoformat()

    def is_later(self, day: date | None) -> bool:
        """Whether a day is yet to come, so that what holds from then on does not hold now."""
        return day is not None and day > self.now.date()

    def pledge(self, name: str) -> Pledge:
        """A released pledge. Raises :class:`~willing.conference.errors.NotThere`."""
        found = self.case.pledge_by_id.get(name)
        if found is None:
            raise NotThere(f"there is no pledge {cut(name)!r}")
        return found

    def own_drafts(self, nation: str) -> Drafts:
        """The drafts of a nation."""
        return self.drafts.get(nation) or Drafts(nation)


@dataclass(frozen=True)
class Act:
    """Base of every act."""

    permission: ClassVar[str]
    """What one needs to do it."""
    needs_version: ClassVar[bool] = True
    """Whether it changes what is there, so that it has to say which version it is based on."""
    makes: ClassVar[bool] = False
    """Whether it makes something new where it does not say which version it is based on."""

    @property
    def subject(self) -> str:
        """What it changes, as an event names it: what must not have changed since it was seen."""
        raise NotImplementedError

    def nation(self, ground: Ground) -> str | None:
        """The nation it is done for, where it is done for one."""
        return None

    def now(self, ground: Ground) -> Mapping[str, Any]:
        """What it would change, as plain data; empty where nothing is there."""
        return {}

    def wanted(self) -> Mapping[str, Any]:
        """What it would make of that, as plain data, as far as its actor wrote it."""
        return {}

    def wanted_over(self, now: Mapping[str, Any]) -> Mapping[str, Any]:
        """What it would make of what is there now, what it keeps of that included."""
        return self.wanted()

    def chain(self, ground: Ground) -> str:
        """The chain whose numbers say what its actor has seen of what it changes."""
        return EVERYONE

    def latest(self, ground: Ground) -> int:
        """The latest number of that chain."""
        return ground.record.version

    def public_base(self, seen: int | None) -> int | None:
        """The version of the common record that it is based on, for an entry that everybody reads."""
        return seen

    def changed(self, ground: Ground) -> int:
        """The number of the entry that changed its subject last."""
        return ground.record.version_of(self.subject)

    def changed_since(self, ground: Ground, seen: int) -> int:
        """The number of the entry that changed its subject last, for who has seen that subject at a number."""
        return self.changed(ground)

    def decide(self, ground: Ground) -> tuple[Event, ...]:
        """The events it comes to.

        Raises a :class:`~willing.conference.errors.ConferenceError`, or :class:`~willing.errors.CaseError` with all
        faults of what is written.
        """
        raise NotImplementedError


def differences(
    before: Mapping[str, Any], theirs: Mapping[str, Any], yours: Mapping[str, Any]
) -> tuple[Difference, ...]:
    """The fields in which an entry was changed meanwhile, or would be."""
    names = dict.fromkeys((*before, *theirs, *yours))
    rows = (Difference(name, before.get(name), theirs.get(name), yours.get(name)) for name in names)
    return tuple(row for row in rows if not (row.before == row.theirs == row.yours))


LONGEST_REASON = 2_000
"""Characters of the reason that is given for something."""


def reason(because: str) -> str:
    """The reason given for something, which may be none. Raises :class:`~willing.conference.errors.Impossible`."""
    given = because.strip()
    if len(given) > LONGEST_REASON:
        raise Impossible(f"give the reason in at most {LONGEST_REASON:,} characters")
    return given


def works(case: Case, pledges: Iterable[str]) -> bool:
    """Whether pledges would all stand once they are signed, were every open factor to turn out well for them."""
    group = frozenset(pledges)
    setting = setting_of(case)
    if not group <= set(setting.by_pledge):
        return False
    best = replace(setting, signed=setting.signed | group).at_best()
    return group <= set(Resolution(best).certain)
