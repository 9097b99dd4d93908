"""The conference as one of those present sees it, at a version: nothing else reaches a page, a file or a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from willing.case.model import Case
from willing.conference.actor import Actor
from willing.conference.drafts import Drafts, Talks
from willing.conference.errors import Impossible
from willing.conference.kept import derived
from willing.conference.permissions import may
from willing.conference.record import Record


@dataclass(frozen=True)
class Room:
    """What an actor sees."""

    actor: Actor
    record: Record
    day: date
    """The day that figures are about: today, or the day of the last entry of a past version."""
    drafts: Drafts | None = None
    """The drafts of the actor's nation; ``None`` for who may see none."""
    talks: Mapping[str, Talks] | None = None
    """By nation, the talks that the actor may read."""
    past: bool = False
    """Whether this is not the present."""
    ours: bool = False
    """Whether figures count the actor's drafts, as if they were released."""
    seen: str = ""
    """What a tab compares to know whether anything it may see has changed."""

    @property
    def opened(self) -> bool:
        """Whether the conference has been opened."""
        return self.record.case is not None

    @property
    def version(self) -> int:
        """The version of the conference."""
        return self.record.version

    @property
    def released(self) -> Case:
        """The case as everybody sees it. Raises :class:`~willing.conference.errors.Impossible` before it is opened."""
        if self.record.case is None:
            raise Impossible("the conference is not open yet: headquarters opens it from a case or from nothing")
        return self.record.case

    @derived
    def case(self) -> Case:
        """The case that figures are about: the released one, or with the actor's own drafts."""
        return self.drafts.over(self.released) if self.ours and self.drafts else self.released

    @property
    def key(self) -> tuple[object, ...]:
        """What every figure depends on: equal keys give equal answers."""
        drafts = (self.drafts.nation, self.drafts.number) if self.ours and self.drafts else ()
        return (self.record.version, self.day, drafts)

    def with_ours(self) -> Room:
        """The same with the actor's own drafts counted, for who has any."""
        return replace(self, ours=True) if self.drafts is not None and not self.past else self

    def may(self, permission: str, nation: str | None = None) -> bool:
        """Whether the actor has a permission; that only the present can be changed is :attr:`past`."""
        return may(self.actor, permission, nation)

    def about(self, pledge: str) -> Talks | None:
        """The talks about a pledge's nation, where the actor may read them."""
        found = self.released.pledge_by_id.get(pledge)
        return None if found is None or self.talks is None else self.talks.get(found.nation)
