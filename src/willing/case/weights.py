"""Weights of nations: names that mean one thing only, and sums that add up one thing at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from willing.case.located import Located
from willing.case.pledge import Match
from willing.conditions.parse import RESERVED
from willing.conditions.text import text
from willing.conditions.tree import Condition, Sum, leaves
from willing.errors import Fault

Path = tuple[str | int, ...]


def carried(data: Located) -> dict[str, Path]:
    """Every weight that some nation carries, with the path to where it is first written."""
    found: dict[str, Path] = {}
    sections = data.value if isinstance(data.value, dict) else {}
    for code, nation in _inside(sections.get("nations")).items():
        for name in _inside(_inside(nation).get("weights")):
            found.setdefault(name, ("nations", code, "weights", name))
    return found


def _inside(node: Located | None) -> dict[str, Located]:
    return node.value if node is not None and isinstance(node.value, dict) else {}


def faults(data: Located, entries: Mapping[str, Mapping[str | int, Any]]) -> list[Fault]:
    """Faults for weights whose name means something else already, and for sums that no weight can stand in."""
    weights = carried(data)
    if not weights:
        return []
    found = [
        Fault(data.at(path), f"the weight {name!r} {taken}", "choose another name")
        for name, path in weights.items()
        for taken in _taken(name, entries)
    ]
    found += [
        Fault(data.at(path), f"{label}: {text(clause)!r} adds up two weights", MIXED)
        for path, label, condition in _conditions(entries)
        for clause in mixed(condition, weights)
    ]
    return found + [
        Fault(
            data.at(("pledges", index, "strength", "of")),
            f"pledge {pledge.id}, strength: the weight {name!r} cannot be matched",
            "only persons can: leave the weight out",
        )
        for index, pledge in entries.get("pledges", {}).items()
        if pledge is not None and isinstance(pledge.strength, Match)
        for name in pledge.strength.names
        if name in weights
    ]


MIXED = "ask for each in a sum of its own, the two joined by `and`"
"""The remedy for a sum of two weights."""


def mixed(condition: Condition, weights: Collection[str]) -> Iterator[Sum]:
    """The sums of a condition that have more than one weight."""
    for leaf in leaves(condition):
        if isinstance(leaf, Sum) and len({name for name in leaf.names if name in weights}) > 1:
            yield leaf


def _conditions(entries: Mapping[str, Mapping[str | int, Any]]) -> Iterator[tuple[Path, str, Condition]]:
    """Every condition of a case with the path to it and what to call it: those of pledges, and the target's rule."""
    for index, pledge in entries.get("pledges", {}).items():
        if pledge is not None:
            yield ("pledges", index, "if"), f"pledge {pledge.id}, if", pledge.condition
    for head in entries.get("case", {}).values():
        if head is not None and head.target is not None and head.target.rule is not None:
            yield ("case", "target", "when"), "case, target, when", head.target.rule


def _taken(name: str, entries: Mapping[str, Mapping[str | int, Any]]) -> Iterator[str]:
    """What a weight's name means already."""
    if name in RESERVED:
        yield "is a word of the condition language"
    if name in entries.get("factors", {}):
        yield "is also a factor"
    if name in entries.get("capabilities", {}) or name in served(entries):
        yield "is also a capability"


def served(entries: Mapping[str, Mapping[str | int, Any]]) -> set[str]:
    """The capabilities that pledges, their units and posts speak of, listed or not."""
    pledges = [pledge for pledge in entries.get("pledges", {}).values() if pledge is not None]
    requirements = [requirement for requirement in entries.get("requirements", {}).values() if requirement is not None]
    return {
        *(pledge.capability for pledge in pledges),
        *(unit.capability for pledge in pledges for unit in pledge.units if unit.capability),
        *(post.capability for requirement in requirements for post in requirement.posts),
    }
