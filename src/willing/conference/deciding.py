"""From an act to its events: allowed, not stale, possible, and confirmed where others fall because of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from willing.conference.act import Act, Ground, differences
from willing.conference.actor import EVERYONE
from willing.conference.effect import NOTHING, Effect, effect_of, standing_of
from willing.conference.errors import ConferenceError, Impossible, Stale, Unconfirmed
from willing.conference.events import Entered, Event, Revised, Withdrawn
from willing.conference.permissions import need
from willing.conference.record import Record, folded
from willing.conference.signing import stopped
from willing.conference.sound import refuse_unsound
from willing.ledger.entry import Entry, written


@dataclass(frozen=True)
class Decision:
    """What an act comes to."""

    events: tuple[Event, ...]
    after: Record
    """The common record after it; its version is provisional until the events are written."""
    effect: Effect
    """What it does to the standing force."""
    confirms: str = ""
    """Why it has to be confirmed by whoever does it; empty where it need not."""


def decided(
    ground: Ground,
    act: Act,
    at: Callable[[int], Record],
    seen: int | None = None,
    accepted: str | None = None,
) -> Decision:
    """What an act comes to.

    ``seen`` is the version its actor had seen of what it changes (of a draft, the number in the chain of drafts);
    ``at`` gives the record at a version; ``accepted`` is the digest of the effect that the actor has confirmed. Raises
    :class:`~willing.conference.errors.NotAllowed`, :class:`~willing.conference.errors.Stale`,
    :class:`~willing.conference.errors.Unconfirmed`, another
    :class:`~willing.conference.errors.ConferenceError`, or :class:`~willing.errors.CaseError` with all faults.
    """
    refuse_unsound(act)
    need(ground.actor, act.permission, act.nation(ground))
    refuse_stale(ground, act, at, seen)
    decision = foreseen(ground, act)
    if decision.confirms and accepted != decision.effect.digest:
        raise Unconfirmed(decision.effect, decision.confirms)
    return decision


def foreseen(ground: Ground, act: Act) -> Decision:
    """What an act would come to, whether or not what it is based on is stale. Raises as :func:`decided`."""
    refuse_unsound(act)
    need(ground.actor, act.permission, act.nation(ground))
    events = act.decide(ground)
    after = _after(ground, events)
    ended = tuple(stopped(ground.record, after, events, ground))
    effect = _effect(ground, after)
    return Decision((*events, *ended), _after(ground, (*events, *ended)), effect, _confirms(ground, events, effect))


def refuse_stale(ground: Ground, act: Act, at: Callable[[int], Record], seen: int | None) -> None:
    """Raise :class:`~willing.conference.errors.Stale` where what an act changes was changed since it was seen."""
    changed = act.changed(ground)
    if seen is None:
        if act.needs_version:
            raise Impossible("say which version this is based on")
        if not (act.makes and changed):
            return
        seen = 0  # somebody else has made it meanwhile
    latest = act.latest(ground)
    if type(seen) is not int or not 0 <= seen <= latest:
        raise Impossible(f"this cannot be based on version {seen}: there are versions 0 to {latest}")
    changed = act.changed_since(ground, seen)
    if changed <= seen:
        return
    theirs = act.now(ground)
    rows = differences(_before(ground, act, at, seen), theirs, act.wanted_over(theirs))
    raise Stale(act.subject, seen, changed, rows, theirs)


def _before(ground: Ground, act: Act, at: Callable[[int], Record], seen: int) -> dict[str, object]:
    """What an act changes, as it was when its actor saw it; empty where that cannot be told."""
    try:
        nation = act.nation(ground)
        if act.chain(ground) != EVERYONE and nation is not None:
            return dict(act.now(replace(ground, drafts={nation: ground.drafts_at(nation, seen)})))
        return dict(act.now(replace(ground, record=at(seen))))
    except ConferenceError:
        return {}


def _confirms(ground: Ground, events: Iterable[Event], effect: Effect) -> str:
    """Why events have to be confirmed: others fall because of one, or something that was bound no longer is."""
    for event in events:
        if not isinstance(event, Entered | Revised | Withdrawn):
            continue
        name = event.subject.removeprefix("pledge:")
        falls = effect.cascade(name)
        if falls:
            return "another pledge would fall" if len(falls) == 1 else f"{len(falls)} other pledges would fall"
        if not isinstance(event, Entered) and (name in ground.case.signed or _committed(ground, name)):
            return "this pledge is committed"
    return ""


def _committed(ground: Ground, name: str) -> bool:
    return ground.pledge(name).counts_from("committed")


def _after(ground: Ground, events: Sequence[Event]) -> Record:
    return folded(ground.record, provisional(ground.record, events, ground.actor.name, ground.now))


def provisional(record: Record, events: Iterable[Event], who: str, at: datetime) -> tuple[Entry, ...]:
    """Events of the common chain as the entries that they would be, with bodies as the record gives them back."""
    news = [event.new() for event in events if event.chain == EVERYONE]
    return tuple(
        Entry(0, EVERYONE, record.version + index, at, who, new.kind, json.loads(written(new.body)), None, "", "")
        for index, new in enumerate(news, start=1)
    )


def _effect(ground: Ground, after: Record) -> Effect:
    day = ground.now.date()
    before = NOTHING if ground.record.case is None else standing_of(ground.record.case, day)
    if after is ground.record or after.case is None:
        return effect_of(before, before)
    return effect_of(before, standing_of(after.case, day))
