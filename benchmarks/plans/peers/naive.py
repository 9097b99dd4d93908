"""Who is where in which month, posed as one thinks of it first: ``x[unit, post, month]``, by linopy, solved by HiGHS.

Beside it a variable for every month in which a tour may begin. Poses neither needs nor bonuses.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections import defaultdict
from typing import Any

import highspy
import linopy
import numpy as np
import xarray as xr

from benchmarks.plans.peers import WORKERS, Outcome, plainly
from willing.force.problem import Problem, Tour


def plan(problem: Problem, seconds: float) -> Outcome:
    """The best plan found in the time, which the building of the model is part of."""
    plainly(problem, "the naive model")
    end = time.perf_counter() + seconds
    logging.getLogger("linopy").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a month before the first counts as 0, as it is meant to
        return _Naive(problem).solved(end)


class _Naive:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.months = range(problem.months)
        self.units = [unit for unit, kind in problem.kind_of.items() if kind.serves and kind.starts]
        self.posts = [post.name for post in problem.posts]
        self.axes: list[tuple[str, list[Any]]] = [
            ("unit", self.units),
            ("post", self.posts),
            ("month", list(self.months)),
        ]
        kinds = [problem.kind_of[unit] for unit in self.units]
        able = np.array([[post in kind.serves for post in self.posts] for kind in kinds])
        starts = np.array([[month in kind.starts for month in self.months] for kind in kinds])
        self.model: Any = linopy.Model()
        self.on = self.binary("on", np.broadcast_to(able[:, :, None], self.shape))
        self.begins = self.binary("begins", able[:, :, None] & starts[:, None, :])
        self.alike: dict[tuple[int, int], list[str]] = defaultdict(list)
        for unit, kind in zip(self.units, kinds, strict=True):
            self.alike[kind.tour, kind.cycle].append(unit)
        self.covered = self.model.add_variables(
            lower=0,
            upper=xr.DataArray(np.array([post.required for post in problem.posts], dtype=float), self.axes[1:]),
            name="covered",
        )
        self.tours()
        self.cover()
        self.budgets()
        self.lift()
        weight = xr.DataArray([float(post.weight) for post in problem.posts], self.axes[1:2])
        worth = (self.covered * weight).sum() - (self.begins * float(problem.turbulence)).sum()
        self.model.add_objective(worth, sense="max")

    @property
    def shape(self) -> tuple[int, ...]:
        """How many units, posts and months there are."""
        return tuple(len(names) for _, names in self.axes)

    def binary(self, name: str, mask: Any) -> Any:
        """A variable that is 0 or 1, where the mask allows any."""
        mask = xr.DataArray(mask, self.axes)
        return self.model.add_variables(coords=mask.coords, mask=mask, binary=True, name=name)

    def persons(self, of: str) -> Any:
        """Persons of every unit."""
        return xr.DataArray([float(getattr(self.problem.kind_of[unit], of)) for unit in self.units], self.axes[:1])

    def tours(self) -> None:
        """On duty are those that began within a tour; a unit begins once in any months of one cycle."""
        for place, ((tour, cycle), units) in enumerate(self.alike.items()):
            begins = self.begins.sel(unit=units)
            lasting = sum((begins.shift(month=k) for k in range(1, tour)), 1 * begins)
            self.model.add_constraints(self.on.sel(unit=units) - lasting == 0, name=f"tour{place}")
            once = begins.sum("post")
            window = sum((once.shift(month=k) for k in range(1, cycle)), once)
            self.model.add_constraints(window <= 1, name=f"cycle{place}")

    def cover(self) -> None:
        """No more is covered than serve: those on duty for longer than the handover."""
        serving: Any = 0
        for (tour, _), units in self.alike.items():
            shares = np.zeros((tour, len(units), len(self.posts)))
            for i, unit in enumerate(units):
                kind = self.problem.kind_of[unit]
                for post in kind.serves:
                    shares[:, i, self.posts.index(post)] = kind.serving(post)
            for k in range(tour):
                share = xr.DataArray(shares[k], [("unit", units), self.axes[1]])
                serving = serving + (self.begins.sel(unit=units).shift(month=k) * share).sum("unit")
        self.model.add_constraints(self.covered - serving <= 0, name="cover")

    def budgets(self) -> None:
        """Persons away."""
        for budget, allowed in self.problem.budgets.items():
            units = [unit for unit in self.units if budget in self.problem.kind_of[unit].budgets]
            if units:
                away = (self.on.sel(unit=units) * self.persons("strength").sel(unit=units)).sum(["unit", "post"])
                self.model.add_constraints(away <= self.limit(allowed), name=f"budget {budget}")

    def lift(self) -> None:
        """Persons moved in and out."""
        for area, allowed in self.problem.lift.items():
            posts = [post.name for post in self.problem.posts if post.area == area]
            moved: Any = 0
            for (tour, _), units in self.alike.items():
                begins = self.begins.sel(unit=units, post=posts)
                both = 1 * begins + begins.shift(month=tour - 1)
                moved = moved + (both * self.persons("strength").sel(unit=units)).sum(["unit", "post"])
            if posts:
                self.model.add_constraints(moved <= self.limit(allowed), name=f"lift {area}")

    def limit(self, allowed: tuple[int, ...]) -> Any:
        """A limit by month."""
        return xr.DataArray(np.array(allowed, dtype=float), self.axes[2:])

    def solved(self, end: float) -> Outcome:
        """What the solver finds by the end."""
        left = max(0.0, end - time.perf_counter())
        options = {"time_limit": left, "threads": WORKERS, "mip_rel_gap": 0.0, "output_flag": False}
        self.model.solve("highs", io_api="direct", **options)
        info = self.model.solver_model.getInfo()
        bound = info.mip_dual_bound if abs(info.mip_dual_bound) < highspy.kHighsInf else None
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Outcome(None, bound)
        begun = np.argwhere(self.begins.solution.fillna(0).to_numpy() > 0.5)
        tours = tuple(Tour(self.units[u], self.posts[p], int(month)) for u, p, month in begun)
        return Outcome(round(info.objective_function_value), bound, tours)
