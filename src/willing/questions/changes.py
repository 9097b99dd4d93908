"""What moved between two days, and what it did to the standing force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from willing.case.as_of import default_day
from willing.case.model import Case
from willing.case.names import names_of
from willing.conditions.english import persons
from willing.errors import AskError
from willing.questions.answer import VERSION, Answer, Table
from willing.questions.ask import day_of, fingerprint, scene
from willing.standing.verdict import Resolution

Kind = Literal["pledge made", "pledge ended", "pledge revised", "pledges signed", "factor settled", "statement"]


@dataclass(frozen=True)
class Event:
    """One thing that moved."""

    kind: Kind
    subject: str
    """The pledge, signing, factor or statement."""
    text: str


@dataclass(frozen=True)
class Step:
    """One day on which something moved, with the force before and after, in persons."""

    day: date
    events: tuple[Event, ...]
    firm_before: int
    firm: int
    together_before: int
    together: int
    """Firm and together."""
    offered_before: int
    offered: int

    @property
    def moved(self) -> bool:
        """Whether the force changed."""
        return (self.firm, self.together, self.offered) != (
            self.firm_before,
            self.together_before,
            self.offered_before,
        )


@dataclass(frozen=True)
class Changes(Answer):
    """The answer to ``changes``: the days after ``since`` up to and including ``until``."""

    case: str
    case_hash: str
    version: str
    since: date
    until: date
    assume: Mapping[str, bool]
    stage: str
    reading: str
    firm_before: int
    firm: int
    together_before: int
    together: int
    offered_before: int
    offered: int
    steps: tuple[Step, ...]

    @property
    def headline(self) -> str:
        """The answer in a sentence."""
        events = sum(len(step.events) for step in self.steps)
        return (
            f"Between {self.since} and {self.until}, {events} things moved on {len(self.steps)} days: firm "
            f"{_moved(self.firm_before, self.firm)}, with signing together "
            f"{_moved(self.together_before, self.together)}, offered {_moved(self.offered_before, self.offered)}."
        )

    def table(self) -> Table:
        """A row per event."""
        rows = (
            (step.day.isoformat(), event.kind, event.subject, event.text, step.firm - step.firm_before)
            for step in self.steps
            for event in step.events
        )
        return Table(("day", "kind", "subject", "what", "firm"), tuple(rows))


@dataclass(frozen=True)
class Force:
    """Persons that stand firm, firm and together, and that are offered."""

    firm: int
    together: int
    offered: int


def changes(
    case: Case,
    *,
    since: date | str,
    until: date | str | None = None,
    assume: Mapping[str, bool] | None = None,
    stage: str = "declared",
    reading: str = "likely",
) -> Changes:
    """What was said, made, revised, lapsed, signed or settled after ``since`` and up to ``until``, day by day.

    ``until`` defaults to the case's latest day. Raises :class:`~willing.errors.AskError` if it is not after ``since``.
    """
    first, last = day_of(since, "since"), day_of(until, "until") or default_day(case)
    if first is None or last is None:
        raise AskError("nothing in the case is dated, so nothing can be told to have moved")
    if last <= first:
        raise AskError(f"nothing lies between {first} and {last}: choose a day before {last} to look from")
    steps = []
    start = before = force_of(scene(case, first, assume, stage, reading).resolved)
    for day, events in by_day(case, first, last).items():
        after = force_of(scene(case, day, assume, stage, reading).resolved)
        steps.append(
            Step(
                day,
                events,
                before.firm,
                after.firm,
                before.together,
                after.together,
                before.offered,
                after.offered,
            )
        )
        before = after
    return Changes(
        case=case.head.id,
        case_hash=fingerprint(case),
        version=VERSION,
        since=first,
        until=last,
        assume=dict(assume or {}),
        stage=stage,
        reading=reading,
        firm_before=start.firm,
        firm=before.firm,
        together_before=start.together,
        together=before.together,
        offered_before=start.offered,
        offered=before.offered,
        steps=tuple(steps),
    )


def force_of(resolved: Resolution) -> Force:
    """The force of a scenario."""
    offered = sum(line.most for line in resolved.setting.lines)
    return Force(resolved.firm_strength, resolved.together_strength, offered)


def by_day(case: Case, since: date, until: date) -> dict[date, tuple[Event, ...]]:
    """Everything that happened after one day and up to another, day by day."""
    found: dict[date, tuple[Event, ...]] = {}
    for day, event in _events(case):
        if since < day <= until:
            found[day] = (*found.get(day, ()), event)
    return dict(sorted(found.items()))


def _events(case: Case) -> Iterator[tuple[date, Event]]:
    replaced = {(p.nation, p.capability, p.until): p.id for p in case.pledges if p.until is not None}
    names = names_of(case)
    renewed = {(p.nation, p.capability, p.from_) for p in case.pledges}
    for pledge in case.pledges:
        what = f"{names.nation(pledge.nation)}, {names.capability(pledge.capability)}"
        said = f"{what}: {_strength(pledge.likely)}, {pledge.stage}"
        condition = f", if {pledge.if_}" if pledge.if_ else ""
        if pledge.from_ is not None:
            earlier = replaced.get((pledge.nation, pledge.capability, pledge.from_))
            kind: Kind = "pledge revised" if earlier else "pledge made"
            yield (
                pledge.from_,
                Event(kind, pledge.id, said + condition + (f" (was {earlier})" if earlier else "")),
            )
        if pledge.until is not None and (pledge.nation, pledge.capability, pledge.until) not in renewed:
            yield pledge.until, Event("pledge ended", pledge.id, said)
    for name, factor in case.factors.items():
        if factor.from_ is not None:
            yield factor.from_, Event("factor settled", name, f"{names.factor(name)}: {str(factor.value).lower()}")
    for key, signing in case.signings.items():
        yield signing.on, Event("pledges signed", key, ", ".join(signing.pledges))
    for statement in case.statements:
        yield statement.on, Event("statement", statement.id, statement.says)


def _moved(before: int, after: int) -> str:
    if before == after:
        return f"unchanged at {persons(after)}"
    return f"from {persons(before)} to {persons(after)}"


def _strength(likely: int | None) -> str:
    return "strength unknown" if likely is None else persons(likely)
