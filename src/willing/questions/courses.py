"""Plans to look at: of the course of action that suits the target, and of all courses of action side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from willing.case.derive import peak, posts_of
from willing.case.model import Case
from willing.errors import AskError
from willing.force.solve import Progress
from willing.questions.ask import goal_of
from willing.questions.plan import Planned, plan

ROUNDS = 1
"""Rounds of search for a plan that is only looked at."""
Heard = Callable[[float], None]
"""Hears the share of the work that is done."""


def usual(case: Case, target: int | str | None = None) -> str:
    """The course of action to plan where none is named: of those with posts the one whose peak is nearest the target.

    Of equals the first; without a target in persons the first of the case. Raises
    :class:`~willing.errors.AskError` for a case without courses of action that have posts.
    """
    sizes = {key: peak(posts_of(case, key)) for key in planned_of(case)}
    if not sizes:
        raise AskError("the case has no course of action with posts, so there is nothing to plan: add one")
    goal = goal_of(case, target)
    wanted = goal.persons if goal is not None else None
    return next(iter(sizes)) if wanted is None else min(sizes, key=lambda key: abs(sizes[key] - wanted))


def planned_of(case: Case) -> tuple[str, ...]:
    """The courses of action that have posts."""
    return tuple(key for key, need in case.requirements.items() if need.posts)


def glance(case: Case, coa: str, *, told: Heard | None = None, **asked: Any) -> Planned:
    """A plan to look at: :func:`~willing.questions.plan.plan` with few rounds of search.

    Its bound holds all the same, though a longer search would bring the two closer; the same question gives the same
    plan.
    """

    def heard(progress: Progress) -> None:
        if told is not None:
            told(progress.share)

    return plan(case, coa, **{**asked, "rounds": ROUNDS, "told": heard})


def glances(case: Case, *, told: Heard | None = None, **asked: Any) -> tuple[Planned, ...]:
    """A plan to look at for every course of action that has posts, all asked the same way.

    Raises :class:`~willing.errors.AskError` for a case without any, and for whatever cannot be planned.
    """
    usual(case)
    keys = planned_of(case)

    def part(index: int) -> Heard | None:
        return None if told is None else lambda share: told((index + share) / len(keys))

    return tuple(glance(case, key, told=part(index), **asked) for index, key in enumerate(keys))
