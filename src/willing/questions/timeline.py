"""How the standing force grew and shrank, day by day, and what moved it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from willing.case.model import Case
from willing.conditions.english import persons
from willing.errors import AskError
from willing.questions.answer import Situated, Table
from willing.questions.ask import assumed, goal_of, scene, situated
from willing.questions.changes import Event, by_day, force_of
from willing.standing.setting import Line, Setting
from willing.standing.verdict import Resolution


@dataclass(frozen=True)
class Moment:
    """A day on which something other than a statement happened, and the force from that day on, in persons."""

    date: datetime.date
    firm: int
    """Stands with nobody having to coordinate."""
    together: int
    """Firm and together."""
    offered: int
    """All pledges that take part."""
    events: tuple[Event, ...]
    """What happened."""
    movers: tuple[str, ...]
    """The subjects of the events that moved the force: those without which it would not be what it is, or which alone
    would have moved it."""


@dataclass(frozen=True)
class Timeline(Situated):
    """The answer to ``timeline``. All strengths are persons deployed at any one time."""

    target: int | None
    firm_before: int
    """The force before the first of the moments: what is not dated."""
    together_before: int
    offered_before: int
    moments: tuple[Moment, ...]
    """In the order of time."""
    sentence: str
    """The answer in a sentence."""

    @property
    def headline(self) -> str:
        """The answer in a sentence."""
        return self.sentence

    def table(self) -> Table:
        """A row per day."""
        columns = ("date", "firm", "together", "offered", "movers")
        rows = ((m.date.isoformat(), m.firm, m.together, m.offered, " ".join(m.movers)) for m in self.moments)
        return Table(columns, tuple(rows))


def timeline(
    case: Case,
    *,
    as_of: datetime.date | str | None = None,
    assume: Mapping[str, bool] | None = None,
    stage: str = "declared",
    reading: str = "likely",
    target: int | str | None = None,
) -> Timeline:
    """The standing force on every day on which a pledge was made, revised, signed or ended, or a factor settled.

    ``as_of`` is the last day (default: the case's own day, else its latest date); the rest as in
    :func:`~willing.questions.assess.assess`, but that ``target`` is persons only. Raises
    :class:`~willing.errors.AskError` for an unknown factor, stage or reading, or a target that is a rule.
    """
    here = scene(case, as_of, assume, stage, reading)
    goal = goal_of(case, target)
    if goal is not None and goal.persons is None and target is not None:
        raise AskError(f"target {target!r} is a rule: a timeline is held against persons, write a whole number")
    days = by_day(case, datetime.date.min, here.day) if here.day else {}
    start = before = scene(case, datetime.date.min, assume, stage, reading).resolved if here.day else here.resolved
    moments = []
    for day, happened in days.items():
        events = tuple(event for event in happened if event.kind != "statement")
        if events:
            after = scene(case, day, assume, stage, reading).resolved
            movers = movers_of(events, before, after)
            force = force_of(after)
            moments.append(Moment(day, force.firm, force.together, force.offered, events, movers))
            before = after
    first = force_of(start)
    return Timeline(
        **situated(case, here),
        target=goal.persons if goal else None,
        firm_before=first.firm,
        together_before=first.together,
        offered_before=first.offered,
        moments=tuple(moments),
        sentence=_sentence(assumed(here), moments),
    )


def movers_of(events: Sequence[Event], before: Resolution, after: Resolution) -> tuple[str, ...]:
    """The subjects of the events of one day that moved the force from ``before`` to ``after``.

    An event counts if the force would be another had all but it happened, or if it alone would have moved it; where
    only several together make a difference, all count.
    """
    now, then = force_of(after), force_of(before)
    if now == then:
        return ()
    found = []
    for event in events:
        undone = _with(after.setting, event, before.setting)
        alone = _with(before.setting, event, after.setting)
        if force_of(Resolution(undone)) != now or force_of(Resolution(alone)) != then:
            found.append(event.subject)
    return tuple(dict.fromkeys(found or [event.subject for event in events]))


def _with(setting: Setting, event: Event, other: Setting) -> Setting:
    """A setting in which what one event is about is as it is in another."""
    if event.kind == "factor settled":
        return setting.assuming({event.subject: other.factors[event.subject]})
    if event.kind == "pledges signed":
        return replace(setting, signed=other.signed)
    touched = _touched(event.subject, setting, other)
    lines = [line for line in setting.lines if line.pledge not in touched]
    return replace(
        setting,
        lines=(*lines, *(line for line in other.lines if line.pledge in touched)),
        signed=(setting.signed - touched) | (other.signed & touched),
    )


def _touched(pledge: str, setting: Setting, other: Setting) -> frozenset[str]:
    """A pledge, and the one that it replaced or that replaced it: of its nation and capability, in one setting only."""

    def alike(line: Line) -> bool:
        both = line.pledge in setting.by_pledge and line.pledge in other.by_pledge
        return not both and (line.nation, line.capability) in kinds

    lines = (*setting.lines, *other.lines)
    kinds = {(line.nation, line.capability) for line in lines if line.pledge == pledge}
    return frozenset({pledge, *(line.pledge for line in lines if alike(line))})


def _sentence(assuming: str, moments: Sequence[Moment]) -> str:
    if not moments:
        return "Nothing in the case is dated, so there is no timeline to tell."
    first, last = moments[0].date, moments[-1]
    highest = max(moment.firm for moment in moments)
    when = next(moment.date for moment in moments if moment.firm == highest)
    peak = f", most on {when.isoformat()}: {persons(highest)}" if highest > last.firm else ""
    joint = f", {persons(last.together)} with signing together" if last.together > last.firm else ""
    moved = sum(bool(moment.movers) for moment in moments)
    return (
        f"Between {first.isoformat()} and {last.date.isoformat()}, {assuming}, the force moved on {moved} of "
        f"{len(moments)} days{peak}; in the end {persons(last.firm)} of {persons(last.offered)} offered stand "
        f"firm{joint}."
    )
