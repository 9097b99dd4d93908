"""What may stand at one post in one month, unit by unit: the whole truth about a month, where it is short to list.

A post that asks for 300 persons can be met by three units of 100 or by four of 85, and the fourth is partly wasted. To
price persons alone would let a bound use three and a half units of 85. So a price is put on each *row*, a unit that
adds so many persons, and the bound picks for every post and month the best *pattern*: how many of each row stand there.
Where a post has too many patterns, one row of single persons takes the place of all its rows; the bound is then weaker
but still a bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from willing.force.problem import Problem

MOST_PATTERNS = 60
"""Patterns of a post in a month up to which they are listed."""

Pattern = tuple[int, ...]
"""How many of each row of a post."""


@dataclass(frozen=True)
class Rows:
    """What prices are put on: for each post the numbers of persons that a unit may add, or 1 for single persons."""

    listed: tuple[tuple[str, int], ...]

    @cached_property
    def _places(self) -> dict[tuple[str, int], int]:
        return {row: place for place, row in enumerate(self.listed)}

    def of(self, post: str, persons: int) -> int:
        """The row that a unit is priced by which adds so many persons to a post; any row where it adds none."""
        return self._places.get((post, persons), self._places.get((post, 1), 0))


class Cells(NamedTuple):
    """Every post and month in which persons are asked for, with its patterns."""

    month: NDArray[np.int64]
    """(cells,)"""
    first: NDArray[np.int64]
    """(cells,) the first pattern of the cell."""
    last: NDArray[np.int64]
    """(cells,) the pattern after its last."""
    worth: NDArray[np.float64]
    """(patterns,) what the persons of the pattern who are asked for are worth."""
    first_entry: NDArray[np.int64]
    """(patterns + 1,) where the entries of a pattern begin."""
    row: NDArray[np.int64]
    """(entries,)"""
    times: NDArray[np.float64]
    """(entries,) how many of the row."""


def rows_of(problem: Problem) -> Rows:
    """What to put prices on."""
    added = _added(problem)
    found = []
    for post in problem.posts:
        persons = added[post.name]
        short = all(_patterns(persons, asked, MOST_PATTERNS) is not None for asked in set(post.required))
        found += [(post.name, number) for number in (persons if short else (1,))]
    if not found:  # nobody adds anyone anywhere; loops still look at the first row
        found = [(post.name, 1) for post in problem.posts[:1]]
    return Rows(tuple(found))


def cells_of(problem: Problem, rows: Rows) -> Cells:
    """The patterns of every post and month."""
    own: dict[str, list[int]] = {post.name: [] for post in problem.posts}
    for name, persons in rows.listed:
        own[name].append(persons)
    worth, entries = list[float](), list[list[tuple[int, int]]]()
    month, first, last = list[int](), list[int](), list[int]()
    for post in problem.posts:
        where: dict[int, tuple[int, int]] = {}
        for m, asked in enumerate(post.required):
            if asked == 0 or not own[post.name]:
                continue
            if asked not in where:
                begin = len(worth)
                for pattern in _of(tuple(own[post.name]), asked):
                    serving = sum(n * persons for n, persons in zip(pattern, own[post.name], strict=True))
                    worth.append(float(post.weight * min(asked, serving)))
                    entries.append(
                        [(rows.of(post.name, p), n) for n, p in zip(pattern, own[post.name], strict=True) if n]
                    )
                where[asked] = (begin, len(worth))
            month.append(m)
            first.append(where[asked][0])
            last.append(where[asked][1])
    flat = [entry for several in entries for entry in several]
    return Cells(
        month=np.array(month, dtype=np.int64),
        first=np.array(first, dtype=np.int64),
        last=np.array(last, dtype=np.int64),
        worth=np.array(worth),
        first_entry=np.fromiter((0, *accumulate(map(len, entries))), dtype=np.int64),
        row=np.array([row for row, _ in flat], dtype=np.int64),
        times=np.array([float(times) for _, times in flat]),
    )


def _added(problem: Problem) -> dict[str, tuple[int, ...]]:
    """For each post the numbers of persons that one unit may add to it, the largest first."""
    found: dict[str, set[int]] = {post.name: set() for post in problem.posts}
    for kind in problem.kinds:
        for post in kind.serves:
            found[post].update(persons for persons in kind.serving(post) if persons)
    return {post: tuple(sorted(persons, reverse=True)) for post, persons in found.items()}


def _of(persons: tuple[int, ...], asked: int) -> Sequence[Pattern]:
    if persons == (1,):
        return [(asked,)]  # single persons: all or nothing, as anything between is a mixture of the two
    return _patterns(persons, asked, None) or []


def _patterns(persons: Sequence[int], asked: int, most: int | None) -> list[Pattern] | None:
    """The ways to meet what is asked, or less, without a unit to spare; ``None`` where there are more than ``most``."""
    found: list[Pattern] = []
    waiting: list[tuple[Pattern, int]] = [((), asked)]
    while waiting:
        begun, left = waiting.pop()
        if len(begun) == len(persons):
            # Largest first: what comes last is smallest, and to leave out the smallest of a pattern saves least.
            smallest = min((p for n, p in zip(begun, persons, strict=True) if n), default=0)
            if any(begun) and left + smallest > 0:
                found.append(begun)
                if most is not None and len(found) > most:
                    return None
            continue
        size = persons[len(begun)]
        fitting = max(0, -(-left // size))
        if most is not None and fitting > most:
            return None
        waiting += [((*begun, n), left - n * size) for n in range(fitting + 1)]
    return found
