"""Forms for the entries of a case, made from the case format itself: its fields, their kinds and their documentation.

A form shows every key of an entry, so that nothing is lost of it: what is a word, a number or a choice as a field of
its own, what is nested deeper as YAML, which is checked like a case file. What is typed becomes a tree in which every
value knows its field, so that each fault is said where it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from willing.case.build import LISTED, NAMED, build_located
from willing.case.located import Located, locate, scalar, scan
from willing.case.model import Case
from willing.case.write import fragment
from willing.conference.actor import EVERYONE
from willing.conference.errors import Stale
from willing.conference.record import plain_case, plain_entry
from willing.errors import CaseError, Fault, Place
from willing.questions.schema import schema_of
from willing.web.visit import Fields, Visit

Kind = Literal["text", "area", "number", "date", "select", "truth", "check", "names", "yaml"]
KEY = "key"
"""The field that holds the name of the entry itself."""
ENTRY = "entry"
"""Where a fault is that is about no one field of an entry."""
LONG = frozenset({"note", "description", "says", "when"})
"""Texts that may take more than a line."""
ASIDE = frozenset({"basis", "statements", "note", "where", "contradicts", "symbol", "weights"})
"""Keys that stand at the end of a form, folded away."""
KEPT: Mapping[str, frozenset[str]] = {"Header": frozenset({"format", "id", "as_of"}), "Statement": frozenset({"id"})}
"""Keys that a form does not show and leaves as they are."""
LONG_NUMBER = 10_000
"""From here on numbers are shown with their thousands separated."""
LABELS: Mapping[str, str] = {
    "at": "Place on the map",
    "on": "Said on",
    "of": "Of what",
    "per": "For every",
    "from": "Since",
    "url": "Address",
    "unit_size": "Persons of a unit",
    "within_km": "Within km",
    "target.when": "Target as a rule",
    "target.strength": "Target",
    "basis": "Where its values come from",
    "statements": "Statements that say so",
}
"""What fields are called whose key says too little."""
WRITTEN: Mapping[str, str] = {
    "names": "Names with commas between them.",
    "yaml": "Written as in a case file (YAML).",
}
"""How some kinds of field are filled in."""


@dataclass(frozen=True)
class Input:
    """One field of a form."""

    name: str
    """The key of the entry; with a dot that of a part of it, as ``target.strength``."""
    label: str
    kind: Kind
    hint: str
    required: bool
    options: tuple[tuple[str, str], ...] = ()
    aside: bool = False
    default: str = ""
    """What holds where nothing is given, where it is a part of no other part."""

    @property
    def path(self) -> tuple[str, ...]:
        """The keys that lead to its value."""
        return tuple(self.name.split("."))


@lru_cache(maxsize=1)
def _definitions() -> Mapping[str, Any]:
    found: Mapping[str, Any] = schema_of("case")["$defs"]
    return found


@lru_cache(maxsize=32)
def inputs(model: str) -> tuple[Input, ...]:
    """The fields of a kind of entry, by the name of its class; those that are usually empty last."""
    found = tuple(_inputs(model, "", KEPT.get(model, frozenset())))
    return (*(one for one in found if not one.aside), *(one for one in found if one.aside))


def _inputs(model: str, lead: str, kept: frozenset[str]) -> Iterator[Input]:
    definition = _definitions()[model]
    for key, written in definition["properties"].items():
        if key in kept:
            continue
        prop = _given(written)
        inside = prop.get("$ref", "").rpartition("/")[2]
        if inside and _definitions()[inside].get("properties"):
            yield from _inputs(inside, f"{lead}{key}.", frozenset())
            continue
        name, kind = f"{lead}{key}", _kind(key, prop, "null" in str(written.get("anyOf", "")))
        hint = " ".join(said for said in (written.get("description", ""), WRITTEN.get(kind, "")) if said)
        required = key in definition.get("required", ()) and not lead
        default = "" if lead else _shown(kind, written.get("default"))
        yield Input(name, _label(name), kind, hint, required, _options(prop, kind), key in ASIDE, default)


def _given(prop: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a property is where it is given at all."""
    others = [one for one in prop.get("anyOf", ()) if one.get("type") != "null"]
    return others[0] if len(others) == 1 else prop


