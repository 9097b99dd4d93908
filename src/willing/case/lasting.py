"""What is worked out of a case, or of a part of one, once while questions are asked about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import TypeVar

Part = TypeVar("Part")
Found = TypeVar("Found")
MOST = 8
"""Cases of which something is kept: those asked about last."""


def lasting(work: Callable[[Part], Found]) -> Callable[[Part], Found]:
    """A function that is worked out once for each of the last cases, or parts of cases, which never change.

    One is known by being the same object: to compare two takes as long as most of what is kept here.
    """
    known: dict[int, tuple[Part, Found]] = {}
    lock = Lock()

    @wraps(work)
    def found(part: Part) -> Found:
        kept = known.get(id(part))
        if kept is not None and kept[0] is part:  # and not another one in the place of one that is gone
            return kept[1]
        fresh = work(part)
        with lock:
            while len(known) >= MOST:
                del known[next(iter(known))]
            known[id(part)] = part, fresh
        return fresh

    return found
