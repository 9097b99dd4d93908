"""What a nation's delegates do: pledge, revise, renew, withdraw, and draft all that before others see it."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain, count
from typing import Any

from willing.case.pledge import Pledge
from willing.case.wording import cut
from willing.conference import events as e
from willing.conference.act import Act, Ground, checked_pledge, differences, reason
from willing.conference.actor import drafts_of
from willing.conference.errors import Impossible, NotThere, Stale
from willing.conference.record import plain_entry

TO_WITHDRAW = "to withdraw a pledge, withdraw it rather than giving it that stage"


LONGEST_LEAD = 80
"""Characters of an id before what tells it from others."""


def new_id(ground: Ground, nation: str, capability: str) -> str:
    """An id for a new pledge of a nation, told from released pledges alone: from no draft, as everybody will see it."""
    return free_of(_lead(nation, capability), ground.case.pledge_by_id)


def free_of(lead: str, taken: Container[str]) -> str:
    """The first name that is not taken: ``fr-infantry``, ``fr-infantry-2``, ``fr-infantry-3``..."""
    return next(name for name in chain([lead], (f"{lead}-{n}" for n in count(2))) if name not in taken)


def draft_id(ground: Ground, nation: str, capability: str) -> str:
    """An id for a draft of a new pledge, which it keeps once it is released.

    It counts nothing, so that it tells nobody how many drafts there are or were, and no new pledge that is entered for
    everybody gets the same by itself.
    """
    taken = {*ground.case.pledge_by_id, *ground.own_drafts(nation).by_id}
    lead, at = _lead(nation, capability), ground.now.isoformat()
    made = (sha256(f"{at} {n}".encode()).hexdigest() for n in count())
    return next(name for name in (f"{lead}-{word[:4]}" for word in made) if name not in taken)


def _lead(nation: str, capability: str) -> str:
    return f"{nation.lower()}-{re.sub('[^a-z0-9_]+', '_', capability.lower()) or 'pledge'}"[:LONGEST_LEAD]


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

    def wanted_over(self, now: Mapping[str, Any]) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        return kept(now, self.pledge)

    def named(self, ground: Ground, nation: str) -> str:
        """The id that a new pledge gets where it has none."""
        return new_id(ground, nation, str(self.pledge.get("capability", "")))

    def read(self, ground: Ground, was: Pledge | None) -> Pledge:
        """The pledge as it would be, with what its nation does not type kept from what it was.

        Without an id it gets a new one.
        """
        nation = str(self.pledge.get("nation"))
        if was is not None:
            if was.nation != nation:
                raise NotThere(f"{cut(nation)} has no pledge {was.id!r}")
            return checked_pledge(ground.case, kept(plain_entry(was), self.pledge))
        return checked_pledge(
            ground.case, {"id": self.named(ground, nation), "nation": nation, "from": ground.day, **self.pledge}
        )


def kept(was: Mapping[str, Any], written: Mapping[str, Any]) -> dict[str, Any]:
    """A pledge as it is written, with what was not written kept from what it was.

    When it was made and who said so stay; where a value came from stays only while it is the same value.
    """
    same = {key: basis for key, basis in was.get("basis", {}).items() if written.get(key) == was.get(key)}
    there: dict[str, Any] = {key: was[key] for key in ("from", "statements") if key in was}
    return {**there, **({"basis": same} if same else {}), **written}


def _own_id(written: Mapping[str, Any]) -> None:
    """Refuse the id of a new pledge that does not begin with its nation; none is well, as it then gets one."""
    if "id" not in written:
        return
    lead = f"{str(written.get('nation')).lower()}-"
    if not str(written.get("id")).startswith(lead):
        raise Impossible(f"the id of a new pledge begins with its nation: write {cut(lead)}...")


@dataclass(frozen=True)
class EnterPledge(Pledging):
    """Enter a new pledge, for everybody to see."""

    needs_version = False

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        name, nation = str(self.pledge.get("id")), str(self.pledge.get("nation"))
        _own_id(self.pledge)
        if "id" in self.pledge and (name in ground.case.pledge_by_id or name in ground.own_drafts(nation).by_id):
            raise Impossible(f"there is a pledge {cut(name)!r} already: revise it, or choose another id")
        read = self.read(ground, None)
        if read.stage == "withdrawn":
            raise Impossible("a new pledge cannot be a withdrawn one: leave the stage out")
        return (e.Entered(plain_entry(read)),)


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
            raise Impossible(TO_WITHDRAW)
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

    def wanted_over(self, now: Mapping[str, Any]) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        return now

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        if ground.pledge(self.pledge).stage in ("withdrawn", "refused"):
            raise Impossible("it is withdrawn or refused: revise it to pledge it again")
        return (e.Renewed(self.pledge, ground.day),)


@dataclass(frozen=True)
class WithdrawPledge(OnPledge):
    """Withdraw a pledge."""

    because: str = ""

    def wanted_over(self, now: Mapping[str, Any]) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        return {**now, "stage": "withdrawn"}

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        if ground.pledge(self.pledge).stage == "withdrawn":
            raise Impossible("it is withdrawn already")
        return (e.Withdrawn(self.pledge, ground.day, reason(self.because)),)


@dataclass(frozen=True)
class SaveDraft(Pledging):
    """Save a draft that nobody but the nation's delegates sees: of a new pledge, or of a revision."""

    permission = "draft.write"
    needs_version = False
    makes = True

    @property
    def subject(self) -> str:
        """See :class:`~willing.conference.act.Act`."""
        return f"draft:{self.pledge.get('id')}"

    def chain(self, ground: Ground) -> str:
        """See :class:`~willing.conference.act.Act`."""
        return drafts_of(str(self.nation(ground)))

    def latest(self, ground: Ground) -> int:
        """See :class:`~willing.conference.act.Act`."""
        return ground.own_drafts(str(self.nation(ground))).number

    def named(self, ground: Ground, nation: str) -> str:
        """See :class:`Pledging`."""
        return draft_id(ground, nation, str(self.pledge.get("capability", "")))

    def now(self, ground: Ground) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        found = ground.own_drafts(str(self.nation(ground))).by_id.get(str(self.pledge.get("id")))
        return plain_entry(found.pledge) if found else {}

    def changed(self, ground: Ground) -> int:
        """See :class:`~willing.conference.act.Act`."""
        found = ground.own_drafts(str(self.nation(ground))).by_id.get(str(self.pledge.get("id")))
        return found.number if found else 0

    def changed_since(self, ground: Ground, seen: int) -> int:
        """See :class:`~willing.conference.act.Act`: who has seen a draft is told that it is gone."""
        drafts, name = ground.own_drafts(str(self.nation(ground))), str(self.pledge.get("id"))
        return drafts.changed.get(name, 0) if seen else self.changed(ground)

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        name, drafts = str(self.pledge.get("id")), ground.own_drafts(str(self.pledge.get("nation")))
        released, draft = ground.case.pledge_by_id.get(name), drafts.by_id.get(name)
        if released is None:
            _own_id(self.pledge)
        was = draft.pledge if draft else released
        read = self.read(ground, was) if not drafts.by_id else self._beside(ground, was)
        return (e.DraftSaved(plain_entry(read)),)

    def _beside(self, ground: Ground, was: Pledge | None) -> Pledge:
        """The draft read beside the nation's other drafts, to which its condition may refer."""
        over = ground.own_drafts(str(self.pledge.get("nation"))).over(ground.case)
        return self.read(replace(ground, record=replace(ground.record, case=over)), was)


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

    def chain(self, ground: Ground) -> str:
        """See :class:`~willing.conference.act.Act`."""
        return drafts_of(self.of)

    def latest(self, ground: Ground) -> int:
        """See :class:`~willing.conference.act.Act`."""
        return ground.own_drafts(self.of).number

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
            raise NotThere(f"there is no draft of {cut(self.pledge)!r}")
        return found.pledge


