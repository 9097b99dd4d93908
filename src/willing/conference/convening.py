"""What headquarters does: open the conference, state the case, settle factors, publish what is required."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from willing.case.build import LISTED, NAMED, build
from willing.case.model import Case
from willing.case.wording import cut
from willing.conference import events as e
from willing.conference.act import Act, Ground, checked
from willing.conference.errors import Impossible, NotThere
from willing.conference.record import plain_case, plain_entry

STATED = ("case", *(section for section in (*NAMED, *LISTED) if section not in ("pledges", "requirements", "signings")))
"""The sections that headquarters states; pledges, requirements and signings have acts of their own."""


@dataclass(frozen=True)
class OpenConference(Act):
    """Open the conference from a case, or from nothing but a title."""

    permission = "conference.open"
    needs_version = False
    case: Mapping[str, Any]
    """The case as plain data."""

    @property
    def subject(self) -> str:
        """See :class:`~willing.conference.act.Act`."""
        return "conference"

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        if ground.record.version:
            raise Impossible("the conference is open already: one record holds one conference")
        return (e.Opened(plain_case(build(self.case))),)


@dataclass(frozen=True)
class StateEntry(Act):
    """Add or change an entry of the case other than a pledge or a requirement; ``None`` removes it."""

    permission = "case.state"
    section: str
    key: str
    entry: Mapping[str, Any] | None

    @property
    def subject(self) -> str:
        """See :class:`~willing.conference.act.Act`."""
        return e.stated_at(self.section, self.key)

    def now(self, ground: Ground) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        return stated(ground, self.section, self.key) or {}

    def wanted(self) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        return self.entry or {}

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        there = stated(ground, self.section, self.key)
        if self.entry is None:
            if there is None or self.section == "case":
                raise NotThere(f"there is nothing to remove at {cut(self.subject)}")
            checked(ground.case, self.section, self.key, None)
            return (e.Removed(self.section, self.key),)
        if self.section in LISTED and self.entry.get("id") != self.key:
            raise Impossible(f"the entry is stated as {cut(self.key)!r}: write that as its id")
        case = checked(ground.case, self.section, self.key, self.entry)
        entry = stated_in(case, self.section, self.key) or {}
        if there == entry:
            raise Impossible("nothing was changed")
        return (e.Stated(self.section, "case" if self.section == "case" else self.key, entry),)


def stated(ground: Ground, section: str, key: str) -> Mapping[str, Any] | None:
    """An entry of the case as plain data; ``None`` where there is none.

    Raises :class:`~willing.conference.errors.Impossible` for a section that headquarters does not state.
    """
    if section not in (*STATED, "requirements"):
        raise Impossible(f"{cut(section)!r} is not stated like this: the sections are {', '.join(STATED)}")
    return stated_in(ground.case, section, key)


def stated_in(case: Case, section: str, key: str) -> Mapping[str, Any] | None:
    """An entry of a case as plain data; ``None`` where there is none."""
    if section == "case":
        return plain_entry(case.head)
    entries = getattr(case, section)
    found = next((o for o in entries if o.id == key), None) if section in LISTED else entries.get(key)
    return None if found is None else plain_entry(found)


@dataclass(frozen=True)
class SettleFactor(Act):
    """Settle a factor as it becomes known, or open it again."""

    permission = "factor.settle"
    factor: str
    value: bool | None

    @property
    def subject(self) -> str:
        """See :class:`~willing.conference.act.Act`."""
        return f"factors:{self.factor}"

    def now(self, ground: Ground) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        return stated(ground, "factors", self.factor) or {}

    def wanted(self) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        return {} if self.value is None else {"value": self.value}

    def wanted_over(self, now: Mapping[str, Any]) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        return {**{key: value for key, value in now.items() if key != "value"}, **self.wanted()}

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        factor = ground.case.factors.get(self.factor)
        if factor is None:
            raise NotThere(f"there is no factor {cut(self.factor)!r}")
        if factor.value is self.value and not ground.is_later(factor.from_):
            raise Impossible("it is open already" if self.value is None else "it is settled so already")
        return (e.Settled(self.factor, self.value, ground.day),)


@dataclass(frozen=True)
class PublishRequirement(Act):
    """Publish a requirement, or change one; ``None`` retires it."""

    permission = "requirement.publish"
    requirement: str
    entry: Mapping[str, Any] | None

    @property
    def subject(self) -> str:
        """See :class:`~willing.conference.act.Act`."""
        return f"requirements:{self.requirement}"

    def now(self, ground: Ground) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        return stated(ground, "requirements", self.requirement) or {}

    def wanted(self) -> Mapping[str, Any]:
        """See :class:`~willing.conference.act.Act`."""
        return self.entry or {}

    def decide(self, ground: Ground) -> tuple[e.Event, ...]:
        """See :class:`~willing.conference.act.Act`."""
        there = stated(ground, "requirements", self.requirement)
        if self.entry is None and there is None:
            raise NotThere(f"there is no requirement {cut(self.requirement)!r}")
        case = checked(ground.case, "requirements", self.requirement, self.entry)
        if self.entry is None:
            return (e.Retired(self.requirement),)
        entry = stated_in(case, "requirements", self.requirement) or {}
        if there == entry:
            raise Impossible("nothing was changed")
        return (e.Published(self.requirement, entry),)
