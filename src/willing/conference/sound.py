"""Whether an act holds what it should: text that is text, numbers that are numbers, nothing too deep or too large."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from willing.case.located import DEEPEST
from willing.case.wording import cut
from willing.conference.act import Act
from willing.conference.errors import Impossible

LARGEST = 500_000
"""Values in one act."""
HIGHEST = 10**18
"""No number of a case is higher."""
# Neither YAML nor XML can hold these signs, a terminal obeys some of them, and half a surrogate is no text at all.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

_KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "str": ((str,), "text"),
    "int": ((int,), "a whole number"),
    "int | None": ((int, type(None)), "a whole number"),
    "bool | None": ((bool, type(None)), "true, false or nothing"),
    "tuple[str, ...]": ((tuple,), "a list of names"),
    "Mapping[str, Any]": ((Mapping,), "a mapping of keys to values"),
    "Mapping[str, Any] | None": ((Mapping, type(None)), "a mapping of keys to values"),
}
"""For the annotation of a field of an act: the types that it takes, and what to call them."""


def refuse_unsound(act: Act) -> None:
    """Raise :class:`~willing.conference.errors.Impossible` for an act that does not hold what it should.

    Whatever passes can be written down, and be written out again in every way that the conference is shown.
    """
    for field in fields(act):
        value = getattr(act, field.name)
        types, called = _KINDS[str(field.type)]
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            raise Impossible(f"{field.name} is {_seen(value)}: give {called}")
        if isinstance(value, tuple) and not all(isinstance(name, str) for name in value):
            raise Impossible(f"{field.name} holds what is no name: give {called}")
        _walk(value)


def _walk(value: Any) -> None:
    waiting: list[tuple[Any, int]] = [(value, 0)]
    count = 0
    while waiting:
        one, depth = waiting.pop()
        count += 1
        if depth > DEEPEST or count > LARGEST:
            raise Impossible(f"what was sent is larger than a case can be, or nested deeper than {DEEPEST} levels")
        if isinstance(one, Mapping):
            for key in one:
                _text(key if isinstance(key, str) else None, key)
            waiting += [(inside, depth + 1) for inside in one.values()]
        elif isinstance(one, list | tuple):
            waiting += [(inside, depth + 1) for inside in one]
        else:
            _leaf(one)


def _leaf(value: Any) -> None:
    match value:
        case None | bool() | date():
            return
        case str():
            _text(value, value)
        case int() if abs(value) <= HIGHEST:
            return
        case float() if math.isfinite(value):
            return
        case int() | float():
            raise Impossible("a number is too large, or is none: write it in digits")
        case _:
            raise Impossible(f"{_seen(value)} cannot be written down: give text, a number, true, false or a list")


def _text(text: str | None, value: object) -> None:
    if text is None:
        raise Impossible(f"the key {_seen(value)} is not text: write it in quotes")
    found = _NO_TEXT.search(text)
    if found:
        raise Impossible(
            f"{cut(_NO_TEXT.sub('?', text))!r} holds the sign U+{ord(found[0]):04X}, which is no text: leave it out"
        )


def _seen(value: object) -> str:
    """What was given, in a word or two."""
    if isinstance(value, str):
        return "text"
    named = {type(None): "nothing", bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return named.get(type(value), "a mapping" if isinstance(value, Mapping) else f"a {type(value).__name__}")
