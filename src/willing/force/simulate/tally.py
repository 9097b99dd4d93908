"""What the clock counts, and what it tells of."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from willing.force.simulate.model import Ints, Model, Rows

AWAY, DWELLING, UNREADY, RESTED, GONE = range(5)
"""Where a unit is in a step."""
PLANNED, LAPSED, SENT = range(3)
"""Tours begun as planned, lapsed, and begun by rule."""
BEGUN_AS_PLANNED, BEGUN_BY_RULE, NOT_READY, LEFT, LAPSE = range(5)
"""What a trace tells of."""
TOLD = np.dtype([(name, np.int64) for name in ("step", "what", "unit", "post")])


class Tally(NamedTuple):
    """What R replications come to, in person-steps and unit-steps."""

    covered: Ints
    """(R, D) person-steps covered."""
    required: Ints
    """(R, D) person-steps required, surges among them."""
    covered_in: Ints
    """(R, T) persons covered at all posts."""
    required_in: Ints
    """(R, T)"""
    missed: Ints
    """(T, D) replications in which a post is short."""
    spent: Ints
    """(R, 5) unit-steps away, dwelling, not ready, rested, gone."""
    tours: Ints
    """(R, 3) tours begun as planned, lapsed, begun by rule."""


class Trace(NamedTuple):
    """What happened, in order, as far as there is room."""

    rows: Rows
    """(N,) step, what, unit, and post or -1."""
    written: Ints
    """(1,) how many rows are."""

    def told(self) -> tuple[tuple[int, int, int, int], ...]:
        """What was written."""
        return tuple(tuple(row) for row in self.rows[: self.written[0]].tolist())


def room(rows: int) -> Trace:
    """An empty trace."""
    return Trace(np.zeros(rows, TOLD), np.zeros(1, np.int64))


def tally_of(model: Model, replications: int) -> Tally:
    """An empty tally."""
    steps, posts = model.required.shape
    return Tally(
        covered=np.zeros((replications, posts), np.int64),
        required=np.zeros((replications, posts), np.int64),
        covered_in=np.zeros((replications, steps), np.int64),
        required_in=np.zeros((replications, steps), np.int64),
        missed=np.zeros((steps, posts), np.int64),
        spent=np.zeros((replications, 5), np.int64),
        tours=np.zeros((replications, 3), np.int64),
    )
