"""A plan's units and posts as MARATHON tables, which ``willing marathon`` and MARATHON read.

A unit becomes a row of ``SupplyRecords`` under a policy of its own norm, a post a row of ``DemandRecords``; quantities
on both sides count the same thing (units of one size, or persons), and an SRC is filled by the same SRC only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from willing.errors import AskError
from willing.force.marathon.rule import DEFAULTS, MOBILISATION
from willing.force.marathon.tables import COMPOSITE, DEMAND, PARAMETERS, PERIOD, POLICY, SUPPLY, Sheet

HEADERS: Mapping[str, tuple[str, ...]] = {
    SUPPLY: (
        *("Type", "Enabled", "Quantity", "SRC", "Component", "OITitle", "Name", "Behavior", "CycleTime", "Policy"),
        *("Tags", "SpawnTime", "Location", "Position", "Original"),
    ),
    DEMAND: (
        *("Type", "Enabled", "Priority", "Quantity", "DemandIndex", "StartDay", "Duration", "Overlap", "SRC"),
        *("SourceFirst", "DemandGroup", "Vignette", "Operation", "Category"),
    ),
    POLICY: (
        *("Type", "TimeInterval", "PolicyName", "Template", "MaxDwell", "MinDwell", "MaxBOG", "StartDeployable"),
        *("StopDeployable", "Overlap", "Recovery", "BOGBudget", "Deltas", "Remarks"),
    ),
    COMPOSITE: ("Type", "CompositeName", "CompositionType", "Period", "Policy"),
    PERIOD: ("Type", "Name", "FromDay", "ToDay"),
    PARAMETERS: ("ParameterName", "Value"),
}
"""Every column that MARATHON asks for, in its order."""


class Unit(NamedTuple):
    """Units that are alike."""

    name: str
    src: str
    """What they can be used for: posts of the same ``src``."""
    component: str
    """``AC`` for standing forces, ``RC`` or ``NG`` for reserves that have to be mobilised."""
    quantity: int
    tour_days: int
    """Days deployed, handover included."""
    dwell_days: int
    """Days at home between tours; for a reserve besides the 95 of its mobilisation."""
    overlap_days: int
    """Days of the tour in handover."""


class Post(NamedTuple):
    """Work to be done for a time."""

    name: str
    src: str
    quantity: int
    """At any one time."""
    start_day: int
    """The first day; a plan that begins on day 1 has month ``m`` begin on day ``days(m) + 1``."""
    duration_days: int
    priority: int
    """1 is the most important."""


class Span(NamedTuple):
    """A period, its first and last day included."""

    name: str
    from_day: int
    to_day: int


def days(months: int) -> int:
    """The days of so many months: 365/12 each, rounded half up once, so that 12 months are 365 days."""
    return math.floor(Fraction(365 * months, 12) + Fraction(1, 2))


def exported(
    units: Iterable[tuple[str, str, str, int, int, int, int]],
    posts: Iterable[tuple[str, str, int, int, int, int]],
    periods: Sequence[tuple[str, int, int]] = (),
) -> dict[str, Sheet]:
    """The six tables, by name, of units (see :class:`Unit`), posts (:class:`Post`) and periods (:class:`Span`).

    Without ``periods`` there is one, ``Plan``, from the first day of any post to the last. A cycle is tour and dwell,
    for a reserve with its mobilisation, so that the static rule comes to (tour - overlap) / (tour + dwell) for standing
    forces, and to (tour + 95 - overlap) / (tour + 95 + dwell) for reserves, whose mobilisation it counts as deployed.
    Templates are the nearest of 1:1 to 1:5. Raises :class:`~willing.errors.AskError` for what cannot be written: a name
    or SRC that is empty, another component, a number that makes no sense.
    """
    supply, demand = [Unit(*row) for row in units], [Post(*row) for row in posts]
    spans = [Span(*row) for row in periods] or [_whole(demand)]
    wrong = [*map(_wrong_unit, supply), *map(_wrong_post, demand), *map(_wrong_span, spans)]
    if any(wrong):
        raise AskError("; ".join(filter(None, wrong)))
    rows: dict[str, list[tuple[object, ...]]] = {
        SUPPLY: [_supply(unit) for unit in supply],
        DEMAND: [_demand(index, post) for index, post in enumerate(demand, 1)],
        POLICY: list(dict.fromkeys(_policy(unit) for unit in supply)),
        COMPOSITE: [],
        PERIOD: [("PeriodRecord", "Initialization", 0, 0), *(("PeriodRecord", *span) for span in spans)],
        PARAMETERS: [("LastDay", 0), ("LastDayDefault", max(span.to_day for span in spans)), *_defaults(supply)],
    }
    return {
        name: Sheet(f"{name}.txt", header, tuple((line, _cells(row)) for line, row in enumerate(rows[name], 2)))
        for name, header in HEADERS.items()
    }


def _supply(unit: Unit) -> tuple[object, ...]:
    head = ("SupplyRecord", "TRUE", unit.quantity, unit.src, unit.component, unit.src, unit.name)
    return (*head, "Auto", 0, _named(unit), "Auto", 0, "Auto", "Auto", "TRUE")


def _demand(index: int, post: Post) -> tuple[object, ...]:
    head = (
        "DemandRecord",
        "TRUE",
        post.priority,
        post.quantity,
        index,
        post.start_day,
        post.duration_days,
        0,
        post.src,
    )
    return (*head, "Uniform", "Plan", post.name, post.name, "Rotational")


def _policy(unit: Unit) -> tuple[object, ...]:
    away = unit.tour_days + (0 if unit.component == "AC" else MOBILISATION)
    cycle = away + unit.dwell_days
    head = ("PolicyRecord", "Day", _named(unit), f"{_family(unit)}1{_ratio(unit)}", cycle, unit.dwell_days)
    return (*head, unit.tour_days, unit.dwell_days, cycle, unit.overlap_days, 0, "Auto", "{}", "exported by willing")


def _named(unit: Unit) -> str:
    """The name of a unit's policy: its norm."""
    return f"{_family(unit)}_{unit.tour_days}_{unit.dwell_days}_{unit.overlap_days}"


