"""Planning problems of four sizes, made up by one generator with fixed seeds.

Nations offer units of 14 types with a strength, a tour of 4 to 6 months, a dwell of 2 to 5 tours, a notice to move
and a window (6 % arrive late, 8 % leave early). Posts have an area, a type, a task, months, a number of units, a
weight of 8, 4, 2 or 1. Units above 100 persons have a month of handover. Nations bar areas and tasks by caveats; one
type stands in for another with a credit in steps of 5 %, never below 50 %. Each nation has a cap on persons away,
each area a limit on persons moved in a month. A tour costs 50; one unit at a post for a month is worth 100 times the
weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from willing.force.problem import Kind, Post, Problem

TYPES = 14
WEIGHTS = (8, 4, 2, 1)
STANDARD = (700, 600, 500, 300, 250, 200, 150, 120, 100, 90, 80, 60, 50, 30)
"""Persons of a unit of each type."""


@dataclass(frozen=True)
class Size:
    """How large an instance is."""

    units: int
    months: int
    nations: int
    areas: int
    posts: int
    seed: int


SIZES: Mapping[str, Size] = {
    "small": Size(30, 24, 8, 4, 14, 11),
    "medium": Size(150, 48, 16, 8, 48, 12),
    "large": Size(600, 60, 24, 16, 160, 13),
    "xl": Size(3000, 120, 32, 40, 700, 14),
}


def instance(size: Size) -> Problem:
    """The problem of a size; the same for the same seed."""
    draw = np.random.default_rng(size.seed)
    substitutes = _substitutes(draw)
    areas = draw.integers(0, size.areas, size.posts)
    types = _types(draw, size.posts)
    tasks = draw.integers(0, 6, size.posts)
    numbers = draw.integers(1, 4, size.posts)
    posts = [_post(draw, size, index, int(areas[index]), int(numbers[index])) for index in range(size.posts)]
    nations = [_Nation(draw, size) for _ in range(size.nations)]
    away = [list[int]() for _ in nations]
    offered: dict[tuple[int, int, int, int], list[str]] = {}
    sent = draw.choice(size.nations, size.units, p=_skewed(draw, size.nations))
    for unit, (code, kind) in enumerate(zip(sent.tolist(), _types(draw, size.units).tolist(), strict=True)):
        nation = nations[code]
        away[code].append(int(nation.strength[kind]))
        first, last = _window(draw, size.months)
        like = (code, kind, max(first, int(nation.notice[kind])), last)
        offered.setdefault(like, []).append(f"u{unit}")
    kinds = []
    for (code, kind, first, last), units in offered.items():
        nation = nations[code]
        serves = {
            post.name: round(100 * substitutes[kind, types[index]])
            for index, post in enumerate(posts)
            if substitutes[kind, types[index]] > 0
            and areas[index] not in nation.no_areas
            and tasks[index] not in nation.no_tasks
        }
        strength, tour = int(nation.strength[kind]), nation.tour
        kinds.append(
            Kind(
                name=f"n{code}-t{kind}-{first}-{last}",
                units=tuple(units),
                strength=strength,
                tour=tour,
                cycle=tour + round(tour * nation.dwell),
                starts=tuple(range(first, last - tour + 1)),
                serves=serves,
                handover=1 if strength > 100 else 0,
                budgets=(f"n{code}",),
            )
        )
    caps = {f"n{code}": (_cap(draw, persons),) * size.months for code, persons in enumerate(away) if persons}
    lift = _lifts(size, areas, types, numbers)
    return Problem(size.months, tuple(kinds), tuple(posts), caps, lift, turbulence=50)


class _Nation:
    """What all units of a nation share."""

    def __init__(self, draw: np.random.Generator, size: Size) -> None:
        self.tour = int(draw.integers(4, 7))
        self.dwell = float(draw.integers(4, 11)) / 2
        self.strength = np.array([max(10, round(s * draw.uniform(0.7, 1.3) / 10) * 10) for s in STANDARD])
        self.notice = draw.integers(0, 4, TYPES)
        self.no_areas = set(np.flatnonzero(draw.random(size.areas) < 0.15).tolist())
        self.no_tasks = set(np.flatnonzero(draw.random(6) < 0.12).tolist())


def _skewed(draw: np.random.Generator, count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Shares, the largest several times the smallest."""
    shares = draw.uniform(0.3, 1.0, count) ** 2
    return np.asarray(shares / shares.sum())


def _types(draw: np.random.Generator, count: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    shares = np.linspace(2.0, 0.5, TYPES)
    return np.asarray(draw.choice(TYPES, count, p=shares / shares.sum()))


def _substitutes(draw: np.random.Generator) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """The credit for a unit of one type at a post of another."""
    credit = np.eye(TYPES)
    for kind in range(TYPES):
        for other in draw.choice(TYPES, 2, replace=False):
            if other != kind and draw.random() < 0.5:
                credit[kind, other] = draw.integers(10, 19) * 0.05
    return credit


def _post(draw: np.random.Generator, size: Size, index: int, area: int, number: int) -> Post:
    first = 0 if draw.random() < 0.6 else int(draw.integers(0, size.months // 2))
    last = size.months if draw.random() < 0.6 else int(draw.integers(first + size.months // 4, size.months + 1))
    required = tuple(100 * number if first <= month < last else 0 for month in range(size.months))
    return Post(f"p{index}", int(draw.choice(WEIGHTS, p=(0.2, 0.3, 0.3, 0.2))), required, f"a{area}")


def _window(draw: np.random.Generator, months: int) -> tuple[int, int]:
    """The first month of a unit, and the month after its last."""
    chance = draw.random()
    if chance < 0.06:
        return int(draw.integers(1, max(2, months // 3))), months
    return 0, int(draw.integers(months // 2, months)) if chance < 0.14 else months


def _cap(draw: np.random.Generator, persons: list[int]) -> int:
    """More than half of what a nation offers, and room for its largest unit in any case."""
    return max(*persons, round(sum(persons) * draw.uniform(0.5, 0.8) / 10) * 10, 0)


def _lifts(size: Size, areas: object, types: object, numbers: object) -> Mapping[str, tuple[int, ...]]:
    """Room for a third of an area's posts to change over in a month, and for one large unit in any case."""
    asked: dict[str, int] = {}
    for area, kind, number in zip(areas, types, numbers, strict=True):  # type: ignore[call-overload]
        asked[f"a{area}"] = asked.get(f"a{area}", 0) + STANDARD[kind] * int(number)
    return {area: (max(1900, round(persons / 3)),) * size.months for area, persons in asked.items()}
