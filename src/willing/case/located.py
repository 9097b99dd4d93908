"""YAML text to plain data in which every value still knows its file and line.

Text is scanned by libyaml (through PyYAML) and scalars are read by the core schema of YAML 1.2: ``NO`` is a string,
a date is a string, ``0o17`` and ``0x1F`` are numbers. The tree is built without recursion and within bounds, so that
noise, deep nesting and exploding aliases are faults rather than accidents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from willing.errors import CaseError, Fault, Place

DEEPEST = 40
"""Nesting of a case file beyond which it is not a case."""
LARGEST = 500_000
"""Values in one file, aliases written out, beyond which it is not a case."""
LONGEST = 8_000_000
"""Characters in one file beyond which it is not a case."""

LONGEST_NUMBER = 40
"""Characters beyond which a scalar is not read as a number."""

Scalar = str | int | float | bool | None

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


@dataclass
class Located:
    """A value with its place. Filled while reading; not changed afterwards."""

    place: Place
    value: Scalar | list[Located] | dict[str, Located]
    keys: dict[str, Place] = field(default_factory=dict)
    size: int = 1
    """Values in it, itself included."""
    depth: int = 1
    """Levels of it, itself included."""

    def at(self, path: Sequence[str | int]) -> Place:
        """The place of the part a path leads to, or of the last part on the way that exists."""
        node, place = self, self.place
        for step in path:
            if isinstance(node.value, dict) and step in node.value:
                place, node = node.keys[str(step)], node.value[str(step)]
            elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                place = node.place
        return place

    def plain(self) -> Any:
        """The value as plain data."""
        if isinstance(self.value, dict):
            return {key: value.plain() for key, value in self.value.items()}
        if isinstance(self.value, list):
            return [value.plain() for value in self.value]
        return self.value


def scan(text: str, file: str) -> tuple[Located | None, list[Fault]]:
    """Read one YAML document, ``None`` if it is empty, with the faults that let reading go on: keys given twice.

    Raises :class:`~willing.errors.CaseError` with the fault that stops it.
    """
    if len(text) > LONGEST:
        _stop(
            Place(file),
            f"{len(text):,} characters",
            f"a case file has at most {LONGEST:,}; is it the right file?",
        )
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1 if mark else 0)
        _stop(
            place,
            f"not YAML: {error.problem or error.context}",
            "check indentation, quotes and brackets here",
        )
    except yaml.YAMLError as error:
        _stop(Place(file), "not text", f"a case file is YAML in UTF-8 ({str(error).splitlines()[0]})")
    return builder.root, builder.faults


def locate(data: Any, level: int = 0) -> Located:
    """Plain data from Python as located data without places.

    Raises :class:`~willing.errors.CaseError` if it is nested deeper than a case can be.
    """
    if level > DEEPEST:
        _stop(Place(), f"nested deeper than {DEEPEST} levels", "a case needs fewer")
    if isinstance(data, Mapping):
        inside = {str(key): locate(value, level + 1) for key, value in data.items()}
        return Located(Place(), inside, {key: Place() for key in inside})
    if isinstance(data, list | tuple):
        return Located(Place(), [locate(item, level + 1) for item in data])
    return Located(Place(), data)


def scalar(text: str) -> Scalar:
    """A plain scalar by the core schema of YAML 1.2."""
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if len(text) > LONGEST_NUMBER:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _OTHER_BASE.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    return float(text.replace(".", "", 1)) if _NOT_FINITE.fullmatch(text) else text


def _stop(place: Place, what: str, remedy: str) -> None:
    raise CaseError([Fault(place, what, remedy)])


class _Builder:
    """Takes the events of one document and grows the tree, with an explicit stack."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Located | None = None
        self.faults: list[Fault] = []
        self._open: list[Located] = []
        self._key: list[str | None] = []
        self._anchors: dict[str, Located] = {}
        self._size = 0
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        place = Place(self.file, event.start_mark.line + 1 if event.start_mark else 0)
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style in (None, "") and event.tag is None
            self._scalar(place, event.value, scalar(event.value) if plain else event.value, event.anchor)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._start(place, event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(place, str(event.anchor))
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                _stop(
                    place,
                    "a second document begins with ---",
                    "a case file holds one document; use another file",
                )

    def _scalar(self, place: Place, text: str, value: Scalar, anchor: str | None) -> None:
        if self._wants_key():
            self._set_key(place, text)
        else:
            self._add(Located(place, value), anchor)

    def _start(self, place: Place, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        if self._wants_key():
            _stop(place, "a list or mapping used as a key", "keys are words; a bracket or brace may need quotes")
        if len(self._open) >= DEEPEST:
            _stop(place, f"nested deeper than {DEEPEST} levels", "a case needs fewer; is it the right file?")
        node = Located(place, {} if isinstance(event, yaml.MappingStartEvent) else [])
        self._add(node, event.anchor)
        self._open.append(node)
        self._key.append(None)

    def _end(self) -> None:
        closed = self._open.pop()
        self._key.pop()
        inside = list(closed.value.values()) if isinstance(closed.value, dict) else closed.value
        if isinstance(inside, list):
            closed.size = 1 + sum(node.size for node in inside)
            closed.depth = 1 + max((node.depth for node in inside), default=0)

    def _alias(self, place: Place, anchor: str) -> None:
        if self._wants_key():
            _stop(place, f"the alias *{anchor} used as a key", "keys are words")
        target = self._anchors.get(anchor)
        if target is None:
            _stop(place, f"the alias *{anchor} without an anchor &{anchor} before it", "define it, or quote the *")
        elif any(node is target for node in self._open):
            _stop(place, f"the alias *{anchor} inside its own anchor", "write the value out")
        elif len(self._open) + target.depth > DEEPEST:
            _stop(place, f"nested deeper than {DEEPEST} levels through *{anchor}", "a case needs fewer")
        else:
            self._add(target, None)

    def _wants_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, dict) and self._key[-1] is None

    def _set_key(self, place: Place, key: str) -> None:
        holder = self._open[-1]
        assert isinstance(holder.value, dict)
        if key in holder.value:
            first = holder.keys[key]
            self.faults.append(
                Fault(place, f"the key {key!r} given twice", f"first on line {first.line}; keep one of them")
            )
        else:
            holder.keys[key] = place
        self._key[-1] = key

    def _add(self, node: Located, anchor: str | None) -> None:
        self._grow(node.size, node.place)
        if anchor:
            self._anchors[anchor] = node
        if not self._open:
            self.root = node if node.value is not None else None
            return
        holder = self._open[-1]
        if isinstance(holder.value, dict):
            holder.value.setdefault(str(self._key[-1]), node)
            self._key[-1] = None
        elif isinstance(holder.value, list):
            holder.value.append(node)

    def _grow(self, by: int, place: Place) -> None:
        self._size += by
        if self._size > LARGEST:
            _stop(
                place,
                f"more than {LARGEST:,} values once aliases are written out",
                "a case needs fewer; is it the right file?",
            )