def _family(unit: Unit) -> str:
    return "AC" if unit.component == "AC" else "RC"


def _ratio(unit: Unit) -> int:
    return min(5, max(1, math.floor(Fraction(unit.dwell_days, unit.tour_days) + Fraction(1, 2))))


def _defaults(supply: Sequence[Unit]) -> list[tuple[object, ...]]:
    """The first policy of each component as its default, which MARATHON asks for."""
    first = {unit.component: _named(unit) for unit in reversed(supply)}
    return [(names[0], first[component]) for component, names in DEFAULTS.items() if component in first]


def _whole(posts: Sequence[Post]) -> Span:
    first = min((post.start_day for post in posts), default=1)
    return Span("Plan", first, max((post.start_day + post.duration_days - 1 for post in posts), default=first))


def _wrong_unit(unit: Unit) -> str:
    called = f"unit {unit.name!r}"
    if not unit.name.strip() or not unit.src.strip():
        return f"{called}: name and SRC cannot be empty"
    if unit.component not in DEFAULTS:
        return f"{called}: component {unit.component!r} is none of {', '.join(DEFAULTS)}"
    if unit.quantity < 0 or unit.tour_days < 1 or unit.dwell_days < 0:
        return f"{called}: a quantity of {unit.quantity}, a tour of {unit.tour_days}, a dwell of {unit.dwell_days} days"
    if not 0 <= unit.overlap_days <= unit.tour_days:
        return f"{called}: an overlap of {unit.overlap_days} days in a tour of {unit.tour_days}"
    return ""


def _wrong_post(post: Post) -> str:
    if not post.name.strip() or not post.src.strip():
        return f"post {post.name!r}: name and SRC cannot be empty"
    if post.quantity < 0 or post.duration_days < 0:
        return f"post {post.name!r}: a quantity of {post.quantity} for {post.duration_days} days"
    return ""


def _wrong_span(span: Span) -> str:
    if not span.name.strip() or span.to_day < span.from_day:
        return f"period {span.name!r}: from day {span.from_day} to {span.to_day}"
    return ""


def _cells(row: Iterable[object]) -> tuple[str, ...]:
    """Cells as text; a tab or a line end within a name would end the cell."""
    return tuple(" ".join(str(cell).split()) for cell in row)
