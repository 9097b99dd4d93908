"""The best plan of a small problem by a general solver: one variable for every unit, post and month of beginning.

Written from the definition alone: neither what makes plans nor what checks them is used.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

import highspy

from willing.force.problem import Kind, Problem, Tour


def optimum(problem: Problem) -> tuple[int, tuple[Tour, ...]]:
    """The highest objective that any plan has, proven, and a plan that has it."""
    model = _Model(problem)
    model.cover()
    model.cycles()
    model.limits()
    model.needs()
    model.bonuses()
    return model.solved()


def persons(kind: Kind, post: str, month: int) -> int:
    """Persons that a unit adds in the given month of its tour, in fractions."""
    here = min(Fraction(1), max(Fraction(0), month + 1 - Fraction(str(kind.handover))))
    return int(kind.serves[post] * here)


class _Model:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.silent()
        for option in ("mip_rel_gap", "mip_abs_gap"):
            self.solver.setOptionValue(option, 0.0)
        self.tours: dict[Tour, int] = {}
        for kind in problem.kinds:
            for unit in kind.units:
                for post in kind.serves:
                    for start in kind.starts:
                        self.tours[Tour(unit, post, start)] = self.column(-problem.turbulence, 1)
        self.serving: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)
        for tour, column in self.tours.items():
            kind = problem.kind_of[tour.unit]
            for month in range(kind.tour):
                self.serving[tour.post, tour.start + month][column] = persons(kind, tour.post, month)

    def column(self, worth: int, highest: int, *, whole: bool = True) -> int:
        """A variable from 0 to the highest given."""
        number: int = self.solver.getNumCol()
        self.solver.addVar(0.0, float(highest))
        self.solver.changeColCost(number, -float(worth))
        if whole:
            self.solver.changeColIntegrality(number, highspy.HighsVarType.kInteger)
        return number

    def at_most(self, row: dict[int, int], highest: int) -> None:
        """A row of coefficients by variable."""
        row = {column: coefficient for column, coefficient in row.items() if coefficient}
        self.solver.addRow(-highspy.kHighsInf, float(highest), len(row), list(row), [float(v) for v in row.values()])

    def cover(self) -> None:
        """What is covered: no more than required, no more than serve."""
        for post in self.problem.posts:
            for month, required in enumerate(post.required):
                covered = self.column(post.weight, required, whole=False)
                serving = self.serving[post.name, month]
                self.at_most({covered: 1, **{column: -number for column, number in serving.items()}}, 0)

    def cycles(self) -> None:
        """Of two beginnings of a unit that are closer than its cycle, one at most, for every such set of months."""
        for unit, kind in self.problem.kind_of.items():
            for first in range(self.problem.months):
                window = range(first, first + kind.cycle)
                self.at_most({c: 1 for tour, c in self.tours.items() if tour.unit == unit and tour.start in window}, 1)

    def limits(self) -> None:
        """Budgets and lift."""
        for month in range(self.problem.months):
            for budget, allowed in self.problem.budgets.items():
                away = {}
                for tour, column in self.tours.items():
                    kind = self.problem.kind_of[tour.unit]
                    if budget in kind.budgets and tour.start <= month < tour.start + kind.tour:
                        away[column] = kind.strength * kind.budgets.count(budget)
                self.at_most(away, allowed[month])
            for area, lift in self.problem.lift.items():
                moved = {}
                for tour, column in self.tours.items():
                    kind = self.problem.kind_of[tour.unit]
                    times = (tour.start == month) + (tour.start + kind.tour - 1 == month)
                    if self.problem.post_by_name[tour.post].area == area:
                        moved[column] = kind.strength * times
                self.at_most(moved, lift[month])

    def needs(self) -> None:
        """Enough who provide for those who need, in whole numbers."""
        for need in self.problem.needs:
            share = Fraction(str(need.share))
            for month in range(self.problem.months):
                row: dict[int, int] = defaultdict(int)
                for post in need.needing:
                    for column, number in self.serving[post, month].items():
                        row[column] += number * share.numerator
                for post in need.providing:
                    for column, number in self.serving[post, month].items():
                        row[column] -= number * share.denominator
                self.at_most(row, 0)

    def bonuses(self) -> None:
        """Each once at most, and only where a unit of the kind begins; one below 0 wherever a unit does."""
        for kind in self.problem.kinds:
            for (post, start), bonus in kind.bonus.items():
                begun = [self.tours[tour] for unit in kind.units if (tour := Tour(unit, post, start)) in self.tours]
                earned = self.column(bonus, 1)
                self.at_most({earned: 1, **dict.fromkeys(begun, -1)}, 0)
                for column in begun if bonus < 0 else ():
                    self.at_most({column: 1, earned: -1}, 0)

    def solved(self) -> tuple[int, tuple[Tour, ...]]:
        """The optimum; anything else is an error."""
        self.solver.run()
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kModelEmpty:
            return 0, ()
        assert status == highspy.HighsModelStatus.kOptimal, status
        values = self.solver.getSolution().col_value
        objective = -self.solver.getInfo().objective_function_value
        assert abs(objective - round(objective)) < 1e-4, objective
        return round(objective), tuple(tour for tour, column in self.tours.items() if values[column] > 0.5)
