"""A problem, a plan and what may go wrong as arrays, for the compiled clock.

U units, K kinds, D posts, T steps, B budgets, A areas with a limit on lift, N needs, O pairs of a post and a unit that
may serve there, P planned tours; F events that make units not ready, L that make units leave, S surges. A chance is
held as a whole number, 2**53 times itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from hashlib import blake2b
from itertools import accumulate
from math import ceil
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from willing.errors import AskError
from willing.force.problem import Kind, Problem, Tour
from willing.force.simulate.events import Event, Flips, NotReady, Surge, Withdraws

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.void]

SCALE = 1 << 53
NEVER = 1 << 40
"""A step that no plan reaches."""


def _row(*names: str) -> np.dtype[np.void]:
    return np.dtype([(name, np.int64) for name in names])


UNIT = _row("kind", "strength", "tour", "cycle", "lead", "free", "first_budget", "last_budget", "first_start")
"""Of a unit: its kind, persons, steps of a tour, of a cycle and of the lead (those at the beginning of a tour that
count in part or not at all), whether the rule may send it although it has a planned tour soon, where its budgets are,
and when its first planned tour begins."""
PLANNED = _row("unit", "post", "start", "full", "part", "next_start")
"""Of a planned tour: what is known of it, and when the next one of its unit begins."""
UNREADY = np.dtype([("key", np.uint64), ("delay", np.int64)])
LEAVE = np.dtype([("key", np.uint64), ("first", np.int64), ("last", np.int64)])
SURGE = np.dtype([("key", np.uint64), ("chance", np.int64), ("lasts", np.int64)])


class Model(NamedTuple):
    """What the clock runs through."""

    units: Rows
    """(U,)"""
    opens: Ints
    """(T, K) the first step from a step on in which the rule may begin a tour."""
    budgets: Ints
    """The budgets of the units, kind by kind."""
    full: Ints
    """(D, K) persons that a unit adds to a post in a step that counts in full; 0 where it may not serve."""
    part: Ints
    """(D, K) persons that it adds in the last step of its lead."""
    area: Ints
    """(D,) the area of a post if that has a limit on lift, or -1."""
    order: Ints
    """(D,) the posts, the weightiest first."""
    turns: Ints
    """The posts in the order in which the rule goes through them."""
    required: Ints
    """(T, D) persons."""
    changes: Flags
    """(T,) whether it is not what it was the step before."""
    cap: Ints
    """(B, T) persons away."""
    lift: Ints
    """(A, T) persons moved."""
    away: Ints
    """(B, T) persons that are away if the plan is carried out."""
    moved: Ints
    """(A, T) persons that are moved if the plan is carried out."""
    share: Ints
    """(N, 2) numerator and denominator of the persons provided for each who needs them."""
    role: NDArray[np.int8]
    """(N, D) 1 where a post needs, 2 where it provides, 3 where it does both."""
    planned: Rows
    """(P,) in the order in which they begin."""
    first_planned: Ints
    """(T + 1,) where the planned tours that begin in a step are."""
    refill: bool
    """Whether gaps are filled by rule."""
    unready: Rows
    """(F,)"""
    unready_chance: Ints
    """(F, K)"""
    leaves: Rows
    """(L,)"""
    leave_by: Ints
    """(L, T) the chance that it has happened by the end of a step."""
    leaver: Ints
    """The units that leave, event by event."""
    surges: Rows
    """(S,)"""
    surge_factor: NDArray[np.float64]
    """(S, D) what the persons required are multiplied by."""


class Active(NamedTuple):
    """Which events are on."""

    unready: Flags
    """(F,)"""
    leaves: Flags
    """(L,)"""
    surges: Flags
    """(S,)"""


def model_of(
    problem: Problem,
    tours: Iterable[Tour] = (),
    events: Sequence[Event] = (),
    *,
    free: Collection[str] = (),
    refill: bool = True,
) -> Model:
    """The arrays of a problem, its plan and some events that have been found to be sound.

    Raises :class:`~willing.errors.AskError` for a tour of a unit or to a post that the problem does not have, or that
    do not go together, and for one that leaves the plan.
    """
    kinds = len(problem.kinds)
    required = np.ascontiguousarray(_table((post.required for post in problem.posts), problem.months).T)
    order = np.argsort([-post.weight for post in problem.posts], kind="stable")
    number = {unit: index for index, unit in enumerate(unit for kind in problem.kinds for unit in kind.units)}
    planned, booked = _planned(problem, sorted(tours, key=lambda tour: tour.start), number)
    areas = {name: index for index, name in enumerate(problem.lift)}
    return Model(
        units=_units(problem, planned, free),
        opens=_opens(problem),
        budgets=_budgets(problem),
        full=_table(([kind.serves.get(post.name, 0) for kind in problem.kinds] for post in problem.posts), kinds),
        part=_table(([_part(kind, post.name) for kind in problem.kinds] for post in problem.posts), kinds),
        area=_ints(areas.get(post.area, -1) for post in problem.posts),
        order=order,
        turns=np.tile(order, 2 if problem.needs else 1),
        required=required,
        changes=np.array([True, *(required[1:] != required[:-1]).any(axis=1)]),
        cap=_table(problem.budgets.values(), problem.months),
        lift=_table(problem.lift.values(), problem.months),
        away=booked[0],
        moved=booked[1],
        share=_table((Fraction(str(need.share)).as_integer_ratio() for need in problem.needs), 2),
        role=_roles(problem),
        planned=planned,
        first_planned=np.searchsorted(planned["start"], np.arange(problem.months + 1)).astype(np.int64),
        refill=refill,
        **_events(problem, events, number),
    )


def key_of(name: str) -> int:
    """What tells the draws of an event from those of others: the same wherever the event has the same name."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def _opens(problem: Problem) -> Ints:
    """The months of the problem; and the last ones too, where it was only the end of the plan that forbade them."""
    found = np.full((problem.months, len(problem.kinds)), NEVER)
    for column, kind in zip(found.T, problem.kinds, strict=True):
        starts = list(kind.starts)
        if starts and starts[-1] == problem.months - kind.tour:
            starts = [*starts, *range(starts[-1] + 1, problem.months)]
        column[starts] = starts
    return np.minimum.accumulate(found[::-1])[::-1].copy()


