"""The problem as a mixed-integer program, for a general solver to better a plan of a small problem, or prove it best.

Variables are how many units of a kind begin a tour at a post in a month; that like units need not be told apart, and
that a cycle is a row "beginnings within any cycle are no more than there are units", keeps it small and its relaxation
tight. Units are told apart again afterwards: in the order of their beginnings, whoever has been free longest goes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np

from willing.force.problem import Kind, Problem, Tour

MOST_BEGINNINGS = 6_000
"""Variables up to which a general solver is worth asking."""
THREADS = 2
PATIENCE = 0.1
"""Seconds between looks at how far it has come."""

Begin = tuple[int, str, int]
"""A kind by its number, a post, a month."""
Row = dict[int, float]


@dataclass
class Model:
    """Columns and rows; each row is at most its limit."""

    cost: list[float] = field(default_factory=list)
    highest: list[float] = field(default_factory=list)
    rows: dict[object, Row] = field(default_factory=lambda: defaultdict(dict))
    limit: dict[object, float] = field(default_factory=dict)
    begins: dict[Begin, int] = field(default_factory=dict)
    covers: dict[tuple[str, int], int] = field(default_factory=dict)

    def column(self, cost: float, highest: float) -> int:
        """A new column."""
        self.cost.append(cost)
        self.highest.append(highest)
        return len(self.cost) - 1

    def add(self, row: object, column: int, number: float, limit: float) -> None:
        """Add to a row."""
        entries = self.rows[row]
        entries[column] = entries.get(column, 0.0) + number
        self.limit[row] = limit


@dataclass(frozen=True)
class Found:
    """What the solver came to."""

    tours: tuple[Tour, ...] | None
    """``None`` where it found no better plan."""
    bound: float
    stopped: bool
    """Whether it was stopped before it was done."""


def beginnings(problem: Problem) -> int:
    """How many variables there would be."""
    return sum(len(kind.starts) * len(kind.serves) for kind in problem.kinds)


def improved(
    problem: Problem,
    begun: Iterable[Tour],
    *,
    seconds: float,
    told: Callable[[float], None],
) -> Found:
    """A plan at least as good as the one begun with, and a bound.

    ``told`` hears the bound, and may raise ``KeyboardInterrupt`` to stop.
    """
    import highspy  # noqa: PLC0415  not needed for most problems

    model = _modelled(problem)
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    options = {"output_flag": False, "threads": THREADS, "mip_rel_gap": 0.0, "mip_abs_gap": 0.99}
    for option, value in options.items():
        solver.setOptionValue(option, value)
    solver.setOptionValue("time_limit", max(0.1, seconds))
    solver.passModel(_posed(highspy, model))
    start = highspy.HighsSolution()
    start.col_value = _values(problem, model, begun)
    solver.setSolution(start)
    stopped = False
    try:
        _run(solver, told)
    except KeyboardInterrupt:
        stopped = True
    info = solver.getInfo()
    tours = None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        tours = tuple(_told_apart(problem, model, solver.getSolution().col_value))
    bound = info.mip_dual_bound
    return Found(tours, bound if np.isfinite(bound) else float("inf"), stopped)


def _run(solver: Any, told: Callable[[float], None]) -> None:
    """Run beside this thread, so that it can be stopped."""
    bounds = [float("inf")]

    def heard(event: Any) -> None:
        bounds[0] = event.data_out.mip_dual_bound

    solver.HandleUserInterrupt = True
    solver.cbMipInterrupt.subscribe(heard)
    thread = solver.startSolve()
    try:
        while thread.is_alive():
            thread.join(PATIENCE)
            told(bounds[0])
    except KeyboardInterrupt:
        solver.cancelSolve()
        thread.join()
        raise


def _modelled(problem: Problem) -> Model:
    model = Model()
    shares = [Fraction(str(need.share)).as_integer_ratio() for need in problem.needs]
    for post in problem.posts:
        for month, asked in enumerate(post.required):
            if asked:
                model.covers[post.name, month] = column = model.column(post.weight, asked)
                model.add(("cover", post.name, month), column, 1.0, 0.0)
    for number, kind in enumerate(problem.kinds):
        for post_name in kind.serves:
            for start in kind.starts:
                _begin(problem, model, shares, number, kind, post_name, start)
    return model


def _begin(
    problem: Problem,
    model: Model,
    shares: Sequence[tuple[int, int]],
    number: int,
    kind: Kind,
    post: str,
    start: int,
) -> None:
    """The column of one beginning, in every row that it takes part in."""
    column = model.column(kind.bonus.get((post, start), 0) - problem.turbulence, kind.count)
    model.begins[number, post, start] = column
    months = range(start, start + kind.tour)
    for month, adds in zip(months, kind.serving(post), strict=True):
        if adds and (post, month) in model.covers:
            model.add(("cover", post, month), column, -adds, 0.0)
        for budget in kind.budgets:
            model.add(("budget", budget, month), column, kind.strength, problem.budgets[budget][month])
        for place, (need, (needed, provided)) in enumerate(zip(problem.needs, shares, strict=True)):
            part = needed * (post in need.needing) - provided * (post in need.providing)
            if part * adds:
                model.add(("need", place, month), column, part * adds, 0.0)
    area = problem.post_by_name[post].area
    if area in problem.lift:
        for month in (months[0], months[-1]):
            model.add(("lift", area, month), column, kind.strength, problem.lift[area][month])
    for month in range(start, min(problem.months, start + kind.cycle)):
        model.add(("cycle", number, month), column, 1.0, kind.count)


def _posed(highspy: Any, model: Model) -> Any:
    lp = highspy.HighsLp()
    rows = list(model.rows)
    lp.num_col_, lp.num_row_ = len(model.cost), len(rows)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.array(model.cost)
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = np.array(model.highest)
    lp.row_lower_ = np.full(lp.num_row_, -highspy.kHighsInf)
    lp.row_upper_ = np.array([model.limit[row] for row in rows])
    covers = set(model.covers.values())
    whole, broken = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    lp.integrality_ = [broken if column in covers else whole for column in range(lp.num_col_)]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(model.rows[row]) for row in rows)])
    lp.a_matrix_.index_ = np.array([column for row in rows for column in model.rows[row]])
    lp.a_matrix_.value_ = np.array([number for row in rows for number in model.rows[row].values()], dtype=float)
    return lp


def _values(problem: Problem, model: Model, tours: Iterable[Tour]) -> list[float]:
    """The columns of a plan."""
    found = [0.0] * len(model.cost)
    numbers = {kind.name: number for number, kind in enumerate(problem.kinds)}
    serving: dict[tuple[str, int], int] = defaultdict(int)
    for tour in tours:
        kind = problem.kind_of[tour.unit]
        found[model.begins[numbers[kind.name], tour.post, tour.start]] += 1
        for month, adds in enumerate(kind.serving(tour.post), tour.start):
            serving[tour.post, month] += adds
    for cell, column in model.covers.items():
        found[column] = min(model.highest[column], float(serving[cell]))
    return found


def _told_apart(problem: Problem, model: Model, values: Iterable[float]) -> Iterable[Tour]:
    column = list(values)
    for number, kind in enumerate(problem.kinds):
        free = dict.fromkeys(kind.units, 0)
        begun = sorted(
            (start, post)
            for (owner, post, start), place in model.begins.items()
            if owner == number
            for _ in range(ceil(column[place] - 0.5))
        )
        for start, post in begun:
            unit = min(free, key=lambda name: free[name])
            free[unit] = start + kind.cycle
            yield Tour(unit, post, start)
