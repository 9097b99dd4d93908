"""The units and posts of a planning problem as tables of MARATHON."""

from __future__ import annotations

from collections.abc import Iterator

from willing.force.marathon.export import Post, Unit, days, exported
from willing.force.marathon.tables import Sheet
from willing.force.pose import Posed
from willing.force.problem import Problem
from willing.force.supply import DAYS, turn_of


def tables_of(posed: Posed, stretched: bool) -> dict[str, Sheet]:
    """The six tables of all units that stand and all posts within the plan; quantities are persons.

    An SRC is a capability, so that a unit which may stand in for another does so in a plan and not here. Caveats,
    needs, lift, windows and budgets have no place in the tables. A cycle has whole months, as in a plan; a handover is
    rounded to whole days. A notional unit that stands for several that relieve each other counts all their persons.
    """
    return exported(_units(posed, stretched), _posts(posed), [("Plan", 1, days(posed.problem.months))])


def _units(posed: Posed, stretched: bool) -> Iterator[Unit]:
    for unit in posed.units.values():
        tour, cycle, handover = turn_of(posed.terms[unit.nation], stretched)
        yield Unit(
            name=unit.name,
            src=unit.capability,
            component="AC",
            quantity=unit.strength * unit.sets,
            tour_days=days(tour),
            dwell_days=days(cycle) - days(tour),
            overlap_days=round(handover * float(DAYS)),
        )


def _posts(posed: Posed) -> Iterator[Post]:
    for sized, post in zip(posed.posts, posed.problem.posts, strict=True):
        months = _months(posed.problem, sized.post.months)
        if any(post.required):
            first, last = (days(month) for month in months)
            yield Post(post.name, sized.post.capability, sized.strength, first + 1, last - first, sized.post.priority)


def _months(problem: Problem, months: tuple[int, int]) -> tuple[int, int]:
    return months[0], min(months[1], problem.months)
