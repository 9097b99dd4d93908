"""One entry of the record, and the hash that ties it to the one before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import RowMapping

from willing.ledger.errors import LedgerError


@dataclass(frozen=True)
class New:
    """An entry to be written: the chain it belongs to, what kind it is, and its body, which is JSON."""

    chain: str
    kind: str
    body: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Entry:
    """An entry that stands in the record for good."""

    order: int
    """Its place among the entries of all chains, counted from 1 without gaps; never shown to anybody."""
    chain: str
    number: int
    """Its place in its chain, counted from 1 without gaps."""
    at: datetime
    """When it was written, in UTC."""
    who: str
    kind: str
    body: Mapping[str, Any] = field(hash=False)
    based_on: int | None
    """The version of the conference that whoever wrote it had before them; None where that does not matter."""
    previous: str
    """The hash of the entry before it in its chain; empty for the first."""
    hash: str


def canonical(value: object) -> str:
    """The one way to write a value as JSON: keys sorted, no blanks, ASCII alone.

    Raises LedgerError if it is not JSON: a number that is none, a key that is not text, an object of a program.
    """
    return _json(value, sort_keys=True)


def written(body: Mapping[str, Any]) -> str:
    """A body as it is stored: as :func:`canonical`, but its keys in their own order, which belongs to what it says."""
    return _json(dict(body), sort_keys=False)


def _json(value: object, sort_keys: bool) -> str:
    _check_keys(value)
    try:
        return json.dumps(value, sort_keys=sort_keys, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise LedgerError(f"an entry must be JSON: {error}") from error


def _check_keys(value: object) -> None:
    """Raise LedgerError where a key is not text: JSON would turn 1 and True into text without a word."""
    waiting = [value]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, (dict, list, tuple)) or id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, dict):
            for key in one:
                if not isinstance(key, str):
                    raise LedgerError(f"an entry must be JSON: the key {key!r} is not text")
        waiting.extend(one.values() if isinstance(one, dict) else one)


def moment(at: datetime) -> str:
    """A moment as it is stored and hashed: UTC, to the microsecond, as `2026-03-01T09:30:00.000000Z`."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone is no moment")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def digest(stored: Mapping[str, Any] | RowMapping) -> str:
    """The hash of an entry as it is stored: SHA-256 in hexadecimal.

    It is that of the canonical JSON of the list [chain, number, at, who, kind, body, based_on, previous]. ``at`` and
    ``body`` are stored as text and taken as it stands, so that not even a blank can be slipped in. Raises LedgerError
    if a column holds what cannot stand in JSON.
    """
    head = canonical([stored[name] for name in ("chain", "number", "at", "who", "kind")])[:-1]
    tail = canonical([stored[name] for name in ("based_on", "previous")])[1:]
    return sha256(f"{head},{stored['body']},{tail}".encode("utf-8", "surrogatepass")).hexdigest()


def checked(name: str, what: str) -> str:
    """A name that both databases can hold; raises LedgerError for an empty one or one with control characters."""
    if not name or any(ord(sign) < 32 or 0xD800 <= ord(sign) < 0xE000 for sign in name):
        raise LedgerError(f"the {what} of an entry must be plain text of at least one sign, not {name!r}")
    return name