def _kind(key: str, prop: Mapping[str, Any], nullable: bool) -> Kind:
    match prop.get("type"):
        case "boolean":
            return "truth" if nullable else "check"
        case "integer" | "number":
            return "number"
        case "string" if "enum" in prop:
            return "select"
        case "string" if prop.get("format") == "date":
            return "date"
        case "string":
            return "area" if key in LONG else "text"
        case "array" if prop.get("items", {}).get("type") == "string":
            return "names"
    return "yaml"


def _options(prop: Mapping[str, Any], kind: Kind) -> tuple[tuple[str, str], ...]:
    if kind == "truth":
        return (("", "open"), ("true", "true"), ("false", "false"))
    if kind != "select":
        return ()
    given = tuple((one, one) for one in prop["enum"])
    return given if "default" in prop else (("", ""), *given)


def _label(name: str) -> str:
    if name in LABELS:
        return LABELS[name]
    lead, _, key = name.rpartition(".")
    said = LABELS.get(key, key.replace("_", " "))
    said = said[:1].upper() + said[1:]
    return f"{lead.replace('_', ' ').capitalize()}: {said[:1].lower()}{said[1:]}" if lead else said


# From an entry to what a form shows


def shown(model: str, entry: Mapping[str, Any]) -> dict[str, str]:
    """An entry as the fields of its form hold it."""
    return {one.name: _shown(one.kind, _at(entry, one.path)) or one.default for one in inputs(model)}


def _at(entry: Mapping[str, Any], path: Iterable[str]) -> Any:
    found: Any = entry
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _shown(kind: Kind, value: Any) -> str:
    if value is None:
        return ""
    if kind == "names":
        return ", ".join(map(str, value))
    if kind == "yaml":
        return fragment(value) if value not in ({}, []) else ""
    if isinstance(value, bool):
        return ("yes" if value else "") if kind == "check" else str(value).lower()
    if isinstance(value, int) and value >= LONG_NUMBER:
        return f"{value:,}"
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


def typed(model: str, form: Fields, lead: str = "") -> dict[str, str]:
    """What was typed into the fields of a form, as it was typed."""
    return {one.name: form.text(f"{lead}{one.name}") for one in inputs(model)}


# From what was typed to an entry that knows its fields


@dataclass(frozen=True)
class Typed:
    """An entry as it was typed, in which every value knows its field."""

    entry: Located
    faults: tuple[Fault, ...]
    """What is no YAML."""


def read(
    model: str, words: Mapping[str, str], kept: Mapping[str, Any], given: Iterable[Input] = (), lead: str = ""
) -> Typed:
    """The entry that words in the fields of a form make.

    ``kept`` is what the entry holds that the form does not show; ``given`` are the fields of the form, all of them
    where none are named; ``lead`` stands before the names of fields in places.
    """
    entry = locate(kept)
    entry.place = Place(f"{lead}{ENTRY}")
    faults: list[Fault] = []
    for one in tuple(given) or inputs(model):
        try:
            value = _read(one, words.get(one.name, ""), f"{lead}{one.name}")
        except CaseError as error:
            faults += error.faults
            continue
        _place(entry, one.path, value, f"{lead}{one.name}")
    return Typed(entry, tuple(faults))


def _place(entry: Located, path: tuple[str, ...], value: Located | None, name: str) -> None:
    node = entry
    for step in path[:-1]:
        assert isinstance(node.value, dict)
        if step not in node.value:
            if value is None:
                return
            node.value[step], node.keys[step] = Located(Place(name), {}), Place(name)
        node = node.value[step]
    assert isinstance(node.value, dict)
    if value is None:
        node.value.pop(path[-1], None)
        node.keys.pop(path[-1], None)
    else:
        node.value[path[-1]], node.keys[path[-1]] = value, Place(name)


def _read(one: Input, text: str, name: str) -> Located | None:
    """The value of one field; ``None`` where it was left empty. Raises :class:`~willing.errors.CaseError`."""
    place = Place(name)
    if one.kind == "check":
        return Located(place, text == "yes") if text == "yes" else None
    if not text:
        return Located(place, None) if one.required else None
    match one.kind:
        case "number":
            return Located(place, scalar(number(text)))
        case "truth":
            return Located(place, scalar(text))
        case "names":
            words = [word for word in text.replace(",", " ").split() if word]
            return Located(place, [Located(place, word) for word in words])
        case "yaml":
            return _yaml(text, name)
    return Located(place, text)


