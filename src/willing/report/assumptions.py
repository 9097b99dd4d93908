"""What a case assumes: every value that it labels so, with what it is and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from willing.case.base import Founded
from willing.case.model import Case, Factor, Given, Requirement
from willing.case.pledge import Caveats, Match, Pledge, Range
from willing.charts import words
from willing.questions.ask import Scene
from willing.report.entries import name_of, probability_of, strength_of

KINDS = ("target", "factor", "pledge", "course", "post", "nation")
"""What can rest on an assumption, in the order of the page."""


@dataclass(frozen=True)
class Held:
    """One value of one entry."""

    name: str
    kind: str
    """The kind of entry that its name leads to."""
    key: str
    value: str


@dataclass(frozen=True)
class Assumption:
    """Values assumed for one reason."""

    kind: str
    field: str
    """The key of the entries, in words."""
    why: str
    held: tuple[Held, ...]


def assumptions_of(here: Scene) -> dict[str, tuple[Assumption, ...]]:
    """All assumptions of a case as known on the day, by the kind of entry; those with one reason are put together."""
    merged: dict[tuple[str, str, str], list[Held]] = {}
    for kind, held, entry in _entries(here.case):
        for field, basis in entry.basis.items():
            if basis.assumed is not None:
                value = _value(entry, field, here)
                merged.setdefault((kind, field.replace("_", " "), basis.assumed), []).append(
                    Held(held.name, held.kind, held.key, value)
                )
    found: dict[str, list[Assumption]] = {kind: [] for kind in KINDS}
    for (kind, field, why), several in merged.items():
        found[kind].append(Assumption(kind, field, why, tuple(several)))
    return {kind: tuple(rows) for kind, rows in found.items() if rows}


def _entries(case: Case) -> Iterator[tuple[str, Held, Founded]]:
    """Every entry that can say where its values come from, with its name and where that leads."""
    if case.head.target is not None:
        yield "target", Held("the target", "target", "case", ""), case.head.target
    for name, factor in case.factors.items():
        yield "factor", Held(name, "factor", name, ""), factor
    for pledge in case.pledges:
        yield "pledge", Held(pledge.id, "pledge", pledge.id, ""), pledge
    for key, course in case.requirements.items():
        yield "course", Held(course.title or key, "course", key, ""), course
        for post in course.posts:
            yield "post", Held(post.id, "course", key, ""), post
    for code, nation in case.nations.items():
        yield "nation", Held(name_of(case, code), "nation", code, ""), nation


def _value(entry: Founded, field: str, here: Scene) -> str:
    """What is assumed, in words."""
    if field == "strength" and isinstance(entry, Pledge):
        return strength_of(entry, here.case)
    value = getattr(entry, {"if": "if_", "from": "from_"}.get(field, field), None)
    return _said(value, here, entry)


def _said(value: Any, here: Scene, entry: Founded) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case int():
            return words.number(value)
        case float() | Given() if isinstance(entry, Factor):
            return probability_of(entry, here)
        case Range() | Match():
            return str(value)
        case Caveats(areas=areas, tasks=tasks):
            return "; ".join(
                f"{what}: {', '.join(names)}" for what, names in (("areas", areas), ("tasks", tasks)) if names
            )
        case tuple() if isinstance(entry, Requirement):
            return f"{len(value)} posts"
        case tuple():
            return ", ".join(str(item) for item in value)
    return str(value)
