"""Pydantic's errors in the words of a reader: what was found where, and what would be right."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic_core import ErrorDetails

from willing.case.base import CODE, KEY, NAME, PLEDGE
from willing.case.located import Located
from willing.errors import Fault

WRITTEN = {
    CODE: "upper-case letters, digits and _, such as FR or STATE_7",
    NAME: "lower-case letters, digits and _, such as us_backstop",
    PLEDGE: "lower-case letters, digits, _ and -, such as fr-brigade",
    KEY: "lower-case letters, digits and - _ .",
}
"""How each kind of name is written."""

_WHOLE = "write a whole number, without quotes or separators"
_DATE = "write a date as 2025-09-04"
_MAPPING = "write a mapping of keys to values"

_WANTED = {
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": "write a number",
    "decimal_type": "write a number",
    "decimal_parsing": "write a number",
    "finite_number": "write a finite number",
    "string_type": "write text; put it in quotes if it looks like a number, true or false",
    "bool_type": "write true or false",
    "string_too_short": "write something, or leave the key out",
    "day": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_parsing": _DATE,
    "rate": "write a number",
    "tuple_type": "write a list, each item after '- ' or within [ ]",
    "dict_type": _MAPPING,
    "mapping_type": _MAPPING,
    "model_type": _MAPPING,
    "literal_error": "write {expected}",
    "greater_than_equal": "write at least {ge}",
    "greater_than": "write more than {gt}",
    "less_than_equal": "write at most {le}",
    "string_too_long": "write at most {max_length} characters",
    "too_short": "write at least {min_length} items",
    "too_long": "write at most {max_length} items",
}
"""The remedy for each of pydantic's kinds of error."""

_OURS = {
    "condition": "see `willing schema --grammar`",
    "window": "put `from` before `until`",
    "range": "write low <= likely <= high",
    "span": "write low <= high",
    "post": "write either `strength:` or `from:` and a rule",
    "months": "write the first month, then a later one",
    "overlap": "write fewer days than the tour has, a month having 365 / 12",
    "settled": "keep `value` if it is settled, `probability` if it is open, or add the date `from` which it is settled",
    "unsettled": "add `value: true` or `value: false`, or leave `from` out",
    "match": "write for instance {match: 0.1, of: others, up_to: 800}",
    "target": "give it `strength:`, `when:` or both",
    "twice": "rename one of them",
    "signed": "name each pledge once",
    "founding": "name a key of this entry, such as strength or if",
    "basis": "say `reported:`, `derived:` or `assumed:` and a sentence",
}
"""The remedy for each error the model itself raises."""


_TAGS = frozenset({"=number", "=range", "=match", "=unknown", "=share", "=given", "=span", "=one", "=several", "[key]"})
"""Pydantic names the branch of a union, and a faulty key, in the path of an error; a file has no such step."""


def fault(label: str, node: Located, details: ErrorDetails) -> Fault:
    """One error of one entry (``label``, with its data ``node``) as a fault with its place."""
    path = [step for step in details["loc"] if step not in _TAGS]
    context: dict[str, Any] = dict(details.get("ctx") or {})
    kind, place = details["type"], node.at(path)
    where = label + "".join(f", {step}" if isinstance(step, str) else f" {step + 1}" for step in path)
    if kind == "missing" and isinstance(path[-1], int):
        return Fault(place, f"{label}, {_dotted(path[:-1])}: found too few items", "write both")
    if kind == "missing":
        return Fault(node.at(path[:-1]), f"{label}: no key `{_dotted(path)}`", f"add `{path[-1]}: ...`")
    if kind == "extra_forbidden":
        return Fault(
            place,
            f"{label}: unknown key {cut(_dotted(path))!r}",
            "`willing schema` lists the keys of each entry",
        )
    if kind in _OURS:
        at_key = node.at([*path, *context.get("keys", ())])
        return Fault(at_key, f"{where}: {details['msg']}", _OURS[kind], str(context.get("detail", "")))
    if kind == "string_pattern_mismatch":
        wanted = f"write {WRITTEN.get(context['pattern'], context['pattern'])}"
    elif details["loc"][-1:] == ("=unknown",):
        wanted = "write a whole number without quotes, a range, a match, or unknown"
    elif kind in _WANTED:
        wanted = _WANTED[kind].format_map(context)
    else:
        wanted = details["msg"][:1].lower() + details["msg"][1:]
    return Fault(place, f"{where}: found {found(details['input'])}", wanted)


def found(value: Any) -> str:
    """What stands there instead, short enough for one line."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, int) and abs(value) > 10**20:
        return "a very large number"
    return "nothing" if value is None else cut(repr(value))


def cut(text: str) -> str:
    """A text short enough for one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:57] + "..."


def _dotted(path: list[int | str]) -> str:
    return ".".join(str(step) if isinstance(step, str) else str(step + 1) for step in path)
