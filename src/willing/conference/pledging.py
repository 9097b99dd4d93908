"""What a nation's delegates do: pledge, revise, renew, withdraw, and draft all that before others see it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from willing.case.pledge import Pledge
from willing.conference import events as e
from willing.conference.act import Act, Ground, checked_pledge
from willing.conference.errors import Impossible, NotThere
from willing.conference.record import plain_entry


def new_id(ground: Ground, nation: str, capability: str) -> str:
    """An id for a new pledge of a nation: it begins with the nation, so that it tells nobody of another's drafts."""
    lead = f"{nation.lower()}-{re.sub('[^a-z0-9_]+', '_', capability.lower()) or 'pledge'}"
    taken = {*ground.case.pledge_by_id, *ground.own_drafts(nation).by_id}
    return next(name for name in (lead, *(f"{lead}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)


@dataclass(frozen=True)
class Pledging(Act):
    """Base of the acts that write a pledge down."""

    permission = "pledge.write"
    pledge: Mapping[str, Any]
    """The pledge with the keys of the case format."""

    @property
    def subject(self) -> str:
        """See :class:`~willing.conference.act.Act`."""
        return f"pledge:{self.pledge.get('id')}"

    def nation(self, ground: Ground) -> str | None:
        """See :class:`~willing.conference.act.Act`."""
        return str(self.pledge.get("nation"))

    def now(self, ground: Ground) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        found = ground.case.pledge_by_id.get(str(self.pledge.get("id")))
        return plain_entry(found) if found else {}

    def wanted(self) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        return self.pledge

    def read(self, ground: Ground, released: Pledge | None) -> Pledge:
        """The pledge as it would be, with what its nation cannot type kept from the released one."""
        nation = str(self.pledge.get("nation"))
        kept: dict[str, Any] = {"from": ground.day}
        if released is not None:
            if released.nation != nation:
                raise NotThere(f"{nation} has no pledge {released.id!r}")
            was = plain_entry(released)
            kept = {key: was[key] for key in ("from", "statements") if key in was}
        return checked_pledge(ground.case, {**kept, **self.pledge})


def _own_id(written: Mapping[str, Any]) -> None:
    lead = f"{str(written.get('nation')).lower()}-"
    if not str(written.get("id")).startswith(lead):
        raise Impossible(f"the id of a new pledge begins with its nation: write {lead}...")


@dataclass(frozen=True)
class EnterPledge(Pledging):
    """Enter a new pledge, for everybody to see."""

    needs_version = False

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        name, nation = str(self.pledge.get("id")), str(self.pledge.get("nation"))
        _own_id(self.pledge)
        if name in ground.case.pledge_by_id or name in ground.own_drafts(nation).by_id:
            raise Impossible(f"there is a pledge {name!r} already: revise it, or choose another id")
        return (e.Entered(plain_entry(self.read(ground, None))),)


@dataclass(frozen=True)
class RevisePledge(Pledging):
    """Change a released pledge."""

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        released = ground.pledge(str(self.pledge.get("id")))
        read = self.read(ground, released)
        if read == released:
            raise Impossible("nothing was changed: to say the same again, renew the pledge")
        if read.stage == "withdrawn":
            raise Impossible("to withdraw a pledge, withdraw it rather than giving it that stage")
        return (e.Revised(plain_entry(read)),)


@dataclass(frozen=True)
class OnPledge(Act):
    """Base of the acts on a released pledge that write nothing new of it."""

    permission = "pledge.write"
    pledge: str

    @property
    def subject(self) -> str:
        """See :class:`~willing.conference.act.Act`."""
        return f"pledge:{self.pledge}"

    def nation(self, ground: Ground) -> str | None:
        """See :class:`~willing.conference.act.Act`."""
        return ground.pledge(self.pledge).nation

    def now(self, ground: Ground) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        return plain_entry(ground.pledge(self.pledge))

    def wanted(self) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        return {}


@dataclass(frozen=True)
class RenewPledge(OnPledge):
    """Say again what was pledged, unchanged."""

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        if ground.pledge(self.pledge).stage in ("withdrawn", "refused"):
            raise Impossible("it is withdrawn or refused: enter it again by revising it")
        return (e.Renewed(self.pledge, ground.day),)


@dataclass(frozen=True)
class WithdrawPledge(OnPledge):
    """Withdraw a pledge."""

    because: str = ""

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        if ground.pledge(self.pledge).stage == "withdrawn":
            raise Impossible("it is withdrawn already")
        return (e.Withdrawn(self.pledge, ground.day, self.because),)


@dataclass(frozen=True)
class SaveDraft(Pledging):
    """Save a draft that nobody but the nation's delegates sees: of a new pledge, or of a revision."""

    permission = "draft.write"
    needs_version = False

    @property
    def subject(self) -> str:
        """See :class:`~willing.conference.act.Act`."""
        return f"draft:{self.pledge.get('id')}"

    def now(self, ground: Ground) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        found = ground.own_drafts(str(self.nation(ground))).by_id.get(str(self.pledge.get("id")))
        return plain_entry(found.pledge) if found else {}

    def changed(self, ground: Ground) -> int:
        """See :class:`~willing.conference.act.Act`."""
        found = ground.own_drafts(str(self.nation(ground))).by_id.get(str(self.pledge.get("id")))
        return found.number if found else 0

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        released = ground.case.pledge_by_id.get(str(self.pledge.get("id")))
        if released is None:
            _own_id(self.pledge)
        drafts = ground.own_drafts(str(self.pledge.get("nation"))).by_id.values()
        kept = self.read(ground, released) if not drafts else self._beside(ground, released)
        return (e.DraftSaved(plain_entry(kept)),)

    def _beside(self, ground: Ground, released: Pledge | None) -> Pledge:
        """The draft read beside the nation's other drafts, to which its condition may refer."""
        over = ground.own_drafts(str(self.pledge.get("nation"))).over(ground.case)
        return self.read(replace(ground, record=replace(ground.record, case=over)), released)


@dataclass(frozen=True)
class OnDraft(Act):
    """Base of the acts on a draft."""

    permission = "draft.write"
    of: str
    """The nation."""
    pledge: str

    @property
    def subject(self) -> str:
        """See :class:`~willing.conference.act.Act`."""
        return f"draft:{self.pledge}"

    def nation(self, ground: Ground) -> str | None:
        """See :class:`~willing.conference.act.Act`."""
        return self.of

    def changed(self, ground: Ground) -> int:
        """See :class:`~willing.conference.act.Act`."""
        found = ground.own_drafts(self.of).by_id.get(self.pledge)
        return found.number if found else 0

    def now(self, ground: Ground) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        return plain_entry(self.draft(ground))

    def draft(self, ground: Ground) -> Pledge:
        """The draft. Raises :class:`~willing.conference.errors.NotThere`."""
        found = ground.own_drafts(self.of).by_id.get(self.pledge)
        if found is None:
            raise NotThere(f"there is no draft of {self.pledge!r}")
        return found.pledge


@dataclass(frozen=True)
class ReleaseDraft(OnDraft):
    """Release a draft: from now on everybody sees it, as a new pledge or as a revision."""

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        written = plain_entry(self.draft(ground))
        released = ground.case.pledge_by_id.get(self.pledge)
        if released is not None:
            written |= {"statements": list(released.statements)}
        read = checked_pledge(ground.case, written)
        if read == released:
            raise Impossible("the draft is what is released already: drop it, or change it")
        event = e.Entered(plain_entry(read)) if released is None else e.Revised(plain_entry(read))
        return event, e.DraftDropped(self.of, self.pledge, "released")


@dataclass(frozen=True)
class DropDraft(OnDraft):
    """Drop a draft."""

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        self.draft(ground)
        return (e.DraftDropped(self.of, self.pledge),)