def number(text: str) -> str:
    """A number without what separates its thousands: ``10,000`` and ``10 000`` are ten thousand."""
    bare = "".join(sign for sign in text if sign not in ", '_\u00a0\u202f\u2009")
    return bare if bare.isascii() and bare.isdigit() else text


def _yaml(text: str, name: str) -> Located | None:
    found, faults = scan(text, name)
    if faults:
        raise CaseError(faults)
    return found


# Checking it within the case


def placed(case: Case, section: str, key: str, entry: Located | None) -> Located:
    """A case as data, with one entry in its place; ``None`` takes it away. Faults know the fields of that entry."""
    whole = locate(plain_case(case))
    assert isinstance(whole.value, dict)
    if section == "case":
        assert entry is not None
        whole.value["case"] = entry
        return whole
    node = whole.value.setdefault(section, Located(Place(), [] if section in LISTED else {}))
    whole.keys.setdefault(section, Place())
    if isinstance(node.value, list):
        node.value = [other for other in node.value if other.plain().get("id") != key]
        if entry is not None:
            node.value.append(entry)
    elif isinstance(node.value, dict):
        node.value.pop(key, None)
        if entry is not None:
            node.value[key], node.keys[key] = entry, Place(KEY)
    if not node.value:
        del whole.value[section]
    return whole


def checked(case: Case, section: str, key: str, entry: Typed) -> dict[str, Any]:
    """An entry as plain data as it would be kept. Raises :class:`~willing.errors.CaseError` with every fault."""
    try:
        found = build_located(placed(case, section, key, entry.entry), entry.faults)
    except CaseError as error:
        raise CaseError(dict.fromkeys(error.faults)) from None
    if section == "case":
        return plain_entry(found.head)
    if section in LISTED:
        return plain_entry(next(other for other in getattr(found, section) if other.id == key))
    return plain_entry(getattr(found, section)[key])


def singular(section: str) -> str:
    """What one entry of a section is called."""
    if section == "case":
        return "case"
    return (NAMED.get(section) or LISTED[section])[0]


def model_of(section: str) -> str:
    """The class of the entries of a section, by its name."""
    if section == "case":
        return "Header"
    return NAMED[section][2].__name__ if section in NAMED else LISTED[section][1].__name__


def errors_of(error: CaseError, label: str, fields: Iterable[str]) -> dict[str, str]:
    """What is wrong, by field; under ``""`` what is about none of them. ``label`` is what faults begin with."""
    known, found = set(fields), dict[str, list[str]]()
    for fault in error.faults:
        name = fault.place.file if fault.place.file in known else ""
        found.setdefault(name, []).append(_said(fault, label if name else "", fault.place.line))
    return {name: " ".join(dict.fromkeys(said)) for name, said in found.items()}


def _said(fault: Fault, label: str, line: int) -> str:
    what = fault.message.removeprefix(label).lstrip(" ,:") if label else fault.message
    what = f"line {line}: {what}" if line > 1 else what
    return f"{what[:1].upper()}{what[1:]}{'' if what.endswith(('.', '?', '!')) else '.'}"


# What was changed meanwhile

MOST_SHOWN = 400
"""Characters of a value that are shown beside another."""


@dataclass(frozen=True)
class Row:
    """One key as it was, as it is by now, and as it was typed; all as text."""

    field: str
    before: str
    theirs: str
    yours: str


def difference(visit: Visit, stale: Stale) -> dict[str, Any]:
    """What the macro ``difference`` is given for an entry that was changed meanwhile."""
    entries = visit.site.conference.entries((EVERYONE,))
    entry = next((entry for entry in reversed(entries) if entry.number == stale.version), None)
    rows = tuple(Row(_label(d.field), _text(d.before), _text(d.theirs), _text(d.yours)) for d in stale.differences)
    return {
        "rows": rows,
        "by": entry.who if entry else "somebody",
        "at": entry.at if entry else None,
        "version": stale.version,
    }


def _text(value: Any) -> str:
    if value is None:
        return "nothing"
    written = fragment(value)
    return written if len(written) <= MOST_SHOWN else f"{written[:MOST_SHOWN]}..."