@dataclass(frozen=True)
class ReleaseDraft(OnDraft):
    """Release a draft: from now on everybody sees it, as a new pledge or as a revision."""

    written: Mapping[str, Any] | None = None
    """What is released, where the draft is changed at the same moment; ``None``: the draft as it is saved."""
    over: int | None = None
    """The version in which its actor saw the released pledge that it takes the place of.

    ``None``: that in which the draft was saved.
    """

    def wanted(self) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        return self.written or {}

    def wanted_over(self, now: Mapping[str, Any]) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        return now if self.written is None else kept(now, self.written)

    def public_base(self, seen: int | None) -> int | None:
        """See :class:`~willing.conference.act.Act`: how often a draft was saved is nobody's business."""
        return self.over

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        draft = plain_entry(self.draft(ground))
        written = draft if self.written is None else kept(draft, self.written)
        released = ground.case.pledge_by_id.get(self.pledge)
        if written.get("nation") != self.of or written.get("id") != self.pledge:
            raise Impossible("a draft keeps its nation and its id")
        if released is not None:
            written = {**written, "statements": list(released.statements)}
            self._refuse_overtaken(ground, released, written)
        read = checked_pledge(ground.case, written)
        if read == released:
            raise Impossible("the draft is what is released already: drop it, or change it")
        if read.stage == "withdrawn":
            raise Impossible(TO_WITHDRAW)
        event = e.Entered(plain_entry(read)) if released is None else e.Revised(plain_entry(read))
        return event, e.DraftDropped(self.of, self.pledge, "released")

    def _refuse_overtaken(self, ground: Ground, released: Pledge, written: Mapping[str, Any]) -> None:
        """Raise :class:`~willing.conference.errors.Stale` where the released pledge was changed since it was seen."""
        subject = f"pledge:{self.pledge}"
        over = ground.own_drafts(self.of).by_id[self.pledge].version if self.over is None else self.over
        if not 0 <= over <= ground.record.version:
            latest = ground.record.version
            raise Impossible(f"this cannot be based on version {over}: there are versions 0 to {latest}")
        version = ground.record.version_of(subject)
        if version > over:
            case = ground.record_at(over).case
            was = case.pledge_by_id.get(self.pledge) if case else None
            theirs = plain_entry(released)
            rows = differences(plain_entry(was) if was else {}, theirs, written)
            raise Stale(subject, over, version, rows, theirs)


@dataclass(frozen=True)
class DropDraft(OnDraft):
    """Drop a draft."""

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        self.draft(ground)
        return (e.DraftDropped(self.of, self.pledge),)
