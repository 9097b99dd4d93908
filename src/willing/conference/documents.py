"""Permissions and events as tables of the documentation, out of the data that the conference itself goes by."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields

from willing.conference.actor import PARTS, Part
from willing.conference.events import EVENTS, Event, Talk
from willing.conference.permissions import PERMISSIONS

HEADINGS: Mapping[Part, str] = {
    "headquarters": "headquarters",
    "delegate": "delegate",
    "observer": "observer",
    "admin": "admin",
    "public": "without an account",
}
_MARKS = {"any": "yes", "own": "own nation", None: ""}


def permissions_table() -> str:
    """Every permission, and which part has it: for every nation, for its own, or not at all."""
    rows = [[f"`{one.name}`", one.says, *(_MARKS[one.who.get(part)] for part in PARTS)] for one in PERMISSIONS]
    return _table(["permission", "lets one", *(HEADINGS[part] for part in PARTS)], rows)


def events_table() -> str:
    """Every event: its kind, what happened, what its entry holds, and who can read it."""
    rows = [[f"`{one.kind}`", _first(one.__doc__ or ""), _holds(one), _readers(one)] for one in EVENTS]
    return _table(["entry", "what happened", "what it holds", "who reads it"], rows)


def _first(text: str) -> str:
    return " ".join(text.split("\n\n", maxsplit=1)[0].split()).replace("``", "`")


def _holds(event: type[Event]) -> str:
    said = _said_of_fields(event)
    return "<br>".join(f"`{one.name}`" + (f": {said[one.name]}" if one.name in said else "") for one in fields(event))


def _said_of_fields(event: type[Event]) -> dict[str, str]:
    """What the text under each field says of it, which Python does not keep."""
    said: dict[str, str] = {}
    for one in reversed([one for one in event.__mro__ if issubclass(one, Event)]):
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(one))).body
        assert isinstance(tree, ast.ClassDef)
        for line, after in zip(tree.body, tree.body[1:], strict=False):
            match line, after:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    said[name] = _first(text)
    return said


def _readers(event: type[Event]) -> str:
    if issubclass(event, Talk):
        return "headquarters and the nation"
    if event.kind.startswith("draft."):
        return "delegates of the nation"
    return "everybody"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(heads), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


TABLES: Mapping[str, Callable[[], str]] = {
    "permissions": permissions_table,
    "events": events_table,
}
"""What the documentation may ask for, by name."""
