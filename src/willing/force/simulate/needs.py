"""Persons at some posts who need others: who may be sent for that, and who does not count."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from willing.force.compiled import compiled
from willing.force.simulate.model import Ints


@compiled
def served(role: NDArray[np.int8], share: Ints, manned: Ints, post: int, full: int) -> bool:
    """Whether the needs of a post are met once some persons are added there."""
    for need in range(len(role)):
        if role[need, post] & 1:
            needing, providing = full, full if role[need, post] & 2 else 0
            for other in range(len(manned)):
                needing += manned[other] if role[need, other] & 1 else 0
                providing += manned[other] if role[need, other] & 2 else 0
            if share[need, 0] * needing > share[need, 1] * providing:
                return False
    return True


@compiled
def leave_out(role: NDArray[np.int8], share: Ints, order: Ints, serving: Ints, uncounted: Ints) -> None:
    """Persons who do not count because too few provide what they need."""
    for post in range(len(serving)):
        uncounted[post] = 0
    for need in range(len(role)):
        needing = providing = 0
        for post in range(len(serving)):
            needing += serving[post] if role[need, post] & 1 else 0
            providing += serving[post] if role[need, post] & 2 else 0
        beyond = needing - share[need, 1] * providing // share[need, 0]
        for turn in range(len(order)):
            post = order[len(order) - 1 - turn]
            if beyond > 0 and role[need, post] & 1:
                persons = min(beyond, serving[post])
                uncounted[post] = max(uncounted[post], persons)
                beyond -= persons
