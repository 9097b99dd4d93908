"""Carrying a program out for many scenarios at once: the plain engine, in NumPy.

A plane is one bit of many scenarios, 64 to a word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from willing.futures.circuit import Bit, Circuit
from willing.futures.program import Program

Planes = NDArray[np.uint64]
"""Bits by plane and word: shape (planes, words)."""

ALL = np.uint64(0xFFFF_FFFF_FFFF_FFFF)


@dataclass(frozen=True)
class Grid:
    """Scenarios in a grid: ``rows`` times ``words`` words of 64 each, and what is given in them.

    A plane may be given for all rows alike (shape (1, words)), with one word for every row (shape (rows, 1)), or
    for each word of each row; a plain value holds throughout. What is not given is false, but for ``on``: unless told
    otherwise, every pledge takes part.
    """

    words: int
    rows: int = 1
    given: Mapping[str, Planes | bool] = field(default_factory=dict)

    def plane(self, name: str) -> Planes | bool:
        """What is given for an input."""
        return self.given.get(name, name.startswith("on:"))


class Engine(Protocol):
    """What carries a program out."""

    def run(
        self, outputs: Sequence[Bit], grid: Grid, feared: Planes | None = None, start: Planes | None = None
    ) -> Planes:
        """Bits of the program in the state of its fixpoint, shape (outputs, rows * words).

        ``feared`` is what negated mentions are read from, shape (bits of all pledges, rows * words), where the program
        has such mentions; left out, nothing is feared. ``start`` is the state to begin with, shape (bits of the state,
        rows * words); left out, nothing or everything, as the program's direction has it.
        """

    def turned(self, words: Planes, depth: int) -> Planes:
        """The lowest ``depth`` bits of each word as planes, shape (depth, words / 64): word i is bit i % 64."""

    def tallied(self, blocks: Planes, starts: NDArray[np.int64]) -> Tallied:
        """The bits of some blocks, shape (blocks, 8), counted; each of the groups starting at ``starts`` has few."""


@dataclass(frozen=True)
class Tallied:
    """Blocks of 512 bits counted two ways."""

    by_place: NDArray[np.uint8]
    """For each group of blocks how many have each bit, shape (groups, 512)."""
    by_size: NDArray[np.float64]
    """For each block how many of its bits have places with so many ones in binary, shape (blocks, 10)."""


LOCAL = 9
"""Levers whose every combination is one block of bits: as wide as the widest registers."""
BLOCK = 1 << LOCAL
MOST_IN_GROUP = 255
"""Blocks of one group, so that they can be counted in a byte."""
SIZES = np.bitwise_count(np.arange(BLOCK, dtype=np.uint64))
"""How many of the levers of a block are on at each of its places."""


@dataclass(frozen=True)
class Code:
    """The operations needed for some bits of a circuit, with places for their values that are used again when free."""

    circuit: Circuit
    outputs: tuple[Bit, ...]

    @cached_property
    def steps(self) -> tuple[tuple[str, int, int, int], ...]:
        """Each operation with the places of its arguments and of its value."""
        return self._placed[0]

    @cached_property
    def places(self) -> int:
        """How many places there are."""
        return self._placed[1]

    @cached_property
    def at(self) -> Mapping[Bit, int]:
        """Where each output is at the end."""
        return self._placed[2]

    @cached_property
    def _placed(self) -> tuple[tuple[tuple[str, int, int, int], ...], int, dict[Bit, int]]:
        operations, needed = self.circuit.operations, self.circuit.needed(self.outputs)
        last: dict[Bit, int] = {}
        for index, bit in enumerate(needed):
            for argument in self.circuit.arguments(bit):
                last[argument] = index
        last.update(dict.fromkeys(self.outputs, len(needed)))
        free: list[int] = []
        place: dict[Bit, int] = {}
        count = 0
        steps = []
        for index, bit in enumerate(needed):
            kind, own, _ = operations[bit]
            arguments = self.circuit.arguments(bit)
            where = [place[argument] for argument in arguments]
            if free:
                into = free.pop()
            else:
                into, count = count, count + 1
            place[bit] = into
            first, second = (*where, *(own, 0)[len(where) :])
            steps.append((kind, first, second, into))
            free += [place[argument] for argument in set(arguments) if last[argument] == index]
            if bit not in last:
                free.append(into)
        return tuple(steps), count, {bit: place[bit] for bit in self.outputs}


ROW = 2048
"""Words that are carried through all steps together: few enough for the values to stay in the processor's cache."""


