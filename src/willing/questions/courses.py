"""Which course of action: the one that suits the target, and a plan for each to hold side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from willing.case.derive import peak, posts_of
from willing.case.model import Case
from willing.errors import AskError
from willing.questions.ask import closest, goal_of
from willing.questions.plan import Planned, plan

ROUNDS = 2
"""Rounds of search for plans that are only looked at."""


def usual(case: Case, target: int | str | None = None) -> str:
    """The course of action to plan where none is named: of those with posts the one whose peak is nearest the target.

    Of equals the first; without a target in persons the first of the case. Raises
    :class:`~willing.errors.AskError` for a case without courses of action that have posts.
    """
    sizes = {key: peak(posts_of(case, key)) for key, need in case.requirements.items() if need.posts}
    if not sizes:
        raise AskError("the case has no course of action with posts: there is nothing to plan")
    goal = goal_of(case, target)
    wanted = goal.persons if goal is not None else None
    return next(iter(sizes)) if wanted is None else min(sizes, key=lambda key: abs(sizes[key] - wanted))


def chosen(case: Case, coa: str | None, target: int | str | None = None) -> str:
    """The course of action that is named, or the usual one.

    Raises :class:`~willing.errors.AskError` for one that the case does not have.
    """
    if coa is None:
        return usual(case, target)
    if coa not in case.requirements:
        none = "the case has no courses of action"
        raise AskError(f"unknown course of action {coa!r}: {closest(coa, case.requirements, none)}")
    return coa


def compare(case: Case, told: Callable[[float], None] | None = None, **asked: Any) -> tuple[Planned, ...]:
    """A plan for every course of action that has posts, all asked the same way: see :func:`~willing.questions.plan.plan`.

    ``told`` hears the share that is done. Raises :class:`~willing.errors.AskError` for a case without any, and for
    whatever cannot be planned.
    """
    usual(case)
    keys = [key for key, need in case.requirements.items() if need.posts]
    found = []
    for done, key in enumerate(keys):
        found.append(plan(case, key, **{"rounds": ROUNDS, **asked}))
        if told is not None:
            told((done + 1) / len(keys))
    return tuple(found)
