"""Stated ranges of strength, sampled: where a pledge says 3,000 to 6,000, the odds average over all of it.

A range is read as a triangular distribution with its likely value as the mode. Samples are a Kronecker sequence with
the roots of the primes as steps (Richtmyer 1951), shifted at random several times over; the spread between the shifts
gives the standard error (Cranley and Patterson 1976). The factors are not sampled where they are few: each future gets
its share of the samples.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from willing.case.pledge import Range
from willing.futures.judge import Judge
from willing.futures.levers import MOST_LEVERS
from willing.futures.search import Batch, Part
from willing.futures.space import Space

SHIFTS = 8
"""Independent repetitions."""
POINTS = 1 << 15
"""Samples of each."""


@dataclass(frozen=True)
class Sample:
    """One of the repetitions."""

    ranges: Mapping[str, Range]
    """By pledge."""
    seed: int
    shift: int

    def points(self, count: int, first: int, dimensions: int) -> NDArray[np.float64]:
        """Some dimensions of the sequence from the ``first`` on, shape (count, dimensions)."""
        steps = np.sqrt(np.array(_primes(first + dimensions)[first:], dtype=np.float64))
        shift = self._random.random(first + dimensions)[first:]
        found: NDArray[np.float64] = np.arange(count)[:, None] * steps + shift
        return found - np.floor(found)

    def batch(self, judge: Judge, space: Space, few: int) -> Batch:
        """Futures with their outcomes."""
        depth = len(space.levers)
        part = self._shared_out(space) if depth <= few else Part(depth, *space.drawn(self.points(POINTS, 0, depth)))
        points = self.points(POINTS, depth, len(self.ranges))
        strengths = {
            pledge: triangular(stated, points[:, index]) for index, (pledge, stated) in enumerate(self.ranges.items())
        }
        low, high = judge.bounds(space, part.nodes, depth, strengths)
        return Batch(part, low, high, further=False)

    def _shared_out(self, space: Space) -> Part:
        """All futures, each as often as its share of the points, to within one (systematic sampling)."""
        nodes, masses = space.everything()
        upto = np.cumsum(masses)
        start = self._random.random()
        at = np.searchsorted(upto, (np.arange(POINTS) + start) / POINTS * upto[-1], side="right")
        whole = float(upto[-1])
        return Part(len(space.levers), nodes[np.minimum(at, len(nodes) - 1)], np.full(POINTS, whole / POINTS))

    @property
    def _random(self) -> np.random.Generator:
        return np.random.default_rng((self.seed, self.shift))


def reaching(batch: Batch, persons: int) -> Batch:
    """Whether each future comes to so many persons."""
    return batch._replace(low=batch.low >= persons, high=batch.high >= persons)


def joined(batch: Batch) -> Batch:
    """Equal futures with equal outcomes, yes or no, as one with all their mass."""
    part = batch.part
    if part.depth > MOST_LEVERS - 2:
        return batch
    outcomes = batch.low.astype(np.uint64) + batch.high
    kinds, at = np.unique(part.nodes << np.uint64(2) | outcomes, return_inverse=True)
    masses, outcome = np.bincount(at, weights=part.masses).astype(np.float64), kinds & np.uint64(3)
    return Batch(Part(part.depth, kinds >> np.uint64(2), masses), outcome == 2, outcome >= 1, further=False)


def triangular(stated: Range, uniform: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Whole persons by the triangular distribution of a range, from numbers between 0 and 1."""
    low, likely, high = stated.low, stated.likely, stated.high
    if low == high:
        return np.full(len(uniform), low, dtype=np.uint64)
    rising = low + np.sqrt(uniform * (high - low) * (likely - low))
    falling = high - np.sqrt((1 - uniform) * (high - low) * (high - likely))
    return np.rint(np.where(uniform * (high - low) < likely - low, rising, falling)).astype(np.uint64)


def _primes(count: int) -> list[int]:
    found: list[int] = []
    number = 2
    while len(found) < count:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return found
