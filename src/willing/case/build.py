"""From data to a case, or to all of its faults at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from willing.case.base import CODE, KEY, NAME, Frozen
from willing.case.links import dangling
from willing.case.located import Located, locate
from willing.case.model import Area, Capability, Case, Factor, Header, Nation, Requirement, Source, Statement
from willing.case.pledge import Pledge
from willing.case.wording import WRITTEN, cut, fault, found
from willing.errors import CaseError, Fault, Place

NAMED: Mapping[str, tuple[str, str, type[Frozen]]] = {
    "sources": ("source", KEY, Source),
    "nations": ("nation", CODE, Nation),
    "factors": ("factor", NAME, Factor),
    "capabilities": ("capability", NAME, Capability),
    "areas": ("area", NAME, Area),
    "requirements": ("requirement", KEY, Requirement),
}
"""Sections that map names to entries: what one entry is called, how its name is written, what it is."""
LISTED: Mapping[str, tuple[str, type[Frozen]]] = {
    "pledges": ("pledge", Pledge),
    "statements": ("statement", Statement),
}
"""Sections that list entries which carry their own id."""
SECTIONS = ("case", *NAMED, *LISTED)


def build(data: Mapping[str, Any]) -> Case:
    """Make a case of plain data with the keys of the case format.

    Raises :class:`~willing.errors.CaseError` with every fault found.
    """
    return build_located(locate(data))


def build_located(data: Located) -> Case:
    """Make a case of data that knows its places, so that every fault names file and line."""
    known: list[Fault] = []
    if not isinstance(data.value, dict) or not data.value.keys() & set(SECTIONS):
        raise CaseError([Fault(data.place, "not a case", "begin with `case:` and its keys format, id and title")])
    entries: dict[str, Any] = {}
    for section, node in data.value.items():
        if section not in SECTIONS:
            known.append(Fault(data.keys[section], f"unknown section {cut(section)!r}", _closest(section, SECTIONS)))
        else:
            entries["head" if section == "case" else section] = _section(section, node, known)
    if "case" not in data.value:
        known.append(Fault(data.place, "no section `case`", "add `case:` with the keys format, id and title"))
    known += dangling(data, entries)
    if known:
        raise CaseError(sorted(known, key=lambda fault: (fault.place.file, fault.place.line)))
    return Case.model_construct(_fields_set=set(entries), **entries)


def _section(section: str, node: Located, faults: list[Fault]) -> Any:
    """Every entry of one section that is well formed; the faults of the others are added to ``faults``."""
    if section == "case":
        return _entry(section, node, Header, faults)
    if section in LISTED:
        return _listed(section, node, faults)
    return _named(section, node, faults)


def _named(section: str, node: Located, faults: list[Fault]) -> dict[str, Any]:
    singular, pattern, model = NAMED[section]
    if not isinstance(node.value, dict):
        if node.value is not None:
            faults.append(_instead(section, node, "a mapping", "begin each entry with its name and ':'"))
        return {}
    entries = {}
    for key, item in node.value.items():
        if not re.fullmatch(pattern, key) or len(key) > 120:
            faults.append(
                Fault(node.keys[key], f"the {singular} {cut(key)!r} is not a name", f"write {WRITTEN[pattern]}")
            )
        # A name with nothing behind it (`infantry:`) is an entry without particulars.
        filled = item if item.value is not None else Located(item.place, {})
        entry = _entry(f"{singular} {cut(key)}", filled, model, faults)
        if entry is not None:
            entries[key] = entry
    return entries


def _listed(section: str, node: Located, faults: list[Fault]) -> tuple[Any, ...]:
    singular, model = LISTED[section]
    if not isinstance(node.value, list):
        if node.value is not None:
            faults.append(_instead(section, node, "a list", "begin each entry with '- '"))
        return ()
    entries, first = [], dict[str, Place]()
    for index, item in enumerate(node.value):
        name = item.value["id"].value if isinstance(item.value, dict) and "id" in item.value else None
        label = f"{singular} {cut(name) if isinstance(name, str) else index + 1}"
        if isinstance(name, str):
            if name in first:
                faults.append(
                    Fault(
                        item.at(["id"]),
                        f"{label}: the id is given twice",
                        f"first at {first[name]}; rename one",
                    )
                )
            first.setdefault(name, item.at(["id"]))
        entry = _entry(label, item, model, faults)
        if entry is not None:
            entries.append(entry)
    return tuple(entries)


@lru_cache(maxsize=32)
def _adapter(model: type[Frozen]) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _entry(label: str, node: Located, model: type[Frozen], faults: list[Fault]) -> Any:
    data = node.plain()
    try:
        return _adapter(model).validate_python(data)
    except ValidationError as error:
        found = error.errors(include_url=False)
        faults += [fault(label, node, details) for details in found]
        return _salvaged(data, {str(details["loc"][0]) for details in found if details["loc"]}, model)


def _salvaged(data: Any, bad: set[str], model: type[Frozen]) -> Any:
    """The entry without the keys at fault, so that its references are still checked; ``None`` where that is too little.

    It never reaches a reader: the faults already found refuse the case.
    """
    if not isinstance(data, dict) or not bad:
        return None
    kept = {key: value for key, value in data.items() if key not in bad}
    if "strength" in bad and model is Pledge:
        kept["strength"] = "unknown"
    try:
        return _adapter(model).validate_python(kept)
    except ValidationError:
        return None


def _instead(section: str, node: Located, wanted: str, remedy: str) -> Fault:
    return Fault(node.place, f"{section}: found {found(node.plain())} instead of {wanted}", remedy)


def _closest(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), 1)
    return f"did you mean {close[0]!r}?" if close else f"the sections are {', '.join(known)}"
