"""What changed between two cases, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from willing.case.build import LISTED, NAMED
from willing.case.model import Case
from willing.conference.record import OWN_SOURCE, plain_case

UNTOLD: Mapping[str, frozenset[str]] = {"pledges": frozenset({"statements"}), "sources": frozenset({OWN_SOURCE})}
"""What the conference writes by itself: fields of a section, or keys of it, that are not told."""


@dataclass(frozen=True)
class Changed:
    """One field of an entry; ``None`` where it is absent."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Altered:
    """One entry that is not the same in both."""

    section: str
    """A section of the case format."""
    key: str
    """Its key or id; empty for the head of the case."""
    before: bool
    """Whether it was there before."""
    after: bool
    """Whether it is there after."""
    fields: tuple[Changed, ...]
    """What of it changed: all fields of an entry that came or went."""


def alterations(before: Case, after: Case) -> tuple[Altered, ...]:
    """Every entry that was added, changed or removed, in the order of the sections, but what the record says itself."""
    was, now = plain_case(before), plain_case(after)
    return tuple(_head(was, now)) + tuple(
        found for section in (*LISTED, *NAMED) for found in _section(section, was.get(section), now.get(section))
    )


def _head(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Altered]:
    fields = tuple(_fields(was["case"], now["case"], frozenset()))
    if fields:
        yield Altered("case", "", True, True, fields)


def _section(section: str, was: Any, now: Any) -> Iterator[Altered]:
    before, after = _keyed(section, was), _keyed(section, now)
    untold = UNTOLD.get(section, frozenset())
    for key in dict.fromkeys((*before, *after)):
        if key in untold or (section == "statements" and _own(before.get(key) or after.get(key) or {})):
            continue
        fields = tuple(_fields(before.get(key, {}), after.get(key, {}), untold))
        if fields:
            yield Altered(section, key, key in before, key in after, fields)


def _own(statement: Mapping[str, Any]) -> bool:
    return statement.get("source") == OWN_SOURCE


def _keyed(section: str, entries: Any) -> Mapping[str, Mapping[str, Any]]:
    if section in LISTED:
        return {entry["id"]: entry for entry in entries or ()}
    return dict(entries or {})


def _fields(was: Mapping[str, Any], now: Mapping[str, Any], untold: frozenset[str]) -> Iterator[Changed]:
    for name in dict.fromkeys((*was, *now)):
        if name not in untold and name != "id" and was.get(name) != now.get(name):
            yield Changed(name, was.get(name), now.get(name))
