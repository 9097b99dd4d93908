"""Other ways to plan, to be set beside ours; none is used by the package.

Each module has one function ``plan(problem, seconds)`` that returns an :class:`Outcome`. What it says of its own tours
is not relied upon: the checker recomputes it.
"""

from __future__ import annotations

from typing import NamedTuple

from willing.errors import AskError
from willing.force.problem import Problem, Tour

WORKERS = 2
"""Threads that a solver may use."""


class Outcome(NamedTuple):
    """What one way came to in the time given."""

    objective: int | None
    """The objective by its own account; None where it found no plan."""
    bound: float | None
    """What no plan can exceed, by its own account; None where it has no bound."""
    tours: tuple[Tour, ...] = ()


def plainly(problem: Problem, way: str) -> None:
    """Refuse what some ways do not pose: needs and bonuses, which no instance of the benchmark has."""
    if problem.needs or any(kind.bonus for kind in problem.kinds):
        raise AskError(f"{way} poses neither needs nor bonuses: take the pooled model")
