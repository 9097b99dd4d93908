"""What is certain and what is feared, where pledges can make others fall."""

from __future__ import annotations

import numpy as np

from willing.futures.engine import Engine, Grid, Planes
from willing.futures.program import Program


def alternated(engine: Engine, program: Program, here: Grid, there: Grid) -> tuple[Planes, Planes]:
    """What is certain and what is feared, each of shape (bits of all pledges, rows * words), by alternating fixpoints.

    See van Gelder 1989. ``here`` says what is given, ``there`` what the others might be given if all that is open
    turned out the other way: what is certain is read against what is feared, and that against what is certain, until
    nothing more is certain.
    """
    certain: Planes = np.zeros((len(program.standing), here.rows * here.words), dtype=np.uint64)
    while True:
        feared = engine.run(program.standing, there, certain)
        surer = engine.run(program.standing, here, feared)
        if np.array_equal(surer, certain):
            return certain, feared
        certain = surer