class NumpyEngine:
    """One NumPy operation a step, over rows of words that stay in the cache."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._following = Code(program.circuit, program.following)
        self._codes: dict[tuple[Bit, ...], Code] = {}

    def run(
        self, outputs: Sequence[Bit], grid: Grid, feared: Planes | None = None, start: Planes | None = None
    ) -> Planes:
        """See :class:`Engine`."""
        key = tuple(outputs)
        if key not in self._codes:
            self._codes[key] = Code(self.program.circuit, key)
        found = np.empty((len(key), grid.rows * grid.words), dtype=np.uint64)
        step = max(1, ROW // grid.words)
        for row in range(0, grid.rows, step):
            rows = slice(row, min(row + step, grid.rows))
            for word in range(0, grid.words, ROW):
                words = slice(word, min(word + ROW, grid.words))
                self._piece(key, grid, rows, words, feared, start, found)
        return found

    def turned(self, words: Planes, depth: int) -> Planes:
        """See :class:`Engine`."""
        return transposed(words, depth)

    def tallied(self, blocks: Planes, starts: NDArray[np.int64]) -> Tallied:
        """See :class:`Engine`."""
        bits = np.unpackbits(blocks.view(np.uint8), axis=1, bitorder="little")
        sizes = np.equal.outer(SIZES, np.arange(LOCAL + 1)).astype(np.float64)
        return Tallied(np.add.reduceat(bits, starts, axis=0, dtype=np.uint8), bits @ sizes)

    def _piece(
        self,
        key: tuple[Bit, ...],
        grid: Grid,
        rows: slice,
        words: slice,
        feared: Planes | None,
        start: Planes | None,
        found: Planes,
    ) -> None:
        shape = (rows.stop - rows.start, words.stop - words.start)

        def cut(planes: Planes) -> Planes:
            whole = planes.reshape(planes.shape[0], grid.rows, grid.words)[:, rows, words]
            return whole.reshape(planes.shape[0], -1)

        given = {
            position: self._plane(grid.plane(name), rows, words, shape)
            for position, name in enumerate(self.program.circuit.inputs)
        }
        operations = self.program.circuit.operations
        for index, bit in enumerate(self.program.feared):
            if feared is not None:
                given[operations[bit].a] = cut(feared[index : index + 1])[0]
        state = self._fixpoint(given, self._begun(shape[0] * shape[1]) if start is None else cut(start))
        given |= {operations[bit].a: plane for bit, plane in zip(self.program.state, state, strict=True)}
        ended = self._run(self._codes[key], given, shape[0] * shape[1])
        found.reshape(len(key), grid.rows, grid.words)[:, rows, words] = ended.reshape(len(key), *shape)

    def _begun(self, words: int) -> Planes:
        start = 0 if self.program.direction == "rise" else ALL
        return np.full((len(self.program.state), words), start, dtype=np.uint64)

    def _fixpoint(self, given: dict[int, Planes], state: Planes) -> Planes:
        positions = [self.program.circuit.operations[bit].a for bit in self.program.state]
        words = state.shape[1]
        while True:
            following = self._run(self._following, given | dict(zip(positions, state, strict=True)), words)
            if np.array_equal(following, state):
                return state
            state = following

    @staticmethod
    def _plane(given: Planes | bool, rows: slice, words: slice, shape: tuple[int, int]) -> Planes:
        if isinstance(given, bool):
            return np.full(shape[0] * shape[1], ALL if given else 0, dtype=np.uint64)
        part = given[rows if given.shape[0] > 1 else slice(None), words if given.shape[1] > 1 else slice(None)]
        return np.ascontiguousarray(np.broadcast_to(part, shape)).reshape(-1)

    @staticmethod
    def _run(code: Code, rows: Mapping[int, Planes], words: int) -> Planes:
        places = np.empty((code.places, words), dtype=np.uint64)
        for kind, a, b, into in code.steps:
            match kind:
                case "and":
                    np.bitwise_and(places[a], places[b], out=places[into])
                case "or":
                    np.bitwise_or(places[a], places[b], out=places[into])
                case "xor":
                    np.bitwise_xor(places[a], places[b], out=places[into])
                case "not":
                    np.invert(places[a], out=places[into])
                case "input":
                    places[into] = rows[a]
                case _:
                    places[into] = ALL if kind == "true" else 0
        return np.stack([places[code.at[bit]] for bit in code.outputs]) if code.outputs else places[:0].copy()


_SWAPS = (
    (32, 0x0000_0000_FFFF_FFFF),
    (16, 0x0000_FFFF_0000_FFFF),
    (8, 0x00FF_00FF_00FF_00FF),
    (4, 0x0F0F_0F0F_0F0F_0F0F),
    (2, 0x3333_3333_3333_3333),
    (1, 0x5555_5555_5555_5555),
)
"""How far apart bits change places, and which."""


def transposed(words: Planes, depth: int) -> Planes:
    """Every 64 words as a square of bits, turned: halves of ever smaller squares change places (Warren 2012, 7-3)."""
    square = np.zeros((-(-len(words) // 64), 64), dtype=np.uint64)
    square.reshape(-1)[: len(words)] = words
    for width, mask in _SWAPS:
        pairs = square.reshape(len(square), -1, 2, width)
        upper, lower = pairs[:, :, 0], pairs[:, :, 1]
        swap = ((upper >> np.uint64(width)) ^ lower) & np.uint64(mask)
        lower ^= swap
        upper ^= swap << np.uint64(width)
    return np.ascontiguousarray(square[:, :depth].T)
