"""What a case assumes: every value that it labels so, with what it is and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from willing.case.base import Founded
from willing.case.model import Case, Factor, Given
from willing.case.nation import Norm
from willing.case.pledge import Caveats, Pledge
from willing.case.requirement import Need, Requirement, Rule
from willing.charts import words
from willing.questions.ask import Scene
from willing.questions.requirements import rate
from willing.report.entries import name_of, probability_of, strength_of

KINDS = ("target", "factor", "pledge", "course", "post", "rule", "area", "capability", "nation")
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
    for name, rule in case.rules.items():
        yield "rule", Held(name, "rule", name, ""), rule
    for name, area in case.areas.items():
        yield "area", Held(area.name or name, "area", name, ""), area
    for name, capability in case.capabilities.items():
        yield "capability", Held(capability.name or name, "capability", name, ""), capability
    for code, nation in case.nations.items():
        yield "nation", Held(name_of(case, code), "nation", code, ""), nation


def _value(entry: Founded, field: str, here: Scene) -> str:
    """What is assumed, in words."""
    if field == "strength" and isinstance(entry, Pledge):
        return strength_of(entry, here.case)
    if field == "persons" and isinstance(entry, Rule):
        return rate(entry)
    value = getattr(entry, {"if": "if_", "from": "from_"}.get(field, field), None)
    return rotated(value) if isinstance(value, Norm) else _said(value, here, entry)


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
        case Caveats(areas=areas, tasks=tasks):
            return "; ".join(
                f"{what}: {', '.join(names)}" for what, names in (("areas", areas), ("tasks", tasks)) if names
            )
        case Mapping():
            return ", ".join(f"{name.replace('_', ' ')} {_said(part, here, entry)}" for name, part in value.items())
        case Need():
            return needed(value)
        case tuple() if isinstance(entry, Requirement):
            return f"{len(value)} posts"
        case tuple():
            return ", ".join(str(item) for item in value)
    return str(value)


def rotated(norm: Norm) -> str:
    """A rule for rotation, in words."""
    home = f"{norm.tour_months * norm.dwell_ratio:g} at home"
    if norm.stretched_ratio is not None:
        home += f", {norm.tour_months * norm.stretched_ratio:g} when stretched"
    return f"{norm.tour_months} months away, {home}; {norm.overlap_days} days of handover"


def needed(need: Need) -> str:
    """How much of a capability another needs, in words."""
    reach = f"within {need.within_km:g} km" if need.within_km else "in the same area"
    return f"{need.share * 100:.4g} for each 100, {reach}"
