"""Signing: a group that can only stand together commits at one moment, all of it or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from willing.case.as_of import as_of
from willing.case.model import Case
from willing.case.names import names_of
from willing.case.wording import cut
from willing.conference import events as e
from willing.conference.act import Act, Ground, reason, works
from willing.conference.effect import Effect, effect_of, standing_of
from willing.conference.errors import Impossible, NotThere
from willing.conference.record import Procedure, Record, committed, free

LONGEST_TITLE = 500
"""Characters of the title of a signing."""
UNWORKABLE = "as things are now, its pledges could not all stand even if everybody signed"


def nations_of(record: Record, procedure: Procedure) -> tuple[str, ...]:
    """The nations that have to sign, in the order of their pledges."""
    pledges = record.case.pledge_by_id if record.case else {}
    return tuple(dict.fromkeys(pledges[name].nation for name in procedure.pledges if name in pledges))


@dataclass(frozen=True)
class OpenSigning(Act):
    """Open the signing of a group of pledges."""

    permission = "signing.open"
    needs_version = False
    title: str
    pledges: tuple[str, ...]

    @property
    def subject(self) -> str:
        """See :class:`~willing.conference.act.Act`."""
        return "signing"

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        pledges = tuple(dict.fromkeys(self.pledges))
        if not pledges:
            raise Impossible("name the pledges to be signed")
        title = self.title.strip()
        if not title or len(title) > LONGEST_TITLE:
            raise Impossible(f"give the signing a title of at most {LONGEST_TITLE} characters")
        for name in pledges:
            ground.pledge(name)
        for other in ground.record.procedures.values():
            if other.state == "open" and set(other.pledges) & set(pledges):
                raise Impossible(f"one of these pledges is being signed already, in {other.title!r}: stop that first")
        if not works(as_of(ground.case, ground.now.date()), pledges):
            raise Impossible(f"{UNWORKABLE}: choose pledges that can stand together")
        taken = {*ground.record.procedures, *ground.case.signings}
        signing = free(f"signing-{len(ground.record.procedures) + 1}", taken)
        return (e.SigningOpened(signing, title, pledges),)


@dataclass(frozen=True)
class OnSigning(Act):
    """Base of the acts on an open signing."""

    needs_version = False
    signing: str

    @property
    def subject(self) -> str:
        """See :class:`~willing.conference.act.Act`."""
        return f"signing:{self.signing}"

    def procedure(self, ground: Ground) -> Procedure:
        """The open signing. Raises :class:`~willing.conference.errors.ConferenceError`."""
        found = ground.record.procedures.get(self.signing)
        if found is None:
            raise NotThere(f"there is no signing {cut(self.signing)!r}")
        if found.state != "open":
            state = "committed: all have signed" if found.state == "committed" else f"stopped: {found.because}"
            raise Impossible(f"the signing {found.title!r} is {state}")
        return found


@dataclass(frozen=True)
class Sign(OnSigning):
    """Sign for a nation; with the last signature the whole group is committed at the same moment."""

    permission = "signing.sign"
    by: str
    """The nation."""

    def nation(self, ground: Ground) -> str | None:
        """See :class:`~willing.conference.act.Act`."""
        return self.by

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        found = self.procedure(ground)
        nations = nations_of(ground.record, found)
        if self.by not in nations:
            raise Impossible(f"{self.by} has no pledge in this signing: only {', '.join(nations)} sign it")
        if self.by in found.signed:
            raise Impossible(f"{self.by} has signed already")
        if not works(as_of(ground.case, ground.now.date()), found.pledges):
            # Whatever happens stops a signing that cannot work; that a day has passed is no event.
            raise Impossible(f"{UNWORKABLE}: headquarters stops this signing")
        signed = e.Signed(self.signing, self.by)
        last = set(nations) == {*found.signed, self.by}
        return (signed, e.Committed(self.signing, ground.day)) if last else (signed,)


@dataclass(frozen=True)
class StopSigning(OnSigning):
    """Stop a signing; nothing of it is committed."""

    permission = "signing.open"
    because: str = ""

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        self.procedure(ground)
        return (e.SigningStopped(self.signing, reason(self.because) or "headquarters stopped it"),)


def once_signed(case: Case, pledges: Iterable[str], day: date) -> Effect:
    """What it does to the standing force once a group has signed, as of a day."""
    group = Procedure("once-signed", "what would be signed", tuple(pledges), 0)
    return effect_of(standing_of(case, day), standing_of(committed(case, group, day.isoformat()), day))


def stopped(before: Record, after: Record, happened: Iterable[e.Event], ground: Ground) -> Iterator[e.SigningStopped]:
    """The signings that what happened has made impossible, each with the reason."""
    touched = {
        event.subject.removeprefix("pledge:"): event for event in happened if isinstance(event, e.Revised | e.Withdrawn)
    }
    case = None if after.case is None else as_of(after.case, ground.now.date())
    for found in after.procedures.values():
        if found.state != "open" or found.id not in before.procedures or case is None:
            continue
        mine = [name for name in found.pledges if name in touched]
        if mine:
            verb = "withdrew" if isinstance(touched[mine[0]], e.Withdrawn) else "revised"
            yield e.SigningStopped(found.id, f"{_whose(after, mine[0])} {verb} {mine[0]}")
        elif not works(case, found.pledges):
            yield e.SigningStopped(found.id, UNWORKABLE)


def _whose(record: Record, pledge: str) -> str:
    """The nation of a pledge, at the beginning of a sentence or after a colon."""
    if record.case is None:
        return "its nation"
    return names_of(record.case).nation(record.case.pledge_by_id[pledge].nation)
