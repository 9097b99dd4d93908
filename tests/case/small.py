"""Small cases, as data and as text, and the faults of those that are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from willing.case.build import build
from willing.case.check import warnings
from willing.case.located import locate
from willing.case.read import load
from willing.errors import CaseError, Fault

LINES = {
    "case": "{format: 1, id: x, title: X}",
    "sources": "{times: {publisher: The Times, date: 2025-01-01}}",
    "nations": "{FR: {name: France}, GB: {name: Britain}}",
    "factors": "{ceasefire: {title: A ceasefire is in force}}",
    "capabilities": "{infantry: {name: Infantry}, medical: {name: Medical}}",
    "areas": "{west: {name: The west, at: [49.84, 24.03]}}",
    "pledges": "[{id: fr-a, nation: FR, capability: infantry, strength: 100, statements: [s1]}]",
    "statements": "[{id: s1, source: times, on: 2025-01-01, about: fr-a, says: So many, value: 100}]",
    "requirements": "{}",
}
"""A case without fault or warning, a line for each section."""


def text(**sections: str) -> str:
    """The case of :data:`LINES` with other sections; the n-th section stands on the n-th line."""
    return "".join(f"{section}: {flow}\n" for section, flow in (LINES | sections).items())


def line_of(section: str) -> int:
    """The line on which :func:`text` puts a section."""
    return [*LINES].index(section) + 1


def written(folder: Path, content: str | bytes) -> Path:
    """A case file with this content."""
    path = folder / "case.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def faults(path: str | Path) -> tuple[Fault, ...]:
    """The faults for which a case is refused."""
    with pytest.raises(CaseError) as caught:
        load(path)
    assert caught.value.faults
    return caught.value.faults


def messages(data: dict[str, Any]) -> list[str]:
    """The faults for which data is refused, without places."""
    with pytest.raises(CaseError) as caught:
        build(data)
    return [fault.message for fault in caught.value.faults]


def data(**sections: Any) -> dict[str, Any]:
    """A case without fault or warning, with other sections."""
    return {
        "case": {"format": 1, "id": "x", "title": "X"},
        "sources": {"times": {"publisher": "The Times"}},
        "nations": {"FR": {"name": "France"}, "GB": {"name": "Britain"}},
        "factors": {"ceasefire": {"title": "A ceasefire is in force"}},
        "capabilities": {"infantry": {"name": "Infantry"}, "ships": {"name": "Ships", "domain": "sea"}},
        "areas": {"west": {"name": "The west", "at": [49.84, 24.03]}},
        "pledges": [pledge()],
        "statements": [statement()],
    } | sections


def pledge(**keys: Any) -> dict[str, Any]:
    """The pledge ``fr-a`` of 100 with its statement, changed; ``if_`` and ``from_`` stand for ``if`` and ``from``."""
    found = {"id": "fr-a", "nation": "FR", "capability": "infantry", "strength": 100, "statements": ["s1"]} | keys
    return {key.rstrip("_"): value for key, value in found.items()}


def statement(**keys: Any) -> dict[str, Any]:
    """The statement ``s1`` on ``fr-a``, changed."""
    found = {"id": "s1", "source": "times", "on": "2025-01-01", "about": "fr-a", "says": "So many", "value": 100}
    return found | keys


def warned(found: dict[str, Any]) -> list[str]:
    """What is suspicious in data, without places."""
    return [warning.what for warning in warnings(build(found), locate(found))]
