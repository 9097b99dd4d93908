"""What was signed, in many scenarios at once.

A signature matters only where pledges wait for each other in a circle: elsewhere, a condition that holds among the firm
and the signed pledges holds among the firm ones. So all of it happens in the state of a program. From the least
fixpoint those who signed fall from everything, all others staying as they are, to the largest set of them whose
conditions hold; from there the force rises again, and so on until nobody is added. See
:mod:`willing.standing.resolve`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from willing.futures.circuit import Bit
from willing.futures.engine import ALL, Engine, Grid, Planes, Tallied
from willing.futures.program import Program
from willing.standing.setting import Setting


def signed_bits(setting: Setting, program: Program) -> NDArray[np.bool_]:
    """For each bit of the state, whether it is one of a pledge that was signed."""
    circuit = program.circuit
    names = (circuit.inputs[circuit.operations[bit].a] for bit in program.state)
    return np.array([name.split(":")[1] in setting.signed for name in names], dtype=np.bool_)


@dataclass(frozen=True)
class SignedEngine:
    """An engine of a rising program that honours what was signed; all else is as with the plain one."""

    program: Program
    rising: Engine
    """What carries the program out, signatures left aside."""
    falling: Engine
    """What carries out the same falling, where only the state of signed pledges moves."""
    falls: Program
    signed: NDArray[np.bool_]
    """The bits of the state that are those of signed pledges."""

    def run(
        self, outputs: Sequence[Bit], grid: Grid, feared: Planes | None = None, start: Planes | None = None
    ) -> Planes:
        """See :class:`~willing.futures.engine.Engine`."""
        state = self.rising.run(self.program.state, grid, feared, start)
        while True:
            begun = np.where(self.signed[:, None], ALL, state)
            joined = self.falling.run(self.falls.state, grid, feared, begun)
            if np.array_equal(joined, state):
                return self.rising.run(outputs, grid, feared, state)
            state = self.rising.run(self.program.state, grid, feared, joined)

    def turned(self, words: Planes, depth: int) -> Planes:
        """See :class:`~willing.futures.engine.Engine`."""
        return self.rising.turned(words, depth)

    def tallied(self, blocks: Planes, starts: NDArray[np.int64]) -> Tallied:
        """See :class:`~willing.futures.engine.Engine`."""
        return self.rising.tallied(blocks, starts)