def _budgets(problem: Problem) -> Ints:
    budgets = {name: index for index, name in enumerate(problem.budgets)}
    return _ints(budgets[name] for kind in problem.kinds for name in kind.budgets)


def _units(problem: Problem, planned: Rows, free: Collection[str]) -> Rows:
    firsts = _firsts([kind.budgets for kind in problem.kinds])
    rows = np.array(
        [
            (index, kind.strength, kind.tour, kind.cycle, _lead(kind), unit in free, *firsts[index : index + 2], NEVER)
            for index, kind in enumerate(problem.kinds)
            for unit in kind.units
        ],
        dtype=UNIT,
    )
    for tour in planned[::-1]:
        rows["first_start"][tour["unit"]] = tour["start"]
    return rows


def _lead(kind: Kind) -> int:
    return min(kind.tour, ceil(kind.handover - 1e-9))


def _roles(problem: Problem) -> NDArray[np.int8]:
    rows = [[(p.name in n.needing) + 2 * (p.name in n.providing) for p in problem.posts] for n in problem.needs]
    return np.array(rows, dtype=np.int8).reshape(len(problem.needs), len(problem.posts))


def _part(kind: Kind, post: str) -> int:
    """Persons who count in the last month of the handover."""
    return kind.serving(post)[_lead(kind) - 1] if post in kind.serves and _lead(kind) else 0


