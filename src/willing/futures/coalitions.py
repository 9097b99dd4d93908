"""Which coalitions meet a goal: all that power indices need, exactly.

Coalitions are searched like any other futures, one lever a nation. Where that would go into almost all of them, it
stops nine levers short, and what is below is gone through block by block; small games are from the start.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from willing.futures.counting import Counts
from willing.futures.engine import LOCAL, MOST_IN_GROUP
from willing.futures.judge import Judge
from willing.futures.levers import Nodes
from willing.futures.search import Batch, Effort, Part, search
from willing.futures.space import Space

SMALL = 20
"""Nations up to which a game is gone through from the start."""
DENSE = 1 << 13
"""Nodes nine levers above the end beyond which going through all below them is faster than searching on."""
ROWS = 1 << 14
"""Blocks worked on together."""


@dataclass(frozen=True)
class Coalitions:
    """Coalitions by whether they meet a goal."""

    nations: tuple[str, ...]
    meeting: Counts
    """Those that meet it."""
    open: Counts
    """Those of which it is not known, where the search was cut short or the game is not decided by who takes part."""


def coalitions(
    judge: Judge, space: Space, nations: tuple[str, ...], effort: Effort | None = None, threads: int = 1
) -> Coalitions:
    """Count the coalitions of ``nations`` that meet the judge's goal.

    Where the space has levers beside the nations, each coalition counts with the probability that it meets the goal.
    """
    effort = effort or Effort()
    even = len(nations) == len(space.levers)
    found = Coalitions(nations, Counts(space, nations, even=even), Counts(space, nations, even=even))
    first = len(nations) - LOCAL
    blockwise = even and not judge.program.feared and not space.loose and first >= 0
    if blockwise and len(nations) <= SMALL:
        _blocks(judge, space, found.meeting, np.arange(1 << first, dtype=np.uint64), threads)
        return found
    deepest = first if blockwise else None
    left: list[Part] = []
    for batch in search(judge, space, effort=replace(effort, deepest=deepest)):
        if batch.left and batch.part.depth == deepest:
            left.append(batch.part)
        else:
            _add(found, batch)
    if sum(len(part.nodes) for part in left) > DENSE:
        _blocks(judge, space, found.meeting, np.concatenate([part.nodes for part in left]), threads)
    elif left:
        _add_all(found, search(judge, space, left, effort))
    return found


def _add_all(found: Coalitions, batches: Iterable[Batch]) -> None:
    for batch in batches:
        _add(found, batch)


def _add(found: Coalitions, batch: Batch) -> None:
    low, high = np.asarray(batch.low, dtype=bool), np.asarray(batch.high, dtype=bool)
    kinds = [(found.meeting, low)] if batch.further else [(found.meeting, low), (found.open, high & ~low)]
    for counts, held in kinds:
        (at,) = np.nonzero(held)
        if len(at):
            part = Part(batch.part.depth, batch.part.nodes[at], batch.part.masses[at])
            counts.add(part, None if counts.even else _weights(counts, part))


def _weights(counts: Counts, part: Part) -> NDArray[np.float64]:
    """How likely each node's factors are: its mass, but for the even odds of its nations."""
    decided = int((counts.places < part.depth).sum())
    return part.masses * 2.0**decided / counts.space.chances.learned_mass


def _blocks(judge: Judge, space: Space, counts: Counts, nodes: Nodes, threads: int) -> None:
    """Go through everything below some nodes, in order of how many nations are in there."""
    nodes = nodes[np.argsort(np.bitwise_count(nodes), kind="stable")]
    pieces = [nodes[start : start + ROWS] for start in range(0, len(nodes), ROWS)]
    if len(pieces) == 1:
        _count(judge, counts, nodes, judge.blocks(space, nodes))
        return
    judge.blocks(space, pieces[0][:1])  # compiled once, before the threads ask for it
    with ThreadPoolExecutor(threads) as pool:
        for rows, blocks in zip(pieces, pool.map(lambda piece: judge.blocks(space, piece), pieces), strict=True):
            _count(judge, counts, rows, blocks)


def _count(judge: Judge, counts: Counts, nodes: Nodes, blocks: NDArray[np.uint64]) -> None:
    inside = np.bitwise_count(nodes).astype(np.intp)
    breaks = np.flatnonzero(np.diff(inside)) + 1
    starts = np.unique(np.concatenate((np.arange(0, len(nodes), MOST_IN_GROUP), breaks)))
    counts.add_blocks(nodes, inside, starts, judge.engine.tallied(np.ascontiguousarray(blocks), starts))
