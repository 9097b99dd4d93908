"""Where everything is while the clock runs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from willing.force.simulate.model import Ints, Model, Rows, Words


class State(NamedTuple):
    """Where everything is; made once and used for all replications of a batch."""

    units: Rows
    """(U,)"""
    sendable: Ints
    """(U,) the units that the rule may send now, as far as they are listed."""
    spent: Ints
    """(5,) unit-steps so far, by place."""
    need: Ints
    """(D,) persons required now."""
    manned: Ints
    """(D,) persons that the units at a post add, those in handover in full."""
    serving: Ints
    """(D,) persons that they add now."""
    uncounted: Ints
    """(D,) persons who do not count for lack of others."""
    away: Ints
    """(B, T) booked persons away."""
    moved: Ints
    """(A, T) booked persons moved."""
    unready: Words
    """(F,) where the draws of an event in this replication begin."""
    leaves: Ints
    """(L,) when units leave."""
    surges: Rows
    """(S,)"""


_NAMES = ("place", "since", "until", "home", "rest", "start", "post", "full", "part", "adds", "next_start")
UNIT_NOW = np.dtype([(name, np.int64) for name in _NAMES])
"""Of a unit: where it is, since when, and until when at least nothing changes for it (if rested: when it may be sent by
rule); when its last tour ended or ends, and its dwell; when that tour began, at which post, and the persons it adds
there in full, in the last step of its lead, and now; and when its next planned tour begins."""
SURGE_NOW = np.dtype([("world", np.uint64), ("until", np.int64)])
"""Of a surge: where its draws in this replication begin, and until when it goes on."""


def state_of(model: Model) -> State:
    """Room for the state; each replication begins by writing it."""
    units, posts = len(model.units), len(model.order)
    return State(
        units=np.zeros(units, UNIT_NOW),
        sendable=np.zeros(units, np.int64),
        spent=np.zeros(5, np.int64),
        need=np.zeros(posts, np.int64),
        manned=np.zeros(posts, np.int64),
        serving=np.zeros(posts, np.int64),
        uncounted=np.zeros(posts, np.int64),
        away=np.zeros_like(model.away),
        moved=np.zeros_like(model.moved),
        unready=np.zeros(len(model.unready), np.uint64),
        leaves=np.zeros(len(model.leaves), np.int64),
        surges=np.zeros(len(model.surges), SURGE_NOW),
    )
