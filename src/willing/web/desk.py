"""What a delegate is writing: a new pledge, a revision of a released one, or a draft of either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from willing.case.pledge import Pledge
from willing.conference.act import Act
from willing.conference.drafts import Draft
from willing.conference.errors import Impossible, NotThere
from willing.conference.permissions import need
from willing.conference.pledging import EnterPledge, ReleaseDraft, RevisePledge, SaveDraft
from willing.conference.record import plain_entry
from willing.conference.room import Room
from willing.web.pledge_form import filled
from willing.web.visit import Fields

Mode = Literal["new", "revise", "draft"]


@dataclass(frozen=True)
class Desk:
    """What is being written, and what it is based on."""

    mode: Mode
    nation: str
    released: Pledge | None = None
    draft: Draft | None = None

    @property
    def name(self) -> str | None:
        """The pledge's id; ``None`` while it has none."""
        there = self.draft.pledge if self.draft else self.released
        return there.id if there else None

    @property
    def action(self) -> str:
        """The address of its page, which is where its form goes."""
        match self.mode:
            case "new":
                return f"/nations/{self.nation}/pledges/new"
            case "revise":
                return f"/pledges/{self.name}/revise"
            case "draft":
                return f"/drafts/{self.name}"

    @property
    def there(self) -> Mapping[str, Any]:
        """What is written already, as plain data."""
        found = self.draft.pledge if self.draft else self.released
        return plain_entry(found) if found else {}

    def based_on(self, room: Room) -> dict[str, str]:
        """What the form says of what it is based on: see :meth:`release` and :meth:`save`."""
        seen = {"seen": str(room.version), "draft": str(self.draft.number if self.draft else 0)}
        return {**seen, "mode": self.mode, "nation": self.nation, "id": self.name or ""}

    def begun(self, room: Room) -> Fields:
        """The form as it is at first."""
        if self.there:
            return filled(self.there)
        first = room.released.capabilities
        return Fields({"kind": ("number",), "stage": ("declared",), "from": (room.day.isoformat(),)} if first else {})

    def release(self, pledge: Mapping[str, Any], seen: int | None) -> Act:
        """What makes it public; ``seen`` is the version in which the released pledge was seen."""
        if self.draft is not None:
            over = seen if self.released is not None else None
            return ReleaseDraft(self.nation, self.draft.pledge.id, pledge, over)
        return EnterPledge(pledge) if self.released is None else RevisePledge(pledge)

    def save(self, pledge: Mapping[str, Any]) -> Act:
        """What keeps it as a draft."""
        return SaveDraft(pledge)


def new_desk(room: Room, nation: str) -> Desk:
    """A desk for a new pledge of a nation. Raises a :class:`~willing.conference.errors.ConferenceError`."""
    if nation not in room.released.nations:
        raise NotThere(f"there is no nation {nation!r}")
    _refuse_past(room)
    need(room.actor, "pledge.write", nation)
    return Desk("new", nation)


def revising_desk(room: Room, pledge: str) -> Desk:
    """A desk for a revision. Raises a :class:`~willing.conference.errors.ConferenceError`."""
    found = room.released.pledge_by_id.get(pledge)
    if found is None:
        raise NotThere(f"there is no pledge {pledge!r}")
    _refuse_past(room)
    need(room.actor, "pledge.write", found.nation)
    return Desk("revise", found.nation, found)


def draft_desk(room: Room, pledge: str) -> Desk:
    """A desk for a draft of the actor's nation.

    Raises :class:`~willing.conference.errors.NotThere` for any other, in the words for one that nobody ever saved.
    """
    found = room.drafts.by_id.get(pledge) if room.drafts else None
    if found is None:
        raise NotThere(f"there is no draft {pledge!r}")
    return Desk("draft", found.pledge.nation, room.released.pledge_by_id.get(pledge), found)


def _refuse_past(room: Room) -> None:
    if room.past:
        raise Impossible("an earlier version cannot be changed: look at it as it is now")
