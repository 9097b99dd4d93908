"""A planning problem as arrays, for loops that are compiled.

An *option* is one kind at one post that it may fill; options are numbered kind by kind. A *row* is what a price is put
on at a post: a unit that adds so many persons there, or one person. K kinds, D posts, M months, O options, R rows,
B budgets, A areas with a limit on lift, N needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from willing.force.patterns import Rows
from willing.force.problem import Kind, Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Arrays(NamedTuple):
    """A problem as arrays; a tuple, as compiled loops take it whole."""

    strength: Ints
    """(K,) persons of one unit."""
    units: Ints
    """(K,) how many there are."""
    tour: Ints
    """(K,) months of a tour."""
    cycle: Ints
    """(K,) months from start to start."""
    lead: Ints
    """(K,) months at the beginning of a tour that count in part or not at all."""
    allowed: NDArray[np.bool_]
    """(K, M) whether a tour may begin."""
    first_option: Ints
    """(K + 1,) where the options of a kind begin."""
    option_kind: Ints
    """(O,)"""
    option_post: Ints
    """(O,)"""
    full: Ints
    """(O,) persons that one unit adds in a month that counts in full."""
    part: Ints
    """(O,) persons that it adds in the last month of the lead."""
    full_row: Ints
    """(O,) the row that ``full`` is priced by."""
    part_row: Ints
    """(O,) the row that ``part`` is priced by."""
    bonus: Ints
    """(O, M) what a tour adds beside its work; (0, 0) where none adds anything."""
    first_budget: Ints
    """(K + 1,) where the budgets of a kind begin."""
    kind_budget: Ints
    weight: Ints
    """(D,) what a person-month is worth."""
    required: Ints
    """(D, M) persons."""
    area: Ints
    """(D,) the area with a limit on lift, or -1."""
    cap: Ints
    """(B, M) persons away."""
    lift: Ints
    """(A, M) persons moved."""
    row_post: Ints
    """(R,)"""
    row_persons: Ints
    """(R,) persons that one of the row stands for."""
    first_need: Ints
    """(D + 1,) where the needs that a post has a part in begin."""
    post_need: Ints
    need_part: Ints
    """For each entry of ``post_need``, what a person at the post adds to what is to spare: below 0 where it needs."""
    needs: int
    """N."""
    turbulence: int
    """What a tour costs."""


def arrays_of(problem: Problem, rows: Rows) -> Arrays:
    """The arrays of a problem, priced by the given rows."""
    kinds, posts = problem.kinds, {post.name: index for index, post in enumerate(problem.posts)}
    budgets = {name: index for index, name in enumerate(problem.budgets)}
    areas = {name: index for index, name in enumerate(problem.lift)}
    options = [(k, posts[post], kind, post) for k, kind in enumerate(kinds) for post in kind.serves]
    leads = [lead_of(kind) for kind in kinds]
    parts = [kind.serving(post)[leads[k] - 1] if leads[k] else 0 for k, _, kind, post in options]
    allowed = np.zeros((len(kinds), problem.months), dtype=np.bool_)
    for row, kind in zip(allowed, kinds, strict=True):
        row[list(kind.starts)] = True
    entries = [_parts(problem, post.name) for post in problem.posts]
    return Arrays(
        strength=ints(kind.strength for kind in kinds),
        units=ints(kind.count for kind in kinds),
        tour=ints(kind.tour for kind in kinds),
        cycle=ints(kind.cycle for kind in kinds),
        lead=ints(leads),
        allowed=allowed,
        first_option=ints((0, *accumulate(len(kind.serves) for kind in kinds))),
        option_kind=ints(k for k, *_ in options),
        option_post=ints(d for _, d, *_ in options),
        full=ints(kind.serves[post] for *_, kind, post in options),
        part=ints(parts),
        full_row=ints(rows.of(post, kind.serves[post]) for *_, kind, post in options),
        part_row=ints(rows.of(post, part) for part, (*_, post) in zip(parts, options, strict=True)),
        bonus=_bonuses(options, kinds, problem.months),
        first_budget=ints((0, *accumulate(len(kind.budgets) for kind in kinds))),
        kind_budget=ints(budgets[name] for kind in kinds for name in kind.budgets),
        weight=ints(post.weight for post in problem.posts),
        required=table((post.required for post in problem.posts), problem.months),
        area=ints(areas.get(post.area, -1) for post in problem.posts),
        cap=table(problem.budgets.values(), problem.months),
        lift=table(problem.lift.values(), problem.months),
        row_post=ints(posts[post] for post, _ in rows.listed),
        row_persons=ints(persons for _, persons in rows.listed),
        first_need=ints((0, *accumulate(map(len, entries)))),
        post_need=ints(need for several in entries for need, _ in several),
        need_part=ints(part for several in entries for _, part in several),
        needs=len(problem.needs),
        turbulence=problem.turbulence,
    )


def lead_of(kind: Kind) -> int:
    """Months at the beginning of a tour that count in part or not at all."""
    return min(kind.tour, ceil(kind.handover - 1e-9))


def ints(values: Iterable[int]) -> Ints:
    """Whole numbers as an array."""
    return np.fromiter(values, dtype=np.int64)


def table(rows: Iterable[Sequence[int]], columns: int) -> Ints:
    """Rows of whole numbers as an array, also where there are none."""
    return np.array(list(rows), dtype=np.int64).reshape(-1, columns)


def _parts(problem: Problem, post: str) -> list[tuple[int, int]]:
    """The needs that a post has a part in, each with what a person there adds to what is to spare."""
    found = []
    for index, need in enumerate(problem.needs):
        needed, provided = Fraction(str(need.share)).as_integer_ratio()
        part = provided * (post in need.providing) - needed * (post in need.needing)
        if part:
            found.append((index, part))
    return found


def _bonuses(options: Sequence[tuple[int, int, Kind, str]], kinds: Sequence[Kind], months: int) -> Ints:
    if not any(kind.bonus for kind in kinds):
        return np.zeros((0, 0), dtype=np.int64)
    found = np.zeros((len(options), months), dtype=np.int64)
    for row, (_, _, kind, post) in zip(found, options, strict=True):
        for (where, start), value in kind.bonus.items():
            if where == post:
                row[start] = value
    return found