def _planned(problem: Problem, tours: Sequence[Tour], number: Mapping[str, int]) -> tuple[Rows, tuple[Ints, Ints]]:
    """The planned tours, and the persons that they book in each budget and area."""
    posts = {post.name: index for index, post in enumerate(problem.posts)}
    budgets = {name: index for index, name in enumerate(problem.budgets)}
    areas = {name: index for index, name in enumerate(problem.lift)}
    away = np.zeros((len(budgets), problem.months), dtype=np.int64)
    moved = np.zeros((len(areas), problem.months), dtype=np.int64)
    next_start = dict.fromkeys(number, NEVER)
    rows = []
    for tour in reversed(tours):
        _refuse(problem, tour)
        kind, post = problem.kind_of[tour.unit], tour.post
        unit = number[tour.unit]
        rows.append((unit, posts[post], tour.start, kind.serves[post], _part(kind, post), next_start[tour.unit]))
        next_start[tour.unit], last = tour.start, tour.start + kind.tour - 1
        for budget in kind.budgets:
            away[budgets[budget], tour.start : last + 1] += kind.strength
        if (area := areas.get(problem.post_by_name[post].area)) is not None:
            moved[area, tour.start] += kind.strength
            moved[area, last] += kind.strength
    return np.array(rows[::-1], dtype=PLANNED), (away, moved)


def _refuse(problem: Problem, tour: Tour) -> None:
    kind = problem.kind_of.get(tour.unit)
    if kind is None or tour.post not in kind.serves:
        raise AskError(f"unit {tour.unit} cannot serve at post {tour.post}: plan tours that the problem allows")
    if not 0 <= tour.start <= problem.months - kind.tour:
        raise AskError(f"unit {tour.unit}: a tour from month {tour.start} leaves the plan of {problem.months} months")


def _events(problem: Problem, events: Sequence[Event], number: Mapping[str, int]) -> dict[str, NDArray[Any]]:
    unready = [event for event in events if isinstance(event, NotReady)]
    leaves = [event for event in events if isinstance(event, Withdraws | Flips)]
    surges = [event for event in events if isinstance(event, Surge)]
    steps, kinds, posts = range(1, problem.months + 1), problem.kinds, problem.posts
    concerned = [[event.kinds is None or kind.name in event.kinds for kind in kinds] for event in unready]
    chances = [[event.chance * at for at in row] for event, row in zip(unready, concerned, strict=True)]
    factors = [[event.factor if post.name in event.posts else 1.0 for post in posts] for event in surges]
    firsts = _firsts([event.units for event in leaves])
    begins = [int(_scaled([[event.chance]], 1)[0, 0]) for event in surges]
    return {
        "unready": np.array([(key_of(event.name), event.delay) for event in unready], dtype=UNREADY),
        "unready_chance": _scaled(chances, len(kinds)),
        "leaves": np.array([(key_of(e.name), *firsts[i : i + 2]) for i, e in enumerate(leaves)], dtype=LEAVE),
        "leave_by": _scaled([[event.within(step, problem.months) for step in steps] for event in leaves], len(steps)),
        "leaver": _ints(number[unit] for event in leaves for unit in event.units),
        "surges": np.array(
            [(key_of(event.name), chance, event.lasts) for event, chance in zip(surges, begins, strict=True)],
            dtype=SURGE,
        ),
        "surge_factor": np.array(factors, dtype=np.float64).reshape(len(surges), len(posts)),
    }


def _scaled(chances: Sequence[Sequence[float]], columns: int) -> Ints:
    return np.round(np.array(chances, dtype=np.float64).reshape(len(chances), columns) * SCALE).astype(np.int64)


def _table(rows: Iterable[Sequence[int]], columns: int) -> Ints:
    given = list(rows)
    return np.array(given, dtype=np.int64).reshape(len(given), columns)


def _firsts(parts: Sequence[Sequence[object]]) -> Ints:
    return _ints((0, *accumulate(len(part) for part in parts)))


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)
