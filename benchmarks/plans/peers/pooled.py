"""The pooled model by the month of beginning, solved by HiGHS."""

from __future__ import annotations

import time
from typing import Any

import highspy
import numpy as np

from benchmarks.plans.peers import WORKERS, Outcome
from benchmarks.plans.peers.rows import Rows, pooled, tours_of
from willing.force.problem import Problem


def plan(problem: Problem, seconds: float) -> Outcome:
    """The best plan found in the time, which the building of the model is part of."""
    end = time.perf_counter() + seconds
    model = pooled(problem)
    if not model.begins:
        return Outcome(0, 0.0)
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    solver.setOptionValue("threads", WORKERS)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(_posed(model))
    solver.setOptionValue("time_limit", max(0.0, end - time.perf_counter()))
    if solver.run() == highspy.HighsStatus.kError:  # as where another number of threads is in use in the process
        raise RuntimeError("the solver could not be run")
    info = solver.getInfo()
    bound = -info.mip_dual_bound if abs(info.mip_dual_bound) < highspy.kHighsInf else None
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Outcome(None, bound)
    values = solver.getSolution().col_value
    return Outcome(round(-info.objective_function_value), bound, tours_of(problem, model, values))


def _posed(model: Rows) -> Any:
    lp: Any = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.worth), len(model.rows)
    lp.col_cost_ = -np.array(model.worth, dtype=float)
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = np.array(model.highest, dtype=float)
    lp.row_lower_ = np.full(lp.num_row_, -highspy.kHighsInf)
    lp.row_upper_ = np.array([limit for _, limit in model.rows], dtype=float)
    begins = len(model.begins)  # what is covered, or earned, is whole by itself where the beginnings are
    whole, broken = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    lp.integrality_ = [whole] * begins + [broken] * (lp.num_col_ - begins)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row) for row, _ in model.rows)])
    lp.a_matrix_.index_ = np.array([column for row, _ in model.rows for column in row])
    lp.a_matrix_.value_ = np.array([number for row, _ in model.rows for number in row.values()], dtype=float)
    return lp
