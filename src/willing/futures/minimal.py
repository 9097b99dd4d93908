"""All minimal sets of moves, from a table with one bit for every combination of them.

Bit ``n`` of the table is the combination of the moves that are the ones of ``n`` in binary. The table is worked on a
word of 64 combinations at a time: to add one of the first six moves is a shift within each word, to add another a step
from word to word.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from willing.futures.alternate import alternated
from willing.futures.engine import ALL, Engine, Grid, Planes
from willing.futures.engines import rising_engine
from willing.futures.lock import Chosen, Lock
from willing.futures.program import Program, compiled
from willing.standing.moves import Move, Settle, Sign, Waive

WITHIN = tuple(np.uint64(sum(1 << bit for bit in range(64) if bit >> move & 1)) for move in range(6))
"""For each of the first six moves, the combinations of a word that contain it."""
COLUMNS = 2048
"""Words in a row of the table."""
FEW_ROWS = 4
"""Rows worked on at once where what others fear, or those who signed, are kept beside what stands."""


def minimal_by_table(lock: Lock, most: int) -> tuple[tuple[Chosen, ...], int]:
    """All minimal sets, at most ``most`` of them, smallest first; and how many there are.

    The table takes ``2 ** moves / 8`` bytes.
    """
    program = compiled(lock.setting, "rise", lock.goal.rule)
    reached = tabled(lock, program, rising_engine(lock.setting, program, 1 << len(lock.moves)))
    found = numbers(minimal(reached, len(lock.moves), lock.growing))
    return tuple(_chosen(lock.moves, int(number)) for number in found[:most]), len(found)


def tabled(lock: Lock, program: Program, engine: Engine) -> Planes:
    """The combinations of moves that reach the goal, shape (words,); none settles a factor both ways."""
    words = 1 << max(0, len(lock.moves) - 6)
    columns = min(words, COLUMNS)
    rows = words // columns
    step = FEW_ROWS if program.feared or lock.setting.signed else rows
    parts = (range(row, min(row + step, rows)) for row in range(0, rows, step))
    reached = np.concatenate([_reached(lock, program, engine, columns, part) for part in parts])
    for factor in lock.contested:
        true, false = (_plane(lock.moves.index(Settle(factor, value)), words, range(1)) for value in (True, False))
        reached &= ~(true & false)[0]
    if len(lock.moves) < len(WITHIN):
        reached &= np.uint64((1 << (1 << len(lock.moves))) - 1)
    return reached


def minimal(reached: Planes, moves: int, growing: bool = True) -> Planes:
    """The combinations within which no smaller one reaches; ``growing`` says that further moves never do harm."""
    above = reached
    if not growing:
        above = reached.copy()
        for move in range(moves):
            _grow(above, above, move)  # in the end all that contain a combination that reaches
    larger = np.zeros_like(reached)
    for move in range(moves):
        _grow(above, larger, move)
    return reached & ~larger


def numbers(planes: Planes) -> NDArray[np.int64]:
    """The combinations in a table, those of fewest moves first, then by number."""
    words = np.flatnonzero(planes)
    bits = np.unpackbits(planes[words].astype("<u8").view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
    rows, places = np.nonzero(bits)
    found = words[rows].astype(np.int64) * 64 + places
    return found[np.argsort(np.bitwise_count(found), kind="stable")]


def tables(lock: Lock) -> bool:
    """Whether a table says what the reference does: where what matches others is signed, it would say less."""
    signing = any(isinstance(move, Sign) for move in lock.moves)
    return not (signing and any(line.rate is not None for line in lock.setting.lines))


def _chosen(moves: tuple[Move, ...], number: int) -> Chosen:
    return frozenset(move for index, move in enumerate(moves) if number >> index & 1)


def _reached(lock: Lock, program: Program, engine: Engine, columns: int, rows: range) -> Planes:
    """Some rows of the table."""
    planes = {move: _plane(index, columns, rows) for index, move in enumerate(lock.moves)}
    here = Grid(columns, len(rows), {**program.target(lock.goal.persons or 0), **_given(lock, planes, feared=False)})
    feared: Planes | None = None
    if program.feared:
        there = Grid(columns, len(rows), _given(lock, planes, feared=True))
        feared = alternated(engine, program, here, there)[1]
    found: Planes = engine.run((program.reaches,), here, feared)[0]
    return found


def _given(lock: Lock, planes: Mapping[Move, Planes], feared: bool) -> dict[str, Planes | bool]:
    """The inputs of the program. Where it is worked out what is ``feared``, both literals of an open factor hold."""
    found: dict[str, Planes | bool] = {}
    for name, known in lock.setting.factors.items():
        for value in (True, False):
            literal: Planes | bool = known is value
            if known is None and feared:
                against = planes.get(Settle(name, not value))
                literal = True if against is None else ~against
            elif known is None:
                literal = planes.get(Settle(name, value), False)
            found[f"{str(value).lower()}:{name}"] = literal
    for move, plane in planes.items():
        if isinstance(move, Waive):
            found[f"waived:{move.pledge}:{move.clause}"] = plane
        elif isinstance(move, Sign):
            found |= {f"held:{line.pledge}": plane for line in lock.setting.by_nation[move.who]}
    return found


def _plane(move: int, columns: int, rows: range) -> Planes:
    """Which combinations contain a move in some rows of the table, in the shortest shape that a grid takes."""
    if move < len(WITHIN):
        return np.array([[WITHIN[move]]])
    if 1 << (move - 6) < columns:
        words = np.arange(columns)[np.newaxis, :]
    else:
        words = np.arange(rows.start, rows.stop)[:, np.newaxis] * columns
    return np.where(words >> (move - 6) & 1, ALL, np.uint64(0))


def _grow(source: Planes, into: Planes, move: int) -> None:
    """Add to ``into`` every combination of ``source`` that lacks a move, with that move made."""
    if move < len(WITHIN):
        into |= (source & ~WITHIN[move]) << np.uint64(1 << move)
    else:
        shape = (-1, 2, 1 << (move - 6))
        into.reshape(shape)[:, 1] |= source.reshape(shape)[:, 0]
