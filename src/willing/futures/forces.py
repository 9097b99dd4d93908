"""The force over all futures: how likely each strength is, exactly, within bounds, or from a sample.

Few levers are gone through one and all; more are searched; stated ranges of strength are sampled. All three give
batches of futures with the least and the most they come to, and all odds are sums over these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from willing.futures.judge import Judge
from willing.futures.search import Batch, Part
from willing.futures.space import Masses, Space

MOST_COUNTED = 1 << 22
"""Outcomes up to which counting them is faster than sorting."""

Column = tuple[str, bool] | None
"""What is set: a factor to a value, or nothing."""


@dataclass(frozen=True)
class Forces:
    """Every outcome with its mass, as things are and with single factors set."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    """What a future comes to at least, and at most."""
    mass: NDArray[np.float64]
    """By outcome and column: probability, not yet divided by the column's sum."""
    columns: tuple[Column, ...]

    @property
    def exact(self) -> bool:
        """Whether every future is settled."""
        return bool(np.array_equal(self.low, self.high))

    def odds(self, strength: int, column: Column = None) -> tuple[float, float]:
        """The least and the most probability of coming to at least ``strength``; the sum of a column is 1."""
        place = self.columns.index(column)
        low, high = (self._at_least(values, sums[:, place], strength) for values, sums in self._tails)
        whole = self._tails[0][1][0, place] if len(self.low) else 0.0
        return (min(1.0, low / whole), min(1.0, high / whole)) if whole > 0 else (0.0, 1.0)

    @cached_property
    def _tails(self) -> tuple[tuple[NDArray[np.int64], NDArray[np.float64]], ...]:
        """For both bounds their values ascending, and by column the mass from each value on."""
        orders = (np.argsort(values, kind="stable") for values in (self.low, self.high))
        bounds = zip((self.low, self.high), orders, strict=True)
        return tuple((v[order], np.cumsum(self.mass[order][::-1], axis=0)[::-1]) for v, order in bounds)

    @staticmethod
    def _at_least(values: NDArray[np.int64], sums: NDArray[np.float64], strength: int) -> float:
        place = int(np.searchsorted(values, strength))
        return float(sums[place]) if place < len(values) else 0.0

    def values(self) -> NDArray[np.int64]:
        """Every outcome that some future has or may have, ascending."""
        return np.unique(np.concatenate((self.low, self.high)))


def columns_of(space: Space) -> tuple[Column, ...]:
    """As things are, and every factor set either way that may come about whatever it depends on."""
    factors = [chance for chance in space.chances.chances if chance.factor not in space.chances.learned]
    return (None, *((chance.factor, value) for chance in factors for value in (False, True) if chance.comes(value)))


def everything(judge: Judge, space: Space) -> Iterator[Batch]:
    """All futures in one batch."""
    part = Part(len(space.levers), *space.everything())
    yield Batch(part, *judge.bounds(space, part.nodes, part.depth), further=False)


def gathered(batches: Iterable[Batch], space: Space, columns: tuple[Column, ...] = (None,)) -> Forces:
    """Batches added up by outcome, as things are or with single factors set."""
    found = []
    for batch in batches:
        low, high = batch.low.astype(np.int64), batch.high.astype(np.int64)
        told = np.flatnonzero((low == high) | (not batch.further))
        if len(told):
            part = Part(batch.part.depth, batch.part.nodes[told], batch.part.masses[told])
            found.append(_counted(low[told], high[told], list(_masses(space, columns, part)), columns))
    return merged(found) if found else Forces(_NONE, _NONE, np.zeros((0, len(columns))), columns)


def merged(parts: Sequence[Forces]) -> Forces:
    """Several parts of all futures added up, in this order."""
    low, high = (np.concatenate([getattr(part, name) for part in parts]) for name in ("low", "high"))
    masses = np.concatenate([part.mass for part in parts])
    return _counted(low, high, list(masses.T), parts[0].columns)


_NONE = np.zeros(0, dtype=np.int64)


def _counted(
    low: NDArray[np.int64], high: NDArray[np.int64], masses: Sequence[Masses], columns: tuple[Column, ...]
) -> Forces:
    """The masses of equal outcomes added up."""
    if np.array_equal(low, high) and int(low.max(initial=0)) < MOST_COUNTED:
        least = most = np.flatnonzero(np.bincount(low))
        place = np.zeros(int(low.max(initial=0)) + 1, dtype=np.intp)
        place[least] = np.arange(len(least))
        at = place[low]
    else:
        pairs, at = np.unique(np.stack((low, high)), axis=1, return_inverse=True)
        least, most = pairs
    sums = [np.bincount(at, weights=mass, minlength=len(least)) for mass in masses]
    return Forces(least, most, np.stack(sums, axis=1), columns)


def _masses(space: Space, columns: Sequence[Column], part: Part) -> Iterator[Masses]:
    """The masses of some nodes, as things are and with each factor set."""
    for column in columns:
        yield part.masses if column is None else part.masses * space.doing(*column, part.depth, part.nodes)


def swings(judge: Judge, space: Space, nodes: NDArray[np.uint64], masses: Masses) -> Mapping[str, float]:
    """For each factor the variance it leaves open once all others are known: E[Var(Y | others)], Y being 0 or 1.

    Divided by the variance of Y this is Sobol's total effect (Homma and Saltelli 1996). ``nodes`` are all futures or a
    sample of them, fully decided.
    """
    depth = len(space.levers)
    whole = float(masses.sum())
    names = [lever.name for lever in space.levers if lever.name not in space.chances.learned]
    turned = [nodes, *(nodes ^ np.uint64(1 << space.place[name]) for name in names)]
    reached, _ = judge.bounds(space, np.concatenate(turned), depth)
    rows = reached.reshape(len(turned), len(nodes)).astype(bool)
    found = {}
    for name, row in zip(names, rows[1:], strict=True):
        differs = np.flatnonzero(row != rows[0])
        share = space.share(name, nodes[differs])
        found[name] = float((masses[differs] * share * (1 - share)).sum()) / whole if whole > 0 else 0.0
    return found
