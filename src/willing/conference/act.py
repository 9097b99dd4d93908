"""What somebody does at a conference: an act is checked against the ground it stands on and becomes events, or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar

from willing.case.build import build
from willing.case.model import Case
from willing.case.pledge import Pledge
from willing.conference.actor import Actor
from willing.conference.drafts import Drafts, Talks
from willing.conference.errors import Difference, Impossible, NotThere
from willing.conference.events import Event
from willing.conference.record import Record, plain_case, plain_entry
from willing.standing.setting import setting_of
from willing.standing.verdict import Resolution


@dataclass(frozen=True)
class Ground:
    """What an act stands on: the record as it is, what the actor's nation keeps to itself, and the time."""

    record: Record
    actor: Actor
    now: datetime
    drafts: Mapping[str, Drafts] = field(default_factory=dict)
    talks: Mapping[str, Talks] = field(default_factory=dict)

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

    def pledge(self, name: str) -> Pledge:
        """A released pledge. Raises :class:`~willing.conference.errors.NotThere`."""
        found = self.case.pledge_by_id.get(name)
        if found is None:
            raise NotThere(f"there is no pledge {name!r}")
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
        """What it would make of that, as plain data."""
        return {}

    def changed(self, ground: Ground) -> int:
        """The number of the entry that changed its subject last."""
        return ground.record.version_of(self.subject)

    def decide(self, ground: Ground) -> tuple[Event, ...]:
        """The events it comes to.

        Raises a :class:`~willing.conference.errors.ConferenceError`, or :class:`~willing.errors.CaseError` with all
        faults of what is written.
        """
        raise NotImplementedError


def checked(case: Case, section: str, key: str, entry: Mapping[str, Any] | None) -> None:
    """Raise :class:`~willing.errors.CaseError` with every fault of a case with one entry changed or removed."""
    whole = plain_case(case)
    if section == "case":
        whole["case"] = entry
    elif section == "statements":
        kept = [other for other in whole.get(section, []) if other["id"] != key]
        whole[section] = kept if entry is None else [*kept, entry]
    else:
        kept_by_key = {name: other for name, other in whole.get(section, {}).items() if name != key}
        whole[section] = kept_by_key if entry is None else {**kept_by_key, key: entry}
    build(whole)


def checked_pledge(case: Case, written: Mapping[str, Any], others: Iterable[Pledge] = ()) -> Pledge:
    """A pledge as it is read within a case, beside some more pledges.

    Only what it can refer to is built with it, as building the whole case takes some 50 ms. Raises
    :class:`~willing.errors.CaseError` with every fault.
    """
    said = {statement for statement in written.get("statements", ()) if isinstance(statement, str)}
    there = {pledge.id: pledge for pledge in (*case.pledges, *others) if pledge.id != written.get("id")}
    statements = [plain_entry(s) | {"about": "case", "contradicts": []} for s in case.statements if s.id in said]
    named: dict[str, dict[str, Any]] = {
        "nations": {code: {"weights": dict(nation.weights)} for code, nation in case.nations.items()},
        "factors": {name: {} for name in case.factors},
        "capabilities": {name: {} for name in case.capabilities},
        "areas": {name: {} for name in case.areas},
        "sources": {statement["source"]: {} for statement in statements},
    }
    stubs = [
        {"id": p.id, "nation": p.nation, "capability": p.capability, "strength": "unknown"} for p in there.values()
    ]
    head = {"format": 1, "id": case.head.id, "title": case.head.title}
    sections = {name: entries for name, entries in named.items() if entries}
    built = build({"case": head, **sections, "statements": statements, "pledges": [*stubs, dict(written)]})
    return built.pledges[-1]


def differences(
    before: Mapping[str, Any], theirs: Mapping[str, Any], yours: Mapping[str, Any]
) -> tuple[Difference, ...]:
    """The fields in which an entry was changed meanwhile, or would be."""
    names = dict.fromkeys((*before, *theirs, *yours))
    rows = (Difference(name, before.get(name), theirs.get(name), yours.get(name)) for name in names)
    return tuple(row for row in rows if not (row.before == row.theirs == row.yours))


def works(case: Case, pledges: Iterable[str]) -> bool:
    """Whether pledges would all stand once they are signed, were every open factor to turn out well for them."""
    group = frozenset(pledges)
    setting = setting_of(case)
    if not group <= set(setting.by_pledge):
        return False
    best = replace(setting, signed=setting.signed | group).at_best()
    return group <= set(Resolution(best).certain)
