"""The pooled model by the month of beginning: how many units of a kind begin a tour at a post in a month.

Units that are alike are counted and not told apart, which loses nothing: as their tours have one cycle, whoever has
been home longest can always take the next. Rows "beginnings in any months of one cycle <= units" hold the dwell; they
are much tighter than one row for every two beginnings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from willing.force.problem import Kind, Problem, Tour


@dataclass
class Rows:
    """Whole numbers ``0 <= x <= highest`` and rows ``sum of coefficient * x <= limit``; worth is to be maximised."""

    worth: list[int] = field(default_factory=list)
    highest: list[int] = field(default_factory=list)
    rows: list[tuple[Mapping[int, int], int]] = field(default_factory=list)
    begins: dict[tuple[int, str, int], int] = field(default_factory=dict)
    """The column of each kind (by its place), post and month."""

    def column(self, worth: int, highest: int) -> int:
        """A new column."""
        self.worth.append(worth)
        self.highest.append(highest)
        return len(self.worth) - 1

    def row(self, coefficients: Mapping[int, int], limit: int) -> None:
        """A new row, unless it cannot bind."""
        if sum(number * self.highest[column] for column, number in coefficients.items() if number > 0) > limit:
            self.rows.append((coefficients, limit))


def pooled(problem: Problem) -> Rows:
    """The model of a problem."""
    model = Rows()
    for place, kind in enumerate(problem.kinds):
        for post in kind.serves:
            for start in kind.starts:
                model.begins[place, post, start] = model.column(-problem.turbulence, kind.count)
    serving: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)
    for (place, post, start), column in model.begins.items():
        for month, persons in enumerate(problem.kinds[place].serving(post), start):
            if persons:
                serving[post, month][column] = persons
    _cover(problem, model, serving)
    _cycles(problem, model)
    for limits, charges in ((problem.budgets, _away(problem, model)), (problem.lift, _moved(problem, model))):
        for (name, month), row in charges.items():
            model.row(row, limits[name][month])
    _needs(problem, model, serving)
    _bonuses(problem, model)
    return model


def tours_of(problem: Problem, model: Rows, values: Sequence[float]) -> tuple[Tour, ...]:
    """Tours of single units: each beginning goes to the unit of the kind that has been home longest."""
    tours = []
    by_kind: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for (place, post, start), column in model.begins.items():
        by_kind[place] += [(start, post)] * round(values[column])
    for place, begins in by_kind.items():
        units = problem.kinds[place].units
        tours += [Tour(units[i % len(units)], post, start) for i, (start, post) in enumerate(sorted(begins))]
    return tuple(tours)


def _cover(problem: Problem, model: Rows, serving: Mapping[tuple[str, int], Mapping[int, int]]) -> None:
    for post in problem.posts:
        for month, required in enumerate(post.required):
            own = serving.get((post.name, month), {})
            if required and own:
                covered = model.column(post.weight, required)
                model.row({covered: 1, **{column: -persons for column, persons in own.items()}}, 0)


def _cycles(problem: Problem, model: Rows) -> None:
    for place, kind in enumerate(problem.kinds):
        for first in kind.starts:
            window = [start for start in kind.starts if first <= start < first + kind.cycle]
            model.row({model.begins[place, post, start]: 1 for post in kind.serves for start in window}, kind.count)


Charges = Mapping[tuple[str, int], Mapping[int, int]]
"""For each limit and month the persons that one beginning takes of it, by column."""


def _begun(problem: Problem, model: Rows) -> Iterator[tuple[Kind, str, int, int]]:
    for (place, post, start), column in model.begins.items():
        yield problem.kinds[place], post, start, column


def _away(problem: Problem, model: Rows) -> Charges:
    charges: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)
    for kind, _, start, column in _begun(problem, model):
        for month in range(start, start + kind.tour):
            for budget in kind.budgets:
                charges[budget, month][column] = kind.strength
    return charges


def _moved(problem: Problem, model: Rows) -> Charges:
    charges: dict[tuple[str, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for kind, post, start, column in _begun(problem, model):
        area = problem.post_by_name[post].area
        for month in (start, start + kind.tour - 1) if area in problem.lift else ():
            charges[area, month][column] += kind.strength
    return charges


def _needs(problem: Problem, model: Rows, serving: Mapping[tuple[str, int], Mapping[int, int]]) -> None:
    for need in problem.needs:
        share = Fraction(str(need.share))
        for month in range(problem.months):
            row: dict[int, int] = defaultdict(int)
            for posts, factor in ((need.needing, share.numerator), (need.providing, -share.denominator)):
                for post in posts:
                    for column, persons in serving.get((post, month), {}).items():
                        row[column] += factor * persons
            model.row(row, 0)


def _bonuses(problem: Problem, model: Rows) -> None:
    for place, kind in enumerate(problem.kinds):
        for (post, start), bonus in kind.bonus.items():
            if (place, post, start) in model.begins:
                model.row({model.column(bonus, 1): 1, model.begins[place, post, start]: -1}, 0)
