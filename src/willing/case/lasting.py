"""What is worked out from a case once, while questions are asked about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from willing.case.model import Case

Found = TypeVar("Found")
MOST = 8
"""Cases of which something is kept: those asked about last."""


def lasting(work: Callable[[Case], Found]) -> Callable[[Case], Found]:
    """A function of a case that is worked out once for each of the last cases, which never change.

    A case is known by being the same object: to compare two takes as long as most of what is kept here.
    """
    known: dict[int, tuple[Case, Found]] = {}

    @wraps(work)
    def found(case: Case) -> Found:
        kept = known.get(id(case))
        if kept is not None and kept[0] is case:  # and not another one in the place of one that is gone
            return kept[1]
        fresh = work(case)
        while len(known) >= MOST:
            known.pop(next(iter(known), 0), None)
        known[id(case)] = case, fresh
        return fresh

    return found
