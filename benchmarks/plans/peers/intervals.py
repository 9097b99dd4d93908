"""An optional interval for every tour that a unit might make, for the CP-SAT solver of OR-tools.

The way of a scheduler: tours of a unit in order, each with a month of beginning and a post as variables; persons away
and persons moved as cumulative resources. Poses neither needs, bonuses nor handovers of part of a month.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ortools.sat.python import cp_model

from benchmarks.plans.peers import Outcome, plainly
from benchmarks.plans.peers.cpsat import solved
from willing.errors import AskError
from willing.force.problem import Kind, Problem, Tour


def plan(problem: Problem, seconds: float) -> Outcome:
    """The best plan found in the time, which the building of the model is part of."""
    plainly(problem, "the model of intervals")
    if any(kind.handover % 1 for kind in problem.kinds):
        raise AskError("the model of intervals poses no handover of part of a month: take the pooled model")
    end = time.perf_counter() + seconds
    model = _Intervals(problem)
    found = solved(model.model, end - time.perf_counter())
    if found is None:
        return Outcome(None, None)
    solver, bound = found
    tours = tuple(
        Tour(unit, post, solver.value(start)) for unit, post, start, sent in model.tours if solver.boolean_value(sent)
    )
    return Outcome(round(solver.objective_value), bound, tours)


class _Intervals:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model: Any = cp_model.CpModel()
        self.tours: list[tuple[str, str, Any, Any]] = []
        """Unit, post, month of beginning and whether it is sent."""
        self.serving: dict[tuple[str, int], list[tuple[Any, int]]] = defaultdict(list)
        self.charged: dict[str, list[tuple[Any, int]]] = defaultdict(list)
        self.moved: dict[str, list[tuple[Any, int]]] = defaultdict(list)
        for unit, kind in problem.kind_of.items():
            if kind.serves and kind.starts:
                self.unit(unit, kind)
        for limits, intervals in ((problem.budgets, self.charged), (problem.lift, self.moved)):
            for name, own in intervals.items():
                self.within(limits[name], own)
        self.cover()

    def unit(self, unit: str, kind: Kind) -> None:
        """All tours that a unit might make, one after the other."""
        cycles, sent_before = [], None
        for _ in range(1 + (kind.starts[-1] - kind.starts[0]) // kind.cycle):
            start = self.model.new_int_var_from_domain(cp_model.Domain.from_values(kind.starts), "")
            sent = self.model.new_bool_var("")
            cycles.append(self.model.new_optional_fixed_size_interval_var(start, kind.cycle, sent, ""))
            if sent_before is not None:
                self.model.add_implication(sent, sent_before[0])
                self.model.add(start >= sent_before[1] + kind.cycle).only_enforce_if(sent)
            sent_before = sent, start
            away = self.model.new_optional_fixed_size_interval_var(start, kind.tour, sent, "")
            for budget in kind.budgets:
                self.charged[budget].append((away, kind.strength))
            self.posts(unit, kind, start, sent)
        self.model.add_no_overlap(cycles)

    def posts(self, unit: str, kind: Kind, start: Any, sent: Any) -> None:
        """One post for a tour that is made."""
        there = {post: self.model.new_bool_var("") for post in kind.serves}
        self.model.add(sum(there.values()) == sent)
        areas: dict[str, list[Any]] = defaultdict(list)
        for post, chosen in there.items():
            self.tours.append((unit, post, start, chosen))
            areas[self.problem.post_by_name[post].area].append(chosen)
            for month in range(self.problem.months):
                first, last = month - kind.tour + 1, month - int(kind.handover)
                if first <= last and any(first <= begin <= last for begin in kind.starts):
                    serves = self.model.new_bool_var("")
                    self.model.add_implication(serves, chosen)
                    self.model.add_linear_constraint(start, first, last).only_enforce_if(serves)
                    self.serving[post, month].append((serves, kind.serves[post]))
        for area in areas.keys() & self.problem.lift.keys():
            here = self.model.new_bool_var("")
            self.model.add(sum(areas[area]) == here)
            for shift in (0, kind.tour - 1):
                moved = self.model.new_optional_fixed_size_interval_var(start + shift, 1, here, "")
                self.moved[area].append((moved, kind.strength))

    def within(self, limits: Sequence[int], intervals: Sequence[tuple[Any, int]]) -> None:
        """A cumulative resource; where it varies, what is missing from the most is taken up for good."""
        most = max(limits)
        missing = [
            (self.model.new_fixed_size_interval_var(month, 1, ""), most - limit)
            for month, limit in enumerate(limits)
            if limit < most
        ]
        every = [*intervals, *missing]
        self.model.add_cumulative([one for one, _ in every], [persons for _, persons in every], most)

    def cover(self) -> None:
        """What is covered, and the objective."""
        worth: list[tuple[Any, int]] = [(sent, -self.problem.turbulence) for *_, sent in self.tours]
        for post in self.problem.posts:
            for month, required in enumerate(post.required):
                own: Mapping[Any, int] | Sequence[tuple[Any, int]] = self.serving[post.name, month]
                if required and own:
                    covered = self.model.new_int_var(0, required, "")
                    self.model.add(covered <= cp_model.LinearExpr.weighted_sum(*map(list, zip(*own, strict=True))))
                    worth.append((covered, post.weight))
        self.model.maximize(cp_model.LinearExpr.weighted_sum(*map(list, zip(*worth, strict=True))) if worth else 0)
