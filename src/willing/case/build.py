"""From data to a case, or to all of its faults at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from willing.case.base import CODE, KEY, LONGEST_NAME, NAME, Frozen
from willing.case.links import NOBODY, Entries, dangling
from willing.case.located import Located, locate
from willing.case.model import Case, Factor, Header, Source, Statement
from willing.case.nation import Nation
from willing.case.pledge import Pledge
from willing.case.requirement import Area, Capability, Requirement, Rule
from willing.case.signing import Signing
from willing.case.wording import WRITTEN, cut, fault, found
from willing.errors import CaseError, Fault, Place

NAMED: Mapping[str, tuple[str, str, type[Frozen]]] = {
    "sources": ("source", KEY, Source),
    "nations": ("nation", CODE, Nation),
    "factors": ("factor", NAME, Factor),
    "capabilities": ("capability", NAME, Capability),
    "areas": ("area", NAME, Area),
    "rules": ("rule", NAME, Rule),
    "requirements": ("requirement", KEY, Requirement),
    "signings": ("signing", KEY, Signing),
}
"""Sections that map names to entries: what one entry is called, how its name is written, what it is."""
LISTED: Mapping[str, tuple[str, type[Frozen]]] = {
    "pledges": ("pledge", Pledge),
    "statements": ("statement", Statement),
}
"""Sections that list entries which carry their own id."""
SECTIONS = ("case", *NAMED, *LISTED)
STAND_INS: Mapping[str, Any] = {
    "id": NOBODY.lower(),
    "nation": NOBODY,
    "capability": NOBODY.lower(),
    "strength": "unknown",
    "persons": 1,
    "of": "supported",
    "source": NOBODY.lower(),
    "on": "2000-01-01",
    "about": "case",
    "says": "...",
    "pledges": (NOBODY.lower(),),
    "format": 1,
    "title": "...",
}
"""What takes the place of a required value at fault while the rest of its entry is checked."""


def build(data: Mapping[str, Any]) -> Case:
    """Make a case of plain data with the keys of the case format.

    Raises :class:`~willing.errors.CaseError` with every fault found.
    """
    return build_located(locate(data))


def build_located(data: Located, faults: Iterable[Fault] = ()) -> Case:
    """Make a case of data that knows its places, so that every fault names file and line.

    ``faults`` were found while reading and are reported with the rest.
    """
    if not isinstance(data.value, dict) or not data.value.keys() & set(SECTIONS):
        wanted = "begin with `case:` and its keys format, id and title"
        raise CaseError([*faults, Fault(data.place, "not a case", wanted)])
    known, entries = list(faults), Entries()
    for section, node in data.value.items():
        if section not in SECTIONS:
            known.append(Fault(data.keys[section], f"unknown section {cut(section)!r}", _closest(section, SECTIONS)))
        else:
            entries[section] = dict(_section(section, node, known))
    if "case" not in data.value:
        known.append(Fault(data.place, "no section `case`", "add `case:` with the keys format, id and title"))
    known += dangling(data, entries)
    if known:
        raise CaseError(sorted(known, key=lambda fault: (fault.place.file, fault.place.line)))
    found: dict[str, Any] = {s: tuple(e.values()) if s in LISTED else e for s, e in entries.items() if s != "case"}
    return Case.model_construct(head=entries["case"][""], **found)


def _section(section: str, node: Located, faults: list[Fault]) -> Iterator[tuple[str | int, Any]]:
    """Every entry of one section by its name or position; the faults are added to ``faults``."""
    if section == "case":
        yield "", _entry(section, node, Header, faults)
    elif section in LISTED:
        yield from _listed(section, node, faults)
    else:
        yield from _named(section, node, faults)


def _named(section: str, node: Located, faults: list[Fault]) -> Iterator[tuple[str, Any]]:
    singular, pattern, model = NAMED[section]
    if not isinstance(node.value, dict):
        if node.value is not None:
            faults.append(_instead(section, node, "a mapping", "begin each entry with its name and ':'"))
        return
    for key, item in node.value.items():
        if not re.fullmatch(pattern, key) or len(key) > LONGEST_NAME:
            faults.append(
                Fault(node.keys[key], f"the {singular} {cut(key)!r} is not a name", f"write {WRITTEN[pattern]}")
            )
        # A name with nothing behind it (`infantry:`) is an entry without particulars.
        filled = item if item.value is not None else Located(item.place, {})
        yield key, _entry(f"{singular} {cut(key)}", filled, model, faults)


def _listed(section: str, node: Located, faults: list[Fault]) -> Iterator[tuple[int, Any]]:
    singular, model = LISTED[section]
    if not isinstance(node.value, list):
        if node.value is not None:
            faults.append(_instead(section, node, "a list", "begin each entry with '- '"))
        return
    first: dict[str, Place] = {}
    for index, item in enumerate(node.value):
        name = item.value["id"].value if isinstance(item.value, dict) and "id" in item.value else None
        label = f"{singular} {cut(name) if isinstance(name, str) else index + 1}"
        if isinstance(name, str):
            if name in first:
                faults.append(
                    Fault(item.at(["id"]), f"{label}: the id is given twice", f"first at {first[name]}; rename one")
                )
            first.setdefault(name, item.at(["id"]))
        yield index, _entry(label, item, model, faults)


@lru_cache(maxsize=32)
def _adapter(model: type[Frozen]) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _entry(label: str, node: Located, model: type[Frozen], faults: list[Fault]) -> Any:
    """One entry. Of a faulty one every fault is found, and what is sound in it stays, for its references to be checked.

    That remainder never reaches a reader: the faults refuse the case.
    """
    data = node.plain()
    seen: set[str] = set()
    while True:
        try:
            return _adapter(model).validate_python(data)
        except ValidationError as error:
            errors = error.errors(include_url=False)
        new = [found for found in (fault(label, node, details) for details in errors) if str(found) not in seen]
        if not new or not isinstance(data, dict):
            faults += new
            return None
        seen.update(map(str, new))
        faults += new
        bad = {str(key) for details in errors for key in _keys(details)}
        stand_ins = {key: value for key, value in STAND_INS.items() if key in bad and key in _required(model)}
        data = {key: value for key, value in data.items() if key not in bad} | stand_ins


def _keys(details: ErrorDetails) -> Sequence[int | str]:
    """The keys of an entry that an error is about."""
    if details["loc"]:
        return details["loc"][:1]
    named: Sequence[str] = (details.get("ctx") or {}).get("keys", ())
    return named


@lru_cache(maxsize=32)
def _required(model: type[Frozen]) -> frozenset[str]:
    return frozenset(info.alias or name for name, info in model.model_fields.items() if info.is_required())


def _instead(section: str, node: Located, wanted: str, remedy: str) -> Fault:
    return Fault(node.place, f"{section}: found {found(node.plain())} instead of {wanted}", remedy)


def _closest(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), 1)
    return f"did you mean {close[0]!r}?" if close else f"the sections are {', '.join(known)}"
