"""Through all futures without visiting each: part of them is left as soon as the outcome there is certain.

The levers are decided one after the other. A node, at which some are decided, is settled where the bound from below
meets the one from above; all futures beneath it then have the same outcome. What is not settled is split by the next
lever. Nodes are worked on many at a time, the likeliest first, so that a search cut short leaves little open.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

import numpy as np

from willing.futures.judge import Judge, Outcomes
from willing.futures.levers import Nodes
from willing.futures.space import Masses, Space

AT_ONCE = 1 << 17
"""Nodes worked on together: enough to keep the processor busy, few enough to stay in its cache."""

WORTHWHILE = 1 << 12
"""Nodes up to which judging them takes no longer than judging one."""

MOST_NODES = 50_000_000
"""Nodes after which a search is cut short."""


class Part(NamedTuple):
    """Nodes at which the same levers are decided, and their masses."""

    depth: int
    nodes: Nodes
    masses: Masses


class Batch(NamedTuple):
    """A part of all futures with the least and the most that its nodes come to."""

    part: Part
    low: Outcomes
    high: Outcomes
    further: bool
    """Whether nodes that are not settled are gone into; else these are what there is to say of them."""
    left: bool = False
    """Whether they were left: the search went no deeper, or was cut short."""


Told = Callable[[float], None]


@dataclass
class Patience:
    """Whoever waits for an answer: is told how far it has come, and ends the waiting by an interrupt."""

    told: Told | None = None
    stages: int = 1
    """Pieces of work of about the same size."""
    stage: int = 0
    ended: bool = False
    """Whether there was an interrupt: whatever is still to be done is left where it is."""

    def hear(self, share: float) -> None:
        """Hear what share of the present stage is done; ``told`` may answer by a ``KeyboardInterrupt``."""
        try:
            if self.told:
                self.told((self.stage + min(max(share, 0.0), 1.0)) / self.stages)
        except KeyboardInterrupt:
            self.ended = True

    def next(self) -> None:
        """Hear that a stage is done."""
        self.stage = min(self.stage + 1, self.stages)


@dataclass(frozen=True)
class Effort:
    """How far a search goes, and who waits for it."""

    most: int = MOST_NODES
    """Nodes after which it is cut short."""
    patience: Patience = field(default_factory=Patience)
    deepest: int | None = None
    """Levers after which nodes are left rather than split."""


def root(space: Space) -> Part:
    """All futures, nothing decided but what was learned and all that this rests on.

    Only once that is decided is the mass of a node that of the futures below it.
    """
    part = Part(0, np.zeros(1, dtype=np.uint64), np.ones(1))
    known = space.chances.resting(space.chances.learned)
    while part.depth <= max((space.place[name] for name in known), default=-1):
        part = split(space, part)
    return part


def search(
    judge: Judge, space: Space, parts: Sequence[Part] | None = None, effort: Effort | None = None
) -> Iterator[Batch]:
    """All futures, or those below some ``parts`` of them, in batches.

    Settled nodes are those with ``low == high``. What is left, because the search went no deeper, was cut short or
    interrupted, comes with its bounds.
    """
    effort = effort or Effort()
    order = count()
    waiting = [(-float(p.masses.sum()), next(order), p) for p in (parts if parts is not None else [root(space)])]
    heapq.heapify(waiting)
    whole, visited = sum(entry[0] for entry in waiting), 0
    while waiting and visited < effort.most and not effort.patience.ended:
        entry = heapq.heappop(waiting)
        part = entry[2]
        if len(part.nodes) > AT_ONCE:
            for few in _halves(part):
                heapq.heappush(waiting, (-float(few.masses.sum()), next(order), few))
            continue
        visited += len(part.nodes)
        try:
            low, high = judge.bounds(space, part.nodes, part.depth)
        except KeyboardInterrupt:
            heapq.heappush(waiting, entry)
            effort.patience.ended = True
            break
        further = part.depth < len(space.levers)
        yield Batch(part, low, high, further)
        (open_,) = np.nonzero(low != high)
        if not further or not len(open_):
            continue
        unsettled = Part(part.depth, part.nodes[open_], part.masses[open_])
        if part.depth == effort.deepest:
            yield Batch(unsettled, low[open_], high[open_], further=False, left=True)
        else:
            grown = _grown(space, unsettled, effort.deepest)
            heapq.heappush(waiting, (-float(grown.masses.sum()), next(order), grown))
        effort.patience.hear(1 - sum(entry[0] for entry in waiting) / whole if whole else 1.0)
    for _, _, part in waiting:
        for few in chunks(part, AT_ONCE):
            yield Batch(few, *judge.bounds(space, few.nodes, few.depth), further=False, left=True)


def _grown(space: Space, part: Part, deepest: int | None) -> Part:
    """Some nodes split by the next lever, and by those after it while that makes few: many cost no more."""
    last = len(space.levers) if deepest is None else max(deepest, part.depth + 1)
    grown = split(space, part)
    while len(grown.nodes) < WORTHWHILE and grown.depth < last:
        grown = split(space, grown)
    return grown


def split(space: Space, part: Part) -> Part:
    """Both ends of the next lever at each node; an end without mass is left out."""
    false, true = space.ends(part.depth, part.nodes)
    nodes = np.concatenate((part.nodes, part.nodes | np.uint64(1 << part.depth)))
    masses = np.concatenate((part.masses * false, part.masses * true))
    kept = masses > 0
    return Part(part.depth + 1, nodes, masses) if kept.all() else Part(part.depth + 1, nodes[kept], masses[kept])


def chunks(part: Part, size: int) -> Iterator[Part]:
    """A part in pieces of at most ``size`` nodes."""
    for start in range(0, len(part.nodes), size):
        cut = slice(start, start + size)
        yield Part(part.depth, part.nodes[cut], part.masses[cut])


def _halves(part: Part) -> Iterator[Part]:
    return chunks(part, -(-len(part.nodes) // 2))
