"""The pooled model by the month of beginning, solved by the CP-SAT solver of OR-tools."""

from __future__ import annotations

import time
from typing import Any

from ortools.sat.python import cp_model

from benchmarks.plans.peers import WORKERS, Outcome
from benchmarks.plans.peers.rows import pooled, tours_of
from willing.force.problem import Problem

STRATEGIES = ("reduced_costs", "max_lp")
"""One for each worker. Both lean on the linear relaxation, without which there is no bound to speak of: on the small
instance they prove the optimum within a second, and the two that the solver takes by itself do not in a minute."""


def plan(problem: Problem, seconds: float) -> Outcome:
    """The best plan found in the time, which the building of the model is part of."""
    end = time.perf_counter() + seconds
    rows = pooled(problem)
    model: Any = cp_model.CpModel()
    columns = [model.new_int_var(0, highest, "") for highest in rows.highest]
    for row, limit in rows.rows:
        model.add(cp_model.LinearExpr.weighted_sum([columns[c] for c in row], list(row.values())) <= limit)
    model.maximize(cp_model.LinearExpr.weighted_sum(columns, rows.worth))
    found = solved(model, end - time.perf_counter())
    if found is None:
        return Outcome(None, None)
    solver, bound = found
    values = [solver.value(column) for column in columns]
    return Outcome(round(solver.objective_value), bound, tours_of(problem, rows, values))


def solved(model: Any, seconds: float) -> tuple[Any, float] | None:
    """The solver with the best solution found, and its bound; None where it found none."""
    solver: Any = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, seconds)
    solver.parameters.num_workers = WORKERS
    solver.parameters.subsolvers.extend(STRATEGIES)
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    return solver, solver.best_objective_bound
